/* SPDX-License-Identifier: Apache-2.0 */
/** machine.h: between vm.c (calls), interpreter.c (the loop), operation.c (longer instructions). */
#pragma once

#include "script/bytecode.h"
#include "script/cache.h"
#include "script/shape.h"

/** Nothing of a frame lies above the stack's end but these: missing arguments of natives. */
#define STACK_SLACK 256
#define NATIVE_FUEL 4 /* of a call of a native, beside what it charges itself */

/**
 * The sites of a function, in a form from which an instruction finds its own
 * without knowing where the function starts.
 */
static inline uintptr_t
sites_of(const struct property_cache *cache, const struct function_code *code)
{
    return (uintptr_t)(cache->sites + code->first_site) -
           (uintptr_t)code->instructions * (sizeof(struct site) / sizeof(struct instruction));
}

static inline struct site *
site_of(uintptr_t sites, const struct instruction *at)
{
    return (struct site *)(sites +
                           (uintptr_t)at * (sizeof(struct site) / sizeof(struct instruction)));
}

/** Run the frame on top until it returns. */
must_use bool interpret(struct vm *vm, value_t *out);
/** What entering a function costs. */
static inline int64_t
call_fuel(const struct function_code *code)
{
    return code->count + code->register_count / 8;
}

/** Behind all checks: the frame on top, its fuel paid with it. */
static inline struct frame *
frame_fill(struct vm *vm, struct closure *closure, value_t *registers, uint32_t count,
           value_t target, value_t arguments)
{
    const struct function_code *code = closure->code;
    value_t *top = registers + code->register_count;
    value_t *at = registers + (count < code->parameter_count ? count : code->parameter_count);
    for (; at < top; at += 4) { /* the stack's slack takes what is too much */
        at[0] = at[1] = at[2] = at[3] = VALUE_UNDEFINED;
    }
    vm->depth++;
    vm->stack_top = top;
    struct frame *frame = &vm->frames[vm->frame_count++];
    *frame = (struct frame){
        .code = code,
        .pc = code->instructions,
        .registers = registers,
        .sites = sites_of(vm->cache, code),
        .closure = closure,
        .target = target,
        .arguments = arguments,
        .count = count,
    };
    return frame;
}

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
/** The object that `new` makes before a base class's constructor runs. */
must_use bool construct_this(struct vm *vm, struct closure *closure, value_t target, value_t *out);

/* ---- builtin_math.c ---------------------------------------------------------------- */

double math_of(enum math_member member, double x);
/** Math.max (sign 1) or Math.min (-1) of two: NaN wins, 0 is above -0. */
double math_extreme(double x, double y, double sign);

/* ---- operation.c: *R are registers of the running frame ------------------------- */

must_use bool operate_get_index(struct vm *vm, value_t object, value_t key, value_t *out);
must_use bool operate_put_index(struct vm *vm, value_t object, value_t key, value_t x);
must_use bool operate_get_super(struct vm *vm, const value_t *row, value_t *out);
must_use bool operate_put_super(struct vm *vm, const value_t *row, value_t x);
must_use bool operate_get_private(struct vm *vm, value_t object, value_t name, value_t *out);
must_use bool operate_put_private(struct vm *vm, value_t object, value_t name, value_t x);
must_use bool operate_has_private(struct vm *vm, value_t object, value_t name, value_t *out);
must_use bool operate_add_private(struct vm *vm, value_t object, value_t name, value_t x);
must_use bool operate_private_name(struct vm *vm, value_t like, value_t *out);
must_use bool operate_add_methods(struct vm *vm, value_t object, value_t prototype);
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
must_use bool operate_arguments_object(struct vm *vm, const struct frame *frame, value_t *out);
must_use bool operate_not_callable(struct vm *vm, value_t value, bool is_new);
must_use bool operate_power(struct vm *vm, value_t a, value_t b, value_t *out);
