/* SPDX-License-Identifier: Apache-2.0 */
/** engine.c: batches of work, each piece in its own task, committed together. */
#include "app/engine.h"

#include <string.h>

#include "app/kinds.h"
#include "app/tenants.h"
#include "app/turns.h"
#include "ledger/ledger.h"
#include "sys/log.h"
#include "workflow/workflow.h"

#include "limits.model.h"

/** A piece that was overtaken so often is answered 429 lock_timeout. */
#define ATTEMPTS_MAX 50
#define TIDY_BATCH   500
/** Of engines that share a store: how much one looks at to find work that is not claimed, */
#define CLAIM_WINDOW (4 * ENGINE_BATCH_MAX)
/** how long what it claims is its own, */
#define CLAIM_JOB_MS      5000
#define CLAIM_DELIVERY_MS 30000
/** and how often it looks whether others have left work to do. */
#define LOOK_AGAIN_MS    500
#define REFUSED_PAUSE_MS 1000
/** Engines of one store give out different keys in the same millisecond. */
#define KEY_OFFSET_MASK 0x7ffff
/** An idle engine moves so many pages from the log into the file, or more. */
#define CHECKPOINT_PAGES_MIN 1000
#define METRICS_HOLDS_MAX    1000
#define METRICS_TENANTS_MAX  1000
#define METRICS_PAGE_MAX     (1u << 20)
/** Tenants whose webhooks are looked at, and who are tidied up, in one go. */
#define DELIVERY_TENANTS 64
#define TIDY_TENANTS     16

struct slot {
    struct arena arena;
    struct task task;
    struct http_answer answer;
    struct work *work;
    struct tenant *tenant; /**< whose work it is */
};

struct engine {
    struct arena arena; /**< program life */
    struct store *store;
    struct extend *extend;
    const struct gateway *gateway;
    struct id_source ids;
    struct random random;
    struct tenant directory; /**< where accounts and keys stand; strangers' requests are its */
    struct tenants tenants;
    struct turns turns;
    size_t met_count;    /**< tenants that are in the agendas */
    struct tenant *self; /**< whom engine_request and engine_read speak for */
    size_t tidy_turn;    /**< who is tidied up next */
    struct slot slots[ENGINE_BATCH_MAX];
    struct slot inner;  /**< for the engine's own look-ups */
    struct slot lookup; /**< the same, in the directory */
    struct work due[ENGINE_BATCH_MAX];
    struct id busy[ENGINE_ENDPOINTS_BUSY_MAX];
    size_t busy_count;
    bool was_refused;        /**< the store did not take some of the last batch's own work */
    struct text new_key;     /**< made for a new store, to be shown once */
    struct text request_key; /**< Authorization of engine_request */
    struct metrics metrics;
};

/* ---- tasks ------------------------------------------------------------- */

static err_t
task_begin(struct engine *engine, int64_t wall_ms, struct slot *slot, struct tenant *tenant)
{
    arena_reset(&slot->arena);
    slot->tenant = tenant;
    slot->task = (struct task){
        .arena = &slot->arena,
        .account = &tenant->account,
        .now = wall_ms / 1000,
        .wall_ms = wall_ms,
        .ids = &engine->ids,
        .extend = engine->extend,
        .share = &tenant->share,
        .gateway = engine->gateway,
    };
    random_init(&slot->task.random, random_next(&engine->random));
    return session_begin(engine->store, &slot->task);
}

static void
slot_init(struct slot *slot)
{
    arena_init(&slot->arena, LIMIT_TASK_ARENA_BYTES_MAX);
}

/** The text of what went wrong, for the log. */
static struct text
trouble(const struct task *task, err_t err)
{
    if (task->failure.message.length > 0) {
        return task->failure.message;
    }
    return text_of(error_kind(err)->sentence);
}

/** Begin the engine's own look-up task of a tenant; its arena is the inner slot's. */
static err_t
inner_begin(struct engine *engine, int64_t wall_ms, struct tenant *tenant, struct task **task)
{
    TRY(task_begin(engine, wall_ms, &engine->inner, tenant));
    *task = &engine->inner.task;
    return OK;
}

static err_t
slot_commit(struct engine *engine, struct slot *slot)
{
    struct task *task = &slot->task;
    err_t result = OK;
    if (!session_has_changes(task)) {
        return OK;
    }
    engine->metrics.values[METRIC_COMMITS_TOTAL]++;
    TRY(store_commit(engine->store, &task, 1, &result));
    if (slot->tenant != &engine->directory) {
        turns_wake(&engine->turns, slot->tenant);
    }
    return result;
}

/** Accounts that were met since the last time may have anything to do. */
static err_t
greet(struct engine *engine)
{
    struct tenants *tenants = &engine->tenants;
    if (!turns_reserve(&engine->turns, tenants->count + 1)) {
        return ERR_OUT_OF_MEMORY;
    }
    for (; engine->met_count < tenants->count; engine->met_count++) {
        turns_wake(&engine->turns, tenants->items[engine->met_count]);
    }
    return OK;
}

