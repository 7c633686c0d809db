/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

TEST(a_token_makes_a_fresh_payment_method_each_time)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_method *one, *two;
    EXPECT_OK(payment_method_take(task, TEXT("pm_card_visa"), "payment_method", customer, &one));
    EXPECT_OK(payment_method_take(task, TEXT("pm_card_visa"), "payment_method", customer, &two));
    EXPECT(one->id.key != two->id.key);
    EXPECT_INT(one->customer.key, customer->id.key);
    EXPECT(text_equal(one->card->fingerprint, two->card->fingerprint));
    struct text id = text_of(ID_OF(task, payment_method_kind, one));
    struct payment_method *found;
    EXPECT_OK(payment_method_take(task, id, "payment_method", customer, &found));
    EXPECT(found == one);
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "customer.created payment_method.attached payment_method.attached");
    domain_end(&domain);
}

TEST(a_payment_method_of_another_customer_cannot_be_taken)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *ada = bench_customer(task), *bob = bench_customer(task);
    struct payment_method *method;
    REQUIRE(payment_method_take(task, TEXT("pm_card_visa"), "p", ada, &method) == OK);
    struct text id = text_of(ID_OF(task, payment_method_kind, method));
    EXPECT_FAILURE(task, payment_method_take(task, id, "default_payment_method", bob, &method),
                   ERR_PAYMENT_METHOD_CUSTOMER, "default_payment_method");
    EXPECT_FAILURE(task, payment_method_attach(task, method, bob),
                   ERR_PAYMENT_METHOD_UNEXPECTED_STATE, "payment_method");
    EXPECT_OK(payment_method_attach(task, method, ada));
    EXPECT_FAILURE(task, payment_method_take(task, TEXT("pm_nothing"), "p", ada, &method),
                   ERR_RESOURCE_MISSING, "p");
    EXPECT_FAILURE(task, payment_method_take(task, TEXT("4242424242424242"), "p", ada, &method),
                   ERR_RESOURCE_MISSING, "p");
    domain_end(&domain);
}

TEST(a_card_that_is_declined_at_once_cannot_be_attached)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_method *method =
        bench_method(task, "pm_card_visa_chargeDeclinedInsufficientFunds");
    EXPECT_INT(payment_method_attach(task, method, customer), ERR_CARD_DECLINED);
    EXPECT_TEXT(task->failure.decline_code, "insufficient_funds");
    EXPECT_TEXT(task->failure.message, "Your card has insufficient funds.");
    EXPECT_INT(method->customer.key, 0);
    task_clear_failure(task);
    EXPECT_OK(
        payment_method_attach(task, bench_method(task, "pm_card_chargeCustomerFail"), customer));
    domain_end(&domain);
}

TEST(a_detached_payment_method_is_never_used_again)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_method *method;
    REQUIRE(payment_method_take(task, TEXT("pm_card_visa"), "p", customer, &method) == OK);
    EXPECT_OK(customer_touch_payment_method(task, customer, method->id));
    struct id id = method->id, customer_id = customer->id;
    task = domain_commit(&domain);
    (void)domain_events(&domain);
    REQUIRE(payment_method_load(task, id, NULL, &method) == OK);
    EXPECT_OK(payment_method_detach(task, method));
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain), "payment_method.detached customer.updated");
    REQUIRE(payment_method_load(task, id, NULL, &method) == OK);
    EXPECT_INT(method->customer.key, 0);
    REQUIRE(customer_load(task, customer_id, NULL, &customer) == OK);
    EXPECT_INT(customer->invoice_settings.default_payment_method.key, 0);
    EXPECT_FAILURE(task, payment_method_attach(task, method, customer),
                   ERR_PAYMENT_METHOD_UNEXPECTED_STATE, "payment_method");
    EXPECT_FAILURE(task, payment_method_detach(task, method), ERR_PAYMENT_METHOD_UNEXPECTED_STATE,
                   "payment_method");
    struct payment_intent *intent = bench_intent(task, customer);
    struct payment_outcome outcome;
    EXPECT_FAILURE(task, payment_intent_confirm(task, intent, method, false, &outcome),
                   ERR_PAYMENT_METHOD_UNEXPECTED_STATE, "payment_method");
    domain_end(&domain);
}

