/* SPDX-License-Identifier: Apache-2.0 */
/* Is a JSON value what a configuration's schema asks for? The subset that schema.c writes. */
#include <stdarg.h>

#include "base/decimal.h"
#include "base/instant.h"
#include "base/json.h"
#include "script/number.h"
#include "script/regexp.h"
#include "script/schema.h"
#include "script/vm.h"

enum { PATTERN_FUEL = 1000000, PATTERN_HEAP_BYTES = 1 << 20, PATH_BYTES_MAX = 512 };

struct checker {
    struct arena *arena;
    struct text problem;
    unsigned depth;
};

static bool check_value(struct checker *checker, const struct json *schema,
                        const struct json *value, struct text path);

static bool refuse(struct checker *checker, struct text path, const char *format, ...)
    printf_like(3, 4);

static bool
refuse(struct checker *checker, struct text path, const char *format, ...)
{
    char message[300];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    assert(length >= 0);
    if (path.length == 0) {
        path = TEXT("the configuration");
    }
    checker->problem = text_format(checker->arena, "%.*s %s", TEXT_ARG(path), message);
    return false;
}

static struct text
path_member(struct checker *checker, struct text path, struct text name)
{
    if (path.length > PATH_BYTES_MAX) {
        return path;
    }
    return path.length == 0
               ? name
               : text_format(checker->arena, "%.*s.%.*s", TEXT_ARG(path), TEXT_ARG(name));
}

