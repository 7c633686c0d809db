/* SPDX-License-Identifier: Apache-2.0 */
#include "script/parser_state.h"

/* ---- break and continue ------------------------------------------------ */

static struct node *
parse_jump(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    bool is_break = parser_at(parser, TOKEN_BREAK);
    struct node *node = parser_node(parser, is_break ? NODE_BREAK : NODE_CONTINUE, start);
    parser_advance(parser);
    struct text label = NO_TEXT;
    uint32_t end = parser->lexer.previous_end;
    if (parser_at(parser, TOKEN_IDENTIFIER) && !parser->lexer.token.newline_before) {
        label = parser->lexer.token.text;
        end = parser->lexer.token.end;
        parser_advance(parser);
    }
    struct node *target = NULL;
    for (struct jump_target *at = parser->targets; at != NULL && target == NULL; at = at->next) {
        if (label.bytes != NULL) {
            if (at->label.bytes == label.bytes) {
                target = is_break ? at->node : at->loop;
                break;
            }
        } else if (at->label.bytes == NULL && (is_break || at->is_loop)) {
            target = at->node;
        }
    }
    node->jump.label = label;
    node->jump.target = target;
    if (target == NULL && label.bytes != NULL) {
        parser_report(parser, is_break ? DIAGNOSTIC_BAD_BREAK : DIAGNOSTIC_BAD_CONTINUE, start, end,
                      "no %s around has the label %.*s", is_break ? "statement" : "loop",
                      TEXT_ARG(label));
    } else if (target == NULL) {
        parser_report(parser, is_break ? DIAGNOSTIC_BAD_BREAK : DIAGNOSTIC_BAD_CONTINUE, start, end,
                      is_break ? "break must stand in a loop or switch"
                               : "continue must stand in a loop");
    }
    parser_semicolon(parser);
    return parser_finish(parser, node);
}

static void
push_target(struct parser *parser, struct jump_target *target, struct node *node, bool is_loop)
{
    *target = (struct jump_target){
        .next = parser->targets, .label = NO_TEXT, .node = node, .is_loop = is_loop};
    for (struct jump_target *label = target->next;
         is_loop && label != NULL && label->label.bytes != NULL && label->body_start == node->start;
         label = label->next) {
        label->loop = node;
    }
    parser->targets = target;
}

/* ---- bodies ------------------------------------------------------------ */

/** A statement that is no declaration: body of if, loops, labels. */
static struct node *
parse_body(struct parser *parser)
{
    const struct token *token = &parser->lexer.token;
    uint32_t start = token->start;
    bool is_declaration = parser_at(parser, TOKEN_CLASS) || parser_at(parser, TOKEN_FUNCTION) ||
                          parser_at(parser, TOKEN_CONST) || parser_at(parser, TOKEN_LET);
    if (is_declaration) {
        parser_report(parser, DIAGNOSTIC_DECLARATION_HERE, start, token->end,
                      "a declaration cannot stand here alone; put it in braces");
    }
    struct node *node = parse_statement(parser);
    if (node == NULL) {
        node = parser_finish(parser, parser_node(parser, NODE_EMPTY, start));
    }
    return node;
}

static struct node *
parse_loop_body(struct parser *parser, struct node *loop)
{
    struct jump_target target;
    push_target(parser, &target, loop, true);
    struct node *body = parse_body(parser);
    parser->targets = target.next;
    return body;
}

struct node *
parse_block(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_BLOCK, parser->lexer.token.start);
    parser_expect(parser, TOKEN_BRACE_OPEN);
    struct node_builder statements = {0};
    parse_statement_list(parser, TOKEN_BRACE_CLOSE, &statements);
    parser_expect(parser, TOKEN_BRACE_CLOSE);
    node->block.statements = node_list_of(&statements);
    return parser_finish(parser, node);
}

static struct node *
parse_parenthesised(struct parser *parser)
{
    parser_expect(parser, TOKEN_PAREN_OPEN);
    struct node *node = parse_expression(parser);
    parser_expect(parser, TOKEN_PAREN_CLOSE);
    return node;
}

/* ---- variables --------------------------------------------------------- */

