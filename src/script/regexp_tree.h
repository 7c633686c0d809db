/* SPDX-License-Identifier: Apache-2.0 */
/** regexp_tree.h: a pattern as a tree, from the parser to the compiler; and the program's words. */
#pragma once

#include "script/regexp.h"

enum regexp_node_kind {
    REGEXP_NODE_SEQUENCE,    /**< children one after the other; none: empty */
    REGEXP_NODE_ALTERNATIVE, /**< one of the children */
    REGEXP_NODE_CHAR,        /**< value */
    REGEXP_NODE_ANY,         /**< . */
    REGEXP_NODE_CLASS,       /**< ranges[value ..+ count], negated */
    REGEXP_NODE_GROUP,       /**< child, value: number of the capture */
    REGEXP_NODE_REPEAT,      /**< child, min, max, lazy */
    REGEXP_NODE_LOOK,        /**< child, behind, negated */
    REGEXP_NODE_BACK,        /**< value: number of the capture, or ~name */
    REGEXP_NODE_START,
    REGEXP_NODE_END,
    REGEXP_NODE_WORD, /**< \b; negated: \B */
};

#define REGEXP_NONE UINT32_MAX

struct regexp_node {
    enum regexp_node_kind kind;
    bool negated;
    bool behind;
    bool lazy;
    uint32_t child; /**< the first one, REGEXP_NONE */
    uint32_t next;  /**< sibling */
    uint32_t value;
    uint32_t count;
    uint32_t min, max;      /**< max UINT32_MAX: no end */
    uint32_t captures_from; /**< captures inside: of a REPEAT, to be forgotten each turn */
    uint32_t captures_to;
};

/** Code points low to high; or, low & RANGE_PROPERTY, a property (high), perhaps negated. */
struct regexp_range {
    uint32_t low, high;
};
#define REGEXP_RANGE_PROPERTY UINT32_C(0x80000000)
#define REGEXP_RANGE_NEGATED  UINT32_C(0x40000000)

struct regexp_tree {
    const struct regexp_memory *memory;
    uint32_t flags;
    struct regexp_node *nodes;
    size_t node_count, node_capacity;
    struct regexp_range *ranges;
    size_t range_count, range_capacity;
    struct regexp_name *names; /**< unit_start in name_units */
    size_t name_count, name_capacity;
    uint16_t *name_units;
    size_t name_unit_count, name_unit_capacity;
    uint32_t capture_count;
    uint32_t root;
    const char *message; /**< what is wrong; NULL */
    bool out_of_memory;
};

/** Room for one more of an array of the tree; false: out_of_memory is set. */
must_use bool regexp_tree_grow(struct regexp_tree *tree, void **items, size_t count,
                               size_t *capacity, size_t item_bytes);
/** False: message or out_of_memory. */
must_use bool regexp_parse(struct regexp_tree *tree, const uint16_t *units, size_t length);

/** As the flag i compares: simple folding with u, else upper case of one unit. */
uint32_t regexp_canonical(uint32_t code_point, bool is_unicode);

/* ---- the program's words: code in the low 8 bits, flags above ------------------ */

enum regexp_code {
    REGEXP_CODE_CHAR,     /**< unit or code point; FOLD: canonical */
    REGEXP_CODE_ANY,      /**< any but line ends */
    REGEXP_CODE_ALL,      /**< any */
    REGEXP_CODE_CLASS,    /**< count, then count ranges */
    REGEXP_CODE_JUMP,     /**< to */
    REGEXP_CODE_SPLIT,    /**< go on; later try `to` */
    REGEXP_CODE_SPLIT_TO, /**< go `to`; later try the next */
    REGEXP_CODE_SAVE,     /**< place: the position into captures */
    REGEXP_CODE_FORGET,   /**< from, to: captures unset */
    REGEXP_CODE_RUN,      /**< min, max, then one char, any or class: as many as there are */
    REGEXP_CODE_COUNT,    /**< register: 0 */
    REGEXP_CODE_LOOP,     /**< register, min, max, exit; LAZY */
    REGEXP_CODE_AGAIN,    /**< register, min, loop: back to it, unless nothing was eaten */
    REGEXP_CODE_BACK,     /**< capture */
    REGEXP_CODE_START,
    REGEXP_CODE_END,
    REGEXP_CODE_WORD,
    REGEXP_CODE_LOOK,     /**< after: where to go on */
    REGEXP_CODE_LOOK_END, /**< matched inside */
    REGEXP_CODE_MATCH,
};

#define REGEXP_WORD_BACKWARD (1u << 8)
#define REGEXP_WORD_FOLD     (1u << 9)
#define REGEXP_WORD_NEGATED  (1u << 10)
#define REGEXP_WORD_LAZY     (1u << 11)
