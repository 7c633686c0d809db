/* SPDX-License-Identifier: Apache-2.0 */
/** price_api.c: /v1/prices. */
#include "api/route.h"
#include "catalog/catalog.h"

#include "routes.model.h"

err_t
api_price_create(struct call *call)
{
    struct price *price;
    TRY(price_create(call->task, call->params, &price));
    return call_answer_object(call, &price_kind, price);
}

err_t
api_price_retrieve(struct call *call)
{
    void *price;
    TRY(call_path_object(call, 0, &price_records, &price));
    return call_answer_object(call, &price_kind, price);
}

err_t
api_price_update(struct call *call)
{
    void *price;
    TRY(call_path_object(call, 0, &price_records, &price));
    TRY(price_update(call->task, price, call->params));
    return call_answer_object(call, &price_kind, price);
}

static bool
recurring_fits(const struct price_recurring *recurring,
               const struct price_recurring_filter_params *wanted)
{
    return recurring != NULL &&
           (wanted->has_interval == GIVEN_NO || recurring->interval == wanted->interval) &&
           (wanted->has_usage_type == GIVEN_NO || recurring->usage_type == wanted->usage_type) &&
           wanted->has_meter == GIVEN_NO; /* no price has a meter */
}

static bool
lookup_key_fits(const struct price *price, const struct price_list_params *params)
{
    for (size_t i = 0; i < params->lookup_keys_count; i++) {
        if (text_equal(price->lookup_key, params->lookup_keys[i])) {
            return true;
        }
    }
    return false;
}

static bool
price_fits(const void *object, const void *data)
{
    const struct price *price = object;
    const struct price_list_params *params = data;
    /* Inline prices are inactive; asked for those, a client means the ones it made. */
    return !price->is_inline &&
           (params->has_active == GIVEN_NO || price->active == params->active) &&
           (params->has_currency == GIVEN_NO ||
            currency_equal(price->currency, params->currency)) &&
           (params->has_lookup_keys == GIVEN_NO || lookup_key_fits(price, params)) &&
           (params->has_recurring == GIVEN_NO ||
            recurring_fits(price->recurring, params->recurring)) &&
           (params->has_type == GIVEN_NO || price->type == params->type);
}

err_t
api_price_list(struct call *call)
{
    const struct price_list_params *params = call->params;
    struct record_scan scan = {.kind = &price_records, .index = -1};
    if (params->has_product == GIVEN_VALUE) {
        struct product *product;
        TRY(product_find(call->task, params->product, "product", &product));
        scan.index = PRICES_BY_PRODUCT;
        scan.equals[0] = product->id.key;
        scan.equals_count = 1;
    } else if (params->lookup_keys_count == 1) {
        scan.index = PRICES_BY_LOOKUP_KEY;
        scan.text = params->lookup_keys[0];
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, price_fits, params);
}
