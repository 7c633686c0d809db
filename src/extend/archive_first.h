/* SPDX-License-Identifier: Apache-2.0 */
/**
 * archive_first.h: the first form of a content. Private to extend.
 *
 * 'B' is a body (an input, an output, a configuration, a context, a console), once for each
 * content; 'R' is a run, JSON that names its bodies by their SHA-256. A segment's hash is that of
 * the hash before it and the content.
 */
#pragma once

#include "base/map.h"
#include "extend/archive.h"

/** A content that is being written, to be held against one that was. */
struct archive_first_writer {
    struct text_builder out;
    struct map bodies; /**< those that stand in it, by hash */
};
void archive_first_init(struct archive_first_writer *writer, struct arena *arena);
/** Bodies first, then the run; false when memory is gone. */
must_use bool archive_first_add_run(struct task *task, struct archive_first_writer *writer,
                                    const struct run *run, const struct release *release);

/** Hexadecimal SHA-256 over the hash before (no text for the first) and the content. */
struct text archive_first_hash(struct arena *arena, struct text previous, struct text content);
/** Whether a run, parsed, names bodies of its content only. */
must_use bool archive_first_run_check(struct arena *arena, const struct map *bodies,
                                      const struct json *run, struct text *problem);
/**
 * Whether a content is whole: its records, as many runs as said; *bodies: its bodies by hash.
 * What each run names is looked at where it is parsed, archive_first_run_check.
 */
must_use bool archive_first_content_check(struct arena *arena, struct text content,
                                          size_t run_count, struct map *bodies,
                                          struct text *problem);
