/* SPDX-License-Identifier: Apache-2.0 */
/* Literals, names, objects, templates; what may be assigned to. */
#include "script/number.h"
#include "script/parser_state.h"
#include "script/regexp.h"

/* ---- names for functions ----------------------------------------------- */

void
parser_name_function(struct node *value, struct text name)
{
    if (!node_is_anonymous_function(value)) {
        return;
    }
    if (value->kind == NODE_FUNCTION) {
        value->function->name = name;
    } else {
        value->class_node.body->name = name;
    }
}

void
parser_name_by_key(struct parser *parser, struct node *property, struct node *value)
{
    struct text name;
    if (!node_is_anonymous_function(value)) {
        return;
    }
    uint32_t flags = property->property.flags;
    if (flags & PROPERTY_COMPUTED) {
        property->property.flags |= PROPERTY_NAMES;
        return;
    }
    const char *prefix = flags & PROPERTY_GETTER ? "get " : flags & PROPERTY_SETTER ? "set " : "";
    if (flags & PROPERTY_PRIVATE) {
        name = text_format(parser->arena, "%s#%.*s", prefix,
                           TEXT_ARG(property->property.private_name->name));
    } else if (property->property.key->kind == NODE_NUMBER) {
        char digits[SCRIPT_NUMBER_TEXT_MAX];
        size_t length = script_number_render(property->property.key->number, digits);
        name = text_format(parser->arena, "%s%.*s", prefix, (int)length, digits);
    } else {
        name = text_format(parser->arena, "%s%.*s", prefix, TEXT_ARG(property->property.key->text));
    }
    if (name.bytes != NULL) {
        parser_name_function(value, parser_intern(parser, name));
    }
}

/* ---- templates --------------------------------------------------------- */

static void
add_text(struct parser *parser, struct text **texts, uint32_t count, struct text text)
{
    struct text *grown = arena_grow(parser->arena, *texts, count * sizeof(struct text),
                                    (count + 1) * sizeof(struct text));
    if (grown == NULL) {
        parser->out_of_memory = true;
        return;
    }
    grown[count] = text;
    *texts = grown;
}

struct node *
parse_template(struct parser *parser, struct node *tag)
{
    struct node *node = parser_node(parser, tag == NULL ? NODE_TEMPLATE : NODE_TAGGED_TEMPLATE,
                                    parser->lexer.token.start);
    struct node_builder values = {0};
    bool forbids_in = parser->forbids_in;
    struct text *cooked = NULL;
    struct text *raw = NULL;
    uint32_t count = 0;
    for (;;) {
        const struct token *token = &parser->lexer.token;
        bool continues = token->template_continues;
        if (token->text.bytes == NULL && tag == NULL && !parser->is_panicking) {
            parser_report(parser, DIAGNOSTIC_BAD_ESCAPE, token->start, token->end,
                          "this template has a broken escape; write \\x41, \\u0041 or \\u{1F600}");
        }
        add_text(parser, &cooked, count, token->text);
        add_text(parser, &raw, count, token->raw);
        count++;
        parser_advance(parser);
        if (!continues || parser->is_panicking || parser->out_of_memory) {
            break;
        }
        parser->forbids_in = false;
        node_add(parser, &values, parse_expression(parser));
        parser->forbids_in = forbids_in;
        if (!parser_at(parser, TOKEN_BRACE_CLOSE)) {
            parser_unexpected(parser, "}");
            break;
        }
        parser_rescan(parser, lexer_rescan_template);
        if (parser->is_panicking) {
            break;
        }
    }
    node->template.cooked = cooked;
    node->template.raw = raw;
    node->template.values = node_list_of(&values);
    node->template.tag = tag;
    return parser_finish(parser, node);
}

/* ---- arrays and objects ------------------------------------------------ */

