/* SPDX-License-Identifier: Apache-2.0 */
#include "script/libm.h"

#include <math.h>

/* ---- pairs: unevaluated sums of two doubles, |low| <= half a last place of high ---- */

struct pair {
    double high;
    double low;
};

static const struct pair PI = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};
static const struct pair PI_HALF = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};
static const struct pair LN_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
static const struct pair LN_10 = {0x1.26bb1bbb55516p+1, -0x1.f48ad494ea3e9p-53};
/* ln 2 in pieces of 40 bits, so that their products with an exponent are exact */
static const double LN_2_PIECES[] = {0x1.62e42fefa2000p-1, 0x1.9ef35793c7000p-41,
                                     0x1.9cc01f97b57a0p-83};
/** A term this much smaller than its sum no longer counts. */
#define NEGLIGIBLE 0x1p-110

/** |a| >= |b| */
static struct pair
sum_ordered(double a, double b)
{
    double high = a + b;
    return (struct pair){high, b - (high - a)};
}

/** Exactly a + b. */
static struct pair
sum_exact(double a, double b)
{
    double high = a + b;
    double part = high - a;
    return (struct pair){high, (a - (high - part)) + (b - part)};
}

/** Exactly a * b, by halves of 26 bits; |a|, |b| below 2^990. */
static struct pair
product_exact(double a, double b)
{
    double a_scaled = a * 134217729.0;
    double a_high = a_scaled - (a_scaled - a);
    double a_low = a - a_high;
    double b_scaled = b * 134217729.0;
    double b_high = b_scaled - (b_scaled - b);
    double b_low = b - b_high;
    double high = a * b;
    return (struct pair){high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) +
                                   a_low * b_low};
}

static struct pair
pair_of(double a)
{
    return (struct pair){a, 0};
}

static struct pair
pair_add(struct pair a, struct pair b)
{
    struct pair high = sum_exact(a.high, b.high);
    struct pair low = sum_exact(a.low, b.low);
    struct pair sum = sum_ordered(high.high, high.low + low.high);
    return sum_ordered(sum.high, sum.low + low.low);
}

static struct pair
pair_negate(struct pair a)
{
    return (struct pair){-a.high, -a.low};
}

static struct pair
pair_subtract(struct pair a, struct pair b)
{
    return pair_add(a, pair_negate(b));
}

static struct pair
pair_multiply(struct pair a, struct pair b)
{
    struct pair product = product_exact(a.high, b.high);
    product.low += a.high * b.low + a.low * b.high;
    return sum_ordered(product.high, product.low);
}

/** By a power of two. */
static struct pair
pair_scale(struct pair a, double factor)
{
    return (struct pair){a.high * factor, a.low * factor};
}

static struct pair
pair_divide(struct pair a, struct pair b)
{
    double first = a.high / b.high;
    struct pair rest = pair_subtract(a, pair_multiply(b, pair_of(first)));
    double second = rest.high / b.high;
    rest = pair_subtract(rest, pair_multiply(b, pair_of(second)));
    double third = rest.high / b.high;
    struct pair quotient = sum_ordered(first, second);
    return sum_ordered(quotient.high, quotient.low + third);
}

static struct pair
pair_sqrt(struct pair a)
{
    if (a.high == 0) {
        return a;
    }
    double root = sqrt(a.high);
    struct pair rest = pair_subtract(a, product_exact(root, root));
    return sum_ordered(root, rest.high / (2 * root));
}

/* ---- exponents ------------------------------------------------------------- */

static uint64_t
bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    return bits;
}

static double
of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof(x));
    return x;
}

/** 2^k for -1022 <= k <= 1023. */
static double
power_of_two(int k)
{
    return of_bits((uint64_t)(k + 1023) << 52);
}

