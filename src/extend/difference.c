/* SPDX-License-Identifier: Apache-2.0 */
/** difference.c: where two JSON values differ, path by path. */
#include "extend/loaded.h"

#define PATHS_MAX 200

struct differing {
    struct arena *arena;
    struct json_writer *writer;
    size_t count;
};

static bool
equal(const struct json *a, const struct json *b)
{
    return a != NULL && b != NULL && a->type == b->type && text_equal(a->text, b->text);
}

static void
value_write(struct json_writer *writer, const char *key, const struct json *value)
{
    json_key_string(writer, key);
    if (value == NULL) {
        json_null(writer);
    } else {
        json_value(writer, value);
    }
}

static const struct json *
member_of(const struct json *object, struct text key)
{
    for (size_t i = 0; i < object->count; i++) {
        if (text_equal(object->members[i].key, key)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

static void
differ(struct differing *differing, struct text path, const struct json *was,
       const struct json *is); /* NOLINT(misc-no-recursion): json_parse bounds the depth */

static struct text
below(struct differing *differing, struct text path, struct text name)
{
    return path.length == 0
               ? name
               : text_format(differing->arena, "%.*s.%.*s", TEXT_ARG(path), TEXT_ARG(name));
}

static void
differ_objects(struct differing *differing, struct text path, const struct json *was,
               const struct json *is)
{
    for (size_t i = 0; i < was->count; i++) {
        struct text key = was->members[i].key;
        differ(differing, below(differing, path, key), &was->members[i].value, member_of(is, key));
    }
    for (size_t i = 0; i < is->count; i++) {
        struct text key = is->members[i].key;
        if (member_of(was, key) == NULL) {
            differ(differing, below(differing, path, key), NULL, &is->members[i].value);
        }
    }
}

static void
differ(struct differing *differing, struct text path, const struct json *was, const struct json *is)
{
    bool both = was != NULL && is != NULL && was->type == is->type;
    if (both && was->type == JSON_OBJECT) {
        differ_objects(differing, path, was, is);
    } else if (both && was->type == JSON_ARRAY) {
        size_t count = was->count > is->count ? was->count : is->count;
        for (size_t i = 0; i < count; i++) {
            differ(differing, below(differing, path, text_format(differing->arena, "%zu", i)),
                   i < was->count ? &was->items[i] : NULL, i < is->count ? &is->items[i] : NULL);
        }
    } else if (!equal(was, is) && differing->count++ < PATHS_MAX) {
        json_open_object(differing->writer);
        json_key_string(differing->writer, "path");
        json_text(differing->writer, path);
        value_write(differing->writer, "was", was);
        value_write(differing->writer, "is", is);
        json_close_object(differing->writer);
    }
}

void
json_differences(struct arena *arena, struct text was, struct text is, struct json_writer *writer)
{
    struct differing differing = {.arena = arena, .writer = writer};
    struct json a;
    struct json b;
    struct json_error error;
    bool has_a = was.bytes != NULL && json_parse(arena, was, &a, &error) == OK;
    bool has_b = is.bytes != NULL && json_parse(arena, is, &b, &error) == OK;
    json_open_array(writer);
    if (has_a || has_b) {
        differ(&differing, TEXT(""), has_a ? &a : NULL, has_b ? &b : NULL);
    }
    json_close_array(writer);
}
