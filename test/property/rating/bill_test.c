/* SPDX-License-Identifier: Apache-2.0 */
/** What holds of every bill: parts add up, nothing is driven below zero, taxes fit their base. */
#include "base/random.h"
#include "rating/rating.h"
#include "test.h"

#define BILLS         3000
#define LINES_MAX     8
#define DISCOUNTS_MAX 3

struct bench {
    struct arena arena;
    struct account account;
    struct task task;
    struct random random;
    struct rating_line lines[LINES_MAX];
    struct rating_discount discounts[LINES_MAX + 1][DISCOUNTS_MAX];
    struct coupon coupons[LINES_MAX + 1][DISCOUNTS_MAX];
    struct tax_rate taxes[LIMIT_TAX_RATES_MAX];
    const struct tax_rate *rates[LIMIT_TAX_RATES_MAX];
    struct rating_bill bill;
};

static void
random_coupon(struct bench *bench, struct coupon *coupon)
{
    *coupon = (struct coupon){0};
    if (random_below(&bench->random, 2) == 0) {
        coupon->has_percent_off = GIVEN_VALUE;
        EXPECT_OK(decimal_scale(decimal_from_int(random_between(&bench->random, 1, 1000000)), 1,
                                10000, ROUND_DOWN, &coupon->percent_off));
    } else {
        coupon->has_amount_off = GIVEN_VALUE;
        coupon->amount_off = random_between(&bench->random, 1, 30000);
        coupon->currency = bench->bill.currency;
    }
}

/** Discounts of place `place`, with ids of their own. */
static size_t
random_discounts(struct bench *bench, size_t place)
{
    size_t count = random_below(&bench->random, DISCOUNTS_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        random_coupon(bench, &bench->coupons[place][i]);
        bench->discounts[place][i] = (struct rating_discount){
            {(int64_t)(place * DISCOUNTS_MAX + i + 1)}, &bench->coupons[place][i]};
    }
    return count;
}

static void
random_bill(struct bench *bench)
{
    bench->bill = (struct rating_bill){.lines = bench->lines};
    EXPECT(currency_parse(TEXT("usd"), &bench->bill.currency));
    bench->bill.line_count = 1 + random_below(&bench->random, LINES_MAX);
    size_t rate_count = random_below(&bench->random, LIMIT_TAX_RATES_MAX + 1);
    for (size_t i = 0; i < rate_count; i++) {
        bench->taxes[i] = (struct tax_rate){.id = {(int64_t)i + 1},
                                            .inclusive = random_below(&bench->random, 2) == 0};
        EXPECT_OK(decimal_scale(decimal_from_int(random_between(&bench->random, 0, 1000000)), 1,
                                10000, ROUND_DOWN, &bench->taxes[i].percentage));
        bench->rates[i] = &bench->taxes[i];
    }
    for (size_t i = 0; i < bench->bill.line_count; i++) {
        bench->lines[i] = (struct rating_line){
            .amount = random_between(&bench->random, -20000, 50000),
            .is_discountable = random_below(&bench->random, 5) != 0,
            .discounts = bench->discounts[i],
            .discount_count = random_discounts(bench, i),
            .rates = bench->rates,
            .rate_count = rate_count,
        };
    }
    bench->bill.discounts = bench->discounts[LINES_MAX];
    bench->bill.discount_count = random_discounts(bench, LINES_MAX);
    bench->bill.exemption = (enum tax_exemption)random_below(&bench->random, 3);
}

static void
begin(struct bench *bench, uint64_t seed)
{
    *bench = (struct bench){0};
    arena_init(&bench->arena, (size_t)16 << 20);
    bench->task = (struct task){.arena = &bench->arena, .account = &bench->account};
    random_init(&bench->random, seed);
}

static int64_t
total_of(const struct rating_bill *bill, struct id discount)
{
    for (size_t i = 0; i < bill->total_count; i++) {
        if (bill->totals[i].discount.key == discount.key) {
            return bill->totals[i].amount;
        }
    }
    return 0;
}

/** Each discount's sum over the lines is what the bill says of it. */
static bool
sums_agree(const struct rating_bill *bill)
{
    int64_t sums[(LINES_MAX + 1) * DISCOUNTS_MAX + 1] = {0}, lines = 0, totals = 0;
    for (size_t i = 0; i < bill->line_count; i++) {
        for (size_t t = 0; t < bill->lines[i].taking_count; t++) {
            sums[bill->lines[i].takings[t].discount.key] += bill->lines[i].takings[t].amount;
            lines += bill->lines[i].takings[t].amount;
        }
    }
    for (size_t i = 0; i < bill->total_count; i++) {
        totals += bill->totals[i].amount;
    }
    for (size_t i = 1; i < COUNT_OF(sums); i++) {
        if (sums[i] != total_of(bill, (struct id){(int64_t)i})) {
            return false;
        }
    }
    return lines == totals;
}

