/* SPDX-License-Identifier: Apache-2.0 */
#include "rating/rating.h"
#include "test.h"

/** Lines of 20 lines at most with coupons made by hand; no store is asked. */
struct bill_bench {
    struct arena arena;
    struct account account;
    struct task task;
    struct rating_line lines[20];
    struct rating_bill bill;
};

static void
begin(struct bill_bench *bench)
{
    *bench = (struct bill_bench){0};
    arena_init(&bench->arena, (size_t)4 << 20);
    bench->task = (struct task){.arena = &bench->arena, .account = &bench->account};
    EXPECT(currency_parse(TEXT("usd"), &bench->bill.currency));
    bench->bill.lines = bench->lines;
}

static struct rating_line *
add_line(struct bill_bench *bench, int64_t amount)
{
    struct rating_line *line = &bench->lines[bench->bill.line_count++];
    *line = (struct rating_line){.amount = amount, .is_discountable = true};
    return line;
}

static struct coupon *
percent(struct bill_bench *bench, const char *off)
{
    struct coupon *coupon = arena_new(&bench->arena, struct coupon);
    coupon->has_percent_off = GIVEN_VALUE;
    EXPECT_OK(decimal_parse(text_of(off), &coupon->percent_off));
    return coupon;
}

static struct coupon *
amount(struct bill_bench *bench, int64_t off)
{
    struct coupon *coupon = arena_new(&bench->arena, struct coupon);
    coupon->has_amount_off = GIVEN_VALUE;
    coupon->amount_off = off;
    coupon->currency = bench->bill.currency;
    return coupon;
}

/** Apply up to two coupons to the whole bill. */
static void
apply(struct bill_bench *bench, const struct coupon *first, const struct coupon *second)
{
    static struct rating_discount discounts[2];
    discounts[0] = (struct rating_discount){{1}, first};
    discounts[1] = (struct rating_discount){{2}, second};
    bench->bill.discounts = discounts;
    bench->bill.discount_count = second != NULL ? 2 : 1;
    EXPECT_OK(rating_discount(&bench->task, &bench->bill));
}

static int64_t
left(const struct bill_bench *bench)
{
    int64_t sum = 0, taken = 0, total = 0;
    for (size_t i = 0; i < bench->bill.line_count; i++) {
        const struct rating_line *line = &bench->lines[i];
        int64_t off = 0;
        for (size_t t = 0; t < line->taking_count; t++) {
            EXPECT(line->takings[t].amount >= 0);
            off += line->takings[t].amount;
        }
        EXPECT_INT(line->left, line->amount - off);
        taken += off;
        sum += line->left;
    }
    for (size_t t = 0; t < bench->bill.total_count; t++) {
        total += bench->bill.totals[t].amount;
    }
    EXPECT_INT(taken, total); /* RATING-3 */
    return sum;
}

TEST(each_discount_works_on_what_the_ones_before_it_left) /* D1 */
{
    struct bill_bench bench;
    begin(&bench);
    add_line(&bench, 10000);
    apply(&bench, percent(&bench, "20"), amount(&bench, 500));
    EXPECT_INT(left(&bench), 7500);
    arena_free(&bench.arena);

    begin(&bench);
    add_line(&bench, 10000);
    apply(&bench, amount(&bench, 500), percent(&bench, "20"));
    EXPECT_INT(left(&bench), 7600);
    EXPECT_INT(bench.bill.totals[0].amount, 500);
    EXPECT_INT(bench.bill.totals[1].amount, 1900);
    arena_free(&bench.arena);
}

TEST(shares_are_truncated_and_the_rest_goes_to_the_last_line) /* D9 and the published 166/334 */
{
    struct bill_bench bench;
    begin(&bench);
    add_line(&bench, 333);
    add_line(&bench, 333);
    add_line(&bench, 334);
    apply(&bench, amount(&bench, 100), NULL);
    EXPECT_INT(bench.lines[0].takings[0].amount, 33);
    EXPECT_INT(bench.lines[1].takings[0].amount, 33);
    EXPECT_INT(bench.lines[2].takings[0].amount, 34);
    EXPECT_INT(left(&bench), 900);
    arena_free(&bench.arena);

    begin(&bench);
    add_line(&bench, 1000);
    add_line(&bench, 2000);
    apply(&bench, amount(&bench, 500), NULL);
    EXPECT_INT(bench.lines[0].takings[0].amount, 166);
    EXPECT_INT(bench.lines[1].takings[0].amount, 334);
    arena_free(&bench.arena);
}

