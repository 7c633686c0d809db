/* SPDX-License-Identifier: Apache-2.0 */
#include "script/script.h"
#include "test.h"

static struct arena arena;
static struct script_diagnostics diagnostics;
static struct text schema, form;

/** Types in front, the type argument of the interface behind. */
static err_t
schema_of(const char *types, const char *argument)
{
    arena_free(&arena);
    arena_init(&arena, 32u << 20);
    diagnostics = (struct script_diagnostics){0};
    struct text text =
        text_format(&arena,
                    "%s\nexport default class X implements Commerce.DiscountCalculation<%s> {\n"
                    "  m() { return `${1 + 1}'` + /[{]/.source }\n}\n",
                    types, argument);
    struct script_source sources[] = {
        {TEXT("src/index.ts"), text},
        {TEXT("src/other.ts"), TEXT("export interface Far { far: boolean }")},
    };
    return script_config_schema(&arena, sources, COUNT_OF(sources), &diagnostics, &schema, &form);
}

static bool
fits(const char *json)
{
    struct json value;
    struct json_error error;
    struct text problem = NO_TEXT;
    if (json_parse(&arena, text_of(json), &value, &error) != OK) {
        printf("no JSON: %s\n", json);
        return false;
    }
    return script_config_check(&arena, schema, &value, &problem);
}

static struct text
problem_of(const char *json)
{
    struct json value;
    struct json_error error;
    struct text problem = TEXT("none");
    if (json_parse(&arena, text_of(json), &value, &error) == OK &&
        script_config_check(&arena, schema, &value, &problem)) {
        return TEXT("none");
    }
    return problem;
}

#define HEAD "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","

TEST(an_interface_becomes_an_object)
{
    EXPECT_OK(schema_of("/** What it\n * is. */\nexport interface C { a: string; readonly b?: "
                        "number; c: boolean[]; 'd-e': Decimal; f?: Date }",
                        "C"));
    EXPECT_TEXT(schema, HEAD
                "\"description\":\"What it is.\",\"type\":\"object\",\"properties\":{"
                "\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"number\"},\"c\":{\"type\":"
                "\"array\",\"items\":{\"type\":\"boolean\"}},\"d-e\":{\"type\":\"string\","
                "\"format\":\"decimal\",\"x-quoin-kind\":\"decimal\"},\"f\":{\"type\":\"string\","
                "\"format\":\"date-time\",\"x-quoin-kind\":\"date\"}},"
                "\"required\":[\"a\",\"c\",\"d-e\"],\"additionalProperties\":false}");
}

TEST(members_are_snake_case_on_the_wire_and_may_be_given_either_way)
{
    EXPECT_OK(schema_of("import { type MonetaryAmount } from '@stripe/extensibility-sdk/stdlib';\n"
                        "export interface C extends Record<string, unknown> {\n"
                        "/** @exclusiveMinimum :amount 0 */ minimumAmount: MonetaryAmount;\n"
                        "aKey?: string; max_amount?: number }",
                        "C"));
    EXPECT(fits("{\"minimum_amount\":{\"amount\":\"5000\",\"currency\":\"usd\"},\"a_key\":\"b\"}"));
    EXPECT(fits("{\"minimumAmount\":{\"amount\":5000,\"currency\":\"usd\"},\"aKey\":\"b\"}"));
    EXPECT(fits("{\"minimum_amount\":{\"amount\":1,\"currency\":\"usd\"},\"max_amount\":1}"));
    EXPECT_TEXT(problem_of("{\"minimum_amount\":{\"amount\":\"0\",\"currency\":\"usd\"}}"),
                "minimum_amount.amount must be more than 0");
    EXPECT_TEXT(problem_of("{\"a_key\":\"b\"}"), "minimum_amount is missing");
    EXPECT(fits("{\"minimum_amount\":{\"amount\":1,\"currency\":\"usd\"},\"more\":1}"));
}

