/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay.c: archived decisions executed again, beside the plain call of their script.
 *
 *   bench_replay [DECISIONS]
 *
 * Decisions over different amounts are taken, sealed and exported; then the
 * archive is held to its hashes and every run executed again and compared, bit
 * for bit. The plain call runs the same script on one input, as often.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/kinds.h" /* tidy: private-header: a store of every kind */
#include "extend/extend.h"
#include "sys/sys.h"

#include "discount_calculation.model.h"

#define BATCH        500
#define ROUNDS       5
#define HEAP         ((size_t)16 << 20)
#define AMOUNT_OF(i) (1000 + (int64_t)(i)*7 % 90000)

static const char source_text[] =
    "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
    "export default class PercentOff {\n"
    "  computeDiscounts(input: any, config: any) {\n"
    "    const { amount, currency } = input.grossAmount;\n"
    "    const max = Decimal.from(config.max);\n"
    "    const off = amount.mul(Decimal.from(config.percent)).div(Decimal.from(100), 0, "
    "'half-up');\n"
    "    return { discount: { amount: { amount: off.gt(max) ? max : off, currency } } };\n"
    "  }\n"
    "}\n";
static const char configuration[] = "{\"percent\":20,\"max\":1500}";

/** CPU time of this thread: the machine has other things to do. */
static int64_t
cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct bench {
    struct store *store;
    struct extend *extend;
    struct account account;
    struct id_source ids;
    struct arena store_arena, arena;
    struct task task;
    struct id binding;
    struct currency usd;
};

static void
must(err_t err, const struct task *task)
{
    if (err != OK) {
        (void)fprintf(stderr, "%.*s\n", TEXT_ARG(task->failure.message));
        exit(1);
    }
}

static void
begin(struct bench *bench)
{
    arena_reset(&bench->arena);
    bench->task = (struct task){.arena = &bench->arena,
                                .account = &bench->account,
                                .now = 1767225600,
                                .wall_ms = (int64_t)1767225600 * 1000,
                                .ids = &bench->ids,
                                .extend = bench->extend};
    must(session_begin(bench->store, &bench->task), &bench->task);
}

static void
commit(struct bench *bench)
{
    struct task *task = &bench->task;
    err_t result = OK;
    must(store_commit(bench->store, &task, 1, &result), task);
    must(result, task);
    begin(bench);
}

static void
found(struct bench *bench)
{
    struct task *task = &bench->task;
    struct extension *extension;
    struct release *release;
    struct binding *binding;
    struct script_source source = {TEXT("src/index.ts"), text_of(source_text)};
    begin(bench);
    must(extension_create(task, &discount_calculation_point, TEXT("Off"), &extension), task);
    must(release_create(task, extension, &source, 1, NULL, true, &release), task);
    struct binding_wish wish = {
        .point = &discount_calculation_point,
        .script =
            id_text(task->arena, &task->account->secret, extension_kind.prefix, extension->id.key),
        .configuration = text_of(configuration),
        .scope = {.type = SCOPE_TYPE_COUPON, .id = TEXT("OFF")},
        .scope_object = task_new_id(task),
    };
    must(binding_create(task, &wish, &binding), task);
    bench->binding = binding->id;
    commit(bench);
}

static void
decide(struct bench *bench, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct discount_item item = {.gross_amount = {decimal_from_int(AMOUNT_OF(i)), bench->usd}};
        struct discount_result result = {.discount.amount.currency = bench->usd};
        struct extend_cause cause = {.binding = bench->binding,
                                     .reason = "invoice.finalize",
                                     .at_stake = money_of(AMOUNT_OF(i), bench->usd)};
        struct extend_verdict verdict;
        must(extend_call(&bench->task, &discount_calculation_point, 0, &cause, &item, &result,
                         &verdict),
             &bench->task);
        if ((i + 1) % BATCH == 0) {
            commit(bench);
        }
    }
    commit(bench);
    for (size_t sealed = 1; sealed > 0; commit(bench)) {
        must(archive_seal(&bench->task, 1, &sealed), &bench->task);
    }
}

struct plain {
    struct script_program *program;
    struct json config, context;
    struct text context_text;
};

static void
plain_load(struct plain *plain, struct arena *arena)
{
    struct script_source source = {TEXT("src/index.ts"), text_of(source_text)};
    struct script_diagnostics diagnostics = {0};
    struct json_error error;
    plain->context_text = TEXT("{\"type\":\"script\",\"id\":\"ext_1NzYxVrPq2TYpkqAA1NcYzKT\","
                               "\"livemode\":false,\"clockTime\":\"2026-01-01T00:00:00.000Z\"}");
    if (script_compile(arena, &source, 1, &diagnostics, &plain->program) != OK ||
        json_parse(arena, text_of(configuration), &plain->config, &error) != OK ||
        json_parse(arena, plain->context_text, &plain->context, &error) != OK) {
        exit(1);
    }
}

