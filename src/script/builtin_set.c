/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_set.c: union, intersection and the like: a Set and anything with size, has and keys. */
#include "script/builtin.h"
#include "script/collection.h"

/** The other side. */
struct other {
    value_t value;
    double size; /**< whole, may be infinite */
    value_t has, keys;
};

static bool
other_open(struct vm *vm, value_t value, struct other *out)
{
    value_t size;
    out->value = value;
    if (!value_is_object(value)) {
        return vm_throw_type(vm, "%s is not a Set or like one", value_describe(value));
    }
    if (!value_get_name(vm, value, NAME_size, &size) || !value_to_number(vm, size, &out->size)) {
        return false;
    }
    if (out->size != out->size) {
        return vm_throw_type(vm, "The size of the other Set is not a number");
    }
    if (!value_to_integer(vm, value_number(out->size), &out->size)) {
        return false;
    }
    if (out->size < 0) {
        return vm_throw_range(vm, "The size of the other Set is negative");
    }
    if (!value_get_name(vm, value, NAME_has, &out->has)) {
        return false;
    }
    if (!value_is_callable(out->has)) {
        return vm_throw_type(vm, "The other Set has no function 'has'");
    }
    if (!value_get_name(vm, value, NAME_keys, &out->keys)) {
        return false;
    }
    return value_is_callable(out->keys) ||
           vm_throw_type(vm, "The other Set has no function 'keys'");
}

static bool
other_has(struct vm *vm, const struct other *other, value_t key, bool *out)
{
    value_t answer;
    if (!vm_call(vm, other->has, other->value, &key, 1, &answer)) {
        return false;
    }
    *out = value_truthy(answer);
    return true;
}

static bool
other_keys(struct vm *vm, const struct other *other, struct iteration *iteration)
{
    if (!vm_call(vm, other->keys, other->value, NULL, 0, &iteration->iterator)) {
        return false;
    }
    if (!value_is_object(iteration->iterator)) {
        return vm_throw_type(vm, "Result of the keys method is not an object");
    }
    iteration->next = VALUE_UNDEFINED;
    return value_as_object(iteration->iterator)->kind == OBJECT_ITERATOR ||
           value_get_name(vm, iteration->iterator, NAME_next, &iteration->next);
}

static bool
begin(struct vm *vm, const struct call *call, struct collection **set, struct other *other)
{
    return collection_this_set(vm, call, set) && other_open(vm, call_arg(call, 0), other);
}

/* ---- new Sets ----------------------------------------------------------------------- */

/** What to do with each key of the other Set. */
typedef bool each_key(struct vm *vm, const struct collection *set, struct collection *result,
                      value_t key);

