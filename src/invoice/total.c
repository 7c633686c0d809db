/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/total.h"

#include "invoice/decide.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the invoice is too big");
}

err_t
tax_rates_read(struct task *task, const struct id *ids, size_t count,
               const struct tax_rate *const **out)
{
    const struct tax_rate **rates = arena_alloc(task->arena, count, sizeof(*rates));
    if (rates == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        struct tax_rate *rate;
        TRY(tax_rate_load(task, ids[i], NULL, &rate));
        rates[i] = rate;
    }
    *out = rates;
    return OK;
}

err_t
line_rates_read(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
                struct rating_line *out)
{
    if (line->tax_given_count > 0) {
        return OK; /* a client computed its taxes */
    }
    bool has_own = line->tax_rates_count > 0;
    const struct id *ids = has_own ? line->tax_rates : invoice->default_tax_rates;
    size_t count = has_own ? line->tax_rates_count : invoice->default_tax_rates_count;
    out->rate_count = count;
    return tax_rates_read(task, ids, count, &out->rates);
}

/** Did the discount reach the invoice when it was priced? */
static bool
has_reached(const struct invoice *invoice, struct id discount)
{
    for (size_t i = 0; i < invoice->total_discount_amounts_count; i++) {
        if (invoice->total_discount_amounts[i].discount.key == discount.key) {
            return true;
        }
    }
    return false;
}

/** Discounts that count: those that are active, or did then when an invoice is told again. */
static err_t
read_discounts(struct task *task, const struct invoice *invoice, const struct id *ids, size_t count,
               struct rating_discount **out, size_t *out_count)
{
    if (task->instead == NULL) {
        return discount_list_active(task, ids, count, invoice->created, out, out_count);
    }
    *out_count = 0;
    *out = arena_alloc(task->arena, count, sizeof(**out));
    if (*out == NULL && count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        struct discount *discount;
        struct coupon *coupon;
        TRY(discount_find(task, ids[i], &discount));
        bool counts =
            discount != NULL &&
            (has_reached(invoice, ids[i]) ||
             (!discount->consumed && (discount->end == 0 || invoice->created < discount->end)));
        if (counts) {
            TRY(coupon_load(task, discount->source.coupon, NULL, &coupon));
            (*out)[(*out_count)++] = (struct rating_discount){discount->id, coupon};
        }
    }
    return OK;
}

static err_t
read_line(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
          struct rating_line *out)
{
    struct rating_discount *discounts;
    TRY(read_discounts(task, invoice, line->discounts, line->discounts_count, &discounts,
                       &out->discount_count));
    out->discounts = discounts;
    out->amount = line->amount;
    out->is_discountable = line->discountable;
    out->has_quantity = line->has_quantity == GIVEN_VALUE;
    out->quantity = line->quantity;
    out->start = line->period.start;
    out->end = line->period.end;
    TRY(line_rates_read(task, invoice, line, out));
    if (line->price.key == 0) {
        return OK;
    }
    struct price *price;
    struct product *product;
    TRY(price_load(task, line->price, NULL, &price));
    TRY(product_load(task, price->product, NULL, &product));
    out->price = price;
    out->product = product;
    return OK;
}

static err_t
read_party(struct task *task, const struct invoice *invoice, const struct customer *customer,
           struct rating_party *out)
{
    const struct id_secret *secret = &task->account->secret;
    *out = (struct rating_party){
        .customer_id = id_text(task->arena, secret, customer_kind.prefix, customer->id.key),
        .customer_metadata = customer->metadata,
        .subscription_metadata = invoice->subscription_metadata,
        .billing_reason = text_of(billing_reason_name(invoice->billing_reason)),
    };
    if (invoice->subscription.key != 0) {
        out->subscription_id =
            id_text(task->arena, secret, subscription_kind.prefix, invoice->subscription.key);
    }
    return OK;
}

static err_t
write_takings(struct task *task, const struct rating_taking *takings, size_t count,
              struct discount_amount **out, size_t *out_count)
{
    struct discount_amount *amounts = arena_alloc(task->arena, count, sizeof(*amounts));
    if (amounts == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        amounts[i] = (struct discount_amount){
            .amount = takings[i].amount,
            .discount = takings[i].discount,
            .reason = takings[i].reason,
        };
    }
    *out = amounts;
    *out_count = count;
    return OK;
}

