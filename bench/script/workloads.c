/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workloads.c: what user logic costs beside the same logic in C, on the same structs.
 *
 *   W1  percent off up to a maximum over an invoice of three lines
 *   W2  proration of twenty lines, with a calendar
 *   W3  a thousand quantities by fifty graduated tiers
 *   W4  a thousand Decimal operations at twelve places
 *
 * Every script call starts from a fresh heap, reads the host's structs and answers
 * into a struct, with fuel and memory counted. Both sides must answer the same.
 * CPU time of this process; script and C take turns in 21 batches; shown are the
 * medians and the median of the batches' ratios.
 *
 *   bench_workloads [PROGRAMS [W2]]   so many different scripts are loaded at the end; only W2
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "extend/extend.h"
#include "native.h"
#include "workload_scripts.h"

#define BATCHES    21
#define HEAP_BYTES (4 << 20)
#define ITEMS      20
#define TIERS      50
#define QUANTITIES 1000
#define RESIDENT   1000 /* programs in memory, for the bytes of one */

struct inputs {
    struct discount_item item;
    struct discount_line_item lines[3];
    struct json config;
    struct json context;
    struct proration_request proration;
    struct proration_item items[ITEMS];
    char ids[ITEMS][16];
    struct tier_request tiering;
    struct tier_step tiers[TIERS];
    int64_t quantities[QUANTITIES];
    struct decimal_request decimal;
};

struct bench {
    struct script_runner *runner;
    struct script_program *program;
    struct arena arena;
    struct inputs inputs;
    struct script_result result;
    struct native_lines space;
    union answer {
        struct discount_result discount;
        struct proration_answer proration;
        struct tier_answer tier;
        struct decimal_answer decimal;
    } scripted, native;
};

struct workload {
    const char *name;
    const char *file;
    const char *method;
    const struct model *input;
    size_t input_offset; /**< in struct inputs */
    const struct model *output;
    void (*native)(struct bench *);
    bool has_config;
    bool at_point; /**< by extend_try: size of the input, context and contract as well */
    int calls;     /**< in a batch */
    int goal;      /**< times the C, at most; 0: none */
};

static int64_t
cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static size_t
resident_bytes(void)
{
    char line[128] = {0};
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL ||
        sscanf(line, "%*u %lu", &pages) != 1) {
        exit(1);
    }
    (void)fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* ---- the four, in C ----------------------------------------------------------------- */

static void
percent_off_in_c(struct bench *bench)
{
    native_percent_off(&bench->inputs.item, &bench->inputs.config, &bench->native.discount);
}

static void
proration_in_c(struct bench *bench)
{
    native_proration(&bench->inputs.proration, &bench->space, &bench->native.proration);
}

static void
tiers_in_c(struct bench *bench)
{
    native_tiers(&bench->inputs.tiering, &bench->native.tier);
}

static void
decimals_in_c(struct bench *bench)
{
    native_decimals(&bench->inputs.decimal, &bench->native.decimal);
}

#define PERCENT_OFF                                                                                \
    .file = "percent_off.ts", .method = "computeDiscounts", .input = &discount_item_model,         \
    .input_offset = offsetof(struct inputs, item), .output = &discount_result_model,               \
    .native = percent_off_in_c, .has_config = true

static const struct workload workloads[] = {
    {PERCENT_OFF, .name = "W1 percent off, fresh heap", .calls = 2000, .goal = 12},
    {PERCENT_OFF, .name = "W1 as its point calls it", .at_point = true, .calls = 2000},
    {.name = "W2 proration of 20 lines",
     .file = "proration.ts",
     .method = "prorate",
     .input = &proration_request_model,
     .input_offset = offsetof(struct inputs, proration),
     .output = &proration_answer_model,
     .native = proration_in_c,
     .calls = 200,
     .goal = 12},
    {.name = "W3 50 tiers, 1000 times",
     .file = "tiers.ts",
     .method = "price",
     .input = &tier_request_model,
     .input_offset = offsetof(struct inputs, tiering),
     .output = &tier_answer_model,
     .native = tiers_in_c,
     .calls = 10,
     .goal = 24},
    {.name = "W4 1000 Decimal operations",
     .file = "decimals.ts",
     .method = "calculate",
     .input = &decimal_request_model,
     .input_offset = offsetof(struct inputs, decimal),
     .output = &decimal_answer_model,
     .native = decimals_in_c,
     .calls = 50,
     .goal = 9},
};

/* ---- inputs ------------------------------------------------------------------------- */

static struct decimal
decimal_of(const char *text)
{
    struct decimal decimal = {0};
    if (decimal_parse(text_of(text), &decimal) != OK) {
        exit(1);
    }
    return decimal;
}

static struct json
json_of(struct arena *arena, const char *text)
{
    struct json json = {0};
    struct json_error error;
    if (json_parse(arena, text_of(text), &json, &error) != OK) {
        exit(1);
    }
    return json;
}

