/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/collect_link.h"
#include "invoice/invoice.h"

static err_t
check_settleable(struct task *task, const struct invoice *invoice)
{
    if (invoice->status == INVOICE_STATUS_PAID) {
        return fail(task, ERR_INVOICE_ALREADY_PAID, NULL, "Invoice is already paid");
    }
    if (invoice->status != INVOICE_STATUS_OPEN && invoice->status != INVOICE_STATUS_UNCOLLECTIBLE) {
        return fail(task, ERR_INVOICE_NOT_OPEN, NULL,
                    "You can only pay an open or uncollectible invoice; this one is %s.",
                    invoice_status_name(invoice->status));
    }
    return OK;
}

static void
become_paid(struct task *task, struct invoice *invoice)
{
    assert(invoice_status_may_change(invoice->status, INVOICE_STATUS_PAID));
    invoice->status = INVOICE_STATUS_PAID;
    invoice->status_transitions.paid_at = task->now;
    invoice->amount_paid = invoice->amount_due;
    invoice->amount_remaining = 0;
    invoice->attempted = true;
    invoice->next_payment_attempt = 0;
}

err_t
invoice_settle(struct task *task, struct invoice *invoice)
{
    TRY(check_settleable(task, invoice));
    TRY(link_pay(task, invoice));
    become_paid(task, invoice);
    TRY(invoice_save(task, invoice, EVENT_INVOICE_UPDATED));
    TRY(event_append(task, EVENT_INVOICE_PAID, &invoice_records, invoice));
    return event_append(task, EVENT_INVOICE_PAYMENT_SUCCEEDED, &invoice_records, invoice);
}

err_t
invoice_settle_out_of_band(struct task *task, struct invoice *invoice)
{
    TRY(check_settleable(task, invoice));
    TRY(link_cancel(task, invoice, PAYMENT_INTENT_CANCELLATION_REASON_AUTOMATIC));
    become_paid(task, invoice);
    TRY(invoice_save(task, invoice, EVENT_INVOICE_UPDATED));
    return event_append(task, EVENT_INVOICE_PAID, &invoice_records, invoice);
}

err_t
invoice_note_failure(struct task *task, struct invoice *invoice, bool is_automatic,
                     bool needs_action, instant_t next)
{
    assert(invoice->status == INVOICE_STATUS_OPEN ||
           invoice->status == INVOICE_STATUS_UNCOLLECTIBLE);
    /* Any first attempt counts, later ones only when the engine made them (billing.md 12.6). */
    if (is_automatic || invoice->attempt_count == 0) {
        invoice->attempt_count++;
    }
    invoice->attempted = true;
    invoice->next_payment_attempt = next;
    TRY(invoice_save(task, invoice, EVENT_INVOICE_UPDATED));
    TRY(event_append(task, EVENT_INVOICE_PAYMENT_FAILED, &invoice_records, invoice));
    return needs_action ? event_append(task, EVENT_INVOICE_PAYMENT_ACTION_REQUIRED,
                                       &invoice_records, invoice)
                        : OK;
}

/** What the customer's balance gave or took goes back. */
static err_t
return_balance(struct task *task, const struct invoice *invoice)
{
    int64_t change = invoice->starting_balance - invoice->ending_balance;
    if (change == 0) {
        return OK;
    }
    struct customer *customer;
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    return customer_add_balance(task, customer, money_of(change, invoice->currency));
}

err_t
invoice_void(struct task *task, struct invoice *invoice)
{
    if (!invoice_status_may_change(invoice->status, INVOICE_STATUS_VOID)) {
        return fail(task, ERR_INVOICE_NOT_OPEN, NULL,
                    "You can only void an open or uncollectible invoice; this one is %s.",
                    invoice_status_name(invoice->status));
    }
    invoice->status = INVOICE_STATUS_VOID;
    invoice->status_transitions.voided_at = task->now;
    invoice->next_payment_attempt = 0;
    invoice->auto_advance = false;
    TRY(invoice_save(task, invoice, EVENT_INVOICE_VOIDED));
    TRY(link_cancel(task, invoice, PAYMENT_INTENT_CANCELLATION_REASON_VOID_INVOICE));
    void *customer = NULL;
    TRY(record_load(task, &customer_records, invoice->customer, &customer));
    if (customer != NULL) {
        TRY(customer_forget_invoice(task, customer));
    }
    return return_balance(task, invoice);
}

