/* SPDX-License-Identifier: Apache-2.0 */
/** promotion_code.c: words that stand for coupons, and who may redeem them (billing.md 7). */
#include "base/change.h"
#include "base/mark.h"
#include "base/metadata.h"
#include "catalog/catalog.h"
#include "event/event.h"

#define CODE_LENGTH 8
/** Codes of one word: one active, and those that were. */
#define SAME_CODE_MAX 1000

/* ---- is it active? ------------------------------------------------------- */

static bool
is_used_up(const struct promotion_code *code)
{
    return code->has_max_redemptions == GIVEN_VALUE &&
           code->times_redeemed >= code->max_redemptions;
}

static bool
is_expired(const struct promotion_code *code, instant_t now)
{
    return code->expires_at != 0 && now > code->expires_at;
}

err_t
promotion_code_is_active(struct task *task, const struct promotion_code *code, bool *out)
{
    void *coupon = NULL;
    TRY(record_load(task, &coupon_records, code->promotion.coupon, &coupon));
    *out = code->is_switched_on && !is_used_up(code) && !is_expired(code, task->now) &&
           coupon != NULL && coupon_is_valid(coupon, task->now);
    return OK;
}

err_t
promotion_code_derive(struct task *task, struct promotion_code *code)
{
    return promotion_code_is_active(task, code, &code->active);
}

/* ---- the word ------------------------------------------------------------ */

struct text
promotion_code_fold(struct task *task, struct text code)
{
    char *bytes = arena_alloc(task->arena, code.length + 1, 1);
    if (bytes == NULL) {
        return NO_TEXT;
    }
    for (size_t i = 0; i < code.length; i++) {
        char byte = code.bytes[i];
        bytes[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    return (struct text){bytes, code.length};
}

static err_t
code_check(struct task *task, struct text code)
{
    for (size_t i = 0; i < code.length; i++) {
        char byte = code.bytes[i];
        bool fits = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                    (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
        if (!fits) {
            return fail(task, ERR_PROMOTION_CODE_TERMS, "code",
                        "A code is made of letters, digits, - and _.");
        }
    }
    return OK;
}

/** CATALOG-10: among active codes a word is unique, by customer (billing.md 7). */
static err_t
code_check_free(struct task *task, const struct promotion_code *code, bool *is_free)
{
    struct record_scan scan = {.kind = &promotion_code_records,
                               .index = PROMOTION_CODES_BY_CODE,
                               .text = code->folded_code,
                               .equals_count = 1,
                               .limit = SAME_CODE_MAX};
    void **found;
    size_t count;
    bool has_more;
    *is_free = true;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    for (size_t i = 0; i < count && *is_free; i++) {
        const struct promotion_code *other = found[i];
        bool is_active = false;
        if (other->id.key != code->id.key && other->customer.key == code->customer.key) {
            TRY(promotion_code_is_active(task, other, &is_active));
        }
        *is_free = !is_active;
    }
    return OK;
}

static err_t
code_claim(struct task *task, const struct promotion_code *code)
{
    bool is_free;
    TRY(code_check_free(task, code, &is_free));
    return is_free ? OK
                   : fail(task, ERR_PROMOTION_CODE_TAKEN, "code",
                          "An active promotion code with `code: %.*s` already exists.",
                          TEXT_ARG(code->code));
}

static err_t
code_choose(struct task *task, struct promotion_code *code)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (;;) {
        bool is_free;
        char *bytes = arena_alloc(task->arena, CODE_LENGTH, 1);
        if (bytes == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, "code", NULL);
        }
        for (size_t i = 0; i < CODE_LENGTH; i++) {
            bytes[i] = alphabet[random_below(&task->random, sizeof(alphabet) - 1)];
        }
        code->code = (struct text){bytes, CODE_LENGTH};
        code->folded_code = promotion_code_fold(task, code->code);
        TRY(code_check_free(task, code, &is_free));
        if (is_free) {
            return OK;
        }
        MARK("promotion_code.random_code_taken");
    }
}

/* ---- terms --------------------------------------------------------------- */

static err_t
coupon_of(struct task *task, const struct promotion_code_create_params *params, struct coupon **out)
{
    bool has_new = params->promotion != NULL && params->promotion->has_coupon == GIVEN_VALUE;
    bool has_old = params->has_coupon == GIVEN_VALUE;
    if (has_new == has_old) {
        return fail(task, has_new ? ERR_PARAMETERS_EXCLUSIVE : ERR_PARAMETER_MISSING,
                    "promotion[coupon]", "%s",
                    has_new ? "You may only specify one of these parameters: promotion[coupon], "
                              "coupon."
                            : "Missing required param: promotion[coupon].");
    }
    return has_new ? coupon_find(task, params->promotion->coupon, "promotion[coupon]", out)
                   : coupon_find(task, params->coupon, "coupon", out);
}

/** A code lasts no longer than its coupon, and is not redeemed more often. */
static err_t
bounds_set(struct task *task, const struct promotion_code_create_params *params,
           const struct coupon *coupon, struct promotion_code *code)
{
    code->expires_at =
        params->has_expires_at == GIVEN_VALUE ? params->expires_at : coupon->redeem_by;
    code->has_max_redemptions = params->has_max_redemptions;
    code->max_redemptions = params->max_redemptions;
    if (params->has_expires_at == GIVEN_VALUE &&
        (code->expires_at <= task->now ||
         (coupon->redeem_by != 0 && code->expires_at > coupon->redeem_by))) {
        return fail(task, ERR_PROMOTION_CODE_TERMS, "expires_at",
                    "expires_at lies in the future, and not behind the coupon's redeem_by.");
    }
    if (params->has_max_redemptions == GIVEN_VALUE && coupon->has_max_redemptions == GIVEN_VALUE &&
        code->max_redemptions > coupon->max_redemptions) {
        return fail(task, ERR_PROMOTION_CODE_TERMS, "max_redemptions",
                    "max_redemptions is at most the coupon's.");
    }
    return OK;
}

static err_t
options_add(struct task *task, const struct promotion_currency_option_data_params *data,
            size_t count, struct promotion_restrictions *restrictions)
{
    size_t used = restrictions->currency_options_count;
    struct promotion_currency_option *options =
        arena_alloc(task->arena, used + count, sizeof(*options));
    if (options == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "restrictions", NULL);
    }
    for (size_t i = 0; i < used; i++) {
        options[i] = restrictions->currency_options[i];
    }
    for (size_t i = 0; i < count; i++) {
        size_t place = 0;
        while (place < used && !currency_equal(options[place].currency, data[i].currency)) {
            place++;
        }
        if (restrictions->has_minimum_amount != GIVEN_VALUE ||
            data[i].has_minimum_amount != GIVEN_VALUE) {
            return fail(task, ERR_PROMOTION_CODE_TERMS, "restrictions[currency_options]",
                        "A minimum_amount in other currencies goes with minimum_amount.");
        }
        used += place == used ? 1 : 0;
        options[place] = (struct promotion_currency_option){
            .currency = data[i].currency, .minimum_amount = data[i].minimum_amount};
    }
    restrictions->currency_options = options;
    restrictions->currency_options_count = used;
    return OK;
}

