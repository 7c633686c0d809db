/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lexer_literal.h"

#include "script/number.h"

static char
byte_at(const struct lexer *lexer, uint32_t at)
{
    return at < lexer->source->text.length ? lexer->source->text.bytes[at] : '\0';
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int
hex_value(char c)
{
    if (is_digit(c)) {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* ---- numbers ----------------------------------------------------------- */

static void
number_refuse(struct lexer *lexer, enum diagnostic diagnostic, const char *message)
{
    diagnose(lexer->sink, lexer->source, diagnostic, lexer->token.start, lexer->position, "%s",
             message);
    lexer->token.kind = TOKEN_ERROR;
}

/** Everything that could belong to the number, so that a message shows all of it. */
static void
number_extent(struct lexer *lexer)
{
    uint32_t start = lexer->position;
    bool is_radix = byte_at(lexer, start) == '0' &&
                    strchr("xXoObB", byte_at(lexer, start + 1)) != NULL &&
                    byte_at(lexer, start + 1) != '\0';
    if (is_radix) {
        lexer->position += 2;
        while (hex_value(byte_at(lexer, lexer->position)) >= 0 ||
               byte_at(lexer, lexer->position) == '_') {
            lexer->position++;
        }
        return;
    }
    bool has_dot = false;
    bool has_exponent = false;
    for (;; lexer->position++) {
        char c = byte_at(lexer, lexer->position);
        if (c == '.' && !has_dot && !has_exponent) {
            has_dot = true;
        } else if ((c | 0x20) == 'e' && !has_exponent) {
            has_exponent = true;
            char sign = byte_at(lexer, lexer->position + 1);
            lexer->position += sign == '+' || sign == '-';
        } else if (!is_digit(c) && c != '_') {
            return;
        }
    }
}

void
literal_scan_number(struct lexer *lexer)
{
    struct text text = lexer->source->text;
    uint32_t start = lexer->position;
    lexer->token.kind = TOKEN_NUMBER;
    number_extent(lexer);
    struct text digits = text_slice(text, start, lexer->position);
    bool is_bigint = byte_at(lexer, lexer->position) == 'n';
    if (digits.length > 1 && digits.bytes[0] == '0' &&
        (is_digit(digits.bytes[1]) || digits.bytes[1] == '_')) {
        number_refuse(lexer, DIAGNOSTIC_OCTAL_NUMBER,
                      "numbers cannot begin with 0 and a digit; write 0o17 for octal");
        return;
    }
    if (!script_number_literal(digits, &lexer->token.number)) {
        number_refuse(lexer, DIAGNOSTIC_BAD_NUMBER, "this is not a number");
        return;
    }
    if (is_bigint) {
        lexer->token.kind = TOKEN_BIGINT;
        lexer->position++;
    }
    if (lexer->position < text.length) {
        size_t length;
        uint32_t c = source_code_point(text, lexer->position, &length);
        if (c == '\\' || lexer_is_id_start(c) || (c >= '0' && c <= '9')) {
            lexer->position += (uint32_t)length;
            number_refuse(lexer, DIAGNOSTIC_BAD_NUMBER,
                          "a name or digit cannot follow a number directly");
        }
    }
}

/* ---- escapes ----------------------------------------------------------- */

bool
literal_unicode_escape(struct text text, uint32_t *position, uint32_t *code_point)
{
    uint32_t at = *position + 1; /* behind u */
    uint32_t value = 0;
    if (at < text.length && text.bytes[at] == '{') {
        uint32_t first = ++at;
        for (; at < text.length && hex_value(text.bytes[at]) >= 0; at++) {
            value = value * 16 + (uint32_t)hex_value(text.bytes[at]);
            if (value > 0x10FFFF) {
                return false;
            }
        }
        if (at == first || at >= text.length || text.bytes[at] != '}') {
            return false;
        }
        at++;
    } else {
        for (int i = 0; i < 4; i++, at++) {
            if (at >= text.length || hex_value(text.bytes[at]) < 0) {
                return false;
            }
            value = value * 16 + (uint32_t)hex_value(text.bytes[at]);
        }
    }
    *position = at;
    *code_point = value;
    return true;
}

/** Cooked text under construction; never longer than its source. */
struct cooked {
    char *bytes;
    size_t length;
};

static void
cooked_add(struct cooked *cooked, uint32_t code_point)
{
    if (code_point >= 0xDC00 && code_point <= 0xDFFF && cooked->length >= 3) {
        const unsigned char *last = (const unsigned char *)cooked->bytes + cooked->length - 3;
        if (last[0] == 0xED && last[1] >= 0xA0 && last[1] <= 0xAF) { /* a pair is one code point */
            uint32_t high = 0xD000u | ((last[1] & 0x3Fu) << 6) | (last[2] & 0x3Fu);
            cooked->length -= 3;
            code_point = 0x10000 + ((high - 0xD800) << 10) + (code_point - 0xDC00);
        }
    }
    cooked->length += source_encode(code_point, cooked->bytes + cooked->length);
}

enum escape_result { ESCAPE_FINE, ESCAPE_BROKEN, ESCAPE_OCTAL };

/** The position is behind the backslash and inside of the text. */
static enum escape_result
scan_escape(struct lexer *lexer, struct cooked *cooked)
{
    struct text text = lexer->source->text;
    size_t length;
    uint32_t c = source_code_point(text, lexer->position, &length);
    static const char plain[] = "n\nt\tr\rb\bf\fv\v";
    if (c == 'u') {
        uint32_t code_point;
        if (!literal_unicode_escape(text, &lexer->position, &code_point)) {
            lexer->position++;
            return ESCAPE_BROKEN;
        }
        cooked_add(cooked, code_point);
        return ESCAPE_FINE;
    }
    lexer->position += (uint32_t)length;
    if (c == 'x') {
        int high = hex_value(byte_at(lexer, lexer->position));
        int low = hex_value(byte_at(lexer, lexer->position + 1));
        if (high < 0 || low < 0) {
            return ESCAPE_BROKEN;
        }
        lexer->position += 2;
        cooked_add(cooked, (uint32_t)(high * 16 + low));
        return ESCAPE_FINE;
    }
    if (c >= '0' && c <= '9') {
        if (c != '0' || is_digit(byte_at(lexer, lexer->position))) {
            return ESCAPE_OCTAL;
        }
        cooked_add(cooked, 0);
        return ESCAPE_FINE;
    }
    if (c == '\r') {
        lexer->position += byte_at(lexer, lexer->position) == '\n';
        return ESCAPE_FINE;
    }
    if (c == '\n' || c == 0x2028 || c == 0x2029) {
        return ESCAPE_FINE; /* the line goes on */
    }
    for (size_t i = 0; i + 1 < sizeof(plain); i += 2) {
        if (c == (uint32_t)plain[i]) {
            c = (uint32_t)plain[i + 1];
            break;
        }
    }
    cooked_add(cooked, c);
    return ESCAPE_FINE;
}

static bool
cooked_init(struct lexer *lexer, struct cooked *cooked, size_t length)
{
    *cooked = (struct cooked){arena_alloc(lexer->names->arena, length + 4, 1), 0};
    if (cooked->bytes == NULL) {
        lexer->out_of_memory = true;
        lexer->token.kind = TOKEN_ERROR;
    }
    return cooked->bytes != NULL;
}

static struct text
intern(struct lexer *lexer, struct text text)
{
    struct name *name = name_intern(lexer->names, text);
    if (name == NULL) {
        lexer->out_of_memory = true;
        lexer->token.kind = TOKEN_ERROR;
        return TEXT("");
    }
    return name->text;
}

/* ---- strings ----------------------------------------------------------- */

/** Offset of the closing quote, or of where the string breaks off. */
static uint32_t
string_extent(const struct lexer *lexer, char quote, bool *has_escape)
{
    uint32_t at = lexer->position + 1;
    for (; at < lexer->source->text.length; at++) {
        char c = byte_at(lexer, at);
        if (c == quote || c == '\n' || c == '\r') {
            break;
        }
        if (c == '\\') {
            *has_escape = true;
            at += byte_at(lexer, at + 1) == '\r' && byte_at(lexer, at + 2) == '\n' ? 2 : 1;
        }
    }
    return at;
}

void
literal_scan_string(struct lexer *lexer)
{
    struct text text = lexer->source->text;
    char quote = byte_at(lexer, lexer->position);
    bool has_escape = false;
    uint32_t end = string_extent(lexer, quote, &has_escape);
    uint32_t start = lexer->position;
    lexer->token.kind = TOKEN_STRING;
    lexer->token.has_escape = has_escape;
    if (end >= text.length || byte_at(lexer, end) != quote) {
        lexer->position = end < text.length ? end : (uint32_t)text.length;
        diagnose(lexer->sink, lexer->source, DIAGNOSTIC_OPEN_STRING, start, lexer->position,
                 "this string has no end on its line; close it with %c", quote);
        lexer->token.kind = TOKEN_ERROR;
        return;
    }
    struct text content = text_slice(text, start + 1, end);
    if (has_escape) {
        struct cooked cooked;
        if (!cooked_init(lexer, &cooked, content.length)) {
            return;
        }
        lexer->position = start + 1;
        while (lexer->position < end) {
            size_t length;
            uint32_t escape_start = lexer->position;
            uint32_t c = source_code_point(text, lexer->position, &length);
            lexer->position += (uint32_t)length;
            if (c != '\\') {
                cooked_add(&cooked, c);
                continue;
            }
            enum escape_result result = scan_escape(lexer, &cooked);
            if (result != ESCAPE_FINE) {
                diagnose(lexer->sink, lexer->source,
                         result == ESCAPE_OCTAL ? DIAGNOSTIC_OCTAL_ESCAPE : DIAGNOSTIC_BAD_ESCAPE,
                         escape_start, lexer->position, "%s",
                         result == ESCAPE_OCTAL
                             ? "octal escapes are not allowed; write \\x01 or \\u0001"
                             : "broken escape; write \\x41, \\u0041 or \\u{1F600}");
                lexer->token.kind = TOKEN_ERROR;
                lexer->position = end + 1;
                return;
            }
        }
        content = (struct text){cooked.bytes, cooked.length};
    }
    lexer->position = end + 1;
    lexer->token.text = intern(lexer, content);
}

/* ---- templates --------------------------------------------------------- */

void
literal_scan_template(struct lexer *lexer)
{
    struct text text = lexer->source->text;
    uint32_t start = ++lexer->position; /* behind ` or } */
    uint32_t end = start;
    while (end < text.length && byte_at(lexer, end) != '`' &&
           !(byte_at(lexer, end) == '$' && byte_at(lexer, end + 1) == '{')) {
        end += byte_at(lexer, end) == '\\' ? 2 : 1;
    }
    if (end >= text.length) {
        lexer->position = (uint32_t)text.length;
        diagnose(lexer->sink, lexer->source, DIAGNOSTIC_OPEN_TEMPLATE, start - 1, start,
                 "this template literal has no end; add a `");
        lexer->token.kind = TOKEN_ERROR;
        return;
    }
    struct cooked cooked;
    struct cooked raw;
    if (!cooked_init(lexer, &cooked, end - start) || !cooked_init(lexer, &raw, end - start)) {
        return;
    }
    lexer->token.kind = TOKEN_TEMPLATE;
    lexer->token.template_continues = byte_at(lexer, end) == '$';
    bool is_broken = false;
    while (lexer->position < end) {
        size_t length;
        uint32_t from = lexer->position;
        uint32_t c = source_code_point(text, lexer->position, &length);
        lexer->position += (uint32_t)length;
        if (c == '\\') {
            is_broken |= scan_escape(lexer, &cooked) != ESCAPE_FINE;
        } else if (c == '\r') { /* line ends are LF in both forms */
            lexer->position += byte_at(lexer, lexer->position) == '\n';
            cooked_add(&cooked, '\n');
        } else {
            cooked_add(&cooked, c);
        }
        for (; from < lexer->position; from++) {
            char byte = byte_at(lexer, from);
            if (byte == '\r') {
                raw.bytes[raw.length++] = '\n';
                from += byte_at(lexer, from + 1) == '\n' && from + 1 < lexer->position;
            } else {
                raw.bytes[raw.length++] = byte;
            }
        }
    }
    lexer->token.raw = intern(lexer, (struct text){raw.bytes, raw.length});
    lexer->token.text =
        is_broken ? NO_TEXT : intern(lexer, (struct text){cooked.bytes, cooked.length});
    lexer->position = end + (lexer->token.template_continues ? 2 : 1);
}

/* ---- regular expressions ----------------------------------------------- */

void
literal_scan_regexp(struct lexer *lexer)
{
    struct text text = lexer->source->text;
    uint32_t start = lexer->position + 1;
    bool is_in_class = false;
    uint32_t end = start;
    for (;; end++) {
        char c = byte_at(lexer, end);
        size_t length;
        bool is_end = end >= text.length || c == '\n' || c == '\r';
        if (!is_end && (unsigned char)c == 0xE2) {
            uint32_t code_point = source_code_point(text, end, &length);
            is_end = code_point == 0x2028 || code_point == 0x2029;
        }
        if (c == '\\' && !is_end) {
            char next = byte_at(lexer, end + 1);
            bool has_next = end + 1 < text.length;
            end += has_next && next != '\n' && next != '\r' && (unsigned char)next != 0xE2;
            continue;
        }
        if (is_end) {
            lexer->position = end;
            diagnose(lexer->sink, lexer->source, DIAGNOSTIC_OPEN_REGEXP, start - 1, start,
                     "this regular expression has no end on its line; add a /");
            lexer->token.kind = TOKEN_ERROR;
            return;
        }
        if (c == '[') {
            is_in_class = true;
        } else if (c == ']') {
            is_in_class = false;
        } else if (c == '/' && !is_in_class) {
            break;
        }
    }
    lexer->token.kind = TOKEN_REGEXP;
    lexer->token.text = intern(lexer, text_slice(text, start, end));
    uint32_t flags = end + 1;
    lexer->position = flags;
    while (lexer->position < text.length) {
        size_t length;
        uint32_t c = source_code_point(text, lexer->position, &length);
        if (!lexer_is_id_continue(c) && c != '\\') {
            break;
        }
        lexer->position += (uint32_t)length;
    }
    lexer->token.raw = intern(lexer, text_slice(text, flags, lexer->position));
}
