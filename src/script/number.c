/* SPDX-License-Identifier: Apache-2.0 */
#include "script/number.h"

#include <math.h>

#include "script/bigint.h"
#include "script/unicode.h"

/** Digits beyond these cannot change a rounding except by being there at all. */
#define DIGITS_KEPT   800
#define MANTISSA_BITS 53
#define EXPONENT_MIN  (-1074)

struct binary {
    uint64_t mantissa; /**< value = mantissa * 2^exponent */
    int exponent;
    bool is_negative;
};

static struct binary
split(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    struct binary parts = {.is_negative = bits >> 63 != 0};
    int biased = (int)(bits >> 52 & 0x7ff);
    parts.mantissa = bits & 0xfffffffffffff;
    if (biased == 0) {
        parts.exponent = EXPONENT_MIN;
    } else {
        parts.mantissa |= (uint64_t)1 << 52;
        parts.exponent = biased - 1075;
    }
    return parts;
}

/** mantissa * 2^exponent with more bits below it (sticky), rounded to nearest, ties to even. */
static double
join(uint64_t mantissa, int exponent, bool sticky)
{
    if (mantissa == 0) {
        return 0;
    }
    int bits = 64 - __builtin_clzll(mantissa);
    int lowest = exponent + bits - MANTISSA_BITS;
    lowest = lowest < EXPONENT_MIN ? EXPONENT_MIN : lowest;
    int drop = lowest - exponent;
    if (drop > 64) {
        return 0;
    }
    if (drop > 0) {
        uint64_t rest = drop == 64 ? mantissa : mantissa & (((uint64_t)1 << drop) - 1);
        uint64_t half = (uint64_t)1 << (drop - 1);
        mantissa = drop == 64 ? 0 : mantissa >> drop;
        mantissa += rest > half || (rest == half && (sticky || (mantissa & 1) != 0));
    } else {
        assert(!sticky);
        mantissa <<= -drop;
    }
    if (mantissa >> MANTISSA_BITS != 0) {
        mantissa >>= 1;
        lowest++;
    }
    uint64_t word;
    if (mantissa >> 52 == 0) {
        word = mantissa; /* subnormal: lowest is EXPONENT_MIN */
    } else if (lowest + 1075 >= 0x7ff) {
        return INFINITY;
    } else {
        word = (uint64_t)(lowest + 1075) << 52 | (mantissa & 0xfffffffffffff);
    }
    double value;
    memcpy(&value, &word, sizeof(value));
    return value;
}

/* ---- text to number ---------------------------------------------------- */

static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/** numerator / denominator, by one bit of quotient at a time. */
static double
divide_big(struct bigint *numerator, struct bigint *denominator)
{
    int shift = (int)bigint_bits(numerator) - (int)bigint_bits(denominator);
    if (shift > 0) {
        bigint_shift_left(denominator, (uint32_t)shift);
    } else {
        bigint_shift_left(numerator, (uint32_t)-shift);
    }
    /* Now the quotient lies between a half and two: 56 bits give at least 55 that count. */
    uint64_t quotient = 0;
    for (int i = 0; i < 56; i++) {
        quotient <<= 1;
        if (bigint_compare(numerator, denominator) >= 0) {
            bigint_subtract(numerator, denominator);
            quotient |= 1;
        }
        bigint_shift_left(numerator, 1);
    }
    return join(quotient, shift - 55, numerator->count != 0);
}

double
script_number_from_digits(const char *digits, size_t count, int64_t point)
{
    while (count > 0 && digits[0] == '0') {
        digits++;
        count--;
        point--;
    }
    while (count > 0 && digits[count - 1] == '0') {
        count--;
    }
    if (count == 0 || point < -330) {
        return 0;
    }
    if (point > 310) {
        return INFINITY;
    }
    bool is_cut = count > DIGITS_KEPT;
    size_t kept = is_cut ? DIGITS_KEPT : count;
    int exponent = (int)(point - (int64_t)kept);
    if (count <= 15 && exponent >= -22 && exponent <= 22) {
        uint64_t whole = 0;
        for (size_t i = 0; i < count; i++) {
            whole = whole * 10 + (uint64_t)(digits[i] - '0');
        }
        return exponent < 0 ? (double)whole / exact_powers[-exponent]
                            : (double)whole * exact_powers[exponent];
    }
    struct bigint numerator;
    struct bigint denominator;
    bigint_set(&numerator, 0);
    bigint_set(&denominator, 1);
    for (size_t i = 0; i < kept;) {
        uint64_t chunk = 0;
        uint64_t scale = 1;
        for (; i < kept && scale < 1000000000000000000; i++) {
            chunk = chunk * 10 + (uint64_t)(digits[i] - '0');
            scale *= 10;
        }
        if (numerator.count == 0) {
            bigint_set(&numerator, chunk);
        } else {
            bigint_multiply_add(&numerator, scale, chunk);
        }
    }
    if (is_cut) { /* something more than what was kept: no tie any longer */
        bigint_multiply_add(&numerator, 10, 1);
        exponent--;
    }
    if (exponent < 0) {
        bigint_multiply_power(&denominator, 10, (uint32_t)-exponent);
    } else {
        bigint_multiply_power(&numerator, 10, (uint32_t)exponent);
    }
    return divide_big(&numerator, &denominator);
}

