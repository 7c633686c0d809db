/* SPDX-License-Identifier: Apache-2.0 */
/** builtin_array.h: between the files of Array. */
#pragma once

#include "script/builtin.h"

/**
 * The object that a method of an array answers, made by the class that the array's
 * constructor[Symbol.species] names; VALUE_EMPTY when that is a plain array. The elements
 * are gathered in a plain array first and given to it by array_species_end.
 */
must_use bool array_species_begin(struct vm *vm, value_t value, double length, value_t *target);
must_use bool array_species_end(struct vm *vm, value_t target, struct array *array, value_t *out);

native_function array_values; /* also @@iterator */

/* builtin_array_visit.c: a callback for every element. */
native_function array_every;
native_function array_filter;
native_function array_find;
native_function array_find_index;
native_function array_find_last;
native_function array_find_last_index;
native_function array_flat;
native_function array_flat_map;
native_function array_for_each;
native_function array_map;
native_function array_reduce;
native_function array_reduce_right;
native_function array_some;

/* builtin_array_change.c: in place, and copies changed the same way. */
native_function array_copy_within;
native_function array_fill;
native_function array_pop;
native_function array_push_native;
native_function array_reverse;
native_function array_shift;
native_function array_splice;
native_function array_to_reversed;
native_function array_to_spliced;
native_function array_unshift;
native_function array_with;

/* builtin_array_sort.c */
native_function array_sort;
native_function array_to_sorted;
