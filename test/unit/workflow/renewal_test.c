/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

/** Boundaries of a subscription of one price, one after the other. */
static void
expect_boundaries(const char *start, const char *interval, const char *const *ends, size_t count)
{
    struct bench bench;
    bench_begin(&bench, start);
    bench_price(&bench, "1000", interval);
    bench_subscribe(&bench, "");
    instant_t before = bench_time(start);
    for (size_t i = 0; i < count; i++) {
        const struct subscription_item *item = &bench_subscription(&bench)->items[0];
        EXPECT_INT(item->current_period_start, before); /* periods tile the time line */
        EXPECT_STRING(bench_date(item->current_period_end), ends[i]);
        before = item->current_period_end;
        bench_advance(&bench, ends[i]);
        EXPECT_INT(bench_invoice_count(&bench), i + 2);
    }
    bench_end(&bench);
}

TEST(a_month_that_begins_on_the_31st_remembers_it) /* A1 */
{
    static const char *const in_2025[] = {"2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"};
    static const char *const in_2024[] = {"2024-02-29", "2024-03-31"};
    expect_boundaries("2025-01-31", "month", in_2025, COUNT_OF(in_2025));
    expect_boundaries("2024-01-31", "month", in_2024, COUNT_OF(in_2024));
}

TEST(a_year_that_begins_on_a_leap_day_comes_back_to_it) /* A2 */
{
    static const char *const ends[] = {"2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"};
    expect_boundaries("2024-02-29", "year", ends, COUNT_OF(ends));
}

TEST(quarters_clamp_to_the_length_of_their_month) /* A3, A4 */
{
    static const char *const november[] = {"2026-02-28", "2026-05-30", "2026-08-30", "2026-11-30"};
    static const char *const january[] = {"2025-04-30", "2025-07-31", "2025-10-31", "2026-01-31"};
    expect_boundaries("2025-11-30", "month&recurring[interval_count]=3", november, 4);
    expect_boundaries("2025-01-31", "month&recurring[interval_count]=3", january, 4);
}

TEST(the_30th_of_january_comes_back_after_february) /* A5 */
{
    static const char *const ends[] = {"2025-02-28", "2025-03-30", "2025-04-30"};
    expect_boundaries("2025-01-30", "month", ends, COUNT_OF(ends));
}

TEST(weeks_do_not_know_of_summer_time) /* A6 */
{
    static const char *const ends[] = {"2025-03-08T05:30:00Z", "2025-03-15T05:30:00Z"};
    expect_boundaries("2025-03-01T05:30:00Z", "week", ends, COUNT_OF(ends));
}

TEST(a_renewal_drafts_at_the_boundary_and_is_paid_an_hour_later)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-31");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    (void)bench_events(&bench);
    bench_advance(&bench, "2025-02-28");
    EXPECT_STRING(bench_events(&bench), "customer.subscription.updated invoice.created");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->status, INVOICE_STATUS_DRAFT);
    EXPECT_INT(invoice->auto_advance, true);
    EXPECT_INT(invoice->billing_reason, BILLING_REASON_SUBSCRIPTION_CYCLE);
    EXPECT_STRING(bench_date(invoice->created), "2025-02-28");
    EXPECT_STRING(bench_date(invoice->period_start), "2025-01-31");
    EXPECT_STRING(bench_date(invoice->period_end), "2025-02-28");
    EXPECT_STRING(bench_date(invoice->lines[0].period.start), "2025-02-28");
    EXPECT_STRING(bench_date(invoice->lines[0].period.end), "2025-03-31");
    EXPECT_STRING(bench_date(invoice->automatically_finalizes_at), "2025-02-28T01:00:00Z");
    EXPECT_STRING(bench_date(invoice->next_payment_attempt), "2025-02-28T01:00:00Z");
    EXPECT_INT(bench_subscription(&bench)->latest_invoice.key, invoice->id.key);

    bench_advance(&bench, "2025-02-28T00:59:59Z");
    EXPECT_STRING(bench_events(&bench), "");
    bench_advance(&bench, "2025-03-05");
    EXPECT_STRING(bench_events(&bench),
                  "invoice.updated invoice.finalized payment_intent.created charge.succeeded "
                  "payment_intent.succeeded invoice_payment.paid invoice.updated invoice.paid "
                  "invoice.payment_succeeded");
    invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->status, INVOICE_STATUS_PAID);
    EXPECT_STRING(bench_date(invoice->status_transitions.paid_at), "2025-02-28T01:00:00Z");
    EXPECT_INT(invoice->automatically_finalizes_at, 0);
    EXPECT_INT(invoice->next_payment_attempt, 0);
    bench_end(&bench);
}

