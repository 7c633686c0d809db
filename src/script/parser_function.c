/* SPDX-License-Identifier: Apache-2.0 */
/* Functions, parameters, declared names and patterns; arrow functions: parser_arrow.c. */
#include "script/parser_state.h"

/* ---- contexts ---------------------------------------------------------- */

void
parser_push_function(struct parser *parser, struct function_context *context,
                     struct function *function)
{
    struct function_context *parent = parser->function;
    enum function_kind kind = function->kind;
    *context = (struct function_context){.parent = parent, .owner = function, .kind = kind};
    switch (kind) {
    case FUNCTION_ARROW:
        *context = *parent;
        context->parent = parent;
        context->kind = kind;
        context->is_async = false;
        context->is_generator = false;
        context->is_static_block = false;
        context->allows_return = true;
        break;
    case FUNCTION_NORMAL:
        context->allows_return = true;
        context->allows_new_target = true;
        break;
    case FUNCTION_DERIVED_CONSTRUCTOR:
        context->allows_super_call = true;
        context->allows_super_property = true;
        context->allows_return = true;
        context->allows_new_target = true;
        break;
    case FUNCTION_METHOD:
    case FUNCTION_GETTER:
    case FUNCTION_SETTER:
    case FUNCTION_CONSTRUCTOR:
        context->allows_super_property = true;
        context->allows_return = true;
        context->allows_new_target = true;
        break;
    case FUNCTION_FIELDS:
    case FUNCTION_STATIC:
        context->allows_super_property = true;
        context->allows_new_target = true;
        context->forbids_arguments = true;
        break;
    case FUNCTION_MODULE:
        break;
    }
    parser->function = context;
}

void
parser_pop_function(struct parser *parser, struct function_context *context)
{
    assert(parser->function == context);
    parser->function = context->parent;
}

struct function *
parser_function(struct parser *parser, enum function_kind kind, uint32_t start)
{
    struct function *function = parser_new(parser, struct function);
    if (function != NULL) {
        function->kind = kind;
        function->start = start;
        function->end = start;
        function->name = TEXT("");
    }
    return function;
}

struct node *
parser_made_up_function(struct parser *parser, struct text parameter, struct node_list body,
                        uint32_t start, uint32_t end)
{
    struct node *node = parser_node(parser, NODE_FUNCTION, start);
    struct function *function = parser_function(parser, FUNCTION_NORMAL, start);
    struct node_builder parameters = {0};
    node_add(parser, &parameters, parser_identifier(parser, parameter, start, start));
    node->function = function;
    node->end = end;
    if (function != NULL) {
        function->parameters = node_list_of(&parameters);
        function->has_simple_parameters = true;
        function->length = 1;
        function->body = body;
        function->end = end;
    }
    return node;
}

/* ---- declared names and patterns --------------------------------------- */

void
parser_check_binding_name(struct parser *parser, struct text name, uint32_t start, uint32_t end)
{
    if (text_is(name, "eval") || text_is(name, "arguments")) {
        parser_report(parser, DIAGNOSTIC_EVAL_ARGUMENTS, start, end,
                      "%.*s cannot be declared; choose another name", TEXT_ARG(name));
    }
}

struct text
parse_binding_name(struct parser *parser)
{
    struct token token = parser->lexer.token;
    if (token.kind != TOKEN_IDENTIFIER) {
        parser_unexpected(parser, "a name");
        return TEXT("");
    }
    parser_check_binding_name(parser, token.text, token.start, token.end);
    parser_advance(parser);
    return token.text;
}

/** A target with its default, as in patterns. */
static struct node *
parse_binding_element(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    struct node *target = parse_binding_target(parser);
    if (!parser_eat(parser, TOKEN_ASSIGN)) {
        return target;
    }
    struct node *node = parser_node(parser, NODE_DEFAULT, start);
    bool forbids_in = parser->forbids_in;
    parser->forbids_in = false;
    node->binary.left = target;
    node->binary.right = parse_assignment(parser);
    parser->forbids_in = forbids_in;
    if (target->kind == NODE_IDENTIFIER) {
        parser_name_function(node->binary.right, target->reference.name);
    }
    return parser_finish(parser, node);
}

