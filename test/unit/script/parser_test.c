/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "tree_text.h"

static struct arena arena;
static struct script_diagnostics diagnostics;

/** The tree of a text, or "Q1101 Q1203" of what is wrong with it. */
static struct text
parse_as(const char *path, struct text text)
{
    struct name_table names;
    struct source source;
    struct parsed parsed;
    struct text_builder out;
    arena_free(&arena);
    arena_init(&arena, 64u << 20);
    diagnostics = (struct script_diagnostics){0};
    struct diagnostic_sink sink = {.arena = &arena, .out = &diagnostics};
    text_builder_init(&out, &arena, 1u << 20);
    if (!name_table_init(&names, &arena) || !source_init(&source, &arena, text_of(path), text)) {
        return TEXT("no memory");
    }
    if (parser_parse(&source, &names, &sink, &parsed)) {
        for (uint32_t i = 0; i < parsed.top->body.count; i++) {
            text_builder_add_string(&out, i > 0 ? " " : "");
            tree_write(&out, parsed.top->body.items[i]);
        }
    } else {
        for (size_t i = 0; i < diagnostics.count; i++) {
            text_builder_format(&out, "%s%s", i > 0 ? " " : "", diagnostics.items[i].code);
        }
    }
    return text_builder_text(&out);
}

#define EXPECT_TREE(source, tree) EXPECT_TEXT(parse_as("a.ts", text_of(source)), tree)
#define EXPECT_JS(source, tree)   EXPECT_TEXT(parse_as("a.js", text_of(source)), tree)

TEST(operators_bind_by_their_rank)
{
    EXPECT_TREE("a + b * c ** d ** e - f", "(- (+ a (* b (** c (** d e)))) f)");
    EXPECT_TREE("a || b && c | d ^ e & f", "(|| a (&& b (| c (^ d (& e f)))))");
    EXPECT_TREE("a < b == c >> 1 in d", "(== (< a b) (in (>> c 1) d))");
    EXPECT_TREE("a ? b : c ? d : e", "(? a b (? c d e))");
    EXPECT_TREE("a = b += c", "(= a (+= b c))");
    EXPECT_TREE("!a.b++, -typeof c", "(, (! (post++ (. a b))) (- (typeof c)))");
    EXPECT_TREE("(a ?? b) || c", "(|| (?? a b) c)");
    EXPECT_TREE("a ?\?= b ||= c", "(?\?= a (||= b c))");
}

TEST(members_and_calls_chain)
{
    EXPECT_TREE("a.b[c](d, ...e).f", "(. (call ([] (. a b) c) d (... e)) f)");
    EXPECT_TREE("new a.b(c).d()", "(call (. (new (. a b) c) d))");
    EXPECT_TREE("new new a()()", "(new (new a))");
    EXPECT_TREE("a?.b.c?.[d]?.(e)", "(chain (?.call (?.[] (. (?. a b) c) d) e))");
    EXPECT_TREE("(a?.b).c", "(. (chain (?. a b)) c)");
    EXPECT_TREE("a`x${b}y`", "(` a 'x' b 'y')");
    EXPECT_TREE("a`\\u{`", "(` a broken)");
    EXPECT_TREE("`${`${a}`}`", "(` '' (` '' a '') '')");
    EXPECT_TREE("a.if.class", "(. (. a if) class)");
}

TEST(semicolons_are_put_where_lines_end)
{
    EXPECT_TREE("a\nb", "a b");
    EXPECT_TREE("a\n(b)", "(call a b)");
    EXPECT_TREE("a\n++b", "a (++ b)");
    EXPECT_TREE("function f() { return\na }", "(function f () (return) a)");
    EXPECT_TREE("a b", "Q1102");
    EXPECT_TREE("do a; while (b) c", "(do _ b _ a) c");
    EXPECT_TREE("throw\na", "Q1112");
}

