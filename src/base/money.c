/* SPDX-License-Identifier: Apache-2.0 */
#include "base/money.h"

struct money
money_of(int64_t minor, struct currency currency)
{
    assert(currency.index != 0);
    return (struct money){minor, currency};
}

err_t
money_add(struct money a, struct money b, struct money *sum)
{
    assert(a.currency.index != 0);
    assert(a.currency.index == b.currency.index);

    int64_t minor;
    if (__builtin_add_overflow(a.minor, b.minor, &minor)) {
        return ERR_MONEY_OVERFLOW;
    }
    *sum = (struct money){minor, a.currency};
    return OK;
}

err_t
money_sub(struct money a, struct money b, struct money *difference)
{
    assert(a.currency.index != 0);
    assert(a.currency.index == b.currency.index);

    int64_t minor;
    if (__builtin_sub_overflow(a.minor, b.minor, &minor)) {
        return ERR_MONEY_OVERFLOW;
    }
    *difference = (struct money){minor, a.currency};
    return OK;
}

err_t
money_negate(struct money a, struct money *out)
{
    assert(a.currency.index != 0);

    if (a.minor == INT64_MIN) {
        return ERR_MONEY_OVERFLOW;
    }
    *out = (struct money){-a.minor, a.currency};
    return OK;
}

int
money_compare(struct money a, struct money b)
{
    assert(a.currency.index == b.currency.index);
    return (a.minor > b.minor) - (a.minor < b.minor);
}

err_t
money_multiply(struct decimal unit, int64_t quantity, struct currency currency,
               enum rounding rounding, struct money *out)
{
    assert(currency.index != 0);

    /* Over 1 nothing is rounded; what leaves a decimal's range leaves 64 bits too. */
    struct decimal exact;
    int64_t minor;
    if (decimal_scale(unit, quantity, 1, rounding, &exact) != OK ||
        decimal_to_int(exact, rounding, &minor) != OK) {
        return ERR_MONEY_OVERFLOW;
    }
    *out = (struct money){minor, currency};
    return OK;
}

/** What is divided, without its sign; a product with a weight stays below 2^127. */
struct split {
    uint64_t whole;
    uint128_t sum;
};

static uint64_t
share_of(struct split split, int64_t weight)
{
    return (uint64_t)((uint128_t)split.whole * (uint64_t)weight / split.sum);
}

static uint128_t
remainder_of(struct split split, int64_t weight)
{
    return (uint128_t)split.whole * (uint64_t)weight % split.sum;
}

static size_t
count_remainders_from(struct split split, const int64_t *weights, size_t count, uint128_t bound)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += remainder_of(split, weights[i]) >= bound;
    }
    return found;
}

/**
 * The largest bound that at least `wanted` remainders reach. A search by
 * halves needs no memory and no order; remainders are cheap to compute again.
 */
static uint128_t
find_bound(struct split split, const int64_t *weights, size_t count, size_t wanted)
{
    uint128_t low = 0, high = split.sum; /* low is reached by enough, high is not */
    while (high - low > 1) {
        uint128_t middle = low + (high - low) / 2;
        if (count_remainders_from(split, weights, count, middle) >= wanted) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/** One unit each to `left` parts: largest remainder first, earlier part on ties. */
static void
give_to_largest(struct split split, const int64_t *weights, size_t count, size_t left,
                int64_t unit, struct money *parts)
{
    uint128_t bound = find_bound(split, weights, count, left);
    size_t above = count_remainders_from(split, weights, count, bound + 1);
    assert(above <= left);
    size_t ties = left - above; /* so many of those at the bound */
    for (size_t i = 0; i < count; i++) {
        uint128_t remainder = remainder_of(split, weights[i]);
        bool is_tie = remainder == bound && ties > 0;
        ties -= is_tie;
        if (is_tie || remainder > bound) {
            parts[i].minor += unit;
        }
    }
}

err_t
money_split(struct money whole, const int64_t *weights, size_t count, enum split_rule rule,
            struct money *parts)
{
    assert(whole.currency.index != 0);
    assert(count > 0);

    bool negative = whole.minor < 0;
    struct split split = {.whole = negative ? 0 - (uint64_t)whole.minor : (uint64_t)whole.minor};
    for (size_t i = 0; i < count; i++) {
        assert(weights[i] >= 0);
        split.sum += (uint64_t)weights[i];
    }
    if (split.sum == 0) {
        return ERR_DECIMAL_DIVISION;
    }
    int64_t left = whole.minor; /* same sign as the whole, nearer to zero with every part */
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t share = share_of(split, weights[i]);
        int64_t minor = (int64_t)(negative ? 0 - share : share);
        parts[i] = (struct money){minor, whole.currency};
        left -= minor;
        last = weights[i] > 0 ? i : last;
    }
    switch (rule) {
    case SPLIT_LARGEST_REMAINDER:
        if (left != 0) {
            size_t units = (size_t)(negative ? 0 - (uint64_t)left : (uint64_t)left);
            assert(units < count);
            give_to_largest(split, weights, count, units, negative ? -1 : 1, parts);
        }
        break;
    case SPLIT_REST_TO_LAST:
        parts[last].minor += left;
        break;
    }
    return OK;
}