static struct node *
parse_binding_rest(struct parser *parser, bool allows_pattern, enum token_kind end)
{
    struct node *node = parser_node(parser, NODE_REST, parser->lexer.token.start);
    parser_advance(parser);
    if (!allows_pattern && !parser_at(parser, TOKEN_IDENTIFIER)) {
        parser_unexpected(parser, "a name");
    }
    node->unary.operand = parse_binding_target(parser);
    parser_finish(parser, node);
    if (parser_at(parser, TOKEN_ASSIGN)) {
        parser_panic(parser, DIAGNOSTIC_REST_DEFAULT, node->start, node->end,
                     "a rest element cannot have a default");
    } else if (!parser_at(parser, end)) {
        parser_panic(parser, DIAGNOSTIC_REST_LAST, node->start, node->end,
                     "a rest element must be the last, without a comma behind it");
    }
    return node;
}

static struct node *
parse_array_binding(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_ARRAY_PATTERN, parser->lexer.token.start);
    struct node_builder list = {0};
    parser_advance(parser);
    while (!parser_at(parser, TOKEN_BRACKET_CLOSE) && !parser_at(parser, TOKEN_END)) {
        if (parser_eat(parser, TOKEN_COMMA)) {
            node_add(parser, &list, NULL);
            continue;
        }
        node_add(parser, &list,
                 parser_at(parser, TOKEN_ELLIPSIS)
                     ? parse_binding_rest(parser, true, TOKEN_BRACKET_CLOSE)
                     : parse_binding_element(parser));
        if (!parser_at(parser, TOKEN_BRACKET_CLOSE)) {
            parser_expect(parser, TOKEN_COMMA);
        }
    }
    parser_expect(parser, TOKEN_BRACKET_CLOSE);
    node->list = node_list_of(&list);
    return parser_finish(parser, node);
}

static struct node *
parse_binding_property(struct parser *parser)
{
    struct token key = parser->lexer.token;
    struct node *property = parser_node(parser, NODE_PROPERTY, key.start);
    parse_property_key(parser, property, false);
    if (parser_eat(parser, TOKEN_COLON)) {
        property->property.value = parse_binding_element(parser);
        return parser_finish(parser, property);
    }
    property->property.flags |= PROPERTY_SHORTHAND;
    if (key.kind != TOKEN_IDENTIFIER) {
        if (token_is_keyword(key.kind)) {
            parser_panic(parser, DIAGNOSTIC_RESERVED_WORD, key.start, key.end,
                         "%s is a reserved word; write %s: name", token_kind_text(key.kind),
                         token_kind_text(key.kind));
        }
        parser_unexpected(parser, ":");
    }
    parser_check_binding_name(parser, key.text, key.start, key.end);
    struct node *value = parser_identifier(parser, key.text, key.start, key.end);
    if (parser_eat(parser, TOKEN_ASSIGN)) {
        struct node *node = parser_node(parser, NODE_DEFAULT, key.start);
        node->binary.left = value;
        node->binary.right = parse_assignment(parser);
        parser_name_function(node->binary.right, key.text);
        value = parser_finish(parser, node);
    }
    property->property.value = value;
    return parser_finish(parser, property);
}

static struct node *
parse_object_binding(struct parser *parser)
{
    struct node *node = parser_node(parser, NODE_OBJECT_PATTERN, parser->lexer.token.start);
    struct node_builder list = {0};
    bool forbids_in = parser->forbids_in;
    parser->forbids_in = false;
    parser_advance(parser);
    while (!parser_at(parser, TOKEN_BRACE_CLOSE) && !parser_at(parser, TOKEN_END)) {
        node_add(parser, &list,
                 parser_at(parser, TOKEN_ELLIPSIS)
                     ? parse_binding_rest(parser, false, TOKEN_BRACE_CLOSE)
                     : parse_binding_property(parser));
        if (!parser_at(parser, TOKEN_BRACE_CLOSE)) {
            parser_expect(parser, TOKEN_COMMA);
        }
    }
    parser->forbids_in = forbids_in;
    parser_expect(parser, TOKEN_BRACE_CLOSE);
    node->list = node_list_of(&list);
    return parser_finish(parser, node);
}

