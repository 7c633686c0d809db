/* SPDX-License-Identifier: Apache-2.0 */
/**
 * canary.c: what would have been, held against worlds in which it was.
 *
 * First: a release that overcharges one customer in a hundred. Two worlds have the same 200
 * customers. In one of them a candidate is on trial as a canary for 90 percent; for some
 * customers it forgets most of their discount. The money guard has to
 * take it back before a second cycle; the corrections have to be exactly the differences
 * between both worlds; issued, every account of the ledger has to hold what it holds in the
 * world without it, and so it has to stay through changes and one more cycle.
 *
 * Then: a year of billing, and the same year with a changed script from its first day on. A
 * backtest over the invoices of the one, stopped in its middle by a crash, has to say of each
 * customer to the cent what the other one billed more or less.
 */
#include <stdio.h>
#include <string.h>

#include "base/list.h"
#include "story.h"
#include "sys/log.h"

#define CUSTOMERS   200
#define START       "2026-01-15T00:00:00Z"
#define WRONG_ONE   37 /* and every 50th customer behind it */
#define WRONG_STEP  50
#define ARENA_BYTES ((size_t)2 << 30)
#define FORM_MAX    8192

static int checks, failures;

static void
expect(bool holds, const char *what, int64_t is, int64_t should)
{
    checks++;
    failures += holds ? 0 : 1;
    if (!holds) {
        printf("FAIL %s: %lld, not %lld\n", what, (long long)is, (long long)should);
    }
}

static void
expect_int(const char *what, int64_t is, int64_t should)
{
    expect(is == should, what, is, should);
}

/* ---- one world -------------------------------------------------------------------- */

struct town {
    struct world world;
    struct arena arena;
    struct text customers[CUSTOMERS], subscriptions[CUSTOMERS], items[CUSTOMERS];
    struct text extension, binding;
};

static const struct json *
ask(struct town *town, const char *method, const char *path, struct text form)
{
    static const struct json nothing = {.type = JSON_NULL};
    struct answer answer =
        world_request(&town->world, method, text_of(path), form, (struct text){0});
    if (answer.status != 200 || answer.json == NULL) {
        printf("FAIL %s %s %.*s: %d %.*s\n", method, path, TEXT_ARG(form), answer.status,
               TEXT_ARG(answer.body));
        failures++;
        return &nothing;
    }
    world_run_due(&town->world);
    return answer.json;
}

static struct text
text_in(const struct json *json, const char *path)
{
    const struct json *value = json_at(json, text_of(path));
    return value == NULL || value->type == JSON_NULL ? TEXT("") : value->text;
}

static int64_t
int_in(const struct json *json, const char *path)
{
    int64_t number = INT64_MIN;
    return text_parse_int(text_in(json, path), &number) ? number : INT64_MIN;
}

static const char *
path_of(struct town *town, const char *folder, struct text id)
{
    return text_format(&town->arena, "/v1/%s/%.*s", folder, TEXT_ARG(id)).bytes;
}

/** So many percent off, which may depend on n. */
static struct text
source_of(struct town *town, const char *percent)
{
    struct text form;
    struct text_builder out;
    text_builder_init(&out, &town->arena, FORM_MAX);
    form = text_format(
        &town->arena,
        "export default class Off {\n"
        "  computeDiscounts(request: any): any {\n"
        "    const n = Number(request.customer.metadata.n);\n"
        "    const percent = %s;\n"
        "    const amount = request.grossAmount.amount.mul(percent).div(100, 0, 'half-up');\n"
        "    return { discount: { amount: { amount, currency: 'usd' } } };\n"
        "  }\n"
        "}\n",
        percent);
    form_encode(&out, form);
    return text_builder_text(&out);
}

