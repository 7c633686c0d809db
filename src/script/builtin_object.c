/* SPDX-License-Identifier: Apache-2.0 */
#include "script/builtin.h"

#define OWN_PUBLIC_STRINGS (OWN_STRINGS | OWN_ENUMERABLE)

static bool
object_construct(struct vm *vm, const struct call *call, value_t *out)
{
    struct object *object;
    bool is_derived = !value_is_undefined(call->target) &&
                      call->target != value_of_object(vm->realm->constructors[BUILTIN_OBJECT]);
    if (is_derived) {
        struct object *proto;
        if (!vm_proto_of_target(vm, call, BUILTIN_OBJECT, &proto)) {
            return false;
        }
        object = object_new_with(vm, proto);
    } else if (value_is_decimal(call_arg(call, 0))) {
        *out = call->args[0]; /* an object already */
        return true;
    } else if (!value_is_nullish(call_arg(call, 0))) {
        if (!value_to_object(vm, call->args[0], &object)) {
            return false;
        }
    } else {
        object = object_new(vm);
    }
    *out = value_of_object(object);
    return object != NULL;
}

/** The first argument as an object; a Decimal, which has no own properties, as an empty one. */
static bool
object_of(struct vm *vm, value_t value, struct object **out)
{
    if (value_is_decimal(value)) {
        *out = object_new(vm);
        return *out != NULL;
    }
    return value_to_object(vm, value, out);
}

/* ---- keys, values, entries --------------------------------------------------- */

enum listing { LIST_KEYS, LIST_VALUES, LIST_ENTRIES };

static bool
list(struct vm *vm, const struct call *call, enum listing listing, value_t *out)
{
    struct object *object;
    struct array *keys;
    if (!object_of(vm, call_arg(call, 0), &object) ||
        !object_own_keys(vm, object, OWN_PUBLIC_STRINGS, &keys)) {
        return false;
    }
    *out = value_of_object(keys);
    if (listing == LIST_KEYS) {
        return true;
    }
    struct array *answer = array_new(vm, 0);
    if (answer == NULL || !array_reserve(vm, answer, keys->length)) {
        return false;
    }
    *out = value_of_object(answer);
    for (uint32_t i = 0; i < keys->length; i++) {
        value_t name = array_get(keys, i);
        value_t value;
        struct key key;
        struct property property;
        bool found;
        if (!vm_charge(vm, 1) || !key_of(vm, name, &key) ||
            !object_own(vm, object, key, &found, &property)) {
            return false;
        }
        if (!found || (property.attributes & ATTRIBUTE_ENUMERABLE) == 0) {
            continue; /* a getter before it took it away */
        }
        if (!value_get(vm, value_of_object(object), key, &value)) {
            return false;
        }
        if (listing == LIST_ENTRIES) {
            struct array *pair = array_from(vm, (value_t[]){name, value}, 2);
            if (pair == NULL) {
                return false;
            }
            value = value_of_object(pair);
        }
        if (!array_push(vm, answer, value)) {
            return false;
        }
    }
    return true;
}

static bool
object_keys(struct vm *vm, const struct call *call, value_t *out)
{
    return list(vm, call, LIST_KEYS, out);
}

static bool
object_values(struct vm *vm, const struct call *call, value_t *out)
{
    return list(vm, call, LIST_VALUES, out);
}

static bool
object_entries(struct vm *vm, const struct call *call, value_t *out)
{
    return list(vm, call, LIST_ENTRIES, out);
}

static bool
own_names(struct vm *vm, const struct call *call, unsigned which, value_t *out)
{
    struct object *object;
    struct array *keys;
    if (!object_of(vm, call_arg(call, 0), &object) || !object_own_keys(vm, object, which, &keys)) {
        return false;
    }
    *out = value_of_object(keys);
    return true;
}

static bool
object_get_own_property_names(struct vm *vm, const struct call *call, value_t *out)
{
    return own_names(vm, call, OWN_STRINGS, out);
}

static bool
object_get_own_property_symbols(struct vm *vm, const struct call *call, value_t *out)
{
    return own_names(vm, call, OWN_SYMBOLS, out);
}

