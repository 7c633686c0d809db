/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "script/bigdecimal.h"
#include "script/builtin.h"

/** Digits of IEEE 754 decimal128: what `div` is usually asked for. */
#define DIV_PRECISION 34

/* ---- arguments ------------------------------------------------------------ */

static const char *const direction_names[DIRECTION_COUNT] = {
    "ceil", "floor", "round-down", "round-up", "half-up", "half-down", "half-even",
};

static bool
direction_of(struct vm *vm, value_t value, enum bigdecimal_direction *out)
{
    struct string *name;
    if (value_is_string(value)) {
        if (!string_flatten(vm, value_as_string(value), &name)) {
            return false;
        }
        for (int i = 0; i < DIRECTION_COUNT; i++) {
            if (string_is(name, direction_names[i])) {
                *out = (enum bigdecimal_direction)i;
                return true;
            }
        }
    }
    return vm_throw_plain(vm, "A rounding direction is needed: ceil, floor, round-down, round-up, "
                              "half-up, half-down or half-even");
}

/** Digits asked for; `what` begins the message. */
static bool
digits_of(struct vm *vm, value_t value, const char *what, int *out)
{
    double digits = value_is_number(value) ? value_as_number(value) : NAN;
    if (!(digits >= 0) || floor(digits) != digits) {
        return vm_throw_plain(vm, "%s must be a non-negative integer", what);
    }
    if (digits > BIGDECIMAL_EXPONENT_MAX) {
        return vm_throw_range(vm, "%s must be at most %d", what, BIGDECIMAL_EXPONENT_MAX);
    }
    *out = (int)digits;
    return true;
}

static bool
throw_problem(struct vm *vm, enum bigdecimal_problem problem, struct text text)
{
    int shown = text.length > 80 ? 80 : (int)text.length;
    switch (problem) {
    case BIGDECIMAL_EMPTY:
        return vm_throw_plain(vm, "Cannot parse empty string as Decimal");
    case BIGDECIMAL_SYNTAX:
        return vm_throw_plain(vm, "Invalid decimal string: %.*s", shown, text.bytes);
    case BIGDECIMAL_EXPONENT:
        return vm_throw_plain(vm, "Exponent out of range: %.*s exceeds safe integer bounds", shown,
                              text.bytes);
    case BIGDECIMAL_COMPUTED_EXPONENT:
        return vm_throw_plain(vm,
                              "Computed exponent out of range: %.*s exceeds safe integer bounds",
                              shown, text.bytes);
    case BIGDECIMAL_FINE:
    case BIGDECIMAL_TRAPPED:
        break;
    }
    return false;
}

/** What Decimal.from takes; `doing` names the method for the message about anything else. */
static bool
decimal_of(struct vm *vm, value_t value, const char *doing, struct big_decimal **out)
{
    if (value_is_decimal(value)) {
        *out = value_as_decimal(value);
        return true;
    }
    if (value_is_number(value)) {
        double number = value_as_number(value);
        if (!isfinite(number)) {
            return vm_throw_plain(vm, "Number must be finite");
        }
        *out = bigdecimal_from_number(vm, number);
        return *out != NULL;
    }
    if (value_is_string(value)) {
        struct text text;
        if (!builtin_utf8(vm, value_as_string(value), &text)) {
            return false;
        }
        enum bigdecimal_problem problem = bigdecimal_parse(vm, text, out);
        return problem == BIGDECIMAL_FINE || throw_problem(vm, problem, text);
    }
    return vm_throw_type(vm, "%s needs a Decimal, number or string, not %s", doing,
                         value_describe(value));
}

static bool
this_decimal(struct vm *vm, const struct call *call, struct big_decimal **out)
{
    if (!value_is_decimal(call->this)) {
        return vm_throw_type(vm, "A method of Decimal was called on %s",
                             value_describe(call->this));
    }
    *out = value_as_decimal(call->this);
    return true;
}

static bool
answer(struct big_decimal *decimal, value_t *out)
{
    *out = value_of_decimal(decimal);
    return decimal != NULL;
}

