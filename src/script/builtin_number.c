/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_number.c: Number and Boolean. */
#include <float.h>
#include <math.h>

#include "script/bigdecimal.h"
#include "script/builtin.h"
#include "script/number.h"
#include "script/unicode.h"

/* ---- Number -------------------------------------------------------------------- */

/** A wrapper of a primitive for `new`, else the primitive itself. */
static bool
wrap(struct vm *vm, const struct call *call, enum builtin_id builtin, value_t primitive,
     value_t *out)
{
    struct object *proto;
    *out = primitive;
    if (value_is_undefined(call->target)) {
        return true;
    }
    if (!vm_proto_of_target(vm, call, builtin, &proto)) {
        return false;
    }
    struct wrapper *wrapper = object_new_of(vm, OBJECT_WRAPPER, proto, sizeof(*wrapper));
    if (wrapper == NULL) {
        return false;
    }
    wrapper->primitive = primitive;
    *out = value_of_object(wrapper);
    return true;
}

static bool
number_construct(struct vm *vm, const struct call *call, value_t *out)
{
    double number = 0;
    if (call->count > 0 && !value_to_number(vm, call->args[0], &number)) {
        return false;
    }
    return wrap(vm, call, BUILTIN_NUMBER, value_number(number), out);
}

static bool
this_number(struct vm *vm, const struct call *call, const char *method, double *out)
{
    value_t value = call->this;
    if (value_is_object(value) && value_as_object(value)->kind == OBJECT_WRAPPER) {
        value = ((struct wrapper *)value_as_object(value))->primitive;
    }
    if (!value_is_number(value)) {
        return vm_throw_type(vm, "Number.prototype.%s requires that 'this' be a Number", method);
    }
    *out = value_as_number(value);
    return true;
}

static bool
answer(struct vm *vm, const char *text, size_t length, value_t *out)
{
    struct string *string = string_from_latin(vm, (const uint8_t *)text, length);
    *out = value_of_string(string);
    return vm_charge(vm, 2 + length / 8) && string != NULL;
}

static bool
number_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    double number;
    double radix = 10;
    char text[SCRIPT_NUMBER_RADIX_MAX];
    if (!this_number(vm, call, "toString", &number) ||
        (!value_is_undefined(call_arg(call, 0)) && !value_to_integer(vm, call->args[0], &radix))) {
        return false;
    }
    if (radix < 2 || radix > 36) {
        return vm_throw_range(vm, "toString() radix must be between 2 and 36");
    }
    return answer(vm, text, script_number_render_radix(number, (int)radix, text), out);
}

static bool
check_digits(struct vm *vm, const char *method, int min, double digits)
{
    return (digits >= min && digits <= SCRIPT_NUMBER_DIGITS_MAX) ||
           vm_throw_range(vm, "%s() argument must be between %d and %d", method, min,
                          SCRIPT_NUMBER_DIGITS_MAX);
}

static bool
number_to_fixed(struct vm *vm, const struct call *call, value_t *out)
{
    double number;
    double digits;
    char text[SCRIPT_NUMBER_RADIX_MAX];
    return this_number(vm, call, "toFixed", &number) &&
           value_to_integer(vm, call_arg(call, 0), &digits) &&
           check_digits(vm, "toFixed", 0, digits) &&
           answer(vm, text, script_number_fixed(number, (int)digits, text), out);
}

static bool
number_to_exponential(struct vm *vm, const struct call *call, value_t *out)
{
    double number;
    double digits;
    char text[SCRIPT_NUMBER_RADIX_MAX];
    if (!this_number(vm, call, "toExponential", &number) ||
        !value_to_integer(vm, call_arg(call, 0), &digits)) {
        return false;
    }
    if (value_is_undefined(call_arg(call, 0))) {
        digits = -1;
    } else if (!isfinite(number)) { /* the digits were read and are not looked at */
        digits = 0;
    } else if (!check_digits(vm, "toExponential", 0, digits)) {
        return false;
    }
    return answer(vm, text, script_number_exponential(number, (int)digits, text), out);
}

static bool
number_to_precision(struct vm *vm, const struct call *call, value_t *out)
{
    double number;
    double digits = 1;
    char text[SCRIPT_NUMBER_RADIX_MAX];
    if (!this_number(vm, call, "toPrecision", &number)) {
        return false;
    }
    if (value_is_undefined(call_arg(call, 0))) {
        return answer(vm, text, script_number_render(number, text), out);
    }
    if (!value_to_integer(vm, call->args[0], &digits)) {
        return false;
    }
    if (!isfinite(number)) {
        digits = 1;
    } else if (!check_digits(vm, "toPrecision", 1, digits)) {
        return false;
    }
    return answer(vm, text, script_number_precision(number, (int)digits, text), out);
}