/** The same script on the same inputs, nothing around it. */
static int64_t
plain_ns(struct script_runner *runner, const struct plain *plain, const struct bench *bench,
         size_t count)
{
    const struct point *point = &discount_calculation_point;
    struct script_limits limits = {.fuel = point->fuel,
                                   .heap_bytes = point->memory_bytes,
                                   .depth = point->depth,
                                   .output_bytes = point->output_bytes_max};
    struct discount_item item = {.gross_amount.currency = bench->usd};
    struct script_argument arguments[] = {
        {.model = &discount_item_model, .value = &item},
        {.json = &plain->config, .number = script_runner_number(runner)},
        {.json = &plain->context, .number = script_runner_number(runner)}};
    struct arena run;
    arena_init(&run, 16u << 20);
    int64_t start = cpu_ns();
    for (size_t i = 0; i < count; i++) {
        struct discount_result answer;
        struct script_result result;
        arena_reset(&run);
        item.gross_amount.amount = decimal_from_int(AMOUNT_OF(i));
        script_call(runner, plain->program, TEXT("computeDiscounts"), arguments,
                    COUNT_OF(arguments), &limits, &run, &discount_result_model, &answer, &result);
        if (result.outcome != RUN_OK) {
            exit(1);
        }
    }
    int64_t took = cpu_ns() - start;
    arena_free(&run);
    return took;
}

/** The engine's own call: pure, nothing is kept of it. */
static int64_t
engine_ns(struct script_runner *runner, const struct plain *plain, const struct bench *bench,
          size_t count)
{
    struct discount_item item = {.gross_amount.currency = bench->usd};
    struct extend_trial trial = {.program = plain->program,
                                 .point = &discount_calculation_point,
                                 .input = &item,
                                 .input_body = TEXT(" "), /* of the journal, not of the call */
                                 .configuration = text_of(configuration),
                                 .context = plain->context_text,
                                 .kept = arguments_new()};
    struct arena run;
    arena_init(&run, 16u << 20);
    int64_t start = cpu_ns();
    for (size_t i = 0; i < count; i++) {
        struct discount_result answer;
        struct script_result result;
        arena_reset(&run);
        item.gross_amount.amount = decimal_from_int(AMOUNT_OF(i));
        extend_try(runner, &trial, &run, &answer, &result);
        if (result.outcome != RUN_OK) {
            exit(1);
        }
    }
    int64_t took = cpu_ns() - start;
    arguments_free(trial.kept);
    arena_free(&run);
    return took;
}

int
main(int argument_count, char **arguments)
{
    const struct sys *sys = sys_posix();
    size_t count = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : 100000;
    struct bench bench = {.account = {.id = 1, .secret = {{1}}}};
    struct text problem = NO_TEXT;
    struct store_config config = {.path = TEXT(":memory:"),
                                  .kinds = engine_kinds,
                                  .cache_bytes = 64 << 20,
                                  .checkpoint_pages = 20000};
    struct script_runner *runner;
    arena_init(&bench.store_arena, (size_t)1 << 30);
    arena_init(&bench.arena, (size_t)1 << 30);
    if (store_open(&bench.store_arena, &config, &bench.store, &problem) != OK ||
        extend_open(HEAP, &bench.extend) != OK || script_runner_new(HEAP, &runner) != OK ||
        !currency_parse(TEXT("usd"), &bench.usd)) {
        (void)fprintf(stderr, "%.*s\n", TEXT_ARG(problem));
        return 1;
    }
    found(&bench);
    decide(&bench, count);
    struct text_builder exported;
    struct arena arena;
    struct archive_finding finding;
    arena_init(&arena, (size_t)2 << 30);
    text_builder_init(&exported, &arena, (size_t)1 << 30);
    must(archive_export(&bench.task, &exported), &bench.task);
    struct plain plain;
    struct arena compiled, checked;
    int64_t plain_best = INT64_MAX, engine_best = INT64_MAX, replay_best = INT64_MAX;
    arena_init(&compiled, 64u << 20);
    arena_init(&checked, (size_t)2 << 30);
    plain_load(&plain, &compiled);
    for (int round = 0; round < ROUNDS; round++) { /* the best of each: others use the machine */
        int64_t took = plain_ns(runner, &plain, &bench, count);
        plain_best = took < plain_best ? took : plain_best;
        took = engine_ns(runner, &plain, &bench, count);
        engine_best = took < engine_best ? took : engine_best;
        arena_reset(&checked);
        int64_t start = cpu_ns();
        archive_check(&checked, text_builder_text(&exported), runner, &finding);
        took = cpu_ns() - start;
        replay_best = took < replay_best ? took : replay_best;
    }
    char result[1024];
    (void)snprintf(
        result, sizeof(result),
        "{\n  \"bench\": \"replay\",\n  \"runs\": %zu,\n  \"executed_again\": %zu,\n  "
        "\"differ\": %zu,\n  \"archive_bytes_a_run\": %zu,\n  \"decisions_per_s\": %lld,\n  "
        "\"plain_calls_per_s\": %lld,\n  \"engine_calls_per_s\": %lld,\n  "
        "\"percent_of_plain\": %lld,\n  \"percent_of_engine\": %lld\n}\n",
        finding.runs, finding.replayed, finding.differing,
        exported.length / (count == 0 ? 1 : count),
        (long long)((int64_t)count * 1000000000 / replay_best),
        (long long)((int64_t)count * 1000000000 / plain_best),
        (long long)((int64_t)count * 1000000000 / engine_best),
        (long long)(plain_best * 100 / replay_best), (long long)(engine_best * 100 / replay_best));
    printf("%s", result);
    bool is_fine = finding.problem.bytes == NULL && finding.replayed == count &&
                   sys->file_write(sys, "bench/results/replay.json", text_of(result)) == OK;
    return is_fine ? 0 : 1;
}