TEST(tags_become_keywords_titles_and_forms)
{
    EXPECT_OK(schema_of("interface C {\n/** How much.\n * @displayName Percent off\n * @minimum 0\n"
                        " * @maximum 100\n * @defaultValue 10\n * @placeholder 0 to 100\n"
                        " * @format percent\n * @group Amounts */\n percent: number;\n"
                        "/** @showWhen percent 5\n * @pattern ^a+$ */ note?: string }",
                        "C"));
    EXPECT_TEXT(schema,
                HEAD "\"type\":\"object\",\"properties\":{\"percent\":{\"title\":\"Percent off\","
                     "\"description\":\"How much.\",\"default\":10,\"type\":\"number\","
                     "\"minimum\":0,\"maximum\":100,\"format\":\"percent\"},\"note\":{\"type\":"
                     "\"string\",\"pattern\":\"^a+$\"}},\"required\":[\"percent\"],"
                     "\"additionalProperties\":false}");
    EXPECT_TEXT(
        form, "{\"type\":\"VerticalLayout\",\"elements\":[{\"type\":\"Group\",\"label\":"
              "\"Amounts\",\"elements\":[{\"type\":\"Control\",\"scope\":\"#/properties/percent\","
              "\"label\":\"Percent off\",\"options\":{\"placeholder\":\"0 to 100\",\"format\":"
              "\"percent\"}}]},{\"type\":\"Control\",\"scope\":\"#/properties/note\",\"rule\":{"
              "\"effect\":\"SHOW\",\"condition\":{\"scope\":\"#/properties/percent\",\"schema\":"
              "{\"const\":5}}}}]}");
}

TEST(a_line_may_hold_several_tags)
{
    EXPECT_OK(
        schema_of("interface C { /** How much, to a@b.c. @displayName Percent off @minimum 0  "
                  "@maximum 100 */ percent: number }",
                  "C"));
    EXPECT_TEXT(schema, HEAD
                "\"type\":\"object\",\"properties\":{\"percent\":{\"title\":\"Percent off\","
                "\"description\":\"How much, to a@b.c.\",\"type\":\"number\",\"minimum\":0,"
                "\"maximum\":100}},\"required\":[\"percent\"],\"additionalProperties\":false}");
}

TEST(tags_reach_into_objects)
{
    EXPECT_OK(schema_of("interface M { amount: Decimal; currency: string }\ninterface C { /** "
                        "@exclusiveMinimum :amount 0 */ limit: M }",
                        "C"));
    EXPECT(fits("{\"limit\":{\"amount\":\"0.01\",\"currency\":\"usd\"}}"));
    EXPECT_TEXT(problem_of("{\"limit\":{\"amount\":\"0\",\"currency\":\"usd\"}}"),
                "limit.amount must be more than 0");
}

TEST(unions_of_literals_are_choices)
{
    EXPECT_OK(schema_of("enum E { A = 'a', /** @displayName The second */ B = 'b' }\n"
                        "type C = { m: 'x' | 'y' | 1; /** @displayName :p Plain */ n?: 'p' | 'q'; "
                        "e: E; u: string | undefined; z: null | 'k'; t: true }",
                        "C"));
    EXPECT(fits("{\"m\":1,\"e\":\"b\",\"z\":null,\"t\":true}"));
    EXPECT_TEXT(problem_of("{\"m\":\"z\",\"e\":\"a\",\"z\":null,\"t\":true}"),
                "m must be one of x, y, 1");
    EXPECT_TEXT(problem_of("{\"m\":\"x\",\"e\":\"c\",\"z\":null,\"t\":true}"),
                "e must be one of a, b");
    EXPECT(strstr(schema.bytes, "{\"const\":\"b\",\"title\":\"The second\"}") != NULL);
    EXPECT(strstr(schema.bytes, "{\"const\":\"p\",\"title\":\"Plain\"}") != NULL);
    EXPECT(strstr(schema.bytes, "\"required\":[\"m\",\"e\",\"z\",\"t\"]") != NULL);
}

TEST(types_are_followed_where_they_are_declared)
{
    EXPECT_OK(schema_of("import { Far } from './other';\ninterface A { a: string }\ninterface B "
                        "extends A { a: number; b: Far }",
                        "B & { c: Partial<Far> }"));
    EXPECT(fits("{\"a\":1,\"b\":{\"far\":true},\"c\":{}}"));
    EXPECT_TEXT(problem_of("{\"a\":1,\"b\":{},\"c\":{}}"), "b.far is missing");
    EXPECT_OK(schema_of("", "Record<string, never>"));
    EXPECT(fits("{}"));
    EXPECT(!fits("{\"a\":1}"));
    EXPECT_OK(schema_of("", "Record<string, number[]>"));
    EXPECT(fits("{\"a\":[1],\"b\":[]}"));
    EXPECT_TEXT(problem_of("{\"a\":[\"x\"]}"), "a[0] must be a number");
}

