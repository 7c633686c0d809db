/* SPDX-License-Identifier: Apache-2.0 */
#include "script/array.h"

#include "script/shape.h"
#include "script/vm.h"

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

bool
array_set(struct vm *vm, struct array *array, uint32_t at, value_t value)
{
    if (unlikely(array->object.flags != 0)) {
        if (array->object.flags & OBJECT_FROZEN) {
            return object_throw_read_only(vm, key_index(at));
        }
        if (!array_has(array, at)) {
            return vm_throw_type(vm, "Cannot add element %u, the array is not extensible", at);
        }
    }
    if (!object_check_writable(vm, &array->object)) {
        return false;
    }
    if (at >= array->capacity) {
        uint64_t wanted = at < array->length ? array->length : (uint64_t)at + at / 2 + 4;
        if (at < array->length || wanted > UINT32_MAX) {
            wanted = (uint64_t)at + 1; /* a long array of holes: only as far as needed */
        }
        if (!array_reserve(vm, array, (uint32_t)wanted)) {
            return false;
        }
    }
    array->items[at] = value;
    if (at >= array->length) {
        array->length = at + 1;
    }
    return true;
}

bool
array_push(struct vm *vm, struct array *array, value_t value)
{
    if (array->length == UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    return array_set(vm, array, array->length, value);
}

bool
array_set_length(struct vm *vm, struct array *array, double length)
{
    if (!(length >= 0 && length <= UINT32_MAX && (double)(uint32_t)length == length)) {
        return vm_throw_range(vm, "Invalid array length");
    }
    uint32_t count = (uint32_t)length;
    if (array->object.flags & OBJECT_FROZEN) {
        return vm_throw_type(vm, "Cannot assign to read only property 'length'");
    }
    if (count == array->length) {
        return true;
    }
    if (!object_check_writable(vm, &array->object)) {
        return false;
    }
    if (count < array->length) {
        if (array->object.flags & OBJECT_SEALED) {
            return vm_throw_type(vm, "Cannot delete elements of a sealed array");
        }
        uint32_t end = array->length < array->capacity ? array->length : array->capacity;
        if (count < end && !vm_charge(vm, (end - count) / 8)) {
            return false;
        }
        for (uint32_t i = count; i < end; i++) {
            array->items[i] = VALUE_EMPTY;
        }
    }
    array->length = count;
    return true;
}
