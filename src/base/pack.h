/* SPDX-License-Identifier: Apache-2.0 */
/** pack.h: compressed bytes, over zstd. */
#pragma once

#include "base/text.h"

/** Same bytes, same packing, by one version of the library. NO_TEXT on exhaustion. */
struct text pack(struct arena *arena, struct text bytes);
/** What was packed; NO_TEXT when it is damaged or larger than `limit`. */
struct text unpack(struct arena *arena, struct text packed, size_t limit);