TEST(patterns_come_from_literals_that_are_assigned_to)
{
    EXPECT_TREE("[a, , b = 1, ...c] = d", "(= [: a _ (default b 1) (... c)] d)");
    EXPECT_TREE("({ a, b: c.d, e = 1, [f]: g, ...h } = i)",
                "(= {: a=a b=(. c d) e=(default e 1) [f]=g (... h)} i)");
    EXPECT_TREE("for ([a, b] of c) ;", "(for-of [: a b] c _ ;)");
    EXPECT_TREE("for (const { a = 1 } of b) ;", "(for-of (const {: a=(default a 1)}) b _ ;)");
    EXPECT_TREE("[[a] = [1]] = b", "(= [: (default [: a] [1])] b)");
    EXPECT_TREE("({ a = 1 })", "Q1104");
    EXPECT_TREE("({ a = 1 }).b", "Q1104");
    EXPECT_TREE("f({ a = 1 })", "Q1104");
    EXPECT_TREE("({ a() {} } = b)", "Q1104");
    EXPECT_TREE("[...a, b] = c", "Q1105");
    EXPECT_TREE("[...a, ] = c", "Q1105");
    EXPECT_TREE("[...a = 1] = c", "Q1106");
    EXPECT_TREE("({ a }) = b", "Q1103");
    EXPECT_TREE("a + b = c", "Q1103");
    EXPECT_TREE("f() = c", "Q1103");
    EXPECT_TREE("a?.b = c", "Q1111");
    EXPECT_TREE("[eval] = c", "Q1202");
    EXPECT_TREE("({ eval = 0 } = c)", "Q1202");
    EXPECT_TREE("({ __proto__: a, __proto__: b })", "Q1117");
    EXPECT_TREE("({ __proto__: a, __proto__: b } = c)", "(= {: __proto__=a __proto__=b} c)");
}

TEST(arrow_functions_are_told_from_parentheses)
{
    EXPECT_TREE("x => x", "(=> (x) (return x))");
    EXPECT_TREE("() => ({})", "(=> () (return {}))");
    EXPECT_TREE("(a, { b }, [c] = [], ...d) => { a }",
                "(=> (a {: b=b} (default [: c] []) (... d)) a)");
    EXPECT_TREE("(a, b)", "(, a b)");
    EXPECT_TREE("(a) + 1", "(+ a 1)");
    EXPECT_TREE("(a = 1)", "(= a 1)");
    EXPECT_TREE("a => b => c", "(=> (a) (return (=> (b) (return c))))");
    EXPECT_TREE("async => 1", "(=> (async) (return 1))");
    EXPECT_TREE("(a, b.c) => 1", "Q1108");
    EXPECT_TREE("a\n=> 1", "Q1108");
    EXPECT_TREE("(a)\n=> 1", "Q1108");
    EXPECT_TREE("(a, a = 1) => b ? c : d", "(=> (a (default a 1)) (return (? b c d)))");
}

TEST(arrow_functions_have_types_and_conditionals_keep_theirs)
{
    EXPECT_TREE("a ? (b) : c => d", "(? a b (=> (c) (return d)))");
    EXPECT_TREE("a ? (b): c => d : e", "(? a (=> (b) (return d)) e)");
    EXPECT_TREE("a ? (b, c) => d : e", "(? a (=> (b c) (return d)) e)");
    EXPECT_TREE("<T,>(a: T): a is U => b", "(=> (a) (return b))");
    EXPECT_TREE("<T extends U = V>(a?: T[], ...b: X<Y<Z>>) => a", "(=> (a (... b)) (return a))");
    EXPECT_TREE("(a: { b: (c: d) => e }) => 1", "(=> (a) (return 1))");
}

TEST(type_arguments_are_told_from_comparisons)
{
    EXPECT_TREE("f<T>(a)", "(call f a)");
    EXPECT_TREE("f<T, U[]>(a)", "(call f a)");
    EXPECT_TREE("a < b > c", "(> (< a b) c)");
    EXPECT_TREE("f(a < b, c > d)", "(call f (< a b) (> c d))");
    EXPECT_TREE("f(a<b, c>(d))", "(call f (call a d))");
    EXPECT_TREE("new Map<string, Set<number>>()", "(new Map)");
    EXPECT_TREE("f<T>`a`", "(` f 'a')");
    EXPECT_TREE("a << b >> c >= d", "(>= (>> (<< a b) c) d)");
    EXPECT_JS("f<T>(a)", "(> (< f T) a)");
}

