/* SPDX-License-Identifier: Apache-2.0 */
/** amount.c: amounts by unit and by tier, in every currency of a price (billing.md 6.2, 6.3). */
#include "catalog/amount.h"

/** Largest amount, also for decimals: as many digits as the parameter unit_amount takes. */
#define AMOUNT_MAX INT64_C(99999999999)

const char *
amount_field(struct task *task, const char *prefix, const char *name)
{
    return prefix == NULL ? name : text_format(task->arena, "%s[%s]", prefix, name).bytes;
}

/* ---- reading ----------------------------------------------------------- */

/** An amount that may be sent as a whole number or as a decimal, and is kept as both. */
struct amount {
    const char *name; /**< "unit_amount": the decimal is called "unit_amount_decimal" */
    enum given has_whole, has_decimal;
    int64_t whole;
    struct decimal decimal;
};

/** At most one of the two may be sent; *amount then carries both where it can. */
static err_t
amount_complete(struct task *task, const char *prefix, struct amount *amount)
{
    const char *whole = amount_field(task, prefix, amount->name);
    const char *decimal =
        amount_field(task, prefix, text_format(task->arena, "%s_decimal", amount->name).bytes);
    bool was_whole = amount->has_whole == GIVEN_VALUE;
    if (was_whole && amount->has_decimal == GIVEN_VALUE) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, decimal,
                    "You may only specify one of these parameters: %s, %s_decimal.", amount->name,
                    amount->name);
    }
    if (!was_whole && amount->has_decimal != GIVEN_VALUE) {
        return OK;
    }
    if (was_whole) {
        amount->decimal = decimal_from_int(amount->whole);
        amount->has_decimal = GIVEN_VALUE;
    }
    if (decimal_compare(amount->decimal, decimal_from_int(0)) < 0 ||
        decimal_compare(amount->decimal, decimal_from_int(AMOUNT_MAX)) > 0) {
        return fail(task, ERR_PRICE_TERMS, was_whole ? whole : decimal,
                    "An amount is from 0 to %lld minor units.", (long long)AMOUNT_MAX);
    }
    if (decimal_is_whole(amount->decimal)) {
        TRY(decimal_to_int(amount->decimal, ROUND_DOWN, &amount->whole));
        amount->has_whole = GIVEN_VALUE;
    }
    return OK;
}

static err_t
tier_read(struct task *task, const struct price_tier_data_params *data, const char *prefix,
          struct price_tier *out)
{
    struct amount flat = {"flat_amount", data->has_flat_amount, data->has_flat_amount_decimal,
                          data->flat_amount, data->flat_amount_decimal};
    struct amount unit = {"unit_amount", data->has_unit_amount, data->has_unit_amount_decimal,
                          data->unit_amount, data->unit_amount_decimal};
    TRY(amount_complete(task, prefix, &flat));
    TRY(amount_complete(task, prefix, &unit));
    if (flat.has_decimal != GIVEN_VALUE && unit.has_decimal != GIVEN_VALUE) {
        return fail(task, ERR_PARAMETER_MISSING, amount_field(task, prefix, "unit_amount"),
                    "A tier has a unit_amount, a flat_amount, or both.");
    }
    *out = (struct price_tier){
        .has_flat_amount = flat.has_whole,
        .flat_amount = flat.whole,
        .has_flat_amount_decimal = flat.has_decimal,
        .flat_amount_decimal = flat.decimal,
        .has_unit_amount = unit.has_whole,
        .unit_amount = unit.whole,
        .has_unit_amount_decimal = unit.has_decimal,
        .unit_amount_decimal = unit.decimal,
        .has_up_to = data->up_to == MODEL_INF ? GIVEN_NO : GIVEN_VALUE,
        .up_to = data->up_to == MODEL_INF ? 0 : data->up_to,
    };
    return OK;
}

