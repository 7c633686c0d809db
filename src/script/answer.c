/* SPDX-License-Identifier: Apache-2.0 */
/* answer.c: a script's answer into a C struct, by its model. */
#include "script/host_model.h"
#include "script/number.h"
#include "script/shape.h"
#include "script/vm.h"

struct place {
    const struct place *outer;
    const char *name; /**< NULL: element `index` */
    size_t index;
};

struct reader {
    struct vm *vm;
    struct host_answer *answer;
};

static void
place_render(const struct place *place, struct text_builder *out)
{
    if (place == NULL) {
        return;
    }
    place_render(place->outer, out);
    if (place->name != NULL) {
        if (out->length > 0) {
            text_builder_add_char(out, '.');
        }
        text_builder_add_string(out, place->name);
    } else {
        text_builder_format(out, "[%zu]", place->index);
    }
}

/** "discount.amount: expected a Decimal, not undefined". Always false. */
static bool
refuse(const struct reader *reader, const struct place *place, const char *expected, value_t got)
{
    if (reader->answer->problem.bytes == NULL) {
        struct text_builder builder;
        text_builder_init(&builder, reader->answer->arena, 2000);
        place_render(place, &builder);
        text_builder_add_string(&builder, builder.length == 0 ? "the answer" : "");
        text_builder_format(&builder, ": expected %s, not %s", expected,
                            got == VALUE_EMPTY ? "this" : value_describe(got));
        reader->answer->problem = text_builder_text(&builder);
    }
    return false;
}

/** Count the wire form; false when the answer is too big. */
static bool
pay_bytes(const struct reader *reader, size_t bytes)
{
    if (bytes > reader->answer->bytes_left) {
        reader->answer->too_big = true;
        return false;
    }
    reader->answer->bytes_left -= bytes;
    return vm_charge(reader->vm, 1 + bytes / 16);
}

static bool
out_of_memory(const struct reader *reader)
{
    return vm_trap(reader->vm, RUN_MEMORY);
}

static bool
read_text(const struct reader *reader, const struct place *place, value_t value, struct text *out)
{
    if (!value_is_string(value)) {
        return refuse(reader, place, "a string", value);
    }
    struct string *string = value_as_string(value);
    if (!pay_bytes(reader, (size_t)string->length + 2)) {
        return false;
    }
    *out = string_to_utf8(reader->answer->arena, string);
    return out->bytes != NULL || out_of_memory(reader);
}

static bool
number_is_whole(double number)
{
    return number >= -9007199254740992.0 && number <= 9007199254740992.0 &&
           (double)(int64_t)number == number;
}

/** Any number, decimal or text of one as a big decimal. */
static bool
read_big(const struct reader *reader, const struct place *place, value_t value, value_t *out)
{
    const char *expected = "a Decimal or a finite number";
    char small[SCRIPT_NUMBER_TEXT_MAX];
    struct text text;
    *out = value;
    if (value_is_decimal(value)) {
        return true;
    }
    if (value_is_number(value)) {
        double number = value_as_number(value);
        if (number - number != 0) {
            return refuse(reader, place, expected, value);
        }
        text = (struct text){small, script_number_render(number, small)};
    } else if (value_is_string(value)) {
        text = string_to_utf8(reader->answer->arena, value_as_string(value));
        if (text.bytes == NULL) {
            return out_of_memory(reader);
        }
    } else {
        return refuse(reader, place, expected, value);
    }
    if (!decimal_of_text(reader->vm, text, out)) {
        return reader->vm->trap != RUN_NONE ? false : refuse(reader, place, expected, value);
    }
    return true;
}

