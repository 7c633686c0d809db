/* SPDX-License-Identifier: Apache-2.0 */
/** plan_api.c: /v1/plans, the older view of recurring prices. */
#include "api/route.h"
#include "catalog/catalog.h"

#include "routes.model.h"

static err_t
plan_view(struct task *task, const void *object, void **out)
{
    struct plan *plan = arena_new(task->arena, struct plan);
    if (plan == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    price_mirror_plan(task, object, plan);
    *out = plan;
    return OK;
}

static err_t
answer_plan(struct call *call, const struct price *price)
{
    void *plan;
    TRY(plan_view(call->task, price, &plan));
    return call_answer_object(call, &plan_kind, plan);
}

static err_t
price_of_path(struct call *call, struct price **out)
{
    void *object;
    TRY(call_path_object(call, 0, &price_records, &object));
    *out = object;
    return price_is_plan(*out) ? OK
                               : fail(call->task, ERR_RESOURCE_MISSING, "id",
                                      "No such plan: '%.*s'", TEXT_ARG(call->path_ids[0]));
}

err_t
api_plan_create(struct call *call)
{
    struct price *price;
    TRY(plan_create(call->task, call->params, &price));
    return answer_plan(call, price);
}

err_t
api_plan_retrieve(struct call *call)
{
    struct price *price;
    TRY(price_of_path(call, &price));
    return answer_plan(call, price);
}

err_t
api_plan_update(struct call *call)
{
    struct price *price;
    TRY(price_of_path(call, &price));
    TRY(plan_update(call->task, price, call->params));
    return answer_plan(call, price);
}

err_t
api_plan_delete(struct call *call)
{
    struct price *price;
    void *plan;
    TRY(price_of_path(call, &price));
    TRY(plan_delete(call->task, price));
    TRY(plan_view(call->task, price, &plan));
    return call_answer_deleted(call, &plan_kind, plan);
}

static bool
plan_fits(const void *object, const void *filter)
{
    const struct price *price = object;
    const struct plan_list_params *params = filter;
    return price_is_plan(price) &&
           (params->has_active == GIVEN_NO || price->active == params->active);
}

err_t
api_plan_list(struct call *call)
{
    const struct plan_list_params *params = call->params;
    struct record_scan scan = {.kind = &price_records, .index = -1};
    if (params->has_product == GIVEN_VALUE) {
        struct product *product;
        TRY(product_find(call->task, params->product, "product", &product));
        scan.index = PRICES_BY_PRODUCT;
        scan.equals[0] = product->id.key;
        scan.equals_count = 1;
    }
    return call_answer_views(call, &scan, plan_fits, params, &plan_kind, plan_view);
}
