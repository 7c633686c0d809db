/* SPDX-License-Identifier: Apache-2.0 */
/**
 * renewals.c: scripted renewal invoices per second, beside the ceiling.
 *
 * A month of renewals (draft, script, finalize, charge, events) runs through
 * the engine. The ceiling is a bare C loop that writes the very same rows and
 * bytes: the row changes of a rehearsed month are recorded by SQLite's
 * preupdate hook and applied to a copy of the file with prepared statements,
 * the same pragmas, the same transactions and the same fsyncs, in this run.
 *
 * archive_costs is the share of the engine's processor time that goes into
 * remembering decisions: every run in the journal with its indexes, and all of
 * them sealed. It is the difference to months in which none is kept.
 *
 *   bench_renewals [SUBSCRIPTIONS] [FOLDER]
 */
#define SQLITE_ENABLE_PREUPDATE_HOOK 1

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/engine.h"
#include "base/list.h"
#include "sys/log.h"
#include "sys/sys.h"

#define ROUNDS      4
#define START       1735689600 /* 2025-01-01 */
#define COLUMNS_MAX 12
#define TABLES_MAX  64

/* ---- recording row changes ---------------------------------------------------- */

struct value {
    int type; /* SQLITE_INTEGER, _TEXT, _BLOB, _NULL */
    int64_t number;
    struct text bytes;
};

struct change {
    int operation; /* SQLITE_INSERT, _UPDATE, _DELETE, or 0: commit */
    int table;
    int64_t key;
    int column_count;
    struct value *values;
};

struct recorder {
    struct arena arena;
    char tables[TABLES_MAX][64];
    int table_count;
    struct {
        struct change *items;
        size_t count, capacity;
    } changes;
    bool on;
};

static struct recorder recorder;

static int
table_number(const char *name)
{
    for (int i = 0; i < recorder.table_count; i++) {
        if (strcmp(recorder.tables[i], name) == 0) {
            return i;
        }
    }
    (void)snprintf(recorder.tables[recorder.table_count], sizeof(recorder.tables[0]), "%s", name);
    return recorder.table_count++;
}

static void
on_change(void *context, sqlite3 *db, int operation, char const *schema, char const *table,
          sqlite3_int64 old_key, sqlite3_int64 new_key)
{
    (void)context;
    (void)schema;
    if (!recorder.on) {
        return;
    }
    struct change *change = list_add(&recorder.arena, &recorder.changes);
    assert(change != NULL);
    *change = (struct change){.operation = operation,
                              .table = table_number(table),
                              .key = operation == SQLITE_DELETE ? old_key : new_key};
    if (operation == SQLITE_DELETE) {
        return;
    }
    change->column_count = sqlite3_preupdate_count(db);
    assert(change->column_count <= COLUMNS_MAX);
    change->values =
        arena_alloc(&recorder.arena, (size_t)change->column_count, sizeof(struct value));
    for (int i = 0; i < change->column_count; i++) {
        sqlite3_value *raw;
        struct value *value = &change->values[i];
        int got = sqlite3_preupdate_new(db, i, &raw);
        assert(got == SQLITE_OK);
        value->type = sqlite3_value_type(raw);
        value->number = sqlite3_value_int64(raw);
        if (value->type == SQLITE_TEXT || value->type == SQLITE_BLOB) {
            struct text bytes = {sqlite3_value_blob(raw), (size_t)sqlite3_value_bytes(raw)};
            value->bytes = text_copy(&recorder.arena, bytes);
        }
    }
}

static int
on_commit(void *context)
{
    (void)context;
    if (recorder.on && recorder.changes.count > 0 &&
        recorder.changes.items[recorder.changes.count - 1].operation != 0) {
        struct change *change = list_add(&recorder.arena, &recorder.changes);
        assert(change != NULL);
        *change = (struct change){0};
    }
    return 0;
}

static int
on_open(sqlite3 *db, char **error, const struct sqlite3_api_routines *routines)
{
    (void)error;
    (void)routines;
    (void)sqlite3_preupdate_hook(db, on_change, NULL);
    (void)sqlite3_commit_hook(db, on_commit, NULL);
    return SQLITE_OK;
}

/* ---- the bare loop --------------------------------------------------------------- */

static void
must(int code, sqlite3 *db)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        (void)fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

struct writer {
    sqlite3 *db;
    sqlite3_stmt *insert[TABLES_MAX], *update[TABLES_MAX], *remove[TABLES_MAX];
};

static int
column_names(sqlite3 *db, const char *table, char names[COLUMNS_MAX][64])
{
    char sql[128];
    sqlite3_stmt *statement;
    int count = 0;
    (void)snprintf(sql, sizeof(sql), "PRAGMA table_info(%s)", table);
    must(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), db);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        (void)snprintf(names[count++], 64, "%s", (const char *)sqlite3_column_text(statement, 1));
    }
    must(sqlite3_finalize(statement), db);
    return count;
}

