/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

/** Change the first item to the price of that place, or keep it. */
static const char *
to_price(struct bench *bench, int place, const char *more)
{
    return FORM(bench, "items[0][id]=%s&items[0][price]=%s&%s", bench_item_id(bench, 0),
                bench_price_id(bench, place), more);
}

static void
expect_lines(const struct invoice *invoice, const int64_t *amounts, size_t count)
{
    EXPECT_INT(invoice->lines_count, count);
    for (size_t i = 0; i < count && i < invoice->lines_count; i++) {
        EXPECT_INT(invoice->lines[i].amount, amounts[i]);
    }
}

TEST(a_dearer_price_is_charged_for_the_rest_with_the_next_invoice) /* P5's rule, in dollars */
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "5000", "month");
    bench_price(&bench, "10000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-01-16");
    (void)bench_events(&bench);
    bench_update(&bench, to_price(&bench, 1, ""));
    EXPECT_STRING(bench_events(&bench),
                  "invoiceitem.created invoiceitem.created customer.subscription.updated");
    EXPECT_INT(bench_invoice_count(&bench), 1);
    bench_advance(&bench, "2025-02-01");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    expect_lines(invoice, (const int64_t[]){-2581, 5161, 10000}, 3);
    EXPECT_INT(invoice->total, 12580);
    EXPECT_TEXT(invoice->lines[0].description, "Unused time on Gold after 16 Jan 2025");
    EXPECT_TEXT(invoice->lines[1].description, "Remaining time on Gold after 16 Jan 2025");
    EXPECT_INT(invoice->lines[0].proration, true);
    EXPECT_INT(invoice->lines[0].discountable, false);
    EXPECT_STRING(bench_date(invoice->lines[1].period.start), "2025-01-16");
    EXPECT_STRING(bench_date(invoice->lines[1].period.end), "2025-02-01");
    EXPECT_INT(invoice->lines[0].credited_invoice.key, bench_invoice(&bench, 1)->id.key);
    bench_end(&bench);
}

TEST(more_seats_are_prorated_to_the_second) /* P6 */
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1500", "month");
    bench_subscribe(&bench, FORM(&bench, "items[0][price]=%s&items[0][quantity]=10",
                                 bench_price_id(&bench, 0)));
    bench_advance(&bench, "2025-04-16");
    bench_update(&bench,
                 FORM(&bench, "items[0][id]=%s&items[0][quantity]=13", bench_item_id(&bench, 0)));
    bench_advance(&bench, "2025-05-01");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    expect_lines(invoice, (const int64_t[]){-7500, 9750, 19500}, 3);
    EXPECT_INT(invoice->total, 21750);
    EXPECT_TEXT(invoice->lines[0].description, "Unused time on 10 \xc3\x97 Gold after 16 Apr 2025");
    bench_end(&bench);
}

TEST(the_published_sample_preview_holds) /* P1 */
{
    struct bench bench;
    bench_begin(&bench, "2020-08-06T21:28:08Z");
    EXPECT_INT(bench.domain.now, 1596749288);
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "3252", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2020-09-02");
    bench_update(&bench, to_price(&bench, 1, "proration_date=1598982148"));
    bench_run_to(&bench, 1599427688);
    expect_lines(bench_invoice(&bench, 0), (const int64_t[]){-166, 541, 3252}, 3);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 3627);
    bench_end(&bench);
}

TEST(an_invoice_now_is_paid_now)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "2000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-04-16");
    (void)bench_events(&bench);
    bench_update(&bench, to_price(&bench, 1, "proration_behavior=always_invoice"));
    EXPECT_STRING(bench_events(&bench),
                  "invoiceitem.created invoiceitem.created invoice.created invoice.finalized "
                  "payment_intent.created charge.succeeded payment_intent.succeeded "
                  "invoice_payment.paid invoice.updated invoice.paid invoice.payment_succeeded "
                  "customer.subscription.updated");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->billing_reason, BILLING_REASON_SUBSCRIPTION_UPDATE);
    expect_lines(invoice, (const int64_t[]){-500, 1000}, 2); /* P2's halves */
    EXPECT_INT(bench_subscription(&bench)->latest_invoice.key, invoice->id.key);
    bench_advance(&bench, "2025-05-01");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 2000);
    bench_end(&bench);
}

