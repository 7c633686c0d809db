/* SPDX-License-Identifier: Apache-2.0 */
/*
 * builtin_weak.c: WeakMap and WeakSet. Nothing is collected while a run lasts, so
 * they hold what they hold as a Map or Set does; they only show less of it.
 */
#include "script/builtin.h"
#include "script/collection.h"

struct weak {
    struct object object;        /**< OBJECT_OTHER */
    const struct builtin *class; /**< which of the two */
    struct collection *entries;
};

static bool
this_weak(struct vm *vm, const struct call *call, const struct builtin *class, struct weak **out)
{
    *out = NULL;
    if (value_is_object(call->this) && value_as_object(call->this)->kind == OBJECT_OTHER) {
        struct weak *weak = (struct weak *)value_as_object(call->this);
        if (weak->class == class) {
            *out = weak;
            return true;
        }
    }
    return vm_throw_type(vm, "A method of %s was called on %s", class->name,
                         value_describe(call->this));
}

static bool
can_be_key(value_t key)
{
    return value_is_object(key) || value_is_decimal(key) || value_is_symbol(key);
}

static bool
need_key(struct vm *vm, value_t key, const struct builtin *class)
{
    return can_be_key(key) ||
           vm_throw_type(vm, "Invalid value used in %s: %s", class->name, value_describe(key));
}

/** One element of what it is made from. */
static bool
add_element(struct vm *vm, struct weak *weak, value_t element)
{
    value_t key = element;
    value_t value = VALUE_UNDEFINED;
    if (weak->class == &builtin_weak_set) {
        return need_key(vm, key, weak->class) && collection_add(vm, weak->entries, key);
    }
    if (!value_is_object(element)) {
        return vm_throw_type(vm, "Iterator value %s is not an entry object",
                             value_describe(element));
    }
    return value_get(vm, element, key_index(0), &key) &&
           value_get(vm, element, key_index(1), &value) && need_key(vm, key, weak->class) &&
           collection_put(vm, weak->entries, key, value);
}

static bool
construct(struct vm *vm, const struct call *call, const struct builtin *class, enum builtin_id id,
          value_t *out)
{
    struct object *proto;
    struct iteration iteration;
    if (value_is_undefined(call->target)) {
        return vm_throw_type(vm, "Constructor %s requires 'new'", class->name);
    }
    if (!vm_proto_of_target(vm, call, id, &proto)) {
        return false;
    }
    struct weak *weak = object_new_of(vm, OBJECT_OTHER, proto, sizeof(*weak));
    if (weak == NULL) {
        return false;
    }
    weak->class = class;
    weak->entries = id == BUILTIN_WEAK_MAP ? collection_new_map(vm) : collection_new_set(vm);
    *out = value_of_object(weak);
    if (weak->entries == NULL || value_is_nullish(call_arg(call, 0))) {
        return weak->entries != NULL;
    }
    if (!iteration_begin(vm, call->args[0], &iteration)) {
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
        if (!add_element(vm, weak, element)) {
            if (vm->trap == RUN_NONE) {
                (void)!iteration_close(vm, &iteration);
            }
            return false;
        }
    }
}

static bool
has(struct vm *vm, const struct call *call, const struct builtin *class, value_t *out)
{
    struct weak *weak;
    bool found = false;
    if (!this_weak(vm, call, class, &weak) ||
        (can_be_key(call_arg(call, 0)) &&
         !collection_has(vm, weak->entries, call->args[0], &found))) {
        return false;
    }
    *out = value_boolean(found);
    return true;
}

static bool delete (struct vm *vm, const struct call *call, const struct builtin *class,
                    value_t *out)
{
    struct weak *weak;
    if (!has(vm, call, class, out) || !this_weak(vm, call, class, &weak)) {
        return false;
    }
    return *out == VALUE_FALSE || collection_remove(vm, weak->entries, call->args[0]);
}

/* ---- WeakMap --------------------------------------------------------------------- */

static bool
weak_map_construct(struct vm *vm, const struct call *call, value_t *out)
{
    return construct(vm, call, &builtin_weak_map, BUILTIN_WEAK_MAP, out);
}

static bool
weak_map_delete(struct vm *vm, const struct call *call, value_t *out)
{
    return delete (vm, call, &builtin_weak_map, out);
}

static bool
weak_map_get(struct vm *vm, const struct call *call, value_t *out)
{
    struct weak *weak;
    return this_weak(vm, call, &builtin_weak_map, &weak) &&
           (!can_be_key(call_arg(call, 0)) ||
            collection_get(vm, weak->entries, call->args[0], out));
}

static bool
weak_map_has(struct vm *vm, const struct call *call, value_t *out)
{
    return has(vm, call, &builtin_weak_map, out);
}

static bool
weak_map_set(struct vm *vm, const struct call *call, value_t *out)
{
    struct weak *weak;
    *out = call->this;
    return this_weak(vm, call, &builtin_weak_map, &weak) &&
           need_key(vm, call_arg(call, 0), weak->class) &&
           collection_put(vm, weak->entries, call_arg(call, 0), call_arg(call, 1));
}

static const struct builtin_member weak_map_members[] = {
    {"delete", MEMBER_METHOD, 1, weak_map_delete, 0},
    {"get", MEMBER_METHOD, 1, weak_map_get, 0},
    {"has", MEMBER_METHOD, 1, weak_map_has, 0},
    {"set", MEMBER_METHOD, 2, weak_map_set, 0},
    {"@@to_string_tag\0WeakMap", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_weak_map = {
    .name = "WeakMap",
    .construct = weak_map_construct,
    .members = weak_map_members,
};

/* ---- WeakSet --------------------------------------------------------------------- */

static bool
weak_set_construct(struct vm *vm, const struct call *call, value_t *out)
{
    return construct(vm, call, &builtin_weak_set, BUILTIN_WEAK_SET, out);
}

static bool
weak_set_add(struct vm *vm, const struct call *call, value_t *out)
{
    struct weak *weak;
    *out = call->this;
    return this_weak(vm, call, &builtin_weak_set, &weak) &&
           need_key(vm, call_arg(call, 0), weak->class) &&
           collection_add(vm, weak->entries, call_arg(call, 0));
}

static bool
weak_set_delete(struct vm *vm, const struct call *call, value_t *out)
{
    return delete (vm, call, &builtin_weak_set, out);
}

static bool
weak_set_has(struct vm *vm, const struct call *call, value_t *out)
{
    return has(vm, call, &builtin_weak_set, out);
}

static const struct builtin_member weak_set_members[] = {
    {"add", MEMBER_METHOD, 1, weak_set_add, 0},
    {"delete", MEMBER_METHOD, 1, weak_set_delete, 0},
    {"has", MEMBER_METHOD, 1, weak_set_has, 0},
    {"@@to_string_tag\0WeakSet", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_weak_set = {
    .name = "WeakSet",
    .construct = weak_set_construct,
    .members = weak_set_members,
};
