/* SPDX-License-Identifier: Apache-2.0 */
/** trial.h: one call of a script on files: what run and bench share. Private to the room. */
#pragma once

#include "cli/command.h"
#include "extend/extend.h"

/** Options of the command line. */
struct trial_options {
    const char *file;
    const char *point;
    const char *method;
    const char *input;
    const char *config;
    const char *context;
    bool as_json;
    bool by_lines;
    int times;
};

/** A script ready to be called. */
struct trial {
    const struct sys *sys;
    const struct command *command;
    struct trial_options options;
    struct arena program_arena; /**< sources, diagnostics */
    struct arena arena;         /**< of one call */
    struct source_set sources;
    struct script_program *program;
    struct script_runner *runner;
    const struct point *point;
};

/** One call, in JSON texts; no text stands for its default. */
struct trial_call {
    struct text method;
    struct text request;
    struct text config;
    struct text context;
};

/** What came of it. */
struct trial_answer {
    struct script_result result;
    const struct point_method *method;
    const void *output;  /**< the method's output; NULL unless ok */
    struct text mistake; /**< the call itself was wrong: no text when it was not */
};

/** The point whose interface stands behind `implements` in an entry; NULL when none does. */
const struct point *trial_point(struct text entry);

/** STATUS_FINE, or what to exit with: a message was printed. */
int trial_options_read(const struct command *command, int count, char **arguments,
                       struct trial_options *out);
int trial_begin(const struct sys *sys, const struct command *command,
                const struct trial_options *options, struct trial *out);
void trial_end(struct trial *trial);
void trial_call_once(struct trial *trial, const struct trial_call *call, struct trial_answer *out);
/** Read a file, or standard input for "-"; no text with a message when it cannot be read. */
struct text trial_text(struct trial *trial, const char *path);
