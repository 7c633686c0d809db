/* SPDX-License-Identifier: Apache-2.0 */
#include "decimal_vectors.h"
#include "script/bigdecimal.h"
#include "script/number.h"
#include "script/vm.h"
#include "test.h"

#define HEAP_BYTES (4 << 20)

static const char *const directions[DIRECTION_COUNT] = {
    "ceil", "floor", "round-down", "round-up", "half-up", "half-down", "half-even",
};

/** A machine with memory and fuel alone: enough for arithmetic that does not throw. */
static void
machine_init(struct vm *vm, void *block, int64_t fuel)
{
    *vm = (struct vm){.fuel = fuel, .exception = VALUE_EMPTY};
    heap_init(&vm->heap, block, HEAP_BYTES);
}

static struct big_decimal *
parse(struct vm *vm, const char *text)
{
    struct big_decimal *decimal = NULL;
    EXPECT_INT(bigdecimal_parse(vm, text_of(text), &decimal), BIGDECIMAL_FINE);
    return decimal;
}

static struct text
render(struct vm *vm, const struct big_decimal *decimal)
{
    struct text text = NO_TEXT;
    EXPECT(decimal != NULL && bigdecimal_render(vm, decimal, &text));
    return text;
}

static enum bigdecimal_direction
direction_of(const char *name)
{
    for (int i = 0; i < DIRECTION_COUNT; i++) {
        if (strcmp(directions[i], name) == 0) {
            return (enum bigdecimal_direction)i;
        }
    }
    return DIRECTION_CEIL;
}

/** What one row gives, as text; the row's operands are fine. */
static struct text
compute(struct vm *vm, size_t row, const struct big_decimal *a)
{
    const char *operation = decimal_vectors[row].operation;
    const char *other = decimal_vectors[row].b;
    int places = decimal_vectors[row].places;
    enum bigdecimal_direction direction = direction_of(decimal_vectors[row].direction);
    const struct big_decimal *b = other[0] == '\0' ? NULL : parse(vm, other);
    static char small[SCRIPT_NUMBER_TEXT_MAX];
    struct text text = NO_TEXT;
    int order;
    double number;
    if (strcmp(operation, "add") == 0) {
        return render(vm, bigdecimal_add(vm, a, b));
    }
    if (strcmp(operation, "sub") == 0) {
        return render(vm, bigdecimal_subtract(vm, a, b));
    }
    if (strcmp(operation, "mul") == 0) {
        return render(vm, bigdecimal_multiply(vm, a, b));
    }
    if (strcmp(operation, "div") == 0) {
        return b->count == 0 ? TEXT("!Division by zero")
                             : render(vm, bigdecimal_divide(vm, a, b, places, direction));
    }
    if (strcmp(operation, "places") == 0) {
        return render(vm, bigdecimal_round_places(vm, a, places, direction));
    }
    if (strcmp(operation, "figures") == 0) {
        return render(vm, bigdecimal_round_figures(vm, a, places, direction));
    }
    if (strcmp(operation, "fixed") == 0) {
        a = bigdecimal_round_places(vm, a, places, direction);
        EXPECT(bigdecimal_render_fixed(vm, a, places, &text));
        return text;
    }
    if (strcmp(operation, "cmp") == 0) {
        EXPECT(bigdecimal_compare(vm, a, b, &order));
        return order < 0 ? TEXT("-1") : order > 0 ? TEXT("1") : TEXT("0");
    }
    if (strcmp(operation, "number") == 0) {
        EXPECT(bigdecimal_to_number(vm, a, &number));
        return (struct text){small, script_number_render(number, small)};
    }
    return render(vm, a); /* text, from */
}

TEST(every_operation_agrees_with_an_independent_implementation)
{
    void *block = block_alloc(HEAP_BYTES);
    REQUIRE(block != NULL);
    for (size_t i = 0; i < COUNT_OF(decimal_vectors); i++) {
        struct vm vm;
        struct big_decimal *a = NULL;
        enum bigdecimal_problem problem = BIGDECIMAL_FINE;
        machine_init(&vm, block, 1000000);
        if (strcmp(decimal_vectors[i].operation, "from") == 0) {
            double number;
            EXPECT(script_number_parse(text_of(decimal_vectors[i].a), &number));
            a = bigdecimal_from_number(&vm, number);
        } else {
            problem = bigdecimal_parse(&vm, text_of(decimal_vectors[i].a), &a);
        }
        if (problem != BIGDECIMAL_FINE) {
            if (decimal_vectors[i].answer[0] != '!') {
                TEST_FAILED("\"%s\" is refused (%d)", decimal_vectors[i].a, (int)problem);
            }
            continue;
        }
        struct text answer = compute(&vm, i, a);
        if (!test_text_is(answer, decimal_vectors[i].answer)) {
            TEST_FAILED("%s %s %s %d %s is %.*s, expected %s", decimal_vectors[i].operation,
                        decimal_vectors[i].a, decimal_vectors[i].b, decimal_vectors[i].places,
                        decimal_vectors[i].direction, TEXT_ARG(answer), decimal_vectors[i].answer);
        }
        EXPECT_INT(vm.trap, RUN_NONE);
    }
    block_free(block);
}

