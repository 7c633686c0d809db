/* SPDX-License-Identifier: Apache-2.0 */
/*
 * builtin_test.c: natives pay for what they do. Answers of the built-in objects are told by
 * the files test/script/language/builtin_*.ts, which language_test runs.
 */
#include "built_ins.h"
#include "script/realm.h"
#include "script/script.h"
#include "script/string.h"
#include "test.h"

#define FUEL_MAX 2000000
#define HEAP_MAX (16 << 20)

static const struct model empty_model = {.name = "empty"};

struct ending {
    enum run_outcome outcome;
    uint64_t fuel;
    size_t heap_bytes;
    char name[40];
};

/** Run statements as the body of a method. */
static void
run(const char *body, const struct script_limits *limits, struct ending *ending)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    struct script_source source = {TEXT("main.ts"),
                                   text_format(&arena, "export default { run() { %s } };", body)};
    struct script_runner *runner = NULL;
    struct script_result result;
    char nothing;
    *ending = (struct ending){RUN_NONE, 0, 0, ""};
    if (script_compile(&arena, &source, 1, &diagnostics, &program) != OK) {
        TEST_FAILED("does not compile: %s: %.*s", body, TEXT_ARG(diagnostics.items[0].message));
    } else if (script_runner_new(HEAP_MAX, &runner) == OK) {
        script_call(runner, program, TEXT("run"), NULL, 0, limits, &arena, &empty_model, &nothing,
                    &result);
        *ending = (struct ending){result.outcome, result.fuel, result.heap_bytes, ""};
        (void)snprintf(ending->name, sizeof(ending->name), "%.*s", TEXT_ARG(result.error_name));
    }
    script_runner_free(runner);
    script_program_free(program);
    arena_free(&arena);
}

static const struct script_limits limits = {
    .fuel = FUEL_MAX,
    .heap_bytes = HEAP_MAX,
    .depth = 300,
    .output_bytes = 1000,
    .console_bytes = 1 << 16,
};

/* What would run for ever, or take all memory, in an engine that polls only its own loop. */
static const struct {
    const char *body;
    enum run_outcome outcome;
} attacks[] = {
    {"for (;;) { [3, 1, 2].sort((a, b) => a - b); }", RUN_FUEL},
    {"const a = []; for (let i = 0; i < 20000; i++) a.push('k' + i); for (;;) a.sort();", RUN_FUEL},
    {"const a = [1, 2]; a.sort(() => { for (;;); });", RUN_FUEL},
    {"new Array(2e8).join()", RUN_FUEL},
    {"new Array(4294967295).indexOf(1)", RUN_FUEL},
    {"Array.prototype.includes.call({ length: 9e15 }, 1)", RUN_FUEL},
    {"Array.from({ length: 1e9 })", RUN_FUEL},
    {"Function.prototype.apply.call(() => 1, null, { length: 1e9 })", RUN_FUEL},
    {"const h = 'a'.repeat(400000), n = 'a'.repeat(200000) + 'b'; for (;;) h.indexOf(n);",
     RUN_FUEL},
    {"const h = 'a'.repeat(400000), n = 'b' + 'a'.repeat(200000); for (;;) h.lastIndexOf(n);",
     RUN_FUEL},
    {"const s = 'ab'.repeat(50000); for (;;) s.includes('ba'.repeat(40000) + 'x');", RUN_FUEL},
    {"/^(a+)+$/.test('a'.repeat(40) + '!')", RUN_FUEL},
    {"'a'.repeat(40).replace(/(a|a)*b/g, '')", RUN_FUEL},
    {"for (;;) new RegExp('[\\\\w\\\\W]', 'iu');", RUN_FUEL},
    {"let d = Decimal.from('3'); for (;;) d = d.mul(d);", RUN_FUEL},
    {"Decimal.from('1e1000000').add('1')", RUN_FUEL},
    {"Decimal.from('1').div('3', 1000000, 'half-up')", RUN_FUEL},
    {"const d = Decimal.from('9'.repeat(20000)); for (;;) d.toString();", RUN_FUEL},
    {"('a' + '\\u0301\\u0323'.repeat(100000)).normalize('NFC')", RUN_FUEL},
    {"for (;;) 'x'.localeCompare('y');", RUN_FUEL},
    {"for (;;) Math.sin(1e300);", RUN_FUEL},
    {"const m = new Map(); for (let i = 0; ; i = (i + 1) % 100) { m.set(i, i); m.delete(i); }",
     RUN_FUEL},
    {"for (;;) console.log('x');", RUN_FUEL},
    {"const a = []; for (;;) a.push(1);", RUN_FUEL},
    {"const s = new Set(); for (let i = 0; ; i++) s.add('k' + i);", RUN_FUEL},
    {"[...'a'.repeat(5000000)]", RUN_FUEL},
    {"JSON.parse('[' + '1,'.repeat(1000000) + '1]')", RUN_FUEL},
    {"for (;;) JSON.stringify({ a: [1, 2, { b: 'c' }] });", RUN_FUEL},
    {"for (;;) Object.entries({ a: 1, b: 2 });", RUN_MEMORY},
    {"for (;;) new Date('2024-01-01').toISOString();", RUN_FUEL},
    {"Math.max(...Array(5000000).fill(1))", RUN_MEMORY},
    {"JSON.parse('['.repeat(100000))", RUN_DEPTH},
    {"let o = {}; for (let i = 0; i < 1000; i++) o = { o }; JSON.stringify(o);", RUN_DEPTH},
    {"const a: any[] = []; a.push(a); a.flat(Infinity);", RUN_DEPTH},
    {"const a: any[] = []; a.push(a); String(a);", RUN_DEPTH},
    {"let f = () => 1; for (let i = 0; i < 1000; i++) f = f.bind(null); f();", RUN_DEPTH},
    {"const o = { toJSON() { return JSON.stringify(o); } }; JSON.stringify(o);", RUN_DEPTH},
    {"'x'.replace(/x/, function f(): string { return 'x'.replace(/x/, f); })", RUN_DEPTH},
    {"'a'.repeat(1e9)", RUN_THREW},
    {"'abc'.padStart(1e9)", RUN_THREW},
    {"new Array(-1)", RUN_THREW},
    {"new RegExp('('.repeat(1000))", RUN_THREW},
};

