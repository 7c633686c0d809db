/* SPDX-License-Identifier: Apache-2.0 */
/* driver_sqlite.c: one file, one writer. */
#include "store/driver_sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "limits.model.h"

#define SCRATCH_BYTES ((size_t)1 << 20)
#define SQL_BYTES_MAX ((size_t)1 << 14)

static const struct dialect dialect = {.parameter = '?', .has_index_hint = true};

/* ---- trouble ----------------------------------------------------------- */

static err_t
code_of(int rc)
{
    switch (rc) {
    case SQLITE_CONSTRAINT_UNIQUE:
        return ERR_UNIQUE;
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return ERR_CONFLICT;
    default:
        break;
    }
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_STORE_BUSY;
    case SQLITE_FULL:
        return ERR_STORE_FULL;
    case SQLITE_IOERR:
    case SQLITE_PROTOCOL:
        return ERR_STORE_IO;
    case SQLITE_NOMEM:
        return ERR_OUT_OF_MEMORY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_STORE_CORRUPT;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return ERR_STORE_UNWRITABLE;
    default:
        return ERR_STORE_REFUSED; /* a constraint, a trigger, a row too big */
    }
}

static err_t
trouble(struct driver_sqlite *driver, int rc)
{
    assert(rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE);
    assert(rc != SQLITE_MISUSE);

    err_t code = code_of(rc);
    const struct error_kind *kind = error_kind(code);
    snprintf(driver->base.problem, sizeof(driver->base.problem), "%s (%s)", kind->sentence,
             driver->db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(driver->db));
    return code;
}

/* ---- statements -------------------------------------------------------- */

static err_t
prepare(struct driver_sqlite *driver, const char *sql, sqlite3_stmt **out)
{
    int rc = sqlite3_prepare_v3(driver->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (rc != SQLITE_OK) {
        err_t err = trouble(driver, rc);
        char *problem = driver->base.problem;
        size_t length = strlen(problem);
        snprintf(problem + length, DRIVER_PROBLEM_MAX - length, " in: %s", sql);
        return err;
    }
    return OK;
}

/** Prepare what the builder holds and keep it under its shape. */
static err_t
keep_statement(struct driver_sqlite *driver, struct layout *layout, uint32_t shape,
               struct text_builder *sql, sqlite3_stmt **out)
{
    struct text text = statement_text(sql, shape);
    sqlite3_stmt *stmt = NULL;
    err_t err = prepare(driver, text.bytes, &stmt);
    arena_reset(&driver->base.scratch);
    TRY(err);
    if (statement_add(driver->base.arena, layout, shape, stmt) == NULL) {
        sqlite3_finalize(stmt);
        return ERR_OUT_OF_MEMORY;
    }
    *out = stmt;
    return OK;
}

/** Whether it must be written and kept first. */
static bool
is_new(struct driver_sqlite *driver, struct layout *layout, uint32_t shape,
       struct text_builder *sql, sqlite3_stmt **out)
{
    const struct statement *known = statement_find(layout, shape);
    *out = known == NULL ? NULL : known->prepared;
    if (known == NULL) {
        text_builder_init(sql, &driver->base.scratch, SQL_BYTES_MAX);
    }
    return known == NULL;
}

/** Run a statement that gives no rows. */
static err_t
run_once(struct driver_sqlite *driver, sqlite3_stmt *stmt)
{
    int rc = sqlite3_step(stmt);
    err_t err = rc == SQLITE_DONE ? OK : trouble(driver, rc);
    sqlite3_reset(stmt);
    return err;
}

static struct driver_sqlite *
sqlite_of(struct driver *driver)
{
    return (struct driver_sqlite *)driver;
}

/* Parameters are numbered by us and SQLite knows them all: binding can only run out of memory. */

static int
bind_value(sqlite3_stmt *stmt, int place, bool is_text, struct column_value value)
{
    if (!is_text) {
        return sqlite3_bind_int64(stmt, place, value.number);
    }
    if (value.bytes == NULL) {
        return sqlite3_bind_null(stmt, place);
    }
    return sqlite3_bind_text64(stmt, place, value.bytes, (sqlite3_uint64)value.number, NULL,
                               SQLITE_UTF8);
}

static int
bind_body(sqlite3_stmt *stmt, int place, struct text body)
{
    /* A NULL pointer would bind NULL; an empty body is a body. */
    return sqlite3_bind_blob64(stmt, place, body.length == 0 ? "" : body.bytes, body.length, NULL);
}

/* ---- opening ----------------------------------------------------------- */

static int
on_commit(void *context, sqlite3 *db, const char *name, int log_pages)
{
    (void)db, (void)name;
    struct driver *driver = context;
    driver->log_pages = log_pages;
    return SQLITE_OK;
}

must_use static err_t
set_up(struct driver_sqlite *driver, const struct store_config *config)
{
    char cache[64];
    snprintf(cache, sizeof(cache), "PRAGMA cache_size = -%lld",
             (long long)(config->cache_bytes / 1024));
    sqlite3_extended_result_codes(driver->db, 1);
    sqlite3_busy_timeout(driver->db, LIMIT_STORE_BUSY_MS);
    sqlite3_db_config(driver->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    const char *const settings[] = {
        "PRAGMA journal_mode = WAL",     "PRAGMA synchronous = FULL",
        "PRAGMA wal_autocheckpoint = 0", /* done by store_checkpoint */
        "PRAGMA secure_delete = OFF",    /* Debian's default overwrites what is deleted */
        "PRAGMA temp_store = MEMORY",    "PRAGMA foreign_keys = OFF",
        "PRAGMA trusted_schema = OFF",   cache};
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        TRY(sqlite_run(driver, settings[i]));
    }
    static const char *const verbs[VERB_COUNT] = {
        [DRIVER_SAVEPOINT] = "SAVEPOINT task",
        [DRIVER_RELEASE] = "RELEASE task",
        [DRIVER_ROLLBACK_TO] = "ROLLBACK TO task",
        [DRIVER_COMMIT] = "COMMIT",
        [VERB_BEGIN_READ] = "BEGIN",
        [VERB_BEGIN_WRITE] = "BEGIN IMMEDIATE",
        [VERB_ROLLBACK] = "ROLLBACK",
        [VERB_DATA_VERSION] = "PRAGMA data_version",
    };
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        TRY(prepare(driver, verbs[i], &driver->verbs[i]));
    }
    sqlite3_wal_hook(driver->db, on_commit, &driver->base);
    return OK;
}

