/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/instant.h"

static instant_t
moment(const char *text)
{
    instant_t instant = -1;
    EXPECT(instant_parse(text_of(text), &instant));
    return instant;
}

static const char *
rendered(instant_t instant)
{
    static char text[INSTANT_TEXT_MAX];
    instant_render(instant, text);
    return text;
}

struct step {
    int64_t k;
    const char *boundary;
};

static void
check_boundaries(const char *anchor, enum interval interval, int count, const struct step *steps,
                 size_t step_count)
{
    for (size_t i = 0; i < step_count; i++) {
        instant_t expected = moment(steps[i].boundary), start, end;
        EXPECT_STRING(rendered(instant_add(moment(anchor), interval, steps[i].k * count)),
                      rendered(expected));
        EXPECT_INT(instant_add(moment(anchor), interval, steps[i].k * count), expected);
        instant_period(moment(anchor), interval, count, expected, &start, &end);
        EXPECT_INT(start, expected);
        instant_period(moment(anchor), interval, count, expected - 1, &start, &end);
        EXPECT_INT(end, expected);
    }
}

/* Cases A1 to A6 of billing.md 23.3. */

TEST(a1_a_month_after_31_january_is_the_last_of_february_then_31_march)
{
    static const struct step of_2025[] = {{1, "2025-02-28"}, {2, "2025-03-31"}, {3, "2025-04-30"},
        {4, "2025-05-31"}, {13, "2026-02-28"}, {-1, "2024-12-31"}, {-2, "2024-11-30"}};
    static const struct step of_2024[] = {{1, "2024-02-29"}, {2, "2024-03-31"}};
    check_boundaries("2025-01-31", INTERVAL_MONTH, 1, of_2025, COUNT_OF(of_2025));
    check_boundaries("2024-01-31", INTERVAL_MONTH, 1, of_2024, COUNT_OF(of_2024));
}

TEST(a2_years_after_29_february_end_on_the_28th_until_the_next_leap_year)
{
    static const struct step steps[] = {{1, "2025-02-28"}, {2, "2026-02-28"}, {3, "2027-02-28"},
        {4, "2028-02-29"}, {-1, "2023-02-28"}, {-4, "2020-02-29"}};
    check_boundaries("2024-02-29", INTERVAL_YEAR, 1, steps, COUNT_OF(steps));
}

TEST(a3_a4_quarters_clamp_to_the_length_of_each_month)
{
    static const struct step from_30[] = {{1, "2026-02-28"}, {2, "2026-05-30"}, {3, "2026-08-30"},
        {4, "2026-11-30"}};
    static const struct step from_31[] = {{1, "2025-04-30"}, {2, "2025-07-31"}, {3, "2025-10-31"},
        {4, "2026-01-31"}};
    check_boundaries("2025-11-30", INTERVAL_MONTH, 3, from_30, COUNT_OF(from_30));
    check_boundaries("2025-01-31", INTERVAL_MONTH, 3, from_31, COUNT_OF(from_31));
}

TEST(a5_a_month_after_30_january_is_28_february_then_30_march)
{
    static const struct step steps[] = {{1, "2025-02-28"}, {2, "2025-03-30"}, {3, "2025-04-30"}};
    check_boundaries("2025-01-30", INTERVAL_MONTH, 1, steps, COUNT_OF(steps));
}

TEST(a6_summer_time_does_not_exist)
{
    EXPECT_INT(moment("2025-03-01T05:30:00Z"), 1740807000);
    EXPECT_INT(instant_add(1740807000, INTERVAL_MONTH, 1), 1743485400);
    EXPECT_STRING(rendered(1743485400), "2025-04-01T05:30:00Z");
    EXPECT_INT(instant_add(1741413600, INTERVAL_WEEK, 1), 1742018400);
    instant_t start, end;
    instant_period(1741413600, INTERVAL_WEEK, 1, 1742018399, &start, &end);
    EXPECT_INT(start, 1741413600);
    EXPECT_INT(end, 1742018400);
}

