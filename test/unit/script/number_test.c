/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/random.h"
#include "script/number.h"
#include "test.h"

static double
parse(const char *text)
{
    double number = 0;
    bool is_number = script_number_parse(text_of(text), &number);
    EXPECT(is_number || isnan(number));
    return number;
}

static const char *
render(double number)
{
    static char text[SCRIPT_NUMBER_TEXT_MAX];
    size_t length = script_number_render(number, text);
    EXPECT_INT(length, strlen(text));
    return text;
}

static bool
same(double a, double b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

TEST(reading_is_correctly_rounded)
{
    static const struct {
        const char *text;
        double number;
    } rows[] = {
        {"0", 0},
        {"-0", -0.0},
        {"", 0},
        {" \t12\n", 12},
        {"\xc2\xa0\xef\xbb\xbf"
         "7\xe2\x80\xa8",
         7},
        {"1e23", 0x1.52d02c7e14af6p+76},
        {"9007199254740993", 9007199254740992},
        {"9007199254740993.0000000000000000000000000000000000001", 9007199254740994},
        {"5e-324", 0x1p-1074},
        {"2.4703282292062327208e-324", 0},
        {"2.4703282292062327209e-324", 0x1p-1074},
        {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
        {"1.7976931348623158e308", 0x1.fffffffffffffp+1023},
        {"1.7976931348623159e308", INFINITY},
        {"-1e400", -INFINITY},
        {"1e-400", 0},
        {"0x1F", 31},
        {"0b101", 5},
        {"0O17", 15},
        {"0x20000000000001", 9007199254740992},
        {"0x20000000000003", 9007199254740996},
        {".5", 0.5},
        {"5.", 5},
        {"Infinity", INFINITY},
        {"-Infinity", -INFINITY},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double number = parse(rows[i].text);
        if (!same(number, rows[i].number)) {
            TEST_FAILED("\"%s\" is %a, expected %a", rows[i].text, number, rows[i].number);
        }
    }
    static const char *const wrong[] = {".",   "1e",   "1_0", "0x",       "0xg", "1 2", "e5",
                                        "--1", "+0x1", "1n",  "infinity", "0b2", "1e+", "-"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        double number;
        if (script_number_parse(text_of(wrong[i]), &number)) {
            TEST_FAILED("\"%s\" was read as %g", wrong[i], number);
        }
    }
}

TEST(literals_of_a_source_take_separators_but_no_sign)
{
    double number;
    EXPECT(script_number_literal(TEXT("1_000.5_0e1_0"), &number) && number == 1000.5e10);
    EXPECT(script_number_literal(TEXT("0xff_ff"), &number) && number == 65535);
    EXPECT(script_number_literal(TEXT("0"), &number) && number == 0);
    EXPECT(script_number_literal(TEXT("0.5"), &number) && number == 0.5);
    EXPECT(!script_number_literal(TEXT("1__0"), &number));
    EXPECT(!script_number_literal(TEXT("1_"), &number));
    EXPECT(!script_number_literal(TEXT("1_.5"), &number));
    EXPECT(!script_number_literal(TEXT("0_1"), &number));
    EXPECT(!script_number_literal(TEXT("012"), &number));
    EXPECT(!script_number_literal(TEXT("-1"), &number));
    EXPECT(!script_number_literal(TEXT("0x_1"), &number));
    EXPECT(!script_number_literal(TEXT("1n"), &number));
    EXPECT(!script_number_literal(TEXT(""), &number));
}

TEST(prefixes_are_read_as_far_as_they_go)
{
    double number = 0;
    EXPECT_INT(script_number_prefix(TEXT("3.14abc"), &number), 4);
    EXPECT(number == 3.14);
    EXPECT_INT(script_number_prefix(TEXT("-.5e2e"), &number), 5);
    EXPECT(number == -50);
    EXPECT_INT(script_number_prefix(TEXT("1e+"), &number), 1);
    EXPECT_INT(script_number_prefix(TEXT("Infinityx"), &number), 8);
    EXPECT_INT(script_number_prefix(TEXT("x"), &number), 0);
}

TEST(the_shortest_text_that_reads_back_is_written)
{
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        {0, "0"},
        {-0.0, "0"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {1e21, "1e+21"},
        {123456789012345680000.0, "123456789012345680000"},
        {1e-6, "0.000001"},
        {1e-7, "1e-7"},
        {0x1p-1074, "5e-324"},
        {0x1.fffffffffffffp+1023, "1.7976931348623157e+308"},
        {0x1p-1022, "2.2250738585072014e-308"},
        {9007199254740993.0, "9007199254740992"},
        {5e-5, "0.00005"},
        {-123.456, "-123.456"},
        {0x1p+89, "6.189700196426902e+26"}, /* the lower neighbour is nearer */
        {9.5367431640625e-7, "9.5367431640625e-7"},
        {NAN, "NaN"},
        {-INFINITY, "-Infinity"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        EXPECT_STRING(render(rows[i].number), rows[i].text);
    }
}

TEST(every_double_survives_its_text)
{
    struct random random;
    random_init(&random, 7);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = random_next(&random);
        double number;
        memcpy(&number, &bits, sizeof(number));
        if (i % 4 == 0) { /* what people write: few digits, few places */
            static const double scales[] = {1, 10, 100, 1000, 1e6};
            number = (double)(bits % 100000000) / scales[bits % 5];
        }
        if (!isfinite(number)) {
            continue;
        }
        const char *text = render(number);
        if (!same(parse(text), number == 0 ? 0 : number)) {
            TEST_FAILED("%a is written %s, which is %a", number, text, parse(text));
        }
        /* No shorter text reads back: 17 digits are always enough, one less only sometimes. */
        char fewer[SCRIPT_NUMBER_RADIX_MAX];
        size_t digits = 0;
        for (const char *byte = text; *byte != '\0' && *byte != 'e'; byte++) {
            digits += *byte >= '0' && *byte <= '9' && (digits > 0 || *byte != '0');
        }
        if (digits > 1 && digits <= 17 && strchr(text, '.') != NULL) {
            (void)script_number_precision(number, (int)digits - 1, fewer);
            EXPECT(!same(parse(fewer), number));
        }
    }
}

TEST(fixed_digits_are_those_of_the_exact_value)
{
    static const struct {
        double number;
        int digits;
        const char *fixed, *exponential, *precision;
    } rows[] = {
        {1.005, 2, "1.00", "1.00e+0", "1.0"},
        {1.45, 1, "1.4", "1.4e+0", "1"},
        {8.345, 2, "8.35", "8.35e+0", "8.3"},
        {2.5, 1, "2.5", "2.5e+0", "3"},
        {-1.5, 1, "-1.5", "-1.5e+0", "-2"},
        {0.000001, 7, "0.0000010", "1.0000000e-6", "0.000001000000"},
        {123.456, 1, "123.5", "1.2e+2", "1e+2"},
        {99.99, 1, "100.0", "1.0e+2", "1e+2"},
        {0, 2, "0.00", "0.00e+0", "0.0"},
        {1e21, 3, "1e+21", "1.000e+21", "1.00e+21"},
        {0x1p-1074, 3, "0.000", "4.941e-324", "4.94e-324"},
    };
    char text[SCRIPT_NUMBER_RADIX_MAX];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        (void)script_number_fixed(rows[i].number, rows[i].digits, text);
        EXPECT_STRING(text, rows[i].fixed);
        (void)script_number_exponential(rows[i].number, rows[i].digits, text);
        EXPECT_STRING(text, rows[i].exponential);
        int significant = rows[i].digits > 2 ? rows[i].digits : rows[i].digits > 1 ? 2 : 1;
        (void)script_number_precision(rows[i].number, significant, text);
        EXPECT_STRING(text, rows[i].precision);
    }
    (void)script_number_exponential(123.456, -1, text);
    EXPECT_STRING(text, "1.23456e+2");
    (void)script_number_fixed(0.1, 60, text);
    EXPECT_STRING(text, "0.100000000000000005551115123125782702118158340454101562500000");
}

TEST(other_radices_are_exact_for_whole_numbers)
{
    char text[SCRIPT_NUMBER_RADIX_MAX];
    (void)script_number_render_radix(255, 16, text);
    EXPECT_STRING(text, "ff");
    (void)script_number_render_radix(-0.5, 2, text);
    EXPECT_STRING(text, "-0.1");
    (void)script_number_render_radix(0x1p+70, 16, text);
    EXPECT_STRING(text, "400000000000000000");
    (void)script_number_render_radix(0x1p-1074, 2, text);
    EXPECT_INT(strlen(text), 1076);
    (void)script_number_render_radix(0x1.fffffffffffffp+1023, 2, text);
    EXPECT_INT(strlen(text), 1024);
    EXPECT(script_number_from_radix(TEXT("zz"), 36) == 1295);
    EXPECT(script_number_from_radix(TEXT("20000000000001"), 16) == 9007199254740992);
}
