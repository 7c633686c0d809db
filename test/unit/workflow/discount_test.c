/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

TEST(once_discounts_one_invoice_and_leaves) /* D14 */
{
    struct bench bench;
    struct coupon *coupon;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=half&percent_off=50");
    bench_subscribe(&bench, "coupon=half");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 500);
    EXPECT_INT(bench_invoice(&bench, 0)->subtotal, 1000);
    EXPECT_INT(bench_invoice(&bench, 0)->discounts_count, 1);
    EXPECT_INT(bench_subscription(&bench)->discounts_count, 0);
    EXPECT_OK(coupon_find(bench.task, TEXT("half"), "coupon", &coupon));
    EXPECT_INT(coupon->times_redeemed, 1);

    bench_update(&bench, "discounts[0][coupon]=half");
    bench_advance(&bench, "2025-04-16");
    bench_update(&bench,
                 FORM(&bench, "items[0][id]=%s&items[0][quantity]=2", bench_item_id(&bench, 0)));
    bench_advance(&bench, "2025-05-01T01:00:00Z");
    /* Credit and debit of the proration are not discounted: 2000 / 2 - 250 + 1000. */
    EXPECT_INT(bench_invoice(&bench, 0)->lines[0].amount, -250);
    EXPECT_INT(bench_invoice(&bench, 0)->lines[1].amount, 1000);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1750);
    EXPECT_INT(bench_subscription(&bench)->discounts_count, 0);
    bench_advance(&bench, "2025-06-01");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 2000);
    bench_end(&bench);
}

TEST(repeating_counts_months_whatever_the_interval) /* D13 */
{
    static const struct {
        const char *interval;
        size_t discounted;
        const char *until;
    } cases[] = {{"month", 4, "2025-08-01"}, {"year", 1, "2026-02-01"}, {"week", 18, "2025-06-30"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench;
        bench_begin(&bench, "2025-01-15");
        bench_price(&bench, "1000", cases[i].interval);
        bench_coupon(&bench, "id=four&percent_off=10&duration=repeating&duration_in_months=4");
        bench_subscribe(&bench, "discounts[0][coupon]=four");
        bench_advance(&bench, cases[i].until);
        size_t discounted = 0;
        for (size_t k = 0; bench_invoice(&bench, k) != NULL; k++) {
            discounted += bench_invoice(&bench, k)->total == 900;
            EXPECT(bench_invoice(&bench, k)->total == 900 ||
                   bench_invoice(&bench, k)->total == 1000);
        }
        EXPECT_INT(discounted, cases[i].discounted);
        EXPECT_INT(bench_subscription(&bench)->discounts_count, 0);
        bench_end(&bench);
    }
}

TEST(the_subscriptions_discount_stands_before_the_customers) /* D15 */
{
    struct bench bench;
    struct discount *discount;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=ten&percent_off=10&duration=forever");
    bench_coupon(&bench, "id=twenty&percent_off=20&duration=forever");
    struct discount_in_params twenty = {.has_coupon = GIVEN_VALUE, .coupon = TEXT("twenty")};
    EXPECT_OK(discount_put_on_customer(bench.task, bench.customer, &twenty, &discount));
    bench_commit(&bench);
    bench_subscribe(&bench, "discounts[0][coupon]=ten");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 900);
    bench_subscribe(&bench, "");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 800);
    bench_end(&bench);
}

TEST(an_items_discount_comes_before_the_subscriptions)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=half&percent_off=50&duration=forever");
    bench_coupon(&bench, "id=hundred&amount_off=100&currency=usd&duration=forever");
    bench_subscribe(&bench, FORM(&bench,
                                 "items[0][price]=%s&items[0][discounts][0][coupon]=half&"
                                 "discounts[0][coupon]=hundred",
                                 bench_price_id(&bench, 0)));
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->subtotal, 500);
    EXPECT_INT(invoice->total, 400);
    EXPECT_INT(invoice->total_discount_amounts_count, 2);
    EXPECT_INT(invoice->lines[0].discounts_count, 1);
    bench_end(&bench);
}

TEST(a_list_replaces_keeps_and_clears)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=ten&percent_off=10&duration=forever");
    bench_coupon(&bench, "id=five&percent_off=5&duration=forever");
    bench_subscribe(&bench, "discounts[0][coupon]=ten");
    (void)bench_events(&bench);
    struct id first = bench_subscription(&bench)->discounts[0];
    const char *kept =
        id_text(bench.task->arena, &bench.task->account->secret, discount_kind.prefix, first.key)
            .bytes;
    bench_update(&bench, FORM(&bench, "discounts[0][discount]=%s&discounts[1][coupon]=five", kept));
    EXPECT_STRING(bench_events(&bench), "customer.discount.created customer.subscription.updated");
    EXPECT_INT(bench_subscription(&bench)->discounts_count, 2);
    EXPECT_INT(bench_subscription(&bench)->discounts[0].key, first.key);
    EXPECT_FAILURE(bench.task,
                   bench_try_update(&bench, "discounts[0][coupon]=five&discounts[1][coupon]=five"),
                   ERR_DISCOUNT_DUPLICATE, "discounts");
    bench_drop(&bench);
    bench_update(&bench, "discounts=");
    EXPECT_STRING(bench_events(&bench), "customer.discount.deleted customer.discount.deleted "
                                        "customer.subscription.updated");
    EXPECT_INT(bench_subscription(&bench)->discounts_count, 0);
    bench_advance(&bench, "2025-02-15");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1000);
    bench_end(&bench);
}

TEST(a_coupon_that_is_used_up_cannot_be_redeemed)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=one&percent_off=10&max_redemptions=1");
    bench_subscribe(&bench, "coupon=one");
    EXPECT_FAILURE(bench.task, bench_try_subscribe(&bench, "coupon=one"), ERR_COUPON_EXPIRED,
                   "coupon");
    bench_end(&bench);
}

TEST(a_hundred_percent_is_paid_at_once_without_a_payment)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=all&percent_off=100&duration=forever");
    bench_card(&bench, "pm_card_chargeCustomerFail");
    bench_subscribe(&bench, "coupon=all");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_INT(bench_invoice(&bench, 0)->amount_due, 0);
    bench_advance(&bench, "2025-02-15T01:00:00Z");
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    bench_end(&bench);
}
