/* SPDX-License-Identifier: Apache-2.0 */
/**
 * realm.h: the built-in objects: made once from tables, frozen, shared by all.
 *
 * A builtin is one global: a class (constructor, prototype) or a namespace
 * (an object). Its table is all there is to say about it:
 *
 *   static const struct builtin_member members[] = {
 *       {"push", MEMBER_METHOD, 1, array_push_native, 0},
 *       {"isArray", MEMBER_STATIC, 1, array_is_array, 0},
 *       {"size", MEMBER_GETTER, 0, map_size, 0},
 *       {"PI", MEMBER_CONSTANT, 0, NULL, 3.14...},
 *       {"@@iterator", MEMBER_METHOD, 0, array_values, 0},
 *       {0},
 *   };
 *   const struct builtin builtin_array = {.name = "Array", .length = 1,
 *       .construct = array_construct, .members = members};
 *
 * Members with the same function under two names are one function object, named
 * after the first. All of it is frozen when the last table is in; only the runner
 * of test262 has its own, which can be changed (docs/adr/0013).
 */
#pragma once

#include "script/function.h"
#include "script/heap.h"

enum builtin_id {
#define BUILTIN(id, table) BUILTIN_##id,
#include "script/builtin.def"
#undef BUILTIN
    BUILTIN_COUNT,
};

enum name_id {
#define NAME(id, text) NAME_##id,
#define SYMBOL(id, text)
#include "script/names.def"
#undef NAME
#undef SYMBOL
    NAME_COUNT,
};

enum symbol_id {
#define NAME(id, text)
#define SYMBOL(id, text) SYMBOL_##id,
#include "script/names.def"
#undef NAME
#undef SYMBOL
    SYMBOL_COUNT,
};

enum member_kind {
    MEMBER_METHOD = 1, /**< on the prototype (namespaces: on the object) */
    MEMBER_GETTER,     /**< on the prototype */
    MEMBER_STATIC,     /**< method of the constructor; of builtin_global: a global function */
    MEMBER_STATIC_GETTER,
    MEMBER_CONSTANT,   /**< a number on the constructor or namespace; global: a global */
    MEMBER_PROTO_TEXT, /**< "name\0text": a string on the prototype, e.g. "@@to_string_tag\0Map" */
};

struct builtin_member {
    const char *name; /**< "@@iterator": the well-known symbol with that id in names.def */
    enum member_kind kind;
    uint8_t length;
    native_function *function;
    double number;
};

struct builtin {
    const char *name;           /**< global name; NULL: not a global */
    native_function *construct; /**< call and new (call->target tells); NULL: a namespace */
    uint8_t length;
    bool no_new;                          /**< TypeError on new (Symbol, Decimal) */
    bool no_prototype;                    /**< a namespace: members stand on the object itself */
    enum builtin_id parent;               /**< of the prototype; BUILTIN_OBJECT (0) by default */
    const struct builtin_member *members; /**< a zeroed one ends */
    /** After the members, before freezing: what tables cannot say. May be NULL. */
    bool (*finish)(struct vm *vm, struct object *constructor, struct object *prototype);
};

#define BUILTIN(id, table) extern const struct builtin builtin_##table;
#include "script/builtin.def"
#undef BUILTIN

/** Interned strings: open addressing, filled while its owner is made, then read only. */
struct intern_table {
    struct string **slots;
    uint32_t slot_count; /**< a power of two */
    uint32_t count;
};

/** Shapes by what they were made from: roots by prototype, others by parent and key. */
struct transition_table {
    struct shape **buckets;
    uint32_t bucket_count; /**< a power of two, or 0 */
    uint32_t count;
};

struct realm {
    struct heap heap;
    bool is_open; /**< not frozen, and in front of the heap of the process's one run */
    struct transition_table transitions;
    struct intern_table strings;
    struct object *prototypes[BUILTIN_COUNT];
    struct object *constructors[BUILTIN_COUNT]; /**< or the namespace object */
    value_t names[NAME_COUNT];                  /**< interned strings */
    value_t symbols[SYMBOL_COUNT];
    value_t type_names[8];      /**< of typeof, by typeof_index */
    struct string *units[256];  /**< one-unit strings, interned */
    struct shape *object_shape; /**< of {} */
    struct shape *array_shape;
    struct shape *function_shape; /**< compiled functions */
    struct shape *native_shape;
    struct shape *iterator_shape;
    struct shape *date_shape;
    struct shape *result_shape; /**< {value, done} */
    struct object *globals;     /**< global name -> value; globalThis */
};

/** The one realm, made at first use and never changed after. NULL: out of memory. */
const struct realm *realm_shared(void);
/**
 * Before the first use of realm_shared: built-ins that scripts can change, as other
 * engines have them, for a process that measures the language with one run. False: too late.
 */
bool realm_open(size_t heap_bytes_max);
/** Built in and never to be changed. */
static inline bool
realm_is_fixed(const struct realm *realm, const void *cell)
{
    return heap_owns(&realm->heap, cell) && !realm->is_open;
}
/** A global by name; VALUE_EMPTY when there is none. */
value_t realm_global(const struct realm *realm, struct text name);
