/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pack.h"

#include <zstd.h>

#define LEVEL 3

struct text
pack(struct arena *arena, struct text bytes)
{
    size_t room = ZSTD_compressBound(bytes.length);
    char *out = arena_alloc(arena, room, 1);
    if (out == NULL) {
        return NO_TEXT;
    }
    size_t length = ZSTD_compress(out, room, bytes.bytes, bytes.length, LEVEL);
    return ZSTD_isError(length) ? NO_TEXT : (struct text){out, length};
}

struct text
unpack(struct arena *arena, struct text packed, size_t limit)
{
    unsigned long long size = ZSTD_getFrameContentSize(packed.bytes, packed.length);
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > limit) {
        return NO_TEXT;
    }
    char *out = arena_alloc(arena, (size_t)size + 1, 1);
    if (out == NULL) {
        return NO_TEXT;
    }
    size_t length = ZSTD_decompress(out, (size_t)size, packed.bytes, packed.length);
    return ZSTD_isError(length) || length != size ? NO_TEXT : (struct text){out, length};
}
