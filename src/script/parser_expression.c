/* SPDX-License-Identifier: Apache-2.0 */
/* Operators, assignment, calls and members; what stands between them: parser_primary.c. */
#include "script/parser_state.h"

/* ---- operators --------------------------------------------------------- */

enum precedence {
    PRECEDENCE_NONE,
    PRECEDENCE_COALESCE,
    PRECEDENCE_OR,
    PRECEDENCE_AND,
    PRECEDENCE_BIT_OR,
    PRECEDENCE_BIT_XOR,
    PRECEDENCE_BIT_AND,
    PRECEDENCE_EQUALITY,
    PRECEDENCE_RELATION,
    PRECEDENCE_SHIFT,
    PRECEDENCE_SUM,
    PRECEDENCE_PRODUCT,
    PRECEDENCE_POWER,
};

struct binary_operator {
    enum operator operation;
    enum precedence precedence;
};

static struct binary_operator
binary_operator(const struct parser *parser)
{
    static const struct binary_operator operators[TOKEN_COUNT] = {
        [TOKEN_COALESCE] = {OPERATOR_COALESCE, PRECEDENCE_COALESCE},
        [TOKEN_OR] = {OPERATOR_OR, PRECEDENCE_OR},
        [TOKEN_AND] = {OPERATOR_AND, PRECEDENCE_AND},
        [TOKEN_PIPE] = {OPERATOR_BIT_OR, PRECEDENCE_BIT_OR},
        [TOKEN_CARET] = {OPERATOR_BIT_XOR, PRECEDENCE_BIT_XOR},
        [TOKEN_AMPERSAND] = {OPERATOR_BIT_AND, PRECEDENCE_BIT_AND},
        [TOKEN_EQUAL] = {OPERATOR_EQUAL, PRECEDENCE_EQUALITY},
        [TOKEN_NOT_EQUAL] = {OPERATOR_NOT_EQUAL, PRECEDENCE_EQUALITY},
        [TOKEN_STRICT_EQUAL] = {OPERATOR_STRICT_EQUAL, PRECEDENCE_EQUALITY},
        [TOKEN_STRICT_NOT_EQUAL] = {OPERATOR_STRICT_NOT_EQUAL, PRECEDENCE_EQUALITY},
        [TOKEN_LESS] = {OPERATOR_LESS, PRECEDENCE_RELATION},
        [TOKEN_GREATER] = {OPERATOR_GREATER, PRECEDENCE_RELATION},
        [TOKEN_LESS_EQUAL] = {OPERATOR_LESS_EQUAL, PRECEDENCE_RELATION},
        [TOKEN_GREATER_EQUAL] = {OPERATOR_GREATER_EQUAL, PRECEDENCE_RELATION},
        [TOKEN_INSTANCEOF] = {OPERATOR_INSTANCEOF, PRECEDENCE_RELATION},
        [TOKEN_IN] = {OPERATOR_IN, PRECEDENCE_RELATION},
        [TOKEN_SHIFT_LEFT] = {OPERATOR_SHIFT_LEFT, PRECEDENCE_SHIFT},
        [TOKEN_SHIFT_RIGHT] = {OPERATOR_SHIFT_RIGHT, PRECEDENCE_SHIFT},
        [TOKEN_SHIFT_RIGHT_UNSIGNED] = {OPERATOR_SHIFT_RIGHT_UNSIGNED, PRECEDENCE_SHIFT},
        [TOKEN_PLUS] = {OPERATOR_ADD, PRECEDENCE_SUM},
        [TOKEN_MINUS] = {OPERATOR_SUBTRACT, PRECEDENCE_SUM},
        [TOKEN_STAR] = {OPERATOR_MULTIPLY, PRECEDENCE_PRODUCT},
        [TOKEN_SLASH] = {OPERATOR_DIVIDE, PRECEDENCE_PRODUCT},
        [TOKEN_PERCENT] = {OPERATOR_REMAINDER, PRECEDENCE_PRODUCT},
        [TOKEN_POWER] = {OPERATOR_POWER, PRECEDENCE_POWER},
    };
    enum token_kind kind = parser_kind(parser);
    if (!parser_at(parser, kind) || (kind == TOKEN_IN && parser->forbids_in)) {
        return (struct binary_operator){OPERATOR_NONE, PRECEDENCE_NONE};
    }
    return operators[kind];
}

