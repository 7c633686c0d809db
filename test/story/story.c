/* SPDX-License-Identifier: Apache-2.0 */
/**
 * story.c: runs *.story files.
 *
 *   story ROOT [-f FILTER] FILE|FOLDER...
 *
 * ROOT is the folder of the sources, for what stories say they prove; FILTER is a
 * part of a title or of a path. The last line is "N passed, N failed".
 */
#include "story.h"

#include <stdio.h>
#include <string.h>

#include "sys/log.h"
#include "sys/sys.h"

#define FILE_BYTES_MAX (1u << 20)

struct wish {
    const struct sys *sys;
    const char *root;
    const char *filter;
    struct tally tally;
};

static void
file_run(struct wish *wish, const char *path)
{
    struct arena arena;
    struct text text;
    arena_init(&arena, FILE_BYTES_MAX * 2);
    if (wish->sys->file_read(wish->sys, &arena, path, FILE_BYTES_MAX, &text) != OK) {
        printf("%s: cannot be read\n", path);
        wish->tally.failed++;
    } else {
        stories_run(path, text, wish->filter, wish->root, &wish->tally);
    }
    arena_free(&arena);
}

/** A file, or all stories of a folder and the folders in it. */
static void
place_run(struct wish *wish, const char *path)
{
    struct arena arena;
    struct text *names;
    size_t count;
    arena_init(&arena, FILE_BYTES_MAX);
    if (text_of(path).length > 6 && strcmp(path + strlen(path) - 6, ".story") == 0) {
        file_run(wish, path);
    } else if (wish->sys->directory_list(wish->sys, &arena, path, &names, &count) != OK) {
        printf("%s: no such folder\n", path);
        wish->tally.failed++;
    } else {
        for (size_t i = 0; i < count; i++) {
            const char *inner = text_format(&arena, "%s/%.*s", path, TEXT_ARG(names[i])).bytes;
            struct text ending = text_slice(names[i], text_find(names[i], '.', 0), names[i].length);
            if (text_is(ending, ".story")) {
                file_run(wish, inner);
            } else if (ending.length == 0) { /* no dot: a folder */
                place_run(wish, inner);
            }
        }
    }
    arena_free(&arena);
}

int
main(int argument_count, char **arguments)
{
    struct wish wish = {.sys = sys_posix(), .filter = ""};
    struct log_config log = {.level = LOG_ERROR, .human = true, .descriptor = 1};
    int first = 2;
    log_init(&log);
    if (argument_count < 3) {
        printf("story ROOT [-f FILTER] FILE|FOLDER...\n");
        return 2;
    }
    wish.root = arguments[1];
    if (argument_count > 4 && strcmp(arguments[2], "-f") == 0) {
        wish.filter = arguments[3];
        first = 4;
    }
    for (int i = first; i < argument_count; i++) {
        place_run(&wish, arguments[i]);
    }
    printf("%d passed, %d failed\n", wish.tally.passed, wish.tally.failed);
    return wish.tally.failed == 0 && wish.tally.passed > 0 ? 0 : 1;
}
