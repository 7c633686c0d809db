/* SPDX-License-Identifier: Apache-2.0 */
/* suite_sources.c: what a test file is compiled with. */
#include "base/list.h"
#include "script/script.h"
#include "vitest.h"

#define LIBRARY_FOLDER "node_modules/vitest/"
enum { SUITE_FILE_BYTES_MAX = 8 << 20 };

struct sources {
    struct script_source *items;
    size_t count, capacity;
};

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
    text_builder_init(&out, arena, SUITE_FILE_BYTES_MAX);
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
is_json(struct text path)
{
    struct text end = TEXT(".json");
    return path.length >= end.length &&
           text_equal(text_slice(path, path.length - end.length, path.length), end);
}

static err_t
add_source(struct arena *arena, struct sources *set, struct text path, struct text text)
{
    struct script_source *source = list_add(arena, set);
    if (source == NULL || path.bytes == NULL || text.bytes == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    *source = (struct script_source){.path = path, .text = text};
    return OK;
}

err_t
script_suite_sources(struct arena *arena, const struct script_source *files, size_t count,
                     struct script_source **out, size_t *out_count)
{
    struct sources set = {0};
    struct text path = files[0].path;
    struct text entry = text_format(arena, "%.*s<tests>.js", TEXT_ARG(folder_of(path)));
    TRY(add_source(arena, &set, entry,
                   text_format(arena, "import './%.*s';\nexport { default } from 'vitest';\n",
                               TEXT_ARG(name_of(path)))));
    for (const struct embedded_file *file = vitest_files; file->name != NULL; file++) {
        struct text content = {file->bytes, file->length};
        TRY(add_source(arena, &set, text_format(arena, LIBRARY_FOLDER "%s", file->name), content));
    }
    TRY(add_source(arena, &set, TEXT("node_modules/@jest/globals.js"),
                   TEXT("export * from 'vitest';\nexport { vi as jest } from 'vitest';\n")));
    for (size_t i = 0; i < count; i++) {
        struct script_source source = files[i];
        if (!is_json(source.path) && !add_globals(arena, &source)) {
            return ERR_OUT_OF_MEMORY;
        }
        TRY(add_source(arena, &set, source.path, source.text));
    }
    *out = set.items;
    *out_count = set.count;
    return OK;
}