/** OPERATOR_NONE and *is_assignment for =; is_assignment false for all else. */
static enum operator
assignment_operator(enum token_kind kind, bool *is_assignment)
{
    static const enum operator operators[TOKEN_COUNT] = {
        [TOKEN_ADD_ASSIGN] = OPERATOR_ADD,
        [TOKEN_SUBTRACT_ASSIGN] = OPERATOR_SUBTRACT,
        [TOKEN_MULTIPLY_ASSIGN] = OPERATOR_MULTIPLY,
        [TOKEN_DIVIDE_ASSIGN] = OPERATOR_DIVIDE,
        [TOKEN_REMAINDER_ASSIGN] = OPERATOR_REMAINDER,
        [TOKEN_POWER_ASSIGN] = OPERATOR_POWER,
        [TOKEN_SHIFT_LEFT_ASSIGN] = OPERATOR_SHIFT_LEFT,
        [TOKEN_SHIFT_RIGHT_ASSIGN] = OPERATOR_SHIFT_RIGHT,
        [TOKEN_SHIFT_RIGHT_UNSIGNED_ASSIGN] = OPERATOR_SHIFT_RIGHT_UNSIGNED,
        [TOKEN_BIT_AND_ASSIGN] = OPERATOR_BIT_AND,
        [TOKEN_BIT_OR_ASSIGN] = OPERATOR_BIT_OR,
        [TOKEN_BIT_XOR_ASSIGN] = OPERATOR_BIT_XOR,
        [TOKEN_AND_ASSIGN] = OPERATOR_AND,
        [TOKEN_OR_ASSIGN] = OPERATOR_OR,
        [TOKEN_COALESCE_ASSIGN] = OPERATOR_COALESCE,
    };
    *is_assignment = kind == TOKEN_ASSIGN || operators[kind] != OPERATOR_NONE;
    return operators[kind];
}

static enum operator
unary_operator(const struct parser *parser)
{
    switch ((int)parser_kind(parser)) {
    case TOKEN_PLUS:
        return OPERATOR_PLUS;
    case TOKEN_MINUS:
        return OPERATOR_MINUS;
    case TOKEN_EXCLAMATION:
        return OPERATOR_NOT;
    case TOKEN_TILDE:
        return OPERATOR_BIT_NOT;
    case TOKEN_TYPEOF:
        return OPERATOR_TYPEOF;
    case TOKEN_VOID:
        return OPERATOR_VOID;
    case TOKEN_DELETE:
        return OPERATOR_DELETE;
    default:
        return OPERATOR_NONE;
    }
}

/* ---- unary ------------------------------------------------------------- */

/** A target that is no pattern: of ++, --, and op=. */
static struct node *
to_simple_target(struct parser *parser, struct node *node)
{
    if (node->kind == NODE_ARRAY || node->kind == NODE_OBJECT) {
        parser_panic(parser, DIAGNOSTIC_BAD_TARGET, node->start, node->end,
                     "a pattern cannot be assigned to with this operator");
        return node;
    }
    return parser_to_target(parser, node);
}

static void
check_delete(struct parser *parser, const struct node *operand)
{
    const struct node *target = operand;
    while (target->kind == NODE_OPTIONAL_CHAIN) {
        target = target->unary.operand;
    }
    if (target->kind == NODE_IDENTIFIER) {
        parser_report(parser, DIAGNOSTIC_DELETE_NAME, target->start, target->end,
                      "a variable cannot be deleted; assign undefined");
    } else if (target->kind == NODE_PRIVATE_MEMBER) {
        parser_report(parser, DIAGNOSTIC_DELETE_NAME, target->start, target->end,
                      "a private field cannot be deleted; assign undefined");
    }
}

static struct node *
parse_update_postfix(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    struct node *node = parse_left_hand_side(parser, true);
    bool is_update = parser_at(parser, TOKEN_INCREMENT) || parser_at(parser, TOKEN_DECREMENT);
    if (!is_update || parser->lexer.token.newline_before) {
        return node;
    }
    struct node *update = parser_node(parser, NODE_UPDATE, start);
    update->update.is_increment = parser_at(parser, TOKEN_INCREMENT);
    update->update.target = to_simple_target(parser, node);
    parser_advance(parser);
    return parser_finish(parser, update);
}

static struct node *parse_unary(struct parser *parser);

