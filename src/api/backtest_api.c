/* SPDX-License-Identifier: Apache-2.0 */
/** backtest_api.c: /v1/extend/backtests: what a candidate would have decided. */
#include "api/route.h"
#include "extend/extend.h"
#include "workflow/workflow.h"

#include "routes.model.h"

static err_t
release_named(struct task *task, struct id id, const char *param, const struct release **out)
{
    void *release;
    TRY(record_load(task, &release_records, id, &release));
    *out = release;
    return release != NULL ? OK : fail(task, ERR_RESOURCE_MISSING, param, "No such release.");
}

err_t
api_backtest_create(struct call *call)
{
    const struct backtest_create_params *params = call->params;
    struct task *task = call->task;
    struct backtest_wish wish = {.configuration = params->configuration,
                                 .from = params->created_from,
                                 .until = params->created_until,
                                 .subject = params->subject != BACKTEST_SUBJECT_NONE
                                                ? params->subject
                                                : BACKTEST_SUBJECT_DECISIONS};
    struct backtest *backtest;
    TRY(release_named(task, params->candidate, "candidate", &wish.candidate));
    struct id over = params->over;
    if (over.key == 0) {
        void *extension;
        TRY(record_load(task, &extension_records, wish.candidate->extension, &extension));
        over = ((const struct extension *)extension)->active_release;
    }
    TRY(release_named(task, over, "over", &wish.over));
    TRY(backtest_create(task, &wish, &backtest));
    TRY(job_add(task, (struct id){0}, task->now, JOB_BACKTEST, backtest->id));
    return call_answer_object(call, &backtest_kind, backtest);
}

err_t
api_backtest_list(struct call *call)
{
    struct record_scan scan = {.kind = &backtest_records, .index = -1};
    return call_answer_list(call, &scan, NULL, NULL);
}

err_t
api_backtest_retrieve(struct call *call)
{
    void *backtest;
    TRY(call_path_object(call, 0, &backtest_records, &backtest));
    return call_answer_object(call, &backtest_kind, backtest);
}

err_t
api_backtest_cancel(struct call *call)
{
    void *backtest;
    TRY(call_path_object(call, 0, &backtest_records, &backtest));
    TRY(backtest_cancel(call->task, backtest));
    return call_answer_object(call, &backtest_kind, backtest);
}

err_t
api_backtest_differences(struct call *call)
{
    void *backtest;
    TRY(call_path_object(call, 0, &backtest_records, &backtest));
    struct record_scan scan = {.kind = &backtest_difference_records,
                               .equals = {((struct backtest *)backtest)->id.key},
                               .equals_count = 1};
    return call_answer_list(call, &scan, NULL, NULL);
}

err_t
api_backtest_lines(struct call *call)
{
    void *backtest;
    TRY(call_path_object(call, 0, &backtest_records, &backtest));
    struct record_scan scan = {.kind = &backtest_line_records,
                               .equals = {((struct backtest *)backtest)->id.key},
                               .equals_count = 1};
    return call_answer_list(call, &scan, NULL, NULL);
}
