/* SPDX-License-Identifier: Apache-2.0 */
/** coupon_api.c: /v1/coupons, and the binding of a coupon's script. */
#include "api/route.h"
#include "catalog/catalog.h"
#include "extend/extend.h"

#include "limits.model.h"
#include "routes.model.h"

#define DISCOUNT_POINT "commerce.discount_calculation"

static enum failure_policy
policy_of(enum script_on_failure on_failure)
{
    switch (on_failure) {
    case SCRIPT_ON_FAILURE_HOLD:
        return FAILURE_POLICY_HOLD;
    case SCRIPT_ON_FAILURE_FAIL:
        return FAILURE_POLICY_FAIL;
    case SCRIPT_ON_FAILURE_LAST_GOOD:
        return FAILURE_POLICY_LAST_GOOD;
    case SCRIPT_ON_FAILURE_DEFAULT:
    case SCRIPT_ON_FAILURE_NONE:
        break;
    }
    return FAILURE_POLICY_DEFAULT;
}

/** A coupon that names a script makes it run: the platform checks script and configuration now. */
static err_t
script_bind(struct task *task, struct coupon *coupon)
{
    struct binding *binding;
    struct binding_wish wish = {
        .point = point_find(TEXT(DISCOUNT_POINT)),
        .script = coupon->script->id,
        .script_param = "script[id]",
        .configuration = coupon->script->configuration,
        .configuration_param = "script[configuration]",
        .on_failure = policy_of(coupon->script->on_failure),
        .scope = {.type = SCOPE_TYPE_COUPON, .id = coupon->public_id},
        .scope_object = coupon->id,
        .order = LIMIT_EXTEND_BINDING_ORDER_USUAL,
    };
    TRY(binding_create(task, &wish, &binding));
    coupon->script->configuration = binding->configuration; /* as the script's type has it */
    return coupon_bind(task, coupon, binding->id);
}

err_t
api_coupon_create(struct call *call)
{
    struct coupon *coupon;
    TRY(coupon_create(call->task, call->params, &coupon));
    if (coupon->script != NULL) {
        TRY(script_bind(call->task, coupon));
    }
    return call_answer_object(call, &coupon_kind, coupon);
}

static err_t
coupon_of_path(struct call *call, struct coupon **out)
{
    return coupon_find(call->task, call->path_ids[0], "id", out);
}

err_t
api_coupon_retrieve(struct call *call)
{
    struct coupon *coupon;
    TRY(coupon_of_path(call, &coupon));
    return call_answer_object(call, &coupon_kind, coupon);
}

err_t
api_coupon_update(struct call *call)
{
    struct coupon *coupon;
    TRY(coupon_of_path(call, &coupon));
    TRY(coupon_update(call->task, coupon, call->params));
    return call_answer_object(call, &coupon_kind, coupon);
}

err_t
api_coupon_delete(struct call *call)
{
    struct coupon *coupon;
    TRY(coupon_of_path(call, &coupon));
    TRY(coupon_delete(call->task, coupon));
    return call_answer_deleted(call, &coupon_kind, coupon);
}

static bool
coupon_is_there(const void *object, const void *filter)
{
    (void)filter;
    return !((const struct coupon *)object)->is_deleted;
}

err_t
api_coupon_list(struct call *call)
{
    struct record_scan scan = {.kind = &coupon_records, .index = -1};
    return call_answer_list(call, &scan, coupon_is_there, NULL);
}
