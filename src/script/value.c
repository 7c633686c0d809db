/* SPDX-License-Identifier: Apache-2.0 */
#include "script/value.h"

#include "script/number.h"
#include "script/vm.h"

bool
value_truthy(value_t value)
{
    if (value_is_number(value)) {
        double number = value_as_number(value);
        return number != 0 && number == number;
    }
    if (value_is_string(value)) {
        return value_as_string(value)->length != 0;
    }
    return value_tag(value) != TAG_CONSTANT || value == VALUE_TRUE;
}

bool
value_is_callable(value_t value)
{
    if (!value_is_object(value)) {
        return false;
    }
    uint8_t kind = value_as_object(value)->kind;
    return kind == OBJECT_FUNCTION || kind == OBJECT_NATIVE || kind == OBJECT_BOUND;
}

static const char *const type_texts[8] = {"undefined", "boolean", "number",   "string",
                                          "symbol",    "object",  "function", "bigint"};

unsigned
typeof_index(value_t value)
{
    if (value_is_number(value)) {
        return 2;
    }
    switch (value_tag(value)) {
    case TAG_STRING:
        return 3;
    case TAG_SYMBOL:
        return 4;
    case TAG_OBJECT:
        return value_is_callable(value) ? 6 : 5;
    case TAG_DECIMAL:
        return 5;
    case TAG_BIGINT:
        return 7;
    case TAG_CONSTANT:
        return value_is_boolean(value) ? 1 : value_is_null(value) ? 5 : 0;
    case TAG_CELL:
        break;
    }
    return 0;
}

const char *
value_typeof(value_t value)
{
    return type_texts[typeof_index(value)];
}

const char *
value_describe(value_t value)
{
    if (value_is_number(value)) {
        return "a number";
    }
    switch (value_tag(value)) {
    case TAG_STRING:
        return "a string";
    case TAG_SYMBOL:
        return "a symbol";
    case TAG_OBJECT:
        return value_is_callable(value)                       ? "a function"
               : value_as_object(value)->kind == OBJECT_ARRAY ? "an array"
               : value_as_object(value)->kind == OBJECT_DATE  ? "a Date"
                                                              : "an object";
    case TAG_DECIMAL:
        return "a Decimal";
    case TAG_BIGINT:
        return "a bigint";
    case TAG_CONSTANT:
        return value_is_boolean(value) ? "a boolean" : value_is_null(value) ? "null" : "undefined";
    case TAG_CELL:
        break;
    }
    return "undefined";
}

/* ---- numbers ----------------------------------------------------------------- */

int32_t
number_to_int32(double number)
{
    if (number >= -2147483648.0 && number <= 2147483647.0) {
        return (int32_t)number;
    }
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7FF) - 1023 - 52;
    if (exponent > 31 || exponent < -52) {
        return 0; /* multiples of 2^32, infinities, NaN; fractions were handled above */
    }
    uint64_t mantissa = (bits & UINT64_C(0xFFFFFFFFFFFFF)) | UINT64_C(0x10000000000000);
    uint32_t low =
        exponent >= 0 ? (uint32_t)(mantissa << exponent) : (uint32_t)(mantissa >> -exponent);
    return (int32_t)((bits >> 63) ? 0U - low : low);
}

static bool
string_to_number(struct vm *vm, struct string *string, double *out)
{
    if (!string_flatten(vm, string, &string) || !vm_charge(vm, 1 + string->length / 8)) {
        return false;
    }
    char small[64];
    char *bytes = small;
    size_t size = (size_t)string->length * 3 + 1;
    uint8_t *tip = vm->heap.tip;
    if (size > sizeof small) {
        bytes = heap_alloc(vm, size);
        if (bytes == NULL) {
            return false;
        }
    }
    size_t length = 0;
    for (uint32_t i = 0; i < string->length; i++) {
        uint32_t unit = string_unit(string, i);
        if (unit < 0x80) {
            bytes[length++] = (char)unit;
        } else if (unit < 0x800) {
            bytes[length++] = (char)(0xC0 | unit >> 6);
            bytes[length++] = (char)(0x80 | (unit & 0x3F));
        } else {
            bytes[length++] = (char)(0xE0 | unit >> 12);
            bytes[length++] = (char)(0x80 | (unit >> 6 & 0x3F));
            bytes[length++] = (char)(0x80 | (unit & 0x3F));
        }
    }
    if (!script_number_parse((struct text){bytes, length}, out)) {
        *out = value_as_number(UINT64_C(0x7FF8000000000000));
    }
    if (bytes != small) {
        heap_release(vm, tip);
    }
    return true;
}