/** x = answer * 2^*k with 1 <= |answer| < 2; x is finite and not zero. */
static double
take_exponent(double x, int *k)
{
    int shift = 0;
    if ((bits_of(x) >> 52 & 0x7ff) == 0) {
        x *= 0x1p54;
        shift = -54;
    }
    *k = (int)(bits_of(x) >> 52 & 0x7ff) - 1023 + shift;
    return of_bits((bits_of(x) & 0x800fffffffffffff) | (uint64_t)1023 << 52);
}

/** a * 2^k, rounded once: subnormal answers look at the low part before they lose bits. */
static double
finish(struct pair a, int k)
{
    if (a.high == 0 || !isfinite(a.high)) {
        return a.high;
    }
    int exponent;
    double mantissa = take_exponent(a.high, &exponent);
    exponent += k;
    if (exponent > 1023) {
        return a.high < 0 ? -INFINITY : INFINITY;
    }
    if (exponent >= -1022) {
        return mantissa * power_of_two(exponent);
    }
    uint64_t whole = (bits_of(mantissa) & 0xfffffffffffff) | (uint64_t)1 << 52;
    bool is_negative = a.high < 0;
    double low = is_negative ? -a.low : a.low;
    whole = (whole << 2) + (low > 0 ? 1 : low < 0 ? UINT64_MAX : 0);
    int drop = -1022 - exponent + 2;
    if (drop > 57) {
        return is_negative ? -0.0 : 0.0;
    }
    uint64_t rest = whole & (((uint64_t)1 << drop) - 1);
    uint64_t half = (uint64_t)1 << (drop - 1);
    whole >>= drop;
    whole += rest > half || (rest == half && (whole & 1) != 0);
    return of_bits(whole | (is_negative ? (uint64_t)1 << 63 : 0));
}

/* ---- exponential and logarithm ----------------------------------------------- */

/** e^x - 1 by its series, for |x| up to 0.36: first a 256th of x, then squaring eight times. */
static struct pair
expm1_small(struct pair x)
{
    struct pair small = pair_scale(x, 0x1p-8);
    struct pair term = small;
    struct pair sum = small;
    for (int n = 2; n < 16 && fabs(term.high) > NEGLIGIBLE * fabs(sum.high); n++) {
        term = pair_divide(pair_multiply(term, small), pair_of(n));
        sum = pair_add(sum, term);
    }
    for (int i = 0; i < 8; i++) { /* e^2x - 1 = (e^x - 1)(e^x - 1 + 2) */
        sum = pair_multiply(sum, pair_add(sum, pair_of(2)));
    }
    return sum;
}

/** e^x = (1 + answer) * 2^*k. |x| below 2000. */
static struct pair
exp_parts(struct pair x, int *k)
{
    double turns = floor(x.high * 0x1.71547652b82fep+0 + 0.5);
    *k = (int)turns;
    if (turns != 0) {
        x = pair_subtract(x, pair_of(turns * LN_2_PIECES[0]));
        x = pair_subtract(x, pair_of(turns * LN_2_PIECES[1]));
        x = pair_subtract(x, product_exact(turns, LN_2_PIECES[2]));
    }
    return expm1_small(x);
}

static double
exp_pair(struct pair x)
{
    if (x.high > 710) {
        return INFINITY;
    }
    if (x.high < -746) {
        return 0;
    }
    int k;
    struct pair part = exp_parts(x, &k);
    return finish(pair_add(pair_of(1), part), k);
}

/** e^x - 1 for |x| below 700. */
static struct pair
expm1_pair(struct pair x)
{
    int k;
    struct pair part = exp_parts(x, &k);
    if (k == 0) {
        return part;
    }
    struct pair power = pair_scale(pair_add(pair_of(1), part), power_of_two(k));
    return pair_subtract(power, pair_of(1));
}

/** log((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 ...), for |s| up to 0.18. */
static struct pair
log_series(struct pair s)
{
    struct pair square = pair_multiply(s, s);
    struct pair power = s;
    struct pair sum = s;
    for (int n = 3; n < 60 && fabs(power.high) > NEGLIGIBLE * fabs(sum.high); n += 2) {
        power = pair_multiply(power, square);
        sum = pair_add(sum, pair_divide(power, pair_of(n)));
    }
    return pair_scale(sum, 2);
}

