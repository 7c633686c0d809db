/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#define CREATED_PAID                                                                               \
    "customer.subscription.created invoice.created invoice.finalized payment_intent.created "      \
    "charge.succeeded payment_intent.succeeded invoice_payment.paid invoice.updated invoice.paid " \
    "invoice.payment_succeeded customer.subscription.updated"

TEST(a_subscription_that_is_paid_at_once_is_active_with_a_paid_invoice)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-31");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "metadata[k]=v&description=Plan");
    EXPECT_STRING(bench_events(&bench), CREATED_PAID);

    const struct subscription *subscription = bench_subscription(&bench);
    EXPECT_INT(subscription->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_STRING(bench_date(subscription->billing_cycle_anchor), "2025-01-31");
    EXPECT_STRING(bench_date(subscription->items[0].current_period_start), "2025-01-31");
    EXPECT_STRING(bench_date(subscription->items[0].current_period_end), "2025-02-28");
    EXPECT_INT(subscription->items[0].quantity, 1);
    EXPECT_INT(subscription->billing_mode.type, BILLING_MODE_TYPE_FLEXIBLE);
    EXPECT_TEXT(subscription->description, "Plan");

    const struct invoice *invoice = bench_invoice(&bench, 0);
    REQUIRE(invoice != NULL && bench_invoice(&bench, 1) == NULL);
    EXPECT_INT(subscription->latest_invoice.key, invoice->id.key);
    EXPECT_INT(invoice->status, INVOICE_STATUS_PAID);
    EXPECT_INT(invoice->billing_reason, BILLING_REASON_SUBSCRIPTION_CREATE);
    EXPECT_INT(invoice->total, 1000);
    EXPECT_INT(invoice->amount_due, 1000);
    EXPECT_INT(invoice->amount_paid, 1000);
    EXPECT_INT(invoice->amount_remaining, 0);
    EXPECT_INT(invoice->attempt_count, 1);
    EXPECT_INT(invoice->attempted, true);
    EXPECT_INT(invoice->period_start, invoice->created);
    EXPECT_INT(invoice->period_end, invoice->created);
    EXPECT_INT(invoice->status_transitions.paid_at, bench_time("2025-01-31"));
    EXPECT_TEXT(metadata_find(&invoice->subscription_metadata, TEXT("k")), "v");
    REQUIRE(invoice->lines_count == 1);
    EXPECT_TEXT(invoice->lines[0].description, "1 \xc3\x97 Gold (at $10.00 / month)");
    EXPECT_STRING(bench_date(invoice->lines[0].period.end), "2025-02-28");
    struct text prefix = bench_customer_now(&bench)->invoice_prefix;
    EXPECT(
        text_equal(invoice->number, text_format(bench.task->arena, "%.*s-0001", TEXT_ARG(prefix))));

    void *object;
    REQUIRE(invoice->payments_count == 1);
    EXPECT_OK(record_load(bench.task, &invoice_payment_records, invoice->payments[0], &object));
    const struct invoice_payment *payment = object;
    EXPECT_INT(payment->status, INVOICE_PAYMENT_STATUS_PAID);
    EXPECT_INT(payment->amount_paid, 1000);
    EXPECT_INT(payment->is_default, true);
    bench_end(&bench);
}

TEST(a_declined_first_payment_leaves_an_incomplete_subscription_and_an_open_invoice)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_card(&bench, "pm_card_chargeCustomerFail");
    bench_subscribe(&bench, "");
    EXPECT_STRING(bench_events(&bench),
                  "customer.subscription.created invoice.created invoice.finalized "
                  "payment_intent.created charge.failed payment_intent.payment_failed "
                  "invoice.updated invoice.payment_failed customer.updated");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_INCOMPLETE);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_OPEN);
    EXPECT_INT(bench_invoice(&bench, 0)->attempt_count, 1);
    EXPECT_INT(bench_invoice(&bench, 0)->next_payment_attempt, 0);
    EXPECT_INT(bench_customer_now(&bench)->delinquent, true);
    bench_end(&bench);
}

TEST(an_incomplete_subscription_expires_after_23_hours) /* S3 */
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_card(&bench, "pm_card_chargeCustomerFail");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-01-01T22:59:59Z");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_INCOMPLETE);
    (void)bench_events(&bench);
    bench_advance(&bench, "2025-01-01T23:00:00Z");
    EXPECT_STRING(bench_events(&bench),
                  "invoice.voided payment_intent.canceled customer.subscription.updated");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_INCOMPLETE_EXPIRED);
    EXPECT_STRING(bench_date(bench_subscription(&bench)->ended_at), "2025-01-01T23:00:00Z");
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_VOID);
    bench_advance(&bench, "2025-06-01");
    EXPECT_STRING(bench_events(&bench), "");
    EXPECT_INT(bench_invoice_count(&bench), 1);
    bench_end(&bench);
}

