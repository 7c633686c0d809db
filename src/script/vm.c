/* SPDX-License-Identifier: Apache-2.0 */
#include "script/vm.h"

#include <stdarg.h>

#include "script/machine.h"

/* ---- failing ------------------------------------------------------------------- */

/** Remember where, cheaply: most exceptions are caught. */
static void
remember_place(struct vm *vm)
{
    vm->trace_count = 0;
    for (uint32_t i = vm->frame_count; i > 0 && vm->trace_count < COUNT_OF(vm->trace); i--) {
        const struct frame *frame = &vm->frames[i - 1];
        vm->trace[vm->trace_count++] =
            (struct trace_point){frame->code, (uint32_t)(frame->pc - frame->code->instructions)};
    }
}

bool
vm_trap(struct vm *vm, enum run_outcome trap)
{
    if (vm->trap == RUN_NONE) {
        vm->trap = trap;
        remember_place(vm);
    }
    return false;
}

bool
vm_throw(struct vm *vm, value_t exception)
{
    if (vm->trap == RUN_NONE) {
        vm->exception = exception;
        remember_place(vm);
    }
    return false;
}

bool
vm_throw_error(struct vm *vm, enum builtin_id error, const char *format, ...)
{
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    size_t used = length < 0                        ? 0
                  : (size_t)length < sizeof message ? (size_t)length
                                                    : sizeof message - 1;
    struct string *text = string_from_utf8(vm, (struct text){message, used});
    struct object *object = text == NULL ? NULL : error_new(vm, error, text);
    if (object == NULL) {
        return false;
    }
    return vm_throw(vm, value_of_object(object));
}

bool
vm_enter(struct vm *vm)
{
    if (vm->depth >= vm->depth_max) {
        return vm_trap(vm, RUN_DEPTH);
    }
    vm->depth++;
    return true;
}

void
vm_leave(struct vm *vm)
{
    assert(vm->depth > 0);
    vm->depth--;
}

/* ---- frames ---------------------------------------------------------------------- */

bool
frame_push(struct vm *vm, struct closure *closure, value_t *base, uint32_t count, value_t target)
{
    const struct function_code *code = closure->code;
    value_t *registers = base + 2;
    struct property_cache *cache = vm->cache;
    value_t arguments = VALUE_EMPTY;
    if (vm->depth >= vm->depth_max ||
        registers + code->register_count + STACK_SLACK > vm->stack_end) {
        return vm_trap(vm, RUN_DEPTH);
    }
    if (vm->fuel < call_fuel(code)) {
        vm->fuel = -1;
        return vm_trap(vm, RUN_FUEL);
    }
    vm->fuel -= call_fuel(code);
    if (cache->epochs[code->number] != cache->epoch) {
        cache_void_sites(cache, code);
    }
    if (code->flags & CODE_ARGUMENTS) {
        vm->stack_top = registers + count;
        struct array *array =
            vm_charge(vm, 1 + count / 8) ? array_from(vm, registers, count) : NULL;
        if (array == NULL) {
            return false;
        }
        arguments = value_of_object(array);
    }
    frame_fill(vm, closure, registers, count, target, arguments);
    return true;
}

bool
construct_this(struct vm *vm, struct closure *closure, value_t target, value_t *out)
{
    *out = VALUE_EMPTY;
    if (closure->code->flags & CODE_DERIVED) {
        return true;
    }
    struct shape *shape = closure->instances;
    if (shape == NULL || target != value_of_object(closure)) {
        value_t prototype;
        if (!value_get_name(vm, target, NAME_prototype, &prototype)) {
            return false;
        }
        struct closure *maker =
            value_is_object(target) && value_as_object(target)->kind == OBJECT_FUNCTION
                ? (struct closure *)value_as_object(target)
                : closure;
        shape = maker->instances;
        if (shape == NULL) {
            struct object *proto = value_is_object(prototype)
                                       ? value_as_object(prototype)
                                       : vm->realm->prototypes[BUILTIN_OBJECT];
            shape = shape_root(vm, proto);
            if (shape == NULL) {
                return false;
            }
            if (heap_owns(&vm->heap, maker) &&
                shape_find(maker->object.shape, vm_name(vm, NAME_prototype)) < 0) {
                maker->instances = shape;
            }
        }
    }
    struct object *object = object_new_shaped(vm, shape, 4);
    *out = value_of_object(object);
    return object != NULL;
}

