/* SPDX-License-Identifier: Apache-2.0 */
/** journal.c: the record of one run. */
#include "event/event.h"
#include "extend/loaded.h"

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

struct text
ref_text(struct task *task, const char *prefix, struct id id)
{
    return id.key == 0 ? NO_TEXT : id_text(task->arena, &task->account->secret, prefix, id.key);
}

struct text
account_text(struct task *task)
{
    return ref_text(task, "acct", (struct id){.key = task->account->id});
}

err_t
body_of(struct task *task, const struct model *model, const void *value, struct text *out)
{
    struct text_builder builder;
    text_builder_init(&builder, task->arena, SIZE_MAX);
    TRY(model_encode(model, value, &builder));
    *out = text_builder_text(&builder);
    return out->bytes == NULL ? fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the journal")
                              : OK;
}

static err_t
run_error(struct task *task, const struct script_result *result, struct run *run)
{
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
stake_new(struct task *task, struct money money, struct monetary_stake **out)
{
    *out = arena_new(task->arena, struct monetary_stake);
    if (*out == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the journal");
    }
    **out = (struct monetary_stake){.amount = money.minor, .currency = money.currency};
    return OK;
}

/** The money of the answer, or of the default that stands when there is none. */
static err_t
run_decided(struct task *task, const struct asking *asking, const void *output, struct run *run)
{
    struct currency usual = asking->cause->at_stake.currency;
    struct money money;
    if (asking->standard != NULL &&
        point_money(asking->point, asking->method, asking->standard, usual, &money)) {
        TRY(stake_new(task, money, &run->standard));
    }
    if (!point_money(asking->point, asking->method, output, usual, &money)) {
        return OK;
    }
    return stake_new(task, money, &run->decided);
}

err_t
run_describe(struct task *task, const struct asking *asking, const void *output,
             const struct script_result *result, struct run **out)
{
    const struct extend_cause *cause = asking->cause;
    const struct point_method *method = &asking->point->methods[asking->method];
    struct run *run = arena_new(task->arena, struct run);
    if (run == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for the journal");
    }
    run->id = task_new_id(task);
    run->created = task->now;
    run->clock_time = task->now;
    run->point = text_of(asking->point->id);
    run->method = text_of(method->name);
    run->reason = text_of(cause->reason);
    run->binding = asking->binding->id;
    run->release = asking->release->id;
    run->release_key = asking->release->id.key;
    run->release_hash = asking->release->hash;
    run->configuration = asking->binding->configuration;
    run->on_failure = asking->policy;
    run->stage = asking->stage;
    run->paired_with = asking->paired_with;
    run->reads = result->reads;
    run->stands_in_for = asking->stands_in_for;
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
    run->input_body = asking->input_body;
    TRY(run_decided(task, asking, output, run));
    *out = run;
    return result->outcome == RUN_OK ? body_of(task, method->output, output, &run->output_body)
                                     : run_error(task, result, run);
}

err_t
run_keep(struct task *task, struct run *run)
{
    if (task->extend->settings.without_archive) {
        return OK;
    }
    TRY(record_insert(task, &run_records, run));
    share_of(task)->unsealed++;
    share_of(task)->wants_watch |= run->paired_with.key != 0;
    breaker_note(task, run);
    task->extend->counts.runs++;
    task->extend->counts.failures += run->outcome != RUN_OUTCOME_KIND_OK;
    task->extend->counts.fuel += (uint64_t)run->fuel;
    if (run->outcome != RUN_OUTCOME_KIND_OK || run->set_aside.bytes != NULL) {
        TRY(event_append(task, EVENT_EXTEND_RUN_FAILED, &run_records, run));
    }
    return OK;
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
