/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

/** A preview, and the session dropped as its handler does; the invoice stays readable. */
static struct invoice *
preview(struct bench *bench, const char *form)
{
    struct invoice *invoice = NULL;
    EXPECT_OK(workflow_preview(bench->task, PARAMS(bench->task, invoice_preview, form), &invoice));
    if (invoice == NULL) {
        printf("%.*s\n", TEXT_ARG(bench->task->failure.message));
        abort();
    }
    session_drop_changes(bench->task);
    EXPECT(!session_has_changes(bench->task));
    return invoice;
}

static const char *
subscription_id(struct bench *bench)
{
    return id_text(bench->task->arena, &bench->task->account->secret, subscription_kind.prefix,
                   bench->subscription.key)
        .bytes;
}

static const char *
customer_id(struct bench *bench)
{
    return id_text(bench->task->arena, &bench->task->account->secret, customer_kind.prefix,
                   bench->customer.key)
        .bytes;
}

/** Lines of an invoice as text, to compare a preview with what came. */
static void
write_lines(const struct invoice *invoice, char out[2048])
{
    size_t length = (size_t)snprintf(out, 2048, "%lld %lld %lld|", (long long)invoice->subtotal,
                                     (long long)invoice->total, (long long)invoice->amount_due);
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        length += (size_t)snprintf(out + length, 2048 - length, "%lld %lld-%lld %.*s",
                                   (long long)line->amount, (long long)line->period.start,
                                   (long long)line->period.end, TEXT_ARG(line->description));
        for (size_t d = 0; d < line->discount_amounts_count; d++) {
            length += (size_t)snprintf(out + length, 2048 - length, " -%lld",
                                       (long long)line->discount_amounts[d].amount);
        }
    }
}

TEST(the_next_invoice_is_the_one_that_comes)
{
    struct bench bench;
    static char expected[2048], came[2048];
    bench_begin(&bench, "2025-01-31");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=ten&percent_off=10&duration=forever");
    bench_subscribe(&bench, "discounts[0][coupon]=ten");
    bench_advance(&bench, "2025-02-10");
    bench_update(&bench,
                 FORM(&bench, "items[0][id]=%s&items[0][quantity]=4", bench_item_id(&bench, 0)));
    const struct invoice *invoice =
        preview(&bench, FORM(&bench, "subscription=%s", subscription_id(&bench)));
    EXPECT_INT(invoice->billing_reason, BILLING_REASON_UPCOMING);
    EXPECT_INT(invoice->status, INVOICE_STATUS_DRAFT);
    EXPECT(invoice->number.bytes == NULL);
    EXPECT_STRING(bench_date(invoice->created), "2025-02-28");
    write_lines(invoice, expected);
    bench_drop(&bench);
    bench_advance(&bench, "2025-02-28");
    write_lines(bench_invoice(&bench, 0), came);
    EXPECT_STRING(came, expected);
    bench_end(&bench);
}

TEST(a_previewed_change_costs_what_the_change_costs) /* 23.7, 1 */
{
    static const char *const behaviors[] = {"create_prorations", "always_invoice", "none"};
    for (size_t i = 0; i < COUNT_OF(behaviors); i++) {
        struct bench bench;
        static char expected[2048], came[2048];
        bench_begin(&bench, "2025-04-01");
        bench_price(&bench, "1000", "month");
        bench_price(&bench, "3333", "month");
        bench_subscribe(&bench, "");
        bench_advance(&bench, "2025-04-17");
        const char *change =
            FORM(&bench,
                 "subscription=%s&subscription_details[items][0][id]=%s&"
                 "subscription_details[items][0][price]=%s&"
                 "subscription_details[proration_behavior]=%s&"
                 "subscription_details[proration_date]=%lld",
                 subscription_id(&bench), bench_item_id(&bench, 0), bench_price_id(&bench, 1),
                 behaviors[i], (long long)bench_time("2025-04-11"));
        write_lines(preview(&bench, change), expected);
        bench_drop(&bench);
        EXPECT_INT(bench_subscription(&bench)->items[0].price.key, bench.prices[0].key);
        bench_update(&bench, FORM(&bench,
                                  "items[0][id]=%s&items[0][price]=%s&"
                                  "proration_behavior=%s&proration_date=%lld",
                                  bench_item_id(&bench, 0), bench_price_id(&bench, 1), behaviors[i],
                                  (long long)bench_time("2025-04-11")));
        if (i != 1) {
            bench_advance(&bench, "2025-05-01");
        }
        write_lines(bench_invoice(&bench, 0), came);
        EXPECT_STRING(came, expected);
        bench_end(&bench);
    }
}

