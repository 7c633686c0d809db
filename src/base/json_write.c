/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

void
json_writer_init(struct json_writer *writer, struct arena *arena, size_t limit, bool pretty)
{
    *writer = (struct json_writer){.pretty = pretty};
    text_builder_init(&writer->out, arena, limit);
}

static void
break_line(struct json_writer *writer)
{
    static const struct text spaces = TEXT_STATIC("                                ");
    text_builder_add_char(&writer->out, '\n');
    for (size_t left = 2 * (size_t)writer->depth; left > 0;) {
        size_t count = left < spaces.length ? left : spaces.length;
        text_builder_add(&writer->out, text_slice(spaces, 0, count));
        left -= count;
    }
}

/** The level's own bit; levels too deep have none, the writer has failed there. */
static uint64_t
level_bit(const struct json_writer *writer)
{
    return writer->depth <= JSON_DEPTH_MAX ? UINT64_C(1) << (writer->depth - 1) : 0;
}

/** Before an element of an array or a key: the comma and the new line. */
static void
begin_element(struct json_writer *writer)
{
    if (writer->depth == 0) {
        return;
    }
    if ((writer->comma_bits & level_bit(writer)) != 0) {
        text_builder_add_char(&writer->out, ',');
    }
    writer->comma_bits |= level_bit(writer);
    if (writer->pretty) {
        break_line(writer);
    }
}

/** Before a value: behind a key nothing is needed. */
static void
begin_value(struct json_writer *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
    } else {
        begin_element(writer);
    }
}

static void
open_level(struct json_writer *writer, char bracket)
{
    begin_value(writer);
    if (writer->depth >= JSON_DEPTH_MAX) {
        writer->out.failed = true;
    }
    text_builder_add_char(&writer->out, bracket);
    writer->depth++;
    writer->comma_bits &= ~level_bit(writer);
}

static void
close_level(struct json_writer *writer, char bracket)
{
    assert(writer->depth > 0);
    assert(!writer->after_key);
    bool has_elements = (writer->comma_bits & level_bit(writer)) != 0;
    writer->depth--;
    if (has_elements && writer->pretty) {
        break_line(writer);
    }
    text_builder_add_char(&writer->out, bracket);
}

void
json_open_object(struct json_writer *writer)
{
    open_level(writer, '{');
}

void
json_close_object(struct json_writer *writer)
{
    close_level(writer, '}');
}

void
json_open_array(struct json_writer *writer)
{
    open_level(writer, '[');
}

void
json_close_array(struct json_writer *writer)
{
    close_level(writer, ']');
}

static void
add_escape(struct text_builder *out, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    char escape[6] = {'\\', 0, '0', '0', digits[byte >> 4], digits[byte & 15]};
    size_t length = 2;
    switch (byte) {
    case '"':
    case '\\':
        escape[1] = (char)byte;
        break;
    case '\b':
        escape[1] = 'b';
        break;
    case '\f':
        escape[1] = 'f';
        break;
    case '\n':
        escape[1] = 'n';
        break;
    case '\r':
        escape[1] = 'r';
        break;
    case '\t':
        escape[1] = 't';
        break;
    default:
        escape[1] = 'u';
        length = sizeof(escape);
        break;
    }
    text_builder_add(out, (struct text){escape, length});
}

static void
add_quoted(struct text_builder *out, struct text text)
{
    text_builder_add_char(out, '"');
    size_t written = 0;
    for (size_t at = 0; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.bytes[at];
        if (byte >= 0x20 && byte != '"' && byte != '\\') {
            continue;
        }
        text_builder_add(out, text_slice(text, written, at));
        add_escape(out, byte);
        written = at + 1;
    }
    text_builder_add(out, text_slice(text, written, text.length));
    text_builder_add_char(out, '"');
}

void
json_key(struct json_writer *writer, struct text key)
{
    assert(writer->depth > 0);
    assert(!writer->after_key);
    begin_element(writer);
    add_quoted(&writer->out, key);
    text_builder_add(&writer->out, writer->pretty ? TEXT(": ") : TEXT(":"));
    writer->after_key = true;
}

