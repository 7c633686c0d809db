/* SPDX-License-Identifier: Apache-2.0 */
/**
 * breaker.c: a release that keeps failing is not asked for a while. The newest
 * runs are counted in memory, and read from the journal when a process begins and now and
 * then, so that engines that share a store count together; that a breaker opened or closed
 * is stored.
 */
#include "event/event.h"
#include "extend/loaded.h"

#include "limits.model.h"

/** Runs between two looks at what is stored. */
#define ASKED_AT_MOST 64

static_assert(LIMIT_EXTEND_BREAKER_WINDOW <= 32, "a bit a run");

static err_t
breaker_find(struct task *task, struct id release, struct breaker **out)
{
    struct record_scan scan = {.kind = &breaker_records,
                               .equals = {release.key},
                               .equals_count = 1,
                               .limit = 1,
                               .unwatched = true};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    *out = count == 0 ? NULL : found[0];
    return OK;
}

/** Whether it has been open long enough to ask once; clocks may stand before and behind it. */
static bool
is_half_open(const struct breaker_state *state, instant_t now)
{
    instant_t apart = now > state->opened_at ? now - state->opened_at : state->opened_at - now;
    return apart >= LIMIT_EXTEND_BREAKER_SECONDS;
}

/** Failures among the newest runs in the journal, since the breaker last closed. */
static err_t
window_read(struct task *task, const struct release *release, const struct breaker *breaker,
            uint32_t *window, int *count)
{
    struct record_scan scan = {.kind = &run_records,
                               .index = RUNS_BY_RELEASE,
                               .equals = {release->id.key},
                               .equals_count = 1,
                               .newest_first = true,
                               .limit = LIMIT_EXTEND_BREAKER_WINDOW,
                               .unwatched = true};
    void **runs;
    size_t found;
    bool has_more;
    bool has_closed = breaker != NULL && breaker->status == BREAKER_STATUS_CLOSED;
    TRY(record_scan(task, &scan, &runs, &found, &has_more));
    *window = 0;
    *count = 0;
    for (size_t i = 0; i < found; i++) { /* the newest becomes the lowest bit */
        const struct run *run = runs[i];
        if (has_closed && run->id.key <= breaker->run.key) {
            break;
        }
        if (run->outcome != RUN_OUTCOME_KIND_REFUSED) {
            *window |= run->outcome == RUN_OUTCOME_KIND_OK ? 0 : (uint32_t)1 << *count;
            (*count)++;
        }
    }
    return OK;
}

/**
 * What is stored: of an earlier process, or of engines beside this one. Runs that are not
 * committed yet are known here alone, so the view with more failures counts.
 */
static err_t
state_read(struct task *task, const struct release *release, struct breaker_state *state)
{
    struct breaker *breaker;
    uint32_t window;
    int count;
    state->asked = 0;
    if (state->is_moved) {
        return OK; /* not stored yet */
    }
    TRY(breaker_find(task, release->id, &breaker));
    TRY(window_read(task, release, breaker, &window, &count));
    state->is_open = breaker != NULL && breaker->status == BREAKER_STATUS_OPEN;
    state->opened_at = breaker == NULL ? 0 : breaker->opened_at;
    if (!state->is_known || __builtin_popcount(window) > __builtin_popcount(state->window)) {
        state->window = window;
        state->count = count;
    }
    state->is_known = true;
    return OK;
}

err_t
breaker_refuses(struct task *task, const struct release *release, bool *refuses)
{
    struct loaded_release *loaded = loaded_find(task->extend, release->id.key);
    struct breaker_state *state = &loaded->breaker;
    assert(loaded->key == release->id.key);
    if (!state->is_known || ++state->asked >= ASKED_AT_MOST) {
        TRY(state_read(task, release, state));
    }
    *refuses = state->is_open && !is_half_open(state, task->now);
    return OK;
}

static void
move(struct task *task, struct breaker_state *state, bool is_open, const struct run *run)
{
    state->is_moved = true;
    state->is_open = is_open;
    state->opened_at = is_open ? run->clock_time : 0;
    state->run = run->id;
    share_of(task)->wants_watch = true;
}

