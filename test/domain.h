/* SPDX-License-Identifier: Apache-2.0 */
/**
 * domain.h: a store in memory and commands to run on it, for tests of the
 * domain rooms. Include behind test.h and the room's headers:
 *
 *     static const struct record_kind *const kinds[] = {DOMAIN_EVENT_KINDS, &customer_records,
 *                                                       NULL};
 *     struct domain domain;
 *     struct task *task = domain_begin(&domain, kinds);
 *     EXPECT_OK(customer_create(task, PARAMS(task, customer_create, "name=Ada"), &customer));
 *     task = domain_commit(&domain);                    // a fresh task, in the same time
 *     EXPECT_STRING(domain_events(&domain), "customer.created");
 *     domain_end(&domain);
 *
 * Parameters are written as a client sends them, so that a test also shows
 * what a route takes.
 */
#pragma once

#include "base/task.h"
#include "event/event.h"
#include "http/http.h"
#include "store/store.h"
#include "test.h"

#include "events.model.h"

/** 2026-01-01T00:00:00Z. */
#define DOMAIN_START INT64_C(1767225600)

#define DOMAIN_EVENT_KINDS                                                                         \
    &event_records, &job_records, &test_clock_records, &webhook_endpoint_records,                  \
        &delivery_failure_records

/** What moving money writes beside its own room's records. */
#define DOMAIN_MONEY_KINDS                                                                         \
    &ledger_transfer_records, &customer_balance_transaction_records, &account_settings_records

struct domain {
    struct arena arena; /**< the store's */
    struct arena task_arena;
    struct store *store;
    struct account account;
    struct id_source ids;
    struct task task;
    instant_t now;      /**< of the next task; a test moves it */
    uint64_t seed;      /**< of the next task's chance */
    int64_t last_event; /**< events up to this key were looked at */
};

/** A fresh task with a fresh session; what the one before did not commit is gone. */
__attribute__((unused)) static struct task *
domain_task(struct domain *domain)
{
    arena_reset(&domain->task_arena);
    domain->task = (struct task){.arena = &domain->task_arena,
                                 .account = &domain->account,
                                 .now = domain->now,
                                 .wall_ms = domain->now * 1000,
                                 .ids = &domain->ids};
    random_init(&domain->task.random, domain->seed++);
    if (session_begin(domain->store, &domain->task) != OK) {
        printf("session_begin failed\n");
        abort();
    }
    return &domain->task;
}

__attribute__((unused)) static struct task *
domain_begin(struct domain *domain, const struct record_kind *const *kinds)
{
    *domain = (struct domain){.account = {.id = 1}, .now = DOMAIN_START, .seed = 1};
    memcpy(domain->account.secret.bytes, "sixteen secrets!", sizeof(domain->account.secret.bytes));
    arena_init(&domain->arena, (size_t)64 << 20);
    arena_init(&domain->task_arena, (size_t)64 << 20);
    struct store_config config = {
        .path = TEXT(":memory:"), .kinds = kinds, .cache_bytes = 8 << 20, .checkpoint_pages = 1000};
    struct text problem = NO_TEXT;
    if (store_open(&domain->arena, &config, &domain->store, &problem) != OK) {
        printf("store_open: %.*s\n", TEXT_ARG(problem));
        abort();
    }
    return domain_task(domain);
}

__attribute__((unused)) static void
domain_end(struct domain *domain)
{
    store_close(domain->store);
    arena_free(&domain->task_arena);
    arena_free(&domain->arena);
}

/** Commit the task and begin the next one. */
__attribute__((unused)) static struct task *
domain_commit(struct domain *domain)
{
    struct task *task = &domain->task;
    err_t result = OK;
    err_t err = store_commit(domain->store, &task, 1, &result);
    EXPECT_INT(err, OK);
    EXPECT_INT(result, OK);
    return domain_task(domain);
}

/** Names of the events that this function has not shown yet, in order, with blanks between. */
__attribute__((unused)) static const char *
domain_events(struct domain *domain)
{
    struct task *task = &domain->task;
    struct record_scan scan = {
        .kind = &event_records, .index = -1, .after_key = domain->last_event, .limit = 1000};
    void **events = NULL;
    size_t count = 0;
    bool has_more;
    EXPECT_INT(record_scan(task, &scan, &events, &count, &has_more), OK);
    struct text_builder names;
    text_builder_init(&names, task->arena, 65536);
    for (size_t i = 0; i < count; i++) {
        const struct event *event = events[i];
        domain->last_event = event->id.key;
        text_builder_format(&names, "%s%s", i == 0 ? "" : " ",
                            event_type_name(event_type_by_number((uint16_t)event->type_number)));
    }
    text_builder_add_char(&names, '\0');
    return text_builder_text(&names).bytes;
}

/** Read a form as the router does; aborts the test program when it is refused. */
__attribute__((unused)) static void *
domain_params(struct task *task, const struct model *model, const char *form)
{
    struct form_node *root = NULL;
    struct text problem = NO_TEXT;
    void *params = arena_alloc(task->arena, 1, model->size_bytes);
    if (form_parse(task->arena, text_of(form), &root, &problem) != OK ||
        model_read_params(task, model, root, params) != OK) {
        printf("%s: %s refused: %.*s\n", test_running, form, TEXT_ARG(task->failure.message));
        abort();
    }
    return params;
}

#define PARAMS(task, name, form)                                                                   \
    ((struct name##_params *)domain_params((task), &name##_params_model, (form)))

/** The call must fail with this code and blame this parameter (NULL: none); it is cleared. */
#define EXPECT_FAILURE(run, call, expected, blamed)                                                \
    do {                                                                                           \
        EXPECT_INT(call, expected);                                                                \
        EXPECT_INT((run)->failure.code, expected);                                                 \
        EXPECT_TEXT((run)->failure.param, blamed);                                                 \
        task_clear_failure(run);                                                                   \
    } while (0)

/** The public id of a record, terminated. */
#define ID_OF(task, kind, object)                                                                  \
    (id_text((task)->arena, &(task)->account->secret, (kind).prefix, (object)->id.key).bytes)
