/* SPDX-License-Identifier: Apache-2.0 */
/**
 * budget.c: the fuel that the scripts of an account may use in a minute.
 *
 * A bucket fills evenly by the engine's clock and holds some seconds of the minute's
 * fuel, so that nobody saves up a long burst. A task looks at it before its first
 * run only, and what its runs use is taken afterwards: a task that has begun is
 * finished, however deep the bucket sinks, so that a job which needs more than the
 * bucket holds gets through in the end.
 */
#include "extend/loaded.h"

#include "limits.model.h"

#define MINUTE_MS 60000

/** Pour in what has come since the last time; a clock that goes back brings nothing. */
static void
fill(struct extend_share *share, int64_t a_ms, int64_t wall_ms)
{
    int64_t full = a_ms * LIMIT_EXTEND_FUEL_BURST_MS;
    int64_t past_ms = wall_ms - share->filled_ms;
    if (share->filled_ms == 0) {
        share->fuel = full;
        share->filled_ms = wall_ms;
    } else if (past_ms > 0) {
        int64_t missing_ms = (full - share->fuel) / a_ms + 1;
        share->fuel += a_ms * (past_ms < missing_ms ? past_ms : missing_ms);
        share->fuel = share->fuel < full ? share->fuel : full;
        share->filled_ms = wall_ms;
    }
}

int64_t
extend_fuel_ready_ms(const struct extend *extend, struct extend_share *share, int64_t wall_ms)
{
    int64_t a_ms = extend->settings.fuel_a_minute / MINUTE_MS;
    if (a_ms == 0) {
        return wall_ms;
    }
    fill(share, a_ms, wall_ms);
    return share->fuel > 0 ? wall_ms : wall_ms + 1 - share->fuel / a_ms;
}

err_t
budget_try(struct task *task, const struct extend_trial *trial, void *output,
           struct script_result *result)
{
    struct extend_share *share = share_of(task);
    struct extend *extend = task->extend;
    if (!task->has_fuel && extend_fuel_ready_ms(extend, share, task->wall_ms) > task->wall_ms) {
        return fail(task, ERR_FUEL_USED_UP, NULL,
                    "The account's scripts have used up their fuel, %lld a minute. What needs a "
                    "script waits until there is fuel again.",
                    (long long)extend->settings.fuel_a_minute);
    }
    task->has_fuel = true;
    extend_try(extend->runner, trial, task->arena, output, result);
    share->fuel -= share->filled_ms == 0 ? 0 : (int64_t)result->fuel;
    share->fuel_used += (int64_t)result->fuel;
    return OK;
}
