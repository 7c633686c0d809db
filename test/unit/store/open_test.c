/* SPDX-License-Identifier: Apache-2.0 */
#include <sys/stat.h>

#include "bench.h"

TEST(what_was_committed_is_there_after_closing_and_opening)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id id = widget_add(task, 1, 42, "x")->id;
    EXPECT_OK(bench_commit(&bench, task));
    store_close(bench.store);
    bench_open(&bench);
    struct widget *widget = widget_of(bench_task(&bench, 0), id);
    REQUIRE(widget != NULL);
    EXPECT_INT(widget->amount, 42);
    int64_t last;
    EXPECT_OK(store_last_key(bench.store, &last));
    EXPECT_INT(last, id.key);
    bench_end(&bench);
}

TEST(the_files_of_a_store_are_their_owners_alone)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    widget_add(task, 1, 1, NULL);
    EXPECT_OK(bench_commit(&bench, task));
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char path[POSTGRES_URL_MAX + 8];
        struct stat status;
        snprintf(path, sizeof(path), "%s%s", bench.path, endings[i]);
        REQUIRE(stat(path, &status) == 0);
        EXPECT_INT(status.st_mode & 0777, 0600);
    }
    bench_end(&bench);
}

TEST(a_path_that_cannot_be_opened_is_a_problem_with_a_sentence)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    store_close(bench.store);
    char path[sizeof(bench.path)];
    memcpy(path, bench.path, sizeof(path));
    snprintf(bench.path, sizeof(bench.path), "%s/no/such/folder/quoin.db", bench.folder);
    struct text problem;
    EXPECT_ERR(bench_open_kinds(&bench, no_kinds, &problem), ERR_STORE_UNWRITABLE);
    EXPECT(strstr(problem.bytes, "no/such/folder") != NULL);
    memcpy(bench.path, path, sizeof(path));
    bench_open(&bench);
    bench_end(&bench);
}

TEST(a_store_may_live_in_memory)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    store_close(bench.store);
    char path[sizeof(bench.path)];
    memcpy(path, bench.path, sizeof(path));
    snprintf(bench.path, sizeof(bench.path), ":memory:");
    struct text problem;
    REQUIRE(bench_open_kinds(&bench, no_kinds, &problem) == OK);
    EXPECT_OK(store_check_integrity(bench.store, &problem));
    int64_t version;
    EXPECT_OK(sqlite_query_int(bench_driver(&bench), "PRAGMA user_version", &version));
    EXPECT(version >= 1);
    store_close(bench.store);
    memcpy(bench.path, path, sizeof(path));
    bench_open(&bench);
    bench_end(&bench);
}

TEST(durability_is_on)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    int64_t full;
    EXPECT_OK(sqlite_query_int(bench_driver(&bench), "PRAGMA synchronous", &full));
    EXPECT_INT(full, 2);
    int64_t is_wal;
    EXPECT_OK(sqlite_query_int(bench_driver(&bench),
                               "SELECT journal_mode = 'wal' FROM pragma_journal_mode", &is_wal));
    EXPECT_INT(is_wal, 1);
    bench_end(&bench);
}

static void
expect_refused(struct bench *bench, const char *sql, err_t code, const char *word)
{
    store_close(bench->store);
    bench_sql(bench, sql);
    struct text problem;
    EXPECT_ERR(bench_open_kinds(bench, bench_kinds, &problem), code);
    EXPECT(problem.bytes != NULL && strstr(problem.bytes, word) != NULL);
    EXPECT_OK(bench_open_kinds(bench, no_kinds, &problem));
}

TEST(a_schema_that_differs_from_the_records_is_refused_and_the_difference_is_named)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    expect_refused(&bench, "DROP INDEX widget_by_owner", ERR_STORE_SCHEMA,
                   "CREATE INDEX widget_by_owner ON widget (account_id, owner, amount);");
    expect_refused(&bench, "CREATE INDEX widget_by_owner ON widget (account_id, amount, owner)",
                   ERR_STORE_SCHEMA, "different index: CREATE INDEX widget_by_owner");
    expect_refused(
        &bench, "DROP INDEX widget_code; CREATE INDEX widget_code ON widget (account_id, code)",
        ERR_STORE_SCHEMA, "CREATE UNIQUE INDEX widget_code ON widget (account_id, code)");
    expect_refused(&bench,
                   "DROP INDEX widget_by_state; CREATE INDEX widget_by_state ON widget "
                   "(account_id, state, is_sold) WHERE state > 1",
                   ERR_STORE_SCHEMA, "widget_by_state");
    expect_refused(&bench, "ALTER TABLE widget RENAME COLUMN amount TO sum", ERR_STORE_SCHEMA,
                   "lacks the column: amount INTEGER NOT NULL");
    expect_refused(&bench, "DROP TABLE owner", ERR_STORE_SCHEMA, "CREATE TABLE owner (account_id");
    bench_end(&bench);
}

TEST(a_database_of_another_program_or_of_a_newer_engine_is_left_alone)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    struct text problem;
    store_close(bench.store);
    bench_sql(&bench, "PRAGMA user_version = 4000");
    EXPECT_ERR(bench_open_kinds(&bench, bench_kinds, &problem), ERR_STORE_NEWER);
    bench_sql(&bench, "PRAGMA application_id = 7");
    EXPECT_ERR(bench_open_kinds(&bench, bench_kinds, &problem), ERR_STORE_FOREIGN);
    bench_sql(&bench, "PRAGMA application_id = 0");
    EXPECT_ERR(bench_open_kinds(&bench, bench_kinds, &problem), ERR_STORE_FOREIGN);
    bench_sql(&bench, "PRAGMA application_id = 1903521641; PRAGMA user_version = 1");
    bench_open(&bench);
    bench_end(&bench);
}

TEST(a_file_that_is_no_database_is_named_in_the_problem)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    store_close(bench.store);
    FILE *file = fopen(bench.path, "w");
    REQUIRE(file != NULL);
    fputs("this is not a database, it is a long enough text file to be looked at as one, though; "
          "sixteen bytes at the start are what SQLite looks at first of all.\n",
          file);
    fclose(file);
    struct text problem;
    EXPECT_ERR(bench_open_kinds(&bench, bench_kinds, &problem), ERR_STORE_CORRUPT);
    EXPECT(strstr(problem.bytes, bench.path) != NULL);
    unlink(bench.path);
    EXPECT_OK(bench_open_kinds(&bench, no_kinds, &problem));
    bench_end(&bench);
}

TEST(a_column_that_differs_from_its_body_is_found)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    widget_add(task, 1, 42, "x");
    EXPECT_OK(bench_commit(&bench, task));
    struct text problem = NO_TEXT;
    EXPECT_OK(store_check_integrity(bench.store, &problem));
    bench_sql(&bench, "UPDATE widget SET amount = 43");
    EXPECT_ERR(store_check_integrity(bench.store, &problem), ERR_STORE_CORRUPT);
    EXPECT(strstr(problem.bytes, "column amount of record") != NULL);
    bench_sql(&bench, "UPDATE widget SET amount = 42, code = 'y'");
    EXPECT_ERR(store_check_integrity(bench.store, &problem), ERR_STORE_CORRUPT);
    bench_sql(&bench, "UPDATE widget SET code = 'x', body = x'ff'");
    EXPECT_ERR(store_check_integrity(bench.store, &problem), ERR_STORE_CORRUPT);
    EXPECT(strstr(problem.bytes, "body of record") != NULL);
    bench_end(&bench);
}
