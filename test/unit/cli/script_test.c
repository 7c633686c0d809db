/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "pages.h"
#include "test.h"

static struct arena arena;
static char folder[64];

static void
write_file(const char *name, const char *content)
{
    char path[200];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (file != NULL) {
        (void)fputs(content, file);
        (void)fclose(file);
    }
}

static void
start(void)
{
    arena_free(&arena);
    arena_init(&arena, 64u << 20);
    (void)snprintf(folder, sizeof(folder), "/tmp/quoin-cli-XXXXXX");
    EXPECT(mkdtemp(folder) != NULL);
}

static struct text
read_file(const char *path)
{
    struct text text = NO_TEXT;
    EXPECT_OK(sys_posix()->file_read(sys_posix(), &arena, path, 16u << 20, &text));
    return text;
}

/** Words of a command line; FOLDER/ stands in for the test's folder. */
static int
command(const char *words, const char *input, struct text *out, struct text *err)
{
    char line[400];
    char out_path[100];
    char err_path[100];
    char in_path[100];
    char *arguments[20] = {0};
    int count = 0;
    (void)snprintf(line, sizeof(line), "%s", words);
    for (char *rest = line, *word; (word = strtok_r(rest, " ", &rest)) != NULL;) {
        bool is_inside = strncmp(word, "FOLDER", 6) == 0;
        struct text whole =
            text_format(&arena, "%s%s", is_inside ? folder : "", is_inside ? word + 6 : word);
        arguments[count++] = (char *)(uintptr_t)whole.bytes;
    }
    (void)snprintf(out_path, sizeof(out_path), "%s/.out", folder);
    (void)snprintf(err_path, sizeof(err_path), "%s/.err", folder);
    (void)snprintf(in_path, sizeof(in_path), "%s/.in", folder);
    write_file(".in", input);
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (freopen(out_path, "w", stdout) == NULL || freopen(err_path, "w", stderr) == NULL ||
            freopen(in_path, "r", stdin) == NULL) {
            _exit(99);
        }
        int status = cli(sys_posix(), count, arguments);
        (void)fflush(stdout);
        (void)fflush(stderr);
        _exit(status);
    }
    int status = 0;
    (void)waitpid(child, &status, 0);
    *out = read_file(out_path);
    *err = read_file(err_path);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
has(struct text text, const char *part)
{
    if (text.bytes != NULL && strstr(text.bytes, part) != NULL) {
        return true;
    }
    printf("\"%s\" is not in:\n%.*s\n", part, TEXT_ARG(text));
    return false;
}

#define INPUT                                                                                      \
    "{\"gross_amount\":{\"amount\":\"10000\",\"currency\":\"usd\"},\"line_items\":[{\"subtotal\":" \
    "{\"amount\":\"10000\",\"currency\":\"usd\"},\"period\":{\"value\":\"one_time\",\"at\":"       \
    "\"2026-01-01T00:00:00Z\"}}]}"

static void
write_discount(void)
{
    write_file("rate.ts", "export const rate = (percent: number) => percent / 100;");
    write_file("index.ts",
               "import { rate } from './rate.js';\n"
               "interface Config { /** @maximum 100 */ percent: number }\n"
               "export default class D implements Commerce.DiscountCalculation<Config> {\n"
               "  #calls = 0;\n"
               "  computeDiscounts(request, config, context) {\n"
               "    console.log(++this.#calls, context.clockTime);\n"
               "    const { amount, currency } = request.grossAmount;\n"
               "    if (config.percent < 0) throw new RangeError('negative');\n"
               "    const off = amount.mul(rate(config.percent)).round('half-even', "
               "{ mode: 'decimal-places', value: 0 });\n"
               "    return { discount: { amount: { amount: off, currency } } };\n"
               "  }\n"
               "}\n");
}

TEST(a_run_answers_in_wire_form)
{
    struct text out, err;
    start();
    write_discount();
    write_file("input.json", INPUT);
    write_file("config.json", "{\"percent\":20}");
    EXPECT_INT(command("script run FOLDER --input FOLDER/input.json --config FOLDER/config.json "
                       "--json",
                       "", &out, &err),
               0);
    EXPECT(has(out, "{\"outcome\":\"ok\",\"output\":{\"discount\":{\"amount\":{\"amount\":\"2000\","
                    "\"currency\":\"usd\"}}},\"fuel\":"));
    EXPECT(has(out, "\"error\":null}"));
}

