/* SPDX-License-Identifier: Apache-2.0 */
/* Classes: members are sorted into definitions, instance fields and the static part. */
#include "script/parser_state.h"

/** What is gathered while the body is read. */
struct class_builder {
    struct class_body *body;
    struct node_builder members;
    struct node_builder fields;
    struct node_builder static_part;
    struct private_name **private_end;
    struct function *fields_function; /**< becomes body->fields when there is something for it */
    struct function *static_function;
    bool is_derived;
};

/** Words in front of a member. */
struct member_modifiers {
    bool is_static, is_abstract, is_declare, is_async, is_generator;
    enum function_kind kind; /**< METHOD, GETTER, SETTER */
};

/* ---- modifiers --------------------------------------------------------- */

/** Does the token behind a word show that the word is a modifier and no name? */
static bool
modifies(struct parser *parser, bool on_same_line)
{
    struct token next = parser_peek(parser);
    bool is_key = next.kind == TOKEN_STRING || next.kind == TOKEN_NUMBER ||
                  next.kind == TOKEN_BRACKET_OPEN || next.kind == TOKEN_PRIVATE_NAME ||
                  next.kind == TOKEN_BIGINT || token_is_name(next.kind);
    return is_key && !(on_same_line && next.newline_before);
}

/** public, readonly ...: words that only TypeScript has. */
static bool
eat_typescript_modifier(struct parser *parser, struct member_modifiers *modifiers)
{
    bool is_abstract = parser_at_word(parser, "abstract");
    bool is_declare = parser_at_word(parser, "declare");
    bool is_accessor = parser_at_word(parser, "accessor");
    bool is_word = parser_at(parser, TOKEN_PUBLIC) || parser_at(parser, TOKEN_PRIVATE) ||
                   parser_at(parser, TOKEN_PROTECTED) || parser_at_word(parser, "readonly") ||
                   parser_at_word(parser, "override") || is_abstract || is_declare || is_accessor;
    struct token token = parser->lexer.token;
    if (!is_word || !(modifies(parser, true) || parser_peek(parser).kind == TOKEN_STAR)) {
        return false;
    }
    if (is_accessor) {
        parser_report(parser, DIAGNOSTIC_NO_ACCESSOR_KEYWORD, token.start, token.end,
                      "accessor fields are not available; write a getter and a setter");
    } else if (!parser->is_typescript) {
        parser_types_here(parser);
    }
    modifiers->is_abstract |= is_abstract;
    modifiers->is_declare |= is_declare;
    parser_advance(parser);
    return true;
}

static void
parse_modifiers(struct parser *parser, struct member_modifiers *modifiers)
{
    *modifiers = (struct member_modifiers){.kind = FUNCTION_METHOD};
    for (;;) {
        if (parser_at(parser, TOKEN_STATIC) && !modifiers->is_static &&
            (modifies(parser, false) || parser_peek(parser).kind == TOKEN_STAR)) {
            modifiers->is_static = true;
            parser_advance(parser);
        } else if (!eat_typescript_modifier(parser, modifiers)) {
            break;
        }
    }
    if (parser_at_word(parser, "async") &&
        (modifies(parser, true) ||
         (parser_peek(parser).kind == TOKEN_STAR && !parser_peek(parser).newline_before))) {
        modifiers->is_async = true;
        parser_advance(parser);
    }
    if (parser_eat(parser, TOKEN_STAR)) {
        modifiers->is_generator = true;
    } else if (!modifiers->is_async && parser_at_word(parser, "get") && modifies(parser, false)) {
        modifiers->kind = FUNCTION_GETTER;
        parser_advance(parser);
    } else if (!modifiers->is_async && parser_at_word(parser, "set") && modifies(parser, false)) {
        modifiers->kind = FUNCTION_SETTER;
        parser_advance(parser);
    }
}

/* ---- private names ----------------------------------------------------- */

