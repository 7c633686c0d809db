/* SPDX-License-Identifier: Apache-2.0 */
/**
 * year.c: a year of subscriptions, of which ten times as many take ten times as long.
 *
 * Of ten subscriptions three are monthly and three yearly, one begins with a trial, one is paused
 * for half of the year, one is never paid and ends past due, and one follows a schedule of three
 * phases. They sign up over four weeks; then a year passes day by day, with all that it brings:
 * drafts, finalization, charges, retries, events, and events that are old enough to go. With
 * `clocks` they live on test clocks instead, three customers on each, which go on by a month.
 *
 *   bench_year [clocks] SUBSCRIPTIONS...
 *
 * Each size has a process of its own, so that its memory is its own. Time is that of the
 * processor, for the year without the sign-ups; the store lies in memory where it can, since what
 * a disk takes is measured by renewals.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/engine.h"
#include "sys/log.h"
#include "sys/sys.h"

enum {
    DAY = 86400,
    SIGN_UP_DAYS = 28,
    YEAR_DAYS = 365,
    KINDS = 10,
    PAUSE_DAY = 60,
    RESUME_DAY = 240,
    SIZES_MAX = 8,
    CUSTOMERS_A_CLOCK = 3,
    ID_MAX = 64,
};

static const instant_t START = 1735689600; /* 2025-01-01 */

enum kind { KIND_TRIAL = 6, KIND_PAUSED, KIND_UNPAID, KIND_SCHEDULE };

struct bench {
    struct engine *engine;
    struct arena arena;
    int64_t wall_ms;
    int size;
    bool on_clocks;
    char month[ID_MAX], more[ID_MAX], year[ID_MAX];
    char (*paused)[ID_MAX]; /**< subscriptions to pause */
    int paused_count;
    char (*clocks)[ID_MAX];
    int clock_count;
    int64_t invoices;
};

/** What a size came to. */
struct figures {
    int64_t cpu_us, sign_up_us, memory_kb, file_bytes;
    int64_t jobs, invoices;
};

/* ---- asking the engine ---------------------------------------------------------- */

/** Borrowed from the arena until the next request. */
static struct text
post(struct bench *bench, const char *path, const char *form)
{
    struct http_answer answer = engine_request(bench->engine, bench->wall_ms, "POST", text_of(path),
                                               text_of(form), NO_TEXT);
    struct json json;
    struct json_error error;
    arena_reset(&bench->arena);
    if (answer.status != 200 ||
        json_parse(&bench->arena, text_copy(&bench->arena, answer.body), &json, &error) != OK) {
        (void)fprintf(stderr, "%s {%s} answered %d\n%.*s\n", path, form, answer.status,
                      TEXT_ARG(answer.body));
        exit(1);
    }
    return json_get(&json, "id")->text;
}

static void
make(struct bench *bench, const char *path, const char *form, char out[ID_MAX])
{
    (void)snprintf(out, ID_MAX, "%.*s", TEXT_ARG(post(bench, path, form)));
}

static void
run_due(struct bench *bench)
{
    int64_t next_due_ms;
    while (engine_run_due(bench->engine, bench->wall_ms, &next_due_ms)) {
        /* until nothing is due */
    }
}

/* ---- signing up ------------------------------------------------------------------ */

static void
sign_up_schedule(struct bench *bench, const char *customer)
{
    char form[1024];
    char id[ID_MAX];
    (void)snprintf(form, sizeof(form),
                   "customer=%s&start_date=now&"
                   "phases[0][items][0][price]=%s&phases[0][duration][interval]=month&"
                   "phases[0][duration][interval_count]=3&"
                   "phases[1][items][0][price]=%s&phases[1][duration][interval]=month&"
                   "phases[1][duration][interval_count]=3&"
                   "phases[2][items][0][price]=%s&phases[2][items][0][quantity]=2&"
                   "phases[2][duration][interval]=month&phases[2][duration][interval_count]=6",
                   customer, bench->month, bench->more, bench->month);
    make(bench, "/v1/subscription_schedules", form, id);
}