static err_t
restrictions_set(struct task *task, const struct promotion_restrictions_data_params *data,
                 struct promotion_restrictions *restrictions)
{
    if (data == NULL) {
        return OK;
    }
    if ((data->has_minimum_amount == GIVEN_VALUE) !=
        (data->has_minimum_amount_currency == GIVEN_VALUE)) {
        return fail(task, ERR_PARAMETER_MISSING, "restrictions[minimum_amount_currency]",
                    "minimum_amount and minimum_amount_currency go together.");
    }
    restrictions->first_time_transaction =
        data->has_first_time_transaction == GIVEN_VALUE && data->first_time_transaction;
    restrictions->has_minimum_amount = data->has_minimum_amount;
    restrictions->minimum_amount = data->minimum_amount;
    restrictions->minimum_amount_currency = data->minimum_amount_currency;
    return options_add(task, data->currency_options, data->currency_options_count, restrictions);
}

/* ---- life ---------------------------------------------------------------- */

err_t
promotion_code_create(struct task *task, const struct promotion_code_create_params *params,
                      struct promotion_code **out)
{
    struct coupon *coupon;
    struct promotion_code *code = arena_new(task->arena, struct promotion_code);
    if (code == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    TRY(coupon_of(task, params, &coupon));
    code->id = task_new_id(task);
    code->created = task->now;
    code->customer = params->customer;
    code->livemode = task->account->livemode;
    code->promotion.coupon = coupon->id;
    code->promotion.type = PROMOTION_TYPE_COUPON;
    code->is_switched_on = params->has_active == GIVEN_VALUE ? params->active : true;
    TRY(bounds_set(task, params, coupon, code));
    TRY(restrictions_set(task, params->restrictions, &code->restrictions));
    TRY(metadata_merge(task, &code->metadata, &params->metadata, params->has_metadata,
                       &code->metadata));
    if (params->has_code == GIVEN_VALUE) {
        TRY(code_check(task, params->code));
        code->code = params->code;
        code->folded_code = promotion_code_fold(task, params->code);
        if (code->is_switched_on) {
            TRY(code_claim(task, code));
        }
    } else {
        TRY(code_choose(task, code));
    }
    TRY(record_insert(task, &promotion_code_records, code));
    *out = code;
    return event_append(task, EVENT_PROMOTION_CODE_CREATED, &promotion_code_records, code);
}

err_t
promotion_code_update(struct task *task, struct promotion_code *code,
                      const struct promotion_code_update_params *params)
{
    if (params->has_active == GIVEN_VALUE && params->active) {
        bool is_active, was_off = !code->is_switched_on;
        code->is_switched_on = true;
        TRY(promotion_code_is_active(task, code, &is_active));
        if (!is_active) {
            return fail(task, ERR_PROMOTION_CODE_INACTIVE, "active",
                        "A promotion code that is expired or used up, or whose coupon is, stays "
                        "inactive.");
        }
        if (was_off) {
            TRY(code_claim(task, code));
        }
    }
    change_bool(&code->is_switched_on, params->has_active, params->active);
    if (params->restrictions != NULL) {
        TRY(options_add(task, params->restrictions->currency_options,
                        params->restrictions->currency_options_count, &code->restrictions));
    }
    TRY(metadata_merge(task, &code->metadata, &params->metadata, params->has_metadata,
                       &code->metadata));
    TRY(record_update(task, &promotion_code_records, code));
    return event_append(task, EVENT_PROMOTION_CODE_UPDATED, &promotion_code_records, code);
}

/* ---- redemption ------------------------------------------------------------ */

/** The least amount in the purchase's currency; false when the code has none in it. */
static bool
minimum_in(const struct promotion_restrictions *restrictions, struct currency currency,
           int64_t *out)
{
    if (currency_equal(restrictions->minimum_amount_currency, currency)) {
        *out = restrictions->minimum_amount;
        return true;
    }
    for (size_t i = 0; i < restrictions->currency_options_count; i++) {
        if (currency_equal(restrictions->currency_options[i].currency, currency)) {
            *out = restrictions->currency_options[i].minimum_amount;
            return true;
        }
    }
    return false;
}

static err_t
minimum_check(struct task *task, const struct promotion_code *code,
              const struct redemption *redemption, const char *param)
{
    int64_t minimum;
    if (code->restrictions.has_minimum_amount != GIVEN_VALUE) {
        return OK;
    }
    if (!redemption->has_amount) {
        return fail(task, ERR_PROMOTION_CODE_RESTRICTED, param,
                    "The promotion code has a minimum_amount, so it can only be redeemed for a new "
                    "subscription or an invoice.");
    }
    if (!minimum_in(&code->restrictions, redemption->amount.currency, &minimum)) {
        return fail(task, ERR_PROMOTION_CODE_RESTRICTED, param,
                    "The promotion code has no minimum_amount in `%s`.",
                    currency_code(redemption->amount.currency));
    }
    if (redemption->amount.minor < minimum) {
        return fail(task, ERR_PROMOTION_CODE_RESTRICTED, param,
                    "The promotion code needs an amount of at least %lld; this one is %lld.",
                    (long long)minimum, (long long)redemption->amount.minor);
    }
    return OK;
}

err_t
promotion_code_redeem(struct task *task, struct promotion_code *code,
                      const struct redemption *redemption, const char *param)
{
    bool is_active;
    TRY(promotion_code_is_active(task, code, &is_active));
    if (!is_active) {
        return fail(task, ERR_PROMOTION_CODE_INACTIVE, param,
                    "The promotion code %.*s is not active, expired or used up.",
                    TEXT_ARG(code->code));
    }
    if (code->customer.key != 0 && code->customer.key != redemption->customer.key) {
        return fail(task, ERR_PROMOTION_CODE_RESTRICTED, param,
                    "The promotion code can only be redeemed by another customer.");
    }
    if (code->restrictions.first_time_transaction && !redemption->is_first) {
        return fail(task, ERR_PROMOTION_CODE_RESTRICTED, param,
                    "The promotion code can only be redeemed by customers without prior "
                    "transactions.");
    }
    TRY(minimum_check(task, code, redemption, param));
    code->times_redeemed++;
    return record_update(task, &promotion_code_records, code);
}
