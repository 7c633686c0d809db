/* SPDX-License-Identifier: Apache-2.0 */
#include "script/date_time.h"

#include <math.h>

#define MS_PER_DAY 86400000.0

static const char *const weekday_names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* ---- calendar ---------------------------------------------------------------- */

/** Days from 1970-01-01 to a month's first day; month 0 to 11. Years start in March inside. */
static int64_t
days_to_month(int64_t year, int64_t month)
{
    int64_t shifted = month < 2 ? month + 10 : month - 2;
    int64_t y = month < 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * shifted + 2) / 5;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void
date_time_split(double time, double fields[DATE_FIELD_COUNT])
{
    double day = floor(time / MS_PER_DAY);
    int64_t rest = (int64_t)(time - day * MS_PER_DAY);
    int64_t days = (int64_t)day + 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t shifted = (5 * of_year + 2) / 153;
    int64_t month = shifted < 10 ? shifted + 2 : shifted - 10;
    fields[DATE_YEAR] = (double)(year + era * 400 + (month < 2));
    fields[DATE_MONTH] = (double)month;
    fields[DATE_DAY] = (double)(of_year - (153 * shifted + 2) / 5 + 1);
    fields[DATE_HOUR] = (double)(rest / 3600000);
    fields[DATE_MINUTE] = (double)(rest / 60000 % 60);
    fields[DATE_SECOND] = (double)(rest / 1000 % 60);
    fields[DATE_MILLISECOND] = (double)(rest % 1000);
}

int
date_time_weekday(double time)
{
    int64_t day = (int64_t)floor(time / MS_PER_DAY);
    return (int)(((day + 4) % 7 + 7) % 7);
}

double
date_time_join(const double fields[DATE_FIELD_COUNT])
{
    double whole[DATE_FIELD_COUNT];
    for (int i = 0; i < DATE_FIELD_COUNT; i++) {
        if (!isfinite(fields[i])) {
            return NAN;
        }
        whole[i] = trunc(fields[i]);
    }
    double year = whole[DATE_YEAR] + floor(whole[DATE_MONTH] / 12);
    if (!(fabs(year) <= 400000)) {
        return NAN;
    }
    double month = whole[DATE_MONTH] - floor(whole[DATE_MONTH] / 12) * 12;
    double days = (double)days_to_month((int64_t)year, (int64_t)month) + whole[DATE_DAY] - 1;
    double clock = whole[DATE_HOUR] * 3600000 + whole[DATE_MINUTE] * 60000 +
                   whole[DATE_SECOND] * 1000 + whole[DATE_MILLISECOND];
    return days * MS_PER_DAY + clock;
}

double
date_time_clip(double time)
{
    if (!(fabs(time) <= DATE_TIME_MAX)) {
        return NAN;
    }
    return (double)(int64_t)time; /* towards zero, and never -0 */
}

/* ---- reading --------------------------------------------------------------------- */

struct reader {
    struct text text;
    size_t at;
};

static char
peek(const struct reader *reader)
{
    return reader->at < reader->text.length ? reader->text.bytes[reader->at] : '\0';
}

static bool
take(struct reader *reader, char byte)
{
    if (peek(reader) != byte) {
        return false;
    }
    reader->at++;
    return true;
}

/** Exactly so many digits. */
static bool
take_digits(struct reader *reader, int count, double *out)
{
    double value = 0;
    for (int i = 0; i < count; i++) {
        char byte = peek(reader);
        if (byte < '0' || byte > '9') {
            return false;
        }
        value = value * 10 + (byte - '0');
        reader->at++;
    }
    *out = value;
    return true;
}

/** hh:mm[:ss[.fff]] behind the T. */
static bool
take_clock(struct reader *reader, double fields[DATE_FIELD_COUNT])
{
    if (!take_digits(reader, 2, &fields[DATE_HOUR]) || !take(reader, ':') ||
        !take_digits(reader, 2, &fields[DATE_MINUTE])) {
        return false;
    }
    if (take(reader, ':')) {
        if (!take_digits(reader, 2, &fields[DATE_SECOND])) {
            return false;
        }
        if (take(reader, '.') || take(reader, ',')) {
            double scale = 100;
            double digit;
            double milliseconds = 0;
            size_t first = reader->at;
            while (take_digits(reader, 1, &digit)) {
                milliseconds += floor(digit * scale);
                scale /= 10;
            }
            if (reader->at == first) {
                return false;
            }
            fields[DATE_MILLISECOND] = milliseconds;
        }
    }
    return fields[DATE_MINUTE] < 60 && fields[DATE_SECOND] < 60 &&
           (fields[DATE_HOUR] < 24 || (fields[DATE_HOUR] == 24 && fields[DATE_MINUTE] == 0 &&
                                       fields[DATE_SECOND] == 0 && fields[DATE_MILLISECOND] == 0));
}

