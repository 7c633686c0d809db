#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""decimal_vectors.py: writes decimal_vectors.inc, answers of exact integers for decimal_test.c.

Run by hand after a change: ./decimal_vectors.py > decimal_vectors.inc
"""
import random

ONE, BOUND = 10 ** 12, 10 ** 38
ROUNDINGS = ["DOWN", "UP", "FLOOR", "CEILING", "HALF_UP", "HALF_DOWN", "HALF_EVEN"]
draw = random.Random(20260131)


def divide(numerator, denominator, rounding):
    """The rounded quotient of two integers."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    negative = numerator < 0
    whole, rest = divmod(abs(numerator), denominator)
    twice = 2 * rest
    up = rest != 0 and {
        "DOWN": False, "UP": True, "FLOOR": negative, "CEILING": not negative,
        "HALF_UP": twice >= denominator, "HALF_DOWN": twice > denominator,
        "HALF_EVEN": twice > denominator or (twice == denominator and whole % 2 == 1)}[rounding]
    whole += up
    return -whole if negative else whole


def text(units):
    sign, units = ("-" if units < 0 else ""), abs(units)
    tail = ("%012d" % (units % ONE)).rstrip("0")
    return sign + str(units // ONE) + ("." + tail if tail else "")


def number():
    """Of any size, ties and round numbers more often than chance would have it."""
    bits = draw.choice([1, 8, 30, 40, 41, 63, 64, 65, 90, 110, 125])
    units = draw.randrange(2 ** bits)
    if draw.random() < 0.3:
        units = units // ONE * ONE
    if draw.random() < 0.2:
        units = units // ONE * ONE + ONE // 2
    return draw.choice([1, -1]) * min(units, BOUND - 1)


def integer():
    value = draw.randrange(2 ** draw.choice([1, 3, 8, 20, 40, 63]))
    return draw.choice([1, -1]) * value


def row(kind, a, b, c, numerator, denominator, rounding):
    if denominator == 0:
        result = "ERR_DECIMAL_DIVISION", ""
    else:
        units = divide(numerator, denominator, rounding)
        result = ("OK", text(units)) if abs(units) < BOUND else ("ERR_DECIMAL_OVERFLOW", "")
    print('    {%s, "%s", "%s", %s, %s, ROUND_%s, %s, "%s"},'
          % (kind, text(a), b, c[0], c[1], rounding, *result))


def limit(value):
    return "INT64_MIN" if value == -2 ** 63 else "INT64_C(%d)" % value


print("/* SPDX-License-Identifier: Apache-2.0 */")
print("/** decimal_vectors.inc: written by decimal_vectors.py. */")
for i in range(900):
    rounding = ROUNDINGS[i % 7]
    a, b = number(), number()
    kind = ["MUL", "DIV", "SCALE"][i // 7 % 3]
    if kind == "MUL":
        row(kind, a, text(b), "00", a * b, ONE, rounding)
    elif kind == "DIV":
        row(kind, a, text(b), "00", a * ONE, b, rounding)
    else:
        c, d = integer(), integer()
        row(kind, a, "0", (limit(c), limit(d)), a * c, d, rounding)
for rounding in ROUNDINGS:
    least, most = -2 ** 63, 2 ** 63 - 1
    for a in (BOUND - 1, 1 - BOUND, 5, -5):
        for c, d in ((most, most), (least, least), (least, most), (1, least), (1, 10), (3, 10)):
            row("SCALE", a, "0", (limit(c), limit(d)), a * c, d, rounding)
