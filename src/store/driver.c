/* SPDX-License-Identifier: Apache-2.0 */
#include "store/driver.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/list.h"

#include "limits.model.h"

#define SCRATCH_BYTES ((size_t)1 << 20)
#define SQL_BYTES_MAX ((size_t)1 << 14)

/** Shapes of a kind's statements: which statement, and the bits that make its text differ. */
#define SHAPE_FIND   0x10000u
#define SHAPE_INSERT 0x20000u
#define SHAPE_DELETE 0x30000u
#define SHAPE_UPDATE 0x40000u /* with a bit for each column that it sets */
#define SHAPE_SCAN   0x80000u
#define SHAPE_ALL    0x90000u

struct statement {
    uint32_t shape;
    sqlite3_stmt *stmt;
};

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
trouble(struct driver *driver, int rc)
{
    assert(rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE);
    assert(rc != SQLITE_MISUSE);

    err_t code = code_of(rc);
    const struct error_kind *kind = error_kind(code);
    snprintf(driver->problem, sizeof(driver->problem), "%s (%s)", kind->sentence,
             driver->db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(driver->db));
    return code;
}

/* ---- statements -------------------------------------------------------- */

static err_t
prepare(struct driver *driver, const char *sql, sqlite3_stmt **out)
{
    int rc = sqlite3_prepare_v3(driver->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (rc != SQLITE_OK) {
        err_t err = trouble(driver, rc);
        size_t length = strlen(driver->problem);
        snprintf(driver->problem + length, sizeof(driver->problem) - length, " in: %s", sql);
        return err;
    }
    return OK;
}

static struct statement *
find_statement(struct layout *layout, uint32_t shape)
{
    for (size_t i = 0; i < layout->statements.count; i++) {
        if (layout->statements.items[i].shape == shape) {
            return &layout->statements.items[i];
        }
    }
    return NULL;
}

/** Prepare what the builder holds and keep it under its shape. */
static err_t
keep_statement(struct driver *driver, struct layout *layout, uint32_t shape,
               struct text_builder *sql, sqlite3_stmt **out)
{
    text_builder_add_char(sql, '\0');
    struct text text = text_builder_text(sql);
    assert(text.bytes != NULL);
    sqlite3_stmt *stmt = NULL;
    err_t err = prepare(driver, text.bytes, &stmt);
    arena_reset(&driver->scratch);
    TRY(err);
    struct statement *statement = list_add(driver->arena, &layout->statements);
    if (statement == NULL) {
        sqlite3_finalize(stmt);
        return ERR_OUT_OF_MEMORY;
    }
    *statement = (struct statement){.shape = shape, .stmt = stmt};
    *out = stmt;
    return OK;
}

static void
begin_sql(struct driver *driver, struct text_builder *sql)
{
    text_builder_init(sql, &driver->scratch, SQL_BYTES_MAX);
}

/** Run a statement that gives no rows. */
static err_t
run_once(struct driver *driver, sqlite3_stmt *stmt)
{
    int rc = sqlite3_step(stmt);
    err_t err = rc == SQLITE_DONE ? OK : trouble(driver, rc);
    sqlite3_reset(stmt);
    return err;
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
set_up(struct driver *driver, const struct store_config *config)
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
        TRY(driver_run(driver, settings[i]));
    }
    static const char *const verbs[DRIVER_VERB_COUNT] = {
        [DRIVER_BEGIN_READ] = "BEGIN",
        [DRIVER_BEGIN_WRITE] = "BEGIN IMMEDIATE",
        [DRIVER_COMMIT] = "COMMIT",
        [DRIVER_ROLLBACK] = "ROLLBACK",
        [DRIVER_SAVEPOINT] = "SAVEPOINT task",
        [DRIVER_RELEASE] = "RELEASE task",
        [DRIVER_ROLLBACK_TO] = "ROLLBACK TO task",
        [DRIVER_DATA_VERSION] = "PRAGMA data_version",
    };
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        TRY(prepare(driver, verbs[i], &driver->verbs[i]));
    }
    sqlite3_wal_hook(driver->db, on_commit, driver);
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

err_t
driver_open(struct driver *driver, const struct store_config *config)
{
    arena_init(&driver->scratch, SCRATCH_BYTES);
    struct text path = text_copy(&driver->scratch, config->path);
    if (path.bytes == NULL) {
        snprintf(driver->problem, sizeof(driver->problem), "the path of the database is too long");
        return ERR_STORE_UNWRITABLE;
    }
    create_private(path.bytes);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int rc = sqlite3_open_v2(path.bytes, &driver->db, flags, NULL);
    if (rc != SQLITE_OK) {
        return trouble(driver, rc);
    }
    arena_reset(&driver->scratch);
    return set_up(driver, config);
}

