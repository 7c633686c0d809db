/* SPDX-License-Identifier: Apache-2.0 */
/** notation.c: reading the light notation, forms from it, answers against it. */
#include "notation.h"

#include <string.h>

#include "base/instant.h"

#define FORM_BYTES_MAX  (8u << 20)
#define SHOWN_BYTES_MAX 400

/* ---- reading ------------------------------------------------------------- */

void
reader_fail(struct reader *reader, const char *format, ...)
{
    if (reader->problem.bytes != NULL) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    reader->problem = text_format_list(reader->arena, format, arguments);
    va_end(arguments);
    reader->at = reader->text.length;
}

static char
byte_at(const struct reader *reader, size_t place)
{
    return place < reader->text.length ? reader->text.bytes[place] : '\0';
}

static char
here(const struct reader *reader)
{
    return byte_at(reader, reader->at);
}

static bool
is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static bool
is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

void
reader_skip(struct reader *reader)
{
    for (;;) {
        char byte = here(reader);
        if (byte == '\n') {
            reader->line++;
            reader->at++;
        } else if (is_space(byte)) {
            reader->at++;
        } else if (byte == '#') {
            while (here(reader) != '\n' && here(reader) != '\0') {
                reader->at++;
            }
        } else {
            return;
        }
    }
}

bool
reader_more_on_line(struct reader *reader)
{
    while (is_space(here(reader))) {
        reader->at++;
    }
    char byte = here(reader);
    return byte != '\n' && byte != '\0' && byte != '#';
}

char
reader_peek(struct reader *reader)
{
    reader_skip(reader);
    return here(reader);
}

bool
reader_take(struct reader *reader, const char *literal)
{
    size_t length = strlen(literal);
    reader_skip(reader);
    struct text rest = text_slice(reader->text, reader->at, reader->at + length);
    if (!text_is(rest, literal)) {
        return false;
    }
    if (is_word_byte(literal[length - 1]) && is_word_byte(byte_at(reader, reader->at + length))) {
        return false;
    }
    reader->at += length;
    return true;
}

struct text
reader_word(struct reader *reader)
{
    reader_skip(reader);
    size_t from = reader->at;
    while (is_word_byte(here(reader)) || here(reader) == '.' || here(reader) == '-') {
        reader->at++;
    }
    return from == reader->at ? NO_TEXT : text_slice(reader->text, from, reader->at);
}

/** Behind a $: name.path, where a dot belongs to it only when a word follows. */
static const struct json *
reader_reference(struct reader *reader)
{
    size_t from = reader->at;
    while (is_word_byte(here(reader)) ||
           (here(reader) == '.' && is_word_byte(byte_at(reader, reader->at + 1)))) {
        reader->at++;
    }
    struct text path = text_slice(reader->text, from, reader->at);
    const struct json *value = reader->look_up(reader->context, path);
    if (value == NULL) {
        reader_fail(reader, "there is no $%.*s", TEXT_ARG(path));
    }
    return value;
}

struct text
reader_path(struct reader *reader)
{
    struct text_builder out;
    reader_skip(reader);
    text_builder_init(&out, reader->arena, FORM_BYTES_MAX);
    while (here(reader) != '\0' && here(reader) != '\n' && !is_space(here(reader))) {
        if (here(reader) == '$') {
            reader->at++;
            const struct json *value = reader_reference(reader);
            if (value != NULL) {
                text_builder_add(&out, value->text);
            }
        } else {
            text_builder_add_char(&out, here(reader));
            reader->at++;
        }
    }
    return text_builder_text(&out);
}

static struct node *
node_new(struct reader *reader, enum node_type type, struct text text)
{
    struct node *node = arena_new(reader->arena, struct node);
    assert(node != NULL);
    node->type = type;
    node->text = text;
    return node;
}

static struct node *
node_of_json(struct reader *reader, const struct json *json)
{
    static const enum node_type types[] = {
        [JSON_NULL] = NODE_NULL,     [JSON_FALSE] = NODE_FALSE,   [JSON_TRUE] = NODE_TRUE,
        [JSON_NUMBER] = NODE_NUMBER, [JSON_STRING] = NODE_STRING, [JSON_ARRAY] = NODE_ARRAY,
        [JSON_OBJECT] = NODE_OBJECT,
    };
    struct node *node = node_new(reader, types[json->type], json->text);
    struct node **end = &node->first;
    for (size_t i = 0; i < json->count; i++) {
        bool is_object = json->type == JSON_OBJECT;
        *end = node_of_json(reader, is_object ? &json->members[i].value : &json->items[i]);
        (*end)->key = is_object ? json->members[i].key : NO_TEXT;
        end = &(*end)->next;
    }
    return node;
}

