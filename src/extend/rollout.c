/* SPDX-License-Identifier: Apache-2.0 */
/**
 * rollout.c: a candidate beside the live release, its differences in money, and
 * the guards that take it back. Decisions only leave runs in pairs; they are
 * counted between batches, so that no decision waits for another one's sums.
 */
#include <string.h>

#include "base/hash.h"
#include "event/event.h"
#include "extend/loaded.h"

#define COUNT_PORTION 500
#define OPEN_MAX      1000

/* ---- deciding ------------------------------------------------------------------ */

err_t
rollout_of(struct task *task, const struct binding *binding, struct rollout **out)
{
    void *object = NULL;
    if (binding->rollout.key != 0) {
        TRY(record_load(task, &rollout_records, binding->rollout, &object));
    }
    *out = object;
    return OK;
}

bool
rollout_takes(const struct rollout *rollout, const struct extend_cause *cause)
{
    uint64_t seed[2] = {(uint64_t)rollout->id.key, 0x726f6c6c6f757421u};
    int64_t who = cause->customer.key;
    uint64_t place = siphash64(seed, (struct text){(const char *)&who, sizeof(who)}) % 100;
    return who != 0 && place < (uint64_t)rollout->share;
}

/* ---- its life ------------------------------------------------------------------- */

static err_t
rollout_save(struct task *task, struct rollout *rollout, enum event_type type)
{
    TRY(record_update(task, &rollout_records, rollout));
    return event_append(task, type, &rollout_records, rollout);
}

static err_t
guards_set(struct task *task, struct rollout *rollout, const struct rollout_guards *guards)
{
    bool has_amount = guards->has_total_drift == GIVEN_VALUE ||
                      guards->has_absolute_drift == GIVEN_VALUE ||
                      guards->has_worst_customer == GIVEN_VALUE;
    if (has_amount && guards->currency.index == 0) {
        return fail(task, ERR_PARAMETER_MISSING, "guards[currency]",
                    "Guards with an amount need its currency.");
    }
    rollout->guards = arena_copy(task->arena, guards, sizeof(*guards));
    if (rollout->guards == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "guards", "no memory for a rollout");
    }
    if (rollout->currency.index == 0) {
        rollout->currency = guards->currency;
    }
    return OK;
}

err_t
rollout_create(struct task *task, const struct rollout_wish *wish, struct rollout **out)
{
    struct binding *binding = wish->binding;
    const struct release *live;
    struct text problem;
    struct rollout *rollout = arena_new(task->arena, struct rollout);
    if (rollout == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a rollout");
    }
    if (binding->rollout.key != 0 || binding->status == BINDING_STATUS_RETIRED) {
        return fail(task, ERR_ROLLOUT_RUNNING, "binding",
                    "The binding is retired, or has a rollout that goes on: end that one first.");
    }
    TRY(binding_release(task, binding, &live));
    if (!text_equal(wish->candidate->point, binding->point) ||
        live->id.key == wish->candidate->id.key) {
        return fail(task, ERR_PARAMETER_INVALID, "candidate",
                    "The candidate is another release for the binding's point, %.*s.",
                    TEXT_ARG(binding->point));
    }
    if (!configuration_fits(task->arena, wish->candidate, binding->configuration, &problem)) {
        return fail(task, ERR_CONFIGURATION_INVALID, "candidate",
                    "The binding's configuration does not fit the candidate: %.*s.",
                    TEXT_ARG(problem));
    }
    rollout->id = task_new_id(task);
    rollout->created = task->now;
    rollout->binding = binding->id;
    rollout->candidate = wish->candidate->id;
    rollout->stage = wish->stage;
    rollout->share = wish->share;
    rollout->is_open = true;
    rollout->cursor_key = rollout->id.key; /* runs from now on */
    if (wish->guards != NULL) {
        TRY(guards_set(task, rollout, wish->guards));
    }
    TRY(record_insert(task, &rollout_records, rollout));
    binding->rollout = rollout->id;
    task->bindings = NULL;
    TRY(record_update(task, &binding_records, binding));
    TRY(event_append(task, EVENT_EXTEND_BINDING_UPDATED, &binding_records, binding));
    *out = rollout;
    return event_append(task, EVENT_EXTEND_ROLLOUT_CREATED, &rollout_records, rollout);
}

static err_t
open_check(struct task *task, const struct rollout *rollout)
{
    return rollout->is_open ? OK
                            : fail(task, ERR_ROLLOUT_RUNNING, NULL, "This rollout is %s.",
                                   rollout_stage_name(rollout->stage));
}

