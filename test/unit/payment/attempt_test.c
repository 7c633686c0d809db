/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

/** An attached payment method of the customer. */
static struct payment_method *
attached(struct task *task, struct customer *customer, const char *token)
{
    struct payment_method *method = bench_method(task, token);
    EXPECT_OK(payment_method_attach(task, method, customer));
    return method;
}

static struct charge *
charge_of(struct task *task, struct id id)
{
    struct charge *charge = NULL;
    EXPECT_OK(charge_load(task, id, NULL, &charge));
    return charge;
}

TEST(an_invoice_is_paid_by_one_attempt_that_succeeds)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_method *method = attached(task, customer, "pm_card_visa");
    struct payment_intent *intent = bench_intent(task, customer);
    EXPECT_INT(intent->status, PAYMENT_INTENT_STATUS_REQUIRES_PAYMENT_METHOD);
    EXPECT_INT(intent->setup_future_usage, SETUP_FUTURE_USAGE_OFF_SESSION);
    struct payment_outcome outcome;
    EXPECT_OK(payment_attempt(task, intent, method, true, &outcome));
    EXPECT_INT(outcome.result, PAYMENT_SUCCEEDED);
    struct id intent_id = intent->id, method_id = method->id;
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "customer.created payment_method.attached payment_intent.created "
                  "charge.succeeded payment_intent.succeeded");

    REQUIRE(payment_intent_load(task, intent_id, NULL, &intent) == OK);
    EXPECT_INT(intent->status, PAYMENT_INTENT_STATUS_SUCCEEDED);
    EXPECT_INT(intent->amount_received, 1500);
    EXPECT_INT(intent->payment_method.key, method_id.key);
    EXPECT_INT(intent->invoice.key, 4711);
    const struct charge *charge = charge_of(task, intent->latest_charge);
    REQUIRE(charge != NULL);
    EXPECT_INT(charge->id.key, outcome.charge.key);
    EXPECT_INT(charge->status, CHARGE_STATUS_SUCCEEDED);
    EXPECT_INT(charge->amount, 1500);
    EXPECT_INT(charge->amount_captured, 1500);
    EXPECT_INT(charge->paid && charge->captured && !charge->refunded, true);
    EXPECT_INT(charge->payment_intent.key, intent_id.key);
    EXPECT_TEXT(charge->description, "Subscription update");
    EXPECT_TEXT(charge->payment_method_details->card->last4, "4242");
    EXPECT_TEXT(charge->failure_code, NULL);
    domain_end(&domain);
}

TEST(a_declined_attempt_is_a_value_and_leaves_its_charge)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_method *method = attached(task, customer, "pm_card_chargeCustomerFail");
    struct payment_intent *intent = bench_intent(task, customer);
    struct id intent_id = intent->id, method_id = method->id;
    task = domain_commit(&domain);
    (void)domain_events(&domain);
    REQUIRE(payment_intent_load(task, intent_id, NULL, &intent) == OK);
    REQUIRE(payment_method_load(task, method_id, NULL, &method) == OK);
    struct payment_outcome outcome;
    EXPECT_OK(payment_attempt(task, intent, method, true, &outcome));
    EXPECT_INT(outcome.result, PAYMENT_FAILED);
    EXPECT_INT(outcome.error, ERR_CARD_DECLINED);
    EXPECT_INT(outcome.is_hard, false);
    EXPECT_TEXT(outcome.decline_code, "generic_decline");
    EXPECT_INT(task->failure.code, OK);
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "charge.failed payment_intent.payment_failed");

    REQUIRE(payment_intent_load(task, intent_id, NULL, &intent) == OK);
    EXPECT_INT(intent->status, PAYMENT_INTENT_STATUS_REQUIRES_PAYMENT_METHOD);
    EXPECT_INT(intent->amount_received, 0);
    EXPECT_INT(intent->payment_method.key, 0);
    REQUIRE(intent->last_payment_error != NULL);
    EXPECT_TEXT(intent->last_payment_error->code, "card_declined");
    EXPECT_TEXT(intent->last_payment_error->decline_code, "generic_decline");
    EXPECT_INT(intent->last_payment_error->payment_method.key, method_id.key);
    const struct charge *charge = charge_of(task, intent->latest_charge);
    EXPECT_INT(charge->status, CHARGE_STATUS_FAILED);
    EXPECT_INT(charge->paid || charge->captured, false);
    EXPECT_TEXT(charge->failure_code, "card_declined");
    EXPECT_TEXT(charge->failure_message, "Your card was declined.");

    EXPECT_INT(payment_fail(task, intent, &outcome), ERR_CARD_DECLINED);
    EXPECT_TEXT(task->failure.decline_code, "generic_decline");
    EXPECT_TEXT(task->failure.payment_intent, ID_OF(task, payment_intent_kind, intent));
    domain_end(&domain);
}

