/* SPDX-License-Identifier: Apache-2.0 */
/* property.c: v[key] through prototypes, getters and setters. */
#include "script/host.h"
#include "script/shape.h"
#include "script/vm.h"

/** Where the properties of a value start; NULL after throwing for null and undefined. */
static struct object *
start_of(struct vm *vm, value_t value, struct key key, const char *doing)
{
    if (value_is_object(value)) {
        return value_as_object(value);
    }
    enum builtin_id builtin = BUILTIN_NUMBER;
    if (!value_is_number(value)) {
        switch (value_tag(value)) {
        case TAG_STRING:
            builtin = BUILTIN_STRING;
            break;
        case TAG_SYMBOL:
            builtin = BUILTIN_SYMBOL;
            break;
        case TAG_DECIMAL:
            builtin = BUILTIN_DECIMAL;
            break;
        case TAG_CONSTANT:
            if (value_is_boolean(value)) {
                builtin = BUILTIN_BOOLEAN;
                break;
            }
            fall_through;
        case TAG_OBJECT:
        case TAG_BIGINT:
        case TAG_CELL: {
            value_t name;
            char text[64];
            if (!key_to_value(vm, key, &name)) {
                return NULL;
            }
            key_render(name, text, sizeof text);
            (void)!vm_throw_type(vm, "Cannot %s of %s (%s '%s')",
                                 *doing == 'r' ? "read properties" : "set properties",
                                 value_is_null(value) ? "null" : "undefined",
                                 *doing == 'r' ? "reading" : "setting", text);
            return NULL;
        }
        }
    }
    return vm->realm->prototypes[builtin];
}

bool
value_get_from(struct vm *vm, struct object *start, struct key key, value_t receiver, value_t *out)
{
    uint32_t steps = 0;
    for (struct object *object = start; object != NULL; object = object->shape->proto) {
        /* The plain case first: a data property of the shape. */
        if (key.name != VALUE_EMPTY) {
            int32_t slot = shape_find(object->shape, key.name);
            if (slot >= 0 && (object->shape->keys[slot].attributes & ATTRIBUTE_ACCESSOR) == 0) {
                if (object->slots[slot] == VALUE_LAZY &&
                    !host_resolve(vm, (struct view *)object, (uint32_t)slot)) {
                    return false;
                }
                if (likely(object->slots[slot] != VALUE_ABSENT)) {
                    *out = object->slots[slot];
                    return true;
                }
            }
        }
        struct property property;
        bool found;
        if (!object_own(vm, object, key, &found, &property)) {
            return false;
        }
        if (found) {
            if ((property.attributes & ATTRIBUTE_ACCESSOR) == 0) {
                *out = property.value;
                return true;
            }
            *out = VALUE_UNDEFINED;
            return property.getter == NULL ||
                   vm_call(vm, value_of_object(property.getter), receiver, NULL, 0, out);
        }
        if (object->kind == OBJECT_VIEW) {
            if (!host_get_alias(vm, (struct view *)object, key.name, &found, out)) {
                return false;
            }
            if (found) {
                return true;
            }
        }
        if (++steps > 8 && !vm_charge(vm, 1)) {
            return false;
        }
    }
    *out = VALUE_UNDEFINED;
    return true;
}

bool
value_get(struct vm *vm, value_t value, struct key key, value_t *out)
{
    if (value_is_object(value)) {
        struct object *object = value_as_object(value);
        if (key.name == VALUE_EMPTY && object->kind == OBJECT_ARRAY &&
            array_has((struct array *)object, key.index)) {
            *out = ((struct array *)object)->items[key.index];
            return true;
        }
        return value_get_from(vm, object, key, value, out);
    }
    if (value_is_string(value)) {
        struct string *string = value_as_string(value);
        if (key.name == vm_name(vm, NAME_length)) {
            *out = value_number(string->length);
            return true;
        }
        if (key.name == VALUE_EMPTY) {
            *out = VALUE_UNDEFINED;
            if (key.index >= string->length) {
                return true;
            }
            if (!string_flatten(vm, string, &string)) {
                return false;
            }
            string = string_from_unit(vm, string_unit(string, key.index));
            *out = value_of_string(string);
            return string != NULL;
        }
    }
    struct object *start = start_of(vm, value, key, "read");
    return start != NULL && value_get_from(vm, start, key, value, out);
}

