/* SPDX-License-Identifier: Apache-2.0 */
#include "script/shape.h"

#include "script/vm.h"

static struct shape *
shape_new(struct vm *vm, struct object *proto, uint32_t capacity)
{
    struct shape *shape = heap_alloc(vm, sizeof *shape);
    struct shape_key *keys = heap_alloc_array(vm, capacity, sizeof *keys);
    if (shape == NULL || keys == NULL) {
        return NULL;
    }
    *shape = (struct shape){.proto = proto, .keys = keys, .capacity = capacity};
    return shape;
}

/** Index of all keys, removed ones left out. */
static bool
buckets_build(struct vm *vm, struct shape *shape, uint32_t bucket_count)
{
    uint32_t *buckets = heap_alloc_array(vm, bucket_count, sizeof *buckets);
    if (buckets == NULL) {
        return false;
    }
    memset(buckets, 0, bucket_count * sizeof *buckets);
    for (uint32_t i = 0; i < shape->count; i++) {
        struct shape_key *key = &shape->keys[i];
        if (key->name != VALUE_EMPTY) {
            uint32_t at = shape_hash(key->name) & (bucket_count - 1);
            key->next = buckets[at];
            buckets[at] = i + 1;
        }
    }
    shape->buckets = buckets;
    shape->bucket_count = bucket_count;
    return true;
}

static struct shape *
shape_copy(struct vm *vm, const struct shape *shape, struct object *proto, uint32_t capacity)
{
    struct shape *copy = shape_new(vm, proto, capacity);
    if (copy == NULL) {
        return NULL;
    }
    if (shape->count > 0) {
        memcpy(copy->keys, shape->keys, shape->count * sizeof *shape->keys);
    }
    copy->count = shape->count;
    copy->has_index_keys = shape->has_index_keys;
    return copy;
}

static uint32_t
bucket_count_for(uint32_t count)
{
    uint32_t bucket_count = 32;
    while (bucket_count < count) {
        bucket_count *= 2;
    }
    return bucket_count;
}

struct shape *
shape_make_unique(struct vm *vm, const struct shape *shape)
{
    uint32_t capacity = shape->count + shape->count / 2 + 4;
    if (!vm_charge(vm, 1 + shape->count / 4)) {
        return NULL;
    }
    struct shape *copy = shape_copy(vm, shape, shape->proto, capacity);
    if (copy == NULL || !buckets_build(vm, copy, bucket_count_for(capacity))) {
        return NULL;
    }
    copy->unique = true;
    return copy;
}

struct shape *
shape_with_proto(struct vm *vm, const struct shape *shape, struct object *proto)
{
    struct shape *copy = shape_copy(vm, shape, proto, shape->count + 4);
    if (copy == NULL) {
        return NULL;
    }
    copy->unique = shape->unique;
    if (shape->buckets != NULL && !buckets_build(vm, copy, bucket_count_for(copy->capacity))) {
        return NULL;
    }
    return copy;
}

static bool
unique_add(struct vm *vm, struct shape *shape, value_t name, uint32_t attributes)
{
    if (shape->count == shape->capacity) {
        uint32_t capacity = shape->capacity * 2 + 8;
        if (!vm_charge(vm, capacity / 8)) {
            return false;
        }
        struct shape_key *keys =
            heap_grow(vm, shape->keys, shape->capacity * sizeof *keys, capacity * sizeof *keys);
        if (keys == NULL) {
            return false;
        }
        shape->keys = keys;
        shape->capacity = capacity;
        if (capacity > shape->bucket_count &&
            !buckets_build(vm, shape, bucket_count_for(capacity))) {
            return false;
        }
    }
    uint32_t *bucket = &shape->buckets[shape_hash(name) & (shape->bucket_count - 1)];
    shape->keys[shape->count] = (struct shape_key){name, attributes, *bucket};
    *bucket = ++shape->count;
    shape->has_index_keys |= name_has_index(name);
    return true;
}

/* ---- transitions ------------------------------------------------------------- */

/** parent NULL: root shapes, by prototype (in `name`). */
static uint32_t
transition_hash(const struct shape *parent, value_t name)
{
    uint64_t mixed = ((uintptr_t)parent >> 3) * UINT64_C(0x9E3779B97F4A7C15);
    mixed = (mixed ^ (name >> 3)) * UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(mixed >> 32);
}

