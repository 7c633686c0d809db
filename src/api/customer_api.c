/* SPDX-License-Identifier: Apache-2.0 */
/** customer_api.c: /v1/customers: the customer, and what it names of the rooms above. */
#include "api/route.h"
#include "customer/customer.h"
#include "payment/payment.h"
#include "subscription/subscription.h"
#include "workflow/workflow.h"

#include "routes.model.h"

#define DEFAULT_METHOD_PARAM "invoice_settings[default_payment_method]"

/* ---- payment methods that a customer names ----------------------------- */

/** No change but the payment methods that it names. */
static err_t
defaults_keep(struct task *task, struct customer *customer,
              const struct customer_defaults *defaults)
{
    if (!defaults->has_payment_method && !defaults->has_source) {
        return OK;
    }
    static const struct customer_update_params nothing;
    return customer_update(task, customer, &nothing, defaults);
}

/** A source is a payment method that becomes the default one. */
static err_t
source_take(struct task *task, const struct customer *customer, struct text source,
            const char *param, struct customer_defaults *defaults)
{
    struct payment_method *method;
    TRY(payment_method_take(task, source, param, customer, &method));
    defaults->has_source = true;
    defaults->source = method->id;
    return OK;
}

/** payment_method is attached; a default may name the same one by its token. */
static err_t
methods_of_create(struct task *task, struct customer *customer,
                  const struct customer_create_params *params)
{
    struct customer_defaults defaults = {0};
    const struct customer_invoice_settings_data_params *settings = params->invoice_settings;
    bool has_default = settings != NULL && settings->has_default_payment_method == GIVEN_VALUE;
    struct payment_method *method = NULL;
    if (params->has_payment_method == GIVEN_VALUE) {
        TRY(payment_method_find(task, params->payment_method, "payment_method", &method));
        TRY(payment_method_attach(task, method, customer));
    }
    if (has_default &&
        (method == NULL || !text_equal(settings->default_payment_method, params->payment_method))) {
        TRY(payment_method_take(task, settings->default_payment_method, DEFAULT_METHOD_PARAM,
                                customer, &method));
    }
    if (has_default) {
        defaults.has_payment_method = true;
        defaults.payment_method = method->id;
    }
    if (params->has_source == GIVEN_VALUE) {
        TRY(source_take(task, customer, params->source, "source", &defaults));
    }
    return defaults_keep(task, customer, &defaults);
}

static err_t
methods_of_update(struct task *task, const struct customer *customer,
                  const struct customer_update_params *params, struct customer_defaults *defaults)
{
    const struct customer_invoice_settings_data_params *settings = params->invoice_settings;
    if (settings != NULL && settings->has_default_payment_method != GIVEN_NO) {
        defaults->has_payment_method = true;
    }
    if (settings != NULL && settings->has_default_payment_method == GIVEN_VALUE) {
        struct payment_method *method;
        TRY(payment_method_take(task, settings->default_payment_method, DEFAULT_METHOD_PARAM,
                                customer, &method));
        defaults->payment_method = method->id;
    }
    if (params->has_source == GIVEN_VALUE) {
        TRY(source_take(task, customer, params->source, "source", defaults));
    } else if (params->has_default_source == GIVEN_VALUE) {
        TRY(source_take(task, customer, params->default_source, "default_source", defaults));
    }
    return OK;
}

/* ---- the customer ------------------------------------------------------ */

/** The coupon on all of a customer's invoices: put on by its id or by a code, or taken away. */
static err_t
discount_change(struct task *task, const struct customer *customer,
                const struct discount_in_params *wish)
{
    struct discount *discount = NULL;
    if (wish->has_coupon == GIVEN_VALUE && wish->has_promotion_code == GIVEN_VALUE) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "promotion_code",
                    "You may only specify one of these parameters: coupon, promotion_code.");
    }
    if (wish->has_coupon == GIVEN_VALUE || wish->has_promotion_code == GIVEN_VALUE) {
        return discount_put_on_customer(task, customer->id, wish, &discount);
    }
    if (wish->has_coupon == GIVEN_EMPTY) {
        TRY(discount_of_customer(task, customer->id, &discount));
    }
    return discount == NULL ? OK : discount_end(task, discount->id);
}

