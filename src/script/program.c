/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program.c: from drafts to a program that all threads share.
 *
 * A program is linked and its top level run twice: on a large scratch heap to
 * learn its size, then in a block of exactly that size. Both times the same
 * happens, byte for byte; nothing has to be moved.
 */
#include "base/hash.h"
#include "script/compiler.h"
#include "script/diagnostic.h"
#include "script/module.h"
#include "script/runner.h"

#define LANGUAGE_VERSION "quoin-script-3"
#define SCRATCH_BYTES    (512 * 1024)
#define TOP_LEVEL_BYTES  (16 * 1024 * 1024)
#define TOP_LEVEL_FUEL   20000000
#define TOP_LEVEL_DEPTH  500

struct linker {
    struct vm *vm;
    const struct module_graph *graph;
    struct draft **drafts; /**< of modules, in order of evaluation */
    struct symbol **private_names;
    uint32_t private_name_count;
    uint32_t function_count;    /**< linked so far */
    uint32_t instruction_count; /**< of those */
    struct mark_list marks;     /**< of counted modules */
};

/* ---- constants -------------------------------------------------------------------- */

static struct string *
text_interned(struct vm *vm, struct text text)
{
    struct string *string = string_from_utf8(vm, text);
    return string == NULL ? NULL : string_intern(vm, string);
}

