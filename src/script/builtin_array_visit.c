/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "script/builtin_array.h"

/* ---- visiting all elements ------------------------------------------------------ */

/** A callback over the elements. */
struct visit {
    struct items items;
    value_t function;
    value_t this;
};

static bool
visit_open(struct vm *vm, const struct call *call, struct visit *visit)
{
    visit->function = call_arg(call, 0);
    visit->this = call_arg(call, 1);
    return items_open(vm, call->this, &visit->items) && builtin_need_function(vm, visit->function);
}

/** The element at a place, and what the callback says of it; *has false for a hole. */
static bool
visit_call(const struct visit *visit, double at, bool holes, value_t *item, bool *has,
           value_t *answer)
{
    struct vm *vm = visit->items.vm;
    *has = true;
    if (!vm_charge(vm, 1) || (!holes && !items_has(&visit->items, at, has))) {
        return false;
    }
    if (!*has) {
        return true;
    }
    if (!items_get(&visit->items, at, item)) {
        return false;
    }
    value_t args[] = {*item, value_number(at), visit->items.value};
    return vm_call(vm, visit->function, visit->this, args, 3, answer);
}

bool
array_for_each(struct vm *vm, const struct call *call, value_t *out)
{
    struct visit visit;
    if (!visit_open(vm, call, &visit)) {
        return false;
    }
    for (double i = 0; i < visit.items.length; i++) {
        value_t item;
        value_t answer;
        bool has;
        if (!visit_call(&visit, i, false, &item, &has, &answer)) {
            return false;
        }
    }
    *out = VALUE_UNDEFINED;
    return true;
}

