/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#define START ((instant_t)1600000000)
#define DAY   86400

static err_t
note_time(struct task *task, const struct job *job)
{
    struct customer *customer = customer_of(task, (struct id){job->subject});
    customer->balance = task->now;
    TRY(test_clock_enter(task, job->test_clock)); /* allowed in a job, and time stays the job's */
    return task->now == job->run_at ? record_update(task, &customers, customer) : ERR_STORE_REFUSED;
}

static err_t
fail_always(struct task *task, const struct job *job)
{
    (void)job;
    return fail(task, ERR_STORE_REFUSED, NULL, "it does not work");
}

static const struct job_handler handlers[] = {
    {1, "note", note_time, &customer_kind}, {9, "broken", fail_always, &customer_kind}, {0}};

static struct id
new_clock(struct bench *bench)
{
    struct task *task = bench_task(bench, 0);
    struct test_clock *clock;
    assert(test_clock_create(task, START, TEXT("a clock"), &clock) == OK);
    struct id id = clock->id;
    assert(bench_commit(bench, task) == OK);
    return id;
}

static const struct test_clock *
clock_of(struct bench *bench, struct id id)
{
    struct test_clock *clock;
    assert(test_clock_load(bench_task(bench, 0), id, NULL, &clock) == OK);
    return clock;
}

TEST(a_clock_is_made_ready_and_deletes_itself_after_thirty_days)
{
    struct bench bench;
    bench_begin(&bench);
    const struct test_clock *clock = clock_of(&bench, new_clock(&bench));
    EXPECT_INT(clock->status, TEST_CLOCK_STATUS_READY);
    EXPECT_INT(clock->frozen_time, START);
    EXPECT_INT(clock->created, 1700000000);
    EXPECT_INT(clock->deletes_after, 1700000000 + 30 * DAY);
    EXPECT_TEXT(clock->name, "a clock");
    struct task *task = bench_task(&bench, 1);
    bench.account.livemode = true;
    struct test_clock *refused;
    EXPECT_ERR(test_clock_create(task, START, NO_TEXT, &refused), ERR_CLOCK_LIVEMODE);
    bench_end(&bench);
}

TEST(a_clock_goes_forward_only_and_not_too_far)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = new_clock(&bench);
    struct test_clock *clock;
    struct task *task = bench_task(&bench, 0);
    EXPECT_OK(test_clock_load(task, id, NULL, &clock));
    EXPECT_ERR(test_clock_advance(task, clock, START, INT64_MAX), ERR_CLOCK_NOT_LATER);
    EXPECT_TEXT(task->failure.param, "frozen_time");
    task_clear_failure(task);
    EXPECT_ERR(test_clock_advance(task, clock, START + 101, START + 100), ERR_CLOCK_TOO_FAR);
    EXPECT(strstr(task->failure.message.bytes, "1600000100") != NULL); /* the latest allowed time */
    EXPECT_TEXT(task->failure.param, "frozen_time");
    task_clear_failure(task);
    EXPECT(!session_has_changes(task));
    EXPECT_OK(test_clock_advance(task, clock, START + 100, START + 100));
    EXPECT_INT(clock->status, TEST_CLOCK_STATUS_ADVANCING);
    EXPECT_INT(clock->status_details.advancing->target_frozen_time, START + 100);
    EXPECT_ERR(test_clock_advance(task, clock, START + 200, INT64_MAX), ERR_CLOCK_ADVANCING);
    EXPECT_INT(error_kind(ERR_CLOCK_ADVANCING)->http_status, 429);
    bench_end(&bench);
}

