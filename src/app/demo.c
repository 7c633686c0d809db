/* SPDX-License-Identifier: Apache-2.0 */
/**
 * demo.c: 3 products, 6 prices, 200 customers on test clocks, coupons with two
 * good scripts and one that never ends under the policy hold; then a year.
 *
 * Everything goes through engine_request, the path that HTTP requests take.
 */
#include "app/demo.h"

#include <stdio.h>

#include "app/engine.h"
#include "examples.h"
#include "sys/log.h"

#define CUSTOMERS         200
#define CUSTOMERS_A_CLOCK 3
#define CLOCKS            ((CUSTOMERS + CUSTOMERS_A_CLOCK - 1) / CUSTOMERS_A_CLOCK)
#define MONTHS            12
#define YEAR_DAYS         366
#define ID_MAX            64
#define API_KEY           "sk_test_demo_company_1"

struct name {
    char text[ID_MAX];
};

struct company {
    const struct sys *sys;
    struct engine *engine;
    struct arena arena; /**< of one request */
    struct name products[3];
    struct name prices[6];
    struct name coupons[4]; /**< the last one is ordinary: percent_off */
    struct name clocks[CLOCKS];
    struct name customers[CUSTOMERS];
    instant_t start;
    bool failed;
};

/* ---- requests ---------------------------------------------------------------- */

static int64_t
wall_ms(const struct company *company)
{
    return company->sys->wall_ms(company->sys);
}

/** The answer's JSON in the company's arena; an error stops the demo and is printed. */
static const struct json *
request(struct company *company, const char *method, struct text path, struct text form)
{
    static const struct json nothing = {.type = JSON_NULL};
    if (company->failed) {
        return &nothing;
    }
    struct http_answer answer =
        engine_request(company->engine, wall_ms(company), method, path, form, NO_TEXT);
    struct json *json = arena_new(&company->arena, struct json);
    struct json_error error;
    if (json == NULL || answer.status != 200 ||
        json_parse(&company->arena, text_copy(&company->arena, answer.body), json, &error) != OK) {
        (void)fprintf(stderr, "quoin demo: %s %.*s answered %d\n%.*s\n", method, TEXT_ARG(path),
                      answer.status, TEXT_ARG(answer.body));
        company->failed = true;
        return &nothing;
    }
    return json;
}

static struct text
field(const struct json *object, const char *key)
{
    const struct json *value = json_get(object, key);
    return value == NULL ? TEXT("") : value->text;
}

static int64_t
number(const struct json *object, const char *key)
{
    int64_t value = 0;
    return text_parse_int(field(object, key), &value) ? value : 0;
}

/** Make an object and remember its id. */
static void
make(struct company *company, const char *path, struct text form, struct name *id)
{
    arena_reset(&company->arena);
    const struct json *object = request(company, "POST", text_of(path), form);
    struct text text = field(object, "id");
    (void)snprintf(id->text, sizeof(id->text), "%.*s", TEXT_ARG(text));
}

#define FORM_BYTES_MAX 65536

/* ---- what is sold -------------------------------------------------------------- */

static void
make_catalog(struct company *company)
{
    static const char *const names[] = {"Basic", "Team", "Seats"};
    static const struct {
        int product;
        const char *form;
    } prices[] = {
        {0, "currency=usd&unit_amount=900&recurring[interval]=month&nickname=Basic+monthly"},
        {0, "currency=usd&unit_amount=9000&recurring[interval]=year&nickname=Basic+yearly"},
        {1, "currency=usd&unit_amount=4900&recurring[interval]=month&nickname=Team+monthly"},
        {1, "currency=eur&unit_amount=4500&recurring[interval]=month&nickname=Team+monthly+EUR"},
        {2, "currency=usd&unit_amount=1500&recurring[interval]=month&nickname=Seat+monthly"},
        {2, "currency=jpy&unit_amount=1800&recurring[interval]=month&nickname=Seat+monthly+JPY"},
    };
    char form[512];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        (void)snprintf(form, sizeof(form), "name=%s", names[i]);
        make(company, "/v1/products", text_of(form), &company->products[i]);
    }
    for (size_t i = 0; i < COUNT_OF(prices); i++) {
        (void)snprintf(form, sizeof(form), "product=%s&%s",
                       company->products[prices[i].product].text, prices[i].form);
        make(company, "/v1/prices", text_of(form), &company->prices[i]);
    }
}

static void
form_encode(struct text_builder *form, struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        unsigned char byte = (unsigned char)value.bytes[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9');
        if (plain) {
            text_builder_add_char(form, (char)byte);
        } else {
            text_builder_format(form, "%%%02X", byte);
        }
    }
}

