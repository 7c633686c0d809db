/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/random.h"
#include "base/text.h"

TEST(no_text_is_not_the_empty_text)
{
    EXPECT(!text_equal(NO_TEXT, TEXT("")));
    EXPECT(text_equal(NO_TEXT, text_of(NULL)));
    EXPECT(text_equal(TEXT(""), TEXT("")));
    EXPECT(!text_is(NO_TEXT, ""));
    EXPECT(!text_equal_fold(NO_TEXT, TEXT("")));
}

TEST(comparison_is_bytewise_and_the_shorter_comes_first)
{
    EXPECT_INT(text_compare(TEXT("ab"), TEXT("abc")), -1);
    EXPECT_INT(text_compare(TEXT("b"), TEXT("abc")), 1);
    EXPECT_INT(text_compare(TEXT("abc"), TEXT("abc")), 0);
    EXPECT_INT(text_compare(TEXT("\xff"), TEXT("a")), 1); /* bytes are unsigned */
    EXPECT_INT(text_compare(NO_TEXT, TEXT("a")), -1);
    EXPECT(text_equal_fold(TEXT("EuR"), TEXT("eUr")));
    EXPECT(!text_equal_fold(TEXT("@"), TEXT("`"))); /* 32 apart, but no letters */
    EXPECT(text_has_prefix(TEXT("cus_1"), TEXT("cus_")));
    EXPECT(!text_has_prefix(TEXT("cus"), TEXT("cus_")));
}

TEST(find_slice_and_trim_stay_within_the_text)
{
    EXPECT_INT(text_find(TEXT("a=b=c"), '=', 0), 1);
    EXPECT_INT(text_find(TEXT("a=b=c"), '=', 2), 3);
    EXPECT_INT(text_find(TEXT("abc"), '=', 0), 3);
    EXPECT_INT(text_find(TEXT("abc"), 'a', 9), 3);
    EXPECT_TEXT(text_slice(TEXT("abcdef"), 2, 4), "cd");
    EXPECT_TEXT(text_slice(TEXT("abc"), 4, 9), "");
    EXPECT_TEXT(text_slice(TEXT("abc"), 2, 1), "");
    EXPECT_TEXT(text_slice(NO_TEXT, 0, 0), NULL);
    EXPECT_TEXT(text_trim(TEXT(" \t\r\n a b \v\f")), "a b");
    EXPECT_TEXT(text_trim(TEXT("   ")), "");
    EXPECT_TEXT(text_trim(TEXT("\xc2\xa0")), "\xc2\xa0"); /* ASCII space only */
}

TEST(copies_and_formats_are_terminated)
{
    struct arena arena;
    arena_init(&arena, 4096);
    struct text copy = text_copy(&arena, (struct text){"abcdef", 3});
    EXPECT_STRING(copy.bytes, "abc");
    EXPECT_TEXT(text_copy(&arena, NO_TEXT), NULL);
    struct text formatted = text_format(&arena, "%s is %d", "n", 42);
    EXPECT_STRING(formatted.bytes, "n is 42");
    EXPECT_INT(formatted.length, 7);
    EXPECT_TEXT(text_format(&arena, "%5000d", 1), NULL);
    EXPECT(arena.exhausted);
    arena_free(&arena);
}

TEST(utf8_is_what_rfc_3629_allows)
{
    static const char *const good[] = {"", "plain", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
        "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
        "12345678\xc3\xa9 2345678"};
    static const char *const bad[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41",
        "\xe0\x9f\xbf", "\xe0\xa0", "\xed\xa0\x80", "\xed\xbf\xbf", "\xe1\x80\xc0",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf0\x90\x80", "\xff",
        "\xf1\x80\x80\x41"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        EXPECT(text_is_utf8(text_of(good[i])));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        EXPECT(!text_is_utf8(text_of(bad[i])));
        char longer[64];
        snprintf(longer, sizeof(longer), "12345678abc%s", bad[i]);
        EXPECT_INT(text_utf8_prefix(text_of(longer)), 11);
    }
}

