/* SPDX-License-Identifier: Apache-2.0 */
/* call_test.c: structs in, answers out, limits, and nothing that stays. */
#include <pthread.h>

#include "script/script.h"
#include "test.h"

#include "call.model.h"

#define HEAP_BYTES (4 << 20)

struct fixture {
    struct arena arena;
    struct script_runner *runner;
    struct script_program *program;
    struct script_limits limits;
    struct script_result result;
    struct request request;
    struct row rows[2];
    struct row best;
    enum shade shades[2];
    struct model_pair labels[2];
    struct reply reply;
};

static struct decimal
decimal_of(const char *text)
{
    struct decimal decimal = {0};
    EXPECT_OK(decimal_parse(text_of(text), &decimal));
    return decimal;
}

static struct currency
currency_of(const char *code)
{
    struct currency currency = {0};
    EXPECT(currency_parse(text_of(code), &currency));
    return currency;
}

static struct fixture *
fixture_new(void)
{
    struct fixture *fixture = block_alloc(sizeof *fixture);
    arena_init(&fixture->arena, 64 << 20);
    EXPECT_OK(script_runner_new(HEAP_BYTES, &fixture->runner));
    fixture->limits = (struct script_limits){.fuel = 1000000,
                                             .heap_bytes = HEAP_BYTES,
                                             .depth = 200,
                                             .output_bytes = 10000,
                                             .console_bytes = 200};
    fixture->shades[0] = SHADE_DARK;
    fixture->shades[1] = SHADE_LIGHT_BLUE;
    fixture->rows[0] = (struct row){.sub_total = {decimal_of("12.5"), currency_of("eur")},
                                    .quantity = decimal_of("3"),
                                    .has_quantity = GIVEN_VALUE,
                                    .note = TEXT("größer €"),
                                    .shades = fixture->shades,
                                    .shades_count = 2};
    fixture->rows[1] =
        (struct row){.sub_total = {decimal_of("-0.000000000001"), currency_of("usd")}};
    fixture->best = fixture->rows[0];
    fixture->labels[0] = (struct model_pair){TEXT("plan_name"), TEXT("gold")};
    fixture->labels[1] = (struct model_pair){TEXT("7"), TEXT("seven")};
    fixture->request = (struct request){.count_of = 42,
                                        .is_test = true,
                                        .shade = SHADE_LIGHT_BLUE,
                                        .start_time = 1767225600,
                                        .name_text = TEXT("Ada"),
                                        .rows = fixture->rows,
                                        .rows_count = 2,
                                        .best_row = &fixture->best,
                                        .labels = {fixture->labels, 2},
                                        .extra_data = TEXT("{\"a\":[1,2.5,\"x\",null,true]}")};
    return fixture;
}

static void
fixture_free(struct fixture *fixture)
{
    script_program_free(fixture->program);
    script_runner_free(fixture->runner);
    arena_free(&fixture->arena);
    block_free(fixture);
}

static void
load(struct fixture *fixture, const char *source)
{
    struct script_source file = {TEXT("src/index.ts"), text_of(source)};
    struct script_diagnostics diagnostics = {0};
    script_program_free(fixture->program);
    fixture->program = NULL;
    err_t err = script_compile(&fixture->arena, &file, 1, &diagnostics, &fixture->program);
    if (err != OK) {
        struct text_builder text;
        text_builder_init(&text, &fixture->arena, 4000);
        for (size_t i = 0; i < diagnostics.count; i++) {
            script_diagnostic_render(&diagnostics.items[i], &text);
        }
        TEST_FAILED("%.*s", TEXT_ARG(text_builder_text(&text)));
    }
}

static enum run_outcome
call(struct fixture *fixture)
{
    struct script_argument argument = {.model = &request_model, .value = &fixture->request};
    memset(&fixture->reply, 0, sizeof fixture->reply);
    script_call(fixture->runner, fixture->program, TEXT("decide"), &argument, 1, &fixture->limits,
                &fixture->arena, &reply_model, &fixture->reply, &fixture->result);
    return fixture->result.outcome;
}

/** The body of decide(input), which answers a text. */
static struct text
message_of(struct fixture *fixture, const char *body)
{
    struct text source = text_format(&fixture->arena,
                                     "export default { decide(input: any) { const total = "
                                     "{ amount: 0, currency: 'eur' }; const run = () => { %s };\n"
                                     "return { total, message: String(run()) }; } };",
                                     body);
    load(fixture, source.bytes);
    if (call(fixture) != RUN_OK) {
        return text_format(&fixture->arena, "%.*s: %.*s", TEXT_ARG(fixture->result.error_name),
                           TEXT_ARG(fixture->result.error));
    }
    return fixture->reply.message;
}

static enum run_outcome
outcome_of(struct fixture *fixture, const char *body)
{
    (void)message_of(fixture, body);
    return fixture->result.outcome;
}

/** decide() answers this literal. */
static enum run_outcome
answer_of(struct fixture *fixture, const char *literal)
{
    struct text source = text_format(
        &fixture->arena, "export default { decide(input: any): any { return %s; } };", literal);
    load(fixture, source.bytes);
    return call(fixture);
}

