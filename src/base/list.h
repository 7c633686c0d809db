/* SPDX-License-Identifier: Apache-2.0 */
/**
 * list.h: an array in an arena that grows by doubling.
 *
 *   struct { struct line *items; size_t count, capacity; } lines = {0};
 *   struct line *line = list_add(arena, &lines);   // zeroed, NULL on exhaustion
 */
#pragma once

#include "base/arena.h"

/** Room for one more at the end, counted; NULL on exhaustion, list unchanged. */
#define list_add(arena, list)                                                                      \
    (list_reserve((arena), (void **)&(list)->items, (list)->count, &(list)->capacity,              \
                  sizeof(*(list)->items))                                                          \
         ? &(list)->items[(list)->count++]                                                         \
         : NULL)

must_use bool list_reserve(struct arena *arena, void **items, size_t count, size_t *capacity,
                           size_t size_bytes);
