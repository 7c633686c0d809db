/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sabotage.c: bugs on purpose, so that the checkers show their teeth.
 *
 * A broken engine writes wrong records: here a hand does it, behind the engine's back, between
 * two of its lives.
 */
#include <sqlite3.h>
#include <stdio.h>

#include "app/kinds.h" /* tidy: private-header: every kind of record */
#include "sim.h"

#include "invoice.model.h"
#include "ledger.model.h"

/** Whether it was broken: a record that does not suit is left alone. */
typedef bool break_fn(struct sim *sim, struct task *task, void *object);

static void
save(struct task *task, const char *kind, void *object)
{
    err_t err = record_update(task, world_kind(kind), object);
    assert(err == OK);
    (void)err;
}

static void
drop(struct task *task, const char *kind, struct id id)
{
    err_t err = record_delete(task, world_kind(kind), id);
    assert(err == OK);
    (void)err;
}

static bool
change_final(struct sim *sim, struct task *task, void *object)
{
    struct invoice *invoice = object;
    if (invoice->status != INVOICE_STATUS_PAID || invoice->lines_count == 0 ||
        sim->final_count == 0) {
        return false;
    }
    invoice->lines[0].amount++;
    save(task, "invoice", invoice);
    return true;
}

/** The same invoice once more, as a renewal that ran twice would leave it. */
static bool
copy_invoice(struct sim *sim, struct task *task, void *object)
{
    struct invoice *invoice = object;
    struct invoice *copy = arena_copy(task->arena, invoice, sizeof(*invoice));
    bool is_renewal = false;
    (void)sim;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        is_renewal =
            is_renewal || (line->subscription_item.key != 0 && line->invoice_item.key == 0 &&
                           !line->proration && line->amount > 0);
    }
    if (!is_renewal || invoice->status != INVOICE_STATUS_PAID || copy == NULL) {
        return false;
    }
    copy->id = task_new_id(task);
    copy->number = TEXT("TWICE-1");
    err_t err = record_insert(task, world_kind("invoice"), copy);
    assert(err == OK);
    (void)err;
    return true;
}

static bool
drop_job(struct sim *sim, struct task *task, void *object)
{
    const struct job *job = object;
    void *subscription = NULL;
    (void)sim;
    err_t err =
        record_load(task, world_kind("subscription"), (struct id){job->subject}, &subscription);
    if (err != OK || subscription == NULL || job->test_clock.key != 0) {
        return false;
    }
    drop(task, "job", job->id);
    return true;
}

static bool
drop_event(struct sim *sim, struct task *task, void *object)
{
    struct event *event = object;
    if (sim->event_count == 0 || event->id.key != sim->event_keys[sim->event_count - 1]) {
        return false;
    }
    drop(task, "event", event->id);
    return true;
}

/** The cursor stands in front of an event that nobody has heard: pass it. */
static bool
skip_event(struct sim *sim, struct task *task, void *object)
{
    struct webhook_endpoint *endpoint = object;
    struct record_scan scan = {
        .kind = world_kind("event"), .index = -1, .newest_first = true, .limit = 1};
    void **events;
    size_t count;
    bool has_more;
    (void)sim;
    err_t err = record_scan(task, &scan, &events, &count, &has_more);
    if (err != OK || count == 0 ||
        ((const struct event *)events[0])->id.key <= endpoint->delivered) {
        return false;
    }
    endpoint->delivered = ((const struct event *)events[0])->id.key;
    save(task, "webhook_endpoint", endpoint);
    return true;
}

static bool
change_transfer(struct sim *sim, struct task *task, void *object)
{
    struct ledger_transfer *transfer = object;
    (void)sim;
    for (size_t i = 0; i < transfer->legs_count; i++) {
        struct ledger_leg *leg = &transfer->legs[i];
        if (leg->debit == LEDGER_ACCOUNT_RECEIVABLE) {
            leg->amount++;
            save(task, "ledger_transfer", transfer);
            return true;
        }
    }
    return false;
}

static bool
change_run(struct sim *sim, struct task *task, void *object)
{
    struct run *run = object;
    (void)sim;
    if (run->outcome != RUN_OUTCOME_KIND_OK) {
        return false;
    }
    run->fuel++;
    save(task, "run", run);
    return true;
}

static bool
break_chain(struct sim *sim, struct task *task, void *object)
{
    struct archive_segment *segment = object;
    (void)sim;
    segment->previous = TEXT("0000000000000000000000000000000000000000000000000000000000000000");
    save(task, "archive_segment", segment);
    return true;
}

static bool
drop_hold(struct sim *sim, struct task *task, void *object)
{
    const struct hold *hold = object;
    (void)sim;
    if (hold->status != HOLD_STATUS_HELD) {
        return false;
    }
    drop(task, "hold", hold->id);
    return true;
}