static err_t
accounts_meet(struct engine *engine, struct task *task)
{
    TRY(tenants_meet(&engine->tenants, task));
    return greet(engine);
}

/** Who a request's key speaks for. A stranger's tenant is the directory, and it is not known. */
static err_t
caller_find(struct engine *engine, int64_t wall_ms, const struct http_request *request,
            struct caller *caller, struct tenant **tenant)
{
    const struct key_seen *seen = NULL;
    struct task *task = &engine->lookup.task;
    *caller = (struct caller){0};
    *tenant = &engine->directory;
    TRY(task_begin(engine, wall_ms, &engine->lookup, &engine->directory));
    struct text key = api_key_of(task->arena, request);
    if (key.length > 0) {
        TRY(tenants_find_key(&engine->tenants, task, key, &seen));
        TRY(greet(engine));
    }
    if (seen != NULL) {
        bool is_over = seen->expires != 0 && seen->expires <= task->now;
        caller->is_known = true;
        caller->is_expired = seen->is_revoked || is_over;
        caller->reads_only = seen->reads_only;
        *tenant = caller->is_expired ? &engine->directory : seen->tenant;
    }
    return OK;
}

/* ---- one piece of work ------------------------------------------------- */

/** Beside the API, without a key: does the store answer? */
static err_t
ready_answer(struct slot *slot)
{
    instant_t next;
    TRY(job_next_wall(&slot->task, &next));
    slot->answer = (struct http_answer){.status = 200,
                                        .body = TEXT("ready\n"),
                                        .content_type = "text/plain; charset=utf-8",
                                        .route = "readyz"};
    return OK;
}

/** What is looked up only when somebody asks. */
static err_t
metrics_look_at(struct task *task, int64_t *holds, int64_t *lag)
{
    struct record_scan held = {.kind = &hold_records,
                               .index = HOLDS_BY_STATUS,
                               .equals = {HOLD_STATUS_HELD},
                               .equals_count = 1,
                               .limit = METRICS_HOLDS_MAX,
                               .unwatched = true};
    void **found;
    size_t count;
    bool has_more;
    instant_t next;
    TRY(record_scan(task, &held, &found, &count, &has_more));
    *holds += (int64_t)count;
    TRY(job_next_wall(task, &next));
    *lag = next < task->now && task->now - next > *lag ? task->now - next : *lag;
    return OK;
}

/** Over all accounts, or the first of very many: no series for each. */
static err_t
metrics_look_up(struct engine *engine, int64_t wall_ms)
{
    int64_t holds = 0;
    int64_t lag = 0;
    for (size_t i = 0; i < engine->tenants.count && i < METRICS_TENANTS_MAX; i++) {
        struct task *task;
        TRY(inner_begin(engine, wall_ms, engine->tenants.items[i], &task));
        TRY(metrics_look_at(task, &holds, &lag));
    }
    engine->metrics.values[METRIC_HOLDS_OPEN] =
        holds < METRICS_HOLDS_MAX ? holds : METRICS_HOLDS_MAX;
    engine->metrics.values[METRIC_JOB_LAG_SECONDS] = lag;
    struct extend_counts counts = extend_counted(engine->extend);
    engine->metrics.values[METRIC_SCRIPT_RUNS_TOTAL] = (int64_t)counts.runs;
    engine->metrics.values[METRIC_SCRIPT_FAILURES_TOTAL] = (int64_t)counts.failures;
    engine->metrics.values[METRIC_SCRIPT_FUEL_TOTAL] = (int64_t)counts.fuel;
    engine->metrics.values[METRIC_ACCOUNTS] = (int64_t)engine->tenants.count;
    return OK;
}

static err_t
metrics_answer(struct engine *engine, struct slot *slot)
{
    struct text_builder page;
    text_builder_init(&page, slot->task.arena, METRICS_PAGE_MAX);
    TRY(metrics_look_up(engine, slot->task.wall_ms));
    metrics_write(&engine->metrics, &page);
    slot->answer = (struct http_answer){.status = 200,
                                        .body = text_builder_text(&page),
                                        .content_type = "text/plain; version=0.0.4; charset=utf-8",
                                        .route = "metrics"};
    return slot->answer.body.bytes == NULL ? ERR_OUT_OF_MEMORY : OK;
}

static err_t
request_run(struct engine *engine, struct slot *slot, const struct caller *caller)
{
    struct task *task = &slot->task;
    const struct http_request *request = slot->work->request;
    if (text_is(request->method, "GET") && text_is(request->path, "/readyz")) {
        return ready_answer(slot);
    }
    if (text_is(request->method, "GET") && text_is(request->path, "/metrics")) {
        return metrics_answer(engine, slot);
    }
    task->request_id = id_text(task->arena, &task->account->secret, "req", task_new_id(task).key);
    err_t err = api_run(caller, task, slot->work->request, &slot->answer);
    if (task->failure.code == ERR_FUEL_USED_UP) {
        engine->metrics.values[METRIC_FUEL_WAITS_TOTAL]++;
    }
    if (err == OK && task->failure.code != OK && !task->keep_changes) {
        err = extend_keep_failed(task);
    }
    return err;
}

