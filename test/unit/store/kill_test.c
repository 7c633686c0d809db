/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#define ROUNDS 6

/**
 * The child commits batches of two tasks; each task adds an entry and moves
 * one unit from one owner to another. After each acknowledged batch it writes
 * one byte. It is killed at any instant.
 */
static void
work_until_killed(struct bench *bench, struct id from, struct id to, int acknowledge)
{
    for (;;) {
        struct task *tasks[2];
        err_t results[2];
        for (size_t i = 0; i < 2; i++) {
            void *owners[2];
            tasks[i] = bench_task(bench, i);
            assert(record_load(tasks[i], &owner_records, from, &owners[0]) == OK);
            assert(record_load(tasks[i], &owner_records, to, &owners[1]) == OK);
            ((struct owner *)owners[0])->balance--;
            ((struct owner *)owners[1])->balance++;
            assert(record_update(tasks[i], &owner_records, owners[0]) == OK);
            assert(record_update(tasks[i], &owner_records, owners[1]) == OK);
            struct entry *entry = arena_new(tasks[i]->arena, struct entry);
            entry->id = task_new_id(tasks[i]);
            assert(record_insert(tasks[i], &entry_records, entry) == OK);
        }
        assert(store_commit(bench->store, tasks, 2, results) == OK);
        assert(results[0] == OK && results[1] == ERR_CONFLICT);
        assert(write(acknowledge, "x", 1) == 1);
    }
}

TEST(a_kill_at_any_instant_leaves_whole_commands_and_all_that_were_acknowledged)
{
    struct bench bench;
    bench_begin(&bench);
    struct task *task = bench_task(&bench, 0);
    struct owner from = {.id = task_new_id(task)}, to = {.id = task_new_id(task)};
    EXPECT_OK(record_insert(task, &owner_records, &from));
    EXPECT_OK(record_insert(task, &owner_records, &to));
    EXPECT_OK(bench_commit(&bench, task));
    int64_t acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t last;
        EXPECT_OK(store_last_key(bench.store, &last));
        bench.ids.last_key = last;
        store_close(bench.store);
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            bench_open(&bench);
            work_until_killed(&bench, from.id, to.id, ends[1]);
        }
        close(ends[1]);
        usleep((useconds_t)(20000 + round * 7919));
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        char byte;
        while (read(ends[0], &byte, 1) == 1) {
            acknowledged++;
        }
        close(ends[0]);
        bench_open(&bench);

        task = bench_task(&bench, 0);
        void *owners[2];
        EXPECT_OK(record_load(task, &owner_records, from.id, &owners[0]));
        EXPECT_OK(record_load(task, &owner_records, to.id, &owners[1]));
        int64_t moved = ((struct owner *)owners[1])->balance;
        EXPECT_INT(((struct owner *)owners[0])->balance, -moved);
        struct record_scan scan = {.kind = &entry_records, .index = -1, .limit = 1000000};
        void **entries;
        size_t count;
        bool has_more;
        EXPECT_OK(record_scan(task, &scan, &entries, &count, &has_more));
        EXPECT_INT(count, moved);
        EXPECT(moved >= acknowledged && moved <= acknowledged + round + 1);
        struct text problem;
        EXPECT_OK(store_check_integrity(bench.store, &problem));
    }
    EXPECT(acknowledged > ROUNDS); /* else nothing was tried */
    bench_end(&bench);
}
