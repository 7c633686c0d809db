/* SPDX-License-Identifier: Apache-2.0 */
#include "script/regexp_tree.h"
#include "script/unicode.h"

struct parser {
    struct regexp_tree *tree;
    const uint16_t *units;
    size_t length;
    size_t at;
    int depth;
    bool is_unicode;
    bool ignores_case;
    bool has_names;          /* some group has a name: \k is never a plain k */
    uint32_t captures_total; /* counted beforehand, for \1 before its group */
};

bool
regexp_tree_grow(struct regexp_tree *tree, void **items, size_t count, size_t *capacity,
                 size_t item_bytes)
{
    if (count < *capacity) {
        return true;
    }
    size_t wanted = *capacity == 0 ? 16 : *capacity * 2;
    void *grown = tree->memory->grow(tree->memory->owner, *items, *capacity * item_bytes,
                                     wanted * item_bytes);
    if (grown == NULL) {
        tree->out_of_memory = true;
        return false;
    }
    *items = grown;
    *capacity = wanted;
    return true;
}

static bool
refuse(struct parser *parser, const char *message)
{
    if (parser->tree->message == NULL) {
        parser->tree->message = message;
    }
    return false;
}

static bool
node_add(struct parser *parser, enum regexp_node_kind kind, uint32_t *out)
{
    struct regexp_tree *tree = parser->tree;
    void *items = tree->nodes;
    if (!regexp_tree_grow(tree, &items, tree->node_count, &tree->node_capacity,
                          sizeof(*tree->nodes))) {
        return false;
    }
    tree->nodes = items;
    tree->nodes[tree->node_count] =
        (struct regexp_node){.kind = kind, .child = REGEXP_NONE, .next = REGEXP_NONE};
    *out = (uint32_t)tree->node_count++;
    return true;
}

static bool
range_add(struct parser *parser, uint32_t low, uint32_t high)
{
    struct regexp_tree *tree = parser->tree;
    void *items = tree->ranges;
    if (!regexp_tree_grow(tree, &items, tree->range_count, &tree->range_capacity,
                          sizeof(*tree->ranges))) {
        return false;
    }
    tree->ranges = items;
    tree->ranges[tree->range_count++] = (struct regexp_range){low, high};
    return true;
}

/* ---- reading ---------------------------------------------------------------- */

static bool
at_end(const struct parser *parser)
{
    return parser->at >= parser->length;
}

static uint32_t
unit_at(const struct parser *parser, size_t at)
{
    return at < parser->length ? parser->units[at] : UINT32_MAX;
}

static uint32_t
peek(const struct parser *parser)
{
    return unit_at(parser, parser->at);
}

static bool
take(struct parser *parser, char byte)
{
    if (peek(parser) != (uint32_t)byte) {
        return false;
    }
    parser->at++;
    return true;
}

/** With u a code point, else a unit. */
static uint32_t
take_char(struct parser *parser, bool pairs)
{
    uint32_t lead = parser->units[parser->at++];
    uint32_t trail = peek(parser);
    if (pairs && lead >> 10 == 0x36 && trail != UINT32_MAX && trail >> 10 == 0x37) {
        parser->at++;
        return 0x10000 + ((lead & 0x3ff) << 10) + (trail & 0x3ff);
    }
    return lead;
}

static int
hex_value(uint32_t unit)
{
    if (unit >= '0' && unit <= '9') {
        return (int)(unit - '0');
    }
    unit |= 0x20;
    return unit >= 'a' && unit <= 'f' ? (int)(unit - 'a') + 10 : -1;
}

static bool
is_digit(uint32_t unit)
{
    return unit >= '0' && unit <= '9';
}

/** So many hexadecimal digits; nothing is taken when there are fewer. */
static bool
take_hex(struct parser *parser, int count, uint32_t *out)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++) {
        int digit = hex_value(unit_at(parser, parser->at + (size_t)i));
        if (digit < 0) {
            return false;
        }
        value = value * 16 + (uint32_t)digit;
    }
    parser->at += (size_t)count;
    *out = value;
    return true;
}

/** Decimal digits, saturating. */
static uint32_t
take_number(struct parser *parser)
{
    uint64_t value = 0;
    while (is_digit(peek(parser))) {
        value = value * 10 + (peek(parser) - '0');
        value = value > UINT32_MAX - 1 ? UINT32_MAX - 1 : value;
        parser->at++;
    }
    return (uint32_t)value;
}

