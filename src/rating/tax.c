/* SPDX-License-Identifier: Apache-2.0 */
/** tax.c: what tax rates make of lines that discounts have been taken off (billing.md 8). */
#include "rating/rating.h"

/** A percentage of four places in whole numbers: 7.25 % is 72500 of a million. */
enum { RATE_PLACES = 10000, RATE_WHOLE = 100 * RATE_PLACES };

/** amount * numerator / denominator, rounded half away from zero from the exact fraction. */
static int64_t
share(int64_t amount, int64_t numerator, int64_t denominator)
{
    int128_t product = (int128_t)amount * numerator;
    int128_t rest = product % denominator;
    int128_t result = product / denominator;
    if (rest * 2 >= denominator) {
        result++;
    } else if (rest * -2 >= denominator) {
        result--;
    }
    return (int64_t)result; /* a numerator is at most its denominator */
}

static err_t
parts_of(const struct tax_rate *rate, int64_t *out)
{
    struct decimal scaled;
    TRY(decimal_scale(rate->percentage, RATE_PLACES, 1, ROUND_HALF_UP, &scaled));
    return decimal_to_int(scaled, ROUND_HALF_UP, out);
}

static enum taxability_reason
reason_of(enum tax_exemption exemption, int64_t parts)
{
    switch (exemption) {
    case TAX_EXEMPT:
        return TAXABILITY_REASON_CUSTOMER_EXEMPT;
    case TAX_REVERSE:
        return TAXABILITY_REASON_REVERSE_CHARGE;
    case TAX_DUE:
        break;
    }
    return parts == 0 ? TAXABILITY_REASON_ZERO_RATED : TAXABILITY_REASON_STANDARD_RATED;
}

/** Shares of what is left that lie in it: inclusive tax. */
static err_t
begin_line(struct task *task, enum tax_exemption exemption, struct rating_line *line)
{
    int64_t inside = 0;
    assert(line->rate_count <= LIMIT_TAX_RATES_MAX);
    line->taxes = arena_alloc(task->arena, line->rate_count, sizeof(*line->taxes));
    if (line->taxes == NULL && line->rate_count > 0) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many taxes");
    }
    line->tax_count = line->rate_count;
    for (size_t i = 0; i < line->rate_count; i++) {
        struct rating_tax *tax = &line->taxes[i];
        *tax = (struct rating_tax){.rate = line->rates[i], .whole = RATE_WHOLE};
        TRY(parts_of(tax->rate, &tax->parts));
        tax->reason = reason_of(exemption, tax->parts);
        inside += tax->rate->inclusive ? tax->parts : 0;
    }
    for (size_t i = 0; i < line->rate_count; i++) {
        struct rating_tax *tax = &line->taxes[i];
        if (tax->rate->inclusive) {
            tax->base = line->left;
            tax->whole = RATE_WHOLE + inside;
            tax->amount = share(tax->base, tax->parts, tax->whole);
        }
    }
    return OK;
}

/** What is left without the tax in it. */
static int64_t
net_of(const struct rating_line *line)
{
    int64_t net = line->left;
    for (size_t i = 0; i < line->tax_count; i++) {
        net -= line->taxes[i].rate->inclusive ? line->taxes[i].amount : 0;
    }
    return net;
}

/** Shares of the rest that come on top of it: exclusive tax. */
static void
add_exclusive(struct rating_line *line)
{
    int64_t net = net_of(line);
    for (size_t i = 0; i < line->tax_count; i++) {
        struct rating_tax *tax = &line->taxes[i];
        if (!tax->rate->inclusive) {
            tax->base = net;
            tax->amount = share(tax->base, tax->parts, tax->whole);
        }
    }
}

static void
finish_line(enum tax_exemption exemption, struct rating_line *line)
{
    int64_t net = net_of(line);
    line->waived = exemption == TAX_DUE ? 0 : line->left - net;
    for (size_t i = 0; i < line->tax_count; i++) {
        struct rating_tax *tax = &line->taxes[i];
        tax->taxable = exemption == TAX_EXEMPT ? 0 : net;
        tax->amount = exemption == TAX_DUE ? tax->amount : 0;
    }
}

/** The line's tax by this rate with this denominator, or NULL. */
static struct rating_tax *
tax_of(struct rating_line *line, const struct rating_tax *like)
{
    for (size_t i = 0; i < line->tax_count; i++) {
        struct rating_tax *tax = &line->taxes[i];
        if (tax->rate->id.key == like->rate->id.key && tax->whole == like->whole) {
            return tax;
        }
    }
    return NULL;
}

static int64_t
size_of(int64_t amount)
{
    return amount < 0 ? -amount : amount;
}

/** The exact sum of one rate is rounded once; the largest line from `first` on takes the rest. */
static void
round_sum(struct rating_bill *bill, size_t first, const struct rating_tax *like)
{
    int128_t exact = 0;
    int64_t rounded = 0;
    size_t largest = first;
    for (size_t i = first; i < bill->line_count; i++) {
        const struct rating_tax *tax = tax_of(&bill->lines[i], like);
        if (tax != NULL) {
            exact += (int128_t)tax->base * tax->parts;
            rounded += tax->amount;
            largest =
                size_of(bill->lines[i].left) > size_of(bill->lines[largest].left) ? i : largest;
        }
    }
    int128_t rest = exact % like->whole;
    int64_t sum = (int64_t)(exact / like->whole);
    sum += rest * 2 >= like->whole ? 1 : rest * -2 >= like->whole ? -1 : 0;
    tax_of(&bill->lines[largest], like)->amount += sum - rounded;
}

/** Whether no line before has this tax. */
static bool
is_first(struct rating_bill *bill, size_t line, const struct rating_tax *like)
{
    for (size_t i = 0; i < line; i++) {
        if (tax_of(&bill->lines[i], like) != NULL) {
            return false;
        }
    }
    return true;
}

static void
round_at_end(struct rating_bill *bill, bool is_inclusive)
{
    for (size_t i = 0; bill->rounds_tax_at_end && i < bill->line_count; i++) {
        for (size_t t = 0; t < bill->lines[i].tax_count; t++) {
            const struct rating_tax *tax = &bill->lines[i].taxes[t];
            if (tax->rate->inclusive == is_inclusive && is_first(bill, i, tax)) {
                round_sum(bill, i, tax);
            }
        }
    }
}

/** RATING-7: inclusive tax is taken out of what is left, exclusive tax is a share of the rest. */
err_t
rating_tax(struct task *task, struct rating_bill *bill)
{
    for (size_t i = 0; i < bill->line_count; i++) {
        TRY(begin_line(task, bill->exemption, &bill->lines[i]));
    }
    round_at_end(bill, true);
    for (size_t i = 0; i < bill->line_count; i++) {
        add_exclusive(&bill->lines[i]);
    }
    round_at_end(bill, false);
    for (size_t i = 0; i < bill->line_count; i++) {
        finish_line(bill->exemption, &bill->lines[i]);
    }
    return OK;
}
