/* SPDX-License-Identifier: Apache-2.0 */
/** bench.h: a store with widgets in a folder of its own, and tasks to run on it. */
#pragma once

#include <sqlite3.h>
#include <unistd.h>

#include "postgres.h"
#include "store/driver_sqlite.h"
#include "store/session.h"
#include "test.h"

#include "test/unit/store/widget.model.h"

static const struct record_kind owner_records = {.kind = &owner_kind};
static const struct record_kind widget_records = {
    .kind = &widget_kind,
    .indexes = {{"by_account", false, {{0}}},
                {"by_owner",
                 false,
                 {{"owner", RECORD_INT, offsetof(struct widget, owner)},
                  {"amount", RECORD_INT, offsetof(struct widget, amount)}}},
                {"by_state",
                 false,
                 {{"state", RECORD_ENUM, offsetof(struct widget, state)},
                  {"is_sold", RECORD_BOOL, offsetof(struct widget, is_sold)}}},
                {"code", true, {{"code", RECORD_TEXT, offsetof(struct widget, code)}}}},
};
enum { BY_ACCOUNT, BY_OWNER, BY_STATE, BY_CODE };
static const struct record_kind entry_records = {.kind = &entry_kind, .keys_rise = true};
static const struct record_kind *const bench_kinds[] = {&owner_records, &widget_records,
                                                        &entry_records, NULL};
static const struct record_kind *const no_kinds[] = {NULL};

static const char bench_schema[] =
    "CREATE TABLE owner (account_id INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    " version INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
    "CREATE TABLE entry (account_id INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    " version INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
    "CREATE TABLE widget (account_id INTEGER NOT NULL, id INTEGER PRIMARY KEY,"
    " version INTEGER NOT NULL, owner INTEGER NOT NULL, amount INTEGER NOT NULL,"
    " state INTEGER NOT NULL, is_sold INTEGER NOT NULL, code TEXT, body BLOB NOT NULL) STRICT;"
    "CREATE INDEX widget_by_account ON widget (account_id);"
    "CREATE INDEX widget_by_owner ON widget (account_id, owner, amount);"
    "CREATE INDEX widget_by_state ON widget (account_id, state, is_sold);"
    "CREATE UNIQUE INDEX widget_code ON widget (account_id, code) WHERE code IS NOT NULL;";

#define BENCH_TASKS 8

struct bench {
    struct arena arena; /**< the program's */
    char folder[64];
    char path[POSTGRES_URL_MAX];
    char schema[64]; /**< on PostgreSQL */
    struct store *store;
    struct id_source ids;
    struct account account;
    struct arena arenas[BENCH_TASKS];
    struct task tasks[BENCH_TASKS];
};

/** What only one of the databases can show. */
#define SQLITE_ONLY                                                                                \
    if (postgres_test_server() != NULL) {                                                          \
        return;                                                                                    \
    }

/** Run SQL on a connection of its own, as another process would. */
__attribute__((unused)) static void
bench_sql(const struct bench *bench, const char *sql)
{
    if (bench->schema[0] != '\0') {
        char text[4096];
        snprintf(text, sizeof(text), "SET search_path TO %s; %s", bench->schema, sql);
        assert(postgres_test_run(text));
        return;
    }
    sqlite3 *db;
    assert(sqlite3_open(bench->path, &db) == SQLITE_OK);
    char *problem = NULL;
    int rc = sqlite3_exec(db, sql, NULL, NULL, &problem);
    if (rc != SQLITE_OK) {
        printf("%s\n", problem);
    }
    assert(rc == SQLITE_OK);
    sqlite3_close(db);
}

__attribute__((unused)) static struct driver_sqlite *
bench_driver(const struct bench *bench)
{
    return (struct driver_sqlite *)bench->store->driver;
}

static err_t
bench_open_kinds(struct bench *bench, const struct record_kind *const *kinds, struct text *problem)
{
    struct store_config config = {.path = text_of(bench->path),
                                  .kinds = kinds,
                                  .cache_bytes = 16 << 20,
                                  .checkpoint_pages = 100};
    return store_open(&bench->arena, &config, &bench->store, problem);
}

static void
bench_open(struct bench *bench)
{
    struct text problem;
    err_t err = bench_open_kinds(bench, bench_kinds, &problem);
    if (err != OK) {
        printf("%.*s\n", TEXT_ARG(problem));
    }
    assert(err == OK);
    if (bench->store->driver->is_shared) {
        /* The first transaction of an engine learns where the account stands. */
        struct driver_news news;
        assert(bench->store->driver->calls->begin_write(bench->store->driver, 1, &news) == OK);
        assert(bench->store->driver->calls->verb(bench->store->driver, DRIVER_COMMIT) == OK);
    }
}

