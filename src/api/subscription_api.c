/* SPDX-License-Identifier: Apache-2.0 */
/** subscription_api.c: /v1/subscriptions. */
#include "api/route.h"
#include "subscription/subscription.h"
#include "workflow/workflow.h"

#include "routes.model.h"

/** The subscription in the path, in the time of its clock. */
static err_t
subscription_of_path(struct call *call, struct subscription **out)
{
    void *object;
    TRY(call_path_object(call, 0, &subscription_records, &object));
    *out = object;
    return (*out)->test_clock.key == 0 ? OK : test_clock_enter(call->task, (*out)->test_clock);
}

err_t
api_subscription_create(struct call *call)
{
    struct subscription *subscription;
    TRY(workflow_subscribe(call->task, call->params, &subscription));
    return call_answer_object(call, &subscription_kind, subscription);
}

err_t
api_subscription_retrieve(struct call *call)
{
    void *subscription;
    TRY(call_path_object(call, 0, &subscription_records, &subscription));
    return call_answer_object(call, &subscription_kind, subscription);
}

err_t
api_subscription_update(struct call *call)
{
    struct subscription *subscription;
    TRY(subscription_of_path(call, &subscription));
    TRY(workflow_update(call->task, subscription, call->params));
    return call_answer_object(call, &subscription_kind, subscription);
}

err_t
api_subscription_cancel(struct call *call)
{
    struct subscription *subscription;
    TRY(subscription_of_path(call, &subscription));
    TRY(workflow_cancel(call->task, subscription, call->params));
    return call_answer_object(call, &subscription_kind, subscription);
}

err_t
api_subscription_pause(struct call *call)
{
    struct subscription *subscription;
    TRY(subscription_of_path(call, &subscription));
    TRY(workflow_pause(call->task, subscription, call->params));
    return call_answer_object(call, &subscription_kind, subscription);
}

err_t
api_subscription_resume(struct call *call)
{
    struct subscription *subscription;
    TRY(subscription_of_path(call, &subscription));
    TRY(workflow_resume(call->task, subscription, call->params));
    return call_answer_object(call, &subscription_kind, subscription);
}

err_t
api_subscription_migrate(struct call *call)
{
    struct subscription *subscription;
    TRY(subscription_of_path(call, &subscription));
    TRY(workflow_migrate(call->task, subscription, call->params));
    return call_answer_object(call, &subscription_kind, subscription);
}

/* ---- lists ----------------------------------------------------------------- */

static bool
status_fits(const struct subscription_list_params *params, enum subscription_status status)
{
    bool is_ended =
        status == SUBSCRIPTION_STATUS_CANCELED || status == SUBSCRIPTION_STATUS_INCOMPLETE_EXPIRED;
    if (params->has_status == GIVEN_NO) {
        return status != SUBSCRIPTION_STATUS_CANCELED;
    }
    switch (params->status) {
    case SUBSCRIPTION_STATUS_FILTER_ALL:
        return true;
    case SUBSCRIPTION_STATUS_FILTER_ENDED:
        return is_ended;
    case SUBSCRIPTION_STATUS_FILTER_ACTIVE:
        return status == SUBSCRIPTION_STATUS_ACTIVE;
    case SUBSCRIPTION_STATUS_FILTER_CANCELED:
        return status == SUBSCRIPTION_STATUS_CANCELED;
    case SUBSCRIPTION_STATUS_FILTER_INCOMPLETE:
        return status == SUBSCRIPTION_STATUS_INCOMPLETE;
    case SUBSCRIPTION_STATUS_FILTER_INCOMPLETE_EXPIRED:
        return status == SUBSCRIPTION_STATUS_INCOMPLETE_EXPIRED;
    case SUBSCRIPTION_STATUS_FILTER_PAST_DUE:
        return status == SUBSCRIPTION_STATUS_PAST_DUE;
    case SUBSCRIPTION_STATUS_FILTER_PAUSED:
        return status == SUBSCRIPTION_STATUS_PAUSED;
    case SUBSCRIPTION_STATUS_FILTER_TRIALING:
        return status == SUBSCRIPTION_STATUS_TRIALING;
    case SUBSCRIPTION_STATUS_FILTER_UNPAID:
        return status == SUBSCRIPTION_STATUS_UNPAID;
    case SUBSCRIPTION_STATUS_FILTER_NONE:
        break;
    }
    return false;
}

static bool
has_price(const struct subscription *subscription, struct id price)
{
    for (size_t i = 0; i < subscription->items_count; i++) {
        if (subscription->items[i].price.key == price.key) {
            return true;
        }
    }
    return false;
}

/** The earliest end and the latest begin of its items' periods (billing.md 9.9). */
static bool
periods_fit(const struct subscription_list_params *params, const struct subscription *subscription)
{
    instant_t start = subscription->items[0].current_period_start;
    for (size_t i = 1; i < subscription->items_count; i++) {
        instant_t next = subscription->items[i].current_period_start;
        start = next > start ? next : start;
    }
    return (params->has_current_period_end == GIVEN_NO ||
            subscription_time_fits(params->current_period_end,
                                   subscription_boundary(subscription))) &&
           (params->has_current_period_start == GIVEN_NO ||
            subscription_time_fits(params->current_period_start, start));
}

/** Those on clocks are left out unless their clock or customer is named (billing.md 2.6). */
static bool
subscription_fits(const void *object, const void *filter)
{
    const struct subscription *subscription = object;
    const struct subscription_list_params *params = filter;
    bool is_visible = params->has_test_clock != GIVEN_NO
                          ? subscription->test_clock.key == params->test_clock.key
                          : params->has_customer != GIVEN_NO || subscription->test_clock.key == 0;
    struct id price = params->has_price != GIVEN_NO ? params->price : params->plan;
    bool wants_engine = params->has_automatic_tax != GIVEN_NO && params->automatic_tax->enabled;
    return is_visible && !wants_engine && status_fits(params, subscription->status) &&
           (params->has_customer == GIVEN_NO ||
            subscription->customer.key == params->customer.key) &&
           (params->has_collection_method == GIVEN_NO ||
            subscription->collection_method == params->collection_method) &&
           (price.key == 0 || has_price(subscription, price)) && periods_fit(params, subscription);
}

err_t
api_subscription_list(struct call *call)
{
    const struct subscription_list_params *params = call->params;
    struct record_scan scan = {.kind = &subscription_records, .index = -1};
    if (params->has_customer == GIVEN_VALUE) {
        scan.index = SUBSCRIPTION_BY_CUSTOMER;
        scan.equals[0] = params->customer.key;
        scan.equals_count = 1;
    } else if (params->has_status == GIVEN_VALUE) {
        for (int status = SUBSCRIPTION_STATUS_INCOMPLETE; status <= SUBSCRIPTION_STATUS_PAUSED;
             status++) {
            if (strcmp(subscription_status_name((enum subscription_status)status),
                       subscription_status_filter_name(params->status)) == 0) {
                scan.index = SUBSCRIPTION_BY_STATUS;
                scan.equals[0] = status;
                scan.equals_count = 1;
            }
        }
    }
    return call_answer_list(call, &scan, subscription_fits, params);
}
