/* SPDX-License-Identifier: Apache-2.0 */
/** command.h: what the commands share: files of a release, options, messages. Private to the room.
 */
#pragma once

#include "cli/cli.h"
#include "script/script.h"

enum exit_status { STATUS_FINE, STATUS_FAILED, STATUS_MISUSED };

#define COMMAND_ARENA_BYTES    (512u << 20)
#define COMMAND_FILE_BYTES_MAX (4u << 20)
#define COMMAND_FILES_MAX      2000

struct command {
    const char *name;
    const char *usage;   /**< "FILE --input FILE.json ..." */
    const char *summary; /**< one line */
    const char *help;    /**< the rest, lines of options */
    int (*run)(const struct sys *sys, const struct command *command, int count, char **arguments);
};

int command_run(const struct sys *sys, const struct command *command, int count, char **arguments);
int command_check(const struct sys *sys, const struct command *command, int count,
                  char **arguments);
int command_test(const struct sys *sys, const struct command *command, int count, char **arguments);
int command_bench(const struct sys *sys, const struct command *command, int count,
                  char **arguments);
int command_fuzz(const struct sys *sys, const struct command *command, int count, char **arguments);
int command_upload(const struct sys *sys, const struct command *command, int count,
                   char **arguments);
int command_bind(const struct sys *sys, const struct command *command, int count, char **arguments);
int command_releases(const struct sys *sys, const struct command *command, int count,
                     char **arguments);
int command_activate(const struct sys *sys, const struct command *command, int count,
                     char **arguments);
int command_rollback(const struct sys *sys, const struct command *command, int count,
                     char **arguments);
int command_shadow(const struct sys *sys, const struct command *command, int count,
                   char **arguments);
int command_runs(const struct sys *sys, const struct command *command, int count, char **arguments);
int command_adoption(const struct sys *sys, const struct command *command, int count,
                     char **arguments);
int command_new(const struct sys *sys, const struct command *command, int count, char **arguments);
int command_schema(const struct sys *sys, const struct command *command, int count,
                   char **arguments);
int command_form(const struct sys *sys, const struct command *command, int count, char **arguments);
int command_costs(const struct sys *sys, const struct command *command, int count,
                  char **arguments);
int command_diagnostics(const struct sys *sys, const struct command *command, int count,
                        char **arguments);

/** Print how a command is used, to standard output or (misuse) to standard error. */
int command_help(const struct command *command, bool is_misuse);
/** "quoin script run: ..." to standard error; answers STATUS_MISUSED. */
int command_misuse(const struct command *command, const char *format, ...) printf_like(2, 3);

/** Files of one release, the entry first. */
struct source_set {
    struct script_source *items;
    size_t count, capacity;
};

/** The entry and all that it imports. False with a message on standard error. */
must_use bool sources_load(const struct sys *sys, struct arena *arena, struct text path,
                           struct source_set *out);
/** Add one file and what it imports to the set. */
must_use bool sources_add(const struct sys *sys, struct arena *arena, struct text path,
                          struct source_set *set);
/** What a folder holds: src/index.ts or index.ts below it, when path names a folder. */
struct text sources_entry(const struct sys *sys, struct arena *arena, const char *path);

bool path_ends_with(struct text path, const char *end);
/** x.test.ts, x.spec.ts and the same in JavaScript. */
bool is_test_path(struct text path);

/** Files below a path that end so, in order; a file names itself. */
struct file_list {
    struct text *items;
    size_t count, capacity;
};
void files_find(const struct sys *sys, struct arena *arena, struct text path, bool wants_tests,
                struct file_list *out);

/** The scripts that a folder's stripe-app.yaml names; false when it has none such. */
bool sources_of_manifest(const struct sys *sys, struct arena *arena, const char *folder,
                         struct file_list *out);

/** The scripts that a path names: of its manifest, its entry, or each of its files. */
bool entries_find(const struct sys *sys, struct arena *arena, const char *path,
                  struct file_list *out);

/** All findings with their lines, to standard error. */
void diagnostics_print(struct arena *arena, const struct script_diagnostics *diagnostics);
/** Where a run stopped: path:line:col, the line, a caret, the trace. */
void failure_print(struct arena *arena, const struct source_set *sources,
                   const struct script_result *result);
/** Compile, or print why not (as one JSON object when asked). NULL then. */
struct script_program *program_load(struct arena *arena, const struct source_set *sources,
                                    bool as_json);
/** The same with marks in the sources that are counted (NULL: in none). */
struct script_program *program_load_counted(struct arena *arena, const struct source_set *sources,
                                            const bool *is_counted, bool as_json);
