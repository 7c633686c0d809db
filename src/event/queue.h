/* SPDX-License-Identifier: Apache-2.0 */
/** queue.h: what the files of the event room share: their indexes, types and endpoints. */
#pragma once

#include "event/event.h"

enum { JOBS_BY_DUE, JOBS_BY_SUBJECT };
enum { CLOCKS_BY_STATUS };

/** The event's type; EVENT_NONE when this version does not know it. */
enum event_type event_type_of(const struct event *event);
/** Whether the endpoint asked for the type. */
bool endpoint_wants(const struct webhook_endpoint *endpoint, struct text type);
/** Enabled endpoints that asked for the event and have not acknowledged it. */
must_use err_t endpoint_count_pending(struct task *task, const struct event *event, int64_t *count);