/**
 * A job that fails is put off; its changes are dropped, but a run of user logic
 * that refused it is journalled.
 */
static err_t
job_run_or_put_off(struct engine *engine, struct slot *slot)
{
    struct task *task = &slot->task;
    struct id job = slot->work->job;
    err_t err = job_run(task, workflow_handlers, job);
    if (err == OK || err == ERR_CONFLICT) {
        return err;
    }
    struct text reason = trouble(task, err);
    if (err == ERR_FUEL_USED_UP) { /* no fault of the job: it stays where it is in the queue */
        engine->metrics.values[METRIC_FUEL_WAITS_TOTAL]++;
        session_drop_changes(task);
        return OK;
    }
    log_write(LOG_ERROR, "job put off", "job", job.key, "why", reason);
    engine->metrics.values[METRIC_JOBS_PUT_OFF_TOTAL]++;
    session_drop_changes(task);
    task_clear_failure(task);
    TRY(extend_keep_failed(task));
    return job_put_off(task, job, reason);
}

/** In a task of its own, of the account that the piece belongs to. */
static err_t
work_run(struct engine *engine, int64_t wall_ms, struct slot *slot, int64_t *fuel_before)
{
    struct work *work = slot->work;
    struct caller caller = {0};
    struct tenant *tenant = tenant_of(&engine->tenants, work->account);
    err_t err = OK;
    if (work->type == WORK_REQUEST) {
        err = caller_find(engine, wall_ms, work->request, &caller, &tenant);
    }
    assert(tenant != NULL);
    *fuel_before = tenant->share.fuel_used;
    TRY(task_begin(engine, wall_ms, slot, tenant));
    TRY(err);
    switch (work->type) {
    case WORK_REQUEST:
        return request_run(engine, slot, &caller);
    case WORK_JOB:
        return job_run_or_put_off(engine, slot);
    case WORK_DELIVERED:
        return delivery_record(&slot->task, work->endpoint, work->event, work->status,
                               work->problem);
    }
    assert(false);
    return OK;
}

/* ---- batches ------------------------------------------------------------- */

static void
busy_remove(struct engine *engine, struct id endpoint)
{
    for (size_t i = 0; i < engine->busy_count; i++) {
        if (engine->busy[i].key == endpoint.key) {
            engine->busy[i] = engine->busy[--engine->busy_count];
            return;
        }
    }
}

static void
work_done(struct engine *engine, struct slot *slot)
{
    const struct work *work = slot->work;
    if (work->type == WORK_DELIVERED) {
        bool arrived = work->status >= 200 && work->status < 300;
        busy_remove(engine, work->endpoint); /* only now: its cursor has moved for good */
        engine->metrics
            .values[arrived ? METRIC_DELIVERIES_TOTAL : METRIC_DELIVERIES_FAILED_TOTAL]++;
    }
    if (work->type == WORK_REQUEST) {
        metrics_count_request(&engine->metrics, slot->answer.route, slot->answer.status);
    }
    if (slot->work->on_done != NULL) {
        slot->work->on_done(slot->work, &slot->answer);
    }
}

/** The whole store refused: nobody's work was kept. */
static void
work_failed(struct engine *engine, struct slot *slot, err_t err)
{
    struct task *task = &slot->task;
    if (slot->work->type == WORK_REQUEST) {
        task->failure = (struct failure){.code = err};
        api_answer_failure(task, slot->work->request, &slot->answer);
    } else {
        engine->was_refused = true;
        turns_rest(&engine->turns, tenant_of(&engine->tenants, slot->work->account),
                   task->wall_ms + REFUSED_PAUSE_MS);
    }
    work_done(engine, slot);
}

/** Overtaken: once more in the next batch, or a clear refusal after many times. */
static size_t
work_again(struct engine *engine, struct slot *slot, struct work **again, size_t count)
{
    struct work *work = slot->work;
    extend_overtaken(&slot->task);
    if (++work->attempt >= ATTEMPTS_MAX && work->type == WORK_REQUEST) {
        slot->task.failure = (struct failure){.code = ERR_LOCK_TIMEOUT};
        api_answer_failure(&slot->task, work->request, &slot->answer);
        work_done(engine, slot);
        return count;
    }
    again[count] = work;
    return count + 1;
}

/** What a piece has cost is noted when it has run, whatever became of it. */
static int64_t
charge(struct engine *engine, struct slot *slot, int64_t fuel_before)
{
    struct tenant *tenant = slot->tenant;
    int64_t fuel = tenant->share.fuel_used - fuel_before;
    int64_t *mean = slot->work->type == WORK_JOB ? &tenant->fuel_a_job : &tenant->fuel_an_ask;
    *mean += (fuel - *mean) / 8;
    turns_charge(&engine->turns, tenant, fuel + PIECE_COST);
    if (fuel > 0) {
        agenda_put(&engine->turns.stirred, tenant, 0);
    }
    return fuel;
}

/**
 * One batch; at the end *count says how many pieces were begun: when their scripts have
 * used more than the fuel, the rest is left.
 */
