/* SPDX-License-Identifier: Apache-2.0 */
/* test_report.c: what came of tests, for people and for programs. */
#include "cli/test_suite.h"

enum { LINES_AROUND = 2, REPORT_BYTES_MAX = 64 << 20 };

static const char *const marks[SCRIPT_TEST_STATES] = {"✓", "×", "↓", "□"};
static const char *const states[SCRIPT_TEST_STATES] = {"passed", "failed", "skipped", "todo"};

static size_t
count_state(const struct test_file *file, enum script_test_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < file->suite.tests.count; i++) {
        const struct script_test *test = &file->suite.tests.items[i];
        count += test->state == state && !test->is_left_out;
    }
    return count;
}

/* ---- the tree ---------------------------------------------------------- */

/** How many titles two tests share, their own names aside. */
static size_t
shared_titles(const struct script_test *a, const struct script_test *b)
{
    size_t count = 0;
    while (count + 1 < a->title_count && count + 1 < b->title_count &&
           text_equal(a->titles[count], b->titles[count])) {
        count++;
    }
    return count;
}

static void
print_indented(struct text text, const char *indent)
{
    for (size_t at = 0; at < text.length;) {
        size_t end = text_find(text, '\n', at);
        (void)printf("%s%.*s\n", indent, TEXT_ARG(text_slice(text, at, end)));
        at = end + 1;
    }
}

static void
print_test(const struct script_test *test, const struct script_test *before)
{
    size_t shared = before == NULL ? 0 : shared_titles(before, test);
    for (size_t i = shared; i + 1 < test->title_count; i++) {
        (void)printf("%*s%.*s\n", (int)(2 * i + 3), "", TEXT_ARG(test->titles[i]));
    }
    struct text name = test->title_count == 0 ? TEXT("") : test->titles[test->title_count - 1];
    (void)printf("%*s%s %.*s\n", (int)(2 * test->title_count + 1), "", marks[test->state],
                 TEXT_ARG(name));
    print_indented(test->console, "     | ");
}

void
report_file(const struct test_file *file)
{
    bool has_failed = test_file_failed(file);
    (void)printf(" %s %.*s (%zu test%s", has_failed ? "❯" : "✓", TEXT_ARG(file->path),
                 file->suite.tests.count, file->suite.tests.count == 1 ? "" : "s");
    for (enum script_test_state state = SCRIPT_TEST_FAILED; state < SCRIPT_TEST_STATES; state++) {
        size_t count = count_state(file, state);
        if (count > 0) {
            (void)printf(" | %zu %s", count, states[state]);
        }
    }
    (void)printf(") %lld ms\n", (long long)(file->duration_us / 1000));
    const struct script_test *before = NULL;
    for (size_t i = 0; i < file->suite.tests.count; i++) {
        if (!file->suite.tests.items[i].is_left_out) {
            print_test(&file->suite.tests.items[i], before);
            before = &file->suite.tests.items[i];
        }
    }
    (void)fflush(stdout);
}

/* ---- failures ---------------------------------------------------------- */

static struct text
source_text(const struct test_file *file, struct text path)
{
    for (size_t i = 0; i < file->sources.count; i++) {
        if (text_equal(file->sources.items[i].path, path)) {
            return file->sources.items[i].text;
        }
    }
    return NO_TEXT;
}

/** The line, those around it, a caret. */
static void
render_frame(const struct test_file *file, const struct script_test_problem *problem,
             struct text_builder *out)
{
    if (problem->line <= 0) {
        return;
    }
    struct text text = source_text(file, problem->path);
    text_builder_format(out, " ❯ %.*s:%d:%d\n", TEXT_ARG(problem->path), problem->line,
                        problem->column);
    int line = 1;
    for (size_t at = 0; at < text.length && line <= problem->line + LINES_AROUND; line++) {
        size_t end = text_find(text, '\n', at);
        if (line >= problem->line - LINES_AROUND) {
            text_builder_format(out, "   %4d|  %.*s\n", line, TEXT_ARG(text_slice(text, at, end)));
        }
        if (line == problem->line) {
            text_builder_format(out, "       |  %*s^\n",
                                problem->column > 1 ? problem->column - 1 : 0, "");
        }
        at = end + 1;
    }
}