static struct node *
parse_await(struct parser *parser)
{
    if (!parser->function->is_async) {
        parser_report(parser, DIAGNOSTIC_NO_ASYNC, parser->lexer.token.start,
                      parser->lexer.token.end,
                      "await is not available; all data is in the arguments");
    }
    parser_advance(parser);
    return parse_unary(parser);
}

/** At <: does a tag begin, which ends with /> or has its </name> further on? */
static bool
is_jsx(struct parser *parser)
{
    struct text text = parser->source->text;
    struct text rest = text_slice(text, parser->lexer.token.end, text.length);
    size_t close = text_find(rest, '>', 0);
    if (close == rest.length || !token_is_name(parser_peek(parser).kind)) {
        return false;
    }
    if (close > 0 && rest.bytes[close - 1] == '/') {
        return true;
    }
    struct text name = parser_peek(parser).text;
    for (size_t at = close; at + 2 + name.length < rest.length; at++) {
        if (rest.bytes[at] == '<' && rest.bytes[at + 1] == '/' &&
            text_equal(text_slice(rest, at + 2, at + 2 + name.length), name)) {
            return true;
        }
    }
    return false;
}

static struct node *
parse_unary_inner(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    if (parser_at(parser, TOKEN_INCREMENT) || parser_at(parser, TOKEN_DECREMENT)) {
        struct node *node = parser_node(parser, NODE_UPDATE, start);
        node->update.is_prefix = true;
        node->update.is_increment = parser_at(parser, TOKEN_INCREMENT);
        parser_advance(parser);
        node->update.target = to_simple_target(parser, parse_unary(parser));
        return parser_finish(parser, node);
    }
    if (parser_at(parser, TOKEN_AWAIT)) {
        return parse_await(parser);
    }
    if (parser->is_typescript && parser_at(parser, TOKEN_LESS)) { /* <T>x, the older cast */
        if (is_jsx(parser)) {
            parser_panic(parser, DIAGNOSTIC_NO_JSX, start, parser->lexer.token.end,
                         "JSX is not available; return plain objects");
            return parser_finish(parser, parser_node(parser, NODE_UNDEFINED, start));
        }
        parse_type_arguments(parser);
        return parse_unary(parser);
    }
    enum operator operation = unary_operator(parser);
    if (operation == OPERATOR_NONE || !parser_at(parser, parser_kind(parser))) {
        return parse_update_postfix(parser);
    }
    struct node *node = parser_node(parser, NODE_UNARY, start);
    node->unary.operator = operation;
    parser_advance(parser);
    node->unary.operand = parse_unary(parser);
    parser_finish(parser, node);
    if (operation == OPERATOR_DELETE) {
        check_delete(parser, node->unary.operand);
    }
    if (parser_at(parser, TOKEN_POWER)) {
        parser_panic(parser, DIAGNOSTIC_UNARY_POWER, start, node->end,
                     "a unary operator before ** is ambiguous; add parentheses");
    }
    return node;
}

static struct node *
parse_unary(struct parser *parser)
{
    if (!parser_enter(parser)) {
        return parser_node(parser, NODE_NONE, parser->lexer.token.start);
    }
    struct node *node = parse_unary_inner(parser);
    parser_leave(parser);
    return node;
}

/* ---- binary ------------------------------------------------------------ */

static bool
is_bare_logical(const struct node *node, bool is_coalesce)
{
    return node->kind == NODE_LOGICAL && !node->is_parenthesised &&
           (node->binary.operator == OPERATOR_COALESCE) == is_coalesce;
}

static struct node *
make_binary(struct parser *parser, enum operator operation, struct node *left, struct node *right,
            uint32_t start)
{
    bool is_logical = operation == OPERATOR_AND || operation == OPERATOR_OR || operation==
        OPERATOR_COALESCE;
    struct node *node = parser_node(parser, is_logical ? NODE_LOGICAL : NODE_BINARY, start);
    node->binary.operator = operation;
    node->binary.left = left;
    node->binary.right = right;
    parser_finish(parser, node);
    bool is_coalesce = operation == OPERATOR_COALESCE;
    if (is_logical &&
        (is_bare_logical(left, !is_coalesce) || is_bare_logical(right, !is_coalesce))) {
        parser_report(parser, DIAGNOSTIC_MIXED_COALESCE, start, node->end,
                      "?? cannot be mixed with && or ||; add parentheses");
    }
    return node;
}

