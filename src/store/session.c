/* SPDX-License-Identifier: Apache-2.0 */
/* session.c: what one task has read and will change, by identity. */
#include "store/session.h"

#define SLOTS_MIN      64
#define BODY_BYTES_MAX ((size_t)64 << 20)

/* ---- the session ------------------------------------------------------- */

err_t
store_fail(struct task *task, err_t code)
{
    const struct driver *driver = task->session->store->driver;
    if (code == ERR_UNIQUE || code == ERR_CONFLICT || driver->problem[0] == '\0') {
        return fail(task, code, NULL, NULL);
    }
    return fail(task, code, NULL, "%s", driver->problem);
}

static err_t
no_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
}

err_t
session_begin(struct store *store, struct task *task)
{
    struct session *session = arena_new(task->arena, struct session);
    if (session == NULL) {
        return no_memory(task);
    }
    session->slots = arena_alloc(task->arena, SLOTS_MIN, sizeof(struct record_entry *));
    if (session->slots == NULL) {
        return no_memory(task);
    }
    session->store = store;
    session->start = store->number;
    session->account_id = task->account->id;
    session->slot_count = SLOTS_MIN;
    session->end_change = &session->first_change;
    task->session = session;
    return OK;
}

static struct record_entry **
slot_of(struct record_entry **slots, size_t slot_count, const struct layout *layout, int64_t key)
{
    size_t place = (size_t)(layout_record_hash(layout, key) >> 9) & (slot_count - 1);
    while (slots[place] != NULL && (slots[place]->key != key || slots[place]->layout != layout)) {
        place = (place + 1) & (slot_count - 1);
    }
    return &slots[place];
}

static bool
grow_slots(struct arena *arena, struct session *session)
{
    size_t slot_count = session->slot_count * 2;
    struct record_entry **slots = arena_alloc(arena, slot_count, sizeof(struct record_entry *));
    if (slots == NULL) {
        return false;
    }
    for (struct record_entry *entry = session->entries; entry != NULL; entry = entry->next) {
        *slot_of(slots, slot_count, entry->layout, entry->key) = entry;
    }
    session->slots = slots;
    session->slot_count = slot_count;
    return true;
}

static struct record_entry *
known_entry(const struct session *session, const struct layout *layout, int64_t key)
{
    return *slot_of(session->slots, session->slot_count, layout, key);
}

struct record_entry *
session_entry(struct task *task, struct layout *layout, int64_t key, bool *is_new)
{
    struct session *session = task->session;
    struct record_entry *entry = known_entry(session, layout, key);
    *is_new = entry == NULL;
    if (entry != NULL) {
        return entry;
    }
    if (session->entry_count >= session->slot_count / 2 && !grow_slots(task->arena, session)) {
        return NULL;
    }
    entry = arena_new(task->arena, struct record_entry);
    if (entry == NULL) {
        return NULL;
    }
    entry->layout = layout;
    entry->key = key;
    entry->next = session->entries;
    session->entries = entry;
    session->entry_count++;
    *slot_of(session->slots, session->slot_count, layout, key) = entry;
    return entry;
}

err_t
session_watch(struct task *task, struct layout *layout, size_t slot,
              const struct column_value *prefix, size_t count)
{
    struct watch *watch = arena_new(task->arena, struct watch);
    if (watch == NULL) {
        return no_memory(task);
    }
    struct session *session = task->session;
    layout->watched[slot] = (uint8_t)(layout->watched[slot] | 1u << count);
    watch->hash = layout_prefix_hash(layout, session->account_id, slot, prefix, count);
    watch->next = session->watches;
    session->watches = watch;
    return OK;
}

bool
session_has_changes(const struct task *task)
{
    for (const struct record_entry *entry = task->session->first_change; entry != NULL;
         entry = entry->next_change) {
        if (entry->change != CHANGE_NONE) {
            return true;
        }
    }
    return false;
}

void
session_drop_changes(struct task *task)
{
    struct session *session = task->session;
    for (struct record_entry *entry = session->entries; entry != NULL; entry = entry->next) {
        /* The caller may have written into any struct: all are decoded anew when asked for. */
        entry->object = NULL;
        entry->body = entry->loaded;
        entry->marked = entry->loaded;
        entry->values = entry->loaded_values;
        entry->change = CHANGE_NONE;
        entry->is_linked = false;
        entry->next_change = NULL;
    }
    session->first_change = NULL;
    session->end_change = &session->first_change;
}

/* ---- entries ----------------------------------------------------------- */