static void
render_problem(struct arena *arena, const struct test_file *file,
               const struct script_test_problem *problem, struct text_builder *out)
{
    text_builder_format(out, "%.*s: %.*s\n", TEXT_ARG(problem->name), TEXT_ARG(problem->message));
    if (problem->expected.bytes != NULL && problem->actual.bytes != NULL) {
        text_builder_add_char(out, '\n');
        difference_render(arena, problem->expected, problem->actual, out);
        text_builder_add_char(out, '\n');
    }
    render_frame(file, problem, out);
}

static void
render_failures(struct arena *arena, const struct test_file *file, struct text_builder *out)
{
    if (file->is_rejected) {
        text_builder_format(out, " FAIL  %.*s\nThe file does not compile.\n\n",
                            TEXT_ARG(file->path));
    }
    for (const struct script_test_problem *problem = file->suite.problems; problem != NULL;
         problem = problem->next) {
        text_builder_format(out, " FAIL  %.*s\n", TEXT_ARG(file->path));
        render_problem(arena, file, problem, out);
        text_builder_add_char(out, '\n');
    }
    for (size_t i = 0; i < file->suite.tests.count; i++) {
        const struct script_test *test = &file->suite.tests.items[i];
        for (const struct script_test_problem *problem = test->problems; problem != NULL;
             problem = problem->next) {
            text_builder_format(out, " FAIL  %.*s > %.*s\n", TEXT_ARG(file->path),
                                TEXT_ARG(test->name));
            render_problem(arena, file, problem, out);
            text_builder_add_char(out, '\n');
        }
    }
}

/* ---- numbers ----------------------------------------------------------- */

/** "1 failed | 14 passed (15)" */
static void
print_counts(const char *what, const size_t counts[SCRIPT_TEST_STATES])
{
    static const enum script_test_state order[] = {SCRIPT_TEST_FAILED, SCRIPT_TEST_PASSED,
                                                   SCRIPT_TEST_SKIPPED, SCRIPT_TEST_TODO};
    size_t total = 0;
    (void)printf("%11s ", what);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        size_t count = counts[order[i]];
        if (count > 0) {
            (void)printf("%s %zu %s", total == 0 ? "" : " |", count, states[order[i]]);
        }
        total += count;
    }
    (void)printf(" (%zu)\n", total);
}

static enum script_test_state
file_state(const struct test_file *file)
{
    return test_file_failed(file)                      ? SCRIPT_TEST_FAILED
           : count_state(file, SCRIPT_TEST_PASSED) > 0 ? SCRIPT_TEST_PASSED
                                                       : SCRIPT_TEST_SKIPPED;
}

void
report_end(struct arena *arena, const struct test_files *files, int64_t duration_us)
{
    size_t of_files[SCRIPT_TEST_STATES] = {0};
    size_t of_tests[SCRIPT_TEST_STATES] = {0};
    struct text_builder out;
    text_builder_init(&out, arena, REPORT_BYTES_MAX);
    for (size_t i = 0; i < files->count; i++) {
        const struct test_file *file = &files->items[i];
        of_files[file_state(file)]++;
        for (enum script_test_state state = SCRIPT_TEST_PASSED; state < SCRIPT_TEST_STATES;
             state++) {
            of_tests[state] += count_state(file, state);
        }
        render_failures(arena, file, &out);
    }
    struct text text = text_builder_text(&out);
    if (text.length > 0) {
        (void)printf("\n--- failures ---\n\n%.*s", TEXT_ARG(text));
    }
    (void)printf("\n");
    print_counts("Test Files", of_files);
    print_counts("Tests", of_tests);
    (void)printf("%11s  %lld ms\n", "Duration", (long long)(duration_us / 1000));
}

/* ---- JSON -------------------------------------------------------------- */

static void
write_problems(struct arena *arena, const struct test_file *file,
               const struct script_test_problem *problems, struct json_writer *writer)
{
    for (const struct script_test_problem *problem = problems; problem != NULL;
         problem = problem->next) {
        struct text_builder out;
        text_builder_init(&out, arena, 1u << 20);
        render_problem(arena, file, problem, &out);
        json_text(writer, text_builder_text(&out));
    }
}

