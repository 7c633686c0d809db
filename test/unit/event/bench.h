/* SPDX-License-Identifier: Apache-2.0 */
/** bench.h: a store with this room's kinds and customers without indexes, and tasks on it. */
#pragma once

#include <sqlite3.h>
#include <unistd.h>

#include "base/json.h"
#include "event/queue.h"
#include "test.h"

#include "customer.model.h"

/** The customer room stands above this one; its kind's table is made again without columns. */
static const struct record_kind customers = {.kind = &customer_kind};
static const struct record_kind *const bench_kinds[] = {&event_records,
                                                        &job_records,
                                                        &test_clock_records,
                                                        &webhook_endpoint_records,
                                                        &delivery_failure_records,
                                                        &customers,
                                                        NULL};
static const struct record_kind *const no_kinds[] = {NULL};

#define BENCH_TASKS 64

struct bench {
    struct arena arena;
    char folder[64];
    char path[96];
    struct store *store;
    struct id_source ids;
    struct account account;
    int64_t wall_ms;
    struct arena arenas[BENCH_TASKS];
    struct task tasks[BENCH_TASKS];
};

static void
bench_open(struct bench *bench, const struct record_kind *const *kinds)
{
    struct store_config config = {.path = text_of(bench->path),
                                  .kinds = kinds,
                                  .cache_bytes = 16 << 20,
                                  .checkpoint_pages = 1000};
    struct text problem;
    err_t err = store_open(&bench->arena, &config, &bench->store, &problem);
    if (err != OK) {
        printf("%.*s\n", TEXT_ARG(problem));
    }
    assert(err == OK);
}

