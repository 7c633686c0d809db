/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conformance_test.c: the language as its standard has it, feature by feature.
 *
 * Every .ts file of test/script/conformance runs and holds its answers against
 * assert.ts. early_errors.txt is a list of texts that must not compile; in front
 * of each stands the code of the first diagnostic: "//! Q1203".
 */
#include "test.h"

#include "conformance.h"
#include "script/script.h"

static const struct model empty_model = {.name = "empty"};

static const struct embedded_file *
find_file(const char *name)
{
    for (const struct embedded_file *file = conformance_files; file->name != NULL; file++) {
        if (strcmp(file->name, name) == 0) {
            return file;
        }
    }
    return NULL;
}

/** Compile a text that may import ./assert.js. */
static err_t
compile(struct arena *arena, const char *name, struct text text,
        struct script_diagnostics *diagnostics, struct script_program **out)
{
    const struct embedded_file *assertions = find_file("assert.ts");
    assert(assertions != NULL);
    const struct script_source sources[] = {
        {text_of(name), text},
        {text_of(assertions->name), {assertions->bytes, assertions->length}},
    };
    return script_compile(arena, sources, 2, diagnostics, out);
}

static void
run_file(const struct embedded_file *file)
{
    const struct script_limits limits = {.fuel = 100000000, .heap_bytes = 32 << 20, .depth = 500,
                                         .output_bytes = 1000, .console_bytes = 1000};
    struct arena arena;
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    struct script_runner *runner;
    struct script_result result;
    char nothing;
    arena_init(&arena, 256 << 20);
    struct text source = {file->bytes, file->length};
    err_t err = compile(&arena, file->name, source, &diagnostics, &program);
    if (err != OK) {
        struct text_builder message;
        text_builder_init(&message, &arena, 4000);
        for (size_t i = 0; i < diagnostics.count; i++) {
            script_diagnostic_render(&diagnostics.items[i], &message);
        }
        TEST_FAILED("%s: %.*s", file->name, TEXT_ARG(text_builder_text(&message)));
        arena_free(&arena);
        return;
    }
    REQUIRE(script_runner_new(32 << 20, &runner) == OK);
    script_call(runner, program, TEXT("run"), NULL, 0, &limits, &arena, &empty_model, &nothing,
                &result);
    if (result.outcome != RUN_OK && result.outcome != RUN_BAD_SHAPE) {
        TEST_FAILED("%s: %s %.*s: %.*s\n%.*s", file->name, run_outcome_name(result.outcome),
                    TEXT_ARG(result.error_name), TEXT_ARG(result.error), TEXT_ARG(result.stack));
    }
    script_runner_free(runner);
    script_program_free(program);
    arena_free(&arena);
}

TEST(every_file_finds_the_answers_of_the_standard)
{
    int count = 0;
    for (const struct embedded_file *file = conformance_files; file->name != NULL; file++) {
        if (strstr(file->name, ".ts") != NULL && strcmp(file->name, "assert.ts") != 0) {
            run_file(file);
            count++;
        }
    }
    EXPECT(count >= 19);
}

static void
check_refused(struct text code, struct text text)
{
    struct arena arena;
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    arena_init(&arena, 64 << 20);
    err_t err = compile(&arena, "early.ts", text, &diagnostics, &program);
    const char *got = err == OK ? "nothing" : diagnostics.count == 0 ? "no diagnostic"
                                                                     : diagnostics.items[0].code;
    if (!text_is(code, got)) {
        TEST_FAILED("expected %.*s, got %s: %.*s", TEXT_ARG(code), got, TEXT_ARG(text));
    }
    script_program_free(program);
    arena_free(&arena);
}

TEST(every_early_error_is_found_by_its_code)
{
    const struct text mark = TEXT("//! ");
    const struct embedded_file *file = find_file("early_errors.txt");
    REQUIRE(file != NULL);
    struct text all = {file->bytes, file->length};
    int count = 0;
    for (size_t at = 0; at < all.length;) {
        size_t line_end = text_find(all, '\n', at);
        struct text line = text_slice(all, at, line_end);
        size_t end = line_end + 1;
        while (end < all.length && !text_has_prefix(text_slice(all, end, all.length), mark)) {
            end = text_find(all, '\n', end) + 1;
        }
        if (text_has_prefix(line, mark)) {
            check_refused(text_slice(line, mark.length, line.length),
                          text_slice(all, line_end + 1, end));
            count++;
        }
        at = end;
    }
    EXPECT(count > 150);
}
