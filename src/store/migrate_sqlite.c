/* SPDX-License-Identifier: Apache-2.0 */
/* migrate_sqlite.c: the schema brought up to date, and held to the records. */
#include <sqlite3.h>

#include "store/driver_sqlite.h"
#include "store/migrations.h"

/** "quoi": what file(1) and we know our databases by. */
#define APPLICATION_ID    0x71756f69
#define PROBLEM_BYTES_MAX ((size_t)1 << 16)
#define SQL_BYTES_MAX     512

/* ---- migrations -------------------------------------------------------- */

static err_t
apply(struct driver_sqlite *driver, const struct embedded_file *file, int64_t number)
{
    char version[64];
    snprintf(version, sizeof(version), "PRAGMA user_version = %lld", (long long)number);
    TRY(sqlite_run(driver, "BEGIN IMMEDIATE"));
    err_t err = sqlite_run(driver, file->bytes);
    err = err == OK ? sqlite_run(driver, version) : err;
    err = err == OK ? sqlite_run(driver, "COMMIT") : err;
    if (err != OK) {
        char reason[DRIVER_PROBLEM_MAX];
        memcpy(reason, driver->base.problem, sizeof(reason));
        driver->base.calls->rollback(&driver->base);
        snprintf(driver->base.problem, DRIVER_PROBLEM_MAX, "migration %s failed: %.400s",
                 file->name, reason);
    }
    return err;
}

err_t
sqlite_migrate(struct driver *base, const struct layout *layouts, size_t layout_count)
{
    (void)layouts, (void)layout_count;
    struct driver_sqlite *driver = (struct driver_sqlite *)base;
    int64_t application, version, tables;
    TRY(sqlite_query_int(driver, "PRAGMA application_id", &application));
    TRY(sqlite_query_int(driver, "PRAGMA user_version", &version));
    TRY(sqlite_query_int(driver, "SELECT count(*) FROM sqlite_schema", &tables));
    if (application != APPLICATION_ID && (tables != 0 || version != 0 || application != 0)) {
        snprintf(base->problem, sizeof(base->problem),
                 "the file is a database of another program; choose another path");
        return ERR_STORE_FOREIGN;
    }
    int64_t known = 0;
    while (migrations[known].name != NULL) {
        known++;
    }
    if (version > known) {
        snprintf(base->problem, sizeof(base->problem),
                 "the database has schema %lld, this version of the engine knows %lld: install "
                 "the version that wrote it, or restore a backup",
                 (long long)version, (long long)known);
        return ERR_STORE_NEWER;
    }
    if (application == 0) {
        char pragma[64];
        snprintf(pragma, sizeof(pragma), "PRAGMA application_id = %d", APPLICATION_ID);
        TRY(sqlite_run(driver, pragma));
    }
    for (int64_t number = version; number < known; number++) {
        TRY(apply(driver, &migrations[number], number + 1));
    }
    return OK;
}

/* ---- the check --------------------------------------------------------- */

/** Queries about the schema have one text answer; "" when there is none. */
static err_t
ask(struct driver_sqlite *driver, const char *sql, char *answer, size_t answer_bytes)
{
    sqlite3_stmt *stmt = NULL;
    answer[0] = '\0';
    if (sqlite3_prepare_v2(driver->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
        snprintf(driver->base.problem, DRIVER_PROBLEM_MAX, "%s", sqlite3_errmsg(driver->db));
        return ERR_STORE_CORRUPT;
    }
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW && sqlite3_column_text(stmt, 0) != NULL) {
        snprintf(answer, answer_bytes, "%s", (const char *)sqlite3_column_text(stmt, 0));
    }
    sqlite3_finalize(stmt);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        snprintf(driver->base.problem, DRIVER_PROBLEM_MAX, "%s", sqlite3_errmsg(driver->db));
        return ERR_STORE_CORRUPT;
    }
    return OK;
}

static err_t
check_column(struct driver_sqlite *driver, const char *table, const char *column, const char *type,
             struct text_builder *out)
{
    char sql[SQL_BYTES_MAX], answer[128];
    snprintf(sql, sizeof(sql),
             "SELECT type || iif(\"notnull\", ' NOT NULL', '') || iif(pk, ' PRIMARY KEY', '') "
             "FROM pragma_table_info('%s') WHERE name = '%s'",
             table, column);
    TRY(ask(driver, sql, answer, sizeof(answer)));
    if (answer[0] == '\0') {
        text_builder_format(out, "table %s lacks the column: %s %s\n", table, column, type);
    } else if (strcmp(answer, type) != 0) {
        text_builder_format(out, "column %s of %s is \"%s\", but should be \"%s\"\n", column, table,
                            answer, type);
    }
    return OK;
}