TEST(a_view_reads_like_a_plain_object)
{
    struct fixture *fixture = fixture_new();
    static const char *const cases[][2] = {
        {"return input.countOf + 1", "43"},
        {"return input.count_of", "42"},
        {"return typeof input.isTest + input.isTest", "booleantrue"},
        {"return input.shade", "light_blue"},
        {"return input.startTime.toISOString()", "2026-01-01T00:00:00.000Z"},
        {"return input.startTime instanceof Date && input.startTime === input.startTime", "true"},
        {"return input.nameText.length + input.nameText", "3Ada"},
        {"return input.rows.length + input.rows[0].subTotal.currency", "2eur"},
        {"return input.rows[0].subTotal.amount.add(input.rows[0].quantity).toString()", "15.5"},
        {"return input.rows[1].subTotal.amount.toString()", "-0.000000000001"},
        {"return input.rows[0].note", "größer €"},
        {"return input.rows[0].shades.join()", "dark,light_blue"},
        {"return input.rows.map((r: any) => r.subTotal.currency).join()", "eur,usd"},
        {"const [a, ...b] = input.rows; return a.note + b.length", "größer €1"},
        {"let s = ''; for (const r of input.rows) s += r.subTotal.currency; return s", "eurusd"},
        {"const { rows: [{ subTotal: { currency } }], countOf = 1, endTime = 'none' } = input; "
         "return currency + countOf + endTime",
         "eur42none"},
        {"return Object.keys(input.rows[1]).join()", "subTotal,note,shades"},
        {"return Object.keys(input).join()",
         "countOf,isTest,shade,startTime,nameText,rows,bestRow,noneRow,labels,extraData"},
        {"return 'endTime' in input || 'count_of' in input || !('countOf' in input)", "false"},
        {"return input.endTime === undefined && input.noneRow === null && input.rows[1].note === "
         "null",
         "true"},
        {"return input.bestRow.quantity.toString() + (input.bestRow === input.bestRow)", "3true"},
        {"return Object.keys(input.labels).join() + input.labels.plan_name + input.labels[7]",
         "7,plan_namegoldseven"},
        {"return JSON.stringify(input.extraData)", "{\"a\":[1,2.5,\"x\",null,true]}"},
        {"return JSON.stringify(input.rows[0])",
         "{\"subTotal\":{\"amount\":\"12.5\",\"currency\":\"eur\"},\"quantity\":\"3\",\"note\":"
         "\"größer €\",\"shades\":[\"dark\",\"light_blue\"]}"},
        {"const c = { ...input.rows[1], note: 'mine' }; return Object.keys(c).join() + c.note",
         "subTotal,note,shadesmine"},
        {"return input.rows.reduce((s: any, r: any) => s.add(r.subTotal.amount), "
         "Decimal.zero).toString()",
         "12.499999999999"},
        {"return typeof input + Array.isArray(input.rows) + Object.isFrozen(input)",
         "objecttruetrue"},
        {"const k = 'rows'; let n = 0; for (const p in input) n += p === k ? 1 : 0; return n + "
         "input[k].length",
         "3"},
        {"return input.hasOwnProperty('shade') + String(input.unknown) + input.toString()",
         "trueundefined[object Object]"},
        {"return Object.entries(input.rows[0]).length + Object.values(input.labels).join()",
         "4seven,gold"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        EXPECT_TEXT(message_of(fixture, cases[i][0]), cases[i][1]);
    }
    fixture_free(fixture);
}

TEST(a_script_cannot_change_its_input)
{
    struct fixture *fixture = fixture_new();
    static const char *const attempts[] = {
        "input.countOf = 1",
        "input.fresh = 1",
        "delete input.shade",
        "input.rows.push(1)",
        "input.rows[0] = 1",
        "input.rows.length = 0",
        "input.rows.sort()",
        "input.labels.x = 'y'",
        "input.rows[0].subTotal.amount = 1",
        "input.extraData.a[0] = 2",
        "Object.defineProperty(input, 'x', { value: 1 })",
        "Object.setPrototypeOf(input, {})",
        "input.rows.reverse()",
        "input.count_of = 1",
    };
    for (size_t i = 0; i < COUNT_OF(attempts); i++) {
        struct text body =
            text_format(&fixture->arena,
                        "try { %s; return 'changed'; } catch (e) { return e.name; }", attempts[i]);
        struct text got = message_of(fixture, body.bytes);
        if (!text_is(got, "TypeError")) {
            TEST_FAILED("%s: %.*s", attempts[i], TEXT_ARG(got));
        }
    }
    EXPECT_INT(fixture->request.count_of, 42);
    fixture_free(fixture);
}

TEST(an_answer_fills_the_struct)
{
    struct fixture *fixture = fixture_new();
    EXPECT_INT(
        answer_of(
            fixture,
            "{ total: { amount: Decimal.from('1.25'), currency: 'EUR' }, countOf: 7, isGood: "
            "false, shade: 'DARK', atTime: new Date('2026-02-03T04:05:06Z'), rows: [{ amount: "
            "3, currency: 'usd' }, { amount: '0.1', currency: 'jpy' }], labels: { a: 'b' }, "
            "extra: { x: [1] }, message: 'grün', ignored: 1 }"),
        RUN_OK);
    const struct reply *reply = &fixture->reply;
    EXPECT_INT(decimal_compare(reply->total.amount, decimal_of("1.25")), 0);
    EXPECT_STRING(currency_code(reply->total.currency), "eur");
    EXPECT(reply->has_count_of == GIVEN_VALUE && reply->count_of == 7);
    EXPECT(reply->has_is_good == GIVEN_VALUE && !reply->is_good);
    EXPECT_INT(reply->shade, SHADE_DARK);
    EXPECT_INT(reply->at_time, 1770091506);
    EXPECT_INT(reply->rows_count, 2);
    EXPECT_INT(decimal_compare(reply->rows[0].amount, decimal_of("3")), 0);
    EXPECT_INT(decimal_compare(reply->rows[1].amount, decimal_of("0.1")), 0);
    EXPECT_INT(reply->labels.count, 1);
    EXPECT_TEXT(reply->labels.pairs[0].value, "b");
    EXPECT_TEXT(reply->extra, "{\"x\":[1]}");
    EXPECT_TEXT(reply->message, "grün");

    EXPECT_INT(answer_of(fixture,
                         "{ total: { amount: 0.1, currency: 'eur' }, count_of: 3, at_time: "
                         "'2026-02-03T04:05:06Z' }"),
               RUN_OK);
    EXPECT_INT(fixture->reply.count_of, 3);
    EXPECT_INT(fixture->reply.at_time, 1770091506);
    EXPECT_INT(decimal_compare(fixture->reply.total.amount, decimal_of("0.1")), 0);
    EXPECT(fixture->reply.message.bytes == NULL && fixture->reply.rows == NULL);

    EXPECT_INT(answer_of(fixture,
                         "{ total: input.rows[0].subTotal, rows: input.rows.map((r: any) => "
                         "r.subTotal) }"),
               RUN_OK);
    EXPECT_INT(decimal_compare(fixture->reply.rows[1].amount, decimal_of("-0.000000000001")), 0);
    fixture_free(fixture);
}

TEST(an_answer_of_another_shape_says_where)
{
    struct fixture *fixture = fixture_new();
    static const char *const cases[][2] = {
        {"undefined", "the answer: expected an object, not undefined"},
        {"5", "the answer: expected an object, not a number"},
        {"{}", "total: expected an object, not undefined"},
        {"{ total: { currency: 'eur' } }",
         "total.amount: expected a Decimal or a finite number, not undefined"},
        {"{ total: { amount: NaN, currency: 'eur' } }",
         "total.amount: expected a Decimal or a finite number, not a number"},
        {"{ total: { amount: 1 / 0, currency: 'eur' } }",
         "total.amount: expected a Decimal or a finite number, not a number"},
        {"{ total: { amount: 'x', currency: 'eur' } }",
         "total.amount: expected a Decimal or a finite number, not a string"},
        {"{ total: { amount: Decimal.from('1e30'), currency: 'eur' } }",
         "total.amount: expected an amount of at most 26 digits before the point, not this"},
        {"{ total: { amount: 1, currency: 'zzz' } }",
         "total.currency: expected a currency like 'eur', not a string"},
        {"{ total: { amount: 1, currency: 'eur' }, countOf: 1.5 }",
         "countOf: expected a whole number, not a number"},
        {"{ total: { amount: 1, currency: 'eur' }, isGood: 1 }",
         "isGood: expected true or false, not a number"},
        {"{ total: { amount: 1, currency: 'eur' }, shade: 'pink' }",
         "shade: expected one of 'light_blue' 'dark', not a string"},
        {"{ total: { amount: 1, currency: 'eur' }, atTime: new Date(NaN) }",
         "atTime: expected a valid time in the years 1970 to 9999, not this"},
        {"{ total: { amount: 1, currency: 'eur' }, rows: {} }",
         "rows: expected an array, not an object"},
        {"{ total: { amount: 1, currency: 'eur' }, rows: [{ amount: 1, currency: 'eur' }, null] }",
         "rows[1]: expected an object, not null"},
        {"{ total: { amount: 1, currency: 'eur' }, labels: { a: 1 } }",
         "labels.a: expected a string, not a number"},
        {"{ total: { amount: 1, currency: 'eur' }, message: 5 }",
         "message: expected a string, not a number"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fixture->reply.count_of = 99;
        EXPECT_INT(answer_of(fixture, cases[i][0]), RUN_BAD_SHAPE);
        EXPECT_TEXT(fixture->result.error, cases[i][1]);
        EXPECT_INT(fixture->reply.count_of, 0); /* as call() left it */
    }
    fixture_free(fixture);
}

TEST(digits_beyond_the_twelfth_are_cut_so_that_rounding_again_is_right)
{
    struct fixture *fixture = fixture_new();
    static const char *const cases[][2] = {
        {"0.1234567890123", "0.123456789012"},   {"0.1234567890121", "0.123456789012"},
        {"0.0000000000051", "0.000000000006"},   {"-0.0000000000051", "-0.000000000006"},
        {"0.50000000000001", "0.500000000001"},  {"0.0000000000009", "0.000000000001"},
        {"-0.0000000000001", "-0.000000000001"}, {"2.4999999999999", "2.499999999999"},
        {"0.000000000005", "0.000000000005"},    {"0.5", "0.5"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text literal =
            text_format(&fixture->arena,
                        "{ total: { amount: Decimal.from('%s'), currency: 'eur' } }", cases[i][0]);
        EXPECT_INT(answer_of(fixture, literal.bytes), RUN_OK);
        char text[DECIMAL_TEXT_MAX];
        decimal_render(fixture->reply.total.amount, text);
        EXPECT_STRING(text, cases[i][1]);
    }
    fixture_free(fixture);
}

TEST(a_class_an_object_and_a_function_are_called_alike)
{
    struct fixture *fixture = fixture_new();
    static const char *const sources[] = {
        "export default class A { #n = 5; decide(i: any) { return { total: { amount: this.#n, "
        "currency: 'eur' } }; } }",
        "class B { decide = (i: any) => ({ total: { amount: 5, currency: 'eur' } }); } export "
        "default B;",
        "class P { decide(i: any) { return { total: { amount: 5, currency: 'eur' } }; } } export "
        "default class extends P { }",
        "export default { n: 5, decide(i: any) { return { total: { amount: this.n, currency: 'eur' "
        "} }; } };",
        "export default function (i: any) { return { total: { amount: 5, currency: 'eur' } }; }",
        "const f = (i: any) => ({ total: { amount: 5, currency: 'eur' } }); export default f;",
        "export default new (class { decide() { return { total: { amount: 5, currency: 'eur' } }; "
        "} })();",
        "const f = () => ({ total: { amount: 5, currency: 'eur' } }); export { f as default };",
    };
    static const enum script_export forms[] = {SCRIPT_EXPORT_CLASS,    SCRIPT_EXPORT_CLASS,
                                               SCRIPT_EXPORT_CLASS,    SCRIPT_EXPORT_OBJECT,
                                               SCRIPT_EXPORT_FUNCTION, SCRIPT_EXPORT_FUNCTION,
                                               SCRIPT_EXPORT_OBJECT,   SCRIPT_EXPORT_FUNCTION};
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        bool has_method = false;
        load(fixture, sources[i]);
        EXPECT_INT(call(fixture), RUN_OK);
        EXPECT_INT(decimal_compare(fixture->reply.total.amount, decimal_of("5")), 0);
        EXPECT_INT(script_program_export(fixture->program, TEXT("decide"), &has_method), forms[i]);
        EXPECT(has_method);
        if (forms[i] != SCRIPT_EXPORT_FUNCTION) {
            (void)script_program_export(fixture->program, TEXT("other"), &has_method);
            EXPECT(!has_method);
        }
    }
    load(fixture, "export const x = 1;");
    EXPECT_INT(call(fixture), RUN_THREW);
    fixture_free(fixture);
}

TEST(nothing_is_remembered_between_calls)
{
    struct fixture *fixture = fixture_new();
    static const char *const sources[] = {
        "let n = 0; export default { decide() { n++; return { total: { amount: n, currency: 'eur' "
        "} }; } };",
        "const seen = new Map(); export default { decide() { seen.set(seen.size, 1); return { "
        "total: { amount: seen.size, currency: 'eur' } }; } };",
        "const list: number[] = []; export default { decide() { list.push(1); return { total: { "
        "amount: list.length, currency: 'eur' } }; } };",
        "class A { static n = 0; decide() { A.n += 1; return { total: { amount: A.n, currency: "
        "'eur' } }; } } export default A;",
        "const next = (() => { let n = 0; return () => ++n; })(); export default { decide() { "
        "return { total: { amount: next(), currency: 'eur' } }; } };",
        "const o: any = { n: 0 }; export default { decide() { o.n += 1; o.x = o.n; return { total: "
        "{ amount: o.x, currency: 'eur' } }; } };",
        "function f() { } export default { decide() { (f as any).n = ((f as any).n ?? 0) + 1; "
        "return { total: { amount: (f as any).n, currency: 'eur' } }; } };",
        "const d = new Date(0); export default { decide() { d.setTime(d.getTime() + 1); return { "
        "total: { amount: d.getTime(), currency: 'eur' } }; } };",
        "const r = /a/g; export default { decide() { r.test('aa'); return { total: { amount: "
        "r.lastIndex, currency: 'eur' } }; } };",
        "const it = [1, 2, 3][Symbol.iterator](); export default { decide() { return { total: { "
        "amount: it.next().value, currency: 'eur' } }; } };",
        "const a = [3, 1, 2]; export default { decide() { a.sort(); a.reverse(); a.sort(); return "
        "{ total: { amount: a[0], currency: 'eur' } }; } };",
        "class A { decide() { (this.constructor as any).prototype.n = ((this as any).n ?? 0) + 1; "
        "return { total: { amount: (this as any).n, currency: 'eur' } }; } } export default A;",
    };
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        load(fixture, sources[i]);
        uint64_t fuel = 0;
        size_t heap = 0;
        for (int times = 0; times < 3; times++) {
            if (call(fixture) != RUN_OK ||
                fixture->reply.total.amount.units != decimal_of("1").units) {
                TEST_FAILED("source %zu, call %d: %s %.*s", i, times,
                            run_outcome_name(fixture->result.outcome),
                            TEXT_ARG(fixture->result.error));
                break;
            }
            EXPECT(times == 0 ||
                   (fuel == fixture->result.fuel && heap == fixture->result.heap_bytes));
            fuel = fixture->result.fuel;
            heap = fixture->result.heap_bytes;
        }
    }
    fixture_free(fixture);
}

TEST(fuel_and_memory_do_not_depend_on_what_ran_before)
{
    struct fixture *fixture = fixture_new();
    static const char body[] =
        "const k = ['count', 'Of'].join(''); const o: any = {}; for (const p in input) "
        "o[p + 'x'] = 1; o['sub_' + 'total'] = 2; o['subTo' + 'tal'] = 3; return input[k] "
        "+ Object.keys(o).length + input.rows[0].subTotal.amount";
    struct text first = message_of(fixture, body);
    uint64_t fuel = fixture->result.fuel;
    size_t heap = fixture->result.heap_bytes;
    EXPECT_INT(call(fixture), RUN_OK);
    EXPECT(fuel == fixture->result.fuel && heap == fixture->result.heap_bytes);
    (void)message_of(fixture, "return JSON.stringify(input)");
    (void)message_of(fixture, "for (;;) { }");
    EXPECT_TEXT(message_of(fixture, body), first.bytes);
    EXPECT_INT(fixture->result.fuel, fuel);
    EXPECT_INT(fixture->result.heap_bytes, heap);
    fixture_free(fixture);
}

TEST(a_name_that_a_script_makes_finds_fields_in_the_first_run_too)
{
    struct fixture *fixture = fixture_new();
    struct json config;
    struct json_error error;
    EXPECT_OK(json_parse(&fixture->arena, TEXT("{\"quantity\":1}"), &config, &error));
    load(fixture, "export default { decide(input: any, config: any) { const o: any = {}; "
                  "o['mes' + 'sage'] = String(input.rows[0][Object.keys(config)[0]]); "
                  "o.total = { amount: 1, currency: 'eur' }; return o; } };");
    for (int times = 0; times < 2; times++) {
        struct script_argument arguments[] = {{.model = &request_model, .value = &fixture->request},
                                              {.json = &config}};
        script_call(fixture->runner, fixture->program, TEXT("decide"), arguments, 2,
                    &fixture->limits, &fixture->arena, &reply_model, &fixture->reply,
                    &fixture->result);
        EXPECT_INT(fixture->result.outcome, RUN_OK);
        EXPECT_TEXT(fixture->reply.message, "3");
    }
    fixture_free(fixture);
}

/** Two calls alike in everything that a run leaves behind. */
static void
expect_alike(const struct script_result *a, const struct script_result *b)
{
    EXPECT_INT(a->outcome, b->outcome);
    EXPECT_INT(a->fuel, b->fuel);
    EXPECT_INT(a->heap_bytes, b->heap_bytes);
    EXPECT(text_equal(a->error, b->error));
    EXPECT(text_equal(a->reads, b->reads));
}

static void
call_numbered(struct fixture *fixture, const struct json *config, uint64_t number)
{
    struct script_argument arguments[] = {{.model = &request_model, .value = &fixture->request},
                                          {.json = config, .number = number}};
    memset(&fixture->reply, 0, sizeof fixture->reply);
    script_call(fixture->runner, fixture->program, TEXT("decide"), arguments, 2, &fixture->limits,
                &fixture->arena, &reply_model, &fixture->reply, &fixture->result);
}

TEST(arguments_kept_for_the_next_call_show_nowhere)
{
    static const char *const bodies[] = {
        "return config.name + config.list.length + input.nameText;",
        "try { config.name = 'b'; } catch (e) { return (e as any).message + config.name; }",
        "try { config.list.push(4); } catch (e) { return (e as any).message + config.list; }",
        ("class A { constructor() { return config; } } class B extends A { #x = 1; "
         "static has(o: any) { return #x in o; } } const was = B.has(config); new B(); "
         "return was + ' ' + B.has(config);"),
        ("const k = Object.keys(config.deep).join('+'); const o: any = {}; o[k] = 1; o.name = 2; "
         "return Object.keys(o).join() + config.deep.subTotal;"),
        "n++; return config.name + n;",
        "const w = new WeakMap(); w.set(config, 1); return String(w.has(config)) + w.get(input);",
        "let s = ''; for (;;) s += config.name;",
        "const all: any[] = []; for (;;) all.push([config.name]);",
    };
    struct fixture *fixture = fixture_new();
    struct json config;
    struct json_error error;
    uint64_t number = script_runner_number(fixture->runner);
    EXPECT_OK(
        json_parse(&fixture->arena,
                   TEXT("{\"name\":\"a\",\"list\":[1,2,3],\"deep\":{\"subTotal\":0.5,\"x\":null}}"),
                   &config, &error));
    fixture->limits.notes_reads = true;
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        char source[1000];
        (void)snprintf(source, sizeof source,
                       "let n = 0; export default { decide(input: any, config: any) { const f = () "
                       "=> { %s }; return { total: { amount: 1, currency: 'eur' }, message: f() }; "
                       "} };",
                       bodies[i]);
        load(fixture, source);
        fixture->limits.fuel = 100000;
        call_numbered(fixture, &config, 0);
        struct script_result plain = fixture->result;
        struct text message = fixture->reply.message;
        for (int times = 0; times < 3; times++) {
            fixture->request.name_text = TEXT("Ada");
            call_numbered(fixture, &config, number);
            expect_alike(&fixture->result, &plain);
            EXPECT(text_equal(fixture->reply.message, message));
        }
        /* limits that end within the arguments, and shortly behind them */
        for (uint64_t fuel = 1; fuel < 120; fuel += 7) {
            fixture->limits.fuel = fuel;
            call_numbered(fixture, &config, number);
            struct script_result kept = fixture->result;
            call_numbered(fixture, &config, 0);
            expect_alike(&fixture->result, &kept);
            fixture->limits.fuel = 100000;
            call_numbered(fixture, &config, number);
        }
        for (size_t bytes = 256; bytes < 4096; bytes += 136) {
            fixture->limits.heap_bytes = bytes;
            call_numbered(fixture, &config, number);
            struct script_result kept = fixture->result;
            call_numbered(fixture, &config, 0);
            expect_alike(&fixture->result, &kept);
            fixture->limits.heap_bytes = HEAP_BYTES;
            call_numbered(fixture, &config, number);
        }
    }
    /* another struct, another number */
    load(fixture, "export default { decide(input: any, config: any) { return { total: { amount: 1, "
                  "currency: 'eur' }, message: input.nameText + config.name }; } };");
    call_numbered(fixture, &config, number);
    fixture->request.name_text = TEXT("Grace");
    call_numbered(fixture, &config, number);
    EXPECT_TEXT(fixture->reply.message, "Gracea");
    EXPECT_OK(json_parse(&fixture->arena, TEXT("{\"name\":\"b\"}"), &config, &error));
    call_numbered(fixture, &config, script_runner_number(fixture->runner));
    EXPECT_TEXT(fixture->reply.message, "Graceb");
    fixture_free(fixture);
}