static int
digit_value(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    if (byte >= 'a' && byte <= 'z') {
        return byte - 'a' + 10;
    }
    if (byte >= 'A' && byte <= 'Z') {
        return byte - 'A' + 10;
    }
    return 99;
}

double
script_number_from_radix(struct text digits, int radix)
{
    struct bigint whole;
    bigint_set(&whole, 0);
    for (size_t i = 0; i < digits.length; i++) {
        int digit = digit_value(digits.bytes[i]);
        assert(digit < radix);
        if (whole.count == 0) {
            bigint_set(&whole, (uint64_t)digit);
        } else {
            bigint_multiply_add(&whole, (uint64_t)radix, (uint64_t)digit);
        }
        if (bigint_bits(&whole) > 1030) {
            return INFINITY;
        }
    }
    if (whole.count == 0) {
        return 0;
    }
    struct bigint one;
    bigint_set(&one, 1);
    return divide_big(&whole, &one);
}

/**
 * Digits with an optional point and exponent at the start of text.
 * separators: `_` may stand between digits. Bytes used; 0 when there is no number.
 */
static size_t
scan_decimal(struct text text, bool separators, double *out)
{
    /* The digits without point and separators; more than these matter only by being non-zero. */
    char digits[DIGITS_KEPT + 2];
    size_t kept = 0;
    bool is_cut = false;
    int64_t point = 0;
    bool after_point = false;
    size_t seen = 0;
    size_t i = 0;
    for (; i < text.length; i++) {
        char byte = text.bytes[i];
        if (byte >= '0' && byte <= '9') {
            seen++;
            if (kept == 0 && byte == '0') {
                point -= after_point;
                continue;
            }
            if (kept < DIGITS_KEPT) {
                digits[kept++] = byte;
            } else {
                is_cut = is_cut || byte != '0';
            }
            point += !after_point;
        } else if (byte == '.' && !after_point) {
            after_point = true;
        } else if (byte == '_' && separators) {
            if (i == 0 || digit_value(text.bytes[i - 1]) > 9 || i + 1 == text.length ||
                digit_value(text.bytes[i + 1]) > 9) {
                return 0;
            }
        } else {
            break;
        }
    }
    if (seen == 0) {
        return 0;
    }
    if (is_cut) {
        digits[kept++] = '1';
    }
    if (i < text.length && (text.bytes[i] == 'e' || text.bytes[i] == 'E')) {
        size_t j = i + 1;
        bool is_negative = j < text.length && text.bytes[j] == '-';
        j += j < text.length && (text.bytes[j] == '-' || text.bytes[j] == '+');
        size_t first = j;
        int64_t exponent = 0;
        for (; j < text.length; j++) {
            if (text.bytes[j] == '_' && separators && j > first && text.bytes[j - 1] != '_' &&
                j + 1 < text.length && digit_value(text.bytes[j + 1]) <= 9) {
                continue;
            }
            if (digit_value(text.bytes[j]) > 9) {
                break;
            }
            if (exponent < 1000000000000) {
                exponent = exponent * 10 + (text.bytes[j] - '0');
            }
        }
        if (j > first) {
            point += is_negative ? -exponent : exponent;
            i = j;
        }
    }
    *out = script_number_from_digits(digits, kept, point);
    return i;
}

