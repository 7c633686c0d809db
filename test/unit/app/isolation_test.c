/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every route, with the key of one account and the ids of another, answers to the byte what
 * it answers for ids that never were; and nothing of the other account changes or is shown.
 *
 * Twice: with secrets of their own, where an id of another account is none; and with the same
 * secret, where ids of one are well made for the other, so that the account of every statement
 * alone keeps them apart.
 */
#include "account/account.h"
#include "api/route.h" /* tidy: private-header: every route is asked */
#include "app/engine.h"
#include "test.h"

#include "routes.model.h"

#define START     ((int64_t)1767225600) /* 2026-01-01 */
#define A_KEY     "sk_test_of_the_one_who_has_all"
#define B_KEY     "sk_test_of_the_one_who_is_curious"
#define NAMES_MAX 128
#define BODY_MAX  65536

/** What account A has: the id by the last word of its list's path. */
struct known {
    struct text list, id;
    struct text never; /**< such an id, but it never was */
};

struct house {
    struct engine *engine;
    struct arena arena;
    int64_t wall_ms;
    struct id_secret secret; /**< of account B */
    bool is_shared;          /**< account A has the same */
    struct known known[NAMES_MAX];
    size_t known_count;
};

static struct http_answer
call(struct house *house, const char *key, const char *method, struct text path, const char *form)
{
    house->wall_ms++;
    EXPECT_OK(engine_speak(house->engine, house->wall_ms, text_of(key)));
    struct http_answer answer =
        engine_request(house->engine, house->wall_ms, method, path, text_of(form), NO_TEXT);
    answer.body = text_copy(&house->arena, answer.body);
    return answer;
}

static const char *
make(struct house *house, const char *path, const char *form)
{
    struct http_answer answer = call(house, A_KEY, "POST", text_of(path), form);
    struct json json;
    struct json_error error;
    if (answer.status != 200 || json_parse(&house->arena, answer.body, &json, &error) != OK) {
        printf("%s %s: %d %.*s\n", path, form, answer.status, TEXT_ARG(answer.body));
        EXPECT_INT(answer.status, 200);
        return "";
    }
    const struct json *id = json_get(&json, "id");
    return id == NULL ? "" : text_copy(&house->arena, id->text).bytes;
}

#define FORM(house, ...) (text_format(&(house)->arena, __VA_ARGS__).bytes)

static void
accounts_make(struct house *house, bool is_shared)
{
    struct engine_config config = {.store = TEXT(":memory:"),
                                   .api_key = TEXT(A_KEY),
                                   .heap_bytes_max = 16u << 20,
                                   .cache_bytes = 16 << 20,
                                   .seed = 1,
                                   .secret = {1}};
    struct text problem = NO_TEXT;
    struct account_record *record;
    struct account account;
    struct api_key *key;
    struct task *task;
    *house = (struct house){.wall_ms = START * 1000, .is_shared = is_shared};
    arena_init(&house->arena, 512u << 20);
    REQUIRE(engine_open(&config, house->wall_ms, &house->engine, &problem) == OK);
    REQUIRE(engine_directory(house->engine, house->wall_ms, &task) == OK);
    EXPECT_OK(account_create(task, TEXT("B"), false,
                             is_shared ? config.secret : (const uint8_t *)"sixteen of them!",
                             &record));
    EXPECT_OK(account_read(task, record, &account));
    house->secret = account.secret;
    struct api_key_wish wish = {.account = record->number, .key = TEXT(B_KEY)};
    EXPECT_OK(api_key_create(task, &wish, &key));
    EXPECT_OK(engine_directory_commit(house->engine));
}