static struct private_name *
declare_private(struct parser *parser, struct class_builder *builder, const struct node *key,
                enum private_kind kind, const struct member_modifiers *modifiers)
{
    struct private_name *name = builder->body->private_names;
    bool is_getter = modifiers->kind == FUNCTION_GETTER;
    if (text_is(key->text, "constructor")) {
        parser_report(parser, DIAGNOSTIC_BAD_MEMBER_NAME, key->start, key->end,
                      "a private member cannot be called #constructor");
    }
    for (; name != NULL; name = name->next) {
        if (name->name.bytes == key->text.bytes) {
            break;
        }
    }
    if (name != NULL) {
        bool is_pair = kind == PRIVATE_ACCESSOR && name->kind == PRIVATE_ACCESSOR &&
                       name->is_static == modifiers->is_static &&
                       !(is_getter ? name->has_getter : name->has_setter);
        if (!is_pair) {
            parser_report(parser, DIAGNOSTIC_PRIVATE_TWICE, key->start, key->end,
                          "#%.*s is already declared in this class", TEXT_ARG(key->text));
        }
    } else {
        name = parser_new(parser, struct private_name);
        if (name == NULL) {
            return NULL;
        }
        name->name = key->text;
        name->kind = kind;
        name->is_static = modifiers->is_static;
        name->start = key->start;
        *builder->private_end = name;
        builder->private_end = &name->next;
    }
    if (kind == PRIVATE_ACCESSOR) {
        name->has_getter |= is_getter;
        name->has_setter |= !is_getter;
    }
    return name;
}

/* ---- members ----------------------------------------------------------- */

static void
parse_field(struct parser *parser, struct class_builder *builder, struct node *property,
            const struct member_modifiers *modifiers)
{
    struct node *key = property->property.key;
    bool is_plain = key->kind == NODE_STRING && !(property->property.flags & PROPERTY_COMPUTED);
    if (is_plain && !(property->property.flags & PROPERTY_PRIVATE) &&
        (text_is(key->text, "constructor") ||
         (modifiers->is_static && text_is(key->text, "prototype")))) {
        parser_report(parser, DIAGNOSTIC_BAD_MEMBER_NAME, key->start, key->end,
                      "a field cannot be called %.*s", TEXT_ARG(key->text));
    }
    property->property.flags |= PROPERTY_FIELD;
    if (property->property.flags & PROPERTY_PRIVATE) {
        property->property.private_name =
            declare_private(parser, builder, key, PRIVATE_FIELD, modifiers);
    }
    parse_type_annotation(parser);
    if (parser_eat(parser, TOKEN_ASSIGN)) {
        struct function_context context;
        struct jump_target *targets = parser->targets;
        bool forbids_in = parser->forbids_in;
        parser->targets = NULL;
        parser->forbids_in = false;
        parser_push_function(parser, &context,
                             modifiers->is_static ? builder->static_function
                                                  : builder->fields_function);
        property->property.value = parse_assignment(parser);
        parser_pop_function(parser, &context);
        parser->targets = targets;
        parser->forbids_in = forbids_in;
        if (!parser->out_of_memory) {
            parser_name_by_key(parser, property, property->property.value);
        }
    }
    parser_semicolon(parser);
    parser_finish(parser, property);
    if (modifiers->is_abstract || modifiers->is_declare) {
        return;
    }
    struct node *field = parser_node(parser, NODE_FIELD, property->start);
    field->property = property->property;
    field->end = property->end;
    if (property->property.flags & PROPERTY_COMPUTED) {
        node_add(parser, &builder->members, property);
        /* The field finds its key again through the member: the resolver ties them. */
        field->property.key = property;
    }
    node_add(parser, modifiers->is_static ? &builder->static_part : &builder->fields, field);
}

static bool
is_constructor_key(const struct node *property, const struct member_modifiers *modifiers)
{
    return !modifiers->is_static &&
           !(property->property.flags & (PROPERTY_COMPUTED | PROPERTY_PRIVATE)) &&
           property->property.key->kind == NODE_STRING &&
           text_is(property->property.key->text, "constructor");
}

static void
check_method_key(struct parser *parser, const struct node *property,
                 const struct member_modifiers *modifiers)
{
    const struct node *key = property->property.key;
    bool is_odd =
        modifiers->is_async || modifiers->is_generator || modifiers->kind != FUNCTION_METHOD;
    if (is_constructor_key(property, modifiers) && is_odd) {
        parser_report(parser, DIAGNOSTIC_BAD_MEMBER_NAME, key->start, key->end,
                      "the constructor cannot be an accessor or generator");
    }
    if (modifiers->is_static &&
        !(property->property.flags & (PROPERTY_COMPUTED | PROPERTY_PRIVATE)) &&
        key->kind == NODE_STRING && text_is(key->text, "prototype")) {
        parser_report(parser, DIAGNOSTIC_BAD_MEMBER_NAME, key->start, key->end,
                      "a static method cannot be called prototype");
    }
}

