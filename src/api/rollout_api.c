/* SPDX-License-Identifier: Apache-2.0 */
/** rollout_api.c: /v1/extend/rollouts and /v1/extend/breakers: what watches over releases. */
#include "api/route.h"
#include "extend/extend.h"

#include "routes.model.h"

/* ---- rollouts -------------------------------------------------------------------- */

static err_t
guards_read(struct task *task, const struct rollout_guards_data_params *given,
            const struct rollout_guards **out)
{
    *out = NULL;
    if (given == NULL) {
        return OK;
    }
    struct rollout_guards *guards = arena_new(task->arena, struct rollout_guards);
    if (guards == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "guards", NULL);
    }
    *guards = (struct rollout_guards){
        .currency = given->currency,
        .has_total_drift = given->has_total_drift,
        .total_drift = given->total_drift,
        .has_absolute_drift = given->has_absolute_drift,
        .absolute_drift = given->absolute_drift,
        .has_worst_customer = given->has_worst_customer,
        .worst_customer = given->worst_customer,
        .has_failure_percent = given->has_failure_percent,
        .failure_percent = given->failure_percent,
        .has_fuel_percent = given->has_fuel_percent,
        .fuel_percent = given->fuel_percent,
        .min_runs = given->has_min_runs == GIVEN_VALUE ? given->min_runs : 1,
    };
    *out = guards;
    return OK;
}

/** shadow or canary; no text: NONE. */
static err_t
stage_read(struct task *task, struct text given, enum rollout_stage *out)
{
    *out = ROLLOUT_STAGE_NONE;
    if (given.length == 0) {
        return OK;
    }
    if (!rollout_stage_parse(given, out) ||
        (*out != ROLLOUT_STAGE_SHADOW && *out != ROLLOUT_STAGE_CANARY)) {
        return fail(task, ERR_PARAMETER_INVALID, "stage", "A stage is shadow or canary.");
    }
    return OK;
}

err_t
api_rollout_create(struct call *call)
{
    const struct rollout_create_params *params = call->params;
    struct task *task = call->task;
    struct rollout_wish wish = {.share = params->has_share == GIVEN_VALUE ? params->share : 0};
    void *binding;
    void *candidate;
    TRY(record_load(task, &binding_records, params->binding, &binding));
    TRY(record_load(task, &release_records, params->candidate, &candidate));
    if (binding == NULL || candidate == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, binding == NULL ? "binding" : "candidate",
                    "No such %s.", binding == NULL ? "binding" : "release");
    }
    wish.binding = binding;
    wish.candidate = candidate;
    TRY(stage_read(task, params->stage, &wish.stage));
    wish.stage = wish.stage == ROLLOUT_STAGE_NONE ? ROLLOUT_STAGE_SHADOW : wish.stage;
    if (wish.stage == ROLLOUT_STAGE_CANARY && wish.share == 0) {
        return fail(task, ERR_PARAMETER_MISSING, "share",
                    "A canary decides for a share of the customers: 1 to 100 percent.");
    }
    TRY(guards_read(task, params->guards, &wish.guards));
    struct rollout *rollout;
    TRY(rollout_create(task, &wish, &rollout));
    return call_answer_object(call, &rollout_kind, rollout);
}

err_t
api_rollout_retrieve(struct call *call)
{
    void *rollout;
    TRY(call_path_object(call, 0, &rollout_records, &rollout));
    return call_answer_object(call, &rollout_kind, rollout);
}

err_t
api_rollout_list(struct call *call)
{
    const struct rollout_list_params *params = call->params;
    struct record_scan scan = {.kind = &rollout_records, .index = -1};
    if (params->binding.key != 0) {
        scan.index = ROLLOUTS_BY_BINDING;
        scan.equals[0] = params->binding.key;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, NULL, NULL);
}

err_t
api_rollout_update(struct call *call)
{
    const struct rollout_update_params *params = call->params;
    const struct rollout_guards *guards;
    enum rollout_stage stage;
    void *rollout;
    TRY(call_path_object(call, 0, &rollout_records, &rollout));
    TRY(stage_read(call->task, params->stage, &stage));
    TRY(guards_read(call->task, params->guards, &guards));
    int64_t share = params->has_share == GIVEN_VALUE ? params->share : 0;
    if (stage == ROLLOUT_STAGE_CANARY && share == 0 && ((struct rollout *)rollout)->share == 0) {
        return fail(call->task, ERR_PARAMETER_MISSING, "share",
                    "A canary decides for a share of the customers: 1 to 100 percent.");
    }
    TRY(rollout_change(call->task, rollout, stage, share, guards));
    return call_answer_object(call, &rollout_kind, rollout);
}

err_t
api_rollout_promote(struct call *call)
{
    void *rollout;
    TRY(call_path_object(call, 0, &rollout_records, &rollout));
    TRY(rollout_promote(call->task, rollout));
    return call_answer_object(call, &rollout_kind, rollout);
}

err_t
api_rollout_roll_back(struct call *call)
{
    void *rollout;
    TRY(call_path_object(call, 0, &rollout_records, &rollout));
    TRY(rollout_roll_back(call->task, rollout, ROLLOUT_GUARD_PERSON));
    return call_answer_object(call, &rollout_kind, rollout);
}

err_t
api_rollout_differences(struct call *call)
{
    void *rollout;
    TRY(call_path_object(call, 0, &rollout_records, &rollout));
    struct record_scan scan = {.kind = &rollout_difference_records,
                               .index = 0,
                               .equals = {((struct rollout *)rollout)->id.key},
                               .equals_count = 1};
    return call_answer_list(call, &scan, NULL, NULL);
}

/* ---- breakers -------------------------------------------------------------------- */

err_t
api_breaker_list(struct call *call)
{
    struct record_scan scan = {.kind = &breaker_records, .index = -1};
    return call_answer_list(call, &scan, NULL, NULL);
}

err_t
api_breaker_retrieve(struct call *call)
{
    void *breaker;
    TRY(call_path_object(call, 0, &breaker_records, &breaker));
    return call_answer_object(call, &breaker_kind, breaker);
}

err_t
api_breaker_close(struct call *call)
{
    void *breaker;
    TRY(call_path_object(call, 0, &breaker_records, &breaker));
    TRY(breaker_close(call->task, breaker));
    return call_answer_object(call, &breaker_kind, breaker);
}
