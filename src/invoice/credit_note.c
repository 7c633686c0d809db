/* SPDX-License-Identifier: Apache-2.0 */
/** credit_note.c: corrections of final invoices, and where their money goes (billing.md 13). */
#include "base/change.h"
#include "base/metadata.h"
#include "invoice/balance.h"
#include "invoice/collect_link.h"
#include "invoice/credit.h"
#include "invoice/post.h"
#include "invoice/total.h"

#include "limits.model.h"

err_t
credit_note_load(struct task *task, struct id id, const char *param, struct credit_note **out)
{
    void *object = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &credit_note_records, id, &object));
    }
    if (object == NULL) {
        struct text text =
            id_text(task->arena, &task->account->secret, credit_note_kind.prefix, id.key);
        return fail(task, ERR_RESOURCE_MISSING, param, "No such credit note: '%.*s'",
                    TEXT_ARG(text));
    }
    *out = object;
    return OK;
}

/* ---- where the money goes -------------------------------------------------------- */

static err_t
check_invoice(struct task *task, const struct invoice *invoice)
{
    switch (invoice->status) {
    case INVOICE_STATUS_OPEN:
    case INVOICE_STATUS_PAID:
    case INVOICE_STATUS_UNCOLLECTIBLE:
        return OK;
    case INVOICE_STATUS_DRAFT:
    case INVOICE_STATUS_VOID:
    case INVOICE_STATUS_NONE:
        break;
    }
    return fail(task, ERR_CREDIT_NOTE_INVOICE, "invoice",
                "You can only create credit notes for open or paid invoices; this one is %s.",
                invoice_status_name(invoice->status));
}

/** A refund that was made already counts here with what no other note counts of it. */
static err_t
take_refund(struct task *task, const struct credit_book *book,
            const struct credit_refund_in_params *in, struct credit_note_refund *out)
{
    struct refund *refund;
    struct invoice_payment *payment;
    TRY(refund_load(task, in->refund, "refunds[refund]", &refund));
    TRY(link_find(task, book->invoice, refund->payment_intent, &payment));
    if (payment == NULL || refund->payment_intent.key == 0) {
        return fail(task, ERR_PARAMETER_INVALID, "refunds[refund]",
                    "The refund is not of a payment of this invoice.");
    }
    int64_t left = refund->amount;
    for (size_t i = 0; i < book->note_count; i++) {
        const struct credit_note *note = book->notes[i];
        for (size_t r = 0; r < note->refunds_count; r++) {
            bool is_it = note->refunds[r].refund.key == refund->id.key;
            left -= is_it ? note->refunds[r].amount_refunded : 0;
        }
    }
    out->refund = refund->id;
    out->type = CREDIT_REFUND_TYPE_REFUND;
    out->amount_refunded = in->has_amount_refunded != GIVEN_NO ? in->amount_refunded : left;
    if (out->amount_refunded > left || out->amount_refunded <= 0 ||
        refund->status == REFUND_STATUS_FAILED || refund->status == REFUND_STATUS_CANCELED) {
        return fail(task, ERR_PARAMETER_INVALID, "refunds[amount_refunded]",
                    "The refund has %lld left that no credit note counts.", (long long)left);
    }
    return OK;
}

static err_t
take_refunds(struct task *task, const struct credit_book *book,
             const struct credit_note_create_params *params, struct credit_note *note)
{
    size_t count = params->has_refunds != GIVEN_NO ? params->refunds_count : 0;
    note->refunds = arena_alloc(task->arena, count, sizeof(*note->refunds));
    if (note->refunds == NULL && count > 0) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many refunds");
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (params->refunds[k].refund.key == params->refunds[i].refund.key) {
                return fail(task, ERR_PARAMETER_INVALID, "refunds[refund]",
                            "A refund stands in `refunds` more than once.");
            }
        }
        TRY(take_refund(task, book, &params->refunds[i], &note->refunds[i]));
        note->refunds_count++;
    }
    return OK;
}

/** CREDIT-2: what remains to be paid is lowered first; the rest is given back, to the last unit. */
static err_t
split(struct task *task, const struct credit_book *book,
      const struct credit_note_create_params *params, struct credit_note *note)
{
    const struct invoice *invoice = book->invoice;
    int64_t left = invoice->total - book->credited;
    if (note->total <= 0 || note->total > left) {
        return fail(task, ERR_CREDIT_NOTE_TOO_LARGE,
                    params->has_amount != GIVEN_NO ? "amount" : "lines",
                    "The credit note comes to %lld, the invoice has %lld left to credit.",
                    (long long)note->total, (long long)(left > 0 ? left : 0));
    }
    note->pre_payment_amount =
        note->total < invoice->amount_remaining ? note->total : invoice->amount_remaining;
    note->post_payment_amount = note->total - note->pre_payment_amount;
    note->type = note->post_payment_amount == 0  ? CREDIT_NOTE_TYPE_PRE_PAYMENT
                 : note->pre_payment_amount == 0 ? CREDIT_NOTE_TYPE_POST_PAYMENT
                                                 : CREDIT_NOTE_TYPE_MIXED;
    note->has_out_of_band_amount = params->has_out_of_band_amount;
    note->out_of_band_amount = params->out_of_band_amount;
    note->credit_amount = params->credit_amount;
    int64_t given = note->out_of_band_amount + note->credit_amount + params->refund_amount;
    for (size_t i = 0; i < note->refunds_count; i++) {
        given += note->refunds[i].amount_refunded;
    }
    if (given != note->post_payment_amount) {
        return fail(task, ERR_CREDIT_NOTE_AMOUNTS, NULL,
                    "The sum of credit amount, refund amount and out of band amount (%lld) must "
                    "equal the post payment amount (%lld).",
                    (long long)given, (long long)note->post_payment_amount);
    }
    return OK;
}

