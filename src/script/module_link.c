/* SPDX-License-Identifier: Apache-2.0 */
/* Names between modules: what is exported, and what an import stands for. */
#include "script/module_state.h"

/** A name being looked up, so that circles are seen. */
struct trail {
    const struct module *module;
    struct text name;
    const struct trail *outer;
};

/** Deepest chain of re-exports. */
enum { TRAIL_MAX = 500 };

static struct lookup lookup_export(struct loader *loader, const struct module *module,
                                   struct text name, const struct trail *outer, unsigned depth);

struct request *
module_request(const struct module *module, const struct node *node)
{
    struct request *request = module->link->requests;
    while (request != NULL && request->node != node) {
        request = request->next;
    }
    return request;
}

/* ---- lists of exports -------------------------------------------------- */

static bool
has_type(const struct module *module, struct text name)
{
    for (const struct type_name *type = module->link->parsed.type_names; type != NULL;
         type = type->next) {
        if (text_equal(type->name, name)) {
            return true;
        }
    }
    return false;
}

static struct export_entry *
find_entry(const struct module *module, struct text name)
{
    struct export_entry *entry = module->link->entries;
    while (entry != NULL && !text_equal(entry->name, name)) {
        entry = entry->next;
    }
    return entry;
}

static void
add_entry(struct loader *loader, struct module *module, struct export_entry entry)
{
    if (find_entry(module, entry.name) != NULL) {
        diagnose(&loader->sink, &module->link->source, DIAGNOSTIC_EXPORT_TWICE, entry.start,
                 entry.end, "%.*s is already exported; rename or remove one", TEXT_ARG(entry.name));
        return;
    }
    struct export_entry *copy = arena_new(loader->arena, struct export_entry);
    if (copy == NULL) {
        loader->out_of_memory = true;
        return;
    }
    *copy = entry;
    copy->next = module->link->entries;
    module->link->entries = copy;
}

/** What the local name of an import stands for in its own module. */
static bool
import_name(const struct node *node, struct text local, struct text *name)
{
    if (node->import.namespace_name.bytes == local.bytes) {
        *name = NO_TEXT;
        return true;
    }
    if (node->import.default_name.bytes == local.bytes) {
        *name = TEXT("default");
        return true;
    }
    for (uint32_t i = 0; i < node->import.item_count; i++) {
        if (node->import.items[i].alias.bytes == local.bytes) {
            *name = node->import.items[i].name;
            return true;
        }
    }
    return false;
}

/** export of a name of this file: a declaration, or an import handed on. */
static void
add_local(struct loader *loader, struct module *module, struct text local, struct text alias,
          uint32_t start, uint32_t end)
{
    struct binding *binding = scope_find(module->function->body_scope, local);
    struct export_entry entry = {
        .name = alias, .kind = EXPORT_LOCAL, .binding = binding, .start = start, .end = end};
    if (binding == NULL) {
        if (!has_type(module, local)) {
            diagnose(&loader->sink, &module->link->source, DIAGNOSTIC_EXPORT_UNKNOWN, start, end,
                     "%.*s is not declared in this file", TEXT_ARG(local));
        }
        return;
    }
    if (binding->kind == BINDING_IMPORT) {
        entry.request = module_request(module, binding->declaration);
        entry.kind = EXPORT_INDIRECT;
        if (!import_name(binding->declaration, local, &entry.import_name) ||
            entry.request == NULL) {
            return;
        }
        if (entry.import_name.bytes == NULL) {
            entry.kind = EXPORT_NAMESPACE;
        }
    } else {
        binding->is_exported = true;
    }
    add_entry(loader, module, entry);
}

static void
list_export_node(struct loader *loader, struct module *module, const struct node *node)
{
    struct request *request = module_request(module, node);
    if (node->export.is_star) {
        struct star_export *star = arena_new(loader->arena, struct star_export);
        if (star == NULL) {
            loader->out_of_memory = true;
            return;
        }
        star->request = request;
        star->next = module->link->stars;
        module->link->stars = star;
        return;
    }
    if (node->export.namespace_name.bytes != NULL) {
        add_entry(loader, module,
                  (struct export_entry){.name = node->export.namespace_name,
                                        .kind = EXPORT_NAMESPACE,
                                        .request = request,
                                        .start = node->start,
                                        .end = node->end});
        return;
    }
    for (uint32_t i = 0; i < node->export.item_count; i++) {
        const struct import_item *item = &node->export.items[i];
        if (request == NULL) {
            add_local(loader, module, item->name, item->alias, item->start, item->end);
        } else {
            add_entry(loader, module,
                      (struct export_entry){.name = item->alias,
                                            .kind = EXPORT_INDIRECT,
                                            .request = request,
                                            .import_name = item->name,
                                            .start = item->start,
                                            .end = item->end});
        }
    }
}

