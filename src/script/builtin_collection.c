/* SPDX-License-Identifier: Apache-2.0 */
/*
 * builtin_collection.c: Map and Set.
 *
 * Entries stand in an array in the order of insertion, found through buckets.
 * A deleted entry stays as a gap, so that iterators, which are places in the
 * array, survive every change. Nothing is random: a chain's length depends on
 * the keys alone, and each step of it is paid, so that keys made to collide
 * cost their maker. Addresses of objects differ from run to run: steps looking
 * for objects are free, or the same script would cost differently.
 */
#include "script/builtin.h"
#include "script/collection.h"

struct entry {
    value_t key; /**< VALUE_EMPTY: deleted */
    value_t value;
    uint32_t hash;
    uint32_t next; /**< in the bucket: 1 + place; 0: end */
};

struct collection {
    struct object object;
    struct entry *entries;
    uint32_t *buckets;
    uint32_t count;    /**< entries with gaps */
    uint32_t capacity; /**< of entries; as many buckets */
    uint32_t live;
    uint32_t first; /**< no live entry is before it */
};

#define CAPACITY_FIRST 8

/* ---- keys ------------------------------------------------------------------------ */

static uint32_t
mix(uint64_t bits)
{
    bits *= UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(bits >> 32) ^ (uint32_t)bits >> 16;
}

/** The key in its one form (0 for -0, a flat string) and its hash. */
static bool
key_hash(struct vm *vm, value_t *key, uint32_t *hash)
{
    if (value_is_string(*key)) {
        struct string *string;
        if (!string_flatten(vm, value_as_string(*key), &string) ||
            (string->hash == 0 && !vm_charge(vm, string->length / 8))) {
            return false;
        }
        *key = value_of_string(string);
        *hash = string_hash(string, heap_owns(&vm->heap, string));
        return true;
    }
    if (value_is_number(*key)) {
        *key = value_number(value_as_number(*key) + 0.0);
    }
    *hash = mix(*key);
    return true;
}

static bool
is_pointer(value_t key)
{
    return value_is_object(key) || value_is_symbol(key) || value_is_decimal(key);
}

/** The entry of a key that went through key_hash; NULL when there is none. */
static bool
find(struct vm *vm, const struct collection *collection, value_t key, uint32_t hash,
     struct entry **out)
{
    *out = NULL;
    if (collection->capacity == 0) {
        return true;
    }
    bool is_string = value_is_string(key);
    bool pays = !is_pointer(key);
    uint32_t at = collection->buckets[hash & (collection->capacity - 1)];
    while (at != 0) {
        struct entry *entry = &collection->entries[at - 1];
        if (pays && !is_pointer(entry->key) && !vm_charge(vm, 1)) {
            return false;
        }
        if (entry->hash == hash) {
            bool equal = entry->key == key;
            if (!equal && is_string && value_is_string(entry->key)) {
                if (!vm_charge(vm, value_as_string(key)->length / 8) ||
                    !string_equal(vm, value_as_string(key), value_as_string(entry->key), &equal)) {
                    return false;
                }
            }
            if (equal) {
                *out = entry;
                return true;
            }
        }
        at = entry->next;
    }
    return true;
}

static void
chain(struct collection *collection, uint32_t place)
{
    struct entry *entry = &collection->entries[place];
    uint32_t *bucket = &collection->buckets[entry->hash & (collection->capacity - 1)];
    entry->next = *bucket;
    *bucket = place + 1;
}

static bool
grow(struct vm *vm, struct collection *collection)
{
    uint32_t capacity = collection->capacity == 0 ? CAPACITY_FIRST : collection->capacity * 2;
    if (capacity > UINT32_MAX / 4) {
        return vm_throw_range(vm, "Map or Set is too large");
    }
    if (!vm_charge(vm, capacity / 2)) {
        return false;
    }
    struct entry *entries = heap_alloc_array(vm, capacity, sizeof(*entries));
    uint32_t *buckets = heap_alloc_array(vm, capacity, sizeof(*buckets));
    if (entries == NULL || buckets == NULL) {
        return false;
    }
    if (collection->count > 0) {
        memcpy(entries, collection->entries, collection->count * sizeof(*entries));
    }
    memset(buckets, 0, capacity * sizeof(*buckets));
    collection->entries = entries;
    collection->buckets = buckets;
    collection->capacity = capacity;
    for (uint32_t i = collection->first; i < collection->count; i++) {
        if (entries[i].key != VALUE_EMPTY) {
            chain(collection, i);
        }
    }
    return true;
}

