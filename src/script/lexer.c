/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lexer.h"

#include "script/lexer_literal.h"
#include "script/lexer_unicode.h"

/* ---- names of tokens --------------------------------------------------- */

static const char *const token_texts[TOKEN_COUNT] = {[TOKEN_END] = "end of file",
                                                     [TOKEN_IDENTIFIER] = "name",
                                                     [TOKEN_PRIVATE_NAME] = "private name",
                                                     [TOKEN_NUMBER] = "number",
                                                     [TOKEN_BIGINT] = "bigint",
                                                     [TOKEN_STRING] = "string",
                                                     [TOKEN_TEMPLATE] = "template",
                                                     [TOKEN_REGEXP] = "regular expression",
#define TOKEN_TEXT(name, text) [TOKEN_##name] = text,
                                                     PUNCTUATOR_LIST(TOKEN_TEXT)
                                                         KEYWORD_LIST(TOKEN_TEXT)
#undef TOKEN_TEXT
};

const char *
token_kind_text(enum token_kind kind)
{
    assert(kind < TOKEN_COUNT);
    return token_texts[kind] != NULL ? token_texts[kind] : "token";
}

bool
token_is_keyword(enum token_kind kind)
{
    return kind >= TOKEN_BREAK;
}

bool
token_is_name(enum token_kind kind)
{
    return kind == TOKEN_IDENTIFIER || token_is_keyword(kind);
}

/* ---- characters -------------------------------------------------------- */

static bool
ranges_hold(const uint32_t (*ranges)[2], size_t count, uint32_t code_point)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code_point > ranges[middle][1]) {
            low = middle + 1;
        } else if (code_point < ranges[middle][0]) {
            high = middle;
        } else {
            return true;
        }
    }
    return false;
}

bool
lexer_is_id_start(uint32_t code_point)
{
    if (code_point < 128) {
        return (code_point >= 'a' && code_point <= 'z') ||
               (code_point >= 'A' && code_point <= 'Z') || code_point == '_' || code_point == '$';
    }
    return ranges_hold(id_start_ranges, COUNT_OF(id_start_ranges), code_point);
}

bool
lexer_is_id_continue(uint32_t code_point)
{
    if (code_point < 128) {
        return lexer_is_id_start(code_point) || (code_point >= '0' && code_point <= '9');
    }
    return code_point == 0x200C || code_point == 0x200D || lexer_is_id_start(code_point) ||
           ranges_hold(id_continue_ranges, COUNT_OF(id_continue_ranges), code_point);
}