void
driver_close(struct driver *driver, struct layout *layouts, size_t layout_count)
{
    for (size_t i = 0; i < layout_count; i++) {
        for (size_t s = 0; s < layouts[i].statements.count; s++) {
            sqlite3_finalize(layouts[i].statements.items[s].stmt);
        }
    }
    for (size_t i = 0; i < DRIVER_VERB_COUNT; i++) {
        sqlite3_finalize(driver->verbs[i]);
    }
    int rc = sqlite3_close(driver->db); /* also copies the log into the database */
    assert(rc == SQLITE_OK);
    (void)rc;
    arena_free(&driver->scratch);
}

err_t
driver_run(struct driver *driver, const char *sql)
{
    int rc = sqlite3_exec(driver->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : trouble(driver, rc);
}

err_t
driver_int(struct driver *driver, const char *sql, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    TRY(prepare(driver, sql, &stmt));
    int rc = sqlite3_step(stmt);
    err_t err = rc == SQLITE_ROW || rc == SQLITE_DONE ? OK : trouble(driver, rc);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return err;
}

err_t
driver_do(struct driver *driver, enum driver_verb verb)
{
    return run_once(driver, driver->verbs[verb]);
}

void
driver_rollback(struct driver *driver)
{
    /* Some errors have rolled back already; a ROLLBACK that fails leaves the same state. */
    if (!sqlite3_get_autocommit(driver->db)) {
        (void)sqlite3_step(driver->verbs[DRIVER_ROLLBACK]);
        sqlite3_reset(driver->verbs[DRIVER_ROLLBACK]);
    }
}

err_t
driver_was_overtaken(struct driver *driver, bool *overtaken)
{
    sqlite3_stmt *stmt = driver->verbs[DRIVER_DATA_VERSION];
    int rc = sqlite3_step(stmt);
    err_t err = rc == SQLITE_ROW ? OK : trouble(driver, rc);
    int64_t version = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_reset(stmt);
    TRY(err);
    *overtaken = version != driver->data_version;
    driver->data_version = version;
    return OK;
}

/* ---- reading ----------------------------------------------------------- */

err_t
driver_find(struct driver *driver, struct layout *layout, int64_t account_id, int64_t key,
            struct cursor *cursor)
{
    struct statement *known = find_statement(layout, SHAPE_FIND);
    cursor->stmt = known == NULL ? NULL : known->stmt;
    if (known == NULL) {
        struct text_builder sql;
        begin_sql(driver, &sql);
        text_builder_format(
            &sql, "SELECT id, version, body FROM \"%s\" WHERE account_id = ?1 AND id = ?2",
            layout->table);
        TRY(keep_statement(driver, layout, SHAPE_FIND, &sql, &cursor->stmt));
    }
    int rc = sqlite3_bind_int64(cursor->stmt, 1, account_id);
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(cursor->stmt, 2, key) : rc;
    return rc == SQLITE_OK ? OK : trouble(driver, rc);
}

static uint32_t
scan_shape(const struct bounds *bounds)
{
    return SHAPE_SCAN | (uint32_t)(bounds->index + 1) << 8 | (uint32_t)bounds->equals_count << 5 |
           (uint32_t)bounds->has_min << 4 | (uint32_t)bounds->has_max << 3 |
           (uint32_t)(bounds->above_key != 0) << 2 | (uint32_t)(bounds->below_key != 0) << 1 |
           (uint32_t)bounds->newest_first;
}

/** Places of parameters: account, equals, min, max, above, below, as far as they are there. */
static void
write_scan(struct text_builder *sql, const struct layout *layout, const struct bounds *bounds)
{
    const struct layout_index *index = bounds->index < 0 ? NULL : &layout->indexes[bounds->index];
    const char *direction = bounds->newest_first ? " DESC" : "";
    int place = 1;

    text_builder_format(sql, "SELECT id, version, body FROM \"%s\" ", layout->table);
    if (index == NULL) {
        text_builder_add_string(sql, "NOT INDEXED");
    } else {
        /* The planner knows nothing about our rows; the caller has chosen. */
        text_builder_format(sql, "INDEXED BY \"%s_%s\"", layout->table, index->name);
    }
    text_builder_format(sql, " WHERE account_id = ?%d", place++);
    for (size_t i = 0; i < bounds->equals_count; i++) {
        text_builder_format(sql, " AND \"%s\" = ?%d", layout->columns[index->columns[i]].name,
                            place++);
    }
    if (bounds->has_min || bounds->has_max) {
        const char *name = layout->columns[index->columns[bounds->equals_count]].name;
        if (bounds->has_min) {
            text_builder_format(sql, " AND \"%s\" >= ?%d", name, place++);
        }
        if (bounds->has_max) {
            text_builder_format(sql, " AND \"%s\" <= ?%d", name, place++);
        }
    }
    if (bounds->above_key != 0) {
        text_builder_format(sql, " AND id > ?%d", place++);
    }
    if (bounds->below_key != 0) {
        text_builder_format(sql, " AND id < ?%d", place++);
    }
    text_builder_add_string(sql, " ORDER BY ");
    for (size_t i = bounds->equals_count; index != NULL && i < index->column_count; i++) {
        text_builder_format(sql, "\"%s\"%s, ", layout->columns[index->columns[i]].name, direction);
    }
    text_builder_format(sql, "id%s", direction);
}

err_t
driver_scan(struct driver *driver, struct layout *layout, int64_t account_id,
            const struct bounds *bounds, struct cursor *cursor)
{
    uint32_t shape = scan_shape(bounds);
    struct statement *known = find_statement(layout, shape);
    cursor->stmt = known == NULL ? NULL : known->stmt;
    if (known == NULL) {
        struct text_builder sql;
        begin_sql(driver, &sql);
        write_scan(&sql, layout, bounds);
        TRY(keep_statement(driver, layout, shape, &sql, &cursor->stmt));
    }
    int place = 1;
    int rc = sqlite3_bind_int64(cursor->stmt, place++, account_id);
    for (size_t i = 0; i < bounds->equals_count && rc == SQLITE_OK; i++) {
        size_t column = layout->indexes[bounds->index].columns[i];
        rc = bind_value(cursor->stmt, place++, layout_is_text(layout, column), bounds->equals[i]);
    }
    const int64_t limits[] = {bounds->min, bounds->max, bounds->above_key, bounds->below_key};
    const bool present[] = {bounds->has_min, bounds->has_max, bounds->above_key != 0,
                            bounds->below_key != 0};
    for (size_t i = 0; i < COUNT_OF(limits) && rc == SQLITE_OK; i++) {
        if (present[i]) {
            rc = sqlite3_bind_int64(cursor->stmt, place++, limits[i]);
        }
    }
    return rc == SQLITE_OK ? OK : trouble(driver, rc);
}

err_t
cursor_next(struct driver *driver, struct cursor *cursor, struct row *row, bool *found)
{
    int rc = sqlite3_step(cursor->stmt);
    if (rc == SQLITE_DONE) {
        *found = false;
        return OK;
    }
    if (rc != SQLITE_ROW) {
        return trouble(driver, rc);
    }
    row->key = sqlite3_column_int64(cursor->stmt, 0);
    row->version = sqlite3_column_int64(cursor->stmt, 1);
    row->body.bytes = sqlite3_column_blob(cursor->stmt, 2);
    row->body.length = (size_t)sqlite3_column_bytes(cursor->stmt, 2);
    *found = true;
    return OK;
}

void
cursor_close(struct cursor *cursor)
{
    sqlite3_reset(cursor->stmt);
}

/* ---- writing ----------------------------------------------------------- */

err_t
driver_insert(struct driver *driver, struct layout *layout, int64_t account_id,
              const struct row *row, const struct column_value *values)
{
    struct statement *known = find_statement(layout, SHAPE_INSERT);
    sqlite3_stmt *stmt = known == NULL ? NULL : known->stmt;
    if (known == NULL) {
        struct text_builder sql;
        begin_sql(driver, &sql);
        text_builder_format(&sql, "INSERT INTO \"%s\" (account_id, id, version, body",
                            layout->table);
        for (size_t i = 0; i < layout->column_count; i++) {
            text_builder_format(&sql, ", \"%s\"", layout->columns[i].name);
        }
        text_builder_add_string(&sql, ") VALUES (?1, ?2, ?3, ?4");
        for (size_t i = 0; i < layout->column_count; i++) {
            text_builder_format(&sql, ", ?%d", (int)i + 5);
        }
        text_builder_add_char(&sql, ')');
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

/** Columns that differ, as bits: only their indexes are touched. */
static uint32_t
changed_columns(const struct layout *layout, const struct column_value *before,
                const struct column_value *values)
{
    uint32_t changed = 0;
    for (size_t i = 0; i < layout->column_count; i++) {
        if (column_compare(layout_is_text(layout, i), before[i], values[i]) != 0) {
            changed |= 1u << i;
        }
    }
    return changed;
}

err_t
driver_update(struct driver *driver, struct layout *layout, int64_t account_id,
              const struct row *row, int64_t version_before, const struct column_value *before,
              const struct column_value *values)
{
    uint32_t changed = changed_columns(layout, before, values);
    struct statement *known = find_statement(layout, SHAPE_UPDATE | changed);
    sqlite3_stmt *stmt = known == NULL ? NULL : known->stmt;
    if (known == NULL) {
        struct text_builder sql;
        int place = 6;
        begin_sql(driver, &sql);
        text_builder_format(&sql, "UPDATE \"%s\" SET version = ?4, body = ?5", layout->table);
        for (size_t i = 0; i < layout->column_count; i++) {
            if ((changed >> i & 1) != 0) {
                text_builder_format(&sql, ", \"%s\" = ?%d", layout->columns[i].name, place++);
            }
        }
        text_builder_add_string(&sql, " WHERE account_id = ?1 AND id = ?2 AND version = ?3");
        TRY(keep_statement(driver, layout, SHAPE_UPDATE | changed, &sql, &stmt));
    }
    int place = 6;
    int rc = sqlite3_bind_int64(stmt, 1, account_id);
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 2, row->key) : rc;
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 3, version_before) : rc;
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 4, row->version) : rc;
    rc = rc == SQLITE_OK ? bind_body(stmt, 5, row->body) : rc;
    for (size_t i = 0; i < layout->column_count && rc == SQLITE_OK; i++) {
        if ((changed >> i & 1) != 0) {
            rc = bind_value(stmt, place++, layout_is_text(layout, i), values[i]);
        }
    }
    if (rc != SQLITE_OK) {
        return trouble(driver, rc);
    }
    TRY(run_once(driver, stmt));
    return sqlite3_changes(driver->db) == 1 ? OK : ERR_CONFLICT;
}

