/* SPDX-License-Identifier: Apache-2.0 */
/** answer.c: objects by their public ids, and the answers that handlers give. */
#include <stddef.h>

#include "api/call.h"

/** Real time and a key's time may differ by this much (base/id.h, id_source). */
#define KEY_SLACK_S 60
/** Most objects that one page looks at when its filter has no index. */
#define LIST_SCAN_MAX 20000

err_t
object_find(struct task *task, const struct record_kind *kind, struct text public_id, void **out)
{
    const struct model_kind *model_kind = kind->kind;
    struct id id;
    *out = NULL;
    if (model_kind->prefix != NULL &&
        id_parse(&task->account->secret, model_kind->prefix, public_id, &id.key)) {
        return record_load(task, kind, id, out);
    }
    if (model_kind->public_id_offset == UINT16_MAX || public_id.length == 0) {
        return OK;
    }
    for (int i = 0; i < RECORD_INDEXES_MAX && kind->indexes[i].name != NULL; i++) {
        const struct record_index *index = &kind->indexes[i];
        if (index->is_unique && index->columns[0].offset == model_kind->public_id_offset) {
            return record_load_text(task, kind, i, public_id, out);
        }
    }
    return OK;
}

static err_t
fail_missing(struct task *task, const struct model_kind *kind, struct text public_id,
             const char *param)
{
    return fail(task, ERR_RESOURCE_MISSING, param, "No such %s: '%.*s'", kind->object,
                TEXT_ARG(public_id));
}

static err_t
fail_cursor(struct task *task, const struct model_kind *kind, struct text cursor, const char *param)
{
    return fail(task, ERR_CURSOR_MISSING, param, "No such %s: '%.*s'", kind->object,
                TEXT_ARG(cursor));
}

err_t
call_path_id(struct call *call, int index, const struct model_kind *kind, struct id *out)
{
    struct text public_id = call->path_ids[index];
    assert(kind->prefix != NULL);
    if (!id_parse(&call->task->account->secret, kind->prefix, public_id, &out->key)) {
        return fail_missing(call->task, kind, public_id, "id");
    }
    return OK;
}

err_t
call_path_object(struct call *call, int index, const struct record_kind *kind, void **out)
{
    TRY(object_find(call->task, kind, call->path_ids[index], out));
    if (*out == NULL) {
        return fail_missing(call->task, kind->kind, call->path_ids[index], "id");
    }
    return OK;
}

/* ---- one object -------------------------------------------------------- */

err_t
call_answer_object(struct call *call, const struct model_kind *kind, void *object)
{
    return model_render(call->world, kind, object, call->expand, &call->writer);
}

static struct text
public_id_of(struct task *task, const struct model_kind *kind, const void *object)
{
    if (kind->public_id_offset != UINT16_MAX) {
        struct text chosen =
            *(const struct text *)(const void *)((const char *)object + kind->public_id_offset);
        if (chosen.length > 0) {
            return chosen;
        }
    }
    const struct id *id = object; /* every object's struct begins with its id */
    return id_text(task->arena, &task->account->secret, kind->prefix, id->key);
}

err_t
call_answer_deleted(struct call *call, const struct model_kind *kind, const void *object)
{
    json_open_object(&call->writer);
    json_key_string(&call->writer, "id");
    json_text(&call->writer, public_id_of(call->task, kind, object));
    json_key_string(&call->writer, "object");
    json_string(&call->writer, kind->object);
    json_key_string(&call->writer, "deleted");
    json_bool(&call->writer, true);
    json_close_object(&call->writer);
    return OK;
}

/* ---- lists ------------------------------------------------------------- */

struct page {
    void **objects;
    size_t count;
    bool has_more;
};

static err_t
cursor_key(struct call *call, const struct record_kind *kind, struct text cursor, const char *param,
           int64_t *key)
{
    void *object = NULL;
    TRY(object_find(call->task, kind, cursor, &object));
    if (object == NULL) {
        return fail_cursor(call->task, kind->kind, cursor, param);
    }
    *key = ((const struct id *)object)->key;
    return OK;
}

/** Bounds on the key from the cursor and, where keys follow `created`, from the created filter. */
static err_t
page_bounds(struct call *call, struct record_scan *scan)
{
    const struct call_window *window = &call->window;
    scan->newest_first = window->ending_before.bytes == NULL;
    int64_t below = 0;
    int64_t above = 0;
    if (window->starting_after.bytes != NULL) {
        TRY(cursor_key(call, scan->kind, window->starting_after, "starting_after", &below));
    }
    if (window->ending_before.bytes != NULL) {
        TRY(cursor_key(call, scan->kind, window->ending_before, "ending_before", &above));
    }
    scan->after_key = scan->newest_first ? below : above;
    scan->before_key = scan->newest_first ? above : below;
    return OK;
}

static bool
created_fits(const struct call_window *window, const struct model_kind *kind, const void *object)
{
    if (!window->has_created_min && !window->has_created_max) {
        return true;
    }
    for (size_t i = 0; i < kind->model->count; i++) {
        const struct model_field *field = &kind->model->fields[i];
        struct text name = text_of(field->name);
        bool is_it = text_is(name, "created") || text_is(name, "date"); /* of an invoice item */
        if (field->type == MODEL_TIME && is_it) {
            instant_t created =
                *(const instant_t *)(const void *)((const char *)object + field->offset);
            return (!window->has_created_min || created >= window->created_min) &&
                   (!window->has_created_max || created <= window->created_max);
        }
    }
    return true;
}

