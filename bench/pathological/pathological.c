/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pathological.c: thirteen scripts that would hang, fill or fell an engine; all are stopped.
 *
 * Each is compiled and called twice by one runner with the limits of the point
 * commerce.discount_calculation, then twice with ample ones (more fuel and memory
 * than any point gives, so that the built-ins themselves meet their end). Both
 * calls of a pair must have the same outcome and use the same fuel, and a good
 * script must answer right behind every one.
 *
 * "Past us" is work that was not paid for. Each script is stopped at 32 places on
 * its way; a run that takes longer than its fuel at the dearest fair price (eight
 * times that of an empty loop) went on behind its limit by the difference. The
 * largest one is shown; the goal is a millisecond.
 *
 *   bench_pathological       13 of 13 or a failure
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "pathological_scripts.h"
#include "script/script.h"

#include "discount_calculation.model.h"

#define KIB     1024
#define MIB     (1024 * KIB)
#define SCRIPTS 13
#define PLACES  32 /* where a run is stopped, to see how long it goes on */
#define FAIR    8  /* a unit of fuel may buy this many times the work of an empty loop's */

static const struct script_limits point_limits = {.fuel = 2000000,
                                                  .heap_bytes = 4 * MIB,
                                                  .depth = 256,
                                                  .output_bytes = 256 * KIB,
                                                  .console_bytes = 16 * KIB};
static const struct script_limits ample_limits = {.fuel = 50000000,
                                                  .heap_bytes = 256 * MIB,
                                                  .depth = 256,
                                                  .output_bytes = 256 * KIB,
                                                  .console_bytes = 16 * KIB};

static const char good_source[] =
    "export default { computeDiscounts(input: any) { return { discount: { amount: "
    "{ amount: input.grossAmount.amount.mul(Decimal.from('0.1')), currency: "
    "input.grossAmount.currency } } }; } };";

struct bench {
    struct script_runner *runner;
    struct arena arena;
    struct script_program *good;
    struct discount_item item;
    int64_t loop_ps; /**< CPU time of one unit of fuel in an empty loop, picoseconds */
};

static int64_t
cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static struct script_program *
compile(struct bench *bench, const char *name, const char *source)
{
    struct script_source file = {text_of(name), text_of(source)};
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    if (script_compile(&bench->arena, &file, 1, &diagnostics, &program) != OK) {
        struct text_builder text;
        text_builder_init(&text, &bench->arena, 10000);
        for (size_t i = 0; i < diagnostics.count; i++) {
            script_diagnostic_render(&diagnostics.items[i], &text);
        }
        printf("%.*s\n", TEXT_ARG(text_builder_text(&text)));
    }
    return program;
}

static struct script_result
call(struct bench *bench, const struct script_program *program, const struct script_limits *limits,
     struct discount_result *answer, int64_t *ns)
{
    struct script_argument argument = {.model = &discount_item_model, .value = &bench->item};
    struct script_result result;
    int64_t start = cpu_ns();
    script_call(bench->runner, program, TEXT("computeDiscounts"), &argument, 1, limits,
                &bench->arena, &discount_result_model, answer, &result);
    *ns = cpu_ns() - start;
    return result;
}

/** The runner is as good as before. */
static bool
good_answers(struct bench *bench)
{
    struct discount_result answer = {0};
    int64_t ns;
    struct script_result result = call(bench, bench->good, &point_limits, &answer, &ns);
    return result.outcome == RUN_OK &&
           decimal_compare(answer.discount.amount.amount, decimal_from_int(600)) == 0;
}

static bool
is_stopped(enum run_outcome outcome)
{
    return outcome == RUN_FUEL || outcome == RUN_MEMORY || outcome == RUN_DEPTH;
}

/** Two calls; false when they differ or harm the runner. */
static bool
pair(struct bench *bench, const struct script_program *program, const struct script_limits *limits,
     struct script_result *result, int64_t *ns)
{
    struct discount_result answer = {0};
    int64_t first_ns;
    struct script_result first = call(bench, program, limits, &answer, &first_ns);
    bool is_good = good_answers(bench);
    *result = call(bench, program, limits, &answer, ns);
    is_good = is_good && good_answers(bench);
    *ns = first_ns < *ns ? first_ns : *ns;
    return is_good && first.outcome == result->outcome && first.fuel == result->fuel &&
           first.heap_bytes == result->heap_bytes;
}

