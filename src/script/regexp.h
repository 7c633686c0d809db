/* SPDX-License-Identifier: Apache-2.0 */
/**
 * regexp.h: regular expressions of ECMAScript 2022, by backtracking with a budget.
 *
 * A pattern becomes a tree (regexp_parse.c), the tree a compact program
 * (regexp_compile.c). Matching (regexp_match.c) is a loop over the program with
 * its own stack: no recursion, one unit of fuel a step, memory from the run's
 * heap. A catastrophic pattern stops as any other script does, by its fuel.
 *
 * The web's leniencies without the flag u are kept (`/]/`, `/a{/`, `/\_/`).
 * \p{...} knows General_Category, Script and the binary properties that
 * unicode.c lists; others are refused as unknown.
 */
#pragma once

#include "base/text.h"

enum regexp_flag {
    REGEXP_INDICES = 1 << 0,     /**< d */
    REGEXP_GLOBAL = 1 << 1,      /**< g */
    REGEXP_IGNORE_CASE = 1 << 2, /**< i */
    REGEXP_MULTILINE = 1 << 3,   /**< m */
    REGEXP_DOT_ALL = 1 << 4,     /**< s */
    REGEXP_UNICODE = 1 << 5,     /**< u */
    REGEXP_STICKY = 1 << 6,      /**< y */
};

#define REGEXP_PATTERN_MAX  (64 * 1024) /**< units of a pattern */
#define REGEXP_DEPTH_MAX    200         /**< groups in groups */
#define REGEXP_CAPTURES_MAX 1000

/**
 * Early errors of a literal, for the parser. Pattern is UTF-8, as in the
 * source, without slashes. False with *message (a sentence without the
 * pattern, static) when the standard or a limit refuses it.
 */
must_use bool regexp_check(struct text pattern, struct text flags, const char **message);
/** "gi" to bits; false for an unknown or doubled letter. */
must_use bool regexp_flags_parse(struct text flags, uint32_t *out);

/* ---- compiling ------------------------------------------------------------- */

/** Where the compiler's memory comes from. grow(NULL, 0, n) allocates; NULL: none left. */
struct regexp_memory {
    void *owner;
    void *(*grow)(void *owner, void *old, size_t old_bytes, size_t new_bytes);
};

/** A named group: units of the name, number of the capture. */
struct regexp_name {
    uint32_t unit_start; /**< in the program's name_units */
    uint32_t unit_count;
    uint32_t capture;
};

/** Immutable; one allocation of bytes. */
struct regexp_program {
    uint32_t flags;
    uint32_t capture_count;  /**< with the whole match, number 0 */
    uint32_t register_count; /**< of loops */
    uint32_t name_count;
    uint32_t name_unit_count;
    uint32_t word_count;
    uint32_t names_at; /**< places in words[]: struct regexp_name, then units, after the code */
    uint32_t name_units_at;
    uint32_t words[];
};

size_t regexp_program_bytes(const struct regexp_program *program);
const struct regexp_name *regexp_program_names(const struct regexp_program *program);
const uint16_t *regexp_program_name_units(const struct regexp_program *program);

/**
 * Compile UTF-16. NULL with *message: refused; NULL without: out of memory.
 * Scratch is left in `memory` beside the answer; the answer is its newest piece.
 */
must_use struct regexp_program *regexp_compile(const struct regexp_memory *memory,
                                               const uint16_t *units, size_t length, uint32_t flags,
                                               const char **message);

/* ---- matching -------------------------------------------------------------- */

/** What is searched: Latin-1 bytes or UTF-16 units. */
struct regexp_subject {
    const uint8_t *latin; /**< one of the two is NULL */
    const uint16_t *wide;
    uint32_t length;
};

#define REGEXP_UNSET UINT32_MAX

struct vm;

/**
 * The first match at `from` or later (sticky: only at `from`). captures holds
 * 2 * capture_count places, REGEXP_UNSET where a group took no part. False: the
 * vm is trapped.
 */
must_use bool regexp_search(struct vm *vm, const struct regexp_program *program,
                            const struct regexp_subject *subject, uint32_t from, bool sticky,
                            uint32_t *captures, bool *found);
