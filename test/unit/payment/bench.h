/* SPDX-License-Identifier: Apache-2.0 */
/** bench.h: a customer with payment methods made from test tokens. */
#pragma once

#include "account/account.h"
#include "domain.h"
#include "payment/gateway.h"
#include "test.h"

static const struct record_kind *const bench_kinds[] = {DOMAIN_EVENT_KINDS,
                                                        DOMAIN_MONEY_KINDS,
                                                        &customer_records,
                                                        &payment_method_records,
                                                        &payment_intent_records,
                                                        &charge_records,
                                                        NULL};

__attribute__((unused)) static struct customer *
bench_customer(struct task *task)
{
    struct customer *customer = NULL;
    EXPECT_OK(customer_create(task, PARAMS(task, customer_create, "name=Ada"), &customer));
    return customer;
}

__attribute__((unused)) static struct payment_method *
bench_method(struct task *task, const char *token)
{
    struct payment_method *method = NULL;
    EXPECT_OK(payment_method_find(task, text_of(token), "payment_method", &method));
    return method;
}

__attribute__((unused)) static struct money
bench_usd(int64_t minor)
{
    struct currency usd;
    EXPECT(currency_parse(TEXT("usd"), &usd));
    return money_of(minor, usd);
}

/** The payment of an invoice of the customer. */
__attribute__((unused)) static struct payment_intent *
bench_intent(struct task *task, struct customer *customer)
{
    struct payment_order order = {.customer = customer,
                                  .invoice = {4711},
                                  .amount = bench_usd(1500),
                                  .description = TEXT("Subscription update")};
    struct payment_intent *intent = NULL;
    EXPECT_OK(payment_intent_create_for_invoice(task, &order, &intent));
    return intent;
}
