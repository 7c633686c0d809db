/* SPDX-License-Identifier: Apache-2.0 */
/**
 * try.c: one run, pure: encode, run, check shape and contract. What extend_call,
 * quoin script run and replay share.
 */
#include <string.h>

#include "extend/loaded.h"

#include "limits.model.h"

#define CONTEXT_BYTES_MAX 1024

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
        .notes_reads = true,
    };
}

struct text
context_json(struct arena *arena, struct text script_id, bool livemode, struct text account,
             instant_t clock_time)
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
    if (account.length > 0) {
        json_key_string(&writer, "stripeContext");
        json_text(&writer, account);
    }
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

static size_t
input_bytes_max(const struct extend_trial *trial)
{
    size_t own = trial->input_bytes_max;
    return own != 0 && own < trial->point->input_bytes_max ? own : trial->point->input_bytes_max;
}

/** Whether the input's stored form is within the bound. */
static bool
input_fits(const struct extend_trial *trial, struct arena *arena)
{
    if (trial->input_body.bytes != NULL) {
        return trial->input_body.length <= input_bytes_max(trial);
    }
    struct text_builder body;
    text_builder_init(&body, arena, input_bytes_max(trial));
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
            text_format(arena, "the input has more than %zu bytes", input_bytes_max(trial)));
        return;
    }
    struct script_argument arguments[] = {
        {.model = method->input, .value = trial->input}, {0}, {0}};
    if (!argument_configuration(trial->kept, runner, trial, arena, &arguments[1]) ||
        !argument_context(trial->kept, runner, trial, arena, &arguments[2])) {
        result_fail(result, RUN_BAD_SHAPE, TEXT("configuration or context is no JSON"));
        return;
    }
    struct json item, item_schema;
    enum script_export form = script_program_form(trial->program);
    if ((form == SCRIPT_EXPORT_OBJECT || form == SCRIPT_EXPORT_FUNCTION) &&
        older_is_spoken(trial->point)) {
        if (!older_argument(arena, method->input, trial->input, &item, &item_schema)) {
            result_fail(result, RUN_MEMORY, TEXT("no memory for the older form of the input"));
            return;
        }
        arguments[0] = arguments[2];
        arguments[2] = (struct script_argument){.json = &item, .schema = &item_schema};
    }
    struct script_limits limits = point_limits(trial->point, trial->input);
    limits.notes_reads = !trial->ignores_reads;
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
