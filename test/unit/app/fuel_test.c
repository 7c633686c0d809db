/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fuel of an account is used up: its requests are told so, its jobs wait, nothing is
 * billed without its script, and another account notices nothing.
 */
#include "account/account.h"
#include "app/engine.h"
#include "invoice/invoice.h"
#include "test.h"

#define START     ((int64_t)1767225600) /* 2026-01-01 */
#define MONTH     ((int64_t)31 * 86400)
#define CUSTOMERS 20
#define A_KEY     "sk_test_of_the_one_that_burns"
#define B_KEY     "sk_test_of_its_neighbour"
/** 5 s of it are half a million: some of the runs below. */
#define FUEL_A_MINUTE 6000000

struct house {
    struct engine *engine;
    struct arena arena;
    int64_t wall_ms;
    char price[64];
};

static const char burning[] =
    "export default class Burn {\n"
    "  computeDiscounts(request: any): any {\n"
    "    let off = 0;\n"
    "    for (let i = 0; i < 20000; i++) off = (off + i) % 100;\n"
    "    return { discount: { amount: { amount: 100 + off * 0, currency: 'usd' } } };\n"
    "  }\n}\n";

static struct http_answer
send(struct house *house, const char *path, const char *form)
{
    house->wall_ms++;
    return engine_request(house->engine, house->wall_ms, "POST", text_of(path), text_of(form),
                          NO_TEXT);
}

static const char *
make(struct house *house, const char *path, const char *form)
{
    struct http_answer answer = send(house, path, form);
    struct json json;
    struct json_error error;
    EXPECT_INT(answer.status, 200);
    if (answer.status != 200 ||
        json_parse(&house->arena, text_copy(&house->arena, answer.body), &json, &error) != OK) {
        printf("%s: %.*s\n", path, TEXT_ARG(answer.body));
        return "";
    }
    return text_copy(&house->arena, json_get(&json, "id")->text).bytes;
}

static void
speak(struct house *house, const char *key)
{
    EXPECT_OK(engine_speak(house->engine, house->wall_ms, text_of(key)));
}

static void
fuel_set(struct house *house, int64_t fuel_a_minute)
{
    struct task *task;
    EXPECT_OK(engine_read(house->engine, house->wall_ms, &task));
    extend_configure(task->extend, &(struct extend_settings){.fuel_a_minute = fuel_a_minute});
}

static struct http_answer
subscribe(struct house *house, const char *coupon)
{
    const char *customer = make(house, "/v1/customers",
                                "payment_method=pm_card_visa&"
                                "invoice_settings[default_payment_method]=pm_card_visa");
    return send(house, "/v1/subscriptions",
                text_format(&house->arena, "customer=%s&items[0][price]=%s%s", customer,
                            house->price, coupon)
                    .bytes);
}

static void
price_make(struct house *house)
{
    (void)snprintf(house->price, sizeof(house->price), "%s",
                   make(house, "/v1/prices",
                        "product_data[name]=Gold&currency=usd&unit_amount=1000&"
                        "recurring[interval]=month"));
}

/** Account 1 has the coupon that burns, account 2 has none. */
static void
house_begin(struct house *house)
{
    struct engine_config config = {.store = TEXT(":memory:"),
                                   .api_key = TEXT(A_KEY),
                                   .heap_bytes_max = 16u << 20,
                                   .cache_bytes = 16 << 20,
                                   .seed = 1,
                                   .secret = {1}};
    struct text problem = NO_TEXT;
    struct account_record *account;
    struct api_key *key;
    struct task *task;
    *house = (struct house){.wall_ms = START * 1000};
    arena_init(&house->arena, 64u << 20);
    REQUIRE(engine_open(&config, house->wall_ms, &house->engine, &problem) == OK);
    REQUIRE(engine_directory(house->engine, house->wall_ms, &task) == OK);
    EXPECT_OK(
        account_create(task, TEXT("B"), false, (const uint8_t *)"sixteen of them!", &account));
    struct api_key_wish wish = {.account = account->number, .key = TEXT(B_KEY)};
    EXPECT_OK(api_key_create(task, &wish, &key));
    EXPECT_OK(engine_directory_commit(house->engine));

    struct text_builder form;
    const char *extension =
        make(house, "/v1/extend/extensions", "name=Burn&point=commerce.discount_calculation");
    text_builder_init(&form, &house->arena, 65536);
    text_builder_format(&form, "extension=%s&source=", extension);
    for (const char *at = burning; *at != '\0'; at++) {
        text_builder_format(&form, "%%%02X", (unsigned char)*at);
    }
    text_builder_add_char(&form, '\0');
    (void)make(house, "/v1/extend/releases", text_builder_text(&form).bytes);
    (void)make(
        house, "/v1/coupons",
        text_format(&house->arena, "id=BURN&duration=forever&script[id]=%s", extension).bytes);
    price_make(house);
}

