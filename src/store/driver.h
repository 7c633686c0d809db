/* SPDX-License-Identifier: Apache-2.0 */
/**
 * driver.h: what a database must do for the store, and nothing of it above this header.
 *
 * A driver is a table of functions over its own struct, which begins with a
 * struct driver: driver_sqlite.c, driver_postgres.c. Statements are prepared
 * when they are first needed and kept until the store closes. Every function
 * that fails leaves a sentence in driver->problem.
 *
 * Writes may be put off until driver_flush: what they answer before it says
 * only that they were taken.
 */
#pragma once

#include "store/layout.h"

#define DRIVER_PROBLEM_MAX 512
/** A transaction of no account: nothing will be written. */
#define DRIVER_NOBODY (-1)

/** Within a write transaction. */
enum driver_verb {
    DRIVER_SAVEPOINT,
    DRIVER_RELEASE,
    DRIVER_ROLLBACK_TO,
    DRIVER_COMMIT,
    DRIVER_VERB_COUNT,
};

struct driver_calls;

struct driver {
    const struct driver_calls *calls;
    struct arena *arena;  /**< the program's: for the lists of statements */
    struct arena scratch; /**< for the text of SQL */
    int log_pages; /**< in the write-ahead log after the last commit; 0 where there is none */
    /** Other engines write beside this one: what a commit touched must be told to them. */
    bool is_shared;
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
    void *rows; /**< the driver's */
    int place;  /**< of the next row, where all have come at once */
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
    size_t limit; /**< no more rows are asked for than this */
};

/** What others have committed in an account since this was last asked. */
struct driver_news {
    const uint64_t *touched; /**< hashes, as recent.h keeps them; borrowed until the next call */
    size_t touched_count;
    bool is_incomplete; /**< something of it is not known */
    /** Of a shared driver: the account's newest key of kinds whose keys rise. */
    int64_t log_last_key;
};

/** What a transaction tells to others. */
struct driver_tale {
    const uint64_t *touched;
    size_t touched_count;
    int64_t last_key, log_last_key; /**< the highest new keys, of all kinds and of logs */
};

/** What an engine wants for itself, and until when. */
struct driver_claim {
    const int64_t *keys;
    size_t count, limit;
    int64_t now_ms, until_ms;
};

struct driver_calls {
    /** Bring the schema up to date. ERR_STORE_FOREIGN, _NEWER, or what the database said. */
    err_t (*migrate)(struct driver *driver, const struct layout *layouts, size_t layout_count);
    /**
     * Every kind has its table, columns and indexes as declared. ERR_STORE_SCHEMA;
     * *problem names each difference and the statement that would mend it.
     */
    err_t (*check_schema)(struct driver *driver, struct arena *arena, const struct layout *layouts,
                          size_t layout_count, struct text *problem);
    void (*close)(struct driver *driver, struct layout *layouts, size_t layout_count);
    /** The highest key; of the kinds whose keys rise only, or of all. */
    err_t (*last_key)(struct driver *driver, const struct layout *layouts, size_t layout_count,
                      bool of_logs, int64_t *out);

    /** One snapshot for what is read until rollback. */
    err_t (*begin_read)(struct driver *driver);
    /**
     * Transactions of one account come one after another, whoever writes them. When the
     * driver is not shared the account does not matter.
     */
    err_t (*begin_write)(struct driver *driver, int64_t account_id, struct driver_news *news);
    err_t (*verb)(struct driver *driver, enum driver_verb verb);
    /** Take back what is open; it cannot fail in a way that matters. */
    void (*rollback)(struct driver *driver);
    /** The last write of a transaction of a shared driver. */
    err_t (*tell)(struct driver *driver, const struct driver_tale *tale);

    err_t (*find)(struct driver *driver, struct layout *layout, int64_t account_id, int64_t key,
                  struct cursor *cursor);
    err_t (*scan)(struct driver *driver, struct layout *layout, int64_t account_id,
                  const struct bounds *bounds, struct cursor *cursor);
    /** All rows of a table with their columns behind the body, for the check of everything. */
    err_t (*all)(struct driver *driver, struct layout *layout, struct cursor *cursor);
    err_t (*next)(struct driver *driver, struct cursor *cursor, struct row *row, bool *found);
    /** Whether a column of the row of `all` that came last has this value. */
    bool (*column_is)(const struct cursor *cursor, size_t column, bool is_text,
                      struct column_value value);
    void (*close_cursor)(struct cursor *cursor);

    /** ERR_UNIQUE; ERR_CONFLICT when the key is taken. */
    err_t (*insert)(struct driver *driver, struct layout *layout, int64_t account_id,
                    const struct row *row, const struct column_value *values);
    /** `changed`: a bit for each other column. ERR_CONFLICT when the version has moved. */
    err_t (*update)(struct driver *driver, struct layout *layout, int64_t account_id,
                    const struct row *row, uint32_t changed, const struct column_value *values);
    err_t (*remove)(struct driver *driver, struct layout *layout, int64_t account_id,
                    const struct row *row);
    /**
     * Of a shared driver: claim what others have not, outside any transaction;
     * is_taken[i] says whether it was.
     */
    err_t (*claim)(struct driver *driver, struct layout *layout, int64_t account_id,
                   const struct driver_claim *claim, bool *is_taken);
    /** Answer for the writes since the last flush; the first trouble among them. */
    err_t (*flush)(struct driver *driver);

    /** The database's own check: ERR_STORE_CORRUPT. */
    err_t (*check)(struct driver *driver);
    /** Copy the log into the database as far as readers allow. */
    err_t (*checkpoint)(struct driver *driver);
};

/** In the arena; *out is set, and must be closed, also when it fails. */
must_use err_t driver_open_sqlite(struct arena *arena, const struct store_config *config,
                                  struct driver **out);
/** For a path that begins with "postgres://" or "postgresql://". */
must_use err_t driver_open_postgres(struct arena *arena, const struct store_config *config,
                                    struct driver **out);
