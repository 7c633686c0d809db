/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

static err_t
try_cancel(struct bench *bench, const char *form)
{
    return workflow_cancel(bench->task, bench_subscription(bench),
                           PARAMS(bench->task, subscription_cancel, form));
}

TEST(canceling_now_ends_it_and_every_job)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-01-10");
    (void)bench_events(&bench);
    EXPECT_OK(try_cancel(&bench, "cancellation_details[comment]=bye&"
                                 "cancellation_details[feedback]=unused"));
    bench_commit(&bench);
    EXPECT_STRING(bench_events(&bench), "customer.subscription.deleted");
    const struct subscription *subscription = bench_subscription(&bench);
    EXPECT_INT(subscription->status, SUBSCRIPTION_STATUS_CANCELED);
    EXPECT_STRING(bench_date(subscription->ended_at), "2025-01-10");
    EXPECT_STRING(bench_date(subscription->canceled_at), "2025-01-10");
    EXPECT_TEXT(subscription->cancellation_details.comment, "bye");
    EXPECT_INT(subscription->cancellation_details.feedback, CANCELLATION_FEEDBACK_UNUSED);
    EXPECT_INT(subscription->cancellation_details.reason,
               CANCELLATION_REASON_CANCELLATION_REQUESTED);
    bench_advance(&bench, "2026-01-10");
    EXPECT_INT(bench_invoice_count(&bench), 1);
    EXPECT_STRING(bench_events(&bench), "");
    EXPECT_FAILURE(bench.task, try_cancel(&bench, ""), ERR_SUBSCRIPTION_ALREADY_CANCELED, "id");
    EXPECT_FAILURE(bench.task, bench_try_update(&bench, "description=x"),
                   ERR_SUBSCRIPTION_CANCELED_FIELDS, NULL);
    EXPECT_OK(bench_try_update(&bench, "metadata[k]=v"));
    bench_end(&bench);
}

TEST(canceling_stops_the_draft_and_the_retries)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-02-01");
    EXPECT_OK(try_cancel(&bench, ""));
    bench_commit(&bench);
    bench_advance(&bench, "2025-03-01");
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_DRAFT);
    EXPECT_INT(bench_invoice(&bench, 0)->auto_advance, false);
    bench_end(&bench);
}

TEST(unused_time_goes_back_to_the_balance) /* P10 */
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "3000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-04-16");
    (void)bench_events(&bench);
    EXPECT_OK(try_cancel(&bench, "prorate=true&invoice_now=true"));
    bench_commit(&bench);
    EXPECT_STRING(bench_events(&bench),
                  "invoiceitem.created invoice.created invoice.finalized customer.updated "
                  "invoice.paid invoice.payment_succeeded customer.subscription.deleted");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->total, -1500);
    EXPECT_INT(invoice->amount_due, 0);
    EXPECT_INT(invoice->status, INVOICE_STATUS_PAID);
    EXPECT_INT(bench_customer_now(&bench)->balance, -1500);
    bench_end(&bench);
}

TEST(prorating_without_an_invoice_leaves_the_credit_waiting)
{
    struct bench bench;
    bench_begin(&bench, "2025-06-01"); /* P10b */
    bench_price(&bench, "9999", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-06-10T12:34:56Z");
    EXPECT_OK(try_cancel(&bench, "prorate=true"));
    bench_commit(&bench);
    struct record_scan scan = {.kind = &invoiceitem_records,
                               .index = INVOICEITEM_BY_PENDING,
                               .equals = {bench.customer.key, true},
                               .equals_count = 2,
                               .limit = 10};
    void **items;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(bench.task, &scan, &items, &count, &has_more));
    REQUIRE(count == 1);
    EXPECT_INT(((struct invoiceitem *)items[0])->amount, -6825);
    EXPECT_INT(bench_invoice_count(&bench), 1);
    bench_end(&bench);
}

TEST(at_the_end_of_the_period_it_ends_without_an_invoice)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-31");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-02-10");
    (void)bench_events(&bench);
    bench_update(&bench, "cancel_at_period_end=true");
    EXPECT_STRING(bench_events(&bench), "customer.subscription.updated");
    EXPECT_STRING(bench_date(bench_subscription(&bench)->cancel_at), "2025-02-28");
    EXPECT_STRING(bench_date(bench_subscription(&bench)->canceled_at), "2025-02-10");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    bench_advance(&bench, "2025-06-01");
    EXPECT_STRING(bench_events(&bench), "customer.subscription.deleted");
    const struct subscription *subscription = bench_subscription(&bench);
    EXPECT_INT(subscription->status, SUBSCRIPTION_STATUS_CANCELED);
    EXPECT_STRING(bench_date(subscription->ended_at), "2025-02-28");
    EXPECT_STRING(bench_date(subscription->canceled_at), "2025-02-10");
    EXPECT_INT(bench_invoice_count(&bench), 1);
    bench_end(&bench);
}

TEST(the_wish_to_end_can_be_taken_back)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-31");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "cancel_at_period_end=true");
    EXPECT_STRING(bench_date(bench_subscription(&bench)->cancel_at), "2025-02-28");
    bench_update(&bench, "cancel_at_period_end=false");
    EXPECT_INT(bench_subscription(&bench)->cancel_at, 0);
    EXPECT_INT(bench_subscription(&bench)->canceled_at, 0);
    bench_advance(&bench, "2025-02-28");
    EXPECT_INT(bench_invoice_count(&bench), 2);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    bench_end(&bench);
}

TEST(what_waits_at_the_end_is_invoiced_once_more)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-04-16");
    bench_update(&bench,
                 FORM(&bench, "items[0][id]=%s&items[0][quantity]=3", bench_item_id(&bench, 0)));
    bench_update(&bench, "cancel_at_period_end=true");
    bench_advance(&bench, "2025-05-02");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_CANCELED);
    EXPECT_INT(bench_invoice_count(&bench), 2);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1000);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    bench_end(&bench);
}

TEST(a_deleted_customer_takes_its_subscriptions_along)
{
    struct bench bench;
    struct customer *customer;
    bench_begin(&bench, "2025-01-31");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    EXPECT_OK(workflow_delete_customer(bench.task, bench_customer_now(&bench)));
    bench_commit(&bench);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_CANCELED);
    EXPECT_ERR(customer_load(bench.task, bench.customer, NULL, &customer), ERR_RESOURCE_MISSING);
    task_clear_failure(bench.task);
    bench_advance(&bench, "2025-06-01");
    EXPECT_INT(bench_invoice_count(&bench), 1);
    bench_end(&bench);
}

TEST(no_job_is_left_for_a_deleted_customer)
{
    struct bench bench;
    struct invoice *invoice;
    bench_begin(&bench, "2025-01-31");
    bench_price(&bench, "1000", "month");
    const char *customer = id_text(bench.task->arena, &bench.task->account->secret,
                                   customer_kind.prefix, bench.customer.key)
                               .bytes;
    EXPECT_OK(workflow_invoice_create(
        bench.task,
        PARAMS(bench.task, invoice_create,
               FORM(&bench,
                    "customer=%s&auto_advance=true&collection_method=send_invoice&"
                    "days_until_due=3",
                    customer)),
        &invoice));
    bench_commit(&bench);
    EXPECT_OK(workflow_delete_customer(bench.task, bench_customer_now(&bench)));
    bench_commit(&bench);
    struct record_scan scan = {.kind = &job_records, .index = -1, .limit = 10};
    void **jobs;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(bench.task, &scan, &jobs, &count, &has_more));
    EXPECT_INT(count, 0);
    bench_end(&bench);
}
