/* SPDX-License-Identifier: Apache-2.0 */
#include "app/turns.h"

#include <stddef.h>

void
turns_init(struct turns *turns)
{
    *turns = (struct turns){
        .due.entry_offset = offsetof(struct tenant, due),
        .deliveries.entry_offset = offsetof(struct tenant, delivery),
        .stirred.entry_offset = offsetof(struct tenant, stirred),
        .jobs.entry_offset = offsetof(struct tenant, job),
        .asking.entry_offset = offsetof(struct tenant, asking),
    };
}

bool
turns_reserve(struct turns *turns, size_t count)
{
    return agenda_reserve(&turns->due, count) && agenda_reserve(&turns->deliveries, count) &&
           agenda_reserve(&turns->stirred, count) && agenda_reserve(&turns->jobs, count) &&
           agenda_reserve(&turns->asking, count);
}

void
turns_free(struct turns *turns)
{
    agenda_free(&turns->due);
    agenda_free(&turns->deliveries);
    agenda_free(&turns->stirred);
    agenda_free(&turns->jobs);
    agenda_free(&turns->asking);
}

void
turns_wake(struct turns *turns, struct tenant *tenant)
{
    agenda_put(&turns->due, tenant, 0);
    agenda_put(&turns->deliveries, tenant, 0);
}

void
turns_rest(struct turns *turns, struct tenant *tenant, int64_t until_ms)
{
    agenda_put(&turns->due, tenant, until_ms);
    agenda_put(&turns->deliveries, tenant, until_ms);
}

void
turns_enter(struct turns *turns, struct agenda *agenda, struct tenant *tenant)
{
    bool is_idle = tenant->job.place == 0 && tenant->asking.place == 0;
    if (is_idle && tenant->had < turns->had - TURNS_CREDIT) {
        tenant->had = turns->had - TURNS_CREDIT;
    }
    agenda_put(agenda, tenant, tenant->had);
}

struct tenant *
turns_next(struct turns *turns, const struct agenda *agenda)
{
    struct tenant *tenant = agenda_first(agenda);
    if (tenant != NULL && tenant->had > turns->had) {
        turns->had = tenant->had;
    }
    return tenant;
}

void
turns_charge(struct turns *turns, struct tenant *tenant, int64_t cost)
{
    tenant->had += cost;
    if (tenant->job.place != 0) {
        agenda_put(&turns->jobs, tenant, tenant->had);
    }
    if (tenant->asking.place != 0) {
        agenda_put(&turns->asking, tenant, tenant->had);
    }
}

size_t
turns_share(const struct turns *turns, const struct tenant *tenant, size_t room, int64_t fuel,
            bool is_first)
{
    int64_t other = agenda_second_key(&turns->jobs);
    int64_t each = tenant->fuel_a_job + 1;
    int64_t by_turn =
        other == INT64_MAX ? (int64_t)room : (other - tenant->had) / (each + PIECE_COST) + 1;
    int64_t by_fuel = fuel / each;
    int64_t share = by_turn < by_fuel ? by_turn : by_fuel;
    if (share < 1) {
        return is_first ? 1 : 0;
    }
    return share < (int64_t)room ? (size_t)share : room;
}