err_t
entry_object(struct task *task, struct record_entry *entry, void **out)
{
    *out = NULL;
    if (entry->change == CHANGE_DELETE || (entry->version == 0 && entry->object == NULL)) {
        return OK;
    }
    if (entry->object == NULL) {
        const struct model *model = entry->layout->record->kind->model;
        struct record_head *head = arena_alloc(task->arena, 1, model->size_bytes);
        if (head == NULL) {
            return no_memory(task);
        }
        err_t err = model_decode(task->arena, model, entry->loaded, head);
        if (err != OK) {
            return fail(task, err, NULL, "the record %lld of %s cannot be read",
                        (long long)entry->key, entry->layout->table);
        }
        head->id.key = entry->key;
        head->version = entry->version;
        entry->object = head;
    }
    *out = entry->object;
    return OK;
}

err_t
entry_fill(struct task *task, struct record_entry *entry, const struct row *row)
{
    char *body = arena_copy(task->arena, row->body.bytes, row->body.length);
    if (body == NULL) {
        return no_memory(task);
    }
    entry->version = row->version;
    entry->loaded = (struct text){body, row->body.length};
    entry->body = entry->loaded;
    entry->marked = entry->loaded;
    void *object;
    TRY(entry_object(task, entry, &object));
    /* Taken now, before the caller can change the struct. */
    entry->loaded_values = layout_values(entry->layout, task->arena, object);
    entry->values = entry->loaded_values;
    return entry->values == NULL ? no_memory(task) : OK;
}

/** The entry of a record, read from the store when it is not known yet. */
static err_t
load_entry(struct task *task, struct layout *layout, int64_t key, struct record_entry **out)
{
    struct session *session = task->session;
    bool is_new;
    struct record_entry *entry = session_entry(task, layout, key, &is_new);
    if (entry == NULL) {
        return no_memory(task);
    }
    if (is_new) {
        struct driver *driver = session->store->driver;
        struct cursor cursor;
        struct row row;
        bool found = false;
        err_t err = driver->calls->find(driver, layout, session->account_id, key, &cursor);
        if (err != OK) {
            return store_fail(task, err);
        }
        err = driver->calls->next(driver, &cursor, &row, &found);
        if (err != OK) {
            err = store_fail(task, err);
        } else if (found) {
            err = entry_fill(task, entry, &row);
        }
        driver->calls->close_cursor(&cursor);
        TRY(err);
    }
    entry->is_watched = true;
    *out = entry;
    return OK;
}

/* ---- reading ----------------------------------------------------------- */

struct layout *
store_layout(struct store *store, const struct model_kind *kind)
{
    size_t place = kind->number & (STORE_LAYOUT_SLOTS - 1);
    while (store->by_number[place] != 0) {
        struct layout *layout = &store->layouts[store->by_number[place] - 1];
        if (layout->record->kind->number == kind->number) {
            return layout;
        }
        place = (place + 1) & (STORE_LAYOUT_SLOTS - 1);
    }
    return NULL;
}

err_t
record_load_kind(struct task *task, const struct model_kind *kind, struct id id, void **out)
{
    struct layout *layout = store_layout(task->session->store, kind);
    *out = NULL;
    if (layout == NULL || id.key <= 0) {
        return OK;
    }
    struct record_entry *entry;
    TRY(load_entry(task, layout, id.key, &entry));
    return entry_object(task, entry, out);
}

err_t
record_load(struct task *task, const struct record_kind *kind, struct id id, void **out)
{
    assert(record_kind_of(task, kind->kind) == kind);

    return record_load_kind(task, kind->kind, id, out);
}

const struct record_kind *
record_kind_of(struct task *task, const struct model_kind *kind)
{
    const struct layout *layout = store_layout(task->session->store, kind);
    return layout == NULL ? NULL : layout->record;
}

err_t
record_load_text(struct task *task, const struct record_kind *kind, int index, struct text value,
                 void **out)
{
    struct session *session = task->session;
    struct layout *layout = store_layout(session->store, kind->kind);
    assert(layout != NULL && index >= 0 && (size_t)index < layout->index_count);
    assert(layout->indexes[index].is_unique && layout->indexes[index].column_count == 1);
    size_t column = layout->indexes[index].columns[0];
    assert(layout_is_text(layout, column) && value.bytes != NULL);

    struct bounds bounds = {.index = index, .equals_count = 1, .limit = 1};
    bounds.equals[0] = (struct column_value){(int64_t)value.length, value.bytes};
    *out = NULL;
    TRY(session_watch(task, layout, (size_t)index, bounds.equals, 1));
    for (struct record_entry *own = session->first_change; own != NULL; own = own->next_change) {
        if (own->layout == layout &&
            (own->change == CHANGE_INSERT || own->change == CHANGE_UPDATE) &&
            column_compare(true, own->values[column], bounds.equals[0]) == 0) {
            return entry_object(task, own, out);
        }
    }
    struct driver *driver = session->store->driver;
    struct cursor cursor;
    struct row row;
    bool found = false;
    err_t err = driver->calls->scan(driver, layout, session->account_id, &bounds, &cursor);
    if (err != OK) {
        return store_fail(task, err);
    }
    err = driver->calls->next(driver, &cursor, &row, &found);
    driver->calls->close_cursor(&cursor);
    if (err != OK) {
        return store_fail(task, err);
    }
    if (!found) {
        return OK;
    }
    struct record_entry *entry;
    TRY(load_entry(task, layout, row.key, &entry));
    /* An own change has taken the value away; own changes that have it were looked at above. */
    return entry->change != CHANGE_NONE ? OK : entry_object(task, entry, out);
}

