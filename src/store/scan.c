/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c: ranges of an index, the task's own changes merged in. */
#include "base/list.h"
#include "store/session.h"

struct scanning {
    struct task *task;
    struct layout *layout;
    struct bounds bounds;
    bool unwatched;
};

static void
set_bounds(struct scanning *scanning, const struct record_scan *scan)
{
    const struct layout *layout = scanning->layout;
    struct bounds *bounds = &scanning->bounds;
    assert(scan->limit > 0);
    assert(scan->index >= -1 && scan->index < (int)layout->index_count);
    assert(scan->equals_count >= 0 && scan->equals_count <= RECORD_COLUMNS_MAX);

    bounds->index = scan->index < 0 ? layout->key_index : scan->index;
    bounds->equals_count = (size_t)scan->equals_count;
    bounds->has_min = scan->has_min;
    bounds->has_max = scan->has_max;
    bounds->min = scan->min;
    bounds->max = scan->max;
    bounds->newest_first = scan->newest_first;
    bounds->above_key = scan->newest_first ? scan->before_key : scan->after_key;
    bounds->below_key = scan->newest_first ? scan->after_key : scan->before_key;
    /* One says that there is more; rows that the task has changed itself are passed over. */
    bounds->limit = scan->limit + 1;
    for (const struct record_entry *own = scanning->task->session->first_change; own != NULL;
         own = own->next_change) {
        bounds->limit += own->layout == layout ? 1 : 0;
    }

    size_t columns = bounds->index < 0 ? 0 : layout->indexes[bounds->index].column_count;
    size_t used = bounds->equals_count + (scan->has_min || scan->has_max ? 1 : 0);
    assert(used <= columns);
    for (size_t i = 0; i < bounds->equals_count; i++) {
        bool is_text = layout_is_text(layout, layout->indexes[bounds->index].columns[i]);
        assert(!is_text || (i == 0 && scan->text.bytes != NULL));
        bounds->equals[i] =
            is_text ? (struct column_value){(int64_t)scan->text.length, scan->text.bytes}
                    : (struct column_value){scan->equals[i], NULL};
    }
    if (used > bounds->equals_count) {
        size_t next = layout->indexes[bounds->index].columns[bounds->equals_count];
        assert(!layout_is_text(layout, next));
        (void)next;
    }
    (void)used, (void)columns;
}

static bool
is_within(const struct scanning *scanning, const struct record_entry *entry)
{
    const struct bounds *bounds = &scanning->bounds;
    const struct layout *layout = scanning->layout;
    if ((bounds->above_key != 0 && entry->key <= bounds->above_key) ||
        (bounds->below_key != 0 && entry->key >= bounds->below_key)) {
        return false;
    }
    for (size_t i = 0; i < bounds->equals_count; i++) {
        size_t column = layout->indexes[bounds->index].columns[i];
        if (column_compare(layout_is_text(layout, column), entry->values[column],
                           bounds->equals[i]) != 0) {
            return false;
        }
    }
    if (bounds->has_min || bounds->has_max) {
        size_t column = layout->indexes[bounds->index].columns[bounds->equals_count];
        int64_t number = entry->values[column].number;
        return (!bounds->has_min || number >= bounds->min) &&
               (!bounds->has_max || number <= bounds->max);
    }
    return true;
}

/** Below 0: a comes before b in the scan. */
static int
compare_places(const struct scanning *scanning, const struct record_entry *a,
               const struct record_entry *b)
{
    const struct bounds *bounds = &scanning->bounds;
    const struct layout *layout = scanning->layout;
    int order = 0;
    if (bounds->index >= 0) {
        const struct layout_index *index = &layout->indexes[bounds->index];
        for (size_t i = bounds->equals_count; i < index->column_count && order == 0; i++) {
            size_t column = index->columns[i];
            order = column_compare(layout_is_text(layout, column), a->values[column],
                                   b->values[column]);
        }
    }
    order = order != 0 ? order : (a->key > b->key) - (a->key < b->key);
    return bounds->newest_first ? -order : order;
}

struct entries {
    struct record_entry **items;
    size_t count, capacity;
};

