/* SPDX-License-Identifier: Apache-2.0 */
/** discount_api.c: taking the discount from a customer or a subscription. */
#include "api/route.h"
#include "customer/customer.h"
#include "subscription/subscription.h"
#include "workflow/workflow.h"

#include "routes.model.h"

/** Unlike other objects a discount is answered whole when it is gone. */
static err_t
answer_deleted(struct call *call, const struct discount *discount)
{
    struct deleted_discount deleted = {
        .public_id = id_text(call->task->arena, &call->task->account->secret, discount_kind.prefix,
                             discount->id.key),
        .customer = discount->customer,
        .invoice = discount->invoice,
        .invoice_item = discount->invoice_item,
        .promotion_code = discount->promotion_code,
        .source = discount->source,
        .start = discount->start,
        .subscription = discount->subscription,
        .subscription_item = discount->subscription_item,
    };
    return call_answer_object(call, &deleted_discount_kind, &deleted);
}

err_t
api_customer_discount_delete(struct call *call)
{
    struct customer *customer;
    struct discount *discount;
    TRY(customer_find(call->task, call->path_ids[0], "id", &customer));
    TRY(customer_enter(call->task, customer));
    TRY(discount_of_customer(call->task, customer->id, &discount));
    if (discount == NULL) {
        return fail(call->task, ERR_RESOURCE_MISSING, NULL, "No active discount for customer: %.*s",
                    TEXT_ARG(call->path_ids[0]));
    }
    TRY(discount_end(call->task, discount->id));
    return answer_deleted(call, discount);
}

err_t
api_subscription_discount_delete(struct call *call)
{
    void *object;
    struct discount *discount;
    TRY(call_path_object(call, 0, &subscription_records, &object));
    struct subscription *subscription = object;
    if (subscription->test_clock.key != 0) {
        TRY(test_clock_enter(call->task, subscription->test_clock));
    }
    if (subscription->discounts_count == 0) {
        return fail(call->task, ERR_RESOURCE_MISSING, NULL,
                    "No active discount for subscription: %.*s", TEXT_ARG(call->path_ids[0]));
    }
    TRY(discount_find(call->task, subscription->discounts[0], &discount));
    TRY(workflow_drop_discounts(call->task, subscription));
    return answer_deleted(call, discount);
}
