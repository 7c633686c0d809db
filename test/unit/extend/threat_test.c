/* SPDX-License-Identifier: Apache-2.0 */
/* One test for each line of docs/internals/threat-model.md that has no home elsewhere. */
#include "extend/extend.h"
#include "test.h"

#include "discount_calculation.model.h"

#define HEAP_BYTES_MAX ((size_t)16 << 20)

struct attack {
    struct arena arena;
    struct script_runner *runner;
    struct script_program *program;
    struct discount_item item;
    struct discount_result output;
    struct script_result result;
};

/** A body that tries something; it says in `reason` what it got hold of. */
static void
begin(struct attack *attack, const char *body)
{
    struct script_diagnostics diagnostics = {0};
    struct script_source source = {.path = TEXT("src/index.ts")};
    *attack = (struct attack){0};
    arena_init(&attack->arena, 64u << 20);
    EXPECT_OK(script_runner_new(HEAP_BYTES_MAX, &attack->runner));
    source.text = text_format(
        &attack->arena,
        "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
        "const any = (x: any): any => x;\n"
        "const tell = (reason: any) => ({ discount: { amount: { amount: Decimal.from(1), "
        "currency: 'usd' } }, reason: String(reason) });\n"
        "export default class A { computeDiscounts(request: any, config: any, context: any): any "
        "{ %s } }\n",
        body);
    EXPECT(currency_parse(TEXT("usd"), &attack->item.gross_amount.currency));
    attack->item.gross_amount.amount = decimal_from_int(1000);
    err_t err = script_compile(&attack->arena, &source, 1, &diagnostics, &attack->program);
    EXPECT_OK(err);
}

static void
run(struct attack *attack, const char *configuration)
{
    struct extend_trial trial = {.program = attack->program,
                                 .point = &discount_calculation_point,
                                 .input = &attack->item,
                                 .configuration = text_of(configuration),
                                 .clock_time = 1767225600};
    attack->output = (struct discount_result){.reason = TEXT("default")};
    extend_try(attack->runner, &trial, &attack->arena, &attack->output, &attack->result);
}

static void
end(struct attack *attack)
{
    script_program_free(attack->program);
    script_runner_free(attack->runner);
    arena_free(&attack->arena);
}

/** What a body tells; "" when it failed, and then the default must stand. */
static void
expect_told(const char *body, const char *configuration, const char *told)
{
    struct attack attack;
    begin(&attack, body);
    run(&attack, configuration);
    if (attack.result.outcome == RUN_OK) {
        EXPECT_TEXT(attack.output.reason, told);
    } else {
        EXPECT_TEXT(attack.output.reason, "default");
        EXPECT_TEXT(TEXT(""), told);
    }
    end(&attack);
}

TEST(there_is_nothing_to_escape_to)
{
    /* some names stand there so that libraries load: whoever calls one is stopped */
    expect_told(
        "const g: any = globalThis; return tell(['process', 'require', 'fetch', 'Deno', "
        "'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'setTimeout', 'performance'].filter("
        "(name) => { try { g[name](() => 1); return true; } catch { return false; } })"
        ".join());",
        NULL, "");
    /* source made at run time does not run, whichever constructor is asked for it */
    static const char *const makers[] = {
        "return tell(any((() => 1).constructor)('return 7')());",
        "return tell(any(any([]).map.constructor)('return 7')());",
        "return tell(any(class {}.constructor)('return 7')());",
        "return tell(any(Reflect).construct(any(() => 1).constructor, ['return 7'])());",
    };
    for (size_t i = 0; i < COUNT_OF(makers); i++) {
        struct attack attack;
        begin(&attack, makers[i]);
        run(&attack, NULL);
        EXPECT(attack.result.outcome != RUN_OK);
        EXPECT_TEXT(attack.output.reason, "default");
        end(&attack);
    }
}

TEST(nothing_survives_a_call_wherever_it_is_put)
{
    static const char *const hides[] = {
        "const g: any = globalThis; const was = g.kept; g.kept = 1; return tell(was);",
        "const p: any = Object.prototype; const was = p.kept; try { p.kept = 1; } catch {} return "
        "tell(was);",
        "const f: any = tell; const was = f.kept; try { f.kept = 1; } catch {} return tell(was);",
        "const d: any = Decimal; const was = d.kept; try { d.kept = 1; } catch {} return "
        "tell(was);",
        "const c: any = A; const was = c.kept; c.kept = 1; return tell(was);",
        "const m: any = Math; const was = m.kept; try { m.kept = 1; } catch {} return tell(was);",
    };
    for (size_t i = 0; i < COUNT_OF(hides); i++) {
        struct attack attack;
        begin(&attack, hides[i]);
        for (int call = 0; call < 3; call++) {
            run(&attack, NULL);
            EXPECT(attack.result.outcome != RUN_OK || text_is(attack.output.reason, "undefined"));
        }
        end(&attack);
    }
}

