/* SPDX-License-Identifier: Apache-2.0 */
/*
 * migrate_postgres.c: tables and indexes follow the records.
 *
 * What a kind declares is made where it is missing and never taken away, so
 * that the engine before this one goes on beside it. An index for a table that
 * was there is made without a lock. Every key and index begins with account_id:
 * the tables can be distributed by it.
 */
#include "store/driver_postgres.h"

#define PROBLEM_BYTES_MAX ((size_t)1 << 16)
#define SQL_BYTES_MAX     ((size_t)1 << 14)
/** Of what this file makes; an engine of one version before goes on with it. */
#define SCHEMA_VERSION 1
/** "quoi": engines that start together migrate one after another. */
#define MIGRATION_LOCK "1903521641"
#define LOCK_ATTEMPTS  1200 /* of 50 ms */

static const char own_tables[] =
    "CREATE TABLE IF NOT EXISTS quoin_schema (version bigint NOT NULL);"
    "CREATE TABLE IF NOT EXISTS quoin_head (account_id bigint PRIMARY KEY, number bigint NOT NULL,"
    " last_key bigint NOT NULL, log_last_key bigint NOT NULL);"
    "CREATE TABLE IF NOT EXISTS quoin_commit (account_id bigint NOT NULL, number bigint NOT NULL,"
    " touched bytea, PRIMARY KEY (account_id, number));";

static const char *
type_of(const struct layout *layout, size_t column)
{
    return layout_is_text(layout, column) ? "bytea" : "bigint NOT NULL";
}

static void
write_table(struct text_builder *sql, const struct layout *layout)
{
    text_builder_format(sql,
                        "CREATE TABLE IF NOT EXISTS \"%s\" (account_id bigint NOT NULL, id bigint "
                        "NOT NULL, version bigint NOT NULL",
                        layout->table);
    for (size_t i = 0; i < layout->column_count; i++) {
        text_builder_format(sql, ", \"%s\" %s", layout->columns[i].name, type_of(layout, i));
    }
    if (layout->record->is_claimed) {
        text_builder_add_string(sql, ", claim_owner bigint NOT NULL DEFAULT 0, claim_until bigint "
                                     "NOT NULL DEFAULT 0");
    }
    text_builder_add_string(sql, ", body bytea NOT NULL, PRIMARY KEY (account_id, id))");
}

/** "account_id, owner, amount, id"; unique ones without the id, and without NULLs. */
static void
write_columns(struct text_builder *sql, const struct layout *layout,
              const struct layout_index *index)
{
    text_builder_add_string(sql, "account_id");
    for (size_t i = 0; i < index->column_count; i++) {
        text_builder_format(sql, ", %s", layout->columns[index->columns[i]].name);
    }
    text_builder_add_string(sql, index->is_unique ? "" : ", id");
}

static void
write_index(struct text_builder *sql, const struct layout *layout, const struct layout_index *index,
            const char *how)
{
    text_builder_format(sql, "CREATE %sINDEX %s \"%s_%s\" ON \"%s\" (",
                        index->is_unique ? "UNIQUE " : "", how, layout->table, index->name,
                        layout->table);
    write_columns(sql, layout, index);
    text_builder_add_char(sql, ')');
}

static err_t
run_built(struct driver_postgres *driver, struct text_builder *sql)
{
    text_builder_add_char(sql, '\0');
    struct text text = text_builder_text(sql);
    assert(text.bytes != NULL);
    err_t err = postgres_run(driver, text.bytes);
    arena_reset(&driver->base.scratch);
    return err;
}

