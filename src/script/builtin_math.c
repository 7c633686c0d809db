/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "script/builtin.h"
#include "script/libm.h"
#include "script/machine.h"

/* ---- functions of libm.h --------------------------------------------------------- */

/** One number in, one out, by a function of libm.h. */
static bool
compute(struct vm *vm, const struct call *call, double (*function)(double), value_t *out)
{
    double x;
    if (!vm_charge(vm, LIBM_FUEL) || !value_to_number(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number(function(x));
    return true;
}

static bool
math_acos(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_acos, out);
}

static bool
math_acosh(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_acosh, out);
}

static bool
math_asin(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_asin, out);
}

static bool
math_asinh(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_asinh, out);
}

static bool
math_atan(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_atan, out);
}

static bool
math_atanh(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_atanh, out);
}

static bool
math_cbrt(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_cbrt, out);
}

static bool
math_cos(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_cos, out);
}

static bool
math_cosh(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_cosh, out);
}

static bool
math_exp(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_exp, out);
}

static bool
math_expm1(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_expm1, out);
}

static bool
math_log(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_log, out);
}

static bool
math_log10(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_log10, out);
}

static bool
math_log1p(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_log1p, out);
}

static bool
math_log2(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_log2, out);
}

static bool
math_sin(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_sin, out);
}

static bool
math_sinh(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_sinh, out);
}

static bool
math_tan(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_tan, out);
}

static bool
math_tanh(struct vm *vm, const struct call *call, value_t *out)
{
    return compute(vm, call, libm_tanh, out);
}

/* ---- exact ones, which IEEE 754 fixes -------------------------------------------- */

