/* SPDX-License-Identifier: Apache-2.0 */
/** payment.c: payments and the attempts to make them. */
#include "base/change.h"
#include "base/metadata.h"
#include "event/event.h"
#include "payment/charge.h"
#include "payment/gateway.h"

#include "limits.model.h"

/* ---- payments ---------------------------------------------------------- */

static err_t
intent_save(struct task *task, struct payment_intent *intent, enum event_type type)
{
    TRY(record_update(task, &payment_intent_records, intent));
    return event_append(task, type, &payment_intent_records, intent);
}

static void
intent_move(struct payment_intent *intent, enum payment_intent_status status)
{
    assert(payment_intent_status_may_change(intent->status, status));

    intent->status = status;
    if (status != PAYMENT_INTENT_STATUS_REQUIRES_ACTION) {
        intent->next_action = NULL;
    }
}

static err_t
amount_check(struct task *task, struct money amount)
{
    if (amount.minor < currency_charge_min(amount.currency)) {
        return fail(task, ERR_AMOUNT_TOO_SMALL, "amount", "Amount must be at least %lld in %s.",
                    (long long)currency_charge_min(amount.currency),
                    currency_code(amount.currency));
    }
    if (amount.minor > currency_charge_max(amount.currency)) {
        return fail(task, ERR_AMOUNT_TOO_LARGE, "amount", "Amount must be no more than %lld in %s.",
                    (long long)currency_charge_max(amount.currency),
                    currency_code(amount.currency));
    }
    int64_t step = currency_charge_step(amount.currency);
    return amount.minor % step == 0 ? OK
                                    : fail(task, ERR_PARAMETER_INVALID, "amount",
                                           "Amounts in %s are charged in steps of %lld.",
                                           currency_code(amount.currency), (long long)step);
}

static struct payment_intent *
intent_new(struct task *task, struct money amount)
{
    struct payment_intent *intent = arena_new(task->arena, struct payment_intent);
    if (intent != NULL) {
        intent->id = task_new_id(task);
        intent->created = task->now;
        intent->livemode = task->account->livemode;
        intent->amount = amount.minor;
        intent->currency = amount.currency;
        intent->capture_method = CAPTURE_METHOD_AUTOMATIC;
        intent_move(intent, PAYMENT_INTENT_STATUS_REQUIRES_PAYMENT_METHOD);
    }
    return intent;
}

err_t
payment_intent_create_for_invoice(struct task *task, const struct payment_order *order,
                                  struct payment_intent **out)
{
    assert(order->amount.minor > 0 && order->invoice.key != 0);

