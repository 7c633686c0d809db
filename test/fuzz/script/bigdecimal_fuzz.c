/* SPDX-License-Identifier: Apache-2.0 */
/** Two decimals and an operation: laws of arithmetic hold, fuel and memory end it otherwise. */
#include "script/bigdecimal.h"
#include "script/vm.h"

#define HEAP_BYTES (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static bool
equal(struct vm *vm, const struct big_decimal *a, const struct big_decimal *b)
{
    int order = 1;
    return !bigdecimal_compare(vm, a, b, &order) || order == 0;
}

/** Read back what is written: the same, in normal form. */
static void
check_text(struct vm *vm, const struct big_decimal *a)
{
    struct text text;
    struct big_decimal *again = NULL;
    if (!bigdecimal_render(vm, a, &text)) {
        return;
    }
    enum bigdecimal_problem problem = bigdecimal_parse(vm, text, &again);
    assert(problem != BIGDECIMAL_SYNTAX && problem != BIGDECIMAL_EMPTY);
    if (problem == BIGDECIMAL_FINE) {
        assert(again->count == a->count && again->exponent == a->exponent);
        assert(again->negative == a->negative);
        assert(memcmp(again->limbs, a->limbs, a->count * sizeof(uint64_t)) == 0);
        assert(a->count == 0 || a->limbs[a->count - 1] != 0);
    }
}

static void
check_laws(struct vm *vm, const struct big_decimal *a, const struct big_decimal *b, int places,
           enum bigdecimal_direction direction)
{
    const struct big_decimal *sum = bigdecimal_add(vm, a, b);
    const struct big_decimal *back = sum == NULL ? NULL : bigdecimal_subtract(vm, sum, b);
    assert(back == NULL || equal(vm, back, a));
    const struct big_decimal *product = back == NULL ? NULL : bigdecimal_multiply(vm, a, b);
    if (product == NULL || b->count == 0) {
        return;
    }
    check_text(vm, product);
    const struct big_decimal *quotient = bigdecimal_divide(vm, product, b, places, direction);
    if (quotient == NULL) {
        return;
    }
    const struct big_decimal *rounded = bigdecimal_round_places(vm, a, places, direction);
    assert(rounded == NULL || equal(vm, quotient, rounded));
    double number;
    if (bigdecimal_to_number(vm, quotient, &number)) {
        assert(number == number);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static uint64_t block[HEAP_BYTES / sizeof(uint64_t)];
    struct vm vm = {.fuel = 200000, .exception = VALUE_EMPTY};
    struct big_decimal *a = NULL;
    struct big_decimal *b = NULL;
    heap_init(&vm.heap, block, sizeof(block));
    if (length < 3) {
        return 0;
    }
    struct text text = {(const char *)bytes + 2, length - 2};
    size_t middle = text_find(text, ' ', 0);
    if (bigdecimal_parse(&vm, text_slice(text, 0, middle), &a) != BIGDECIMAL_FINE ||
        middle == text.length ||
        bigdecimal_parse(&vm, text_slice(text, middle + 1, text.length), &b) != BIGDECIMAL_FINE) {
        return 0;
    }
    /* Exponents far out would throw; a vm without a realm cannot. */
    if (a->exponent > 100000 || a->exponent < -100000 || b->exponent > 100000 ||
        b->exponent < -100000) {
        return 0;
    }
    check_text(&vm, a);
    check_laws(&vm, a, b, bytes[0], (enum bigdecimal_direction)(bytes[1] % DIRECTION_COUNT));
    return 0;
}
