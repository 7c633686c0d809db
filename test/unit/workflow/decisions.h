/* SPDX-License-Identifier: Apache-2.0 */
/** decisions.h: a point whose bindings apply anywhere, and decisions of 10.00 by scripts. */
#pragma once

#include "bench.h"

#include "discount_calculation.model.h"

#define SCRIPT_HEAP_BYTES ((size_t)16 << 20)
#define ALL_SCOPES        0xffffffffu

static struct discount_item item;
static struct currency usd;

/** The discount's point, but for any scope and composed as wanted. */
static inline struct point
point_as(enum point_composition composition)
{
    struct point point = discount_calculation_point;
    point.scopes = ALL_SCOPES;
    point.composition = composition;
    return point;
}

static inline void
decisions_begin(struct bench *bench)
{
    bench_begin(bench, "2025-01-01");
    EXPECT_OK(extend_open(SCRIPT_HEAP_BYTES, &bench->extend));
    bench_drop(bench);
    bench_price(bench, "1000", "month");
    EXPECT(currency_parse(TEXT("usd"), &usd));
    item = (struct discount_item){.gross_amount = {decimal_from_int(1000), usd}};
}

static inline void
decisions_end(struct bench *bench)
{
    extend_close(bench->extend);
    bench_end(bench);
}

/** A binding whose script takes off what the expression says. */
static inline struct binding *
decisions_bind(struct bench *bench, const struct point *point, struct binding_wish wish,
               const char *amount)
{
    struct task *task = bench->task;
    struct extension *extension;
    struct release *release;
    struct binding *binding;
    struct script_source source = {
        .path = TEXT("src/index.ts"),
        .text = text_format(task->arena,
                            "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
                            "export default class {\n  computeDiscounts(item) {\n"
                            "    const { amount, currency } = item.grossAmount;\n"
                            "    return { discount: { amount: { amount: %s, currency } } };\n"
                            "  }\n}\n",
                            amount),
    };
    EXPECT_OK(extension_create(task, point, TEXT("Any"), &extension));
    EXPECT_OK(release_create(task, extension, &source, 1, NULL, true, &release));
    wish.point = point;
    wish.script =
        id_text(task->arena, &task->account->secret, extension_kind.prefix, extension->id.key);
    EXPECT_OK(binding_create(task, &wish, &binding));
    return binding;
}

static inline struct binding_wish
everywhere(int64_t order)
{
    return (struct binding_wish){.scope.type = SCOPE_TYPE_ACCOUNT, .order = order};
}

static inline int64_t
decisions_take(struct bench *bench, const struct point *point, struct extend_verdict *verdict)
{
    struct extend_cause cause = {.reason = "invoice.finalize", .at_stake = money_of(1000, usd)};
    struct discount_result result = {.discount.amount.currency = usd};
    int64_t amount;
    EXPECT_OK(extend_call(bench->task, point, 0, &cause, &item, &result, verdict));
    EXPECT_OK(decimal_to_int(result.discount.amount.amount, ROUND_HALF_UP, &amount));
    return amount;
}