TEST(items_of_different_intervals_share_the_anchor) /* A7 */
{
    struct bench bench;
    bench_begin(&bench, "2024-01-01");
    bench_price(&bench, "1000", "month");
    bench_price(&bench, "5000", "month&recurring[interval_count]=3");
    bench_subscribe(&bench, FORM(&bench, "items[0][price]=%s&items[1][price]=%s",
                                 bench_price_id(&bench, 0), bench_price_id(&bench, 1)));
    const struct subscription *subscription = bench_subscription(&bench);
    EXPECT_INT(subscription->items[0].current_period_end, 1706745600);
    EXPECT_INT(subscription->items[1].current_period_end, 1711929600);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 6000);
    bench_advance(&bench, "2024-02-01");
    EXPECT_INT(bench_invoice(&bench, 0)->lines_count, 1);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1000);
    bench_advance(&bench, "2024-04-01");
    EXPECT_INT(bench_invoice(&bench, 0)->lines_count, 2);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 6000);
    bench_end(&bench);
}

/** Turn the clock that the customer lives on, and let its jobs run. */
static void
turn(struct bench *bench, const char *until)
{
    struct test_clock *clock;
    if (bench->clock.key == 0) {
        bench_advance(bench, until);
        return;
    }
    EXPECT_OK(test_clock_load(bench->task, bench->clock, NULL, &clock));
    EXPECT_OK(test_clock_advance(bench->task, clock, bench_time(until), bench_time(until)));
    bench_commit(bench);
    bench_run_to(bench, bench->domain.now);
}

/** What a customer's history looks like after the steps, as text. */
static void
history(bool has_clock, const char *const *steps, size_t count, char text[8192])
{
    struct bench bench;
    size_t length = 0;
    bench_begin(&bench, "2025-01-31");
    bench_price(&bench, "1000", "month");
    bench_coupon(&bench, "id=half&percent_off=50&duration=repeating&duration_in_months=3");
    if (has_clock) {
        struct test_clock *clock;
        EXPECT_OK(test_clock_create(bench.task, bench.domain.now, NO_TEXT, &clock));
        bench.clock = clock->id;
        bench_commit(&bench);
        bench_customer(&bench, "");
    }
    bench_subscribe(&bench, "discounts[0][coupon]=half");
    (void)bench_events(&bench);
    for (size_t i = 0; i < count; i++) {
        turn(&bench, steps[i]);
    }
    for (size_t i = 0; bench_invoice(&bench, i) != NULL; i++) {
        const struct invoice *invoice = bench_invoice(&bench, i);
        length += (size_t)snprintf(
            text + length, 8192 - length, "%lld %d %lld %lld %lld\n", (long long)invoice->created,
            (int)invoice->status, (long long)invoice->total,
            (long long)invoice->status_transitions.paid_at, (long long)invoice->period_start);
    }
    /* The wall clock's queue may be late, then only what is decided is the same, not its order. */
    struct record_scan scan = {.kind = &event_records, .index = -1, .limit = 1000};
    void **events;
    size_t event_count;
    bool has_more;
    EXPECT_OK(record_scan(bench.task, &scan, &events, &event_count, &has_more));
    for (size_t i = 0; has_clock && i < event_count; i++) {
        const struct event *event = events[i];
        const char *name = event_type_name(event_type_by_number((uint16_t)event->type_number));
        if (strncmp(name, "test_helpers", 12) != 0) {
            length += (size_t)snprintf(text + length, 8192 - length, "%s %lld\n", name,
                                       (long long)event->created);
        }
    }
    bench_end(&bench);
}