TEST(time_cannot_be_measured)
{
    expect_told("let spins = 0; const begin = context.clockTime; for (let i = 0; i < 10000; i++) "
                "spins += i; return tell(begin === context.clockTime);",
                NULL, "true");
}

TEST(an_answer_cannot_pretend_to_be_what_it_is_not)
{
    /* a number in text, an object that looks like a decimal, a getter that changes its mind */
    static const char *const forged[] = {
        "return { discount: { amount: { amount: { toString: () => '5' }, currency: 'usd' } } };",
        "return { discount: { amount: { amount: { coefficient: 5 }, currency: 'usd' } } };",
        "return { discount: { amount: { amount: Number.NaN, currency: 'usd' } } };",
        "return { discount: { amount: { amount: Infinity, currency: 'usd' } } };",
        "return JSON.stringify(tell('x'));",
        "return { discount: { amount: { amount: '5; drop', currency: 'usd' } } };",
    };
    for (size_t i = 0; i < COUNT_OF(forged); i++) {
        struct attack attack;
        begin(&attack, forged[i]);
        run(&attack, NULL);
        EXPECT_INT(attack.result.outcome, RUN_BAD_SHAPE);
        EXPECT_TEXT(attack.output.reason, "default");
        end(&attack);
    }
    struct attack attack;
    begin(&attack,
          "let reads = 0; return { discount: { amount: { get amount() { return reads++ === "
          "0 ? Decimal.from(1) : Decimal.from(999999); }, currency: 'usd' } } };");
    run(&attack, NULL);
    EXPECT(attack.result.outcome != RUN_OK ||
           decimal_compare(attack.output.discount.amount.amount, decimal_from_int(1000)) <= 0);
    end(&attack);
}

TEST(names_that_look_alike_are_not_alike)
{
    static const char *const names[] = {
        "return { 'disc\\u043eunt': tell('x').discount };",  /* a Cyrillic o */
        "return { 'discount\\u200b': tell('x').discount };", /* a space without width */
        "return { 'dis\\u00adcount': tell('x').discount };", /* a soft hyphen */
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct attack attack;
        begin(&attack, names[i]);
        run(&attack, NULL);
        EXPECT_INT(attack.result.outcome, RUN_BAD_SHAPE);
        end(&attack);
    }
}

TEST(a_configuration_or_metadata_pollutes_no_prototype)
{
    static const char looks[] =
        "const plain: any = {}; return tell([plain.polluted, any([]).polluted, "
        "any(Object.prototype).polluted, config.percent].join('|'));";
    expect_told(looks, "{\"__proto__\":{\"polluted\":1,\"percent\":100},\"percent\":5}", "|||5");
    expect_told(looks, "{\"constructor\":{\"prototype\":{\"polluted\":1}},\"percent\":5}", "|||5");

    struct attack attack;
    struct model_pair pairs[] = {{TEXT("__proto__"), TEXT("x")}, {TEXT("constructor"), TEXT("y")}};
    begin(&attack, "const plain: any = {}; const m = request.customer.metadata; return "
                   "tell([Object.keys(m).sort().join(), typeof plain.toString, m.toString === "
                   "plain.toString].join('|'));");
    struct discount_item *item = &attack.item;
    item->customer = arena_alloc(&attack.arena, 1, sizeof(*item->customer));
    REQUIRE(item->customer != NULL);
    item->customer->id = TEXT("cus_1");
    item->customer->metadata = (struct model_map){pairs, COUNT_OF(pairs)};
    run(&attack, NULL);
    EXPECT_INT(attack.result.outcome, RUN_OK);
    EXPECT_TEXT(attack.output.reason, "__proto__,constructor|function|true");
    end(&attack);
}

TEST(a_configuration_that_is_too_deep_is_no_configuration)
{
    struct attack attack;
    char deep[4096];
    size_t length = 0;
    for (int i = 0; i < 1000; i++) {
        length += (size_t)snprintf(deep + length, sizeof(deep) - length, "[");
    }
    begin(&attack, "return tell('x');");
    run(&attack, deep);
    EXPECT_INT(attack.result.outcome, RUN_BAD_SHAPE);
    EXPECT_TEXT(attack.output.reason, "default");
    end(&attack);
}
