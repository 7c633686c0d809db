/* SPDX-License-Identifier: Apache-2.0 */
/** cancel.c: a subscription ends: asked for, or because its first payment never came. */
#include "workflow/step.h"

static err_t
stop_invoice(struct task *task, struct invoice *invoice)
{
    TRY(job_cancel(task, invoice->id, 0));
    if (!invoice->auto_advance) {
        return OK;
    }
    invoice->auto_advance = false;
    invoice->automatically_finalizes_at = 0;
    invoice->next_payment_attempt = 0;
    return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
}

/* billing.md 9.6 */
err_t
cancel_stop_invoices(struct task *task, struct id customer, const struct subscription *subscription)
{
    struct record_scan scan = {
        .kind = &invoice_records,
        .index = INVOICE_BY_CUSTOMER,
        .equals = {customer.key},
        .equals_count = 1,
        .newest_first = true,
        .limit = 100,
    };
    for (bool has_more = true; has_more;) {
        void **objects;
        size_t count;
        TRY(record_scan(task, &scan, &objects, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            struct invoice *invoice = objects[i];
            scan.after_key = invoice->id.key;
            bool is_meant =
                subscription == NULL || invoice->subscription.key == subscription->id.key;
            if (is_meant && (invoice->status == INVOICE_STATUS_DRAFT ||
                             invoice->status == INVOICE_STATUS_OPEN)) {
                TRY(stop_invoice(task, invoice));
            }
            if (subscription == NULL) {
                TRY(invoice_discard_hold(task, invoice)); /* there is nobody to decide for */
            }
        }
        /* Invoices of a subscription are younger than it. */
        has_more = has_more && (subscription == NULL || scan.after_key > subscription->id.key);
    }
    return OK;
}

static err_t
end_discounts(struct task *task, const struct subscription *subscription)
{
    for (size_t i = 0; i < subscription->discounts_count; i++) {
        TRY(job_cancel(task, subscription->discounts[i], 0));
    }
    for (size_t i = 0; i < subscription->items_count; i++) {
        const struct subscription_item *item = &subscription->items[i];
        for (size_t d = 0; d < item->discounts_count; d++) {
            TRY(job_cancel(task, item->discounts[d], 0));
        }
    }
    return OK;
}

err_t
cancel_end(struct task *task, struct subscription *subscription, enum cancellation_reason reason)
{
    assert(subscription_status_may_change(subscription->status, SUBSCRIPTION_STATUS_CANCELED));

    TRY(pending_discard(task, subscription));
    TRY(cancel_stop_invoices(task, subscription->customer, subscription));
    TRY(end_discounts(task, subscription));
    TRY(job_cancel(task, subscription->id, 0));
    subscription->resumption = (struct id){0};
    subscription->status_details = NULL;
    subscription->status = SUBSCRIPTION_STATUS_CANCELED;
    subscription->ended_at = task->now;
    if (subscription->canceled_at == 0) {
        subscription->canceled_at = task->now;
    }
    if (subscription->cancellation_details.reason == CANCELLATION_REASON_NONE) {
        subscription->cancellation_details.reason = reason;
    }
    TRY(record_update(task, &subscription_records, subscription));
    TRY(event_append(task, EVENT_CUSTOMER_SUBSCRIPTION_DELETED, &subscription_records,
                     subscription));
    return schedule_end_with(task, subscription, reason);
}

err_t
cancel_invoice_waiting(struct task *task, struct subscription *subscription)
{
    struct customer *customer;
    struct invoice *invoice;
    struct collect_result result;
    size_t taken;
    TRY(customer_load(task, subscription->customer, "customer", &customer));
    TRY(invoice_begin(task, customer, subscription, subscription->currency,
                      BILLING_REASON_SUBSCRIPTION_UPDATE, &invoice));
    TRY(invoice_add_pending(task, invoice, &taken));
    if (taken == 0) {
        return OK;
    }
    TRY(invoice_price(task, invoice, false));
    subscription->latest_invoice = invoice->id;
    TRY(invoice_insert(task, invoice));
    return invoice->parked ? OK : collect_advance(task, invoice, true, &result);
}

/** What was charged for time from `at` on goes back; free time was charged nothing. */
err_t
cancel_give_back(struct task *task, const struct subscription *subscription, instant_t at)
{
    bool is_free = subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE ||
                   subscription->status == SUBSCRIPTION_STATUS_TRIALING ||
                   subscription->status == SUBSCRIPTION_STATUS_PAUSED;
    return is_free ? OK : change_give_back(task, subscription, at);
}

err_t
workflow_cancel(struct task *task, struct subscription *subscription,
                const struct subscription_cancel_params *params)
{
    if (!subscription_status_may_change(subscription->status, SUBSCRIPTION_STATUS_CANCELED)) {
        struct text id = id_text(task->arena, &task->account->secret, subscription_kind.prefix,
                                 subscription->id.key);
        return fail(task, ERR_SUBSCRIPTION_ALREADY_CANCELED, "id", "No such subscription: '%.*s'",
                    TEXT_ARG(id));
    }
    bool is_incomplete = subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE;
    if (params->has_cancellation_details != GIVEN_NO) {
        terms_cancellation_details(params->cancellation_details,
                                   &subscription->cancellation_details);
    }
    TRY(pending_discard(task, subscription));
    if (params->has_prorate != GIVEN_NO && params->prorate) {
        TRY(cancel_give_back(task, subscription, task->now));
    }
    if (params->has_invoice_now != GIVEN_NO && params->invoice_now && !is_incomplete) {
        TRY(cancel_invoice_waiting(task, subscription));
    }
    return cancel_end(task, subscription, CANCELLATION_REASON_CANCELLATION_REQUESTED);
}

err_t
expire_run(struct task *task, const struct job *job)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_records, (struct id){job->subject}, &object));
    struct subscription *subscription = object;
    if (subscription == NULL || subscription->status != SUBSCRIPTION_STATUS_INCOMPLETE) {
        return OK;
    }
    struct invoice *invoice;
    TRY(invoice_load(task, subscription->first_invoice, NULL, &invoice));
    bool is_partly_paid = invoice->amount_paid > 0;
    if (invoice->status == INVOICE_STATUS_OPEN && is_partly_paid) {
        TRY(invoice_mark_uncollectible(task, invoice, UNCOLLECTIBLE_REASON_SUBSCRIPTION_CANCELED));
    } else if (invoice_status_may_change(invoice->status, INVOICE_STATUS_VOID) && !is_partly_paid) {
        TRY(invoice_void(task, invoice));
    }
    TRY(end_discounts(task, subscription));
    TRY(job_cancel(task, subscription->id, 0));
    subscription->ended_at = task->now;
    return subscription_move(task, subscription, SUBSCRIPTION_STATUS_INCOMPLETE_EXPIRED);
}