/* ---- making one --------------------------------------------------------------------- */

static err_t
prepare(struct task *task, const struct credit_note_create_params *params, struct invoice *invoice,
        struct credit_note **out)
{
    struct credit_book book;
    struct credit_note *note = arena_new(task->arena, struct credit_note);
    TRY(check_invoice(task, invoice));
    TRY(credit_book_read(task, invoice, &book));
    if (note == NULL || invoice->credit_note_count >= LIMIT_CREDIT_NOTES_MAX) {
        return fail(task, ERR_CREDIT_NOTE_TOO_LARGE, "invoice",
                    "An invoice has at most %d credit notes.", LIMIT_CREDIT_NOTES_MAX);
    }
    note->id = task_new_id(task);
    note->created = task->now;
    note->currency = invoice->currency;
    note->customer = invoice->customer;
    note->invoice = invoice->id;
    note->livemode = invoice->livemode;
    note->test_clock = invoice->test_clock;
    note->status = CREDIT_NOTE_STATUS_ISSUED;
    note->memo = params->memo;
    note->reason = params->reason;
    note->effective_at = params->has_effective_at != GIVEN_NO ? params->effective_at : task->now;
    note->number = text_format(task->arena, "%.*s-CN-%02lld", TEXT_ARG(invoice->number),
                               (long long)invoice->credit_note_count + 1);
    TRY(metadata_merge(task, &note->metadata, &params->metadata, params->has_metadata,
                       &note->metadata));
    TRY(credit_lines_read(task, &book, params, note));
    TRY(take_refunds(task, &book, params, note));
    *out = note;
    return split(task, &book, params, note);
}

static enum refund_reason
refund_reason_of(enum credit_note_reason reason)
{
    switch (reason) {
    case CREDIT_NOTE_REASON_DUPLICATE:
        return REFUND_REASON_DUPLICATE;
    case CREDIT_NOTE_REASON_FRAUDULENT:
        return REFUND_REASON_FRAUDULENT;
    case CREDIT_NOTE_REASON_ORDER_CHANGE:
    case CREDIT_NOTE_REASON_PRODUCT_UNSATISFACTORY:
        return REFUND_REASON_REQUESTED_BY_CUSTOMER;
    case CREDIT_NOTE_REASON_NONE:
        break;
    }
    return REFUND_REASON_NONE;
}

/** What a payment took and did not give back yet. */
static err_t
refundable(struct task *task, struct id payment_id, int64_t *left, struct id *intent_id)
{
    void *object;
    TRY(record_load(task, &invoice_payment_records, payment_id, &object));
    const struct invoice_payment *payment = object;
    assert(payment != NULL);
    *left = 0;
    *intent_id = payment->payment.payment_intent;
    if (payment->status != INVOICE_PAYMENT_STATUS_PAID) {
        return OK;
    }
    struct payment_intent *intent;
    struct charge *charge;
    TRY(payment_intent_load(task, *intent_id, NULL, &intent));
    TRY(charge_load(task, intent->latest_charge, NULL, &charge));
    *left = charge->amount_captured - charge->amount_refunded;
    return OK;
}

err_t
invoice_refundable(struct task *task, const struct invoice *invoice, int64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < invoice->payments_count; i++) {
        struct id intent;
        int64_t left;
        TRY(refundable(task, invoice->payments[i], &left, &intent));
        *out += left;
    }
    return OK;
}

/** Refund the invoice's payments, the newest first. */
static err_t
give_back(struct task *task, const struct invoice *invoice, int64_t amount,
          struct credit_note *note)
{
    size_t most = note->refunds_count + invoice->payments_count;
    note->refunds =
        arena_grow(task->arena, note->refunds, note->refunds_count * sizeof(*note->refunds),
                   most * sizeof(*note->refunds));
    if (note->refunds == NULL && most > 0) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many refunds");
    }
    for (size_t i = invoice->payments_count; i-- > 0 && amount > 0;) {
        struct refund_order order = {.reason = refund_reason_of(note->reason)};
        struct refund *refund;
        int64_t left;
        TRY(refundable(task, invoice->payments[i], &left, &order.payment_intent));
        order.amount = left < amount ? left : amount;
        if (order.amount == 0) {
            continue;
        }
        TRY(refund_create(task, &order, &refund));
        amount -= order.amount;
        note->refunds[note->refunds_count++] =
            (struct credit_note_refund){.amount_refunded = order.amount,
                                        .refund = refund->id,
                                        .type = CREDIT_REFUND_TYPE_REFUND};
    }
    return amount == 0 ? OK
                       : fail(task, ERR_CREDIT_NOTE_AMOUNTS, "refund_amount",
                              "The payments of the invoice have not that much left to refund.");
}

