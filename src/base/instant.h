/* SPDX-License-Identifier: Apache-2.0 */
/**
 * instant.h: seconds since 1970 in UTC, the calendar, and billing anchors.
 *
 * The rules are billing.md 10: boundary k is computed from the original
 * anchor, never from the boundary before it; days clamp to the month's length
 * (31 January -> 28 February -> 31 March). Days and weeks are 86400 and 604800
 * seconds; months and years go by the calendar. Years 1970 to 9999.
 */
#pragma once

#include "base/error.h"
#include "base/text.h"

/** Seconds since 1970-01-01T00:00:00Z. 0 stands for "no time" in stored fields. */
typedef int64_t instant_t;

struct date {
    int year;
    int month; /**< 1 to 12 */
    int day;   /**< 1 to 31 */
    int hour;
    int minute;
    int second;
};

enum interval { INTERVAL_NONE, INTERVAL_DAY, INTERVAL_WEEK, INTERVAL_MONTH, INTERVAL_YEAR };

struct date instant_to_date(instant_t instant);
instant_t instant_from_date(struct date date);
int days_in_month(int year, int month);
/** anchor + count * interval (count may be negative), the day clamped. */
instant_t instant_add(instant_t anchor, enum interval interval, int64_t count);
/**
 * The period [start, end) that holds `at`: boundaries k and k+1 of the anchor
 * with an interval of `count` units, k possibly negative.
 */
void instant_period(instant_t anchor, enum interval interval, int count, instant_t at,
                    instant_t *start, instant_t *end);
/** "2026-01-31T00:00:00Z", terminated. */
#define INSTANT_TEXT_MAX 32
size_t instant_render(instant_t instant, char out[INSTANT_TEXT_MAX]);
/** RFC 3339 with Z, or a bare date; fractions of a second must be zero digits. */
must_use bool instant_parse(struct text text, instant_t *out);