/** 0x, 0o, 0b and digits, the whole text. */
static bool
parse_prefixed(struct text text, bool separators, double *out)
{
    if (text.length < 3 || text.bytes[0] != '0') {
        return false;
    }
    int radix = 0;
    switch (text.bytes[1]) {
    case 'x':
    case 'X':
        radix = 16;
        break;
    case 'o':
    case 'O':
        radix = 8;
        break;
    case 'b':
    case 'B':
        radix = 2;
        break;
    default:
        return false;
    }
    /* At most 1030 significant bits are kept by the reader below; separators are dropped first. */
    char digits[1100];
    size_t kept = 0;
    size_t dropped = 0;
    bool sticky = false;
    for (size_t i = 2; i < text.length; i++) {
        char byte = text.bytes[i];
        if (byte == '_' && separators && i > 2 && i + 1 < text.length && text.bytes[i - 1] != '_' &&
            digit_value(text.bytes[i + 1]) < radix) {
            continue;
        }
        if (digit_value(byte) >= radix) {
            return false;
        }
        if (kept == 0 && byte == '0') {
            continue;
        }
        if (kept < sizeof(digits)) {
            digits[kept++] = byte;
        } else {
            dropped++;
            sticky = sticky || byte != '0';
        }
    }
    *out = dropped > 0 ? INFINITY : script_number_from_radix((struct text){digits, kept}, radix);
    return true;
}

bool
script_number_parse(struct text text, double *out)
{
    text = unicode_trim(text);
    *out = NAN;
    if (text.length == 0) {
        *out = 0;
        return true;
    }
    if (parse_prefixed(text, false, out)) {
        return true;
    }
    bool is_negative = text.bytes[0] == '-';
    bool is_signed = is_negative || text.bytes[0] == '+';
    struct text rest = text_slice(text, is_signed, text.length);
    double value;
    if (text_equal(rest, TEXT("Infinity"))) {
        value = INFINITY;
    } else {
        size_t used = scan_decimal(rest, false, &value);
        if (used == 0 || used != rest.length) {
            return false;
        }
    }
    *out = is_negative ? -value : value;
    return true;
}

bool
script_number_literal(struct text text, double *out)
{
    if (text.length > 1 && text.bytes[0] == '0') {
        if (parse_prefixed(text, true, out)) {
            return true;
        }
        if (text.bytes[1] == '_' || digit_value(text.bytes[1]) <= 9) {
            return false;
        }
    }
    double value;
    size_t used = scan_decimal(text, true, &value);
    if (used == 0 || used != text.length) {
        return false;
    }
    *out = value;
    return true;
}

size_t
script_number_prefix(struct text text, double *out)
{
    bool is_negative = text.length > 0 && text.bytes[0] == '-';
    bool is_signed = is_negative || (text.length > 0 && text.bytes[0] == '+');
    struct text rest = text_slice(text, is_signed, text.length);
    double value;
    size_t used;
    if (text_has_prefix(rest, TEXT("Infinity"))) {
        value = INFINITY;
        used = 8;
    } else {
        used = scan_decimal(rest, false, &value);
    }
    if (used == 0) {
        return 0;
    }
    *out = is_negative ? -value : value;
    return used + is_signed;
}

/* ---- number to text ---------------------------------------------------- */

/** Significant decimal digits, value = 0.d1d2... * 10^point. */
struct digits {
    char bytes[800];
    int count;
    int point;
};

static void
digits_from_integer(uint64_t whole, struct digits *out)
{
    char reversed[20];
    int count = 0;
    for (; whole > 0; whole /= 10) {
        reversed[count++] = (char)('0' + whole % 10);
    }
    out->count = count;
    out->point = count;
    for (int i = 0; i < count; i++) {
        out->bytes[i] = reversed[count - 1 - i];
    }
    while (out->count > 0 && out->bytes[out->count - 1] == '0') {
        out->count--;
    }
}

/**
 * Most numbers that people write have few places: find them without big
 * numbers. A text of at most 15 digits that reads back to the value is unique,
 * and dividing a whole number by an exact power of ten reads it exactly.
 */
static bool
shortest_simple(double value, struct digits *out)
{
    if (value < 1e-5 || value >= 1e15) {
        return false;
    }
    for (int places = 0; places <= 15; places++) {
        double scaled = value * exact_powers[places];
        if (scaled >= 1e15) {
            return false;
        }
        uint64_t whole = (uint64_t)(scaled + 0.5);
        if ((double)whole / exact_powers[places] == value) {
            digits_from_integer(whole, out);
            out->point -= places;
            return true;
        }
    }
    return false;
}

