/* SPDX-License-Identifier: Apache-2.0 */
#include "script/builtin_array.h"

#include <math.h>

/* ---- making ----------------------------------------------------------------- */

static bool
array_construct(struct vm *vm, const struct call *call, value_t *out)
{
    struct array *array;
    if (call->count == 1 && value_is_number(call->args[0])) {
        uint32_t length;
        double wanted = value_as_number(call->args[0]);
        if (!number_is_index(wanted, &length) && wanted != UINT32_MAX) {
            return vm_throw_range(vm, "Invalid array length");
        }
        array = array_new(vm, 0);
        if (array == NULL || !array_set_length(vm, array, wanted)) {
            return false;
        }
    } else {
        if (!vm_charge(vm, call->count)) {
            return false;
        }
        array = array_from(vm, call->args, call->count);
        if (array == NULL) {
            return false;
        }
    }
    if (!value_is_undefined(call->target) &&
        call->target != value_of_object(vm->realm->constructors[BUILTIN_ARRAY])) {
        struct object *proto;
        if (!vm_proto_of_target(vm, call, BUILTIN_ARRAY, &proto) ||
            !object_set_proto(vm, &array->object, proto)) {
            return false;
        }
    }
    *out = value_of_object(array);
    return true;
}

static bool
array_is_array(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    *out = value_boolean(value_as_array(call_arg(call, 0)) != NULL);
    return true;
}

/* ---- answers of a class's own -------------------------------------------------------
 * map, filter and the like of a subclass answer an object of that class; Array.of and
 * Array.from make what they were called on. Elements are gathered in a plain array first.
 */

/** What the elements are put into in the end; VALUE_EMPTY when that is a plain array. */
static bool
target_begin(struct vm *vm, value_t constructor, const double *length, value_t *target)
{
    *target = VALUE_EMPTY;
    if (constructor == value_of_object(vm->realm->constructors[BUILTIN_ARRAY])) {
        return true;
    }
    value_t argument = length == NULL ? VALUE_UNDEFINED : value_number(*length);
    return vm_construct(vm, constructor, &argument, length != NULL, constructor, target);
}

bool
array_species_begin(struct vm *vm, value_t value, double length, value_t *target)
{
    *target = VALUE_EMPTY;
    struct array *array = value_as_array(value);
    value_t constructor;
    if (array == NULL || (array->object.shape == vm->realm->array_shape && !vm->realm->is_open)) {
        return true;
    }
    if (!value_get_name(vm, value, NAME_constructor, &constructor)) {
        return false;
    }
    if (value_is_object(constructor)) {
        if (!value_get(vm, constructor, vm_symbol_key(vm, SYMBOL_species), &constructor)) {
            return false;
        }
        constructor = value_is_null(constructor) ? VALUE_UNDEFINED : constructor;
    }
    if (value_is_undefined(constructor)) {
        return true;
    }
    if (!value_is_constructor(constructor)) {
        return vm_throw_type(vm, "The constructor of the array is not a constructor");
    }
    return target_begin(vm, constructor, &length, target);
}

bool
array_species_end(struct vm *vm, value_t target, struct array *array, value_t *out)
{
    if (target == VALUE_EMPTY) {
        *out = value_of_object(array);
        return true;
    }
    for (uint32_t i = 0; i < array->length; i++) {
        struct property item;
        bool has;
        if (!vm_charge(vm, 1) || !object_own(vm, &array->object, key_index(i), &has, &item) ||
            (has &&
             (!value_is_object(target) || !object_define(vm, value_as_object(target), key_index(i),
                                                         item.value, ATTRIBUTE_PLAIN)))) {
            return false;
        }
    }
    *out = target;
    return value_put_name(vm, target, NAME_length, value_number(array->length));
}

static bool
array_of(struct vm *vm, const struct call *call, value_t *out)
{
    value_t target = VALUE_EMPTY;
    double length = call->count;
    if (!vm_charge(vm, call->count) ||
        (value_is_constructor(call->this) && !target_begin(vm, call->this, &length, &target))) {
        return false;
    }
    struct array *array = array_from(vm, call->args, call->count);
    return array != NULL && array_species_end(vm, target, array, out);
}

/** One value of Array.from: mapped when there is a function. */
static bool
from_push(struct vm *vm, struct array *array, value_t map, value_t this, value_t item, double at)
{
    if (!value_is_undefined(map)) {
        value_t args[] = {item, value_number(at)};
        if (!vm_call(vm, map, this, args, 2, &item)) {
            return false;
        }
    }
    return vm_charge(vm, 1) && array_push(vm, array, item);
}

