/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_global.c: functions without an object. */
#include <math.h>

#include "script/builtin.h"
#include "script/builtin_string.h"
#include "script/unicode.h"

static bool
global_is_nan(struct vm *vm, const struct call *call, value_t *out)
{
    double number;
    if (!value_to_number(vm, call_arg(call, 0), &number)) {
        return false;
    }
    *out = value_boolean(isnan(number));
    return true;
}

static bool
global_is_finite(struct vm *vm, const struct call *call, value_t *out)
{
    double number;
    if (!value_to_number(vm, call_arg(call, 0), &number)) {
        return false;
    }
    *out = value_boolean(isfinite(number));
    return true;
}

/* ---- URI text ---------------------------------------------------------------------- */

#define URI_MARKS    "-_.!~*'()"
#define URI_RESERVED ";/?:@&=+$,#"

static bool
is_plain(uint32_t code, const char *marks)
{
    return (code >= '0' && code <= '9') || ((code | 0x20) >= 'a' && (code | 0x20) <= 'z') ||
           (code < 0x80 && code != 0 && strchr(marks, (int)code) != NULL);
}

static bool
encode(struct vm *vm, const struct call *call, const char *plain, value_t *out)
{
    static const char hex[] = "0123456789ABCDEF";
    struct string *text;
    struct string_builder builder;
    if (!builtin_to_string(vm, call_arg(call, 0), &text)) {
        return false;
    }
    string_builder_init(&builder, vm);
    for (uint32_t i = 0; i < text->length && !builder.failed; i++) {
        uint32_t code = string_code_point(text, i);
        char bytes[4];
        if (is_plain(code, plain)) {
            string_builder_add_unit(&builder, (uint16_t)code);
            continue;
        }
        if (code >> 11 == 0x1b) {
            return vm_throw_error(vm, BUILTIN_URI_ERROR, "URI malformed");
        }
        i += code > 0xffff;
        size_t count = unicode_encode(code, bytes);
        for (size_t j = 0; j < count; j++) {
            string_builder_add_unit(&builder, '%');
            string_builder_add_unit(&builder, (uint16_t)hex[(uint8_t)bytes[j] >> 4]);
            string_builder_add_unit(&builder, (uint16_t)hex[bytes[j] & 15]);
        }
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static int
hex_digit(uint32_t unit)
{
    if (unit >= '0' && unit <= '9') {
        return (int)(unit - '0');
    }
    unit |= 0x20;
    return unit >= 'a' && unit <= 'f' ? (int)(unit - 'a') + 10 : -1;
}

/** %XX at a place; -1 when there is none. */
static int
escaped_byte(const struct string *text, uint32_t at)
{
    if (at + 2 >= text->length || string_unit(text, at) != '%') {
        return -1;
    }
    int high = hex_digit(string_unit(text, at + 1));
    int low = hex_digit(string_unit(text, at + 2));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool
decode(struct vm *vm, const struct call *call, const char *kept, value_t *out)
{
    struct string *text;
    struct string_builder builder;
    if (!builtin_to_string(vm, call_arg(call, 0), &text)) {
        return false;
    }
    string_builder_init(&builder, vm);
    for (uint32_t i = 0; i < text->length && !builder.failed;) {
        if (string_unit(text, i) != '%') {
            string_builder_add_unit(&builder, string_unit(text, i++));
            continue;
        }
        char bytes[4];
        size_t count = 0;
        int first = escaped_byte(text, i);
        size_t wanted = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        while (first >= 0 && count < wanted) {
            int byte = escaped_byte(text, i + 3 * (uint32_t)count);
            if (byte < 0) {
                break;
            }
            bytes[count++] = (char)byte;
        }
        size_t used = 0;
        uint32_t code = count == wanted ? unicode_decode((struct text){bytes, count}, &used) : 0;
        /* U+FFFD itself is three bytes long; a bad byte uses one. */
        if (count != wanted || used != count) {
            return vm_throw_error(vm, BUILTIN_URI_ERROR, "URI malformed");
        }
        if (code < 0x80 && code != 0 && strchr(kept, (int)code) != NULL) {
            string_builder_add_slice(&builder, text, i, i + 3);
        } else {
            string_builder_add_code_point(&builder, code);
        }
        i += 3 * (uint32_t)count;
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
global_encode_uri(struct vm *vm, const struct call *call, value_t *out)
{
    return encode(vm, call, URI_MARKS URI_RESERVED, out);
}

static bool
global_encode_uri_component(struct vm *vm, const struct call *call, value_t *out)
{
    return encode(vm, call, URI_MARKS, out);
}

static bool
global_decode_uri(struct vm *vm, const struct call *call, value_t *out)
{
    return decode(vm, call, URI_RESERVED, out);
}

static bool
global_decode_uri_component(struct vm *vm, const struct call *call, value_t *out)
{
    return decode(vm, call, "", out);
}

/* ---- what is missing on purpose ------------------------------------------------------ */

static bool
refuse(struct vm *vm, const char *name, const char *instead)
{
    return vm_throw_type(vm, "%s is not available in a script: %s", name, instead);
}

static bool
global_set_timeout(struct vm *vm, const struct call *call, value_t *out)
{
    (void)call;
    (void)out;
    return refuse(vm, "setTimeout()", "it runs once, from its start to its answer");
}

static bool
global_set_interval(struct vm *vm, const struct call *call, value_t *out)
{
    (void)call;
    (void)out;
    return refuse(vm, "setInterval()", "it runs once, from its start to its answer");
}

static bool
global_fetch(struct vm *vm, const struct call *call, value_t *out)
{
    (void)call;
    (void)out;
    return refuse(vm, "fetch()", "everything it may use is in its input");
}

static bool
global_eval(struct vm *vm, const struct call *call, value_t *out)
{
    *out = call_arg(call, 0);
    return !value_is_string(*out) || refuse(vm, "eval()", "a release holds all of its code");
}

/** globalThis is the object of all globals; frozen with them. */
static bool
global_finish(struct vm *vm, struct object *constructor, struct object *prototype)
{
    (void)prototype;
    struct string *name = string_intern_ascii(vm, "globalThis");
    return name != NULL &&
           object_define(vm, constructor, key_name(value_of_string(name)),
                         value_of_object(constructor), 0) &&
           object_define(vm, constructor, vm_key(vm, NAME_undefined), VALUE_UNDEFINED, 0);
}

static const struct builtin_member members[] = {
    {"NaN", MEMBER_CONSTANT, 0, NULL, NAN},
    {"Infinity", MEMBER_CONSTANT, 0, NULL, INFINITY},
    {"isDecimal", MEMBER_STATIC, 1, decimal_is_decimal, 0},
    {"DEFAULT_DIV_PRECISION", MEMBER_CONSTANT, 0, NULL, 34}, /* what imports of the SDK mean */
    {"isNaN", MEMBER_STATIC, 1, global_is_nan, 0},
    {"isFinite", MEMBER_STATIC, 1, global_is_finite, 0},
    {"parseFloat", MEMBER_STATIC, 1, global_parse_float, 0},
    {"parseInt", MEMBER_STATIC, 2, global_parse_int, 0},
    {"encodeURI", MEMBER_STATIC, 1, global_encode_uri, 0},
    {"encodeURIComponent", MEMBER_STATIC, 1, global_encode_uri_component, 0},
    {"decodeURI", MEMBER_STATIC, 1, global_decode_uri, 0},
    {"decodeURIComponent", MEMBER_STATIC, 1, global_decode_uri_component, 0},
    {"setTimeout", MEMBER_STATIC, 2, global_set_timeout, 0},
    {"setInterval", MEMBER_STATIC, 2, global_set_interval, 0},
    {"fetch", MEMBER_STATIC, 2, global_fetch, 0},
    {"eval", MEMBER_STATIC, 1, global_eval, 0},
    {0},
};

const struct builtin builtin_global = {
    .no_prototype = true,
    .members = members,
    .finish = global_finish,
};
