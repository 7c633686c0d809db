/* SPDX-License-Identifier: Apache-2.0 */
#include "script/realm.h"

#include <threads.h>

#include "script/machine.h"

#define REALM_BYTES (512 * 1024)

static const struct builtin *const builtins[BUILTIN_COUNT] = {
#define BUILTIN(id, table) &builtin_##table,
#include "script/builtin.def"
#undef BUILTIN
};

static const char *const name_texts[NAME_COUNT] = {
#define NAME(id, text) text,
#define SYMBOL(id, text)
#include "script/names.def"
#undef NAME
#undef SYMBOL
};

static const char *const symbol_texts[SYMBOL_COUNT] = {
#define NAME(id, text)
#define SYMBOL(id, text) text,
#include "script/names.def"
#undef NAME
#undef SYMBOL
};

static const char *const symbol_ids[SYMBOL_COUNT] = {
#define NAME(id, text)
#define SYMBOL(id, text) #id,
#include "script/names.def"
#undef NAME
#undef SYMBOL
};

static const enum name_id type_names[8] = {
    NAME_undefined, NAME_boolean, NAME_number,   NAME_string,
    NAME_symbol,    NAME_object,  NAME_function, NAME_bigint,
};

/** What stands while it is built; later a constant. */
struct building {
    struct vm vm;
    struct realm *realm;
    /** Natives by function, so that two names of one are one object. */
    struct native *natives[1024];
    uint32_t native_count;
};

static bool
make_names(struct building *building)
{
    struct vm *vm = &building->vm;
    struct realm *realm = building->realm;
    for (unsigned i = 0; i < NAME_COUNT; i++) {
        struct string *name = string_intern_ascii(vm, name_texts[i]);
        if (name == NULL) {
            return false;
        }
        realm->names[i] = value_of_string(name);
    }
    for (unsigned i = 0; i < 256; i++) {
        uint8_t byte = (uint8_t)i;
        struct string *unit = string_from_latin(vm, &byte, 1);
        realm->units[i] = unit == NULL ? NULL : string_intern(vm, unit);
        if (realm->units[i] == NULL) {
            return false;
        }
    }
    for (unsigned i = 0; i < SYMBOL_COUNT; i++) {
        struct symbol *symbol = heap_alloc(vm, sizeof *symbol);
        struct string *text = string_intern_ascii(vm, symbol_texts[i]);
        if (symbol == NULL || text == NULL) {
            return false;
        }
        *symbol = (struct symbol){.description = text};
        realm->symbols[i] = value_of_symbol(symbol);
    }
    for (unsigned i = 0; i < 8; i++) {
        realm->type_names[i] = realm->names[type_names[i]];
    }
    return true;
}

/** Prototypes are plain objects, but for four that are what their objects are: 0, "", false, []. */
static struct object *
prototype_new(struct vm *vm, unsigned id)
{
    value_t primitive = id == BUILTIN_NUMBER    ? value_number(0)
                        : id == BUILTIN_BOOLEAN ? VALUE_FALSE
                        : id == BUILTIN_STRING  ? vm_name(vm, NAME_empty)
                                                : VALUE_EMPTY;
    size_t size = id == BUILTIN_ARRAY        ? sizeof(struct array)
                  : primitive != VALUE_EMPTY ? sizeof(struct wrapper)
                                             : sizeof(struct object);
    struct object *prototype = heap_alloc(vm, size);
    if (prototype == NULL) {
        return NULL;
    }
    memset(prototype, 0, size);
    if (id == BUILTIN_ARRAY) {
        prototype->kind = OBJECT_ARRAY;
    } else if (primitive != VALUE_EMPTY) {
        prototype->kind = OBJECT_WRAPPER;
        ((struct wrapper *)prototype)->primitive = primitive;
    } else {
        prototype->kind = OBJECT_PLAIN;
    }
    return prototype;
}

