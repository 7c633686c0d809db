/* SPDX-License-Identifier: Apache-2.0 */
/** call.h: the parts of the api room that the router puts together. */
#pragma once

#include "api/api.h"
#include "api/route.h"

/** The route of a method and path; its {} parts go to path_ids. NULL when there is none. */
const struct route *route_find(struct arena *arena, struct text method, struct text path,
                               struct text path_ids[CALL_PATH_IDS_MAX]);

/** Is the caller let in? Fills nothing, the account is the task's already. */
must_use err_t call_authenticate(const struct caller *caller, struct task *task,
                                 const struct http_request *request);

/** An object by what clients call it: its id, or one that a client chose. NULL: there is none. */
must_use err_t object_find(struct task *task, const struct record_kind *kind, struct text public_id,
                           void **out);

struct point;
/** ERR_POINT_EXPERIMENTAL when a point is, and the account has not switched it on. */
must_use err_t point_is_open(struct task *task, const struct point *point);

/** Look for an answer under the request's key: *found says so. ERR_IDEMPOTENCY_MISMATCH. */
must_use err_t idempotency_find(struct task *task, const struct http_request *request,
                                struct idempotent_answer **found);
/** Remember the answer; it commits with the effect. */
must_use err_t idempotency_keep(struct task *task, const struct http_request *request,
                                const struct http_answer *answer);

/** Fill the transient fields of any kind. */
must_use err_t object_derive(struct task *task, const struct model_kind *kind, void *object);
