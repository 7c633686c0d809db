/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run_programs.c: many programs in one process, what each wrote and how it ended.
 *
 *   run_programs [METHOD ARGUMENT.json ...]: what is called where there is no method `run`
 *
 * Standard input, once and again: "PATH LENGTH\n" and LENGTH bytes of source.
 * Standard output for each: "PATH OUTCOME FUEL HEAP LENGTH\n" and LENGTH bytes: what
 * console.log wrote, then what was thrown or why it does not compile. Nothing in
 * it depends on time, chance, addresses or the build.
 */
#include <stdio.h>

#include "base/json.h"
#include "script/script.h"

#define HEAP_BYTES (16U << 20)
#define INPUT_MAX  (4U << 20)

static const struct script_limits limits = {.fuel = 20000000,
                                            .heap_bytes = HEAP_BYTES,
                                            .depth = 400,
                                            .output_bytes = 1 << 16,
                                            .console_bytes = 1 << 20};
static const struct model empty_model = {.name = "empty"};

#define ARGUMENTS_MAX 4

static struct {
    struct text method;
    struct json json[ARGUMENTS_MAX];
    struct script_argument arguments[ARGUMENTS_MAX];
    size_t argument_count;
} request;

/** The JSON of a file as the next argument; false when it is none. */
static bool
add_argument(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = arena_alloc(arena, INPUT_MAX, 1);
    struct json *json = &request.json[request.argument_count];
    if (file == NULL || bytes == NULL || request.argument_count == ARGUMENTS_MAX) {
        return false;
    }
    size_t length = fread(bytes, 1, INPUT_MAX, file);
    (void)fclose(file);
    request.arguments[request.argument_count++].json = json;
    struct json_error problem;
    return json_parse(arena, (struct text){bytes, length}, json, &problem) == OK;
}

static void
say(const char *path, const char *outcome, const struct script_result *result, struct text text)
{
    (void)printf("%s %s %llu %zu %zu\n", path, outcome, (unsigned long long)result->fuel,
                 result->heap_bytes, text.length);
    if (text.length > 0) {
        (void)fwrite(text.bytes, 1, text.length, stdout);
    }
}

static void
run(struct script_runner *runner, struct arena *arena, const char *path, struct text text)
{
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    struct script_result result = {0};
    struct text_builder out;
    char nothing;
    const struct script_source source = {text_of(path), text};
    text_builder_init(&out, arena, SIZE_MAX);
    if (script_compile(arena, &source, 1, &diagnostics, &program) != OK) {
        for (size_t i = 0; i < diagnostics.count; i++) {
            script_diagnostic_render(&diagnostics.items[i], &out);
            text_builder_add_char(&out, '\n');
        }
        say(path, "rejected", &result, text_builder_text(&out));
        return;
    }
    bool has_method;
    (void)script_program_export(program, request.method, &has_method);
    script_call(runner, program, has_method ? request.method : TEXT("run"), request.arguments,
                request.argument_count, &limits, arena, &empty_model, &nothing, &result);
    text_builder_add(&out, result.console);
    bool is_good = result.outcome == RUN_OK || result.outcome == RUN_BAD_SHAPE;
    if (!is_good) {
        text_builder_format(&out, "%.*s: %.*s\n%.*s", TEXT_ARG(result.error_name),
                            TEXT_ARG(result.error), TEXT_ARG(result.stack));
    }
    say(path, is_good ? "ok" : run_outcome_name(result.outcome), &result, text_builder_text(&out));
    script_program_free(program);
}

int
main(int argc, char **argv)
{
    static char input[INPUT_MAX];
    struct script_runner *runner;
    char path[512];
    size_t length;
    struct arena lasting;
    arena_init(&lasting, 64U << 20);
    request.method = text_of(argc > 1 ? argv[1] : "run");
    bool good = script_runner_new(HEAP_BYTES, &runner) == OK;
    for (int i = 2; i < argc && good; i++) {
        good = add_argument(&lasting, argv[i]);
    }
    if (!good) {
        (void)fprintf(stderr, "usage: run_programs [METHOD ARGUMENT.json ...] < PROGRAMS\n");
        return 2;
    }
    while (scanf("%511s %zu", path, &length) == 2) {
        struct arena arena;
        if (getchar() != '\n' || length > sizeof input ||
            fread(input, 1, length, stdin) != length) {
            (void)fprintf(stderr, "malformed input\n");
            return 2;
        }
        arena_init(&arena, 256U << 20);
        run(runner, &arena, path, (struct text){input, length});
        arena_free(&arena);
    }
    script_runner_free(runner);
    arena_free(&lasting);
    return 0;
}
