/* SPDX-License-Identifier: Apache-2.0 */
#include "script/module_state.h"

/* ---- the SDK ----------------------------------------------------------- */

static const char *const builtin_specifiers[] = {
    "@stripe/extensibility-sdk",
    "@stripe/scripts",
    "@quoin/sdk",
};

static const char *const builtin_values[] = {"Decimal", "DEFAULT_DIV_PRECISION", "isDecimal"};

bool
module_is_builtin(struct text specifier)
{
    for (size_t i = 0; i < COUNT_OF(builtin_specifiers); i++) {
        struct text name = text_of(builtin_specifiers[i]);
        if (text_has_prefix(specifier, name) &&
            (specifier.length == name.length || specifier.bytes[name.length] == '/')) {
            return true;
        }
    }
    return false;
}

bool
module_builtin_has(struct text name)
{
    for (size_t i = 0; i < COUNT_OF(builtin_values); i++) {
        if (text_is(name, builtin_values[i])) {
            return true;
        }
    }
    return false;
}

/* ---- paths ------------------------------------------------------------- */

/** "a/./b/../c" to "a/c"; false when it climbs above its root. */
static bool
path_normalise(struct text path, char *out, size_t *out_length)
{
    size_t length = 0;
    bool is_absolute = path.length > 0 && path.bytes[0] == '/';
    if (is_absolute) {
        out[length++] = '/';
    }
    size_t root = length;
    for (size_t at = 0; at <= path.length;) {
        size_t end = text_find(path, '/', at);
        struct text part = text_slice(path, at, end);
        at = end + 1;
        if (part.length == 0 || text_is(part, ".")) {
            continue;
        }
        if (text_is(part, "..")) {
            bool can_climb = length > root;
            size_t last = length;
            while (last > root && out[last - 1] != '/') {
                last--;
            }
            struct text above = {out + last, length - last};
            if (!can_climb || text_is(above, "..")) {
                if (is_absolute) {
                    return false;
                }
                if (length > root) { /* a release may be given by a path such as ../x */
                    out[length++] = '/';
                }
                memcpy(out + length, "..", 2);
                length += 2;
                continue;
            }
            length = last > root ? last - 1 : root;
            continue;
        }
        if (length > root) {
            out[length++] = '/';
        }
        memcpy(out + length, part.bytes, part.length);
        length += part.length;
    }
    *out_length = length;
    return true;
}

static struct text
loader_intern(struct loader *loader, struct text text)
{
    struct name *name = name_intern(&loader->names, text);
    if (name == NULL) {
        loader->out_of_memory = true;
        return TEXT("");
    }
    return name->text;
}

/** Normalised and interned; NO_TEXT when it climbs out. */
static struct text
loader_path(struct loader *loader, struct text path)
{
    char *out = arena_alloc(loader->arena, path.length + 4, 1);
    size_t length;
    if (out == NULL) {
        loader->out_of_memory = true;
        return NO_TEXT;
    }
    if (!path_normalise(path, out, &length)) {
        return NO_TEXT;
    }
    return loader_intern(loader, (struct text){out, length});
}

static const struct script_source *
find_source(const struct loader *loader, struct text path)
{
    for (size_t i = 0; i < loader->source_count; i++) {
        if (text_equal(loader->paths[i], path)) {
            return &loader->sources[i];
        }
    }
    return NULL;
}

static bool
is_relative(struct text specifier)
{
    return text_has_prefix(specifier, TEXT("./")) || text_has_prefix(specifier, TEXT("../")) ||
           text_is(specifier, ".") || text_is(specifier, "..");
}

/** Folder of `from` and the specifier, or the place of libraries; normalised. */
static bool
specifier_path(struct arena *arena, struct text from, struct text specifier, struct text *out)
{
    struct text joined;
    if (is_relative(specifier)) {
        size_t folder = from.length;
        while (folder > 0 && from.bytes[folder - 1] != '/') {
            folder--;
        }
        joined = text_format(arena, "%.*s%.*s", (int)folder, from.bytes, TEXT_ARG(specifier));
    } else {
        joined = text_format(arena, "node_modules/%.*s", TEXT_ARG(specifier));
    }
    char *bytes = arena_alloc(arena, joined.length + 4, 1);
    if (joined.bytes == NULL || bytes == NULL) {
        return false;
    }
    size_t length;
    *out = path_normalise(joined, bytes, &length) ? (struct text){bytes, length} : NO_TEXT;
    return true;
}

