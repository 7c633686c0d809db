/* SPDX-License-Identifier: Apache-2.0 */
/** builtin_string.h: between the files of String. */
#pragma once

#include "script/vm.h"

#define STRING_NOT_FOUND UINT32_MAX

/** The first place of `wanted` from `from` on, forward (step 1) or backward (-1). Flat strings. */
must_use bool string_find(struct vm *vm, const struct string *text, const struct string *wanted,
                          uint32_t from, int step, uint32_t *found);
/** The code point that starts at a unit of a flat string. */
uint32_t string_code_point(const struct string *text, uint32_t at);

native_function string_to_lower_case;
native_function string_to_upper_case;
native_function string_normalize;

/* builtin_string_replace.c */
native_function string_match;
native_function string_match_all;
native_function string_replace;
native_function string_replace_all;
native_function string_search;
