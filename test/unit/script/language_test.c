/* SPDX-License-Identifier: Apache-2.0 */
/*
 * language_test.c: every file of test/script/language does what its comments say.
 *
 *   // expect: text     the next line of console output, in order
 *   // throws: Name     how the call ends; default: it returns
 *   // rejects: Q1234   it does not compile
 */
#include "language.h"
#include "script/script.h"
#include "test.h"

struct expectation {
    struct text lines; /**< console output wanted */
    struct text throws;
    struct text rejects;
};

static const struct model empty_model = {.name = "empty"};

static struct text
line_behind(struct text line, const char *mark)
{
    struct text prefix = text_of(mark);
    return text_has_prefix(line, prefix) ? text_slice(line, prefix.length, line.length) : NO_TEXT;
}

static struct expectation
read_expectation(struct arena *arena, struct text source)
{
    struct expectation wanted = {NO_TEXT, NO_TEXT, NO_TEXT};
    struct text_builder lines;
    text_builder_init(&lines, arena, 1 << 20);
    for (size_t at = 0; at < source.length;) {
        size_t end = text_find(source, '\n', at);
        struct text line = text_slice(source, at, end);
        struct text expect = line_behind(line, "// expect: ");
        if (expect.bytes != NULL || text_is(line, "// expect:")) {
            text_builder_add(&lines, expect);
            text_builder_add_char(&lines, '\n');
        }
        if (line_behind(line, "// throws: ").bytes != NULL) {
            wanted.throws = line_behind(line, "// throws: ");
        }
        if (line_behind(line, "// rejects: ").bytes != NULL) {
            wanted.rejects = line_behind(line, "// rejects: ");
        }
        at = end + 1;
    }
    wanted.lines = text_builder_text(&lines);
    return wanted;
}

/** The first line that differs, to make failures readable. */
static void
compare(const char *name, struct text got, struct text wanted)
{
    int line = 1;
    for (size_t a = 0, b = 0; a < got.length || b < wanted.length; line++) {
        size_t a_end = text_find(got, '\n', a);
        size_t b_end = text_find(wanted, '\n', b);
        struct text x = text_slice(got, a < got.length ? a : got.length, a_end);
        struct text y = text_slice(wanted, b < wanted.length ? b : wanted.length, b_end);
        if (!text_equal(x, y)) {
            TEST_FAILED("%s: line %d is \"%.*s\", expected \"%.*s\"", name, line, TEXT_ARG(x),
                        TEXT_ARG(y));
            return;
        }
        a = a_end + 1;
        b = b_end + 1;
    }
}

static void
run_program(const char *name, struct arena *arena, const struct script_program *program,
            const struct expectation *wanted)
{
    struct script_runner *runner;
    struct script_result result;
    const struct script_limits limits = {.fuel = 100000000,
                                         .heap_bytes = 32 << 20,
                                         .depth = 500,
                                         .output_bytes = 1000,
                                         .console_bytes = 1 << 20};
    char nothing;
    REQUIRE(script_runner_new(32 << 20, &runner) == OK);
    script_call(runner, program, TEXT("run"), NULL, 0, &limits, arena, &empty_model, &nothing,
                &result);
    bool returned = result.outcome == RUN_OK || result.outcome == RUN_BAD_SHAPE;
    if (returned != (wanted->throws.bytes == NULL) ||
        (!returned && !text_equal(result.error_name, wanted->throws))) {
        TEST_FAILED("%s: %s %.*s: %.*s\n%.*s", name, run_outcome_name(result.outcome),
                    TEXT_ARG(result.error_name), TEXT_ARG(result.error), TEXT_ARG(result.stack));
    }
    compare(name, result.console, wanted->lines);
    script_runner_free(runner);
}

static void
run_file(const struct embedded_file *file)
{
    struct arena arena;
    arena_init(&arena, 256 << 20);
    struct script_source source = {text_of(file->name), {file->bytes, file->length}};
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    struct expectation wanted = read_expectation(&arena, source.text);
    err_t err = script_compile(&arena, &source, 1, &diagnostics, &program);
    if (err == OK && wanted.rejects.bytes == NULL) {
        run_program(file->name, &arena, program, &wanted);
    } else if (wanted.rejects.bytes != NULL) {
        EXPECT(err == ERR_SCRIPT_REJECTED && diagnostics.count > 0 &&
               text_is(wanted.rejects, diagnostics.items[0].code));
    } else {
        struct text_builder message;
        text_builder_init(&message, &arena, 4000);
        for (size_t i = 0; i < diagnostics.count; i++) {
            script_diagnostic_render(&diagnostics.items[i], &message);
        }
        TEST_FAILED("%s: %.*s", file->name, TEXT_ARG(text_builder_text(&message)));
    }
    script_program_free(program);
    arena_free(&arena);
}

TEST(every_language_file_does_what_its_comments_say)
{
    for (const struct embedded_file *file = language_files; file->name != NULL; file++) {
        run_file(file);
    }
}