static size_t
batch_run(struct engine *engine, int64_t wall_ms, struct work **works, size_t *count, int64_t fuel,
          struct work **again)
{
    assert(*count <= ENGINE_BATCH_MAX);
    struct task *tasks[ENGINE_BATCH_MAX];
    struct slot *committing[ENGINE_BATCH_MAX];
    err_t results[ENGINE_BATCH_MAX];
    size_t commit_count = 0;
    size_t again_count = 0;

    err_t err = store_snapshot_begin(engine->store);
    for (size_t i = 0; i < *count; i++) {
        struct slot *slot = &engine->slots[i];
        int64_t fuel_before = 0;
        if (fuel < 0) {
            *count = i;
            break;
        }
        slot->work = works[i];
        slot->answer = (struct http_answer){0};
        err_t done = err;
        if (err == OK) {
            done = work_run(engine, wall_ms, slot, &fuel_before);
            fuel -= charge(engine, slot, fuel_before);
        } else {
            /* without a snapshot there is a task all the same, to answer */
            (void)!task_begin(engine, wall_ms, slot, &engine->directory);
        }
        if (done == ERR_CONFLICT) {
            again_count = work_again(engine, slot, again, again_count);
        } else if (done != OK) {
            log_write(LOG_ERROR, "work failed", "why", trouble(&slot->task, done));
            work_failed(engine, slot, done);
        } else if (session_has_changes(&slot->task)) {
            tasks[commit_count] = &slot->task;
            committing[commit_count++] = slot;
        } else {
            work_done(engine, slot);
        }
    }
    if (err == OK) {
        store_snapshot_end(engine->store);
    }
    if (commit_count == 0) {
        return again_count;
    }

    err = store_commit(engine->store, tasks, commit_count, results);
    engine->metrics.values[METRIC_COMMITS_TOTAL]++;
    if (err != OK) { /* once for all: a full disk would be filled by its own log */
        log_write(LOG_ERROR, "commit failed", "pieces", commit_count, "why",
                  trouble(tasks[0], err));
    }
    for (size_t i = 0; i < commit_count; i++) {
        err_t result = err != OK ? err : results[i];
        if (result == OK || result == ERR_CONFLICT) {
            turns_wake(&engine->turns, committing[i]->tenant);
        }
        if (result == OK) {
            work_done(engine, committing[i]);
        } else if (result == ERR_CONFLICT) {
            engine->metrics.values[METRIC_CONFLICTS_TOTAL]++;
            again_count = work_again(engine, committing[i], again, again_count);
        } else {
            if (err == OK) {
                log_write(LOG_ERROR, "commit failed", "why", trouble(tasks[i], result));
            }
            work_failed(engine, committing[i], result);
        }
    }
    return again_count;
}

size_t
engine_run(struct engine *engine, int64_t wall_ms, struct work **works, size_t count,
           struct work **again)
{
    return batch_run(engine, wall_ms, works, &count, INT64_MAX, again);
}

/* ---- what was asked -------------------------------------------------------- */

/** Behind what the tenant has asked already, or before it. */
static void
ask_put(struct engine *engine, struct work *work, bool is_first)
{
    struct tenant *tenant = work->asker;
    if (tenant->asks == NULL) {
        tenant->asks_end = &tenant->asks;
        turns_enter(&engine->turns, &engine->turns.asking, tenant);
    }
    if (is_first) {
        work->next = tenant->asks;
        tenant->asks_end = tenant->asks == NULL ? &work->next : tenant->asks_end;
        tenant->asks = work;
    } else {
        work->next = NULL;
        *tenant->asks_end = work;
        tenant->asks_end = &work->next;
    }
}

void
engine_add(struct engine *engine, int64_t wall_ms, struct work *work)
{
    struct caller caller;
    work->asker = tenant_of(&engine->tenants, work->account);
    if (work->type == WORK_REQUEST &&
        caller_find(engine, wall_ms, work->request, &caller, &work->asker) != OK) {
        work->asker = &engine->directory; /* it is told what is wrong when its turn comes */
    }
    assert(work->asker != NULL);
    ask_put(engine, work, false);
}

/** Fill a batch with what was asked, the tenant that had least first. */
static size_t
asked_fill(struct engine *engine, struct work **works)
{
    struct turns *turns = &engine->turns;
    int64_t fuel = BATCH_FUEL;
    size_t count = 0;
    struct tenant *tenant;
    while (count < ENGINE_BATCH_MAX && (tenant = turns_next(turns, &turns->asking)) != NULL) {
        int64_t turn = tenant->asking.key;
        fuel -= tenant->fuel_an_ask;
        if (count > 0 && fuel < 0) {
            break;
        }
        works[count++] = tenant->asks;
        tenant->asks = tenant->asks->next;
        agenda_remove(&turns->asking, tenant);
        if (tenant->asks != NULL) { /* others come between; what it costs is charged later */
            agenda_put(&turns->asking, tenant, turn + tenant->fuel_an_ask + PIECE_COST);
        }
    }
    return count;
}

