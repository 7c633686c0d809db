/* SPDX-License-Identifier: Apache-2.0 */
/* Scopes, declarations, slots and captures. */
#include "script/resolver_state.h"

/** Scopes with more bindings than this get buckets. */
enum { LINEAR_MAX = 8 };

static uint32_t
pointer_hash(const char *bytes)
{
    uintptr_t bits = (uintptr_t)bytes;
    return (uint32_t)((bits >> 4) ^ (bits >> 13));
}

struct binding *
scope_find(const struct scope *scope, struct text name)
{
    if (scope->buckets != NULL) {
        struct binding *binding =
            scope->buckets[pointer_hash(name.bytes) & (scope->bucket_count - 1)];
        while (binding != NULL && binding->name.bytes != name.bytes) {
            binding = binding->next_in_bucket;
        }
        return binding;
    }
    for (uint32_t i = 0; i < scope->binding_count; i++) {
        if (scope->bindings[i]->name.bytes == name.bytes) {
            return scope->bindings[i];
        }
    }
    return NULL;
}

struct binding *
resolver_find(const struct resolver *resolver, struct text name)
{
    for (const struct scope *scope = resolver->scope; scope != NULL; scope = scope->parent) {
        struct binding *binding = scope_find(scope, name);
        if (binding != NULL) {
            return binding;
        }
    }
    return NULL;
}

/* ---- life of scopes ---------------------------------------------------- */

struct scope *
scope_open(struct resolver *resolver, enum scope_kind kind, uint32_t start)
{
    struct scope *scope = resolver_alloc(resolver, 1, sizeof(*scope));
    if (scope == NULL) {
        return NULL;
    }
    scope->kind = kind;
    scope->parent = resolver->scope;
    scope->function = resolver->function;
    scope->first_slot = resolver->function->free_slot;
    scope->start = start;
    resolver->scope = scope;
    return scope;
}

void
scope_close(struct resolver *resolver, struct scope *scope)
{
    assert(resolver->scope == scope);
    resolver->scope = scope->parent;
    scope->function->free_slot = scope->first_slot;
}

static void
scope_rehash(struct resolver *resolver, struct scope *scope)
{
    uint32_t count = 32;
    while (count < scope->binding_capacity * 2) {
        count *= 2;
    }
    struct binding **buckets = resolver_alloc(resolver, count, sizeof(*buckets));
    if (buckets == NULL) {
        return;
    }
    scope->buckets = buckets;
    scope->bucket_count = count;
    for (uint32_t i = 0; i < scope->binding_count; i++) {
        struct binding *binding = scope->bindings[i];
        struct binding **bucket = &buckets[pointer_hash(binding->name.bytes) & (count - 1)];
        binding->next_in_bucket = *bucket;
        *bucket = binding;
    }
}

struct binding *
scope_add(struct resolver *resolver, struct scope *scope, struct text name, enum binding_kind kind,
          uint32_t start, uint32_t end)
{
    struct binding *binding = resolver_alloc(resolver, 1, sizeof(*binding));
    if (binding == NULL) {
        return NULL;
    }
    if (scope->binding_count == scope->binding_capacity) {
        uint32_t capacity = scope->binding_capacity == 0 ? 4 : scope->binding_capacity * 2;
        struct binding **bindings =
            arena_grow(resolver->names->arena, scope->bindings,
                       scope->binding_capacity * sizeof(*bindings), capacity * sizeof(*bindings));
        if (bindings == NULL) {
            resolver->out_of_memory = true;
            return NULL;
        }
        scope->bindings = bindings;
        scope->binding_capacity = capacity;
        if (capacity > LINEAR_MAX) {
            scope_rehash(resolver, scope);
        }
    }
    *binding =
        (struct binding){.name = name, .kind = kind, .scope = scope, .start = start, .end = end};
    scope->bindings[scope->binding_count++] = binding;
    if (scope->buckets != NULL) {
        struct binding **bucket =
            &scope->buckets[pointer_hash(name.bytes) & (scope->bucket_count - 1)];
        binding->next_in_bucket = *bucket;
        *bucket = binding;
    }
    if (kind == BINDING_IMPORT || kind == BINDING_MEMBER) {
        return binding;
    }
    if (scope->kind == SCOPE_MODULE) {
        binding->is_module = true;
        binding->slot = (*resolver->variable_count)++;
    } else {
        struct function *function = scope->function;
        binding->slot = function->free_slot++;
        if (function->local_count < function->free_slot) {
            function->local_count = function->free_slot;
        }
    }
    return binding;
}