static bool
text_value(struct vm *vm, struct text text, value_t *out)
{
    struct string *string = text_interned(vm, text);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
private_value(struct linker *linker, const struct constant *constant, value_t *out)
{
    assert(constant->id < linker->private_name_count);
    struct symbol **symbol = &linker->private_names[constant->id];
    if (*symbol == NULL) {
        struct string *name = text_interned(linker->vm, constant->text);
        *symbol = heap_alloc(linker->vm, sizeof **symbol);
        if (name == NULL || *symbol == NULL) {
            return false;
        }
        **symbol = (struct symbol){.description = name, .is_private = true};
    }
    *out = value_of_symbol(*symbol);
    return true;
}

/** The frozen strings of a tagged template, with .raw. */
static bool
template_value(struct vm *vm, const struct node *node, value_t *out)
{
    uint32_t count = node->template.values.count + 1;
    struct array *cooked = array_new(vm, count);
    struct array *raw = array_new(vm, count);
    if (cooked == NULL || raw == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (node->template.cooked[i].bytes == NULL) {
            cooked->items[i] = VALUE_UNDEFINED;
        } else if (!text_value(vm, node->template.cooked[i], &cooked->items[i])) {
            return false;
        }
        if (!text_value(vm, node->template.raw[i], &raw->items[i])) {
            return false;
        }
    }
    *out = value_of_object(cooked);
    return object_define(vm, &cooked->object, vm_key(vm, NAME_raw), value_of_object(raw), 0) &&
           object_restrict(vm, &raw->object, OBJECT_FROZEN) &&
           object_restrict(vm, &cooked->object, OBJECT_FROZEN);
}

static bool
constant_value(struct linker *linker, const struct constant *constant, value_t *out)
{
    struct vm *vm = linker->vm;
    switch (constant->kind) {
    case CONSTANT_NUMBER:
        *out = value_number(constant->number);
        return true;
    case CONSTANT_TEXT:
        return text_value(vm, constant->text, out);
    case CONSTANT_PRIVATE:
        return private_value(linker, constant, out);
    case CONSTANT_GLOBAL:
        *out = realm_global(vm->realm, constant->text);
        return true;
    case CONSTANT_TEMPLATE:
        return template_value(vm, constant->node, out);
    }
    return false;
}

/* ---- functions ------------------------------------------------------------------------ */

static void *
copy_to_heap(struct vm *vm, const void *items, size_t count, size_t size)
{
    void *copy = heap_alloc_array(vm, count, size);
    if (copy != NULL && count > 0) {
        memcpy(copy, items, count * size);
    }
    return copy;
}

static struct shape *
link_shape(struct linker *linker, const struct draft_shape *shape, const value_t *constants)
{
    struct vm *vm = linker->vm;
    value_t *names = heap_alloc_array(vm, shape->count, sizeof *names);
    if (names == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < shape->count; i++) {
        names[i] = constants[shape->keys[i]];
    }
    uint8_t *names_end = vm->heap.tip;
    (void)names_end;
    return shape_of_keys(vm, vm->realm->prototypes[BUILTIN_OBJECT], names, shape->count,
                         ATTRIBUTE_PLAIN);
}

static struct function_code *
link_function(struct linker *linker, const struct draft *draft)
{
    struct vm *vm = linker->vm;
    struct function_code *code = heap_alloc(vm, sizeof *code);
    value_t *constants = heap_alloc_array(vm, draft->constants.count, sizeof *constants);
    struct function_code **functions =
        heap_alloc_array(vm, draft->functions.count, sizeof *functions);
    struct shape **shapes = heap_alloc_array(vm, draft->shapes.count, sizeof *shapes);
    if (code == NULL || constants == NULL || functions == NULL || shapes == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < draft->constants.count; i++) {
        if (!constant_value(linker, &draft->constants.items[i], &constants[i])) {
            return NULL;
        }
    }
    for (size_t i = 0; i < draft->functions.count; i++) {
        functions[i] = link_function(linker, draft->functions.items[i]);
        if (functions[i] == NULL) {
            return NULL;
        }
    }
    for (size_t i = 0; i < draft->shapes.count; i++) {
        shapes[i] = link_shape(linker, &draft->shapes.items[i], constants);
        if (shapes[i] == NULL) {
            return NULL;
        }
    }
    struct string *path = text_interned(vm, draft->path);
    *code = (struct function_code){
        .instructions =
            copy_to_heap(vm, draft->code.items, draft->code.count, sizeof *draft->code.items),
        .count = (uint32_t)draft->code.count,
        .register_count = draft->register_count,
        .parameter_count = draft->parameter_count,
        .length = draft->length,
        .flags = draft->flags,
        .constant_count = (uint32_t)draft->constants.count,
        .function_count = (uint32_t)draft->functions.count,
        .shape_count = (uint32_t)draft->shapes.count,
        .capture_count = draft->capture_count,
        .handler_count = (uint32_t)draft->handlers.count,
        .position_count = (uint32_t)draft->positions.count,
        .number = linker->function_count++,
        .first_site = linker->instruction_count,
        .constants = constants,
        .functions = functions,
        .shapes = shapes,
        .captures =
            copy_to_heap(vm, draft->captures, draft->capture_count, sizeof *draft->captures),
        .handlers = copy_to_heap(vm, draft->handlers.items, draft->handlers.count,
                                 sizeof *draft->handlers.items),
        .positions = copy_to_heap(vm, draft->positions.items, draft->positions.count,
                                  sizeof *draft->positions.items),
        .name = text_interned(vm, draft->name),
    };
    linker->instruction_count += code->count;
    if (vm->trap != RUN_NONE || path == NULL) {
        return NULL;
    }
    uint8_t *bytes = copy_to_heap(vm, draft->path.bytes, draft->path.length, 1);
    code->path = (struct text){(char *)bytes, draft->path.length};
    return bytes == NULL ? NULL : code;
}

static bool
link_marks(struct linker *linker, struct script_program *program)
{
    struct vm *vm = linker->vm;
    struct script_mark *marks = NULL;
    if (linker->marks.count > 0) {
        marks = copy_to_heap(vm, linker->marks.items, linker->marks.count, sizeof *marks);
        if (marks == NULL) {
            return false;
        }
    }
    for (size_t i = 0; i < linker->marks.count; i++) {
        if (marks[i].kind == SCRIPT_MARK_FUNCTION) {
            marks[i].name.bytes = copy_to_heap(vm, marks[i].name.bytes, marks[i].name.length, 1);
        }
    }
    program->marks = marks;
    program->mark_count = (uint32_t)linker->marks.count;
    return vm->trap == RUN_NONE;
}

/* ---- the top level --------------------------------------------------------------------- */

bool
program_run_modules(struct vm *vm, const struct script_program *program)
{
    for (uint32_t i = 0; i < program->variable_count; i++) {
        vm->globals[i] = VALUE_UNDEFINED;
    }
    for (uint32_t i = 0; i < program->module_count; i++) {
        struct closure *closure = heap_alloc(vm, sizeof *closure);
        value_t ignored;
        if (closure == NULL) {
            return false;
        }
        *closure = (struct closure){
            .object = {.kind = OBJECT_FUNCTION, .shape = vm->realm->function_shape},
            .code = program->modules[i],
        };
        if (!vm_call(vm, value_of_object(closure), VALUE_UNDEFINED, NULL, 0, &ignored)) {
            return false;
        }
    }
    return true;
}

/** The default export of the entry module: a variable or a value. */
static bool
find_default(struct vm *vm, const struct module_graph *graph, struct script_program *program)
{
    const struct module *entry = graph->entry;
    program->default_variable = UINT32_MAX;
    program->default_value = VALUE_EMPTY;
    for (uint32_t i = 0; i < entry->export_count; i++) {
        const struct module_export *export = &entry->exports[i];
        if (!text_is(export->name, "default")) {
            continue;
        }
        switch (export->reference.kind) {
        case REFERENCE_MODULE:
            program->default_variable = export->reference.index;
            return true;
        case REFERENCE_NAMESPACE:
            program->default_variable = graph->variable_count + export->reference.module->number;
            return true;
        case REFERENCE_GLOBAL:
        case REFERENCE_BUILTIN:
            program->default_value = realm_global(vm->realm, export->reference.name);
            return true;
        case REFERENCE_NONE:
        case REFERENCE_LOCAL:
        case REFERENCE_CAPTURE:
            return true;
        }
    }
    return true;
}

/** Everything of the program in the vm's heap. False: the vm has failed, or *problem. */
static bool
build(struct linker *linker, struct script_program *program, struct text *problem)
{
    struct vm *vm = linker->vm;
    const struct module_graph *graph = linker->graph;
    if (linker->private_name_count > 0) {
        memset(linker->private_names, 0,
               linker->private_name_count * sizeof *linker->private_names);
    }
    linker->function_count = 0;
    linker->instruction_count = 0;
    program->module_count = graph->module_count;
    program->variable_count = graph->variable_count + graph->module_count;
    program->modules = heap_alloc_array(vm, program->module_count, sizeof *program->modules);
    program->variables = heap_alloc_array(vm, program->variable_count, sizeof *program->variables);
    if (program->modules == NULL || program->variables == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < graph->module_count; i++) {
        program->modules[i] = link_function(linker, linker->drafts[i]);
        if (program->modules[i] == NULL) {
            return false;
        }
        if (!bytecode_verify(program->modules[i], program->variable_count, problem)) {
            return false;
        }
    }
    program->function_count = linker->function_count;
    program->instruction_count = linker->instruction_count;
    if (!cache_reserve(vm->cache, program)) {
        return vm_trap(vm, RUN_MEMORY);
    }
    if (!link_marks(linker, program)) {
        return false;
    }
    vm->globals = program->variables;
    int64_t fuel = vm->fuel;
    if (!find_default(vm, graph, program) || !program_run_modules(vm, program)) {
        return false;
    }
    program->top_level_fuel = (uint64_t)(fuel - vm->fuel);
    program->strings = vm->strings;
    program->symbols = vm->symbols;
    program->transitions = vm->transitions;
    return true;
}

/* ---- compiling ----------------------------------------------------------------------------- */

struct compilation {
    struct arena *arena;
    struct script_diagnostics *diagnostics;
    struct script_runner *runner;
    struct linker linker;
    struct script_program program;
};

static err_t
reject(struct compilation *compilation, const struct module *module, int line, int column,
       enum diagnostic diagnostic, struct text message)
{
    struct source source;
    struct diagnostic_sink sink = {.arena = compilation->arena, .out = compilation->diagnostics};
    if (!source_init(&source, compilation->arena, module->path, module->text)) {
        return ERR_OUT_OF_MEMORY;
    }
    uint32_t start = 0;
    if (line > 0 && (uint32_t)line <= source.line_count) {
        start = source.line_starts[line - 1] + (uint32_t)(column > 0 ? column - 1 : 0);
    }
    uint32_t end = start < source.text.length ? start + 1 : start;
    diagnose(&sink, &source, diagnostic, start, end, "%.*s", TEXT_ARG(message));
    return ERR_SCRIPT_REJECTED;
}

static const struct module *
module_by_path(const struct module_graph *graph, struct text path)
{
    for (uint32_t i = 0; i < graph->module_count; i++) {
        if (text_equal(graph->modules[i]->path, path)) {
            return graph->modules[i];
        }
    }
    return graph->entry;
}

/** Say why the top level did not come to its end. */
static err_t
reject_top_level(struct compilation *compilation, struct text problem)
{
    struct vm *vm = &compilation->runner->vm;
    const struct module_graph *graph = compilation->linker.graph;
    struct arena *arena = compilation->arena;
    if (problem.bytes != NULL) {
        return reject(compilation, graph->entry, 0, 0, DIAGNOSTIC_TOO_MANY,
                      text_format(arena, "The compiled code is refused: %.*s", TEXT_ARG(problem)));
    }
    int line;
    int column;
    struct text path;
    struct text name = NO_TEXT;
    struct text message = NO_TEXT;
    (void)trace_render(vm, arena, &line, &column, &path);
    if (vm->trap == RUN_NONE) {
        vm->frame_count = 0;
        exception_describe(vm, vm->exception, arena, &name, &message);
        message =
            text_format(arena, "The top level threw %.*s: %.*s", TEXT_ARG(name), TEXT_ARG(message));
    } else {
        message = vm->trap == RUN_FUEL     ? TEXT("The top level runs too long")
                  : vm->trap == RUN_MEMORY ? TEXT("The top level needs too much memory")
                                           : TEXT("The top level calls too deep");
    }
    return reject(compilation, module_by_path(graph, path), line, column,
                  DIAGNOSTIC_TOP_LEVEL_FAILED, message);
}

static err_t
draft_modules(struct compilation *compilation)
{
    struct linker *linker = &compilation->linker;
    const struct module_graph *graph = linker->graph;
    struct arena *arena = compilation->arena;
    linker->drafts = arena_alloc(arena, graph->module_count, sizeof *linker->drafts);
    linker->private_name_count = graph->private_name_count;
    linker->private_names =
        arena_alloc(arena, graph->private_name_count, sizeof *linker->private_names);
    const struct realm *realm = realm_shared();
    if (linker->drafts == NULL || linker->private_names == NULL || realm == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    for (uint32_t i = 0; i < graph->module_count; i++) {
        const char *problem = NULL;
        linker->drafts[i] =
            compile_module(arena, realm, graph, graph->modules[i], &linker->marks, &problem);
        if (linker->drafts[i] == NULL) {
            return arena->exhausted ? ERR_OUT_OF_MEMORY
                                    : reject(compilation, graph->modules[i], 0, 0,
                                             DIAGNOSTIC_TOO_MANY, text_of(problem));
        }
    }
    return OK;
}

struct text
script_language(void)
{
    return TEXT(LANGUAGE_VERSION);
}

/** Language version, then every source with its path, lengths in front. */
err_t
script_sources_hash(struct arena *arena, struct text language, const struct script_source *sources,
                    size_t count, struct sha256 *out)
{
    struct text_builder builder;
    text_builder_init(&builder, arena, SIZE_MAX);
    text_builder_format(&builder, "%.*s\n", TEXT_ARG(language));
    for (size_t i = 0; i < count; i++) {
        text_builder_format(&builder, "%zu %zu\n", sources[i].path.length, sources[i].text.length);
        text_builder_add(&builder, sources[i].path);
        text_builder_add(&builder, sources[i].text);
    }
    struct text all = text_builder_text(&builder);
    if (all.bytes == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    *out = sha256_of(all);
    return OK;
}

/** One linking with its run of the top level; in `block` when there is one. */
static bool
build_in(struct compilation *compilation, void *block, size_t bytes, struct text *problem)
{
    static const struct script_limits limits = {
        .fuel = TOP_LEVEL_FUEL, .heap_bytes = TOP_LEVEL_BYTES, .depth = TOP_LEVEL_DEPTH};
    struct script_runner *runner = compilation->runner;
    struct vm *vm = &runner->vm;
    struct script_program *program = &compilation->program;
    runner_begin(runner, program, &limits, compilation->arena);
    vm->program = NULL;
    vm->program_strings = NULL;
    vm->program_transitions = NULL;
    vm->host_strings = NULL;
    vm->symbols = NULL;
    vm->has_own_modules = true;
    if (block != NULL) {
        heap_init(&vm->heap, block, bytes);
    }
    bool good = build(&compilation->linker, program, problem);
    cache_clear(&runner->cache);
    if (good) {
        program->heap = vm->heap;
    }
    return good;
}

static err_t
link_program(struct compilation *compilation, struct script_program **out)
{
    struct text problem = NO_TEXT;
    for (size_t scratch = SCRATCH_BYTES;; scratch = TOP_LEVEL_BYTES) {
        TRY(script_runner_new(scratch, &compilation->runner));
        compilation->linker.vm = &compilation->runner->vm;
        if (build_in(compilation, NULL, 0, &problem)) {
            break;
        }
        if (compilation->runner->vm.trap != RUN_MEMORY || scratch == TOP_LEVEL_BYTES) {
            return reject_top_level(compilation, problem);
        }
        script_runner_free(compilation->runner); /* most need little: try that first */
        compilation->runner = NULL;
    }
    /* Scratch that was given back may have reached further than what stayed. */
    const struct heap *heap = &compilation->program.heap;
    size_t bytes = heap_used(heap) > heap->peak_bytes ? heap_used(heap) : heap->peak_bytes;
    void *block = block_alloc(bytes + 8);
    struct script_program *program = block_alloc(sizeof *program);
    if (block == NULL || program == NULL) {
        block_free(block);
        block_free(program);
        return ERR_OUT_OF_MEMORY;
    }
    bool good = build_in(compilation, block, bytes, &problem);
    assert(good);
    *program = compilation->program;
    program->block = block;
    program->bytes = sizeof *program + bytes;
    *out = program;
    return OK;
}

/** The type of its configuration goes with the program; trouble with it is not a program's. */
static err_t
keep_config(struct arena *arena, const struct script_source *sources, size_t source_count,
            struct script_program *program)
{
    struct script_diagnostics diagnostics = {0};
    struct text schema, form;
    if (script_config_schema(arena, sources, source_count, &diagnostics, &schema, &form) != OK) {
        return OK;
    }
    char *bytes = block_alloc(schema.length + 1);
    if (bytes == NULL) {
        script_program_free(program);
        return ERR_OUT_OF_MEMORY;
    }
    memcpy(bytes, schema.bytes, schema.length);
    program->config_bytes = bytes;
    program->config = (struct text){bytes, schema.length};
    return OK;
}

struct text
script_program_config(const struct script_program *program)
{
    return program->config;
}

err_t
script_compile_counted(struct arena *arena, const struct script_source *sources,
                       size_t source_count, const bool *is_counted,
                       struct script_diagnostics *diagnostics, struct script_program **out)
{
    struct compilation compilation = {.arena = arena, .diagnostics = diagnostics};
    struct module_graph *graph;
    struct sha256 hash;
    TRY(module_graph_load(arena, sources, source_count, diagnostics, &graph));
    for (uint32_t i = 0; i < graph->module_count && is_counted != NULL; i++) {
        graph->modules[i]->is_counted = is_counted[graph->modules[i]->source];
    }
    compilation.linker.graph = graph;
    TRY(draft_modules(&compilation));
    TRY(script_sources_hash(arena, script_language(), sources, source_count, &hash));
    memcpy(compilation.program.hash, hash.bytes, sizeof hash.bytes);
    err_t err = link_program(&compilation, out);
    script_runner_free(compilation.runner);
    return err != OK ? err : keep_config(arena, sources, source_count, *out);
}

err_t
script_compile(struct arena *arena, const struct script_source *sources, size_t source_count,
               struct script_diagnostics *diagnostics, struct script_program **out)
{
    return script_compile_counted(arena, sources, source_count, NULL, diagnostics, out);
}

void
script_program_free(struct script_program *program)
{
    if (program != NULL) {
        block_free(program->block);
        block_free(program->config_bytes);
        block_free(program);
    }
}

size_t
script_program_bytes(const struct script_program *program)
{
    return program->bytes;
}

void
script_program_hash(const struct script_program *program, struct sha256 *out)
{
    memcpy(out->bytes, program->hash, sizeof out->bytes);
}

const struct script_mark *
script_program_marks(const struct script_program *program, size_t *count)
{
    *count = program->mark_count;
    return program->marks;
}

/* ---- what it exports ------------------------------------------------------ */

static bool
has_method(struct vm *vm, value_t export, struct text method)
{
    value_t this = export;
    value_t function = VALUE_UNDEFINED;
    if (value_is_callable(export) && !vm_construct(vm, export, NULL, 0, export, &this)) {
        return false;
    }
    struct string *name = text_interned(vm, method);
    return name != NULL && value_get(vm, this, key_name(value_of_string(name)), &function) &&
           value_is_callable(function);
}

static value_t
default_export(const struct script_program *program)
{
    return program->default_variable == UINT32_MAX ? program->default_value
                                                   : program->variables[program->default_variable];
}

enum script_export
script_program_form(const struct script_program *program)
{
    value_t value = default_export(program);
    if (!value_is_object(value)) {
        return SCRIPT_EXPORT_NONE;
    }
    const struct object *object = value_as_object(value);
    bool is_class = object->kind == OBJECT_FUNCTION &&
                    (((const struct closure *)object)->code->flags & CODE_CLASS) != 0;
    return is_class                   ? SCRIPT_EXPORT_CLASS
           : value_is_callable(value) ? SCRIPT_EXPORT_FUNCTION
                                      : SCRIPT_EXPORT_OBJECT;
}

enum script_export
script_program_export(const struct script_program *program, struct text method, bool *has)
{
    static const struct script_limits limits = {
        .fuel = 1000000, .heap_bytes = 1024 * 1024, .depth = 100};
    enum script_export form = script_program_form(program);
    *has = form == SCRIPT_EXPORT_FUNCTION;
    if (form == SCRIPT_EXPORT_NONE || form == SCRIPT_EXPORT_FUNCTION) {
        return form;
    }
    value_t value = default_export(program);
    /* Methods may be made by field initialisers, so an instance is looked at, not the class. */
    struct script_runner *runner;
    struct arena arena;
    if (script_runner_new(limits.heap_bytes, &runner) == OK) {
        arena_init(&arena, 64 * 1024);
        runner_begin(runner, program, &limits, &arena);
        runner->vm.globals =
            heap_alloc_array(&runner->vm, program->variable_count, sizeof(value_t));
        if (runner->vm.globals != NULL && runner->vm.trap == RUN_NONE) {
            memcpy(runner->vm.globals, program->variables,
                   program->variable_count * sizeof(value_t));
            *has = has_method(&runner->vm, value, method);
        }
        arena_free(&arena);
        script_runner_free(runner);
    }
    return form;
}