TEST(without_prorations_the_new_amount_begins_with_the_next_period)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "2000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-04-16");
    (void)bench_events(&bench);
    bench_update(&bench, to_price(&bench, 1, "proration_behavior=none"));
    EXPECT_STRING(bench_events(&bench), "customer.subscription.updated");
    bench_advance(&bench, "2025-05-01");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 2000);
    EXPECT_INT(bench_invoice(&bench, 0)->lines_count, 1);
    bench_end(&bench);
}

/** Apr 1 1000; Apr 11 to 2000 without prorations; Apr 21 back to 1000, invoiced now. */
static void
expect_p3(const char *mode, const int64_t *lines, int64_t balance)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "2000", "month");
    bench_subscribe(&bench, mode);
    bench_advance(&bench, "2025-04-11");
    bench_update(&bench, to_price(&bench, 1, "proration_behavior=none"));
    bench_advance(&bench, "2025-04-21");
    bench_update(&bench, to_price(&bench, 0, "proration_behavior=always_invoice"));
    expect_lines(bench_invoice(&bench, 0), lines, 2);
    EXPECT_INT(bench_customer_now(&bench)->balance, balance);
    bench_end(&bench);
}

TEST(flexible_credits_what_was_paid_classic_what_stands) /* P3 */
{
    expect_p3("", (const int64_t[]){-333, 333}, 0);
    expect_p3("billing_mode[type]=classic", (const int64_t[]){-667, 333}, -334);
}

TEST(every_change_prorates_from_its_own_instant) /* P19 */
{
    static const char *const modes[] = {"", "billing_mode[type]=classic"};
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        struct bench bench;
        bench_begin(&bench, "2025-04-01");
        bench_price(&bench, "1000", "month");
        bench_price(&bench, "2000", "month");
        bench_price(&bench, "500", "month");
        bench_subscribe(&bench, modes[i]);
        bench_advance(&bench, "2025-04-11");
        bench_update(&bench, to_price(&bench, 1, ""));
        bench_advance(&bench, "2025-04-21");
        bench_update(&bench, to_price(&bench, 2, ""));
        bench_advance(&bench, "2025-05-01");
        expect_lines(bench_invoice(&bench, 0), (const int64_t[]){-667, 167, -667, 1333, 500}, 5);
        bench_end(&bench);
    }
}

TEST(a_credit_knows_the_discount_its_debit_had) /* P4, flexible */
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "2000", "month");
    bench_coupon(&bench, "id=five&amount_off=500&currency=usd&duration=forever");
    /* Lines stand newest first: the item of 1000 is added last, so that it comes first. */
    bench_subscribe(&bench,
                    FORM(&bench, "items[0][price]=%s&items[1][price]=%s&discounts[0][coupon]=five",
                         bench_price_id(&bench, 1), bench_price_id(&bench, 0)));
    EXPECT_INT(bench_invoice(&bench, 0)->lines[0].discount_amounts[0].amount, 166);
    EXPECT_INT(bench_invoice(&bench, 0)->lines[1].discount_amounts[0].amount, 334);
    bench_advance(&bench, "2025-04-16");
    bench_update(&bench,
                 FORM(&bench, "items[0][id]=%s&items[0][deleted]=true", bench_item_id(&bench, 1)));
    EXPECT_INT(bench_subscription(&bench)->items_count, 1);
    bench_advance(&bench, "2025-05-01");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->lines[0].amount, -417);
    EXPECT_INT(invoice->total, 2000 - 500 - 417);
    bench_end(&bench);
}