static bool
is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0x0B || c == 0x0C || c == 0xA0 || c == 0xFEFF ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool
is_line_end(uint32_t c)
{
    return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

/* ---- space and comments ------------------------------------------------ */

static void
skip_line(struct lexer *lexer)
{
    struct text text = lexer->source->text;
    while (lexer->position < text.length) {
        size_t length;
        if (is_line_end(source_code_point(text, lexer->position, &length))) {
            return;
        }
        lexer->position += (uint32_t)length;
    }
}

/** Behind the end of a comment that began at the position; false when it has none. */
static bool
skip_comment(struct lexer *lexer, bool *has_line_end)
{
    struct text text = lexer->source->text;
    uint32_t start = lexer->position;
    lexer->position += 2;
    while (lexer->position < text.length) {
        if (text.bytes[lexer->position] == '*' && lexer->position + 1 < text.length &&
            text.bytes[lexer->position + 1] == '/') {
            lexer->position += 2;
            return true;
        }
        size_t length;
        *has_line_end |= is_line_end(source_code_point(text, lexer->position, &length));
        lexer->position += (uint32_t)length;
    }
    diagnose(lexer->sink, lexer->source, DIAGNOSTIC_OPEN_COMMENT, start, start + 2,
             "this comment has no end; add */");
    return false;
}

/** False when an error ended it. */
static bool
skip_space(struct lexer *lexer, bool *newline)
{
    struct text text = lexer->source->text;
    while (lexer->position < text.length) {
        char next = lexer->position + 1 < text.length ? text.bytes[lexer->position + 1] : '\0';
        size_t length;
        uint32_t c = source_code_point(text, lexer->position, &length);
        if (c == '/' && next == '/') {
            skip_line(lexer);
        } else if (c == '/' && next == '*') {
            if (!skip_comment(lexer, newline)) {
                return false;
            }
        } else if (is_space(c) || is_line_end(c)) {
            *newline |= is_line_end(c);
            lexer->position += (uint32_t)length;
        } else {
            return true;
        }
    }
    return true;
}

/* ---- names ------------------------------------------------------------- */

/** Intern into the token; memory trouble shows as an error token. */
static void
token_intern(struct lexer *lexer, struct text text)
{
    struct name *name = name_intern(lexer->names, text);
    if (name == NULL) {
        lexer->out_of_memory = true;
        lexer->token.kind = TOKEN_ERROR;
        return;
    }
    lexer->token.text = name->text;
    bool is_word = name->keyword == 0 || (name->keyword == TOKEN_AWAIT && lexer->source->is_script);
    if (lexer->token.kind == TOKEN_IDENTIFIER && !is_word) {
        lexer->token.kind = (enum token_kind)name->keyword;
    }
}

/** The rest of a name that has escapes; `from` is where it begins. */
static void
scan_escaped_name(struct lexer *lexer, uint32_t from)
{
    struct text text = lexer->source->text;
    size_t end = from; /* letters, digits, escapes and everything beyond ASCII, at most */
    while (end < text.length &&
           (strchr("\\{}", text.bytes[end]) != NULL || (unsigned char)text.bytes[end] >= 0x80 ||
            lexer_is_id_continue((unsigned char)text.bytes[end]))) {
        end++;
    }
    char *bytes = arena_alloc(lexer->names->arena, end - from + 4, 1);
    if (bytes == NULL) {
        lexer->out_of_memory = true;
        lexer->token.kind = TOKEN_ERROR;
        return;
    }
    size_t count = 0;
    lexer->position = from;
    while (lexer->position < text.length) {
        size_t length;
        uint32_t start = lexer->position;
        uint32_t c = source_code_point(text, lexer->position, &length);
        if (c == '\\') {
            lexer->token.has_escape = true;
            lexer->position++;
            if (lexer->position >= text.length || text.bytes[lexer->position] != 'u' ||
                !literal_unicode_escape(text, &lexer->position, &c) ||
                !(count == 0 ? lexer_is_id_start(c) : lexer_is_id_continue(c))) {
                diagnose(lexer->sink, lexer->source, DIAGNOSTIC_BAD_ESCAPE, start, start + 2,
                         "this escape stands for no character that a name may have here");
                lexer->token.kind = TOKEN_ERROR;
                return;
            }
        } else if (count == 0 ? lexer_is_id_start(c) : lexer_is_id_continue(c)) {
            lexer->position += (uint32_t)length;
        } else {
            break;
        }
        count += source_encode(c, bytes + count);
    }
    token_intern(lexer, (struct text){bytes, count});
}

static void
scan_name(struct lexer *lexer)
{
    struct text text = lexer->source->text;
    uint32_t from = lexer->position;
    while (lexer->position < text.length) {
        size_t length;
        unsigned char byte = (unsigned char)text.bytes[lexer->position];
        if (byte < 0x80 && byte != '\\') { /* nearly all of them */
            if (!lexer_is_id_continue(byte)) {
                break;
            }
            lexer->position++;
            continue;
        }
        uint32_t c = source_code_point(text, lexer->position, &length);
        if (c == '\\') {
            scan_escaped_name(lexer, from);
            return;
        }
        if (!lexer_is_id_continue(c)) {
            break;
        }
        lexer->position += (uint32_t)length;
    }
    token_intern(lexer, text_slice(text, from, lexer->position));
}

/* ---- punctuators ------------------------------------------------------- */

struct punctuator {
    enum token_kind kind;
    const char *text;
};

/** By first character, longest first; > never takes more than itself here. */
static const struct {
    uint8_t kind;
    uint8_t length;
    char text[5];
} punctuators['~' + 1][8] = {
    ['{'] = {{TOKEN_BRACE_OPEN, 1, "{"}},
    ['}'] = {{TOKEN_BRACE_CLOSE, 1, "}"}},
    ['('] = {{TOKEN_PAREN_OPEN, 1, "("}},
    [')'] = {{TOKEN_PAREN_CLOSE, 1, ")"}},
    ['['] = {{TOKEN_BRACKET_OPEN, 1, "["}},
    [']'] = {{TOKEN_BRACKET_CLOSE, 1, "]"}},
    ['.'] = {{TOKEN_ELLIPSIS, 3, "..."}, {TOKEN_DOT, 1, "."}},
    [';'] = {{TOKEN_SEMICOLON, 1, ";"}},
    [','] = {{TOKEN_COMMA, 1, ","}},
    ['<'] = {{TOKEN_SHIFT_LEFT_ASSIGN, 3, "<<="},
             {TOKEN_SHIFT_LEFT, 2, "<<"},
             {TOKEN_LESS_EQUAL, 2, "<="},
             {TOKEN_LESS, 1, "<"}},
    ['>'] = {{TOKEN_GREATER, 1, ">"}},
    ['='] = {{TOKEN_STRICT_EQUAL, 3, "==="},
             {TOKEN_EQUAL, 2, "=="},
             {TOKEN_ARROW, 2, "=>"},
             {TOKEN_ASSIGN, 1, "="}},
    ['!'] = {{TOKEN_STRICT_NOT_EQUAL, 3, "!=="},
             {TOKEN_NOT_EQUAL, 2, "!="},
             {TOKEN_EXCLAMATION, 1, "!"}},
    ['+'] = {{TOKEN_INCREMENT, 2, "++"}, {TOKEN_ADD_ASSIGN, 2, "+="}, {TOKEN_PLUS, 1, "+"}},
    ['-'] = {{TOKEN_DECREMENT, 2, "--"}, {TOKEN_SUBTRACT_ASSIGN, 2, "-="}, {TOKEN_MINUS, 1, "-"}},
    ['*'] = {{TOKEN_POWER_ASSIGN, 3, "**="},
             {TOKEN_POWER, 2, "**"},
             {TOKEN_MULTIPLY_ASSIGN, 2, "*="},
             {TOKEN_STAR, 1, "*"}},
    ['/'] = {{TOKEN_DIVIDE_ASSIGN, 2, "/="}, {TOKEN_SLASH, 1, "/"}},
    ['%'] = {{TOKEN_REMAINDER_ASSIGN, 2, "%="}, {TOKEN_PERCENT, 1, "%"}},
    ['&'] = {{TOKEN_AND_ASSIGN, 3, "&&="},
             {TOKEN_AND, 2, "&&"},
             {TOKEN_BIT_AND_ASSIGN, 2, "&="},
             {TOKEN_AMPERSAND, 1, "&"}},
    ['|'] = {{TOKEN_OR_ASSIGN, 3, "||="},
             {TOKEN_OR, 2, "||"},
             {TOKEN_BIT_OR_ASSIGN, 2, "|="},
             {TOKEN_PIPE, 1, "|"}},
    ['^'] = {{TOKEN_BIT_XOR_ASSIGN, 2, "^="}, {TOKEN_CARET, 1, "^"}},
    ['~'] = {{TOKEN_TILDE, 1, "~"}},
    ['?'] = {{TOKEN_COALESCE_ASSIGN, 3, "?\?="},
             {TOKEN_COALESCE, 2, "?\?"},
             {TOKEN_OPTIONAL_DOT, 2, "?."},
             {TOKEN_QUESTION, 1, "?"}},
    [':'] = {{TOKEN_COLON, 1, ":"}},
    ['@'] = {{TOKEN_AT, 1, "@"}},
};
static_assert(TOKEN_COUNT <= UINT8_MAX, "kinds of tokens fit a byte");

static bool
scan_punctuator(struct lexer *lexer)
{
    struct text text = lexer->source->text;
    const char *at = text.bytes + lexer->position;
    size_t left = text.length - lexer->position;
    unsigned char first = (unsigned char)*at;
    for (size_t i = 0; first <= '~' && punctuators[first][i].length > 0; i++) {
        size_t length = punctuators[first][i].length;
        if (length > left || memcmp(at, punctuators[first][i].text, length) != 0) {
            continue;
        }
        lexer->token.kind = (enum token_kind)punctuators[first][i].kind;
        if (lexer->token.kind == TOKEN_OPTIONAL_DOT && left > 2 && at[2] >= '0' && at[2] <= '9') {
            continue; /* a ?.5 : b */
        }
        lexer->position += (uint32_t)length;
        return true;
    }
    return false;
}

void
lexer_rescan_greater(struct lexer *lexer)
{
    assert(lexer->token.kind == TOKEN_GREATER);
    static const struct punctuator longer[] = {
        {TOKEN_SHIFT_RIGHT_UNSIGNED_ASSIGN, ">>>="},
        {TOKEN_SHIFT_RIGHT_UNSIGNED, ">>>"},
        {TOKEN_SHIFT_RIGHT_ASSIGN, ">>="},
        {TOKEN_SHIFT_RIGHT, ">>"},
        {TOKEN_GREATER_EQUAL, ">="},
    };
    struct text text = lexer->source->text;
    size_t left = text.length - lexer->token.start;
    for (size_t i = 0; i < COUNT_OF(longer); i++) {
        size_t length = strlen(longer[i].text);
        if (length <= left &&
            memcmp(text.bytes + lexer->token.start, longer[i].text, length) == 0) {
            lexer->token.kind = longer[i].kind;
            lexer->token.end = lexer->token.start + (uint32_t)length;
            lexer->position = lexer->token.end;
            return;
        }
    }
}

void
lexer_rescan_less(struct lexer *lexer)
{
    lexer->token.kind = TOKEN_LESS;
    lexer->token.end = lexer->token.start + 1;
    lexer->position = lexer->token.end;
}

/* ---- tokens ------------------------------------------------------------ */

static void
scan_private_name(struct lexer *lexer)
{
    size_t length;
    struct text text = lexer->source->text;
    lexer->position++;
    uint32_t c =
        lexer->position < text.length ? source_code_point(text, lexer->position, &length) : 0;
    if (c != '\\' && !lexer_is_id_start(c)) {
        diagnose(lexer->sink, lexer->source, DIAGNOSTIC_BAD_CHARACTER, lexer->token.start,
                 lexer->position, "# must be followed by a private name");
        lexer->token.kind = TOKEN_ERROR;
        return;
    }
    lexer->token.kind = TOKEN_PRIVATE_NAME;
    scan_name(lexer);
}

static void
scan_token(struct lexer *lexer)
{
    struct text text = lexer->source->text;
    size_t length;
    uint32_t c = source_code_point(text, lexer->position, &length);
    char next = lexer->position + 1 < text.length ? text.bytes[lexer->position + 1] : '\0';
    if (c == '\\' || lexer_is_id_start(c)) {
        lexer->token.kind = TOKEN_IDENTIFIER;
        scan_name(lexer);
    } else if ((c >= '0' && c <= '9') || (c == '.' && next >= '0' && next <= '9')) {
        literal_scan_number(lexer);
    } else if (c == '"' || c == '\'') {
        literal_scan_string(lexer);
    } else if (c == '`') {
        literal_scan_template(lexer);
    } else if (c == '#') {
        scan_private_name(lexer);
    } else if (!scan_punctuator(lexer)) {
        lexer->position += (uint32_t)length;
        diagnose(lexer->sink, lexer->source, DIAGNOSTIC_BAD_CHARACTER, lexer->token.start,
                 lexer->position, "unexpected character %.*s (U+%04X)",
                 c < 0x20 || c == 0x7F ? 0 : (int)length, text.bytes + lexer->token.start,
                 (unsigned)c);
        lexer->token.kind = TOKEN_ERROR;
    }
}

void
lexer_next(struct lexer *lexer)
{
    lexer->previous_end = lexer->token.end;
    lexer->token = (struct token){.kind = TOKEN_END};
    bool newline = false;
    bool intact = skip_space(lexer, &newline);
    lexer->token.newline_before = newline;
    lexer->token.start = lexer->position;
    if (!intact) {
        lexer->token.kind = TOKEN_ERROR;
    } else if (lexer->position < lexer->source->text.length) {
        scan_token(lexer);
    }
    lexer->token.end = lexer->position;
}

void
lexer_rescan_regexp(struct lexer *lexer)
{
    assert(lexer->token.kind == TOKEN_SLASH || lexer->token.kind == TOKEN_DIVIDE_ASSIGN);
    lexer->position = lexer->token.start;
    literal_scan_regexp(lexer);
    lexer->token.end = lexer->position;
}

void
lexer_rescan_template(struct lexer *lexer)
{
    assert(lexer->token.kind == TOKEN_BRACE_CLOSE);
    lexer->position = lexer->token.start;
    literal_scan_template(lexer);
    lexer->token.end = lexer->position;
}

static bool
keywords_intern(struct name_table *names)
{
    static const struct punctuator keywords[] = {
#define TOKEN_ROW(name, text) {TOKEN_##name, text},
        KEYWORD_LIST(TOKEN_ROW)
#undef TOKEN_ROW
    };
    for (size_t i = 0; i < COUNT_OF(keywords); i++) {
        struct name *name = name_intern(names, text_of(keywords[i].text));
        if (name == NULL) {
            return false;
        }
        name->keyword = (uint16_t)keywords[i].kind;
    }
    return true;
}

bool
lexer_init(struct lexer *lexer, const struct source *source, struct name_table *names,
           struct diagnostic_sink *sink)
{
    *lexer = (struct lexer){.source = source, .names = names, .sink = sink};
    if (source->text.length > SOURCE_BYTES_MAX) {
        diagnose(sink, source, DIAGNOSTIC_TOO_BIG, 0, 1, "this file has %zu bytes, %d are allowed",
                 source->text.length, SOURCE_BYTES_MAX);
        return false;
    }
    if (!text_is_utf8(source->text)) {
        diagnose(sink, source, DIAGNOSTIC_BAD_UTF8, 0, 1,
                 "this file is not UTF-8; save it as UTF-8");
        return false;
    }
    if (!keywords_intern(names)) {
        lexer->out_of_memory = true;
        return false;
    }
    if (source->text.length >= 3 && memcmp(source->text.bytes, "\xEF\xBB\xBF", 3) == 0) {
        lexer->position = 3; /* byte order mark */
    }
    if (text_has_prefix(source->text, TEXT("#!"))) {
        skip_line(lexer);
    }
    return true;
}
