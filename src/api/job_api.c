/* SPDX-License-Identifier: Apache-2.0 */
/** job_api.c: /v1/extend/jobs: what is to be done when, and what failed. */
#include "api/route.h"
#include "event/event.h"

#include "routes.model.h"

err_t
api_job_retrieve(struct call *call)
{
    void *job;
    TRY(call_path_object(call, 0, &job_records, &job));
    return call_answer_object(call, &job_kind, job);
}

static bool
has_failed(const void *object, const void *filter)
{
    (void)filter;
    return ((const struct job *)object)->attempts > 0;
}

err_t
api_job_list(struct call *call)
{
    const struct job_list_params *params = call->params;
    struct record_scan scan = {.kind = &job_records, .index = -1, .unwatched = true};
    return call_answer_list(
        call, &scan, params->has_failed == GIVEN_VALUE && params->failed ? has_failed : NULL, NULL);
}

err_t
api_job_requeue(struct call *call)
{
    void *job;
    TRY(call_path_object(call, 0, &job_records, &job));
    TRY(job_requeue(call->task, job));
    return call_answer_object(call, &job_kind, job);
}
