/* SPDX-License-Identifier: Apache-2.0 */
/* Which files a source asks for, before there is a graph: for commands that read them from disk. */
#include "script/lexer.h"
#include "script/module.h"

struct import_scan {
    struct arena *arena;
    struct script_import *items;
    size_t count, capacity;
    bool out_of_memory;
};

static void
add_import(struct import_scan *scan, struct text from, struct text specifier)
{
    for (size_t i = 0; i < scan->count; i++) {
        if (text_equal(scan->items[i].specifier, specifier)) {
            return;
        }
    }
    if (scan->count == scan->capacity) {
        size_t capacity = scan->capacity == 0 ? 8 : scan->capacity * 2;
        struct script_import *items = arena_grow(
            scan->arena, scan->items, scan->capacity * sizeof(*items), capacity * sizeof(*items));
        if (items == NULL) {
            scan->out_of_memory = true;
            return;
        }
        scan->items = items;
        scan->capacity = capacity;
    }
    struct script_import *item = &scan->items[scan->count];
    *item = (struct script_import){.specifier = specifier};
    if (!module_candidates(scan->arena, from, specifier, item->candidates,
                           &item->candidate_count)) {
        scan->out_of_memory = true;
        return;
    }
    scan->count++;
}

/**
 * Strings behind `from` and `import`. A stray one in an expression costs a
 * look at a file that is not there, nothing else.
 */
static void
scan_tokens(struct import_scan *scan, struct lexer *lexer, struct text from)
{
    struct lexer_skimmer skimmer = {.lexer = lexer};
    bool expects = false;
    for (;;) {
        lexer_skim(&skimmer);
        const struct token *token = &lexer->token;
        if (token->kind == TOKEN_END || lexer->out_of_memory || scan->out_of_memory) {
            return;
        }
        bool is_relative =
            token->kind == TOKEN_STRING && token->text.length > 0 && token->text.bytes[0] == '.';
        if (expects && is_relative) {
            add_import(scan, from, token->text);
        }
        expects = token->kind == TOKEN_IMPORT ||
                  (token->kind == TOKEN_IDENTIFIER && text_is(token->text, "from"));
    }
}

err_t
script_imports(struct arena *arena, const struct script_source *source, struct script_import **out,
               size_t *count)
{
    struct import_scan scan = {.arena = arena};
    struct script_diagnostics unused = {0};
    struct diagnostic_sink sink = {.arena = arena, .out = &unused};
    struct name_table names;
    struct source file;
    struct lexer lexer;
    *out = NULL;
    *count = 0;
    if (!name_table_init(&names, arena) || !source_init(&file, arena, source->path, source->text)) {
        return ERR_OUT_OF_MEMORY;
    }
    if (!lexer_init(&lexer, &file, &names, &sink)) {
        return lexer.out_of_memory ? ERR_OUT_OF_MEMORY : OK; /* its compilation will say why */
    }
    scan_tokens(&scan, &lexer, source->path);
    if (scan.out_of_memory || lexer.out_of_memory) {
        return ERR_OUT_OF_MEMORY;
    }
    *out = scan.items;
    *count = scan.count;
    return OK;
}
