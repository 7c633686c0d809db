/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

static void
set_amount(struct task *task, struct id id, int64_t amount)
{
    struct widget *widget = widget_of(task, id);
    assert(widget != NULL);
    widget->amount = amount;
    assert(record_update(task, &widget_records, widget) == OK);
}

static struct id
committed_widget(struct bench *bench, int64_t owner, int64_t amount, const char *code)
{
    struct task *task = bench_task(bench, 7);
    struct id id = widget_add(task, owner, amount, code)->id;
    assert(bench_commit(bench, task) == OK);
    return id;
}

TEST(a_task_whose_record_was_overtaken_is_a_conflict_and_stores_nothing)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = committed_widget(&bench, 1, 1, NULL);
    struct task *first = bench_task(&bench, 0), *second = bench_task(&bench, 1);
    set_amount(first, id, widget_of(first, id)->amount + 1);
    set_amount(second, id, widget_of(second, id)->amount + 1);
    struct id stray = widget_add(second, 1, 50, NULL)->id;
    struct task *tasks[] = {first, second};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_OK(results[0]);
    EXPECT_ERR(results[1], ERR_CONFLICT);
    EXPECT(widget_of(bench_task(&bench, 2), stray) == NULL);
    EXPECT_INT(widget_of(bench_task(&bench, 2), id)->amount, 2);

    second = bench_task(&bench, 1); /* run again */
    set_amount(second, id, widget_of(second, id)->amount + 1);
    EXPECT_OK(bench_commit(&bench, second));
    EXPECT_INT(widget_of(bench_task(&bench, 2), id)->amount, 3);
    bench_end(&bench);
}

TEST(a_record_that_was_only_read_counts_as_read)
{
    struct bench bench;
    bench_begin(&bench);
    struct id a = committed_widget(&bench, 1, 1, NULL), b = committed_widget(&bench, 1, 1, NULL);
    /* Write skew: each reads the other's record and writes its own. */
    struct task *first = bench_task(&bench, 0), *second = bench_task(&bench, 1);
    set_amount(first, a, widget_of(first, b)->amount - 1);
    set_amount(second, b, widget_of(second, a)->amount - 1);
    struct task *tasks[] = {first, second};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_OK(results[0]);
    EXPECT_ERR(results[1], ERR_CONFLICT);
    bench_end(&bench);
}

TEST(tasks_that_touch_different_records_commit_together)
{
    struct bench bench;
    bench_begin(&bench);
    struct id ids[6];
    struct task *tasks[6];
    err_t results[6];
    for (size_t i = 0; i < 6; i++) {
        ids[i] = committed_widget(&bench, (int64_t)i, 1, NULL);
    }
    for (size_t i = 0; i < 6; i++) {
        tasks[i] = bench_task(&bench, i);
        set_amount(tasks[i], ids[i], 10);
        struct record_scan scan = {.kind = &widget_records,
                                   .index = BY_OWNER,
                                   .equals = {(int64_t)i},
                                   .equals_count = 1,
                                   .limit = 10};
        EXPECT_STRING(amounts_of(tasks[i], &scan), "10");
    }
    EXPECT_OK(store_commit(bench.store, tasks, 6, results));
    for (size_t i = 0; i < 6; i++) {
        EXPECT_OK(results[i]);
        EXPECT_INT(widget_of(bench_task(&bench, 7), ids[i])->amount, 10);
    }
    bench_end(&bench);
}