/* ---- calling from C ------------------------------------------------------------------ */

bool
call_native(struct vm *vm, struct native *native, value_t *base, uint32_t count, value_t target,
            value_t *out)
{
    if (unlikely(!vm_enter(vm) || !vm_charge(vm, NATIVE_FUEL))) {
        return false;
    }
    for (uint32_t i = count; i < native->length; i++) {
        base[2 + i] = VALUE_UNDEFINED;
    }
    value_t *top = vm->stack_top;
    uint32_t reach = count > native->length ? count : native->length;
    if (base + 2 + reach > top) {
        vm->stack_top = base + 2 + reach;
    }
    struct call call = {base[1], base + 2, count, target, &native->object};
    value_t answer = VALUE_UNDEFINED;
    bool good = native->function(vm, &call, &answer);
    vm->stack_top = top;
    vm->depth--;
    assert(good ? vm->exception == VALUE_EMPTY
                : vm->trap != RUN_NONE || vm->exception != VALUE_EMPTY);
    if (unlikely(vm->trap != RUN_NONE)) {
        return false;
    }
    *out = answer;
    return good;
}

static bool
call_bound(struct vm *vm, struct bound *bound, value_t *base, uint32_t count, value_t target,
           value_t *out)
{
    uint32_t more = bound->args->length;
    if (base + 2 + count + more + STACK_SLACK > vm->stack_end || !vm_enter(vm)) {
        return vm_trap(vm, RUN_DEPTH);
    }
    bool good = vm_charge(vm, 1 + (count + more) / 8);
    if (good) {
        memmove(base + 2 + more, base + 2, count * sizeof *base);
        for (uint32_t i = 0; i < more; i++) {
            base[2 + i] = array_get(bound->args, i);
        }
        value_t self = base[0];
        base[0] = bound->target;
        base[1] = bound->this;
        good = value_is_undefined(target)
                   ? call_at(vm, base, count + more, out)
                   : construct_at(vm, base, count + more, target == self ? bound->target : target,
                                  out);
    }
    vm_leave(vm);
    return good;
}

bool
operate_not_callable(struct vm *vm, value_t value, bool is_new)
{
    return vm_throw_type(vm, "%s is not a %s", value_describe(value),
                         is_new ? "constructor" : "function");
}

bool
call_at(struct vm *vm, value_t *base, uint32_t count, value_t *out)
{
    if (!value_is_callable(base[0])) {
        return operate_not_callable(vm, base[0], false);
    }
    struct object *function = value_as_object(base[0]);
    if (function->kind == OBJECT_NATIVE) {
        return call_native(vm, (struct native *)function, base, count, VALUE_UNDEFINED, out);
    }
    if (function->kind == OBJECT_BOUND) {
        return call_bound(vm, (struct bound *)function, base, count, VALUE_UNDEFINED, out);
    }
    struct closure *closure = (struct closure *)function;
    if (closure->code->flags & CODE_CLASS) {
        return vm_throw_type(vm, "Class constructor cannot be called without 'new'");
    }
    value_t *top = vm->stack_top;
    if (vm->c_depth >= C_DEPTH_MAX) {
        return vm_trap(vm, RUN_DEPTH);
    }
    if (!frame_push(vm, closure, base, count, VALUE_UNDEFINED)) {
        return false;
    }
    vm->frames[vm->frame_count - 1].flags = FRAME_ENTRY;
    vm->c_depth++;
    bool good = interpret(vm, out);
    vm->c_depth--;
    vm->stack_top = top;
    return good;
}

