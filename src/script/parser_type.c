/* SPDX-License-Identifier: Apache-2.0 */
/* Types: read so that the reader stands behind them, and forgotten. */
#include "script/parser_state.h"

void
parser_note_type(struct parser *parser, struct text name, bool is_exported)
{
    struct type_name *type = parser_new(parser, struct type_name);
    if (type != NULL) {
        *type = (struct type_name){name, is_exported, parser->out->type_names};
        parser->out->type_names = type;
    }
}

void
parser_skip_braces(struct parser *parser)
{
    uint32_t depth = 0;
    do {
        if (parser_at(parser, TOKEN_BRACE_OPEN)) {
            depth++;
        } else if (parser_at(parser, TOKEN_BRACE_CLOSE)) {
            depth--;
        } else if (depth == 0) {
            parser_unexpected(parser, "{");
        }
        parser_advance(parser);
    } while (depth > 0 && !parser_at(parser, TOKEN_END));
}

/* ---- parameters of function types -------------------------------------- */

/** { a, b: c } or [a, b] as a parameter name in a type: brackets are balanced, no more. */
static void
skip_pattern(struct parser *parser)
{
    uint32_t depth = 0;
    do {
        if (parser_at(parser, TOKEN_BRACE_OPEN) || parser_at(parser, TOKEN_BRACKET_OPEN)) {
            depth++;
        } else if (parser_at(parser, TOKEN_BRACE_CLOSE) || parser_at(parser, TOKEN_BRACKET_CLOSE)) {
            depth--;
        }
        parser_advance(parser);
    } while (depth > 0 && !parser_at(parser, TOKEN_END));
}

static void
parse_type_parameter_list(struct parser *parser)
{
    parser_expect(parser, TOKEN_PAREN_OPEN);
    while (!parser_at(parser, TOKEN_PAREN_CLOSE) && !parser_at(parser, TOKEN_END)) {
        (void)parser_eat(parser, TOKEN_ELLIPSIS);
        if (parser_at(parser, TOKEN_BRACE_OPEN) || parser_at(parser, TOKEN_BRACKET_OPEN)) {
            skip_pattern(parser);
        } else if (token_is_name(parser_kind(parser))) {
            parser_advance(parser);
        } else {
            parser_unexpected(parser, "the name of a parameter");
        }
        (void)parser_eat(parser, TOKEN_QUESTION);
        if (parser_eat(parser, TOKEN_COLON)) {
            parse_type(parser);
        }
        if (!parser_eat(parser, TOKEN_COMMA)) {
            break;
        }
    }
    parser_expect(parser, TOKEN_PAREN_CLOSE);
}

/** T, x is T, asserts x, asserts x is T: what stands behind => and : of functions. */
static void
parse_return_type(struct parser *parser)
{
    if (parser_at_word(parser, "asserts")) {
        struct token next = parser_peek(parser);
        if ((next.kind == TOKEN_IDENTIFIER || next.kind == TOKEN_THIS) && !next.newline_before) {
            parser_advance(parser);
            parser_advance(parser);
            if (parser_eat_word(parser, "is")) {
                parse_type(parser);
            }
            return;
        }
    }
    if (parser_at(parser, TOKEN_IDENTIFIER) || parser_at(parser, TOKEN_THIS)) {
        struct token next = parser_peek(parser);
        if (next.kind == TOKEN_IDENTIFIER && !next.newline_before && text_is(next.text, "is")) {
            parser_advance(parser);
            parser_advance(parser);
        }
    }
    parse_type(parser);
}

