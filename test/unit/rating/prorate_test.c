/* SPDX-License-Identifier: Apache-2.0 */
#include "rating/rating.h"
#include "test.h"

static instant_t
at(int year, int month, int day)
{
    return instant_from_date((struct date){.year = year, .month = month, .day = day});
}

/* The published examples of billing.md 23.1. */
TEST(a_share_of_a_period_counts_seconds)
{
    EXPECT_INT(rating_share(1000, 1596749288, 1599427688, 1598982148), 166);           /* P1 */
    EXPECT_INT(rating_share(3252, 1596749288, 1599427688, 1598982148), 541);           /* P1 */
    EXPECT_INT(rating_share(1000, 1489449600 - 2419200, 1489449600, 1488568488), 364); /* P18 */
    EXPECT_INT(rating_share(5000, at(2025, 1, 1), at(2025, 2, 1), at(2025, 1, 16)), 2581);
    EXPECT_INT(rating_share(10000, at(2025, 1, 1), at(2025, 2, 1), at(2025, 1, 16)), 5161);
    EXPECT_INT(rating_share(3100, at(2025, 1, 1), at(2025, 2, 1), at(2025, 1, 15)), 1700); /* P11 */
}

TEST(leap_years_have_their_own_shares)
{
    EXPECT_INT(rating_share(36600, at(2024, 1, 1), at(2025, 1, 1), at(2024, 3, 1)), 30600);
    EXPECT_INT(rating_share(36500, at(2025, 1, 1), at(2026, 1, 1), at(2025, 3, 1)), 30600);
    EXPECT_INT(rating_share(2900, at(2024, 2, 1), at(2024, 3, 1), at(2024, 2, 11)), 1900);
    EXPECT_INT(rating_share(2800, at(2025, 2, 1), at(2025, 3, 1), at(2025, 2, 11)), 1800);
}

TEST(a_tie_goes_away_from_zero)
{
    EXPECT_INT(rating_share(1333, 0, 20, 10), 667); /* P19: 666.5 */
    EXPECT_INT(rating_share(-1333, 0, 20, 10), -667);
    EXPECT_INT(rating_share(2000, 0, 2419200, 1209601), 1000); /* P7: 999.999 */
    EXPECT_INT(rating_share(4999, 0, 2419200, 1209601), 2499); /* P7: 2499.498 */
}

TEST(nothing_is_left_at_the_end_and_all_at_the_start)
{
    EXPECT_INT(rating_share(1000, 100, 200, 200), 0);
    EXPECT_INT(rating_share(1000, 100, 200, 300), 0);
    EXPECT_INT(rating_share(1000, 100, 200, 100), 1000);
    EXPECT_INT(rating_share(INT64_MAX, 0, 10, 0), INT64_MAX);
    EXPECT_ASSERT(rating_share(1000, 100, 200, 99));
}