TEST(a_second_attempt_may_succeed_and_clears_the_error)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_intent *intent = bench_intent(task, customer);
    struct payment_outcome outcome;
    EXPECT_OK(payment_attempt(task, intent, attached(task, customer, "pm_card_chargeCustomerFail"),
                              true, &outcome));
    struct id failed = outcome.charge;
    EXPECT_OK(
        payment_attempt(task, intent, attached(task, customer, "pm_card_visa"), true, &outcome));
    EXPECT(outcome.charge.key != failed.key);
    EXPECT(intent->last_payment_error == NULL);
    EXPECT_INT(intent->status, PAYMENT_INTENT_STATUS_SUCCEEDED);
    EXPECT_INT(charge_of(task, failed)->status, CHARGE_STATUS_FAILED);
    EXPECT_FAILURE(task, payment_intent_confirm(task, intent, NULL, false, &outcome),
                   ERR_PAYMENT_INTENT_UNEXPECTED_STATE, NULL);
    EXPECT_FAILURE(
        task, payment_intent_cancel(task, intent, PAYMENT_INTENT_CANCELLATION_REASON_VOID_INVOICE),
        ERR_PAYMENT_INTENT_UNEXPECTED_STATE, NULL);
    struct payment_method *method = bench_method(task, "pm_card_visa");
    EXPECT_ASSERT(EXPECT_OK(payment_attempt(task, intent, method, true, &outcome)));
    domain_end(&domain);
}

TEST(authentication_stops_an_attempt_until_the_customer_is_done)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_method *method = attached(task, customer, "pm_card_authenticationRequired");
    struct payment_intent *intent = bench_intent(task, customer);
    struct payment_outcome outcome;
    EXPECT_OK(payment_attempt(task, intent, method, true, &outcome));
    EXPECT_INT(outcome.result, PAYMENT_REQUIRES_ACTION);
    EXPECT_INT(outcome.charge.key, 0);
    EXPECT_INT(intent->status, PAYMENT_INTENT_STATUS_REQUIRES_ACTION);
    EXPECT_INT(intent->latest_charge.key, 0);
    REQUIRE(intent->next_action != NULL);
    EXPECT_TEXT(intent->next_action->type, "use_stripe_sdk");
    EXPECT_OK(payment_settle(task, intent, true, &outcome));
    EXPECT_INT(outcome.result, PAYMENT_SUCCEEDED);
    EXPECT(intent->next_action == NULL);
    EXPECT_FAILURE(task, payment_settle(task, intent, true, &outcome),
                   ERR_PAYMENT_INTENT_UNEXPECTED_STATE, NULL);
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "customer.created payment_method.attached payment_intent.created "
                  "payment_intent.requires_action charge.succeeded payment_intent.succeeded");
    domain_end(&domain);
}

TEST(a_customer_who_does_not_authenticate_pays_nothing)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_intent *intent = bench_intent(task, customer);
    struct payment_outcome outcome;
    EXPECT_OK(payment_attempt(
        task, intent, attached(task, customer, "pm_card_authenticationRequired"), false, &outcome));
    EXPECT_OK(payment_settle(task, intent, false, &outcome));
    EXPECT_INT(outcome.result, PAYMENT_FAILED);
    EXPECT_TEXT(outcome.decline_code, "authentication_required");
    EXPECT_INT(intent->status, PAYMENT_INTENT_STATUS_REQUIRES_PAYMENT_METHOD);
    domain_end(&domain);
}

