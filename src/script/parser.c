/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>

#include "script/parser_state.h"

/** Past this many errors a file is not worth reading on. */
enum { ERRORS_MAX = 25 };

/* ---- diagnostics ------------------------------------------------------- */

static void report_text(struct parser *parser, enum diagnostic diagnostic, uint32_t start,
                        uint32_t end, const char *format, va_list arguments) printf_like(5, 0);

static void
report_text(struct parser *parser, enum diagnostic diagnostic, uint32_t start, uint32_t end,
            const char *format, va_list arguments)
{
    char message[400];
    int length = vsnprintf(message, sizeof(message), format, arguments);
    assert(length >= 0);
    parser->error_count++;
    diagnose(parser->sink, parser->source, diagnostic, start, end, "%s", message);
}

void
parser_report(struct parser *parser, enum diagnostic diagnostic, uint32_t start, uint32_t end,
              const char *format, ...)
{
    if (parser->is_panicking) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    report_text(parser, diagnostic, start, end, format, arguments);
    va_end(arguments);
}

/** From here on the parser sees the end of the file, until it recovers. */
static void
panic(struct parser *parser)
{
    parser->is_panicking = true;
    parser->panic_position = parser->lexer.token.start;
    parser->lexer.token.kind = TOKEN_END;
    parser->lexer.token.newline_before = true;
}

void
parser_panic(struct parser *parser, enum diagnostic diagnostic, uint32_t start, uint32_t end,
             const char *format, ...)
{
    if (parser->is_panicking) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    report_text(parser, diagnostic, start, end, format, arguments);
    va_end(arguments);
    panic(parser);
}

void
parser_unexpected(struct parser *parser, const char *what)
{
    const struct token *token = &parser->lexer.token;
    struct text text = text_slice(parser->source->text, token->start, token->end);
    if (text.length > 40) {
        text = text_of(token_kind_text(token->kind));
    }
    if (token->kind == TOKEN_END) {
        parser_panic(parser, DIAGNOSTIC_UNEXPECTED, token->start, token->end,
                     "expected %s, found the end of the file", what);
    } else if (token_is_keyword(token->kind) && strcmp(what, "a name") == 0) {
        parser_panic(parser, DIAGNOSTIC_RESERVED_WORD, token->start, token->end,
                     "%.*s is a reserved word; choose another name", TEXT_ARG(text));
    } else if (token_is_keyword(token->kind) && token->has_escape) {
        parser_panic(parser, DIAGNOSTIC_ESCAPED_KEYWORD, token->start, token->end,
                     "a keyword cannot be written with escapes");
    } else {
        parser_panic(parser, DIAGNOSTIC_UNEXPECTED, token->start, token->end,
                     "expected %s, found %.*s", what, TEXT_ARG(text));
    }
}

bool
parser_types_here(struct parser *parser)
{
    if (!parser->is_typescript) {
        parser_panic(parser, DIAGNOSTIC_TYPES_IN_JS, parser->lexer.token.start,
                     parser->lexer.token.end, "types are only read in .ts files; rename the file");
    }
    return parser->is_typescript;
}

/* ---- tokens ------------------------------------------------------------ */

bool
parser_at_word(const struct parser *parser, const char *word)
{
    return parser->lexer.token.kind == TOKEN_IDENTIFIER && !parser->lexer.token.has_escape &&
           text_is(parser->lexer.token.text, word);
}

/** An error token was diagnosed by the lexer: panic without another word. */
static void
look_at_error(struct parser *parser)
{
    if (parser->lexer.token.kind == TOKEN_ERROR) {
        parser->error_count++;
        panic(parser);
        parser->panic_position = parser->lexer.position;
    }
    parser->out_of_memory |= parser->lexer.out_of_memory;
}

void
parser_advance(struct parser *parser)
{
    if (parser->is_panicking) {
        return;
    }
    lexer_next(&parser->lexer);
    look_at_error(parser);
}

void
parser_rescan(struct parser *parser, void (*rescan)(struct lexer *lexer))
{
    if (!parser->is_panicking) {
        rescan(&parser->lexer);
        look_at_error(parser);
    }
}

bool
parser_eat(struct parser *parser, enum token_kind kind)
{
    if (!parser_at(parser, kind)) {
        return false;
    }
    parser_advance(parser);
    return true;
}

bool
parser_eat_word(struct parser *parser, const char *word)
{
    if (!parser_at_word(parser, word)) {
        return false;
    }
    parser_advance(parser);
    return true;
}

void
parser_expect(struct parser *parser, enum token_kind kind)
{
    if (!parser_eat(parser, kind)) {
        parser_unexpected(parser, token_kind_text(kind));
    }
}