bool
engine_run_asked(struct engine *engine, int64_t wall_ms)
{
    struct work *works[ENGINE_BATCH_MAX];
    struct work *again[ENGINE_BATCH_MAX];
    size_t count = asked_fill(engine, works);
    size_t begun = count;
    if (count > 0) {
        size_t again_count = batch_run(engine, wall_ms, works, &begun, BATCH_FUEL, again);
        for (size_t i = count; i-- > begun;) {
            ask_put(engine, works[i], true);
        }
        for (size_t i = again_count; i-- > 0;) {
            ask_put(engine, again[i], true);
        }
    }
    return engine->turns.asking.count > 0;
}

/* ---- what is due --------------------------------------------------------- */

/** Others may leave work that this engine has not seen. */
static int64_t
look_again(const struct engine *engine, int64_t wall_ms, int64_t next_ms)
{
    int64_t again_ms = wall_ms + LOOK_AGAIN_MS;
    return store_is_shared(engine->store) && again_ms < next_ms ? again_ms : next_ms;
}

/** Jobs of one tenant that are due, behind those that are there. */
static size_t
due_list(struct engine *engine, int64_t wall_ms, struct tenant *tenant, size_t limit, size_t begin)
{
    struct id ids[CLAIM_WINDOW];
    size_t count = 0;
    int64_t next_due_ms = INT64_MAX;
    struct task *task = NULL;
    size_t window = store_is_shared(engine->store) ? CLAIM_WINDOW : limit;
    err_t err = inner_begin(engine, wall_ms, tenant, &task);
    struct account_settings *settings = NULL;
    if (err == OK) {
        err = account_settings_load(task, &settings);
    }
    if (err == OK && !settings->billing_paused) {
        err = job_list_due(task, wall_ms / 1000, window, ids, &count, &next_due_ms);
    }
    if (err == OK) {
        err = store_claim(task, &job_records, ids, &count, limit, CLAIM_JOB_MS);
    }
    if (err != OK) {
        log_write(LOG_ERROR, "jobs cannot be listed", "why", trouble(task, err));
        next_due_ms = wall_ms + 1000;
        count = 0;
    }
    agenda_put(&engine->turns.due, tenant,
               count > 0 ? 0 : look_again(engine, wall_ms, next_due_ms));
    for (size_t i = 0; i < count; i++) {
        engine->due[begin + i] =
            (struct work){.type = WORK_JOB, .account = tenant->account.id, .job = ids[i]};
    }
    return count;
}

/** Clocks that reached their target become ready. */
static bool
clocks_settle(struct engine *engine, int64_t wall_ms, struct tenant *tenant)
{
    struct task *task = NULL;
    bool changed = false;
    err_t err = inner_begin(engine, wall_ms, tenant, &task);
    if (err == OK) {
        err = test_clock_settle(task, &changed);
    }
    if (err == OK) {
        err = slot_commit(engine, &engine->inner);
    }
    if (err != OK && err != ERR_CONFLICT) {
        log_write(LOG_ERROR, "test clocks cannot be settled", "why", trouble(task, err));
        return false;
    }
    return changed;
}

static bool
tenant_seal(struct engine *engine, int64_t wall_ms, struct tenant *tenant)
{
    struct task *task = NULL;
    size_t count = 0;
    err_t err = inner_begin(engine, wall_ms, tenant, &task);
    if (err == OK) {
        err = archive_seal(task, 1, &count);
    }
    if (err == OK) {
        err = slot_commit(engine, &engine->inner);
    }
    if (err != OK && err != ERR_CONFLICT) {
        log_write(LOG_ERROR, "runs cannot be sealed", "why", trouble(task, err));
    }
    return err == OK && count > 0;
}

bool
engine_seal(struct engine *engine, int64_t wall_ms)
{
    return tenant_seal(engine, wall_ms, engine->self);
}

/** What candidates changed and breakers did, before the next decision is taken. */
static void
releases_watch(struct engine *engine, int64_t wall_ms, struct tenant *tenant)
{
    struct task *task = NULL;
    err_t err = inner_begin(engine, wall_ms, tenant, &task);
    if (err == OK) {
        err = extend_watch(task);
    }
    if (err == OK) {
        err = slot_commit(engine, &engine->inner);
    }
    if (err != OK && err != ERR_CONFLICT) {
        log_write(LOG_ERROR, "rollouts cannot be counted", "why", trouble(task, err));
    }
}

/** Whose jobs may be due, and who has fuel for them, stand in line. */
static void
due_enter(struct engine *engine, int64_t wall_ms)
{
    struct turns *turns = &engine->turns;
    while (agenda_first_key(&turns->due) <= wall_ms) {
        struct tenant *tenant = agenda_first(&turns->due);
        int64_t ready_ms = extend_fuel_ready_ms(engine->extend, &tenant->share, wall_ms);
        if (ready_ms > wall_ms) {
            agenda_put(&turns->due, tenant, ready_ms);
            continue;
        }
        agenda_remove(&turns->due, tenant);
        turns_enter(turns, &turns->jobs, tenant);
    }
}

