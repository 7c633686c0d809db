/* SPDX-License-Identifier: Apache-2.0 */
/** correction_api.c: /v1/extend/corrections and /v1/extend/correction_sets. */
#include "api/release_named.h"
#include "api/route.h"
#include "extend/extend.h"
#include "workflow/workflow.h"

#include "routes.model.h"

static enum correction_target
target_of(enum given given, enum correction_target target)
{
    return given == GIVEN_VALUE ? target : CORRECTION_TARGET_BALANCE;
}

/* ---- sets ----------------------------------------------------------------------- */

static err_t
set_of_path(struct call *call, struct correction_set **out)
{
    void *set;
    TRY(call_path_object(call, 0, &correction_set_records, &set));
    *out = set;
    return OK;
}

err_t
api_correction_set_create(struct call *call)
{
    const struct correction_set_create_params *params = call->params;
    const struct release *instead;
    struct correction_set *set;
    void *release;
    TRY(record_load(call->task, &release_records, params->release, &release));
    if (release == NULL) {
        return fail(call->task, ERR_RESOURCE_MISSING, "release", "No such release.");
    }
    TRY(release_instead(call->task, params->instead, release, &instead));
    TRY(workflow_corrections_draft(call->task, release, instead,
                                   params->has_memo == GIVEN_VALUE ? params->memo : NO_TEXT, &set));
    return call_answer_object(call, &correction_set_kind, set);
}

err_t
api_correction_set_list(struct call *call)
{
    struct record_scan scan = {.kind = &correction_set_records, .index = -1};
    return call_answer_list(call, &scan, NULL, NULL);
}

err_t
api_correction_set_retrieve(struct call *call)
{
    struct correction_set *set;
    TRY(set_of_path(call, &set));
    return call_answer_object(call, &correction_set_kind, set);
}

err_t
api_correction_set_approve(struct call *call)
{
    struct correction_set *set;
    TRY(set_of_path(call, &set));
    TRY(workflow_corrections_approve(call->task, set));
    return call_answer_object(call, &correction_set_kind, set);
}

err_t
api_correction_set_issue(struct call *call)
{
    const struct correction_set_issue_params *params = call->params;
    struct correction_set *set;
    TRY(set_of_path(call, &set));
    TRY(workflow_corrections_issue(call->task, set,
                                   target_of(params->has_overcharges, params->overcharges)));
    return call_answer_object(call, &correction_set_kind, set);
}

err_t
api_correction_set_cancel(struct call *call)
{
    struct correction_set *set;
    TRY(set_of_path(call, &set));
    TRY(workflow_corrections_cancel(call->task, set));
    return call_answer_object(call, &correction_set_kind, set);
}

/* ---- one by one ----------------------------------------------------------------- */

static err_t
correction_of_path(struct call *call, struct correction **out)
{
    void *correction;
    TRY(call_path_object(call, 0, &correction_records, &correction));
    *out = correction;
    return OK;
}

static bool
correction_fits(const void *object, const void *filter)
{
    const struct correction *correction = object;
    const struct correction_list_params *params = filter;
    return params->status == CORRECTION_STATUS_NONE || correction->status == params->status;
}

err_t
api_correction_list(struct call *call)
{
    const struct correction_list_params *params = call->params;
    struct record_scan scan = {.kind = &correction_records, .index = -1};
    if (params->correction_set.key != 0) {
        scan.index = CORRECTIONS_BY_SET;
        scan.equals[scan.equals_count++] = params->correction_set.key;
        scan.equals[1] = (int64_t)params->status;
        scan.equals_count += params->status != CORRECTION_STATUS_NONE ? 1 : 0;
    } else if (params->invoice.key != 0) {
        scan.index = CORRECTIONS_BY_INVOICE;
        scan.equals[scan.equals_count++] = params->invoice.key;
    }
    return call_answer_list(call, &scan, correction_fits, params);
}

err_t
api_correction_retrieve(struct call *call)
{
    struct correction *correction;
    TRY(correction_of_path(call, &correction));
    return call_answer_object(call, &correction_kind, correction);
}

err_t
api_correction_approve(struct call *call)
{
    struct correction *correction;
    TRY(correction_of_path(call, &correction));
    TRY(workflow_correction_approve(call->task, correction));
    return call_answer_object(call, &correction_kind, correction);
}

err_t
api_correction_dismiss(struct call *call)
{
    struct correction *correction;
    TRY(correction_of_path(call, &correction));
    TRY(workflow_correction_dismiss(call->task, correction));
    return call_answer_object(call, &correction_kind, correction);
}

err_t
api_correction_issue(struct call *call)
{
    const struct correction_issue_params *params = call->params;
    struct correction *correction;
    TRY(correction_of_path(call, &correction));
    TRY(workflow_correction_issue(call->task, correction,
                                  target_of(params->has_overcharges, params->overcharges)));
    return call_answer_object(call, &correction_kind, correction);
}