static bool
read_decimal(const struct reader *reader, const struct place *place, value_t value,
             struct decimal *out)
{
    value_t big;
    int128_t units;
    bool inexact;
    if (!pay_bytes(reader, 24)) {
        return false;
    }
    if (value_is_number(value) && number_is_whole(value_as_number(value))) {
        *out = decimal_from_int((int64_t)value_as_number(value));
        return true;
    }
    if (!read_big(reader, place, value, &big)) {
        return false;
    }
    if (!decimal_to_units(reader->vm, value_as_decimal(big), &units, &inexact)) {
        return refuse(reader, place, "an amount of at most 26 digits before the point",
                      VALUE_EMPTY);
    }
    if (inexact) {
        /* Sticky: see host.h. */
        int digit = (int)(units % 10);
        bool negative = value_as_decimal(big)->negative;
        if (digit == 0 || digit == 5 || digit == -5) {
            units += negative ? -1 : 1;
        }
    }
    out->units = units;
    return true;
}

static bool
read_int(const struct reader *reader, const struct place *place, value_t value, int64_t *out)
{
    if (!pay_bytes(reader, 12)) {
        return false;
    }
    if (value_is_decimal(value)) {
        struct decimal decimal;
        if (!read_decimal(reader, place, value, &decimal)) {
            return false;
        }
        if (!decimal_is_whole(decimal) || decimal_to_int(decimal, ROUND_DOWN, out) != OK) {
            return refuse(reader, place, "a whole number", VALUE_EMPTY);
        }
        return true;
    }
    if (!value_is_number(value) || !number_is_whole(value_as_number(value))) {
        return refuse(reader, place, "a whole number", value);
    }
    *out = (int64_t)value_as_number(value);
    return true;
}

static bool
read_time(const struct reader *reader, const struct place *place, value_t value, instant_t *out)
{
    double milliseconds;
    if (!pay_bytes(reader, 26)) {
        return false;
    }
    if (value_is_object(value) && value_as_object(value)->kind == OBJECT_DATE) {
        milliseconds = date_milliseconds(value_as_object(value));
    } else if (value_is_string(value)) {
        struct text text = string_to_utf8(reader->answer->arena, value_as_string(value));
        if (text.bytes == NULL) {
            return out_of_memory(reader);
        }
        milliseconds = date_parse_text(text);
    } else {
        return refuse(reader, place, "a Date or a time like 2026-01-31T00:00:00Z", value);
    }
    if (!(milliseconds >= 0 && milliseconds < 253402300800000.0)) {
        return refuse(reader, place, "a valid time in the years 1970 to 9999", VALUE_EMPTY);
    }
    *out = (instant_t)(milliseconds / 1000);
    return true;
}

static bool
read_enum(const struct reader *reader, const struct place *place, const struct model_enum *values,
          value_t value, unsigned *out)
{
    struct text text;
    if (!read_text(reader, place, value, &text)) {
        return false;
    }
    for (unsigned i = 1; i < values->count; i++) {
        /* The old SDK's values are the same in upper case. */
        if (text_equal_fold(text, text_of(values->values[i]))) {
            *out = i;
            return true;
        }
    }
    struct text_builder builder;
    text_builder_init(&builder, reader->answer->arena, 500);
    text_builder_add_string(&builder, "one of");
    for (unsigned i = 1; i < values->count; i++) {
        text_builder_format(&builder, " '%s'", values->values[i]);
    }
    text_builder_add_char(&builder, 0);
    struct text expected = text_builder_text(&builder);
    return refuse(reader, place, expected.bytes == NULL ? "another value" : expected.bytes, value);
}

static bool
read_map(const struct reader *reader, const struct place *place, value_t value,
         struct model_map *out)
{
    struct vm *vm = reader->vm;
    struct array *keys;
    if (!value_is_object(value)) {
        return refuse(reader, place, "an object of strings", value);
    }
    if (!object_own_keys(vm, value_as_object(value), OWN_STRINGS | OWN_ENUMERABLE, &keys)) {
        return false;
    }
    out->pairs = arena_alloc(reader->answer->arena, keys->length, sizeof *out->pairs);
    if (out->pairs == NULL) {
        return out_of_memory(reader);
    }
    for (uint32_t i = 0; i < keys->length; i++) {
        value_t item;
        struct model_pair *pair = &out->pairs[i];
        if (!value_get(vm, value, key_name(keys->items[i]), &item) ||
            !read_text(reader, place, keys->items[i], &pair->key)) {
            return false;
        }
        struct place inner = {place, pair->key.bytes, 0};
        if (!read_text(reader, &inner, item, &pair->value)) {
            return false;
        }
    }
    out->count = keys->length;
    return true;
}