/* ---- declarations ------------------------------------------------------ */

static bool
is_var_like(const struct scope *scope, enum binding_kind kind)
{
    if (kind == BINDING_FUNCTION) {
        return scope->kind == SCOPE_BODY; /* in blocks and modules functions are lexical */
    }
    return kind == BINDING_VAR;
}

static void
report_twice(struct resolver *resolver, struct text name, uint32_t start, bool is_parameter)
{
    resolver_report(resolver,
                    is_parameter ? DIAGNOSTIC_DUPLICATE_PARAMETER : DIAGNOSTIC_DUPLICATE_NAME,
                    start, start + (uint32_t)name.length, "%.*s is already declared%s; rename one",
                    TEXT_ARG(name), is_parameter ? " as a parameter" : " in this scope");
}

struct binding *
scope_declare(struct resolver *resolver, struct scope *scope, struct text name,
              enum binding_kind kind, uint32_t start, uint32_t end)
{
    bool is_var = is_var_like(scope, kind);
    struct binding *binding = scope_find(scope, name);
    if (resolver->source->is_script && scope->kind == SCOPE_MODULE && text_is(name, "undefined")) {
        report_twice(resolver, name, start, false); /* the global object has it, for good */
    }
    if (binding != NULL) {
        if (is_var && is_var_like(scope, binding->kind)) {
            if (kind == BINDING_FUNCTION) {
                binding->kind = kind;
            }
            return binding;
        }
        if (!text_is(name, "*default*")) { /* exported twice: module_link.c says so */
            report_twice(resolver, name, start, kind == BINDING_PARAMETER);
        }
        return NULL;
    }
    bool is_body = scope->kind == SCOPE_BODY && scope->parent != NULL &&
                   scope->parent->kind == SCOPE_PARAMETERS;
    struct binding *parameter = is_body ? scope_find(scope->parent, name) : NULL;
    if (parameter != NULL && parameter->kind == BINDING_PARAMETER) {
        if (!is_var) {
            report_twice(resolver, name, start, true);
            return NULL;
        }
        if (kind == BINDING_VAR && scope->function->has_simple_parameters) {
            return parameter;
        }
    }
    bool is_handler = scope->kind == SCOPE_BLOCK && scope->parent->kind == SCOPE_CATCH &&
                      scope->start == scope->parent->start;
    if (is_handler && scope_find(scope->parent, name) != NULL) {
        report_twice(resolver, name, start, false);
        return NULL;
    }
    binding = scope_add(resolver, scope, name, kind, start, end);
    if (binding != NULL && parameter != NULL && kind == BINDING_VAR) {
        binding->copy_of = parameter;
    }
    return binding;
}

void
declare_target(struct resolver *resolver, struct scope *scope, const struct node *target,
               enum binding_kind kind, uint32_t end)
{
    if (target == NULL) {
        return;
    }
    switch ((int)target->kind) {
    case NODE_IDENTIFIER:
        (void)scope_declare(resolver, scope, target->reference.name, kind, target->start, end);
        break;
    case NODE_DEFAULT:
        declare_target(resolver, scope, target->binary.left, kind, end);
        break;
    case NODE_REST:
        declare_target(resolver, scope, target->unary.operand, kind, end);
        break;
    case NODE_PROPERTY:
        declare_target(resolver, scope, target->property.value, kind, end);
        break;
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN:
        for (uint32_t i = 0; i < target->list.count; i++) {
            declare_target(resolver, scope, target->list.items[i], kind, end);
        }
        break;
    default:
        break;
    }
}

static bool
is_lexical(const struct node *statement)
{
    return (statement->kind == NODE_VARIABLES && statement->variables.kind != VARIABLES_VAR) ||
           statement->kind == NODE_CLASS_DECLARATION ||
           statement->kind == NODE_FUNCTION_DECLARATION;
}