static void
town_settle(struct town *town, const char *percent)
{
    const struct json *json = ask(town, "POST", "/v1/products", TEXT("name=Basic"));
    struct text product = text_in(json, "id");
    struct text prices[2];
    static const int amounts[] = {999, 501};
    for (int i = 0; i < 2; i++) {
        json = ask(town, "POST", "/v1/prices",
                   text_format(&town->arena,
                               "product=%.*s&currency=usd&unit_amount=%d&recurring[interval]=month",
                               TEXT_ARG(product), amounts[i]));
        prices[i] = text_in(json, "id");
    }
    json =
        ask(town, "POST", "/v1/tax_rates", TEXT("display_name=VAT&percentage=19&inclusive=false"));
    struct text vat = text_in(json, "id");
    json = ask(town, "POST", "/v1/extend/extensions",
               TEXT("name=off&point=commerce.discount_calculation"));
    town->extension = text_in(json, "id");
    struct text source = source_of(town, percent);
    (void)ask(town, "POST", "/v1/extend/releases",
              text_format(&town->arena, "extension=%.*s&source=%.*s", TEXT_ARG(town->extension),
                          TEXT_ARG(source)));
    (void)ask(town, "POST", "/v1/coupons",
              text_format(&town->arena, "id=OFF&duration=forever&script[id]=%.*s",
                          TEXT_ARG(town->extension)));
    town->binding =
        text_in(ask(town, "GET", "/v1/extend/bindings", TEXT("scope=OFF")), "data.0.id");
    for (int i = 0; i < CUSTOMERS; i++) {
        json = ask(town, "POST", "/v1/customers",
                   text_format(&town->arena,
                               "metadata[n]=%d&payment_method=pm_card_visa&"
                               "invoice_settings[default_payment_method]=pm_card_visa",
                               i));
        town->customers[i] = text_in(json, "id");
        json = ask(town, "POST", "/v1/subscriptions",
                   text_format(&town->arena,
                               "customer=%.*s&items[0][price]=%.*s&items[1][price]=%.*s&"
                               "items[1][quantity]=%d&discounts[0][coupon]=OFF&"
                               "default_tax_rates[0]=%.*s",
                               TEXT_ARG(town->customers[i]), TEXT_ARG(prices[0]),
                               TEXT_ARG(prices[1]), i % 7 + 1, TEXT_ARG(vat)));
        town->subscriptions[i] = text_in(json, "id");
        town->items[i] = text_in(json, "items.data.1.id");
    }
}

static void
town_open(struct town *town, int64_t wall_ms, const char *percent)
{
    struct text problem;
    arena_init(&town->arena, ARENA_BYTES);
    bool is_open = world_open(&town->world, &town->arena, wall_ms, &problem);
    assert(is_open);
    town_settle(town, percent);
}

static void
town_wait(struct town *town, int64_t wall_ms)
{
    for (int64_t day = town->world.wall_ms + 86400000; day < wall_ms; day += 86400000) {
        town->world.wall_ms = day;
        world_run_due(&town->world);
    }
    town->world.wall_ms = wall_ms;
    world_run_due(&town->world);
}

/** Total of the customer's newest invoice; *id is its id. */
static int64_t
newest_total(struct town *town, int customer, struct text *id)
{
    const struct json *json = ask(
        town, "GET", "/v1/invoices",
        text_format(&town->arena, "customer=%.*s&limit=1", TEXT_ARG(town->customers[customer])));
    *id = text_in(json, "data.0.id");
    return int_in(json, "data.0.total");
}

/* ---- both ------------------------------------------------------------------------- */

/** Every account of the one holds what the other's holds. */
static void
expect_same_books(struct town *bad, struct town *good, const char *when)
{
    const struct json *is = ask(bad, "GET", "/v1/extend/ledger/accounts", TEXT("currency=usd"));
    const struct json *should =
        ask(good, "GET", "/v1/extend/ledger/accounts", TEXT("currency=usd"));
    const struct json *accounts = json_at(is, TEXT("data"));
    const struct json *wanted = json_at(should, TEXT("data"));
    for (size_t i = 0; accounts != NULL && i < accounts->count; i++) {
        struct text name = text_in(&accounts->items[i], "name");
        int64_t balance = 0;
        for (size_t k = 0; k < wanted->count; k++) {
            bool is_it = text_equal(text_in(&wanted->items[k], "name"), name);
            balance = is_it ? int_in(&wanted->items[k], "balance") : balance;
        }
        expect_int(text_format(&bad->arena, "%s: account %.*s", when, TEXT_ARG(name)).bytes,
                   int_in(&accounts->items[i], "balance"), balance);
    }
    expect(accounts != NULL && accounts->count >= wanted->count, "accounts", 0, 1);
}

