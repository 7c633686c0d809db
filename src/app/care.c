/* SPDX-License-Identifier: Apache-2.0 */
/** care.c: quoin backup and check. Neither disturbs an engine that works on the store. */
#include "app/care.h"

#include <stdio.h>
#include <string.h>

#include "app/kinds.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define CACHE_BYTES ((int64_t)16 << 20)

static const char backup_help[] =
    "quoin backup --store FILE --to FILE: copy a store while engines work on it\n\n"
    "The copy is the store of one instant. It is checked before it gets its name, and only its\n"
    "owner may read it. A file that is there already is not touched.\n";
static const char check_help[] =
    "quoin check --store FILE|postgres://...: is every record whole?\n\n"
    "The database's own check; every record can be read; every column of an index equals the\n"
    "record. The exit status is 0 only when nothing is wrong.\n";

/** The values of the flags, each given once. */
static bool
flags_read(int count, char *const *arguments, const char *const *names, struct text *values,
           size_t flag_count)
{
    if (count != 2 * (int)flag_count) {
        return false;
    }
    for (int i = 0; i < count; i += 2) {
        size_t flag = 0;
        while (flag < flag_count && strcmp(arguments[i], names[flag]) != 0) {
            flag++;
        }
        if (flag == flag_count || values[flag].length > 0) {
            return false;
        }
        values[flag] = text_of(arguments[i + 1]);
    }
    return true;
}

static bool
wants_help(int count, char *const *arguments, const char *help)
{
    if (count != 1 || strcmp(arguments[0], "--help") != 0) {
        return false;
    }
    (void)fputs(help, stdout);
    return true;
}

static struct store_config
config_of(struct text path)
{
    return (struct store_config){.path = path,
                                 .kinds = engine_kinds,
                                 .cache_bytes = CACHE_BYTES,
                                 .checkpoint_pages = 20000,
                                 .owner = 1};
}

static int
report_failure(const char *verb, err_t err, struct text problem)
{
    problem = problem.length > 0 ? problem : text_of(error_kind(err)->sentence);
    (void)fprintf(stderr, "quoin %s: %.*s\n", verb, TEXT_ARG(problem));
    return 1;
}

int
backup_verb(const struct sys *sys, int count, char *const *arguments)
{
    static const char *const names[] = {"--store", "--to"};
    struct text values[COUNT_OF(names)] = {NO_TEXT, NO_TEXT};
    struct text problem = NO_TEXT;
    struct arena arena;
    (void)sys;
    if (wants_help(count, arguments, backup_help)) {
        return 0;
    }
    if (!flags_read(count, arguments, names, values, COUNT_OF(names))) {
        (void)fputs(backup_help, stderr);
        return 2;
    }
    arena_init(&arena, ARENA_BYTES);
    struct store_config config = config_of(values[0]);
    err_t err = store_backup(&arena, &config, values[1], &problem);
    int status = 0;
    if (err == OK) {
        printf("%.*s: a whole copy of %.*s\n", TEXT_ARG(values[1]), TEXT_ARG(values[0]));
    } else {
        status = report_failure("backup", err, problem);
    }
    arena_free(&arena);
    return status;
}

/** A check never makes a store. */
static bool
is_there(const struct sys *sys, struct arena *arena, struct text path)
{
    struct text bytes;
    return store_path_is_server(path) ||
           sys->file_read(sys, arena, path.bytes, 16, &bytes) != ERR_FILE_MISSING;
}

int
check_verb(const struct sys *sys, int count, char *const *arguments)
{
    static const char *const names[] = {"--store"};
    struct text path = NO_TEXT;
    struct text problem = NO_TEXT;
    struct store *store = NULL;
    struct arena arena;
    if (wants_help(count, arguments, check_help)) {
        return 0;
    }
    if (!flags_read(count, arguments, names, &path, COUNT_OF(names))) {
        (void)fputs(check_help, stderr);
        return 2;
    }
    arena_init(&arena, ARENA_BYTES);
    struct store_config config = config_of(path);
    err_t err = ERR_FILE_MISSING;
    if (is_there(sys, &arena, path)) {
        err = store_open(&arena, &config, &store, &problem);
    }
    if (err == OK) {
        err = store_check_integrity(store, &problem);
        store_close(store);
    }
    int status = 0;
    if (err == OK) {
        size_t kinds = 0;
        while (engine_kinds[kinds] != NULL) {
            kinds++;
        }
        printf("the database's own check: nothing wrong\n"
               "records of %zu kinds: each can be read, each column of an index equals it\n",
               kinds);
    } else {
        status = report_failure("check", err, problem);
    }
    arena_free(&arena);
    return status;
}
