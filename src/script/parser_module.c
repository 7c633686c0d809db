/* SPDX-License-Identifier: Apache-2.0 */
/* import and export, in all their forms. */
#include "script/parser_state.h"

static struct text
parse_specifier(struct parser *parser, struct token *at)
{
    *at = parser->lexer.token;
    if (!parser_at(parser, TOKEN_STRING)) {
        parser_unexpected(parser, "the name of a module in quotes");
        return TEXT("");
    }
    parser_advance(parser);
    return at->text;
}

static bool
has_lone_surrogate(struct text text)
{
    for (size_t i = 0; i + 1 < text.length; i++) {
        if ((unsigned char)text.bytes[i] == 0xED && (unsigned char)text.bytes[i + 1] >= 0xA0) {
            return true;
        }
    }
    return false;
}

/** A name, keyword or string, as export names are. */
static struct text
parse_export_name(struct parser *parser)
{
    struct token token = parser->lexer.token;
    if (token.kind == TOKEN_STRING) {
        if (has_lone_surrogate(token.text)) {
            parser_report(parser, DIAGNOSTIC_MALFORMED_NAME, token.start, token.end,
                          "this name has a lone surrogate");
        }
    } else if (!token_is_name(token.kind)) {
        parser_unexpected(parser, "a name");
    }
    parser_advance(parser);
    return token.text;
}

struct item_builder {
    struct import_item *items;
    uint32_t count, capacity;
};

static void
add_item(struct parser *parser, struct item_builder *builder, struct import_item item)
{
    if (builder->count == builder->capacity) {
        uint32_t capacity = builder->capacity == 0 ? 4 : builder->capacity * 2;
        struct import_item *items =
            arena_grow(parser->arena, builder->items, builder->capacity * sizeof(*items),
                       capacity * sizeof(*items));
        if (items == NULL) {
            parser->out_of_memory = true;
            return;
        }
        builder->items = items;
        builder->capacity = capacity;
    }
    builder->items[builder->count++] = item;
}

/** `type` in front of a specifier, told from a specifier called type. */
static bool
eat_type_word(struct parser *parser)
{
    if (!parser->is_typescript || !parser_at_word(parser, "type")) {
        return false;
    }
    struct lexer ahead = parser->lexer;
    lexer_next(&ahead);
    bool is_name = token_is_name(ahead.token.kind) || ahead.token.kind == TOKEN_STRING;
    if (ahead.token.kind == TOKEN_IDENTIFIER && text_is(ahead.token.text, "as")) {
        lexer_next(&ahead); /* type as x: a value called type; type as as x, type as: a type as */
        bool is_as = ahead.token.kind == TOKEN_IDENTIFIER && text_is(ahead.token.text, "as");
        is_name = is_as || !token_is_name(ahead.token.kind);
    }
    if (is_name) {
        parser_advance(parser);
    }
    return is_name;
}

/** { a, b as c, type T }; `is_import` makes the alias a declared name. */
static void
parse_items(struct parser *parser, bool is_import, struct item_builder *out,
            struct token *first_reserved)
{
    parser_advance(parser);
    while (!parser_at(parser, TOKEN_BRACE_CLOSE) && !parser_at(parser, TOKEN_END)) {
        bool is_type = eat_type_word(parser);
        struct token token = parser->lexer.token;
        struct import_item item = {.start = token.start, .end = token.end};
        item.name = parse_export_name(parser);
        item.alias = item.name;
        if (token.kind != TOKEN_IDENTIFIER && first_reserved->kind == TOKEN_NONE && !is_type) {
            *first_reserved = token;
        }
        if (parser_eat_word(parser, "as")) {
            struct token alias = parser->lexer.token;
            if (is_import && !is_type) {
                item.alias = parse_binding_name(parser);
            } else {
                item.alias = parse_export_name(parser);
            }
            item.start = is_import ? alias.start : item.start;
            item.end = alias.end;
        } else if (is_import && !is_type) {
            if (token.kind != TOKEN_IDENTIFIER) {
                parser_panic(parser, DIAGNOSTIC_RESERVED_WORD, token.start, token.end,
                             "this name needs an alias; write { name as alias }");
            }
            parser_check_binding_name(parser, token.text, token.start, token.end);
        }
        if (is_type) {
            parser_note_type(parser, item.alias, false);
        } else {
            add_item(parser, out, item);
        }
        if (!parser_at(parser, TOKEN_BRACE_CLOSE)) {
            parser_expect(parser, TOKEN_COMMA);
        }
    }
    parser_expect(parser, TOKEN_BRACE_CLOSE);
}