/** 1,234.568: thousands apart, three places at most, ties away from zero on the shortest text. */
static bool
number_to_locale_string(struct vm *vm, const struct call *call, value_t *out)
{
    double number;
    struct text text;
    if (!this_number(vm, call, "toLocaleString", &number)) {
        return false;
    }
    if (!value_is_undefined(call_arg(call, 1)) ||
        (!value_is_undefined(call_arg(call, 0)) && !value_is_string(call->args[0]))) {
        return vm_throw_type(vm, "Options of toLocaleString need Intl, which is not available: "
                                 "write the parts with toFixed() and replace()");
    }
    if (!isfinite(number)) {
        return isnan(number)
                   ? answer(vm, "NaN", 3, out)
                   : builtin_text(vm, number < 0 ? TEXT("-\xe2\x88\x9e") : TEXT("\xe2\x88\x9e"),
                                  out);
    }
    struct big_decimal *decimal = bigdecimal_from_number(vm, number);
    decimal = decimal == NULL ? NULL : bigdecimal_round_places(vm, decimal, 3, DIRECTION_HALF_UP);
    if (decimal == NULL ||
        !bigdecimal_render_fixed(vm, decimal, decimal->exponent < 0 ? -decimal->exponent : 0,
                                 &text)) {
        return false;
    }
    bool is_negative = signbit(number);
    if (text.bytes[0] == '-') {
        text = text_slice(text, 1, text.length);
    }
    size_t whole = text_find(text, '.', 0);
    struct string_builder builder;
    string_builder_init(&builder, vm);
    if (is_negative) {
        string_builder_add_unit(&builder, '-');
    }
    for (size_t i = 0; i < text.length; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) {
            string_builder_add_unit(&builder, ',');
        }
        string_builder_add_unit(&builder, (uint8_t)text.bytes[i]);
    }
    struct string *string = string_builder_end(&builder);
    *out = value_of_string(string);
    return string != NULL;
}

static bool
number_value_of(struct vm *vm, const struct call *call, value_t *out)
{
    double number;
    if (!this_number(vm, call, "valueOf", &number)) {
        return false;
    }
    *out = value_number(number);
    return true;
}

static bool
is_whole(value_t value)
{
    return value_is_number(value) && isfinite(value_as_number(value)) &&
           floor(value_as_number(value)) == value_as_number(value);
}

static bool
number_is_integer(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    *out = value_boolean(is_whole(call_arg(call, 0)));
    return true;
}

static bool
number_is_safe_integer(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    value_t value = call_arg(call, 0);
    *out = value_boolean(is_whole(value) && fabs(value_as_number(value)) <= 9007199254740991.0);
    return true;
}

static bool
number_is_finite(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    value_t value = call_arg(call, 0);
    *out = value_boolean(value_is_number(value) && isfinite(value_as_number(value)));
    return true;
}

static bool
number_is_nan(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    value_t value = call_arg(call, 0);
    *out = value_boolean(value_is_number(value) && isnan(value_as_number(value)));
    return true;
}

bool
global_parse_float(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *string;
    struct text text;
    double number;
    if (!builtin_to_string(vm, call_arg(call, 0), &string) || !builtin_utf8(vm, string, &text)) {
        return false;
    }
    if (script_number_prefix(unicode_trim(text), &number) == 0) {
        number = NAN;
    }
    *out = value_number(number);
    return true;
}

static int
digit_value(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    char letter = (char)(byte | 0x20);
    return letter >= 'a' && letter <= 'z' ? letter - 'a' + 10 : 99;
}

