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
 *   bench_workloads --inputs          what peers outside of this process get (workload.h)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "extend/extend.h"
#include "workload.h"
#include "workload_scripts.h"

#define BATCHES      21
#define HEAP_BYTES   (4 << 20)
#define RESIDENT     1000 /* programs in memory, for the bytes of one */
#define RESIDENT_KIB 16   /* goal of each */

struct bench {
    struct script_runner *runner;
    struct script_program *program;
    struct arena arena;
    struct inputs inputs;
    struct script_result result;
    struct native_lines space;
    union answer scripted;
    union answer native;
};

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

/* ---- calls -------------------------------------------------------------------------- */

static void
call_script(struct bench *bench, const struct workload *workload, bool at_point)
{
    const void *input = (const char *)&bench->inputs + workload->input_offset;
    arena_reset(&bench->arena);
    if (at_point) {
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
    workload->native(&bench->inputs, &bench->space, &bench->native);
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

/* ---- measuring ---------------------------------------------------------------------- */

static void
workload_measure(struct bench *bench, const struct workload *workload, bool at_point)
{
    int64_t script_ps[BATCHES];
    int64_t native_ps[BATCHES];
    int64_t percent[BATCHES];
    bench->program = load(workload->file, source_of(workload->file));
    call_script(bench, workload, at_point);
    call_native(bench, workload);
    if (!answers_agree(workload, &bench->scripted, &bench->native, &bench->arena)) {
        printf("%s: script and C answer differently\n", workload->name);
        exit(1);
    }
    for (int batch = 0; batch < BATCHES; batch++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < workload->calls; i++) {
            call_script(bench, workload, at_point);
        }
        int64_t middle = cpu_ns();
        for (int i = 0; i < workload->calls * 8; i++) {
            call_native(bench, workload);
        }
        script_ps[batch] = (middle - start) * 1000 / workload->calls;
        native_ps[batch] = (cpu_ns() - middle) * 1000 / (workload->calls * 8);
        percent[batch] = script_ps[batch] * 100 / native_ps[batch];
    }
    double ratio = (double)median(percent, BATCHES) / 100;
    printf("%-28s %9.2f %9.3f %7.1f", at_point ? "   as its point calls it" : workload->name,
           (double)median(script_ps, BATCHES) / 1e6, (double)median(native_ps, BATCHES) / 1e6,
           ratio);
    if (!at_point) {
        printf("  <= %2d %-6s", workload->goal, ratio <= workload->goal ? "met" : "MISSED");
    } else {
        printf("  %12s", "");
    }
    printf(" %9" PRIu64 " %8zu %7zu\n", bench->result.fuel, bench->result.heap_bytes,
           script_program_bytes(bench->program));
    script_program_free(bench->program);
}

/** Load `count` programs at once; each differs in a number. A thousand of them are called. */
static void
programs_load(struct bench *bench, const struct workload *workload, size_t count)
{
    const char *name = workload->file;
    static char source[16384];
    struct script_program **programs = block_alloc(count * sizeof programs[0]);
    if (programs == NULL) {
        exit(1);
    }
    call_native(bench, workload);
    script_program_free(load(name, source_of(name))); /* what all share is there */
    size_t before = resident_bytes();
    int64_t start = cpu_ns();
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(source, sizeof source, "const serial = %zu;\n%s", i, source_of(name));
        programs[i] = load(name, source);
    }
    int64_t ns = cpu_ns() - start;
    size_t after = resident_bytes();
    double each = (double)(after - before) / 1024 / (double)count;
    printf("%7zu different %-16s %8.1f us to load one, %6.1f KB resident each (<= %d %s), %.1f MB "
           "in all\n",
           count, name, (double)ns / 1e3 / (double)count, each, RESIDENT_KIB,
           each <= RESIDENT_KIB ? "met" : "MISSED", (double)(after - before) / 1048576);
    for (size_t i = 0; i < count; i += 1 + count / 1000) {
        bench->program = programs[i];
        call_script(bench, workload, false);
        if (!answers_agree(workload, &bench->scripted, &bench->native, &bench->arena)) {
            printf("%s: loaded beside others it answers differently\n", name);
            exit(1);
        }
    }
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
    arena_init(&keep, 1 << 20);
    inputs_make(&bench.inputs, &keep);
    if (count > 1 && strcmp(arguments[1], "--inputs") == 0) {
        inputs_write(&bench.inputs, stdout);
        return 0;
    }
    size_t programs = count > 1 ? strtoul(arguments[1], NULL, 10) : 100000;
    const char *only = count > 2 ? arguments[2] : "";
    arena_init(&bench.arena, 16 << 20);
    if (script_runner_new(HEAP_BYTES, &bench.runner) != OK) {
        return 1;
    }
    printf("%-28s %9s %9s %7s  %-12s %9s %8s %7s\n", "", "script us", "C us", "times", "goal",
           "fuel", "heap", "program");
    for (size_t i = 0; i < COUNT_OF(workloads); i++) {
        if (strncmp(workloads[i].name, only, strlen(only)) != 0) {
            continue;
        }
        workload_measure(&bench, &workloads[i], false);
        if (workloads[i].number == 1) {
            workload_measure(&bench, &workloads[i], true);
        }
    }
    printf("\n");
    if (programs > 0) {
        programs_load(&bench, &workloads[1], RESIDENT);
        programs_load(&bench, &workloads[0], programs);
    }
    script_runner_free(bench.runner);
    arena_free(&bench.arena);
    arena_free(&keep);
    return 0;
}