TEST(a_row_that_came_into_a_scanned_range_overtakes_the_scan)
{
    struct bench bench;
    bench_begin(&bench);
    struct id far = committed_widget(&bench, 2, 5, NULL);
    struct record_scan scan = {
        .kind = &widget_records, .index = BY_OWNER, .equals = {1}, .equals_count = 1, .limit = 10};

    /* By an insert, by an update that moves it in, by one that moves it out, by a delete. */
    for (int way = 0; way < 4; way++) {
        struct id near = committed_widget(&bench, 1, 7, NULL);
        struct task *reader = bench_task(&bench, 0), *writer = bench_task(&bench, 1);
        (void)amounts_of(reader, &scan);
        widget_add(reader, 3, 1, NULL);
        struct widget *widget = widget_of(writer, way == 1 ? far : near);
        if (way == 0) {
            widget_add(writer, 1, 1, NULL);
        } else if (way == 3) {
            EXPECT_OK(record_delete(writer, &widget_records, near));
        } else {
            widget->owner.key = way == 1 ? 1 : 4;
            EXPECT_OK(record_update(writer, &widget_records, widget));
        }
        struct task *tasks[] = {writer, reader};
        err_t results[2];
        EXPECT_OK(store_commit(bench.store, tasks, 2, results));
        EXPECT_OK(results[0]);
        EXPECT_ERR(results[1], ERR_CONFLICT);
    }
    bench_end(&bench);
}

TEST(a_row_of_a_scan_that_changed_in_place_overtakes_it)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = committed_widget(&bench, 1, 5, NULL);
    struct task *reader = bench_task(&bench, 0), *writer = bench_task(&bench, 1);
    struct record_scan scan = {
        .kind = &widget_records, .index = BY_OWNER, .equals = {1}, .equals_count = 1, .limit = 10};
    (void)amounts_of(reader, &scan);
    widget_add(reader, 3, 1, NULL);
    struct widget *widget = widget_of(writer, id);
    widget->note = TEXT("in no index");
    EXPECT_OK(record_update(writer, &widget_records, widget));
    struct task *tasks[] = {writer, reader};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_OK(results[0]);
    EXPECT_ERR(results[1], ERR_CONFLICT);
    bench_end(&bench);
}

TEST(the_row_behind_the_limit_is_read_too)
{
    struct bench bench;
    bench_begin(&bench);
    committed_widget(&bench, 1, 5, NULL);
    struct id behind = committed_widget(&bench, 1, 6, NULL);
    struct task *reader = bench_task(&bench, 0), *writer = bench_task(&bench, 1);
    struct record_scan scan = {
        .kind = &widget_records, .index = BY_OWNER, .equals = {1}, .equals_count = 1, .limit = 1};
    EXPECT_STRING(amounts_of(reader, &scan), "5+"); /* that there is more is something it saw */
    widget_add(reader, 3, 1, NULL);
    EXPECT_OK(record_delete(writer, &widget_records, behind));
    struct task *tasks[] = {writer, reader};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_ERR(results[1], ERR_CONFLICT);
    bench_end(&bench);
}

TEST(a_row_that_came_into_another_range_does_not)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *reader = bench_task(&bench, 0), *writer = bench_task(&bench, 1);
    struct record_scan scan = {
        .kind = &widget_records, .index = BY_OWNER, .equals = {1}, .equals_count = 1, .limit = 10};
    EXPECT_STRING(amounts_of(reader, &scan), "");
    widget_add(reader, 1, 1, NULL);
    widget_add(writer, 2, 1, NULL);
    struct task *tasks[] = {writer, reader};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_OK(results[0]);
    EXPECT_OK(results[1]);
    bench_end(&bench);
}

TEST(a_scan_by_key_is_overtaken_by_an_insert_unless_it_is_unwatched)
{
    struct bench bench;
    bench_begin(&bench);
    for (int unwatched = 0; unwatched < 2; unwatched++) {
        struct task *reader = bench_task(&bench, 0), *writer = bench_task(&bench, 1);
        struct record_scan scan = {
            .kind = &widget_records, .index = -1, .limit = 100, .unwatched = unwatched == 1};
        (void)amounts_of(reader, &scan);
        widget_add(reader, 1, 1, NULL);
        widget_add(writer, 2, 1, NULL);
        struct task *tasks[] = {writer, reader};
        err_t results[2];
        EXPECT_OK(store_commit(bench.store, tasks, 2, results));
        EXPECT_ERR(results[1], unwatched == 1 ? OK : ERR_CONFLICT);
    }
    bench_end(&bench);
}

