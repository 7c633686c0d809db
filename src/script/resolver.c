/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdarg.h>

#include "script/resolver_state.h"

/* ---- trouble ----------------------------------------------------------- */

void
resolver_report(struct resolver *resolver, enum diagnostic diagnostic, uint32_t start, uint32_t end,
                const char *format, ...)
{
    char message[400];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    assert(length >= 0);
    resolver->error_count++;
    diagnose(resolver->sink, resolver->source, diagnostic, start, end, "%s", message);
}

void *
resolver_alloc(struct resolver *resolver, size_t count, size_t bytes)
{
    void *memory = arena_alloc(resolver->names->arena, count, bytes);
    resolver->out_of_memory |= memory == NULL;
    return memory;
}

/** One node deeper; false past the limit. */
bool
resolver_enter(struct resolver *resolver, const struct node *node)
{
    if (resolver->out_of_memory) {
        return false;
    }
    if (resolver->depth >= TREE_DEPTH_MAX && resolver->is_too_deep) {
        return false;
    }
    if (resolver->depth >= TREE_DEPTH_MAX) {
        resolver->is_too_deep = true;
        resolver_report(resolver, DIAGNOSTIC_TOO_DEEP, node->start, node->start + 1,
                        "more than %d levels deep; split it into variables and functions",
                        TREE_DEPTH_MAX);
        return false;
    }
    resolver->depth++;
    return true;
}

/* ---- names ------------------------------------------------------------- */

void
reference_bind_own(struct resolver *resolver, struct reference *reference, enum binding_kind kind,
                   uint32_t start)
{
    struct function *function = resolver->function;
    while (function->kind == FUNCTION_ARROW) {
        function = function->parent;
    }
    struct binding *binding = kind == BINDING_THIS         ? function->this_binding
                              : kind == BINDING_ARGUMENTS  ? function->arguments_binding
                              : kind == BINDING_NEW_TARGET ? function->new_target_binding
                              : kind == BINDING_HOME       ? function->home_binding
                                                           : function->callee_binding;
    if (binding == NULL) {
        assert(resolver->out_of_memory);
        return;
    }
    reference_bind(resolver, reference, binding, start);
    if (kind == BINDING_THIS && function->kind == FUNCTION_DERIVED_CONSTRUCTOR) {
        reference->check_initialised = true;
        binding->needs_initialised_mark = true;
    }
}

/** Uses of `arguments` belong to the nearest function that is no arrow and no module. */
static bool
bind_arguments(struct resolver *resolver, struct node *node)
{
    const struct function *function = resolver->function;
    while (function->kind == FUNCTION_ARROW) {
        function = function->parent;
    }
    if (function->kind == FUNCTION_MODULE || function->kind == FUNCTION_FIELDS ||
        function->kind == FUNCTION_STATIC) {
        return false;
    }
    reference_bind_own(resolver, &node->reference, BINDING_ARGUMENTS, node->start);
    return true;
}

/** Uses of an import are uses of what it stands for. */
static void
bind_import(struct resolver *resolver, struct node *node, struct binding *binding)
{
    if (binding->import.kind == REFERENCE_NONE &&
        !resolver->link(resolver, binding, node->start, node->end)) {
        return;
    }
    struct text name = node->reference.name;
    node->reference = binding->import;
    if (node->reference.kind == REFERENCE_NAMESPACE) {
        node->reference.module->is_used_as_namespace = true;
    }
    if (node->reference.kind == REFERENCE_MODULE) {
        node->reference.name = name;
        node->reference.binding->use_count++;
        node->reference.binding->needs_initialised_mark |= node->reference.check_initialised;
    }
}

/** A member of an enum or namespace that is used by its bare name: object.name. */
static void
bind_member(struct resolver *resolver, struct node *node, struct binding *binding)
{
    struct text name = node->reference.name;
    struct node *object = resolver_alloc(resolver, 1, sizeof(*object));
    if (object == NULL) {
        return;
    }
    *object = *node;
    reference_bind(resolver, &object->reference, binding->object, node->start);
    node->kind = NODE_MEMBER;
    node->member.object = object;
    node->member.name = name;
    node->member.is_optional = false;
}