struct node *
parse_variables(struct parser *parser, bool in_for)
{
    struct node *node = parser_node(parser, NODE_VARIABLES, parser->lexer.token.start);
    node->variables.kind = parser_at(parser, TOKEN_VAR)   ? VARIABLES_VAR
                           : parser_at(parser, TOKEN_LET) ? VARIABLES_LET
                                                          : VARIABLES_CONST;
    parser_advance(parser);
    struct node_builder declarators = {0};
    do {
        struct node *declarator = parser_node(parser, NODE_DECLARATOR, parser->lexer.token.start);
        struct node *target = parse_binding_target(parser);
        if (parser->is_typescript && parser_at(parser, TOKEN_EXCLAMATION) &&
            !parser->lexer.token.newline_before) {
            parser_advance(parser);
        }
        parse_type_annotation(parser);
        declarator->binary.left = target;
        if (parser_eat(parser, TOKEN_ASSIGN)) {
            declarator->binary.right = parse_assignment(parser);
            if (target->kind == NODE_IDENTIFIER) {
                parser_name_function(declarator->binary.right, target->reference.name);
            }
        } else if (!in_for && !parser->is_ambient &&
                   (node->variables.kind == VARIABLES_CONST || target->kind != NODE_IDENTIFIER)) {
            parser_report(parser, DIAGNOSTIC_MISSING_INITIALISER, target->start, target->end,
                          "this declaration needs a value; add = and a value");
        }
        node_add(parser, &declarators, parser_finish(parser, declarator));
    } while (parser_eat(parser, TOKEN_COMMA));
    node->variables.declarators = node_list_of(&declarators);
    return parser_finish(parser, node);
}

/* ---- loops ------------------------------------------------------------- */

static struct node *
parse_for_rest(struct parser *parser, struct node *node, struct node *init)
{
    node->loop.init = init;
    for (uint32_t i = 0;
         init != NULL && init->kind == NODE_VARIABLES && i < init->variables.declarators.count;
         i++) {
        struct node *declarator = init->variables.declarators.items[i];
        if (declarator->binary.right == NULL && declarator->binary.left != NULL &&
            (init->variables.kind == VARIABLES_CONST ||
             declarator->binary.left->kind != NODE_IDENTIFIER)) {
            parser_report(parser, DIAGNOSTIC_MISSING_INITIALISER, declarator->start,
                          declarator->end, "this declaration needs a value; add = and a value");
        }
    }
    parser_expect(parser, TOKEN_SEMICOLON);
    if (!parser_at(parser, TOKEN_SEMICOLON)) {
        node->loop.test = parse_expression(parser);
    }
    parser_expect(parser, TOKEN_SEMICOLON);
    if (!parser_at(parser, TOKEN_PAREN_CLOSE)) {
        node->loop.update = parse_expression(parser);
    }
    parser_expect(parser, TOKEN_PAREN_CLOSE);
    node->loop.body = parse_loop_body(parser, node);
    return parser_finish(parser, node);
}

static struct node *
parse_for_each(struct parser *parser, struct node *node, struct node *target)
{
    bool is_of = !parser_at(parser, TOKEN_IN);
    node->kind = is_of ? NODE_FOR_OF : NODE_FOR_IN;
    if (target->kind == NODE_VARIABLES) {
        struct node_list declarators = target->variables.declarators;
        if (declarators.count != 1 || declarators.items[0]->binary.right != NULL) {
            parser_panic(parser, DIAGNOSTIC_BAD_FOR, target->start, target->end,
                         "for-in and for-of declare one variable without a value");
        }
    } else {
        target = parser_to_target(parser, target);
    }
    parser_advance(parser);
    node->loop.init = target;
    node->loop.test = is_of ? parse_assignment(parser) : parse_expression(parser);
    parser_expect(parser, TOKEN_PAREN_CLOSE);
    node->loop.body = parse_loop_body(parser, node);
    return parser_finish(parser, node);
}

