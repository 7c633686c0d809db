/* SPDX-License-Identifier: Apache-2.0 */
/** payment_method_api.c: /v1/payment_methods, and those under a customer. */
#include "api/route.h"
#include "payment/payment.h"

#include "routes.model.h"

err_t
api_payment_method_create(struct call *call)
{
    struct payment_method *method;
    TRY(payment_method_create(call->task, call->params, &method));
    return call_answer_object(call, &payment_method_kind, method);
}

/** The one in the path; pm_card_visa and its like make a fresh one. */
static err_t
method_of_path(struct call *call, struct payment_method **out)
{
    return payment_method_find(call->task, call->path_ids[0], "id", out);
}

err_t
api_payment_method_retrieve(struct call *call)
{
    struct payment_method *method;
    TRY(method_of_path(call, &method));
    return call_answer_object(call, &payment_method_kind, method);
}

err_t
api_payment_method_update(struct call *call)
{
    struct payment_method *method;
    TRY(method_of_path(call, &method));
    TRY(payment_method_update(call->task, method, call->params));
    return call_answer_object(call, &payment_method_kind, method);
}

err_t
api_payment_method_attach(struct call *call)
{
    const struct payment_method_attach_params *params = call->params;
    struct payment_method *method;
    struct customer *customer;
    TRY(customer_load(call->task, params->customer, "customer", &customer));
    TRY(customer_enter(call->task, customer));
    TRY(method_of_path(call, &method));
    TRY(payment_method_attach(call->task, method, customer));
    return call_answer_object(call, &payment_method_kind, method);
}

err_t
api_payment_method_detach(struct call *call)
{
    struct payment_method *method;
    TRY(method_of_path(call, &method));
    TRY(payment_method_detach(call->task, method));
    return call_answer_object(call, &payment_method_kind, method);
}

struct method_filter {
    enum given has_type;
    enum payment_method_type type;
    enum given has_allow_redisplay;
    enum allow_redisplay allow_redisplay;
};

static bool
method_fits(const void *object, const void *data)
{
    const struct payment_method *method = object;
    const struct method_filter *filter = data;
    return (filter->has_type == GIVEN_NO || method->type == filter->type) &&
           (filter->has_allow_redisplay == GIVEN_NO ||
            method->allow_redisplay == filter->allow_redisplay);
}

static err_t
answer_methods(struct call *call, struct id customer, const struct method_filter *filter)
{
    struct record_scan scan = {.kind = &payment_method_records,
                               .index = PAYMENT_METHODS_BY_CUSTOMER,
                               .equals = {customer.key},
                               .equals_count = 1};
    return call_answer_list(call, &scan, method_fits, filter);
}

err_t
api_payment_method_list(struct call *call)
{
    const struct payment_method_list_params *params = call->params;
    struct method_filter filter = {params->has_type, params->type, params->has_allow_redisplay,
                                   params->allow_redisplay};
    struct id customer = {-1}; /* nobody's: without a customer nothing is listed */
    if (params->has_customer == GIVEN_VALUE) {
        struct customer *owner;
        TRY(customer_load(call->task, params->customer, "customer", &owner));
        customer = owner->id;
    }
    return answer_methods(call, customer, &filter);
}

err_t
api_customer_payment_method_list(struct call *call)
{
    const struct customer_payment_method_list_params *params = call->params;
    struct method_filter filter = {params->has_type, params->type, params->has_allow_redisplay,
                                   params->allow_redisplay};
    struct customer *customer;
    TRY(customer_find(call->task, call->path_ids[0], "id", &customer));
    return answer_methods(call, customer->id, &filter);
}

err_t
api_customer_payment_method_retrieve(struct call *call)
{
    struct customer *customer;
    TRY(customer_find(call->task, call->path_ids[0], "id", &customer));
    void *object;
    TRY(call_path_object(call, 1, &payment_method_records, &object));
    const struct payment_method *method = object;
    if (method->customer.key != customer->id.key) {
        return fail(call->task, ERR_RESOURCE_MISSING, "id", "No such payment_method: '%.*s'",
                    TEXT_ARG(call->path_ids[1]));
    }
    return call_answer_object(call, &payment_method_kind, object);
}
