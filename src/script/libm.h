/* SPDX-License-Identifier: Apache-2.0 */
/**
 * libm.h: the functions of Math, the same bits on every machine.
 *
 * Each is computed with about twice the precision of a double (pairs of
 * doubles) and rounded once at the end, so that answers are the nearest double
 * but for ties too close to see (errors below 0.501 of a last place). Only
 * + - * / and sqrt of the hardware are used, which IEEE 754 fixes; no fused
 * operation, no host libm. Special values are those of ECMA-262.
 */
#pragma once

#include "base/base.h"

/** One libm call costs this much fuel: it is worth about that many plain operations. */
#define LIBM_FUEL 32

double libm_sin(double x);
double libm_cos(double x);
double libm_tan(double x);
double libm_asin(double x);
double libm_acos(double x);
double libm_atan(double x);
double libm_atan2(double y, double x);
double libm_sinh(double x);
double libm_cosh(double x);
double libm_tanh(double x);
double libm_asinh(double x);
double libm_acosh(double x);
double libm_atanh(double x);
double libm_exp(double x);
double libm_expm1(double x);
double libm_log(double x);
double libm_log1p(double x);
double libm_log2(double x);
double libm_log10(double x);
double libm_pow(double x, double y); /**< ** of the language: 1 ** NaN is NaN */
double libm_cbrt(double x);
double libm_hypot(const double *values, size_t count);
double libm_round(double x);               /**< halves towards plus infinity */
double libm_remainder(double x, double y); /**< % of the language: exact, sign of x */