err_t
line_taxes_write(struct task *task, const struct rating_line *line, struct line_tax **out,
                 size_t *count)
{
    struct line_tax *taxes = arena_alloc(task->arena, line->tax_count, sizeof(*taxes));
    if (taxes == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < line->tax_count; i++) {
        const struct rating_tax *tax = &line->taxes[i];
        taxes[i] = (struct line_tax){
            .amount = tax->amount,
            .tax_behavior = tax->rate->inclusive ? TAX_BEHAVIOR_INCLUSIVE : TAX_BEHAVIOR_EXCLUSIVE,
            .tax_rate_details.tax_rate = tax->rate->id,
            .taxability_reason = tax->reason,
            .taxable_amount = tax->taxable,
        };
    }
    *out = taxes;
    *count = line->tax_count;
    return OK;
}

static err_t
write_taxes(struct task *task, const struct rating_line *line, struct invoice_line *out)
{
    if (out->tax_given_count > 0) {
        out->taxes = out->tax_given;
        out->taxes_count = out->tax_given_count;
        out->tax_waived = 0;
        return OK;
    }
    out->tax_waived = line->waived;
    return line_taxes_write(task, line, &out->taxes, &out->taxes_count);
}

/** What exclusive taxes add to a line, and what exempt customers do not pay of it. */
static err_t
add_taxes(struct task *task, const struct invoice_line *line, int64_t *total)
{
    bool is_too_much = __builtin_sub_overflow(*total, line->tax_waived, total);
    for (size_t i = 0; i < line->taxes_count; i++) {
        if (line->taxes[i].tax_behavior == TAX_BEHAVIOR_EXCLUSIVE) {
            is_too_much =
                __builtin_add_overflow(*total, line->taxes[i].amount, total) || is_too_much;
        }
    }
    return is_too_much ? fail(task, ERR_MONEY_OVERFLOW, NULL, "the lines add up to too much") : OK;
}

/** INVOICE-2: the total is what lines leave; INVOICE-3: their discounts add up to the whole's. */
static err_t
write_totals(struct task *task, const struct rating_bill *bill, struct invoice *invoice)
{
    int64_t sum = 0, left = 0, taxed = 0, off_lines = 0, off_total = 0;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        struct invoice_line *line = &invoice->lines[i];
        TRY(write_takings(task, bill->lines[i].takings, bill->lines[i].taking_count,
                          &line->discount_amounts, &line->discount_amounts_count));
        if (__builtin_add_overflow(sum, line->amount, &sum) ||
            __builtin_add_overflow(left, bill->lines[i].left, &left)) {
            return fail(task, ERR_MONEY_OVERFLOW, NULL, "the lines add up to too much");
        }
        TRY(write_taxes(task, &bill->lines[i], line));
        TRY(add_taxes(task, line, &taxed));
        for (size_t d = 0; d < line->discount_amounts_count; d++) {
            off_lines += line->discount_amounts[d].amount;
        }
    }
    TRY(write_takings(task, bill->totals, bill->total_count, &invoice->total_discount_amounts,
                      &invoice->total_discount_amounts_count));
    for (size_t d = 0; d < invoice->total_discount_amounts_count; d++) {
        off_total += invoice->total_discount_amounts[d].amount;
    }
    assert(left == sum - off_lines);
    assert(off_lines == off_total);
    invoice->subtotal = sum - bill->line_discount;
    if (__builtin_add_overflow(left, taxed, &invoice->total)) {
        return fail(task, ERR_MONEY_OVERFLOW, NULL, "the lines add up to too much");
    }
    invoice->amount_due = invoice->total > 0 ? invoice->total : 0;
    invoice->amount_remaining = invoice->amount_due;
    return OK;
}

