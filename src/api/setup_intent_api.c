/* SPDX-License-Identifier: Apache-2.0 */
/** setup_intent_api.c: /v1/setup_intents. */
#include "api/route.h"
#include "event/event.h"
#include "payment/payment.h"
#include "workflow/workflow.h"

#include "routes.model.h"

err_t
api_setup_intent_create(struct call *call)
{
    const struct setup_intent_create_params *params = call->params;
    struct setup_intent *intent;
    TRY(setup_intent_create(call->task, params, &intent));
    if (params->confirm) {
        TRY(setup_intent_confirm(call->task, intent, NULL));
    }
    return call_answer_object(call, &setup_intent_kind, intent);
}

err_t
api_setup_intent_retrieve(struct call *call)
{
    void *intent;
    TRY(call_path_object(call, 0, &setup_intent_records, &intent));
    return call_answer_object(call, &setup_intent_kind, intent);
}

/** Go to the time of its customer. */
static err_t
intent_of_path(struct call *call, struct setup_intent **out)
{
    void *object;
    TRY(call_path_object(call, 0, &setup_intent_records, &object));
    *out = object;
    return (*out)->test_clock.key == 0 ? OK : test_clock_enter(call->task, (*out)->test_clock);
}

err_t
api_setup_intent_update(struct call *call)
{
    struct setup_intent *intent;
    TRY(intent_of_path(call, &intent));
    TRY(setup_intent_update(call->task, intent, call->params));
    return call_answer_object(call, &setup_intent_kind, intent);
}

err_t
api_setup_intent_confirm(struct call *call)
{
    const struct setup_intent_confirm_params *params = call->params;
    struct setup_intent *intent;
    struct payment_method *method = NULL;
    TRY(intent_of_path(call, &intent));
    if (params->has_payment_method == GIVEN_VALUE) {
        TRY(payment_method_find(call->task, params->payment_method, "payment_method", &method));
    }
    TRY(setup_intent_confirm(call->task, intent, method));
    TRY(workflow_setup_changed(call->task, intent));
    return call_answer_object(call, &setup_intent_kind, intent);
}

err_t
api_setup_intent_cancel(struct call *call)
{
    const struct setup_intent_cancel_params *params = call->params;
    struct setup_intent *intent;
    TRY(intent_of_path(call, &intent));
    TRY(setup_intent_cancel(call->task, intent, params->cancellation_reason));
    TRY(workflow_setup_changed(call->task, intent));
    return call_answer_object(call, &setup_intent_kind, intent);
}

err_t
api_setup_intent_settle(struct call *call)
{
    const struct payment_intent_settle_params *params = call->params;
    struct setup_intent *intent;
    TRY(intent_of_path(call, &intent));
    TRY(setup_intent_settle(call->task, intent,
                            params->outcome == PAYMENT_SETTLE_OUTCOME_SUCCEEDED));
    TRY(workflow_setup_changed(call->task, intent));
    return call_answer_object(call, &setup_intent_kind, intent);
}

static bool
intent_fits(const void *object, const void *filter)
{
    const struct setup_intent *intent = object;
    const struct setup_intent_list_params *params = filter;
    return (params->has_customer == GIVEN_VALUE || intent->test_clock.key == 0) &&
           (params->has_payment_method == GIVEN_NO ||
            intent->payment_method.key == params->payment_method.key);
}

err_t
api_setup_intent_list(struct call *call)
{
    const struct setup_intent_list_params *params = call->params;
    struct record_scan scan = {.kind = &setup_intent_records, .index = -1};
    if (params->has_customer == GIVEN_VALUE) {
        scan.index = SETUP_INTENTS_BY_CUSTOMER;
        scan.equals[0] = params->customer.key;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, intent_fits, params);
}
