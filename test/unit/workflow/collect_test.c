/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

/** A subscription whose card fails from the first renewal on. */
static void
begin_failing(struct bench *bench)
{
    bench_begin(bench, "2025-01-01");
    bench_price(bench, "1000", "month");
    bench_subscribe(bench, "");
    bench_card(bench, "pm_card_chargeCustomerFail");
    (void)bench_events(bench);
}

TEST(a_failed_renewal_makes_the_subscription_past_due)
{
    struct bench bench;
    begin_failing(&bench);
    bench_advance(&bench, "2025-02-01");
    (void)bench_events(&bench);
    bench_advance(&bench, "2025-02-01T01:00:00Z");
    EXPECT_STRING(bench_events(&bench),
                  "invoice.updated invoice.finalized payment_intent.created charge.failed "
                  "payment_intent.payment_failed invoice.updated invoice.payment_failed "
                  "customer.subscription.updated customer.updated");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_PAST_DUE);
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->status, INVOICE_STATUS_OPEN);
    EXPECT_INT(invoice->attempt_count, 1);
    EXPECT_STRING(bench_date(invoice->next_payment_attempt), "2025-02-02T01:00:00Z");
    EXPECT_INT(bench_customer_now(&bench)->delinquent, true);
    bench_end(&bench);
}

TEST(it_is_tried_eight_times_more_and_then_the_subscription_ends) /* S1 */
{
    struct bench bench;
    begin_failing(&bench);
    bench_advance(&bench, "2025-02-01T01:00:00Z");
    (void)bench_events(&bench);
    bench_advance(&bench, "2025-02-02T01:00:00Z");
    EXPECT_STRING(bench_events(&bench), "charge.failed payment_intent.payment_failed "
                                        "invoice.updated invoice.payment_failed");
    EXPECT_INT(bench_invoice(&bench, 0)->attempt_count, 2);
    bench_advance(&bench, "2025-02-15T00:59:59Z");
    EXPECT_INT(bench_invoice(&bench, 0)->attempt_count, 8);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_PAST_DUE);
    bench_advance(&bench, "2025-02-15T01:00:00Z");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->attempt_count, 9);
    EXPECT_INT(invoice->next_payment_attempt, 0);
    EXPECT_INT(invoice->status, INVOICE_STATUS_OPEN);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_CANCELED);
    bench_advance(&bench, "2025-03-02"); /* nothing is invoiced any more */
    EXPECT_INT(bench_invoice_count(&bench), 2);
    bench_end(&bench);
}

TEST(a_retry_with_a_better_card_heals_everything)
{
    struct bench bench;
    begin_failing(&bench);
    bench_advance(&bench, "2025-02-01T01:00:00Z");
    bench_card(&bench, "pm_card_visa");
    (void)bench_events(&bench);
    bench_advance(&bench, "2025-02-02T01:00:00Z");
    EXPECT_STRING(bench_events(&bench),
                  "charge.succeeded payment_intent.succeeded invoice_payment.paid invoice.updated "
                  "invoice.paid invoice.payment_succeeded customer.subscription.updated "
                  "customer.updated");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_INT(bench_customer_now(&bench)->delinquent, false);
    EXPECT_INT(bench_invoice(&bench, 0)->attempt_count, 2);
    bench_end(&bench);
}

TEST(paying_by_hand_is_no_counted_attempt_and_a_decline_is_kept)
{
    struct bench bench;
    begin_failing(&bench);
    bench_advance(&bench, "2025-02-01T01:00:00Z");
    struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_ERR(workflow_invoice_pay(bench.task, invoice, PARAMS(bench.task, invoice_pay, "")),
               ERR_CARD_DECLINED);
    EXPECT_INT(bench.task->keep_changes, true);
    task_clear_failure(bench.task);
    bench_commit(&bench);
    invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->attempt_count, 1);
    EXPECT_STRING(bench_date(invoice->next_payment_attempt), "2025-02-02T01:00:00Z");
    EXPECT_OK(workflow_invoice_pay(bench.task, invoice,
                                   PARAMS(bench.task, invoice_pay, "payment_method=pm_card_visa")));
    bench_commit(&bench);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    (void)bench_events(&bench);
    bench_advance(&bench, "2025-02-10"); /* the retry was taken back */
    EXPECT_STRING(bench_events(&bench), "");
    EXPECT_FAILURE(bench.task,
                   workflow_invoice_pay(bench.task, bench_invoice(&bench, 0),
                                        PARAMS(bench.task, invoice_pay, "")),
                   ERR_INVOICE_ALREADY_PAID, NULL);
    bench_end(&bench);
}

