/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bigdecimal.h"

#include <math.h>

#include "script/number.h"
#include "script/unicode.h"
#include "script/vm.h"

/** The largest power of ten in a limb, and its digits. */
#define LIMB_POWER  UINT64_C(10000000000000000000)
#define LIMB_DIGITS 19
/** Powers of ten that a 128-bit coefficient can be multiplied by at all. */
#define WIDE_DIGITS 38

static const uint64_t powers[LIMB_DIGITS + 1] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
    LIMB_POWER,
};

/** A whole number being worked on: limbs of the heap, least significant first. */
struct natural {
    uint64_t *limbs;
    uint32_t count; /**< the highest limb is not zero */
};

/* ---- 128 bits ---------------------------------------------------------------- */

static uint128_t
wide_of(const struct big_decimal *a)
{
    assert(a->count <= 2);
    uint128_t whole = a->count > 1 ? (uint128_t)a->limbs[1] << 64 : 0;
    return whole | (a->count > 0 ? a->limbs[0] : 0);
}

/** whole * 10^power; false when it takes more than 127 bits. */
static bool
wide_shift(uint128_t whole, int64_t power, uint128_t *out)
{
    if (power > WIDE_DIGITS) {
        return false;
    }
    for (; power > 0; power -= LIMB_DIGITS) {
        if (__builtin_mul_overflow(whole, powers[power < LIMB_DIGITS ? power : LIMB_DIGITS],
                                   &whole)) {
            return false;
        }
    }
    *out = whole;
    return whole >> 127 == 0;
}

static struct big_decimal *
throw_exponent(struct vm *vm)
{
    (void)!vm_throw_range(vm, "Decimal exponent out of range: beyond %d digits from the point",
                          BIGDECIMAL_RESULT_EXPONENT_MAX);
    return NULL;
}

static bool
exponent_is_fine(int64_t exponent)
{
    return exponent >= -BIGDECIMAL_RESULT_EXPONENT_MAX &&
           exponent <= BIGDECIMAL_RESULT_EXPONENT_MAX;
}

static struct big_decimal *
new_with(struct vm *vm, uint32_t limb_count)
{
    return heap_alloc(vm, sizeof(struct big_decimal) + limb_count * sizeof(uint64_t));
}

struct big_decimal *
bigdecimal_zero(struct vm *vm)
{
    struct big_decimal *zero = new_with(vm, 0);
    if (zero != NULL) {
        *zero = (struct big_decimal){0};
    }
    return zero;
}

/** In normal form. */
static struct big_decimal *
from_wide(struct vm *vm, bool negative, uint128_t whole, int64_t exponent)
{
    if (whole == 0) {
        return bigdecimal_zero(vm);
    }
    while (whole >> 64 != 0 && (whole & 1) == 0 && whole % 10 == 0) {
        whole /= 10;
        exponent++;
    }
    uint64_t low = (uint64_t)whole;
    if (whole >> 64 == 0) {
        while ((low & 1) == 0 && low % 10 == 0) {
            low /= 10;
            exponent++;
        }
    }
    if (!exponent_is_fine(exponent)) {
        return throw_exponent(vm);
    }
    uint64_t high = (uint64_t)(whole >> 64);
    uint32_t count = high != 0 ? 2 : 1;
    struct big_decimal *decimal = new_with(vm, count);
    if (decimal == NULL) {
        return NULL;
    }
    decimal->exponent = (int32_t)exponent;
    decimal->count = count;
    decimal->negative = negative;
    decimal->limbs[0] = low;
    if (count > 1) {
        decimal->limbs[1] = high;
    }
    return decimal;
}

struct big_decimal *
bigdecimal_from_int128(struct vm *vm, int128_t whole, int exponent)
{
    uint128_t size = whole < 0 ? -(uint128_t)whole : (uint128_t)whole;
    return from_wide(vm, whole < 0, size, exponent);
}

/* ---- limbs --------------------------------------------------------------------- */

static void
trim(struct natural *a)
{
    while (a->count > 0 && a->limbs[a->count - 1] == 0) {
        a->count--;
    }
}

/** Room for limbs, content undefined. */
static bool
natural_new(struct vm *vm, uint64_t limb_count, struct natural *out)
{
    out->count = 0;
    out->limbs = heap_alloc_array(vm, limb_count, sizeof(uint64_t));
    return out->limbs != NULL;
}

