/* SPDX-License-Identifier: Apache-2.0 */
/* job.c: the durable timer queue, one lane a clock. */
#include "event/queue.h"

#include "limits.model.h"

#define CANCEL_PAGE 500

/* ---- fill and empty ----------------------------------------------------- */

err_t
job_add(struct task *task, struct id test_clock, instant_t run_at, int kind, struct id subject)
{
    assert(kind > 0 && run_at > 0);

    struct job *job = arena_new(task->arena, struct job);
    if (job == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    job->id = task_new_id(task);
    job->test_clock = test_clock;
    job->run_at = run_at;
    job->kind = kind;
    job->subject = subject.key;
    return record_insert(task, &job_records, job);
}

err_t
job_cancel(struct task *task, struct id subject, int kind)
{
    struct record_scan scan = {.kind = &job_records,
                               .index = JOBS_BY_SUBJECT,
                               .equals = {subject.key},
                               .equals_count = 1,
                               .limit = CANCEL_PAGE};
    bool has_more = true;
    while (has_more) {
        void **jobs;
        size_t count;
        TRY(record_scan(task, &scan, &jobs, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            const struct job *job = jobs[i];
            scan.after_key = job->id.key;
            if (kind == 0 || job->kind == kind) {
                TRY(record_delete(task, &job_records, job->id));
            }
        }
    }
    return OK;
}

/* ---- what is due --------------------------------------------------------- */

/** The lane of a clock (key 0: the wall), in order, up to a time. */
static struct record_scan
lane(int64_t test_clock, instant_t until, size_t limit)
{
    return (struct record_scan){.kind = &job_records,
                                .index = JOBS_BY_DUE,
                                .equals = {test_clock},
                                .equals_count = 1,
                                .has_max = true,
                                .max = until,
                                .limit = limit};
}

/**
 * Of one clock: the jobs of its earliest due instant and, of these, those of
 * the lowest kind. What they cause at the same instant comes in its turn.
 */
static err_t
list_clock(struct task *task, const struct test_clock *clock, size_t limit, struct id *ids,
           size_t *count)
{
    struct record_scan scan =
        lane(clock->id.key, clock->status_details.advancing->target_frozen_time, limit);
    void **jobs;
    size_t found;
    bool has_more;
    TRY(record_scan(task, &scan, &jobs, &found, &has_more));
    const struct job *first = found == 0 ? NULL : jobs[0];
    for (size_t i = 0; i < found; i++) {
        const struct job *job = jobs[i];
        if (job->run_at != first->run_at || job->kind != first->kind) {
            break;
        }
        ids[(*count)++] = job->id;
    }
    return OK;
}

static err_t
list_clocks(struct task *task, size_t limit, struct id *ids, size_t *count)
{
    struct record_scan scan = {.kind = &test_clock_records,
                               .index = CLOCKS_BY_STATUS,
                               .equals = {TEST_CLOCK_STATUS_ADVANCING},
                               .equals_count = 1,
                               .limit = limit};
    void **clocks;
    size_t found;
    bool has_more;
    TRY(record_scan(task, &scan, &clocks, &found, &has_more));
    for (size_t i = 0; i < found && *count < limit; i++) {
        TRY(list_clock(task, clocks[i], limit - *count, ids, count));
    }
    return OK;
}

/** Jobs of the wall clock, and the instant of the first one that is not among them. */
static err_t
list_wall(struct task *task, instant_t wall_now, size_t limit, struct id *ids, size_t *count,
          int64_t *next_due_ms)
{
    struct record_scan scan = lane(0, wall_now, limit);
    void **jobs;
    size_t found;
    bool has_more;
    TRY(record_scan(task, &scan, &jobs, &found, &has_more));
    for (size_t i = 0; i < found; i++) {
        ids[(*count)++] = ((const struct job *)jobs[i])->id;
    }
    if (has_more) {
        *next_due_ms = wall_now * 1000;
        return OK;
    }
    scan = lane(0, INT64_MAX, 1);
    scan.has_min = true;
    scan.min = wall_now + 1;
    TRY(record_scan(task, &scan, &jobs, &found, &has_more));
    *next_due_ms = found == 0 ? INT64_MAX : ((const struct job *)jobs[0])->run_at * 1000;
    return OK;
}

err_t
job_list_due(struct task *task, instant_t wall_now, size_t limit, struct id *ids, size_t *count,
             int64_t *next_due_ms)
{
    assert(limit > 0);

    *count = 0;
    /* Test clocks get at most half, so that neither side starves the other. */
    TRY(list_clocks(task, limit == 1 ? 1 : limit / 2, ids, count));
    if (*count == limit) {
        *next_due_ms = wall_now * 1000;
        return OK;
    }
    return list_wall(task, wall_now, limit - *count, ids, count, next_due_ms);
}

err_t
job_next_wall(struct task *task, instant_t *run_at)
{
    struct record_scan scan = lane(0, INT64_MAX, 1);
    void **jobs;
    size_t count;
    bool has_more;
    scan.unwatched = true;
    TRY(record_scan(task, &scan, &jobs, &count, &has_more));
    *run_at = count == 0 ? INT64_MAX : ((const struct job *)jobs[0])->run_at;
    return OK;
}

/* ---- run ----------------------------------------------------------------- */

err_t
job_run(struct task *task, const struct job_handler *handlers, struct id id)
{
    void *found;
    TRY(record_load(task, &job_records, id, &found));
    const struct job *job = found;
    if (job == NULL) {
        return OK; /* done before, or taken back */
    }
    const struct job_handler *handler = handlers;
    while (handler->run != NULL && handler->kind != job->kind) {
        handler++;
    }
    if (handler->run == NULL) {
        return fail(task, ERR_JOB_UNKNOWN, NULL, "no handler for jobs of kind %lld",
                    (long long)job->kind);
    }
    task->now = job->run_at;
    task->is_job = true;
    /* First, so that what the handler adds or takes back for its subject is not this one. */
    TRY(record_delete(task, &job_records, id));
    return handler->run(task, job);
}

static int64_t
delay_after(int64_t attempts)
{
    int64_t delay = LIMIT_JOB_DELAY_SECONDS_MIN;
    for (int64_t i = 1; i < attempts && delay < LIMIT_JOB_DELAY_SECONDS_MAX; i++) {
        delay *= 2;
    }
    return delay < LIMIT_JOB_DELAY_SECONDS_MAX ? delay : LIMIT_JOB_DELAY_SECONDS_MAX;
}

/** A clock whose job keeps failing goes no further. */
static err_t
stop_clock(struct task *task, struct id id, struct text reason)
{
    void *found;
    TRY(record_load(task, &test_clock_records, id, &found));
    struct test_clock *clock = found;
    if (clock == NULL || clock->status != TEST_CLOCK_STATUS_ADVANCING) {
        return OK;
    }
    clock->status = TEST_CLOCK_STATUS_INTERNAL_FAILURE;
    clock->status_details.advancing = NULL;
    clock->problem = reason;
    TRY(record_update(task, &test_clock_records, clock));
    return event_append(task, EVENT_TEST_HELPERS_TEST_CLOCK_INTERNAL_FAILURE, &test_clock_records,
                        clock);
}

err_t
job_put_off(struct task *task, struct id id, struct text reason)
{
    void *found;
    TRY(record_load(task, &job_records, id, &found));
    struct job *job = found;
    if (job == NULL) {
        return OK;
    }
    job->attempts++;
    job->problem = reason;
    if (job->test_clock.key == 0) {
        instant_t from = job->run_at > task->now ? job->run_at : task->now;
        job->run_at = from + delay_after(job->attempts);
    } else if (job->attempts >= LIMIT_TEST_CLOCK_ATTEMPTS_MAX) {
        TRY(stop_clock(task, job->test_clock, reason));
    }
    return record_update(task, &job_records, job);
}

err_t
job_requeue(struct task *task, struct job *job)
{
    if (job->test_clock.key != 0) {
        return fail(task, ERR_JOB_OF_CLOCK, "id", NULL);
    }
    if (job->attempts == 0) {
        return fail(task, ERR_JOB_NOT_FAILED, "id", NULL);
    }
    job->attempts = 0;
    job->problem = NO_TEXT;
    job->run_at = task->now < job->run_at ? task->now : job->run_at;
    return record_update(task, &job_records, job);
}
