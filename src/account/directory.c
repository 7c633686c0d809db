/* SPDX-License-Identifier: Apache-2.0 */
/** directory.c: the accounts of a store and their keys. Every task here is of the directory. */
#include <stddef.h>

#include "account/account.h"
#include "base/hash.h"

#include "limits.model.h"

/** Newest accounts among which the highest number is: makers of accounts may overlap. */
#define NEWEST_LOOK 256
#define KEYS_PAGE   256
#define KEY_MIN     16
#define KEY_RANDOM  32

const struct record_kind account_records = {.kind = &account_record_kind};
const struct record_kind api_key_records = {
    .kind = &api_key_kind,
    .indexes = {{"by_hash", true, {{"hash", RECORD_TEXT, offsetof(struct api_key, hash)}}}},
};

/* ---- accounts ------------------------------------------------------------ */

static bool
secret_read(struct text digits, struct id_secret *out)
{
    static const char alphabet[] = "0123456789abcdef";
    if (digits.length != 2 * sizeof(out->bytes)) {
        return false;
    }
    for (size_t i = 0; i < digits.length; i++) {
        uint8_t digit = 0;
        while (digit < 16 && alphabet[digit] != digits.bytes[i]) {
            digit++;
        }
        if (digit == 16) {
            return false;
        }
        out->bytes[i / 2] = (uint8_t)(out->bytes[i / 2] << 4 | digit);
    }
    return true;
}

err_t
account_read(struct task *task, const struct account_record *record, struct account *out)
{
    *out = (struct account){.id = record->number, .livemode = record->livemode};
    if (record->number < ACCOUNT_FIRST || record->number > LIMIT_ACCOUNTS_MAX ||
        !secret_read(record->secret, &out->secret)) {
        return fail(task, ERR_BODY_CORRUPT, NULL, "account %lld of the directory cannot be read",
                    (long long)record->number);
    }
    return OK;
}

err_t
account_list(struct task *task, int64_t after_key, size_t limit, struct account_record ***out,
             size_t *count, bool *has_more)
{
    struct record_scan scan = {.kind = &account_records,
                               .index = -1,
                               .after_key = after_key,
                               .limit = limit,
                               .unwatched = true};
    void **found;
    TRY(record_scan(task, &scan, &found, count, has_more));
    *out = (struct account_record **)found;
    return OK;
}

/** One above the highest; the range is watched, so that two makers take different ones. */
static err_t
number_next(struct task *task, int64_t *out)
{
    struct record_scan scan = {
        .kind = &account_records, .index = -1, .newest_first = true, .limit = NEWEST_LOOK};
    void **found;
    size_t count;
    bool has_more;
    *out = ACCOUNT_FIRST;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        int64_t number = ((const struct account_record *)found[i])->number;
        *out = number >= *out ? number + 1 : *out;
    }
    return *out <= LIMIT_ACCOUNTS_MAX ? OK : fail(task, ERR_ACCOUNTS_MANY, NULL, NULL);
}

err_t
account_create(struct task *task, struct text name, bool livemode, const uint8_t secret[16],
               struct account_record **out)
{
    struct account_record *account = arena_new(task->arena, struct account_record);
    if (account == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the account");
    }
    TRY(number_next(task, &account->number));
    account->id = task_new_id(task);
    account->created = task->now;
    account->public_name = name;
    account->livemode = livemode;
    account->secret = hex_text(task->arena, secret, 16);
    TRY(record_insert(task, &account_records, account));
    *out = account;
    return OK;
}

/* ---- keys ------------------------------------------------------------------ */

struct text
api_key_hint(struct arena *arena, struct text key)
{
    if (key.length <= 12) {
        return TEXT("***");
    }
    struct text head = text_slice(key, 0, 8);
    struct text tail = text_slice(key, key.length - 4, key.length);
    return text_format(arena, "%.*s***%.*s", TEXT_ARG(head), TEXT_ARG(tail));
}

struct text
api_key_hash(struct arena *arena, struct text key)
{
    struct sha256 hash = sha256_of(key);
    return hex_text(arena, hash.bytes, sizeof(hash.bytes));
}

bool
api_key_is_valid(const struct api_key *key, instant_t now)
{
    return key->revoked == 0 && (key->expires == 0 || key->expires > now);
}

err_t
api_key_find(struct task *task, struct text hash, struct api_key **out)
{
    void *found;
    TRY(record_load_text(task, &api_key_records, 0, hash, &found));
    *out = found;
    return OK;
}

