/* SPDX-License-Identifier: Apache-2.0 */
/* object.c: making objects; own properties. Access through prototypes: property.c. */
#include "script/object.h"

#include "script/host.h"
#include "script/number.h"
#include "script/shape.h"
#include "script/vm.h"

#define SLOTS_FIRST 4

/* ---- keys ---------------------------------------------------------------- */

struct key
key_name(value_t name)
{
    if (value_is_string(name) && (value_as_string(name)->flags & STRING_INDEX) != 0) {
        return key_index(value_as_string(name)->index);
    }
    return (struct key){name, 0};
}

bool
key_of(struct vm *vm, value_t value, struct key *out)
{
    uint32_t index;
    if (value_is_number(value) && number_is_index(value_as_number(value), &index)) {
        *out = key_index(index);
        return true;
    }
    if (!value_to_primitive(vm, value, HINT_STRING, &value)) {
        return false;
    }
    if (value_is_symbol(value)) {
        *out = (struct key){value, 0};
        return true;
    }
    struct string *string;
    if (!value_to_string(vm, value, &string)) {
        return false;
    }
    string = string_intern(vm, string);
    if (string == NULL) {
        return false;
    }
    *out = key_name(value_of_string(string));
    return true;
}

/** Decimal digits, as a string of the C stack. */
static void
index_text(uint32_t index, char digits[12], struct string *string)
{
    int length = snprintf(digits, 12, "%u", index);
    *string = (struct string){.length = (uint32_t)length, .latin = (uint8_t *)digits};
}

/** The interned name of any key; VALUE_EMPTY when `make` is false and nobody has that text. */
static bool
key_interned(struct vm *vm, struct key key, bool make, value_t *out)
{
    *out = key.name;
    if (key.name != VALUE_EMPTY) {
        return true;
    }
    char digits[12];
    struct string text;
    index_text(key.index, digits, &text);
    struct string *found = string_find_interned(vm, &text);
    if (found == NULL && make) {
        found = string_intern_ascii(vm, digits);
        if (found == NULL) {
            return false;
        }
    }
    *out = found == NULL ? VALUE_EMPTY : value_of_string(found);
    return true;
}

bool
key_to_value(struct vm *vm, struct key key, value_t *out)
{
    return key_interned(vm, key, true, out);
}

void
key_render(value_t name, char *out, size_t size)
{
    const struct string *string = NULL;
    if (value_is_string(name)) {
        string = value_as_string(name);
    } else if (value_is_symbol(name)) {
        string = value_as_symbol(name)->description;
    }
    if (string == NULL) {
        (void)snprintf(out, size, "symbol");
    } else {
        string_render(string, out, size);
    }
}

/* ---- making ------------------------------------------------------------------ */

static struct object *
object_alloc(struct vm *vm, enum object_kind kind, struct shape *shape, size_t size_bytes)
{
    struct object *object = heap_alloc(vm, size_bytes);
    if (object == NULL || shape == NULL) {
        return NULL;
    }
    memset(object, 0, size_bytes);
    object->kind = (uint8_t)kind;
    object->shape = shape;
    return object;
}

struct object *
object_new(struct vm *vm)
{
    struct object *object = object_alloc(vm, OBJECT_PLAIN, vm->realm->object_shape,
                                         sizeof *object + SLOTS_FIRST * sizeof(value_t));
    if (object != NULL) {
        object->slots = (value_t *)(object + 1);
        object->slot_capacity = SLOTS_FIRST;
    }
    return object;
}

struct object *
object_new_with(struct vm *vm, struct object *proto)
{
    if (proto == vm->realm->prototypes[BUILTIN_OBJECT]) {
        return object_new(vm);
    }
    return object_alloc(vm, OBJECT_PLAIN, shape_root(vm, proto), sizeof(struct object));
}

struct object *
object_new_shaped(struct vm *vm, struct shape *shape, uint32_t slot_capacity)
{
    struct object *object = heap_alloc(vm, sizeof *object + slot_capacity * sizeof(value_t));
    if (object == NULL) {
        return NULL;
    }
    *object = (struct object){.kind = OBJECT_PLAIN,
                              .slot_capacity = slot_capacity,
                              .shape = shape,
                              .slots = (value_t *)(object + 1)};
    for (uint32_t i = 0; i < shape->count; i++) {
        object->slots[i] = VALUE_UNDEFINED;
    }
    return object;
}

