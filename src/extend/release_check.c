/* SPDX-License-Identifier: Apache-2.0 */
/**
 * release_check.c: what is run of an upload before it becomes a release: the author's own
 * tests, and made-up inputs. On the machine that decides, within limits, while nothing is
 * open for writing.
 */
#include "base/list.h"
#include "extend/loaded.h"

#include "limits.model.h"

enum { WORK_BYTES = 256 << 20, FAILURES_MAX = 20, MESSAGE_BYTES_MAX = 65536 };

struct upload {
    struct task *task;
    const struct point *point;
    const struct script_source *sources;
    size_t source_count;
    const struct release_check_wish *wish;
    struct arena work; /**< of one file, or of all cases */
};

static err_t
fail_memory(struct upload *upload)
{
    return fail(upload->task, ERR_OUT_OF_MEMORY, NULL, "no memory to check the release");
}

/* ---- tests ----------------------------------------------------------------------- */

static bool
is_test(struct text path)
{
    static const char *const ends[] = {".test.ts",  ".spec.ts",  ".test.js",  ".spec.js",
                                       ".test.mts", ".spec.mts", ".test.mjs", ".spec.mjs"};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        size_t length = strlen(ends[i]);
        if (path.length > length &&
            text_is(text_slice(path, path.length - length, path.length), ends[i])) {
            return true;
        }
    }
    return false;
}

static void
note_failure(struct upload *upload, struct release_tests *tests, struct text path, struct text name,
             struct text message, int line)
{
    tests->failed++;
    if (tests->failures_count == FAILURES_MAX) {
        return;
    }
    struct arena *arena = upload->task->arena;
    tests->failures[tests->failures_count++] = (struct test_failure){
        .has_line = line > 0 ? GIVEN_VALUE : GIVEN_NO,
        .line = line,
        .message = text_copy(arena, message),
        .name = text_copy(arena, name),
        .path = path,
    };
}

static struct text
sentence(struct upload *upload, const struct script_test_problem *problem)
{
    return text_format(&upload->work, "%.*s: %.*s", TEXT_ARG(problem->name),
                       TEXT_ARG(problem->message));
}

static void
note_suite(struct upload *upload, struct release_tests *tests, struct text path,
           const struct script_suite *suite)
{
    for (size_t i = 0; i < suite->tests.count; i++) {
        const struct script_test *test = &suite->tests.items[i];
        if (test->state == SCRIPT_TEST_PASSED) {
            tests->passed++;
        } else if (test->state == SCRIPT_TEST_FAILED) {
            struct script_test_problem none = {.name = TEXT("Error"), .message = TEXT("it failed")};
            const struct script_test_problem *problem =
                test->problems == NULL ? &none : test->problems;
            note_failure(upload, tests, path, test->name, sentence(upload, problem), problem->line);
        } else {
            tests->skipped++;
        }
    }
    for (const struct script_test_problem *problem = suite->problems; problem != NULL;
         problem = problem->next) {
        note_failure(upload, tests, path, TEXT("(the file)"), sentence(upload, problem),
                     problem->line);
    }
}

/** A test file that does not compile fails as a whole. */
static void
note_rejected(struct upload *upload, struct release_tests *tests, struct text path,
              const struct script_diagnostics *found)
{
    struct text_builder message;
    text_builder_init(&message, &upload->work, MESSAGE_BYTES_MAX);
    for (size_t i = 0; i < found->count; i++) {
        struct text_builder whole = message;
        script_diagnostic_render(&found->items[i], &message);
        if (message.failed) { /* as many as fit */
            message = whole;
            break;
        }
    }
    note_failure(upload, tests, path, TEXT("(the file)"), text_builder_text(&message),
                 found->count > 0 ? found->items[0].line : 0);
}

/** The test first, then all that it may import. */
static err_t
files_of(struct upload *upload, size_t test, struct script_source **out, size_t *count)
{
    const struct release_check_wish *wish = upload->wish;
    struct script_source *files =
        arena_alloc(&upload->work, wish->test_count + upload->source_count, sizeof(*files));
    *count = 0;
    if (files == NULL) {
        return fail_memory(upload);
    }
    files[(*count)++] = wish->tests[test];
    for (size_t i = 0; i < upload->source_count; i++) {
        files[(*count)++] = upload->sources[i];
    }
    for (size_t i = 0; i < wish->test_count; i++) {
        if (!is_test(wish->tests[i].path)) {
            files[(*count)++] = wish->tests[i];
        }
    }
    *out = files;
    return OK;
}