bool
global_parse_int(struct vm *vm, const struct call *call, value_t *out)
{
    struct string *string;
    struct text text;
    int32_t radix;
    if (!builtin_to_string(vm, call_arg(call, 0), &string) ||
        !value_to_int32(vm, call_arg(call, 1), &radix) || !builtin_utf8(vm, string, &text)) {
        return false;
    }
    text = unicode_trim(text);
    bool is_negative = text.length > 0 && text.bytes[0] == '-';
    bool is_signed = is_negative || (text.length > 0 && text.bytes[0] == '+');
    text = text_slice(text, is_signed, text.length);
    *out = value_number(NAN);
    if (radix != 0 && (radix < 2 || radix > 36)) {
        return true;
    }
    if ((radix == 0 || radix == 16) && text.length > 1 && text.bytes[0] == '0' &&
        (text.bytes[1] | 0x20) == 'x') {
        text = text_slice(text, 2, text.length);
        radix = 16;
    }
    radix = radix == 0 ? 10 : radix;
    size_t count = 0;
    while (count < text.length && digit_value(text.bytes[count]) < radix) {
        count++;
    }
    if (count == 0) {
        return true;
    }
    /* A number of n digits takes n words of work at most, until it is infinite. */
    if (!vm_charge(vm, count / 4 + 1)) {
        return false;
    }
    double size = radix == 10 ? script_number_from_digits(text.bytes, count, (int64_t)count)
                              : script_number_from_radix(text_slice(text, 0, count), radix);
    *out = value_number(is_negative ? -size : size);
    return true;
}

static const struct builtin_member number_members[] = {
    {"isFinite", MEMBER_STATIC, 1, number_is_finite, 0},
    {"isInteger", MEMBER_STATIC, 1, number_is_integer, 0},
    {"isNaN", MEMBER_STATIC, 1, number_is_nan, 0},
    {"isSafeInteger", MEMBER_STATIC, 1, number_is_safe_integer, 0},
    {"parseFloat", MEMBER_STATIC, 1, global_parse_float, 0},
    {"parseInt", MEMBER_STATIC, 2, global_parse_int, 0},
    {"EPSILON", MEMBER_CONSTANT, 0, NULL, 0x1p-52},
    {"MAX_SAFE_INTEGER", MEMBER_CONSTANT, 0, NULL, 9007199254740991.0},
    {"MIN_SAFE_INTEGER", MEMBER_CONSTANT, 0, NULL, -9007199254740991.0},
    {"MAX_VALUE", MEMBER_CONSTANT, 0, NULL, DBL_MAX},
    {"MIN_VALUE", MEMBER_CONSTANT, 0, NULL, 0x1p-1074},
    {"NaN", MEMBER_CONSTANT, 0, NULL, NAN},
    {"NEGATIVE_INFINITY", MEMBER_CONSTANT, 0, NULL, -INFINITY},
    {"POSITIVE_INFINITY", MEMBER_CONSTANT, 0, NULL, INFINITY},
    {"toExponential", MEMBER_METHOD, 1, number_to_exponential, 0},
    {"toFixed", MEMBER_METHOD, 1, number_to_fixed, 0},
    {"toLocaleString", MEMBER_METHOD, 0, number_to_locale_string, 0},
    {"toPrecision", MEMBER_METHOD, 1, number_to_precision, 0},
    {"toString", MEMBER_METHOD, 1, number_to_string, 0},
    {"valueOf", MEMBER_METHOD, 0, number_value_of, 0},
    {0},
};

const struct builtin builtin_number = {
    .name = "Number",
    .construct = number_construct,
    .length = 1,
    .members = number_members,
};

/* ---- Boolean ------------------------------------------------------------------------ */

static bool
boolean_construct(struct vm *vm, const struct call *call, value_t *out)
{
    return wrap(vm, call, BUILTIN_BOOLEAN, value_boolean(value_truthy(call_arg(call, 0))), out);
}

static bool
boolean_value_of(struct vm *vm, const struct call *call, value_t *out)
{
    *out = call->this;
    if (value_is_object(*out) && value_as_object(*out)->kind == OBJECT_WRAPPER) {
        *out = ((struct wrapper *)value_as_object(*out))->primitive;
    }
    return value_is_boolean(*out) ||
           vm_throw_type(vm, "A method of Boolean was called on %s", value_describe(*out));
}

static bool
boolean_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    if (!boolean_value_of(vm, call, out)) {
        return false;
    }
    *out = vm_name(vm, *out == VALUE_TRUE ? NAME_true_ : NAME_false_);
    return true;
}

static const struct builtin_member boolean_members[] = {
    {"toString", MEMBER_METHOD, 0, boolean_to_string, 0},
    {"valueOf", MEMBER_METHOD, 0, boolean_value_of, 0},
    {0},
};

const struct builtin builtin_boolean = {
    .name = "Boolean",
    .construct = boolean_construct,
    .length = 1,
    .members = boolean_members,
};
