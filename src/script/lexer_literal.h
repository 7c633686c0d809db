/* SPDX-License-Identifier: Apache-2.0 */
/** lexer_literal.h: tokens that carry a value: numbers, strings, templates, regular expressions. */
#pragma once

#include "script/lexer.h"

void literal_scan_number(struct lexer *lexer);
void literal_scan_string(struct lexer *lexer);
/** From a backquote or from the } behind an expression. */
void literal_scan_template(struct lexer *lexer);
void literal_scan_regexp(struct lexer *lexer);
/** The position is at the u of \u; behind the escape on success. */
must_use bool literal_unicode_escape(struct text text, uint32_t *position, uint32_t *code_point);
