/* SPDX-License-Identifier: Apache-2.0 */
/**
 * idempotency.c: the answer under an Idempotency-Key (billing.md 2.5).
 *
 * The answer is a record that commits with the effect, so a crash leaves both
 * or neither. Two requests with one key that run at once meet in the commit:
 * the second one's look-up was overtaken, it runs again and finds the answer.
 */
#include <stddef.h>

#include "api/call.h"
#include "base/hash.h"

#include "limits.model.h"

const struct record_kind idempotent_answer_records = {
    .kind = &idempotent_answer_kind,
    .indexes = {{"by_key", true, {{"key", RECORD_TEXT, offsetof(struct idempotent_answer, key)}}},
                {"by_account", false, {{0}}}},
};

static struct text
fingerprint(struct arena *arena, const struct http_request *request)
{
    struct text_builder builder;
    text_builder_init(&builder, arena, SIZE_MAX);
    text_builder_add(&builder, request->method);
    text_builder_add_char(&builder, ' ');
    text_builder_add(&builder, request->path);
    text_builder_add_char(&builder, '?');
    text_builder_add(&builder, request->query);
    text_builder_add_char(&builder, '\n');
    text_builder_add(&builder, request->body);
    struct sha256 hash = sha256_of(text_builder_text(&builder));
    return hex_text(arena, hash.bytes, sizeof(hash.bytes));
}

err_t
idempotency_find(struct task *task, const struct http_request *request,
                 struct idempotent_answer **found)
{
    void *record;
    TRY(record_load_text(task, &idempotent_answer_records, 0, request->idempotency_key, &record));
    struct idempotent_answer *answer = record;
    *found = NULL;
    if (answer == NULL) {
        return OK;
    }
    if (answer->created < task->wall_ms / 1000 - LIMIT_IDEMPOTENCY_HOURS * 3600) {
        return record_delete(task, &idempotent_answer_records, answer->id); /* counts as new */
    }
    if (!text_equal(answer->fingerprint, fingerprint(task->arena, request))) {
        return fail(task, ERR_IDEMPOTENCY_MISMATCH, NULL,
                    "Keys for idempotent requests can only be used with the same parameters they "
                    "were first used with. Try using a key other than '%.*s' if you meant to "
                    "execute a different request.",
                    TEXT_ARG(request->idempotency_key));
    }
    *found = answer;
    return OK;
}

err_t
idempotency_keep(struct task *task, const struct http_request *request,
                 const struct http_answer *answer)
{
    struct idempotent_answer *record = arena_new(task->arena, struct idempotent_answer);
    if (record == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory to keep the answer");
    }
    record->id = task_new_id(task);
    record->key = request->idempotency_key;
    record->fingerprint = fingerprint(task->arena, request);
    record->status = answer->status;
    record->body = answer->body;
    record->request_id = task->request_id;
    record->created = task->wall_ms / 1000;
    return record_insert(task, &idempotent_answer_records, record);
}

err_t
idempotency_prune(struct task *task, size_t limit, size_t *count)
{
    int64_t oldest_ms = task->wall_ms - (int64_t)LIMIT_IDEMPOTENCY_HOURS * 3600 * 1000;
    struct record_scan scan = {
        .kind = &idempotent_answer_records,
        .index = -1,
        .before_key = oldest_ms << 20, /* keys are in time order, base/id.h */
        .limit = limit,
    };
    void **found;
    bool has_more;
    *count = 0;
    TRY(record_scan(task, &scan, &found, count, &has_more));
    for (size_t i = 0; i < *count; i++) {
        const struct idempotent_answer *answer = found[i];
        TRY(record_delete(task, &idempotent_answer_records, answer->id));
    }
    return OK;
}