TEST(limits_cannot_be_caught)
{
    struct fixture *fixture = fixture_new();
    static const struct {
        const char *body;
        enum run_outcome outcome;
    } cases[] = {
        {"for (;;) { }", RUN_FUEL},
        {"while (true) { try { throw 1; } catch { } finally { } }", RUN_FUEL},
        {"for (;;) { try { for (;;) { } } finally { continue; } }", RUN_FUEL},
        {"const f = (): any => { try { return f(); } finally { f(); } }; return f()", RUN_DEPTH},
        {"const f = (n: any): any => f(n + 1) + 1; return f(0)", RUN_DEPTH},
        {"const o: any = { toString() { return '' + o; } }; return '' + o", RUN_DEPTH},
        {"const f = (): any => [1].map(f); return f()", RUN_DEPTH},
        {"const a: any[] = []; for (;;) a.push(a.length)", RUN_MEMORY},
        {"const a: any[] = []; try { for (;;) a.push([1, 2, 3, 4]); } catch { return 'caught'; }",
         RUN_MEMORY},
        {"let s = 'x'; for (;;) s = (s + s).slice(0); ", RUN_MEMORY},
        {"let s = 'x'; for (;;) s += s", RUN_THREW},
        {"let o: any = {}; for (let i = 0; ; i++) o['k' + i] = i", RUN_MEMORY},
        {"let s = ''; for (;;) s += 'abc'", RUN_MEMORY},
        {"return [5, 4, 3, 2, 1].sort(() => { for (;;) { } })", RUN_FUEL},
        {"return new Array(2e8).join('x')", RUN_MEMORY},
        {"return new Array(4e9).fill(0)", RUN_MEMORY},
        {"const a: any = []; a.length = 4e9; let n = 0; for (const x of a) n++; return n",
         RUN_FUEL},
        {"return 'ab'.repeat(2 ** 24).indexOf('b'.repeat(100))", RUN_MEMORY},
        {"let s = 'a'.repeat(200000); let n = 0; for (;;) n += s.indexOf('aaab')", RUN_FUEL},
        {"return /^(a+)+$/.test('a'.repeat(40) + 'b')", RUN_FUEL},
        {"const m = new Map(); for (let i = 0; ; i++) m.set(i, i)", RUN_MEMORY},
        {"let t: any = 1; for (let i = 0; i < 3000; i++) t = [t]; return JSON.stringify(t)",
         RUN_DEPTH},
        {"const a: any[] = [1]; for (let i = 4e9; ; i -= 20000) a[i] = i", RUN_MEMORY},
        {"const a: any[] = [1]; a[4e9] = 1; a.reverse()", RUN_FUEL},
        {"const a: any[] = [1]; a[4e9] = 1; return a.join()", RUN_MEMORY},
        {"const b: any[] = []; for (let i = 0; i < 5000; i++) b.push('item' + i); for (;;) "
         "b.sort()",
         RUN_FUEL},
        {"let p: any = {}; for (let i = 0; i < 100000; i++) p = Object.create(p); for (;;) "
         "p.nothing",
         RUN_MEMORY},
        {"const f = (...a: any[]): any => f(...a, 1); return f()", RUN_DEPTH},
        {"const s = 'x'.repeat(1000); let n = 0; for (;;) { n += s.split('').length; }",
         RUN_MEMORY},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum run_outcome outcome = outcome_of(fixture, cases[i].body);
        bool either = cases[i].outcome == RUN_MEMORY || cases[i].outcome == RUN_FUEL;
        bool stopped = outcome == RUN_MEMORY || outcome == RUN_FUEL;
        if (outcome != cases[i].outcome && !(either && stopped)) {
            TEST_FAILED("%s: %s (%.*s), expected %s", cases[i].body, run_outcome_name(outcome),
                        TEXT_ARG(fixture->result.error), run_outcome_name(cases[i].outcome));
        }
        uint64_t fuel = fixture->result.fuel;
        size_t heap = fixture->result.heap_bytes;
        EXPECT(fuel <= fixture->limits.fuel && heap <= fixture->limits.heap_bytes);
        (void)call(fixture);
        EXPECT(fixture->result.outcome == outcome && fixture->result.fuel == fuel &&
               fixture->result.heap_bytes == heap);
        EXPECT_TEXT(message_of(fixture, "return 'still fine'"), "still fine");
    }
    fixture_free(fixture);
}