TEST(a_run_that_throws_shows_the_line)
{
    struct text out, err;
    start();
    write_discount();
    write_file("config.json", "{\"percent\":-1}");
    EXPECT_INT(command("script run FOLDER --config FOLDER/config.json", INPUT, &out, &err), 1);
    EXPECT(has(err, "index.ts:8:"));
    EXPECT(has(err, "RangeError: negative"));
    EXPECT(has(err, "\n8     if (config.percent < 0) throw new RangeError('negative');\n"));
}

TEST(lines_are_answered_one_by_one_from_fresh_heaps)
{
    struct text out, err;
    start();
    write_discount();
    EXPECT_INT(
        command("script run FOLDER --lines",
                "{\"request\":" INPUT ",\"config\":{\"percent\":10},\"context\":{\"clockTime\":"
                "\"2026-02-01T00:00:00Z\"}}\n"
                "\n"
                "{\"request\":" INPUT ",\"config\":{\"percent\":30},\"context\":{\"clockTime\":"
                "\"2026-02-01T00:00:00Z\"}}",
                &out, &err),
        0);
    size_t first = text_find(out, '\n', 0);
    struct text one = text_slice(out, 0, first), two = text_slice(out, first + 1, out.length);
    EXPECT(has(text_copy(&arena, one), "\"amount\":\"1000\""));
    EXPECT(has(text_copy(&arena, two), "\"amount\":\"3000\""));
    EXPECT(has(text_copy(&arena, two), "\"console\":\"1 2026-02-01T00:00:00Z\\n\""));
    EXPECT_INT(command("script run FOLDER --lines",
                       "no json\n{\"method\":\"nothing\"}\n{\"request\":{\"x\":1}}\n"
                       "{\"request\":" INPUT ",\"config\":{\"percent\":1000}}\n",
                       &out, &err),
               1);
    EXPECT(has(out, "the line is no JSON object"));
    EXPECT(has(out, "has no method nothing"));
    EXPECT(has(out, "the request is refused: x"));
    EXPECT(has(out, "\"outcome\":\"broke_contract\""));
}

TEST(a_script_that_does_not_compile_is_an_answer_too)
{
    struct text out, err;
    start();
    write_file("index.ts", "export default class X { m() { return 1 2 } }");
    EXPECT_INT(command("script run FOLDER --json", INPUT, &out, &err), 1);
    EXPECT(has(out, "{\"outcome\":\"rejected\",\"diagnostics\":[{\"code\":\"Q1102\","));
    EXPECT_INT(err.length, 0);
}

TEST(check_shows_every_error_of_every_file)
{
    struct text out, err;
    start();
    write_file("index.ts", "import { a } from './a.js';\nexport default class X { m() { return a } "
                           "}\nMath.random();\n");
    write_file("a.ts", "export const a = 1 2;\nconst b = ;\n");
    EXPECT_INT(command("script check FOLDER", "", &out, &err), 1);
    EXPECT(has(err, "a.ts:1:20 - error Q1102"));
    EXPECT(has(err, "a.ts:2:11 - error Q1101"));
    EXPECT(has(err, "index.ts:3:1 - error Q1409"));
    EXPECT(has(err, "\n3 errors. quoin script diagnostics Q1102 explains the first;\n"));
    write_discount();
    EXPECT_INT(command("script check FOLDER", "", &out, &err), 0);
    EXPECT(has(out, "1 script, no errors"));
    write_file("index.ts", "export default class X implements P<{ f: () => void }> { }");
    EXPECT_INT(command("script check FOLDER", "", &out, &err), 1);
    EXPECT(has(err, "Q1702"));
}

TEST(check_looks_for_the_methods_of_the_point)
{
    struct text out, err;
    start();
    write_file("index.ts", "export default class D implements Commerce.DiscountCalculation<{}> { "
                           "computeDiscount() {} }");
    EXPECT_INT(command("script check FOLDER", "", &out, &err), 1);
    EXPECT(has(err, "calls computeDiscounts, which the default export does not have"));
    write_file("index.ts", "export class D implements Commerce.DiscountCalculation<{}> { "
                           "computeDiscounts() {} }");
    EXPECT_INT(command("script check FOLDER", "", &out, &err), 1);
    EXPECT(has(err, "needs an export default class"));
}

