/* SPDX-License-Identifier: Apache-2.0 */
/** price.c: prices, whose money terms never change; amounts stand in amount.c. */
#include "catalog/price.h"

#include "base/change.h"
#include "base/metadata.h"
#include "catalog/amount.h"
#include "event/event.h"

/* ---- terms ------------------------------------------------------------- */

/** Say no clearly to what is not billed yet, instead of billing it wrongly. */
static err_t
terms_check_supported(struct task *task, const struct price_create_params *params,
                      const char *prefix)
{
    const struct price_recurring_data_params *recurring = params->recurring;
    if (recurring != NULL && recurring->has_usage_type == GIVEN_VALUE &&
        recurring->usage_type == USAGE_TYPE_METERED) {
        return fail(task, ERR_PRICE_NOT_SUPPORTED,
                    amount_field(task, prefix, "recurring[usage_type]"),
                    "Metered prices are not supported yet; only usage_type=licensed is.");
    }
    if (recurring != NULL && recurring->has_meter == GIVEN_VALUE) {
        return fail(task, ERR_PRICE_NOT_SUPPORTED, amount_field(task, prefix, "recurring[meter]"),
                    "Metered prices are not supported yet; leave out meter.");
    }
    return OK;
}

static int64_t
interval_count_max(enum interval interval)
{
    switch (interval) {
    case INTERVAL_DAY:
        return 1095;
    case INTERVAL_WEEK:
        return 156;
    case INTERVAL_MONTH:
        return 36;
    case INTERVAL_YEAR:
        return 3;
    case INTERVAL_NONE:
        break;
    }
    return 0;
}

static err_t
recurring_set(struct task *task, const struct price_recurring_data_params *data, const char *prefix,
              struct price *price)
{
    struct price_recurring *recurring = arena_new(task->arena, struct price_recurring);
    if (recurring == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "recurring", NULL);
    }
    recurring->interval = data->interval;
    recurring->interval_count = data->has_interval_count == GIVEN_VALUE ? data->interval_count : 1;
    recurring->has_trial_period_days = data->has_trial_period_days;
    recurring->trial_period_days = data->trial_period_days;
    recurring->usage_type = USAGE_TYPE_LICENSED;
    int64_t max = interval_count_max(recurring->interval);
    if (recurring->interval_count < 1 || recurring->interval_count > max) {
        return fail(task, ERR_PRICE_TERMS, amount_field(task, prefix, "recurring[interval_count]"),
                    "A period is three years at most: interval_count is from 1 to %lld for %s.",
                    (long long)max, interval_name(recurring->interval));
    }
    price->recurring = recurring;
    return OK;
}

/** The billing scheme, and what a unit or a tier costs in each currency. */
static err_t
amounts_set(struct task *task, const struct price_create_params *params, const char *prefix,
            struct price *price)
{
    bool is_tiered = params->has_billing_scheme == GIVEN_VALUE &&
                     params->billing_scheme == BILLING_SCHEME_TIERED;
    price->billing_scheme = is_tiered ? BILLING_SCHEME_TIERED : BILLING_SCHEME_PER_UNIT;
    if (is_tiered != (params->has_tiers_mode == GIVEN_VALUE)) {
        return fail(task, is_tiered ? ERR_PARAMETER_MISSING : ERR_PRICE_TERMS,
                    amount_field(task, prefix, "tiers_mode"), "%s",
                    is_tiered ? "Missing required param: tiers_mode."
                              : "tiers_mode goes with billing_scheme=tiered.");
    }
    if (is_tiered && params->transform_quantity != NULL) {
        return fail(task, ERR_PRICE_TERMS, amount_field(task, prefix, "transform_quantity"),
                    "transform_quantity cannot be combined with tiers.");
    }
    price->tiers_mode = params->tiers_mode;
    struct amount_request request = {
        .has_unit_amount = params->has_unit_amount,
        .unit_amount = params->unit_amount,
        .has_unit_amount_decimal = params->has_unit_amount_decimal,
        .unit_amount_decimal = params->unit_amount_decimal,
        .has_tiers = params->has_tiers,
        .tiers = params->tiers,
        .tiers_count = params->tiers_count,
    };
    struct price_currency_option own = {0};
    TRY(amount_read(task, &request, price->billing_scheme, prefix, &own));
    price->has_unit_amount = own.has_unit_amount;
    price->unit_amount = own.unit_amount;
    price->has_unit_amount_decimal = own.has_unit_amount_decimal;
    price->unit_amount_decimal = own.unit_amount_decimal;
    price->tiers = own.tiers;
    price->tiers_count = own.tiers_count;
    return amount_add_currencies(task, price, params->currency_options,
                                 params->currency_options_count, prefix);
}

