/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quoin script test: *.test.ts on the engine's own machine.
 *
 * A test file is compiled together with vitest.js, which stands in for the
 * package, behind an entry of our own. `list` names the tests; each is a call.
 */
#include <getopt.h>

#include "base/json.h"
#include "base/list.h"
#include "cli/command.h"
#include "vitest.h"

enum { TEST_HEAP_BYTES = 256 << 20, TEST_DEPTH = 1000, TEST_OUTPUT_BYTES = 8 << 20 };

struct test_answer {
    struct text result;
};

static const struct model_field test_answer_fields[] = {
    {.name = "result",
     .camel = "result",
     .type = MODEL_TEXT,
     .offset = offsetof(struct test_answer, result),
     .has_offset = UINT16_MAX,
     .count_offset = UINT16_MAX},
};
static const struct model test_answer_model = {.name = "test_answer",
                                               .fields = test_answer_fields,
                                               .count = 1,
                                               .size_bytes = sizeof(struct test_answer)};

struct test_run {
    const struct sys *sys;
    struct arena *arena;
    struct script_runner *runner;
    const char *filter;
    uint64_t fuel;
    size_t passed, failed, skipped;
};

static void
call(struct test_run *run, const struct script_program *program, const char *method,
     const struct json *argument, struct test_answer *answer, struct script_result *result)
{
    struct script_argument arguments[] = {{.json = argument}};
    struct script_limits limits = {
        .fuel = run->fuel,
        .heap_bytes = TEST_HEAP_BYTES,
        .depth = TEST_DEPTH,
        .output_bytes = TEST_OUTPUT_BYTES,
        .console_bytes = 64 * 1024,
    };
    *result = (struct script_result){0};
    *answer = (struct test_answer){0};
    script_call(run->runner, program, text_of(method), arguments, argument == NULL ? 0 : 1, &limits,
                run->arena, &test_answer_model, answer, result);
}

/** The first line of a trace that is the author's: "    at f (path:line:col)". */
static void
place_in_author_file(struct script_result *result)
{
    for (size_t at = 0; at < result->stack.length;) {
        size_t end = text_find(result->stack, '\n', at);
        struct text line = text_trim(text_slice(result->stack, at, end));
        at = end + 1;
        size_t open = text_find(line, '(', 0);
        struct text place = open < line.length
                                ? text_slice(line, open + 1, line.length - 1)
                                : text_slice(line, line.length > 3 ? 3 : 0, line.length);
        size_t column = place.length;
        while (column > 0 && place.bytes[column - 1] != ':') {
            column--;
        }
        size_t row = column > 0 ? column - 1 : 0;
        while (row > 0 && place.bytes[row - 1] != ':') {
            row--;
        }
        int64_t line_number;
        int64_t column_number;
        if (row == 0 || text_has_prefix(place, TEXT("node_modules/")) ||
            !text_parse_int(text_slice(place, row, column - 1), &line_number) ||
            !text_parse_int(text_slice(place, column, place.length), &column_number)) {
            continue;
        }
        result->path = text_slice(place, 0, row - 1);
        result->line = (int)line_number;
        result->column = (int)column_number;
        return;
    }
}

static void
run_test(struct test_run *run, const struct script_program *program,
         const struct source_set *sources, const struct json *test, size_t index)
{
    const struct json *name = json_get(test, "name");
    const struct json *skip = json_get(test, "skip");
    if (name == NULL || (run->filter != NULL && strstr(name->text.bytes, run->filter) == NULL)) {
        return;
    }
    if (skip != NULL && skip->type == JSON_TRUE) {
        run->skipped++;
        (void)printf("  -  %.*s\n", TEXT_ARG(name->text));
        return;
    }
    struct json number = {.type = JSON_NUMBER, .text = text_format(run->arena, "%zu", index)};
    struct json_member member = {.key = TEXT("index"), .value = number};
    struct json argument = {.type = JSON_OBJECT, .members = &member, .count = 1};
    struct test_answer answer;
    struct script_result result;
    call(run, program, "run", &argument, &answer, &result);
    if (result.outcome == RUN_OK) {
        run->passed++;
        (void)printf("  ok %.*s\n", TEXT_ARG(name->text));
    } else {
        run->failed++;
        (void)printf("  FAIL %.*s\n", TEXT_ARG(name->text));
    }
    if (result.console.length > 0) {
        (void)printf("%.*s\n", TEXT_ARG(result.console));
    }
    (void)fflush(stdout);
    if (result.outcome != RUN_OK) {
        place_in_author_file(&result);
        failure_print(run->arena, sources, &result);
    }
}

