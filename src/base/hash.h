/* SPDX-License-Identifier: Apache-2.0 */
/** hash.h: SHA-256, HMAC-SHA256, SipHash and hexadecimal, over libsodium. */
#pragma once

#include "base/text.h"

#define SHA256_BYTES 32

struct sha256 {
    uint8_t bytes[SHA256_BYTES];
};

struct sha256 sha256_of(struct text text);
struct sha256 hmac_sha256(struct text key, struct text message);
/** Keyed 64-bit hash, for tables. */
uint64_t siphash64(const uint64_t key[2], struct text text);
/** Lower-case hexadecimal in the arena. */
struct text hex_text(struct arena *arena, const uint8_t *bytes, size_t length);
/** Compared in constant time. */
bool secret_equal(struct text a, struct text b);
