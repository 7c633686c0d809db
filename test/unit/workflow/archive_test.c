/* SPDX-License-Identifier: Apache-2.0 */
/* The archive of runs: what was sealed cannot be changed, moved or left out unseen. */
#include "base/pack.h"
#include "decisions.h"
#include "extend/archive_first.h" /* tidy: private-header: what nothing writes any more */

#define LAST_AMOUNT "amount.div(10, 0, 'floor')"

/** Two segments: of two decisions, and of one that failed. */
static struct text
sealed(struct bench *bench)
{
    struct point point = point_as(COMPOSE_FIRST);
    struct extend_verdict verdict;
    struct text_builder out;
    size_t count;
    struct id first = decisions_bind(bench, &point, everywhere(1), LAST_AMOUNT)->id;
    struct binding *binding;
    EXPECT_INT(decisions_take(bench, &point, &verdict), 100);
    EXPECT_INT(decisions_take(bench, &point, &verdict), 100);
    bench_commit(bench);
    EXPECT_OK(archive_seal(bench->task, 3, &count));
    EXPECT_INT(count, 0); /* too few */
    EXPECT_OK(archive_seal(bench->task, 2, &count));
    EXPECT_INT(count, 2);
    bench_commit(bench);
    EXPECT_OK(binding_load(bench->task, first, &binding));
    EXPECT_OK(binding_retire(bench->task, binding));
    decisions_bind(bench, &point, everywhere(1), "undefined.x");
    EXPECT_INT(decisions_take(bench, &point, &verdict), 0);
    bench_commit(bench);
    EXPECT_OK(archive_seal(bench->task, 1, &count));
    EXPECT_INT(count, 1);
    bench_commit(bench);
    text_builder_init(&out, bench->task->arena, 1 << 20);
    EXPECT_OK(archive_export(bench->task, &out));
    return text_builder_text(&out);
}

static struct archive_finding
checked(struct bench *bench, struct text exported)
{
    struct archive_finding finding;
    struct script_runner *runner;
    EXPECT_OK(script_runner_new(SCRIPT_HEAP_BYTES, &runner));
    archive_check(bench->task->arena, exported, runner, &finding);
    script_runner_free(runner);
    return finding;
}

TEST(an_archive_is_checked_and_executed_again_without_its_store)
{
    struct bench bench;
    decisions_begin(&bench);
    struct archive_finding finding = checked(&bench, sealed(&bench));
    EXPECT(finding.problem.bytes == NULL);
    EXPECT_INT(finding.segments, 2);
    EXPECT_INT(finding.runs, 3);
    EXPECT_INT(finding.replayed, 3);
    EXPECT_INT(finding.differing, 0);
    decisions_end(&bench);
}

TEST(no_byte_of_an_archive_can_be_changed_unseen)
{
    struct bench bench;
    decisions_begin(&bench);
    struct text exported = sealed(&bench);
    char *bytes = arena_copy(bench.task->arena, exported.bytes, exported.length);
    struct arena arena;
    size_t unnoticed = 0;
    arena_init(&arena, 64 << 20);
    for (size_t at = 0; at < exported.length; at += 7) {
        struct archive_finding finding;
        struct script_runner *runner;
        bytes[at] = (char)(bytes[at] ^ 0x10);
        EXPECT_OK(script_runner_new(SCRIPT_HEAP_BYTES, &runner));
        archive_check(&arena, (struct text){bytes, exported.length}, runner, &finding);
        script_runner_free(runner);
        bytes[at] = (char)(bytes[at] ^ 0x10);
        unnoticed += finding.problem.bytes == NULL && finding.runs == 3 ? 1 : 0;
        arena_reset(&arena);
    }
    arena_free(&arena);
    EXPECT_INT(unnoticed, 0);
    decisions_end(&bench);
}

TEST(a_run_that_is_changed_in_the_journal_is_found)
{
    struct bench bench;
    struct archive_finding finding;
    void **runs;
    size_t count;
    bool has_more;
    decisions_begin(&bench);
    (void)sealed(&bench);
    EXPECT_OK(archive_verify(bench.task, &finding));
    EXPECT(finding.problem.bytes == NULL);
    EXPECT_INT(finding.runs, 3);
    struct record_scan scan = {.kind = &run_records, .index = -1, .limit = 10};
    EXPECT_OK(record_scan(bench.task, &scan, &runs, &count, &has_more));
    REQUIRE(count == 3);
    struct run *run = runs[1];
    run->at_stake.amount += 1;
    EXPECT_OK(record_update(bench.task, &run_records, run));
    EXPECT_OK(archive_verify(bench.task, &finding));
    EXPECT(finding.problem.bytes != NULL);
    run->at_stake.amount -= 1;
    EXPECT_OK(record_update(bench.task, &run_records, run));
    EXPECT_OK(archive_verify(bench.task, &finding));
    EXPECT(finding.problem.bytes == NULL);
    decisions_end(&bench);
}

