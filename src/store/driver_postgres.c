/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver_postgres.c: one connection to a server that other engines use, too.
 *
 * Transactions of an account come one after another: each begins by locking
 * the account's row in quoin_head, and learns from quoin_commit what others
 * have touched since this engine last looked. So "was it overtaken" has the
 * same answer as with one engine, and keys of logs rise across engines.
 */
#include "store/driver_postgres.h"

#include <endian.h>
#include <libpq-fe.h>

#include "base/list.h"

#include "limits.model.h"

#define SCRATCH_BYTES      ((size_t)1 << 20)
#define NEWS_BYTES         ((size_t)64 << 20)
#define SQL_BYTES_MAX      ((size_t)1 << 14)
#define PENDING_MAX        4096
#define COMMITS_KEPT       4096 /* an engine that lags behind more runs its batch again */
#define COMMITS_PRUNE_MASK 255
#define NAME_BYTES         24

static const struct dialect dialect = {.parameter = '$', .has_limit = true};

struct prepared {
    char name[NAME_BYTES];
    int generation;
};

static struct driver_postgres *
postgres_of(struct driver *driver)
{
    return (struct driver_postgres *)driver;
}

/* ---- trouble -------------------------------------------------------------- */

static err_t
code_of(const char *state, const char *constraint)
{
    if (state == NULL) {
        return ERR_STORE_IO; /* the connection is gone */
    }
    if (strcmp(state, "23505") == 0) {
        size_t length = constraint == NULL ? 0 : strlen(constraint);
        bool is_key = length > 5 && strcmp(constraint + length - 5, "_pkey") == 0;
        return is_key ? ERR_CONFLICT : ERR_UNIQUE;
    }
    static const struct {
        const char *prefix;
        err_t code;
    } codes[] = {
        {"40", ERR_STORE_BUSY},    /* serialization failure, deadlock */
        {"55P03", ERR_STORE_BUSY}, /* lock timeout */
        {"25P03", ERR_STORE_BUSY}, /* paused for too long inside a transaction */
        {"53100", ERR_STORE_FULL}, /* disk full */
        {"53200", ERR_OUT_OF_MEMORY},
        {"53", ERR_STORE_BUSY},
        {"08", ERR_STORE_IO},
        {"57", ERR_STORE_IO}, /* shut down, cancelled */
        {"58", ERR_STORE_IO},
        {"25006", ERR_STORE_UNWRITABLE}, /* read only */
        {"28", ERR_STORE_UNWRITABLE},
        {"42501", ERR_STORE_UNWRITABLE},
        {"3D000", ERR_STORE_UNWRITABLE},
        {"XX001", ERR_STORE_CORRUPT},
        {"XX002", ERR_STORE_CORRUPT},
    };
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        if (strncmp(state, codes[i].prefix, strlen(codes[i].prefix)) == 0) {
            return codes[i].code;
        }
    }
    return ERR_STORE_REFUSED;
}

/** The first line of what the server or the connection said. */
static err_t
say(struct driver_postgres *driver, err_t code, const char *message)
{
    const struct error_kind *kind = error_kind(code);
    int length = (int)strcspn(message, "\n");
    snprintf(driver->base.problem, DRIVER_PROBLEM_MAX, "%s (%.*s)", kind->sentence, length,
             message);
    return code;
}

static err_t
trouble(struct driver_postgres *driver, const PGresult *result)
{
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *constraint =
        result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    const char *message = state == NULL ? PQerrorMessage(driver->connection)
                                        : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return say(driver, code_of(state, constraint), message);
}

static bool
is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/** Take a result that gives no rows. */
static err_t
finish(struct driver_postgres *driver, PGresult *result)
{
    err_t err = is_good(result) ? OK : trouble(driver, result);
    PQclear(result);
    return err;
}

err_t
postgres_run(struct driver_postgres *driver, const char *sql)
{
    return finish(driver, PQexec(driver->connection, sql));
}