static bool
read_json(const struct reader *reader, const struct place *place, value_t value, struct text *out)
{
    struct vm *vm = reader->vm;
    value_t json = value_of_object(vm->realm->constructors[BUILTIN_JSON]);
    value_t text;
    struct string *name = string_intern_ascii(vm, "stringify");
    if (name == NULL ||
        !vm_call_method(vm, json, key_name(value_of_string(name)), &value, 1, &text)) {
        return false;
    }
    return value_is_string(text) ? read_text(reader, place, text, out)
                                 : refuse(reader, place, "a JSON value", value);
}

static bool read_struct(const struct reader *reader, const struct place *place,
                        const struct model *model, value_t value, uint8_t *out);

static bool
read_single(const struct reader *reader, const struct place *place, const struct model_field *field,
            value_t value, void *out)
{
    switch (field->type) {
    case MODEL_BOOL:
        if (!value_is_boolean(value)) {
            return refuse(reader, place, "true or false", value);
        }
        *(bool *)out = value == VALUE_TRUE;
        return pay_bytes(reader, 5);
    case MODEL_INT:
        return read_int(reader, place, value, out);
    case MODEL_DECIMAL:
        return read_decimal(reader, place, value, out);
    case MODEL_TEXT:
        return read_text(reader, place, value, out);
    case MODEL_TIME:
        return read_time(reader, place, value, out);
    case MODEL_CURRENCY: {
        struct text code;
        return read_text(reader, place, value, &code) &&
               (currency_parse(code, out) || refuse(reader, place, "a currency like 'eur'", value));
    }
    case MODEL_ENUM:
        return read_enum(reader, place, field->values, value, out);
    case MODEL_MAP:
        return read_map(reader, place, value, out);
    case MODEL_JSON:
        return read_json(reader, place, value, out);
    case MODEL_OBJECT:
        return read_struct(reader, place, field->object, value, out);
    case MODEL_REF:
    case MODEL_LITERAL:
        return true;
    }
    return false;
}

static bool
read_list(const struct reader *reader, const struct place *place, const struct model_field *field,
          value_t value, uint8_t *out)
{
    const struct array *array = value_as_array(value);
    if (array == NULL) {
        return refuse(reader, place, "an array", value);
    }
    size_t size = host_element_bytes(field);
    if (!pay_bytes(reader, (size_t)array->length + 2)) {
        return false;
    }
    size_t count = array->length;
    uint8_t *items = arena_alloc(reader->answer->arena, count, size);
    if (items == NULL) {
        return out_of_memory(reader);
    }
    for (uint32_t i = 0; i < count; i++) {
        struct place inner = {place, NULL, i};
        value_t item;
        if (!value_get(reader->vm, value, key_index(i), &item) ||
            !read_single(reader, &inner, field, item, items + i * size)) {
            return false;
        }
    }
    memcpy(out + field->offset, &items, sizeof items);
    memcpy(out + field->count_offset, &count, sizeof count);
    return true;
}