TEST(confirming_off_session_fails_where_authentication_is_needed)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_method *method = attached(task, customer, "pm_card_authenticationRequired");
    struct payment_intent *intent = bench_intent(task, customer);
    struct payment_outcome outcome;
    EXPECT_OK(payment_intent_confirm(task, intent, method, true, &outcome));
    EXPECT_INT(outcome.result, PAYMENT_FAILED);
    EXPECT_INT(outcome.error, ERR_AUTHENTICATION_REQUIRED);
    EXPECT_INT(outcome.is_hard, true);
    EXPECT_OK(payment_intent_confirm(task, intent, method, false, &outcome));
    EXPECT_INT(outcome.result, PAYMENT_REQUIRES_ACTION);
    domain_end(&domain);
}

TEST(a_bank_debit_settles_its_pending_charge)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_method *method = attached(task, customer, "pm_usBankAccount_success");
    struct payment_intent *paid = bench_intent(task, customer);
    struct payment_intent *lost = bench_intent(task, customer);
    struct id paid_id = paid->id, lost_id = lost->id, method_id = method->id;
    task = domain_commit(&domain);
    (void)domain_events(&domain);
    REQUIRE(payment_intent_load(task, paid_id, NULL, &paid) == OK);
    REQUIRE(payment_intent_load(task, lost_id, NULL, &lost) == OK);
    REQUIRE(payment_method_load(task, method_id, NULL, &method) == OK);
    struct payment_outcome outcome, later;
    EXPECT_OK(payment_attempt(task, paid, method, true, &outcome));
    EXPECT_INT(outcome.result, PAYMENT_PROCESSING);
    EXPECT_INT(charge_of(task, outcome.charge)->status, CHARGE_STATUS_PENDING);
    EXPECT_INT(charge_of(task, outcome.charge)->captured, false);
    EXPECT_FAILURE(task,
                   payment_intent_cancel(task, paid, PAYMENT_INTENT_CANCELLATION_REASON_ABANDONED),
                   ERR_PAYMENT_INTENT_UNEXPECTED_STATE, NULL);
    EXPECT_OK(payment_settle(task, paid, true, &later));
    EXPECT_INT(later.charge.key, outcome.charge.key);
    EXPECT_INT(charge_of(task, later.charge)->amount_captured, 1500);
    EXPECT_INT(paid->status, PAYMENT_INTENT_STATUS_SUCCEEDED);

    EXPECT_OK(payment_attempt(task, lost, method, true, &outcome));
    EXPECT_OK(payment_settle(task, lost, false, &later));
    EXPECT_INT(later.result, PAYMENT_FAILED);
    EXPECT_INT(charge_of(task, later.charge)->status, CHARGE_STATUS_FAILED);
    EXPECT_INT(lost->status, PAYMENT_INTENT_STATUS_REQUIRES_PAYMENT_METHOD);
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "charge.pending payment_intent.processing charge.succeeded "
                  "payment_intent.succeeded charge.pending payment_intent.processing "
                  "charge.failed payment_intent.payment_failed");
    domain_end(&domain);
}

TEST(a_client_makes_confirms_and_keeps_a_payment_method)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct text form = text_format(task->arena,
                                   "amount=2000&currency=usd&customer=%s&"
                                   "payment_method=pm_card_visa&setup_future_usage=off_session&"
                                   "automatic_payment_methods[enabled]=true&metadata[a]=b",
                                   ID_OF(task, customer_kind, customer));
    struct payment_intent *intent;
    REQUIRE(payment_intent_create(task, PARAMS(task, payment_intent_create, form.bytes), &intent) ==
            OK);
    EXPECT_INT(intent->status, PAYMENT_INTENT_STATUS_REQUIRES_CONFIRMATION);
    struct payment_outcome outcome;
    EXPECT_OK(payment_intent_confirm(task, intent, NULL, false, &outcome));
    EXPECT_INT(outcome.result, PAYMENT_SUCCEEDED);
    struct payment_method *method;
    REQUIRE(payment_method_load(task, intent->payment_method, NULL, &method) == OK);
    EXPECT_INT(method->customer.key, customer->id.key);
    EXPECT_INT(charge_of(task, outcome.charge)->metadata.count, 1);
    domain_end(&domain);
}

