/* SPDX-License-Identifier: Apache-2.0 */
/**
 * bigint.h: whole numbers of bounded size on the stack, for number.c alone.
 *
 * Enough bits for the exact value of any double and for the digits that decide
 * its rounding. Overflow cannot happen for such values and is asserted.
 */
#pragma once

#include "base/base.h"

#define BIGINT_WORDS 128

struct bigint {
    uint32_t count; /**< words in use; the highest is not zero */
    uint64_t words[BIGINT_WORDS];
};

void bigint_set(struct bigint *big, uint64_t value);
void bigint_multiply_add(struct bigint *big, uint64_t factor, uint64_t addend);
void bigint_multiply_power(struct bigint *big, uint32_t base, uint32_t exponent);
void bigint_shift_left(struct bigint *big, uint32_t bits);
int bigint_compare(const struct bigint *a, const struct bigint *b);
/** The sign of a + b - c. */
int bigint_compare_sum(const struct bigint *a, const struct bigint *b, const struct bigint *c);
void bigint_subtract(struct bigint *a, const struct bigint *b); /**< a >= b */
/** Divides in place; answers the remainder. */
uint64_t bigint_divide_word(struct bigint *big, uint64_t divisor);
uint32_t bigint_bits(const struct bigint *big);
