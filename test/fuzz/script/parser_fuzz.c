/* SPDX-License-Identifier: Apache-2.0 */
/** Any bytes: a resolved graph, or diagnostics within the source; in .ts and in .js. */
#include "script/module.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void
load(const char *path, struct text text)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct script_source source = {text_of(path), text};
    struct script_diagnostics diagnostics = {0};
    struct module_graph *graph = NULL;
    err_t err = module_graph_load(&arena, &source, 1, &diagnostics, &graph);
    assert(err == OK || err == ERR_SCRIPT_REJECTED || err == ERR_OUT_OF_MEMORY);
    assert((err == ERR_SCRIPT_REJECTED) == (diagnostics.count > 0));
    assert((err == OK) == (graph != NULL));
    struct text_builder out;
    text_builder_init(&out, &arena, 1 << 20);
    for (size_t i = 0; i < diagnostics.count; i++) {
        assert(diagnostics.items[i].line >= 1 && diagnostics.items[i].column >= 1);
        script_diagnostic_render(&diagnostics.items[i], &out);
    }
    struct script_import *imports;
    size_t count;
    err = script_imports(&arena, &source, &imports, &count);
    assert(err == OK || err == ERR_OUT_OF_MEMORY);
    arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct text text = {(const char *)bytes, length};
    load("a.ts", text);
    load("a.js", text);
    return 0;
}