static err_t
check_index(struct driver_sqlite *driver, const struct layout *layout,
            const struct layout_index *index, struct text_builder *out)
{
    char sql[SQL_BYTES_MAX], answer[256], wanted[256];
    int length =
        snprintf(wanted, sizeof(wanted), "%saccount_id", index->is_unique ? "UNIQUE " : "");
    for (size_t i = 0; i < index->column_count; i++) {
        length += snprintf(wanted + length, sizeof(wanted) - (size_t)length, ", %s",
                           layout->columns[index->columns[i]].name);
    }
    /* Only unique indexes may be partial: a scan has to find all rows. */
    snprintf(sql, sizeof(sql),
             "SELECT iif(list.\"unique\", 'UNIQUE ', iif(list.partial, 'PARTIAL ', '')) || "
             "(SELECT group_concat(name, ', ') FROM pragma_index_info('%s_%s')) "
             "FROM pragma_index_list('%s') AS list WHERE list.name = '%s_%s'",
             layout->table, index->name, layout->table, layout->table, index->name);
    TRY(ask(driver, sql, answer, sizeof(answer)));
    if (strcmp(answer, wanted) != 0) {
        const char *columns = index->is_unique ? wanted + strlen("UNIQUE ") : wanted;
        text_builder_format(out, "%s index: CREATE %sINDEX %s_%s ON %s (%s);\n",
                            answer[0] == '\0' ? "missing" : "different",
                            index->is_unique ? "UNIQUE " : "", layout->table, index->name,
                            layout->table, columns);
    }
    return OK;
}

static err_t
check_table(struct driver_sqlite *driver, const struct layout *layout, struct text_builder *out)
{
    char sql[SQL_BYTES_MAX], answer[64];
    snprintf(sql, sizeof(sql),
             "SELECT iif(strict, 'strict', 'plain') FROM pragma_table_list WHERE name = '%s'",
             layout->table);
    TRY(ask(driver, sql, answer, sizeof(answer)));
    if (answer[0] == '\0') {
        text_builder_format(out,
                            "missing table: CREATE TABLE %s (account_id INTEGER NOT NULL, id "
                            "INTEGER PRIMARY KEY, version INTEGER NOT NULL",
                            layout->table);
        for (size_t i = 0; i < layout->column_count; i++) {
            text_builder_format(out, ", %s %s", layout->columns[i].name,
                                layout_is_text(layout, i) ? "TEXT" : "INTEGER NOT NULL");
        }
        text_builder_add_string(out, ", body BLOB NOT NULL) STRICT;\n");
    } else {
        if (strcmp(answer, "strict") != 0) {
            text_builder_format(out, "table %s is not STRICT\n", layout->table);
        }
        TRY(check_column(driver, layout->table, "account_id", "INTEGER NOT NULL", out));
        TRY(check_column(driver, layout->table, "id", "INTEGER PRIMARY KEY", out));
        TRY(check_column(driver, layout->table, "version", "INTEGER NOT NULL", out));
        TRY(check_column(driver, layout->table, "body", "BLOB NOT NULL", out));
        for (size_t i = 0; i < layout->column_count; i++) {
            TRY(check_column(driver, layout->table, layout->columns[i].name,
                             layout_is_text(layout, i) ? "TEXT" : "INTEGER NOT NULL", out));
        }
    }
    for (size_t i = 0; i < layout->index_count; i++) {
        TRY(check_index(driver, layout, &layout->indexes[i], out));
    }
    return OK;
}

err_t
sqlite_check_schema(struct driver *base, struct arena *arena, const struct layout *layouts,
                    size_t layout_count, struct text *problem)
{
    struct text_builder out;
    text_builder_init(&out, arena, PROBLEM_BYTES_MAX);
    for (size_t i = 0; i < layout_count; i++) {
        TRY(check_table((struct driver_sqlite *)base, &layouts[i], &out));
    }
    if (out.length == 0) {
        return OK;
    }
    *problem = text_builder_text(&out);
    snprintf(base->problem, sizeof(base->problem), "the schema differs from the records");
    return ERR_STORE_SCHEMA;
}