struct node *
parse_binding_target(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    if (!parser_enter(parser)) {
        return parser_node(parser, NODE_NONE, start);
    }
    struct node *node;
    if (parser_at(parser, TOKEN_BRACKET_OPEN)) {
        node = parse_array_binding(parser);
    } else if (parser_at(parser, TOKEN_BRACE_OPEN)) {
        node = parse_object_binding(parser);
    } else {
        struct text name = parse_binding_name(parser);
        node = parser_finish(parser, parser_identifier(parser, name, start, start));
    }
    parser_leave(parser);
    return node;
}

/* ---- parameters -------------------------------------------------------- */

static void
refuse_decorator(struct parser *parser)
{
    while (parser_at(parser, TOKEN_AT)) {
        parser_report(parser, DIAGNOSTIC_NO_DECORATORS, parser->lexer.token.start,
                      parser->lexer.token.end, "decorators are not available; call the function");
        parser_advance(parser);
        (void)parse_left_hand_side(parser, true);
    }
}

static bool
is_parameter_modifier(struct parser *parser)
{
    bool is_word = parser_at(parser, TOKEN_PUBLIC) || parser_at(parser, TOKEN_PRIVATE) ||
                   parser_at(parser, TOKEN_PROTECTED) || parser_at_word(parser, "readonly") ||
                   parser_at_word(parser, "override");
    if (!parser->is_typescript || !is_word) {
        return false;
    }
    enum token_kind next = parser_peek(parser).kind;
    return token_is_name(next) || next == TOKEN_BRACE_OPEN || next == TOKEN_BRACKET_OPEN;
}

static struct node *
parse_parameter(struct parser *parser, struct node_builder *fields)
{
    uint32_t start = parser->lexer.token.start;
    bool is_field = false;
    refuse_decorator(parser);
    while (is_parameter_modifier(parser)) {
        if (fields == NULL) {
            parser_report(parser, DIAGNOSTIC_BAD_MODIFIER, parser->lexer.token.start,
                          parser->lexer.token.end,
                          "only parameters of a constructor can be fields");
        }
        is_field = true;
        parser_advance(parser);
    }
    struct node *node;
    if (parser_at(parser, TOKEN_ELLIPSIS)) {
        node = parser_node(parser, NODE_REST, start);
        parser_advance(parser);
        node->unary.operand = parse_binding_target(parser);
        parse_type_annotation(parser);
        parser_finish(parser, node);
        if (parser_at(parser, TOKEN_ASSIGN)) {
            parser_panic(parser, DIAGNOSTIC_REST_DEFAULT, start, node->end,
                         "a rest parameter cannot have a default");
        } else if (!parser_at(parser, TOKEN_PAREN_CLOSE)) {
            parser_panic(parser, DIAGNOSTIC_REST_LAST, start, node->end,
                         "a rest parameter must be the last, without a comma behind it");
        }
        return node;
    }
    struct node *target = parse_binding_target(parser);
    if (is_field && fields != NULL) {
        node_add(parser, fields, target);
    }
    if (parser_at(parser, TOKEN_QUESTION) && parser_types_here(parser)) {
        parser_advance(parser);
    }
    parse_type_annotation(parser);
    if (!parser_eat(parser, TOKEN_ASSIGN)) {
        return target;
    }
    node = parser_node(parser, NODE_DEFAULT, start);
    node->binary.left = target;
    node->binary.right = parse_assignment(parser);
    if (target->kind == NODE_IDENTIFIER) {
        parser_name_function(node->binary.right, target->reference.name);
    }
    return parser_finish(parser, node);
}

