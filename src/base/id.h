/* SPDX-License-Identifier: Apache-2.0 */
/**
 * id.h: public ids that are encodings of integer keys.
 *
 * A key is a positive int64 in time order; it is the primary key in the store,
 * so that no text index exists. The public id is `prefix_` + 24 characters of
 * [0-9A-Za-z]: 11 that encode the key in order (ids of one kind sort by time),
 * and 13 that authenticate it under the account's secret (SipHash-128), so
 * that ids cannot be guessed and a mistyped one is "not found" without a look
 * into the store.
 */
#pragma once

#include "base/text.h"

#define ID_TEXT_MAX 48

struct id {
    int64_t key; /**< 0 is none */
};

struct id_secret {
    uint8_t bytes[16];
};

/** "cus_" + 24 characters, terminated; returns the length. key must be positive. */
size_t id_render(const struct id_secret *secret, const char *prefix, int64_t key,
                 char out[ID_TEXT_MAX]);
struct text id_text(struct arena *arena, const struct id_secret *secret, const char *prefix,
                    int64_t key);
/** False when the text is not an id of that prefix made under that secret. */
must_use bool id_parse(const struct id_secret *secret, const char *prefix, struct text text,
                       int64_t *key);

/** Gives out keys: strictly rising, at least now_ms * 2^20 + offset. Safe between threads. */
struct id_source {
    _Atomic int64_t last_key;
    int64_t
        offset; /**< below 2^20; engines of one store take different ones, so that keys differ */
};

/** Keys from here on are above this one. */
void id_raise(struct id_source *source, int64_t key);
int64_t id_next(struct id_source *source, int64_t now_ms);
