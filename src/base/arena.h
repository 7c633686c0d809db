/* SPDX-License-Identifier: Apache-2.0 */
/**
 * arena.h: memory with one owner and one end.
 *
 * Everything that a task (one request, one job) allocates comes from its arena
 * and dies with it; nothing is freed alone. An arena has a hard limit.
 *
 *   life      owner     ends                          example
 *   program   main()    exit                          configuration, tables
 *   release   registry  last task that uses it ends   compiled script
 *   task      worker    answer sent or job done       everything else
 *   run       vm        script returned or stopped    the script's heap
 *
 * Words in names: _init makes in place; _copy allocates in the given arena;
 * _reset empties for reuse; _free ends. A pointer argument is borrowed unless
 * the function's name ends in _take.
 */
#pragma once

#include "base/base.h"

struct arena_block;

struct arena {
    struct arena_block *block; /**< newest first */
    size_t used_bytes;
    size_t limit_bytes;
    bool exhausted; /**< sticky: a request was refused */
};

void arena_init(struct arena *arena, size_t limit_bytes);

/**
 * Zeroed memory, aligned for any type. NULL when the limit would be passed:
 * then exhausted stays set, so that builders may be checked once at their end.
 * count * size_bytes is checked for overflow. Zero bytes give a valid pointer.
 */
must_use void *arena_alloc(struct arena *arena, size_t count, size_t size_bytes);

#define arena_new(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))

/** A copy of bytes; NULL on exhaustion. */
must_use void *arena_copy(struct arena *arena, const void *bytes, size_t length);

/**
 * Grow an allocation to a new size, in place when it is the newest one.
 * The old bytes are kept, new ones are zero. NULL on exhaustion (old stays).
 */
must_use void *arena_grow(struct arena *arena, void *old, size_t old_bytes, size_t new_bytes);

/** Forget all, keep the newest block for the next task. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

/**
 * One block outside any arena, for the few owners with a life of their own
 * (thread stacks of scripts, connections, caches). Zeroed; NULL when refused.
 * block_resize keeps the old bytes; new ones are not zeroed.
 */
must_use void *block_alloc(size_t bytes);
must_use void *block_resize(void *block, size_t bytes);
void block_free(void *block);
