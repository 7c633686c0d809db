/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run262.c: tests of test262, each in a forked process. test262.py drives it.
 *
 *   run262 HARNESS [frozen]
 *
 * Built-ins are private to each test and can be changed, as in the engines that the
 * suite was written for; "frozen": as in production, where scripts share them.
 *
 * Lines of standard input: KIND <tab> PATH <tab> INCLUDES (paths, by spaces).
 * KIND is "run" (must end well), "reject" (must not compile) or "throw:NAME".
 * Lines of standard output: PATH <tab> VERDICT <tab> DETAIL; a verdict is pass,
 * fail, rejected (a diagnostic where none should be), limit, crash or timeout.
 *
 * A body runs as a function whose `this` is the global object: declarations of
 * a script's top level behave as those of a function, not as those of a module.
 * What must not compile is compiled as it stands. A name that ends with .script
 * says that the text is a Script, not a Module.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json.h"
#include "script/realm.h" /* tidy: private-header: opens the built-ins, which nothing else may */
#include "script/script.h"

#define ARENA_BYTES  (512U << 20)
#define HEAP_BYTES   (512U << 20)
#define SECONDS      30
#define DETAIL_BYTES 600

static const struct script_limits limits = {.fuel = 2000000000,
                                            .heap_bytes = HEAP_BYTES,
                                            .depth = 2000,
                                            .output_bytes = 1 << 20,
                                            .console_bytes = 1 << 16};
static const struct model empty_model = {.name = "empty"};

/** One line: tabs and line ends of the detail become spaces. */
static void
say(const char *path, const char *verdict, struct text detail)
{
    char line[DETAIL_BYTES + 1024];
    char clean[DETAIL_BYTES];
    size_t length = detail.length < sizeof clean ? detail.length : sizeof clean;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)detail.bytes[i];
        clean[i] = c < ' ' ? ' ' : (char)c;
    }
    int written = snprintf(line, sizeof line, "%s\t%s\t%.*s\n", path, verdict, (int)length, clean);
    if (written > 0 && write(STDOUT_FILENO, line, (size_t)written) < 0) {
        _exit(2);
    }
}

static bool
add_file(struct text_builder *out, const char *path)
{
    char bytes[65536];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    size_t length;
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        text_builder_add(out, (struct text){bytes, length});
    }
    (void)fclose(file);
    return true;
}

static struct text
rendered(struct arena *arena, const struct script_diagnostics *diagnostics)
{
    if (diagnostics->count == 0) {
        return TEXT("no diagnostic");
    }
    const struct script_diagnostic *first = &diagnostics->items[0];
    return text_format(arena, "%s %d:%d %.*s | %.*s", first->code, first->line, first->column,
                       TEXT_ARG(first->message), TEXT_ARG(first->line_text));
}

static void
judge_run(const char *path, const char *kind, struct arena *arena,
          const struct script_program *program)
{
    struct script_runner *runner;
    struct script_result result;
    char nothing;
    if (script_runner_new(HEAP_BYTES, &runner) != OK) {
        say(path, "limit", TEXT("no memory for a runner"));
        return;
    }
    script_call(runner, program, TEXT("run"), NULL, 0, &limits, arena, &empty_model, &nothing,
                &result);
    const char *outcome = run_outcome_name(result.outcome);
    struct text detail =
        text_format(arena, "%s %.*s: %.*s | %.*s", outcome, TEXT_ARG(result.error_name),
                    TEXT_ARG(result.error), TEXT_ARG(result.stack));
    bool returned = result.outcome == RUN_OK || result.outcome == RUN_BAD_SHAPE;
    if (strcmp(kind, "run") == 0) {
        say(path,
            returned                      ? "pass"
            : result.outcome == RUN_THREW ? "fail"
                                          : "limit",
            returned ? NO_TEXT : detail);
    } else {
        struct text wanted = text_of(kind + strlen("throw:"));
        bool good = result.outcome == RUN_THREW && text_equal(result.error_name, wanted);
        say(path, good ? "pass" : "fail", good ? NO_TEXT : detail);
    }
}

static void
run_test(const char *harness, const char *kind, const char *path, char *includes)
{
    struct arena arena;
    struct text_builder source;
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    arena_init(&arena, ARENA_BYTES);
    text_builder_init(&source, &arena, 16 << 20);
    bool must_reject = strcmp(kind, "reject") == 0;
    bool good = true;
    if (!must_reject) {
        good = add_file(&source, harness);
        for (char *rest = includes, *name; (name = strtok_r(rest, " ", &rest)) != NULL;) {
            good &= add_file(&source, name);
        }
        text_builder_add_string(&source, "export default function () { (function () {\n");
    }
    good &= add_file(&source, path);
    if (!must_reject) {
        text_builder_add_string(&source, "\n}).call(globalThis); }\n");
    }
    struct script_source file = {TEXT("test.script"), text_builder_text(&source)};
    if (!good || file.text.bytes == NULL) {
        say(path, "fail", TEXT("cannot be read"));
        return;
    }
    err_t err = script_compile(&arena, &file, 1, &diagnostics, &program);
    if (must_reject) {
        bool is_rejected = err == ERR_SCRIPT_REJECTED && diagnostics.count > 0;
        const char *code = is_rejected ? diagnostics.items[0].code : "";
        /* A top level that failed was compiled and run. */
        bool has_run = strcmp(code, "Q1605") == 0;
        say(path, is_rejected && !has_run ? "pass" : "fail",
            is_rejected ? rendered(&arena, &diagnostics) : TEXT("it compiles"));
    } else if (err != OK) {
        say(path, "rejected", rendered(&arena, &diagnostics));
    } else {
        judge_run(path, kind, &arena, program);
    }
}

static void
run_apart(const char *harness, const char *kind, const char *path, char *includes)
{
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit no_core = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &no_core);
        (void)alarm(SECONDS);
        run_test(harness, kind, path, includes);
        _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        say(path, "crash", TEXT("cannot be started"));
    } else if (WIFSIGNALED(status)) {
        bool is_late = WTERMSIG(status) == SIGALRM;
        say(path, is_late ? "timeout" : "crash", text_of(strsignal(WTERMSIG(status))));
    } else if (WEXITSTATUS(status) != 0) {
        say(path, "crash", TEXT("ended with an error"));
    }
}

/** The shared realm is made once, in front of all forks. */
static void
warm_up(void)
{
    struct arena arena;
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    const struct script_source source = {TEXT("a.js"), TEXT("export default function () {}")};
    arena_init(&arena, 16 << 20);
    if (script_compile(&arena, &source, 1, &diagnostics, &program) != OK) {
        (void)fprintf(stderr, "nothing can be compiled\n");
        exit(2);
    }
    script_program_free(program);
    arena_free(&arena);
}

int
main(int argc, char **argv)
{
    char line[16384];
    bool frozen = argc == 3 && strcmp(argv[2], "frozen") == 0;
    if (argc < 2 || (argc > 2 && !frozen)) {
        (void)fprintf(stderr, "usage: run262 HARNESS [frozen] < LIST\n");
        return 2;
    }
    if (!frozen && !realm_open(HEAP_BYTES)) {
        (void)fprintf(stderr, "no memory for the built-ins\n");
        return 2;
    }
    warm_up();
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *kind = line;
        char *path = strchr(line, '\t');
        char *includes = path == NULL ? NULL : strchr(path + 1, '\t');
        if (includes == NULL) {
            (void)fprintf(stderr, "malformed line\n");
            return 2;
        }
        *path++ = '\0';
        *includes++ = '\0';
        run_apart(argv[1], kind, path, includes);
    }
    return 0;
}
