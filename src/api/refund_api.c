/* SPDX-License-Identifier: Apache-2.0 */
/** refund_api.c: /v1/refunds. */
#include "api/route.h"
#include "base/metadata.h"
#include "event/event.h"
#include "payment/payment.h"

#include "routes.model.h"

/** Go to the time of the payment that is given back. */
static err_t
enter(struct task *task, struct id test_clock)
{
    return test_clock.key == 0 ? OK : test_clock_enter(task, test_clock);
}

static err_t
enter_order(struct task *task, const struct refund_order *order)
{
    struct charge *charge;
    struct payment_intent *intent;
    if (order->charge.key != 0) {
        TRY(charge_load(task, order->charge, "charge", &charge));
        return enter(task, charge->test_clock);
    }
    if (order->payment_intent.key != 0) {
        TRY(payment_intent_load(task, order->payment_intent, "payment_intent", &intent));
        return enter(task, intent->test_clock);
    }
    return OK;
}

err_t
api_refund_create(struct call *call)
{
    const struct refund_create_params *params = call->params;
    struct refund_order order = {.charge = params->charge,
                                 .payment_intent = params->payment_intent,
                                 .amount = params->amount,
                                 .reason = params->reason,
                                 .instructions_email = params->instructions_email};
    struct refund *refund;
    TRY(metadata_merge(call->task, &order.metadata, &params->metadata, params->has_metadata,
                       &order.metadata));
    TRY(enter_order(call->task, &order));
    TRY(refund_create(call->task, &order, &refund));
    return call_answer_object(call, &refund_kind, refund);
}

err_t
api_refund_retrieve(struct call *call)
{
    void *refund;
    TRY(call_path_object(call, 0, &refund_records, &refund));
    return call_answer_object(call, &refund_kind, refund);
}

static err_t
refund_of_path(struct call *call, struct refund **out)
{
    void *object;
    TRY(call_path_object(call, 0, &refund_records, &object));
    *out = object;
    return enter(call->task, (*out)->test_clock);
}

err_t
api_refund_update(struct call *call)
{
    struct refund *refund;
    TRY(refund_of_path(call, &refund));
    TRY(refund_update(call->task, refund, call->params));
    return call_answer_object(call, &refund_kind, refund);
}

err_t
api_refund_cancel(struct call *call)
{
    struct refund *refund;
    TRY(refund_of_path(call, &refund));
    TRY(refund_cancel(call->task, refund));
    return call_answer_object(call, &refund_kind, refund);
}

err_t
api_refund_expire(struct call *call)
{
    struct refund *refund;
    TRY(refund_of_path(call, &refund));
    TRY(refund_expire(call->task, refund));
    return call_answer_object(call, &refund_kind, refund);
}

err_t
api_refund_settle(struct call *call)
{
    const struct refund_settle_params *params = call->params;
    struct refund *refund;
    TRY(refund_of_path(call, &refund));
    TRY(refund_settle(call->task, refund, params->outcome == PAYMENT_SETTLE_OUTCOME_SUCCEEDED));
    return call_answer_object(call, &refund_kind, refund);
}

static bool
refund_fits(const void *object, const void *filter)
{
    const struct refund *refund = object;
    const struct refund_list_params *params = filter;
    bool is_named = params->has_charge == GIVEN_VALUE || params->has_payment_intent == GIVEN_VALUE;
    return (is_named || refund->test_clock.key == 0) &&
           (params->has_payment_intent == GIVEN_NO ||
            refund->payment_intent.key == params->payment_intent.key);
}

/** A payment has one charge that took money: its refunds are the payment's. */
err_t
api_refund_list(struct call *call)
{
    const struct refund_list_params *params = call->params;
    struct record_scan scan = {.kind = &refund_records, .index = -1};
    struct id charge = params->charge;
    if (charge.key == 0 && params->has_payment_intent == GIVEN_VALUE) {
        struct payment_intent *intent;
        TRY(payment_intent_load(call->task, params->payment_intent, "payment_intent", &intent));
        charge = intent->latest_charge.key == 0 ? (struct id){-1} : intent->latest_charge;
    }
    if (charge.key != 0) {
        scan.index = REFUNDS_BY_CHARGE;
        scan.equals[0] = charge.key;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, refund_fits, params);
}
