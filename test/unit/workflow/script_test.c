/* SPDX-License-Identifier: Apache-2.0 */
/* Coupons whose discount a script decides: amounts, failures and holds, from start to payment. */
#include "bench.h"

#define SCRIPT_HEAP_BYTES ((size_t)16 << 20)

/** A coupon of this id whose script has this body: statements that see item, config and context. */
static void
bench_script(struct bench *bench, const char *coupon_id, const char *on_failure, const char *body)
{
    const struct point *point = point_find(TEXT("commerce.discount_calculation"));
    struct extension *extension;
    struct release *release;
    struct binding *binding;
    struct coupon *coupon;
    enum failure_policy policy;
    struct script_source source = {
        .path = TEXT("src/index.ts"),
        .text = text_format(bench->task->arena,
                            "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
                            "export default class {\n"
                            "  computeDiscounts(item, config, context) {\n%s\n  }\n}\n",
                            body),
    };
    EXPECT(failure_policy_parse(text_of(on_failure), &policy));
    EXPECT_OK(extension_create(bench->task, point, TEXT("Discounts"), &extension));
    err_t err = release_create(bench->task, extension, &source, 1, NULL, true, &release);
    if (err != OK) {
        printf("%.*s\n", TEXT_ARG(bench->task->failure.message));
        abort();
    }
    struct text script = id_text(bench->task->arena, &bench->task->account->secret,
                                 extension_kind.prefix, extension->id.key);
    EXPECT_OK(coupon_create(bench->task,
                            PARAMS(bench->task, coupon_create,
                                   FORM(bench,
                                        "id=%s&duration=forever&script[id]=%.*s&"
                                        "script[on_failure]=%s",
                                        coupon_id, TEXT_ARG(script), on_failure)),
                            &coupon));
    struct binding_wish wish = {.point = point,
                                .script = script,
                                .on_failure = policy,
                                .scope = {SCOPE_TYPE_COUPON, coupon->public_id, {0}},
                                .scope_object = coupon->id};
    EXPECT_OK(binding_create(bench->task, &wish, &binding));
    EXPECT_OK(coupon_bind(bench->task, coupon, binding->id));
    bench_commit(bench);
    (void)bench_events(bench);
}

static void
begin(struct bench *bench)
{
    bench_begin(bench, "2025-01-01");
    EXPECT_OK(extend_open(SCRIPT_HEAP_BYTES, &bench->extend));
    bench_drop(bench);
    bench_price(bench, "1000", "month");
}

static void
end(struct bench *bench)
{
    extend_close(bench->extend);
    bench_end(bench);
}

#define TENTH                                                                                      \
    "return { discount: { amount: { amount: item.grossAmount.amount.div(10, 0, 'floor'), "         \
    "currency: item.grossAmount.currency } }, reason: 'a tenth' };"
#define THROWS "throw new Error('no idea');"

TEST(a_script_decides_what_is_taken_and_says_why)
{
    struct bench bench;
    begin(&bench);
    bench_script(&bench, "tenth", "default", TENTH);
    bench_subscribe(&bench, "discounts[0][coupon]=tenth");
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->total, 900);
    EXPECT_INT(invoice->total_discount_amounts[0].amount, 100);
    EXPECT_TEXT(invoice->lines[0].discount_amounts[0].reason, "a tenth");
    REQUIRE(invoice->runs_count == 1);
    void *object;
    EXPECT_OK(record_load(bench.task, &run_records, invoice->runs[0], &object));
    REQUIRE(object != NULL);
    EXPECT_INT(((struct run *)object)->invoice_key, invoice->id.key);
    bench_advance(&bench, "2025-02-01T01:00:00Z");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 900);
    EXPECT_INT(bench_invoice(&bench, 0)->runs_count, 1); /* asked once for an invoice */
    end(&bench);
}

TEST(a_preview_asks_the_same_script_and_keeps_no_record)
{
    struct bench bench;
    struct invoice *invoice;
    begin(&bench);
    bench_script(&bench, "tenth", "default", TENTH);
    bench_subscribe(&bench, "discounts[0][coupon]=tenth");
    struct record_scan scan = {.kind = &run_records, .index = -1, .limit = 100};
    void **runs;
    size_t before, after;
    bool has_more;
    EXPECT_OK(record_scan(bench.task, &scan, &runs, &before, &has_more));
    EXPECT_OK(workflow_preview(bench.task,
                               PARAMS(bench.task, invoice_preview,
                                      FORM(&bench, "subscription=%s",
                                           id_text(bench.task->arena, &bench.task->account->secret,
                                                   subscription_kind.prefix, bench.subscription.key)
                                               .bytes)),
                               &invoice));
    EXPECT_INT(invoice->total, 900);
    session_drop_changes(bench.task);
    bench_drop(&bench);
    EXPECT_OK(record_scan(bench.task, &scan, &runs, &after, &has_more));
    EXPECT_INT(after, before);
    end(&bench);
}

TEST(lines_may_be_given_by_the_script)
{
    struct bench bench;
    begin(&bench);
    bench_price(&bench, "3000", "month");
    bench_script(&bench, "second", "default",
                 "const c = item.grossAmount.currency;\n"
                 "return { discount: { amount: { amount: Decimal.from(700), currency: c } },\n"
                 "  lines: [{ index: 1, amount: { amount: Decimal.from(700), currency: c },\n"
                 "    reason: 'line 1' }] };");
    bench_subscribe(&bench, FORM(&bench,
                                 "items[0][price]=%s&items[1][price]=%s&"
                                 "discounts[0][coupon]=second",
                                 bench_price_id(&bench, 0), bench_price_id(&bench, 1)));
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->total, 3300);
    EXPECT_INT(invoice->lines[0].discount_amounts[0].amount, 0);
    EXPECT_INT(invoice->lines[1].discount_amounts[0].amount, 700);
    EXPECT_TEXT(invoice->lines[1].discount_amounts[0].reason, "line 1");
    end(&bench);
}

