/* SPDX-License-Identifier: Apache-2.0 */
#include "store/recent.h"

#include "base/arena.h"

#define CAPACITY_MIN ((size_t)1 << 14)
#define CAPACITY_MAX ((size_t)1 << 21)

bool
recent_init(struct recent *recent)
{
    *recent = (struct recent){.capacity = CAPACITY_MIN};
    recent->slots = block_alloc(recent->capacity * sizeof(struct recent_slot));
    return recent->slots != NULL;
}

void
recent_free(struct recent *recent)
{
    block_free(recent->slots);
    *recent = (struct recent){0};
}

static struct recent_slot *
slot_of(struct recent_slot *slots, size_t capacity, uint64_t hash)
{
    size_t place = (size_t)(hash >> 7) & (capacity - 1);
    while (slots[place].hash != 0 && slots[place].hash != hash) {
        place = (place + 1) & (capacity - 1);
    }
    return &slots[place];
}

/** Twice the room; without memory, or above the bound, an empty table with a higher floor. */
static void
make_room(struct recent *recent, int64_t number)
{
    size_t capacity = recent->capacity * 2;
    struct recent_slot *slots =
        capacity > CAPACITY_MAX ? NULL : block_alloc(capacity * sizeof(struct recent_slot));
    if (slots == NULL) {
        recent_clear(recent, number);
        return;
    }
    for (size_t i = 0; i < recent->capacity; i++) {
        if (recent->slots[i].hash != 0) {
            *slot_of(slots, capacity, recent->slots[i].hash) = recent->slots[i];
        }
    }
    block_free(recent->slots);
    recent->slots = slots;
    recent->capacity = capacity;
}

void
recent_put(struct recent *recent, uint64_t hash, int64_t number)
{
    hash = hash == 0 ? 1 : hash;
    if (recent->count >= recent->capacity / 2) {
        make_room(recent, number);
    }
    struct recent_slot *slot = slot_of(recent->slots, recent->capacity, hash);
    recent->count += slot->hash == 0;
    slot->hash = hash;
    slot->number = number;
}

int64_t
recent_find(const struct recent *recent, uint64_t hash)
{
    hash = hash == 0 ? 1 : hash;
    return slot_of(recent->slots, recent->capacity, hash)->number;
}

void
recent_clear(struct recent *recent, int64_t floor)
{
    assert(floor >= recent->floor);

    memset(recent->slots, 0, recent->capacity * sizeof(struct recent_slot));
    recent->count = 0;
    recent->floor = floor;
}

bool
recent_is_large(const struct recent *recent)
{
    return recent->count >= CAPACITY_MIN / 4;
}
