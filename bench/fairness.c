/* SPDX-License-Identifier: Apache-2.0 */
/**
 * fairness.c: what one account's scripts do to another's billing.
 *
 * Account B bills 100 scripted renewals a second and asks for something 50 times a second.
 * It does so alone, and beside account A, whose 1500 renewals are due at the same time and
 * burn nine tenths of their fuel each. Printed is how late B's renewals are and how long its
 * requests take, and the ratio of the two.
 *
 * The clock of the engine is the CPU time of this process, and a millisecond for each commit
 * (an fsync); when nothing is to be done it jumps on. So neither other programs nor the disk
 * are in the figures.
 *
 *   bench_fairness [SECONDS] [FOLDER]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "account/account.h"
#include "app/engine.h"
#include "invoice/invoice.h"
#include "sys/log.h"

#include "limits.model.h"

#define START        ((int64_t)1767225600) /* 2026-01-01 */
#define MONTH        ((int64_t)31 * 86400)
#define B_A_SECOND   100
#define A_RENEWALS   1500
#define ASK_EVERY_US 20000
#define COMMIT_US    1000
#define SAMPLES_MAX  200000
#define WORKS_MAX    4096
#define B_KEY        "sk_test_fairness_account_b"
#define A_KEY        "sk_test_fairness_account_a"

static const char cheap[] =
    "export default class Off {\n"
    "  computeDiscounts(request: any): any {\n"
    "    let off = 0;\n"
    "    for (const line of request.lineItems) off += 100;\n"
    "    return { discount: { amount: { amount: off, currency: 'usd' } } };\n"
    "  }\n}\n";
static const char burning[] =
    "export default class Burn {\n"
    "  computeDiscounts(request: any): any {\n"
    "    let off = 0;\n"
    "    for (let i = 0; i < 400000; i++) off = (off + i) % 100;\n"
    "    return { discount: { amount: { amount: off, currency: 'usd' } } };\n"
    "  }\n}\n";

struct samples {
    int64_t us[SAMPLES_MAX];
    size_t count;
};

struct bench {
    struct engine *engine;
    struct arena arena;
    int64_t base_us, cpu_us, jumped_us, commits;
    int64_t last_invoice; /**< of B, looked at */
    struct samples renewals, requests;
    struct work works[WORKS_MAX];
    struct http_request request;
    int64_t asked_us[WORKS_MAX];
    int64_t a_fuel, a_runs;
};