static void
writer_prepare(struct writer *writer)
{
    for (int table = 0; table < recorder.table_count; table++) {
        char names[COLUMNS_MAX][64];
        char insert[2048];
        char update[2048];
        char remove[256];
        int count = column_names(writer->db, recorder.tables[table], names);
        int insert_length =
            snprintf(insert, sizeof(insert), "INSERT INTO %s VALUES(", recorder.tables[table]);
        int update_length =
            snprintf(update, sizeof(update), "UPDATE %s SET ", recorder.tables[table]);
        for (int i = 0; i < count; i++) {
            insert_length +=
                snprintf(insert + insert_length, sizeof(insert) - (size_t)insert_length, "%s?%d",
                         i == 0 ? "" : ",", i + 1);
            if (strcmp(names[i], "id") != 0) {
                update_length +=
                    snprintf(update + update_length, sizeof(update) - (size_t)update_length,
                             "%s=?%d,", names[i], i + 1);
            }
        }
        (void)snprintf(insert + insert_length, sizeof(insert) - (size_t)insert_length, ")");
        (void)snprintf(update + update_length - 1, sizeof(update) - (size_t)update_length,
                       " WHERE id=?%d", count + 1);
        (void)snprintf(remove, sizeof(remove), "DELETE FROM %s WHERE id=?1",
                       recorder.tables[table]);
        must(sqlite3_prepare_v2(writer->db, insert, -1, &writer->insert[table], NULL), writer->db);
        must(sqlite3_prepare_v2(writer->db, update, -1, &writer->update[table], NULL), writer->db);
        must(sqlite3_prepare_v2(writer->db, remove, -1, &writer->remove[table], NULL), writer->db);
    }
}

static void
change_write(struct writer *writer, const struct change *change)
{
    sqlite3_stmt *statement = change->operation == SQLITE_INSERT   ? writer->insert[change->table]
                              : change->operation == SQLITE_UPDATE ? writer->update[change->table]
                                                                   : writer->remove[change->table];
    for (int i = 0; i < change->column_count; i++) {
        const struct value *value = &change->values[i];
        int index = i + 1;
        if (value->type == SQLITE_INTEGER) {
            must(sqlite3_bind_int64(statement, index, value->number), writer->db);
        } else if (value->type == SQLITE_TEXT) {
            must(sqlite3_bind_text(statement, index, value->bytes.bytes, (int)value->bytes.length,
                                   SQLITE_STATIC),
                 writer->db);
        } else if (value->type == SQLITE_BLOB) {
            must(sqlite3_bind_blob(statement, index, value->bytes.bytes, (int)value->bytes.length,
                                   SQLITE_STATIC),
                 writer->db);
        } else {
            must(sqlite3_bind_null(statement, index), writer->db);
        }
    }
    if (change->operation == SQLITE_UPDATE) {
        must(sqlite3_bind_int64(statement, change->column_count + 1, change->key), writer->db);
    } else if (change->operation == SQLITE_DELETE) {
        must(sqlite3_bind_int64(statement, 1, change->key), writer->db);
    }
    must(sqlite3_step(statement), writer->db);
    must(sqlite3_reset(statement), writer->db);
}

static void
bare_loop(const char *path)
{
    struct writer writer = {0};
    must(sqlite3_open(path, &writer.db), writer.db);
    must(sqlite3_exec(writer.db,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=OFF;"
                      "PRAGMA cache_size=-262144; PRAGMA wal_autocheckpoint=20000;"
                      "PRAGMA temp_store=MEMORY",
                      NULL, NULL, NULL),
         writer.db);
    writer_prepare(&writer);
    bool is_open = false;
    for (size_t i = 0; i < recorder.changes.count; i++) {
        const struct change *change = &recorder.changes.items[i];
        if (change->operation == 0) {
            must(sqlite3_exec(writer.db, "COMMIT", NULL, NULL, NULL), writer.db);
            is_open = false;
            continue;
        }
        if (!is_open) {
            must(sqlite3_exec(writer.db, "BEGIN IMMEDIATE", NULL, NULL, NULL), writer.db);
            is_open = true;
        }
        change_write(&writer, change);
    }
    for (int table = 0; table < recorder.table_count; table++) {
        (void)sqlite3_finalize(writer.insert[table]);
        (void)sqlite3_finalize(writer.update[table]);
        (void)sqlite3_finalize(writer.remove[table]);
    }
    must(sqlite3_close(writer.db), writer.db);
}

/* ---- the engine -------------------------------------------------------------------- */