static bool
array_from_native(struct vm *vm, const struct call *call, value_t *out)
{
    value_t source = call_arg(call, 0);
    value_t map = call_arg(call, 1);
    value_t this = call_arg(call, 2);
    value_t method;
    if (!value_is_undefined(map) && !builtin_need_function(vm, map)) {
        return false;
    }
    value_t target = VALUE_EMPTY;
    bool has_class = value_is_constructor(call->this);
    struct array *array = array_new(vm, 0);
    if (array == NULL || !value_get(vm, source, vm_symbol_key(vm, SYMBOL_iterator), &method)) {
        return false;
    }
    if (value_is_nullish(method)) {
        struct items items;
        value_t item;
        if (!items_open(vm, source, &items) ||
            (has_class && !target_begin(vm, call->this, &items.length, &target))) {
            return false;
        }
        for (double i = 0; i < items.length; i++) {
            if (!items_get(&items, i, &item) || !from_push(vm, array, map, this, item, i)) {
                return false;
            }
        }
        return array_species_end(vm, target, array, out);
    }
    struct iteration iteration;
    if ((has_class && !target_begin(vm, call->this, NULL, &target)) ||
        !iteration_begin(vm, source, &iteration)) {
        return false;
    }
    for (double i = 0;; i++) {
        value_t item;
        bool done;
        if (!iteration_step(vm, &iteration, &item, &done)) {
            return false;
        }
        if (done) {
            return array_species_end(vm, target, array, out);
        }
        if (!from_push(vm, array, map, this, item, i)) {
            if (vm->trap == RUN_NONE) {
                (void)!iteration_close(vm, &iteration);
            }
            return false;
        }
    }
}

/* ---- looking at one element ---------------------------------------------------- */

static bool
array_at(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double at;
    if (!items_open(vm, call->this, &items) || !value_to_integer(vm, call_arg(call, 0), &at)) {
        return false;
    }
    at = at < 0 ? at + items.length : at;
    return at < 0 || at >= items.length || items_get(&items, at, out);
}

/** indexOf, lastIndexOf, includes: the first equal element from `at` on, -1. */
static bool
search(const struct items *items, value_t wanted, double at, double step, bool same_zero,
       double *found)
{
    struct vm *vm = items->vm;
    *found = -1;
    for (; at >= 0 && at < items->length; at += step) {
        value_t item;
        bool has = true;
        if (!vm_charge(vm, 1) || (!same_zero && !items_has(items, at, &has)) ||
            (has && !items_get(items, at, &item))) {
            return false;
        }
        if (!has) {
            continue;
        }
        bool equal =
            same_zero ? value_same_zero(vm, item, wanted) : value_strict_equal(vm, item, wanted);
        if (vm->trap != RUN_NONE) {
            return false;
        }
        if (equal) {
            *found = at;
            return true;
        }
    }
    return true;
}

static bool
array_index_of(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double from;
    double found;
    *out = value_number(-1);
    if (!items_open(vm, call->this, &items)) {
        return false;
    }
    if (items.length == 0) {
        return true; /* and the second argument is not looked at */
    }
    if (!builtin_place(vm, call_arg(call, 1), items.length, 0, &from) ||
        !search(&items, call_arg(call, 0), from, 1, false, &found)) {
        return false;
    }
    *out = value_number(found);
    return true;
}

static bool
array_last_index_of(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double found;
    if (!items_open(vm, call->this, &items)) {
        return false;
    }
    double from = items.length - 1;
    if (call->count > 1 && items.length > 0) {
        double wanted;
        if (!value_to_integer(vm, call->args[1], &wanted)) {
            return false;
        }
        from = wanted < 0 ? items.length + wanted : fmin(wanted, from);
    }
    if (!search(&items, call_arg(call, 0), from, -1, false, &found)) {
        return false;
    }
    *out = value_number(found);
    return true;
}

static bool
array_includes(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double from;
    double found;
    *out = VALUE_FALSE;
    if (!items_open(vm, call->this, &items)) {
        return false;
    }
    if (items.length == 0) {
        return true;
    }
    if (!builtin_place(vm, call_arg(call, 1), items.length, 0, &from) ||
        !search(&items, call_arg(call, 0), from, 1, true, &found)) {
        return false;
    }
    *out = value_boolean(found >= 0);
    return true;
}

/* ---- making new arrays ------------------------------------------------------------ */

/** The elements of a part that are not all items: odd ones, or some of a prototype. */
static bool
concat_slowly(struct vm *vm, struct array *array, value_t part)
{
    struct items items;
    double start = array->length;
    if (!items_open(vm, part, &items)) {
        return false;
    }
    for (double i = 0; i < items.length; i++) {
        value_t item;
        bool has;
        if (!vm_charge(vm, 1) || !items_has(&items, i, &has) ||
            (has && (!items_get(&items, i, &item) ||
                     !array_set(vm, array, (uint32_t)(start + i), item)))) {
            return false;
        }
    }
    return array_set_length(vm, array, start + items.length);
}

