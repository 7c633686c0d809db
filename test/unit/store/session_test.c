/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

TEST(what_was_inserted_is_loaded_with_every_field)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct widget *widget = widget_add(task, 7, -5, "abc");
    widget->is_sold = true;
    widget->state = WIDGET_STATE_WORN;
    widget->note = TEXT("hello");
    EXPECT_OK(record_update(task, &widget_records, widget));
    EXPECT_INT(widget->version, 1);
    struct id id = widget->id;
    EXPECT_OK(bench_commit(&bench, task));

    const struct widget *loaded = widget_of(bench_task(&bench, 1), id);
    REQUIRE(loaded != NULL);
    EXPECT_INT(loaded->id.key, id.key);
    EXPECT_INT(loaded->version, 1);
    EXPECT_INT(loaded->owner.key, 7);
    EXPECT_INT(loaded->amount, -5);
    EXPECT_INT(loaded->is_sold, true);
    EXPECT_INT(loaded->state, WIDGET_STATE_WORN);
    EXPECT_TEXT(loaded->code, "abc");
    EXPECT_TEXT(loaded->note, "hello");
    bench_end(&bench);
}

TEST(two_loads_of_one_record_give_one_pointer)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct widget *widget = widget_add(task, 1, 1, "x");
    EXPECT(widget_of(task, widget->id) == widget);
    struct id id = widget->id;
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 0);
    struct widget *first = widget_of(task, id);
    EXPECT(first != NULL && widget_of(task, id) == first);
    void *by_code;
    EXPECT_OK(record_load_text(task, &widget_records, BY_CODE, TEXT("x"), &by_code));
    EXPECT(by_code == first);
    bench_end(&bench);
}

TEST(an_update_raises_the_version_once_and_keeps_the_body_of_the_last_mark)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id id = widget_add(task, 1, 1, NULL)->id;
    struct text before, inserted, second, third;
    EXPECT_OK(record_bodies(task, &widget_records, id, &before, &inserted));
    EXPECT(inserted.bytes != NULL && text_equal(before, inserted));
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 1);
    struct widget *widget = widget_of(task, id);
    EXPECT_OK(record_bodies(task, &widget_records, id, &before, &second));
    EXPECT(text_equal(before, second) && text_equal(second, inserted));
    widget->amount = 2;
    EXPECT_OK(record_update(task, &widget_records, widget));
    widget->note = TEXT("and more");
    EXPECT_OK(record_update(task, &widget_records, widget));
    EXPECT_OK(record_bodies(task, &widget_records, id, &before, &second));
    EXPECT(text_equal(before, inserted) && !text_equal(second, inserted));
    record_mark(task, &widget_records, id);
    widget->amount = 3;
    EXPECT_OK(record_update(task, &widget_records, widget));
    EXPECT_OK(record_bodies(task, &widget_records, id, &before, &third));
    EXPECT(text_equal(before, second) && !text_equal(third, second));
    EXPECT_INT(widget->version, 2);
    EXPECT_OK(record_bodies(task, &widget_records, (struct id){4711}, &before, &third));
    EXPECT(before.bytes == NULL && third.bytes == NULL);
    EXPECT_OK(bench_commit(&bench, task));
    EXPECT_INT(widget_of(bench_task(&bench, 0), id)->version, 2);
    EXPECT_INT(widget_of(bench_task(&bench, 0), id)->amount, 3);
    bench_end(&bench);
}

TEST(an_update_that_changes_nothing_writes_nothing)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id id = widget_add(task, 1, 1, NULL)->id;
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 0);
    struct widget *widget = widget_of(task, id);
    EXPECT_OK(record_update(task, &widget_records, widget));
    EXPECT(!session_has_changes(task));
    EXPECT_INT(widget->version, 1);
    bench_end(&bench);
}

TEST(deleted_records_are_gone_and_inserts_can_be_taken_back)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id kept = widget_add(task, 1, 1, "kept")->id;
    struct id taken_back = widget_add(task, 1, 2, "back")->id;
    EXPECT_OK(record_delete(task, &widget_records, taken_back));
    EXPECT(widget_of(task, taken_back) == NULL);
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 1);
    EXPECT(widget_of(task, taken_back) == NULL);
    EXPECT(widget_of(task, kept) != NULL);
    EXPECT_OK(record_delete(task, &widget_records, kept));
    EXPECT_OK(record_delete(task, &widget_records, kept));
    EXPECT(widget_of(task, kept) == NULL);
    struct text before, after;
    EXPECT_OK(record_bodies(task, &widget_records, kept, &before, &after));
    EXPECT(text_equal(before, after) && after.length > 0);
    void *by_code;
    EXPECT_OK(record_load_text(task, &widget_records, BY_CODE, TEXT("kept"), &by_code));
    EXPECT(by_code == NULL);
    EXPECT_OK(bench_commit(&bench, task));
    EXPECT(widget_of(bench_task(&bench, 2), kept) == NULL);
    bench_end(&bench);
}