/** CATALOG-8: tiers rise, and the last one has no end. */
static err_t
tiers_read(struct task *task, const struct amount_request *request, const char *prefix,
           struct price_currency_option *out)
{
    const char *field = amount_field(task, prefix, "tiers");
    size_t count = request->tiers_count;
    if (count == 0) {
        return fail(task, ERR_PARAMETER_MISSING, field, "Missing required param: tiers.");
    }
    out->tiers = arena_alloc(task->arena, count, sizeof(*out->tiers));
    if (out->tiers == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, field, NULL);
    }
    out->tiers_count = count;
    for (size_t i = 0; i < count; i++) {
        const char *place = text_format(task->arena, "%s[%zu]", field, i).bytes;
        TRY(tier_read(task, &request->tiers[i], place, &out->tiers[i]));
        bool is_last = i == count - 1;
        bool rises = i == 0 || request->tiers[i].up_to > request->tiers[i - 1].up_to;
        if (!rises || is_last != (request->tiers[i].up_to == MODEL_INF)) {
            return fail(task, ERR_PRICE_TERMS, amount_field(task, place, "up_to"),
                        "Tiers stand in rising order of up_to, and the last one, and only it, has "
                        "`inf`.");
        }
    }
    return OK;
}

err_t
amount_read(struct task *task, const struct amount_request *request, enum billing_scheme scheme,
            const char *prefix, struct price_currency_option *out)
{
    bool has_unit =
        request->has_unit_amount == GIVEN_VALUE || request->has_unit_amount_decimal == GIVEN_VALUE;
    if (scheme == BILLING_SCHEME_TIERED) {
        if (has_unit) {
            return fail(task, ERR_PRICE_TERMS, amount_field(task, prefix, "unit_amount"),
                        "With billing_scheme=tiered the amounts stand in tiers.");
        }
        return tiers_read(task, request, prefix, out);
    }
    if (request->has_tiers == GIVEN_VALUE) {
        return fail(task, ERR_PRICE_TERMS, amount_field(task, prefix, "tiers"),
                    "Tiers go with billing_scheme=tiered.");
    }
    if (!has_unit) {
        return fail(task, ERR_PARAMETER_MISSING, amount_field(task, prefix, "unit_amount"),
                    "Missing required param: unit_amount (or unit_amount_decimal).");
    }
    struct amount unit = {"unit_amount", request->has_unit_amount, request->has_unit_amount_decimal,
                          request->unit_amount, request->unit_amount_decimal};
    TRY(amount_complete(task, prefix, &unit));
    out->has_unit_amount = unit.has_whole;
    out->unit_amount = unit.whole;
    out->has_unit_amount_decimal = unit.has_decimal;
    out->unit_amount_decimal = unit.decimal;
    return OK;
}

err_t
amount_add_currencies(struct task *task, struct price *price,
                      const struct price_currency_option_data_params *options, size_t count,
                      const char *prefix)
{
    size_t size = sizeof(*price->other_currencies);
    if (count == 0) {
        return OK;
    }
    struct price_currency_option *grown =
        arena_grow(task->arena, price->other_currencies, price->other_currencies_count * size,
                   (price->other_currencies_count + count) * size);
    if (grown == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "currency_options", NULL);
    }
    price->other_currencies = grown;
    for (size_t i = 0; i < count; i++) {
        const struct price_currency_option_data_params *data = &options[i];
        const char *place =
            text_format(task->arena, "%s[%s]", amount_field(task, prefix, "currency_options"),
                        currency_code(data->currency))
                .bytes;
        if (price_has_currency(price, data->currency)) {
            return fail(task, ERR_PRICE_TERMS, place,
                        "The price has amounts in `%s` already, and they cannot change.",
                        currency_code(data->currency));
        }
        struct amount_request request = {
            .has_unit_amount = data->has_unit_amount,
            .unit_amount = data->unit_amount,
            .has_unit_amount_decimal = data->has_unit_amount_decimal,
            .unit_amount_decimal = data->unit_amount_decimal,
            .has_tiers = data->has_tiers,
            .tiers = data->tiers,
            .tiers_count = data->tiers_count,
        };
        struct price_currency_option option = {
            .currency = data->currency,
            .tax_behavior =
                data->has_tax_behavior == GIVEN_VALUE ? data->tax_behavior : price->tax_behavior,
        };
        TRY(amount_read(task, &request, price->billing_scheme, place, &option));
        grown[price->other_currencies_count++] = option;
    }
    return OK;
}

/* ---- currencies --------------------------------------------------------- */

static struct price_currency_option
own_amounts(const struct price *price)
{
    return (struct price_currency_option){
        .currency = price->currency,
        .tax_behavior = price->tax_behavior,
        .has_unit_amount = price->has_unit_amount,
        .unit_amount = price->unit_amount,
        .has_unit_amount_decimal = price->has_unit_amount_decimal,
        .unit_amount_decimal = price->unit_amount_decimal,
        .tiers = price->tiers,
        .tiers_count = price->tiers_count,
    };
}

