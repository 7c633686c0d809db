/* SPDX-License-Identifier: Apache-2.0 */
/* operation.c: the instructions that are too long for the loop. */
#include "script/host.h"
#include "script/libm.h"
#include "script/machine.h"

bool
operate_get_index(struct vm *vm, value_t object, value_t key, value_t *out)
{
    struct key place;
    if (value_is_nullish(object)) {
        /* The key is not looked at: its own trouble would hide this one. */
        if (!value_is_string(key) && !value_is_number(key) && !value_is_symbol(key)) {
            key = vm_name(vm, NAME_undefined);
        }
    }
    return key_of(vm, key, &place) && value_get(vm, object, place, out);
}

bool
operate_put_index(struct vm *vm, value_t object, value_t key, value_t x)
{
    struct key place;
    return key_of(vm, key, &place) && value_put(vm, object, place, x);
}

bool
operate_get_super(struct vm *vm, const value_t *row, value_t *out)
{
    struct key key;
    if (!value_is_object(row[0])) {
        return vm_throw_type(vm, "'super' outside of a method");
    }
    if (!key_of(vm, row[2], &key)) {
        return false;
    }
    struct object *start = value_as_object(row[0])->shape->proto;
    if (start == NULL) {
        return vm_throw_type(vm, "Cannot read properties of null");
    }
    return value_get_from(vm, start, key, row[1], out);
}

bool
operate_put_super(struct vm *vm, const value_t *row, value_t x)
{
    struct key key;
    if (!value_is_object(row[0])) {
        return vm_throw_type(vm, "'super' outside of a method");
    }
    if (!key_of(vm, row[2], &key)) {
        return false;
    }
    if (value_as_object(row[0])->shape->proto == NULL) {
        return vm_throw_type(vm, "Cannot set properties of null");
    }
    return value_put_from(vm, value_as_object(row[0])->shape->proto, key, row[1], x);
}

/* ---- #private ------------------------------------------------------------------------ */

/*
 * Private members are the object's own. A prototype holds methods and accessors
 * for its instances, which get them with their fields; those are enumerable there,
 * and no members of the prototype itself.
 */

static bool
private_find(value_t value, value_t name, struct object **holder, int32_t *slot)
{
    if (!value_is_object(value) || !value_is_symbol(name)) {
        return false;
    }
    *holder = value_as_object(value);
    *slot = shape_find((*holder)->shape, name);
    return *slot >= 0 && ((*holder)->shape->keys[*slot].attributes & ATTRIBUTE_ENUMERABLE) == 0;
}

static bool
throw_no_private(struct vm *vm, value_t name, const char *doing)
{
    char text[64];
    key_render(name, text, sizeof text);
    return vm_throw_type(vm,
                         "Cannot %s private member #%s of an object whose class did not declare it",
                         doing, text);
}

bool
operate_get_private(struct vm *vm, value_t value, value_t name, value_t *out)
{
    struct object *holder;
    int32_t slot;
    if (!private_find(value, name, &holder, &slot)) {
        return throw_no_private(vm, name, "read");
    }
    if (holder->shape->keys[slot].attributes & ATTRIBUTE_ACCESSOR) {
        const struct accessor *accessor = value_as_pointer(holder->slots[slot]);
        if (accessor->getter == NULL) {
            return vm_throw_type(vm, "A private accessor has no getter");
        }
        return vm_call(vm, value_of_object(accessor->getter), value, NULL, 0, out);
    }
    *out = holder->slots[slot];
    return true;
}

bool
operate_put_private(struct vm *vm, value_t value, value_t name, value_t x)
{
    struct object *holder;
    int32_t slot;
    if (!private_find(value, name, &holder, &slot)) {
        return throw_no_private(vm, name, "write");
    }
    uint32_t attributes = holder->shape->keys[slot].attributes;
    if (attributes & ATTRIBUTE_ACCESSOR) {
        const struct accessor *accessor = value_as_pointer(holder->slots[slot]);
        value_t ignored;
        if (accessor->setter == NULL) {
            return vm_throw_type(vm, "A private accessor has no setter");
        }
        return vm_call(vm, value_of_object(accessor->setter), value, &x, 1, &ignored);
    }
    if ((attributes & ATTRIBUTE_WRITABLE) == 0) {
        return vm_throw_type(vm, "Cannot assign to a private method");
    }
    if (!object_check_writable(vm, holder)) {
        return false;
    }
    holder->slots[slot] = x;
    return true;
}

