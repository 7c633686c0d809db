/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What TypeScript adds to the running program, as plain nodes.
 *
 *   enum E { A, B = 2 }   var E = (function (E) { E[E["A"] = 0] = "A"; ...; return E; })(E || {});
 *   namespace N { ... }   var N = (function (N) { ...; return N; })(N || {});
 *   constructor(private x) { }   this.x = x;
 *
 * Names of members are handed to the resolver in function->member_names: inside
 * of the function a use of such a name is a use of the member.
 */
#include "script/parser_state.h"

/* ---- making nodes ------------------------------------------------------ */

static struct node *
make(struct parser *parser, enum node_kind kind, const struct node *place)
{
    struct node *node = parser_node(parser, kind, place->start);
    node->end = place->end;
    return node;
}

static struct node *
make_identifier(struct parser *parser, struct text name, const struct node *place)
{
    return parser_identifier(parser, name, place->start, place->end);
}

static struct node *
make_index(struct parser *parser, struct node *object, struct node *key)
{
    struct node *node = make(parser, NODE_INDEX, key);
    node->index.object = object;
    node->index.key = key;
    return node;
}

static struct node *
make_assign(struct parser *parser, struct node *target, struct node *value)
{
    struct node *node = make(parser, NODE_ASSIGN, target);
    node->assign.target = target;
    node->assign.value = value;
    node->end = value->end;
    return node;
}

static struct node *
make_statement(struct parser *parser, enum node_kind kind, struct node *operand)
{
    struct node *node = make(parser, kind, operand);
    node->unary.operand = operand;
    return node;
}