/** Scan in portions until the page and one more are found, so that filters may refuse many. */
static err_t
page_read(struct call *call, struct record_scan scan,
          bool (*keep)(const void *object, const void *filter), const void *filter,
          struct page *page)
{
    struct task *task = call->task;
    size_t limit = call->window.limit;
    page->objects = arena_alloc(task->arena, limit, sizeof(*page->objects));
    if (page->objects == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "limit", "no memory for a page of %zu", limit);
    }
    TRY(page_bounds(call, &scan));
    scan.unwatched = true; /* a list is shown, nothing is decided by it */
    bool filtered = keep != NULL || call->window.has_created_min || call->window.has_created_max;
    size_t seen = 0;
    bool has_more = true;
    while (has_more && !page->has_more && seen < LIST_SCAN_MAX) {
        void **found;
        size_t count;
        scan.limit = filtered ? 200 : limit + 1;
        TRY(record_scan(task, &scan, &found, &count, &has_more));
        for (size_t i = 0; i < count && !page->has_more; i++) {
            scan.after_key = ((const struct id *)found[i])->key;
            if (!created_fits(&call->window, scan.kind->kind, found[i]) ||
                (keep != NULL && !keep(found[i], filter))) {
                continue;
            }
            if (page->count == limit) {
                page->has_more = true;
            } else {
                page->objects[page->count++] = found[i];
            }
        }
        seen += count;
    }
    if (!scan.newest_first) { /* the page before a cursor is read upwards and shown newest first */
        for (size_t i = 0; i < page->count / 2; i++) {
            void *swap = page->objects[i];
            page->objects[i] = page->objects[page->count - 1 - i];
            page->objects[page->count - 1 - i] = swap;
        }
    }
    return OK;
}

static void
list_open(struct call *call)
{
    json_open_object(&call->writer);
    json_key_string(&call->writer, "object");
    json_string(&call->writer, "list");
    json_key_string(&call->writer, "data");
    json_open_array(&call->writer);
}

static void
list_close(struct call *call, bool has_more)
{
    json_close_array(&call->writer);
    json_key_string(&call->writer, "has_more");
    json_bool(&call->writer, has_more);
    json_key_string(&call->writer, "url");
    json_text(&call->writer, call->path);
    json_close_object(&call->writer);
}

err_t
call_answer_list(struct call *call, const struct record_scan *scan,
                 bool (*keep)(const void *object, const void *filter), const void *filter)
{
    struct page page = {0};
    TRY(page_read(call, *scan, keep, filter, &page));
    list_open(call);
    for (size_t i = 0; i < page.count; i++) {
        TRY(model_render(call->world, scan->kind->kind, page.objects[i], call->expand,
                         &call->writer));
    }
    list_close(call, page.has_more);
    return OK;
}

err_t
call_answer_views(struct call *call, const struct record_scan *scan,
                  bool (*keep)(const void *object, const void *filter), const void *filter,
                  const struct model_kind *kind,
                  err_t (*view)(struct task *task, const void *object, void **out))
{
    struct page page = {0};
    TRY(page_read(call, *scan, keep, filter, &page));
    list_open(call);
    for (size_t i = 0; i < page.count; i++) {
        void *shown;
        TRY(view(call->task, page.objects[i], &shown));
        TRY(model_render(call->world, kind, shown, call->expand, &call->writer));
    }
    list_close(call, page.has_more);
    return OK;
}

/** The element that a cursor names; ERR_RESOURCE_MISSING with param. */
static err_t
element_find(struct call *call, const struct model *element, const char *items, size_t count,
             struct text cursor, const char *param, size_t *index)
{
    const struct id_secret *secret = &call->task->account->secret;
    struct id id;
    if (id_parse(secret, element->kind->prefix, cursor, &id.key)) {
        for (*index = 0; *index < count; (*index)++) {
            const struct id *own =
                (const struct id *)(const void *)(items + *index * element->size_bytes);
            if (own->key == id.key) {
                return OK;
            }
        }
    }
    return fail_cursor(call->task, element->kind, cursor, param);
}

/** Those of a list at hand that the created filter lets through. */
static err_t
elements_filter(struct call *call, const struct model *element, const void **items, size_t *count)
{
    size_t size = element->size_bytes;
    if (!call->window.has_created_min && !call->window.has_created_max) {
        return OK;
    }
    char *kept = arena_alloc(call->task->arena, *count, size);
    if (kept == NULL && *count > 0) {
        return fail(call->task, ERR_OUT_OF_MEMORY, "created", "too many elements");
    }
    size_t kept_count = 0;
    for (size_t i = 0; i < *count; i++) {
        const char *item = (const char *)*items + i * size;
        if (created_fits(&call->window, element->kind, item)) {
            memcpy(kept + kept_count++ * size, item, size);
        }
    }
    *items = kept;
    *count = kept_count;
    return OK;
}

err_t
call_answer_elements(struct call *call, const struct model *element, const void *items,
                     size_t count)
{
    const struct call_window *window = &call->window;
    assert(element->kind != NULL); /* elements have ids of their own */
    TRY(elements_filter(call, element, &items, &count));
    size_t limit = window->limit == 0 ? count : window->limit;
    size_t begin = 0;
    size_t end = count;
    if (window->starting_after.bytes != NULL) {
        TRY(element_find(call, element, items, count, window->starting_after, "starting_after",
                         &begin));
        begin++;
    }
    if (window->ending_before.bytes != NULL) {
        TRY(element_find(call, element, items, count, window->ending_before, "ending_before",
                         &end));
        begin = end > limit ? end - limit : 0;
    }
    bool has_more = window->ending_before.bytes != NULL ? begin > 0 : end - begin > limit;
    end = end - begin > limit ? begin + limit : end;
    list_open(call);
    for (size_t i = begin; i < end; i++) {
        void *item = (char *)(uintptr_t)items + i * element->size_bytes;
        TRY(model_render(call->world, element->kind, item, call->expand, &call->writer));
    }
    list_close(call, has_more);
    return OK;
}
