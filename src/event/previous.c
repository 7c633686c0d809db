/* SPDX-License-Identifier: Apache-2.0 */
#include "event/previous.h"

#include "base/task.h"

static bool is_equal(const struct json *a, const struct json *b);

static const struct json *
find(const struct json *object, struct text key)
{
    for (size_t i = 0; i < object->count; i++) {
        if (text_equal(object->members[i].key, key)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

static bool
are_members_equal(const struct json *a, const struct json *b)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct json *other = find(b, a->members[i].key);
        if (other == NULL || !is_equal(&a->members[i].value, other)) {
            return false;
        }
    }
    return true;
}

static bool
is_equal(const struct json *a, const struct json *b)
{
    if (a->type != b->type) {
        return false;
    }
    switch (a->type) {
    case JSON_NULL:
    case JSON_FALSE:
    case JSON_TRUE:
        return true;
    case JSON_NUMBER:
    case JSON_STRING:
        return text_equal(a->text, b->text);
    case JSON_ARRAY:
        for (size_t i = 0; i < a->count && i < b->count; i++) {
            if (!is_equal(&a->items[i], &b->items[i])) {
                return false;
            }
        }
        return a->count == b->count;
    case JSON_OBJECT:
        return a->count == b->count && are_members_equal(a, b);
    }
    return false;
}

static void
write_difference(const struct json *before, const struct json *after, struct json_writer *writer)
{
    json_open_object(writer);
    for (size_t i = 0; i < before->count; i++) {
        const struct json *old = &before->members[i].value;
        const struct json *new = find(after, before->members[i].key);
        if (new != NULL && is_equal(old, new)) {
            continue;
        }
        json_key(writer, before->members[i].key);
        if (new != NULL && old->type == JSON_OBJECT &&new->type == JSON_OBJECT) {
            write_difference(old, new, writer);
        } else {
            json_value(writer, old);
        }
    }
    for (size_t i = 0; i < after->count; i++) {
        if (find(before, after->members[i].key) == NULL) {
            json_key(writer, after->members[i].key);
            json_null(writer);
        }
    }
    json_close_object(writer);
}

err_t
previous_write(struct task *task, struct text before, struct text after, struct json_writer *writer)
{
    struct json old, new;
    struct json_error problem;
    TRY(json_parse(task->arena, before, &old, &problem));
    TRY(json_parse(task->arena, after, &new, &problem));
    assert(old.type == JSON_OBJECT && new.type == JSON_OBJECT);
    write_difference(&old, &new, writer);
    return OK;
}
