/* SPDX-License-Identifier: Apache-2.0 */
/* test_sources.c: what a test file is compiled with. */
#include "cli/test_suite.h"
#include "vitest.h"

#define LIBRARY_FOLDER "node_modules/vitest/"

static struct text
folder_of(struct text path)
{
    size_t end = path.length;
    while (end > 0 && path.bytes[end - 1] != '/') {
        end--;
    }
    return text_slice(path, 0, end);
}

static struct text
name_of(struct text path)
{
    return text_slice(path, folder_of(path).length, path.length);
}

static bool
is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '$';
}

/** The next place of a word as a whole, from `at` on; the length when there is none. */
static size_t
find_word(struct text text, const char *word, size_t at)
{
    size_t length = strlen(word);
    for (; at + length <= text.length; at++) {
        bool is_here =
            memcmp(text.bytes + at, word, length) == 0 &&
            (at == 0 || (!is_word_byte(text.bytes[at - 1]) && text.bytes[at - 1] != '.'));
        if (is_here && (at + length == text.length || !is_word_byte(text.bytes[at + length]))) {
            return at;
        }
    }
    return text.length;
}

/** Does the word before `at` declare what stands there? */
static bool
is_declared_at(struct text text, size_t at)
{
    static const char *const words[] = {"const", "let", "var", "function", "class", "import"};
    size_t end = at;
    while (end > 0 && text.bytes[end - 1] == ' ') {
        end--;
    }
    size_t start = end;
    while (start > 0 && is_word_byte(text.bytes[start - 1])) {
        start--;
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (text_is(text_slice(text, start, end), words[i])) {
            return true;
        }
    }
    return false;
}

/** Used like a function or namespace, and nowhere declared. */
static bool
is_ambient(struct text text, const char *word)
{
    bool is_used = false;
    for (size_t at = find_word(text, word, 0); at < text.length;
         at = find_word(text, word, at + 1)) {
        if (is_declared_at(text, at)) {
            return false;
        }
        size_t end = at + strlen(word);
        is_used |= end < text.length && (text.bytes[end] == '(' || text.bytes[end] == '.');
    }
    return is_used;
}

static bool
imports_library(struct text text)
{
    static const char *const names[] = {"'vitest'", "\"vitest\"", "'@jest/globals'",
                                        "\"@jest/globals\""};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t length = strlen(names[i]);
        for (size_t at = 0; at + length <= text.length; at++) {
            if (memcmp(text.bytes + at, names[i], length) == 0) {
                return true;
            }
        }
    }
    return false;
}

/**
 * Files written for globals import nothing: what they use of vitest is
 * imported behind their end, where no line is moved. So is the console, which
 * tests like to replace.
 */
static bool
add_globals(struct arena *arena, struct script_source *source)
{
    static const char *const names[] = {
        "console",        "describe",     "suite",     "test",       "it",       "expect",
        "assert",         "vi",           "beforeAll", "beforeEach", "afterAll", "afterEach",
        "onTestFinished", "expectTypeOf", "assertType"};
    struct text_builder out;
    bool has_names = false;
    text_builder_init(&out, arena, COMMAND_FILE_BYTES_MAX * 2);
    text_builder_add(&out, source->text);
    text_builder_add_string(&out, "\nimport {");
    size_t count = imports_library(source->text) ? 1 : COUNT_OF(names);
    for (size_t i = 0; i < count; i++) {
        if (is_ambient(source->text, names[i])) {
            text_builder_format(&out, "%s %s", has_names ? "," : "", names[i]);
            has_names = true;
        }
    }
    text_builder_add_string(&out, " } from 'vitest';\n");
    if (has_names) {
        source->text = text_builder_text(&out);
    }
    return source->text.bytes != NULL;
}

static bool
add_source(struct arena *arena, struct source_set *set, struct text path, struct text text)
{
    struct script_source *source = list_add(arena, set);
    if (source == NULL || path.bytes == NULL || text.bytes == NULL) {
        return false;
    }
    *source = (struct script_source){.path = path, .text = text};
    return true;
}

bool
test_sources(const struct sys *sys, struct arena *arena, struct text path, struct source_set *out)
{
    *out = (struct source_set){0};
    struct text entry = text_format(arena, "%.*s<tests>.js", TEXT_ARG(folder_of(path)));
    struct text text = text_format(arena, "import './%.*s';\nexport { default } from 'vitest';\n",
                                   TEXT_ARG(name_of(path)));
    if (!add_source(arena, out, entry, text)) {
        return false;
    }
    for (const struct embedded_file *file = vitest_files; file->name != NULL; file++) {
        struct text content = {file->bytes, file->length};
        if (!add_source(arena, out, text_format(arena, LIBRARY_FOLDER "%s", file->name), content)) {
            return false;
        }
    }
    if (!add_source(arena, out, TEXT("node_modules/@jest/globals.js"),
                    TEXT("export * from 'vitest';\nexport { vi as jest } from 'vitest';\n"))) {
        return false;
    }
    size_t first = out->count;
    if (!sources_add(sys, arena, path, out)) {
        return false;
    }
    for (size_t i = first; i < out->count; i++) {
        bool is_code = !path_ends_with(out->items[i].path, ".json");
        if (is_code && !add_globals(arena, &out->items[i])) {
            return false;
        }
    }
    return true;
}

bool *
test_counted(struct arena *arena, const struct source_set *sources)
{
    bool *is_counted = arena_alloc(arena, sources->count, sizeof(*is_counted));
    for (size_t i = 0; is_counted != NULL && i < sources->count; i++) {
        struct text path = sources->items[i].path;
        is_counted[i] = i > 0 && !text_has_prefix(path, TEXT("node_modules/")) &&
                        !path_ends_with(path, ".json") && !is_test_path(path);
    }
    return is_counted;
}

struct text
test_snapshots(const struct sys *sys, struct arena *arena, struct text path)
{
    struct text text;
    struct text file = text_format(arena, "%.*s__snapshots__/%.*s.snap", TEXT_ARG(folder_of(path)),
                                   TEXT_ARG(name_of(path)));
    if (file.bytes == NULL ||
        sys->file_read(sys, arena, file.bytes, COMMAND_FILE_BYTES_MAX, &text) != OK) {
        return NO_TEXT;
    }
    return text;
}