err_t
api_key_list(struct task *task, int64_t account, struct api_key ***out, size_t *count)
{
    struct record_scan scan = {.kind = &api_key_records, .index = -1, .limit = KEYS_PAGE};
    bool has_more = true;
    *out = NULL;
    *count = 0;
    while (has_more) {
        void **found;
        size_t here;
        TRY(record_scan(task, &scan, &found, &here, &has_more));
        for (size_t i = 0; i < here; i++) {
            struct api_key *key = found[i];
            scan.after_key = key->id.key;
            if (key->account != account) {
                continue;
            }
            size_t bytes = *count * sizeof(struct api_key *);
            struct api_key **keys =
                arena_grow(task->arena, *out, bytes, bytes + sizeof(struct api_key *));
            if (keys == NULL) {
                return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the list of keys");
            }
            keys[(*count)++] = key;
            *out = keys;
        }
    }
    return OK;
}

/** Bounded, and told at once. */
static err_t
keys_check(struct task *task, int64_t account)
{
    struct api_key **keys;
    size_t count;
    size_t valid = 0;
    TRY(api_key_list(task, account, &keys, &count));
    for (size_t i = 0; i < count; i++) {
        valid += api_key_is_valid(keys[i], task->now);
    }
    return valid < LIMIT_API_KEYS_MAX ? OK : fail(task, ERR_API_KEYS_MANY, NULL, NULL);
}

static err_t
key_check(struct task *task, struct text key)
{
    if (key.length < KEY_MIN ||
        !(text_has_prefix(key, TEXT("sk_test_")) || text_has_prefix(key, TEXT("sk_live_")) ||
          text_has_prefix(key, TEXT("rk_test_")) || text_has_prefix(key, TEXT("rk_live_")))) {
        return fail(task, ERR_KEY_WRONG, "api_key",
                    "An API key begins with sk_test_ or sk_live_ and has at least %d characters.",
                    KEY_MIN);
    }
    return OK;
}

struct text
api_key_make(struct task *task, bool livemode, bool reads_only)
{
    return text_format(task->arena, "%s_%s_%.*s", reads_only ? "rk" : "sk",
                       livemode ? "live" : "test", TEXT_ARG(task_secret_text(task, KEY_RANDOM)));
}

err_t
api_key_create(struct task *task, const struct api_key_wish *wish, struct api_key **out)
{
    struct text hash = api_key_hash(task->arena, wish->key);
    TRY(key_check(task, wish->key));
    TRY(api_key_find(task, hash, out));
    if (*out != NULL && (*out)->account != wish->account) {
        return fail(task, ERR_KEY_WRONG, "api_key", "That API key is another account's.");
    }
    if (*out != NULL) {
        return OK;
    }
    TRY(keys_check(task, wish->account));
    struct api_key *key = arena_new(task->arena, struct api_key);
    if (key == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the key");
    }
    key->id = task_new_id(task);
    key->created = task->now;
    key->hash = hash;
    key->hint = api_key_hint(task->arena, wish->key);
    key->account = wish->account;
    key->reads_only = wish->reads_only;
    key->expires = wish->expires;
    *out = key;
    return record_insert(task, &api_key_records, key);
}

err_t
api_key_revoke(struct task *task, struct api_key *key)
{
    key->revoked = key->revoked == 0 ? task->now : key->revoked;
    return record_update(task, &api_key_records, key);
}

/* ---- stores of one account --------------------------------------------------- */

err_t
directory_take_over(struct task *directory, struct task *first)
{
    struct record_scan accounts = {.kind = &account_records, .index = -1, .limit = 1};
    struct record_scan keys = {.kind = &api_key_records, .index = -1, .limit = KEYS_PAGE};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(directory, &accounts, &found, &count, &has_more));
    if (count > 0) {
        return OK;
    }
    TRY(record_scan(first, &accounts, &found, &count, &has_more));
    if (count == 0) {
        return OK;
    }
    struct account_record *account = arena_copy(directory->arena, found[0], sizeof(*account));
    if (account == NULL) {
        return fail(directory, ERR_OUT_OF_MEMORY, NULL, "no memory for the account");
    }
    account->id = task_new_id(directory);
    account->number = ACCOUNT_FIRST;
    TRY(record_insert(directory, &account_records, account));
    TRY(record_scan(first, &keys, &found, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        struct api_key *key = arena_copy(directory->arena, found[i], sizeof(*key));
        if (key == NULL) {
            return fail(directory, ERR_OUT_OF_MEMORY, NULL, "no memory for a key");
        }
        key->id = task_new_id(directory);
        key->account = ACCOUNT_FIRST;
        TRY(record_insert(directory, &api_key_records, key));
    }
    return OK;
}
