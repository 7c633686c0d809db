/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#define NOW ((instant_t)1700000000)

/** Adds its kind to the balance of its customer. */
static err_t
add_kind(struct task *task, const struct job *job)
{
    struct customer *customer = customer_of(task, (struct id){job->subject});
    customer->balance = customer->balance * 10 + job->kind;
    customer->created = task->now; /* what the job believes the time is */
    return record_update(task, &customers, customer);
}

static err_t
fail_always(struct task *task, const struct job *job)
{
    struct customer *customer = customer_of(task, (struct id){job->subject});
    customer->balance = 1000000;
    TRY(record_update(task, &customers, customer));
    return fail(task, ERR_STORE_REFUSED, NULL, "it does not work");
}

static const struct job_handler handlers[] = {{1, "one", add_kind, &customer_kind},
                                              {2, "two", add_kind, &customer_kind},
                                              {3, "three", add_kind, &customer_kind},
                                              {9, "broken", fail_always, &customer_kind},
                                              {0, NULL, NULL, NULL}};

static struct id
new_customer(struct bench *bench)
{
    struct task *task = bench_task(bench, 0);
    struct id id = customer_add(task, "Ada")->id;
    assert(bench_commit(bench, task) == OK);
    return id;
}

static int64_t
balance_of(struct bench *bench, struct id id)
{
    return customer_of(bench_task(bench, 0), id)->balance;
}

static size_t
jobs_left(struct bench *bench)
{
    struct record_scan scan = {.kind = &job_records, .index = -1, .limit = 1000};
    void **found;
    size_t count;
    bool has_more;
    assert(record_scan(bench_task(bench, 0), &scan, &found, &count, &has_more) == OK);
    return count;
}

TEST(due_jobs_come_by_time_then_kind_then_age)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    static const struct {
        instant_t at;
        int kind;
    } added[] = {{NOW, 2}, {NOW - 5, 3}, {NOW, 1}, {NOW + 60, 1}, {NOW, 2}};
    for (size_t i = 0; i < COUNT_OF(added); i++) {
        EXPECT_OK(
            job_add(task, (struct id){0}, added[i].at, added[i].kind, (struct id){(int64_t)i + 1}));
    }
    EXPECT_OK(bench_commit(&bench, task));
    struct id ids[10];
    size_t count;
    int64_t next;
    task = bench_task(&bench, 0);
    EXPECT_OK(job_list_due(task, NOW, 10, ids, &count, &next));
    REQUIRE(count == 4);
    static const int64_t subjects[] = {2, 3, 1, 5};
    for (size_t i = 0; i < 4; i++) {
        void *job;
        EXPECT_OK(record_load(task, &job_records, ids[i], &job));
        EXPECT_INT(((struct job *)job)->subject, subjects[i]);
    }
    EXPECT_INT(next, (NOW + 60) * 1000);
    EXPECT_OK(job_list_due(bench_task(&bench, 0), NOW, 2, ids, &count, &next));
    EXPECT_INT(count, 2);
    EXPECT_INT(next, NOW * 1000); /* there is more */
    EXPECT_OK(job_list_due(bench_task(&bench, 0), NOW - 6, 2, ids, &count, &next));
    EXPECT_INT(count, 0);
    EXPECT_INT(next, (NOW - 5) * 1000);
    bench_end(&bench);
}

TEST(an_empty_queue_is_due_never)
{
    struct bench bench;
    bench_begin(&bench);
    struct id ids[1];
    size_t count = 7;
    int64_t next = 0;
    EXPECT_OK(job_list_due(bench_task(&bench, 0), NOW, 1, ids, &count, &next));
    EXPECT_INT(count, 0);
    EXPECT_INT(next, INT64_MAX);
    bench_end(&bench);
}

TEST(a_job_runs_once_at_its_own_time)
{
    struct bench bench;
    bench_begin(&bench);
    struct id customer = new_customer(&bench);
    struct task *task = bench_task(&bench, 0);
    EXPECT_OK(job_add(task, (struct id){0}, NOW - 100, 2, customer));
    EXPECT_OK(bench_commit(&bench, task));
    struct id ids[10];
    size_t count;
    int64_t next;
    EXPECT_OK(job_list_due(bench_task(&bench, 0), NOW, 10, ids, &count, &next));
    REQUIRE(count == 1);
    /* Twice at the same time, as two engines would: */
    struct task *first = bench_task(&bench, 0), *second = bench_task(&bench, 1);
    EXPECT_OK(job_run(first, handlers, ids[0]));
    EXPECT_OK(job_run(second, handlers, ids[0]));
    struct task *tasks[] = {first, second};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_OK(results[0]);
    EXPECT_ERR(results[1], ERR_CONFLICT);
    /* and once more, later. */
    second = bench_task(&bench, 1);
    EXPECT_OK(job_run(second, handlers, ids[0]));
    EXPECT(!session_has_changes(second));
    EXPECT_INT(balance_of(&bench, customer), 2);
    EXPECT_INT(customer_of(bench_task(&bench, 0), customer)->created, NOW - 100);
    EXPECT_INT(jobs_left(&bench), 0);
    bench_end(&bench);
}