static err_t
credit_balance(struct task *task, const struct invoice *invoice, struct credit_note *note)
{
    struct customer *customer;
    struct customer_balance_transaction *transaction;
    if (note->credit_amount == 0) {
        return OK;
    }
    struct balance_change change = {.type = BALANCE_TRANSACTION_TYPE_CREDIT_NOTE,
                                    .amount = money_of(-note->credit_amount, note->currency),
                                    .invoice = invoice->id,
                                    .credit_note = note->id};
    TRY(customer_load(task, invoice->customer, "credit_amount", &customer));
    TRY(customer_add_balance(task, customer, &change, &transaction));
    note->customer_balance_transaction = transaction->id;
    return OK;
}

err_t
credit_note_preview(struct task *task, const struct credit_note_create_params *params,
                    struct credit_note **out)
{
    struct invoice *invoice;
    TRY(invoice_load(task, params->invoice, "invoice", &invoice));
    return prepare(task, params, invoice, out);
}

err_t
credit_note_create(struct task *task, const struct credit_note_create_params *params,
                   struct invoice *invoice, struct credit_note **out)
{
    struct credit_note *note;
    TRY(prepare(task, params, invoice, &note));
    invoice->credit_note_count++;
    TRY(give_back(task, invoice, params->refund_amount, note));
    TRY(credit_balance(task, invoice, note));
    TRY(post_credit_note(task, invoice, note, LEDGER_REASON_CREDIT_NOTE_ISSUED));
    TRY(record_insert(task, &credit_note_records, note));
    TRY(event_append(task, EVENT_CREDIT_NOTE_CREATED, &credit_note_records, note));
    *out = note;
    return invoice_count_credit(task, invoice, note->pre_payment_amount, note->post_payment_amount);
}

/* ---- later --------------------------------------------------------------------------- */

err_t
credit_note_update(struct task *task, struct credit_note *note,
                   const struct credit_note_update_params *params)
{
    change_text(&note->memo, params->has_memo, params->memo);
    TRY(metadata_merge(task, &note->metadata, &params->metadata, params->has_metadata,
                       &note->metadata));
    TRY(record_update(task, &credit_note_records, note));
    return event_append(task, EVENT_CREDIT_NOTE_UPDATED, &credit_note_records, note);
}

err_t
credit_note_void(struct task *task, struct credit_note *note)
{
    struct invoice *invoice;
    TRY(invoice_load(task, note->invoice, NULL, &invoice));
    if (note->status == CREDIT_NOTE_STATUS_VOID || note->type != CREDIT_NOTE_TYPE_PRE_PAYMENT ||
        invoice->status != INVOICE_STATUS_OPEN) {
        return fail(task, ERR_CREDIT_NOTE_NOT_VOIDABLE, NULL,
                    "Only a credit note that lowered what remains to be paid can be voided, while "
                    "its invoice is open.");
    }
    note->status = CREDIT_NOTE_STATUS_VOID;
    note->voided_at = task->now;
    TRY(record_update(task, &credit_note_records, note));
    TRY(event_append(task, EVENT_CREDIT_NOTE_VOIDED, &credit_note_records, note));
    TRY(post_credit_note(task, invoice, note, LEDGER_REASON_CREDIT_NOTE_VOIDED));
    return invoice_count_credit(task, invoice, -note->pre_payment_amount, 0);
}

err_t
credit_note_derive(struct task *task, struct credit_note *note)
{
    size_t most = 0;
    for (size_t i = 0; i < note->lines_count; i++) {
        struct credit_note_line *line = &note->lines[i];
        line->livemode = note->livemode;
        most += line->taxes_count;
        TRY(pretax_credits_derive(task, line->discount_amounts, line->discount_amounts_count,
                                  &line->pretax_credit_amounts,
                                  &line->pretax_credit_amounts_count));
    }
    note->total_taxes = arena_alloc(task->arena, most, sizeof(*note->total_taxes));
    if (note->total_taxes == NULL && most > 0) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "the answer is too big");
    }
    note->total_taxes_count = 0;
    for (size_t i = 0; i < note->lines_count; i++) {
        for (size_t t = 0; t < note->lines[i].taxes_count; t++) {
            tax_group(&note->lines[i].taxes[t], note->total_taxes, &note->total_taxes_count);
        }
    }
    return pretax_credits_derive(task, note->discount_amounts, note->discount_amounts_count,
                                 &note->pretax_credit_amounts, &note->pretax_credit_amounts_count);
}