static struct text
folder_of(struct text path)
{
    size_t end = path.length;
    while (end > 0 && path.bytes[end - 1] != '/') {
        end--;
    }
    return text_slice(path, 0, end);
}

static struct text
name_of(struct text path)
{
    return text_slice(path, folder_of(path).length, path.length);
}

/** Our entry first, then vitest.js, then the test and what it imports. */
static bool
sources_of(struct test_run *run, struct text path, struct source_set *out)
{
    *out = (struct source_set){0};
    struct script_source *entry = list_add(run->arena, out);
    struct script_source *vitest = entry == NULL ? NULL : list_add(run->arena, out);
    if (vitest == NULL) {
        return false;
    }
    out->items[0].path = text_format(run->arena, "%.*s<tests>.js", TEXT_ARG(folder_of(path)));
    out->items[0].text =
        text_format(run->arena, "import './%.*s';\nexport { default } from 'vitest';\n",
                    TEXT_ARG(name_of(path)));
    out->items[1] = (struct script_source){TEXT("node_modules/vitest.js"),
                                           {vitest_files[0].bytes, vitest_files[0].length}};
    return sources_add(run->sys, run->arena, path, out);
}

static void
run_file(struct test_run *run, struct text path)
{
    struct source_set sources;
    struct json tests;
    struct json_error error;
    struct test_answer answer;
    struct script_result result;
    (void)printf("%.*s\n", TEXT_ARG(path));
    (void)fflush(stdout);
    if (!sources_of(run, path, &sources)) {
        run->failed++;
        return;
    }
    struct script_program *program = program_load(run->arena, &sources, false);
    if (program == NULL) {
        run->failed++;
        return;
    }
    call(run, program, "list", NULL, &answer, &result);
    if (result.outcome != RUN_OK) {
        run->failed++;
        place_in_author_file(&result);
        failure_print(run->arena, &sources, &result);
    } else if (json_parse(run->arena, answer.result, &tests, &error) == OK) {
        for (size_t i = 0; i < tests.count; i++) {
            run_test(run, program, &sources, &tests.items[i], i);
        }
    }
    script_program_free(program);
}

static int
test_files(struct test_run *run, const struct command *command, const struct file_list *files)
{
    if (files->count == 0) {
        return command_misuse(command, "there are no *.test.ts files");
    }
    if (script_runner_new(TEST_HEAP_BYTES, &run->runner) != OK) {
        (void)fprintf(stderr, "not enough memory\n");
        return STATUS_FAILED;
    }
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_BYTES);
    run->arena = &arena;
    for (size_t i = 0; i < files->count; i++) {
        run_file(run, files->items[i]);
        arena_reset(&arena);
    }
    arena_free(&arena);
    script_runner_free(run->runner);
    (void)printf("%zu passed, %zu failed, %zu skipped\n", run->passed, run->failed, run->skipped);
    return run->failed == 0 ? STATUS_FINE : STATUS_FAILED;
}

int
command_test(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    static const struct option options[] = {
        {"filter", required_argument, NULL, 'f'},
        {"fuel", required_argument, NULL, 'u'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct test_run run = {.sys = sys, .fuel = 50000000};
    struct file_list files = {0};
    struct arena arena;
    optind = 1;
    for (int option; (option = getopt_long(count, arguments, "h", options, NULL)) != -1;) {
        int64_t fuel;
        if (option == 'h') {
            return command_help(command, false);
        }
        if (option == 'f') {
            run.filter = optarg;
        } else if (option == 'u' && text_parse_int(text_of(optarg), &fuel) && fuel > 0) {
            run.fuel = (uint64_t)fuel;
        } else {
            return command_help(command, true);
        }
    }
    arena_init(&arena, 64u << 20);
    if (optind == count) {
        files_find(sys, &arena, TEXT("."), true, &files);
    }
    for (int i = optind; i < count; i++) {
        files_find(sys, &arena, text_of(arguments[i]), true, &files);
    }
    int status = test_files(&run, command, &files);
    arena_free(&arena);
    return status;
}
