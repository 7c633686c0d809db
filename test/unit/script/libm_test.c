/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "libm_vectors.h"
#include "script/libm.h"
#include "test.h"

static double
call(const char *name, double x, double y)
{
    static const struct {
        const char *name;
        double (*function)(double);
    } functions[] = {
        {"sin", libm_sin},   {"cos", libm_cos},     {"tan", libm_tan},     {"asin", libm_asin},
        {"acos", libm_acos}, {"atan", libm_atan},   {"sinh", libm_sinh},   {"cosh", libm_cosh},
        {"tanh", libm_tanh}, {"asinh", libm_asinh}, {"acosh", libm_acosh}, {"atanh", libm_atanh},
        {"exp", libm_exp},   {"expm1", libm_expm1}, {"log", libm_log},     {"log1p", libm_log1p},
        {"log2", libm_log2}, {"log10", libm_log10}, {"cbrt", libm_cbrt},
    };
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return functions[i].function(x);
        }
    }
    if (strcmp(name, "pow") == 0) {
        return libm_pow(x, y);
    }
    if (strcmp(name, "atan2") == 0) {
        return libm_atan2(x, y);
    }
    return libm_hypot((const double[]){x, y}, 2);
}

/** Equal bits; any NaN is a NaN. */
static bool
same(double a, double b)
{
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof(a)) == 0;
}

TEST(every_function_gives_the_nearest_double)
{
    for (size_t i = 0; i < COUNT_OF(libm_vectors); i++) {
        double answer = call(libm_vectors[i].function, libm_vectors[i].x, libm_vectors[i].y);
        if (!same(answer, libm_vectors[i].answer)) {
            TEST_FAILED("%s(%a, %a) is %a, expected %a", libm_vectors[i].function,
                        libm_vectors[i].x, libm_vectors[i].y, answer, libm_vectors[i].answer);
        }
    }
}

TEST(special_values_are_those_of_the_language)
{
    EXPECT(same(libm_pow(1, NAN), NAN));
    EXPECT(same(libm_pow(NAN, 0), 1));
    EXPECT(same(libm_pow(-1, INFINITY), NAN));
    EXPECT(same(libm_pow(-0.0, 3), -0.0));
    EXPECT(same(libm_pow(-0.0, -3), -INFINITY));
    EXPECT(same(libm_pow(-8, 1.0 / 3), NAN));
    EXPECT(same(libm_pow(0.5, 1e300), 0));
    EXPECT(same(libm_pow(2, 1024), INFINITY));
    EXPECT(same(libm_pow(2, -1074), 0x1p-1074));
    EXPECT(same(libm_pow(3, 34), 16677181699666569.0)); /* a tie: to even */
    EXPECT(same(libm_pow(10, -5), 1e-5));
    EXPECT(same(libm_atan2(0, -0.0), libm_atan2(0, -1)));
    EXPECT(same(libm_atan2(-0.0, 1), -0.0));
    EXPECT(same(libm_atan2(INFINITY, -INFINITY), 0x1.2d97c7f3321d2p+1));
    EXPECT(same(libm_round(-0.5), -0.0));
    EXPECT(same(libm_round(2.5), 3));
    EXPECT(same(libm_round(0x1.fffffffffffffp-2), 0));
    EXPECT(same(libm_round(0x1.fffffffffffffp+51), 0x1p52));
    EXPECT(same(libm_exp(-745.2), 0));
    EXPECT(same(libm_exp(710), INFINITY));
    EXPECT(same(libm_exp(-745.13), 0x1p-1074));
    EXPECT(same(libm_log(0), -INFINITY));
    EXPECT(same(libm_log(-1), NAN));
    EXPECT(same(libm_log10(1000), 3));
    EXPECT(same(libm_log2(0x1p-1074), -1074));
    EXPECT(same(libm_hypot(NULL, 0), 0));
    EXPECT(same(libm_hypot((const double[]){NAN, INFINITY}, 2), INFINITY));
    EXPECT(same(libm_cbrt(-27), -3));
    EXPECT(same(libm_sin(INFINITY), NAN));
    EXPECT(same(libm_sin(-0.0), -0.0));
    EXPECT(same(libm_remainder(-5, 5), -0.0));
}