err_t
postgres_query_text(struct driver_postgres *driver, struct arena *arena, const char *sql,
                    struct text *out)
{
    PGresult *result = PQexec(driver->connection, sql);
    *out = NO_TEXT;
    if (is_good(result) && PQntuples(result) > 0 && PQgetisnull(result, 0, 0) == 0) {
        *out = text_copy(arena, text_of(PQgetvalue(result, 0, 0)));
    }
    return finish(driver, result);
}

err_t
postgres_query_int(struct driver_postgres *driver, const char *sql, int64_t *out)
{
    struct text answer;
    TRY(postgres_query_text(driver, &driver->base.scratch, sql, &answer));
    *out = 0;
    bool is_int = answer.bytes == NULL || text_parse_int(answer, out);
    arena_reset(&driver->base.scratch);
    return is_int ? OK : say(driver, ERR_STORE_REFUSED, "a number was expected");
}

/* ---- values ----------------------------------------------------------------- */

static void
add_int(struct postgres_values *values, int64_t number)
{
    assert(values->count < POSTGRES_VALUES_MAX);
    int place = values->count++;
    values->numbers[place] = htobe64((uint64_t)number);
    values->values[place] = (const char *)&values->numbers[place];
    values->lengths[place] = sizeof(uint64_t);
    values->formats[place] = 1;
}

static void
add_bytes(struct postgres_values *values, const void *bytes, size_t length)
{
    assert(values->count < POSTGRES_VALUES_MAX);
    assert(length <= INT32_MAX);
    int place = values->count++;
    values->values[place] = bytes;
    values->lengths[place] = (int)length;
    values->formats[place] = 1;
}

static void
add_value(struct postgres_values *values, bool is_text, struct column_value value)
{
    if (is_text) {
        add_bytes(values, value.bytes, (size_t)value.number);
    } else {
        add_int(values, value.number);
    }
}

static int64_t
int_of(const PGresult *result, int row, int column)
{
    uint64_t number = 0;
    assert(PQgetlength(result, row, column) == sizeof(number));
    memcpy(&number, PQgetvalue(result, row, column), sizeof(number));
    return (int64_t)be64toh(number);
}

/* ---- the connection ------------------------------------------------------------ */

static err_t
set_up(struct driver_postgres *driver)
{
    char settings[512];
    if (PQstatus(driver->connection) != CONNECTION_OK) {
        return say(driver, ERR_STORE_IO, PQerrorMessage(driver->connection));
    }
    /* An engine that is stopped inside a transaction must not hold up the others for long. */
    snprintf(settings, sizeof(settings),
             "SET client_min_messages = warning; SET lock_timeout = %d; "
             "SET idle_in_transaction_session_timeout = %d; SET bytea_output = hex",
             LIMIT_STORE_BUSY_MS, 2 * LIMIT_STORE_BUSY_MS);
    return postgres_run(driver, settings);
}

/** After a restart of the server, or a connection that was cut: a new one. */
static err_t
reconnect(struct driver_postgres *driver)
{
    if (PQstatus(driver->connection) == CONNECTION_OK) {
        return OK;
    }
    driver->generation++;
    driver->in_transaction = false;
    driver->is_pipelined = false;
    driver->pending.count = 0;
    PQreset(driver->connection);
    return set_up(driver);
}

static void
postgres_close(struct driver *base, struct layout *layouts, size_t layout_count)
{
    (void)layouts, (void)layout_count;
    struct driver_postgres *driver = postgres_of(base);
    PQfinish(driver->connection);
    arena_free(&driver->news_arena);
    arena_free(&base->scratch);
}

static err_t
postgres_last_key(struct driver *base, const struct layout *layouts, size_t layout_count,
                  bool of_logs, int64_t *out)
{
    (void)layouts, (void)layout_count;
    return postgres_query_int(postgres_of(base),
                              of_logs ? "SELECT max(log_last_key) FROM quoin_head"
                                      : "SELECT max(last_key) FROM quoin_head",
                              out);
}

/* ---- statements ------------------------------------------------------------------ */

static err_t flush_pending(struct driver_postgres *driver);

