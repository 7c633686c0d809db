/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bigint.h"

static void
trim(struct bigint *big)
{
    while (big->count > 0 && big->words[big->count - 1] == 0) {
        big->count--;
    }
}

void
bigint_set(struct bigint *big, uint64_t value)
{
    big->words[0] = value;
    big->count = value != 0;
}

void
bigint_multiply_add(struct bigint *big, uint64_t factor, uint64_t addend)
{
    uint64_t carry = addend;
    for (uint32_t i = 0; i < big->count; i++) {
        uint128_t product = (uint128_t)big->words[i] * factor + carry;
        big->words[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    if (carry != 0) {
        assert(big->count < BIGINT_WORDS);
        big->words[big->count++] = carry;
    }
    trim(big);
}

void
bigint_multiply_power(struct bigint *big, uint32_t base, uint32_t exponent)
{
    while (exponent > 0) {
        uint64_t factor = 1;
        while (exponent > 0 && factor <= UINT64_MAX / base) {
            factor *= base;
            exponent--;
        }
        bigint_multiply_add(big, factor, 0);
    }
}

void
bigint_shift_left(struct bigint *big, uint32_t bits)
{
    if (big->count == 0 || bits == 0) {
        return;
    }
    uint32_t words = bits / 64;
    uint32_t rest = bits % 64;
    assert(big->count + words + 1 <= BIGINT_WORDS);
    for (uint32_t i = big->count + words + 1; i-- > 0;) {
        uint64_t low = i >= words + 1 && i - words - 1 < big->count ? big->words[i - words - 1] : 0;
        uint64_t high = i >= words && i - words < big->count ? big->words[i - words] : 0;
        big->words[i] = rest == 0 ? high : (high << rest) | (low >> (64 - rest));
    }
    big->count += words + 1;
    trim(big);
}

int
bigint_compare(const struct bigint *a, const struct bigint *b)
{
    if (a->count != b->count) {
        return a->count < b->count ? -1 : 1;
    }
    for (uint32_t i = a->count; i-- > 0;) {
        if (a->words[i] != b->words[i]) {
            return a->words[i] < b->words[i] ? -1 : 1;
        }
    }
    return 0;
}

int
bigint_compare_sum(const struct bigint *a, const struct bigint *b, const struct bigint *c)
{
    struct bigint sum = *a;
    uint64_t carry = 0;
    for (uint32_t i = 0; i < b->count || carry != 0; i++) {
        if (i == sum.count) {
            assert(sum.count < BIGINT_WORDS);
            sum.words[sum.count++] = 0;
        }
        uint128_t total = (uint128_t)sum.words[i] + (i < b->count ? b->words[i] : 0) + carry;
        sum.words[i] = (uint64_t)total;
        carry = (uint64_t)(total >> 64);
    }
    trim(&sum);
    return bigint_compare(&sum, c);
}

void
bigint_subtract(struct bigint *a, const struct bigint *b)
{
    uint64_t borrow = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        uint64_t other = i < b->count ? b->words[i] : 0;
        uint128_t difference = (uint128_t)a->words[i] - other - borrow;
        a->words[i] = (uint64_t)difference;
        borrow = (difference >> 64) != 0;
    }
    assert(borrow == 0);
    trim(a);
}

uint64_t
bigint_divide_word(struct bigint *big, uint64_t divisor)
{
    uint64_t rest = 0;
    for (uint32_t i = big->count; i-- > 0;) {
        uint128_t dividend = ((uint128_t)rest << 64) | big->words[i];
        big->words[i] = (uint64_t)(dividend / divisor);
        rest = (uint64_t)(dividend % divisor);
    }
    trim(big);
    return rest;
}

uint32_t
bigint_bits(const struct bigint *big)
{
    if (big->count == 0) {
        return 0;
    }
    return big->count * 64 - (uint32_t)__builtin_clzll(big->words[big->count - 1]);
}