/** Behind \u: XXXX, pairs of them with `pairs`, {X...}. */
static bool
take_unicode_escape(struct parser *parser, bool pairs, uint32_t *out)
{
    size_t start = parser->at;
    if (pairs && take(parser, '{')) {
        uint32_t value = 0;
        size_t first = parser->at;
        while (hex_value(peek(parser)) >= 0) {
            value = value * 16 + (uint32_t)hex_value(peek(parser));
            parser->at++;
            if (value > UNICODE_MAX) {
                break;
            }
        }
        if (parser->at > first && value <= UNICODE_MAX && take(parser, '}')) {
            *out = value;
            return true;
        }
        parser->at = start;
        return false;
    }
    uint32_t lead;
    if (!take_hex(parser, 4, &lead)) {
        return false;
    }
    size_t after = parser->at;
    uint32_t trail;
    if (pairs && lead >> 10 == 0x36 && take(parser, '\\') && take(parser, 'u') &&
        take_hex(parser, 4, &trail) && trail >> 10 == 0x37) {
        *out = 0x10000 + ((lead & 0x3ff) << 10) + (trail & 0x3ff);
        return true;
    }
    parser->at = after;
    *out = lead;
    return true;
}

/* ---- escapes ------------------------------------------------------------------ */

static const struct regexp_range digit_ranges[] = {{'0', '9'}};
static const struct regexp_range word_ranges[] = {{'0', '9'}, {'A', 'Z'},     {'_', '_'},
                                                  {'a', 'z'}, {0x17f, 0x17f}, {0x212a, 0x212a}};