TEST(an_exception_says_what_and_where)
{
    struct fixture *fixture = fixture_new();
    load(fixture,
         "function check(x: any) {\n  if (x.y.z) return;\n}\nexport default {\n  decide(i: any) {\n"
         "    [1].forEach(() => check({}));\n  },\n};\n");
    EXPECT_INT(call(fixture), RUN_THREW);
    EXPECT_TEXT(fixture->result.error_name, "TypeError");
    EXPECT_TEXT(fixture->result.error, "Cannot read properties of undefined (reading 'z')");
    EXPECT_TEXT(fixture->result.path, "src/index.ts");
    EXPECT_INT(fixture->result.line, 2);
    EXPECT_INT(fixture->result.column, 7);
    EXPECT_TEXT(fixture->result.stack, "    at check (src/index.ts:2:7)\n    at src/index.ts:6:23\n"
                                       "    at decide (src/index.ts:6:5)");
    load(fixture, "export default { decide() { throw { name: 'Mine', message: 'so' }; } };");
    EXPECT_INT(call(fixture), RUN_THREW);
    EXPECT_TEXT(fixture->result.error_name, "Mine");
    EXPECT_TEXT(fixture->result.error, "so");
    load(fixture, "export default { decide() { throw 'plain'; } };");
    EXPECT_INT(call(fixture), RUN_THREW);
    EXPECT_TEXT(fixture->result.error, "plain");
    load(fixture, "export default { decide() { throw { get name() { throw 1; }, get message() { "
                  "for (;;) { } } }; } };");
    EXPECT_INT(call(fixture), RUN_THREW);
    EXPECT_TEXT(fixture->result.error_name, "Error");
    fixture_free(fixture);
}

