/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include "base/hash.h"

#define MAP_CAPACITY_MIN 8

void
map_init(struct map *map, struct arena *arena, uint64_t seed)
{
    /* The second half of the key is a fixed bijection of the first: as unknown as the seed. */
    *map = (struct map){.arena = arena, .seed = {seed, seed * UINT64_C(0x9e3779b97f4a7c15)}};
}

/** The slot that holds the key, or the free one where it belongs. */
static size_t
find_slot(const struct map *map, struct text key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;
    for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
        uint32_t place = map->slots[slot];
        if (place == 0) {
            return slot;
        }
        const struct map_entry *entry = &map->entries[place - 1];
        if (entry->hash == hash && text_equal(entry->key, key)) {
            return slot;
        }
    }
}

void *
map_get(const struct map *map, struct text key)
{
    if (map->count == 0) {
        return NULL;
    }
    uint32_t place = map->slots[find_slot(map, key, siphash64(map->seed, key))];
    return place == 0 ? NULL : map->entries[place - 1].value;
}

/** Twice the entries, and slots twice as many as entries: at most half of them are taken. */
static bool
enlarge(struct map *map)
{
    size_t capacity = map->capacity == 0 ? MAP_CAPACITY_MIN : map->capacity * 2;
    if (capacity > UINT32_MAX / 2) {
        map->arena->exhausted = true;
        return false;
    }
    uint32_t *slots = arena_alloc(map->arena, capacity * 2, sizeof(*slots));
    struct map_entry *entries =
        arena_grow(map->arena, map->entries, map->capacity * sizeof(*entries),
                   capacity * sizeof(*entries));
    if (slots == NULL || entries == NULL) {
        return false;
    }
    map->entries = entries;
    map->capacity = capacity;
    map->slots = slots;
    map->slot_count = capacity * 2;
    for (size_t i = 0; i < map->count; i++) {
        map->slots[find_slot(map, entries[i].key, entries[i].hash)] = (uint32_t)(i + 1);
    }
    return true;
}

bool
map_put(struct map *map, struct text key, void *value)
{
    assert(value != NULL);

    uint64_t hash = siphash64(map->seed, key);
    if (map->count != 0) {
        uint32_t place = map->slots[find_slot(map, key, hash)];
        if (place != 0) {
            map->entries[place - 1].value = value;
            return true;
        }
    }
    if (map->count == map->capacity && !enlarge(map)) {
        return false;
    }
    map->slots[find_slot(map, key, hash)] = (uint32_t)(map->count + 1);
    map->entries[map->count++] = (struct map_entry){key, value, hash};
    return true;
}
