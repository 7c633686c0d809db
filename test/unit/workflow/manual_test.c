/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

static const char *
customer_id(struct bench *bench)
{
    return id_text(bench->task->arena, &bench->task->account->secret, customer_kind.prefix,
                   bench->customer.key)
        .bytes;
}

static void
add_item(struct bench *bench, const char *form)
{
    struct invoiceitem *item;
    EXPECT_OK(invoiceitem_create(bench->task,
                                 PARAMS(bench->task, invoiceitem_create,
                                        FORM(bench, "customer=%s&%s", customer_id(bench), form)),
                                 &item));
    bench_commit(bench);
}

static void
create(struct bench *bench, const char *form)
{
    struct invoice *invoice;
    EXPECT_OK(
        workflow_invoice_create(bench->task,
                                PARAMS(bench->task, invoice_create,
                                       FORM(bench, "customer=%s&%s", customer_id(bench), form)),
                                &invoice));
    bench_commit(bench);
}

TEST(a_manual_invoice_takes_what_waits_when_asked_to)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    add_item(&bench, "amount=1000&currency=usd&description=Setup");
    add_item(&bench, "unit_amount_decimal=10.5&quantity=3&currency=usd");
    create(&bench, "currency=usd");
    EXPECT_INT(bench_invoice(&bench, 0)->lines_count, 0);
    EXPECT_INT(bench_invoice(&bench, 0)->auto_advance, false);
    create(&bench, "pending_invoice_items_behavior=include&description=Hello");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    REQUIRE(invoice->lines_count == 2);
    EXPECT_INT(invoice->total, 1032); /* 31.5 gives 32 */
    EXPECT_TEXT(invoice->lines[1].description, "Setup");
    EXPECT_INT(invoice->status, INVOICE_STATUS_DRAFT);
    (void)bench_events(&bench);
    EXPECT_OK(workflow_invoice_pay(bench.task, bench_invoice(&bench, 0),
                                   PARAMS(bench.task, invoice_pay, "")));
    bench_commit(&bench);
    EXPECT_STRING(bench_events(&bench),
                  "invoice.finalized payment_intent.created charge.succeeded "
                  "payment_intent.succeeded invoice_payment.paid invoice.updated invoice.paid "
                  "invoice.payment_succeeded");
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    bench_end(&bench);
}

TEST(auto_advance_finalizes_and_collects_after_an_hour)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    add_item(&bench, "amount=1000&currency=usd");
    create(&bench, "pending_invoice_items_behavior=include&auto_advance=true");
    bench_advance(&bench, "2025-01-15T00:59:59Z");
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_DRAFT);
    bench_advance(&bench, "2025-01-15T01:00:00Z");
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    bench_end(&bench);
}

TEST(an_open_invoice_only_changes_its_texts)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    add_item(&bench, "amount=1000&currency=usd");
    create(&bench, "pending_invoice_items_behavior=include");
    EXPECT_OK(workflow_invoice_finalize(bench.task, bench_invoice(&bench, 0),
                                        PARAMS(bench.task, invoice_finalize, "")));
    bench_commit(&bench);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_OPEN);
    EXPECT_FAILURE(
        bench.task,
        workflow_invoice_update(bench.task, bench_invoice(&bench, 0),
                                PARAMS(bench.task, invoice_update, "statement_descriptor=x")),
        ERR_INVOICE_NOT_EDITABLE, NULL);
    EXPECT_OK(
        workflow_invoice_update(bench.task, bench_invoice(&bench, 0),
                                PARAMS(bench.task, invoice_update, "metadata[a]=b&description=x")));
    EXPECT_FAILURE(bench.task,
                   workflow_invoice_finalize(bench.task, bench_invoice(&bench, 0),
                                             PARAMS(bench.task, invoice_finalize, "")),
                   ERR_INVOICE_NOT_DRAFT, NULL);
    EXPECT_FAILURE(bench.task, invoice_delete(bench.task, bench_invoice(&bench, 0)),
                   ERR_INVOICE_NOT_DRAFT, NULL);
    bench_end(&bench);
}