static bool
put(struct vm *vm, struct collection *collection, value_t key, value_t value)
{
    struct entry *entry;
    uint32_t hash;
    if (!object_check_writable(vm, &collection->object) || !key_hash(vm, &key, &hash) ||
        !find(vm, collection, key, hash, &entry)) {
        return false;
    }
    value = collection->object.kind == OBJECT_SET ? key : value;
    if (entry != NULL) {
        entry->value = value;
        return true;
    }
    if (collection->count == collection->capacity && !grow(vm, collection)) {
        return false;
    }
    collection->entries[collection->count] = (struct entry){key, value, hash, 0};
    chain(collection, collection->count++);
    collection->live++;
    return true;
}

static bool
drop(struct vm *vm, struct collection *collection, value_t key, bool *dropped)
{
    struct entry *entry;
    uint32_t hash;
    *dropped = false;
    if (!object_check_writable(vm, &collection->object) || !key_hash(vm, &key, &hash) ||
        !find(vm, collection, key, hash, &entry)) {
        return false;
    }
    if (entry == NULL) {
        return true;
    }
    uint32_t place = (uint32_t)(entry - collection->entries);
    uint32_t *link = &collection->buckets[hash & (collection->capacity - 1)];
    while (*link != place + 1) {
        link = &collection->entries[*link - 1].next;
    }
    *link = entry->next;
    entry->key = VALUE_EMPTY;
    entry->value = VALUE_UNDEFINED;
    collection->live--;
    while (collection->first < collection->count &&
           collection->entries[collection->first].key == VALUE_EMPTY) {
        collection->first++;
    }
    *dropped = true;
    return true;
}

/* ---- what both classes share -------------------------------------------------------- */

static bool
this_collection(struct vm *vm, const struct call *call, enum object_kind kind,
                struct collection **out)
{
    *out = NULL;
    if (!value_is_object(call->this) || value_as_object(call->this)->kind != kind) {
        return vm_throw_type(vm, "A method of %s was called on %s",
                             kind == OBJECT_MAP ? "Map" : "Set", value_describe(call->this));
    }
    *out = (struct collection *)value_as_object(call->this);
    return true;
}

/** One element of what a collection is made from; a Map's is a pair. The adder may be EMPTY. */
static bool
add_element(struct vm *vm, struct collection *collection, value_t adder, value_t element)
{
    value_t ignored;
    value_t this = value_of_object(collection);
    if (collection->object.kind == OBJECT_SET) {
        return adder == VALUE_EMPTY ? put(vm, collection, element, VALUE_UNDEFINED)
                                    : vm_call(vm, adder, this, &element, 1, &ignored);
    }
    value_t key;
    value_t value;
    if (!value_is_object(element)) {
        return vm_throw_type(vm, "Iterator value %s is not an entry object",
                             value_describe(element));
    }
    if (!value_get(vm, element, key_index(0), &key) ||
        !value_get(vm, element, key_index(1), &value)) {
        return false;
    }
    value_t args[] = {key, value};
    return adder == VALUE_EMPTY ? put(vm, collection, key, value)
                                : vm_call(vm, adder, this, args, 2, &ignored);
}

/** A subclass may have its own add or set, through which its constructor goes. */
static bool
find_adder(struct vm *vm, struct collection *collection, enum builtin_id id, value_t *out)
{
    *out = VALUE_EMPTY;
    if (object_proto(&collection->object) == vm->realm->prototypes[id] && !vm->realm->is_open) {
        return true;
    }
    if (!value_get_name(vm, value_of_object(collection), id == BUILTIN_MAP ? NAME_set : NAME_add,
                        out)) {
        return false;
    }
    return value_is_callable(*out) || vm_throw_type(vm, "'add' or 'set' is not a function");
}