static const struct embedded_file *
example_find(const char *name)
{
    for (const struct embedded_file *file = examples; file->name != NULL; file++) {
        if (text_has_prefix(text_of(file->name), text_of(name))) {
            return file;
        }
    }
    assert(false); /* the list stands in meson.build */
    return NULL;
}

/** Upload an example as the first release of a new extension. */
static void
make_extension(struct company *company, const char *example, const char *title,
               struct name *extension)
{
    char form[256];
    (void)snprintf(form, sizeof(form), "name=%s&point=commerce.discount_calculation", title);
    make(company, "/v1/extend/extensions", text_of(form), extension);
    struct arena arena;
    struct text_builder upload;
    arena_init(&arena, 1u << 20);
    text_builder_init(&upload, &arena, FORM_BYTES_MAX * 4);
    text_builder_format(&upload, "extension=%s&source=", extension->text);
    const struct embedded_file *file = example_find(example);
    form_encode(&upload, (struct text){file->bytes, file->length});
    struct name release;
    make(company, "/v1/extend/releases", text_builder_text(&upload), &release);
    arena_free(&arena);
}

static void
make_coupons(struct company *company)
{
    struct name percent;
    struct name buy;
    struct name spin;
    char form[512];
    make_extension(company, "percent-off-up-to", "Percent+off%2C+up+to+a+maximum", &percent);
    make_extension(company, "buy-x-get-y-off", "Buy+X+get+Y+off", &buy);
    make_extension(company, "never-ends", "Never+ends", &spin);
    (void)snprintf(form, sizeof(form),
                   "id=UPTO&name=20%%25+off%%2C+up+to+1500&duration=forever&script[id]=%s"
                   "&script[configuration][percent]=20&script[configuration][max_amount]=1500",
                   percent.text);
    make(company, "/v1/coupons", text_of(form), &company->coupons[0]);
    (void)snprintf(form, sizeof(form),
                   "id=FIVEFORFOUR&name=Five+for+four&duration=forever&script[id]=%s"
                   "&script[configuration][buy]=5&script[configuration][free]=1",
                   buy.text);
    make(company, "/v1/coupons", text_of(form), &company->coupons[1]);
    (void)snprintf(form, sizeof(form),
                   "id=SPIN&name=Never+ends&duration=forever&script[id]=%s&script[on_failure]=hold",
                   spin.text);
    make(company, "/v1/coupons", text_of(form), &company->coupons[2]);
    make(company, "/v1/coupons",
         TEXT("id=WELCOME&name=Welcome&duration=repeating&duration_in_months=3&percent_off=25"),
         &company->coupons[3]);
}

/* ---- who buys ------------------------------------------------------------------ */

static void
make_customer(struct company *company, int index)
{
    char form[512];
    int clock = index / CUSTOMERS_A_CLOCK;
    if (index % CUSTOMERS_A_CLOCK == 0) {
        (void)snprintf(form, sizeof(form), "frozen_time=%lld&name=Clock+%d",
                       (long long)company->start, clock + 1);
        make(company, "/v1/test_helpers/test_clocks", text_of(form), &company->clocks[clock]);
    }
    (void)snprintf(form, sizeof(form),
                   "name=Customer+%d&email=customer%d%%40example.com&test_clock=%s"
                   "&payment_method=pm_card_visa"
                   "&invoice_settings[default_payment_method]=pm_card_visa",
                   index + 1, index + 1, company->clocks[clock].text);
    make(company, "/v1/customers", text_of(form), &company->customers[index]);
}

static void
make_subscription(struct company *company, int index)
{
    char form[512];
    int price = index % 6;
    int quantity = price >= 4 ? 3 + index % 11 : 1;
    const char *coupon = NULL;
    if (index % 50 == 7) {
        coupon = company->coupons[2].text; /* never ends: four customers wait for a person */
    } else if (price >= 4) {
        coupon = company->coupons[1].text;
    } else if (index % 4 != 3) {
        coupon = company->coupons[index % 2 == 0 ? 0 : 3].text;
    }
    int length =
        snprintf(form, sizeof(form), "customer=%s&items[0][price]=%s&items[0][quantity]=%d",
                 company->customers[index].text, company->prices[price].text, quantity);
    if (coupon != NULL) {
        (void)snprintf(form + length, sizeof(form) - (size_t)length, "&discounts[0][coupon]=%s",
                       coupon);
    }
    struct name subscription;
    make(company, "/v1/subscriptions", text_of(form), &subscription);
}

static void
progress(const char *what, int done, int all)
{
    if (!sys_is_terminal(2)) {
        return;
    }
    char bar[41];
    int filled = done * 40 / all;
    for (int i = 0; i < 40; i++) {
        bar[i] = i < filled ? '#' : '.';
    }
    bar[40] = '\0';
    (void)fprintf(stderr, "\r%-24s [%s] %3d%%%s", what, bar, done * 100 / all,
                  done == all ? "\n" : "");
}