/** log of a pair whose high part is positive and normal. */
static struct pair
log_pair(struct pair x)
{
    int k;
    double high = take_exponent(x.high, &k);
    assert(k > -1022 && k < 1022);
    struct pair mantissa = {high, x.low * power_of_two(-k)};
    if (high > 0x1.6a09e667f3bcdp+0) {
        mantissa = pair_scale(mantissa, 0.5);
        k++;
    }
    struct pair s = pair_divide(pair_add(mantissa, pair_of(-1)), pair_add(mantissa, pair_of(1)));
    struct pair log = log_series(s);
    return k == 0 ? log : pair_add(pair_multiply(pair_of(k), LN_2), log);
}

/** log of any positive finite double. */
static struct pair
log_double(double x)
{
    int k;
    double mantissa = take_exponent(x, &k);
    if (mantissa > 0x1.6a09e667f3bcdp+0) {
        mantissa *= 0.5;
        k++;
    }
    struct pair log = log_pair(pair_of(mantissa));
    return k == 0 ? log : pair_add(pair_multiply(pair_of(k), LN_2), log);
}

/** log(1 + x), x > -1. */
static struct pair
log1p_pair(struct pair x)
{
    if (x.high > -0.29 && x.high < 0.41) {
        return log_series(pair_divide(x, pair_add(x, pair_of(2))));
    }
    return log_pair(pair_add(x, pair_of(1)));
}

double
libm_exp(double x)
{
    if (isnan(x)) {
        return x;
    }
    return exp_pair(pair_of(x));
}

double
libm_expm1(double x)
{
    if (isnan(x) || fabs(x) < 0x1p-300) {
        return x;
    }
    if (x > 700) {
        return libm_exp(x);
    }
    if (x < -60) {
        return -1;
    }
    return expm1_pair(pair_of(x)).high;
}

double
libm_log(double x)
{
    if (!(x > 0)) {
        return x == 0 ? -INFINITY : NAN;
    }
    return isinf(x) ? x : log_double(x).high;
}

double
libm_log1p(double x)
{
    if (!(x > -1)) {
        return x == -1 ? -INFINITY : NAN;
    }
    if (isinf(x) || fabs(x) < 0x1p-300) {
        return x;
    }
    return x > 0x1p200 ? log_double(x).high : log1p_pair(pair_of(x)).high;
}

double
libm_log2(double x)
{
    if (!(x > 0)) {
        return x == 0 ? -INFINITY : NAN;
    }
    if (isinf(x)) {
        return x;
    }
    int k;
    if (take_exponent(x, &k) == 1) {
        return k;
    }
    return pair_divide(log_double(x), LN_2).high;
}

double
libm_log10(double x)
{
    if (!(x > 0)) {
        return x == 0 ? -INFINITY : NAN;
    }
    return isinf(x) ? x : pair_divide(log_double(x), LN_10).high;
}

/* ---- powers and roots ---------------------------------------------------------- */

/** x^n for whole n from 1 to 64: exact answers stay exact, ties too. */
static double
power_small(double x, int n)
{
    int exponent;
    struct pair base = pair_of(take_exponent(x, &exponent));
    struct pair power = pair_of(1);
    for (int bit = 64; bit > 0; bit >>= 1) {
        power = pair_multiply(power, power);
        if ((n & bit) != 0) {
            power = pair_multiply(power, base);
        }
    }
    return finish(power, exponent * n);
}