/**
 * Records hold secrets of webhooks and data of customers: a new file is its
 * owner's alone. SQLite gives its log the same permissions. Whatever goes
 * wrong here, SQLite meets it again and says it better.
 */
static void
create_private(const char *path)
{
    int descriptor = strcmp(path, ":memory:") == 0
                         ? -1
                         : open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0) {
        close(descriptor);
    }
}

static void
sqlite_close(struct driver *base, struct layout *layouts, size_t layout_count)
{
    struct driver_sqlite *driver = sqlite_of(base);
    for (size_t i = 0; i < layout_count; i++) {
        for (size_t s = 0; s < layouts[i].statements.count; s++) {
            sqlite3_finalize(layouts[i].statements.items[s].prepared);
        }
    }
    for (size_t i = 0; i < VERB_COUNT; i++) {
        sqlite3_finalize(driver->verbs[i]);
    }
    int rc = sqlite3_close(driver->db); /* also copies the log into the database */
    assert(rc == SQLITE_OK);
    (void)rc;
    arena_free(&driver->base.scratch);
}

err_t
sqlite_run(struct driver_sqlite *driver, const char *sql)
{
    int rc = sqlite3_exec(driver->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : trouble(driver, rc);
}

err_t
sqlite_query_int(struct driver_sqlite *driver, const char *sql, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    TRY(prepare(driver, sql, &stmt));
    int rc = sqlite3_step(stmt);
    err_t err = rc == SQLITE_ROW || rc == SQLITE_DONE ? OK : trouble(driver, rc);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return err;
}

static err_t
sqlite_last_key(struct driver *base, const struct layout *layouts, size_t layout_count,
                bool of_logs, int64_t *out)
{
    int64_t last = 0;
    for (size_t i = 0; i < layout_count; i++) {
        char sql[256];
        int64_t key;
        if (of_logs && !layouts[i].record->keys_rise) {
            continue;
        }
        snprintf(sql, sizeof(sql), "SELECT max(id) FROM \"%s\"", layouts[i].table);
        TRY(sqlite_query_int(sqlite_of(base), sql, &key));
        last = key > last ? key : last;
    }
    *out = last;
    return OK;
}

/* ---- transactions --------------------------------------------------------- */

static err_t
sqlite_verb(struct driver *base, enum driver_verb verb)
{
    struct driver_sqlite *driver = sqlite_of(base);
    return run_once(driver, driver->verbs[verb]);
}

static void
sqlite_rollback(struct driver *base)
{
    struct driver_sqlite *driver = sqlite_of(base);
    /* Some errors have rolled back already; a ROLLBACK that fails leaves the same state. */
    if (!sqlite3_get_autocommit(driver->db)) {
        (void)sqlite3_step(driver->verbs[VERB_ROLLBACK]);
        sqlite3_reset(driver->verbs[VERB_ROLLBACK]);
    }
}

static err_t
sqlite_begin_read(struct driver *base)
{
    struct driver_sqlite *driver = sqlite_of(base);
    return run_once(driver, driver->verbs[VERB_BEGIN_READ]);
}

err_t
sqlite_was_overtaken(struct driver_sqlite *driver, bool *overtaken)
{
    sqlite3_stmt *stmt = driver->verbs[VERB_DATA_VERSION];
    int rc = sqlite3_step(stmt);
    err_t err = rc == SQLITE_ROW ? OK : trouble(driver, rc);
    int64_t version = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    TRY(err);
    *overtaken = version != driver->data_version;
    driver->data_version = version;
    return OK;
}

/** Another process may have written; what it touched is not known. */
static err_t
sqlite_begin_write(struct driver *base, int64_t account_id, struct driver_news *news)
{
    struct driver_sqlite *driver = sqlite_of(base);
    (void)account_id;
    *news = (struct driver_news){0};
    TRY(run_once(driver, driver->verbs[VERB_BEGIN_WRITE]));
    return sqlite_was_overtaken(driver, &news->is_incomplete);
}

/* ---- reading ----------------------------------------------------------- */

static err_t
sqlite_find(struct driver *base, struct layout *layout, int64_t account_id, int64_t key,
            struct cursor *cursor)
{
    struct driver_sqlite *driver = sqlite_of(base);
    struct text_builder sql;
    sqlite3_stmt *stmt;
    if (is_new(driver, layout, SHAPE_FIND, &sql, &stmt)) {
        statement_write_find(&sql, &dialect, layout);
        TRY(keep_statement(driver, layout, SHAPE_FIND, &sql, &stmt));
    }
    cursor->rows = stmt;
    int rc = sqlite3_bind_int64(stmt, 1, account_id);
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 2, key) : rc;
    return rc == SQLITE_OK ? OK : trouble(driver, rc);
}

