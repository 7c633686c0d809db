/* SPDX-License-Identifier: Apache-2.0 */
/* Classes and private names; calls of what scripts do not have. */
#include "script/resolver_state.h"

/* ---- private names ----------------------------------------------------- */

void
resolve_private(struct resolver *resolver, struct node *node)
{
    struct text name = node->private_member.name;
    for (struct class_frame *frame = resolver->classes; frame != NULL; frame = frame->parent) {
        for (struct private_name *at = frame->body->private_names; at != NULL; at = at->next) {
            if (at->name.bytes == name.bytes) {
                node->private_member.private_name = at;
                if (at->binding != NULL) {
                    reference_bind(resolver, &node->private_member.name_reference, at->binding,
                                   node->start);
                }
                return;
            }
        }
    }
    resolver_report(resolver, DIAGNOSTIC_PRIVATE_UNKNOWN, node->start, node->end,
                    "#%.*s is not declared in a class around; declare it as a field",
                    TEXT_ARG(name));
}

/* ---- classes ----------------------------------------------------------- */

static void
resolve_member_function(struct resolver *resolver, struct function *function)
{
    function->is_class_member = true;
    resolve_function(resolver, function);
}

/** Computed keys of fields are evaluated once and kept in hidden variables. */
static void
declare_keys(struct resolver *resolver, struct scope *scope, const struct class_body *body)
{
    for (uint32_t i = 0; i < body->members.count; i++) {
        struct node *member = body->members.items[i];
        if (member->property.flags & PROPERTY_FIELD) {
            member->property.key_binding =
                scope_add(resolver, scope, TEXT(""), BINDING_KEY, member->start, member->start);
        }
    }
}

/** Names of a class that may be evaluated more than once are made by each evaluation. */
static void
declare_private(struct resolver *resolver, struct scope *scope, const struct class_body *body,
                bool is_evaluated_once)
{
    for (struct private_name *at = body->private_names; at != NULL; at = at->next) {
        at->id = (*resolver->private_name_count)++;
        if (!is_evaluated_once) {
            at->binding =
                scope_add(resolver, scope, TEXT(""), BINDING_KEY, body->start, body->start);
        }
    }
}

void
resolve_private_key(struct resolver *resolver, struct node *member)
{
    const struct private_name *name = member->property.private_name;
    if (name != NULL && name->binding != NULL) {
        reference_bind(resolver, &member->property.key_reference, name->binding, member->start);
    }
}

void
resolve_class(struct resolver *resolver, struct node *node)
{
    struct class_body *body = node->class_node.body;
    bool is_evaluated_once = node->kind == NODE_CLASS_DECLARATION &&
                             resolver->function->kind == FUNCTION_MODULE &&
                             resolver->scope == resolver->function->body_scope;
    struct scope *scope = scope_open(resolver, SCOPE_CLASS, body->start);
    if (scope == NULL) {
        return;
    }
    body->scope = scope;
    if (body->has_own_name) {
        body->self =
            scope_add(resolver, scope, body->name, BINDING_CLASS_SELF, body->start, body->end);
    }
    declare_keys(resolver, scope, body);
    declare_private(resolver, scope, body, is_evaluated_once);
    if (body->heritage != NULL) { /* private names of the class are not known there */
        resolve_expression(resolver, body->heritage);
    }
    struct class_frame frame = {body, resolver->classes};
    resolver->classes = &frame;
    if (body->constructor != NULL) {
        resolve_member_function(resolver, body->constructor);
    }
    for (uint32_t i = 0; i < body->members.count; i++) {
        struct node *member = body->members.items[i];
        if (member->property.flags & PROPERTY_COMPUTED) {
            resolve_expression(resolver, member->property.key);
        }
        resolve_private_key(resolver, member);
        if (!(member->property.flags & PROPERTY_FIELD)) {
            resolve_member_function(resolver, member->property.value->function);
        }
    }
    if (body->fields != NULL) {
        resolve_member_function(resolver, body->fields);
    }
    if (body->static_part != NULL) {
        resolve_member_function(resolver, body->static_part);
    }
    resolver->classes = frame.parent;
    scope_close(resolver, scope);
}