double
libm_pow(double x, double y)
{
    if (isnan(y)) {
        return y;
    }
    if (y == 0) {
        return 1;
    }
    if (isnan(x)) {
        return x;
    }
    bool y_is_whole = floor(y) == y;
    bool y_is_odd = y_is_whole && fabs(y) < 0x1p53 && fmod(fabs(y), 2) == 1;
    bool is_negative = signbit(x) && y_is_odd;
    double size = fabs(x);
    if (isinf(y)) {
        return size == 1 ? NAN : (size > 1) == (y > 0) ? INFINITY : 0;
    }
    if (size == 0 || isinf(size)) {
        double answer = (size == 0) == (y > 0) ? 0 : INFINITY;
        return is_negative ? -answer : answer;
    }
    if (x < 0 && !y_is_whole) {
        return NAN;
    }
    double answer;
    if (size == 1) {
        answer = 1;
    } else if (fabs(y) > 0x1p64) {
        answer = (size > 1) == (y > 0) ? INFINITY : 0;
    } else if (y_is_whole && y > 0 && y <= 64) {
        answer = power_small(size, (int)y);
    } else {
        answer = exp_pair(pair_multiply(log_double(size), pair_of(y)));
    }
    return is_negative ? -answer : answer;
}

double
libm_cbrt(double x)
{
    if (x == 0 || !isfinite(x)) {
        return x;
    }
    int k;
    double mantissa = fabs(take_exponent(x, &k));
    int third = (k + 3000) / 3 - 1000; /* floor(k / 3) */
    mantissa *= power_of_two(k - 3 * third);
    double root = 0.6 + mantissa * 0.2; /* of 1 to 8 */
    for (int i = 0; i < 6; i++) {
        root -= (root * root * root - mantissa) / (3 * root * root);
    }
    struct pair square = product_exact(root, root);
    struct pair cube = pair_multiply(square, pair_of(root));
    struct pair rest = pair_subtract(pair_of(mantissa), cube);
    struct pair answer = sum_ordered(root, rest.high / (3 * square.high));
    return finish(x < 0 ? pair_negate(answer) : answer, third);
}

double
libm_hypot(const double *values, size_t count)
{
    double most = 0;
    bool is_nan = false;
    for (size_t i = 0; i < count; i++) {
        if (isinf(values[i])) {
            return INFINITY;
        }
        is_nan = is_nan || isnan(values[i]);
        most = fabs(values[i]) > most ? fabs(values[i]) : most;
    }
    if (is_nan) {
        return NAN;
    }
    if (most == 0) {
        return 0;
    }
    int k;
    (void)take_exponent(most, &k);
    struct pair sum = pair_of(0);
    for (size_t i = 0; i < count; i++) {
        int own;
        if (values[i] == 0) {
            continue;
        }
        double scaled = take_exponent(values[i], &own);
        if (own - k < -200) {
            continue; /* its square is far below the last place of the sum */
        }
        scaled *= power_of_two(own - k);
        sum = pair_add(sum, product_exact(scaled, scaled));
    }
    return finish(pair_sqrt(sum), k);
}

/* ---- circles --------------------------------------------------------------------- */

/** Bits of 2/pi behind the point; enough for the largest exponent. */
static const uint64_t two_over_pi[] = {
    0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
    0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
    0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
    0xa9e391615ee61b08,
};

/** 64 bits of a little-endian number of 5 words, from a bit on. */
static uint64_t
window(const uint64_t words[5], int from)
{
    uint64_t low = from < 0 ? 0 : words[from / 64] >> (from % 64);
    if (from < 0) {
        return from <= -64 ? 0 : words[0] << -from;
    }
    if (from % 64 != 0 && from / 64 + 1 < 5) {
        low |= words[from / 64 + 1] << (64 - from % 64);
    }
    return low;
}

/**
 * x > pi/4 as n * pi/2 + *rest, |rest| <= pi/4; answers n mod 4. x * 2/pi is
 * taken in whole numbers: bits of 2/pi that only add multiples of four are left
 * out, 256 bits from there on leave more than a pair can hold, however close x
 * is to a multiple.
 */