/** Set what is not an own data property: a setter above, or a new own property. */
static bool
put_above(struct vm *vm, struct object *object, struct key key, value_t receiver, value_t x,
          bool *done)
{
    uint32_t steps = 0;
    *done = true;
    for (struct object *up = object; up != NULL; up = up->shape->proto) {
        struct property property;
        bool found;
        if (!object_own(vm, up, key, &found, &property)) {
            return false;
        }
        if (found && (property.attributes & ATTRIBUTE_ACCESSOR) != 0) {
            value_t ignored;
            if (property.setter == NULL) {
                value_t name;
                char text[64];
                if (!key_to_value(vm, key, &name)) {
                    return false;
                }
                key_render(name, text, sizeof text);
                return vm_throw_type(vm, "Cannot set property '%s' which has only a getter", text);
            }
            return vm_call(vm, value_of_object(property.setter), receiver, &x, 1, &ignored);
        }
        if (found && (property.attributes & ATTRIBUTE_WRITABLE) == 0) {
            /* Frozen built-in prototypes do not stop own properties of other objects:
             * `error.name = "X"`, `obj.toString = ...` are everyday code. */
            if (up == object || !realm_is_fixed(vm->realm, up)) {
                return object_throw_read_only(vm, key);
            }
            break;
        }
        if (found) {
            break;
        }
        if (++steps > 8 && !vm_charge(vm, 1)) {
            return false;
        }
    }
    *done = false;
    return true;
}

bool
value_put(struct vm *vm, value_t value, struct key key, value_t x)
{
    if (!value_is_object(value)) {
        bool done;
        struct object *start = start_of(vm, value, key, "set");
        if (start == NULL || !put_above(vm, start, key, value, x, &done)) {
            return false;
        }
        return done || vm_throw_type(vm, "Cannot create a property on %s", value_describe(value));
    }
    struct object *object = value_as_object(value);
    if (object->kind == OBJECT_ARRAY && key.name == VALUE_EMPTY) {
        return array_put(vm, (struct array *)object, key.index, x);
    }
    return object_put(vm, object, key, x);
}

bool
object_put(struct vm *vm, struct object *object, struct key key, value_t x)
{
    int32_t slot = key.name != VALUE_EMPTY ? shape_find(object->shape, key.name)
                                           : object_slot(vm, object, key);
    if (slot >= 0 &&
        (object->shape->keys[slot].attributes & (ATTRIBUTE_ACCESSOR | ATTRIBUTE_WRITABLE)) ==
            ATTRIBUTE_WRITABLE &&
        (object->flags & OBJECT_FROZEN) == 0 && object->slots[slot] != VALUE_ABSENT) {
        if (!object_check_writable(vm, object)) {
            return false;
        }
        object->slots[slot] = x;
        return true;
    }
    if (object->flags & OBJECT_FROZEN) {
        bool found;
        struct property property;
        if (!object_own(vm, object, key, &found, &property)) {
            return false;
        }
        if (found && (property.attributes & ATTRIBUTE_ACCESSOR) == 0) {
            return object_throw_read_only(vm, key);
        }
    }
    bool done;
    if (!put_above(vm, object, key, value_of_object(object), x, &done)) {
        return false;
    }
    return done || object_define(vm, object, key, x, ATTRIBUTE_PLAIN);
}

bool
value_put_from(struct vm *vm, struct object *start, struct key key, value_t receiver, value_t x)
{
    bool done;
    bool found;
    struct property own;
    if (!put_above(vm, start, key, receiver, x, &done) || done) {
        return vm->trap == RUN_NONE && vm->exception == VALUE_EMPTY;
    }
    if (!value_is_object(receiver)) {
        return vm_throw_type(vm, "Cannot create a property on %s", value_describe(receiver));
    }
    struct object *object = value_as_object(receiver);
    if (!object_own(vm, object, key, &found, &own)) {
        return false;
    }
    if (!found) {
        return object_define(vm, object, key, x, ATTRIBUTE_PLAIN);
    }
    if ((own.attributes & (ATTRIBUTE_ACCESSOR | ATTRIBUTE_WRITABLE)) != ATTRIBUTE_WRITABLE) {
        return object_throw_read_only(vm, key);
    }
    return value_put(vm, receiver, key, x);
}

bool
value_has(struct vm *vm, value_t value, struct key key, bool *out)
{
    if (!value_is_object(value) && !value_is_decimal(value)) {
        return vm_throw_type(vm, "Cannot use 'in' to search in %s", value_describe(value));
    }
    struct object *start = value_is_object(value) ? value_as_object(value)
                                                  : vm->realm->prototypes[BUILTIN_DECIMAL];
    *out = false;
    for (struct object *up = start; up != NULL && !*out; up = up->shape->proto) {
        struct property property;
        if (!vm_charge(vm, 1) || !object_own(vm, up, key, out, &property)) {
            return false;
        }
    }
    return true;
}
