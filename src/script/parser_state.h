/* SPDX-License-Identifier: Apache-2.0 */
/**
 * parser_state.h: what the files of the parser share. Included by parser*.c and lower.c alone.
 *
 * A syntax error sets is_panicking and lets the parser see the end of the
 * file, so that every loop ends by itself; the statement list around recovers.
 * Parse functions always answer a node, never NULL unless they say so.
 */
#pragma once

#include "script/parser.h"

#define NO_OFFSET UINT32_MAX

/** What the function around allows. */
struct function_context {
    struct function_context *parent;
    struct function
        *owner; /**< the function whose this and arguments are meant; gets uses_ flags */
    enum function_kind kind;
    bool allows_super_property;
    bool allows_super_call;
    bool allows_new_target;
    bool allows_return;
    bool forbids_arguments; /**< field initialiser, static block */
    bool is_async; /**< diagnosed already; await is read, so that one mistake is one message */
    bool is_generator;
    bool is_static_block;
};

/** Where break and continue may aim. */
struct jump_target {
    struct jump_target *next;
    struct text label; /**< NO_TEXT: loop or switch */
    struct node *node;
    struct node *loop;   /**< label: the loop it stands before */
    uint32_t body_start; /**< label: where its statement begins */
    bool is_loop;
};

/** Growing list of nodes; sticky through the parser's out_of_memory. */
struct node_builder {
    struct node **items;
    uint32_t count;
    uint32_t capacity;
};

/** An enum or namespace that was seen: a later one of the same name goes on with its members. */
struct merged_object {
    struct merged_object *next;
    const struct function *owner; /**< around it */
    struct text name;
    const struct text *members;
    uint32_t count;
};

struct parser {
    struct lexer lexer;
    const struct source *source;
    struct name_table *names;
    struct arena *arena;
    struct diagnostic_sink *sink;
    struct parsed *out;
    struct function_context *function;
    struct jump_target *targets;
    uint8_t *not_arrows; /**< one bit an offset: this ( or < is known to begin no arrow function */
    uint32_t nesting;
    uint32_t cover_offset; /**< of a { a = 1 } that must still become a pattern, or NO_OFFSET */
    bool cover_is_proto;   /**< what is pending there is a second __proto__ */
    uint32_t error_count;
    uint32_t panic_position;
    bool is_panicking;
    bool is_speculating;
    bool out_of_memory;
    bool is_typescript;
    bool forbids_in;               /**< head of a for: `in` is no operator */
    bool is_ambient;               /**< inside of declare */
    bool in_true_branch;           /**< between ? and : an arrow's return type is doubtful */
    bool forbids_conditional_type; /**< behind infer X extends */
    struct merged_object *merged;
    struct namespace_context *name_space; /**< body of a namespace being lowered, or NULL */
    struct node spare;                    /**< answered when memory is out */
};

/* ---- tokens (parser.c) ------------------------------------------------- */

static inline enum token_kind
parser_kind(const struct parser *parser)
{
    return parser->lexer.token.kind;
}

/** The token is `kind`; a keyword written with escapes is not itself. */
static inline bool
parser_at(const struct parser *parser, enum token_kind kind)
{
    return parser->lexer.token.kind == kind &&
           !(parser->lexer.token.has_escape && token_is_keyword(kind));
}

/** The token is the contextual keyword `word`. */
bool parser_at_word(const struct parser *parser, const char *word);
void parser_advance(struct parser *parser);
bool parser_eat(struct parser *parser, enum token_kind kind);
bool parser_eat_word(struct parser *parser, const char *word);
/** Panics when it is not there. */
void parser_expect(struct parser *parser, enum token_kind kind);
/** "expected <what>, found <token>": a syntax error here. */
void parser_unexpected(struct parser *parser, const char *what);
/** A semicolon, or what may stand for one. */
void parser_semicolon(struct parser *parser);
/** The token behind this one; kind and newline_before are what is asked for. */
struct token parser_peek(struct parser *parser);

/** A finding that does not stop the parser. */
void parser_report(struct parser *parser, enum diagnostic diagnostic, uint32_t start, uint32_t end,
                   const char *format, ...) printf_like(5, 6);
/** A syntax error at start: the rest of the statement is skipped. */
void parser_panic(struct parser *parser, enum diagnostic diagnostic, uint32_t start, uint32_t end,
                  const char *format, ...) printf_like(5, 6);
/** Types in a .js file are diagnosed; answers whether types are read here. */
bool parser_types_here(struct parser *parser);

/** One level deeper; false (and panic) past the limit. parser_leave goes with a true only. */
must_use bool parser_enter(struct parser *parser);
void parser_leave(struct parser *parser);

/** The token is read again as another kind: regexp at /, template at }, longer at >. */
void parser_rescan(struct parser *parser, void (*rescan)(struct lexer *lexer));

/** A place to come back to. */
struct parser_mark {
    struct parser state;
    size_t diagnostic_count;
    bool is_full;
};
void parser_mark(struct parser *parser, struct parser_mark *mark);
void parser_rewind(struct parser *parser, const struct parser_mark *mark);

/** Behind a statement that began at `from`: skip what a panic left of it, and go on. */
void parser_recover(struct parser *parser, uint32_t from);

/* ---- nodes (parser.c) -------------------------------------------------- */

struct node *parser_node(struct parser *parser, enum node_kind kind, uint32_t start);
struct node *parser_finish(struct parser *parser, struct node *node);
void *parser_alloc(struct parser *parser, size_t count, size_t bytes);
#define parser_new(parser, type) ((type *)parser_alloc((parser), 1, sizeof(type)))
void node_add(struct parser *parser, struct node_builder *builder, struct node *node);
struct node_list node_list_of(const struct node_builder *builder);
struct text parser_intern(struct parser *parser, struct text text);
struct node *parser_identifier(struct parser *parser, struct text name, uint32_t start,
                               uint32_t end);
