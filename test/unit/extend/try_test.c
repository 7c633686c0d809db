/* SPDX-License-Identifier: Apache-2.0 */
#include "extend/extend.h"
#include "test.h"

#include "discount_calculation.model.h"

#define HEAP_BYTES_MAX (64u << 20)

static struct arena arena;
static struct script_runner *runner;

/** What one run needs and leaves. */
struct attempt {
    struct script_program *program;
    struct discount_line_item line;
    struct discount_item item;
    struct discount_result output;
    struct script_result result;
};

static struct attempt attempt;

/** A class with the method of the point; its body sees request, config, context. */
static err_t
compile(const char *body)
{
    struct script_diagnostics diagnostics = {0};
    struct script_source source = {.path = TEXT("src/index.ts")};
    struct currency usd;
    char copy[2048]; /* the body may lie in the arena */
    (void)snprintf(copy, sizeof(copy), "%s", body);
    arena_free(&arena);
    arena_init(&arena, 256u << 20);
    if (runner == NULL) {
        EXPECT_OK(script_runner_new(HEAP_BYTES_MAX, &runner));
    }
    script_program_free(attempt.program);
    attempt = (struct attempt){0};
    source.text = text_format(
        &arena,
        "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
        "let kept = 0;\n"
        "export default class A { computeDiscounts(request: any, config: any, context: any): any "
        "{ %s } }\n",
        copy);
    bool known = currency_parse(TEXT("usd"), &usd);
    assert(known);
    attempt.line.subtotal = (struct view_monetary_amount){decimal_from_int(1000), usd};
    attempt.item = (struct discount_item){
        .gross_amount = attempt.line.subtotal, .line_items = &attempt.line, .line_items_count = 1};
    attempt.output.reason = TEXT("the default");
    return script_compile(&arena, &source, 1, &diagnostics, &attempt.program);
}

static bool
compiled(const char *body)
{
    err_t err = compile(body);
    EXPECT_OK(err);
    return err == OK;
}

static void
run(const char *configuration)
{
    struct extend_trial trial = {
        .program = attempt.program,
        .point = &discount_calculation_point,
        .method = 0,
        .input = &attempt.item,
        .configuration = text_of(configuration),
        .script_id = TEXT("ext_test"),
        .clock_time = 1767225600,
    };
    extend_try(runner, &trial, &arena, &attempt.output, &attempt.result);
}

static enum run_outcome
outcome_of(const char *body)
{
    if (!compiled(body)) {
        return RUN_NONE;
    }
    run(NULL);
    return attempt.result.outcome;
}

#define ANSWER(amount)                                                                             \
    "return { discount: { amount: { amount: Decimal.from(" amount "), currency: 'usd' } } };"

TEST(a_good_answer_is_read_into_the_output)
{
    EXPECT_INT(outcome_of(ANSWER("'12.5'")), RUN_OK);
    struct decimal expected;
    EXPECT_OK(decimal_parse(TEXT("12.5"), &expected));
    EXPECT_INT(decimal_compare(attempt.output.discount.amount.amount, expected), 0);
    EXPECT(attempt.output.reason.bytes == NULL);
    EXPECT(attempt.result.fuel > 0);
}

TEST(whatever_fails_leaves_the_default_answer_untouched)
{
    static const struct {
        const char *body;
        enum run_outcome outcome;
    } cases[] = {
        {"throw new Error('no');", RUN_THREW},
        {"throw 'a text';", RUN_THREW},
        {"throw undefined;", RUN_THREW},
        {"return request.none.none;", RUN_THREW},
        {"for (;;) {}", RUN_FUEL},
        {"try { for (;;) {} } catch { return 1; }", RUN_FUEL},
        {"try { for (;;) {} } finally { return 1; }", RUN_FUEL},
        {"const a: any[] = []; for (;;) { a.push(new Array(4096).fill(7)); }", RUN_MEMORY},
        {"const f = (n: number): number => f(n + 1) + 1; return f(0);", RUN_DEPTH},
        {"const f = (): any => { try { return f(); } catch { return 1; } }; return f();",
         RUN_DEPTH},
        {"return 1;", RUN_BAD_SHAPE},
        {"return null;", RUN_BAD_SHAPE},
        {"return { discount: { amount: { amount: Decimal.from(1) } } };", RUN_BAD_SHAPE},
        {"return { discount: { amount: { amount: NaN, currency: 'usd' } } };", RUN_BAD_SHAPE},
        {"return { discount: { amount: { amount: 1 / 0, currency: 'usd' } } };", RUN_BAD_SHAPE},
        {ANSWER("1001"), RUN_BROKE_CONTRACT},
        {ANSWER("-1"), RUN_BROKE_CONTRACT},
        {"return { discount: { amount: { amount: Decimal.from(1), currency: 'eur' } } };",
         RUN_BROKE_CONTRACT},
        {"return { discount: { amount: { amount: Decimal.from(1), currency: 'usd' } }, "
         "reason: 'x'.repeat(300000) };",
         RUN_OUTPUT_TOO_BIG},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum run_outcome outcome = outcome_of(cases[i].body);
        if (outcome != cases[i].outcome) {
            TEST_FAILED("%s gives %s, expected %s (%.*s)", cases[i].body, run_outcome_name(outcome),
                        run_outcome_name(cases[i].outcome), TEXT_ARG(attempt.result.error));
        }
        EXPECT_TEXT(attempt.output.reason, "the default");
        EXPECT(attempt.result.error.length > 0);
    }
}