static bool
math_abs(struct vm *vm, const struct call *call, value_t *out)
{
    double x;
    if (!value_to_number(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number(fabs(x));
    return true;
}

static bool
math_ceil(struct vm *vm, const struct call *call, value_t *out)
{
    double x;
    if (!value_to_number(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number(ceil(x));
    return true;
}

static bool
math_floor(struct vm *vm, const struct call *call, value_t *out)
{
    double x;
    if (!value_to_number(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number(floor(x));
    return true;
}

static bool
math_fround(struct vm *vm, const struct call *call, value_t *out)
{
    double x;
    if (!value_to_number(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number((float)x);
    return true;
}

static bool
math_round(struct vm *vm, const struct call *call, value_t *out)
{
    double x;
    if (!value_to_number(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number(libm_round(x));
    return true;
}

static bool
math_sign(struct vm *vm, const struct call *call, value_t *out)
{
    double x;
    if (!value_to_number(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number(x > 0 ? 1 : x < 0 ? -1 : x);
    return true;
}

static bool
math_sqrt(struct vm *vm, const struct call *call, value_t *out)
{
    double x;
    if (!value_to_number(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number(sqrt(x));
    return true;
}

static bool
math_trunc(struct vm *vm, const struct call *call, value_t *out)
{
    double x;
    if (!value_to_number(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number(trunc(x));
    return true;
}

static bool
math_atan2(struct vm *vm, const struct call *call, value_t *out)
{
    double y;
    double x;
    if (!vm_charge(vm, LIBM_FUEL) || !value_to_number(vm, call_arg(call, 0), &y) ||
        !value_to_number(vm, call_arg(call, 1), &x)) {
        return false;
    }
    *out = value_number(libm_atan2(y, x));
    return true;
}

static bool
math_pow(struct vm *vm, const struct call *call, value_t *out)
{
    double x;
    double y;
    if (!vm_charge(vm, LIBM_FUEL) || !value_to_number(vm, call_arg(call, 0), &x) ||
        !value_to_number(vm, call_arg(call, 1), &y)) {
        return false;
    }
    *out = value_number(libm_pow(x, y));
    return true;
}

static bool
math_clz32(struct vm *vm, const struct call *call, value_t *out)
{
    uint32_t x;
    if (!value_to_uint32(vm, call_arg(call, 0), &x)) {
        return false;
    }
    *out = value_number(x == 0 ? 32 : __builtin_clz(x));
    return true;
}

static bool
math_imul(struct vm *vm, const struct call *call, value_t *out)
{
    uint32_t x;
    uint32_t y;
    if (!value_to_uint32(vm, call_arg(call, 0), &x) ||
        !value_to_uint32(vm, call_arg(call, 1), &y)) {
        return false;
    }
    *out = value_number((int32_t)(x * y));
    return true;
}

/* ---- many arguments ---------------------------------------------------------------- */

/** All arguments as numbers, in the heap. */
static bool
numbers(struct vm *vm, const struct call *call, double **out)
{
    *out = heap_alloc_array(vm, (size_t)call->count + 1, sizeof(double));
    if (*out == NULL || !vm_charge(vm, call->count)) {
        return false;
    }
    for (uint32_t i = 0; i < call->count; i++) {
        if (!value_to_number(vm, call->args[i], &(*out)[i])) {
            return false;
        }
    }
    return true;
}

static bool
math_hypot(struct vm *vm, const struct call *call, value_t *out)
{
    double *values;
    if (!numbers(vm, call, &values) || !vm_charge(vm, LIBM_FUEL + 4 * (uint64_t)call->count)) {
        return false;
    }
    *out = value_number(libm_hypot(values, call->count));
    return true;
}

/** max (sign 1) and min (-1): NaN wins, 0 is above -0. */
static bool
extreme(struct vm *vm, const struct call *call, double sign, value_t *out)
{
    double most = -INFINITY;
    if (!vm_charge(vm, call->count)) {
        return false;
    }
    for (uint32_t i = 0; i < call->count; i++) {
        double x;
        if (!value_to_number(vm, call->args[i], &x)) {
            return false;
        }
        x *= sign;
        if (isnan(x) || isnan(most)) {
            most = NAN;
        } else if (x > most || (x == most && x == 0 && !signbit(x))) {
            most = x;
        }
    }
    *out = value_number(most * sign);
    return true;
}

double
math_extreme(double x, double y, double sign)
{
    if (isnan(x) || isnan(y)) {
        return NAN;
    }
    x *= sign;
    y *= sign;
    return (y > x || (y == x && !signbit(y)) ? y : x) * sign;
}

double
math_of(enum math_member member, double x)
{
    switch (member) {
    case MATH_CEIL:
        return ceil(x);
    case MATH_ROUND:
        return libm_round(x);
    case MATH_TRUNC:
        return trunc(x);
    case MATH_ABS:
        return fabs(x);
    }
    return x; /* of no member: bytecode that no compiler made */
}

static bool
math_max(struct vm *vm, const struct call *call, value_t *out)
{
    return extreme(vm, call, 1, out);
}

static bool
math_min(struct vm *vm, const struct call *call, value_t *out)
{
    return extreme(vm, call, -1, out);
}

static bool
math_random(struct vm *vm, const struct call *call, value_t *out)
{
    (void)call;
    *out = value_number(0.5);
    return vm->realm->is_open ||
           vm_throw_type(vm, "Math.random() is not available: a script must give the same answer "
                             "every time; take what differs from the input");
}

static const struct builtin_member members[] = {
    {"E", MEMBER_CONSTANT, 0, NULL, 0x1.5bf0a8b145769p+1},
    {"LN10", MEMBER_CONSTANT, 0, NULL, 0x1.26bb1bbb55516p+1},
    {"LN2", MEMBER_CONSTANT, 0, NULL, 0x1.62e42fefa39efp-1},
    {"LOG10E", MEMBER_CONSTANT, 0, NULL, 0x1.bcb7b1526e50ep-2},
    {"LOG2E", MEMBER_CONSTANT, 0, NULL, 0x1.71547652b82fep+0},
    {"PI", MEMBER_CONSTANT, 0, NULL, 0x1.921fb54442d18p+1},
    {"SQRT1_2", MEMBER_CONSTANT, 0, NULL, 0x1.6a09e667f3bcdp-1},
    {"SQRT2", MEMBER_CONSTANT, 0, NULL, 0x1.6a09e667f3bcdp+0},
    {"abs", MEMBER_METHOD, 1, math_abs, 0},
    {"acos", MEMBER_METHOD, 1, math_acos, 0},
    {"acosh", MEMBER_METHOD, 1, math_acosh, 0},
    {"asin", MEMBER_METHOD, 1, math_asin, 0},
    {"asinh", MEMBER_METHOD, 1, math_asinh, 0},
    {"atan", MEMBER_METHOD, 1, math_atan, 0},
    {"atan2", MEMBER_METHOD, 2, math_atan2, 0},
    {"atanh", MEMBER_METHOD, 1, math_atanh, 0},
    {"cbrt", MEMBER_METHOD, 1, math_cbrt, 0},
    {"ceil", MEMBER_METHOD, 1, math_ceil, 0},
    {"clz32", MEMBER_METHOD, 1, math_clz32, 0},
    {"cos", MEMBER_METHOD, 1, math_cos, 0},
    {"cosh", MEMBER_METHOD, 1, math_cosh, 0},
    {"exp", MEMBER_METHOD, 1, math_exp, 0},
    {"expm1", MEMBER_METHOD, 1, math_expm1, 0},
    {"floor", MEMBER_METHOD, 1, math_floor, 0},
    {"fround", MEMBER_METHOD, 1, math_fround, 0},
    {"hypot", MEMBER_METHOD, 2, math_hypot, 0},
    {"imul", MEMBER_METHOD, 2, math_imul, 0},
    {"log", MEMBER_METHOD, 1, math_log, 0},
    {"log10", MEMBER_METHOD, 1, math_log10, 0},
    {"log1p", MEMBER_METHOD, 1, math_log1p, 0},
    {"log2", MEMBER_METHOD, 1, math_log2, 0},
    {"max", MEMBER_METHOD, 2, math_max, 0},
    {"min", MEMBER_METHOD, 2, math_min, 0},
    {"pow", MEMBER_METHOD, 2, math_pow, 0},
    {"random", MEMBER_METHOD, 0, math_random, 0},
    {"round", MEMBER_METHOD, 1, math_round, 0},
    {"sign", MEMBER_METHOD, 1, math_sign, 0},
    {"sin", MEMBER_METHOD, 1, math_sin, 0},
    {"sinh", MEMBER_METHOD, 1, math_sinh, 0},
    {"sqrt", MEMBER_METHOD, 1, math_sqrt, 0},
    {"tan", MEMBER_METHOD, 1, math_tan, 0},
    {"tanh", MEMBER_METHOD, 1, math_tanh, 0},
    {"trunc", MEMBER_METHOD, 1, math_trunc, 0},
    {"@@to_string_tag\0Math", MEMBER_PROTO_TEXT, 0, NULL, 0},
    {0},
};

const struct builtin builtin_math = {.name = "Math", .no_prototype = true, .members = members};
