/* SPDX-License-Identifier: Apache-2.0 */
/**
 * api.h: the edge where HTTP words become inside words and back.
 *
 * One request is one command: api_run authenticates, matches the route, reads
 * the parameters, looks for an idempotent answer, calls the handler and
 * renders what it answered. It never commits: the engine commits the task's
 * session, runs it again on ERR_CONFLICT, and only then sends the answer.
 */
#pragma once

#include "base/model.h"
#include "base/task.h"
#include "http/http.h"
#include "store/store.h"

#include "api.model.h"

/** The version of the API whose shapes we answer. */
#define API_VERSION "2026-10-28.endive"

#define API_KEYS_MAX 64

/** What requests need beyond their task; made once, read by all. */
struct api {
    struct account account;
    struct sha256_hex {
        char digits[65];
    } key_hashes[API_KEYS_MAX];
    size_t key_count;
};

extern const struct record_kind account_records;
extern const struct record_kind api_key_records;
extern const struct record_kind idempotent_answer_records;

/**
 * Load the account and its keys. A new store gets an account whose ids are
 * made under `secret` (16 bytes of entropy) and the key `first_key`; an
 * existing store gets first_key added when it is not known. first_key may be
 * no text. The caller commits.
 */
must_use err_t api_open(struct task *task, const uint8_t secret[16], struct text first_key,
                        struct api *out);

/** How objects are loaded, derived and rendered in this task. */
struct model_world api_world(struct task *task);

/**
 * Answer one request. Every failure becomes an error body in *answer; texts
 * live in the task's arena. The result is OK unless the command must be run
 * again (ERR_CONFLICT from a load).
 */
must_use err_t api_run(const struct api *api, struct task *task, const struct http_request *request,
                       struct http_answer *answer);

/** The error body for a task's failure, with the headers every answer has. */
void api_answer_failure(struct task *task, const struct http_request *request,
                        struct http_answer *answer);

/** Delete answers older than idempotency_hours, at most `limit`; *count says how many. */
must_use err_t idempotency_prune(struct task *task, size_t limit, size_t *count);
