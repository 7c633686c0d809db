/* SPDX-License-Identifier: Apache-2.0 */
/** charge_api.c: /v1/charges. */
#include "api/route.h"
#include "payment/payment.h"

#include "routes.model.h"

err_t
api_charge_retrieve(struct call *call)
{
    void *charge;
    TRY(call_path_object(call, 0, &charge_records, &charge));
    return call_answer_object(call, &charge_kind, charge);
}

err_t
api_charge_refund_list(struct call *call)
{
    void *object;
    TRY(call_path_object(call, 0, &charge_records, &object));
    struct record_scan scan = {.kind = &refund_records,
                               .index = REFUNDS_BY_CHARGE,
                               .equals = {((const struct charge *)object)->id.key},
                               .equals_count = 1};
    return call_answer_list(call, &scan, NULL, NULL);
}

err_t
api_charge_update(struct call *call)
{
    void *charge;
    TRY(call_path_object(call, 0, &charge_records, &charge));
    TRY(charge_update(call->task, charge, call->params));
    return call_answer_object(call, &charge_kind, charge);
}

static bool
charge_fits(const void *object, const void *filter)
{
    const struct charge *charge = object;
    const struct charge_list_params *params = filter;
    bool is_named =
        params->has_customer == GIVEN_VALUE || params->has_payment_intent == GIVEN_VALUE;
    return (is_named || charge->test_clock.key == 0) &&
           (params->has_customer == GIVEN_NO || charge->customer.key == params->customer.key);
}

err_t
api_charge_list(struct call *call)
{
    const struct charge_list_params *params = call->params;
    struct record_scan scan = {.kind = &charge_records, .index = -1};
    if (params->has_payment_intent == GIVEN_VALUE) {
        scan.index = CHARGES_BY_PAYMENT_INTENT;
        scan.equals[0] = params->payment_intent.key;
        scan.equals_count = 1;
    } else if (params->has_customer == GIVEN_VALUE) {
        scan.index = CHARGES_BY_CUSTOMER;
        scan.equals[0] = params->customer.key;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, charge_fits, params);
}
