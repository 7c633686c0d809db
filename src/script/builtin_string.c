/* SPDX-License-Identifier: Apache-2.0 */
#include "script/builtin_string.h"

#include <math.h>

#include "script/builtin.h"
#include "script/unicode.h"

/* ---- searching --------------------------------------------------------------- */

/** Work is paid in portions, so that a long search stops in time. */
#define SEARCH_PORTION 4096

static bool
pay(struct vm *vm, uint64_t *work)
{
    uint64_t due = *work / 8;
    *work = 0;
    return vm_charge(vm, due);
}

bool
string_find(struct vm *vm, const struct string *text, const struct string *wanted, uint32_t from,
            int step, uint32_t *found)
{
    uint64_t work = 8;
    *found = STRING_NOT_FOUND;
    if (wanted->length > text->length) {
        return true;
    }
    uint32_t last = text->length - wanted->length;
    if (from > last) {
        if (step > 0) {
            return true;
        }
        from = last;
    }
    bool narrow = ((text->flags | wanted->flags) & STRING_WIDE) == 0;
    uint16_t first = wanted->length > 0 ? string_unit(wanted, 0) : 0;
    for (uint32_t at = from; at <= last; at += (uint32_t)step) { /* wraps below 0: beyond last */
        if (++work > SEARCH_PORTION && !pay(vm, &work)) {
            return false;
        }
        if (wanted->length == 0) {
            *found = at;
            break;
        }
        if (narrow && step > 0) {
            uint32_t span = last - at + 1 < SEARCH_PORTION ? last - at + 1 : SEARCH_PORTION;
            const uint8_t *place = memchr(text->latin + at, first, span);
            if (place == NULL) {
                work += span;
                at += span - 1;
                continue;
            }
            work += (uint64_t)(place - (text->latin + at));
            at = (uint32_t)(place - text->latin);
        } else if (string_unit(text, at) != first) {
            continue;
        }
        uint32_t i = 1;
        while (i < wanted->length && string_unit(text, at + i) == string_unit(wanted, i)) {
            if ((++i & (SEARCH_PORTION - 1)) == 0) {
                work += SEARCH_PORTION;
                if (!pay(vm, &work)) {
                    return false;
                }
            }
        }
        work += i & (SEARCH_PORTION - 1);
        if (i == wanted->length) {
            *found = at;
            break;
        }
    }
    return pay(vm, &work);
}

/** Are the units at `at` those of wanted? */
static bool
matches_at(struct vm *vm, const struct string *text, const struct string *wanted, double at,
           bool *answer)
{
    *answer = false;
    if (at < 0 || at + wanted->length > text->length) {
        return true;
    }
    if (!vm_charge(vm, wanted->length / 8)) {
        return false;
    }
    for (uint32_t i = 0; i < wanted->length; i++) {
        if (string_unit(text, (uint32_t)at + i) != string_unit(wanted, i)) {
            return true;
        }
    }
    *answer = true;
    return true;
}

/** The text looked for; a RegExp is refused where the language refuses it. */
static bool
wanted_text(struct vm *vm, const struct call *call, const char *method, struct string **out)
{
    value_t value = call_arg(call, 0);
    if (value_is_object(value) && value_as_object(value)->kind == OBJECT_REGEXP) {
        return vm_throw_type(vm,
                             "First argument to String.prototype.%s must not be a regular "
                             "expression",
                             method);
    }
    return builtin_to_string(vm, value, out);
}

/** A place in 0..length; undefined: missing. */
static bool
clamped(struct vm *vm, value_t value, uint32_t length, double missing, uint32_t *out)
{
    double place = missing;
    if (!value_is_undefined(value) && !value_to_integer(vm, value, &place)) {
        return false;
    }
    *out = place < 0 ? 0 : place > length ? length : (uint32_t)place;
    return true;
}

static bool
string_index_of(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct string *wanted;
    uint32_t from;
    uint32_t found;
    if (!builtin_this_string(vm, call, "indexOf", &text) ||
        !builtin_to_string(vm, call_arg(call, 0), &wanted) ||
        !clamped(vm, call_arg(call, 1), text->length, 0, &from) ||
        !string_find(vm, text, wanted, from, 1, &found)) {
        return false;
    }
    *out = value_number(found == STRING_NOT_FOUND ? -1 : (double)found);
    return true;
}

