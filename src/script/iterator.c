/* SPDX-License-Identifier: Apache-2.0 */
/* iterator.c: stepping through arrays, strings, collections and what scripts make themselves. */
#include "script/builtin_array.h"

struct iterator *
iterator_new(struct vm *vm, enum iterator_kind kind, value_t source)
{
    struct iterator *iterator = heap_alloc(vm, sizeof *iterator);
    if (iterator == NULL) {
        return NULL;
    }
    *iterator = (struct iterator){
        .object = {.kind = OBJECT_ITERATOR, .shape = vm->realm->iterator_shape},
        .iterates = kind,
        .source = source,
        .extra = VALUE_UNDEFINED,
    };
    return iterator;
}

bool
vm_iterator_result(struct vm *vm, value_t value, bool done, value_t *out)
{
    struct object *result = object_new_shaped(vm, vm->realm->result_shape, 2);
    if (result == NULL) {
        return false;
    }
    result->slots[0] = value;
    result->slots[1] = value_boolean(done);
    *out = value_of_object(result);
    return true;
}

static bool
length_of(struct vm *vm, value_t source, uint32_t *out)
{
    const struct array *array = value_as_array(source);
    if (array != NULL) {
        *out = array->length;
        return true;
    }
    value_t value;
    double length;
    if (!value_get_name(vm, source, NAME_length, &value) || !value_to_integer(vm, value, &length)) {
        return false;
    }
    *out = length <= 0 ? 0 : length >= UINT32_MAX ? UINT32_MAX - 1 : (uint32_t)length;
    return true;
}

static bool
array_step(struct vm *vm, struct iterator *iterator, value_t *out, bool *done)
{
    uint32_t length;
    if (!vm_charge(vm, 1) || !length_of(vm, iterator->source, &length)) {
        return false;
    }
    uint32_t at = iterator->position;
    *done = at >= length;
    if (*done) {
        return true;
    }
    iterator->position++;
    value_t index = value_number(at);
    if (iterator->iterates == ITERATE_ARRAY_KEYS) {
        *out = index;
        return true;
    }
    if (!value_get(vm, iterator->source, key_index(at), out)) {
        return false;
    }
    if (iterator->iterates == ITERATE_ARRAY_ENTRIES) {
        struct array *pair = array_from(vm, (value_t[]){index, *out}, 2);
        *out = value_of_object(pair);
        return pair != NULL;
    }
    return true;
}

/** for-in: keys that were removed meanwhile are passed over. */
static bool
keys_step(struct vm *vm, struct iterator *iterator, value_t *out, bool *done)
{
    const struct array *keys = value_as_array(iterator->source);
    *done = true;
    while (*done && keys != NULL && iterator->position < keys->length) {
        *out = keys->items[iterator->position++];
        bool there;
        if (!vm_charge(vm, 1) || !value_has(vm, iterator->extra, key_name(*out), &there)) {
            return false;
        }
        *done = !there;
    }
    return true;
}

static bool
string_step(struct vm *vm, struct iterator *iterator, value_t *out, bool *done)
{
    struct string *string = value_as_string(iterator->source);
    if (!vm_charge(vm, 1) || !string_flatten(vm, string, &string)) {
        return false;
    }
    iterator->source = value_of_string(string);
    uint32_t at = iterator->position;
    *done = at >= string->length;
    if (*done) {
        return true;
    }
    uint32_t end = at + 1;
    uint16_t unit = string_unit(string, at);
    if (unit >= 0xD800 && unit < 0xDC00 && end < string->length) {
        uint16_t low = string_unit(string, end);
        end += low >= 0xDC00 && low < 0xE000;
    }
    iterator->position = end;
    struct string *part = string_slice(vm, string, at, end);
    *out = value_of_string(part);
    return part != NULL;
}

bool
iterator_step(struct vm *vm, struct iterator *iterator, value_t *out, bool *done)
{
    *out = VALUE_UNDEFINED;
    *done = true;
    if (iterator->source == VALUE_EMPTY) {
        return true;
    }
    if (!object_check_writable(vm, &iterator->object)) {
        return false;
    }
    bool good = false;
    switch (iterator->iterates) {
    case ITERATE_ARRAY_VALUES:
    case ITERATE_ARRAY_KEYS:
    case ITERATE_ARRAY_ENTRIES:
        good = array_step(vm, iterator, out, done);
        break;
    case ITERATE_KEYS:
        good = keys_step(vm, iterator, out, done);
        break;
    case ITERATE_STRING:
        good = string_step(vm, iterator, out, done);
        break;
    case ITERATE_MAP_KEYS:
    case ITERATE_MAP_VALUES:
    case ITERATE_MAP_ENTRIES:
    case ITERATE_SET_VALUES:
    case ITERATE_SET_ENTRIES:
    case ITERATE_REGEXP_MATCHES:
        good = collection_step(vm, iterator, out, done);
        break;
    }
    if (good && *done) {
        iterator->source = VALUE_EMPTY;
        *out = VALUE_UNDEFINED;
    }
    return good;
}

