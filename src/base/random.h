/* SPDX-License-Identifier: Apache-2.0 */
/**
 * random.h: a seeded generator (xoshiro256**); entropy for the seed comes from
 * sys. Not for secrets.
 */
#pragma once

#include "base/base.h"

struct random {
    uint64_t state[4];
};

void random_init(struct random *random, uint64_t seed);
uint64_t random_next(struct random *random);
/** 0 <= result < bound, without bias; bound above 0. */
uint64_t random_below(struct random *random, uint64_t bound);
/** low <= result <= high. */
int64_t random_between(struct random *random, int64_t low, int64_t high);