/** (a: T) => U is told from (T) by what follows the parenthesis. */
static bool
begins_function_type(struct parser *parser)
{
    if (parser_at(parser, TOKEN_LESS) || parser_at(parser, TOKEN_NEW)) {
        return true;
    }
    if (parser_at_word(parser, "abstract") && parser_peek(parser).kind == TOKEN_NEW) {
        return true;
    }
    if (!parser_at(parser, TOKEN_PAREN_OPEN)) {
        return false;
    }
    struct parser_mark mark;
    parser_mark(parser, &mark);
    parser->is_speculating = true;
    parser_advance(parser);
    bool answer = parser_at(parser, TOKEN_PAREN_CLOSE) || parser_at(parser, TOKEN_ELLIPSIS);
    bool is_pattern = parser_at(parser, TOKEN_BRACE_OPEN) || parser_at(parser, TOKEN_BRACKET_OPEN);
    if (!answer && (is_pattern || token_is_name(parser_kind(parser)))) {
        if (is_pattern) {
            skip_pattern(parser);
        } else {
            parser_advance(parser);
        }
        answer = parser_at(parser, TOKEN_COLON) || parser_at(parser, TOKEN_COMMA) ||
                 parser_at(parser, TOKEN_QUESTION) || parser_at(parser, TOKEN_ASSIGN) ||
                 (parser_at(parser, TOKEN_PAREN_CLOSE) && parser_peek(parser).kind == TOKEN_ARROW);
    }
    answer &= !parser->is_panicking;
    parser_rewind(parser, &mark);
    return answer;
}

static void
parse_function_type(struct parser *parser)
{
    (void)parser_eat_word(parser, "abstract");
    (void)parser_eat(parser, TOKEN_NEW);
    parse_type_parameters(parser);
    parse_type_parameter_list(parser);
    parser_expect(parser, TOKEN_ARROW);
    parse_return_type(parser);
}

/* ---- object types ------------------------------------------------------ */

bool
parse_index_signature(struct parser *parser)
{
    struct parser_mark mark;
    parser_mark(parser, &mark);
    parser->is_speculating = true;
    parser_advance(parser);
    bool is_name = token_is_name(parser_kind(parser));
    parser_advance(parser);
    bool answer = is_name && parser_at(parser, TOKEN_COLON) && !parser->is_panicking;
    parser_rewind(parser, &mark);
    if (!answer) {
        return false;
    }
    parser_advance(parser);
    parser_advance(parser);
    parser_advance(parser);
    parse_type(parser);
    parser_expect(parser, TOKEN_BRACKET_CLOSE);
    parse_type_annotation(parser);
    return true;
}

/** [K in T as U]: what makes an object type a mapped one. */
static bool
parse_mapped_key(struct parser *parser)
{
    struct parser_mark mark;
    parser_mark(parser, &mark);
    parser->is_speculating = true;
    parser_advance(parser);
    bool is_name = token_is_name(parser_kind(parser));
    parser_advance(parser);
    bool answer = is_name && parser_at(parser, TOKEN_IN) && !parser->is_panicking;
    parser_rewind(parser, &mark);
    if (!answer) {
        return false;
    }
    parser_advance(parser);
    parser_advance(parser);
    parser_advance(parser);
    parse_type(parser);
    if (parser_eat_word(parser, "as")) {
        parse_type(parser);
    }
    parser_expect(parser, TOKEN_BRACKET_CLOSE);
    if (parser_at(parser, TOKEN_PLUS) || parser_at(parser, TOKEN_MINUS)) {
        parser_advance(parser);
    }
    (void)parser_eat(parser, TOKEN_QUESTION);
    parse_type_annotation(parser);
    return true;
}

/** A word such as readonly, get, set in front of a member's name. */
static void
skip_member_word(struct parser *parser, const char *word)
{
    if (parser_at_word(parser, word)) {
        struct token next = parser_peek(parser);
        if (token_is_name(next.kind) || next.kind == TOKEN_STRING || next.kind == TOKEN_NUMBER ||
            next.kind == TOKEN_BRACKET_OPEN) {
            parser_advance(parser);
        }
    }
}

static void
parse_signature(struct parser *parser)
{
    parse_type_parameters(parser);
    parse_type_parameter_list(parser);
    parse_return_annotation(parser);
}