TEST(tests_of_a_file_share_its_state_and_say_where_they_fail)
{
    struct text out, err;
    start();
    write_file("sum.ts", "export const sum = (a: number, b: number) => a + b;\n");
    write_file("sum.test.ts",
               "import { describe, test, expect, beforeEach } from 'vitest';\n"
               "import { sum } from './sum';\n"
               "let count = 0;\n"
               "beforeEach(() => { count++ });\n"
               "describe('sum', () => {\n"
               "  test.each([[1, 2, 3, 1], [2, 2, 4, 2]])('%d + %d', (a, b, c, n) => {\n"
               "    expect(sum(a, b)).toBe(c);\n"
               "    expect(count).toBe(n);\n"
               "  });\n"
               "  test('wrong', () => {\n"
               "    expect({ a: [sum(1, 1)] }).toEqual({ a: [3] });\n"
               "  });\n"
               "  test.skip('skipped', () => { throw 1 });\n"
               "  test.todo('later');\n"
               "  test.fails('fails', () => { expect(1).toBe(2) });\n"
               "});\n");
    EXPECT_INT(command("script test FOLDER", "", &out, &err), 1);
    EXPECT(has(out, "   sum\n     ✓ 1 + 2\n     ✓ 2 + 2\n     × wrong\n     ↓ skipped\n"
                    "     □ later\n     ✓ fails\n"));
    EXPECT(has(out, "AssertionError: expected { a: [ 2 ] } to deeply equal { a: [ 3 ] }\n"));
    EXPECT(has(out, "  {\n    \"a\": [\n-     3,\n+     2,\n    ],\n  }\n"));
    EXPECT(has(out, "sum.test.ts:11:5\n"));
    EXPECT(has(out, "1 failed | 3 passed | 1 skipped | 1 todo (6)\n"));
    EXPECT_INT(command("script test FOLDER --filter +", "", &out, &err), 0);
    EXPECT(has(out, "2 passed (2)\n"));
}

TEST(a_test_that_hits_a_limit_does_not_end_the_others)
{
    struct text out, err;
    start();
    write_file("a.test.ts",
               "import { test, expect, beforeAll } from 'vitest';\n"
               "let ready = 0;\n"
               "beforeAll(() => { ready = 1 });\n"
               "test('endless', () => { for (;;); });\n"
               "test('deep', () => { const f = (n: number): number => f(n + 1) + 1; f(0); });\n"
               "test('behind', () => { expect(ready).toBe(1) });\n");
    EXPECT_INT(command("script test FOLDER --fuel 1000000", "", &out, &err), 1);
    EXPECT(has(out, "   × endless\n   × deep\n   ✓ behind\n"));
    EXPECT(has(out, "fuel: The script used all its fuel\n"));
    EXPECT(has(out, "depth: The script's calls are too deep\n"));
    EXPECT(has(out, "a.test.ts:4:"));
}

