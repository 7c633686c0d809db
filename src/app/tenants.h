/* SPDX-License-Identifier: Apache-2.0 */
/**
 * tenants.h: the accounts that an engine knows, and whose keys it has seen.
 *
 * A tenant is found by its number and never moves: tasks point at its account.
 * What the directory said about a key is believed for a moment.
 */
#pragma once

#include "account/account.h"
#include "app/agenda.h"
#include "base/hash.h"
#include "extend/extend.h"

#include "limits.model.h"

#define TENANTS_PAGE  256
#define TENANTS_PAGES (LIMIT_ACCOUNTS_MAX / TENANTS_PAGE + 1)
/** Keys that were seen lately; a power of two. */
#define KEYS_SEEN 4096

struct work;

struct tenant {
    struct account account;
    struct extend_share share;
    struct agenda_entry due, delivery, stirred, job, asking; /**< its places in turns.h */
    int64_t had;         /**< the cost of its work so far, as turns.h counts it */
    int64_t fuel_a_job;  /**< of its jobs, on average */
    int64_t fuel_an_ask; /**< of its requests */
    struct work *asks;   /**< requests that wait, oldest first */
    struct work **asks_end;
};

/** What the directory said about a key. */
struct key_seen {
    struct sha256 hash;
    struct tenant *tenant; /**< NULL: the place is free */
    bool reads_only, is_revoked;
    instant_t expires;
    int64_t seen_ms;
};

struct tenants {
    struct tenant *pages[TENANTS_PAGES]; /**< by number */
    struct tenant **items;               /**< in the order in which they were met */
    size_t count, capacity;
    int64_t last_key; /**< of the directory's accounts that were read */
    struct key_seen keys[KEYS_SEEN];
};

/** Meet the accounts that the directory has got since the last time. A task of the directory. */
must_use err_t tenants_meet(struct tenants *tenants, struct task *task);
/** NULL: it was not met. */
struct tenant *tenant_of(const struct tenants *tenants, int64_t number);
/** Who the key speaks for; NULL: nobody. A task of the directory. */
must_use err_t tenants_find_key(struct tenants *tenants, struct task *task, struct text key,
                                const struct key_seen **out);
void tenants_free(struct tenants *tenants);