/** The shortest digits between the neighbours' midpoints, by exact arithmetic. */
static void
shortest_exact(struct binary parts, struct digits *out)
{
    uint64_t mantissa = parts.mantissa;
    int exponent = parts.exponent;
    bool is_even = (mantissa & 1) == 0;
    bool lower_is_closer = mantissa == (uint64_t)1 << 52 && exponent > EXPONENT_MIN;
    struct bigint rest; /* value = rest / scale; half gaps to the neighbours: above, below */
    struct bigint scale;
    struct bigint above;
    struct bigint below;
    bigint_set(&rest, mantissa);
    bigint_set(&scale, 1);
    bigint_set(&above, 1);
    bigint_set(&below, 1);
    uint32_t extra = lower_is_closer ? 2 : 1;
    bigint_shift_left(&rest, extra + (uint32_t)(exponent > 0 ? exponent : 0));
    bigint_shift_left(&scale, extra + (uint32_t)(exponent < 0 ? -exponent : 0));
    bigint_shift_left(&above, extra - 1 + (uint32_t)(exponent > 0 ? exponent : 0));
    bigint_shift_left(&below, (uint32_t)(exponent > 0 ? exponent : 0));

    int bits = 64 - __builtin_clzll(mantissa);
    int64_t log = (int64_t)(exponent + bits - 1) * 1292913986; /* log10(2) * 2^32, cut */
    int point = (int)(log >> 32) + 1;
    if (point >= 0) {
        bigint_multiply_power(&scale, 10, (uint32_t)point);
    } else {
        bigint_multiply_power(&rest, 10, (uint32_t)-point);
        bigint_multiply_power(&above, 10, (uint32_t)-point);
        bigint_multiply_power(&below, 10, (uint32_t)-point);
    }
    int over = bigint_compare_sum(&rest, &above, &scale);
    if (over > 0 || (over == 0 && is_even)) {
        bigint_multiply_add(&scale, 10, 0);
        point++;
    }
    out->count = 0;
    out->point = point;
    for (;;) {
        bigint_multiply_add(&rest, 10, 0);
        bigint_multiply_add(&above, 10, 0);
        bigint_multiply_add(&below, 10, 0);
        int digit = 0;
        while (bigint_compare(&rest, &scale) >= 0) {
            bigint_subtract(&rest, &scale);
            digit++;
        }
        int under = bigint_compare(&rest, &below);
        over = bigint_compare_sum(&rest, &above, &scale);
        bool may_stay = under < 0 || (under == 0 && is_even);
        bool may_rise = over > 0 || (over == 0 && is_even);
        if (may_stay || may_rise) {
            if (may_stay && may_rise) {
                int middle = bigint_compare_sum(&rest, &rest, &scale);
                digit += middle > 0 || (middle == 0 && (digit & 1) != 0);
            } else {
                digit += may_rise;
            }
            out->bytes[out->count++] = (char)('0' + digit);
            return;
        }
        out->bytes[out->count++] = (char)('0' + digit);
    }
}

static void
digits_shortest(double value, struct digits *out)
{
    if (!shortest_simple(value, out)) {
        shortest_exact(split(value), out);
    }
}

/** All digits of the double's exact value. */
static void
digits_exact(double value, struct digits *out)
{
    struct binary parts = split(value);
    struct bigint whole;
    bigint_set(&whole, parts.mantissa);
    int places = 0;
    if (parts.exponent >= 0) {
        bigint_shift_left(&whole, (uint32_t)parts.exponent);
    } else {
        places = -parts.exponent;
        bigint_multiply_power(&whole, 5, (uint32_t)places);
    }
    char reversed[sizeof(out->bytes)];
    int count = 0;
    while (whole.count > 0) {
        uint64_t chunk = bigint_divide_word(&whole, 1000000000000000000);
        for (int i = 0; i < 18 && (chunk > 0 || whole.count > 0); i++) {
            reversed[count++] = (char)('0' + chunk % 10);
            chunk /= 10;
        }
    }
    out->count = count;
    out->point = count - places;
    for (int i = 0; i < count; i++) {
        out->bytes[i] = reversed[count - 1 - i];
    }
}

/** Cut to the first `keep` digits (may be negative), half away from zero. */
static void
digits_round(struct digits *digits, int keep)
{
    if (keep >= digits->count) {
        return;
    }
    if (keep < 0) {
        digits->count = 0;
        return;
    }
    bool up = digits->bytes[keep] >= '5';
    digits->count = keep;
    if (!up) {
        return;
    }
    int i = keep;
    while (i > 0 && digits->bytes[i - 1] == '9') {
        digits->bytes[--i] = '0';
    }
    if (i > 0) {
        digits->bytes[i - 1]++;
        return;
    }
    digits->bytes[0] = '1'; /* 99 became 100: one digit is enough, the rest are zeros */
    digits->count = 1;
    digits->point++;
}

