/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suite.c: the tests of one file, on the machine that decides.
 *
 * Its tests run one after the other in one session, as under vitest; a test that is
 * stopped by a limit ends its session, and those behind it run in a new one.
 */
#include "base/list.h"
#include "script/script.h"

enum { TEST_DEPTH = 1000, TEST_OUTPUT_BYTES = 8 << 20 };

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

/** What runs one suite. */
struct suite_run {
    struct script_runner *runner;
    const struct script_suite_options *options;
    struct arena *arena; /**< of all that is told */
    struct script_suite *suite;
};

/* ---- problems ---------------------------------------------------------- */

/** The first line of a trace that is the author's: "    at f (path:line:col)". */
static void
find_place(struct script_test_problem *problem)
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

static struct script_test_problem *
add_problem(struct suite_run *run, struct script_test_problem **list)
{
    while (*list != NULL) {
        list = &(*list)->next;
    }
    *list = arena_new(run->arena, struct script_test_problem);
    return *list;
}

/** What the stand-in for vitest tells: [{ name, message, stack, expected, actual }]. */
static void
add_problems(struct suite_run *run, const struct json *errors, struct script_test_problem **list)
{
    for (size_t i = 0; errors != NULL && i < errors->count; i++) {
        struct script_test_problem *problem = add_problem(run, list);
        if (problem != NULL) {
            const struct json *error = &errors->items[i];
            *problem = (struct script_test_problem){.name = member(error, "name"),
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
add_outcome(struct suite_run *run, const struct script_result *result,
            struct script_test_problem **list)
{
    struct script_test_problem *problem = add_problem(run, list);
    if (problem == NULL) {
        return;
    }
    *problem = (struct script_test_problem){
        .name = result->outcome == RUN_THREW ? result->error_name
                                             : text_of(run_outcome_name(result->outcome)),
        .message = result->error,
        .stack = result->stack,
    };
    find_place(problem);
}

/* ---- one file ---------------------------------------------------------- */

static int64_t
clock_us(const struct suite_run *run)
{
    return run->options->clock_us == NULL ? 0 : run->options->clock_us(run->options->clock);
}

/** What is left of the fuel of all tests together. */
static uint64_t
fuel_left(const struct suite_run *run)
{
    uint64_t all = run->options->fuel_all;
    if (all == 0) {
        return run->options->fuel;
    }
    uint64_t left = all > run->suite->fuel ? all - run->suite->fuel : 0;
    return left < run->options->fuel ? left : run->options->fuel;
}

static struct script_limits
limits_of(const struct suite_run *run)
{
    return (struct script_limits){
        .fuel = fuel_left(run),
        .heap_bytes = run->options->heap_bytes,
        .depth = TEST_DEPTH,
        .output_bytes = TEST_OUTPUT_BYTES,
        .console_bytes = 64 * 1024,
    };
}

/** Call a method of the stand-in; its answer is JSON. */
static bool
call(struct suite_run *run, const char *method, const struct json *argument, struct json *out,
     struct script_result *result)
{
    struct script_argument arguments[] = {{.json = argument}};
    struct script_limits limits = limits_of(run);
    struct test_answer answer = {0};
    struct json_error error;
    script_session_call(run->runner, text_of(method), arguments, 1, &limits, run->arena,
                        &test_answer_model, &answer, result);
    run->suite->fuel += result->fuel;
    return result->outcome == RUN_OK && json_parse(run->arena, answer.result, out, &error) == OK;
}

/** A session with the file's tests collected. */
static bool
begin(struct suite_run *run, const struct script_program *program, struct json *list,
      struct script_result *result)
{
    struct script_limits limits = limits_of(run);
    bool is_open = script_session_begin(run->runner, program, &limits, run->arena, result);
    run->suite->fuel += result->fuel;
    if (!is_open) {
        return false;
    }
    struct json text = {.type = run->options->snapshots.bytes == NULL ? JSON_NULL : JSON_STRING,
                        .text = run->options->snapshots};
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
note_tests(struct suite_run *run, const struct json *list)
{
    const struct json *tests = json_get(list, "tests");
    const struct json *empty = json_get(list, "empty");
    for (size_t i = 0; tests != NULL && i < tests->count; i++) {
        const struct json *titles = json_get(&tests->items[i], "titles");
        struct text mode = member(&tests->items[i], "mode");
        struct script_test *test = list_add(run->arena, &run->suite->tests);
        if (test == NULL || titles == NULL) {
            return;
        }
        test->titles = titles_of(run->arena, titles);
        test->title_count = test->titles == NULL ? 0 : titles->count;
        test->name = join(run->arena, test->titles, test->title_count);
        test->is_left_out =
            run->options->filter != NULL && strstr(test->name.bytes, run->options->filter) == NULL;
        test->state = text_is(mode, "todo") ? SCRIPT_TEST_TODO : SCRIPT_TEST_SKIPPED;
        if (text_is(mode, "run") && !test->is_left_out) {
            test->state = SCRIPT_TEST_PASSED; /* until it has run */
        }
    }
    for (size_t i = 0; empty != NULL && i < empty->count; i++) {
        struct text *titles = titles_of(run->arena, &empty->items[i]);
        struct script_test_problem *problem = add_problem(run, &run->suite->problems);
        if (titles != NULL && problem != NULL) {
            struct text name = join(run->arena, titles, empty->items[i].count);
            problem->name = TEXT("Error");
            problem->message =
                text_format(run->arena, "No test found in suite %.*s", TEXT_ARG(name));
        }
    }
    if (run->suite->tests.count == 0 && run->suite->problems == NULL) {
        struct script_test_problem *problem = add_problem(run, &run->suite->problems);
        if (problem != NULL) {
            problem->name = TEXT("Error");
            problem->message = TEXT("No test suite found in file");
        }
    }
}

/** False: the session is over. */
static bool
run_test(struct suite_run *run, size_t index)
{
    struct script_test *test = &run->suite->tests.items[index];
    struct json number = {.type = JSON_NUMBER, .text = text_format(run->arena, "%zu", index)};
    struct json_member pair = {.key = TEXT("index"), .value = number};
    struct json argument = {.type = JSON_OBJECT, .members = &pair, .count = 1};
    struct json answer;
    struct script_result result;
    int64_t start = clock_us(run);
    bool has_answer = call(run, "run", &argument, &answer, &result);
    test->duration_us = clock_us(run) - start;
    test->console = result.console;
    test->fuel = result.fuel;
    if (!has_answer) {
        test->state = SCRIPT_TEST_FAILED;
        add_outcome(run, &result, &test->problems);
        return result.outcome == RUN_THREW;
    }
    struct text state = member(&answer, "state");
    test->state = text_is(state, "passed")    ? SCRIPT_TEST_PASSED
                  : text_is(state, "skipped") ? SCRIPT_TEST_SKIPPED
                                              : SCRIPT_TEST_FAILED;
    add_problems(run, json_get(&answer, "errors"), &test->problems);
    add_problems(run, json_get(&answer, "around"), &run->suite->problems);
    return true;
}

static void
finish(struct suite_run *run)
{
    struct json nothing = {.type = JSON_OBJECT};
    struct json answer;
    struct script_result result;
    if (call(run, "finish", &nothing, &answer, &result)) {
        add_problems(run, json_get(&answer, "around"), &run->suite->problems);
    } else {
        add_outcome(run, &result, &run->suite->problems);
    }
    script_session_end(run->runner);
}

void
script_suite_run(struct script_runner *runner, const struct script_program *program,
                 const struct script_suite_options *options, struct arena *arena,
                 struct script_suite *suite)
{
    struct suite_run whole = {.runner = runner, .options = options, .arena = arena, .suite = suite};
    struct suite_run *run = &whole;
    struct json list;
    struct script_result result;
    bool is_open = begin(run, program, &list, &result);
    if (!is_open) {
        add_outcome(run, &result, &run->suite->problems);
        return;
    }
    note_tests(run, &list);
    bool is_first = true;
    for (size_t i = 0; i < run->suite->tests.count && is_open; i++) {
        struct script_test *test = &run->suite->tests.items[i];
        if (test->state != SCRIPT_TEST_PASSED) {
            continue;
        }
        if (!run_test(run, i)) {
            /* The heap may be full of what came before: once more, alone. */
            bool is_again = !is_first && text_is(test->problems->name, "memory");
            script_session_end(run->runner);
            is_open = begin(run, program, &list, &result);
            if (is_again && is_open) {
                test->problems = NULL;
                test->state = SCRIPT_TEST_PASSED;
                is_first = true;
                i--;
                continue;
            }
        }
        is_first = false;
    }
    if (is_open) {
        finish(run);
    } else {
        add_outcome(run, &result, &run->suite->problems);
    }
}

bool
script_suite_failed(const struct script_suite *suite)
{
    bool has_failed = suite->problems != NULL;
    for (size_t i = 0; i < suite->tests.count; i++) {
        has_failed |= suite->tests.items[i].state == SCRIPT_TEST_FAILED;
    }
    return has_failed;
}
