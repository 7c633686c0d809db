/* SPDX-License-Identifier: Apache-2.0 */
/**
 * story.h: behaviour told in the words of the API, and run.
 *
 * A story is steps and expectations; README.md beside this file has the
 * language. Each story has an engine, a store and a clock of its own, in a
 * process of its own, so that one that aborts does not silence the others.
 */
#pragma once

#include "notation.h"
#include "world.h"

#define STORY_NAMES_MAX  256
#define STORY_PROVES_MAX 16

/** An answer that later steps may speak of. */
struct named {
    struct text name;
    const struct json *json;
    struct text before, after; /**< newest event around the step; no text: none yet */
};

struct story {
    struct arena arena;
    struct world world;
    struct reader reader;
    const char *path; /**< of the file, for messages */
    struct text title;
    int line;       /**< of the step that runs */
    bool failed;    /**< something was not as told */
    bool over;      /**< a step failed: the rest makes no sense */
    bool again;     /**< only the last expectations run, on the engine that started anew */
    size_t last_at; /**< where the expectations behind the last step begin */
    int last_line;
    struct named names[STORY_NAMES_MAX];
    size_t name_count;
    struct text proves[STORY_PROVES_MAX];
    size_t prove_count;
};

struct tally {
    int passed, failed;
};

/** file:line: story "title": what was wanted and what came. The story goes on. */
void story_wrong(struct story *story, const char *format, ...) printf_like(2, 3);
/** The same, and nothing behind it can be told. */
void story_stop(struct story *story, const char *format, ...) printf_like(2, 3);

/** One step or expectation; false behind the last one. */
bool story_step(struct story *story);
/** What `expect` is followed by. */
void story_expect(struct story *story);
/** A GET that must answer 200. */
const struct json *story_get(struct story *story, struct text path);
/** Make an extension and its first release, of a source; the name stands for the extension. */
void story_script(struct story *story, struct text name, struct text point, struct text source,
                  struct text on_failure);
/** Newest event's id, no text when there is none. */
struct text story_newest_event(struct story *story);

/** Run all stories of a text; `filter` selects by a part of the title. `root`: of the sources. */
void stories_run(const char *path, struct text text, const char *filter, const char *root,
                 struct tally *tally);
