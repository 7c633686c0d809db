/* SPDX-License-Identifier: Apache-2.0 */
/** upcoming.c: some days before a renewal, what it will charge is told. */
#include "workflow/step.h"

static const int64_t SECONDS_A_DAY = 86400;

/** When the next renewal is told of; 0: never. */
static err_t
upcoming_at(struct task *task, const struct subscription *subscription, instant_t *out)
{
    struct invoice_rules *rules;
    *out = 0;
    if (subscription->collection_method != COLLECTION_METHOD_CHARGE_AUTOMATICALLY) {
        return OK;
    }
    TRY(invoice_rules_load(task, &rules));
    if (rules->upcoming_days > 0) {
        *out = subscription_boundary(subscription) - rules->upcoming_days * SECONDS_A_DAY;
    }
    return OK;
}

err_t
upcoming_schedule(struct task *task, const struct subscription *subscription)
{
    instant_t at;
    TRY(upcoming_at(task, subscription, &at));
    if (at <= task->now) {
        return OK; /* a job of an earlier plan finds that it is not wanted */
    }
    TRY(job_cancel(task, subscription->id, JOB_UPCOMING));
    return job_add(task, subscription->test_clock, at, JOB_UPCOMING, subscription->id);
}

/** The renewal as it would be now; it has no id, because it is not there yet. */
static err_t
foretell(struct task *task, struct subscription *subscription, struct invoice **out)
{
    struct customer *customer;
    TRY(customer_load(task, subscription->customer, "customer", &customer));
    TRY(renewal_draft(task, subscription, out));
    TRY(invoice_finish_preview(task, *out, customer));
    (*out)->id = (struct id){0};
    return OK;
}

err_t
upcoming_run(struct task *task, const struct job *job)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_records, (struct id){job->subject}, &object));
    struct subscription *subscription = object;
    if (subscription == NULL || !subscription_is_live(subscription)) {
        return OK;
    }
    instant_t boundary = subscription_boundary(subscription), now = task->now, wanted;
    TRY(upcoming_at(task, subscription, &wanted));
    if (wanted != now || (subscription->cancel_at != 0 && subscription->cancel_at <= boundary)) {
        return OK;
    }
    struct invoice *invoice;
    task->is_preview = true;
    task->now = boundary;
    err_t err = foretell(task, subscription, &invoice);
    task->now = now;
    task->is_preview = false;
    session_drop_changes(task); /* it was only tried */
    TRY(record_delete(task, &job_records, job->id));
    if (err != OK) {
        task_clear_failure(task); /* what cannot be foretold now is not told */
        return OK;
    }
    return event_append_value(task, EVENT_INVOICE_UPCOMING, &invoice_kind, invoice);
}
