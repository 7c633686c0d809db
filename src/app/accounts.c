/* SPDX-License-Identifier: Apache-2.0 */
/** accounts.c: the directory from the command line. Engines that run on the store notice. */
#include "app/accounts.h"

#include <stdio.h>
#include <string.h>

#include "account/account.h"
#include "app/engine.h"

#define HEAP_BYTES_MAX ((size_t)1 << 20)
#define CACHE_BYTES    ((int64_t)4 << 20)
#define PORTION        1000
#define ATTEMPTS_MAX   50

static const char account_help[] =
    "quoin account create --store FILE [--name NAME] [--live]   one more company, with a key\n"
    "quoin account list --store FILE                            all of them\n\n"
    "Accounts of a store see nothing of each other. The first one is made with the store.\n";
static const char key_help[] =
    "quoin key create --store FILE --account NUMBER [--reads-only] [--days N]\n"
    "                                              a key; it is shown once\n"
    "quoin key list --store FILE --account NUMBER  what keys it has\n"
    "quoin key revoke --store FILE --key KEY|key_NUMBER\n"
    "                                              take one back; engines notice within a second\n";

struct wish {
    struct text store, name, account, days, key;
    bool is_live, reads_only;
};

/** A command on the directory; it runs again when an engine was faster. */
typedef err_t (*deed_t)(struct task *task, const struct sys *sys, const struct wish *wish,
                        struct text_builder *out);

static bool
wish_read(int count, char *const *arguments, struct wish *wish)
{
    const struct {
        const char *flag;
        struct text *value;
    } texts[] = {{"--store", &wish->store},
                 {"--name", &wish->name},
                 {"--account", &wish->account},
                 {"--days", &wish->days},
                 {"--key", &wish->key}};
    for (int i = 0; i < count; i++) {
        size_t at = 0;
        if (strcmp(arguments[i], "--live") == 0) {
            wish->is_live = true;
            continue;
        }
        if (strcmp(arguments[i], "--reads-only") == 0) {
            wish->reads_only = true;
            continue;
        }
        while (at < COUNT_OF(texts) && strcmp(arguments[i], texts[at].flag) != 0) {
            at++;
        }
        if (at == COUNT_OF(texts) || ++i == count) {
            return false;
        }
        *texts[at].value = text_of(arguments[i]);
    }
    return wish->store.length > 0;
}

/* ---- the directory ----------------------------------------------------------- */