void *
object_new_of(struct vm *vm, enum object_kind kind, struct object *proto, size_t size_bytes)
{
    const struct realm *realm = vm->realm;
    struct shape *shape = proto == realm->prototypes[BUILTIN_OBJECT]  ? realm->object_shape
                          : proto == realm->prototypes[BUILTIN_ARRAY] ? realm->array_shape
                                                                      : shape_root(vm, proto);
    return object_alloc(vm, kind, shape, size_bytes);
}

/* ---- being writable -------------------------------------------------------------- */

bool
object_shared_write(struct vm *vm)
{
    vm->wants_restart = true;
    return vm_trap(vm, RUN_REFUSED);
}

bool
object_check_writable(struct vm *vm, struct object *object)
{
    if (likely(heap_owns(&vm->heap, object))) {
        return true;
    }
    if (object->kind == OBJECT_VIEW || vm->has_own_modules || heap_owns(&vm->realm->heap, object)) {
        return vm_throw_type(vm, "Cannot change a built-in or shared object");
    }
    return object_shared_write(vm);
}

static bool
throw_read_only(struct vm *vm, value_t name, const char *format)
{
    char text[64];
    key_render(name, text, sizeof text);
    return vm_throw_error(vm, BUILTIN_TYPE_ERROR, "%s '%s'", format, text);
}

bool
object_throw_read_only(struct vm *vm, struct key key)
{
    value_t name;
    return key_to_value(vm, key, &name) &&
           throw_read_only(vm, name, "Cannot assign to read only property");
}

static bool
throw_not_extensible(struct vm *vm, struct key key)
{
    value_t name;
    return key_to_value(vm, key, &name) &&
           throw_read_only(vm, name, "Object is not extensible: cannot add property");
}

static bool
throw_not_configurable(struct vm *vm, struct key key)
{
    value_t name;
    return key_to_value(vm, key, &name) && throw_read_only(vm, name, "Cannot redefine property");
}

/* ---- properties that are in no shape ------------------------------------------------ */

uint32_t
object_element_attributes(const struct object *object)
{
    return (object->flags & OBJECT_FROZEN)   ? ATTRIBUTE_ENUMERABLE
           : (object->flags & OBJECT_SEALED) ? ATTRIBUTE_ENUMERABLE | ATTRIBUTE_WRITABLE
                                             : ATTRIBUTE_PLAIN;
}

static bool
string_own(struct vm *vm, value_t primitive, struct key key, bool *found, struct property *out)
{
    struct string *string = value_as_string(primitive);
    if (key.name == VALUE_EMPTY && key.index < string->length) {
        if (!string_flatten(vm, string, &string)) {
            return false;
        }
        struct string *unit = string_from_unit(vm, string_unit(string, key.index));
        if (unit == NULL) {
            return false;
        }
        *out =
            (struct property){.value = value_of_string(unit), .attributes = ATTRIBUTE_ENUMERABLE};
        *found = true;
    } else if (key.name == vm_name(vm, NAME_length)) {
        *out = (struct property){.value = value_number(string->length)};
        *found = true;
    }
    return true;
}

int32_t
object_slot(struct vm *vm, const struct object *object, struct key key)
{
    value_t name;
    return key_interned(vm, key, false, &name) && name != VALUE_EMPTY
               ? shape_find(object->shape, name)
               : -1;
}

/** name, length and prototype of functions, unless a property of the shape hides them. */
static bool
function_own(struct vm *vm, struct object *object, struct key key, bool *found,
             struct property *out)
{
    value_t value = VALUE_EMPTY;
    uint32_t attributes = ATTRIBUTE_CONFIGURABLE;
    if (key.name == vm_name(vm, NAME_name) && (object->flags & OBJECT_NO_NAME) == 0) {
        struct string *name = function_name(vm, object);
        if (name == NULL) {
            return false;
        }
        value = value_of_string(name);
    } else if (key.name == vm_name(vm, NAME_length) && (object->flags & OBJECT_NO_LENGTH) == 0) {
        value = value_number(function_length(object));
    } else if (key.name == vm_name(vm, NAME_prototype) && object->kind == OBJECT_FUNCTION) {
        if (!function_prototype(vm, (struct closure *)object, &value, &attributes)) {
            return false;
        }
    }
    *found = value != VALUE_EMPTY;
    *out = (struct property){.value = value, .attributes = attributes};
    return true;
}