static err_t
run_file(struct upload *upload, size_t test, struct release_tests *tests)
{
    struct script_source *files;
    struct script_source *sources;
    struct script_diagnostics found = {0};
    struct script_program *program = NULL;
    struct script_suite suite = {0};
    struct text path = upload->wish->tests[test].path;
    size_t count;
    uint64_t all = LIMIT_EXTEND_TEST_FUEL_ALL;
    struct script_suite_options options = {
        .fuel = LIMIT_EXTEND_TEST_FUEL,
        .fuel_all = all > (uint64_t)tests->fuel ? all - (uint64_t)tests->fuel : 1,
        .heap_bytes = LIMIT_EXTEND_HEAP_BYTES_MAX};
    arena_reset(&upload->work);
    TRY(files_of(upload, test, &files, &count));
    if (script_suite_sources(&upload->work, files, count, &sources, &count) != OK) {
        return fail_memory(upload);
    }
    err_t err = script_compile(&upload->work, sources, count, &found, &program);
    if (err == ERR_SCRIPT_REJECTED) {
        note_rejected(upload, tests, path, &found);
        return OK;
    }
    if (err != OK) {
        return fail_memory(upload);
    }
    script_suite_run(upload->task->extend->runner, program, &options, &upload->work, &suite);
    script_program_free(program);
    tests->fuel += (int64_t)suite.fuel;
    note_suite(upload, tests, path, &suite);
    return OK;
}

static err_t
tests_run(struct upload *upload, struct release_checks *checks)
{
    const struct release_check_wish *wish = upload->wish;
    struct release_tests *tests = arena_new(upload->task->arena, struct release_tests);
    if (tests == NULL) {
        return fail_memory(upload);
    }
    tests->failures = arena_alloc(upload->task->arena, FAILURES_MAX, sizeof(*tests->failures));
    if (tests->failures == NULL) {
        return fail_memory(upload);
    }
    for (size_t i = 0; i < wish->test_count; i++) {
        if (!is_test(wish->tests[i].path)) {
            continue;
        }
        if (++tests->files > LIMIT_EXTEND_TEST_FILES_MAX) {
            return fail(upload->task, ERR_PARAMETER_INVALID, "tests",
                        "An upload runs at most %d test files.", LIMIT_EXTEND_TEST_FILES_MAX);
        }
        TRY(run_file(upload, i, tests));
    }
    checks->tests = tests->files > 0 ? tests : NULL;
    return OK;
}

/* ---- made-up inputs ----------------------------------------------------------------- */

static err_t
fuzz_note(struct upload *upload, const struct fuzz_report *report, struct release_checks *checks)
{
    struct arena *arena = upload->task->arena;
    struct release_fuzz *fuzz = arena_new(arena, struct release_fuzz);
    struct fuzz_failure *failures = arena_alloc(arena, FUZZ_FINDINGS_MAX, sizeof(*failures));
    if (fuzz == NULL || failures == NULL) {
        return fail_memory(upload);
    }
    *fuzz = (struct release_fuzz){.cases = (int64_t)report->cases,
                                  .failures = failures,
                                  .failures_count = report->finding_count,
                                  .fuel = (int64_t)report->fuel,
                                  .problem = text_copy(arena, report->problem),
                                  .seed = (int64_t)report->seed};
    fuzz->problem = report->problem.length == 0 ? NO_TEXT : fuzz->problem;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct fuzz_finding *finding = &report->findings[i];
        const struct script_result *result = &finding->result;
        failures[i] = (struct fuzz_failure){
            .case_ = (int64_t)finding->number,
            .configuration = finding->configuration,
            .input = finding->input,
            .has_line = result->line > 0 ? GIVEN_VALUE : GIVEN_NO,
            .line = result->line,
            .message = result->error_name.length == 0
                           ? text_copy(arena, result->error)
                           : text_format(arena, "%.*s: %.*s", TEXT_ARG(result->error_name),
                                         TEXT_ARG(result->error)),
            .method = text_of(upload->point->methods[finding->method].name),
            .outcome = outcome_kind(result->outcome),
            .path = result->path.length > 0 ? result->path : NO_TEXT,
        };
    }
    checks->fuzz = fuzz;
    return OK;
}

