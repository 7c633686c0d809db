/* SPDX-License-Identifier: Apache-2.0 */
/**
 * bank.h: a payment provider over a network that cannot be trusted.
 *
 * It says "in processing" to whatever is new and decides when it is asked by key. It may be
 * slow, may take the money and forget to say so, and answers the same key alike for ever. It is
 * outside the engine: a crash changes nothing here.
 */
#pragma once

#include "disk.h"
#include "payment/gateway.h" /* tidy: private-header: a provider of its own */

#define BANK_MOVES_MAX 4096

/** Money that moved, or was refused, under one key. */
struct bank_move {
    char key[ID_TEXT_MAX];
    int64_t amount;
    int asked;    /**< how often */
    int slow;     /**< asked so often before it decides */
    bool forgets; /**< the first decision is not told */
    bool is_refund;
    bool is_decided, is_refused;
    int times; /**< how often the money moved: once, if keys mean anything */
};

struct bank {
    const struct disk *disk; /**< the machine of the engine: a dead one asks nothing */
    uint64_t seed;
    bool forgets_keys; /**< a seeded bug: every question moves money */
    struct bank_move *moves;
    size_t count;
};

/** The one that bank_gateway stands for; one at a time. */
void bank_open(struct bank *bank, const struct disk *disk, uint64_t seed);
void bank_close(struct bank *bank);
const struct gateway *bank_gateway(void);
struct bank_move *bank_find(const struct bank *bank, struct text key);
