/* SPDX-License-Identifier: Apache-2.0 */
/**
 * array.h: arrays: dense, with holes and a few odd elements.
 *
 * items[i] for i < capacity; VALUE_EMPTY is a hole, and so is every place from
 * capacity to length. `length` is no property of the shape.
 * An array with OBJECT_ODD has elements that are keys of its shape, as those of
 * other objects: far behind the others, read-only, or accessors. Their place in
 * items is a hole. So an item that is there is the element, and a hole may be
 * one of the shape or of a prototype: items_get and value_get look further.
 */
#pragma once

#include "script/object.h"

struct array {
    struct object object;
    value_t *items;
    uint32_t length;
    uint32_t capacity;
};

/** An array of `length` holes with room for them. NULL: trapped. */
must_use struct array *array_new(struct vm *vm, uint32_t length);
/** A copy of values. */
must_use struct array *array_from(struct vm *vm, const value_t *items, uint32_t count);
/** The array when the value is one, else NULL. */
struct array *value_as_array(value_t value);

/** Of arrays that C code made: a hole reads as undefined. */
static inline value_t
array_get(const struct array *array, uint32_t at)
{
    value_t item = at < array->length && at < array->capacity ? array->items[at] : VALUE_EMPTY;
    return item == VALUE_EMPTY ? VALUE_UNDEFINED : item;
}

static inline bool
array_has(const struct array *array, uint32_t at)
{
    return at < array->length && at < array->capacity && array->items[at] != VALUE_EMPTY;
}

/**
 * Whether an element that is no item may have its say when it is read or written: odd
 * elements of the array's own, elements of a prototype.
 */
bool array_is_guarded(const struct vm *vm, const struct array *array);
/** Whether items may be moved as they stand: nothing is guarded or restricted. */
static inline bool
array_is_plain(const struct vm *vm, const struct array *array)
{
    return array->object.flags == 0 && !array_is_guarded(vm, array);
}
/** Make or replace an own element; TypeError when frozen, not extensible or shared. */
must_use bool array_set(struct vm *vm, struct array *array, uint32_t at, value_t value);
/** array[at] = value: setters and read-only elements of prototypes looked at. */
must_use bool array_put(struct vm *vm, struct array *array, uint32_t at, value_t value);
/** Own element with any attributes; accessor: slot_value is of TAG_CELL. */
must_use bool array_define(struct vm *vm, struct array *array, uint32_t at, value_t slot_value,
                           uint32_t attributes);
must_use bool array_push(struct vm *vm, struct array *array, value_t value);
/** RangeError past 2^32 - 1; TypeError when frozen or an element stays. New places are holes. */
must_use bool array_set_length(struct vm *vm, struct array *array, double length);
/** Before writing items in place (sort, reverse, splice): frozen or shared refuses. */
must_use bool array_check_writable(struct vm *vm, struct array *array);
/** Room for `capacity` items; new places are holes. */
must_use bool array_reserve(struct vm *vm, struct array *array, uint32_t capacity);
