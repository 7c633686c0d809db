/* SPDX-License-Identifier: Apache-2.0 */
/** machine.h: between vm.c (calls), interpreter.c (the loop), operation.c (longer instructions). */
#pragma once

#include "script/bytecode.h"
#include "script/shape.h"

/** Nothing of a frame lies above the stack's end but these: missing arguments of natives. */
#define STACK_SLACK   256
#define CACHE_ENTRIES 256
#define NATIVE_FUEL   4 /* of a call of a native, beside what it charges itself */

/** What looking up a name in objects of a shape gave; see cache_find. */
struct cache_entry {
    const struct shape *shape;
    value_t name;
    struct object *holder; /**< NULL: the object itself */
    uint32_t slot;
    bool is_writable;
};

/**
 * Shapes and names seen by a runner. Entries of shapes that die with the run are
 * listed, to be dropped at its end; the others stay warm for the next run.
 */
struct property_cache {
    struct cache_entry entries[CACHE_ENTRIES];
    uint64_t program_serial;
    uint32_t run_count;
    uint8_t run_entries[64];
};

void cache_end_run(struct property_cache *cache);
void cache_clear(struct property_cache *cache);

static inline uint32_t
cache_hash(const struct shape *shape, value_t name)
{
    return (uint32_t)(((uintptr_t)shape >> 4) ^ (name >> 3)) % CACHE_ENTRIES;
}

/** Run the frame on top until it returns. */
must_use bool interpret(struct vm *vm, value_t *out);
/** A frame for a closure called with base[0] callee, base[1] this, arguments behind. */
must_use bool frame_push(struct vm *vm, struct closure *closure, value_t *base, uint32_t count,
                         value_t target);
/** Call whatever is at base[0] in C; base as in frame_push, above it nothing is live. */
must_use bool call_at(struct vm *vm, value_t *base, uint32_t count, value_t *out);
must_use bool construct_at(struct vm *vm, value_t *base, uint32_t count, value_t target,
                           value_t *out);
/** Natives: missing arguments made undefined behind base. */
must_use bool call_native(struct vm *vm, struct native *native, value_t *base, uint32_t count,
                          value_t target, value_t *out);
/** Math.floor; the loop does it by itself when it is given a number. builtin_math.c */
bool math_floor(struct vm *vm, const struct call *call, value_t *out);
/** The object that `new` makes before a base class's constructor runs. */
must_use bool construct_this(struct vm *vm, struct closure *closure, value_t target, value_t *out);

/** Get with the cache: slow half of GET and METHOD. start: where the lookup begins. */
must_use bool get_cached(struct vm *vm, value_t value, value_t name, value_t *out);
must_use bool put_cached(struct vm *vm, value_t value, value_t name, value_t x);

/* ---- operation.c: *R are registers of the running frame ------------------------- */

must_use bool operate_get_index(struct vm *vm, value_t object, value_t key, value_t *out);
must_use bool operate_put_index(struct vm *vm, value_t object, value_t key, value_t x);
must_use bool operate_get_super(struct vm *vm, const value_t *row, value_t *out);
must_use bool operate_put_super(struct vm *vm, const value_t *row, value_t x);
must_use bool operate_get_private(struct vm *vm, value_t object, value_t name, value_t *out);
must_use bool operate_put_private(struct vm *vm, value_t object, value_t name, value_t x);
must_use bool operate_has_private(struct vm *vm, value_t object, value_t name, value_t *out);
must_use bool operate_add_private(struct vm *vm, value_t object, value_t name, value_t x);
must_use bool operate_delete(struct vm *vm, value_t object, value_t key, value_t *out);
must_use bool operate_array_spread(struct vm *vm, value_t array, value_t from);
must_use bool operate_define(struct vm *vm, value_t object, value_t key, value_t x);
must_use bool operate_define_method(struct vm *vm, const value_t *row, value_t closure,
                                    unsigned flags);
must_use bool operate_set_proto(struct vm *vm, value_t object, value_t proto);
must_use bool operate_spread(struct vm *vm, value_t object, value_t from);
must_use bool operate_omit(struct vm *vm, const value_t *row, uint32_t count, value_t *out);
must_use bool operate_closure(struct vm *vm, const struct frame *frame,
                              const struct function_code *code, value_t *out);
must_use bool operate_name(struct vm *vm, value_t closure, value_t key, unsigned kind);
must_use bool operate_class(struct vm *vm, const struct frame *frame, value_t parent,
                            const struct function_code *code, value_t *out);
void operate_parent(value_t callee, value_t *out);
must_use bool operate_concat(struct vm *vm, const value_t *row, uint32_t count, value_t *out);
must_use bool operate_keys(struct vm *vm, value_t object, value_t *row);
must_use bool operate_arguments(struct vm *vm, const struct frame *frame, uint32_t from,
                                value_t *out);
must_use bool operate_not_callable(struct vm *vm, value_t value, bool is_new);
must_use bool operate_power(struct vm *vm, value_t a, value_t b, value_t *out);