TEST(a_record_of_an_unwatched_scan_is_watched_once_it_is_changed)
{
    struct bench bench;
    bench_begin(&bench);
    struct id id = committed_widget(&bench, 1, 1, NULL);
    struct task *reader = bench_task(&bench, 0), *writer = bench_task(&bench, 1);
    struct record_scan scan = {
        .kind = &widget_records, .index = -1, .limit = 100, .unwatched = true};
    void **found;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(reader, &scan, &found, &count, &has_more));
    ((struct widget *)found[0])->amount = 100;
    EXPECT_OK(record_update(reader, &widget_records, found[0]));
    set_amount(writer, id, 2);
    struct task *tasks[] = {writer, reader};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results));
    EXPECT_ERR(results[1], ERR_CONFLICT);
    bench_end(&bench);
}

TEST(the_absence_of_a_record_or_a_text_is_a_read)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *reader = bench_task(&bench, 0), *writer = bench_task(&bench, 1);
    struct widget *widget = widget_add(writer, 1, 1, "code");
    EXPECT(widget_of(reader, widget->id) == NULL);
    widget_add(reader, 2, 2, NULL);
    struct task *asker = bench_task(&bench, 2);
    void *found;
    EXPECT_OK(record_load_text(asker, &widget_records, BY_CODE, TEXT("code"), &found));
    EXPECT(found == NULL);
    widget_add(asker, 3, 3, NULL);
    struct task *bystander = bench_task(&bench, 3);
    EXPECT_OK(record_load_text(bystander, &widget_records, BY_CODE, TEXT("cod"), &found));
    widget_add(bystander, 4, 4, NULL);
    struct task *tasks[] = {writer, reader, asker, bystander};
    err_t results[4];
    EXPECT_OK(store_commit(bench.store, tasks, 4, results));
    EXPECT_OK(results[0]);
    EXPECT_ERR(results[1], ERR_CONFLICT);
    EXPECT_ERR(results[2], ERR_CONFLICT);
    EXPECT_OK(results[3]);
    bench_end(&bench);
}

TEST(a_session_older_than_several_commits_is_still_judged_rightly)
{
    struct bench bench;
    bench_begin(&bench);
    struct id a = committed_widget(&bench, 1, 1, NULL), b = committed_widget(&bench, 2, 1, NULL);
    struct task *old = bench_task(&bench, 0), *other = bench_task(&bench, 1);
    set_amount(old, a, 100);
    set_amount(other, b, 100);
    struct task *writer = bench_task(&bench, 2);
    set_amount(writer, a, 2);
    EXPECT_OK(bench_commit(&bench, writer));
    committed_widget(&bench, 3, 3, NULL);
    EXPECT_ERR(bench_commit(&bench, old), ERR_CONFLICT);
    EXPECT_OK(bench_commit(&bench, other));
    bench_end(&bench);
}

TEST(a_unique_value_refuses_one_task_and_not_its_neighbours)
{
    struct bench bench;
    bench_begin(&bench);
    committed_widget(&bench, 1, 1, "taken");
    struct task *tasks[5];
    err_t results[5];
    struct id ids[5], extra[5];
    for (size_t i = 0; i < 5; i++) {
        tasks[i] = bench_task(&bench, i);
        extra[i] = widget_add(tasks[i], 5, 5, NULL)->id;
        ids[i] = widget_add(tasks[i], (int64_t)i, 1, i == 1 || i == 3 ? "taken" : NULL)->id;
    }
    EXPECT_OK(store_commit(bench.store, tasks, 5, results));
    for (size_t i = 0; i < 5; i++) {
        bool refused = i == 1 || i == 3;
        EXPECT_ERR(results[i], refused ? ERR_UNIQUE : OK);
        EXPECT_ERR(tasks[i]->failure.code, refused ? ERR_UNIQUE : OK);
        struct task *check = bench_task(&bench, 7);
        EXPECT((widget_of(check, ids[i]) == NULL) == refused);
        EXPECT((widget_of(check, extra[i]) == NULL) == refused);
    }
    struct text problem;
    EXPECT_OK(store_check_integrity(bench.store, &problem));
    bench_end(&bench);
}