TEST(a_throw_says_what_and_where)
{
    EXPECT_INT(outcome_of("\nconst a: any = undefined;\nreturn a.b;"), RUN_THREW);
    EXPECT_TEXT(attempt.result.error_name, "TypeError");
    EXPECT_TEXT(attempt.result.path, "src/index.ts");
    EXPECT_INT(attempt.result.line, 5);
    EXPECT(attempt.result.stack.length > 0);
}

TEST(fuel_ends_where_the_point_says)
{
    EXPECT_INT(outcome_of("for (;;) {}"), RUN_FUEL);
    EXPECT_INT(attempt.result.fuel,
               discount_calculation_point.fuel + discount_calculation_point.fuel_per_line);
}

TEST(the_same_call_twice_gives_the_same_bytes_and_the_same_fuel)
{
    if (!compiled("const m = new Map(); for (let i = 0; i < 100; i++) { m.set('k' + i % 7, i); } "
                  "return { discount: { amount: { amount: Decimal.from([...m.values()][3]), "
                  "currency: 'usd' } }, reason: JSON.stringify([...m]) };")) {
        return;
    }
    run("{\"a\":1}");
    EXPECT_INT(attempt.result.outcome, RUN_OK);
    struct script_result first = attempt.result;
    struct text reason = attempt.output.reason;
    run("{\"a\":1}");
    EXPECT_INT(attempt.result.fuel, first.fuel);
    EXPECT_INT(attempt.result.heap_bytes, first.heap_bytes);
    EXPECT(text_equal(attempt.output.reason, reason));
}

TEST(nothing_is_kept_from_one_call_to_the_next)
{
    if (!compiled("kept += 1; (Array.prototype as any).kept2 = 1; "
                  "return { discount: { amount: { amount: Decimal.from(kept), currency: 'usd' } }, "
                  "reason: String(kept) };")) {
        return;
    }
    run(NULL);
    enum run_outcome first = attempt.result.outcome;
    run(NULL);
    EXPECT_INT(attempt.result.outcome, first);
    if (first == RUN_OK) {
        EXPECT_TEXT(attempt.output.reason, "1");
    }
}

/** Refused where it is written; whoever finds a way around it throws. */
TEST(a_script_has_no_clock_and_no_chance_of_its_own)
{
    static const char *const written[] = {"Math.random();", "Date.now();", "new Date();",
                                          "eval('1');", "new Function('return 1')();"};
    for (size_t i = 0; i < COUNT_OF(written); i++) {
        EXPECT_ERR(compile(text_format(&arena, "%s " ANSWER("1"), written[i]).bytes),
                   ERR_SCRIPT_REJECTED);
    }
    EXPECT_INT(outcome_of("const m: any = Math; m.random(); " ANSWER("1")), RUN_THREW);
    EXPECT_INT(outcome_of("const d: any = Date; d.now(); " ANSWER("1")), RUN_THREW);
    EXPECT_INT(outcome_of("const d: any = Date; new d(); " ANSWER("1")), RUN_THREW);
    EXPECT_INT(outcome_of("return { discount: { amount: { amount: Decimal.from(1), currency: 'usd' "
                          "} }, reason: context.clockTime };"),
               RUN_OK);
    EXPECT_TEXT(attempt.output.reason, "2026-01-01T00:00:00Z");
}

TEST(the_configuration_reaches_the_script_as_it_was_written)
{
    if (!compiled("return { discount: { amount: { amount: Decimal.from(config.off), currency: "
                  "'usd' } }, reason: typeof config.off };")) {
        return;
    }
    run("{\"off\":7}");
    EXPECT_INT(attempt.result.outcome, RUN_OK);
    EXPECT_TEXT(attempt.output.reason, "number");
    run("{\"off\":\"7\"}");
    EXPECT_TEXT(attempt.output.reason, "string");
}

TEST(the_input_cannot_be_changed_for_the_engine)
{
    (void)outcome_of("request.grossAmount.amount = Decimal.from(5000); "
                     "request.lineItems.push(1); " ANSWER("1"));
    EXPECT_INT(decimal_compare(attempt.item.gross_amount.amount, decimal_from_int(1000)), 0);
    EXPECT_INT(attempt.item.line_items_count, 1);
}

TEST(an_input_above_the_limit_is_an_outcome)
{
    static char value[500];
    static struct discount_line_item lines[40000];
    if (!compiled(ANSWER("0"))) {
        return;
    }
    memset(value, 'v', sizeof(value));
    struct model_pair pair = {TEXT("k"), {value, sizeof(value)}};
    struct view_price price = {.id = TEXT("price_1"), .metadata = {&pair, 1}};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        lines[i] = attempt.line;
        lines[i].price = &price;
    }
    attempt.item.line_items = lines;
    attempt.item.line_items_count = COUNT_OF(lines);
    run(NULL);
    EXPECT_INT(attempt.result.outcome, RUN_INPUT_TOO_BIG);
    EXPECT_TEXT(attempt.output.reason, "the default");
}
