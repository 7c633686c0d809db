/* SPDX-License-Identifier: Apache-2.0 */
/** coupon.c: rules that take something off, and how often they may. */
#include "base/change.h"
#include "base/mark.h"
#include "base/metadata.h"
#include "catalog/catalog.h"
#include "event/event.h"

#include "limits.model.h"

#define COUPON_ID_LENGTH   8
#define PERCENT_PLACES_MAX 4

bool
coupon_is_valid(const struct coupon *coupon, instant_t now)
{
    bool is_late = coupon->redeem_by != 0 && now > coupon->redeem_by;
    bool is_used_up = coupon->has_max_redemptions == GIVEN_VALUE &&
                      coupon->times_redeemed >= coupon->max_redemptions;
    return !coupon->is_deleted && !is_late && !is_used_up;
}

err_t
coupon_derive(struct task *task, struct coupon *coupon)
{
    coupon->valid = coupon_is_valid(coupon, task->now);
    return OK;
}

/* ---- terms ------------------------------------------------------------- */

/** What it takes off: exactly one of a share, an amount, and what a script says. */
static err_t
reduction_check(struct task *task, const struct coupon_create_params *params)
{
    int count = (params->has_percent_off == GIVEN_VALUE ? 1 : 0) +
                (params->has_amount_off == GIVEN_VALUE ? 1 : 0) +
                (params->has_script == GIVEN_VALUE ? 1 : 0);
    if (count == 0) {
        return fail(task, ERR_PARAMETER_MISSING, "percent_off",
                    "Must provide percent_off, amount_off or script.");
    }
    if (count > 1) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "percent_off",
                    "You may only specify one of these parameters: percent_off, amount_off, "
                    "script.");
    }
    if (params->has_amount_off == GIVEN_VALUE && params->has_currency != GIVEN_VALUE) {
        return fail(task, ERR_PARAMETER_MISSING, "currency",
                    "You must pass currency when passing amount_off.");
    }
    if (params->has_amount_off != GIVEN_VALUE &&
        (params->has_currency == GIVEN_VALUE || params->has_currency_options == GIVEN_VALUE)) {
        return fail(task, ERR_COUPON_TERMS,
                    params->has_currency == GIVEN_VALUE ? "currency" : "currency_options",
                    "A currency goes with amount_off only.");
    }
    return OK;
}

static err_t
percent_check(struct task *task, struct decimal percent)
{
    struct decimal rounded;
    TRY(decimal_round(percent, PERCENT_PLACES_MAX, ROUND_DOWN, &rounded));
    if (decimal_compare(percent, decimal_from_int(0)) <= 0 ||
        decimal_compare(percent, decimal_from_int(100)) > 0 ||
        decimal_compare(percent, rounded) != 0) {
        return fail(task, ERR_COUPON_TERMS, "percent_off",
                    "percent_off is above 0, at most 100, with at most %d decimal places.",
                    PERCENT_PLACES_MAX);
    }
    return OK;
}

static err_t
times_check(struct task *task, const struct coupon_create_params *params)
{
    bool is_repeating =
        params->has_duration == GIVEN_VALUE && params->duration == COUPON_DURATION_REPEATING;
    if (is_repeating && params->has_duration_in_months != GIVEN_VALUE) {
        return fail(task, ERR_PARAMETER_MISSING, "duration_in_months",
                    "You must provide duration_in_months when duration is repeating.");
    }
    if (!is_repeating && params->has_duration_in_months == GIVEN_VALUE) {
        return fail(task, ERR_COUPON_TERMS, "duration_in_months",
                    "duration_in_months goes with duration=repeating only.");
    }
    if (params->has_redeem_by != GIVEN_VALUE) {
        return OK;
    }
    if (params->redeem_by <= task->now ||
        params->redeem_by > instant_add(task->now, INTERVAL_YEAR, LIMIT_COUPON_REDEEM_YEARS)) {
        return fail(task, ERR_COUPON_TERMS, "redeem_by",
                    "redeem_by lies in the future, at most %d years ahead.",
                    LIMIT_COUPON_REDEEM_YEARS);
    }
    return OK;
}