/* ---- a year --------------------------------------------------------------------- */

static void
work_off(struct company *company)
{
    int64_t next_due_ms;
    while (engine_run_due(company->engine, wall_ms(company), &next_due_ms)) {
        /* until every clock is ready */
    }
}

static void
advance_year(struct company *company)
{
    for (int month = 1; month <= MONTHS && !company->failed; month++) {
        char form[64];
        instant_t until = instant_add(company->start, INTERVAL_MONTH, month);
        until += 7200; /* drafts are finalized an hour after the boundary */
        (void)snprintf(form, sizeof(form), "frozen_time=%lld", (long long)until);
        for (int i = 0; i < CLOCKS; i++) {
            char path[128];
            arena_reset(&company->arena);
            (void)snprintf(path, sizeof(path), "/v1/test_helpers/test_clocks/%s/advance",
                           company->clocks[i].text);
            (void)request(company, "POST", text_of(path), text_of(form));
        }
        work_off(company);
        progress("Billing a year", month, MONTHS);
    }
}

/* ---- what came of it -------------------------------------------------------------- */

struct tally {
    int64_t invoices, paid, open, draft;
    struct {
        char currency[4];
        int64_t paid, discount;
    } money[4];
    size_t money_count;
};

static size_t
tally_currency(struct tally *tally, struct text currency)
{
    for (size_t i = 0; i < tally->money_count; i++) {
        if (text_is(currency, tally->money[i].currency)) {
            return i;
        }
    }
    assert(tally->money_count < COUNT_OF(tally->money));
    (void)snprintf(tally->money[tally->money_count].currency, 4, "%.*s", TEXT_ARG(currency));
    return tally->money_count++;
}

static void
tally_customer(struct company *company, const char *customer, struct tally *tally)
{
    char query[128];
    arena_reset(&company->arena);
    (void)snprintf(query, sizeof(query), "customer=%s&limit=100", customer);
    const struct json *list = request(company, "GET", TEXT("/v1/invoices"), text_of(query));
    const struct json *data = json_get(list, "data");
    for (size_t i = 0; data != NULL && i < data->count; i++) {
        const struct json *invoice = &data->items[i];
        struct text status = field(invoice, "status");
        size_t at = tally_currency(tally, field(invoice, "currency"));
        tally->invoices++;
        tally->paid += text_is(status, "paid") ? 1 : 0;
        tally->open += text_is(status, "open") ? 1 : 0;
        tally->draft += text_is(status, "draft") ? 1 : 0;
        tally->money[at].paid += number(invoice, "amount_paid");
        const struct json *discounts = json_get(invoice, "total_discount_amounts");
        for (size_t d = 0; discounts != NULL && d < discounts->count; d++) {
            tally->money[at].discount += number(&discounts->items[d], "amount");
        }
    }
}

struct run_tally {
    char script[ID_MAX];
    int64_t runs, failed, fuel;
};

/** All runs, page by page, by the extension's name. */
static size_t
tally_runs(struct company *company, struct run_tally *rows, size_t row_max)
{
    size_t row_count = 0;
    char after[ID_MAX] = "";
    bool has_more = true;
    while (has_more && !company->failed) {
        char query[160];
        arena_reset(&company->arena);
        (void)snprintf(query, sizeof(query), "limit=100&expand[]=data.release.extension%s%s",
                       after[0] == '\0' ? "" : "&starting_after=", after);
        const struct json *list = request(company, "GET", TEXT("/v1/extend/runs"), text_of(query));
        const struct json *data = json_get(list, "data");
        const struct json *more = json_get(list, "has_more");
        has_more = more != NULL && more->type == JSON_TRUE;
        for (size_t i = 0; data != NULL && i < data->count; i++) {
            const struct json *run = &data->items[i];
            struct text name = field(json_get(json_get(run, "release"), "extension"), "name");
            size_t at = 0;
            while (at < row_count && !text_is(name, rows[at].script)) {
                at++;
            }
            if (at == row_count && row_count < row_max) {
                rows[row_count++] = (struct run_tally){0};
                (void)snprintf(rows[at].script, sizeof(rows[at].script), "%.*s", TEXT_ARG(name));
            }
            rows[at].runs++;
            rows[at].failed += text_is(field(run, "outcome"), "ok") ? 0 : 1;
            rows[at].fuel += number(run, "fuel");
            (void)snprintf(after, sizeof(after), "%.*s", TEXT_ARG(field(run, "id")));
        }
    }
    return row_count;
}