static err_t
sqlite_scan(struct driver *base, struct layout *layout, int64_t account_id,
            const struct bounds *bounds, struct cursor *cursor)
{
    struct driver_sqlite *driver = sqlite_of(base);
    uint32_t shape = scan_shape(bounds);
    struct text_builder sql;
    sqlite3_stmt *stmt;
    if (is_new(driver, layout, shape, &sql, &stmt)) {
        statement_write_scan(&sql, &dialect, layout, bounds);
        TRY(keep_statement(driver, layout, shape, &sql, &stmt));
    }
    cursor->rows = stmt;
    int place = 1;
    int rc = sqlite3_bind_int64(stmt, place++, account_id);
    for (size_t i = 0; i < bounds->equals_count && rc == SQLITE_OK; i++) {
        size_t column = layout->indexes[bounds->index].columns[i];
        rc = bind_value(stmt, place++, layout_is_text(layout, column), bounds->equals[i]);
    }
    const int64_t limits[] = {bounds->min, bounds->max, bounds->above_key, bounds->below_key};
    const bool present[] = {bounds->has_min, bounds->has_max, bounds->above_key != 0,
                            bounds->below_key != 0};
    for (size_t i = 0; i < COUNT_OF(limits) && rc == SQLITE_OK; i++) {
        if (present[i]) {
            rc = sqlite3_bind_int64(stmt, place++, limits[i]);
        }
    }
    return rc == SQLITE_OK ? OK : trouble(driver, rc);
}

