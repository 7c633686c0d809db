/* SPDX-License-Identifier: Apache-2.0 */
/**
 * resolver.h: which binding every name means, and where it lives.
 *
 * Two steps, because modules import from each other: resolver_declare makes
 * the top-level bindings of a module, resolver_resolve walks it once all
 * modules of the graph are declared. Early errors that need scopes are found
 * here: names declared twice, unknown private names, refused globals.
 */
#pragma once

#include "script/parser.h"

struct resolver {
    const struct source *source;
    struct name_table *names;
    struct diagnostic_sink *sink;
    struct module *module;
    uint32_t *variable_count;     /**< of the graph, counted on */
    uint32_t *private_name_count; /**< of the graph, counted on */
    /**
     * What an import binding stands for; fills binding->import, diagnoses and
     * answers false when there is no such thing. Called at its first use.
     */
    bool (*link)(struct resolver *resolver, struct binding *binding, uint32_t start, uint32_t end);
    /** The export of a module that is used as x.name, NULL when there is none. */
    const struct module_export *(*export)(const struct module *module, struct text name);
    void *context;

    /* For the resolver alone. */
    struct function *function;
    struct scope *scope;
    struct scope *var_scope;
    struct class_frame *classes;
    uint32_t depth;
    uint32_t error_count;
    bool is_declaring; /**< the names being tied are those of a declaration */
    bool is_too_deep;  /**< said once */
    bool out_of_memory;
};

/** Names of the top level, imports included. */
void resolver_declare(struct resolver *resolver, struct function *top);
/** Everything else. False when the module has errors. */
must_use bool resolver_resolve(struct resolver *resolver, struct function *top);
/** A binding of exactly this scope, or NULL; names are interned. */
struct binding *scope_find(const struct scope *scope, struct text name);
