/* SPDX-License-Identifier: Apache-2.0 */
/**
 * call.c: the one way in. Encode, run, check shape and contract, apply the
 * policy, journal. quoin script run and replay use the inner half, extend_try.
 */
#include <string.h>

#include "event/event.h"
#include "extend/loaded.h"

#include "limits.model.h"

#define CONTEXT_BYTES_MAX 1024

/* ---- one run, pure ------------------------------------------------------ */

struct script_limits
point_limits(const struct point *point, const void *input)
{
    size_t lines = 0;
    if (point->line_count_offset != UINT16_MAX) {
        lines = *(const size_t *)(const void *)((const char *)input + point->line_count_offset);
    }
    return (struct script_limits){
        .fuel = point->fuel + point->fuel_per_line * lines,
        .heap_bytes = point->memory_bytes + point->memory_bytes_per_line * lines,
        .depth = point->depth,
        .output_bytes = point->output_bytes_max,
        .console_bytes = LIMIT_EXTEND_CONSOLE_BYTES_MAX,
    };
}

struct text
context_json(struct arena *arena, struct text script_id, bool livemode, instant_t clock_time)
{
    char clock[INSTANT_TEXT_MAX];
    size_t length = instant_render(clock_time, clock);
    struct json_writer writer;
    json_writer_init(&writer, arena, CONTEXT_BYTES_MAX, false);
    json_open_object(&writer);
    json_key_string(&writer, "type");
    json_string(&writer, "script");
    json_key_string(&writer, "id");
    json_text(&writer, script_id.bytes == NULL ? TEXT("") : script_id);
    json_key_string(&writer, "livemode");
    json_bool(&writer, livemode);
    json_key_string(&writer, "clockTime");
    json_text(&writer, (struct text){clock, length});
    json_close_object(&writer);
    return json_writer_text(&writer);
}

static void
result_fail(struct script_result *result, enum run_outcome outcome, struct text why)
{
    result->outcome = outcome;
    result->error = why;
}

/** Whether the input's stored form is within the point's bound. */
static bool
input_fits(const struct extend_trial *trial, struct arena *arena)
{
    if (trial->input_body.bytes != NULL) {
        return trial->input_body.length <= trial->point->input_bytes_max;
    }
    struct text_builder body;
    text_builder_init(&body, arena, trial->point->input_bytes_max);
    return model_encode(trial->point->methods[trial->method].input, trial->input, &body) == OK &&
           !body.failed;
}

void
extend_try(struct script_runner *runner, const struct extend_trial *trial, struct arena *arena,
           void *output, struct script_result *result)
{
    const struct point_method *method = &trial->point->methods[trial->method];
    *result = (struct script_result){0};

    if (!input_fits(trial, arena)) {
        result_fail(
            result, RUN_INPUT_TOO_BIG,
            text_format(arena, "the input has more than %zu bytes", trial->point->input_bytes_max));
        return;
    }
    struct text context = trial->context;
    if (context.length == 0) {
        context = context_json(arena, trial->script_id, trial->livemode, trial->clock_time);
    }
    struct json configuration = {.type = JSON_OBJECT};
    struct json context_value;
    struct json_error error;
    if (json_parse(arena, context, &context_value, &error) != OK ||
        (trial->configuration.length > 0 &&
         json_parse(arena, trial->configuration, &configuration, &error) != OK)) {
        result_fail(result, RUN_BAD_SHAPE, TEXT("configuration or context is no JSON"));
        return;
    }
    struct script_argument arguments[] = {
        {.model = method->input, .value = trial->input},
        {.json = &configuration},
        {.json = &context_value},
    };
    struct script_limits limits = point_limits(trial->point, trial->input);
    void *answer = arena_alloc(arena, 1, method->output->size_bytes);
    if (answer == NULL) {
        result_fail(result, RUN_MEMORY, TEXT("no memory for the answer"));
        return;
    }
    script_call(runner, trial->program, text_of(method->name), arguments, COUNT_OF(arguments),
                &limits, arena, method->output, answer, result);
    if (result->outcome != RUN_OK) {
        return;
    }
    struct text problem = NO_TEXT;
    if (trial->point->contract != NULL &&
        !trial->point->contract(trial->method, trial->input, answer, arena, &problem)) {
        result_fail(result, RUN_BROKE_CONTRACT, problem);
        return;
    }
    memcpy(output, answer, method->output->size_bytes);
}

