/* SPDX-License-Identifier: Apache-2.0 */
/**
 * unicode.h: what the language asks about characters: Unicode 15.0.
 *
 * Tables are data of the program (unicode_data.h), so that every machine folds
 * and sorts alike; a new Unicode version is a new language version.
 */
#pragma once

#include "base/text.h"

#define UNICODE_MAX 0x10ffff

/** White space and line ends of the language, the byte order mark too. */
bool unicode_is_space(uint32_t code_point);
/** Without the `$`, `_` and joiners that identifiers of the language also allow. */
bool unicode_is_id_start(uint32_t code_point);
bool unicode_is_id_continue(uint32_t code_point);

/** UTF-8 without white space at both ends. */
struct text unicode_trim(struct text text);
/** The code point at *at, which moves behind it; bad bytes give U+FFFD, one at a time. */
uint32_t unicode_decode(struct text text, size_t *at);
/** Bytes written, 1 to 4. Surrogates are encoded as they are (3 bytes). */
size_t unicode_encode(uint32_t code_point, char out[4]);

/** Full mappings without language or context: 1 to 3 code points. */
size_t unicode_upper(uint32_t code_point, uint32_t out[3]);
size_t unicode_lower(uint32_t code_point, uint32_t out[3]);
/** Simple folding, as the flags `iu` of a regular expression compare. */
uint32_t unicode_fold(uint32_t code_point);
/** The next code point from `from` on with another case; above UNICODE_MAX: none. */
uint32_t unicode_next_cased(uint32_t from);
/** For the final sigma. */
bool unicode_is_cased(uint32_t code_point);
bool unicode_is_case_ignorable(uint32_t code_point);

/** \p{name=value} or \p{name} (no value); 0 when unknown. */
uint32_t unicode_property_find(struct text name, struct text value);
bool unicode_property_has(uint32_t property, uint32_t code_point);

/** Canonical combining class; 0: a starter. */
uint8_t unicode_combining_class(uint32_t code_point);
/** One step of decomposition, Hangul included: code points written (0: none). */
#define UNICODE_DECOMPOSE_MAX 18
size_t unicode_decompose(uint32_t code_point, bool compatible, uint32_t out[UNICODE_DECOMPOSE_MAX]);
/** The character that two make, or 0. */
uint32_t unicode_compose(uint32_t first, uint32_t second);
