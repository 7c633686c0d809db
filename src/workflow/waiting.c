/* SPDX-License-Identifier: Apache-2.0 */
/** waiting.c: what waits for an invoice is invoiced between boundaries (billing.md 9.10, 17.1). */
#include "workflow/step.h"

#include "limits.model.h"

static const int64_t SECONDS_A_DAY = 86400;

static err_t
note_threshold(struct task *task, const struct subscription *subscription, struct invoice *invoice)
{
    invoice->threshold_reason = arena_new(task->arena, struct threshold_reason);
    if (invoice->threshold_reason == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    invoice->billing_reason = BILLING_REASON_SUBSCRIPTION_THRESHOLD;
    invoice->threshold_reason->has_amount_gte = GIVEN_VALUE;
    invoice->threshold_reason->amount_gte = subscription->billing_thresholds->amount_gte;
    return OK;
}

/** A draft of what waits, which becomes final in an hour; none when nothing does. */
static err_t
invoice_waiting(struct task *task, struct subscription *subscription, enum billing_reason reason,
                bool *is_made)
{
    struct customer *customer;
    struct invoice *invoice;
    size_t taken;
    TRY(customer_load(task, subscription->customer, "customer", &customer));
    TRY(invoice_begin(task, customer, subscription, subscription->currency, reason, &invoice));
    TRY(invoice_add_pending(task, invoice, &taken));
    *is_made = taken > 0;
    if (taken == 0) {
        return OK;
    }
    TRY(invoice_price(task, invoice, false));
    invoice->auto_advance = subscription->status != SUBSCRIPTION_STATUS_UNPAID &&
                            invoice->pause_behavior != PAUSE_BEHAVIOR_KEEP_AS_DRAFT;
    if (invoice->auto_advance) {
        invoice->automatically_finalizes_at = task->now + LIMIT_INVOICE_DRAFT_SECONDS;
    }
    TRY(reason == BILLING_REASON_SUBSCRIPTION_THRESHOLD
            ? note_threshold(task, subscription, invoice)
            : OK);
    subscription->latest_invoice = invoice->id;
    TRY(subscription_save(task, subscription));
    TRY(invoice_insert(task, invoice));
    return collect_schedule(task, invoice);
}

static err_t
load_live(struct task *task, const struct job *job, struct subscription **out)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_records, (struct id){job->subject}, &object));
    *out = object;
    if (*out != NULL &&
        (!subscription_is_live(*out) || (*out)->status == SUBSCRIPTION_STATUS_INCOMPLETE)) {
        *out = NULL;
    }
    return OK;
}

/* ---- pending_invoice_item_interval --------------------------------------------------- */

err_t
interval_schedule(struct task *task, const struct subscription *subscription)
{
    TRY(job_cancel(task, subscription->id, JOB_INVOICE_WAITING));
    return subscription->next_pending_invoice_item_invoice == 0
               ? OK
               : job_add(task, subscription->test_clock,
                         subscription->next_pending_invoice_item_invoice, JOB_INVOICE_WAITING,
                         subscription->id);
}

err_t
interval_run(struct task *task, const struct job *job)
{
    struct subscription *subscription;
    bool is_made;
    TRY(load_live(task, job, &subscription));
    if (subscription == NULL || subscription->pending_invoice_item_interval == NULL ||
        subscription->next_pending_invoice_item_invoice > task->now) {
        return OK;
    }
    const struct pending_item_interval *interval = subscription->pending_invoice_item_interval;
    subscription->next_pending_invoice_item_invoice =
        instant_add(subscription->next_pending_invoice_item_invoice, interval->interval,
                    interval->interval_count);
    TRY(invoice_waiting(task, subscription, BILLING_REASON_AUTOMATIC_PENDING_INVOICE_ITEM_INVOICE,
                        &is_made));
    TRY(subscription_save(task, subscription));
    return interval_schedule(task, subscription);
}

/* ---- billing_thresholds -------------------------------------------------------------- */

err_t
threshold_watch(struct task *task, const struct subscription *subscription)
{
    if (subscription->billing_thresholds == NULL) {
        return OK;
    }
    TRY(job_cancel(task, subscription->id, JOB_THRESHOLD));
    return job_add(task, subscription->test_clock, task->now + LIMIT_THRESHOLD_DELAY_SECONDS,
                   JOB_THRESHOLD, subscription->id);
}

/** What waits for this subscription comes to. */
static err_t
waiting_amount(struct task *task, const struct subscription *subscription, int64_t *out)
{
    struct record_scan scan = {
        .kind = &invoiceitem_records,
        .index = INVOICEITEM_BY_PENDING,
        .equals = {subscription->customer.key, true},
        .equals_count = 2,
        .newest_first = true,
        .limit = LIMIT_INVOICE_PENDING_ITEMS_MAX,
    };
    void **objects;
    size_t count;
    bool has_more;
    struct money sum = money_of(0, subscription->currency);
    TRY(record_scan(task, &scan, &objects, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        const struct invoiceitem *item = objects[i];
        if (item->subscription.key == subscription->id.key) {
            TRY(money_add(sum, money_of(item->amount, item->currency), &sum));
        }
    }
    *out = sum.minor;
    return OK;
}

/** The threshold begins a new period: what is unused of the old one goes back, with what waits. */
static err_t
begin_anew(struct task *task, struct subscription *subscription)
{
    struct change change = {.at = task->now, .is_phase = true, .resets_anchor = true};
    enum change_billing effect;
    struct invoice *invoice;
    TRY(change_apply(task, subscription, &change, &effect));
    TRY(change_invoice(task, subscription, &change, effect, &invoice));
    TRY(note_threshold(task, subscription, invoice));
    TRY(subscription_save(task, subscription));
    TRY(invoice_insert(task, invoice));
    TRY(invoice->auto_advance ? collect_schedule(task, invoice) : OK);
    return renewal_schedule(task, subscription);
}

err_t
threshold_run(struct task *task, const struct job *job)
{
    struct subscription *subscription;
    int64_t amount;
    bool is_made;
    TRY(load_live(task, job, &subscription));
    if (subscription == NULL || subscription->billing_thresholds == NULL ||
        subscription->status == SUBSCRIPTION_STATUS_TRIALING ||
        subscription_boundary(subscription) - task->now <= SECONDS_A_DAY) {
        return OK;
    }
    TRY(waiting_amount(task, subscription, &amount));
    if (amount < subscription->billing_thresholds->amount_gte) {
        return OK;
    }
    TRY(pending_discard(task, subscription));
    return subscription->billing_thresholds->reset_billing_cycle_anchor
               ? begin_anew(task, subscription)
               : invoice_waiting(task, subscription, BILLING_REASON_SUBSCRIPTION_THRESHOLD,
                                 &is_made);
}