bool
value_to_number(struct vm *vm, value_t value, double *out)
{
    if (value_is_number(value)) {
        *out = value_as_number(value);
        return true;
    }
    switch (value_tag(value)) {
    case TAG_STRING:
        return string_to_number(vm, value_as_string(value), out);
    case TAG_CONSTANT:
        *out = value == VALUE_TRUE ? 1
               : value == VALUE_FALSE || value == VALUE_NULL
                   ? 0
                   : value_as_number(UINT64_C(0x7FF8000000000000));
        return true;
    case TAG_SYMBOL:
        return vm_throw_type(vm, "Cannot convert a Symbol value to a number");
    case TAG_OBJECT:
    case TAG_DECIMAL:
        return value_to_primitive(vm, value, HINT_NUMBER, &value) &&
               value_to_number(vm, value, out);
    case TAG_BIGINT:
    case TAG_CELL:
        break;
    }
    return vm_throw_type(vm, "Cannot convert the value to a number");
}

bool
value_to_integer(struct vm *vm, value_t value, double *out)
{
    double number;
    if (!value_to_number(vm, value, &number)) {
        return false;
    }
    if (number != number) {
        number = 0;
    }
    double magnitude = number < 0 ? -number : number;
    if (magnitude < 4503599627370496.0) {
        number = (double)(int64_t)number; /* beyond 2^52 there are no fractions */
    }
    *out = number;
    return true;
}

bool
value_to_int32(struct vm *vm, value_t value, int32_t *out)
{
    double number;
    if (!value_to_number(vm, value, &number)) {
        return false;
    }
    *out = number_to_int32(number);
    return true;
}

bool
value_to_uint32(struct vm *vm, value_t value, uint32_t *out)
{
    int32_t whole;
    if (!value_to_int32(vm, value, &whole)) {
        return false;
    }
    *out = (uint32_t)whole;
    return true;
}

/* ---- strings and primitives ---------------------------------------------------- */

static struct string *
number_to_string(struct vm *vm, double number)
{
    if (number >= 0 && number <= 9 && (double)(int)number == number) {
        return string_from_unit(vm, (uint16_t)('0' + (int)number));
    }
    if (!vm_charge(vm, 4)) {
        return NULL;
    }
    char text[SCRIPT_NUMBER_TEXT_MAX];
    if (number > 0 && number <= UINT32_MAX && (double)(uint32_t)number == number) {
        size_t at = sizeof text;
        for (uint32_t left = (uint32_t)number; left > 0; left /= 10) {
            text[--at] = (char)('0' + left % 10);
        }
        return string_from_latin(vm, (const uint8_t *)text + at, sizeof text - at);
    }
    size_t length = script_number_render(number, text);
    return string_from_latin(vm, (const uint8_t *)text, length);
}

bool
value_to_string(struct vm *vm, value_t value, struct string **out)
{
    if (value_is_string(value)) {
        *out = value_as_string(value);
        return true;
    }
    if (value_is_number(value)) {
        *out = number_to_string(vm, value_as_number(value));
        return *out != NULL;
    }
    switch (value_tag(value)) {
    case TAG_CONSTANT:
        *out = value_as_string(vm_name(vm, value == VALUE_TRUE    ? NAME_true_
                                           : value == VALUE_FALSE ? NAME_false_
                                           : value == VALUE_NULL  ? NAME_null
                                                                  : NAME_undefined));
        return true;
    case TAG_SYMBOL:
        return vm_throw_type(vm, "Cannot convert a Symbol value to a string");
    case TAG_OBJECT:
    case TAG_DECIMAL:
        return value_to_primitive(vm, value, HINT_STRING, &value) &&
               value_to_string(vm, value, out);
    case TAG_STRING:
    case TAG_BIGINT:
    case TAG_CELL:
        break;
    }
    return vm_throw_type(vm, "Cannot convert the value to a string");
}

bool
value_to_primitive(struct vm *vm, value_t value, enum value_hint hint, value_t *out)
{
    *out = value;
    if (!value_is_object(value) && !value_is_decimal(value)) {
        return true;
    }
    value_t method;
    if (!value_get(vm, value, vm_symbol_key(vm, SYMBOL_to_primitive), &method)) {
        return false;
    }
    if (!value_is_nullish(method)) {
        value_t name = vm_name(vm, hint == HINT_NUMBER   ? NAME_number
                                   : hint == HINT_STRING ? NAME_string
                                                         : NAME_default_);
        if (!vm_call(vm, method, value, &name, 1, out)) {
            return false;
        }
        return !value_is_object(*out) ||
               vm_throw_type(vm, "Cannot convert object to primitive value");
    }
    for (int i = 0; i < 2; i++) {
        bool string_now = (hint == HINT_STRING) == (i == 0);
        if (!value_get(vm, value, vm_key(vm, string_now ? NAME_to_string : NAME_value_of),
                       &method)) {
            return false;
        }
        if (value_is_callable(method)) {
            if (!vm_call(vm, method, value, NULL, 0, out)) {
                return false;
            }
            if (!value_is_object(*out) && !value_is_decimal(*out)) {
                return true;
            }
        }
    }
    return vm_throw_type(vm, "Cannot convert object to primitive value");
}

