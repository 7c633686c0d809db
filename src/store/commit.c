/* SPDX-License-Identifier: Apache-2.0 */
/* commit.c: the changes of many tasks in one transaction. */
#include <limits.h>

#include "store/session.h"

/* ---- was it overtaken? ------------------------------------------------- */

static bool
is_overtaken_by(const struct store *store, const struct session *session, uint64_t hash)
{
    int64_t number = recent_find(&store->recent, hash);
    if (number <= session->start) {
        return false;
    }
    /*
     * A number of this batch that was taken back says nothing, unless it may
     * hide an older one that this session has not seen.
     */
    return number > store->void_to || session->start != store->void_from;
}

static bool
is_overtaken(const struct store *store, const struct session *session)
{
    if (session->start == store->number) {
        return false;
    }
    if (session->start < store->recent.floor) {
        return true;
    }
    for (const struct record_entry *entry = session->entries; entry != NULL; entry = entry->next) {
        if (entry->is_watched &&
            is_overtaken_by(store, session, layout_record_hash(entry->layout, entry->key))) {
            return true;
        }
    }
    for (const struct watch *watch = session->watches; watch != NULL; watch = watch->next) {
        if (is_overtaken_by(store, session, watch->hash)) {
            return true;
        }
    }
    return false;
}

/* ---- remember what a commit touched ------------------------------------- */

/** For the sessions of this engine, and of others where there are any. */
static void
note(struct store *store, uint64_t hash)
{
    recent_put(&store->recent, hash, store->number);
    if (!store->driver->is_shared) {
        return;
    }
    if (store->touched.count == store->touched.capacity) {
        size_t capacity = store->touched.capacity == 0 ? 1024 : store->touched.capacity * 2;
        uint64_t *items = block_resize(store->touched.items, capacity * sizeof(*items));
        if (items == NULL) {
            store->touched.is_incomplete = true;
            return;
        }
        store->touched.items = items;
        store->touched.capacity = capacity;
    }
    store->touched.items[store->touched.count++] = hash;
}

/** Whether anybody may have scanned prefixes of this length; bit n: of n columns. */
static unsigned
watched(const struct store *store, const struct layout *layout, size_t slot)
{
    return store->driver->is_shared ? UINT_MAX : layout->watched[slot];
}

static void
note_prefixes(struct store *store, const struct session *session, const struct record_entry *entry,
              size_t slot, const struct column_value *values)
{
    const struct layout *layout = entry->layout;
    const struct layout_index *index = &layout->indexes[slot];
    struct column_value prefix[RECORD_COLUMNS_MAX];
    for (size_t count = 0; count <= index->column_count; count++) {
        if (count > 0) {
            prefix[count - 1] = values[index->columns[count - 1]];
        }
        if ((watched(store, layout, slot) >> count & 1) != 0) {
            note(store, layout_prefix_hash(layout, session->account_id, slot, prefix, count));
        }
    }
}

static bool
has_moved(const struct record_entry *entry, const struct layout_index *index)
{
    if (entry->change != CHANGE_UPDATE) {
        return true;
    }
    for (size_t i = 0; i < index->column_count; i++) {
        size_t column = index->columns[i];
        if (column_compare(layout_is_text(entry->layout, column), entry->loaded_values[column],
                           entry->values[column]) != 0) {
            return true;
        }
    }
    return false;
}

static void
note_change(struct store *store, const struct session *session, struct record_entry *entry)
{
    struct layout *layout = entry->layout;
    note(store, layout_record_hash(layout, entry->key));
    for (size_t slot = 0; slot < layout->index_count; slot++) {
        if (watched(store, layout, slot) == 0 || !has_moved(entry, &layout->indexes[slot])) {
            continue;
        }
        /* Who saw it where it was has read the record; only where it came to is news. */
        if (entry->change != CHANGE_DELETE) {
            note_prefixes(store, session, entry, slot, entry->values);
        }
    }
    if (watched(store, layout, LAYOUT_SLOT_KEY) != 0 && entry->change == CHANGE_INSERT) {
        note(store, layout_prefix_hash(layout, session->account_id, LAYOUT_SLOT_KEY, NULL, 0));
    }
    if (entry->change == CHANGE_INSERT && entry->key > layout->pending_key) {
        layout->pending_key = entry->key;
    }
}

/* ---- apply -------------------------------------------------------------- */