static void
resolve_identifier(struct resolver *resolver, struct node *node, bool is_target)
{
    struct text name = node->reference.name;
    struct binding *binding = resolver_find(resolver, name);
    if (binding == NULL) {
        if (text_is(name, "arguments") && bind_arguments(resolver, node)) {
            return;
        }
        node->reference.kind = REFERENCE_GLOBAL;
        if (!is_target && text_is(name, "undefined")) {
            node->kind = NODE_UNDEFINED;
        } else if (!is_target && text_is(name, "NaN")) {
            node->kind = NODE_NUMBER;
            node->number = (double)NAN;
        } else if (!is_target && text_is(name, "Infinity")) {
            node->kind = NODE_NUMBER;
            node->number = (double)INFINITY;
        }
        return;
    }
    switch (binding->kind) {
    case BINDING_IMPORT:
        bind_import(resolver, node, binding);
        break;
    case BINDING_MEMBER:
        bind_member(resolver, node, binding);
        break;
    case BINDING_VAR:
    case BINDING_LET:
    case BINDING_CONST:
    case BINDING_CLASS:
    case BINDING_FUNCTION:
    case BINDING_PARAMETER:
    case BINDING_CATCH:
    case BINDING_SELF:
    case BINDING_CLASS_SELF:
    case BINDING_THIS:
    case BINDING_ARGUMENTS:
    case BINDING_NEW_TARGET:
    case BINDING_HOME:
    case BINDING_CALLEE:
    case BINDING_KEY:
        reference_bind(resolver, &node->reference, binding, node->start);
        break;
    }
}

/* ---- targets ----------------------------------------------------------- */

/** Assigning to what never changes is a TypeError when it runs; in TypeScript, a finding. */
static void
check_constant(struct resolver *resolver, const struct node *node)
{
    const struct binding *binding = resolver_find(resolver, node->reference.name);
    bool is_constant =
        binding != NULL && (binding->kind == BINDING_CONST || binding->kind == BINDING_IMPORT ||
                            binding->kind == BINDING_CLASS_SELF);
    if (is_constant && resolver->source->is_typescript && !resolver->source->is_foreign) {
        resolver_report(resolver, DIAGNOSTIC_CONST_ASSIGNED, node->start, node->end,
                        "%.*s is a constant and cannot be assigned to; declare it with let",
                        TEXT_ARG(node->reference.name));
    }
}

void
resolve_target(struct resolver *resolver, struct node *node, bool is_declaration)
{
    if (node == NULL || !resolver_enter(resolver, node)) {
        return;
    }
    switch ((int)node->kind) {
    case NODE_IDENTIFIER:
        if (!is_declaration) {
            check_constant(resolver, node);
        }
        resolver->is_declaring = is_declaration;
        resolve_identifier(resolver, node, true);
        resolver->is_declaring = false;
        if (node->kind == NODE_IDENTIFIER && node->reference.binding != NULL && !is_declaration) {
            node->reference.binding->is_assigned = true;
        }
        break;
    case NODE_DEFAULT:
        resolve_target(resolver, node->binary.left, is_declaration);
        resolve_expression(resolver, node->binary.right);
        break;
    case NODE_REST:
        resolve_target(resolver, node->unary.operand, is_declaration);
        break;
    case NODE_PROPERTY:
        if (node->property.flags & PROPERTY_COMPUTED) {
            resolve_expression(resolver, node->property.key);
        }
        resolve_target(resolver, node->property.value, is_declaration);
        break;
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN:
        for (uint32_t i = 0; i < node->list.count; i++) {
            resolve_target(resolver, node->list.items[i], is_declaration);
        }
        break;
    default:
        resolve_expression(resolver, node);
        break;
    }
    resolver->depth--;
}

/* ---- expressions ------------------------------------------------------- */

static void
resolve_list(struct resolver *resolver, const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i] != NULL) {
            resolve_expression(resolver, list->items[i]);
        }
    }
}