TEST(casts_and_marks_are_erased)
{
    EXPECT_TREE("a as b + c", "(+ a c)");
    EXPECT_TREE("(a as B<C>) + c!", "(+ a c)");
    EXPECT_TREE("a! = b as const", "(= a b)");
    EXPECT_TREE("a satisfies B ? c : d", "(? a c d)");
    EXPECT_TREE("(a as any) = 1", "(= a 1)");
    EXPECT_TREE("<any>a.b + <C<D>>(e)", "(+ (. a b) e)");
    EXPECT_JS("<div/>", "Q1414");
    EXPECT_TREE("a!.b!()", "(call (. a b))");
    EXPECT_TREE("let x!: number, y: string | undefined = z", "(let x (= y z))");
}

TEST(type_declarations_leave_nothing)
{
    EXPECT_TREE("interface A<T> extends B<T>, C { a?: string; readonly b: T[]; c(d: e): void; "
                "[k: string]: unknown; new (x: y): z; (q): r; get g(): h; 'lit-eral': 1 }",
                "");
    EXPECT_TREE("type A<T> = T extends (infer U extends string)[] ? { -readonly [K in keyof T as "
                "`x${K}`]+?: T[K] } : [a: string, b?: number, ...c: d[]];",
                "");
    EXPECT_TREE("declare function f(a: b): c; declare const x: y, z: w; declare module 'm' { "
                "const a: 1; }\ndeclare global { interface W { } }",
                "");
    EXPECT_TREE("type A = typeof import('x').y | unique symbol | -1 | asserts | keyof typeof z",
                "");
    EXPECT_TREE("type F = abstract new (...a: any) => asserts x is y; type\nG = 1", "type (= G 1)");
    EXPECT_TREE("function f(a: string): void; function f(a: number): void; function f(a) {}",
                "(function f (a))");
    EXPECT_TREE("type = 5; type\nfoo", "(= type 5) type foo");
    EXPECT_TREE("namespace N { export type T = 1; interface X {} }", "");
    EXPECT_TREE("export type { A } from './a'; import type B from 'b'; export interface C {}", "");
    EXPECT_TREE("function f(this: Window, a?: b): asserts a is c {}", "(function f (a))");
}

TEST(javascript_files_have_no_types)
{
    EXPECT_JS("let a: string", "Q1501");
    EXPECT_JS("interface A {}", "Q1501");
    EXPECT_JS("function f(a?) {}", "Q1501");
    EXPECT_JS("enum A {}", "Q1101");
    EXPECT_JS("type\nfoo", "type foo");
}

TEST(enums_become_objects)
{
    EXPECT_TREE("enum E { A, B = 3, C, D = 'x', E = 1 << 2, F, 'g-h' = F }",
                "(var (= E (call (function (E) (= ([] E (= ([] E 'A') 0)) 'A') "
                "(= ([] E (= ([] E 'B') 3)) 'B') (= ([] E (= ([] E 'C') 4)) 'C') "
                "(= ([] E 'D') 'x') (= ([] E (= ([] E 'E') (<< 1 2))) 'E') "
                "(= ([] E (= ([] E 'F') 5)) 'F') (= ([] E (= ([] E 'g-h') F)) 'g-h') "
                "(return E)) (|| E {}))))");
    EXPECT_TREE("enum E { A = 'x', B }", "Q1505");
    EXPECT_TREE("enum E { A = f(), B }", "Q1505");
    EXPECT_TREE("declare enum E { A }", "");
    EXPECT_TREE("const enum E { }", "(var (= E (call (function (E) (return E)) (|| E {}))))");
}

TEST(namespaces_become_objects)
{
    EXPECT_TREE("namespace A.B { export const x = 1; export function f() {} let y; }",
                "(var (= A (call (function (A) (var (= B (call (function (B) (= x 1) "
                "(function f ()) (= (. B f) f) (let y) (return B)) (|| B {})))) (= (. A B) B) "
                "(return A)) (|| A {}))))");
}