static value_t
transition_name(const struct shape *shape)
{
    return shape->parent == NULL ? (uintptr_t)shape->proto : shape->keys[shape->count - 1].name;
}

static struct shape *
transition_find(const struct transition_table *table, const struct shape *parent, value_t name,
                uint32_t attributes)
{
    if (table == NULL || table->bucket_count == 0) {
        return NULL;
    }
    struct shape *next = table->buckets[transition_hash(parent, name) & (table->bucket_count - 1)];
    while (next != NULL &&
           (next->parent != parent || transition_name(next) != name ||
            (parent != NULL && next->keys[next->count - 1].attributes != attributes))) {
        next = next->next_transition;
    }
    return next;
}

static struct shape *
transition_find_all(const struct vm *vm, const struct shape *parent, value_t name,
                    uint32_t attributes)
{
    struct shape *found = transition_find(&vm->transitions, parent, name, attributes);
    if (found == NULL) {
        found = transition_find(vm->program_transitions, parent, name, attributes);
    }
    if (found == NULL && vm->realm != NULL) {
        found = transition_find(&vm->realm->transitions, parent, name, attributes);
    }
    return found;
}

static void
transition_enter(struct transition_table *table, struct shape *shape)
{
    struct shape **bucket = &table->buckets[transition_hash(shape->parent, transition_name(shape)) &
                                            (table->bucket_count - 1)];
    shape->next_transition = *bucket;
    *bucket = shape;
}

/** Remember a shape; the table doubles, so that chains stay short whatever scripts do. */
static bool
transition_add(struct vm *vm, struct shape *shape)
{
    struct transition_table *table = &vm->transitions;
    if (table->count >= table->bucket_count) {
        struct transition_table larger = {
            .bucket_count = table->bucket_count == 0 ? 32 : table->bucket_count * 2,
            .count = table->count,
        };
        larger.buckets = heap_alloc_array(vm, larger.bucket_count, sizeof(struct shape *));
        if (larger.buckets == NULL || !vm_charge(vm, larger.bucket_count / 4)) {
            return false;
        }
        memset(larger.buckets, 0, larger.bucket_count * sizeof(struct shape *));
        for (uint32_t i = 0; i < table->bucket_count; i++) {
            for (struct shape *at = table->buckets[i]; at != NULL;) {
                struct shape *next = at->next_transition;
                transition_enter(&larger, at);
                at = next;
            }
        }
        *table = larger;
    }
    table->count++;
    transition_enter(table, shape);
    return true;
}

struct shape *
shape_root(struct vm *vm, struct object *proto)
{
    struct shape *shape = transition_find_all(vm, NULL, (uintptr_t)proto, 0);
    if (shape != NULL) {
        return shape;
    }
    shape = shape_new(vm, proto, 0);
    return shape != NULL && transition_add(vm, shape) ? shape : NULL;
}

struct shape *
shape_add(struct vm *vm, struct shape *shape, value_t name, uint32_t attributes)
{
    if (shape->unique) {
        return unique_add(vm, shape, name, attributes) ? shape : NULL;
    }
    if (shape->count >= SHAPE_LINEAR_MAX) {
        struct shape *unique = shape_make_unique(vm, shape);
        return unique != NULL && unique_add(vm, unique, name, attributes) ? unique : NULL;
    }
    struct shape *found = transition_find_all(vm, shape, name, attributes);
    if (found != NULL) {
        return found;
    }
    struct shape *next = shape_copy(vm, shape, shape->proto, shape->count + 1);
    if (next == NULL) {
        return NULL;
    }
    next->keys[next->count++] = (struct shape_key){name, attributes, 0};
    next->has_index_keys |= name_has_index(name);
    next->parent = shape;
    return transition_add(vm, next) ? next : NULL;
}

struct shape *
shape_of_keys(struct vm *vm, struct object *proto, const value_t *names, uint32_t count,
              uint32_t attributes)
{
    struct shape *shape = shape_new(vm, proto, count);
    if (shape == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        shape->keys[i] = (struct shape_key){names[i], attributes, 0};
        shape->has_index_keys |= name_has_index(names[i]);
    }
    shape->count = count;
    if (count > SHAPE_LINEAR_MAX && !buckets_build(vm, shape, bucket_count_for(count))) {
        return NULL;
    }
    return shape;
}
