/* SPDX-License-Identifier: Apache-2.0 */
/** promotion_code_api.c: /v1/promotion_codes. */
#include "api/route.h"
#include "catalog/catalog.h"
#include "customer/customer.h"

#include "routes.model.h"

err_t
api_promotion_code_create(struct call *call)
{
    const struct promotion_code_create_params *params = call->params;
    struct promotion_code *code;
    if (params->has_customer == GIVEN_VALUE) {
        struct customer *customer;
        TRY(customer_load(call->task, params->customer, "customer", &customer));
    }
    TRY(promotion_code_create(call->task, params, &code));
    return call_answer_object(call, &promotion_code_kind, code);
}

err_t
api_promotion_code_retrieve(struct call *call)
{
    void *code;
    TRY(call_path_object(call, 0, &promotion_code_records, &code));
    return call_answer_object(call, &promotion_code_kind, code);
}

err_t
api_promotion_code_update(struct call *call)
{
    void *code;
    TRY(call_path_object(call, 0, &promotion_code_records, &code));
    TRY(promotion_code_update(call->task, code, call->params));
    return call_answer_object(call, &promotion_code_kind, code);
}

struct code_filter {
    struct task *task;
    const struct promotion_code_list_params *params;
    const struct coupon *coupon; /**< NULL: any */
};

static bool
code_fits(const void *object, const void *data)
{
    const struct promotion_code *code = object;
    const struct code_filter *filter = data;
    const struct promotion_code_list_params *params = filter->params;
    bool is_active = false;
    if (params->has_active == GIVEN_VALUE &&
        promotion_code_is_active(filter->task, code, &is_active) != OK) {
        return false; /* the failure stands in the task, and the next read answers it again */
    }
    return (params->has_active == GIVEN_NO || is_active == params->active) &&
           (filter->coupon == NULL || code->promotion.coupon.key == filter->coupon->id.key) &&
           (params->has_customer == GIVEN_NO || code->customer.key == params->customer.key);
}

err_t
api_promotion_code_list(struct call *call)
{
    const struct promotion_code_list_params *params = call->params;
    struct code_filter filter = {.task = call->task, .params = params};
    struct record_scan scan = {.kind = &promotion_code_records, .index = -1};
    if (params->has_coupon == GIVEN_VALUE) {
        struct coupon *coupon;
        TRY(coupon_find(call->task, params->coupon, "coupon", &coupon));
        filter.coupon = coupon;
    }
    if (params->has_code == GIVEN_VALUE) {
        scan.index = PROMOTION_CODES_BY_CODE;
        scan.text = promotion_code_fold(call->task, params->code);
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, code_fits, &filter);
}
