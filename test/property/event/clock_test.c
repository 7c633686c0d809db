/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Advancing a clock by A and then by B has the same effect as by A + B
 * (billing.md 23.7, 7), wherever the stops are. Toy handlers stand for
 * billing: their effect depends on the order in which they run, and each adds
 * jobs, some at the same instant.
 */
#include "../../unit/event/bench.h"
#include "base/random.h"

#define START    ((instant_t)1600000000)
#define DAY      86400
#define SUBJECTS 3

enum { RENEW = 1, FINALIZE, COLLECT };

static err_t
mix(struct task *task, const struct job *job)
{
    struct customer *customer = customer_of(task, (struct id){job->subject});
    customer->balance = (customer->balance * 31 + task->now % 1009 + job->kind) % 1000003;
    TRY(record_update(task, &customers, customer));
    return event_append(task, EVENT_CUSTOMER_UPDATED, &customers, customer);
}

static err_t
renew(struct task *task, const struct job *job)
{
    struct id subject = {job->subject};
    TRY(mix(task, job));
    TRY(job_cancel(task, subject, COLLECT));
    TRY(job_add(task, job->test_clock, job->run_at, COLLECT, subject)); /* at once */
    TRY(job_add(task, job->test_clock, job->run_at + 3600, FINALIZE, subject));
    return job_add(task, job->test_clock, job->run_at + 7 * DAY + job->subject % 3 * 3600, RENEW,
                   subject);
}

static err_t
finalize(struct task *task, const struct job *job)
{
    TRY(mix(task, job));
    return job_add(task, job->test_clock, job->run_at + 2 * DAY, COLLECT,
                   (struct id){job->subject});
}

static const struct job_handler handlers[] = {{RENEW, "renew", renew, NULL},
                                              {FINALIZE, "finalize", finalize, NULL},
                                              {COLLECT, "collect", mix, NULL},
                                              {0}};

/** Balances at the end, and the time and place of every event, folded into one number. */
static uint64_t
effect(const instant_t *stops, size_t stop_count)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct test_clock *clock;
    assert(test_clock_create(task, START, NO_TEXT, &clock) == OK);
    struct id clock_id = clock->id, subjects[SUBJECTS];
    for (size_t i = 0; i < SUBJECTS; i++) {
        subjects[i] = customer_add(task, "Ada")->id;
        assert(job_add(task, clock_id, START + DAY, RENEW, subjects[i]) == OK);
        assert(job_add(task, clock_id, START + DAY, COLLECT, subjects[0]) == OK);
    }
    assert(bench_commit(&bench, task) == OK);
    for (size_t i = 0; i < stop_count; i++) {
        bench_advance(&bench, handlers, clock_id, stops[i]);
        assert(test_clock_load(bench_task(&bench, 0), clock_id, NULL, &clock) == OK);
        assert(clock->frozen_time == stops[i] && clock->status == TEST_CLOCK_STATUS_READY);
    }
    uint64_t fold = 0;
    task = bench_task(&bench, 0);
    for (size_t i = 0; i < SUBJECTS; i++) {
        fold = fold * 1000003 + (uint64_t)customer_of(task, subjects[i])->balance;
    }
    size_t count;
    struct event **events = events_of(task, &count);
    for (size_t i = 0; i < count; i++) {
        if (event_type_of(events[i]) == EVENT_CUSTOMER_UPDATED) {
            size_t who = 0;
            while (subjects[who].key != events[i]->object_key) {
                who++;
            }
            fold = fold * 1000003 + (uint64_t)events[i]->created * SUBJECTS + who;
        }
    }
    EXPECT(count > 20);
    bench_end(&bench);
    return fold;
}

TEST(where_a_clock_stops_on_its_way_makes_no_difference)
{
    const instant_t end = START + 40 * DAY;
    uint64_t direct = effect(&end, 1);
    struct random random;
    random_init(&random, 7);
    for (int round = 0; round < 8; round++) {
        instant_t stops[6];
        size_t count = 0;
        instant_t at = START;
        while (count < 5 && at < end) {
            /* Stops at the very instant of jobs are the interesting ones. */
            at += random_below(&random, 2) == 0 ? random_between(&random, 1, 12) * DAY
                                                : random_between(&random, 1, 12 * DAY);
            if (at < end) {
                stops[count++] = at;
            }
        }
        stops[count++] = end;
        EXPECT(effect(stops, count) == direct);
    }
}