#define FLOOD_KEYS 1500

/** Six letters by number. */
static void
letters(uint32_t number, char out[7])
{
    for (unsigned i = 0; i < 6; i++, number /= 26) {
        out[i] = (char)('a' + number % 26);
    }
    out[6] = '\0';
}

/** Statements that put many keys into something: any, or ones whose hashes end in 12 equal bits. */
static const char *
flood(struct arena *arena, const char *put, bool collide)
{
    struct text_builder body;
    text_builder_init(&body, arena, 1 << 20);
    text_builder_add_string(&body,
                            "const o: any = {}, m = new Map(), s = new Set(); for (const k of '");
    for (uint32_t number = 0, count = 0; count < FLOOD_KEYS; number++) {
        char key[7];
        letters(number, key);
        struct string string = {.length = 6, .latin = (uint8_t *)key};
        if (!collide || (string_hash(&string, false) & 0xFFF) == 7) {
            text_builder_format(&body, "%s%s", count++ == 0 ? "" : ",", key);
        }
    }
    text_builder_format(&body, "'.split(',')) { %s }", put);
    text_builder_add_char(&body, '\0');
    return text_builder_text(&body).bytes;
}

TEST(keys_made_to_collide_cost_their_maker)
{
    static const char *const puts[] = {"o[k] = 1;", "m.set(k, 1);", "s.add(k);"};
    static const struct script_limits ample = {
        .fuel = 100000000, .heap_bytes = HEAP_MAX, .depth = 300, .output_bytes = 1000};
    struct arena arena;
    arena_init(&arena, 16 << 20);
    for (size_t i = 0; i < COUNT_OF(puts); i++) {
        struct ending plain;
        struct ending flooded;
        run(flood(&arena, puts[i], false), &ample, &plain);
        run(flood(&arena, puts[i], true), &ample, &flooded);
        EXPECT(plain.outcome == flooded.outcome && plain.fuel < 100000);
        EXPECT(flooded.fuel > FLOOD_KEYS * FLOOD_KEYS / 4); /* each step of a search is paid */
    }
    arena_free(&arena);
}

TEST(no_native_escapes_its_limits)
{
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        struct ending ending;
        run(attacks[i].body, &limits, &ending);
        if (ending.outcome != attacks[i].outcome) {
            TEST_FAILED("%s: %s %s (fuel %llu, heap %zu), expected %s", attacks[i].body,
                        run_outcome_name(ending.outcome), ending.name,
                        (unsigned long long)ending.fuel, ending.heap_bytes,
                        run_outcome_name(attacks[i].outcome));
        }
        EXPECT(ending.fuel <= FUEL_MAX);
        EXPECT(ending.heap_bytes <= HEAP_MAX);
    }
}

