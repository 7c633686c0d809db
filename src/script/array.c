/* SPDX-License-Identifier: Apache-2.0 */
#include "script/array.h"

#include "script/shape.h"
#include "script/vm.h"

#define FAR_ELEMENTS 16384

struct array *
array_new(struct vm *vm, uint32_t length)
{
    struct array *array = heap_alloc(vm, sizeof *array);
    value_t *items = heap_alloc_array(vm, length, sizeof *items);
    if (array == NULL || items == NULL) {
        return NULL;
    }
    *array = (struct array){
        .object = {.kind = OBJECT_ARRAY, .shape = vm->realm->array_shape},
        .items = items,
        .length = length,
        .capacity = length,
    };
    for (uint32_t i = 0; i < length; i++) {
        items[i] = VALUE_EMPTY;
    }
    return array;
}

struct array *
array_from(struct vm *vm, const value_t *items, uint32_t count)
{
    struct array *array = array_new(vm, count);
    if (array != NULL && count > 0) {
        memcpy(array->items, items, count * sizeof *items);
    }
    return array;
}

struct array *
value_as_array(value_t value)
{
    if (!value_is_object(value) || value_as_object(value)->kind != OBJECT_ARRAY) {
        return NULL;
    }
    return (struct array *)value_as_object(value);
}

bool
array_reserve(struct vm *vm, struct array *array, uint32_t capacity)
{
    if (capacity <= array->capacity) {
        return true;
    }
    if (!vm_charge(vm, (capacity - array->capacity) / 8)) {
        return false;
    }
    value_t *items =
        heap_grow(vm, array->items, array->capacity * sizeof *items, capacity * sizeof *items);
    if (items == NULL) {
        return false;
    }
    for (uint32_t i = array->capacity; i < capacity; i++) {
        items[i] = VALUE_EMPTY;
    }
    array->items = items;
    array->capacity = capacity;
    return true;
}

bool
array_check_writable(struct vm *vm, struct array *array)
{
    if (array->object.flags & OBJECT_FROZEN) {
        return vm_throw_type(vm, "Cannot change a frozen array");
    }
    return object_check_writable(vm, &array->object);
}

/** Whether elements that a prototype has show through holes. */
static bool
protos_have_elements(const struct vm *vm, const struct array *array)
{
    if (likely(array->object.shape == vm->realm->array_shape && !vm->realm->is_open)) {
        return false;
    }
    for (const struct object *up = array->object.shape->proto; up != NULL; up = up->shape->proto) {
        bool is_bare = up->kind == OBJECT_PLAIN ||
                       (up->kind == OBJECT_ARRAY && ((const struct array *)up)->length == 0);
        if (!is_bare || up->shape->has_index_keys) {
            return true;
        }
    }
    return false;
}

bool
array_is_guarded(const struct vm *vm, const struct array *array)
{
    return (array->object.flags & OBJECT_ODD) != 0 || protos_have_elements(vm, array);
}

/** So far behind the items that room up to it would be holes. */
static bool
is_far(const struct array *array, uint32_t at)
{
    return at > (uint64_t)array->capacity + FAR_ELEMENTS;
}

static uint32_t
capacity_for(const struct array *array, uint32_t at)
{
    uint64_t wanted = (uint64_t)at + at / 2 + 4;
    if (at < array->length && (array->length < wanted || !is_far(array, array->length))) {
        wanted = array->length; /* made with a length: filled to its end */
    }
    return wanted > UINT32_MAX ? UINT32_MAX : (uint32_t)wanted;
}

/** A length that reaches behind an element which is set. */
static void
cover(struct array *array, uint32_t at)
{
    if (at >= array->length) {
        array->length = at + 1;
    }
}

/** An element that becomes a key of the shape. */
static bool
set_odd(struct vm *vm, struct array *array, uint32_t at, value_t slot_value, uint32_t attributes)
{
    if (!object_define_slot(vm, &array->object, key_index(at), slot_value, attributes)) {
        return false;
    }
    array->object.flags |= OBJECT_ODD;
    if (at < array->capacity) {
        array->items[at] = VALUE_EMPTY;
    }
    cover(array, at);
    return true;
}

/** Of an array with flags: whether items[at] may be written. */
static bool
check_flags(struct vm *vm, struct array *array, uint32_t at)
{
    unsigned flags = array->object.flags;
    if (flags & OBJECT_FROZEN) {
        return object_throw_read_only(vm, key_index(at));
    }
    if (array_has(array, at)) {
        return true;
    }
    if ((flags & OBJECT_LENGTH_FIXED) != 0 && at >= array->length) {
        return vm_throw_type(vm, "Cannot add element %u, the array's length is read-only", at);
    }
    return (flags & OBJECT_NOT_EXTENSIBLE) == 0 ||
           vm_throw_type(vm, "Cannot add element %u, the array is not extensible", at);
}

bool
array_set(struct vm *vm, struct array *array, uint32_t at, value_t value)
{
    if (unlikely(array->object.flags != 0)) {
        int32_t slot = array->object.flags & OBJECT_ODD && !array_has(array, at)
                           ? object_slot(vm, &array->object, key_index(at))
                           : -1;
        if (slot >= 0) {
            return object_define_slot(vm, &array->object, key_index(at), value, ATTRIBUTE_PLAIN);
        }
        if (!check_flags(vm, array, at)) {
            return false;
        }
    }
    if (!object_check_writable(vm, &array->object)) {
        return false;
    }
    if (at >= array->capacity) {
        if (unlikely(is_far(array, at))) {
            return set_odd(vm, array, at, value, ATTRIBUTE_PLAIN);
        }
        if (!array_reserve(vm, array, capacity_for(array, at))) {
            return false;
        }
    }
    array->items[at] = value;
    cover(array, at);
    return true;
}

