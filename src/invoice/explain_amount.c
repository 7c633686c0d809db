/* SPDX-License-Identifier: Apache-2.0 */
/** explain_amount.c: price, quantity, tiers and shares behind the amount of a line. */
#include "invoice/explain.h"
#include "invoice/share.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the explanation is too big");
}

static err_t
fail_size(struct task *task)
{
    return fail(task, ERR_MONEY_OVERFLOW, NULL, "an amount is too large to be explained");
}

/** One more step, whose amount is exact. */
static err_t
add_step(struct task *task, struct explanation_line *line, enum explanation_step_kind kind,
         struct decimal amount, struct text text)
{
    size_t size = sizeof(*line->steps);
    struct explanation_step *steps = arena_grow(task->arena, line->steps, line->steps_count * size,
                                                (line->steps_count + 1) * size);
    if (steps == NULL || text.bytes == NULL) {
        return fail_memory(task);
    }
    line->steps = steps;
    steps[line->steps_count++] = (struct explanation_step){
        .kind = kind, .has_amount_decimal = GIVEN_VALUE, .amount_decimal = amount, .text = text};
    return OK;
}

static struct text
decimal_text(struct task *task, struct decimal value)
{
    char digits[DECIMAL_TEXT_MAX];
    size_t length = decimal_render(value, digits);
    return text_copy(task->arena, (struct text){digits, length});
}

/* ---- what a price charges ---------------------------------------------------- */

/** unit * units, as one step. */
static err_t
explain_units(struct task *task, struct explanation_line *line, struct decimal unit, int64_t units,
              struct decimal *sum)
{
    struct decimal amount;
    if (decimal_scale(unit, units, 1, ROUND_DOWN, &amount) != OK ||
        decimal_add(*sum, amount, sum) != OK) {
        return fail_size(task);
    }
    struct text text = decimal_text(task, unit);
    return add_step(
        task, line, EXPLANATION_STEP_KIND_UNITS, amount,
        text_format(task->arena, "%lld units at %.*s", (long long)units, TEXT_ARG(text)));
}

static err_t
explain_tier(struct task *task, struct explanation_line *line, const struct price_tier *tier,
             size_t number, int64_t units, struct decimal *sum)
{
    struct decimal amount;
    if (tier->has_flat_amount_decimal == GIVEN_VALUE) {
        if (decimal_add(*sum, tier->flat_amount_decimal, sum) != OK) {
            return fail_size(task);
        }
        TRY(add_step(task, line, EXPLANATION_STEP_KIND_FLAT_FEE, tier->flat_amount_decimal,
                     text_format(task->arena, "the fee of tier %zu", number)));
    }
    if (tier->has_unit_amount_decimal != GIVEN_VALUE) {
        return OK;
    }
    if (decimal_scale(tier->unit_amount_decimal, units, 1, ROUND_DOWN, &amount) != OK ||
        decimal_add(*sum, amount, sum) != OK) {
        return fail_size(task);
    }
    struct text unit = decimal_text(task, tier->unit_amount_decimal);
    return add_step(task, line, EXPLANATION_STEP_KIND_TIER, amount,
                    text_format(task->arena, "tier %zu: %lld units at %.*s", number,
                                (long long)units, TEXT_ARG(unit)));
}

static err_t
explain_tiers(struct task *task, struct explanation_line *line, const struct price *price,
              const struct price_currency_option *amounts, int64_t quantity, struct decimal *sum)
{
    int64_t below = 0;
    for (size_t i = 0; i < amounts->tiers_count; i++) {
        const struct price_tier *tier = &amounts->tiers[i];
        bool is_last = tier->has_up_to != GIVEN_VALUE || quantity <= tier->up_to;
        if (price->tiers_mode == TIERS_MODE_GRADUATED) {
            int64_t units = (is_last ? quantity : tier->up_to) - below;
            TRY(explain_tier(task, line, tier, i + 1, units, sum));
        } else if (is_last) {
            TRY(explain_tier(task, line, tier, i + 1, quantity, sum));
        }
        if (is_last) {
            break;
        }
        below = tier->up_to;
    }
    return OK;
}

static err_t
explain_package(struct task *task, struct explanation_line *line, const struct price *price,
                int64_t *units)
{
    const struct price_transform *transform = price->transform_quantity;
    if (transform == NULL) {
        return OK;
    }
    int64_t quantity = *units;
    bool is_up = transform->round == TRANSFORM_ROUND_UP;
    *units = quantity / transform->divide_by + (is_up && quantity % transform->divide_by != 0);
    return add_step(task, line, EXPLANATION_STEP_KIND_PACKAGE, decimal_from_int(*units),
                    text_format(task->arena, "%lld in packages of %lld, rounded %s",
                                (long long)quantity, (long long)transform->divide_by,
                                is_up ? "up" : "down"));
}

/** The rounded amount of an exact sum, as a step when it was rounded. */
static err_t
explain_rounding(struct task *task, struct explanation_line *line, struct decimal sum,
                 int64_t *amount)
{
    if (decimal_to_int(sum, ROUND_HALF_UP, amount) != OK) {
        return fail_size(task);
    }
    struct text text = decimal_text(task, sum);
    return decimal_is_whole(sum)
               ? OK
               : add_step(
                     task, line, EXPLANATION_STEP_KIND_ROUNDING, decimal_from_int(*amount),
                     text_format(task->arena, "%.*s rounded half away from zero", TEXT_ARG(text)));
}

