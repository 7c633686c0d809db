/* SPDX-License-Identifier: Apache-2.0 */
/** backtest.c: quoin backtest: a candidate over a store's recorded decisions, and its report. */
#include "app/backtest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/engine.h"

#define ROWS_MAX   5000
#define ROWS_SHOWN 20
#define BARS_SHOWN 40
#define BAR_WIDTH  260
#define REPORT_MAX ((size_t)16 << 20)

static const char help[] =
    "quoin backtest --store FILE --key KEY --candidate RELEASE [--over RELEASE] [--json FILE] "
    "[--html FILE]\n\n"
    "Takes every recorded decision of a release (the active one, unless --over names another)\n"
    "again by the candidate, and says what customers would have paid more or less. Stop it and\n"
    "start the engine: the backtest goes on there, as POST /v1/extend/backtests does.\n";

struct row {
    struct text customer, worst_invoice;
    int64_t done, changed, drift, worst_amount;
};

struct report {
    struct arena arena;
    struct text json; /**< the backtest */
    struct text id, status, currency;
    int64_t done, changed, failed, incomparable, drift, absolute, fuel, fuel_then;
    struct row *rows;
    size_t row_count;
};

struct wish {
    const char *store, *key, *candidate, *over, *json, *html;
};

/* ---- through the engine's own door ------------------------------------------------- */

static bool
ask(const struct sys *sys, struct engine *engine, struct report *report, const char *method,
    const char *path, const char *form, struct json *out)
{
    struct json_error error;
    struct http_answer answer =
        engine_request(engine, sys->wall_ms(sys), method, text_of(path), text_of(form), NO_TEXT);
    struct text body = text_copy(&report->arena, answer.body);
    if (answer.status != 200) {
        (void)fprintf(stderr, "quoin backtest: %.*s\n", TEXT_ARG(body));
        return false;
    }
    report->json = body;
    return json_parse(&report->arena, body, out, &error) == OK;
}

static struct text
text_at(const struct json *json, const char *key)
{
    const struct json *value = json_get(json, key);
    return value == NULL || value->type == JSON_NULL ? TEXT("") : value->text;
}

static int64_t
int_at(const struct json *json, const char *key)
{
    int64_t number = 0;
    return text_parse_int(text_at(json, key), &number) ? number : 0;
}

static void
totals_read(struct report *report, const struct json *json)
{
    report->id = text_at(json, "id");
    report->status = text_at(json, "status");
    report->currency = text_at(json, "currency");
    report->done = int_at(json, "done");
    report->changed = int_at(json, "changed");
    report->failed = int_at(json, "failed");
    report->incomparable = int_at(json, "incomparable");
    report->drift = int_at(json, "drift");
    report->absolute = int_at(json, "absolute");
    report->fuel = int_at(json, "fuel");
    report->fuel_then = int_at(json, "fuel_then");
}

static int
compare_rows(const void *a, const void *b)
{
    int64_t left = llabs(((const struct row *)a)->drift);
    int64_t right = llabs(((const struct row *)b)->drift);
    return (left < right) - (left > right);
}

/** All customers' rows, those with the largest difference first. */
static bool
rows_read(const struct sys *sys, struct engine *engine, struct report *report)
{
    struct text after = TEXT("");
    struct text whole = report->json;
    report->rows = arena_alloc(&report->arena, ROWS_MAX, sizeof(*report->rows));
    for (bool has_more = report->rows != NULL; has_more && report->row_count < ROWS_MAX;) {
        struct json list;
        struct text path = text_format(&report->arena, "/v1/extend/backtests/%.*s/differences",
                                       TEXT_ARG(report->id));
        struct text query =
            text_format(&report->arena, "limit=100%s%.*s",
                        after.length > 0 ? "&starting_after=" : "", TEXT_ARG(after));
        if (!ask(sys, engine, report, "GET", path.bytes, query.bytes, &list)) {
            return false;
        }
        const struct json *data = json_get(&list, "data");
        has_more = json_get(&list, "has_more")->type == JSON_TRUE;
        for (size_t i = 0; i < data->count && report->row_count < ROWS_MAX; i++) {
            const struct json *item = &data->items[i];
            after = text_at(item, "id");
            report->rows[report->row_count++] = (struct row){
                .customer = text_at(item, "customer"),
                .worst_invoice = text_at(item, "worst_invoice"),
                .done = int_at(item, "done"),
                .changed = int_at(item, "changed"),
                .drift = int_at(item, "drift"),
                .worst_amount = int_at(item, "worst_amount"),
            };
        }
    }
    report->json = whole;
    if (report->row_count > 1) {
        qsort(report->rows, report->row_count, sizeof(*report->rows), compare_rows);
    }
    return report->rows != NULL;
}

