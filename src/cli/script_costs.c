/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quoin script costs: the page docs/reference/fuel.md.
 *
 * Costs are measured, not written down: each line runs on the machine with
 * short and with long input, and what it adds to the fuel is what it costs.
 */
#include "base/json.h"
#include "cli/command.h"

enum { SHORT = 100, LONG = 1000, COST_FUEL = 100000000, COST_HEAP_BYTES = 64 << 20 };

struct cost_line {
    const char *code;
    const char *heading; /**< of the part that begins here; NULL: goes on */
};

/** n is the number of items; list, words, text, map, set, money, record are made of so many. */
static const struct cost_line lines[] = {
    {"let x = n + 1;", "Language"},
    {"let x = record.key5;", NULL},
    {"let x = { a: 1, b: 2, c: 3 };", NULL},
    {"let x = [1, 2, 3];", NULL},
    {"let x = `${n} of ${n}`;", NULL},
    {"let x = add(1, 2);", NULL},
    {"let x = new Pair(1, 2);", NULL},
    {"for (let i = 0; i < n; i++) {}", NULL},
    {"for (const x of list) {}", NULL},
    {"for (const key in record) {}", NULL},
    {"let x = [...list];", NULL},
    {"let x = { ...record };", NULL},
    {"try { throw new Error('no'); } catch {}", NULL},
    {"let x = money.add(money);", "Decimal"},
    {"let x = money.mul('0.19');", NULL},
    {"let x = money.div(7, 2, 'half-even');", NULL},
    {"let x = money.round('half-up', 'v1-api');", NULL},
    {"let x = money.cmp(7);", NULL},
    {"let x = Decimal.from('12.50');", NULL},
    {"let x = money.toString();", NULL},
    {"let x = list.map((y) => y);", "Array"},
    {"let x = list.filter((y) => y > 5);", NULL},
    {"let x = list.reduce((a, y) => a + y, 0);", NULL},
    {"let x = list.find((y) => y < 0);", NULL},
    {"let x = list.indexOf(-1);", NULL},
    {"let x = list.slice();", NULL},
    {"let x = list.concat(list);", NULL},
    {"let x = list.join();", NULL},
    {"list.push(1);", NULL},
    {"list.reverse();", NULL},
    {"list.sort((a, b) => a - b);", NULL},
    {"words.sort();", NULL},
    {"let x = Array.from({ length: n }, (_, i) => i);", NULL},
    {"let x = text.indexOf('?');", "String"},
    {"let x = text.split('');", NULL},
    {"let x = text.toUpperCase();", NULL},
    {"let x = text.slice(1);", NULL},
    {"let x = text + text;", NULL},
    {"let x = text.replaceAll('a', 'b');", NULL},
    {"let x = text.padStart(2 * n);", NULL},
    {"let x = /b$/.test(text);", NULL},
    {"let x = text.match(/a/g);", NULL},
    {"let x = map.get(5);", "Map and Set"},
    {"map.set('new', 1);", NULL},
    {"for (const [key, value] of map) {}", NULL},
    {"let x = new Map(map);", NULL},
    {"let x = new Set(list);", NULL},
    {"let x = set.has(5);", NULL},
    {"let x = Object.keys(record);", "Object, JSON, Math, Date"},
    {"let x = Object.entries(record);", NULL},
    {"let x = JSON.stringify(list);", NULL},
    {"let x = JSON.parse(json);", NULL},
    {"let x = Math.sqrt(n);", NULL},
    {"let x = Math.max(...list);", NULL},
    {"let x = new Date(0).toISOString();", NULL},
};

static const char prelude[] =
    "class Pair { a: number; b: number;\n"
    "  constructor(a: number, b: number) { this.a = a; this.b = b; } }\n"
    "const add = (a: number, b: number) => a + b;\n"
    "export default { run({ n }: { n: number }) {\n"
    "  const list: number[] = [];\n"
    "  for (let i = 0; i < n; i++) list.push((i * 7919) % 1009);\n"
    "  const words = list.map((x) => `w${x}`);\n"
    "  const text = 'a'.repeat(n);\n"
    "  const map = new Map(list.map((x, i) => [i, x]));\n"
    "  const set = new Set(list);\n"
    "  const record = Object.fromEntries(list.map((x, i) => [`key${i}`, x]));\n"
    "  const money = Decimal.from('1234.56');\n"
    "  const json = JSON.stringify(list);\n"
    "  const all = [words, text, map, set, record, money, json, Pair, add];\n";

static const struct model nothing = {.name = "nothing", .size_bytes = 8};