TEST(after_a_refusal_later_tasks_are_not_judged_by_what_was_taken_back)
{
    struct bench bench;
    bench_begin(&bench);
    committed_widget(&bench, 1, 1, "taken");
    struct id id = committed_widget(&bench, 2, 1, NULL);
    struct task *tasks[3];
    err_t results[3];
    tasks[0] = bench_task(&bench, 0);
    set_amount(tasks[0], id, 2);
    tasks[1] = bench_task(&bench, 1);
    widget_add(tasks[1], 1, 1, "taken");
    tasks[2] = bench_task(&bench, 2);
    widget_add(tasks[2], 3, 1, NULL);
    EXPECT_OK(store_commit(bench.store, tasks, 3, results));
    EXPECT_OK(results[0]); /* its first round was taken back and must not overtake its second */
    EXPECT_ERR(results[1], ERR_UNIQUE);
    EXPECT_OK(results[2]);
    struct task *next = bench_task(&bench, 0);
    set_amount(next, id, 3);
    EXPECT_OK(bench_commit(&bench, next));
    bench_end(&bench);
}

TEST(a_record_may_take_a_unique_value_that_another_gives_up_in_the_same_task)
{
    struct bench bench;
    bench_begin(&bench);
    struct id old = committed_widget(&bench, 1, 1, "key"),
              gone = committed_widget(&bench, 1, 2, "x");
    struct task *task = bench_task(&bench, 0);
    struct id next = widget_add(task, 1, 3, "key")->id;
    struct widget *widget = widget_of(task, old);
    widget->code = NO_TEXT;
    EXPECT_OK(record_update(task, &widget_records, widget));
    widget_add(task, 1, 4, "x");
    EXPECT_OK(record_delete(task, &widget_records, gone));
    EXPECT_OK(bench_commit(&bench, task));
    void *found;
    EXPECT_OK(
        record_load_text(bench_task(&bench, 1), &widget_records, BY_CODE, TEXT("key"), &found));
    EXPECT(found != NULL && ((struct widget *)found)->id.key == next.key);
    bench_end(&bench);
}

TEST(a_commit_of_another_process_is_noticed)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    struct id a = committed_widget(&bench, 1, 1, NULL), b = committed_widget(&bench, 1, 2, NULL);
    struct task *task = bench_task(&bench, 0);
    set_amount(task, a, widget_of(task, b)->amount * 10);
    bench_sql(&bench, "UPDATE widget SET version = version + 1 WHERE amount = 2");
    EXPECT_ERR(bench_commit(&bench, task), ERR_CONFLICT);
    task = bench_task(&bench, 0);
    set_amount(task, a, 20);
    EXPECT_OK(bench_commit(&bench, task));
    bench_end(&bench);
}

TEST(a_version_that_moved_under_the_session_is_a_conflict)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    struct id id = committed_widget(&bench, 1, 1, NULL),
              gone = committed_widget(&bench, 1, 2, NULL);
    bench_sql(&bench, "UPDATE widget SET version = 7 WHERE amount = 1");
    struct task *task = bench_task(&bench, 0);
    set_amount(task, id, 2);
    bool overtaken;
    EXPECT_OK(sqlite_was_overtaken(bench_driver(&bench), &overtaken)); /* as if it were known */
    bench_sql(&bench, "UPDATE widget SET version = 8 WHERE amount = 1;"
                      "DELETE FROM widget WHERE amount = 2");
    struct task *other = bench_task(&bench, 1);
    EXPECT_OK(sqlite_was_overtaken(bench_driver(&bench), &overtaken));
    EXPECT(overtaken);
    EXPECT_ERR(bench_commit(&bench, task), ERR_CONFLICT);
    EXPECT_OK(record_delete(other, &widget_records, gone));
    EXPECT(!session_has_changes(other));
    bench_end(&bench);
}

