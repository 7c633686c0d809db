/* SPDX-License-Identifier: Apache-2.0 */
/** backtest.c: quoin backtest: a candidate over a store's recorded decisions, and its report. */
#include "app/backtest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/inside.h"

#define ROWS_MAX    100000
#define LINES_MAX   100000
#define ROWS_SHOWN  20
#define LINES_SHOWN 200
#define BARS_SHOWN  40
#define BAR_WIDTH   260
#define MONTHS_MAX  240
#define REPORT_MAX  ((size_t)64 << 20)

static const char help[] =
    "quoin backtest --store FILE --key KEY --candidate RELEASE [--over RELEASE]\n"
    "               [--subject decisions|invoices] [--json FILE] [--html FILE]\n\n"
    "Takes every recorded decision of a release (the active one, unless --over names another)\n"
    "again by the candidate, and says what customers would have paid more or less. With the\n"
    "subject invoices the invoices behind them are billed once more as a whole, line by line\n"
    "with taxes. Stop it and start the engine: the backtest goes on there, as\n"
    "POST /v1/extend/backtests does.\n";

struct row {
    struct text customer, worst_invoice;
    int64_t done, changed, drift, worst_amount;
};

struct line {
    struct text customer, invoice, description, currency;
    int64_t billed_at, was, now, difference;
};

/** What customers would have paid more and less in one month. */
struct month {
    char name[sizeof("2026-01")];
    int64_t more, less;
};

struct report {
    struct inside inside;
    struct text json; /**< the whole report */
    struct text id, status, currency, subject;
    int64_t done, changed, failed, incomparable, drift, absolute, fuel, fuel_then;
    struct row *rows;
    size_t row_count;
    struct line *lines; /**< with the subject invoices: those with the largest difference first */
    size_t line_count;
    struct month months[MONTHS_MAX];
    size_t month_count;
};

struct wish {
    const char *store, *key, *candidate, *over, *subject, *json, *html;
};

/* ---- through the engine's own door ------------------------------------------------- */

static void
totals_read(struct report *report, const struct json *json)
{
    report->id = inside_text(json, "id");
    report->status = inside_text(json, "status");
    report->currency = inside_text(json, "currency");
    report->subject = inside_text(json, "subject");
    report->done = inside_int(json, "done");
    report->changed = inside_int(json, "changed");
    report->failed = inside_int(json, "failed");
    report->incomparable = inside_int(json, "incomparable");
    report->drift = inside_int(json, "drift");
    report->absolute = inside_int(json, "absolute");
    report->fuel = inside_int(json, "fuel");
    report->fuel_then = inside_int(json, "fuel_then");
}

static int
compare_rows(const void *a, const void *b)
{
    int64_t left = llabs(((const struct row *)a)->drift);
    int64_t right = llabs(((const struct row *)b)->drift);
    return (left < right) - (left > right);
}

static int
compare_lines(const void *a, const void *b)
{
    int64_t left = llabs(((const struct line *)a)->difference);
    int64_t right = llabs(((const struct line *)b)->difference);
    return (left < right) - (left > right);
}

static int
compare_months(const void *a, const void *b)
{
    return strcmp(((const struct month *)a)->name, ((const struct month *)b)->name);
}

/** All customers' rows, those with the largest difference first. */
static bool
rows_read(struct report *report, const struct json *items, size_t count)
{
    report->rows = arena_alloc(&report->inside.arena, count, sizeof(*report->rows));
    if (report->rows == NULL && count > 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        report->rows[report->row_count++] = (struct row){
            .customer = inside_text(&items[i], "customer"),
            .worst_invoice = inside_text(&items[i], "worst_invoice"),
            .done = inside_int(&items[i], "done"),
            .changed = inside_int(&items[i], "changed"),
            .drift = inside_int(&items[i], "drift"),
            .worst_amount = inside_int(&items[i], "worst_amount"),
        };
    }
    if (count > 1) {
        qsort(report->rows, count, sizeof(*report->rows), compare_rows);
    }
    return true;
}

/** The month of a line, among those that there are. */
static void
month_count(struct report *report, const struct line *line)
{
    char time[INSTANT_TEXT_MAX];
    char name[sizeof(report->months->name)] = {0};
    size_t at = 0;
    (void)instant_render(line->billed_at, time);
    memcpy(name, time, sizeof(name) - 1);
    while (at < report->month_count && strcmp(report->months[at].name, name) != 0) {
        at++;
    }
    if (at == MONTHS_MAX) {
        return;
    }
    if (at == report->month_count) {
        report->months[report->month_count++] = (struct month){0};
        memcpy(report->months[at].name, name, sizeof(name));
    }
    report->months[at].more += line->difference > 0 ? line->difference : 0;
    report->months[at].less += line->difference < 0 ? -line->difference : 0;
}