static struct text
quoted(struct reader *reader)
{
    struct text_builder out;
    text_builder_init(&out, reader->arena, FORM_BYTES_MAX);
    reader->at++;
    while (here(reader) != '"') {
        char byte = here(reader);
        if (byte == '\0' || byte == '\n') {
            reader_fail(reader, "a text without its closing quote");
            return NO_TEXT;
        }
        if (byte == '\\') {
            reader->at++;
            byte = here(reader) == 'n' ? '\n' : here(reader);
        }
        text_builder_add_char(&out, byte);
        reader->at++;
    }
    reader->at++;
    struct text text = text_builder_text(&out);
    return text.bytes == NULL ? TEXT("") : text;
}

static struct node *
array_read(struct reader *reader)
{
    struct node *array = node_new(reader, NODE_ARRAY, NO_TEXT);
    struct node **end = &array->first;
    reader->at++;
    while (reader_peek(reader) != ']' && reader->problem.bytes == NULL) {
        *end = reader_value(reader);
        end = &(*end)->next;
        (void)reader_take(reader, ",");
        if (reader_peek(reader) == '\0') {
            reader_fail(reader, "an array without its closing ]");
        }
    }
    reader->at++;
    return array;
}

static struct text
key_read(struct reader *reader)
{
    if (reader_peek(reader) == '"') {
        return quoted(reader);
    }
    size_t from = reader->at;
    while (is_word_byte(here(reader)) || strchr(".#-", here(reader)) != NULL) {
        if (here(reader) == '\0') {
            break;
        }
        reader->at++;
    }
    if (from == reader->at) {
        reader_fail(reader, "a key is expected here");
    }
    return text_slice(reader->text, from, reader->at);
}

static struct node *
object_read(struct reader *reader)
{
    struct node *object = node_new(reader, NODE_OBJECT, NO_TEXT);
    struct node **end = &object->first;
    reader->at++;
    while (reader_peek(reader) != '}' && reader->problem.bytes == NULL) {
        struct text key = key_read(reader);
        if (reader->problem.bytes == NULL && !reader_take(reader, ":")) {
            reader_fail(reader, "a : is expected behind %.*s", TEXT_ARG(key));
        }
        *end = reader_value(reader);
        (*end)->key = key;
        end = &(*end)->next;
        (void)reader_take(reader, ",");
        if (reader_peek(reader) == '\0') {
            reader_fail(reader, "an object without its closing }");
        }
    }
    reader->at++;
    return object;
}

bool
notation_time(struct text text, int64_t *out)
{
    bool looks = text.length >= 10 && text.bytes[4] == '-' && text.bytes[7] == '-';
    return looks && instant_parse(text, out);
}

static struct node *
bare_read(struct reader *reader)
{
    size_t from = reader->at;
    while (here(reader) != '\0' && !is_space(here(reader)) &&
           strchr(",]}\n", here(reader)) == NULL) {
        reader->at++;
    }
    struct text word = text_slice(reader->text, from, reader->at);
    static const struct {
        const char *name;
        enum node_type type;
    } names[] = {{"null", NODE_NULL},
                 {"true", NODE_TRUE},
                 {"false", NODE_FALSE},
                 {"?", NODE_ANY},
                 {"absent", NODE_ABSENT}};
    int64_t number;
    if (word.length == 0) {
        reader_fail(reader, "a value is expected here");
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (text_is(word, names[i].name)) {
            return node_new(reader, names[i].type, word);
        }
    }
    if (notation_time(word, &number)) {
        return node_new(reader, NODE_NUMBER, text_format(reader->arena, "%lld", (long long)number));
    }
    char digit = word.bytes[word.bytes[0] == '-' && word.length > 1 ? 1 : 0];
    bool is_number = digit >= '0' && digit <= '9';
    for (size_t i = 1; i < word.length && is_number; i++) {
        is_number = strchr("0123456789.", word.bytes[i]) != NULL;
    }
    return node_new(reader, is_number ? NODE_NUMBER : NODE_STRING, word);
}