static void
parse_type_member(struct parser *parser)
{
    if (parser_at(parser, TOKEN_PLUS) || parser_at(parser, TOKEN_MINUS)) {
        parser_advance(parser); /* +readonly, -readonly of mapped types */
    }
    skip_member_word(parser, "readonly");
    skip_member_word(parser, "get");
    skip_member_word(parser, "set");
    if (parser_at(parser, TOKEN_PAREN_OPEN) || parser_at(parser, TOKEN_LESS)) {
        parse_signature(parser);
        return;
    }
    if (parser_at(parser, TOKEN_NEW)) {
        enum token_kind next = parser_peek(parser).kind;
        if (next == TOKEN_PAREN_OPEN || next == TOKEN_LESS) {
            parser_advance(parser);
            parse_signature(parser);
            return;
        }
    }
    if (parser_at(parser, TOKEN_BRACKET_OPEN) &&
        (parse_mapped_key(parser) || parse_index_signature(parser))) {
        return;
    }
    struct node *property = parser_node(parser, NODE_PROPERTY, parser->lexer.token.start);
    parse_property_key(parser, property, true);
    (void)parser_eat(parser, TOKEN_QUESTION);
    if (parser_at(parser, TOKEN_PAREN_OPEN) || parser_at(parser, TOKEN_LESS)) {
        parse_signature(parser);
    } else {
        parse_type_annotation(parser);
    }
}

static void
parse_object_type(struct parser *parser)
{
    parser_expect(parser, TOKEN_BRACE_OPEN);
    while (!parser_at(parser, TOKEN_BRACE_CLOSE) && !parser_at(parser, TOKEN_END)) {
        parse_type_member(parser);
        if (!parser_eat(parser, TOKEN_SEMICOLON) && !parser_eat(parser, TOKEN_COMMA) &&
            !parser_at(parser, TOKEN_BRACE_CLOSE) && !parser->lexer.token.newline_before) {
            parser_unexpected(parser, "; or }");
        }
    }
    parser_expect(parser, TOKEN_BRACE_CLOSE);
}

/* ---- primary types ----------------------------------------------------- */

static void
parse_tuple_type(struct parser *parser)
{
    parser_advance(parser);
    while (!parser_at(parser, TOKEN_BRACKET_CLOSE) && !parser_at(parser, TOKEN_END)) {
        (void)parser_eat(parser, TOKEN_ELLIPSIS);
        if (token_is_name(parser_kind(parser))) { /* name: T, name?: T */
            struct lexer ahead = parser->lexer;
            lexer_next(&ahead);
            bool is_optional = ahead.token.kind == TOKEN_QUESTION;
            if (is_optional) {
                lexer_next(&ahead);
            }
            if (ahead.token.kind == TOKEN_COLON) {
                parser_advance(parser);
                (void)parser_eat(parser, TOKEN_QUESTION);
                parser_advance(parser);
            }
        }
        parse_type(parser);
        (void)parser_eat(parser, TOKEN_QUESTION);
        if (!parser_eat(parser, TOKEN_COMMA)) {
            break;
        }
    }
    parser_expect(parser, TOKEN_BRACKET_CLOSE);
}

static void
parse_template_type(struct parser *parser)
{
    for (;;) {
        bool continues = parser->lexer.token.template_continues;
        parser_advance(parser);
        if (!continues || parser->is_panicking) {
            return;
        }
        parse_type(parser);
        if (!parser_at(parser, TOKEN_BRACE_CLOSE)) {
            parser_unexpected(parser, "}");
            return;
        }
        parser_rescan(parser, lexer_rescan_template);
        if (parser->is_panicking) {
            return;
        }
    }
}

