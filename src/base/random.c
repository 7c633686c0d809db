/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"

/* xoshiro256** 1.0 by Blackman and Vigna, seeded by splitmix64 as they advise. */

static uint64_t
rotate(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

void
random_init(struct random *random, uint64_t seed)
{
    for (size_t i = 0; i < COUNT_OF(random->state); i++) {
        seed += UINT64_C(0x9e3779b97f4a7c15);
        uint64_t mixed = seed;
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
        random->state[i] = mixed ^ mixed >> 31;
    }
}

uint64_t
random_next(struct random *random)
{
    uint64_t *state = random->state;
    uint64_t result = rotate(state[1] * 5, 7) * 9;
    uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
}

uint64_t
random_below(struct random *random, uint64_t bound)
{
    assert(bound > 0);
    /* The lowest 2^64 mod bound values are drawn again: the rest divides evenly. */
    uint64_t refused = (0 - bound) % bound;
    uint64_t value;
    do {
        value = random_next(random);
    } while (value < refused);
    return value % bound;
}

int64_t
random_between(struct random *random, int64_t low, int64_t high)
{
    assert(low <= high);
    uint64_t span = (uint64_t)high - (uint64_t)low;
    uint64_t offset = span == UINT64_MAX ? random_next(random) : random_below(random, span + 1);
    return (int64_t)((uint64_t)low + offset);
}