TEST(a_segment_that_is_left_out_breaks_the_chain)
{
    struct bench bench;
    struct archive_finding finding;
    struct point point = point_as(COMPOSE_FIRST);
    struct extend_verdict verdict;
    void **segments;
    size_t count;
    bool has_more;
    decisions_begin(&bench);
    (void)sealed(&bench);
    EXPECT_INT(decisions_take(&bench, &point, &verdict), 0);
    bench_commit(&bench);
    EXPECT_OK(archive_seal(bench.task, 1, &count));
    bench_commit(&bench);
    struct record_scan scan = {.kind = &archive_segment_records, .index = -1, .limit = 10};
    EXPECT_OK(record_scan(bench.task, &scan, &segments, &count, &has_more));
    REQUIRE(count == 3);
    EXPECT_OK(record_delete(bench.task, &archive_segment_records,
                            ((struct archive_segment *)segments[1])->id));
    EXPECT_OK(archive_verify(bench.task, &finding));
    EXPECT_TEXT(finding.problem, "segment 3: it does not follow the one before it");
    decisions_end(&bench);
}

/** The journal's runs as one segment in the form that was written first. */
static void
seal_as_at_first(struct bench *bench)
{
    struct task *task = bench->task;
    struct record_scan scan = {.kind = &run_records, .index = -1, .limit = 10};
    struct archive_first_writer writer;
    struct archive_segment *segment = arena_new(task->arena, struct archive_segment);
    void **runs;
    size_t count;
    bool has_more;
    REQUIRE(segment != NULL);
    EXPECT_OK(record_scan(task, &scan, &runs, &count, &has_more));
    archive_first_init(&writer, task->arena);
    for (size_t i = 0; i < count; i++) {
        void *release;
        const struct run *run = runs[i];
        EXPECT_OK(record_load(task, &release_records, run->release, &release));
        EXPECT(archive_first_add_run(task, &writer, run, release));
        segment->last_key = run->id.key;
    }
    struct text content = text_builder_text(&writer.out);
    segment->id = task_new_id(task);
    segment->number = 1;
    segment->run_count = (int64_t)count;
    segment->packed = pack(task->arena, content);
    segment->hash = archive_first_hash(task->arena, NO_TEXT, content);
    EXPECT_OK(record_insert(task, &archive_segment_records, segment));
    bench_commit(bench);
}

TEST(a_segment_in_the_first_form_is_read_and_followed)
{
    struct bench bench;
    struct archive_finding finding;
    struct point point = point_as(COMPOSE_FIRST);
    struct extend_verdict verdict;
    struct text_builder out;
    void **runs;
    size_t count;
    bool has_more;
    decisions_begin(&bench);
    decisions_bind(&bench, &point, everywhere(1), LAST_AMOUNT);
    EXPECT_INT(decisions_take(&bench, &point, &verdict), 100);
    EXPECT_INT(decisions_take(&bench, &point, &verdict), 100);
    bench_commit(&bench);
    seal_as_at_first(&bench);
    EXPECT_INT(decisions_take(&bench, &point, &verdict), 100);
    bench_commit(&bench);
    EXPECT_OK(archive_seal(bench.task, 1, &count));
    EXPECT_INT(count, 1);
    bench_commit(&bench);
    EXPECT_OK(archive_verify(bench.task, &finding));
    EXPECT(finding.problem.bytes == NULL);
    EXPECT_INT(finding.segments, 2);
    EXPECT_INT(finding.runs, 3);
    text_builder_init(&out, bench.task->arena, 1 << 20);
    EXPECT_OK(archive_export(bench.task, &out));
    finding = checked(&bench, text_builder_text(&out));
    EXPECT(finding.problem.bytes == NULL);
    EXPECT_INT(finding.replayed, 3);
    EXPECT_INT(finding.differing, 0);
    struct record_scan scan = {.kind = &run_records, .index = -1, .limit = 10};
    EXPECT_OK(record_scan(bench.task, &scan, &runs, &count, &has_more));
    REQUIRE(count == 3);
    ((struct run *)runs[0])->fuel += 1;
    EXPECT_OK(record_update(bench.task, &run_records, runs[0]));
    EXPECT_OK(archive_verify(bench.task, &finding));
    EXPECT(finding.problem.bytes != NULL);
    decisions_end(&bench);
}