/* ---- the journal --------------------------------------------------------- */

enum run_outcome_kind
outcome_kind(enum run_outcome outcome)
{
    switch (outcome) {
    case RUN_NONE:
        return RUN_OUTCOME_KIND_NONE;
    case RUN_OK:
        return RUN_OUTCOME_KIND_OK;
    case RUN_THREW:
        return RUN_OUTCOME_KIND_THREW;
    case RUN_FUEL:
        return RUN_OUTCOME_KIND_FUEL;
    case RUN_MEMORY:
        return RUN_OUTCOME_KIND_MEMORY;
    case RUN_DEPTH:
        return RUN_OUTCOME_KIND_DEPTH;
    case RUN_INPUT_TOO_BIG:
        return RUN_OUTCOME_KIND_INPUT_TOO_BIG;
    case RUN_OUTPUT_TOO_BIG:
        return RUN_OUTCOME_KIND_OUTPUT_TOO_BIG;
    case RUN_BAD_SHAPE:
        return RUN_OUTCOME_KIND_BAD_SHAPE;
    case RUN_BROKE_CONTRACT:
        return RUN_OUTCOME_KIND_BROKE_CONTRACT;
    case RUN_REFUSED:
        return RUN_OUTCOME_KIND_REFUSED;
    }
    assert(false);
    return RUN_OUTCOME_KIND_NONE;
}

static struct text
ref_text(struct task *task, const char *prefix, struct id id)
{
    return id.key == 0 ? NO_TEXT : id_text(task->arena, &task->account->secret, prefix, id.key);
}

static err_t
body_of(struct task *task, const struct model *model, const void *value, struct text *out)
{
    struct text_builder builder;
    text_builder_init(&builder, task->arena, SIZE_MAX);
    TRY(model_encode(model, value, &builder));
    *out = text_builder_text(&builder);
    return out->bytes == NULL ? fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the journal")
                              : OK;
}

/** Everything that a replay needs, and everything that a person asks. */
static err_t
run_describe(struct task *task, const struct point *point, int method,
             const struct extend_cause *cause, const struct binding *binding,
             const struct release *release, struct text input_body, const void *output,
             const struct script_result *result, struct run *run)
{
    run->id = task_new_id(task);
    run->created = task->now;
    run->clock_time = task->now;
    run->point = text_of(point->id);
    run->method = text_of(point->methods[method].name);
    run->reason = text_of(cause->reason);
    run->binding = binding->id;
    run->release = release->id;
    run->release_key = release->id.key;
    run->release_hash = release->hash;
    run->configuration = binding->configuration;
    run->on_failure = binding->on_failure;
    run->at_stake = (struct monetary_stake){.amount = cause->at_stake.minor,
                                            .currency = cause->at_stake.currency};
    run->customer = ref_text(task, "cus", cause->customer);
    run->customer_key = cause->customer.key;
    run->subscription = ref_text(task, "sub", cause->subscription);
    run->invoice = ref_text(task, "in", cause->invoice);
    run->invoice_key = cause->invoice.key;
    run->outcome = outcome_kind(result->outcome);
    run->fuel = (int64_t)result->fuel;
    run->heap_bytes = (int64_t)result->heap_bytes;
    run->console = result->console.length > 0 ? result->console : NO_TEXT;
    run->input_body = input_body;
    if (result->outcome == RUN_OK) {
        return body_of(task, point->methods[method].output, output, &run->output_body);
    }
    run->error = arena_new(task->arena, struct script_error);
    if (run->error == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the journal");
    }
    *run->error = (struct script_error){
        .name = result->error_name,
        .message = result->error,
        .path = result->path,
        .line = result->line,
        .column = result->column,
        .stack = result->stack,
    };
    return OK;
}

