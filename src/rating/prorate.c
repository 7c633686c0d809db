/* SPDX-License-Identifier: Apache-2.0 */
#include "rating/rating.h"

int64_t
rating_share(int64_t amount, instant_t start, instant_t end, instant_t at)
{
    assert(start <= at);

    if (end <= at) {
        return 0;
    }
    /* Exact in 128 bits: an amount has at most 63, a period of 8000 years 38. */
    int128_t numerator = (int128_t)amount * (end - at);
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
