/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/collect_link.h"

static err_t
load_payment(struct task *task, struct id id, struct invoice_payment **out)
{
    void *object;
    TRY(record_load(task, &invoice_payment_records, id, &object));
    assert(object != NULL); /* payments are never deleted */
    *out = object;
    return OK;
}

err_t
link_load(struct task *task, const struct invoice *invoice, struct invoice_payment **out)
{
    *out = NULL;
    return invoice->payments_count > 0 ? load_payment(task, invoice->payments[0], out) : OK;
}

err_t
link_find(struct task *task, const struct invoice *invoice, struct id intent,
          struct invoice_payment **out)
{
    for (size_t i = 0; i < invoice->payments_count; i++) {
        TRY(load_payment(task, invoice->payments[i], out));
        if ((*out)->payment.payment_intent.key == intent.key) {
            return OK;
        }
    }
    *out = NULL;
    return OK;
}

err_t
invoice_find_payment(struct task *task, const struct invoice *invoice, struct id intent,
                     struct invoice_payment **out)
{
    return link_find(task, invoice, intent, out);
}

/** Tie an intent to the invoice; the first one is the invoice's own. */
static err_t
add_payment(struct task *task, struct invoice *invoice, struct id intent, int64_t amount,
            struct invoice_payment **out)
{
    struct invoice_payment *payment = arena_new(task->arena, struct invoice_payment);
    struct id *ids =
        arena_grow(task->arena, invoice->payments, invoice->payments_count * sizeof(*ids),
                   (invoice->payments_count + 1) * sizeof(*ids));
    if (payment == NULL || ids == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    payment->id = task_new_id(task);
    payment->amount_requested = amount;
    payment->created = task->now;
    payment->currency = invoice->currency;
    payment->invoice = invoice->id;
    payment->is_default = invoice->payments_count == 0;
    payment->livemode = invoice->livemode;
    payment->payment.payment_intent = intent;
    payment->payment.type = INVOICE_PAYMENT_TYPE_PAYMENT_INTENT;
    payment->status = INVOICE_PAYMENT_STATUS_OPEN;
    ids[invoice->payments_count++] = payment->id;
    invoice->payments = ids;
    *out = payment;
    return record_insert(task, &invoice_payment_records, payment);
}

err_t
link_open(struct task *task, struct invoice *invoice)
{
    struct customer *customer;
    struct payment_intent *intent;
    struct invoice_payment *payment;
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    struct payment_order order = {
        .customer = customer,
        .invoice = invoice->id,
        .amount = money_of(invoice->amount_due, invoice->currency),
        .description = invoice->description,
        .statement_descriptor = invoice->statement_descriptor,
    };
    TRY(payment_intent_create_for_invoice(task, &order, &intent));
    TRY(add_payment(task, invoice, intent->id, invoice->amount_due, &payment));
    invoice->payment_intent = intent->id;
    return record_update(task, &invoice_records, invoice);
}

err_t
link_attach(struct task *task, struct invoice *invoice, struct payment_intent *intent,
            struct invoice_payment **out)
{
    TRY(payment_intent_tie(task, intent, invoice->id));
    return add_payment(task, invoice, intent->id, intent->amount, out);
}

err_t
link_pay(struct task *task, struct invoice_payment *payment, int64_t amount)
{
    assert(payment->status == INVOICE_PAYMENT_STATUS_OPEN);
    payment->status = INVOICE_PAYMENT_STATUS_PAID;
    payment->amount_paid = amount;
    payment->has_amount_paid = GIVEN_VALUE;
    payment->status_transitions.paid_at = task->now;
    TRY(record_update(task, &invoice_payment_records, payment));
    return event_append(task, EVENT_INVOICE_PAYMENT_PAID, &invoice_payment_records, payment);
}

/** An intent that somebody else made is let go; the invoice's own is canceled. */
static err_t
cancel_payment(struct task *task, struct invoice_payment *payment,
               enum payment_intent_cancellation_reason reason)
{
    if (payment->status != INVOICE_PAYMENT_STATUS_OPEN) {
        return OK;
    }
    payment->status = INVOICE_PAYMENT_STATUS_CANCELED;
    payment->status_transitions.canceled_at = task->now;
    TRY(record_update(task, &invoice_payment_records, payment));

    struct payment_intent *intent;
    TRY(payment_intent_load(task, payment->payment.payment_intent, NULL, &intent));
    if (!payment->is_default) {
        return payment_intent_tie(task, intent, (struct id){0});
    }
    if (intent->status == PAYMENT_INTENT_STATUS_CANCELED ||
        intent->status == PAYMENT_INTENT_STATUS_SUCCEEDED) {
        return OK;
    }
    return payment_intent_cancel(task, intent, reason);
}

err_t
link_cancel(struct task *task, struct invoice *invoice,
            enum payment_intent_cancellation_reason reason)
{
    for (size_t i = 0; i < invoice->payments_count; i++) {
        struct invoice_payment *payment;
        TRY(load_payment(task, invoice->payments[i], &payment));
        TRY(cancel_payment(task, payment, reason));
    }
    return OK;
}

err_t
link_resize(struct task *task, struct invoice *invoice)
{
    struct invoice_payment *payment;
    struct payment_intent *intent;
    TRY(link_load(task, invoice, &payment));
    if (payment == NULL || payment->status != INVOICE_PAYMENT_STATUS_OPEN) {
        return OK;
    }
    if (invoice->amount_remaining == 0) {
        return cancel_payment(task, payment, PAYMENT_INTENT_CANCELLATION_REASON_AUTOMATIC);
    }
    payment->amount_requested = invoice->amount_remaining;
    TRY(record_update(task, &invoice_payment_records, payment));
    TRY(payment_intent_load(task, payment->payment.payment_intent, NULL, &intent));
    return payment_intent_resize(task, intent, invoice->amount_remaining);
}