/** Its own members and those of earlier declarations of the same object. */
static const struct merged_object *
merge(struct parser *parser, struct text name, const struct text *members, uint32_t count)
{
    struct merged_object *object = parser->merged;
    const struct function *owner = parser->function->owner;
    while (object != NULL && (object->owner != owner || !text_equal(object->name, name))) {
        object = object->next;
    }
    if (object == NULL) {
        object = parser_new(parser, struct merged_object);
        if (object == NULL) {
            return NULL;
        }
        *object = (struct merged_object){.next = parser->merged, .owner = owner, .name = name};
        parser->merged = object;
    }
    struct text *all = parser_alloc(parser, object->count + count, sizeof(struct text));
    if (all == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < object->count; i++) {
        all[i] = object->members[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        all[object->count + i] = members[i];
    }
    object->members = all;
    object->count += count;
    return object;
}

/** var name = (function (name) { body; return name; })(name || {}); */
static struct node *
make_object_variable(struct parser *parser, struct text name, struct node_builder *body,
                     const struct text *members, uint32_t member_count, const struct node *place)
{
    const struct merged_object *merged = merge(parser, name, members, member_count);
    node_add(parser, body,
             make_statement(parser, NODE_RETURN, make_identifier(parser, name, place)));
    struct node *function =
        parser_made_up_function(parser, name, node_list_of(body), place->start, place->end);
    if (function->function != NULL && merged != NULL) {
        function->function->member_names = merged->members;
        function->function->member_name_count = merged->count;
        function->function->name = name;
    }
    struct node *start = make(parser, NODE_LOGICAL, place);
    start->binary.operator= OPERATOR_OR;
    start->binary.left = make_identifier(parser, name, place);
    start->binary.right = make(parser, NODE_OBJECT, place);
    struct node_builder arguments = {0};
    node_add(parser, &arguments, start);
    struct node *call = make(parser, NODE_CALL, place);
    call->call.callee = function;
    call->call.arguments = node_list_of(&arguments);
    struct node *declarator = make(parser, NODE_DECLARATOR, place);
    declarator->binary.left = make_identifier(parser, name, place);
    declarator->binary.right = call;
    struct node_builder declarators = {0};
    node_add(parser, &declarators, declarator);
    struct node *variables = make(parser, NODE_VARIABLES, place);
    variables->variables.kind = VARIABLES_VAR;
    variables->variables.declarators = node_list_of(&declarators);
    variables->is_made_up = true;
    return variables;
}

/* ---- enum -------------------------------------------------------------- */

struct enum_member {
    struct text name;
    bool is_number; /**< value is known */
    bool is_string;
    double value;
};

struct enum_builder {
    struct text name;
    struct enum_member *members;
    uint32_t count, capacity;
    struct node_builder body;
    double next;
    bool has_next; /**< the next member may go without a value */
};

static const struct enum_member *
find_member(const struct enum_builder *builder, const struct node *node)
{
    struct text name = NO_TEXT;
    if (node->kind == NODE_IDENTIFIER) {
        name = node->reference.name;
    } else if (node->kind == NODE_MEMBER && node->member.object->kind == NODE_IDENTIFIER &&
               node->member.object->reference.name.bytes == builder->name.bytes) {
        name = node->member.name;
    }
    for (uint32_t i = 0; name.bytes != NULL && i < builder->count; i++) {
        if (builder->members[i].name.bytes == name.bytes) {
            return &builder->members[i];
        }
    }
    return NULL;
}

/** Shifts and bits of doubles, as the language has them. */
static int32_t
to_int32(double number)
{
    if (!(number == number) || number > 9e15 || number < -9e15) {
        return 0;
    }
    return (int32_t)(uint32_t)(int64_t)number;
}

static bool
fold_binary(enum operator operation, double a, double b, double *out)
{
    uint32_t shift = (uint32_t)to_int32(b) & 31;
    switch ((int)operation) {
    case OPERATOR_ADD:
        *out = a + b;
        return true;
    case OPERATOR_SUBTRACT:
        *out = a - b;
        return true;
    case OPERATOR_MULTIPLY:
        *out = a * b;
        return true;
    case OPERATOR_DIVIDE:
        *out = a / b;
        return true;
    case OPERATOR_BIT_OR:
        *out = to_int32(a) | to_int32(b);
        return true;
    case OPERATOR_BIT_AND:
        *out = to_int32(a) & to_int32(b);
        return true;
    case OPERATOR_BIT_XOR:
        *out = to_int32(a) ^ to_int32(b);
        return true;
    case OPERATOR_SHIFT_LEFT:
        *out = (int32_t)((uint32_t)to_int32(a) << shift);
        return true;
    case OPERATOR_SHIFT_RIGHT:
        *out = to_int32(a) >> shift;
        return true;
    case OPERATOR_SHIFT_RIGHT_UNSIGNED:
        *out = (uint32_t)to_int32(a) >> shift;
        return true;
    default:
        return false;
    }
}

static bool
fold_unary(enum operator operation, double a, double *out)
{
    switch ((int)operation) {
    case OPERATOR_PLUS:
        *out = a;
        return true;
    case OPERATOR_MINUS:
        *out = -a;
        return true;
    case OPERATOR_BIT_NOT:
        *out = ~to_int32(a);
        return true;
    default:
        return false;
    }
}

/** The number that an initialiser surely has. */
static bool
fold(const struct enum_builder *builder, const struct node *node, double *out)
{
    double a;
    double b;
    switch ((int)node->kind) {
    case NODE_NUMBER:
        *out = node->number;
        return true;
    case NODE_IDENTIFIER:
    case NODE_MEMBER: {
        const struct enum_member *member = find_member(builder, node);
        *out = member != NULL ? member->value : 0;
        return member != NULL && member->is_number;
    }
    case NODE_UNARY:
        if (!fold(builder, node->unary.operand, &a)) {
            return false;
        }
        return fold_unary(node->unary.operator, a, out);
    case NODE_BINARY:
        return fold(builder, node->binary.left, &a) && fold(builder, node->binary.right, &b) &&
               fold_binary(node->binary.operator, a, b, out);
    default:
        return false;
    }
}

static bool
is_text(const struct enum_builder *builder, const struct node *node)
{
    if (node->kind == NODE_STRING || node->kind == NODE_TEMPLATE) {
        return true;
    }
    if (node->kind == NODE_BINARY && node->binary.operator== OPERATOR_ADD) {
        return is_text(builder, node->binary.left) || is_text(builder, node->binary.right);
    }
    const struct enum_member *member = find_member(builder, node);
    return member != NULL && member->is_string;
}

static void
add_member(struct parser *parser, struct enum_builder *builder, struct node *key,
           struct node *initialiser)
{
    struct enum_member member = {.name = key->text};
    struct node *object = make_identifier(parser, builder->name, key);
    struct node *value = initialiser;
    if (value == NULL) {
        if (!builder->has_next) {
            parser_report(parser, DIAGNOSTIC_ENUM_MEMBER, key->start, key->end,
                          "this member needs a value: the one before it is no known number");
        }
        value = make(parser, NODE_NUMBER, key);
        value->number = builder->next;
    }
    member.is_string = is_text(builder, value);
    member.is_number = !member.is_string && fold(builder, value, &member.value);
    builder->has_next = member.is_number;
    builder->next = member.value + 1;
    struct node *assign = make_assign(parser, make_index(parser, object, key), value);
    if (!member.is_string) { /* E[E["A"] = 0] = "A" */
        struct node *reverse =
            make_index(parser, make_identifier(parser, builder->name, key), assign);
        assign =
            make_assign(parser, reverse, parser_string(parser, key->text, key->start, key->end));
    }
    node_add(parser, &builder->body, make_statement(parser, NODE_EXPRESSION, assign));
    if (builder->count == builder->capacity) {
        uint32_t capacity = builder->capacity == 0 ? 8 : builder->capacity * 2;
        struct enum_member *members =
            arena_grow(parser->arena, builder->members, builder->capacity * sizeof(*members),
                       capacity * sizeof(*members));
        if (members == NULL) {
            parser->out_of_memory = true;
            return;
        }
        builder->members = members;
        builder->capacity = capacity;
    }
    builder->members[builder->count++] = member;
}

static struct node *
parse_member_key(struct parser *parser)
{
    struct token token = parser->lexer.token;
    bool is_bracketed = parser_eat(parser, TOKEN_BRACKET_OPEN);
    token = parser->lexer.token;
    if (token.kind != TOKEN_STRING && (is_bracketed || !token_is_name(token.kind))) {
        parser_unexpected(parser, "the name of a member");
        return parser_string(parser, TEXT(""), token.start, token.end);
    }
    parser_advance(parser);
    if (is_bracketed) {
        parser_expect(parser, TOKEN_BRACKET_CLOSE);
    }
    return parser_string(parser, token.text, token.start, token.end);
}

struct node *
parse_enum(struct parser *parser)
{
    struct node *place = parser_node(parser, NODE_EMPTY, parser->lexer.token.start);
    struct enum_builder builder = {.has_next = true};
    if (!parser->is_typescript) {
        parser_unexpected(parser, "a statement");
        return place;
    }
    (void)parser_eat(parser, TOKEN_CONST);
    parser_expect(parser, TOKEN_ENUM);
    builder.name = parse_binding_name(parser);
    parser_expect(parser, TOKEN_BRACE_OPEN);
    while (!parser_at(parser, TOKEN_BRACE_CLOSE) && !parser_at(parser, TOKEN_END)) {
        struct node *key = parse_member_key(parser);
        struct node *value = NULL;
        if (parser_eat(parser, TOKEN_ASSIGN)) {
            value = parse_assignment(parser);
        }
        if (!parser->is_panicking && !parser->is_ambient) {
            add_member(parser, &builder, key, value);
        }
        if (!parser_eat(parser, TOKEN_COMMA)) {
            break;
        }
    }
    parser_expect(parser, TOKEN_BRACE_CLOSE);
    parser_finish(parser, place);
    if (parser->is_ambient) {
        return NULL;
    }
    struct text *names = parser_alloc(parser, builder.count, sizeof(struct text));
    for (uint32_t i = 0; names != NULL && i < builder.count; i++) {
        names[i] = builder.members[i].name;
    }
    return make_object_variable(parser, builder.name, &builder.body, names,
                                names == NULL ? 0 : builder.count, place);
}

/* ---- namespace --------------------------------------------------------- */

static void
add_name(struct parser *parser, struct namespace_context *context, struct text name)
{
    if (context->count == context->capacity) {
        uint32_t capacity = context->capacity == 0 ? 8 : context->capacity * 2;
        struct text *members =
            arena_grow(parser->arena, context->members, context->capacity * sizeof(*members),
                       capacity * sizeof(*members));
        if (members == NULL) {
            parser->out_of_memory = true;
            return;
        }
        context->members = members;
        context->capacity = capacity;
    }
    context->members[context->count++] = name;
}

static void
add_target_names(struct parser *parser, struct namespace_context *context,
                 const struct node *target)
{
    if (target == NULL) {
        return;
    }
    switch ((int)target->kind) {
    case NODE_IDENTIFIER:
        add_name(parser, context, target->reference.name);
        break;
    case NODE_DEFAULT:
        add_target_names(parser, context, target->binary.left);
        break;
    case NODE_REST:
        add_target_names(parser, context, target->unary.operand);
        break;
    case NODE_PROPERTY:
        add_target_names(parser, context, target->property.value);
        break;
    case NODE_ARRAY_PATTERN:
    case NODE_OBJECT_PATTERN:
        for (uint32_t i = 0; i < target->list.count; i++) {
            add_target_names(parser, context, target->list.items[i]);
        }
        break;
    default:
        break;
    }
}

/** N.name = name; */
static void
add_member_assignment(struct parser *parser, struct node_builder *out, struct text name,
                      const struct node *place)
{
    struct node *member = make(parser, NODE_MEMBER, place);
    member->member.object = make_identifier(parser, parser->name_space->object, place);
    member->member.name = name;
    struct node *assign = make_assign(parser, member, make_identifier(parser, name, place));
    node_add(parser, out, make_statement(parser, NODE_EXPRESSION, assign));
}

/** export const a = 1: no variable, N.a = 1. */
static void
export_variables(struct parser *parser, struct node *variables, struct node_builder *out)
{
    for (uint32_t i = 0; i < variables->variables.declarators.count; i++) {
        struct node *declarator = variables->variables.declarators.items[i];
        add_target_names(parser, parser->name_space, declarator->binary.left);
        if (declarator->binary.right != NULL) {
            struct node *assign =
                make_assign(parser, declarator->binary.left, declarator->binary.right);
            node_add(parser, out, make_statement(parser, NODE_EXPRESSION, assign));
        }
    }
}

static void
parse_namespace_export(struct parser *parser, struct node_builder *out)
{
    parser_advance(parser);
    struct token token = parser->lexer.token;
    if (parser_at(parser, TOKEN_IMPORT)) {
        parser_panic(parser, DIAGNOSTIC_IMPORT_EQUALS, token.start, token.end,
                     "import = is not available; write import x from './file.js'");
    }
    if (parser_at(parser, TOKEN_DEFAULT) || parser_at(parser, TOKEN_STAR) ||
        parser_at(parser, TOKEN_BRACE_OPEN)) {
        parser_panic(parser, DIAGNOSTIC_IMPORT_PLACE, token.start, token.end,
                     "a namespace can only export declarations");
    }
    struct node *node = parse_statement(parser);
    if (node == NULL || parser->is_panicking) {
        return;
    }
    if (node->kind == NODE_VARIABLES && !node->is_made_up) {
        export_variables(parser, node, out);
        return;
    }
    struct text name = NO_TEXT;
    if (node->kind == NODE_VARIABLES) {
        name = node->variables.declarators.items[0]->binary.left->reference.name;
    } else if (node->kind == NODE_FUNCTION_DECLARATION) {
        name = node->function->name;
    } else if (node->kind == NODE_CLASS_DECLARATION) {
        name = node->class_node.body->name;
    } else {
        parser_panic(parser, DIAGNOSTIC_UNEXPECTED, token.start, token.end,
                     "expected a declaration behind export");
        return;
    }
    node_add(parser, out, node);
    add_member_assignment(parser, out, name, node);
}

void
parse_namespace_item(struct parser *parser, struct node_builder *out)
{
    uint32_t from = parser->lexer.token.start;
    if (parser_at(parser, TOKEN_EXPORT)) {
        parse_namespace_export(parser, out);
    } else {
        struct node *node = parse_statement(parser);
        if (node != NULL) {
            node_add(parser, out, node);
        }
    }
    parser_recover(parser, from);
}

/** At the name; A.B { } is A { export B { } }. */
static struct node *
parse_namespace_rest(struct parser *parser)
{
    struct node *place = parser_node(parser, NODE_EMPTY, parser->lexer.token.start);
    if (!parser_enter(parser)) {
        return NULL;
    }
    struct namespace_context context = {.parent = parser->name_space};
    struct function_context function_context;
    struct function *owner = parser_function(parser, FUNCTION_NORMAL, place->start);
    if (owner == NULL) {
        parser_leave(parser);
        return NULL;
    }
    struct node_builder body = {0};
    context.object = parse_binding_name(parser);
    parser->name_space = &context;
    parser_push_function(parser, &function_context, owner);
    function_context.allows_return = false;
    function_context.allows_new_target = false;
    if (parser_eat(parser, TOKEN_DOT)) {
        struct node *inner = parse_namespace_rest(parser);
        if (inner != NULL && !parser->is_panicking && !parser->out_of_memory) {
            struct text name = inner->variables.declarators.items[0]->binary.left->reference.name;
            node_add(parser, &body, inner);
            add_member_assignment(parser, &body, name, inner);
        }
    } else {
        parser_expect(parser, TOKEN_BRACE_OPEN);
        while (!parser_at(parser, TOKEN_BRACE_CLOSE) && !parser_at(parser, TOKEN_END)) {
            parse_namespace_item(parser, &body);
        }
        parser_expect(parser, TOKEN_BRACE_CLOSE);
    }
    parser_pop_function(parser, &function_context);
    parser->name_space = context.parent;
    parser_leave(parser);
    parser_finish(parser, place);
    if (body.count == 0 || parser->is_ambient) {
        return NULL; /* types only */
    }
    struct node *node =
        make_object_variable(parser, context.object, &body, context.members, context.count, place);
    if (parser->out_of_memory) {
        return node;
    }
    const struct node *call = node->variables.declarators.items[0]->binary.right;
    call->call.callee->function->uses_this = owner->uses_this;
    call->call.callee->function->uses_arguments = owner->uses_arguments;
    return node;
}

struct node *
parse_namespace(struct parser *parser)
{
    parser_advance(parser);
    return parse_namespace_rest(parser);
}

/* ---- parameter properties ---------------------------------------------- */

static bool
is_super_call(const struct node *statement)
{
    return statement->kind == NODE_EXPRESSION && statement->unary.operand->kind == NODE_SUPER_CALL;
}

void
lower_parameter_fields(struct parser *parser, struct function *constructor,
                       const struct node_builder *names)
{
    if (names->count == 0 || parser->is_panicking) {
        return;
    }
    uint32_t at = 0;
    constructor->uses_this = true;
    for (uint32_t i = 0; i < constructor->body.count; i++) {
        if (is_super_call(constructor->body.items[i])) {
            at = i + 1;
            break;
        }
    }
    struct node_builder body = {0};
    for (uint32_t i = 0; i < at; i++) {
        node_add(parser, &body, constructor->body.items[i]);
    }
    for (uint32_t i = 0; i < names->count; i++) {
        const struct node *place = names->items[i];
        if (place->kind != NODE_IDENTIFIER) {
            continue;
        }
        struct node *member = make(parser, NODE_MEMBER, place);
        member->member.object = make(parser, NODE_THIS, place);
        member->member.name = place->reference.name;
        struct node *assign =
            make_assign(parser, member, make_identifier(parser, place->reference.name, place));
        node_add(parser, &body, make_statement(parser, NODE_EXPRESSION, assign));
    }
    for (uint32_t i = at; i < constructor->body.count; i++) {
        node_add(parser, &body, constructor->body.items[i]);
    }
    constructor->body = node_list_of(&body);
}
