/* SPDX-License-Identifier: Apache-2.0 */
/* commit.c: the changes of many tasks in one transaction. */
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
        if ((layout->watched[slot] >> count & 1) != 0) {
            recent_put(&store->recent,
                       layout_prefix_hash(layout, session->account_id, slot, prefix, count),
                       store->number);
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
    recent_put(&store->recent, layout_record_hash(layout, entry->key), store->number);
    for (size_t slot = 0; slot < layout->index_count; slot++) {
        if (layout->watched[slot] == 0 || !has_moved(entry, &layout->indexes[slot])) {
            continue;
        }
        /* Who saw it where it was has read the record; only where it came to is news. */
        if (entry->change != CHANGE_DELETE) {
            note_prefixes(store, session, entry, slot, entry->values);
        }
    }
    if (layout->watched[LAYOUT_SLOT_KEY] != 0 && entry->change == CHANGE_INSERT) {
        recent_put(&store->recent,
                   layout_prefix_hash(layout, session->account_id, LAYOUT_SLOT_KEY, NULL, 0),
                   store->number);
    }
    if (entry->change == CHANGE_INSERT && entry->key > layout->pending_key) {
        layout->pending_key = entry->key;
    }
}

/* ---- apply -------------------------------------------------------------- */

static err_t
apply_entry(struct store *store, const struct session *session, const struct record_entry *entry)
{
    struct driver *driver = &store->driver;
    struct layout *layout = entry->layout;
    struct row row = {.key = entry->key, .version = entry->version + 1, .body = entry->body};
    switch (entry->change) {
    case CHANGE_NONE:
        return OK;
    case CHANGE_INSERT:
        if (layout->record->keys_rise && entry->key <= layout->last_key) {
            return ERR_CONFLICT;
        }
        return driver_insert(driver, layout, session->account_id, &row, entry->values);
    case CHANGE_UPDATE:
        return driver_update(driver, layout, session->account_id, &row, entry->version,
                             entry->loaded_values, entry->values);
    case CHANGE_DELETE:
        return driver_delete(driver, layout, session->account_id, entry->key, entry->version);
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
    struct session *session = task->session;
    if (is_overtaken(store, session)) {
        *result = ERR_CONFLICT;
        return OK;
    }
    if (in_savepoint) {
        TRY(driver_do(&store->driver, DRIVER_SAVEPOINT));
    }
    err_t err = apply_session(store, session);
    if (err != OK && !is_of_task(err)) {
        return err;
    }
    if (err != OK) {
        *result = err == ERR_CONFLICT ? err : store_fail(task, err);
        *must_restart = !in_savepoint;
        if (in_savepoint) {
            TRY(driver_do(&store->driver, DRIVER_ROLLBACK_TO));
        }
    }
    if (in_savepoint) {
        TRY(driver_do(&store->driver, DRIVER_RELEASE));
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

/**
 * One transaction for all tasks whose result is still open. A savepoint for
 * each task would copy every page it touches: most batches need none. So the
 * first refusal takes everything back, and the second round has savepoints.
 */
static err_t
commit_batch(struct store *store, struct task **tasks, size_t count, err_t *results)
{
    for (bool in_savepoints = false;; in_savepoints = true) {
        bool must_restart = false, overtaken;
        TRY(driver_do(&store->driver, DRIVER_BEGIN_WRITE));
        TRY(driver_was_overtaken(&store->driver, &overtaken));
        if (overtaken) {
            /* Another process has written; what it touched is not known. */
            recent_clear(&store->recent, ++store->number);
        }
        for (size_t i = 0; i < count && !must_restart; i++) {
            if (results[i] == OK && session_has_changes(tasks[i])) {
                TRY(commit_task(store, tasks[i], in_savepoints, &results[i], &must_restart));
            }
        }
        if (!must_restart) {
            return driver_do(&store->driver, DRIVER_COMMIT);
        }
        driver_rollback(&store->driver);
        store->void_to = store->number;
    }
}

err_t
store_commit(struct store *store, struct task **tasks, size_t count, err_t *results)
{
    bool any = false, all_new = true;
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
    store->void_from = store->void_to = store->number;
    for (size_t i = 0; i < store->layout_count; i++) {
        store->layouts[i].pending_key = store->layouts[i].last_key;
    }
    store->driver.problem[0] = '\0';
    err_t err = commit_batch(store, tasks, count, results);
    if (err != OK) {
        driver_rollback(&store->driver);
        for (size_t i = 0; i < count; i++) {
            if (results[i] == OK && session_has_changes(tasks[i])) {
                results[i] = store_fail(tasks[i], err);
            }
        }
        return err;
    }
    for (size_t i = 0; i < store->layout_count; i++) {
        store->layouts[i].last_key = store->layouts[i].pending_key;
    }
    if (store->driver.log_pages >= store->checkpoint_at) {
        if (store_checkpoint(store, 0) != OK) {
            /* The commit stands; the log grows on, and this is tried again later. */
            store->checkpoint_at = store->driver.log_pages + store->checkpoint_pages;
        }
    }
    return OK;
}