struct node *
reader_value(struct reader *reader)
{
    static const struct {
        const char *sign;
        enum node_type type;
    } signs[] = {{">=", NODE_MORE_OR_EQUAL}, {"<=", NODE_LESS_OR_EQUAL}, {"!=", NODE_NOT},
                 {">", NODE_MORE},           {"<", NODE_LESS},           {"~", NODE_CONTAINS}};
    char byte = reader_peek(reader);
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (reader_take(reader, signs[i].sign)) {
            struct node *node = node_new(reader, signs[i].type, NO_TEXT);
            node->first = reader_value(reader);
            return node;
        }
    }
    if (byte == '{') {
        return object_read(reader);
    }
    if (byte == '[') {
        return array_read(reader);
    }
    if (byte == '"') {
        return node_new(reader, NODE_STRING, quoted(reader));
    }
    if (byte == '$') {
        reader->at++;
        const struct json *value = reader_reference(reader);
        return value == NULL ? node_new(reader, NODE_NULL, NO_TEXT) : node_of_json(reader, value);
    }
    return bare_read(reader);
}

/* ---- forms ---------------------------------------------------------------- */

void
form_encode(struct text_builder *out, struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        unsigned char byte = (unsigned char)value.bytes[i];
        if (is_word_byte((char)byte) || byte == '-' || byte == '.') {
            text_builder_add_char(out, (char)byte);
        } else {
            text_builder_format(out, "%%%02X", byte);
        }
    }
}

static void
form_add(struct arena *arena, struct text_builder *out, const struct node *node, struct text key)
{
    if (node->type == NODE_OBJECT || node->type == NODE_ARRAY) {
        int index = 0;
        for (const struct node *part = node->first; part != NULL; part = part->next) {
            struct text name = part->key;
            if (node->type == NODE_ARRAY) {
                name = text_format(arena, "%d", index++);
            }
            if (key.length > 0) {
                name = text_format(arena, "%.*s[%.*s]", TEXT_ARG(key), TEXT_ARG(name));
            }
            form_add(arena, out, part, name);
        }
        return;
    }
    if (out->length > 0) {
        text_builder_add_char(out, '&');
    }
    text_builder_add(out, key);
    text_builder_add_char(out, '=');
    if (node->type == NODE_TRUE || node->type == NODE_FALSE) {
        text_builder_add_string(out, node->type == NODE_TRUE ? "true" : "false");
    } else if (node->type != NODE_NULL) {
        form_encode(out, node->text);
    }
}

struct text
form_of(struct arena *arena, const struct node *node)
{
    struct text_builder out;
    text_builder_init(&out, arena, FORM_BYTES_MAX);
    if (node != NULL) {
        form_add(arena, &out, node, NO_TEXT);
    }
    return text_builder_text(&out);
}

/* ---- answers --------------------------------------------------------------- */

const struct json *
json_at(const struct json *json, struct text path)
{
    size_t from = 0;
    while (from < path.length && json != NULL) {
        size_t to = text_find(path, '.', from);
        struct text part = text_slice(path, from, to);
        int64_t index;
        const struct json *next = NULL;
        if (json->type == JSON_ARRAY && text_parse_int(part, &index)) {
            index = index < 0 ? index + (int64_t)json->count : index;
            next = index >= 0 && (size_t)index < json->count ? &json->items[index] : NULL;
        } else if (json->type == JSON_OBJECT) {
            for (size_t i = 0; i < json->count; i++) {
                if (text_equal(json->members[i].key, part)) {
                    next = &json->members[i].value;
                }
            }
        }
        json = next;
        from = to + 1;
    }
    return json;
}

static struct text
shown(struct arena *arena, const struct json *json)
{
    struct json_writer writer;
    if (json == NULL) {
        return TEXT("nothing");
    }
    json_writer_init(&writer, arena, FORM_BYTES_MAX, false);
    json_value(&writer, json);
    struct text text = json_writer_text(&writer);
    return text.length <= SHOWN_BYTES_MAX
               ? text
               : text_format(arena, "%.*s...", SHOWN_BYTES_MAX, text.bytes);
}

static struct text
path_join(struct arena *arena, struct text path, struct text part)
{
    return path.length == 0 ? part
                            : text_format(arena, "%.*s.%.*s", TEXT_ARG(path), TEXT_ARG(part));
}