void
breaker_note(struct task *task, const struct run *run)
{
    struct loaded_release *loaded = loaded_find(task->extend, run->release_key);
    struct breaker_state *state = &loaded->breaker;
    bool is_ok = run->outcome == RUN_OUTCOME_KIND_OK;
    if (loaded->key == 0 || run->outcome == RUN_OUTCOME_KIND_REFUSED) {
        return;
    }
    state->window = state->window << 1 | (is_ok ? 0 : 1);
    state->window &= (uint32_t)(((uint64_t)1 << LIMIT_EXTEND_BREAKER_WINDOW) - 1);
    state->count += state->count < LIMIT_EXTEND_BREAKER_WINDOW ? 1 : 0;
    if (state->is_open && is_ok) { /* it was asked to see */
        state->window = 0;
        state->count = 0;
        move(task, state, false, run);
    } else if (!is_ok && (state->is_open ||
                          __builtin_popcount(state->window) >= LIMIT_EXTEND_BREAKER_FAILURES)) {
        move(task, state, true, run);
    }
}

/** Store that a breaker opened or closed, and tell of it. */
static err_t
state_keep(struct task *task, const struct loaded_release *loaded)
{
    const struct breaker_state *state = &loaded->breaker;
    struct id release = {loaded->key};
    struct breaker *breaker;
    void *object;
    enum breaker_status status = state->is_open ? BREAKER_STATUS_OPEN : BREAKER_STATUS_CLOSED;
    TRY(breaker_find(task, release, &breaker));
    TRY(record_load(task, &release_records, release, &object));
    if (object == NULL || (breaker == NULL && !state->is_open)) {
        return OK;
    }
    bool is_new = breaker == NULL;
    if (is_new) {
        breaker = arena_new(task->arena, struct breaker);
        if (breaker == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, "no memory for a breaker");
        }
        breaker->id = task_new_id(task);
        breaker->created = task->now;
        breaker->release = release;
        breaker->point = ((const struct release *)object)->point;
    }
    bool is_told = breaker->status != status;
    breaker->status = status;
    breaker->changed = task->now;
    breaker->opened_at = state->opened_at;
    breaker->failures = __builtin_popcount(state->window);
    breaker->run = state->run;
    TRY(is_new ? record_insert(task, &breaker_records, breaker)
               : record_update(task, &breaker_records, breaker));
    return !is_told ? OK
                    : event_append(task,
                                   state->is_open ? EVENT_EXTEND_BREAKER_OPENED
                                                  : EVENT_EXTEND_BREAKER_CLOSED,
                                   &breaker_records, breaker);
}

err_t
breakers_keep(struct task *task)
{
    struct extend *extend = task->extend;
    for (size_t i = 0; i < LOADED_RELEASES_MAX; i++) {
        struct loaded_release *loaded = &extend->releases[i];
        if (loaded->key != 0 && loaded->account == task->account->id && loaded->breaker.is_moved) {
            TRY(state_keep(task, loaded));
            loaded->breaker.is_moved = false;
        }
    }
    return OK;
}

void
extend_overtaken(struct task *task)
{
    struct extend *extend = task->extend;
    for (size_t i = 0; i < LOADED_RELEASES_MAX; i++) {
        struct loaded_release *loaded = &extend->releases[i];
        if (loaded->key != 0 && loaded->account == task->account->id) {
            loaded->breaker.is_known = false;
            loaded->breaker.is_moved = false;
        }
    }
}

static err_t
newest_run(struct task *task, struct id release, struct id *out)
{
    struct record_scan scan = {.kind = &run_records,
                               .index = RUNS_BY_RELEASE,
                               .equals = {release.key},
                               .equals_count = 1,
                               .newest_first = true,
                               .limit = 1,
                               .unwatched = true};
    void **runs;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &runs, &count, &has_more));
    *out = count == 0 ? *out : ((const struct run *)runs[0])->id;
    return OK;
}

err_t
breaker_close(struct task *task, struct breaker *breaker)
{
    struct loaded_release *loaded = loaded_find(task->extend, breaker->release.key);
    if (loaded->key != 0) {
        loaded->breaker = (struct breaker_state){.is_known = true};
    }
    if (breaker->status == BREAKER_STATUS_CLOSED) {
        return OK;
    }
    breaker->status = BREAKER_STATUS_CLOSED;
    breaker->changed = task->now;
    breaker->opened_at = 0;
    TRY(newest_run(task, breaker->release, &breaker->run)); /* what failed before counts no more */
    TRY(record_update(task, &breaker_records, breaker));
    return event_append(task, EVENT_EXTEND_BREAKER_CLOSED, &breaker_records, breaker);
}
