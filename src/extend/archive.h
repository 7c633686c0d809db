/* SPDX-License-Identifier: Apache-2.0 */
/**
 * archive.h: how sealed runs are written. Private to extend.
 *
 * A content is records: a kind, four bytes of length (little endian), bytes.
 * 'B' is a body (an input, an output, a configuration, a context, a console),
 * once for each content; 'D' is what many runs have in common, once too; 'R'
 * is a run. Bodies and Ds are numbered from 1, each in their order, and stand
 * before the first run that names them. In a record numbers are varints (zigzag
 * where they may be negative), texts have their length + 1 in front, 0 is none:
 *
 *   D  point, method, release (its hash), outcome: texts; configuration: a body;
 *      binding, reason, stage, on_failure, set_aside, reads: texts; fell_back
 *   R  its D; context, input, output, console: bodies; fuel; id: a text; then
 *      what replay does not look at: created, clock_time, heap_bytes, at_stake,
 *      decided, standard (a currency, 0 for none, and an amount), customer,
 *      subscription, invoice, error (0, or 1 with name, message, path, line, column)
 *
 * A segment keeps ARCHIVE_PACKED and the content packed; its hash is that of the
 * hash before it and these bytes. A segment whose bytes begin otherwise is of the
 * first form, archive_first.h. An exported archive begins with ARCHIVE_MAGIC; its
 * records are 'L', a release with its sources, and 'S' with 'Z', a segment and
 * its packed content.
 */
#pragma once

#include "base/hash.h"
#include "base/map.h"
#include "extend/loaded.h"

#define ARCHIVE_MAGIC           "quoin archive 2\n"
#define ARCHIVE_MAGIC_FIRST     "quoin archive 1\n"
#define ARCHIVE_PACKED          "quoin 2\n"
#define ARCHIVE_CONTENT_BYTES   ((size_t)8 << 20)  /**< a segment is closed at this size */
#define ARCHIVE_CONTENT_MAX     ((size_t)64 << 20) /**< one run may be large */
#define ARCHIVE_HASH_CHARACTERS 64

enum {
    ARCHIVE_BODY = 'B',
    ARCHIVE_TERMS = 'D',
    ARCHIVE_RUN = 'R',
    ARCHIVE_RELEASE = 'L',
    ARCHIVE_HEAD = 'S',
    ARCHIVE_CONTENT = 'Z'
};

void archive_record(struct text_builder *out, char kind, struct text bytes);
/** The next record from *at; false at the end, or where the bytes are damaged (*at < length). */
must_use bool archive_next(struct text bytes, size_t *at, char *kind, struct text *record);

/* ---- writing ------------------------------------------------------------- */

/** Texts of a content that have numbers. */
struct archive_numbers {
    struct map places; /**< text to &numbers[number] */
    size_t count;
    struct text last; /**< the one that was asked for before */
    size_t last_number;
};

/** A content that is being written. */
struct archive_writer {
    struct text_builder out;
    struct text_builder record; /**< the one being made */
    struct archive_numbers bodies, terms;
    struct id context_of; /**< the extension that the last context was made for, */
    instant_t context_at; /**< its time, */
    struct text context;  /**< and the context */
};
void archive_writer_init(struct archive_writer *writer, struct arena *arena);
/** What it names first, then the run; false when memory is gone. */
must_use bool archive_add_run(struct task *task, struct archive_writer *writer,
                              const struct run *run, const struct release *release);

/** The content of a segment, packed as it is kept. NO_TEXT: no memory. */
struct text archive_pack(struct arena *arena, struct text content);
bool archive_is_first(struct text packed);
/** What was packed; NO_TEXT when it is damaged. */
struct text archive_unpack(struct arena *arena, struct text packed);
/** Hexadecimal SHA-256 over the hash before (no text for the first) and what a segment keeps. */
struct text archive_hash(struct arena *arena, struct text previous, struct text packed);

/* ---- reading ------------------------------------------------------------- */

/** What runs have in common. */
struct archive_terms {
    struct text record; /**< as it stands in the content */
    struct text point_id, method_name, release, outcome;
    struct text configuration;
    size_t configuration_number;
    /* filled in at their first replay: */
    const struct point *point;
    int method;
    struct script_program *program;
};

/** A content taken apart. */
struct archive_content {
    struct text *bodies; /**< [1] is the first; [0] is no text */
    size_t body_count;
    struct archive_terms *terms; /**< [1] is the first */
    size_t terms_count;
};
/** Whether a content is whole, with as many runs as said. */
must_use bool archive_content_read(struct arena *arena, struct text content, size_t run_count,
                                   struct archive_content *out, struct text *problem);

/** A run as it was sealed; its texts lie in the content. */
struct archive_run {
    struct archive_terms *terms;
    struct text id, context, input, output, console;
    uint64_t fuel;
    struct text rest;
};
/** False: it names what its content does not have, or is damaged. */
must_use bool archive_run_read(const struct archive_content *content, struct text record,
                               struct archive_run *out);
/** Whether the journal says of a run what was sealed; false in *is_same, or memory is gone. */
must_use bool archive_run_matches(struct task *task, const struct archive_run *sealed,
                                  const struct run *run, const struct release *release,
                                  bool *is_same);
