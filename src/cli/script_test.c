/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quoin script test: *.test.ts on the engine's own machine.
 *
 * A test file is compiled together with what stands in for vitest, behind an
 * entry of our own. Its tests run one after the other in one session, as under
 * vitest; a test that is stopped by a limit ends its session, and those behind
 * it run in a new one.
 */
#include <getopt.h>

#include "cli/test_suite.h"

enum { TEST_HEAP_BYTES = 512 << 20, TEST_DEPTH = 1000, TEST_OUTPUT_BYTES = 8 << 20 };
#define TEST_FUEL 200000000

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
    struct arena arena; /**< all that is told at the end */
    struct arena work;  /**< of compiling one file */
    struct script_runner *runner;
    struct test_files files;
    struct coverage coverage;
    struct text snapshots; /**< of the file that runs */
    const char *filter;
    const char *coverage_folder;
    const char *output;
    uint64_t fuel;
    bool is_json;
    bool has_coverage;
};

bool
test_file_failed(const struct test_file *file)
{
    bool has_failed = file->is_rejected || file->problems != NULL;
    for (size_t i = 0; i < file->tests.count; i++) {
        has_failed |= file->tests.items[i].state == TEST_FAILED;
    }
    return has_failed;
}

/* ---- problems ---------------------------------------------------------- */

/** The first line of a trace that is the author's: "    at f (path:line:col)". */
static void
find_place(struct test_problem *problem)
{
    for (size_t at = 0; at < problem->stack.length;) {
        size_t end = text_find(problem->stack, '\n', at);
        struct text line = text_trim(text_slice(problem->stack, at, end));
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
        problem->path = text_slice(place, 0, row - 1);
        problem->line = (int)line_number;
        problem->column = (int)column_number;
        return;
    }
}

static struct text
member(const struct json *object, const char *key)
{
    const struct json *value = json_get(object, key);
    return value != NULL && value->type == JSON_STRING ? value->text : NO_TEXT;
}

static struct test_problem *
add_problem(struct test_run *run, struct test_problem **list)
{
    while (*list != NULL) {
        list = &(*list)->next;
    }
    *list = arena_new(&run->arena, struct test_problem);
    return *list;
}

/** What the stand-in for vitest tells: [{ name, message, stack, expected, actual }]. */
static void
add_problems(struct test_run *run, const struct json *errors, struct test_problem **list)
{
    for (size_t i = 0; errors != NULL && i < errors->count; i++) {
        struct test_problem *problem = add_problem(run, list);
        if (problem != NULL) {
            const struct json *error = &errors->items[i];
            *problem = (struct test_problem){.name = member(error, "name"),
                                             .message = member(error, "message"),
                                             .expected = member(error, "expected"),
                                             .actual = member(error, "actual"),
                                             .stack = member(error, "stack")};
            find_place(problem);
        }
    }
}

/** A run that ended otherwise than by an answer. */
static void
add_outcome(struct test_run *run, const struct script_result *result, struct test_problem **list)
{
    struct test_problem *problem = add_problem(run, list);
    if (problem == NULL) {
        return;
    }
    *problem = (struct test_problem){
        .name = result->outcome == RUN_THREW ? result->error_name
                                             : text_of(run_outcome_name(result->outcome)),
        .message = result->error,
        .stack = result->stack,
    };
    find_place(problem);
}

/* ---- one file ---------------------------------------------------------- */

static struct script_limits
limits_of(const struct test_run *run)
{
    return (struct script_limits){
        .fuel = run->fuel,
        .heap_bytes = TEST_HEAP_BYTES,
        .depth = TEST_DEPTH,
        .output_bytes = TEST_OUTPUT_BYTES,
        .console_bytes = 64 * 1024,
    };
}

/** Call a method of the stand-in; its answer is JSON. */
static bool
call(struct test_run *run, const char *method, const struct json *argument, struct json *out,
     struct script_result *result)
{
    struct script_argument arguments[] = {{.json = argument}};
    struct script_limits limits = limits_of(run);
    struct test_answer answer = {0};
    struct json_error error;
    script_session_call(run->runner, text_of(method), arguments, 1, &limits, &run->arena,
                        &test_answer_model, &answer, result);
    return result->outcome == RUN_OK && json_parse(&run->arena, answer.result, out, &error) == OK;
}