/* ---- parts ------------------------------------------------------------- */

/** A chosen id that is free, or eight random characters. */
static err_t
coupon_name(struct task *task, const struct coupon_create_params *params, struct text *out)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (;;) {
        struct text id = params->id;
        if (params->has_id != GIVEN_VALUE) {
            char *bytes = arena_alloc(task->arena, COUPON_ID_LENGTH, 1);
            if (bytes == NULL) {
                return fail(task, ERR_OUT_OF_MEMORY, "id", NULL);
            }
            for (size_t i = 0; i < COUPON_ID_LENGTH; i++) {
                bytes[i] = alphabet[random_below(&task->random, sizeof(alphabet) - 1)];
            }
            id = (struct text){bytes, COUPON_ID_LENGTH};
        }
        void *other = NULL;
        TRY(record_load_text(task, &coupon_records, COUPONS_BY_PUBLIC_ID, id, &other));
        if (other == NULL) {
            *out = id;
            return OK;
        }
        if (params->has_id == GIVEN_VALUE) {
            const struct coupon *coupon = other;
            return fail(task, ERR_RESOURCE_ALREADY_EXISTS, "id", "%s: '%.*s'",
                        coupon->is_deleted
                            ? "The id belongs to a deleted coupon that discounts still point at"
                            : "Coupon already exists",
                        TEXT_ARG(id));
        }
        MARK("coupon.random_id_taken");
    }
}

static err_t
applies_to_set(struct task *task, const struct coupon_applies_to_data_params *data,
               struct coupon *coupon)
{
    struct coupon_applies_to *applies_to = arena_new(task->arena, struct coupon_applies_to);
    struct text *products = arena_alloc(task->arena, data->products_count, sizeof(*products));
    if (applies_to == NULL || products == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "applies_to", NULL);
    }
    for (size_t i = 0; i < data->products_count; i++) {
        struct product *product;
        TRY(product_find(task, data->products[i],
                         text_format(task->arena, "applies_to[products][%zu]", i).bytes, &product));
        products[i] = data->products[i];
    }
    applies_to->products = products;
    applies_to->products_count = data->products_count;
    coupon->applies_to = applies_to;
    return OK;
}

/** Add or replace amounts in other currencies. */
static err_t
currency_options_merge(struct task *task, const struct coupon_currency_option_data_params *data,
                       size_t count, struct coupon *coupon)
{
    struct coupon_currency_option *options =
        arena_alloc(task->arena, coupon->currency_options_count + count, sizeof(*options));
    if (options == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "currency_options", NULL);
    }
    size_t used = 0;
    for (size_t i = 0; i < coupon->currency_options_count; i++) {
        options[used++] = coupon->currency_options[i];
    }
    for (size_t i = 0; i < count; i++) {
        size_t place = 0;
        while (place < used && !currency_equal(options[place].currency, data[i].currency)) {
            place++;
        }
        used += place == used ? 1 : 0;
        options[place].currency = data[i].currency;
        options[place].amount_off = data[i].amount_off;
    }
    coupon->currency_options = options;
    coupon->currency_options_count = used;
    return OK;
}

static err_t
script_set(struct task *task, const struct coupon_script_data_params *data, struct coupon *coupon)
{
    struct coupon_script *script = arena_new(task->arena, struct coupon_script);
    if (script == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "script", NULL);
    }
    script->id = data->id;
    script->configuration = data->configuration;
    script->on_failure =
        data->has_on_failure == GIVEN_VALUE ? data->on_failure : SCRIPT_ON_FAILURE_DEFAULT;
    coupon->script = script;
    return OK;
}

/* ---- life -------------------------------------------------------------- */