/** The roots that everything else stands on. */
static bool
make_shapes(struct building *building)
{
    struct vm *vm = &building->vm;
    struct realm *realm = building->realm;
    for (unsigned i = 0; i < BUILTIN_COUNT; i++) {
        realm->prototypes[i] = prototype_new(vm, i);
        if (realm->prototypes[i] == NULL) {
            return false;
        }
    }
    for (unsigned i = 0; i < BUILTIN_COUNT; i++) {
        struct object *parent = i == BUILTIN_OBJECT ? NULL : realm->prototypes[builtins[i]->parent];
        realm->prototypes[i]->shape = shape_root(vm, parent);
        if (realm->prototypes[i]->shape == NULL) {
            return false;
        }
    }
    for (unsigned i = 0; i < BUILTIN_COUNT; i++) {
        if (shape_root(vm, realm->prototypes[i]) == NULL) { /* what their constructors make */
            return false;
        }
    }
    realm->object_shape = shape_root(vm, realm->prototypes[BUILTIN_OBJECT]);
    realm->array_shape = shape_root(vm, realm->prototypes[BUILTIN_ARRAY]);
    realm->function_shape = shape_root(vm, realm->prototypes[BUILTIN_FUNCTION]);
    realm->native_shape = realm->function_shape;
    realm->iterator_shape = shape_root(vm, realm->prototypes[BUILTIN_ITERATOR]);
    realm->date_shape = shape_root(vm, realm->prototypes[BUILTIN_DATE]);
    value_t result_keys[] = {realm->names[NAME_value], realm->names[NAME_done]};
    realm->result_shape =
        shape_of_keys(vm, realm->prototypes[BUILTIN_OBJECT], result_keys, 2, ATTRIBUTE_PLAIN);
    return vm->trap == RUN_NONE;
}

static struct native *
find_native(struct building *building, const char *name, native_function *function, uint8_t length)
{
    for (uint32_t i = 0; i < building->native_count; i++) {
        if (building->natives[i]->function == function && building->natives[i]->length == length) {
            return building->natives[i];
        }
    }
    struct native *native = native_new(&building->vm, name, function, length, VALUE_UNDEFINED);
    assert(building->native_count < COUNT_OF(building->natives));
    if (native != NULL) {
        building->natives[building->native_count++] = native;
    }
    return native;
}

static bool
member_key(struct building *building, const char *name, struct key *out)
{
    if (name[0] == '@' && name[1] == '@') {
        for (unsigned i = 0; i < SYMBOL_COUNT; i++) {
            if (strcmp(symbol_ids[i], name + 2) == 0) {
                *out = vm_symbol_key(&building->vm, (enum symbol_id)i);
                return true;
            }
        }
        assert(false);
    }
    struct string *string = string_intern_ascii(&building->vm, name);
    if (string != NULL) {
        *out = key_name(value_of_string(string));
    }
    return string != NULL;
}

static bool
make_member(struct building *building, const struct builtin_member *member,
            struct object *constructor, struct object *prototype)
{
    struct vm *vm = &building->vm;
    struct key key;
    if (!member_key(building, member->name, &key)) {
        return false;
    }
    bool on_prototype = member->kind == MEMBER_METHOD || member->kind == MEMBER_GETTER ||
                        member->kind == MEMBER_PROTO_TEXT;
    struct object *object = on_prototype ? prototype : constructor;
    if (member->kind == MEMBER_CONSTANT) {
        return object_define(vm, object, key, value_number(member->number), 0);
    }
    if (member->kind == MEMBER_PROTO_TEXT) {
        const char *text = member->name + strlen(member->name) + 1;
        struct string *string = string_intern_ascii(vm, text);
        return string != NULL &&
               object_define(vm, object, key, value_of_string(string),
                             value_is_symbol(key.name) ? ATTRIBUTE_CONFIGURABLE : ATTRIBUTE_METHOD);
    }
    struct native *native = find_native(building, member->name, member->function, member->length);
    if (native == NULL) {
        return false;
    }
    if (member->kind == MEMBER_GETTER || member->kind == MEMBER_STATIC_GETTER) {
        return object_define_accessor(vm, object, key, &native->object, NULL,
                                      ATTRIBUTE_CONFIGURABLE);
    }
    return object_define(vm, object, key, value_of_object(native), ATTRIBUTE_METHOD);
}

static bool
make_constructor(struct building *building, unsigned id, struct object **out)
{
    struct vm *vm = &building->vm;
    const struct builtin *builtin = builtins[id];
    struct object *prototype = building->realm->prototypes[id];
    *out = prototype;
    if (builtin->construct == NULL || builtin->no_prototype) {
        return true;
    }
    struct native *native = native_new(vm, builtin->name == NULL ? "" : builtin->name,
                                       builtin->construct, builtin->length, VALUE_UNDEFINED);
    if (native == NULL) {
        return false;
    }
    native->is_constructor = !builtin->no_new;
    /* class X extends Error: statics of the parent are found through the constructor. */
    if (builtin->parent != BUILTIN_OBJECT &&
        building->realm->constructors[builtin->parent] != NULL) {
        native->object.shape = shape_root(vm, building->realm->constructors[builtin->parent]);
    }
    *out = &native->object;
    return native->object.shape != NULL &&
           object_define(vm, *out, vm_key(vm, NAME_prototype), value_of_object(prototype), 0) &&
           object_define(vm, prototype, vm_key(vm, NAME_constructor), value_of_object(native),
                         ATTRIBUTE_METHOD);
}