/** Z or +hh:mm, also +hhmm; nothing is UTC too. Minutes to take away. */
static bool
take_zone(struct reader *reader, double *minutes)
{
    *minutes = 0;
    if (take(reader, 'Z') || take(reader, 'z') || reader->at == reader->text.length) {
        return true;
    }
    bool is_west = peek(reader) == '-';
    double hours;
    double rest;
    if (!take(reader, '-') && !take(reader, '+')) {
        return false;
    }
    if (!take_digits(reader, 2, &hours)) {
        return false;
    }
    (void)take(reader, ':');
    if (!take_digits(reader, 2, &rest) || hours > 23 || rest > 59) {
        return false;
    }
    *minutes = (hours * 60 + rest) * (is_west ? -1 : 1);
    return true;
}

static double
parse_iso(struct text text)
{
    struct reader reader = {text, 0};
    double fields[DATE_FIELD_COUNT] = {0, 0, 1, 0, 0, 0, 0};
    double minutes = 0;
    bool is_negative = peek(&reader) == '-';
    if (take(&reader, '-') || take(&reader, '+')) {
        if (!take_digits(&reader, 6, &fields[DATE_YEAR]) ||
            (is_negative && fields[DATE_YEAR] == 0)) {
            return NAN;
        }
        fields[DATE_YEAR] *= is_negative ? -1 : 1;
    } else if (!take_digits(&reader, 4, &fields[DATE_YEAR])) {
        return NAN;
    }
    if (take(&reader, '-')) {
        double month;
        if (!take_digits(&reader, 2, &month) || month < 1 || month > 12) {
            return NAN;
        }
        fields[DATE_MONTH] = month - 1;
        if (take(&reader, '-') && (!take_digits(&reader, 2, &fields[DATE_DAY]) ||
                                   fields[DATE_DAY] < 1 || fields[DATE_DAY] > 31)) {
            return NAN;
        }
    }
    /* A day that its month does not have is no date, as in 2026-02-30. */
    double next[DATE_FIELD_COUNT] = {fields[DATE_YEAR], fields[DATE_MONTH] + 1, 1};
    double first[DATE_FIELD_COUNT] = {fields[DATE_YEAR], fields[DATE_MONTH], 1};
    if (fields[DATE_DAY] > (date_time_join(next) - date_time_join(first)) / MS_PER_DAY) {
        return NAN;
    }
    if ((take(&reader, 'T') || take(&reader, 't') || take(&reader, ' ')) &&
        (!take_clock(&reader, fields) || !take_zone(&reader, &minutes))) {
        return NAN;
    }
    if (reader.at != text.length) {
        return NAN;
    }
    return date_time_clip(date_time_join(fields) - minutes * 60000);
}

static bool
take_name(struct reader *reader, const char *const *names, int count, int *index)
{
    for (int i = 0; i < count; i++) {
        if (text_has_prefix(text_slice(reader->text, reader->at, reader->text.length),
                            text_of(names[i]))) {
            reader->at += 3;
            *index = i;
            return true;
        }
    }
    return false;
}

/** "Sat Jan 31 2026 14:05:09 GMT+0000 (...)" and "Sat, 31 Jan 2026 14:05:09 GMT". */
static double
parse_words(struct text text)
{
    struct reader reader = {text, 0};
    double fields[DATE_FIELD_COUNT] = {0, 0, 1, 0, 0, 0, 0};
    double minutes = 0;
    int weekday;
    int month;
    if (!take_name(&reader, weekday_names, 7, &weekday)) {
        return NAN;
    }
    bool is_utc_form = take(&reader, ',');
    bool fine = take(&reader, ' ');
    if (is_utc_form) {
        fine = fine && take_digits(&reader, 2, &fields[DATE_DAY]) && take(&reader, ' ') &&
               take_name(&reader, month_names, 12, &month);
    } else {
        fine = fine && take_name(&reader, month_names, 12, &month) && take(&reader, ' ') &&
               take_digits(&reader, 2, &fields[DATE_DAY]);
    }
    if (!fine || !take(&reader, ' ') || !take_digits(&reader, 4, &fields[DATE_YEAR])) {
        return NAN;
    }
    fields[DATE_MONTH] = month;
    if (take(&reader, ' ')) {
        if (!take_clock(&reader, fields)) {
            return NAN;
        }
        if (take(&reader, ' ')) {
            if (!take(&reader, 'G') || !take(&reader, 'M') || !take(&reader, 'T')) {
                return NAN;
            }
            size_t end = text_find(text, ' ', reader.at); /* a zone's name in brackets behind it */
            reader.text = text_slice(text, 0, end);
            if (!take_zone(&reader, &minutes)) {
                return NAN;
            }
        }
    }
    if (reader.at != reader.text.length) {
        return NAN;
    }
    return date_time_clip(date_time_join(fields) - minutes * 60000);
}

