/* SPDX-License-Identifier: Apache-2.0 */
/* care.c: copies of a store, the check of one, beside engines that work; the way into another. */
#include "app/care.h"

#include <stdio.h>
#include <string.h>

#include "account/account.h"
#include "app/kinds.h"

#include "limits.model.h"

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

static const char export_help[] =
    "quoin export --store FILE|postgres://... --to FILE: everything, for another database\n\n"
    "Every record of every account as of one instant, packed and chained by hashes. Engines may "
    "go\n"
    "on. A file that is there already is not touched.\n";
static const char import_help[] =
    "quoin import --from FILE --store FILE|postgres://...: such a file into a store\n\n"
    "The store is made when it is not there, and must have none of the accounts. The file is held\n"
    "to its hashes before anything is stored. Start engines on the store afterwards.\n";

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

int
check_verb(const struct sys *sys, int count, char *const *arguments)
{
    static const char *const names[] = {"--store"};
    struct text path = NO_TEXT;
    struct text problem = NO_TEXT;
    struct store *store = NULL;
    struct arena arena;
    (void)sys;
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
    if (store_is_there(path)) {
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

/* ---- from one database to another ------------------------------------------- */

/** The numbers of all accounts, the directory last: without it nobody has a key. */
static err_t
account_numbers(struct store *store, struct arena *arena, int64_t **out, size_t *count)
{
    const struct account directory = {.id = ACCOUNT_DIRECTORY};
    struct task task = {.arena = arena, .account = &directory};
    struct account_record **accounts;
    bool has_more;
    TRY(session_begin(store, &task));
    TRY(account_list(&task, 0, LIMIT_ACCOUNTS_MAX, &accounts, count, &has_more));
    *out = arena_alloc(arena, *count + 2, sizeof(**out));
    if (*out == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < *count; i++) {
        (*out)[i] = accounts[i]->number;
    }
    if (*count == 0) { /* no engine of this version has worked on it yet */
        (*out)[(*count)++] = ACCOUNT_FIRST;
    }
    (*out)[(*count)++] = ACCOUNT_DIRECTORY;
    return OK;
}

static int
transfer_end(const char *verb, err_t err, int64_t records, struct text file, struct text problem)
{
    if (err != OK) {
        return report_failure(verb, err, problem);
    }
    printf("%.*s: %lld records\n", TEXT_ARG(file), (long long)records);
    return 0;
}

int
export_verb(const struct sys *sys, int count, char *const *arguments)
{
    static const char *const names[] = {"--store", "--to"};
    struct text values[COUNT_OF(names)] = {NO_TEXT, NO_TEXT};
    struct text problem = NO_TEXT;
    struct store *store = NULL;
    struct arena arena;
    int64_t *accounts;
    int64_t records = 0;
    size_t account_count;
    (void)sys;
    if (wants_help(count, arguments, export_help)) {
        return 0;
    }
    if (!flags_read(count, arguments, names, values, COUNT_OF(names))) {
        (void)fputs(export_help, stderr);
        return 2;
    }
    arena_init(&arena, ARENA_BYTES);
    struct store_config config = config_of(values[0]);
    err_t err = store_is_there(values[0]) ? store_open(&arena, &config, &store, &problem)
                                          : ERR_FILE_MISSING;
    if (err == OK) {
        err = account_numbers(store, &arena, &accounts, &account_count);
    }
    if (err == OK) {
        err = store_export(store, accounts, account_count, values[1], &records, &problem);
    }
    int status = transfer_end("export", err, records, values[1], problem);
    if (store != NULL) {
        store_close(store);
    }
    arena_free(&arena);
    return status;
}

int
import_verb(const struct sys *sys, int count, char *const *arguments)
{
    static const char *const names[] = {"--from", "--store"};
    struct text values[COUNT_OF(names)] = {NO_TEXT, NO_TEXT};
    struct text problem = NO_TEXT;
    struct store *store = NULL;
    struct arena arena;
    int64_t records = 0;
    (void)sys;
    if (wants_help(count, arguments, import_help)) {
        return 0;
    }
    if (!flags_read(count, arguments, names, values, COUNT_OF(names))) {
        (void)fputs(import_help, stderr);
        return 2;
    }
    arena_init(&arena, ARENA_BYTES);
    struct store_config config = config_of(values[1]);
    err_t err = store_open(&arena, &config, &store, &problem);
    if (err == OK) {
        err = store_import(store, values[0], &records, &problem);
        store_close(store);
    }
    int status = transfer_end("import", err, records, values[0], problem);
    arena_free(&arena);
    return status;
}
