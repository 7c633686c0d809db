/* SPDX-License-Identifier: Apache-2.0 */
#include "app/agenda.h"

#include "base/arena.h"

static struct agenda_entry *
entry_of(const struct agenda *agenda, struct tenant *tenant)
{
    return (struct agenda_entry *)((char *)tenant + agenda->entry_offset);
}

static bool
is_before(const struct agenda *agenda, size_t left, size_t right)
{
    const struct agenda_entry *a = entry_of(agenda, agenda->items[left]);
    const struct agenda_entry *b = entry_of(agenda, agenda->items[right]);
    return a->key != b->key ? a->key < b->key : a->order < b->order;
}

static void
exchange(struct agenda *agenda, size_t left, size_t right)
{
    struct tenant *moved = agenda->items[left];
    agenda->items[left] = agenda->items[right];
    agenda->items[right] = moved;
    entry_of(agenda, agenda->items[left])->place = left + 1;
    entry_of(agenda, agenda->items[right])->place = right + 1;
}

static void
settle(struct agenda *agenda, size_t at)
{
    while (at > 0 && is_before(agenda, at, (at - 1) / 2)) {
        exchange(agenda, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < agenda->count; child++) {
            least = is_before(agenda, child, least) ? child : least;
        }
        if (least == at) {
            return;
        }
        exchange(agenda, at, least);
        at = least;
    }
}

bool
agenda_reserve(struct agenda *agenda, size_t count)
{
    if (count <= agenda->capacity) {
        return true;
    }
    size_t capacity = agenda->capacity == 0 ? 16 : agenda->capacity * 2;
    capacity = capacity < count ? count : capacity;
    struct tenant **items = block_resize(agenda->items, capacity * sizeof(struct tenant *));
    if (items == NULL) {
        return false;
    }
    agenda->items = items;
    agenda->capacity = capacity;
    return true;
}

void
agenda_put(struct agenda *agenda, struct tenant *tenant, int64_t key)
{
    struct agenda_entry *entry = entry_of(agenda, tenant);
    if (entry->place == 0) {
        assert(agenda->count < agenda->capacity);
        agenda->items[agenda->count++] = tenant;
        entry->place = agenda->count;
    } else if (entry->key == key) {
        return;
    }
    entry->key = key;
    entry->order = agenda->order++;
    settle(agenda, entry->place - 1);
}

void
agenda_remove(struct agenda *agenda, struct tenant *tenant)
{
    struct agenda_entry *entry = entry_of(agenda, tenant);
    if (entry->place == 0) {
        return;
    }
    size_t at = entry->place - 1;
    size_t last = --agenda->count;
    entry->place = 0;
    if (at != last) {
        agenda->items[at] = agenda->items[last];
        entry_of(agenda, agenda->items[at])->place = at + 1;
        settle(agenda, at);
    }
}

struct tenant *
agenda_first(const struct agenda *agenda)
{
    return agenda->count == 0 ? NULL : agenda->items[0];
}

int64_t
agenda_first_key(const struct agenda *agenda)
{
    return agenda->count == 0 ? INT64_MAX : entry_of(agenda, agenda->items[0])->key;
}

int64_t
agenda_second_key(const struct agenda *agenda)
{
    int64_t key = INT64_MAX;
    for (size_t child = 1; child <= 2 && child < agenda->count; child++) {
        int64_t other = entry_of(agenda, agenda->items[child])->key;
        key = other < key ? other : key;
    }
    return key;
}

void
agenda_free(struct agenda *agenda)
{
    block_free(agenda->items);
    *agenda = (struct agenda){0};
}