TEST(console_output_is_kept_up_to_its_limit)
{
    struct fixture *fixture = fixture_new();
    EXPECT_TEXT(message_of(fixture, "console.log('a', 1); console.log('b'); return 1"), "1");
    EXPECT_TEXT(fixture->result.console, "a 1\nb\n");
    (void)message_of(fixture, "for (let i = 0; i < 100; i++) console.log('€€€€€'); return 1");
    EXPECT_INT(fixture->result.outcome, RUN_OK);
    EXPECT(fixture->result.console.length <= 200 && fixture->result.console.length > 190);
    EXPECT(text_is_utf8(fixture->result.console));
    fixture->limits.console_bytes = 0;
    EXPECT_TEXT(message_of(fixture, "console.log('x'); return 2"), "2");
    EXPECT(fixture->result.console.bytes == NULL);
    fixture_free(fixture);
}

TEST(an_answer_that_is_too_big_is_refused)
{
    struct fixture *fixture = fixture_new();
    EXPECT_TEXT(message_of(fixture, "return 'x'.repeat(9000).length"), "9000");
    EXPECT_INT(outcome_of(fixture, "return 'x'.repeat(20000)"), RUN_OUTPUT_TOO_BIG);
    EXPECT_INT(
        answer_of(fixture,
                  "{ total: { amount: 1, currency: 'eur' }, rows: new Array(5000).fill({ amount: "
                  "1, currency: 'eur' }) }"),
        RUN_OUTPUT_TOO_BIG);
    fixture_free(fixture);
}