static bool
array_concat(struct vm *vm, const struct call *call, value_t *out)
{
    value_t target;
    struct array *array = array_new(vm, 0);
    if (array == NULL || !array_species_begin(vm, call->this, 0, &target)) {
        return false;
    }
    for (uint32_t n = 0; n <= call->count; n++) {
        value_t part = n == 0 ? call->this : call->args[n - 1];
        struct array *items = value_as_array(part);
        if (items == NULL) {
            struct object *object;
            if (n == 0) {
                if (!value_to_object(vm, part, &object)) {
                    return false;
                }
                part = value_of_object(object);
            }
            if (!array_push(vm, array, part)) {
                return false;
            }
            continue;
        }
        if (array_is_guarded(vm, items)) {
            if (!concat_slowly(vm, array, part)) {
                return false;
            }
            continue;
        }
        uint32_t start = array->length;
        uint32_t present = items->length < items->capacity ? items->length : items->capacity;
        if (!vm_charge(vm, present / 2 + 1) ||
            !array_set_length(vm, array, (double)start + items->length) ||
            (present > 0 && !array_reserve(vm, array, start + present))) {
            return false;
        }
        for (uint32_t i = 0; i < present; i++) {
            array->items[start + i] = items->items[i];
        }
    }
    return array_species_end(vm, target, array, out);
}