static int64_t
past_us(struct bench *bench, const struct script_program *program, uint64_t fuel)
{
    int64_t past_ns = 0;
    for (uint64_t place = 1; place <= PLACES; place++) {
        struct script_limits limits = ample_limits;
        struct script_result result;
        int64_t ns;
        limits.fuel = fuel * place / PLACES;
        (void)pair(bench, program, &limits, &result, &ns);
        int64_t over = ns - (int64_t)limits.fuel * bench->loop_ps * FAIR / 1000;
        past_ns = over > past_ns ? over : past_ns;
    }
    return past_ns / 1000;
}

static int64_t
price_ps(const struct script_result *result, int64_t ns)
{
    return ns * 1000 / (int64_t)result->fuel;
}

static void
print_pair(const struct script_result *result, int64_t ns)
{
    printf("   %-7s %9" PRIu64 " %8.2f %6.1f", run_outcome_name(result->outcome), result->fuel,
           (double)ns / 1e6, (double)price_ps(result, ns) / 1000);
}

static bool
script_try(struct bench *bench, const struct embedded_file *file)
{
    struct script_result result;
    struct script_result ample;
    int64_t ns;
    int64_t ample_ns;
    struct script_program *program = compile(bench, file->name, file->bytes);
    if (program == NULL) {
        return false;
    }
    bool passed = pair(bench, program, &point_limits, &result, &ns) && is_stopped(result.outcome) &&
                  result.fuel <= point_limits.fuel;
    passed = pair(bench, program, &ample_limits, &ample, &ample_ns) && passed;
    printf("%-26s", file->name);
    print_pair(&result, ns);
    print_pair(&ample, ample_ns);
    printf(" %8" PRId64 "  %s\n", past_us(bench, program, point_limits.fuel),
           passed ? "stopped" : "FAILED");
    script_program_free(program);
    arena_reset(&bench->arena);
    return passed;
}

/** What a unit of fuel costs in the plainest script. */
static bool
loop_measure(struct bench *bench)
{
    struct discount_result answer;
    struct script_program *program =
        compile(bench, "loop.ts", "export default { computeDiscounts() { for (;;) {} } };");
    if (program == NULL) {
        return false;
    }
    bench->loop_ps = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int64_t ns;
        struct script_result result = call(bench, program, &point_limits, &answer, &ns);
        if (ns * 1000 / (int64_t)result.fuel < bench->loop_ps) {
            bench->loop_ps = ns * 1000 / (int64_t)result.fuel;
        }
    }
    script_program_free(program);
    return true;
}

int
main(void)
{
    static struct bench bench;
    arena_init(&bench.arena, 64 * MIB);
    struct currency eur;
    if (script_runner_new(ample_limits.heap_bytes, &bench.runner) != OK ||
        !currency_parse(TEXT("eur"), &eur)) {
        return 1;
    }
    bench.item.gross_amount = (struct view_monetary_amount){decimal_from_int(6000), eur};
    bench.good = compile(&bench, "good.ts", good_source);
    if (bench.good == NULL || !good_answers(&bench) || !loop_measure(&bench)) {
        return 1;
    }
    printf("a unit of fuel in an empty loop: %.2f ns\n\n", (double)bench.loop_ps / 1000);
    printf("%-26s   %-33s   %s\n", "", "limits of the point", "ample limits");
    printf("%-26s   %-7s %9s %8s %6s   %-7s %9s %8s %6s %8s\n", "", "outcome", "fuel", "CPU ms",
           "ns/f", "outcome", "fuel", "CPU ms", "ns/f", "past us");
    int passed = 0;
    for (const struct embedded_file *file = pathological_files; file->name != NULL; file++) {
        passed += script_try(&bench, file) ? 1 : 0;
    }
    printf("\n%d of %d stopped by a limit, the same way each time; the runner lives on\n", passed,
           SCRIPTS);
    script_program_free(bench.good);
    script_runner_free(bench.runner);
    arena_free(&bench.arena);
    return passed == SCRIPTS ? 0 : 1;
}
