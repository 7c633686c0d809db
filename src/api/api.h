/* SPDX-License-Identifier: Apache-2.0 */
/**
 * api.h: the edge where HTTP words become inside words and back.
 *
 * One request is one command: the engine finds the account of its key; api_run lets
 * the caller in or not, matches the route, reads the parameters, looks for an
 * idempotent answer, calls the handler and renders what it answered. It never
 * commits: the engine commits the task's session, runs it again on ERR_CONFLICT,
 * and only then sends the answer.
 */
#pragma once

#include "base/model.h"
#include "base/task.h"
#include "http/http.h"
#include "store/store.h"

#include "api.model.h"

/** The version of the API whose shapes we answer. */
#define API_VERSION "2026-10-28.endive"

/** What the directory says of a request's key; the task is of its account. */
struct caller {
    bool is_known;
    bool is_expired; /**< or revoked */
    bool reads_only;
};

extern const struct record_kind idempotent_answer_records;

/** The key that a request carries, whole; no text: none. */
struct text api_key_of(struct arena *arena, const struct http_request *request);

/** How objects are loaded, derived and rendered in this task. */
struct model_world api_world(struct task *task);

/**
 * Answer one request. Every failure becomes an error body in *answer; texts
 * live in the task's arena. The result is OK unless the command must be run
 * again (ERR_CONFLICT from a load).
 */
must_use err_t api_run(const struct caller *caller, struct task *task,
                       const struct http_request *request, struct http_answer *answer);

/** The error body for a task's failure, with the headers every answer has. */
void api_answer_failure(struct task *task, const struct http_request *request,
                        struct http_answer *answer);

/** Delete answers older than idempotency_hours, at most `limit`; *count says how many. */
must_use err_t idempotency_prune(struct task *task, size_t limit, size_t *count);
