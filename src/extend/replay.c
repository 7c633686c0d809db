/* SPDX-License-Identifier: Apache-2.0 */
/** replay.c: a journalled run, run again and compared bit for bit. */
#include "extend/loaded.h"

/** The input that the run had, as a struct. */
static err_t
run_input(struct task *task, const struct run *run, const struct point **point, int *method,
          void **input)
{
    *point = point_find(run->point);
    if (*point == NULL) {
        return fail(task, ERR_POINT_UNKNOWN, NULL, "This engine has no point '%.*s' any more.",
                    TEXT_ARG(run->point));
    }
    *method = -1;
    for (size_t i = 0; i < (*point)->method_count; i++) {
        if (text_is(run->method, (*point)->methods[i].name)) {
            *method = (int)i;
        }
    }
    if (*method < 0) {
        return fail(task, ERR_POINT_UNKNOWN, NULL, "The point has no method '%.*s' any more.",
                    TEXT_ARG(run->method));
    }
    const struct model *model = (*point)->methods[*method].input;
    *input = arena_alloc(task->arena, 1, model->size_bytes);
    if (*input == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to replay a run");
    }
    return model_decode(task->arena, model, run->input_body, *input);
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

err_t
run_replay(struct task *task, const struct run *run, struct replay *out)
{
    const struct point *point;
    int method = 0;
    void *input = NULL;
    TRY(run_input(task, run, &point, &method, &input));
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
        .configuration = run->configuration,
        .script_id = id_text(task->arena, &task->account->secret, extension_kind.prefix,
                             release->extension.key),
        .clock_time = run->clock_time,
        .livemode = task->account->livemode,
    };
    const struct model *output_model = point->methods[method].output;
    void *output = arena_alloc(task->arena, 1, output_model->size_bytes);
    if (output == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to replay a run");
    }
    *out = (struct replay){0};
    extend_try(task->extend->runner, &trial, task->arena, output, &out->result);
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
