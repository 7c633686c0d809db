/* SPDX-License-Identifier: Apache-2.0 */
/**
 * notation.h: the light notation of stories, for what is sent and what is expected.
 *
 *   { name: "Ada", items: [{ price: $price.id, quantity: 3 }], trial_end: 2026-02-01 }
 *
 * Values: text in quotes or one bare word, numbers, times (sent and compared as
 * seconds), null, true, false, {...}, [...], and $name.path: what an earlier
 * answer holds there. In expectations also: ? (anything but null), absent,
 * > 5, >= 5, < 5, <= 5, != "x", ~ "part of a text"; keys are dotted paths into
 * the answer, a last part # is the number of elements. An object asks for what
 * it names and no more; an array asks for exactly its elements.
 */
#pragma once

#include "base/json.h"

enum node_type {
    NODE_NULL,
    NODE_TRUE,
    NODE_FALSE,
    NODE_NUMBER,
    NODE_STRING,
    NODE_ARRAY,
    NODE_OBJECT,
    NODE_ANY,    /**< ? */
    NODE_ABSENT, /**< absent */
    NODE_MORE,
    NODE_MORE_OR_EQUAL,
    NODE_LESS,
    NODE_LESS_OR_EQUAL,
    NODE_NOT,      /**< != */
    NODE_CONTAINS, /**< ~ */
};

struct node {
    enum node_type type;
    struct text text;   /**< number, string */
    struct text key;    /**< as an object's member */
    struct node *first; /**< elements, members, or the operand */
    struct node *next;
};

/** Where reading stands; a problem stops it for good. */
struct reader {
    struct arena *arena;
    struct text text;
    size_t at;
    int line;
    struct text problem;
    /** What $name.path stands for; NULL when there is no such thing. */
    const struct json *(*look_up)(void *context, struct text path);
    void *context;
};

void reader_fail(struct reader *reader, const char *format, ...) printf_like(2, 3);
/** Space, line ends and comments (# to the end of the line). */
void reader_skip(struct reader *reader);
/** Space on this line only; true when something stands on it. */
bool reader_more_on_line(struct reader *reader);
/** Skip, then the next byte; 0 at the end. */
char reader_peek(struct reader *reader);
/** Skip, then take the literal when it stands here. */
bool reader_take(struct reader *reader, const char *literal);
/** Letters, digits, _, - and . ; no text when there is none. */
struct text reader_word(struct reader *reader);
/** Up to white space, with every $name.path replaced. */
struct text reader_path(struct reader *reader);
struct node *reader_value(struct reader *reader);

/** Seconds of "2026-01-31" or "2026-01-31T00:00:00Z". */
bool notation_time(struct text text, int64_t *out);
/** Member by dotted path, array elements by number; NULL when there is none. */
const struct json *json_at(const struct json *json, struct text path);
/** "a: 1, b[c]: 2" as a form: a=1&b[c]=2. */
struct text form_of(struct arena *arena, const struct node *node);
void form_encode(struct text_builder *out, struct text value);
/** No text when the value is as expected, else what was wanted and what is there. */
struct text notation_mismatch(struct arena *arena, const struct node *wanted,
                              const struct json *got, struct text path);
/** Two answers are the same but for ids and the members named; else the first difference. */
struct text json_difference(struct arena *arena, const struct json *a, const struct json *b,
                            const struct node *except, struct text path);
