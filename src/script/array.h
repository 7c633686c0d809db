/* SPDX-License-Identifier: Apache-2.0 */
/**
 * array.h: arrays: dense, with holes.
 *
 * items[i] for i < capacity; VALUE_EMPTY is a hole, and so is every place from
 * capacity to length. `length` is no property of the shape.
 * Natives may read items directly (holes in mind: a prototype is frozen and has
 * no indices, so a hole reads as undefined) and must write through these.
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

/** Set an element; grows; TypeError when frozen, not extensible or shared. */
must_use bool array_set(struct vm *vm, struct array *array, uint32_t at, value_t value);
must_use bool array_push(struct vm *vm, struct array *array, value_t value);
/** RangeError past 2^32 - 1; TypeError when frozen. New places are holes. */
must_use bool array_set_length(struct vm *vm, struct array *array, double length);
/** Before writing items in place (sort, reverse, splice): frozen or shared refuses. */
must_use bool array_check_writable(struct vm *vm, struct array *array);
/** Room for `capacity` items; new places are holes. */
must_use bool array_reserve(struct vm *vm, struct array *array, uint32_t capacity);