/** space.name of import * as space: the export itself. */
static bool
resolve_namespace_member(struct resolver *resolver, struct node *node)
{
    struct node *object = node->member.object;
    if (object->kind != NODE_IDENTIFIER) {
        return false;
    }
    struct binding *binding = resolver_find(resolver, object->reference.name);
    if (binding == NULL || binding->kind != BINDING_IMPORT) {
        return false;
    }
    if (binding->import.kind == REFERENCE_NONE &&
        !resolver->link(resolver, binding, object->start, object->end)) {
        return true;
    }
    if (binding->import.kind != REFERENCE_NAMESPACE) {
        return false;
    }
    const struct module_export *found = resolver->export(binding->import.module, node->member.name);
    if (found == NULL) {
        if (resolver->source->is_typescript) {
            resolver_report(resolver, DIAGNOSTIC_IMPORT_UNKNOWN, node->start, node->end,
                            "%.*s is not exported by that module", TEXT_ARG(node->member.name));
        }
        return false;
    }
    struct text name = node->member.name;
    node->kind = NODE_IDENTIFIER;
    node->reference = found->reference;
    if (node->reference.kind == REFERENCE_NAMESPACE) {
        node->reference.module->is_used_as_namespace = true;
    }
    if (node->reference.kind == REFERENCE_MODULE) {
        node->reference.name = name;
        node->reference.check_initialised = true;
        node->reference.binding->use_count++;
        node->reference.binding->needs_initialised_mark = true;
    }
    return true;
}

static void
resolve_object(struct resolver *resolver, struct node *node)
{
    for (uint32_t i = 0; i < node->list.count; i++) {
        struct node *property = node->list.items[i];
        if (property->kind == NODE_SPREAD) {
            resolve_expression(resolver, property->unary.operand);
            continue;
        }
        if (property->property.flags & PROPERTY_COMPUTED) {
            resolve_expression(resolver, property->property.key);
        }
        resolve_expression(resolver, property->property.value);
    }
}

static void
resolve_super(struct resolver *resolver, struct node *node)
{
    if (node->kind == NODE_SUPER_CALL) {
        resolve_list(resolver, &node->super_call.arguments);
        reference_bind_own(resolver, &node->super_call.callee, BINDING_CALLEE, node->start);
        reference_bind_own(resolver, &node->super_call.new_target, BINDING_NEW_TARGET, node->start);
        reference_bind_own(resolver, &node->super_call.this_value, BINDING_THIS, node->start);
        return;
    }
    reference_bind_own(resolver, &node->super_member.home, BINDING_HOME, node->start);
    reference_bind_own(resolver, &node->super_member.this_value, BINDING_THIS, node->start);
    resolve_expression(resolver, node->super_member.key);
}

static void
resolve_expression_inner(struct resolver *resolver, struct node *node)
{
    switch ((int)node->kind) {
    case NODE_IDENTIFIER:
        resolve_identifier(resolver, node, false);
        break;
    case NODE_THIS:
        reference_bind_own(resolver, &node->reference, BINDING_THIS, node->start);
        break;
    case NODE_NEW_TARGET:
        reference_bind_own(resolver, &node->reference, BINDING_NEW_TARGET, node->start);
        break;
    case NODE_TEMPLATE:
    case NODE_TAGGED_TEMPLATE:
        if (node->template.tag != NULL) {
            resolve_expression(resolver, node->template.tag);
        }
        resolve_list(resolver, &node->template.values);
        break;
    case NODE_ARRAY:
    case NODE_SEQUENCE:
        resolve_list(resolver, &node->list);
        break;
    case NODE_OBJECT:
        resolve_object(resolver, node);
        break;
    case NODE_FUNCTION:
        resolve_function(resolver, node->function);
        break;
    case NODE_CLASS:
        resolve_class(resolver, node);
        break;
    case NODE_UNARY:
    case NODE_OPTIONAL_CHAIN:
    case NODE_SPREAD:
        resolve_expression(resolver, node->unary.operand);
        break;
    case NODE_UPDATE:
        resolve_target(resolver, node->update.target, false);
        break;
    case NODE_BINARY:
    case NODE_LOGICAL:
        resolve_expression(resolver, node->binary.left);
        resolve_expression(resolver, node->binary.right);
        break;
    case NODE_ASSIGN:
        resolve_target(resolver, node->assign.target, false);
        resolve_expression(resolver, node->assign.value);
        break;
    case NODE_CONDITIONAL:
        resolve_expression(resolver, node->branch.test);
        resolve_expression(resolver, node->branch.then);
        resolve_expression(resolver, node->branch.otherwise);
        break;
    case NODE_MEMBER:
        if (!resolve_namespace_member(resolver, node)) {
            resolve_expression(resolver, node->member.object);
        }
        break;
    case NODE_INDEX:
        resolve_expression(resolver, node->index.object);
        resolve_expression(resolver, node->index.key);
        break;
    case NODE_PRIVATE_MEMBER:
    case NODE_PRIVATE_IN:
        resolve_private(resolver, node);
        resolve_expression(resolver, node->private_member.object);
        break;
    case NODE_SUPER_MEMBER:
    case NODE_SUPER_INDEX:
    case NODE_SUPER_CALL:
        resolve_super(resolver, node);
        break;
    case NODE_CALL:
    case NODE_NEW:
        check_refused_call(resolver, node);
        resolve_expression(resolver, node->call.callee);
        resolve_list(resolver, &node->call.arguments);
        break;
    default:
        break; /* literals */
    }
}

