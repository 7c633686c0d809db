/* SPDX-License-Identifier: Apache-2.0 */
/**
 * older.c: releases written for the interface before classes, `@stripe/scripts`:
 * the default export is an object of functions, or the one function, called with
 * (context, configuration, item). Names are snake_case, values of enums upper
 * case, amounts plain numbers. A release keeps the interface it was checked
 * against; version 0 is this one. Answers need no adapter: both are read.
 */
#include "extend/loaded.h"

#include "discount_calculation.model.h"

bool
older_is_spoken(const struct point *point)
{
    return point == &discount_calculation_point;
}

static struct json
json_word(const char *word)
{
    return (struct json){.type = JSON_STRING, .text = text_of(word)};
}

static struct json *
json_new(struct arena *arena, enum json_type type, size_t count)
{
    struct json *json = arena_new(arena, struct json);
    if (json == NULL) {
        return NULL;
    }
    *json = (struct json){.type = type};
    if (type == JSON_OBJECT) {
        json->members = arena_alloc(arena, count, sizeof(*json->members));
        return json->members == NULL ? NULL : json;
    }
    return json;
}

static void
member_add(struct json *object, const char *key, struct json value)
{
    object->members[object->count++] = (struct json_member){text_of(key), value};
}

static bool older_object(struct arena *arena, const struct model *model, struct json *json,
                         struct json *schema);

static struct text
upper(struct arena *arena, struct text text)
{
    char *bytes = arena_copy(arena, text.bytes, text.length);
    for (size_t i = 0; bytes != NULL && i < text.length; i++) {
        bytes[i] = bytes[i] >= 'a' && bytes[i] <= 'z' ? (char)(bytes[i] - 'a' + 'A') : bytes[i];
    }
    return bytes == NULL ? text : (struct text){bytes, text.length};
}

/** Change a value of the wire into the older form, and say in *schema what it is. */
static bool
older_value(struct arena *arena, const struct model_field *field, struct json *value,
            struct json *schema)
{
    if (value->type == JSON_ARRAY) {
        struct json *items = json_new(arena, JSON_OBJECT, 3);
        for (size_t i = 0; items != NULL && i < value->count; i++) {
            items->count = 0;
            if (!older_value(arena, field, &value->items[i], items)) {
                return false;
            }
        }
        if (items != NULL) {
            member_add(schema, "items", *items);
        }
        return items != NULL;
    }
    if (value->type == JSON_OBJECT && field->type == MODEL_OBJECT) {
        return older_object(arena, field->object, value, schema);
    }
    if (value->type == JSON_STRING && field->type == MODEL_DECIMAL) {
        value->type = JSON_NUMBER;
    } else if (value->type == JSON_STRING && field->type == MODEL_ENUM) {
        value->text = upper(arena, value->text);
    } else if (value->type == JSON_STRING && field->type == MODEL_TIME) {
        member_add(schema, "x-quoin-kind", json_word("date"));
    }
    return true;
}

static bool
older_object(struct arena *arena, const struct model *model, struct json *json, struct json *schema)
{
    struct json *properties = json_new(arena, JSON_OBJECT, model->count);
    if (properties == NULL) {
        return false;
    }
    for (size_t i = 0; i < json->count; i++) {
        struct json_member *member = &json->members[i];
        size_t place = 0;
        while (place < model->count && !text_is(member->key, model->fields[place].name)) {
            place++;
        }
        struct json *rule = json_new(arena, JSON_OBJECT, 3);
        if (rule == NULL || place == model->count ||
            !older_value(arena, &model->fields[place], &member->value, rule)) {
            return false;
        }
        member_add(properties, model->fields[place].name, *rule);
    }
    member_add(schema, "properties", *properties);
    return true;
}

bool
older_argument(struct arena *arena, const struct model *model, const void *input,
               struct json *value, struct json *schema)
{
    struct json_writer writer;
    struct json_error error;
    struct json *rules = json_new(arena, JSON_OBJECT, 3);
    json_writer_init(&writer, arena, SIZE_MAX, false);
    if (rules == NULL || model_write_wire(model, input, &writer) != OK ||
        json_parse(arena, json_writer_text(&writer), value, &error) != OK ||
        !older_object(arena, model, value, rules)) {
        return false;
    }
    *schema = *rules;
    return true;
}
