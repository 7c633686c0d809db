/* SPDX-License-Identifier: Apache-2.0 */
/* Files of scripts on disk: an entry and what it imports, or all below a folder. */
#include "base/json.h"
#include "base/list.h"
#include "cli/command.h"
#include "cli/manifest.h"

/** Folders below the one that was named. */
enum { FOLDER_DEPTH_MAX = 12 };

bool
path_ends_with(struct text text, const char *end)
{
    size_t length = strlen(end);
    return text.length >= length && memcmp(text.bytes + text.length - length, end, length) == 0;
}

static bool
is_held(const struct source_set *set, struct text path)
{
    for (size_t i = 0; i < set->count; i++) {
        if (text_equal(set->items[i].path, path)) {
            return true;
        }
    }
    return false;
}

/** Paths in arenas end with a 0 byte. */
static err_t
read_into(const struct sys *sys, struct arena *arena, struct text path, struct source_set *set)
{
    struct text text;
    TRY(sys->file_read(sys, arena, path.bytes, COMMAND_FILE_BYTES_MAX, &text));
    struct script_source *source = list_add(arena, set);
    if (source == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    *source = (struct script_source){.path = path, .text = text};
    return OK;
}

/** What the source at `index` imports, as far as there are files. */
static bool
follow_imports(const struct sys *sys, struct arena *arena, struct source_set *set, size_t index)
{
    struct script_import *imports;
    size_t count;
    struct script_source source = set->items[index];
    if (script_imports(arena, &source, &imports, &count) != OK) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < imports[i].candidate_count; k++) {
            struct text path = text_copy(arena, imports[i].candidates[k]);
            if (path.bytes == NULL) {
                return false;
            }
            if (is_held(set, path) || set->count >= COMMAND_FILES_MAX ||
                read_into(sys, arena, path, set) == OK) {
                break; /* a file that is missing is the compiler's to report */
            }
        }
    }
    return true;
}

bool
sources_add(const struct sys *sys, struct arena *arena, struct text path, struct source_set *set)
{
    size_t first = set->count;
    if (is_held(set, path)) {
        return true;
    }
    err_t err = read_into(sys, arena, path, set);
    if (err != OK) {
        (void)fprintf(stderr, "%.*s: %s\n", TEXT_ARG(path), error_kind(err)->sentence);
        return false;
    }
    for (size_t i = first; i < set->count; i++) {
        if (!follow_imports(sys, arena, set, i)) {
            (void)fprintf(stderr, "%.*s: not enough memory\n", TEXT_ARG(path));
            return false;
        }
    }
    return true;
}

bool
sources_load(const struct sys *sys, struct arena *arena, struct text path, struct source_set *out)
{
    *out = (struct source_set){0};
    return sources_add(sys, arena, path, out);
}

static bool
is_folder(const struct sys *sys, struct arena *arena, const char *path)
{
    struct text *names;
    size_t count;
    return sys->directory_list(sys, arena, path, &names, &count) == OK;
}

struct text
sources_entry(const struct sys *sys, struct arena *arena, const char *path)
{
    static const char *const entries[] = {"src/index.ts", "index.ts", "src/index.js", "index.js"};
    if (!is_folder(sys, arena, path)) {
        return text_of(path);
    }
    for (size_t i = 0; i < COUNT_OF(entries); i++) {
        struct text ignored;
        bool has_slash = path[0] != '\0' && path[strlen(path) - 1] == '/';
        struct text entry = text_format(arena, "%s%s%s", path, has_slash ? "" : "/", entries[i]);
        if (entry.bytes != NULL &&
            sys->file_read(sys, arena, entry.bytes, COMMAND_FILE_BYTES_MAX, &ignored) == OK) {
            return entry;
        }
    }
    return NO_TEXT;
}

/** Ends in .ts, .mts, .js or .mjs; *stem is what stands before. */
static bool
is_code_path(struct text path, struct text *stem)
{
    static const char *const endings[] = {".ts", ".mts", ".js", ".mjs"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        if (path_ends_with(path, endings[i])) {
            *stem = text_slice(path, 0, path.length - strlen(endings[i]));
            return !path_ends_with(*stem, ".d");
        }
    }
    return false;
}