bool
operate_has_private(struct vm *vm, value_t value, value_t name, value_t *out)
{
    struct object *holder;
    int32_t slot;
    if (!value_is_object(value)) {
        return vm_throw_type(vm, "Cannot use 'in' to search in %s", value_describe(value));
    }
    *out = value_boolean(private_find(value, name, &holder, &slot));
    return true;
}

static bool
private_append(struct vm *vm, value_t value, value_t name, value_t slot_value, uint32_t attributes)
{
    if (!value_is_object(value) || !value_is_symbol(name)) {
        return vm_throw_type(vm, "Private members need an object");
    }
    struct object *object = value_as_object(value);
    if (shape_find(object->shape, name) >= 0) {
        return vm_throw_type(vm, "Cannot declare a private member twice on one object");
    }
    return object_check_writable(vm, object) &&
           object_append(vm, object, name, slot_value, attributes);
}

bool
operate_add_private(struct vm *vm, value_t value, value_t name, value_t x)
{
    return private_append(vm, value, name, x, ATTRIBUTE_WRITABLE);
}

bool
operate_add_methods(struct vm *vm, value_t value, value_t prototype)
{
    const struct object *from = value_is_object(prototype) ? value_as_object(prototype) : NULL;
    uint32_t count = from == NULL ? 0 : from->shape->count;
    for (uint32_t i = 0; i < count; i++) {
        const struct shape_key *key = &from->shape->keys[i];
        if (value_is_symbol(key->name) && value_as_symbol(key->name)->is_private &&
            (key->attributes & ATTRIBUTE_ENUMERABLE) != 0 &&
            (!vm_charge(vm, 1) || !private_append(vm, value, key->name, from->slots[i],
                                                  key->attributes & ATTRIBUTE_ACCESSOR))) {
            return false;
        }
    }
    return true;
}

bool
operate_private_name(struct vm *vm, value_t like, value_t *out)
{
    struct symbol *symbol = heap_alloc(vm, sizeof *symbol);
    if (symbol == NULL || !value_is_symbol(like)) {
        return false;
    }
    *symbol =
        (struct symbol){.description = value_as_symbol(like)->description, .is_private = true};
    *out = value_of_symbol(symbol);
    return true;
}

/* ---- objects and arrays ------------------------------------------------------------------ */

bool
operate_delete(struct vm *vm, value_t value, value_t key, value_t *out)
{
    struct key place;
    bool deleted = true;
    if (value_is_nullish(value)) {
        return vm_throw_type(vm, "Cannot convert undefined or null to object");
    }
    if (!key_of(vm, key, &place)) {
        return false;
    }
    if (value_is_object(value) && !object_delete(vm, value_as_object(value), place, &deleted)) {
        return false;
    }
    if (!deleted) {
        return vm_throw_type(vm, "Cannot delete a property that is not configurable");
    }
    *out = VALUE_TRUE;
    return true;
}