TEST(what_is_due_on_the_way_runs_at_its_own_time_and_the_rest_waits)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = new_clock(&bench), other = new_clock(&bench);
    struct id subjects[4];
    struct task *task = bench_task(&bench, 0);
    static const int64_t after[] = {DAY, 2 * DAY, 3 * DAY, DAY};
    for (size_t i = 0; i < 4; i++) {
        subjects[i] = customer_add(task, "Ada")->id;
        EXPECT_OK(job_add(task, i == 3 ? other : id, START + after[i], 1, subjects[i]));
    }
    EXPECT_OK(bench_commit(&bench, task));
    EXPECT_INT(bench_run_due(&bench, handlers), 0); /* nothing moves by itself */
    bench_advance(&bench, handlers, id, START + 2 * DAY);
    EXPECT_INT(clock_of(&bench, id)->frozen_time, START + 2 * DAY);
    EXPECT_INT(clock_of(&bench, id)->status, TEST_CLOCK_STATUS_READY);
    EXPECT(clock_of(&bench, id)->status_details.advancing == NULL);
    static const int64_t seen[] = {START + DAY, START + 2 * DAY, 0, 0};
    for (size_t i = 0; i < 4; i++) {
        EXPECT_INT(customer_of(bench_task(&bench, 0), subjects[i])->balance, seen[i]);
    }
    bench_end(&bench);
}

TEST(of_one_instant_the_lowest_kind_comes_first_and_alone)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = new_clock(&bench);
    struct task *task = bench_task(&bench, 0);
    struct test_clock *clock;
    static const int kinds[] = {3, 1, 2, 1};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        EXPECT_OK(job_add(task, id, START + 10, kinds[i], (struct id){5}));
    }
    EXPECT_OK(job_add(task, id, START + 11, 1, (struct id){5}));
    EXPECT_OK(test_clock_load(task, id, NULL, &clock));
    EXPECT_OK(test_clock_advance(task, clock, START + 50, INT64_MAX));
    EXPECT_OK(bench_commit(&bench, task));
    static const size_t counts[] = {2, 1, 1, 1};
    static const int64_t expected[] = {1, 2, 3, 1};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct id ids[10];
        size_t count;
        int64_t next;
        task = bench_task(&bench, 0);
        EXPECT_OK(job_list_due(task, 1700000000, 10, ids, &count, &next));
        REQUIRE(count == counts[i]);
        for (size_t n = 0; n < count; n++) {
            void *job;
            EXPECT_OK(record_load(task, &job_records, ids[n], &job));
            EXPECT_INT(((struct job *)job)->kind, expected[i]);
            EXPECT_OK(record_delete(task, &job_records, ids[n]));
        }
        EXPECT_OK(bench_commit(&bench, task));
    }
    bench_end(&bench);
}

TEST(a_clock_is_not_settled_while_something_is_due)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = new_clock(&bench);
    struct task *task = bench_task(&bench, 0);
    struct test_clock *clock;
    EXPECT_OK(job_add(task, id, START + 50, 1, customer_add(task, "Ada")->id));
    EXPECT_OK(test_clock_load(task, id, NULL, &clock));
    EXPECT_OK(test_clock_advance(task, clock, START + 50, INT64_MAX));
    EXPECT_OK(bench_commit(&bench, task));
    bool changed = true;
    EXPECT_OK(test_clock_settle(bench_task(&bench, 0), &changed));
    EXPECT(!changed);
    EXPECT_INT(bench_run_due(&bench, handlers), 1);
    task = bench_task(&bench, 0);
    EXPECT_OK(test_clock_settle(task, &changed));
    EXPECT(changed);
    /* A job that comes in at the last moment overtakes the settling. */
    struct task *late = bench_task(&bench, 1);
    EXPECT_OK(job_add(late, id, START + 20, 1, (struct id){5}));
    struct task *tasks[] = {late, task};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_ERR(results[1], ERR_CONFLICT);
    bench_end(&bench);
}