bool
array_put(struct vm *vm, struct array *array, uint32_t at, value_t value)
{
    if (unlikely(!array_has(array, at) && array_is_guarded(vm, array))) {
        return object_put(vm, &array->object, key_index(at), value);
    }
    return array_set(vm, array, at, value);
}

bool
array_define(struct vm *vm, struct array *array, uint32_t at, value_t slot_value,
             uint32_t attributes)
{
    bool is_item = array_has(array, at);
    bool is_plain = attributes == ATTRIBUTE_PLAIN ||
                    (is_item && attributes == object_element_attributes(&array->object));
    if (is_plain && (is_item || object_slot(vm, &array->object, key_index(at)) < 0)) {
        return array_set(vm, array, at, slot_value);
    }
    if (!is_item) {
        if (at >= array->length && (array->object.flags & OBJECT_LENGTH_FIXED) != 0) {
            return check_flags(vm, array, at);
        }
        return set_odd(vm, array, at, slot_value, attributes);
    }
    bool stays = (array->object.flags & OBJECT_SEALED) != 0;
    if (stays &&
        ((array->object.flags & OBJECT_FROZEN) != 0 || attributes != ATTRIBUTE_ENUMERABLE)) {
        return vm_throw_type(vm, "Cannot redefine property '%u'", at);
    }
    /* The item goes first, so that its key is new in the shape. */
    value_t item = array->items[at];
    bool may_grow = (array->object.flags & OBJECT_NOT_EXTENSIBLE) != 0;
    array->object.flags &= (uint8_t)~OBJECT_NOT_EXTENSIBLE;
    bool good = object_check_writable(vm, &array->object);
    if (good) {
        array->items[at] = VALUE_EMPTY;
        good = set_odd(vm, array, at, slot_value, attributes);
    }
    if (!good && vm->trap == RUN_NONE) {
        array->items[at] = item;
    }
    array->object.flags |= may_grow ? OBJECT_NOT_EXTENSIBLE : 0;
    return good;
}

bool
array_push(struct vm *vm, struct array *array, value_t value)
{
    if (array->length == UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    return array_set(vm, array, array->length, value);
}

/** Drop the elements from *count on, last one first; an element that stays makes *count larger. */
static bool
truncate_odd(struct vm *vm, struct array *array, uint32_t *count)
{
    const struct shape *shape = array->object.shape;
    uint32_t first = *count;
    if (!vm_charge(vm, shape->count)) {
        return false;
    }
    for (uint32_t i = 0; i < shape->count; i++) {
        value_t name = shape->keys[i].name;
        if (name_has_index(name) && value_as_string(name)->index >= first &&
            (shape->keys[i].attributes & ATTRIBUTE_CONFIGURABLE) == 0) {
            first = value_as_string(name)->index + 1;
        }
    }
    *count = first;
    for (uint32_t i = 0; i < array->object.shape->count; i++) {
        value_t name = array->object.shape->keys[i].name;
        bool deleted;
        if (name_has_index(name) && value_as_string(name)->index >= first &&
            !object_delete(vm, &array->object, key_index(value_as_string(name)->index), &deleted)) {
            return false;
        }
    }
    return true;
}

/** Drop the elements from `wanted` on; *count is where it had to stop. */
static bool
truncate(struct vm *vm, struct array *array, uint32_t wanted, uint32_t *count)
{
    uint32_t end = array->length < array->capacity ? array->length : array->capacity;
    *count = wanted;
    if ((array->object.flags & OBJECT_ODD) != 0 && !truncate_odd(vm, array, count)) {
        return false;
    }
    if (*count < end && !vm_charge(vm, (end - *count) / 8)) {
        return false;
    }
    bool is_sealed = (array->object.flags & OBJECT_SEALED) != 0;
    while (end > *count && (!is_sealed || array->items[end - 1] == VALUE_EMPTY)) {
        array->items[--end] = VALUE_EMPTY;
    }
    *count = end > *count ? end : *count;
    return true;
}

bool
array_set_length(struct vm *vm, struct array *array, double length)
{
    if (!(length >= 0 && length <= UINT32_MAX && (double)(uint32_t)length == length)) {
        return vm_throw_range(vm, "Invalid array length");
    }
    uint32_t wanted = (uint32_t)length;
    uint32_t count = wanted;
    if (array->object.flags & OBJECT_FROZEN) {
        return vm_throw_type(vm, "Cannot assign to read only property 'length'");
    }
    if (wanted == array->length) {
        return true;
    }
    if (array->object.flags & OBJECT_LENGTH_FIXED) {
        return vm_throw_type(vm, "Cannot assign to read only property 'length'");
    }
    if (!object_check_writable(vm, &array->object) ||
        (wanted < array->length && !truncate(vm, array, wanted, &count))) {
        return false;
    }
    array->length = count;
    return count == wanted || vm_throw_type(vm, "Cannot delete element %u", count - 1);
}
