/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/describe.h"
#include "test.h"

static struct arena arena;
static struct task task = {.arena = &arena};

static void
arena_ready(void)
{
    if (arena.limit_bytes == 0) {
        arena_init(&arena, (size_t)1 << 20);
    }
}

static struct text
described(const char *currency, const char *unit, enum interval interval, int64_t interval_count,
          int64_t quantity)
{
    static struct price_recurring recurring;
    recurring = (struct price_recurring){.interval = interval, .interval_count = interval_count};
    struct product gold = {.name = TEXT("Gold")};
    struct price price = {.has_unit_amount_decimal = GIVEN_VALUE, .recurring = &recurring};
    arena_ready();
    EXPECT(currency_parse(text_of(currency), &price.currency));
    EXPECT_OK(decimal_parse(text_of(unit), &price.unit_amount_decimal));
    return describe_item(&task, &price, &gold, price.currency, quantity);
}

TEST(a_line_says_how_many_of_what_at_which_price)
{
    EXPECT_TEXT(described("usd", "1000", INTERVAL_MONTH, 1, 1),
                "1 \xc3\x97 Gold (at $10.00 / month)");
    EXPECT_TEXT(described("usd", "123456789", INTERVAL_YEAR, 1, 2),
                "2 \xc3\x97 Gold (at $1,234,567.89 / year)");
    EXPECT_TEXT(described("eur", "5", INTERVAL_MONTH, 3, 7), "7 \xc3\x97 Gold (at \xe2\x82\xac"
                                                             "0.05 / every 3 months)");
    EXPECT_TEXT(described("jpy", "1000", INTERVAL_WEEK, 1, 1), "1 \xc3\x97 Gold (at \xc2\xa5"
                                                               "1,000 / week)");
    EXPECT_TEXT(described("usd", "0.05", INTERVAL_DAY, 1, 1), "1 \xc3\x97 Gold (at $0.0005 / day)");
    EXPECT_TEXT(described("kwd", "1234", INTERVAL_MONTH, 1, 1),
                "1 \xc3\x97 Gold (at KWD 1.234 / month)");
}

TEST(a_proration_says_since_when)
{
    struct product gold = {.name = TEXT("Gold")};
    instant_t at = instant_from_date((struct date){.year = 2025, .month = 4, .day = 6});
    arena_ready();
    EXPECT_TEXT(describe_proration(&task, &gold, 1, true, at),
                "Unused time on Gold after 06 Apr 2025");
    EXPECT_TEXT(describe_proration(&task, &gold, 2, false, at),
                "Remaining time on 2 \xc3\x97 Gold after 06 Apr 2025");
}