void
resolve_expression(struct resolver *resolver, struct node *node)
{
    assert(node != NULL);
    if (resolver_enter(resolver, node)) {
        resolve_expression_inner(resolver, node);
        resolver->depth--;
    }
}

/* ---- functions --------------------------------------------------------- */

static struct binding *
add_own(struct resolver *resolver, struct function *function, enum binding_kind kind, bool is_used)
{
    return is_used ? scope_add(resolver, function->scope, TEXT(""), kind, function->start,
                               function->start)
                   : NULL;
}

/** Scopes for parameters and pseudo-bindings; false when memory is out. */
static bool
open_function(struct resolver *resolver, struct function *function)
{
    function->parent = resolver->function;
    function->parameter_count = function->parameters.count;
    function->free_slot = function->parameter_count;
    function->local_count = function->parameter_count;
    resolver->function = function;
    if (function->has_own_name && function->declared == NULL && function->kind == FUNCTION_NORMAL) {
        function->self_scope = scope_open(resolver, SCOPE_SELF, function->start);
        if (function->self_scope == NULL ||
            scope_add(resolver, function->self_scope, function->name, BINDING_SELF, function->start,
                      function->start) == NULL) {
            return false;
        }
    }
    function->scope = scope_open(resolver, SCOPE_PARAMETERS, function->start);
    if (function->scope == NULL) {
        return false;
    }
    if (function->kind != FUNCTION_ARROW) {
        function->this_binding = add_own(resolver, function, BINDING_THIS, function->uses_this);
        function->arguments_binding =
            add_own(resolver, function, BINDING_ARGUMENTS,
                    function->uses_arguments && function->kind != FUNCTION_MODULE);
        function->new_target_binding =
            add_own(resolver, function, BINDING_NEW_TARGET, function->uses_new_target);
        function->home_binding =
            add_own(resolver, function, BINDING_HOME, function->uses_super_property);
        function->callee_binding =
            add_own(resolver, function, BINDING_CALLEE, function->uses_super_call);
    }
    return !resolver->out_of_memory;
}

static void
declare_parameters(struct resolver *resolver, struct function *function)
{
    uint32_t free_slot = function->free_slot;
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const struct node *parameter = function->parameters.items[i];
        if (function->has_simple_parameters) {
            function->free_slot = i; /* an argument is its own variable */
        }
        declare_target(resolver, function->scope, parameter, BINDING_PARAMETER, parameter->end);
        if (function->has_simple_parameters) {
            function->free_slot = free_slot;
        }
    }
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        resolve_target(resolver, function->parameters.items[i], true);
    }
}

/** Names that are members of the first parameter, in the body of an enum or namespace. */
static void
declare_members(struct resolver *resolver, struct function *function)
{
    struct binding *object =
        function->scope->binding_count > 0
            ? scope_find(function->scope, function->parameters.items[0]->reference.name)
            : NULL;
    for (uint32_t i = 0; i < function->member_name_count && object != NULL; i++) {
        if (scope_find(function->body_scope, function->member_names[i]) != NULL ||
            function->member_names[i].bytes == object->name.bytes) {
            continue;
        }
        struct binding *binding = scope_add(resolver, function->body_scope,
                                            function->member_names[i], BINDING_MEMBER, 0, 0);
        if (binding != NULL) {
            binding->object = object;
        }
    }
}

