/* SPDX-License-Identifier: Apache-2.0 */
/**
 * parser.h: tokens to a tree of one file.
 *
 * Recursive descent with a nesting limit. Types are parsed and dropped, what
 * TypeScript adds to the running program is lowered on the way. An error ends
 * the statement in which it stands; the parser goes on behind it, so that a
 * file gets all its diagnostics at once.
 */
#pragma once

#include "script/lexer.h"
#include "script/tree.h"

#define PARSER_NESTING_MAX    400
#define PARSER_LIST_MAX       60000 /**< elements, arguments, parameters of one list */
#define PARSER_PARAMETERS_MAX 250

/** A name that exists for the type checker only. */
struct type_name {
    struct text name;
    bool is_exported;
    struct type_name *next;
};

/** One file, parsed. */
struct parsed {
    struct function *top;         /**< FUNCTION_MODULE; body still has IMPORT and EXPORT nodes */
    struct export_mark *exports;  /**< declarations that stood behind `export` */
    struct type_name *type_names; /**< interfaces, type aliases, declare ... */
};

/** `export` in front of a declaration, or export default: which names it offers. */
struct export_mark {
    struct text name;  /**< local */
    struct text alias; /**< outside */
    uint32_t start, end;
    struct export_mark *next;
};

/**
 * Parse a source. Answers false when it has errors, all of them diagnosed.
 * Everything is allocated in names->arena.
 */
must_use bool parser_parse(const struct source *source, struct name_table *names,
                           struct diagnostic_sink *sink, struct parsed *out);