/** with { type: "json" }: attributes say nothing here. */
static void
skip_attributes(struct parser *parser)
{
    if (parser_at(parser, TOKEN_WITH) && !parser->lexer.token.newline_before) {
        parser_advance(parser);
        parser_skip_braces(parser);
    }
}

static struct node *
parse_import(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_IMPORT, parser->lexer.token.start);
    struct item_builder items = {0};
    struct token specifier = {0};
    struct token reserved = {0};
    bool is_type = false;
    bool has_clause = false;
    parser_advance(parser);
    if (parser->is_typescript && parser_at_word(parser, "type")) {
        struct token next = parser_peek(parser);
        is_type = next.kind == TOKEN_BRACE_OPEN || next.kind == TOKEN_STAR ||
                  (next.kind == TOKEN_IDENTIFIER && !text_is(next.text, "from"));
        if (is_type) {
            parser_advance(parser);
        }
    }
    if (parser_at(parser, TOKEN_IDENTIFIER)) {
        has_clause = true;
        node->import.default_name = parse_binding_name(parser);
        if (parser_at(parser, TOKEN_ASSIGN)) {
            parser_panic(parser, DIAGNOSTIC_IMPORT_EQUALS, node->start, parser->lexer.token.end,
                         "import = is not available; write import x from './file.js'");
        }
        (void)parser_eat(parser, TOKEN_COMMA);
    }
    if (parser_eat(parser, TOKEN_STAR)) {
        has_clause = true;
        if (!parser_eat_word(parser, "as")) {
            parser_unexpected(parser, "as");
        }
        node->import.namespace_name = parse_binding_name(parser);
    } else if (parser_at(parser, TOKEN_BRACE_OPEN)) {
        has_clause = true;
        parse_items(parser, true, &items, &reserved);
    }
    if (has_clause && !parser_eat_word(parser, "from")) {
        parser_unexpected(parser, "from");
    }
    node->import.specifier = parse_specifier(parser, &specifier);
    node->import.specifier_start = specifier.start;
    node->import.specifier_end = specifier.end;
    node->import.items = items.items;
    node->import.item_count = items.count;
    /* import { type A } from: all of it was types, nothing is loaded */
    bool is_all_types = has_clause && items.count == 0 && parser->is_typescript &&
                        node->import.default_name.bytes == NULL &&
                        node->import.namespace_name.bytes == NULL;
    skip_attributes(parser);
    parser_semicolon(parser);
    return is_type || is_all_types ? NULL : parser_finish(parser, node);
}

/* ---- export ------------------------------------------------------------ */

static void
mark_export(struct parser *parser, struct text name, struct text alias, uint32_t start,
            uint32_t end)
{
    struct export_mark *mark = parser_new(parser, struct export_mark);
    if (mark != NULL) {
        *mark = (struct export_mark){name, alias, start, end, parser->out->exports};
        parser->out->exports = mark;
    }
}

/** Every name that a pattern declares. */
static void
mark_target(struct parser *parser, const struct node *target)
{
    switch ((int)target->kind) {
    case NODE_IDENTIFIER:
        mark_export(parser, target->reference.name, target->reference.name, target->start,
                    target->end);
        break;
    case NODE_DEFAULT:
        mark_target(parser, target->binary.left);
        break;
    case NODE_REST:
        mark_target(parser, target->unary.operand);
        break;
    case NODE_PROPERTY:
        mark_target(parser, target->property.value);
        break;
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN:
        for (uint32_t i = 0; i < target->list.count; i++) {
            if (target->list.items[i] != NULL) {
                mark_target(parser, target->list.items[i]);
            }
        }
        break;
    default:
        break;
    }
}