static bool
object_assign(struct vm *vm, const struct call *call, value_t *out)
{
    struct object *target;
    if (!value_to_object(vm, call_arg(call, 0), &target)) {
        return false;
    }
    *out = value_of_object(target);
    for (uint32_t n = 1; n < call->count; n++) {
        struct object *source;
        struct array *keys;
        if (value_is_nullish(call->args[n])) {
            continue;
        }
        if (!object_of(vm, call->args[n], &source) ||
            !object_own_keys(vm, source, OWN_PUBLIC_STRINGS | OWN_SYMBOLS, &keys)) {
            return false;
        }
        for (uint32_t i = 0; i < keys->length; i++) {
            struct key key;
            value_t value;
            if (!vm_charge(vm, 1) || !key_of(vm, array_get(keys, i), &key) ||
                !value_get(vm, value_of_object(source), key, &value) ||
                !value_put(vm, *out, key, value)) {
                return false;
            }
        }
    }
    return true;
}

static bool
object_from_entries(struct vm *vm, const struct call *call, value_t *out)
{
    struct iteration iteration;
    struct object *object = object_new(vm);
    if (object == NULL || !iteration_begin(vm, call_arg(call, 0), &iteration)) {
        return false;
    }
    *out = value_of_object(object);
    for (;;) {
        value_t pair;
        value_t name;
        value_t value;
        struct key key;
        bool done;
        if (!vm_charge(vm, 1) || !iteration_step(vm, &iteration, &pair, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
        bool fine =
            value_is_object(pair) ||
            vm_throw_type(vm, "Iterator value %s is not an entry object", value_describe(pair));
        if (!fine || !value_get(vm, pair, key_index(0), &name) ||
            !value_get(vm, pair, key_index(1), &value) || !key_of(vm, name, &key) ||
            !object_define(vm, object, key, value, ATTRIBUTE_PLAIN)) {
            if (vm->trap == RUN_NONE) {
                (void)!iteration_close(vm, &iteration);
            }
            return false;
        }
    }
}

static bool
object_group_by(struct vm *vm, const struct call *call, value_t *out)
{
    struct iteration iteration;
    struct object *groups = object_new_with(vm, NULL);
    if (groups == NULL || !builtin_need_function(vm, call_arg(call, 1)) ||
        !iteration_begin(vm, call_arg(call, 0), &iteration)) {
        return false;
    }
    *out = value_of_object(groups);
    for (double at = 0;; at++) {
        value_t item;
        value_t name;
        value_t group;
        struct key key;
        bool done;
        if (!vm_charge(vm, 1) || !iteration_step(vm, &iteration, &item, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
        value_t args[] = {item, value_number(at)};
        if (!vm_call(vm, call->args[1], VALUE_UNDEFINED, args, 2, &name) ||
            !key_of(vm, name, &key) || !value_get(vm, *out, key, &group)) {
            if (vm->trap == RUN_NONE) {
                (void)!iteration_close(vm, &iteration);
            }
            return false;
        }
        struct array *array = value_as_array(group);
        if (array == NULL) {
            array = array_new(vm, 0);
            if (array == NULL ||
                !object_define(vm, groups, key, value_of_object(array), ATTRIBUTE_PLAIN)) {
                return false;
            }
        }
        if (!array_push(vm, array, item)) {
            return false;
        }
    }
}

/* ---- descriptors ---------------------------------------------------------------- */

static bool
descriptor_of(struct vm *vm, const struct property *property, value_t *out)
{
    struct object *object = object_new(vm);
    if (object == NULL) {
        return false;
    }
    *out = value_of_object(object);
    uint32_t attributes = property->attributes;
    bool fine;
    if ((attributes & ATTRIBUTE_ACCESSOR) != 0) {
        value_t getter =
            property->getter == NULL ? VALUE_UNDEFINED : value_of_object(property->getter);
        value_t setter =
            property->setter == NULL ? VALUE_UNDEFINED : value_of_object(property->setter);
        fine = value_put_name(vm, *out, NAME_get, getter) &&
               value_put_name(vm, *out, NAME_set, setter);
    } else {
        fine = value_put_name(vm, *out, NAME_value, property->value) &&
               value_put_name(vm, *out, NAME_writable,
                              value_boolean((attributes & ATTRIBUTE_WRITABLE) != 0));
    }
    return fine &&
           value_put_name(vm, *out, NAME_enumerable,
                          value_boolean((attributes & ATTRIBUTE_ENUMERABLE) != 0)) &&
           value_put_name(vm, *out, NAME_configurable,
                          value_boolean((attributes & ATTRIBUTE_CONFIGURABLE) != 0));
}

static bool
object_get_own_property_descriptor(struct vm *vm, const struct call *call, value_t *out)
{
    struct object *object;
    struct key key;
    struct property property;
    bool found;
    if (!object_of(vm, call_arg(call, 0), &object) || !key_of(vm, call_arg(call, 1), &key) ||
        !object_own(vm, object, key, &found, &property)) {
        return false;
    }
    return !found || descriptor_of(vm, &property, out);
}

static bool
object_get_own_property_descriptors(struct vm *vm, const struct call *call, value_t *out)
{
    struct object *object;
    struct array *keys;
    struct object *answer = object_new(vm);
    if (answer == NULL || !object_of(vm, call_arg(call, 0), &object) ||
        !object_own_keys(vm, object, OWN_STRINGS | OWN_SYMBOLS, &keys)) {
        return false;
    }
    *out = value_of_object(answer);
    for (uint32_t i = 0; i < keys->length; i++) {
        struct key key;
        struct property property;
        bool found;
        value_t descriptor;
        if (!vm_charge(vm, 4) || !key_of(vm, array_get(keys, i), &key) ||
            !object_own(vm, object, key, &found, &property) ||
            (found && (!descriptor_of(vm, &property, &descriptor) ||
                       !object_define(vm, answer, key, descriptor, ATTRIBUTE_PLAIN)))) {
            return false;
        }
    }
    return true;
}

/** One field of a descriptor: *has tells whether it is there. */
static bool
field(struct vm *vm, value_t descriptor, enum name_id name, bool *has, value_t *out)
{
    *out = VALUE_UNDEFINED;
    return value_has(vm, descriptor, vm_key(vm, name), has) &&
           (!*has || value_get_name(vm, descriptor, name, out));
}

/** One bit of the attributes from a descriptor; what is not said stays. */
static bool
attribute_field(struct vm *vm, value_t descriptor, enum name_id name, uint32_t bit,
                uint32_t *attributes)
{
    value_t value;
    bool has;
    if (!field(vm, descriptor, name, &has, &value)) {
        return false;
    }
    if (has) {
        *attributes = value_truthy(value) ? *attributes | bit : *attributes & ~bit;
    }
    return true;
}

static bool
accessor_field(struct vm *vm, value_t value, const char *what, struct object **out)
{
    if (value_is_undefined(value)) {
        *out = NULL;
        return true;
    }
    *out = value_is_callable(value) ? value_as_object(value) : NULL;
    return *out != NULL ||
           vm_throw_type(vm, "%s must be a function: %s", what, value_describe(value));
}

static bool
define(struct vm *vm, struct object *object, struct key key, value_t descriptor)
{
    struct property before;
    bool found;
    bool has_value;
    bool has_get;
    bool has_set;
    bool has_writable;
    value_t value;
    value_t get;
    value_t set;
    value_t ignored;
    if (!value_is_object(descriptor)) {
        return vm_throw_type(vm, "Property description must be an object: %s",
                             value_describe(descriptor));
    }
    if (!object_own(vm, object, key, &found, &before)) {
        return false;
    }
    uint32_t attributes = found ? before.attributes : 0;
    if (!field(vm, descriptor, NAME_value, &has_value, &value) ||
        !field(vm, descriptor, NAME_get, &has_get, &get) ||
        !field(vm, descriptor, NAME_set, &has_set, &set) ||
        !field(vm, descriptor, NAME_writable, &has_writable, &ignored) ||
        !attribute_field(vm, descriptor, NAME_enumerable, ATTRIBUTE_ENUMERABLE, &attributes) ||
        !attribute_field(vm, descriptor, NAME_configurable, ATTRIBUTE_CONFIGURABLE, &attributes)) {
        return false;
    }
    if (has_get || has_set) {
        struct object *getter;
        struct object *setter;
        if (has_value || has_writable) {
            return vm_throw_type(vm, "Invalid property descriptor. Cannot both specify accessors "
                                     "and a value or writable attribute");
        }
        attributes &= ATTRIBUTE_ENUMERABLE | ATTRIBUTE_CONFIGURABLE;
        return accessor_field(vm, get, "Getter", &getter) &&
               accessor_field(vm, set, "Setter", &setter) &&
               object_define_accessor(vm, object, key, getter, setter, attributes);
    }
    bool is_accessor = found && (before.attributes & ATTRIBUTE_ACCESSOR) != 0;
    if (is_accessor && !has_value && !has_writable) {
        attributes &= ATTRIBUTE_ENUMERABLE | ATTRIBUTE_CONFIGURABLE;
        return object_define_accessor(vm, object, key, before.getter, before.setter, attributes);
    }
    attributes &= ~(uint32_t)(ATTRIBUTE_ACCESSOR | (is_accessor ? ATTRIBUTE_WRITABLE : 0));
    if (!attribute_field(vm, descriptor, NAME_writable, ATTRIBUTE_WRITABLE, &attributes)) {
        return false;
    }
    if (!has_value) {
        value = found && !is_accessor ? before.value : VALUE_UNDEFINED;
    }
    if (found && (before.attributes & ATTRIBUTE_CONFIGURABLE) == 0 &&
        attributes == before.attributes) {
        if (value_same(vm, value, before.value)) {
            return vm->trap == RUN_NONE;
        }
        if ((attributes & ATTRIBUTE_WRITABLE) != 0) {
            return value_put(vm, value_of_object(object), key, value);
        }
    }
    return object_define(vm, object, key, value, attributes);
}

static bool
need_object(struct vm *vm, value_t value, const char *method)
{
    return value_is_object(value) || vm_throw_type(vm, "Object.%s called on non-object", method);
}

static bool
object_define_property(struct vm *vm, const struct call *call, value_t *out)
{
    struct key key;
    if (!need_object(vm, call_arg(call, 0), "defineProperty") ||
        !key_of(vm, call_arg(call, 1), &key)) {
        return false;
    }
    *out = call->args[0];
    return define(vm, value_as_object(*out), key, call_arg(call, 2));
}

static bool
define_all(struct vm *vm, struct object *object, value_t descriptors)
{
    struct object *source;
    struct array *keys;
    if (!value_to_object(vm, descriptors, &source) ||
        !object_own_keys(vm, source, OWN_PUBLIC_STRINGS | OWN_SYMBOLS, &keys)) {
        return false;
    }
    for (uint32_t i = 0; i < keys->length; i++) {
        struct key key;
        value_t descriptor;
        if (!vm_charge(vm, 4) || !key_of(vm, array_get(keys, i), &key) ||
            !value_get(vm, value_of_object(source), key, &descriptor) ||
            !define(vm, object, key, descriptor)) {
            return false;
        }
    }
    return true;
}

static bool
object_define_properties(struct vm *vm, const struct call *call, value_t *out)
{
    *out = call_arg(call, 0);
    return need_object(vm, *out, "defineProperties") &&
           define_all(vm, value_as_object(*out), call_arg(call, 1));
}

static bool
object_create(struct vm *vm, const struct call *call, value_t *out)
{
    value_t proto = call_arg(call, 0);
    if (!value_is_object(proto) && !value_is_null(proto)) {
        return vm_throw_type(vm, "Object prototype may only be an Object or null: %s",
                             value_describe(proto));
    }
    struct object *object =
        object_new_with(vm, value_is_null(proto) ? NULL : value_as_object(proto));
    *out = value_of_object(object);
    return object != NULL &&
           (value_is_undefined(call_arg(call, 1)) || define_all(vm, object, call->args[1]));
}

/* ---- prototypes and freezing --------------------------------------------------------- */

static bool
object_get_prototype_of(struct vm *vm, const struct call *call, value_t *out)
{
    struct object *object;
    if (value_is_decimal(call_arg(call, 0))) {
        *out = value_of_object(vm->realm->prototypes[BUILTIN_DECIMAL]);
        return true;
    }
    if (!value_to_object(vm, call_arg(call, 0), &object)) {
        return false;
    }
    struct object *proto = object_proto(object);
    *out = proto == NULL ? VALUE_NULL : value_of_object(proto);
    return true;
}

static bool
object_set_prototype_of(struct vm *vm, const struct call *call, value_t *out)
{
    value_t proto = call_arg(call, 1);
    *out = call_arg(call, 0);
    if (value_is_nullish(*out)) {
        return vm_throw_type(vm, "Object.setPrototypeOf called on null or undefined");
    }
    if (!value_is_object(proto) && !value_is_null(proto)) {
        return vm_throw_type(vm, "Object prototype may only be an Object or null: %s",
                             value_describe(proto));
    }
    return !value_is_object(*out) ||
           object_set_proto(vm, value_as_object(*out),
                            value_is_null(proto) ? NULL : value_as_object(proto));
}

static bool
restrict_to(struct vm *vm, const struct call *call, enum object_flag level, value_t *out)
{
    *out = call_arg(call, 0);
    return !value_is_object(*out) || object_restrict(vm, value_as_object(*out), level);
}

static bool
object_freeze(struct vm *vm, const struct call *call, value_t *out)
{
    return restrict_to(vm, call, OBJECT_FROZEN, out);
}

static bool
object_seal(struct vm *vm, const struct call *call, value_t *out)
{
    return restrict_to(vm, call, OBJECT_SEALED, out);
}

static bool
object_prevent_extensions(struct vm *vm, const struct call *call, value_t *out)
{
    return restrict_to(vm, call, OBJECT_NOT_EXTENSIBLE, out);
}

static bool
is_restricted(const struct call *call, enum object_flag level)
{
    value_t value = call_arg(call, 0);
    return !value_is_object(value) || object_is_restricted(value_as_object(value), level);
}

static bool
object_is_frozen(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    *out = value_boolean(is_restricted(call, OBJECT_FROZEN));
    return true;
}

static bool
object_is_sealed(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    *out = value_boolean(is_restricted(call, OBJECT_SEALED));
    return true;
}

static bool
object_is_extensible(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    *out = value_boolean(!is_restricted(call, OBJECT_NOT_EXTENSIBLE));
    return true;
}

static bool
object_is(struct vm *vm, const struct call *call, value_t *out)
{
    *out = value_boolean(value_same(vm, call_arg(call, 0), call_arg(call, 1)));
    return vm->trap == RUN_NONE;
}

/* ---- methods of all objects ------------------------------------------------------------ */

static bool
has_own(struct vm *vm, value_t value, value_t name, bool *found)
{
    struct object *object;
    struct key key;
    struct property property;
    return key_of(vm, name, &key) && object_of(vm, value, &object) &&
           object_own(vm, object, key, found, &property);
}

static bool
object_has_own(struct vm *vm, const struct call *call, value_t *out)
{
    bool found;
    if (!has_own(vm, call_arg(call, 0), call_arg(call, 1), &found)) {
        return false;
    }
    *out = value_boolean(found);
    return true;
}

static bool
object_has_own_property(struct vm *vm, const struct call *call, value_t *out)
{
    bool found;
    if (!has_own(vm, call->this, call_arg(call, 0), &found)) {
        return false;
    }
    *out = value_boolean(found);
    return true;
}

static bool
object_property_is_enumerable(struct vm *vm, const struct call *call, value_t *out)
{
    struct object *object;
    struct key key;
    struct property property;
    bool found;
    if (!key_of(vm, call_arg(call, 0), &key) || !object_of(vm, call->this, &object) ||
        !object_own(vm, object, key, &found, &property)) {
        return false;
    }
    *out = value_boolean(found && (property.attributes & ATTRIBUTE_ENUMERABLE) != 0);
    return true;
}

static bool
object_is_prototype_of(struct vm *vm, const struct call *call, value_t *out)
{
    value_t value = call_arg(call, 0);
    *out = VALUE_FALSE;
    struct object *wanted;
    if (!value_is_object(value)) {
        return true;
    }
    if (!value_to_object(vm, call->this, &wanted)) {
        return false;
    }
    for (const struct object *proto = object_proto(value_as_object(value)); proto != NULL;
         proto = object_proto(proto)) {
        if (!vm_charge(vm, 1)) {
            return false;
        }
        if (proto == wanted) {
            *out = VALUE_TRUE;
            return true;
        }
    }
    return true;
}

static const char *
class_of(value_t value)
{
    switch ((enum object_kind)value_as_object(value)->kind) {
    case OBJECT_ARRAY:
        return "Array";
    case OBJECT_FUNCTION:
    case OBJECT_NATIVE:
    case OBJECT_BOUND:
        return "Function";
    case OBJECT_ERROR:
        return "Error";
    case OBJECT_ARGUMENTS:
        return "Arguments";
    case OBJECT_DATE:
        return "Date";
    case OBJECT_REGEXP:
        return "RegExp";
    case OBJECT_WRAPPER: {
        value_t primitive = ((struct wrapper *)value_as_object(value))->primitive;
        return value_is_string(primitive)    ? "String"
               : value_is_number(primitive)  ? "Number"
               : value_is_boolean(primitive) ? "Boolean"
                                             : "Object";
    }
    case OBJECT_PLAIN:
    case OBJECT_VIEW:
    case OBJECT_ITERATOR:
    case OBJECT_MAP:
    case OBJECT_SET:
    case OBJECT_OTHER:
        return "Object";
    }
    return "Object";
}

bool
object_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    struct string_builder builder;
    string_builder_init(&builder, vm);
    string_builder_add_ascii(&builder, "[object ");
    if (value_is_nullish(call->this)) {
        string_builder_add_ascii(&builder, value_is_null(call->this) ? "Null" : "Undefined");
    } else {
        struct object *object;
        value_t tag;
        value_t this = call->this;
        if (!value_is_decimal(this)) {
            if (!value_to_object(vm, this, &object)) {
                return false;
            }
            this = value_of_object(object);
        }
        if (!value_get(vm, this, vm_symbol_key(vm, SYMBOL_to_string_tag), &tag)) {
            return false;
        }
        if (value_is_string(tag)) {
            string_builder_add(&builder, value_as_string(tag));
        } else {
            string_builder_add_ascii(&builder, value_is_object(this) ? class_of(this) : "Object");
        }
    }
    string_builder_add_unit(&builder, ']');
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
object_to_locale_string(struct vm *vm, const struct call *call, value_t *out)
{
    return vm_call_method(vm, call->this, vm_key(vm, NAME_to_string), NULL, 0, out);
}

static bool
object_value_of(struct vm *vm, const struct call *call, value_t *out)
{
    struct object *object;
    if (!value_to_object(vm, call->this, &object)) {
        return false;
    }
    *out = value_of_object(object);
    return true;
}

static const struct builtin_member members[] = {
    {"assign", MEMBER_STATIC, 2, object_assign, 0},
    {"create", MEMBER_STATIC, 2, object_create, 0},
    {"defineProperties", MEMBER_STATIC, 2, object_define_properties, 0},
    {"defineProperty", MEMBER_STATIC, 3, object_define_property, 0},
    {"entries", MEMBER_STATIC, 1, object_entries, 0},
    {"freeze", MEMBER_STATIC, 1, object_freeze, 0},
    {"fromEntries", MEMBER_STATIC, 1, object_from_entries, 0},
    {"getOwnPropertyDescriptor", MEMBER_STATIC, 2, object_get_own_property_descriptor, 0},
    {"getOwnPropertyDescriptors", MEMBER_STATIC, 1, object_get_own_property_descriptors, 0},
    {"getOwnPropertyNames", MEMBER_STATIC, 1, object_get_own_property_names, 0},
    {"getOwnPropertySymbols", MEMBER_STATIC, 1, object_get_own_property_symbols, 0},
    {"getPrototypeOf", MEMBER_STATIC, 1, object_get_prototype_of, 0},
    {"groupBy", MEMBER_STATIC, 2, object_group_by, 0},
    {"hasOwn", MEMBER_STATIC, 2, object_has_own, 0},
    {"is", MEMBER_STATIC, 2, object_is, 0},
    {"isExtensible", MEMBER_STATIC, 1, object_is_extensible, 0},
    {"isFrozen", MEMBER_STATIC, 1, object_is_frozen, 0},
    {"isSealed", MEMBER_STATIC, 1, object_is_sealed, 0},
    {"keys", MEMBER_STATIC, 1, object_keys, 0},
    {"preventExtensions", MEMBER_STATIC, 1, object_prevent_extensions, 0},
    {"seal", MEMBER_STATIC, 1, object_seal, 0},
    {"setPrototypeOf", MEMBER_STATIC, 2, object_set_prototype_of, 0},
    {"values", MEMBER_STATIC, 1, object_values, 0},
    {"hasOwnProperty", MEMBER_METHOD, 1, object_has_own_property, 0},
    {"isPrototypeOf", MEMBER_METHOD, 1, object_is_prototype_of, 0},
    {"propertyIsEnumerable", MEMBER_METHOD, 1, object_property_is_enumerable, 0},
    {"toLocaleString", MEMBER_METHOD, 0, object_to_locale_string, 0},
    {"toString", MEMBER_METHOD, 0, object_to_string, 0},
    {"valueOf", MEMBER_METHOD, 0, object_value_of, 0},
    {0},
};

const struct builtin builtin_object = {
    .name = "Object",
    .construct = object_construct,
    .length = 1,
    .members = members,
};
