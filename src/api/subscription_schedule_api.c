/* SPDX-License-Identifier: Apache-2.0 */
/** subscription_schedule_api.c: /v1/subscription_schedules. */
#include "api/route.h"
#include "subscription/subscription.h"
#include "workflow/workflow.h"

#include "routes.model.h"

/** The schedule in the path, in the time of its clock. */
static err_t
schedule_of_path(struct call *call, struct subscription_schedule **out)
{
    void *object;
    TRY(call_path_object(call, 0, &subscription_schedule_records, &object));
    *out = object;
    return (*out)->test_clock.key == 0 ? OK : test_clock_enter(call->task, (*out)->test_clock);
}

err_t
api_subscription_schedule_create(struct call *call)
{
    struct subscription_schedule *schedule;
    TRY(workflow_schedule_create(call->task, call->params, &schedule));
    return call_answer_object(call, &subscription_schedule_kind, schedule);
}

err_t
api_subscription_schedule_retrieve(struct call *call)
{
    void *schedule;
    TRY(call_path_object(call, 0, &subscription_schedule_records, &schedule));
    return call_answer_object(call, &subscription_schedule_kind, schedule);
}

err_t
api_subscription_schedule_update(struct call *call)
{
    struct subscription_schedule *schedule;
    TRY(schedule_of_path(call, &schedule));
    TRY(workflow_schedule_update(call->task, schedule, call->params));
    return call_answer_object(call, &subscription_schedule_kind, schedule);
}

err_t
api_subscription_schedule_cancel(struct call *call)
{
    struct subscription_schedule *schedule;
    TRY(schedule_of_path(call, &schedule));
    TRY(workflow_schedule_cancel(call->task, schedule, call->params));
    return call_answer_object(call, &subscription_schedule_kind, schedule);
}

err_t
api_subscription_schedule_release(struct call *call)
{
    struct subscription_schedule *schedule;
    TRY(schedule_of_path(call, &schedule));
    TRY(workflow_schedule_release(call->task, schedule, call->params));
    return call_answer_object(call, &subscription_schedule_kind, schedule);
}

static bool
schedule_fits(const void *object, const void *filter)
{
    const struct subscription_schedule *schedule = object;
    const struct subscription_schedule_list_params *params = filter;
    bool is_visible = params->has_customer != GIVEN_NO || schedule->test_clock.key == 0;
    bool is_ahead = schedule->status == SCHEDULE_STATUS_NOT_STARTED;
    return is_visible &&
           (params->has_customer == GIVEN_NO || schedule->customer.key == params->customer.key) &&
           (params->has_scheduled == GIVEN_NO || is_ahead == params->scheduled) &&
           (params->has_canceled_at == GIVEN_NO ||
            subscription_time_fits(params->canceled_at, schedule->canceled_at)) &&
           (params->has_completed_at == GIVEN_NO ||
            subscription_time_fits(params->completed_at, schedule->completed_at)) &&
           (params->has_released_at == GIVEN_NO ||
            subscription_time_fits(params->released_at, schedule->released_at));
}

err_t
api_subscription_schedule_list(struct call *call)
{
    const struct subscription_schedule_list_params *params = call->params;
    struct record_scan scan = {.kind = &subscription_schedule_records, .index = -1};
    if (params->has_customer == GIVEN_VALUE) {
        scan.index = 0;
        scan.equals[0] = params->customer.key;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, schedule_fits, params);
}