static struct node *
parse_array(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_ARRAY, parser->lexer.token.start);
    struct node_builder list = {0};
    bool forbids_in = parser->forbids_in;
    bool in_true_branch = parser->in_true_branch;
    parser->forbids_in = false;
    parser->in_true_branch = false;
    parser_advance(parser);
    while (!parser_at(parser, TOKEN_BRACKET_CLOSE) && !parser_at(parser, TOKEN_END)) {
        uint32_t start = parser->lexer.token.start;
        if (parser_eat(parser, TOKEN_COMMA)) {
            node_add(parser, &list, NULL);
            continue;
        }
        node->has_trailing_comma = false;
        if (parser_eat(parser, TOKEN_ELLIPSIS)) {
            struct node *spread = parser_node(parser, NODE_SPREAD, start);
            spread->unary.operand = parse_assignment_cover(parser);
            node_add(parser, &list, parser_finish(parser, spread));
        } else {
            node_add(parser, &list, parse_assignment_cover(parser));
        }
        if (!parser_at(parser, TOKEN_BRACKET_CLOSE)) {
            parser_expect(parser, TOKEN_COMMA);
            node->has_trailing_comma = true;
        }
    }
    parser_expect(parser, TOKEN_BRACKET_CLOSE);
    parser->forbids_in = forbids_in;
    parser->in_true_branch = in_true_branch;
    node->list = node_list_of(&list);
    return parser_finish(parser, node);
}

void
parse_property_key(struct parser *parser, struct node *property, bool allows_private)
{
    struct token token = parser->lexer.token;
    if (token.kind == TOKEN_NUMBER) {
        struct node *key = parser_node(parser, NODE_NUMBER, token.start);
        key->number = token.number;
        parser_advance(parser);
        property->property.key = parser_finish(parser, key);
    } else if (token.kind == TOKEN_BRACKET_OPEN) {
        parser_advance(parser);
        bool forbids_in = parser->forbids_in;
        parser->forbids_in = false;
        property->property.key = parse_assignment(parser);
        parser->forbids_in = forbids_in;
        property->property.flags |= PROPERTY_COMPUTED;
        parser_expect(parser, TOKEN_BRACKET_CLOSE);
    } else if (token.kind == TOKEN_PRIVATE_NAME && allows_private) {
        property->property.flags |= PROPERTY_PRIVATE;
        property->property.key = parser_string(parser, token.text, token.start, token.end);
        parser_advance(parser);
    } else if (token.kind == TOKEN_STRING || token_is_name(token.kind)) {
        property->property.key = parser_string(parser, token.text, token.start, token.end);
        parser_advance(parser);
    } else {
        if (token.kind == TOKEN_BIGINT) {
            parser_report(parser, DIAGNOSTIC_NO_BIGINT, token.start, token.end,
                          "BigInt is not available; write Decimal.from('123')");
        }
        property->property.key = parser_string(parser, TEXT(""), token.start, token.end);
        parser_unexpected(parser, "the name of a property");
    }
}

/** Is the word at the token a modifier of a member, by what stands behind it? */
static bool
is_member_modifier(struct parser *parser, const char *word)
{
    if (!parser_at_word(parser, word)) {
        return false;
    }
    struct token next = parser_peek(parser);
    bool is_key = next.kind == TOKEN_STRING || next.kind == TOKEN_NUMBER ||
                  next.kind == TOKEN_BRACKET_OPEN || next.kind == TOKEN_BIGINT ||
                  token_is_name(next.kind);
    if (strcmp(word, "async") == 0) {
        return (is_key || next.kind == TOKEN_STAR) && !next.newline_before;
    }
    return is_key;
}

static struct node *
parse_method_property(struct parser *parser, struct node *property, enum function_kind kind,
                      bool is_async, bool is_generator)
{
    struct node *value = parser_node(parser, NODE_FUNCTION, property->start);
    bool has_body = true;
    value->function = parse_method(parser, kind, is_async, is_generator, NULL, &has_body);
    if (value->function != NULL) {
        value->function->start = property->start; /* source text begins at the key */
        property->property.value = parser_finish(parser, value);
        parser_name_by_key(parser, property, value);
    }
    if (!has_body) {
        parser_unexpected(parser, "{");
    }
    return parser_finish(parser, property);
}

