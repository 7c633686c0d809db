/* SPDX-License-Identifier: Apache-2.0 */
/**
 * date_time.h: the language's time values: milliseconds since 1970, proleptic
 * Gregorian calendar, UTC alone. Invalid times are NaN.
 */
#pragma once

#include "base/text.h"

#define DATE_TIME_MAX      8.64e15 /**< milliseconds either way */
#define DATE_TIME_TEXT_MAX 80

enum date_field {
    DATE_YEAR,
    DATE_MONTH, /**< 0 to 11 */
    DATE_DAY,
    DATE_HOUR,
    DATE_MINUTE,
    DATE_SECOND,
    DATE_MILLISECOND,
    DATE_FIELD_COUNT,
};

/** Fields of a valid time. */
void date_time_split(double time, double fields[DATE_FIELD_COUNT]);
/** Sunday is 0. */
int date_time_weekday(double time);
/** Fields may be out of their ranges (month 14, day 0); NaN when too far or not finite. */
double date_time_join(const double fields[DATE_FIELD_COUNT]);
/** NaN beyond the range; whole milliseconds; no -0. */
double date_time_clip(double time);

/** ISO 8601 with its shorter forms; also what toString and toUTCString write. NaN: neither. */
double date_time_parse(struct text text);

/* Each is terminated and answers its length; the time is valid. */
size_t date_time_render_iso(double time, char out[DATE_TIME_TEXT_MAX]);
size_t date_time_render(double time, bool date, bool clock, char out[DATE_TIME_TEXT_MAX]);
size_t date_time_render_utc(double time, char out[DATE_TIME_TEXT_MAX]);
/** As en-US writes it: 1/31/2026, 2:05:09 PM. */
size_t date_time_render_plain(double time, bool date, bool clock, char out[DATE_TIME_TEXT_MAX]);