err_t
api_customer_create(struct call *call)
{
    const struct customer_create_params *params = call->params;
    struct customer *customer;
    TRY(customer_create(call->task, params, &customer));
    TRY(methods_of_create(call->task, customer, params));
    for (size_t i = 0; params->has_tax_id_data == GIVEN_VALUE && i < params->tax_id_data_count;
         i++) {
        struct tax_id *tax_id;
        TRY(tax_id_create(call->task, customer, params->tax_id_data[i].type,
                          params->tax_id_data[i].value, &tax_id));
    }
    struct discount_in_params wish = {.has_coupon = params->has_coupon,
                                      .coupon = params->coupon,
                                      .has_promotion_code = params->has_promotion_code,
                                      .promotion_code = params->promotion_code};
    TRY(discount_change(call->task, customer, &wish));
    return call_answer_object(call, &customer_kind, customer);
}

/** A deleted customer can still be read: as a stub (billing.md 2.10). */
err_t
api_customer_retrieve(struct call *call)
{
    struct id id;
    TRY(call_path_id(call, 0, &customer_kind, &id));
    void *customer;
    TRY(record_load(call->task, &customer_records, id, &customer));
    if (customer == NULL) {
        model_render_deleted(call->world, &customer_kind, id, &call->writer);
        return OK;
    }
    return call_answer_object(call, &customer_kind, customer);
}

static err_t
customer_of_path(struct call *call, struct customer **out)
{
    TRY(customer_find(call->task, call->path_ids[0], "id", out));
    return customer_enter(call->task, *out);
}

err_t
api_customer_update(struct call *call)
{
    const struct customer_update_params *params = call->params;
    struct customer *customer;
    struct customer_defaults defaults = {0};
    TRY(customer_of_path(call, &customer));
    TRY(methods_of_update(call->task, customer, params, &defaults));
    struct discount_in_params wish = {.has_coupon = params->has_coupon,
                                      .coupon = params->coupon,
                                      .has_promotion_code = params->has_promotion_code,
                                      .promotion_code = params->promotion_code};
    TRY(discount_change(call->task, customer, &wish));
    TRY(customer_update(call->task, customer, params, &defaults));
    return call_answer_object(call, &customer_kind, customer);
}

err_t
api_customer_delete(struct call *call)
{
    struct customer *customer;
    TRY(customer_of_path(call, &customer));
    TRY(workflow_delete_customer(call->task, customer));
    return call_answer_deleted(call, &customer_kind, customer);
}

static bool
customer_fits(const void *object, const void *filter)
{
    const struct customer *customer = object;
    const struct customer_list_params *params = filter;
    return customer->test_clock.key == params->test_clock.key &&
           (params->has_email == GIVEN_NO || text_equal(customer->email, params->email));
}

/** Customers on clocks are left out unless their clock is named (billing.md 2.6). */
err_t
api_customer_list(struct call *call)
{
    const struct customer_list_params *params = call->params;
    struct record_scan scan = {.kind = &customer_records, .equals_count = 1};
    if (params->has_email == GIVEN_VALUE) {
        scan.index = CUSTOMERS_BY_EMAIL;
        scan.text = params->email;
    } else {
        scan.index = CUSTOMERS_BY_TEST_CLOCK;
        scan.equals[0] = params->test_clock.key;
    }
    return call_answer_list(call, &scan, params->has_email == GIVEN_VALUE ? customer_fits : NULL,
                            params);
}

static bool
subscription_goes_on(const void *object, const void *filter)
{
    (void)filter;
    return ((const struct subscription *)object)->ended_at == 0;
}

err_t
api_customer_subscription_list(struct call *call)
{
    struct customer *customer;
    TRY(customer_find(call->task, call->path_ids[0], "id", &customer));
    struct record_scan scan = {.kind = &subscription_records,
                               .index = SUBSCRIPTION_BY_CUSTOMER,
                               .equals = {customer->id.key},
                               .equals_count = 1};
    return call_answer_list(call, &scan, subscription_goes_on, NULL);
}
