/* SPDX-License-Identifier: Apache-2.0 */
/**
 * recent.h: what the last commits touched: hash of a record or range -> commit number.
 *
 * Only sessions that began before a commit ask for it, so old entries are
 * worthless; they are dropped all at once when the table has grown, and the
 * floor remembers that nothing is known about sessions older than that. An
 * answer may be "overtaken" too often (equal hashes, the floor), never too
 * rarely.
 */
#pragma once

#include "base/base.h"

struct recent_slot {
    uint64_t hash; /**< 0: free */
    int64_t number;
};

struct recent {
    struct recent_slot *slots;
    size_t capacity; /**< a power of two */
    size_t count;
    int64_t floor; /**< sessions that began below it count as overtaken */
};

/** False when there is no memory. */
must_use bool recent_init(struct recent *recent);
void recent_free(struct recent *recent);
/** The commit `number` touched this; numbers never fall. */
void recent_put(struct recent *recent, uint64_t hash, int64_t number);
/** The newest commit that touched it, 0 when none is known. */
int64_t recent_find(const struct recent *recent, uint64_t hash);
/** Forget everything; sessions that began below `floor` are overtaken. */
void recent_clear(struct recent *recent, int64_t floor);
/** Whether it is worth clearing when no session is older than the newest commit. */
bool recent_is_large(const struct recent *recent);
