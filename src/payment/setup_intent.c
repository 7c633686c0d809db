/* SPDX-License-Identifier: Apache-2.0 */
/** setup_intent.c: a payment method is kept for payments while its customer is away. */
#include "base/change.h"
#include "base/metadata.h"
#include "event/event.h"
#include "payment/gateway.h"

static err_t
intent_save(struct task *task, struct setup_intent *intent, enum event_type type)
{
    TRY(record_update(task, &setup_intent_records, intent));
    return event_append(task, type, &setup_intent_records, intent);
}

static void
intent_move(struct setup_intent *intent, enum setup_intent_status status)
{
    assert(setup_intent_status_may_change(intent->status, status));
    intent->status = status;
    if (status != SETUP_INTENT_STATUS_REQUIRES_ACTION) {
        intent->next_action = NULL;
    }
}

static bool
is_open(const struct setup_intent *intent)
{
    return intent->status == SETUP_INTENT_STATUS_REQUIRES_PAYMENT_METHOD ||
           intent->status == SETUP_INTENT_STATUS_REQUIRES_CONFIRMATION ||
           intent->status == SETUP_INTENT_STATUS_REQUIRES_ACTION;
}

static err_t
fail_state(struct task *task, const struct setup_intent *intent, const char *deed)
{
    return fail(task, ERR_SETUP_INTENT_UNEXPECTED_STATE, NULL,
                "This SetupIntent could not be %s because it has a status of %s.", deed,
                setup_intent_status_name(intent->status));
}

/** It must be nobody's or the customer's. */
static err_t
method_offer(struct task *task, struct setup_intent *intent, struct payment_method *method)
{
    if (method->is_detached) {
        return fail(task, ERR_PAYMENT_METHOD_UNEXPECTED_STATE, "payment_method",
                    "This PaymentMethod was detached from a Customer and may not be used again.");
    }
    if (method->customer.key != 0 && method->customer.key != intent->customer.key) {
        return fail(task, ERR_PAYMENT_METHOD_CUSTOMER, "payment_method",
                    "The payment method belongs to a Customer. Please include that Customer in "
                    "the `customer` parameter on the SetupIntent.");
    }
    intent->payment_method = method->id;
    intent_move(intent, SETUP_INTENT_STATUS_REQUIRES_CONFIRMATION);
    return OK;
}

static err_t
customer_take(struct task *task, struct setup_intent *intent, struct id id)
{
    struct customer *customer;
    TRY(customer_load(task, id, "customer", &customer));
    TRY(customer_enter(task, customer));
    intent->customer = customer->id;
    intent->test_clock = customer->test_clock;
    return OK;
}