static bool
report_make(const struct sys *sys, struct engine *engine, const struct wish *wish,
            struct report *report)
{
    struct json json;
    int64_t next_due_ms;
    struct text form =
        text_format(&report->arena, "candidate=%s%s%s", wish->candidate,
                    wish->over == NULL ? "" : "&over=", wish->over == NULL ? "" : wish->over);
    if (!ask(sys, engine, report, "POST", "/v1/extend/backtests", form.bytes, &json)) {
        return false;
    }
    struct text path =
        text_format(&report->arena, "/v1/extend/backtests/%.*s", TEXT_ARG(text_at(&json, "id")));
    do {
        if (!ask(sys, engine, report, "GET", path.bytes, "", &json)) {
            return false;
        }
        totals_read(report, &json);
    } while (text_is(report->status, "running") &&
             engine_run_due(engine, sys->wall_ms(sys), &next_due_ms));
    return rows_read(sys, engine, report);
}

/* ---- as text -------------------------------------------------------------------------- */

static void
report_print(const struct report *report)
{
    (void)printf("%.*s: %.*s\n\n", TEXT_ARG(report->id), TEXT_ARG(report->status));
    (void)printf("  decisions taken again   %12lld\n", (long long)report->done);
    (void)printf("  changed                 %12lld\n", (long long)report->changed);
    (void)printf("  failed                  %12lld\n", (long long)report->failed);
    (void)printf("  not comparable          %12lld\n", (long long)report->incomparable);
    (void)printf("  customers pay more      %12lld %.*s\n", (long long)report->drift,
                 TEXT_ARG(report->currency));
    (void)printf("  without signs           %12lld %.*s\n", (long long)report->absolute,
                 TEXT_ARG(report->currency));
    (void)printf("  fuel then, now          %12lld %12lld\n\n", (long long)report->fuel_then,
                 (long long)report->fuel);
    (void)printf("  %-32s %10s %10s %12s  %s\n", "customer", "decisions", "changed", "pays more",
                 "worst invoice");
    for (size_t i = 0; i < report->row_count && i < ROWS_SHOWN; i++) {
        const struct row *row = &report->rows[i];
        (void)printf("  %-32.*s %10lld %10lld %12lld  %.*s (%lld)\n", TEXT_ARG(row->customer),
                     (long long)row->done, (long long)row->changed, (long long)row->drift,
                     TEXT_ARG(row->worst_invoice), (long long)row->worst_amount);
    }
    if (report->row_count > ROWS_SHOWN) {
        (void)printf("  and %zu more customers\n", report->row_count - ROWS_SHOWN);
    }
}

/* ---- as one page ----------------------------------------------------------------------- */

static const char page_head[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Backtest</title>\n"
    "<style>body{font:15px/1.5 sans-serif;margin:2rem auto;max-width:60rem;color:#1b1f24}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;"
    "width:100%}td,th{padding:.3rem .6rem;border-bottom:1px solid #d8dee4;text-align:right;"
    "font-variant-numeric:tabular-nums}td:first-child,th:first-child{text-align:left}"
    "dl{display:grid;grid-template-columns:16rem 1fr;gap:.2rem}dd{margin:0}"
    ".more{fill:#b35900}.less{fill:#0969da}text{font:12px sans-serif;fill:#57606a}</style>"
    "</head><body>\n";

static void
plot_rows(struct text_builder *out, const struct report *report)
{
    size_t count = report->row_count < BARS_SHOWN ? report->row_count : BARS_SHOWN;
    int64_t most = count == 0 ? 0 : llabs(report->rows[0].drift);
    text_builder_format(out,
                        "<h2>Difference by customer, largest first</h2>\n<svg role=\"img\" "
                        "aria-label=\"difference by customer\" width=\"100%%\" viewBox=\"0 0 900 "
                        "%zu\">\n<line x1=\"570\" x2=\"570\" y1=\"0\" y2=\"%zu\" "
                        "stroke=\"#8c959f\"/>\n",
                        count * 18 + 4, count * 18 + 4);
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &report->rows[i];
        int64_t width = most == 0 ? 0 : llabs(row->drift) * BAR_WIDTH / most;
        bool is_more = row->drift >= 0;
        text_builder_format(out,
                            "<text x=\"0\" y=\"%zu\">%.*s</text><rect class=\"%s\" x=\"%lld\" "
                            "y=\"%zu\" width=\"%lld\" height=\"13\"/><text x=\"%lld\" "
                            "y=\"%zu\" text-anchor=\"%s\">%+lld</text>\n",
                            i * 18 + 14, TEXT_ARG(row->customer), is_more ? "more" : "less",
                            is_more ? 570LL : (long long)(570 - width), i * 18 + 3,
                            (long long)width,
                            is_more ? (long long)(576 + width) : (long long)(564 - width),
                            i * 18 + 14, is_more ? "start" : "end", (long long)row->drift);
    }
    text_builder_add_string(out, "</svg>\n");
}