static err_t
transform_set(struct task *task, const struct price_transform_data_params *data,
              struct price *price)
{
    price->transform_quantity = arena_new(task->arena, struct price_transform);
    if (price->transform_quantity == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "transform_quantity", NULL);
    }
    price->transform_quantity->divide_by = data->divide_by;
    price->transform_quantity->round = data->round;
    return OK;
}

/* ---- lookup keys ------------------------------------------------------- */

/** Give the key to `price`; who has it now loses it when `transfer` says so (billing.md 6.2). */
static err_t
lookup_key_take(struct task *task, struct price *price, struct text key, bool transfer)
{
    struct price *owner;
    TRY(price_find_key(task, key, &owner));
    if (owner != NULL && owner->id.key != price->id.key) {
        if (!transfer) {
            return fail(task, ERR_RESOURCE_ALREADY_EXISTS, "lookup_key",
                        "A price (`%.*s`) already uses that lookup key.",
                        TEXT_ARG(id_text(task->arena, &task->account->secret, price_kind.prefix,
                                         owner->id.key)));
        }
        owner->lookup_key = NO_TEXT;
        TRY(record_update(task, &price_records, owner));
        TRY(event_append(task, EVENT_PRICE_UPDATED, &price_records, owner));
    }
    price->lookup_key = key;
    return OK;
}

/* ---- making ------------------------------------------------------------ */

/** The product that the terms name, or make. */
static err_t
product_of(struct task *task, const struct price_create_params *params, const char *prefix,
           struct product **out)
{
    bool has_product = params->has_product == GIVEN_VALUE;
    bool has_data = params->has_product_data == GIVEN_VALUE;
    if (has_product == has_data) {
        return fail(task, has_product ? ERR_PARAMETERS_EXCLUSIVE : ERR_PARAMETER_MISSING,
                    amount_field(task, prefix, "product"), "%s",
                    has_product ? "You may only specify one of these parameters: product, "
                                  "product_data."
                                : "Missing required param: product (or product_data).");
    }
    if (has_product) {
        TRY(product_find(task, params->product, amount_field(task, prefix, "product"), out));
        if (!(*out)->active) {
            return fail(task, ERR_PRODUCT_INACTIVE, amount_field(task, prefix, "product"),
                        "The product %.*s is marked as inactive, so nothing new can use it.",
                        TEXT_ARG(product_public_id(task, *out)));
        }
        return OK;
    }
    const struct price_product_data_params *data = params->product_data;
    struct product_create_params product = {
        .active = data->active,
        .has_active = data->has_active,
        .id = data->id,
        .has_id = data->has_id,
        .metadata = data->metadata,
        .has_metadata = data->has_metadata,
        .name = data->name,
        .statement_descriptor = data->statement_descriptor,
        .has_statement_descriptor = data->has_statement_descriptor,
        .tax_code = data->tax_code,
        .has_tax_code = data->has_tax_code,
        .tax_details = data->tax_details,
        .has_tax_details = data->has_tax_details,
        .unit_label = data->unit_label,
        .has_unit_label = data->has_unit_label,
    };
    return product_create(task, &product, out);
}