/** *found stays false when the kind has no such property of its own. */
static bool
exotic_own(struct vm *vm, struct object *object, struct key key, bool *found, struct property *out)
{
    switch ((enum object_kind)object->kind) {
    case OBJECT_ARRAY: {
        const struct array *array = (struct array *)object;
        if (key.name == VALUE_EMPTY && array_has(array, key.index)) {
            *out = (struct property){.value = array->items[key.index],
                                     .attributes = object_element_attributes(object)};
            *found = true;
        } else if (key.name == vm_name(vm, NAME_length)) {
            *out = (struct property){
                .value = value_number(array->length),
                .attributes =
                    object->flags & (OBJECT_FROZEN | OBJECT_LENGTH_FIXED) ? 0 : ATTRIBUTE_WRITABLE};
            *found = true;
        }
        return true;
    }
    case OBJECT_WRAPPER: {
        value_t primitive = ((struct wrapper *)object)->primitive;
        return !value_is_string(primitive) || string_own(vm, primitive, key, found, out);
    }
    case OBJECT_FUNCTION:
    case OBJECT_NATIVE:
    case OBJECT_BOUND:
        return function_own(vm, object, key, found, out);
    case OBJECT_PLAIN:
    case OBJECT_VIEW:
    case OBJECT_ITERATOR:
    case OBJECT_ARGUMENTS:
    case OBJECT_ERROR:
    case OBJECT_DATE:
    case OBJECT_MAP:
    case OBJECT_SET:
    case OBJECT_REGEXP:
    case OBJECT_OTHER:
        return true;
    }
    return true;
}

bool
object_own(struct vm *vm, struct object *object, struct key key, bool *found, struct property *out)
{
    *found = false;
    value_t name;
    if (key.name == VALUE_EMPTY && object->kind == OBJECT_ARRAY &&
        ((object->flags & OBJECT_ODD) == 0 || array_has((struct array *)object, key.index))) {
        return exotic_own(vm, object, key, found, out);
    }
    if (!key_interned(vm, key, false, &name)) {
        return false;
    }
    int32_t slot = name == VALUE_EMPTY ? -1 : shape_find(object->shape, name);
    if (slot < 0) {
        return exotic_own(vm, object, key, found, out);
    }
    if (object->slots[slot] == VALUE_LAZY &&
        !host_resolve(vm, (struct view *)object, (uint32_t)slot)) {
        return false;
    }
    value_t value = object->slots[slot];
    if (value == VALUE_ABSENT) {
        return true;
    }
    *found = true;
    uint32_t attributes = object->shape->keys[slot].attributes;
    if (object->flags & OBJECT_FROZEN) {
        attributes &= ~(uint32_t)(ATTRIBUTE_WRITABLE | ATTRIBUTE_CONFIGURABLE);
    } else if (object->flags & OBJECT_SEALED) {
        attributes &= ~(uint32_t)ATTRIBUTE_CONFIGURABLE;
    }
    *out = (struct property){.attributes = attributes};
    if (attributes & ATTRIBUTE_ACCESSOR) {
        const struct accessor *accessor = value_as_pointer(value);
        out->value = VALUE_UNDEFINED;
        out->getter = accessor->getter;
        out->setter = accessor->setter;
    } else {
        out->value = value;
    }
    return true;
}

/* ---- defining ------------------------------------------------------------------------ */

