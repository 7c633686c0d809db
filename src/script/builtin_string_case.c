/* SPDX-License-Identifier: Apache-2.0 */
#include "script/builtin.h"
#include "script/builtin_string.h"
#include "script/unicode.h"

/* ---- case --------------------------------------------------------------------- */

/** A sigma at the end of a word: letters before it, none behind, marks not counted. */
static bool
is_final_sigma(const struct string *text, uint32_t at)
{
    uint32_t i = at;
    uint32_t before;
    do {
        if (i == 0) {
            return false;
        }
        before = string_unit(text, --i);
        if (before >> 10 == 0x37 && i > 0 && string_unit(text, i - 1) >> 10 == 0x36) {
            before = string_code_point(text, --i);
        }
    } while (unicode_is_case_ignorable(before));
    if (!unicode_is_cased(before)) {
        return false;
    }
    for (i = at + 1; i < text->length; i++) {
        uint32_t code = string_code_point(text, i);
        if (!unicode_is_case_ignorable(code)) {
            return !unicode_is_cased(code);
        }
        i += code > 0xffff;
    }
    return true;
}

static bool
change_case(struct vm *vm, const struct call *call, bool upper, value_t *out)
{
    struct string *text;
    if (!builtin_this_string(vm, call, upper ? "toUpperCase" : "toLowerCase", &text) ||
        !vm_charge(vm, text->length / 4)) {
        return false;
    }
    *out = value_of_string(text);
    struct string_builder builder;
    string_builder_init(&builder, vm);
    uint32_t plain = 0; /* copied as it stands from here on */
    for (uint32_t i = 0; i < text->length; i++) {
        uint32_t code = string_code_point(text, i);
        uint32_t wide = code > 0xffff;
        uint32_t mapped[3];
        size_t count = upper ? unicode_upper(code, mapped) : unicode_lower(code, mapped);
        if (!upper && code == 0x3a3) {
            if (!vm_charge(vm, 8)) {
                return false;
            }
            mapped[0] = is_final_sigma(text, i) ? 0x3c2 : 0x3c3;
        }
        if (count != 1 || mapped[0] != code) {
            string_builder_add_slice(&builder, text, plain, i);
            for (size_t j = 0; j < count; j++) {
                string_builder_add_code_point(&builder, mapped[j]);
            }
            plain = i + 1 + wide;
        }
        i += wide;
    }
    if (plain == 0) {
        return true;
    }
    string_builder_add_slice(&builder, text, plain, text->length);
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

bool
string_to_lower_case(struct vm *vm, const struct call *call, value_t *out)
{
    return change_case(vm, call, false, out);
}

bool
string_to_upper_case(struct vm *vm, const struct call *call, value_t *out)
{
    return change_case(vm, call, true, out);
}

/* ---- normal forms ---------------------------------------------------------------- */

/** Code points under way; marks carry their class. */
struct points {
    struct vm *vm;
    uint32_t *codes;
    size_t count, capacity;
};

static bool
push(struct points *points, uint32_t code)
{
    if (points->count == points->capacity) {
        size_t wanted = points->capacity * 2 + 16;
        uint32_t *grown = heap_grow(points->vm, points->codes, points->capacity * sizeof(uint32_t),
                                    wanted * sizeof(uint32_t));
        if (grown == NULL) {
            return false;
        }
        points->codes = grown;
        points->capacity = wanted;
    }
    points->codes[points->count++] = code;
    return true;
}

/** All of what a character stands for; the tables go few levels deep. */
static bool
decompose(struct points *points, uint32_t code, bool compatible, int level)
{
    uint32_t parts[UNICODE_DECOMPOSE_MAX];
    size_t count = level < 8 ? unicode_decompose(code, compatible, parts) : 0;
    if (count == 0) {
        return push(points, code);
    }
    for (size_t i = 0; i < count; i++) {
        if (!decompose(points, parts[i], compatible, level + 1)) {
            return false;
        }
    }
    return true;
}

/** Marks between starters in the order of their classes; equal ones keep theirs. */
static bool
order_marks(struct points *points)
{
    for (size_t i = 1; i < points->count; i++) {
        uint8_t class = unicode_combining_class(points->codes[i]);
        size_t place = i;
        while (class != 0 && place > 0 &&
               unicode_combining_class(points->codes[place - 1]) > class) {
            uint32_t code = points->codes[place];
            points->codes[place] = points->codes[place - 1];
            points->codes[--place] = code;
        }
        if (!vm_charge(points->vm, 1 + (i - place))) {
            return false;
        }
    }
    return true;
}

static void
compose(struct points *points)
{
    size_t kept = 0;
    size_t starter = SIZE_MAX;
    uint8_t last_class = 0;
    for (size_t i = 0; i < points->count; i++) {
        uint32_t code = points->codes[i];
        uint8_t class = unicode_combining_class(code);
        bool is_blocked = starter == SIZE_MAX || (kept - starter > 1 && last_class >= class);
        uint32_t whole = is_blocked ? 0 : unicode_compose(points->codes[starter], code);
        if (whole != 0) {
            points->codes[starter] = whole;
            continue;
        }
        if (class == 0) {
            starter = kept;
        }
        last_class = class;
        points->codes[kept++] = code;
    }
    points->count = kept;
}

bool
string_normalize(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct string *form;
    if (!builtin_this_string(vm, call, "normalize", &text)) {
        return false;
    }
    bool composes = true;
    bool compatible = false;
    if (!value_is_undefined(call_arg(call, 0))) {
        if (!builtin_to_string(vm, call_arg(call, 0), &form)) {
            return false;
        }
        compatible = string_is(form, "NFKC") || string_is(form, "NFKD");
        composes = string_is(form, "NFC") || string_is(form, "NFKC");
        if (!compatible && !composes && !string_is(form, "NFD")) {
            return vm_throw_range(vm, "The normalization form should be one of NFC, NFD, NFKC, "
                                      "NFKD");
        }
    }
    struct points points = {.vm = vm};
    if (!vm_charge(vm, text->length)) {
        return false;
    }
    for (uint32_t i = 0; i < text->length; i++) {
        uint32_t code = string_code_point(text, i);
        i += code > 0xffff;
        if (!decompose(&points, code, compatible, 0)) {
            return false;
        }
    }
    if (!order_marks(&points)) {
        return false;
    }
    if (composes) {
        compose(&points);
    }
    struct string_builder builder;
    string_builder_init(&builder, vm);
    for (size_t i = 0; i < points.count && !builder.failed; i++) {
        string_builder_add_code_point(&builder, points.codes[i]);
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}