bool
value_to_object(struct vm *vm, value_t value, struct object **out)
{
    if (value_is_object(value)) {
        *out = value_as_object(value);
        return true;
    }
    if (value_is_nullish(value)) {
        return vm_throw_type(vm, "Cannot convert undefined or null to object");
    }
    enum builtin_id builtin = value_is_number(value)    ? BUILTIN_NUMBER
                              : value_is_string(value)  ? BUILTIN_STRING
                              : value_is_symbol(value)  ? BUILTIN_SYMBOL
                              : value_is_decimal(value) ? BUILTIN_DECIMAL
                                                        : BUILTIN_BOOLEAN;
    struct wrapper *wrapper =
        object_new_of(vm, OBJECT_WRAPPER, vm->realm->prototypes[builtin], sizeof *wrapper);
    if (wrapper == NULL) {
        return false;
    }
    wrapper->primitive = value;
    *out = &wrapper->object;
    return true;
}

/* ---- comparing -------------------------------------------------------------------- */

bool
value_strict_equal(struct vm *vm, value_t a, value_t b)
{
    if (value_is_number(a) && value_is_number(b)) {
        return value_as_number(a) == value_as_number(b);
    }
    if (value_is_string(a) && value_is_string(b)) {
        bool equal;
        return string_equal(vm, value_as_string(a), value_as_string(b), &equal) && equal;
    }
    return a == b;
}

bool
value_same(struct vm *vm, value_t a, value_t b)
{
    if (value_is_number(a) && value_is_number(b)) {
        double x = value_as_number(a);
        double y = value_as_number(b);
        return (x != x && y != y) || a == b;
    }
    return value_strict_equal(vm, a, b);
}

bool
value_same_zero(struct vm *vm, value_t a, value_t b)
{
    if (value_is_number(a) && value_is_number(b)) {
        double x = value_as_number(a);
        double y = value_as_number(b);
        return (x != x && y != y) || x == y;
    }
    return value_strict_equal(vm, a, b);
}

bool
value_loose_equal(struct vm *vm, value_t a, value_t b, bool *out)
{
    for (;;) {
        if (value_is_nullish(a) || value_is_nullish(b)) {
            *out = value_is_nullish(a) && value_is_nullish(b);
            return true;
        }
        bool a_object = value_is_object(a) || value_is_decimal(a);
        bool b_object = value_is_object(b) || value_is_decimal(b);
        if (a_object == b_object &&
            (a_object || (value_is_number(a) && value_is_number(b)) ||
             (!value_is_number(a) && !value_is_number(b) && value_tag(a) == value_tag(b)))) {
            *out = value_strict_equal(vm, a, b);
            return true;
        }
        if (a_object && !value_to_primitive(vm, a, HINT_DEFAULT, &a)) {
            return false;
        }
        if (b_object && !value_to_primitive(vm, b, HINT_DEFAULT, &b)) {
            return false;
        }
        if (a_object || b_object) {
            continue;
        }
        if (value_is_symbol(a) || value_is_symbol(b)) {
            *out = a == b;
            return true;
        }
        double x;
        double y;
        if (!value_to_number(vm, a, &x) || !value_to_number(vm, b, &y)) {
            return false;
        }
        *out = x == y;
        return true;
    }
}

bool
value_compare(struct vm *vm, value_t a, value_t b, int *out)
{
    if (!value_to_primitive(vm, a, HINT_NUMBER, &a) ||
        !value_to_primitive(vm, b, HINT_NUMBER, &b)) {
        return false;
    }
    if (value_is_string(a) && value_is_string(b)) {
        return string_compare(vm, value_as_string(a), value_as_string(b), out);
    }
    double x;
    double y;
    if (!value_to_number(vm, a, &x) || !value_to_number(vm, b, &y)) {
        return false;
    }
    *out = x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
    return true;
}

bool
value_add(struct vm *vm, value_t a, value_t b, value_t *out)
{
    bool is_text = (value_is_string(a) && (value_is_string(b) || value_is_number(b))) ||
                   (value_is_number(a) && value_is_string(b));
    if (unlikely(!is_text) && (!value_to_primitive(vm, a, HINT_DEFAULT, &a) ||
                               !value_to_primitive(vm, b, HINT_DEFAULT, &b))) {
        return false;
    }
    if (value_is_string(a) || value_is_string(b)) {
        struct string *left;
        struct string *right;
        if (!value_to_string(vm, a, &left) || !value_to_string(vm, b, &right)) {
            return false;
        }
        struct string *sum = string_concat(vm, left, right);
        *out = value_of_string(sum);
        return sum != NULL;
    }
    double x;
    double y;
    if (!value_to_number(vm, a, &x) || !value_to_number(vm, b, &y)) {
        return false;
    }
    *out = value_number(x + y);
    return true;
}