/** Parameter properties are fields, in front of all others: they come first among the keys. */
static void
declare_parameter_fields(struct parser *parser, struct class_builder *builder,
                         const struct node_builder *names)
{
    struct node_builder fields = {0};
    for (uint32_t i = 0; i < names->count; i++) {
        const struct node *name = names->items[i];
        struct node *key = parser_node(parser, NODE_STRING, name->start);
        struct node *field = parser_node(parser, NODE_FIELD, name->start);
        if (name->kind != NODE_IDENTIFIER) {
            continue;
        }
        key->text = name->reference.name;
        key->end = field->end = name->end;
        field->property.key = key;
        field->property.flags = PROPERTY_FIELD;
        node_add(parser, &fields, field);
    }
    for (uint32_t i = 0; i < builder->fields.count; i++) {
        node_add(parser, &fields, builder->fields.items[i]);
    }
    builder->fields = fields;
}

static void
parse_constructor(struct parser *parser, struct class_builder *builder, const struct node *property)
{
    struct node_builder fields = {0};
    bool has_body = true;
    struct function *function = parse_method(
        parser, builder->is_derived ? FUNCTION_DERIVED_CONSTRUCTOR : FUNCTION_CONSTRUCTOR, false,
        false, &fields, &has_body);
    if (!has_body) {
        parser_semicolon(parser);
        return;
    }
    if (builder->body->constructor != NULL) {
        parser_report(parser, DIAGNOSTIC_TWO_CONSTRUCTORS, property->start,
                      property->property.key->end, "a class has at most one constructor");
        return;
    }
    if (function != NULL) {
        lower_parameter_fields(parser, function, &fields);
        declare_parameter_fields(parser, builder, &fields);
    }
    builder->body->constructor = function;
}

static void
parse_class_method(struct parser *parser, struct class_builder *builder, struct node *property,
                   const struct member_modifiers *modifiers)
{
    check_method_key(parser, property, modifiers);
    if (is_constructor_key(property, modifiers)) {
        parse_constructor(parser, builder, property);
        return;
    }
    property->property.flags |= modifiers->kind == FUNCTION_GETTER   ? PROPERTY_GETTER
                                : modifiers->kind == FUNCTION_SETTER ? PROPERTY_SETTER
                                                                     : PROPERTY_METHOD;
    if (property->property.flags & PROPERTY_PRIVATE && !modifiers->is_abstract) {
        enum private_kind kind =
            modifiers->kind == FUNCTION_METHOD ? PRIVATE_METHOD : PRIVATE_ACCESSOR;
        property->property.private_name =
            declare_private(parser, builder, property->property.key, kind, modifiers);
    }
    struct node *value = parser_node(parser, NODE_FUNCTION, property->start);
    bool has_body = true;
    value->function = parse_method(parser, modifiers->kind, modifiers->is_async,
                                   modifiers->is_generator, NULL, &has_body);
    if (!has_body) {
        parser_semicolon(parser); /* an overload or an abstract method */
        return;
    }
    if (modifiers->is_abstract) {
        parser_report(parser, DIAGNOSTIC_ABSTRACT_BODY, property->start,
                      property->property.key->end, "an abstract method has no body");
    }
    if (value->function != NULL) {
        value->function->start = property->start;
        property->property.value = parser_finish(parser, value);
        if (!(property->property.flags & PROPERTY_PRIVATE) ||
            property->property.private_name != NULL) {
            parser_name_by_key(parser, property, value);
        }
        node_add(parser, &builder->members, parser_finish(parser, property));
    }
}

static void
parse_static_block(struct parser *parser, struct class_builder *builder)
{
    struct function_context context;
    struct jump_target *targets = parser->targets;
    parser->targets = NULL;
    parser_advance(parser);
    parser_push_function(parser, &context, builder->static_function);
    context.is_static_block = true;
    node_add(parser, &builder->static_part, parse_block(parser));
    parser_pop_function(parser, &context);
    parser->targets = targets;
}

static void
skip_decorators(struct parser *parser)
{
    while (parser_at(parser, TOKEN_AT)) {
        parser_report(parser, DIAGNOSTIC_NO_DECORATORS, parser->lexer.token.start,
                      parser->lexer.token.end, "decorators are not available; call the function");
        parser_advance(parser);
        (void)parse_left_hand_side(parser, true);
    }
}