static err_t
run_keep(struct task *task, struct run *run)
{
    TRY(record_insert(task, &run_records, run));
    if (run->outcome != RUN_OUTCOME_KIND_OK) {
        TRY(event_append(task, EVENT_EXTEND_RUN_FAILED, &run_records, run));
    }
    return OK;
}

/* ---- the call ------------------------------------------------------------ */

static err_t
binding_release(struct task *task, const struct binding *binding, const struct release **out)
{
    struct id id = binding->release;
    void *loaded;
    if (id.key == 0) {
        TRY(record_load(task, &extension_records, binding->extension, &loaded));
        assert(loaded != NULL); /* extensions are never deleted */
        id = ((const struct extension *)loaded)->active_release;
    }
    TRY(record_load(task, &release_records, id, &loaded));
    assert(loaded != NULL); /* nor are releases */
    *out = loaded;
    return OK;
}

/** What the policy says about a run that failed. */
static err_t
policy_apply(struct task *task, struct run *run, struct extend_verdict *verdict)
{
    switch (run->on_failure) {
    case FAILURE_POLICY_NONE:
    case FAILURE_POLICY_DEFAULT:
        run->fell_back = true;
        return OK;
    case FAILURE_POLICY_HOLD:
        verdict->is_held = true;
        return OK;
    case FAILURE_POLICY_FAIL:
        if (task->is_job && (point_find(run->point)->on_failure & ON_FAILURE_HOLD) != 0) {
            verdict->is_held = true; /* nobody asked: there is no command to refuse */
            return OK;
        }
        task->failed_run = run;
        return fail(task, ERR_EXTENSION_FAILED, NULL,
                    "The script at %.*s failed (%s): %.*s. Its policy is to refuse the command.",
                    TEXT_ARG(run->point), run_outcome_kind_name(run->outcome),
                    TEXT_ARG(run->error->message));
    }
    assert(false);
    return OK;
}

err_t
extend_call(struct task *task, const struct point *point, int method,
            const struct extend_cause *cause, const void *input, void *output,
            struct extend_verdict *verdict)
{
    *verdict = (struct extend_verdict){0};
    if (cause->binding.key == 0) {
        return OK;
    }
    struct binding *binding;
    TRY(binding_load(task, cause->binding, &binding));
    if (!binding->enabled) {
        return OK;
    }
    const struct release *release;
    TRY(binding_release(task, binding, &release));
    const struct script_program *program;
    TRY(release_program(task, release, &program));

    struct extend_trial trial = {
        .program = program,
        .point = point,
        .method = method,
        .input = input,
        .configuration = binding->configuration,
        .script_id = ref_text(task, extension_kind.prefix, binding->extension),
        .clock_time = task->now,
        .livemode = task->account->livemode,
    };
    TRY(body_of(task, point->methods[method].input, input, &trial.input_body));
    struct script_result result;
    extend_try(task->extend->runner, &trial, task->arena, output, &result);

    struct run *run = arena_new(task->arena, struct run);
    if (run == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the journal");
    }
    TRY(run_describe(task, point, method, cause, binding, release, trial.input_body, output,
                     &result, run));
    verdict->run = run;
    if (result.outcome != RUN_OK) {
        TRY(policy_apply(task, run, verdict));
    }
    return task->is_preview ? OK : run_keep(task, run);
}

err_t
extend_keep_failed(struct task *task)
{
    struct run *run = task->failed_run;
    if (run == NULL || task->is_preview) {
        return OK;
    }
    task->failed_run = NULL;
    return run_keep(task, run);
}
