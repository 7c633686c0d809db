/* SPDX-License-Identifier: Apache-2.0 */
#include "script/module.h"
#include "test.h"

static struct arena arena;
static struct script_diagnostics diagnostics;
static struct module_graph *graph;

static const char *
load_as(const char *path, const char *text)
{
    struct script_source source = {text_of(path), text_of(text)};
    arena_free(&arena);
    arena_init(&arena, 64u << 20);
    diagnostics = (struct script_diagnostics){0};
    graph = NULL;
    err_t err = module_graph_load(&arena, &source, 1, &diagnostics, &graph);
    if (err == OK) {
        return "fine";
    }
    return diagnostics.count == 1   ? diagnostics.items[0].code
           : diagnostics.count == 0 ? "no diagnostic"
                                    : "more than one";
}

static const char *
load(const char *text)
{
    return load_as("a.ts", text);
}

/** The function of a statement of the top level: the tests below know their trees. */
static struct function *
function_of(uint32_t statement)
{
    struct node *node = graph->entry->function->body.items[statement];
    if (node->kind == NODE_VARIABLES) {
        return node->variables.declarators.items[0]->binary.right->function;
    }
    return node->function;
}

TEST(names_are_declared_once)
{
    static const struct {
        const char *source, *code;
    } rows[] = {
        {"let a; let a", "Q1203"},
        {"let a; var a", "Q1203"},
        {"var a; let a", "Q1203"},
        {"var a; var a", "fine"},
        {"const a = 1; function a() {}", "Q1203"},
        {"function f() {} function f() {}", "Q1203"}, /* of a module's top level */
        {"{ function f() {} function f() {} }", "Q1203"},
        {"function g() { function f() {} function f() {} var f }", "fine"},
        {"{ let a; { var a } }", "Q1203"},
        {"{ { var a } let a }", "Q1203"},
        {"let a; { let a }", "fine"},
        {"for (let a;;) { var a }", "Q1203"},
        {"for (let a;;) { let a }", "fine"},
        {"class A {} class A {}", "Q1203"},
        {"function f(a, a) {}", "Q1204"},
        {"(a, [a]) => 1", "Q1204"},
        {"function f(a) { let a }", "Q1204"},
        {"function f(a) { var a }", "fine"},
        {"function f(a) { function a() {} }", "fine"},
        {"function f(a) { { let a } }", "fine"},
        {"try {} catch (a) { let a }", "Q1203"},
        {"try {} catch (a) { var a }", "fine"},
        {"try {} catch ([a]) { var a }", "Q1203"},
        {"try {} catch ([a, a]) {}", "Q1203"},
        {"try {} catch (a) { { let a } }", "fine"},
        {"try {} catch (a) { function a() {} }", "Q1203"},
        {"switch (1) { case 1: let a; case 2: let a }", "Q1203"},
        {"import { a } from '@quoin/sdk'; let a", "Q1203"},
        {"enum A { X } enum A { Y }", "fine"},
        {"class A {} namespace A { export let x = 1 }", "fine"},
        {"let A; enum A { X }", "Q1203"},
        {"interface A {} class A {} type B = 1; let B", "fine"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        EXPECT_STRING(load(rows[i].source), rows[i].code);
        if (strcmp(load(rows[i].source), rows[i].code) != 0) {
            printf("in: %s\n", rows[i].source);
        }
    }
}

TEST(private_names_belong_to_a_class_around)
{
    EXPECT_STRING(load("class A { #a; m() { this.#a } }"), "fine");
    EXPECT_STRING(load("class A { m() { this.#a } #a }"), "fine");
    EXPECT_STRING(load("class A { #a; m() { return class { n(o) { o.#a } } } }"), "fine");
    EXPECT_STRING(load("class A { m() { this.#b } }"), "Q1212");
    EXPECT_STRING(load("class A { #a } this.#a"), "Q1212");
    EXPECT_STRING(load("class A extends (o => o.#a) { #a }"), "Q1212");
    EXPECT_STRING(load("class A { m(o) { #z in o } }"), "Q1212");
}

TEST(calls_of_what_scripts_lack_are_refused_in_their_own_files)
{
    static const struct {
        const char *source, *code;
    } rows[] = {
        {"Math.random()", "Q1409"},
        {"Date.now()", "Q1408"},
        {"new Date()", "Q1408"},
        {"Date()", "Q1408"},
        {"new Date(0)", "fine"},
        {"eval('1')", "Q1407"},
        {"new Function('a')", "Q1407"},
        {"setTimeout(f, 1)", "Q1410"},
        {"fetch('x')", "Q1411"},
        {"require('x')", "Q1412"},
        {"process.exit()", "Q1413"},
        {"function f(Math) { Math.random() }", "fine"},
        {"let fetch = () => 1; fetch()", "fine"},
        {"const r = Math.random", "fine"},
        {"typeof process === 'undefined'", "fine"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        EXPECT_STRING(load(rows[i].source), rows[i].code);
        EXPECT_STRING(load_as("node_modules/lib.js", rows[i].source), "fine");
    }
}

TEST(constants_are_not_assigned)
{
    EXPECT_STRING(load("const a = 1; a = 2"), "Q1218");
    EXPECT_STRING(load("const a = 1; [a] = 2"), "Q1218");
    EXPECT_STRING(load("const a = 1; a++"), "Q1218");
    EXPECT_STRING(load("for (const a of b) a = 1"), "Q1218");
    EXPECT_STRING(load_as("a.js", "const a = 1; a = 2"), "fine"); /* a TypeError when it runs */
}

TEST(parameters_and_variables_have_registers_of_their_own)
{
    REQUIRE(strcmp(load("function f(a, b) { let c; { let d; } { let e, g; } var h; }"), "fine") ==
            0);
    const struct function *f = function_of(0);
    EXPECT_INT(f->parameter_count, 2);
    EXPECT_INT(f->scope->bindings[0]->slot, 0);
    EXPECT_INT(f->scope->bindings[1]->slot, 1);
    EXPECT_INT(f->body_scope->bindings[0]->slot, 2); /* c */
    EXPECT_INT(f->body_scope->bindings[1]->slot, 3); /* h */
    EXPECT_INT(f->local_count, 6);                   /* d, then e and g, share two */
    const struct scope *second = f->body.items[2]->block.scope;
    EXPECT_INT(second->bindings[0]->slot, 4);
    EXPECT_INT(second->bindings[1]->slot, 5);
}

TEST(closures_are_flat)
{
    REQUIRE(strcmp(load("function f(a) { let b; return () => () => a + b; }"), "fine") == 0);
    const struct function *f = function_of(0);
    const struct function *middle = f->body.items[1]->unary.operand->function;
    const struct function *inner = middle->body.items[0]->unary.operand->function;
    EXPECT(f->scope->bindings[0]->is_captured);
    EXPECT(f->scope->has_captured);
    EXPECT_INT(middle->capture_count, 2);
    EXPECT(!middle->captures[0].from_parent_capture);
    EXPECT_INT(middle->captures[0].index, 0);
    EXPECT_INT(middle->captures[1].index, f->body_scope->bindings[0]->slot);
    EXPECT_INT(inner->capture_count, 2);
    EXPECT(inner->captures[0].from_parent_capture && inner->captures[1].from_parent_capture);
    EXPECT_INT(inner->captures[1].index, 1);
    const struct node *sum = inner->body.items[0]->unary.operand;
    EXPECT_INT(sum->binary.left->reference.kind, REFERENCE_CAPTURE);
    EXPECT_INT(sum->binary.right->reference.index, 1);
}

TEST(the_top_level_lives_in_the_table_of_the_program)
{
    REQUIRE(strcmp(load("let a = 1; function f() { return a } { let b; } "), "fine") == 0);
    const struct node *use = function_of(1)->body.items[0]->unary.operand;
    EXPECT_INT(use->reference.kind, REFERENCE_MODULE);
    EXPECT(use->reference.binding->is_module);
    EXPECT_INT(function_of(1)->capture_count, 0);
    EXPECT_INT(graph->variable_count, 2); /* b has a register of the top level */
    EXPECT_INT(graph->entry->function->local_count, 1);
}

TEST(checks_for_early_uses_follow_the_order_of_the_source)
{
    static const struct {
        const char *source;
        bool checks;
    } rows[] = {
        {"() => { let a; return a; }", false},
        {"() => { a; let a; }", true},
        {"() => { let a = a; }", true},
        {"() => { const f = () => a; let a; }", true},
        {"() => { let a; const f = () => a; }", false},
        {"() => { let a; function f() { a } }", true}, /* made on entry, may run before */
        {"() => { let a; { function f() { a } } }", false},
        {"() => { while (1) { let a; a; } }", false},
        {"() => { for (const a of a) ; }", true},
        {"() => { for (const a of 1) { a } }", false},
        {"() => { switch (1) { case 0: let a; case 1: a } }", true},
        {"() => { class a { m() { a } } }", false},
        {"() => { class a { [a] = 1 } }", true},
        {"() => { class a extends (() => a) {} }", true},
        {"(a = b, b) => 1", true},
        {"(a, b = a) => 1", false},
        {"() => { var a; a; function a() {} }", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[200];
        snprintf(text, sizeof(text), "const f = %s", rows[i].source);
        REQUIRE(strcmp(load(text), "fine") == 0);
        bool marked = false;
        const struct function *function = function_of(0);
        const struct scope *scopes[4] = {function->scope, function->body_scope, NULL, NULL};
        if (function->body.count > 0) {
            const struct node *node = function->body.items[0];
            scopes[2] = node->kind == NODE_WHILE               ? node->loop.body->block.scope
                        : node->kind == NODE_SWITCH            ? node->switch_node.scope
                        : node->kind == NODE_CLASS_DECLARATION ? node->class_node.body->scope
                        : node->kind == NODE_FOR_OF            ? node->loop.scope
                                                               : NULL;
        }
        for (size_t k = 0; k < COUNT_OF(scopes); k++) {
            for (uint32_t n = 0; scopes[k] != NULL && n < scopes[k]->binding_count; n++) {
                marked |= scopes[k]->bindings[n]->needs_initialised_mark;
            }
        }
        EXPECT_INT(marked, rows[i].checks);
        if (marked != rows[i].checks) {
            printf("in: %s\n", rows[i].source);
        }
    }
}

TEST(arrows_capture_this_and_arguments_of_the_function_around)
{
    REQUIRE(strcmp(load("function f() { return () => [this, arguments, new.target]; }"), "fine") ==
            0);
    const struct function *f = function_of(0);
    const struct function *arrow = f->body.items[0]->unary.operand->function;
    EXPECT(f->this_binding != NULL && f->this_binding->is_captured);
    EXPECT(f->arguments_binding != NULL && f->new_target_binding != NULL);
    EXPECT(arrow->this_binding == NULL && arrow->arguments_binding == NULL);
    EXPECT_INT(arrow->capture_count, 3);
    REQUIRE(strcmp(load("function f() { return 1 }"), "fine") == 0);
    EXPECT(function_of(0)->this_binding == NULL);
}

TEST(a_function_expression_knows_its_own_name_only_when_it_asks)
{
    REQUIRE(strcmp(load("const a = function b() { return b }"), "fine") == 0);
    EXPECT(function_of(0)->self_scope != NULL);
    REQUIRE(strcmp(load("const a = function b() { }"), "fine") == 0);
    EXPECT(function_of(0)->self_scope == NULL);
}

TEST(var_and_parameter_part_when_defaults_could_see_both)
{
    REQUIRE(strcmp(load("const f = (a, b = () => a) => { var a; }"), "fine") == 0);
    const struct function *f = function_of(0);
    REQUIRE(f->body_scope->binding_count == 1);
    EXPECT(f->body_scope->bindings[0]->copy_of == f->scope->bindings[0]);
    REQUIRE(strcmp(load("const f = (a, b) => { var a; }"), "fine") == 0);
    EXPECT_INT(function_of(0)->body_scope->binding_count, 0);
}

TEST(members_of_namespaces_are_reached_through_the_object)
{
    REQUIRE(strcmp(load("namespace N { export let a = 1; export const f = () => a; let b = a; }"),
                   "fine") == 0);
    const struct node *call =
        graph->entry->function->body.items[0]->variables.declarators.items[0]->binary.right;
    const struct function *body = call->call.callee->function;
    EXPECT_INT(body->body.items[0]->unary.operand->assign.target->kind, NODE_MEMBER);
    const struct node *arrow = body->body.items[1]->unary.operand->assign.value;
    EXPECT_INT(arrow->function->body.items[0]->unary.operand->kind, NODE_MEMBER);
    EXPECT_TEXT(arrow->function->name, "f");
}

TEST(computed_keys_of_fields_are_kept_in_hidden_variables)
{
    REQUIRE(strcmp(load("class A { [k] = 1; static [l] = 2 } let k, l"), "fine") == 0);
    const struct class_body *body = graph->entry->function->body.items[0]->class_node.body;
    REQUIRE(body->members.count == 2);
    EXPECT(body->members.items[0]->property.key_binding->is_captured);
    EXPECT_INT(body->fields->body.items[0]->property.key_reference.kind, REFERENCE_CAPTURE);
    EXPECT_INT(body->static_part->capture_count, 1);
}

TEST(chains_beyond_the_depth_of_a_tree_are_refused)
{
    static char text[40000];
    size_t length = 0;
    for (int i = 0; i < 3000; i++) {
        length += (size_t)snprintf(text + length, sizeof(text) - length, "a+");
    }
    snprintf(text + length, sizeof(text) - length, "a");
    EXPECT_STRING(load(text), "Q1601");
    memset(text + 2000, 0, 1);
    text[1999] = ' ';
    EXPECT_STRING(load(text), "fine");
}

TEST(undefined_is_a_value_unless_it_is_a_name)
{
    REQUIRE(strcmp(load("const f = () => undefined; const g = (undefined) => undefined"), "fine") ==
            0);
    EXPECT_INT(function_of(0)->body.items[0]->unary.operand->kind, NODE_UNDEFINED);
    EXPECT_INT(function_of(1)->body.items[0]->unary.operand->kind, NODE_IDENTIFIER);
}