static bool
string_last_index_of(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct string *wanted;
    double from;
    uint32_t found;
    if (!builtin_this_string(vm, call, "lastIndexOf", &text) ||
        !builtin_to_string(vm, call_arg(call, 0), &wanted) ||
        !value_to_number(vm, call_arg(call, 1), &from)) {
        return false;
    }
    from = isnan(from) ? text->length : fmin(fmax(trunc(from), 0), text->length);
    if (!string_find(vm, text, wanted, (uint32_t)from, -1, &found)) {
        return false;
    }
    *out = value_number(found == STRING_NOT_FOUND ? -1 : (double)found);
    return true;
}

static bool
string_includes(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct string *wanted;
    uint32_t from;
    uint32_t found;
    if (!builtin_this_string(vm, call, "includes", &text) ||
        !wanted_text(vm, call, "includes", &wanted) ||
        !clamped(vm, call_arg(call, 1), text->length, 0, &from) ||
        !string_find(vm, text, wanted, from, 1, &found)) {
        return false;
    }
    *out = value_boolean(found != STRING_NOT_FOUND);
    return true;
}

static bool
string_starts_with(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct string *wanted;
    uint32_t from;
    bool answer;
    if (!builtin_this_string(vm, call, "startsWith", &text) ||
        !wanted_text(vm, call, "startsWith", &wanted) ||
        !clamped(vm, call_arg(call, 1), text->length, 0, &from) ||
        !matches_at(vm, text, wanted, from, &answer)) {
        return false;
    }
    *out = value_boolean(answer);
    return true;
}

static bool
string_ends_with(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct string *wanted;
    uint32_t to;
    bool answer;
    if (!builtin_this_string(vm, call, "endsWith", &text) ||
        !wanted_text(vm, call, "endsWith", &wanted) ||
        !clamped(vm, call_arg(call, 1), text->length, text->length, &to) ||
        !matches_at(vm, text, wanted, (double)to - wanted->length, &answer)) {
        return false;
    }
    *out = value_boolean(answer);
    return true;
}

/* ---- units --------------------------------------------------------------------- */

static bool
unit_place(struct vm *vm, const struct call *call, const char *method, struct string **text,
           double *at)
{
    return builtin_this_string(vm, call, method, text) &&
           value_to_integer(vm, call_arg(call, 0), at);
}

static bool
answer_unit(struct vm *vm, const struct string *text, double at, value_t *out)
{
    struct string *unit = string_from_unit(vm, string_unit(text, (uint32_t)at));
    *out = value_of_string(unit);
    return unit != NULL;
}

static bool
string_char_at(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    double at;
    if (!unit_place(vm, call, "charAt", &text, &at)) {
        return false;
    }
    *out = vm_name(vm, NAME_empty);
    return !(at >= 0 && at < text->length) || answer_unit(vm, text, at, out);
}

static bool
string_at(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    double at;
    if (!unit_place(vm, call, "at", &text, &at)) {
        return false;
    }
    at = at < 0 ? at + text->length : at;
    return !(at >= 0 && at < text->length) || answer_unit(vm, text, at, out);
}

static bool
string_char_code_at(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    double at;
    if (!unit_place(vm, call, "charCodeAt", &text, &at)) {
        return false;
    }
    *out = value_number(at >= 0 && at < text->length ? string_unit(text, (uint32_t)at) : NAN);
    return true;
}

uint32_t
string_code_point(const struct string *text, uint32_t at)
{
    uint32_t lead = string_unit(text, at);
    if (lead >> 10 == 0x36 && at + 1 < text->length) {
        uint32_t trail = string_unit(text, at + 1);
        if (trail >> 10 == 0x37) {
            return 0x10000 + ((lead & 0x3ff) << 10) + (trail & 0x3ff);
        }
    }
    return lead;
}

static bool
string_code_point_at(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    double at;
    if (!unit_place(vm, call, "codePointAt", &text, &at)) {
        return false;
    }
    if (at >= 0 && at < text->length) {
        *out = value_number(string_code_point(text, (uint32_t)at));
    }
    return true;
}