static void
resolve_fields(struct resolver *resolver, struct function *function)
{
    for (uint32_t i = 0; i < function->body.count; i++) {
        struct node *node = function->body.items[i];
        if (node->kind == NODE_BLOCK) {
            resolve_block(resolver, node, true);
            continue;
        }
        if (node->property.flags & PROPERTY_COMPUTED) {
            const struct node *member = node->property.key;
            if (member->property.key_binding != NULL) {
                reference_bind(resolver, &node->property.key_reference,
                               member->property.key_binding, node->start);
            }
            node->property.key = NULL;
        }
        resolve_private_key(resolver, node);
        if (node->property.value != NULL) {
            resolve_expression(resolver, node->property.value);
        }
    }
}

void
resolve_function(struct resolver *resolver, struct function *function)
{
    struct function *outer = resolver->function;
    struct scope *outer_scope = resolver->scope;
    struct scope *var_scope = resolver->var_scope;
    if (!open_function(resolver, function)) {
        resolver->function = outer;
        resolver->scope = outer_scope;
        return;
    }
    declare_parameters(resolver, function);
    function->body_scope = scope_open(resolver, SCOPE_BODY, function->start);
    if (function->body_scope != NULL) {
        resolver->var_scope = function->body_scope;
        bool is_fields = function->kind == FUNCTION_FIELDS || function->kind == FUNCTION_STATIC;
        if (is_fields) {
            resolve_fields(resolver, function);
        } else {
            declare_lexical(resolver, function->body_scope, &function->body);
            declare_vars_of(resolver, function->body_scope, &function->body);
            if (function->member_name_count > 0) {
                declare_members(resolver, function);
            }
            resolve_statements(resolver, &function->body);
        }
    }
    if (function->self_scope != NULL && function->self_scope->bindings[0]->use_count == 0) {
        function->self_scope = NULL;
    }
    resolver->function = outer;
    resolver->scope = outer_scope;
    resolver->var_scope = var_scope;
}

/* ---- modules ----------------------------------------------------------- */

static void
declare_import(struct resolver *resolver, struct scope *scope, struct node *node)
{
    struct binding *binding;
    if (node->import.default_name.bytes != NULL) {
        binding = scope_declare(resolver, scope, node->import.default_name, BINDING_IMPORT,
                                node->start + 7, node->end);
        if (binding != NULL) {
            binding->declaration = node;
        }
    }
    if (node->import.namespace_name.bytes != NULL) {
        binding = scope_declare(resolver, scope, node->import.namespace_name, BINDING_IMPORT,
                                node->start, node->end);
        if (binding != NULL) {
            binding->declaration = node;
        }
    }
    for (uint32_t i = 0; i < node->import.item_count; i++) {
        binding = scope_declare(resolver, scope, node->import.items[i].alias, BINDING_IMPORT,
                                node->import.items[i].start, node->end);
        if (binding != NULL) {
            binding->declaration = node;
        }
    }
}

void
resolver_declare(struct resolver *resolver, struct function *top)
{
    resolver->function = NULL;
    resolver->scope = NULL;
    if (!open_function(resolver, top)) {
        return;
    }
    top->body_scope = scope_open(resolver, SCOPE_MODULE, 0);
    if (top->body_scope == NULL) {
        return;
    }
    resolver->var_scope = top->body_scope;
    for (uint32_t i = 0; i < top->body.count; i++) {
        if (top->body.items[i]->kind == NODE_IMPORT) {
            declare_import(resolver, top->body_scope, top->body.items[i]);
        }
    }
    declare_lexical(resolver, top->body_scope, &top->body);
    declare_vars_of(resolver, top->body_scope, &top->body);
    for (uint32_t i = 0; i < top->body.count; i++) {
        const struct node *node = top->body.items[i];
        if (node->kind == NODE_EXPORT_DEFAULT) {
            (void)scope_declare(resolver, top->body_scope, node->export_default.reference.name,
                                BINDING_LET, node->start, node->end);
        }
    }
}

bool
resolver_resolve(struct resolver *resolver, struct function *top)
{
    if (resolver->out_of_memory || top->body_scope == NULL) {
        return false;
    }
    resolver->function = top;
    resolver->scope = top->body_scope;
    resolver->var_scope = top->body_scope;
    resolve_statements(resolver, &top->body);
    return resolver->error_count == 0 && !resolver->out_of_memory;
}
