/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metadata.h"
#include "base/task.h"
#include "test.h"

#include "limits.model.h"

struct bench {
    struct arena arena;
    struct task task;
};

static void
bench_begin(struct bench *bench)
{
    *bench = (struct bench){0};
    arena_init(&bench->arena, 1 << 20);
    bench->task.arena = &bench->arena;
}

/** "a=1 b=" as pairs; keys and values are single letters, or the value is missing. */
static struct model_map
map_of(struct bench *bench, const char *text)
{
    struct model_map map = {0};
    map.pairs = arena_alloc(&bench->arena, strlen(text), sizeof(*map.pairs));
    for (const char *at = text; *at != 0; at += *at == ' ' ? 1 : 0) {
        struct model_pair *pair = &map.pairs[map.count++];
        pair->key = (struct text){at, 1};
        at += 2;
        pair->value = (struct text){at, *at == 0 || *at == ' ' ? 0 : 1};
        at += pair->value.length;
    }
    return map;
}

static const char *
map_show(struct bench *bench, const struct model_map *map)
{
    struct text_builder out;
    text_builder_init(&out, &bench->arena, 10000);
    for (size_t i = 0; i < map->count; i++) {
        text_builder_format(&out, "%s%.*s=%.*s", i == 0 ? "" : " ", TEXT_ARG(map->pairs[i].key),
                            TEXT_ARG(map->pairs[i].value));
    }
    text_builder_add_char(&out, '\0');
    return text_builder_text(&out).bytes;
}

TEST(changes_are_merged_and_empty_values_remove)
{
    static const struct {
        const char *before;
        const char *changes;
        enum given given;
        const char *after;
    } cases[] = {
        {"a=1 b=2", "", GIVEN_NO, "a=1 b=2"},
        {"a=1 b=2", "", GIVEN_EMPTY, ""},
        {"", "a=1", GIVEN_VALUE, "a=1"},
        {"a=1 b=2", "c=3", GIVEN_VALUE, "a=1 b=2 c=3"},
        {"a=1 b=2", "a=3", GIVEN_VALUE, "a=3 b=2"},
        {"a=1 b=2", "a=", GIVEN_VALUE, "b=2"},
        {"a=1", "a= b=", GIVEN_VALUE, ""},
        {"", "a=1 a=2", GIVEN_VALUE, "a=2"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct bench bench;
        bench_begin(&bench);
        struct model_map before = map_of(&bench, cases[i].before);
        struct model_map changes = map_of(&bench, cases[i].changes);
        struct model_map after;
        EXPECT_OK(metadata_merge(&bench.task, &before, &changes, cases[i].given, &after));
        EXPECT_STRING(map_show(&bench, &after), cases[i].after);
        EXPECT_STRING(map_show(&bench, &before), cases[i].before);
        arena_free(&bench.arena);
    }
}

TEST(fifty_keys_are_allowed_and_one_more_is_not)
{
    struct bench bench;
    bench_begin(&bench);
    struct model_map full = {0};
    full.pairs = arena_alloc(&bench.arena, LIMIT_METADATA_KEYS_MAX, sizeof(*full.pairs));
    for (int i = 0; i < LIMIT_METADATA_KEYS_MAX; i++) {
        full.pairs[i].key = text_format(&bench.arena, "%d", i);
        full.pairs[i].value = TEXT("x");
    }
    full.count = LIMIT_METADATA_KEYS_MAX;
    struct model_map none = {0};
    struct model_map after;
    EXPECT_OK(metadata_merge(&bench.task, &none, &full, GIVEN_VALUE, &after));
    EXPECT_INT(after.count, LIMIT_METADATA_KEYS_MAX);
    struct model_map more = map_of(&bench, "z=1");
    EXPECT_ERR(metadata_merge(&bench.task, &full, &more, GIVEN_VALUE, &after),
               ERR_METADATA_INVALID);
    EXPECT_TEXT(bench.task.failure.param, "metadata");
    struct model_pair swap[] = {{TEXT("0"), TEXT("")}, {TEXT("z"), TEXT("1")}};
    more = (struct model_map){swap, 2};
    EXPECT_OK(metadata_merge(&bench.task, &full, &more, GIVEN_VALUE, &after));
    EXPECT_INT(after.count, LIMIT_METADATA_KEYS_MAX);
    arena_free(&bench.arena);
}

TEST(a_key_is_found_by_its_whole_name)
{
    struct bench bench;
    bench_begin(&bench);
    struct model_map map = map_of(&bench, "a=1 b=2");
    EXPECT_TEXT(metadata_find(&map, TEXT("b")), "2");
    EXPECT_TEXT(metadata_find(&map, TEXT("")), NULL);
    EXPECT_TEXT(metadata_find(&map, TEXT("bb")), NULL);
    arena_free(&bench.arena);
}
