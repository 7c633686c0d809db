/* SPDX-License-Identifier: Apache-2.0 */
/** hold.c: objects that are parked because user logic failed. */
#include <stddef.h>

#include "event/event.h"
#include "extend/loaded.h"

err_t
hold_create(struct task *task, const struct run *run, const char *object_type, struct id object,
            struct hold **out)
{
    struct hold *hold = arena_new(task->arena, struct hold);
    if (hold == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a hold");
    }
    const struct model_kind *kind = model_kind_by_object(object_type);
    assert(kind != NULL);
    hold->id = task_new_id(task);
    hold->created = task->now;
    hold->object_type = text_of(object_type);
    hold->object_id = id_text(task->arena, &task->account->secret, kind->prefix, object.key);
    hold->object_key = object.key;
    hold->outcome = run->outcome;
    hold->reason = run->error == NULL ? NO_TEXT : run->error->message;
    hold->run = run->id;
    hold->status = HOLD_STATUS_HELD;
    TRY(record_insert(task, &hold_records, hold));
    *out = hold;
    return event_append(task, EVENT_EXTEND_HOLD_CREATED, &hold_records, hold);
}

err_t
hold_resolve(struct task *task, struct hold *hold, enum hold_status status, struct text note)
{
    assert(status != HOLD_STATUS_NONE && status != HOLD_STATUS_HELD);
    if (hold->status != HOLD_STATUS_HELD) {
        return fail(task, ERR_HOLD_RESOLVED, NULL, "This hold is %s since %lld.",
                    hold_status_name(hold->status), (long long)hold->resolved_at);
    }
    hold->status = status;
    hold->resolved_at = task->now;
    hold->note = note;
    TRY(record_update(task, &hold_records, hold));
    return event_append(task, EVENT_EXTEND_HOLD_RESOLVED, &hold_records, hold);
}

err_t
hold_find(struct task *task, struct id object, struct hold **out)
{
    struct record_scan scan = {
        .kind = &hold_records,
        .index = HOLDS_BY_OBJECT,
        .equals = {object.key},
        .equals_count = 1,
        .newest_first = true,
        .limit = 1,
    };
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    struct hold *hold = count == 0 ? NULL : found[0];
    *out = hold != NULL && hold->status == HOLD_STATUS_HELD ? hold : NULL;
    return OK;
}