TEST(amounts_outside_the_currency_s_bounds_are_refused)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct payment_intent *intent;
    EXPECT_FAILURE(
        task,
        payment_intent_create(task, PARAMS(task, payment_intent_create, "amount=49&currency=usd"),
                              &intent),
        ERR_AMOUNT_TOO_SMALL, "amount");
    EXPECT_FAILURE(
        task,
        payment_intent_create(
            task, PARAMS(task, payment_intent_create, "amount=100000000&currency=usd"), &intent),
        ERR_AMOUNT_TOO_LARGE, "amount");
    EXPECT_OK(payment_intent_create(
        task, PARAMS(task, payment_intent_create, "amount=50&currency=usd"), &intent));
    struct payment_outcome outcome;
    EXPECT_FAILURE(task, payment_intent_confirm(task, intent, NULL, false, &outcome),
                   ERR_PAYMENT_INTENT_UNEXPECTED_STATE, "payment_method");
    EXPECT_FAILURE(task,
                   payment_intent_create(task,
                                         PARAMS(task, payment_intent_create,
                                                "amount=50&currency=usd&"
                                                "payment_method_types[0]=ideal"),
                                         &intent),
                   ERR_PARAMETER_INVALID, "payment_method_types");
    domain_end(&domain);
}

TEST(a_canceled_payment_says_why_and_when)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct payment_intent *intent = bench_intent(task, bench_customer(task));
    EXPECT_OK(payment_intent_cancel(task, intent, PAYMENT_INTENT_CANCELLATION_REASON_VOID_INVOICE));
    EXPECT_INT(intent->status, PAYMENT_INTENT_STATUS_CANCELED);
    EXPECT_INT(intent->canceled_at, DOMAIN_START);
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "customer.created payment_intent.created payment_intent.canceled");
    domain_end(&domain);
}

TEST(the_client_secret_begins_with_the_payment_s_id)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_intent *one = bench_intent(task, customer);
    struct payment_intent *two = bench_intent(task, customer);
    EXPECT_OK(payment_intent_derive(task, one));
    EXPECT_OK(payment_intent_derive(task, two));
    const char *start =
        text_format(task->arena, "%s_secret_", ID_OF(task, payment_intent_kind, one)).bytes;
    EXPECT(text_has_prefix(one->client_secret, text_of(start)));
    EXPECT_INT(one->client_secret.length, strlen(start) + 24);
    EXPECT(!text_equal(one->client_secret, two->client_secret));
    /* It must not be had from the id alone: its end differs from that of the id. */
    EXPECT(!text_equal(
        text_slice(one->client_secret, one->client_secret.length - 13, one->client_secret.length),
        text_slice(text_of(start), strlen(start) - 8 - 13, strlen(start) - 8)));
    EXPECT_INT(one->payment_method_types_count, 1);
    domain_end(&domain);
}

TEST(the_outcome_of_a_charge_says_what_the_gateway_said)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_intent *intent = bench_intent(task, customer);
    struct payment_outcome outcome;
    EXPECT_OK(payment_attempt(
        task, intent, bench_method(task, "pm_card_visa_chargeDeclinedLostCard"), true, &outcome));
    EXPECT_INT(outcome.is_hard, true);
    struct charge *charge = charge_of(task, outcome.charge);
    EXPECT_OK(charge_derive(task, charge));
    EXPECT_TEXT(charge->outcome->reason, "lost_card");
    EXPECT_TEXT(charge->outcome->type, "issuer_declined");
    EXPECT_TEXT(charge->outcome->advice_code, "do_not_try_again");
    EXPECT_OK(payment_attempt(task, intent, bench_method(task, "pm_card_visa"), true, &outcome));
    charge = charge_of(task, outcome.charge);
    EXPECT_OK(charge_derive(task, charge));
    EXPECT_TEXT(charge->outcome->type, "authorized");
    EXPECT_TEXT(charge->outcome->seller_message, "Payment complete.");
    domain_end(&domain);
}
