/* SPDX-License-Identifier: Apache-2.0 */
/** collection.h: Sets as builtin_set.c combines them; Maps and Sets are builtin_collection.c's. */
#pragma once

#include "script/vm.h"

struct collection;

/** `this` as a Set; TypeError otherwise. */
must_use bool collection_this_set(struct vm *vm, const struct call *call, struct collection **out);
/** An empty Set. NULL: trapped. */
must_use struct collection *collection_new_set(struct vm *vm);
/** An empty Map. NULL: trapped. */
must_use struct collection *collection_new_map(struct vm *vm);
/** A Map's value of a key; undefined when there is none. */
must_use bool collection_get(struct vm *vm, const struct collection *map, value_t key,
                             value_t *out);
must_use bool collection_put(struct vm *vm, struct collection *map, value_t key, value_t value);
/** A Set of the same keys. NULL: trapped. */
must_use struct collection *collection_copy_set(struct vm *vm, const struct collection *set);
uint32_t collection_count(const struct collection *set);
must_use bool collection_has(struct vm *vm, const struct collection *set, value_t key, bool *out);
must_use bool collection_add(struct vm *vm, struct collection *set, value_t key);
must_use bool collection_remove(struct vm *vm, struct collection *set, value_t key);
/** The key at or behind *position (0 at first); *done at the end. Changes under way are seen. */
must_use bool collection_next(struct vm *vm, const struct collection *set, uint32_t *position,
                              value_t *key, bool *done);

/* ---- builtin_set.c ------------------------------------------------------------- */

native_function set_union, set_intersection, set_difference, set_symmetric_difference,
    set_is_subset_of, set_is_superset_of, set_is_disjoint_from;