/** A session with the file's tests collected. */
static bool
begin(struct test_run *run, const struct script_program *program, struct json *list,
      struct script_result *result)
{
    struct script_limits limits = limits_of(run);
    if (!script_session_begin(run->runner, program, &limits, &run->arena, result)) {
        return false;
    }
    struct json text = {.type = run->snapshots.bytes == NULL ? JSON_NULL : JSON_STRING,
                        .text = run->snapshots};
    struct json_member pair = {.key = TEXT("snapshots"), .value = text};
    struct json argument = {.type = JSON_OBJECT, .members = &pair, .count = 1};
    if (call(run, "list", &argument, list, result)) {
        return true;
    }
    script_session_end(run->runner);
    return false;
}

static struct text
join(struct arena *arena, const struct text *titles, size_t count)
{
    struct text_builder out;
    text_builder_init(&out, arena, 1u << 20);
    for (size_t i = 0; i < count; i++) {
        text_builder_format(&out, "%s%.*s", i == 0 ? "" : " > ", TEXT_ARG(titles[i]));
    }
    struct text text = text_builder_text(&out);
    return text.bytes == NULL ? TEXT("") : text;
}

static struct text *
titles_of(struct arena *arena, const struct json *list)
{
    struct text *titles = arena_alloc(arena, list->count + 1, sizeof(*titles));
    for (size_t i = 0; titles != NULL && i < list->count; i++) {
        titles[i] = list->items[i].text;
    }
    return titles;
}

/** The tests that the file has, before any of them runs. */
static void
note_tests(struct test_run *run, struct test_file *file, const struct json *list)
{
    const struct json *tests = json_get(list, "tests");
    const struct json *empty = json_get(list, "empty");
    for (size_t i = 0; tests != NULL && i < tests->count; i++) {
        const struct json *titles = json_get(&tests->items[i], "titles");
        struct text mode = member(&tests->items[i], "mode");
        struct test_case *test = list_add(&run->arena, &file->tests);
        if (test == NULL || titles == NULL) {
            return;
        }
        test->titles = titles_of(&run->arena, titles);
        test->title_count = test->titles == NULL ? 0 : titles->count;
        test->name = join(&run->arena, test->titles, test->title_count);
        test->is_left_out = run->filter != NULL && strstr(test->name.bytes, run->filter) == NULL;
        test->state = text_is(mode, "todo") ? TEST_TODO : TEST_SKIPPED;
        if (text_is(mode, "run") && !test->is_left_out) {
            test->state = TEST_PASSED; /* until it has run */
        }
    }
    for (size_t i = 0; empty != NULL && i < empty->count; i++) {
        struct text *titles = titles_of(&run->arena, &empty->items[i]);
        struct test_problem *problem = add_problem(run, &file->problems);
        if (titles != NULL && problem != NULL) {
            struct text name = join(&run->arena, titles, empty->items[i].count);
            problem->name = TEXT("Error");
            problem->message =
                text_format(&run->arena, "No test found in suite %.*s", TEXT_ARG(name));
        }
    }
    if (file->tests.count == 0 && file->problems == NULL) {
        struct test_problem *problem = add_problem(run, &file->problems);
        if (problem != NULL) {
            problem->name = TEXT("Error");
            problem->message = TEXT("No test suite found in file");
        }
    }
}

/** False: the session is over. */
static bool
run_test(struct test_run *run, struct test_file *file, size_t index)
{
    struct test_case *test = &file->tests.items[index];
    struct json number = {.type = JSON_NUMBER, .text = text_format(&run->arena, "%zu", index)};
    struct json_member pair = {.key = TEXT("index"), .value = number};
    struct json argument = {.type = JSON_OBJECT, .members = &pair, .count = 1};
    struct json answer;
    struct script_result result;
    int64_t start = run->sys->monotonic_ns(run->sys);
    bool has_answer = call(run, "run", &argument, &answer, &result);
    test->duration_us = (run->sys->monotonic_ns(run->sys) - start) / 1000;
    test->console = result.console;
    test->fuel = result.fuel;
    if (!has_answer) {
        test->state = TEST_FAILED;
        add_outcome(run, &result, &test->problems);
        return result.outcome == RUN_THREW;
    }
    struct text state = member(&answer, "state");
    test->state = text_is(state, "passed")    ? TEST_PASSED
                  : text_is(state, "skipped") ? TEST_SKIPPED
                                              : TEST_FAILED;
    add_problems(run, json_get(&answer, "errors"), &test->problems);
    add_problems(run, json_get(&answer, "around"), &file->problems);
    return true;
}