static void
sign_up(struct bench *bench, int index)
{
    char form[512];
    char customer[ID_MAX];
    char subscription[ID_MAX];
    int kind = index % KINDS;
    const char *card = kind == KIND_UNPAID ? "pm_card_chargeCustomerFail" : "pm_card_visa";
    int length =
        snprintf(form, sizeof(form),
                 "payment_method=%s&invoice_settings[default_payment_method]=%s", card, card);
    if (bench->on_clocks) {
        if (index % CUSTOMERS_A_CLOCK == 0) {
            char clock[ID_MAX * 2];
            (void)snprintf(clock, sizeof(clock), "frozen_time=%lld",
                           (long long)(bench->wall_ms / 1000));
            make(bench, "/v1/test_helpers/test_clocks", clock, bench->clocks[bench->clock_count++]);
        }
        (void)snprintf(form + length, sizeof(form) - (size_t)length, "&test_clock=%s",
                       bench->clocks[bench->clock_count - 1]);
    }
    make(bench, "/v1/customers", form, customer);
    if (kind == KIND_SCHEDULE) {
        sign_up_schedule(bench, customer);
        return;
    }
    (void)snprintf(form, sizeof(form), "customer=%s&items[0][price]=%s%s", customer,
                   kind >= 3 && kind < KIND_TRIAL ? bench->year : bench->month,
                   kind == KIND_TRIAL    ? "&trial_period_days=14"
                   : kind == KIND_UNPAID ? "&trial_period_days=7"
                                         : "");
    make(bench, "/v1/subscriptions", form, subscription);
    if (kind == KIND_PAUSED) {
        memcpy(bench->paused[bench->paused_count++], subscription, ID_MAX);
    }
}

static void
sign_all_up(struct bench *bench)
{
    make(bench, "/v1/prices",
         "product_data[name]=Gold&currency=usd&unit_amount=1999&recurring[interval]=month",
         bench->month);
    make(bench, "/v1/prices",
         "product_data[name]=More&currency=usd&unit_amount=2999&recurring[interval]=month",
         bench->more);
    make(bench, "/v1/prices",
         "product_data[name]=Long&currency=usd&unit_amount=19900&recurring[interval]=year",
         bench->year);
    for (int i = 0; i < bench->size; i++) {
        int64_t day = (int64_t)i * SIGN_UP_DAYS / bench->size;
        int64_t wall_ms = (START + day * DAY) * 1000;
        if (wall_ms > bench->wall_ms) {
            bench->wall_ms = wall_ms;
            run_due(bench);
        }
        sign_up(bench, i);
    }
}

/* ---- the year ---------------------------------------------------------------------- */

static void
pause_some(struct bench *bench, const char *verb)
{
    for (int i = 0; i < bench->paused_count; i++) {
        char path[ID_MAX * 2];
        (void)snprintf(path, sizeof(path), "/v1/subscriptions/%s/%s", bench->paused[i], verb);
        (void)post(bench, path, "");
    }
}

static void
pass_day(struct bench *bench)
{
    bench->wall_ms += (int64_t)DAY * 1000;
    run_due(bench);
    for (int i = 0; i < 2 + bench->size / 1000; i++) { /* as often as there are events to drop */
        engine_tidy_up(bench->engine, bench->wall_ms);
    }
}

static void
pass_year(struct bench *bench)
{
    for (int day = 1; day <= YEAR_DAYS; day++) {
        pass_day(bench);
        if (day == PAUSE_DAY || day == RESUME_DAY) {
            pause_some(bench, day == PAUSE_DAY ? "pause" : "resume");
        }
    }
}

/** All clocks go on by a month at a time, together. */
static void
pass_year_on_clocks(struct bench *bench)
{
    for (int month = 1; month <= 12; month++) {
        for (int i = 0; i < bench->clock_count; i++) {
            char path[ID_MAX * 2];
            char form[ID_MAX];
            (void)snprintf(path, sizeof(path), "/v1/test_helpers/test_clocks/%s/advance",
                           bench->clocks[i]);
            (void)snprintf(form, sizeof(form), "frozen_time=%lld",
                           (long long)(instant_add(START, INTERVAL_MONTH, month) + 28 * DAY));
            (void)post(bench, path, form);
        }
        run_due(bench);
        if (month == 2 || month == 8) {
            pause_some(bench, month == 2 ? "pause" : "resume");
        }
        for (int day = 0; day < 30; day++) { /* the wall's month, for what is dropped by its age */
            pass_day(bench);
        }
    }
}

/* ---- one size ------------------------------------------------------------------------ */