/** A use of a name: `arguments` is the function's business. */
static void
note_arguments(struct parser *parser, struct token token)
{
    if (!text_is(token.text, "arguments")) {
        return;
    }
    parser->function->owner->uses_arguments = true;
    if (parser->function->forbids_arguments) {
        parser_report(parser, DIAGNOSTIC_ARGUMENTS_IN_FIELD, token.start, token.end,
                      "fields and static blocks have no arguments");
    }
}

static struct node *
parse_value_property(struct parser *parser, struct node *property, struct token key)
{
    if (parser_eat(parser, TOKEN_COLON)) {
        property->property.value = parse_assignment_cover(parser);
        bool is_plain = !(property->property.flags & PROPERTY_COMPUTED) &&
                        property->property.key->kind == NODE_STRING;
        if (is_plain && text_is(property->property.key->text, "__proto__")) {
            property->property.flags |= PROPERTY_PROTO;
        } else {
            parser_name_by_key(parser, property, property->property.value);
        }
        return parser_finish(parser, property);
    }
    if (key.kind != TOKEN_IDENTIFIER) {
        if (token_is_keyword(key.kind)) {
            parser_panic(parser, DIAGNOSTIC_RESERVED_WORD, key.start, key.end,
                         "%s is a reserved word; write %s: value", token_kind_text(key.kind),
                         token_kind_text(key.kind));
        }
        parser_unexpected(parser, ":");
        return property;
    }
    property->property.flags |= PROPERTY_SHORTHAND;
    struct node *value = parser_identifier(parser, key.text, key.start, key.end);
    note_arguments(parser, key);
    if (parser_at(parser, TOKEN_ASSIGN)) {
        if (parser->cover_offset == NO_OFFSET) {
            parser->cover_offset = parser->lexer.token.start;
            parser->cover_is_proto = false;
        }
        parser_advance(parser);
        struct node *assign = parser_node(parser, NODE_ASSIGN, key.start);
        assign->assign.target = value;
        assign->assign.value = parse_assignment(parser);
        parser_name_function(assign->assign.value, key.text);
        value = parser_finish(parser, assign);
    }
    property->property.value = value;
    return parser_finish(parser, property);
}

static struct node *
parse_object_property(struct parser *parser)
{
    struct node *property = parser_node(parser, NODE_PROPERTY, parser->lexer.token.start);
    bool is_async = false;
    bool is_generator = false;
    enum function_kind kind = FUNCTION_METHOD;
    if (is_member_modifier(parser, "async")) {
        is_async = true;
        parser_advance(parser);
    }
    if (parser_eat(parser, TOKEN_STAR)) {
        is_generator = true;
    } else if (!is_async && is_member_modifier(parser, "get")) {
        kind = FUNCTION_GETTER;
        property->property.flags |= PROPERTY_GETTER;
        parser_advance(parser);
    } else if (!is_async && is_member_modifier(parser, "set")) {
        kind = FUNCTION_SETTER;
        property->property.flags |= PROPERTY_SETTER;
        parser_advance(parser);
    }
    struct token key = parser->lexer.token;
    parse_property_key(parser, property, false);
    bool is_method = is_async || is_generator || kind != FUNCTION_METHOD ||
                     parser_at(parser, TOKEN_PAREN_OPEN) ||
                     (parser->is_typescript && parser_at(parser, TOKEN_LESS));
    if (!is_method) {
        return parse_value_property(parser, property, key);
    }
    if (kind == FUNCTION_METHOD) {
        property->property.flags |= PROPERTY_METHOD;
    }
    return parse_method_property(parser, property, kind, is_async, is_generator);
}