static struct node *
parse_for(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_FOR, parser->lexer.token.start);
    parser_advance(parser);
    if (parser_at(parser, TOKEN_AWAIT)) {
        parser_report(parser, DIAGNOSTIC_NO_TOP_AWAIT, parser->lexer.token.start,
                      parser->lexer.token.end, "for await is not available; use for (x of list)");
        parser_advance(parser);
    }
    parser_expect(parser, TOKEN_PAREN_OPEN);
    if (parser_at(parser, TOKEN_SEMICOLON)) {
        return parse_for_rest(parser, node, NULL);
    }
    bool forbids_in = parser->forbids_in;
    struct node *init;
    parser->forbids_in = true;
    bool begins_with_async =
        parser_at_word(parser, "async") && parser_peek(parser).kind != TOKEN_ARROW;
    uint32_t start = parser->lexer.token.start;
    if (parser_at(parser, TOKEN_VAR) || parser_at(parser, TOKEN_LET) ||
        parser_at(parser, TOKEN_CONST)) {
        init = parse_variables(parser, true);
    } else {
        uint32_t cover = parser->cover_offset;
        parser->cover_offset = NO_OFFSET;
        init = parse_assignment_cover(parser);
        bool is_each = parser_at(parser, TOKEN_IN) || parser_at_word(parser, "of");
        if (!is_each) {
            parser_check_cover(parser);
            if (parser_at(parser, TOKEN_COMMA)) {
                struct node *sequence = parser_node(parser, NODE_SEQUENCE, start);
                struct node_builder list = {0};
                node_add(parser, &list, init);
                while (parser_eat(parser, TOKEN_COMMA)) {
                    node_add(parser, &list, parse_assignment(parser));
                }
                sequence->list = node_list_of(&list);
                init = parser_finish(parser, sequence);
            }
        } else {
            parser->cover_offset = cover;
        }
        if (is_each && begins_with_async && init->kind == NODE_IDENTIFIER &&
            !init->is_parenthesised && parser_at_word(parser, "of")) {
            parser_report(parser, DIAGNOSTIC_BAD_FOR, init->start, init->end,
                          "a loop cannot begin with for (async of");
        }
    }
    parser->forbids_in = forbids_in;
    if (parser_at(parser, TOKEN_IN) || parser_at_word(parser, "of")) {
        return parse_for_each(parser, node, init);
    }
    return parse_for_rest(parser, node, init);
}

static struct node *
parse_while(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_WHILE, parser->lexer.token.start);
    parser_advance(parser);
    node->loop.test = parse_parenthesised(parser);
    node->loop.body = parse_loop_body(parser, node);
    return parser_finish(parser, node);
}

static struct node *
parse_do(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_DO_WHILE, parser->lexer.token.start);
    parser_advance(parser);
    node->loop.body = parse_loop_body(parser, node);
    parser_expect(parser, TOKEN_WHILE);
    node->loop.test = parse_parenthesised(parser);
    parser_eat(parser, TOKEN_SEMICOLON);
    return parser_finish(parser, node);
}

/* ---- other statements -------------------------------------------------- */

static struct node *
parse_if(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_IF, parser->lexer.token.start);
    parser_advance(parser);
    node->branch.test = parse_parenthesised(parser);
    node->branch.then = parse_body(parser);
    if (parser_eat(parser, TOKEN_ELSE)) {
        node->branch.otherwise = parse_body(parser);
    }
    return parser_finish(parser, node);
}

static struct node *
parse_return(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_RETURN, parser->lexer.token.start);
    if (!parser->function->allows_return) {
        parser_report(parser, DIAGNOSTIC_BAD_RETURN, parser->lexer.token.start,
                      parser->lexer.token.end, "return must stand in a function");
    }
    parser_advance(parser);
    const struct token *token = &parser->lexer.token;
    if (token->kind != TOKEN_SEMICOLON && token->kind != TOKEN_BRACE_CLOSE &&
        token->kind != TOKEN_END && !token->newline_before) {
        node->unary.operand = parse_expression(parser);
    }
    parser_semicolon(parser);
    return parser_finish(parser, node);
}

static struct node *
parse_throw(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_THROW, parser->lexer.token.start);
    parser_advance(parser);
    if (parser->lexer.token.newline_before) {
        parser_panic(parser, DIAGNOSTIC_NEWLINE_THROW, node->start, node->start + 5,
                     "the value must begin on the line of throw");
    }
    node->unary.operand = parse_expression(parser);
    parser_semicolon(parser);
    return parser_finish(parser, node);
}

