/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_function.c: Function, Symbol, and the prototype of iterators. */
#include "script/builtin.h"

/* ---- Function ------------------------------------------------------------------ */

static bool
function_construct(struct vm *vm, const struct call *call, value_t *out)
{
    (void)call;
    (void)out;
    return vm_throw_type(vm, "Function() is not available: a release holds all of its code");
}

static bool
function_call(struct vm *vm, const struct call *call, value_t *out)
{
    uint32_t count = call->count > 0 ? call->count - 1 : 0;
    return vm_call(vm, call->this, call_arg(call, 0), call->args + (call->count > 0), count, out);
}

static bool
function_apply(struct vm *vm, const struct call *call, value_t *out)
{
    value_t list = call_arg(call, 1);
    struct items items;
    value_t *args = NULL;
    uint32_t count = 0;
    if (!builtin_need_function(vm, call->this)) {
        return false;
    }
    if (!value_is_nullish(list)) {
        if (!value_is_object(list)) {
            return vm_throw_type(vm, "The arguments of apply must be an array");
        }
        if (!items_open(vm, list, &items) || !items_values(&items, &args, &count)) {
            return false;
        }
    }
    return vm_call(vm, call->this, call_arg(call, 0), args, count, out);
}

static bool
function_bind(struct vm *vm, const struct call *call, value_t *out)
{
    if (!value_is_callable(call->this)) {
        return vm_throw_type(vm, "Bind must be called on a function");
    }
    uint32_t count = call->count > 1 ? call->count - 1 : 0;
    struct bound *bound =
        object_new_of(vm, OBJECT_BOUND, vm->realm->prototypes[BUILTIN_FUNCTION], sizeof(*bound));
    if (bound == NULL || !vm_charge(vm, count)) {
        return false;
    }
    bound->target = call->this;
    bound->this = call_arg(call, 0);
    bound->args = array_from(vm, call->args + (call->count > 0), count);
    *out = value_of_object(bound);
    return bound->args != NULL;
}

static bool
function_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    value_t name;
    struct string *text;
    if (!value_is_callable(call->this)) {
        return vm_throw_type(vm, "Function.prototype.toString requires that 'this' be a Function");
    }
    if (!value_get_name(vm, call->this, NAME_name, &name)) {
        return false;
    }
    if (!value_is_string(name)) {
        name = vm_name(vm, NAME_empty);
    }
    struct string_builder builder;
    string_builder_init(&builder, vm);
    string_builder_add_ascii(&builder, "function ");
    string_builder_add(&builder, value_as_string(name));
    string_builder_add_ascii(&builder, "() { [code of the release] }");
    text = string_builder_end(&builder);
    *out = value_of_string(text);
    return text != NULL;
}

static bool
function_has_instance(struct vm *vm, const struct call *call, value_t *out)
{
    bool answer = false;
    if (value_is_callable(call->this) &&
        !value_instance_of(vm, call_arg(call, 0), call->this, &answer)) {
        return false;
    }
    *out = value_boolean(answer);
    return true;
}

/** Strict functions do not tell who calls them. */
static bool
function_caller(struct vm *vm, const struct call *call, value_t *out)
{
    (void)call;
    (void)out;
    return vm_throw_type(vm, "'caller' and 'arguments' of functions are not available");
}

static const struct builtin_member function_members[] = {
    {"caller", MEMBER_GETTER, 0, function_caller, 0},
    {"arguments", MEMBER_GETTER, 0, function_caller, 0},
    {"apply", MEMBER_METHOD, 2, function_apply, 0},
    {"bind", MEMBER_METHOD, 1, function_bind, 0},
    {"call", MEMBER_METHOD, 1, function_call, 0},
    {"toString", MEMBER_METHOD, 0, function_to_string, 0},
    {"@@has_instance", MEMBER_METHOD, 1, function_has_instance, 0},
    {0},
};

/** What a function shows whose own name and length were deleted. */
static bool
function_finish(struct vm *vm, struct object *constructor, struct object *prototype)
{
    (void)constructor;
    return object_define(vm, prototype, vm_key(vm, NAME_name), vm_name(vm, NAME_empty),
                         ATTRIBUTE_CONFIGURABLE) &&
           object_define(vm, prototype, vm_key(vm, NAME_length), value_number(0),
                         ATTRIBUTE_CONFIGURABLE);
}

const struct builtin builtin_function = {
    .name = "Function",
    .construct = function_construct,
    .length = 1,
    .members = function_members,
    .finish = function_finish,
};

/* ---- Symbol -------------------------------------------------------------------- */

static bool
symbol_construct(struct vm *vm, const struct call *call, value_t *out)
{
    struct symbol *symbol = heap_alloc(vm, sizeof(*symbol));
    if (symbol == NULL) {
        return false;
    }
    *symbol = (struct symbol){.description = NULL};
    *out = value_of_symbol(symbol);
    return value_is_undefined(call_arg(call, 0)) ||
           value_to_string(vm, call->args[0], &symbol->description);
}

