/* SPDX-License-Identifier: Apache-2.0 */
/**
 * driver.h: SQLite, and nothing of it above this header but pointers.
 *
 * Statements are prepared when they are first needed and kept until the store
 * closes; values are bound where they lie. Every function that fails leaves a
 * sentence in driver->problem.
 */
#pragma once

#include "store/layout.h"

struct sqlite3;
struct sqlite3_stmt;

#define DRIVER_PROBLEM_MAX 512

enum driver_verb {
    DRIVER_BEGIN_READ,
    DRIVER_BEGIN_WRITE,
    DRIVER_COMMIT,
    DRIVER_ROLLBACK,
    DRIVER_SAVEPOINT,
    DRIVER_RELEASE,
    DRIVER_ROLLBACK_TO,
    DRIVER_DATA_VERSION,
    DRIVER_VERB_COUNT,
};

struct driver {
    struct arena *arena;  /**< the program's: for the lists of statements */
    struct arena scratch; /**< for the text of SQL */
    struct sqlite3 *db;
    struct sqlite3_stmt *verbs[DRIVER_VERB_COUNT];
    int log_pages; /**< in the write-ahead log after the last commit */
    int64_t data_version;
    char problem[DRIVER_PROBLEM_MAX];
};

/** A row of a kind's table; the body is borrowed until the next step. */
struct row {
    int64_t key;
    int64_t version;
    struct text body;
};

/** A running query. Close it before anything else is done with its kind. */
struct cursor {
    struct sqlite3_stmt *stmt;
};

/** A range of an index, or of the keys (index < 0). */
struct bounds {
    int index;
    struct column_value equals[RECORD_COLUMNS_MAX];
    size_t equals_count;
    bool has_min, has_max; /**< inclusive, on the next column */
    int64_t min, max;
    int64_t above_key, below_key; /**< exclusive; 0: none */
    bool newest_first;
};

must_use err_t driver_open(struct driver *driver, const struct store_config *config);
void driver_close(struct driver *driver, struct layout *layouts, size_t layout_count);
/** A statement without parameters and results, for migrations. */
must_use err_t driver_run(struct driver *driver, const char *sql);
/** The first column of the first row of a query; 0 when there is none. */
must_use err_t driver_int(struct driver *driver, const char *sql, int64_t *out);
must_use err_t driver_do(struct driver *driver, enum driver_verb verb);
/** Take back what is open; it cannot fail in a way that matters. */
void driver_rollback(struct driver *driver);
/** Whether another connection has committed since this was last asked. */
must_use err_t driver_was_overtaken(struct driver *driver, bool *overtaken);

must_use err_t driver_find(struct driver *driver, struct layout *layout, int64_t account_id,
                           int64_t key, struct cursor *cursor);
must_use err_t driver_scan(struct driver *driver, struct layout *layout, int64_t account_id,
                           const struct bounds *bounds, struct cursor *cursor);
must_use err_t cursor_next(struct driver *driver, struct cursor *cursor, struct row *row,
                           bool *found);
void cursor_close(struct cursor *cursor);

/** ERR_UNIQUE; ERR_CONFLICT when the key is taken. */
must_use err_t driver_insert(struct driver *driver, struct layout *layout, int64_t account_id,
                             const struct row *row, const struct column_value *values);
/** ERR_CONFLICT when the record does not have that version any more. */
must_use err_t driver_update(struct driver *driver, struct layout *layout, int64_t account_id,
                             const struct row *row, int64_t version_before,
                             const struct column_value *before, const struct column_value *values);
must_use err_t driver_delete(struct driver *driver, struct layout *layout, int64_t account_id,
                             int64_t key, int64_t version);

/** All rows of a table with their columns behind the body, for the check of everything. */
must_use err_t driver_all(struct driver *driver, struct layout *layout, struct cursor *cursor);
/** Whether a column of such a row has this value. */
bool driver_column_is(struct sqlite3_stmt *stmt, int column, bool is_text,
                      struct column_value value);
/** SQLite's own check: ERR_STORE_CORRUPT. */
must_use err_t driver_check(struct driver *driver);

/** Copy the log into the database as far as readers allow. */
must_use err_t driver_checkpoint(struct driver *driver);