bool
has_lexical(const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (is_lexical(list->items[i])) {
            return true;
        }
    }
    return false;
}

/** Remember a function to be made on entry; a later one of the same name wins. */
static void
add_function(struct resolver *resolver, struct scope *scope, struct node *node)
{
    struct function *function = node->function;
    for (uint32_t i = 0; i < scope->functions.count; i++) {
        if (scope->functions.items[i]->function->declared == function->declared) {
            scope->functions.items[i] = node;
            return;
        }
    }
    if (scope->functions.count == scope->function_capacity) {
        uint32_t capacity = scope->function_capacity == 0 ? 4 : scope->function_capacity * 2;
        struct node **items =
            arena_grow(resolver->names->arena, scope->functions.items,
                       scope->function_capacity * sizeof(*items), capacity * sizeof(*items));
        if (items == NULL) {
            resolver->out_of_memory = true;
            return;
        }
        scope->functions.items = items;
        scope->function_capacity = capacity;
    }
    scope->functions.items[scope->functions.count++] = node;
}

static void
declare_function(struct resolver *resolver, struct scope *scope, struct node *node)
{
    struct function *function = node->function;
    struct text name = function->name;
    if (!function->has_own_name) {
        struct name *hidden = name_intern(resolver->names, TEXT("*default*"));
        if (hidden == NULL) {
            resolver->out_of_memory = true;
            return;
        }
        name = hidden->text;
    }
    function->declared =
        scope_declare(resolver, scope, name, BINDING_FUNCTION, node->start, node->start);
    if (function->declared != NULL) {
        add_function(resolver, scope, node);
    }
}

void
declare_lexical(struct resolver *resolver, struct scope *scope, const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct node *node = list->items[i];
        if (node->kind == NODE_FUNCTION_DECLARATION) {
            declare_function(resolver, scope, node);
        } else if (node->kind == NODE_CLASS_DECLARATION) {
            (void)scope_declare(resolver, scope, node->class_node.reference.name, BINDING_CLASS,
                                node->start, node->end);
        } else if (is_lexical(node)) {
            enum binding_kind kind =
                node->variables.kind == VARIABLES_LET ? BINDING_LET : BINDING_CONST;
            for (uint32_t k = 0; k < node->variables.declarators.count; k++) {
                const struct node *declarator = node->variables.declarators.items[k];
                declare_target(resolver, scope, declarator->binary.left, kind, declarator->end);
            }
        }
    }
}

/** The object of an enum or namespace: it may join a class or function of that name. */
static void
declare_made_up(struct resolver *resolver, struct scope *scope, const struct node *target)
{
    const struct binding *binding = scope_find(scope, target->reference.name);
    if (binding == NULL || (binding->kind != BINDING_CLASS && binding->kind != BINDING_FUNCTION)) {
        declare_target(resolver, scope, target, BINDING_VAR, target->start);
    }
}

static void
declare_vars_variables(struct resolver *resolver, struct scope *scope, const struct node *node)
{
    for (uint32_t i = 0; i < node->variables.declarators.count; i++) {
        const struct node *target = node->variables.declarators.items[i]->binary.left;
        if (node->is_made_up) {
            declare_made_up(resolver, scope, target);
        } else {
            declare_target(resolver, scope, target, BINDING_VAR, target->start);
        }
    }
}

void
declare_vars_of(struct resolver *resolver, struct scope *scope, const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        declare_vars(resolver, scope, list->items[i]);
    }
}

