/* SPDX-License-Identifier: Apache-2.0 */
#include "script/regexp_tree.h"
#include "script/unicode.h"

/** Words of a program: what a pattern of allowed length may become. */
#define WORDS_MAX (4 * 1024 * 1024)

struct emitter {
    struct regexp_tree *tree;
    uint32_t *words;
    size_t count, capacity;
    uint32_t register_count;
    bool is_unicode;
    bool folds;
};

uint32_t
regexp_canonical(uint32_t code_point, bool is_unicode)
{
    if (is_unicode) {
        return unicode_fold(code_point);
    }
    uint32_t upper[3];
    if (unicode_upper(code_point, upper) != 1 || upper[0] > 0xffff ||
        (code_point >= 0x80 && upper[0] < 0x80)) {
        return code_point;
    }
    return upper[0];
}

static bool
emit(struct emitter *emitter, uint32_t word)
{
    if (emitter->count >= WORDS_MAX) {
        emitter->tree->message = "Regular expression too large";
        return false;
    }
    void *items = emitter->words;
    if (!regexp_tree_grow(emitter->tree, &items, emitter->count, &emitter->capacity,
                          sizeof(uint32_t))) {
        return false;
    }
    emitter->words = items;
    emitter->words[emitter->count++] = word;
    return true;
}

/** A word whose target is known later; *at is where to write it. */
static bool
emit_hole(struct emitter *emitter, size_t *at)
{
    *at = emitter->count;
    return emit(emitter, 0);
}

static void
fill_hole(struct emitter *emitter, size_t at)
{
    emitter->words[at] = (uint32_t)emitter->count;
}

/* ---- classes ------------------------------------------------------------------ */

static int
compare_ranges(const void *a, const void *b)
{
    const struct regexp_range *left = a;
    const struct regexp_range *right = b;
    if (left->low != right->low) {
        return left->low < right->low ? -1 : 1;
    }
    return left->high < right->high ? -1 : left->high > right->high;
}

/** Sorted and merged; properties, whose low is largest, come last and stay apart. */
static size_t
merge_ranges(struct regexp_range *ranges, size_t count)
{
    qsort(ranges, count, sizeof(*ranges), compare_ranges);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_property = (ranges[i].low & REGEXP_RANGE_PROPERTY) != 0;
        if (kept > 0 && !is_property && ranges[i].low <= ranges[kept - 1].high + 1) {
            if (ranges[i].high > ranges[kept - 1].high) {
                ranges[kept - 1].high = ranges[i].high;
            }
        } else {
            ranges[kept++] = ranges[i];
        }
    }
    return kept;
}

static bool
in_ranges(const struct regexp_range *ranges, size_t count, uint32_t code)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].high < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && ranges[low].low <= code;
}

static bool
range_push(struct regexp_tree *tree, struct regexp_range range)
{
    void *items = tree->ranges;
    if (!regexp_tree_grow(tree, &items, tree->range_count, &tree->range_capacity,
                          sizeof(*tree->ranges))) {
        return false;
    }
    tree->ranges = items;
    tree->ranges[tree->range_count++] = range;
    return true;
}

static bool
emit_class(struct emitter *emitter, const struct regexp_node *node, uint32_t flags)
{
    struct regexp_tree *tree = emitter->tree;
    if (node->count == 0) { /* [] takes nothing, [^] anything: there may be no array at all */
        return emit(emitter,
                    REGEXP_CODE_CLASS | flags | (node->negated ? REGEXP_WORD_NEGATED : 0)) &&
               emit(emitter, 0);
    }
    size_t first = tree->range_count; /* a copy: ranges are sorted and folded */
    for (uint32_t i = 0; i < node->count; i++) {
        if (!range_push(tree, tree->ranges[node->value + i])) {
            return false;
        }
    }
    size_t count = merge_ranges(tree->ranges + first, node->count);
    tree->range_count = first + count;
    if (emitter->folds) { /* characters are folded before they are looked up: so is the set */
        size_t plain = 0;
        while (plain < count && (tree->ranges[first + plain].low & REGEXP_RANGE_PROPERTY) == 0) {
            plain++;
        }
        uint32_t lowest = plain > 0 ? tree->ranges[first].low : UNICODE_MAX + 1;
        uint32_t highest = plain > 0 ? tree->ranges[first + plain - 1].high : 0;
        for (uint32_t code = unicode_next_cased(lowest); code <= highest;
             code = unicode_next_cased(code + 1)) {
            uint32_t canonical = regexp_canonical(code, emitter->is_unicode);
            if (canonical != code && in_ranges(tree->ranges + first, plain, code) &&
                !in_ranges(tree->ranges + first, plain, canonical) &&
                !range_push(tree, (struct regexp_range){canonical, canonical})) {
                return false;
            }
        }
        count = merge_ranges(tree->ranges + first, tree->range_count - first);
        tree->range_count = first + count;
    }
    if (!emit(emitter, REGEXP_CODE_CLASS | flags | (node->negated ? REGEXP_WORD_NEGATED : 0)) ||
        !emit(emitter, (uint32_t)count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!emit(emitter, tree->ranges[first + i].low) ||
            !emit(emitter, tree->ranges[first + i].high)) {
            return false;
        }
    }
    tree->range_count = first;
    return true;
}

