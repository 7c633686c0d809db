/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <stdarg.h>

struct text
text_of(const char *string)
{
    return string == NULL ? NO_TEXT : (struct text){string, strlen(string)};
}

bool
text_equal(struct text a, struct text b)
{
    if (a.length != b.length || (a.bytes == NULL) != (b.bytes == NULL)) {
        return false;
    }
    return a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0;
}

bool
text_is(struct text a, const char *string)
{
    return text_equal(a, text_of(string));
}

static unsigned char
fold(char byte)
{
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
}

bool
text_equal_fold(struct text a, struct text b)
{
    if (a.length != b.length || (a.bytes == NULL) != (b.bytes == NULL)) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        if (fold(a.bytes[i]) != fold(b.bytes[i])) {
            return false;
        }
    }
    return true;
}

int
text_compare(struct text a, struct text b)
{
    size_t shared = a.length < b.length ? a.length : b.length;
    int order = shared == 0 ? 0 : memcmp(a.bytes, b.bytes, shared);
    if (order != 0) {
        return order < 0 ? -1 : 1;
    }
    return (a.length > b.length) - (a.length < b.length);
}

bool
text_has_prefix(struct text text, struct text prefix)
{
    return text.length >= prefix.length &&
           (prefix.length == 0 || memcmp(text.bytes, prefix.bytes, prefix.length) == 0);
}

size_t
text_find(struct text text, char byte, size_t from)
{
    if (from >= text.length) {
        return text.length;
    }
    const char *found = memchr(text.bytes + from, byte, text.length - from);
    return found == NULL ? text.length : (size_t)(found - text.bytes);
}

struct text
text_slice(struct text text, size_t from, size_t to)
{
    if (text.bytes == NULL) {
        return NO_TEXT;
    }
    if (to > text.length) {
        to = text.length;
    }
    if (from > to) {
        from = to;
    }
    return (struct text){text.bytes + from, to - from};
}

static bool
is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct text
text_trim(struct text text)
{
    size_t from = 0, to = text.length;
    while (from < to && is_space(text.bytes[from])) {
        from++;
    }
    while (to > from && is_space(text.bytes[to - 1])) {
        to--;
    }
    return text_slice(text, from, to);
}

struct text
text_copy(struct arena *arena, struct text text)
{
    if (text.bytes == NULL) {
        return NO_TEXT;
    }
    char *copy = arena_alloc(arena, text.length + 1, 1);
    if (copy == NULL) {
        return NO_TEXT;
    }
    if (text.length != 0) {
        memcpy(copy, text.bytes, text.length);
    }
    return (struct text){copy, text.length};
}

struct text
text_format_list(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert(length >= 0);

    char *bytes = arena_alloc(arena, (size_t)length + 1, 1);
    if (bytes == NULL) {
        return NO_TEXT;
    }
    vsnprintf(bytes, (size_t)length + 1, format, arguments);
    return (struct text){bytes, (size_t)length};
}

struct text
text_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text text = text_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

/**
 * Bytes of the sequence at `at`, 0 when it is not well formed. The bounds of
 * the second byte exclude overlong forms, surrogates and what is above
 * U+10FFFF (RFC 3629, section 4).
 */
static size_t
utf8_sequence(const unsigned char *at, size_t rest)
{
    unsigned char first = at[0], low = 0x80, high = 0xbf;
    size_t length;
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        length = 2;
    } else if (first >= 0xe0 && first <= 0xef) {
        length = 3;
        low = first == 0xe0 ? 0xa0 : 0x80;
        high = first == 0xed ? 0x9f : 0xbf;
    } else if (first >= 0xf0 && first <= 0xf4) {
        length = 4;
        low = first == 0xf0 ? 0x90 : 0x80;
        high = first == 0xf4 ? 0x8f : 0xbf;
    } else {
        return 0;
    }
    if (rest < length || at[1] < low || at[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return length;
}

size_t
text_utf8_prefix(struct text text)
{
    const unsigned char *bytes = (const unsigned char *)text.bytes;
    size_t at = 0;
    while (at < text.length) {
        uint64_t eight;
        if (text.length - at >= sizeof(eight)) { /* most text is ASCII */
            memcpy(&eight, bytes + at, sizeof(eight));
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof(eight);
                continue;
            }
        }
        size_t length = utf8_sequence(bytes + at, text.length - at);
        if (length == 0) {
            break;
        }
        at += length;
    }
    return at;
}

bool
text_is_utf8(struct text text)
{
    return text_utf8_prefix(text) == text.length;
}

bool
text_parse_int(struct text text, int64_t *out)
{
    bool negative = text.length > 0 && text.bytes[0] == '-';
    size_t at = text.length > 0 && (negative || text.bytes[0] == '+') ? 1 : 0;
    if (at == text.length) {
        return false;
    }
    int64_t value = 0;
    for (; at < text.length; at++) {
        int digit = text.bytes[at] - '0';
        if (digit < 0 || digit > 9) {
            return false;
        }
        /* Counted downwards: the smallest value has no positive twin. */
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value)) {
            return false;
        }
    }
    if (!negative && value == INT64_MIN) {
        return false;
    }
    *out = negative ? value : -value;
    return true;
}

void
text_builder_init(struct text_builder *builder, struct arena *arena, size_t limit)
{
    *builder = (struct text_builder){.arena = arena, .limit = limit};
}

/** Room for `more` bytes and the 0 behind them. */
static bool
reserve(struct text_builder *builder, size_t more)
{
    assert(builder->arena != NULL);
    if (builder->failed || more > builder->limit - builder->length) {
        builder->failed = true;
        return false;
    }
    size_t needed = builder->length + more + 1;
    if (needed > builder->capacity) {
        size_t capacity = builder->capacity == 0 ? 64 : builder->capacity * 2;
        if (capacity < needed) {
            capacity = needed;
        }
        char *bytes = arena_grow(builder->arena, builder->bytes, builder->capacity, capacity);
        if (bytes == NULL) {
            builder->failed = true;
            return false;
        }
        builder->bytes = bytes;
        builder->capacity = capacity;
    }
    return true;
}

void
text_builder_add(struct text_builder *builder, struct text text)
{
    if (text.length != 0 && reserve(builder, text.length)) {
        memcpy(builder->bytes + builder->length, text.bytes, text.length);
        builder->length += text.length;
        builder->bytes[builder->length] = 0;
    }
}

void
text_builder_add_string(struct text_builder *builder, const char *string)
{
    text_builder_add(builder, text_of(string));
}

void
text_builder_add_char(struct text_builder *builder, char byte)
{
    if (reserve(builder, 1)) {
        builder->bytes[builder->length++] = byte;
        builder->bytes[builder->length] = 0;
    }
}

void
text_builder_add_int(struct text_builder *builder, int64_t value)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude != 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    text_builder_add(builder, (struct text){digits + at, sizeof(digits) - at});
}

void
text_builder_format(struct text_builder *builder, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(length >= 0);

    if (reserve(builder, (size_t)length)) {
        va_start(arguments, format);
        vsnprintf(builder->bytes + builder->length, (size_t)length + 1, format, arguments);
        va_end(arguments);
        builder->length += (size_t)length;
    }
}

struct text
text_builder_text(const struct text_builder *builder)
{
    if (builder->failed) {
        return NO_TEXT;
    }
    return builder->bytes == NULL ? TEXT("") : (struct text){builder->bytes, builder->length};
}
