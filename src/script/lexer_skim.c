/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lexer.h"

/** Would a / behind this token divide? */
static bool
ends_value(enum token_kind kind)
{
    switch ((int)kind) {
    case TOKEN_IDENTIFIER:
    case TOKEN_PRIVATE_NAME:
    case TOKEN_NUMBER:
    case TOKEN_BIGINT:
    case TOKEN_STRING:
    case TOKEN_TEMPLATE:
    case TOKEN_REGEXP:
    case TOKEN_PAREN_CLOSE:
    case TOKEN_BRACKET_CLOSE:
    case TOKEN_BRACE_CLOSE:
    case TOKEN_THIS:
    case TOKEN_SUPER:
    case TOKEN_NULL:
    case TOKEN_TRUE:
    case TOKEN_FALSE:
        return true;
    default:
        return false;
    }
}

void
lexer_skim(struct lexer_skimmer *skimmer)
{
    struct lexer *lexer = skimmer->lexer;
    lexer_next(lexer);
    enum token_kind kind = lexer->token.kind;
    if ((kind == TOKEN_SLASH || kind == TOKEN_DIVIDE_ASSIGN) && !ends_value(skimmer->previous)) {
        lexer_rescan_regexp(lexer);
    }
    bool is_template_end = kind == TOKEN_BRACE_CLOSE && skimmer->depth > 0 &&
                           skimmer->depth <= 64 &&
                           (skimmer->template_bits >> (skimmer->depth - 1) & 1);
    if (is_template_end) {
        lexer_rescan_template(lexer);
        skimmer->depth--;
        kind = lexer->token.kind;
    }
    bool opens_template = kind == TOKEN_TEMPLATE && lexer->token.template_continues;
    if (kind == TOKEN_BRACE_OPEN || opens_template) {
        uint64_t bit = skimmer->depth < 64 ? UINT64_C(1) << skimmer->depth : 0;
        skimmer->template_bits =
            opens_template ? skimmer->template_bits | bit : skimmer->template_bits & ~bit;
        skimmer->depth++;
    }
    skimmer->is_matched = kind == TOKEN_BRACE_CLOSE && skimmer->depth > 0;
    skimmer->depth -= skimmer->is_matched;
    if (kind == TOKEN_PAREN_OPEN) {
        skimmer->parentheses++;
    } else if (kind == TOKEN_PAREN_CLOSE && skimmer->parentheses > 0) {
        skimmer->parentheses--;
    }
    skimmer->previous = kind;
}