TEST(normal_form_has_no_trailing_zero_and_no_negative_zero)
{
    void *block = block_alloc(HEAP_BYTES);
    struct vm vm;
    machine_init(&vm, block, 1000000);
    const struct big_decimal *a = parse(&vm, "1200.3400e5");
    EXPECT_INT(a->count, 1);
    EXPECT_INT(a->limbs[0], 120034);
    EXPECT_INT(a->exponent, 3);
    const struct big_decimal *zero = parse(&vm, "-0.000");
    EXPECT_INT(zero->count, 0);
    EXPECT_INT(zero->exponent, 0);
    EXPECT(!zero->negative);
    EXPECT(!bigdecimal_negate(&vm, zero)->negative);
    /* 2^128 - 1 takes all of the fast path, one more leaves it; both come back. */
    const struct big_decimal *most = parse(&vm, "340282366920938463463374607431768211455");
    EXPECT_INT(most->count, 2);
    const struct big_decimal *more = bigdecimal_add(&vm, most, parse(&vm, "1"));
    EXPECT_INT(more->count, 3);
    const struct big_decimal *back = bigdecimal_subtract(&vm, more, parse(&vm, "1"));
    EXPECT_INT(back->count, 2);
    EXPECT_TEXT(render(&vm, back), "3.40282366920938463463374607431768211455E+38");
    block_free(block);
}

TEST(slow_results_leave_no_scratch_behind)
{
    void *block = block_alloc(HEAP_BYTES);
    struct vm vm;
    machine_init(&vm, block, 1000000);
    const struct big_decimal *a = parse(&vm, "1234567890123456789012345678901234567890.5");
    size_t before = heap_used(&vm.heap);
    const struct big_decimal *product = bigdecimal_multiply(&vm, a, a);
    REQUIRE(product != NULL);
    EXPECT_INT(heap_used(&vm.heap) - before, sizeof(*product) + product->count * 8);
    before = heap_used(&vm.heap);
    const struct big_decimal *quotient =
        bigdecimal_divide(&vm, product, a, 34, DIRECTION_HALF_EVEN);
    REQUIRE(quotient != NULL);
    EXPECT_INT(heap_used(&vm.heap) - before, sizeof(*quotient) + quotient->count * 8);
    int order;
    EXPECT(bigdecimal_compare(&vm, quotient, a, &order));
    EXPECT_INT(order, 0);
    block_free(block);
}

TEST(work_is_paid_by_its_size_and_memory_has_a_cap)
{
    void *block = block_alloc(HEAP_BYTES);
    struct vm vm;
    machine_init(&vm, block, 100000);
    /* Squaring doubles the digits: fuel ends it long before memory or patience do. */
    const struct big_decimal *a = parse(&vm, "3");
    int rounds = 0;
    while (a != NULL) {
        a = bigdecimal_multiply(&vm, a, a);
        rounds++;
    }
    EXPECT_INT(vm.trap, RUN_FUEL);
    EXPECT(rounds > 8 && rounds < 20);

    machine_init(&vm, block, INT64_MAX);
    heap_init(&vm.heap, block, 1 << 12);
    struct text text;
    a = parse(&vm, "1e1000000");
    EXPECT(!bigdecimal_render_fixed(&vm, a, 0, &text));
    EXPECT_INT(vm.trap, RUN_MEMORY);
    block_free(block);
}

TEST(fuel_is_the_same_every_time)
{
    void *block = block_alloc(HEAP_BYTES);
    int64_t left[2];
    for (int i = 0; i < 2; i++) {
        struct vm vm;
        machine_init(&vm, block, 1000000);
        const struct big_decimal *a = parse(&vm, "98765432109876543210987654321098765432109876.5");
        const struct big_decimal *b = parse(&vm, "0.0000000000000000000000000000000000000000003");
        EXPECT(bigdecimal_divide(&vm, a, b, 60, DIRECTION_FLOOR) != NULL);
        EXPECT_TEXT(render(&vm, bigdecimal_add(&vm, a, b)),
                    "98765432109876543210987654321098765432109876."
                    "5000000000000000000000000000000000000000003");
        left[i] = vm.fuel;
    }
    EXPECT(left[0] < 1000000);
    EXPECT_INT(left[0], left[1]);
    block_free(block);
}
