/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
/* Bytes between allocations that nobody may touch; not counted as used. */
#define RED_ZONE_BYTES 16
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define RED_ZONE_BYTES 0
#endif

#define GRAIN_BYTES alignof(max_align_t)
#define BLOCK_BYTES_MIN ((size_t)16 << 10)
#define BLOCK_BYTES_MAX ((size_t)1 << 20)

struct arena_block {
    struct arena_block *older;
    size_t capacity;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

/** Up to whole grains, at least one, so that every allocation has its own address. */
static bool
round_up(size_t bytes, size_t *rounded)
{
    if (bytes > SIZE_MAX / 4) {
        return false;
    }
    *rounded = bytes == 0 ? GRAIN_BYTES : (bytes + GRAIN_BYTES - 1) / GRAIN_BYTES * GRAIN_BYTES;
    return true;
}

/** A block with room for `needed`; blocks double, so that their number stays small. */
static bool
add_block(struct arena *arena, size_t needed)
{
    size_t capacity = arena->block == NULL ? BLOCK_BYTES_MIN : arena->block->capacity * 2;
    if (capacity > BLOCK_BYTES_MAX) {
        capacity = BLOCK_BYTES_MAX;
    }
    if (capacity < needed) {
        capacity = needed;
    }
    struct arena_block *block = malloc(sizeof(*block) + capacity);
    if (block == NULL) {
        return false;
    }
    block->older = arena->block;
    block->capacity = capacity;
    block->used = 0;
    arena->block = block;
    ASAN_POISON_MEMORY_REGION(block->bytes, capacity);
    return true;
}

static void
free_blocks(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *older = block->older;
        ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->capacity);
        free(block);
        block = older;
    }
}

void
arena_init(struct arena *arena, size_t limit_bytes)
{
    *arena = (struct arena){.limit_bytes = limit_bytes};
}

void *
arena_alloc(struct arena *arena, size_t count, size_t size_bytes)
{
    assert(arena->used_bytes <= arena->limit_bytes);

    size_t bytes, rounded;
    if (__builtin_mul_overflow(count, size_bytes, &bytes) || !round_up(bytes, &rounded) ||
        rounded > arena->limit_bytes - arena->used_bytes) {
        arena->exhausted = true;
        return NULL;
    }
    struct arena_block *block = arena->block;
    if (block == NULL || block->capacity - block->used < rounded + RED_ZONE_BYTES) {
        if (!add_block(arena, rounded + RED_ZONE_BYTES)) {
            arena->exhausted = true;
            return NULL;
        }
        block = arena->block;
    }
    unsigned char *result = block->bytes + block->used;
    block->used += rounded + RED_ZONE_BYTES;
    arena->used_bytes += rounded;
    ASAN_UNPOISON_MEMORY_REGION(result, bytes);
    memset(result, 0, bytes);
    return result;
}

void *
arena_copy(struct arena *arena, const void *bytes, size_t length)
{
    void *copy = arena_alloc(arena, 1, length);
    if (copy != NULL && length != 0) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

/** The newest allocation of the newest block can move its end; anything else cannot. */
static bool
grow_in_place(struct arena *arena, unsigned char *old, size_t old_rounded, size_t new_rounded)
{
    struct arena_block *block = arena->block;
    if (block == NULL || block->used < old_rounded + RED_ZONE_BYTES ||
        old != block->bytes + block->used - RED_ZONE_BYTES - old_rounded) {
        return false;
    }
    size_t more = new_rounded - old_rounded;
    if (more > block->capacity - block->used || more > arena->limit_bytes - arena->used_bytes) {
        return false;
    }
    block->used += more;
    arena->used_bytes += more;
    return true;
}

void *
arena_grow(struct arena *arena, void *old, size_t old_bytes, size_t new_bytes)
{
    if (old == NULL) {
        assert(old_bytes == 0);
        return arena_alloc(arena, 1, new_bytes);
    }
    if (new_bytes <= old_bytes) {
        return old;
    }
    size_t old_rounded, new_rounded;
    if (round_up(old_bytes, &old_rounded) && round_up(new_bytes, &new_rounded) &&
        grow_in_place(arena, old, old_rounded, new_rounded)) {
        ASAN_UNPOISON_MEMORY_REGION(old, new_bytes);
        memset((unsigned char *)old + old_bytes, 0, new_bytes - old_bytes);
        return old;
    }
    void *result = arena_alloc(arena, 1, new_bytes);
    if (result != NULL && old_bytes != 0) {
        memcpy(result, old, old_bytes);
    }
    return result;
}

void
arena_reset(struct arena *arena)
{
    if (arena->block != NULL) {
        free_blocks(arena->block->older);
        arena->block->older = NULL;
        arena->block->used = 0;
        ASAN_POISON_MEMORY_REGION(arena->block->bytes, arena->block->capacity);
    }
    arena->used_bytes = 0;
    arena->exhausted = false;
}

void
arena_free(struct arena *arena)
{
    free_blocks(arena->block);
    *arena = (struct arena){.limit_bytes = arena->limit_bytes};
}

void *
block_alloc(size_t bytes)
{
    return calloc(1, bytes == 0 ? 1 : bytes);
}

void *
block_resize(void *block, size_t bytes)
{
    return realloc(block, bytes == 0 ? 1 : bytes);
}

void
block_free(void *block)
{
    free(block);
}