TEST(advancing_in_two_steps_gives_what_one_step_gives) /* 23.7, 7 */
{
    static const char *const one[] = {"2025-07-15"};
    static const char *const many[] = {"2025-02-28T00:30:00Z", "2025-03-31T01:00:00Z", "2025-05-31",
                                       "2025-07-15"};
    static char a[8192], b[8192];
    for (int has_clock = 0; has_clock < 2; has_clock++) {
        history(has_clock == 1, one, COUNT_OF(one), a);
        history(has_clock == 1, many, COUNT_OF(many), b);
        EXPECT(strstr(a, " 1000 ") != NULL && strstr(a, " 500 ") != NULL);
        EXPECT(has_clock == 0 || strstr(a, "customer.discount.deleted") != NULL);
        EXPECT_STRING(b, a);
    }
}

TEST(a_job_that_runs_twice_does_nothing_the_second_time)
{
    struct bench bench;
    bench_begin(&bench, "2025-01-31");
    bench_price(&bench, "1000", "month");
    bench_subscribe(&bench, "");
    bench_advance(&bench, "2025-02-28T02:00:00Z");
    size_t count = bench_invoice_count(&bench);
    (void)bench_events(&bench);
    for (int kind = JOB_DISCOUNT_END; kind <= JOB_EXPIRE_INCOMPLETE; kind++) {
        struct id subject = kind == JOB_FINALIZE || kind == JOB_RETRY || kind == JOB_OVERDUE
                                ? bench_invoice(&bench, 0)->id
                                : bench.subscription;
        EXPECT_OK(job_add(bench.task, (struct id){0}, bench.domain.now, kind, subject));
    }
    bench_commit(&bench);
    bench_advance(&bench, "2025-02-28T02:00:00Z");
    EXPECT_INT(bench_invoice_count(&bench), count);
    EXPECT_STRING(bench_events(&bench), "");
    bench_end(&bench);
}

TEST(a_test_clock_renews_in_its_own_time)
{
    struct bench bench;
    struct test_clock *clock;
    bench_begin(&bench, "2026-06-01");
    bench_price(&bench, "1000", "month");
    EXPECT_OK(test_clock_create(bench.task, bench_time("2025-01-31"), NO_TEXT, &clock));
    bench.clock = clock->id;
    bench_commit(&bench);
    bench_customer(&bench, "name=Clocked");
    bench_subscribe(&bench, "");
    EXPECT_STRING(bench_date(bench_subscription(&bench)->created), "2025-01-31");
    EXPECT_OK(test_clock_load(bench.task, bench.clock, NULL, &clock));
    EXPECT_OK(test_clock_advance(bench.task, clock, bench_time("2025-03-31T02:00:00Z"),
                                 bench_time("2025-03-31T02:00:00Z")));
    bench_commit(&bench);
    bench_advance(&bench, "2026-06-01");
    EXPECT_INT(bench_invoice_count(&bench), 3);
    EXPECT_STRING(bench_date(bench_invoice(&bench, 0)->created), "2025-03-31");
    EXPECT_STRING(bench_date(bench_invoice(&bench, 0)->status_transitions.paid_at),
                  "2025-03-31T01:00:00Z");
    EXPECT_STRING(bench_date(bench_invoice(&bench, 1)->created), "2025-02-28");
    EXPECT_OK(test_clock_load(bench.task, bench.clock, NULL, &clock));
    EXPECT_INT(clock->status, TEST_CLOCK_STATUS_READY);

    EXPECT_OK(workflow_delete_clock(bench.task, clock));
    bench_commit(&bench);
    struct subscription *subscription = bench_subscription(&bench);
    EXPECT_INT(subscription->status, SUBSCRIPTION_STATUS_CANCELED);
    struct customer *customer;
    EXPECT_FAILURE(bench.task, customer_load(bench.task, bench.customer, "customer", &customer),
                   ERR_RESOURCE_MISSING, "customer");
    bench_end(&bench);
}