static err_t
apply_entry(struct store *store, const struct session *session, const struct record_entry *entry)
{
    struct driver *driver = store->driver;
    struct layout *layout = entry->layout;
    struct row row = {.key = entry->key, .version = entry->version + 1, .body = entry->body};
    switch (entry->change) {
    case CHANGE_NONE:
        return OK;
    case CHANGE_INSERT:
        if (layout->record->keys_rise && entry->key <= layout->last_key) {
            return ERR_CONFLICT;
        }
        return driver->calls->insert(driver, layout, session->account_id, &row, entry->values);
    case CHANGE_UPDATE:
        return driver->calls->update(
            driver, layout, session->account_id, &row,
            layout_changed_columns(layout, entry->loaded_values, entry->values), entry->values);
    case CHANGE_DELETE:
        return driver->calls->remove(driver, layout, session->account_id, &row);
    }
    return OK;
}

/** Inserts go last, so that a record may take a unique value that another one gives up. */
static err_t
apply_session(struct store *store, const struct session *session)
{
    for (int inserts = 0; inserts < 2; inserts++) {
        for (const struct record_entry *entry = session->first_change; entry != NULL;
             entry = entry->next_change) {
            if ((entry->change == CHANGE_INSERT) == (inserts == 1)) {
                TRY(apply_entry(store, session, entry));
            }
        }
    }
    return OK;
}

/** A refusal that concerns one task; any other error concerns the database. */
static bool
is_of_task(err_t err)
{
    return err == ERR_CONFLICT || err == ERR_UNIQUE || err == ERR_STORE_REFUSED;
}

/** Apply one task; *must_restart: all that was done so far must be taken back and begun again. */
static err_t
commit_task(struct store *store, struct task *task, bool in_savepoint, err_t *result,
            bool *must_restart)
{
    struct driver *driver = store->driver;
    struct session *session = task->session;
    if (is_overtaken(store, session)) {
        *result = ERR_CONFLICT;
        return OK;
    }
    if (in_savepoint) {
        TRY(driver->calls->verb(driver, DRIVER_SAVEPOINT));
    }
    err_t err = apply_session(store, session);
    if (err == OK && in_savepoint) {
        err = driver->calls->flush(driver);
    }
    if (err != OK && !is_of_task(err)) {
        return err;
    }
    if (err != OK) {
        *result = err == ERR_CONFLICT ? err : store_fail(task, err);
        *must_restart = !in_savepoint;
        if (in_savepoint) {
            TRY(driver->calls->verb(driver, DRIVER_ROLLBACK_TO));
        }
    }
    if (in_savepoint) {
        TRY(driver->calls->verb(driver, DRIVER_RELEASE));
    }
    if (err == OK) {
        store->number++;
        for (struct record_entry *entry = session->first_change; entry != NULL;
             entry = entry->next_change) {
            if (entry->change != CHANGE_NONE) {
                note_change(store, session, entry);
            }
        }
    }
    return OK;
}

/** Begin, and learn what others have written meanwhile. */
static err_t
begin(struct store *store, int64_t account_id)
{
    struct driver_news news;
    TRY(store->driver->calls->begin_write(store->driver, account_id, &news));
    if (news.is_incomplete || news.touched_count > 0) {
        store->number++;
    }
    if (news.is_incomplete) {
        recent_clear(&store->recent, store->number);
    }
    for (size_t i = 0; i < news.touched_count; i++) {
        recent_put(&store->recent, news.touched[i], store->number);
    }
    store->touched.count = 0;
    store->touched.is_incomplete = false;
    for (size_t i = 0; i < store->layout_count; i++) {
        struct layout *layout = &store->layouts[i];
        if (layout->record->keys_rise && store->driver->is_shared) {
            layout->last_key = news.log_last_key; /* of this account: each has logs of its own */
        }
        layout->pending_key = layout->last_key;
    }
    return OK;
}

/** Tell others what this transaction does, and commit it. */
static err_t
end(struct store *store)
{
    struct driver *driver = store->driver;
    if (driver->is_shared) {
        struct driver_tale tale = {
            .touched = store->touched.is_incomplete ? NULL : store->touched.items,
            .touched_count = store->touched.count,
        };
        for (size_t i = 0; i < store->layout_count; i++) {
            const struct layout *layout = &store->layouts[i];
            int64_t key = layout->pending_key;
            tale.last_key = key > tale.last_key ? key : tale.last_key;
            if (layout->record->keys_rise && key > tale.log_last_key) {
                tale.log_last_key = key;
            }
        }
        TRY(driver->calls->tell(driver, &tale));
    }
    TRY(driver->calls->flush(driver));
    return driver->calls->verb(driver, DRIVER_COMMIT);
}

