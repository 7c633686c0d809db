/* SPDX-License-Identifier: Apache-2.0 */
/* call.c: one call of a script, from arguments to answer. */
#include "script/host_model.h"
#include "script/runner.h"

#define MESSAGE_BYTES_MAX 2000

const char *
run_outcome_name(enum run_outcome outcome)
{
    static const char *const names[] = {"none",          "ok",
                                        "threw",         "fuel",
                                        "memory",        "depth",
                                        "input_too_big", "output_too_big",
                                        "bad_shape",     "broke_contract",
                                        "refused"};
    assert((size_t)outcome < COUNT_OF(names));
    return names[outcome];
}

err_t
script_runner_new(size_t heap_bytes_max, struct script_runner **out)
{
    struct script_runner *runner = block_alloc(sizeof *runner);
    if (runner == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    runner->heap_bytes = heap_bytes_max & ~(size_t)7;
    runner->heap_block = block_alloc(runner->heap_bytes + 8);
    runner->stack = block_alloc(STACK_VALUES * sizeof *runner->stack);
    runner->frames = block_alloc(FRAMES_MAX * sizeof *runner->frames);
    runner->host = host_new();
    runner->beginning.bytes = block_alloc(BEGINNING_BYTES);
    script_runner_count(runner, NULL, 0);
    if (runner->heap_block == NULL || runner->stack == NULL || runner->frames == NULL ||
        runner->host == NULL || runner->beginning.bytes == NULL || realm_shared() == NULL) {
        script_runner_free(runner);
        return ERR_OUT_OF_MEMORY;
    }
    *out = runner;
    return OK;
}

void
script_runner_free(struct script_runner *runner)
{
    if (runner == NULL) {
        return;
    }
    host_free(runner->host);
    cache_free(&runner->cache);
    block_free(runner->beginning.bytes);
    block_free(runner->heap_block);
    block_free(runner->stack);
    block_free(runner->frames);
    block_free(runner);
}

uint64_t
script_runner_number(struct script_runner *runner)
{
    return ++runner->last_number;
}

void
script_runner_count(struct script_runner *runner, uint32_t *counts, size_t count)
{
    runner->vm.counts = counts;
    runner->vm.count_of_counts = counts == NULL ? 0 : (uint32_t)count;
}

void
runner_begin(struct script_runner *runner, const struct script_program *program,
             const struct script_limits *limits, struct arena *arena)
{
    struct vm *vm = &runner->vm;
    size_t bytes =
        limits->heap_bytes < runner->heap_bytes ? limits->heap_bytes : runner->heap_bytes;
    bool is_other = host_begin(runner->host, program);
    runner->beginning.is_known &= !is_other;
    vm->fuel = limits->fuel > INT64_MAX ? INT64_MAX : (int64_t)limits->fuel;
    vm->fuel_start = vm->fuel;
    vm->exception = VALUE_EMPTY;
    vm->trap = RUN_NONE;
    if ((is_other || !cache_fits(&runner->cache, program)) &&
        !cache_reserve(&runner->cache, program)) {
        vm->trap = RUN_MEMORY;
    }
    vm->has_own_modules = false;
    vm->wants_restart = false;
    vm->realm = realm_shared();
    if (vm->realm->is_open) {
        vm->heap = vm->realm->heap; /* the run's heap goes on behind the built-ins */
    } else {
        heap_init(&vm->heap, runner->heap_block, bytes);
    }
    vm->program = program;
    vm->program_strings = &program->strings;
    vm->strings = (struct intern_table){0};
    vm->host_strings = host_strings(runner->host);
    vm->stack = vm->stack_top = runner->stack;
    vm->stack_end = runner->stack + STACK_VALUES;
    vm->frames = runner->frames;
    vm->frame_count = 0;
    vm->depth = 0;
    vm->depth_max = limits->depth < FRAMES_MAX ? limits->depth : FRAMES_MAX;
    vm->c_depth = 0;
    vm->transitions = (struct transition_table){0};
    vm->program_transitions = &program->transitions;
    vm->cache = &runner->cache;
    vm->host = runner->host;
    vm->regexps = NULL;
    vm->symbols = program->symbols;
    vm->console = NULL;
    vm->arena = arena;
    vm->trace_count = 0;
}

void
runner_end(struct script_runner *runner)
{
    cache_end_run(&runner->cache);
}

value_t
program_default(const struct vm *vm, const struct script_program *program)
{
    return program->default_variable == UINT32_MAX ? program->default_value
                                                   : vm->globals[program->default_variable];
}

/* ---- failing ------------------------------------------------------------------- */

static struct text
value_text(struct vm *vm, value_t value, struct arena *arena)
{
    struct string *string;
    if (!value_to_string(vm, value, &string)) {
        return NO_TEXT;
    }
    if (string->length > MESSAGE_BYTES_MAX) {
        string = string_slice(vm, string, 0, MESSAGE_BYTES_MAX);
    }
    return string == NULL ? NO_TEXT : string_to_utf8(arena, string);
}

void
exception_describe(struct vm *vm, value_t exception, struct arena *arena, struct text *name,
                   struct text *message)
{
    *name = NO_TEXT;
    *message = NO_TEXT;
    vm->exception = VALUE_EMPTY;
    if (!value_is_object(exception)) {
        *name = TEXT("throw");
        *message = value_is_symbol(exception) ? TEXT("a symbol") : value_text(vm, exception, arena);
    } else {
        value_t part;
        if (value_get_name(vm, exception, NAME_name, &part) && value_is_string(part)) {
            *name = value_text(vm, part, arena);
        }
        vm->exception = VALUE_EMPTY;
        if (value_get_name(vm, exception, NAME_message, &part) && value_is_string(part)) {
            *message = value_text(vm, part, arena);
        }
    }
    vm->exception = VALUE_EMPTY;
    if (name->bytes == NULL) {
        *name = TEXT("Error");
    }
    if (message->bytes == NULL) {
        *message = TEXT("");
    }
}

static void
fill_failure(struct script_runner *runner, struct arena *arena, struct script_result *result)
{
    struct vm *vm = &runner->vm;
    result->stack = trace_render(vm, arena, &result->line, &result->column, &result->path);
    if (vm->trap != RUN_NONE) {
        result->outcome = vm->trap;
        result->error_name = TEXT("Limit");
        result->error = vm->trap == RUN_FUEL     ? TEXT("The script used all its fuel")
                        : vm->trap == RUN_MEMORY ? TEXT("The script used all its memory")
                                                 : TEXT("The script's calls are too deep");
        return;
    }
    result->outcome = RUN_THREW;
    value_t exception = vm->exception;
    vm->frame_count = 0;
    exception_describe(vm, exception, arena, &result->error_name, &result->error);
    vm->trap = RUN_NONE;
}

/* ---- calling ---------------------------------------------------------------------- */

struct request {
    struct text method;
    const struct script_argument *arguments;
    size_t argument_count;
    const struct model *output_model;
    value_t values[ARGUMENTS_MAX]; /**< out: the arguments as the script had them */
};

static bool
make_arguments(struct vm *vm, const struct request *request, value_t *out)
{
    assert(request->argument_count <= ARGUMENTS_MAX);
    for (size_t i = 0; i < request->argument_count; i++) {
        const struct script_argument *argument = &request->arguments[i];
        out[i] = VALUE_UNDEFINED;
        if (argument->model != NULL) {
            if (!host_view(vm, argument->model, argument->value, &out[i])) {
                return false;
            }
        } else if (argument->json != NULL &&
                   !host_config(vm, argument->json, argument->schema, &out[i])) {
            return false;
        }
    }
    return true;
}

/** The method and its `this`: of a new instance, of the object, or the function itself. */
static bool
find_method(struct vm *vm, value_t export, struct text method, value_t *function, value_t *this)
{
    *this = VALUE_UNDEFINED;
    *function = export;
    if (export == VALUE_EMPTY || value_is_undefined(export)) {
        return vm_throw_type(vm, "The module has no default export");
    }
    if (value_is_callable(export)) {
        const struct object *object = value_as_object(export);
        if (object->kind != OBJECT_FUNCTION ||
            (((const struct closure *)object)->code->flags & CODE_CLASS) == 0) {
            return true;
        }
        if (!vm_construct(vm, export, NULL, 0, export, this)) {
            return false;
        }
    } else if (value_is_object(export)) {
        *this = export;
    } else {
        return vm_throw_type(vm, "The default export is %s, not a class, object or function",
                             value_describe(export));
    }
    struct string *name = string_from_utf8(vm, method);
    if (name != NULL) {
        name = string_intern(vm, name);
    }
    if (name == NULL || !value_get(vm, *this, key_name(value_of_string(name)), function)) {
        return false;
    }
    return value_is_callable(*function) ||
           vm_throw_type(vm, "The default export has no method '%.*s'", TEXT_ARG(method));
}

/** The module variables of this run: the program's, or made by a top level of its own. */
static bool
begin_modules(struct vm *vm)
{
    const struct script_program *program = vm->program;
    vm->globals = heap_alloc_array(vm, program->variable_count, sizeof *vm->globals);
    if (vm->globals == NULL || vm->trap != RUN_NONE) {
        return false;
    }
    if (vm->has_own_modules) {
        /* What the top level writes was dropped when it ran for the program; so it is here. */
        struct text_builder *console = vm->console;
        vm->console = NULL;
        if (!program_run_modules(vm, program)) {
            return false;
        }
        vm->console = console;
    } else if (program->variable_count > 0) {
        memcpy(vm->globals, program->variables, program->variable_count * sizeof *vm->globals);
    }
    return true;
}

/**
 * The names of all models that a run meets, before it makes any name of its own: what a run
 * is given does not depend on those before it.
 */
static bool
learn_models(struct vm *vm, const struct request *request)
{
    for (size_t i = 0; i < request->argument_count; i++) {
        if (request->arguments[i].model != NULL &&
            host_model(vm, request->arguments[i].model) == NULL) {
            return false;
        }
    }
    return host_model(vm, request->output_model) != NULL;
}

/** Whether a kept beginning is that of this run, and within its limits. */
static bool
beginning_fits(const struct beginning *beginning, const struct vm *vm,
               const struct request *request)
{
    if (!beginning->is_known || vm->has_own_modules ||
        beginning->count != request->argument_count || beginning->fuel > vm->fuel ||
        beginning->peak_bytes > (size_t)(vm->heap.end - vm->heap.start)) {
        return false;
    }
    for (size_t i = 0; i < beginning->count; i++) {
        const struct script_argument *argument = &request->arguments[i];
        if (beginning->models[i] != argument->model || beginning->numbers[i] != argument->number) {
            return false;
        }
    }
    return true;
}

static void
beginning_restore(const struct beginning *beginning, struct vm *vm, struct request *request)
{
    memcpy(vm->heap.start, beginning->bytes, beginning->length);
    vm->heap.tip = vm->heap.start + beginning->length;
    vm->heap.peak_bytes = beginning->peak_bytes;
    vm->globals = beginning->globals;
    vm->strings = beginning->strings;
    vm->transitions = beginning->transitions;
    vm->fuel -= beginning->fuel;
    for (size_t i = 0; i < beginning->count; i++) {
        request->values[i] = beginning->values[i];
        if (beginning->models[i] != NULL) {
            struct view *view = (struct view *)value_as_object(request->values[i]);
            view->value = request->arguments[i].value;
        }
    }
}

static void
beginning_keep(struct beginning *beginning, const struct vm *vm, const struct request *request)
{
    size_t used = heap_used(&vm->heap);
    beginning->is_known = false;
    if (vm->has_own_modules || used > BEGINNING_BYTES) {
        return;
    }
    for (size_t i = 0; i < request->argument_count; i++) {
        const struct script_argument *argument = &request->arguments[i];
        if (argument->model == NULL && argument->number == 0) {
            return;
        }
        beginning->models[i] = argument->model;
        beginning->numbers[i] = argument->number;
        beginning->values[i] = request->values[i];
    }
    memcpy(beginning->bytes, vm->heap.start, used);
    beginning->is_known = true;
    beginning->count = request->argument_count;
    beginning->globals = vm->globals;
    beginning->strings = vm->strings;
    beginning->transitions = vm->transitions;
    beginning->fuel = vm->fuel_start - vm->fuel;
    beginning->length = used;
    beginning->peak_bytes = vm->heap.peak_bytes > used ? vm->heap.peak_bytes : used;
}

/** The module variables and the arguments of a run. */
static bool
begin_call(struct script_runner *runner, struct request *request)
{
    struct vm *vm = &runner->vm;
    if (vm->trap != RUN_NONE || !learn_models(vm, request)) {
        return false;
    }
    if (beginning_fits(&runner->beginning, vm, request)) {
        beginning_restore(&runner->beginning, vm, request);
        return true;
    }
    if (!begin_modules(vm) || !make_arguments(vm, request, request->values)) {
        return false;
    }
    beginning_keep(&runner->beginning, vm, request);
    return true;
}

static bool
call_export(struct vm *vm, struct request *request, value_t *out)
{
    value_t function;
    value_t this;
    return find_method(vm, program_default(vm, vm->program), request->method, &function, &this) &&
           vm_call(vm, function, this, request->values, (uint32_t)request->argument_count, out);
}

static void
read_answer(struct script_runner *runner, value_t value, const struct script_limits *limits,
            struct arena *arena, const struct model *model, void *output,
            struct script_result *result)
{
    struct vm *vm = &runner->vm;
    struct host_answer answer = {.arena = arena, .bytes_left = limits->output_bytes};
    void *read = arena_alloc(arena, 1, model->size_bytes);
    result->outcome = RUN_OK;
    if (read == NULL) {
        result->outcome = RUN_MEMORY;
        return;
    }
    if (host_read(vm, &answer, model, value, read)) {
        memcpy(output, read, model->size_bytes);
    } else if (answer.too_big) {
        result->outcome = RUN_OUTPUT_TOO_BIG;
        result->error_name = TEXT("Limit");
        result->error = TEXT("The answer is too big");
    } else if (answer.problem.bytes != NULL) {
        result->outcome = RUN_BAD_SHAPE;
        result->error_name = TEXT("Shape");
        result->error = answer.problem;
    } else {
        fill_failure(runner, arena, result);
    }
}

/** Fuel, memory and console of a run that is over. */
static void
fill_use(const struct vm *vm, struct text_builder *console, struct script_result *result)
{
    bool out_of_fuel = result->outcome == RUN_FUEL || vm->fuel < 0;
    result->fuel = (uint64_t)(out_of_fuel ? vm->fuel_start : vm->fuel_start - vm->fuel);
    size_t used = heap_used(&vm->heap);
    result->heap_bytes = used > vm->heap.peak_bytes ? used : vm->heap.peak_bytes;
    if (console->length > 0) {
        result->console = text_builder_text(console);
    }
}

void
script_call(struct script_runner *runner, const struct script_program *program, struct text method,
            const struct script_argument *arguments, size_t argument_count,
            const struct script_limits *limits, struct arena *arena,
            const struct model *output_model, void *output, struct script_result *result)
{
    struct vm *vm = &runner->vm;
    struct request request = {method, arguments, argument_count, output_model, {VALUE_UNDEFINED}};
    struct text_builder console;
    value_t answer = VALUE_UNDEFINED;
    *result = (struct script_result){0};
    bool good = false;
    for (bool own_modules = realm_shared()->is_open;; own_modules = true) {
        text_builder_init(&console, arena, limits->console_bytes);
        runner_begin(runner, program, limits, arena);
        vm->console = limits->console_bytes == 0 ? NULL : &console;
        vm->has_own_modules = own_modules;
        good = begin_call(runner, &request) && call_export(vm, &request, &answer);
        if (good || !vm->wants_restart) {
            break;
        }
        /* It changes what the top level made: once more, with a top level of its own. */
        assert(!own_modules);
        runner_end(runner);
    }
    if (good) {
        read_answer(runner, answer, limits, arena, output_model, output, result);
    } else {
        fill_failure(runner, arena, result);
    }
    if (limits->notes_reads) {
        result->reads = host_reads(request.values[0], arena);
    }
    fill_use(vm, &console, result);
    runner_end(runner);
}

/* ---- sessions ---------------------------------------------------------------- */

bool
script_session_begin(struct script_runner *runner, const struct script_program *program,
                     const struct script_limits *limits, struct arena *arena,
                     struct script_result *result)
{
    struct vm *vm = &runner->vm;
    *result = (struct script_result){.outcome = RUN_OK};
    runner_begin(runner, program, limits, arena);
    vm->has_own_modules = true;
    if (begin_modules(vm)) {
        return true;
    }
    fill_failure(runner, arena, result);
    runner_end(runner);
    return false;
}

void
script_session_call(struct script_runner *runner, struct text method,
                    const struct script_argument *arguments, size_t argument_count,
                    const struct script_limits *limits, struct arena *arena,
                    const struct model *output_model, void *output, struct script_result *result)
{
    struct vm *vm = &runner->vm;
    struct request request = {method, arguments, argument_count, output_model, {VALUE_UNDEFINED}};
    struct text_builder console;
    value_t answer = VALUE_UNDEFINED;
    *result = (struct script_result){0};
    assert(vm->trap == RUN_NONE);
    text_builder_init(&console, arena, limits->console_bytes);
    vm->console = limits->console_bytes == 0 ? NULL : &console;
    vm->arena = arena;
    vm->fuel = vm->fuel_start = limits->fuel > INT64_MAX ? INT64_MAX : (int64_t)limits->fuel;
    vm->exception = VALUE_EMPTY;
    vm->stack_top = runner->stack;
    vm->frame_count = 0;
    vm->depth = 0;
    vm->c_depth = 0;
    if (learn_models(vm, &request) && make_arguments(vm, &request, request.values) &&
        call_export(vm, &request, &answer)) {
        read_answer(runner, answer, limits, arena, output_model, output, result);
    } else {
        fill_failure(runner, arena, result);
    }
    fill_use(vm, &console, result);
}

void
script_session_end(struct script_runner *runner)
{
    runner_end(runner);
}