static bool
construct(struct vm *vm, const struct call *call, enum object_kind kind, enum builtin_id id,
          value_t *out)
{
    struct object *proto;
    struct iteration iteration;
    if (value_is_undefined(call->target)) {
        return vm_throw_type(vm, "Constructor %s requires 'new'",
                             kind == OBJECT_MAP ? "Map" : "Set");
    }
    if (!vm_proto_of_target(vm, call, id, &proto)) {
        return false;
    }
    struct collection *collection = object_new_of(vm, kind, proto, sizeof(*collection));
    if (collection == NULL) {
        return false;
    }
    *out = value_of_object(collection);
    if (value_is_nullish(call_arg(call, 0))) {
        return true;
    }
    value_t adder;
    if (!find_adder(vm, collection, id, &adder) ||
        !iteration_begin(vm, call->args[0], &iteration)) {
        return false;
    }
    for (;;) {
        value_t element;
        bool done;
        if (!vm_charge(vm, 2) || !iteration_step(vm, &iteration, &element, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
        if (!add_element(vm, collection, adder, element)) {
            if (vm->trap == RUN_NONE) {
                (void)!iteration_close(vm, &iteration);
            }
            return false;
        }
    }
}

static bool
has(struct vm *vm, const struct call *call, enum object_kind kind, value_t *out)
{
    struct collection *collection;
    struct entry *entry;
    uint32_t hash;
    value_t key = call_arg(call, 0);
    if (!this_collection(vm, call, kind, &collection) || !key_hash(vm, &key, &hash) ||
        !find(vm, collection, key, hash, &entry)) {
        return false;
    }
    *out = value_boolean(entry != NULL);
    return true;
}

static bool delete (struct vm *vm, const struct call *call, enum object_kind kind, value_t *out)
{
    struct collection *collection;
    bool dropped;
    if (!this_collection(vm, call, kind, &collection) ||
        !drop(vm, collection, call_arg(call, 0), &dropped)) {
        return false;
    }
    *out = value_boolean(dropped);
    return true;
}

static bool
clear(struct vm *vm, const struct call *call, enum object_kind kind)
{
    struct collection *collection;
    if (!this_collection(vm, call, kind, &collection) ||
        !object_check_writable(vm, &collection->object) ||
        !vm_charge(vm, collection->capacity / 4)) {
        return false;
    }
    /* Gaps, not an empty array: iterators under way go on with what comes later. */
    for (uint32_t i = collection->first; i < collection->count; i++) {
        collection->entries[i].key = VALUE_EMPTY;
        collection->entries[i].value = VALUE_UNDEFINED;
    }
    if (collection->capacity > 0) {
        memset(collection->buckets, 0, collection->capacity * sizeof(uint32_t));
    }
    collection->first = collection->count;
    collection->live = 0;
    return true;
}

static bool
size(struct vm *vm, const struct call *call, enum object_kind kind, value_t *out)
{
    struct collection *collection;
    if (!this_collection(vm, call, kind, &collection)) {
        return false;
    }
    *out = value_number(collection->live);
    return true;
}

/** The next live entry from *position on; NULL at the end. */
static bool
next_entry(struct vm *vm, const struct collection *collection, uint32_t *position,
           struct entry **out)
{
    uint32_t at = *position < collection->first ? collection->first : *position;
    uint32_t start = at;
    while (at < collection->count && collection->entries[at].key == VALUE_EMPTY) {
        at++;
    }
    *out = at < collection->count ? &collection->entries[at] : NULL;
    *position = at + (*out != NULL);
    return vm_charge(vm, 1 + (at - start) / 4);
}

static bool
for_each(struct vm *vm, const struct call *call, enum object_kind kind)
{
    struct collection *collection;
    if (!this_collection(vm, call, kind, &collection) ||
        !builtin_need_function(vm, call_arg(call, 0))) {
        return false;
    }
    for (uint32_t position = 0;;) {
        struct entry *entry;
        value_t answer;
        if (!next_entry(vm, collection, &position, &entry)) {
            return false;
        }
        if (entry == NULL) {
            return true;
        }
        value_t args[] = {entry->value, entry->key, call->this};
        if (!vm_call(vm, call->args[0], call_arg(call, 1), args, 3, &answer)) {
            return false;
        }
    }
}

static bool
iterate(struct vm *vm, const struct call *call, enum object_kind kind, enum iterator_kind iterates,
        value_t *out)
{
    struct collection *collection;
    if (!this_collection(vm, call, kind, &collection)) {
        return false;
    }
    struct iterator *iterator = iterator_new(vm, iterates, call->this);
    *out = value_of_object(iterator);
    return iterator != NULL;
}

bool
collection_step(struct vm *vm, struct iterator *iterator, value_t *out, bool *done)
{
    if (iterator->iterates == ITERATE_REGEXP_MATCHES) {
        return regexp_matches_step(vm, iterator, out, done);
    }
    const struct collection *collection =
        (const struct collection *)value_as_object(iterator->source);
    struct entry *entry;
    if (!next_entry(vm, collection, &iterator->position, &entry)) {
        return false;
    }
    *done = entry == NULL;
    if (*done) {
        return true;
    }
    bool is_pair =
        iterator->iterates == ITERATE_MAP_ENTRIES || iterator->iterates == ITERATE_SET_ENTRIES;
    if (is_pair) {
        struct array *pair = array_from(vm, (value_t[]){entry->key, entry->value}, 2);
        *out = value_of_object(pair);
        return pair != NULL;
    }
    *out = iterator->iterates == ITERATE_MAP_VALUES ? entry->value : entry->key;
    return true;
}

/* ---- Map ------------------------------------------------------------------------------- */

static bool
map_construct(struct vm *vm, const struct call *call, value_t *out)
{
    return construct(vm, call, OBJECT_MAP, BUILTIN_MAP, out);
}

static bool
map_get(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *collection;
    struct entry *entry;
    uint32_t hash;
    value_t key = call_arg(call, 0);
    if (!this_collection(vm, call, OBJECT_MAP, &collection) || !key_hash(vm, &key, &hash) ||
        !find(vm, collection, key, hash, &entry)) {
        return false;
    }
    *out = entry == NULL ? VALUE_UNDEFINED : entry->value;
    return true;
}

static bool
map_set(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *collection;
    *out = call->this;
    return this_collection(vm, call, OBJECT_MAP, &collection) &&
           put(vm, collection, call_arg(call, 0), call_arg(call, 1));
}

static bool
map_has(struct vm *vm, const struct call *call, value_t *out)
{
    return has(vm, call, OBJECT_MAP, out);
}

static bool
map_delete(struct vm *vm, const struct call *call, value_t *out)
{
    return delete (vm, call, OBJECT_MAP, out);
}

static bool
map_clear(struct vm *vm, const struct call *call, value_t *out)
{
    (void)out;
    return clear(vm, call, OBJECT_MAP);
}

static bool
map_size(struct vm *vm, const struct call *call, value_t *out)
{
    return size(vm, call, OBJECT_MAP, out);
}

static bool
map_for_each(struct vm *vm, const struct call *call, value_t *out)
{
    (void)out;
    return for_each(vm, call, OBJECT_MAP);
}

static bool
map_keys(struct vm *vm, const struct call *call, value_t *out)
{
    return iterate(vm, call, OBJECT_MAP, ITERATE_MAP_KEYS, out);
}

static bool
map_values(struct vm *vm, const struct call *call, value_t *out)
{
    return iterate(vm, call, OBJECT_MAP, ITERATE_MAP_VALUES, out);
}

static bool
map_entries(struct vm *vm, const struct call *call, value_t *out)
{
    return iterate(vm, call, OBJECT_MAP, ITERATE_MAP_ENTRIES, out);
}

static bool
map_group_by(struct vm *vm, const struct call *call, value_t *out)
{
    struct iteration iteration;
    struct collection *groups =
        object_new_of(vm, OBJECT_MAP, vm->realm->prototypes[BUILTIN_MAP], sizeof(*groups));
    if (groups == NULL || !builtin_need_function(vm, call_arg(call, 1)) ||
        !iteration_begin(vm, call_arg(call, 0), &iteration)) {
        return false;
    }
    *out = value_of_object(groups);
    for (double at = 0;; at++) {
        value_t item;
        value_t key;
        struct entry *entry;
        uint32_t hash;
        bool done;
        if (!vm_charge(vm, 2) || !iteration_step(vm, &iteration, &item, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
        value_t args[] = {item, value_number(at)};
        if (!vm_call(vm, call->args[1], VALUE_UNDEFINED, args, 2, &key)) {
            if (vm->trap == RUN_NONE) {
                (void)!iteration_close(vm, &iteration);
            }
            return false;
        }
        if (!key_hash(vm, &key, &hash) || !find(vm, groups, key, hash, &entry)) {
            return false;
        }
        struct array *array = entry == NULL ? array_new(vm, 0) : value_as_array(entry->value);
        if (array == NULL || (entry == NULL && !put(vm, groups, key, value_of_object(array))) ||
            !array_push(vm, array, item)) {
            return false;
        }
    }
}

static const struct builtin_member map_members[] = {
    {"groupBy", MEMBER_STATIC, 2, map_group_by, 0},
    {"clear", MEMBER_METHOD, 0, map_clear, 0},
    {"delete", MEMBER_METHOD, 1, map_delete, 0},
    {"entries", MEMBER_METHOD, 0, map_entries, 0},
    {"@@iterator", MEMBER_METHOD, 0, map_entries, 0},
    {"forEach", MEMBER_METHOD, 1, map_for_each, 0},
    {"get", MEMBER_METHOD, 1, map_get, 0},
    {"has", MEMBER_METHOD, 1, map_has, 0},
    {"keys", MEMBER_METHOD, 0, map_keys, 0},
    {"set", MEMBER_METHOD, 2, map_set, 0},
    {"size", MEMBER_GETTER, 0, map_size, 0},
    {"values", MEMBER_METHOD, 0, map_values, 0},
    {"@@to_string_tag\0Map", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_map = {
    .name = "Map",
    .construct = map_construct,
    .members = map_members,
};

/* ---- Set ------------------------------------------------------------------------------- */

static bool
set_construct(struct vm *vm, const struct call *call, value_t *out)
{
    return construct(vm, call, OBJECT_SET, BUILTIN_SET, out);
}

static bool
set_add(struct vm *vm, const struct call *call, value_t *out)
{
    struct collection *collection;
    *out = call->this;
    return this_collection(vm, call, OBJECT_SET, &collection) &&
           put(vm, collection, call_arg(call, 0), VALUE_UNDEFINED);
}

static bool
set_has(struct vm *vm, const struct call *call, value_t *out)
{
    return has(vm, call, OBJECT_SET, out);
}

static bool
set_delete(struct vm *vm, const struct call *call, value_t *out)
{
    return delete (vm, call, OBJECT_SET, out);
}

static bool
set_clear(struct vm *vm, const struct call *call, value_t *out)
{
    (void)out;
    return clear(vm, call, OBJECT_SET);
}

static bool
set_size(struct vm *vm, const struct call *call, value_t *out)
{
    return size(vm, call, OBJECT_SET, out);
}

static bool
set_for_each(struct vm *vm, const struct call *call, value_t *out)
{
    (void)out;
    return for_each(vm, call, OBJECT_SET);
}

static bool
set_values(struct vm *vm, const struct call *call, value_t *out)
{
    return iterate(vm, call, OBJECT_SET, ITERATE_SET_VALUES, out);
}

static bool
set_entries(struct vm *vm, const struct call *call, value_t *out)
{
    return iterate(vm, call, OBJECT_SET, ITERATE_SET_ENTRIES, out);
}

/* ---- for builtin_set.c -------------------------------------------------------------------- */

bool
collection_this_set(struct vm *vm, const struct call *call, struct collection **out)
{
    return this_collection(vm, call, OBJECT_SET, out);
}

struct collection *
collection_new_set(struct vm *vm)
{
    return object_new_of(vm, OBJECT_SET, vm->realm->prototypes[BUILTIN_SET],
                         sizeof(struct collection));
}

struct collection *
collection_copy_set(struct vm *vm, const struct collection *set)
{
    struct collection *copy = collection_new_set(vm);
    for (uint32_t i = set->first; copy != NULL && i < set->count; i++) {
        if (set->entries[i].key != VALUE_EMPTY &&
            (!vm_charge(vm, 1) || !put(vm, copy, set->entries[i].key, VALUE_UNDEFINED))) {
            return NULL;
        }
    }
    return copy;
}

uint32_t
collection_count(const struct collection *set)
{
    return set->live;
}

bool
collection_has(struct vm *vm, const struct collection *set, value_t key, bool *out)
{
    struct entry *entry;
    uint32_t hash;
    if (!key_hash(vm, &key, &hash) || !find(vm, set, key, hash, &entry)) {
        return false;
    }
    *out = entry != NULL;
    return true;
}

struct collection *
collection_new_map(struct vm *vm)
{
    return object_new_of(vm, OBJECT_MAP, vm->realm->prototypes[BUILTIN_MAP],
                         sizeof(struct collection));
}

bool
collection_get(struct vm *vm, const struct collection *map, value_t key, value_t *out)
{
    struct entry *entry;
    uint32_t hash;
    if (!key_hash(vm, &key, &hash) || !find(vm, map, key, hash, &entry)) {
        return false;
    }
    *out = entry == NULL ? VALUE_UNDEFINED : entry->value;
    return true;
}

bool
collection_put(struct vm *vm, struct collection *map, value_t key, value_t value)
{
    return put(vm, map, key, value);
}

bool
collection_add(struct vm *vm, struct collection *set, value_t key)
{
    return put(vm, set, key, VALUE_UNDEFINED);
}

bool
collection_remove(struct vm *vm, struct collection *set, value_t key)
{
    bool dropped;
    return drop(vm, set, key, &dropped);
}

bool
collection_next(struct vm *vm, const struct collection *set, uint32_t *position, value_t *key,
                bool *done)
{
    struct entry *entry;
    if (!next_entry(vm, set, position, &entry)) {
        return false;
    }
    *done = entry == NULL;
    *key = entry == NULL ? VALUE_UNDEFINED : entry->key;
    return true;
}

static const struct builtin_member set_members[] = {
    {"add", MEMBER_METHOD, 1, set_add, 0},
    {"clear", MEMBER_METHOD, 0, set_clear, 0},
    {"delete", MEMBER_METHOD, 1, set_delete, 0},
    {"entries", MEMBER_METHOD, 0, set_entries, 0},
    {"forEach", MEMBER_METHOD, 1, set_for_each, 0},
    {"has", MEMBER_METHOD, 1, set_has, 0},
    {"values", MEMBER_METHOD, 0, set_values, 0},
    {"keys", MEMBER_METHOD, 0, set_values, 0},
    {"@@iterator", MEMBER_METHOD, 0, set_values, 0},
    {"size", MEMBER_GETTER, 0, set_size, 0},
    {"union", MEMBER_METHOD, 1, set_union, 0},
    {"intersection", MEMBER_METHOD, 1, set_intersection, 0},
    {"difference", MEMBER_METHOD, 1, set_difference, 0},
    {"symmetricDifference", MEMBER_METHOD, 1, set_symmetric_difference, 0},
    {"isSubsetOf", MEMBER_METHOD, 1, set_is_subset_of, 0},
    {"isSupersetOf", MEMBER_METHOD, 1, set_is_superset_of, 0},
    {"isDisjointFrom", MEMBER_METHOD, 1, set_is_disjoint_from, 0},
    {"@@to_string_tag\0Set", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_set = {
    .name = "Set",
    .construct = set_construct,
    .members = set_members,
};
