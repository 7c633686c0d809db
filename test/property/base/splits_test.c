/* SPDX-License-Identifier: Apache-2.0 */
/** Splits over all small inputs and over many large ones. */
#include "test.h"

#include "base/money.h"
#include "base/random.h"

#define PART_COUNT_MAX 5

/** The definition, as slowly as it reads: unit after unit to the largest remainder. */
static void
split_slowly(int64_t whole, const int64_t *weights, size_t count, enum split_rule rule,
             int64_t *parts)
{
    int64_t sign = whole < 0 ? -1 : 1, sum = 0, left = whole * sign;
    int64_t remainders[PART_COUNT_MAX];
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        sum += weights[i];
        last = weights[i] > 0 ? i : last;
    }
    for (size_t i = 0; i < count; i++) {
        parts[i] = whole * sign * weights[i] / sum;
        remainders[i] = whole * sign * weights[i] % sum;
        left -= parts[i];
    }
    for (; left > 0; left--) {
        size_t best = 0;
        for (size_t i = 1; i < count; i++) {
            best = remainders[i] > remainders[best] ? i : best;
        }
        best = rule == SPLIT_REST_TO_LAST ? last : best;
        parts[best]++;
        remainders[best] = -1;
    }
    for (size_t i = 0; i < count; i++) {
        parts[i] *= sign;
    }
}

static void
check_split(int64_t whole, const int64_t *weights, size_t count)
{
    static const struct currency eur = {1}; /* whichever */
    for (enum split_rule rule = SPLIT_LARGEST_REMAINDER; rule <= SPLIT_REST_TO_LAST; rule++) {
        struct money parts[PART_COUNT_MAX];
        int64_t expected[PART_COUNT_MAX], sum = 0;
        REQUIRE(money_split(money_of(whole, eur), weights, count, rule, parts) == OK);
        split_slowly(whole, weights, count, rule, expected);
        for (size_t i = 0; i < count; i++) {
            sum += parts[i].minor;
            REQUIRE(parts[i].minor == expected[i]);
            REQUIRE(parts[i].currency.index == eur.index);
            REQUIRE(weights[i] != 0 || parts[i].minor == 0);
        }
        REQUIRE(sum == whole);
    }
}

TEST(all_small_splits_add_up_and_are_those_of_the_definition)
{
    int splits = 0;
    for (size_t count = 1; count <= PART_COUNT_MAX; count++) {
        int64_t spaces = 1;
        for (size_t i = 0; i < count; i++) {
            spaces *= 5;
        }
        for (int64_t space = 1; space < spaces; space++) { /* 0: no weight at all */
            int64_t weights[PART_COUNT_MAX], rest = space;
            for (size_t i = 0; i < count; i++, rest /= 5) {
                weights[i] = rest % 5;
            }
            for (int64_t whole = -9; whole <= 9; whole++, splits++) {
                check_split(whole, weights, count);
            }
        }
    }
    EXPECT(splits > 70000);
}

TEST(splits_of_the_largest_amounts_add_up_too)
{
    static const struct currency eur = {1}; /* whichever */
    static const int64_t extremes[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX};
    static struct money parts[300];
    static int64_t weights[300];
    struct random random;
    random_init(&random, 5);
    for (int i = 0; i < 600; i++) {
        size_t count = 1 + (size_t)random_below(&random, COUNT_OF(parts));
        int64_t largest = i % 3 == 0 ? INT64_MAX : i % 3 == 1 ? 1000000 : 3;
        for (size_t part = 0; part < count; part++) {
            weights[part] = random_between(&random, 0, largest);
        }
        weights[random_below(&random, count)] = largest;
        int64_t whole = i < 6 ? extremes[i] : random_between(&random, INT64_MIN, INT64_MAX);
        enum split_rule rule = (enum split_rule)(i % 2);
        REQUIRE(money_split(money_of(whole, eur), weights, count, rule, parts) == OK);
        int128_t sum = 0, weight_sum = 0;
        for (size_t part = 0; part < count; part++) {
            sum += parts[part].minor;
            weight_sum += weights[part];
        }
        REQUIRE(sum == whole);
        for (size_t part = 0; part < count && rule == SPLIT_LARGEST_REMAINDER; part++) {
            /* nobody is further than one unit from the exact share */
            int128_t share = (int128_t)whole * weights[part] / weight_sum;
            int128_t miss = parts[part].minor - share;
            REQUIRE(whole < 0 ? miss <= 0 && miss >= -1 : miss >= 0 && miss <= 1);
        }
    }
}
