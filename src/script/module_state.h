/* SPDX-License-Identifier: Apache-2.0 */
/** module_state.h: what module.c and module_link.c share. */
#pragma once

#include "script/module.h"
#include "script/resolver.h"

enum request_kind { REQUEST_MISSING, REQUEST_MODULE, REQUEST_BUILTIN };

/** One import or re-export with a specifier. */
struct request {
    const struct node *node;
    enum request_kind kind;
    struct module *module; /**< of the graph; for the SDK its stand-in, made when first needed */
    struct request *next;
};

enum export_kind { EXPORT_LOCAL, EXPORT_INDIRECT, EXPORT_NAMESPACE };

/** A name that a module offers, before it is followed to what it stands for. */
struct export_entry {
    struct text name;
    enum export_kind kind;
    struct binding *binding; /**< LOCAL */
    struct request *request; /**< INDIRECT, NAMESPACE */
    struct text import_name; /**< INDIRECT: in the other module */
    uint32_t start, end;
    struct export_entry *next;
};

struct star_export {
    struct request *request;
    struct star_export *next;
};

/** module.c's side of a module. */
struct module_link {
    struct source source;
    struct parsed parsed;
    struct text path; /**< normalised, interned */
    struct request *requests;
    struct request **requests_end;
    struct export_entry *entries;
    struct star_export *stars;
    bool is_broken;  /**< has syntax errors: nothing more is said about it */
    bool is_visited; /**< while the order is made */
    bool is_builtin; /**< stand-in for the SDK */
    struct module *module;
};

struct loader {
    struct arena *arena;
    struct name_table names;
    struct diagnostic_sink sink;
    const struct script_source *sources;
    size_t source_count;
    struct text *paths;      /**< of the sources, normalised and interned */
    struct module **modules; /**< as found */
    size_t module_count;
    size_t module_capacity;
    struct module *builtin;
    struct module_graph *graph;
    bool needs_builtin; /**< it is imported as a namespace, so it runs like any module */
    bool out_of_memory;
};

/** What a name of a module leads to. */
enum found { FOUND_NOTHING, FOUND_VALUE, FOUND_TYPE, FOUND_AMBIGUOUS, FOUND_CIRCLE, FOUND_BROKEN };

struct lookup {
    enum found found;
    struct reference reference;
    const struct module *owner; /**< of a program variable */
};

/* ---- module_link.c ------------------------------------------------------ */

/** Lists of exports, before they are followed. */
void module_list_exports(struct loader *loader, struct module *module);
/** Follow them; fills module->exports, diagnoses names that lead nowhere. */
void module_follow_exports(struct loader *loader, struct module *module);
/** struct resolver's link; its context is the loader. */
bool module_link_import(struct resolver *resolver, struct binding *binding, uint32_t start,
                        uint32_t end);
const struct module_export *module_find_export(const struct module *module, struct text name);
struct request *module_request(const struct module *module, const struct node *node);
/** The stand-in module for the SDK. */
struct module *module_builtin(struct loader *loader);
