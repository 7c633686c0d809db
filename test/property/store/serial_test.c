/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands that run at the same time have the effect of some order of them.
 *
 * Random commands read and write widgets through sessions that overlap in any
 * way: several are open at once, they commit in batches, some begin long
 * before they commit. A model in memory carries out each command when its
 * commit succeeds; what the session saw and decided must be what the model
 * sees and decides at that moment. On PostgreSQL two engines share the store.
 */
#include "../../unit/store/bench.h"
#include "base/random.h"

#define WIDGETS_MAX 400
#define OWNERS      3

/** The world as it would be if commands ran one by one. */
struct world {
    struct {
        int64_t key, owner, amount, code; /* key 0: deleted; code 0: none */
    } widgets[WIDGETS_MAX];
    size_t count;
};

/** One command: look at a range, a record and a code; change one record, add or delete one. */
struct command {
    int64_t scan_owner; /* whose widgets it adds up */
    size_t read;        /* the widget it reads */
    size_t changed;     /* the widget it writes to */
    int64_t new_owner;
    int64_t code; /* it adds a widget with this code when there is none */
    bool adds, deletes;
    int64_t sum, read_amount, code_owner; /* what it saw */
    int64_t added_key;
};

static int64_t
world_sum(const struct world *world, int64_t owner)
{
    int64_t sum = 0;
    for (size_t i = 0; i < world->count; i++) {
        sum += world->widgets[i].key != 0 && world->widgets[i].owner == owner
                   ? world->widgets[i].amount
                   : 0;
    }
    return sum;
}

static int64_t
world_code_owner(const struct world *world, int64_t code)
{
    for (size_t i = 0; i < world->count; i++) {
        if (world->widgets[i].key != 0 && world->widgets[i].code == code) {
            return world->widgets[i].owner;
        }
    }
    return -1;
}

static struct text
code_text(struct task *task, int64_t code)
{
    return code == 0 ? NO_TEXT : text_format(task->arena, "code-%lld", (long long)code);
}

/** Carry out a command in a session. */
static void
run(struct task *task, const struct world *world, struct command *command)
{
    struct record_scan scan = {.kind = &widget_records,
                               .index = BY_OWNER,
                               .equals = {command->scan_owner},
                               .equals_count = 1,
                               .limit = WIDGETS_MAX};
    void **found;
    size_t count;
    bool has_more;
    assert(record_scan(task, &scan, &found, &count, &has_more) == OK && !has_more);
    command->sum = 0;
    for (size_t i = 0; i < count; i++) {
        command->sum += ((struct widget *)found[i])->amount;
    }
    struct widget *read = widget_of(task, (struct id){world->widgets[command->read].key});
    command->read_amount = read == NULL ? -1 : read->amount;
    void *coded;
    assert(record_load_text(task, &widget_records, BY_CODE, code_text(task, command->code),
                            &coded) == OK);
    command->code_owner = coded == NULL ? -1 : ((struct widget *)coded)->owner.key;

    struct widget *changed = widget_of(task, (struct id){world->widgets[command->changed].key});
    if (changed != NULL && command->deletes) {
        assert(record_delete(task, &widget_records, changed->id) == OK);
    } else if (changed != NULL) {
        changed->amount = command->sum % 1000 + command->read_amount + 1;
        changed->owner.key = command->new_owner;
        assert(record_update(task, &widget_records, changed) == OK);
    }
    command->added_key = 0;
    if (command->adds && coded == NULL) {
        struct widget *added = widget_add(task, command->new_owner, command->sum % 100, NULL);
        added->code = code_text(task, command->code);
        assert(record_update(task, &widget_records, added) == OK);
        command->added_key = added->id.key;
    }
}

/** The same in the world; false when the command saw something else. */
static bool
replay(struct world *world, const struct command *command)
{
    int64_t read_amount =
        world->widgets[command->read].key == 0 ? -1 : world->widgets[command->read].amount;
    if (world_sum(world, command->scan_owner) != command->sum ||
        read_amount != command->read_amount ||
        world_code_owner(world, command->code) != command->code_owner) {
        return false;
    }
    bool exists = world->widgets[command->changed].key != 0;
    if (exists && command->deletes) {
        world->widgets[command->changed].key = 0;
    } else if (exists) {
        world->widgets[command->changed].amount = command->sum % 1000 + command->read_amount + 1;
        world->widgets[command->changed].owner = command->new_owner;
    }
    if (command->added_key != 0) {
        world->widgets[world->count].key = command->added_key;
        world->widgets[world->count].owner = command->new_owner;
        world->widgets[world->count].amount = command->sum % 100;
        world->widgets[world->count].code = command->code;
        world->count++;
    }
    return true;
}

static struct command
draw(struct random *random, const struct world *world)
{
    return (struct command){
        .scan_owner = random_between(random, 1, OWNERS),
        .read = (size_t)random_below(random, world->count),
        .changed = (size_t)random_below(random, world->count),
        .new_owner = random_between(random, 1, OWNERS),
        .code = random_between(random, 1, 60),
        .adds = world->count < WIDGETS_MAX - BENCH_TASKS && random_below(random, 3) == 0,
        .deletes = random_below(random, 12) == 0,
    };
}

