/* SPDX-License-Identifier: Apache-2.0 */
/** dismantle.c: a customer, or a whole test clock, is taken away. */
#include "workflow/step.h"

static err_t
end_subscriptions(struct task *task, const struct customer *customer)
{
    struct record_scan scan = {
        .kind = &subscription_records,
        .index = SUBSCRIPTION_BY_CUSTOMER,
        .equals = {customer->id.key},
        .equals_count = 1,
        .limit = 500,
    };
    void **objects;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &objects, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        struct subscription *subscription = objects[i];
        if (subscription_status_may_change(subscription->status, SUBSCRIPTION_STATUS_CANCELED)) {
            TRY(cancel_end(task, subscription, CANCELLATION_REASON_CANCELLATION_REQUESTED));
        }
    }
    return OK;
}

err_t
workflow_delete_customer(struct task *task, struct customer *customer)
{
    TRY(end_subscriptions(task, customer));
    TRY(cancel_stop_invoices(task, customer->id, NULL));
    TRY(payment_method_detach_all(task, customer->id));
    return customer_delete(task, customer);
}

err_t
workflow_delete_clock(struct task *task, struct test_clock *clock)
{
    struct record_scan scan = {
        .kind = &customer_records,
        .index = CUSTOMERS_BY_TEST_CLOCK,
        .equals = {clock->id.key},
        .equals_count = 1,
        .limit = 1000,
    };
    void **objects;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &objects, &count, &has_more));
    task->now = clock->frozen_time;
    for (size_t i = 0; i < count; i++) {
        TRY(workflow_delete_customer(task, objects[i]));
    }
    return test_clock_delete(task, clock);
}
