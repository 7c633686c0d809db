/* SPDX-License-Identifier: Apache-2.0 */
/*
 * script_call.c: what a call of user logic costs, beside the same logic in C.
 *
 * Percent off up to a maximum over an invoice of three lines, in a fresh heap
 * each time: structs in, structs out. Then loops of graduated tiers and of
 * Decimal arithmetic. Microseconds of CPU time of this thread, the median of
 * eleven batches.
 */
#include <inttypes.h>
#include <time.h>

#include "script/script.h"

#include "discount_calculation.model.h"

#define BATCHES 11

static const char discount_source[] =
    "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
    "export default class PercentOff {\n"
    "  computeDiscounts(input: any, config: any) {\n"
    "    const max = Decimal.from(config.max);\n"
    "    const rate = Decimal.from(config.percent).div(100, 6, 'half-even');\n"
    "    let total = Decimal.zero;\n"
    "    for (const line of input.lineItems) {\n"
    "      total = total.add(line.subtotal.amount.mul(rate));\n"
    "    }\n"
    "    const amount = total.gt(max) ? max : total.round('half-even', { mode: 'decimal-places', "
    "value: 0 });\n"
    "    return { discount: { amount: { amount, currency: input.grossAmount.currency } } };\n"
    "  }\n"
    "}\n";

static const char tiers_source[] =
    "const tiers: any[] = [];\n"
    "for (let i = 0; i < 50; i++) tiers.push({ upTo: i === 49 ? null : (i + 1) * 20, unit: 100 - "
    "i, flat: i });\n"
    "export default { computeDiscounts(input: any) {\n"
    "  let sum = 0;\n"
    "  for (let q = 1; q <= 1000; q++) {\n"
    "    let from = 0, amount = 0;\n"
    "    for (let i = 0; i < tiers.length; i++) {\n"
    "      const t = tiers[i];\n"
    "      if (t.upTo === null || q <= t.upTo) { amount += (q - from) * t.unit + t.flat; break; }\n"
    "      amount += (t.upTo - from) * t.unit + t.flat;\n"
    "      from = t.upTo;\n"
    "    }\n"
    "    sum += amount;\n"
    "  }\n"
    "  return { discount: { amount: { amount: sum % 1000, currency: 'eur' } } };\n"
    "} };\n";

static const char decimal_source[] =
    "export default { computeDiscounts(input: any) {\n"
    "  let x = Decimal.from('1234567.891');\n"
    "  const rate = Decimal.from('1.0375'), back = Decimal.from('1.0379');\n"
    "  for (let i = 0; i < 333; i++) {\n"
    "    x = x.mul(rate).div(back, 12, 'half-even').round('half-even', { mode: 'decimal-places', "
    "value: 12 });\n"
    "  }\n"
    "  return { discount: { amount: { amount: x, currency: 'eur' } } };\n"
    "} };\n";

static int64_t
cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct bench {
    struct script_runner *runner;
    struct script_program *program;
    struct arena arena;
    struct discount_item item;
    struct json config;
    struct script_limits limits;
    struct script_result result;
    struct discount_result answer;
};

/** The same in C, over the same structs. */
static void
discount_in_c(const struct discount_item *item, struct discount_result *out)
{
    struct decimal total = {0};
    struct decimal rate;
    struct decimal max;
    err_t err = decimal_parse(TEXT("0.1"), &rate) | decimal_parse(TEXT("5000"), &max);
    for (size_t i = 0; i < item->line_items_count; i++) {
        struct decimal part;
        err |= decimal_mul(item->line_items[i].subtotal.amount, rate, ROUND_HALF_EVEN, &part);
        err |= decimal_add(total, part, &total);
    }
    if (decimal_compare(total, max) > 0) {
        total = max;
    } else {
        err |= decimal_round(total, 0, ROUND_HALF_EVEN, &total);
    }
    assert(err == OK);
    out->discount.amount = (struct view_monetary_amount){total, item->gross_amount.currency};
}