/** #name in object: the left side is no expression of its own. */
static struct node *
parse_private_in_name(struct parser *parser, enum precedence above)
{
    struct node *node = parser_node(parser, NODE_PRIVATE_IN, parser->lexer.token.start);
    node->private_member.name = parser->lexer.token.text;
    parser_advance(parser);
    if (above >= PRECEDENCE_RELATION || !parser_at(parser, TOKEN_IN) || parser->forbids_in) {
        parser_unexpected(parser, "in behind a private name");
    }
    return node;
}

/** as T, satisfies T: erased. */
static bool
parse_cast(struct parser *parser)
{
    if (!parser->is_typescript || parser->lexer.token.newline_before ||
        !(parser_at_word(parser, "as") || parser_at_word(parser, "satisfies"))) {
        return false;
    }
    parser_advance(parser);
    if (!parser_eat(parser, TOKEN_CONST)) {
        parse_type(parser);
    }
    return true;
}

static struct node *
parse_binary(struct parser *parser, enum precedence above)
{
    uint32_t start = parser->lexer.token.start;
    struct node *left = parser_at(parser, TOKEN_PRIVATE_NAME) ? parse_private_in_name(parser, above)
                                                              : parse_unary(parser);
    for (;;) {
        if (above < PRECEDENCE_RELATION && parse_cast(parser)) {
            continue;
        }
        if (parser_at(parser, TOKEN_GREATER)) {
            parser_rescan(parser, lexer_rescan_greater);
        }
        struct binary_operator operation = binary_operator(parser);
        bool is_power = operation.operation == OPERATOR_POWER;
        if (operation.precedence == PRECEDENCE_NONE || operation.precedence<
            above ||(operation.precedence == above && !is_power)) {
            return left;
        }
        parser_advance(parser);
        if (is_power) { /* to the right first */
            if (!parser_enter(parser)) {
                return left;
            }
            struct node *right = parse_binary(parser, PRECEDENCE_POWER);
            parser_leave(parser);
            left = make_binary(parser, operation.operation, left, right, start);
            continue;
        }
        struct node *right = parse_binary(parser, operation.precedence);
        if (left->kind == NODE_PRIVATE_IN && left->private_member.object == NULL) {
            left->private_member.object = right;
            parser_finish(parser, left);
        } else {
            left = make_binary(parser, operation.operation, left, right, start);
        }
    }
}

static struct node *
parse_conditional(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    struct node *test = parse_binary(parser, PRECEDENCE_NONE);
    if (!parser_at(parser, TOKEN_QUESTION)) {
        return test;
    }
    struct node *node = parser_node(parser, NODE_CONDITIONAL, start);
    node->branch.test = test;
    parser_advance(parser);
    bool forbids_in = parser->forbids_in;
    bool in_true_branch = parser->in_true_branch;
    parser->forbids_in = false;
    parser->in_true_branch = true;
    node->branch.then = parse_assignment(parser);
    parser->forbids_in = forbids_in;
    parser->in_true_branch = in_true_branch;
    parser_expect(parser, TOKEN_COLON);
    node->branch.otherwise = parse_assignment(parser);
    return parser_finish(parser, node);
}

/* ---- assignment -------------------------------------------------------- */

static struct node *
parse_yield(struct parser *parser)
{
    if (!parser->function->is_generator) {
        parser_unexpected(parser, "an expression");
    }
    parser_advance(parser);
    (void)parser_eat(parser, TOKEN_STAR);
    enum token_kind kind = parser_kind(parser);
    if (kind == TOKEN_PAREN_CLOSE || kind == TOKEN_BRACKET_CLOSE || kind == TOKEN_BRACE_CLOSE ||
        kind == TOKEN_COMMA || kind == TOKEN_SEMICOLON || kind == TOKEN_COLON ||
        kind == TOKEN_END || parser->lexer.token.newline_before) {
        return parser_node(parser, NODE_UNDEFINED, parser->lexer.token.start);
    }
    return parse_assignment(parser);
}

