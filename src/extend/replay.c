/* SPDX-License-Identifier: Apache-2.0 */
/** replay.c: a journalled run, run again and compared bit for bit. */
#include "extend/loaded.h"

err_t
run_method(struct task *task, const struct run *run, const struct point **point, int *method)
{
    *point = point_find(run->point);
    if (*point == NULL) {
        return fail(task, ERR_POINT_UNKNOWN, NULL, "This engine has no point '%.*s' any more.",
                    TEXT_ARG(run->point));
    }
    for (size_t i = 0; i < (*point)->method_count; i++) {
        if (text_is(run->method, (*point)->methods[i].name)) {
            *method = (int)i;
            return OK;
        }
    }
    return fail(task, ERR_POINT_UNKNOWN, NULL, "The point has no method '%.*s' any more.",
                TEXT_ARG(run->method));
}

static err_t
wire_of(struct task *task, const struct model *model, struct text body, struct text *out)
{
    void *value = arena_alloc(task->arena, 1, model->size_bytes);
    if (value == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to show a run");
    }
    TRY(model_decode(task->arena, model, body, value));
    struct json_writer writer;
    json_writer_init(&writer, task->arena, SIZE_MAX, false);
    TRY(model_write_wire(model, value, &writer));
    *out = json_writer_text(&writer);
    return OK;
}

err_t
run_derive(struct task *task, struct run *run)
{
    const struct point *point;
    int method = 0;
    TRY(run_method(task, run, &point, &method));
    TRY(wire_of(task, point->methods[method].input, run->input_body, &run->input));
    if (run->outcome == RUN_OUTCOME_KIND_OK) {
        TRY(wire_of(task, point->methods[method].output, run->output_body, &run->output));
    }
    return OK;
}

static struct text
difference(struct task *task, const struct run *run, const struct script_result *result,
           struct text body)
{
    enum run_outcome_kind outcome = outcome_kind(result->outcome);
    if (outcome != run->outcome) {
        return text_format(task->arena, "outcome: %s then, %s now",
                           run_outcome_kind_name(run->outcome), run_outcome_kind_name(outcome));
    }
    if (!text_equal(body, run->output_body)) {
        return TEXT("output: the bytes differ");
    }
    if ((int64_t)result->fuel != run->fuel) {
        return text_format(task->arena, "fuel: %lld then, %lld now", (long long)run->fuel,
                           (long long)result->fuel);
    }
    return NO_TEXT;
}

/** An input that was too big then is so again, whatever bound was set: nothing of it was run. */
static size_t
input_bound(const struct run *run)
{
    bool was_too_big = run->outcome == RUN_OUTCOME_KIND_INPUT_TOO_BIG;
    return was_too_big && run->input_body.length > 1 ? run->input_body.length - 1 : 0;
}

err_t
run_replay(struct task *task, const struct run *run, struct replay *out)
{
    const struct point *point;
    int method = 0;
    TRY(run_method(task, run, &point, &method));
    const struct model *input_model = point->methods[method].input;
    void *input = arena_alloc(task->arena, 1, input_model->size_bytes);
    if (run->outcome == RUN_OUTCOME_KIND_REFUSED) {
        *out = (struct replay){.is_equal = true, .result.outcome = RUN_REFUSED};
        return OK; /* nothing was run */
    }
    if (input == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to replay a run");
    }
    TRY(model_decode(task->arena, input_model, run->input_body, input));
    void *loaded;
    TRY(record_load(task, &release_records, run->release, &loaded));
    assert(loaded != NULL);
    const struct release *release = loaded;
    const struct script_program *program;
    TRY(release_program(task, release, &program));
    struct extend_trial trial = {
        .program = program,
        .point = point,
        .method = method,
        .input = input,
        .input_body = run->input_body,
        .configuration = run->configuration,
        .script_id = id_text(task->arena, &task->account->secret, extension_kind.prefix,
                             release->extension.key),
        .clock_time = run->clock_time,
        .account = account_text(task),
        .livemode = task->account->livemode,
        .input_bytes_max = input_bound(run),
        .kept = task->extend->arguments,
    };
    const struct model *output_model = point->methods[method].output;
    void *output = arena_alloc(task->arena, 1, output_model->size_bytes);
    if (output == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to replay a run");
    }
    *out = (struct replay){0};
    TRY(budget_try(task, &trial, output, &out->result));
    struct text body = NO_TEXT;
    if (out->result.outcome == RUN_OK) {
        struct text_builder builder;
        text_builder_init(&builder, task->arena, SIZE_MAX);
        TRY(model_encode(output_model, output, &builder));
        body = text_builder_text(&builder);
    }
    out->difference = difference(task, run, &out->result, body);
    out->is_equal = out->difference.bytes == NULL;
    return OK;
}