err_t
invoice_lines_amount(struct task *task, const struct invoice *invoice, struct money *out)
{
    *out = money_of(0, invoice->currency);
    for (size_t i = 0; i < invoice->lines_count; i++) {
        if (__builtin_add_overflow(out->minor, invoice->lines[i].amount, &out->minor)) {
            return fail(task, ERR_MONEY_OVERFLOW, NULL, "the lines add up to too much");
        }
    }
    return OK;
}

enum tax_exemption
tax_exemption_of(struct text tax_exempt)
{
    return text_is(tax_exempt, "exempt")    ? TAX_EXEMPT
           : text_is(tax_exempt, "reverse") ? TAX_REVERSE
                                            : TAX_DUE;
}

/** Where taxes are rounded is the account's rule at the time, and the invoice remembers it. */
static err_t
read_rounding(struct task *task, struct invoice *invoice, struct rating_bill *bill)
{
    struct invoice_rules *rules;
    size_t rates = 0;
    for (size_t i = 0; i < bill->line_count; i++) {
        rates += bill->lines[i].rate_count;
    }
    if (rates > 0 && task->instead == NULL) {
        TRY(invoice_rules_load(task, &rules));
        invoice->tax_rounding = rules->tax_rounding;
    }
    bill->rounds_tax_at_end = invoice->tax_rounding == TAX_ROUNDING_INVOICE;
    return OK;
}

/** Discounts, taxes and totals; *held is the run that could not decide, or NULL. */
static err_t
price(struct task *task, struct invoice *invoice, bool skip_scripts, const struct run **held)
{
    assert(invoice->status == INVOICE_STATUS_DRAFT);

    struct rating_bill bill = {
        .currency = invoice->currency,
        .line_count = invoice->lines_count,
        .skip_scripts = skip_scripts,
        .cause = {.reason = task->is_preview ? "invoice.preview" : "invoice.finalize",
                  .customer = invoice->customer,
                  .subscription = invoice->subscription,
                  .invoice = task->is_preview ? (struct id){0} : invoice->id,
                  .test_clock = invoice->test_clock},
    };
    bill.lines = arena_alloc(task->arena, invoice->lines_count, sizeof(*bill.lines));
    if (bill.lines == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < invoice->lines_count; i++) {
        TRY(read_line(task, invoice, &invoice->lines[i], &bill.lines[i]));
    }
    struct rating_discount *discounts;
    TRY(read_discounts(task, invoice, invoice->discounts, invoice->discounts_count, &discounts,
                       &bill.discount_count));
    bill.discounts = discounts;
    struct customer *customer;
    TRY(customer_load(task, invoice->customer, NULL, &customer));
    TRY(read_party(task, invoice, customer, &bill.party));
    TRY(rating_discount(task, &bill));
    if (task->instead == NULL) {
        invoice->customer_tax_exempt = customer->tax_exempt;
    }
    bill.exemption = tax_exemption_of(invoice->customer_tax_exempt);
    TRY(read_rounding(task, invoice, &bill));
    TRY(rating_tax(task, &bill));
    TRY(rating_ask_taxes(task, &bill));
    TRY(write_totals(task, &bill, invoice));
    invoice->runs = bill.runs;
    invoice->runs_count = bill.run_count;
    *held = bill.held;
    return OK;
}

err_t
invoice_price_instead(struct task *task, struct invoice *invoice)
{
    const struct run *held;
    assert(task->instead != NULL && task->is_preview);
    return price(task, invoice, invoice->is_released, &held);
}

err_t
invoice_price(struct task *task, struct invoice *invoice, bool skip_scripts)
{
    const struct run *held;
    invoice->is_released = skip_scripts; /* what has changed is decided anew */
    TRY(price(task, invoice, skip_scripts, &held));
    /* A parked draft stays parked: a person resolves its hold, no change does. */
    return held == NULL ? OK : decide_park(task, invoice, held);
}

err_t
invoice_price_again(struct task *task, struct invoice *invoice, bool skip_scripts)
{
    const struct run *held;
    assert(invoice->parked);
    invoice->is_released = skip_scripts;
    invoice->is_undivided = invoice->is_unrated = false;
    TRY(price(task, invoice, skip_scripts, &held));
    if (held == NULL) {
        invoice->parked = false;
        invoice->last_finalization_error = NULL;
    }
    return OK;
}