double
date_time_parse(struct text text)
{
    text = text_trim(text);
    double time = parse_iso(text);
    return isnan(time) ? parse_words(text) : time;
}

/* ---- writing ---------------------------------------------------------------------- */

static int
field(const double fields[DATE_FIELD_COUNT], enum date_field which)
{
    return (int)fields[which];
}

/** Years of four digits at least, with a sign before them when negative. */
static void
render_year(int year, char out[12])
{
    (void)snprintf(out, 12, "%s%04d", year < 0 ? "-" : "", year < 0 ? -year : year);
}

size_t
date_time_render_iso(double time, char out[DATE_TIME_TEXT_MAX])
{
    double fields[DATE_FIELD_COUNT];
    date_time_split(time, fields);
    int year = field(fields, DATE_YEAR);
    char year_text[16];
    if (year >= 0 && year <= 9999) {
        (void)snprintf(year_text, sizeof(year_text), "%04d", year);
    } else {
        (void)snprintf(year_text, sizeof(year_text), "%c%06d", year < 0 ? '-' : '+',
                       year < 0 ? -year : year);
    }
    return (size_t)snprintf(out, DATE_TIME_TEXT_MAX, "%s-%02d-%02dT%02d:%02d:%02d.%03dZ", year_text,
                            field(fields, DATE_MONTH) + 1, field(fields, DATE_DAY),
                            field(fields, DATE_HOUR), field(fields, DATE_MINUTE),
                            field(fields, DATE_SECOND), field(fields, DATE_MILLISECOND));
}

size_t
date_time_render(double time, bool date, bool clock, char out[DATE_TIME_TEXT_MAX])
{
    double fields[DATE_FIELD_COUNT];
    char year[12];
    size_t length = 0;
    date_time_split(time, fields);
    render_year(field(fields, DATE_YEAR), year);
    if (date) {
        length += (size_t)snprintf(out, DATE_TIME_TEXT_MAX, "%s %s %02d %s%s",
                                   weekday_names[date_time_weekday(time)],
                                   month_names[field(fields, DATE_MONTH)], field(fields, DATE_DAY),
                                   year, clock ? " " : "");
    }
    if (clock) {
        length += (size_t)snprintf(out + length, DATE_TIME_TEXT_MAX - length,
                                   "%02d:%02d:%02d GMT+0000 (Coordinated Universal Time)",
                                   field(fields, DATE_HOUR), field(fields, DATE_MINUTE),
                                   field(fields, DATE_SECOND));
    }
    return length;
}

size_t
date_time_render_utc(double time, char out[DATE_TIME_TEXT_MAX])
{
    double fields[DATE_FIELD_COUNT];
    char year[12];
    date_time_split(time, fields);
    render_year(field(fields, DATE_YEAR), year);
    return (size_t)snprintf(out, DATE_TIME_TEXT_MAX, "%s, %02d %s %s %02d:%02d:%02d GMT",
                            weekday_names[date_time_weekday(time)], field(fields, DATE_DAY),
                            month_names[field(fields, DATE_MONTH)], year, field(fields, DATE_HOUR),
                            field(fields, DATE_MINUTE), field(fields, DATE_SECOND));
}

size_t
date_time_render_plain(double time, bool date, bool clock, char out[DATE_TIME_TEXT_MAX])
{
    double fields[DATE_FIELD_COUNT];
    size_t length = 0;
    date_time_split(time, fields);
    if (date) {
        length +=
            (size_t)snprintf(out, DATE_TIME_TEXT_MAX, "%d/%d/%d%s", field(fields, DATE_MONTH) + 1,
                             field(fields, DATE_DAY), field(fields, DATE_YEAR), clock ? ", " : "");
    }
    if (clock) {
        int hour = field(fields, DATE_HOUR);
        length += (size_t)snprintf(out + length, DATE_TIME_TEXT_MAX - length, "%d:%02d:%02d %s",
                                   hour % 12 == 0 ? 12 : hour % 12, field(fields, DATE_MINUTE),
                                   field(fields, DATE_SECOND), hour < 12 ? "AM" : "PM");
    }
    return length;
}