TEST(all_payment_methods_of_a_customer_are_detached_together)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *ada = bench_customer(task), *bob = bench_customer(task);
    struct payment_method *method;
    for (int i = 0; i < 3; i++) {
        REQUIRE(payment_method_take(task, TEXT("pm_card_visa"), "p", ada, &method) == OK);
    }
    REQUIRE(payment_method_take(task, TEXT("pm_card_visa"), "p", bob, &method) == OK);
    struct id bobs = method->id, adas = ada->id;
    task = domain_commit(&domain);
    (void)domain_events(&domain);
    EXPECT_OK(payment_method_detach_all(task, adas));
    task = domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "payment_method.detached payment_method.detached payment_method.detached");
    REQUIRE(payment_method_load(task, bobs, NULL, &method) == OK);
    EXPECT(method->customer.key != 0);
    domain_end(&domain);
}

TEST(a_payment_method_is_made_from_a_token_or_a_test_number)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct payment_method *method;
    EXPECT_OK(payment_method_create(
        task,
        PARAMS(task, payment_method_create,
               "type=card&card[number]=4000000000000341&card[exp_month]=8&card[exp_year]=2030&"
               "card[cvc]=314&billing_details[name]=Ada&billing_details[address][city]=X&"
               "metadata[a]=b"),
        &method));
    EXPECT_TEXT(method->gateway_token, "chargeCustomerFail");
    EXPECT_INT(method->card->exp_month, 8);
    EXPECT_INT(method->card->exp_year, 2030);
    EXPECT_TEXT(method->billing_details.name, "Ada");
    EXPECT_TEXT(method->billing_details.address.city, "X");
    EXPECT_INT(method->customer.key, 0);
    EXPECT_OK(payment_method_create(
        task, PARAMS(task, payment_method_create, "type=card&card[token]=tok_visa"), &method));
    EXPECT_TEXT(method->card->brand, "visa");
    static const struct {
        const char *form;
        err_t code;
        const char *param;
    } cases[] = {
        {"type=card", ERR_PARAMETER_MISSING, "card"},
        {"type=card&card[exp_year]=2030", ERR_PARAMETER_MISSING, "card"},
        {"type=card&card[token]=tok_visa&card[number]=4242424242424242", ERR_PARAMETERS_EXCLUSIVE,
         "card"},
        {"type=card&card[token]=tok_nothing", ERR_TOKEN_UNKNOWN, "card[token]"},
        {"type=card&card[number]=4111111111111111", ERR_CARD_NUMBER_REFUSED, "card[number]"},
        {"type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2025",
         ERR_CARD_EXPIRED, "card[exp_year]"},
        {"type=sepa_debit", ERR_PARAMETER_INVALID, "type"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        EXPECT_FAILURE(task,
                       payment_method_create(
                           task, PARAMS(task, payment_method_create, cases[i].form), &method),
                       cases[i].code, cases[i].param);
    }
    domain_end(&domain);
}

TEST(an_attached_payment_method_can_be_updated)
{
    struct domain domain;
    struct task *task = domain_begin(&domain, bench_kinds);
    struct customer *customer = bench_customer(task);
    struct payment_method *method = bench_method(task, "pm_card_visa");
    EXPECT_FAILURE(
        task,
        payment_method_update(task, method, PARAMS(task, payment_method_update, "metadata[a]=b")),
        ERR_PAYMENT_METHOD_UNEXPECTED_STATE, NULL);
    EXPECT_OK(payment_method_attach(task, method, customer));
    EXPECT_OK(
        payment_method_update(task, method,
                              PARAMS(task, payment_method_update,
                                     "card[exp_month]=3&card[exp_year]=2031&allow_redisplay=always&"
                                     "billing_details[email]=a@b&metadata[a]=b")));
    EXPECT_INT(method->card->exp_month, 3);
    EXPECT_INT(method->card->exp_year, 2031);
    EXPECT_INT(method->allow_redisplay, ALLOW_REDISPLAY_ALWAYS);
    EXPECT_TEXT(method->billing_details.email, "a@b");
    (void)domain_commit(&domain);
    EXPECT_STRING(domain_events(&domain),
                  "customer.created payment_method.attached payment_method.updated");
    domain_end(&domain);
}