/** Changed records that belong into the range, in the order of the scan. */
static bool
collect_own(const struct scanning *scanning, struct entries *own)
{
    for (struct record_entry *entry = scanning->task->session->first_change; entry != NULL;
         entry = entry->next_change) {
        if (entry->layout != scanning->layout ||
            (entry->change != CHANGE_INSERT && entry->change != CHANGE_UPDATE) ||
            !is_within(scanning, entry)) {
            continue;
        }
        if (list_add(scanning->task->arena, own) == NULL) {
            return false;
        }
        size_t place = own->count - 1; /* most come in order, or all in reverse */
        while (place > 0 && compare_places(scanning, entry, own->items[place - 1]) < 0) {
            own->items[place] = own->items[place - 1];
            place--;
        }
        own->items[place] = entry;
    }
    return true;
}

/** The next row that the task has not changed itself; NULL behind the last. */
static err_t
next_stored(const struct scanning *scanning, struct cursor *cursor, struct record_entry **out)
{
    struct task *task = scanning->task;
    struct driver *driver = task->session->store->driver;
    for (;;) {
        struct row row;
        bool found, is_new;
        err_t err = driver->calls->next(driver, cursor, &row, &found);
        if (err != OK) {
            return store_fail(task, err);
        }
        if (!found) {
            *out = NULL;
            return OK;
        }
        struct record_entry *entry = session_entry(task, scanning->layout, row.key, &is_new);
        if (entry == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
        }
        if (is_new) {
            TRY(entry_fill(task, entry, &row));
        }
        entry->is_watched = entry->is_watched || !scanning->unwatched;
        if (entry->change == CHANGE_NONE && entry->version != 0) {
            *out = entry;
            return OK;
        }
    }
}

struct objects {
    void **items;
    size_t count, capacity;
};

/** Merge the rows with the task's own entries, up to the limit. */
static err_t
merge(const struct scanning *scanning, struct cursor *cursor, size_t limit, struct objects *objects,
      bool *has_more)
{
    struct task *task = scanning->task;
    struct entries own = {0};
    struct record_entry *stored;
    size_t place = 0;
    if (!collect_own(scanning, &own)) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    TRY(next_stored(scanning, cursor, &stored));
    while (stored != NULL || place < own.count) {
        if (objects->count == limit) {
            *has_more = true;
            return OK;
        }
        bool is_own = stored == NULL ||
                      (place < own.count && compare_places(scanning, own.items[place], stored) < 0);
        struct record_entry *entry = is_own ? own.items[place++] : stored;
        void **object = list_add(task->arena, objects);
        if (object == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
        }
        TRY(entry_object(task, entry, object));
        if (!is_own && objects->count <= limit) {
            TRY(next_stored(scanning, cursor, &stored));
        }
    }
    *has_more = false;
    return OK;
}

err_t
record_scan(struct task *task, const struct record_scan *scan, void ***objects, size_t *count,
            bool *has_more)
{
    struct session *session = task->session;
    struct scanning scanning = {.task = task,
                                .layout = store_layout(session->store, scan->kind->kind),
                                .unwatched = scan->unwatched};
    assert(scanning.layout != NULL && scanning.layout->record == scan->kind);
    set_bounds(&scanning, scan);
    if (!scan->unwatched) {
        int index = scanning.bounds.index;
        size_t slot =
            index < 0 || index == scanning.layout->key_index ? LAYOUT_SLOT_KEY : (size_t)index;
        TRY(session_watch(task, scanning.layout, slot, scanning.bounds.equals,
                          scanning.bounds.equals_count));
    }
    struct cursor cursor;
    struct driver *driver = session->store->driver;
    err_t err = driver->calls->scan(driver, scanning.layout, session->account_id, &scanning.bounds,
                                    &cursor);
    if (err != OK) {
        return store_fail(task, err);
    }
    struct objects found = {0};
    err = merge(&scanning, &cursor, scan->limit, &found, has_more);
    driver->calls->close_cursor(&cursor);
    TRY(err);
    *objects = found.items;
    *count = found.count;
    return OK;
}
