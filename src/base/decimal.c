/* SPDX-License-Identifier: Apache-2.0 */
#include "base/decimal.h"

/** 10^12: units of one whole. */
#define ONE ((int128_t)1000000000000)

/** 10^38: results stay below it, 26 digits before the point and 12 after. */
#define BOUND ((uint128_t)UINT64_C(10000000000000000000) * UINT64_C(10000000000000000000))

/** 256 bits, for products. */
struct wide {
    uint128_t high;
    uint128_t low;
};

static uint128_t
magnitude(int128_t value)
{
    return value < 0 ? 0 - (uint128_t)value : (uint128_t)value;
}

/** Schoolbook, in halves of 64 bits; (2^64 - 1)^2 leaves room for two more of them. */
static struct wide
multiply(uint128_t a, uint128_t b)
{
    uint64_t a1 = (uint64_t)(a >> 64), a0 = (uint64_t)a;
    uint64_t b1 = (uint64_t)(b >> 64), b0 = (uint64_t)b;
    uint128_t low = (uint128_t)a0 * b0;
    uint128_t middle = (uint128_t)a1 * b0 + (uint64_t)(low >> 64);
    uint128_t other = (uint128_t)a0 * b1 + (uint64_t)middle;
    return (struct wide){.high = (uint128_t)a1 * b1 + (uint64_t)(middle >> 64) +
                                 (uint64_t)(other >> 64),
                         .low = other << 64 | (uint64_t)low};
}

/** False when the quotient does not fit 128 bits. */
static bool
divide(struct wide value, uint128_t divisor, uint128_t *quotient, uint128_t *remainder)
{
    assert(divisor != 0 && divisor <= (uint128_t)1 << 127); /* then rest << 1 keeps all bits */
    if (value.high >= divisor) {
        return false;
    }
    if (value.high == 0) {
        *quotient = value.low / divisor;
        *remainder = value.low % divisor;
        return true;
    }
    uint128_t rest = value.high, low = value.low, result = 0;
    for (int bit = 0; bit < 128; bit++) {
        rest = rest << 1 | low >> 127;
        low <<= 1;
        result <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            result |= 1;
        }
    }
    *quotient = result;
    *remainder = rest;
    return true;
}

/** Does the magnitude go up, given what division left? */
static bool
rounds_up(uint128_t quotient, uint128_t remainder, uint128_t divisor, bool negative,
          enum rounding rounding)
{
    if (remainder == 0) {
        return false;
    }
    uint128_t missing = divisor - remainder;
    switch (rounding) {
    case ROUND_DOWN:
        return false;
    case ROUND_UP:
        return true;
    case ROUND_FLOOR:
        return negative;
    case ROUND_CEILING:
        return !negative;
    case ROUND_HALF_UP:
        return remainder >= missing;
    case ROUND_HALF_DOWN:
        return remainder > missing;
    case ROUND_HALF_EVEN:
        return remainder > missing || (remainder == missing && (quotient & 1) != 0);
    }
    assert(false && "a rounding");
    return false;
}

/** The end of every operation: one rounding, one check of the range. */
static err_t
divide_rounded(struct wide value, uint128_t divisor, bool negative, enum rounding rounding,
               int128_t *out)
{
    uint128_t quotient, remainder;
    if (!divide(value, divisor, &quotient, &remainder)) {
        return ERR_DECIMAL_OVERFLOW;
    }
    if (quotient >= BOUND) {
        return ERR_DECIMAL_OVERFLOW;
    }
    quotient += rounds_up(quotient, remainder, divisor, negative, rounding);
    if (quotient >= BOUND) {
        return ERR_DECIMAL_OVERFLOW;
    }
    *out = negative ? -(int128_t)quotient : (int128_t)quotient;
    return OK;
}

struct decimal
decimal_from_int(int64_t value)
{
    return (struct decimal){value * ONE};
}

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

err_t
decimal_parse(struct text text, struct decimal *out)
{
    bool negative = text.length > 0 && text.bytes[0] == '-';
    size_t at = text.length > 0 && (negative || text.bytes[0] == '+') ? 1 : 0;
    size_t first = at;
    uint128_t units = 0;
    bool overflow = false;
    int places = -1; /* -1: the point has not come yet */

    for (; at < text.length; at++) {
        if (text.bytes[at] == '.' && places < 0 && at > first) {
            places = 0;
            continue;
        }
        if (!is_digit(text.bytes[at]) || places == DECIMAL_PLACES) {
            return ERR_DECIMAL_SYNTAX;
        }
        places += places >= 0;
        overflow = overflow || units >= BOUND / 10;
        units = units * 10 + (unsigned char)(text.bytes[at] - '0');
    }
    if (at == first || places == 0) {
        return ERR_DECIMAL_SYNTAX;
    }
    for (int place = places < 0 ? 0 : places; place < DECIMAL_PLACES; place++) {
        overflow = overflow || units >= BOUND / 10;
        units *= 10;
    }
    if (overflow) { /* said last: wrong syntax is the better answer */
        return ERR_DECIMAL_OVERFLOW;
    }
    out->units = negative ? -(int128_t)units : (int128_t)units;
    return OK;
}

