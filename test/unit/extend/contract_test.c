/* SPDX-License-Identifier: Apache-2.0 */
#include "extend/contract.h"
#include "test.h"

#include "discount_calculation.model.h"

static struct arena arena;
static struct text problem;
static struct currency usd, eur;

/** Two lines of 700 and 300 USD cents, and the gross amount over them. */
static struct discount_line_item lines[2];
static struct discount_item item;

static struct view_monetary_amount
amount(const char *value, struct currency currency)
{
    struct view_monetary_amount made = {.currency = currency};
    EXPECT_OK(decimal_parse(text_of(value), &made.amount));
    return made;
}

static void
set_up(void)
{
    arena_free(&arena);
    arena_init(&arena, 1 << 20);
    EXPECT(currency_parse(TEXT("usd"), &usd));
    EXPECT(currency_parse(TEXT("eur"), &eur));
    lines[0] = (struct discount_line_item){.subtotal = amount("700", usd)};
    lines[1] = (struct discount_line_item){.subtotal = amount("300", usd)};
    item = (struct discount_item){
        .gross_amount = amount("1000", usd), .line_items = lines, .line_items_count = 2};
    problem = NO_TEXT;
}

static bool
holds(struct discount_result result)
{
    bool answer = discount_calculation_contract(0, &item, &result, &arena, &problem);
    EXPECT(answer == (problem.bytes == NULL));
    return answer;
}

static bool
discount_holds(const char *value, struct currency currency)
{
    return holds((struct discount_result){.discount.amount = amount(value, currency)});
}

static bool
shares_hold(const char *total, size_t count, struct discount_line_share *shares)
{
    return holds((struct discount_result){
        .discount.amount = amount(total, usd), .lines = shares, .lines_count = count});
}

TEST(a_discount_lies_between_nothing_and_all)
{
    set_up();
    EXPECT(discount_holds("0", usd));
    EXPECT(discount_holds("1000", usd));
    EXPECT(discount_holds("0.5", usd));
    EXPECT(!discount_holds("-0.000000000001", usd));
    set_up();
    EXPECT(!discount_holds("1000.000000000001", usd));
}

TEST(a_breach_says_which_field_and_which_numbers)
{
    set_up();
    EXPECT(!discount_holds("1200", usd));
    EXPECT_TEXT(problem, "discount.amount is 1200, more than the gross amount, 1000");
    set_up();
    EXPECT(!discount_holds("-3", usd));
    EXPECT_TEXT(problem, "discount.amount is -3: a discount is never negative");
}

TEST(a_discount_has_the_currency_of_what_it_discounts)
{
    set_up();
    EXPECT(!discount_holds("10", eur));
    EXPECT_TEXT(problem, "discount.amount has currency eur, but the gross amount is in usd");
    set_up();
    EXPECT(!discount_holds("0", eur));
}

TEST(lines_may_name_some_of_the_lines)
{
    set_up();
    struct discount_line_share one[] = {{.index = 1, .amount = amount("300", usd)}};
    EXPECT(shares_hold("300", 1, one));
    struct discount_line_share both[] = {{.index = 1, .amount = amount("100", usd)},
                                         {.index = 0, .amount = amount("700", usd)}};
    EXPECT(shares_hold("800", 2, both));
}

TEST(lines_add_up_to_the_discount)
{
    set_up();
    struct discount_line_share shares[] = {{.index = 0, .amount = amount("100", usd)},
                                           {.index = 1, .amount = amount("99", usd)}};
    EXPECT(!shares_hold("200", 2, shares));
    EXPECT_TEXT(problem, "the lines add up to 199, but the discount is 200");
}

TEST(a_line_is_named_once_and_exists)
{
    static const int64_t bad[] = {-1, 2, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        set_up();
        struct discount_line_share share[] = {{.index = bad[i], .amount = amount("1", usd)}};
        EXPECT(!shares_hold("1", 1, share));
    }
    set_up();
    struct discount_line_share twice[] = {{.index = 0, .amount = amount("1", usd)},
                                          {.index = 0, .amount = amount("1", usd)}};
    EXPECT(!shares_hold("2", 2, twice));
}

TEST(a_line_gets_at_most_itself_in_whole_units_of_its_currency)
{
    set_up();
    struct discount_line_share large[] = {{.index = 1, .amount = amount("301", usd)}};
    EXPECT(!shares_hold("301", 1, large));
    set_up();
    struct discount_line_share negative[] = {{.index = 0, .amount = amount("301", usd)},
                                             {.index = 1, .amount = amount("-1", usd)}};
    EXPECT(!shares_hold("300", 2, negative));
    set_up();
    struct discount_line_share part[] = {{.index = 1, .amount = amount("0.5", usd)}};
    EXPECT(!shares_hold("0.5", 1, part));
    set_up();
    struct discount_line_share foreign[] = {{.index = 1, .amount = amount("1", eur)}};
    EXPECT(!shares_hold("1", 1, foreign));
}
