/* SPDX-License-Identifier: Apache-2.0 */
/**
 * bigdecimal.h: exact arithmetic of the language's Decimal (struct big_decimal).
 *
 * Coefficients are unbounded; up to 38 digits they are handled as one 128-bit
 * number. Every result is in normal form. All memory, scratch too, comes from
 * the run's heap; work beyond the fast path is charged by the limbs it touches.
 *
 * NULL or false: the vm has thrown or is trapped, as everywhere (vm.h).
 */
#pragma once

#include "script/value.h"

/** What Decimal.from accepts; results of arithmetic may reach twice that. */
#define BIGDECIMAL_EXPONENT_MAX        1000000
#define BIGDECIMAL_RESULT_EXPONENT_MAX (2 * BIGDECIMAL_EXPONENT_MAX)
/** toString writes up to so many digits plainly. */
#define BIGDECIMAL_PLAIN_DIGITS 30

/** Which neighbour a value between two takes. There is no default. */
enum bigdecimal_direction {
    DIRECTION_CEIL,
    DIRECTION_FLOOR,
    DIRECTION_DOWN,
    DIRECTION_UP,
    DIRECTION_HALF_UP,
    DIRECTION_HALF_DOWN,
    DIRECTION_HALF_EVEN,
    DIRECTION_COUNT,
};

/** Why a text is no Decimal. */
enum bigdecimal_problem {
    BIGDECIMAL_FINE,
    BIGDECIMAL_EMPTY,
    BIGDECIMAL_SYNTAX,
    BIGDECIMAL_EXPONENT,          /**< the one written */
    BIGDECIMAL_COMPUTED_EXPONENT, /**< with the digits behind the point */
    BIGDECIMAL_TRAPPED,
};

struct big_decimal *bigdecimal_zero(struct vm *vm);
/** [+-]digits[.digits][e[+-]digits], white space around it ignored. */
enum bigdecimal_problem bigdecimal_parse(struct vm *vm, struct text text, struct big_decimal **out);
/** By the number's shortest text; it must be finite. */
must_use struct big_decimal *bigdecimal_from_number(struct vm *vm, double number);
must_use struct big_decimal *bigdecimal_from_int128(struct vm *vm, int128_t whole, int exponent);

must_use struct big_decimal *bigdecimal_add(struct vm *vm, const struct big_decimal *a,
                                            const struct big_decimal *b);
must_use struct big_decimal *bigdecimal_subtract(struct vm *vm, const struct big_decimal *a,
                                                 const struct big_decimal *b);
must_use struct big_decimal *bigdecimal_multiply(struct vm *vm, const struct big_decimal *a,
                                                 const struct big_decimal *b);
/** b is not zero (asserted); places may not be negative. */
must_use struct big_decimal *bigdecimal_divide(struct vm *vm, const struct big_decimal *a,
                                               const struct big_decimal *b, int places,
                                               enum bigdecimal_direction direction);
must_use struct big_decimal *bigdecimal_negate(struct vm *vm, const struct big_decimal *a);
/** -1, 0, 1 */
must_use bool bigdecimal_compare(struct vm *vm, const struct big_decimal *a,
                                 const struct big_decimal *b, int *order);
/** To decimal places; a itself when it has no more. */
must_use struct big_decimal *bigdecimal_round_places(struct vm *vm, const struct big_decimal *a,
                                                     int places,
                                                     enum bigdecimal_direction direction);
/** To significant figures; 0 of them give zero. */
must_use struct big_decimal *bigdecimal_round_figures(struct vm *vm, const struct big_decimal *a,
                                                      int figures,
                                                      enum bigdecimal_direction direction);

/** Plain up to 30 digits, then d.dddE+n. ASCII in the heap, until its next release. */
must_use bool bigdecimal_render(struct vm *vm, const struct big_decimal *a, struct text *out);
/** With exactly so many places, a rounded to them before. */
must_use bool bigdecimal_render_fixed(struct vm *vm, const struct big_decimal *a, int places,
                                      struct text *out);
/** The nearest double. */
must_use bool bigdecimal_to_number(struct vm *vm, const struct big_decimal *a, double *out);
