/* SPDX-License-Identifier: Apache-2.0 */
/** Any bytes: tokens lie in order within the source, and reading ends. */
#include "script/lexer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct name_table names;
    struct script_diagnostics diagnostics = {0};
    struct diagnostic_sink sink = {.arena = &arena, .out = &diagnostics};
    struct source source;
    struct lexer lexer;
    struct text text = {(const char *)bytes, length};
    if (name_table_init(&names, &arena) && source_init(&source, &arena, TEXT("a.ts"), text) &&
        lexer_init(&lexer, &source, &names, &sink)) {
        struct lexer_skimmer skimmer = {.lexer = &lexer};
        uint32_t end = 0;
        for (lexer_skim(&skimmer); lexer.token.kind != TOKEN_END; lexer_skim(&skimmer)) {
            assert(lexer.token.start >= end);
            assert(lexer.token.end > lexer.token.start || lexer.token.kind == TOKEN_ERROR);
            assert(lexer.token.end <= length);
            assert(lexer.token.kind != TOKEN_ERROR || diagnostics.count > 0 ||
                   lexer.out_of_memory);
            end = lexer.token.end;
        }
    }
    arena_free(&arena);
    return 0;
}
