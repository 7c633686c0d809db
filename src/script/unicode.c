/* SPDX-License-Identifier: Apache-2.0 */
#include "script/unicode.h"

#include "script/unicode_data.h"

/* A property: two bits of kind, thirty of content. */
enum property_kind {
    PROPERTY_CATEGORIES, /* a set of categories, a bit each, in the order of category_names */
    PROPERTY_SCRIPT,
    PROPERTY_BINARY,
    PROPERTY_ANY,
};
#define PROPERTY_OF(kind, content) ((uint32_t)(kind) << 30 | (uint32_t)(content))
#define ANY_ALL                    1
#define ANY_ASCII                  2

/** Is value inside the ranges whose ends alternate? */
static bool
in_bounds(const uint32_t *bounds, size_t count, uint32_t value)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (bounds[middle] <= value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (low & 1) != 0;
}

/** The row of a table of `start << bits | content` that covers value. */
static uint32_t
covering(const uint32_t *rows, size_t count, int bits, uint32_t value)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rows[middle] >> bits <= value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? 0 : rows[low - 1] & (((uint32_t)1 << bits) - 1);
}

bool
unicode_is_space(uint32_t code_point)
{
    switch (code_point) {
    case 0x09:
    case 0x0a:
    case 0x0b:
    case 0x0c:
    case 0x0d:
    case 0x20:
    case 0xa0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202f:
    case 0x205f:
    case 0x3000:
    case 0xfeff:
        return true;
    default:
        return code_point >= 0x2000 && code_point <= 0x200a;
    }
}

bool
unicode_is_id_start(uint32_t code_point)
{
    return in_bounds(id_start, COUNT_OF(id_start), code_point);
}

bool
unicode_is_id_continue(uint32_t code_point)
{
    return in_bounds(id_continue, COUNT_OF(id_continue), code_point);
}

bool
unicode_is_cased(uint32_t code_point)
{
    return in_bounds(cased, COUNT_OF(cased), code_point);
}

bool
unicode_is_case_ignorable(uint32_t code_point)
{
    return in_bounds(case_ignorable, COUNT_OF(case_ignorable), code_point);
}

uint32_t
unicode_decode(struct text text, size_t *at)
{
    const uint8_t *bytes = (const uint8_t *)text.bytes;
    size_t i = *at;
    uint32_t first = bytes[i];
    *at = i + 1;
    if (first < 0x80) {
        return first;
    }
    size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || text.length - i <= more) {
        return 0xfffd;
    }
    uint32_t code = first & (0x3fu >> more);
    for (size_t j = 1; j <= more; j++) {
        if ((bytes[i + j] & 0xc0) != 0x80) {
            return 0xfffd;
        }
        code = code << 6 | (bytes[i + j] & 0x3f);
    }
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    if (code < smallest[more] || code > UNICODE_MAX || (code >= 0xd800 && code < 0xe000)) {
        return 0xfffd;
    }
    *at = i + more + 1;
    return code;
}

size_t
unicode_encode(uint32_t code_point, char out[4])
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t more = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    static const uint8_t marks[] = {0, 0xc0, 0xe0, 0xf0};
    for (size_t i = more; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    out[0] = (char)(marks[more] | code_point);
    return more + 1;
}

struct text
unicode_trim(struct text text)
{
    size_t from = 0;
    while (from < text.length) {
        size_t next = from;
        if (!unicode_is_space(unicode_decode(text, &next))) {
            break;
        }
        from = next;
    }
    size_t to = text.length;
    while (to > from) {
        size_t start = to - 1;
        while (start > from && ((uint8_t)text.bytes[start] & 0xc0) == 0x80) {
            start--;
        }
        size_t next = start;
        if (!unicode_is_space(unicode_decode(text_slice(text, 0, to), &next)) || next != to) {
            break;
        }
        to = start;
    }
    return text_slice(text, from, to);
}

/* ---- case ---------------------------------------------------------------- */

static uint32_t
map_case(const struct case_range *ranges, size_t count, uint32_t code)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].last < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < count && code >= ranges[low].first &&
        (code - ranges[low].first) % ranges[low].stride == 0) {
        return (uint32_t)((int32_t)code + ranges[low].delta);
    }
    return code;
}

static size_t
map_special(const struct case_special *rows, size_t count, uint32_t code, uint32_t out[3])
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rows[middle].code < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == count || rows[low].code != code) {
        return 0;
    }
    size_t length = 0;
    while (length < 3 && rows[low].text[length] != 0) {
        out[length] = rows[low].text[length];
        length++;
    }
    return length;
}

size_t
unicode_upper(uint32_t code_point, uint32_t out[3])
{
    if (code_point < 0x80) {
        out[0] = code_point >= 'a' && code_point <= 'z' ? code_point - 32 : code_point;
        return 1;
    }
    size_t length = map_special(upper_special, COUNT_OF(upper_special), code_point, out);
    if (length == 0) {
        out[0] = map_case(upper_ranges, COUNT_OF(upper_ranges), code_point);
        length = 1;
    }
    return length;
}