/** (a, b = 1, ...c); the token is the opening parenthesis. */
void
parse_parameters(struct parser *parser, struct function *function, struct node_builder *fields)
{
    struct node_builder list = {0};
    bool forbids_in = parser->forbids_in;
    bool in_true_branch = parser->in_true_branch;
    parser->forbids_in = false;
    parser->in_true_branch = false;
    parser_expect(parser, TOKEN_PAREN_OPEN);
    function->has_simple_parameters = true;
    bool counts = true;
    while (!parser_at(parser, TOKEN_PAREN_CLOSE) && !parser_at(parser, TOKEN_END)) {
        if (parser_at(parser, TOKEN_THIS) && list.count == 0 && parser->is_typescript) {
            parser_advance(parser); /* the type of this, erased */
            parse_type_annotation(parser);
        } else {
            struct node *parameter = parse_parameter(parser, fields);
            function->has_simple_parameters &= parameter->kind == NODE_IDENTIFIER;
            counts &= parameter->kind != NODE_DEFAULT && parameter->kind != NODE_REST;
            function->length += counts;
            node_add(parser, &list, parameter);
        }
        if (!parser_at(parser, TOKEN_PAREN_CLOSE)) {
            parser_expect(parser, TOKEN_COMMA);
        }
    }
    if (list.count > PARSER_PARAMETERS_MAX) {
        parser_report(parser, DIAGNOSTIC_TOO_MANY, function->start, function->start + 1,
                      "more than %d parameters", PARSER_PARAMETERS_MAX);
    }
    parser_expect(parser, TOKEN_PAREN_CLOSE);
    parser->forbids_in = forbids_in;
    parser->in_true_branch = in_true_branch;
    function->parameters = node_list_of(&list);
}

/* ---- bodies ------------------------------------------------------------ */

static void
check_directives(struct parser *parser, const struct function *function)
{
    for (uint32_t i = 0; i < function->body.count; i++) {
        const struct node *statement = function->body.items[i];
        if (statement->kind != NODE_EXPRESSION || statement->unary.operand->kind != NODE_STRING ||
            statement->unary.operand->is_parenthesised) {
            return;
        }
        const struct node *string = statement->unary.operand;
        bool is_verbatim = string->end - string->start == 12;
        if (is_verbatim && text_is(string->text, "use strict") &&
            !function->has_simple_parameters) {
            parser_report(parser, DIAGNOSTIC_STRICT_SIMPLE, string->start, string->end,
                          "a function with defaults, rest or patterns cannot say \"use strict\"");
        }
    }
}

void
parse_function_body(struct parser *parser, struct function *function)
{
    struct jump_target *targets = parser->targets;
    bool forbids_in = parser->forbids_in;
    bool in_true_branch = parser->in_true_branch;
    struct namespace_context *name_space = parser->name_space;
    struct node_builder body = {0};
    parser->targets = NULL;
    parser->name_space = NULL;
    parser->forbids_in = false;
    parser->in_true_branch = false;
    parser_expect(parser, TOKEN_BRACE_OPEN);
    parse_statement_list(parser, TOKEN_BRACE_CLOSE, &body);
    parser_expect(parser, TOKEN_BRACE_CLOSE);
    parser->targets = targets;
    parser->name_space = name_space;
    parser->forbids_in = forbids_in;
    parser->in_true_branch = in_true_branch;
    function->body = node_list_of(&body);
    function->end = parser->is_panicking ? parser->panic_position : parser->lexer.previous_end;
    check_directives(parser, function);
}

static void
check_accessor(struct parser *parser, const struct function *function)
{
    bool is_setter = function->kind == FUNCTION_SETTER;
    bool is_fine = function->parameters.count == (is_setter ? 1u : 0u) &&
                   !(is_setter && function->parameters.items[0]->kind == NODE_REST);
    if (!is_fine && (is_setter || function->kind == FUNCTION_GETTER)) {
        parser_report(parser, DIAGNOSTIC_BAD_ACCESSOR, function->start, function->start + 1,
                      is_setter ? "a setter has exactly one parameter"
                                : "a getter has no parameters");
    }
}

static void
report_kind(struct parser *parser, uint32_t start, bool is_async, bool is_generator)
{
    if (is_async) {
        parser_report(parser, DIAGNOSTIC_NO_ASYNC, start, start + 5,
                      "async functions are not available; all data is in the arguments");
    } else if (is_generator) {
        parser_report(parser, DIAGNOSTIC_NO_GENERATORS, start, start + 1,
                      "generators are not available; build an array or pass a callback");
    }
}

