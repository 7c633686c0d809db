/* SPDX-License-Identifier: Apache-2.0 */
/**
 * cache.h: where properties were found before.
 *
 * Each instruction has a site: the shape that it saw last and the slot, or the
 * method, that its name stands for there. Behind the sites stands a table by
 * shape and name, for instructions that see several shapes. Both belong to the
 * runner, so programs stay immutable; what they remember of shapes that die
 * with a run is dropped at its end, and all of it when another program comes.
 * What is remembered never shows in fuel or bytes.
 */
#pragma once

#include "script/shape.h"

#define CACHE_ENTRIES   256
#define CACHE_RUN_MARKS 64 /* more shapes of a run are dropped with everything else */

struct function_code;
struct script_program;

struct site {
    const struct shape *shape; /**< NULL: nothing known */
    union {
        uint32_t slot;  /**< GET and PUT: of the object itself */
        value_t method; /**< METHOD: what a prototype, or an object of its own shape, has */
    };
};

/** What looking up a name in objects of a shape gave. */
struct cache_entry {
    const struct shape *shape;
    value_t name;
    struct object *holder; /**< NULL: the object itself */
    uint32_t slot;
    bool is_writable;
};

struct property_cache {
    struct site *sites;  /**< of the program's instructions, in the order of its functions */
    uint32_t site_count; /**< room */
    uint32_t *epochs;    /**< of functions: their sites are of this one, or void */
    uint32_t epoch_count;
    uint32_t epoch;
    uint32_t run_count; /**< of the marks, and of those that found no room */
    struct cache_entry entries[CACHE_ENTRIES];
    const struct shape **run_marks[CACHE_RUN_MARKS]; /**< shapes that die with the run */
};

bool cache_fits(const struct property_cache *cache, const struct script_program *program);
/** Room for a program, empty. False: out of memory. */
must_use bool cache_reserve(struct property_cache *cache, const struct script_program *program);
void cache_free(struct property_cache *cache);
void cache_end_run(struct property_cache *cache);
void cache_clear(struct property_cache *cache);
void cache_void_sites(struct property_cache *cache, const struct function_code *code);

/** Own property of an object whose shape the site knows; false: look it up. */
static inline bool
site_get(const struct site *site, value_t value, value_t *out)
{
    const struct object *object = value_as_object(value);
    if (unlikely(!value_is_object(value) || object->shape != site->shape)) {
        return false;
    }
    value_t found = object->slots[site->slot];
    if (unlikely(found - VALUE_LAZY <= VALUE_ABSENT - VALUE_LAZY)) {
        return false;
    }
    *out = found;
    return true;
}

/** v.name, and the site learns. */
must_use bool get_at_site(struct vm *vm, struct site *site, value_t value, value_t name,
                          value_t *out);
must_use bool method_at_site(struct vm *vm, struct site *site, value_t value, value_t name,
                             value_t *out);
must_use bool put_at_site(struct vm *vm, struct site *site, value_t value, value_t name, value_t x);
/** Remember an own data property; for names that are looked up elsewhere. */
void site_learn(struct vm *vm, struct site *site, value_t value, value_t name);
