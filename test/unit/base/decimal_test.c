/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/decimal.h"

#define LARGEST "99999999999999999999999999.999999999999"

static struct decimal
number(const char *text)
{
    struct decimal value = {0};
    EXPECT_OK(decimal_parse(text_of(text), &value));
    return value;
}

static const char *
rendered(struct decimal value)
{
    static char text[DECIMAL_TEXT_MAX];
    decimal_render(value, text);
    return text;
}

TEST(decimals_are_read_and_written_in_their_shortest_form)
{
    static const char *const pairs[][2] = {{"0", "0"}, {"-0", "0"}, {"+1", "1"}, {"1.50", "1.5"},
        {"000.050", "0.05"}, {"-12", "-12"}, {"100", "100"}, {"-0.000000000001", "-0.000000000001"},
        {"1.000000000000", "1"}, {"10.01", "10.01"},
        {LARGEST, LARGEST}, {"-" LARGEST, "-" LARGEST}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        EXPECT_STRING(rendered(number(pairs[i][0])), pairs[i][1]);
    }
    EXPECT(number("0.05").units == INT64_C(50000000000));
}

TEST(what_is_no_plain_decimal_is_refused)
{
    static const char *const bad[] = {"", "+", "-", ".", ".5", "5.", "1..2", "1.2.3", "1e3", " 1",
        "1 ", "1,5", "0x1", "NaN", "--1", "1.0000000000001", "1.0000000000000", "\xd9\xa1", "1-",
        "99999999999999999999999999999999999999999999x"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct decimal value = {77};
        EXPECT_ERR(decimal_parse(text_of(bad[i]), &value), ERR_DECIMAL_SYNTAX);
        EXPECT(value.units == 77);
    }
    struct decimal value = {77};
    EXPECT_ERR(decimal_parse(NO_TEXT, &value), ERR_DECIMAL_SYNTAX);
}

TEST(numbers_of_27_digits_overflow)
{
    static const char *const large[] = {"100000000000000000000000000",
        "-100000000000000000000000000.5", "999999999999999999999999999999999999999999",
        "170141183460469231731687303715884105728000000000000.1"};
    for (size_t i = 0; i < COUNT_OF(large); i++) {
        struct decimal value = {77};
        EXPECT_ERR(decimal_parse(text_of(large[i]), &value), ERR_DECIMAL_OVERFLOW);
        EXPECT(value.units == 77);
    }
    EXPECT_STRING(rendered(number("00000000000000000000000000000000000000000000000007")), "7");
}

TEST(what_overflows_leaves_the_output_alone)
{
    struct decimal largest = number(LARGEST), smallest = number("-" LARGEST), out = {77};
    struct decimal unit = {1}, two = decimal_from_int(2);
    EXPECT_ERR(decimal_add(largest, unit, &out), ERR_DECIMAL_OVERFLOW);
    EXPECT_ERR(decimal_sub(smallest, unit, &out), ERR_DECIMAL_OVERFLOW);
    EXPECT_ERR(decimal_add(largest, largest, &out), ERR_DECIMAL_OVERFLOW); /* would wrap 128 bits */
    EXPECT_ERR(decimal_mul(largest, two, ROUND_DOWN, &out), ERR_DECIMAL_OVERFLOW);
    EXPECT_ERR(decimal_mul(largest, largest, ROUND_DOWN, &out), ERR_DECIMAL_OVERFLOW);
    EXPECT_ERR(decimal_div(largest, unit, ROUND_DOWN, &out), ERR_DECIMAL_OVERFLOW);
    EXPECT_ERR(decimal_scale(largest, INT64_MAX, 1, ROUND_DOWN, &out), ERR_DECIMAL_OVERFLOW);
    EXPECT_ERR(decimal_round(largest, 0, ROUND_UP, &out), ERR_DECIMAL_OVERFLOW);
    EXPECT_ERR(decimal_div(two, decimal_from_int(0), ROUND_UP, &out), ERR_DECIMAL_DIVISION);
    EXPECT_ERR(decimal_scale(two, 1, 0, ROUND_UP, &out), ERR_DECIMAL_DIVISION);
    EXPECT(out.units == 77);
    /* 256 bits between */
    EXPECT_OK(decimal_scale(largest, INT64_MAX, INT64_MAX, ROUND_DOWN, &out));
    EXPECT_INT(decimal_compare(out, largest), 0);
    EXPECT_OK(decimal_add(largest, smallest, &out));
    EXPECT(decimal_is_zero(out));
}

TEST(whole_numbers_come_out_within_64_bits)
{
    int64_t value = 77;
    EXPECT_OK(decimal_to_int(number("9223372036854775807.4"), ROUND_HALF_UP, &value));
    EXPECT_INT(value, INT64_MAX);
    EXPECT_OK(decimal_to_int(number("-9223372036854775808.4"), ROUND_HALF_UP, &value));
    EXPECT_INT(value, INT64_MIN);
    value = 77;
    EXPECT_ERR(decimal_to_int(number("9223372036854775807.5"), ROUND_HALF_UP, &value),
               ERR_DECIMAL_OVERFLOW);
    EXPECT_ERR(decimal_to_int(number("-9223372036854775809"), ROUND_UP, &value),
               ERR_DECIMAL_OVERFLOW);
    EXPECT_INT(value, 77);
    EXPECT_OK(decimal_to_int(number("-0.5"), ROUND_HALF_UP, &value));
    EXPECT_INT(value, -1);
    EXPECT_OK(decimal_to_int(number("-0.5"), ROUND_HALF_EVEN, &value));
    EXPECT_INT(value, 0);
}

TEST(comparison_and_wholeness)
{
    EXPECT_INT(decimal_compare(number("-1"), number("0.1")), -1);
    EXPECT_INT(decimal_compare(number("0.10"), number("0.1")), 0);
    EXPECT_INT(decimal_compare(number("0.11"), number("0.1")), 1);
    EXPECT(decimal_is_whole(number("-12")) && !decimal_is_whole(number("-12.5")));
    EXPECT_STRING(rendered(decimal_from_int(INT64_MIN)), "-9223372036854775808");
}