bool
module_candidates(struct arena *arena, struct text from, struct text specifier,
                  struct text candidates[SCRIPT_CANDIDATES_MAX], size_t *count)
{
    static const struct {
        const char *written, *meant;
    } endings[] = {
        {"", ""},          {".js", ".ts"}, {".mjs", ".mts"}, {"", ".ts"},       {"", ".mts"},
        {"", "/index.ts"}, {"", ".js"},    {"", ".mjs"},     {"", "/index.js"}, {"", "/index.mjs"},
    };
    static_assert(COUNT_OF(endings) <= SCRIPT_CANDIDATES_MAX, "a place for each");
    struct text path;
    *count = 0;
    if (!specifier_path(arena, from, specifier, &path)) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(endings) && path.bytes != NULL; i++) {
        size_t length = strlen(endings[i].written);
        if (path.length < length ||
            memcmp(path.bytes + path.length - length, endings[i].written, length) != 0) {
            continue;
        }
        struct text candidate =
            text_format(arena, "%.*s%s", (int)(path.length - length), path.bytes, endings[i].meant);
        if (candidate.bytes == NULL) {
            return false;
        }
        candidates[(*count)++] = candidate;
    }
    return true;
}

/** NULL when there is no such file. */
static const struct script_source *
find_specifier(struct loader *loader, const struct module_link *from, struct text specifier)
{
    struct text candidates[SCRIPT_CANDIDATES_MAX];
    size_t count;
    if (!module_candidates(loader->arena, from->path, specifier, candidates, &count)) {
        loader->out_of_memory = true;
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct script_source *source = find_source(loader, candidates[i]);
        if (source != NULL) {
            return source;
        }
    }
    return NULL;
}

/* ---- loading ----------------------------------------------------------- */

/** A JSON file is a module whose default export is what it holds. */
static struct text
module_text(struct loader *loader, const struct script_source *source)
{
    static const char ending[] = ".json";
    size_t length = sizeof ending - 1;
    struct text path = source->path;
    if (path.length < length || memcmp(path.bytes + path.length - length, ending, length) != 0) {
        return source->text;
    }
    return text_format(loader->arena, "export default %.*s", TEXT_ARG(source->text));
}

static struct module *
loader_add(struct loader *loader, const struct script_source *source)
{
    struct text path = source->path;
    struct text text = module_text(loader, source);
    struct module *module = arena_new(loader->arena, struct module);
    struct module_link *link = arena_new(loader->arena, struct module_link);
    if (loader->module_count == loader->module_capacity) {
        size_t capacity = loader->module_capacity == 0 ? 8 : loader->module_capacity * 2;
        struct module **modules =
            arena_grow(loader->arena, loader->modules, loader->module_capacity * sizeof(*modules),
                       capacity * sizeof(*modules));
        loader->modules = modules != NULL ? modules : loader->modules;
        loader->module_capacity = modules != NULL ? capacity : loader->module_capacity;
        loader->out_of_memory |= modules == NULL;
    }
    if (module == NULL || link == NULL || text.bytes == NULL || loader->out_of_memory) {
        loader->out_of_memory = true;
        return NULL;
    }
    module->path = path;
    module->text = text;
    module->source = (uint32_t)(source - loader->sources);
    module->link = link;
    link->module = module;
    link->requests_end = &link->requests;
    link->path = loader_path(loader, path);
    loader->modules[loader->module_count++] = module;
    if (link->path.bytes == NULL || !source_init(&link->source, loader->arena, path, text)) {
        loader->out_of_memory = true;
        return NULL;
    }
    return module;
}

static struct module *
find_loaded(const struct loader *loader, const struct script_source *source)
{
    for (size_t i = 0; i < loader->module_count; i++) {
        if (&loader->sources[loader->modules[i]->source] == source) {
            return loader->modules[i];
        }
    }
    return NULL;
}

