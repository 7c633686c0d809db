/* SPDX-License-Identifier: Apache-2.0 */
/*
 * script_verify_fuzz.c: good bytecode with some words replaced: refused, or harmless.
 *
 * Input: groups of 6 bytes: function, instruction, word and the new value.
 */
#include "script/runner.h"
#include "script/script.h"

static const char source_text[] =
    "class A { #p = 1; x = 2; get g() { return this.#p; } static s = 3; m(...r: any[]) { return "
    "r.length; } }\n"
    "class B extends A { constructor(v: any) { super(); this.x = v; } m(...r: any[]) { return "
    "super.m(...r); } }\n"
    "export default function () {\n"
    "  const log: any[] = []; const b: any = new B(4); b.x += b.g + A.s;\n"
    "  for (const [k, { v = 1, ...r }] of Object.entries({ a: { v: 2, w: 3 }, b: {} }) as any) {\n"
    "    try { if (k === 'a') continue; log.push(() => k + v, r); throw new Error(k); }\n"
    "    catch (e: any) { log.push(e.message, `t${k}`, /a+/.test(k)); } finally { log.push(b.m(1, "
    "2)); } }\n"
    "  for (const x in { p: 1 }) switch (x) { case 'q': break; default: log.push(x); }\n"
    "  let t = 0; const o: any = { f: 2, g: null }; for (let i = 0; i < log.length; i++) { if (o.g "
    "=== null) t += "
    "i * o.f + o.f - 1; if (t > o.f) t = Math.floor(o.f / 3) + Math.max(t, 2) % 7; }\n"
    "  return log; }";

static const struct model empty_model = {.name = "empty"};
static const struct function_code *codes[64];
static size_t code_count;

static void
collect(const struct function_code *code)
{
    if (code_count < COUNT_OF(codes)) {
        codes[code_count++] = code;
    }
    for (uint32_t i = 0; i < code->function_count; i++) {
        collect(code->functions[i]);
    }
}

/** One program for all inputs; what an input changes is put back behind it. */
static struct script_program *program;
static struct script_runner *runner;
static struct {
    uint16_t *place, was;
} changes[256];

static void
prepare(void)
{
    struct arena arena;
    struct script_diagnostics diagnostics = {0};
    struct script_source source = {TEXT("src/index.ts"), {source_text, sizeof source_text - 1}};
    arena_init(&arena, 16 << 20);
    err_t err = script_compile(&arena, &source, 1, &diagnostics, &program);
    assert(err == OK);
    err = script_runner_new(1 << 18, &runner);
    assert(err == OK);
    arena_free(&arena);
    collect(program->modules[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct script_limits limits = {.fuel = 20000,
                                                .heap_bytes = 1 << 18,
                                                .depth = 30,
                                                .output_bytes = 1000,
                                                .console_bytes = 1000};
    struct text problem = NO_TEXT;
    size_t changed = 0;
    if (program == NULL) {
        prepare();
    }
    for (size_t i = 0; i + 6 <= size && changed < COUNT_OF(changes); i += 6) {
        const struct function_code *code = codes[data[i] % code_count];
        size_t word = (data[i + 1] | (size_t)data[i + 2] << 8) % (code->count * 4);
        uint16_t *place = (uint16_t *)(uintptr_t)code->instructions + word;
        changes[changed].place = place;
        changes[changed++].was = *place;
        *place = (uint16_t)(data[i + 3] | data[i + 4] << 8);
    }
    if (bytecode_verify(program->modules[0], program->variable_count, &problem)) {
        struct arena arena;
        struct script_result result;
        char nothing;
        arena_init(&arena, 1 << 20);
        cache_clear(&runner->cache); /* what it learnt was true of the program as it was */
        script_call(runner, program, TEXT("run"), NULL, 0, &limits, &arena, &empty_model, &nothing,
                    &result);
        arena_free(&arena);
    }
    while (changed > 0) {
        changed--;
        *changes[changed].place = changes[changed].was;
    }
    return 0;
}
