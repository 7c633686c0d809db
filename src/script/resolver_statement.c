/* SPDX-License-Identifier: Apache-2.0 */
/* Statements and the scopes that they open. */
#include "script/resolver_state.h"

/** var x below a let x of a block around it is declared twice. */
static void
check_var_conflict(struct resolver *resolver, const struct node *target)
{
    if (target == NULL) {
        return;
    }
    switch ((int)target->kind) {
    case NODE_IDENTIFIER:
        for (const struct scope *scope = resolver->scope;
             scope != NULL && scope != resolver->var_scope; scope = scope->parent) {
            const struct binding *binding = scope_find(scope, target->reference.name);
            bool is_simple_catch =
                binding != NULL && binding->kind == BINDING_CATCH && scope->is_handler;
            if (binding != NULL && !is_simple_catch) {
                resolver_report(resolver, DIAGNOSTIC_DUPLICATE_NAME, target->start, target->end,
                                "%.*s is already declared in a block around; rename one",
                                TEXT_ARG(target->reference.name));
                return;
            }
        }
        break;
    case NODE_DEFAULT:
        check_var_conflict(resolver, target->binary.left);
        break;
    case NODE_REST:
        check_var_conflict(resolver, target->unary.operand);
        break;
    case NODE_PROPERTY:
        check_var_conflict(resolver, target->property.value);
        break;
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN:
        for (uint32_t i = 0; i < target->list.count; i++) {
            check_var_conflict(resolver, target->list.items[i]);
        }
        break;
    default:
        break;
    }
}

static void
resolve_variables(struct resolver *resolver, struct node *node)
{
    for (uint32_t i = 0; i < node->variables.declarators.count; i++) {
        struct node *declarator = node->variables.declarators.items[i];
        if (node->variables.kind == VARIABLES_VAR) {
            check_var_conflict(resolver, declarator->binary.left);
        }
        if (declarator->binary.right != NULL) {
            resolve_expression(resolver, declarator->binary.right);
        }
        resolve_target(resolver, declarator->binary.left, true);
    }
}

void
resolve_block(struct resolver *resolver, struct node *block, bool takes_vars)
{
    bool needs_scope = takes_vars || has_lexical(&block->block.statements);
    if (!needs_scope) {
        resolve_statements(resolver, &block->block.statements);
        return;
    }
    struct scope *scope = scope_open(resolver, SCOPE_BLOCK, block->start);
    if (scope == NULL) {
        return;
    }
    struct scope *var_scope = resolver->var_scope;
    declare_lexical(resolver, scope, &block->block.statements);
    if (takes_vars) {
        resolver->var_scope = scope;
        declare_vars_of(resolver, scope, &block->block.statements);
    }
    resolve_statements(resolver, &block->block.statements);
    resolver->var_scope = var_scope;
    scope_close(resolver, scope);
    block->block.scope = scope->binding_count > 0 ? scope : NULL;
}

static bool
declares_per_iteration(const struct node *init)
{
    return init != NULL && init->kind == NODE_VARIABLES && init->variables.kind != VARIABLES_VAR;
}

static void
resolve_for(struct resolver *resolver, struct node *node)
{
    struct scope *scope = NULL;
    bool is_each = node->kind != NODE_FOR;
    struct node *init = node->loop.init;
    if (declares_per_iteration(init)) {
        scope = scope_open(resolver, SCOPE_LOOP, node->start);
        if (scope == NULL) {
            return;
        }
        enum binding_kind kind =
            init->variables.kind == VARIABLES_LET ? BINDING_LET : BINDING_CONST;
        for (uint32_t i = 0; i < init->variables.declarators.count; i++) {
            const struct node *declarator = init->variables.declarators.items[i];
            declare_target(resolver, scope, declarator->binary.left, kind,
                           is_each ? node->loop.body->start : declarator->end);
        }
    }
    if (is_each) {
        resolve_expression(resolver, node->loop.test);
        if (init->kind == NODE_VARIABLES) {
            resolve_variables(resolver, init);
        } else {
            resolve_target(resolver, init, false);
        }
    } else {
        if (init != NULL && init->kind == NODE_VARIABLES) {
            resolve_variables(resolver, init);
        } else if (init != NULL) {
            resolve_expression(resolver, init);
        }
        if (node->loop.test != NULL) {
            resolve_expression(resolver, node->loop.test);
        }
        if (node->loop.update != NULL) {
            resolve_expression(resolver, node->loop.update);
        }
    }
    struct node_list body = {&node->loop.body, 1};
    resolve_statements(resolver, &body);
    if (scope != NULL) {
        scope_close(resolver, scope);
        node->loop.scope = scope;
    }
}