err_t
price_make(struct task *task, const struct price_create_params *params, struct product *product,
           struct id id, const char *prefix, enum price_listing listing, struct price **out)
{
    TRY(terms_check_supported(task, params, prefix));
    struct price *price = arena_new(task->arena, struct price);
    if (price == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    price->id = id.key != 0 ? id : task_new_id(task);
    price->is_inline = listing == PRICE_INLINE;
    price->active =
        listing == PRICE_LISTED && (params->has_active == GIVEN_VALUE ? params->active : true);
    price->created = task->now;
    price->currency = params->currency;
    price->livemode = task->account->livemode;
    price->nickname = params->nickname;
    price->tax_behavior =
        params->has_tax_behavior == GIVEN_VALUE ? params->tax_behavior : TAX_BEHAVIOR_UNSPECIFIED;
    price->type = params->recurring == NULL ? PRICE_TYPE_ONE_TIME : PRICE_TYPE_RECURRING;
    TRY(amounts_set(task, params, prefix, price));
    if (params->recurring != NULL) {
        TRY(recurring_set(task, params->recurring, prefix, price));
    }
    if (params->transform_quantity != NULL) {
        TRY(transform_set(task, params->transform_quantity, price));
    }
    TRY(metadata_merge(task, &price->metadata, &params->metadata, params->has_metadata,
                       &price->metadata));
    if (product == NULL) {
        TRY(product_of(task, params, prefix, &product));
    }
    price->product = product->id;
    if (params->has_lookup_key == GIVEN_VALUE) {
        TRY(lookup_key_take(task, price, params->lookup_key, params->transfer_lookup_key));
    }
    TRY(record_insert(task, &price_records, price));
    TRY(event_append(task, EVENT_PRICE_CREATED, &price_records, price));
    *out = price;
    return OK;
}

err_t
price_create(struct task *task, const struct price_create_params *params, struct price **out)
{
    return price_make(task, params, NULL, (struct id){0}, NULL, PRICE_LISTED, out);
}

err_t
price_create_inline(struct task *task, const struct price_data_params *data, const char *param,
                    struct price **out)
{
    struct price_create_params params = {
        .currency = data->currency,
        .product = data->product,
        .has_product = data->has_product,
        .product_data = data->product_data,
        .has_product_data = data->has_product_data,
        .recurring = data->recurring,
        .has_recurring = data->has_recurring,
        .tax_behavior = data->tax_behavior,
        .has_tax_behavior = data->has_tax_behavior,
        .unit_amount = data->unit_amount,
        .has_unit_amount = data->has_unit_amount,
        .unit_amount_decimal = data->unit_amount_decimal,
        .has_unit_amount_decimal = data->has_unit_amount_decimal,
    };
    return price_make(task, &params, NULL, (struct id){0}, param, PRICE_INLINE, out);
}

/* ---- changing ---------------------------------------------------------- */

err_t
price_update(struct task *task, struct price *price, const struct price_update_params *params)
{
    if (params->has_tax_behavior == GIVEN_VALUE && params->tax_behavior != price->tax_behavior) {
        if (price->tax_behavior != TAX_BEHAVIOR_UNSPECIFIED) {
            return fail(task, ERR_PRICE_TERMS, "tax_behavior",
                        "tax_behavior cannot be changed once it is %s.",
                        tax_behavior_name(price->tax_behavior));
        }
        price->tax_behavior = params->tax_behavior;
    }
    if (params->has_active == GIVEN_VALUE && params->active && price->is_inline) {
        return fail(task, ERR_PRICE_TERMS, "active",
                    "A price made by price_data cannot be activated.");
    }
    if (params->has_currency_options == GIVEN_VALUE) {
        TRY(amount_add_currencies(task, price, params->currency_options,
                                  params->currency_options_count, NULL));
    }
    if (params->has_active == GIVEN_VALUE && params->active && price->is_plan_deleted) {
        return fail(task, ERR_PRICE_TERMS, "active",
                    "A price that was deleted as a plan cannot be activated.");
    }
    change_bool(&price->active, params->has_active, params->active);
    change_text(&price->nickname, params->has_nickname, params->nickname);
    if (params->has_lookup_key == GIVEN_VALUE) {
        TRY(lookup_key_take(task, price, params->lookup_key, params->transfer_lookup_key));
    } else {
        change_text(&price->lookup_key, params->has_lookup_key, NO_TEXT);
    }
    TRY(metadata_merge(task, &price->metadata, &params->metadata, params->has_metadata,
                       &price->metadata));
    TRY(record_update(task, &price_records, price));
    return event_append(task, EVENT_PRICE_UPDATED, &price_records, price);
}

err_t
price_check_usable(struct task *task, const struct price *price, const char *param)
{
    if (price->is_inline) {
        return OK;
    }
    if (!price->active) {
        return fail(task, ERR_PRICE_INACTIVE, param,
                    "The price specified is inactive. This field only accepts active prices.");
    }
    struct product *product;
    TRY(product_load(task, price->product, param, &product));
    if (!product->active) {
        return fail(task, ERR_PRODUCT_INACTIVE, param,
                    "The product %.*s is marked as inactive, so nothing new can use its prices.",
                    TEXT_ARG(product_public_id(task, product)));
    }
    return OK;
}