static struct node *
parse_object(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_OBJECT, parser->lexer.token.start);
    struct node_builder list = {0};
    bool forbids_in = parser->forbids_in;
    bool in_true_branch = parser->in_true_branch;
    bool has_proto = false;
    parser->forbids_in = false;
    parser->in_true_branch = false;
    parser_advance(parser);
    while (!parser_at(parser, TOKEN_BRACE_CLOSE) && !parser_at(parser, TOKEN_END)) {
        uint32_t start = parser->lexer.token.start;
        node->has_trailing_comma = false;
        if (parser_eat(parser, TOKEN_ELLIPSIS)) {
            struct node *spread = parser_node(parser, NODE_SPREAD, start);
            spread->unary.operand = parse_assignment_cover(parser);
            node_add(parser, &list, parser_finish(parser, spread));
        } else {
            struct node *property = parse_object_property(parser);
            bool is_proto = (property->property.flags & PROPERTY_PROTO) != 0;
            if (is_proto && has_proto && parser->cover_offset == NO_OFFSET) {
                parser->cover_offset = start;
                parser->cover_is_proto = true;
            }
            has_proto |= is_proto;
            node_add(parser, &list, property);
        }
        if (!parser_at(parser, TOKEN_BRACE_CLOSE)) {
            parser_expect(parser, TOKEN_COMMA);
            node->has_trailing_comma = true;
        }
    }
    parser_expect(parser, TOKEN_BRACE_CLOSE);
    parser->forbids_in = forbids_in;
    parser->in_true_branch = in_true_branch;
    node->list = node_list_of(&list);
    return parser_finish(parser, node);
}

/* ---- primary expressions ----------------------------------------------- */

static struct node *
parse_regexp(struct parser *parser)
{
    parser_rescan(parser, lexer_rescan_regexp);
    struct token token = parser->lexer.token;
    struct node *node = parser_node(parser, NODE_REGEXP, token.start);
    if (parser->is_panicking) {
        return node;
    }
    node->regexp.pattern = token.text;
    node->regexp.flags = token.raw;
    const char *message;
    if (!regexp_check(token.text, token.raw, &message)) {
        parser_report(parser, DIAGNOSTIC_BAD_REGEXP, token.start, token.end,
                      "this regular expression is refused: %s", message);
    }
    parser_advance(parser);
    return parser_finish(parser, node);
}

static struct node *
parse_import_expression(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    struct node *node = parser_node(parser, NODE_NULL, start);
    parser_advance(parser);
    if (parser_at(parser, TOKEN_PAREN_OPEN)) {
        parser_report(parser, DIAGNOSTIC_NO_IMPORT_CALL, start, start + 6,
                      "import() is not available; use a static import at the top of the file");
        struct node_list arguments;
        parse_arguments(parser, &arguments);
        return parser_finish(parser, node);
    }
    parser_expect(parser, TOKEN_DOT);
    if (!parser_eat_word(parser, "meta")) {
        parser_panic(parser, DIAGNOSTIC_BAD_META, start, parser->lexer.token.end,
                     "only import.meta may follow import and a dot");
    } else {
        parser_report(parser, DIAGNOSTIC_NO_IMPORT_META, start, parser->lexer.previous_end,
                      "import.meta is not available; a release has no address");
    }
    return parser_finish(parser, node);
}

static struct node *
parse_parenthesised_expression(struct parser *parser)
{
    parser_advance(parser);
    uint32_t outer_cover = parser->cover_offset;
    parser->cover_offset = NO_OFFSET;
    struct node *node = parse_expression(parser);
    parser->cover_offset = outer_cover;
    parser_expect(parser, TOKEN_PAREN_CLOSE);
    node->is_parenthesised = true;
    return node;
}