static struct node *
parse_assignment_inner(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    struct node *arrow = parse_arrow(parser);
    if (arrow != NULL) {
        return arrow;
    }
    if (parser_at(parser, TOKEN_YIELD)) {
        return parse_yield(parser);
    }
    uint32_t outer_cover = parser->cover_offset;
    parser->cover_offset = NO_OFFSET;
    struct node *left = parse_conditional(parser);
    if (parser_at(parser, TOKEN_GREATER)) {
        parser_rescan(parser, lexer_rescan_greater);
    }
    bool is_assignment;
    enum operator operation = assignment_operator(parser_kind(parser), &is_assignment);
    if (!is_assignment) {
        if (left->kind != NODE_ARRAY && left->kind != NODE_OBJECT) {
            parser_check_cover(parser);
        }
        if (outer_cover != NO_OFFSET) {
            parser->cover_offset = outer_cover;
        }
        if (parser_at(parser, TOKEN_ARROW)) {
            parser_panic(parser, DIAGNOSTIC_BAD_ARROW, start, parser->lexer.token.end,
                         "this is no parameter list; write (a, b) => value on one line");
        }
        return left;
    }
    struct node *node = parser_node(parser, NODE_ASSIGN, start);
    node->assign.operator = operation;
    if (operation == OPERATOR_NONE) {
        parser->cover_offset = NO_OFFSET; /* what was pending becomes a pattern now */
        node->assign.target = parser_to_target(parser, left);
    } else {
        parser_check_cover(parser);
        node->assign.target = to_simple_target(parser, left);
    }
    parser->cover_offset = outer_cover;
    parser_advance(parser);
    node->assign.value = parse_assignment(parser);
    if (left->kind == NODE_IDENTIFIER && !left->is_parenthesised &&
        (operation == OPERATOR_NONE || operation == OPERATOR_AND || operation == OPERATOR_OR ||
         operation == OPERATOR_COALESCE)) {
        parser_name_function(node->assign.value, left->reference.name);
    }
    return parser_finish(parser, node);
}

void
parser_check_cover(struct parser *parser)
{
    if (parser->cover_offset == NO_OFFSET) {
        return;
    }
    uint32_t at = parser->cover_offset;
    parser->cover_offset = NO_OFFSET;
    if (parser->cover_is_proto) {
        parser_report(parser, DIAGNOSTIC_DUPLICATE_PROTO, at, at + 9,
                      "__proto__ is set twice; remove one");
    } else {
        parser_report(parser, DIAGNOSTIC_BAD_PATTERN, at, at + 1,
                      "= cannot stand in an object; write name: value");
    }
}

struct node *
parse_assignment_cover(struct parser *parser)
{
    if (!parser_enter(parser)) {
        return parser_node(parser, NODE_NONE, parser->lexer.token.start);
    }
    struct node *node = parse_assignment_inner(parser);
    parser_leave(parser);
    return node;
}

struct node *
parse_assignment(struct parser *parser)
{
    uint32_t outer_cover = parser->cover_offset;
    parser->cover_offset = NO_OFFSET;
    struct node *node = parse_assignment_cover(parser);
    parser_check_cover(parser);
    parser->cover_offset = outer_cover;
    return node;
}

struct node *
parse_expression(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    bool forbids_in = parser->forbids_in;
    bool in_true_branch = parser->in_true_branch;
    parser->forbids_in = false;
    parser->in_true_branch = false;
    struct node *node = parse_assignment(parser);
    if (parser_at(parser, TOKEN_COMMA)) {
        struct node *sequence = parser_node(parser, NODE_SEQUENCE, start);
        struct node_builder list = {0};
        node_add(parser, &list, node);
        while (parser_eat(parser, TOKEN_COMMA)) {
            node_add(parser, &list, parse_assignment(parser));
        }
        sequence->list = node_list_of(&list);
        node = parser_finish(parser, sequence);
    }
    parser->forbids_in = forbids_in;
    parser->in_true_branch = in_true_branch;
    return node;
}

/* ---- members and calls ------------------------------------------------- */

