/* SPDX-License-Identifier: Apache-2.0 */
/** auth.c: which key a request carries, and whether that lets it in. */
#include "account/account.h"
#include "api/call.h"

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

struct text
api_key_of(struct arena *arena, const struct http_request *request)
{
    struct text header = text_trim(request->authorization);
    size_t space = text_find(header, ' ', 0);
    struct text scheme = text_slice(header, 0, space);
    struct text rest = text_trim(text_slice(header, space, header.length));
    if (text_equal_fold(scheme, TEXT("bearer"))) {
        return rest;
    }
    if (text_equal_fold(scheme, TEXT("basic"))) {
        return basic_user(arena, rest);
    }
    return NO_TEXT;
}

err_t
call_authenticate(const struct caller *caller, struct task *task,
                  const struct http_request *request)
{
    struct text key = api_key_of(task->arena, request);
    struct text hint = api_key_hint(task->arena, key);
    if (key.length == 0) {
        return fail(task, ERR_KEY_MISSING, NULL,
                    "You did not provide an API key. Send it in the Authorization header: "
                    "Bearer sk_test_..., or as the user name of HTTP Basic with no password.");
    }
    if (text_has_prefix(key, TEXT("pk_"))) {
        return fail(task, ERR_KEY_PUBLISHABLE, NULL,
                    "This route needs a secret key (sk_...); a publishable key was sent.");
    }
    if (!caller->is_known) {
        return fail(task, ERR_KEY_WRONG, NULL, "Invalid API Key provided: %.*s", TEXT_ARG(hint));
    }
    if (caller->is_expired) {
        return fail(task, ERR_KEY_EXPIRED, NULL, "Expired API Key provided: %.*s", TEXT_ARG(hint));
    }
    struct text other =
        request->stripe_account.length > 0 ? request->stripe_account : request->stripe_context;
    if (other.length > 0) {
        return fail(task, ERR_ACCOUNT_UNKNOWN, NULL,
                    "The provided key does not have access to account '%.*s', or that account does "
                    "not exist. Leave Stripe-Account and Stripe-Context out: a key speaks for its "
                    "own account alone.",
                    TEXT_ARG(other));
    }
    if (caller->reads_only && !text_is(request->method, "GET")) {
        return fail(task, ERR_KEY_READS_ONLY, NULL,
                    "The provided key '%.*s' does not have the required permissions for this "
                    "endpoint: it may read and not change.",
                    TEXT_ARG(hint));
    }
    return OK;
}