TEST(a_subscription_that_is_not_there_yet_has_a_first_invoice)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=half&percent_off=50");
    const struct invoice *invoice =
        preview(&bench, FORM(&bench,
                             "customer=%s&subscription_details[items][0][price]=%s&"
                             "subscription_details[items][0][quantity]=3&"
                             "discounts[0][coupon]=half",
                             customer_id(&bench), bench_price_id(&bench, 0)));
    EXPECT_INT(invoice->subtotal, 3000);
    EXPECT_INT(invoice->total, 1500);
    bench_drop(&bench);
    struct coupon *coupon;
    EXPECT_OK(coupon_find(bench.task, TEXT("half"), "coupon", &coupon));
    EXPECT_INT(coupon->times_redeemed, 0);
    bench_end(&bench);
}

TEST(a_recurring_preview_leaves_prorations_out)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-04-16");
    bench_update(&bench,
                 FORM(&bench, "items[0][id]=%s&items[0][quantity]=2", bench_item_id(&bench, 0)));
    EXPECT_INT(preview(&bench, FORM(&bench, "preview_mode=recurring&subscription=%s",
                                    subscription_id(&bench)))
                   ->total,
               2000);
    bench_drop(&bench);
    EXPECT_INT(preview(&bench, FORM(&bench, "subscription=%s", subscription_id(&bench)))->total,
               2500);
    bench_end(&bench);
}

TEST(nothing_comes_after_an_end)
{
    struct bench bench;
    struct invoice *invoice;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "cancel_at_period_end=true");
    EXPECT_ERR(workflow_preview(bench.task,
                                PARAMS(bench.task, invoice_preview,
                                       FORM(&bench, "subscription=%s", subscription_id(&bench))),
                                &invoice),
               ERR_INVOICE_UPCOMING_NONE);
    bench_end(&bench);
}

TEST(ending_now_previews_the_credit)
{
    struct bench bench;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "3000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-04-16");
    const struct invoice *invoice =
        preview(&bench, FORM(&bench, "subscription=%s&subscription_details[cancel_now]=true",
                             subscription_id(&bench)));
    EXPECT_INT(invoice->total, -1500);
    EXPECT_INT(invoice->amount_due, 0);
    EXPECT_INT(invoice->ending_balance, -1500);
    bench_end(&bench);
}

TEST(more_items_and_the_balance_count)
{
    struct bench bench;
    struct currency usd;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    EXPECT(currency_parse(TEXT("usd"), &usd));
    EXPECT_OK(customer_set_balance(bench.task, bench_customer_now(&bench), -300,
                                   BALANCE_TRANSACTION_TYPE_ADJUSTMENT));
    bench_commit(&bench);
    const struct invoice *invoice = preview(&bench, FORM(&bench,
                                                         "customer=%s&invoice_items[0][amount]=250&"
                                                         "invoice_items[0][description]=Once",
                                                         customer_id(&bench)));
    EXPECT_INT(invoice->total, 1250);
    EXPECT_INT(invoice->amount_due, 950);
    EXPECT_INT(invoice->starting_balance, -300);
    bench_end(&bench);
}

TEST(ids_of_previews_say_that_they_are)
{
    struct bench bench;
    const struct model_kind *kind;
    const struct model *lines;
    bench_begin(&bench, "2025-04-01");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    struct invoice *invoice =
        preview(&bench, FORM(&bench, "subscription=%s", subscription_id(&bench)));
    EXPECT_OK(invoice_derive(bench.task, invoice));
    EXPECT_OK(invoice_preview_kind(bench.task, &kind, &lines));
    struct model_world world = {
        .task = bench.task, .secret = &bench.task->account->secret, .load = record_load_kind};
    struct json_writer writer;
    json_writer_init(&writer, bench.task->arena, 1 << 20, false);
    EXPECT_OK(model_render(&world, kind, invoice, NULL, &writer));
    const char *text = json_writer_text(&writer).bytes;
    EXPECT(strstr(text, "{\"id\":\"upcoming_in_") == text);
    EXPECT(strstr(text, "{\"id\":\"il_tmp_") != NULL);
    EXPECT(strstr(text, "\"billing_reason\":\"upcoming\"") != NULL);
    bench_end(&bench);
}
