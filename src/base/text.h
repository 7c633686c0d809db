/* SPDX-License-Identifier: Apache-2.0 */
/**
 * text.h: views of bytes, and a builder with a limit.
 *
 * A struct text borrows. A builder is sticky: write twenty times, look at
 * `failed` (or the NULL of text_builder_text) once.
 */
#pragma once

#include "base/arena.h"

#include <stdarg.h>

/** A literal as text, in expressions and initialisers of locals. */
#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})
/** The same for initialisers of static tables, where C17 wants a constant. */
#define TEXT_STATIC(literal) {"" literal, sizeof(literal) - 1}
#define NO_TEXT ((struct text){NULL, 0})
/** For printf: "%.*s". */
#define TEXT_ARG(t) (int)(t).length, (t).bytes

/** A view of a terminated string; NULL gives no text. */
struct text text_of(const char *string);
bool text_equal(struct text a, struct text b);
/** Equal to a terminated string. */
bool text_is(struct text a, const char *string);
bool text_equal_fold(struct text a, struct text b); /**< ASCII case folded */
int text_compare(struct text a, struct text b);     /**< bytewise, shorter first */
bool text_has_prefix(struct text text, struct text prefix);
/** Place of the first `byte` at or after `from`, or text.length. */
size_t text_find(struct text text, char byte, size_t from);
/** Bytes [from, to); places behind the end are taken as the end. */
struct text text_slice(struct text text, size_t from, size_t to);
struct text text_trim(struct text text); /**< ASCII space at both ends */
/** A copy that lives in the arena, with a 0 byte behind it. NO_TEXT on exhaustion. */
struct text text_copy(struct arena *arena, struct text text);
/** Formatted into the arena, with a 0 byte behind it. */
struct text text_format(struct arena *arena, const char *format, ...) printf_like(2, 3);
/** The same with a list of arguments, for functions that take a format themselves. */
struct text text_format_list(struct arena *arena, const char *format, va_list arguments)
    printf_like(2, 0);
/** Valid UTF-8 as RFC 3629 has it: no surrogates, no overlong forms. */
bool text_is_utf8(struct text text);
/** Length of the longest valid beginning. */
size_t text_utf8_prefix(struct text text);
/** Whole text is [+-]?digits in range; otherwise false and out untouched. */
must_use bool text_parse_int(struct text text, int64_t *out);

struct text_builder {
    struct arena *arena;
    char *bytes;
    size_t length;
    size_t capacity;
    size_t limit; /**< most bytes; past it, failed */
    bool failed;
};

void text_builder_init(struct text_builder *builder, struct arena *arena, size_t limit);
void text_builder_add(struct text_builder *builder, struct text text);
void text_builder_add_string(struct text_builder *builder, const char *string);
void text_builder_add_char(struct text_builder *builder, char byte);
void text_builder_add_int(struct text_builder *builder, int64_t value);
void text_builder_format(struct text_builder *builder, const char *format, ...) printf_like(2, 3);
/** What was built, borrowed from the arena; NO_TEXT when it failed. */
struct text text_builder_text(const struct text_builder *builder);
