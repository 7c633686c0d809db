/* SPDX-License-Identifier: Apache-2.0 */
#include "script/module.h"
#include "test.h"

static struct arena arena;
static struct script_diagnostics diagnostics;
static struct module_graph *graph;

struct file {
    const char *path, *text;
};

static const char *
load_files(const struct file *files, size_t count)
{
    struct script_source sources[16];
    for (size_t i = 0; i < count; i++) {
        sources[i] = (struct script_source){text_of(files[i].path), text_of(files[i].text)};
    }
    arena_free(&arena);
    arena_init(&arena, 64u << 20);
    diagnostics = (struct script_diagnostics){0};
    graph = NULL;
    err_t err = module_graph_load(&arena, sources, count, &diagnostics, &graph);
    return err == OK                ? "fine"
           : diagnostics.count == 0 ? "no diagnostic"
                                    : diagnostics.items[0].code;
}

#define LOAD(...)                                                                                  \
    load_files((const struct file[]){__VA_ARGS__}, COUNT_OF(((const struct file[]){__VA_ARGS__})))

/** The reference that the entry's statement `const x = NAME` holds. */
static const struct reference *
used(uint32_t statement)
{
    const struct node *node = graph->entry->function->body.items[statement];
    return &node->variables.declarators.items[0]->binary.right->reference;
}