/** Exactly the invoices that differ, each by what it differs. */
static void
expect_exact(struct town *bad, const struct json *set, const int64_t *differences,
             const struct text *invoices)
{
    const struct json *list = ask(
        bad, "GET", "/v1/extend/corrections",
        text_format(&bad->arena, "correction_set=%.*s&limit=100", TEXT_ARG(text_in(set, "id"))));
    const struct json *data = json_at(list, TEXT("data"));
    size_t differing = 0;
    for (int n = 0; n < CUSTOMERS; n++) {
        bool is_found = false;
        differing += differences[n] != 0 ? 1 : 0;
        for (size_t i = 0; differences[n] != 0 && i < data->count; i++) {
            if (text_equal(text_in(&data->items[i], "invoice"), invoices[n])) {
                is_found = true;
                expect_int("a correction", int_in(&data->items[i], "amount"), differences[n]);
            }
        }
        expect(is_found == (differences[n] != 0), "a correction is listed", is_found,
               differences[n] != 0);
    }
    expect_int("corrections", (int64_t)data->count, (int64_t)differing);
}

static const struct json *
trial_begin(struct town *bad)
{
    struct text source = source_of(bad, "n % 50 === 37 ? 1 : 10");
    const struct json *candidate = ask(bad, "POST", "/v1/extend/releases",
                                       text_format(&bad->arena, "extension=%.*s&source=%.*s",
                                                   TEXT_ARG(bad->extension), TEXT_ARG(source)));
    return ask(bad, "POST", "/v1/extend/rollouts",
               text_format(&bad->arena,
                           "binding=%.*s&candidate=%.*s&stage=canary&share=90&"
                           "guards[currency]=usd&guards[worst_customer]=50",
                           TEXT_ARG(bad->binding), TEXT_ARG(text_in(candidate, "id"))));
}

static void
make_good(struct town *bad, struct text candidate, const int64_t *differences,
          const struct text *invoices)
{
    const struct json *set = ask(bad, "POST", "/v1/extend/correction_sets",
                                 text_format(&bad->arena, "release=%.*s", TEXT_ARG(candidate)));
    int64_t sum = 0;
    const char *path = path_of(bad, "extend/correction_sets", text_in(set, "id"));
    for (int n = 0; n < CUSTOMERS; n++) {
        sum += differences[n];
    }
    set = ask(bad, "GET", path, NO_TEXT);
    expect_int("overcharged", int_in(set, "sums.usd.overcharged"), sum);
    expect_int("undercharged", int_in(set, "sums.usd.undercharged"), 0);
    expect_int("unclear", int_in(set, "unclear"), 0);
    expect_exact(bad, set, differences, invoices);
    (void)ask(bad, "POST", text_format(&bad->arena, "%s/approve", path).bytes, NO_TEXT);
    (void)ask(bad, "POST", text_format(&bad->arena, "%s/issue", path).bytes,
              TEXT("overcharges=refund"));
    set = ask(bad, "GET", path, NO_TEXT);
    expect_int("issued", int_in(set, "issued"), int_in(set, "drafted"));
}

/** More of one item for some customers, charged at once. */
static void
change_some(struct town *town)
{
    for (int n = WRONG_ONE; n < CUSTOMERS; n += WRONG_STEP) {
        (void)ask(town, "POST", path_of(town, "subscriptions", town->subscriptions[n]),
                  text_format(&town->arena,
                              "items[0][id]=%.*s&items[0][quantity]=9&"
                              "proration_behavior=always_invoice",
                              TEXT_ARG(town->items[n])));
    }
}

static void
expect_same_totals(struct town *bad, struct town *good, const char *what)
{
    struct text id;
    for (int n = 0; n < CUSTOMERS; n++) {
        expect_int(what, newest_total(bad, n, &id), newest_total(good, n, &id));
    }
}