TEST(parameter_properties_become_fields_and_assignments)
{
    EXPECT_TREE("class A { constructor(private x: number, readonly y = 2, z) { w } }",
                "(class A (constructor (x (default y 2) z) (= (. this x) x) (= (. this y) y) w) "
                "(fields () x y))");
    EXPECT_TREE("class A extends B { constructor(public x) { a; super(x); b } }",
                "(class A extends B (derived (x) a (super() x) (= (. this x) x) b) (fields () x))");
    EXPECT_TREE("class A { f(private x) {} }", "Q1507");
}

TEST(class_members_are_sorted)
{
    EXPECT_TREE("class A { x = 1; static y; #z = 2; m() {} get g() { return 1 } set g(v) {} "
                "static async; static static() {} [k]() {} 'q' = 3; static { this.y } }",
                "(class A (fields () x=1 #z=2 q=3) (static () static:y static:async "
                "(block (. this y))) m=(method ()) get:g=(get () (return 1)) set:g=(set (v)) "
                "static:static=(method ()) [k]=(method ()))");
    EXPECT_TREE("abstract class A<T> implements B<T>, C { abstract m(): void; declare x: y; "
                "abstract z: 1; n?(): void; protected readonly w?: T; [k: string]: any; "
                "override o() {} }",
                "(class A (fields () w) o=(method ()))");
    EXPECT_TREE("(class extends (a, b) { get\n x() {} })",
                "(class extends (, a b) get:x=(get ()))");
    EXPECT_TREE("class A { get\n*x() {} }", "Q1401");
    EXPECT_TREE("class A { #a; has(o) { return #a in o } }",
                "(class A (fields () #a) has=(method (o) (return (in#a o))))");
}

TEST(modules_import_and_export)
{
    EXPECT_TREE("import a, * as b from 'm'; import { c, d as e, default as f, 'g h' as i, type j, "
                "type as, type as k, type as as l } from './n.js'",
                "(import 'm' default:a *:b) (import './n.js' c:c d:e default:f g h:i type:k)");
    EXPECT_TREE("import { type A } from 'm'", "");
    EXPECT_TREE("import {} from 'm'; import 'n'", "(import 'n')");
    EXPECT_TREE("export default class {}", "(class)");
    EXPECT_TREE("export default () => 1", "(export-default (=> () (return 1)))");
    EXPECT_TREE("export * from 'a'; export * as b from 'c'; export { d as default }; let d",
                "(export) (export) (export) (let d)");
    EXPECT_TREE("import a = require('b')", "Q1502");
    EXPECT_TREE("export = a", "Q1503");
    EXPECT_TREE("{ import 'a' }", "Q1307");
    EXPECT_TREE("function f() { export let a }", "Q1307");
    EXPECT_TREE("import { default } from 'a'", "Q1201");
    EXPECT_TREE("export { if }", "Q1201");
}

TEST(statements_are_read)
{
    EXPECT_TREE("if (a) b; else if (c) d; else e", "(if a b (if c d e))");
    EXPECT_TREE("for (let i = 0, j; i < 1; i++) { continue }",
                "(for (let (= i 0) j) (< i 1) (post++ i) (block (continue)))");
    EXPECT_TREE("for (var a in b, c) ;", "(for-in (var a) (, b c) _ ;)");
    EXPECT_TREE("for (a.b of c) ;", "(for-of (. a b) c _ ;)");
    EXPECT_TREE("for (var a = b in c; ;) ;\nx y", "Q1118 Q1102");
    EXPECT_TREE("for (x = ('a' in b); ;) ;", "(for (= x (in 'a' b)) _ _ ;)");
    EXPECT_TREE("for (;;) {}", "(for _ _ _ (block ))");
    EXPECT_TREE("switch (a) { case 1: b; default: c; break }",
                "(switch a (case 1 b) (case default c (break)))");
    EXPECT_TREE("try { a } catch { b } finally { c }",
                "(try (block a) (catch (block b))( finally (block c)))");
    EXPECT_TREE("try { a } catch ({ b }: unknown) { }", "(try (block a) (catch {: b=b} (block )))");
    EXPECT_TREE("a: b: while (c) { continue a; break b }",
                "(a: (b: (while _ c _ (block (continue a) (break b)))))");
    EXPECT_TREE("debugger; ;", "debugger ;");
}