/** All code points, encoded by the book. */
TEST(every_scalar_value_is_utf8_and_every_surrogate_is_not)
{
    for (uint32_t point = 0x80; point <= 0x110fff; point++) {
        unsigned char bytes[4];
        size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        for (size_t i = length; i-- > 1;) {
            bytes[i] = (unsigned char)(0x80 | (point >> 6 * (length - 1 - i) & 0x3f));
        }
        static const unsigned char heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
        bytes[0] = (unsigned char)(heads[length] | point >> 6 * (length - 1));
        bool expected = (point < 0xd800 || point > 0xdfff) && point <= 0x10ffff;
        if (text_is_utf8((struct text){(const char *)bytes, length}) != expected) {
            EXPECT_INT(point, -1);
            break;
        }
    }
}

TEST(integers_are_read_whole_or_not_at_all)
{
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {{"0", 0}, {"-0", 0}, {"+7", 7}, {"007", 7}, {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN}, {"-1", -1}};
    static const char *const bad[] = {"", "-", "+", "1.0", " 1", "1 ", "1e3", "0x1", "--1",
        "9223372036854775808", "-9223372036854775809", "99999999999999999999", "1,000", "+-1"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        int64_t value = 77;
        EXPECT(text_parse_int(text_of(good[i].text), &value));
        EXPECT_INT(value, good[i].value);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        int64_t value = 77;
        EXPECT(!text_parse_int(text_of(bad[i]), &value));
        EXPECT_INT(value, 77);
    }
    int64_t value;
    EXPECT(!text_parse_int(NO_TEXT, &value));
}

TEST(a_builder_gathers_and_is_checked_once)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct text_builder builder;
    text_builder_init(&builder, &arena, 1000);
    EXPECT_TEXT(text_builder_text(&builder), "");
    text_builder_add(&builder, TEXT("a"));
    text_builder_add(&builder, NO_TEXT);
    text_builder_add_string(&builder, "bc");
    text_builder_add_char(&builder, '-');
    text_builder_add_int(&builder, INT64_MIN);
    text_builder_add_int(&builder, 0);
    text_builder_format(&builder, "[%s]", "x");
    EXPECT_TEXT(text_builder_text(&builder), "abc--92233720368547758080[x]");
    EXPECT_STRING(builder.bytes, "abc--92233720368547758080[x]");
    arena_free(&arena);
}

TEST(a_builder_past_its_limit_gives_no_text)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct text_builder builder;
    text_builder_init(&builder, &arena, 5);
    text_builder_add(&builder, TEXT("12345"));
    EXPECT_TEXT(text_builder_text(&builder), "12345");
    text_builder_add_char(&builder, '6');
    EXPECT(builder.failed);
    text_builder_add(&builder, TEXT(""));
    EXPECT_TEXT(text_builder_text(&builder), NULL);
    arena_free(&arena);

    arena_init(&arena, 256); /* the arena may be the one that ends first */
    text_builder_init(&builder, &arena, SIZE_MAX);
    for (int i = 0; i < 1000; i++) {
        text_builder_format(&builder, "%d,", i);
    }
    EXPECT_TEXT(text_builder_text(&builder), NULL);
    EXPECT(arena.exhausted);
    arena_free(&arena);
}

TEST(a_long_text_survives_all_growing)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct text_builder builder;
    text_builder_init(&builder, &arena, SIZE_MAX);
    for (int i = 0; i < 200000; i++) {
        text_builder_add_char(&builder, (char)('a' + i % 26));
        if (i % 1000 == 0) {
            EXPECT(arena_alloc(&arena, 1, 8) != NULL); /* somebody stands in the way */
        }
    }
    struct text text = text_builder_text(&builder);
    REQUIRE(text.length == 200000);
    for (size_t i = 0; i < text.length; i++) {
        REQUIRE(text.bytes[i] == (char)('a' + i % 26));
    }
    arena_free(&arena);
}