static void
expect_sound(struct town *town)
{
    struct text (*const all[])(struct world *) = {check_replay, check_credit_notes, check_invoices,
                                                  check_books};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct text problem = all[i](&town->world);
        expect(problem.bytes == NULL, problem.bytes == NULL ? "" : problem.bytes, 1, 0);
    }
}

static void
town_close(struct town *town)
{
    world_close(&town->world);
    arena_free(&town->arena);
}

static instant_t
time_of(const char *text)
{
    int64_t time = 0;
    bool is_read = notation_time(text_of(text), &time);
    assert(is_read);
    return time;
}

/* ---- a canary ---------------------------------------------------------------------- */

static void
canary(void)
{
    static struct town bad, good;
    static int64_t differences[CUSTOMERS];
    static struct text invoices[CUSTOMERS];
    int64_t february = time_of("2026-02-15T06:00:00Z") * 1000;
    int64_t change = time_of("2026-02-25T00:00:00Z") * 1000;
    int64_t march = time_of("2026-03-15T06:00:00Z") * 1000;
    town_open(&bad, time_of(START) * 1000, "10");
    town_open(&good, time_of(START) * 1000, "10");
    const struct json *rollout = trial_begin(&bad);
    town_wait(&bad, february);
    town_wait(&good, february);
    size_t wrong = 0;
    for (int n = 0; n < CUSTOMERS; n++) {
        struct text id;
        differences[n] = newest_total(&bad, n, &invoices[n]) - newest_total(&good, n, &id);
        wrong += differences[n] != 0 ? 1 : 0;
        expect(differences[n] == 0 || n % WRONG_STEP == WRONG_ONE, "who was overcharged", n, 0);
    }
    /* Four customers have the number; most of them are among the canary's. */
    expect(wrong >= 1 && wrong <= 4, "customers that were overcharged", (int64_t)wrong, 2);
    rollout = ask(&bad, "GET", path_of(&bad, "extend/rollouts", text_in(rollout, "id")), NO_TEXT);
    expect(text_is(text_in(rollout, "stage"), "rolled_back"), "the rollout is rolled back", 0, 1);
    expect(text_is(text_in(rollout, "breached"), "worst_customer"), "by the guard", 0, 1);
    make_good(&bad, text_in(rollout, "candidate"), differences, invoices);
    expect_same_books(&bad, &good, "corrected");
    town_wait(&bad, change);
    town_wait(&good, change);
    change_some(&bad);
    change_some(&good);
    expect_same_totals(&bad, &good, "an invoice of the change");
    town_wait(&bad, march);
    town_wait(&good, march);
    expect_same_totals(&bad, &good, "an invoice of the second cycle");
    expect_same_books(&bad, &good, "a cycle later");
    expect_sound(&bad);
    town_close(&bad);
    town_close(&good);
    printf("%zu of %d customers were overcharged\n", wrong, CUSTOMERS);
}

/* ---- a year ------------------------------------------------------------------------ */

/** All that a customer was billed. */
static int64_t
billed(struct town *town, int customer)
{
    const struct json *json = ask(
        town, "GET", "/v1/invoices",
        text_format(&town->arena, "customer=%.*s&limit=100", TEXT_ARG(town->customers[customer])));
    const struct json *data = json_at(json, TEXT("data"));
    int64_t sum = 0;
    expect_int("invoices of a year", (int64_t)data->count, 12);
    for (size_t i = 0; i < data->count; i++) {
        sum += int_in(&data->items[i], "total");
    }
    return sum;
}

/** Elements of a list, added up by customer. */
static size_t
add_up(struct town *town, const char *path, const char *key, int64_t *sums)
{
    size_t count = 0;
    struct text after = TEXT("");
    for (bool has_more = true; has_more;) {
        struct text form = text_format(&town->arena, "limit=100%s%.*s",
                                       after.length > 0 ? "&starting_after=" : "", TEXT_ARG(after));
        const struct json *list = ask(town, "GET", path, form);
        const struct json *data = json_at(list, TEXT("data"));
        has_more = json_at(list, TEXT("has_more"))->type == JSON_TRUE;
        for (size_t i = 0; i < data->count; i++) {
            struct text customer = text_in(&data->items[i], "customer");
            after = text_in(&data->items[i], "id");
            for (int n = 0; n < CUSTOMERS; n++) {
                bool is_it = text_equal(customer, town->customers[n]);
                sums[n] += is_it ? int_in(&data->items[i], key) : 0;
            }
            count++;
        }
    }
    return count;
}

