/* SPDX-License-Identifier: Apache-2.0 */
#include "rating/rating.h"

int64_t
rating_part(int64_t amount, instant_t start, instant_t end, instant_t from, instant_t to)
{
    assert(start <= from);

    to = to < end ? to : end;
    if (to <= from) {
        return 0;
    }
    /* Exact in 128 bits: an amount has at most 63, a period of 8000 years 38. */
    int128_t numerator = (int128_t)amount * (to - from);
    int128_t denominator = (int128_t)(end - start);
    int128_t rest = numerator % denominator;
    int128_t share = numerator / denominator;
    if (rest * 2 >= denominator) {
        share++;
    } else if (rest * -2 >= denominator) {
        share--;
    }
    return (int64_t)share; /* never above the whole */
}

int64_t
rating_share(int64_t amount, instant_t start, instant_t end, instant_t at)
{
    return rating_part(amount, start, end, at, end);
}

struct decimal
rating_share_factor(instant_t start, instant_t end, instant_t at)
{
    static const int64_t one = 1000000000000;
    assert(start <= at);

    if (end <= at) {
        return decimal_from_int(0);
    }
    int128_t numerator = (int128_t)(end - at) * one;
    int128_t denominator = (int128_t)(end - start);
    struct decimal factor = {numerator / denominator};
    int last = (int)(factor.units % 10);
    if (numerator % denominator != 0 && (last == 0 || last == 5)) {
        factor.units++;
    }
    return factor;
}

err_t
rating_times(int64_t amount, struct decimal factor, int64_t *out)
{
    struct decimal product;
    TRY(decimal_mul(decimal_from_int(amount), factor, ROUND_HALF_UP,
                    &product)); /* 12 places: exact */
    return decimal_to_int(product, ROUND_HALF_UP, out);
}
