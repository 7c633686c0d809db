/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/post.h"

static struct ledger_posting
posting_of(const struct invoice *invoice, enum ledger_reason reason)
{
    return (struct ledger_posting){.reason = reason,
                                   .source_kind = &invoice_kind,
                                   .source = invoice->id,
                                   .root = invoice->id,
                                   .invoice = invoice->id,
                                   .customer = invoice->customer,
                                   .currency = invoice->currency};
}

/* ---- finalized ------------------------------------------------------------------ */

struct line_parts {
    int64_t discount; /**< taken off */
    int64_t tax;      /**< owed, in the amount or on top */
    int64_t earned;   /**< what is left of the amount */
};

static struct line_parts
line_parts(const struct invoice_line *line)
{
    struct line_parts parts = {0};
    int64_t included = 0;
    for (size_t i = 0; i < line->discount_amounts_count; i++) {
        parts.discount += line->discount_amounts[i].amount;
    }
    for (size_t i = 0; i < line->taxes_count; i++) {
        parts.tax += line->taxes[i].amount;
        included +=
            line->taxes[i].tax_behavior == TAX_BEHAVIOR_INCLUSIVE ? line->taxes[i].amount : 0;
    }
    parts.earned = line->amount - parts.discount - included - line->tax_waived;
    return parts;
}

/** A time that is not over when the invoice becomes final is charged in advance. */
static bool
is_deferred(instant_t finalized_at, const struct invoice_line *line)
{
    return line->period.end > line->period.start && line->period.end > finalized_at;
}

static err_t
post_line(struct task *task, struct ledger_posting *posting, const struct invoice_line *line)
{
    struct line_parts parts = line_parts(line);
    bool deferred = is_deferred(task->now, line);
    struct ledger_leg *leg;
    TRY(ledger_move(task, posting, LEDGER_ACCOUNT_RECEIVABLE,
                    deferred ? LEDGER_ACCOUNT_DEFERRED_REVENUE : LEDGER_ACCOUNT_REVENUE,
                    parts.earned, &leg));
    if (leg != NULL) {
        leg->line = line->id;
        leg->service_start = deferred ? line->period.start : 0;
        leg->service_end = deferred ? line->period.end : 0;
    }
    TRY(ledger_move(task, posting, LEDGER_ACCOUNT_RECEIVABLE, LEDGER_ACCOUNT_TAX_PAYABLE, parts.tax,
                    &leg));
    if (leg != NULL) {
        leg->line = line->id;
    }
    TRY(ledger_move(task, posting, LEDGER_ACCOUNT_DISCOUNTS, LEDGER_ACCOUNT_REVENUE, parts.discount,
                    &leg));
    if (leg != NULL) {
        leg->line = line->id;
    }
    return OK;
}

/** What the legs so far ask of the customer. */
static int64_t
receivable_of(const struct ledger_posting *posting)
{
    int64_t sum = 0;
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct ledger_leg *leg = &posting->legs[i];
        sum += leg->debit == LEDGER_ACCOUNT_RECEIVABLE    ? leg->amount
               : leg->credit == LEDGER_ACCOUNT_RECEIVABLE ? -leg->amount
                                                          : 0;
    }
    return sum;
}

err_t
post_finalized(struct task *task, const struct invoice *invoice)
{
    struct ledger_posting posting = posting_of(invoice, LEDGER_REASON_INVOICE_FINALIZED);
    for (size_t i = 0; i < invoice->lines_count; i++) {
        TRY(post_line(task, &posting, &invoice->lines[i]));
    }
    assert(receivable_of(&posting) == invoice->total);
    return ledger_post(task, &posting);
}

/** What a payment takes from: an invoice that was given up is nobody's debt any more. */
static enum ledger_account
owed_account(const struct invoice *invoice)
{
    return invoice->status == INVOICE_STATUS_UNCOLLECTIBLE ? LEDGER_ACCOUNT_BAD_DEBT
                                                           : LEDGER_ACCOUNT_RECEIVABLE;
}

/* ---- settled --------------------------------------------------------------------- */

err_t
post_paid(struct task *task, const struct invoice *invoice, struct id payment_intent,
          int64_t amount)
{
    struct ledger_posting posting = posting_of(invoice, LEDGER_REASON_INVOICE_PAID);
    posting.source_kind = &payment_intent_kind;
    posting.source = payment_intent;
    TRY(ledger_move(task, &posting, LEDGER_ACCOUNT_UNAPPLIED_PAYMENTS, owed_account(invoice),
                    amount, NULL));
    return ledger_post(task, &posting);
}

err_t
post_paid_elsewhere(struct task *task, const struct invoice *invoice, int64_t amount)
{
    struct ledger_posting posting = posting_of(invoice, LEDGER_REASON_INVOICE_PAID_OUT_OF_BAND);
    TRY(ledger_move(task, &posting, LEDGER_ACCOUNT_CASH_ELSEWHERE, owed_account(invoice), amount,
                    NULL));
    return ledger_post(task, &posting);
}

err_t
post_given_up(struct task *task, const struct invoice *invoice)
{
    struct ledger_posting posting = posting_of(invoice, LEDGER_REASON_INVOICE_GIVEN_UP);
    TRY(ledger_move(task, &posting, LEDGER_ACCOUNT_BAD_DEBT, LEDGER_ACCOUNT_RECEIVABLE,
                    invoice->amount_remaining, NULL));
    return ledger_post(task, &posting);
}