static bool
each_key_of(struct vm *vm, struct iteration *iteration, const struct collection *set,
            struct collection *result, each_key *each)
{
    for (;;) {
        value_t key;
        bool done;
        if (!vm_charge(vm, 2) || !iteration_step(vm, iteration, &key, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
        if (!each(vm, set, result, key)) {
            return false;
        }
    }
}

static bool
each_of_other(struct vm *vm, const struct other *other, const struct collection *set,
              struct collection *result, each_key *each)
{
    struct iteration iteration;
    return other_keys(vm, other, &iteration) && each_key_of(vm, &iteration, set, result, each);
}

static bool
union_key(struct vm *vm, const struct collection *set, struct collection *result, value_t key)
{
    (void)set;
    return collection_add(vm, result, key);
}

static bool
intersection_key(struct vm *vm, const struct collection *set, struct collection *result,
                 value_t key)
{
    bool has;
    return collection_has(vm, set, key, &has) && (!has || collection_add(vm, result, key));
}

static bool
difference_key(struct vm *vm, const struct collection *set, struct collection *result, value_t key)
{
    (void)set;
    return collection_remove(vm, result, key);
}

static bool
symmetric_key(struct vm *vm, const struct collection *set, struct collection *result, value_t key)
{
    bool has;
    return collection_has(vm, set, key, &has) &&
           (has ? collection_remove(vm, result, key) : collection_add(vm, result, key));
}

bool
set_union(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *set;
    struct other other;
    struct iteration iteration;
    if (!begin(vm, call, &set, &other) || !other_keys(vm, &other, &iteration)) {
        return false;
    }
    struct collection *result = collection_copy_set(vm, set);
    if (result == NULL) {
        return false;
    }
    *out = value_of_object(result);
    return each_key_of(vm, &iteration, set, result, union_key);
}

bool
set_intersection(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *set;
    struct other other;
    if (!begin(vm, call, &set, &other)) {
        return false;
    }
    struct collection *result = collection_new_set(vm);
    if (result == NULL) {
        return false;
    }
    *out = value_of_object(result);
    if (collection_count(set) > other.size) {
        return each_of_other(vm, &other, set, result, intersection_key);
    }
    for (uint32_t position = 0;;) {
        value_t key;
        bool done;
        bool has;
        if (!collection_next(vm, set, &position, &key, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
        if (!other_has(vm, &other, key, &has) || (has && !collection_add(vm, result, key))) {
            return false;
        }
    }
}

bool
set_difference(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *set;
    struct other other;
    if (!begin(vm, call, &set, &other)) {
        return false;
    }
    struct collection *result = collection_copy_set(vm, set);
    if (result == NULL) {
        return false;
    }
    *out = value_of_object(result);
    if (collection_count(set) > other.size) {
        return each_of_other(vm, &other, set, result, difference_key);
    }
    for (uint32_t position = 0;;) {
        value_t key;
        bool done;
        bool has;
        if (!collection_next(vm, set, &position, &key, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
        if (!other_has(vm, &other, key, &has) || (has && !collection_remove(vm, result, key))) {
            return false;
        }
    }
}

bool
set_symmetric_difference(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *set;
    struct other other;
    struct iteration iteration;
    if (!begin(vm, call, &set, &other) || !other_keys(vm, &other, &iteration)) {
        return false;
    }
    struct collection *result = collection_copy_set(vm, set);
    if (result == NULL) {
        return false;
    }
    *out = value_of_object(result);
    return each_key_of(vm, &iteration, set, result, symmetric_key);
}

/* ---- questions -------------------------------------------------------------------------- */

/** Does the other have every key (wanted: true) or no key (wanted: false) of the Set? */
static bool
all_in_other(struct vm *vm, const struct collection *set, const struct other *other, bool wanted,
             value_t *out)
{
    for (uint32_t position = 0;;) {
        value_t key;
        bool done;
        bool has;
        if (!collection_next(vm, set, &position, &key, &done)) {
            return false;
        }
        if (done) {
            *out = VALUE_TRUE;
            return true;
        }
        if (!other_has(vm, other, key, &has)) {
            return false;
        }
        if (has != wanted) {
            *out = VALUE_FALSE;
            return true;
        }
    }
}

/** Has the Set every key (wanted: true) or no key (wanted: false) of the other? */
static bool
all_of_other(struct vm *vm, const struct collection *set, const struct other *other, bool wanted,
             value_t *out)
{
    struct iteration iteration;
    if (!other_keys(vm, other, &iteration)) {
        return false;
    }
    for (;;) {
        value_t key;
        bool done;
        bool has;
        if (!vm_charge(vm, 2) || !iteration_step(vm, &iteration, &key, &done)) {
            return false;
        }
        if (done) {
            *out = VALUE_TRUE;
            return true;
        }
        if (!collection_has(vm, set, key, &has)) {
            return false;
        }
        if (has != wanted) {
            *out = VALUE_FALSE;
            return iteration_close(vm, &iteration);
        }
    }
}

bool
set_is_subset_of(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *set;
    struct other other;
    if (!begin(vm, call, &set, &other)) {
        return false;
    }
    *out = VALUE_FALSE;
    return collection_count(set) > other.size || all_in_other(vm, set, &other, true, out);
}

bool
set_is_superset_of(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *set;
    struct other other;
    if (!begin(vm, call, &set, &other)) {
        return false;
    }
    *out = VALUE_FALSE;
    return collection_count(set) < other.size || all_of_other(vm, set, &other, true, out);
}

bool
set_is_disjoint_from(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *set;
    struct other other;
    if (!begin(vm, call, &set, &other)) {
        return false;
    }
    return collection_count(set) <= other.size ? all_in_other(vm, set, &other, false, out)
                                               : all_of_other(vm, set, &other, false, out);
}