static struct node *
parse_identifier(struct parser *parser)
{
    struct token token = parser->lexer.token;
    if (parser_at_word(parser, "async")) {
        struct token next = parser_peek(parser);
        if (next.kind == TOKEN_FUNCTION && !next.newline_before) {
            return parse_function_expression(parser);
        }
    }
    note_arguments(parser, token);
    parser_advance(parser);
    return parser_identifier(parser, token.text, token.start, token.end);
}

static struct node *
parse_literal(struct parser *parser, enum node_kind kind)
{
    struct token token = parser->lexer.token;
    struct node *node = parser_node(parser, kind, token.start);
    if (kind == NODE_NUMBER) {
        node->number = token.number;
    } else if (kind == NODE_STRING) {
        node->text = token.text;
    }
    parser_advance(parser);
    return parser_finish(parser, node);
}

struct node *
parse_primary(struct parser *parser)
{
    const struct token *token = &parser->lexer.token;
    enum token_kind kind = token->kind;
    if (token->has_escape && token_is_keyword(kind)) {
        kind = TOKEN_NONE;
    }
    switch ((int)kind) {
    case TOKEN_IDENTIFIER:
        return parse_identifier(parser);
    case TOKEN_NUMBER:
        return parse_literal(parser, NODE_NUMBER);
    case TOKEN_STRING:
        return parse_literal(parser, NODE_STRING);
    case TOKEN_NULL:
        return parse_literal(parser, NODE_NULL);
    case TOKEN_TRUE:
        return parse_literal(parser, NODE_TRUE);
    case TOKEN_FALSE:
        return parse_literal(parser, NODE_FALSE);
    case TOKEN_THIS:
        parser->function->owner->uses_this = true;
        return parse_literal(parser, NODE_THIS);
    case TOKEN_TEMPLATE:
        return parse_template(parser, NULL);
    case TOKEN_BRACKET_OPEN:
        return parse_array(parser);
    case TOKEN_BRACE_OPEN:
        return parse_object(parser);
    case TOKEN_PAREN_OPEN:
        return parse_parenthesised_expression(parser);
    case TOKEN_FUNCTION:
        return parse_function_expression(parser);
    case TOKEN_AT:
    case TOKEN_CLASS:
        return parse_class(parser, false, true);
    case TOKEN_SLASH:
    case TOKEN_DIVIDE_ASSIGN:
        return parse_regexp(parser);
    case TOKEN_IMPORT:
        return parse_import_expression(parser);
    case TOKEN_BIGINT:
        parser_report(parser, DIAGNOSTIC_NO_BIGINT, token->start, token->end,
                      "BigInt is not available; write Decimal.from('123')");
        return parse_literal(parser, NODE_NULL);
    case TOKEN_LESS:
        parser_panic(parser, DIAGNOSTIC_NO_JSX, token->start, token->end,
                     "expected an expression, found <; there is no JSX");
        break;
    default:
        if (token_is_keyword(token->kind) && !token->has_escape) {
            parser_panic(parser, DIAGNOSTIC_RESERVED_WORD, token->start, token->end,
                         "expected an expression, found the reserved word %s",
                         token_kind_text(token->kind));
        } else {
            parser_unexpected(parser, "an expression");
        }
        break;
    }
    return parser_node(parser, NODE_NONE, token->start);
}

/* ---- targets ----------------------------------------------------------- */

static struct node *
to_pattern_element(struct parser *parser, struct node *node)
{
    bool is_default = node->kind == NODE_ASSIGN && node->assign.operator == OPERATOR_NONE;
    if (is_default && !node->is_parenthesised) { /* its target is one already, but in { a = 1 } */
        struct node *target = parser_to_target(parser, node->assign.target);
        struct node *value = node->assign.value;
        node->kind = NODE_DEFAULT;
        node->binary.operator = OPERATOR_NONE;
        node->binary.left = target;
        node->binary.right = value;
        return node;
    }
    return parser_to_target(parser, node);
}

