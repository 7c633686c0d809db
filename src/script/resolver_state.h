/* SPDX-License-Identifier: Apache-2.0 */
/** resolver_state.h: what the files of the resolver share. Included by resolver*.c alone. */
#pragma once

#include "script/resolver.h"

/** A class being walked, for private names. */
struct class_frame {
    struct class_body *body;
    struct class_frame *parent;
};

void resolver_report(struct resolver *resolver, enum diagnostic diagnostic, uint32_t start,
                     uint32_t end, const char *format, ...) printf_like(5, 6);
void *resolver_alloc(struct resolver *resolver, size_t count, size_t bytes);

/* ---- scopes (resolver_scope.c) ------------------------------------------ */

/** A new scope inside of the current one; it becomes the current one. NULL when memory is out. */
struct scope *scope_open(struct resolver *resolver, enum scope_kind kind, uint32_t start);
/** Give its registers back. */
void scope_close(struct resolver *resolver, struct scope *scope);
/** A binding with a slot; the name must be free. */
struct binding *scope_add(struct resolver *resolver, struct scope *scope, struct text name,
                          enum binding_kind kind, uint32_t start, uint32_t end);
/** The same for a name in a source: refuses what is declared twice. NULL then. */
struct binding *scope_declare(struct resolver *resolver, struct scope *scope, struct text name,
                              enum binding_kind kind, uint32_t start, uint32_t end);
/** Every name in a target. */
void declare_target(struct resolver *resolver, struct scope *scope, const struct node *target,
                    enum binding_kind kind, uint32_t end);
/** let, const, class, and functions of a block, switch or body. */
void declare_lexical(struct resolver *resolver, struct scope *scope, const struct node_list *list);
/** Does a list declare anything that needs a scope? */
bool has_lexical(const struct node_list *list);
/** var of statements and the blocks inside of them. */
void declare_vars(struct resolver *resolver, struct scope *scope, const struct node *statement);
void declare_vars_of(struct resolver *resolver, struct scope *scope, const struct node_list *list);

/** Tie a use to the binding: register, capture or program variable. */
void reference_bind(struct resolver *resolver, struct reference *reference, struct binding *binding,
                    uint32_t start);
/** The innermost binding of a name; NULL: a global. */
struct binding *resolver_find(const struct resolver *resolver, struct text name);

/* ---- walk (resolver.c, resolver_statement.c, resolver_class.c) ---------------------------------
 */

void resolve_expression(struct resolver *resolver, struct node *node);
/** What is assigned to, or declared. */
void resolve_target(struct resolver *resolver, struct node *node, bool is_declaration);
/** One node deeper; false past the limit. `depth` is the caller's to take back. */
must_use bool resolver_enter(struct resolver *resolver, const struct node *node);
void resolve_statements(struct resolver *resolver, const struct node_list *list);
void resolve_function(struct resolver *resolver, struct function *function);
/** A block whose statements get a scope when they need one; `takes_vars`: static block. */
void resolve_block(struct resolver *resolver, struct node *block, bool takes_vars);
void resolve_class(struct resolver *resolver, struct node *node);
void resolve_private(struct resolver *resolver, struct node *node);
/** Of a class member or a field. */
void resolve_private_key(struct resolver *resolver, struct node *member);
/** The pseudo-bindings of the function around: this and its kin. */
void reference_bind_own(struct resolver *resolver, struct reference *reference,
                        enum binding_kind kind, uint32_t start);
/** Calls of globals that scripts do not have. */
void check_refused_call(struct resolver *resolver, const struct node *call);