TEST(a_script_that_fails_takes_nothing_by_default)
{
    struct bench bench;
    begin(&bench);
    bench_script(&bench, "broken", "default", THROWS);
    bench_subscribe(&bench, "discounts[0][coupon]=broken");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1000);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    EXPECT(strstr(bench_events(&bench), "extend.run.failed") != NULL);
    end(&bench);
}

TEST(a_script_that_fails_may_refuse_the_command)
{
    struct bench bench;
    begin(&bench);
    bench_script(&bench, "broken", "fail", THROWS);
    EXPECT_ERR(bench_try_subscribe(&bench, "discounts[0][coupon]=broken"), ERR_EXTENSION_FAILED);
    bench_drop(&bench);
    EXPECT_INT(bench_invoice_count(&bench), 0);
    end(&bench);
}

TEST(a_held_first_invoice_waits_for_a_person_and_charges_nothing)
{
    struct bench bench;
    struct hold *hold;
    begin(&bench);
    bench_script(&bench, "broken", "hold", THROWS);
    bench_subscribe(&bench, "discounts[0][coupon]=broken");
    const char *events = bench_events(&bench);
    EXPECT(strstr(events, "extend.hold.created") != NULL);
    EXPECT(strstr(events, "invoice.created invoice.finalization_failed") != NULL);
    EXPECT(strstr(events, "invoice.finalized") == NULL && strstr(events, "charge.") == NULL);
    const struct invoice *invoice = bench_invoice(&bench, 0);
    EXPECT_INT(invoice->status, INVOICE_STATUS_DRAFT);
    EXPECT_INT(invoice->parked, true);
    EXPECT_INT(invoice->automatically_finalizes_at, 0);
    REQUIRE(invoice->last_finalization_error != NULL);
    EXPECT_TEXT(invoice->last_finalization_error->code, "extension_held");
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_INCOMPLETE);
    EXPECT_OK(hold_find(bench.task, invoice->id, &hold));
    EXPECT(hold != NULL);
    EXPECT_FAILURE(bench.task,
                   workflow_invoice_finalize(bench.task, bench_invoice(&bench, 0),
                                             PARAMS(bench.task, invoice_finalize, "")),
                   ERR_INVOICE_HELD, NULL);
    bench_advance(&bench, "2025-01-05"); /* no 23 hours run while a person is needed */
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_INCOMPLETE);

    EXPECT_OK(workflow_invoice_rerun(bench.task, bench_invoice(&bench, 0)));
    bench_commit(&bench);
    EXPECT_INT(bench_invoice(&bench, 0)->parked, true); /* it fails again */
    EXPECT_OK(workflow_invoice_release(bench.task, bench_invoice(&bench, 0)));
    bench_commit(&bench);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1000);
    EXPECT(bench_invoice(&bench, 0)->last_finalization_error == NULL);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    end(&bench);
}

TEST(a_held_renewal_stays_a_draft_and_goes_on_when_the_script_is_mended)
{
    struct bench bench;
    begin(&bench);
    bench_script(&bench, "moody", "hold",
                 "if (item.billingReason === 'subscription_cycle' && "
                 "item.customer.metadata.mended !== 'yes') throw new Error('not yet');\n" TENTH);
    bench_subscribe(&bench, "discounts[0][coupon]=moody");
    EXPECT_INT(bench_invoice(&bench, 0)->total, 900);
    bench_advance(&bench, "2025-02-02");
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_DRAFT);
    EXPECT_INT(bench_invoice(&bench, 0)->parked, true);
    EXPECT_INT(bench_subscription(&bench)->status, SUBSCRIPTION_STATUS_ACTIVE);
    EXPECT_OK(customer_update(bench.task, bench_customer_now(&bench),
                              PARAMS(bench.task, customer_update, "metadata[mended]=yes"), NULL));
    bench_commit(&bench);
    EXPECT_OK(workflow_invoice_rerun(bench.task, bench_invoice(&bench, 0)));
    bench_commit(&bench);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 900);
    end(&bench);
}

TEST(a_script_that_would_refuse_a_command_parks_the_renewal_of_a_job)
{
    struct bench bench;
    begin(&bench);
    bench_script(&bench, "late", "fail",
                 "if (item.billingReason === 'subscription_cycle') throw new Error('no');\n" TENTH);
    bench_subscribe(&bench, "discounts[0][coupon]=late");
    (void)bench_events(&bench);
    bench_advance(&bench, "2025-02-02");
    const char *events = bench_events(&bench);
    EXPECT(strstr(events, "extend.run.failed") != NULL);
    EXPECT(strstr(events, "extend.hold.created") != NULL);
    EXPECT_INT(bench_invoice(&bench, 0)->parked, true);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_DRAFT);
    EXPECT_INT(bench_invoice(&bench, 0)->total, 1000);
    EXPECT_STRING(bench_date(bench_subscription(&bench)->items[0].current_period_end),
                  "2025-03-01");
    EXPECT_FAILURE(bench.task, workflow_invoice_rerun(bench.task, bench_invoice(&bench, 0)),
                   ERR_EXTENSION_FAILED, NULL);
    bench_drop(&bench);
    EXPECT_OK(workflow_invoice_release(bench.task, bench_invoice(&bench, 0)));
    bench_commit(&bench);
    EXPECT_INT(bench_invoice(&bench, 0)->status, INVOICE_STATUS_PAID);
    end(&bench);
}