size_t
decimal_render(struct decimal value, char out[DECIMAL_TEXT_MAX])
{
    char reversed[DECIMAL_TEXT_MAX];
    size_t count = 0, length = 0;
    uint128_t rest = magnitude(value.units);

    /* At least one digit before the point. */
    while (rest != 0 || count <= DECIMAL_PLACES) {
        reversed[count++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    size_t zeros = 0; /* behind the last digit that says something */
    while (zeros < DECIMAL_PLACES && reversed[zeros] == '0') {
        zeros++;
    }
    if (value.units < 0) {
        out[length++] = '-';
    }
    while (count > zeros) {
        if (count == DECIMAL_PLACES) {
            out[length++] = '.';
        }
        out[length++] = reversed[--count];
    }
    out[length] = 0;
    assert(length < DECIMAL_TEXT_MAX);
    return length;
}

static err_t
check_range(int128_t units, struct decimal *out)
{
    if (magnitude(units) >= BOUND) {
        return ERR_DECIMAL_OVERFLOW;
    }
    out->units = units;
    return OK;
}

err_t
decimal_add(struct decimal a, struct decimal b, struct decimal *sum)
{
    int128_t units;
    if (__builtin_add_overflow(a.units, b.units, &units)) {
        return ERR_DECIMAL_OVERFLOW;
    }
    return check_range(units, sum);
}

err_t
decimal_sub(struct decimal a, struct decimal b, struct decimal *difference)
{
    int128_t units;
    if (__builtin_sub_overflow(a.units, b.units, &units)) {
        return ERR_DECIMAL_OVERFLOW;
    }
    return check_range(units, difference);
}

err_t
decimal_mul(struct decimal a, struct decimal b, enum rounding rounding, struct decimal *product)
{
    struct wide exact = multiply(magnitude(a.units), magnitude(b.units));
    return divide_rounded(exact, (uint128_t)ONE, (a.units < 0) != (b.units < 0), rounding,
                          &product->units);
}

err_t
decimal_div(struct decimal a, struct decimal b, enum rounding rounding, struct decimal *quotient)
{
    if (b.units == 0) {
        return ERR_DECIMAL_DIVISION;
    }
    struct wide exact = multiply(magnitude(a.units), (uint128_t)ONE);
    return divide_rounded(exact, magnitude(b.units), (a.units < 0) != (b.units < 0), rounding,
                          &quotient->units);
}

err_t
decimal_scale(struct decimal value, int64_t numerator, int64_t denominator, enum rounding rounding,
              struct decimal *out)
{
    if (denominator == 0) {
        return ERR_DECIMAL_DIVISION;
    }
    struct wide exact = multiply(magnitude(value.units), magnitude(numerator));
    bool negative = (value.units < 0) != ((numerator < 0) != (denominator < 0));
    return divide_rounded(exact, magnitude(denominator), negative, rounding, &out->units);
}

err_t
decimal_to_int(struct decimal value, enum rounding rounding, int64_t *out)
{
    int128_t whole;
    TRY(divide_rounded((struct wide){.low = magnitude(value.units)}, (uint128_t)ONE,
                       value.units < 0, rounding, &whole));
    if (whole > INT64_MAX || whole < INT64_MIN) {
        return ERR_DECIMAL_OVERFLOW;
    }
    *out = (int64_t)whole;
    return OK;
}

err_t
decimal_round(struct decimal value, int places, enum rounding rounding, struct decimal *out)
{
    assert(places >= 0 && places <= DECIMAL_PLACES);

    int128_t step = 1;
    for (int place = places; place < DECIMAL_PLACES; place++) {
        step *= 10;
    }
    int128_t steps;
    TRY(divide_rounded((struct wide){.low = magnitude(value.units)}, (uint128_t)step,
                       value.units < 0, rounding, &steps));
    int128_t units;
    if (__builtin_mul_overflow(steps, step, &units)) {
        return ERR_DECIMAL_OVERFLOW;
    }
    return check_range(units, out);
}

int
decimal_compare(struct decimal a, struct decimal b)
{
    return (a.units > b.units) - (a.units < b.units);
}

bool
decimal_is_zero(struct decimal value)
{
    return value.units == 0;
}

bool
decimal_is_whole(struct decimal value)
{
    return value.units % ONE == 0;
}
