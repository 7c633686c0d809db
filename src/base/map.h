/* SPDX-License-Identifier: Apache-2.0 */
/**
 * map.h: the one hash table: text to pointer, in an arena.
 *
 * Keys are borrowed and must outlive the map. Hashes are keyed (SipHash), so
 * that a client cannot choose colliding keys. Iteration is in insertion order.
 */
#pragma once

#include "base/text.h"

struct map_entry {
    struct text key;
    void *value;
    uint64_t hash;
};

struct map {
    struct arena *arena;
    struct map_entry *entries; /**< insertion order, `count` of them */
    uint32_t *slots;           /**< open addressing: 1 + index into entries, 0 is free */
    size_t count;
    size_t capacity;
    size_t slot_count; /**< a power of two, or 0 */
    uint64_t seed[2];
};

void map_init(struct map *map, struct arena *arena, uint64_t seed);
/** The value, or NULL when the key is absent. */
void *map_get(const struct map *map, struct text key);
/** Sets or replaces; false on exhaustion. value must not be NULL. */
must_use bool map_put(struct map *map, struct text key, void *value);