static err_t
sqlite_all(struct driver *base, struct layout *layout, struct cursor *cursor)
{
    struct driver_sqlite *driver = sqlite_of(base);
    struct text_builder sql;
    sqlite3_stmt *stmt;
    if (is_new(driver, layout, SHAPE_ALL, &sql, &stmt)) {
        statement_write_all(&sql, &dialect, layout);
        TRY(keep_statement(driver, layout, SHAPE_ALL, &sql, &stmt));
    }
    cursor->rows = stmt;
    return OK;
}

static err_t
sqlite_next(struct driver *base, struct cursor *cursor, struct row *row, bool *found)
{
    sqlite3_stmt *stmt = cursor->rows;
    int rc = sqlite3_step(stmt);
    *found = rc == SQLITE_ROW;
    if (rc != SQLITE_ROW) {
        return rc == SQLITE_DONE ? OK : trouble(sqlite_of(base), rc);
    }
    row->key = sqlite3_column_int64(stmt, 0);
    row->version = sqlite3_column_int64(stmt, 1);
    row->body.bytes = sqlite3_column_blob(stmt, 2);
    row->body.length = (size_t)sqlite3_column_bytes(stmt, 2);
    return OK;
}

static bool
sqlite_column_is(const struct cursor *cursor, size_t column, bool is_text,
                 struct column_value value)
{
    sqlite3_stmt *stmt = cursor->rows;
    int place = (int)column + 3;
    if (!is_text) {
        return sqlite3_column_int64(stmt, place) == value.number;
    }
    struct column_value stored = {0, (const char *)sqlite3_column_text(stmt, place)};
    stored.number = stored.bytes == NULL ? 0 : sqlite3_column_bytes(stmt, place);
    return column_compare(true, stored, value) == 0;
}

static void
sqlite_close_cursor(struct cursor *cursor)
{
    sqlite3_reset(cursor->rows);
}

/* ---- writing ----------------------------------------------------------- */

static err_t
sqlite_insert(struct driver *base, struct layout *layout, int64_t account_id, const struct row *row,
              const struct column_value *values)
{
    struct driver_sqlite *driver = sqlite_of(base);
    struct text_builder sql;
    sqlite3_stmt *stmt;
    if (is_new(driver, layout, SHAPE_INSERT, &sql, &stmt)) {
        statement_write_insert(&sql, &dialect, layout);
        TRY(keep_statement(driver, layout, SHAPE_INSERT, &sql, &stmt));
    }
    int rc = sqlite3_bind_int64(stmt, 1, account_id);
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 2, row->key) : rc;
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 3, row->version) : rc;
    rc = rc == SQLITE_OK ? bind_body(stmt, 4, row->body) : rc;
    for (size_t i = 0; i < layout->column_count && rc == SQLITE_OK; i++) {
        rc = bind_value(stmt, (int)i + 5, layout_is_text(layout, i), values[i]);
    }
    return rc == SQLITE_OK ? run_once(driver, stmt) : trouble(driver, rc);
}

/** Run a statement that changes the one record whose version it names. */
static err_t
run_on_version(struct driver_sqlite *driver, sqlite3_stmt *stmt)
{
    TRY(run_once(driver, stmt));
    return sqlite3_changes(driver->db) == 1 ? OK : ERR_CONFLICT;
}

static err_t
sqlite_update(struct driver *base, struct layout *layout, int64_t account_id, const struct row *row,
              uint32_t changed, const struct column_value *values)
{
    struct driver_sqlite *driver = sqlite_of(base);
    struct text_builder sql;
    sqlite3_stmt *stmt;
    if (is_new(driver, layout, SHAPE_UPDATE | changed, &sql, &stmt)) {
        statement_write_update(&sql, &dialect, layout, changed);
        TRY(keep_statement(driver, layout, SHAPE_UPDATE | changed, &sql, &stmt));
    }
    int place = 6;
    int rc = sqlite3_bind_int64(stmt, 1, account_id);
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 2, row->key) : rc;
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 3, row->version - 1) : rc;
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 4, row->version) : rc;
    rc = rc == SQLITE_OK ? bind_body(stmt, 5, row->body) : rc;
    for (size_t i = 0; i < layout->column_count && rc == SQLITE_OK; i++) {
        if ((changed >> i & 1) != 0) {
            rc = bind_value(stmt, place++, layout_is_text(layout, i), values[i]);
        }
    }
    return rc == SQLITE_OK ? run_on_version(driver, stmt) : trouble(driver, rc);
}