static err_t
set_pipelined(struct driver_postgres *driver, bool is_pipelined)
{
    if (driver->is_pipelined == is_pipelined) {
        return OK;
    }
    int done = is_pipelined ? PQenterPipelineMode(driver->connection)
                            : PQexitPipelineMode(driver->connection);
    if (done != 1) {
        return say(driver, ERR_STORE_IO, PQerrorMessage(driver->connection));
    }
    driver->is_pipelined = is_pipelined;
    return OK;
}

/** Prepare a text under a name; writes that are on their way are waited for. */
static err_t
prepare(struct driver_postgres *driver, const char *name, const char *sql)
{
    bool is_pipelined = driver->is_pipelined;
    TRY(flush_pending(driver));
    TRY(set_pipelined(driver, false));
    TRY(finish(driver, PQprepare(driver->connection, name, sql, 0, NULL)));
    return set_pipelined(driver, is_pipelined);
}

/** The statement of a shape when this connection has it; otherwise a builder for its text. */
static const struct prepared *
known(struct driver_postgres *driver, struct layout *layout, uint32_t shape,
      struct text_builder *sql)
{
    const struct statement *statement = statement_find(layout, shape);
    const struct prepared *prepared = statement == NULL ? NULL : statement->prepared;
    if (prepared != NULL && prepared->generation == driver->generation) {
        return prepared;
    }
    text_builder_init(sql, &driver->base.scratch, SQL_BYTES_MAX);
    return NULL;
}

static err_t
keep_statement(struct driver_postgres *driver, struct layout *layout, uint32_t shape,
               struct text_builder *sql, const struct prepared **out)
{
    struct text text = statement_text(sql, shape);
    struct statement *statement = statement_find(layout, shape);
    if (statement == NULL) {
        struct prepared *fresh = arena_new(driver->base.arena, struct prepared);
        statement = fresh == NULL ? NULL : statement_add(driver->base.arena, layout, shape, fresh);
        if (statement == NULL) {
            arena_reset(&driver->base.scratch);
            return ERR_OUT_OF_MEMORY;
        }
        snprintf(fresh->name, sizeof(fresh->name), "quoin_%d", driver->statement_count++);
        fresh->generation = driver->generation - 1;
    }
    struct prepared *prepared = statement->prepared;
    err_t err = prepare(driver, prepared->name, text.bytes);
    arena_reset(&driver->base.scratch);
    TRY(err);
    prepared->generation = driver->generation;
    *out = prepared;
    return OK;
}

/* ---- writes on their way ------------------------------------------------------------ */

/** Wait for the answers; the first trouble among them. */
static err_t
flush_pending(struct driver_postgres *driver)
{
    if (!driver->is_pipelined || driver->pending.count == 0) {
        return OK;
    }
    err_t err = PQpipelineSync(driver->connection) == 1 ? OK : trouble(driver, NULL);
    for (size_t i = 0; i < driver->pending.count && err != ERR_STORE_IO; i++) {
        PGresult *result = PQgetResult(driver->connection);
        if (err == OK && !is_good(result)) {
            err = trouble(driver, result);
        } else if (err == OK && driver->pending.items[i] && strcmp(PQcmdTuples(result), "1") != 0) {
            err = ERR_CONFLICT;
        }
        bool is_lost = result == NULL;
        PQclear(result);
        if (is_lost) {
            err = trouble(driver, NULL);
            break;
        }
        result = PQgetResult(driver->connection); /* the NULL behind each answer */
        PQclear(result);
    }
    driver->pending.count = 0;
    if (PQstatus(driver->connection) == CONNECTION_OK) {
        PGresult *sync = PQgetResult(driver->connection);
        assert(sync == NULL || PQresultStatus(sync) == PGRES_PIPELINE_SYNC);
        PQclear(sync);
    }
    return err;
}