TEST(equality_in_tests_is_that_of_vitest)
{
    struct text out, err;
    start();
    write_file(
        "a.test.ts",
        "class P { constructor(public x: number) {} }\n"
        "const ring = () => { const a: any = { n: 1 }; a.self = a; return a; };\n"
        "it('loose', () => {\n"
        "  expect({ a: 1, b: undefined }).toEqual({ a: 1 });\n"
        "  expect(new P(1)).toEqual({ x: 1 });\n"
        "  expect([undefined]).not.toEqual([]);\n"
        "  expect(NaN).toEqual(NaN);\n"
        "  expect(0).not.toEqual(-0);\n"
        "  expect(new Date(5)).toEqual(new Date(5));\n"
        "  expect(new Map([['a', { b: 1 }]])).toEqual(new Map([['a', { b: 1 }]]));\n"
        "  expect(new Set([[1], [2]])).toEqual(new Set([[2], [1]]));\n"
        "  expect(ring()).toEqual(ring());\n"
        "  expect(Decimal.from('1.50')).toEqual(Decimal.from('1.5'));\n"
        "  expect({ d: Decimal.from(1) }).not.toEqual({ d: Decimal.from(2) });\n"
        "  expect(new Error('a')).not.toEqual(new Error('b'));\n"
        "});\n"
        "it('strict', () => {\n"
        "  expect({ a: 1, b: undefined }).not.toStrictEqual({ a: 1 });\n"
        "  expect(new P(1)).not.toStrictEqual({ x: 1 });\n"
        "  expect(new P(1)).toStrictEqual(new P(1));\n"
        "});\n"
        "it('like', () => {\n"
        "  expect({ a: { b: 1, c: 2 }, d: [{ e: 1 }] })\n"
        "    .toMatchObject({ a: { b: 1 }, d: [{}] });\n"
        "  expect({ id: 'x_1', n: 3, l: [1, 2] }).toEqual({ id: expect.stringMatching(/^x_/),\n"
        "    n: expect.any(Number), l: expect.arrayContaining([2]) });\n"
        "  expect({ a: 1, b: 2 }).toEqual(expect.objectContaining({ a: 1 }));\n"
        "  expect({ a: { b: [5] } }).toHaveProperty('a.b[0]', 5);\n"
        "  expect(() => { throw new RangeError('too far') }).toThrow(RangeError);\n"
        "  expect(() => { throw new RangeError('too far') }).toThrow(/far/);\n"
        "  expect(0.1 + 0.2).toBeCloseTo(0.3);\n"
        "});\n");
    EXPECT_INT(command("script test FOLDER", "", &out, &err), 0);
    EXPECT(has(out, "3 passed (3)\n"));
}

TEST(coverage_counts_lines_and_ways)
{
    struct text out, err;
    start();
    write_file("rate.ts", "export function rate(kind: string, n = 1) {\n"
                          "  if (kind === 'a') {\n"
                          "    return n;\n"
                          "  }\n"
                          "  return n > 1 ? 2 : 3;\n"
                          "}\n");
    write_file("rate.test.ts", "import { rate } from './rate.js';\n"
                               "import { expect, test } from 'vitest';\n"
                               "test('b', () => expect(rate('b')).toBe(3));\n");
    struct text option = text_format(&arena, "script test FOLDER --coverage=%s", folder);
    EXPECT_INT(command(option.bytes, "", &out, &err), 0);
    EXPECT(has(out, "rate.ts |   66.66 |      60 |     100 |   66.66 | 3\n"));
    struct text lcov = read_file(text_format(&arena, "%s/lcov.info", folder).bytes);
    EXPECT(has(lcov, "DA:2,1\nDA:3,0\nDA:5,1\nLF:3\nLH:2\n"));
    EXPECT(has(lcov, "BRF:5\nBRH:3\n"));
}

TEST(the_report_for_programs_has_the_form_of_vitest)
{
    struct text out, err;
    struct json json;
    struct json_error error;
    start();
    write_file("fixture.json", "{\"amount\": \"12.50\", \"lines\": [1, 2]}");
    write_file("a.test.ts", "import fixture from './fixture.json';\n"
                            "describe('fixture', () => {\n"
                            "  it('has lines', () => { expect(fixture.lines).toHaveLength(2) });\n"
                            "  it('fails', () => { expect.soft(1).toBe(2); expect(1).toBe(3) });\n"
                            "});\n");
    EXPECT_INT(command("script test FOLDER --reporter json", "", &out, &err), 1);
    EXPECT_OK(json_parse(&arena, out, &json, &error));
    EXPECT(has(out, "\"numTotalTests\":2,\"numPassedTests\":1,\"numFailedTests\":1"));
    EXPECT(has(out, "\"ancestorTitles\":[\"fixture\"],\"fullName\":\"fixture has lines\","
                    "\"status\":\"passed\""));
    EXPECT(has(out, "expected 1 to be 2 // Object.is equality"));
    EXPECT(has(out, "expected 1 to be 3 // Object.is equality"));
}