static bool
string_from_char_code(struct vm *vm, const struct call *call, value_t *out)
{
    struct string_builder builder;
    string_builder_init(&builder, vm);
    for (uint32_t i = 0; i < call->count; i++) {
        uint32_t unit;
        if (!value_to_uint32(vm, call->args[i], &unit)) {
            return false;
        }
        string_builder_add_unit(&builder, (uint16_t)unit);
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
string_from_code_point(struct vm *vm, const struct call *call, value_t *out)
{
    struct string_builder builder;
    string_builder_init(&builder, vm);
    for (uint32_t i = 0; i < call->count; i++) {
        double code;
        if (!value_to_number(vm, call->args[i], &code)) {
            return false;
        }
        if (!(code >= 0 && code <= UNICODE_MAX && floor(code) == code)) {
            return vm_throw_range(vm, "Invalid code point %g", code);
        }
        string_builder_add_code_point(&builder, (uint32_t)code);
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
string_raw(struct vm *vm, const struct call *call, value_t *out)
{
    value_t raw;
    struct items items;
    struct string_builder builder;
    if (!value_get_name(vm, call_arg(call, 0), NAME_raw, &raw) || !items_open(vm, raw, &items)) {
        return false;
    }
    string_builder_init(&builder, vm);
    for (double i = 0; i < items.length && !builder.failed; i++) {
        value_t part;
        struct string *text;
        if (!items_get(&items, i, &part) || !value_to_string(vm, part, &text)) {
            return false;
        }
        string_builder_add(&builder, text);
        if (i + 1 < items.length && i + 1 < call->count) {
            if (!value_to_string(vm, call->args[(uint32_t)i + 1], &text)) {
                return false;
            }
            string_builder_add(&builder, text);
        }
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

/* ---- parts ---------------------------------------------------------------------- */

static bool
answer_slice(struct vm *vm, struct string *text, double from, double to, value_t *out)
{
    if (from >= to) {
        *out = vm_name(vm, NAME_empty);
        return true;
    }
    struct string *part = string_slice(vm, text, (uint32_t)from, (uint32_t)to);
    *out = value_of_string(part);
    return part != NULL;
}

static bool
string_slice_native(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    double from;
    double to;
    return builtin_this_string(vm, call, "slice", &text) &&
           builtin_place(vm, call_arg(call, 0), text->length, 0, &from) &&
           builtin_place(vm, call_arg(call, 1), text->length, text->length, &to) &&
           answer_slice(vm, text, from, to, out);
}

static bool
string_substring(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    uint32_t from;
    uint32_t to;
    return builtin_this_string(vm, call, "substring", &text) &&
           clamped(vm, call_arg(call, 0), text->length, 0, &from) &&
           clamped(vm, call_arg(call, 1), text->length, text->length, &to) &&
           answer_slice(vm, text, from < to ? from : to, from < to ? to : from, out);
}

static bool
string_substr(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    double from;
    double count = INFINITY;
    if (!builtin_this_string(vm, call, "substr", &text) ||
        !builtin_place(vm, call_arg(call, 0), text->length, 0, &from) ||
        (!value_is_undefined(call_arg(call, 1)) &&
         !value_to_integer(vm, call_arg(call, 1), &count))) {
        return false;
    }
    return answer_slice(vm, text, from, fmin(from + fmax(count, 0), text->length), out);
}

static bool
string_concat_native(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    if (!builtin_this_string(vm, call, "concat", &text)) {
        return false;
    }
    for (uint32_t i = 0; i < call->count; i++) {
        struct string *more;
        if (!value_to_string(vm, call->args[i], &more)) {
            return false;
        }
        text = string_concat(vm, text, more);
        if (text == NULL) {
            return false;
        }
    }
    *out = value_of_string(text);
    return true;
}

/** `text` again and again until `length` units are there. */
static bool
fill(struct vm *vm, struct string_builder *builder, struct string *text, double length)
{
    if (length > STRING_LENGTH_MAX) {
        return vm_throw_range(vm, "Invalid string length");
    }
    while (length > 0 && !builder->failed) {
        uint32_t part = length < text->length ? (uint32_t)length : text->length;
        string_builder_add_slice(builder, text, 0, part);
        length -= part;
    }
    return true;
}

static bool
string_repeat(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    double count;
    struct string_builder builder;
    if (!builtin_this_string(vm, call, "repeat", &text) ||
        !value_to_integer(vm, call_arg(call, 0), &count)) {
        return false;
    }
    if (count < 0 || isinf(count)) {
        return vm_throw_range(vm, "Invalid count value: %g", count);
    }
    string_builder_init(&builder, vm);
    if (text->length > 0 && !fill(vm, &builder, text, count * text->length)) {
        return false;
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
pad(struct vm *vm, const struct call *call, bool at_start, value_t *out)
{
    struct string *text;
    struct string *filler = vm->realm->units[' '];
    double length;
    if (!builtin_this_string(vm, call, at_start ? "padStart" : "padEnd", &text) ||
        !value_to_integer(vm, call_arg(call, 0), &length)) {
        return false;
    }
    *out = value_of_string(text);
    if (length <= text->length) {
        return true;
    }
    if (!value_is_undefined(call_arg(call, 1)) &&
        !builtin_to_string(vm, call_arg(call, 1), &filler)) {
        return false;
    }
    if (filler->length == 0) {
        return true;
    }
    struct string_builder builder;
    string_builder_init(&builder, vm);
    if (!at_start) {
        string_builder_add(&builder, text);
    }
    if (!fill(vm, &builder, filler, length - text->length)) {
        return false;
    }
    if (at_start) {
        string_builder_add(&builder, text);
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
string_pad_start(struct vm *vm, const struct call *call, value_t *out)
{
    return pad(vm, call, true, out);
}

static bool
string_pad_end(struct vm *vm, const struct call *call, value_t *out)
{
    return pad(vm, call, false, out);
}

static bool
trim(struct vm *vm, const struct call *call, const char *method, bool start, bool end, value_t *out)
{
    struct string *text;
    if (!builtin_this_string(vm, call, method, &text)) {
        return false;
    }
    uint32_t from = 0;
    uint32_t to = text->length;
    while (start && from < to && unicode_is_space(string_unit(text, from))) {
        from++;
    }
    while (end && to > from && unicode_is_space(string_unit(text, to - 1))) {
        to--;
    }
    return vm_charge(vm, (text->length - (to - from)) / 8) && answer_slice(vm, text, from, to, out);
}

static bool
string_trim(struct vm *vm, const struct call *call, value_t *out)
{
    return trim(vm, call, "trim", true, true, out);
}

static bool
string_trim_start(struct vm *vm, const struct call *call, value_t *out)
{
    return trim(vm, call, "trimStart", true, false, out);
}

static bool
string_trim_end(struct vm *vm, const struct call *call, value_t *out)
{
    return trim(vm, call, "trimEnd", false, true, out);
}

static bool
split_limit(struct vm *vm, value_t value, double *limit)
{
    uint32_t wanted;
    *limit = UINT32_MAX;
    if (value_is_undefined(value)) {
        return true;
    }
    if (!value_to_uint32(vm, value, &wanted)) {
        return false;
    }
    *limit = wanted;
    return true;
}

static bool
push_slice(struct vm *vm, struct array *array, struct string *text, uint32_t from, uint32_t to)
{
    value_t part;
    return vm_charge(vm, 2) && answer_slice(vm, text, from, to, &part) &&
           array_push(vm, array, part);
}

static bool
string_split(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct string *separator;
    double limit;
    value_t by = call_arg(call, 0);
    if (!builtin_this_string(vm, call, "split", &text) ||
        !split_limit(vm, call_arg(call, 1), &limit)) {
        return false;
    }
    if (value_is_object(by) && value_as_object(by)->kind == OBJECT_REGEXP) {
        return regexp_split(vm, value_as_object(by), text, limit, out);
    }
    struct array *array = array_new(vm, 0);
    if (array == NULL || !builtin_to_string(vm, by, &separator)) {
        return false;
    }
    *out = value_of_object(array);
    if (limit == 0) {
        return true;
    }
    if (value_is_undefined(by)) {
        return array_push(vm, array, value_of_string(text));
    }
    if (separator->length == 0) {
        for (uint32_t i = 0; i < text->length && array->length < limit; i++) {
            if (!push_slice(vm, array, text, i, i + 1)) {
                return false;
            }
        }
        return true;
    }
    uint32_t from = 0;
    for (;;) {
        uint32_t found;
        if (!string_find(vm, text, separator, from, 1, &found)) {
            return false;
        }
        if (found == STRING_NOT_FOUND) {
            break;
        }
        if (!push_slice(vm, array, text, from, found)) {
            return false;
        }
        if (array->length >= limit) {
            return true;
        }
        from = found + separator->length;
    }
    return push_slice(vm, array, text, from, text->length);
}

/* ---- whole strings -------------------------------------------------------------------------- */

/** The text in its composed form, so that two ways to write one letter are equal. */
static bool
composed(struct vm *vm, struct string **text)
{
    if (((*text)->flags & STRING_WIDE) == 0) {
        return true; /* there is nothing to compose below U+0100 */
    }
    const struct call call = {.this = value_of_string(*text), .target = VALUE_UNDEFINED};
    value_t answer = VALUE_UNDEFINED;
    return string_normalize(vm, &call, &answer) && builtin_to_string(vm, answer, text);
}

static bool
string_locale_compare(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct string *other;
    int order;
    if (!builtin_this_string(vm, call, "localeCompare", &text) ||
        !builtin_to_string(vm, call_arg(call, 0), &other) || !composed(vm, &text) ||
        !composed(vm, &other)) {
        return false;
    }
    uint32_t shorter = text->length < other->length ? text->length : other->length;
    if (!vm_charge(vm, shorter / 8) || !string_compare(vm, text, other, &order)) {
        return false;
    }
    *out = value_number(order);
    return true;
}

static bool
string_value_of(struct vm *vm, const struct call *call, value_t *out)
{
    *out = call->this;
    if (value_is_object(call->this) && value_as_object(call->this)->kind == OBJECT_WRAPPER) {
        *out = ((struct wrapper *)value_as_object(call->this))->primitive;
    }
    return value_is_string(*out) ||
           vm_throw_type(vm, "String.prototype.valueOf requires that 'this' be a String");
}

static bool
string_iterator(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    if (!builtin_this_string(vm, call, "[Symbol.iterator]", &text)) {
        return false;
    }
    struct iterator *iterator = iterator_new(vm, ITERATE_STRING, value_of_string(text));
    *out = value_of_object(iterator);
    return iterator != NULL;
}

static bool
string_construct(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text = value_as_string(vm_name(vm, NAME_empty));
    bool is_new = !value_is_undefined(call->target);
    if (call->count > 0 && value_is_symbol(call->args[0]) && !is_new) {
        struct string *description = value_as_symbol(call->args[0])->description;
        struct string_builder builder;
        string_builder_init(&builder, vm);
        string_builder_add_ascii(&builder, "Symbol(");
        if (description != NULL) {
            string_builder_add(&builder, description);
        }
        string_builder_add_unit(&builder, ')');
        text = string_builder_end(&builder);
        *out = value_of_string(text);
        return text != NULL;
    }
    if (call->count > 0 && !value_to_string(vm, call->args[0], &text)) {
        return false;
    }
    *out = value_of_string(text);
    if (!is_new) {
        return true;
    }
    struct object *proto;
    if (!vm_proto_of_target(vm, call, BUILTIN_STRING, &proto)) {
        return false;
    }
    struct wrapper *wrapper = object_new_of(vm, OBJECT_WRAPPER, proto, sizeof(*wrapper));
    if (wrapper == NULL) {
        return false;
    }
    wrapper->primitive = *out;
    *out = value_of_object(wrapper);
    return true;
}

/* ---- lone surrogates ------------------------------------------------------------- */

/** The place of the first surrogate without its other half, or the length. */
static uint32_t
find_lone(const struct string *text, uint32_t at)
{
    for (; at < text->length; at++) {
        uint16_t unit = string_unit(text, at);
        bool is_high = unit >> 10 == 0x36;
        if (is_high && at + 1 < text->length && string_unit(text, at + 1) >> 10 == 0x37) {
            at++;
        } else if (unit >> 11 == 0x1b) {
            break;
        }
    }
    return at;
}

static bool
string_is_well_formed(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    if (!builtin_this_string(vm, call, "isWellFormed", &text) || !vm_charge(vm, text->length / 8)) {
        return false;
    }
    *out = value_boolean(find_lone(text, 0) >= text->length);
    return true;
}

static bool
string_to_well_formed(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct string_builder builder;
    if (!builtin_this_string(vm, call, "toWellFormed", &text) || !vm_charge(vm, text->length / 8)) {
        return false;
    }
    uint32_t lone = find_lone(text, 0);
    if (lone >= text->length) {
        *out = value_of_string(text);
        return true;
    }
    string_builder_init(&builder, vm);
    for (uint32_t at = 0; at < text->length && !builder.failed;) {
        string_builder_add_slice(&builder, text, at, lone);
        if (lone < text->length) {
            string_builder_add_unit(&builder, 0xfffd);
        }
        at = lone + 1;
        lone = find_lone(text, at);
    }
    struct string *answer = string_builder_end(&builder);
    *out = value_of_string(answer);
    return answer != NULL;
}

static const struct builtin_member members[] = {
    {"fromCharCode", MEMBER_STATIC, 1, string_from_char_code, 0},
    {"fromCodePoint", MEMBER_STATIC, 1, string_from_code_point, 0},
    {"raw", MEMBER_STATIC, 1, string_raw, 0},
    {"at", MEMBER_METHOD, 1, string_at, 0},
    {"charAt", MEMBER_METHOD, 1, string_char_at, 0},
    {"charCodeAt", MEMBER_METHOD, 1, string_char_code_at, 0},
    {"codePointAt", MEMBER_METHOD, 1, string_code_point_at, 0},
    {"concat", MEMBER_METHOD, 1, string_concat_native, 0},
    {"endsWith", MEMBER_METHOD, 1, string_ends_with, 0},
    {"includes", MEMBER_METHOD, 1, string_includes, 0},
    {"indexOf", MEMBER_METHOD, 1, string_index_of, 0},
    {"isWellFormed", MEMBER_METHOD, 0, string_is_well_formed, 0},
    {"lastIndexOf", MEMBER_METHOD, 1, string_last_index_of, 0},
    {"localeCompare", MEMBER_METHOD, 1, string_locale_compare, 0},
    {"match", MEMBER_METHOD, 1, string_match, 0},
    {"matchAll", MEMBER_METHOD, 1, string_match_all, 0},
    {"normalize", MEMBER_METHOD, 0, string_normalize, 0},
    {"padEnd", MEMBER_METHOD, 1, string_pad_end, 0},
    {"padStart", MEMBER_METHOD, 1, string_pad_start, 0},
    {"repeat", MEMBER_METHOD, 1, string_repeat, 0},
    {"replace", MEMBER_METHOD, 2, string_replace, 0},
    {"replaceAll", MEMBER_METHOD, 2, string_replace_all, 0},
    {"search", MEMBER_METHOD, 1, string_search, 0},
    {"slice", MEMBER_METHOD, 2, string_slice_native, 0},
    {"split", MEMBER_METHOD, 2, string_split, 0},
    {"startsWith", MEMBER_METHOD, 1, string_starts_with, 0},
    {"substr", MEMBER_METHOD, 2, string_substr, 0},
    {"substring", MEMBER_METHOD, 2, string_substring, 0},
    {"toWellFormed", MEMBER_METHOD, 0, string_to_well_formed, 0},
    {"toLowerCase", MEMBER_METHOD, 0, string_to_lower_case, 0},
    {"toUpperCase", MEMBER_METHOD, 0, string_to_upper_case, 0},
    {"toLocaleLowerCase", MEMBER_METHOD, 0, string_to_lower_case, 0},
    {"toLocaleUpperCase", MEMBER_METHOD, 0, string_to_upper_case, 0},
    {"toString", MEMBER_METHOD, 0, string_value_of, 0},
    {"trim", MEMBER_METHOD, 0, string_trim, 0},
    {"trimEnd", MEMBER_METHOD, 0, string_trim_end, 0},
    {"trimStart", MEMBER_METHOD, 0, string_trim_start, 0},
    {"valueOf", MEMBER_METHOD, 0, string_value_of, 0},
    {"@@iterator", MEMBER_METHOD, 0, string_iterator, 0},
    {0},
};

const struct builtin builtin_string = {
    .name = "String",
    .construct = string_construct,
    .length = 1,
    .members = members,
};