/** A.B.C<T>, also behind typeof and import("x"). */
static void
parse_type_name(struct parser *parser)
{
    if (parser_at(parser, TOKEN_IMPORT)) {
        parser_advance(parser);
        parser_expect(parser, TOKEN_PAREN_OPEN);
        parse_type(parser);
        parser_expect(parser, TOKEN_PAREN_CLOSE);
    } else if (token_is_name(parser_kind(parser))) {
        parser_advance(parser);
    } else {
        parser_unexpected(parser, "a type");
        return;
    }
    while (parser_eat(parser, TOKEN_DOT)) {
        if (!token_is_name(parser_kind(parser)) && !parser_at(parser, TOKEN_PRIVATE_NAME)) {
            parser_unexpected(parser, "a name");
        }
        parser_advance(parser);
    }
    if ((parser_at(parser, TOKEN_LESS) || parser_at(parser, TOKEN_SHIFT_LEFT)) &&
        !parser->lexer.token.newline_before) {
        parse_type_arguments(parser);
    }
}

static void
parse_primary_type(struct parser *parser)
{
    switch ((int)parser_kind(parser)) {
    case TOKEN_PAREN_OPEN: {
        bool forbids = parser->forbids_conditional_type;
        parser->forbids_conditional_type = false;
        parser_advance(parser);
        parse_type(parser);
        parser_expect(parser, TOKEN_PAREN_CLOSE);
        parser->forbids_conditional_type = forbids;
        return;
    }
    case TOKEN_BRACKET_OPEN:
        parse_tuple_type(parser);
        return;
    case TOKEN_BRACE_OPEN:
        parse_object_type(parser);
        return;
    case TOKEN_TEMPLATE:
        parse_template_type(parser);
        return;
    case TOKEN_MINUS:
        parser_advance(parser);
        if (!parser_eat(parser, TOKEN_BIGINT)) {
            parser_expect(parser, TOKEN_NUMBER);
        }
        return;
    case TOKEN_STRING:
    case TOKEN_NUMBER:
    case TOKEN_BIGINT:
        parser_advance(parser);
        return;
    case TOKEN_TYPEOF:
        parser_advance(parser);
        parse_type_name(parser);
        return;
    default:
        parse_type_name(parser);
        return;
    }
}

static void
parse_infer(struct parser *parser)
{
    parser_advance(parser);
    parser_advance(parser);
    if (!parser_at(parser, TOKEN_EXTENDS)) {
        return;
    }
    struct parser_mark mark;
    parser_mark(parser, &mark);
    bool forbids = parser->forbids_conditional_type;
    parser_advance(parser);
    parser->forbids_conditional_type = true;
    parse_type(parser);
    parser->forbids_conditional_type = forbids;
    if (!forbids && parser_at(parser, TOKEN_QUESTION)) {
        parser_rewind(parser, &mark); /* infer U is the left side of a conditional type */
    }
}

static void
parse_operator_type(struct parser *parser)
{
    while (parser_at_word(parser, "keyof") || parser_at_word(parser, "unique") ||
           parser_at_word(parser, "readonly")) {
        struct token next = parser_peek(parser);
        bool is_operator = token_is_name(next.kind) || next.kind == TOKEN_PAREN_OPEN ||
                           next.kind == TOKEN_BRACKET_OPEN || next.kind == TOKEN_BRACE_OPEN ||
                           next.kind == TOKEN_STRING || next.kind == TOKEN_TEMPLATE;
        if (!is_operator || next.newline_before) {
            break;
        }
        parser_advance(parser);
    }
    if (parser_at_word(parser, "infer") && parser_peek(parser).kind == TOKEN_IDENTIFIER) {
        parse_infer(parser);
        return;
    }
    parse_primary_type(parser);
    while (parser_at(parser, TOKEN_BRACKET_OPEN) && !parser->lexer.token.newline_before) {
        parser_advance(parser);
        if (!parser_at(parser, TOKEN_BRACKET_CLOSE)) {
            parse_type(parser);
        }
        parser_expect(parser, TOKEN_BRACKET_CLOSE);
    }
}