    struct payment_intent *intent = intent_new(task, order->amount);
    if (intent == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    intent->customer = order->customer->id;
    intent->test_clock = order->customer->test_clock;
    intent->invoice = order->invoice;
    intent->description = order->description;
    intent->statement_descriptor = order->statement_descriptor;
    intent->setup_future_usage = SETUP_FUTURE_USAGE_OFF_SESSION;
    TRY(record_insert(task, &payment_intent_records, intent));
    TRY(event_append(task, EVENT_PAYMENT_INTENT_CREATED, &payment_intent_records, intent));
    *out = intent;
    return OK;
}

err_t
payment_intent_tie(struct task *task, struct payment_intent *intent, struct id invoice)
{
    intent->invoice = invoice;
    return record_update(task, &payment_intent_records, intent);
}

err_t
payment_intent_resize(struct task *task, struct payment_intent *intent, int64_t amount)
{
    assert(amount > 0);
    if (intent->status == PAYMENT_INTENT_STATUS_PROCESSING ||
        intent->status == PAYMENT_INTENT_STATUS_SUCCEEDED) {
        return OK;
    }
    intent->amount = amount;
    return record_update(task, &payment_intent_records, intent);
}

static err_t
types_check(struct task *task, const struct payment_intent_create_params *params)
{
    if (params->has_payment_method_types != GIVEN_VALUE) {
        return OK;
    }
    for (size_t i = 0; i < params->payment_method_types_count; i++) {
        if (text_is(params->payment_method_types[i], "card")) {
            return OK;
        }
    }
    return fail(task, ERR_PARAMETER_INVALID, "payment_method_types",
                "payment_method_types must hold card.");
}

/** What a client offers to pay with must be nobody's or the paying customer's. */
static err_t
method_offer(struct task *task, struct payment_intent *intent, struct payment_method *method)
{
    if (method->is_detached) {
        return fail(task, ERR_PAYMENT_METHOD_UNEXPECTED_STATE, "payment_method",
                    "This PaymentMethod was detached from a Customer and may not be used again.");
    }
    if (method->customer.key != 0 && method->customer.key != intent->customer.key) {
        return fail(task, ERR_PAYMENT_METHOD_CUSTOMER, "payment_method",
                    "The payment method belongs to a Customer. Please include that Customer in "
                    "the `customer` parameter on the PaymentIntent.");
    }
    intent->payment_method = method->id;
    return OK;
}

err_t
payment_intent_create(struct task *task, const struct payment_intent_create_params *params,
                      struct payment_intent **out)
{
    struct money amount = money_of(params->amount, params->currency);
    TRY(amount_check(task, amount));
    TRY(types_check(task, params));
    struct customer *customer = NULL;
    if (params->has_customer == GIVEN_VALUE) {
        TRY(customer_load(task, params->customer, "customer", &customer));
        TRY(customer_enter(task, customer));
    }
    struct payment_intent *intent = intent_new(task, amount);
    if (intent == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    if (customer != NULL) {
        intent->customer = customer->id;
        intent->test_clock = customer->test_clock;
    }
    intent->description = params->description;
    intent->receipt_email = params->receipt_email;
    intent->statement_descriptor = params->statement_descriptor;
    intent->setup_future_usage = params->setup_future_usage;
    if (params->has_capture_method == GIVEN_VALUE) {
        intent->capture_method = params->capture_method;
    }
    TRY(metadata_merge(task, &intent->metadata, &params->metadata, params->has_metadata,
                       &intent->metadata));
    if (params->has_payment_method == GIVEN_VALUE) {
        struct payment_method *method;
        TRY(payment_method_find(task, params->payment_method, "payment_method", &method));
        TRY(method_offer(task, intent, method));
        intent_move(intent, PAYMENT_INTENT_STATUS_REQUIRES_CONFIRMATION);
    }
    TRY(record_insert(task, &payment_intent_records, intent));
    TRY(event_append(task, EVENT_PAYMENT_INTENT_CREATED, &payment_intent_records, intent));
    *out = intent;
    return OK;
}

static bool
is_confirmable(const struct payment_intent *intent)
{
    return intent->status == PAYMENT_INTENT_STATUS_REQUIRES_PAYMENT_METHOD ||
           intent->status == PAYMENT_INTENT_STATUS_REQUIRES_CONFIRMATION ||
           intent->status == PAYMENT_INTENT_STATUS_REQUIRES_ACTION;
}

static err_t
fail_state(struct task *task, const struct payment_intent *intent, const char *deed)
{
    return fail(task, ERR_PAYMENT_INTENT_UNEXPECTED_STATE, NULL,
                "This PaymentIntent could not be %s because it has a status of %s.", deed,
                payment_intent_status_name(intent->status));
}

err_t
payment_intent_update(struct task *task, struct payment_intent *intent,
                      const struct payment_intent_update_params *params)
{
    if (params->has_payment_method == GIVEN_VALUE) {
        if (!is_confirmable(intent)) {
            return fail_state(task, intent, "updated");
        }
        struct payment_method *method;
        TRY(payment_method_find(task, params->payment_method, "payment_method", &method));
        TRY(method_offer(task, intent, method));
        intent_move(intent, PAYMENT_INTENT_STATUS_REQUIRES_CONFIRMATION);
    }
    change_text(&intent->description, params->has_description, params->description);
    change_text(&intent->receipt_email, params->has_receipt_email, params->receipt_email);
    TRY(metadata_merge(task, &intent->metadata, &params->metadata, params->has_metadata,
                       &intent->metadata));
    return record_update(task, &payment_intent_records, intent);
}

err_t
payment_intent_derive(struct task *task, struct payment_intent *intent)
{
    const struct id_secret *secret = &task->account->secret;
    struct text id = id_text(task->arena, secret, payment_intent_kind.prefix, intent->id.key);
    struct text *types = arena_alloc(task->arena, 1, sizeof(*types));
    /* The characters of an id that is never given away otherwise. */
    struct text key = id_text(task->arena, secret, "secret", intent->id.key);
    if (types == NULL || id.bytes == NULL || key.bytes == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    types[0] = TEXT("card");
    intent->client_secret = text_format(task->arena, "%.*s_%.*s", TEXT_ARG(id), TEXT_ARG(key));
    intent->payment_method_types = types;
    intent->payment_method_types_count = 1;
    return OK;
}

void
payment_posting(const struct payment_intent *intent, enum ledger_reason reason,
                struct ledger_posting *out)
{
    *out = (struct ledger_posting){
        .reason = reason,
        .source_kind = &payment_intent_kind,
        .source = intent->id,
        .root = intent->invoice.key != 0 ? intent->invoice : intent->id,
        .invoice = intent->invoice,
        .customer = intent->customer,
        .currency = intent->currency,
    };
}

/* ---- attempts ---------------------------------------------------------- */

static struct payment_outcome
outcome_of(const struct gateway_answer *answer)
{
    return (struct payment_outcome){
        .result = answer->result,
        .error = answer->error,
        .decline_code = text_of(answer->decline_code),
        .message = text_of(answer->message),
        .is_hard = answer->is_hard,
    };
}

static err_t
error_note(struct task *task, struct payment_intent *intent, const struct payment_method *method,
           const struct payment_outcome *outcome)
{
    struct payment_error *error = arena_new(task->arena, struct payment_error);
    if (error == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    error->charge = outcome->charge;
    error->code = text_of(error_kind(outcome->error)->api_code);
    error->decline_code = outcome->decline_code;
    error->message = outcome->message;
    error->payment_method = method->id;
    intent->last_payment_error = error;
    return OK;
}

/** Store what an attempt came to: charge first, then the payment, so that events come in order. */
static err_t
attempt_keep(struct task *task, struct payment_intent *intent, struct payment_method *method,
             struct payment_outcome *outcome)
{
    struct charge *charge = NULL;
    switch (outcome->result) {
    case PAYMENT_SUCCEEDED:
        TRY(charge_create(task, intent, method, CHARGE_STATUS_SUCCEEDED, outcome, &charge));
        break;
    case PAYMENT_FAILED:
        TRY(charge_create(task, intent, method, CHARGE_STATUS_FAILED, outcome, &charge));
        break;
    case PAYMENT_PROCESSING:
        TRY(charge_create(task, intent, method, CHARGE_STATUS_PENDING, outcome, &charge));
        break;
    case PAYMENT_REQUIRES_ACTION:
        break;
    }
    if (charge != NULL) {
        outcome->charge = charge->id;
        intent->latest_charge = charge->id;
    }
    return OK;
}

/** A customer who has paid something is no new one: promotion codes ask (billing.md 7). */
static err_t
note_customer(struct task *task, const struct payment_intent *intent)
{
    void *customer = NULL;
    if (intent->invoice.key != 0 || intent->customer.key == 0) {
        return OK; /* an invoice counts by itself */
    }
    TRY(record_load(task, &customer_records, intent->customer, &customer));
    return customer == NULL ? OK : customer_note_payment(task, customer);
}

/** Money that came in, until an invoice uses it. */
static err_t
book_receipt(struct task *task, const struct payment_intent *intent)
{
    struct ledger_posting posting;
    payment_posting(intent, LEDGER_REASON_PAYMENT_RECEIVED, &posting);
    TRY(ledger_move(task, &posting, LEDGER_ACCOUNT_CASH, LEDGER_ACCOUNT_UNAPPLIED_PAYMENTS,
                    intent->amount_received, NULL));
    return ledger_post(task, &posting);
}

static err_t
ask_later(struct task *task, const struct payment_intent *intent)
{
    return job_add(task, intent->test_clock, task->now + LIMIT_PAYMENT_ASK_SECONDS, JOB_ASK_PAYMENT,
                   intent->id);
}

static err_t
take_money(struct task *task, struct payment_intent *intent, int64_t amount)
{
    intent_move(intent, PAYMENT_INTENT_STATUS_SUCCEEDED);
    intent->amount_received = amount;
    intent->amount_capturable = 0;
    TRY(book_receipt(task, intent));
    TRY(note_customer(task, intent));
    return intent_save(task, intent, EVENT_PAYMENT_INTENT_SUCCEEDED);
}

static err_t
keep_authorization(struct task *task, struct payment_intent *intent)
{
    intent_move(intent, PAYMENT_INTENT_STATUS_REQUIRES_CAPTURE);
    intent->amount_capturable = intent->amount;
    return intent_save(task, intent, EVENT_PAYMENT_INTENT_AMOUNT_CAPTURABLE_UPDATED);
}

/** Move the payment to where the outcome leaves it. */
static err_t
outcome_apply(struct task *task, struct payment_intent *intent, struct payment_method *method,
              const struct payment_outcome *outcome)
{
    switch (outcome->result) {
    case PAYMENT_SUCCEEDED:
        intent->last_payment_error = NULL;
        intent->payment_method = method->id;
        /* A bank debit is nothing that could be held: decided, it is taken. */
        return intent->capture_method == CAPTURE_METHOD_MANUAL &&
                       intent->status != PAYMENT_INTENT_STATUS_PROCESSING
                   ? keep_authorization(task, intent)
                   : take_money(task, intent, intent->amount);
    case PAYMENT_FAILED:
        intent_move(intent, PAYMENT_INTENT_STATUS_REQUIRES_PAYMENT_METHOD);
        intent->payment_method = (struct id){0};
        TRY(error_note(task, intent, method, outcome));
        return intent_save(task, intent, EVENT_PAYMENT_INTENT_PAYMENT_FAILED);
    case PAYMENT_PROCESSING:
        intent_move(intent, PAYMENT_INTENT_STATUS_PROCESSING);
        intent->last_payment_error = NULL;
        intent->payment_method = method->id;
        TRY(ask_later(task, intent));
        return intent_save(task, intent, EVENT_PAYMENT_INTENT_PROCESSING);
    case PAYMENT_REQUIRES_ACTION:
        intent_move(intent, PAYMENT_INTENT_STATUS_REQUIRES_ACTION);
        intent->payment_method = method->id;
        intent->next_action = arena_new(task->arena, struct payment_next_action);
        if (intent->next_action == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
        }
        intent->next_action->type = TEXT("use_stripe_sdk");
        return intent_save(task, intent, EVENT_PAYMENT_INTENT_REQUIRES_ACTION);
    }
    assert(false); /* the enum has no other value */
    return OK;
}

/** A payment method that worked and will be charged again becomes the customer's. */
static err_t
method_keep(struct task *task, const struct payment_intent *intent, struct payment_method *method)
{
    if (intent->setup_future_usage == SETUP_FUTURE_USAGE_NONE || intent->customer.key == 0 ||
        method->customer.key != 0) {
        return OK;
    }
    struct customer *customer;
    TRY(customer_load(task, intent->customer, "customer", &customer));
    return payment_method_attach(task, method, customer);
}

static struct gateway_answer
answer_unauthenticated(void)
{
    return (struct gateway_answer){
        .result = PAYMENT_FAILED,
        .error = ERR_AUTHENTICATION_REQUIRED,
        .decline_code = "authentication_required",
        .message = "Your card was declined. This transaction requires authentication.",
        .is_hard = true,
    };
}

static err_t
answer_keep(struct task *task, struct payment_intent *intent, struct payment_method *method,
            const struct gateway_answer *answer, struct payment_outcome *out)
{
    struct payment_outcome outcome = outcome_of(answer);
    TRY(attempt_keep(task, intent, method, &outcome));
    TRY(outcome_apply(task, intent, method, &outcome));
    if (outcome.result == PAYMENT_SUCCEEDED) {
        TRY(method_keep(task, intent, method));
    }
    *out = outcome;
    return OK;
}

err_t
payment_attempt(struct task *task, struct payment_intent *intent, struct payment_method *method,
                bool off_session, struct payment_outcome *out)
{
    assert(is_confirmable(intent));

    struct gateway_request request = {.method = method,
                                      .amount = money_of(intent->amount, intent->currency),
                                      .off_session = off_session};
    struct gateway_answer answer;
    gateway_of(task)->authorize(&request, &answer);
    return answer_keep(task, intent, method, &answer, out);
}

err_t
payment_intent_confirm(struct task *task, struct payment_intent *intent,
                       struct payment_method *method, bool off_session, struct payment_outcome *out)
{
    if (!is_confirmable(intent)) {
        return fail_state(task, intent, "confirmed");
    }
    if (method == NULL && intent->payment_method.key == 0) {
        return fail(task, ERR_PAYMENT_INTENT_UNEXPECTED_STATE, "payment_method",
                    "You cannot confirm this PaymentIntent because it's missing a payment "
                    "method. Update it with a payment method, or give one when you confirm.");
    }
    if (method == NULL) {
        TRY(payment_method_load(task, intent->payment_method, "payment_method", &method));
    }
    TRY(method_offer(task, intent, method));

    struct gateway_request request = {.method = method,
                                      .amount = money_of(intent->amount, intent->currency),
                                      .off_session = off_session};
    struct gateway_answer answer;
    gateway_of(task)->authorize(&request, &answer);
    if (answer.result == PAYMENT_REQUIRES_ACTION && off_session) {
        answer = answer_unauthenticated();
    }
    return answer_keep(task, intent, method, &answer, out);
}

/** The bank has decided on a pending charge. */
static err_t
processing_settle(struct task *task, struct payment_intent *intent, struct payment_method *method,
                  const struct gateway_answer *answer, struct payment_outcome *out)
{
    struct payment_outcome outcome = outcome_of(answer);
    struct charge *charge;
    TRY(charge_load(task, intent->latest_charge, NULL, &charge));
    outcome.charge = charge->id;
    charge_decide(charge,
                  outcome.result == PAYMENT_SUCCEEDED ? CHARGE_STATUS_SUCCEEDED
                                                      : CHARGE_STATUS_FAILED,
                  false, &outcome);
    TRY(record_update(task, &charge_records, charge));
    TRY(charge_append(task, charge));
    TRY(outcome_apply(task, intent, method, &outcome));
    *out = outcome;
    return OK;
}

err_t
payment_intent_ask(struct task *task, struct payment_intent *intent, bool *is_decided)
{
    struct payment_method *method;
    struct gateway_answer answer;
    struct payment_outcome outcome;
    *is_decided = false;
    if (intent->status != PAYMENT_INTENT_STATUS_PROCESSING) {
        return OK;
    }
    TRY(payment_method_load(task, intent->payment_method, "payment_method", &method));
    struct gateway_request request = {.method = method,
                                      .amount = money_of(intent->amount, intent->currency),
                                      .idempotency_key =
                                          id_text(task->arena, &task->account->secret,
                                                  charge_kind.prefix, intent->latest_charge.key)};
    if (request.idempotency_key.bytes == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    gateway_of(task)->ask(&request, &answer);
    if (answer.result == PAYMENT_PROCESSING) {
        return ask_later(task, intent);
    }
    *is_decided = true;
    return processing_settle(task, intent, method, &answer, &outcome);
}

err_t
payment_settle(struct task *task, struct payment_intent *intent, bool succeeded,
               struct payment_outcome *out)
{
    bool is_processing = intent->status == PAYMENT_INTENT_STATUS_PROCESSING;
    if (!is_processing && intent->status != PAYMENT_INTENT_STATUS_REQUIRES_ACTION) {
        return fail_state(task, intent, "settled");
    }
    struct payment_method *method;
    TRY(payment_method_load(task, intent->payment_method, "payment_method", &method));
    struct gateway_request request = {.method = method,
                                      .amount = money_of(intent->amount, intent->currency)};
    struct gateway_answer answer;
    if (succeeded) {
        gateway_of(task)->finish(&request, &answer);
    } else if (is_processing) {
        answer = (struct gateway_answer){.result = PAYMENT_FAILED,
                                         .error = ERR_CARD_DECLINED,
                                         .decline_code = "generic_decline",
                                         .message = "The bank refused the debit."};
    } else {
        answer = answer_unauthenticated();
    }
    return is_processing ? processing_settle(task, intent, method, &answer, out)
                         : answer_keep(task, intent, method, &answer, out);
}

err_t
payment_intent_capture(struct task *task, struct payment_intent *intent, int64_t amount)
{
    struct charge *charge;
    if (intent->status != PAYMENT_INTENT_STATUS_REQUIRES_CAPTURE) {
        return fail_state(task, intent, "captured");
    }
    if (amount > intent->amount_capturable) {
        return fail(task, ERR_AMOUNT_TOO_LARGE, "amount_to_capture",
                    "At most %lld can be captured.", (long long)intent->amount_capturable);
    }
    TRY(charge_load(task, intent->latest_charge, NULL, &charge));
    charge->captured = true;
    charge->amount_captured = amount == 0 ? intent->amount_capturable : amount;
    TRY(record_update(task, &charge_records, charge));
    TRY(event_append(task, EVENT_CHARGE_CAPTURED, &charge_records, charge));
    return take_money(task, intent, charge->amount_captured);
}

/** What was authorized is let go. */
static err_t
release_authorization(struct task *task, struct payment_intent *intent)
{
    struct charge *charge;
    intent->amount_capturable = 0;
    TRY(charge_load(task, intent->latest_charge, NULL, &charge));
    charge->refunded = true;
    charge->amount_refunded = charge->amount;
    TRY(record_update(task, &charge_records, charge));
    return event_append(task, EVENT_CHARGE_REFUNDED, &charge_records, charge);
}

err_t
payment_intent_cancel(struct task *task, struct payment_intent *intent,
                      enum payment_intent_cancellation_reason reason)
{
    bool is_authorized = intent->status == PAYMENT_INTENT_STATUS_REQUIRES_CAPTURE;
    if (!is_confirmable(intent) && !is_authorized) {
        return fail_state(task, intent, "canceled");
    }
    if (is_authorized) {
        TRY(release_authorization(task, intent));
    }
    intent_move(intent, PAYMENT_INTENT_STATUS_CANCELED);
    intent->canceled_at = task->now;
    intent->cancellation_reason = reason;
    return intent_save(task, intent, EVENT_PAYMENT_INTENT_CANCELED);
}

err_t
payment_fail(struct task *task, const struct payment_intent *intent,
             const struct payment_outcome *outcome)
{
    assert(outcome->result == PAYMENT_FAILED);

    bool is_first = task->failure.code == OK;
    err_t err = fail(task, outcome->error, NULL, "%.*s", TEXT_ARG(outcome->message));
    if (is_first) {
        task->failure.decline_code = outcome->decline_code;
        task->failure.payment_intent = id_text(task->arena, &task->account->secret,
                                               payment_intent_kind.prefix, intent->id.key);
    }
    return err;
}