/** ...x at the end of a pattern. */
static void
to_rest(struct parser *parser, struct node *node, bool is_last, bool allows_pattern)
{
    struct node *operand = node->unary.operand;
    node->kind = NODE_REST;
    if (!is_last) {
        parser_panic(parser, DIAGNOSTIC_REST_LAST, node->start, node->end,
                     "a rest element must be the last, without a comma behind it");
    } else if (operand->kind == NODE_ASSIGN && !operand->is_parenthesised) {
        parser_panic(parser, DIAGNOSTIC_REST_DEFAULT, node->start, node->end,
                     "a rest element cannot have a default");
    } else if (!allows_pattern && (operand->kind == NODE_OBJECT || operand->kind == NODE_ARRAY)) {
        parser_panic(parser, DIAGNOSTIC_BAD_PATTERN, operand->start, operand->end,
                     "the rest of an object can only go to a variable or member");
    } else {
        node->unary.operand = parser_to_target(parser, operand);
    }
}

static void
to_array_pattern(struct parser *parser, struct node *node)
{
    node->kind = NODE_ARRAY_PATTERN;
    for (uint32_t i = 0; i < node->list.count && !parser->is_panicking; i++) {
        struct node *element = node->list.items[i];
        if (element == NULL) {
            continue;
        }
        if (element->kind == NODE_SPREAD) {
            to_rest(parser, element, i + 1 == node->list.count && !node->has_trailing_comma, true);
        } else {
            node->list.items[i] = to_pattern_element(parser, element);
        }
    }
}

static void
to_object_pattern(struct parser *parser, struct node *node)
{
    node->kind = NODE_OBJECT_PATTERN;
    for (uint32_t i = 0; i < node->list.count && !parser->is_panicking; i++) {
        struct node *element = node->list.items[i];
        if (element->kind == NODE_SPREAD) {
            to_rest(parser, element, i + 1 == node->list.count && !node->has_trailing_comma, false);
            continue;
        }
        if (element->property.flags & (PROPERTY_METHOD | PROPERTY_GETTER | PROPERTY_SETTER)) {
            parser_panic(parser, DIAGNOSTIC_BAD_PATTERN, element->start, element->end,
                         "a method cannot stand in a pattern");
            continue;
        }
        element->property.flags &= ~(uint32_t)(PROPERTY_PROTO | PROPERTY_NAMES);
        element->property.value = to_pattern_element(parser, element->property.value);
    }
}

struct node *
parser_to_target(struct parser *parser, struct node *node)
{
    if (parser->is_panicking) {
        return node;
    }
    switch ((int)node->kind) {
    case NODE_IDENTIFIER:
        if (text_is(node->reference.name, "eval") || text_is(node->reference.name, "arguments")) {
            parser_report(parser, DIAGNOSTIC_EVAL_ARGUMENTS, node->start, node->end,
                          "%.*s cannot be assigned to; choose another name",
                          TEXT_ARG(node->reference.name));
        }
        return node;
    case NODE_MEMBER:
    case NODE_INDEX:
    case NODE_PRIVATE_MEMBER:
    case NODE_SUPER_MEMBER:
    case NODE_SUPER_INDEX:
    case NODE_ARRAY_PATTERN: /* of an inner assignment that was read already */
    case NODE_OBJECT_PATTERN:
        return node;
    case NODE_ARRAY:
    case NODE_OBJECT:
        if (node->is_parenthesised) {
            break;
        }
        if (node->kind == NODE_ARRAY) {
            to_array_pattern(parser, node);
        } else {
            to_object_pattern(parser, node);
        }
        return node;
    case NODE_OPTIONAL_CHAIN:
        parser_panic(parser, DIAGNOSTIC_BAD_OPTIONAL_CHAIN, node->start, node->end,
                     "an optional chain cannot be assigned to; test for null first");
        return node;
    default:
        break;
    }
    parser_panic(parser, DIAGNOSTIC_BAD_TARGET, node->start, node->end,
                 "this cannot be assigned to; put a variable or member on the left");
    return node;
}