TEST(error_if_incomplete_refuses_and_leaves_nothing) /* S2 */
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_card(&bench, "pm_card_chargeCustomerFail");
    EXPECT_ERR(bench_try_subscribe(&bench, "payment_behavior=error_if_incomplete"),
               ERR_CARD_DECLINED);
    EXPECT_INT(error_kind(ERR_CARD_DECLINED)->http_status, 402);
    EXPECT_TEXT(bench.task->failure.decline_code, "generic_decline");
    EXPECT_INT(bench.task->keep_changes, false);
    bench_drop(&bench);
    EXPECT(bench_invoice(&bench, 0) == NULL);
    EXPECT_STRING(bench_events(&bench), "");
    bench_end(&bench);
}

TEST(default_incomplete_waits_for_the_client)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "payment_behavior=default_incomplete");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_INCOMPLETE);
    struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->status, INVOICE_STATUS_OPEN);
    EXPECT_INT(invoice->attempt_count, 0);
    EXPECT_INT(invoice->attempted, false);
    EXPECT_OK(invoice_derive(bench.task, invoice));
    REQUIRE(invoice->confirmation_secret != NULL);
    EXPECT(text_find(invoice->confirmation_secret->client_secret, '_', 0) == 2);

    struct payment_intent *intent;
    struct payment_method *method;
    struct payment_outcome outcome;
    EXPECT_OK(payment_intent_load(bench.task, invoice->payment_intent, NULL, &intent));
    EXPECT_OK(payment_method_take(bench.task, TEXT("pm_card_visa"), "payment_method",
                                  bench_customer_now(&bench), &method));
    EXPECT_OK(payment_intent_confirm(bench.task, intent, method, false, &outcome));
    (void)bench_events(&bench);
    EXPECT_OK(workflow_payment_changed(bench.task, intent));
    bench_commit(&bench);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    bench_advance(&bench, "2025-01-05"); /* the expiry was taken back */
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    bench_end(&bench);
}

TEST(a_free_subscription_is_active_without_a_payment)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "0", "month");
    bench_subscribe(&bench, "");
    EXPECT_STRING(bench_events(&bench),
                  "customer.subscription.created invoice.created invoice.finalized invoice.paid "
                  "invoice.payment_succeeded customer.subscription.updated");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    EXPECT_INT(bench_invoice(&bench, 0)->payments_count, 0);
    bench_end(&bench);
}

TEST(a_sent_invoice_waits_an_hour_as_a_draft_and_is_then_due)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "collection_method=send_invoice&days_until_due=10");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_DRAFT);
    EXPECT(bench_invoice(&bench, 0)->number.bytes == NULL);
    (void)bench_events(&bench);
    bench_advance(&bench, "2025-01-01T01:00:00Z");
    EXPECT_STRING(bench_events(&bench),
                  "invoice.updated invoice.finalized payment_intent.created invoice.sent");
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_OPEN);
    EXPECT_STRING(bench_date(bench_invoice(&bench, 0)->due_date), "2025-01-11T01:00:00Z");
    bench_advance(&bench, "2025-01-11T01:00:00Z");
    EXPECT_STRING(bench_events(&bench),
                  "invoice.overdue customer.subscription.updated customer.updated");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_PAST_DUE);
    bench_end(&bench);
}

TEST(a_future_anchor_makes_a_prorated_stub) /* P11 */
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "3100", "month");
    bench_subscribe(&bench,
                    FORM(&bench, "billing_cycle_anchor=%lld", (long long)bench_time("2025-02-01")));
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1700);
    EXPECT_INT(bench_invoice(&bench, 0)->lines[0].proration, false);
    EXPECT_STRING(bench_date(bench_subscription(&bench)->items[0].current_period_end),
                  "2025-02-01");
    bench_advance(&bench, "2025-02-01");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 3100);
    EXPECT_STRING(bench_date(bench_subscription(&bench)->items[0].current_period_end),
                  "2025-03-01");
    bench_end(&bench);
}