static void
inputs_make(struct inputs *inputs, struct arena *arena)
{
    struct currency eur = {0};
    if (!currency_parse(TEXT("eur"), &eur)) {
        exit(1);
    }
    for (int i = 0; i < 3; i++) {
        inputs->lines[i].subtotal =
            (struct view_monetary_amount){decimal_from_int(1999 * (i + 1)), eur};
        inputs->lines[i].quantity = decimal_from_int(i + 1);
        inputs->lines[i].has_quantity = GIVEN_VALUE;
        inputs->lines[i].period = (struct view_period){.value = VIEW_PERIOD_VALUE_TIME_RANGE,
                                                       .start_date = 1767225600,
                                                       .end_date = 1769904000};
    }
    inputs->item = (struct discount_item){.gross_amount = {decimal_from_int(11994), eur},
                                          .line_items = inputs->lines,
                                          .line_items_count = 3};
    inputs->config = json_of(arena, "{\"percent\":\"12.5\",\"max\":\"5000\"}");
    inputs->context = json_of(arena, "{\"type\":\"script\",\"id\":\"ext_1\",\"livemode\":false,"
                                     "\"clockTime\":\"2026-01-20T10:00:00.000Z\"}");
    inputs->proration =
        (struct proration_request){.now = 1768903200, .items = inputs->items, .items_count = ITEMS};
    for (int i = 0; i < ITEMS; i++) {
        int length = snprintf(inputs->ids[i], sizeof inputs->ids[i], "il_%04d", i * 37);
        bool is_over = i % 7 == 6; /* two ended before their period began, one begins later */
        inputs->items[i] = (struct proration_item){
            .id = {inputs->ids[i], (size_t)length},
            .amount = 990 + 510 * i,
            .quantity = 1 + i % 4,
            .anchor = 1764547200 + 90061 * i,
            .months = 1 + i % 3,
            .from = i == 19 ? 1769000000 : 1764547200 + 95000 * i,
            .until = is_over      ? 1764600000
                     : i % 5 == 0 ? 1768800000
                                  : 0,
        };
    }
    inputs->tiering = (struct tier_request){.tiers = inputs->tiers,
                                            .tiers_count = TIERS,
                                            .quantities = inputs->quantities,
                                            .quantities_count = QUANTITIES};
    for (int i = 0; i < TIERS; i++) {
        inputs->tiers[i] = (struct tier_step){.up_to = 20 * (i + 1),
                                              .has_up_to = i < TIERS - 1 ? GIVEN_VALUE : GIVEN_NO,
                                              .unit_amount = 500 - 7 * i,
                                              .flat_amount = i % 3 == 0 ? 100 : 0};
    }
    for (int i = 0; i < QUANTITIES; i++) {
        inputs->quantities[i] = (i * 7919) % 1061 + 1;
    }
    inputs->decimal = (struct decimal_request){.start = decimal_of("1234567.891"),
                                               .rate = decimal_of("1.0375"),
                                               .back = decimal_of("1.0379"),
                                               .turns = 333};
}

/* ---- calls -------------------------------------------------------------------------- */

static void
call_script(struct bench *bench, const struct workload *workload)
{
    const void *input = (const char *)&bench->inputs + workload->input_offset;
    arena_reset(&bench->arena);
    if (workload->at_point) {
        struct extend_trial trial = {
            .program = bench->program,
            .point = point_find(TEXT("commerce.discount_calculation")),
            .input = input,
            .configuration = TEXT("{\"percent\":\"12.5\",\"max\":\"5000\"}"),
            .script_id = TEXT("ext_1"),
            .clock_time = 1768903200,
        };
        extend_try(bench->runner, &trial, &bench->arena, &bench->scripted, &bench->result);
    } else {
        struct script_argument arguments[] = {
            {.model = workload->input, .value = input},
            {.json = workload->has_config ? &bench->inputs.config : NULL},
            {.json = workload->has_config ? &bench->inputs.context : NULL},
        };
        struct script_limits limits = {.fuel = 2000000,
                                       .heap_bytes = HEAP_BYTES,
                                       .depth = 256,
                                       .output_bytes = 262144,
                                       .console_bytes = 16384};
        script_call(bench->runner, bench->program, text_of(workload->method), arguments, 3, &limits,
                    &bench->arena, workload->output, &bench->scripted, &bench->result);
    }
    if (bench->result.outcome != RUN_OK) {
        printf("%s: %s %.*s\n", workload->name, run_outcome_name(bench->result.outcome),
               TEXT_ARG(bench->result.error));
        exit(1);
    }
}

static void
call_native(struct bench *bench, const struct workload *workload)
{
    workload->native(bench);
    __asm__ volatile("" : : "r"(&bench->native) : "memory");
}