/* ---- nodes ---------------------------------------------------------------------- */

static bool
is_single(const struct regexp_node *node)
{
    return node->kind == REGEXP_NODE_CHAR || node->kind == REGEXP_NODE_ANY ||
           node->kind == REGEXP_NODE_CLASS;
}

/** Can it match nothing? Asked of what is repeated. */
static bool
may_be_empty(const struct regexp_tree *tree, uint32_t at)
{
    const struct regexp_node *node = &tree->nodes[at];
    switch (node->kind) {
    case REGEXP_NODE_CHAR:
    case REGEXP_NODE_ANY:
    case REGEXP_NODE_CLASS:
        return false;
    case REGEXP_NODE_SEQUENCE:
        for (uint32_t i = node->child; i != REGEXP_NONE; i = tree->nodes[i].next) {
            if (!may_be_empty(tree, i)) {
                return false;
            }
        }
        return true;
    case REGEXP_NODE_ALTERNATIVE:
        for (uint32_t i = node->child; i != REGEXP_NONE; i = tree->nodes[i].next) {
            if (may_be_empty(tree, i)) {
                return true;
            }
        }
        return false;
    case REGEXP_NODE_GROUP:
        return may_be_empty(tree, node->child);
    case REGEXP_NODE_REPEAT:
        return node->min == 0 || may_be_empty(tree, node->child);
    case REGEXP_NODE_LOOK:
    case REGEXP_NODE_BACK:
    case REGEXP_NODE_START:
    case REGEXP_NODE_END:
    case REGEXP_NODE_WORD:
        return true;
    }
    return true;
}

static bool emit_node(struct emitter *emitter, uint32_t at, bool backward);

static bool
emit_sequence(struct emitter *emitter, uint32_t first, bool backward)
{
    const struct regexp_tree *tree = emitter->tree;
    if (!backward) {
        for (uint32_t i = first; i != REGEXP_NONE; i = tree->nodes[i].next) {
            if (!emit_node(emitter, i, false)) {
                return false;
            }
        }
        return true;
    }
    /* Behind, the last child comes first: turn the list around for a while. */
    struct regexp_node *nodes = emitter->tree->nodes;
    uint32_t last = REGEXP_NONE;
    for (uint32_t i = first; i != REGEXP_NONE;) {
        uint32_t next = nodes[i].next;
        nodes[i].next = last;
        last = i;
        i = next;
    }
    bool fine = true;
    uint32_t before = REGEXP_NONE;
    for (uint32_t i = last; i != REGEXP_NONE;) {
        uint32_t next = nodes[i].next;
        fine = fine && emit_node(emitter, i, true);
        nodes[i].next = before;
        before = i;
        i = next;
    }
    return fine;
}

static bool
emit_alternatives(struct emitter *emitter, uint32_t first, bool backward)
{
    const struct regexp_tree *tree = emitter->tree;
    size_t last_jump = 0; /* jumps to the end are a list through their own words */
    for (uint32_t i = first; i != REGEXP_NONE; i = tree->nodes[i].next) {
        bool is_last = tree->nodes[i].next == REGEXP_NONE;
        size_t split = 0;
        if (!is_last && (!emit(emitter, REGEXP_CODE_SPLIT) || !emit_hole(emitter, &split))) {
            return false;
        }
        if (!emit_node(emitter, i, backward)) {
            return false;
        }
        if (!is_last) {
            if (!emit(emitter, REGEXP_CODE_JUMP) || !emit(emitter, (uint32_t)last_jump)) {
                return false;
            }
            last_jump = emitter->count - 1;
            fill_hole(emitter, split);
        }
    }
    while (last_jump != 0) {
        size_t before = emitter->words[last_jump];
        fill_hole(emitter, last_jump);
        last_jump = before;
    }
    return true;
}

static bool
emit_forget(struct emitter *emitter, const struct regexp_node *node)
{
    return node->captures_from == node->captures_to ||
           (emit(emitter, REGEXP_CODE_FORGET) && emit(emitter, node->captures_from * 2) &&
            emit(emitter, node->captures_to * 2));
}

