/* SPDX-License-Identifier: Apache-2.0 */
/** subscription_item_api.c: /v1/subscription_items: changes of a subscription by one item. */
#include "api/route.h"
#include "subscription/subscription.h"
#include "workflow/workflow.h"

#include "routes.model.h"

static err_t
enter(struct call *call, const struct subscription *subscription)
{
    return subscription->test_clock.key == 0
               ? OK
               : test_clock_enter(call->task, subscription->test_clock);
}

static err_t
item_of_path(struct call *call, struct subscription **subscription, struct id *id)
{
    size_t index;
    TRY(call_path_id(call, 0, &subscription_item_kind, id));
    TRY(subscription_find_item(call->task, *id, "id", subscription, &index));
    return enter(call, *subscription);
}

static err_t
answer_item(struct call *call, struct subscription *subscription, struct id id)
{
    struct subscription_item *item =
        subscription_item_of(subscription->items, subscription->items_count, id);
    assert(item != NULL);
    TRY(subscription_item_derive(call->task, subscription->id, item));
    return call_answer_object(call, &subscription_item_kind, item);
}

err_t
api_subscription_item_list(struct call *call)
{
    const struct subscription_item_list_params *params = call->params;
    struct subscription *subscription;
    TRY(subscription_load(call->task, params->subscription, "subscription", &subscription));
    TRY(subscription_derive(call->task, subscription));
    return call_answer_elements(call, &subscription_item_model, subscription->items,
                                subscription->items_count);
}

err_t
api_subscription_item_retrieve(struct call *call)
{
    struct subscription *subscription;
    struct id id;
    size_t index;
    TRY(call_path_id(call, 0, &subscription_item_kind, &id));
    TRY(subscription_find_item(call->task, id, "id", &subscription, &index));
    return answer_item(call, subscription, id);
}

err_t
api_subscription_item_create(struct call *call)
{
    const struct subscription_item_create_params *params = call->params;
    struct subscription *subscription;
    TRY(subscription_load(call->task, params->subscription, "subscription", &subscription));
    TRY(enter(call, subscription));
    struct subscription_item_change_params wish = {
        .has_billing_thresholds = params->has_billing_thresholds,
        .billing_thresholds = params->billing_thresholds,
        .has_price_data = params->has_price_data,
        .price_data = params->price_data,
        .has_discounts = params->has_discounts,
        .discounts = params->discounts,
        .discounts_count = params->discounts_count,
        .has_metadata = params->has_metadata,
        .metadata = params->metadata,
        .has_plan = params->has_plan,
        .plan = params->plan,
        .has_price = params->has_price,
        .price = params->price,
        .has_quantity = params->has_quantity,
        .quantity = params->quantity,
        .has_tax_rates = params->has_tax_rates,
        .tax_rates = params->tax_rates,
        .tax_rates_count = params->tax_rates_count,
    };
    struct subscription_update_params update = {
        .has_items = GIVEN_VALUE,
        .items = &wish,
        .items_count = 1,
        .has_payment_behavior = params->has_payment_behavior,
        .payment_behavior = params->payment_behavior,
        .has_proration_behavior = params->has_proration_behavior,
        .proration_behavior = params->proration_behavior,
        .has_proration_date = params->has_proration_date,
        .proration_date = params->proration_date,
    };
    TRY(workflow_update(call->task, subscription, &update));
    /* A new item stands at the end. */
    return answer_item(call, subscription, subscription->items[subscription->items_count - 1].id);
}

err_t
api_subscription_item_update(struct call *call)
{
    const struct subscription_item_update_params *params = call->params;
    struct subscription *subscription;
    struct id id;
    TRY(item_of_path(call, &subscription, &id));
    struct subscription_item_change_params wish = {
        .has_id = GIVEN_VALUE,
        .id = id,
        .has_billing_thresholds = params->has_billing_thresholds,
        .billing_thresholds = params->billing_thresholds,
        .has_price_data = params->has_price_data,
        .price_data = params->price_data,
        .has_discounts = params->has_discounts,
        .discounts = params->discounts,
        .discounts_count = params->discounts_count,
        .has_metadata = params->has_metadata,
        .metadata = params->metadata,
        .has_plan = params->has_plan,
        .plan = params->plan,
        .has_price = params->has_price,
        .price = params->price,
        .has_quantity = params->has_quantity,
        .quantity = params->quantity,
        .has_tax_rates = params->has_tax_rates,
        .tax_rates = params->tax_rates,
        .tax_rates_count = params->tax_rates_count,
    };
    struct subscription_update_params update = {
        .has_items = GIVEN_VALUE,
        .items = &wish,
        .items_count = 1,
        .has_payment_behavior = params->has_payment_behavior,
        .payment_behavior = params->payment_behavior,
        .has_proration_behavior = params->has_proration_behavior,
        .proration_behavior = params->proration_behavior,
        .has_proration_date = params->has_proration_date,
        .proration_date = params->proration_date,
    };
    TRY(workflow_update(call->task, subscription, &update));
    return answer_item(call, subscription, id);
}

err_t
api_subscription_item_delete(struct call *call)
{
    const struct subscription_item_delete_params *params = call->params;
    struct subscription *subscription;
    struct id id;
    TRY(item_of_path(call, &subscription, &id));
    struct subscription_item_change_params wish = {
        .has_id = GIVEN_VALUE,
        .id = id,
        .has_deleted = GIVEN_VALUE,
        .deleted = true,
    };
    struct subscription_update_params update = {
        .has_items = GIVEN_VALUE,
        .items = &wish,
        .items_count = 1,
        .has_payment_behavior = params->has_payment_behavior,
        .payment_behavior = params->payment_behavior,
        .has_proration_behavior = params->has_proration_behavior,
        .proration_behavior = params->proration_behavior,
        .has_proration_date = params->has_proration_date,
        .proration_date = params->proration_date,
    };
    TRY(workflow_update(call->task, subscription, &update));
    return call_answer_deleted(call, &subscription_item_kind, &id);
}