/** Fill a batch with due jobs, the tenant that had least first; *settled: a clock is ready. */
static size_t
due_fill(struct engine *engine, int64_t wall_ms, bool *settled)
{
    struct turns *turns = &engine->turns;
    int64_t fuel = BATCH_FUEL;
    size_t count = 0;
    struct tenant *tenant;
    due_enter(engine, wall_ms);
    while (count < ENGINE_BATCH_MAX && (tenant = turns_next(turns, &turns->jobs)) != NULL) {
        size_t share = turns_share(turns, tenant, ENGINE_BATCH_MAX - count, fuel, count == 0);
        if (share == 0) {
            break;
        }
        agenda_remove(&turns->jobs, tenant); /* due_list says when it is looked at again */
        size_t found = due_list(engine, wall_ms, tenant, share, count);
        *settled |= found == 0 && clocks_settle(engine, wall_ms, tenant);
        fuel -= (int64_t)found * tenant->fuel_a_job;
        count += found;
    }
    return count;
}

/** Of those whose scripts ran: what candidates changed and breakers did. */
static void
stirred_watch(struct engine *engine, int64_t wall_ms)
{
    struct agenda *stirred = &engine->turns.stirred;
    for (size_t i = 0; i < stirred->count; i++) {
        if (extend_wants_watch(&stirred->items[i]->share)) {
            releases_watch(engine, wall_ms, stirred->items[i]);
        }
    }
}

/** Seal what makes a segment; who still wants to be watched stays. */
static void
stirred_seal(struct engine *engine, int64_t wall_ms)
{
    struct agenda *stirred = &engine->turns.stirred;
    for (size_t i = stirred->count; i-- > 0;) {
        struct tenant *tenant = stirred->items[i];
        if (extend_wants_seal(engine->extend, &tenant->share)) {
            (void)tenant_seal(engine, wall_ms, tenant);
        }
        if (!extend_wants_watch(&tenant->share)) {
            agenda_remove(stirred, tenant);
        }
    }
}

bool
engine_run_due(struct engine *engine, int64_t wall_ms, int64_t *next_due_ms)
{
    struct work *works[ENGINE_BATCH_MAX];
    struct work *again[ENGINE_BATCH_MAX];
    bool worked = false;
    stirred_watch(engine, wall_ms);
    size_t count = due_fill(engine, wall_ms, &worked);
    for (size_t i = 0; i < count; i++) {
        works[i] = &engine->due[i];
    }
    if (count > 0) {
        /* what was overtaken or left is still in the queue and comes with the next look */
        engine->was_refused = false;
        size_t again_count = batch_run(engine, wall_ms, works, &count, BATCH_FUEL, again);
        engine->metrics.values[METRIC_JOBS_TOTAL] += (int64_t)(count - again_count);
        worked = worked || !engine->was_refused;
    }
    stirred_seal(engine, wall_ms);
    *next_due_ms = engine->turns.jobs.count > 0 ? wall_ms : agenda_first_key(&engine->turns.due);
    return worked;
}

/* ---- webhooks ------------------------------------------------------------ */

/** Engines that share a store keep an endpoint's events in order: one delivers to it at a time. */
static err_t
deliveries_claim(struct task *task, struct delivery *deliveries, size_t *count)
{
    struct id ids[ENGINE_ENDPOINTS_BUSY_MAX];
    size_t claimed = *count;
    for (size_t i = 0; i < *count; i++) {
        ids[i] = deliveries[i].endpoint;
    }
    TRY(store_claim(task, &webhook_endpoint_records, ids, &claimed, *count, CLAIM_DELIVERY_MS));
    size_t kept = 0;
    for (size_t i = 0; i < *count && kept < claimed; i++) {
        if (deliveries[i].endpoint.key == ids[kept].key) {
            deliveries[kept++] = deliveries[i];
        }
    }
    *count = kept;
    return OK;
}

/** Deliveries of one tenant; their texts live in the inner slot's arena. */
static size_t
deliveries_list(struct engine *engine, int64_t wall_ms, struct tenant *tenant, struct delivery *out,
                size_t limit)
{
    size_t count = 0;
    struct task *task = NULL;
    int64_t next_ms = INT64_MAX;
    err_t err = inner_begin(engine, wall_ms, tenant, &task);
    if (err == OK) {
        struct model_world world = api_world(task);
        err = delivery_list_due(task, &world, engine->busy, engine->busy_count, limit, out, &count,
                                &next_ms);
    }
    if (err == OK) {
        err = deliveries_claim(task, out, &count);
    }
    if (err == OK) {
        err = slot_commit(engine, &engine->inner);
    }
    if (err != OK && err != ERR_CONFLICT) {
        log_write(LOG_ERROR, "deliveries cannot be listed", "why", trouble(task, err));
    }
    next_ms = err == OK ? look_again(engine, wall_ms, next_ms) : wall_ms + 1000;
    agenda_put(&engine->turns.deliveries, tenant, next_ms);
    for (size_t i = 0; i < count && err == OK; i++) {
        engine->busy[engine->busy_count++] = out[i].endpoint;
    }
    return err == OK ? count : 0;
}