size_t
unicode_lower(uint32_t code_point, uint32_t out[3])
{
    if (code_point < 0x80) {
        out[0] = code_point >= 'A' && code_point <= 'Z' ? code_point + 32 : code_point;
        return 1;
    }
    size_t length = map_special(lower_special, COUNT_OF(lower_special), code_point, out);
    if (length == 0) {
        out[0] = map_case(lower_ranges, COUNT_OF(lower_ranges), code_point);
        length = 1;
    }
    return length;
}

uint32_t
unicode_fold(uint32_t code_point)
{
    return map_case(fold_ranges, COUNT_OF(fold_ranges), code_point);
}

static uint32_t
next_in(const struct case_range *ranges, size_t count, uint32_t from)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].last < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == count) {
        return UNICODE_MAX + 1;
    }
    if (from <= ranges[low].first) {
        return ranges[low].first;
    }
    return from + (from - ranges[low].first) % ranges[low].stride;
}

uint32_t
unicode_next_cased(uint32_t from)
{
    uint32_t folds = next_in(fold_ranges, COUNT_OF(fold_ranges), from);
    uint32_t rises = next_in(upper_ranges, COUNT_OF(upper_ranges), from);
    return folds < rises ? folds : rises;
}

/* ---- properties ---------------------------------------------------------- */

/** Long names of category_names, then of groups of them. */
static const struct {
    const char *name;
    const char *long_name;
    const char *members; /* initial letters, or the categories of a group */
} categories_by_name[] = {
    {"Cn", "Unassigned", "Cn"},
    {"Lu", "Uppercase_Letter", "Lu"},
    {"Ll", "Lowercase_Letter", "Ll"},
    {"Lt", "Titlecase_Letter", "Lt"},
    {"Lm", "Modifier_Letter", "Lm"},
    {"Lo", "Other_Letter", "Lo"},
    {"Mn", "Nonspacing_Mark", "Mn"},
    {"Me", "Enclosing_Mark", "Me"},
    {"Mc", "Spacing_Mark", "Mc"},
    {"Nd", "Decimal_Number", "Nd"},
    {"Nl", "Letter_Number", "Nl"},
    {"No", "Other_Number", "No"},
    {"Zs", "Space_Separator", "Zs"},
    {"Zl", "Line_Separator", "Zl"},
    {"Zp", "Paragraph_Separator", "Zp"},
    {"Cc", "Control", "Cc"},
    {"Cf", "Format", "Cf"},
    {"Co", "Private_Use", "Co"},
    {"Cs", "Surrogate", "Cs"},
    {"Pd", "Dash_Punctuation", "Pd"},
    {"Ps", "Open_Punctuation", "Ps"},
    {"Pe", "Close_Punctuation", "Pe"},
    {"Pc", "Connector_Punctuation", "Pc"},
    {"Po", "Other_Punctuation", "Po"},
    {"Sm", "Math_Symbol", "Sm"},
    {"Sc", "Currency_Symbol", "Sc"},
    {"Sk", "Modifier_Symbol", "Sk"},
    {"So", "Other_Symbol", "So"},
    {"Pi", "Initial_Punctuation", "Pi"},
    {"Pf", "Final_Punctuation", "Pf"},
    {"L", "Letter", "LuLlLtLmLo"},
    {"LC", "Cased_Letter", "LuLlLt"},
    {"M", "Mark", "MnMeMc"},
    {"M", "Combining_Mark", "MnMeMc"},
    {"N", "Number", "NdNlNo"},
    {"Nd", "digit", "Nd"},
    {"P", "Punctuation", "PdPsPePcPoPiPf"},
    {"P", "punct", "PdPsPePcPoPiPf"},
    {"S", "Symbol", "SmScSkSo"},
    {"Z", "Separator", "ZsZlZp"},
    {"C", "Other", "CnCcCfCoCs"},
    {"Cc", "cntrl", "Cc"},
};

static uint32_t
category_find(struct text value)
{
    for (size_t i = 0; i < COUNT_OF(categories_by_name); i++) {
        if (!text_is(value, categories_by_name[i].name) &&
            !text_is(value, categories_by_name[i].long_name)) {
            continue;
        }
        uint32_t set = 0;
        for (const char *member = categories_by_name[i].members; *member != '\0'; member += 2) {
            for (size_t j = 0; j < COUNT_OF(category_names); j++) {
                if (memcmp(category_names[j], member, 2) == 0) {
                    set |= (uint32_t)1 << j;
                }
            }
        }
        return PROPERTY_OF(PROPERTY_CATEGORIES, set);
    }
    return 0;
}