static bool
lines_read(struct report *report, const struct json *items, size_t count)
{
    report->lines = arena_alloc(&report->inside.arena, count, sizeof(*report->lines));
    if (report->lines == NULL && count > 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct line *line = &report->lines[report->line_count++];
        *line = (struct line){
            .customer = inside_text(&items[i], "customer"),
            .invoice = inside_text(&items[i], "invoice"),
            .description = inside_text(&items[i], "description"),
            .currency = inside_text(&items[i], "currency"),
            .billed_at = inside_int(&items[i], "billed_at"),
            .was = inside_int(&items[i], "was"),
            .now = inside_int(&items[i], "now"),
            .difference = inside_int(&items[i], "difference"),
        };
        month_count(report, line);
    }
    if (count > 1) {
        qsort(report->lines, count, sizeof(*report->lines), compare_lines);
    }
    qsort(report->months, report->month_count, sizeof(*report->months), compare_months);
    return true;
}

static void
list_write(struct json_writer *writer, const char *key, const struct json *items, size_t count)
{
    json_key_string(writer, key);
    json_open_array(writer);
    for (size_t i = 0; i < count; i++) {
        json_value(writer, &items[i]);
    }
    json_close_array(writer);
}

static bool
report_make(const struct wish *wish, struct report *report)
{
    static const char *const busy[] = {"running"};
    struct inside *inside = &report->inside;
    struct json json;
    const struct json *rows, *lines;
    size_t row_count, line_count;
    struct json_writer writer;
    struct text form = text_format(
        &inside->arena, "candidate=%s%s%s&subject=%s", wish->candidate,
        wish->over == NULL ? "" : "&over=", wish->over == NULL ? "" : wish->over, wish->subject);
    if (!inside_ask(inside, "POST", "/v1/extend/backtests", form.bytes, &json)) {
        return false;
    }
    struct text path = text_format(&inside->arena, "/v1/extend/backtests/%.*s",
                                   TEXT_ARG(inside_text(&json, "id")));
    if (!inside_wait(inside, path.bytes, busy, COUNT_OF(busy), &json) ||
        !inside_list(inside, text_format(&inside->arena, "%.*s/differences", TEXT_ARG(path)).bytes,
                     "", ROWS_MAX, &rows, &row_count) ||
        !inside_list(inside, text_format(&inside->arena, "%.*s/lines", TEXT_ARG(path)).bytes, "",
                     LINES_MAX, &lines, &line_count)) {
        return false;
    }
    totals_read(report, &json);
    json_writer_init(&writer, &inside->arena, SIZE_MAX, true);
    json_open_object(&writer);
    json_key_string(&writer, "backtest");
    json_value(&writer, &json);
    list_write(&writer, "differences", rows, row_count);
    list_write(&writer, "lines", lines, line_count);
    json_close_object(&writer);
    report->json = json_writer_text(&writer);
    return rows_read(report, rows, row_count) && lines_read(report, lines, line_count);
}

/* ---- as text -------------------------------------------------------------------------- */

