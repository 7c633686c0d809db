/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

TEST(a_trial_is_free_is_announced_and_ends_in_the_first_period) /* R2 */
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "trial_period_days=7");
    EXPECT_STRING(bench_events(&bench),
                  "customer.subscription.created invoice.created invoice.finalized invoice.paid "
                  "invoice.payment_succeeded");
    const struct subscription *subscription = bench_subscription(&bench);
    EXPECT_INT(subscription->status, SUBSCRIPTION_STATUS_TRIALING);
    EXPECT_STRING(bench_date(subscription->trial_end), "2025-01-08");
    EXPECT_STRING(bench_date(subscription->trial_start), "2025-01-01");
    EXPECT_STRING(bench_date(subscription->billing_cycle_anchor), "2025-01-08");
    EXPECT_STRING(bench_date(subscription->items[0].current_period_end), "2025-01-08");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 0);
    EXPECT_TEXT(bench_invoice(&bench, 0)->lines[0].description, "Free trial for 1 \xc3\x97 Gold");
    bench_advance(&bench, "2025-01-04T23:59:59Z");
    EXPECT_STRING(bench_events(&bench), "");
    bench_advance(&bench, "2025-01-05");
    EXPECT_STRING(bench_events(&bench), "customer.subscription.trial_will_end");
    bench_advance(&bench, "2025-01-08");
    EXPECT_STRING(bench_events(&bench), "customer.subscription.updated invoice.created");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_DRAFT);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1000);
    EXPECT_STRING(bench_date(bench_subscription(&bench)->items[0].current_period_end),
                  "2025-02-08");
    bench_advance(&bench, "2025-01-08T01:00:00Z");
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    EXPECT_STRING(bench_date(bench_subscription(&bench)->trial_end), "2025-01-08");
    bench_end(&bench);
}

TEST(a_trial_before_an_anchor_is_followed_by_a_stub) /* R1 */
{
    struct bench bench;
    bench_begin(&bench, "2025-03-15");
    bench_price(&bench, "3100", "month");
    bench_subscribe(&bench, FORM(&bench, "trial_period_days=7&billing_cycle_anchor=%lld",
                                 (long long)bench_time("2025-04-01")));
    EXPECT_INT(bench_invoice(&bench, 0)->total, 0);
    bench_advance(&bench, "2025-03-22");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1000);
    EXPECT_STRING(bench_date(bench_subscription(&bench)->items[0].current_period_start),
                  "2025-03-22");
    bench_advance(&bench, "2025-04-01");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 3100);
    bench_end(&bench);
}

TEST(a_short_trial_is_announced_at_once) /* R5 */
{
    struct bench bench;
    bench_begin(&bench, "2025-03-15");
    bench_price(&bench, "3100", "month");
    bench_subscribe(&bench, "trial_period_days=2");
    EXPECT(strstr(bench_events(&bench), "customer.subscription.created "
                                        "customer.subscription.trial_will_end") != NULL);
    bench_end(&bench);
}

TEST(what_happens_without_a_payment_method_is_chosen) /* R6 */
{
    static const struct {
        const char *behavior;
        enum subscription_status status;
    } cases[] = {{"cancel", SUBSCRIPTION_STATUS_CANCELED},
                 {"create_invoice", SUBSCRIPTION_STATUS_PAST_DUE}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench;
        struct customer *customer;
        bench_begin(&bench, "2025-03-15");
        bench_price(&bench, "3100", "month");
        EXPECT_OK(customer_create(bench.task, PARAMS(bench.task, customer_create, ""), &customer));
        bench.customer = customer->id;
        bench_commit(&bench);
        bench_subscribe(&bench, FORM(&bench,
                                     "trial_period_days=7&"
                                     "trial_settings[end_behavior][missing_payment_method]=%s",
                                     cases[i].behavior));
        bench_advance(&bench, "2025-03-22T01:00:00Z");
        EXPECT_INT(bench_subscription(&bench)->status, cases[i].status);
        EXPECT_INT(bench_invoice_count(&bench), i + 1);
        bench_end(&bench);
    }
}

TEST(a_coupon_for_one_invoice_waits_for_the_end_of_the_trial)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=half&percent_off=50");
    bench_subscribe(&bench, "trial_period_days=7&coupon=half");
    EXPECT_INT(bench_subscription(&bench)->discounts_count, 1);
    bench_advance(&bench, "2025-01-08");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 500);
    bench_end(&bench);
}

TEST(a_change_during_the_trial_costs_nothing_until_its_end)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "70", "month");
    bench_subscribe(&bench, "trial_period_days=60");
    bench_advance(&bench, "2025-01-10");
    (void)bench_events(&bench);
    bench_update(&bench, FORM(&bench, "items[0][id]=%s&items[0][quantity]=3&items[1][price]=%s",
                              bench_item_id(&bench, 0), bench_price_id(&bench, 1)));
    EXPECT_STRING(bench_events(&bench), "customer.subscription.updated");
    EXPECT_STRING(bench_date(bench_subscription(&bench)->items[1].current_period_end),
                  "2025-03-02");
    bench_advance(&bench, "2025-03-02");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 3070);
    EXPECT_INT(bench_invoice_count(&bench), 2);
    bench_end(&bench);
}

TEST(a_trial_can_end_now)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "trial_period_days=30");
    bench_advance(&bench, "2025-01-10");
    EXPECT_FAILURE(bench.task, bench_try_update(&bench, "trial_end=1800000000"),
                   ERR_SUBSCRIPTION_TRIAL, "trial_end"); /* more than two years ahead */
    bench_drop(&bench);
    (void)bench_events(&bench);
    bench_update(&bench, "trial_end=now");
    EXPECT_STRING(bench_events(&bench),
                  "invoice.created invoice.finalized payment_intent.created charge.succeeded "
                  "payment_intent.succeeded invoice_payment.paid invoice.updated invoice.paid "
                  "invoice.payment_succeeded customer.subscription.updated");
    const struct subscription *subscription = bench_subscription(&bench);
    EXPECT_INT(subscription->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_STRING(bench_date(subscription->billing_cycle_anchor), "2025-01-10");
    EXPECT_STRING(bench_date(subscription->items[0].current_period_end), "2025-02-10");
    bench_advance(&bench, "2025-02-10");
    EXPECT_INT(bench_invoice_count(&bench), 3);
    EXPECT_FAILURE(bench.task, bench_try_update(&bench, "trial_end=now"), ERR_SUBSCRIPTION_TRIAL,
                   "trial_end");
    bench_end(&bench);
}

TEST(a_trial_ends_in_the_future_within_two_years)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    EXPECT_FAILURE(bench.task, bench_try_subscribe(&bench, "trial_end=1735689600"),
                   ERR_SUBSCRIPTION_TRIAL, "trial_end");
    EXPECT_FAILURE(bench.task, bench_try_subscribe(&bench, "trial_end=1798761601"),
                   ERR_SUBSCRIPTION_TRIAL, "trial_end");
    EXPECT_FAILURE(bench.task, bench_try_subscribe(&bench, "trial_end=now&trial_period_days=3"),
                   ERR_PARAMETERS_EXCLUSIVE, "trial_end");
    bench_subscribe(&bench, "trial_end=now");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    bench_end(&bench);
}