err_t
rollout_change(struct task *task, struct rollout *rollout, enum rollout_stage stage, int64_t share,
               const struct rollout_guards *guards)
{
    TRY(open_check(task, rollout));
    rollout->stage = stage != ROLLOUT_STAGE_NONE ? stage : rollout->stage;
    rollout->share = share != 0 ? share : rollout->share;
    if (guards != NULL) {
        TRY(guards_set(task, rollout, guards));
    }
    return rollout_save(task, rollout, EVENT_EXTEND_ROLLOUT_UPDATED);
}

/** The rollout is over; its binding goes on without it. */
static err_t
rollout_end(struct task *task, struct rollout *rollout, enum rollout_stage stage,
            struct binding **binding)
{
    TRY(open_check(task, rollout));
    TRY(binding_load(task, rollout->binding, binding));
    rollout->stage = stage;
    rollout->ended_at = task->now;
    rollout->is_open = false;
    (*binding)->rollout = (struct id){0};
    task->bindings = NULL;
    return OK;
}

err_t
rollout_promote(struct task *task, struct rollout *rollout)
{
    struct binding *binding;
    const struct release *live;
    void *candidate;
    TRY(rollout_end(task, rollout, ROLLOUT_STAGE_PROMOTED, &binding));
    TRY(binding_release(task, binding, &live));
    TRY(record_load(task, &release_records, rollout->candidate, &candidate));
    assert(candidate != NULL); /* releases are never deleted */
    bool follows = binding->release.key == 0 &&
                   ((struct release *)candidate)->extension.key == binding->extension.key;
    binding->previous_release = live->id;
    if (!follows) {
        binding->release = rollout->candidate;
        binding->extension = ((struct release *)candidate)->extension;
    }
    TRY(record_update(task, &binding_records, binding));
    TRY(event_append(task, EVENT_EXTEND_BINDING_UPDATED, &binding_records, binding));
    if (follows) { /* the binding runs what is active, so that becomes active */
        TRY(release_activate(task, candidate));
    }
    return rollout_save(task, rollout, EVENT_EXTEND_ROLLOUT_PROMOTED);
}

err_t
rollout_roll_back(struct task *task, struct rollout *rollout, enum rollout_guard breached)
{
    struct binding *binding;
    TRY(rollout_end(task, rollout, ROLLOUT_STAGE_ROLLED_BACK, &binding));
    rollout->breached = breached;
    TRY(record_update(task, &binding_records, binding));
    TRY(event_append(task, EVENT_EXTEND_BINDING_ROLLED_BACK, &binding_records, binding));
    return rollout_save(task, rollout, EVENT_EXTEND_ROLLOUT_ROLLED_BACK);
}

/* ---- counting --------------------------------------------------------------------- */

/** What the customer pays more because of the candidate; false: it cannot be said. */
static bool
difference_of(const struct rollout *rollout, const struct run *candidate, const struct run *live,
              int64_t *out)
{
    const struct point *point = point_find(candidate->point);
    if (candidate->decided == NULL || live->decided == NULL) {
        *out = 0;
        return candidate->outcome == RUN_OUTCOME_KIND_OK && live->outcome == RUN_OUTCOME_KIND_OK &&
               text_equal(candidate->output_body, live->output_body);
    }
    *out = candidate->decided->amount - live->decided->amount;
    *out = point->money_is_less ? -*out : *out;
    return currency_equal(candidate->decided->currency, rollout->currency) &&
           currency_equal(live->decided->currency, rollout->currency);
}

static err_t
difference_find(struct task *task, const struct rollout *rollout, const struct run *run,
                struct rollout_difference **out)
{
    struct record_scan scan = {.kind = &rollout_difference_records,
                               .equals = {rollout->id.key, run->customer_key},
                               .equals_count = 2,
                               .limit = 1};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    if (count > 0) {
        *out = found[0];
        return OK;
    }
    struct rollout_difference *made = arena_new(task->arena, struct rollout_difference);
    if (made == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a rollout");
    }
    made->id = task_new_id(task);
    made->rollout = rollout->id;
    made->customer = run->customer;
    made->customer_key = run->customer_key;
    made->currency = rollout->currency;
    *out = made;
    return record_insert(task, &rollout_difference_records, made);
}

static int64_t
magnitude(int64_t amount)
{
    return amount < 0 ? -amount : amount;
}

