/* SPDX-License-Identifier: Apache-2.0 */
/**
 * script.h: TypeScript in, an answer out, within limits. Knows no billing.
 *
 * A program is compiled once, verified, immutable and shared by all threads.
 * A runner is one thread's block of memory; every call starts from a fresh
 * heap in it and forgets it in O(1). A script has no clock, chance, I/O or
 * memory between calls: same program, input and limits give the same answer,
 * bytes and fuel on every machine.
 */
#pragma once

#include "base/model.h"

/* ---- source to program ------------------------------------------------- */

struct script_source {
    struct text path; /**< "src/index.ts", for imports and diagnostics */
    struct text text; /**< UTF-8; of a .json file: what an import of it gives by default */
};

/** One finding about a source; codes are stable, docs/reference/diagnostics.md has a page each. */
struct script_diagnostic {
    const char *code; /**< "Q1001" */
    struct text path;
    int line;   /**< 1-based */
    int column; /**< 1-based, in UTF-16 units */
    int length; /**< of the underlined part */
    struct text message; /**< what is wrong and what to write instead */
    struct text line_text;
};

struct script_diagnostics {
    struct script_diagnostic *items;
    size_t count;
    size_t capacity;
};

/** "file:line:col - error Q1001: ...", the line, a caret. */
void script_diagnostic_render(const struct script_diagnostic *diagnostic, struct text_builder *out);

/** A relative import of a source and the files that it may mean, likeliest first. */
#define SCRIPT_CANDIDATES_MAX 10
struct script_import {
    struct text specifier;                         /**< "./x.js" */
    struct text candidates[SCRIPT_CANDIDATES_MAX]; /**< "src/x.js", "src/x.ts", ... */
    size_t candidate_count;
};
/** The relative imports of a source, so that its files can be fetched. ERR_OUT_OF_MEMORY. */
must_use err_t script_imports(struct arena *arena, const struct script_source *source,
                              struct script_import **out, size_t *count);

struct script_program; /**< immutable */

/**
 * Compile the module graph that starts at sources[0] and verify the result.
 * The top level of every module runs here once, under its own budget, and is
 * frozen into the program. ERR_SCRIPT_REJECTED with at least one diagnostic.
 * The program owns its memory; script_program_free ends it.
 */
must_use err_t script_compile(struct arena *arena, const struct script_source *sources,
                              size_t source_count, struct script_diagnostics *diagnostics,
                              struct script_program **out);
void script_program_free(struct script_program *program);
/** The schema of its configuration, as script_config_schema gives it; no text: it declares none. */
struct text script_program_config(const struct script_program *program);
/** Resident bytes of a program. */
size_t script_program_bytes(const struct script_program *program);
/** SHA-256 over language version and canonical sources: the release's identity. */
struct sha256;
void script_program_hash(const struct script_program *program, struct sha256 *out);
/** The language version that programs are compiled for; a change of it changes every hash. */
struct text script_language(void);
/** The identity that sources had or have under a language version. */
must_use err_t script_sources_hash(struct arena *arena, struct text language,
                                   const struct script_source *sources, size_t count,
                                   struct sha256 *out);

/** A place of a counted source. */
enum script_mark_kind { SCRIPT_MARK_STATEMENT, SCRIPT_MARK_FUNCTION, SCRIPT_MARK_BRANCH };
struct script_mark {
    enum script_mark_kind kind;
    uint32_t source; /**< which of the sources */
    uint32_t line;
    uint32_t branch;  /**< BRANCH: number of the decision; its ways share it */
    struct text name; /**< FUNCTION */
};

/**
 * The same for tests of scripts: the sources that is_counted names carry marks,
 * one at each statement, function and way of a branch. Marks cost fuel.
 */
must_use err_t script_compile_counted(struct arena *arena, const struct script_source *sources,
                                      size_t source_count, const bool *is_counted,
                                      struct script_diagnostics *diagnostics,
                                      struct script_program **out);
const struct script_mark *script_program_marks(const struct script_program *program, size_t *count);

