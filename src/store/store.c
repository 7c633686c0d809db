/* SPDX-License-Identifier: Apache-2.0 */
/* store.c: opening, snapshots, checkpoints, the check of everything. */
#include "store/migrate.h"
#include "store/session.h"

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
        layout_init(&store->layouts[i], kinds[i], i);
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

static err_t
last_key_of(struct store *store, const struct layout *layout, int64_t *out)
{
    char sql[256];
    snprintf(sql, sizeof(sql), "SELECT max(id) FROM \"%s\"", layout->table);
    return driver_int(&store->driver, sql, out);
}

/** Everything behind the connection; the sentence of a failure is in driver.problem or *problem. */
static err_t
prepare_store(struct arena *arena, struct store *store, struct text *problem)
{
    bool overtaken;
    TRY(migrate(&store->driver));
    TRY(migrate_check(arena, &store->driver, store->layouts, store->layout_count, problem));
    TRY(driver_was_overtaken(&store->driver, &overtaken)); /* from here on */
    for (size_t i = 0; i < store->layout_count; i++) {
        if (store->layouts[i].record->keys_rise) {
            TRY(last_key_of(store, &store->layouts[i], &store->layouts[i].last_key));
        }
    }
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
    store->driver.arena = arena;
    store->checkpoint_pages = config->checkpoint_pages;
    store->checkpoint_at = config->checkpoint_pages;
    err_t err = driver_open(&store->driver, config);
    err = err == OK ? prepare_store(arena, store, problem) : err;
    if (err != OK) {
        if (problem->bytes == NULL) {
            *problem =
                text_format(arena, "%.*s: %s", TEXT_ARG(config->path), store->driver.problem);
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
    store_snapshot_end(store);
    driver_close(&store->driver, store->layouts, store->layout_count);
    recent_free(&store->recent);
}

err_t
store_last_key(struct store *store, int64_t *out)
{
    int64_t last = 0;
    for (size_t i = 0; i < store->layout_count; i++) {
        int64_t key;
        TRY(last_key_of(store, &store->layouts[i], &key));
        last = key > last ? key : last;
    }
    *out = last;
    return OK;
}

/* ---- snapshots, checkpoints --------------------------------------------- */

err_t
store_snapshot_begin(struct store *store)
{
    assert(!store->in_snapshot);
    TRY(driver_do(&store->driver, DRIVER_BEGIN_READ));
    store->in_snapshot = true;
    return OK;
}

void
store_snapshot_end(struct store *store)
{
    if (store->in_snapshot) {
        driver_rollback(&store->driver); /* it has only read */
        store->in_snapshot = false;
    }
}

err_t
store_checkpoint(struct store *store, int pages_min)
{
    assert(!store->in_snapshot);
    if (store->driver.log_pages <= pages_min) {
        return OK;
    }
    TRY(driver_checkpoint(&store->driver));
    /* What a reader holds back is tried again when as much has been added. */
    store->checkpoint_at = store->checkpoint_pages + store->driver.log_pages;
    return OK;
}

/* ---- the check of everything --------------------------------------------- */

static err_t
check_row(struct arena *arena, const struct layout *layout, const struct row *row,
          struct sqlite3_stmt *stmt, struct text *problem)
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
        if (!driver_column_is(stmt, (int)i, layout_is_text(layout, i), values[i])) {
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
    struct cursor cursor;
    bool found = true;
    TRY(driver_all(&store->driver, layout, &cursor));
    err_t err = OK;
    while (err == OK && found) {
        struct row row;
        arena_reset(arena);
        err = cursor_next(&store->driver, &cursor, &row, &found);
        if (err == OK && found) {
            err = check_row(arena, layout, &row, cursor.stmt, problem);
        }
    }
    cursor_close(&cursor);
    return err;
}

err_t
store_check_integrity(struct store *store, struct text *problem)
{
    struct arena arena;
    arena_init(&arena, CHECK_ARENA_BYTES);
    struct text found = NO_TEXT;
    err_t err = driver_check(&store->driver);
    for (size_t i = 0; i < store->layout_count && err == OK; i++) {
        err = check_table(store, &arena, &store->layouts[i], &found);
    }
    if (err != OK) {
        *problem = text_copy(store->driver.arena,
                             found.bytes != NULL ? found : text_of(store->driver.problem));
    }
    arena_free(&arena);
    return err;
}
