/* SPDX-License-Identifier: Apache-2.0 */
/**
 * fuzz.c: a script on made-up inputs, held to shape and contract of its point.
 *
 * The same script, seed and number of cases find the same. What was found is made
 * simpler as long as it fails in the same way, so that a person can read it.
 */
#include "extend/sample.h"

enum { SCRATCH_BYTES = 64 << 20, LIST_MAX = 6, CONTEXT_STEP = 86400 * 7 };
/** What one finding may take to be made simpler. */
enum { SIMPLER_RUNS_MAX = 400, SIMPLER_FUEL_MAX = 50000000 };

struct fuzzer {
    struct script_runner *runner;
    const struct fuzz_wish *wish;
    struct fuzz_report *report;
    struct arena *arena;  /**< of the report */
    struct arena scratch; /**< of one case */
    struct arena spare;   /**< of one simpler try */
    struct sampler sampler;
    struct text configuration;
    int method;
    instant_t clock_time;
};

static bool
is_offered(const struct fuzz_wish *wish, int method)
{
    bool has_method = true;
    enum script_export form = script_program_export(
        wish->program, text_of(wish->point->methods[method].name), &has_method);
    return has_method || form == SCRIPT_EXPORT_FUNCTION;
}

static void
run(struct fuzzer *fuzzer, struct arena *arena, const void *input, struct script_result *result)
{
    const struct model *output_model = fuzzer->wish->point->methods[fuzzer->method].output;
    struct extend_trial trial = {.program = fuzzer->wish->program,
                                 .point = fuzzer->wish->point,
                                 .method = fuzzer->method,
                                 .input = input,
                                 .configuration = fuzzer->configuration,
                                 .script_id = TEXT("ext_fuzzed"),
                                 .clock_time = fuzzer->clock_time};
    void *output = arena_alloc(arena, 1, output_model->size_bytes);
    if (output == NULL) {
        *result = (struct script_result){.outcome = RUN_OK}; /* nothing is known */
        return;
    }
    extend_try(fuzzer->runner, &trial, arena, output, result);
    fuzzer->report->fuel += result->fuel;
}

/** The same way to fail, at the same place. */
static bool
is_alike(const struct script_result *a, const struct script_result *b)
{
    return a->outcome == b->outcome && a->line == b->line && text_equal(a->path, b->path);
}

static bool
is_found(const struct fuzzer *fuzzer, const struct script_result *result)
{
    for (size_t i = 0; i < fuzzer->report->finding_count; i++) {
        const struct fuzz_finding *finding = &fuzzer->report->findings[i];
        if (finding->method == fuzzer->method && is_alike(&finding->result, result)) {
            return true;
        }
    }
    return false;
}

static bool
is_same(struct arena *arena, const struct model *model, const void *a, const void *b)
{
    struct text_builder bodies[2];
    text_builder_init(&bodies[0], arena, SIZE_MAX);
    text_builder_init(&bodies[1], arena, SIZE_MAX);
    return model_encode(model, a, &bodies[0]) == OK && model_encode(model, b, &bodies[1]) == OK &&
           text_equal(text_builder_text(&bodies[0]), text_builder_text(&bodies[1]));
}

/** One step: the first simpler input that fails in the same way, in the scratch arena. */
static void *
simpler(struct fuzzer *fuzzer, const struct model *model, const void *input,
        const struct script_result *result, size_t *runs, uint64_t fuel_max)
{
    const struct point *point = fuzzer->wish->point;
    for (size_t n = 0; *runs < SIMPLER_RUNS_MAX && fuzzer->report->fuel < fuel_max; n++) {
        struct script_result tried;
        arena_reset(&fuzzer->spare);
        void *copy = sample_copy(&fuzzer->spare, model, input);
        if (copy == NULL || !sample_simpler(model, copy, n)) {
            return NULL;
        }
        given_views(model, copy, &fuzzer->spare);
        if (point->given != NULL) {
            point->given(fuzzer->method, copy, &fuzzer->spare);
        }
        if (is_same(&fuzzer->spare, model, input, copy)) {
            continue; /* what is given made it what it was */
        }
        ++*runs;
        run(fuzzer, &fuzzer->spare, copy, &tried);
        if (is_alike(&tried, result)) {
            return sample_copy(&fuzzer->scratch, model, copy);
        }
    }
    return NULL;
}

static struct text
wire(struct arena *arena, const struct model *model, const void *value)
{
    struct json_writer writer;
    json_writer_init(&writer, arena, 1u << 20, false);
    return model_write_wire(model, value, &writer) == OK ? json_writer_text(&writer) : NO_TEXT;
}