static struct text
compare_numbers(struct arena *arena, const struct node *wanted, const struct json *got,
                struct text path)
{
    int64_t a = 0;
    int64_t b = 0;
    bool fits = false;
    if (got != NULL && got->type == JSON_NUMBER && text_parse_int(got->text, &a) &&
        text_parse_int(wanted->first->text, &b)) {
        fits = wanted->type == NODE_MORE            ? a > b
               : wanted->type == NODE_MORE_OR_EQUAL ? a >= b
               : wanted->type == NODE_LESS          ? a < b
                                                    : a <= b;
    }
    return fits ? NO_TEXT
                : text_format(arena, "%.*s: wanted %s %.*s, got %.*s", TEXT_ARG(path),
                              wanted->type == NODE_MORE || wanted->type == NODE_MORE_OR_EQUAL
                                  ? "more than"
                                  : "less than",
                              TEXT_ARG(wanted->first->text), TEXT_ARG(shown(arena, got)));
}

static bool
contains(struct text text, struct text part)
{
    for (size_t i = 0; i + part.length <= text.length; i++) {
        if (memcmp(text.bytes + i, part.bytes, part.length) == 0) {
            return true;
        }
    }
    return false;
}

static struct text
mismatch_count(struct arena *arena, const struct node *wanted, const struct json *got,
               struct text path)
{
    struct json count = {.type = JSON_NUMBER};
    if (got == NULL || (got->type != JSON_ARRAY && got->type != JSON_OBJECT)) {
        return text_format(arena, "%.*s: wanted a list, got %.*s", TEXT_ARG(path),
                           TEXT_ARG(shown(arena, got)));
    }
    count.text = text_format(arena, "%zu", got->count);
    return notation_mismatch(arena, wanted, &count, path);
}

static struct text
mismatch_object(struct arena *arena, const struct node *wanted, const struct json *got,
                struct text path)
{
    for (const struct node *member = wanted->first; member != NULL; member = member->next) {
        struct text key = member->key;
        struct text whole = path_join(arena, path, key);
        struct text problem;
        if (key.length > 0 && key.bytes[key.length - 1] == '#') {
            struct text list = text_slice(key, 0, key.length > 1 ? key.length - 2 : 0);
            problem = mismatch_count(arena, member, json_at(got, list), whole);
        } else {
            problem = notation_mismatch(arena, member, json_at(got, key), whole);
        }
        if (problem.bytes != NULL) {
            return problem;
        }
    }
    return NO_TEXT;
}

static struct text
mismatch_array(struct arena *arena, const struct node *wanted, const struct json *got,
               struct text path)
{
    size_t index = 0;
    if (got == NULL || got->type != JSON_ARRAY) {
        return text_format(arena, "%.*s: wanted an array, got %.*s", TEXT_ARG(path),
                           TEXT_ARG(shown(arena, got)));
    }
    for (const struct node *item = wanted->first; item != NULL; item = item->next) {
        struct text place = path_join(arena, path, text_format(arena, "%zu", index));
        struct text problem =
            notation_mismatch(arena, item, index < got->count ? &got->items[index] : NULL, place);
        if (problem.bytes != NULL) {
            return problem;
        }
        index++;
    }
    return index == got->count
               ? NO_TEXT
               : text_format(arena, "%.*s: wanted %zu elements, got %zu: %.*s", TEXT_ARG(path),
                             index, got->count, TEXT_ARG(shown(arena, got)));
}

static struct text
mismatch_not(struct arena *arena, const struct node *wanted, const struct json *got,
             struct text path)
{
    return notation_mismatch(arena, wanted->first, got, path).bytes != NULL
               ? NO_TEXT
               : text_format(arena, "%.*s: wanted anything but %.*s", TEXT_ARG(path),
                             TEXT_ARG(shown(arena, got)));
}

/** The scalars: the type and its text. */
static bool
scalar_fits(const struct node *wanted, const struct json *got)
{
    switch (wanted->type) {
    case NODE_NULL:
        return got != NULL && got->type == JSON_NULL;
    case NODE_TRUE:
        return got != NULL && got->type == JSON_TRUE;
    case NODE_FALSE:
        return got != NULL && got->type == JSON_FALSE;
    case NODE_NUMBER:
        return got != NULL && got->type == JSON_NUMBER && text_equal(got->text, wanted->text);
    case NODE_STRING:
        return got != NULL && got->type == JSON_STRING && text_equal(got->text, wanted->text);
    case NODE_ANY:
        return got != NULL && got->type != JSON_NULL;
    case NODE_ABSENT:
        return got == NULL;
    case NODE_CONTAINS:
        return got != NULL && got->type == JSON_STRING && contains(got->text, wanted->first->text);
    case NODE_ARRAY:
    case NODE_OBJECT:
    case NODE_MORE:
    case NODE_MORE_OR_EQUAL:
    case NODE_LESS:
    case NODE_LESS_OR_EQUAL:
    case NODE_NOT:
        break;
    }
    assert(false);
    return false;
}