/** One decision that both took. */
static err_t
pair_count(struct task *task, struct rollout *rollout, const struct run *candidate,
           const struct run *live)
{
    struct rollout_difference *row;
    int64_t difference;
    if (rollout->currency.index == 0 && live->decided != NULL) {
        rollout->currency = live->decided->currency;
    }
    rollout->compared++;
    rollout->failed += candidate->outcome == RUN_OUTCOME_KIND_OK ? 0 : 1;
    rollout->fuel += candidate->fuel;
    rollout->fuel_live += live->fuel;
    if (!difference_of(rollout, candidate, live, &difference)) {
        rollout->incomparable++;
        return OK;
    }
    rollout->drift += difference;
    rollout->absolute += magnitude(difference);
    TRY(difference_find(task, rollout, live, &row));
    row->compared++;
    if (difference != 0) {
        row->differing++;
        row->drift += difference;
        row->absolute += magnitude(difference);
        row->last_run = candidate->id;
    }
    if (magnitude(row->drift) > magnitude(rollout->worst_amount)) {
        rollout->worst_amount = row->drift;
        rollout->worst_customer = row->customer;
    }
    return record_update(task, &rollout_difference_records, row);
}

/** The first guard that stops the candidate; NONE: it goes on. */
static enum rollout_guard
guard_breached(const struct rollout *rollout)
{
    const struct rollout_guards *guards = rollout->guards;
    bool is_unknown = rollout->incomparable > 0;
    bool has_shares = guards != NULL && rollout->compared >= guards->min_runs;
    if (guards == NULL) {
        return ROLLOUT_GUARD_NONE;
    }
    if (guards->has_total_drift == GIVEN_VALUE &&
        (is_unknown || magnitude(rollout->drift) > guards->total_drift)) {
        return ROLLOUT_GUARD_TOTAL_DRIFT;
    }
    if (guards->has_absolute_drift == GIVEN_VALUE &&
        (is_unknown || rollout->absolute > guards->absolute_drift)) {
        return ROLLOUT_GUARD_ABSOLUTE_DRIFT;
    }
    if (guards->has_worst_customer == GIVEN_VALUE &&
        (is_unknown || magnitude(rollout->worst_amount) > guards->worst_customer)) {
        return ROLLOUT_GUARD_WORST_CUSTOMER;
    }
    if (guards->has_failure_percent == GIVEN_VALUE && has_shares &&
        rollout->failed * 100 > guards->failure_percent * rollout->compared) {
        return ROLLOUT_GUARD_FAILURE_SHARE;
    }
    if (guards->has_fuel_percent == GIVEN_VALUE && has_shares &&
        rollout->fuel * 100 > guards->fuel_percent * rollout->fuel_live) {
        return ROLLOUT_GUARD_FUEL;
    }
    return ROLLOUT_GUARD_NONE;
}

/** Count the candidate's runs behind the cursor; the guards look after each portion. */
static err_t
rollout_count(struct task *task, struct rollout *rollout)
{
    struct record_scan scan = {.kind = &run_records,
                               .index = RUNS_BY_RELEASE,
                               .equals = {rollout->candidate.key},
                               .equals_count = 1,
                               .after_key = rollout->cursor_key,
                               .limit = COUNT_PORTION,
                               .unwatched = true};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    share_of(task)->wants_watch |= has_more;
    for (size_t i = 0; i < count; i++) {
        const struct run *run = found[i];
        void *live;
        rollout->cursor_key = run->id.key;
        if (run->paired_with.key == 0 || run->binding.key != rollout->binding.key) {
            continue;
        }
        TRY(record_load(task, &run_records, run->paired_with, &live));
        if (live != NULL) {
            TRY(pair_count(task, rollout, run, live));
        }
    }
    enum rollout_guard breached = guard_breached(rollout);
    return breached != ROLLOUT_GUARD_NONE ? rollout_roll_back(task, rollout, breached)
                                          : record_update(task, &rollout_records, rollout);
}

bool
extend_wants_watch(const struct extend_share *share)
{
    return share->wants_watch;
}

err_t
extend_watch(struct task *task)
{
    struct record_scan scan = {.kind = &rollout_records,
                               .index = ROLLOUTS_BY_OPEN,
                               .equals = {1},
                               .equals_count = 1,
                               .limit = OPEN_MAX};
    void **found;
    size_t count;
    bool has_more;
    share_of(task)->wants_watch = false;
    TRY(breakers_keep(task));
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        TRY(rollout_count(task, found[i]));
    }
    return OK;
}