static int
reduce(double x, struct pair *rest)
{
    int exponent;
    uint64_t mantissa = (bits_of(take_exponent(x, &exponent)) & 0xfffffffffffff) | (uint64_t)1
                                                                                       << 52;
    exponent -= 52;
    int skip = exponent > 2 ? exponent - 2 : 0;
    uint64_t product[5] = {0};
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) { /* lowest word of the 256 first */
        int bit = skip + 64 * (3 - i);
        uint64_t word = two_over_pi[bit / 64] << (bit % 64);
        if (bit % 64 != 0) {
            word |= two_over_pi[bit / 64 + 1] >> (64 - bit % 64);
        }
        uint128_t partial = (uint128_t)word * mantissa + carry;
        product[i] = (uint64_t)partial;
        carry = (uint64_t)(partial >> 64);
    }
    product[4] = carry;

    int point = 256 - (exponent - skip); /* bits behind the point */
    int quadrant = (int)(window(product, point) & 3);
    bool is_over_half = (window(product, point - 1) & 1) != 0;
    for (int i = 0; i < 5;
         i++) { /* only what is behind the point, as distance from the nearer whole */
        int first = 64 * i;
        uint64_t keep = first >= point        ? 0
                        : first + 64 <= point ? UINT64_MAX
                                              : ((uint64_t)1 << (point - first)) - 1;
        product[i] = (is_over_half ? ~product[i] : product[i]) & keep;
    }
    int top = point - 1;
    while (top > 0 && (window(product, top) & 1) == 0) {
        top--;
    }
    uint64_t high = window(product, top - 52) & 0x1fffffffffffff;
    uint64_t low = window(product, top - 105) & 0x1fffffffffffff;
    struct pair fraction = sum_ordered((double)high * power_of_two(top - 52 - point),
                                       (double)low * power_of_two(top - 105 - point));
    *rest = pair_multiply(fraction, PI_HALF);
    if (is_over_half) {
        *rest = pair_negate(*rest);
        quadrant = (quadrant + 1) & 3;
    }
    return quadrant;
}

/** sin and cos by their series, |x| up to 0.8. */
static void
sin_cos_small(struct pair x, struct pair *sine, struct pair *cosine)
{
    struct pair square = pair_negate(pair_multiply(x, x));
    struct pair term = x;
    *sine = x;
    for (int n = 2; n < 40 && fabs(term.high) > NEGLIGIBLE * fabs(sine->high); n += 2) {
        term = pair_divide(pair_multiply(term, square), pair_of(n * (n + 1)));
        *sine = pair_add(*sine, term);
    }
    term = pair_of(1);
    *cosine = term;
    for (int n = 1; n < 40 && fabs(term.high) > NEGLIGIBLE; n += 2) {
        term = pair_divide(pair_multiply(term, square), pair_of(n * (n + 1)));
        *cosine = pair_add(*cosine, term);
    }
}

/** sin and cos of any finite x. */
static void
sin_cos(double x, struct pair *sine, struct pair *cosine)
{
    struct pair rest = pair_of(fabs(x));
    int quadrant = 0;
    if (rest.high > 0x1.921fb54442d18p-1) {
        quadrant = reduce(rest.high, &rest);
    }
    struct pair s;
    struct pair c;
    sin_cos_small(rest, &s, &c);
    switch (quadrant) {
    case 0:
        *sine = s;
        *cosine = c;
        break;
    case 1:
        *sine = c;
        *cosine = pair_negate(s);
        break;
    case 2:
        *sine = pair_negate(s);
        *cosine = pair_negate(c);
        break;
    default:
        *sine = pair_negate(c);
        *cosine = s;
        break;
    }
    if (x < 0) {
        *sine = pair_negate(*sine);
    }
}

double
libm_sin(double x)
{
    if (!isfinite(x)) {
        return NAN;
    }
    if (fabs(x) < 0x1p-200) {
        return x;
    }
    struct pair sine;
    struct pair cosine;
    sin_cos(x, &sine, &cosine);
    return sine.high;
}

