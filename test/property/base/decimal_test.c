/* SPDX-License-Identifier: Apache-2.0 */
/** Decimals against exact integers, and the identities that rounding must keep. */
#include "test.h"

#include "base/decimal.h"
#include "base/random.h"

enum kind { MUL, DIV, SCALE };

static const struct {
    enum kind kind;
    const char *a, *b;
    int64_t numerator, denominator;
    enum rounding rounding;
    err_t err;
    const char *result;
} vectors[] = {
#include "decimal_vectors.inc"
};

#define BOUND ((int128_t)INT64_C(10000000000000000) * INT64_C(1000000000000000000) * 10000)

static struct decimal
draw_decimal(struct random *random)
{
    unsigned bits = (unsigned)random_between(random, 1, 126);
    uint128_t units = (uint128_t)random_next(random) << 64 | random_next(random);
    units >>= 128 - bits;
    if (units >= (uint128_t)BOUND) {
        units %= (uint128_t)BOUND;
    }
    return (struct decimal){random_below(random, 2) == 0 ? (int128_t)units : -(int128_t)units};
}

TEST(products_quotients_and_scalings_are_those_of_exact_integers)
{
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        struct decimal a, b, result = {424242};
        EXPECT_OK(decimal_parse(text_of(vectors[i].a), &a));
        EXPECT_OK(decimal_parse(text_of(vectors[i].b), &b));
        err_t err = OK;
        switch (vectors[i].kind) {
        case MUL:
            err = decimal_mul(a, b, vectors[i].rounding, &result);
            break;
        case DIV:
            err = decimal_div(a, b, vectors[i].rounding, &result);
            break;
        case SCALE:
            err = decimal_scale(a, vectors[i].numerator, vectors[i].denominator,
                                vectors[i].rounding, &result);
            break;
        }
        char text[DECIMAL_TEXT_MAX];
        decimal_render(result, text);
        if (err != vectors[i].err || (err == OK && strcmp(text, vectors[i].result) != 0) ||
            (err != OK && result.units != 424242)) {
            TEST_FAILED("row %zu: error %d, %s instead of %s", i, (int)err, text,
                        vectors[i].result);
        }
    }
}

TEST(what_is_rendered_is_read_back_the_same)
{
    struct random random;
    random_init(&random, 1);
    for (int i = 0; i < 100000; i++) {
        struct decimal value = draw_decimal(&random), back;
        char text[DECIMAL_TEXT_MAX];
        size_t length = decimal_render(value, text);
        EXPECT_INT(length, strlen(text));
        REQUIRE(decimal_parse((struct text){text, length}, &back) == OK);
        REQUIRE(back.units == value.units);
    }
}

TEST(adding_and_taking_away_come_back_or_overflow)
{
    struct random random;
    random_init(&random, 2);
    for (int i = 0; i < 100000; i++) {
        struct decimal a = draw_decimal(&random), b = draw_decimal(&random), sum, back;
        err_t err = decimal_add(a, b, &sum);
        if (err == OK) {
            REQUIRE(decimal_sub(sum, b, &back) == OK && back.units == a.units);
        } else {
            REQUIRE(err == ERR_DECIMAL_OVERFLOW);
            REQUIRE((a.units < 0) == (b.units < 0));
            int128_t room = a.units < 0 ? -BOUND - a.units : BOUND - a.units;
            REQUIRE(a.units < 0 ? b.units <= room : b.units >= room);
        }
    }
}

/** Every pair of a small quotient: the seven roundings against their definitions. */
TEST(every_rounding_takes_the_neighbour_it_names)
{
    for (int64_t numerator = -60; numerator <= 60; numerator++) {
        for (int64_t denominator = -12; denominator <= 12; denominator++) {
            if (denominator == 0) {
                continue;
            }
            struct decimal unit = {1}, down, up, floor, ceiling, half[3];
            EXPECT_OK(decimal_scale(unit, numerator, denominator, ROUND_DOWN, &down));
            EXPECT_OK(decimal_scale(unit, numerator, denominator, ROUND_UP, &up));
            EXPECT_OK(decimal_scale(unit, numerator, denominator, ROUND_FLOOR, &floor));
            EXPECT_OK(decimal_scale(unit, numerator, denominator, ROUND_CEILING, &ceiling));
            for (int i = 0; i < 3; i++) {
                EXPECT_OK(decimal_scale(unit, numerator, denominator,
                                        (enum rounding)(ROUND_HALF_UP + i), &half[i]));
            }
            int64_t d = denominator < 0 ? -denominator : denominator;
            int64_t n = denominator < 0 ? -numerator : numerator;
            EXPECT(floor.units * d <= n && n < (floor.units + 1) * d);
            EXPECT(ceiling.units * d >= n && n > (ceiling.units - 1) * d);
            EXPECT(down.units == (n < 0 ? ceiling.units : floor.units));
            EXPECT(up.units == (n < 0 ? floor.units : ceiling.units));
            int128_t below = n - floor.units * d, above = ceiling.units * d - n;
            int128_t nearest = below < above ? floor.units : ceiling.units;
            bool tie = below == above;
            EXPECT(half[0].units == (tie ? up.units : nearest));
            EXPECT(half[1].units == (tie ? down.units : nearest));
            EXPECT(tie ? half[2].units % 2 == 0 || below == 0 : half[2].units == nearest);
        }
    }
}

TEST(dividing_and_multiplying_back_misses_by_less_than_the_divisor)
{
    struct random random;
    random_init(&random, 3);
    int tried = 0;
    for (int i = 0; i < 50000; i++) {
        struct decimal a = draw_decimal(&random), b = draw_decimal(&random), q, low, high, more;
        if (decimal_is_zero(b) || decimal_div(a, b, ROUND_FLOOR, &q) != OK) {
            continue;
        }
        /* q * b <= a < (q + 1 unit) * b for positive b, the other way round for negative b */
        struct decimal one = {1};
        if (decimal_mul(q, b, ROUND_FLOOR, &low) != OK || decimal_add(q, one, &more) != OK ||
            decimal_mul(more, b, ROUND_CEILING, &high) != OK) {
            continue;
        }
        tried++;
        if (b.units > 0) {
            REQUIRE(decimal_compare(low, a) <= 0 && decimal_compare(high, a) >= 0);
        } else {
            REQUIRE(decimal_mul(q, b, ROUND_CEILING, &low) == OK);
            REQUIRE(decimal_mul(more, b, ROUND_FLOOR, &high) == OK);
            REQUIRE(decimal_compare(low, a) >= 0 && decimal_compare(high, a) <= 0);
        }
    }
    EXPECT(tried > 5000);
}

TEST(rounding_to_places_is_rounding_of_the_scaled_number)
{
    struct random random;
    random_init(&random, 4);
    int128_t step = 1;
    for (int places = DECIMAL_PLACES; places >= 0; places--, step *= 10) {
        for (int i = 0; i < 3000; i++) {
            struct decimal value = draw_decimal(&random), out;
            enum rounding rounding = (enum rounding)random_below(&random, ROUND_HALF_EVEN + 1);
            err_t err = decimal_round(value, places, rounding, &out);
            if (err != OK) {
                REQUIRE(err == ERR_DECIMAL_OVERFLOW);
                REQUIRE(value.units >= BOUND - step || value.units <= step - BOUND);
                continue;
            }
            int128_t miss = out.units - value.units;
            REQUIRE(out.units % step == 0);
            REQUIRE(miss < step && -miss < step);
            REQUIRE(rounding < ROUND_HALF_UP || (miss * 2 <= step && -miss * 2 <= step));
        }
    }
}
