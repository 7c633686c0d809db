/* SPDX-License-Identifier: Apache-2.0 */
/**
 * correction.c: what a release decided wrongly is found, approved and made good,
 * by a job that puts itself on the queue again, a portion at a time.
 */
#include "workflow/step.h"

#define RUNS_AT_ONCE      50
#define APPROVALS_AT_ONCE 100

static err_t
fail_set(struct task *task, const struct correction_set *set)
{
    return fail(task, ERR_CORRECTION_STATUS, NULL, "These corrections are %s.",
                correction_set_status_name(set->status));
}

/** What it did is done. */
static err_t
set_rest(struct task *task, struct correction_set *set, enum correction_set_status status,
         enum event_type type)
{
    set->status = status;
    set->finished_at = task->now;
    TRY(record_update(task, &correction_set_records, set));
    return event_append(task, type, &correction_set_records, set);
}

static err_t
set_begin(struct task *task, struct correction_set *set, enum correction_set_status status)
{
    set->status = status;
    set->finished_at = 0;
    TRY(record_update(task, &correction_set_records, set));
    return job_add(task, (struct id){0}, task->now, JOB_CORRECT, set->id);
}

err_t
workflow_corrections_draft(struct task *task, const struct release *release,
                           const struct release *instead, struct text memo,
                           struct correction_set **out)
{
    struct correction_set *set = arena_new(task->arena, struct correction_set);
    if (set == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for corrections");
    }
    if (instead != NULL &&
        (instead->id.key == release->id.key || !text_equal(instead->point, release->point))) {
        return fail(task, ERR_PARAMETER_INVALID, "instead",
                    "Decisions are held against another release of the same point.");
    }
    *set = (struct correction_set){
        .id = task_new_id(task),
        .created = task->now,
        .release = release->id,
        .instead = instead == NULL ? (struct id){0} : instead->id,
        .memo = memo,
        .livemode = task->account->livemode,
        .status = CORRECTION_SET_STATUS_DRAFTING,
    };
    *out = set;
    TRY(record_insert(task, &correction_set_records, set));
    TRY(event_append(task, EVENT_EXTEND_CORRECTION_SET_CREATED, &correction_set_records, set));
    return job_add(task, (struct id){0}, task->now, JOB_CORRECT, set->id);
}

err_t
workflow_corrections_approve(struct task *task, struct correction_set *set)
{
    switch (set->status) {
    case CORRECTION_SET_STATUS_APPROVING:
        return OK;
    case CORRECTION_SET_STATUS_DRAFTED:
    case CORRECTION_SET_STATUS_APPROVED:
    case CORRECTION_SET_STATUS_ISSUED:
        return set_begin(task, set, CORRECTION_SET_STATUS_APPROVING);
    case CORRECTION_SET_STATUS_NONE:
    case CORRECTION_SET_STATUS_DRAFTING:
    case CORRECTION_SET_STATUS_ISSUING:
    case CORRECTION_SET_STATUS_CANCELED:
        break;
    }
    return fail_set(task, set);
}

err_t
workflow_corrections_issue(struct task *task, struct correction_set *set,
                           enum correction_target overcharges)
{
    switch (set->status) {
    case CORRECTION_SET_STATUS_ISSUING:
        return OK;
    case CORRECTION_SET_STATUS_DRAFTED:
    case CORRECTION_SET_STATUS_APPROVED:
    case CORRECTION_SET_STATUS_ISSUED:
        set->overcharges = overcharges;
        return set_begin(task, set, CORRECTION_SET_STATUS_ISSUING);
    case CORRECTION_SET_STATUS_NONE:
    case CORRECTION_SET_STATUS_DRAFTING:
    case CORRECTION_SET_STATUS_APPROVING:
    case CORRECTION_SET_STATUS_CANCELED:
        break;
    }
    return fail_set(task, set);
}

err_t
workflow_corrections_cancel(struct task *task, struct correction_set *set)
{
    return set->status == CORRECTION_SET_STATUS_CANCELED
               ? OK
               : set_rest(task, set, CORRECTION_SET_STATUS_CANCELED,
                          EVENT_EXTEND_CORRECTION_SET_CANCELED);
}

/** A correction is changed only while its set is not canceled. */
static err_t
open_set(struct task *task, const struct correction *correction, struct correction_set **out)
{
    TRY(correction_set_load(task, correction->correction_set, out));
    return (*out)->status == CORRECTION_SET_STATUS_CANCELED ? fail_set(task, *out) : OK;
}

err_t
workflow_correction_approve(struct task *task, struct correction *correction)
{
    struct correction_set *set;
    bool was_drafted = correction->status == CORRECTION_STATUS_DRAFTED;
    TRY(open_set(task, correction, &set));
    TRY(correction_approve(task, correction));
    set->approved += was_drafted ? 1 : 0;
    return record_update(task, &correction_set_records, set);
}

err_t
workflow_correction_dismiss(struct task *task, struct correction *correction)
{
    return correction_dismiss(task, correction);
}

/* ---- drafting ----------------------------------------------------------------- */

