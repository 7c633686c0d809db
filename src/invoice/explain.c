/* SPDX-License-Identifier: Apache-2.0 */
/**
 * explain.c: how an invoice's amounts came about.
 *
 * Everything is computed anew from what is stored: prices, shares, discounts,
 * tax rates and the rule by which taxes were rounded. What comes out is held
 * against the invoice (EXPLAIN-1), so that an explanation that says "matches"
 * is the computation and not a story about it.
 */
#include "invoice/explain.h"

#include "invoice/total.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the explanation is too big");
}

/* ---- discounts -------------------------------------------------------------------- */

/** What a discount took off a line, NULL when it did not reach it. */
static const struct discount_amount *
taking_of(const struct invoice_line *line, struct id discount)
{
    for (size_t i = 0; i < line->discount_amounts_count; i++) {
        if (line->discount_amounts[i].discount.key == discount.key) {
            return &line->discount_amounts[i];
        }
    }
    return NULL;
}

static bool
has_discount(const struct id *ids, size_t count, struct id id)
{
    for (size_t i = 0; i < count; i++) {
        if (ids[i].key == id.key) {
            return true;
        }
    }
    return false;
}

/** The run behind a coupon's script, among those of the invoice. */
static err_t
run_of(struct task *task, const struct invoice *invoice, const struct coupon *coupon,
       struct id *out)
{
    for (size_t i = 0; i < invoice->runs_count && coupon->script != NULL; i++) {
        void *object;
        TRY(record_load(task, &run_records, invoice->runs[i], &object));
        const struct run *run = object;
        if (run != NULL && run->binding.key == coupon->script->binding.key) {
            *out = run->id;
        }
    }
    return OK;
}

/** A discount as one line shows it: what it found, and what it took there. */
static err_t
describe(struct task *task, const struct invoice *invoice, const struct discount_amount *taking,
         int64_t base, struct explanation_line *line, const struct coupon **coupon_out)
{
    struct discount *discount;
    struct coupon *coupon;
    TRY(discount_find(task, taking->discount, &discount));
    assert(discount != NULL); /* an invoice's discounts are kept */
    TRY(coupon_load(task, discount->source.coupon, NULL, &coupon));
    struct explanation_discount *out = &line->discounts[line->discounts_count++];
    *out = (struct explanation_discount){
        .amount = taking->amount,
        .base = base,
        .coupon = coupon->id,
        .discount = discount->id,
        .has_percent_off = coupon->has_percent_off,
        .percent_off = coupon->percent_off,
        .has_amount_off = coupon->has_amount_off,
        .amount_off = coupon->amount_off,
        .reason = taking->reason,
    };
    *coupon_out = coupon;
    return run_of(task, invoice, coupon, &out->run);
}

/** What is left of each line while discounts are gone through. */
struct walk {
    const struct invoice *invoice;
    struct explanation_line *lines;
    int64_t *left;
};

/** One discount on lines: it works on what is left of those that it reached, together. */
static err_t
walk_discount(struct task *task, struct walk *walk, struct id discount, size_t first, size_t end)
{
    const struct coupon *coupon = NULL;
    int64_t base = 0, taken = 0, expected;
    for (size_t i = first; i < end; i++) {
        base += taking_of(&walk->invoice->lines[i], discount) != NULL ? walk->left[i] : 0;
    }
    for (size_t i = first; i < end; i++) {
        const struct discount_amount *taking = taking_of(&walk->invoice->lines[i], discount);
        if (taking != NULL) {
            TRY(describe(task, walk->invoice, taking, base, &walk->lines[i], &coupon));
            walk->left[i] -= taking->amount;
            taken += taking->amount;
        }
    }
    if (coupon == NULL || coupon->script != NULL) {
        return OK; /* what a script said is in its run */
    }
    TRY(rating_coupon_take(coupon, walk->invoice->currency, base, &expected));
    for (size_t i = first; i < end; i++) {
        bool is_reached = taking_of(&walk->invoice->lines[i], discount) != NULL;
        walk->lines[i].matches = walk->lines[i].matches && (!is_reached || taken == expected);
    }
    return OK;
}

