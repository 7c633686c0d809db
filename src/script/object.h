/* SPDX-License-Identifier: Apache-2.0 */
/**
 * object.h: objects, shapes and properties.
 *
 * An object's keys, their attributes and its prototype are its shape; its
 * values are slots. Objects made alike share a shape. A shape of more than
 * SHAPE_LINEAR_MAX keys, or one that lost a key, belongs to a single object
 * ("unique"), is changed in place and has a hash index.
 *
 * Cells of the realm and of a program are shared by threads and never
 * written: object_check_writable stands before every write.
 *
 * All functions that return bool: false means that the vm has thrown or is
 * trapped; return false at once.
 */
#pragma once

#include "script/value.h"

#define SHAPE_LINEAR_MAX 16

enum object_kind {
    OBJECT_PLAIN,
    OBJECT_ARRAY,     /**< struct array */
    OBJECT_FUNCTION,  /**< struct closure: compiled from source */
    OBJECT_NATIVE,    /**< struct native: written in C */
    OBJECT_BOUND,     /**< struct bound */
    OBJECT_VIEW,      /**< struct view: a C struct of the host; read only */
    OBJECT_WRAPPER,   /**< struct wrapper: Object(primitive) */
    OBJECT_ITERATOR,  /**< struct iterator */
    OBJECT_ARGUMENTS, /**< of a call: elements and length are keys of the shape */
    /* the built-ins' own structs, each beginning with struct object: */
    OBJECT_ERROR,
    OBJECT_DATE,
    OBJECT_MAP,
    OBJECT_SET,
    OBJECT_REGEXP,
    OBJECT_OTHER,
};

enum object_flag {
    OBJECT_NOT_EXTENSIBLE = 1 << 0,
    OBJECT_FROZEN = 1 << 1,       /**< and every property read-only; elements of arrays too */
    OBJECT_SEALED = 1 << 2,       /**< no property may be removed; elements of arrays too */
    OBJECT_ODD = 1 << 3,          /**< array: some elements are keys of the shape (array.h) */
    OBJECT_LENGTH_FIXED = 1 << 4, /**< array: length is read-only */
    OBJECT_NO_NAME = 1 << 5,      /**< function: its own name was deleted */
    OBJECT_NO_LENGTH = 1 << 6,    /**< function: its own length was deleted */
};

enum attribute {
    ATTRIBUTE_WRITABLE = 1 << 0,
    ATTRIBUTE_ENUMERABLE = 1 << 1,
    ATTRIBUTE_CONFIGURABLE = 1 << 2,
    ATTRIBUTE_ACCESSOR = 1 << 3, /**< the slot is a struct accessor */
    ATTRIBUTE_PLAIN = ATTRIBUTE_WRITABLE | ATTRIBUTE_ENUMERABLE | ATTRIBUTE_CONFIGURABLE,
    ATTRIBUTE_METHOD = ATTRIBUTE_WRITABLE | ATTRIBUTE_CONFIGURABLE,
};

/**
 * A property key: an index when name is VALUE_EMPTY, else an interned string
 * that is no index, or a symbol. Made by key_of, key_name, key_index only.
 */
struct key {
    value_t name;
    uint32_t index;
};

struct shape_key {
    value_t name; /**< interned string (also of indices) or symbol; VALUE_EMPTY: removed */
    uint32_t attributes;
    uint32_t next; /**< in the bucket, 1 + place; 0: end */
};

struct shape {
    struct object *proto; /**< NULL: none */
    struct shape_key *keys;
    uint32_t count;             /**< of keys, with removed ones: also of slots */
    uint32_t capacity;          /**< of `keys` */
    uint32_t *buckets;          /**< NULL: linear */
    uint32_t bucket_count;      /**< a power of two */
    uint8_t unique;             /**< of one object, changed in place */
    uint8_t has_index_keys;     /**< some key is an index: enumeration sorts */
    const struct shape *parent; /**< of the transition that made it */
    struct shape *next_transition;
};

struct object {
    uint8_t kind;
    uint8_t flags;
    uint16_t reserved;
    uint32_t slot_capacity;
    struct shape *shape;
    value_t *slots;
};

struct accessor {
    struct object *getter; /**< NULL: none */
    struct object *setter;
};

struct wrapper {
    struct object object;
    value_t primitive;
};

/** A property as getOwnPropertyDescriptor sees it. */
struct property {
    value_t value; /**< data */
    struct object *getter, *setter;
    uint32_t attributes;
};

/* ---- keys ---------------------------------------------------------------- */

/** ToPropertyKey: interns; an object is converted to a primitive first. */
must_use bool key_of(struct vm *vm, value_t value, struct key *out);
/** An interned string or a symbol. Strings with STRING_INDEX become indices. */
struct key key_name(value_t name);
static inline struct key
key_index(uint32_t index)
{
    return (struct key){VALUE_EMPTY, index};
}
/** The key as a value: a string or a symbol. */
must_use bool key_to_value(struct vm *vm, struct key key, value_t *out);

/** A key for messages, cut to the buffer, terminated. */
void key_render(value_t name, char *out, size_t size);

/* ---- making -------------------------------------------------------------- */

/** The root shape of objects with a prototype (NULL: none): no keys. NULL: trapped. */
must_use struct shape *shape_root(struct vm *vm, struct object *proto);
/** {} */
must_use struct object *object_new(struct vm *vm);
must_use struct object *object_new_with(struct vm *vm, struct object *proto);
/**
 * An object of a built-in's own struct: size_bytes >= sizeof(struct object), the
 * rest is zeroed. For constructors, proto comes from vm_proto_of_target.
 */