static void
mark_declaration(struct parser *parser, const struct node *node)
{
    if (node == NULL || parser->is_panicking) {
        return;
    }
    if (node->kind == NODE_VARIABLES) {
        for (uint32_t i = 0; i < node->variables.declarators.count; i++) {
            mark_target(parser, node->variables.declarators.items[i]->binary.left);
        }
    } else if (node->kind == NODE_FUNCTION_DECLARATION) {
        mark_export(parser, node->function->name, node->function->name, node->start,
                    node->start + 8);
    } else if (node->kind == NODE_CLASS_DECLARATION) {
        mark_export(parser, node->class_node.body->name, node->class_node.body->name, node->start,
                    node->start + 5);
    }
}

static struct node *
parse_export_default(struct parser *parser, uint32_t start)
{
    struct text name = parser_intern(parser, TEXT("*default*"));
    struct text alias = parser_intern(parser, TEXT("default"));
    struct token next = parser_peek(parser);
    struct node *node;
    parser_advance(parser);
    next = parser_peek(parser);
    if (parser->source->is_script && !parser_at(parser, TOKEN_FUNCTION)) {
        parser_panic(parser, DIAGNOSTIC_IMPORT_PLACE, start, next.end,
                     "export must stand in a module"); /* but for run262's own function */
    }
    if (parser->is_typescript && parser_at(parser, TOKEN_INTERFACE) &&
        parse_type_declaration(parser, false)) {
        return NULL;
    }
    if (parser_at(parser, TOKEN_FUNCTION) ||
        (parser_at_word(parser, "async") && next.kind == TOKEN_FUNCTION && !next.newline_before)) {
        node = parse_function_declaration(parser, true);
        if (node == NULL || parser->is_panicking) {
            return node;
        }
        if (node->function->has_own_name) {
            name = node->function->name;
        } else {
            node->function->name = alias;
        }
    } else if (parser_at(parser, TOKEN_CLASS) || parser_at(parser, TOKEN_AT) ||
               (parser_at_word(parser, "abstract") && next.kind == TOKEN_CLASS)) {
        node = parse_class(parser, true, true);
        if (parser->is_panicking) {
            return node;
        }
        if (node->class_node.body->has_own_name) {
            name = node->class_node.body->name;
        } else {
            node->class_node.body->name = alias;
            node->class_node.reference.name = name;
        }
    } else {
        node = parser_node(parser, NODE_EXPORT_DEFAULT, start);
        node->export_default.value = parse_assignment(parser);
        node->export_default.reference.name = name;
        parser_name_function(node->export_default.value, alias);
        parser_semicolon(parser);
        parser_finish(parser, node);
    }
    mark_export(parser, name, alias, start, start + 14);
    return node;
}

/** export * from, export * as x from, export { } and export { } from. */
static struct node *
parse_export_list(struct parser *parser, uint32_t start, bool is_type)
{
    struct node *node = parser_node(parser, NODE_EXPORT, start);
    struct item_builder items = {0};
    struct token reserved = {0};
    struct token specifier = {0};
    bool needs_from = false;
    if (parser_eat(parser, TOKEN_STAR)) {
        needs_from = true;
        if (parser_eat_word(parser, "as")) {
            node->export.namespace_name = parse_export_name(parser);
        } else {
            node->export.is_star = true;
        }
    } else {
        parse_items(parser, false, &items, &reserved);
    }
    if (parser_at_word(parser, "from")) {
        parser_advance(parser);
        node->export.specifier = parse_specifier(parser, &specifier);
        node->export.specifier_start = specifier.start;
        node->export.specifier_end = specifier.end;
        skip_attributes(parser);
    } else if (needs_from) {
        parser_unexpected(parser, "from");
    } else if (reserved.kind != TOKEN_NONE && !parser->is_panicking && !is_type) {
        parser_panic(parser, DIAGNOSTIC_RESERVED_WORD, reserved.start, reserved.end,
                     "only names of this file can be exported here");
    }
    node->export.items = items.items;
    node->export.item_count = items.count;
    parser_semicolon(parser);
    return is_type ? NULL : parser_finish(parser, node);
}