static bool
is_equal(const struct json *a, const struct json *b)
{
    if (a->type != b->type || a->count != b->count) {
        return false;
    }
    switch (a->type) {
    case JSON_NULL:
    case JSON_TRUE:
    case JSON_FALSE:
        return true;
    case JSON_NUMBER: {
        double x;
        double y;
        return script_number_parse(a->text, &x) && script_number_parse(b->text, &y) && x == y;
    }
    case JSON_STRING:
        return text_equal(a->text, b->text);
    case JSON_ARRAY:
        for (size_t i = 0; i < a->count; i++) {
            if (!is_equal(&a->items[i], &b->items[i])) {
                return false;
            }
        }
        return true;
    case JSON_OBJECT:
        for (size_t i = 0; i < a->count; i++) {
            bool found = false;
            for (size_t k = 0; k < b->count && !found; k++) {
                found = text_equal(a->members[i].key, b->members[k].key) &&
                        is_equal(&a->members[i].value, &b->members[k].value);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }
    return false;
}

/* ---- numbers ----------------------------------------------------------- */

/** -1, 0, 1; exact as long as both are ordinary decimals. False: one is no number. */
static bool
compare_numbers(struct text a, struct text b, int *out)
{
    struct decimal x;
    struct decimal y;
    if (decimal_parse(a, &x) == OK && decimal_parse(b, &y) == OK) {
        *out = decimal_compare(x, y);
        return true;
    }
    double m;
    double n;
    if (!script_number_parse(a, &m) || !script_number_parse(b, &n) || m != m || n != n) {
        return false;
    }
    *out = m < n ? -1 : m > n;
    return true;
}

static bool
is_multiple(struct text value, struct text of)
{
    struct decimal x;
    struct decimal y;
    if (decimal_parse(value, &x) != OK || decimal_parse(of, &y) != OK || y.units == 0) {
        return true; /* beyond what can be told exactly */
    }
    return x.units % y.units == 0;
}

static bool
check_number(struct checker *checker, const struct json *schema, struct text number,
             struct text path)
{
    static const struct {
        const char *keyword, *sentence;
        int low, high; /**< what the comparison may be */
    } rows[] = {
        {"minimum", "must be at least", 0, 1},
        {"maximum", "must be at most", -1, 0},
        {"exclusiveMinimum", "must be more than", 1, 1},
        {"exclusiveMaximum", "must be less than", -1, -1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *limit = json_get(schema, rows[i].keyword);
        int order = 0;
        if (limit != NULL && compare_numbers(number, limit->text, &order) &&
            (order < rows[i].low || order > rows[i].high)) {
            return refuse(checker, path, "%s %.*s", rows[i].sentence, TEXT_ARG(limit->text));
        }
    }
    const struct json *multiple = json_get(schema, "multipleOf");
    if (multiple != NULL && !is_multiple(number, multiple->text)) {
        return refuse(checker, path, "must be a multiple of %.*s", TEXT_ARG(multiple->text));
    }
    return true;
}

/* ---- text -------------------------------------------------------------- */

static void *
pattern_grow(void *owner, void *old, size_t old_bytes, size_t new_bytes)
{
    return arena_grow(owner, old, old_bytes, new_bytes);
}

/** UTF-16 of UTF-8. NULL when memory is out. */
static uint16_t *
units_of(struct arena *arena, struct text text, size_t *count)
{
    uint16_t *units = arena_alloc(arena, text.length + 1, sizeof(uint16_t));
    *count = 0;
    for (size_t at = 0; units != NULL && at < text.length;) {
        size_t length;
        uint32_t c = source_code_point(text, at, &length);
        at += length;
        if (c > 0xFFFF) {
            units[(*count)++] = (uint16_t)(0xD800 + ((c - 0x10000) >> 10));
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        units[(*count)++] = (uint16_t)c;
    }
    return units;
}

/** False only when the text surely does not match: a pattern that is none refuses nothing. */
static bool
matches(struct arena *arena, struct text pattern, struct text text)
{
    const char *message = NULL;
    size_t pattern_length;
    size_t length;
    struct regexp_memory memory = {arena, pattern_grow};
    uint16_t *pattern_units = units_of(arena, pattern, &pattern_length);
    uint16_t *units = units_of(arena, text, &length);
    void *block = arena_alloc(arena, 1, PATTERN_HEAP_BYTES);
    if (pattern_units == NULL || units == NULL || block == NULL || length > UINT32_MAX) {
        return true;
    }
    struct regexp_program *program =
        regexp_compile(&memory, pattern_units, pattern_length, REGEXP_UNICODE, &message);
    if (program == NULL) {
        return true;
    }
    uint32_t *captures = arena_alloc(arena, (size_t)program->capture_count * 2, sizeof(uint32_t));
    if (captures == NULL) {
        return true;
    }
    struct vm vm = {.fuel = PATTERN_FUEL};
    heap_init(&vm.heap, block, PATTERN_HEAP_BYTES);
    struct regexp_subject subject = {.wide = units, .length = (uint32_t)length};
    bool found = false;
    return regexp_search(&vm, program, &subject, 0, false, captures, &found) && found;
}

static bool
check_text(struct checker *checker, const struct json *schema, struct text text, struct text path)
{
    const struct json *format = json_get(schema, "format");
    const struct json *pattern = json_get(schema, "pattern");
    const struct json *shortest = json_get(schema, "minLength");
    const struct json *longest = json_get(schema, "maxLength");
    int64_t limit;
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) { /* characters, as the standard counts */
        length += ((unsigned char)text.bytes[i] & 0xC0) != 0x80;
    }
    if (shortest != NULL && text_parse_int(shortest->text, &limit) && (int64_t)length < limit) {
        return refuse(checker, path, "must have at least %lld characters", (long long)limit);
    }
    if (longest != NULL && text_parse_int(longest->text, &limit) && (int64_t)length > limit) {
        return refuse(checker, path, "must have at most %lld characters", (long long)limit);
    }
    if (pattern != NULL && !matches(checker->arena, pattern->text, text)) {
        return refuse(checker, path, "must match %.*s", TEXT_ARG(pattern->text));
    }
    if (format != NULL && text_is(format->text, "decimal")) {
        double number;
        if (text.length == 0 || !script_number_parse(text, &number) || number != number) {
            return refuse(checker, path, "must be a decimal number as text, such as \"12.50\"");
        }
        return check_number(checker, schema, text, path);
    }
    instant_t instant;
    if (format != NULL && text_is(format->text, "date-time") && !instant_parse(text, &instant)) {
        return refuse(checker, path, "must be a time such as \"2026-01-31T00:00:00Z\"");
    }
    return true;
}

/* ---- lists and objects ------------------------------------------------- */

static bool
check_list(struct checker *checker, const struct json *schema, const struct json *value,
           struct text path)
{
    const struct json *fewest = json_get(schema, "minItems");
    const struct json *most = json_get(schema, "maxItems");
    const struct json *items = json_get(schema, "items");
    const struct json *unique = json_get(schema, "uniqueItems");
    int64_t limit;
    if (fewest != NULL && text_parse_int(fewest->text, &limit) && (int64_t)value->count < limit) {
        return refuse(checker, path, "must have at least %lld elements", (long long)limit);
    }
    if (most != NULL && text_parse_int(most->text, &limit) && (int64_t)value->count > limit) {
        return refuse(checker, path, "must have at most %lld elements", (long long)limit);
    }
    for (size_t i = 0; i < value->count; i++) {
        struct text at = text_format(checker->arena, "%.*s[%zu]", TEXT_ARG(path), i);
        if (items != NULL && !check_value(checker, items, &value->items[i], at)) {
            return false;
        }
        for (size_t k = 0; unique != NULL && unique->type == JSON_TRUE && k < i; k++) {
            if (is_equal(&value->items[i], &value->items[k])) {
                return refuse(checker, at, "is there twice");
            }
        }
    }
    return true;
}

/** A property by its name on the wire, or by the one that the script calls it. */
static const struct json *
find_property(const struct json *properties, struct text key)
{
    for (size_t i = 0; properties != NULL && i < properties->count; i++) {
        const struct json *name = json_get(&properties->members[i].value, "x-quoin-name");
        if (text_equal(properties->members[i].key, key) ||
            (name != NULL && text_equal(name->text, key))) {
            return &properties->members[i].value;
        }
    }
    return NULL;
}

/** A member of a configuration by a property's name, in either spelling. */
static const struct json *
find_member(const struct json *object, const struct json *properties, struct text name)
{
    const struct json *property = find_property(properties, name);
    for (size_t i = 0; object != NULL && i < object->count; i++) {
        const struct json_member *member = &object->members[i];
        if (text_equal(member->key, name) ||
            (property != NULL && find_property(properties, member->key) == property)) {
            return &member->value;
        }
    }
    return NULL;
}

static bool
check_object(struct checker *checker, const struct json *schema, const struct json *value,
             struct text path)
{
    const struct json *required = json_get(schema, "required");
    const struct json *properties = json_get(schema, "properties");
    const struct json *others = json_get(schema, "additionalProperties");
    for (size_t i = 0; required != NULL && i < required->count; i++) {
        if (find_member(value, properties, required->items[i].text) == NULL) {
            return refuse(checker, path_member(checker, path, required->items[i].text),
                          "is missing");
        }
    }
    for (size_t i = 0; i < value->count; i++) {
        const struct json_member *member = &value->members[i];
        const struct json *rule = find_property(properties, member->key);
        struct text at = path_member(checker, path, member->key);
        if (rule == NULL && others != NULL && others->type == JSON_FALSE) {
            return refuse(checker, at, "is not a member of the configuration");
        }
        if (rule == NULL && others != NULL && others->type == JSON_OBJECT) {
            rule = others;
        }
        if (rule != NULL && !check_value(checker, rule, &member->value, at)) {
            return false;
        }
    }
    return true;
}

/* ---- values ------------------------------------------------------------ */

static bool
has_type(const struct json *value, struct text type, const struct json *schema)
{
    const struct json *format = json_get(schema, "format");
    if (text_is(type, "string")) { /* a decimal may also be written as a number */
        bool is_decimal = format != NULL && text_is(format->text, "decimal");
        return value->type == JSON_STRING || (is_decimal && value->type == JSON_NUMBER);
    }
    if (text_is(type, "number")) {
        return value->type == JSON_NUMBER;
    }
    if (text_is(type, "boolean")) {
        return value->type == JSON_TRUE || value->type == JSON_FALSE;
    }
    if (text_is(type, "array")) {
        return value->type == JSON_ARRAY;
    }
    if (text_is(type, "object")) {
        return value->type == JSON_OBJECT;
    }
    return value->type == JSON_NULL;
}

/** const, enum, and the lists of schemas of which one must fit. */
static bool
check_choice(struct checker *checker, const struct json *schema, const struct json *value,
             struct text path)
{
    const struct json *only = json_get(schema, "const");
    const struct json *values = json_get(schema, "enum");
    const struct json *labelled = json_get(schema, "oneOf");
    const struct json *choices = labelled != NULL ? labelled : json_get(schema, "anyOf");
    if (only != NULL && !is_equal(only, value)) {
        return refuse(checker, path, "must be %.*s",
                      only->text.length > 0 ? (int)only->text.length : 11,
                      only->text.length > 0 ? only->text.bytes : "as declared");
    }
    struct text_builder list;
    text_builder_init(&list, checker->arena, 200);
    bool is_fine = values == NULL && choices == NULL;
    for (size_t i = 0; values != NULL && i < values->count && !is_fine; i++) {
        is_fine = is_equal(&values->items[i], value);
        text_builder_add_string(&list, i > 0 ? ", " : "");
        text_builder_add(&list, values->items[i].text.bytes == NULL ? TEXT("null")
                                                                    : values->items[i].text);
    }
    for (size_t i = 0; choices != NULL && i < choices->count && !is_fine; i++) {
        is_fine = check_value(checker, &choices->items[i], value, path);
        const struct json *literal = json_get(&choices->items[i], "const");
        if (literal != NULL && literal->text.length > 0) {
            text_builder_add_string(&list, list.length > 0 ? ", " : "");
            text_builder_add(&list, literal->text);
        }
    }
    if (!is_fine && list.length > 0) {
        struct text known = text_builder_text(&list);
        return refuse(checker, path, "must be one of %.*s",
                      known.bytes == NULL ? 19 : (int)known.length,
                      known.bytes == NULL ? "the values declared" : known.bytes);
    }
    return is_fine; /* the problem of the last choice stands */
}

static bool
check_value(struct checker *checker, const struct json *schema, const struct json *value,
            struct text path)
{
    const struct json *type = json_get(schema, "type");
    if (checker->depth > 2 * SCHEMA_DEPTH_MAX) {
        return refuse(checker, path, "is nested too deep");
    }
    if (type != NULL && !has_type(value, type->text, schema)) {
        bool is_vowel = strchr("aeiou", type->text.bytes[0]) != NULL;
        return refuse(checker, path, "must be %s %.*s", is_vowel ? "an" : "a",
                      TEXT_ARG(type->text));
    }
    checker->depth++;
    bool is_fine = check_choice(checker, schema, value, path);
    if (is_fine && value->type == JSON_NUMBER) {
        is_fine = check_number(checker, schema, value->text, path);
    } else if (is_fine && value->type == JSON_STRING) {
        is_fine = check_text(checker, schema, value->text, path);
    } else if (is_fine && value->type == JSON_ARRAY) {
        is_fine = check_list(checker, schema, value, path);
    } else if (is_fine && value->type == JSON_OBJECT) {
        is_fine = check_object(checker, schema, value, path);
    }
    checker->depth--;
    return is_fine;
}

bool
script_config_check(struct arena *arena, struct text schema, const struct json *value,
                    struct text *problem)
{
    struct checker checker = {.arena = arena};
    struct json parsed;
    struct json_error error;
    if (json_parse(arena, schema, &parsed, &error) != OK) {
        *problem = TEXT("the script's schema cannot be read");
        return false;
    }
    if (check_value(&checker, &parsed, value, TEXT(""))) {
        return true;
    }
    *problem =
        checker.problem.bytes != NULL ? checker.problem : TEXT("the configuration does not fit");
    return false;
}