double
libm_cos(double x)
{
    if (!isfinite(x)) {
        return NAN;
    }
    if (fabs(x) < 0x1p-200) {
        return 1;
    }
    struct pair sine;
    struct pair cosine;
    sin_cos(x, &sine, &cosine);
    return cosine.high;
}

double
libm_tan(double x)
{
    if (!isfinite(x)) {
        return NAN;
    }
    if (fabs(x) < 0x1p-200) {
        return x;
    }
    struct pair sine;
    struct pair cosine;
    sin_cos(x, &sine, &cosine);
    return pair_divide(sine, cosine).high;
}

/**
 * atan of a pair from 0 to 1: a guess, whose tangent is known, and the series
 * of what is left: atan x - y = atan((x cos y - sin y) / (cos y + x sin y)).
 */
static struct pair
atan_small(struct pair x)
{
    double guess = x.high / (1 + 0.28 * x.high * x.high);
    struct pair sine;
    struct pair cosine;
    sin_cos_small(pair_of(guess), &sine, &cosine);
    struct pair left = pair_divide(pair_subtract(pair_multiply(x, cosine), sine),
                                   pair_add(cosine, pair_multiply(x, sine)));
    struct pair square = pair_negate(pair_multiply(left, left));
    struct pair power = left;
    struct pair sum = left;
    for (int n = 3; n < 40 && fabs(power.high) > NEGLIGIBLE * fabs(guess); n += 2) {
        power = pair_multiply(power, square);
        sum = pair_add(sum, pair_divide(power, pair_of(n)));
    }
    return pair_add(pair_of(guess), sum);
}

/** The angle of a point, y >= 0, x any; both not zero together, sizes near 1. */
static struct pair
angle(struct pair y, struct pair x)
{
    struct pair size = x.high < 0 ? pair_negate(x) : x;
    struct pair first;
    if (y.high <= size.high) {
        first = atan_small(pair_divide(y, size));
    } else {
        first = pair_subtract(PI_HALF, atan_small(pair_divide(size, y)));
    }
    return x.high < 0 ? pair_subtract(PI, first) : first;
}

double
libm_atan(double x)
{
    if (isnan(x) || fabs(x) < 0x1p-200) {
        return x;
    }
    double size = fabs(x);
    double answer = size > 0x1p200 ? PI_HALF.high : angle(pair_of(size), pair_of(1)).high;
    return x < 0 ? -answer : answer;
}

double
libm_atan2(double y, double x)
{
    if (isnan(x) || isnan(y)) {
        return NAN;
    }
    double answer;
    if (y == 0) {
        answer = signbit(x) ? PI.high : 0;
    } else if (isinf(y)) {
        answer = !isinf(x) ? PI_HALF.high : x > 0 ? PI.high / 4 : 0x1.2d97c7f3321d2p+1;
    } else if (x == 0) {
        answer = PI_HALF.high;
    } else if (isinf(x)) {
        answer = x > 0 ? 0 : PI.high;
    } else {
        int ky;
        int kx;
        double my = fabs(take_exponent(y, &ky));
        double mx = take_exponent(x, &kx);
        if (ky - kx > 120) {
            answer = PI_HALF.high;
        } else if (kx - ky > 120) {
            answer = x < 0 ? PI.high : finish(pair_divide(pair_of(my), pair_of(mx)), ky - kx);
        } else {
            answer = angle(pair_scale(pair_of(my), power_of_two(ky - kx)), pair_of(mx)).high;
        }
    }
    return signbit(y) ? -answer : answer;
}

/** sqrt((1 - x)(1 + x)), |x| <= 1 */
static struct pair
other_side(double x)
{
    return pair_sqrt(pair_multiply(sum_exact(1, -x), sum_exact(1, x)));
}

