/* SPDX-License-Identifier: Apache-2.0 */
/* sim.c: the machine: an engine on a bad disk, the network around it, time. */
#include "sim.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

#define ARENA_BYTES    ((size_t)512 << 20)
#define HEAP_BYTES     ((size_t)64 << 20)
#define CACHE_BYTES    (4 << 20)
#define START_MS       INT64_C(1769817600000) /* 2026-01-31 */
#define TRIES_MAX      60
#define DUE_ROUNDS_MAX 20000
#define DELIVERIES_MAX 8
#define STEPS          70
#define SETTLE_ROUNDS  400
/** No such folder: only the disk of the simulation knows the file. */
#define STORE "/quoin-sim/sim.db"

/* ---- saying ---------------------------------------------------------------- */

void
sim_say(struct sim *sim, const char *format, ...)
{
    char line[1024];
    char instant[32];
    va_list arguments;
    int64_t s = sim->world.wall_ms / 1000;
    (void)snprintf(instant, sizeof(instant), "%04d %lld.%03lld", sim->step, (long long)s,
                   (long long)(sim->world.wall_ms % 1000));
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    for (const char *c = instant; *c != '\0'; c++) {
        sim->trace = (sim->trace ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    }
    for (const char *c = line; *c != '\0'; c++) {
        sim->trace = (sim->trace ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    }
    if (sim->is_verbose) {
        printf("%s %8lld  %s\n", instant, (long long)disk_calls(sim->disk), line);
    }
}

void
sim_wrong(struct sim *sim, const char *checker, const char *format, ...)
{
    va_list arguments;
    if (sim->checker != NULL) {
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(sim->problem, sizeof(sim->problem), format, arguments);
    va_end(arguments);
    sim->checker = checker;
    sim_say(sim, "WRONG %s: %s", checker, sim->problem);
}

bool
sim_is_wrong(const struct sim *sim)
{
    return sim->checker != NULL;
}

bool
sim_chance(struct sim *sim, unsigned percent)
{
    return random_below(&sim->random, 100) < percent;
}

/* ---- chance from outside: secrets --------------------------------------------- */

/* libsodium asks functions without a context. */
static struct random secrets;

static const char *
secrets_name(void)
{
    return "sim";
}

static uint32_t
secrets_word(void)
{
    return (uint32_t)random_next(&secrets);
}

static void
secrets_fill(void *const bytes, const size_t length)
{
    unsigned char *out = bytes;
    for (size_t i = 0; i < length; i++) {
        out[i] = (unsigned char)random_next(&secrets);
    }
}

static void
secrets_seed(uint64_t seed)
{
    static randombytes_implementation implementation = {
        .implementation_name = secrets_name, .random = secrets_word, .buf = secrets_fill};
    random_init(&secrets, seed);
    (void)randombytes_set_implementation(&implementation);
}

/* ---- the engine ------------------------------------------------------------------ */

static int64_t
now_ms(struct sim *sim)
{
    /* as serve.c does it: time never goes back for an engine */
    sim->last_ms = sim->world.wall_ms > sim->last_ms ? sim->world.wall_ms : sim->last_ms;
    return sim->last_ms;
}

/** The disk may die, or fail, in what comes next. */
static void
dangers_arm(struct sim *sim)
{
    int64_t calls = disk_calls(sim->disk);
    if ((sim->swarm.crashes || sim->swarm.power_cuts) && sim_chance(sim, 12)) {
        int64_t most = sim_chance(sim, 50) ? 12 : 150;
        disk_die_at(sim->disk, calls + random_between(&sim->random, 1, most));
    }
    if (sim->swarm.disk_faults && sim_chance(sim, 10)) {
        bool for_ever = sim_chance(sim, 30);
        disk_fail_at(sim->disk, DISK_IO, calls + random_between(&sim->random, 1, 60), for_ever);
    }
    if (sim->swarm.disk_full && sim_chance(sim, 10)) {
        enum disk_fault fault = sim_chance(sim, 70) ? DISK_FULL : DISK_READ_ONLY;
        disk_fail_at(sim->disk, fault, calls + random_between(&sim->random, 1, 20), true);
    }
}

static void
dangers_end(struct sim *sim)
{
    disk_die_at(sim->disk, 0);
    disk_fail_at(sim->disk, DISK_HEALTHY, 0, false);
}

static void
engine_drop(struct sim *sim)
{
    if (sim->world.engine != NULL) {
        engine_close(sim->world.engine);
        sim->world.engine = NULL;
    }
    sim->flight_count = 0; /* nobody waits for their answers any more */
    sim->last_ms = 0;
}

static bool
engine_up(struct sim *sim)
{
    struct engine_config config = {
        .store = TEXT(STORE),
        .api_key = TEXT("sk_test_of_a_story"),
        .heap_bytes_max = HEAP_BYTES,
        .cache_bytes = CACHE_BYTES,
        .seed = sim->seed * 1000 + (uint64_t)sim->opened++,
        .secret = "story for secret",
        .gateway = sim->swarm.bank ? bank_gateway() : NULL,
    };
    struct text problem = NO_TEXT;
    err_t err = engine_open(&config, now_ms(sim), &sim->world.engine, &problem);
    if (err != OK) {
        sim->world.engine = NULL;
        if (!disk_is_dead(sim->disk) && disk_failures(sim->disk) == 0) {
            sim_wrong(sim, "recovery", "the engine does not start: %s: %.*s", error_kind(err)->name,
                      TEXT_ARG(problem));
        }
    }
    return err == OK;
}

void
sim_restart(struct sim *sim)
{
    dangers_end(sim);
    engine_drop(sim);
    (void)engine_up(sim);
}

void
sim_mend(struct sim *sim)
{
    bool was_down = false;
    for (int tries = 0;
         !sim_is_wrong(sim) && (disk_is_dead(sim->disk) || sim->world.engine == NULL); tries++) {
        enum disk_death death =
            sim->swarm.power_cuts && (!sim->swarm.crashes || sim_chance(sim, 60))
                ? DISK_POWER_GONE
                : DISK_PROCESS_GONE;
        bool is_death = disk_is_dead(sim->disk);
        was_down = true;
        engine_drop(sim);
        if (is_death) {
            *(death == DISK_POWER_GONE ? &sim->cuts : &sim->crashes) += 1;
            disk_revive(sim->disk, death);
        }
        dangers_end(sim);
        if (tries < 3 && sim_chance(sim, 25)) {
            dangers_arm(sim); /* and again, while it recovers */
        }
        bool is_up = engine_up(sim);
        sim_say(sim, "engine %s %s",
                is_death && death == DISK_POWER_GONE ? "lost its power," : "crashed,",
                is_up ? "is up again" : "does not come up");
        if (is_up) {
            dangers_end(sim);
        }
    }
    if (was_down && !sim_is_wrong(sim)) {
        sim_check_all(sim);
    }
}

void
sim_wait(struct sim *sim, int64_t ms)
{
    sim->world.wall_ms += ms;
    sim->latest_ms = sim->world.wall_ms > sim->latest_ms ? sim->world.wall_ms : sim->latest_ms;
    if (sim->swarm.clock_jumps && sim_chance(sim, 5)) {
        sim->world.wall_ms -= random_between(&sim->random, 1, 2 * 86400) * 1000;
        sim_say(sim, "the clock jumps back");
    }
}

/* ---- clients ------------------------------------------------------------------------ */

struct sent {
    struct sim *sim;
    struct sim_call *call;
    struct http_answer answer;
};

static void
sent_done(struct work *work, const struct http_answer *answer)
{
    struct sent *sent = work->context;
    if (disk_is_dead(sent->sim->disk)) {
        return; /* who is dead says nothing */
    }
    sent->answer.status = answer->status;
    sent->answer.body = text_copy(&sent->sim->arena, answer->body);
}

static bool
is_passing(int status)
{
    return status == 0 || status == 409 || status == 429 || status >= 500;
}

/** The client hears the answer, or does not, or it was none that counts. */
static void
sent_hear(struct sim *sim, struct sent *sent)
{
    struct sim_call *call = sent->call;
    call->tries++;
    if (is_passing(sent->answer.status)) {
        sim_say(sim, "%s %s %s -> %d", call->method, call->path, call->key, sent->answer.status);
        if (call->tries > TRIES_MAX) {
            sim_wrong(sim, "retry", "%s %s {%s} is still answered %d: %.*s", call->method,
                      call->path, call->form, sent->answer.status, TEXT_ARG(sent->answer.body));
        }
        return;
    }
    sim_check_answer(sim, call, &sent->answer);
    call->is_heard = !(sim->swarm.lost_answers && call->tries < 4 && sim_chance(sim, 20));
    if (!call->is_heard && sim->sabotage == SABOTAGE_NEW_KEYS) {
        (void)snprintf(call->key, sizeof(call->key), "again-%lld", (long long)++sim->key_count);
    }
}

static void
round_send(struct sim *sim, struct sim_call **calls, size_t count)
{
    struct sent sent[SIM_CALLS_MAX];
    struct work work[SIM_CALLS_MAX];
    struct http_request requests[SIM_CALLS_MAX];
    struct work *works[SIM_CALLS_MAX], *again[SIM_CALLS_MAX];
    size_t open = 0;
    for (size_t i = 0; i < count; i++) {
        struct sim_call *call = calls[i];
        if (call->is_heard) {
            continue;
        }
        bool is_post = strcmp(call->method, "POST") == 0;
        sent[open] = (struct sent){.sim = sim, .call = call};
        requests[open] = (struct http_request){
            .method = text_of(call->method),
            .path = text_of(call->path),
            .query = is_post ? TEXT("") : text_of(call->form),
            .body = is_post ? text_of(call->form) : TEXT(""),
            .authorization = TEXT("Bearer sk_test_of_a_story"),
            .idempotency_key = text_of(call->key),
        };
        work[open] = (struct work){.type = WORK_REQUEST,
                                   .request = &requests[open],
                                   .on_done = sent_done,
                                   .context = &sent[open]};
        works[open] = &work[open];
        open++;
    }
    size_t waiting = open;
    for (int rounds = 0; waiting > 0 && !disk_is_dead(sim->disk); rounds++) {
        waiting = engine_run(sim->world.engine, now_ms(sim), works, waiting, again);
        memcpy(works, again, waiting * sizeof(*works));
        assert(rounds < 200); /* overtaken at most so often */
    }
    for (size_t i = 0; i < open; i++) {
        sent_hear(sim, &sent[i]);
    }
}

void
sim_send(struct sim *sim, struct sim_call **calls, size_t count)
{
    bool is_heard = false;
    for (size_t i = 0; i < count; i++) {
        calls[i]->sent_ms = sim->world.wall_ms;
        sim->calls++;
        (void)snprintf(calls[i]->key, sizeof(calls[i]->key), "sim-%lld",
                       (long long)++sim->key_count);
    }
    while (!is_heard && !sim_is_wrong(sim)) {
        sim_mend(sim);
        if (sim_is_wrong(sim)) {
            return;
        }
        round_send(sim, calls, count);
        if (sim_chance(sim, 50)) {
            dangers_end(sim); /* a fault passes, some time */
        }
        sim->world.wall_ms += random_between(&sim->random, 1, 1000);
        is_heard = true;
        int tries = 0;
        for (size_t i = 0; i < count; i++) {
            is_heard = is_heard && calls[i]->is_heard;
            tries = calls[i]->tries > tries ? calls[i]->tries : tries;
        }
        if (!is_heard && tries > 3) {
            sim_work(sim); /* what it waits for may be the engine's own work */
        }
    }
}

const struct json *
sim_get(struct sim *sim, const char *path)
{
    struct text whole = text_of(path);
    size_t mark = text_find(whole, '?', 0);
    struct text query = mark < whole.length ? text_slice(whole, mark + 1, whole.length) : NO_TEXT;
    struct answer answer = {0};
    struct http_answer raw = engine_request(sim->world.engine, now_ms(sim), "GET",
                                            text_slice(whole, 0, mark), query, NO_TEXT);
    answer.body = text_copy(&sim->arena, raw.body);
    struct json *json = arena_new(&sim->arena, struct json);
    struct json_error error;
    assert(json != NULL);
    if (raw.status != 200 || json_parse(&sim->arena, answer.body, json, &error) != OK) {
        sim_say(sim, "GET %s -> %d", path, raw.status);
        return NULL;
    }
    return json;
}

/* ---- webhooks ------------------------------------------------------------------------- */

static struct sim_endpoint *
endpoint_of(struct sim *sim, int64_t key)
{
    for (size_t i = 0; i < sim->endpoint_count; i++) {
        if (sim->endpoints[i].key == key) {
            return &sim->endpoints[i];
        }
    }
    return NULL;
}

static bool
was_heard(const struct sim *sim, int64_t endpoint, int64_t event)
{
    for (size_t i = sim->receipt_count; i > 0; i--) {
        if (sim->receipts[i - 1].endpoint == endpoint && sim->receipts[i - 1].event == event) {
            return true;
        }
    }
    return false;
}

static void
hear(struct sim *sim, int64_t endpoint_key, int64_t event)
{
    struct sim_endpoint *endpoint = endpoint_of(sim, endpoint_key);
    if (endpoint == NULL || was_heard(sim, endpoint_key, event)) {
        return;
    }
    if (event < endpoint->last_event) {
        sim_wrong(sim, "order", "the event %lld came to %s behind %lld", (long long)event,
                  endpoint->id, (long long)endpoint->last_event);
    }
    endpoint->last_event = event > endpoint->last_event ? event : endpoint->last_event;
    assert(sim->receipt_count < SIM_RECEIPTS_MAX);
    sim->receipts[sim->receipt_count].endpoint = endpoint_key;
    sim->receipts[sim->receipt_count++].event = event;
}

static void
flight_begin(struct sim *sim, const struct delivery *delivery)
{
    struct sim_flight flight = {.account = delivery->account,
                                .endpoint = delivery->endpoint,
                                .event = delivery->event,
                                .status = 200,
                                .due_ms = sim->world.wall_ms};
    uint64_t fate = sim->swarm.bad_network ? random_below(&sim->random, 100) : 99;
    bool is_heard = fate >= 20;
    if (fate < 30) {
        flight.status = fate < 10 ? 500 : 0; /* from 20 on it was heard all the same */
    } else if (fate < 40) {
        flight.due_ms += random_between(&sim->random, 1000, 3600 * 1000);
    }
    if (is_heard && sim->sabotage == SABOTAGE_EVENTS_SWAPPED && sim->held_event == 0 &&
        sim->receipt_count % 50 == 20) {
        sim->held_event = delivery->event.key;
    } else if (is_heard) {
        hear(sim, delivery->endpoint.key, delivery->event.key);
        if (sim->held_event != 0) {
            hear(sim, delivery->endpoint.key, sim->held_event);
            sim->held_event = 0;
        }
    }
    assert(sim->flight_count < SIM_FLIGHTS_MAX);
    sim->flights[sim->flight_count++] = flight;
    sim->deliveries++;
}

void
sim_receive(struct sim *sim)
{
    for (size_t i = 0; i < sim->flight_count;) {
        struct sim_flight flight = sim->flights[i];
        if (flight.due_ms > sim->world.wall_ms) {
            i++;
            continue;
        }
        struct work work = {.type = WORK_DELIVERED,
                            .account = flight.account,
                            .endpoint = flight.endpoint,
                            .event = flight.event,
                            .status = flight.status,
                            .problem = flight.status == 200 ? NO_TEXT : TEXT("no answer")};
        struct work *works[] = {&work}, *again[1];
        sim->flights[i] = sim->flights[--sim->flight_count];
        while (!disk_is_dead(sim->disk) &&
               engine_run(sim->world.engine, now_ms(sim), works, 1, again) > 0) {
        }
    }
}

static bool
deliver(struct sim *sim)
{
    struct delivery deliveries[DELIVERIES_MAX];
    int64_t next_ms;
    size_t room = SIM_FLIGHTS_MAX - sim->flight_count;
    size_t count = engine_deliveries(sim->world.engine, now_ms(sim), deliveries,
                                     room < DELIVERIES_MAX ? room : DELIVERIES_MAX, &next_ms);
    for (size_t i = 0; i < count && !disk_is_dead(sim->disk); i++) {
        flight_begin(sim, &deliveries[i]);
    }
    sim_receive(sim);
    return count > 0;
}

void
sim_work(struct sim *sim)
{
    int64_t next_ms;
    bool worked = true;
    if (!disk_is_dead(sim->disk) && sim_chance(sim, 20)) {
        (void)engine_seal(sim->world.engine, now_ms(sim));
    }
    if (!disk_is_dead(sim->disk) && sim_chance(sim, 10)) {
        engine_tidy_up(sim->world.engine, now_ms(sim));
    }
    int64_t failures = disk_failures(sim->disk);
    for (int rounds = 0; worked && rounds < DUE_ROUNDS_MAX && !disk_is_dead(sim->disk); rounds++) {
        if (disk_failures(sim->disk) > failures + 20) {
            break; /* it fails on and on; the engine comes back to it */
        }
        worked = engine_run_due(sim->world.engine, now_ms(sim), &next_ms);
        sim->jobs_done += worked ? 1 : 0;
        worked = (!disk_is_dead(sim->disk) && deliver(sim)) || worked;
        if (rounds == DUE_ROUNDS_MAX - 1 && disk_failures(sim->disk) == 0) {
            sim_wrong(sim, "rest", "the engine finds no rest");
        }
    }
    sim_mend(sim);
}

/* ---- a run ------------------------------------------------------------------------------- */

static struct swarm
swarm_draw(struct random *random)
{
    struct swarm swarm = {0};
    bool *const all[] = {&swarm.crashes, &swarm.power_cuts,   &swarm.disk_faults, &swarm.disk_full,
                         &swarm.bank,    &swarm.lost_answers, &swarm.bad_network, &swarm.scripts,
                         &swarm.clocks,  &swarm.restarts,     &swarm.clock_jumps};
    /* most runs know half of them, some none or all */
    uint64_t share = 20 + random_below(random, 61);
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        *all[i] = random_below(random, 100) < share;
    }
    return swarm;
}

/** What a sabotage needs in order to show. */
static void
swarm_suit(struct sim *sim)
{
    struct swarm *swarm = &sim->swarm;
    if (sim->sabotage == SABOTAGE_NONE) {
        return;
    }
    *swarm =
        (struct swarm){.scripts = true, .lost_answers = true, .bank = true, .bad_network = true};
    swarm->power_cuts = sim->sabotage == SABOTAGE_LYING_DISK;
}

static void
swarm_say(struct sim *sim)
{
    const struct swarm *swarm = &sim->swarm;
    sim_say(sim, "swarm%s%s%s%s%s%s%s%s%s%s%s", swarm->crashes ? " crashes" : "",
            swarm->power_cuts ? " power_cuts" : "", swarm->disk_faults ? " disk_faults" : "",
            swarm->disk_full ? " disk_full" : "", swarm->bank ? " bank" : "",
            swarm->lost_answers ? " lost_answers" : "", swarm->bad_network ? " bad_network" : "",
            swarm->scripts ? " scripts" : "", swarm->clocks ? " clocks" : "",
            swarm->restarts ? " restarts" : "", swarm->clock_jumps ? " clock_jumps" : "");
}

static int64_t
pause_draw(struct sim *sim)
{
    switch (random_below(&sim->random, 4)) {
    case 0:
        return random_between(&sim->random, 1, 60000);
    case 1:
        return random_between(&sim->random, 1, 3600) * 1000;
    case 2:
        return random_between(&sim->random, 1, 24) * 3600 * 1000;
    default:
        return random_between(&sim->random, 1, 3) * 86400 * 1000;
    }
}

static void
step(struct sim *sim)
{
    arena_reset(&sim->arena);
    sim->step++;
    dangers_arm(sim);
    sim_act(sim);
    dangers_end(sim);
    sim_mend(sim);
    sim_wait(sim, pause_draw(sim));
    dangers_arm(sim);
    if (!sim_is_wrong(sim)) {
        sim_work(sim);
    }
    dangers_end(sim);
    sim_mend(sim);
    if (sim->swarm.restarts && sim_chance(sim, 5) && !sim_is_wrong(sim)) {
        sim_say(sim, "an orderly restart");
        sim_restart(sim);
    }
    if (!sim_is_wrong(sim)) {
        sim_check(sim);
    }
}

/** Nothing breaks any more: everything that is under way comes to its end. */
static void
settle(struct sim *sim)
{
    struct swarm swarm = sim->swarm;
    sim->swarm.crashes = sim->swarm.power_cuts = sim->swarm.disk_faults = false;
    sim->swarm.disk_full = sim->swarm.lost_answers = sim->swarm.bad_network = false;
    sim->swarm.clock_jumps = false;
    sim_mend(sim);
    sim_settle(sim);
    for (int i = 0; i < SETTLE_ROUNDS && !sim_is_wrong(sim); i++) {
        arena_reset(&sim->arena);
        /* by hours, so that banks are asked and drafts become final */
        sim_wait(sim, INT64_C(3600) * 1000 * (i < 4 ? 1 : 12));
        sim_work(sim);
        if (i >= 30 && sim->flight_count == 0) {
            break;
        }
    }
    arena_reset(&sim->arena);
    if (!sim_is_wrong(sim)) {
        sim_check_all(sim);
    }
    if (!sim_is_wrong(sim)) {
        sim_check_end(sim);
    }
    sim->swarm = swarm;
}

static void
world_begin(struct sim *sim, uint64_t seed, enum sabotage sabotage, bool is_verbose)
{
    *sim = (struct sim){.seed = seed,
                        .sabotage = sabotage,
                        .is_verbose = is_verbose,
                        .trace = UINT64_C(0xcbf29ce484222325)};
    random_init(&sim->random, seed);
    arena_init(&sim->arena, ARENA_BYTES);
    secrets_seed(random_next(&sim->random));
    sim->disk = disk_new(random_next(&sim->random));
    bank_open(&sim->bank, sim->disk, random_next(&sim->random));
    sim->receipts = block_alloc(SIM_RECEIPTS_MAX * sizeof(*sim->receipts));
    sim->finals = block_alloc(SIM_RECEIPTS_MAX * sizeof(*sim->finals));
    sim->event_keys = block_alloc(SIM_RECEIPTS_MAX * sizeof(*sim->event_keys));
    assert(sim->receipts != NULL && sim->finals != NULL && sim->event_keys != NULL);
    sim->world = (struct world){.arena = &sim->arena, .wall_ms = START_MS};
    (void)snprintf(sim->world.db, sizeof(sim->world.db), "%s", STORE);
}

static void
world_end(struct sim *sim)
{
    dangers_end(sim);
    engine_drop(sim);
    bank_close(&sim->bank);
    disk_free(sim->disk);
    block_free(sim->receipts);
    block_free(sim->finals);
    block_free(sim->event_keys);
    arena_free(&sim->arena);
}

bool
sim_run_faults(struct sim *sim, bool is_verbose)
{
    world_begin(sim, 1, SABOTAGE_NONE, is_verbose);
    sim->swarm = (struct swarm){.scripts = true};
    if (engine_up(sim)) {
        sim_found(sim);
        (void)sim_fail_each(sim, sim_command);
        if (!sim_is_wrong(sim)) {
            settle(sim);
        }
    }
    world_end(sim);
    return !sim_is_wrong(sim);
}

bool
sim_run(struct sim *sim, uint64_t seed, enum sabotage sabotage, bool is_verbose)
{
    world_begin(sim, seed, sabotage, is_verbose);
    sim->swarm = swarm_draw(&sim->random);
    swarm_suit(sim);
    swarm_say(sim);
    if (sabotage == SABOTAGE_LYING_DISK) {
        disk_lie(sim->disk);
    }
    sim->bank.forgets_keys = sabotage == SABOTAGE_BANK_WITHOUT_KEYS;
    if (engine_up(sim)) {
        sim_found(sim);
        bool is_broken = false;
        for (int i = 0; i < STEPS && !sim_is_wrong(sim); i++) {
            step(sim);
            if (i > STEPS / 2 && !is_broken && !sim_is_wrong(sim)) {
                is_broken = sim_sabotage(sim);
            }
        }
        if (!sim_is_wrong(sim)) {
            settle(sim);
        }
    }
    sim_say(sim, "end: %d calls, %d rounds of jobs, %d deliveries, %d crashes, %d power cuts",
            sim->calls, sim->jobs_done, sim->deliveries, sim->crashes, sim->cuts);
    world_end(sim);
    return !sim_is_wrong(sim);
}