/* ---- refused calls ----------------------------------------------------- */

struct refused {
    const char *object; /**< NULL: the name itself */
    const char *name;
    enum diagnostic diagnostic;
    const char *message;
};

static const struct refused refused_calls[] = {
    {NULL, "eval", DIAGNOSTIC_NO_EVAL, "eval is not available; write the code as a function"},
    {NULL, "Function", DIAGNOSTIC_NO_EVAL,
     "Function() is not available; write the code as a function"},
    {"Date", "now", DIAGNOSTIC_NO_CLOCK, "there is no clock; use context.clockTime"},
    {"performance", "now", DIAGNOSTIC_NO_CLOCK, "there is no clock; use context.clockTime"},
    {"Math", "random", DIAGNOSTIC_NO_CHANCE,
     "there is no chance; derive the value from the input: an id, a key, an index"},
    {"crypto", "randomUUID", DIAGNOSTIC_NO_CHANCE,
     "there is no chance; derive the value from the input: an id, a key, an index"},
    {"crypto", "getRandomValues", DIAGNOSTIC_NO_CHANCE,
     "there is no chance; derive the value from the input: an id, a key, an index"},
    {NULL, "setTimeout", DIAGNOSTIC_NO_TIMERS, "there are no timers; call the function directly"},
    {NULL, "setInterval", DIAGNOSTIC_NO_TIMERS, "there are no timers; call the function directly"},
    {NULL, "setImmediate", DIAGNOSTIC_NO_TIMERS, "there are no timers; call the function directly"},
    {NULL, "queueMicrotask", DIAGNOSTIC_NO_TIMERS,
     "there are no timers; call the function directly"},
    {NULL, "fetch", DIAGNOSTIC_NO_INPUT_OUTPUT,
     "there is no network; take what is needed from the input or configuration"},
    {NULL, "XMLHttpRequest", DIAGNOSTIC_NO_INPUT_OUTPUT,
     "there is no network; take what is needed from the input or configuration"},
    {NULL, "require", DIAGNOSTIC_NO_REQUIRE,
     "require is not available; write import { x } from './file.js'"},
};

static bool
is_global(const struct resolver *resolver, const struct node *node, const char *name)
{
    return node->kind == NODE_IDENTIFIER && text_is(node->reference.name, name) &&
           resolver_find(resolver, node->reference.name) == NULL;
}

/** process.anything(...), process.env.X is caught where it runs. */
static bool
is_process(const struct resolver *resolver, const struct node *callee)
{
    while (callee->kind == NODE_MEMBER) {
        callee = callee->member.object;
        if (is_global(resolver, callee, "process")) {
            return true;
        }
    }
    return false;
}

void
check_refused_call(struct resolver *resolver, const struct node *call)
{
    const struct node *callee = call->call.callee;
    if (resolver->source->is_foreign) {
        return; /* a library may mention what it never calls: it throws when it does */
    }
    if (is_global(resolver, callee, "Date") && call->call.arguments.count == 0) {
        resolver_report(resolver, DIAGNOSTIC_NO_CLOCK, call->start, call->end,
                        "there is no clock; use new Date(context.clockTime)");
        return;
    }
    if (is_process(resolver, callee)) {
        resolver_report(resolver, DIAGNOSTIC_NO_PROCESS, call->start, call->end,
                        "process is not available; use the configuration");
        return;
    }
    for (size_t i = 0; i < COUNT_OF(refused_calls); i++) {
        const struct refused *row = &refused_calls[i];
        bool is_it = row->object == NULL
                         ? is_global(resolver, callee, row->name)
                         : callee->kind == NODE_MEMBER && text_is(callee->member.name, row->name) &&
                               is_global(resolver, callee->member.object, row->object);
        if (is_it) {
            resolver_report(resolver, row->diagnostic, call->start, call->end, "%s", row->message);
            return;
        }
    }
}
