/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_test.c: bytecode that was tampered with is refused, or does no harm.
 *
 * Every operand of every instruction of some programs gets other values. What
 * the verifier still lets pass is run, within limits; what it finds (a cell, an
 * iterator, an array that is none) must end as an outcome. Sanitizers watch.
 */
#include "script/runner.h"
#include "script/script.h"
#include "test.h"

static const char *const sources[] = {
    "export default function (n: any) { let s = 0; for (let i = 0; i < 5; i++) s += i * 2; return "
    "{ s }; }",
    "class A { #p = 1; x = 2; get g() { return this.#p; } static s = 3; m(...r: any[]) { return "
    "r.length; } }\n"
    "class B extends A { constructor(v: any) { super(); this.x = v; } m(...r: any[]) { return "
    "super.m(...r) + 1; } }\n"
    "export default function () { const b: any = new B(4); b.x += b.g; return [b.m(1, 2), A.s, b "
    "instanceof A]; }",
    "export default function () { const log: any[] = []; for (const [k, { v = 1, ...r }] of "
    "Object.entries({ a: { v: 2, w: 3 }, b: {} }) as any) {\n"
    "  try { if (k === 'a') continue; log.push(() => k + v, r); throw new Error(k); } catch (e: "
    "any) { log.push(e.message); } finally { log.push('f'); } }\n"
    "  outer: for (const x in { p: 1, q: 2 }) { switch (x) { case 'p': break; default: break "
    "outer; } }\n"
    "  return log.map(f => typeof f === 'function' ? f() : f).join(); }",
    "export default function () { let i = 0; const o: any = { a: 1, get b() { return 2; }, ['c' + "
    "i]: [1, , ...'xy'], m() { return super.toString; } };\n"
    "  const { a, ...rest } = o; o.a ?\?= 3; o?.b?.c; delete o.a; const t = `x${a}y${rest.b}`; "
    "const re = /a+/g;\n"
    "  return ((q = 1, ...z: any[]) => arguments.length + q + z.length + t.length + (re.test('aa') "
    "? 1 : 0))(...[1, 2, 3]); }",
    "const k = 7; export default function () { let t = 0; const items: any = [{ f: 1, g: null }, { "
    "f: 2 }, { f: 'x' }];\n"
    "  for (let i = 0; i < items.length; i++) { const o = items[i]; if (o.g === null || t <= o.f) "
    "t += (k - o.f) * o.f + "
    "o.f; if (o.h !== undefined) return 1; }\n"
    "  for (let i = 0, n = 3; i < n; i++) t += Math.floor(t / 3) - Math.min(t % 5, i) + "
    "Math.abs(i) * 2;\n"
    "  return { t, n: t > 3 ? { a: 1, b: `${t}` } : 'x' }; }",
};

static const uint16_t values[] = {0,   1,    2,    3,      7,      15,     40,    100,
                                  255, 1000, 3999, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF};

struct harm {
    struct arena arena;
    struct script_runner *runner;
    struct script_program *program;
    uint32_t refused;
    uint32_t ran;
};

static const struct model empty_model = {.name = "empty"};

static bool
load(struct harm *harm, const char *text)
{
    struct script_source source = {TEXT("t.ts"), text_of(text)};
    struct script_diagnostics diagnostics = {0};
    err_t err = script_compile(&harm->arena, &source, 1, &diagnostics, &harm->program);
    if (diagnostics.count > 0) {
        TEST_FAILED("%.*s", TEXT_ARG(diagnostics.items[0].message));
    }
    return err == OK;
}

static bool
verify(const struct harm *harm)
{
    struct text problem = NO_TEXT;
    const struct script_program *program = harm->program;
    for (uint32_t i = 0; i < program->module_count; i++) {
        if (!bytecode_verify(program->modules[i], program->variable_count, &problem)) {
            EXPECT(problem.bytes != NULL);
            return false;
        }
    }
    return true;
}