TEST(a_free_stub_makes_no_invoice_before_the_anchor)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "3100", "month");
    bench_subscribe(&bench, FORM(&bench, "proration_behavior=none&billing_cycle_anchor=%lld",
                                 (long long)bench_time("2025-02-01")));
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_INT(bench_invoice_count(&bench), 0);
    bench_advance(&bench, "2025-02-01");
    EXPECT_INT(bench_invoice_count(&bench), 1);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 3100);
    bench_end(&bench);
}

TEST(what_cannot_be_is_refused_with_the_parameter_to_blame)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "12000", "year");
    bench_price(&bench, "70", "week");
    const char *month = bench_price_id(&bench, 0), *year = bench_price_id(&bench, 1),
               *week = bench_price_id(&bench, 2);
    struct {
        const char *form;
        err_t code;
        const char *param;
    } cases[] = {
        {FORM(&bench, "items[0][price]=%s&items[1][price]=%s", month, month),
         ERR_SUBSCRIPTION_ITEM_DUPLICATE, "items"},
        {FORM(&bench, "items[0][price]=%s&items[1][price]=%s", month, week),
         ERR_SUBSCRIPTION_INTERVAL_MIXED, "items"},
        {FORM(&bench, "billing_mode[type]=classic&items[0][price]=%s&items[1][price]=%s", month,
              year),
         ERR_SUBSCRIPTION_INTERVAL_MIXED, "items"},
        {"billing_cycle_anchor=1736899199", ERR_SUBSCRIPTION_ANCHOR, "billing_cycle_anchor"},
        {"billing_cycle_anchor=1739577601", ERR_SUBSCRIPTION_ANCHOR, "billing_cycle_anchor"},
        {"days_until_due=3", ERR_SUBSCRIPTION_DAYS_UNTIL_DUE, "days_until_due"},
        {"collection_method=send_invoice", ERR_PARAMETER_MISSING, "days_until_due"},
        {"proration_behavior=maybe", ERR_PARAMETER_INVALID, "proration_behavior"},
        {"payment_behavior=pending_if_incomplete", ERR_PARAMETER_INVALID, "payment_behavior"},
        {"discounts[0][coupon]=nix", ERR_RESOURCE_MISSING, "discounts"},
        {"currency=eur", ERR_SUBSCRIPTION_CURRENCY_MIXED, "items"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        EXPECT_FAILURE(bench.task, bench_try_subscribe(&bench, cases[i].form), cases[i].code,
                       cases[i].param);
    }
    bench_end(&bench);
}

TEST(a_payment_method_that_worked_may_be_kept_on_the_subscription)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "payment_settings[save_default_payment_method]=on_subscription");
    EXPECT_INT(bench_subscription(&bench)->default_payment_method.key,
               bench_customer_now(&bench)->invoice_settings.default_payment_method.key);
    bench_end(&bench);
}

TEST(items_lead_back_to_their_subscription)
{
    struct bench bench;
    struct subscription *found;
    size_t index;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "500", "month");
    bench_subscribe(&bench,
                    FORM(&bench, "items[0][price]=%s&items[1][price]=%s&items[1][quantity]=3",
                         bench_price_id(&bench, 0), bench_price_id(&bench, 1)));
    const struct subscription *subscription = bench_subscription(&bench);
    REQUIRE(subscription->items_count == 2);
    EXPECT_OK(subscription_find_item(bench.task, subscription->items[1].id, "id", &found, &index));
    EXPECT_INT(index, 1);
    EXPECT(found == subscription);
    EXPECT_FAILURE(bench.task,
                   subscription_find_item(bench.task, (struct id){4711}, "id", &found, &index),
                   ERR_RESOURCE_MISSING, "id");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 2500);
    EXPECT_INT(bench_invoice(&bench, 0)->lines[0].amount, 1500); /* newest first */
    bench_end(&bench);
}

TEST(a_customer_has_500_subscriptions_at_once_and_no_more)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    for (int i = 0; i < 500; i++) {
        bench_subscribe(&bench, "trial_period_days=30");
    }
    EXPECT_FAILURE(bench.task, bench_try_subscribe(&bench, "trial_period_days=30"),
                   ERR_CUSTOMER_MAX_SUBSCRIPTIONS, "customer");
    bench_drop(&bench);
    EXPECT_OK(workflow_cancel(bench.task, bench_subscription(&bench),
                              PARAMS(bench.task, subscription_cancel, "")));
    bench_commit(&bench);
    bench_subscribe(&bench, ""); /* what has ended does not count */
    EXPECT_ERR(bench_try_subscribe(&bench, ""), ERR_CUSTOMER_MAX_SUBSCRIPTIONS);
    bench_end(&bench);
}