static int64_t
cpu_us(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int64_t
now_us(const struct bench *bench)
{
    int64_t commits = engine_metrics(bench->engine)->values[METRIC_COMMITS_TOTAL] - bench->commits;
    return bench->base_us + cpu_us() - bench->cpu_us + bench->jumped_us + commits * COMMIT_US;
}

static void
clock_set(struct bench *bench, int64_t us)
{
    bench->base_us = us;
    bench->cpu_us = cpu_us();
    bench->jumped_us = 0;
    bench->commits = engine_metrics(bench->engine)->values[METRIC_COMMITS_TOTAL];
}

/* ---- two companies ------------------------------------------------------------- */

static const char *
make(struct bench *bench, int64_t wall_ms, const char *path, const char *form)
{
    struct http_answer answer =
        engine_request(bench->engine, wall_ms, "POST", text_of(path), text_of(form), NO_TEXT);
    struct json json;
    struct json_error error;
    arena_reset(&bench->arena);
    if (answer.status != 200 ||
        json_parse(&bench->arena, text_copy(&bench->arena, answer.body), &json, &error) != OK) {
        (void)fprintf(stderr, "%s answered %d\n%.*s\n", path, answer.status, TEXT_ARG(answer.body));
        exit(1);
    }
    return text_copy(&bench->arena, json_get(&json, "id")->text).bytes;
}

static void
due_run(struct bench *bench, int64_t wall_ms)
{
    int64_t next_due_ms;
    while (engine_run_due(bench->engine, wall_ms, &next_due_ms)) {
        /* until nothing is due */
    }
}

/** Sign-ups `each_us` apart, so that their renewals are so far apart as well. */
static void
company_found(struct bench *bench, const char *key, const char *script, int subscriptions,
              int64_t each_us)
{
    static char form[32768];
    static char source[8192];
    char extension[64], price[64], customer[64];
    int64_t wall_ms = START * 1000;
    size_t length = 0;
    if (engine_speak(bench->engine, wall_ms, text_of(key)) != OK) {
        exit(1);
    }
    for (const char *at = script; *at != '\0' && length + 4 < sizeof(source); at++) {
        length += (size_t)snprintf(source + length, sizeof(source) - length, "%%%02X", *at);
    }
    (void)snprintf(price, sizeof(price), "%s",
                   make(bench, wall_ms, "/v1/prices",
                        "product_data[name]=Gold&currency=usd&unit_amount=1999&"
                        "recurring[interval]=month"));
    (void)snprintf(extension, sizeof(extension), "%s",
                   make(bench, wall_ms, "/v1/extend/extensions",
                        "name=Off&point=commerce.discount_calculation"));
    (void)snprintf(form, sizeof(form), "extension=%s&source=%s", extension, source);
    (void)make(bench, wall_ms, "/v1/extend/releases", form);
    (void)snprintf(form, sizeof(form), "id=OFF&duration=forever&script[id]=%s", extension);
    (void)make(bench, wall_ms, "/v1/coupons", form);
    for (int i = 0; i < subscriptions; i++) {
        wall_ms = START * 1000 + i * each_us / 1000;
        (void)snprintf(customer, sizeof(customer), "%s",
                       make(bench, wall_ms, "/v1/customers",
                            "payment_method=pm_card_visa&"
                            "invoice_settings[default_payment_method]=pm_card_visa"));
        (void)snprintf(form, sizeof(form),
                       "customer=%s&items[0][price]=%s&discounts[0][coupon]=OFF", customer, price);
        (void)make(bench, wall_ms, "/v1/subscriptions", form);
    }
}

static void
bench_open(struct bench *bench, const char *path, int seconds, bool with_a)
{
    static const uint8_t secret[16] = "fairness account";
    struct engine_config config = {.store = text_of(path),
                                   .api_key = TEXT(B_KEY),
                                   .heap_bytes_max = 64u << 20,
                                   .cache_bytes = 256 << 20,
                                   .seed = 1,
                                   .secret = {1}};
    struct text problem = NO_TEXT;
    struct account_record *account;
    struct api_key *key;
    struct task *task;
    (void)remove(path);
    err_t err = engine_open(&config, START * 1000, &bench->engine, &problem);
    err = err == OK ? engine_directory(bench->engine, START * 1000, &task) : err;
    err = err == OK ? account_create(task, TEXT("A"), false, secret, &account) : err;
    if (err == OK) {
        struct api_key_wish wish = {.account = account->number, .key = TEXT(A_KEY)};
        err = api_key_create(task, &wish, &key);
    }
    err = err == OK ? engine_directory_commit(bench->engine) : err;
    if (err != OK) {
        (void)fprintf(stderr, "%.*s\n", TEXT_ARG(problem));
        exit(1);
    }
    arena_init(&bench->arena, 64u << 20);
    if (with_a) {
        company_found(bench, A_KEY, burning, A_RENEWALS, 0);
    }
    company_found(bench, B_KEY, cheap, seconds * B_A_SECOND, 1000000 / B_A_SECOND);
    due_run(bench, (START + 86400) * 1000);
    err = engine_read(bench->engine, START * 1000, &task);
    assert(err == OK);
    extend_configure(task->extend,
                     &(struct extend_settings){.fuel_a_minute = LIMIT_EXTEND_FUEL_A_MINUTE});
}

/* ---- measuring ------------------------------------------------------------------- */

static void
sample(struct samples *samples, int64_t us)
{
    if (samples->count < SAMPLES_MAX) {
        samples->us[samples->count++] = us;
    }
}

/** B's invoices that came since the last look: their second, and now. */
static void
renewals_look(struct bench *bench, int64_t at_us, bool is_measured)
{
    struct record_scan scan = {.kind = &invoice_records,
                               .index = -1,
                               .after_key = bench->last_invoice,
                               .limit = 1000,
                               .unwatched = true};
    int64_t cpu = cpu_us();
    struct task *task;
    bool has_more = true;
    while (has_more && engine_read(bench->engine, at_us / 1000, &task) == OK) {
        void **found;
        size_t count;
        if (record_scan(task, &scan, &found, &count, &has_more) != OK) {
            exit(1);
        }
        for (size_t i = 0; i < count; i++) {
            const struct invoice *invoice = found[i];
            scan.after_key = bench->last_invoice = invoice->id.key;
            if (is_measured) {
                sample(&bench->renewals, at_us - invoice->created * 1000000);
            }
        }
    }
    bench->cpu_us += cpu_us() - cpu; /* looking is none of the engine's work */
}

static void
asked_done(struct work *work, const struct http_answer *answer)
{
    int64_t *asked_us = work->context;
    if (answer->status != 200) {
        (void)fprintf(stderr, "a request answered %d\n", answer->status);
        exit(1);
    }
    *asked_us = -*asked_us;
}

/** As the server's loop goes, from the boundary on. */
static void
month_run(struct bench *bench, int seconds)
{
    int64_t begin_us = (START + MONTH) * 1000000 - 500000;
    int64_t end_us = begin_us + (int64_t)(seconds + 1) * 1000000;
    int64_t next_ask_us = begin_us;
    size_t ask = 0, answered = 0;
    bench->request = (struct http_request){.method = TEXT("POST"),
                                           .path = TEXT("/v1/customers"),
                                           .body = TEXT("name=Ada&email=ada%40example.com"),
                                           .authorization = TEXT("Bearer " B_KEY)};
    renewals_look(bench, begin_us, false);
    clock_set(bench, begin_us);
    for (int64_t now = begin_us; now < end_us; now = now_us(bench)) {
        int64_t next_due_ms;
        for (; next_ask_us <= now; next_ask_us += ASK_EVERY_US, ask++) {
            struct work *work = &bench->works[ask % WORKS_MAX];
            bench->asked_us[ask % WORKS_MAX] = next_ask_us;
            *work = (struct work){.type = WORK_REQUEST,
                                  .request = &bench->request,
                                  .on_done = asked_done,
                                  .context = &bench->asked_us[ask % WORKS_MAX]};
            engine_add(bench->engine, now / 1000, work);
        }
        bool is_asked = engine_run_asked(bench->engine, now / 1000);
        int64_t done_us = now_us(bench);
        for (; answered < ask && bench->asked_us[answered % WORKS_MAX] < 0; answered++) {
            sample(&bench->requests, done_us + bench->asked_us[answered % WORKS_MAX]);
        }
        bool worked = engine_run_due(bench->engine, now / 1000, &next_due_ms);
        renewals_look(bench, now_us(bench), true);
        if (!is_asked && !worked) {
            int64_t next_us = next_due_ms > end_us / 1000 ? end_us : next_due_ms * 1000;
            next_us = next_ask_us < next_us ? next_ask_us : next_us;
            int64_t idle_us = next_us - now_us(bench);
            bench->jumped_us += idle_us > 0 ? idle_us : 0;
        }
    }
}

static void
neighbour_look(struct bench *bench)
{
    struct record_scan scan = {
        .kind = &run_records, .index = -1, .newest_first = true, .limit = 10000, .unwatched = true};
    void **found;
    size_t count;
    bool has_more;
    struct task *task;
    if (engine_speak(bench->engine, START * 1000, TEXT(A_KEY)) != OK ||
        engine_read(bench->engine, START * 1000, &task) != OK ||
        record_scan(task, &scan, &found, &count, &has_more) != OK) {
        exit(1);
    }
    for (size_t i = 0; i < count; i++) {
        const struct run *run = found[i];
        if (run->created >= START + MONTH) {
            bench->a_runs++;
            bench->a_fuel += run->fuel;
        }
    }
}

static int
order(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

static double
percentile_ms(struct samples *samples, int of_a_thousand)
{
    if (samples->count == 0) {
        return 0;
    }
    qsort(samples->us, samples->count, sizeof(samples->us[0]), order);
    return (double)samples->us[(samples->count - 1) * (size_t)of_a_thousand / 1000] / 1000;
}

struct figures {
    double renewals_p50, renewals_p99, requests_p50, requests_p99;
    size_t renewals, requests;
    double busy;
    int64_t a_runs, a_fuel;
};

static struct figures
measure(const char *folder, int seconds, bool with_a)
{
    static struct bench bench;
    char path[512];
    memset(&bench, 0, sizeof(bench));
    (void)snprintf(path, sizeof(path), "%s/bench-fairness.db", folder);
    bench_open(&bench, path, seconds, with_a);
    month_run(&bench, seconds);
    double jumped = (double)bench.jumped_us / 1e6;
    neighbour_look(&bench);
    struct figures figures = {
        .renewals_p50 = percentile_ms(&bench.renewals, 500),
        .renewals_p99 = percentile_ms(&bench.renewals, 990),
        .requests_p50 = percentile_ms(&bench.requests, 500),
        .requests_p99 = percentile_ms(&bench.requests, 990),
        .renewals = bench.renewals.count,
        .requests = bench.requests.count,
        .busy = 1 - jumped / (seconds + 1),
        .a_runs = bench.a_runs,
        .a_fuel = bench.a_fuel,
    };
    engine_close(bench.engine);
    arena_free(&bench.arena);
    (void)remove(path);
    return figures;
}

static void
print_row(const char *name, const struct figures *figures)
{
    printf("%-12s %8zu %9.2f %9.2f %8zu %9.2f %9.2f %6.0f%%\n", name, figures->renewals,
           figures->renewals_p50, figures->renewals_p99, figures->requests, figures->requests_p50,
           figures->requests_p99, figures->busy * 100);
}

int
main(int count, char **arguments)
{
    int seconds = count > 1 ? (int)strtol(arguments[1], NULL, 10) : 20;
    const char *folder = count > 2 ? arguments[2] : "build";
    struct log_config log = {.level = LOG_ERROR, .human = true, .descriptor = 2};
    log_init(&log);
    struct figures alone = measure(folder, seconds, false);
    struct figures beside = measure(folder, seconds, true);
    printf("account B: %d scripted renewals and %d requests a second, for %d s; times in ms\n\n",
           B_A_SECOND, 1000000 / ASK_EVERY_US, seconds);
    printf("%-12s %8s %9s %9s %8s %9s %9s %7s\n", "", "renewals", "p50", "p99", "requests", "p50",
           "p99", "busy");
    print_row("alone", &alone);
    print_row("beside A", &beside);
    printf("%-12s %8s %9.2f %9.2f %8s %9.2f %9.2f\n", "ratio", "",
           beside.renewals_p50 / alone.renewals_p50, beside.renewals_p99 / alone.renewals_p99, "",
           beside.requests_p50 / alone.requests_p50, beside.requests_p99 / alone.requests_p99);
    printf("\naccount A: %lld runs of %lld fuel each, %lld a minute allowed\n",
           (long long)beside.a_runs,
           (long long)(beside.a_runs == 0 ? 0 : beside.a_fuel / beside.a_runs),
           (long long)LIMIT_EXTEND_FUEL_A_MINUTE);
    printf("billing p99 of B beside A: %.2fx, below 1.20x is wanted\n",
           beside.renewals_p99 / alone.renewals_p99);
    return 0;
}