/** Specifier of an import or export node; NO_TEXT when it has none. */
static struct text
node_specifier(const struct node *node, uint32_t *start, uint32_t *end)
{
    if (node->kind == NODE_IMPORT) {
        *start = node->import.specifier_start;
        *end = node->import.specifier_end;
        return node->import.specifier;
    }
    if (node->kind == NODE_EXPORT && node->export.specifier.bytes != NULL) {
        *start = node->export.specifier_start;
        *end = node->export.specifier_end;
        return node->export.specifier;
    }
    return NO_TEXT;
}

/** Must the module exist although nothing of it is used? */
static bool
is_needed(const struct module_link *link, const struct node *node)
{
    bool is_bare = node->kind == NODE_IMPORT && node->import.item_count == 0 &&
                   node->import.default_name.bytes == NULL &&
                   node->import.namespace_name.bytes == NULL;
    return is_bare || node->kind == NODE_EXPORT || !link->source.is_typescript;
}

static void
report_missing(struct loader *loader, const struct module_link *link, struct text specifier,
               uint32_t start, uint32_t end)
{
    diagnose(&loader->sink, &link->source, DIAGNOSTIC_MODULE_UNKNOWN, start, end,
             is_relative(specifier)
                 ? "there is no file %.*s in this release; correct the path or add the file"
                 : "there is no module %.*s; only files of the release and the SDK can be imported",
             TEXT_ARG(specifier));
}

static void
add_request(struct loader *loader, struct module *module, const struct node *node)
{
    struct module_link *link = module->link;
    uint32_t start;
    uint32_t end;
    struct text specifier = node_specifier(node, &start, &end);
    if (specifier.bytes == NULL) {
        return;
    }
    struct request *request = arena_new(loader->arena, struct request);
    if (request == NULL) {
        loader->out_of_memory = true;
        return;
    }
    request->node = node;
    *link->requests_end = request;
    link->requests_end = &request->next;
    if (module_is_builtin(specifier)) {
        request->kind = REQUEST_BUILTIN;
        loader->needs_builtin |= node->kind == NODE_IMPORT
                                     ? node->import.namespace_name.bytes != NULL
                                     : node->export.item_count == 0;
        return;
    }
    const struct script_source *source = find_specifier(loader, link, specifier);
    if (source == NULL) {
        if (is_needed(link, node)) {
            report_missing(loader, link, specifier, start, end);
        }
        return;
    }
    request->module = find_loaded(loader, source);
    if (request->module == NULL && loader->module_count < MODULES_MAX) {
        request->module = loader_add(loader, source);
    }
    request->kind = request->module != NULL ? REQUEST_MODULE : REQUEST_MISSING;
}

static void
parse_module(struct loader *loader, struct module *module)
{
    struct module_link *link = module->link;
    link->is_broken = !parser_parse(&link->source, &loader->names, &loader->sink, &link->parsed);
    module->function = link->parsed.top;
    if (module->function == NULL) {
        link->is_broken = true;
        return;
    }
    for (uint32_t i = 0; i < module->function->body.count; i++) {
        add_request(loader, module, module->function->body.items[i]);
    }
}

/* ---- order of evaluation ----------------------------------------------- */

/** Depth first: what a module asks for runs before it, circles are cut where they close. */
static void
order_module(struct loader *loader, struct module *module)
{
    struct module_link *link = module->link;
    if (link->is_visited) {
        return;
    }
    link->is_visited = true;
    for (struct request *request = link->requests; request != NULL; request = request->next) {
        if (request->module != NULL) {
            order_module(loader, request->module);
        }
    }
    struct module_graph *graph = loader->graph;
    module->number = graph->module_count;
    graph->modules[graph->module_count++] = module;
}

/* ---- resolving --------------------------------------------------------- */

static struct resolver
resolver_for(struct loader *loader, struct module *module)
{
    return (struct resolver){
        .source = &module->link->source,
        .names = &loader->names,
        .sink = &loader->sink,
        .module = module,
        .variable_count = &loader->graph->variable_count,
        .private_name_count = &loader->graph->private_name_count,
        .link = module_link_import,
        .export = module_find_export,
        .context = loader,
    };
}