static void
note(struct fuzzer *fuzzer, void *input, struct script_result *result, size_t number)
{
    const struct model *model = fuzzer->wish->point->methods[fuzzer->method].input;
    struct fuzz_report *report = fuzzer->report;
    uint64_t fuel_max = report->fuel + SIMPLER_FUEL_MAX;
    fuel_max =
        fuzzer->wish->fuel > 0 && fuzzer->wish->fuel < fuel_max ? fuzzer->wish->fuel : fuel_max;
    size_t runs = 0;
    for (void *next = input; next != NULL;) {
        input = next;
        next = simpler(fuzzer, model, input, result, &runs, fuel_max);
    }
    struct script_result again;
    run(fuzzer, &fuzzer->scratch, input, &again); /* texts of a try are gone */
    if (is_alike(&again, result)) {
        *result = again;
    } else {
        result->error = TEXT("asked once more, the script answered otherwise");
        result->error_name = result->path = result->stack = NO_TEXT;
    }
    report->findings[report->finding_count++] = (struct fuzz_finding){
        .method = fuzzer->method,
        .number = number,
        .input = wire(fuzzer->arena, model, input),
        .configuration = text_copy(fuzzer->arena, fuzzer->configuration),
        .clock_time = fuzzer->clock_time,
        .result = {.outcome = result->outcome,
                   .fuel = result->fuel,
                   .heap_bytes = result->heap_bytes,
                   .error = text_copy(fuzzer->arena, result->error),
                   .error_name = text_copy(fuzzer->arena, result->error_name),
                   .path = text_copy(fuzzer->arena, result->path),
                   .stack = text_copy(fuzzer->arena, result->stack),
                   .line = result->line,
                   .column = result->column},
    };
}

/** False: no configuration fits. */
static bool
try_case(struct fuzzer *fuzzer, size_t number)
{
    const struct fuzz_wish *wish = fuzzer->wish;
    struct script_result result;
    arena_reset(&fuzzer->scratch);
    random_init(&fuzzer->sampler.random, wish->seed + number);
    fuzzer->sampler.list_max = 1 + number % LIST_MAX;
    fuzzer->clock_time = 1767225600 + (instant_t)(number % 104) * CONTEXT_STEP;
    do {
        fuzzer->method = (fuzzer->method + 1) % (int)wish->point->method_count;
    } while (!is_offered(wish, fuzzer->method));
    fuzzer->configuration = wish->configuration.length > 0
                                ? wish->configuration
                                : sample_configuration(&fuzzer->sampler, wish->schema);
    void *input = sample_input(&fuzzer->sampler, wish->point, fuzzer->method);
    if (fuzzer->configuration.bytes == NULL) {
        fuzzer->report->problem = TEXT("no configuration was found that fits the script's type");
        return false;
    }
    if (input == NULL) {
        fuzzer->report->problem = TEXT("no memory for an input");
        return false;
    }
    run(fuzzer, &fuzzer->scratch, input, &result);
    fuzzer->report->cases++;
    if (result.fuel > fuzzer->report->fuel_max) {
        fuzzer->report->fuel_max = result.fuel;
    }
    if (result.outcome != RUN_OK && result.outcome != RUN_INPUT_TOO_BIG &&
        !is_found(fuzzer, &result)) {
        note(fuzzer, input, &result, number);
    }
    return true;
}

void
extend_fuzz(struct script_runner *runner, const struct fuzz_wish *wish, struct arena *arena,
            struct fuzz_report *out)
{
    struct fuzzer fuzzer = {
        .runner = runner, .wish = wish, .report = out, .arena = arena, .method = -1};
    *out = (struct fuzz_report){.seed = wish->seed};
    for (int method = 0; method < (int)wish->point->method_count; method++) {
        out->is_possible |= is_offered(wish, method);
    }
    if (!out->is_possible) {
        out->problem = TEXT("the script offers no method of the point");
        return;
    }
    arena_init(&fuzzer.scratch, SCRATCH_BYTES);
    arena_init(&fuzzer.spare, SCRATCH_BYTES);
    fuzzer.sampler.arena = &fuzzer.scratch;
    sample_words(arena, wish->sources, wish->source_count, &fuzzer.sampler);
    for (size_t i = 0; i < wish->cases && out->finding_count < FUZZ_FINDINGS_MAX &&
                       (wish->fuel == 0 || out->fuel < wish->fuel);
         i++) {
        if (!try_case(&fuzzer, i)) {
            break;
        }
    }
    arena_free(&fuzzer.spare);
    arena_free(&fuzzer.scratch);
}