TEST(early_errors_are_found)
{
    static const struct {
        const char *source, *code;
    } rows[] = {
        {"break", "Q1206"},
        {"continue", "Q1207"},
        {"a: { continue a }", "Q1207"},
        {"while (1) { function f() { break } }", "Q1206"},
        {"a: a: ;", "Q1208"},
        {"return", "Q1209"},
        {"super.x", "Q1210"},
        {"function f() { super() }", "Q1210"},
        {"class A { constructor() { super() } }", "Q1210"},
        {"class A extends B { m() { super() } }", "Q1210"},
        {"new.target", "Q1211"},
        {"() => new.target", "Q1211"},
        {"delete a", "Q1205"},
        {"delete (a)", "Q1205"},
        {"class A { #a; m() { delete this.#a } }", "Q1205"},
        {"const a", "Q1107"},
        {"let [a]", "Q1107"},
        {"let let = 1", "Q1201"},
        {"var yield", "Q1201"},
        {"eval = 1", "Q1202"},
        {"arguments++", "Q1202"},
        {"function eval() {}", "Q1202"},
        {"a ?? b || c", "Q1109"},
        {"a && b ?? c", "Q1109"},
        {"-a ** b", "Q1110"},
        {"try {}", "Q1113"},
        {"switch (1) { default: default: }", "Q1114"},
        {"if (a) let b", "Q1115"},
        {"while (a) function f() {}", "Q1115"},
        {"({ get a(b) {} })", "Q1116"},
        {"({ set a() {} })", "Q1116"},
        {"class A { constructor() {} constructor() {} }", "Q1215"},
        {"class A { get constructor() {} }", "Q1214"},
        {"class A { constructor = 1 }", "Q1214"},
        {"class A { static prototype() {} }", "Q1214"},
        {"class A { #a; #a }", "Q1213"},
        {"class A { #constructor }", "Q1214"},
        {"function f(a = 1) { 'use strict' }", "Q1216"},
        {"class A { x = arguments }", "Q1217"},
        {"class A { static { arguments } }", "Q1217"},
        {"new a?.b()", "Q1111"},
        {"a?.`b`", "Q1111"},
        {"import.foo", "Q1219"},
        {"v\\u0061r a", "Q1012"},
        {"`\\07`", "Q1010"},
        {"({ class })", "Q1201"},
        {"/(/", "Q1011"},
        {"/a/gg", "Q1011"},
        {"for (let a, b of c) ;", "Q1118"},
        {"function f(...a, b) {}", "Q1105"},
        {"function f(...a = 1) {}", "Q1106"},
        {"function f(a: b): c;", "Q1506"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        EXPECT_TREE(rows[i].source, rows[i].code);
    }
}

TEST(what_is_not_offered_is_refused_by_name)
{
    static const struct {
        const char *source, *code;
    } rows[] = {
        {"function* f() { yield 1 }", "Q1401"},
        {"async function f() { await x }", "Q1402"},
        {"async (a) => await a", "Q1402"},
        {"async a => a", "Q1402"},
        {"await x", "Q1402"},
        {"({ async f() {}, *g() {} })", "Q1402 Q1401"},
        {"1n", "Q1403"},
        {"import('a')", "Q1404"},
        {"with (a) b", "Q1405"},
        {"@d class A {}", "Q1406"},
        {"class A { @d() x }", "Q1406"},
        {"class A { accessor x }", "Q1504"},
        {"for await (a of b) ;", "Q1415"},
        {"f(<div/>)", "Q1414"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        EXPECT_TREE(rows[i].source, rows[i].code);
    }
    EXPECT_TREE("async(a)", "(call async a)");
}

TEST(one_mistake_does_not_hide_the_next)
{
    EXPECT_TREE(
        "let a = ;\nlet b = 1;\nfunction f() { return ) }\nclass C { m() { x y } }\nfoo bar",
        "Q1101 Q1101 Q1102 Q1102");
    EXPECT_INT(diagnostics.items[0].line, 1);
    EXPECT_INT(diagnostics.items[0].column, 9);
    EXPECT_INT(diagnostics.items[1].line, 3);
    EXPECT_INT(diagnostics.items[3].line, 5);
    EXPECT_TREE("class A { m( { } n() { let } }\nlet = 5;\nok()", "Q1101 Q1101");
    EXPECT_TREE("if (a) { b c }\n} let", "Q1102 Q1101 Q1101");
}

static struct text
repeated(const char *open, const char *middle, const char *close, int count)
{
    static char text[400000];
    size_t length = 0;
    for (int i = 0; i < count; i++) {
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", open);
    }
    length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", middle);
    for (int i = 0; i < count; i++) {
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", close);
    }
    return (struct text){text, length};
}

TEST(nesting_is_refused_before_the_stack_ends)
{
    static const char *const rows[][3] = {
        {"(", "1", ")"},
        {"[", "1", "]"},
        {"{", "", "}"},
        {"!", "1", ""},
        {"a=>", "1", ""},
        {"({a:", "1", "})"},
        {"if(1)", ";", ""},
        {"f(", "1", ")"},
        {"`${", "1", "}`"},
        {"new ", "a", ""},
        {"a?b:", "1", ""},
        {"function f(){", "", "}"},
        {"(a=", "1", ")=>1"},
        {"a**", "1", ""},
        {"class A{[", "1", "]}"},
        {"(a:", "b", ")=>1"},
        {"let a:[", "b", "]"},
        {"for(;;)", ";", ""},
        {"<T extends ", "a", ">()=>1"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text answer = parse_as("a.ts", repeated(rows[i][0], rows[i][1], rows[i][2], 10000));
        EXPECT(answer.length >= 5 && answer.bytes[0] == 'Q');
    }
    EXPECT_TEXT(parse_as("a.ts", repeated("(", "1", ")", 10000)), "Q1601");
    EXPECT_TEXT(parse_as("a.ts", repeated("(", "1", ")", 100)), "1");
}

TEST(doubtful_parentheses_cost_no_powers)
{
    struct text deep = repeated("(a=", "1", ")", 60);
    EXPECT(parse_as("a.ts", deep).length > 100);
    EXPECT(arena.used_bytes < (8u << 20));
    EXPECT(parse_as("a.ts", repeated("a?(b=", "1", "):c=>d", 60)).length > 0);
    EXPECT(arena.used_bytes < (8u << 20));
    EXPECT(parse_as("a.ts", repeated("f<T>(a<", "1", ">b)", 60)).length > 0);
    EXPECT(arena.used_bytes < (8u << 20));
}

TEST(memory_that_ends_is_an_answer)
{
    for (size_t limit = 1000; limit < 200000; limit += 700) {
        struct name_table names;
        struct source source;
        struct parsed parsed;
        struct script_diagnostics found = {0};
        struct arena small;
        arena_init(&small, limit);
        struct diagnostic_sink sink = {.arena = &small, .out = &found};
        struct text text = TEXT("class A<T> { #x = 1; m({ a = 1 }, ...b) { return `${a}` as T } }\n"
                                "enum E { A, B } namespace N { export const x = E.A }\n"
                                "const f = (a: number): string => a ? (b) : c => d;");
        if (name_table_init(&names, &small) && source_init(&source, &small, TEXT("a.ts"), text)) {
            bool is_fine = parser_parse(&source, &names, &sink, &parsed);
            EXPECT(is_fine || limit < 100000);
        }
        arena_free(&small);
    }
}

TEST(a_diagnostic_shows_its_line_and_a_caret)
{
    struct text_builder out;
    (void)parse_as("src/a.ts", TEXT("let \xC3\xBC = 1;\n\tlet b = wrong wrong;"));
    REQUIRE(diagnostics.count == 1);
    text_builder_init(&out, &arena, 10000);
    script_diagnostic_render(&diagnostics.items[0], &out);
    EXPECT_TEXT(text_builder_text(&out),
                "src/a.ts:2:16 - error Q1102: unexpected wrong; a statement must end with ; or a "
                "new line before it\n\n2 \tlet b = wrong wrong;\n  \t              ^~~~~\n");
}