bool
price_has_currency(const struct price *price, struct currency currency)
{
    bool has = currency_equal(price->currency, currency);
    for (size_t i = 0; i < price->other_currencies_count; i++) {
        has = has || currency_equal(price->other_currencies[i].currency, currency);
    }
    return has;
}

struct price_currency_option
price_amounts(const struct price *price, struct currency currency)
{
    for (size_t i = 0; i < price->other_currencies_count; i++) {
        if (currency_equal(price->other_currencies[i].currency, currency)) {
            return price->other_currencies[i];
        }
    }
    assert(currency_equal(price->currency, currency));
    return own_amounts(price);
}

err_t
price_derive(struct task *task, struct price *price)
{
    size_t count = price->other_currencies_count;
    price->currency_options = arena_alloc(task->arena, count + 1, sizeof(*price->currency_options));
    if (price->currency_options == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    price->currency_options[0] = own_amounts(price);
    if (count > 0) {
        memcpy(price->currency_options + 1, price->other_currencies,
               count * sizeof(*price->other_currencies));
    }
    price->currency_options_count = count + 1;
    return OK;
}

/* ---- what it costs ----------------------------------------------------- */

/** Units that are charged: packages when the price has them. */
static int64_t
quantity_transform(const struct price_transform *transform, int64_t quantity)
{
    if (transform == NULL) {
        return quantity;
    }
    assert(transform->divide_by > 0);
    int64_t whole = quantity / transform->divide_by;
    bool has_rest = quantity % transform->divide_by != 0;
    return whole + (has_rest && transform->round == TRANSFORM_ROUND_UP ? 1 : 0);
}

/** sum + flat + unit * units; a tier that has neither charges nothing. */
static err_t
tier_add(const struct price_tier *tier, int64_t units, struct decimal *sum)
{
    struct decimal amount;
    if (tier->has_flat_amount_decimal == GIVEN_VALUE) {
        TRY(decimal_add(*sum, tier->flat_amount_decimal, sum));
    }
    if (tier->has_unit_amount_decimal == GIVEN_VALUE) {
        TRY(decimal_scale(tier->unit_amount_decimal, units, 1, ROUND_DOWN, &amount));
        TRY(decimal_add(*sum, amount, sum));
    }
    return OK;
}

/** Quantity 0 enters the first tier: its flat amount is a minimum fee. */
static err_t
tiers_sum(const struct price_currency_option *amounts, enum tiers_mode mode, int64_t quantity,
          struct decimal *sum)
{
    int64_t below = 0; /* units in the tiers before */
    *sum = decimal_from_int(0);
    for (size_t i = 0; i < amounts->tiers_count; i++) {
        const struct price_tier *tier = &amounts->tiers[i];
        bool is_last = tier->has_up_to != GIVEN_VALUE || quantity <= tier->up_to;
        if (mode == TIERS_MODE_VOLUME && is_last) {
            return tier_add(tier, quantity, sum);
        }
        if (mode == TIERS_MODE_GRADUATED) {
            TRY(tier_add(tier, (is_last ? quantity : tier->up_to) - below, sum));
        }
        if (is_last) {
            return OK;
        }
        below = tier->up_to;
    }
    assert(false); /* CATALOG-8 */
    return OK;
}

err_t
price_amount(struct task *task, const struct price *price, struct currency currency,
             int64_t quantity, struct money *out)
{
    assert(quantity >= 0);

    struct price_currency_option amounts = price_amounts(price, currency);
    struct decimal sum;
    int64_t minor;
    err_t err;
    if (price->billing_scheme == BILLING_SCHEME_TIERED) {
        err = tiers_sum(&amounts, price->tiers_mode, quantity, &sum);
    } else {
        assert(amounts.has_unit_amount_decimal == GIVEN_VALUE);
        err = decimal_scale(amounts.unit_amount_decimal,
                            quantity_transform(price->transform_quantity, quantity), 1, ROUND_DOWN,
                            &sum);
    }
    if (err == OK) {
        err = decimal_to_int(sum, ROUND_HALF_UP, &minor);
    }
    if (err != OK) {
        return fail(task, ERR_MONEY_OVERFLOW, "quantity",
                    "The amount of this quantity is too large.");
    }
    *out = money_of(minor, currency);
    return OK;
}
