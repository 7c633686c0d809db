/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/balance.h"
#include "test.h"

static void
expect(int64_t total, int64_t starting, int64_t due, int64_t ending)
{
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct task task = {.arena = &arena};
    struct currency usd;
    int64_t got_due = -1, got_ending = -1;
    EXPECT(currency_parse(TEXT("usd"), &usd));
    EXPECT_OK(balance_meet(&task, total, starting, balance_applied(total, starting), usd, &got_due,
                           &got_ending));
    EXPECT_INT(got_due, due);
    EXPECT_INT(got_ending, ending);
    arena_free(&arena);
}

/* The examples of billing.md 23.5. */
TEST(credit_is_used_up_to_the_total)
{
    expect(1500, -1000, 500, 0);  /* B1 */
    expect(1500, -2000, 0, -500); /* B2 */
    expect(1500, -1500, 0, 0);
}

TEST(debt_is_added_to_the_next_invoice)
{
    expect(1000, 300, 1300, 0); /* B3 */
    expect(0, 300, 300, 0);
}

TEST(what_is_too_small_to_charge_waits_on_the_balance)
{
    expect(30, 0, 0, 30); /* B4 */
    expect(1000, 30, 1030, 0);
    expect(49, 0, 0, 49);
    expect(50, 0, 50, 0);
    expect(1000, -970, 0, 30);
}

TEST(a_negative_total_becomes_credit)
{
    expect(-334, 0, 0, -334); /* B5 */
    expect(-334, -100, 0, -434);
    expect(-100, 300, 0, 200);
}

TEST(what_is_too_large_to_charge_waits_on_the_balance)
{
    expect(100000000, 0, 99999999, 1);
}

static void
expect_applied(int64_t total, int64_t starting, int64_t applied, int64_t due, int64_t ending)
{
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct task task = {.arena = &arena};
    struct currency usd;
    int64_t got_due = -1, got_ending = -1;
    EXPECT(currency_parse(TEXT("usd"), &usd));
    EXPECT_OK(balance_meet(&task, total, starting, applied, usd, &got_due, &got_ending));
    EXPECT_INT(got_due, due);
    EXPECT_INT(got_ending, ending);
    arena_free(&arena);
}

TEST(what_is_not_applied_stays_on_the_balance)
{
    expect_applied(1500, -1000, -400, 1100, -600);
    expect_applied(1500, 1000, 0, 1500, 1000);
    expect_applied(1500, 0, -1500, 0, 1500); /* deferred: the customer owes it */
    expect_applied(-300, 500, 500, 200, 0);
}

TEST(an_overflow_is_an_error)
{
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct task task = {.arena = &arena};
    struct currency usd;
    int64_t due, ending;
    EXPECT(currency_parse(TEXT("usd"), &usd));
    EXPECT_ERR(balance_meet(&task, INT64_MAX, 1, 1, usd, &due, &ending), ERR_MONEY_OVERFLOW);
    arena_free(&arena);
}
