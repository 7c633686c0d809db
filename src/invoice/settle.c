/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/balance.h"
#include "invoice/collect_link.h"
#include "invoice/invoice.h"
#include "invoice/post.h"

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
    assert(invoice->amount_remaining == 0);
    invoice->status = INVOICE_STATUS_PAID;
    invoice->status_transitions.paid_at = task->now;
    invoice->attempted = true;
    invoice->next_payment_attempt = 0;
}

/** INVOICE-8: what a payment pays of the invoice; answers what is above it. */
static int64_t
count_payment(struct invoice *invoice, int64_t amount)
{
    int64_t used = amount < invoice->amount_remaining ? amount : invoice->amount_remaining;
    invoice->amount_paid += used;
    invoice->amount_remaining -= used;
    invoice->amount_overpaid += amount - used;
    return amount - used;
}

err_t
invoice_receive(struct task *task, struct invoice *invoice, struct invoice_payment *payment,
                int64_t amount)
{
    bool was_paid = invoice->status == INVOICE_STATUS_PAID;
    TRY(link_pay(task, payment, amount));
    int64_t too_much = count_payment(invoice, amount);
    TRY(post_paid(task, invoice, payment->payment.payment_intent, amount - too_much));
    TRY(link_resize(task, invoice));
    if (!was_paid && invoice->amount_remaining == 0) {
        become_paid(task, invoice);
    }
    TRY(invoice_save(task, invoice, EVENT_INVOICE_UPDATED));
    if (too_much > 0) {
        TRY(event_append(task, EVENT_INVOICE_OVERPAID, &invoice_records, invoice));
    }
    if (!was_paid && invoice->status == INVOICE_STATUS_PAID) {
        TRY(event_append(task, EVENT_INVOICE_PAID, &invoice_records, invoice));
        TRY(event_append(task, EVENT_INVOICE_PAYMENT_SUCCEEDED, &invoice_records, invoice));
    }
    return too_much == 0
               ? OK
               : balance_credit(task, invoice, BALANCE_TRANSACTION_TYPE_INVOICE_OVERPAID, too_much);
}

err_t
invoice_settle(struct task *task, struct invoice *invoice)
{
    struct invoice_payment *payment;
    TRY(check_settleable(task, invoice));
    TRY(link_load(task, invoice, &payment));
    assert(payment != NULL); /* an open invoice with something due has its payment */
    return invoice_receive(task, invoice, payment, payment->amount_requested);
}

err_t
invoice_count_credit(struct task *task, struct invoice *invoice, int64_t pre_payment,
                     int64_t post_payment)
{
    bool was_paid = invoice->status == INVOICE_STATUS_PAID;
    assert(pre_payment <= invoice->amount_remaining);
    invoice->pre_payment_credit_notes_amount += pre_payment;
    invoice->post_payment_credit_notes_amount += post_payment;
    invoice->amount_remaining -= pre_payment;
    TRY(link_resize(task, invoice));
    if (was_paid || invoice->amount_remaining > 0) {
        return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
    }
    become_paid(task, invoice);
    TRY(invoice_save(task, invoice, EVENT_INVOICE_UPDATED));
    return event_append(task, EVENT_INVOICE_PAID, &invoice_records, invoice);
}

err_t
invoice_attach_payment(struct task *task, struct invoice *invoice, struct payment_intent *intent)
{
    struct invoice_payment *payment;
    if (invoice->status != INVOICE_STATUS_OPEN) {
        return fail(task, ERR_INVOICE_NOT_OPEN, NULL,
                    "Payments can only be attached to an open invoice; this one is %s.",
                    invoice_status_name(invoice->status));
    }
    if (intent->customer.key != invoice->customer.key ||
        !currency_equal(intent->currency, invoice->currency)) {
        return fail(task, ERR_PARAMETER_INVALID, "payment_intent",
                    "The PaymentIntent is of another customer or currency than the invoice.");
    }
    if (intent->invoice.key != 0) {
        return fail(task, ERR_PAYMENT_INTENT_UNEXPECTED_STATE, "payment_intent",
                    "The PaymentIntent is attached to an invoice already.");
    }
    if (intent->status == PAYMENT_INTENT_STATUS_CANCELED) {
        return fail(task, ERR_PAYMENT_INTENT_UNEXPECTED_STATE, "payment_intent",
                    "The PaymentIntent is canceled.");
    }
    TRY(link_attach(task, invoice, intent, &payment));
    if (intent->status == PAYMENT_INTENT_STATUS_SUCCEEDED) {
        return invoice_receive(task, invoice, payment, intent->amount_received);
    }
    return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
}

err_t
invoice_settle_out_of_band(struct task *task, struct invoice *invoice)
{
    TRY(check_settleable(task, invoice));
    TRY(link_cancel(task, invoice, PAYMENT_INTENT_CANCELLATION_REASON_AUTOMATIC));
    int64_t remaining = invoice->amount_remaining;
    TRY(post_paid_elsewhere(task, invoice, remaining));
    int64_t too_much = count_payment(invoice, remaining);
    assert(too_much == 0);
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
    struct balance_change back = {.type = BALANCE_TRANSACTION_TYPE_UNAPPLIED_FROM_INVOICE,
                                  .amount = money_of(change, invoice->currency),
                                  .invoice = invoice->id};
    return customer_add_balance(task, customer, &back, NULL);
}

err_t
invoice_void(struct task *task, struct invoice *invoice)
{
    if (!invoice_status_may_change(invoice->status, INVOICE_STATUS_VOID)) {
        return fail(task, ERR_INVOICE_NOT_OPEN, NULL,
                    "You can only void an open or uncollectible invoice; this one is %s.",
                    invoice_status_name(invoice->status));
    }
    if (invoice->amount_paid > 0) {
        return fail(task, ERR_INVOICE_PARTLY_PAID, NULL,
                    "A part of this invoice is paid, so that it cannot be voided.");
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
    TRY(post_voided(task, invoice));
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
    TRY(post_given_up(task, invoice));
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
