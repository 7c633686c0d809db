/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_string_replace.c: replacing, and what goes through regular expressions. */
#include "script/builtin.h"
#include "script/builtin_string.h"

/* ---- replacing --------------------------------------------------------------------- */

static bool
is_digit(uint32_t unit)
{
    return unit >= '0' && unit <= '9';
}

/** Behind a $: a group's number or name. *taken: units used, 0 when it is none. */
static bool
expand_group(struct string_builder *out, const struct string *template, uint32_t at,
             const value_t *captures, uint32_t capture_count, value_t groups, uint32_t *taken)
{
    struct vm *vm = out->vm;
    uint32_t length = template->length;
    value_t value = VALUE_UNDEFINED;
    *taken = 0;
    if (at < length && string_unit(template, at) == '<' && !value_is_undefined(groups)) {
        uint32_t end = at + 1;
        while (end < length && string_unit(template, end) != '>') {
            end++;
        }
        if (end == length) {
            return true;
        }
        struct string *name = string_slice(vm, (struct string *)(uintptr_t) template, at + 1, end);
        struct key key;
        if (name == NULL || !key_of(vm, value_of_string(name), &key) ||
            !value_get(vm, groups, key, &value)) {
            return false;
        }
        *taken = end + 1 - at;
    } else if (at < length && is_digit(string_unit(template, at))) {
        uint32_t number = string_unit(template, at) - '0';
        *taken = 1;
        if (at + 1 < length && is_digit(string_unit(template, at + 1))) {
            uint32_t longer = number * 10 + (string_unit(template, at + 1) - '0');
            if (longer >= 1 && longer <= capture_count) {
                number = longer;
                *taken = 2;
            }
        }
        if (number == 0 || number > capture_count) {
            *taken = 0;
            return true;
        }
        value = captures[number - 1];
    }
    if (*taken > 0 && !value_is_undefined(value)) {
        struct string *text;
        if (!value_to_string(vm, value, &text)) {
            return false;
        }
        string_builder_add(out, text);
    }
    return true;
}

bool
string_expand(struct string_builder *out, const struct string *template,
              const struct string *subject, uint32_t from, uint32_t to, const value_t *captures,
              uint32_t capture_count, value_t groups)
{
    uint32_t length = template->length;
    uint32_t plain = 0; /* start of what is copied as it stands */
    for (uint32_t i = 0; i + 1 < length; i++) {
        if (string_unit(template, i) != '$') {
            continue;
        }
        string_builder_add_slice(out, template, plain, i);
        plain = i;
        uint32_t taken = 1;
        switch (string_unit(template, i + 1)) {
        case '$':
            string_builder_add_unit(out, '$');
            break;
        case '&':
            string_builder_add_slice(out, subject, from, to);
            break;
        case '`':
            string_builder_add_slice(out, subject, 0, from);
            break;
        case '\'':
            string_builder_add_slice(out, subject, to, subject->length);
            break;
        default:
            if (!expand_group(out, template, i + 1, captures, capture_count, groups, &taken)) {
                return false;
            }
            break;
        }
        if (taken > 0) {
            i += taken;
            plain = i + 1;
        }
    }
    string_builder_add_slice(out, template, plain, length);
    return true;
}

/** One found place of a plain text: what stands there afterwards. */
static bool
add_replacement(struct string_builder *builder, struct string *text, struct string *wanted,
                uint32_t at, value_t function, const struct string *template)
{
    struct vm *vm = builder->vm;
    if (template != NULL) {
        return string_expand(builder, template, text, at, at + wanted->length, NULL, 0,
                             VALUE_UNDEFINED);
    }
    value_t args[] = {value_of_string(wanted), value_number(at), value_of_string(text)};
    value_t answer;
    struct string *string;
    if (!vm_call(vm, function, VALUE_UNDEFINED, args, 3, &answer) ||
        !value_to_string(vm, answer, &string)) {
        return false;
    }
    string_builder_add(builder, string);
    return true;
}

static bool
replace(struct vm *vm, const struct call *call, const char *method, bool all, value_t *out)
{
    value_t pattern = call_arg(call, 0);
    value_t replacement = call_arg(call, 1);
    struct string *text;
    struct string *wanted;
    struct string *template = NULL;
    if (!builtin_this_string(vm, call, method, &text)) {
        return false;
    }
    if (value_is_object(pattern) && value_as_object(pattern)->kind == OBJECT_REGEXP) {
        if (all && !regexp_is_global(value_as_object(pattern))) {
            return vm_throw_type(vm, "replaceAll must be called with a global RegExp");
        }
        return regexp_replace(vm, value_as_object(pattern), text, replacement, out);
    }
    if (!builtin_to_string(vm, pattern, &wanted) ||
        (!value_is_callable(replacement) && !builtin_to_string(vm, replacement, &template))) {
        return false;
    }
    struct string_builder builder;
    string_builder_init(&builder, vm);
    uint32_t from = 0; /* what is behind it was not copied yet */
    uint32_t next = 0;
    do {
        uint32_t found;
        if (!string_find(vm, text, wanted, next, 1, &found)) {
            return false;
        }
        if (found == STRING_NOT_FOUND) {
            break;
        }
        string_builder_add_slice(&builder, text, from, found);
        if (!vm_charge(vm, 2) ||
            !add_replacement(&builder, text, wanted, found, replacement, template)) {
            return false;
        }
        from = found + wanted->length;
        next = wanted->length > 0 ? from : found + 1;
    } while (all && next <= text->length && !builder.failed);
    string_builder_add_slice(&builder, text, from, text->length);
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

bool
string_replace(struct vm *vm, const struct call *call, value_t *out)
{
    return replace(vm, call, "replace", false, out);
}

bool
string_replace_all(struct vm *vm, const struct call *call, value_t *out)
{
    return replace(vm, call, "replaceAll", true, out);
}

/* ---- regular expressions --------------------------------------------------------------- */

/** The argument as a RegExp: itself, or one made of its text. */
static bool
pattern_of(struct vm *vm, value_t value, const char *flags, struct object **out)
{
    if (value_is_object(value) && value_as_object(value)->kind == OBJECT_REGEXP) {
        *out = value_as_object(value);
        return true;
    }
    struct string *string = string_from_ascii(vm, flags);
    if (string == NULL) {
        return false;
    }
    value_t args[] = {value, value_of_string(string)};
    value_t regexp;
    value_t constructor = value_of_object(vm->realm->constructors[BUILTIN_REGEXP]);
    if (!vm_construct(vm, constructor, args, 2, constructor, &regexp)) {
        return false;
    }
    *out = value_as_object(regexp);
    return true;
}

bool
string_match(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct object *regexp;
    return builtin_this_string(vm, call, "match", &text) &&
           pattern_of(vm, call_arg(call, 0), "", &regexp) && regexp_match(vm, regexp, text, out);
}

bool
string_match_all(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct object *regexp;
    if (!builtin_this_string(vm, call, "matchAll", &text) ||
        !pattern_of(vm, call_arg(call, 0), "g", &regexp)) {
        return false;
    }
    if (!regexp_is_global(regexp)) {
        return vm_throw_type(vm, "String.prototype.matchAll called with a non-global RegExp");
    }
    return regexp_match_all(vm, regexp, text, out);
}

bool
string_search(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *text;
    struct object *regexp;
    return builtin_this_string(vm, call, "search", &text) &&
           pattern_of(vm, call_arg(call, 0), "", &regexp) && regexp_find(vm, regexp, text, out);
}
