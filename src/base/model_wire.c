/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>

#include "base/model.h"
#include "base/model_member.h"

/* ---- writing ------------------------------------------------------------------- */

static void write_struct(const struct model *model, const void *value, struct json_writer *writer,
                         size_t skipped);

static void
write_map(struct json_writer *writer, const struct model_map *map)
{
    json_open_object(writer);
    for (size_t i = 0; i < map->count; i++) {
        json_key(writer, map->pairs[i].key);
        json_text(writer, map->pairs[i].value);
    }
    json_close_object(writer);
}

static void
write_value(const struct model_field *field, const void *member, struct json_writer *writer)
{
    char buffer[DECIMAL_TEXT_MAX];
    size_t length;
    static_assert(INSTANT_TEXT_MAX <= DECIMAL_TEXT_MAX, "one buffer serves both");
    switch (field->type) {
    case MODEL_BOOL:
        json_bool(writer, *(const bool *)member);
        break;
    case MODEL_INT:
        json_int(writer, *(const int64_t *)member);
        break;
    case MODEL_DECIMAL:
        length = decimal_render(*(const struct decimal *)member, buffer);
        json_text(writer, (struct text){buffer, length});
        break;
    case MODEL_TEXT: {
        struct text text = *(const struct text *)member;
        json_text(writer, text.bytes == NULL ? TEXT("") : text);
        break;
    }
    case MODEL_TIME:
        length = instant_render(*(const instant_t *)member, buffer);
        json_text(writer, (struct text){buffer, length});
        break;
    case MODEL_CURRENCY:
        json_string(writer, currency_code(*(const struct currency *)member));
        break;
    case MODEL_ENUM:
        assert(enum_at(member) < field->values->count);
        json_string(writer, field->values->wire[enum_at(member)]);
        break;
    case MODEL_MAP:
        write_map(writer, member);
        break;
    case MODEL_JSON:
        json_literal(writer, *(const struct text *)member);
        break;
    case MODEL_OBJECT:
        write_struct(field->object, member, writer, 0);
        break;
    case MODEL_REF: /* types of points carry ids as text */
        json_int(writer, ((const struct id *)member)->key);
        break;
    case MODEL_LITERAL:
        json_literal(writer, text_of(field->literal));
        break;
    }
}

static void
write_list(const struct model_field *field, const void *value, struct json_writer *writer)
{
    const char *items = pointer_at(member_of(value, field->offset));
    size_t count = count_of(field, value);
    size_t stride = value_bytes(field);
    if ((field->flags & MODEL_KEYED) == 0) {
        json_open_array(writer);
        for (size_t i = 0; i < count; i++) {
            write_value(field, items + i * stride, writer);
        }
        json_close_array(writer);
        return;
    }
    const struct model_field *key = &field->object->fields[0];
    json_open_object(writer);
    for (size_t i = 0; i < count; i++) {
        const void *member = member_of(items + i * stride, key->offset);
        if (key->type == MODEL_CURRENCY) {
            json_key_string(writer, currency_code(*(const struct currency *)member));
        } else {
            json_key(writer, *(const struct text *)member);
        }
        write_struct(field->object, items + i * stride, writer, 1);
    }
    json_close_object(writer);
}

static void
write_struct(const struct model *model, const void *value, struct json_writer *writer,
             size_t skipped)
{
    json_open_object(writer);
    for (size_t i = skipped; i < model->count; i++) {
        const struct model_field *field = &model->fields[i];
        if ((field->flags & MODEL_HIDDEN) != 0) {
            continue;
        }
        bool is_null = field->type != MODEL_LITERAL && is_null_member(field, value);
        if (is_null && (field->flags & MODEL_OPTIONAL) != 0) {
            continue;
        }
        json_key_string(writer, field->name);
        if (is_null) {
            json_null(writer);
        } else if (is_list(field)) {
            write_list(field, value, writer);
        } else if (field->type == MODEL_OBJECT) {
            write_struct(field->object, object_of(field, value), writer, 0);
        } else {
            write_value(field, member_of(value, field->offset), writer);
        }
    }
    json_close_object(writer);
}

