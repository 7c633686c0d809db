/* SPDX-License-Identifier: Apache-2.0 */
#include "base/instant.h"

#define DAY_SECONDS INT64_C(86400)
#define WEEK_SECONDS (7 * DAY_SECONDS)

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what lies beyond is taken as these. */
#define INSTANT_FLOOR INT64_C(-62135596800)
#define INSTANT_CEILING INT64_C(253402300799)

/* Years are counted from 1 March of the year 0: the leap day comes last. */
#define ERA_DAYS 146097     /* 400 years */
#define DAYS_TO_1970 719468 /* from 0000-03-01 */

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int64_t
clamp(int64_t instant)
{
    if (instant < INSTANT_FLOOR) {
        return INSTANT_FLOOR;
    }
    return instant > INSTANT_CEILING ? INSTANT_CEILING : instant;
}

/** Days from 1970-01-01 to a civil date; day may be one of a shorter month's. */
static int64_t
days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - DAYS_TO_1970;
}

struct date
instant_to_date(instant_t instant)
{
    int64_t clock = instant - floor_div(instant, DAY_SECONDS) * DAY_SECONDS;
    int64_t days = floor_div(instant, DAY_SECONDS) + DAYS_TO_1970;
    int64_t era = floor_div(days, ERA_DAYS);
    int64_t day_of_era = days - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    int month = (int)(shifted_month + (shifted_month < 10 ? 3 : -9));
    return (struct date){
        .year = (int)(era * 400 + year_of_era + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1),
        .hour = (int)(clock / 3600),
        .minute = (int)(clock / 60 % 60),
        .second = (int)(clock % 60),
    };
}

instant_t
instant_from_date(struct date date)
{
    assert(date.month >= 1 && date.month <= 12);
    assert(date.day >= 1 && date.day <= 31);

    return days_from_civil(date.year, date.month, date.day) * DAY_SECONDS +
           (int64_t)date.hour * 3600 + (int64_t)date.minute * 60 + date.second;
}

int
days_in_month(int year, int month)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);

    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return lengths[month - 1] + (month == 2 && leap);
}

static instant_t
add_months(instant_t anchor, int64_t months)
{
    struct date date = instant_to_date(anchor);
    int64_t month = (int64_t)date.year * 12 + date.month - 1;
    if (__builtin_add_overflow(month, months, &month) || month < 12 || month >= 10000 * 12) {
        return months < 0 ? INSTANT_FLOOR : INSTANT_CEILING;
    }
    date.year = (int)(month / 12);
    date.month = (int)(month % 12) + 1;
    int length = days_in_month(date.year, date.month);
    if (date.day > length) {
        date.day = length;
    }
    return instant_from_date(date);
}

static instant_t
add_seconds(instant_t anchor, int64_t unit, int64_t count)
{
    int64_t seconds;
    if (__builtin_mul_overflow(unit, count, &seconds) ||
        __builtin_add_overflow(anchor, seconds, &seconds)) {
        return count < 0 ? INSTANT_FLOOR : INSTANT_CEILING;
    }
    return clamp(seconds);
}

instant_t
instant_add(instant_t anchor, enum interval interval, int64_t count)
{
    assert(anchor >= INSTANT_FLOOR && anchor <= INSTANT_CEILING);

    int64_t months;
    switch (interval) {
    case INTERVAL_DAY:
        return add_seconds(anchor, DAY_SECONDS, count);
    case INTERVAL_WEEK:
        return add_seconds(anchor, WEEK_SECONDS, count);
    case INTERVAL_MONTH:
        return add_months(anchor, count);
    case INTERVAL_YEAR:
        if (__builtin_mul_overflow(count, 12, &months)) {
            return count < 0 ? INSTANT_FLOOR : INSTANT_CEILING;
        }
        return add_months(anchor, months);
    case INTERVAL_NONE:
        break;
    }
    assert(false && "an interval");
    return anchor;
}

/** Whole months between the months of two instants, whatever their days. */
static int64_t
months_between(instant_t from, instant_t to)
{
    struct date a = instant_to_date(from), b = instant_to_date(to);
    return ((int64_t)b.year - a.year) * 12 + b.month - a.month;
}

void
instant_period(instant_t anchor, enum interval interval, int count, instant_t at, instant_t *start,
               instant_t *end)
{
    assert(count > 0);
    assert(interval != INTERVAL_NONE);
    assert(at >= INSTANT_FLOOR && at < INSTANT_CEILING);

    int64_t k;
    if (interval == INTERVAL_DAY || interval == INTERVAL_WEEK) {
        int64_t unit = interval == INTERVAL_DAY ? DAY_SECONDS : WEEK_SECONDS;
        k = floor_div(at - anchor, unit * count);
    } else {
        int64_t step = interval == INTERVAL_MONTH ? count : (int64_t)count * 12;
        k = floor_div(months_between(anchor, at), step);
        /* Boundary k may fall later in the month of `at`; k + 1 is in a later month. */
        k -= instant_add(anchor, interval, k * count) > at;
    }
    *start = instant_add(anchor, interval, k * count);
    *end = instant_add(anchor, interval, (k + 1) * count);
    assert(*start <= at && at < *end);
}

size_t
instant_render(instant_t instant, char out[INSTANT_TEXT_MAX])
{
    struct date date = instant_to_date(clamp(instant));
    int length = snprintf(out, INSTANT_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02dZ", date.year,
                          date.month, date.day, date.hour, date.minute, date.second);
    assert(length == 20);
    return (size_t)length;
}

/** `count` digits at `at`, or -1. */
static int
read_number(struct text text, size_t at, size_t count)
{
    int value = 0;
    if (text.length < at + count) {
        return -1;
    }
    for (size_t i = at; i < at + count; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') {
            return -1;
        }
        value = value * 10 + (text.bytes[i] - '0');
    }
    return value;
}

static bool
parse_clock(struct text text, struct date *date)
{
    if (text.length < 10 || text.bytes[0] != 'T' || text.bytes[3] != ':' ||
        text.bytes[6] != ':') {
        return false;
    }
    date->hour = read_number(text, 1, 2);
    date->minute = read_number(text, 4, 2);
    date->second = read_number(text, 7, 2);
    size_t at = 9;
    if (text.bytes[at] == '.') {
        size_t first = ++at;
        while (at < text.length && text.bytes[at] == '0') {
            at++;
        }
        if (at == first) {
            return false;
        }
    }
    return at + 1 == text.length && text.bytes[at] == 'Z' && date->hour >= 0 &&
           date->hour <= 23 && date->minute >= 0 && date->minute <= 59 && date->second >= 0 &&
           date->second <= 59;
}

bool
instant_parse(struct text text, instant_t *out)
{
    if (text.length < 10 || text.bytes[4] != '-' || text.bytes[7] != '-') {
        return false;
    }
    struct date date = {.year = read_number(text, 0, 4),
                        .month = read_number(text, 5, 2),
                        .day = read_number(text, 8, 2)};
    if (date.year < 1970 || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > days_in_month(date.year, date.month)) {
        return false;
    }
    if (text.length > 10 && !parse_clock(text_slice(text, 10, text.length), &date)) {
        return false;
    }
    *out = instant_from_date(date);
    return true;
}