TEST(an_added_item_is_charged_for_the_rest_and_can_be_found)
{
    struct bench bench;
    struct subscription *found;
    size_t index;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "600", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-04-16");
    bench_update(
        &bench, FORM(&bench, "items[0][price]=%s&items[0][quantity]=2", bench_price_id(&bench, 1)));
    const struct subscription *subscription = bench_subscription(&bench);
    REQUIRE(subscription->items_count == 2);
    struct id added = subscription->items[1].id;
    EXPECT_STRING(bench_date(subscription->items[1].current_period_end), "2025-05-01");
    EXPECT_OK(subscription_find_item(bench.task, added, "id", &found, &index));
    bench_advance(&bench, "2025-05-01");
    expect_lines(bench_invoice(&bench, 0), (const int64_t[]){600, 1200, 1000}, 3);
    bench_advance(&bench, "2025-05-02");
    bench_update(&bench, FORM(&bench,
                              "items[0][id]=%s&items[0][deleted]=true&"
                              "proration_behavior=none",
                              bench_item_id(&bench, 1)));
    EXPECT_FAILURE(bench.task, subscription_find_item(bench.task, added, "id", &found, &index),
                   ERR_RESOURCE_MISSING, "id");
    bench_end(&bench);
}

TEST(a_change_that_cannot_be_paid_makes_it_past_due_or_is_refused)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "9000", "month");
    bench_subscribe(&bench, "");
    bench_card(&bench, "pm_card_chargeCustomerFail");
    bench_advance(&bench, "2025-04-16");
    EXPECT_ERR(bench_try_update(&bench, to_price(&bench, 1,
                                                 "proration_behavior=always_invoice&"
                                                 "payment_behavior=error_if_incomplete")),
               ERR_CARD_DECLINED);
    bench_drop(&bench);
    EXPECT_INT(bench_subscription(&bench)->items[0].price.key, bench.prices[0].key);
    EXPECT_INT(bench_invoice_count(&bench), 1);
    bench_update(&bench, to_price(&bench, 1, "proration_behavior=always_invoice"));
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_PAST_DUE);
    EXPECT_INT(bench_subscription(&bench)->items[0].price.key, bench.prices[1].key);
    bench_end(&bench);
}

TEST(what_cannot_change_is_refused)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "9000", "year");
    bench_subscribe(&bench, "");
    EXPECT_FAILURE(bench.task,
                   bench_try_update(&bench, FORM(&bench, "items[0][id]=%s&items[0][deleted]=true",
                                                 bench_item_id(&bench, 0))),
                   ERR_SUBSCRIPTION_ITEMS_MISSING, "items");
    bench_drop(&bench);
    EXPECT_FAILURE(bench.task,
                   bench_try_update(&bench, to_price(&bench, 0, "proration_date=1700000000")),
                   ERR_SUBSCRIPTION_PRORATION_DATE, "proration_date");
    bench_drop(&bench);
    bench_card(&bench, "pm_card_chargeCustomerFail");
    bench_subscribe(&bench, "");
    EXPECT_FAILURE(bench.task, bench_try_update(&bench, "cancel_at_period_end=true"),
                   ERR_SUBSCRIPTION_INCOMPLETE_FIELDS, NULL);
    EXPECT_OK(bench_try_update(&bench, "metadata[a]=b"));
    bench_end(&bench);
}

TEST(a_change_of_texts_costs_nothing)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "metadata[a]=1&metadata[b]=2");
    (void)bench_events(&bench);
    bench_update(&bench, "metadata[a]=&metadata[c]=3&description=New");
    EXPECT_STRING(bench_events(&bench), "customer.subscription.updated");
    const struct subscription *subscription = bench_subscription(&bench);
    EXPECT_INT(subscription->metadata.count, 2);
    EXPECT_TEXT(metadata_find(&subscription->metadata, TEXT("c")), "3");
    EXPECT_INT(bench_invoice_count(&bench), 1);
    bench_end(&bench);
}
