/* SPDX-License-Identifier: Apache-2.0 */
#include "script/cache.h"

#include "script/bytecode.h"
#include "script/host.h"
#include "script/machine.h"

/* ---- its life ------------------------------------------------------------------ */

bool
cache_fits(const struct property_cache *cache, const struct script_program *program)
{
    return cache->site_count >= program->instruction_count &&
           cache->epoch_count >= program->function_count;
}

bool
cache_reserve(struct property_cache *cache, const struct script_program *program)
{
    if (program->instruction_count > cache->site_count) {
        block_free(cache->sites);
        cache->sites = block_alloc(program->instruction_count * sizeof *cache->sites);
        cache->site_count = cache->sites == NULL ? 0 : program->instruction_count;
    }
    if (program->function_count > cache->epoch_count) {
        block_free(cache->epochs);
        cache->epochs = block_alloc(program->function_count * sizeof *cache->epochs);
        cache->epoch_count = cache->epochs == NULL ? 0 : program->function_count;
    }
    cache_clear(cache);
    return cache_fits(cache, program);
}

void
cache_free(struct property_cache *cache)
{
    block_free(cache->sites);
    block_free(cache->epochs);
}

void
cache_clear(struct property_cache *cache)
{
    memset(cache->entries, 0, sizeof cache->entries);
    cache->run_count = 0;
    if (++cache->epoch == 0) {
        memset(cache->epochs, 0, cache->epoch_count * sizeof *cache->epochs);
        cache->epoch = 1;
    }
}

void
cache_end_run(struct property_cache *cache)
{
    if (cache->run_count > CACHE_RUN_MARKS) {
        cache_clear(cache);
        return;
    }
    for (uint32_t i = 0; i < cache->run_count; i++) {
        *cache->run_marks[i] = NULL;
    }
    cache->run_count = 0;
}

void
cache_void_sites(struct property_cache *cache, const struct function_code *code)
{
    memset(cache->sites + code->first_site, 0, code->count * sizeof *cache->sites);
    cache->epochs[code->number] = cache->epoch;
}

/** Write down a shape; when it dies with the run, so does this. */
static void
remember(struct vm *vm, const struct shape **place, const struct shape *shape)
{
    struct property_cache *cache = vm->cache;
    bool is_marked = *place != NULL && heap_owns(&vm->heap, *place);
    *place = shape;
    if (heap_owns(&vm->heap, shape) && !is_marked) {
        if (cache->run_count < CACHE_RUN_MARKS) {
            cache->run_marks[cache->run_count] = place;
        }
        cache->run_count++;
    }
}

/* ---- looking up ------------------------------------------------------------------- */

/** An object that this run cannot change: built-in, of the program, or a view. */
static bool
is_fixed(const struct vm *vm, const struct object *object)
{
    return !heap_owns(&vm->heap, object);
}

/** Names of functions and arrays that no shape has. */
static bool
is_virtual(const struct vm *vm, const struct object *object, value_t name)
{
    uint8_t kind = object->kind;
    return (kind == OBJECT_FUNCTION || kind == OBJECT_NATIVE || kind == OBJECT_BOUND ||
            kind == OBJECT_WRAPPER || kind == OBJECT_ARRAY) &&
           (name == vm_name(vm, NAME_length) || name == vm_name(vm, NAME_name) ||
            name == vm_name(vm, NAME_prototype));
}

/** The entry for an object and a name; NULL: nothing that may be remembered. */
static const struct cache_entry *
entry_find(struct vm *vm, struct object *object, value_t name)
{
    struct shape *shape = object->shape;
    uint32_t at = (uint32_t)(((uintptr_t)shape >> 4) ^ (name >> 3)) % CACHE_ENTRIES;
    struct cache_entry *entry = &vm->cache->entries[at];
    if (entry->shape == shape && entry->name == name) {
        return entry;
    }
    if ((shape->unique && !is_fixed(vm, object)) || is_virtual(vm, object, name)) {
        return NULL;
    }
    struct object *holder = object;
    int32_t slot = shape_find(shape, name);
    while (slot < 0) {
        holder = holder->shape->proto;
        if (holder == NULL || !is_fixed(vm, holder)) {
            return NULL;
        }
        slot = shape_find(holder->shape, name);
    }
    uint32_t attributes = holder->shape->keys[slot].attributes;
    if (attributes & ATTRIBUTE_ACCESSOR) {
        return NULL;
    }
    *entry = (struct cache_entry){
        .name = name,
        .holder = holder == object ? NULL : holder,
        .slot = (uint32_t)slot,
        .is_writable = holder == object && (attributes & ATTRIBUTE_WRITABLE) != 0,
    };
    remember(vm, &entry->shape, shape);
    return entry;
}