TEST(a_program_is_small_and_known_by_its_sources)
{
    struct fixture *fixture = fixture_new();
    struct sha256 {
        uint8_t bytes[32];
    } first, second;
    load(fixture, "export default { decide() { return 1; } };");
    script_program_hash(fixture->program, (void *)&first);
    EXPECT(script_program_bytes(fixture->program) < 4096);
    load(fixture, "export default { decide() { return 2; } };");
    script_program_hash(fixture->program, (void *)&second);
    EXPECT(memcmp(&first, &second, sizeof first) != 0);
    load(fixture, "export default { decide() { return 1; } };");
    script_program_hash(fixture->program, (void *)&second);
    EXPECT(memcmp(&first, &second, sizeof first) == 0);
    fixture_free(fixture);
}

static const char shared_source[] =
    "const rates: any = { eur: Decimal.from('0.1'), usd: Decimal.from('0.2') }; let calls = 0;\n"
    "export default class Shared { decide(input: any) { let total = Decimal.zero; calls++;\n"
    "  for (const row of input.rows) total = "
    "total.add(row.subTotal.amount.mul(rates[row.subTotal.currency]));\n"
    "  const names = Object.keys(input).map(k => k.toUpperCase()).sort().join();\n"
    "  return { total: { amount: total, currency: 'eur' }, countOf: calls, message: names + "
    "/o+/.test(names) }; } }";

