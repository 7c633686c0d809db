/* SPDX-License-Identifier: Apache-2.0 */
/* event_log.c: events are appended as stored bodies and written out when they are read. */
#include "event/previous.h"
#include "event/queue.h"

#include "limits.model.h"

#define BODY_BYTES_MAX ((size_t)64 << 20)

/* ---- append ------------------------------------------------------------ */

static bool
has_ending(const char *name, const char *ending)
{
    size_t length = strlen(name), end = strlen(ending);
    return length >= end && strcmp(name + length - end, ending) == 0;
}

static err_t
no_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
}

static err_t
append(struct task *task, enum event_type type, const struct model_kind *kind, int64_t key,
       struct text body, struct text delta)
{
    struct event *event = arena_new(task->arena, struct event);
    if (event == NULL) {
        return no_memory(task);
    }
    event->id = task_new_id(task);
    event->created = task->now;
    event->type_number = event_types[type].number;
    event->object_kind = kind->number;
    event->object_key = key;
    event->body = body;
    event->delta = delta;
    event->request_id = task->request_id;
    event->idempotency_key = task->idempotency_key;
    return record_insert(task, &event_records, event);
}

err_t
event_append_value(struct task *task, enum event_type type, const struct model_kind *kind,
                   const void *object)
{
    assert(type > EVENT_NONE && type < EVENT_COUNT);
    assert(event_types[type].kind == kind && kind->model != NULL);

    struct text_builder body;
    struct id id;
    memcpy(&id, object, sizeof(id));
    text_builder_init(&body, task->arena, BODY_BYTES_MAX);
    TRY(model_encode(kind->model, object, &body));
    return body.failed ? no_memory(task)
                       : append(task, type, kind, id.key, text_builder_text(&body), NO_TEXT);
}

err_t
event_append(struct task *task, enum event_type type, const struct record_kind *kind,
             const void *object)
{
    assert(type > EVENT_NONE && type < EVENT_COUNT);
    assert(event_types[type].kind == kind->kind);

    bool is_update = has_ending(event_types[type].name, ".updated");
    struct text before, after;
    struct id id;
    memcpy(&id, object, sizeof(id));
    TRY(record_bodies(task, kind, id, &before, &after));
    if (after.bytes == NULL) {
        return event_append_value(task, type, kind->kind, object);
    }
    struct text_builder delta;
    text_builder_init(&delta, task->arena, BODY_BYTES_MAX);
    if (is_update) {
        if (text_equal(before, after)) {
            return OK; /* nothing happened */
        }
        TRY(model_delta(before, after, &delta));
        if (delta.failed) {
            return no_memory(task);
        }
    }
    if (is_update || has_ending(event_types[type].name, ".created")) {
        record_mark(task, kind, id);
    }
    return append(task, type, kind->kind, id.key, after,
                  is_update ? text_builder_text(&delta) : NO_TEXT);
}

/* ---- read -------------------------------------------------------------- */

enum event_type
event_type_of(const struct event *event)
{
    return event_type_by_number((uint16_t)event->type_number);
}

/** The object as a body has it. */
static err_t
decode(struct task *task, const struct model_kind *kind, const struct event *event,
       struct text body, void **out)
{
    struct record_head {
        struct id id;
        int64_t version;
    } *head = arena_alloc(task->arena, 1, kind->model->size_bytes);
    if (head == NULL) {
        return no_memory(task);
    }
    TRY(model_decode(task->arena, kind->model, body, head));
    if (!kind->is_nested) {
        head->id.key = event->object_key;
    }
    *out = head;
    return OK;
}

static err_t
render_body(const struct model_world *world, const struct model_kind *kind,
            const struct event *event, struct text body, struct text *out)
{
    struct json_writer writer;
    void *object = NULL;
    TRY(decode(world->task, kind, event, body, &object));
    json_writer_init(&writer, world->task->arena, BODY_BYTES_MAX, false);
    TRY(model_render(world, kind, object, NULL, &writer));
    *out = json_writer_text(&writer);
    return out->bytes == NULL ? no_memory(world->task) : OK;
}

/** {"object":...,"previous_attributes":...} */
static err_t
render_data(const struct model_world *world, const struct model_kind *kind,
            const struct event *event, struct text *out)
{
    struct task *task = world->task;
    struct json_writer writer;
    struct text after, before;
    TRY(render_body(world, kind, event, event->body, &after));
    json_writer_init(&writer, task->arena, BODY_BYTES_MAX, false);
    json_open_object(&writer);
    json_key_string(&writer, "object");
    json_literal(&writer, after);
    if (event->delta.length > 0) {
        struct text_builder body;
        text_builder_init(&body, task->arena, BODY_BYTES_MAX);
        TRY(model_patch(event->body, event->delta, &body));
        if (body.failed) {
            return no_memory(task);
        }
        TRY(render_body(world, kind, event, text_builder_text(&body), &before));
        json_key_string(&writer, "previous_attributes");
        TRY(previous_write(task, before, after, &writer));
    }
    json_close_object(&writer);
    *out = json_writer_text(&writer);
    return out->bytes == NULL ? no_memory(task) : OK;
}

err_t
event_derive(const struct model_world *world, struct event *event)
{
    struct task *task = world->task;
    enum event_type type = event_type_of(event);
    const struct model_kind *kind = type == EVENT_NONE ? NULL : event_types[type].kind;
    if (kind == NULL || kind->model == NULL) {
        return fail(task, ERR_EVENT_UNREADABLE, NULL, NULL);
    }
    event->type = text_of(event_types[type].name);
    event->livemode = task->account->livemode;
    event->request.id = event->request_id;
    event->request.idempotency_key = event->idempotency_key;
    TRY(endpoint_count_pending(task, event, &event->pending_webhooks));
    return render_data(world, kind, event, &event->data);
}

err_t
event_render(const struct model_world *world, const struct event *event, struct json_writer *writer)
{
    struct model_world plain = *world;
    struct event filled = *event;
    TRY(event_derive(world, &filled));
    plain.derive = NULL; /* it is filled, and refers to nothing else */
    return model_render(&plain, &event_kind, &filled, NULL, writer);
}

/* ---- retention --------------------------------------------------------- */

err_t
event_prune(struct task *task, size_t limit, size_t *count)
{
    int64_t oldest_ms = task->wall_ms - (int64_t)LIMIT_EVENT_DAYS * 86400 * 1000;
    struct record_scan scan = {
        .kind = &event_records,
        .index = -1,
        .before_key = oldest_ms << 20, /* keys are in time order, base/id.h */
        .limit = limit,
        .unwatched = true,
    };
    void **events;
    bool has_more;
    *count = 0;
    if (oldest_ms <= 0) {
        return OK;
    }
    TRY(record_scan(task, &scan, &events, count, &has_more));
    for (size_t i = 0; i < *count; i++) {
        TRY(record_delete(task, &event_records, ((const struct event *)events[i])->id));
    }
    return OK;
}