/** An empty store with the schema of the widgets. */
__attribute__((unused)) static void
bench_begin(struct bench *bench)
{
    memset(bench, 0, sizeof(*bench));
    arena_init(&bench->arena, (size_t)64 << 20);
    bench->account.id = 1;
    for (size_t i = 0; i < BENCH_TASKS; i++) {
        arena_init(&bench->arenas[i], (size_t)64 << 20);
    }
    if (postgres_test_server() != NULL) {
        assert(postgres_test_begin(bench->path, bench->schema));
        bench_open(bench);
        return;
    }
    snprintf(bench->folder, sizeof(bench->folder), "/tmp/quoin-store-XXXXXX");
    assert(mkdtemp(bench->folder) != NULL);
    snprintf(bench->path, sizeof(bench->path), "%s/quoin.db", bench->folder);
    struct text problem;
    assert(bench_open_kinds(bench, no_kinds, &problem) == OK);
    store_close(bench->store);
    bench_sql(bench, bench_schema);
    bench_open(bench);
}

/** Another engine on the store of the first. */
__attribute__((unused)) static void
bench_join(struct bench *bench, const struct bench *first)
{
    memset(bench, 0, sizeof(*bench));
    arena_init(&bench->arena, (size_t)64 << 20);
    memcpy(bench->path, first->path, sizeof(bench->path));
    bench->account.id = 1;
    bench->ids.offset = 1 << 19;
    for (size_t i = 0; i < BENCH_TASKS; i++) {
        arena_init(&bench->arenas[i], (size_t)64 << 20);
    }
    bench_open(bench);
}

__attribute__((unused)) static void
bench_leave(struct bench *bench)
{
    store_close(bench->store);
    for (size_t i = 0; i < BENCH_TASKS; i++) {
        arena_free(&bench->arenas[i]);
    }
    arena_free(&bench->arena);
}

__attribute__((unused)) static void
bench_end(struct bench *bench)
{
    bench_leave(bench);
    if (bench->schema[0] != '\0') {
        postgres_test_end(bench->schema);
        return;
    }
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char path[POSTGRES_URL_MAX + 8];
        snprintf(path, sizeof(path), "%s%s", bench->path, endings[i]);
        unlink(path);
    }
    rmdir(bench->folder);
}

/** A fresh task in place `number`, its session begun; for an account of its own choice. */
__attribute__((unused)) static struct task *
bench_task(struct bench *bench, size_t number)
{
    struct task *task = &bench->tasks[number];
    arena_reset(&bench->arenas[number]);
    *task = (struct task){.arena = &bench->arenas[number],
                          .account = &bench->account,
                          .now = 1000,
                          .wall_ms = 1000000,
                          .ids = &bench->ids};
    assert(session_begin(bench->store, task) == OK);
    return task;
}

__attribute__((unused)) static err_t
bench_commit(struct bench *bench, struct task *task)
{
    err_t result;
    err_t err = store_commit(bench->store, &task, 1, &result);
    assert(err == OK || result == err);
    return result;
}

__attribute__((unused)) static struct widget *
widget_add(struct task *task, int64_t owner, int64_t amount, const char *code)
{
    struct widget *widget = arena_new(task->arena, struct widget);
    assert(widget != NULL);
    widget->id = task_new_id(task);
    widget->owner.key = owner;
    widget->amount = amount;
    widget->state = WIDGET_STATE_FRESH;
    widget->code = text_of(code);
    assert(record_insert(task, &widget_records, widget) == OK);
    return widget;
}

__attribute__((unused)) static struct widget *
widget_of(struct task *task, struct id id)
{
    void *found;
    assert(record_load(task, &widget_records, id, &found) == OK);
    return found;
}

/** Amounts of a scan, as "1,2,3" and "+" when there is more. */
__attribute__((unused)) static const char *
amounts_of(struct task *task, const struct record_scan *scan)
{
    void **found;
    size_t count;
    bool has_more;
    assert(record_scan(task, scan, &found, &count, &has_more) == OK);
    struct text_builder out;
    text_builder_init(&out, task->arena, 10000);
    for (size_t i = 0; i < count; i++) {
        text_builder_format(&out, "%s%lld", i == 0 ? "" : ",",
                            (long long)((const struct widget *)found[i])->amount);
    }
    text_builder_add_string(&out, has_more ? "+" : "");
    text_builder_add_char(&out, '\0');
    return text_builder_text(&out).bytes;
}
