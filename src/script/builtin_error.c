/* SPDX-License-Identifier: Apache-2.0 */
#include "script/builtin.h"

/* ---- making -------------------------------------------------------------------- */

/** "TypeError: message" and the calls that led here. */
static bool
set_stack(struct vm *vm, struct object *error)
{
    struct call call = {.this = value_of_object(error), .target = VALUE_UNDEFINED};
    value_t head;
    struct string_builder builder;
    if (!error_to_string(vm, &call, &head)) {
        return false;
    }
    struct string *trace = vm_stack_trace(vm);
    if (trace == NULL) {
        return false;
    }
    string_builder_init(&builder, vm);
    string_builder_add(&builder, value_as_string(head));
    if (trace->length > 0) {
        string_builder_add_unit(&builder, '\n');
        string_builder_add(&builder, trace);
    }
    struct string *stack = string_builder_end(&builder);
    return stack != NULL && object_define(vm, error, vm_key(vm, NAME_stack), value_of_string(stack),
                                          ATTRIBUTE_METHOD);
}

static bool
set_message(struct vm *vm, struct object *error, value_t message)
{
    struct string *text;
    return value_is_undefined(message) || (value_to_string(vm, message, &text) &&
                                           object_define(vm, error, vm_key(vm, NAME_message),
                                                         value_of_string(text), ATTRIBUTE_METHOD));
}

/** { cause } of the options. */
static bool
set_cause(struct vm *vm, struct object *error, value_t options)
{
    bool has;
    value_t cause;
    if (!value_is_object(options)) {
        return true;
    }
    return value_has(vm, options, vm_key(vm, NAME_cause), &has) &&
           (!has || (value_get_name(vm, options, NAME_cause, &cause) &&
                     object_define(vm, error, vm_key(vm, NAME_cause), cause, ATTRIBUTE_METHOD)));
}

struct object *
error_new(struct vm *vm, enum builtin_id error, struct string *message)
{
    struct object *object =
        object_new_of(vm, OBJECT_ERROR, vm->realm->prototypes[error], sizeof(struct object));
    if (object == NULL || !set_message(vm, object, value_of_string(message)) ||
        !set_stack(vm, object)) {
        return NULL;
    }
    return object;
}

/** Error(message, options); AggregateError has the list of errors before them. */
static bool
construct(struct vm *vm, const struct call *call, enum builtin_id id, value_t *out)
{
    uint32_t first = id == BUILTIN_AGGREGATE_ERROR;
    struct object *proto = vm->realm->prototypes[id];
    if (!value_is_undefined(call->target) && !vm_proto_of_target(vm, call, id, &proto)) {
        return false;
    }
    struct object *error = object_new_of(vm, OBJECT_ERROR, proto, sizeof(*error));
    if (error == NULL || !set_message(vm, error, call_arg(call, first)) ||
        !set_cause(vm, error, call_arg(call, first + 1)) || !set_stack(vm, error)) {
        return false;
    }
    if (id == BUILTIN_AGGREGATE_ERROR) {
        value_t from = value_of_object(vm->realm->constructors[BUILTIN_ARRAY]);
        value_t list = call_arg(call, 0);
        value_t errors;
        struct string *name = string_intern_ascii(vm, "from");
        if (name == NULL ||
            !vm_call_method(vm, from, key_name(value_of_string(name)), &list, 1, &errors) ||
            !object_define(vm, error, vm_key(vm, NAME_errors), errors, ATTRIBUTE_METHOD)) {
            return false;
        }
    }
    *out = value_of_object(error);
    return true;
}

/* ---- members --------------------------------------------------------------------- */

/** A property as text; undefined gives the other one. */
static bool
text_property(struct vm *vm, value_t error, enum name_id name, enum name_id missing,
              struct string **out)
{
    value_t value;
    if (!value_get_name(vm, error, name, &value)) {
        return false;
    }
    if (value_is_undefined(value)) {
        *out = value_as_string(vm_name(vm, missing));
        return true;
    }
    return value_to_string(vm, value, out);
}

bool
error_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *name;
    struct string *message;
    if (!value_is_object(call->this)) {
        return vm_throw_type(vm, "Error.prototype.toString requires that 'this' be an Object");
    }
    if (!text_property(vm, call->this, NAME_name, NAME_error, &name) ||
        !text_property(vm, call->this, NAME_message, NAME_empty, &message)) {
        return false;
    }
    *out = value_of_string(name->length == 0 ? message : name);
    if (name->length == 0 || message->length == 0) {
        return true;
    }
    struct string_builder builder;
    string_builder_init(&builder, vm);
    string_builder_add(&builder, name);
    string_builder_add_ascii(&builder, ": ");
    string_builder_add(&builder, message);
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

/** Error.captureStackTrace(object): its stack, as if it had been made here. */
static bool
error_capture_stack_trace(struct vm *vm, const struct call *call, value_t *out)
{
    (void)out;
    if (!value_is_object(call_arg(call, 0))) {
        return vm_throw_type(vm, "Invalid argument: an object is needed");
    }
    return set_stack(vm, value_as_object(call->args[0]));
}

#define ERROR_CLASS(id, table, class)                                                              \
    static bool table##_construct(struct vm *vm, const struct call *call, value_t *out)            \
    {                                                                                              \
        return construct(vm, call, BUILTIN_##id, out);                                             \
    }                                                                                              \
    static const struct builtin_member table##_members[] = {                                       \
        {"name\0" class, MEMBER_PROTO_TEXT, 0, NULL, 0},                                           \
        {"message\0", MEMBER_PROTO_TEXT, 0, NULL, 0},                                              \
        {0},                                                                                       \
    };                                                                                             \
    const struct builtin builtin_##table = {                                                       \
        .name = class,                                                                             \
        .construct = table##_construct,                                                            \
        .length = 1 + (BUILTIN_##id == BUILTIN_AGGREGATE_ERROR),                                   \
        .parent = BUILTIN_ERROR,                                                                   \
        .members = table##_members,                                                                \
    };

ERROR_CLASS(TYPE_ERROR, type_error, "TypeError")
ERROR_CLASS(RANGE_ERROR, range_error, "RangeError")
ERROR_CLASS(REFERENCE_ERROR, reference_error, "ReferenceError")
ERROR_CLASS(SYNTAX_ERROR, syntax_error, "SyntaxError")
ERROR_CLASS(EVAL_ERROR, eval_error, "EvalError")
ERROR_CLASS(URI_ERROR, uri_error, "URIError")
ERROR_CLASS(AGGREGATE_ERROR, aggregate_error, "AggregateError")

static bool
error_construct(struct vm *vm, const struct call *call, value_t *out)
{
    return construct(vm, call, BUILTIN_ERROR, out);
}

static const struct builtin_member members[] = {
    {"captureStackTrace", MEMBER_STATIC, 1, error_capture_stack_trace, 0},
    {"toString", MEMBER_METHOD, 0, error_to_string, 0},
    {"name\0Error", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {"message\0", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_error = {
    .name = "Error",
    .construct = error_construct,
    .length = 1,
    .members = members,
};
