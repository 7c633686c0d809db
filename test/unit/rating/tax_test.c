/* SPDX-License-Identifier: Apache-2.0 */
#include "rating/rating.h"
#include "test.h"

struct bench {
    struct arena arena;
    struct account account;
    struct task task;
    struct rating_line lines[3];
    struct tax_rate taxes[3];
    const struct tax_rate *rates[3];
    struct rating_bill bill;
};

static void
begin(struct bench *bench)
{
    *bench = (struct bench){0};
    arena_init(&bench->arena, (size_t)1 << 20);
    bench->task = (struct task){.arena = &bench->arena, .account = &bench->account};
    bench->bill.lines = bench->lines;
}

static void
add_rate(struct bench *bench, size_t place, const char *percentage, bool inclusive)
{
    bench->taxes[place] = (struct tax_rate){.id = {(int64_t)place + 1}, .inclusive = inclusive};
    EXPECT_OK(decimal_parse(text_of(percentage), &bench->taxes[place].percentage));
    bench->rates[place] = &bench->taxes[place];
}

/** A line with what discounts left of it, and the first rates. */
static void
add_line(struct bench *bench, int64_t left, size_t rate_count)
{
    bench->lines[bench->bill.line_count++] = (struct rating_line){
        .amount = left, .left = left, .rates = bench->rates, .rate_count = rate_count};
}

TEST(exclusive_tax_comes_on_top_of_what_is_left) /* D2 */
{
    struct bench bench;
    begin(&bench);
    add_rate(&bench, 0, "5", false);
    add_line(&bench, 450, 1);
    add_line(&bench, 900, 1);
    EXPECT_OK(rating_tax(&bench.task, &bench.bill));
    EXPECT_INT(bench.lines[0].taxes[0].amount, 23); /* 22.5 */
    EXPECT_INT(bench.lines[1].taxes[0].amount, 45);
    EXPECT_INT(bench.lines[0].taxes[0].taxable, 450);
    EXPECT_INT(bench.lines[0].taxes[0].reason, TAXABILITY_REASON_STANDARD_RATED);
    EXPECT_INT(bench.lines[0].waived, 0);
    arena_free(&bench.arena);
}

TEST(inclusive_tax_is_taken_out_before_exclusive_tax_is_added) /* D3, D4 */
{
    struct bench bench;
    begin(&bench);
    add_rate(&bench, 0, "7", false);
    add_rate(&bench, 1, "5", true);
    add_line(&bench, 450, 2);
    add_line(&bench, 900, 2);
    EXPECT_OK(rating_tax(&bench.task, &bench.bill));
    EXPECT_INT(bench.lines[0].taxes[1].amount, 21); /* 21.43 */
    EXPECT_INT(bench.lines[1].taxes[1].amount, 43); /* 42.86 */
    EXPECT_INT(bench.lines[0].taxes[0].taxable, 429);
    EXPECT_INT(bench.lines[1].taxes[0].taxable, 857);
    EXPECT_INT(bench.lines[0].taxes[0].amount, 30);
    EXPECT_INT(bench.lines[1].taxes[0].amount, 60);
    arena_free(&bench.arena);
}

TEST(two_inclusive_rates_share_what_is_inside)
{
    struct bench bench;
    begin(&bench);
    add_rate(&bench, 0, "10", true);
    add_rate(&bench, 1, "15", true);
    add_line(&bench, 1000, 2);
    EXPECT_OK(rating_tax(&bench.task, &bench.bill));
    EXPECT_INT(bench.lines[0].taxes[0].amount, 80);
    EXPECT_INT(bench.lines[0].taxes[1].amount, 120);
    EXPECT_INT(bench.lines[0].taxes[0].taxable, 800);
    arena_free(&bench.arena);
}

TEST(an_exempt_customer_pays_neither_tax_on_top_nor_tax_inside) /* D6 */
{
    struct bench bench;
    begin(&bench);
    add_rate(&bench, 0, "10", true);
    add_rate(&bench, 1, "7", false);
    add_line(&bench, 10000, 2);
    bench.bill.exemption = TAX_EXEMPT;
    EXPECT_OK(rating_tax(&bench.task, &bench.bill));
    EXPECT_INT(bench.lines[0].waived, 909);
    EXPECT_INT(bench.lines[0].taxes[0].amount, 0);
    EXPECT_INT(bench.lines[0].taxes[1].amount, 0);
    EXPECT_INT(bench.lines[0].taxes[0].reason, TAXABILITY_REASON_CUSTOMER_EXEMPT);
    bench.bill.exemption = TAX_REVERSE;
    EXPECT_OK(rating_tax(&bench.task, &bench.bill));
    EXPECT_INT(bench.lines[0].waived, 909);
    EXPECT_INT(bench.lines[0].taxes[1].reason, TAXABILITY_REASON_REVERSE_CHARGE);
    EXPECT_INT(bench.lines[0].taxes[1].taxable, 9091);
    arena_free(&bench.arena);
}

TEST(each_line_is_rounded_by_itself) /* D7, D8 */
{
    struct bench bench;
    begin(&bench);
    add_rate(&bench, 0, "8.875", false);
    for (int i = 0; i < 3; i++) {
        add_line(&bench, 333, 1);
    }
    EXPECT_OK(rating_tax(&bench.task, &bench.bill));
    for (int i = 0; i < 3; i++) {
        EXPECT_INT(bench.lines[i].taxes[0].amount, 30); /* 29.55 */
    }
    arena_free(&bench.arena);

    begin(&bench);
    add_rate(&bench, 0, "10", true);
    add_line(&bench, 100000, 1);
    add_line(&bench, 5000, 1);
    EXPECT_OK(rating_tax(&bench.task, &bench.bill));
    EXPECT_INT(bench.lines[0].taxes[0].amount, 9091);
    EXPECT_INT(bench.lines[1].taxes[0].amount, 455);
    arena_free(&bench.arena);
}

TEST(a_rate_of_nothing_says_so_and_a_credit_is_taxed_below_zero)
{
    struct bench bench;
    begin(&bench);
    add_rate(&bench, 0, "0", false);
    add_rate(&bench, 1, "5", false);
    add_line(&bench, -450, 2);
    EXPECT_OK(rating_tax(&bench.task, &bench.bill));
    EXPECT_INT(bench.lines[0].taxes[0].amount, 0);
    EXPECT_INT(bench.lines[0].taxes[0].reason, TAXABILITY_REASON_ZERO_RATED);
    EXPECT_INT(bench.lines[0].taxes[1].amount, -23);
    arena_free(&bench.arena);
}

TEST(the_largest_amount_does_not_wrap)
{
    struct bench bench;
    begin(&bench);
    add_rate(&bench, 0, "99.9999", true);
    add_rate(&bench, 1, "100", false);
    add_line(&bench, INT64_MAX, 2);
    EXPECT_OK(rating_tax(&bench.task, &bench.bill));
    EXPECT(bench.lines[0].taxes[0].amount > 0 && bench.lines[0].taxes[0].amount < INT64_MAX / 2);
    EXPECT_INT(bench.lines[0].taxes[1].amount, bench.lines[0].taxes[1].taxable);
    arena_free(&bench.arena);
}