static err_t
explain_price(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
              struct explanation_line *out, int64_t *amount)
{
    struct price *price;
    struct decimal sum = decimal_from_int(0);
    int64_t units = line->quantity;
    TRY(price_load(task, line->price, NULL, &price));
    struct price_currency_option amounts = price_amounts(price, invoice->currency);
    if (price->billing_scheme == BILLING_SCHEME_TIERED) {
        TRY(explain_tiers(task, out, price, &amounts, line->quantity, &sum));
    } else {
        TRY(explain_package(task, out, price, &units));
        TRY(explain_units(task, out, amounts.unit_amount_decimal, units, &sum));
    }
    return explain_rounding(task, out, sum, amount);
}

/* ---- shares of a period ---------------------------------------------------------- */

static struct text
time_text(struct task *task, instant_t at)
{
    char text[INSTANT_TEXT_MAX];
    instant_render(at, text);
    return text_copy(task->arena, text_of(text));
}

/** What user logic took of the whole. */
static err_t
explain_factor(struct task *task, const struct line_share *share, struct explanation_line *out)
{
    struct text factor = decimal_text(task, share->factor);
    return add_step(task, out, EXPLANATION_STEP_KIND_FACTOR, share->factor,
                    text_format(task->arena, "user logic took a share of %.*s", TEXT_ARG(factor)));
}

/** The seconds that count, of those of the whole period. */
static err_t
explain_seconds(struct task *task, const struct line_share *share, struct explanation_line *out)
{
    struct decimal exact;
    int64_t part = share->until > share->at ? share->until - share->at : 0;
    int64_t period = share->end > share->start ? share->end - share->start : 1;
    struct text begin = time_text(task, share->at), end = time_text(task, share->until);
    if (decimal_scale(decimal_from_int(share->is_credit ? -share->whole : share->whole), part,
                      period, ROUND_HALF_UP, &exact) != OK) {
        return fail_size(task);
    }
    TRY(add_step(task, out, EXPLANATION_STEP_KIND_SHARE, exact,
                 text_format(task->arena, "%s of %lld of %lld seconds, %.*s to %.*s",
                             share->is_credit ? "gives back its share" : "its share",
                             (long long)part, (long long)period, TEXT_ARG(begin), TEXT_ARG(end))));
    struct explanation_step *step = &out->steps[out->steps_count - 1];
    step->has_numerator = step->has_denominator = GIVEN_VALUE;
    step->numerator = part;
    step->denominator = period;
    return OK;
}

static err_t
explain_share(struct task *task, const struct line_share *share, struct explanation_line *out,
              int64_t *amount)
{
    if (*amount != share->whole) {
        TRY(add_step(task, out, EXPLANATION_STEP_KIND_BASE, decimal_from_int(share->whole),
                     share->is_credit ? TEXT("what was charged for the period")
                                      : TEXT("less the discounts that go on")));
    }
    TRY(share->has_factor == GIVEN_VALUE ? explain_factor(task, share, out)
                                         : explain_seconds(task, share, out));
    if (share_amount(share, amount) != OK) {
        return fail_size(task);
    }
    return add_step(task, out, EXPLANATION_STEP_KIND_ROUNDING, decimal_from_int(*amount),
                    TEXT("rounded half away from zero"));
}

err_t
explain_is_decided(struct task *task, const struct id *runs, size_t count, const char *point,
                   bool *out)
{
    *out = false;
    for (size_t i = 0; i < count && !*out; i++) {
        void *object;
        TRY(record_load(task, &run_records, runs[i], &object));
        const struct run *run = object;
        *out = run != NULL && run->outcome == RUN_OUTCOME_KIND_OK && text_is(run->point, point);
    }
    return OK;
}

/** A line without a share that is not its price's: a change decided it, or its time is free. */
static err_t
explain_rest(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
             struct explanation_line *out, int64_t *amount)
{
    bool is_free = line->amount == 0 && line->subscription_item.key != 0;
    bool is_rated = false;
    if (*amount != line->amount) {
        TRY(explain_is_decided(task, invoice->decisions, invoice->decisions_count, "billing.rating",
                               &is_rated));
    }
    if (is_rated) {
        *amount = line->amount;
        return add_step(task, out, EXPLANATION_STEP_KIND_AMOUNT, decimal_from_int(line->amount),
                        TEXT("what user logic said at billing.rating"));
    }
    if (*amount == line->amount || !(line->proration || is_free)) {
        return OK;
    }
    *amount = line->amount;
    return add_step(task, out, EXPLANATION_STEP_KIND_AMOUNT, decimal_from_int(line->amount),
                    line->proration ? TEXT("what the change of the subscription came to")
                                    : TEXT("the time is free"));
}

err_t
explain_amount(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
               struct explanation_line *out)
{
    int64_t amount = line->amount;
    if (line->price.key != 0) {
        TRY(explain_price(task, invoice, line, out, &amount));
    } else if (line->has_unit_amount_decimal == GIVEN_VALUE) {
        struct decimal sum = decimal_from_int(0);
        TRY(explain_units(task, out, line->unit_amount_decimal, line->quantity, &sum));
        TRY(explain_rounding(task, out, sum, &amount));
    } else {
        TRY(add_step(task, out, EXPLANATION_STEP_KIND_AMOUNT, decimal_from_int(line->amount),
                     TEXT("an amount that was given")));
    }
    TRY(line->share != NULL ? explain_share(task, line->share, out, &amount)
                            : explain_rest(task, invoice, line, out, &amount));
    out->matches = amount == line->amount;
    return OK;
}