static void
call_script(struct bench *bench)
{
    struct script_argument arguments[] = {{.model = &discount_item_model, .value = &bench->item},
                                          {.json = &bench->config}};
    arena_reset(&bench->arena);
    script_call(bench->runner, bench->program, TEXT("computeDiscounts"), arguments, 2,
                &bench->limits, &bench->arena, &discount_result_model, &bench->answer,
                &bench->result);
    if (bench->result.outcome != RUN_OK) {
        printf("%s %.*s\n", run_outcome_name(bench->result.outcome), TEXT_ARG(bench->result.error));
        exit(1);
    }
}

static void
call_c(struct bench *bench)
{
    discount_in_c(&bench->item, &bench->answer);
    __asm__ volatile("" : : "r"(&bench->answer) : "memory");
}

static int
by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void
measure(const char *name, struct bench *bench, void (*call)(struct bench *), int calls)
{
    int64_t times[BATCHES];
    for (int batch = 0; batch < BATCHES; batch++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < calls; i++) {
            call(bench);
        }
        times[batch] = (cpu_ns() - start) * 1000 / calls;
    }
    qsort(times, BATCHES, sizeof times[0], by_time);
    int64_t ps = times[BATCHES / 2];
    printf("%-28s %8" PRId64 ".%03" PRId64 " us   fuel %8" PRIu64 "  heap %8zu  program %6zu\n",
           name, ps / 1000000, ps / 1000 % 1000, bench->result.fuel, bench->result.heap_bytes,
           bench->program == NULL ? 0 : script_program_bytes(bench->program));
}

static void
load(struct bench *bench, const char *source)
{
    struct arena arena;
    struct script_diagnostics diagnostics = {0};
    struct script_source file = {TEXT("src/index.ts"), text_of(source)};
    arena_init(&arena, 64 << 20);
    script_program_free(bench->program);
    int64_t start = cpu_ns();
    if (script_compile(&arena, &file, 1, &diagnostics, &bench->program) != OK) {
        struct text_builder text;
        text_builder_init(&text, &arena, 10000);
        for (size_t i = 0; i < diagnostics.count; i++) {
            script_diagnostic_render(&diagnostics.items[i], &text);
        }
        printf("%.*s\n", TEXT_ARG(text_builder_text(&text)));
        exit(1);
    }
    printf("%-28s %8" PRId64 " us\n", "  (compile)", (cpu_ns() - start) / 1000);
    arena_free(&arena);
}

int
main(void)
{
    static struct bench bench;
    struct discount_line_item lines[3] = {0};
    struct json_error error;
    struct arena arena;
    arena_init(&bench.arena, 1 << 20);
    arena_init(&arena, 1 << 20);
    for (int i = 0; i < 3; i++) {
        lines[i].subtotal.amount = decimal_from_int(1000 * (i + 1));
        (void)!currency_parse(TEXT("eur"), &lines[i].subtotal.currency);
    }
    bench.item = (struct discount_item){.line_items = lines, .line_items_count = 3};
    bench.item.gross_amount =
        (struct view_monetary_amount){decimal_from_int(6000), lines[0].subtotal.currency};
    bench.limits = (struct script_limits){.fuel = 100000000,
                                          .heap_bytes = 8 << 20,
                                          .depth = 200,
                                          .output_bytes = 65536,
                                          .console_bytes = 4096};
    if (script_runner_new(8 << 20, &bench.runner) != OK ||
        json_parse(&arena, TEXT("{\"percent\":\"10\",\"max\":\"5000\"}"), &bench.config, &error) !=
            OK) {
        return 1;
    }
    measure("discount, C", &bench, call_c, 100000);
    load(&bench, discount_source);
    measure("discount, script", &bench, call_script, 20000);
    load(&bench, "export default { computeDiscounts(input: any) { return { discount: { amount: "
                 "input.grossAmount } }; } };");
    measure("empty, script", &bench, call_script, 20000);
    load(&bench, tiers_source);
    measure("graduated tiers, 26 k steps", &bench, call_script, 20);
    load(&bench, decimal_source);
    measure("1000 Decimal operations", &bench, call_script, 100);
    script_program_free(bench.program);
    script_runner_free(bench.runner);
    arena_free(&bench.arena);
    arena_free(&arena);
    return 0;
}
