/* SPDX-License-Identifier: Apache-2.0 */
/** plan.c: the older view of recurring prices; a plan has no record of its own. */
#include "catalog/catalog.h"
#include "event/event.h"

/** A product that is there is named by its id; with a name it is made. */
static void
product_set(const struct plan_product_params *wish, struct price_product_data_params *data,
            struct price_create_params *params)
{
    if (wish->has_name != GIVEN_VALUE) {
        params->has_product = wish->has_id;
        params->product = wish->id;
        return;
    }
    *data = (struct price_product_data_params){
        .active = wish->active,
        .has_active = wish->has_active,
        .id = wish->id,
        .has_id = wish->has_id,
        .metadata = wish->metadata,
        .has_metadata = wish->has_metadata,
        .name = wish->name,
        .statement_descriptor = wish->statement_descriptor,
        .has_statement_descriptor = wish->has_statement_descriptor,
        .tax_code = wish->tax_code,
        .has_tax_code = wish->has_tax_code,
        .unit_label = wish->unit_label,
        .has_unit_label = wish->has_unit_label,
    };
    params->has_product_data = GIVEN_VALUE;
    params->product_data = data;
}

err_t
plan_create(struct task *task, const struct plan_create_params *params, struct price **out)
{
    struct price_recurring_data_params recurring = {
        .interval = params->interval,
        .interval_count = params->interval_count,
        .has_interval_count = params->has_interval_count,
        .meter = params->meter,
        .has_meter = params->has_meter,
        .trial_period_days = params->trial_period_days,
        .has_trial_period_days = params->has_trial_period_days,
        .usage_type = params->usage_type,
        .has_usage_type = params->has_usage_type,
    };
    struct price_create_params price = {
        .active = params->active,
        .has_active = params->has_active,
        .billing_scheme = params->billing_scheme,
        .has_billing_scheme = params->has_billing_scheme,
        .currency = params->currency,
        .metadata = params->metadata,
        .has_metadata = params->has_metadata,
        .nickname = params->nickname,
        .has_nickname = params->has_nickname,
        .recurring = &recurring,
        .has_recurring = GIVEN_VALUE,
        .tiers = params->tiers,
        .tiers_count = params->tiers_count,
        .has_tiers = params->has_tiers,
        .tiers_mode = params->tiers_mode,
        .has_tiers_mode = params->has_tiers_mode,
        .transform_quantity = params->transform_usage,
        .has_transform_quantity = params->has_transform_usage,
        .unit_amount = params->amount,
        .has_unit_amount = params->has_amount,
        .unit_amount_decimal = params->amount_decimal,
        .has_unit_amount_decimal = params->has_amount_decimal,
    };
    struct price_product_data_params product;
    product_set(&params->product, &product, &price);
    return price_create(task, &price, out);
}

err_t
plan_update(struct task *task, struct price *price, const struct plan_update_params *params)
{
    struct price_update_params update = {
        .active = params->active,
        .has_active = params->has_active,
        .metadata = params->metadata,
        .has_metadata = params->has_metadata,
        .nickname = params->nickname,
        .has_nickname = params->has_nickname,
    };
    return price_update(task, price, &update);
}

err_t
plan_delete(struct task *task, struct price *price)
{
    price->active = false;
    price->is_plan_deleted = true;
    TRY(record_update(task, &price_records, price));
    return event_append(task, EVENT_PRICE_UPDATED, &price_records, price);
}

bool
price_is_plan(const struct price *price)
{
    return price->recurring != NULL && !price->is_inline && !price->is_plan_deleted;
}

void
price_mirror_plan(struct task *task, const struct price *price, struct plan *out)
{
    assert(price->recurring != NULL);

    *out = (struct plan){
        .id = price->id,
        .public_id = id_text(task->arena, &task->account->secret, price_kind.prefix, price->id.key),
        .active = price->active,
        .amount = price->unit_amount,
        .has_amount = price->has_unit_amount,
        .amount_decimal = price->unit_amount_decimal,
        .has_amount_decimal = price->has_unit_amount_decimal,
        .billing_scheme = price->billing_scheme,
        .created = price->created,
        .currency = price->currency,
        .interval = price->recurring->interval,
        .interval_count = price->recurring->interval_count,
        .livemode = price->livemode,
        .metadata = price->metadata,
        .nickname = price->nickname,
        .product = price->product,
        .tiers = price->tiers,
        .tiers_count = price->tiers_count,
        .tiers_mode = price->tiers_mode,
        .transform_usage = price->transform_quantity,
        .has_trial_period_days = price->recurring->has_trial_period_days,
        .trial_period_days = price->recurring->trial_period_days,
        .usage_type = price->recurring->usage_type,
    };
}