static const char script[] =
    "import type { Commerce } from '@stripe/extensibility-sdk/extensions';\n"
    "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
    "export default class Off implements Commerce.DiscountCalculation<{ percent: string }> {\n"
    "  computeDiscounts(request, config, context) {\n"
    "    const { amount, currency } = request.grossAmount;\n"
    "    const max = Decimal.from(1500);\n"
    "    const off = amount.mul(Decimal.from(config.percent)).div(Decimal.from(100), 0, "
    "'half-up');\n"
    "    return { discount: { amount: { amount: off.gt(max) ? max : off, currency } } };\n"
    "  }\n"
    "}\n";

struct bench {
    struct engine *engine;
    struct arena arena;
    int64_t wall_ms;
};

/** POST, and the id of what was made, borrowed from the arena. */
static const char *
make(struct bench *bench, const char *path, const char *form)
{
    struct http_answer answer = engine_request(bench->engine, bench->wall_ms, "POST", text_of(path),
                                               text_of(form), NO_TEXT);
    struct json json;
    struct json_error error;
    arena_reset(&bench->arena);
    if (answer.status != 200 ||
        json_parse(&bench->arena, text_copy(&bench->arena, answer.body), &json, &error) != OK) {
        (void)fprintf(stderr, "%s answered %d\n%.*s\n", path, answer.status, TEXT_ARG(answer.body));
        exit(1);
    }
    return text_copy(&bench->arena, json_get(&json, "id")->text).bytes;
}

static void
form_encode(char *out, size_t size, const char *text)
{
    size_t length = 0;
    for (; *text != '\0' && length + 4 < size; text++) {
        length += (size_t)snprintf(out + length, size - length, "%%%02X", (unsigned char)*text);
    }
}

static void
company_found(struct bench *bench, int subscriptions)
{
    static char form[32768];
    static char source[32768 - 256];
    char price[64];
    int length = snprintf(form, sizeof(form),
                          "product_data[name]=Gold&currency=usd&unit_amount=1999&"
                          "recurring[interval]=month");
    assert(length > 0);
    (void)snprintf(price, sizeof(price), "%s", make(bench, "/v1/prices", form));
    char extension[64];
    (void)snprintf(
        extension, sizeof(extension), "%s",
        make(bench, "/v1/extend/extensions", "name=Off&point=commerce.discount_calculation"));
    form_encode(source, sizeof(source), script);
    (void)snprintf(form, sizeof(form), "extension=%s&source=%s", extension, source);
    (void)make(bench, "/v1/extend/releases", form);
    (void)snprintf(form, sizeof(form),
                   "id=OFF&duration=forever&script[id]=%s&script[configuration][percent]=20",
                   extension);
    (void)make(bench, "/v1/coupons", form);
    for (int i = 0; i < subscriptions; i++) {
        char customer[64];
        (void)snprintf(customer, sizeof(customer), "%s",
                       make(bench, "/v1/customers",
                            "payment_method=pm_card_visa&"
                            "invoice_settings[default_payment_method]=pm_card_visa"));
        (void)snprintf(form, sizeof(form),
                       "customer=%s&items[0][price]=%s&discounts[0][coupon]=OFF", customer, price);
        (void)make(bench, "/v1/subscriptions", form);
    }
}

/** Everything of the next month: drafts at the boundary, an hour later finalized and paid. */
static void
month_run(struct bench *bench, int month)
{
    int64_t next_due_ms;
    instant_t boundary = instant_add(START, INTERVAL_MONTH, month);
    bench->wall_ms = boundary * 1000 + 86400000; /* sign-ups took some seconds of the first day */
    while (engine_run_due(bench->engine, bench->wall_ms, &next_due_ms)) {
        /* until nothing is due */
    }
}

/** Processor time of the engine: the machine and its disk have other things to do. */
static int64_t
cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void
extend_archiving(struct bench *bench, bool without_archive)
{
    struct task *task;
    if (engine_read(bench->engine, bench->wall_ms, &task) == OK) {
        extend_configure(task->extend,
                         &(struct extend_settings){.without_archive = without_archive});
    }
}

static void
copy_file(const char *from, const char *to)
{
    char command[2048];
    (void)snprintf(command, sizeof(command), "cp '%s' '%s'", from, to);
    if (system(command) != 0) {
        exit(1);
    }
}

static struct engine *
engine_start(const char *path, int64_t wall_ms)
{
    struct engine_config config = {
        .store = text_of(path),
        .api_key = TEXT("sk_test_bench_renewals"),
        .heap_bytes_max = 64u << 20,
        .cache_bytes = 256 << 20,
        .seed = 1,
        .secret = {1},
    };
    struct engine *engine;
    struct text problem = NO_TEXT;
    if (engine_open(&config, wall_ms, &engine, &problem) != OK) {
        (void)fprintf(stderr, "%.*s\n", TEXT_ARG(problem));
        exit(1);
    }
    return engine;
}