static err_t
sqlite_remove(struct driver *base, struct layout *layout, int64_t account_id, const struct row *row)
{
    struct driver_sqlite *driver = sqlite_of(base);
    struct text_builder sql;
    sqlite3_stmt *stmt;
    if (is_new(driver, layout, SHAPE_DELETE, &sql, &stmt)) {
        statement_write_delete(&sql, &dialect, layout);
        TRY(keep_statement(driver, layout, SHAPE_DELETE, &sql, &stmt));
    }
    int rc = sqlite3_bind_int64(stmt, 1, account_id);
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 2, row->key) : rc;
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 3, row->version - 1) : rc;
    return rc == SQLITE_OK ? run_on_version(driver, stmt) : trouble(driver, rc);
}

/** Every write has answered for itself. */
static err_t
sqlite_flush(struct driver *base)
{
    (void)base;
    return OK;
}

/* ---- care -------------------------------------------------------------- */

static err_t
sqlite_check(struct driver *base)
{
    struct driver_sqlite *driver = sqlite_of(base);
    sqlite3_stmt *stmt = NULL;
    TRY(prepare(driver, "PRAGMA integrity_check(1)", &stmt));
    int rc = sqlite3_step(stmt);
    err_t err = rc == SQLITE_ROW ? OK : trouble(driver, rc);
    if (err == OK && strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") != 0) {
        err = ERR_STORE_CORRUPT;
        snprintf(base->problem, sizeof(base->problem), "%s",
                 (const char *)sqlite3_column_text(stmt, 0));
    }
    sqlite3_finalize(stmt);
    return err;
}

static err_t
sqlite_checkpoint(struct driver *base)
{
    struct driver_sqlite *driver = sqlite_of(base);
    int log_pages = 0, copied_pages = 0;
    int rc = sqlite3_wal_checkpoint_v2(driver->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &log_pages,
                                       &copied_pages);
    if (rc == SQLITE_OK) {
        base->log_pages = log_pages - copied_pages; /* what a reader still holds back */
        return OK;
    }
    return rc == SQLITE_BUSY ? OK : trouble(driver, rc); /* another process is at it */
}

/* ---- the table -------------------------------------------------------------- */

static const struct driver_calls sqlite_calls = {
    .migrate = sqlite_migrate,
    .check_schema = sqlite_check_schema,
    .close = sqlite_close,
    .last_key = sqlite_last_key,
    .begin_read = sqlite_begin_read,
    .begin_write = sqlite_begin_write,
    .verb = sqlite_verb,
    .rollback = sqlite_rollback,
    .find = sqlite_find,
    .scan = sqlite_scan,
    .all = sqlite_all,
    .next = sqlite_next,
    .column_is = sqlite_column_is,
    .close_cursor = sqlite_close_cursor,
    .insert = sqlite_insert,
    .update = sqlite_update,
    .remove = sqlite_remove,
    .flush = sqlite_flush,
    .check = sqlite_check,
    .checkpoint = sqlite_checkpoint,
};

err_t
driver_open_sqlite(struct arena *arena, const struct store_config *config, struct driver **out)
{
    struct driver_sqlite *driver = arena_new(arena, struct driver_sqlite);
    *out = driver == NULL ? NULL : &driver->base;
    if (driver == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    driver->base.calls = &sqlite_calls;
    driver->base.arena = arena;
    arena_init(&driver->base.scratch, SCRATCH_BYTES);
    struct text path = text_copy(&driver->base.scratch, config->path);
    if (path.bytes == NULL) {
        snprintf(driver->base.problem, DRIVER_PROBLEM_MAX, "the path of the database is too long");
        return ERR_STORE_UNWRITABLE;
    }
    create_private(path.bytes);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int rc = sqlite3_open_v2(path.bytes, &driver->db, flags, NULL);
    if (rc != SQLITE_OK) {
        return trouble(driver, rc);
    }
    arena_reset(&driver->base.scratch);
    return set_up(driver, config);
}