static err_t
sum_of(struct task *task, struct correction_set *set, struct currency currency,
       struct correction_sum **out)
{
    for (size_t i = 0; i < set->sums_count; i++) {
        if (currency_equal(set->sums[i].currency, currency)) {
            *out = &set->sums[i];
            return OK;
        }
    }
    struct correction_sum *sums =
        arena_grow(task->arena, set->sums, set->sums_count * sizeof(*sums),
                   (set->sums_count + 1) * sizeof(*sums));
    if (sums == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for corrections");
    }
    sums[set->sums_count] = (struct correction_sum){.currency = currency};
    *out = &sums[set->sums_count++];
    set->sums = sums;
    return OK;
}

static err_t
count_draft(struct task *task, struct correction_set *set, const struct correction *correction)
{
    struct correction_sum *sum;
    if (correction->status == CORRECTION_STATUS_UNCLEAR) {
        set->unclear++;
        return OK;
    }
    TRY(sum_of(task, set, correction->currency, &sum));
    set->drafted++;
    sum->corrections++;
    sum->overcharged += correction->amount > 0 ? correction->amount : 0;
    sum->undercharged += correction->amount < 0 ? -correction->amount : 0;
    return OK;
}

static bool
is_behind(const struct invoice *invoice, struct id run)
{
    for (size_t i = 0; i < invoice->runs_count; i++) {
        if (invoice->runs[i].key == run.key) {
            return true;
        }
    }
    for (size_t i = 0; i < invoice->decisions_count; i++) {
        if (invoice->decisions[i].key == run.key) {
            return true;
        }
    }
    return false;
}

/** A final invoice that is nobody's debt (void) or not yet (draft) needs no correction. */
static bool
is_corrigible(const struct invoice *invoice)
{
    return invoice->status == INVOICE_STATUS_OPEN || invoice->status == INVOICE_STATUS_PAID ||
           invoice->status == INVOICE_STATUS_UNCOLLECTIBLE;
}

static err_t
invoice_look(struct task *task, struct correction_set *set, const struct invoice *invoice,
             const struct release *release, const struct release *instead)
{
    struct correction *correction;
    TRY(correction_find(task, invoice->id, set->release, &correction));
    if (correction != NULL) {
        return OK; /* drafted before */
    }
    TRY(correction_draft(task, set, invoice, release, instead, &correction));
    set->unchanged += correction == NULL ? 1 : 0;
    return correction == NULL ? OK : count_draft(task, set, correction);
}

static err_t
run_look(struct task *task, struct correction_set *set, const struct run *run,
         const struct release *release, const struct release *instead)
{
    void *object = NULL;
    bool decided = run->stage == RUN_STAGE_LIVE && run->outcome == RUN_OUTCOME_KIND_OK;
    if (decided && run->invoice_key != 0) {
        TRY(record_load(task, &invoice_records, (struct id){run->invoice_key}, &object));
    }
    const struct invoice *invoice = object;
    set->looked_at++;
    set->cursor_key = run->id.key;
    return invoice != NULL && is_behind(invoice, run->id) && is_corrigible(invoice)
               ? invoice_look(task, set, invoice, release, instead)
               : OK;
}

static err_t
release_of(struct task *task, struct id id, const struct release **out)
{
    void *release = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &release_records, id, &release));
        assert(release != NULL); /* releases are never deleted */
    }
    *out = release;
    return OK;
}

static err_t
draft_some(struct task *task, struct correction_set *set, bool *goes_on)
{
    struct record_scan scan = {.kind = &run_records,
                               .index = RUNS_BY_RELEASE,
                               .equals = {set->release.key},
                               .equals_count = 1,
                               .after_key = set->cursor_key,
                               .limit = RUNS_AT_ONCE,
                               .unwatched = true};
    const struct release *release, *instead;
    void **found;
    size_t count;
    TRY(release_of(task, set->release, &release));
    TRY(release_of(task, set->instead, &instead));
    TRY(record_scan(task, &scan, &found, &count, goes_on));
    for (size_t i = 0; i < count; i++) {
        TRY(run_look(task, set, found[i], release, instead));
    }
    return *goes_on ? record_update(task, &correction_set_records, set)
                    : set_rest(task, set, CORRECTION_SET_STATUS_DRAFTED,
                               EVENT_EXTEND_CORRECTION_SET_DRAFTED);
}

/* ---- approving ---------------------------------------------------------------- */

static err_t
corrections_of(struct task *task, const struct correction_set *set, enum correction_status status,
               size_t limit, void ***found, size_t *count, bool *has_more)
{
    struct record_scan scan = {.kind = &correction_records,
                               .index = CORRECTIONS_BY_SET,
                               .equals = {set->id.key, (int64_t)status},
                               .equals_count = 2,
                               .limit = limit};
    return record_scan(task, &scan, found, count, has_more);
}