void
module_list_exports(struct loader *loader, struct module *module)
{
    if (module->function->body_scope == NULL || module->link->is_builtin) {
        return;
    }
    for (const struct export_mark *mark = module->link->parsed.exports; mark != NULL;
         mark = mark->next) {
        const struct export_entry *known = find_entry(module, mark->alias);
        bool is_same =
            known != NULL && known->binding != NULL &&
            known->binding == scope_find(module->function->body_scope, mark->name) &&
            (known->binding->kind == BINDING_VAR || /* enum and namespace that merge */
             known->binding->kind == BINDING_CLASS || known->binding->kind == BINDING_FUNCTION);
        if (!is_same) {
            add_local(loader, module, mark->name, mark->alias, mark->start, mark->end);
        }
    }
    for (uint32_t i = 0; i < module->function->body.count; i++) {
        const struct node *node = module->function->body.items[i];
        if (node->kind == NODE_EXPORT) {
            list_export_node(loader, module, node);
        }
    }
}

/* ---- following --------------------------------------------------------- */

/** A name, or (NO_TEXT) the namespace, of what a request asks for. */
static struct lookup
lookup_request(struct loader *loader, const struct request *request, struct text name,
               const struct trail *outer, unsigned depth)
{
    struct lookup lookup = {.found = FOUND_BROKEN};
    if (request == NULL || request->kind == REQUEST_MISSING) {
        return lookup;
    }
    struct module *module = request->kind == REQUEST_BUILTIN ? loader->builtin : request->module;
    if (module->link->is_broken) {
        return lookup;
    }
    if (name.bytes == NULL) {
        lookup.found = FOUND_VALUE;
        lookup.reference = (struct reference){.kind = REFERENCE_NAMESPACE, .module = module};
        return lookup;
    }
    if (request->kind == REQUEST_BUILTIN) {
        lookup.found = module_builtin_has(name) ? FOUND_VALUE : FOUND_TYPE;
        lookup.reference = (struct reference){.kind = REFERENCE_BUILTIN, .name = name};
        return lookup;
    }
    return lookup_export(loader, module, name, outer, depth + 1);
}

static bool
is_same_reference(const struct reference *a, const struct reference *b)
{
    return a->kind == b->kind && a->binding == b->binding && a->module == b->module &&
           (a->kind != REFERENCE_BUILTIN || text_equal(a->name, b->name));
}

static struct lookup
lookup_stars(struct loader *loader, const struct module *module, struct text name,
             const struct trail *trail, unsigned depth)
{
    struct lookup result = {.found = FOUND_NOTHING};
    if (text_is(name, "default")) {
        return result;
    }
    for (const struct star_export *star = module->link->stars; star != NULL; star = star->next) {
        struct lookup lookup = lookup_request(loader, star->request, name, trail, depth);
        if (lookup.found == FOUND_AMBIGUOUS) {
            return lookup;
        }
        if (lookup.found == FOUND_BROKEN ||
            (lookup.found == FOUND_TYPE && result.found == FOUND_NOTHING)) {
            result = result.found == FOUND_VALUE ? result : lookup;
        }
        if (lookup.found != FOUND_VALUE) {
            continue;
        }
        if (result.found == FOUND_VALUE &&
            !is_same_reference(&result.reference, &lookup.reference)) {
            result.found = FOUND_AMBIGUOUS;
            return result;
        }
        result = lookup;
    }
    return result;
}

