/* SPDX-License-Identifier: Apache-2.0 */
/* script_run_fuzz.c: any text as a script: refused, or run within small limits. */
#include "script/script.h"

static const struct model empty_model = {.name = "empty"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct script_limits limits = {.fuel = 100000,
                                                .heap_bytes = 1 << 20,
                                                .depth = 60,
                                                .output_bytes = 1000,
                                                .console_bytes = 1000};
    struct arena arena;
    struct script_program *program = NULL;
    struct script_runner *runner = NULL;
    struct script_diagnostics diagnostics = {0};
    struct script_source source = {TEXT("src/index.ts"), {(const char *)data, size}};
    arena_init(&arena, 64 << 20);
    if (script_compile(&arena, &source, 1, &diagnostics, &program) == OK &&
        script_runner_new(1 << 20, &runner) == OK) {
        struct script_result first;
        struct script_result second;
        char nothing;
        script_call(runner, program, TEXT("run"), NULL, 0, &limits, &arena, &empty_model, &nothing,
                    &first);
        script_call(runner, program, TEXT("run"), NULL, 0, &limits, &arena, &empty_model, &nothing,
                    &second);
        assert(first.outcome == second.outcome && first.fuel == second.fuel &&
               first.heap_bytes == second.heap_bytes);
    }
    script_runner_free(runner);
    script_program_free(program);
    arena_free(&arena);
    return 0;
}