TEST(the_rest_never_drives_a_small_last_line_below_zero)
{
    struct bill_bench bench;
    begin(&bench);
    add_line(&bench, 3);
    add_line(&bench, 3);
    add_line(&bench, 3);
    add_line(&bench, 1);
    apply(&bench, amount(&bench, 9), NULL);
    EXPECT_INT(left(&bench), 1);
    for (size_t i = 0; i < 4; i++) {
        EXPECT(bench.lines[i].left >= 0);
    }
    arena_free(&bench.arena);
}

TEST(an_amount_never_takes_more_than_there_is) /* D11 */
{
    struct bill_bench bench;
    begin(&bench);
    add_line(&bench, 100);
    apply(&bench, amount(&bench, 200), NULL);
    EXPECT_INT(left(&bench), 0);
    EXPECT_INT(bench.bill.totals[0].amount, 100);
    arena_free(&bench.arena);

    begin(&bench);
    add_line(&bench, 300);
    apply(&bench, amount(&bench, 200), NULL);
    EXPECT_INT(left(&bench), 100);
    arena_free(&bench.arena);
}

TEST(a_coupon_for_products_sees_only_their_lines) /* D12 */
{
    struct bill_bench bench;
    struct product wanted = {.public_id = TEXT("a")}, other = {.public_id = TEXT("b")};
    struct text ids[] = {TEXT("a")};
    struct coupon_applies_to applies_to = {.products = ids, .products_count = 1};
    begin(&bench);
    add_line(&bench, 1000)->product = &wanted;
    add_line(&bench, 3000)->product = &other;
    add_line(&bench, 500); /* of no product */
    struct coupon *coupon = percent(&bench, "50");
    coupon->applies_to = &applies_to;
    apply(&bench, coupon, NULL);
    EXPECT_INT(left(&bench), 4000);
    EXPECT_INT(bench.lines[0].left, 500);
    EXPECT_INT(bench.lines[1].taking_count, 0);
    arena_free(&bench.arena);
}

TEST(a_percentage_is_rounded_once_over_all_lines)
{
    struct bill_bench bench;
    begin(&bench);
    add_line(&bench, 15);
    add_line(&bench, 15);
    add_line(&bench, 15);
    apply(&bench, percent(&bench, "10"), NULL); /* 4.5 gives 5; line by line it were 2 each */
    EXPECT_INT(left(&bench), 40);
    EXPECT_INT(bench.lines[2].takings[0].amount, 3);
    arena_free(&bench.arena);

    begin(&bench);
    add_line(&bench, 99999999);
    apply(&bench, percent(&bench, "33.3333"), NULL);
    EXPECT_INT(left(&bench), 66666699); /* 33333299.666667 taken */
    arena_free(&bench.arena);
}

TEST(discounts_of_lines_come_first_and_are_counted_apart)
{
    struct bill_bench bench;
    begin(&bench);
    struct rating_discount own[] = {{{7}, percent(&bench, "50")}};
    struct rating_line *line = add_line(&bench, 1000);
    line->discounts = own;
    line->discount_count = 1;
    add_line(&bench, 1000);
    apply(&bench, percent(&bench, "10"), NULL);
    EXPECT_INT(bench.bill.line_discount, 500);
    EXPECT_INT(left(&bench), 1350);
    EXPECT_INT(bench.lines[0].taking_count, 2);
    EXPECT_INT(bench.lines[0].takings[0].discount.key, 7);
    arena_free(&bench.arena);
}

TEST(credits_and_lines_that_are_not_discountable_are_left_alone)
{
    struct bill_bench bench;
    begin(&bench);
    add_line(&bench, -500);
    add_line(&bench, 300)->is_discountable = false;
    add_line(&bench, 1000);
    apply(&bench, percent(&bench, "50"), NULL); /* D14 */
    EXPECT_INT(bench.lines[0].taking_count, 0);
    EXPECT_INT(bench.lines[1].taking_count, 0);
    EXPECT_INT(left(&bench), -500 + 300 + 500);
    arena_free(&bench.arena);
}

TEST(an_amount_in_another_currency_takes_nothing_unless_it_has_an_option)
{
    struct bill_bench bench;
    struct coupon_currency_option option = {.amount_off = 70};
    begin(&bench);
    add_line(&bench, 1000);
    struct coupon *coupon = amount(&bench, 500);
    EXPECT(currency_parse(TEXT("eur"), &coupon->currency));
    apply(&bench, coupon, NULL);
    EXPECT_INT(left(&bench), 1000);

    option.currency = bench.bill.currency;
    coupon->currency_options = &option;
    coupon->currency_options_count = 1;
    bench.bill.total_count = 0;
    bench.lines[0].taking_count = 0;
    apply(&bench, coupon, NULL);
    EXPECT_INT(left(&bench), 930);
    arena_free(&bench.arena);
}