static void
print_holds(struct company *company)
{
    arena_reset(&company->arena);
    const struct json *list =
        request(company, "GET", TEXT("/v1/extend/holds"), TEXT("status=held&limit=100"));
    const struct json *data = json_get(list, "data");
    size_t count = data == NULL ? 0 : data->count;
    printf("\n%zu invoices are held, because their script failed and its policy is hold:\n", count);
    for (size_t i = 0; i < count && i < 3; i++) {
        printf("  %.*s  %.*s  %.*s\n", TEXT_ARG(field(&data->items[i], "id")),
               TEXT_ARG(field(&data->items[i], "object_id")),
               TEXT_ARG(field(&data->items[i], "reason")));
    }
    if (count > 0) {
        struct text id = field(&data->items[0], "id");
        printf("Let one go on without its discount, or run its script again after a new release:\n"
               "  curl -X POST -u %s: http://127.0.0.1:8420/v1/extend/holds/%.*s/release\n"
               "  curl -X POST -u %s: http://127.0.0.1:8420/v1/extend/holds/%.*s/rerun\n",
               API_KEY, TEXT_ARG(id), API_KEY, TEXT_ARG(id));
    }
}

static void
print_money(int64_t minor, const char *code)
{
    struct currency currency = {0};
    bool known = currency_parse(text_of(code), &currency);
    int exponent = known ? currency_exponent(currency) : 2;
    if (exponent == 0) {
        printf("%12lld %s", (long long)minor, code);
    } else {
        printf("%9lld.%02lld %s", (long long)(minor / 100), (long long)(minor % 100), code);
    }
}

static void
print_report(struct company *company)
{
    struct tally tally = {0};
    struct run_tally runs[8];
    for (int i = 0; i < CUSTOMERS; i++) {
        tally_customer(company, company->customers[i].text, &tally);
    }
    size_t run_count = tally_runs(company, runs, COUNT_OF(runs));
    printf("\n%lld invoices: %lld paid, %lld open, %lld drafts\n\n", (long long)tally.invoices,
           (long long)tally.paid, (long long)tally.open, (long long)tally.draft);
    printf("  %-16s %-16s\n", "revenue", "discounts");
    for (size_t i = 0; i < tally.money_count; i++) {
        print_money(tally.money[i].paid, tally.money[i].currency);
        printf(" ");
        print_money(tally.money[i].discount, tally.money[i].currency);
        printf("\n");
    }
    printf("\n  %-34s %8s %8s %14s\n", "script", "runs", "failed", "fuel a run");
    for (size_t i = 0; i < run_count; i++) {
        printf("  %-34s %8lld %8lld %14lld\n", runs[i].script, (long long)runs[i].runs,
               (long long)runs[i].failed, (long long)(runs[i].fuel / runs[i].runs));
    }
    print_holds(company);
}

/* ---- the verb ---------------------------------------------------------------------- */

static bool
company_open(struct company *company, struct text store)
{
    struct engine_config config = {
        .store = store,
        .api_key = TEXT(API_KEY),
        .heap_bytes_max = 64u << 20,
        .cache_bytes = 64 << 20,
    };
    struct text problem = NO_TEXT;
    company->sys->entropy(company->sys, &config.seed, sizeof(config.seed));
    company->sys->entropy(company->sys, config.secret, sizeof(config.secret));
    err_t err = engine_open(&config, wall_ms(company), &company->engine, &problem);
    if (err != OK) {
        problem = problem.length > 0 ? problem : text_of(error_kind(err)->sentence);
        (void)fprintf(stderr, "quoin demo: %.*s\n", TEXT_ARG(problem));
        return false;
    }
    return true;
}

int
demo(const struct sys *sys, int argument_count, char **arguments)
{
    struct text store = NO_TEXT;
    for (int i = 0; i + 1 < argument_count; i += 2) {
        if (text_is(TEXT("--store"), arguments[i])) {
            store = text_of(arguments[i + 1]);
        }
    }
    if (store.length == 0 || argument_count != 2) {
        (void)fputs("quoin demo --store FILE: build a company with a year of billing into FILE\n",
                    stderr);
        return 2;
    }
    struct company *company = block_alloc(sizeof(*company));
    if (company == NULL) {
        return 1;
    }
    company->sys = sys;
    arena_init(&company->arena, 64u << 20);
    struct log_config log = {.level = LOG_WARN, .human = true, .descriptor = 2};
    log_init(&log);
    if (!company_open(company, store)) {
        return 1;
    }
    company->start = wall_ms(company) / 1000 - (int64_t)YEAR_DAYS * 86400;
    make_catalog(company);
    make_coupons(company);
    for (int i = 0; i < CUSTOMERS && !company->failed; i++) {
        make_customer(company, i);
        make_subscription(company, i);
        progress("Founding the company", i + 1, CUSTOMERS);
    }
    advance_year(company);
    if (!company->failed) {
        print_report(company);
    }
    int status = company->failed ? 1 : 0;
    engine_close(company->engine);
    arena_free(&company->arena);
    block_free(company);
    return status;
}