bool
array_map(struct vm *vm, const struct call *call, value_t *out)
{
    struct visit visit;
    if (!visit_open(vm, call, &visit)) {
        return false;
    }
    if (visit.items.length > UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    value_t target;
    struct array *array = array_new(vm, 0);
    if (array == NULL || !array_set_length(vm, array, visit.items.length) ||
        !array_species_begin(vm, visit.items.value, visit.items.length, &target)) {
        return false;
    }
    for (double i = 0; i < visit.items.length; i++) {
        value_t item;
        value_t answer;
        bool has;
        if (!visit_call(&visit, i, false, &item, &has, &answer) ||
            (has && !array_set(vm, array, (uint32_t)i, answer))) {
            return false;
        }
    }
    return array_species_end(vm, target, array, out);
}

bool
array_filter(struct vm *vm, const struct call *call, value_t *out)
{
    struct visit visit;
    if (!visit_open(vm, call, &visit)) {
        return false;
    }
    value_t target;
    struct array *array = array_new(vm, 0);
    if (array == NULL || !array_species_begin(vm, visit.items.value, 0, &target)) {
        return false;
    }
    for (double i = 0; i < visit.items.length; i++) {
        value_t item;
        value_t answer;
        bool has;
        if (!visit_call(&visit, i, false, &item, &has, &answer) ||
            (has && value_truthy(answer) && !array_push(vm, array, item))) {
            return false;
        }
    }
    return array_species_end(vm, target, array, out);
}

/** some and every: stop at the first answer that is `stop`. */
static bool
any(struct vm *vm, const struct call *call, bool stop, value_t *out)
{
    struct visit visit;
    if (!visit_open(vm, call, &visit)) {
        return false;
    }
    *out = value_boolean(!stop);
    for (double i = 0; i < visit.items.length; i++) {
        value_t item;
        value_t answer;
        bool has;
        if (!visit_call(&visit, i, false, &item, &has, &answer)) {
            return false;
        }
        if (has && value_truthy(answer) == stop) {
            *out = value_boolean(stop);
            return true;
        }
    }
    return true;
}

bool
array_some(struct vm *vm, const struct call *call, value_t *out)
{
    return any(vm, call, true, out);
}

bool
array_every(struct vm *vm, const struct call *call, value_t *out)
{
    return any(vm, call, false, out);
}

/** find and its kin: place and element, from the front or the back. */
static bool
find(struct vm *vm, const struct call *call, bool backward, double *place, value_t *found)
{
    struct visit visit;
    if (!visit_open(vm, call, &visit)) {
        return false;
    }
    *place = -1;
    *found = VALUE_UNDEFINED;
    for (double n = 0; n < visit.items.length; n++) {
        double i = backward ? visit.items.length - 1 - n : n;
        value_t item;
        value_t answer;
        bool has;
        if (!visit_call(&visit, i, true, &item, &has, &answer)) {
            return false;
        }
        if (value_truthy(answer)) {
            *place = i;
            *found = item;
            return true;
        }
    }
    return true;
}

bool
array_find(struct vm *vm, const struct call *call, value_t *out)
{
    double place;
    return find(vm, call, false, &place, out);
}

bool
array_find_last(struct vm *vm, const struct call *call, value_t *out)
{
    double place;
    return find(vm, call, true, &place, out);
}

bool
array_find_index(struct vm *vm, const struct call *call, value_t *out)
{
    double place;
    value_t item;
    if (!find(vm, call, false, &place, &item)) {
        return false;
    }
    *out = value_number(place);
    return true;
}

bool
array_find_last_index(struct vm *vm, const struct call *call, value_t *out)
{
    double place;
    value_t item;
    if (!find(vm, call, true, &place, &item)) {
        return false;
    }
    *out = value_number(place);
    return true;
}

static bool
reduce(struct vm *vm, const struct call *call, bool backward, value_t *out)
{
    struct visit visit;
    if (!visit_open(vm, call, &visit)) {
        return false;
    }
    value_t total = call_arg(call, 1);
    bool has_total = call->count > 1;
    for (double n = 0; n < visit.items.length; n++) {
        double i = backward ? visit.items.length - 1 - n : n;
        value_t item;
        bool has;
        if (!vm_charge(vm, 1) || !items_has(&visit.items, i, &has)) {
            return false;
        }
        if (!has) {
            continue;
        }
        if (!items_get(&visit.items, i, &item)) {
            return false;
        }
        if (!has_total) {
            total = item;
            has_total = true;
            continue;
        }
        value_t args[] = {total, item, value_number(i), visit.items.value};
        if (!vm_call(vm, visit.function, VALUE_UNDEFINED, args, 4, &total)) {
            return false;
        }
    }
    if (!has_total) {
        return vm_throw_type(vm, "Reduce of empty array with no initial value");
    }
    *out = total;
    return true;
}

bool
array_reduce(struct vm *vm, const struct call *call, value_t *out)
{
    return reduce(vm, call, false, out);
}

bool
array_reduce_right(struct vm *vm, const struct call *call, value_t *out)
{
    return reduce(vm, call, true, out);
}

/** Append, arrays down to `depth` opened. */
static bool
flatten_into(struct vm *vm, struct array *target, value_t value, double depth)
{
    struct items inner;
    if (value_as_array(value) == NULL || depth < 0) {
        return vm_charge(vm, 1) && array_push(vm, target, value);
    }
    if (!vm_enter(vm)) {
        return false;
    }
    bool fine = items_open(vm, value, &inner);
    for (double i = 0; i < inner.length && fine; i++) {
        value_t item;
        bool has;
        fine = vm_charge(vm, 1) && items_has(&inner, i, &has) &&
               (!has || (items_get(&inner, i, &item) && flatten_into(vm, target, item, depth - 1)));
    }
    vm_leave(vm);
    return fine;
}

bool
array_flat(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double depth = 1;
    struct array *array = array_new(vm, 0);
    if (array == NULL || !items_open(vm, call->this, &items) ||
        (!value_is_undefined(call_arg(call, 0)) &&
         !value_to_integer(vm, call_arg(call, 0), &depth))) {
        return false;
    }
    value_t target;
    if (!array_species_begin(vm, items.value, 0, &target)) {
        return false;
    }
    for (double i = 0; i < items.length; i++) {
        value_t item;
        bool has;
        if (!vm_charge(vm, 1) || !items_has(&items, i, &has) ||
            (has && (!items_get(&items, i, &item) || !flatten_into(vm, array, item, depth - 1)))) {
            return false;
        }
    }
    return array_species_end(vm, target, array, out);
}

bool
array_flat_map(struct vm *vm, const struct call *call, value_t *out)
{
    struct visit visit;
    value_t target;
    struct array *array = array_new(vm, 0);
    if (array == NULL || !visit_open(vm, call, &visit) ||
        !array_species_begin(vm, visit.items.value, 0, &target)) {
        return false;
    }
    for (double i = 0; i < visit.items.length; i++) {
        value_t item;
        value_t answer;
        bool has;
        if (!visit_call(&visit, i, false, &item, &has, &answer) ||
            (has && !flatten_into(vm, array, answer, 0))) {
            return false;
        }
    }
    return array_species_end(vm, target, array, out);
}