struct node *parser_string(struct parser *parser, struct text text, uint32_t start, uint32_t end);
/** Give an anonymous function or class the name of its place. */
void parser_name_function(struct node *value, struct text name);
/** The same with the key of a property: "get x" and numbers included; flags computed ones. */
void parser_name_by_key(struct parser *parser, struct node *property, struct node *value);

/* ---- grammar ----------------------------------------------------------- */

struct node *parse_statement(struct parser *parser);
/** Statements up to `end`, which is left for the caller. */
void parse_statement_list(struct parser *parser, enum token_kind end, struct node_builder *out);
struct node *parse_block(struct parser *parser);
/** One statement, or import and export at the top level or in a namespace. NULL when erased. */
struct node *parse_module_item(struct parser *parser);
/** A statement in the body of a namespace, `export` included; what it becomes is added. */
void parse_namespace_item(struct parser *parser, struct node_builder *out);
/** Skip { ... } with all that is in it. */
void parser_skip_braces(struct parser *parser);
/** NODE_VARIABLES behind var, let, const; `in_for` leaves missing initialisers to the caller. */
struct node *parse_variables(struct parser *parser, bool in_for);

struct node *parse_expression(struct parser *parser);
struct node *parse_assignment(struct parser *parser);
/** The same; a { a = 1 } inside may still be pending as a pattern of the literal around. */
struct node *parse_assignment_cover(struct parser *parser);
/** Member expression without calls, as behind extends (with calls) and new. */
struct node *parse_primary(struct parser *parser);
struct node *parse_left_hand_side(struct parser *parser, bool with_calls);
struct node *parse_template(struct parser *parser, struct node *tag);
void parse_arguments(struct parser *parser, struct node_list *out);
/** Key of an object or class member; sets key and flags COMPUTED or PRIVATE of the property. */
void parse_property_key(struct parser *parser, struct node *property, bool allows_private);
/** An expression as the left of =, or as pattern; panics when it is none. */
struct node *parser_to_target(struct parser *parser, struct node *node);
void parser_check_cover(struct parser *parser);

/** name, [pattern], {pattern}: with its TypeScript annotation unless `is_plain`. */
struct node *parse_binding_target(struct parser *parser);
/** A name that is being declared: refuses reserved words, eval, arguments. */
struct text parse_binding_name(struct parser *parser);
void parser_check_binding_name(struct parser *parser, struct text name, uint32_t start,
                               uint32_t end);

/** Behind `function`, or at the parameter list of a method. */
struct node *parse_function_expression(struct parser *parser);
/** NULL when it was an overload or declare. `name_is_optional`: export default. */
struct node *parse_function_declaration(struct parser *parser, bool name_is_optional);
struct function *parse_method(struct parser *parser, enum function_kind kind, bool is_async,
                              bool is_generator, struct node_builder *parameter_fields,
                              bool *has_body);
/** (a, b = 1, ...c); the token is the opening parenthesis. */
void parse_parameters(struct parser *parser, struct function *function,
                      struct node_builder *fields);
/** NULL when no arrow function begins here. */
struct node *parse_arrow(struct parser *parser);
struct function *parser_function(struct parser *parser, enum function_kind kind, uint32_t start);
/** A function of our own making around statements. */
struct node *parser_made_up_function(struct parser *parser, struct text parameter,
                                     struct node_list body, uint32_t start, uint32_t end);
void parse_function_body(struct parser *parser, struct function *function);
void parser_push_function(struct parser *parser, struct function_context *context,
                          struct function *function);
void parser_pop_function(struct parser *parser, struct function_context *context);

struct node *parse_class(struct parser *parser, bool is_declaration, bool name_is_optional);

/* ---- types: parsed and dropped (parser_type.c) ------------------------- */

void parse_type(struct parser *parser);
/** ": type" when there is one. */
void parse_type_annotation(struct parser *parser);
/** ": type", also of the forms `x is T` and `asserts x`. */
void parse_return_annotation(struct parser *parser);
/** <T extends U = V, ...> when there is one. */
void parse_type_parameters(struct parser *parser);
/** <A, B>; panics when it is not well-formed. */
void parse_type_arguments(struct parser *parser);
/** Try <A, B> behind an expression; true when it was read as type arguments. */
must_use bool parse_call_type_arguments(struct parser *parser);
void parse_heritage_type(struct parser *parser);
/** interface, type, declare ...: true when one began here and was erased. */
must_use bool parse_type_declaration(struct parser *parser, bool is_exported);
/** [key: type]: type in a class, interface or literal; true when it was one. */
must_use bool parse_index_signature(struct parser *parser);
void parser_note_type(struct parser *parser, struct text name, bool is_exported);

/* ---- lowering (lower.c) ------------------------------------------------ */

struct namespace_context {
    struct text object; /**< parameter of the function around, which holds the members */
    struct text *members;
    uint32_t count, capacity;
    struct namespace_context *parent;
};

/** At `enum`; a VARIABLES with one declarator. NULL when it was declared only. */
struct node *parse_enum(struct parser *parser);
/** At `namespace` or `module`; NULL when it holds types only. */
struct node *parse_namespace(struct parser *parser);
/** Fields from constructor parameters with modifiers: this.x = x at the top, or behind super(). */
void lower_parameter_fields(struct parser *parser, struct function *constructor,
                            const struct node_builder *names);