TEST(a_payment_elsewhere_pays_the_invoice_and_cancels_its_intent)
{
    struct bench bench;
    begin_failing(&bench);
    bench_advance(&bench, "2025-02-01T01:00:00Z");
    (void)bench_events(&bench);
    EXPECT_OK(workflow_invoice_pay(bench.task, bench_invoice(&bench, 0),
                                   PARAMS(bench.task, invoice_pay, "paid_out_of_band=true")));
    bench_commit(&bench);
    EXPECT_STRING(bench_events(&bench), "payment_intent.canceled invoice.updated invoice.paid "
                                        "customer.subscription.updated customer.updated");
    EXPECT_INT(bench_invoice(&bench, 0)->amount_paid, 1000);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    bench_end(&bench);
}

TEST(paying_an_older_invoice_does_not_make_the_subscription_active)
{
    struct bench bench;
    begin_failing(&bench);
    struct account_settings *settings;
    EXPECT_OK(account_settings_update(
        bench.task,
        PARAMS(bench.task, account_settings_update, "dunning[subscription_end]=past_due"),
        &settings));
    bench_commit(&bench);
    bench_advance(&bench, "2025-03-01T01:00:00Z");
    EXPECT_INT(bench_invoice_count(&bench), 3);
    EXPECT_OK(workflow_invoice_pay(bench.task, bench_invoice(&bench, 1),
                                   PARAMS(bench.task, invoice_pay, "payment_method=pm_card_visa")));
    bench_commit(&bench);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_PAST_DUE);
    EXPECT_OK(workflow_invoice_void(bench.task, bench_invoice(&bench, 0)));
    bench_commit(&bench);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    bench_end(&bench);
}

TEST(voiding_the_first_invoice_expires_an_incomplete_subscription)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "payment_behavior=default_incomplete");
    EXPECT_OK(workflow_invoice_void(bench.task, bench_invoice(&bench, 0)));
    bench_commit(&bench);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_INCOMPLETE_EXPIRED);
    bench_end(&bench);
}

TEST(marking_the_first_invoice_uncollectible_activates_it)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "payment_behavior=default_incomplete");
    EXPECT_OK(workflow_invoice_mark_uncollectible(bench.task, bench_invoice(&bench, 0)));
    bench_commit(&bench);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_UNCOLLECTIBLE);
    bench_end(&bench);
}

TEST(a_customer_without_a_card_fails_without_a_charge)
{
    struct bench bench;
    struct customer *customer;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    EXPECT_OK(customer_create(bench.task, PARAMS(bench.task, customer_create, ""), &customer));
    bench.customer = customer->id;
    bench_commit(&bench);
    (void)bench_events(&bench);
    bench_subscribe(&bench, "");
    EXPECT_STRING(bench_events(&bench),
                  "customer.subscription.created invoice.created invoice.finalized "
                  "payment_intent.created invoice.updated invoice.payment_failed "
                  "customer.updated");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_INCOMPLETE);
    EXPECT_ERR(bench_try_subscribe(&bench, "payment_behavior=error_if_incomplete"),
               ERR_INVOICE_NO_PAYMENT_METHOD);
    bench_drop(&bench);
    EXPECT_FAILURE(bench.task,
                   workflow_invoice_pay(bench.task, bench_invoice(&bench, 0),
                                        PARAMS(bench.task, invoice_pay, "")),
                   ERR_INVOICE_NO_PAYMENT_METHOD, NULL);
    bench_end(&bench);
}

/** The balance is set, an invoice of `unit` is made, and then voided. */
TEST(the_customers_balance_pays_first_and_comes_back_when_voided) /* B1, B6 */
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1500", "month");
    struct currency usd;
    EXPECT(currency_parse(TEXT("usd"), &usd));
    EXPECT_OK(customer_touch_currency(bench.task, bench_customer_now(&bench), usd));
    EXPECT_OK(customer_set_balance(bench.task, bench_customer_now(&bench), -1000,
                                   BALANCE_TRANSACTION_TYPE_ADJUSTMENT));
    bench_commit(&bench);
    bench_subscribe(&bench, "payment_behavior=default_incomplete");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->total, 1500);
    EXPECT_INT(invoice->amount_due, 500);
    EXPECT_INT(invoice->starting_balance, -1000);
    EXPECT_INT(invoice->ending_balance, 0);
    EXPECT_INT(bench_customer_now(&bench)->balance, 0);
    EXPECT_OK(workflow_invoice_void(bench.task, bench_invoice(&bench, 0)));
    bench_commit(&bench);
    EXPECT_INT(bench_customer_now(&bench)->balance, -1000);
    bench_end(&bench);
}