void
declare_vars(struct resolver *resolver, struct scope *scope, const struct node *statement)
{
    if (statement == NULL || resolver->depth > TREE_DEPTH_MAX) {
        return;
    }
    resolver->depth++;
    switch ((int)statement->kind) {
    case NODE_VARIABLES:
        if (statement->variables.kind == VARIABLES_VAR) {
            declare_vars_variables(resolver, scope, statement);
        }
        break;
    case NODE_BLOCK:
        declare_vars_of(resolver, scope, &statement->block.statements);
        break;
    case NODE_IF:
        declare_vars(resolver, scope, statement->branch.then);
        declare_vars(resolver, scope, statement->branch.otherwise);
        break;
    case NODE_FOR:
    case NODE_FOR_IN:
    case NODE_FOR_OF:
    case NODE_WHILE:
    case NODE_DO_WHILE:
        if (statement->loop.init != NULL && statement->loop.init->kind == NODE_VARIABLES) {
            declare_vars(resolver, scope, statement->loop.init);
        }
        declare_vars(resolver, scope, statement->loop.body);
        break;
    case NODE_TRY:
        declare_vars(resolver, scope, statement->try_node.block);
        declare_vars(resolver, scope, statement->try_node.handler);
        declare_vars(resolver, scope, statement->try_node.finalizer);
        break;
    case NODE_SWITCH:
        for (uint32_t i = 0; i < statement->switch_node.cases.count; i++) {
            declare_vars_of(resolver, scope,
                            &statement->switch_node.cases.items[i]->case_node.statements);
        }
        break;
    case NODE_LABELED:
        declare_vars(resolver, scope, statement->labeled.body);
        break;
    default:
        break;
    }
    resolver->depth--;
}

/* ---- uses -------------------------------------------------------------- */

/** Place of a binding among a function's captures; added when it is new. */
static uint32_t
capture_index(struct resolver *resolver, struct function *function, struct binding *binding)
{
    for (uint32_t i = 0; i < function->capture_count; i++) {
        if (function->captures[i].binding == binding) {
            return i;
        }
    }
    struct capture capture = {.binding = binding};
    if (function->parent == binding->scope->function) {
        capture.index = binding->slot;
    } else {
        capture.from_parent_capture = true;
        capture.index = capture_index(resolver, function->parent, binding);
    }
    if (function->capture_count == function->capture_capacity) {
        uint32_t capacity = function->capture_capacity == 0 ? 4 : function->capture_capacity * 2;
        struct capture *captures = arena_grow(resolver->names->arena, function->captures,
                                              function->capture_capacity * sizeof(*captures),
                                              capacity * sizeof(*captures));
        if (captures == NULL) {
            resolver->out_of_memory = true;
            return 0;
        }
        function->captures = captures;
        function->capture_capacity = capacity;
    }
    function->captures[function->capture_count] = capture;
    return function->capture_count++;
}

static bool
may_be_uninitialised(const struct binding *binding)
{
    return binding->kind == BINDING_LET || binding->kind == BINDING_CONST ||
           binding->kind == BINDING_CLASS || binding->kind == BINDING_CLASS_SELF ||
           (binding->kind == BINDING_PARAMETER && !binding->scope->function->has_simple_parameters);
}

/** Could the use at `start` run before the declaration has? By the order of the source. */
static bool
needs_check(const struct resolver *resolver, const struct binding *binding, uint32_t start)
{
    if (resolver->is_declaring || !may_be_uninitialised(binding)) {
        return false;
    }
    const struct scope *home = binding->scope;
    if (resolver->function == home->function) {
        return start < binding->end || home->is_switch;
    }
    const struct function *outer = resolver->function;
    while (outer->parent != home->function) {
        outer = outer->parent;
        assert(outer != NULL);
    }
    if (binding->kind == BINDING_CLASS_SELF) {
        return !outer->is_class_member;
    }
    if (home->is_switch) {
        return true;
    }
    if (outer->declared != NULL) { /* made when its scope is entered */
        return outer->declared->scope->start < binding->end;
    }
    return outer->start < binding->end;
}

void
reference_bind(struct resolver *resolver, struct reference *reference, struct binding *binding,
               uint32_t start)
{
    binding->use_count++;
    reference->binding = binding;
    reference->name = binding->name;
    reference->check_initialised = needs_check(resolver, binding, start);
    binding->needs_initialised_mark |= reference->check_initialised;
    if (binding->is_module) {
        reference->kind = REFERENCE_MODULE;
        reference->index = binding->slot;
    } else if (binding->scope->function == resolver->function) {
        reference->kind = REFERENCE_LOCAL;
        reference->index = binding->slot;
    } else {
        reference->kind = REFERENCE_CAPTURE;
        reference->index = capture_index(resolver, resolver->function, binding);
        binding->is_captured = true;
        binding->scope->has_captured = true;
    }
}
