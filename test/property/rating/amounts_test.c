/* SPDX-License-Identifier: Apache-2.0 */
/** What holds of every price: amounts rise with the quantity, and modes agree where they must. */
#include "base/random.h"
#include "catalog/catalog.h"
#include "test.h"

#define PRICES    400
#define TIERS_MAX 6

struct bench {
    struct arena arena;
    struct account account;
    struct task task;
    struct random random;
    struct price_tier tiers[TIERS_MAX];
    struct price_transform transform;
    struct price price;
};

static void
begin(struct bench *bench, uint64_t seed)
{
    *bench = (struct bench){0};
    arena_init(&bench->arena, (size_t)4 << 20);
    bench->task = (struct task){.arena = &bench->arena, .account = &bench->account};
    random_init(&bench->random, seed);
    EXPECT(currency_parse(TEXT("usd"), &bench->price.currency));
}

/** Whole minor units, or with up to twelve places. */
static struct decimal
random_amount(struct bench *bench, bool is_whole)
{
    int64_t units = random_between(&bench->random, 0, 20000);
    struct decimal amount = decimal_from_int(units);
    if (!is_whole) {
        EXPECT_OK(decimal_scale(amount, random_between(&bench->random, 0, 999983), 1000003,
                                ROUND_DOWN, &amount));
    }
    return amount;
}

static void
random_tiers(struct bench *bench, size_t count, bool is_whole)
{
    int64_t up_to = 0;
    for (size_t i = 0; i < count; i++) {
        struct price_tier *tier = &bench->tiers[i];
        up_to += random_between(&bench->random, 1, 40);
        *tier = (struct price_tier){
            .has_up_to = i + 1 < count ? GIVEN_VALUE : GIVEN_NO,
            .up_to = up_to,
            .has_unit_amount_decimal = GIVEN_VALUE,
            .unit_amount_decimal = random_amount(bench, is_whole),
        };
        if (random_below(&bench->random, 2) == 0) {
            tier->has_flat_amount_decimal = GIVEN_VALUE;
            tier->flat_amount_decimal = random_amount(bench, is_whole);
        }
    }
    bench->price.billing_scheme = BILLING_SCHEME_TIERED;
    bench->price.tiers = bench->tiers;
    bench->price.tiers_count = count;
}

static int64_t
amount_of(struct bench *bench, enum tiers_mode mode, int64_t quantity)
{
    struct money amount = {0};
    bench->price.tiers_mode = mode;
    EXPECT_OK(price_amount(&bench->task, &bench->price, bench->price.currency, quantity, &amount));
    return amount.minor;
}

TEST(a_graduated_amount_never_falls_as_the_quantity_rises)
{
    struct bench bench;
    begin(&bench, 1);
    for (int i = 0; i < PRICES; i++) {
        int64_t before = 0;
        random_tiers(&bench, 1 + random_below(&bench.random, TIERS_MAX), i % 2 == 0);
        for (int64_t quantity = 0; quantity <= 250; quantity++) {
            int64_t amount = amount_of(&bench, TIERS_MODE_GRADUATED, quantity);
            REQUIRE(amount >= before);
            before = amount;
        }
    }
    arena_free(&bench.arena);
}

TEST(a_price_by_unit_or_package_never_falls_as_the_quantity_rises)
{
    struct bench bench;
    begin(&bench, 2);
    for (int i = 0; i < PRICES; i++) {
        int64_t before = 0;
        bench.price.billing_scheme = BILLING_SCHEME_PER_UNIT;
        bench.price.has_unit_amount_decimal = GIVEN_VALUE;
        bench.price.unit_amount_decimal = random_amount(&bench, false);
        bench.transform = (struct price_transform){
            .divide_by = random_between(&bench.random, 1, 12),
            .round = i % 2 == 0 ? TRANSFORM_ROUND_UP : TRANSFORM_ROUND_DOWN,
        };
        bench.price.transform_quantity = i % 3 == 0 ? NULL : &bench.transform;
        for (int64_t quantity = 0; quantity <= 100; quantity++) {
            int64_t amount = amount_of(&bench, TIERS_MODE_NONE, quantity);
            REQUIRE(amount >= before);
            before = amount;
        }
    }
    arena_free(&bench.arena);
}

TEST(with_one_tier_volume_and_graduated_are_the_same)
{
    struct bench bench;
    begin(&bench, 3);
    for (int i = 0; i < PRICES; i++) {
        random_tiers(&bench, 1, false);
        for (int k = 0; k < 50; k++) {
            int64_t quantity = random_between(&bench.random, 0, 1000000);
            REQUIRE(amount_of(&bench, TIERS_MODE_VOLUME, quantity) ==
                    amount_of(&bench, TIERS_MODE_GRADUATED, quantity));
        }
    }
    arena_free(&bench.arena);
}

TEST(a_graduated_amount_jumps_by_a_unit_and_the_flat_amount_of_a_tier_that_is_entered)
{
    struct bench bench;
    begin(&bench, 4);
    for (int i = 0; i < PRICES; i++) {
        size_t count = 2 + random_below(&bench.random, TIERS_MAX - 1);
        random_tiers(&bench, count, true);
        for (size_t t = 0; t + 1 < count; t++) {
            const struct price_tier *next = &bench.tiers[t + 1];
            int64_t at = bench.tiers[t].up_to, unit, flat = 0;
            EXPECT_OK(decimal_to_int(next->unit_amount_decimal, ROUND_DOWN, &unit));
            if (next->has_flat_amount_decimal == GIVEN_VALUE) {
                EXPECT_OK(decimal_to_int(next->flat_amount_decimal, ROUND_DOWN, &flat));
            }
            REQUIRE(amount_of(&bench, TIERS_MODE_GRADUATED, at + 1) -
                        amount_of(&bench, TIERS_MODE_GRADUATED, at) ==
                    unit + flat);
        }
    }
    arena_free(&bench.arena);
}
