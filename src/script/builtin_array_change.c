/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "script/builtin_array.h"

#define LENGTH_MAX 9007199254740991.0

/* ---- changing an array in place ------------------------------------------------------ */

/** The elements of `this`, which are to change: frozen and shared arrays refuse even when empty. */
static bool
items_open_writable(struct vm *vm, const struct call *call, struct items *items)
{
    return items_open(vm, call->this, items) &&
           (items->array == NULL || array_check_writable(vm, items->array));
}

bool
array_push_native(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    if (!items_open_writable(vm, call, &items) || !vm_charge(vm, call->count)) {
        return false;
    }
    double length = items.length + call->count;
    if (length > LENGTH_MAX) {
        return vm_throw_type(vm, "The array would be too long");
    }
    for (uint32_t i = 0; i < call->count; i++) {
        if (!items_set(&items, items.length + i, call->args[i])) {
            return false;
        }
    }
    *out = value_number(length);
    return items_set_length(&items, length);
}

bool
array_pop(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    if (!items_open_writable(vm, call, &items)) {
        return false;
    }
    if (items.length == 0) {
        return items_set_length(&items, 0);
    }
    double last = items.length - 1;
    bool is_plain = items.array != NULL && array_is_plain(vm, items.array);
    return items_get(&items, last, out) && (is_plain || items_remove(&items, last)) &&
           items_set_length(&items, last);
}

/** Move `count` elements from one place to another, holes too; ends are handled by direction. */
static bool
move(const struct items *items, double from, double to, double count)
{
    struct vm *vm = items->vm;
    bool up = from < to;
    bool is_plain = items->array != NULL && array_is_plain(vm, items->array);
    double end = is_plain ? fmin(items->array->length, items->array->capacity) : 0;
    if (is_plain && from + count <= end && to + count <= end) {
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
    if (length > LENGTH_MAX) {
        return vm_throw_type(vm, "The array would be too long");
    }
    if (items->array != NULL && length > UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    if (added > removed) {
        if (items->array != NULL && array_is_plain(vm, items->array)) {
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
        if (items->array == NULL || !array_is_plain(vm, items->array)) {
            for (double i = items->length; i > length; i--) {
                if (!vm_charge(vm, 1) || !items_remove(items, i - 1)) {
                    return false;
                }
            }
        }
    }
    return true;
}

bool
array_shift(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    if (!items_open_writable(vm, call, &items)) {
        return false;
    }
    if (items.length == 0) {
        return items_set_length(&items, 0);
    }
    return items_get(&items, 0, out) && shift_tail(&items, 0, 1, 0) &&
           items_set_length(&items, items.length - 1);
}

bool
array_unshift(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    if (!items_open_writable(vm, call, &items) || !vm_charge(vm, call->count)) {
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

bool
array_splice(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double at;
    double removed;
    if (!items_open_writable(vm, call, &items) ||
        !splice_range(vm, call, items.length, &at, &removed)) {
        return false;
    }
    uint32_t added = call->count > 2 ? call->count - 2 : 0;
    value_t target;
    struct array *gone = array_new(vm, 0);
    if (gone == NULL || !vm_charge(vm, added)) {
        return false;
    }
    if (items.length - removed + added > LENGTH_MAX) {
        return vm_throw_type(vm, "The array would be too long");
    }
    if (removed > UINT32_MAX) {
        return vm_throw_range(vm, "Invalid array length");
    }
    if (!array_set_length(vm, gone, removed) ||
        !array_species_begin(vm, items.value, removed, &target)) {
        return false;
    }
    for (double i = 0; i < removed; i++) {
        value_t item;
        bool has;
        if (!vm_charge(vm, 1) || !items_has(&items, at + i, &has) ||
            (has &&
             (!items_get(&items, at + i, &item) || !array_set(vm, gone, (uint32_t)i, item)))) {
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
    return items_set_length(&items, items.length - removed + added) &&
           array_species_end(vm, target, gone, out);
}

bool
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
            (has_left && !items_get(&items, low, &left)) || !items_has(&items, high, &has_right) ||
            (has_right && !items_get(&items, high, &right))) {
            return false;
        }
        if ((has_right ? !items_set(&items, low, right) : has_left && !items_remove(&items, low)) ||
            (has_left ? !items_set(&items, high, left)
                      : has_right && !items_remove(&items, high))) {
            return false;
        }
    }
    return true;
}

bool
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
    if (items.array != NULL && to > from && array_is_plain(vm, items.array) &&
        (!array_check_writable(vm, items.array) || !array_reserve(vm, items.array, (uint32_t)to))) {
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

bool
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

/* ---- copies that are changed (ES2023, because everybody writes them by now) -------------- */

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

bool
array_to_reversed(struct vm *vm, const struct call *call, value_t *out)
{
    struct array *array;
    if (!copy(vm, call, &array)) {
        return false;
    }
    struct call on_copy = {.this = value_of_object(array), .target = VALUE_UNDEFINED};
    return array_reverse(vm, &on_copy, out);
}

bool
array_to_spliced(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    double at;
    double removed;
    if (!items_open(vm, call->this, &items) ||
        !splice_range(vm, call, items.length, &at, &removed)) {
        return false;
    }
    uint32_t added = call->count > 2 ? call->count - 2 : 0;
    double length = items.length - removed + added;
    if (length > LENGTH_MAX) {
        return vm_throw_type(vm, "The array would be too long");
    }
    struct array *array = array_new(vm, 0);
    if (array == NULL || !array_set_length(vm, array, length)) {
        return false;
    }
    for (double i = 0; i < length; i++) {
        value_t item;
        bool is_new = i >= at && i < at + added;
        double from = i < at ? i : i - added + removed;
        if (is_new) {
            item = call->args[2 + (uint32_t)(i - at)];
        } else if (!items_get(&items, from, &item)) {
            return false;
        }
        if (!vm_charge(vm, 1) || !array_set(vm, array, (uint32_t)i, item)) {
            return false;
        }
    }
    *out = value_of_object(array);
    return true;
}

bool
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