TEST(a_deleted_draft_gives_its_items_back)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    add_item(&bench, "amount=1000&currency=usd");
    create(&bench, "pending_invoice_items_behavior=include");
    EXPECT_OK(invoice_delete(bench.task, bench_invoice(&bench, 0)));
    bench_commit(&bench);
    EXPECT_INT(bench_invoice_count(&bench), 0);
    create(&bench, "pending_invoice_items_behavior=include");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1000);
    bench_end(&bench);
}

TEST(drafts_of_subscriptions_cannot_be_deleted)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-02-15");
    EXPECT_FAILURE(bench.task, invoice_delete(bench.task, bench_invoice(&bench, 0)),
                   ERR_INVOICE_NOT_DELETABLE, NULL);
    bench_end(&bench);
}

TEST(what_waits_comes_with_the_next_renewal_unless_bound_elsewhere)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    struct id first = bench.subscription;
    bench_advance(&bench, "2025-01-20");
    bench_subscribe(&bench, "");
    const char *second = id_text(bench.task->arena, &bench.task->account->secret,
                                 subscription_kind.prefix, bench.subscription.key)
                             .bytes;
    add_item(&bench, FORM(&bench, "amount=77&currency=usd&subscription=%s", second));
    add_item(&bench, "amount=11&currency=usd");
    add_item(&bench, "amount=99&currency=eur");
    bench_advance(&bench, "2025-02-15");
    EXPECT_INT(bench_invoice(&bench, 0)->subscription.key, first.key);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1011);
    bench_advance(&bench, "2025-02-20");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1077);
    bench_end(&bench);
}

TEST(a_waiting_item_can_change_until_it_is_invoiced)
{
    struct bench bench;
    struct invoiceitem *item;
    bench_begin(&bench, "2025-01-15");
    EXPECT_OK(invoiceitem_create(
        bench.task,
        PARAMS(bench.task, invoiceitem_create,
               FORM(&bench, "customer=%s&amount=500&currency=usd", customer_id(&bench))),
        &item));
    struct id id = item->id;
    bench_commit(&bench);
    EXPECT_OK(invoiceitem_load(bench.task, id, "id", &item));
    EXPECT_OK(invoiceitem_update(
        bench.task, item,
        PARAMS(bench.task, invoiceitem_update, "unit_amount_decimal=100&quantity=3")));
    bench_commit(&bench);
    create(&bench, "pending_invoice_items_behavior=include");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 300);
    EXPECT_OK(invoiceitem_load(bench.task, id, "id", &item));
    EXPECT_INT(item->invoice.key, bench_invoice(&bench, 0)->id.key);
    EXPECT_OK(
        invoiceitem_update(bench.task, item, PARAMS(bench.task, invoiceitem_update, "quantity=5")));
    bench_commit(&bench);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 500); /* the draft follows */
    EXPECT_INT(bench_invoice(&bench, 0)->lines_count, 1);
    EXPECT_OK(workflow_invoice_finalize(bench.task, bench_invoice(&bench, 0),
                                        PARAMS(bench.task, invoice_finalize, "")));
    EXPECT_OK(invoiceitem_load(bench.task, id, "id", &item));
    EXPECT_FAILURE(bench.task, invoiceitem_delete(bench.task, item), ERR_INVOICEITEM_INVOICED,
                   NULL);
    bench_drop(&bench);
    EXPECT_OK(invoiceitem_load(bench.task, id, "id", &item));
    EXPECT_OK(invoiceitem_delete(bench.task, item));
    bench_commit(&bench);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 0);
    EXPECT_INT(bench_invoice(&bench, 0)->lines_count, 0);
    bench_end(&bench);
}

TEST(numbers_count_up_for_each_customer)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-15");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-03-16");
    for (size_t i = 0; i < 3; i++) {
        struct text number = bench_invoice(&bench, i)->number;
        EXPECT_INT(number.bytes[number.length - 1], '3' - (int)i);
    }
    bench_end(&bench);
}
