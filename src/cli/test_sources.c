/* SPDX-License-Identifier: Apache-2.0 */
/* test_sources.c: a test file on disk and what it is compiled with. */
#include "cli/test_suite.h"

static struct text
folder_of(struct text path)
{
    size_t end = path.length;
    while (end > 0 && path.bytes[end - 1] != '/') {
        end--;
    }
    return text_slice(path, 0, end);
}

static struct text
name_of(struct text path)
{
    return text_slice(path, folder_of(path).length, path.length);
}

bool
test_sources(const struct sys *sys, struct arena *arena, struct text path, struct source_set *out)
{
    struct source_set files;
    *out = (struct source_set){0};
    if (!sources_load(sys, arena, path, &files)) {
        return false;
    }
    if (script_suite_sources(arena, files.items, files.count, &out->items, &out->count) != OK) {
        (void)fprintf(stderr, "%.*s: not enough memory\n", TEXT_ARG(path));
        return false;
    }
    out->capacity = out->count;
    return true;
}

bool *
test_counted(struct arena *arena, const struct source_set *sources)
{
    bool *is_counted = arena_alloc(arena, sources->count, sizeof(*is_counted));
    for (size_t i = 0; is_counted != NULL && i < sources->count; i++) {
        struct text path = sources->items[i].path;
        is_counted[i] = i > 0 && !text_has_prefix(path, TEXT("node_modules/")) &&
                        !path_ends_with(path, ".json") && !is_test_path(path);
    }
    return is_counted;
}

struct text
test_snapshots(const struct sys *sys, struct arena *arena, struct text path)
{
    struct text text;
    struct text file = text_format(arena, "%.*s__snapshots__/%.*s.snap", TEXT_ARG(folder_of(path)),
                                   TEXT_ARG(name_of(path)));
    if (file.bytes == NULL ||
        sys->file_read(sys, arena, file.bytes, COMMAND_FILE_BYTES_MAX, &text) != OK) {
        return NO_TEXT;
    }
    return text;
}