static err_t
account_find(struct task *task, struct text number, struct account_record **out)
{
    struct account_record **accounts;
    int64_t wanted;
    int64_t after = 0;
    size_t count;
    bool has_more = text_parse_int(number, &wanted);
    while (has_more) {
        TRY(account_list(task, after, PORTION, &accounts, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            after = accounts[i]->id.key;
            if (accounts[i]->number == wanted) {
                *out = accounts[i];
                return OK;
            }
        }
    }
    return fail(task, ERR_ACCOUNT_MISSING, NULL, "there is no account %.*s", TEXT_ARG(number));
}

static err_t
key_give(struct task *task, const struct account_record *account, const struct wish *wish,
         struct text_builder *out)
{
    int64_t days = 0;
    struct api_key *key;
    if (wish->days.length > 0 && (!text_parse_int(wish->days, &days) || days < 1 || days > 36500)) {
        return fail(task, ERR_PARAMETER_INVALID, NULL, "--days is a number from 1 to 36500");
    }
    struct api_key_wish made = {.account = account->number,
                                .key = api_key_make(task, account->livemode, wish->reads_only),
                                .reads_only = wish->reads_only,
                                .expires = days == 0 ? 0 : task->now + days * 86400};
    TRY(api_key_create(task, &made, &key));
    text_builder_format(out, "API key of account %lld, shown only now: %.*s\n",
                        (long long)account->number, TEXT_ARG(made.key));
    return OK;
}

static err_t
do_account_create(struct task *task, const struct sys *sys, const struct wish *wish,
                  struct text_builder *out)
{
    uint8_t secret[16];
    struct account_record *account;
    sys->entropy(sys, secret, sizeof(secret));
    TRY(account_create(task, wish->name, wish->is_live, secret, &account));
    return key_give(task, account, wish, out);
}

static err_t
do_account_list(struct task *task, const struct sys *sys, const struct wish *wish,
                struct text_builder *out)
{
    struct account_record **accounts;
    int64_t after = 0;
    size_t count;
    bool has_more = true;
    (void)sys;
    (void)wish;
    while (has_more) {
        TRY(account_list(task, after, PORTION, &accounts, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            char made[INSTANT_TEXT_MAX];
            after = accounts[i]->id.key;
            instant_render(accounts[i]->created, made);
            text_builder_format(out, "%lld  %s  %s  %.*s\n", (long long)accounts[i]->number, made,
                                accounts[i]->livemode ? "live" : "test",
                                TEXT_ARG(accounts[i]->public_name));
        }
    }
    return OK;
}

static err_t
do_key_create(struct task *task, const struct sys *sys, const struct wish *wish,
              struct text_builder *out)
{
    struct account_record *account;
    (void)sys;
    TRY(account_find(task, wish->account, &account));
    return key_give(task, account, wish, out);
}

static err_t
do_key_list(struct task *task, const struct sys *sys, const struct wish *wish,
            struct text_builder *out)
{
    struct account_record *account;
    struct api_key **keys;
    size_t count;
    (void)sys;
    TRY(account_find(task, wish->account, &account));
    TRY(api_key_list(task, account->number, &keys, &count));
    for (size_t i = 0; i < count; i++) {
        char made[INSTANT_TEXT_MAX];
        instant_render(keys[i]->created, made);
        text_builder_format(out, "key_%lld  %s  %.*s  %s%s\n", (long long)keys[i]->id.key, made,
                            TEXT_ARG(keys[i]->hint),
                            keys[i]->revoked != 0                   ? "revoked"
                            : !api_key_is_valid(keys[i], task->now) ? "expired"
                                                                    : "valid",
                            keys[i]->reads_only ? ", reads only" : "");
    }
    return OK;
}

static err_t
do_key_revoke(struct task *task, const struct sys *sys, const struct wish *wish,
              struct text_builder *out)
{
    struct api_key *key = NULL;
    struct id id;
    (void)sys;
    if (text_has_prefix(wish->key, TEXT("key_")) &&
        text_parse_int(text_slice(wish->key, 4, wish->key.length), &id.key)) {
        void *found;
        TRY(record_load(task, &api_key_records, id, &found));
        key = found;
    } else {
        TRY(api_key_find(task, api_key_hash(task->arena, wish->key), &key));
    }
    if (key == NULL) {
        return fail(task, ERR_KEY_WRONG, NULL, "there is no such key");
    }
    TRY(api_key_revoke(task, key));
    text_builder_format(out, "%.*s of account %lld is revoked\n", TEXT_ARG(key->hint),
                        (long long)key->account);
    return OK;
}

/* ---- the verbs --------------------------------------------------------------- */

static err_t
deed_run(struct engine *engine, const struct sys *sys, deed_t deed, const struct wish *wish,
         struct text_builder *out, struct text *problem)
{
    err_t err = ERR_CONFLICT;
    for (int attempt = 0; attempt < ATTEMPTS_MAX && err == ERR_CONFLICT; attempt++) {
        struct task *task;
        out->length = 0;
        err = engine_directory(engine, sys->wall_ms(sys), &task);
        if (err == OK) {
            err = deed(task, sys, wish, out);
        }
        *problem = task->failure.message;
        if (err == OK) {
            err = engine_directory_commit(engine);
        }
    }
    return err;
}

static int
verb(const struct sys *sys, const char *name, deed_t deed, const struct wish *wish)
{
    struct engine_config config = {
        .store = wish->store, .heap_bytes_max = HEAP_BYTES_MAX, .cache_bytes = CACHE_BYTES};
    struct engine *engine = NULL;
    struct text problem = NO_TEXT;
    struct text_builder out;
    struct arena arena;
    arena_init(&arena, (size_t)64 << 20);
    text_builder_init(&out, &arena, (size_t)32 << 20);
    sys->entropy(sys, &config.seed, sizeof(config.seed));
    sys->entropy(sys, config.secret, sizeof(config.secret));
    err_t err = deed == do_account_create || store_is_there(wish->store)
                    ? engine_open(&config, sys->wall_ms(sys), &engine, &problem)
                    : ERR_FILE_MISSING;
    if (err == OK) {
        struct text key = engine_new_key(engine);
        if (key.length > 0) {
            printf("API key of account 1, shown only now: %.*s\n", TEXT_ARG(key));
        }
        err = deed_run(engine, sys, deed, wish, &out, &problem);
        struct text told = text_builder_text(&out);
        if (err == OK) {
            (void)fwrite(told.bytes, 1, told.length, stdout);
        }
    }
    if (err != OK) {
        problem = problem.length > 0 ? problem : text_of(error_kind(err)->sentence);
        (void)fprintf(stderr, "quoin %s: %.*s\n", name, TEXT_ARG(problem));
    }
    if (engine != NULL) {
        engine_close(engine);
    }
    arena_free(&arena);
    return err == OK ? 0 : 1;
}

struct verb_row {
    const char *name;
    deed_t deed;
    bool needs_account, needs_key;
};

static int
verbs(const struct sys *sys, const char *room, const char *help, const struct verb_row *rows,
      int count, char *const *arguments)
{
    struct wish wish = {0};
    bool is_asked = count == 1 && strcmp(arguments[0], "--help") == 0;
    for (const struct verb_row *row = rows; row->name != NULL && count > 0; row++) {
        if (strcmp(arguments[0], row->name) == 0 && wish_read(count - 1, arguments + 1, &wish) &&
            (!row->needs_account || wish.account.length > 0) &&
            (!row->needs_key || wish.key.length > 0)) {
            return verb(sys, room, row->deed, &wish);
        }
    }
    (void)fputs(help, is_asked ? stdout : stderr);
    return is_asked ? 0 : 2;
}

int
account_verb(const struct sys *sys, int count, char *const *arguments)
{
    static const struct verb_row rows[] = {
        {"create", do_account_create, false, false}, {"list", do_account_list, false, false}, {0}};
    return verbs(sys, "account", account_help, rows, count, arguments);
}

int
key_verb(const struct sys *sys, int count, char *const *arguments)
{
    static const struct verb_row rows[] = {{"create", do_key_create, true, false},
                                           {"list", do_key_list, true, false},
                                           {"revoke", do_key_revoke, false, true},
                                           {0}};
    return verbs(sys, "key", key_help, rows, count, arguments);
}
