/* SPDX-License-Identifier: Apache-2.0 */
/** product_api.c: /v1/products. */
#include "api/route.h"
#include "catalog/catalog.h"

#include "routes.model.h"

err_t
api_product_create(struct call *call)
{
    struct product *product;
    TRY(product_create(call->task, call->params, &product));
    return call_answer_object(call, &product_kind, product);
}

static err_t
product_of_path(struct call *call, struct product **out)
{
    return product_find(call->task, call->path_ids[0], "id", out);
}

err_t
api_product_retrieve(struct call *call)
{
    struct product *product;
    TRY(product_of_path(call, &product));
    return call_answer_object(call, &product_kind, product);
}

err_t
api_product_update(struct call *call)
{
    struct product *product;
    TRY(product_of_path(call, &product));
    TRY(product_update(call->task, product, call->params));
    return call_answer_object(call, &product_kind, product);
}

err_t
api_product_delete(struct call *call)
{
    struct product *product;
    TRY(product_of_path(call, &product));
    TRY(product_delete(call->task, product));
    return call_answer_deleted(call, &product_kind, product);
}

struct product_filter {
    struct task *task;
    const struct product_list_params *params;
};

static bool
product_is_named(const struct product_filter *filter, const struct product *product)
{
    struct text id = product_public_id(filter->task, product);
    for (size_t i = 0; i < filter->params->ids_count; i++) {
        if (text_equal(filter->params->ids[i], id)) {
            return true;
        }
    }
    return false;
}

static bool
product_fits(const void *object, const void *data)
{
    const struct product *product = object;
    const struct product_filter *filter = data;
    const struct product_list_params *params = filter->params;
    return (params->has_active == GIVEN_NO || product->active == params->active) &&
           (params->has_ids == GIVEN_NO || product_is_named(filter, product)) &&
           (params->has_shippable == GIVEN_NO || product->shippable == params->shippable) &&
           (params->has_type == GIVEN_NO || product->type == params->type) &&
           (params->has_url == GIVEN_NO || text_equal(product->url, params->url));
}

err_t
api_product_list(struct call *call)
{
    struct product_filter filter = {.task = call->task, .params = call->params};
    struct record_scan scan = {.kind = &product_records, .index = -1};
    return call_answer_list(call, &scan, product_fits, &filter);
}