/** A .js file is held to all its imports, used or not. */
static void
link_all(struct resolver *resolver, const struct module *module)
{
    const struct scope *scope = module->function->body_scope;
    for (uint32_t i = 0; scope != NULL && i < scope->binding_count; i++) {
        struct binding *binding = scope->bindings[i];
        if (binding->kind == BINDING_IMPORT && binding->import.kind == REFERENCE_NONE) {
            (void)module_link_import(resolver, binding, binding->start,
                                     binding->start + (uint32_t)binding->name.length);
        }
    }
}

static void
resolve_modules(struct loader *loader)
{
    struct module_graph *graph = loader->graph;
    for (uint32_t i = 0; i < graph->module_count; i++) {
        struct module *module = graph->modules[i];
        if (!module->link->is_broken) {
            struct resolver resolver = resolver_for(loader, module);
            resolver_declare(&resolver, module->function);
            loader->out_of_memory |= resolver.out_of_memory;
            module_list_exports(loader, module);
        }
    }
    for (uint32_t i = 0; i < graph->module_count && !loader->out_of_memory; i++) {
        if (!graph->modules[i]->link->is_broken) {
            module_follow_exports(loader, graph->modules[i]);
        }
    }
    for (uint32_t i = 0; i < graph->module_count && !loader->out_of_memory; i++) {
        struct module *module = graph->modules[i];
        if (module->link->is_broken) {
            continue;
        }
        struct resolver resolver = resolver_for(loader, module);
        if (!module->link->source.is_typescript) {
            link_all(&resolver, module);
        }
        if (!resolver_resolve(&resolver, module->function)) {
            module->link->is_broken = true;
        }
        loader->out_of_memory |= resolver.out_of_memory;
    }
}

/* ---- entry ------------------------------------------------------------- */

static bool
loader_init(struct loader *loader)
{
    loader->graph = arena_new(loader->arena, struct module_graph);
    loader->paths = arena_alloc(loader->arena, loader->source_count, sizeof(struct text));
    if (loader->graph == NULL || loader->paths == NULL ||
        !name_table_init(&loader->names, loader->arena)) {
        return false;
    }
    for (size_t i = 0; i < loader->source_count; i++) {
        loader->paths[i] = loader_path(loader, loader->sources[i].path);
    }
    return !loader->out_of_memory;
}

static err_t
loader_finish(struct loader *loader, size_t diagnostics_before, struct module_graph **out)
{
    struct script_diagnostics *diagnostics = loader->sink.out;
    if (loader->out_of_memory) {
        if (diagnostics->count == diagnostics_before && loader->module_count > 0) {
            diagnose(&loader->sink, &loader->modules[0]->link->source, DIAGNOSTIC_TOO_MUCH_MEMORY,
                     0, 1, "compiling needs more memory than is allowed; make the release smaller");
        }
        return diagnostics->count > diagnostics_before ? ERR_SCRIPT_REJECTED : ERR_OUT_OF_MEMORY;
    }
    if (diagnostics->count > diagnostics_before) {
        diagnostics_sort(diagnostics);
        return ERR_SCRIPT_REJECTED;
    }
    *out = loader->graph;
    return OK;
}

err_t
module_graph_load(struct arena *arena, const struct script_source *sources, size_t source_count,
                  struct script_diagnostics *diagnostics, struct module_graph **out)
{
    assert(source_count > 0);
    struct loader loader = {
        .arena = arena,
        .sink = {.arena = arena, .out = diagnostics},
        .sources = sources,
        .source_count = source_count,
    };
    size_t before = diagnostics->count;
    if (!loader_init(&loader) || loader_add(&loader, &sources[0]) == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < loader.module_count && !loader.out_of_memory; i++) {
        parse_module(&loader, loader.modules[i]); /* may add modules behind */
    }
    struct module *builtin = loader.out_of_memory ? NULL : module_builtin(&loader);
    if (builtin == NULL) {
        return loader_finish(&loader, before, out);
    }
    struct module_graph *graph = loader.graph;
    graph->modules = arena_alloc(arena, loader.module_count + 1, sizeof(struct module *));
    if (graph->modules == NULL) {
        loader.out_of_memory = true;
        return loader_finish(&loader, before, out);
    }
    graph->entry = loader.modules[0];
    if (loader.needs_builtin) {
        order_module(&loader, builtin);
    }
    order_module(&loader, graph->entry);
    resolve_modules(&loader);
    return loader_finish(&loader, before, out);
}