/** Two operands of `this.method(other)`. */
static bool
operands(struct vm *vm, const struct call *call, const char *doing, struct big_decimal **a,
         struct big_decimal **b)
{
    return this_decimal(vm, call, a) && decimal_of(vm, call_arg(call, 0), doing, b);
}

/** A text in scratch from tip on, as a string that does not share it. */
static bool
answer_text(struct vm *vm, uint8_t *tip, struct text text, value_t *out)
{
    char small[64];
    if (text.length <= sizeof(small)) {
        memcpy(small, text.bytes, text.length);
        text.bytes = small;
        heap_release(vm, tip);
    }
    struct string *string = string_from_latin(vm, (const uint8_t *)text.bytes, text.length);
    *out = value_of_string(string);
    return string != NULL;
}

/* ---- members ---------------------------------------------------------------- */

static bool
call_from(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *decimal;
    return decimal_of(vm, call_arg(call, 0), "Decimal.from", &decimal) && answer(decimal, out);
}

bool
decimal_is_decimal(struct vm *vm, const struct call *call, value_t *out)
{
    (void)vm;
    *out = value_boolean(value_is_decimal(call_arg(call, 0)));
    return true;
}

static bool
call_construct(struct vm *vm, const struct call *call, value_t *out)
{
    (void)call;
    (void)out;
    return vm_throw_type(vm, "Decimal is not a constructor: use Decimal.from(value)");
}

static bool
call_add(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    struct big_decimal *b;
    return operands(vm, call, "add", &a, &b) && answer(bigdecimal_add(vm, a, b), out);
}

static bool
call_sub(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    struct big_decimal *b;
    return operands(vm, call, "sub", &a, &b) && answer(bigdecimal_subtract(vm, a, b), out);
}

static bool
call_mul(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    struct big_decimal *b;
    return operands(vm, call, "mul", &a, &b) && answer(bigdecimal_multiply(vm, a, b), out);
}

static bool
call_div(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    struct big_decimal *b;
    enum bigdecimal_direction direction;
    int precision;
    if (!digits_of(vm, call_arg(call, 1), "precision", &precision) ||
        !operands(vm, call, "div", &a, &b)) {
        return false;
    }
    if (b->count == 0) {
        return vm_throw_plain(vm, "Division by zero");
    }
    return direction_of(vm, call_arg(call, 2), &direction) &&
           answer(bigdecimal_divide(vm, a, b, precision, direction), out);
}

static bool
order_of(struct vm *vm, const struct call *call, const char *doing, int *order)
{
    struct big_decimal *a;
    struct big_decimal *b;
    return operands(vm, call, doing, &a, &b) && bigdecimal_compare(vm, a, b, order);
}

static bool
call_cmp(struct vm *vm, const struct call *call, value_t *out)
{
    int order;
    if (!order_of(vm, call, "cmp", &order)) {
        return false;
    }
    *out = value_number(order);
    return true;
}

static bool
call_eq(struct vm *vm, const struct call *call, value_t *out)
{
    int order;
    if (!order_of(vm, call, "eq", &order)) {
        return false;
    }
    *out = value_boolean(order == 0);
    return true;
}

static bool
call_lt(struct vm *vm, const struct call *call, value_t *out)
{
    int order;
    if (!order_of(vm, call, "lt", &order)) {
        return false;
    }
    *out = value_boolean(order < 0);
    return true;
}

static bool
call_lte(struct vm *vm, const struct call *call, value_t *out)
{
    int order;
    if (!order_of(vm, call, "lte", &order)) {
        return false;
    }
    *out = value_boolean(order <= 0);
    return true;
}

static bool
call_gt(struct vm *vm, const struct call *call, value_t *out)
{
    int order;
    if (!order_of(vm, call, "gt", &order)) {
        return false;
    }
    *out = value_boolean(order > 0);
    return true;
}

static bool
call_gte(struct vm *vm, const struct call *call, value_t *out)
{
    int order;
    if (!order_of(vm, call, "gte", &order)) {
        return false;
    }
    *out = value_boolean(order >= 0);
    return true;
}