static struct node *
parse_exported_declaration(struct parser *parser)
{
    struct token next = parser_peek(parser);
    if (parser->is_typescript && parse_type_declaration(parser, true)) {
        return NULL;
    }
    struct node *node = NULL;
    bool is_name = token_is_name(next.kind);
    if (parser_at(parser, TOKEN_ENUM) ||
        (parser_at(parser, TOKEN_CONST) && next.kind == TOKEN_ENUM)) {
        node = parse_enum(parser);
    } else if (parser_at(parser, TOKEN_VAR) || parser_at(parser, TOKEN_LET) ||
               parser_at(parser, TOKEN_CONST)) {
        node = parse_variables(parser, false);
        parser_semicolon(parser);
    } else if (parser_at(parser, TOKEN_FUNCTION) ||
               (parser_at_word(parser, "async") && next.kind == TOKEN_FUNCTION)) {
        node = parse_function_declaration(parser, false);
    } else if (parser_at(parser, TOKEN_CLASS) || parser_at(parser, TOKEN_AT) ||
               (parser_at_word(parser, "abstract") && next.kind == TOKEN_CLASS)) {
        node = parse_class(parser, true, false);
    } else if (parser->is_typescript && is_name &&
               (parser_at_word(parser, "namespace") || parser_at_word(parser, "module"))) {
        node = parse_namespace(parser);
    } else {
        parser_unexpected(parser, "a declaration");
    }
    mark_declaration(parser, node);
    return node;
}

static struct node *
parse_export(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    parser_advance(parser);
    if (parser_at(parser, TOKEN_DEFAULT)) {
        return parse_export_default(parser, start);
    }
    if (parser_at(parser, TOKEN_STAR) || parser_at(parser, TOKEN_BRACE_OPEN)) {
        return parse_export_list(parser, start, false);
    }
    if (parser->is_typescript && parser_at(parser, TOKEN_ASSIGN)) {
        parser_panic(parser, DIAGNOSTIC_EXPORT_EQUALS, start, parser->lexer.token.end,
                     "export = is not available; write export default");
    }
    if (parser->is_typescript && parser_at(parser, TOKEN_IMPORT)) {
        parser_panic(parser, DIAGNOSTIC_IMPORT_EQUALS, start, parser->lexer.token.end,
                     "import = is not available; write import x from './file.js'");
    }
    if (parser->is_typescript && parser_at_word(parser, "type")) {
        enum token_kind next = parser_peek(parser).kind;
        if (next == TOKEN_BRACE_OPEN || next == TOKEN_STAR) {
            parser_advance(parser);
            return parse_export_list(parser, start, true);
        }
    }
    return parse_exported_declaration(parser);
}

struct node *
parse_module_item(struct parser *parser)
{
    const struct token *token = &parser->lexer.token;
    if (parser_at(parser, TOKEN_IMPORT)) {
        enum token_kind next = parser_peek(parser).kind;
        if (next == TOKEN_DOT || next == TOKEN_PAREN_OPEN) {
            struct node *node = parser_node(parser, NODE_EXPRESSION, token->start);
            node->unary.operand = parse_expression(parser);
            parser_semicolon(parser);
            return parser_finish(parser, node);
        }
    }
    if (parser->function->kind != FUNCTION_MODULE || parser->nesting != 1) {
        parser_panic(parser, DIAGNOSTIC_IMPORT_PLACE, token->start, token->end,
                     "%s must stand at the top level of the file", token_kind_text(token->kind));
        return NULL;
    }
    return parser_at(parser, TOKEN_IMPORT) ? parse_import(parser) : parse_export(parser);
}
