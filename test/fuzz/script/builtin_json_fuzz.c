/* SPDX-License-Identifier: Apache-2.0 */
/** JSON of the language: what parse takes, stringify writes, and parse takes that again. */
#include "script/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const char source_text[] =
    "export default { run(text: string) {\n"
    "  let value;\n"
    "  try { value = JSON.parse(text); } catch (e: any) {\n"
    "    if (!(e instanceof SyntaxError)) { throw e; }\n"
    "    return;\n"
    "  }\n"
    "  for (const indent of [0, 2]) {\n"
    "    const once = JSON.stringify(value, null, indent);\n"
    "    if (JSON.stringify(JSON.parse(once), null, indent) !== once) { throw 'differs'; }\n"
    "  }\n"
    "  JSON.stringify(value, (k, v) => v);\n"
    "  JSON.parse(text, (k, v) => v);\n"
    "} };\n";

static const struct model empty_model = {.name = "empty"};

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static struct script_program *program;
    static struct script_runner *runner;
    struct arena arena;
    arena_init(&arena, 64 << 20);
    if (program == NULL) {
        struct script_diagnostics diagnostics = {0};
        struct script_source source = {TEXT("main.ts"), {source_text, sizeof(source_text) - 1}};
        err_t err = script_compile(&arena, &source, 1, &diagnostics, &program);
        assert(err == OK);
        err = script_runner_new(8 << 20, &runner);
        assert(err == OK);
    }
    struct json json = {.type = JSON_STRING, .text = {(const char *)bytes, length}};
    struct script_argument argument = {.json = &json};
    struct script_limits limits = {.fuel = 1000000,
                                   .heap_bytes = 8 << 20,
                                   .depth = 200,
                                   .output_bytes = 100,
                                   .console_bytes = 100};
    struct script_result result;
    char nothing;
    if (text_is_utf8(json.text)) {
        script_call(runner, program, TEXT("run"), &argument, 1, &limits, &arena, &empty_model,
                    &nothing, &result);
        assert(result.outcome != RUN_THREW);
    }
    arena_free(&arena);
    return 0;
}