static bool
call_is_zero(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    if (!this_decimal(vm, call, &a)) {
        return false;
    }
    *out = value_boolean(a->count == 0);
    return true;
}

static bool
call_is_negative(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    if (!this_decimal(vm, call, &a)) {
        return false;
    }
    *out = value_boolean(a->negative);
    return true;
}

static bool
call_is_positive(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    if (!this_decimal(vm, call, &a)) {
        return false;
    }
    *out = value_boolean(a->count > 0 && !a->negative);
    return true;
}

static bool
call_neg(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    return this_decimal(vm, call, &a) && answer(bigdecimal_negate(vm, a), out);
}

static bool
call_abs(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    return this_decimal(vm, call, &a) && answer(a->negative ? bigdecimal_negate(vm, a) : a, out);
}

/** 'v1-api', 'ubb-usage-count' or { mode, value }. */
static bool
rounding_of(struct vm *vm, value_t options, bool *by_places, int *digits)
{
    static const char what[] = "DecimalRoundingOptions.value";
    if (value_is_string(options)) {
        struct string *name;
        if (!string_flatten(vm, value_as_string(options), &name)) {
            return false;
        }
        *by_places = string_is(name, "v1-api");
        *digits = *by_places ? 12 : 15;
        if (*by_places || string_is(name, "ubb-usage-count")) {
            return true;
        }
        char shown[64];
        (void)string_render(name, shown, sizeof(shown));
        return vm_throw_plain(vm, "Unknown rounding preset: \"%s\"", shown);
    }
    value_t mode;
    value_t value;
    struct string *name;
    if (!value_is_object(options)) {
        return vm_throw_plain(vm, "A precision is needed: 'v1-api', 'ubb-usage-count' or "
                                  "{ mode: 'decimal-places' | 'significant-figures', value }");
    }
    if (!value_get_name(vm, options, NAME_mode, &mode) ||
        !value_get_name(vm, options, NAME_value, &value) || !digits_of(vm, value, what, digits) ||
        !builtin_to_string(vm, mode, &name)) {
        return false;
    }
    *by_places = string_is(name, "decimal-places");
    return *by_places || string_is(name, "significant-figures") ||
           vm_throw_plain(vm, "DecimalRoundingOptions.mode must be 'decimal-places' or "
                              "'significant-figures'");
}

static bool
call_round(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    enum bigdecimal_direction direction;
    bool by_places;
    int digits;
    if (!this_decimal(vm, call, &a) || !direction_of(vm, call_arg(call, 0), &direction) ||
        !rounding_of(vm, call_arg(call, 1), &by_places, &digits)) {
        return false;
    }
    return answer(by_places ? bigdecimal_round_places(vm, a, digits, direction)
                            : bigdecimal_round_figures(vm, a, digits, direction),
                  out);
}

static bool
call_to_string(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    struct text text;
    uint8_t *tip = vm->heap.tip;
    return this_decimal(vm, call, &a) && bigdecimal_render(vm, a, &text) &&
           answer_text(vm, tip, text, out);
}

static bool
call_to_number(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    double number;
    if (!this_decimal(vm, call, &a) || !bigdecimal_to_number(vm, a, &number)) {
        return false;
    }
    *out = value_number(number);
    return true;
}

static bool
call_to_fixed(struct vm *vm, const struct call *call, value_t *out)
{
    struct big_decimal *a;
    struct text text;
    enum bigdecimal_direction direction;
    int places;
    if (!this_decimal(vm, call, &a) ||
        !digits_of(vm, call_arg(call, 0), "decimalPlaces", &places) ||
        !direction_of(vm, call_arg(call, 1), &direction)) {
        return false;
    }
    uint8_t *tip = vm->heap.tip;
    a = bigdecimal_round_places(vm, a, places, direction);
    return a != NULL && bigdecimal_render_fixed(vm, a, places, &text) &&
           answer_text(vm, tip, text, out);
}