TEST(credit_that_covers_all_pays_without_a_payment) /* B2 */
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1500", "month");
    struct currency usd;
    EXPECT(currency_parse(TEXT("usd"), &usd));
    EXPECT_OK(customer_touch_currency(bench.task, bench_customer_now(&bench), usd));
    EXPECT_OK(customer_set_balance(bench.task, bench_customer_now(&bench), -2000,
                                   BALANCE_TRANSACTION_TYPE_ADJUSTMENT));
    bench_commit(&bench);
    bench_subscribe(&bench, "");
    EXPECT_INT(bench_invoice(&bench, 0)->amount_due, 0);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    EXPECT_INT(bench_customer_now(&bench)->balance, -500);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    bench_end(&bench);
}

TEST(thirty_cents_wait_for_the_next_invoice) /* B4 */
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "30", "month");
    bench_subscribe(&bench, "");
    EXPECT_INT(bench_invoice(&bench, 0)->amount_due, 0);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    EXPECT_INT(bench_customer_now(&bench)->balance, 30);
    bench_advance(&bench, "2025-02-01T01:00:00Z");
    EXPECT_INT(bench_invoice(&bench, 0)->amount_due, 60);
    EXPECT_INT(bench_customer_now(&bench)->balance, 0);
    bench_end(&bench);
}

TEST(authentication_leaves_the_invoice_open_and_says_so)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_card(&bench, "pm_card_authenticationRequired");
    bench_subscribe(&bench, "");
    EXPECT_STRING(bench_events(&bench),
                  "customer.subscription.created invoice.created invoice.finalized "
                  "payment_intent.created payment_intent.requires_action invoice.updated "
                  "invoice.payment_failed invoice.payment_action_required customer.updated");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_INCOMPLETE);
    bench_end(&bench);
}

/** What the bank says days later about the newest invoice's payment. */
static void
settle(struct bench *bench, bool succeeded)
{
    struct payment_intent *intent;
    struct payment_outcome outcome;
    EXPECT_OK(
        payment_intent_load(bench->task, bench_invoice(bench, 0)->payment_intent, NULL, &intent));
    EXPECT_OK(payment_settle(bench->task, intent, succeeded, &outcome));
    EXPECT_OK(workflow_payment_changed(bench->task, intent));
    bench_commit(bench);
}

TEST(a_bank_that_takes_days_leaves_the_subscription_active_until_it_says_no)
{
    for (int succeeded = 0; succeeded < 2; succeeded++) {
        struct bench bench;
        bench_begin(&bench, "2025-01-01");
        bench_price(&bench, "1000", "month");
        bench_card(&bench, "pm_usBankAccount_success");
        bench_subscribe(&bench, "");
        EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
        EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_OPEN);
        EXPECT_FAILURE(bench.task,
                       workflow_invoice_pay(bench.task, bench_invoice(&bench, 0),
                                            PARAMS(bench.task, invoice_pay, "")),
                       ERR_PAYMENT_INTENT_UNEXPECTED_STATE, NULL);
        bench_drop(&bench);
        bench_advance(&bench, "2025-01-04"); /* the 23 hours are over and mean nothing */
        EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
        settle(&bench, succeeded == 1);
        EXPECT_INT(bench_subscription(&bench)->status,
                   succeeded == 1 ? SUBSCRIPTION_STATUS_ACTIVE : SUBSCRIPTION_STATUS_PAST_DUE);
        EXPECT_INT(bench_invoice(&bench, 0)->status,
                   succeeded == 1 ? INVOICE_STATUS_PAID : INVOICE_STATUS_OPEN);
        EXPECT_INT(bench_invoice(&bench, 0)->attempt_count, 1);
        EXPECT_INT(bench_customer_now(&bench)->delinquent, succeeded == 0);
        bench_end(&bench);
    }
}
