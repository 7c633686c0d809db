/* SPDX-License-Identifier: Apache-2.0 */
/**
 * bench.h: customers with cards, subscriptions to prices, and a clock to turn.
 *
 *     struct bench bench;
 *     bench_begin(&bench, "2025-01-31");                 // a customer with a good card
 *     bench_price(&bench, "1000", "month");
 *     bench_subscribe(&bench, "");                       // more of the form may follow
 *     bench_advance(&bench, "2025-03-01");               // runs every job up to then
 *     bench_subscription(&bench)->status ...             // as the store has it now
 *
 * Each step is a task of its own, committed. Times move on the wall clock's
 * lane; bench.clock, when a test sets it, puts new customers on a test clock.
 */
#pragma once

#include "account/account.h"
#include "base/metadata.h"
#include "domain.h"
#include "test.h"
#include "workflow/workflow.h"

static const struct record_kind *const bench_kinds[] = {
    DOMAIN_EVENT_KINDS,
    DOMAIN_MONEY_KINDS,
    &archive_segment_records,
    &breaker_records,
    &backtest_records,
    &backtest_difference_records,
    &rollout_records,
    &rollout_difference_records,
    &product_records,
    &price_records,
    &coupon_records,
    &customer_records,
    &payment_method_records,
    &charge_records,
    &payment_intent_records,
    &subscription_records,
    &discount_records,
    &subscription_schedule_records,
    &invoice_records,
    &subscription_item_home_records,
    &invoiceitem_records,
    &invoice_payment_records,
    &extension_records,
    &release_records,
    &binding_records,
    &run_records,
    &hold_records,
    &invoice_rules_records,
    &credit_note_records,
    &refund_records,
    &setup_intent_records,
    &tax_rate_records,
    NULL,
};

struct bench {
    struct domain domain;
    struct task *task;
    struct extend *extend; /**< NULL: no test here asks a script */
    struct id clock;
    struct id customer;
    struct id prices[8];
    int price_count;
    struct id subscription;
};

/** Form text with "%s" of arguments, in the task's arena. */
#define FORM(bench, ...) (text_format((bench)->task->arena, __VA_ARGS__).bytes)

__attribute__((unused)) static instant_t
bench_time(const char *text)
{
    instant_t at = 0;
    if (!instant_parse(text_of(text), &at)) {
        printf("%s is no time\n", text);
        abort();
    }
    return at;
}

__attribute__((unused)) static const char *
bench_date(instant_t at)
{
    static char text[INSTANT_TEXT_MAX];
    (void)instant_render(at, text);
    if (strcmp(text + 10, "T00:00:00Z") == 0) {
        text[10] = 0;
    }
    return text;
}

__attribute__((unused)) static void
bench_commit(struct bench *bench)
{
    bench->task = domain_commit(&bench->domain);
    bench->task->extend = bench->extend;
}

/** A fresh task without what the one before wanted. */
__attribute__((unused)) static void
bench_drop(struct bench *bench)
{
    bench->task = domain_task(&bench->domain);
    bench->task->extend = bench->extend;
}

__attribute__((unused)) static void
bench_customer(struct bench *bench, const char *form)
{
    struct customer *customer;
    struct payment_method *method;
    if (bench->clock.key != 0) {
        form = FORM(bench, "%s&test_clock=%s", form,
                    id_text(bench->task->arena, &bench->task->account->secret,
                            test_clock_kind.prefix, bench->clock.key)
                        .bytes);
    }
    EXPECT_OK(customer_create(bench->task, PARAMS(bench->task, customer_create, form), &customer));
    EXPECT_OK(payment_method_take(bench->task, TEXT("pm_card_visa"), "payment_method", customer,
                                  &method));
    EXPECT_OK(customer_touch_payment_method(bench->task, customer, method->id));
    bench->customer = customer->id;
    bench_commit(bench);
}

__attribute__((unused)) static void
bench_begin(struct bench *bench, const char *start)
{
    *bench = (struct bench){0};
    bench->task = domain_begin(&bench->domain, bench_kinds);
    bench->domain.now = bench_time(start);
    bench_drop(bench);
    struct product *product;
    EXPECT_OK(product_create(bench->task, PARAMS(bench->task, product_create, "id=gold&name=Gold"),
                             &product));
    bench_commit(bench);
    bench_customer(bench, "email=ada@example.com");
    (void)domain_events(&bench->domain);
}

__attribute__((unused)) static void
bench_end(struct bench *bench)
{
    domain_end(&bench->domain);
}

/** Another price of Gold; interval may go on: "month&recurring[interval_count]=3". */
__attribute__((unused)) static struct id
bench_price(struct bench *bench, const char *unit, const char *interval)
{
    struct price *price;
    const char *form = FORM(
        bench, "currency=usd&product=gold&unit_amount=%s&recurring[interval]=%s", unit, interval);
    EXPECT_OK(price_create(bench->task, PARAMS(bench->task, price_create, form), &price));
    struct id id = price->id;
    bench->prices[bench->price_count++] = id;
    bench_commit(bench);
    (void)domain_events(&bench->domain);
    return id;
}

__attribute__((unused)) static void
bench_coupon(struct bench *bench, const char *form)
{
    struct coupon *coupon;
    EXPECT_OK(coupon_create(bench->task, PARAMS(bench->task, coupon_create, form), &coupon));
    bench_commit(bench);
    (void)domain_events(&bench->domain);
}