static bool
decimal_finish(struct vm *vm, struct object *constructor, struct object *prototype)
{
    (void)prototype;
    struct big_decimal *zero = bigdecimal_zero(vm);
    struct string *name = string_intern_ascii(vm, "zero");
    return zero != NULL && name != NULL &&
           object_define(vm, constructor, key_name(value_of_string(name)), value_of_decimal(zero),
                         0);
}

static const struct builtin_member members[] = {
    {"from", MEMBER_STATIC, 1, call_from, 0},
    {"isDecimal", MEMBER_STATIC, 1, decimal_is_decimal, 0},
    {"DEFAULT_DIV_PRECISION", MEMBER_CONSTANT, 0, NULL, DIV_PRECISION},
    {"add", MEMBER_METHOD, 1, call_add, 0},
    {"sub", MEMBER_METHOD, 1, call_sub, 0},
    {"mul", MEMBER_METHOD, 1, call_mul, 0},
    {"div", MEMBER_METHOD, 3, call_div, 0},
    {"cmp", MEMBER_METHOD, 1, call_cmp, 0},
    {"eq", MEMBER_METHOD, 1, call_eq, 0},
    {"lt", MEMBER_METHOD, 1, call_lt, 0},
    {"lte", MEMBER_METHOD, 1, call_lte, 0},
    {"gt", MEMBER_METHOD, 1, call_gt, 0},
    {"gte", MEMBER_METHOD, 1, call_gte, 0},
    {"isZero", MEMBER_METHOD, 0, call_is_zero, 0},
    {"isNegative", MEMBER_METHOD, 0, call_is_negative, 0},
    {"isPositive", MEMBER_METHOD, 0, call_is_positive, 0},
    {"neg", MEMBER_METHOD, 0, call_neg, 0},
    {"abs", MEMBER_METHOD, 0, call_abs, 0},
    {"round", MEMBER_METHOD, 2, call_round, 0},
    {"toString", MEMBER_METHOD, 0, call_to_string, 0},
    {"toJSON", MEMBER_METHOD, 0, call_to_string, 0},
    {"valueOf", MEMBER_METHOD, 0, call_to_string, 0},
    {"toNumber", MEMBER_METHOD, 0, call_to_number, 0},
    {"toFixed", MEMBER_METHOD, 2, call_to_fixed, 0},
    {"@@to_string_tag\0Decimal", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_decimal = {
    .name = "Decimal",
    .construct = call_construct,
    .no_new = true,
    .members = members,
    .finish = decimal_finish,
};

/* ---- what the machine needs --------------------------------------------------- */

bool
decimal_of_text(struct vm *vm, struct text text, value_t *out)
{
    struct big_decimal *decimal;
    if (bigdecimal_parse(vm, text, &decimal) != BIGDECIMAL_FINE) {
        return false;
    }
    *out = value_of_decimal(decimal);
    return true;
}

struct big_decimal *
decimal_of_units(struct vm *vm, int128_t units, int places)
{
    return bigdecimal_from_int128(vm, units, -places);
}

bool
decimal_to_units(struct vm *vm, const struct big_decimal *decimal, int128_t *units, bool *inexact)
{
    static const int places = 12;
    uint8_t *tip = vm->heap.tip;
    const struct big_decimal *cut = bigdecimal_round_places(vm, decimal, places, DIRECTION_DOWN);
    if (cut == NULL) {
        return false;
    }
    bool fits = cut->count <= 2;
    int64_t shift = cut->exponent + places;
    uint128_t size = 0;
    if (fits && cut->count > 0) {
        size = cut->count > 1 ? (uint128_t)cut->limbs[1] << 64 | cut->limbs[0] : cut->limbs[0];
        for (; shift > 0 && fits; shift--) {
            fits = shift <= 38 && !__builtin_mul_overflow(size, (uint128_t)10, &size);
        }
        fits = fits && size >> 127 == 0;
    }
    *inexact = cut != decimal;
    if (fits) {
        *units = cut->negative ? -(int128_t)size : (int128_t)size;
    }
    heap_release(vm, tip);
    return fits;
}