static void
parse_union_type(struct parser *parser)
{
    (void)(parser_eat(parser, TOKEN_PIPE) || parser_eat(parser, TOKEN_AMPERSAND));
    do {
        if (begins_function_type(parser)) {
            parse_function_type(parser);
        } else {
            parse_operator_type(parser);
        }
    } while (parser_eat(parser, TOKEN_PIPE) || parser_eat(parser, TOKEN_AMPERSAND));
}

void
parse_type(struct parser *parser)
{
    if (!parser_enter(parser)) {
        return;
    }
    parse_union_type(parser);
    if (!parser->forbids_conditional_type && parser_at(parser, TOKEN_EXTENDS) &&
        !parser->lexer.token.newline_before) {
        parser_advance(parser);
        parser->forbids_conditional_type = true;
        parse_type(parser);
        parser->forbids_conditional_type = false;
        parser_expect(parser, TOKEN_QUESTION);
        parse_type(parser);
        parser_expect(parser, TOKEN_COLON);
        parse_type(parser);
    }
    parser_leave(parser);
}

void
parse_type_annotation(struct parser *parser)
{
    if (parser_at(parser, TOKEN_COLON) && parser_types_here(parser)) {
        parser_advance(parser);
        parse_type(parser);
    }
}

void
parse_return_annotation(struct parser *parser)
{
    if (parser_at(parser, TOKEN_COLON) && parser_types_here(parser)) {
        parser_advance(parser);
        parse_return_type(parser);
    }
}

/* ---- parameters and arguments of types --------------------------------- */

void
parse_type_parameters(struct parser *parser)
{
    if (!parser_at(parser, TOKEN_LESS) || !parser_types_here(parser)) {
        return;
    }
    parser_advance(parser);
    do {
        while (parser_at(parser, TOKEN_CONST) || parser_at(parser, TOKEN_IN) ||
               (parser_at_word(parser, "out") && token_is_name(parser_peek(parser).kind))) {
            parser_advance(parser);
        }
        if (!parser_at(parser, TOKEN_IDENTIFIER)) {
            parser_unexpected(parser, "the name of a type parameter");
        }
        parser_advance(parser);
        if (parser_eat(parser, TOKEN_EXTENDS)) {
            parse_type(parser);
        }
        if (parser_eat(parser, TOKEN_ASSIGN)) {
            parse_type(parser);
        }
    } while (parser_eat(parser, TOKEN_COMMA) && !parser_at(parser, TOKEN_GREATER));
    parser_expect(parser, TOKEN_GREATER);
}

void
parse_type_arguments(struct parser *parser)
{
    if (parser_at(parser, TOKEN_SHIFT_LEFT)) {
        parser_rescan(parser, lexer_rescan_less);
    }
    parser_expect(parser, TOKEN_LESS);
    do {
        parse_type(parser);
    } while (parser_eat(parser, TOKEN_COMMA));
    parser_expect(parser, TOKEN_GREATER);
}

/** Tokens that show that f<T> before them was no comparison. */
static bool
may_follow_type_arguments(const struct parser *parser)
{
    switch ((int)parser_kind(parser)) {
    case TOKEN_PAREN_OPEN:
    case TOKEN_TEMPLATE:
        return true;
    case TOKEN_LESS:
    case TOKEN_GREATER:
    case TOKEN_PLUS:
    case TOKEN_MINUS:
        return false;
    case TOKEN_PAREN_CLOSE:
    case TOKEN_BRACKET_CLOSE:
    case TOKEN_BRACE_CLOSE:
    case TOKEN_COLON:
    case TOKEN_SEMICOLON:
    case TOKEN_COMMA:
    case TOKEN_DOT:
    case TOKEN_OPTIONAL_DOT:
    case TOKEN_END:
    case TOKEN_EQUAL:
    case TOKEN_NOT_EQUAL:
    case TOKEN_STRICT_EQUAL:
    case TOKEN_STRICT_NOT_EQUAL:
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_COALESCE:
    case TOKEN_QUESTION:
    case TOKEN_CARET:
    case TOKEN_AMPERSAND:
    case TOKEN_PIPE:
        return true;
    default:
        return parser->lexer.token.newline_before;
    }
}