static bool
this_symbol(struct vm *vm, const struct call *call, struct symbol **out)
{
    value_t value = call->this;
    if (value_is_object(value) && value_as_object(value)->kind == OBJECT_WRAPPER) {
        value = ((struct wrapper *)value_as_object(value))->primitive;
    }
    if (!value_is_symbol(value)) {
        return vm_throw_type(vm, "A method of Symbol was called on %s", value_describe(value));
    }
    *out = value_as_symbol(value);
    return true;
}

static bool
symbol_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    struct symbol *symbol;
    struct string_builder builder;
    if (!this_symbol(vm, call, &symbol)) {
        return false;
    }
    string_builder_init(&builder, vm);
    string_builder_add_ascii(&builder, "Symbol(");
    if (symbol->description != NULL) {
        string_builder_add(&builder, symbol->description);
    }
    string_builder_add_unit(&builder, ')');
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
symbol_value_of(struct vm *vm, const struct call *call, value_t *out)
{
    struct symbol *symbol;
    if (!this_symbol(vm, call, &symbol)) {
        return false;
    }
    *out = value_of_symbol(symbol);
    return true;
}

static bool
symbol_description(struct vm *vm, const struct call *call, value_t *out)
{
    struct symbol *symbol;
    if (!this_symbol(vm, call, &symbol)) {
        return false;
    }
    if (symbol->description != NULL) {
        *out = value_of_string(symbol->description);
    }
    return true;
}

/** The symbol of a text, the same for all who ask: in this run, and what the top level kept. */
static bool
symbol_for(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *name;
    if (!value_to_string(vm, call_arg(call, 0), &name)) {
        return false;
    }
    name = string_intern(vm, name);
    if (name == NULL) {
        return false;
    }
    for (const struct symbol *known = vm->symbols; known != NULL; known = known->next_registered) {
        if (!vm_charge(vm, 1)) {
            return false;
        }
        if (known->description == name) {
            *out = value_of_symbol(known);
            return true;
        }
    }
    struct symbol *symbol = heap_alloc(vm, sizeof(*symbol));
    if (symbol == NULL) {
        return false;
    }
    *symbol = (struct symbol){.description = name, .next_registered = vm->symbols};
    vm->symbols = symbol;
    *out = value_of_symbol(symbol);
    return true;
}

static bool
symbol_key_for(struct vm *vm, const struct call *call, value_t *out)
{
    value_t symbol = call_arg(call, 0);
    if (!value_is_symbol(symbol)) {
        return vm_throw_type(vm, "%s is not a symbol", value_describe(symbol));
    }
    for (const struct symbol *known = vm->symbols; known != NULL; known = known->next_registered) {
        if (!vm_charge(vm, 1)) {
            return false;
        }
        if (known == value_as_symbol(symbol)) {
            *out = value_of_string(known->description);
            return true;
        }
    }
    return true;
}

/** Symbol.iterator and its kin. */
static bool
symbol_finish(struct vm *vm, struct object *constructor, struct object *prototype)
{
    static const struct {
        const char *name;
        enum symbol_id symbol;
    } known[] = {
        {"iterator", SYMBOL_iterator},
        {"toPrimitive", SYMBOL_to_primitive},
        {"toStringTag", SYMBOL_to_string_tag},
        {"hasInstance", SYMBOL_has_instance},
        {"asyncIterator", SYMBOL_async_iterator},
        {"species", SYMBOL_species},
    };
    (void)prototype;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        struct string *name = string_intern_ascii(vm, known[i].name);
        if (name == NULL || !object_define(vm, constructor, key_name(value_of_string(name)),
                                           vm->realm->symbols[known[i].symbol], 0)) {
            return false;
        }
    }
    return true;
}

static const struct builtin_member symbol_members[] = {
    {"for", MEMBER_STATIC, 1, symbol_for, 0},
    {"keyFor", MEMBER_STATIC, 1, symbol_key_for, 0},
    {"toString", MEMBER_METHOD, 0, symbol_to_string, 0},
    {"valueOf", MEMBER_METHOD, 0, symbol_value_of, 0},
    {"@@to_primitive", MEMBER_METHOD, 1, symbol_value_of, 0},
    {"description", MEMBER_GETTER, 0, symbol_description, 0},
    {"@@to_string_tag\0Symbol", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_symbol = {
    .name = "Symbol",
    .construct = symbol_construct,
    .no_new = true,
    .members = symbol_members,
    .finish = symbol_finish,
};

/* ---- iterators ------------------------------------------------------------------- */

static bool
iterator_next(struct vm *vm, const struct call *call, value_t *out)
{
    value_t value;
    bool done;
    if (!value_is_object(call->this) || value_as_object(call->this)->kind != OBJECT_ITERATOR) {
        return vm_throw_type(vm, "next method called on %s", value_describe(call->this));
    }
    return iterator_step(vm, (struct iterator *)value_as_object(call->this), &value, &done) &&
           vm_iterator_result(vm, value, done, out);
}

static bool
iterator_itself(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    *out = call->this;
    return true;
}

static const struct builtin_member iterator_members[] = {
    {"next", MEMBER_METHOD, 0, iterator_next, 0},
    {"@@iterator", MEMBER_METHOD, 0, iterator_itself, 0},
    {"@@to_string_tag\0Iterator", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_iterator = {.no_prototype = true, .members = iterator_members};
