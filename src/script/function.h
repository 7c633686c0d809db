/* SPDX-License-Identifier: Apache-2.0 */
/**
 * function.h: things that can be called.
 *
 * Native functions have one signature:
 *
 *   bool array_push_native(struct vm *vm, const struct call *call, value_t *out)
 *
 * `call->args` holds at least as many values as the member's `length` says
 * (missing ones are undefined), `call->count` how many were given. *out comes
 * in as undefined. Return true with the answer in *out, or false after
 * vm_throw_... or when something called returned false. No longjmp, no state
 * of its own, no C recursion without vm_enter/vm_leave.
 *
 * Work that grows with the input is paid: vm_charge(vm, n) before each n
 * elements or each 8 bytes or so. One call costs 4 by itself.
 */
#pragma once

#include "script/object.h"

struct call {
    value_t this;
    const value_t *args;
    uint32_t count;
    value_t target;        /**< new.target; undefined when called without new */
    struct object *callee; /**< the struct native itself */
};

typedef bool native_function(struct vm *vm, const struct call *call, value_t *out);

/** The i-th argument, undefined when it was not given. */
static inline value_t
call_arg(const struct call *call, uint32_t i)
{
    return i < call->count ? call->args[i] : VALUE_UNDEFINED;
}

struct native {
    struct object object;
    native_function *function;
    const char *name;
    uint8_t length;
    uint8_t is_constructor; /**< may be called with new */
    value_t bound;          /**< free for its maker: Promise resolvers and the like */
};

struct function_code;

/** A closure. */
struct closure {
    struct object object;
    const struct function_code *code;
    struct cell **captures;
    struct object *home;      /**< of methods: where super starts; NULL */
    struct shape *instances;  /**< root shape of objects that `new` makes; NULL until known */
    struct closure *fields;   /**< of classes: initialises instance fields; NULL */
    struct object *prototype; /**< the `prototype` property; NULL: not made yet or none */
    struct string *name;      /**< NULL: the code's */
};

struct bound {
    struct object object;
    value_t target;
    value_t this;
    struct array *args;
};

/** A native made at run time (resolvers); realm members come from tables. NULL: trapped. */
must_use struct native *native_new(struct vm *vm, const char *name, native_function *function,
                                   uint8_t length, value_t bound);

/* ---- the virtual properties of functions; object.c asks ---- */

struct string *function_name(struct vm *vm, struct object *function); /**< NULL: trapped */
uint32_t function_length(const struct object *function);
/** VALUE_EMPTY when it has none; made at first use. False: trapped. */
must_use bool function_prototype(struct vm *vm, struct closure *function, value_t *out,
                                 uint32_t *attributes);
must_use bool function_set_prototype(struct vm *vm, struct closure *function, value_t value);
