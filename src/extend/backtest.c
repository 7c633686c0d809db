/* SPDX-License-Identifier: Apache-2.0 */
/** backtest.c: recorded decisions taken again by a candidate, portion by portion. */
#include "event/event.h"
#include "extend/loaded.h"

#define PORTION 200

err_t
backtest_create(struct task *task, const struct backtest_wish *wish, struct backtest **out)
{
    struct text problem;
    struct backtest *backtest = arena_new(task->arena, struct backtest);
    if (backtest == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a backtest");
    }
    if (!text_equal(wish->candidate->point, wish->over->point)) {
        return fail(task, ERR_PARAMETER_INVALID, "over",
                    "The candidate and the recorded decisions are of one point.");
    }
    if (wish->configuration.length > 0 &&
        !configuration_fits(task->arena, wish->candidate, wish->configuration, &problem)) {
        return fail(task, ERR_CONFIGURATION_INVALID, "configuration",
                    "The configuration does not fit the candidate: %.*s.", TEXT_ARG(problem));
    }
    backtest->id = task_new_id(task);
    backtest->created = task->now;
    backtest->candidate = wish->candidate->id;
    backtest->over = wish->over->id;
    backtest->configuration = wish->configuration.length > 0 ? wish->configuration : NO_TEXT;
    backtest->created_from = wish->from;
    backtest->created_until = wish->until;
    backtest->status = BACKTEST_STATUS_RUNNING;
    backtest->subject = wish->subject;
    TRY(record_insert(task, &backtest_records, backtest));
    *out = backtest;
    return event_append(task, EVENT_EXTEND_BACKTEST_CREATED, &backtest_records, backtest);
}

static err_t
backtest_end(struct task *task, struct backtest *backtest, enum backtest_status status)
{
    backtest->status = status;
    backtest->finished_at = task->now;
    TRY(record_update(task, &backtest_records, backtest));
    return event_append(task, EVENT_EXTEND_BACKTEST_FINISHED, &backtest_records, backtest);
}

err_t
backtest_cancel(struct task *task, struct backtest *backtest)
{
    return backtest->status != BACKTEST_STATUS_RUNNING
               ? OK
               : backtest_end(task, backtest, BACKTEST_STATUS_CANCELED);
}

/* ---- one decision --------------------------------------------------------------- */