/** Where a writer stands. */
struct pen {
    char *at;
};

static void
put(struct pen *pen, char byte)
{
    *pen->at++ = byte;
}

static void
put_string(struct pen *pen, const char *string)
{
    size_t length = strlen(string);
    memcpy(pen->at, string, length);
    pen->at += length;
}

static void
put_digit(struct pen *pen, const struct digits *digits, int i)
{
    put(pen, i >= 0 && i < digits->count ? digits->bytes[i] : '0');
}

static void
put_exponent(struct pen *pen, int exponent)
{
    put(pen, 'e');
    put(pen, exponent < 0 ? '-' : '+');
    exponent = exponent < 0 ? -exponent : exponent;
    if (exponent >= 100) {
        put(pen, (char)('0' + exponent / 100));
    }
    if (exponent >= 10) {
        put(pen, (char)('0' + exponent / 10 % 10));
    }
    put(pen, (char)('0' + exponent % 10));
}

static void
put_plain(struct pen *pen, const struct digits *digits, int places)
{
    if (digits->point <= 0) {
        put(pen, '0');
    }
    for (int i = 0; i < digits->point; i++) {
        put_digit(pen, digits, i);
    }
    if (places > 0) {
        put(pen, '.');
    }
    for (int i = 0; i < places; i++) {
        put_digit(pen, digits, digits->point + i);
    }
}

static void
put_scientific(struct pen *pen, const struct digits *digits, int places)
{
    put_digit(pen, digits, 0);
    if (places > 0) {
        put(pen, '.');
    }
    for (int i = 1; i <= places; i++) {
        put_digit(pen, digits, i);
    }
    put_exponent(pen, digits->count == 0 ? 0 : digits->point - 1);
}

static size_t
finish(struct pen *pen, const char *out)
{
    *pen->at = '\0';
    return (size_t)(pen->at - out);
}

/** NaN and the infinities, with sign. */
static bool
put_special(struct pen *pen, double value)
{
    if (isfinite(value)) {
        return false;
    }
    put_string(pen, isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity");
    return true;
}

static void
put_whole(struct pen *pen, uint64_t whole)
{
    char digits[20];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole > 0);
    while (count > 0) {
        put(pen, digits[--count]);
    }
}

size_t
script_number_render(double value, char out[SCRIPT_NUMBER_TEXT_MAX])
{
    struct pen pen = {out};
    if (put_special(&pen, value)) {
        return finish(&pen, out);
    }
    if (value == 0) {
        put(&pen, '0');
        return finish(&pen, out);
    }
    if (value < 0) {
        put(&pen, '-');
        value = -value;
    }
    if (value <= 9007199254740992.0 && (double)(uint64_t)value == value) {
        put_whole(&pen, (uint64_t)value);
        return finish(&pen, out);
    }
    struct digits digits;
    digits_shortest(value, &digits);
    if (digits.point > 21 || digits.point < -5) {
        put_scientific(&pen, &digits, digits.count - 1);
    } else {
        int places = digits.count - digits.point;
        put_plain(&pen, &digits, places < 0 ? 0 : places);
    }
    return finish(&pen, out);
}

static const char radix_digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/** A fraction below 1, until no other double could be meant. True: carry into the whole part. */
static bool
put_radix_fraction(struct pen *pen, struct binary parts, uint64_t fraction, int radix)
{
    uint32_t places = (uint32_t)-parts.exponent;
    struct bigint rest;
    struct bigint gap; /* half a unit of the last place, in halves */
    struct bigint one;
    bigint_set(&rest, fraction);
    bigint_shift_left(&rest, 1);
    bigint_set(&gap, 1);
    bigint_set(&one, 1);
    bigint_shift_left(&one, places + 1);
    char *first = pen->at;
    do {
        bigint_multiply_add(&rest, (uint64_t)radix, 0);
        bigint_multiply_add(&gap, (uint64_t)radix, 0);
        int digit = 0;
        while (bigint_compare(&rest, &one) >= 0) {
            bigint_subtract(&rest, &one);
            digit++;
        }
        put(pen, radix_digits[digit]);
        int middle = bigint_compare_sum(&rest, &rest, &one);
        if ((middle > 0 || (middle == 0 && (digit & 1) != 0)) &&
            bigint_compare_sum(&rest, &gap, &one) > 0) {
            while (pen->at > first && pen->at[-1] == radix_digits[radix - 1]) {
                pen->at--;
            }
            if (pen->at == first) {
                return true;
            }
            pen->at[-1] = radix_digits[digit_value(pen->at[-1]) + 1];
            return false;
        }
    } while (bigint_compare(&rest, &gap) >= 0);
    return false;
}

