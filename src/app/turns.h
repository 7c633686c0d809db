/* SPDX-License-Identifier: Apache-2.0 */
/**
 * turns.h: whose work is done next.
 *
 * Every piece of work has a cost: the fuel that its scripts used, and as much again
 * for what every piece needs as PIECE_COST says. What a tenant `had` is the sum of
 * its costs, and whoever had least is next (start-time fair queueing). Who was idle does
 * not save up more than TURNS_CREDIT: it goes before those who were busy, for so
 * long. So what one account does changes the others' wait by one piece, and nobody
 * waits for ever.
 *
 * Everything is counted in fuel: the order of work is the same on every machine.
 */
#pragma once

#include "app/agenda.h"
#include "app/tenants.h"

/** What a piece costs beside the fuel of its scripts: loading, deciding, writing. */
#define PIECE_COST 50000
/** How far behind the busy ones an idle tenant may stay. */
#define TURNS_CREDIT ((int64_t)400000000)
/** One batch takes no more scripts than use this fuel, or one piece. */
#define BATCH_FUEL 2000000

struct turns {
    struct agenda due;        /**< by the time at which a tenant's jobs are to be looked at */
    struct agenda deliveries; /**< the same, of its webhooks */
    struct agenda stirred;    /**< whose scripts ran: there may be something to watch or to seal */
    struct agenda jobs;       /**< have jobs that are due, by what they had */
    struct agenda asking;     /**< have requests, by what they had */
    int64_t had;              /**< by the last one whose turn it was, or more */
};

void turns_init(struct turns *turns);
/** Room for all tenants; false: no memory. */
must_use bool turns_reserve(struct turns *turns, size_t count);
/** Something of the tenant was committed: it may have jobs and webhooks now. */
void turns_wake(struct turns *turns, struct tenant *tenant);
/**
 * The store refused its work (a full disk): it is due at once again, and would be
 * refused again. Nothing of it is looked at before then, unless it is woken.
 */
void turns_rest(struct turns *turns, struct tenant *tenant, int64_t until_ms);
/** It has work of that sort from now on. */
void turns_enter(struct turns *turns, struct agenda *agenda, struct tenant *tenant);
/** Whose turn it is; NULL: nobody's. */
struct tenant *turns_next(struct turns *turns, const struct agenda *agenda);
/** What it had grows; its other turns come later. */
void turns_charge(struct turns *turns, struct tenant *tenant, int64_t cost);
/**
 * How many of its jobs fit into a batch that has room for so many pieces and so much fuel
 * before another tenant's turn comes; the first of a batch gets one always.
 */
size_t turns_share(const struct turns *turns, const struct tenant *tenant, size_t room,
                   int64_t fuel, bool is_first);
void turns_free(struct turns *turns);