struct text
notation_mismatch(struct arena *arena, const struct node *wanted, const struct json *got,
                  struct text path)
{
    switch (wanted->type) {
    case NODE_OBJECT:
        return mismatch_object(arena, wanted, got, path);
    case NODE_ARRAY:
        return mismatch_array(arena, wanted, got, path);
    case NODE_NOT:
        return mismatch_not(arena, wanted, got, path);
    case NODE_MORE:
    case NODE_MORE_OR_EQUAL:
    case NODE_LESS:
    case NODE_LESS_OR_EQUAL:
        return compare_numbers(arena, wanted, got, path);
    case NODE_NULL:
    case NODE_TRUE:
    case NODE_FALSE:
    case NODE_NUMBER:
    case NODE_STRING:
    case NODE_ANY:
    case NODE_ABSENT:
    case NODE_CONTAINS:
        break;
    }
    if (scalar_fits(wanted, got)) {
        return NO_TEXT;
    }
    bool is_text = wanted->type == NODE_STRING;
    struct text name = wanted->type == NODE_CONTAINS ? wanted->first->text
                       : wanted->type == NODE_ANY    ? TEXT("anything")
                       : wanted->type == NODE_ABSENT ? TEXT("nothing")
                       : wanted->text.bytes == NULL  ? TEXT("null")
                                                     : wanted->text;
    return text_format(arena, "%.*s: wanted %s%s%.*s%s, got %.*s", TEXT_ARG(path),
                       wanted->type == NODE_CONTAINS ? "a text with " : "", is_text ? "\"" : "",
                       TEXT_ARG(name), is_text ? "\"" : "", TEXT_ARG(shown(arena, got)));
}

/* ---- the same but for ids --------------------------------------------------- */

/** "in_" and the like in front of 24 letters and digits. */
static size_t
id_prefix_length(struct text text)
{
    size_t tail = 0;
    while (tail < text.length && is_word_byte(text.bytes[text.length - 1 - tail]) &&
           text.bytes[text.length - 1 - tail] != '_') {
        tail++;
    }
    return tail >= 24 && tail < text.length && text.bytes[text.length - 1 - tail] == '_'
               ? text.length - tail
               : 0;
}

static bool
texts_agree(struct text a, struct text b)
{
    size_t prefix = id_prefix_length(a);
    if (prefix > 0 && prefix == id_prefix_length(b)) {
        return text_equal(text_slice(a, 0, prefix), text_slice(b, 0, prefix));
    }
    return text_equal(a, b);
}

static bool
is_excepted(const struct node *except, struct text key)
{
    const struct node *name = except == NULL ? NULL : except->first;
    while (name != NULL && !text_equal(name->text, key)) {
        name = name->next;
    }
    return name != NULL;
}

struct text
json_difference(struct arena *arena, const struct json *a, const struct json *b,
                const struct node *except, struct text path)
{
    bool same =
        a != NULL && b != NULL && a->type == b->type && a->count == b->count &&
        (a->type == JSON_STRING ? texts_agree(a->text, b->text) : text_equal(a->text, b->text));
    for (size_t i = 0; same && i < a->count; i++) {
        bool is_object = a->type == JSON_OBJECT;
        struct text key = is_object ? a->members[i].key : text_format(arena, "%zu", i);
        if (is_object && !text_equal(key, b->members[i].key)) {
            return text_format(arena, "%.*s: member %.*s here, %.*s there", TEXT_ARG(path),
                               TEXT_ARG(key), TEXT_ARG(b->members[i].key));
        }
        if (is_object && is_excepted(except, key)) {
            continue;
        }
        struct text problem = json_difference(
            arena, is_object ? &a->members[i].value : &a->items[i],
            is_object ? &b->members[i].value : &b->items[i], except, path_join(arena, path, key));
        if (problem.bytes != NULL) {
            return problem;
        }
    }
    return same ? NO_TEXT
                : text_format(arena, "%.*s: %.*s here, %.*s there", TEXT_ARG(path),
                              TEXT_ARG(shown(arena, a)), TEXT_ARG(shown(arena, b)));
}
