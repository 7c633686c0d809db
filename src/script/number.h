/* SPDX-License-Identifier: Apache-2.0 */
/**
 * number.h: text of the language's numbers (IEEE doubles), both ways.
 *
 * Reading is correctly rounded; writing gives the shortest text that reads
 * back to the same double (ECMA-262, Number::toString). Nothing here asks the
 * C library or a locale, so every machine writes the same bytes. No function
 * allocates; the longest text of each writer is a constant below.
 */
#pragma once

#include "base/text.h"

/** Longest text of script_number_render: "-1.2345678901234567e-308". */
#define SCRIPT_NUMBER_TEXT_MAX 32
/** Longest text of the others: 1074 binary places, sign and point. */
#define SCRIPT_NUMBER_RADIX_MAX 2200
/** Most digits that toFixed, toExponential and toPrecision may ask for. */
#define SCRIPT_NUMBER_DIGITS_MAX 100

/* ---- text to number ---------------------------------------------------- */

/**
 * What Number("...") reads: white space around is ignored, empty text is 0;
 * Infinity, decimal, 0x, 0o, 0b. False (and *out NaN) when it is no number.
 */
must_use bool script_number_parse(struct text text, double *out);

/**
 * What stands in a source file: the same without sign, space or Infinity, and
 * with `_` between digits. No legacy octal: "012" is refused. A BigInt suffix is refused.
 */
must_use bool script_number_literal(struct text text, double *out);

/** What parseFloat reads: the longest prefix that is a decimal number. Bytes used; 0 when none. */
size_t script_number_prefix(struct text text, double *out);

/** Digits in a radix of 2 to 36 (parseInt), correctly rounded. All must be digits. */
double script_number_from_radix(struct text digits, int radix);

/** 0.d1d2d3... * 10^point, correctly rounded; digits are '0' to '9', any number of them. */
double script_number_from_digits(const char *digits, size_t count, int64_t point);

/* ---- number to text; each is terminated and answers its length ---------- */

size_t script_number_render(double value, char out[SCRIPT_NUMBER_TEXT_MAX]);
/** Radix 2 to 36; whole numbers are exact, fractions as short as they read back. */
size_t script_number_render_radix(double value, int radix, char out[SCRIPT_NUMBER_RADIX_MAX]);
/** 0 to 100 digits; ties go up, on the exact value of the double. */
size_t script_number_fixed(double value, int places, char out[SCRIPT_NUMBER_RADIX_MAX]);
/** places -1: as many as are needed. */
size_t script_number_exponential(double value, int places, char out[SCRIPT_NUMBER_RADIX_MAX]);
/** 1 to 100 significant digits. */
size_t script_number_precision(double value, int digits, char out[SCRIPT_NUMBER_RADIX_MAX]);
