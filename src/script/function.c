/* SPDX-License-Identifier: Apache-2.0 */
#include "script/function.h"

#include "script/bytecode.h"
#include "script/shape.h"

struct native *
native_new(struct vm *vm, const char *name, native_function *function, uint8_t length,
           value_t bound)
{
    struct native *native = heap_alloc(vm, sizeof *native);
    if (native == NULL) {
        return NULL;
    }
    *native = (struct native){
        .object = {.kind = OBJECT_NATIVE, .shape = vm->realm->native_shape},
        .function = function,
        .name = name,
        .length = length,
        .bound = bound,
    };
    return native;
}

struct string *
function_name(struct vm *vm, struct object *function)
{
    if (function->kind == OBJECT_FUNCTION) {
        const struct closure *closure = (struct closure *)function;
        return closure->name != NULL ? closure->name : closure->code->name;
    }
    if (function->kind == OBJECT_NATIVE) {
        return string_from_ascii(vm, ((struct native *)function)->name);
    }
    value_t target = ((struct bound *)function)->target;
    struct string *prefix = string_from_ascii(vm, "bound ");
    struct string *name =
        value_is_callable(target) ? function_name(vm, value_as_object(target)) : NULL;
    return prefix == NULL || name == NULL ? NULL : string_concat(vm, prefix, name);
}

uint32_t
function_length(const struct object *function)
{
    if (function->kind == OBJECT_FUNCTION) {
        return ((const struct closure *)function)->code->length;
    }
    if (function->kind == OBJECT_NATIVE) {
        return ((const struct native *)function)->length;
    }
    const struct bound *bound = (const struct bound *)function;
    uint32_t length = function_length(value_as_object(bound->target));
    return length > bound->args->length ? length - bound->args->length : 0;
}

bool
function_prototype(struct vm *vm, struct closure *function, value_t *out, uint32_t *attributes)
{
    if ((function->code->flags & CODE_CONSTRUCTOR) == 0) {
        return true;
    }
    *attributes = (function->code->flags & CODE_CLASS) ? 0 : ATTRIBUTE_WRITABLE;
    if (function->prototype == NULL) {
        if (!heap_owns(&vm->heap, function)) {
            return object_shared_write(vm);
        }
        struct object *prototype = object_new(vm);
        if (prototype == NULL || !object_define(vm, prototype, vm_key(vm, NAME_constructor),
                                                value_of_object(function), ATTRIBUTE_METHOD)) {
            return false;
        }
        function->prototype = prototype;
    }
    *out = value_of_object(function->prototype);
    return true;
}

bool
function_set_prototype(struct vm *vm, struct closure *function, value_t value)
{
    if ((function->code->flags & CODE_CONSTRUCTOR) == 0 ||
        (function->code->flags & CODE_CLASS) != 0 ||
        (function->object.flags & OBJECT_FROZEN) != 0) {
        return vm_throw_type(vm, "Cannot assign to read only property 'prototype'");
    }
    if (!object_check_writable(vm, &function->object)) {
        return false;
    }
    function->instances = NULL;
    if (!value_is_object(value)) {
        /* From now on a property as any other, which hides the one of the closure. */
        return object_define_slot(vm, &function->object, vm_key(vm, NAME_prototype), value,
                                  ATTRIBUTE_WRITABLE);
    }
    function->prototype = value_as_object(value);
    return true;
}

bool
value_is_constructor(value_t value)
{
    while (value_is_object(value) && value_as_object(value)->kind == OBJECT_BOUND) {
        value = ((struct bound *)value_as_object(value))->target;
    }
    if (!value_is_object(value)) {
        return false;
    }
    const struct object *object = value_as_object(value);
    return object->kind == OBJECT_FUNCTION
               ? (((const struct closure *)object)->code->flags & CODE_CONSTRUCTOR) != 0
               : object->kind == OBJECT_NATIVE && ((const struct native *)object)->is_constructor;
}

bool
value_instance_of(struct vm *vm, value_t value, value_t constructor, bool *out)
{
    *out = false;
    if (!value_is_object(constructor)) {
        return vm_throw_type(vm, "Right-hand side of 'instanceof' is not callable");
    }
    struct object *function = value_as_object(constructor);
    value_t method = VALUE_UNDEFINED;
    if (function->kind != OBJECT_NATIVE &&
        !value_get(vm, constructor, vm_symbol_key(vm, SYMBOL_has_instance), &method)) {
        return false;
    }
    if (value_is_object(method) && value_as_object(method)->kind == OBJECT_FUNCTION) {
        value_t answer;
        if (!vm_call(vm, method, constructor, &value, 1, &answer)) {
            return false;
        }
        *out = value_truthy(answer);
        return true;
    }
    if (!value_is_callable(constructor)) {
        return vm_throw_type(vm, "Right-hand side of 'instanceof' is not callable");
    }
    if (function->kind == OBJECT_BOUND) {
        return value_instance_of(vm, value, ((struct bound *)function)->target, out);
    }
    const struct object *object = value_is_object(value)    ? value_as_object(value)
                                  : value_is_decimal(value) ? vm->realm->prototypes[BUILTIN_DECIMAL]
                                                            : NULL;
    if (object == NULL) {
        return true;
    }
    value_t prototype;
    if (!value_get_name(vm, constructor, NAME_prototype, &prototype)) {
        return false;
    }
    if (!value_is_object(prototype)) {
        return vm_throw_type(vm, "Function has non-object prototype in instanceof check");
    }
    const struct object *wanted = value_as_object(prototype);
    *out = value_is_decimal(value) && object == wanted;
    for (object = object->shape->proto; object != NULL && !*out; object = object->shape->proto) {
        if (!vm_charge(vm, 1)) {
            return false;
        }
        *out = object == wanted;
    }
    return true;
}
