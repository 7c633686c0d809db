/* SPDX-License-Identifier: Apache-2.0 */
/** driver_postgres.h: what the parts of the PostgreSQL driver know of each other. */
#pragma once

#include "store/statement.h"

struct pg_conn;

/** The number of the newest commit of an account that this engine knows. */
struct postgres_head {
    int64_t account_id;
    int64_t number;
};

struct driver_postgres {
    struct driver base;
    struct pg_conn *connection;
    int64_t owner;       /**< of claims */
    int generation;      /**< of the connection: statements of an older one are gone */
    int statement_count; /**< for names */
    bool in_transaction;
    bool is_pipelined;       /**< writes are sent without waiting for their answers */
    struct arena news_arena; /**< what the last begin_write learnt */
    struct {
        struct postgres_head *items;
        size_t count, capacity;
    } heads;
    struct postgres_head *writing; /**< of the account whose transaction is open */
    int64_t told;                  /**< the number that the open transaction takes */
    struct {
        bool *items; /**< of each write that is on its way: must it change a row? */
        size_t count, capacity;
    } pending;
};

/** A statement's values, all of them binary. */
#define POSTGRES_VALUES_MAX 24
struct postgres_values {
    const char *values[POSTGRES_VALUES_MAX];
    int lengths[POSTGRES_VALUES_MAX];
    int formats[POSTGRES_VALUES_MAX];
    uint64_t numbers[POSTGRES_VALUES_MAX];
    int count;
};

/** Statements without parameters, several divided by semicolons. */
must_use err_t postgres_run(struct driver_postgres *driver, const char *sql);
/** The first column of the first row, a number; 0 when there is none. */
must_use err_t postgres_query_int(struct driver_postgres *driver, const char *sql, int64_t *out);
/** The first column of the first row as text in the arena; NO_TEXT when there is none. */
must_use err_t postgres_query_text(struct driver_postgres *driver, struct arena *arena,
                                   const char *sql, struct text *out);

/* migrate_postgres.c: tables and indexes follow the records. */
must_use err_t postgres_migrate(struct driver *driver, const struct layout *layouts,
                                size_t layout_count);
must_use err_t postgres_check_schema(struct driver *driver, struct arena *arena,
                                     const struct layout *layouts, size_t layout_count,
                                     struct text *problem);
