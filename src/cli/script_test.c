/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quoin script test: *.test.ts on the engine's own machine.
 *
 * How they run is the script room's (suite.c), which an upload shares; here are
 * files, options, coverage and reports.
 */
#include <getopt.h>

#include "cli/test_suite.h"

enum { TEST_HEAP_BYTES = 512 << 20 };
#define TEST_FUEL 200000000

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
    return file->is_rejected || script_suite_failed(&file->suite);
}

static int64_t
clock_us(void *clock)
{
    const struct sys *sys = *(const struct sys *const *)clock;
    return sys->monotonic_ns(sys) / 1000;
}

/* ---- one file ---------------------------------------------------------- */

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
    struct script_suite_options options = {.filter = run->filter,
                                           .snapshots = run->snapshots,
                                           .fuel = run->fuel,
                                           .heap_bytes = TEST_HEAP_BYTES,
                                           .clock_us = clock_us,
                                           .clock = &run->sys};
    script_suite_run(run->runner, program, &options, &run->arena, &file->suite);
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
