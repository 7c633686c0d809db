/* SPDX-License-Identifier: Apache-2.0 */
/* quoin script check, quoin script diagnostics. */
#include "base/list.h"
#include "cli/trial.h"

static bool
is_same(const struct script_diagnostic *a, const struct script_diagnostic *b)
{
    return a->line == b->line && a->column == b->column && text_equal(a->path, b->path) &&
           strcmp(a->code, b->code) == 0;
}

/** Findings of one entry that no other entry had. */
static void
collect(struct arena *arena, const struct script_diagnostics *from, struct script_diagnostics *to)
{
    for (size_t i = 0; i < from->count; i++) {
        bool is_known = false;
        for (size_t k = 0; k < to->count && !is_known; k++) {
            is_known = is_same(&from->items[i], &to->items[k]);
        }
        if (!is_known) {
            struct script_diagnostic *item = list_add(arena, to);
            if (item != NULL) {
                *item = from->items[i];
            }
        }
    }
}

static bool
is_covered(const struct source_set *sets, size_t count, struct text path)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sets[i].count; k++) {
            if (text_equal(sets[i].items[k].path, path)) {
                return true;
            }
        }
    }
    return false;
}

/** Does the default export answer what the point that it implements will call? */
static bool
check_methods(struct text path, struct text entry, const struct script_program *program)
{
    const struct point *point = trial_point(entry);
    bool is_fine = true;
    for (size_t i = 0; point != NULL && i < point->method_count; i++) {
        const char *name = point->methods[i].name;
        bool has_method = false;
        enum script_export form = script_program_export(program, text_of(name), &has_method);
        bool is_older = form == SCRIPT_EXPORT_FUNCTION && older_is_spoken(point);
        bool is_missing = !has_method && !is_older && !point->methods[i].is_optional;
        if (form == SCRIPT_EXPORT_NONE || is_missing) {
            (void)fprintf(stderr, "%.*s: error: %s calls %s, which %s\n\n", TEXT_ARG(path),
                          point->interface, name,
                          form == SCRIPT_EXPORT_NONE ? "needs an export default class"
                                                     : "the default export does not have");
            is_fine = false;
        }
    }
    return is_fine;
}

/** Compile one entry; false when its files cannot be read or its methods are missing. */
static bool
check_entry(const struct sys *sys, struct arena *arena, struct text path, struct source_set *set,
            struct script_diagnostics *all)
{
    struct script_diagnostics found = {0};
    struct script_program *program = NULL;
    struct text schema;
    struct text ui_schema;
    if (!sources_load(sys, arena, path, set)) {
        return false;
    }
    err_t err = script_compile(arena, set->items, set->count, &found, &program);
    bool has_methods = true;
    if (err == OK) {
        has_methods = check_methods(path, set->items[0].text, program);
        script_program_free(program);
        err = script_config_schema(arena, set->items, set->count, &found, &schema, &ui_schema);
    }
    if (err != OK && found.count == 0) {
        (void)fprintf(stderr, "%.*s: %s\n", TEXT_ARG(path), error_kind(err)->sentence);
        return false;
    }
    collect(arena, &found, all);
    return has_methods;
}

static int
check_all(const struct sys *sys, struct arena *arena, const struct file_list *entries)
{
    struct source_set *sets = arena_alloc(arena, entries->count + 1, sizeof(*sets));
    struct script_diagnostics all = {0};
    size_t checked = 0;
    bool is_fine = sets != NULL;
    for (size_t i = 0; i < entries->count && sets != NULL; i++) {
        if (!is_covered(sets, checked, entries->items[i])) {
            is_fine &= check_entry(sys, arena, entries->items[i], &sets[checked], &all);
            checked++;
        }
    }
    diagnostics_print(arena, &all);
    if (all.count > 0) {
        (void)fprintf(stderr,
                      "%zu error%s. quoin script diagnostics %s explains the first;\n"
                      "all are in docs/reference/diagnostics.md#%s.\n",
                      all.count, all.count == 1 ? "" : "s", all.items[0].code, all.items[0].code);
    } else if (is_fine) {
        (void)printf("%zu script%s, no errors\n", checked, checked == 1 ? "" : "s");
    }
    return is_fine && all.count == 0 ? STATUS_FINE : STATUS_FAILED;
}

int
command_check(const struct sys *sys, const struct command *command, int count, char **arguments)
{
    struct arena arena;
    struct file_list entries = {0};
    arena_init(&arena, COMMAND_ARENA_BYTES);
    if (count < 2) {
        return command_misuse(command, "which FILE or FOLDER?");
    }
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--help") == 0) {
            return command_help(command, false);
        }
        if (arguments[i][0] == '-') {
            return command_misuse(command, "unknown option %s", arguments[i]);
        }
        (void)entries_find(sys, &arena, arguments[i], &entries);
    }
    int status = check_all(sys, &arena, &entries);
    arena_free(&arena);
    return status;
}

/** The part of the page that explains one code; empty when it has none. */
static struct text
explanation(struct text page, const char *code)
{
    for (size_t at = 0; at < page.length;) {
        size_t end = text_find(page, '\n', at);
        struct text line = text_slice(page, at, end);
        size_t length = strlen(code);
        if (text_has_prefix(line, TEXT("## ")) && line.length > 3 + length &&
            strncmp(line.bytes + 3, code, length) == 0 && line.bytes[3 + length] == ':') {
            const char *next = strstr(page.bytes + end, "\n<a ");
            size_t stop = next == NULL ? page.length : (size_t)(next - page.bytes);
            return text_slice(page, at, stop);
        }
        at = end + 1;
    }
    return TEXT("");
}

int
command_diagnostics(const struct sys *sys, const struct command *command, int count,
                    char **arguments)
{
    (void)sys;
    if (count > 2 || (count == 2 && strcmp(arguments[1], "--help") == 0)) {
        return command_help(command, count > 2);
    }
    struct arena arena;
    struct text_builder out;
    arena_init(&arena, 4u << 20);
    text_builder_init(&out, &arena, 1u << 20);
    script_diagnostics_reference(&out);
    struct text page = text_builder_text(&out);
    if (count > 1) {
        page = explanation(page, arguments[1]);
    }
    (void)printf("%.*s", TEXT_ARG(page));
    arena_free(&arena);
    return page.length > 0 ? STATUS_FINE
                           : command_misuse(command, "there is no diagnostic %s", arguments[1]);
}
