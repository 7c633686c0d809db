/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lexer.h"
#include "test.h"

static struct arena arena;
static struct name_table names;
static struct script_diagnostics diagnostics;
static struct diagnostic_sink sink;
static struct source source;
static struct lexer lexer;

/** Stand at the first token of a text. */
static void
start(struct text text)
{
    arena_free(&arena);
    arena_init(&arena, 4u << 20);
    diagnostics = (struct script_diagnostics){0};
    sink = (struct diagnostic_sink){.arena = &arena, .out = &diagnostics};
    if (!name_table_init(&names, &arena) || !source_init(&source, &arena, TEXT("a.ts"), text) ||
        !lexer_init(&lexer, &source, &names, &sink)) {
        return;
    }
    lexer_next(&lexer);
}

static const char *
first_code(void)
{
    return diagnostics.count > 0 ? diagnostics.items[0].code : "none";
}

TEST(punctuators_take_the_longest_match)
{
    static const enum token_kind expected[] = {TOKEN_COALESCE_ASSIGN,
                                               TOKEN_OPTIONAL_DOT,
                                               TOKEN_POWER_ASSIGN,
                                               TOKEN_STRICT_NOT_EQUAL,
                                               TOKEN_ELLIPSIS,
                                               TOKEN_ARROW,
                                               TOKEN_SHIFT_LEFT_ASSIGN,
                                               TOKEN_INCREMENT,
                                               TOKEN_PLUS,
                                               TOKEN_END};
    start(TEXT("?\?= ?. **= !== ... => <<= +++"));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        EXPECT_INT(lexer.token.kind, expected[i]);
        lexer_next(&lexer);
    }
}

TEST(a_question_before_a_fraction_is_no_optional_chain)
{
    start(TEXT("a?.5:b"));
    lexer_next(&lexer);
    EXPECT_INT(lexer.token.kind, TOKEN_QUESTION);
    lexer_next(&lexer);
    EXPECT_INT(lexer.token.kind, TOKEN_NUMBER);
    EXPECT(lexer.token.number == 0.5);
}

TEST(greater_grows_only_when_asked)
{
    start(TEXT(">>>= x"));
    EXPECT_INT(lexer.token.kind, TOKEN_GREATER);
    EXPECT_INT(lexer.token.end, 1);
    lexer_rescan_greater(&lexer);
    EXPECT_INT(lexer.token.kind, TOKEN_SHIFT_RIGHT_UNSIGNED_ASSIGN);
    lexer_next(&lexer);
    EXPECT_TEXT(lexer.token.text, "x");
}

TEST(numbers_have_the_value_they_say)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {{"42", 42},    {"0x1F", 31}, {"0o17", 15}, {"0b101", 5},  {"1_000.5", 1000.5},
                {"1e3", 1000}, {".5", 0.5},  {"5.", 5},    {"1E-2", 0.01}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        start(text_of(rows[i].text));
        EXPECT_INT(lexer.token.kind, TOKEN_NUMBER);
        EXPECT(lexer.token.number == rows[i].value);
        lexer_next(&lexer);
        EXPECT_INT(lexer.token.kind, TOKEN_END);
    }
}

TEST(a_number_ends_where_a_member_begins)
{
    start(TEXT("1e5.x 1..y"));
    EXPECT(lexer.token.number == 1e5);
    lexer_next(&lexer);
    EXPECT_INT(lexer.token.kind, TOKEN_DOT);
    lexer_next(&lexer);
    lexer_next(&lexer);
    EXPECT(lexer.token.number == 1);
    lexer_next(&lexer);
    EXPECT_INT(lexer.token.kind, TOKEN_DOT);
}