static const struct regexp_range space_ranges[] = {
    {0x09, 0x0d},     {0x20, 0x20},     {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
    {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff}};

/** The ranges, or what lies between them. */
static bool
ranges_add(struct parser *parser, const struct regexp_range *ranges, size_t count, bool negated)
{
    uint32_t from = 0;
    for (size_t i = 0; i < count; i++) {
        if (!negated) {
            if (!range_add(parser, ranges[i].low, ranges[i].high)) {
                return false;
            }
        } else {
            if (ranges[i].low > from && !range_add(parser, from, ranges[i].low - 1)) {
                return false;
            }
            from = ranges[i].high + 1;
        }
    }
    return !negated || range_add(parser, from, UNICODE_MAX);
}

/** \p{Name}, \p{Name=Value} behind the p. */
static bool
property_add(struct parser *parser, bool negated)
{
    char letters[2][64];
    struct text parts[2] = {{letters[0], 0}, {NULL, 0}};
    int part = 0;
    if (!take(parser, '{')) {
        return refuse(parser, "Invalid property name");
    }
    while (!at_end(parser) && peek(parser) != '}') {
        uint32_t unit = parser->units[parser->at++];
        if (unit == '=' && part == 0) {
            part = 1;
            parts[1] = (struct text){letters[1], 0};
            continue;
        }
        bool fits = unit < 0x80 && (is_digit(unit) || unit == '_' || (unit | 0x20) >= 'a') &&
                    (unit | 0x20) <= 'z' + 0u && parts[part].length < sizeof(letters[0]);
        if (!fits && unit != '_') {
            return refuse(parser, "Invalid property name");
        }
        letters[part][parts[part].length++] = (char)unit;
    }
    uint32_t property = unicode_property_find(parts[0], parts[1]);
    if (!take(parser, '}') || property == 0) {
        return refuse(parser, "Invalid property name");
    }
    return range_add(parser, REGEXP_RANGE_PROPERTY | (negated ? REGEXP_RANGE_NEGATED : 0),
                     property);
}

/** \d \D \s \S \w \W \p \P behind the backslash, as ranges. *is_set false: something else. */
static bool
set_escape(struct parser *parser, bool *is_set)
{
    uint32_t letter = peek(parser);
    *is_set = true;
    size_t words = parser->is_unicode && parser->ignores_case ? COUNT_OF(word_ranges) : 4;
    switch (letter) {
    case 'd':
    case 'D':
        parser->at++;
        return ranges_add(parser, digit_ranges, COUNT_OF(digit_ranges), letter == 'D');
    case 's':
    case 'S':
        parser->at++;
        return ranges_add(parser, space_ranges, COUNT_OF(space_ranges), letter == 'S');
    case 'w':
    case 'W':
        parser->at++;
        return ranges_add(parser, word_ranges, words, letter == 'W');
    case 'p':
    case 'P':
        if (parser->is_unicode) {
            parser->at++;
            return property_add(parser, letter == 'P');
        }
        break;
    default:
        break;
    }
    *is_set = false;
    return true;
}

/** Up to three octal digits, at most 255. */
static uint32_t
take_octal(struct parser *parser)
{
    uint32_t value = 0;
    for (int i = 0; i < 3 && peek(parser) >= '0' && peek(parser) <= '7' && value < 32; i++) {
        value = value * 8 + (peek(parser) - '0');
        parser->at++;
    }
    return value;
}

/** An escape that means one character, behind the backslash. */
static bool
char_escape(struct parser *parser, bool in_class, uint32_t *out)
{
    uint32_t letter = take_char(parser, parser->is_unicode);
    uint32_t value;
    switch (letter) {
    case 't':
        *out = '\t';
        return true;
    case 'n':
        *out = '\n';
        return true;
    case 'v':
        *out = '\v';
        return true;
    case 'f':
        *out = '\f';
        return true;
    case 'r':
        *out = '\r';
        return true;
    case 'c':
        value = peek(parser);
        if (value != UINT32_MAX && (value | 0x20) >= 'a' && (value | 0x20) <= 'z') {
            parser->at++;
            *out = value & 31;
            return true;
        }
        if (parser->is_unicode) {
            return refuse(parser, "Invalid unicode escape");
        }
        if (in_class && (is_digit(value) || value == '_')) {
            parser->at++;
            *out = value & 31;
            return true;
        }
        parser->at--; /* the backslash stands for itself */
        *out = '\\';
        return true;
    case 'x':
        if (take_hex(parser, 2, out)) {
            return true;
        }
        break;
    case 'u':
        if (take_unicode_escape(parser, parser->is_unicode, out)) {
            return true;
        }
        if (parser->is_unicode) {
            return refuse(parser, "Invalid Unicode escape");
        }
        break;
    default:
        if (is_digit(letter)) {
            if (parser->is_unicode) {
                if (letter == '0' && !is_digit(peek(parser))) {
                    *out = 0;
                    return true;
                }
                return refuse(parser, in_class ? "Invalid class escape" : "Invalid decimal escape");
            }
            if (letter <= '7') {
                parser->at--;
                *out = take_octal(parser);
                return true;
            }
        }
        break;
    }
    /* An escaped character that needs no escape: with u only those of the syntax. */
    bool is_syntax =
        letter < 0x80 && letter != 0 && strchr("^$\\.*+?()[]{}|/", (int)letter) != NULL;
    if (parser->is_unicode && !is_syntax && !(in_class && letter == '-')) {
        return refuse(parser, "Invalid escape");
    }
    *out = letter;
    return true;
}

/* ---- classes --------------------------------------------------------------------- */

/** One member of [...]: a character, or a set (*is_set, its ranges are added). */
static bool
class_atom(struct parser *parser, uint32_t *out, bool *is_set)
{
    *is_set = false;
    if (!take(parser, '\\')) {
        *out = take_char(parser, parser->is_unicode);
        return true;
    }
    if (at_end(parser)) {
        return refuse(parser, "\\ at end of pattern");
    }
    if (take(parser, 'b')) {
        *out = '\b';
        return true;
    }
    if (!set_escape(parser, is_set)) {
        return false;
    }
    return *is_set || char_escape(parser, true, out);
}

static bool
parse_class(struct parser *parser, uint32_t *out)
{
    uint32_t node;
    if (!node_add(parser, REGEXP_NODE_CLASS, &node)) {
        return false;
    }
    bool negated = take(parser, '^');
    size_t first = parser->tree->range_count;
    while (!take(parser, ']')) {
        uint32_t low = 0;
        uint32_t high = 0;
        bool low_is_set;
        bool high_is_set;
        if (at_end(parser)) {
            return refuse(parser, "Unterminated character class");
        }
        if (!class_atom(parser, &low, &low_is_set)) {
            return false;
        }
        uint32_t after = unit_at(parser, parser->at + 1);
        if (peek(parser) != '-' || after == ']' || after == UINT32_MAX) {
            if (!low_is_set && !range_add(parser, low, low)) {
                return false;
            }
            continue;
        }
        parser->at++;
        if (!class_atom(parser, &high, &high_is_set)) {
            return false;
        }
        if (low_is_set || high_is_set) { /* [\w-x]: the minus stands for itself */
            if (parser->is_unicode) {
                return refuse(parser, "Invalid character class");
            }
            if (!range_add(parser, '-', '-') || (!low_is_set && !range_add(parser, low, low)) ||
                (!high_is_set && !range_add(parser, high, high))) {
                return false;
            }
        } else if (low > high) {
            return refuse(parser, "Range out of order in character class");
        } else if (!range_add(parser, low, high)) {
            return false;
        }
    }
    parser->tree->nodes[node].value = (uint32_t)first;
    parser->tree->nodes[node].count = (uint32_t)(parser->tree->range_count - first);
    parser->tree->nodes[node].negated = negated;
    *out = node;
    return true;
}

/* ---- groups ------------------------------------------------------------------------ */

static bool
name_unit_add(struct parser *parser, uint32_t unit)
{
    struct regexp_tree *tree = parser->tree;
    void *items = tree->name_units;
    if (!regexp_tree_grow(tree, &items, tree->name_unit_count, &tree->name_unit_capacity,
                          sizeof(*tree->name_units))) {
        return false;
    }
    tree->name_units = items;
    tree->name_units[tree->name_unit_count++] = (uint16_t)unit;
    return true;
}

/** name> behind the <; units are appended to the tree's. */
static bool
parse_name(struct parser *parser, uint32_t *start, uint32_t *count)
{
    struct regexp_tree *tree = parser->tree;
    *start = (uint32_t)tree->name_unit_count;
    for (bool is_first = true; !take(parser, '>'); is_first = false) {
        if (at_end(parser)) {
            return refuse(parser, "Invalid capture group name");
        }
        uint32_t code = take_char(parser, true);
        if (code == '\\' && (!take(parser, 'u') || !take_unicode_escape(parser, true, &code))) {
            return refuse(parser, "Invalid Unicode escape");
        }
        bool fits = code == '$' || code == '_' ||
                    (is_first ? unicode_is_id_start(code)
                              : unicode_is_id_continue(code) || code == 0x200c || code == 0x200d);
        if (!fits) {
            return refuse(parser, "Invalid capture group name");
        }
        if (code >= 0x10000 && !name_unit_add(parser, 0xd800 + ((code - 0x10000) >> 10))) {
            return false;
        }
        if (!name_unit_add(parser, code >= 0x10000 ? 0xdc00 + ((code - 0x10000) & 0x3ff) : code)) {
            return false;
        }
    }
    *count = (uint32_t)tree->name_unit_count - *start;
    return *count > 0 || refuse(parser, "Invalid capture group name");
}

static bool
name_equal(const struct regexp_tree *tree, const struct regexp_name *name, uint32_t start,
           uint32_t count)
{
    return name->unit_count == count &&
           memcmp(tree->name_units + name->unit_start, tree->name_units + start,
                  count * sizeof(*tree->name_units)) == 0;
}

/** A name, of a group (capture) or of a \k (REGEXP_NONE). */
static bool
name_add(struct parser *parser, uint32_t start, uint32_t count, uint32_t capture)
{
    struct regexp_tree *tree = parser->tree;
    for (size_t i = 0; i < tree->name_count && capture != REGEXP_NONE; i++) {
        if (tree->names[i].capture != REGEXP_NONE &&
            name_equal(tree, &tree->names[i], start, count)) {
            return refuse(parser, "Duplicate capture group name");
        }
    }
    void *items = tree->names;
    if (!regexp_tree_grow(tree, &items, tree->name_count, &tree->name_capacity,
                          sizeof(*tree->names))) {
        return false;
    }
    tree->names = items;
    tree->names[tree->name_count++] = (struct regexp_name){start, count, capture};
    return true;
}

static bool parse_alternatives(struct parser *parser, uint32_t *out);

static bool
parse_inside(struct parser *parser, uint32_t *out)
{
    if (++parser->depth > REGEXP_DEPTH_MAX) {
        return refuse(parser, "Too many groups inside groups");
    }
    if (!parse_alternatives(parser, out)) {
        return false;
    }
    parser->depth--;
    return take(parser, ')') || refuse(parser, "Unterminated group");
}

/** Behind the (. *may_repeat: the atom may carry a quantifier. */
static bool
parse_group(struct parser *parser, uint32_t *out, bool *may_repeat)
{
    struct regexp_tree *tree = parser->tree;
    uint32_t inside;
    bool is_named = false;
    if (take(parser, '?')) {
        if (take(parser, ':')) {
            return parse_inside(parser, out);
        }
        bool behind = peek(parser) == '<' && (unit_at(parser, parser->at + 1) == '=' ||
                                              unit_at(parser, parser->at + 1) == '!');
        parser->at += behind;
        if (peek(parser) == '=' || peek(parser) == '!') {
            uint32_t node;
            bool negated = take(parser, '!');
            parser->at += !negated;
            if (!node_add(parser, REGEXP_NODE_LOOK, &node)) {
                return false;
            }
            uint32_t captures_from = tree->capture_count;
            if (!parse_inside(parser, &inside)) {
                return false;
            }
            tree->nodes[node].child = inside;
            tree->nodes[node].behind = behind;
            tree->nodes[node].negated = negated;
            tree->nodes[node].captures_from = captures_from;
            tree->nodes[node].captures_to = tree->capture_count;
            *may_repeat = !behind && !parser->is_unicode;
            *out = node;
            return true;
        }
        is_named = take(parser, '<');
        if (!is_named) {
            return refuse(parser, "Invalid group");
        }
    }
    uint32_t node;
    if (!node_add(parser, REGEXP_NODE_GROUP, &node)) {
        return false;
    }
    if (tree->capture_count >= REGEXP_CAPTURES_MAX) {
        return refuse(parser, "Too many captures");
    }
    uint32_t capture = tree->capture_count++;
    uint32_t start;
    uint32_t count;
    if (is_named &&
        (!parse_name(parser, &start, &count) || !name_add(parser, start, count, capture))) {
        return false;
    }
    if (!parse_inside(parser, &inside)) {
        return false;
    }
    tree->nodes[node].child = inside;
    tree->nodes[node].value = capture;
    *out = node;
    return true;
}

/* ---- terms --------------------------------------------------------------------------- */

/** \1 \k<name> and everything else behind a backslash. */
static bool
parse_escape(struct parser *parser, uint32_t *out, bool *may_repeat)
{
    struct regexp_tree *tree = parser->tree;
    if (at_end(parser)) {
        return refuse(parser, "\\ at end of pattern");
    }
    uint32_t letter = peek(parser);
    if (letter == 'b' || letter == 'B') {
        parser->at++;
        *may_repeat = false;
        if (!node_add(parser, REGEXP_NODE_WORD, out)) {
            return false;
        }
        tree->nodes[*out].negated = letter == 'B';
        return true;
    }
    if (letter >= '1' && letter <= '9') {
        size_t start = parser->at;
        uint32_t number = take_number(parser);
        if (number < parser->captures_total) {
            if (!node_add(parser, REGEXP_NODE_BACK, out)) {
                return false;
            }
            tree->nodes[*out].value = number;
            return true;
        }
        if (parser->is_unicode) {
            return refuse(parser, "Invalid escape");
        }
        parser->at = start;
    }
    if (letter == 'k' && (parser->is_unicode || parser->has_names)) {
        uint32_t start;
        uint32_t count;
        parser->at++;
        if (!take(parser, '<')) {
            return refuse(parser, "Invalid named reference");
        }
        if (!parse_name(parser, &start, &count) || !name_add(parser, start, count, REGEXP_NONE) ||
            !node_add(parser, REGEXP_NODE_BACK, out)) {
            return false;
        }
        tree->nodes[*out].value = ~(uint32_t)(tree->name_count - 1);
        return true;
    }
    bool is_set;
    size_t first = tree->range_count;
    if (!set_escape(parser, &is_set)) {
        return false;
    }
    if (is_set) {
        if (!node_add(parser, REGEXP_NODE_CLASS, out)) {
            return false;
        }
        tree->nodes[*out].value = (uint32_t)first;
        tree->nodes[*out].count = (uint32_t)(tree->range_count - first);
        return true;
    }
    uint32_t value;
    if (!char_escape(parser, false, &value) || !node_add(parser, REGEXP_NODE_CHAR, out)) {
        return false;
    }
    tree->nodes[*out].value = value;
    return true;
}

/** {2} {2,} {2,5} at the {; *is false and nothing taken when it is no quantifier. */
static bool
parse_braces(struct parser *parser, uint32_t *min, uint32_t *max, bool *is)
{
    size_t start = parser->at;
    *is = false;
    parser->at++;
    if (is_digit(peek(parser))) {
        *min = take_number(parser);
        *max = *min;
        if (take(parser, ',')) {
            *max = is_digit(peek(parser)) ? take_number(parser) : UINT32_MAX;
        }
        if (take(parser, '}')) {
            *is = true;
            return *min <= *max || refuse(parser, "numbers out of order in {} quantifier");
        }
    }
    parser->at = start;
    return true;
}

/** Wrap the term in a REPEAT when a quantifier follows. */
static bool
parse_quantifier(struct parser *parser, uint32_t *term, uint32_t captures_from, bool may_repeat)
{
    uint32_t min = 0;
    uint32_t max = UINT32_MAX;
    bool is = true;
    switch (peek(parser)) {
    case '*':
        parser->at++;
        break;
    case '+':
        parser->at++;
        min = 1;
        break;
    case '?':
        parser->at++;
        max = 1;
        break;
    case '{':
        if (!parse_braces(parser, &min, &max, &is)) {
            return false;
        }
        if (!is && parser->is_unicode) {
            return refuse(parser, "Incomplete quantifier");
        }
        break;
    default:
        is = false;
        break;
    }
    if (!is) {
        return true;
    }
    if (!may_repeat) {
        return refuse(parser, "Nothing to repeat");
    }
    uint32_t node;
    if (!node_add(parser, REGEXP_NODE_REPEAT, &node)) {
        return false;
    }
    struct regexp_node *repeat = &parser->tree->nodes[node];
    repeat->child = *term;
    repeat->min = min;
    repeat->max = max;
    repeat->lazy = take(parser, '?');
    repeat->captures_from = captures_from;
    repeat->captures_to = parser->tree->capture_count;
    *term = node;
    return true;
}

static bool
parse_term(struct parser *parser, uint32_t *out)
{
    uint32_t captures_from = parser->tree->capture_count;
    bool may_repeat = true;
    uint32_t unit = peek(parser);
    switch (unit) {
    case '^':
    case '$':
        parser->at++;
        may_repeat = false;
        if (!node_add(parser, unit == '^' ? REGEXP_NODE_START : REGEXP_NODE_END, out)) {
            return false;
        }
        break;
    case '(':
        parser->at++;
        if (!parse_group(parser, out, &may_repeat)) {
            return false;
        }
        if (parser->tree->nodes[*out].kind == REGEXP_NODE_LOOK &&
            parser->tree->nodes[*out].behind) {
            may_repeat = false;
        }
        break;
    case '.':
        parser->at++;
        if (!node_add(parser, REGEXP_NODE_ANY, out)) {
            return false;
        }
        break;
    case '[':
        parser->at++;
        if (!parse_class(parser, out)) {
            return false;
        }
        break;
    case '\\':
        parser->at++;
        if (!parse_escape(parser, out, &may_repeat)) {
            return false;
        }
        break;
    case '*':
    case '+':
    case '?':
        return refuse(parser, "Nothing to repeat");
    case '{':
        if (parser->is_unicode) {
            return refuse(parser, "Nothing to repeat");
        } else {
            uint32_t min;
            uint32_t max;
            bool is;
            if (!parse_braces(parser, &min, &max, &is)) {
                return false;
            }
            if (is) {
                return refuse(parser, "Nothing to repeat");
            }
        }
        fall_through;
    default:
        if (parser->is_unicode && (unit == ']' || unit == '}')) {
            return refuse(parser, "Lone quantifier brackets");
        }
        if (!node_add(parser, REGEXP_NODE_CHAR, out)) {
            return false;
        }
        parser->tree->nodes[*out].value = take_char(parser, parser->is_unicode);
        break;
    }
    return parse_quantifier(parser, out, captures_from, may_repeat);
}

static bool
parse_sequence(struct parser *parser, uint32_t *out)
{
    uint32_t node;
    uint32_t last = REGEXP_NONE;
    if (!node_add(parser, REGEXP_NODE_SEQUENCE, &node)) {
        return false;
    }
    while (!at_end(parser) && peek(parser) != '|' && peek(parser) != ')') {
        uint32_t term;
        if (!parse_term(parser, &term)) {
            return false;
        }
        *(last == REGEXP_NONE ? &parser->tree->nodes[node].child
                              : &parser->tree->nodes[last].next) = term;
        last = term;
    }
    *out = node;
    return true;
}

static bool
parse_alternatives(struct parser *parser, uint32_t *out)
{
    uint32_t first;
    if (!parse_sequence(parser, &first)) {
        return false;
    }
    *out = first;
    if (peek(parser) != '|') {
        return true;
    }
    uint32_t node;
    if (!node_add(parser, REGEXP_NODE_ALTERNATIVE, &node)) {
        return false;
    }
    parser->tree->nodes[node].child = first;
    uint32_t last = first;
    while (take(parser, '|')) {
        uint32_t next;
        if (!parse_sequence(parser, &next)) {
            return false;
        }
        parser->tree->nodes[last].next = next;
        last = next;
    }
    *out = node;
    return true;
}

/** Captures and names of the whole pattern, before it is read properly. */
static void
count_groups(struct parser *parser)
{
    bool in_class = false;
    parser->captures_total = 1;
    for (size_t i = 0; i < parser->length; i++) {
        uint32_t unit = parser->units[i];
        if (unit == '\\') {
            i++;
        } else if (in_class) {
            in_class = unit != ']';
        } else if (unit == '[') {
            in_class = true;
        } else if (unit == '(') {
            bool is_named = unit_at(parser, i + 1) == '?' && unit_at(parser, i + 2) == '<' &&
                            unit_at(parser, i + 3) != '=' && unit_at(parser, i + 3) != '!';
            parser->captures_total += is_named || unit_at(parser, i + 1) != '?';
            parser->has_names = parser->has_names || is_named;
        }
    }
}

/** \k<name> to numbers; its entries leave the list of names. */
static bool
resolve_names(struct parser *parser)
{
    struct regexp_tree *tree = parser->tree;
    for (size_t i = 0; i < tree->node_count; i++) {
        struct regexp_node *node = &tree->nodes[i];
        if (node->kind != REGEXP_NODE_BACK || node->value < UINT32_MAX / 2) {
            continue;
        }
        struct regexp_name wanted = tree->names[~node->value];
        uint32_t capture = REGEXP_NONE;
        for (size_t j = 0; j < tree->name_count; j++) {
            if (tree->names[j].capture != REGEXP_NONE &&
                name_equal(tree, &tree->names[j], wanted.unit_start, wanted.unit_count)) {
                capture = tree->names[j].capture;
            }
        }
        if (capture == REGEXP_NONE) {
            return refuse(parser, "Invalid named capture referenced");
        }
        node->value = capture;
    }
    size_t kept = 0;
    for (size_t i = 0; i < tree->name_count; i++) {
        if (tree->names[i].capture != REGEXP_NONE) {
            tree->names[kept++] = tree->names[i];
        }
    }
    tree->name_count = kept;
    return true;
}

bool
regexp_parse(struct regexp_tree *tree, const uint16_t *units, size_t length)
{
    struct parser parser = {
        .tree = tree,
        .units = units,
        .length = length,
        .is_unicode = (tree->flags & REGEXP_UNICODE) != 0,
        .ignores_case = (tree->flags & REGEXP_IGNORE_CASE) != 0,
    };
    if (length > REGEXP_PATTERN_MAX) {
        return refuse(&parser, "Regular expression too large");
    }
    tree->capture_count = 1;
    count_groups(&parser);
    if (!parse_alternatives(&parser, &tree->root)) {
        return false;
    }
    if (!at_end(&parser)) {
        return refuse(&parser, "Unmatched ')'");
    }
    return resolve_names(&parser);
}