/** One of whatever there is. */
static void
things_make(struct house *house)
{
    int64_t next_due_ms;
    const char *extension =
        make(house, "/v1/extend/extensions", "name=Off&point=commerce.discount_calculation");
    const char *source =
        "export%20default%20class%20Off%20%7B%20computeDiscounts()%3A%20any%20%7B%20return%20%7B%"
        "20discount%3A%20%7B%20amount%3A%20%7B%20amount%3A%201%2C%20currency%3A%20'usd'%20%7D%20%"
        "7D%20%7D%3B%20%7D%20%7D";
    (void)make(house, "/v1/extend/releases",
               FORM(house, "extension=%s&source=%s", extension, source));
    (void)make(house, "/v1/coupons", FORM(house, "duration=once&script[id]=%s", extension));
    const char *coupon = make(house, "/v1/coupons", "percent_off=10&duration=forever");
    (void)make(house, "/v1/promotion_codes",
               FORM(house, "promotion[type]=coupon&promotion[coupon]=%s&code=SUMMER", coupon));
    (void)make(house, "/v1/tax_rates", "display_name=VAT&inclusive=false&percentage=20");
    (void)make(house, "/v1/test_helpers/test_clocks", FORM(house, "frozen_time=%d", 1767225600));
    (void)make(house, "/v1/webhook_endpoints", "url=https://example.com/hook&enabled_events[]=*");
    const char *price = make(house, "/v1/prices",
                             "product_data[name]=Gold&currency=usd&unit_amount=1000&"
                             "recurring[interval]=month");
    const char *customer = make(house, "/v1/customers",
                                "payment_method=pm_card_visa&balance=-50&"
                                "invoice_settings[default_payment_method]=pm_card_visa");
    (void)make(house, FORM(house, "/v1/customers/%s/tax_ids", customer),
               "type=eu_vat&value=DE123456789");
    (void)make(house, "/v1/subscriptions",
               FORM(house, "customer=%s&items[0][price]=%s", customer, price));
    (void)make(house, "/v1/subscription_schedules",
               FORM(house,
                    "customer=%s&start_date=now&phases[0][items][0][price]=%s&"
                    "phases[0][duration][interval]=month",
                    customer, price));
    const char *invoice =
        make(house, "/v1/invoices", FORM(house, "customer=%s&currency=usd", customer));
    (void)make(house, "/v1/invoiceitems",
               FORM(house, "customer=%s&invoice=%s&amount=700&currency=usd", customer, invoice));
    (void)make(house, FORM(house, "/v1/invoices/%s/finalize", invoice), "");
    (void)make(house, FORM(house, "/v1/invoices/%s/pay", invoice), "");
    (void)make(house, "/v1/credit_notes",
               FORM(house, "invoice=%s&amount=100&credit_amount=100", invoice));
    (void)make(house, "/v1/invoices", FORM(house, "customer=%s", customer));
    (void)make(house, "/v1/payment_intents", "amount=100&currency=usd");
    (void)make(house, "/v1/setup_intents", FORM(house, "customer=%s", customer));
    while (engine_run_due(house->engine, house->wall_ms, &next_due_ms)) {
        /* until nothing is due */
    }
}

/* ---- paths ----------------------------------------------------------------------- */

static struct text
last_word(struct text path)
{
    size_t at = path.length;
    while (at > 0 && path.bytes[at - 1] != '/') {
        at--;
    }
    return text_slice(path, at, path.length);
}

static const struct known *
known_find(const struct house *house, struct text list)
{
    for (size_t i = 0; i < house->known_count; i++) {
        if (text_equal(house->known[i].list, list)) {
            return &house->known[i];
        }
    }
    return NULL;
}

/** An id of the same sort that never was: well made if A's are so for B, else mistyped. */
static struct text
never_was(struct house *house, struct text id)
{
    struct text never = text_copy(&house->arena, id);
    if (id.length <= 25) {
        return TEXT("NEVERWAS");
    }
    if (!house->is_shared) {
        char *last = (char *)(uintptr_t)&never.bytes[never.length - 1];
        *last = *last == 'a' ? 'b' : 'a';
        return never;
    }
    char prefix[32];
    (void)snprintf(prefix, sizeof(prefix), "%.*s", (int)id.length - 25, id.bytes);
    return id_text(&house->arena, &house->secret, prefix, 77);
}