bool
is_test_path(struct text path)
{
    struct text stem;
    return is_code_path(path, &stem) &&
           (path_ends_with(stem, ".test") || path_ends_with(stem, ".spec"));
}

/** Scripts of a folder are its .ts files; settings of tools are none. */
static bool
is_wanted(struct text name, bool wants_tests)
{
    struct text stem;
    if (wants_tests || is_test_path(name)) {
        return wants_tests && is_test_path(name);
    }
    return path_ends_with(name, ".ts") && is_code_path(name, &stem) &&
           !path_ends_with(stem, ".config");
}

static void
find_below(const struct sys *sys, struct arena *arena, struct text path, bool wants_tests,
           struct file_list *out, unsigned depth)
{
    struct text *names;
    size_t count;
    if (depth > FOLDER_DEPTH_MAX ||
        sys->directory_list(sys, arena, path.bytes, &names, &count) != OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_sub = names[i].length > 0 && names[i].bytes[names[i].length - 1] == '/';
        if (names[i].bytes[0] == '.' || text_is(names[i], "node_modules/")) {
            continue;
        }
        bool has_slash = path.length > 0 && path.bytes[path.length - 1] == '/';
        struct text whole = text_format(arena, "%.*s%s%.*s", TEXT_ARG(path), has_slash ? "" : "/",
                                        (int)(names[i].length - (is_sub ? 1 : 0)), names[i].bytes);
        if (whole.bytes == NULL) {
            return;
        }
        if (is_sub) {
            find_below(sys, arena, whole, wants_tests, out, depth + 1);
        } else if (is_wanted(names[i], wants_tests) && out->count < COMMAND_FILES_MAX) {
            struct text *item = list_add(arena, out);
            if (item != NULL) {
                *item = whole;
            }
        }
    }
}

void
files_find(const struct sys *sys, struct arena *arena, struct text path, bool wants_tests,
           struct file_list *out)
{
    if (!is_folder(sys, arena, path.bytes)) {
        struct text *item = list_add(arena, out);
        if (item != NULL) {
            *item = path;
        }
        return;
    }
    find_below(sys, arena, path, wants_tests, out, 0);
}

bool
sources_of_manifest(const struct sys *sys, struct arena *arena, const char *folder,
                    struct file_list *out)
{
    struct manifest manifest;
    size_t before = out->count;
    if (!manifest_read(sys, arena, folder, &manifest)) {
        return false;
    }
    for (size_t i = 0; i < manifest.count; i++) {
        struct text *item = list_add(arena, out);
        if (item != NULL) {
            *item = text_format(arena, "%s/%.*s", folder, TEXT_ARG(manifest.items[i].content));
        }
    }
    return out->count > before;
}

bool
entries_find(const struct sys *sys, struct arena *arena, const char *path, struct file_list *out)
{
    size_t before = out->count;
    if (sources_of_manifest(sys, arena, path, out)) {
        return true;
    }
    struct text entry = sources_entry(sys, arena, path);
    if (entry.bytes == NULL) {
        files_find(sys, arena, text_of(path), false, out);
    } else {
        struct text *item = list_add(arena, out);
        if (item != NULL) {
            *item = entry;
        }
    }
    return out->count > before;
}

/* ---- messages ---------------------------------------------------------- */

void
diagnostics_print(struct arena *arena, const struct script_diagnostics *diagnostics)
{
    struct text_builder out;
    text_builder_init(&out, arena, 1u << 20);
    for (size_t i = 0; i < diagnostics->count; i++) {
        script_diagnostic_render(&diagnostics->items[i], &out);
        text_builder_add_char(&out, '\n');
    }
    struct text text = text_builder_text(&out);
    (void)fwrite(text.bytes, 1, text.length, stderr);
}

