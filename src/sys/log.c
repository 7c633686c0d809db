/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/log.h"

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/instant.h"

/* Kept free at the end of a line for `,"cut":true}` and the line's end. */
#define TAIL_BYTES 16

/* The process's own, set once before threads exist; see log.h. */
static _Atomic int log_level_least = LOG_INFO;
static _Atomic bool log_for_humans;
static _Atomic int log_descriptor = 2;

static const char *const level_names[] = {"debug", "info", "warn", "error"};

struct line {
    char bytes[LOG_LINE_MAX];
    size_t length;
    bool full; /**< something did not fit */
};

void
log_init(const struct log_config *config)
{
    atomic_store(&log_level_least, (int)config->level);
    atomic_store(&log_for_humans, config->human);
    atomic_store(&log_descriptor, config->descriptor);
}

bool
log_is_on(enum log_level level)
{
    return (int)level >= atomic_load(&log_level_least);
}

bool
log_level_parse(struct text text, enum log_level *out)
{
    for (size_t i = 0; i < COUNT_OF(level_names); i++) {
        if (text_is(text, level_names[i])) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

struct log_field
log_field_int(const char *key, long long value)
{
    return (struct log_field){.key = key, .type = LOG_TYPE_INT, .number = (uint64_t)value};
}

struct log_field
log_field_uint(const char *key, unsigned long long value)
{
    return (struct log_field){.key = key, .type = LOG_TYPE_UINT, .number = value};
}

struct log_field
log_field_bool(const char *key, bool value)
{
    return (struct log_field){.key = key, .type = LOG_TYPE_BOOL, .number = value};
}

struct log_field
log_field_string(const char *key, const char *value)
{
    return log_field_text(key, text_of(value));
}

struct log_field
log_field_text(const char *key, struct text value)
{
    return (struct log_field){.key = key, .type = LOG_TYPE_TEXT, .text = value};
}

static void
add(struct line *line, struct text text)
{
    if (text.length > sizeof(line->bytes) - TAIL_BYTES - line->length) {
        line->full = true;
        return;
    }
    if (text.length != 0) {
        memcpy(line->bytes + line->length, text.bytes, text.length);
        line->length += text.length;
    }
}

static bool
is_secret_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '_' || byte == '-';
}

/** Length of a secret's beginning that stands here, or 0. */
static size_t
secret_beginning(struct text rest)
{
    static const char *const beginnings[] = {"sk_live_", "sk_test_", "rk_live_",
                                             "rk_test_", "whsec_",   "_secret_"};
    for (size_t i = 0; i < COUNT_OF(beginnings); i++) {
        if (text_has_prefix(rest, text_of(beginnings[i]))) {
            return strlen(beginnings[i]);
        }
    }
    return 0;
}

/** One byte that needs care in both forms. */
static void
add_escaped(struct line *line, unsigned char byte)
{
    char escape[8];
    if (byte == '"' || byte == '\\') {
        snprintf(escape, sizeof(escape), "\\%c", byte);
    } else if (byte == '\n') {
        snprintf(escape, sizeof(escape), "\\n");
    } else {
        snprintf(escape, sizeof(escape), "\\u%04x", byte);
    }
    add(line, text_of(escape));
}

/** In quotes; bytes that are no UTF-8 become "?", secrets "***". */
static void
add_quoted(struct line *line, struct text text)
{
    bool is_cut = text.length > LOG_TEXT_MAX;
    text = text_slice(text, 0, LOG_TEXT_MAX);
    add(line, TEXT("\""));
    for (size_t at = 0; at < text.length;) {
        struct text rest = text_slice(text, at, text.length);
        unsigned char byte = (unsigned char)rest.bytes[0];
        size_t secret = secret_beginning(rest);
        if (secret > 0) {
            add(line, text_slice(rest, 0, secret));
            add(line, TEXT("***"));
            for (at += secret; at < text.length && is_secret_byte(text.bytes[at]);) {
                at++;
            }
        } else if (byte >= 0x80) {
            size_t valid = text_utf8_prefix(text_slice(rest, 0, 4));
            /* the prefix may hold more than this character; its first one is enough */
            size_t length = valid == 0 ? 0 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
            add(line, length == 0 ? TEXT("?") : text_slice(rest, 0, length));
            at += length == 0 ? 1 : length;
        } else {
            if (byte < 0x20 || byte == 0x7f || byte == '"' || byte == '\\') {
                add_escaped(line, byte);
            } else {
                add(line, text_slice(rest, 0, 1));
            }
            at++;
        }
    }
    add(line, is_cut ? TEXT("...\"") : TEXT("\""));
}

static void
add_number(struct line *line, const struct log_field *field)
{
    char digits[24];
    if (field->type == LOG_TYPE_INT) {
        snprintf(digits, sizeof(digits), "%lld", (long long)field->number);
    } else {
        snprintf(digits, sizeof(digits), "%llu", (unsigned long long)field->number);
    }
    add(line, text_of(digits));
}

static bool
is_secret_key(const char *key)
{
    return strcmp(key, "authorization") == 0 || strcmp(key, "password") == 0 ||
           strcmp(key, "secret") == 0;
}

static void
add_value(struct line *line, const struct log_field *field)
{
    if (is_secret_key(field->key)) {
        add(line, TEXT("\"***\""));
        return;
    }
    switch (field->type) {
    case LOG_TYPE_INT:
    case LOG_TYPE_UINT:
        add_number(line, field);
        break;
    case LOG_TYPE_BOOL:
        add(line, field->number != 0 ? TEXT("true") : TEXT("false"));
        break;
    case LOG_TYPE_TEXT:
        if (field->text.bytes == NULL) {
            add(line, TEXT("null"));
        } else {
            add_quoted(line, field->text);
        }
        break;
    }
}

/** A field that does not fit is taken back whole. */
static void
add_fields(struct line *line, const struct log_field *fields, size_t count, bool human)
{
    for (size_t i = 0; i < count; i++) {
        size_t before = line->length;
        add(line, human ? TEXT(" ") : TEXT(",\""));
        add(line, text_of(fields[i].key));
        add(line, human ? TEXT("=") : TEXT("\":"));
        add_value(line, &fields[i]);
        if (line->full) {
            line->length = before;
            break;
        }
    }
}

static void
add_head(struct line *line, enum log_level level, const char *message, bool human)
{
    struct timespec now;
    char moment[INSTANT_TEXT_MAX], head[96];
    (void)clock_gettime(CLOCK_REALTIME, &now);
    instant_render(now.tv_sec, moment);
    moment[19] = 0; /* without the Z: milliseconds follow */
    int thousandths = (int)(now.tv_nsec / 1000000);
    if (human) {
        snprintf(head, sizeof(head), "%s.%03d %-5s ", moment + 11, thousandths, level_names[level]);
    } else {
        snprintf(head, sizeof(head), "{\"time\":\"%s.%03dZ\",\"level\":\"%s\",\"message\":", moment,
                 thousandths, level_names[level]);
    }
    add(line, text_of(head));
    if (human) {
        add(line, text_slice(text_of(message), 0, LOG_TEXT_MAX));
    } else {
        add_quoted(line, text_of(message));
    }
}

void
log_line(enum log_level level, const char *message, const struct log_field *fields, size_t count)
{
    if (!log_is_on(level)) {
        return;
    }
    bool human = atomic_load(&log_for_humans);
    struct line line;
    line.length = 0;
    line.full = false;
    add_head(&line, level, message, human);
    add_fields(&line, fields, count, human);
    const char *tail = human ? "\n" : line.full ? ",\"cut\":true}\n" : "}\n";
    memcpy(line.bytes + line.length, tail, strlen(tail));
    line.length += strlen(tail);

    log_pass(line.bytes, line.length);
}

void
log_pass(const char *bytes, size_t length)
{
    /* One call a line keeps threads apart; a log that cannot be written is nobody's error. */
    ssize_t put;
    do {
        put = write(atomic_load(&log_descriptor), bytes, length);
    } while (put < 0 && errno == EINTR);
}