/** The pattern with ids of account A, or unknown ones; no text when A has none such. */
static struct text
path_fill(struct house *house, struct text pattern, bool is_unknown)
{
    struct text_builder path;
    size_t at = 0;
    text_builder_init(&path, &house->arena, 4096);
    while (at < pattern.length) {
        size_t open = text_find(pattern, '{', at);
        text_builder_add(&path, text_slice(pattern, at, open));
        if (open == pattern.length) {
            break;
        }
        struct text before = text_slice(pattern, 0, open - 1);
        const struct known *known = known_find(house, last_word(before));
        if (known == NULL) {
            return NO_TEXT;
        }
        text_builder_add(&path, is_unknown ? known->never : known->id);
        at = text_find(pattern, '}', open) + 1;
    }
    return text_builder_text(&path);
}

static bool
has_id(const struct route *route)
{
    struct text pattern = text_of(route->pattern);
    return text_find(pattern, '{', 0) < pattern.length;
}

static bool
is_search(const struct route *route)
{
    return text_is(last_word(text_of(route->pattern)), "search");
}

/** What A has, by its own lists: those without ids first, then what they lead to. */
static void
things_list(struct house *house, bool nested)
{
    for (const struct route *route = routes; route->method != NULL; route++) {
        struct text pattern = text_of(route->pattern);
        struct json json;
        struct json_error error;
        if (!route->is_list || has_id(route) != nested || is_search(route)) {
            continue;
        }
        struct text path = path_fill(house, pattern, false);
        if (path.length == 0) {
            continue;
        }
        struct http_answer answer = call(house, A_KEY, "GET", path, "limit=1");
        if (answer.status != 200 || json_parse(&house->arena, answer.body, &json, &error) != OK) {
            continue;
        }
        const struct json *data = json_get(&json, "data");
        const struct json *id =
            data == NULL || data->count == 0 ? NULL : json_get(&data->items[0], "id");
        if (id != NULL && known_find(house, last_word(pattern)) == NULL &&
            house->known_count < NAMES_MAX) {
            house->known[house->known_count++] =
                (struct known){last_word(pattern), id->text, never_was(house, id->text)};
        }
    }
}

/* ---- what is compared ---------------------------------------------------------------- */

/** Every id of A, and its unknown likeness, written as ID. */
static struct text
without_ids(struct house *house, struct text body)
{
    struct text_builder out;
    text_builder_init(&out, &house->arena, BODY_MAX);
    for (size_t at = 0; at < body.length;) {
        size_t length = 0;
        for (size_t i = 0; i < house->known_count && length == 0; i++) {
            struct text ids[] = {house->known[i].id, house->known[i].never};
            for (size_t j = 0; j < 2; j++) {
                struct text here = text_slice(body, at, at + ids[j].length);
                length = text_equal(here, ids[j]) ? here.length : length;
            }
        }
        if (length > 0) {
            text_builder_add_string(&out, "ID");
            at += length;
        } else {
            text_builder_add_char(&out, body.bytes[at++]);
        }
    }
    return text_builder_text(&out);
}

static bool
is_same(struct house *house, const char *what, const struct http_answer *of_a,
        const struct http_answer *unknown)
{
    struct text one = without_ids(house, of_a->body);
    struct text other = without_ids(house, unknown->body);
    if (of_a->status == unknown->status && text_equal(one, other)) {
        return true;
    }
    printf("%s: %d %.*s\nbut for an unknown id: %d %.*s\n", what, of_a->status, TEXT_ARG(one),
           unknown->status, TEXT_ARG(other));
    return false;
}

static struct text
newest_event(struct house *house)
{
    return call(house, A_KEY, "GET", TEXT("/v1/events"), "limit=1").body;
}

