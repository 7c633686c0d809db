/* SPDX-License-Identifier: Apache-2.0 */
/** pending.c: changes that wait until their invoice is paid (billing.md 9.5). */
#include "workflow/step.h"

#include "limits.model.h"

/** Until when it can be paid: 23 hours, or as long as the old state stands. */
static instant_t
expiry(const struct task *task, const struct subscription *old)
{
    instant_t end = task->now + LIMIT_INCOMPLETE_EXPIRY_SECONDS;
    instant_t boundary = subscription_boundary(old); /* of a trial: its end */
    return boundary < end ? boundary : end;
}

err_t
pending_begin(struct task *task, struct subscription *subscription, const struct subscription *old,
              const struct change *change, enum change_billing effect)
{
    struct invoice *invoice;
    struct collect_result result;
    struct pending_update *pending = arena_new(task->arena, struct pending_update);
    if (pending == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    TRY(change_invoice(task, subscription, change, effect, &invoice));
    bool is_anchor_new = subscription->billing_cycle_anchor != old->billing_cycle_anchor;
    *pending = (struct pending_update){
        .billing_cycle_anchor = is_anchor_new ? subscription->billing_cycle_anchor : 0,
        .expires_at = expiry(task, old),
        .subscription_items = subscription->items,
        .subscription_items_count = subscription->items_count,
        .trial_end = change->trial_end != 0 ? subscription->trial_end : 0,
        .invoice = invoice->id,
        .made_behind = change->made_behind,
    };
    *subscription = *old;
    subscription->pending_update = pending;
    subscription->latest_invoice = invoice->id;
    TRY(subscription_save(task, subscription));
    TRY(job_add(task, subscription->test_clock, pending->expires_at, JOB_EXPIRE_PENDING,
                subscription->id));
    TRY(invoice_insert(task, invoice));
    return invoice->parked || !invoice->auto_advance
               ? OK
               : collect_advance(task, invoice, true, &result);
}

bool
pending_waits_for(const struct subscription *subscription, const struct invoice *invoice)
{
    return subscription->pending_update != NULL &&
           subscription->pending_update->invoice.key == invoice->id.key;
}

/** What had waited before the change waits again. */
static err_t
free_items(struct task *task, const struct pending_update *pending, const struct invoice *invoice)
{
    for (size_t i = 0; i < invoice->lines_count; i++) {
        struct invoiceitem *item;
        if (invoice->lines[i].invoice_item.key == 0) {
            continue;
        }
        TRY(invoiceitem_load(task, invoice->lines[i].invoice_item, NULL, &item));
        if (item->id.key < pending->made_behind) {
            item->is_pending = true;
            item->invoice = (struct id){0};
            TRY(record_update(task, &invoiceitem_records, item));
        }
    }
    return OK;
}

/** A draft that nobody may finalize by mistake: what the change came to is not charged at all. */
static err_t
empty_draft(struct task *task, struct invoice *invoice)
{
    for (size_t i = 0; i < invoice->lines_count; i++) {
        struct invoiceitem *item;
        if (invoice->lines[i].invoice_item.key == 0) {
            continue;
        }
        TRY(invoiceitem_load(task, invoice->lines[i].invoice_item, NULL, &item));
        if (!item->is_pending) {
            TRY(record_delete(task, &invoiceitem_records, item->id));
            TRY(event_append(task, EVENT_INVOICEITEM_DELETED, &invoiceitem_records, item));
        }
    }
    invoice->lines_count = 0;
    invoice->auto_advance = false;
    TRY(invoice_discard_hold(task, invoice));
    TRY(invoice_price(task, invoice, false));
    return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
}

err_t
pending_discard(struct task *task, struct subscription *subscription)
{
    const struct pending_update *pending = subscription->pending_update;
    struct invoice *invoice;
    if (pending == NULL) {
        return OK;
    }
    TRY(invoice_load(task, pending->invoice, NULL, &invoice));
    subscription->pending_update = NULL;
    TRY(job_cancel(task, subscription->id, JOB_EXPIRE_PENDING));
    TRY(free_items(task, pending, invoice));
    TRY(job_cancel(task, invoice->id, 0));
    if (invoice_status_may_change(invoice->status, INVOICE_STATUS_VOID)) {
        return invoice_void(task, invoice);
    }
    return invoice->status == INVOICE_STATUS_DRAFT ? empty_draft(task, invoice) : OK;
}

static err_t
expire(struct task *task, struct subscription *subscription)
{
    TRY(pending_discard(task, subscription));
    TRY(subscription_save(task, subscription));
    return event_append(task, EVENT_CUSTOMER_SUBSCRIPTION_PENDING_UPDATE_EXPIRED,
                        &subscription_records, subscription);
}

err_t
pending_check(struct task *task, struct subscription *subscription)
{
    return subscription->pending_update == NULL ||
                   subscription->pending_update->expires_at > task->now
               ? OK
               : expire(task, subscription);
}

static err_t
apply(struct task *task, struct subscription *subscription)
{
    struct subscription old = *subscription;
    const struct pending_update *pending = subscription->pending_update;
    subscription->items = pending->subscription_items;
    subscription->items_count = pending->subscription_items_count;
    if (pending->billing_cycle_anchor != 0) {
        subscription->billing_cycle_anchor = pending->billing_cycle_anchor;
    }
    if (pending->trial_end != 0) {
        bool is_over = pending->trial_end <= task->now;
        TRY(job_cancel(task, subscription->id, JOB_TRIAL_WILL_END));
        subscription->status = is_over ? SUBSCRIPTION_STATUS_ACTIVE : SUBSCRIPTION_STATUS_TRIALING;
        if (!is_over && old.status != SUBSCRIPTION_STATUS_TRIALING) {
            subscription->trial_start = task->now;
        }
        subscription->trial_end = pending->trial_end;
    }
    subscription->pending_update = NULL;
    TRY(job_cancel(task, subscription->id, JOB_EXPIRE_PENDING));
    TRY(subscription_home_items(task, subscription, old.items, old.items_count));
    TRY(renewal_schedule(task, subscription));
    TRY(subscription_save(task, subscription));
    TRY(event_append(task, EVENT_CUSTOMER_SUBSCRIPTION_PENDING_UPDATE_APPLIED,
                     &subscription_records, subscription));
    return pending->trial_end == 0 ? OK : trial_schedule(task, subscription);
}

err_t
pending_resolved(struct task *task, struct subscription *subscription,
                 const struct invoice *invoice)
{
    switch (invoice->status) {
    case INVOICE_STATUS_PAID:
        return apply(task, subscription);
    case INVOICE_STATUS_VOID:
        return expire(task, subscription);
    case INVOICE_STATUS_NONE:
    case INVOICE_STATUS_DRAFT:
    case INVOICE_STATUS_OPEN:
    case INVOICE_STATUS_UNCOLLECTIBLE:
        break;
    }
    return OK;
}

err_t
pending_expire_run(struct task *task, const struct job *job)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_records, (struct id){job->subject}, &object));
    return object == NULL ? OK : pending_check(task, object);
}