err_t
model_write_wire(const struct model *model, const void *value, struct json_writer *writer)
{
    write_struct(model, value, writer, 0);
    return writer->out.failed ? ERR_OUT_OF_MEMORY : OK;
}

/* ---- reading ------------------------------------------------------------------- */

/** Where the reader is: a chain on the stack, written out only when something is wrong. */
struct place {
    const struct place *outer;
    struct text name; /**< no text: an element of a list */
    size_t index;
};

struct reader {
    struct arena *arena;
    struct text *problem;
};

static void
write_place(struct text_builder *out, const struct place *place)
{
    if (place == NULL) {
        return;
    }
    write_place(out, place->outer);
    if (place->name.bytes == NULL) {
        text_builder_format(out, "[%zu]", place->index);
    } else {
        text_builder_format(out, "%s%.*s", out->length == 0 ? "" : ".", TEXT_ARG(place->name));
    }
}

static err_t refuse(const struct reader *reader, const struct place *place, const char *format, ...)
    printf_like(3, 4);

static err_t
refuse(const struct reader *reader, const struct place *place, const char *format, ...)
{
    struct text_builder path;
    text_builder_init(&path, reader->arena, 1000);
    write_place(&path, place);
    va_list arguments;
    va_start(arguments, format);
    struct text reason = text_format_list(reader->arena, format, arguments);
    va_end(arguments);
    struct text where = path.length == 0 ? TEXT("the answer") : text_builder_text(&path);
    *reader->problem = text_format(reader->arena, "%.*s: %.*s", TEXT_ARG(where), TEXT_ARG(reason));
    return ERR_MODEL_SHAPE;
}

static err_t read_struct(const struct reader *reader, const struct model *model,
                         const struct json *json, const struct place *place, void *out,
                         size_t skipped);

