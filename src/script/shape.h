/* SPDX-License-Identifier: Apache-2.0 */
/** shape.h: how shapes change. For object.c, the machine and host.c; natives use object.h. */
#pragma once

#include "script/object.h"
#include "script/string.h"

static inline uint32_t
shape_hash(value_t name)
{
    return (uint32_t)((name >> 3) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

/** The slot of a key, or -1. */
static inline int32_t
shape_find(const struct shape *shape, value_t name)
{
    const struct shape_key *keys = shape->keys;
    if (shape->buckets == NULL) {
        for (uint32_t i = 0; i < shape->count; i++) {
            if (keys[i].name == name) {
                return (int32_t)i;
            }
        }
        return -1;
    }
    uint32_t at = shape->buckets[shape_hash(name) & (shape->bucket_count - 1)];
    while (at != 0 && keys[at - 1].name != name) {
        at = keys[at - 1].next;
    }
    return (int32_t)at - 1;
}

static inline bool
name_has_index(value_t name)
{
    return value_is_string(name) && (value_as_string(name)->flags & STRING_INDEX) != 0;
}

/** A shape with one key more at the end; `shape` itself when it is unique. NULL: trapped. */
must_use struct shape *shape_add(struct vm *vm, struct shape *shape, value_t name,
                                 uint32_t attributes);
/** A copy that belongs to one object. NULL: trapped. */
must_use struct shape *shape_make_unique(struct vm *vm, const struct shape *shape);
/** Same keys, another prototype. */
must_use struct shape *shape_with_proto(struct vm *vm, const struct shape *shape,
                                        struct object *proto);
/** A shape of `count` plain keys for object literals; keys differ from each other. */
must_use struct shape *shape_of_keys(struct vm *vm, struct object *proto, const value_t *names,
                                     uint32_t count, uint32_t attributes);

/* ---- between object.c, property.c and array.c ---- */

/** Append a property that is not there yet; the object was checked. */
must_use bool object_append(struct vm *vm, struct object *object, value_t name, value_t value,
                            uint32_t attributes);
/** The slot of any key in the object's shape, or -1. */
int32_t object_slot(struct vm *vm, const struct object *object, struct key key);
/** Make or replace a property of the shape, attributes and extensibility minded. */
must_use bool object_define_slot(struct vm *vm, struct object *object, struct key key,
                                 value_t slot_value, uint32_t attributes);
/** object[key] = x for what is no item of an array. */
must_use bool object_put(struct vm *vm, struct object *object, struct key key, value_t x);
/** Attributes of the items of an array. */
uint32_t object_element_attributes(const struct object *object);
/** A cell of the program was to be written: the run starts over. Always false. */
must_use bool object_shared_write(struct vm *vm);
must_use bool object_throw_read_only(struct vm *vm, struct key key);