TEST(a_period_is_half_open_and_known_before_the_anchor_too)
{
    instant_t anchor = moment("2025-03-31T12:00:00Z"), start, end;
    instant_period(anchor, INTERVAL_MONTH, 1, moment("2025-02-28T11:59:59Z"), &start, &end);
    EXPECT_STRING(rendered(start), "2025-01-31T12:00:00Z");
    EXPECT_STRING(rendered(end), "2025-02-28T12:00:00Z");
    instant_period(anchor, INTERVAL_MONTH, 1, moment("2025-02-28T12:00:00Z"), &start, &end);
    EXPECT_STRING(rendered(start), "2025-02-28T12:00:00Z");
    EXPECT_STRING(rendered(end), "2025-03-31T12:00:00Z");
    instant_period(anchor, INTERVAL_DAY, 10, anchor - 1, &start, &end);
    EXPECT_INT(end, anchor);
    EXPECT_INT(start, anchor - 864000);
}

TEST(known_moments)
{
    static const struct {
        instant_t instant;
        const char *text;
    } rows[] = {{0, "1970-01-01T00:00:00Z"}, {951782399, "2000-02-28T23:59:59Z"},
        {951782400, "2000-02-29T00:00:00Z"}, {1706745600, "2024-02-01T00:00:00Z"},
        {1711929600, "2024-04-01T00:00:00Z"}, {1732320000, "2024-11-23T00:00:00Z"},
        {1737590400, "2025-01-23T00:00:00Z"}, {4107542400, "2100-03-01T00:00:00Z"},
        {INT64_C(253402300799), "9999-12-31T23:59:59Z"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        EXPECT_STRING(rendered(rows[i].instant), rows[i].text);
        EXPECT_INT(moment(rows[i].text), rows[i].instant);
    }
    EXPECT_STRING(rendered(-1), "1969-12-31T23:59:59Z");
    EXPECT_INT(days_in_month(1900, 2), 28);
    EXPECT_INT(days_in_month(2000, 2), 29);
    EXPECT_INT(days_in_month(2024, 2), 29);
    EXPECT_INT(days_in_month(2025, 12), 31);
}

TEST(what_leaves_the_calendar_stops_at_its_ends)
{
    EXPECT_STRING(rendered(instant_add(0, INTERVAL_YEAR, INT64_MAX)), "9999-12-31T23:59:59Z");
    EXPECT_STRING(rendered(instant_add(0, INTERVAL_MONTH, 200000)), "9999-12-31T23:59:59Z");
    EXPECT_STRING(rendered(instant_add(0, INTERVAL_DAY, INT64_MAX)), "9999-12-31T23:59:59Z");
    EXPECT_STRING(rendered(instant_add(0, INTERVAL_WEEK, INT64_MIN)), "0001-01-01T00:00:00Z");
    EXPECT_STRING(rendered(instant_add(0, INTERVAL_MONTH, INT64_MIN)), "0001-01-01T00:00:00Z");
    EXPECT_STRING(rendered(instant_add(0, INTERVAL_YEAR, -1969)), "0001-01-01T00:00:00Z");
}

TEST(times_are_read_strictly)
{
    EXPECT_INT(moment("2026-01-31"), 1769817600);
    EXPECT_INT(moment("2026-01-31T00:00:01.000Z"), 1769817601);
    static const char *const bad[] = {"", "2026", "2026-1-31", "2026-02-29", "2026-13-01",
        "2026-00-10", "2026-01-00", "2026-04-31", "1969-12-31", "2026-01-31T00:00:00",
        "2026-01-31T24:00:00Z", "2026-01-31T00:60:00Z", "2026-01-31T00:00:60Z",
        "2026-01-31 00:00:00Z", "2026-01-31T00:00:00+00:00", "2026-01-31T00:00:00.5Z",
        "2026-01-31T00:00:00.Z", "2026-01-31T00:00:00ZZ", "2026-01-31T", "2026-01-31T00:00:00.",
        "+026-01-31", "2026-01-31T0000:00Z", "2026-01-31T00:00:00.000"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        instant_t instant = 77;
        EXPECT(!instant_parse(text_of(bad[i]), &instant));
        EXPECT_INT(instant, 77);
    }
}