TEST(specifiers_find_their_files)
{
    static const struct {
        const char *specifier, *path;
    } rows[] = {
        {"./b.js", "src/b.ts"},
        {"./b.ts", "src/b.ts"},
        {"./b", "src/b.ts"},
        {"./b", "src/b/index.ts"},
        {"../b.js", "b.ts"},
        {"./c/../b.js", "src/b.js"},
        {"./b.mjs", "src/b.mts"},
        {".", "src/index.ts"},
        {"lib", "node_modules/lib.js"},
        {"@x/lib", "node_modules/@x/lib/index.js"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[200];
        snprintf(text, sizeof(text), "import { x } from '%s'; const y = x", rows[i].specifier);
        EXPECT_STRING(LOAD({"src/a.ts", text}, {rows[i].path, "export const x = 1"}), "fine");
    }
    EXPECT_STRING(LOAD({"src/a.ts", "import './none.js'"}), "Q1303");
    EXPECT_STRING(LOAD({"src/a.ts", "import { x } from 'react'; x"}), "Q1303");
    EXPECT_STRING(LOAD({"/src/a.ts", "import '../../../x'"}), "Q1303");
}

TEST(modules_run_after_what_they_import)
{
    REQUIRE(strcmp(LOAD({"a.ts", "import './b'; import './c'"}, {"b.ts", "import './d'"},
                        {"c.ts", "import './d'"}, {"d.ts", "1"}),
                   "fine") == 0);
    REQUIRE(graph->module_count == 4);
    EXPECT_TEXT(graph->modules[0]->path, "d.ts");
    EXPECT_TEXT(graph->modules[1]->path, "b.ts");
    EXPECT_TEXT(graph->modules[2]->path, "c.ts");
    EXPECT(graph->modules[3] == graph->entry);
}

TEST(an_import_is_the_variable_of_the_other_module)
{
    REQUIRE(strcmp(LOAD({"a.ts", "import b, { c as d } from './b'; const x = b; const y = d;"},
                        {"b.ts", "export default 1; export let c = 2"}),
                   "fine") == 0);
    EXPECT_INT(used(1)->kind, REFERENCE_MODULE);
    EXPECT_TEXT(used(1)->binding->name, "*default*");
    EXPECT_TEXT(used(2)->binding->name, "c");
    EXPECT(!used(2)->check_initialised);
    EXPECT_INT(graph->variable_count, 4);
}

TEST(imports_in_a_circle_are_checked_when_they_run)
{
    REQUIRE(strcmp(LOAD({"a.ts", "import { b } from './b'; export let a = 1; const x = b"},
                        {"b.ts", "import { a } from './a'; export const b = () => a"}),
                   "fine") == 0);
    EXPECT(!used(2)->check_initialised);
    const struct function *arrow = graph->modules[0]
                                       ->function->body.items[1]
                                       ->variables.declarators.items[0]
                                       ->binary.right->function;
    EXPECT(arrow->body.items[0]->unary.operand->reference.check_initialised);
}

TEST(re_exports_are_followed_to_their_source)
{
    REQUIRE(strcmp(LOAD({"a.ts", "import { x, z } from './b'; const p = x; const q = z"},
                        {"b.ts", "export * from './c'; import { y } from './c'; export { y as z }"},
                        {"c.ts", "export const x = 1, y = 2"}),
                   "fine") == 0);
    EXPECT_TEXT(used(1)->binding->name, "x");
    EXPECT_TEXT(used(2)->binding->name, "y");
    const struct module *b = graph->modules[1];
    REQUIRE(b->export_count == 3);
    EXPECT_TEXT(b->exports[0].name, "x");
    EXPECT_TEXT(b->exports[2].name, "z");
}

TEST(what_is_wrong_between_modules_is_said)
{
    EXPECT_STRING(LOAD({"a.ts", "import { y } from './b'; y"}, {"b.ts", "export let x"}), "Q1304");
    EXPECT_STRING(LOAD({"a.ts", "import d from './b'; d"}, {"b.ts", "export let x"}), "Q1304");
    EXPECT_STRING(LOAD({"a.ts", "export { x } from './b'"}, {"b.ts", "export { x } from './a'"}),
                  "Q1308");
    EXPECT_STRING(LOAD({"a.ts", "import { x } from './b'; x"},
                       {"b.ts", "export * from './c'; export * from './d'"},
                       {"c.ts", "export let x"}, {"d.ts", "export let x"}),
                  "Q1305");
    EXPECT_STRING(LOAD({"a.ts", "export let x; export { x }"}), "Q1301");
    EXPECT_STRING(LOAD({"a.ts", "export { y }"}), "Q1302");
    EXPECT_STRING(LOAD({"a.ts", "export default 1; export default 2"}), "Q1301");
    EXPECT_STRING(LOAD({"a.ts", "import * as n from './b'; n.y"}, {"b.ts", "export let x"}),
                  "Q1304");
    EXPECT_STRING(LOAD({"a.ts", "import { x } from './b'; let if"}, {"b.ts", "let if"}), "Q1201");
    EXPECT_INT(diagnostics.count, 2);
}

TEST(imports_of_types_leave_nothing_to_link)
{
    EXPECT_STRING(LOAD({"a.ts", "import { T } from './missing'; let x: T"}), "fine");
    EXPECT_STRING(
        LOAD({"a.ts", "import { T } from './b'; let x: T = 1"}, {"b.ts", "export interface T { }"}),
        "fine");
    EXPECT_STRING(
        LOAD({"a.ts", "import { T } from './b'; new T()"}, {"b.ts", "export interface T { }"}),
        "Q1306");
    EXPECT_STRING(
        LOAD({"a.ts", "export { T, v } from './b'"}, {"b.ts", "export type T = 1; export let v"}),
        "fine");
    EXPECT_INT(graph->entry->export_count, 1);
    EXPECT_STRING(
        LOAD({"a.ts", "import { T } from './b'; export { T }"}, {"b.ts", "export type T = 1"}),
        "fine");
    EXPECT_STRING(LOAD({"a.ts", "interface T {} export { T }"}), "fine");
    EXPECT_STRING(LOAD({"a.js", "import { T } from './missing'"}), "Q1303");
    EXPECT_STRING(LOAD({"a.js", "import { T } from './b'"}, {"b.js", "1"}), "Q1304");
}

TEST(the_sdk_has_values_and_types)
{
    REQUIRE(strcmp(LOAD({"a.ts",
                         "import { Decimal as D, type X } from '@stripe/extensibility-sdk/stdlib';"
                         "import { Billing } from '@stripe/extensibility-sdk/extensions';"
                         "const d = D; class Q implements Billing.Prorations<X> {}"}),
                   "fine") == 0);
    EXPECT_INT(used(2)->kind, REFERENCE_BUILTIN);
    EXPECT_TEXT(used(2)->name, "Decimal");
    EXPECT_STRING(LOAD({"a.ts", "import { Billing } from '@stripe/scripts'; Billing.x"}), "Q1306");
    REQUIRE(strcmp(LOAD({"a.ts", "import * as sdk from '@quoin/sdk'; const d = sdk.Decimal"}),
                   "fine") == 0);
    EXPECT_INT(used(1)->kind, REFERENCE_BUILTIN);
    EXPECT_STRING(LOAD({"a.ts", "import { x } from '@stripe/extensibility-sdkx'; x"}), "Q1303");
}

TEST(namespaces_are_objects_only_when_they_must_be)
{
    REQUIRE(strcmp(LOAD({"a.ts", "import * as n from './b'; const x = n.y"},
                        {"b.ts", "export const y = 1"}),
                   "fine") == 0);
    EXPECT_INT(used(1)->kind, REFERENCE_MODULE);
    EXPECT(!graph->modules[0]->is_used_as_namespace);
    REQUIRE(strcmp(LOAD({"a.ts", "import * as n from './b'; const x = n"},
                        {"b.ts", "export const y = 1"}),
                   "fine") == 0);
    EXPECT_INT(used(1)->kind, REFERENCE_NAMESPACE);
    EXPECT(graph->modules[0]->is_used_as_namespace);
}

TEST(the_default_export_is_found_in_every_form)
{
    static const char *const forms[] = {
        "export default class { m() {} }", "export default class A { m() {} }",
        "export default function () {}",   "export default function f() {}",
        "export default { m() {} }",       "class A {} export { A as default }",
        "export default (1, 2)",           "export default () => 1",
    };
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        REQUIRE(strcmp(LOAD({"a.ts", forms[i]}), "fine") == 0);
        REQUIRE(graph->entry->export_count == 1);
        EXPECT_TEXT(graph->entry->exports[0].name, "default");
        EXPECT_INT(graph->entry->exports[0].reference.kind, REFERENCE_MODULE);
    }
}

TEST(all_files_report_at_once)
{
    EXPECT_STRING(LOAD({"a.ts", "import { b } from './b'; b;\nMath.random()"},
                       {"b.ts", "export let b = Date.now(), c = eval('1')"}),
                  "Q1408");
    EXPECT_INT(diagnostics.count, 3);
}