/** The event that says that a run failed. */
static bool
drop_told(struct sim *sim, struct task *task, void *object)
{
    const struct event *event = object;
    if (event_type_by_number((uint16_t)event->type_number) != EVENT_EXTEND_RUN_FAILED ||
        event->id.key >> 20 < sim->latest_ms - INT64_C(5) * 86400 * 1000) {
        return false;
    }
    drop(task, "event", event->id);
    for (size_t i = 0; i < sim->event_count; i++) { /* else its absence shows first */
        sim->event_keys[i] = sim->event_keys[i] == event->id.key ? 0 : sim->event_keys[i];
    }
    return true;
}

static const struct {
    const char *name, *checker;
    const char *kind; /**< of the records that are looked at */
    break_fn *break_it;
} sabotages[SABOTAGE_COUNT] = {
    [SABOTAGE_LYING_DISK] = {"lying_disk", "acknowledged", NULL, NULL},
    [SABOTAGE_BANK_WITHOUT_KEYS] = {"bank_without_keys", "payments", NULL, NULL},
    [SABOTAGE_NEW_KEYS] = {"new_keys", "once", NULL, NULL},
    [SABOTAGE_OTHER_ANSWER] = {"other_answer", "answers", NULL, NULL},
    [SABOTAGE_FINAL_CHANGED] = {"final_changed", "final", "invoice", change_final},
    [SABOTAGE_PERIOD_TWICE] = {"period_twice", "periods", "invoice", copy_invoice},
    [SABOTAGE_RENEWAL_SKIPPED] = {"renewal_skipped", "renewals", "job", drop_job},
    [SABOTAGE_EVENT_GONE] = {"event_gone", "events", "event", drop_event},
    [SABOTAGE_EVENT_SKIPPED] = {"event_skipped", "events", "webhook_endpoint", skip_event},
    [SABOTAGE_EVENTS_SWAPPED] = {"events_swapped", "order", NULL, NULL},
    [SABOTAGE_LEDGER] = {"ledger", "ledger", "ledger_transfer", change_transfer},
    [SABOTAGE_RUN_CHANGED] = {"run_changed", "replay", "run", change_run},
    [SABOTAGE_CHAIN_BROKEN] = {"chain_broken", "archive", "archive_segment", break_chain},
    [SABOTAGE_HOLD_GONE] = {"hold_gone", "holds", "hold", drop_hold},
    [SABOTAGE_RUN_SILENT] = {"run_silent", "silence", "event", drop_told},
};

/** Look at the records of a store that no engine has open, break the first that suits. */
static bool
store_break(struct sim *sim, struct store *store)
{
    const char *kind = sabotages[sim->sabotage].kind;
    struct arena arena;
    struct id_source ids = {.last_key = sim->latest_ms << 20};
    struct account account = {.id = 1};
    struct task task = {
        .arena = &arena, .account = &account, .ids = &ids, .wall_ms = sim->latest_ms};
    struct task *tasks[] = {&task};
    struct record_scan scan = {.kind = world_kind(kind), .index = -1, .limit = 2000};
    void **objects;
    size_t count = 0;
    bool has_more, is_broken = false;
    err_t result = OK;
    arena_init(&arena, 64u << 20);
    err_t err = session_begin(store, &task);
    err = err == OK ? record_scan(&task, &scan, &objects, &count, &has_more) : err;
    for (size_t i = count; err == OK && i > 0 && !is_broken; i--) {
        is_broken = sabotages[sim->sabotage].break_it(sim, &task, objects[i - 1]);
    }
    if (is_broken) {
        err = store_commit(store, tasks, 1, &result);
    }
    assert(err == OK && result == OK);
    arena_free(&arena);
    return is_broken;
}

bool
sim_sabotage(struct sim *sim)
{
    struct store *store;
    struct text problem;
    struct store_config config = {.path = text_of(sim->world.db),
                                  .kinds = engine_kinds,
                                  .cache_bytes = 1 << 20,
                                  .checkpoint_pages = 1000,
                                  .owner = 1};
    if (sabotages[sim->sabotage].break_it == NULL) {
        return true;
    }
    engine_close(sim->world.engine);
    sim->world.engine = NULL;
    err_t err = store_open(&sim->arena, &config, &store, &problem);
    assert(err == OK);
    bool is_broken = store_break(sim, store);
    store_close(store);
    sim_restart(sim);
    if (is_broken) {
        sim_say(sim, "sabotage: %s", sabotages[sim->sabotage].name);
    }
    return is_broken;
}

const char *
sabotage_name(enum sabotage sabotage)
{
    return sabotages[sabotage].name;
}

const char *
sabotage_checker(enum sabotage sabotage)
{
    return sabotages[sabotage].checker;
}
