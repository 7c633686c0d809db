/* SPDX-License-Identifier: Apache-2.0 */
/**
 * engine.h: the rooms put together, and the beat of their work.
 *
 * It serves all accounts of a store: every task is of one of them, and a batch
 * has tasks of many.
 *
 * An engine turns work (requests, due jobs, results of deliveries) into
 * batches: every piece of a batch loads and decides in its own task, then all
 * of them commit together with one fsync, then the answers go out. What was
 * overtaken runs again in the next batch. The engine itself has no thread and
 * no clock: serve.c drives it by the wall, tests and the demo by hand.
 */
#pragma once

#include "api/api.h"
#include "app/metrics.h"
#include "event/event.h"
#include "extend/extend.h"
#include "store/store.h"

#define ENGINE_BATCH_MAX          STORE_BATCH_MAX
#define ENGINE_ENDPOINTS_BUSY_MAX 64

struct engine;

struct engine_config {
    struct text store;   /**< path of the SQLite file, or postgres://... */
    struct text api_key; /**< of the first account when nobody has it yet; may be no text */
    size_t heap_bytes_max;
    struct extend_settings extend;
    const struct gateway *gateway; /**< NULL: test cards in test mode, none in live mode */
    int64_t cache_bytes;
    uint64_t seed;      /**< entropy */
    uint8_t secret[16]; /**< entropy: of a new store's ids */
};

must_use err_t engine_open(const struct engine_config *config, int64_t wall_ms, struct engine **out,
                           struct text *problem);
void engine_close(struct engine *engine);
/** The key that a new store was given because none was configured; no text otherwise. */
struct text engine_new_key(const struct engine *engine);

enum work_type { WORK_REQUEST, WORK_JOB, WORK_DELIVERED };

struct tenant;

/** One piece of work, owned by the caller until `on_done`. */
struct work {
    enum work_type type;
    int64_t account;              /**< whose it is; a request's key says it */
    struct http_request *request; /**< WORK_REQUEST */
    struct id job;                /**< WORK_JOB */
    struct id endpoint, event;    /**< WORK_DELIVERED */
    int status;
    struct text problem;
    int attempt;          /**< how often it was overtaken */
    struct work *next;    /**< of the caller's queue, or of the engine's when it was added */
    struct tenant *asker; /**< the engine's: in whose line it stands */
    /** Called once, after the commit; the answer's texts live until it returns. May be NULL. */
    void (*on_done)(struct work *work, const struct http_answer *answer);
    void *context;
};

/**
 * Run up to ENGINE_BATCH_MAX pieces at the given time. Those that were
 * overtaken come back in `again` (count returned), in order; all others are done.
 */
size_t engine_run(struct engine *engine, int64_t wall_ms, struct work **works, size_t count,
                  struct work **again);

/** Stand in line: a request behind those of its account, a delivery's result likewise. */
void engine_add(struct engine *engine, int64_t wall_ms, struct work *work);
/**
 * Run a batch of what was added, the account that had least first (turns.h). What was
 * overtaken stands in line again. True when something still waits.
 */
bool engine_run_asked(struct engine *engine, int64_t wall_ms);

/**
 * Run what is due up to now: wall jobs and one step of every advancing clock,
 * in one batch, the account that had least first. True when anything was done.
 * *next_due_ms: when there is something to do again.
 */
bool engine_run_due(struct engine *engine, int64_t wall_ms, int64_t *next_due_ms);

/**
 * Deliveries to make now, of one account; their texts live until the next call. An
 * endpoint is busy until WORK_DELIVERED came back for it.
 */
size_t engine_deliveries(struct engine *engine, int64_t wall_ms, struct delivery *out, size_t limit,
                         int64_t *next_due_ms);

/** Seal a segment of the own account's runs that wait for it; false when none does. */
bool engine_seal(struct engine *engine, int64_t wall_ms);

/** Old idempotent answers and the like, of the next accounts; false: that was a whole round. */
bool engine_tidy_up(struct engine *engine, int64_t wall_ms);

/**
 * One request from inside, through the same path: form is the body of a POST
 * or the query otherwise. The answer's text lives until the next call of the engine.
 */
struct http_answer engine_request(struct engine *engine, int64_t wall_ms, const char *method,
                                  struct text path, struct text form, struct text idempotency_key);

/** A session outside any command, for checks by tests and tools: begin, read, forget. */
must_use err_t engine_read(struct engine *engine, int64_t wall_ms, struct task **task);

/**
 * From now on engine_request, engine_read and engine_seal speak for the account of this
 * key; at first for that of the configured one. ERR_KEY_WRONG.
 */
must_use err_t engine_speak(struct engine *engine, int64_t wall_ms, struct text key);

/** A task of the directory, and its commit: the engine knows what came into it then. */
must_use err_t engine_directory(struct engine *engine, int64_t wall_ms, struct task **task);
must_use err_t engine_directory_commit(struct engine *engine);

/** Counted by the engine; what only its caller knows (latencies) the caller adds. */
struct metrics *engine_metrics(struct engine *engine);