static bool
emit_repeat(struct emitter *emitter, const struct regexp_node *repeat, bool backward)
{
    struct regexp_node node = *repeat; /* the array may move */
    uint32_t lazy = node.lazy ? REGEXP_WORD_LAZY : 0;
    if (node.max == 0) {
        return true;
    }
    if (is_single(&emitter->tree->nodes[node.child]) && !backward) {
        return emit(emitter, REGEXP_CODE_RUN | lazy) && emit(emitter, node.min) &&
               emit(emitter, node.max) && emit_node(emitter, node.child, false);
    }
    bool is_solid = !may_be_empty(emitter->tree, node.child);
    size_t hole;
    size_t start = emitter->count;
    if (is_solid && node.min == 0 && (node.max == 1 || node.max == UINT32_MAX)) {
        uint32_t split = node.lazy ? REGEXP_CODE_SPLIT_TO : REGEXP_CODE_SPLIT;
        if (!emit(emitter, split) || !emit_hole(emitter, &hole) || !emit_forget(emitter, &node) ||
            !emit_node(emitter, node.child, backward)) {
            return false;
        }
        if (node.max != 1 &&
            (!emit(emitter, REGEXP_CODE_JUMP) || !emit(emitter, (uint32_t)start))) {
            return false;
        }
        fill_hole(emitter, hole);
        return true;
    }
    uint32_t place = emitter->register_count;
    emitter->register_count += 2; /* turns, position at the start of the turn */
    if (!emit(emitter, REGEXP_CODE_COUNT) || !emit(emitter, place)) {
        return false;
    }
    start = emitter->count;
    return emit(emitter, REGEXP_CODE_LOOP | lazy) && emit(emitter, place) &&
           emit(emitter, node.min) && emit(emitter, node.max) && emit_hole(emitter, &hole) &&
           emit_forget(emitter, &node) && emit_node(emitter, node.child, backward) &&
           emit(emitter, REGEXP_CODE_AGAIN) && emit(emitter, place) && emit(emitter, node.min) &&
           emit(emitter, (uint32_t)start) && (fill_hole(emitter, hole), true);
}

static bool
emit_node(struct emitter *emitter, uint32_t at, bool backward)
{
    struct regexp_node node = emitter->tree->nodes[at];
    uint32_t flags =
        (backward ? REGEXP_WORD_BACKWARD : 0) | (emitter->folds ? REGEXP_WORD_FOLD : 0);
    switch (node.kind) {
    case REGEXP_NODE_SEQUENCE:
        return emit_sequence(emitter, node.child, backward);
    case REGEXP_NODE_ALTERNATIVE:
        return emit_alternatives(emitter, node.child, backward);
    case REGEXP_NODE_CHAR:
        return emit(emitter, REGEXP_CODE_CHAR | flags) &&
               emit(emitter, emitter->folds ? regexp_canonical(node.value, emitter->is_unicode)
                                            : node.value);
    case REGEXP_NODE_ANY:
        return emit(emitter, ((emitter->tree->flags & REGEXP_DOT_ALL) != 0 ? REGEXP_CODE_ALL
                                                                           : REGEXP_CODE_ANY) |
                                 flags);
    case REGEXP_NODE_CLASS:
        return emit_class(emitter, &node, flags);
    case REGEXP_NODE_GROUP:
        return emit(emitter, REGEXP_CODE_SAVE) && emit(emitter, node.value * 2 + backward) &&
               emit_node(emitter, node.child, backward) && emit(emitter, REGEXP_CODE_SAVE) &&
               emit(emitter, node.value * 2 + !backward);
    case REGEXP_NODE_REPEAT:
        return emit_repeat(emitter, &node, backward);
    case REGEXP_NODE_LOOK: {
        size_t hole;
        if (!emit(emitter, REGEXP_CODE_LOOK | (node.negated ? REGEXP_WORD_NEGATED : 0)) ||
            !emit_hole(emitter, &hole) || !emit_node(emitter, node.child, node.behind) ||
            !emit(emitter, REGEXP_CODE_LOOK_END | (node.negated ? REGEXP_WORD_NEGATED : 0))) {
            return false;
        }
        fill_hole(emitter, hole);
        return true;
    }
    case REGEXP_NODE_BACK:
        return emit(emitter, REGEXP_CODE_BACK | flags) && emit(emitter, node.value);
    case REGEXP_NODE_START:
        return emit(emitter, REGEXP_CODE_START);
    case REGEXP_NODE_END:
        return emit(emitter, REGEXP_CODE_END);
    case REGEXP_NODE_WORD:
        return emit(emitter, REGEXP_CODE_WORD | (node.negated ? REGEXP_WORD_NEGATED : 0));
    }
    return false;
}

/* ---- programs ----------------------------------------------------------------------- */

size_t
regexp_program_bytes(const struct regexp_program *program)
{
    return sizeof(*program) + program->word_count * sizeof(uint32_t);
}

