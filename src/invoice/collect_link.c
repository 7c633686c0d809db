/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/collect_link.h"

err_t
link_load(struct task *task, const struct invoice *invoice, struct invoice_payment **out)
{
    void *object = NULL;
    if (invoice->payments_count > 0) {
        TRY(record_load(task, &invoice_payment_records, invoice->payments[0], &object));
    }
    *out = object;
    return OK;
}

err_t
link_open(struct task *task, struct invoice *invoice)
{
    struct customer *customer;
    struct payment_intent *intent;
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    struct payment_order order = {
        .customer = customer,
        .invoice = invoice->id,
        .amount = money_of(invoice->amount_due, invoice->currency),
        .description = invoice->description,
        .statement_descriptor = invoice->statement_descriptor,
    };
    TRY(payment_intent_create_for_invoice(task, &order, &intent));

    struct invoice_payment *payment = arena_new(task->arena, struct invoice_payment);
    struct id *ids = arena_new(task->arena, struct id);
    if (payment == NULL || ids == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    payment->id = task_new_id(task);
    payment->amount_requested = invoice->amount_due;
    payment->created = task->now;
    payment->currency = invoice->currency;
    payment->invoice = invoice->id;
    payment->is_default = true;
    payment->livemode = invoice->livemode;
    payment->payment.payment_intent = intent->id;
    payment->payment.type = INVOICE_PAYMENT_TYPE_PAYMENT_INTENT;
    payment->status = INVOICE_PAYMENT_STATUS_OPEN;
    TRY(record_insert(task, &invoice_payment_records, payment));

    *ids = payment->id;
    invoice->payments = ids;
    invoice->payments_count = 1;
    invoice->payment_intent = intent->id;
    return record_update(task, &invoice_records, invoice);
}

err_t
link_pay(struct task *task, struct invoice *invoice)
{
    struct invoice_payment *payment;
    TRY(link_load(task, invoice, &payment));
    assert(payment != NULL); /* an open invoice with something due has its payment */
    payment->status = INVOICE_PAYMENT_STATUS_PAID;
    payment->amount_paid = payment->amount_requested;
    payment->has_amount_paid = GIVEN_VALUE;
    payment->status_transitions.paid_at = task->now;
    TRY(record_update(task, &invoice_payment_records, payment));
    return event_append(task, EVENT_INVOICE_PAYMENT_PAID, &invoice_payment_records, payment);
}

err_t
link_cancel(struct task *task, struct invoice *invoice,
            enum payment_intent_cancellation_reason reason)
{
    struct invoice_payment *payment;
    TRY(link_load(task, invoice, &payment));
    if (payment == NULL) {
        return OK;
    }
    payment->status = INVOICE_PAYMENT_STATUS_CANCELED;
    payment->status_transitions.canceled_at = task->now;
    TRY(record_update(task, &invoice_payment_records, payment));

    struct payment_intent *intent;
    TRY(payment_intent_load(task, invoice->payment_intent, NULL, &intent));
    if (intent->status == PAYMENT_INTENT_STATUS_CANCELED ||
        intent->status == PAYMENT_INTENT_STATUS_SUCCEEDED) {
        return OK;
    }
    return payment_intent_cancel(task, intent, reason);
}