TEST(what_no_form_can_enter_is_refused)
{
    static const struct {
        const char *types, *argument, *code;
    } rows[] = {
        {"", "Missing", "Q1701"},
        {"interface C { f(): void }", "C", "Q1702"},
        {"interface C { f: () => void }", "C", "Q1702"},
        {"interface C { m: Map<string, string> }", "C", "Q1702"},
        {"interface C<T> { m: T }", "C<string>", "Q1702"},
        {"interface C { self: C }", "C", "Q1702"},
        {"interface C { /** @minimum lots */ a: number }", "C", "Q1703"},
        {"interface C { /** @minLength -1 */ a: string }", "C", "Q1703"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        EXPECT_ERR(schema_of(rows[i].types, rows[i].argument), ERR_SCRIPT_REJECTED);
        REQUIRE(diagnostics.count > 0);
        EXPECT_STRING(diagnostics.items[0].code, rows[i].code);
    }
}

TEST(values_are_held_to_every_keyword)
{
    EXPECT_OK(schema_of("interface C {\n/** @minimum 1\n@exclusiveMaximum 10\n@multipleOf 0.1 */\n"
                        "n?: number;\n/** @minLength 2\n@maxLength 3\n@pattern ^[a-z]+$ */\n"
                        "s?: string;\n/** @minItems 1\n@maxItems 2\n@uniqueItems */\nl?: "
                        "number[];\n/** @maximum 99999999999999999999.5 */\nd?: Decimal;\n"
                        "t?: Date; o?: { x: boolean } }",
                        "C"));
    static const struct {
        const char *json, *problem;
    } rows[] = {
        {"{\"n\":1}", "none"},
        {"{\"n\":9.9}", "none"},
        {"{\"n\":10}", "n must be less than 10"},
        {"{\"n\":0.5}", "n must be at least 1"},
        {"{\"n\":1.25}", "n must be a multiple of 0.1"},
        {"{\"n\":\"1\"}", "n must be a number"},
        {"{\"s\":\"ab\"}", "none"},
        {"{\"s\":\"a\"}", "s must have at least 2 characters"},
        {"{\"s\":\"abcd\"}", "s must have at most 3 characters"},
        {"{\"s\":\"A\xC3\xBC\"}", "s must match ^[a-z]+$"},
        {"{\"l\":[]}", "l must have at least 1 elements"},
        {"{\"l\":[1,2,3]}", "l must have at most 2 elements"},
        {"{\"l\":[1,1.0]}", "l[1] is there twice"},
        {"{\"d\":\"99999999999999999999.5\"}", "none"},
        {"{\"d\":\"99999999999999999999.6\"}", "d must be at most 99999999999999999999.5"},
        {"{\"d\":\"1,5\"}", "d must be a decimal number as text, such as \"12.50\""},
        {"{\"t\":\"2026-01-31T00:00:00Z\"}", "none"},
        {"{\"t\":\"soon\"}", "t must be a time such as \"2026-01-31T00:00:00Z\""},
        {"{\"o\":{\"x\":1}}", "o.x must be a boolean"},
        {"{\"o\":{}}", "o.x is missing"},
        {"{\"q\":1}", "q is not a member of the configuration"},
        {"[]", "the configuration must be an object"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        EXPECT_TEXT(problem_of(rows[i].json), rows[i].problem);
    }
}

TEST(a_script_without_a_configuration_takes_an_empty_one)
{
    struct script_source source = {TEXT("a.ts"), TEXT("export default { m() {} }")};
    arena_free(&arena);
    arena_init(&arena, 8u << 20);
    diagnostics = (struct script_diagnostics){0};
    EXPECT_OK(script_config_schema(&arena, &source, 1, &diagnostics, &schema, &form));
    EXPECT(fits("{}"));
    EXPECT_TEXT(problem_of("{\"a\":1}"), "a is not a member of the configuration");
}