static void
parse_member(struct parser *parser, struct class_builder *builder)
{
    skip_decorators(parser);
    if (parser_at(parser, TOKEN_STATIC) && parser_peek(parser).kind == TOKEN_BRACE_OPEN) {
        parse_static_block(parser, builder);
        return;
    }
    struct member_modifiers modifiers;
    struct node *property = parser_node(parser, NODE_PROPERTY, parser->lexer.token.start);
    parse_modifiers(parser, &modifiers);
    if (parser->is_typescript && parser_at(parser, TOKEN_BRACKET_OPEN) &&
        parse_index_signature(parser)) {
        parser_semicolon(parser);
        return;
    }
    parse_property_key(parser, property, true);
    if (modifiers.is_static) {
        property->property.flags |= PROPERTY_STATIC;
    }
    bool is_marked = parser_at(parser, TOKEN_QUESTION) ||
                     (parser_at(parser, TOKEN_EXCLAMATION) && !parser->lexer.token.newline_before);
    if (is_marked && parser_types_here(parser)) {
        parser_advance(parser);
    }
    bool is_method = parser_at(parser, TOKEN_PAREN_OPEN) ||
                     (parser->is_typescript && parser_at(parser, TOKEN_LESS)) ||
                     modifiers.is_async || modifiers.is_generator ||
                     modifiers.kind != FUNCTION_METHOD;
    if (is_method) {
        parse_class_method(parser, builder, property, &modifiers);
    } else {
        parse_field(parser, builder, property, &modifiers);
    }
}

/* ---- class ------------------------------------------------------------- */

static struct function *
made_up_part(struct function *function, const struct node_builder *parts,
             const struct class_body *body)
{
    enum function_kind kind = function->kind;
    bool has_private_methods = false;
    for (const struct private_name *name = body->private_names; name != NULL; name = name->next) {
        has_private_methods |=
            name->kind != PRIVATE_FIELD && name->is_static == (kind == FUNCTION_STATIC);
    }
    if (parts->count == 0 && !(has_private_methods && kind == FUNCTION_FIELDS)) {
        return NULL;
    }
    function->body = node_list_of(parts);
    function->has_simple_parameters = true;
    function->name = kind == FUNCTION_FIELDS ? TEXT("<fields>") : TEXT("<static>");
    function->end = body->end;
    return function;
}

static void
parse_class_body(struct parser *parser, struct class_builder *builder)
{
    parser_expect(parser, TOKEN_BRACE_OPEN);
    while (!parser_at(parser, TOKEN_BRACE_CLOSE) && !parser_at(parser, TOKEN_END)) {
        if (!parser_eat(parser, TOKEN_SEMICOLON)) {
            parse_member(parser, builder);
        }
    }
    parser_expect(parser, TOKEN_BRACE_CLOSE);
    struct class_body *body = builder->body;
    body->end = parser->is_panicking ? parser->panic_position : parser->lexer.previous_end;
    body->members = node_list_of(&builder->members);
    body->fields = made_up_part(builder->fields_function, &builder->fields, body);
    body->static_part = made_up_part(builder->static_function, &builder->static_part, body);
}

static void
parse_heritage(struct parser *parser, struct class_builder *builder)
{
    parse_type_parameters(parser);
    if (parser_eat(parser, TOKEN_EXTENDS)) {
        builder->is_derived = true;
        builder->body->heritage = parse_left_hand_side(parser, true);
        if (parser->is_typescript && parser_at(parser, TOKEN_LESS)) {
            parse_type_arguments(parser);
        }
    }
    if (parser_at(parser, TOKEN_IMPLEMENTS) && parser_types_here(parser)) {
        parser_advance(parser);
        do {
            parse_heritage_type(parser);
        } while (parser_eat(parser, TOKEN_COMMA));
    }
}

struct node *
parse_class(struct parser *parser, bool is_declaration, bool name_is_optional)
{
    uint32_t start = parser->lexer.token.start;
    struct node *node =
        parser_node(parser, is_declaration ? NODE_CLASS_DECLARATION : NODE_CLASS, start);
    struct class_body *body = parser_new(parser, struct class_body);
    skip_decorators(parser);
    (void)parser_eat_word(parser, "abstract");
    parser_expect(parser, TOKEN_CLASS);
    if (body == NULL || !parser_enter(parser)) {
        return node;
    }
    struct class_builder builder = {
        .body = body,
        .private_end = &body->private_names,
        .fields_function = parser_function(parser, FUNCTION_FIELDS, start),
        .static_function = parser_function(parser, FUNCTION_STATIC, start),
    };
    if (parser->out_of_memory) {
        parser_leave(parser);
        return node;
    }
    body->start = start;
    body->name = TEXT("");
    node->class_node.body = body;
    if (parser_at(parser, TOKEN_IDENTIFIER) || !name_is_optional) {
        body->name = parse_binding_name(parser);
        body->has_own_name = true;
        node->class_node.reference.name = body->name;
    }
    parse_heritage(parser, &builder);
    parse_class_body(parser, &builder);
    parser_leave(parser);
    return parser_finish(parser, node);
}
