/* SPDX-License-Identifier: Apache-2.0 */
/** test_clock_api.c: /v1/test_helpers/test_clocks. */
#include "api/route.h"
#include "catalog/catalog.h"
#include "customer/customer.h"
#include "event/event.h"
#include "subscription/subscription.h"
#include "workflow/workflow.h"

#include "routes.model.h"

#define SCAN_PORTION 100
/** A clock may jump over so many periods of its shortest subscription (billing.md 19). */
#define ADVANCE_PERIODS 2
#define ADVANCE_YEARS   2

/** A customer may only be put on a clock while nothing of it happens in real time. */
static err_t
customer_place(struct task *task, struct id id, const struct test_clock *clock)
{
    struct customer *customer;
    TRY(customer_load(task, id, "customer", &customer));
    struct record_scan scan = {.kind = &subscription_records,
                               .index = SUBSCRIPTION_BY_CUSTOMER,
                               .equals = {customer->id.key},
                               .equals_count = 1,
                               .limit = 1};
    void **subscriptions;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &subscriptions, &count, &has_more));
    if (count > 0) {
        return fail(task, ERR_PARAMETER_INVALID, "customer",
                    "A customer with subscriptions cannot be put on a test clock.");
    }
    return customer_put_on_clock(task, customer, clock->id);
}

err_t
api_test_clock_create(struct call *call)
{
    const struct test_clock_create_params *params = call->params;
    struct test_clock *clock;
    TRY(test_clock_create(call->task, params->frozen_time, params->name, &clock));
    if (params->has_customer == GIVEN_VALUE) {
        TRY(customer_place(call->task, params->customer, clock));
    }
    return call_answer_object(call, &test_clock_kind, clock);
}

err_t
api_test_clock_retrieve(struct call *call)
{
    void *clock;
    TRY(call_path_object(call, 0, &test_clock_records, &clock));
    return call_answer_object(call, &test_clock_kind, clock);
}

err_t
api_test_clock_list(struct call *call)
{
    struct record_scan scan = {.kind = &test_clock_records, .index = -1};
    return call_answer_list(call, &scan, NULL, NULL);
}

/** Lower *max to two periods of each item of the subscription. */
static err_t
subscription_bound(struct task *task, const struct subscription *subscription,
                   const struct test_clock *clock, instant_t *max)
{
    for (size_t i = 0; subscription_is_live(subscription) && i < subscription->items_count; i++) {
        struct price *price;
        TRY(price_load(task, subscription->items[i].price, NULL, &price));
        if (price->recurring == NULL) {
            continue;
        }
        instant_t end = instant_add(clock->frozen_time, price->recurring->interval,
                                    ADVANCE_PERIODS * price->recurring->interval_count);
        *max = end < *max ? end : *max;
    }
    return OK;
}

static err_t
customer_bound(struct task *task, struct id customer, const struct test_clock *clock,
               instant_t *max)
{
    struct record_scan scan = {.kind = &subscription_records,
                               .index = SUBSCRIPTION_BY_CUSTOMER,
                               .equals = {customer.key},
                               .equals_count = 1,
                               .limit = SCAN_PORTION};
    for (bool has_more = true; has_more;) {
        void **subscriptions;
        size_t count;
        TRY(record_scan(task, &scan, &subscriptions, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            const struct subscription *subscription = subscriptions[i];
            TRY(subscription_bound(task, subscription, clock, max));
            scan.after_key = subscription->id.key;
        }
    }
    return OK;
}

/** The latest time that the clock may be advanced to. */
static err_t
advance_bound(struct task *task, const struct test_clock *clock, instant_t *max)
{
    *max = instant_add(clock->frozen_time, INTERVAL_YEAR, ADVANCE_YEARS);
    struct record_scan scan = {.kind = &customer_records,
                               .index = CUSTOMERS_BY_TEST_CLOCK,
                               .equals = {clock->id.key},
                               .equals_count = 1,
                               .limit = SCAN_PORTION};
    for (bool has_more = true; has_more;) {
        void **customers;
        size_t count;
        TRY(record_scan(task, &scan, &customers, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            const struct customer *customer = customers[i];
            TRY(customer_bound(task, customer->id, clock, max));
            scan.after_key = customer->id.key;
        }
    }
    return OK;
}

err_t
api_test_clock_advance(struct call *call)
{
    const struct test_clock_advance_params *params = call->params;
    void *object;
    TRY(call_path_object(call, 0, &test_clock_records, &object));
    struct test_clock *clock = object;
    instant_t max;
    TRY(advance_bound(call->task, clock, &max));
    TRY(test_clock_advance(call->task, clock, params->frozen_time, max));
    return call_answer_object(call, &test_clock_kind, clock);
}

err_t
api_test_clock_delete(struct call *call)
{
    void *clock;
    TRY(call_path_object(call, 0, &test_clock_records, &clock));
    TRY(workflow_delete_clock(call->task, clock));
    return call_answer_deleted(call, &test_clock_kind, clock);
}