void
json_key_string(struct json_writer *writer, const char *key)
{
    json_key(writer, text_of(key));
}

void
json_text(struct json_writer *writer, struct text value)
{
    if (value.bytes == NULL) {
        json_null(writer);
        return;
    }
    begin_value(writer);
    add_quoted(&writer->out, value);
}

void
json_string(struct json_writer *writer, const char *value)
{
    json_text(writer, text_of(value));
}

void
json_int(struct json_writer *writer, int64_t value)
{
    begin_value(writer);
    text_builder_add_int(&writer->out, value);
}

void
json_bool(struct json_writer *writer, bool value)
{
    begin_value(writer);
    text_builder_add(&writer->out, value ? TEXT("true") : TEXT("false"));
}

void
json_null(struct json_writer *writer)
{
    begin_value(writer);
    text_builder_add(&writer->out, TEXT("null"));
}

/** End of the token at `from`: a string, or a run of other bytes that belong together. */
static size_t
find_token_end(struct text literal, size_t from)
{
    size_t at = from;
    if (literal.bytes[at] != '"') {
        while (at < literal.length && memchr(" \t\r\n,:[]{}\"", literal.bytes[at], 11) == NULL) {
            at++;
        }
        return at;
    }
    for (at++; at < literal.length && literal.bytes[at] != '"'; at++) {
        at += literal.bytes[at] == '\\';
    }
    return at < literal.length ? at + 1 : literal.length;
}

/** A document is written anew, token by token, so that it gets this writer's form and depth. */
static void
rewrite(struct json_writer *writer, struct text literal)
{
    int outer_depth = writer->depth;
    for (size_t at = 0; at < literal.length;) {
        char byte = literal.bytes[at];
        if (byte == '{' || byte == '[') {
            open_level(writer, byte);
            at++;
        } else if (byte == '}' || byte == ']') {
            close_level(writer, byte);
            at++;
        } else if (memchr(" \t\r\n,", byte, 5) != NULL) {
            at++; /* the writer knows where these belong */
        } else if (byte == ':') {
            text_builder_add(&writer->out, writer->pretty ? TEXT(": ") : TEXT(":"));
            writer->after_key = true;
            at++;
        } else {
            size_t end = find_token_end(literal, at);
            begin_value(writer);
            text_builder_add(&writer->out, text_slice(literal, at, end));
            at = end;
        }
    }
    assert(writer->depth == outer_depth);
    (void)outer_depth;
}

void
json_literal(struct json_writer *writer, struct text literal)
{
    literal = text_trim(literal);
    if (literal.length > 0 && (literal.bytes[0] == '{' || literal.bytes[0] == '[')) {
        rewrite(writer, literal);
        return;
    }
    begin_value(writer);
    text_builder_add(&writer->out, literal);
}

void
json_value(struct json_writer *writer, const struct json *value)
{
    switch (value->type) {
    case JSON_NULL:
        json_null(writer);
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        json_bool(writer, value->type == JSON_TRUE);
        break;
    case JSON_NUMBER:
        json_literal(writer, value->text);
        break;
    case JSON_STRING:
        json_text(writer, value->text);
        break;
    case JSON_ARRAY:
        json_open_array(writer);
        for (size_t i = 0; i < value->count; i++) {
            json_value(writer, &value->items[i]);
        }
        json_close_array(writer);
        break;
    case JSON_OBJECT:
        json_open_object(writer);
        for (size_t i = 0; i < value->count; i++) {
            json_key(writer, value->members[i].key);
            json_value(writer, &value->members[i].value);
        }
        json_close_object(writer);
        break;
    }
}

struct text
json_writer_text(const struct json_writer *writer)
{
    assert(writer->depth == 0);
    assert(!writer->after_key);
    return text_builder_text(&writer->out);
}
