/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

/** Owner 1 has 10, 20, 20, 30 (in this order of keys: 30, 20, 10, 20); owner 2 has 15. */
static void
fill(struct bench *bench, struct id ids[5])
{
    struct task *task = bench_task(bench, 0);
    ids[0] = widget_add(task, 1, 30, "a")->id;
    ids[1] = widget_add(task, 1, 20, "b")->id;
    ids[2] = widget_add(task, 2, 15, "c")->id;
    ids[3] = widget_add(task, 1, 10, "d")->id;
    ids[4] = widget_add(task, 1, 20, NULL)->id;
    EXPECT_OK(bench_commit(bench, task));
}

TEST(scans_go_by_the_columns_and_then_the_key_both_ways)
{
    struct bench bench;
    struct id ids[5];
    bench_begin(&bench);
    fill(&bench, ids);
    struct task *task = bench_task(&bench, 1);
    struct record_scan scan = {
        .kind = &widget_records, .index = BY_OWNER, .equals = {1}, .equals_count = 1, .limit = 10};
    EXPECT_STRING(amounts_of(task, &scan), "10,20,20,30");
    void **found;
    size_t count;
    bool has_more;
    EXPECT_OK(record_scan(task, &scan, &found, &count, &has_more));
    REQUIRE(count == 4);
    EXPECT_INT(((struct widget *)found[1])->id.key, ids[1].key);
    EXPECT_INT(((struct widget *)found[2])->id.key, ids[4].key);
    scan.newest_first = true;
    EXPECT_STRING(amounts_of(task, &scan), "30,20,20,10");
    EXPECT_OK(record_scan(task, &scan, &found, &count, &has_more));
    EXPECT_INT(((struct widget *)found[1])->id.key, ids[4].key);
    scan = (struct record_scan){.kind = &widget_records, .index = -1, .limit = 10};
    EXPECT_STRING(amounts_of(task, &scan), "30,20,15,10,20");
    scan.newest_first = true;
    EXPECT_STRING(amounts_of(task, &scan), "20,10,15,20,30");
    bench_end(&bench);
}

TEST(bounds_are_inclusive_and_keys_exclusive)
{
    struct bench bench;
    struct id ids[5];
    bench_begin(&bench);
    fill(&bench, ids);
    struct task *task = bench_task(&bench, 1);
    struct record_scan scan = {.kind = &widget_records,
                               .index = BY_OWNER,
                               .equals = {1},
                               .equals_count = 1,
                               .has_min = true,
                               .min = 20,
                               .limit = 10};
    EXPECT_STRING(amounts_of(task, &scan), "20,20,30");
    scan.has_max = true;
    scan.max = 29;
    EXPECT_STRING(amounts_of(task, &scan), "20,20");
    scan.has_min = false;
    EXPECT_STRING(amounts_of(task, &scan), "10,20,20");
    scan = (struct record_scan){
        .kind = &widget_records, .index = -1, .after_key = ids[1].key, .limit = 10};
    EXPECT_STRING(amounts_of(task, &scan), "15,10,20");
    scan.before_key = ids[4].key;
    EXPECT_STRING(amounts_of(task, &scan), "15,10");
    scan.newest_first = true; /* now after_key is the upper end */
    scan.after_key = ids[4].key;
    scan.before_key = ids[1].key;
    EXPECT_STRING(amounts_of(task, &scan), "10,15");
    scan = (struct record_scan){.kind = &widget_records,
                                .index = BY_OWNER,
                                .equals = {1, 20},
                                .equals_count = 2,
                                .after_key = ids[1].key,
                                .limit = 10};
    EXPECT_STRING(amounts_of(task, &scan), "20");
    scan = (struct record_scan){.kind = &widget_records,
                                .index = BY_CODE,
                                .text = TEXT("c"),
                                .equals_count = 1,
                                .limit = 10};
    EXPECT_STRING(amounts_of(task, &scan), "15");
    scan = (struct record_scan){.kind = &widget_records,
                                .index = BY_STATE,
                                .equals = {WIDGET_STATE_FRESH, false},
                                .equals_count = 2,
                                .limit = 10};
    EXPECT_STRING(amounts_of(task, &scan), "30,20,15,10,20");
    bench_end(&bench);
}