static bool
make_builtin(struct building *building, unsigned id)
{
    struct vm *vm = &building->vm;
    struct realm *realm = building->realm;
    const struct builtin *builtin = builtins[id];
    struct object *constructor;
    struct object *prototype = realm->prototypes[id];
    if (!make_constructor(building, id, &constructor)) {
        return false;
    }
    if (id == BUILTIN_GLOBAL) {
        constructor = realm->globals;
    }
    realm->constructors[id] = constructor;
    const struct builtin_member *member = builtin->members;
    for (; member != NULL && member->name != NULL; member++) {
        if (!make_member(building, member, constructor, prototype)) {
            return false;
        }
    }
    if (builtin->finish != NULL && !builtin->finish(vm, constructor, prototype)) {
        return false;
    }
    if (builtin->name == NULL) {
        return true;
    }
    struct string *name = string_intern_ascii(vm, builtin->name);
    return name != NULL && object_define(vm, realm->globals, key_name(value_of_string(name)),
                                         value_of_object(constructor), ATTRIBUTE_METHOD);
}

static bool
freeze(struct building *building)
{
    struct realm *realm = building->realm;
    for (unsigned i = 0; i < BUILTIN_COUNT; i++) {
        if (!object_restrict(&building->vm, realm->prototypes[i], OBJECT_FROZEN) ||
            !object_restrict(&building->vm, realm->constructors[i], OBJECT_FROZEN)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < building->native_count; i++) {
        if (!object_restrict(&building->vm, &building->natives[i]->object, OBJECT_FROZEN)) {
            return false;
        }
    }
    return object_restrict(&building->vm, realm->globals, OBJECT_FROZEN);
}

static bool
build(struct building *building)
{
    struct vm *vm = &building->vm;
    struct realm *realm = building->realm;
    if (!make_names(building) || !make_shapes(building)) {
        return false;
    }
    realm->globals = object_new(vm);
    if (realm->globals == NULL) {
        return false;
    }
    for (unsigned i = 0; i < BUILTIN_COUNT; i++) {
        if (!make_builtin(building, i)) {
            return false;
        }
    }
    if (!realm->is_open && !freeze(building)) {
        return false;
    }
    realm->strings = vm->strings;
    realm->transitions = vm->transitions;
    realm->heap = vm->heap;
    return true;
}

/** heap_bytes: of the run that may change the built-ins; 0: they are frozen. */
static struct realm *
realm_new(size_t heap_bytes)
{
    struct realm *realm = block_alloc(sizeof *realm);
    void *block = block_alloc(REALM_BYTES + heap_bytes);
    struct building *building = block_alloc(sizeof *building);
    value_t *stack = block_alloc(2 * STACK_SLACK * sizeof *stack);
    bool good = realm != NULL && block != NULL && building != NULL && stack != NULL;
    if (good) {
        building->realm = realm;
        realm->is_open = heap_bytes > 0;
        struct vm *vm = &building->vm;
        vm->realm = realm;
        vm->fuel = INT64_MAX;
        vm->exception = VALUE_EMPTY;
        vm->stack = vm->stack_top = stack;
        vm->stack_end = stack + 2 * STACK_SLACK;
        vm->depth_max = 16;
        heap_init(&vm->heap, block, REALM_BYTES + heap_bytes);
        good = build(building);
        assert(good || vm->trap == RUN_MEMORY);
    }
    block_free(building);
    block_free(stack);
    if (!good) {
        block_free(block);
        block_free(realm);
        return NULL;
    }
    return realm;
}

/*
 * The one thing of this room that outlives programs and runners: made once,
 * under a lock of the C library, and read only from then on. Nothing frees it.
 */
static struct realm *shared; /* written once, by make_shared */
static once_flag shared_once = ONCE_FLAG_INIT;

static size_t open_heap_bytes; /* written once, by realm_open */

static void
make_shared(void)
{
    shared = realm_new(open_heap_bytes);
}

bool
realm_open(size_t heap_bytes_max)
{
    open_heap_bytes = heap_bytes_max;
    return shared == NULL && realm_shared() != NULL && shared->is_open;
}

const struct realm *
realm_shared(void)
{
    call_once(&shared_once, make_shared);
    return shared;
}

value_t
realm_global(const struct realm *realm, struct text name)
{
    const struct shape *shape = realm->globals->shape;
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct string *key = value_as_string(shape->keys[i].name);
        if (key->length == name.length && memcmp(key->latin, name.bytes, name.length) == 0) {
            return realm->globals->slots[i];
        }
    }
    return VALUE_EMPTY;
}
