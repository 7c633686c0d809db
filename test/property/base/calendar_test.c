/* SPDX-License-Identifier: Apache-2.0 */
/** The calendar, day by day, and billing periods that neither overlap nor leave a gap. */
#include "test.h"

#include "base/instant.h"
#include "base/random.h"

TEST(every_day_from_1970_to_9999_follows_the_day_before)
{
    struct date expected = {.year = 1970, .month = 1, .day = 1};
    int64_t days = 0;
    for (; expected.year < 10000; days++) {
        struct date date = instant_to_date(days * 86400);
        REQUIRE(date.year == expected.year && date.month == expected.month &&
                date.day == expected.day && date.hour == 0 && date.second == 0);
        REQUIRE(instant_from_date(expected) == days * 86400);
        if (++expected.day > days_in_month(expected.year, expected.month)) {
            expected.day = 1;
            expected.month++;
        }
        if (expected.month > 12) {
            expected.month = 1;
            expected.year++;
        }
    }
    EXPECT_INT(days, 2932897);
}

TEST(what_is_rendered_is_read_back_the_same)
{
    struct random random;
    random_init(&random, 1);
    for (int i = 0; i < 100000; i++) {
        instant_t instant = random_between(&random, 0, INT64_C(253402300799)), back;
        char text[INSTANT_TEXT_MAX];
        size_t length = instant_render(instant, text);
        REQUIRE(instant_parse((struct text){text, length}, &back));
        REQUIRE(back == instant);
    }
}

TEST(the_period_of_a_moment_holds_it_and_is_made_of_two_boundaries_of_the_anchor)
{
    struct random random;
    random_init(&random, 2);
    for (int i = 0; i < 100000; i++) {
        instant_t anchor = random_between(&random, 0, INT64_C(4102444800));
        instant_t at = random_between(&random, 0, INT64_C(4102444800)), start, end;
        enum interval interval = (enum interval)random_between(&random, 1, 4);
        int count = (int)random_between(&random, 1, 36);
        instant_period(anchor, interval, count, at, &start, &end);
        REQUIRE(start <= at && at < end);

        instant_t same_start, same_end, next_start, next_end;
        instant_period(anchor, interval, count, end - 1, &same_start, &same_end);
        REQUIRE(same_start == start && same_end == end);
        instant_period(anchor, interval, count, end, &next_start, &next_end);
        REQUIRE(next_start == end && next_end > end);
    }
}

/** Walk boundaries one by one from far before the anchor: each is the definition's. */
TEST(periods_in_a_row_are_the_boundaries_counted_from_the_anchor)
{
    static const char *const anchors[] = {"2024-01-31T00:00:00Z", "2024-02-29T12:30:00Z",
        "2025-12-30T23:59:59Z", "2023-05-31T00:00:01Z", "2025-03-01T05:30:00Z"};
    for (size_t i = 0; i < COUNT_OF(anchors); i++) {
        instant_t anchor, start, end;
        REQUIRE(instant_parse(text_of(anchors[i]), &anchor));
        for (enum interval interval = INTERVAL_DAY; interval <= INTERVAL_YEAR; interval++) {
            for (int count = 1; count <= 13; count++) {
                for (int64_t k = -20; k <= 20; k++) {
                    instant_t boundary = instant_add(anchor, interval, k * count);
                    instant_period(anchor, interval, count, boundary, &start, &end);
                    REQUIRE(start == boundary);
                    REQUIRE(end == instant_add(anchor, interval, (k + 1) * count));
                }
            }
        }
    }
}
