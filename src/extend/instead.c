/* SPDX-License-Identifier: Apache-2.0 */
/** instead.c: recorded decisions told again, those of one release by another. */
#include <string.h>

#include "extend/loaded.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to tell decisions again");
}

err_t
instead_runs(struct task *task, const struct id *ids, size_t count, struct extend_instead *instead)
{
    size_t most = instead->run_count + count;
    instead->runs =
        arena_grow(task->arena, instead->runs, instead->run_count * sizeof(*instead->runs),
                   most * sizeof(*instead->runs));
    if (instead->runs == NULL && most > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        void *run;
        TRY(record_load(task, &run_records, ids[i], &run));
        if (run == NULL) { /* retention has dropped it */
            instead->is_unknown = true;
            instead->problem = TEXT("a decision behind it is not kept any more");
        } else if (((const struct run *)run)->stage == RUN_STAGE_LIVE) {
            instead->runs[instead->run_count++] = (struct told_run){.run = run};
        }
    }
    return OK;
}

void
instead_begin(struct extend_instead *instead, bool is_rehearsal)
{
    instead->is_rehearsal = is_rehearsal;
    for (size_t i = 0; i < instead->run_count; i++) {
        instead->runs[i].is_told = false;
    }
}

bool
instead_knows(const struct extend_instead *instead, struct id binding)
{
    for (size_t i = 0; i < instead->run_count; i++) {
        if (instead->runs[i].run->binding.key == binding.key) {
            return true;
        }
    }
    return false;
}

static bool
is_among(struct binding *const *bindings, size_t count, struct id id)
{
    for (size_t i = 0; i < count; i++) {
        if (bindings[i]->id.key == id.key) {
            return true;
        }
    }
    return false;
}

err_t
instead_bindings(struct task *task, const struct point *point, struct binding ***out, size_t *count)
{
    const struct extend_instead *instead = task->instead;
    *count = 0;
    *out = arena_alloc(task->arena, instead->run_count, sizeof(struct binding *));
    if (*out == NULL && instead->run_count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < instead->run_count; i++) {
        const struct run *run = instead->runs[i].run;
        if (text_is(run->point, point->id) && !is_among(*out, *count, run->binding)) {
            TRY(binding_load(task, run->binding, &(*out)[*count]));
            (*count)++;
        }
    }
    return OK;
}

/* ---- one decision ------------------------------------------------------------- */

/**
 * The record of what is asked: the one whose input is the same as in the rehearsal, or
 * else the next one of the binding.
 */
static struct told_run *
record_of(struct extend_instead *instead, const struct asking *asking)
{
    struct told_run *next = NULL;
    for (size_t i = 0; i < instead->run_count; i++) {
        struct told_run *told = &instead->runs[i];
        bool fits = !told->is_told && told->run->binding.key == asking->binding->id.key &&
                    text_is(told->run->method, asking->point->methods[asking->method].name);
        if (fits && !instead->is_rehearsal && text_equal(told->input, asking->input_body)) {
            return told;
        }
        next = fits && next == NULL ? told : next;
    }
    return next;
}

/** Run a release over the recorded decision, or over its input as it is now. */
static err_t
ask_again(struct task *task, const struct asking *asking, const struct run *run,
          const struct release *release, bool is_same, struct script_result *result, void *output)
{
    struct extend_instead *instead = task->instead;
    const struct model *input_model = asking->point->methods[asking->method].input;
    bool is_other = instead->by != NULL && release->id.key == instead->by->id.key;
    struct extend_trial trial = {
        .point = asking->point,
        .method = asking->method,
        .input = asking->input,
        .input_body = asking->input_body,
        .configuration = is_other && instead->configuration != NULL ? *instead->configuration
                                                                    : run->configuration,
        .script_id = ref_text(task, extension_kind.prefix, release->extension),
        .clock_time = run->clock_time,
        .livemode = task->account->livemode,
        .input_bytes_max = task->extend->settings.input_bytes_max,
    };
    if (is_same) { /* as it was then, with what has changed since by others' hands */
        void *input = arena_alloc(task->arena, 1, input_model->size_bytes);
        if (input == NULL) {
            return fail_memory(task);
        }
        TRY(model_decode(task->arena, input_model, run->input_body, input));
        trial.input = input;
        trial.input_body = run->input_body;
    }
    TRY(release_program(task, release, &trial.program));
    return budget_try(task, &trial, output, result);
}

static void
note_unknown(struct extend_instead *instead, struct text problem)
{
    instead->problem = instead->is_unknown ? instead->problem : problem;
    instead->is_unknown = true;
}

/** Nothing that it decided over has changed: the answer is the recorded one. */
static err_t
tell(struct task *task, const struct asking *asking, const struct run *run, void *output,
     bool *is_answered)
{
    *is_answered = run->outcome == RUN_OUTCOME_KIND_OK && run->set_aside.bytes == NULL;
    return *is_answered ? model_decode(task->arena, asking->point->methods[asking->method].output,
                                       run->output_body, output)
                        : OK;
}

err_t
instead_ask(struct task *task, const struct asking *asking, void *output, bool *is_answered)
{
    struct extend_instead *instead = task->instead;
    struct told_run *told = record_of(instead, asking);
    struct script_result result;
    void *release;
    *is_answered = false;
    if (told == NULL) {
        note_unknown(instead, TEXT("user logic would have been asked that was not asked then"));
        return OK;
    }
    const struct run *run = told->run;
    bool is_same = instead->is_rehearsal || text_equal(told->input, asking->input_body);
    told->is_told = true;
    if (instead->is_rehearsal) {
        told->input = asking->input_body;
        return tell(task, asking, run, output, is_answered);
    }
    bool is_replaced = instead->of != NULL && run->release.key == instead->of->id.key;
    if (!is_replaced && is_same) {
        return tell(task, asking, run, output, is_answered);
    }
    instead->replaced += is_replaced ? 1 : 0;
    instead->fuel_then += is_replaced ? run->fuel : 0;
    if (is_replaced && instead->by == NULL) {
        return OK; /* the standard logic stands */
    }
    TRY(record_load(task, &release_records, is_replaced ? instead->by->id : run->release,
                    &release));
    assert(release != NULL); /* releases are never deleted */
    TRY(ask_again(task, asking, run, release, is_same, &result, output));
    instead->fuel += is_replaced ? (int64_t)result.fuel : 0;
    *is_answered = result.outcome == RUN_OK;
    if (!*is_answered && is_replaced) { /* the standard logic stands, as it would have */
        instead->failed++;
        instead->problem = text_format(task->arena, "the other release fails: %s, %.*s",
                                       run_outcome_kind_name(outcome_kind(result.outcome)),
                                       TEXT_ARG(result.error));
    }
    return OK;
}
