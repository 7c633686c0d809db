/* SPDX-License-Identifier: Apache-2.0 */
/** The standard discount and its script in sdk/builtin/ take the same off everything. */
#include "base/random.h"
#include "builtin_discount.h"
#include "rating/rating.h"
#include "test.h"

#include "discount_calculation.model.h"

#define HEAP_BYTES_MAX ((size_t)16 << 20)
#define CASES          4000
#define GROSS_MAX      99999999

static struct script_program *
compiled(struct arena *arena)
{
    struct script_program *program = NULL;
    struct script_diagnostics diagnostics = {0};
    struct script_source source = {.path = TEXT("src/index.ts"),
                                   .text = {builtin_discount[0].bytes, builtin_discount[0].length}};
    EXPECT_OK(script_compile(arena, &source, 1, &diagnostics, &program));
    return program;
}

/** A percentage of at most four places, or an amount; and the configuration that says so. */
static struct text
random_coupon(struct random *random, struct arena *arena, struct currency currency,
              struct coupon *coupon)
{
    char digits[DECIMAL_TEXT_MAX];
    *coupon = (struct coupon){0};
    if (random_below(random, 3) == 0) {
        coupon->has_amount_off = GIVEN_VALUE;
        coupon->amount_off = random_between(random, 1, GROSS_MAX);
        coupon->currency = currency;
        return text_format(arena, "{\"amount_off\":%lld}", (long long)coupon->amount_off);
    }
    coupon->has_percent_off = GIVEN_VALUE;
    EXPECT_OK(decimal_scale(decimal_from_int(random_between(random, 1, 1000000)), 1, 10000,
                            ROUND_DOWN, &coupon->percent_off));
    size_t length = decimal_render(coupon->percent_off, digits);
    return text_format(arena, "{\"percent_off\":%.*s}", (int)length, digits);
}

TEST(the_standard_discount_and_its_script_are_equal)
{
    struct arena arena;
    struct random random;
    struct script_runner *runner;
    struct currency usd;
    arena_init(&arena, (size_t)1 << 30);
    random_init(&random, 23);
    EXPECT(currency_parse(TEXT("usd"), &usd));
    EXPECT_OK(script_runner_new(HEAP_BYTES_MAX, &runner));
    struct script_program *program = compiled(&arena);
    for (int i = 0; i < CASES && program != NULL; i++) {
        struct coupon coupon;
        struct script_result result;
        struct discount_result answer = {0};
        /* Small amounts too: there the roundings are. */
        int64_t gross = random_between(&random, 1, i % 2 == 0 ? 1000 : GROSS_MAX);
        int64_t standard, scripted;
        struct discount_item item = {.gross_amount = {decimal_from_int(gross), usd}};
        struct extend_trial trial = {
            .program = program,
            .point = &discount_calculation_point,
            .input = &item,
            .configuration = random_coupon(&random, &arena, usd, &coupon),
            .script_id = TEXT("ext_test"),
            .clock_time = 1767225600,
        };
        extend_try(runner, &trial, &arena, &answer, &result);
        EXPECT_INT(result.outcome, RUN_OK);
        EXPECT_OK(rating_coupon_take(&coupon, usd, gross, &standard));
        EXPECT_OK(decimal_to_int(answer.discount.amount.amount, ROUND_HALF_UP, &scripted));
        EXPECT_INT(scripted, standard);
    }
    script_program_free(program);
    script_runner_free(runner);
    arena_free(&arena);
}
