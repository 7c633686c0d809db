/* SPDX-License-Identifier: Apache-2.0 */
/* Arrow functions, told from parentheses, comparisons and casts. */
#include "script/parser_state.h"

static bool
is_known_not_arrow(const struct parser *parser, uint32_t offset)
{
    return parser->not_arrows != NULL && (parser->not_arrows[offset / 8] >> (offset % 8) & 1);
}

static void
note_not_arrow(struct parser *parser, uint32_t offset)
{
    if (parser->not_arrows == NULL) {
        parser->not_arrows = parser_alloc(parser, parser->source->text.length / 8 + 1, 1);
        if (parser->not_arrows == NULL) {
            return;
        }
    }
    parser->not_arrows[offset / 8] |= (uint8_t)(1u << (offset % 8));
}

enum certainty { SURELY_NOT, PERHAPS, SURELY };

/** What follows ( tells most cases apart. */
static enum certainty
parenthesis_begins_arrow(struct parser *parser)
{
    struct lexer lexer = parser->lexer;
    size_t count = parser->sink->out->count;
    lexer_next(&lexer);
    enum token_kind first = lexer.token.kind;
    enum token_kind second = TOKEN_NONE;
    if (first == TOKEN_IDENTIFIER || first == TOKEN_THIS || first == TOKEN_PAREN_CLOSE) {
        lexer_next(&lexer);
        second = lexer.token.kind;
    }
    parser->sink->out->count = count;
    switch ((int)first) {
    case TOKEN_PAREN_CLOSE:
        return second == TOKEN_ARROW ? SURELY : PERHAPS;
    case TOKEN_ELLIPSIS:
    case TOKEN_BRACE_OPEN:
    case TOKEN_BRACKET_OPEN:
        return PERHAPS;
    case TOKEN_THIS:
        return second == TOKEN_COLON ? PERHAPS : SURELY_NOT;
    case TOKEN_IDENTIFIER:
        return second == TOKEN_COLON || second == TOKEN_COMMA || second == TOKEN_QUESTION ||
                       second == TOKEN_ASSIGN || second == TOKEN_PAREN_CLOSE
                   ? PERHAPS
                   : SURELY_NOT;
    default:
        return SURELY_NOT;
    }
}

/** Behind =>: an expression or a block. */
static void
parse_arrow_body(struct parser *parser, struct function *function)
{
    if (parser_at(parser, TOKEN_BRACE_OPEN)) {
        parse_function_body(parser, function);
        return;
    }
    struct jump_target *targets = parser->targets;
    parser->targets = NULL;
    struct node *node = parser_node(parser, NODE_RETURN, parser->lexer.token.start);
    struct node_builder body = {0};
    node->unary.operand = parse_assignment(parser);
    node_add(parser, &body, parser_finish(parser, node));
    parser->targets = targets;
    function->body = node_list_of(&body);
    function->end = node->end;
}

/** x => ...: the token is the name. */
static struct node *
parse_simple_arrow(struct parser *parser, struct node *node, struct function *function)
{
    struct node_builder parameters = {0};
    node_add(parser, &parameters, parse_binding_target(parser));
    function->parameters = node_list_of(&parameters);
    function->has_simple_parameters = true;
    function->length = 1;
    if (parser->lexer.token.newline_before) {
        parser_panic(parser, DIAGNOSTIC_BAD_ARROW, node->start, parser->lexer.token.end,
                     "=> must stand on the line of the parameters");
    }
    parser_expect(parser, TOKEN_ARROW);
    parse_arrow_body(parser, function);
    return parser_finish(parser, node);
}

/**
 * (a, b): T => ... and <T>(a) => ...: parameters are tried; behind => it is
 * certain. Failed places are remembered, so that nesting costs no powers.
 */
static struct node *
try_arrow(struct parser *parser, struct node *node, struct function *function, uint32_t place)
{
    struct parser_mark mark;
    parser_mark(parser, &mark);
    bool outer_speculating = parser->is_speculating;
    bool in_true_branch = parser->in_true_branch;
    parser->is_speculating = true;
    parse_type_parameters(parser);
    parse_parameters(parser, function, NULL);
    bool has_return_type = parser->is_typescript && parser_at(parser, TOKEN_COLON);
    if (has_return_type) {
        parse_return_annotation(parser);
    }
    if (parser->is_panicking || !parser_at(parser, TOKEN_ARROW) ||
        parser->lexer.token.newline_before) {
        bool is_broken_line = parser_at(parser, TOKEN_ARROW);
        struct token arrow = parser->lexer.token;
        parser_rewind(parser, &mark);
        if (is_broken_line) {
            parser_panic(parser, DIAGNOSTIC_BAD_ARROW, arrow.start, arrow.end,
                         "=> must stand on the line of the parameters");
        }
        note_not_arrow(parser, place);
        return NULL;
    }
    parser->is_speculating = outer_speculating || (has_return_type && in_true_branch);
    parser_advance(parser);
    parse_arrow_body(parser, function);
    if (has_return_type && in_true_branch &&
        (parser->is_panicking || !parser_at(parser, TOKEN_COLON))) {
        parser_rewind(parser, &mark); /* a ? (b) : c => d */
        note_not_arrow(parser, place);
        return NULL;
    }
    parser->is_speculating = outer_speculating;
    return parser_finish(parser, node);
}

/** The token is ( or <, or async in front of it; or a name. */
static bool
may_begin_arrow(struct parser *parser, struct token next)
{
    enum token_kind kind = parser_kind(parser);
    if (kind == TOKEN_IDENTIFIER) {
        return next.kind == TOKEN_ARROW;
    }
    if (kind == TOKEN_LESS) {
        return parser->is_typescript;
    }
    return kind == TOKEN_PAREN_OPEN && parenthesis_begins_arrow(parser) != SURELY_NOT;
}

struct node *
parse_arrow(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    enum token_kind kind = parser_kind(parser);
    bool is_async = false;
    if ((kind != TOKEN_IDENTIFIER && kind != TOKEN_PAREN_OPEN && kind != TOKEN_LESS) ||
        is_known_not_arrow(parser, start)) {
        return NULL;
    }
    struct token next = kind == TOKEN_IDENTIFIER ? parser_peek(parser) : (struct token){0};
    struct parser_mark mark;
    if (parser_at_word(parser, "async") && !next.newline_before &&
        (next.kind == TOKEN_IDENTIFIER || next.kind == TOKEN_PAREN_OPEN ||
         next.kind == TOKEN_LESS)) {
        is_async = true;
        parser_mark(parser, &mark);
        parser_advance(parser);
        next = parser_peek(parser);
    }
    struct node *node = NULL;
    struct function *function = NULL;
    uint32_t place = parser->lexer.token.start;
    if (may_begin_arrow(parser, next) && !is_known_not_arrow(parser, place)) {
        node = parser_node(parser, NODE_FUNCTION, start);
        function = parser_function(parser, FUNCTION_ARROW, start);
    }
    if (function != NULL) {
        struct function_context context;
        parser_push_function(parser, &context, function);
        context.is_async = is_async;
        node->function = function;
        node = parser_at(parser, TOKEN_IDENTIFIER) ? parse_simple_arrow(parser, node, function)
                                                   : try_arrow(parser, node, function, place);
        parser->function = context.parent;
    }
    if (is_async && node == NULL) {
        parser_rewind(parser, &mark);
        note_not_arrow(parser, start);
    } else if (is_async) {
        parser_report(parser, DIAGNOSTIC_NO_ASYNC, start, start + 5,
                      "async functions are not available; all data is in the arguments");
    }
    return node;
}
