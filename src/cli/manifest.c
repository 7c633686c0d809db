/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest.c: what we need of stripe-app.yaml, version 2: the list "extensions", of each item
 * "id", "interface_id" and the "content" of its "script". Whatever else stands there is left
 * alone; order and depth of the keys do not matter.
 */
#include "cli/manifest.h"

#include "base/list.h"

/** The value of a line: without quotes and comments. */
static struct text
value_of(struct text text)
{
    text = text_trim(text);
    char quote = text.length > 0 ? text.bytes[0] : ' ';
    if (quote == '"' || quote == '\'') {
        size_t end = text_find(text, quote, 1);
        return text_slice(text, 1, end);
    }
    for (size_t at = text_find(text, '#', 0); at < text.length; at = text_find(text, '#', at + 1)) {
        if (at == 0 || text.bytes[at - 1] == ' ') {
            text = text_slice(text, 0, at);
            break;
        }
    }
    return text_trim(text);
}

static size_t
indent_of(struct text line)
{
    size_t indent = 0;
    while (indent < line.length && line.bytes[indent] == ' ') {
        indent++;
    }
    return indent;
}

struct reading {
    struct arena *arena;
    struct manifest *out;
    bool is_inside;       /**< of "extensions" */
    size_t list_indent;   /**< of its dashes; SIZE_MAX before the first */
    size_t key_indent;    /**< of an item's own keys */
    size_t script_indent; /**< of the keys below "script"; 0: not there */
};

static void
take_key(struct reading *reading, struct text line, size_t indent)
{
    struct manifest *out = reading->out;
    size_t colon = text_find(line, ':', 0);
    struct text key = text_trim(text_slice(line, 0, colon));
    struct text value =
        text_copy(reading->arena, value_of(text_slice(line, colon + 1, line.length)));
    if (out->count == 0) {
        return;
    }
    struct manifest_extension *item = &out->items[out->count - 1];
    if (indent == reading->key_indent) {
        reading->script_indent = text_is(key, "script") ? indent + 1 : 0;
        if (text_is(key, "id")) {
            item->id = value;
        } else if (text_is(key, "interface_id")) {
            item->interface_id = value;
        }
    } else if (reading->script_indent > 0 && indent >= reading->script_indent &&
               text_is(key, "content")) {
        item->content = value;
    }
}

static void
take_line(struct reading *reading, struct text line)
{
    size_t indent = indent_of(line);
    struct text rest = text_slice(line, indent, line.length);
    if (rest.length == 0 || rest.bytes[0] == '#') {
        return;
    }
    bool is_dash = rest.bytes[0] == '-' && (rest.length == 1 || rest.bytes[1] == ' ');
    if (indent == 0 && !is_dash) {
        reading->is_inside = text_has_prefix(rest, TEXT("extensions:"));
        reading->list_indent = SIZE_MAX;
        return;
    }
    if (!reading->is_inside) {
        return;
    }
    if (is_dash && (reading->list_indent == SIZE_MAX || indent == reading->list_indent)) {
        reading->list_indent = indent;
        if (list_add(reading->arena, reading->out) == NULL) {
            return;
        }
        struct text first = text_slice(rest, 1, rest.length);
        size_t gap = indent_of(first);
        reading->key_indent = indent + 1 + gap;
        reading->script_indent = 0;
        rest = text_slice(first, gap, first.length);
        indent = reading->key_indent;
        if (rest.length == 0) { /* a dash alone: the first key says how deep they stand */
            reading->key_indent = SIZE_MAX;
            return;
        }
    }
    reading->key_indent = reading->key_indent == SIZE_MAX ? indent : reading->key_indent;
    take_key(reading, rest, indent);
}

bool
manifest_read(const struct sys *sys, struct arena *arena, const char *folder, struct manifest *out)
{
    struct text text;
    struct text path = text_format(arena, "%s/stripe-app.yaml", folder);
    struct reading reading = {.arena = arena, .out = out, .list_indent = SIZE_MAX};
    *out = (struct manifest){0};
    if (path.bytes == NULL ||
        sys->file_read(sys, arena, path.bytes, COMMAND_FILE_BYTES_MAX, &text) != OK) {
        return false;
    }
    for (size_t at = 0; at < text.length;) {
        size_t end = text_find(text, '\n', at);
        struct text line = text_slice(text, at, end);
        if (line.length > 0 && line.bytes[line.length - 1] == '\r') {
            line.length--;
        }
        take_line(&reading, line);
        at = end + 1;
    }
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        if (out->items[i].content.length > 0) {
            out->items[kept++] = out->items[i];
        }
    }
    out->count = kept;
    return true;
}
