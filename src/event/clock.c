/* SPDX-License-Identifier: Apache-2.0 */
/* clock.c: test clocks: time that is moved by hand (billing.md 19). */
#include "event/queue.h"

#include "limits.model.h"

#define PAGE 500

err_t
test_clock_create(struct task *task, instant_t frozen_time, struct text name,
                  struct test_clock **out)
{
    if (task->account->livemode) {
        return fail(task, ERR_CLOCK_LIVEMODE, NULL, NULL);
    }
    if (frozen_time <= 0) {
        return fail(task, ERR_PARAMETER_INVALID, "frozen_time",
                    "frozen_time must be a time after 1970.");
    }
    struct test_clock *clock = arena_new(task->arena, struct test_clock);
    if (clock == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    clock->id = task_new_id(task);
    clock->created = task->wall_ms / 1000;
    clock->deletes_after = clock->created + (int64_t)LIMIT_TEST_CLOCK_DAYS * 86400;
    clock->frozen_time = frozen_time;
    clock->name = name;
    clock->status = TEST_CLOCK_STATUS_READY;
    TRY(record_insert(task, &test_clock_records, clock));
    *out = clock;
    return event_append(task, EVENT_TEST_HELPERS_TEST_CLOCK_CREATED, &test_clock_records, clock);
}

err_t
test_clock_load(struct task *task, struct id id, const char *param, struct test_clock **out)
{
    void *found;
    TRY(record_load(task, &test_clock_records, id, &found));
    if (found == NULL) {
        char text[ID_TEXT_MAX] = "";
        if (id.key > 0) {
            id_render(&task->account->secret, test_clock_kind.prefix, id.key, text);
        }
        return fail(task, ERR_CLOCK_GONE, param, "No such test clock: '%s'", text);
    }
    *out = found;
    return OK;
}

static err_t
check_standing(struct task *task, const struct test_clock *clock)
{
    switch (clock->status) {
    case TEST_CLOCK_STATUS_READY:
        return OK;
    case TEST_CLOCK_STATUS_ADVANCING:
        return fail(task, ERR_CLOCK_ADVANCING, NULL, NULL);
    case TEST_CLOCK_STATUS_INTERNAL_FAILURE:
    case TEST_CLOCK_STATUS_NONE:
        break;
    }
    return fail(task, ERR_CLOCK_FAILED, NULL, NULL);
}

err_t
test_clock_advance(struct task *task, struct test_clock *clock, instant_t frozen_time,
                   instant_t time_max)
{
    TRY(check_standing(task, clock));
    if (frozen_time <= clock->frozen_time) {
        return fail(task, ERR_CLOCK_NOT_LATER, "frozen_time",
                    "You must advance the test clock to a time after its current frozen time, "
                    "which is %lld.",
                    (long long)clock->frozen_time);
    }
    if (frozen_time > time_max) {
        char text[INSTANT_TEXT_MAX];
        instant_render(time_max, text);
        return fail(task, ERR_CLOCK_TOO_FAR, "frozen_time",
                    "You may advance the test clock by two intervals of its shortest subscription "
                    "at most: not beyond %lld (%s).",
                    (long long)time_max, text);
    }
    struct test_clock_advancing *advancing = arena_new(task->arena, struct test_clock_advancing);
    if (advancing == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    advancing->target_frozen_time = frozen_time;
    clock->status = TEST_CLOCK_STATUS_ADVANCING;
    clock->status_details.advancing = advancing;
    TRY(record_update(task, &test_clock_records, clock));
    return event_append(task, EVENT_TEST_HELPERS_TEST_CLOCK_ADVANCING, &test_clock_records, clock);
}

err_t
test_clock_delete(struct task *task, struct test_clock *clock)
{
    struct record_scan scan = {.kind = &job_records,
                               .index = JOBS_BY_DUE,
                               .equals = {clock->id.key},
                               .equals_count = 1,
                               .limit = PAGE};
    bool has_more = true;
    while (has_more) {
        void **jobs;
        size_t count;
        TRY(record_scan(task, &scan, &jobs, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            TRY(record_delete(task, &job_records, ((const struct job *)jobs[i])->id));
        }
    }
    TRY(event_append(task, EVENT_TEST_HELPERS_TEST_CLOCK_DELETED, &test_clock_records, clock));
    return record_delete(task, &test_clock_records, clock->id);
}

static err_t
has_due(struct task *task, const struct test_clock *clock, bool *out)
{
    struct record_scan scan = {.kind = &job_records,
                               .index = JOBS_BY_DUE,
                               .equals = {clock->id.key},
                               .equals_count = 1,
                               .has_max = true,
                               .max = clock->status_details.advancing->target_frozen_time,
                               .limit = 1};
    void **jobs;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &jobs, &count, &has_more));
    *out = count > 0;
    return OK;
}

err_t
test_clock_settle(struct task *task, bool *changed)
{
    struct record_scan scan = {.kind = &test_clock_records,
                               .index = CLOCKS_BY_STATUS,
                               .equals = {TEST_CLOCK_STATUS_ADVANCING},
                               .equals_count = 1,
                               .limit = PAGE};
    void **clocks;
    size_t count;
    bool has_more;
    *changed = false;
    TRY(record_scan(task, &scan, &clocks, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        struct test_clock *clock = clocks[i];
        bool is_busy;
        TRY(has_due(task, clock, &is_busy));
        if (is_busy) {
            continue;
        }
        clock->frozen_time = clock->status_details.advancing->target_frozen_time;
        clock->status = TEST_CLOCK_STATUS_READY;
        clock->status_details.advancing = NULL;
        TRY(record_update(task, &test_clock_records, clock));
        TRY(event_append(task, EVENT_TEST_HELPERS_TEST_CLOCK_READY, &test_clock_records, clock));
        *changed = true;
    }
    return OK;
}

err_t
test_clock_enter(struct task *task, struct id id)
{
    if (id.key == 0 || task->is_job) {
        return OK;
    }
    struct test_clock *clock;
    TRY(test_clock_load(task, id, NULL, &clock));
    if (clock->status == TEST_CLOCK_STATUS_ADVANCING) {
        return check_standing(task, clock);
    }
    /* After internal_failure its objects can still be changed, and above all deleted. */
    task->now = clock->frozen_time;
    return OK;
}
