/* SPDX-License-Identifier: Apache-2.0 */
/** main.c: the verbs of the program. */
#include <stdio.h>

#include "app/accounts.h"
#include "app/archive.h"
#include "app/backtest.h"
#include "app/care.h"
#include "app/config.h"
#include "app/correct.h"
#include "app/demo.h"
#include "app/keeper.h"
#include "app/serve.h"
#include "cli/cli.h"
#include "sys/log.h"

extern char **environ;

static void
print_usage(void)
{
    static const char text[] =
        "quoin: the programmable billing engine\n\n"
        "  quoin serve [--store FILE] [--listen ADDR:PORT] ...run the engine\n"
        "  quoin keep ...                                     run it, start it again after a "
        "crash\n"
        "  quoin demo --store FILE                            build a demo company\n"
        "  quoin account create|list --store FILE             the companies that it bills for\n"
        "  quoin key create|list|revoke --store FILE ...      who may call for them\n"
        "  quoin backup --store FILE --to FILE                copy a store while the engine runs\n"
        "  quoin check --store FILE                           is every record of a store whole?\n"
        "  quoin export --store FILE --to FILE                everything, for another database\n"
        "  quoin import --from FILE --store FILE              such a file into a store\n"
        "  quoin script run|check|test|bench ...              work on extension scripts\n"
        "  quoin backtest --store FILE --candidate RELEASE    recorded decisions, by another "
        "release\n"
        "  quoin corrections --store FILE --release RELEASE   what it billed wrongly, made good\n"
        "  quoin holds --store FILE                           held decisions, taken again\n"
        "  quoin replay --store FILE [RUN]                    execute recorded decisions again\n"
        "  quoin archive export|verify ...                    the sealed record of decisions\n"
        "  quoin verify-archive FILE | --store FILE           the gate before an upgrade\n"
        "  quoin version\n\n"
        "Each verb explains itself with --help.\n";
    (void)fputs(text, stdout);
}

struct life {
    const struct sys *sys;
    struct config config;
};

static int
serve_life(void *argument)
{
    struct life *life = argument;
    return serve(life->sys, &life->config);
}

/** quoin serve, and quoin keep, which does the same in a child process. */
static int
serve_verb(const struct sys *sys, const char *verb, bool kept, int count, char **arguments)
{
    struct arena arena;
    struct life life = {.sys = sys};
    struct text problem = NO_TEXT;
    arena_init(&arena, 1u << 20);
    if (count > 0 && text_is(TEXT("--help"), arguments[0])) {
        struct text_builder help;
        text_builder_init(&help, &arena, 65536);
        config_help(&help);
        printf("quoin %s: run the engine until SIGTERM%s.\n\n%.*s\nEach is also an environment "
               "variable (QUOIN_STORE) and a line of the file named by --config (store = "
               "quoin.db).\n",
               verb, kept ? ", start it again after a crash, keep its last words" : "",
               TEXT_ARG(text_builder_text(&help)));
        return 0;
    }
    if (!config_read(sys, &arena, count, arguments, environ, &life.config, &problem)) {
        (void)fprintf(stderr, "quoin %s: %.*s\n", verb, TEXT_ARG(problem));
        return 2;
    }
    struct log_config log = {
        .level = LOG_INFO, .human = text_is(life.config.log_format, "text"), .descriptor = 2};
    if (!log_level_parse(life.config.log_level, &log.level)) {
        return 2;
    }
    log_init(&log);
    int status = kept ? keeper(sys, &life.config, serve_life, &life) : serve_life(&life);
    arena_free(&arena);
    return status;
}

int
main(int count, char **arguments)
{
    const struct sys *sys = sys_posix();
    struct text verb = count > 1 ? text_of(arguments[1]) : TEXT("help");
    if (text_is(verb, "serve")) {
        return serve_verb(sys, "serve", false, count - 2, arguments + 2);
    }
    if (text_is(verb, "keep")) {
        return serve_verb(sys, "keep", true, count - 2, arguments + 2);
    }
    if (text_is(verb, "demo")) {
        return demo(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "account")) {
        return account_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "key")) {
        return key_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "backup")) {
        return backup_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "check")) {
        return check_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "export")) {
        return export_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "import")) {
        return import_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "backtest")) {
        return backtest_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "corrections")) {
        return corrections_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "holds")) {
        return holds_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "replay")) {
        return replay_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "archive")) {
        return archive_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "verify-archive")) {
        return verify_archive_verb(sys, count - 2, arguments + 2);
    }
    if (text_is(verb, "version") || text_is(verb, "--version")) {
        (void)puts("quoin " QUOIN_VERSION);
        return 0;
    }
    if (text_is(verb, "help") || text_is(verb, "--help")) {
        print_usage();
        return 0;
    }
    return cli(sys, count - 1, arguments + 1);
}