bool
operate_array_spread(struct vm *vm, value_t value, value_t from)
{
    struct array *array = value_as_array(value);
    struct iteration iteration;
    if (array == NULL) {
        return vm_throw_type(vm, "Not an array");
    }
    if (!iteration_begin(vm, from, &iteration)) {
        return false;
    }
    for (;;) {
        value_t item;
        bool done;
        if (!vm_charge(vm, 1) || !iteration_step(vm, &iteration, &item, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
        if (!array_push(vm, array, item)) {
            return false;
        }
    }
}

bool
operate_define(struct vm *vm, value_t value, value_t key, value_t x)
{
    struct key place;
    if (!value_is_object(value)) {
        return vm_throw_type(vm, "Cannot define a property on %s", value_describe(value));
    }
    return key_of(vm, key, &place) &&
           object_define(vm, value_as_object(value), place, x, ATTRIBUTE_PLAIN);
}

bool
operate_name(struct vm *vm, value_t value, value_t key, unsigned kind)
{
    if (!value_is_object(value) || value_as_object(value)->kind != OBJECT_FUNCTION) {
        return true;
    }
    struct closure *closure = (struct closure *)value_as_object(value);
    struct string *name;
    if (value_is_symbol(key)) {
        name = value_as_symbol(key)->description;
        if (name == NULL) {
            name = value_as_string(vm_name(vm, NAME_empty));
        } else {
            struct string_builder builder;
            bool is_private = value_as_symbol(key)->is_private;
            string_builder_init(&builder, vm);
            string_builder_add_ascii(&builder, is_private ? "#" : "[");
            string_builder_add(&builder, name);
            string_builder_add_ascii(&builder, is_private ? "" : "]");
            name = string_builder_end(&builder);
        }
    } else if (!value_to_string(vm, key, &name)) {
        return false;
    }
    if (kind != 0 && name != NULL) {
        struct string *prefix = string_from_ascii(vm, kind == 1 ? "get " : "set ");
        name = prefix == NULL ? NULL : string_concat(vm, prefix, name);
    }
    if (name == NULL || !heap_owns(&vm->heap, closure)) {
        return name != NULL;
    }
    if (closure->code->flags & CODE_CLASS) {
        bool found;
        struct property property;
        if (closure->code->name->length > 0 ||
            !object_own(vm, &closure->object, vm_key(vm, NAME_name), &found, &property)) {
            return vm->trap == RUN_NONE;
        }
    }
    closure->name = name;
    return true;
}

bool
operate_define_method(struct vm *vm, const value_t *row, value_t value, unsigned flags)
{
    if (!value_is_object(row[0]) || !value_is_object(value) ||
        value_as_object(value)->kind != OBJECT_FUNCTION) {
        return vm_throw_type(vm, "Methods are functions of objects");
    }
    struct object *object = value_as_object(row[0]);
    struct closure *closure = (struct closure *)value_as_object(value);
    if (heap_owns(&vm->heap, closure)) {
        closure->home = object;
    }
    unsigned kind = flags & 3;
    if (kind == 3) {
        return true;
    }
    struct key key;
    if (!key_of(vm, row[1], &key)) {
        return false;
    }
    bool is_plain_name = value_is_string(row[1]) && closure->code->name->length > 0 && kind == 0;
    if (!is_plain_name && !operate_name(vm, value, row[1], kind)) {
        return false;
    }
    uint32_t enumerable = (flags & 4) ? ATTRIBUTE_ENUMERABLE : 0;
    if (kind == 0) {
        bool is_private = value_is_symbol(row[1]) && value_as_symbol(row[1])->is_private;
        return object_define(vm, object, key, value,
                             is_private ? enumerable : ATTRIBUTE_METHOD | enumerable);
    }
    return object_define_accessor(vm, object, key, kind == 1 ? &closure->object : NULL,
                                  kind == 2 ? &closure->object : NULL,
                                  ATTRIBUTE_CONFIGURABLE | enumerable);
}

bool
operate_set_proto(struct vm *vm, value_t value, value_t proto)
{
    if (!value_is_object(value) || (!value_is_object(proto) && !value_is_null(proto))) {
        return true; /* { __proto__: 1 } is no error */
    }
    return object_set_proto(vm, value_as_object(value),
                            value_is_null(proto) ? NULL : value_as_object(proto));
}

/** Own enumerable properties of `from`, but for `omitted`, into `to`. */
static bool
copy_properties(struct vm *vm, struct object *to, struct object *from, const value_t *omitted,
                uint32_t omitted_count)
{
    struct array *keys;
    if (!object_own_keys(vm, from, OWN_STRINGS | OWN_SYMBOLS | OWN_ENUMERABLE, &keys)) {
        return false;
    }
    for (uint32_t i = 0; i < keys->length; i++) {
        value_t name = keys->items[i];
        bool skip = false;
        for (uint32_t k = 0; k < omitted_count && !skip; k++) {
            skip = omitted[k] == name;
        }
        struct key key = key_name(name);
        value_t value;
        if (!vm_charge(vm, 1 + omitted_count / 4)) {
            return false;
        }
        if (!skip && (!value_get(vm, value_of_object(from), key, &value) ||
                      !object_define(vm, to, key, value, ATTRIBUTE_PLAIN))) {
            return false;
        }
    }
    return true;
}

bool
operate_spread(struct vm *vm, value_t value, value_t from)
{
    struct object *source;
    if (!value_is_object(value)) {
        return vm_throw_type(vm, "Cannot spread into %s", value_describe(value));
    }
    if (value_is_nullish(from) || value_is_number(from) || value_is_boolean(from)) {
        return true;
    }
    return value_to_object(vm, from, &source) &&
           copy_properties(vm, value_as_object(value), source, NULL, 0);
}

bool
operate_omit(struct vm *vm, const value_t *row, uint32_t count, value_t *out)
{
    struct object *source;
    struct object *rest = object_new(vm);
    if (rest == NULL || !value_to_object(vm, row[0], &source)) {
        return false;
    }
    *out = value_of_object(rest);
    return copy_properties(vm, rest, source, row + 1, count - 1);
}

bool
operate_concat(struct vm *vm, const value_t *row, uint32_t count, value_t *out)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!value_is_string(row[i])) {
            return vm_throw_type(vm, "Not a string");
        }
    }
    struct string *sum = string_concat_all(vm, row, count);
    *out = value_of_string(sum);
    return sum != NULL;
}