static struct node *
parse_try(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_TRY, parser->lexer.token.start);
    parser_advance(parser);
    node->try_node.block = parse_block(parser);
    if (parser_eat(parser, TOKEN_CATCH)) {
        if (parser_eat(parser, TOKEN_PAREN_OPEN)) {
            node->try_node.target = parse_binding_target(parser);
            parse_type_annotation(parser);
            parser_expect(parser, TOKEN_PAREN_CLOSE);
        }
        node->try_node.handler = parse_block(parser);
    }
    if (parser_eat(parser, TOKEN_FINALLY)) {
        node->try_node.finalizer = parse_block(parser);
    }
    if (node->try_node.handler == NULL && node->try_node.finalizer == NULL) {
        parser_panic(parser, DIAGNOSTIC_TRY_ALONE, node->start, node->start + 3,
                     "try needs a catch or a finally");
    }
    return parser_finish(parser, node);
}

static struct node *
parse_case(struct parser *parser, bool *has_default)
{
    struct node *node = parser_node(parser, NODE_CASE, parser->lexer.token.start);
    if (parser_at(parser, TOKEN_DEFAULT)) {
        if (*has_default) {
            parser_report(parser, DIAGNOSTIC_TWO_DEFAULTS, parser->lexer.token.start,
                          parser->lexer.token.end, "a switch has at most one default");
        }
        *has_default = true;
        parser_advance(parser);
    } else {
        parser_expect(parser, TOKEN_CASE);
        node->case_node.test = parse_expression(parser);
    }
    parser_expect(parser, TOKEN_COLON);
    struct node_builder statements = {0};
    while (!parser_at(parser, TOKEN_CASE) && !parser_at(parser, TOKEN_DEFAULT) &&
           !parser_at(parser, TOKEN_BRACE_CLOSE) && !parser_at(parser, TOKEN_END)) {
        uint32_t from = parser->lexer.token.start;
        struct node *statement = parse_statement(parser);
        if (statement != NULL) {
            node_add(parser, &statements, statement);
        }
        parser_recover(parser, from);
    }
    node->case_node.statements = node_list_of(&statements);
    return parser_finish(parser, node);
}

static struct node *
parse_switch(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_SWITCH, parser->lexer.token.start);
    parser_advance(parser);
    node->switch_node.value = parse_parenthesised(parser);
    parser_expect(parser, TOKEN_BRACE_OPEN);
    struct jump_target target;
    push_target(parser, &target, node, false);
    struct node_builder cases = {0};
    bool has_default = false;
    while (!parser_at(parser, TOKEN_BRACE_CLOSE) && !parser_at(parser, TOKEN_END)) {
        node_add(parser, &cases, parse_case(parser, &has_default));
    }
    parser->targets = target.next;
    parser_expect(parser, TOKEN_BRACE_CLOSE);
    node->switch_node.cases = node_list_of(&cases);
    return parser_finish(parser, node);
}

static struct node *
parse_labeled(struct parser *parser)
{
    struct token name = parser->lexer.token;
    struct node *node = parser_node(parser, NODE_LABELED, name.start);
    for (struct jump_target *at = parser->targets; at != NULL; at = at->next) {
        if (at->label.bytes == name.text.bytes) {
            parser_report(parser, DIAGNOSTIC_DUPLICATE_LABEL, name.start, name.end,
                          "the label %.*s is already used around", TEXT_ARG(name.text));
            break;
        }
    }
    parser_advance(parser);
    parser_advance(parser);
    struct jump_target target = {.next = parser->targets, .label = name.text, .node = node};
    target.body_start = parser->lexer.token.start;
    for (struct jump_target *at = target.next; /* a: b: for: both labels are the loop's */
         at != NULL && at->label.bytes != NULL && at->body_start == name.start; at = at->next) {
        at->body_start = target.body_start;
    }
    parser->targets = &target;
    node->labeled.label = name.text;
    node->labeled.body = parse_body(parser);
    parser->targets = target.next;
    return parser_finish(parser, node);
}

static struct node *
parse_expression_statement(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_EXPRESSION, parser->lexer.token.start);
    node->unary.operand = parse_expression(parser);
    parser_semicolon(parser);
    return parser_finish(parser, node);
}

/** `with` is read to its end, so that its body gets its own diagnostics. */
static struct node *
parse_with(struct parser *parser)
{
    parser_report(parser, DIAGNOSTIC_NO_WITH, parser->lexer.token.start, parser->lexer.token.end,
                  "with is not available; write const { a, b } = object");
    parser_advance(parser);
    (void)parse_parenthesised(parser);
    return parse_body(parser);
}

