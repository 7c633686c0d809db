/* SPDX-License-Identifier: Apache-2.0 */
/**
 * event.h: what happened, what is due, and who is told.
 *
 * Events are appended within the command that causes them and committed with
 * it. Jobs are the one durable timer queue; the wall clock and every test
 * clock have their lane in it. Webhook endpoints are told in order, one event
 * at a time, until they acknowledge (billing.md 20).
 */
#pragma once

#include "base/task.h"
#include "store/store.h"

#include "event.model.h"
#include "events.model.h"

/* ---- events ------------------------------------------------------------ */

extern const struct record_kind event_records;

/**
 * Append an event about an object that this task has just inserted, updated
 * or deleted. For *.updated types the previous values are those of the last
 * .created or .updated event of this task about the object, or else those it
 * was loaded with; when nothing stored changed since, there is no event.
 * task->request_id and idempotency_key are noted; `created` is task->now.
 */
must_use err_t event_append(struct task *task, enum event_type type, const struct record_kind *kind,
                            const void *object);
/** The same for an object without a record (a discount, an invoice that is only foreseen). */
must_use err_t event_append_value(struct task *task, enum event_type type,
                                  const struct model_kind *kind, const void *object);

/**
 * Fill an event's transient fields: data with the object and its previous
 * attributes, type, request, pending_webhooks. For the kind's derive function.
 */
must_use err_t event_derive(const struct model_world *world, struct event *event);
/** Render an event in the API's shape: data.object, data.previous_attributes. */
must_use err_t event_render(const struct model_world *world, const struct event *event,
                            struct json_writer *writer);

/** Delete events older than event_days, at most `limit`; *count says how many. */
must_use err_t event_prune(struct task *task, size_t limit, size_t *count);

/* ---- jobs -------------------------------------------------------------- */

extern const struct record_kind job_records;

/**
 * Have `kind` done to `subject` at run_at of the clock (none: the wall clock).
 * The clock is the one of the object the job is about.
 */
must_use err_t job_add(struct task *task, struct id test_clock, instant_t run_at, int kind,
                       struct id subject);
/** Take back all jobs of the subject of that kind (0: of any kind). */
must_use err_t job_cancel(struct task *task, struct id subject, int kind);

/**
 * What the scheduler should run next: due jobs of the wall clock, and of each
 * advancing test clock those of its earliest due instant and lowest kind, at
 * most `limit`. Order: run_at, kind, id.
 * *next_due_ms: when the wall clock's next one is due, INT64_MAX for none.
 * Jobs come as ids; job_run loads, runs the handler and deletes the job in
 * one task, whose `now` it sets to the job's time.
 */
must_use err_t job_list_due(struct task *task, instant_t wall_now, size_t limit, struct id *ids,
                            size_t *count, int64_t *next_due_ms);
/** When the first job of the wall is or was due; INT64_MAX when there is none. For watchers. */
must_use err_t job_next_wall(struct task *task, instant_t *run_at);

/** Handlers find their object by `(struct id){job->subject}`. */
struct job_handler {
    int kind;
    const char *name; /**< for logs, metrics and the API */
    err_t (*run)(struct task *task, const struct job *job);
    const struct model_kind *about; /**< what its subject is */
};

/** handlers: table ended by a NULL run. A job that is gone is OK (done before). */
must_use err_t job_run(struct task *task, const struct job_handler *handlers, struct id job);
/**
 * The handler failed for good (not a conflict): count the attempt and put the
 * job off with growing delay, so that it blocks nobody. Test clocks: after 3
 * attempts the clock becomes internal_failure.
 */
must_use err_t job_put_off(struct task *task, struct id job, struct text reason);

/** Due now, and as if it had never failed. ERR_JOB_NOT_FAILED, ERR_JOB_OF_CLOCK. */
must_use err_t job_requeue(struct task *task, struct job *job);

/* ---- test clocks ------------------------------------------------------- */

extern const struct record_kind test_clock_records;

must_use err_t test_clock_create(struct task *task, instant_t frozen_time, struct text name,
                                 struct test_clock **out);
must_use err_t test_clock_load(struct task *task, struct id id, const char *param,
                               struct test_clock **out);
/** ERR_CLOCK_* with param frozen_time; status becomes advancing. time_max: billing.md 19. */
must_use err_t test_clock_advance(struct task *task, struct test_clock *clock,
                                  instant_t frozen_time, instant_t time_max);
must_use err_t test_clock_delete(struct task *task, struct test_clock *clock);
/** Clocks that are advancing and have nothing due up to their target become ready. */
must_use err_t test_clock_settle(struct task *task, bool *changed);
/**
 * Set task->now to the clock's frozen time; refused (429 lock_timeout) while
 * it advances. In a job `now` is the job's time already and stays.
 */
must_use err_t test_clock_enter(struct task *task, struct id test_clock);

/* ---- webhooks ---------------------------------------------------------- */

extern const struct record_kind webhook_endpoint_records;
/** Events that were given up; an index of endpoints. */
extern const struct record_kind delivery_failure_records;
enum { DELIVERY_FAILURES_BY_ENDPOINT };

/** *out carries its secret, for the answer of this one request. ERR_ENDPOINT_*. */
must_use err_t webhook_endpoint_create(struct task *task,
                                       const struct webhook_endpoint_create_params *params,
                                       struct webhook_endpoint **out);
must_use err_t webhook_endpoint_update(struct task *task, struct webhook_endpoint *endpoint,
                                       const struct webhook_endpoint_update_params *params);
must_use err_t webhook_endpoint_delete(struct task *task, struct webhook_endpoint *endpoint);

/** One delivery to make: the head of an endpoint's line. Texts live in the task's arena. */
struct delivery {
    int64_t account;
    struct id endpoint;
    struct id event;
    struct text url;
    struct text body;
    struct text signature_header; /**< value of Stripe-Signature, made with the wall's time */
};

/**
 * Endpoints that have something to send now and are not in `busy`; moves
 * cursors over events that an endpoint has not asked for.
 */
must_use err_t delivery_list_due(struct task *task, const struct model_world *world,
                                 const struct id *busy, size_t busy_count, size_t limit,
                                 struct delivery *out, size_t *count, int64_t *next_due_ms);
/**
 * Record an attempt's result: 2xx moves the cursor; else back-off, and when
 * delivery_days have passed give up on that event. Status 0: no answer came.
 */
must_use err_t delivery_record(struct task *task, struct id endpoint, struct id event, int status,
                               struct text problem);