size_t
engine_deliveries(struct engine *engine, int64_t wall_ms, struct delivery *out, size_t limit,
                  int64_t *next_due_ms)
{
    size_t room = ENGINE_ENDPOINTS_BUSY_MAX - engine->busy_count;
    const struct agenda *deliveries = &engine->turns.deliveries;
    size_t count = 0;
    for (size_t looked = 0; looked < DELIVERY_TENANTS && room > 0 && count == 0; looked++) {
        if (agenda_first_key(deliveries) > wall_ms) {
            break;
        }
        count = deliveries_list(engine, wall_ms, agenda_first(deliveries), out,
                                limit < room ? limit : room);
    }
    *next_due_ms = room == 0 ? INT64_MAX : agenda_first_key(deliveries);
    return count;
}

/* ---- from inside --------------------------------------------------------- */

struct inside {
    struct http_answer answer;
    struct arena *arena;
};

static void
inside_done(struct work *work, const struct http_answer *answer)
{
    struct inside *inside = work->context;
    inside->answer = *answer;
    inside->answer.body = text_copy(inside->arena, answer->body);
}

struct http_answer
engine_request(struct engine *engine, int64_t wall_ms, const char *method, struct text path,
               struct text form, struct text idempotency_key)
{
    bool is_post = text_is(TEXT("POST"), method);
    struct http_request request = {
        .method = text_of(method),
        .path = path,
        .query = is_post ? TEXT("") : form,
        .body = is_post ? form : TEXT(""),
        .authorization = engine->request_key,
        .idempotency_key = idempotency_key,
    };
    arena_reset(&engine->inner.arena);
    struct inside inside = {.arena = &engine->inner.arena};
    struct work work = {
        .type = WORK_REQUEST, .request = &request, .on_done = inside_done, .context = &inside};
    struct work *works[] = {&work};
    struct work *again[1];
    while (engine_run(engine, wall_ms, works, 1, again) > 0) {
        /* nobody else is here: what overtook it is committed now */
    }
    return inside.answer;
}

err_t
engine_read(struct engine *engine, int64_t wall_ms, struct task **task)
{
    return inner_begin(engine, wall_ms, engine->self, task);
}

err_t
engine_directory(struct engine *engine, int64_t wall_ms, struct task **task)
{
    TRY(task_begin(engine, wall_ms, &engine->lookup, &engine->directory));
    *task = &engine->lookup.task;
    return OK;
}

err_t
engine_directory_commit(struct engine *engine)
{
    struct task *task = NULL;
    TRY(slot_commit(engine, &engine->lookup));
    TRY(engine_directory(engine, engine->lookup.task.wall_ms, &task));
    return accounts_meet(engine, task);
}

err_t
engine_speak(struct engine *engine, int64_t wall_ms, struct text key)
{
    const struct key_seen *seen;
    struct task *task;
    TRY(engine_directory(engine, wall_ms, &task));
    TRY(tenants_find_key(&engine->tenants, task, key, &seen));
    TRY(greet(engine));
    if (seen == NULL) {
        return fail(task, ERR_KEY_WRONG, NULL, NULL);
    }
    engine->self = seen->tenant;
    engine->request_key = text_format(&engine->arena, "Bearer %.*s", TEXT_ARG(key));
    return OK;
}

static void
tenant_tidy_up(struct engine *engine, int64_t wall_ms, struct tenant *tenant)
{
    struct task *task = NULL;
    size_t count = 0;
    err_t err = inner_begin(engine, wall_ms, tenant, &task);
    if (err == OK) {
        err = idempotency_prune(task, TIDY_BATCH, &count);
    }
    if (err == OK) {
        err = event_prune(task, TIDY_BATCH, &count);
    }
    if (err == OK) {
        err = ledger_sum_up(task, TIDY_BATCH, &count);
    }
    if (err == OK) {
        err = extend_tidy(task);
    }
    if (err == OK) {
        err = slot_commit(engine, &engine->inner);
    }
    if (err != OK && err != ERR_CONFLICT) {
        log_write(LOG_ERROR, "cannot tidy up", "why", trouble(task, err));
    }
}

/** The end of a round: meet whom others have made, let the log shrink. */
static void
round_end(struct engine *engine, int64_t wall_ms)
{
    struct task *task = NULL;
    err_t err = engine_directory(engine, wall_ms, &task);
    if (err == OK) {
        err = accounts_meet(engine, task);
    }
    if (err == OK) {
        err = store_checkpoint(engine->store, CHECKPOINT_PAGES_MIN);
    }
    if (err != OK) {
        log_write(LOG_ERROR, "cannot tidy up", "why", trouble(task, err));
    }
}

bool
engine_tidy_up(struct engine *engine, int64_t wall_ms)
{
    for (size_t i = 0; i < TIDY_TENANTS; i++) {
        if (engine->tidy_turn >= engine->tenants.count) {
            engine->tidy_turn = 0;
            round_end(engine, wall_ms);
            return false;
        }
        tenant_tidy_up(engine, wall_ms, engine->tenants.items[engine->tidy_turn++]);
    }
    return true;
}

struct text
engine_new_key(const struct engine *engine)
{
    return engine->new_key;
}