err_t
invoice_mark_uncollectible(struct task *task, struct invoice *invoice,
                           enum uncollectible_reason reason)
{
    if (!invoice_status_may_change(invoice->status, INVOICE_STATUS_UNCOLLECTIBLE)) {
        return fail(task, ERR_INVOICE_NOT_OPEN, NULL,
                    "You can only mark an open invoice uncollectible; this one is %s.",
                    invoice_status_name(invoice->status));
    }
    struct invoice_status_details *details = arena_new(task->arena, struct invoice_status_details);
    struct uncollectible_details *why = arena_new(task->arena, struct uncollectible_details);
    if (details == NULL || why == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    why->reason = reason;
    details->uncollectible = why;
    invoice->status_details = details;
    invoice->status = INVOICE_STATUS_UNCOLLECTIBLE;
    invoice->status_transitions.marked_uncollectible_at = task->now;
    invoice->next_payment_attempt = 0;
    invoice->auto_advance = false;
    return invoice_save(task, invoice, EVENT_INVOICE_MARKED_UNCOLLECTIBLE);
}

err_t
invoice_discard_hold(struct task *task, const struct invoice *invoice)
{
    struct hold *hold = NULL;
    if (invoice->parked) {
        TRY(hold_find(task, invoice->id, &hold));
    }
    return hold == NULL ? OK : hold_resolve(task, hold, HOLD_STATUS_DISCARDED, NO_TEXT);
}

err_t
invoice_delete(struct task *task, struct invoice *invoice)
{
    if (invoice->status != INVOICE_STATUS_DRAFT) {
        return fail(task, ERR_INVOICE_NOT_DRAFT, NULL,
                    "You can only delete draft invoices; this one is %s.",
                    invoice_status_name(invoice->status));
    }
    if (invoice->billing_reason != BILLING_REASON_MANUAL) {
        return fail(task, ERR_INVOICE_NOT_DELETABLE, NULL,
                    "You can't delete invoices created by subscriptions.");
    }
    for (size_t i = 0; i < invoice->lines_count; i++) {
        void *object = NULL;
        if (invoice->lines[i].invoice_item.key != 0) {
            TRY(record_load(task, &invoiceitem_records, invoice->lines[i].invoice_item, &object));
        }
        struct invoiceitem *item = object;
        if (item != NULL && invoice->from_invoice != NULL) {
            TRY(record_delete(task, &invoiceitem_records, item->id)); /* a copy made for it */
            TRY(event_append(task, EVENT_INVOICEITEM_DELETED, &invoiceitem_records, item));
        } else if (item != NULL) {
            item->invoice = (struct id){0};
            item->is_pending = true;
            TRY(record_update(task, &invoiceitem_records, item));
        }
    }
    TRY(invoice_discard_hold(task, invoice));
    TRY(record_delete(task, &invoice_records, invoice->id));
    return event_append(task, EVENT_INVOICE_DELETED, &invoice_records, invoice);
}

err_t
invoice_rerun(struct task *task, struct invoice *invoice)
{
    if (invoice->status != INVOICE_STATUS_DRAFT || !invoice->parked) {
        return fail(task, ERR_INVOICE_NOT_DRAFT, NULL, "The invoice does not wait for a person.");
    }
    TRY(invoice_price_again(task, invoice, false));
    return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
}

err_t
invoice_release_default(struct task *task, struct invoice *invoice)
{
    if (invoice->status != INVOICE_STATUS_DRAFT || !invoice->parked) {
        return fail(task, ERR_INVOICE_NOT_DRAFT, NULL, "The invoice does not wait for a person.");
    }
    TRY(invoice_price_again(task, invoice, true));
    assert(!invoice->parked);
    return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
}