err_t
driver_delete(struct driver *driver, struct layout *layout, int64_t account_id, int64_t key,
              int64_t version)
{
    struct statement *known = find_statement(layout, SHAPE_DELETE);
    sqlite3_stmt *stmt = known == NULL ? NULL : known->stmt;
    if (known == NULL) {
        struct text_builder sql;
        begin_sql(driver, &sql);
        text_builder_format(&sql,
                            "DELETE FROM \"%s\" WHERE account_id = ?1 AND id = ?2 AND version = ?3",
                            layout->table);
        TRY(keep_statement(driver, layout, SHAPE_DELETE, &sql, &stmt));
    }
    int rc = sqlite3_bind_int64(stmt, 1, account_id);
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 2, key) : rc;
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, 3, version) : rc;
    if (rc != SQLITE_OK) {
        return trouble(driver, rc);
    }
    TRY(run_once(driver, stmt));
    return sqlite3_changes(driver->db) == 1 ? OK : ERR_CONFLICT;
}

/* ---- care -------------------------------------------------------------- */

err_t
driver_all(struct driver *driver, struct layout *layout, struct cursor *cursor)
{
    struct statement *known = find_statement(layout, SHAPE_ALL);
    cursor->stmt = known == NULL ? NULL : known->stmt;
    if (known == NULL) {
        struct text_builder sql;
        begin_sql(driver, &sql);
        text_builder_add_string(&sql, "SELECT id, version, body");
        for (size_t i = 0; i < layout->column_count; i++) {
            text_builder_format(&sql, ", \"%s\"", layout->columns[i].name);
        }
        text_builder_format(&sql, " FROM \"%s\" NOT INDEXED", layout->table);
        TRY(keep_statement(driver, layout, SHAPE_ALL, &sql, &cursor->stmt));
    }
    return OK;
}