bool
operate_arguments(struct vm *vm, const struct frame *frame, uint32_t from, value_t *out)
{
    const struct array *all = value_as_array(frame->arguments);
    uint32_t length = all == NULL ? 0 : all->length;
    uint32_t count = from < length ? length - from : 0;
    if (!vm_charge(vm, 1 + count / 8)) {
        return false;
    }
    struct array *array = array_from(vm, count == 0 ? NULL : all->items + from, count);
    *out = value_of_object(array);
    return array != NULL;
}

bool
operate_arguments_object(struct vm *vm, const struct frame *frame, value_t *out)
{
    const struct array *all = value_as_array(frame->arguments);
    uint32_t count = all == NULL ? 0 : all->length;
    struct object *object = object_new_of(
        vm, OBJECT_ARGUMENTS, vm->realm->prototypes[BUILTIN_OBJECT], sizeof(struct object));
    value_t values;
    if (object == NULL || !vm_charge(vm, 4 + 2 * count) ||
        !value_get(vm, value_of_object(vm->realm->prototypes[BUILTIN_ARRAY]),
                   vm_symbol_key(vm, SYMBOL_iterator), &values) ||
        !object_define(vm, object, vm_key(vm, NAME_length), value_number(count),
                       ATTRIBUTE_METHOD) ||
        !object_define(vm, object, vm_symbol_key(vm, SYMBOL_iterator), values, ATTRIBUTE_METHOD)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!object_define(vm, object, key_index(i), all->items[i], ATTRIBUTE_PLAIN)) {
            return false;
        }
    }
    *out = value_of_object(object);
    return true;
}

bool
operate_keys(struct vm *vm, value_t value, value_t *row)
{
    struct array *all = array_new(vm, 0);
    struct iterator *iterator = iterator_new(vm, ITERATE_KEYS, value_of_object(all));
    if (all == NULL || iterator == NULL) {
        return false;
    }
    row[0] = value_of_object(iterator);
    row[1] = VALUE_UNDEFINED;
    struct object *object;
    if (value_is_nullish(value)) {
        return true;
    }
    if (!value_to_object(vm, value, &object)) {
        return false;
    }
    iterator->extra = value_of_object(object);
    for (struct object *up = object; up != NULL; up = up->shape->proto) {
        if (realm_is_fixed(vm->realm, up)) {
            break; /* nothing of the built-ins is enumerable */
        }
        struct array *keys;
        if (!object_own_keys(vm, up, OWN_STRINGS | OWN_ENUMERABLE, &keys)) {
            return false;
        }
        for (uint32_t i = 0; i < keys->length; i++) {
            bool seen = false;
            for (struct object *below = object; below != up && !seen; below = below->shape->proto) {
                struct property property;
                if (!vm_charge(vm, 1) ||
                    !object_own(vm, below, key_name(keys->items[i]), &seen, &property)) {
                    return false;
                }
            }
            if (!seen && !array_push(vm, all, keys->items[i])) {
                return false;
            }
        }
    }
    return true;
}

