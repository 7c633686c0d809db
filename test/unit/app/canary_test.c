/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A candidate that overcharges one customer of a hundred: the money guard takes it back before a
 * second billing cycle, and the list of corrections is exact.
 */
#include "app/engine.h"
#include "test.h"

#define CUSTOMERS 100
#define START     ((int64_t)1767225600) /* 2026-01-01 */
#define DAY       ((int64_t)86400)

struct company {
    struct engine *engine;
    struct arena arena;
    int64_t wall_ms;
};

static struct json
ask(struct company *company, const char *method, const char *path, const char *form)
{
    struct json json = {.type = JSON_NULL};
    struct json_error error;
    struct http_answer answer = engine_request(company->engine, company->wall_ms, method,
                                               text_of(path), text_of(form), NO_TEXT);
    if (answer.status != 200) {
        printf("%s: %.*s\n", path, TEXT_ARG(answer.body));
    }
    EXPECT_INT(answer.status, 200);
    EXPECT_OK(json_parse(&company->arena, text_copy(&company->arena, answer.body), &json, &error));
    return json;
}

static const char *
text_at(struct company *company, const struct json *json, const char *key)
{
    const struct json *value = json_get(json, key);
    EXPECT(value != NULL);
    return value == NULL ? "" : text_copy(&company->arena, value->text).bytes;
}

static int64_t
int_at(const struct json *json, const char *key)
{
    int64_t number = INT64_MIN;
    const struct json *value = json_get(json, key);
    EXPECT(value != NULL && text_parse_int(value->text, &number));
    return number;
}

static void
time_goes_to(struct company *company, int64_t at)
{
    int64_t next_due_ms;
    company->wall_ms = at * 1000;
    while (engine_run_due(company->engine, company->wall_ms, &next_due_ms)) {
        /* until nothing is due */
    }
}

/** Ten off for everybody, but not for customers who are marked so. */
static const char *
source(struct company *company, const char *condition)
{
    const char *plain =
        text_format(&company->arena,
                    "import { Decimal } from '@stripe/extensibility-sdk/stdlib';\n"
                    "export default class Off {\n"
                    "  computeDiscounts(request: any): any {\n"
                    "    const off = %s ? 0 : 100;\n"
                    "    return { discount: { amount: { amount: Decimal.from(off), currency: "
                    "'usd' } } };\n  }\n}\n",
                    condition)
            .bytes;
    struct text_builder out;
    text_builder_init(&out, &company->arena, 65536);
    for (; *plain != '\0'; plain++) {
        text_builder_format(&out, "%%%02X", (unsigned char)*plain);
    }
    return text_format(&company->arena, "%.*s", TEXT_ARG(text_builder_text(&out))).bytes;
}

#define FORM(company, ...) (text_format(&(company)->arena, __VA_ARGS__).bytes)

static void
company_begin(struct company *company)
{
    struct engine_config config = {.store = TEXT(":memory:"),
                                   .api_key = TEXT("sk_test_canary_company"),
                                   .heap_bytes_max = 16u << 20,
                                   .cache_bytes = 16 << 20,
                                   .seed = 1,
                                   .secret = {1}};
    struct text problem = NO_TEXT;
    *company = (struct company){.wall_ms = START * 1000};
    arena_init(&company->arena, 256u << 20);
    REQUIRE(engine_open(&config, company->wall_ms, &company->engine, &problem) == OK);
}

/** The coupon's script, a price of 10.00, and a hundred customers; the 50th is marked. */
static const char *
company_found(struct company *company)
{
    struct json extension = ask(company, "POST", "/v1/extend/extensions",
                                "name=Off&point=commerce.discount_calculation");
    const char *id = text_at(company, &extension, "id");
    (void)ask(company, "POST", "/v1/extend/releases",
              FORM(company, "extension=%s&source=%s", id, source(company, "false")));
    (void)ask(company, "POST", "/v1/coupons",
              FORM(company, "id=OFF&duration=forever&script[id]=%s", id));
    struct json price = ask(company, "POST", "/v1/prices",
                            "product_data[name]=Gold&currency=usd&unit_amount=1000&"
                            "recurring[interval]=month");
    for (int i = 0; i < CUSTOMERS; i++) {
        struct json customer =
            ask(company, "POST", "/v1/customers",
                FORM(company,
                     "payment_method=pm_card_visa&invoice_settings[default_payment_method]="
                     "pm_card_visa&metadata[odd]=%s",
                     i == 50 ? "yes" : "no"));
        (void)ask(company, "POST", "/v1/subscriptions",
                  FORM(company, "customer=%s&items[0][price]=%s&discounts[0][coupon]=OFF",
                       text_at(company, &customer, "id"), text_at(company, &price, "id")));
    }
    return id;
}

TEST(a_release_that_overcharges_one_of_a_hundred_is_taken_back_before_a_second_cycle)
{
    struct company company;
    company_begin(&company);
    const char *extension = company_found(&company);
    struct json candidate = ask(&company, "POST", "/v1/extend/releases",
                                FORM(&company, "extension=%s&source=%s", extension,
                                     source(&company, "request.customer.metadata.odd === 'yes'")));
    const char *release = text_at(&company, &candidate, "id");
    struct json bindings = ask(&company, "GET", "/v1/extend/bindings", "");
    struct json rollout =
        ask(&company, "POST", "/v1/extend/rollouts",
            FORM(&company,
                 "binding=%s&candidate=%s&stage=canary&share=100&guards[currency]=usd&"
                 "guards[absolute_drift]=50",
                 text_at(&company, &json_get(&bindings, "data")->items[0], "id"), release));
    const char *path = FORM(&company, "/v1/extend/rollouts/%s", text_at(&company, &rollout, "id"));

    time_goes_to(&company, START + 32 * DAY); /* the first cycle */
    rollout = ask(&company, "GET", path, "");
    EXPECT_TEXT(json_get(&rollout, "stage")->text, "rolled_back");
    EXPECT_TEXT(json_get(&rollout, "breached")->text, "absolute_drift");
    EXPECT_INT(int_at(&rollout, "drift"), 100);
    EXPECT(int_at(&rollout, "compared") <= CUSTOMERS);

    const char *touched = FORM(&company, "/v1/extend/releases/%s/touched", release);
    struct json first = ask(&company, "GET", touched, "");
    EXPECT_INT(int_at(&first, "overcharged"), 100);
    EXPECT_INT(int_at(&first, "undercharged"), 0);
    size_t wrong = 0;
    const struct json *invoices = json_get(&first, "invoices");
    for (size_t i = 0; i < invoices->count; i++) {
        int64_t difference = int_at(&invoices->items[i], "difference");
        EXPECT(difference == 0 || difference == 100);
        wrong += difference != 0 ? 1 : 0;
    }
    EXPECT_INT(wrong, 1);

    time_goes_to(&company, START + 61 * DAY); /* the second: nobody is overcharged */
    struct json second = ask(&company, "GET", touched, "");
    EXPECT_INT(int_at(&second, "overcharged"), 100);
    EXPECT_INT(json_get(&second, "invoices")->count, invoices->count);
    engine_close(company.engine);
    arena_free(&company.arena);
}