/* ---- configuration ----------------------------------------------------- */

/**
 * The type C of `implements Point<C>`, with its JSDoc tags, as JSON Schema
 * 2020-12 and as a JSON Forms UI schema. Without such a type: an object without
 * members. ERR_SCRIPT_REJECTED with diagnostics when the type is no JSON.
 */
must_use err_t script_config_schema(struct arena *arena, const struct script_source *sources,
                                    size_t source_count, struct script_diagnostics *diagnostics,
                                    struct text *schema, struct text *ui_schema);
/** Does a configuration fit the schema? Otherwise *problem: "rate must be at most 100". */
must_use bool script_config_check(struct arena *arena, struct text schema,
                                  const struct json *value, struct text *problem);

/** The page docs/reference/diagnostics.md: every code, why, and what to write instead. */
void script_diagnostics_reference(struct text_builder *out);

/** The table of the machine's instructions, for docs/reference/fuel.md. */
void script_instructions_reference(struct text_builder *out);

/* ---- running ----------------------------------------------------------- */

/** How a run ended. Failures are values, never harm to the engine. */
enum run_outcome {
    RUN_NONE,
    RUN_OK,
    RUN_THREW,         /**< an exception nobody caught */
    RUN_FUEL,          /**< out of fuel; uncatchable */
    RUN_MEMORY,        /**< out of heap; uncatchable */
    RUN_DEPTH,         /**< calls too deep; uncatchable */
    RUN_INPUT_TOO_BIG,
    RUN_OUTPUT_TOO_BIG,
    RUN_BAD_SHAPE,      /**< the answer does not have the declared shape */
    RUN_BROKE_CONTRACT, /**< the answer has the shape but not the meaning; set by the caller */
    RUN_REFUSED,        /**< nothing was run; set by the caller */
};
const char *run_outcome_name(enum run_outcome outcome);

struct script_limits {
    uint64_t fuel;
    size_t heap_bytes;
    uint32_t depth;
    size_t output_bytes; /**< of the answer in wire form */
    size_t console_bytes;
    bool notes_reads; /**< say which fields of the first argument were read */
};

/** An argument: one of a struct seen through its model, or JSON. */
struct script_argument {
    const struct model *model; /**< NULL: `json` */
    const void *value;         /**< borrowed for the call; never written */
    const struct json *json;   /**< plain objects; NULL and no model: undefined */
    const struct json *schema; /**< of a configuration: names, Decimals, Dates; NULL: none */
    /** Of the JSON and its schema, from script_runner_number: the same text each time; 0: none. */
    uint64_t number;
};

/** What a run left behind; texts live in the arena given to script_call. */
struct script_result {
    enum run_outcome outcome;
    uint64_t fuel;         /**< used; equal on every machine */
    size_t heap_bytes;     /**< peak */
    struct text error;     /**< message, or the reason of a bad shape */
    struct text error_name; /**< "TypeError" */
    struct text path;      /**< where it was thrown */
    int line, column;
    struct text stack;     /**< rendered trace, lines of "    at f (path:line:col)" */
    struct text console;   /**< what console.* wrote, bounded */
    struct text reads;     /**< paths of the fields that were read; see script_limits.notes_reads */
};

struct script_runner; /**< one thread's block of memory, reused by its calls */

must_use err_t script_runner_new(size_t heap_bytes_max, struct script_runner **out);
void script_runner_free(struct script_runner *runner);

/**
 * Call a method of the default export: `new Default()[method](...arguments)`
 * for a class, `Default[method](...)` for an object, the function itself when
 * the export is a function. The answer is read through output_model into
 * `output` (in the arena) and checked for shape; on any failure output is untouched.
 * Never returns an err_t: every way to fail is an outcome.
 */
void script_call(struct script_runner *runner, const struct script_program *program,
                 struct text method, const struct script_argument *arguments,
                 size_t argument_count, const struct script_limits *limits, struct arena *arena,
                 const struct model *output_model, void *output, struct script_result *result);