must_use void *object_new_of(struct vm *vm, enum object_kind kind, struct object *proto,
                             size_t size_bytes);

/** Same with slots undefined for every key of a shape and room for more. */
must_use struct object *object_new_shaped(struct vm *vm, struct shape *shape,
                                          uint32_t slot_capacity);

/* ---- any value ------------------------------------------------------------ */

/** v[key]: getters, prototypes, boxes for primitives; TypeError on null and undefined. */
must_use bool value_get(struct vm *vm, value_t value, struct key key, value_t *out);
/** Same with the getter's `this` apart (super.x, wrappers). */
must_use bool value_get_from(struct vm *vm, struct object *start, struct key key, value_t receiver,
                             value_t *out);
/** v[key] = x as strict code does it: setters called, read-only throws TypeError. */
must_use bool value_put(struct vm *vm, value_t value, struct key key, value_t x);
/** Same, but setters are looked for from `start` on (super.x = ...). */
must_use bool value_put_from(struct vm *vm, struct object *start, struct key key, value_t receiver,
                             value_t x);
/** key in v, through prototypes. */
must_use bool value_has(struct vm *vm, value_t value, struct key key, bool *out);
/** Short forms. name: an enum name of names.def. */
#define value_get_name(vm, value, name, out)                                                       \
    value_get((vm), (value), key_name((vm)->realm->names[name]), (out))
#define value_put_name(vm, value, name, x)                                                         \
    value_put((vm), (value), key_name((vm)->realm->names[name]), (x))

/* ---- objects ---------------------------------------------------------------- */

static inline struct object *
object_proto(const struct object *object)
{
    return object->shape->proto;
}
/** TypeError when not extensible or when it would make a circle. */
must_use bool object_set_proto(struct vm *vm, struct object *object, struct object *proto);
/** The own property; *found false when there is none. Views resolve their field. */
must_use bool object_own(struct vm *vm, struct object *object, struct key key, bool *found,
                         struct property *out);
/**
 * Make or replace an own property, setters and prototypes not looked at. TypeError
 * when it is not configurable or the object not extensible.
 */
must_use bool object_define(struct vm *vm, struct object *object, struct key key, value_t value,
                            uint32_t attributes);
/** Same for getters and setters; a NULL one keeps what is there. */
must_use bool object_define_accessor(struct vm *vm, struct object *object, struct key key,
                                     struct object *getter, struct object *setter,
                                     uint32_t attributes);
/** delete: *deleted false when it is not configurable. */
must_use bool object_delete(struct vm *vm, struct object *object, struct key key, bool *deleted);

enum own_keys {
    OWN_STRINGS = 1 << 0,
    OWN_SYMBOLS = 1 << 1,
    OWN_ENUMERABLE = 1 << 2, /**< only those */
};
/**
 * The own keys in the order of the language (indices ascending, strings, symbols),
 * as a fresh array of strings and symbols. Fuel is charged by key.
 */
struct array;
must_use bool object_own_keys(struct vm *vm, struct object *object, unsigned which,
                              struct array **out);
/** Freeze (OBJECT_FROZEN), seal (OBJECT_SEALED) or OBJECT_NOT_EXTENSIBLE. */
must_use bool object_restrict(struct vm *vm, struct object *object, enum object_flag level);
bool object_is_restricted(const struct object *object, enum object_flag level);
/**
 * Before changing anything in a built-in's own struct (a Map's table, a Date's
 * time): false when the object is shared (then the run starts over with module
 * state of its own, or a TypeError is thrown for built-ins). Frozen objects of
 * the run pass: Object.freeze does not freeze a Map's entries.
 */
must_use bool object_check_writable(struct vm *vm, struct object *object);

/* ---- iteration ---------------------------------------------------------------- */

enum iterator_kind {
    ITERATE_ARRAY_VALUES, /**< also array-likes, views and typed ones: by length and index */
    ITERATE_ARRAY_KEYS,
    ITERATE_ARRAY_ENTRIES,
    ITERATE_STRING, /**< by code point */
    ITERATE_MAP_KEYS,
    ITERATE_MAP_VALUES,
    ITERATE_MAP_ENTRIES,
    ITERATE_SET_VALUES,
    ITERATE_SET_ENTRIES,
    ITERATE_REGEXP_MATCHES, /**< matchAll */
    ITERATE_KEYS,           /**< for-in: `source` is an array of keys, `extra` the object */
};

/** What arr.values(), map.entries(), "x"[Symbol.iterator]() give; prototype BUILTIN_ITERATOR. */
struct iterator {
    struct object object;
    enum iterator_kind iterates;
    value_t source; /**< VALUE_EMPTY: exhausted */
    uint32_t position;
    value_t extra; /**< matchAll: the regexp's state; for-in: the object */
};
must_use struct iterator *iterator_new(struct vm *vm, enum iterator_kind kind, value_t source);
/** One step of a built-in iterator, no result object made. */
must_use bool iterator_step(struct vm *vm, struct iterator *iterator, value_t *out, bool *done);

/** for (x of iterable) in C. Arrays and built-in iterators are stepped without result objects. */
struct iteration {
    value_t iterator; /**< struct iterator, or any object with next */
    value_t next;     /**< its next method when it is not ours */
};
must_use bool iteration_begin(struct vm *vm, value_t iterable, struct iteration *iteration);
must_use bool iteration_step(struct vm *vm, struct iteration *iteration, value_t *out, bool *done);
/** Leaving early: calls return() where there is one. Keeps an exception that is under way. */
must_use bool iteration_close(struct vm *vm, struct iteration *iteration);