struct worker {
    const struct script_program *program;
    struct request request;
    int calls;
    int failures;
    uint64_t fuel;
    size_t heap_bytes;
};

static void *
work(void *context)
{
    struct worker *worker = context;
    struct script_runner *runner;
    if (script_runner_new(HEAP_BYTES, &runner) != OK) {
        worker->failures++;
        return NULL;
    }
    const struct script_limits limits = {
        .fuel = 1000000, .heap_bytes = HEAP_BYTES, .depth = 200, .output_bytes = 10000};
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (int i = 0; i < worker->calls; i++) {
        struct script_argument argument = {.model = &request_model, .value = &worker->request};
        struct script_result result;
        struct reply reply = {0};
        arena_reset(&arena);
        script_call(runner, worker->program, TEXT("decide"), &argument, 1, &limits, &arena,
                    &reply_model, &reply, &result);
        bool good =
            result.outcome == RUN_OK && reply.count_of == 1 &&
            reply.total.amount.units == INT64_C(1250000000000) &&
            (i == 0 || (result.fuel == worker->fuel && result.heap_bytes == worker->heap_bytes));
        worker->failures += !good;
        worker->fuel = result.fuel;
        worker->heap_bytes = result.heap_bytes;
    }
    arena_free(&arena);
    script_runner_free(runner);
    return NULL;
}