TEST(a_new_project_passes_check_and_test)
{
    struct text out, err;
    start();
    EXPECT_INT(command("script new FOLDER/late-fees --point billing.prorations", "", &out, &err),
               0);
    EXPECT(has(out, "/late-fees/extensions/late-fees/src/index.ts\n"));
    EXPECT_INT(command("script check FOLDER/late-fees", "", &out, &err), 0);
    EXPECT(has(out, "1 script, no errors\n"));
    EXPECT_INT(command("script test FOLDER/late-fees", "", &out, &err), 0);
    EXPECT(has(out, "   LateFees\n     ✓ "));
    EXPECT_INT(command("script new FOLDER/late-fees", "", &out, &err), 2);
    EXPECT(has(err, "is there already and is not empty"));
    EXPECT_INT(command("script new FOLDER/1st", "", &out, &err), 2);
    EXPECT_INT(command("script new FOLDER/a --point no.such", "", &out, &err), 2);
    EXPECT(has(err, "  commerce.discount_calculation\n"));
}

TEST(a_configuration_has_a_schema_and_a_form)
{
    struct text out, err;
    struct json json;
    struct json_error error;
    start();
    write_file("index.ts",
               "interface Config {\n"
               "  /** @displayName Rate </script> @format percent @maximum 100 @group Money */\n"
               "  rate: number;\n"
               "  /** @displayName :flat One price @displayName :steps In steps */\n"
               "  mode: 'flat' | 'steps';\n"
               "  /** @showWhen mode steps */\n"
               "  steps?: number[];\n"
               "}\n"
               "export default class D implements Commerce.DiscountCalculation<Config> {\n"
               "  computeDiscounts() {}\n"
               "}\n");
    EXPECT_INT(command("script schema FOLDER", "", &out, &err), 0);
    EXPECT_OK(json_parse(&arena, out, &json, &error));
    EXPECT(json_get(json_get(&json, "schema"), "properties") != NULL);
    EXPECT(has(out, "\"title\": \"One price\""));
    EXPECT(has(out, "\"format\": \"percent\""));
    EXPECT(has(out, "\"effect\": \"SHOW\""));
    EXPECT_INT(command("script form FOLDER", "", &out, &err), 0);
    EXPECT(has(out, "<!doctype html>"));
    EXPECT(has(out, "Rate \\u003c/script>"));
    EXPECT(strstr(out.bytes, "{{schema}}") == NULL);
}

TEST(the_pages_that_commands_print_are_fresh)
{
    struct text out, err;
    start();
    EXPECT_INT(command("script diagnostics", "", &out, &err), 0);
    EXPECT_TEXT(out, pages_files[0].bytes);
    EXPECT_INT(command("script costs", "", &out, &err), 0);
    EXPECT_TEXT(out, pages_files[1].bytes);
    EXPECT_INT(command("script diagnostics Q1402", "", &out, &err), 0);
    EXPECT(text_has_prefix(out, TEXT("## Q1402: async")));
    EXPECT(strstr(out.bytes, "Q1403") == NULL);
    EXPECT_INT(command("script diagnostics Q9999", "", &out, &err), 2);
}

TEST(a_bench_grows_with_the_lines)
{
    struct text out, err;
    start();
    write_discount();
    write_file("config.json", "{\"percent\":20}");
    EXPECT_INT(
        command("script bench FOLDER --config FOLDER/config.json --times 2", INPUT, &out, &err), 0);
    EXPECT(has(out, "      64 "));
}

TEST(misuse_is_told_from_failure)
{
    struct text out, err;
    start();
    EXPECT_INT(command("script", "", &out, &err), 2);
    EXPECT_INT(command("script fly", "", &out, &err), 2);
    EXPECT_INT(command("script run", "", &out, &err), 2);
    EXPECT_INT(command("script run a b", "", &out, &err), 2);
    EXPECT_INT(command("script run --wat", "", &out, &err), 2);
    EXPECT_INT(command("script check", "", &out, &err), 2);
    EXPECT_INT(command("script run FOLDER/none.ts", "", &out, &err), 1);
    EXPECT_INT(command("script run --help", "", &out, &err), 0);
    EXPECT(has(out, "--lines"));
    write_file("index.ts", "export default class X { m() {} }");
    EXPECT_INT(command("script run FOLDER --point no.such", "", &out, &err), 2);
    EXPECT(has(err, "commerce.discount_calculation"));
}