void
parser_semicolon(struct parser *parser)
{
    if (parser_eat(parser, TOKEN_SEMICOLON)) {
        return;
    }
    const struct token *token = &parser->lexer.token;
    if (token->kind == TOKEN_BRACE_CLOSE || token->kind == TOKEN_END || token->newline_before) {
        return;
    }
    struct text text = text_slice(parser->source->text, token->start, token->end);
    parser_panic(parser, DIAGNOSTIC_MISSING_SEMICOLON, token->start, token->end,
                 "unexpected %.*s; a statement must end with ; or a new line before it",
                 text.length > 40 ? 5 : (int)text.length, text.length > 40 ? "token" : text.bytes);
}

struct token
parser_peek(struct parser *parser)
{
    if (parser->is_panicking) {
        return parser->lexer.token;
    }
    struct lexer lexer = parser->lexer;
    size_t count = parser->sink->out->count;
    bool is_full = parser->sink->is_full;
    lexer_next(&lexer);
    parser->sink->out->count = count;
    parser->sink->is_full = is_full;
    return lexer.token;
}

/* ---- depth, places ----------------------------------------------------- */

bool
parser_enter(struct parser *parser)
{
    if (parser->nesting >= PARSER_NESTING_MAX) {
        parser_panic(parser, DIAGNOSTIC_TOO_DEEP, parser->lexer.token.start,
                     parser->lexer.token.end,
                     "nested deeper than %d levels; split it into functions", PARSER_NESTING_MAX);
        return false;
    }
    parser->nesting++;
    return true;
}

void
parser_leave(struct parser *parser)
{
    assert(parser->nesting > 0);
    parser->nesting--;
}

void
parser_mark(struct parser *parser, struct parser_mark *mark)
{
    mark->state = *parser;
    mark->diagnostic_count = parser->sink->out->count;
    mark->is_full = parser->sink->is_full;
}

void
parser_rewind(struct parser *parser, const struct parser_mark *mark)
{
    /* What was learnt and what is used up stays. */
    uint8_t *not_arrows = parser->not_arrows;
    bool out_of_memory = parser->out_of_memory;
    *parser = mark->state;
    parser->not_arrows = not_arrows;
    parser->out_of_memory = out_of_memory;
    parser->sink->out->count = mark->diagnostic_count;
    parser->sink->is_full = mark->is_full;
}

/** Keywords that begin a statement and nothing else. */
static bool
begins_statement(enum token_kind kind)
{
    switch ((int)kind) {
    case TOKEN_BREAK:
    case TOKEN_CLASS:
    case TOKEN_CONST:
    case TOKEN_CONTINUE:
    case TOKEN_DO:
    case TOKEN_EXPORT:
    case TOKEN_FOR:
    case TOKEN_FUNCTION:
    case TOKEN_IF:
    case TOKEN_IMPORT:
    case TOKEN_LET:
    case TOKEN_RETURN:
    case TOKEN_SWITCH:
    case TOKEN_THROW:
    case TOKEN_TRY:
    case TOKEN_VAR:
    case TOKEN_WHILE:
    case TOKEN_INTERFACE:
        return true;
    default:
        return false;
    }
}

/** Behind the statement that began at `from` and broke at `position`. */
static void
skim_statement(struct parser *parser, uint32_t from, uint32_t position)
{
    struct lexer *lexer = &parser->lexer;
    struct lexer_skimmer skimmer = {.lexer = lexer};
    lexer->position = from;
    lexer->token = (struct token){.end = from};
    for (;;) {
        lexer_skim(&skimmer);
        const struct token *token = &lexer->token;
        bool is_behind = token->start >= position && token->start > from;
        if (token->kind == TOKEN_END) {
            return;
        }
        if (skimmer.is_matched) {
            if (skimmer.depth == 0 && is_behind) { /* a body that belonged to the statement */
                lexer_skim(&skimmer);
                if (lexer->token.newline_before || lexer->token.kind == TOKEN_BRACE_CLOSE ||
                    lexer->token.kind == TOKEN_END) {
                    return;
                }
            }
            continue;
        }
        if (skimmer.depth == 0 && is_behind) {
            if (token->kind == TOKEN_SEMICOLON) { /* those in a loop's head end nothing */
                bool is_in_head = skimmer.parentheses > 0;
                lexer_next(lexer);
                if (!is_in_head || lexer->token.newline_before) {
                    return;
                }
                lexer->position = lexer->token.start;
                continue;
            }
            if (token->kind == TOKEN_BRACE_CLOSE ||
                (begins_statement(token->kind) && token->newline_before)) {
                return;
            }
        }
    }
}

