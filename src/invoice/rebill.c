/* SPDX-License-Identifier: Apache-2.0 */
/** rebill.c: what a final invoice would have been with other decisions (REBILL-1). */
#include "invoice/total.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to bill again");
}

/** One pass over a copy of the invoice; in the rehearsal it comes out as it is stored. */
static err_t
bill_again(struct task *task, const struct invoice *invoice, bool is_rehearsal,
           const struct invoice **out)
{
    struct invoice *copy = arena_copy(task->arena, invoice, sizeof(*invoice));
    if (copy == NULL) {
        return fail_memory(task);
    }
    copy->lines =
        arena_copy(task->arena, invoice->lines, invoice->lines_count * sizeof(*invoice->lines));
    if (copy->lines == NULL && invoice->lines_count > 0) {
        return fail_memory(task);
    }
    copy->status = INVOICE_STATUS_DRAFT;
    instead_begin(task->instead, is_rehearsal);
    TRY(invoice_rate_instead(task, copy));
    TRY(invoice_price_instead(task, copy));
    *out = copy;
    return OK;
}

static bool
is_same_line(const struct invoice_line *a, const struct invoice_line *b)
{
    bool is_same = a->amount == b->amount && a->tax_waived == b->tax_waived &&
                   a->taxes_count == b->taxes_count &&
                   a->discount_amounts_count == b->discount_amounts_count;
    for (size_t i = 0; is_same && i < a->taxes_count; i++) {
        is_same =
            a->taxes[i].amount == b->taxes[i].amount &&
            a->taxes[i].tax_rate_details.tax_rate.key == b->taxes[i].tax_rate_details.tax_rate.key;
    }
    for (size_t i = 0; is_same && i < a->discount_amounts_count; i++) {
        is_same = a->discount_amounts[i].amount == b->discount_amounts[i].amount &&
                  a->discount_amounts[i].discount.key == b->discount_amounts[i].discount.key;
    }
    return is_same;
}

static bool
is_same_invoice(const struct invoice *a, const struct invoice *b)
{
    bool is_same = a->total == b->total;
    for (size_t i = 0; is_same && i < a->lines_count; i++) {
        is_same = is_same_line(&a->lines[i], &b->lines[i]);
    }
    return is_same;
}

static err_t
both_passes(struct task *task, const struct invoice *invoice, struct rebilled *out)
{
    struct extend_instead *instead = task->instead;
    TRY(instead_runs(task, invoice->decisions, invoice->decisions_count, instead));
    TRY(instead_runs(task, invoice->runs, invoice->runs_count, instead));
    if (instead->is_unknown) {
        return OK;
    }
    TRY(bill_again(task, invoice, true, &out->was));
    if (!is_same_invoice(invoice, out->was)) {
        instead->is_unknown = true;
        instead->problem =
            TEXT("from what is stored the invoice does not come out as it was billed");
        return OK;
    }
    return bill_again(task, invoice, false, &out->now);
}

err_t
invoice_rebill(struct task *task, const struct invoice *invoice, struct extend_instead *instead,
               struct rebilled *out)
{
    bool is_preview = task->is_preview;
    assert(task->instead == NULL);
    *out = (struct rebilled){0};
    task->instead = instead;
    task->is_preview = true;
    err_t err = both_passes(task, invoice, out);
    task->instead = NULL;
    task->is_preview = is_preview;
    if (err == ERR_OUT_OF_MEMORY) {
        return err;
    }
    if (err != OK) { /* something that it was made of is gone */
        instead->is_unknown = true;
        instead->problem = task->failure.message;
        task_clear_failure(task);
    }
    out->is_known = !instead->is_unknown;
    out->problem = instead->problem;
    return OK;
}

/* ---- what differs ---------------------------------------------------------------- */

/** What a line comes to; its discounts apart. */
struct line_worth {
    int64_t amount; /**< without tax on top, without what an exempt customer does not pay */
    int64_t discount;
    int64_t total;
};

static struct line_worth
worth_of(const struct invoice_line *line)
{
    struct line_worth worth = {.amount = line->amount - line->tax_waived};
    for (size_t i = 0; i < line->discount_amounts_count; i++) {
        worth.discount += line->discount_amounts[i].amount;
    }
    worth.amount -= worth.discount;
    worth.total = worth.amount;
    for (size_t i = 0; i < line->taxes_count; i++) {
        bool is_inside = line->taxes[i].tax_behavior == TAX_BEHAVIOR_INCLUSIVE;
        worth.total += is_inside ? 0 : line->taxes[i].amount;
    }
    return worth;
}

static void
count_taxes(const struct invoice_line *line, int64_t sign, struct correction_line *out)
{
    for (size_t i = 0; i < line->taxes_count; i++) {
        const struct line_tax *tax = &line->taxes[i];
        size_t at = 0;
        while (at < out->taxes_count &&
               out->taxes[at].tax_rate.key != tax->tax_rate_details.tax_rate.key) {
            at++;
        }
        if (at == out->taxes_count) {
            out->taxes[out->taxes_count++] =
                (struct correction_tax){.inclusive = tax->tax_behavior == TAX_BEHAVIOR_INCLUSIVE,
                                        .tax_rate = tax->tax_rate_details.tax_rate};
        }
        out->taxes[at].amount += sign * tax->amount;
        out->taxes[at].taxable_amount += sign * tax->taxable_amount;
    }
}

/** The difference of one line; *differs says whether there is one. */
static err_t
line_difference(struct task *task, const struct invoice_line *was, const struct invoice_line *now,
                struct correction_line *out, bool *differs)
{
    struct line_worth before = worth_of(was);
    struct line_worth after = worth_of(now);
    *out = (struct correction_line){
        .amount = before.amount - after.amount,
        .description = was->description,
        .discount = before.discount - after.discount,
        .invoice_line = was->id,
        .now = after.total,
        .total = before.total - after.total,
        .was = before.total,
    };
    size_t most = was->taxes_count + now->taxes_count;
    out->taxes = arena_alloc(task->arena, most, sizeof(*out->taxes));
    if (out->taxes == NULL && most > 0) {
        return fail_memory(task);
    }
    count_taxes(was, 1, out);
    count_taxes(now, -1, out);
    size_t kept = 0;
    for (size_t i = 0; i < out->taxes_count; i++) {
        if (out->taxes[i].amount != 0) {
            out->taxes[kept++] = out->taxes[i];
        }
    }
    out->taxes_count = kept;
    *differs = out->amount != 0 || out->discount != 0 || kept > 0;
    return OK;
}

err_t
rebilled_differences(struct task *task, const struct rebilled *rebilled,
                     struct correction_line **out, size_t *count)
{
    assert(rebilled->is_known);
    struct correction_line *lines =
        arena_alloc(task->arena, rebilled->was->lines_count, sizeof(*lines));
    if (lines == NULL && rebilled->was->lines_count > 0) {
        return fail_memory(task);
    }
    *count = 0;
    for (size_t i = 0; i < rebilled->was->lines_count; i++) {
        bool differs;
        TRY(line_difference(task, &rebilled->was->lines[i], &rebilled->now->lines[i],
                            &lines[*count], &differs));
        *count += differs ? 1 : 0;
    }
    *out = lines;
    return OK;
}
