/* SPDX-License-Identifier: Apache-2.0 */
/* store.c: opening, snapshots, checkpoints, the check of everything. */
#include <stdio.h>
#include <unistd.h>

#include "store/session.h"
#include "sys/sys.h"

#define CHECK_ARENA_BYTES ((size_t)256 << 20)

/* ---- opening ----------------------------------------------------------- */

static bool
make_layouts(struct arena *arena, struct store *store, const struct record_kind *const *kinds)
{
    while (kinds[store->layout_count] != NULL) {
        store->layout_count++;
    }
    assert(store->layout_count < STORE_LAYOUT_SLOTS / 2);
    store->layouts = arena_alloc(arena, store->layout_count, sizeof(struct layout));
    if (store->layouts == NULL) {
        return false;
    }
    for (size_t i = 0; i < store->layout_count; i++) {
        layout_init(&store->layouts[i], kinds[i]);
        size_t place = kinds[i]->kind->number & (STORE_LAYOUT_SLOTS - 1);
        while (store->by_number[place] != 0) {
            const struct layout *other = &store->layouts[store->by_number[place] - 1];
            assert(other->record->kind->number != kinds[i]->kind->number);
            (void)other;
            place = (place + 1) & (STORE_LAYOUT_SLOTS - 1);
        }
        store->by_number[place] = (uint16_t)(i + 1);
    }
    return true;
}

bool
store_path_is_server(struct text path)
{
    return text_has_prefix(path, TEXT("postgres://")) ||
           text_has_prefix(path, TEXT("postgresql://"));
}

bool
store_is_there(struct text path)
{
    char name[SYS_PATH_MAX];
    if (store_path_is_server(path)) {
        return true;
    }
    int length = snprintf(name, sizeof(name), "%.*s", TEXT_ARG(path));
    return length > 0 && (size_t)length < sizeof(name) && access(name, F_OK) == 0;
}

static err_t
open_driver(struct arena *arena, const struct store_config *config, struct driver **out)
{
    if (store_path_is_server(config->path)) {
        return driver_open_postgres(arena, config, out);
    }
    return driver_open_sqlite(arena, config, out);
}

/** Everything behind the connection; what failed is in driver->problem or *problem. */
static err_t
prepare_store(struct arena *arena, struct store *store, struct text *problem)
{
    struct driver *driver = store->driver;
    struct driver_news news;
    int64_t last_key;
    TRY(driver->calls->migrate(driver, store->layouts, store->layout_count));
    TRY(driver->calls->check_schema(driver, arena, store->layouts, store->layout_count, problem));
    TRY(driver->calls->last_key(driver, store->layouts, store->layout_count, true, &last_key));
    for (size_t i = 0; i < store->layout_count; i++) {
        store->layouts[i].last_key = store->layouts[i].record->keys_rise ? last_key : 0;
    }
    TRY(driver->calls->begin_write(driver, DRIVER_NOBODY, &news)); /* from here on */
    driver->calls->rollback(driver);
    return OK;
}

err_t
store_open(struct arena *arena, const struct store_config *config, struct store **out,
           struct text *problem)
{
    struct store *store = arena_new(arena, struct store);
    *problem = NO_TEXT;
    if (store == NULL || !make_layouts(arena, store, config->kinds) ||
        !recent_init(&store->recent)) {
        *problem = TEXT("no memory to open the database");
        return ERR_OUT_OF_MEMORY;
    }
    store->arena = arena;
    store->checkpoint_pages = config->checkpoint_pages;
    store->checkpoint_at = config->checkpoint_pages;
    err_t err = open_driver(arena, config, &store->driver);
    err = err == OK ? prepare_store(arena, store, problem) : err;
    if (err != OK) {
        if (problem->bytes == NULL && store->driver != NULL) {
            *problem =
                text_format(arena, "%.*s: %s", TEXT_ARG(config->path), store->driver->problem);
        }
        store_close(store);
        return err;
    }
    *out = store;
    return OK;
}

void
store_close(struct store *store)
{
    if (store->driver != NULL) {
        store_snapshot_end(store);
        store->driver->calls->close(store->driver, store->layouts, store->layout_count);
    }
    recent_free(&store->recent);
    block_free(store->touched.items);
}

bool
store_is_shared(const struct store *store)
{
    return store->driver->is_shared;
}

err_t
store_last_key(struct store *store, int64_t *out)
{
    return store->driver->calls->last_key(store->driver, store->layouts, store->layout_count, false,
                                          out);
}