static void
write_test(struct arena *arena, const struct test_file *file, const struct script_test *test,
           struct json_writer *writer)
{
    struct text_builder full;
    text_builder_init(&full, arena, 1u << 20);
    json_open_object(writer);
    json_key_string(writer, "ancestorTitles");
    json_open_array(writer);
    for (size_t i = 0; i < test->title_count; i++) {
        text_builder_format(&full, "%s%.*s", i == 0 ? "" : " ", TEXT_ARG(test->titles[i]));
        if (i + 1 < test->title_count) {
            json_text(writer, test->titles[i]);
        }
    }
    json_close_array(writer);
    json_key_string(writer, "fullName");
    json_text(writer, text_builder_text(&full));
    json_key_string(writer, "status");
    json_string(writer, states[test->state]);
    json_key_string(writer, "title");
    json_text(writer, test->title_count == 0 ? TEXT("") : test->titles[test->title_count - 1]);
    json_key_string(writer, "duration");
    json_int(writer, test->duration_us / 1000);
    json_key_string(writer, "fuel");
    json_int(writer, (int64_t)test->fuel);
    json_key_string(writer, "failureMessages");
    json_open_array(writer);
    write_problems(arena, file, test->problems, writer);
    json_close_array(writer);
    if (test->problems != NULL && test->problems->line > 0) {
        json_key_string(writer, "location");
        json_open_object(writer);
        json_key_string(writer, "line");
        json_int(writer, test->problems->line);
        json_key_string(writer, "column");
        json_int(writer, test->problems->column);
        json_close_object(writer);
    }
    json_close_object(writer);
}

static void
write_file(struct arena *arena, const struct test_file *file, struct json_writer *writer)
{
    json_open_object(writer);
    json_key_string(writer, "name");
    json_text(writer, file->path);
    json_key_string(writer, "status");
    json_string(writer, test_file_failed(file) ? "failed" : "passed");
    json_key_string(writer, "message");
    json_string(writer, file->is_rejected              ? "The file does not compile."
                        : file->suite.problems != NULL ? file->suite.problems->message.bytes
                                                       : "");
    json_key_string(writer, "assertionResults");
    json_open_array(writer);
    for (size_t i = 0; i < file->suite.tests.count; i++) {
        write_test(arena, file, &file->suite.tests.items[i], writer);
    }
    json_close_array(writer);
    json_close_object(writer);
}

static void
write_count(struct json_writer *writer, const char *key, const struct test_files *files,
            enum script_test_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < files->count; i++) {
        for (size_t k = 0; k < files->items[i].suite.tests.count; k++) {
            count +=
                state == SCRIPT_TEST_STATES || files->items[i].suite.tests.items[k].state == state;
        }
    }
    json_key_string(writer, key);
    json_int(writer, (int64_t)count);
}

struct text
report_json(struct arena *arena, const struct test_files *files, int64_t started_ms)
{
    struct json_writer writer;
    size_t failed = 0;
    json_writer_init(&writer, arena, REPORT_BYTES_MAX, false);
    for (size_t i = 0; i < files->count; i++) {
        failed += test_file_failed(&files->items[i]);
    }
    json_open_object(&writer);
    json_key_string(&writer, "numTotalTestSuites");
    json_int(&writer, (int64_t)files->count);
    json_key_string(&writer, "numFailedTestSuites");
    json_int(&writer, (int64_t)failed);
    write_count(&writer, "numTotalTests", files, SCRIPT_TEST_STATES);
    write_count(&writer, "numPassedTests", files, SCRIPT_TEST_PASSED);
    write_count(&writer, "numFailedTests", files, SCRIPT_TEST_FAILED);
    write_count(&writer, "numPendingTests", files, SCRIPT_TEST_SKIPPED);
    write_count(&writer, "numTodoTests", files, SCRIPT_TEST_TODO);
    json_key_string(&writer, "startTime");
    json_int(&writer, started_ms);
    json_key_string(&writer, "success");
    json_bool(&writer, failed == 0);
    json_key_string(&writer, "testResults");
    json_open_array(&writer);
    for (size_t i = 0; i < files->count; i++) {
        write_file(arena, &files->items[i], &writer);
    }
    json_close_array(&writer);
    json_close_object(&writer);
    return json_writer_text(&writer);
}
