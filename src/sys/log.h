/* SPDX-License-Identifier: Apache-2.0 */
/**
 * log.h: what the operator reads: one line of JSON an event, on stderr.
 *
 *   log_write(LOG_WARN, "webhook refused", "endpoint", endpoint_text, "status", 500);
 *   {"time":"2026-01-31T00:00:00.123Z","level":"warn","message":"webhook refused",...}
 *
 * Up to 6 pairs of a key (a literal) and a value: any integer, bool, terminated
 * string or struct text. A line is at most LOG_LINE_MAX bytes and written by
 * one call, safe between threads; what does not fit is left out and "cut":true
 * says so. Keys and client secrets of the API are masked wherever they stand,
 * and values under "authorization", "password" and "secret" altogether.
 *
 * The log is the process's own: log_init() once, at the start of main();
 * before that it writes JSON from LOG_INFO on.
 */
#pragma once

#include "base/text.h"

#define LOG_LINE_MAX 8192
/** Longest part of one text that is shown. */
#define LOG_TEXT_MAX 1024

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_config {
    enum log_level level; /**< the least that is written */
    bool human;           /**< columns for eyes instead of JSON */
    int descriptor;       /**< 2 is stderr */
};

void log_init(const struct log_config *config);
/** Lines that another process wrote, as they are. */
void log_pass(const char *bytes, size_t length);
bool log_is_on(enum log_level level);
/** "debug", "info", "warn", "error"; false when it is none of them. */
must_use bool log_level_parse(struct text text, enum log_level *out);

enum log_type { LOG_TYPE_INT, LOG_TYPE_UINT, LOG_TYPE_BOOL, LOG_TYPE_TEXT };

struct log_field {
    const char *key;
    enum log_type type;
    uint64_t number;
    struct text text;
};

/** What the macro below calls. */
void log_line(enum log_level level, const char *message, const struct log_field *fields,
              size_t count);
struct log_field log_field_int(const char *key, long long value);
struct log_field log_field_uint(const char *key, unsigned long long value);
struct log_field log_field_bool(const char *key, bool value);
struct log_field log_field_string(const char *key, const char *value);
struct log_field log_field_text(const char *key, struct text value);

/** log_write(level, message, key, value, key, value, ...) */
#define log_write(level, ...)                                                                      \
    LOG_PICK(__VA_ARGS__, LOG_6, 0, LOG_5, 0, LOG_4, 0, LOG_3, 0, LOG_2, 0, LOG_1, 0, LOG_0, 0)    \
    (level, __VA_ARGS__)

#define LOG_PICK(m, a, b, c, d, e, f, g, h, i, j, k, l, pick, ...) pick
#define LOG_FIELD(key, value)                                                                      \
    _Generic((value), bool                                                                         \
             : log_field_bool, char                                                                \
             : log_field_int, int                                                                  \
             : log_field_int, long                                                                 \
             : log_field_int, long long                                                            \
             : log_field_int, unsigned char                                                        \
             : log_field_uint, unsigned short                                                      \
             : log_field_uint, unsigned                                                            \
             : log_field_uint, unsigned long                                                       \
             : log_field_uint, unsigned long long                                                  \
             : log_field_uint, char *                                                              \
             : log_field_string, const char *                                                      \
             : log_field_string, struct text                                                       \
             : log_field_text)(key, value)
#define LOG_FIELDS(...)                                                                            \
    (const struct log_field[]){__VA_ARGS__},                                                       \
        sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field)
#define LOG_0(level, m)             log_line(level, m, NULL, 0)
#define LOG_1(level, m, a, b)       log_line(level, m, LOG_FIELDS(LOG_FIELD(a, b)))
#define LOG_2(level, m, a, b, c, d) log_line(level, m, LOG_FIELDS(LOG_FIELD(a, b), LOG_FIELD(c, d)))
#define LOG_3(level, m, a, b, c, d, e, f)                                                          \
    log_line(level, m, LOG_FIELDS(LOG_FIELD(a, b), LOG_FIELD(c, d), LOG_FIELD(e, f)))
#define LOG_4(level, m, a, b, c, d, e, f, g, h)                                                    \
    log_line(level, m,                                                                             \
             LOG_FIELDS(LOG_FIELD(a, b), LOG_FIELD(c, d), LOG_FIELD(e, f), LOG_FIELD(g, h)))
#define LOG_5(level, m, a, b, c, d, e, f, g, h, i, j)                                              \
    log_line(level, m,                                                                             \
             LOG_FIELDS(LOG_FIELD(a, b), LOG_FIELD(c, d), LOG_FIELD(e, f), LOG_FIELD(g, h),        \
                        LOG_FIELD(i, j)))
#define LOG_6(level, m, a, b, c, d, e, f, g, h, i, j, k, l)                                        \
    log_line(level, m,                                                                             \
             LOG_FIELDS(LOG_FIELD(a, b), LOG_FIELD(c, d), LOG_FIELD(e, f), LOG_FIELD(g, h),        \
                        LOG_FIELD(i, j), LOG_FIELD(k, l)))