TEST(jobs_can_be_taken_back_by_subject_and_kind)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    for (int i = 0; i < 3; i++) {
        EXPECT_OK(job_add(task, (struct id){0}, NOW, i + 1, (struct id){5}));
        EXPECT_OK(job_add(task, (struct id){0}, NOW, i + 1, (struct id){6}));
    }
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 0);
    EXPECT_OK(job_add(task, (struct id){0}, NOW, 2, (struct id){5})); /* own ones too */
    EXPECT_OK(job_cancel(task, (struct id){5}, 2));
    EXPECT_OK(bench_commit(&bench, task));
    EXPECT_INT(jobs_left(&bench), 5);
    task = bench_task(&bench, 0);
    EXPECT_OK(job_cancel(task, (struct id){5}, 0));
    EXPECT_OK(bench_commit(&bench, task));
    EXPECT_INT(jobs_left(&bench), 3);
    bench_end(&bench);
}

TEST(taking_back_finds_a_job_behind_many_others)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    for (int i = 0; i < 1100; i++) {
        EXPECT_OK(job_add(task, (struct id){0}, NOW + i, i == 1099 ? 2 : 1, (struct id){5}));
    }
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 0);
    EXPECT_OK(job_cancel(task, (struct id){5}, 2));
    EXPECT_OK(bench_commit(&bench, task));
    struct record_scan scan = {.kind = &job_records, .index = -1, .limit = 2000};
    void **found;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(bench_task(&bench, 0), &scan, &found, &count, &has_more));
    EXPECT_INT(count, 1099);
    bench_end(&bench);
}

TEST(a_job_taken_back_while_it_runs_is_a_conflict)
{
    struct bench bench;
    bench_begin(&bench);
    struct id customer = new_customer(&bench);
    struct task *task = bench_task(&bench, 0);
    EXPECT_OK(job_add(task, (struct id){0}, NOW, 1, customer));
    EXPECT_OK(bench_commit(&bench, task));
    struct id ids[2];
    size_t count;
    int64_t next;
    EXPECT_OK(job_list_due(bench_task(&bench, 0), NOW, 2, ids, &count, &next));
    struct task *cancel = bench_task(&bench, 0), *run = bench_task(&bench, 1);
    EXPECT_OK(job_cancel(cancel, customer, 0));
    EXPECT_OK(job_run(run, handlers, ids[0]));
    struct task *tasks[] = {cancel, run};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_ERR(results[1], ERR_CONFLICT);
    EXPECT_INT(balance_of(&bench, customer), 0);
    bench_end(&bench);
}

TEST(a_job_that_fails_is_put_off_longer_each_time_and_blocks_nobody)
{
    struct bench bench;
    bench_begin(&bench);
    struct id customer = new_customer(&bench), other = new_customer(&bench);
    struct task *task = bench_task(&bench, 0);
    EXPECT_OK(job_add(task, (struct id){0}, NOW, 9, customer));
    EXPECT_OK(job_add(task, (struct id){0}, NOW, 1, other));
    EXPECT_OK(bench_commit(&bench, task));
    static const int64_t delays[] = {10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600};
    for (size_t i = 0; i < COUNT_OF(delays); i++) {
        EXPECT_INT(bench_run_due(&bench, handlers), i == 0 ? 2 : 1);
        EXPECT_INT(bench_run_due(&bench, handlers), 0);
        struct id ids[2];
        size_t count;
        int64_t next;
        EXPECT_OK(job_list_due(bench_task(&bench, 0), bench.wall_ms / 1000, 2, ids, &count, &next));
        EXPECT_INT(next - bench.wall_ms, delays[i] * 1000);
        bench.wall_ms = next;
    }
    EXPECT_INT(balance_of(&bench, customer), 0);
    EXPECT_INT(balance_of(&bench, other), 1);
    EXPECT_INT(jobs_left(&bench), 1);
    bench_end(&bench);
}

/** The only job there is. */
static struct job *
the_job(struct task *task)
{
    struct record_scan scan = {.kind = &job_records, .index = -1, .limit = 2};
    void **jobs;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(task, &scan, &jobs, &count, &has_more));
    EXPECT_INT(count, 1);
    return count == 1 ? jobs[0] : arena_new(task->arena, struct job);
}

TEST(a_job_that_failed_can_be_tried_again_at_once)
{
    struct bench bench;
    bench_begin(&bench);
    struct id customer = new_customer(&bench);
    struct task *task = bench_task(&bench, 0);
    EXPECT_OK(job_add(task, (struct id){0}, NOW, 9, customer));
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 0);
    EXPECT_ERR(job_requeue(task, the_job(task)), ERR_JOB_NOT_FAILED);
    EXPECT_INT(bench_run_due(&bench, handlers), 1);
    EXPECT_INT(bench_run_due(&bench, handlers), 0); /* put off */
    task = bench_task(&bench, 0);
    struct job *job = the_job(task);
    EXPECT_INT(job->attempts, 1);
    EXPECT(job->problem.length > 0);
    EXPECT_OK(job_requeue(task, job));
    EXPECT_OK(bench_commit(&bench, task));
    EXPECT_INT(bench_run_due(&bench, handlers), 1); /* at once, and it counts from one again */
    task = bench_task(&bench, 0);
    EXPECT_INT(the_job(task)->attempts, 1);
    bench_end(&bench);
}

TEST(a_job_without_a_handler_is_an_error_and_stays)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    EXPECT_OK(job_add(task, (struct id){0}, NOW, 77, (struct id){5}));
    EXPECT_OK(bench_commit(&bench, task));
    struct id ids[2];
    size_t count;
    int64_t next;
    EXPECT_OK(job_list_due(bench_task(&bench, 0), NOW, 2, ids, &count, &next));
    REQUIRE(count == 1);
    EXPECT_ERR(job_run(bench_task(&bench, 0), handlers, ids[0]), ERR_JOB_UNKNOWN);
    EXPECT_INT(jobs_left(&bench), 1);
    bench_end(&bench);
}
