/* SPDX-License-Identifier: Apache-2.0 */
/** driver_sqlite.h: what the parts of the SQLite driver, and its tests, know of each other. */
#pragma once

#include "store/statement.h"

struct sqlite3;
struct sqlite3_stmt;

/** Behind the verbs of every driver. */
enum {
    VERB_BEGIN_READ = DRIVER_VERB_COUNT,
    VERB_BEGIN_WRITE,
    VERB_ROLLBACK,
    VERB_DATA_VERSION,
    VERB_COUNT,
};

struct driver_sqlite {
    struct driver base;
    struct sqlite3 *db;
    struct sqlite3_stmt *verbs[VERB_COUNT];
    int64_t data_version;
};

/** A statement without parameters and results. */
must_use err_t sqlite_run(struct driver_sqlite *driver, const char *sql);
/** The first column of the first row of a query; 0 when there is none. */
must_use err_t sqlite_query_int(struct driver_sqlite *driver, const char *sql, int64_t *out);
/** Whether another connection has committed since this was last asked. */
must_use err_t sqlite_was_overtaken(struct driver_sqlite *driver, bool *overtaken);

/* migrate_sqlite.c: files of src/store/sql/, each in one transaction; user_version counts them. */
must_use err_t sqlite_migrate(struct driver *driver, const struct layout *layouts,
                              size_t layout_count);
must_use err_t sqlite_check_schema(struct driver *driver, struct arena *arena,
                                   const struct layout *layouts, size_t layout_count,
                                   struct text *problem);
