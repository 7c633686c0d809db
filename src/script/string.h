/* SPDX-License-Identifier: Apache-2.0 */
/**
 * string.h: immutable sequences of UTF-16 code units.
 *
 * Stored as Latin-1 while all units fit, as UTF-16 otherwise. A concatenation
 * of some length is a rope until someone looks at its units, so that += in a
 * loop is linear. Property keys are interned: among strings with the flag,
 * equal text is the same pointer, within realm, program and run together.
 */
#pragma once

#include "script/value.h"

/** Longest string; longer ones throw RangeError. */
#define STRING_LENGTH_MAX ((uint32_t)1 << 28)

enum string_flag {
    STRING_WIDE = 1 << 0,     /**< UTF-16 units, else Latin-1 bytes */
    STRING_ROPE = 1 << 1,     /**< not joined yet: left and right */
    STRING_INTERNED = 1 << 2, /**< may be a property key */
    STRING_INDEX = 1 << 3,    /**< interned text that is an array index: "7" */
};

struct string {
    uint32_t length; /**< code units */
    uint32_t hash;   /**< 0: not computed */
    uint32_t flags;
    uint32_t index; /**< with STRING_INDEX */
    union {
        const uint8_t *latin;
        const uint16_t *wide;
        struct string *left;
    };
    struct string *right; /**< ropes only; absent in flat strings' cells */
};

/** Make a rope flat; every other string is already. Charges fuel by length. False: trapped. */
must_use bool string_flatten(struct vm *vm, struct string *string, struct string **out);

/** The unit at a place of a flat string. */
static inline uint16_t
string_unit(const struct string *string, uint32_t at)
{
    return (string->flags & STRING_WIDE) ? string->wide[at] : string->latin[at];
}

/* Constructors give NULL when the vm is trapped or has thrown (too long). */

must_use struct string *string_from_utf8(struct vm *vm, struct text text); /**< bad bytes: U+FFFD */
must_use struct string *string_from_ascii(struct vm *vm, const char *text);
must_use struct string *string_from_latin(struct vm *vm, const uint8_t *bytes, size_t length);
/** Narrowed to Latin-1 when it fits. */
must_use struct string *string_from_units(struct vm *vm, const uint16_t *units, size_t length);
must_use struct string *string_from_unit(struct vm *vm, uint16_t unit); /**< shared for Latin-1 */
must_use struct string *string_concat(struct vm *vm, struct string *left, struct string *right);
/** All strings of a row, one behind the other. NULL: trapped. */
must_use struct string *string_concat_all(struct vm *vm, const value_t *row, uint32_t count);
/** Units [from, to) of any string; shares memory with the whole where that pays. */
must_use struct string *string_slice(struct vm *vm, struct string *string, uint32_t from,
                                     uint32_t to);
/** The same text as a key. Array indices get STRING_INDEX. */
must_use struct string *string_intern(struct vm *vm, struct string *string);
must_use struct string *string_intern_ascii(struct vm *vm, const char *text);
/** The interned string of a text if there is one already (no allocation), else NULL. Flat input. */
struct string *string_find_interned(const struct vm *vm, const struct string *string);

/** Of flat strings. */
uint32_t string_hash(struct string *string, bool may_write);
/** Any two; ropes are flattened. False: trapped. */
must_use bool string_equal(struct vm *vm, struct string *a, struct string *b, bool *equal);
/** By code units: -1, 0, 1. Ropes are flattened. */
must_use bool string_compare(struct vm *vm, struct string *a, struct string *b, int *order);
/** Compare a flat string with ASCII. */
bool string_is(const struct string *string, const char *ascii);

/** UTF-8 in an arena (lone surrogates: U+FFFD), with a 0 byte behind; NO_TEXT on exhaustion. */
struct arena;
struct text string_to_utf8(struct arena *arena, const struct string *string);
/** UTF-8 into a buffer, cut at its end; terminated. For messages. */
size_t string_render(const struct string *string, char *out, size_t size);

/**
 * Units put together. Lives on the C stack, its buffer in the heap; latin until
 * the first unit above 255. Sticky: failed is looked at by string_builder_end.
 * Every add charges fuel (1 per 8 units, at least 1).
 */
struct string_builder {
    struct vm *vm;
    void *units;
    uint32_t length;
    uint32_t capacity;
    bool wide;
    bool failed;
};

void string_builder_init(struct string_builder *builder, struct vm *vm);
void string_builder_add_unit(struct string_builder *builder, uint16_t unit);
void string_builder_add_code_point(struct string_builder *builder, uint32_t code_point);
void string_builder_add_ascii(struct string_builder *builder, const char *text);
void string_builder_add_latin(struct string_builder *builder, const uint8_t *bytes, size_t length);
void string_builder_add(struct string_builder *builder, struct string *string);
void string_builder_add_slice(struct string_builder *builder, const struct string *flat,
                              uint32_t from, uint32_t to);
/** NULL: trapped or thrown. */
must_use struct string *string_builder_end(struct string_builder *builder);