/** A payment method of the customer, as its default. */
__attribute__((unused)) static void
bench_card(struct bench *bench, const char *token)
{
    struct customer *customer;
    struct payment_method *method;
    EXPECT_OK(customer_load(bench->task, bench->customer, NULL, &customer));
    EXPECT_OK(
        payment_method_take(bench->task, text_of(token), "payment_method", customer, &method));
    EXPECT_OK(customer_touch_payment_method(bench->task, customer, method->id));
    bench_commit(bench);
    (void)domain_events(&bench->domain);
}

__attribute__((unused)) static const char *
bench_price_id(struct bench *bench, int index)
{
    return id_text(bench->task->arena, &bench->task->account->secret, price_kind.prefix,
                   bench->prices[index].key)
        .bytes;
}

/** Form of a new subscription: one item of the first price unless `more` has items. */
__attribute__((unused)) static const char *
bench_subscribe_form(struct bench *bench, const char *more)
{
    const char *customer = id_text(bench->task->arena, &bench->task->account->secret,
                                   customer_kind.prefix, bench->customer.key)
                               .bytes;
    bool has_items = strstr(more, "items[") != NULL;
    return has_items ? FORM(bench, "customer=%s&%s", customer, more)
                     : FORM(bench, "customer=%s&items[0][price]=%s&%s", customer,
                            bench_price_id(bench, 0), more);
}

__attribute__((unused)) static err_t
bench_try_subscribe(struct bench *bench, const char *more)
{
    struct subscription *subscription;
    const char *form = bench_subscribe_form(bench, more);
    err_t err = workflow_subscribe(bench->task, PARAMS(bench->task, subscription_create, form),
                                   &subscription);
    if (err == OK) {
        bench->subscription = subscription->id;
    }
    return err;
}

__attribute__((unused)) static void
bench_subscribe(struct bench *bench, const char *more)
{
    EXPECT_OK(bench_try_subscribe(bench, more));
    bench_commit(bench);
}

__attribute__((unused)) static struct subscription *
bench_subscription(struct bench *bench)
{
    struct subscription *subscription = NULL;
    EXPECT_OK(subscription_load(bench->task, bench->subscription, NULL, &subscription));
    if (subscription == NULL) {
        abort();
    }
    return subscription;
}

__attribute__((unused)) static struct customer *
bench_customer_now(struct bench *bench)
{
    struct customer *customer = NULL;
    EXPECT_OK(customer_load(bench->task, bench->customer, NULL, &customer));
    if (customer == NULL) {
        abort();
    }
    return customer;
}

/** The n-th invoice of the customer, the newest is 0; NULL when there are fewer. */
__attribute__((unused)) static struct invoice *
bench_invoice(struct bench *bench, size_t place)
{
    struct record_scan scan = {.kind = &invoice_records,
                               .index = INVOICE_BY_CUSTOMER,
                               .equals = {bench->customer.key},
                               .equals_count = 1,
                               .newest_first = true,
                               .limit = 200};
    void **invoices;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(bench->task, &scan, &invoices, &count, &has_more));
    return place < count ? invoices[place] : NULL;
}

__attribute__((unused)) static size_t
bench_invoice_count(struct bench *bench)
{
    size_t count = 0;
    while (bench_invoice(bench, count) != NULL) {
        count++;
    }
    return count;
}

/** Run all jobs that are due up to then, each in its own committed task; then it is that time. */
__attribute__((unused)) static void
bench_run_to(struct bench *bench, instant_t until)
{
    bench->domain.now = until;
    for (;;) {
        struct id jobs[16];
        size_t count = 0;
        int64_t next_due_ms;
        bench_drop(bench);
        EXPECT_OK(job_list_due(bench->task, until, COUNT_OF(jobs), jobs, &count, &next_due_ms));
        if (count == 0) {
            bool changed;
            EXPECT_OK(test_clock_settle(bench->task, &changed));
            bench_commit(bench);
            return;
        }
        for (size_t i = 0; i < count; i++) {
            bench_drop(bench);
            err_t err = job_run(bench->task, workflow_handlers, jobs[i]);
            if (err != OK) {
                TEST_FAILED("job: %.*s", TEXT_ARG(bench->task->failure.message));
                abort();
            }
            bench_commit(bench);
        }
    }
}

__attribute__((unused)) static void
bench_advance(struct bench *bench, const char *until)
{
    bench_run_to(bench, bench_time(until));
}

/** Names of the events since the last look, in order. */
__attribute__((unused)) static const char *
bench_events(struct bench *bench)
{
    return domain_events(&bench->domain);
}

/** Change the subscription with a form; "SI" in it stands for the id of the first item. */
__attribute__((unused)) static err_t
bench_try_update(struct bench *bench, const char *form)
{
    struct subscription *subscription = bench_subscription(bench);
    return workflow_update(bench->task, subscription,
                           PARAMS(bench->task, subscription_update, form));
}

__attribute__((unused)) static void
bench_update(struct bench *bench, const char *form)
{
    EXPECT_OK(bench_try_update(bench, form));
    if (bench->task->failure.code != OK) {
        printf("%.*s\n", TEXT_ARG(bench->task->failure.message));
    }
    bench_commit(bench);
}

/** The public id of the subscription's n-th item. */
__attribute__((unused)) static const char *
bench_item_id(struct bench *bench, size_t place)
{
    struct subscription *subscription = bench_subscription(bench);
    return id_text(bench->task->arena, &bench->task->account->secret, subscription_item_kind.prefix,
                   subscription->items[place].id.key)
        .bytes;
}