void
parse_arguments(struct parser *parser, struct node_list *out)
{
    bool forbids_in = parser->forbids_in;
    bool in_true_branch = parser->in_true_branch;
    parser->forbids_in = false;
    parser->in_true_branch = false;
    struct node_builder list = {0};
    parser_expect(parser, TOKEN_PAREN_OPEN);
    while (!parser_at(parser, TOKEN_PAREN_CLOSE) && !parser_at(parser, TOKEN_END)) {
        uint32_t start = parser->lexer.token.start;
        if (parser_eat(parser, TOKEN_ELLIPSIS)) {
            struct node *spread = parser_node(parser, NODE_SPREAD, start);
            spread->unary.operand = parse_assignment(parser);
            node_add(parser, &list, parser_finish(parser, spread));
        } else {
            node_add(parser, &list, parse_assignment(parser));
        }
        if (!parser_eat(parser, TOKEN_COMMA)) {
            break;
        }
    }
    if (list.count > PARSER_LIST_MAX) {
        parser_report(parser, DIAGNOSTIC_TOO_MANY, list.items[0]->start, list.items[0]->end,
                      "more than %d arguments", PARSER_LIST_MAX);
    }
    parser_expect(parser, TOKEN_PAREN_CLOSE);
    parser->forbids_in = forbids_in;
    parser->in_true_branch = in_true_branch;
    *out = node_list_of(&list);
}

static struct node *
parse_index(struct parser *parser, struct node *object, uint32_t start, bool is_optional)
{
    struct node *node = parser_node(parser, NODE_INDEX, start);
    parser_advance(parser);
    node->index.object = object;
    node->index.key = parse_expression(parser);
    node->index.is_optional = is_optional;
    parser_expect(parser, TOKEN_BRACKET_CLOSE);
    return parser_finish(parser, node);
}

/** At the name behind a dot. */
static struct node *
parse_member_name(struct parser *parser, struct node *object, uint32_t start, bool is_optional)
{
    const struct token *token = &parser->lexer.token;
    struct node *node;
    if (token->kind == TOKEN_PRIVATE_NAME) {
        node = parser_node(parser, NODE_PRIVATE_MEMBER, start);
        node->private_member.object = object;
        node->private_member.name = token->text;
        node->private_member.is_optional = is_optional;
    } else {
        node = parser_node(parser, NODE_MEMBER, start);
        node->member.object = object;
        node->member.name = token->text;
        node->member.is_optional = is_optional;
        if (!token_is_name(token->kind)) {
            parser_unexpected(parser, "the name of a member");
            node->member.name = TEXT("");
        }
    }
    parser_advance(parser);
    return parser_finish(parser, node);
}

static struct node *
parse_call(struct parser *parser, struct node *callee, uint32_t start, bool is_optional)
{
    struct node *node = parser_node(parser, NODE_CALL, start);
    node->call.callee = callee;
    node->call.is_optional = is_optional;
    parse_arguments(parser, &node->call.arguments);
    return parser_finish(parser, node);
}

/** Behind ?. */
static struct node *
parse_optional(struct parser *parser, struct node *object, uint32_t start)
{
    if (parser_at(parser, TOKEN_BRACKET_OPEN)) {
        return parse_index(parser, object, start, true);
    }
    if (parser->is_typescript && parser_at(parser, TOKEN_LESS)) {
        parse_type_arguments(parser);
    }
    if (parser_at(parser, TOKEN_PAREN_OPEN)) {
        return parse_call(parser, object, start, true);
    }
    if (parser_at(parser, TOKEN_TEMPLATE)) {
        parser_panic(parser, DIAGNOSTIC_BAD_OPTIONAL_CHAIN, start, parser->lexer.token.start,
                     "a template cannot follow ?.");
    }
    return parse_member_name(parser, object, start, true);
}

static struct node *parse_new(struct parser *parser);

static struct node *
parse_super(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    uint32_t end = parser->lexer.token.end;
    struct function_context *function = parser->function;
    parser_advance(parser);
    if (parser_at(parser, TOKEN_PAREN_OPEN)) {
        if (!function->allows_super_call) {
            parser_report(parser, DIAGNOSTIC_BAD_SUPER, start, end,
                          "super() must stand in the constructor of a class with extends");
        }
        function->owner->uses_super_call = true;
        function->owner->uses_new_target = true;
        function->owner->uses_this = true;
        struct node *node = parser_node(parser, NODE_SUPER_CALL, start);
        parse_arguments(parser, &node->super_call.arguments);
        return parser_finish(parser, node);
    }
    if (!function->allows_super_property) {
        parser_report(parser, DIAGNOSTIC_BAD_SUPER, start, end, "super must stand in a method");
    }
    function->owner->uses_super_property = true;
    function->owner->uses_this = true;
    struct node *node = parser_node(parser, NODE_SUPER_MEMBER, start);
    if (parser_at(parser, TOKEN_BRACKET_OPEN)) {
        parser_advance(parser);
        node->kind = NODE_SUPER_INDEX;
        node->super_member.key = parse_expression(parser);
        parser_expect(parser, TOKEN_BRACKET_CLOSE);
        return parser_finish(parser, node);
    }
    parser_expect(parser, TOKEN_DOT);
    struct token name = parser->lexer.token;
    if (!token_is_name(name.kind)) {
        parser_unexpected(parser, "the name of a member");
        return node;
    }
    node->super_member.key = parser_string(parser, name.text, name.start, name.end);
    parser_advance(parser);
    return parser_finish(parser, node);
}