static err_t
coupon_fill(struct task *task, const struct coupon_create_params *params, struct coupon *coupon)
{
    coupon->created = task->now;
    coupon->livemode = task->account->livemode;
    coupon->has_amount_off = params->has_amount_off;
    coupon->amount_off = params->amount_off;
    coupon->currency = params->currency;
    coupon->has_percent_off = params->has_percent_off;
    coupon->percent_off = params->percent_off;
    coupon->duration =
        params->has_duration == GIVEN_VALUE ? params->duration : COUPON_DURATION_ONCE;
    coupon->has_duration_in_months = params->has_duration_in_months;
    coupon->duration_in_months = params->duration_in_months;
    coupon->has_max_redemptions = params->has_max_redemptions;
    coupon->max_redemptions = params->max_redemptions;
    coupon->name = params->name;
    coupon->redeem_by = params->redeem_by;
    if (params->applies_to != NULL && params->applies_to->products_count > 0) {
        TRY(applies_to_set(task, params->applies_to, coupon));
    }
    TRY(currency_options_merge(task, params->currency_options, params->currency_options_count,
                               coupon));
    if (params->script != NULL) {
        TRY(script_set(task, params->script, coupon));
    }
    return metadata_merge(task, &coupon->metadata, &params->metadata, params->has_metadata,
                          &coupon->metadata);
}

err_t
coupon_create(struct task *task, const struct coupon_create_params *params, struct coupon **out)
{
    TRY(reduction_check(task, params));
    if (params->has_percent_off == GIVEN_VALUE) {
        TRY(percent_check(task, params->percent_off));
    }
    TRY(times_check(task, params));
    struct coupon *coupon = arena_new(task->arena, struct coupon);
    if (coupon == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    TRY(coupon_name(task, params, &coupon->public_id));
    TRY(coupon_fill(task, params, coupon));
    coupon->id = task_new_id(task);
    TRY(record_insert(task, &coupon_records, coupon));
    TRY(event_append(task, EVENT_COUPON_CREATED, &coupon_records, coupon));
    *out = coupon;
    return OK;
}

err_t
coupon_bind(struct task *task, struct coupon *coupon, struct id binding)
{
    assert(coupon->script != NULL && binding.key != 0);

    coupon->script->binding = binding;
    return record_update(task, &coupon_records, coupon);
}

err_t
coupon_update(struct task *task, struct coupon *coupon, const struct coupon_update_params *params)
{
    if (params->has_currency_options == GIVEN_VALUE) {
        if (coupon->has_amount_off != GIVEN_VALUE) {
            return fail(task, ERR_COUPON_TERMS, "currency_options",
                        "A currency goes with amount_off only.");
        }
        TRY(currency_options_merge(task, params->currency_options, params->currency_options_count,
                                   coupon));
    }
    change_text(&coupon->name, params->has_name, params->name);
    TRY(metadata_merge(task, &coupon->metadata, &params->metadata, params->has_metadata,
                       &coupon->metadata));
    TRY(record_update(task, &coupon_records, coupon));
    return event_append(task, EVENT_COUPON_UPDATED, &coupon_records, coupon);
}

err_t
coupon_delete(struct task *task, struct coupon *coupon)
{
    if (coupon->times_redeemed == 0) {
        TRY(record_delete(task, &coupon_records, coupon->id));
    } else {
        coupon->is_deleted = true;
        TRY(record_update(task, &coupon_records, coupon));
    }
    return event_append(task, EVENT_COUPON_DELETED, &coupon_records, coupon);
}

err_t
coupon_redeem(struct task *task, struct coupon *coupon, const char *param)
{
    if (!coupon_is_valid(coupon, task->now)) {
        return fail(task, ERR_COUPON_EXPIRED, param, "Coupon %.*s is not valid: it %s.",
                    TEXT_ARG(coupon->public_id),
                    coupon->is_deleted ? "was deleted"
                    : coupon->redeem_by != 0 && task->now > coupon->redeem_by
                        ? "is past its redeem_by"
                        : "was redeemed max_redemptions times");
    }
    coupon->times_redeemed++;
    return record_update(task, &coupon_records, coupon);
}
