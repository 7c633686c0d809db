/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/list.h"

/* Above this many members duplicates are found by sorting, not by looking at all pairs. */
#define PAIRWISE_MEMBERS_MAX 16

struct reader {
    struct arena *arena;
    struct text text;
    size_t at;
    struct json_error *error;
};

static err_t read_value(struct reader *reader, int depth, struct json *out);

/** Stop here: `expected` is what should have stood there. */
static err_t
reject(struct reader *reader, size_t offset, const char *expected)
{
    *reader->error = (struct json_error){offset, expected};
    return ERR_JSON_SYNTAX;
}

/** The byte at the place, 0 at the end; a real 0 byte is allowed nowhere, so none is mistaken. */
static char
peek(const struct reader *reader)
{
    return reader->at < reader->text.length ? reader->text.bytes[reader->at] : 0;
}

static void
skip_space(struct reader *reader)
{
    for (;;) {
        char byte = peek(reader);
        if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t') {
            return;
        }
        reader->at++;
    }
}

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool
skip_digits(struct reader *reader)
{
    size_t first = reader->at;
    while (is_digit(peek(reader))) {
        reader->at++;
    }
    return reader->at > first;
}

static err_t
read_number(struct reader *reader, struct json *out)
{
    size_t first = reader->at;
    reader->at += peek(reader) == '-';
    if (peek(reader) == '0') {
        reader->at++;
        if (is_digit(peek(reader))) {
            return reject(reader, reader->at, "no digit behind a leading 0");
        }
    } else if (!skip_digits(reader)) {
        return reject(reader, reader->at, "a digit");
    }
    if (peek(reader) == '.') {
        reader->at++;
        if (!skip_digits(reader)) {
            return reject(reader, reader->at, "a digit behind the point");
        }
    }
    if (peek(reader) == 'e' || peek(reader) == 'E') {
        reader->at++;
        reader->at += peek(reader) == '+' || peek(reader) == '-';
        if (!skip_digits(reader)) {
            return reject(reader, reader->at, "a digit in the exponent");
        }
    }
    out->type = JSON_NUMBER;
    out->text = text_slice(reader->text, first, reader->at);
    return OK;
}

/** Four hexadecimal digits, or -1. */
static int32_t
read_hex4(struct reader *reader)
{
    int32_t value = 0;
    if (reader->text.length - reader->at < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        char byte = reader->text.bytes[reader->at++];
        int digit = is_digit(byte)                   ? byte - '0'
                    : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                    : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                                 : -1;
        if (digit < 0) {
            return -1;
        }
        value = value << 4 | digit;
    }
    return value;
}

static size_t
write_utf8(int32_t point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

/** Behind "\u": one unit, or a pair of surrogates; alone they are no character. */
static err_t
read_unicode_escape(struct reader *reader, int32_t *out)
{
    size_t first = reader->at - 2;
    int32_t point = read_hex4(reader);
    if (point < 0) {
        return reject(reader, first, "four hexadecimal digits behind \\u");
    }
    if (point >= 0xd800 && point <= 0xdbff) {
        struct text rest = text_slice(reader->text, reader->at, reader->text.length);
        int32_t low = -1;
        if (text_has_prefix(rest, TEXT("\\u"))) {
            reader->at += 2;
            low = read_hex4(reader);
        }
        if (low < 0xdc00 || low > 0xdfff) {
            return reject(reader, first, "two surrogates in a row");
        }
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
    } else if (point >= 0xdc00 && point <= 0xdfff) {
        return reject(reader, first, "no low surrogate alone");
    }
    *out = point;
    return OK;
}

/** Place of the closing quote; *has_escape tells whether a copy is needed. */
static err_t
find_quote(struct reader *reader, size_t *end, bool *has_escape)
{
    size_t at = reader->at;
    *has_escape = false;
    for (;; at++) {
        if (at >= reader->text.length) {
            return reject(reader, reader->text.length, "a closing quote");
        }
        unsigned char byte = (unsigned char)reader->text.bytes[at];
        if (byte == '"') {
            *end = at;
            return OK;
        }
        if (byte < 0x20) {
            return reject(reader, at, "an escape for a control character");
        }
        if (byte == '\\') {
            *has_escape = true;
            at++; /* whatever it is, it is not the closing quote */
        }
    }
}

static err_t
read_escape(struct reader *reader, char *out, size_t *length)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char byte = reader->text.bytes[reader->at + 1];
    reader->at += 2;
    if (byte == 'u') {
        int32_t point;
        TRY(read_unicode_escape(reader, &point));
        *length += write_utf8(point, out + *length);
        return OK;
    }
    const char *found = byte == 0 ? NULL : strchr(from, byte);
    if (found == NULL) {
        return reject(reader, reader->at - 2, "an escape that exists");
    }
    out[(*length)++] = to[found - from];
    return OK;
}