static struct script_program *
load(const char *name, const char *source)
{
    struct arena arena;
    struct script_diagnostics diagnostics = {0};
    struct script_source file = {text_of(name), text_of(source)};
    struct script_program *program = NULL;
    arena_init(&arena, 64 << 20);
    if (script_compile(&arena, &file, 1, &diagnostics, &program) != OK) {
        struct text_builder text;
        text_builder_init(&text, &arena, 10000);
        for (size_t i = 0; i < diagnostics.count; i++) {
            script_diagnostic_render(&diagnostics.items[i], &text);
        }
        printf("%.*s\n", TEXT_ARG(text_builder_text(&text)));
        exit(1);
    }
    arena_free(&arena);
    return program;
}

static const char *
source_of(const char *name)
{
    const struct embedded_file *file = workload_files;
    while (strcmp(file->name, name) != 0) {
        file++;
    }
    return file->bytes;
}

/** In stored form, which says everything. */
static bool
answers_agree(struct bench *bench, const struct workload *workload)
{
    struct text_builder scripted;
    struct text_builder native;
    text_builder_init(&scripted, &bench->arena, 1 << 20);
    text_builder_init(&native, &bench->arena, 1 << 20);
    return model_encode(workload->output, &bench->scripted, &scripted) == OK &&
           model_encode(workload->output, &bench->native, &native) == OK &&
           text_equal(text_builder_text(&scripted), text_builder_text(&native));
}

/* ---- measuring ---------------------------------------------------------------------- */

static int
by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t
median(int64_t *values)
{
    qsort(values, BATCHES, sizeof values[0], by_size);
    return values[BATCHES / 2];
}

static void
workload_measure(struct bench *bench, const struct workload *workload)
{
    int64_t script_ps[BATCHES];
    int64_t native_ps[BATCHES];
    int64_t percent[BATCHES];
    bench->program = load(workload->file, source_of(workload->file));
    call_script(bench, workload);
    call_native(bench, workload);
    if (!answers_agree(bench, workload)) {
        printf("%s: script and C answer differently\n", workload->name);
        exit(1);
    }
    for (int batch = 0; batch < BATCHES; batch++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < workload->calls; i++) {
            call_script(bench, workload);
        }
        int64_t middle = cpu_ns();
        for (int i = 0; i < workload->calls * 8; i++) {
            call_native(bench, workload);
        }
        script_ps[batch] = (middle - start) * 1000 / workload->calls;
        native_ps[batch] = (cpu_ns() - middle) * 1000 / (workload->calls * 8);
        percent[batch] = script_ps[batch] * 100 / native_ps[batch];
    }
    double ratio = (double)median(percent) / 100;
    printf("%-28s %9.2f %9.3f %7.1f", workload->name, (double)median(script_ps) / 1e6,
           (double)median(native_ps) / 1e6, ratio);
    if (workload->goal > 0) {
        printf("  <= %2d %-6s", workload->goal, ratio <= workload->goal ? "met" : "MISSED");
    } else {
        printf("  %12s", "");
    }
    printf(" %9" PRIu64 " %8zu %7zu\n", bench->result.fuel, bench->result.heap_bytes,
           script_program_bytes(bench->program));
    script_program_free(bench->program);
}

/** Load `count` programs at once; each differs in a number. */
static void
programs_load(const char *name, size_t count)
{
    static char source[16384];
    struct script_program **programs = block_alloc(count * sizeof programs[0]);
    if (programs == NULL) {
        exit(1);
    }
    script_program_free(load(name, source_of(name))); /* what all share is there */
    size_t before = resident_bytes();
    int64_t start = cpu_ns();
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(source, sizeof source, "const serial = %zu;\n%s", i, source_of(name));
        programs[i] = load(name, source);
    }
    int64_t ns = cpu_ns() - start;
    size_t after = resident_bytes();
    printf("%7zu different %-16s %8.1f us to load one, %6.1f KB resident each, %7.1f MB in all\n",
           count, name, (double)ns / 1e3 / (double)count,
           (double)(after - before) / 1024 / (double)count, (double)(after - before) / 1048576);
    for (size_t i = 0; i < count; i++) {
        script_program_free(programs[i]);
    }
    block_free(programs);
}

int
main(int count, char **arguments)
{
    static struct bench bench;
    static struct arena keep;
    size_t programs = count > 1 ? strtoul(arguments[1], NULL, 10) : 100000;
    const char *only = count > 2 ? arguments[2] : "";
    arena_init(&bench.arena, 16 << 20);
    arena_init(&keep, 1 << 20);
    inputs_make(&bench.inputs, &keep);
    if (script_runner_new(HEAP_BYTES, &bench.runner) != OK) {
        return 1;
    }
    printf("%-28s %9s %9s %7s  %-12s %9s %8s %7s\n", "", "script us", "C us", "times", "goal",
           "fuel", "heap", "program");
    for (size_t i = 0; i < COUNT_OF(workloads); i++) {
        if (strncmp(workloads[i].name, only, strlen(only)) == 0) {
            workload_measure(&bench, &workloads[i]);
        }
    }
    printf("\n");
    if (programs > 0) {
        programs_load("proration.ts", RESIDENT);
        programs_load("percent_off.ts", programs);
    }
    script_runner_free(bench.runner);
    arena_free(&bench.arena);
    arena_free(&keep);
    return 0;
}
