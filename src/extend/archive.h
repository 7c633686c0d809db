/* SPDX-License-Identifier: Apache-2.0 */
/**
 * archive.h: how sealed runs are written. Private to extend.
 *
 * A content is records: a kind, four bytes of length (little endian), bytes.
 * 'B' is a body (an input, an output, a configuration, a context, a console),
 * once for each content; 'R' is a run, JSON that names its bodies by their
 * SHA-256. A segment's hash is that of the hash before it and the content.
 * An exported archive begins with ARCHIVE_MAGIC; its records are 'L', a
 * release with its sources, and 'S' with 'Z', a segment and its packed content.
 */
#pragma once

#include "base/hash.h"
#include "base/map.h"
#include "extend/loaded.h"

#define ARCHIVE_MAGIC           "quoin archive 1\n"
#define ARCHIVE_CONTENT_BYTES   ((size_t)8 << 20)  /**< a segment is closed at this size */
#define ARCHIVE_CONTENT_MAX     ((size_t)64 << 20) /**< one run may be large */
#define ARCHIVE_HASH_CHARACTERS 64

enum {
    ARCHIVE_BODY = 'B',
    ARCHIVE_RUN = 'R',
    ARCHIVE_RELEASE = 'L',
    ARCHIVE_HEAD = 'S',
    ARCHIVE_CONTENT = 'Z'
};

/** A content that is being written. */
struct archive_writer {
    struct text_builder out;
    struct map bodies; /**< those that stand in it, by hash */
};
void archive_writer_init(struct archive_writer *writer, struct arena *arena);
/** Bodies first, then the run; false when memory is gone. */
must_use bool archive_add_run(struct task *task, struct archive_writer *writer,
                              const struct run *run, const struct release *release);

void archive_record(struct text_builder *out, char kind, struct text bytes);
/** The next record from *at; false at the end, or where the bytes are damaged (*at < length). */
must_use bool archive_next(struct text bytes, size_t *at, char *kind, struct text *record);

/** Hexadecimal SHA-256 over the hash before (no text for the first) and the content. */
struct text archive_hash(struct arena *arena, struct text previous, struct text content);
/** Whether a run, parsed, names bodies of its content only. */
must_use bool archive_run_check(struct arena *arena, const struct map *bodies,
                                const struct json *run, struct text *problem);
/**
 * Whether a content is whole: its records, as many runs as said; *bodies: its bodies by hash.
 * What each run names is looked at where it is parsed, archive_run_check.
 */
must_use bool archive_content_check(struct arena *arena, struct text content, size_t run_count,
                                    struct map *bodies, struct text *problem);
