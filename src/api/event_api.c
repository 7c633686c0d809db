/* SPDX-License-Identifier: Apache-2.0 */
/** event_api.c: /v1/events. */
#include "api/route.h"
#include "event/event.h"

#include "events.model.h"
#include "routes.model.h"

err_t
api_event_retrieve(struct call *call)
{
    void *event;
    TRY(call_path_object(call, 0, &event_records, &event));
    return call_answer_object(call, &event_kind, event);
}

/** "invoice.*" and "*" name many types. */
static bool
type_fits(struct text pattern, struct text type)
{
    if (pattern.length > 0 && pattern.bytes[pattern.length - 1] == '*') {
        return text_has_prefix(type, text_slice(pattern, 0, pattern.length - 1));
    }
    return text_equal(pattern, type);
}

static bool
event_fits(const void *object, const void *filter)
{
    const struct event *event = object;
    const struct event_list_params *params = filter;
    struct text type = text_of(event_type_name(event_type_by_number((uint16_t)event->type_number)));
    if (params->has_type == GIVEN_VALUE && !type_fits(params->type, type)) {
        return false;
    }
    for (size_t i = 0; i < params->types_count; i++) {
        if (type_fits(params->types[i], type)) {
            return true;
        }
    }
    return params->types_count == 0;
}

err_t
api_event_list(struct call *call)
{
    struct record_scan scan = {.kind = &event_records, .index = -1, .unwatched = true};
    return call_answer_list(call, &scan, event_fits, call->params);
}