/** Parameters, return type and body; *has_body false when there is none (overloads). */
static void
parse_function_rest(struct parser *parser, struct function *function, struct node_builder *fields,
                    bool *has_body)
{
    parse_type_parameters(parser);
    parse_parameters(parser, function, fields);
    check_accessor(parser, function);
    parse_return_annotation(parser);
    *has_body = true;
    if (parser->is_typescript && !parser_at(parser, TOKEN_BRACE_OPEN) && !parser->is_panicking) {
        *has_body = false;
        return;
    }
    parse_function_body(parser, function);
}

struct function *
parse_method(struct parser *parser, enum function_kind kind, bool is_async, bool is_generator,
             struct node_builder *parameter_fields, bool *has_body)
{
    uint32_t start = parser->lexer.token.start;
    struct function *function = parser_function(parser, kind, start);
    if (function == NULL) {
        return NULL;
    }
    report_kind(parser, start, is_async, is_generator);
    struct function_context context;
    parser_push_function(parser, &context, function);
    context.is_async = is_async;
    context.is_generator = is_generator;
    parse_function_rest(parser, function, parameter_fields, has_body);
    parser_pop_function(parser, &context);
    return function;
}

/* ---- function, async function ------------------------------------------ */

struct node *
parse_function_expression(struct parser *parser)
{
    uint32_t start = parser->lexer.token.start;
    struct node *node = parser_node(parser, NODE_FUNCTION, start);
    struct function *function = parser_function(parser, FUNCTION_NORMAL, start);
    node->function = function;
    if (function == NULL) {
        return node;
    }
    bool is_async = parser_eat_word(parser, "async");
    parser_advance(parser);
    bool is_generator = parser_eat(parser, TOKEN_STAR);
    report_kind(parser, start, is_async, is_generator);
    if (parser_at(parser, TOKEN_IDENTIFIER)) {
        function->name = parse_binding_name(parser);
        function->has_own_name = true;
    } else if (!parser_at(parser, TOKEN_PAREN_OPEN) && !parser_at(parser, TOKEN_LESS)) {
        parser_unexpected(parser, "a name");
    }
    struct function_context context;
    parser_push_function(parser, &context, function);
    context.is_async = is_async;
    context.is_generator = is_generator;
    bool has_body;
    parse_function_rest(parser, function, NULL, &has_body);
    if (!has_body) {
        parser_unexpected(parser, "{");
    }
    parser_pop_function(parser, &context);
    return parser_finish(parser, node);
}

struct node *
parse_function_declaration(struct parser *parser, bool name_is_optional)
{
    uint32_t start = parser->lexer.token.start;
    struct node *node = parser_node(parser, NODE_FUNCTION_DECLARATION, start);
    struct function *function = parser_function(parser, FUNCTION_NORMAL, start);
    node->function = function;
    if (function == NULL) {
        return node;
    }
    bool is_async = parser_eat_word(parser, "async");
    parser_advance(parser);
    bool is_generator = parser_eat(parser, TOKEN_STAR);
    report_kind(parser, start, is_async, is_generator);
    if (!name_is_optional || parser_at(parser, TOKEN_IDENTIFIER)) {
        function->name = parse_binding_name(parser);
        function->has_own_name = true;
    }
    struct function_context context;
    parser_push_function(parser, &context, function);
    context.is_async = is_async;
    context.is_generator = is_generator;
    bool has_body;
    parse_function_rest(parser, function, NULL, &has_body);
    parser_pop_function(parser, &context);
    if (!has_body) {
        parser_semicolon(parser); /* an overload, or declare function */
        bool is_overload = parser_at(parser, TOKEN_FUNCTION) || parser_at(parser, TOKEN_EXPORT) ||
                           parser_at_word(parser, "async");
        if (!parser->is_ambient && !is_overload) {
            parser_report(parser, DIAGNOSTIC_OVERLOAD_BODY, start, start + 8,
                          "this function has no body; add it behind its overloads");
        }
        return NULL;
    }
    return parser_finish(parser, node);
}
