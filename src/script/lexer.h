/* SPDX-License-Identifier: Apache-2.0 */
/**
 * lexer.h: source text to tokens, one at a time.
 *
 * What a / or } or > means depends on the grammar: the parser asks for the
 * rescan. A lexer is a small value; a copy of it is a place to come back to.
 */
#pragma once

#include "script/diagnostic.h"

/* TOKEN(name, text): punctuators; KEYWORD(name, text): reserved words */
#define PUNCTUATOR_LIST(TOKEN)                                                                     \
    TOKEN(BRACE_OPEN, "{")                                                                         \
    TOKEN(BRACE_CLOSE, "}") TOKEN(PAREN_OPEN, "(") TOKEN(PAREN_CLOSE, ")") TOKEN(                  \
        BRACKET_OPEN, "[") TOKEN(BRACKET_CLOSE, "]") TOKEN(DOT, ".") TOKEN(ELLIPSIS, "...")        \
        TOKEN(SEMICOLON, ";") TOKEN(COMMA, ",") TOKEN(LESS, "<") TOKEN(GREATER, ">") TOKEN(        \
            LESS_EQUAL, "<=") TOKEN(GREATER_EQUAL, ">=") TOKEN(EQUAL, "==") TOKEN(NOT_EQUAL, "!=") \
            TOKEN(STRICT_EQUAL, "===") TOKEN(STRICT_NOT_EQUAL, "!==") TOKEN(PLUS, "+")             \
                TOKEN(MINUS, "-") TOKEN(STAR, "*") TOKEN(SLASH, "/") TOKEN(PERCENT, "%")           \
                    TOKEN(POWER, "**") TOKEN(INCREMENT, "++") TOKEN(DECREMENT, "--")               \
                        TOKEN(SHIFT_LEFT, "<<") TOKEN(SHIFT_RIGHT, ">>") TOKEN(                    \
                            SHIFT_RIGHT_UNSIGNED, ">>>") TOKEN(AMPERSAND, "&") TOKEN(PIPE, "|")    \
                            TOKEN(CARET, "^") TOKEN(EXCLAMATION, "!") TOKEN(TILDE, "~") TOKEN(     \
                                AND, "&&") TOKEN(OR, "||") TOKEN(COALESCE, "??")                   \
                                TOKEN(QUESTION, "?") TOKEN(OPTIONAL_DOT, "?.") TOKEN(COLON, ":")   \
                                    TOKEN(ASSIGN, "=") TOKEN(ADD_ASSIGN, "+=") TOKEN(              \
                                        SUBTRACT_ASSIGN, "-=") TOKEN(MULTIPLY_ASSIGN, "*=")        \
                                        TOKEN(DIVIDE_ASSIGN, "/=") TOKEN(REMAINDER_ASSIGN, "%=")   \
                                            TOKEN(POWER_ASSIGN, "**=") TOKEN(SHIFT_LEFT_ASSIGN,    \
                                                                             "<<=")                \
                                                TOKEN(SHIFT_RIGHT_ASSIGN, ">>=")                   \
                                                    TOKEN(SHIFT_RIGHT_UNSIGNED_ASSIGN, ">>>=")     \
                                                        TOKEN(BIT_AND_ASSIGN, "&=")                \
                                                            TOKEN(BIT_OR_ASSIGN, "|=")             \
                                                                TOKEN(BIT_XOR_ASSIGN, "^=")        \
                                                                    TOKEN(AND_ASSIGN, "&&=")       \
                                                                        TOKEN(OR_ASSIGN, "||=")    \
                                                                            TOKEN(COALESCE_ASSIGN, \
                                                                                  "\?\?=")         \
                                                                                TOKEN(ARROW, "=>") \
                                                                                    TOKEN(AT, "@")