static void
report_print(const struct report *report)
{
    (void)printf("%.*s: %.*s\n\n", TEXT_ARG(report->id), TEXT_ARG(report->status));
    (void)printf("  %.*s taken again%*s %12lld\n", TEXT_ARG(report->subject),
                 (int)(sizeof("decisions ") - report->subject.length + 1), "",
                 (long long)report->done);
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
    if (report->line_count > 0) {
        (void)printf("\n  %-32s %12s %12s %12s  %s\n", "invoice", "was", "would be", "pays more",
                     "line");
    }
    for (size_t i = 0; i < report->line_count && i < ROWS_SHOWN; i++) {
        const struct line *line = &report->lines[i];
        (void)printf("  %-32.*s %12lld %12lld %12lld  %.*s\n", TEXT_ARG(line->invoice),
                     (long long)line->was, (long long)line->now, (long long)line->difference,
                     TEXT_ARG(line->description));
    }
    if (report->line_count > ROWS_SHOWN) {
        (void)printf("  and %zu more lines; --json has all of them\n",
                     report->line_count - ROWS_SHOWN);
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

/** More above the line, less below it, month by month. */
static void
plot_months(struct text_builder *out, const struct report *report)
{
    int64_t most = 1;
    for (size_t i = 0; i < report->month_count; i++) {
        const struct month *month = &report->months[i];
        most = month->more > most ? month->more : most;
        most = month->less > most ? month->less : most;
    }
    text_builder_add_string(out, "<h2>Difference by month</h2>\n<svg role=\"img\" "
                                 "aria-label=\"difference by month\" width=\"100%\" "
                                 "viewBox=\"0 0 900 240\">\n<line x1=\"0\" x2=\"900\" "
                                 "y1=\"110\" y2=\"110\" stroke=\"#8c959f\"/>\n");
    size_t step = report->month_count == 0 ? 900 : 900 / report->month_count;
    for (size_t i = 0; i < report->month_count; i++) {
        const struct month *month = &report->months[i];
        int64_t up = month->more * 90 / most, down = month->less * 90 / most;
        text_builder_format(out,
                            "<rect class=\"more\" x=\"%zu\" y=\"%lld\" width=\"%zu\" "
                            "height=\"%lld\"><title>%+lld</title></rect><rect class=\"less\" "
                            "x=\"%zu\" y=\"110\" width=\"%zu\" height=\"%lld\"><title>-%lld"
                            "</title></rect><text x=\"%zu\" y=\"232\">%s</text>\n",
                            i * step + 2, (long long)(110 - up), step > 6 ? step - 4 : 2,
                            (long long)up, (long long)month->more, i * step + 2,
                            step > 6 ? step - 4 : 2, (long long)down, (long long)month->less,
                            i * step + 2, step < 50 && i % 3 != 0 ? "" : month->name);
    }
    text_builder_add_string(out, "</svg>\n");
}

/** A description is a client's word: it may hold anything. */
static void
add_escaped(struct text_builder *out, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        if (c == '<' || c == '>' || c == '&' || c == '"') {
            text_builder_format(out, "&#%d;", c);
        } else {
            text_builder_add_char(out, c);
        }
    }
}

static void
table_lines(struct text_builder *out, const struct report *report)
{
    text_builder_format(out,
                        "<h2>Lines, largest difference first</h2>\n<p>%zu lines of past invoices "
                        "would have been others.</p>\n<table><tr><th>Line</th><th>Invoice</th>"
                        "<th>Customer</th><th>Was</th><th>Would be</th><th>Pays more</th></tr>\n",
                        report->line_count);
    for (size_t i = 0; i < report->line_count && i < LINES_SHOWN; i++) {
        const struct line *line = &report->lines[i];
        text_builder_add_string(out, "<tr><td>");
        add_escaped(out, line->description);
        text_builder_format(out,
                            "</td><td>%.*s</td><td>%.*s</td><td>%lld</td><td>%lld</td><td>%+lld "
                            "%.*s</td></tr>\n",
                            TEXT_ARG(line->invoice), TEXT_ARG(line->customer), (long long)line->was,
                            (long long)line->now, (long long)line->difference,
                            TEXT_ARG(line->currency));
    }
    text_builder_add_string(out, "</table>\n");
}

static struct text
page_make(struct report *report)
{
    struct text_builder out;
    text_builder_init(&out, &report->inside.arena, REPORT_MAX);
    text_builder_add_string(&out, page_head);
    text_builder_format(
        &out,
        "<h1>Backtest %.*s</h1>\n<dl><dt>Taken again: %.*s</dt><dd>%lld</dd><dt>Changed</dt>"
        "<dd>%lld</dd><dt>Failed</dt><dd>%lld</dd><dt>Not comparable</dt><dd>%lld</dd>"
        "<dt>Customers pay more</dt><dd>%+lld %.*s</dd><dt>Without signs</dt><dd>%lld "
        "%.*s</dd><dt>Fuel then, now</dt><dd>%lld, %lld</dd></dl>\n",
        TEXT_ARG(report->id), TEXT_ARG(report->subject), (long long)report->done,
        (long long)report->changed, (long long)report->failed, (long long)report->incomparable,
        (long long)report->drift, TEXT_ARG(report->currency), (long long)report->absolute,
        TEXT_ARG(report->currency), (long long)report->fuel_then, (long long)report->fuel);
    plot_rows(&out, report);
    if (report->line_count > 0) {
        plot_months(&out, report);
        table_lines(&out, report);
    }
    text_builder_add_string(&out,
                            "<h2>All customers</h2>\n<table><tr><th>Customer</th><th>Taken</th>"
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

/* ---- the verb ---------------------------------------------------------------------------- */

int
backtest_verb(const struct sys *sys, int count, char *const *arguments)
{
    struct wish wish = {.subject = "decisions"};
    static struct report report;
    struct inside_flag flags[] = {
        {"--store", &wish.store}, {"--key", &wish.key},         {"--candidate", &wish.candidate},
        {"--over", &wish.over},   {"--subject", &wish.subject}, {"--json", &wish.json},
        {"--html", &wish.html}};
    if (!inside_flags(count, arguments, flags, COUNT_OF(flags)) || wish.store == NULL ||
        wish.key == NULL || wish.candidate == NULL) {
        bool is_asked = count == 1 && strcmp(arguments[0], "--help") == 0;
        (void)fputs(help, is_asked ? stdout : stderr);
        return is_asked ? 0 : 2;
    }
    if (!inside_open(sys, "backtest", wish.store, wish.key, &report.inside)) {
        return 1;
    }
    bool is_done = report_make(&wish, &report);
    if (is_done) {
        report_print(&report);
        is_done = inside_keep(&report.inside, wish.json, report.json) &&
                  (wish.html == NULL || inside_keep(&report.inside, wish.html, page_make(&report)));
    }
    inside_close(&report.inside);
    return is_done ? 0 : 1;
}