size_t
script_number_render_radix(double value, int radix, char out[SCRIPT_NUMBER_RADIX_MAX])
{
    assert(radix >= 2 && radix <= 36);
    struct pen pen = {out};
    if (radix == 10 || value == 0 || !isfinite(value)) {
        return script_number_render(value, out);
    }
    struct binary parts = split(value);
    struct bigint whole;
    uint64_t fraction = 0;
    bigint_set(&whole, parts.mantissa);
    if (parts.exponent >= 0) {
        bigint_shift_left(&whole, (uint32_t)parts.exponent);
    } else {
        bool all = parts.exponent <= -64;
        fraction = all ? parts.mantissa : parts.mantissa & (((uint64_t)1 << -parts.exponent) - 1);
        bigint_set(&whole, all ? 0 : parts.mantissa >> -parts.exponent);
    }
    char fraction_text[SCRIPT_NUMBER_RADIX_MAX];
    struct pen fraction_pen = {fraction_text};
    if (fraction != 0 && put_radix_fraction(&fraction_pen, parts, fraction, radix)) {
        bigint_set(&whole, (whole.count > 0 ? whole.words[0] : 0) + 1);
        fraction_pen.at = fraction_text;
    }
    if (parts.is_negative) {
        put(&pen, '-');
    }
    char *first = pen.at;
    do {
        put(&pen, radix_digits[bigint_divide_word(&whole, (uint64_t)radix)]);
    } while (whole.count > 0);
    for (char *last = pen.at - 1; first < last; first++, last--) {
        char byte = *first;
        *first = *last;
        *last = byte;
    }
    size_t places = (size_t)(fraction_pen.at - fraction_text);
    if (places > 0) {
        put(&pen, '.');
        memcpy(pen.at, fraction_text, places);
        pen.at += places;
    }
    return finish(&pen, out);
}

size_t
script_number_fixed(double value, int places, char out[SCRIPT_NUMBER_RADIX_MAX])
{
    assert(places >= 0 && places <= SCRIPT_NUMBER_DIGITS_MAX);
    if (!(value < 1e21 && value > -1e21)) {
        return script_number_render(value, out);
    }
    struct pen pen = {out};
    if (value < 0) {
        put(&pen, '-');
        value = -value;
    }
    struct digits digits;
    digits_exact(value, &digits);
    digits_round(&digits, digits.point + places);
    if (digits.count == 0) {
        digits.point = 0;
    }
    put_plain(&pen, &digits, places);
    return finish(&pen, out);
}

size_t
script_number_exponential(double value, int places, char out[SCRIPT_NUMBER_RADIX_MAX])
{
    assert(places >= -1 && places <= SCRIPT_NUMBER_DIGITS_MAX);
    struct pen pen = {out};
    if (put_special(&pen, value)) {
        return finish(&pen, out);
    }
    if (value < 0) {
        put(&pen, '-');
        value = -value;
    }
    struct digits digits = {.count = 0, .point = 1};
    if (value != 0 && places < 0) {
        digits_shortest(value, &digits);
        places = digits.count - 1;
    } else if (value != 0) {
        digits_exact(value, &digits);
        digits_round(&digits, places + 1);
    }
    put_scientific(&pen, &digits, places < 0 ? 0 : places);
    return finish(&pen, out);
}

size_t
script_number_precision(double value, int digits_wanted, char out[SCRIPT_NUMBER_RADIX_MAX])
{
    assert(digits_wanted >= 1 && digits_wanted <= SCRIPT_NUMBER_DIGITS_MAX);
    struct pen pen = {out};
    if (put_special(&pen, value)) {
        return finish(&pen, out);
    }
    if (value < 0) {
        put(&pen, '-');
        value = -value;
    }
    struct digits digits = {.count = 0, .point = 1};
    if (value != 0) {
        digits_exact(value, &digits);
        digits_round(&digits, digits_wanted);
    }
    int exponent = digits.point - 1;
    if (exponent < -6 || exponent >= digits_wanted) {
        put_scientific(&pen, &digits, digits_wanted - 1);
    } else {
        put_plain(&pen, &digits, digits_wanted - 1 - exponent);
    }
    return finish(&pen, out);
}