/** At the byte behind the opening quote. */
static err_t
read_string(struct reader *reader, struct text *out)
{
    size_t end;
    bool has_escape;
    TRY(find_quote(reader, &end, &has_escape));
    if (!has_escape) {
        *out = text_slice(reader->text, reader->at, end);
        reader->at = end + 1;
        return OK;
    }
    /* An escape is never shorter than what it stands for. */
    char *bytes = arena_alloc(reader->arena, end - reader->at + 1, 1);
    if (bytes == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    size_t length = 0;
    while (reader->at < end) {
        size_t stop = text_find(text_slice(reader->text, 0, end), '\\', reader->at);
        memcpy(bytes + length, reader->text.bytes + reader->at, stop - reader->at);
        length += stop - reader->at;
        reader->at = stop;
        if (stop < end) {
            TRY(read_escape(reader, bytes, &length));
        }
    }
    reader->at = end + 1;
    *out = (struct text){bytes, length};
    return OK;
}

static err_t
read_array(struct reader *reader, int depth, struct json *out)
{
    struct {
        struct json *items;
        size_t count, capacity;
    } values = {0};

    out->type = JSON_ARRAY;
    skip_space(reader);
    if (peek(reader) == ']') {
        reader->at++;
        return OK;
    }
    for (;;) {
        struct json value = {.type = JSON_NULL};
        TRY(read_value(reader, depth, &value));
        struct json *place = list_add(reader->arena, &values);
        if (place == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
        *place = value;
        char byte = peek(reader);
        if (byte != ',' && byte != ']') {
            return reject(reader, reader->at, "a comma or ]");
        }
        reader->at++;
        if (byte == ']') {
            out->items = values.items;
            out->count = values.count;
            return OK;
        }
    }
}

/** Heap sort, for the order only: small, no memory, no bad case. */
static void
sift_down(const struct text **keys, size_t from, size_t count)
{
    for (size_t child = 2 * from + 1; child < count; child = 2 * from + 1) {
        child += child + 1 < count && text_compare(*keys[child], *keys[child + 1]) < 0;
        if (text_compare(*keys[from], *keys[child]) >= 0) {
            return;
        }
        const struct text *key = keys[from];
        keys[from] = keys[child];
        keys[child] = key;
        from = child;
    }
}

static err_t
find_duplicate_sorted(struct reader *reader, const struct json *object, bool *found)
{
    const struct text **keys = arena_alloc(reader->arena, object->count, sizeof(*keys));
    if (keys == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < object->count; i++) {
        keys[i] = &object->members[i].key;
    }
    for (size_t i = object->count / 2; i-- > 0;) {
        sift_down(keys, i, object->count);
    }
    for (size_t left = object->count; left > 1; left--) {
        const struct text *largest = keys[0];
        keys[0] = keys[left - 1];
        sift_down(keys, 0, left - 1);
        *found = *found || text_equal(*largest, *keys[0]);
    }
    return OK;
}

static err_t
refuse_duplicates(struct reader *reader, size_t offset, const struct json *object)
{
    bool found = false;
    if (object->count > PAIRWISE_MEMBERS_MAX) {
        TRY(find_duplicate_sorted(reader, object, &found));
    } else {
        for (size_t i = 0; i < object->count; i++) {
            for (size_t j = 0; j < i; j++) {
                found = found || text_equal(object->members[i].key, object->members[j].key);
            }
        }
    }
    return found ? reject(reader, offset, "an object whose keys differ") : OK;
}

static err_t
read_member(struct reader *reader, int depth, struct json_member *out)
{
    skip_space(reader);
    if (peek(reader) != '"') {
        return reject(reader, reader->at, "a key in quotes");
    }
    reader->at++;
    TRY(read_string(reader, &out->key));
    skip_space(reader);
    if (peek(reader) != ':') {
        return reject(reader, reader->at, "a colon");
    }
    reader->at++;
    return read_value(reader, depth, &out->value);
}

static err_t
read_object(struct reader *reader, int depth, struct json *out)
{
    struct {
        struct json_member *items;
        size_t count, capacity;
    } members = {0};
    size_t offset = reader->at - 1;

    out->type = JSON_OBJECT;
    skip_space(reader);
    if (peek(reader) == '}') {
        reader->at++;
        return OK;
    }
    for (;;) {
        struct json_member member = {.key = NO_TEXT};
        TRY(read_member(reader, depth, &member));
        struct json_member *place = list_add(reader->arena, &members);
        if (place == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
        *place = member;
        char byte = peek(reader);
        if (byte != ',' && byte != '}') {
            return reject(reader, reader->at, "a comma or }");
        }
        reader->at++;
        if (byte == '}') {
            out->members = members.items;
            out->count = members.count;
            return refuse_duplicates(reader, offset, out);
        }
    }
}

static err_t
read_word(struct reader *reader, struct json *out)
{
    static const struct {
        struct text word;
        enum json_type type;
    } words[] = {{TEXT_STATIC("null"), JSON_NULL},
                 {TEXT_STATIC("false"), JSON_FALSE},
                 {TEXT_STATIC("true"), JSON_TRUE}};
    struct text rest = text_slice(reader->text, reader->at, reader->text.length);

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (text_has_prefix(rest, words[i].word)) {
            reader->at += words[i].word.length;
            out->type = words[i].type;
            return OK;
        }
    }
    return reject(reader, reader->at, "a value");
}

/** A value and the space around it. */
static err_t
read_value(struct reader *reader, int depth, struct json *out)
{
    skip_space(reader);
    char byte = peek(reader);
    if (byte == '{' || byte == '[') {
        if (depth == JSON_DEPTH_MAX) {
            return reject(reader, reader->at, "at most 64 levels");
        }
        reader->at++;
        TRY(byte == '{' ? read_object(reader, depth + 1, out) : read_array(reader, depth + 1, out));
    } else if (byte == '"') {
        reader->at++;
        out->type = JSON_STRING;
        TRY(read_string(reader, &out->text));
    } else if (byte == '-' || is_digit(byte)) {
        TRY(read_number(reader, out));
    } else {
        TRY(read_word(reader, out));
    }
    skip_space(reader);
    return OK;
}

err_t
json_parse(struct arena *arena, struct text text, struct json *out, struct json_error *error)
{
    struct reader reader = {.arena = arena, .text = text, .error = error};
    struct json value = {.type = JSON_NULL};

    size_t valid = text_utf8_prefix(text);
    if (valid != text.length) {
        return reject(&reader, valid, "UTF-8");
    }
    TRY(read_value(&reader, 0, &value));
    if (reader.at != text.length) {
        return reject(&reader, reader.at, "nothing behind the value");
    }
    *out = value;
    return OK;
}

const struct json *
json_get(const struct json *object, const char *key)
{
    if (object == NULL || object->type != JSON_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < object->count; i++) {
        if (text_is(object->members[i].key, key)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}
