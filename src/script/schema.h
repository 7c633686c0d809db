/* SPDX-License-Identifier: Apache-2.0 */
/**
 * schema.h: types of a configuration, read again from the source for what the
 * parser drops. Private to schema*.c; the entries are in script.h.
 */
#pragma once

#include "script/lexer.h"

#define SCHEMA_DEPTH_MAX 16

enum config_kind {
    CONFIG_ANY,   /**< unknown: every JSON */
    CONFIG_NEVER, /**< no value; Record<string, never> has no members */
    CONFIG_STRING,
    CONFIG_NUMBER,
    CONFIG_BOOLEAN,
    CONFIG_DECIMAL, /**< text on the wire; numbers are accepted */
    CONFIG_DATE,    /**< ISO text on the wire */
    CONFIG_NULL,
    CONFIG_UNDEFINED,
    CONFIG_LITERAL, /**< text or number or boolean, as JSON */
    CONFIG_ARRAY,   /**< of `item` */
    CONFIG_RECORD,  /**< any keys, values of `item` */
    CONFIG_OBJECT,
    CONFIG_UNION,
};

/** A JSDoc tag: "@minimum 0", "@exclusiveMinimum :amount 0". */
struct config_tag {
    struct text name;
    struct text target; /**< ":amount" without the colon; empty when none */
    struct text value;
    uint32_t start, end;
    const struct source *source;
    struct config_tag *next;
};

struct config_member {
    struct text name;
    bool is_optional;
    struct text description;
    struct config_tag *tags;
    struct config_type *type;
    struct config_member *next;
};

struct config_type {
    enum config_kind kind;
    struct text name; /**< of the declaration it came from; empty when written in place */
    struct text description;
    struct config_tag *tags; /**< of the declaration */
    struct text literal;     /**< LITERAL: JSON */
    bool is_open;            /**< OBJECT: other members may be there */
    struct config_type *item;
    struct config_member *members; /**< OBJECT, in order */
    struct config_type *options;   /**< UNION, in order, through next */
    struct config_type *next;
    struct text label; /**< of an enum member or literal: its title */
};

/**
 * The type argument of the first `implements I<T>` in the sources, everything
 * followed. *out NULL when there is none. Trouble is diagnosed: false.
 */
must_use bool schema_read(struct arena *arena, const struct script_source *sources,
                          size_t source_count, struct diagnostic_sink *sink,
                          struct config_type **out);
/** A tag by its name, for the member itself (target empty) or a part of it; NULL when absent. */
const struct config_tag *schema_tag(const struct config_tag *tags, const char *name,
                                    struct text target);