bool
parse_call_type_arguments(struct parser *parser)
{
    struct parser_mark mark;
    parser_mark(parser, &mark);
    bool outer = parser->is_speculating;
    parser->is_speculating = true;
    parse_type_arguments(parser);
    if (parser->is_panicking || !may_follow_type_arguments(parser)) {
        parser_rewind(parser, &mark);
        return false;
    }
    parser->is_speculating = outer;
    return true;
}

void
parse_heritage_type(struct parser *parser)
{
    parse_type_name(parser);
}

/* ---- declarations of types --------------------------------------------- */

static void
parse_interface(struct parser *parser, bool is_exported)
{
    parser_advance(parser);
    parser_note_type(parser, parser->lexer.token.text, is_exported);
    parser_advance(parser);
    parse_type_parameters(parser);
    if (parser_eat(parser, TOKEN_EXTENDS)) {
        do {
            parse_heritage_type(parser);
        } while (parser_eat(parser, TOKEN_COMMA));
    }
    parse_object_type(parser);
}

static void
parse_type_alias(struct parser *parser, bool is_exported)
{
    parser_advance(parser);
    parser_note_type(parser, parser->lexer.token.text, is_exported);
    parser_advance(parser);
    parse_type_parameters(parser);
    parser_expect(parser, TOKEN_ASSIGN);
    parse_type(parser);
    parser_semicolon(parser);
}

/** declare ...: read as what it declares, and dropped. */
static void
parse_declare(struct parser *parser, bool is_exported)
{
    parser_advance(parser);
    struct token next = parser_peek(parser);
    if (token_is_name(next.kind)) {
        parser_note_type(parser, next.text, is_exported);
    }
    bool is_braces = parser_at_word(parser, "global") || parser_at_word(parser, "module") ||
                     parser_at_word(parser, "namespace");
    if (is_braces) {
        while (!parser_at(parser, TOKEN_BRACE_OPEN) && !parser_at(parser, TOKEN_END) &&
               !parser_at(parser, TOKEN_SEMICOLON)) {
            parser_advance(parser);
        }
        if (!parser_eat(parser, TOKEN_SEMICOLON)) {
            parser_skip_braces(parser);
        }
        return;
    }
    bool is_ambient = parser->is_ambient;
    parser->is_ambient = true;
    (void)parse_statement(parser);
    parser->is_ambient = is_ambient;
}

bool
parse_type_declaration(struct parser *parser, bool is_exported)
{
    struct token next = parser_peek(parser);
    bool is_on_line = !next.newline_before;
    if (parser_at(parser, TOKEN_INTERFACE) && next.kind == TOKEN_IDENTIFIER) {
        if (parser_types_here(parser)) {
            parse_interface(parser, is_exported);
        }
        return true;
    }
    if (!parser->is_typescript || !is_on_line) {
        return false;
    }
    if (parser_at_word(parser, "type") && next.kind == TOKEN_IDENTIFIER) {
        parse_type_alias(parser, is_exported);
        return true;
    }
    if (parser_at_word(parser, "declare") &&
        (next.kind == TOKEN_CONST || next.kind == TOKEN_LET || next.kind == TOKEN_VAR ||
         next.kind == TOKEN_FUNCTION || next.kind == TOKEN_CLASS || next.kind == TOKEN_ENUM ||
         next.kind == TOKEN_INTERFACE || next.kind == TOKEN_IDENTIFIER)) {
        parse_declare(parser, is_exported);
        return true;
    }
    return false;
}