static void
finish(struct test_run *run, struct test_file *file)
{
    struct json nothing = {.type = JSON_OBJECT};
    struct json answer;
    struct script_result result;
    if (call(run, "finish", &nothing, &answer, &result)) {
        add_problems(run, json_get(&answer, "around"), &file->problems);
    } else {
        add_outcome(run, &result, &file->problems);
    }
    script_session_end(run->runner);
}

/** All tests of the file, in as many sessions as limits make necessary. */
static void
run_tests(struct test_run *run, struct test_file *file, const struct script_program *program)
{
    struct json list;
    struct script_result result;
    bool is_open = begin(run, program, &list, &result);
    if (!is_open) {
        add_outcome(run, &result, &file->problems);
        return;
    }
    note_tests(run, file, &list);
    bool is_first = true;
    for (size_t i = 0; i < file->tests.count && is_open; i++) {
        struct test_case *test = &file->tests.items[i];
        if (test->state != TEST_PASSED) {
            continue;
        }
        if (!run_test(run, file, i)) {
            /* The heap may be full of what came before: once more, alone. */
            bool is_again = !is_first && text_is(test->problems->name, "memory");
            script_session_end(run->runner);
            is_open = begin(run, program, &list, &result);
            if (is_again && is_open) {
                test->problems = NULL;
                test->state = TEST_PASSED;
                is_first = true;
                i--;
                continue;
            }
        }
        is_first = false;
    }
    if (is_open) {
        finish(run, file);
    } else {
        add_outcome(run, &result, &file->problems);
    }
}

static void
run_program(struct test_run *run, struct test_file *file, const struct script_program *program)
{
    size_t count;
    uint32_t *counts = NULL;
    (void)script_program_marks(program, &count);
    if (count > 0) {
        counts = arena_alloc(&run->work, count, sizeof(*counts));
        if (counts != NULL) {
            memset(counts, 0, count * sizeof(*counts));
        }
    }
    script_runner_count(run->runner, counts, count);
    run_tests(run, file, program);
    script_runner_count(run->runner, NULL, 0);
    if (counts != NULL) {
        coverage_add(&run->arena, &run->coverage, &file->sources, program, counts);
    }
}

static void
run_file(struct test_run *run, struct text path)
{
    struct test_file *file = list_add(&run->arena, &run->files);
    if (file == NULL) {
        return;
    }
    int64_t start = run->sys->monotonic_ns(run->sys);
    file->path = path;
    struct script_program *program = NULL;
    run->snapshots = test_snapshots(run->sys, &run->arena, path);
    if (test_sources(run->sys, &run->arena, path, &file->sources)) {
        bool *is_counted = run->has_coverage ? test_counted(&run->work, &file->sources) : NULL;
        program = program_load_counted(&run->work, &file->sources, is_counted, false);
    }
    file->is_rejected = program == NULL;
    if (program != NULL) {
        run_program(run, file, program);
        script_program_free(program);
    }
    arena_reset(&run->work);
    file->duration_us = (run->sys->monotonic_ns(run->sys) - start) / 1000;
    if (!run->is_json) {
        report_file(file);
    }
}

/* ---- all files --------------------------------------------------------- */

static bool
write_file(struct test_run *run, const char *path, struct text content)
{
    if (content.bytes == NULL || run->sys->file_write(run->sys, path, content) != OK) {
        (void)fprintf(stderr, "%s: cannot be written\n", path);
        return false;
    }
    return true;
}