err_t
explain_discounts(struct task *task, const struct invoice *invoice, struct explanation_line *lines)
{
    struct walk walk = {.invoice = invoice, .lines = lines};
    walk.left = arena_alloc(task->arena, invoice->lines_count, sizeof(*walk.left));
    if (walk.left == NULL && invoice->lines_count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        walk.left[i] = line->amount;
        lines[i].discounts =
            arena_alloc(task->arena, line->discount_amounts_count, sizeof(*lines[i].discounts));
        if (lines[i].discounts == NULL && line->discount_amounts_count > 0) {
            return fail_memory(task);
        }
        for (size_t d = 0; d < line->discounts_count; d++) {
            if (!has_discount(line->discounts, d, line->discounts[d])) {
                TRY(walk_discount(task, &walk, line->discounts[d], i, i + 1));
            }
        }
    }
    for (size_t d = 0; d < invoice->discounts_count; d++) {
        TRY(walk_discount(task, &walk, invoice->discounts[d], 0, invoice->lines_count));
    }
    for (size_t i = 0; i < invoice->lines_count; i++) {
        lines[i].total = walk.left[i];
        lines[i].matches = lines[i].matches &&
                           lines[i].discounts_count == invoice->lines[i].discount_amounts_count;
    }
    return OK;
}

/* ---- taxes ------------------------------------------------------------------------- */

static err_t
describe_tax(struct task *task, const struct line_tax *stored, const struct rating_tax *again,
             struct explanation_line *line)
{
    struct tax_rate *rate;
    TRY(tax_rate_load(task, stored->tax_rate_details.tax_rate, NULL, &rate));
    struct explanation_tax *out = &line->taxes[line->taxes_count++];
    *out = (struct explanation_tax){
        .amount = stored->amount,
        .base = stored->taxable_amount,
        .inclusive = rate->inclusive,
        .percentage = rate->percentage,
        .tax_rate = rate->id,
        .is_given = again == NULL,
        .reason = stored->taxability_reason,
    };
    if (again == NULL) {
        return OK;
    }
    out->base = again->base;
    out->has_unrounded = GIVEN_VALUE;
    line->matches = line->matches && again->amount == stored->amount;
    return decimal_scale(decimal_from_int(again->base), again->parts, again->whole, ROUND_HALF_UP,
                         &out->unrounded) == OK
               ? OK
               : fail(task, ERR_MONEY_OVERFLOW, NULL, "a tax is too large to be explained");
}

/** The standard logic gives the same taxes. */
static bool
comes_out(const struct invoice_line *line, const struct rating_line *again)
{
    bool is_same = line->taxes_count == again->tax_count;
    for (size_t i = 0; is_same && i < line->taxes_count; i++) {
        is_same = line->taxes[i].amount == again->taxes[i].amount;
    }
    return is_same;
}

err_t
explain_taxes(struct task *task, const struct invoice *invoice, struct explanation_line *lines)
{
    struct rating_bill bill = {
        .currency = invoice->currency,
        .line_count = invoice->lines_count,
        .exemption = tax_exemption_of(invoice->customer_tax_exempt),
        .rounds_tax_at_end = invoice->tax_rounding == TAX_ROUNDING_INVOICE,
    };
    bill.lines = arena_alloc(task->arena, invoice->lines_count, sizeof(*bill.lines));
    if (bill.lines == NULL && invoice->lines_count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < invoice->lines_count; i++) {
        bill.lines[i].left = lines[i].total;
        TRY(line_rates_read(task, invoice, &invoice->lines[i], &bill.lines[i]));
    }
    TRY(rating_tax(task, &bill));
    bool is_decided;
    TRY(explain_is_decided(task, invoice->runs, invoice->runs_count, "billing.tax_calculation",
                           &is_decided));
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        bool is_given =
            (is_decided && !comes_out(line, &bill.lines[i])) || line->tax_given_count > 0;
        lines[i].taxes = arena_alloc(task->arena, line->taxes_count, sizeof(*lines[i].taxes));
        if (lines[i].taxes == NULL && line->taxes_count > 0) {
            return fail_memory(task);
        }
        lines[i].matches = lines[i].matches &&
                           (is_given || bill.lines[i].tax_count == line->taxes_count) &&
                           bill.lines[i].waived == line->tax_waived;
        for (size_t t = 0; t < line->taxes_count; t++) {
            bool is_there = !is_given && t < bill.lines[i].tax_count;
            TRY(describe_tax(task, &line->taxes[t], is_there ? &bill.lines[i].taxes[t] : NULL,
                             &lines[i]));
            lines[i].total += lines[i].taxes[t].inclusive ? 0 : line->taxes[t].amount;
        }
        lines[i].total -= line->tax_waived;
    }
    return OK;
}

