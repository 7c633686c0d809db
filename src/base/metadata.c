/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metadata.h"

#include "base/task.h"

#include "limits.model.h"

static struct model_pair *
pair_find(struct model_map *map, struct text key)
{
    for (size_t i = 0; i < map->count; i++) {
        if (text_equal(map->pairs[i].key, key)) {
            return &map->pairs[i];
        }
    }
    return NULL;
}

struct text
metadata_find(const struct model_map *map, struct text key)
{
    for (size_t i = 0; i < map->count; i++) {
        if (text_equal(map->pairs[i].key, key)) {
            return map->pairs[i].value;
        }
    }
    return NO_TEXT;
}

err_t
metadata_merge(struct task *task, const struct model_map *current, const struct model_map *changes,
               enum given given, struct model_map *out)
{
    if (given == GIVEN_NO) {
        *out = *current;
        return OK;
    }
    if (given == GIVEN_EMPTY) {
        *out = (struct model_map){0};
        return OK;
    }
    struct model_map merged = {0};
    merged.pairs = arena_alloc(task->arena, current->count + changes->count, sizeof(*merged.pairs));
    if (merged.pairs == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "metadata", NULL);
    }
    for (size_t i = 0; i < current->count; i++) {
        merged.pairs[merged.count++] = current->pairs[i];
    }
    for (size_t i = 0; i < changes->count; i++) {
        struct model_pair *pair = pair_find(&merged, changes->pairs[i].key);
        if (pair == NULL) {
            pair = &merged.pairs[merged.count++];
        }
        *pair = changes->pairs[i];
    }
    size_t kept = 0;
    for (size_t i = 0; i < merged.count; i++) {
        if (merged.pairs[i].value.length > 0) {
            merged.pairs[kept++] = merged.pairs[i];
        }
    }
    merged.count = kept;
    if (merged.count > LIMIT_METADATA_KEYS_MAX) {
        return fail(task, ERR_METADATA_INVALID, "metadata",
                    "Metadata may hold %d keys; this would make %zu.", LIMIT_METADATA_KEYS_MAX,
                    merged.count);
    }
    *out = merged;
    return OK;
}