static enum run_outcome
run(struct harm *harm)
{
    static const struct script_limits limits = {.fuel = 5000,
                                                .heap_bytes = 256 * 1024,
                                                .depth = 20,
                                                .output_bytes = 100,
                                                .console_bytes = 100};
    struct script_result result;
    struct arena arena;
    char nothing;
    arena_init(&arena, 1 << 20);
    script_call(harm->runner, harm->program, TEXT("run"), NULL, 0, &limits, &arena, &empty_model,
                &nothing, &result);
    arena_free(&arena);
    harm->ran++;
    return result.outcome;
}

static void
try_value(struct harm *harm, uint16_t *place, uint16_t value)
{
    uint16_t was = *place;
    *place = value;
    if (verify(harm)) {
        cache_clear(&harm->runner->cache); /* what it learnt was true of the program as it was */
        (void)run(harm);
    } else {
        harm->refused++;
    }
    *place = was;
}

static void
tamper(struct harm *harm, const struct function_code *code)
{
    struct instruction *instructions = (struct instruction *)(uintptr_t)code->instructions;
    for (uint32_t pc = 0; pc < code->count; pc++) {
        uint16_t *words = &instructions[pc].op;
        for (int word = 0; word < 4; word++) {
            for (size_t i = 0; i < COUNT_OF(values); i++) {
                try_value(harm, words + word, values[i]);
            }
            try_value(harm, words + word, (uint16_t)(words[word] + 1));
            try_value(harm, words + word, (uint16_t)(words[word] - 1));
        }
        for (uint16_t op = 0; op < OP_COUNT; op++) {
            try_value(harm, words, op);
        }
    }
    for (uint32_t i = 0; i < code->function_count; i++) {
        tamper(harm, code->functions[i]);
    }
}

TEST(tampered_bytecode_is_refused_or_harmless)
{
    struct harm harm = {0};
    arena_init(&harm.arena, 64 << 20);
    REQUIRE(script_runner_new(256 * 1024, &harm.runner) == OK);
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        REQUIRE(load(&harm, sources[i]));
        enum run_outcome before = run(&harm);
        EXPECT(before == RUN_OK || before == RUN_BAD_SHAPE);
        for (uint32_t m = 0; m < harm.program->module_count; m++) {
            tamper(&harm, harm.program->modules[m]);
        }
        EXPECT_INT(run(&harm), before);
        script_program_free(harm.program);
    }
    EXPECT(harm.refused > 10000 && harm.ran > 10000);
    script_runner_free(harm.runner);
    arena_free(&harm.arena);
}

/** One wrong thing in otherwise good code. */
static void
refuses(struct function_code code, const char *problem)
{
    struct text got = NO_TEXT;
    EXPECT(!bytecode_verify(&code, 2, &got));
    EXPECT_TEXT(got, problem);
}

