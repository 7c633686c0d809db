/* SPDX-License-Identifier: Apache-2.0 */
/**
 * decimal.h: exact numbers. There is no float in this program's money.
 *
 * A decimal is units * 10^-12, in 128 bits: 26 digits before the point, 12
 * after, as many as the API's *_decimal fields carry. Every operation that
 * could lose something takes a rounding; every one may answer
 * ERR_DECIMAL_OVERFLOW and then leaves its output untouched.
 */
#pragma once

#include "base/error.h"
#include "base/text.h"

#define DECIMAL_PLACES 12
/** Longest text that decimal_render writes: sign, 27 digits, point, 12 digits. */
#define DECIMAL_TEXT_MAX 48

struct decimal {
    int128_t units;
};

/** Which neighbour a value between two takes. There is no default. */
enum rounding {
    ROUND_DOWN,      /**< towards zero */
    ROUND_UP,        /**< away from zero */
    ROUND_FLOOR,     /**< towards minus infinity */
    ROUND_CEILING,   /**< towards plus infinity */
    ROUND_HALF_UP,   /**< nearest, ties away from zero */
    ROUND_HALF_DOWN, /**< nearest, ties towards zero */
    ROUND_HALF_EVEN, /**< nearest, ties to even */
};

struct decimal decimal_from_int(int64_t value);
/** [+-]digits[.digits], at most 12 places; ERR_DECIMAL_SYNTAX otherwise. */
must_use err_t decimal_parse(struct text text, struct decimal *out);
/** Shortest plain text ("0.05", "-12"), terminated; returns its length. */
size_t decimal_render(struct decimal value, char out[DECIMAL_TEXT_MAX]);
must_use err_t decimal_add(struct decimal a, struct decimal b, struct decimal *sum);
must_use err_t decimal_sub(struct decimal a, struct decimal b, struct decimal *difference);
must_use err_t decimal_mul(struct decimal a, struct decimal b, enum rounding,
                           struct decimal *product);
/** ERR_DECIMAL_DIVISION when b is zero. */
must_use err_t decimal_div(struct decimal a, struct decimal b, enum rounding,
                           struct decimal *quotient);
/** value * numerator / denominator with one rounding; the intermediate is exact (256 bits). */
must_use err_t decimal_scale(struct decimal value, int64_t numerator, int64_t denominator,
                             enum rounding, struct decimal *out);
/** To a whole number. */
must_use err_t decimal_to_int(struct decimal value, enum rounding, int64_t *out);
/** To `places` decimal places, 0 to 12. */
must_use err_t decimal_round(struct decimal value, int places, enum rounding, struct decimal *out);
int decimal_compare(struct decimal a, struct decimal b); /**< -1, 0, 1 */
bool decimal_is_zero(struct decimal value);
bool decimal_is_whole(struct decimal value);
