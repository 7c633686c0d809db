/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deliver.c: each endpoint is told its events one by one, in order.
 *
 * The cursor of an endpoint is the key of the last event that needs no more
 * work. Keys of events rise in the order of commits, so nothing is missed and
 * nothing needs a table of deliveries.
 */
#include "event/queue.h"
#include "http/http.h"

#include "limits.model.h"

#define PAGE 64
/** Events looked through for one endpoint before others have their turn. */
#define LOOK_MAX 1024

/* ---- what to send -------------------------------------------------------- */

/**
 * The next event that the endpoint wants; NULL when there is none so far.
 * *passed is the last one before it that it does not want.
 */
static err_t
find_next(struct task *task, const struct webhook_endpoint *endpoint, const struct event **out,
          int64_t *passed, bool *has_more)
{
    struct record_scan scan = {.kind = &event_records,
                               .index = -1,
                               .after_key = endpoint->delivered,
                               .limit = PAGE,
                               .unwatched = true}; /* events never change */
    *out = NULL;
    *has_more = true;
    for (size_t looked = 0; *has_more && looked < LOOK_MAX; looked += PAGE) {
        void **events;
        size_t count;
        TRY(record_scan(task, &scan, &events, &count, has_more));
        for (size_t i = 0; i < count; i++) {
            const struct event *event = events[i];
            if (endpoint_wants(endpoint, text_of(event_type_name(event_type_of(event))))) {
                *out = event;
                return OK;
            }
            scan.after_key = *passed = event->id.key;
        }
    }
    return OK;
}

static err_t
write_delivery(struct task *task, const struct model_world *world,
               const struct webhook_endpoint *endpoint, const struct event *event,
               struct delivery *out)
{
    struct json_writer writer;
    json_writer_init(&writer, task->arena, LIMIT_DELIVERY_BODY_BYTES_MAX, true);
    TRY(event_render(world, event, &writer));
    out->account = task->account->id;
    out->endpoint = endpoint->id;
    out->event = event->id;
    out->url = endpoint->url;
    out->body = json_writer_text(&writer);
    if (out->body.bytes == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "the event is larger than %d bytes",
                    LIMIT_DELIVERY_BODY_BYTES_MAX);
    }
    out->signature_header = signature_header(task->arena, &endpoint->signing_secret, 1,
                                             task->wall_ms / 1000, out->body);
    return out->signature_header.bytes == NULL ? fail(task, ERR_OUT_OF_MEMORY, NULL, NULL) : OK;
}

/* ---- results ------------------------------------------------------------- */

static void
move_cursor(struct webhook_endpoint *endpoint, int64_t event_key)
{
    endpoint->delivered = event_key;
    endpoint->attempts = 0;
    endpoint->first_attempt_at = 0;
    endpoint->retry_at = 0;
}