TEST(a_unique_text_is_looked_up_as_the_task_has_changed_it)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id id = widget_add(task, 1, 1, "old")->id;
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 1);
    struct widget *widget = widget_of(task, id);
    void *found;
    widget->code = TEXT("new");
    EXPECT_OK(record_update(task, &widget_records, widget));
    EXPECT_OK(record_load_text(task, &widget_records, BY_CODE, TEXT("old"), &found));
    EXPECT(found == NULL);
    EXPECT_OK(record_load_text(task, &widget_records, BY_CODE, TEXT("new"), &found));
    EXPECT(found == widget);
    widget->code = NO_TEXT;
    EXPECT_OK(record_update(task, &widget_records, widget));
    EXPECT_OK(record_load_text(task, &widget_records, BY_CODE, TEXT("new"), &found));
    EXPECT(found == NULL);
    bench_end(&bench);
}

TEST(dropped_changes_leave_the_session_as_it_was_loaded)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id id = widget_add(task, 1, 1, "one")->id;
    struct id other = widget_add(task, 1, 5, NULL)->id;
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 1);
    struct widget *widget = widget_of(task, id);
    widget->amount = 99;
    widget->code = NO_TEXT;
    EXPECT_OK(record_update(task, &widget_records, widget));
    widget_of(task, other)->amount = 77; /* written into, but never updated */
    struct id added = widget_add(task, 1, 2, "two")->id;
    EXPECT(session_has_changes(task));
    session_drop_changes(task);
    EXPECT(!session_has_changes(task));
    EXPECT_INT(widget_of(task, id)->amount, 1);
    EXPECT_INT(widget_of(task, id)->version, 1);
    EXPECT_INT(widget_of(task, other)->amount, 5);
    EXPECT(widget_of(task, added) == NULL);
    void *by_code;
    EXPECT_OK(record_load_text(task, &widget_records, BY_CODE, TEXT("two"), &by_code));
    EXPECT(by_code == NULL);
    EXPECT_OK(record_load_text(task, &widget_records, BY_CODE, TEXT("one"), &by_code));
    EXPECT(by_code == widget_of(task, id));
    /* And it can be used on: the answer to a failed command is kept so. */
    struct id answer = widget_add(task, 1, 3, "answer")->id;
    EXPECT_OK(bench_commit(&bench, task));
    EXPECT(widget_of(bench_task(&bench, 2), answer) != NULL);
    EXPECT_INT(widget_of(bench_task(&bench, 2), id)->amount, 1);
    bench_end(&bench);
}

TEST(an_account_does_not_see_the_records_of_another)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id id = widget_add(task, 1, 1, "same")->id;
    EXPECT_OK(bench_commit(&bench, task));

    bench.account.id = 2;
    task = bench_task(&bench, 1);
    EXPECT(widget_of(task, id) == NULL);
    void *by_code;
    EXPECT_OK(record_load_text(task, &widget_records, BY_CODE, TEXT("same"), &by_code));
    EXPECT(by_code == NULL);
    struct record_scan scan = {.kind = &widget_records, .index = -1, .limit = 10};
    EXPECT_STRING(amounts_of(task, &scan), "");
    widget_add(task, 1, 2, "same"); /* unique within an account only */
    EXPECT_OK(bench_commit(&bench, task));
    EXPECT_STRING(amounts_of(bench_task(&bench, 1), &scan), "2");
    bench.account.id = 1;
    EXPECT_STRING(amounts_of(bench_task(&bench, 1), &scan), "1");
    bench_end(&bench);
}

TEST(a_session_with_thousands_of_records_finds_each)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id ids[3000];
    for (int i = 0; i < 3000; i++) {
        ids[i] = widget_add(task, i % 7, i, NULL)->id;
    }
    EXPECT_OK(bench_commit(&bench, task));
    task = bench_task(&bench, 1);
    int wrong = 0;
    for (int i = 0; i < 3000; i++) {
        wrong += widget_of(task, ids[i])->amount != i;
    }
    for (int i = 0; i < 3000; i++) {
        wrong += widget_of(task, ids[i])->amount != i;
    }
    EXPECT_INT(wrong, 0);
    bench_end(&bench);
}

TEST(updating_a_struct_that_was_never_loaded_is_a_bug)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct widget stranger = {.id = {4711}};
    EXPECT_ASSERT((void)!record_update(task, &widget_records, &stranger));
    bench_end(&bench);
}
