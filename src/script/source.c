/* SPDX-License-Identifier: Apache-2.0 */
#include "script/source.h"

static bool
path_ends(struct text path, const char *end)
{
    size_t length = strlen(end);
    return path.length >= length && memcmp(path.bytes + path.length - length, end, length) == 0;
}

static bool
path_contains(struct text path, const char *part)
{
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= path.length; i++) {
        if (memcmp(path.bytes + i, part, length) == 0) {
            return true;
        }
    }
    return false;
}

/** Bytes of a line end at `at`, 0 when there is none: LF, CR, CR LF, LS, PS. */
static size_t
line_end_bytes(struct text text, size_t at)
{
    unsigned char c = (unsigned char)text.bytes[at];
    if (c == '\n') {
        return 1;
    }
    if (c == '\r') {
        return at + 1 < text.length && text.bytes[at + 1] == '\n' ? 2 : 1;
    }
    if (c == 0xE2 && at + 2 < text.length && (unsigned char)text.bytes[at + 1] == 0x80 &&
        ((unsigned char)text.bytes[at + 2] | 1) == 0xA9) {
        return 3;
    }
    return 0;
}

bool
source_init(struct source *source, struct arena *arena, struct text path, struct text text)
{
    *source = (struct source){.path = path, .text = text};
    source->is_typescript =
        path_ends(path, ".ts") || path_ends(path, ".mts") || path_ends(path, ".cts");
    source->is_script = path_ends(path, ".script");
    source->is_foreign = !source->is_typescript || path_contains(path, "node_modules/");
    size_t count = 1;
    for (size_t at = 0; at < text.length;) {
        size_t bytes = line_end_bytes(text, at);
        count += bytes > 0;
        at += bytes > 0 ? bytes : 1;
    }
    source->line_starts = arena_alloc(arena, count, sizeof(uint32_t));
    if (source->line_starts == NULL) {
        return false;
    }
    source->line_count = 1;
    for (size_t at = 0; at < text.length;) {
        size_t bytes = line_end_bytes(text, at);
        at += bytes > 0 ? bytes : 1;
        if (bytes > 0) {
            source->line_starts[source->line_count++] = (uint32_t)at;
        }
    }
    return true;
}

size_t
source_units(struct text text)
{
    size_t units = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        units += (c & 0xC0) != 0x80; /* first bytes only */
        units += c >= 0xF0;          /* two units beyond the first plane */
    }
    return units;
}

void
source_place(const struct source *source, uint32_t offset, int *line, int *column)
{
    uint32_t low = 0;
    uint32_t high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->line_starts[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    size_t end = offset < source->text.length ? offset : source->text.length;
    *line = (int)low + 1;
    *column = (int)source_units(text_slice(source->text, source->line_starts[low], end)) + 1;
}

struct text
source_line(const struct source *source, int line)
{
    assert(line >= 1 && (uint32_t)line <= source->line_count);
    size_t start = source->line_starts[line - 1];
    size_t end = start;
    while (end < source->text.length && line_end_bytes(source->text, end) == 0) {
        end++;
    }
    return text_slice(source->text, start, end);
}

uint32_t
source_code_point(struct text text, size_t at, size_t *length)
{
    const unsigned char *p = (const unsigned char *)text.bytes + at;
    size_t left = text.length - at;
    if (p[0] < 0x80 || left < 2) {
        *length = 1;
        return p[0];
    }
    if (p[0] < 0xE0) {
        *length = 2;
        return ((p[0] & 0x1Fu) << 6) | (p[1] & 0x3Fu);
    }
    if (p[0] < 0xF0 && left >= 3) {
        *length = 3;
        return ((p[0] & 0x0Fu) << 12) | ((p[1] & 0x3Fu) << 6) | (p[2] & 0x3Fu);
    }
    if (left >= 4) {
        *length = 4;
        return ((p[0] & 0x07u) << 18) | ((p[1] & 0x3Fu) << 12) | ((p[2] & 0x3Fu) << 6) |
               (p[3] & 0x3Fu);
    }
    *length = 1;
    return 0xFFFD;
}

size_t
source_encode(uint32_t code_point, char out[4])
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | (code_point >> 6));
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | (code_point >> 12));
        out[1] = (char)(0x80 | ((code_point >> 6) & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (code_point >> 18));
    out[1] = (char)(0x80 | ((code_point >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((code_point >> 6) & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

/* ---- names ------------------------------------------------------------- */

bool
name_table_init(struct name_table *table, struct arena *arena)
{
    *table = (struct name_table){.arena = arena, .bucket_count = 256};
    table->buckets = arena_alloc(arena, table->bucket_count, sizeof(struct name *));
    return table->buckets != NULL;
}

static uint32_t
name_hash(struct text text)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.length; i++) {
        hash = (hash ^ (unsigned char)text.bytes[i]) * 16777619u;
    }
    return hash ^ (hash >> 15);
}

/** Four times the buckets; when memory is short the chains just get longer. */
static void
table_grow(struct name_table *table)
{
    uint32_t count = table->bucket_count * 4;
    struct name **buckets = arena_alloc(table->arena, count, sizeof(struct name *));
    if (buckets == NULL) {
        return;
    }
    for (uint32_t i = 0; i < table->bucket_count; i++) {
        struct name *next;
        for (struct name *name = table->buckets[i]; name != NULL; name = next) {
            next = name->next;
            name->next = buckets[name->hash & (count - 1)];
            buckets[name->hash & (count - 1)] = name;
        }
    }
    table->buckets = buckets;
    table->bucket_count = count;
}

struct name *
name_intern(struct name_table *table, struct text text)
{
    uint32_t hash = name_hash(text);
    struct name *name = table->buckets[hash & (table->bucket_count - 1)];
    for (; name != NULL; name = name->next) {
        if (name->hash == hash && text_equal(name->text, text)) {
            return name;
        }
    }
    if (table->count > table->bucket_count * 2) {
        table_grow(table);
    }
    name = arena_new(table->arena, struct name);
    if (name == NULL) {
        return NULL;
    }
    name->text = text_copy(table->arena, text);
    if (name->text.bytes == NULL) {
        return NULL;
    }
    name->hash = hash;
    name->next = table->buckets[hash & (table->bucket_count - 1)];
    table->buckets[hash & (table->bucket_count - 1)] = name;
    table->count++;
    return name;
}
