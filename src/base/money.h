/* SPDX-License-Identifier: Apache-2.0 */
/**
 * money.h: an amount in the smallest unit of a currency.
 *
 * Money is not a number: it cannot be added to an int, and adding two
 * currencies is a bug (assert), not an error. Fractions of a cent live in
 * struct decimal until one place, the invoice line, rounds them into money.
 */
#pragma once

#include "base/currency.h"
#include "base/decimal.h"

struct money {
    int64_t minor;
    struct currency currency;
};

struct money money_of(int64_t minor, struct currency currency);
must_use err_t money_add(struct money a, struct money b, struct money *sum);
must_use err_t money_sub(struct money a, struct money b, struct money *difference);
must_use err_t money_negate(struct money a, struct money *out);
int money_compare(struct money a, struct money b); /**< same currency, asserted */
/** unit * quantity with one rounding to whole minor units. */
must_use err_t money_multiply(struct decimal unit, int64_t quantity, struct currency,
                              enum rounding, struct money *out);

/** How money_split treats what truncation leaves over. */
enum split_rule {
    SPLIT_LARGEST_REMAINDER, /**< one unit each, largest remainder first, earlier part on ties */
    SPLIT_REST_TO_LAST,      /**< all of it to the last part with weight (of discounts) */
};

/**
 * Divide `whole` into `count` parts by `weights` (none negative, at least one),
 * so that the parts add up to the whole to the last unit. ERR_DECIMAL_DIVISION
 * when no weight is above 0; parts are then untouched.
 */
must_use err_t money_split(struct money whole, const int64_t *weights, size_t count,
                           enum split_rule rule, struct money *parts);
