/* SPDX-License-Identifier: Apache-2.0 */
/** auth.c: whose key is it, and the account that keys belong to. */
#include <stddef.h>
#include <string.h>

#include "api/call.h"
#include "base/hash.h"

#define API_KEY_MIN 16
#define ACCOUNT_ID  1 /* one tenant a store, until accounts are part of the API */

const struct record_kind account_records = {.kind = &account_record_kind};
const struct record_kind api_key_records = {
    .kind = &api_key_kind,
    .indexes = {{"by_hash", true, {{"hash", RECORD_TEXT, offsetof(struct api_key, hash)}}}},
};

/* ---- who calls --------------------------------------------------------- */

static int
base64_digit(char byte)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 64; i++) {
        if (digits[i] == byte) {
            return i;
        }
    }
    return -1;
}

/** The user name of HTTP Basic, RFC 7617: base64 of "name:password". */
static struct text
basic_user(struct arena *arena, struct text code)
{
    char *bytes = arena_alloc(arena, code.length + 1, 1);
    if (bytes == NULL) {
        return NO_TEXT;
    }
    size_t length = 0;
    uint32_t bits = 0;
    int bit_count = 0;
    for (size_t i = 0; i < code.length && code.bytes[i] != '='; i++) {
        int digit = base64_digit(code.bytes[i]);
        if (digit < 0) {
            return NO_TEXT;
        }
        bits = bits << 6 | (uint32_t)digit;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes[length++] = (char)(bits >> bit_count & 0xff);
        }
    }
    struct text pair = {bytes, length};
    return text_slice(pair, 0, text_find(pair, ':', 0));
}

static struct text
request_key(struct task *task, const struct http_request *request)
{
    struct text header = text_trim(request->authorization);
    size_t space = text_find(header, ' ', 0);
    struct text scheme = text_slice(header, 0, space);
    struct text rest = text_trim(text_slice(header, space, header.length));
    if (text_equal_fold(scheme, TEXT("bearer"))) {
        return rest;
    }
    if (text_equal_fold(scheme, TEXT("basic"))) {
        return basic_user(task->arena, rest);
    }
    return NO_TEXT;
}

/** The key with all but its ends hidden, for messages. */
static struct text
key_hint(struct arena *arena, struct text key)
{
    if (key.length <= 12) {
        return TEXT("***");
    }
    struct text head = text_slice(key, 0, 8);
    struct text tail = text_slice(key, key.length - 4, key.length);
    return text_format(arena, "%.*s***%.*s", TEXT_ARG(head), TEXT_ARG(tail));
}

static struct text
key_hash(struct arena *arena, struct text key)
{
    struct sha256 hash = sha256_of(key);
    return hex_text(arena, hash.bytes, sizeof(hash.bytes));
}

err_t
call_authenticate(const struct api *api, struct task *task, const struct http_request *request)
{
    struct text key = request_key(task, request);
    if (key.length == 0) {
        return fail(task, ERR_KEY_MISSING, NULL,
                    "You did not provide an API key. Send it in the Authorization header: "
                    "Bearer sk_test_..., or as the user name of HTTP Basic with no password.");
    }
    if (text_has_prefix(key, TEXT("pk_"))) {
        return fail(task, ERR_KEY_PUBLISHABLE, NULL,
                    "This route needs a secret key (sk_...); a publishable key was sent.");
    }
    struct text hash = key_hash(task->arena, key);
    bool known = false;
    for (size_t i = 0; i < api->key_count; i++) {
        known |= secret_equal(hash, text_of(api->key_hashes[i].digits));
    }
    if (!known) {
        struct text hint = key_hint(task->arena, key);
        return fail(task, ERR_KEY_WRONG, NULL, "Invalid API Key provided: %.*s", TEXT_ARG(hint));
    }
    struct text other =
        request->stripe_account.length > 0 ? request->stripe_account : request->stripe_context;
    if (other.length > 0) {
        return fail(task, ERR_ACCOUNT_UNKNOWN, NULL,
                    "The provided key does not have access to account '%.*s', or that account does "
                    "not exist. Leave Stripe-Account and Stripe-Context out.",
                    TEXT_ARG(other));
    }
    return OK;
}

/* ---- the account ------------------------------------------------------- */

static err_t
secret_read(struct task *task, struct text digits, struct id_secret *out)
{
    static const char alphabet[] = "0123456789abcdef";
    if (digits.length != 2 * sizeof(out->bytes)) {
        return fail(task, ERR_BODY_CORRUPT, NULL, "the account's id secret cannot be read");
    }
    for (size_t i = 0; i < digits.length; i++) {
        uint8_t digit = 0;
        while (digit < 16 && alphabet[digit] != digits.bytes[i]) {
            digit++;
        }
        if (digit == 16) {
            return fail(task, ERR_BODY_CORRUPT, NULL, "the account's id secret cannot be read");
        }
        out->bytes[i / 2] = (uint8_t)(out->bytes[i / 2] << 4 | digit);
    }
    return OK;
}

/** The store's account, made when there is none. */
static err_t
account_ensure(struct task *task, const uint8_t secret[16], struct account_record **out)
{
    struct record_scan scan = {.kind = &account_records, .index = -1, .limit = 1};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    if (count > 0) {
        *out = found[0];
        return OK;
    }
    struct account_record *account = arena_new(task->arena, struct account_record);
    if (account == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the account");
    }
    account->id = task_new_id(task);
    account->created = task->now;
    account->secret = hex_text(task->arena, secret, 16);
    TRY(record_insert(task, &account_records, account));
    *out = account;
    return OK;
}

static err_t
key_ensure(struct task *task, struct text key)
{
    if (key.length < API_KEY_MIN ||
        !(text_has_prefix(key, TEXT("sk_test_")) || text_has_prefix(key, TEXT("sk_live_")) ||
          text_has_prefix(key, TEXT("rk_test_")) || text_has_prefix(key, TEXT("rk_live_")))) {
        return fail(task, ERR_KEY_WRONG, "api_key",
                    "An API key begins with sk_test_ or sk_live_ and has at least %d characters.",
                    API_KEY_MIN);
    }
    struct text hash = key_hash(task->arena, key);
    void *found;
    TRY(record_load_text(task, &api_key_records, 0, hash, &found));
    if (found != NULL) {
        return OK;
    }
    struct api_key *record = arena_new(task->arena, struct api_key);
    if (record == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the key");
    }
    record->id = task_new_id(task);
    record->created = task->now;
    record->hash = hash;
    record->hint = key_hint(task->arena, key);
    return record_insert(task, &api_key_records, record);
}

err_t
api_open(struct task *task, const uint8_t secret[16], struct text first_key, struct api *out)
{
    struct account_record *account = NULL;
    TRY(account_ensure(task, secret, &account));
    out->account.id = ACCOUNT_ID;
    out->account.livemode = account->livemode;
    TRY(secret_read(task, account->secret, &out->account.secret));
    if (first_key.length > 0) {
        TRY(key_ensure(task, first_key));
    }
    struct record_scan scan = {.kind = &api_key_records, .index = -1, .limit = API_KEYS_MAX};
    void **found;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &out->key_count, &has_more));
    for (size_t i = 0; i < out->key_count; i++) {
        struct text hash = ((const struct api_key *)found[i])->hash;
        assert(hash.length == sizeof(out->key_hashes[i].digits) - 1);
        memcpy(out->key_hashes[i].digits, hash.bytes, hash.length);
    }
    return OK;
}
