/* SPDX-License-Identifier: Apache-2.0 */
/** tax_rate_api.c: /v1/tax_rates. */
#include "api/route.h"
#include "catalog/catalog.h"

#include "routes.model.h"

err_t
api_tax_rate_create(struct call *call)
{
    struct tax_rate *rate;
    TRY(tax_rate_create(call->task, call->params, &rate));
    return call_answer_object(call, &tax_rate_kind, rate);
}

err_t
api_tax_rate_retrieve(struct call *call)
{
    void *rate;
    TRY(call_path_object(call, 0, &tax_rate_records, &rate));
    return call_answer_object(call, &tax_rate_kind, rate);
}

err_t
api_tax_rate_update(struct call *call)
{
    void *rate;
    TRY(call_path_object(call, 0, &tax_rate_records, &rate));
    TRY(tax_rate_update(call->task, rate, call->params));
    return call_answer_object(call, &tax_rate_kind, rate);
}

static bool
tax_rate_fits(const void *object, const void *filter)
{
    const struct tax_rate *rate = object;
    const struct tax_rate_list_params *params = filter;
    return (params->has_active == GIVEN_NO || rate->active == params->active) &&
           (params->has_inclusive == GIVEN_NO || rate->inclusive == params->inclusive);
}

err_t
api_tax_rate_list(struct call *call)
{
    struct record_scan scan = {.kind = &tax_rate_records, .index = -1};
    return call_answer_list(call, &scan, tax_rate_fits, call->params);
}
