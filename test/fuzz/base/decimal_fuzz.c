/* SPDX-License-Identifier: Apache-2.0 */
/** "a b" in decimals: what is read comes back, and the four operations keep their identities. */
#include "base/decimal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static bool
read_back(struct text text, struct decimal *out)
{
    char rendered[DECIMAL_TEXT_MAX];
    struct decimal again;
    err_t err = decimal_parse(text, out);
    assert(err == OK || err == ERR_DECIMAL_SYNTAX || err == ERR_DECIMAL_OVERFLOW);
    if (err != OK) {
        return false;
    }
    size_t written = decimal_render(*out, rendered);
    err = decimal_parse((struct text){rendered, written}, &again);
    assert(err == OK);
    assert(again.units == out->units);
    return true;
}

static void
check_pair(struct decimal a, struct decimal b)
{
    struct decimal sum, back, floor, ceiling, half;
    if (decimal_add(a, b, &sum) == OK) {
        err_t err = decimal_sub(sum, b, &back);
        assert(err == OK && back.units == a.units);
        (void)err;
    }
    if (decimal_mul(a, b, ROUND_FLOOR, &floor) == OK &&
        decimal_mul(b, a, ROUND_CEILING, &ceiling) == OK &&
        decimal_mul(a, b, ROUND_HALF_EVEN, &half) == OK) {
        assert(ceiling.units - floor.units <= 1 && ceiling.units >= floor.units);
        assert(half.units == floor.units || half.units == ceiling.units);
    }
    if (decimal_div(a, b, ROUND_DOWN, &floor) == OK &&
        decimal_mul(floor, b, ROUND_DOWN, &back) == OK) {
        /* towards zero twice: never further out than a */
        assert(a.units < 0 ? back.units >= a.units && back.units <= 0
                           : back.units <= a.units && back.units >= 0);
    }
    for (int places = 0; places <= DECIMAL_PLACES; places++) {
        if (decimal_round(a, places, ROUND_HALF_UP, &half) == OK) {
            err_t err = decimal_round(half, places, ROUND_DOWN, &back);
            assert(err == OK && back.units == half.units);
            (void)err;
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct text input = {(const char *)bytes, length};
    size_t space = text_find(input, ' ', 0);
    struct decimal a, b;
    bool has_a = read_back(text_slice(input, 0, space), &a);
    bool has_b = read_back(text_slice(input, space + 1, length), &b);
    if (has_a && has_b) {
        check_pair(a, b);
        check_pair(b, a);
    }
    return 0;
}