/* ---- the rest ------------------------------------------------------------------------ */

static err_t
explain_credits(struct task *task, const struct invoice *invoice, struct invoice_explanation *out)
{
    struct record_scan scan = {.kind = &credit_note_records,
                               .index = CREDIT_NOTES_BY_INVOICE,
                               .equals = {invoice->id.key},
                               .equals_count = 1,
                               .unwatched = true,
                               .limit = 100};
    void **objects;
    bool has_more;
    TRY(record_scan(task, &scan, &objects, &out->credit_notes_count, &has_more));
    out->credit_notes =
        arena_alloc(task->arena, out->credit_notes_count, sizeof(*out->credit_notes));
    if (out->credit_notes == NULL && out->credit_notes_count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < out->credit_notes_count; i++) {
        const struct credit_note *note = objects[i];
        out->credit_notes[i] = (struct explanation_credit){
            .credit_note = note->id,
            .number = note->number,
            .post_payment_amount = note->post_payment_amount,
            .pre_payment_amount = note->pre_payment_amount,
            .status = note->status,
        };
    }
    return OK;
}

static struct text
balance_text(const struct invoice *invoice)
{
    if (invoice->total < 0) {
        return TEXT("below zero, the total is credit for the next invoices");
    }
    if (invoice->amount_due == 0 && invoice->ending_balance > 0) {
        return TEXT("too small to be charged, it waits for the next invoice");
    }
    if (invoice->ending_balance > 0) {
        return TEXT("a rest waits for the next invoice");
    }
    return invoice->starting_balance < 0   ? TEXT("the customer's credit is used up to the total")
           : invoice->starting_balance > 0 ? TEXT("what the customer owes is added")
                                           : TEXT("the customer's balance is zero");
}

err_t
invoice_explain(struct task *task, const struct invoice *invoice, struct invoice_explanation **out)
{
    struct invoice_explanation *all = arena_new(task->arena, struct invoice_explanation);
    if (all == NULL) {
        return fail_memory(task);
    }
    all->id = invoice->id;
    all->invoice = invoice->id;
    all->currency = invoice->currency;
    all->livemode = invoice->livemode;
    all->subtotal = invoice->subtotal;
    all->total = invoice->total;
    all->runs = invoice->runs;
    all->runs_count = invoice->runs_count;
    all->tax_rounding = invoice->tax_rounding;
    all->balance = (struct explanation_balance){
        .amount_due = invoice->amount_due,
        .ending_balance = invoice->ending_balance,
        .starting_balance = invoice->starting_balance,
        .text = balance_text(invoice),
    };
    all->lines = arena_alloc(task->arena, invoice->lines_count, sizeof(*all->lines));
    if (all->lines == NULL && invoice->lines_count > 0) {
        return fail_memory(task);
    }
    all->lines_count = invoice->lines_count;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        all->lines[i] = (struct explanation_line){
            .amount = line->amount, .description = line->description, .line = line->id};
        TRY(explain_amount(task, invoice, line, &all->lines[i]));
    }
    TRY(explain_discounts(task, invoice, all->lines));
    TRY(explain_taxes(task, invoice, all->lines));
    TRY(explain_credits(task, invoice, all));
    int64_t total = 0;
    all->matches = true;
    for (size_t i = 0; i < all->lines_count; i++) {
        total += all->lines[i].total;
        all->matches = all->matches && all->lines[i].matches;
    }
    all->matches = all->matches && total == invoice->total;
    *out = all;
    return OK;
}
