/* SPDX-License-Identifier: Apache-2.0 */
/** renewal.c: at a boundary periods advance and the next is invoiced, or it all ends. */
#include "workflow/step.h"

#include "limits.model.h"

err_t
renewal_schedule(struct task *task, const struct subscription *subscription)
{
    TRY(job_cancel(task, subscription->id, JOB_RENEW));
    if (subscription->status == SUBSCRIPTION_STATUS_PAUSED) { /* it may still end */
        return subscription->cancel_at == 0
                   ? OK
                   : job_add(task, subscription->test_clock, subscription->cancel_at, JOB_RENEW,
                             subscription->id);
    }
    TRY(upcoming_schedule(task, subscription));
    return job_add(task, subscription->test_clock, subscription_boundary(subscription), JOB_RENEW,
                   subscription->id);
}

err_t
renewal_draft(struct task *task, struct subscription *subscription, struct invoice **out)
{
    struct customer *customer;
    struct invoice *invoice;
    size_t taken;
    TRY(customer_load(task, subscription->customer, "customer", &customer));
    if (subscription->status == SUBSCRIPTION_STATUS_TRIALING &&
        subscription->trial_end <= task->now) {
        subscription->status = SUBSCRIPTION_STATUS_ACTIVE;
    }
    TRY(invoice_begin(task, customer, subscription, subscription->currency,
                      BILLING_REASON_SUBSCRIPTION_CYCLE, &invoice));
    TRY(invoice_add_pending(task, invoice, &taken));
    for (size_t i = subscription->items_count; i-- > 0;) {
        struct subscription_item *item = &subscription->items[i];
        struct price *price;
        if (item->current_period_end > task->now) {
            continue; /* its period is longer than that of others (billing.md 9.9) */
        }
        TRY(price_load(task, item->price, "items", &price));
        if (item->current_period_start < invoice->period_start) {
            invoice->period_start = item->current_period_start;
        }
        subscription_set_period(subscription, item, price, task->now, task->now);
        TRY(invoice_add_item(task, invoice, subscription, item));
    }
    bool is_unpaid = subscription->status == SUBSCRIPTION_STATUS_UNPAID;
    invoice->auto_advance = !is_unpaid && invoice->pause_behavior != PAUSE_BEHAVIOR_KEEP_AS_DRAFT;
    if (invoice->auto_advance) {
        invoice->automatically_finalizes_at = task->now + LIMIT_INVOICE_DRAFT_SECONDS;
        invoice->next_payment_attempt =
            invoice->collection_method == COLLECTION_METHOD_CHARGE_AUTOMATICALLY
                ? invoice->automatically_finalizes_at
                : 0;
    }
    TRY(renewal_divide(task, invoice, subscription));
    TRY(invoice_price(task, invoice, false));
    TRY(invoice_note_debits(task, invoice, subscription));
    *out = invoice;
    return OK;
}

/** What waits at the end is still invoiced (billing.md 9.6). */
static err_t
draft_last(struct task *task, struct subscription *subscription)
{
    struct customer *customer;
    struct invoice *invoice;
    size_t taken;
    TRY(customer_load(task, subscription->customer, "customer", &customer));
    TRY(invoice_begin(task, customer, subscription, subscription->currency,
                      BILLING_REASON_SUBSCRIPTION_CYCLE, &invoice));
    TRY(invoice_add_pending(task, invoice, &taken));
    if (taken == 0) {
        return OK;
    }
    for (size_t i = 0; i < subscription->items_count; i++) {
        if (subscription->items[i].current_period_start < invoice->period_start) {
            invoice->period_start = subscription->items[i].current_period_start;
        }
    }
    invoice->automatically_finalizes_at = task->now + LIMIT_INVOICE_DRAFT_SECONDS;
    TRY(invoice_price(task, invoice, false));
    subscription->latest_invoice = invoice->id;
    TRY(invoice_insert(task, invoice));
    return collect_schedule(task, invoice);
}

static bool
is_at_end(const struct task *task, const struct subscription *subscription)
{
    return subscription->cancel_at != 0 && subscription->cancel_at <= task->now;
}

/** The end of the subscription, or of a trial that nobody pays for: *is_over. */
static err_t
end_at_boundary(struct task *task, struct subscription *subscription, bool *is_over)
{
    enum missing_payment_method outcome;
    *is_over = true;
    if (is_at_end(task, subscription)) {
        TRY(cancel_end(task, subscription, CANCELLATION_REASON_CANCELLATION_REQUESTED));
        return draft_last(task, subscription);
    }
    TRY(trial_outcome(task, subscription, &outcome));
    switch (outcome) {
    case MISSING_PAYMENT_METHOD_CANCEL:
        return cancel_end(task, subscription, CANCELLATION_REASON_PAYMENT_FAILED);
    case MISSING_PAYMENT_METHOD_PAUSE:
        return pause_now(task, subscription, PAUSED_REASON_TRIAL_END_WITHOUT_PAYMENT_METHOD);
    case MISSING_PAYMENT_METHOD_NONE:
    case MISSING_PAYMENT_METHOD_CREATE_INVOICE:
        *is_over = false;
        break;
    }
    return OK;
}

err_t
renewal_run(struct task *task, const struct job *job)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_records, (struct id){job->subject}, &object));
    struct subscription *subscription = object;
    if (subscription == NULL || subscription->ended_at != 0 ||
        subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE) {
        return OK; /* its first payment puts the renewal on the queue again */
    }
    if (subscription->status == SUBSCRIPTION_STATUS_PAUSED) {
        return is_at_end(task, subscription)
                   ? cancel_end(task, subscription, CANCELLATION_REASON_CANCELLATION_REQUESTED)
                   : OK;
    }
    TRY(pending_check(task, subscription));
    TRY(schedule_step(task, subscription));
    if (!subscription_is_live(subscription) || subscription_boundary(subscription) > task->now) {
        return OK;
    }
    bool is_over;
    TRY(end_at_boundary(task, subscription, &is_over));
    if (is_over) {
        return OK;
    }
    struct invoice *invoice;
    TRY(renewal_draft(task, subscription, &invoice));
    subscription->latest_invoice = invoice->id;
    TRY(subscription_save(task, subscription));
    TRY(invoice_insert(task, invoice));
    TRY(collect_schedule(task, invoice));
    return renewal_schedule(task, subscription);
}

/**
 * After a stand-still of the engine the queue is late, and this job may stand
 * before renewals of earlier boundaries that are not even queued yet: they
 * still have the discount, so it waits for them.
 */
static err_t
wait_for_renewals(struct task *task, const struct discount *discount, bool *is_waiting)
{
    struct subscription *subscription;
    *is_waiting = false;
    if (discount->subscription.key == 0) {
        return OK;
    }
    TRY(subscription_load(task, discount->subscription, NULL, &subscription));
    *is_waiting = subscription_is_live(subscription) &&
                  subscription->status != SUBSCRIPTION_STATUS_INCOMPLETE &&
                  subscription_boundary(subscription) < discount->end;
    return *is_waiting ? job_add(task, subscription->test_clock, discount->end, JOB_DISCOUNT_END,
                                 discount->id)
                       : OK;
}

err_t
discount_end_run(struct task *task, const struct job *job)
{
    struct discount *discount;
    bool is_waiting;
    TRY(discount_find(task, (struct id){job->subject}, &discount));
    if (discount == NULL || discount->end > task->now) {
        return OK;
    }
    TRY(wait_for_renewals(task, discount, &is_waiting));
    return is_waiting ? OK : discount_end(task, discount->id);
}
