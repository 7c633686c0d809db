/* SPDX-License-Identifier: Apache-2.0 */
#include "script/builtin.h"

#include <math.h>

#include "script/unicode.h"

#define LENGTH_MAX 9007199254740991.0
/** Finding an element by its name costs more than a step of a loop over an array. */
#define PROPERTY_FUEL 8

/* ---- arguments ------------------------------------------------------------ */

bool
builtin_need_function(struct vm *vm, value_t value)
{
    return value_is_callable(value) ||
           vm_throw_type(vm, "%s is not a function", value_describe(value));
}

bool
builtin_place(struct vm *vm, value_t value, double length, double missing, double *out)
{
    double place;
    if (value_is_undefined(value)) {
        *out = missing;
        return true;
    }
    if (!value_to_integer(vm, value, &place)) {
        return false;
    }
    if (place < 0) {
        place = place + length < 0 ? 0 : place + length;
    }
    *out = place > length ? length : place;
    return true;
}

bool
builtin_to_string(struct vm *vm, value_t value, struct string **out)
{
    struct string *string;
    return value_to_string(vm, value, &string) && string_flatten(vm, string, out);
}

bool
builtin_this_string(struct vm *vm, const struct call *call, const char *method, struct string **out)
{
    if (value_is_nullish(call->this)) {
        return vm_throw_type(vm, "String.prototype.%s called on null or undefined", method);
    }
    return builtin_to_string(vm, call->this, out);
}

bool
builtin_text(struct vm *vm, struct text text, value_t *out)
{
    struct string *string = string_from_utf8(vm, text);
    *out = value_of_string(string);
    return string != NULL;
}

bool
builtin_utf8(struct vm *vm, struct string *string, struct text *out)
{
    struct string *flat;
    if (!string_flatten(vm, string, &flat) || !vm_charge(vm, flat->length / 8)) {
        return false;
    }
    uint32_t length = flat->length;
    bool is_wide = (flat->flags & STRING_WIDE) != 0;
    uint32_t high = 0;
    for (uint32_t i = 0; i < length && !is_wide; i++) {
        high |= flat->latin[i];
    }
    if (!is_wide && high < 0x80) {
        *out = (struct text){(const char *)flat->latin, length};
        return true;
    }
    char *bytes = heap_alloc_array(vm, (size_t)length + 1, 3);
    if (bytes == NULL) {
        return false;
    }
    size_t at = 0;
    for (uint32_t i = 0; i < length; i++) {
        uint32_t code = string_unit(flat, i);
        if (code >> 10 == 0x36 && i + 1 < length && string_unit(flat, i + 1) >> 10 == 0x37) {
            code = 0x10000 + ((code & 0x3ff) << 10) + (string_unit(flat, ++i) & 0x3ffu);
        } else if (code >> 11 == 0x1b) {
            code = 0xfffd;
        }
        at += unicode_encode(code, bytes + at);
    }
    *out = (struct text){bytes, at};
    return true;
}

/* ---- arrays and what looks like them --------------------------------------- */

bool
items_open(struct vm *vm, value_t value, struct items *items)
{
    items->vm = vm;
    items->value = value;
    items->array = value_as_array(value);
    if (items->array != NULL) {
        items->length = items->array->length;
        return true;
    }
    struct object *object;
    value_t length;
    if (!value_to_object(vm, value, &object)) {
        return false;
    }
    items->value = value_of_object(object);
    if (!value_get_name(vm, items->value, NAME_length, &length) ||
        !value_to_integer(vm, length, &items->length)) {
        return false;
    }
    items->length = items->length < 0 ? 0 : fmin(items->length, LENGTH_MAX);
    return true;
}

static bool
key_at(struct vm *vm, double at, struct key *out)
{
    uint32_t index;
    if (number_is_index(at, &index)) {
        *out = key_index(index);
        return true;
    }
    return key_of(vm, value_number(at), out);
}

bool
items_has(const struct items *items, double at, bool *has)
{
    struct key key;
    if (items->array != NULL && at < items->array->length &&
        array_has(items->array, (uint32_t)at)) {
        *has = true;
        return true;
    }
    return vm_charge(items->vm, PROPERTY_FUEL) && key_at(items->vm, at, &key) &&
           value_has(items->vm, items->value, key, has);
}

bool
items_get(const struct items *items, double at, value_t *out)
{
    struct key key;
    if (items->array != NULL && at < items->array->length &&
        array_has(items->array, (uint32_t)at)) {
        *out = items->array->items[(uint32_t)at];
        return true;
    }
    return vm_charge(items->vm, PROPERTY_FUEL) && key_at(items->vm, at, &key) &&
           value_get(items->vm, items->value, key, out);
}

bool
items_set(const struct items *items, double at, value_t value)
{
    struct key key;
    if (items->array != NULL && at < UINT32_MAX) {
        return array_put(items->vm, items->array, (uint32_t)at, value);
    }
    return vm_charge(items->vm, PROPERTY_FUEL) && key_at(items->vm, at, &key) &&
           value_put(items->vm, items->value, key, value);
}

bool
items_remove(const struct items *items, double at)
{
    struct key key;
    bool deleted;
    if (!vm_charge(items->vm, PROPERTY_FUEL) || !key_at(items->vm, at, &key) ||
        !object_delete(items->vm, value_as_object(items->value), key, &deleted)) {
        return false;
    }
    return deleted || vm_throw_type(items->vm, "Cannot delete element %.0f of a frozen object", at);
}

bool
items_set_length(const struct items *items, double length)
{
    if (items->array != NULL) {
        if (items->array->object.flags & OBJECT_LENGTH_FIXED) {
            return vm_throw_type(items->vm, "Cannot assign to read only property 'length'");
        }
        return array_set_length(items->vm, items->array, length);
    }
    if (length > LENGTH_MAX) {
        return vm_throw_type(items->vm, "Array-like is too long");
    }
    return value_put_name(items->vm, items->value, NAME_length, value_number(length));
}

bool
items_values(const struct items *items, value_t **out, uint32_t *count)
{
    struct vm *vm = items->vm;
    if (items->length >= UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    uint32_t length = (uint32_t)items->length;
    if (!vm_charge(vm, length)) {
        return false;
    }
    value_t *values = heap_alloc_array(vm, length, sizeof(value_t));
    if (values == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < length; i++) {
        if (!items_get(items, i, &values[i])) {
            return false;
        }
    }
    *out = values;
    *count = length;
    return true;
}