/** Run a statement that gives no rows: at once, or with its answer put off. */
static err_t
run_write(struct driver_postgres *driver, const char *name, const struct postgres_values *values,
          bool must_change)
{
    if (!driver->is_pipelined) {
        PGresult *result = PQexecPrepared(driver->connection, name, values->count, values->values,
                                          values->lengths, values->formats, 1);
        bool has_changed = is_good(result) && strcmp(PQcmdTuples(result), "1") == 0;
        TRY(finish(driver, result));
        return must_change && !has_changed ? ERR_CONFLICT : OK;
    }
    bool *pending = list_add(driver->base.arena, &driver->pending);
    if (pending == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    *pending = must_change;
    if (PQsendQueryPrepared(driver->connection, name, values->count, values->values,
                            values->lengths, values->formats, 1) != 1) {
        driver->pending.count--;
        return trouble(driver, NULL);
    }
    return driver->pending.count >= PENDING_MAX ? flush_pending(driver) : OK;
}

static err_t
postgres_flush(struct driver *base)
{
    return flush_pending(postgres_of(base));
}

/* ---- transactions --------------------------------------------------------------------- */

static err_t
postgres_begin_read(struct driver *base)
{
    struct driver_postgres *driver = postgres_of(base);
    TRY(reconnect(driver));
    TRY(postgres_run(driver, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    driver->in_transaction = true;
    return OK;
}

static void
postgres_rollback(struct driver *base)
{
    struct driver_postgres *driver = postgres_of(base);
    /* What is on its way is of no interest any more; a connection that is gone has rolled back. */
    (void)!flush_pending(driver);
    (void)!set_pipelined(driver, false);
    if (driver->in_transaction) {
        PQclear(PQexec(driver->connection, "ROLLBACK"));
        driver->in_transaction = false;
    }
}

static struct postgres_head *
head_of(struct driver_postgres *driver, int64_t account_id)
{
    for (size_t i = 0; i < driver->heads.count; i++) {
        if (driver->heads.items[i].account_id == account_id) {
            return &driver->heads.items[i];
        }
    }
    struct postgres_head *head = list_add(driver->base.arena, &driver->heads);
    if (head != NULL) {
        *head = (struct postgres_head){.account_id = account_id, .number = -1};
    }
    return head;
}

/** Lock the account; its number and the last key of its logs. */
static err_t
lock_head(struct driver_postgres *driver, int64_t account_id, int64_t *number,
          int64_t *log_last_key)
{
    char sql[256];
    for (int attempt = 0; attempt < 2; attempt++) {
        snprintf(sql, sizeof(sql),
                 "SELECT number, log_last_key FROM quoin_head WHERE account_id = %lld FOR UPDATE",
                 (long long)account_id);
        PGresult *result = PQexec(driver->connection, sql);
        if (is_good(result) && PQntuples(result) == 1) {
            bool is_int = text_parse_int(text_of(PQgetvalue(result, 0, 0)), number) &&
                          text_parse_int(text_of(PQgetvalue(result, 0, 1)), log_last_key);
            assert(is_int);
            (void)is_int;
            return finish(driver, result);
        }
        TRY(finish(driver, result));
        snprintf(sql, sizeof(sql),
                 "INSERT INTO quoin_head (account_id, number, last_key, log_last_key) "
                 "VALUES (%lld, 0, 0, 0) ON CONFLICT DO NOTHING",
                 (long long)account_id);
        TRY(postgres_run(driver, sql));
    }
    return say(driver, ERR_STORE_REFUSED, "the account's row in quoin_head cannot be made");
}

/** What the commits behind `head` up to `number` have touched. */
static err_t
learn(struct driver_postgres *driver, const struct postgres_head *head, int64_t number,
      struct driver_news *news)
{
    struct postgres_values values = {0};
    arena_reset(&driver->news_arena);
    add_int(&values, head->account_id);
    add_int(&values, head->number);
    PGresult *result = PQexecParams(
        driver->connection,
        "SELECT touched FROM quoin_commit WHERE account_id = $1::bigint AND number > $2::bigint",
        values.count, NULL, values.values, values.lengths, values.formats, 1);
    if (!is_good(result)) {
        return finish(driver, result);
    }
    int rows = PQntuples(result);
    size_t count = 0;
    bool is_complete = rows == number - head->number;
    for (int i = 0; i < rows; i++) {
        is_complete = is_complete && PQgetisnull(result, i, 0) == 0;
        count += (size_t)PQgetlength(result, i, 0) / sizeof(uint64_t);
    }
    uint64_t *touched =
        is_complete ? arena_alloc(&driver->news_arena, count, sizeof(*touched)) : NULL;
    news->is_incomplete = touched == NULL;
    for (int i = 0; i < rows && touched != NULL; i++) {
        size_t here = (size_t)PQgetlength(result, i, 0) / sizeof(uint64_t);
        memcpy(touched + news->touched_count, PQgetvalue(result, i, 0), here * sizeof(*touched));
        news->touched_count += here;
    }
    news->touched = touched;
    return finish(driver, result);
}

static err_t
postgres_begin_write(struct driver *base, int64_t account_id, struct driver_news *news)
{
    struct driver_postgres *driver = postgres_of(base);
    *news = (struct driver_news){0};
    TRY(reconnect(driver));
    TRY(postgres_run(driver, "BEGIN"));
    driver->in_transaction = true;
    driver->writing = head_of(driver, account_id);
    if (driver->writing == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    if (account_id == DRIVER_NOBODY) {
        return OK;
    }
    int64_t number, log_last_key;
    TRY(lock_head(driver, account_id, &number, &log_last_key));
    struct postgres_head *head = driver->writing;
    if (head->number < 0) {
        news->is_incomplete = number > 0; /* the first time: it began without knowing */
    } else if (head->number != number) {
        TRY(learn(driver, head, number, news));
    }
    news->log_last_key = log_last_key;
    head->number = number;
    driver->told = number;
    return set_pipelined(driver, true);
}

static err_t
postgres_verb(struct driver *base, enum driver_verb verb)
{
    static const char *const texts[DRIVER_VERB_COUNT] = {
        [DRIVER_SAVEPOINT] = "SAVEPOINT task",
        [DRIVER_RELEASE] = "RELEASE SAVEPOINT task",
        [DRIVER_ROLLBACK_TO] = "ROLLBACK TO SAVEPOINT task",
        [DRIVER_COMMIT] = "COMMIT",
    };
    struct driver_postgres *driver = postgres_of(base);
    TRY(flush_pending(driver));
    TRY(set_pipelined(driver, false)); /* with savepoints each write answers for itself */
    PGresult *result = PQexec(driver->connection, texts[verb]);
    bool is_rolled_back = is_good(result) && strcmp(PQcmdStatus(result), "ROLLBACK") == 0;
    TRY(finish(driver, result));
    if (verb == DRIVER_COMMIT) {
        driver->in_transaction = false;
        if (is_rolled_back) {
            return say(driver, ERR_STORE_REFUSED, "the transaction was aborted");
        }
        driver->writing->number = driver->told;
    }
    return OK;
}

static err_t
postgres_tell(struct driver *base, const struct driver_tale *tale)
{
    struct driver_postgres *driver = postgres_of(base);
    char sql[512];
    int64_t account_id = driver->writing->account_id;
    int64_t number = driver->writing->number + 1;
    TRY(flush_pending(driver));
    TRY(set_pipelined(driver, false));
    struct postgres_values values = {0};
    add_int(&values, account_id);
    add_int(&values, number);
    add_bytes(&values, tale->touched, tale->touched_count * sizeof(uint64_t));
    add_int(&values, tale->last_key);
    add_int(&values, tale->log_last_key);
    TRY(finish(driver,
               PQexecParams(driver->connection,
                            "WITH told AS (INSERT INTO quoin_commit (account_id, number, "
                            "touched) VALUES ($1::bigint, $2::bigint, $3::bytea)) UPDATE "
                            "quoin_head SET number = $2::bigint, last_key = "
                            "greatest(last_key, $4::bigint), log_last_key = "
                            "greatest(log_last_key, $5::bigint) WHERE account_id = "
                            "$1::bigint",
                            values.count, NULL, values.values, values.lengths, values.formats, 1)));
    if ((number & COMMITS_PRUNE_MASK) == 0) {
        snprintf(sql, sizeof(sql),
                 "DELETE FROM quoin_commit WHERE account_id = %lld AND number <= %lld",
                 (long long)account_id, (long long)(number - COMMITS_KEPT));
        TRY(postgres_run(driver, sql));
    }
    driver->told = number;
    return OK;
}

/* ---- reading ------------------------------------------------------------------------------ */

static err_t
run_query(struct driver_postgres *driver, const char *name, const struct postgres_values *values,
          struct cursor *cursor)
{
    PGresult *result = PQexecPrepared(driver->connection, name, values->count, values->values,
                                      values->lengths, values->formats, 1);
    cursor->rows = NULL;
    cursor->place = 0;
    if (!is_good(result)) {
        return finish(driver, result);
    }
    cursor->rows = result;
    return OK;
}

static err_t
postgres_find(struct driver *base, struct layout *layout, int64_t account_id, int64_t key,
              struct cursor *cursor)
{
    struct driver_postgres *driver = postgres_of(base);
    struct text_builder sql;
    TRY(reconnect(driver));
    const struct prepared *prepared = known(driver, layout, SHAPE_FIND, &sql);
    if (prepared == NULL) {
        statement_write_find(&sql, &dialect, layout);
        TRY(keep_statement(driver, layout, SHAPE_FIND, &sql, &prepared));
    }
    struct postgres_values values = {0};
    add_int(&values, account_id);
    add_int(&values, key);
    return run_query(driver, prepared->name, &values, cursor);
}

static err_t
postgres_scan(struct driver *base, struct layout *layout, int64_t account_id,
              const struct bounds *bounds, struct cursor *cursor)
{
    struct driver_postgres *driver = postgres_of(base);
    uint32_t shape = scan_shape(bounds);
    struct text_builder sql;
    TRY(reconnect(driver));
    const struct prepared *prepared = known(driver, layout, shape, &sql);
    if (prepared == NULL) {
        statement_write_scan(&sql, &dialect, layout, bounds);
        TRY(keep_statement(driver, layout, shape, &sql, &prepared));
    }
    struct postgres_values values = {0};
    add_int(&values, account_id);
    for (size_t i = 0; i < bounds->equals_count; i++) {
        size_t column = layout->indexes[bounds->index].columns[i];
        add_value(&values, layout_is_text(layout, column), bounds->equals[i]);
    }
    const int64_t limits[] = {bounds->min, bounds->max, bounds->above_key, bounds->below_key};
    const bool present[] = {bounds->has_min, bounds->has_max, bounds->above_key != 0,
                            bounds->below_key != 0};
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        if (present[i]) {
            add_int(&values, limits[i]);
        }
    }
    add_int(&values, (int64_t)bounds->limit);
    return run_query(driver, prepared->name, &values, cursor);
}

static err_t
postgres_all(struct driver *base, struct layout *layout, struct cursor *cursor)
{
    struct driver_postgres *driver = postgres_of(base);
    struct text_builder sql;
    TRY(reconnect(driver));
    const struct prepared *prepared = known(driver, layout, SHAPE_ALL, &sql);
    if (prepared == NULL) {
        statement_write_all(&sql, &dialect, layout);
        TRY(keep_statement(driver, layout, SHAPE_ALL, &sql, &prepared));
    }
    struct postgres_values values = {0};
    return run_query(driver, prepared->name, &values, cursor);
}

static err_t
postgres_next(struct driver *base, struct cursor *cursor, struct row *row, bool *found)
{
    (void)base;
    const PGresult *result = cursor->rows;
    *found = cursor->place < PQntuples(result);
    if (*found) {
        row->key = int_of(result, cursor->place, 0);
        row->version = int_of(result, cursor->place, 1);
        row->body.bytes = PQgetvalue(result, cursor->place, 2);
        row->body.length = (size_t)PQgetlength(result, cursor->place, 2);
        cursor->place++;
    }
    return OK;
}

static bool
postgres_column_is(const struct cursor *cursor, size_t column, bool is_text,
                   struct column_value value)
{
    const PGresult *result = cursor->rows;
    int row = cursor->place - 1;
    int place = (int)column + 3;
    if (!is_text) {
        return int_of(result, row, place) == value.number;
    }
    struct column_value stored = {0};
    if (PQgetisnull(result, row, place) == 0) {
        stored.bytes = PQgetvalue(result, row, place);
        stored.number = PQgetlength(result, row, place);
    }
    return column_compare(true, stored, value) == 0;
}

static void
postgres_close_cursor(struct cursor *cursor)
{
    PQclear(cursor->rows);
}

/* ---- writing ------------------------------------------------------------------------------- */

static err_t
postgres_insert(struct driver *base, struct layout *layout, int64_t account_id,
                const struct row *row, const struct column_value *columns)
{
    struct driver_postgres *driver = postgres_of(base);
    struct text_builder sql;
    const struct prepared *prepared = known(driver, layout, SHAPE_INSERT, &sql);
    if (prepared == NULL) {
        statement_write_insert(&sql, &dialect, layout);
        TRY(keep_statement(driver, layout, SHAPE_INSERT, &sql, &prepared));
    }
    struct postgres_values values = {0};
    add_int(&values, account_id);
    add_int(&values, row->key);
    add_int(&values, row->version);
    add_bytes(&values, row->body.length == 0 ? "" : row->body.bytes, row->body.length);
    for (size_t i = 0; i < layout->column_count; i++) {
        add_value(&values, layout_is_text(layout, i), columns[i]);
    }
    return run_write(driver, prepared->name, &values, false);
}

static err_t
postgres_update(struct driver *base, struct layout *layout, int64_t account_id,
                const struct row *row, uint32_t changed, const struct column_value *columns)
{
    struct driver_postgres *driver = postgres_of(base);
    struct text_builder sql;
    const struct prepared *prepared = known(driver, layout, SHAPE_UPDATE | changed, &sql);
    if (prepared == NULL) {
        statement_write_update(&sql, &dialect, layout, changed);
        TRY(keep_statement(driver, layout, SHAPE_UPDATE | changed, &sql, &prepared));
    }
    struct postgres_values values = {0};
    add_int(&values, account_id);
    add_int(&values, row->key);
    add_int(&values, row->version - 1);
    add_int(&values, row->version);
    add_bytes(&values, row->body.length == 0 ? "" : row->body.bytes, row->body.length);
    for (size_t i = 0; i < layout->column_count; i++) {
        if ((changed >> i & 1) != 0) {
            add_value(&values, layout_is_text(layout, i), columns[i]);
        }
    }
    return run_write(driver, prepared->name, &values, true);
}

static err_t
postgres_remove(struct driver *base, struct layout *layout, int64_t account_id,
                const struct row *row)
{
    struct driver_postgres *driver = postgres_of(base);
    struct text_builder sql;
    const struct prepared *prepared = known(driver, layout, SHAPE_DELETE, &sql);
    if (prepared == NULL) {
        statement_write_delete(&sql, &dialect, layout);
        TRY(keep_statement(driver, layout, SHAPE_DELETE, &sql, &prepared));
    }
    struct postgres_values values = {0};
    add_int(&values, account_id);
    add_int(&values, row->key);
    add_int(&values, row->version - 1);
    return run_write(driver, prepared->name, &values, true);
}

/* ---- claims ---------------------------------------------------------------------------------- */

/** A one-dimensional array of bigint as the server sends and takes it. */
static struct text
array_of(struct arena *arena, const int64_t *numbers, size_t count)
{
    const uint32_t head[] = {htobe32(1), htobe32(0), htobe32(20 /* int8 */),
                             htobe32((uint32_t)count), htobe32(1)};
    size_t length = sizeof(head) + count * 12;
    char *bytes = arena_alloc(arena, 1, length);
    for (size_t i = 0; i < count && bytes != NULL; i++) {
        uint32_t size = htobe32(8);
        uint64_t number = htobe64((uint64_t)numbers[i]);
        memcpy(bytes + sizeof(head) + i * 12, &size, 4);
        memcpy(bytes + sizeof(head) + i * 12 + 4, &number, 8);
    }
    if (bytes != NULL) {
        memcpy(bytes, head, sizeof(head));
    }
    return (struct text){bytes, bytes == NULL ? 0 : length};
}

/** Rows that another engine is just claiming are passed over, not waited for. */
static void
write_claim(struct text_builder *sql, const struct layout *layout)
{
    text_builder_format(
        sql,
        "UPDATE \"%s\" SET claim_owner = $5, claim_until = $4 WHERE account_id = $1 AND id = "
        "ANY(ARRAY(SELECT id FROM \"%s\" WHERE account_id = $1 AND id = ANY($2) AND (claim_owner "
        "= $5 OR claim_until <= $3) ORDER BY array_position($2, id) LIMIT $6 FOR UPDATE SKIP "
        "LOCKED)) RETURNING id",
        layout->table, layout->table);
}

static err_t
postgres_claim(struct driver *base, struct layout *layout, int64_t account_id,
               const struct driver_claim *claim, bool *is_taken)
{
    struct driver_postgres *driver = postgres_of(base);
    struct text_builder sql;
    TRY(reconnect(driver));
    const struct prepared *prepared = known(driver, layout, SHAPE_CLAIM, &sql);
    if (prepared == NULL) {
        write_claim(&sql, layout);
        TRY(keep_statement(driver, layout, SHAPE_CLAIM, &sql, &prepared));
    }
    struct text keys = array_of(&base->scratch, claim->keys, claim->count);
    if (keys.bytes == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    struct postgres_values values = {0};
    add_int(&values, account_id);
    add_bytes(&values, keys.bytes, keys.length);
    add_int(&values, claim->now_ms);
    add_int(&values, claim->until_ms);
    add_int(&values, driver->owner);
    add_int(&values, (int64_t)claim->limit);
    PGresult *result = PQexecPrepared(driver->connection, prepared->name, values.count,
                                      values.values, values.lengths, values.formats, 1);
    arena_reset(&base->scratch);
    int rows = is_good(result) ? PQntuples(result) : 0;
    for (size_t i = 0; i < claim->count; i++) {
        is_taken[i] = false;
        for (int row = 0; row < rows && !is_taken[i]; row++) {
            is_taken[i] = int_of(result, row, 0) == claim->keys[i];
        }
    }
    return finish(driver, result);
}

/* ---- care ------------------------------------------------------------------------------------ */

/** The server looks after its own pages; that it answers is all that is asked here. */
static err_t
postgres_check(struct driver *base)
{
    struct driver_postgres *driver = postgres_of(base);
    TRY(reconnect(driver));
    return postgres_run(driver, "SELECT 1");
}

static err_t
postgres_checkpoint(struct driver *base)
{
    (void)base;
    return OK;
}

static const struct driver_calls postgres_calls = {
    .migrate = postgres_migrate,
    .check_schema = postgres_check_schema,
    .close = postgres_close,
    .last_key = postgres_last_key,
    .begin_read = postgres_begin_read,
    .begin_write = postgres_begin_write,
    .verb = postgres_verb,
    .rollback = postgres_rollback,
    .tell = postgres_tell,
    .find = postgres_find,
    .scan = postgres_scan,
    .all = postgres_all,
    .next = postgres_next,
    .column_is = postgres_column_is,
    .close_cursor = postgres_close_cursor,
    .insert = postgres_insert,
    .update = postgres_update,
    .remove = postgres_remove,
    .claim = postgres_claim,
    .flush = postgres_flush,
    .check = postgres_check,
    .checkpoint = postgres_checkpoint,
};

err_t
driver_open_postgres(struct arena *arena, const struct store_config *config, struct driver **out)
{
    struct driver_postgres *driver = arena_new(arena, struct driver_postgres);
    *out = driver == NULL ? NULL : &driver->base;
    if (driver == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    driver->base.calls = &postgres_calls;
    driver->base.arena = arena;
    driver->base.is_shared = true;
    driver->owner = config->owner;
    arena_init(&driver->base.scratch, SCRATCH_BYTES);
    arena_init(&driver->news_arena, NEWS_BYTES);
    struct text path = text_copy(&driver->base.scratch, config->path);
    const char *const names[] = {"dbname", "fallback_application_name", "connect_timeout", NULL};
    const char *const values[] = {path.bytes, "quoin", "10", NULL};
    if (path.bytes == NULL) {
        return say(driver, ERR_STORE_UNWRITABLE, "the address of the database is too long");
    }
    driver->connection = PQconnectdbParams(names, values, 1);
    if (driver->connection == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    arena_reset(&driver->base.scratch);
    return set_up(driver);
}