static bool
tell_coverage(struct test_run *run)
{
    struct text_builder table;
    struct text_builder lcov;
    text_builder_init(&table, &run->arena, 16u << 20);
    coverage_table(&run->coverage, &table);
    if (!run->is_json) {
        struct text text = text_builder_text(&table);
        (void)printf("%.*s", TEXT_ARG(text));
    }
    text_builder_init(&lcov, &run->arena, 64u << 20);
    coverage_lcov(&run->coverage, &lcov);
    struct text path = text_format(&run->arena, "%s/lcov.info", run->coverage_folder);
    return path.bytes != NULL && write_file(run, path.bytes, text_builder_text(&lcov));
}

static bool
tell(struct test_run *run, int64_t started_ms, int64_t duration_us)
{
    bool is_fine = true;
    if (run->is_json || run->output != NULL) {
        struct text json = report_json(&run->arena, &run->files, started_ms);
        if (run->output != NULL) {
            is_fine &= write_file(run, run->output, json);
        } else {
            (void)printf("%.*s\n", TEXT_ARG(json));
        }
    }
    if (!run->is_json) {
        report_end(&run->arena, &run->files, duration_us);
    }
    return is_fine && (!run->has_coverage || tell_coverage(run));
}

static int
test_all(struct test_run *run, const struct command *command, const struct file_list *paths)
{
    if (paths->count == 0) {
        return command_misuse(command, "there are no test files: *.test.ts or *.spec.ts");
    }
    if (script_runner_new(TEST_HEAP_BYTES, &run->runner) != OK) {
        (void)fprintf(stderr, "not enough memory\n");
        return STATUS_FAILED;
    }
    int64_t started_ms = run->sys->wall_ms(run->sys);
    int64_t start = run->sys->monotonic_ns(run->sys);
    arena_init(&run->arena, COMMAND_ARENA_BYTES);
    arena_init(&run->work, COMMAND_ARENA_BYTES);
    for (size_t i = 0; i < paths->count; i++) {
        run_file(run, paths->items[i]);
    }
    bool is_fine = tell(run, started_ms, (run->sys->monotonic_ns(run->sys) - start) / 1000);
    for (size_t i = 0; i < run->files.count; i++) {
        is_fine &= !test_file_failed(&run->files.items[i]);
    }
    arena_free(&run->work);
    arena_free(&run->arena);
    script_runner_free(run->runner);
    return is_fine ? STATUS_FINE : STATUS_FAILED;
}

static int
read_options(struct test_run *run, const struct command *command, int count, char **arguments)
{
    static const struct option options[] = {
        {"filter", required_argument, NULL, 't'}, {"fuel", required_argument, NULL, 'u'},
        {"json", no_argument, NULL, 'j'},         {"reporter", required_argument, NULL, 'r'},
        {"output", required_argument, NULL, 'o'}, {"coverage", optional_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
    };
    optind = 1;
    for (int option; (option = getopt_long(count, arguments, "t:h", options, NULL)) != -1;) {
        int64_t fuel = 0;
        switch (option) {
        case 't':
            run->filter = optarg;
            break;
        case 'u':
            if (!text_parse_int(text_of(optarg), &fuel) || fuel <= 0) {
                return command_misuse(command, "--fuel needs a positive number");
            }
            run->fuel = (uint64_t)fuel;
            break;
        case 'j':
            run->is_json = true;
            break;
        case 'r':
            run->is_json = strcmp(optarg, "json") == 0;
            if (!run->is_json && strcmp(optarg, "tree") != 0) {
                return command_misuse(command, "--reporter is tree or json");
            }
            break;
        case 'o':
            run->output = optarg;
            break;
        case 'c':
            run->has_coverage = true;
            run->coverage_folder = optarg == NULL ? run->coverage_folder : optarg;
            break;
        default:
            return command_help(command, option != 'h');
        }
    }
    return -1;
}

int
command_test(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct test_run run = {.sys = sys, .fuel = TEST_FUEL, .coverage_folder = "."};
    struct arena arena;
    struct file_list paths = {0};
    int status = read_options(&run, command, count, arguments);
    if (status >= 0) {
        return status;
    }
    arena_init(&arena, COMMAND_ARENA_BYTES);
    for (int i = optind; i < count; i++) {
        files_find(sys, &arena, text_of(arguments[i]), true, &paths);
    }
    if (optind >= count) {
        files_find(sys, &arena, TEXT("."), true, &paths);
    }
    status = test_all(&run, command, &paths);
    arena_free(&arena);
    return status;
}