static struct lookup
lookup_export(struct loader *loader, const struct module *module, struct text name,
              const struct trail *outer, unsigned depth)
{
    struct trail trail = {module, name, outer};
    if (depth > TRAIL_MAX) {
        return (struct lookup){.found = FOUND_CIRCLE};
    }
    for (const struct trail *at = outer; at != NULL; at = at->outer) {
        if (at->module == module && text_equal(at->name, name)) {
            return (struct lookup){.found = FOUND_CIRCLE};
        }
    }
    const struct export_entry *entry = find_entry(module, name);
    if (entry == NULL) {
        struct lookup lookup = lookup_stars(loader, module, name, &trail, depth);
        if (lookup.found == FOUND_NOTHING && has_type(module, name)) {
            lookup.found = FOUND_TYPE;
        }
        return lookup;
    }
    switch (entry->kind) {
    case EXPORT_LOCAL:
        return (struct lookup){
            .found = FOUND_VALUE,
            .reference = {.kind = REFERENCE_MODULE,
                          .binding = entry->binding,
                          .index = entry->binding->slot,
                          .name = entry->name},
            .owner = module,
        };
    case EXPORT_INDIRECT:
        return lookup_request(loader, entry->request, entry->import_name, &trail, depth);
    case EXPORT_NAMESPACE:
        return lookup_request(loader, entry->request, NO_TEXT, &trail, depth);
    }
    return (struct lookup){.found = FOUND_NOTHING};
}

/** Say why a name leads nowhere; types and broken modules are no finding here. */
static void
report_lookup(struct loader *loader, const struct module *module, enum found found,
              struct text name, uint32_t start, uint32_t end)
{
    const struct source *source = &module->link->source;
    switch (found) {
    case FOUND_NOTHING:
        diagnose(&loader->sink, source, DIAGNOSTIC_IMPORT_UNKNOWN, start, end,
                 "that module does not export %.*s", TEXT_ARG(name));
        break;
    case FOUND_AMBIGUOUS:
        diagnose(&loader->sink, source, DIAGNOSTIC_IMPORT_AMBIGUOUS, start, end,
                 "two export * of that module offer %.*s; export it by name", TEXT_ARG(name));
        break;
    case FOUND_CIRCLE:
        diagnose(&loader->sink, source, DIAGNOSTIC_IMPORT_CIRCLE, start, end,
                 "%.*s is re-exported in a circle and defined nowhere", TEXT_ARG(name));
        break;
    case FOUND_VALUE:
    case FOUND_TYPE:
    case FOUND_BROKEN:
        break;
    }
}

/* ---- tables of exports ------------------------------------------------- */

struct export_list {
    struct module_export *items;
    uint32_t count, capacity;
};

static void
add_export(struct loader *loader, struct export_list *list, struct text name,
           struct reference reference)
{
    uint32_t at = 0;
    while (at < list->count && text_compare(list->items[at].name, name) < 0) {
        at++;
    }
    if (at < list->count && text_equal(list->items[at].name, name)) {
        return;
    }
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        struct module_export *items = arena_grow(
            loader->arena, list->items, list->capacity * sizeof(*items), capacity * sizeof(*items));
        if (items == NULL) {
            loader->out_of_memory = true;
            return;
        }
        list->items = items;
        list->capacity = capacity;
    }
    memmove(&list->items[at + 1], &list->items[at], (list->count - at) * sizeof(*list->items));
    list->items[at] = (struct module_export){name, reference};
    list->count++;
}

/** Names of a module and, through its stars, of others; each is looked up from `top`. */
static void
collect_names(struct loader *loader, const struct module *top, const struct module *module,
              struct export_list *list, const struct trail *outer, unsigned depth)
{
    struct trail trail = {module, NO_TEXT, outer};
    for (const struct trail *at = outer; at != NULL; at = at->outer) {
        if (at->module == module) {
            return;
        }
    }
    for (const struct export_entry *entry = module->link->entries; entry != NULL;
         entry = entry->next) {
        if (module != top && text_is(entry->name, "default")) {
            continue;
        }
        struct lookup lookup = lookup_export(loader, top, entry->name, NULL, 0);
        if (lookup.found == FOUND_VALUE) {
            add_export(loader, list, entry->name, lookup.reference);
            if (lookup.reference.kind == REFERENCE_NAMESPACE) {
                lookup.reference.module->is_used_as_namespace = true;
            }
        } else if (module == top) {
            report_lookup(loader, module, lookup.found, entry->name, entry->start, entry->end);
        }
    }
    for (const struct star_export *star = module->link->stars; star != NULL && depth < TRAIL_MAX;
         star = star->next) {
        if (star->request != NULL && star->request->kind == REQUEST_MODULE &&
            !star->request->module->link->is_broken) {
            collect_names(loader, top, star->request->module, list, &trail, depth + 1);
        }
    }
}