__attribute__((unused)) static void
bench_begin(struct bench *bench)
{
    memset(bench, 0, sizeof(*bench));
    arena_init(&bench->arena, (size_t)64 << 20);
    snprintf(bench->folder, sizeof(bench->folder), "/tmp/quoin-event-XXXXXX");
    assert(mkdtemp(bench->folder) != NULL);
    snprintf(bench->path, sizeof(bench->path), "%s/quoin.db", bench->folder);
    bench->account.id = 1;
    bench->wall_ms = 1700000000000;
    for (size_t i = 0; i < BENCH_TASKS; i++) {
        arena_init(&bench->arenas[i], (size_t)64 << 20);
    }
    bench_open(bench, no_kinds);
    store_close(bench->store);
    sqlite3 *db;
    assert(sqlite3_open(bench->path, &db) == SQLITE_OK);
    assert(sqlite3_exec(db,
                        "DROP TABLE IF EXISTS customer; CREATE TABLE customer (account_id INTEGER "
                        "NOT NULL, id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT "
                        "NULL) STRICT;",
                        NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(db);
    bench_open(bench, bench_kinds);
}

__attribute__((unused)) static void
bench_end(struct bench *bench)
{
    store_close(bench->store);
    unlink(bench->path);
    rmdir(bench->folder);
    for (size_t i = 0; i < BENCH_TASKS; i++) {
        arena_free(&bench->arenas[i]);
    }
    arena_free(&bench->arena);
}

__attribute__((unused)) static struct task *
bench_task(struct bench *bench, size_t number)
{
    struct task *task = &bench->tasks[number];
    arena_reset(&bench->arenas[number]);
    *task = (struct task){.arena = &bench->arenas[number],
                          .account = &bench->account,
                          .now = bench->wall_ms / 1000,
                          .wall_ms = bench->wall_ms,
                          .ids = &bench->ids};
    assert(session_begin(bench->store, task) == OK);
    return task;
}

__attribute__((unused)) static err_t
bench_commit(struct bench *bench, struct task *task)
{
    err_t result;
    err_t err = store_commit(bench->store, &task, 1, &result);
    assert(err == OK || err == result);
    return result;
}

__attribute__((unused)) static struct model_world
world_of(struct task *task)
{
    return (struct model_world){
        .task = task, .secret = &task->account->secret, .load = record_load_kind};
}

__attribute__((unused)) static struct customer *
customer_add(struct task *task, const char *name)
{
    struct customer *customer = arena_new(task->arena, struct customer);
    customer->id = task_new_id(task);
    customer->created = task->now;
    customer->name = text_of(name);
    assert(record_insert(task, &customers, customer) == OK);
    assert(event_append(task, EVENT_CUSTOMER_CREATED, &customers, customer) == OK);
    return customer;
}

__attribute__((unused)) static struct customer *
customer_of(struct task *task, struct id id)
{
    void *found;
    assert(record_load(task, &customers, id, &found) == OK && found != NULL);
    return found;
}

__attribute__((unused)) static void
customer_save(struct task *task, struct customer *customer)
{
    assert(record_update(task, &customers, customer) == OK);
    assert(event_append(task, EVENT_CUSTOMER_UPDATED, &customers, customer) == OK);
}

/** All events, oldest first. */
__attribute__((unused)) static struct event **
events_of(struct task *task, size_t *count)
{
    struct record_scan scan = {
        .kind = &event_records, .index = -1, .limit = 100000, .unwatched = true};
    void **found;
    bool has_more;
    assert(record_scan(task, &scan, &found, count, &has_more) == OK);
    return (struct event **)(void *)found;
}

/** An event as JSON, parsed. */
__attribute__((unused)) static struct json
event_json(struct task *task, const struct event *event)
{
    struct model_world world = world_of(task);
    struct json_writer writer;
    struct json json;
    struct json_error problem;
    json_writer_init(&writer, task->arena, (size_t)1 << 20, true);
    err_t err = event_render(&world, event, &writer);
    if (err != OK) {
        printf("event_render: %s\n", error_kind(err)->name);
    }
    assert(err == OK);
    assert(json_parse(task->arena, json_writer_text(&writer), &json, &problem) == OK);
    return json;
}

/** The value at a path like "data.object.name"; NULL when there is none. */
__attribute__((unused)) static const struct json *
json_at(const struct json *json, const char *path)
{
    while (json != NULL && *path != '\0') {
        char key[64];
        size_t length = strcspn(path, ".");
        snprintf(key, sizeof(key), "%.*s", (int)length, path);
        json = json_get(json, key);
        path += length + (path[length] == '.');
    }
    return json;
}

__attribute__((unused)) static struct text
json_text_at(const struct json *json, const char *path)
{
    const struct json *found = json_at(json, path);
    return found == NULL ? NO_TEXT : found->type == JSON_NULL ? TEXT("null") : found->text;
}

/** One round of the scheduler: what is due, each job in its task, one commit. Overtaken ones come
 * again. */
__attribute__((unused)) static size_t
bench_run_due(struct bench *bench, const struct job_handler *handlers)
{
    struct id ids[BENCH_TASKS - 1];
    struct task *tasks[BENCH_TASKS - 1];
    err_t results[BENCH_TASKS - 1];
    size_t count;
    int64_t next;
    assert(job_list_due(bench_task(bench, BENCH_TASKS - 1), bench->wall_ms / 1000, BENCH_TASKS - 1,
                        ids, &count, &next) == OK);
    for (size_t i = 0; i < count; i++) {
        tasks[i] = bench_task(bench, i);
        err_t err = job_run(tasks[i], handlers, ids[i]);
        if (err != OK) {
            tasks[i] = bench_task(bench, i);
            assert(job_put_off(tasks[i], ids[i], TEXT("it failed")) == OK);
        }
    }
    assert(store_commit(bench->store, tasks, count, results) == OK);
    return count;
}

/** Advance a clock and do everything that is due on the way. */
__attribute__((unused)) static void
bench_advance(struct bench *bench, const struct job_handler *handlers, struct id clock_id,
              instant_t target)
{
    struct task *task = bench_task(bench, 0);
    struct test_clock *clock;
    assert(test_clock_load(task, clock_id, NULL, &clock) == OK);
    assert(test_clock_advance(task, clock, target, INT64_MAX) == OK);
    assert(bench_commit(bench, task) == OK);
    bool changed = false;
    while (!changed) {
        while (bench_run_due(bench, handlers) > 0) {
        }
        task = bench_task(bench, 0);
        assert(test_clock_settle(task, &changed) == OK);
        assert(bench_commit(bench, task) == OK);
        if (!changed) { /* it stopped */
            assert(test_clock_load(bench_task(bench, 0), clock_id, NULL, &clock) == OK);
            changed = clock->status == TEST_CLOCK_STATUS_INTERNAL_FAILURE;
        }
    }
}
