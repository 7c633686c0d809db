/* SPDX-License-Identifier: Apache-2.0 */
/**
 * agenda.h: whose turn it is, by a number: a time, or what somebody has had already.
 *
 * A heap of tenants, each at most once; equal numbers come in the order in which
 * they were put down.
 */
#pragma once

#include "base/base.h"

struct tenant;

/** A tenant's place in one agenda; zeroed: it is not in it. */
struct agenda_entry {
    int64_t key;
    uint64_t order;
    size_t place; /**< 1 + index */
};

struct agenda {
    struct tenant **items;
    size_t count, capacity;
    size_t entry_offset; /**< of its agenda_entry in a tenant */
    uint64_t order;
};

/** Room for so many tenants; false: no memory. */
must_use bool agenda_reserve(struct agenda *agenda, size_t count);
/** Put it down under the number, in place of the one it had. There is room. */
void agenda_put(struct agenda *agenda, struct tenant *tenant, int64_t key);
void agenda_remove(struct agenda *agenda, struct tenant *tenant);
/** The one with the lowest number; NULL: there is none. */
struct tenant *agenda_first(const struct agenda *agenda);
/** Its number; INT64_MAX when there is none. */
int64_t agenda_first_key(const struct agenda *agenda);
/** The number of the one behind the first. */
int64_t agenda_second_key(const struct agenda *agenda);
void agenda_free(struct agenda *agenda);
