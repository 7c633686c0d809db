/* SPDX-License-Identifier: Apache-2.0 */
/**
 * base.h: what every file may assume. Included first, by every header.
 *
 * C17. Compiler extensions live here and nowhere else.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The caller must look at the result. */
#define must_use __attribute__((warn_unused_result))
/** Checked like printf; f and a are the places of format and first argument. */
#define printf_like(f, a) __attribute__((format(printf, f, a)))
/** Never returns. */
#define no_return __attribute__((noreturn))
/** A hint for the branch that is taken almost always, or almost never. */
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
/** The next case is meant to be reached. */
#define fall_through __attribute__((fallthrough))
/** Proved elsewhere (verified bytecode): control does not come here; wrong: anything happens. */
#define never_reached() __builtin_unreachable()
/**
 * Labels as values: the loop of script/interpreter.c, nowhere else (adr 0012). Compilers that do
 * not know them, and builds that are told so, have neither; the loop is a switch then.
 */
#if defined(__GNUC__) && !defined(QUOIN_SWITCH)
#define label_address(label) (__extension__ && label)
#define jump_to(address)     (__extension__({ goto *(address); }))
#endif

__extension__ typedef __int128 int128_t;
__extension__ typedef unsigned __int128 uint128_t;

/** Bytes somewhere else: borrowed, not terminated, may hold any byte. */
struct text {
    const char *bytes; /**< NULL is "no text", which is not the empty text */
    size_t length;
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
