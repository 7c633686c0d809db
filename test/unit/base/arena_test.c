/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/arena.h"

#include <stdalign.h>

TEST(memory_is_zeroed_and_aligned_also_after_a_reset)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (int round = 0; round < 3; round++) {
        for (size_t bytes = 1; bytes < 600; bytes += 7) {
            unsigned char *memory = arena_alloc(&arena, bytes, 1);
            REQUIRE(memory != NULL);
            EXPECT_INT((uintptr_t)memory % alignof(max_align_t), 0);
            for (size_t i = 0; i < bytes; i++) {
                EXPECT_INT(memory[i], 0);
            }
            memset(memory, 0xee, bytes);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
}

TEST(the_limit_holds_and_being_refused_is_remembered)
{
    struct arena arena;
    arena_init(&arena, 1024);
    EXPECT(arena_alloc(&arena, 1, 1000) != NULL);
    EXPECT(!arena.exhausted);
    EXPECT(arena_alloc(&arena, 1, 100) == NULL);
    EXPECT(arena.exhausted);
    EXPECT(arena_alloc(&arena, 1, 16) != NULL); /* what still fits is given */
    EXPECT(arena.exhausted);
    EXPECT_INT(arena.used_bytes, 1024);
    arena_reset(&arena);
    EXPECT(!arena.exhausted);
    EXPECT_INT(arena.used_bytes, 0);
    EXPECT(arena_alloc(&arena, 1, 1024) != NULL);
    arena_free(&arena);
}

TEST(a_count_times_size_that_wraps_is_refused)
{
    struct arena arena;
    arena_init(&arena, SIZE_MAX);
    EXPECT(arena_alloc(&arena, SIZE_MAX / 2, 3) == NULL);
    EXPECT(arena_alloc(&arena, SIZE_MAX, 1) == NULL);
    EXPECT(arena.exhausted);
    arena_free(&arena);
}

TEST(allocations_of_no_bytes_have_their_own_addresses)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    void *a = arena_alloc(&arena, 0, 8), *b = arena_alloc(&arena, 3, 0);
    EXPECT(a != NULL && b != NULL && a != b);
    arena_free(&arena);
}

TEST(the_newest_allocation_grows_in_place)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    char *first = arena_alloc(&arena, 1, 20);
    REQUIRE(first != NULL);
    memset(first, 'a', 20);
    char *grown = arena_grow(&arena, first, 20, 500);
    EXPECT(grown == first);
    EXPECT_INT(arena.used_bytes, 512);
    for (int i = 0; i < 500; i++) {
        EXPECT_INT(grown[i], i < 20 ? 'a' : 0);
    }
    arena_free(&arena);
}

TEST(an_older_allocation_moves_when_it_grows_and_keeps_its_bytes)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    char *first = arena_copy(&arena, "0123456789", 10);
    char *second = arena_copy(&arena, "xyz", 3);
    REQUIRE(first != NULL && second != NULL);
    char *grown = arena_grow(&arena, first, 10, 100);
    REQUIRE(grown != NULL);
    EXPECT(grown != first);
    EXPECT(memcmp(grown, "0123456789\0\0", 12) == 0);
    EXPECT(memcmp(second, "xyz", 3) == 0);
    EXPECT(arena_grow(&arena, grown, 100, 50) == grown);
    EXPECT(arena_grow(&arena, grown, 100, 1 << 20) == NULL);
    EXPECT(memcmp(grown, "0123456789", 10) == 0);
    arena_free(&arena);
}

TEST(growing_across_blocks_keeps_all_bytes)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    size_t size = 1;
    unsigned char *bytes = arena_grow(&arena, NULL, 0, size);
    REQUIRE(bytes != NULL);
    bytes[0] = 0;
    while (size < (4 << 20)) {
        bytes = arena_grow(&arena, bytes, size, size * 2);
        REQUIRE(bytes != NULL);
        for (size_t i = size; i < size * 2; i++) {
            EXPECT_INT(bytes[i], 0);
            bytes[i] = (unsigned char)(i * 31);
        }
        size *= 2;
    }
    size_t wrong = 0;
    for (size_t i = 0; i < size; i++) {
        wrong += bytes[i] != (unsigned char)(i * 31);
    }
    EXPECT_INT(wrong, 0);
    arena_free(&arena);
}

TEST(a_reset_keeps_the_newest_block)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    for (int i = 0; i < 100; i++) {
        EXPECT(arena_alloc(&arena, 1, 10000) != NULL);
    }
    struct arena_block *newest = arena.block;
    arena_reset(&arena);
    EXPECT(arena.block == newest);
    EXPECT(arena_alloc(&arena, 1, 10000) != NULL);
    EXPECT(arena.block == newest);
    arena_free(&arena);
    EXPECT(arena.block == NULL);
}

TEST(blocks_live_outside_of_arenas)
{
    unsigned char *block = block_alloc(100);
    REQUIRE(block != NULL);
    EXPECT_INT(block[99], 0);
    memset(block, 7, 100);
    block = block_resize(block, 5000);
    REQUIRE(block != NULL);
    EXPECT_INT(block[99], 7);
    block_free(block);
    block_free(NULL);
}