static err_t
make_table(struct driver_postgres *driver, const struct layout *layout)
{
    struct text_builder sql;
    int64_t was_there;
    text_builder_init(&sql, &driver->base.scratch, SQL_BYTES_MAX);
    text_builder_format(&sql, "SELECT (to_regclass('\"%s\"') IS NOT NULL)::int", layout->table);
    text_builder_add_char(&sql, '\0');
    TRY(postgres_query_int(driver, text_builder_text(&sql).bytes, &was_there));
    text_builder_init(&sql, &driver->base.scratch, SQL_BYTES_MAX);
    write_table(&sql, layout);
    TRY(run_built(driver, &sql));
    for (size_t i = 0; i < layout->index_count; i++) {
        const struct layout_index *index = &layout->indexes[i];
        if (index->column_count == 0) {
            continue; /* the primary key serves it */
        }
        text_builder_init(&sql, &driver->base.scratch, SQL_BYTES_MAX);
        write_index(&sql, layout, index,
                    was_there != 0 ? "CONCURRENTLY IF NOT EXISTS" : "IF NOT EXISTS");
        TRY(run_built(driver, &sql));
    }
    return OK;
}

static err_t
migrate_locked(struct driver_postgres *driver, const struct layout *layouts, size_t layout_count)
{
    int64_t is_ours, tables, version;
    TRY(postgres_query_int(
        driver, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()", &tables));
    TRY(postgres_query_int(driver, "SELECT (to_regclass('quoin_schema') IS NOT NULL)::int",
                           &is_ours));
    if (is_ours == 0 && tables > 0) {
        snprintf(driver->base.problem, DRIVER_PROBLEM_MAX,
                 "the schema holds tables of another program; choose another database");
        return ERR_STORE_FOREIGN;
    }
    TRY(postgres_run(driver, own_tables));
    TRY(postgres_query_int(driver, "SELECT max(version) FROM quoin_schema", &version));
    if (version > SCHEMA_VERSION + 1) {
        snprintf(driver->base.problem, DRIVER_PROBLEM_MAX,
                 "the database has schema %lld, this version of the engine knows %d and goes "
                 "along with %d: install a newer version",
                 (long long)version, SCHEMA_VERSION, SCHEMA_VERSION + 1);
        return ERR_STORE_NEWER;
    }
    for (size_t i = 0; i < layout_count; i++) {
        TRY(make_table(driver, &layouts[i]));
    }
    if (version < SCHEMA_VERSION) {
        char sql[64];
        snprintf(sql, sizeof(sql), "INSERT INTO quoin_schema VALUES (%d)", SCHEMA_VERSION);
        TRY(postgres_run(driver, sql));
    }
    return OK;
}

err_t
postgres_migrate(struct driver *base, const struct layout *layouts, size_t layout_count)
{
    struct driver_postgres *driver = (struct driver_postgres *)base;
    /* Who waited inside one statement would hold up the indexes of whom it waits for. */
    int64_t is_locked = 0;
    for (int i = 0; i < LOCK_ATTEMPTS && is_locked == 0; i++) {
        TRY(postgres_query_int(driver, "SELECT pg_try_advisory_lock(" MIGRATION_LOCK ")::int",
                               &is_locked));
        if (is_locked == 0) {
            TRY(postgres_run(driver, "SELECT pg_sleep(0.05)"));
        }
    }
    if (is_locked == 0) {
        snprintf(base->problem, sizeof(base->problem),
                 "another engine has been migrating the database for a minute; try again");
        return ERR_STORE_BUSY;
    }
    err_t err = migrate_locked(driver, layouts, layout_count);
    err_t unlocked = postgres_run(driver, "SELECT pg_advisory_unlock(" MIGRATION_LOCK ")");
    return err != OK ? err : unlocked;
}

/* ---- the check ------------------------------------------------------------ */

static err_t
ask(struct driver_postgres *driver, struct arena *arena, struct text_builder *sql,
    struct text *answer)
{
    text_builder_add_char(sql, '\0');
    struct text text = text_builder_text(sql);
    assert(text.bytes != NULL);
    return postgres_query_text(driver, arena, text.bytes, answer);
}

static err_t
check_columns(struct driver_postgres *driver, struct arena *arena, const struct layout *layout,
              struct text_builder *out)
{
    struct text_builder sql, wanted;
    struct text answer;
    text_builder_init(&sql, arena, SQL_BYTES_MAX);
    text_builder_format(
        &sql,
        "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod) || "
        "CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY attname "
        "COLLATE \"C\") FROM pg_attribute WHERE attrelid = to_regclass('\"%s\"') AND "
        "attnum > 0 AND NOT attisdropped AND attname IN ('account_id', 'id', "
        "'version', 'body'",
        layout->table);
    for (size_t i = 0; i < layout->column_count; i++) {
        text_builder_format(&sql, ", '%s'", layout->columns[i].name);
    }
    text_builder_add_char(&sql, ')');
    TRY(ask(driver, arena, &sql, &answer));
    for (size_t i = 0; i < layout->column_count; i++) {
        text_builder_init(&wanted, arena, SQL_BYTES_MAX);
        text_builder_format(&wanted, "%s %s", layout->columns[i].name, type_of(layout, i));
        struct text want = text_builder_text(&wanted);
        if (answer.bytes == NULL ||
            memmem(answer.bytes, answer.length, want.bytes, want.length) == NULL) {
            text_builder_format(out, "table %s lacks the column: %.*s\n", layout->table,
                                TEXT_ARG(want));
        }
    }
    return OK;
}

static err_t
check_index(struct driver_postgres *driver, struct arena *arena, const struct layout *layout,
            const struct layout_index *index, struct text_builder *out)
{
    struct text_builder sql, wanted, statement;
    struct text answer;
    text_builder_init(&sql, arena, SQL_BYTES_MAX);
    text_builder_format(
        &sql,
        "SELECT CASE WHEN NOT x.indisvalid THEN 'INVALID ' WHEN x.indpred IS NOT NULL THEN "
        "'PARTIAL ' WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END || string_agg(a.attname, ', ' "
        "ORDER BY k.place) FROM pg_index x, unnest(x.indkey) WITH ORDINALITY k(number, place), "
        "pg_attribute a WHERE x.indexrelid = to_regclass('\"%s_%s\"') AND a.attrelid = x.indrelid "
        "AND a.attnum = k.number GROUP BY x.indisvalid, x.indpred, x.indisunique",
        layout->table, index->name);
    TRY(ask(driver, arena, &sql, &answer));
    text_builder_init(&wanted, arena, SQL_BYTES_MAX);
    text_builder_add_string(&wanted, index->is_unique ? "UNIQUE " : "");
    write_columns(&wanted, layout, index);
    if (!text_equal(answer, text_builder_text(&wanted))) {
        text_builder_init(&statement, arena, SQL_BYTES_MAX);
        write_index(&statement, layout, index, "CONCURRENTLY");
        struct text mend = text_builder_text(&statement);
        text_builder_format(out, "%s index: %.*s;\n",
                            answer.bytes == NULL ? "missing" : "different", TEXT_ARG(mend));
    }
    return OK;
}

err_t
postgres_check_schema(struct driver *base, struct arena *arena, const struct layout *layouts,
                      size_t layout_count, struct text *problem)
{
    struct driver_postgres *driver = (struct driver_postgres *)base;
    struct text_builder out;
    text_builder_init(&out, arena, PROBLEM_BYTES_MAX);
    for (size_t i = 0; i < layout_count; i++) {
        TRY(check_columns(driver, arena, &layouts[i], &out));
        for (size_t n = 0; n < layouts[i].index_count; n++) {
            if (layouts[i].indexes[n].column_count > 0) {
                TRY(check_index(driver, arena, &layouts[i], &layouts[i].indexes[n], &out));
            }
        }
    }
    if (out.length == 0) {
        return OK;
    }
    *problem = text_builder_text(&out);
    snprintf(base->problem, sizeof(base->problem), "the schema differs from the records");
    return ERR_STORE_SCHEMA;
}
