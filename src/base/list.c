/* SPDX-License-Identifier: Apache-2.0 */
#include "base/list.h"

#define LIST_CAPACITY_MIN 8

bool
list_reserve(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size_bytes)
{
    assert(count <= *capacity);
    if (count < *capacity) {
        return true;
    }
    size_t more = *capacity == 0 ? LIST_CAPACITY_MIN : *capacity;
    size_t bytes;
    if (__builtin_mul_overflow(*capacity + more, size_bytes, &bytes)) {
        arena->exhausted = true;
        return false;
    }
    void *grown = arena_grow(arena, *items, *capacity * size_bytes, bytes);
    if (grown == NULL) {
        return false;
    }
    *items = grown;
    *capacity += more;
    return true;
}