bool
operate_power(struct vm *vm, value_t a, value_t b, value_t *out)
{
    double x;
    double y;
    if (!vm_charge(vm, LIBM_FUEL) || !value_to_number(vm, a, &x) || !value_to_number(vm, b, &y)) {
        return false;
    }
    *out = value_number(libm_pow(x, y));
    return true;
}

/* ---- functions and classes ------------------------------------------------------------------ */

bool
operate_closure(struct vm *vm, const struct frame *frame, const struct function_code *code,
                value_t *out)
{
    struct closure *closure = heap_alloc(vm, sizeof *closure);
    struct cell **captures = NULL;
    if (closure == NULL) {
        return false;
    }
    if (code->capture_count > 0) {
        captures = heap_alloc_array(vm, code->capture_count, sizeof *captures);
        if (captures == NULL) {
            return false;
        }
    }
    for (uint32_t i = 0; i < code->capture_count; i++) {
        const struct capture_from *from = &code->captures[i];
        if (from->from_parent_capture) {
            captures[i] = frame->closure->captures[from->index];
        } else if (value_is_cell(frame->registers[from->index])) {
            captures[i] = value_as_cell(frame->registers[from->index]);
        } else {
            return vm_throw_type(vm, "A captured variable has no cell");
        }
    }
    *closure = (struct closure){
        .object = {.kind = OBJECT_FUNCTION, .shape = vm->realm->function_shape},
        .code = code,
        .captures = captures,
    };
    if (code->flags & CODE_ARROW) {
        closure->home = frame->closure->home;
    }
    *out = value_of_object(closure);
    return true;
}

bool
operate_class(struct vm *vm, const struct frame *frame, value_t parent,
              const struct function_code *code, value_t *out)
{
    struct object *parent_proto = vm->realm->prototypes[BUILTIN_OBJECT];
    struct object *parent_class = vm->realm->prototypes[BUILTIN_FUNCTION];
    if (value_is_null(parent)) {
        parent_proto = NULL;
    } else if (parent != VALUE_EMPTY) {
        value_t proto;
        if (!value_is_constructor(parent)) {
            return vm_throw_type(vm, "Class extends value %s is not a constructor or null",
                                 value_describe(parent));
        }
        if (!value_get_name(vm, parent, NAME_prototype, &proto)) {
            return false;
        }
        if (!value_is_object(proto) && !value_is_null(proto)) {
            return vm_throw_type(vm, "Class extends value does not have a valid prototype");
        }
        parent_class = value_as_object(parent);
        parent_proto = value_is_null(proto) ? NULL : value_as_object(proto);
    }
    if (!operate_closure(vm, frame, code, out)) {
        return false;
    }
    struct closure *class = (struct closure *)value_as_object(*out);
    struct object *proto = object_new_with(vm, parent_proto);
    if (proto == NULL ||
        !object_define(vm, proto, vm_key(vm, NAME_constructor), *out, ATTRIBUTE_METHOD)) {
        return false;
    }
    if (parent_class != vm->realm->prototypes[BUILTIN_FUNCTION]) {
        class->object.shape = shape_root(vm, parent_class);
        if (class->object.shape == NULL) {
            return false;
        }
    }
    class->home = proto;
    class->prototype = proto;
    class->instances = shape_root(vm, proto);
    out[1] = value_of_object(proto);
    return class->instances != NULL;
}

/** Whether it can be constructed is found out when it is, behind its arguments. */
void
operate_parent(value_t callee, value_t *out)
{
    struct object *parent = value_is_object(callee) ? value_as_object(callee)->shape->proto : NULL;
    *out = parent == NULL ? VALUE_NULL : value_of_object(parent);
}