TEST(threads_share_a_program_and_nothing_else)
{
    struct fixture *fixture = fixture_new();
    fixture->request.rows_count = 1;
    load(fixture, shared_source);
    struct worker workers[4];
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT_OF(workers); i++) {
        workers[i] = (struct worker){fixture->program, fixture->request, 500, 0, 0, 0};
        REQUIRE(pthread_create(&threads[i], NULL, work, &workers[i]) == 0);
    }
    for (size_t i = 0; i < COUNT_OF(workers); i++) {
        pthread_join(threads[i], NULL);
        EXPECT_INT(workers[i].failures, 0);
        EXPECT(workers[i].fuel == workers[0].fuel &&
               workers[i].heap_bytes == workers[0].heap_bytes);
    }
    fixture_free(fixture);
}

/*
 * Replays depend on it: fuel and bytes of a release never change by compiler,
 * optimisation or machine. When the compiler of scripts changes what it emits,
 * the language version (program.c) changes, and then these numbers do.
 */
TEST(fuel_and_bytes_are_the_same_in_every_build)
{
    struct fixture *fixture = fixture_new();
    static const struct {
        const char *body;
        uint64_t fuel;
        size_t heap_bytes;
    } cases[] = {
        {"let s = 0; for (let i = 0; i < 100; i++) { if (i % 3 === 0) continue; s += i / 7; } "
         "return s",
         859, 384},
        {"class A { #x = 1; y = 2; get x() { return this.#x; } } class B extends A { z = [1, "
         "...[2, 3]]; } "
         "const b = new B(); return b.x + b.y + b.z[2]",
         138, 2088},
        {"const f = (n: number): number => n < 2 ? n : f(n - 1) + f(n - 2); return f(12)", 7960,
         464},
        {"const o: any = {}; for (const [k, v] of [['a', 1], ['b', 2]] as any) o[k + v] = { k, v "
         "}; "
         "try { o.a1.k.x.y; } catch { o.c = 0; } finally { o.d = `${o.c}`; } return o.d",
         174, 2656},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        (void)message_of(fixture, cases[i].body);
        EXPECT_INT(fixture->result.outcome, RUN_OK);
        EXPECT_INT(fixture->result.fuel, cases[i].fuel);
        EXPECT_INT(fixture->result.heap_bytes, cases[i].heap_bytes);
    }
    fixture_free(fixture);
}