TEST(a_limit_says_whether_there_is_more)
{
    struct bench bench;
    struct id ids[5];
    bench_begin(&bench);
    fill(&bench, ids);
    struct task *task = bench_task(&bench, 1);
    struct record_scan scan = {.kind = &widget_records, .index = -1, .limit = 4};
    EXPECT_STRING(amounts_of(task, &scan), "30,20,15,10+");
    scan.limit = 5;
    EXPECT_STRING(amounts_of(task, &scan), "30,20,15,10,20");
    widget_add(task, 9, 99, NULL);
    EXPECT_STRING(amounts_of(task, &scan), "30,20,15,10,20+");
    bench_end(&bench);
}

TEST(own_changes_stand_in_a_scan_where_a_commit_would_put_them)
{
    struct bench bench;
    struct id ids[5];
    bench_begin(&bench);
    fill(&bench, ids);
    struct task *task = bench_task(&bench, 1);
    struct record_scan scan = {
        .kind = &widget_records, .index = BY_OWNER, .equals = {1}, .equals_count = 1, .limit = 10};
    struct record_scan all = {.kind = &widget_records, .index = -1, .limit = 10};

    struct widget *moved = widget_of(task, ids[0]);
    moved->amount = 5; /* 30 goes to the front */
    EXPECT_OK(record_update(task, &widget_records, moved));
    struct widget *come = widget_of(task, ids[2]);
    come->owner.key = 1; /* 15 comes from the other owner */
    EXPECT_OK(record_update(task, &widget_records, come));
    EXPECT_OK(record_delete(task, &widget_records, ids[3])); /* 10 goes */
    widget_add(task, 1, 20, NULL);
    widget_add(task, 2, 1, NULL);
    struct widget *away = widget_of(task, ids[1]);
    away->owner.key = 3; /* one 20 leaves */
    EXPECT_OK(record_update(task, &widget_records, away));

    EXPECT_STRING(amounts_of(task, &scan), "5,15,20,20");
    EXPECT_STRING(amounts_of(task, &all), "5,20,15,20,20,1");
    scan.newest_first = true;
    EXPECT_STRING(amounts_of(task, &scan), "20,20,15,5");
    scan.has_max = true;
    scan.max = 15;
    EXPECT_STRING(amounts_of(task, &scan), "15,5");
    EXPECT_OK(bench_commit(&bench, task));

    task = bench_task(&bench, 2);
    EXPECT_STRING(amounts_of(task, &scan), "15,5");
    scan.has_max = scan.newest_first = false;
    EXPECT_STRING(amounts_of(task, &scan), "5,15,20,20");
    EXPECT_STRING(amounts_of(task, &all), "5,20,15,20,20,1");
    struct text problem;
    EXPECT_OK(store_check_integrity(bench.store, &problem));
    bench_end(&bench);
}

TEST(keys_are_exclusive_for_own_changes_too)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct id ids[3];
    for (int i = 0; i < 3; i++) {
        ids[i] = widget_add(task, 1, i, NULL)->id;
    }
    struct record_scan scan = {
        .kind = &widget_records, .index = -1, .after_key = ids[0].key, .limit = 10};
    EXPECT_STRING(amounts_of(task, &scan), "1,2");
    scan.before_key = ids[2].key;
    EXPECT_STRING(amounts_of(task, &scan), "1");
    bench_end(&bench);
}

TEST(a_record_written_into_but_not_updated_keeps_its_place)
{
    struct bench bench;
    struct id ids[5];
    bench_begin(&bench);
    fill(&bench, ids);
    struct task *task = bench_task(&bench, 1);
    struct record_scan scan = {
        .kind = &widget_records, .index = BY_OWNER, .equals = {1}, .equals_count = 1, .limit = 2};
    widget_of(task, ids[3])->amount = 1000; /* it was 10, the first */
    widget_add(task, 1, 15, NULL);
    EXPECT_STRING(amounts_of(task, &scan), "1000,15+");
    bench_end(&bench);
}