/** Fuel of the prelude with a line behind it; false: it does not run. */
static bool
measure(struct arena *arena, struct script_runner *runner, const char *code, int n, uint64_t *fuel)
{
    struct script_source source = {
        TEXT("cost.ts"), text_format(arena, "%s  %s\n  return {};\n} };\n", prelude, code)};
    struct script_diagnostics found = {0};
    struct script_program *program;
    if (source.text.bytes == NULL || script_compile(arena, &source, 1, &found, &program) != OK) {
        diagnostics_print(arena, &found);
        return false;
    }
    struct json number = {.type = JSON_NUMBER, .text = text_format(arena, "%d", n)};
    struct json_member pair = {.key = TEXT("n"), .value = number};
    struct json argument = {.type = JSON_OBJECT, .members = &pair, .count = 1};
    struct script_argument arguments[] = {{.json = &argument}};
    struct script_limits limits = {
        .fuel = COST_FUEL, .heap_bytes = COST_HEAP_BYTES, .depth = 100, .output_bytes = 100};
    struct script_result result;
    uint64_t output = 0;
    script_call(runner, program, TEXT("run"), arguments, 1, &limits, arena, &nothing, &output,
                &result);
    script_program_free(program);
    *fuel = result.fuel;
    return result.outcome == RUN_OK;
}

/** What a line adds, with so many items. */
static bool
cost(struct arena *arena, struct script_runner *runner, const char *code, int n, uint64_t *out)
{
    uint64_t without;
    uint64_t with;
    if (!measure(arena, runner, "", n, &without) || !measure(arena, runner, code, n, &with)) {
        (void)fprintf(stderr, "%s: does not run\n", code);
        return false;
    }
    *out = with - without;
    return true;
}

static const char introduction[] =
    "# Fuel\n\n"
    "What a run may do is counted in fuel, not in time: the same script with the same input uses "
    "the same fuel\n"
    "on every machine. How much there is, is said by each point ([limits](limits.md)). This page "
    "is made by\n"
    "`quoin script costs`.\n\n"
    "## Rules\n\n"
    "- A call of a function costs the number of its instructions and an eighth of its registers, "
    "once, whichever way it goes.\n"
    "- Going round a loop costs the number of instructions that it goes back over.\n"
    "- A call of a built-in costs 4, and what it does: elements visited, units of text read, "
    "comparisons, digits, steps of a\n"
    "  regular expression. It is paid before it is done.\n"
    "- The top level of files runs once, when a release is made, and costs a call nothing.\n"
    "- Out of fuel, the run is over: no `catch` and no `finally` sees it.\n\n"
    "## What lines cost\n\n"
    "Measured: what a line adds to a function, with 100 and with 1000 items.\n";

static bool
print_costs(struct arena *arena, struct script_runner *runner)
{
    (void)printf("%s", introduction);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        uint64_t few;
        uint64_t many;
        if (!cost(arena, runner, lines[i].code, SHORT, &few) ||
            !cost(arena, runner, lines[i].code, LONG, &many)) {
            return false;
        }
        if (lines[i].heading != NULL) {
            (void)printf("\n### %s\n\n| | 100 | 1000 |\n| --- | ---: | ---: |\n", lines[i].heading);
        }
        const char *quote = strchr(lines[i].code, '`') == NULL ? "`" : "``";
        (void)printf("| %s%s%s | %llu | %llu |\n", quote, lines[i].code, quote,
                     (unsigned long long)few, (unsigned long long)many);
        arena_reset(arena);
    }
    return true;
}

static void
print_instructions(struct arena *arena)
{
    struct text_builder out;
    text_builder_init(&out, arena, 1u << 20);
    script_instructions_reference(&out);
    (void)printf(
        "\n## Instructions\n\n"
        "What functions are made of. Each counts as one; what an operand means is said in\n"
        "`src/script/opcode.def`.\n\n%.*s",
        TEXT_ARG(text_builder_text(&out)));
}

int
command_costs(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    (void)sys;
    if (count > 1) {
        return command_help(command, strcmp(arguments[1], "--help") != 0);
    }
    struct arena arena;
    struct script_runner *runner;
    if (script_runner_new(COST_HEAP_BYTES, &runner) != OK) {
        (void)fprintf(stderr, "not enough memory\n");
        return STATUS_FAILED;
    }
    arena_init(&arena, COMMAND_ARENA_BYTES);
    bool is_fine = print_costs(&arena, runner);
    print_instructions(&arena);
    arena_free(&arena);
    script_runner_free(runner);
    return is_fine ? STATUS_FINE : STATUS_FAILED;
}