void
module_follow_exports(struct loader *loader, struct module *module)
{
    if (module->link->is_builtin) {
        return;
    }
    struct export_list list = {0};
    collect_names(loader, module, module, &list, NULL, 0);
    module->exports = list.items;
    module->export_count = list.count;
}

const struct module_export *
module_find_export(const struct module *module, struct text name)
{
    for (uint32_t i = 0; i < module->export_count; i++) {
        if (text_equal(module->exports[i].name, name)) {
            return &module->exports[i];
        }
    }
    return NULL;
}

struct module *
module_builtin(struct loader *loader)
{
    static const char *const names[] = {"DEFAULT_DIV_PRECISION", "Decimal", "isDecimal"};
    struct module *module = arena_new(loader->arena, struct module);
    struct module_link *link = arena_new(loader->arena, struct module_link);
    struct function *top = arena_new(loader->arena, struct function);
    struct export_list list = {0};
    if (module == NULL || link == NULL || top == NULL ||
        !source_init(&link->source, loader->arena, TEXT("@quoin/sdk"), TEXT(""))) {
        loader->out_of_memory = true;
        return NULL;
    }
    top->kind = FUNCTION_MODULE;
    top->name = TEXT("");
    *link = (struct module_link){.source = link->source, .is_builtin = true, .module = module};
    module->path = TEXT("@quoin/sdk");
    module->text = TEXT("");
    module->link = link;
    module->function = top;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct name *name = name_intern(&loader->names, text_of(names[i]));
        if (name == NULL) {
            loader->out_of_memory = true;
            return NULL;
        }
        add_export(loader, &list, name->text,
                   (struct reference){.kind = REFERENCE_BUILTIN, .name = name->text});
    }
    module->exports = list.items;
    module->export_count = list.count;
    loader->builtin = module;
    return module;
}

/* ---- imports ----------------------------------------------------------- */

/** Can a program variable still be uninitialised when an importing module runs? */
static bool
needs_check(const struct module *user, const struct module *owner, const struct binding *binding)
{
    bool may_be_late = binding->kind == BINDING_LET || binding->kind == BINDING_CONST ||
                       binding->kind == BINDING_CLASS;
    return may_be_late && owner->number >= user->number;
}

bool
module_link_import(struct resolver *resolver, struct binding *binding, uint32_t start, uint32_t end)
{
    struct loader *loader = resolver->context;
    const struct node *node = binding->declaration;
    const struct request *request = module_request(resolver->module, node);
    struct text name = NO_TEXT;
    if (binding->is_type_only || node == NULL || request == NULL ||
        !import_name(node, binding->name, &name)) {
        return false;
    }
    if (request->kind == REQUEST_MISSING) {
        if (resolver->source->is_typescript) { /* otherwise it was said at loading */
            diagnose(resolver->sink, resolver->source, DIAGNOSTIC_MODULE_UNKNOWN,
                     node->import.specifier_start, node->import.specifier_end,
                     "there is no module %.*s; correct the path, or bundle it into the release",
                     TEXT_ARG(node->import.specifier));
            resolver->error_count++;
        }
        binding->is_type_only = true;
        return false;
    }
    struct lookup lookup = lookup_request(loader, request, name, NULL, 0);
    if (lookup.found == FOUND_TYPE) {
        diagnose(resolver->sink, resolver->source, DIAGNOSTIC_IMPORT_TYPE, start, end,
                 "%.*s is a type and has no value when the program runs", TEXT_ARG(binding->name));
    } else if (lookup.found != FOUND_VALUE) {
        report_lookup(loader, resolver->module, lookup.found, name, start, end);
    }
    if (lookup.found != FOUND_VALUE) {
        resolver->error_count++;
        binding->is_type_only = true; /* once is enough */
        return false;
    }
    binding->import = lookup.reference;
    if (lookup.reference.kind == REFERENCE_MODULE) {
        binding->import.check_initialised =
            needs_check(resolver->module, lookup.owner, lookup.reference.binding);
    }
    return true;
}