err_t
post_voided(struct task *task, const struct invoice *invoice)
{
    static const enum ledger_reason reasons[] = {
        LEDGER_REASON_INVOICE_FINALIZED, LEDGER_REASON_INVOICE_GIVEN_UP,
        LEDGER_REASON_CREDIT_NOTE_ISSUED, LEDGER_REASON_CREDIT_NOTE_VOIDED,
        LEDGER_REASON_CORRECTION_ISSUED};
    struct ledger_posting posting = posting_of(invoice, LEDGER_REASON_INVOICE_VOIDED);
    TRY(ledger_reverse(task, &posting, reasons, COUNT_OF(reasons)));
    return ledger_post(task, &posting);
}

/* ---- corrected --------------------------------------------------------------------- */

/** What a credit note takes back and has not found a place for yet. */
struct taken_back {
    int64_t tax, net;
    int64_t sign; /**< -1 when the note became void */
};

/** A part of the note's total that goes to `credit`: taxes first. */
static err_t
post_portion(struct task *task, struct ledger_posting *posting, struct taken_back *left,
             enum ledger_account credit, int64_t amount)
{
    int64_t tax = left->tax < amount ? left->tax : amount;
    int64_t net = amount - tax;
    left->tax -= tax;
    left->net -= net;
    TRY(ledger_move(task, posting, LEDGER_ACCOUNT_TAX_PAYABLE, credit, left->sign * tax, NULL));
    /* What went to the customer's balance was booked with its transaction, against credit notes. */
    return credit == LEDGER_ACCOUNT_CREDIT_NOTES
               ? OK
               : ledger_move(task, posting, LEDGER_ACCOUNT_CREDIT_NOTES, credit, left->sign * net,
                             NULL);
}

err_t
post_credit_note(struct task *task, const struct invoice *invoice, const struct credit_note *note,
                 enum ledger_reason reason)
{
    struct ledger_posting posting = posting_of(invoice, reason);
    struct taken_back left = {.net = note->total_excluding_tax,
                              .tax = note->total - note->total_excluding_tax,
                              .sign = reason == LEDGER_REASON_CREDIT_NOTE_VOIDED ? -1 : 1};
    int64_t refunded = 0;
    for (size_t i = 0; i < note->refunds_count; i++) {
        refunded += note->refunds[i].amount_refunded;
    }
    posting.source_kind = &credit_note_kind;
    posting.source = note->id;
    TRY(post_portion(task, &posting, &left, owed_account(invoice), note->pre_payment_amount));
    TRY(post_portion(task, &posting, &left, LEDGER_ACCOUNT_REFUNDS, refunded));
    TRY(post_portion(task, &posting, &left, LEDGER_ACCOUNT_CREDIT_NOTES, note->credit_amount));
    TRY(post_portion(task, &posting, &left, LEDGER_ACCOUNT_CASH_ELSEWHERE,
                     note->out_of_band_amount));
    assert(left.tax == 0 && left.net == 0);
    return ledger_post(task, &posting);
}

/** A move of what a line earned, between credit notes and where the line puts it. */
static err_t
post_earned(struct task *task, struct ledger_posting *posting, const struct invoice_line *line,
            instant_t finalized_at, int64_t amount)
{
    bool deferred = is_deferred(finalized_at, line);
    struct ledger_leg *leg;
    TRY(ledger_move(task, posting,
                    deferred ? LEDGER_ACCOUNT_DEFERRED_REVENUE : LEDGER_ACCOUNT_REVENUE,
                    LEDGER_ACCOUNT_CREDIT_NOTES, amount, &leg));
    if (leg != NULL) {
        leg->line = line->id;
        leg->service_start = deferred ? line->period.start : 0;
        leg->service_end = deferred ? line->period.end : 0;
    }
    return OK;
}

static err_t
post_difference(struct task *task, struct ledger_posting *posting, const struct invoice *invoice,
                const struct correction_line *difference)
{
    const struct invoice_line *line = invoice->lines;
    int64_t earned = difference->amount;
    struct ledger_leg *leg;
    while (line->id.key != difference->invoice_line.key) {
        line++; /* a final invoice's lines stay */
    }
    for (size_t i = 0; i < difference->taxes_count; i++) {
        earned -= difference->taxes[i].inclusive ? difference->taxes[i].amount : 0;
    }
    TRY(post_earned(task, posting, line, invoice->status_transitions.finalized_at, earned));
    TRY(ledger_move(task, posting, LEDGER_ACCOUNT_REVENUE, LEDGER_ACCOUNT_DISCOUNTS,
                    difference->discount, &leg));
    if (leg != NULL) {
        leg->line = line->id;
    }
    return OK;
}

err_t
post_correction(struct task *task, const struct invoice *invoice,
                const struct correction *correction, const struct invoice *supplement)
{
    struct ledger_posting posting = posting_of(invoice, LEDGER_REASON_CORRECTION_ISSUED);
    posting.source_kind = &correction_kind;
    posting.source = correction->id;
    for (size_t i = 0; supplement != NULL && i < supplement->lines_count; i++) {
        const struct invoice_line *line = &supplement->lines[i];
        TRY(post_earned(task, &posting, line, task->now, line_parts(line).earned));
    }
    for (size_t i = 0; i < correction->lines_count; i++) {
        TRY(post_difference(task, &posting, invoice, &correction->lines[i]));
    }
    return ledger_post(task, &posting);
}