void
parser_recover(struct parser *parser, uint32_t from)
{
    if (!parser->is_panicking || parser->is_speculating) {
        return;
    }
    if (parser->error_count >= ERRORS_MAX || parser->out_of_memory || parser->sink->is_full) {
        return; /* stays at the end of the file */
    }
    struct diagnostic_sink *sink = parser->sink;
    size_t count = sink->out->count;
    parser->is_panicking = false;
    parser->cover_offset = NO_OFFSET;
    skim_statement(parser, from, parser->panic_position);
    sink->out->count = count; /* what the skipped part looks like is nobody's concern */
    sink->is_full = false;
    look_at_error(parser);
}

/* ---- nodes ------------------------------------------------------------- */

void *
parser_alloc(struct parser *parser, size_t count, size_t bytes)
{
    void *memory = arena_alloc(parser->arena, count, bytes);
    if (memory == NULL) {
        parser->out_of_memory = true;
        if (!parser->is_panicking) {
            panic(parser);
        }
    }
    return memory;
}

struct node *
parser_node(struct parser *parser, enum node_kind kind, uint32_t start)
{
    struct node *node = parser_new(parser, struct node);
    if (node == NULL) {
        node = &parser->spare;
        *node = (struct node){.kind = NODE_NONE};
        return node;
    }
    node->kind = kind;
    node->start = start;
    node->end = start;
    return node;
}

struct node *
parser_finish(struct parser *parser, struct node *node)
{
    node->end = parser->is_panicking ? parser->panic_position : parser->lexer.previous_end;
    return node;
}

void
node_add(struct parser *parser, struct node_builder *builder, struct node *node)
{
    if (builder->count == builder->capacity) {
        uint32_t capacity = builder->capacity == 0 ? 4 : builder->capacity * 2;
        struct node **items =
            arena_grow(parser->arena, builder->items, builder->capacity * sizeof(*items),
                       capacity * sizeof(*items));
        if (items == NULL) {
            parser->out_of_memory = true;
            if (!parser->is_panicking) {
                panic(parser);
            }
            return;
        }
        builder->items = items;
        builder->capacity = capacity;
    }
    builder->items[builder->count++] = node;
}

struct node_list
node_list_of(const struct node_builder *builder)
{
    return (struct node_list){builder->items, builder->count};
}

struct text
parser_intern(struct parser *parser, struct text text)
{
    struct name *name = name_intern(parser->names, text);
    if (name == NULL) {
        parser->out_of_memory = true;
        if (!parser->is_panicking) {
            panic(parser);
        }
        return TEXT("");
    }
    return name->text;
}

struct node *
parser_identifier(struct parser *parser, struct text name, uint32_t start, uint32_t end)
{
    struct node *node = parser_node(parser, NODE_IDENTIFIER, start);
    node->reference.name = name;
    node->end = end;
    return node;
}

struct node *
parser_string(struct parser *parser, struct text text, uint32_t start, uint32_t end)
{
    struct node *node = parser_node(parser, NODE_STRING, start);
    node->text = text;
    node->end = end;
    return node;
}

/* ---- entry ------------------------------------------------------------- */

bool
parser_parse(const struct source *source, struct name_table *names, struct diagnostic_sink *sink,
             struct parsed *out)
{
    struct parser parser = {
        .source = source,
        .names = names,
        .arena = names->arena,
        .sink = sink,
        .out = out,
        .cover_offset = NO_OFFSET,
        .is_typescript = source->is_typescript,
    };
    *out = (struct parsed){0};
    if (!lexer_init(&parser.lexer, source, names, sink)) {
        return false;
    }
    struct function *top = parser_function(&parser, FUNCTION_MODULE, 0);
    struct function_context context;
    if (top == NULL) {
        return false;
    }
    parser_push_function(&parser, &context, top);
    parser_advance(&parser);
    struct node_builder body = {0};
    for (;;) {
        parse_statement_list(&parser, TOKEN_END, &body);
        if (!parser_at(&parser, TOKEN_BRACE_CLOSE)) {
            break;
        }
        parser_unexpected(&parser, "a statement");
        parser.is_panicking = parser.error_count >= ERRORS_MAX;
        parser.lexer.token.kind = parser.is_panicking ? TOKEN_END : TOKEN_BRACE_CLOSE;
        parser_advance(&parser);
    }
    parser_pop_function(&parser, &context);
    if (parser.out_of_memory) {
        diagnose(sink, source, DIAGNOSTIC_TOO_MUCH_MEMORY, 0, 1,
                 "compiling needs more memory than is allowed; make the release smaller");
        return false;
    }
    top->body = node_list_of(&body);
    top->end = (uint32_t)source->text.length;
    out->top = top;
    return parser.error_count == 0;
}
