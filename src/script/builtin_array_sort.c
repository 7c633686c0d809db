/* SPDX-License-Identifier: Apache-2.0 */
#include "script/builtin_array.h"

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

/** Stable, bottom up: runs of `width` become twice as long. Ends in items; other is scratch. */
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
    bool is_plain = items->array != NULL && array_is_plain(vm, items->array);
    if (!keep_holes && is_plain && items->array->capacity < room) {
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

bool
array_sort(struct vm *vm, const struct call *call, value_t *out)
{
    struct items items;
    struct sorted sorted;
    if (!check_compare(vm, call_arg(call, 0)) || !items_open(vm, call->this, &items) ||
        (items.array != NULL && items.length > 0 &&
         !object_check_writable(vm, &items.array->object))) {
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
    if (items.array != NULL && array_is_plain(vm, items.array)) {
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

bool
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