TEST(limits_cannot_be_caught)
{
    static const char *const bodies[] = {
        "try { new Array(2e8).join(); } catch { for (;;); } finally { return 1; }",
        "try { [1, 2].sort(() => { for (;;); }); } catch { return 1; }",
        "const a: any[] = []; a.push(a); try { String(a); } catch { return 1; }",
    };
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct ending ending;
        run(bodies[i], &limits, &ending);
        EXPECT(ending.outcome == RUN_FUEL || ending.outcome == RUN_DEPTH);
    }
}

TEST(fuel_and_memory_are_the_same_every_time)
{
    /* Objects as keys are found by their addresses, which differ: the price must not. */
    static const char *const bodies[] = {
        "const m = new Map(); const k = []; for (let i = 0; i < 500; i++) { const o = { i }; "
        "k.push(o); m.set(o, i); m.set('s' + i, i); m.set(i, i); } let s = 0; "
        "for (const o of k) s += m.get(o); for (let i = 0; i < 500; i++) s += m.get('s' + i); "
        "console.log(s);",
        "console.log([5, 3, 9, 1].sort((a, b) => a - b), JSON.stringify({ a: new Date(0) }), "
        "'a-b-c'.split(/-/), Decimal.from('1').div(3, 34, 'half-even'), Math.sin(1e10));",
    };
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct ending first;
        struct ending again;
        run(bodies[i], &limits, &first);
        void *moved = block_alloc(123456); /* other addresses for the next one */
        run(bodies[i], &limits, &again);
        block_free(moved);
        EXPECT_INT(first.fuel, again.fuel);
        EXPECT_INT(first.heap_bytes, again.heap_bytes);
        /* Who listens to the console must not matter either. */
        struct script_limits silent = limits;
        silent.console_bytes = 0;
        run(bodies[i], &silent, &again);
        EXPECT_INT(first.fuel, again.fuel);
    }
}

TEST(sorting_and_testing_in_a_loop_takes_no_memory)
{
    struct ending ending;
    run("const a = [5, 3, 9, 1]; for (let i = 0; i < 5000; i++) { a.sort((x, y) => x - y); "
        "/^\\d+$/.test('12'); a.reverse(); }",
        &limits, &ending);
    EXPECT(ending.outcome == RUN_OK || ending.outcome == RUN_BAD_SHAPE);
    EXPECT(ending.heap_bytes < 1 << 20);
}

/** Does the page hold the name as a word of its own? */
static bool
is_on_page(struct text page, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i + length <= page.length; i++) {
        bool starts = i == 0 || !(page.bytes[i - 1] >= 'A' && page.bytes[i - 1] <= 'z');
        char after = i + length < page.length ? page.bytes[i + length] : ' ';
        bool ends = !(after >= 'A' && after <= 'z') && !(after >= '0' && after <= '9');
        /* A backquote lies between the letters of ASCII and ends a word. */
        starts = starts || page.bytes[i - 1] == '`';
        ends = ends || after == '`';
        if (starts && ends && memcmp(page.bytes + i, name, length) == 0) {
            return true;
        }
    }
    return false;
}

TEST(the_reference_page_names_every_member)
{
    static const struct builtin *const builtins[] = {
#define BUILTIN(id, table) &builtin_##table,
#include "script/builtin.def"
#undef BUILTIN
    };
    struct text page = {built_ins_files[0].bytes, built_ins_files[0].length};
    for (size_t i = 0; i < COUNT_OF(builtins); i++) {
        if (builtins[i]->name != NULL) {
            EXPECT(is_on_page(page, builtins[i]->name));
        }
        for (const struct builtin_member *member = builtins[i]->members;
             member != NULL && member->name != NULL; member++) {
            bool is_plain = member->name[0] != '@' && strncmp(member->name, "getUTC", 6) != 0 &&
                            strncmp(member->name, "setUTC", 6) != 0;
            if (is_plain && !is_on_page(page, member->name)) {
                TEST_FAILED("%s of %s is not in docs/reference/built-ins.md", member->name,
                            builtins[i]->name == NULL ? "the global object" : builtins[i]->name);
            }
        }
    }
}
