/* SPDX-License-Identifier: Apache-2.0 */
/**
 * json.h: reader and writer, RFC 8259.
 *
 * Numbers keep their text: 20-digit integers and decimals pass unharmed. Keys
 * keep their order. Depth, size and UTF-8 are checked; duplicate keys are
 * refused. The writer is sticky: check json_writer_text() once.
 */
#pragma once

#include "base/error.h"
#include "base/text.h"

#define JSON_DEPTH_MAX 64

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json_member;

struct json {
    enum json_type type;
    struct text text;            /**< string: decoded; number: as written */
    struct json *items;          /**< array */
    struct json_member *members; /**< object */
    size_t count;                /**< of items or members */
};

struct json_member {
    struct text key;
    struct json value;
};

/** Where parsing stopped, for messages. */
struct json_error {
    size_t offset;
    const char *expected; /**< a sentence part: "a comma or }" */
};

/**
 * ERR_JSON_SYNTAX with *error filled, or ERR_OUT_OF_MEMORY. Whole text, nothing
 * behind it. Numbers, keys and strings without escapes borrow from `text`,
 * which must live as long as the value.
 */
must_use err_t json_parse(struct arena *arena, struct text text, struct json *out,
                          struct json_error *error);
/** NULL when absent or not an object. */
const struct json *json_get(const struct json *object, const char *key);

struct json_writer {
    struct text_builder out;
    uint64_t comma_bits; /**< one bit a level: an element was written */
    int depth;
    bool pretty; /**< two spaces, as the API's bodies */
    bool after_key;
};

void json_writer_init(struct json_writer *writer, struct arena *arena, size_t limit, bool pretty);
void json_open_object(struct json_writer *writer);
void json_close_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer);
void json_close_array(struct json_writer *writer);
void json_key(struct json_writer *writer, struct text key);
void json_key_string(struct json_writer *writer, const char *key);
void json_text(struct json_writer *writer, struct text value); /**< no text gives null */
void json_string(struct json_writer *writer, const char *value);
void json_int(struct json_writer *writer, int64_t value);
void json_bool(struct json_writer *writer, bool value);
void json_null(struct json_writer *writer);
/**
 * A literal, trusted to be JSON: a number's text, "[]", or a whole document,
 * which takes the form (pretty or compact) and depth of this writer. Too deep
 * a document fails the writer.
 */
void json_literal(struct json_writer *writer, struct text literal);
/** A parsed value. */
void json_value(struct json_writer *writer, const struct json *value);
struct text json_writer_text(const struct json_writer *writer);