TEST(broken_tokens_are_diagnosed_by_code)
{
    static const struct {
        const char *text, *code;
    } rows[] = {
        {"017", "Q1008"},
        {"08", "Q1008"},
        {"1__0", "Q1007"},
        {"1_", "Q1007"},
        {"3in x", "Q1007"},
        {"0x", "Q1007"},
        {"1e", "Q1007"},
        {"'abc", "Q1003"},
        {"'a\nb'", "Q1003"},
        {"'\\07'", "Q1009"},
        {"'\\8'", "Q1009"},
        {"'\\x4'", "Q1010"},
        {"'\\u{110000}'", "Q1010"},
        {"`abc", "Q1004"},
        {"/* x", "Q1005"},
        {"\x01", "Q1002"},
        {"#1", "Q1002"},
        {"a\\u0020b", "Q1010"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        start(text_of(rows[i].text));
        EXPECT_INT(lexer.token.kind, TOKEN_ERROR);
        EXPECT_STRING(first_code(), rows[i].code);
    }
}

TEST(a_regexp_that_ends_with_a_backslash_ends_with_the_text)
{
    start(TEXT("/\\"));
    lexer_rescan_regexp(&lexer);
    EXPECT_INT(lexer.token.kind, TOKEN_ERROR);
    EXPECT_INT(lexer.token.end, 2);
}

TEST(strings_are_cooked)
{
    start(TEXT("'a\\n\\x41\\u0042\\u{1F600}\\\nz\\0\\q'"));
    EXPECT_INT(lexer.token.text.length, 11);
    EXPECT(memcmp(lexer.token.text.bytes, "a\nAB\xF0\x9F\x98\x80z\0q", 11) == 0);
}

TEST(surrogates_pair_up_or_stay_alone)
{
    start(TEXT("'\\uD83D\\uDE00'"));
    EXPECT_TEXT(lexer.token.text, "\xF0\x9F\x98\x80");
    start(TEXT("'\\uD83D-\\uDE00'"));
    EXPECT_TEXT(lexer.token.text, "\xED\xA0\xBD-\xED\xB8\x80");
}

TEST(a_template_keeps_raw_beside_cooked)
{
    start(TEXT("`a\\n\r\n${"));
    EXPECT_INT(lexer.token.kind, TOKEN_TEMPLATE);
    EXPECT(lexer.token.template_continues);
    EXPECT_TEXT(lexer.token.text, "a\n\n");
    EXPECT_TEXT(lexer.token.raw, "a\\n\n");
    start(TEXT("`\\u{`"));
    EXPECT(lexer.token.text.bytes == NULL);
    EXPECT_TEXT(lexer.token.raw, "\\u{");
    EXPECT_STRING(first_code(), "none");
}

TEST(a_slash_in_a_class_ends_no_regexp)
{
    start(TEXT("/a[/]b\\/c/gi x"));
    lexer_rescan_regexp(&lexer);
    EXPECT_INT(lexer.token.kind, TOKEN_REGEXP);
    EXPECT_TEXT(lexer.token.text, "a[/]b\\/c");
    EXPECT_TEXT(lexer.token.raw, "gi");
}

TEST(names_may_be_of_any_script_and_have_escapes)
{
    start(TEXT("größe \\u0061b \\u{10400}x $_ 变量"));
    static const char *const expected[] = {"größe", "ab", "\xF0\x90\x90\x80x", "$_", "变量"};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        EXPECT_INT(lexer.token.kind, TOKEN_IDENTIFIER);
        EXPECT_TEXT(lexer.token.text, expected[i]);
        EXPECT_INT(lexer.token.has_escape, i == 1 || i == 2);
        lexer_next(&lexer);
    }
}

TEST(equal_names_are_one_name)
{
    start(TEXT("abc 'abc' a\\u0062c"));
    const char *bytes = lexer.token.text.bytes;
    lexer_next(&lexer);
    EXPECT(lexer.token.text.bytes == bytes);
    lexer_next(&lexer);
    EXPECT(lexer.token.text.bytes == bytes);
}

TEST(line_ends_of_all_kinds_are_seen)
{
    start(TEXT("a /* \n */ b // x\r c \xE2\x80\xA8 d e"));
    static const bool expected[] = {false, true, true, true, false};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        EXPECT_INT(lexer.token.newline_before, expected[i]);
        lexer_next(&lexer);
    }
}

TEST(places_count_utf16_units)
{
    int line, column;
    start(TEXT("a\r\n\xF0\x9F\x98\x80\xC3\xBC x"));
    source_place(&source, 9, &line, &column);
    EXPECT_INT(line, 2);
    EXPECT_INT(column, 4); /* two units, one unit, then the space */
    EXPECT_TEXT(source_line(&source, 1), "a");
}

TEST(a_hashbang_and_a_byte_order_mark_are_passed_over)
{
    start(TEXT("#!/usr/bin/env quoin\nx"));
    EXPECT_TEXT(lexer.token.text, "x");
    start(TEXT("\xEF\xBB\xBFx"));
    EXPECT_TEXT(lexer.token.text, "x");
}

TEST(what_is_no_utf8_is_refused)
{
    start(TEXT("a\xFF"));
    EXPECT_STRING(first_code(), "Q1001");
    start(TEXT("'\xED\xA0\x80'"));
    EXPECT_STRING(first_code(), "Q1001");
}