/** One object, for programs: outcome "rejected", the first finding as the error, all of them. */
static void
rejection_print(struct arena *arena, const struct script_diagnostics *diagnostics)
{
    struct json_writer writer;
    json_writer_init(&writer, arena, 4u << 20, false);
    json_open_object(&writer);
    json_key_string(&writer, "outcome");
    json_string(&writer, "rejected");
    json_key_string(&writer, "diagnostics");
    json_open_array(&writer);
    for (size_t i = 0; i < diagnostics->count; i++) {
        const struct script_diagnostic *item = &diagnostics->items[i];
        json_open_object(&writer);
        json_key_string(&writer, "code");
        json_string(&writer, item->code);
        json_key_string(&writer, "message");
        json_text(&writer, item->message);
        json_key_string(&writer, "path");
        json_text(&writer, item->path);
        json_key_string(&writer, "line");
        json_int(&writer, item->line);
        json_key_string(&writer, "column");
        json_int(&writer, item->column);
        json_close_object(&writer);
    }
    json_close_array(&writer);
    json_close_object(&writer);
    (void)printf("%.*s\n", TEXT_ARG(json_writer_text(&writer)));
}

struct script_program *
program_load(struct arena *arena, const struct source_set *sources, bool as_json)
{
    return program_load_counted(arena, sources, NULL, as_json);
}

struct script_program *
program_load_counted(struct arena *arena, const struct source_set *sources, const bool *is_counted,
                     bool as_json)
{
    struct script_diagnostics diagnostics = {0};
    struct script_program *program = NULL;
    err_t err = script_compile_counted(arena, sources->items, sources->count, is_counted,
                                       &diagnostics, &program);
    if (err != OK && as_json) {
        rejection_print(arena, &diagnostics);
        return NULL;
    }
    if (err != OK) {
        diagnostics_print(arena, &diagnostics);
        if (diagnostics.count == 0) {
            (void)fprintf(stderr, "%s\n", error_kind(err)->sentence);
        } else {
            (void)fprintf(stderr, "%zu error%s\n", diagnostics.count,
                          diagnostics.count == 1 ? "" : "s");
        }
        return NULL;
    }
    return program;
}

/** A line of a text, 1-based; NO_TEXT when it has none such. */
static struct text
line_of(struct text text, int line)
{
    size_t start = 0;
    for (int at = 1; at < line; at++) {
        start = text_find(text, '\n', start) + 1;
        if (start > text.length) {
            return NO_TEXT;
        }
    }
    return text_slice(text, start, text_find(text, '\n', start));
}

void
failure_print(struct arena *arena, const struct source_set *sources,
              const struct script_result *result)
{
    struct text line = NO_TEXT;
    for (size_t i = 0; i < sources->count && result->line > 0; i++) {
        if (text_equal(sources->items[i].path, result->path)) {
            line = line_of(sources->items[i].text, result->line);
        }
    }
    struct text_builder out;
    text_builder_init(&out, arena, 1u << 20);
    if (result->path.bytes != NULL && result->line > 0) {
        text_builder_format(&out, "%.*s:%d:%d - ", TEXT_ARG(result->path), result->line,
                            result->column);
    }
    text_builder_format(&out, "%s", run_outcome_name(result->outcome));
    if (result->error_name.length > 0 || result->error.length > 0) {
        text_builder_format(&out, ": %.*s%s%.*s", (int)result->error_name.length,
                            result->error_name.length > 0 ? result->error_name.bytes : "",
                            result->error_name.length > 0 ? ": " : "", (int)result->error.length,
                            result->error.length > 0 ? result->error.bytes : "");
    }
    text_builder_add_char(&out, '\n');
    if (line.bytes != NULL) {
        text_builder_format(&out, "\n%d %.*s\n", result->line, TEXT_ARG(line));
        for (int digits = result->line; digits > 0; digits /= 10) {
            text_builder_add_char(&out, ' ');
        }
        text_builder_add_char(&out, ' ');
        for (int i = 0; i + 1 < result->column && (size_t)i < line.length; i++) {
            text_builder_add_char(&out, line.bytes[i] == '\t' ? '\t' : ' ');
        }
        text_builder_add_string(&out, "^\n");
    }
    if (result->stack.length > 0) {
        text_builder_add_char(&out, '\n');
        text_builder_add(&out, result->stack);
        text_builder_add_char(&out, '\n');
    }
    struct text text = text_builder_text(&out);
    (void)fwrite(text.bytes, 1, text.length, stderr);
}
