/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <sodium.h>

struct sha256
sha256_of(struct text text)
{
    struct sha256 hash;
    crypto_hash_sha256(hash.bytes, (const unsigned char *)text.bytes, text.length);
    return hash;
}

struct sha256
hmac_sha256(struct text key, struct text message)
{
    struct sha256 hash;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.bytes, key.length);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)message.bytes, message.length);
    crypto_auth_hmacsha256_final(&state, hash.bytes);
    sodium_memzero(&state, sizeof(state));
    return hash;
}

uint64_t
siphash64(const uint64_t key[2], struct text text)
{
    static_assert(crypto_shorthash_BYTES == sizeof(uint64_t), "64 bits");
    static_assert(crypto_shorthash_KEYBYTES == 2 * sizeof(uint64_t), "128 bits");
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)text.bytes, text.length,
                     (const unsigned char *)key);
    return hash;
}

struct text
hex_text(struct arena *arena, const uint8_t *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    char *hex = arena_alloc(arena, length * 2 + 1, 1);
    if (hex == NULL) {
        return NO_TEXT;
    }
    for (size_t i = 0; i < length; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    return (struct text){hex, length * 2};
}

bool
secret_equal(struct text a, struct text b)
{
    return a.length == b.length &&
           (a.length == 0 || sodium_memcmp(a.bytes, b.bytes, a.length) == 0);
}