static int64_t
cpu_us(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
           usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static int64_t
memory_kb(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static struct engine *
engine_start(const char *path, int64_t wall_ms)
{
    struct engine_config config = {
        .store = text_of(path),
        .api_key = TEXT("sk_test_bench_of_a_year"),
        .heap_bytes_max = 64u << 20,
        .cache_bytes = 16 << 20, /* so that the smallest size fills it, too */
        .seed = 1,
        .secret = {1},
    };
    struct engine *engine;
    struct text problem = NO_TEXT;
    if (engine_open(&config, wall_ms, &engine, &problem) != OK) {
        (void)fprintf(stderr, "%.*s\n", TEXT_ARG(problem));
        exit(1);
    }
    return engine;
}

static int64_t
file_bytes(const char *path)
{
    FILE *file = fopen(path, "rb");
    int64_t bytes = 0;
    if (file != NULL) {
        bytes = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : 0;
        (void)fclose(file);
    }
    return bytes;
}

static void
files_remove(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char name[600];
        (void)snprintf(name, sizeof(name), "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

static struct figures
measure(int size, bool on_clocks, const char *path)
{
    struct figures figures = {0};
    struct bench bench = {.wall_ms = START * 1000, .size = size, .on_clocks = on_clocks};
    arena_init(&bench.arena, 64u << 20);
    bench.paused = calloc((size_t)size / KINDS + 1, ID_MAX);
    bench.clocks = calloc((size_t)size / CUSTOMERS_A_CLOCK + 1, ID_MAX);
    assert(bench.paused != NULL && bench.clocks != NULL);
    files_remove(path);
    bench.engine = engine_start(path, bench.wall_ms);
    sign_all_up(&bench);
    figures.sign_up_us = cpu_us();
    if (on_clocks) {
        pass_year_on_clocks(&bench);
    } else {
        pass_year(&bench);
    }
    figures.cpu_us = cpu_us() - figures.sign_up_us;
    figures.memory_kb = memory_kb();
    figures.jobs = engine_metrics(bench.engine)->values[METRIC_JOBS_TOTAL];
    engine_close(bench.engine);
    figures.file_bytes = file_bytes(path);
    files_remove(path);
    free(bench.paused);
    free(bench.clocks);
    arena_free(&bench.arena);
    return figures;
}

static bool
measure_apart(int size, bool on_clocks, struct figures *out)
{
    int pipes[2];
    int status = 1;
    if (pipe(pipes) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        char path[64];
        (void)snprintf(path, sizeof(path), "%s/bench-year-%d.db",
                       access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "build", (int)getpid());
        struct figures figures = measure(size, on_clocks, path);
        _exit(write(pipes[1], &figures, sizeof(figures)) == sizeof(figures) ? 0 : 1);
    }
    (void)close(pipes[1]);
    bool is_read = child > 0 && read(pipes[0], out, sizeof(*out)) == sizeof(*out);
    (void)close(pipes[0]);
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 && is_read;
}

int
main(int count, char **arguments)
{
    static const char *const sizes[] = {"1000", "10000", "100000"};
    struct log_config log = {.level = LOG_WARN, .human = true, .descriptor = 2};
    bool on_clocks = count > 1 && strcmp(arguments[1], "clocks") == 0;
    int first = on_clocks ? 2 : 1;
    size_t size_count = count > first ? (size_t)(count - first) : COUNT_OF(sizes);
    char result[4096];
    int length = snprintf(result, sizeof(result), "{\n  \"bench\": \"year%s\",\n  \"sizes\": [",
                          on_clocks ? "_on_clocks" : "");
    double base = 0; /* tidy: banned: a printed figure */
    log_init(&log);
    for (size_t i = 0; i < size_count && i < SIZES_MAX; i++) {
        const char *word = count > first ? arguments[first + (int)i] : sizes[i];
        int size = (int)strtol(word, NULL, 10);
        struct figures figures;
        if (size <= 0 || !measure_apart(size, on_clocks, &figures)) {
            (void)fprintf(stderr, "%s subscriptions: no figures\n", word);
            return 1;
        }
        double each = (double)figures.cpu_us / size; /* tidy: banned: a printed figure */
        base = i == 0 ? each : base;
        length += snprintf(
            result + length, sizeof(result) - (size_t)length,
            "%s\n    {\"subscriptions\": %d, \"cpu_us_each\": %.0f, \"of_the_first\": %.3f, "
            "\"sign_up_us_each\": %.0f, \"jobs_each\": %.1f, \"memory_mb\": %.1f, "
            "\"file_bytes_each\": %lld}",
            i == 0 ? "" : ",", size, each, each / base,
            (double)figures.sign_up_us / size, /* tidy: banned: a printed figure */
            (double)figures.jobs / size,       /* tidy: banned: a printed figure */
            (double)figures.memory_kb / 1024,  /* tidy: banned: a printed figure */
            (long long)(figures.file_bytes / size));
        (void)fprintf(stderr, "%s\n", strrchr(result, '{'));
    }
    length += snprintf(result + length, sizeof(result) - (size_t)length, "\n  ]\n}\n");
    assert(length < (int)sizeof(result));
    printf("%s", result);
    const struct sys *sys = sys_posix();
    return sys->file_write(
               sys, on_clocks ? "bench/results/year_on_clocks.json" : "bench/results/year.json",
               text_of(result)) == OK
               ? 0
               : 1;
}
