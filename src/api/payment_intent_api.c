/* SPDX-License-Identifier: Apache-2.0 */
/** payment_intent_api.c: /v1/payment_intents. */
#include "api/route.h"
#include "base/metadata.h"
#include "payment/payment.h"
#include "workflow/workflow.h"

#include "routes.model.h"

/** Go to the time of the payment's customer. */
static err_t
intent_of_path(struct call *call, struct payment_intent **out)
{
    void *object;
    TRY(call_path_object(call, 0, &payment_intent_records, &object));
    struct payment_intent *intent = object;
    if (intent->test_clock.key != 0) {
        TRY(test_clock_enter(call->task, intent->test_clock));
    }
    *out = intent;
    return OK;
}

/** What an attempt came to: its invoice hears of it; a decline is a 402 whose charge stays. */
static err_t
answer_outcome(struct call *call, struct payment_intent *intent,
               const struct payment_outcome *outcome)
{
    TRY(workflow_payment_changed(call->task, intent));
    if (outcome->result == PAYMENT_FAILED) {
        call->task->keep_changes = true;
        return payment_fail(call->task, intent, outcome);
    }
    return call_answer_object(call, &payment_intent_kind, intent);
}

err_t
api_payment_intent_create(struct call *call)
{
    const struct payment_intent_create_params *params = call->params;
    struct payment_intent *intent;
    struct payment_outcome outcome;
    TRY(payment_intent_create(call->task, params, &intent));
    if (!params->confirm) {
        return call_answer_object(call, &payment_intent_kind, intent);
    }
    TRY(payment_intent_confirm(call->task, intent, NULL, params->off_session, &outcome));
    return answer_outcome(call, intent, &outcome);
}

err_t
api_payment_intent_retrieve(struct call *call)
{
    void *intent;
    TRY(call_path_object(call, 0, &payment_intent_records, &intent));
    return call_answer_object(call, &payment_intent_kind, intent);
}

err_t
api_payment_intent_update(struct call *call)
{
    struct payment_intent *intent;
    TRY(intent_of_path(call, &intent));
    TRY(payment_intent_update(call->task, intent, call->params));
    return call_answer_object(call, &payment_intent_kind, intent);
}

err_t
api_payment_intent_confirm(struct call *call)
{
    const struct payment_intent_confirm_params *params = call->params;
    struct payment_intent *intent;
    struct payment_method *method = NULL;
    struct payment_outcome outcome;
    TRY(intent_of_path(call, &intent));
    if (params->has_payment_method == GIVEN_VALUE) {
        TRY(payment_method_find(call->task, params->payment_method, "payment_method", &method));
    }
    if (params->has_setup_future_usage != GIVEN_NO) {
        intent->setup_future_usage = params->setup_future_usage;
    }
    TRY(payment_intent_confirm(call->task, intent, method, params->off_session, &outcome));
    return answer_outcome(call, intent, &outcome);
}

err_t
api_payment_intent_capture(struct call *call)
{
    const struct payment_intent_capture_params *params = call->params;
    struct payment_intent *intent;
    TRY(intent_of_path(call, &intent));
    TRY(metadata_merge(call->task, &intent->metadata, &params->metadata, params->has_metadata,
                       &intent->metadata));
    TRY(payment_intent_capture(call->task, intent, params->amount_to_capture));
    TRY(workflow_payment_changed(call->task, intent));
    return call_answer_object(call, &payment_intent_kind, intent);
}

err_t
api_payment_intent_cancel(struct call *call)
{
    const struct payment_intent_cancel_params *params = call->params;
    struct payment_intent *intent;
    TRY(intent_of_path(call, &intent));
    if (intent->invoice.key != 0) {
        return fail(call->task, ERR_PAYMENT_INTENT_UNEXPECTED_STATE, NULL,
                    "This PaymentIntent was created by an Invoice: void the Invoice instead.");
    }
    TRY(payment_intent_cancel(call->task, intent, params->cancellation_reason));
    return call_answer_object(call, &payment_intent_kind, intent);
}

err_t
api_payment_intent_settle(struct call *call)
{
    const struct payment_intent_settle_params *params = call->params;
    struct payment_intent *intent;
    struct payment_outcome outcome;
    TRY(intent_of_path(call, &intent));
    TRY(payment_settle(call->task, intent, params->outcome == PAYMENT_SETTLE_OUTCOME_SUCCEEDED,
                       &outcome));
    TRY(workflow_payment_changed(call->task, intent));
    return call_answer_object(call, &payment_intent_kind, intent);
}

static bool
is_off_clock(const void *object, const void *filter)
{
    (void)filter;
    return ((const struct payment_intent *)object)->test_clock.key == 0;
}

err_t
api_payment_intent_list(struct call *call)
{
    const struct payment_intent_list_params *params = call->params;
    struct record_scan scan = {.kind = &payment_intent_records, .index = -1};
    if (params->has_customer == GIVEN_VALUE) {
        scan.index = PAYMENT_INTENTS_BY_CUSTOMER;
        scan.equals[0] = params->customer.key;
        scan.equals_count = 1;
        return call_answer_list(call, &scan, NULL, NULL);
    }
    return call_answer_list(call, &scan, is_off_clock, NULL);
}