static void
paths_compare(bool is_shared)
{
    struct house house;
    size_t asked = 0;
    size_t missing = 0;
    size_t skipped = 0;
    accounts_make(&house, is_shared);
    things_make(&house);
    things_list(&house, false);
    things_list(&house, true);
    struct text before = newest_event(&house);
    for (const struct route *route = routes; route->method != NULL; route++) {
        if (!has_id(route)) {
            continue;
        }
        struct text path = path_fill(&house, text_of(route->pattern), false);
        if (path.length == 0) {
            skipped++;
            continue;
        }
        struct text never = path_fill(&house, text_of(route->pattern), true);
        struct http_answer of_a = call(&house, B_KEY, route->method, path, "");
        struct http_answer unknown = call(&house, B_KEY, route->method, never, "");
        const char *what = FORM(&house, "%s %s", route->method, route->pattern);
        EXPECT(is_same(&house, what, &of_a, &unknown));
        if (!text_is(TEXT("POST"), route->method) && of_a.status != 404 && !is_shared) {
            printf("%s answered %d\n", what, of_a.status);
            EXPECT_INT(of_a.status, 404);
        }
        asked++;
        missing += of_a.status == 404;
    }
    printf("%zu routes asked, %zu answered 404, %zu have ids that A has none of\n", asked, missing,
           skipped);
    EXPECT(asked > 80);
    EXPECT(missing * 10 > asked * 6);
    EXPECT(text_equal(before, newest_event(&house))); /* nothing happened to A */
    engine_close(house.engine);
    arena_free(&house.arena);
}

TEST(ids_of_another_account_are_answered_like_ids_that_never_were)
{
    paths_compare(false);
}

TEST(the_account_of_every_statement_keeps_them_apart)
{
    paths_compare(true);
}

static void
parameters_compare(bool is_shared)
{
    struct house house;
    size_t asked = 0;
    accounts_make(&house, is_shared);
    things_make(&house);
    things_list(&house, false);
    things_list(&house, true);
    struct text before = newest_event(&house);
    for (const struct route *route = routes; route->method != NULL; route++) {
        const struct model *params = route->params;
        for (size_t i = 0; params != NULL && !has_id(route) && i < params->count; i++) {
            const struct model_field *field = &params->fields[i];
            if (field->type != MODEL_REF) {
                continue;
            }
            for (size_t k = 0; k < house.known_count; k++) {
                struct text id = house.known[k].id;
                const char *mine = FORM(&house, "%s=%.*s", field->name, TEXT_ARG(id));
                struct text never = house.known[k].never;
                const char *unknown = FORM(&house, "%s=%.*s", field->name, TEXT_ARG(never));
                struct text path = text_of(route->pattern);
                struct http_answer of_a = call(&house, B_KEY, route->method, path, mine);
                struct http_answer of_none = call(&house, B_KEY, route->method, path, unknown);
                const char *what = FORM(&house, "%s %s %s", route->method, route->pattern, mine);
                EXPECT(is_same(&house, what, &of_a, &of_none));
                asked++;
            }
        }
    }
    printf("%zu parameters asked\n", asked);
    EXPECT(asked > 100);
    EXPECT(text_equal(before, newest_event(&house)));
    engine_close(house.engine);
    arena_free(&house.arena);
}

TEST(parameters_that_name_what_is_another_accounts_find_nothing)
{
    parameters_compare(false);
    parameters_compare(true);
}

TEST(lists_and_searches_show_ones_own_alone)
{
    struct house house;
    size_t asked = 0;
    accounts_make(&house, true);
    things_make(&house);
    for (const struct route *route = routes; route->method != NULL; route++) {
        struct json json;
        struct json_error error;
        if (!route->is_list || has_id(route)) {
            continue;
        }
        struct http_answer answer = call(&house, B_KEY, "GET", text_of(route->pattern),
                                         is_search(route) ? "query=created%3E0" : "");
        if (answer.status == 400) {
            continue; /* wants to know more */
        }
        EXPECT_INT(answer.status, 200);
        EXPECT_OK(json_parse(&house.arena, answer.body, &json, &error));
        const struct json *data = json_get(&json, "data");
        EXPECT_INT(data == NULL ? 1 : data->count, 0);
        if (data == NULL || data->count != 0) {
            printf("%s\n", route->pattern);
        }
        asked++;
    }
    EXPECT(asked > 20);
    engine_close(house.engine);
    arena_free(&house.arena);
}
