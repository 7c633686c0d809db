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

/** RATING-7: inclusive tax is taken out of what is left, exclusive tax is a share of the rest. */
static err_t
tax_line(struct task *task, enum tax_exemption exemption, struct rating_line *line)
{
    int64_t parts[LIMIT_TAX_RATES_MAX], inclusive_parts = 0;
    int64_t net = line->left;
    assert(line->rate_count <= LIMIT_TAX_RATES_MAX);
    line->taxes = arena_alloc(task->arena, line->rate_count, sizeof(*line->taxes));
    if (line->taxes == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many taxes");
    }
    line->tax_count = line->rate_count;
    for (size_t i = 0; i < line->rate_count; i++) {
        const struct tax_rate *rate = line->rates[i];
        TRY(parts_of(rate, &parts[i]));
        inclusive_parts += rate->inclusive ? parts[i] : 0;
        line->taxes[i] =
            (struct rating_tax){.rate = rate, .reason = reason_of(exemption, parts[i])};
    }
    for (size_t i = 0; i < line->rate_count; i++) {
        if (line->rates[i]->inclusive) {
            line->taxes[i].amount = share(line->left, parts[i], RATE_WHOLE + inclusive_parts);
            net -= line->taxes[i].amount;
        }
    }
    for (size_t i = 0; i < line->rate_count; i++) {
        struct rating_tax *tax = &line->taxes[i];
        tax->taxable = exemption == TAX_EXEMPT ? 0 : net;
        if (exemption != TAX_DUE) {
            tax->amount = 0;
        } else if (!tax->rate->inclusive) {
            tax->amount = share(net, parts[i], RATE_WHOLE);
        }
    }
    line->waived = exemption == TAX_DUE ? 0 : line->left - net;
    return OK;
}

err_t
rating_tax(struct task *task, struct rating_bill *bill)
{
    for (size_t i = 0; i < bill->line_count; i++) {
        struct rating_line *line = &bill->lines[i];
        line->tax_count = 0;
        line->waived = 0;
        if (line->rate_count > 0) {
            TRY(tax_line(task, bill->exemption, line));
        }
    }
    return OK;
}