TEST(a_log_is_written_in_the_order_of_commits)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *early = bench_task(&bench, 0), *late = bench_task(&bench, 1);
    struct entry first = {.id = task_new_id(early), .line = TEXT("first")};
    struct entry second = {.id = task_new_id(late), .line = TEXT("second")};
    EXPECT_OK(record_insert(early, &entry_records, &first));
    EXPECT_OK(record_insert(late, &entry_records, &second));
    struct task *tasks[] = {late, early};
    err_t results[2];
    EXPECT_OK(store_commit(bench.store, tasks, 2, results)); /* together: nobody sees one alone */
    EXPECT_OK(results[0]);
    EXPECT_OK(results[1]);

    early = bench_task(&bench, 0);
    late = bench_task(&bench, 1);
    first.id = task_new_id(early);
    second.id = task_new_id(late);
    EXPECT_OK(record_insert(early, &entry_records, &first));
    EXPECT_OK(record_insert(late, &entry_records, &second));
    EXPECT_OK(bench_commit(&bench, late));
    EXPECT_ERR(bench_commit(&bench, early), ERR_CONFLICT); /* a reader may be past it already */
    store_close(bench.store);
    bench_open(&bench);
    early = bench_task(&bench, 0);
    EXPECT_OK(record_insert(early, &entry_records, &first));
    EXPECT_ERR(bench_commit(&bench, early), ERR_CONFLICT);
    bench_end(&bench);
}

TEST(a_trigger_that_raises_in_the_middle_of_a_task_leaves_nothing_of_it)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    EXPECT_OK(sqlite_run(bench_driver(&bench),
                         "CREATE TRIGGER refuse BEFORE INSERT ON widget WHEN new.amount = 13 "
                         "BEGIN SELECT raise(ABORT, 'thirteen'); END"));
    struct task *tasks[3];
    err_t results[3];
    struct id ids[3];
    for (size_t i = 0; i < 3; i++) {
        tasks[i] = bench_task(&bench, i);
        ids[i] = widget_add(tasks[i], 1, 1, NULL)->id;
        widget_add(tasks[i], 1, i == 1 ? 13 : 2, NULL);
        widget_add(tasks[i], 1, 3, NULL);
    }
    EXPECT_OK(store_commit(bench.store, tasks, 3, results));
    EXPECT_OK(results[0]);
    EXPECT_ERR(results[1], ERR_STORE_REFUSED);
    REQUIRE(tasks[1]->failure.message.bytes != NULL);
    EXPECT(strstr(tasks[1]->failure.message.bytes, "thirteen") != NULL);
    EXPECT_OK(results[2]);
    struct task *check = bench_task(&bench, 7);
    EXPECT(widget_of(check, ids[0]) != NULL);
    EXPECT(widget_of(check, ids[1]) == NULL);
    struct record_scan scan = {.kind = &widget_records, .index = -1, .limit = 100};
    EXPECT_STRING(amounts_of(check, &scan), "1,2,3,1,2,3");
    bench_end(&bench);
}

TEST(a_full_disk_stores_nothing_and_the_store_goes_on_when_there_is_room)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    struct id id = committed_widget(&bench, 1, 1, NULL);
    int64_t pages;
    char sql[64];
    EXPECT_OK(sqlite_query_int(bench_driver(&bench), "PRAGMA page_count", &pages));
    snprintf(sql, sizeof(sql), "PRAGMA max_page_count = %d", (int)pages + 1);
    EXPECT_OK(sqlite_run(bench_driver(&bench), sql));
    struct task *small = bench_task(&bench, 0), *large = bench_task(&bench, 1);
    set_amount(small, id, 2);
    for (int i = 0; i < 500; i++) {
        widget_add(large, i, i, NULL);
    }
    struct task *tasks[] = {small, large};
    err_t results[2];
    EXPECT_ERR(store_commit(bench.store, tasks, 2, results), ERR_STORE_FULL);
    EXPECT_ERR(results[0], ERR_STORE_FULL);
    EXPECT_ERR(results[1], ERR_STORE_FULL);
    REQUIRE(small->failure.message.bytes != NULL);
    EXPECT(strstr(small->failure.message.bytes, "Free space") != NULL);
    EXPECT_INT(widget_of(bench_task(&bench, 2), id)->amount, 1);
    EXPECT_OK(sqlite_run(bench_driver(&bench), "PRAGMA max_page_count = 1000000"));
    small = bench_task(&bench, 0);
    set_amount(small, id, 2);
    EXPECT_OK(bench_commit(&bench, small));
    struct text problem;
    EXPECT_OK(store_check_integrity(bench.store, &problem));
    bench_end(&bench);
}