static bool
slots_reserve(struct vm *vm, struct object *object, uint32_t count)
{
    if (count <= object->slot_capacity) {
        return true;
    }
    uint32_t capacity = count <= SLOTS_FIRST ? SLOTS_FIRST : count + count / 2;
    value_t *slots = heap_grow(vm, object->slots, object->slot_capacity * sizeof *slots,
                               capacity * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    object->slots = slots;
    object->slot_capacity = capacity;
    return true;
}

/** Append a property that is not there yet; the object was checked. */
bool
object_append(struct vm *vm, struct object *object, value_t name, value_t value,
              uint32_t attributes)
{
    struct shape *shape = shape_add(vm, object->shape, name, attributes);
    if (shape == NULL || !slots_reserve(vm, object, shape->count)) {
        return false;
    }
    object->slots[shape->count - 1] = value;
    object->shape = shape;
    return true;
}

static bool
set_attributes(struct vm *vm, struct object *object, int32_t slot, uint32_t attributes)
{
    if (object->shape->keys[slot].attributes == attributes) {
        return true;
    }
    if (!object->shape->unique) {
        struct shape *unique = shape_make_unique(vm, object->shape);
        if (unique == NULL) {
            return false;
        }
        object->shape = unique;
    }
    object->shape->keys[slot].attributes = attributes;
    return true;
}

bool
object_define_slot(struct vm *vm, struct object *object, struct key key, value_t slot_value,
                   uint32_t attributes)
{
    value_t name;
    if (!key_interned(vm, key, true, &name)) {
        return false;
    }
    int32_t slot = shape_find(object->shape, name);
    bool is_new = slot < 0 || object->slots[slot] == VALUE_ABSENT;
    bool is_private = value_is_symbol(name) && value_as_symbol(name)->is_private;
    if (is_new && (object->flags & OBJECT_NOT_EXTENSIBLE) != 0 && !is_private) {
        return throw_not_extensible(vm, key);
    }
    if (!is_new) {
        uint32_t now = object->shape->keys[slot].attributes;
        bool fixed = (now & ATTRIBUTE_CONFIGURABLE) == 0 ||
                     (object->flags & (OBJECT_FROZEN | OBJECT_SEALED)) != 0;
        bool read_only = (now & ATTRIBUTE_WRITABLE) == 0 || (object->flags & OBJECT_FROZEN) != 0;
        if (fixed) {
            uint32_t changed = (now ^ attributes) &
                               (ATTRIBUTE_ACCESSOR | ATTRIBUTE_ENUMERABLE | ATTRIBUTE_CONFIGURABLE);
            bool same = value_same(vm, object->slots[slot], slot_value);
            if (object->flags & (OBJECT_FROZEN | OBJECT_SEALED)) {
                changed &= ~(uint32_t)ATTRIBUTE_CONFIGURABLE;
            }
            if (changed != 0 || (read_only && (!same || (attributes & ATTRIBUTE_WRITABLE) != 0))) {
                return throw_not_configurable(vm, key);
            }
            if (same && read_only) {
                return true;
            }
        }
    }
    if (!object_check_writable(vm, object)) {
        return false;
    }
    if (is_new) {
        return object_append(vm, object, name, slot_value, attributes);
    }
    object->slots[slot] = slot_value;
    return set_attributes(vm, object, slot, attributes);
}

/** length of an array: only whether it is read-only may change. */
static bool
define_length(struct vm *vm, struct array *array, value_t value, uint32_t attributes)
{
    double length;
    double number;
    if (!value_to_number(vm, value, &length) || !value_to_number(vm, value, &number)) {
        return false;
    }
    if ((double)(uint32_t)number_to_int32(length) != number) {
        return vm_throw_range(vm, "Invalid array length");
    }
    bool is_fixed = (array->object.flags & (OBJECT_FROZEN | OBJECT_LENGTH_FIXED)) != 0;
    bool is_plain = attributes == ATTRIBUTE_PLAIN; /* a put */
    if (!is_plain && ((attributes & (ATTRIBUTE_ENUMERABLE | ATTRIBUTE_CONFIGURABLE)) != 0 ||
                      (is_fixed && (attributes & ATTRIBUTE_WRITABLE) != 0))) {
        return throw_not_configurable(vm, vm_key(vm, NAME_length));
    }
    bool good = array_set_length(vm, array, length);
    if (vm->trap == RUN_NONE && (attributes & ATTRIBUTE_WRITABLE) == 0 && !is_fixed) {
        if (!good || object_check_writable(vm, &array->object)) {
            array->object.flags |= OBJECT_LENGTH_FIXED;
        }
    }
    return good && vm->exception == VALUE_EMPTY;
}

bool
object_define(struct vm *vm, struct object *object, struct key key, value_t value,
              uint32_t attributes)
{
    if (object->kind == OBJECT_ARRAY) {
        struct array *array = (struct array *)object;
        if (key.name == VALUE_EMPTY) {
            return array_define(vm, array, key.index, value, attributes);
        }
        if (key.name == vm_name(vm, NAME_length)) {
            return define_length(vm, array, value, attributes);
        }
    }
    if (key.name == vm_name(vm, NAME_prototype) && object->kind == OBJECT_FUNCTION &&
        value_is_constructor(value_of_object(object)) && shape_find(object->shape, key.name) < 0) {
        return function_set_prototype(vm, (struct closure *)object, value);
    }
    return object_define_slot(vm, object, key, value, attributes);
}

bool
object_define_accessor(struct vm *vm, struct object *object, struct key key, struct object *getter,
                       struct object *setter, uint32_t attributes)
{
    struct property now;
    bool found;
    if (!object_own(vm, object, key, &found, &now)) {
        return false;
    }
    if ((found && object->kind == OBJECT_FUNCTION && key.name == vm_name(vm, NAME_prototype)) ||
        (object->kind == OBJECT_ARRAY && key.name == vm_name(vm, NAME_length))) {
        return throw_not_configurable(vm, key);
    }
    struct accessor *accessor = heap_alloc(vm, sizeof *accessor);
    if (accessor == NULL) {
        return false;
    }
    bool keeps = found && (now.attributes & ATTRIBUTE_ACCESSOR) != 0;
    accessor->getter = getter == NULL && keeps ? now.getter : getter;
    accessor->setter = setter == NULL && keeps ? now.setter : setter;
    attributes = (attributes & ~(uint32_t)ATTRIBUTE_WRITABLE) | ATTRIBUTE_ACCESSOR;
    value_t slot_value = VALUE_OF_TAG(TAG_CELL, (uintptr_t)accessor);
    if (object->kind == OBJECT_ARRAY && key.name == VALUE_EMPTY) {
        return array_define(vm, (struct array *)object, key.index, slot_value, attributes);
    }
    return object_define_slot(vm, object, key, slot_value, attributes);
}

/* ---- deleting --------------------------------------------------------------------------- */

static void
bucket_remove(struct shape *shape, uint32_t slot)
{
    uint32_t *at = &shape->buckets[shape_hash(shape->keys[slot].name) & (shape->bucket_count - 1)];
    while (*at != slot + 1) {
        at = &shape->keys[*at - 1].next;
    }
    *at = shape->keys[slot].next;
}

bool
object_delete(struct vm *vm, struct object *object, struct key key, bool *deleted)
{
    struct property property;
    bool found;
    if (!object_own(vm, object, key, &found, &property)) {
        return false;
    }
    *deleted = !found || (property.attributes & ATTRIBUTE_CONFIGURABLE) != 0;
    if (!found || !*deleted) {
        return true;
    }
    if (!object_check_writable(vm, object)) {
        return false;
    }
    if (object->kind == OBJECT_ARRAY && key.name == VALUE_EMPTY &&
        array_has((struct array *)object, key.index)) {
        ((struct array *)object)->items[key.index] = VALUE_EMPTY;
        return true;
    }
    if (value_is_callable(value_of_object(object))) {
        object->flags |= key.name == vm_name(vm, NAME_name)     ? OBJECT_NO_NAME
                         : key.name == vm_name(vm, NAME_length) ? OBJECT_NO_LENGTH
                                                                : 0;
    }
    int32_t slot = object_slot(vm, object, key);
    if (slot < 0) {
        return true; /* name or length of a function */
    }
    if (!object->shape->unique) {
        object->shape = shape_make_unique(vm, object->shape);
        if (object->shape == NULL) {
            return false;
        }
    }
    bucket_remove(object->shape, (uint32_t)slot);
    object->shape->keys[slot].name = VALUE_EMPTY;
    object->slots[slot] = VALUE_ABSENT;
    return true;
}

/* ---- enumerating ----------------------------------------------------------------------------- */

static uint32_t
index_at(const value_t *keys, uint32_t place)
{
    return value_as_string(keys[place])->index;
}

/** Let the key at `place` sink below larger ones: the largest comes on top. */
static void
sift(value_t *keys, uint32_t place, uint32_t count)
{
    for (uint32_t child; (child = 2 * place + 1) < count; place = child) {
        child += child + 1 < count && index_at(keys, child + 1) > index_at(keys, child);
        if (index_at(keys, place) >= index_at(keys, child)) {
            return;
        }
        value_t key = keys[place];
        keys[place] = keys[child];
        keys[child] = key;
    }
}

/** Ascending by index, whatever order they came in. */
static bool
index_keys_sort(struct vm *vm, value_t *keys, uint32_t count)
{
    bool is_sorted = true;
    for (uint32_t i = 1; i < count && is_sorted; i++) {
        is_sorted = index_at(keys, i - 1) < index_at(keys, i);
    }
    if (is_sorted) {
        return true;
    }
    if (!vm_charge(vm, 2 * (uint64_t)count)) {
        return false;
    }
    for (uint32_t i = count / 2; i > 0; i--) {
        sift(keys, i - 1, count);
    }
    for (uint32_t end = count; end > 1; end--) {
        value_t key = keys[0];
        keys[0] = keys[end - 1];
        keys[end - 1] = key;
        sift(keys, 0, end - 1);
    }
    return true;
}

static bool
push_index(struct vm *vm, struct array *keys, uint32_t index)
{
    value_t name;
    return key_interned(vm, key_index(index), true, &name) && array_push(vm, keys, name);
}

static bool
push_elements(struct vm *vm, struct object *object, struct array *keys)
{
    if (object->kind == OBJECT_ARRAY) {
        const struct array *array = (struct array *)object;
        uint32_t count = array->length < array->capacity ? array->length : array->capacity;
        for (uint32_t i = 0; i < count; i++) {
            if (array->items[i] != VALUE_EMPTY && !push_index(vm, keys, i)) {
                return false;
            }
        }
    } else if (object->kind == OBJECT_WRAPPER &&
               value_is_string(((struct wrapper *)object)->primitive)) {
        uint32_t length = value_as_string(((struct wrapper *)object)->primitive)->length;
        for (uint32_t i = 0; i < length; i++) {
            if (!push_index(vm, keys, i)) {
                return false;
            }
        }
    }
    return true;
}

static bool
key_is_wanted(struct vm *vm, struct object *object, uint32_t slot, unsigned which, bool *wanted)
{
    const struct shape_key *key = &object->shape->keys[slot];
    *wanted = false;
    if (key->name == VALUE_EMPTY ||
        ((which & OWN_ENUMERABLE) != 0 && (key->attributes & ATTRIBUTE_ENUMERABLE) == 0) ||
        (value_is_symbol(key->name) && value_as_symbol(key->name)->is_private)) {
        return true;
    }
    if (object->slots[slot] == VALUE_LAZY && !host_resolve(vm, (struct view *)object, slot)) {
        return false;
    }
    *wanted = object->slots[slot] != VALUE_ABSENT;
    return true;
}

/** Keys of the shape that are (not) indices, are (not) symbols. */
static bool
push_shape_keys(struct vm *vm, struct object *object, unsigned which, bool symbols, bool indices,
                struct array *keys)
{
    for (uint32_t i = 0; i < object->shape->count; i++) {
        value_t name = object->shape->keys[i].name;
        bool wanted;
        if (!key_is_wanted(vm, object, i, which, &wanted)) {
            return false;
        }
        if (wanted && value_is_symbol(name) == symbols && name_has_index(name) == indices &&
            !array_push(vm, keys, name)) {
            return false;
        }
    }
    return true;
}

bool
object_own_keys(struct vm *vm, struct object *object, unsigned which, struct array **out)
{
    struct array *keys = array_new(vm, 0);
    *out = keys;
    uint32_t count = object->shape->count;
    if (object->kind == OBJECT_ARRAY) {
        const struct array *array = (struct array *)object;
        count += array->length < array->capacity ? array->length : array->capacity;
    }
    if (keys == NULL || !vm_charge(vm, 1 + count)) {
        return false;
    }
    if (which & OWN_STRINGS) {
        if (!push_elements(vm, object, keys)) {
            return false;
        }
        if (object->shape->has_index_keys) {
            uint32_t first = object->kind == OBJECT_ARRAY ? 0 : keys->length;
            if (!push_shape_keys(vm, object, which, false, true, keys) ||
                !index_keys_sort(vm, keys->items + first, keys->length - first)) {
                return false;
            }
        }
        bool is_array = object->kind == OBJECT_ARRAY;
        bool is_function = object->kind == OBJECT_FUNCTION || object->kind == OBJECT_NATIVE;
        bool is_string = object->kind == OBJECT_WRAPPER &&
                         value_is_string(((struct wrapper *)object)->primitive);
        if ((which & OWN_ENUMERABLE) == 0 && (is_array || is_function || is_string)) {
            bool has_length =
                !is_function || ((object->flags & OBJECT_NO_LENGTH) == 0 &&
                                 shape_find(object->shape, vm_name(vm, NAME_length)) < 0);
            if (has_length && !array_push(vm, keys, vm_name(vm, NAME_length))) {
                return false;
            }
            if (is_function && (object->flags & OBJECT_NO_NAME) == 0 &&
                shape_find(object->shape, vm_name(vm, NAME_name)) < 0 &&
                !array_push(vm, keys, vm_name(vm, NAME_name))) {
                return false;
            }
            struct property property;
            bool found = false;
            if (object->kind == OBJECT_FUNCTION &&
                shape_find(object->shape, vm_name(vm, NAME_prototype)) < 0 &&
                !object_own(vm, object, vm_key(vm, NAME_prototype), &found, &property)) {
                return false;
            }
            if (found && !array_push(vm, keys, vm_name(vm, NAME_prototype))) {
                return false;
            }
        }
        if (!push_shape_keys(vm, object, which, false, false, keys)) {
            return false;
        }
    }
    return (which & OWN_SYMBOLS) == 0 || push_shape_keys(vm, object, which, true, false, keys);
}

/* ---- restricting ---------------------------------------------------------- */

bool
object_restrict(struct vm *vm, struct object *object, enum object_flag level)
{
    uint8_t flags = level == OBJECT_FROZEN   ? OBJECT_FROZEN | OBJECT_SEALED | OBJECT_NOT_EXTENSIBLE
                    : level == OBJECT_SEALED ? OBJECT_SEALED | OBJECT_NOT_EXTENSIBLE
                                             : OBJECT_NOT_EXTENSIBLE;
    if ((object->flags & flags) == flags) {
        return true;
    }
    if (!object_check_writable(vm, object)) {
        return false;
    }
    object->flags |= flags;
    return true;
}

bool
object_is_restricted(const struct object *object, enum object_flag level)
{
    if (object->flags & level) {
        return true;
    }
    if (level == OBJECT_NOT_EXTENSIBLE || (object->flags & OBJECT_NOT_EXTENSIBLE) == 0) {
        return false;
    }
    if (object->kind == OBJECT_ARRAY) {
        const struct array *array = (const struct array *)object;
        if (level == OBJECT_FROZEN && (object->flags & OBJECT_LENGTH_FIXED) == 0) {
            return false;
        }
        for (uint32_t i = 0; i < array->length && i < array->capacity; i++) {
            if (array->items[i] != VALUE_EMPTY) {
                return false;
            }
        }
    }
    for (uint32_t i = 0; i < object->shape->count; i++) {
        uint32_t attributes = object->shape->keys[i].attributes;
        if (object->shape->keys[i].name != VALUE_EMPTY &&
            ((attributes & ATTRIBUTE_CONFIGURABLE) != 0 ||
             (level == OBJECT_FROZEN && (attributes & ATTRIBUTE_ACCESSOR) == 0 &&
              (attributes & ATTRIBUTE_WRITABLE) != 0))) {
            return false;
        }
    }
    return true;
}

bool
object_set_proto(struct vm *vm, struct object *object, struct object *proto)
{
    if (object->shape->proto == proto) {
        return true;
    }
    if (object->flags & OBJECT_NOT_EXTENSIBLE) {
        return vm_throw_type(vm, "Cannot set the prototype of an object that is not extensible");
    }
    for (const struct object *up = proto; up != NULL; up = up->shape->proto) {
        if (up == object) {
            return vm_throw_type(vm, "Cyclic prototype value");
        }
        if (!vm_charge(vm, 1)) {
            return false;
        }
    }
    if (!object_check_writable(vm, object)) {
        return false;
    }
    struct shape *shape = shape_with_proto(vm, object->shape, proto);
    if (shape == NULL) {
        return false;
    }
    object->shape = shape;
    return true;
}