/** {T}: the keys of the object become the elements' first field. */
static bool
read_keyed(const struct reader *reader, const struct place *place, const struct model_field *field,
           value_t value, uint8_t *out)
{
    struct vm *vm = reader->vm;
    struct array *keys;
    if (!value_is_object(value)) {
        return refuse(reader, place, "an object", value);
    }
    if (!object_own_keys(vm, value_as_object(value), OWN_STRINGS | OWN_ENUMERABLE, &keys)) {
        return false;
    }
    size_t size = field->object->size_bytes;
    uint8_t *items = arena_alloc(reader->answer->arena, keys->length, size);
    if (items == NULL) {
        return out_of_memory(reader);
    }
    const struct model_field *first = &field->object->fields[0];
    for (uint32_t i = 0; i < keys->length; i++) {
        struct place inner = {place, NULL, i};
        uint8_t *item = items + i * size;
        value_t element;
        if (!value_get(vm, value, key_name(keys->items[i]), &element) ||
            !read_struct(reader, &inner, field->object, element, item) ||
            !read_single(reader, &inner, first, keys->items[i], item + first->offset)) {
            return false;
        }
    }
    size_t count = keys->length;
    memcpy(out + field->offset, &items, sizeof items);
    memcpy(out + field->count_offset, &count, sizeof count);
    return true;
}

static bool
read_field(const struct reader *reader, const struct place *place, const struct model_field *field,
           value_t value, uint8_t *out)
{
    bool may_be_null = (field->flags & (MODEL_NULLABLE | MODEL_OPTIONAL)) != 0;
    if (field->type == MODEL_LITERAL || field->type == MODEL_REF ||
        (value_is_nullish(value) && may_be_null)) {
        return true;
    }
    if (field->has_offset != UINT16_MAX) {
        unsigned given = GIVEN_VALUE;
        memcpy(out + field->has_offset, &given, sizeof given);
    }
    if (field->flags & MODEL_LIST) {
        return (field->flags & MODEL_KEYED) ? read_keyed(reader, place, field, value, out)
                                            : read_list(reader, place, field, value, out);
    }
    void *at = out + field->offset;
    if (field->flags & MODEL_POINTER) {
        void *object = arena_alloc(reader->answer->arena, 1, field->object->size_bytes);
        if (object == NULL) {
            return out_of_memory(reader);
        }
        memcpy(at, &object, sizeof object);
        at = object;
    }
    return read_single(reader, place, field, value, at);
}

/** object.name; a property of its own is at hand. */
static bool
read_member(struct vm *vm, value_t value, value_t name, value_t *out)
{
    const struct object *object = value_as_object(value);
    int32_t slot = object->kind == OBJECT_PLAIN ? shape_find(object->shape, name) : -1;
    if (slot >= 0 && (object->shape->keys[slot].attributes & ATTRIBUTE_ACCESSOR) == 0 &&
        object->slots[slot] != VALUE_ABSENT) {
        *out = object->slots[slot];
        return true;
    }
    return value_get(vm, value, key_name(name), out);
}

static bool
read_struct(const struct reader *reader, const struct place *place, const struct model *model,
            value_t value, uint8_t *out)
{
    struct vm *vm = reader->vm;
    if (!value_is_object(value) || value_is_callable(value)) {
        return refuse(reader, place, "an object", value);
    }
    const struct host_model *layout = host_model(vm, model);
    if (layout == NULL || !vm_enter(vm)) {
        return false;
    }
    bool good = pay_bytes(reader, 2);
    for (uint32_t i = 0; good && i < layout->count; i++) {
        const struct host_field *field = &layout->fields[i];
        struct place inner = {place, field->field->camel, 0};
        value_t member;
        good = read_member(vm, value, field->name, &member);
        if (good && value_is_undefined(member) && field->alias != field->name) {
            good = value_get(vm, value, key_name(field->alias), &member);
        }
        good = good && pay_bytes(reader, value_as_string(field->alias)->length + 4) &&
               read_field(reader, &inner, field->field, member, out);
    }
    vm_leave(vm);
    return good;
}

bool
host_read(struct vm *vm, struct host_answer *answer, const struct model *model, value_t value,
          void *out)
{
    struct reader reader = {vm, answer};
    return read_struct(&reader, NULL, model, value, out);
}