static err_t
fuzz_run(struct upload *upload, struct release_checks *checks)
{
    struct script_diagnostics found = {0};
    struct script_program *program;
    struct fuzz_report report;
    arena_reset(&upload->work);
    err_t err =
        script_compile(&upload->work, upload->sources, upload->source_count, &found, &program);
    if (err == ERR_SCRIPT_REJECTED) {
        return release_fail_rejected(upload->task, &found);
    }
    if (err != OK) {
        return fail_memory(upload);
    }
    struct fuzz_wish wish = {.program = program,
                             .point = upload->point,
                             .schema = script_program_config(program),
                             .sources = upload->sources,
                             .source_count = upload->source_count,
                             .seed = upload->wish->seed,
                             .cases = LIMIT_EXTEND_FUZZ_CASES,
                             .fuel = LIMIT_EXTEND_FUZZ_FUEL};
    extend_fuzz(upload->task->extend->runner, &wish, upload->task->arena, &report);
    script_program_free(program);
    /* whether methods are missing is said better elsewhere */
    return report.is_possible ? fuzz_note(upload, &report, checks) : OK;
}

/* ---- all of it ------------------------------------------------------------------------ */

static void
tell_tests(const struct release_tests *tests, struct text_builder *out)
{
    text_builder_format(out, "%lld of %lld tests fail.\n", (long long)tests->failed,
                        (long long)(tests->failed + tests->passed));
    for (size_t i = 0; i < tests->failures_count; i++) {
        const struct test_failure *failure = &tests->failures[i];
        text_builder_format(out, "%.*s:%lld - %.*s\n  %.*s\n", TEXT_ARG(failure->path),
                            (long long)failure->line, TEXT_ARG(failure->name),
                            TEXT_ARG(failure->message));
    }
}

static void
tell_fuzz(const struct release_fuzz *fuzz, struct text_builder *out)
{
    text_builder_format(out, "%zu of %lld made-up inputs are not answered as they must be.\n",
                        fuzz->failures_count, (long long)fuzz->cases);
    for (size_t i = 0; i < fuzz->failures_count; i++) {
        const struct fuzz_failure *failure = &fuzz->failures[i];
        text_builder_format(out, "%.*s %s: %.*s\n  input: %.*s\n  configuration: %.*s\n",
                            TEXT_ARG(failure->method), run_outcome_kind_name(failure->outcome),
                            TEXT_ARG(failure->message), TEXT_ARG(failure->input),
                            TEXT_ARG(failure->configuration));
    }
}

/** All that is enforced and wrong, in one message. */
static err_t
judge(struct upload *upload, const struct release_checks *checks)
{
    bool fails_tests = upload->wish->on_tests == CHECK_MODE_ENFORCE && checks->tests != NULL &&
                       checks->tests->failed > 0;
    bool fails_fuzz = upload->wish->on_fuzz == CHECK_MODE_ENFORCE && checks->fuzz != NULL &&
                      checks->fuzz->failures_count > 0;
    struct text_builder message;
    text_builder_init(&message, upload->task->arena, MESSAGE_BYTES_MAX);
    if (fails_tests) {
        tell_tests(checks->tests, &message);
    }
    if (fails_fuzz) {
        tell_fuzz(checks->fuzz, &message);
    }
    if (!fails_tests && !fails_fuzz) {
        return OK;
    }
    struct text text = message.failed ? TEXT("Tests or made-up inputs fail; there is more to tell "
                                             "than fits here.")
                                      : text_trim(text_builder_text(&message));
    return fail(upload->task, fails_tests ? ERR_TESTS_FAILED : ERR_FUZZ_FAILED,
                fails_tests ? "tests" : "sources", "%.*s", TEXT_ARG(text));
}

err_t
release_check(struct task *task, const struct point *point, const struct script_source *sources,
              size_t source_count, const struct release_check_wish *wish,
              struct release_checks **out)
{
    struct upload upload = {.task = task,
                            .point = point,
                            .sources = sources,
                            .source_count = source_count,
                            .wish = wish};
    struct release_checks *checks = arena_new(task->arena, struct release_checks);
    err_t err = OK;
    *out = NULL;
    if (checks == NULL) {
        return fail_memory(&upload);
    }
    arena_init(&upload.work, WORK_BYTES);
    if (wish->on_fuzz != CHECK_MODE_SKIP) {
        err = fuzz_run(&upload, checks); /* first: it says what does not compile */
    }
    if (err == OK && wish->on_tests != CHECK_MODE_SKIP && wish->test_count > 0) {
        err = tests_run(&upload, checks);
    }
    arena_free(&upload.work);
    TRY(err);
    TRY(judge(&upload, checks));
    *out = checks->tests == NULL && checks->fuzz == NULL ? NULL : checks;
    return OK;
}