static bool
array_slice(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double from;
    double to;
    if (!items_open(vm, call->this, &items) ||
        !builtin_place(vm, call_arg(call, 0), items.length, 0, &from) ||
        !builtin_place(vm, call_arg(call, 1), items.length, items.length, &to)) {
        return false;
    }
    struct array *array = array_new(vm, 0);
    if (array == NULL) {
        return false;
    }
    value_t target;
    double count = to > from ? to - from : 0;
    if (count > UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    if (!array_set_length(vm, array, count) ||
        !array_species_begin(vm, items.value, count, &target)) {
        return false;
    }
    for (double i = 0; i < count; i++) {
        value_t item;
        bool has;
        if (!vm_charge(vm, 1) || !items_has(&items, from + i, &has) ||
            (has &&
             (!items_get(&items, from + i, &item) || !array_set(vm, array, (uint32_t)i, item)))) {
            return false;
        }
    }
    return array_species_end(vm, target, array, out);
}

/* ---- text -------------------------------------------------------------------------------- */

/** Of each element its text, or what its toLocaleString says. */
static bool
element_text(struct vm *vm, value_t item, bool is_local, struct string **out)
{
    return (!is_local ||
            vm_call_method(vm, item, vm_key(vm, NAME_to_locale_string), NULL, 0, &item)) &&
           value_to_string(vm, item, out);
}

static bool
join_into(struct string_builder *builder, const struct items *items, struct string *separator,
          bool is_local)
{
    struct vm *vm = builder->vm;
    for (double i = 0; i < items->length && !builder->failed; i++) {
        value_t item;
        struct string *text;
        if (!vm_charge(vm, 1) || !items_get(items, i, &item)) {
            return false;
        }
        if (i > 0) {
            string_builder_add(builder, separator);
        }
        if (!value_is_nullish(item)) {
            if (!element_text(vm, item, is_local, &text)) {
                return false;
            }
            string_builder_add(builder, text);
        }
    }
    return true;
}

static bool
join(struct vm *vm, const struct items *items, struct string *separator, bool is_local,
     value_t *out)
{
    struct string_builder builder;
    if (!vm_enter(vm)) { /* arrays in arrays, or an array in itself */
        return false;
    }
    string_builder_init(&builder, vm);
    bool fine = join_into(&builder, items, separator, is_local);
    vm_leave(vm);
    if (!fine) {
        return false;
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
array_join(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    struct string *separator;
    if (!items_open(vm, call->this, &items)) {
        return false;
    }
    if (value_is_undefined(call_arg(call, 0))) {
        separator = vm->realm->units[','];
    } else if (!builtin_to_string(vm, call_arg(call, 0), &separator)) {
        return false;
    }
    return join(vm, &items, separator, false, out);
}

static bool
array_to_locale_string(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    return items_open(vm, call->this, &items) && join(vm, &items, vm->realm->units[','], true, out);
}

static bool
array_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    struct object *object;
    value_t method;
    if (!value_to_object(vm, call->this, &object) ||
        !value_get_name(vm, value_of_object(object), NAME_join, &method)) {
        return false;
    }
    if (!value_is_callable(method)) {
        return object_to_string(vm, call, out);
    }
    return vm_call(vm, method, value_of_object(object), NULL, 0, out);
}

/** Array[Symbol.species]: the class itself. */
static bool
array_species(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    *out = call->this;
    return true;
}

/* ---- iterators ---------------------------------------------------------------------------- */

static bool
iterate(struct vm *vm, const struct call *call, enum iterator_kind kind, value_t *out)
{
    struct object *object;
    if (!value_to_object(vm, call->this, &object)) {
        return false;
    }
    struct iterator *iterator = iterator_new(vm, kind, value_of_object(object));
    *out = value_of_object(iterator);
    return iterator != NULL;
}

bool
array_values(struct vm *vm, const struct call *call, value_t *out)
{
    return iterate(vm, call, ITERATE_ARRAY_VALUES, out);
}

static bool
array_keys(struct vm *vm, const struct call *call, value_t *out)
{
    return iterate(vm, call, ITERATE_ARRAY_KEYS, out);
}

static bool
array_entries(struct vm *vm, const struct call *call, value_t *out)
{
    return iterate(vm, call, ITERATE_ARRAY_ENTRIES, out);
}

static const struct builtin_member members[] = {
    {"isArray", MEMBER_STATIC, 1, array_is_array, 0},
    {"of", MEMBER_STATIC, 0, array_of, 0},
    {"from", MEMBER_STATIC, 1, array_from_native, 0},
    {"@@species", MEMBER_STATIC_GETTER, 0, array_species, 0},
    {"at", MEMBER_METHOD, 1, array_at, 0},
    {"concat", MEMBER_METHOD, 1, array_concat, 0},
    {"copyWithin", MEMBER_METHOD, 2, array_copy_within, 0},
    {"entries", MEMBER_METHOD, 0, array_entries, 0},
    {"every", MEMBER_METHOD, 1, array_every, 0},
    {"fill", MEMBER_METHOD, 1, array_fill, 0},
    {"filter", MEMBER_METHOD, 1, array_filter, 0},
    {"find", MEMBER_METHOD, 1, array_find, 0},
    {"findIndex", MEMBER_METHOD, 1, array_find_index, 0},
    {"findLast", MEMBER_METHOD, 1, array_find_last, 0},
    {"findLastIndex", MEMBER_METHOD, 1, array_find_last_index, 0},
    {"flat", MEMBER_METHOD, 0, array_flat, 0},
    {"flatMap", MEMBER_METHOD, 1, array_flat_map, 0},
    {"forEach", MEMBER_METHOD, 1, array_for_each, 0},
    {"includes", MEMBER_METHOD, 1, array_includes, 0},
    {"indexOf", MEMBER_METHOD, 1, array_index_of, 0},
    {"join", MEMBER_METHOD, 1, array_join, 0},
    {"keys", MEMBER_METHOD, 0, array_keys, 0},
    {"lastIndexOf", MEMBER_METHOD, 1, array_last_index_of, 0},
    {"map", MEMBER_METHOD, 1, array_map, 0},
    {"pop", MEMBER_METHOD, 0, array_pop, 0},
    {"push", MEMBER_METHOD, 1, array_push_native, 0},
    {"reduce", MEMBER_METHOD, 1, array_reduce, 0},
    {"reduceRight", MEMBER_METHOD, 1, array_reduce_right, 0},
    {"reverse", MEMBER_METHOD, 0, array_reverse, 0},
    {"shift", MEMBER_METHOD, 0, array_shift, 0},
    {"slice", MEMBER_METHOD, 2, array_slice, 0},
    {"some", MEMBER_METHOD, 1, array_some, 0},
    {"sort", MEMBER_METHOD, 1, array_sort, 0},
    {"splice", MEMBER_METHOD, 2, array_splice, 0},
    {"toReversed", MEMBER_METHOD, 0, array_to_reversed, 0},
    {"toSorted", MEMBER_METHOD, 1, array_to_sorted, 0},
    {"toSpliced", MEMBER_METHOD, 2, array_to_spliced, 0},
    {"toString", MEMBER_METHOD, 0, array_to_string, 0},
    {"toLocaleString", MEMBER_METHOD, 0, array_to_locale_string, 0},
    {"unshift", MEMBER_METHOD, 1, array_unshift, 0},
    {"values", MEMBER_METHOD, 0, array_values, 0},
    {"@@iterator", MEMBER_METHOD, 0, array_values, 0},
    {"with", MEMBER_METHOD, 2, array_with, 0},
    {0},
};

const struct builtin builtin_array = {
    .name = "Array",
    .construct = array_construct,
    .length = 1,
    .members = members,
};