/* ---- claims ---------------------------------------------------------------- */

err_t
store_claim(struct task *task, const struct record_kind *kind, struct id *ids, size_t *count,
            size_t limit, int64_t lease_ms)
{
    struct session *session = task->session;
    struct driver *driver = session->store->driver;
    struct layout *layout = store_layout(session->store, kind->kind);
    assert(layout != NULL && kind->is_claimed);
    if (!driver->is_shared || *count == 0) {
        *count = *count < limit ? *count : limit;
        return OK;
    }
    int64_t *keys = arena_alloc(task->arena, *count, sizeof(*keys));
    bool *is_taken = arena_alloc(task->arena, *count, sizeof(*is_taken));
    if (keys == NULL || is_taken == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    for (size_t i = 0; i < *count; i++) {
        keys[i] = ids[i].key;
    }
    struct driver_claim claim = {.keys = keys,
                                 .count = *count,
                                 .limit = limit,
                                 .now_ms = task->wall_ms,
                                 .until_ms = task->wall_ms + lease_ms};
    err_t err = driver->calls->claim(driver, layout, session->account_id, &claim, is_taken);
    if (err != OK) {
        return store_fail(task, err);
    }
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        if (is_taken[i]) {
            ids[kept++] = ids[i];
        }
    }
    *count = kept;
    return OK;
}

/* ---- snapshots, checkpoints --------------------------------------------- */

err_t
store_snapshot_begin(struct store *store)
{
    assert(!store->in_snapshot);
    TRY(store->driver->calls->begin_read(store->driver));
    store->in_snapshot = true;
    return OK;
}

void
store_snapshot_end(struct store *store)
{
    if (store->in_snapshot) {
        store->driver->calls->rollback(store->driver); /* it has only read */
        store->in_snapshot = false;
    }
}

err_t
store_checkpoint(struct store *store, int pages_min)
{
    assert(!store->in_snapshot);
    if (store->driver->log_pages <= pages_min) {
        return OK;
    }
    TRY(store->driver->calls->checkpoint(store->driver));
    /* What a reader holds back is tried again when as much has been added. */
    store->checkpoint_at = store->checkpoint_pages + store->driver->log_pages;
    return OK;
}

/* ---- the check of everything --------------------------------------------- */

static err_t
check_row(struct driver *driver, struct arena *arena, const struct layout *layout,
          const struct cursor *cursor, const struct row *row, struct text *problem)
{
    void *object = arena_alloc(arena, 1, layout->record->kind->model->size_bytes);
    if (object == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    if (model_decode(arena, layout->record->kind->model, row->body, object) != OK) {
        *problem = text_format(arena, "the body of record %lld of %s cannot be read",
                               (long long)row->key, layout->table);
        return ERR_STORE_CORRUPT;
    }
    const struct column_value *values = layout_values(layout, arena, object);
    if (values == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < layout->column_count; i++) {
        if (!driver->calls->column_is(cursor, i, layout_is_text(layout, i), values[i])) {
            *problem = text_format(arena, "column %s of record %lld of %s differs from its body",
                                   layout->columns[i].name, (long long)row->key, layout->table);
            return ERR_STORE_CORRUPT;
        }
    }
    return OK;
}

static err_t
check_table(struct store *store, struct arena *arena, struct layout *layout, struct text *problem)
{
    struct driver *driver = store->driver;
    struct cursor cursor;
    bool found = true;
    TRY(driver->calls->all(driver, layout, &cursor));
    err_t err = OK;
    while (err == OK && found) {
        struct row row;
        arena_reset(arena);
        err = driver->calls->next(driver, &cursor, &row, &found);
        if (err == OK && found) {
            err = check_row(driver, arena, layout, &cursor, &row, problem);
        }
    }
    driver->calls->close_cursor(&cursor);
    return err;
}

err_t
store_check_integrity(struct store *store, struct text *problem)
{
    struct arena arena;
    arena_init(&arena, CHECK_ARENA_BYTES);
    struct text found = NO_TEXT;
    err_t err = store->driver->calls->check(store->driver);
    for (size_t i = 0; i < store->layout_count && err == OK; i++) {
        err = check_table(store, &arena, &store->layouts[i], &found);
    }
    if (err != OK) {
        *problem =
            text_copy(store->arena, found.bytes != NULL ? found : text_of(store->driver->problem));
    }
    arena_free(&arena);
    return err;
}
