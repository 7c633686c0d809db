/* SPDX-License-Identifier: Apache-2.0 */
/**
 * source.h: one source file being compiled, places in it, and interned names.
 *
 * A place is a byte offset. Line and column are worked out only for messages
 * and traces; columns count UTF-16 units, as editors do.
 */
#pragma once

#include "base/error.h"
#include "base/text.h"

#define SOURCE_BYTES_MAX (4 * 1024 * 1024)

struct source {
    struct text path;
    struct text text;      /**< valid UTF-8 once source_init answered true */
    bool is_typescript;    /**< by the path: .ts, .mts, .cts; otherwise types are refused */
    bool is_script;        /**< .script: read as a Script, not a Module; for test262 alone */
    bool is_foreign;       /**< a bundled library (node_modules, .js): refused globals only throw */
    uint32_t *line_starts; /**< offsets; [0] is 0 */
    uint32_t line_count;
};

/** Borrow path and text; false when the arena is exhausted. Size and UTF-8 are the lexer's to
 * refuse. */
must_use bool source_init(struct source *source, struct arena *arena, struct text path,
                          struct text text);
/** 1-based line and column of an offset. */
void source_place(const struct source *source, uint32_t offset, int *line, int *column);
/** A line without its end; 1-based. */
struct text source_line(const struct source *source, int line);
/** UTF-16 units of UTF-8 text. */
size_t source_units(struct text text);

/** Bytes of the code point at `at` and its value; text must be UTF-8 (or WTF-8). */
uint32_t source_code_point(struct text text, size_t at, size_t *length);
/** UTF-8 (surrogates as three bytes); answers how many of the four bytes are used. */
size_t source_encode(uint32_t code_point, char out[4]);

/* ---- names ------------------------------------------------------------- */

/** Every text of the trees of one graph, once: equal texts have equal bytes. */
struct name {
    struct text text;
    uint32_t hash;
    uint16_t keyword; /**< enum token_kind of a reserved word, or 0 */
    struct name *next;
};

struct name_table {
    struct arena *arena;
    struct name **buckets;
    uint32_t bucket_count; /**< a power of two */
    uint32_t count;
};

must_use bool name_table_init(struct name_table *table, struct arena *arena);
/** NULL when the arena is exhausted. The text is copied when it is new. */
struct name *name_intern(struct name_table *table, struct text text);