TEST(discounts_of_lines_add_up_and_take_no_more_than_there_is)
{
    static struct bench bench;
    begin(&bench, 1);
    for (int i = 0; i < BILLS; i++) {
        arena_reset(&bench.arena);
        random_bill(&bench);
        REQUIRE(rating_discount(&bench.task, &bench.bill) == OK);
        REQUIRE(sums_agree(&bench.bill));
        for (size_t l = 0; l < bench.bill.line_count; l++) {
            const struct rating_line *line = &bench.lines[l];
            int64_t taken = 0;
            for (size_t t = 0; t < line->taking_count; t++) {
                REQUIRE(line->takings[t].amount >= 0);
                taken += line->takings[t].amount;
            }
            REQUIRE(line->left == line->amount - taken);
            REQUIRE(line->amount <= 0 || !line->is_discountable ? taken == 0 : line->left >= 0);
        }
    }
    arena_free(&bench.arena);
}

/** Whether no other whole number is nearer to the exact share of `base`. */
static bool
is_nearest(int64_t amount, int64_t base, const struct tax_rate *rate)
{
    struct decimal exact;
    int64_t parts;
    EXPECT_OK(decimal_scale(rate->percentage, 10000, 1, ROUND_DOWN, &exact));
    EXPECT_OK(decimal_to_int(exact, ROUND_DOWN, &parts));
    int64_t difference = base * parts - amount * 1000000;
    return difference <= 500000 && difference >= -500000;
}

TEST(taxes_and_what_they_are_shares_of_are_what_is_left_of_a_line)
{
    static struct bench bench;
    begin(&bench, 2);
    for (int i = 0; i < BILLS; i++) {
        arena_reset(&bench.arena);
        random_bill(&bench);
        REQUIRE(rating_discount(&bench.task, &bench.bill) == OK);
        REQUIRE(rating_tax(&bench.task, &bench.bill) == OK);
        for (size_t l = 0; l < bench.bill.line_count; l++) {
            const struct rating_line *line = &bench.lines[l];
            int64_t inside = line->waived;
            REQUIRE(line->tax_count == line->rate_count);
            for (size_t t = 0; t < line->tax_count; t++) {
                const struct rating_tax *tax = &line->taxes[t];
                inside += tax->rate->inclusive ? tax->amount : 0;
                REQUIRE(bench.bill.exemption == TAX_DUE || tax->amount == 0);
                REQUIRE(line->left >= 0 ? tax->amount >= 0 : tax->amount <= 0);
            }
            for (size_t t = 0; t < line->tax_count && bench.bill.exemption == TAX_DUE; t++) {
                const struct rating_tax *tax = &line->taxes[t];
                REQUIRE(tax->taxable == line->left - inside);
                REQUIRE(tax->rate->inclusive || is_nearest(tax->amount, tax->taxable, tax->rate));
            }
            REQUIRE(bench.bill.exemption == TAX_DUE ? line->waived == 0
                    : line->left >= 0               ? line->waived <= line->left
                                                    : line->waived >= line->left);
        }
    }
    arena_free(&bench.arena);
}

TEST(a_credit_has_the_tax_of_its_charge_with_the_other_sign)
{
    static struct bench bench;
    begin(&bench, 3);
    for (int i = 0; i < BILLS; i++) {
        arena_reset(&bench.arena);
        random_bill(&bench);
        bench.bill.line_count = 2;
        bench.lines[1] = bench.lines[0];
        bench.lines[0].left = random_between(&bench.random, 1, 99999);
        bench.lines[1].left = -bench.lines[0].left;
        bench.lines[1].rate_count = bench.lines[0].rate_count;
        REQUIRE(rating_tax(&bench.task, &bench.bill) == OK);
        for (size_t t = 0; t < bench.lines[0].tax_count; t++) {
            REQUIRE(bench.lines[0].taxes[t].amount == -bench.lines[1].taxes[t].amount);
        }
        REQUIRE(bench.lines[0].waived == -bench.lines[1].waived);
    }
    arena_free(&bench.arena);
}
