/* SPDX-License-Identifier: Apache-2.0 */
/* endpoint.c: webhook endpoints: who is told about what. */
#include "base/metadata.h"
#include "event/queue.h"
#include "http/http.h"

#include "limits.model.h"

#define SECRET_LENGTH 32

static err_t
check_url(struct task *task, struct text url)
{
    struct text problem;
    if (url_check(url, &problem) != OK) {
        return fail(task, ERR_ENDPOINT_URL, "url", "%.*s", TEXT_ARG(problem));
    }
    return OK;
}

/** "*", or a name like those of events; it need not be one that this version has. */
static bool
is_event_name(struct text name)
{
    bool has_dot = false;
    if (text_is(name, "*")) {
        return true;
    }
    for (size_t i = 0; i < name.length; i++) {
        char byte = name.bytes[i];
        bool is_word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
        if (!is_word && (byte != '.' || i == 0 || i + 1 == name.length)) {
            return false;
        }
        has_dot = has_dot || byte == '.';
    }
    return has_dot;
}

static err_t
check_events(struct task *task, const struct text *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_event_name(names[i])) {
            struct text param = text_format(task->arena, "enabled_events[%zu]", i);
            return fail(task, ERR_ENDPOINT_EVENT_UNKNOWN, param.bytes,
                        "Invalid enabled_events: '%.*s' is no event type.", TEXT_ARG(names[i]));
        }
    }
    return OK;
}

static err_t
list_endpoints(struct task *task, bool unwatched, void ***endpoints, size_t *count)
{
    struct record_scan scan = {.kind = &webhook_endpoint_records,
                               .index = -1,
                               .limit = LIMIT_WEBHOOK_ENDPOINTS_MAX,
                               .unwatched = unwatched};
    bool has_more;
    return record_scan(task, &scan, endpoints, count, &has_more);
}

err_t
webhook_endpoint_create(struct task *task, const struct webhook_endpoint_create_params *params,
                        struct webhook_endpoint **out)
{
    void **others;
    size_t count;
    TRY(check_url(task, params->url));
    TRY(check_events(task, params->enabled_events, params->enabled_events_count));
    TRY(list_endpoints(task, false, &others, &count));
    if (count >= LIMIT_WEBHOOK_ENDPOINTS_MAX) {
        return fail(task, ERR_ENDPOINT_TOO_MANY, NULL,
                    "There are %d webhook endpoints; delete one before you make another.",
                    LIMIT_WEBHOOK_ENDPOINTS_MAX);
    }
    struct webhook_endpoint *endpoint = arena_new(task->arena, struct webhook_endpoint);
    struct text secret = task_secret_text(task, SECRET_LENGTH);
    if (endpoint == NULL || secret.bytes == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    endpoint->id = task_new_id(task);
    endpoint->api_version = params->api_version;
    endpoint->created = task->wall_ms / 1000;
    endpoint->description = params->has_description == GIVEN_VALUE ? params->description : NO_TEXT;
    endpoint->enabled_events = params->enabled_events;
    endpoint->enabled_events_count = params->enabled_events_count;
    endpoint->livemode = task->account->livemode;
    endpoint->status = WEBHOOK_ENDPOINT_STATUS_ENABLED;
    endpoint->url = params->url;
    endpoint->signing_secret = text_format(task->arena, "whsec_%.*s", TEXT_ARG(secret));
    endpoint->secret = endpoint->signing_secret;
    endpoint->delivered = endpoint->id.key; /* keys rise: what happens from now on is above it */
    TRY(metadata_merge(task, &(struct model_map){0}, &params->metadata, params->has_metadata,
                       &endpoint->metadata));
    *out = endpoint;
    return record_insert(task, &webhook_endpoint_records, endpoint);
}

err_t
webhook_endpoint_update(struct task *task, struct webhook_endpoint *endpoint,
                        const struct webhook_endpoint_update_params *params)
{
    if (params->has_url == GIVEN_VALUE) {
        TRY(check_url(task, params->url));
        endpoint->url = params->url;
    }
    if (params->has_enabled_events == GIVEN_VALUE) {
        TRY(check_events(task, params->enabled_events, params->enabled_events_count));
        endpoint->enabled_events = params->enabled_events;
        endpoint->enabled_events_count = params->enabled_events_count;
    }
    if (params->has_description != GIVEN_NO) {
        endpoint->description =
            params->has_description == GIVEN_VALUE ? params->description : NO_TEXT;
    }
    if (params->has_disabled == GIVEN_VALUE) {
        endpoint->status =
            params->disabled ? WEBHOOK_ENDPOINT_STATUS_DISABLED : WEBHOOK_ENDPOINT_STATUS_ENABLED;
        /* Whoever switches it on has mended it: no waiting for the next attempt. */
        endpoint->attempts = 0;
        endpoint->first_attempt_at = 0;
        endpoint->retry_at = 0;
    }
    TRY(metadata_merge(task, &endpoint->metadata, &params->metadata, params->has_metadata,
                       &endpoint->metadata));
    return record_update(task, &webhook_endpoint_records, endpoint);
}

err_t
webhook_endpoint_delete(struct task *task, struct webhook_endpoint *endpoint)
{
    return record_delete(task, &webhook_endpoint_records, endpoint->id);
}

bool
endpoint_wants(const struct webhook_endpoint *endpoint, struct text type)
{
    for (size_t i = 0; i < endpoint->enabled_events_count; i++) {
        if (text_is(endpoint->enabled_events[i], "*") ||
            text_equal(endpoint->enabled_events[i], type)) {
            return true;
        }
    }
    return false;
}

err_t
endpoint_count_pending(struct task *task, const struct event *event, int64_t *pending)
{
    struct text type = text_of(event_type_name(event_type_of(event)));
    void **endpoints;
    size_t count;
    TRY(list_endpoints(task, true, &endpoints, &count));
    *pending = 0;
    for (size_t i = 0; i < count; i++) {
        const struct webhook_endpoint *endpoint = endpoints[i];
        *pending += endpoint->status == WEBHOOK_ENDPOINT_STATUS_ENABLED &&
                    event->id.key > endpoint->delivered && endpoint_wants(endpoint, type);
    }
    return OK;
}