static struct text
page_make(struct report *report)
{
    struct text_builder out;
    text_builder_init(&out, &report->arena, REPORT_MAX);
    text_builder_add_string(&out, page_head);
    text_builder_format(
        &out,
        "<h1>Backtest %.*s</h1>\n<dl><dt>Decisions taken again</dt><dd>%lld</dd><dt>Changed</dt>"
        "<dd>%lld</dd><dt>Failed</dt><dd>%lld</dd><dt>Not comparable</dt><dd>%lld</dd>"
        "<dt>Customers pay more</dt><dd>%+lld %.*s</dd><dt>Without signs</dt><dd>%lld "
        "%.*s</dd><dt>Fuel then, now</dt><dd>%lld, %lld</dd></dl>\n",
        TEXT_ARG(report->id), (long long)report->done, (long long)report->changed,
        (long long)report->failed, (long long)report->incomparable, (long long)report->drift,
        TEXT_ARG(report->currency), (long long)report->absolute, TEXT_ARG(report->currency),
        (long long)report->fuel_then, (long long)report->fuel);
    plot_rows(&out, report);
    text_builder_add_string(&out,
                            "<h2>All customers</h2>\n<table><tr><th>Customer</th><th>Decisions</th>"
                            "<th>Changed</th><th>Pays more</th><th>Worst invoice</th><th>By</th>"
                            "</tr>\n");
    for (size_t i = 0; i < report->row_count; i++) {
        const struct row *row = &report->rows[i];
        text_builder_format(&out,
                            "<tr><td>%.*s</td><td>%lld</td><td>%lld</td><td>%+lld</td><td>%.*s"
                            "</td><td>%+lld</td></tr>\n",
                            TEXT_ARG(row->customer), (long long)row->done, (long long)row->changed,
                            (long long)row->drift, TEXT_ARG(row->worst_invoice),
                            (long long)row->worst_amount);
    }
    text_builder_add_string(&out, "</table>\n</body></html>\n");
    return text_builder_text(&out);
}

static bool
file_keep(const struct sys *sys, const char *path, struct text text)
{
    if (path == NULL) {
        return true;
    }
    if (text.bytes == NULL || sys->file_write(sys, path, text) != OK) {
        (void)fprintf(stderr, "quoin backtest: %s cannot be written\n", path);
        return false;
    }
    return true;
}

/* ---- the verb ---------------------------------------------------------------------------- */

static bool
wish_read(int count, char *const *arguments, struct wish *out)
{
    *out = (struct wish){0};
    struct {
        const char *flag;
        const char **value;
    } flags[] = {{"--store", &out->store}, {"--key", &out->key},   {"--candidate", &out->candidate},
                 {"--over", &out->over},   {"--json", &out->json}, {"--html", &out->html}};
    for (int i = 0; i + 1 < count; i += 2) {
        size_t at = 0;
        while (at < COUNT_OF(flags) && strcmp(arguments[i], flags[at].flag) != 0) {
            at++;
        }
        if (at == COUNT_OF(flags)) {
            return false;
        }
        *flags[at].value = arguments[i + 1];
    }
    return count % 2 == 0 && out->store != NULL && out->key != NULL && out->candidate != NULL;
}

int
backtest_verb(const struct sys *sys, int count, char *const *arguments)
{
    struct wish wish;
    struct report report = {0};
    struct engine *engine;
    struct text problem = NO_TEXT;
    if (!wish_read(count, arguments, &wish)) {
        bool is_asked = count == 1 && strcmp(arguments[0], "--help") == 0;
        (void)fputs(help, is_asked ? stdout : stderr);
        return is_asked ? 0 : 2;
    }
    struct engine_config config = {.store = text_of(wish.store),
                                   .api_key = text_of(wish.key),
                                   .heap_bytes_max = (size_t)64 << 20,
                                   .cache_bytes = (int64_t)64 << 20};
    sys->entropy(sys, &config.seed, sizeof(config.seed));
    sys->entropy(sys, config.secret, sizeof(config.secret));
    if (engine_open(&config, sys->wall_ms(sys), &engine, &problem) != OK) {
        (void)fprintf(stderr, "quoin backtest: %.*s\n", TEXT_ARG(problem));
        return 1;
    }
    arena_init(&report.arena, (size_t)1 << 30);
    bool is_done = report_make(sys, engine, &wish, &report);
    engine_close(engine);
    if (is_done) {
        report_print(&report);
        is_done = file_keep(sys, wish.json, report.json) &&
                  (wish.html == NULL || file_keep(sys, wish.html, page_make(&report)));
    }
    arena_free(&report.arena);
    return is_done ? 0 : 1;
}