/** The value at an entry; false: the language's own way must be gone. */
static bool
entry_value(struct vm *vm, const struct cache_entry *entry, struct object *object, value_t *out)
{
    struct object *holder = entry->holder == NULL ? object : entry->holder;
    if (holder->slots[entry->slot] == VALUE_LAZY &&
        !host_resolve(vm, (struct view *)holder, entry->slot)) {
        return false;
    }
    *out = holder->slots[entry->slot];
    return *out != VALUE_ABSENT;
}

/** Nothing above the object has the name: what is absent from it is undefined. */
static bool
is_last_with(const struct object *proto, value_t name)
{
    return proto == NULL || (proto->kind == OBJECT_PLAIN && proto->shape->proto == NULL &&
                             shape_find(proto->shape, name) < 0);
}

bool
get_at_site(struct vm *vm, struct site *site, value_t value, value_t name, value_t *out)
{
    if (value_is_object(value)) {
        struct object *object = value_as_object(value);
        if (object->shape == site->shape && object->slots[site->slot] == VALUE_LAZY) {
            if (!host_resolve(vm, (struct view *)object, site->slot)) {
                return false;
            }
            *out = object->slots[site->slot];
            if (likely(*out != VALUE_ABSENT)) {
                return true;
            }
        }
        if (object->shape == site->shape && object->slots[site->slot] == VALUE_ABSENT &&
            is_last_with(object->shape->proto, name)) {
            *out = VALUE_UNDEFINED;
            return true;
        }
        const struct cache_entry *entry = entry_find(vm, object, name);
        if (entry != NULL) {
            if (entry->holder == NULL) {
                site->slot = entry->slot;
                remember(vm, &site->shape, object->shape);
            }
            if (entry_value(vm, entry, object, out)) {
                return true;
            }
            if (vm->trap != RUN_NONE) {
                return false;
            }
        }
    }
    return value_get(vm, value, key_name(name), out);
}

bool
method_at_site(struct vm *vm, struct site *site, value_t value, value_t name, value_t *out)
{
    struct object *object = value_is_object(value)    ? value_as_object(value)
                            : value_is_decimal(value) ? vm->realm->prototypes[BUILTIN_DECIMAL]
                                                      : NULL;
    const struct cache_entry *entry = object == NULL ? NULL : entry_find(vm, object, name);
    if (entry == NULL || !entry_value(vm, entry, object, out)) {
        return vm->trap == RUN_NONE && value_get(vm, value, key_name(name), out);
    }
    if (entry->holder != NULL || (object->shape->unique && is_fixed(vm, object))) {
        site->method = *out;
        remember(vm, &site->shape, object->shape);
    }
    return true;
}

bool
put_at_site(struct vm *vm, struct site *site, value_t value, value_t name, value_t x)
{
    if (!value_put(vm, value, key_name(name), x)) {
        return false;
    }
    if (value_is_object(value) && value_as_object(value)->kind == OBJECT_PLAIN) {
        struct object *object = value_as_object(value);
        const struct cache_entry *entry = entry_find(vm, object, name);
        if (entry != NULL && entry->is_writable) {
            site->slot = entry->slot;
            remember(vm, &site->shape, object->shape);
        }
    }
    return true;
}

void
site_learn(struct vm *vm, struct site *site, value_t value, value_t name)
{
    struct object *object = value_is_object(value) ? value_as_object(value) : NULL;
    const struct cache_entry *entry = object == NULL ? NULL : entry_find(vm, object, name);
    if (entry != NULL && entry->holder == NULL) {
        site->slot = entry->slot;
        remember(vm, &site->shape, object->shape);
    }
}
