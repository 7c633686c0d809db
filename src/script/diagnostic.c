/* SPDX-License-Identifier: Apache-2.0 */
#include "script/diagnostic.h"

#include <stdarg.h>

static const struct diagnostic_kind kinds[] = {
#define DIAGNOSTIC(name, code, title, explanation, instead) {code, title, explanation, instead},
#include "script/diagnostic.def"
#undef DIAGNOSTIC
};

const struct diagnostic_kind *
diagnostic_kind(enum diagnostic diagnostic)
{
    assert(diagnostic < DIAGNOSTIC_COUNT);
    return &kinds[diagnostic];
}

static bool
sink_reserve(struct diagnostic_sink *sink)
{
    struct script_diagnostics *out = sink->out;
    if (out->count >= DIAGNOSTICS_MAX) {
        return false;
    }
    if (out->count < out->capacity) {
        return true;
    }
    size_t capacity = out->capacity == 0 ? 8 : out->capacity * 2;
    struct script_diagnostic *items = arena_grow(
        sink->arena, out->items, out->capacity * sizeof(*items), capacity * sizeof(*items));
    if (items == NULL) {
        return false;
    }
    out->items = items;
    out->capacity = capacity;
    return true;
}

void
diagnose(struct diagnostic_sink *sink, const struct source *source, enum diagnostic diagnostic,
         uint32_t start, uint32_t end, const char *format, ...)
{
    struct script_diagnostic item = {.code = kinds[diagnostic].code, .path = source->path};
    source_place(source, start, &item.line, &item.column);
    struct text line = source_line(source, item.line);
    item.line_text = line;
    size_t line_end = source->line_starts[item.line - 1] + line.length;
    size_t stop = end < line_end ? end : line_end;
    item.length = stop > start ? (int)source_units(text_slice(source->text, start, stop)) : 1;

    struct script_diagnostics *out = sink->out;
    if (out->count > 0) {
        const struct script_diagnostic *last = &out->items[out->count - 1];
        if (last->line == item.line && last->column == item.column &&
            text_equal(last->path, item.path)) {
            return;
        }
    }
    if (sink->is_full || !sink_reserve(sink)) {
        sink->is_full = true;
        return;
    }
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    assert(length >= 0);
    size_t bytes = (size_t)length < sizeof(message) ? (size_t)length : sizeof(message) - 1;
    while (bytes > 0 && !text_is_utf8((struct text){message, bytes})) {
        bytes--; /* cut at a whole character */
    }
    item.message = text_copy(sink->arena, (struct text){message, bytes});
    if (item.message.bytes == NULL) {
        sink->is_full = true;
        return;
    }
    out->items[out->count++] = item;
}

void
diagnostics_sort(struct script_diagnostics *diagnostics)
{
    struct script_diagnostic *items = diagnostics->items;
    for (size_t i = 1; i < diagnostics->count; i++) {
        struct script_diagnostic item = items[i];
        size_t at = i;
        while (at > 0 && text_equal(items[at - 1].path, item.path) &&
               (items[at - 1].line > item.line ||
                (items[at - 1].line == item.line && items[at - 1].column > item.column))) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = item;
    }
}

/** Long lines (bundles) are shown as the part around the finding. */
enum { SHOWN_BEFORE = 60, SHOWN_AFTER = 60 };

/** Offset of a 1-based UTF-16 column. */
static size_t
column_offset(struct text line, int column)
{
    int at = 1;
    size_t i = 0;
    while (i < line.length && at < column) {
        size_t length;
        at += source_code_point(line, i, &length) > 0xFFFF ? 2 : 1;
        i += length;
    }
    return i;
}

void
script_diagnostic_render(const struct script_diagnostic *diagnostic, struct text_builder *out)
{
    text_builder_format(out, "%.*s:%d:%d - error %s: %.*s\n", TEXT_ARG(diagnostic->path),
                        diagnostic->line, diagnostic->column, diagnostic->code,
                        TEXT_ARG(diagnostic->message));
    struct text line = diagnostic->line_text;
    if (line.bytes == NULL) {
        return;
    }
    size_t from = column_offset(line, diagnostic->column);
    size_t to = column_offset(line, diagnostic->column + diagnostic->length);
    size_t first =
        from > SHOWN_BEFORE && line.length > SHOWN_BEFORE + SHOWN_AFTER ? from - SHOWN_BEFORE : 0;
    size_t last =
        line.length > from + SHOWN_AFTER + SHOWN_BEFORE ? from + SHOWN_AFTER : line.length;
    while (first > 0 && ((unsigned char)line.bytes[first] & 0xC0) == 0x80) {
        first--;
    }
    while (last < line.length && ((unsigned char)line.bytes[last] & 0xC0) == 0x80) {
        last++;
    }
    to = to < last ? to : last;
    text_builder_format(out, "\n%d ", diagnostic->line);
    text_builder_add(out, text_slice(line, first, last));
    text_builder_add_char(out, '\n');
    for (int digits = diagnostic->line; digits > 0; digits /= 10) {
        text_builder_add_char(out, ' ');
    }
    text_builder_add_char(out, ' ');
    for (size_t i = first; i < from;) {
        size_t length;
        (void)source_code_point(line, i, &length);
        text_builder_add_char(out, line.bytes[i] == '\t' ? '\t' : ' ');
        i += length;
    }
    text_builder_add_char(out, '^');
    for (size_t i = from, n = 0; i < to; n++) {
        size_t length;
        (void)source_code_point(line, i, &length);
        if (n > 0) {
            text_builder_add_char(out, '~');
        }
        i += length;
    }
    text_builder_add_string(out, "\n");
}

void
script_diagnostics_reference(struct text_builder *out)
{
    text_builder_add_string(
        out,
        "# Diagnostics\n\nEverything that the compiler of scripts refuses, by code. Codes never "
        "change their meaning.\nThis page is made by `quoin script diagnostics`.\n");
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        text_builder_format(out, "\n<a id=\"%s\"></a>\n\n## %s: %s\n\n%s\n\n**Instead:** %s\n",
                            kinds[i].code, kinds[i].code, kinds[i].title, kinds[i].explanation,
                            kinds[i].instead);
    }
}