/** Begin one, let it take two portions, and crash. */
static const char *
backtest_begin(struct town *town, const char *percent)
{
    struct text source = source_of(town, percent);
    struct text problem;
    int64_t next_due_ms;
    const struct json *candidate = ask(town, "POST", "/v1/extend/releases",
                                       text_format(&town->arena, "extension=%.*s&source=%.*s",
                                                   TEXT_ARG(town->extension), TEXT_ARG(source)));
    struct answer answer =
        world_request(&town->world, "POST", TEXT("/v1/extend/backtests"),
                      text_format(&town->arena, "candidate=%.*s&subject=invoices",
                                  TEXT_ARG(text_in(candidate, "id"))),
                      NO_TEXT);
    const char *path = path_of(town, "extend/backtests", text_in(answer.json, "id"));
    (void)engine_run_due(town->world.engine, town->world.wall_ms, &next_due_ms);
    (void)engine_run_due(town->world.engine, town->world.wall_ms, &next_due_ms);
    struct answer begun = world_request(&town->world, "GET", text_of(path), NO_TEXT, NO_TEXT);
    int64_t done = int_in(begun.json, "done");
    expect(text_is(text_in(begun.json, "status"), "running"), "it goes on", 0, 1);
    expect(done > 0 && done < CUSTOMERS * 12, "it is in its middle", done, 100);
    bool is_back = world_kill(&town->world, &problem);
    assert(is_back);
    world_run_due(&town->world);
    return path;
}

static void
year(void)
{
    static struct town was, other;
    static int64_t drift[CUSTOMERS], lines[CUSTOMERS];
    static const char percent[] = "n % 3 === 0 ? 12.5 : n % 7 === 0 ? 3 : 10";
    int64_t end = time_of("2026-12-31T00:00:00Z") * 1000;
    int64_t sum = 0, changed = 0;
    town_open(&was, time_of(START) * 1000, "10");
    town_open(&other, time_of(START) * 1000, percent);
    town_wait(&was, end);
    town_wait(&other, end);
    const char *path = backtest_begin(&was, percent);
    const struct json *backtest = ask(&was, "GET", path, NO_TEXT);
    expect(text_is(text_in(backtest, "status"), "finished"), "it finishes", 0, 1);
    expect_int("rows",
               (int64_t)add_up(&was, text_format(&was.arena, "%s/differences", path).bytes, "drift",
                               drift),
               CUSTOMERS);
    size_t count =
        add_up(&was, text_format(&was.arena, "%s/lines", path).bytes, "difference", lines);
    for (int n = 0; n < CUSTOMERS; n++) {
        int64_t difference = billed(&other, n) - billed(&was, n);
        expect_int("what a customer would have paid more", drift[n], difference);
        expect_int("the same by lines", lines[n], difference);
        sum += difference;
        changed += difference != 0 ? 1 : 0;
    }
    expect_int("invoices", int_in(backtest, "done"), (int64_t)CUSTOMERS * 12);
    expect_int("drift", int_in(backtest, "drift"), sum);
    expect_int("incomparable", int_in(backtest, "incomparable"), 0);
    expect(changed > CUSTOMERS / 3, "customers that would have paid another sum", changed, 0);
    printf("%lld invoices again: %lld of %d customers pay %+lld, %zu lines differ\n",
           (long long)int_in(backtest, "done"), (long long)changed, CUSTOMERS, (long long)sum,
           count);
    town_close(&was);
    town_close(&other);
}

int
main(void)
{
    struct log_config log = {.level = LOG_ERROR, .human = true, .descriptor = 1};
    log_init(&log);
    canary();
    year();
    printf("%d passed, %d failed\n", checks - failures, failures);
    return failures == 0 ? 0 : 1;
}