TEST(entering_a_clock_sets_the_time_and_is_refused_while_it_advances)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = new_clock(&bench);
    struct task *task = bench_task(&bench, 0);
    EXPECT_OK(test_clock_enter(task, (struct id){0}));
    EXPECT_INT(task->now, 1700000000);
    EXPECT_OK(test_clock_enter(task, id));
    EXPECT_INT(task->now, START);
    struct test_clock *clock;
    EXPECT_OK(test_clock_load(task, id, NULL, &clock));
    EXPECT_OK(test_clock_advance(task, clock, START + 5, INT64_MAX));
    EXPECT_ERR(test_clock_enter(task, id), ERR_CLOCK_ADVANCING);
    task_clear_failure(task);
    EXPECT_ERR(test_clock_enter(task, (struct id){4711}), ERR_CLOCK_GONE);
    bench_end(&bench);
}

TEST(a_write_on_a_clock_that_began_to_advance_meanwhile_is_a_conflict)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = new_clock(&bench);
    struct task *writer = bench_task(&bench, 0), *mover = bench_task(&bench, 1);
    struct test_clock *clock;
    EXPECT_OK(test_clock_enter(writer, id));
    customer_add(writer, "Ada");
    EXPECT_OK(test_clock_load(mover, id, NULL, &clock));
    EXPECT_OK(test_clock_advance(mover, clock, START + 5, INT64_MAX));
    struct task *tasks[] = {mover, writer};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_OK(results[0]);
    EXPECT_ERR(results[1], ERR_CONFLICT);
    bench_end(&bench);
}

TEST(a_job_that_fails_three_times_stops_its_clock)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = new_clock(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id fine = customer_add(task, "Ada")->id;
    EXPECT_OK(job_add(task, id, START + 10, 9, fine));
    EXPECT_OK(job_add(task, id, START + 20, 1, fine));
    EXPECT_OK(bench_commit(&bench, task));
    bench_advance(&bench, handlers, id, START + 100);
    const struct test_clock *clock = clock_of(&bench, id);
    EXPECT_INT(clock->status, TEST_CLOCK_STATUS_INTERNAL_FAILURE);
    EXPECT_TEXT(clock->problem, "it failed");
    EXPECT_INT(bench_run_due(&bench, handlers), 0);
    EXPECT_INT(customer_of(bench_task(&bench, 0), fine)->balance, 0);
    task = bench_task(&bench, 0);
    struct test_clock *stopped;
    EXPECT_OK(test_clock_load(task, id, NULL, &stopped));
    EXPECT_ERR(test_clock_advance(task, stopped, START + 200, INT64_MAX), ERR_CLOCK_FAILED);
    size_t count;
    struct event **events = events_of(task, &count);
    EXPECT_STRING(event_type_name(event_type_of(events[count - 1])),
                  "test_helpers.test_clock.internal_failure");
    bench_end(&bench);
}

TEST(a_deleted_clock_takes_its_jobs_along)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = new_clock(&bench), other = new_clock(&bench);
    struct task *task = bench_task(&bench, 0);
    for (int i = 0; i < 10; i++) {
        EXPECT_OK(job_add(task, i == 0 ? other : id, START + i, 1, (struct id){5}));
    }
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 0);
    struct test_clock *clock;
    EXPECT_OK(test_clock_load(task, id, NULL, &clock));
    EXPECT_OK(test_clock_delete(task, clock));
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 0);
    EXPECT_ERR(test_clock_load(task, id, "test_clock", &clock), ERR_CLOCK_GONE);
    EXPECT_TEXT(task->failure.param, "test_clock");
    struct record_scan scan = {.kind = &job_records, .index = -1, .limit = 100};
    void **jobs;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(task, &scan, &jobs, &count, &has_more));
    EXPECT_INT(count, 1);
    struct event **events = events_of(task, &count);
    static const char *const types[] = {"test_helpers.test_clock.created",
                                        "test_helpers.test_clock.created",
                                        "test_helpers.test_clock.deleted"};
    REQUIRE(count == 3);
    for (size_t i = 0; i < 3; i++) {
        EXPECT_STRING(event_type_name(event_type_of(events[i])), types[i]);
    }
    bench_end(&bench);
}