/** Leave a record that people can see, and go on with the line. */
static err_t
give_up(struct task *task, struct webhook_endpoint *endpoint, struct id event)
{
    struct delivery_failure *failure = arena_new(task->arena, struct delivery_failure);
    if (failure == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    failure->id = task_new_id(task);
    failure->attempts = endpoint->attempts;
    failure->created = task->wall_ms / 1000;
    failure->event = event;
    failure->livemode = task->account->livemode;
    failure->problem = endpoint->last_problem;
    failure->status_code = endpoint->last_status;
    failure->webhook_endpoint = endpoint->id;
    move_cursor(endpoint, event.key);
    return record_insert(task, &delivery_failure_records, failure);
}

/** 1 s, 2 s, 4 s ... up to an hour. */
static int64_t
delay_after(int64_t attempts)
{
    int64_t delay = 1;
    for (int64_t i = 1; i < attempts && delay < LIMIT_DELIVERY_DELAY_SECONDS_MAX; i++) {
        delay *= 2;
    }
    return delay < LIMIT_DELIVERY_DELAY_SECONDS_MAX ? delay : LIMIT_DELIVERY_DELAY_SECONDS_MAX;
}

err_t
delivery_record(struct task *task, struct id endpoint_id, struct id event, int status,
                struct text problem)
{
    instant_t now = task->wall_ms / 1000;
    void *found;
    TRY(record_load(task, &webhook_endpoint_records, endpoint_id, &found));
    struct webhook_endpoint *endpoint = found;
    if (endpoint == NULL || endpoint->delivered >= event.key) {
        return OK; /* deleted meanwhile, or recorded before */
    }
    endpoint->last_status = status;
    if (status >= 200 && status <= 299) {
        endpoint->last_problem = NO_TEXT;
        move_cursor(endpoint, event.key);
        return record_update(task, &webhook_endpoint_records, endpoint);
    }
    endpoint->attempts++;
    endpoint->last_problem = problem;
    if (endpoint->first_attempt_at == 0) {
        endpoint->first_attempt_at = now;
    }
    if (now - endpoint->first_attempt_at >= (int64_t)LIMIT_DELIVERY_DAYS * 86400) {
        TRY(give_up(task, endpoint, event));
    } else {
        endpoint->retry_at = now + delay_after(endpoint->attempts);
    }
    return record_update(task, &webhook_endpoint_records, endpoint);
}

/* ---- the list ------------------------------------------------------------ */

static bool
is_busy(struct id endpoint, const struct id *busy, size_t busy_count)
{
    for (size_t i = 0; i < busy_count; i++) {
        if (busy[i].key == endpoint.key) {
            return true;
        }
    }
    return false;
}

/** One endpoint: a delivery, or its cursor moved, or nothing. */
static err_t
list_endpoint(struct task *task, const struct model_world *world, struct webhook_endpoint *endpoint,
              struct delivery *out, size_t *count, int64_t *next_due_ms)
{
    const struct event *event;
    int64_t passed = endpoint->delivered;
    bool has_more;
    TRY(find_next(task, endpoint, &event, &passed, &has_more));
    if (event == NULL) {
        if (has_more) {
            *next_due_ms = task->wall_ms;
        }
        if (passed == endpoint->delivered) {
            return OK;
        }
        endpoint->delivered = passed;
        return record_update(task, &webhook_endpoint_records, endpoint);
    }
    err_t err = write_delivery(task, world, endpoint, event, &out[*count]);
    if (err == OK) {
        (*count)++;
        return OK;
    }
    if (err == ERR_CONFLICT || task->arena->exhausted) {
        return err;
    }
    /* An event that cannot be written would block the line for ever. */
    endpoint->last_status = 0;
    endpoint->last_problem = text_copy(task->arena, task->failure.message);
    task_clear_failure(task);
    TRY(give_up(task, endpoint, event->id));
    *next_due_ms = task->wall_ms;
    return record_update(task, &webhook_endpoint_records, endpoint);
}

err_t
delivery_list_due(struct task *task, const struct model_world *world, const struct id *busy,
                  size_t busy_count, size_t limit, struct delivery *out, size_t *count,
                  int64_t *next_due_ms)
{
    struct record_scan scan = {.kind = &webhook_endpoint_records,
                               .index = -1,
                               .limit = LIMIT_WEBHOOK_ENDPOINTS_MAX,
                               .unwatched = true}; /* changed ones are checked all the same */
    void **endpoints;
    size_t found;
    bool has_more;
    *count = 0;
    *next_due_ms = INT64_MAX;
    TRY(record_scan(task, &scan, &endpoints, &found, &has_more));
    for (size_t i = 0; i < found; i++) {
        struct webhook_endpoint *endpoint = endpoints[i];
        if (endpoint->status != WEBHOOK_ENDPOINT_STATUS_ENABLED ||
            is_busy(endpoint->id, busy, busy_count)) {
            continue;
        }
        if (endpoint->retry_at * 1000 > task->wall_ms) {
            int64_t retry_ms = endpoint->retry_at * 1000;
            *next_due_ms = retry_ms < *next_due_ms ? retry_ms : *next_due_ms;
            continue;
        }
        if (*count == limit) {
            *next_due_ms = task->wall_ms;
            break;
        }
        TRY(list_endpoint(task, world, endpoint, out, count, next_due_ms));
    }
    return OK;
}