/** a = a * factor + addend; there is room for one more limb. */
static void
multiply_add(struct natural *a, uint64_t factor, uint64_t addend)
{
    uint64_t carry = addend;
    for (uint32_t i = 0; i < a->count; i++) {
        uint128_t product = (uint128_t)a->limbs[i] * factor + carry;
        a->limbs[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    if (carry != 0) {
        a->limbs[a->count++] = carry;
    }
}

static uint64_t
remainder_word(const struct natural *a, uint64_t divisor)
{
    uint64_t rest = 0;
    for (uint32_t i = a->count; i-- > 0;) {
        rest = (uint64_t)((((uint128_t)rest << 64) | a->limbs[i]) % divisor);
    }
    return rest;
}

static uint64_t
divide_word(struct natural *a, uint64_t divisor)
{
    uint64_t rest = 0;
    for (uint32_t i = a->count; i-- > 0;) {
        uint128_t dividend = ((uint128_t)rest << 64) | a->limbs[i];
        a->limbs[i] = (uint64_t)(dividend / divisor);
        rest = (uint64_t)(dividend % divisor);
    }
    trim(a);
    return rest;
}

static int
compare(const struct natural *a, const struct natural *b)
{
    if (a->count != b->count) {
        return a->count < b->count ? -1 : 1;
    }
    for (uint32_t i = a->count; i-- > 0;) {
        if (a->limbs[i] != b->limbs[i]) {
            return a->limbs[i] < b->limbs[i] ? -1 : 1;
        }
    }
    return 0;
}

/** Limbs that power more digits take at most. */
static uint64_t
limbs_of_digits(uint64_t digits)
{
    return digits / LIMB_DIGITS + 1;
}

/** A fresh a * 10^power, with `spare` limbs of room above. */
static bool
natural_shift(struct vm *vm, const uint64_t *limbs, uint32_t count, uint64_t power, uint32_t spare,
              struct natural *out)
{
    uint64_t steps = limbs_of_digits(power);
    if (!vm_charge(vm, steps * (count + steps / 2) / 4 + count + 1) ||
        !natural_new(vm, count + steps + spare, out)) {
        return false;
    }
    memcpy(out->limbs, limbs, count * sizeof(*limbs));
    out->count = count;
    if (count == 0) {
        return true;
    }
    for (; power >= LIMB_DIGITS; power -= LIMB_DIGITS) {
        multiply_add(out, LIMB_POWER, 0);
    }
    multiply_add(out, powers[power], 0);
    return true;
}

/**
 * Strip zeros and make the cell. Everything above `tip` is scratch of the
 * operation, the limbs too: it is given back and the cell takes its place.
 */
static struct big_decimal *
from_natural(struct vm *vm, uint8_t *tip, bool negative, struct natural *a, int64_t exponent)
{
    if (a->count == 0) {
        heap_release(vm, tip);
        return bigdecimal_zero(vm);
    }
    while ((a->limbs[0] & 1) == 0) {
        if (!vm_charge(vm, a->count / 2 + 1)) {
            return NULL;
        }
        uint64_t rest = remainder_word(a, LIMB_POWER);
        if (rest == 0) {
            (void)divide_word(a, LIMB_POWER);
            exponent += LIMB_DIGITS;
            continue;
        }
        int zeros = 0;
        while (rest % 10 == 0) {
            rest /= 10;
            zeros++;
        }
        if (zeros > 0) {
            (void)divide_word(a, powers[zeros]);
            exponent += zeros;
        }
        break;
    }
    if (!exponent_is_fine(exponent)) {
        return throw_exponent(vm);
    }
    heap_release(vm, tip);
    struct big_decimal *decimal = new_with(vm, a->count);
    if (decimal == NULL) {
        return NULL;
    }
    memmove(decimal->limbs, a->limbs,
            a->count * sizeof(uint64_t)); /* before the header covers them */
    decimal->exponent = (int32_t)exponent;
    decimal->count = a->count;
    decimal->negative = negative;
    return decimal;
}

/** Bits of the coefficient. */
static uint64_t
bit_count(const uint64_t *limbs, uint32_t count)
{
    return count == 0 ? 0 : (uint64_t)count * 64 - (uint64_t)__builtin_clzll(limbs[count - 1]);
}

/** Digits of a number of so many bits: at least, at most. log10(2) is between the fractions. */
static int64_t
digits_min(uint64_t bits)
{
    return bits == 0 ? 0 : (int64_t)((bits - 1) * 30102999 / 100000000) + 1;
}

static int64_t
digits_max(uint64_t bits)
{
    return (int64_t)(bits * 30103 / 100000) + 1;
}

/* ---- addition ------------------------------------------------------------------- */

/** a + b or, with the sign of b turned, a - b. */
static struct big_decimal *
add_signed(struct vm *vm, const struct big_decimal *a, const struct big_decimal *b, bool b_negative)
{
    bool a_negative = a->negative;
    if (b->count == 0) {
        return (struct big_decimal *)(uintptr_t)a;
    }
    if (a->count == 0) {
        return b_negative == b->negative ? (struct big_decimal *)(uintptr_t)b
                                         : bigdecimal_negate(vm, b);
    }
    if (a->exponent < b->exponent) { /* a is the one to be shifted */
        const struct big_decimal *other = a;
        a = b;
        b = other;
        bool sign = a_negative;
        a_negative = b_negative;
        b_negative = sign;
    }
    uint64_t shift = (uint64_t)((int64_t)a->exponent - b->exponent);
    uint128_t left;
    if (a->count <= 2 && b->count <= 2 && wide_shift(wide_of(a), (int64_t)shift, &left)) {
        uint128_t right = wide_of(b);
        if (a_negative == b_negative) {
            uint128_t sum;
            if (!__builtin_add_overflow(left, right, &sum)) {
                return from_wide(vm, a_negative, sum, b->exponent);
            }
        } else if (left >= right) {
            return from_wide(vm, a_negative, left - right, b->exponent);
        } else {
            return from_wide(vm, b_negative, right - left, b->exponent);
        }
    }
    uint8_t *tip = vm->heap.tip;
    struct natural sum;
    if (!natural_shift(vm, a->limbs, a->count, shift, b->count + 1, &sum) ||
        !vm_charge(vm, b->count)) {
        return NULL;
    }
    if (a_negative == b_negative) {
        while (sum.count < b->count) {
            sum.limbs[sum.count++] = 0;
        }
        uint64_t carry = 0;
        for (uint32_t i = 0; i < b->count || (carry != 0 && i < sum.count); i++) {
            uint128_t total = (uint128_t)sum.limbs[i] + (i < b->count ? b->limbs[i] : 0) + carry;
            sum.limbs[i] = (uint64_t)total;
            carry = (uint64_t)(total >> 64);
        }
        if (carry != 0) {
            sum.limbs[sum.count++] = carry;
        }
        return from_natural(vm, tip, a_negative, &sum, b->exponent);
    }
    struct natural right = {(uint64_t *)(uintptr_t)b->limbs, b->count};
    bool swap = compare(&sum, &right) < 0;
    const struct natural *large = swap ? &right : &sum;
    const struct natural *small = swap ? &sum : &right;
    uint64_t borrow = 0;
    uint32_t count = large->count;
    uint32_t small_count = small->count;
    for (uint32_t i = 0; i < count; i++) {
        uint128_t difference =
            (uint128_t)large->limbs[i] - (i < small_count ? small->limbs[i] : 0) - borrow;
        sum.limbs[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) != 0;
    }
    assert(borrow == 0);
    sum.count = count;
    trim(&sum);
    return from_natural(vm, tip, swap ? b_negative : a_negative, &sum, b->exponent);
}

struct big_decimal *
bigdecimal_add(struct vm *vm, const struct big_decimal *a, const struct big_decimal *b)
{
    return add_signed(vm, a, b, b->negative);
}

struct big_decimal *
bigdecimal_subtract(struct vm *vm, const struct big_decimal *a, const struct big_decimal *b)
{
    return add_signed(vm, a, b, !b->negative);
}

struct big_decimal *
bigdecimal_negate(struct vm *vm, const struct big_decimal *a)
{
    if (!vm_charge(vm, a->count / 8)) {
        return NULL;
    }
    struct big_decimal *copy = new_with(vm, a->count);
    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, a, sizeof(*a) + a->count * sizeof(uint64_t));
    copy->negative = a->count > 0 && !a->negative;
    return copy;
}

bool
bigdecimal_compare(struct vm *vm, const struct big_decimal *a, const struct big_decimal *b,
                   int *order)
{
    int a_sign = a->count == 0 ? 0 : a->negative ? -1 : 1;
    int b_sign = b->count == 0 ? 0 : b->negative ? -1 : 1;
    if (a_sign != b_sign || a_sign == 0) {
        *order = a_sign < b_sign ? -1 : a_sign > b_sign;
        return true;
    }
    /* Where the first digit stands decides most; only near ones are aligned. */
    uint64_t a_bits = bit_count(a->limbs, a->count);
    uint64_t b_bits = bit_count(b->limbs, b->count);
    if (digits_max(a_bits) + a->exponent < digits_min(b_bits) + b->exponent) {
        *order = -a_sign;
        return true;
    }
    if (digits_min(a_bits) + a->exponent > digits_max(b_bits) + b->exponent) {
        *order = a_sign;
        return true;
    }
    bool swap = a->exponent < b->exponent;
    const struct big_decimal *high = swap ? b : a;
    const struct big_decimal *low = swap ? a : b;
    uint64_t shift = (uint64_t)((int64_t)high->exponent - low->exponent);
    int result;
    uint128_t wide;
    if (high->count <= 2 && low->count <= 2 && wide_shift(wide_of(high), (int64_t)shift, &wide)) {
        uint128_t other = wide_of(low);
        result = wide < other ? -1 : wide > other;
    } else {
        uint8_t *tip = vm->heap.tip;
        struct natural left;
        struct natural right = {(uint64_t *)(uintptr_t)low->limbs, low->count};
        if (!natural_shift(vm, high->limbs, high->count, shift, 0, &left)) {
            return false;
        }
        result = compare(&left, &right);
        heap_release(vm, tip);
    }
    *order = swap ? -a_sign * result : a_sign * result;
    return true;
}

/* ---- multiplication ---------------------------------------------------------------- */

struct big_decimal *
bigdecimal_multiply(struct vm *vm, const struct big_decimal *a, const struct big_decimal *b)
{
    if (a->count == 0 || b->count == 0) {
        return bigdecimal_zero(vm);
    }
    bool negative = a->negative != b->negative;
    int64_t exponent = (int64_t)a->exponent + b->exponent;
    uint128_t product;
    if (a->count <= 2 && b->count <= 2 &&
        !__builtin_mul_overflow(wide_of(a), wide_of(b), &product)) {
        return from_wide(vm, negative, product, exponent);
    }
    uint8_t *tip = vm->heap.tip;
    struct natural result;
    uint64_t work = (uint64_t)a->count * b->count;
    if (!vm_charge(vm, work / 4 + a->count + b->count) ||
        !natural_new(vm, (uint64_t)a->count + b->count, &result)) {
        return NULL;
    }
    result.count = a->count + b->count;
    memset(result.limbs, 0, result.count * sizeof(uint64_t));
    for (uint32_t i = 0; i < a->count; i++) {
        uint64_t carry = 0;
        for (uint32_t j = 0; j < b->count; j++) {
            uint128_t sum = (uint128_t)a->limbs[i] * b->limbs[j] + result.limbs[i + j] + carry;
            result.limbs[i + j] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        result.limbs[i + b->count] = carry;
    }
    trim(&result);
    return from_natural(vm, tip, negative, &result, exponent);
}

/* ---- division ------------------------------------------------------------------------ */

/** What a division left over, against half of the divisor. */
struct leftover {
    bool is_zero;
    int against_half; /**< -1, 0, 1 */
};

/** Does the magnitude of a truncated quotient grow by one? */
static bool
rounds_away(enum bigdecimal_direction direction, bool negative, bool is_odd, struct leftover rest)
{
    if (rest.is_zero) {
        return false;
    }
    switch (direction) {
    case DIRECTION_CEIL:
        return !negative;
    case DIRECTION_FLOOR:
        return negative;
    case DIRECTION_DOWN:
        return false;
    case DIRECTION_UP:
        return true;
    case DIRECTION_HALF_UP:
        return rest.against_half >= 0;
    case DIRECTION_HALF_DOWN:
        return rest.against_half > 0;
    case DIRECTION_HALF_EVEN:
        return rest.against_half > 0 || (rest.against_half == 0 && is_odd);
    case DIRECTION_COUNT:
        break;
    }
    assert(false);
    return false;
}

/** Long division of limbs, one limb of quotient a turn, from the top. dividend has a spare limb. */
static bool
divide_long(struct vm *vm, struct natural *dividend, const struct natural *divisor,
            struct natural *quotient, struct leftover *rest)
{
    uint32_t n = divisor->count;
    if (compare(dividend, divisor) < 0) {
        quotient->count = 0;
    } else if (n == 1) {
        if (!vm_charge(vm, dividend->count / 2 + 1)) {
            return false;
        }
        uint64_t left = divide_word(dividend, divisor->limbs[0]);
        *quotient = *dividend;
        rest->is_zero = left == 0;
        uint64_t other = divisor->limbs[0] - left;
        rest->against_half = left < other ? -1 : left > other;
        return true;
    } else {
        /* Shift both so that the divisor's top bit is set: then a guess from two limbs is at most
         * two too large. */
        uint32_t m = dividend->count - n;
        if (!vm_charge(vm, ((uint64_t)m + 1) * n / 4 + 2 * (uint64_t)n) ||
            !natural_new(vm, (uint64_t)m + 1, quotient)) {
            return false;
        }
        struct natural scaled;
        if (!natural_new(vm, n, &scaled)) {
            return false;
        }
        int shift = __builtin_clzll(divisor->limbs[n - 1]);
        for (uint32_t i = n; i-- > 0;) {
            uint64_t below = i > 0 && shift > 0 ? divisor->limbs[i - 1] >> (64 - shift) : 0;
            scaled.limbs[i] = divisor->limbs[i] << shift | below;
        }
        uint64_t *u = dividend->limbs;
        u[dividend->count] = 0;
        for (uint32_t i = dividend->count + 1; i-- > 0;) {
            uint64_t below = i > 0 && shift > 0 ? u[i - 1] >> (64 - shift) : 0;
            u[i] = u[i] << shift | below;
        }
        uint64_t top = scaled.limbs[n - 1];
        uint64_t second = scaled.limbs[n - 2];
        for (uint32_t j = m + 1; j-- > 0;) {
            uint128_t head = (uint128_t)u[j + n] << 64 | u[j + n - 1];
            uint128_t guess = u[j + n] >= top ? UINT64_MAX : head / top;
            uint128_t left = head - guess * top;
            while (left >> 64 == 0 && guess * second > (left << 64 | u[j + n - 2])) {
                guess--;
                left += top;
            }
            uint64_t carry = 0;
            uint64_t borrow = 0;
            for (uint32_t i = 0; i < n; i++) {
                uint128_t product = guess * scaled.limbs[i] + carry;
                carry = (uint64_t)(product >> 64);
                uint128_t difference = (uint128_t)u[i + j] - (uint64_t)product - borrow;
                u[i + j] = (uint64_t)difference;
                borrow = (uint64_t)(difference >> 64) != 0;
            }
            uint128_t difference = (uint128_t)u[j + n] - carry - borrow;
            u[j + n] = (uint64_t)difference;
            if ((uint64_t)(difference >> 64) != 0) { /* one too many: add the divisor back */
                guess--;
                uint64_t over = 0;
                for (uint32_t i = 0; i < n; i++) {
                    uint128_t sum = (uint128_t)u[i + j] + scaled.limbs[i] + over;
                    u[i + j] = (uint64_t)sum;
                    over = (uint64_t)(sum >> 64);
                }
                u[j + n] += over;
            }
            quotient->limbs[j] = (uint64_t)guess;
        }
        quotient->count = m + 1;
        trim(quotient);
        dividend->count = n;
        for (uint32_t i = 0; i < n; i++) {
            uint64_t above = shift > 0 ? u[i + 1] << (64 - shift) : 0;
            u[i] = u[i] >> shift | above;
        }
        trim(dividend);
    }
    /* Twice what is left against the divisor. */
    rest->is_zero = dividend->count == 0;
    uint64_t carry = 0;
    uint64_t *u = dividend->limbs;
    for (uint32_t i = 0; i < dividend->count; i++) {
        uint64_t limb = u[i];
        u[i] = limb << 1 | carry;
        carry = limb >> 63;
    }
    if (carry != 0) {
        u[dividend->count++] = carry;
    }
    rest->against_half = compare(dividend, divisor);
    return true;
}

/**
 * (a * 10^up) / (b * 10^down), rounded to a whole number; one of up and down
 * is 0. The answer is that number * 10^exponent.
 */
static struct big_decimal *
divide_scaled(struct vm *vm, const struct big_decimal *a, uint64_t up, const uint64_t *b_limbs,
              uint32_t b_count, uint64_t down, bool negative, enum bigdecimal_direction direction,
              int64_t exponent)
{
    uint128_t left;
    uint128_t right = b_count > 1 ? (uint128_t)b_limbs[1] << 64 | b_limbs[0] : b_limbs[0];
    if (a->count <= 2 && b_count <= 2 && up <= WIDE_DIGITS && down <= WIDE_DIGITS &&
        wide_shift(wide_of(a), (int64_t)up, &left) && wide_shift(right, (int64_t)down, &right)) {
        uint128_t quotient = left / right;
        uint128_t over = left - quotient * right;
        struct leftover rest = {over == 0, over < right - over ? -1 : over > right - over};
        quotient += rounds_away(direction, negative, (quotient & 1) != 0, rest);
        return from_wide(vm, negative, quotient, exponent);
    }
    /* Far below one: no need to write the divisor out. */
    uint64_t b_bits = bit_count(b_limbs, b_count);
    if (digits_max(bit_count(a->limbs, a->count)) + (int64_t)up + 1 <
        digits_min(b_bits) + (int64_t)down) {
        struct leftover rest = {a->count == 0, -1};
        return from_wide(vm, negative, rounds_away(direction, negative, false, rest), exponent);
    }
    uint8_t *tip = vm->heap.tip;
    struct natural dividend;
    struct natural divisor;
    struct natural quotient = {NULL, 0};
    struct leftover rest;
    if (!natural_shift(vm, a->limbs, a->count, up, 2, &dividend) ||
        !natural_shift(vm, b_limbs, b_count, down, 0, &divisor) ||
        !divide_long(vm, &dividend, &divisor, &quotient, &rest)) {
        return NULL;
    }
    bool is_odd = quotient.count > 0 && (quotient.limbs[0] & 1) != 0;
    if (rounds_away(direction, negative, is_odd, rest)) {
        uint32_t i = 0;
        while (i < quotient.count && quotient.limbs[i] == UINT64_MAX) {
            quotient.limbs[i++] = 0;
        }
        if (i == quotient.count) { /* 0 became 1, or all limbs were full: one limb more */
            struct natural grown;
            if (!natural_new(vm, (uint64_t)quotient.count + 1, &grown)) {
                return NULL;
            }
            if (quotient.count > 0) {
                memcpy(grown.limbs, quotient.limbs, quotient.count * sizeof(uint64_t));
            }
            grown.limbs[quotient.count] = 1;
            grown.count = quotient.count + 1;
            quotient = grown;
        } else {
            quotient.limbs[i]++;
        }
    }
    return from_natural(vm, tip, negative, &quotient, exponent);
}

struct big_decimal *
bigdecimal_divide(struct vm *vm, const struct big_decimal *a, const struct big_decimal *b,
                  int places, enum bigdecimal_direction direction)
{
    assert(b->count > 0 && places >= 0);
    if (a->count == 0) {
        return bigdecimal_zero(vm);
    }
    int64_t scale = (int64_t)a->exponent - b->exponent + places;
    return divide_scaled(vm, a, scale > 0 ? (uint64_t)scale : 0, b->limbs, b->count,
                         scale < 0 ? (uint64_t)-scale : 0, a->negative != b->negative, direction,
                         -(int64_t)places);
}

static const uint64_t one_limb[] = {1};

struct big_decimal *
bigdecimal_round_places(struct vm *vm, const struct big_decimal *a, int places,
                        enum bigdecimal_direction direction)
{
    int64_t drop = -(int64_t)places - a->exponent;
    if (drop <= 0 || a->count == 0) {
        return (struct big_decimal *)(uintptr_t)a;
    }
    return divide_scaled(vm, a, 0, one_limb, 1, (uint64_t)drop, a->negative, direction,
                         -(int64_t)places);
}

/* ---- text -------------------------------------------------------------------------------- */

/** The coefficient's digits in the heap. */
static bool
coefficient_digits(struct vm *vm, const struct big_decimal *a, struct text *out)
{
    uint64_t length = (uint64_t)digits_max(bit_count(a->limbs, a->count)) + LIMB_DIGITS;
    char *end = heap_alloc(vm, length);
    if (end == NULL) {
        return false;
    }
    end += length;
    char *first = end;
    struct natural rest = {NULL, a->count};
    uint64_t small[2];
    if (a->count <= 2) {
        rest.limbs = small;
    } else if (!vm_charge(vm, (uint64_t)a->count * a->count / 4 + 1) ||
               !natural_new(vm, a->count, &rest)) {
        return false;
    }
    rest.count = a->count;
    memcpy(rest.limbs, a->limbs, a->count * sizeof(uint64_t));
    while (rest.count > 0) {
        uint64_t chunk = divide_word(&rest, LIMB_POWER);
        for (int i = 0; i < LIMB_DIGITS && (chunk > 0 || rest.count > 0); i++) {
            *--first = (char)('0' + chunk % 10);
            chunk /= 10;
        }
    }
    *out = (struct text){first, (size_t)(end - first)};
    return true;
}

struct big_decimal *
bigdecimal_round_figures(struct vm *vm, const struct big_decimal *a, int figures,
                         enum bigdecimal_direction direction)
{
    assert(figures >= 0);
    if (a->count == 0 || digits_max(bit_count(a->limbs, a->count)) <= figures) {
        return (struct big_decimal *)(uintptr_t)a;
    }
    if (figures == 0) {
        return bigdecimal_zero(vm);
    }
    uint8_t *tip = vm->heap.tip;
    struct text digits;
    if (!coefficient_digits(vm, a, &digits)) {
        return NULL;
    }
    heap_release(vm, tip);
    int64_t drop = (int64_t)digits.length - figures;
    if (drop <= 0) {
        return (struct big_decimal *)(uintptr_t)a;
    }
    return divide_scaled(vm, a, 0, one_limb, 1, (uint64_t)drop, a->negative, direction,
                         a->exponent + drop);
}

/** A text under way, its room known beforehand. */
struct pen {
    char *at;
};

static void
put(struct pen *pen, const char *bytes, size_t length)
{
    memcpy(pen->at, bytes, length);
    pen->at += length;
}

static void
put_zeros(struct pen *pen, int64_t count)
{
    if (count > 0) {
        memset(pen->at, '0', (size_t)count);
        pen->at += count;
    }
}

/** Digits with the point `places` from their right. */
static void
put_pointed(struct pen *pen, struct text digits, int64_t places)
{
    int64_t length = (int64_t)digits.length;
    if (places <= 0) {
        put(pen, digits.bytes, digits.length);
        put_zeros(pen, -places);
    } else if (places >= length) {
        put(pen, "0.", 2);
        put_zeros(pen, places - length);
        put(pen, digits.bytes, digits.length);
    } else {
        put(pen, digits.bytes, (size_t)(length - places));
        put(pen, ".", 1);
        put(pen, digits.bytes + (length - places), (size_t)places);
    }
}

bool
bigdecimal_render(struct vm *vm, const struct big_decimal *a, struct text *out)
{
    if (a->count == 0) {
        *out = TEXT("0");
        return true;
    }
    struct text digits;
    if (!coefficient_digits(vm, a, &digits)) {
        return false;
    }
    int64_t length = (int64_t)digits.length;
    int64_t places = -(int64_t)a->exponent;
    bool is_plain = places > 0 ? places - length <= BIGDECIMAL_PLAIN_DIGITS
                               : length - places <= BIGDECIMAL_PLAIN_DIGITS;
    char *bytes = heap_alloc(vm, digits.length + BIGDECIMAL_PLAIN_DIGITS + 24);
    if (bytes == NULL || !vm_charge(vm, digits.length / 8)) {
        return false;
    }
    struct pen pen = {bytes};
    if (a->negative) {
        put(&pen, "-", 1);
    }
    if (is_plain) {
        put_pointed(&pen, digits, places);
    } else {
        put(&pen, digits.bytes, 1);
        if (digits.length > 1) {
            put(&pen, ".", 1);
            put(&pen, digits.bytes + 1, digits.length - 1);
        }
        int64_t exponent = a->exponent + length - 1;
        char number[24];
        int count =
            snprintf(number, sizeof(number), "E%s%lld", places > 0 ? "" : "+", (long long)exponent);
        put(&pen, number, (size_t)count);
    }
    *out = (struct text){bytes, (size_t)(pen.at - bytes)};
    return true;
}

bool
bigdecimal_render_fixed(struct vm *vm, const struct big_decimal *a, int places, struct text *out)
{
    assert(places >= 0 && (a->count == 0 || -a->exponent <= places));
    struct text digits = TEXT("0");
    if (a->count > 0 && !coefficient_digits(vm, a, &digits)) {
        return false;
    }
    int64_t zeros = a->count == 0 ? 0 : (int64_t)a->exponent + places;
    uint64_t room = digits.length + (uint64_t)zeros + (uint64_t)places + 4;
    char *bytes = heap_alloc(vm, room);
    if (bytes == NULL || !vm_charge(vm, room / 8)) {
        return false;
    }
    struct pen pen = {bytes};
    if (a->negative) {
        put(&pen, "-", 1);
    }
    if (places == 0) {
        put(&pen, digits.bytes, digits.length);
        put_zeros(&pen, zeros);
    } else {
        /* the digits as they will stand, then the point inside them */
        char *whole = heap_alloc(vm, digits.length + (uint64_t)zeros + 1);
        if (whole == NULL) {
            return false;
        }
        struct pen inner = {whole};
        put(&inner, digits.bytes, digits.length);
        put_zeros(&inner, zeros);
        put_pointed(&pen, (struct text){whole, (size_t)(inner.at - whole)}, places);
    }
    *out = (struct text){bytes, (size_t)(pen.at - bytes)};
    return true;
}

bool
bigdecimal_to_number(struct vm *vm, const struct big_decimal *a, double *out)
{
    struct text digits = TEXT("");
    uint8_t *tip = vm->heap.tip;
    if (a->count > 0 && !coefficient_digits(vm, a, &digits)) {
        return false;
    }
    double size = script_number_from_digits(digits.bytes, digits.length,
                                            (int64_t)digits.length + a->exponent);
    heap_release(vm, tip);
    *out = a->negative ? -size : size;
    return true;
}

struct big_decimal *
bigdecimal_from_number(struct vm *vm, double number)
{
    assert(isfinite(number));
    double size = fabs(number);
    if (size <= 0x1p53 && floor(size) == size) { /* beyond, the shortest text ends in zeros */
        return from_wide(vm, number < 0, (uint64_t)size, 0);
    }
    char buffer[SCRIPT_NUMBER_TEXT_MAX];
    size_t length = script_number_render(number, buffer);
    struct big_decimal *decimal = NULL;
    enum bigdecimal_problem problem = bigdecimal_parse(vm, (struct text){buffer, length}, &decimal);
    assert(problem == BIGDECIMAL_FINE || problem == BIGDECIMAL_TRAPPED);
    return decimal;
}

static size_t
count_digits(struct text text, size_t from)
{
    size_t i = from;
    while (i < text.length && text.bytes[i] >= '0' && text.bytes[i] <= '9') {
        i++;
    }
    return i - from;
}

/** The digits of a coefficient, one or two stretches of them. */
static struct big_decimal *
parse_coefficient(struct vm *vm, bool negative, struct text whole, struct text fraction,
                  int64_t exponent)
{
    uint64_t length = whole.length + fraction.length;
    bool is_wide = length <= WIDE_DIGITS;
    uint128_t wide = 0;
    uint64_t chunk = 0;
    int chunk_digits = 0;
    struct natural big = {NULL, 0};
    uint64_t limb_count = limbs_of_digits(length) + 1;
    uint8_t *tip = vm->heap.tip;
    if (!is_wide && (!vm_charge(vm, limb_count * limb_count / 8 + length / 4) ||
                     !natural_new(vm, limb_count, &big))) {
        return NULL;
    }
    for (uint64_t i = 0; i < length; i++) {
        char byte = i < whole.length ? whole.bytes[i] : fraction.bytes[i - whole.length];
        uint64_t digit = (uint64_t)(byte - '0');
        if (is_wide) {
            wide = wide * 10 + digit;
            continue;
        }
        chunk = chunk * 10 + digit;
        chunk_digits++;
        if (chunk_digits == LIMB_DIGITS || i + 1 == length) {
            multiply_add(&big, powers[chunk_digits], chunk);
            chunk = 0;
            chunk_digits = 0;
        }
    }
    return is_wide ? from_wide(vm, negative, wide, exponent)
                   : from_natural(vm, tip, negative, &big, exponent);
}

enum bigdecimal_problem
bigdecimal_parse(struct vm *vm, struct text text, struct big_decimal **out)
{
    text = unicode_trim(text);
    if (text.length == 0) {
        return BIGDECIMAL_EMPTY;
    }
    bool negative = text.bytes[0] == '-';
    size_t at = negative || text.bytes[0] == '+';
    struct text whole = text_slice(text, at, at + count_digits(text, at));
    at += whole.length;
    struct text fraction = TEXT("");
    if (at < text.length && text.bytes[at] == '.') {
        fraction = text_slice(text, at + 1, at + 1 + count_digits(text, at + 1));
        if (fraction.length == 0) {
            return BIGDECIMAL_SYNTAX;
        }
        at += fraction.length + 1;
    }
    int64_t exponent = 0;
    if (at < text.length && (text.bytes[at] == 'e' || text.bytes[at] == 'E')) {
        at++;
        bool is_down = at < text.length && text.bytes[at] == '-';
        at += at < text.length && (text.bytes[at] == '-' || text.bytes[at] == '+');
        size_t count = count_digits(text, at);
        if (count == 0) {
            return BIGDECIMAL_SYNTAX;
        }
        for (size_t i = 0; i < count; i++) {
            exponent = exponent > BIGDECIMAL_EXPONENT_MAX
                           ? exponent
                           : exponent * 10 + (text.bytes[at + i] - '0');
        }
        exponent = is_down ? -exponent : exponent;
        at += count;
    }
    if (whole.length == 0 || at != text.length) {
        return BIGDECIMAL_SYNTAX;
    }
    if (exponent > BIGDECIMAL_EXPONENT_MAX || exponent < -BIGDECIMAL_EXPONENT_MAX) {
        return BIGDECIMAL_EXPONENT;
    }
    exponent -= (int64_t)fraction.length;
    if (exponent < -BIGDECIMAL_EXPONENT_MAX) {
        return BIGDECIMAL_COMPUTED_EXPONENT;
    }
    *out = parse_coefficient(vm, negative, whole, fraction, exponent);
    return *out == NULL ? BIGDECIMAL_TRAPPED : BIGDECIMAL_FINE;
}