struct metrics *
engine_metrics(struct engine *engine)
{
    return &engine->metrics;
}

/* ---- life ---------------------------------------------------------------- */

/** The first account, made when there is none; what a store of one account has is taken over. */
static err_t
directory_open(struct engine *engine, const uint8_t secret[16], int64_t wall_ms)
{
    struct tenant before = {.account = {.id = ACCOUNT_FIRST}};
    struct account_record *account;
    struct task *directory;
    struct task *task;
    TRY(engine_directory(engine, wall_ms, &directory));
    TRY(inner_begin(engine, wall_ms, &before, &task));
    TRY(directory_take_over(directory, task));
    TRY(engine_directory_commit(engine));
    if (engine->tenants.count > 0) {
        return OK;
    }
    TRY(engine_directory(engine, wall_ms, &directory));
    TRY(account_create(directory, NO_TEXT, false, secret, &account));
    return engine_directory_commit(engine);
}

/** Speak with the configured key, which may be new; a store without any gets one of its own. */
static err_t
key_open(struct engine *engine, struct text key, int64_t wall_ms)
{
    struct task *task;
    struct api_key **keys;
    struct api_key *known;
    size_t count;
    engine->self = tenant_of(&engine->tenants, ACCOUNT_FIRST);
    if (engine->self == NULL) { /* it lives elsewhere */
        engine->self = engine->tenants.items[0];
    }
    TRY(engine_directory(engine, wall_ms, &task));
    if (key.length == 0) {
        TRY(api_key_list(task, engine->self->account.id, &keys, &count));
        if (count > 0) {
            return OK;
        }
        key = text_copy(&engine->arena, api_key_make(task, false, false));
        engine->new_key = key;
    }
    TRY(api_key_find(task, api_key_hash(task->arena, key), &known));
    if (known == NULL) {
        struct api_key_wish wish = {.account = engine->self->account.id, .key = key};
        TRY(api_key_create(task, &wish, &known));
        TRY(engine_directory_commit(engine));
    }
    return engine_speak(engine, wall_ms, key);
}

static err_t
accounts_open(struct engine *engine, const struct engine_config *config, int64_t wall_ms)
{
    err_t err = directory_open(engine, config->secret, wall_ms);
    for (int attempt = 0; err == ERR_CONFLICT && attempt < ATTEMPTS_MAX; attempt++) {
        err = directory_open(engine, config->secret, wall_ms); /* another engine was faster */
    }
    if (err == OK) {
        err = key_open(engine, config->api_key, wall_ms);
    }
    for (int attempt = 0; err == ERR_CONFLICT && attempt < ATTEMPTS_MAX; attempt++) {
        err = key_open(engine, config->api_key, wall_ms);
    }
    return err;
}

err_t
engine_open(const struct engine_config *config, int64_t wall_ms, struct engine **out,
            struct text *problem)
{
    struct engine *engine = block_alloc(sizeof(*engine));
    if (engine == NULL) {
        return ERR_OUT_OF_MEMORY;
    }
    arena_init(&engine->arena, 64u << 20);
    random_init(&engine->random, config->seed);
    engine->gateway = config->gateway;
    for (size_t i = 0; i < ENGINE_BATCH_MAX; i++) {
        slot_init(&engine->slots[i]);
    }
    slot_init(&engine->inner);
    slot_init(&engine->lookup);
    turns_init(&engine->turns);
    for (size_t i = 0; i < sizeof(engine->directory.account.secret.bytes); i++) {
        engine->directory.account.secret.bytes[i] = (uint8_t)random_next(&engine->random);
    }

    struct store_config store_config = {
        .path = config->store,
        .kinds = engine_kinds,
        .cache_bytes = config->cache_bytes,
        .checkpoint_pages = 20000,
        .owner = (int64_t)(config->seed >> 1 | 1),
    };
    int64_t last_key = 0;
    err_t err = store_open(&engine->arena, &store_config, &engine->store, problem);
    if (err == OK) {
        err = store_last_key(engine->store, &last_key);
    }
    if (err == OK) {
        engine->ids.last_key = last_key;
        if (store_is_shared(engine->store)) {
            engine->ids.offset = (int64_t)(config->seed & KEY_OFFSET_MASK);
        }
        err = extend_open(config->heap_bytes_max, &engine->extend);
    }
    if (err == OK) {
        extend_configure(engine->extend, &config->extend);
    }
    if (err == OK) {
        err = accounts_open(engine, config, wall_ms);
        if (err != OK) {
            *problem = trouble(&engine->lookup.task, err);
        }
    }
    if (err != OK) {
        return err; /* the program ends; its memory stays for the message */
    }
    *out = engine;
    return OK;
}

void
engine_close(struct engine *engine)
{
    extend_close(engine->extend);
    store_close(engine->store);
    for (size_t i = 0; i < ENGINE_BATCH_MAX; i++) {
        arena_free(&engine->slots[i].arena);
    }
    arena_free(&engine->inner.arena);
    arena_free(&engine->lookup.arena);
    turns_free(&engine->turns);
    tenants_free(&engine->tenants);
    arena_free(&engine->arena);
    block_free(engine);
}