static void
compare(struct bench *bench, const struct world *world)
{
    struct task *task = bench_task(bench, BENCH_TASKS - 1);
    int wrong = 0;
    for (size_t i = 0; i < world->count; i++) {
        if (world->widgets[i].key != 0) {
            const struct widget *widget = widget_of(task, (struct id){world->widgets[i].key});
            wrong += widget == NULL || widget->amount != world->widgets[i].amount ||
                     widget->owner.key != world->widgets[i].owner;
        }
    }
    EXPECT_INT(wrong, 0);
    for (int64_t owner = 1; owner <= OWNERS; owner++) {
        struct record_scan scan = {.kind = &widget_records,
                                   .index = BY_OWNER,
                                   .equals = {owner},
                                   .equals_count = 1,
                                   .limit = WIDGETS_MAX};
        void **found;
        size_t count, expected = 0;
        bool has_more;
        assert(record_scan(task, &scan, &found, &count, &has_more) == OK);
        for (size_t i = 0; i < world->count; i++) {
            expected += world->widgets[i].key != 0 && world->widgets[i].owner == owner;
        }
        EXPECT_INT(count, expected);
    }
}

struct engines {
    struct bench benches[2];
    size_t count;
};

static void
engines_begin(struct engines *engines)
{
    struct bench *first = &engines->benches[0];
    bench_begin(first);
    engines->count = 1;
    if (!first->store->driver->is_shared) {
        assert(sqlite_run(bench_driver(first), "PRAGMA synchronous = OFF") == OK);
        return;
    }
    engines->count = 2;
    bench_join(&engines->benches[1], first);
}

static void
engines_end(struct engines *engines)
{
    if (engines->count == 2) {
        bench_leave(&engines->benches[1]);
    }
    bench_end(&engines->benches[0]);
}

struct tally {
    int64_t committed, conflicts, refusals;
};

/** Some of the open commands of one engine commit together. */
static void
commit_some(struct bench *bench, struct random *random, struct world *world,
            struct command commands[BENCH_TASKS - 1], bool is_open[BENCH_TASKS - 1],
            struct tally *tally)
{
    struct task *batch[BENCH_TASKS];
    struct command *batch_commands[BENCH_TASKS];
    err_t results[BENCH_TASKS];
    size_t count = 0;
    for (size_t i = 0; i < BENCH_TASKS - 1; i++) {
        if (is_open[i] && random_below(random, 2) == 0) {
            batch_commands[count] = &commands[i];
            batch[count++] = &bench->tasks[i];
            is_open[i] = false;
        }
    }
    EXPECT_OK(store_commit(bench->store, batch, count, results));
    for (size_t i = 0; i < count; i++) {
        if (results[i] == OK && session_has_changes(batch[i])) {
            EXPECT(replay(world, batch_commands[i]));
        }
        tally->committed += results[i] == OK;
        tally->conflicts += results[i] == ERR_CONFLICT;
        tally->refusals += results[i] != OK && results[i] != ERR_CONFLICT;
    }
}

TEST(commands_that_overlap_have_the_effect_of_some_order_of_them)
{
    struct tally tally = {0};
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct engines engines = {0};
        struct world world = {0};
        struct random random;
        random_init(&random, seed);
        engines_begin(&engines);
        struct task *task = bench_task(&engines.benches[0], 0);
        for (int i = 0; i < 12; i++) {
            const struct widget *widget = widget_add(task, i % OWNERS + 1, i, NULL);
            world.widgets[world.count].key = widget->id.key;
            world.widgets[world.count].owner = widget->owner.key;
            world.widgets[world.count].amount = widget->amount;
            world.count++;
        }
        EXPECT_OK(bench_commit(&engines.benches[0], task));

        struct command commands[2][BENCH_TASKS - 1];
        bool is_open[2][BENCH_TASKS - 1] = {{false}};
        for (int step = 0; step < 300; step++) {
            size_t number = engines.count == 1 ? 0 : (size_t)random_below(&random, 2);
            struct bench *bench = &engines.benches[number];
            for (size_t i = 0; i < BENCH_TASKS - 1; i++) {
                if (!is_open[number][i] && random_below(&random, 2) == 0) {
                    commands[number][i] = draw(&random, &world);
                    run(bench_task(bench, i), &world, &commands[number][i]);
                    is_open[number][i] = true;
                }
            }
            commit_some(bench, &random, &world, commands[number], is_open[number], &tally);
        }
        for (size_t i = 0; i < engines.count; i++) {
            compare(&engines.benches[i], &world);
            struct text problem;
            EXPECT_OK(store_check_integrity(engines.benches[i].store, &problem));
        }
        engines_end(&engines);
    }
    EXPECT(tally.committed > 3000 && tally.conflicts > 1000); /* else nothing overlapped */
    EXPECT_INT(tally.refusals, 0); /* codes are looked up first: the index never has to refuse */
}