bool
driver_column_is(sqlite3_stmt *stmt, int column, bool is_text, struct column_value value)
{
    int place = column + 3;
    if (!is_text) {
        return sqlite3_column_int64(stmt, place) == value.number;
    }
    struct column_value stored = {0, (const char *)sqlite3_column_text(stmt, place)};
    stored.number = stored.bytes == NULL ? 0 : sqlite3_column_bytes(stmt, place);
    return column_compare(true, stored, value) == 0;
}

err_t
driver_check(struct driver *driver)
{
    sqlite3_stmt *stmt = NULL;
    TRY(prepare(driver, "PRAGMA integrity_check(1)", &stmt));
    int rc = sqlite3_step(stmt);
    err_t err = rc == SQLITE_ROW ? OK : trouble(driver, rc);
    if (err == OK && strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") != 0) {
        err = ERR_STORE_CORRUPT;
        snprintf(driver->problem, sizeof(driver->problem), "%s",
                 (const char *)sqlite3_column_text(stmt, 0));
    }
    sqlite3_finalize(stmt);
    return err;
}

err_t
driver_checkpoint(struct driver *driver)
{
    int log_pages = 0, copied_pages = 0;
    int rc = sqlite3_wal_checkpoint_v2(driver->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &log_pages,
                                       &copied_pages);
    if (rc == SQLITE_OK) {
        driver->log_pages = log_pages - copied_pages; /* what a reader still holds back */
        return OK;
    }
    return rc == SQLITE_BUSY ? OK : trouble(driver, rc); /* another process is at it */
}