TEST(each_rule_of_the_verifier_has_its_word)
{
    struct harm harm = {0};
    arena_init(&harm.arena, 64 << 20);
    REQUIRE(load(&harm, "let x = 1; export default function () { const y = x; return () => y; }"));
    const struct function_code *module = harm.program->modules[0];
    struct text problem = NO_TEXT;
    EXPECT(bytecode_verify(module, harm.program->variable_count, &problem));

    static const struct instruction ret[] = {{OP_RETURN_UNDEFINED, 0, 0, 0}};
    struct function_code good = *module;
    good.instructions = ret;
    good.count = 1;
    good.register_count = 4;
    good.handler_count = 0;
    EXPECT(bytecode_verify(&good, 2, &problem));

    struct function_code code = good;
    code.count = 0;
    refuses(code, "function without proper bounds");
    code = good;
    code.register_count = REGISTERS_MAX + 1;
    refuses(code, "function without proper bounds");
    code = good;
    code.parameter_count = 5;
    refuses(code, "function without proper bounds");
    code = good;
    code.name = NULL;
    refuses(code, "function without proper bounds");
    code = good;
    code.capture_count = 1;
    refuses(code, "captures without a function around");

    static const struct instruction runs_off[] = {{OP_NOP, 0, 0, 0}};
    static const struct instruction unknown[] = {{OP_COUNT, 0, 0, 0},
                                                 {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction reg[] = {{OP_MOVE, 4, 0, 0}, {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction row[] = {{OP_METHOD, 3, 0, 0}, {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction call[] = {{OP_CALL, 1, 2, 0}, {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction constant[] = {{OP_CONSTANT, 0, 9999, 0},
                                                  {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction variable[] = {{OP_VARIABLE_GET, 0, 2, 0},
                                                  {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction capture[] = {{OP_CAPTURE_GET, 0, 0, 0},
                                                 {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction shape[] = {{OP_OBJECT_SHAPED, 0, 0, 0},
                                               {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction inner[] = {{OP_CLOSURE, 0, 77, 0},
                                               {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction unused[] = {{OP_UNDEFINED, 0, 1, 0},
                                                {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction far[] = {{OP_JUMP, 0, 1, 0}, {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction back[] = {{OP_JUMP, 0xFFFF, 0xFFFF, 0},
                                              {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction ahead[] = {{OP_LOOP, 0, 0, 0}, {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction empty_row[] = {{OP_CONCAT, 0, 0, 0},
                                                   {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction alone[] = {{OP_VARIABLE_CALLEE, 0, 0, 0},
                                               {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct instruction unlinked[] = {
        {OP_VARIABLE_CHECK, 0, 0, 0}, {OP_CHECK, 1, 0, 0}, {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct {
        const struct instruction *code;
        uint32_t count;
        const char *problem;
    } cases[] = {
        {runs_off, 1, "function without proper bounds"},
        {unknown, 2, "unknown instruction"},
        {reg, 2, "operand out of range"},
        {row, 2, "operand out of range"},
        {call, 2, "operand out of range"},
        {constant, 2, "operand out of range"},
        {variable, 2, "operand out of range"},
        {capture, 2, "operand out of range"},
        {shape, 2, "operand out of range"},
        {inner, 2, "operand out of range"},
        {unused, 2, "operand out of range"},
        {far, 2, "jump out of the function"},
        {back, 2, "jump in the wrong direction"},
        {ahead, 2, "jump in the wrong direction"},
        {empty_row, 2, "empty row"},
        {alone, 2, "parts of a fused instruction do not follow"},
        {unlinked, 3, "parts of a fused instruction do not follow"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        code = good;
        code.instructions = cases[i].code;
        code.count = cases[i].count;
        refuses(code, cases[i].problem);
    }

    static const struct instruction caught[] = {
        {OP_NOP, 0, 0, 0}, {OP_CATCH, 0, 0, 0}, {OP_RETURN_UNDEFINED, 0, 0, 0}};
    static const struct handler handlers[] = {{0, 1, 1}, {1, 1, 1}, {0, 9, 1},
                                              {0, 1, 9}, {0, 1, 2}, {0, 2, 1}};
    for (size_t i = 0; i < COUNT_OF(handlers); i++) {
        code = good;
        code.instructions = caught;
        code.count = 3;
        code.handlers = &handlers[i];
        code.handler_count = 1;
        if (i == 0) {
            EXPECT(bytecode_verify(&code, 2, &problem));
        } else {
            refuses(code, "handler out of range");
        }
    }

    /* The function inside: its captures are checked against the function around. */
    struct function_code *outer = (struct function_code *)(uintptr_t)module->functions[0];
    struct capture_from *from = (struct capture_from *)(uintptr_t)outer->functions[0]->captures;
    uint16_t index = from->index;
    from->index = REGISTERS_MAX;
    EXPECT(!bytecode_verify(module, harm.program->variable_count, &problem));
    EXPECT_TEXT(problem, "capture out of range");
    from->index = index;
    EXPECT(bytecode_verify(module, harm.program->variable_count, &problem));
    script_program_free(harm.program);
    arena_free(&harm.arena);
}