static err_t
approve_some(struct task *task, struct correction_set *set, bool *goes_on)
{
    void **found;
    size_t count;
    TRY(corrections_of(task, set, CORRECTION_STATUS_DRAFTED, APPROVALS_AT_ONCE, &found, &count,
                       goes_on));
    for (size_t i = 0; i < count; i++) {
        TRY(correction_approve(task, found[i]));
        set->approved++;
    }
    return *goes_on ? record_update(task, &correction_set_records, set)
                    : set_rest(task, set, CORRECTION_SET_STATUS_APPROVED,
                               EVENT_EXTEND_CORRECTION_SET_APPROVED);
}

/* ---- issuing ------------------------------------------------------------------ */

/** The memo of what is issued. */
static struct text
memo_of(const struct correction_set *set)
{
    return set->memo.length > 0 ? set->memo : NO_TEXT;
}

static err_t
issue(struct task *task, struct correction *correction, struct invoice *invoice, struct text memo,
      enum correction_target overcharges)
{
    struct credit_note_create_params params;
    struct credit_note *note = NULL;
    struct invoice *supplement;
    struct payment_method *method;
    struct collect_result result;
    bool is_wanted;
    TRY(correction_credit(task, correction, invoice, overcharges, memo, &params, &is_wanted));
    if (is_wanted) {
        TRY(workflow_credit_note_create(task, &params, &note));
    }
    TRY(collect_choose_method(task, invoice, &method));
    TRY(correction_supplement(task, correction, invoice,
                              method == NULL ? (struct id){0} : method->id, memo, &supplement));
    if (supplement != NULL) {
        TRY(collect_advance(task, supplement, true, &result));
    }
    return correction_finish(task, correction, invoice, note, supplement);
}

err_t
workflow_correction_issue(struct task *task, struct correction *correction,
                          enum correction_target overcharges)
{
    struct correction_set *set;
    struct invoice *invoice;
    if (correction->status == CORRECTION_STATUS_ISSUED) {
        return OK;
    }
    TRY(open_set(task, correction, &set));
    if (correction->status != CORRECTION_STATUS_APPROVED) {
        return fail(task, ERR_CORRECTION_STATUS, NULL,
                    "This correction is %s; approve it before it is issued.",
                    correction_status_name(correction->status));
    }
    TRY(invoice_load(task, correction->invoice, NULL, &invoice));
    TRY(test_clock_enter(task, invoice->test_clock));
    TRY(issue(task, correction, invoice, memo_of(set), overcharges));
    set->issued++;
    return record_update(task, &correction_set_records, set);
}

/** One of the set; what cannot be issued waits for a person, and the others go on. */
static err_t
issue_one(struct task *task, const struct job *job, struct correction_set **set,
          struct id correction_id)
{
    struct id set_id = (*set)->id;
    void *object;
    struct correction_set *own = *set;
    TRY(record_load(task, &correction_records, correction_id, &object));
    err_t err = workflow_correction_issue(task, object, own->overcharges);
    if (err == OK || err == ERR_OUT_OF_MEMORY || err == ERR_CLOCK_ADVANCING) {
        return err;
    }
    struct text problem = text_copy(task->arena, task->failure.message);
    session_drop_changes(task);
    task_clear_failure(task);
    TRY(record_delete(task, &job_records, job->id));
    TRY(correction_set_load(task, set_id, set));
    TRY(record_load(task, &correction_records, correction_id, &object));
    TRY(correction_note_problem(task, object, problem));
    (*set)->unclear++;
    return record_update(task, &correction_set_records, *set);
}

static err_t
issue_some(struct task *task, const struct job *job, struct correction_set **set, bool *goes_on)
{
    void **found;
    size_t count;
    instant_t now = task->now;
    TRY(corrections_of(task, *set, CORRECTION_STATUS_APPROVED, 1, &found, &count, goes_on));
    if (count > 0) {
        const struct correction *correction = found[0];
        task->is_job = false; /* it is issued in the time of its invoice's clock */
        TRY(issue_one(task, job, set, correction->id));
        task->is_job = true;
        task->now = now;
    }
    return *goes_on ? OK
                    : set_rest(task, *set, CORRECTION_SET_STATUS_ISSUED,
                               EVENT_EXTEND_CORRECTION_SET_ISSUED);
}

/* ---- the job ------------------------------------------------------------------ */

err_t
correction_run(struct task *task, const struct job *job)
{
    struct correction_set *set;
    bool goes_on = false;
    TRY(correction_set_load(task, (struct id){job->subject}, &set));
    switch (set->status) {
    case CORRECTION_SET_STATUS_DRAFTING:
        TRY(draft_some(task, set, &goes_on));
        break;
    case CORRECTION_SET_STATUS_APPROVING:
        TRY(approve_some(task, set, &goes_on));
        break;
    case CORRECTION_SET_STATUS_ISSUING:
        TRY(issue_some(task, job, &set, &goes_on));
        break;
    case CORRECTION_SET_STATUS_NONE:
    case CORRECTION_SET_STATUS_DRAFTED:
    case CORRECTION_SET_STATUS_APPROVED:
    case CORRECTION_SET_STATUS_ISSUED:
    case CORRECTION_SET_STATUS_CANCELED:
        break;
    }
    return goes_on ? job_add(task, (struct id){0}, task->now, JOB_CORRECT, set->id) : OK;
}
