/* SPDX-License-Identifier: Apache-2.0 */
/** method.c: payment methods: from a test card to a customer and back. */
#include "base/change.h"
#include "base/metadata.h"
#include "event/event.h"
#include "payment/gateway.h"

#define DETACH_AT_ONCE_MAX 1000

/* ---- making ------------------------------------------------------------ */

/** A payment method of what a token or a card number stands for, not stored yet. */
static err_t
method_describe(struct task *task, struct text text, struct payment_method **out, bool *found)
{
    struct payment_method *method = arena_new(task->arena, struct payment_method);
    if (method == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    *found = gateway_of(task)->describe(task->arena, text, task->now, method);
    if (*found) {
        method->allow_redisplay = ALLOW_REDISPLAY_UNSPECIFIED;
        method->created = task->now;
        method->livemode = task->account->livemode;
        *out = method;
    }
    return OK;
}

static err_t
method_insert(struct task *task, struct payment_method *method)
{
    method->id = task_new_id(task);
    return record_insert(task, &payment_method_records, method);
}

static void
billing_details_change(struct billing_details *details,
                       const struct billing_details_data_params *data)
{
    if (data == NULL) {
        return;
    }
    if (data->has_address == GIVEN_EMPTY) {
        details->address = (struct address){0};
    } else if (data->has_address == GIVEN_VALUE) {
        address_change(&details->address, data->address);
    }
    change_text(&details->email, data->has_email, data->email);
    change_text(&details->name, data->has_name, data->name);
    change_text(&details->phone, data->has_phone, data->phone);
}

/** A card that expired before now is a slip, or a test of one. */
static err_t
expiry_set(struct task *task, struct payment_card *card, enum given has_month, int64_t month,
           enum given has_year, int64_t year)
{
    struct date now = instant_to_date(task->now);
    change_int(&card->exp_month, has_month, month);
    change_int(&card->exp_year, has_year, year);
    if (card->exp_year < now.year || (card->exp_year == now.year && card->exp_month < now.month)) {
        return fail(task, ERR_CARD_EXPIRED,
                    card->exp_year < now.year ? "card[exp_year]" : "card[exp_month]",
                    "Your card has expired.");
    }
    return OK;
}

err_t
payment_method_create(struct task *task, const struct payment_method_create_params *params,
                      struct payment_method **out)
{
    const struct card_data_params *data = params->card;
    if (params->type != PAYMENT_METHOD_TYPE_CARD) {
        return fail(task, ERR_PARAMETER_INVALID, "type",
                    "Payment methods of type %s are made from test tokens only, such as "
                    "pm_usBankAccount_success.",
                    payment_method_type_name(params->type));
    }
    if (data == NULL || (data->has_token == GIVEN_VALUE) == (data->has_number == GIVEN_VALUE)) {
        return fail(task,
                    data == NULL || data->has_token == GIVEN_NO ? ERR_PARAMETER_MISSING
                                                                : ERR_PARAMETERS_EXCLUSIVE,
                    "card",
                    "Give card[token], or card[number] with card[exp_month] and "
                    "card[exp_year].");
    }
    struct payment_method *method;
    bool found;
    bool has_token = data->has_token == GIVEN_VALUE;
    TRY(method_describe(task, has_token ? data->token : data->number, &method, &found));
    if (!found && has_token) {
        return fail(task, ERR_TOKEN_UNKNOWN, "card[token]", "No such token: '%.*s'",
                    TEXT_ARG(data->token));
    }
    if (!found) {
        return fail(task, ERR_CARD_NUMBER_REFUSED, "card[number]",
                    "Your card number is incorrect: only numbers of test cards are taken.");
    }
    TRY(expiry_set(task, method->card, data->has_exp_month, data->exp_month, data->has_exp_year,
                   data->exp_year));
    if (params->has_allow_redisplay == GIVEN_VALUE) {
        method->allow_redisplay = params->allow_redisplay;
    }
    billing_details_change(&method->billing_details, params->billing_details);
    TRY(metadata_merge(task, &method->metadata, &params->metadata, params->has_metadata,
                       &method->metadata));
    TRY(method_insert(task, method));
    *out = method;
    return OK;
}

/* ---- finding ----------------------------------------------------------- */

err_t
payment_method_find(struct task *task, struct text id, const char *param,
                    struct payment_method **out)
{
    struct id parsed;
    if (id_parse(&task->account->secret, payment_method_kind.prefix, id, &parsed.key)) {
        return payment_method_load(task, parsed, param, out);
    }
    bool found;
    TRY(method_describe(task, id, out, &found));
    bool is_number = id.length > 0 && id.bytes[0] >= '0' && id.bytes[0] <= '9';
    if (!found || is_number) {
        return fail(task, ERR_RESOURCE_MISSING, param, "No such PaymentMethod: '%.*s'",
                    TEXT_ARG(id));
    }
    return method_insert(task, *out);
}

err_t
payment_method_take(struct task *task, struct text id, const char *param,
                    const struct customer *customer, struct payment_method **out)
{
    struct id parsed;
    bool is_token = !id_parse(&task->account->secret, payment_method_kind.prefix, id, &parsed.key);
    TRY(payment_method_find(task, id, param, out));
    if (is_token) {
        return payment_method_attach(task, *out, customer);
    }
    if ((*out)->customer.key != customer->id.key) {
        return fail(task, ERR_PAYMENT_METHOD_CUSTOMER, param,
                    "The customer does not have a payment method with the ID %.*s. The payment "
                    "method must be attached to the customer.",
                    TEXT_ARG(id));
    }
    return OK;
}

/* ---- to a customer and back -------------------------------------------- */

static err_t
fail_declined(struct task *task, const struct gateway_answer *answer)
{
    bool is_first = task->failure.code == OK;
    err_t err = fail(task, answer->error, NULL, "%s", answer->message);
    if (is_first) {
        task->failure.decline_code = text_of(answer->decline_code);
    }
    return err;
}

err_t
payment_method_attach(struct task *task, struct payment_method *method,
                      const struct customer *customer)
{
    if (method->customer.key == customer->id.key) {
        return OK;
    }
    if (method->is_detached) {
        return fail(task, ERR_PAYMENT_METHOD_UNEXPECTED_STATE, "payment_method",
                    "This PaymentMethod was detached from a Customer and may not be used again.");
    }
    if (method->customer.key != 0) {
        return fail(task, ERR_PAYMENT_METHOD_UNEXPECTED_STATE, "payment_method",
                    "The payment method you provided has already been attached to a customer.");
    }
    struct gateway_answer answer;
    gateway_of(task)->verify(method, &answer);
    if (answer.result == PAYMENT_FAILED) {
        return fail_declined(task, &answer);
    }
    method->customer = customer->id;
    TRY(record_update(task, &payment_method_records, method));
    return event_append(task, EVENT_PAYMENT_METHOD_ATTACHED, &payment_method_records, method);
}

static err_t
method_release(struct task *task, struct payment_method *method)
{
    method->customer = (struct id){0};
    method->is_detached = true;
    TRY(record_update(task, &payment_method_records, method));
    return event_append(task, EVENT_PAYMENT_METHOD_DETACHED, &payment_method_records, method);
}

err_t
payment_method_detach(struct task *task, struct payment_method *method)
{
    if (method->customer.key == 0) {
        return fail(task, ERR_PAYMENT_METHOD_UNEXPECTED_STATE, "payment_method",
                    "The payment method you provided is not attached to a customer so detachment "
                    "is impossible.");
    }
    struct customer *customer;
    TRY(customer_load(task, method->customer, "customer", &customer));
    TRY(customer_enter(task, customer));
    TRY(method_release(task, method));
    return customer_forget_payment_method(task, customer, method->id);
}

err_t
payment_method_detach_all(struct task *task, struct id customer)
{
    assert(customer.key != 0);

    struct record_scan scan = {.kind = &payment_method_records,
                               .index = PAYMENT_METHODS_BY_CUSTOMER,
                               .equals = {customer.key},
                               .equals_count = 1,
                               .limit = DETACH_AT_ONCE_MAX};
    bool has_more;
    do {
        void **methods;
        size_t count;
        TRY(record_scan(task, &scan, &methods, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            TRY(method_release(task, methods[i]));
        }
    } while (has_more); /* those released are no longer in the index */
    return OK;
}

err_t
payment_method_update(struct task *task, struct payment_method *method,
                      const struct payment_method_update_params *params)
{
    if (method->customer.key == 0) {
        return fail(task, ERR_PAYMENT_METHOD_UNEXPECTED_STATE, NULL,
                    "The payment method must be attached to a customer to be updated.");
    }
    if (params->card != NULL && method->card == NULL) {
        return fail(task, ERR_PARAMETER_INVALID, "card", "The payment method is no card.");
    }
    if (params->card != NULL) {
        TRY(expiry_set(task, method->card, params->card->has_exp_month, params->card->exp_month,
                       params->card->has_exp_year, params->card->exp_year));
    }
    if (params->has_allow_redisplay == GIVEN_VALUE) {
        method->allow_redisplay = params->allow_redisplay;
    }
    billing_details_change(&method->billing_details, params->billing_details);
    TRY(metadata_merge(task, &method->metadata, &params->metadata, params->has_metadata,
                       &method->metadata));
    TRY(record_update(task, &payment_method_records, method));
    return event_append(task, EVENT_PAYMENT_METHOD_UPDATED, &payment_method_records, method);
}