static err_t
read_map(const struct reader *reader, const struct json *json, const struct place *place,
         struct model_map *out)
{
    if (json->type != JSON_OBJECT) {
        return refuse(reader, place, "expected an object of strings");
    }
    out->pairs = arena_alloc(reader->arena, json->count, sizeof(*out->pairs));
    if (out->pairs == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    out->count = json->count;
    for (size_t i = 0; i < json->count; i++) {
        struct place inner = {place, json->members[i].key, 0};
        if (json->members[i].value.type != JSON_STRING) {
            return refuse(reader, &inner, "expected a string");
        }
        out->pairs[i].key = text_copy(reader->arena, json->members[i].key);
        out->pairs[i].value = text_copy(reader->arena, json->members[i].value.text);
        if (out->pairs[i].key.bytes == NULL || out->pairs[i].value.bytes == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
    }
    return OK;
}

static err_t
read_json(const struct reader *reader, const struct json *json, struct text *out)
{
    struct json_writer writer;
    json_writer_init(&writer, reader->arena, 1 << 20, false);
    json_value(&writer, json);
    *out = json_writer_text(&writer);
    return out->bytes == NULL ? ERR_OUT_OF_MEMORY : OK;
}

static err_t
read_value(const struct reader *reader, const struct model_field *field, const struct json *json,
           const struct place *place, void *member)
{
    bool is_string = json->type == JSON_STRING;
    bool is_number = json->type == JSON_NUMBER;
    unsigned index;
    switch (field->type) {
    case MODEL_BOOL:
        if (json->type != JSON_TRUE && json->type != JSON_FALSE) {
            return refuse(reader, place, "expected true or false");
        }
        *(bool *)member = json->type == JSON_TRUE;
        return OK;
    case MODEL_INT:
        if (!is_number || !text_parse_int(json->text, member)) {
            return refuse(reader, place, "expected a whole number");
        }
        return OK;
    case MODEL_DECIMAL:
        if ((!is_string && !is_number) || decimal_parse(json->text, member) != OK) {
            return refuse(reader, place, "expected a decimal with at most 12 decimal places");
        }
        return OK;
    case MODEL_TEXT:
        if (!is_string) {
            return refuse(reader, place, "expected a string");
        }
        *(struct text *)member = text_copy(reader->arena, json->text);
        return ((struct text *)member)->bytes == NULL ? ERR_OUT_OF_MEMORY : OK;
    case MODEL_TIME:
        if (!is_string || !instant_parse(json->text, member)) {
            return refuse(reader, place, "expected a time like 2026-01-31T00:00:00Z");
        }
        return OK;
    case MODEL_CURRENCY:
        if (!is_string || !currency_parse(json->text, member)) {
            return refuse(reader, place, "expected a currency");
        }
        return OK;
    case MODEL_ENUM:
        index = is_string ? model_enum_find(field->values, json->text) : 0;
        if (index == 0) {
            return refuse(reader, place, "expected a value of %s", field->values->name);
        }
        memcpy(member, &index, sizeof(index));
        return OK;
    case MODEL_MAP:
        return read_map(reader, json, place, member);
    case MODEL_JSON:
        return read_json(reader, json, member);
    case MODEL_OBJECT:
        return read_struct(reader, field->object, json, place, member, 0);
    case MODEL_REF:
    case MODEL_LITERAL:
        break;
    }
    return refuse(reader, place, "may not be given");
}

static err_t
read_list(const struct reader *reader, const struct model_field *field, const struct json *json,
          const struct place *place, void *out)
{
    bool keyed = (field->flags & MODEL_KEYED) != 0;
    if (json->type != (keyed ? JSON_OBJECT : JSON_ARRAY)) {
        return refuse(reader, place, keyed ? "expected an object" : "expected an array");
    }
    size_t stride = value_bytes(field);
    char *items = arena_alloc(reader->arena, json->count, stride);
    if (items == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < json->count; i++) {
        struct place inner = {place, keyed ? json->members[i].key : NO_TEXT, i};
        char *item = items + i * stride;
        if (keyed) {
            const struct model_field *key = &field->object->fields[0];
            struct json word = {.type = JSON_STRING, .text = json->members[i].key};
            TRY(read_value(reader, key, &word, &inner, member_of(item, key->offset)));
            TRY(read_struct(reader, field->object, &json->members[i].value, &inner, item, 1));
        } else {
            TRY(read_value(reader, field, &json->items[i], &inner, item));
        }
    }
    set_list(field, out, items, json->count);
    return OK;
}

static err_t
read_field(const struct reader *reader, const struct model_field *field, const struct json *json,
           const struct place *place, void *out)
{
    if (json == NULL || json->type == JSON_NULL) {
        if (may_be_null(field)) {
            return OK;
        }
        if (json == NULL) {
            return refuse(reader, place, "is missing");
        }
    }
    if (is_list(field)) {
        set_given(field, out, GIVEN_VALUE);
        return read_list(reader, field, json, place, out);
    }
    void *member = member_of(out, field->offset);
    if ((field->flags & MODEL_POINTER) != 0) {
        void *object = arena_alloc(reader->arena, 1, field->object->size_bytes);
        if (object == NULL) {
            return ERR_OUT_OF_MEMORY;
        }
        memcpy(member, &object, sizeof(object));
        member = object;
    }
    set_given(field, out, GIVEN_VALUE);
    return read_value(reader, field, json, place, member);
}

static err_t
read_struct(const struct reader *reader, const struct model *model, const struct json *json,
            const struct place *place, void *out, size_t skipped)
{
    if (json->type != JSON_OBJECT) {
        return refuse(reader, place, "expected an object");
    }
    for (size_t i = 0; i < json->count; i++) {
        const struct model_field *field = model_field_find(model, json->members[i].key);
        if (field == NULL || (field->flags & MODEL_HIDDEN) != 0 ||
            field < model->fields + skipped) {
            struct place inner = {place, json->members[i].key, 0};
            return refuse(reader, &inner, "is not known");
        }
    }
    for (size_t i = skipped; i < model->count; i++) {
        const struct model_field *field = &model->fields[i];
        struct place inner = {place, text_of(field->name), 0};
        if (field->type != MODEL_LITERAL && (field->flags & MODEL_HIDDEN) == 0) {
            TRY(read_field(reader, field, json_get(json, field->name), &inner, out));
        }
    }
    return OK;
}

err_t
model_read_wire(struct arena *arena, const struct model *model, const struct json *json, void *out,
                struct text *problem)
{
    struct reader reader = {arena, problem};
    *problem = NO_TEXT;
    memset(out, 0, model->size_bytes);
    return read_struct(&reader, model, json, NULL, out, 0);
}