uint32_t
unicode_property_find(struct text name, struct text value)
{
    if (value.bytes != NULL) {
        if (text_is(name, "General_Category") || text_is(name, "gc")) {
            return category_find(value);
        }
        if (text_is(name, "Script") || text_is(name, "sc")) {
            for (uint32_t i = 0; i < COUNT_OF(script_names); i++) {
                if (text_is(value, script_names[i])) {
                    return PROPERTY_OF(PROPERTY_SCRIPT, i / 2);
                }
            }
        }
        return 0;
    }
    if (text_is(name, "Any")) {
        return PROPERTY_OF(PROPERTY_ANY, ANY_ALL);
    }
    if (text_is(name, "ASCII")) {
        return PROPERTY_OF(PROPERTY_ANY, ANY_ASCII);
    }
    if (text_is(name, "Assigned")) {
        return PROPERTY_OF(PROPERTY_CATEGORIES, 0x3ffffffe);
    }
    for (uint32_t i = 0; i < COUNT_OF(binary_properties); i++) {
        if (text_is(name, binary_properties[i].name) ||
            text_is(name, binary_properties[i].short_name)) {
            return PROPERTY_OF(PROPERTY_BINARY, i);
        }
    }
    return category_find(name);
}

bool
unicode_property_has(uint32_t property, uint32_t code_point)
{
    uint32_t content = property & 0x3fffffff;
    switch ((enum property_kind)(property >> 30)) {
    case PROPERTY_CATEGORIES:
        return (content >> covering(categories, COUNT_OF(categories), 5, code_point) & 1) != 0;
    case PROPERTY_SCRIPT:
        return covering(scripts, COUNT_OF(scripts), 8, code_point) == content;
    case PROPERTY_BINARY:
        assert(content < COUNT_OF(binary_properties));
        return in_bounds(binary_properties[content].bounds, binary_properties[content].count,
                         code_point);
    case PROPERTY_ANY:
        return content == ANY_ALL || code_point < 0x80;
    }
    assert(false);
    return false;
}

/* ---- normalisation ------------------------------------------------------- */

enum {
    HANGUL_S = 0xac00,
    HANGUL_L = 0x1100,
    HANGUL_V = 0x1161,
    HANGUL_T = 0x11a7,
    HANGUL_L_COUNT = 19,
    HANGUL_V_COUNT = 21,
    HANGUL_T_COUNT = 28,
    HANGUL_S_COUNT = HANGUL_L_COUNT * HANGUL_V_COUNT * HANGUL_T_COUNT,
};

uint8_t
unicode_combining_class(uint32_t code_point)
{
    return (uint8_t)covering(combining_classes, COUNT_OF(combining_classes), 8, code_point);
}

static size_t
decompose_hangul(uint32_t code, uint32_t *out)
{
    uint32_t place = code - HANGUL_S;
    out[0] = HANGUL_L + place / (HANGUL_V_COUNT * HANGUL_T_COUNT);
    out[1] = HANGUL_V + place / HANGUL_T_COUNT % HANGUL_V_COUNT;
    out[2] = HANGUL_T + place % HANGUL_T_COUNT;
    return place % HANGUL_T_COUNT == 0 ? 2 : 3;
}

size_t
unicode_decompose(uint32_t code_point, bool compatible, uint32_t out[UNICODE_DECOMPOSE_MAX])
{
    if (code_point < 0xa0) {
        return 0;
    }
    if (code_point - HANGUL_S < HANGUL_S_COUNT) {
        return decompose_hangul(code_point, out);
    }
    size_t low = 0;
    size_t high = COUNT_OF(decompositions);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (decompositions[middle].code < code_point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < COUNT_OF(decompositions) && decompositions[low].code == code_point) {
        out[0] = decompositions[low].first;
        out[1] = decompositions[low].second;
        return out[1] == 0 ? 1 : 2;
    }
    if (!compatible) {
        return 0;
    }
    low = 0;
    high = COUNT_OF(compatibles);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compatibles[middle].code < code_point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == COUNT_OF(compatibles) || compatibles[low].code != code_point) {
        return 0;
    }
    size_t length = compatibles[low].length;
    assert(length <= UNICODE_DECOMPOSE_MAX);
    memcpy(out, compatible_texts + compatibles[low].place, length * sizeof(*out));
    return length;
}

uint32_t
unicode_compose(uint32_t first, uint32_t second)
{
    if (first - HANGUL_L < HANGUL_L_COUNT && second - HANGUL_V < HANGUL_V_COUNT) {
        return HANGUL_S +
               ((first - HANGUL_L) * HANGUL_V_COUNT + second - HANGUL_V) * HANGUL_T_COUNT;
    }
    if (first - HANGUL_S < HANGUL_S_COUNT && (first - HANGUL_S) % HANGUL_T_COUNT == 0 &&
        second - HANGUL_T - 1 < HANGUL_T_COUNT - 1) {
        return first + second - HANGUL_T;
    }
    size_t low = 0;
    size_t high = COUNT_OF(compositions);
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct decomposition *row = &compositions[middle];
        if (row->first == first && row->second == second) {
            return row->code;
        }
        if (row->first < first || (row->first == first && row->second < second)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}