struct node *
parse_left_hand_side(struct parser *parser, bool with_calls)
{
    uint32_t start = parser->lexer.token.start;
    bool is_chain = false;
    struct node *node = parser_at(parser, TOKEN_NEW)     ? parse_new(parser)
                        : parser_at(parser, TOKEN_SUPER) ? parse_super(parser)
                                                         : parse_primary(parser);
    for (;;) {
        bool is_literal = node->kind == NODE_OBJECT || node->kind == NODE_ARRAY;
        struct node *before = node;
        if (parser_eat(parser, TOKEN_DOT)) {
            node = parse_member_name(parser, node, start, false);
        } else if (parser_at(parser, TOKEN_OPTIONAL_DOT)) {
            if (!with_calls) {
                parser_panic(parser, DIAGNOSTIC_BAD_OPTIONAL_CHAIN, start, parser->lexer.token.end,
                             "an optional chain cannot follow new; test for null first");
            }
            parser_advance(parser);
            is_chain = true;
            node = parse_optional(parser, node, start);
        } else if (parser_at(parser, TOKEN_BRACKET_OPEN)) {
            node = parse_index(parser, node, start, false);
        } else if (parser_at(parser, TOKEN_PAREN_OPEN) && with_calls) {
            node = parse_call(parser, node, start, false);
        } else if (parser_at(parser, TOKEN_TEMPLATE)) {
            if (is_chain) {
                parser_panic(parser, DIAGNOSTIC_BAD_OPTIONAL_CHAIN, start,
                             parser->lexer.token.start,
                             "a template cannot follow an optional chain");
            }
            node = parse_template(parser, node);
            node->start = start;
        } else if (parser->is_typescript && parser_at(parser, TOKEN_EXCLAMATION) &&
                   !parser->lexer.token.newline_before) {
            parser_advance(parser);
        } else if (parser->is_typescript &&
                   (parser_at(parser, TOKEN_LESS) || parser_at(parser, TOKEN_SHIFT_LEFT)) &&
                   parse_call_type_arguments(parser)) {
            continue;
        } else {
            break;
        }
        if (is_literal && node != before) {
            parser_check_cover(parser); /* ({ a = 1 }).b is no pattern any more */
        }
    }
    if (is_chain) {
        struct node *chain = parser_node(parser, NODE_OPTIONAL_CHAIN, start);
        chain->unary.operand = node;
        node = parser_finish(parser, chain);
    }
    return node;
}

static struct node *
parse_new(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    if (!parser_enter(parser)) {
        return parser_node(parser, NODE_NONE, start);
    }
    parser_advance(parser);
    struct node *node;
    if (parser_eat(parser, TOKEN_DOT)) {
        node = parser_node(parser, NODE_NEW_TARGET, start);
        parser->function->owner->uses_new_target = true;
        if (!parser_eat_word(parser, "target")) {
            parser_panic(parser, DIAGNOSTIC_BAD_META, start, parser->lexer.token.end,
                         "only new.target may follow new and a dot");
        } else if (!parser->function->allows_new_target) {
            parser_report(parser, DIAGNOSTIC_BAD_NEW_TARGET, start, parser->lexer.previous_end,
                          "new.target must stand in a function");
        }
    } else {
        node = parser_node(parser, NODE_NEW, start);
        if (parser_at(parser, TOKEN_IMPORT) && parser_peek(parser).kind == TOKEN_PAREN_OPEN) {
            parser_unexpected(parser, "a constructor");
        }
        node->call.callee = parse_left_hand_side(parser, false);
        if (parser_at(parser, TOKEN_PAREN_OPEN)) {
            parse_arguments(parser, &node->call.arguments);
        }
    }
    parser_leave(parser);
    return parser_finish(parser, node);
}
