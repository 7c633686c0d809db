/* SPDX-License-Identifier: Apache-2.0 */
/** webhook_endpoint_api.c: /v1/webhook_endpoints. */
#include "api/route.h"
#include "event/event.h"

#include "routes.model.h"

err_t
api_webhook_endpoint_create(struct call *call)
{
    struct webhook_endpoint *endpoint;
    TRY(webhook_endpoint_create(call->task, call->params, &endpoint));
    return call_answer_object(call, &webhook_endpoint_kind, endpoint);
}

err_t
api_webhook_endpoint_retrieve(struct call *call)
{
    void *endpoint;
    TRY(call_path_object(call, 0, &webhook_endpoint_records, &endpoint));
    return call_answer_object(call, &webhook_endpoint_kind, endpoint);
}

err_t
api_webhook_endpoint_update(struct call *call)
{
    void *endpoint;
    TRY(call_path_object(call, 0, &webhook_endpoint_records, &endpoint));
    TRY(webhook_endpoint_update(call->task, endpoint, call->params));
    return call_answer_object(call, &webhook_endpoint_kind, endpoint);
}

err_t
api_webhook_endpoint_delete(struct call *call)
{
    void *endpoint;
    TRY(call_path_object(call, 0, &webhook_endpoint_records, &endpoint));
    TRY(webhook_endpoint_delete(call->task, endpoint));
    return call_answer_deleted(call, &webhook_endpoint_kind, endpoint);
}

err_t
api_webhook_endpoint_list(struct call *call)
{
    struct record_scan scan = {.kind = &webhook_endpoint_records, .index = -1};
    return call_answer_list(call, &scan, NULL, NULL);
}