bool
construct_at(struct vm *vm, value_t *base, uint32_t count, value_t target, value_t *out)
{
    if (!value_is_constructor(base[0])) {
        return operate_not_callable(vm, base[0], true);
    }
    struct object *function = value_as_object(base[0]);
    if (function->kind == OBJECT_NATIVE) {
        base[1] = VALUE_UNDEFINED;
        return call_native(vm, (struct native *)function, base, count, target, out);
    }
    if (function->kind == OBJECT_BOUND) {
        return call_bound(vm, (struct bound *)function, base, count, target, out);
    }
    struct closure *closure = (struct closure *)function;
    value_t *top = vm->stack_top;
    if (vm->c_depth >= C_DEPTH_MAX) {
        return vm_trap(vm, RUN_DEPTH);
    }
    if (!construct_this(vm, closure, target, &base[1]) ||
        !frame_push(vm, closure, base, count, target)) {
        return false;
    }
    vm->frames[vm->frame_count - 1].flags = FRAME_ENTRY | FRAME_CONSTRUCT;
    vm->c_depth++;
    bool good = interpret(vm, out);
    vm->c_depth--;
    vm->stack_top = top;
    return good;
}

/** Callee, this and arguments on top of the stack. */
static value_t *
push_call(struct vm *vm, value_t function, value_t this, const value_t *args, uint32_t count)
{
    value_t *base = vm->stack_top;
    if ((size_t)(vm->stack_end - base) < (size_t)count + STACK_SLACK) {
        (void)!vm_trap(vm, RUN_DEPTH);
        return NULL;
    }
    base[0] = function;
    base[1] = this;
    if (count > 0) {
        memmove(base + 2, args, count * sizeof *args);
    }
    vm->stack_top = base + 2 + count;
    return base;
}

bool
vm_call(struct vm *vm, value_t function, value_t this, const value_t *args, uint32_t count,
        value_t *out)
{
    value_t *top = vm->stack_top;
    value_t *base = push_call(vm, function, this, args, count);
    bool good = base != NULL && call_at(vm, base, count, out);
    vm->stack_top = top;
    return good;
}

bool
vm_construct(struct vm *vm, value_t constructor, const value_t *args, uint32_t count,
             value_t target, value_t *out)
{
    value_t *top = vm->stack_top;
    value_t *base = push_call(vm, constructor, VALUE_UNDEFINED, args, count);
    bool good = base != NULL && construct_at(vm, base, count, target, out);
    vm->stack_top = top;
    return good;
}

bool
vm_call_method(struct vm *vm, value_t value, struct key key, const value_t *args, uint32_t count,
               value_t *out)
{
    value_t method;
    return value_get(vm, value, key, &method) && vm_call(vm, method, value, args, count, out);
}

bool
vm_proto_of_target(struct vm *vm, const struct call *call, enum builtin_id builtin,
                   struct object **out)
{
    *out = vm->realm->prototypes[builtin];
    if (value_is_undefined(call->target) || call->target == value_of_object(call->callee)) {
        return true;
    }
    value_t prototype;
    if (!value_get_name(vm, call->target, NAME_prototype, &prototype)) {
        return false;
    }
    if (value_is_object(prototype)) {
        *out = value_as_object(prototype);
    }
    return true;
}

bool
vm_console(struct vm *vm, struct string *line)
{
    if (!vm_charge(vm, 8 + line->length)) {
        return false;
    }
    if (vm->console == NULL || vm->console->failed) {
        return true;
    }
    struct text text = string_to_utf8(vm->arena, line);
    struct text_builder *console = vm->console;
    size_t room = console->limit - console->length;
    if (text.length + 1 > room) {
        text.length = room == 0 ? 0 : room - 1;
        while (text.length > 0 && ((uint8_t)text.bytes[text.length] & 0xC0) == 0x80) {
            text.length--; /* not in the middle of a character */
        }
        if (text.length == 0) {
            return true;
        }
    }
    text_builder_add(console, text);
    text_builder_add_char(console, '\n');
    return true;
}