static err_t
intent_make(struct task *task, struct id customer, struct setup_intent **out)
{
    struct setup_intent *intent = arena_new(task->arena, struct setup_intent);
    if (intent == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    intent->id = task_new_id(task);
    if (customer.key != 0) {
        TRY(customer_take(task, intent, customer));
    }
    intent->created = task->now;
    intent->livemode = task->account->livemode;
    intent->usage = SETUP_FUTURE_USAGE_OFF_SESSION;
    intent_move(intent, SETUP_INTENT_STATUS_REQUIRES_PAYMENT_METHOD);
    *out = intent;
    return OK;
}

err_t
setup_intent_create_for(struct task *task, struct id customer, struct id subscription,
                        struct setup_intent **out)
{
    TRY(intent_make(task, customer, out));
    (*out)->subscription = subscription;
    return record_insert(task, &setup_intent_records, *out);
}

err_t
setup_intent_announce(struct task *task, struct setup_intent *intent)
{
    return event_append(task, EVENT_SETUP_INTENT_CREATED, &setup_intent_records, intent);
}

err_t
setup_intent_create(struct task *task, const struct setup_intent_create_params *params,
                    struct setup_intent **out)
{
    struct setup_intent *intent;
    struct id customer = params->has_customer == GIVEN_VALUE ? params->customer : (struct id){0};
    TRY(intent_make(task, customer, &intent));
    intent->description = params->description;
    intent->usage = params->has_usage == GIVEN_VALUE ? params->usage : intent->usage;
    TRY(metadata_merge(task, &intent->metadata, &params->metadata, params->has_metadata,
                       &intent->metadata));
    if (params->has_payment_method == GIVEN_VALUE) {
        struct payment_method *method;
        TRY(payment_method_find(task, params->payment_method, "payment_method", &method));
        TRY(method_offer(task, intent, method));
    }
    TRY(record_insert(task, &setup_intent_records, intent));
    *out = intent;
    return event_append(task, EVENT_SETUP_INTENT_CREATED, &setup_intent_records, intent);
}

err_t
setup_intent_update(struct task *task, struct setup_intent *intent,
                    const struct setup_intent_update_params *params)
{
    if (!is_open(intent)) {
        return fail_state(task, intent, "updated");
    }
    if (params->has_customer == GIVEN_VALUE) {
        TRY(customer_take(task, intent, params->customer));
    }
    if (params->has_payment_method == GIVEN_VALUE) {
        struct payment_method *method;
        TRY(payment_method_find(task, params->payment_method, "payment_method", &method));
        TRY(method_offer(task, intent, method));
    }
    change_text(&intent->description, params->has_description, params->description);
    TRY(metadata_merge(task, &intent->metadata, &params->metadata, params->has_metadata,
                       &intent->metadata));
    return record_update(task, &setup_intent_records, intent);
}

/** The method is the customer's now, and its bank lets it be charged while the customer is away. */
static err_t
succeed(struct task *task, struct setup_intent *intent, struct payment_method *method)
{
    method->is_set_up = true;
    TRY(record_update(task, &payment_method_records, method));
    if (intent->customer.key != 0) {
        struct customer *customer;
        TRY(customer_load(task, intent->customer, "customer", &customer));
        TRY(payment_method_attach(task, method, customer));
    }
    intent->last_setup_error = NULL;
    intent_move(intent, SETUP_INTENT_STATUS_SUCCEEDED);
    return intent_save(task, intent, EVENT_SETUP_INTENT_SUCCEEDED);
}

/** Kept although the command answers the card error. */
static err_t
refuse(struct task *task, struct setup_intent *intent, const struct payment_method *method,
       const struct gateway_answer *answer)
{
    struct setup_error *error = arena_new(task->arena, struct setup_error);
    if (error == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    error->code = text_of(error_kind(answer->error)->api_code);
    error->decline_code = text_of(answer->decline_code);
    error->message = text_of(answer->message);
    error->payment_method = method->id;
    intent->last_setup_error = error;
    intent->payment_method = (struct id){0};
    intent_move(intent, SETUP_INTENT_STATUS_REQUIRES_PAYMENT_METHOD);
    return intent_save(task, intent, EVENT_SETUP_INTENT_SETUP_FAILED);
}

err_t
setup_intent_confirm(struct task *task, struct setup_intent *intent, struct payment_method *method)
{
    struct gateway_answer answer;
    if (!is_open(intent)) {
        return fail_state(task, intent, "confirmed");
    }
    if (method == NULL && intent->payment_method.key == 0) {
        return fail(task, ERR_SETUP_INTENT_UNEXPECTED_STATE, "payment_method",
                    "You cannot confirm this SetupIntent because it's missing a payment method.");
    }
    if (method == NULL) {
        TRY(payment_method_load(task, intent->payment_method, "payment_method", &method));
    }
    TRY(method_offer(task, intent, method));
    gateway_of(task)->set_up(method, &answer);
    if (answer.result == PAYMENT_REQUIRES_ACTION) {
        intent->next_action = arena_new(task->arena, struct payment_next_action);
        if (intent->next_action == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
        }
        intent->next_action->type = TEXT("use_stripe_sdk");
        intent_move(intent, SETUP_INTENT_STATUS_REQUIRES_ACTION);
        return intent_save(task, intent, EVENT_SETUP_INTENT_REQUIRES_ACTION);
    }
    if (answer.result != PAYMENT_FAILED) {
        return succeed(task, intent, method);
    }
    TRY(refuse(task, intent, method, &answer));
    task->keep_changes = true;
    err_t err = fail(task, answer.error, NULL, "%s", answer.message);
    task->failure.decline_code = text_of(answer.decline_code);
    return err;
}

err_t
setup_intent_settle(struct task *task, struct setup_intent *intent, bool succeeded)
{
    struct payment_method *method;
    if (intent->status != SETUP_INTENT_STATUS_REQUIRES_ACTION) {
        return fail_state(task, intent, "settled");
    }
    TRY(payment_method_load(task, intent->payment_method, "payment_method", &method));
    struct gateway_answer answer = {.error = ERR_SETUP_AUTHENTICATION_FAILED,
                                    .message = "The customer did not authenticate."};
    return succeeded ? succeed(task, intent, method) : refuse(task, intent, method, &answer);
}

err_t
setup_intent_cancel(struct task *task, struct setup_intent *intent,
                    enum setup_intent_cancellation_reason reason)
{
    if (!is_open(intent)) {
        return fail_state(task, intent, "canceled");
    }
    intent->cancellation_reason = reason;
    intent_move(intent, SETUP_INTENT_STATUS_CANCELED);
    return intent_save(task, intent, EVENT_SETUP_INTENT_CANCELED);
}

err_t
setup_intent_derive(struct task *task, struct setup_intent *intent)
{
    const struct id_secret *secret = &task->account->secret;
    struct text id = id_text(task->arena, secret, setup_intent_kind.prefix, intent->id.key);
    struct text key = id_text(task->arena, secret, "secret", intent->id.key);
    intent->payment_method_types = arena_new(task->arena, struct text);
    if (id.bytes == NULL || key.bytes == NULL || intent->payment_method_types == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    intent->client_secret = text_format(task->arena, "%.*s_%.*s", TEXT_ARG(id), TEXT_ARG(key));
    intent->payment_method_types[0] = TEXT("card");
    intent->payment_method_types_count = 1;
    return OK;
}