/* ---- for (x of y) ------------------------------------------------------------------
 * iteration->next is a number (the next index) while an array is walked directly,
 * undefined for our iterators, and the next method for all others.
 */

/** Is it what arrays have as values and Symbol.iterator? */
static bool
is_array_values(value_t method)
{
    return value_as_object(method)->kind == OBJECT_NATIVE &&
           ((const struct native *)value_as_object(method))->function == array_values;
}

bool
iteration_begin(struct vm *vm, value_t iterable, struct iteration *iteration)
{
    const struct array *array = value_as_array(iterable);
    if (array != NULL && array->object.shape == vm->realm->array_shape && !vm->realm->is_open) {
        *iteration = (struct iteration){iterable, value_number(0)};
        return true;
    }
    iteration->next = VALUE_UNDEFINED;
    if (value_is_string(iterable) && !vm->realm->is_open) {
        struct iterator *iterator = iterator_new(vm, ITERATE_STRING, iterable);
        iteration->iterator = value_of_object(iterator);
        return iterator != NULL;
    }
    value_t method;
    if (value_is_nullish(iterable)) {
        return vm_throw_type(vm, "%s is not iterable", value_describe(iterable));
    }
    if (!value_get(vm, iterable, vm_symbol_key(vm, SYMBOL_iterator), &method)) {
        return false;
    }
    if (!value_is_callable(method)) {
        return vm_throw_type(vm, "%s is not iterable", value_describe(iterable));
    }
    if (array != NULL && is_array_values(method) && !vm->realm->is_open) {
        *iteration = (struct iteration){iterable, value_number(0)};
        return true;
    }
    if (!vm_call(vm, method, iterable, NULL, 0, &iteration->iterator)) {
        return false;
    }
    if (!value_is_object(iteration->iterator)) {
        return vm_throw_type(vm, "Result of the Symbol.iterator method is not an object");
    }
    if (value_as_object(iteration->iterator)->kind == OBJECT_ITERATOR && !vm->realm->is_open) {
        return true;
    }
    return value_get_name(vm, iteration->iterator, NAME_next, &iteration->next);
}

bool
iteration_step(struct vm *vm, struct iteration *iteration, value_t *out, bool *done)
{
    *out = VALUE_UNDEFINED;
    struct array *array = value_as_array(iteration->iterator);
    if (array != NULL && value_is_number(iteration->next)) {
        double next = value_as_number(iteration->next);
        uint32_t at;
        *done = !number_is_index(next, &at) || at >= array->length;
        if (*done) {
            return true;
        }
        iteration->next = value_number(next + 1);
        if (likely(array_has(array, at))) {
            *out = array->items[at];
            return true;
        }
        return value_get(vm, iteration->iterator, key_index(at), out);
    }
    if (!value_is_object(iteration->iterator)) {
        *done = true;
        return true;
    }
    struct object *object = value_as_object(iteration->iterator);
    if (object->kind == OBJECT_ITERATOR && value_is_undefined(iteration->next)) {
        return iterator_step(vm, (struct iterator *)object, out, done);
    }
    value_t result;
    value_t is_done;
    if (!vm_call(vm, iteration->next, iteration->iterator, NULL, 0, &result)) {
        return false;
    }
    if (!value_is_object(result)) {
        return vm_throw_type(vm, "Iterator result %s is not an object", value_describe(result));
    }
    if (!value_get_name(vm, result, NAME_done, &is_done)) {
        return false;
    }
    *done = value_truthy(is_done);
    return *done || value_get_name(vm, result, NAME_value, out);
}

bool
iteration_close(struct vm *vm, struct iteration *iteration)
{
    value_t iterator = iteration->iterator;
    iteration->iterator = VALUE_EMPTY;
    if (!value_is_object(iterator) || value_is_number(iteration->next) ||
        (value_as_object(iterator)->kind == OBJECT_ITERATOR && !vm->realm->is_open)) {
        return true;
    }
    value_t method;
    value_t result;
    value_t exception = vm->exception;
    vm->exception = VALUE_EMPTY;
    bool good = value_get_name(vm, iterator, NAME_return_, &method) &&
                (value_is_nullish(method) || vm_call(vm, method, iterator, NULL, 0, &result));
    if (vm->trap != RUN_NONE) {
        return false;
    }
    if (exception != VALUE_EMPTY) {
        vm->exception = exception; /* the first one counts */
        return true;
    }
    if (good && !value_is_nullish(method) && !value_is_object(result)) {
        return vm_throw_type(vm, "Iterator result %s is not an object", value_describe(result));
    }
    return good;
}