const struct regexp_name *
regexp_program_names(const struct regexp_program *program)
{
    return (const struct regexp_name *)(program->words + program->names_at);
}

const uint16_t *
regexp_program_name_units(const struct regexp_program *program)
{
    return (const uint16_t *)(program->words + program->name_units_at);
}

struct regexp_program *
regexp_compile(const struct regexp_memory *memory, const uint16_t *units, size_t length,
               uint32_t flags, const char **message)
{
    struct regexp_tree tree = {.memory = memory, .flags = flags};
    struct emitter emitter = {
        .tree = &tree,
        .is_unicode = (flags & REGEXP_UNICODE) != 0,
        .folds = (flags & REGEXP_IGNORE_CASE) != 0,
    };
    *message = NULL;
    if (!regexp_parse(&tree, units, length) || !emit_node(&emitter, tree.root, false) ||
        !emit(&emitter, REGEXP_CODE_MATCH)) {
        *message = tree.message;
        return NULL;
    }
    size_t name_words = tree.name_count * (sizeof(struct regexp_name) / sizeof(uint32_t));
    size_t unit_words = (tree.name_unit_count + 1) / 2;
    size_t words = emitter.count + name_words + unit_words;
    struct regexp_program *program =
        memory->grow(memory->owner, NULL, 0, sizeof(*program) + words * sizeof(uint32_t));
    if (program == NULL) {
        return NULL;
    }
    *program = (struct regexp_program){
        .flags = flags,
        .capture_count = tree.capture_count,
        .register_count = emitter.register_count,
        .name_count = (uint32_t)tree.name_count,
        .name_unit_count = (uint32_t)tree.name_unit_count,
        .word_count = (uint32_t)words,
        .names_at = (uint32_t)emitter.count,
        .name_units_at = (uint32_t)(emitter.count + name_words),
    };
    memcpy(program->words, emitter.words, emitter.count * sizeof(uint32_t));
    if (tree.name_count > 0) {
        memcpy(program->words + program->names_at, tree.names,
               tree.name_count * sizeof(*tree.names));
        memcpy(program->words + program->name_units_at, tree.name_units,
               tree.name_unit_count * sizeof(*tree.name_units));
    }
    return program;
}

bool
regexp_flags_parse(struct text flags, uint32_t *out)
{
    static const char letters[] = "dgimsuy";
    uint32_t bits = 0;
    for (size_t i = 0; i < flags.length; i++) {
        const char *place = flags.bytes[i] == '\0' ? NULL : strchr(letters, flags.bytes[i]);
        uint32_t bit = place == NULL ? 0 : (uint32_t)1 << (place - letters);
        if (bit == 0 || (bits & bit) != 0) {
            return false;
        }
        bits |= bit;
    }
    *out = bits;
    return true;
}

/** Scratch of regexp_check: blocks in a list, freed together. */
struct check_block {
    struct check_block *next;
    uint64_t bytes[];
};

static void *
check_grow(void *owner, void *old, size_t old_bytes, size_t new_bytes)
{
    struct check_block **list = owner;
    struct check_block *block = block_alloc(sizeof(*block) + new_bytes);
    if (block == NULL) {
        return NULL;
    }
    block->next = *list;
    *list = block;
    if (old_bytes > 0) {
        memcpy(block->bytes, old, old_bytes);
    }
    return block->bytes;
}

bool
regexp_check(struct text pattern, struct text flags, const char **message)
{
    uint32_t bits;
    if (!regexp_flags_parse(flags, &bits)) {
        *message = "Invalid regular expression flags";
        return false;
    }
    if (pattern.length > REGEXP_PATTERN_MAX) {
        *message = "Regular expression too large";
        return false;
    }
    struct check_block *blocks = NULL;
    struct regexp_memory memory = {&blocks, check_grow};
    uint16_t *units = check_grow(&blocks, NULL, 0, (pattern.length + 1) * sizeof(*units));
    const struct regexp_program *program = NULL;
    *message = NULL;
    if (units != NULL) {
        size_t length = 0;
        for (size_t at = 0; at < pattern.length;) {
            uint32_t code = unicode_decode(pattern, &at);
            if (code >= 0x10000) {
                units[length++] = (uint16_t)(0xd800 + ((code - 0x10000) >> 10));
                code = 0xdc00 + ((code - 0x10000) & 0x3ff);
            }
            units[length++] = (uint16_t)code;
        }
        program = regexp_compile(&memory, units, length, bits, message);
    }
    bool fine = program != NULL;
    while (blocks != NULL) {
        struct check_block *next = blocks->next;
        block_free(blocks);
        blocks = next;
    }
    if (!fine && *message == NULL) {
        *message = "Regular expression too large";
    }
    return fine;
}