static void
house_end(struct house *house)
{
    engine_close(house->engine);
    arena_free(&house->arena);
}

TEST(a_request_whose_scripts_have_no_fuel_is_told_to_come_again)
{
    struct house house;
    int fine = 0;
    house_begin(&house);
    fuel_set(&house, FUEL_A_MINUTE);
    struct http_answer answer = subscribe(&house, "&discounts[0][coupon]=BURN");
    while (answer.status == 200 && fine < 100) {
        fine++;
        answer = subscribe(&house, "&discounts[0][coupon]=BURN");
    }
    EXPECT(fine >= 2 && fine <= 10);
    EXPECT_INT(answer.status, 429);
    EXPECT(text_find(answer.body, 'r', 0) < answer.body.length);
    struct text body = text_copy(&house.arena, answer.body);
    struct json json;
    struct json_error error;
    EXPECT_OK(json_parse(&house.arena, body, &json, &error));
    const struct json *told = json_get(&json, "error");
    EXPECT_TEXT(json_get(told, "code")->text, "rate_limit");
    EXPECT_TEXT(json_get(told, "type")->text, "invalid_request_error");
    bool retries = false;
    for (size_t i = 0; i < answer.header_count; i++) {
        retries |= text_is(answer.headers[i].name, "Stripe-Should-Retry");
    }
    EXPECT(retries);

    /* what needs no script is answered, and so is whoever else is there */
    EXPECT_INT(subscribe(&house, "").status, 200);
    speak(&house, B_KEY);
    price_make(&house);
    EXPECT_INT(subscribe(&house, "").status, 200);
    speak(&house, A_KEY);
    house.wall_ms += 5000;
    EXPECT_INT(send(&house, "/v1/coupons/BURN", "name=still").status, 200);
    house_end(&house);
}

/** Invoices of the account that speaks, and those whose total is not the wanted one. */
static size_t
invoices_count(struct house *house, int64_t total, size_t *wrong)
{
    struct record_scan scan = {
        .kind = &invoice_records, .index = -1, .limit = 1000, .unwatched = true};
    struct task *task;
    void **found;
    size_t count = 0;
    bool has_more;
    EXPECT_OK(engine_read(house->engine, house->wall_ms, &task));
    EXPECT_OK(record_scan(task, &scan, &found, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        *wrong += ((const struct invoice *)found[i])->total != total;
    }
    return count;
}

TEST(jobs_without_fuel_wait_and_nothing_is_billed_without_its_script)
{
    struct house house;
    size_t wrong = 0;
    int64_t next_due_ms = 0;
    house_begin(&house);
    for (int i = 0; i < CUSTOMERS; i++) {
        EXPECT_INT(subscribe(&house, "&discounts[0][coupon]=BURN").status, 200);
    }
    speak(&house, B_KEY);
    price_make(&house);
    for (int i = 0; i < CUSTOMERS; i++) {
        EXPECT_INT(subscribe(&house, "").status, 200);
    }
    fuel_set(&house, FUEL_A_MINUTE);

    int64_t begin_ms = house.wall_ms = (START + MONTH + 600) * 1000;
    while (engine_run_due(house.engine, house.wall_ms, &next_due_ms)) {
        /* until nothing can be done now */
    }
    EXPECT_INT(invoices_count(&house, 1000, &wrong), 2 * CUSTOMERS); /* the neighbour's are there */
    EXPECT_INT(wrong, 0);
    speak(&house, A_KEY);
    size_t at_once = invoices_count(&house, 900, &wrong);
    EXPECT(at_once > CUSTOMERS && at_once < CUSTOMERS + 10);
    EXPECT(next_due_ms > house.wall_ms && next_due_ms < house.wall_ms + 60000);

    while (invoices_count(&house, 900, &wrong) < 2 * CUSTOMERS &&
           house.wall_ms < begin_ms + 3000000) {
        house.wall_ms = next_due_ms;
        while (engine_run_due(house.engine, house.wall_ms, &next_due_ms)) {
            /* until its fuel is used up again */
        }
    }
    EXPECT_INT(invoices_count(&house, 900, &wrong), 2 * CUSTOMERS);
    EXPECT_INT(wrong, 0);
    EXPECT(house.wall_ms - begin_ms > 5000);
    house_end(&house);
}