/**
 * One transaction for all tasks whose result is still open. A savepoint for
 * each task would copy every page it touches: most batches need none. So the
 * first refusal takes everything back, and the second round has savepoints.
 */
static err_t
commit_batch(struct store *store, struct task **tasks, size_t count, err_t *results)
{
    for (bool in_savepoints = false;; in_savepoints = true) {
        bool must_restart = false;
        TRY(begin(store, tasks[0]->session->account_id));
        if (!in_savepoints) {
            store->void_from = store->void_to = store->number;
        }
        for (size_t i = 0; i < count && !must_restart; i++) {
            if (results[i] == OK && session_has_changes(tasks[i])) {
                TRY(commit_task(store, tasks[i], in_savepoints, &results[i], &must_restart));
            }
        }
        if (!must_restart) {
            err_t err = end(store);
            if (err == OK || in_savepoints || !is_of_task(err)) {
                return err;
            }
        }
        store->driver->calls->rollback(store->driver);
        store->void_to = store->number;
    }
}

/** Others have newer keys in a log: a task that runs again gets keys above them. */
static void
raise_keys(struct store *store, const struct task *task)
{
    for (size_t i = 0; i < store->layout_count && task->ids != NULL; i++) {
        id_raise(task->ids, store->layouts[i].last_key);
    }
}

/** The tasks of one account, or of all when the driver is not shared. */
static err_t
commit_group(struct store *store, struct task **tasks, size_t count, err_t *results)
{
    err_t err = commit_batch(store, tasks, count, results);
    if (err != OK) {
        store->driver->calls->rollback(store->driver);
        for (size_t i = 0; i < count; i++) {
            if (results[i] == OK && session_has_changes(tasks[i])) {
                results[i] = store_fail(tasks[i], err);
            }
        }
        return err;
    }
    for (size_t i = 0; i < store->layout_count; i++) {
        struct layout *layout = &store->layouts[i];
        layout->last_key = layout->record->keys_rise ? layout->pending_key : 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (results[i] == ERR_CONFLICT) {
            raise_keys(store, tasks[i]);
        }
    }
    return OK;
}

/**
 * Accounts may lie on different machines: a shared driver commits each one's
 * tasks by themselves. What fails, fails for its account.
 */
static err_t
commit_by_account(struct store *store, struct task **tasks, size_t count, err_t *results)
{
    for (size_t first = 0; first < count; first++) {
        struct task *group[STORE_BATCH_MAX];
        err_t group_results[STORE_BATCH_MAX];
        size_t places[STORE_BATCH_MAX];
        size_t group_count = 0;
        int64_t account_id = tasks[first]->session->account_id;
        bool is_done = false;
        for (size_t i = 0; i < first; i++) {
            is_done = is_done || tasks[i]->session->account_id == account_id;
        }
        for (size_t i = first; i < count && !is_done; i++) {
            if (tasks[i]->session->account_id == account_id) {
                group[group_count] = tasks[i];
                group_results[group_count] = OK;
                places[group_count++] = i;
            }
        }
        if (group_count > 0) {
            (void)commit_group(store, group, group_count, group_results);
        }
        for (size_t i = 0; i < group_count; i++) {
            results[places[i]] = group_results[i];
        }
    }
    return OK;
}

err_t
store_commit(struct store *store, struct task **tasks, size_t count, err_t *results)
{
    bool any = false, all_new = true;
    assert(count <= STORE_BATCH_MAX);
    store_snapshot_end(store);
    for (size_t i = 0; i < count; i++) {
        assert(tasks[i]->session->store == store && !tasks[i]->is_preview);
        results[i] = OK;
        any = any || session_has_changes(tasks[i]);
        all_new = all_new && tasks[i]->session->start == store->number;
    }
    if (!any) {
        return OK;
    }
    if (all_new && recent_is_large(&store->recent)) {
        recent_clear(&store->recent, store->number);
    }
    store->driver->problem[0] = '\0';
    if (store->driver->is_shared) {
        return commit_by_account(store, tasks, count, results);
    }
    TRY(commit_group(store, tasks, count, results));
    if (store->driver->log_pages >= store->checkpoint_at) {
        if (store_checkpoint(store, 0) != OK) {
            /* The commit stands; the log grows on, and this is tried again later. */
            store->checkpoint_at = store->driver->log_pages + store->checkpoint_pages;
        }
    }
    return OK;
}