int
main(int count, char **arguments)
{
    const struct sys *sys = sys_posix();
    int subscriptions = count > 1 ? (int)strtol(arguments[1], NULL, 10) : 5000;
    const char *folder = count > 2 ? arguments[2] : "build";
    char path[512];
    char copy[512];
    (void)snprintf(path, sizeof(path), "%s/bench-renewals.db", folder);
    (void)snprintf(copy, sizeof(copy), "%s/bench-bare.db", folder);
    char command[2048];
    (void)snprintf(command, sizeof(command), "rm -f '%s'* '%s'*", path, copy);
    if (system(command) != 0) {
        return 1;
    }
    struct log_config log = {.level = LOG_WARN, .human = true, .descriptor = 2};
    log_init(&log);
    arena_init(&recorder.arena, (size_t)8 << 30);
    int (*hook)(sqlite3 *, char **, const struct sqlite3_api_routines *) = on_open;
    void (*entry)(void); /* SQLite wants it so */
    memcpy(&entry, &hook, sizeof(entry));
    (void)sqlite3_auto_extension(entry);

    struct bench bench = {.wall_ms = (int64_t)START * 1000};
    arena_init(&bench.arena, 64u << 20);
    bench.engine = engine_start(path, bench.wall_ms);
    company_found(&bench, subscriptions);
    month_run(&bench, 1); /* warm */
    engine_close(bench.engine);
    copy_file(path, copy);

    bench.engine = engine_start(path, bench.wall_ms);
    recorder.on = true; /* the rehearsal: what a month writes */
    month_run(&bench, 2);
    recorder.on = false;
    size_t row_count = 0;
    size_t commit_count = 0;
    for (size_t i = 0; i < recorder.changes.count; i++) {
        row_count += recorder.changes.items[i].operation != 0 ? 1 : 0;
        commit_count += recorder.changes.items[i].operation == 0 ? 1 : 0;
    }
    int64_t engine_ns = INT64_MAX;
    int64_t bare_ns = INT64_MAX;
    int64_t kept_ns = INT64_MAX;
    int64_t forgotten_ns = INT64_MAX;
    for (int round = 0; round < ROUNDS; round++) {
        for (int half = 0; half < 2; half++) { /* with the archive and without, in either order */
            bool is_forgotten = (half + round) % 2 == 1;
            extend_archiving(&bench, is_forgotten);
            int64_t begin = sys->monotonic_ns(sys);
            int64_t cpu_begin = cpu_ns();
            month_run(&bench, 3 + 2 * round + half);
            while (!is_forgotten && engine_seal(bench.engine, bench.wall_ms)) {
                /* what is less than a whole segment belongs to the month, too */
            }
            int64_t cpu = cpu_ns() - cpu_begin;
            int64_t took = sys->monotonic_ns(sys) - begin;
            if (is_forgotten) {
                forgotten_ns = cpu < forgotten_ns ? cpu : forgotten_ns;
            } else {
                kept_ns = cpu < kept_ns ? cpu : kept_ns;
                engine_ns = took < engine_ns ? took : engine_ns;
            }
        }
        char round_copy[600];
        (void)snprintf(round_copy, sizeof(round_copy), "%s.%d", copy, round);
        copy_file(copy, round_copy);
        int64_t begin = sys->monotonic_ns(sys);
        bare_loop(round_copy);
        int64_t took = sys->monotonic_ns(sys) - begin;
        bare_ns = took < bare_ns ? took : bare_ns;
    }
    engine_close(bench.engine);

    double engine_rate =
        subscriptions * 1e9 / (double)engine_ns;              /* tidy: banned: a printed figure */
    double bare_rate = subscriptions * 1e9 / (double)bare_ns; /* tidy: banned: a printed figure */
    char result[1024];
    (void)snprintf(result, sizeof(result),
                   "{\n  \"bench\": \"renewals\",\n  \"subscriptions\": %d,\n  \"rows_a_renewal\": "
                   "%.1f,\n  \"commits\": %zu,\n  \"engine_invoices_per_s\": %.0f,\n  "
                   "\"ceiling_invoices_per_s\": %.0f,\n  \"share_of_ceiling\": %.3f,\n  "
                   "\"archive_costs\": %.3f\n}\n",
                   subscriptions, (double)row_count / subscriptions, commit_count, engine_rate,
                   bare_rate, engine_rate / bare_rate,
                   1 - (double)forgotten_ns / (double)kept_ns); /* tidy: banned: a printed figure */
    printf("%s", result);
    struct text text = text_of(result);
    return sys->file_write(sys, "bench/results/renewals.json", text) == OK ? 0 : 1;
}
