/* SPDX-License-Identifier: Apache-2.0 */
#include "script/builtin.h"

#include <math.h>

#define LENGTH_MAX 9007199254740991.0

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

static bool
array_of(struct vm *vm, const struct call *call, value_t *out)
{
    if (!vm_charge(vm, call->count)) {
        return false;
    }
    struct array *array = array_from(vm, call->args, call->count);
    *out = value_of_object(array);
    return array != NULL;
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
    struct array *array = array_new(vm, 0);
    if (array == NULL ||
        !value_get(vm, source, vm_symbol_key(vm, SYMBOL_iterator), &method)) {
        return false;
    }
    *out = value_of_object(array);
    if (value_is_nullish(method)) {
        struct items items;
        value_t item;
        if (!items_open(vm, source, &items)) {
            return false;
        }
        for (double i = 0; i < items.length; i++) {
            if (!items_get(&items, i, &item) || !from_push(vm, array, map, this, item, i)) {
                return false;
            }
        }
        return true;
    }
    struct iteration iteration;
    if (!iteration_begin(vm, source, &iteration)) {
        return false;
    }
    for (double i = 0;; i++) {
        value_t item;
        bool done;
        if (!iteration_step(vm, &iteration, &item, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
        if (!from_push(vm, array, map, this, item, i)) {
            if (vm->trap == RUN_NONE) {
                (void)!iteration_close(vm, &iteration);
            }
            return false;
        }
    }
}

/** An element of an answer whose length is set already: room grows as elements come. */
static bool
put_at(struct vm *vm, struct array *array, double at, value_t item)
{
    if (at >= array->capacity) {
        double wanted = fmin(array->length, at + at / 2 + 4);
        if (!array_reserve(vm, array, (uint32_t)wanted)) {
            return false;
        }
    }
    return array_set(vm, array, (uint32_t)at, item);
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
        bool equal = same_zero ? value_same_zero(vm, item, wanted)
                               : value_strict_equal(vm, item, wanted);
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
    if (!items_open(vm, call->this, &items) ||
        !builtin_place(vm, call_arg(call, 1), items.length, 0, &from) ||
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
    if (call->count > 1) {
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
    if (!items_open(vm, call->this, &items) ||
        !builtin_place(vm, call_arg(call, 1), items.length, 0, &from) ||
        !search(&items, call_arg(call, 0), from, 1, true, &found)) {
        return false;
    }
    *out = value_boolean(found >= 0);
    return true;
}

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
    return items_open(vm, call->this, &visit->items) &&
           builtin_need_function(vm, visit->function);
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

static bool
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

static bool
array_map(struct vm *vm, const struct call *call, value_t *out)
{
    struct visit visit;
    if (!visit_open(vm, call, &visit)) {
        return false;
    }
    if (visit.items.length > UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    struct array *array = array_new(vm, 0);
    if (array == NULL || !array_set_length(vm, array, visit.items.length)) {
        return false;
    }
    for (double i = 0; i < visit.items.length; i++) {
        value_t item;
        value_t answer;
        bool has;
        if (!visit_call(&visit, i, false, &item, &has, &answer) ||
            (has && !put_at(vm, array, i, answer))) {
            return false;
        }
    }
    *out = value_of_object(array);
    return true;
}

static bool
array_filter(struct vm *vm, const struct call *call, value_t *out)
{
    struct visit visit;
    if (!visit_open(vm, call, &visit)) {
        return false;
    }
    struct array *array = array_new(vm, 0);
    if (array == NULL) {
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
    *out = value_of_object(array);
    return true;
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

static bool
array_some(struct vm *vm, const struct call *call, value_t *out)
{
    return any(vm, call, true, out);
}

static bool
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

static bool
array_find(struct vm *vm, const struct call *call, value_t *out)
{
    double place;
    return find(vm, call, false, &place, out);
}

static bool
array_find_last(struct vm *vm, const struct call *call, value_t *out)
{
    double place;
    return find(vm, call, true, &place, out);
}

static bool
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

static bool
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

static bool
array_reduce(struct vm *vm, const struct call *call, value_t *out)
{
    return reduce(vm, call, false, out);
}

static bool
array_reduce_right(struct vm *vm, const struct call *call, value_t *out)
{
    return reduce(vm, call, true, out);
}

/** Append, arrays down to `depth` opened. */
static bool
flatten_into(struct vm *vm, struct array *target, value_t value, double depth)
{
    struct array *inner = value_as_array(value);
    if (inner == NULL || depth < 0) {
        return vm_charge(vm, 1) && array_push(vm, target, value);
    }
    if (!vm_enter(vm)) {
        return false;
    }
    bool fine = true;
    for (uint32_t i = 0; i < inner->length && fine; i++) {
        fine = vm_charge(vm, 1) &&
               (!array_has(inner, i) ||
                flatten_into(vm, target, array_get(inner, i), depth - 1));
    }
    vm_leave(vm);
    return fine;
}

static bool
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
    for (double i = 0; i < items.length; i++) {
        value_t item;
        bool has;
        if (!vm_charge(vm, 1) || !items_has(&items, i, &has) ||
            (has && (!items_get(&items, i, &item) ||
                     !flatten_into(vm, array, item, depth - 1)))) {
            return false;
        }
    }
    *out = value_of_object(array);
    return true;
}

static bool
array_flat_map(struct vm *vm, const struct call *call, value_t *out)
{
    struct visit visit;
    struct array *array = array_new(vm, 0);
    if (array == NULL || !visit_open(vm, call, &visit)) {
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
    *out = value_of_object(array);
    return true;
}

/* ---- making new arrays ------------------------------------------------------------ */

static bool
array_concat(struct vm *vm, const struct call *call, value_t *out)
{
    struct array *array = array_new(vm, 0);
    if (array == NULL) {
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
    *out = value_of_object(array);
    return true;
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
    *out = value_of_object(array);
    double count = to > from ? to - from : 0;
    if (count > UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    if (!array_set_length(vm, array, count)) {
        return false;
    }
    for (double i = 0; i < count; i++) {
        value_t item;
        bool has;
        if (!vm_charge(vm, 1) || !items_has(&items, from + i, &has) ||
            (has && (!items_get(&items, from + i, &item) ||
                     !put_at(vm, array, i, item)))) {
            return false;
        }
    }
    return true;
}

/* ---- changing an array in place ------------------------------------------------------ */

static bool
array_push_native(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    if (!items_open(vm, call->this, &items) || !vm_charge(vm, call->count)) {
        return false;
    }
    for (uint32_t i = 0; i < call->count; i++) {
        if (items.array != NULL ? !array_push(vm, items.array, call->args[i])
                                : !items_set(&items, items.length + i, call->args[i])) {
            return false;
        }
    }
    double length = items.length + call->count;
    *out = value_number(length);
    return items.array != NULL || items_set_length(&items, length);
}

static bool
array_pop(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    if (!items_open(vm, call->this, &items)) {
        return false;
    }
    if (items.length == 0) {
        return items_set_length(&items, 0);
    }
    double last = items.length - 1;
    return items_get(&items, last, out) && (items.array != NULL || items_remove(&items, last)) &&
           items_set_length(&items, last);
}

/** Move `count` elements from one place to another, holes too; ends are handled by direction. */
static bool
move(const struct items *items, double from, double to, double count)
{
    struct vm *vm = items->vm;
    bool up = from < to;
    if (items->array != NULL && from + count <= items->array->capacity &&
        to + count <= items->array->capacity) {
        if (!vm_charge(vm, (uint64_t)(count / 4) + 1) || !array_check_writable(vm, items->array)) {
            return false;
        }
        memmove(items->array->items + (uint32_t)to, items->array->items + (uint32_t)from,
                (size_t)count * sizeof(value_t));
        return true;
    }
    for (double n = 0; n < count; n++) {
        double i = up ? count - 1 - n : n;
        value_t item;
        bool has;
        if (!vm_charge(vm, 1) || !items_has(items, from + i, &has)) {
            return false;
        }
        if (has ? !items_get(items, from + i, &item) || !items_set(items, to + i, item)
                : !items_remove(items, to + i)) {
            return false;
        }
    }
    return true;
}

/** Make the gap at `at` so many elements wider or narrower. */
static bool
shift_tail(const struct items *items, double at, double removed, double added)
{
    double tail = items->length - at - removed;
    double length = items->length - removed + added;
    struct vm *vm = items->vm;
    if (length > LENGTH_MAX || (items->array != NULL && length > UINT32_MAX)) {
        return vm_throw_range(vm, "Invalid array length");
    }
    if (added > removed) {
        if (items->array != NULL) {
            if (!array_set_length(vm, items->array, length) ||
                (items->array->capacity >= items->length &&
                 !array_reserve(vm, items->array, (uint32_t)length))) {
                return false;
            }
        }
        return move(items, at + removed, at + added, tail);
    }
    if (added < removed) {
        if (!move(items, at + removed, at + added, tail)) {
            return false;
        }
        if (items->array == NULL) {
            for (double i = items->length; i > length; i--) {
                if (!vm_charge(vm, 1) || !items_remove(items, i - 1)) {
                    return false;
                }
            }
        }
    }
    return true;
}

static bool
array_shift(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    if (!items_open(vm, call->this, &items)) {
        return false;
    }
    if (items.length == 0) {
        return items_set_length(&items, 0);
    }
    return items_get(&items, 0, out) && shift_tail(&items, 0, 1, 0) &&
           items_set_length(&items, items.length - 1);
}

static bool
array_unshift(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    if (!items_open(vm, call->this, &items) || !vm_charge(vm, call->count)) {
        return false;
    }
    if (call->count > 0 && !shift_tail(&items, 0, 0, call->count)) {
        return false;
    }
    for (uint32_t i = 0; i < call->count; i++) {
        if (!items_set(&items, i, call->args[i])) {
            return false;
        }
    }
    *out = value_number(items.length + call->count);
    return items_set_length(&items, items.length + call->count);
}

/** splice's arguments: where, how many go. */
static bool
splice_range(struct vm *vm, const struct call *call, double length, double *at, double *removed)
{
    double wanted;
    if (!builtin_place(vm, call_arg(call, 0), length, 0, at)) {
        return false;
    }
    *removed = call->count == 0 ? 0 : length - *at;
    if (call->count > 1) {
        if (!value_to_integer(vm, call->args[1], &wanted)) {
            return false;
        }
        *removed = fmin(fmax(wanted, 0), length - *at);
    }
    return true;
}

static bool
array_splice(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double at;
    double removed;
    if (!items_open(vm, call->this, &items) ||
        !splice_range(vm, call, items.length, &at, &removed)) {
        return false;
    }
    uint32_t added = call->count > 2 ? call->count - 2 : 0;
    struct array *gone = array_new(vm, 0);
    if (gone == NULL || !vm_charge(vm, added)) {
        return false;
    }
    if (removed > UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    if (!array_set_length(vm, gone, removed)) {
        return false;
    }
    for (double i = 0; i < removed; i++) {
        value_t item;
        bool has;
        if (!vm_charge(vm, 1) || !items_has(&items, at + i, &has) ||
            (has && (!items_get(&items, at + i, &item) ||
                     !put_at(vm, gone, i, item)))) {
            return false;
        }
    }
    if (!shift_tail(&items, at, removed, added)) {
        return false;
    }
    for (uint32_t i = 0; i < added; i++) {
        if (!items_set(&items, at + i, call->args[2 + i])) {
            return false;
        }
    }
    *out = value_of_object(gone);
    return items_set_length(&items, items.length - removed + added);
}

static bool
array_reverse(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    if (!items_open(vm, call->this, &items)) {
        return false;
    }
    *out = items.value;
    for (double low = 0; low < floor(items.length / 2); low++) {
        double high = items.length - 1 - low;
        value_t left;
        value_t right;
        bool has_left;
        bool has_right;
        if (!vm_charge(vm, 1) || !items_has(&items, low, &has_left) ||
            (has_left && !items_get(&items, low, &left)) ||
            !items_has(&items, high, &has_right) ||
            (has_right && !items_get(&items, high, &right))) {
            return false;
        }
        if ((has_right ? !items_set(&items, low, right)
                       : has_left && !items_remove(&items, low)) ||
            (has_left ? !items_set(&items, high, left)
                      : has_right && !items_remove(&items, high))) {
            return false;
        }
    }
    return true;
}

static bool
array_fill(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double from;
    double to;
    if (!items_open(vm, call->this, &items) ||
        !builtin_place(vm, call_arg(call, 1), items.length, 0, &from) ||
        !builtin_place(vm, call_arg(call, 2), items.length, items.length, &to)) {
        return false;
    }
    for (double i = from; i < to; i++) {
        if (!vm_charge(vm, 1) || !items_set(&items, i, call_arg(call, 0))) {
            return false;
        }
    }
    *out = items.value;
    return true;
}

static bool
array_copy_within(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double to;
    double from;
    double end;
    if (!items_open(vm, call->this, &items) ||
        !builtin_place(vm, call_arg(call, 0), items.length, 0, &to) ||
        !builtin_place(vm, call_arg(call, 1), items.length, 0, &from) ||
        !builtin_place(vm, call_arg(call, 2), items.length, items.length, &end)) {
        return false;
    }
    double count = fmin(end - from, items.length - to);
    *out = items.value;
    return count <= 0 || move(&items, from, to, count);
}

/* ---- sorting ---------------------------------------------------------------------------- */

/** What is being sorted: values, and their texts when there is no comparator. */
struct sorting {
    struct vm *vm;
    value_t compare; /**< undefined: by text */
};

struct sort_item {
    value_t value;
    struct string *text;
};

static bool
in_order(const struct sorting *sorting, const struct sort_item *a, const struct sort_item *b,
         bool *ordered)
{
    struct vm *vm = sorting->vm;
    if (value_is_undefined(sorting->compare)) {
        uint32_t shorter = a->text->length < b->text->length ? a->text->length : b->text->length;
        int order;
        if (!vm_charge(vm, 2 + shorter / 8) || !string_compare(vm, a->text, b->text, &order)) {
            return false;
        }
        *ordered = order <= 0;
        return true;
    }
    value_t args[] = {a->value, b->value};
    value_t answer;
    double order;
    if (!vm_charge(vm, 2) || !vm_call(vm, sorting->compare, VALUE_UNDEFINED, args, 2, &answer) ||
        !value_to_number(vm, answer, &order)) {
        return false;
    }
    *ordered = !(order > 0);
    return true;
}

/** Stable, bottom up: runs of `width` become runs of twice that. Ends in items; other is scratch. */
static bool
merge_sort(const struct sorting *sorting, struct sort_item *items, struct sort_item *other,
           uint32_t count)
{
    struct sort_item *from = items;
    struct sort_item *to = other;
    for (uint64_t width = 1; width < count; width *= 2) {
        for (uint64_t start = 0; start < count; start += 2 * width) {
            uint64_t middle = start + width < count ? start + width : count;
            uint64_t end = start + 2 * width < count ? start + 2 * width : count;
            uint64_t left = start;
            uint64_t right = middle;
            bool ordered;
            if (middle < end) { /* already in order, as sorted input is: one look */
                if (!in_order(sorting, &from[middle - 1], &from[middle], &ordered)) {
                    return false;
                }
                if (ordered) {
                    memcpy(to + start, from + start, (end - start) * sizeof(*to));
                    continue;
                }
            }
            for (uint64_t at = start; at < end; at++) {
                bool take_left = left < middle;
                if (take_left && right < end &&
                    !in_order(sorting, &from[left], &from[right], &take_left)) {
                    return false;
                }
                to[at] = take_left ? from[left++] : from[right++];
            }
        }
        struct sort_item *last = from;
        from = to;
        to = last;
        if (!vm_charge(sorting->vm, count / 2)) {
            return false;
        }
    }
    if (from != items) {
        memcpy(items, from, count * sizeof(*items));
    }
    return true;
}

/** What sorting leaves: values in order, how many were undefined, the end of its scratch. */
struct sorted {
    struct sort_item *items;
    uint32_t count;
    uint32_t undefined_count;
    const uint8_t *scratch_end;
};

/** The elements sorted, undefined last; holes are left out and not counted. */
static bool
sort_items(struct vm *vm, const struct items *items, value_t compare, bool keep_holes,
           struct sorted *out)
{
    if (items->length >= UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    uint32_t room = (uint32_t)items->length;
    if (!keep_holes && items->array != NULL && items->array->capacity < room) {
        room = items->array->capacity;
    }
    struct sort_item *values = heap_alloc_array(vm, (size_t)room, 2 * sizeof(*values));
    struct sorting sorting = {vm, compare};
    *out = (struct sorted){values, 0, 0, vm->heap.tip};
    if (values == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < room; i++) {
        value_t item;
        bool has = true;
        if (!vm_charge(vm, 1) || (!keep_holes && !items_has(items, i, &has)) ||
            (has && !items_get(items, i, &item))) {
            return false;
        }
        if (!has) {
            continue;
        }
        if (value_is_undefined(item)) {
            out->undefined_count++;
            continue;
        }
        struct sort_item *place = &values[out->count++];
        *place = (struct sort_item){item, NULL};
        if (value_is_undefined(compare) && !builtin_to_string(vm, item, &place->text)) {
            return false;
        }
    }
    return merge_sort(&sorting, values, values + room, out->count);
}

static bool
check_compare(struct vm *vm, value_t compare)
{
    return value_is_undefined(compare) || value_is_callable(compare) ||
           vm_throw_type(vm, "The comparison function must be either a function or undefined");
}

static bool
array_sort(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    struct sorted sorted;
    if (!check_compare(vm, call_arg(call, 0)) || !items_open(vm, call->this, &items) ||
        (items.array != NULL && !array_check_writable(vm, items.array))) {
        return false;
    }
    uint8_t *tip = vm->heap.tip;
    if (!sort_items(vm, &items, call_arg(call, 0), false, &sorted)) {
        return false;
    }
    *out = items.value;
    uint32_t present = sorted.count + sorted.undefined_count;
    for (uint32_t i = 0; i < present; i++) {
        if (!vm_charge(vm, 1) ||
            !items_set(&items, i, i < sorted.count ? sorted.items[i].value : VALUE_UNDEFINED)) {
            return false;
        }
    }
    if (vm->heap.tip == sorted.scratch_end) { /* nothing was made meanwhile that could live on */
        heap_release(vm, tip);
    }
    /* Holes come last: arrays lose the rest of their places, others each property. */
    if (items.array != NULL) {
        return array_set_length(vm, items.array, present) &&
               array_set_length(vm, items.array, items.length);
    }
    for (double i = present; i < items.length; i++) {
        if (!items_remove(&items, i)) {
            return false;
        }
    }
    return true;
}

/* ---- copies that are changed (ES2023, because everybody writes them by now) -------------- */

static bool
array_to_sorted(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    struct sorted sorted;
    if (!check_compare(vm, call_arg(call, 0)) || !items_open(vm, call->this, &items) ||
        !sort_items(vm, &items, call_arg(call, 0), true, &sorted)) {
        return false;
    }
    uint32_t length = sorted.count + sorted.undefined_count;
    struct array *array = array_new(vm, length);
    if (array == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < length; i++) {
        array->items[i] = i < sorted.count ? sorted.items[i].value : VALUE_UNDEFINED;
    }
    *out = value_of_object(array);
    return true;
}

static bool
copy(struct vm *vm, const struct call *call, struct array **out)
{
    struct items items;
    value_t *values;
    uint32_t count;
    if (!items_open(vm, call->this, &items) || !items_values(&items, &values, &count)) {
        return false;
    }
    *out = array_from(vm, values, count);
    return *out != NULL;
}

static bool
array_to_reversed(struct vm *vm, const struct call *call, value_t *out)
{
    struct array *array;
    if (!copy(vm, call, &array)) {
        return false;
    }
    struct call on_copy = {.this = value_of_object(array), .target = VALUE_UNDEFINED};
    return array_reverse(vm, &on_copy, out);
}

static bool
array_to_spliced(struct vm *vm, const struct call *call, value_t *out)
{
    struct array *array;
    if (!copy(vm, call, &array)) {
        return false;
    }
    struct call on_copy = *call;
    on_copy.this = value_of_object(array);
    value_t gone;
    *out = on_copy.this;
    return array_splice(vm, &on_copy, &gone);
}

static bool
array_with(struct vm *vm, const struct call *call, value_t *out)
{
    struct array *array;
    double at;
    if (!copy(vm, call, &array) || !value_to_integer(vm, call_arg(call, 0), &at)) {
        return false;
    }
    at = at < 0 ? at + array->length : at;
    if (at < 0 || at >= array->length) {
        return vm_throw_range(vm, "Invalid index: %.0f", at);
    }
    *out = value_of_object(array);
    return array_set(vm, array, (uint32_t)at, call_arg(call, 1));
}

/* ---- text -------------------------------------------------------------------------------- */

static bool
join_into(struct string_builder *builder, const struct items *items, struct string *separator)
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
            if (!value_to_string(vm, item, &text)) {
                return false;
            }
            string_builder_add(builder, text);
        }
    }
    return true;
}

static bool
join(struct vm *vm, const struct items *items, struct string *separator, value_t *out)
{
    struct string_builder builder;
    if (!vm_enter(vm)) { /* arrays in arrays, or an array in itself */
        return false;
    }
    string_builder_init(&builder, vm);
    bool fine = join_into(&builder, items, separator);
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
    return join(vm, &items, separator, out);
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

static bool
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
    {"toLocaleString", MEMBER_METHOD, 0, array_to_string, 0},
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