static struct node *
parse_identifier_statement(struct parser *parser)
{
    struct token next = parser_peek(parser);
    if (next.kind == TOKEN_COLON) {
        return parse_labeled(parser);
    }
    if (parser_at_word(parser, "async") && next.kind == TOKEN_FUNCTION && !next.newline_before) {
        return parse_function_declaration(parser, false);
    }
    if (parser->is_typescript) {
        if (parse_type_declaration(parser, false)) {
            return NULL;
        }
        bool is_name = token_is_name(next.kind) && !next.newline_before;
        if (parser_at_word(parser, "abstract") && next.kind == TOKEN_CLASS) {
            return parse_class(parser, true, false);
        }
        if ((parser_at_word(parser, "namespace") || parser_at_word(parser, "module")) && is_name) {
            return parse_namespace(parser);
        }
    }
    return parse_expression_statement(parser);
}

static struct node *
parse_simple(struct parser *parser, enum node_kind kind)
{
    struct node *node = parser_node(parser, kind, parser->lexer.token.start);
    parser_advance(parser);
    if (kind == NODE_DEBUGGER) {
        parser_semicolon(parser);
    }
    return parser_finish(parser, node);
}

static struct node *
parse_variables_statement(struct parser *parser)
{
    struct node *node = parse_variables(parser, false);
    parser_semicolon(parser);
    return node;
}

static struct node *
parse_statement_inner(struct parser *parser)
{
    if (parser->lexer.token.has_escape && token_is_keyword(parser_kind(parser))) {
        return parse_expression_statement(parser);
    }
    switch ((int)parser_kind(parser)) {
    case TOKEN_BRACE_OPEN:
        return parse_block(parser);
    case TOKEN_SEMICOLON:
        return parse_simple(parser, NODE_EMPTY);
    case TOKEN_CONST:
        if (parser->is_typescript && parser_peek(parser).kind == TOKEN_ENUM) {
            return parse_enum(parser);
        }
        return parse_variables_statement(parser);
    case TOKEN_VAR:
    case TOKEN_LET:
        return parse_variables_statement(parser);
    case TOKEN_FUNCTION:
        return parse_function_declaration(parser, false);
    case TOKEN_AT:
    case TOKEN_CLASS:
        return parse_class(parser, true, false);
    case TOKEN_IF:
        return parse_if(parser);
    case TOKEN_FOR:
        return parse_for(parser);
    case TOKEN_WHILE:
        return parse_while(parser);
    case TOKEN_DO:
        return parse_do(parser);
    case TOKEN_BREAK:
    case TOKEN_CONTINUE:
        return parse_jump(parser);
    case TOKEN_RETURN:
        return parse_return(parser);
    case TOKEN_THROW:
        return parse_throw(parser);
    case TOKEN_TRY:
        return parse_try(parser);
    case TOKEN_SWITCH:
        return parse_switch(parser);
    case TOKEN_DEBUGGER:
        return parse_simple(parser, NODE_DEBUGGER);
    case TOKEN_WITH:
        return parse_with(parser);
    case TOKEN_ENUM:
        return parse_enum(parser);
    case TOKEN_INTERFACE:
        if (parse_type_declaration(parser, false)) {
            return NULL;
        }
        return parse_expression_statement(parser);
    case TOKEN_IMPORT:
    case TOKEN_EXPORT:
        return parse_module_item(parser);
    case TOKEN_IDENTIFIER:
        return parse_identifier_statement(parser);
    default:
        return parse_expression_statement(parser);
    }
}

struct node *
parse_statement(struct parser *parser)
{
    if (!parser_enter(parser)) {
        return parser_node(parser, NODE_EMPTY, parser->lexer.token.start);
    }
    bool forbids_in = parser->forbids_in;
    bool in_true_branch = parser->in_true_branch;
    parser->forbids_in = false;
    parser->in_true_branch = false;
    struct node *node = parse_statement_inner(parser);
    parser->forbids_in = forbids_in;
    parser->in_true_branch = in_true_branch;
    parser_leave(parser);
    return node;
}

void
parse_statement_list(struct parser *parser, enum token_kind end, struct node_builder *out)
{
    while (!parser_at(parser, end) && !parser_at(parser, TOKEN_BRACE_CLOSE) &&
           !parser_at(parser, TOKEN_END)) {
        uint32_t from = parser->lexer.token.start;
        struct node *node = parse_statement(parser);
        if (node != NULL) {
            node_add(parser, out, node);
        }
        parser_recover(parser, from);
    }
}