TEST(a_snapshot_does_not_move_while_it_is_open)
{
    struct bench bench;
    bench_begin(&bench);
    struct id a = committed_widget(&bench, 1, 1, NULL), b = committed_widget(&bench, 1, 2, NULL);
    EXPECT_OK(store_snapshot_begin(bench.store));
    struct task *task = bench_task(&bench, 0);
    EXPECT(widget_of(task, a) != NULL);
    bench_sql(&bench, "DELETE FROM widget");
    EXPECT(widget_of(task, b) != NULL);
    store_snapshot_end(bench.store);
    EXPECT(widget_of(bench_task(&bench, 1), b) == NULL);
    bench_end(&bench);
}

TEST(accounts_of_one_batch_write_their_logs_in_one_go)
{
    struct bench bench;
    struct task *tasks[4];
    err_t results[4];
    struct entry entries[4];
    const struct account accounts[] = {{.id = 1}, {.id = 2}};
    bench_begin(&bench);
    for (size_t i = 0; i < 4; i++) { /* keys of the two stand between each other */
        bench.account.id = accounts[i % 2].id;
        tasks[i] = bench_task(&bench, i);
        tasks[i]->account = &accounts[i % 2];
        entries[i] = (struct entry){.id = task_new_id(tasks[i]), .line = TEXT("line")};
        EXPECT_OK(record_insert(tasks[i], &entry_records, &entries[i]));
    }
    EXPECT_OK(store_commit(bench.store, tasks, 4, results));
    for (size_t i = 0; i < 4; i++) {
        EXPECT_OK(results[i]);
    }
    bench.account.id = 1;
    bench_end(&bench);
}

TEST(the_log_is_copied_when_it_has_grown)
{
    SQLITE_ONLY
    struct bench bench;
    bench_begin(&bench);
    int highest = 0;
    for (int i = 0; i < 200; i++) {
        struct task *task = bench_task(&bench, 0);
        for (int n = 0; n < 20; n++) {
            widget_add(task, n, i, NULL);
        }
        EXPECT_OK(bench_commit(&bench, task));
        highest =
            bench.store->driver->log_pages > highest ? bench.store->driver->log_pages : highest;
    }
    EXPECT(highest > 50 && highest < 200); /* checkpoint_pages is 100 */
    EXPECT_OK(store_checkpoint(bench.store, 0));
    EXPECT_INT(bench.store->driver->log_pages, 0);
    bench_end(&bench);
}

TEST(what_recent_commits_touched_may_be_forgotten_but_not_wrongly)
{
    struct recent recent;
    REQUIRE(recent_init(&recent));
    for (int64_t i = 1; i <= 30000; i++) {
        recent_put(&recent, (uint64_t)i * 0x9e3779b97f4a7c15u, i);
    }
    int wrong = 0;
    for (int64_t i = 1; i <= 30000; i++) {
        wrong += recent_find(&recent, (uint64_t)i * 0x9e3779b97f4a7c15u) != i;
    }
    EXPECT_INT(wrong, 0);
    EXPECT_INT(recent_find(&recent, 12345), 0);
    EXPECT(recent_is_large(&recent));
    recent_clear(&recent, 30000);
    EXPECT_INT(recent_find(&recent, 0x9e3779b97f4a7c15u), 0);
    EXPECT_INT(recent.floor, 30000);
    recent_free(&recent);
}