static err_t
row_find(struct task *task, const struct backtest *backtest, const struct run *run,
         struct backtest_difference **out)
{
    struct record_scan scan = {.kind = &backtest_difference_records,
                               .equals = {backtest->id.key, run->customer_key},
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
    struct backtest_difference *row = arena_new(task->arena, struct backtest_difference);
    if (row == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a backtest");
    }
    row->id = task_new_id(task);
    row->backtest = backtest->id;
    row->customer = run->customer;
    row->customer_key = run->customer_key;
    *out = row;
    return record_insert(task, &backtest_difference_records, row);
}

/** What the customer would have paid more; false: it cannot be said. */
static bool
difference_of(const struct run *run, const struct what_if *what, int64_t *out)
{
    /* a decision that fails falls back to the standard logic */
    bool falls_back = what->result.outcome != RUN_OK && run->standard != NULL;
    *out = 0;
    if (run->decided == NULL || (!what->has_money && !falls_back)) {
        return false;
    }
    int64_t now = falls_back ? run->standard->amount : what->money.minor;
    *out = now - run->decided->amount;
    *out = point_find(run->point)->money_is_less ? -*out : *out;
    return falls_back || currency_equal(what->money.currency, run->decided->currency);
}

static int64_t
magnitude(int64_t amount)
{
    return amount < 0 ? -amount : amount;
}

err_t
backtest_count(struct task *task, struct backtest *backtest, const struct backtest_case *taken)
{
    struct backtest_difference *row;
    const struct run *run = taken->run;
    if (backtest->currency.index == 0) {
        backtest->currency = taken->currency;
    }
    backtest->done++;
    backtest->fuel += taken->fuel;
    backtest->fuel_then += taken->fuel_then;
    backtest->failed += taken->is_failed ? 1 : 0;
    TRY(row_find(task, backtest, run, &row));
    row->done++;
    if (!taken->is_known || !currency_equal(taken->currency, backtest->currency)) {
        backtest->incomparable++;
        return record_update(task, &backtest_difference_records, row);
    }
    backtest->changed += taken->is_changed ? 1 : 0;
    row->changed += taken->is_changed ? 1 : 0;
    backtest->drift += taken->difference;
    backtest->absolute += magnitude(taken->difference);
    row->drift += taken->difference;
    row->absolute += magnitude(taken->difference);
    if (magnitude(taken->difference) > magnitude(row->worst_amount)) {
        row->worst_amount = taken->difference;
        row->worst_run = run->id;
        row->worst_invoice = run->invoice;
    }
    return record_update(task, &backtest_difference_records, row);
}

static err_t
run_take(struct task *task, struct backtest *backtest, const struct release *candidate,
         const struct run *run)
{
    struct what_if what = {.release = candidate};
    struct backtest_case taken = {.run = run, .fuel_then = run->fuel};
    what.configuration = backtest->configuration.length > 0 ? &backtest->configuration : NULL;
    TRY(run_what_if(task, run, &what));
    taken.fuel = (int64_t)what.result.fuel;
    taken.is_failed = what.result.outcome != RUN_OK;
    taken.currency = run->decided == NULL ? (struct currency){0} : run->decided->currency;
    taken.is_known = difference_of(run, &what, &taken.difference);
    taken.is_changed = taken.difference != 0 || outcome_kind(what.result.outcome) != run->outcome;
    return backtest_count(task, backtest, &taken);
}

/* ---- portions -------------------------------------------------------------------- */

static bool
is_wanted(const struct backtest *backtest, const struct run *run)
{
    return run->stage != RUN_STAGE_SHADOW && run->outcome != RUN_OUTCOME_KIND_REFUSED &&
           run->id.key < backtest->id.key && /* what was recorded before it began */
           (backtest->created_from == 0 || run->clock_time >= backtest->created_from) &&
           (backtest->created_until == 0 || run->clock_time < backtest->created_until);
}

err_t
backtest_load(struct task *task, struct id id, struct backtest **out)
{
    void *loaded;
    TRY(record_load(task, &backtest_records, id, &loaded));
    struct backtest *backtest = loaded;
    *out = backtest != NULL && backtest->status == BACKTEST_STATUS_RUNNING ? backtest : NULL;
    return OK;
}

err_t
backtest_runs(struct task *task, struct backtest *backtest, size_t limit, const struct run ***out,
              size_t *count, bool *goes_on)
{
    struct record_scan scan = {.kind = &run_records,
                               .index = RUNS_BY_RELEASE,
                               .equals = {backtest->over.key},
                               .equals_count = 1,
                               .after_key = backtest->cursor_key,
                               .limit = limit,
                               .unwatched = true};
    void **found;
    size_t found_count;
    TRY(record_scan(task, &scan, &found, &found_count, goes_on));
    *count = 0;
    *out = arena_alloc(task->arena, found_count, sizeof(**out));
    if (*out == NULL && found_count > 0) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a backtest");
    }
    for (size_t i = 0; i < found_count; i++) {
        const struct run *run = found[i];
        backtest->cursor_key = run->id.key;
        backtest->total++;
        if (is_wanted(backtest, run)) {
            (*out)[(*count)++] = run;
        }
    }
    return OK;
}

err_t
backtest_save(struct task *task, struct backtest *backtest, bool goes_on)
{
    return goes_on ? record_update(task, &backtest_records, backtest)
                   : backtest_end(task, backtest, BACKTEST_STATUS_FINISHED);
}

err_t
backtest_step(struct task *task, struct backtest *backtest, bool *goes_on)
{
    void *candidate;
    const struct run **runs;
    size_t count;
    TRY(record_load(task, &release_records, backtest->candidate, &candidate));
    TRY(backtest_runs(task, backtest, PORTION, &runs, &count, goes_on));
    for (size_t i = 0; i < count; i++) {
        TRY(run_take(task, backtest, candidate, runs[i]));
    }
    return backtest_save(task, backtest, *goes_on);
}