err_t
record_bodies(struct task *task, const struct record_kind *kind, struct id id, struct text *before,
              struct text *after)
{
    const struct layout *layout = store_layout(task->session->store, kind->kind);
    assert(layout != NULL);
    const struct record_entry *entry = known_entry(task->session, layout, id.key);
    *before = entry == NULL ? NO_TEXT : entry->marked;
    *after = entry == NULL ? NO_TEXT : entry->body;
    return OK;
}

bool
record_is_new(struct task *task, const struct record_kind *kind, struct id id)
{
    const struct layout *layout = store_layout(task->session->store, kind->kind);
    assert(layout != NULL);
    const struct record_entry *entry = known_entry(task->session, layout, id.key);
    return entry != NULL && entry->change == CHANGE_INSERT;
}

void
record_mark(struct task *task, const struct record_kind *kind, struct id id)
{
    const struct layout *layout = store_layout(task->session->store, kind->kind);
    assert(layout != NULL);
    struct record_entry *entry = known_entry(task->session, layout, id.key);
    if (entry != NULL) {
        entry->marked = entry->body;
    }
}

/* ---- changing ---------------------------------------------------------- */

static void
link_change(struct session *session, struct record_entry *entry, enum change change)
{
    entry->change = change;
    if (!entry->is_linked) {
        entry->is_linked = true;
        *session->end_change = entry;
        session->end_change = &entry->next_change;
    }
}

/** The body and the columns of the struct as it is now. */
static err_t
take_body(struct task *task, struct record_entry *entry, const void *object)
{
    struct text_builder builder;
    text_builder_init(&builder, task->arena, BODY_BYTES_MAX);
    TRY(model_encode(entry->layout->record->kind->model, object, &builder));
    struct text body = text_builder_text(&builder);
    struct column_value *values = layout_values(entry->layout, task->arena, object);
    if (builder.failed || values == NULL) {
        return no_memory(task);
    }
    entry->body = body.bytes == NULL ? TEXT("") : body;
    entry->values = values;
    return OK;
}

err_t
record_insert(struct task *task, const struct record_kind *kind, void *object)
{
    struct session *session = task->session;
    struct layout *layout = store_layout(session->store, kind->kind);
    struct record_head *head = object;
    assert(layout != NULL && layout->record == kind);
    assert(head->id.key > 0);

    bool is_new;
    struct record_entry *entry = session_entry(task, layout, head->id.key, &is_new);
    if (entry == NULL) {
        return no_memory(task);
    }
    assert(entry->version == 0 && entry->change == CHANGE_NONE);
    head->version = 1;
    TRY(take_body(task, entry, object));
    entry->object = object;
    entry->marked = entry->body;
    link_change(session, entry, CHANGE_INSERT);
    return OK;
}

err_t
record_update(struct task *task, const struct record_kind *kind, void *object)
{
    struct session *session = task->session;
    struct record_head *head = object;
    const struct layout *layout = store_layout(session->store, kind->kind);
    assert(layout != NULL && layout->record == kind);
    struct record_entry *entry = known_entry(session, layout, head->id.key);
    assert(entry != NULL && entry->object == object && entry->change != CHANGE_DELETE);

    struct text before = entry->body;
    TRY(take_body(task, entry, object));
    entry->is_watched = true; /* it may come from an unwatched scan */
    if (entry->change == CHANGE_NONE) {
        if (text_equal(before, entry->body)) {
            return OK; /* the columns are fields of the body: nothing changed */
        }
        head->version = entry->version + 1;
        link_change(session, entry, CHANGE_UPDATE);
    }
    return OK;
}

err_t
record_delete(struct task *task, const struct record_kind *kind, struct id id)
{
    struct session *session = task->session;
    struct layout *layout = store_layout(session->store, kind->kind);
    assert(layout != NULL && layout->record == kind);

    struct record_entry *entry;
    if (id.key <= 0) {
        return OK;
    }
    TRY(load_entry(task, layout, id.key, &entry));
    if (entry->change == CHANGE_INSERT) {
        entry->change = CHANGE_NONE;
        entry->object = NULL;
    } else if (entry->version != 0) {
        link_change(session, entry, CHANGE_DELETE);
    }
    return OK;
}