#define KEYWORD_LIST(KEYWORD)                                                                      \
    KEYWORD(BREAK, "break")                                                                        \
    KEYWORD(CASE, "case") KEYWORD(CATCH, "catch") KEYWORD(CLASS, "class") KEYWORD(CONST, "const")  \
        KEYWORD(CONTINUE, "continue") KEYWORD(DEBUGGER, "debugger") KEYWORD(                       \
            DEFAULT, "default") KEYWORD(DELETE, "delete") KEYWORD(DO, "do") KEYWORD(ELSE, "else")  \
            KEYWORD(ENUM, "enum") KEYWORD(EXPORT, "export") KEYWORD(EXTENDS, "extends") KEYWORD(   \
                FALSE, "false") KEYWORD(FINALLY, "finally") KEYWORD(FOR, "for")                    \
                KEYWORD(FUNCTION, "function") KEYWORD(IF, "if") KEYWORD(IMPORT, "import") KEYWORD( \
                    IN, "in") KEYWORD(INSTANCEOF, "instanceof") KEYWORD(NEW, "new")                \
                    KEYWORD(NULL, "null") KEYWORD(RETURN, "return") KEYWORD(SUPER, "super")        \
                        KEYWORD(SWITCH, "switch") KEYWORD(THIS, "this") KEYWORD(THROW, "throw")    \
                            KEYWORD(TRUE, "true") KEYWORD(TRY, "try") KEYWORD(TYPEOF, "typeof")    \
                                KEYWORD(VAR, "var") KEYWORD(VOID, "void") KEYWORD(WHILE, "while")  \
                                    KEYWORD(WITH,                                                  \
                                            "with") /* reserved in strict code and modules only */ \
        KEYWORD(LET, "let") KEYWORD(STATIC, "static") KEYWORD(YIELD, "yield")                      \
            KEYWORD(AWAIT, "await") KEYWORD(IMPLEMENTS, "implements")                              \
                KEYWORD(INTERFACE, "interface") KEYWORD(PACKAGE, "package")                        \
                    KEYWORD(PRIVATE, "private") KEYWORD(PROTECTED, "protected")                    \
                        KEYWORD(PUBLIC, "public")

enum token_kind {
    TOKEN_NONE,
    TOKEN_END,   /**< of the file, or of what can be read after an error */
    TOKEN_ERROR, /**< already diagnosed */
    TOKEN_IDENTIFIER,
    TOKEN_PRIVATE_NAME, /**< #name; text without # */
    TOKEN_NUMBER,
    TOKEN_BIGINT,
    TOKEN_STRING,
    TOKEN_TEMPLATE, /**< whole, or up to ${ when template_continues */
    TOKEN_REGEXP,
#define TOKEN_MEMBER(name, text) TOKEN_##name,
    PUNCTUATOR_LIST(TOKEN_MEMBER) KEYWORD_LIST(TOKEN_MEMBER)
#undef TOKEN_MEMBER
        TOKEN_COUNT,
};

struct token {
    enum token_kind kind;
    uint32_t start, end;
    bool newline_before;
    bool has_escape;         /**< a name or keyword written with \u */
    bool template_continues; /**< behind it comes an expression, then lexer_rescan_template */
    struct text text; /**< name, cooked string (bytes NULL: bad escape in a template), pattern */
    struct text raw;  /**< template: raw text; regexp: flags */
    double number;
};

struct lexer {
    const struct source *source;
    struct name_table *names;
    struct diagnostic_sink *sink;
    uint32_t position; /**< behind the token */
    uint32_t previous_end;
    bool out_of_memory;
    struct token token;
};

/** Stand before the first token (behind a hashbang line). Diagnoses size and UTF-8: false. */
must_use bool lexer_init(struct lexer *lexer, const struct source *source, struct name_table *names,
                         struct diagnostic_sink *sink);
void lexer_next(struct lexer *lexer);
/** The token is / or /=: read it as a regular expression. */
void lexer_rescan_regexp(struct lexer *lexer);
/** The token is }: read on in the template around. */
void lexer_rescan_template(struct lexer *lexer);
/** The token is >: take following > and = into it. */
void lexer_rescan_greater(struct lexer *lexer);
/** The token is << (or <<=): read only its first <, for type arguments. */
void lexer_rescan_less(struct lexer *lexer);

/**
 * Reading tokens without a grammar: whether a / divides and a } ends a
 * template's expression is told by what stands before.
 */
struct lexer_skimmer {
    struct lexer *lexer;
    uint32_t depth;  /**< open braces, those of templates included */
    bool is_matched; /**< the token is a } whose { was seen */
    uint32_t parentheses;
    uint64_t template_bits; /**< by depth, for the first 64: the brace is a template's */
    enum token_kind previous;
};
void lexer_skim(struct lexer_skimmer *skimmer);

/** "(" of TOKEN_PAREN_OPEN, "class" of TOKEN_CLASS; for others a description. */
const char *token_kind_text(enum token_kind kind);
bool token_is_keyword(enum token_kind kind);
/** May it name a member: a name or any keyword. */
bool token_is_name(enum token_kind kind);

bool lexer_is_id_start(uint32_t code_point);
bool lexer_is_id_continue(uint32_t code_point);