/**
 * A new number for a JSON argument that many calls of this runner will have. A run whose
 * arguments have the numbers of the one before it begins with a copy of that one's heap as it
 * was then, to the same bytes and fuel as if it had made them itself.
 */
uint64_t script_runner_number(struct script_runner *runner);
/** From now on the runner's calls add to counts[mark]; NULL: no longer. */
void script_runner_count(struct script_runner *runner, uint32_t *counts, size_t count);

/**
 * Calls one after the other on one heap: what a call changes the next one sees.
 * For tests of scripts; a decision of the engine is never one of many. The top
 * level runs in the session's own heap. False: it failed, *result says how.
 * After a trap the session is over.
 */
must_use bool script_session_begin(struct script_runner *runner,
                                   const struct script_program *program,
                                   const struct script_limits *limits, struct arena *arena,
                                   struct script_result *result);
/** As script_call; fuel is of this call, memory of the session. */
void script_session_call(struct script_runner *runner, struct text method,
                         const struct script_argument *arguments, size_t argument_count,
                         const struct script_limits *limits, struct arena *arena,
                         const struct model *output_model, void *output,
                         struct script_result *result);
void script_session_end(struct script_runner *runner);

/* ---- tests of scripts ---------------------------------------------------- */

enum script_test_state {
    SCRIPT_TEST_PASSED,
    SCRIPT_TEST_FAILED,
    SCRIPT_TEST_SKIPPED,
    SCRIPT_TEST_TODO,
    SCRIPT_TEST_STATES
};

/** One thing that was wrong with a test, a hook or a file. */
struct script_test_problem {
    struct text name; /**< "AssertionError" */
    struct text message;
    struct text expected; /**< on many lines; no text: there is nothing to compare */
    struct text actual;
    struct text stack;
    struct text path; /**< the innermost place that is the author's; line 0: unknown */
    int line, column;
    struct script_test_problem *next;
};

struct script_test {
    struct text *titles; /**< of the describe blocks around it, then its own */
    size_t title_count;
    struct text name; /**< titles with " > " between */
    enum script_test_state state;
    bool is_left_out; /**< the filter does not want it */
    struct script_test_problem *problems;
    struct text console;
    uint64_t fuel;
    int64_t duration_us;
};

/** The tests of one file. */
struct script_suite {
    struct {
        struct script_test *items;
        size_t count, capacity;
    } tests;
    struct script_test_problem *problems; /**< of the file itself: it did not run, a hook failed */
    uint64_t fuel;                        /**< that all of it used */
};

struct script_suite_options {
    const char *filter;    /**< only tests whose name contains it; NULL: all */
    struct text snapshots; /**< the text of the file's snapshots; no text: there are none */
    uint64_t fuel;         /**< of one test */
    uint64_t fuel_all;     /**< of all together; 0: without end */
    size_t heap_bytes;
    int64_t (*clock_us)(void *clock); /**< for durations; NULL: none are told */
    void *clock;
};

/**
 * What a test file is compiled with: an entry of our own, what stands in for vitest, the
 * test (files[0]) and what it imports. ERR_OUT_OF_MEMORY.
 */
must_use err_t script_suite_sources(struct arena *arena, const struct script_source *files,
                                    size_t count, struct script_source **out, size_t *out_count);
/** Run the tests of a program made of such sources. Texts of *suite lie in the arena. */
void script_suite_run(struct script_runner *runner, const struct script_program *program,
                      const struct script_suite_options *options, struct arena *arena,
                      struct script_suite *suite);
bool script_suite_failed(const struct script_suite *suite);

/** Of what form the default export is. */
enum script_export {
    SCRIPT_EXPORT_NONE,
    SCRIPT_EXPORT_CLASS,
    SCRIPT_EXPORT_OBJECT,
    SCRIPT_EXPORT_FUNCTION
};
enum script_export script_program_form(const struct script_program *program);
/** The same, and whether it offers the method; an instance is made to look at. */
enum script_export script_program_export(const struct script_program *program, struct text method,
                                         bool *has_method);
