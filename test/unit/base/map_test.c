/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/list.h"
#include "base/map.h"

TEST(a_map_finds_what_was_put_and_nothing_else)
{
    struct arena arena;
    arena_init(&arena, 16 << 20);
    struct map map;
    map_init(&map, &arena, 42);
    EXPECT(map_get(&map, TEXT("none")) == NULL);
    static int values[5000];
    for (int i = 0; i < 5000; i++) {
        struct text key = text_format(&arena, "key%d", i);
        REQUIRE(map_put(&map, key, &values[i]));
        EXPECT(map_get(&map, key) == &values[i]);
    }
    EXPECT_INT(map.count, 5000);
    for (int i = 0; i < 5000; i++) {
        EXPECT(map_get(&map, text_format(&arena, "key%d", i)) == &values[i]);
        EXPECT_TEXT(map.entries[i].key, text_format(&arena, "key%d", i).bytes); /* in order */
    }
    EXPECT(map_get(&map, TEXT("key5000")) == NULL);
    arena_free(&arena);
}

TEST(putting_again_replaces_and_keeps_the_place)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct map map;
    map_init(&map, &arena, 1);
    int a, b, c;
    EXPECT(map_put(&map, TEXT("x"), &a));
    EXPECT(map_put(&map, TEXT("y"), &b));
    EXPECT(map_put(&map, TEXT("x"), &c));
    EXPECT_INT(map.count, 2);
    EXPECT(map_get(&map, TEXT("x")) == &c);
    EXPECT_TEXT(map.entries[0].key, "x");
    arena_free(&arena);
}

TEST(the_empty_key_and_keys_with_zero_bytes_are_keys)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct map map;
    map_init(&map, &arena, 1);
    int a, b, c;
    EXPECT(map_put(&map, TEXT(""), &a));
    EXPECT(map_put(&map, TEXT("\0"), &b));
    EXPECT(map_put(&map, TEXT("\0\0"), &c));
    EXPECT(map_get(&map, TEXT("")) == &a);
    EXPECT(map_get(&map, TEXT("\0")) == &b);
    EXPECT(map_get(&map, TEXT("\0\0")) == &c);
    arena_free(&arena);
}

TEST(a_full_arena_refuses_the_key_and_leaves_the_map_whole)
{
    struct arena arena;
    arena_init(&arena, 2048);
    struct map map;
    map_init(&map, &arena, 9);
    static char names[200][16];
    int value, put = 0;
    while (put < 200) {
        snprintf(names[put], sizeof(names[put]), "%d", put);
        if (!map_put(&map, text_of(names[put]), &value)) {
            break;
        }
        put++;
    }
    EXPECT(put > 0 && put < 200);
    EXPECT_INT(map.count, put);
    for (int i = 0; i < put; i++) {
        EXPECT(map_get(&map, text_of(names[i])) == &value);
    }
    EXPECT(map_get(&map, text_of(names[put])) == NULL);
    arena_free(&arena);
}

TEST(different_seeds_give_different_hashes)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct map a, b;
    map_init(&a, &arena, 1);
    map_init(&b, &arena, 2);
    int value;
    EXPECT(map_put(&a, TEXT("k"), &value) && map_put(&b, TEXT("k"), &value));
    EXPECT(a.entries[0].hash != b.entries[0].hash);
    arena_free(&arena);
}

struct line {
    int64_t number;
    char padding[12];
};

TEST(a_list_grows_zeroed_and_in_order)
{
    struct arena arena;
    arena_init(&arena, 16 << 20);
    struct {
        struct line *items;
        size_t count, capacity;
    } lines = {0};
    for (int i = 0; i < 10000; i++) {
        struct line *line = list_add(&arena, &lines);
        REQUIRE(line != NULL);
        EXPECT(line->number == 0 && line->padding[11] == 0);
        *line = (struct line){.number = i, .padding = {[11] = 1}};
    }
    EXPECT_INT(lines.count, 10000);
    for (int i = 0; i < 10000; i++) {
        EXPECT_INT(lines.items[i].number, i);
    }
    arena_free(&arena);
}

TEST(a_list_in_a_full_arena_stays_as_it_was)
{
    struct arena arena;
    arena_init(&arena, 1024);
    struct {
        struct line *items;
        size_t count, capacity;
    } lines = {0};
    size_t added = 0;
    for (struct line *line; (line = list_add(&arena, &lines)) != NULL; added++) {
        line->number = (int64_t)added;
    }
    EXPECT(added > 8 && added < 1024 / sizeof(struct line));
    EXPECT_INT(lines.count, added);
    for (size_t i = 0; i < added; i++) {
        EXPECT_INT(lines.items[i].number, i);
    }
    EXPECT(arena.exhausted);
    arena_free(&arena);
}