static void
resolve_switch(struct resolver *resolver, struct node *node)
{
    bool needs_scope = false;
    resolve_expression(resolver, node->switch_node.value);
    for (uint32_t i = 0; i < node->switch_node.cases.count; i++) {
        needs_scope |= has_lexical(&node->switch_node.cases.items[i]->case_node.statements);
    }
    struct scope *scope = NULL;
    if (needs_scope) {
        scope = scope_open(resolver, SCOPE_BLOCK, node->start);
        if (scope == NULL) {
            return;
        }
        scope->is_switch = true;
        for (uint32_t i = 0; i < node->switch_node.cases.count; i++) {
            declare_lexical(resolver, scope,
                            &node->switch_node.cases.items[i]->case_node.statements);
        }
    }
    for (uint32_t i = 0; i < node->switch_node.cases.count; i++) {
        struct node *item = node->switch_node.cases.items[i];
        if (item->case_node.test != NULL) {
            resolve_expression(resolver, item->case_node.test);
        }
        resolve_statements(resolver, &item->case_node.statements);
    }
    if (scope != NULL) {
        scope_close(resolver, scope);
        node->switch_node.scope = scope;
    }
}

/** Block of a catch: its own names may not be those of the parameter. */
static void
resolve_handler(struct resolver *resolver, struct node *node)
{
    struct node *target = node->try_node.target;
    struct scope *scope = NULL;
    if (target != NULL) {
        scope = scope_open(resolver, SCOPE_CATCH, node->try_node.handler->start);
        if (scope == NULL) {
            return;
        }
        scope->is_handler = target->kind == NODE_IDENTIFIER; /* var of that name is allowed */
        declare_target(resolver, scope, target, BINDING_CATCH, target->end);
        resolve_target(resolver, target, true);
    }
    resolve_block(resolver, node->try_node.handler, false);
    if (scope != NULL) {
        scope_close(resolver, scope);
        node->try_node.scope = scope;
    }
}

static void
resolve_statement_inner(struct resolver *resolver, struct node *node)
{
    switch ((int)node->kind) {
    case NODE_EXPRESSION:
    case NODE_RETURN:
    case NODE_THROW:
        if (node->unary.operand != NULL) {
            resolve_expression(resolver, node->unary.operand);
        }
        break;
    case NODE_VARIABLES:
        resolve_variables(resolver, node);
        break;
    case NODE_FUNCTION_DECLARATION:
        resolve_function(resolver, node->function);
        break;
    case NODE_CLASS_DECLARATION: {
        resolve_class(resolver, node);
        struct binding *binding = scope_find(resolver->scope, node->class_node.reference.name);
        if (binding != NULL) {
            reference_bind(resolver, &node->class_node.reference, binding, node->end);
        }
        break;
    }
    case NODE_BLOCK:
        resolve_block(resolver, node, false);
        break;
    case NODE_IF: {
        resolve_expression(resolver, node->branch.test);
        struct node *branches[2] = {node->branch.then, node->branch.otherwise};
        struct node_list list = {branches, node->branch.otherwise == NULL ? 1 : 2};
        resolve_statements(resolver, &list);
        break;
    }
    case NODE_FOR:
    case NODE_FOR_IN:
    case NODE_FOR_OF:
        resolve_for(resolver, node);
        break;
    case NODE_WHILE:
    case NODE_DO_WHILE: {
        struct node_list body = {&node->loop.body, 1};
        resolve_expression(resolver, node->loop.test);
        resolve_statements(resolver, &body);
        break;
    }
    case NODE_TRY:
        resolve_block(resolver, node->try_node.block, false);
        if (node->try_node.handler != NULL) {
            resolve_handler(resolver, node);
        }
        if (node->try_node.finalizer != NULL) {
            resolve_block(resolver, node->try_node.finalizer, false);
        }
        break;
    case NODE_SWITCH:
        resolve_switch(resolver, node);
        break;
    case NODE_LABELED: {
        struct node_list body = {&node->labeled.body, 1};
        resolve_statements(resolver, &body);
        break;
    }
    case NODE_EXPORT_DEFAULT: {
        resolve_expression(resolver, node->export_default.value);
        struct binding *binding = scope_find(resolver->scope, node->export_default.reference.name);
        if (binding != NULL) {
            reference_bind(resolver, &node->export_default.reference, binding, node->end);
        }
        break;
    }
    default:
        break;
    }
}

void
resolve_statements(struct resolver *resolver, const struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (!resolver_enter(resolver, list->items[i])) {
            return;
        }
        resolve_statement_inner(resolver, list->items[i]);
        resolver->depth--;
    }
}