double
libm_asin(double x)
{
    if (!(fabs(x) <= 1)) {
        return NAN;
    }
    if (fabs(x) < 0x1p-200) {
        return x;
    }
    double answer = angle(pair_of(fabs(x)), other_side(x)).high;
    return x < 0 ? -answer : answer;
}

double
libm_acos(double x)
{
    if (!(fabs(x) <= 1)) {
        return NAN;
    }
    return x == 1 ? 0 : angle(other_side(x), pair_of(x)).high;
}

/* ---- hyperbolas -------------------------------------------------------------------- */

double
libm_sinh(double x)
{
    if (!isfinite(x) || fabs(x) < 0x1p-200) {
        return x;
    }
    double size = fabs(x);
    double answer;
    if (size > 40) {
        answer = exp_pair(pair_subtract(pair_of(size), LN_2)); /* e^-x is out of sight */
    } else {
        struct pair e = expm1_pair(pair_of(size));
        answer = pair_scale(pair_add(e, pair_divide(e, pair_add(e, pair_of(1)))), 0.5).high;
    }
    return x < 0 ? -answer : answer;
}

double
libm_cosh(double x)
{
    if (isnan(x)) {
        return x;
    }
    double size = fabs(x);
    if (size > 40) {
        return size > 720 ? INFINITY : exp_pair(pair_subtract(pair_of(size), LN_2));
    }
    struct pair power = pair_add(expm1_pair(pair_of(size)), pair_of(1));
    return pair_scale(pair_add(power, pair_divide(pair_of(1), power)), 0.5).high;
}

double
libm_tanh(double x)
{
    if (isnan(x) || fabs(x) < 0x1p-200) {
        return x;
    }
    double answer = 1;
    if (fabs(x) < 40) {
        struct pair e = expm1_pair(pair_of(2 * fabs(x)));
        answer = pair_divide(e, pair_add(e, pair_of(2))).high;
    }
    return x < 0 ? -answer : answer;
}

double
libm_asinh(double x)
{
    if (!isfinite(x) || fabs(x) < 0x1p-200) {
        return x;
    }
    double size = fabs(x);
    double answer;
    if (size > 0x1p100) {
        answer = pair_add(log_double(size), LN_2).high;
    } else { /* log(x + sqrt(x^2 + 1)) without losing small x */
        struct pair square = product_exact(size, size);
        struct pair root = pair_sqrt(pair_add(square, pair_of(1)));
        struct pair more = pair_divide(square, pair_add(root, pair_of(1)));
        answer = log1p_pair(pair_add(pair_of(size), more)).high;
    }
    return x < 0 ? -answer : answer;
}

double
libm_acosh(double x)
{
    if (!(x >= 1)) {
        return NAN;
    }
    if (isinf(x)) {
        return x;
    }
    if (x > 0x1p100) {
        return pair_add(log_double(x), LN_2).high;
    }
    struct pair over = sum_exact(x, -1);
    struct pair root = pair_sqrt(pair_multiply(over, sum_exact(x, 1)));
    return log1p_pair(pair_add(over, root)).high;
}

double
libm_atanh(double x)
{
    if (!(fabs(x) <= 1)) {
        return NAN;
    }
    if (fabs(x) == 1) {
        return x < 0 ? -INFINITY : INFINITY;
    }
    if (fabs(x) < 0x1p-200) {
        return x;
    }
    struct pair twice = pair_of(2 * fabs(x));
    double answer = log1p_pair(pair_divide(twice, sum_exact(1, -fabs(x)))).high / 2;
    return x < 0 ? -answer : answer;
}

/* ---- whole numbers --------------------------------------------------------------------- */

double
libm_round(double x)
{
    double whole = floor(x);
    if (x - whole >= 0.5) {
        whole += 1;
    }
    return whole == 0 && signbit(x) ? -0.0 : whole;
}

double
libm_remainder(double x, double y)
{
    return fmod(x, y); /* exact by definition: every implementation agrees */
}
