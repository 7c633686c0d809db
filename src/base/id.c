/* SPDX-License-Identifier: Apache-2.0 */
#include "base/id.h"

#include <sodium.h>
#include <stdatomic.h>

#define KEY_DIGITS              11 /* 62^11 > 2^63 */
#define TAG_DIGITS              13 /* 7 of the first half of the hash, 6 of the second: 77 bits */
#define TAG_DIGITS_FIRST        7
#define ID_DIGITS               (KEY_DIGITS + TAG_DIGITS)
#define PREFIX_MAX              (ID_TEXT_MAX - 2 - ID_DIGITS)
#define KEYS_A_MILLISECOND_BITS 20

/* In the order of ASCII, so that texts sort as keys do. */
static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static int
digit_value(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    if (byte >= 'A' && byte <= 'Z') {
        return byte - 'A' + 10;
    }
    return byte >= 'a' && byte <= 'z' ? byte - 'a' + 36 : -1;
}

/** Most significant digit first; what does not fit is cut off. */
static void
write_digits(uint64_t value, size_t count, char *out)
{
    for (size_t i = count; i-- > 0;) {
        out[i] = alphabet[value % 62];
        value /= 62;
    }
}

static uint64_t
read_little_endian(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (size_t i = 8; i-- > 0;) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/** The 13 characters: SipHash-128 over "prefix_" and the key's digits. */
static void
write_tag(const struct id_secret *secret, const char *head, size_t head_length, char *out)
{
    static_assert(crypto_shorthash_siphashx24_KEYBYTES == sizeof(secret->bytes), "key");
    unsigned char hash[crypto_shorthash_siphashx24_BYTES];
    crypto_shorthash_siphashx24(hash, (const unsigned char *)head, head_length, secret->bytes);
    write_digits(read_little_endian(hash), TAG_DIGITS_FIRST, out);
    write_digits(read_little_endian(hash + 8), TAG_DIGITS - TAG_DIGITS_FIRST,
                 out + TAG_DIGITS_FIRST);
}

size_t
id_render(const struct id_secret *secret, const char *prefix, int64_t key, char out[ID_TEXT_MAX])
{
    size_t length = strlen(prefix);
    assert(key > 0);
    assert(length <= PREFIX_MAX);

    memcpy(out, prefix, length);
    out[length++] = '_';
    write_digits((uint64_t)key, KEY_DIGITS, out + length);
    length += KEY_DIGITS;
    write_tag(secret, out, length, out + length);
    length += TAG_DIGITS;
    out[length] = 0;
    return length;
}

struct text
id_text(struct arena *arena, const struct id_secret *secret, const char *prefix, int64_t key)
{
    char text[ID_TEXT_MAX];
    size_t length = id_render(secret, prefix, key, text);
    return text_copy(arena, (struct text){text, length});
}

bool
id_parse(const struct id_secret *secret, const char *prefix, struct text text, int64_t *key)
{
    size_t prefix_length = strlen(prefix);
    if (text.length != prefix_length + 1 + ID_DIGITS ||
        memcmp(text.bytes, prefix, prefix_length) != 0 || text.bytes[prefix_length] != '_') {
        return false;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < KEY_DIGITS; i++) {
        int digit = digit_value(text.bytes[prefix_length + 1 + i]);
        if (digit < 0 || __builtin_mul_overflow(value, 62, &value) ||
            __builtin_add_overflow(value, (uint64_t)digit, &value)) {
            return false;
        }
    }
    if (value == 0 || value > INT64_MAX) {
        return false;
    }
    char tag[TAG_DIGITS];
    size_t head_length = prefix_length + 1 + KEY_DIGITS;
    write_tag(secret, text.bytes, head_length, tag);
    if (sodium_memcmp(tag, text.bytes + head_length, TAG_DIGITS) != 0) {
        return false;
    }
    *key = (int64_t)value;
    return true;
}

void
id_raise(struct id_source *source, int64_t key)
{
    int64_t last = source->last_key;
    while (last < key && !atomic_compare_exchange_weak(&source->last_key, &last, key)) {
        /* another thread has moved it: look again */
    }
}

int64_t
id_next(struct id_source *source, int64_t now_ms)
{
    assert(now_ms >= 0 && now_ms < INT64_C(1) << (62 - KEYS_A_MILLISECOND_BITS));

    int64_t floor = (now_ms << KEYS_A_MILLISECOND_BITS) + source->offset;
    int64_t last = source->last_key, next;
    do {
        assert(last < INT64_MAX);
        next = last + 1 > floor ? last + 1 : floor;
    } while (!atomic_compare_exchange_weak(&source->last_key, &last, next));
    return next;
}
