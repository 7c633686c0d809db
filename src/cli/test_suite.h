/* SPDX-License-Identifier: Apache-2.0 */
/** test_suite.h: tests of scripts while they run and when they are told of. Private to the room. */
#pragma once

#include "base/json.h"
#include "base/list.h"
#include "cli/command.h"

struct test_file {
    struct text path;
    struct source_set sources;
    struct script_suite suite;
    bool is_rejected; /**< its diagnostics were printed */
    int64_t duration_us;
};

struct test_files {
    struct test_file *items;
    size_t count, capacity;
};

/** Does any of it fail? */
bool test_file_failed(const struct test_file *file);

/* ---- test_sources.c ---------------------------------------------------- */

/** Our entry, what stands in for vitest, the test and what it imports. */
must_use bool test_sources(const struct sys *sys, struct arena *arena, struct text path,
                           struct source_set *out);
/** Which of them are the author's and no tests; NULL on exhaustion. */
bool *test_counted(struct arena *arena, const struct source_set *sources);
/** Text of the file's snapshots; no text when there are none. */
struct text test_snapshots(const struct sys *sys, struct arena *arena, struct text path);

/* ---- test_report.c ----------------------------------------------------- */

/** The tests of a file as a tree. */
void report_file(const struct test_file *file);
/** What failed, with places and differences; then the numbers. */
void report_end(struct arena *arena, const struct test_files *files, int64_t duration_us);
/** The same as one JSON object, in the form that vitest's own reporter gives. */
struct text report_json(struct arena *arena, const struct test_files *files, int64_t started_ms);

/* ---- difference.c ------------------------------------------------------ */

/** Lines that are only in one of two texts, marked - and +, with those around them. */
void difference_render(struct arena *arena, struct text expected, struct text actual,
                       struct text_builder *out);

/* ---- coverage.c -------------------------------------------------------- */

/** How often the lines, functions and branches of the author's files were passed. */
struct coverage {
    struct {
        struct coverage_file *items;
        size_t count, capacity;
    } files;
};

/** Take over what a program's runs counted. */
void coverage_add(struct arena *arena, struct coverage *coverage, const struct source_set *sources,
                  const struct script_program *program, const uint32_t *counts);
void coverage_table(const struct coverage *coverage, struct text_builder *out);
/** The form that editors and services read. */
void coverage_lcov(const struct coverage *coverage, struct text_builder *out);
