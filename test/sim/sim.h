/* SPDX-License-Identifier: Apache-2.0 */
/**
 * sim.h: the whole engine, its disk, its clock, its clients and its enemies, from one number.
 *
 * docs/internals/simulation.md says how it is run, read and extended.
 */
#pragma once

#include "bank.h"
#include "disk.h"
#include "world.h"

#define SIM_IDS_MAX      512
#define SIM_CALLS_MAX    6
#define SIM_FORM_BYTES   6000
#define SIM_PROBLEM_MAX  800
#define SIM_ENDPOINTS    3
#define SIM_FLIGHTS_MAX  64
#define SIM_RECEIPTS_MAX 16384

/** What a seed has to live with. Drawn for the whole run: some runs know only one of them. */
struct swarm {
    bool crashes;      /**< the process is gone at any call of the disk */
    bool power_cuts;   /**< and what was not synced with it */
    bool disk_faults;  /**< calls of the disk fail, some time */
    bool disk_full;    /**< the disk is full, some time */
    bool bank;         /**< payments go over a bad network; else the test cards decide at once */
    bool lost_answers; /**< clients do not hear the answer and ask again */
    bool bad_network;  /**< receivers of webhooks fail, are slow, or hear and are not heard */
    bool scripts;      /**< scripts of all tempers, and who rolls them */
    bool clocks;       /**< some customers live on test clocks */
    bool restarts;     /**< an orderly stop now and then */
    bool clock_jumps;  /**< the wall clock goes back; the server's loop holds it */
};

/** A bug on purpose: each must be caught by the checker that it is named for. */
enum sabotage {
    SABOTAGE_NONE,
    SABOTAGE_LYING_DISK,
    SABOTAGE_BANK_WITHOUT_KEYS,
    SABOTAGE_NEW_KEYS, /**< requests are repeated as new ones */
    SABOTAGE_OTHER_ANSWER,
    SABOTAGE_FINAL_CHANGED,
    SABOTAGE_PERIOD_TWICE,
    SABOTAGE_RENEWAL_SKIPPED,
    SABOTAGE_EVENT_GONE,
    SABOTAGE_EVENT_SKIPPED, /**< a cursor passes an event that nobody was told */
    SABOTAGE_EVENTS_SWAPPED,
    SABOTAGE_LEDGER,
    SABOTAGE_RUN_CHANGED,
    SABOTAGE_CHAIN_BROKEN,
    SABOTAGE_HOLD_GONE,
    SABOTAGE_RUN_SILENT, /**< a failed run whose event is gone */
    SABOTAGE_COUNT,
};

/** A request of a client. */
struct sim_call {
    const char *method;
    char path[160];
    char form[SIM_FORM_BYTES];
    char key[40];
    int64_t sent_ms;
    int status; /**< of the answer that counts; 0: none so far */
    uint64_t answer_hash;
    char id[ID_TEXT_MAX]; /**< of the object that was answered */
    int tries;
    bool is_heard;        /**< the client has its answer */
    struct sim_ids *into; /**< where the id of what was made goes; may be NULL */
    bool stays;           /**< what was made is never deleted: it must be found for ever */
};

struct sim_ids {
    char ids[SIM_IDS_MAX][ID_TEXT_MAX];
    size_t count;
};

/** What a receiver of webhooks knows. */
struct sim_endpoint {
    char id[ID_TEXT_MAX];
    int64_t key;
    int64_t last_event; /**< the newest that it has heard */
    bool is_deleted;
};

/** A delivery whose result the engine has not heard. */
struct sim_flight {
    int64_t account;
    struct id endpoint, event;
    int status;
    int64_t due_ms;
};

/** An invoice as it was when it became final. */
struct sim_final {
    int64_t key;
    uint64_t hash;
};

struct sim {
    uint64_t seed;
    struct random random; /**< of the world: who does what, what breaks */
    struct arena arena;   /**< emptied before each step */
    struct world world;   /**< of the stories, so that their checks can look */
    struct disk *disk;
    struct bank bank;
    struct swarm swarm;
    enum sabotage sabotage;
    bool is_verbose;
    int step;
    int64_t last_ms;   /**< the engine's time never goes back */
    int64_t latest_ms; /**< the wall's may */
    int opened;
    uint64_t trace; /**< of all that was said so far */
    char problem[SIM_PROBLEM_MAX];
    const char *checker; /**< that complained */

    struct sim_ids customers, clocks, subscriptions, invoices, charges, extensions, releases;
    struct sim_ids bindings, rollouts, holds, coupons, prices, intents;
    struct sim_ids acknowledged; /**< made, said so, never deleted by a client */
    int64_t key_count;

    struct sim_endpoint endpoints[SIM_ENDPOINTS];
    size_t endpoint_count;
    struct sim_flight flights[SIM_FLIGHTS_MAX];
    size_t flight_count;
    struct {
        int64_t endpoint, event;
    } * receipts; /**< in the order of hearing */
    size_t receipt_count;
    int64_t held_event; /**< SABOTAGE_EVENTS_SWAPPED: what the network keeps back */

    struct sim_final *finals;
    size_t final_count;
    int64_t *event_keys; /**< all that were ever seen */
    size_t event_count;

    /* what happened, for the report */
    int crashes, cuts, calls, jobs_done, deliveries, fault_count;
};

/** One run from a number; false with problem and checker. */
bool sim_run(struct sim *sim, uint64_t seed, enum sabotage sabotage, bool is_verbose);
const char *sabotage_name(enum sabotage sabotage);
/** The checker that must catch it. */
const char *sabotage_checker(enum sabotage sabotage);

/** A company whose every command meets every fault; false with problem and checker. */
bool sim_run_faults(struct sim *sim, bool is_verbose);

/* ---- sim.c: the machine ------------------------------------------------------ */

void sim_say(struct sim *sim, const char *format, ...) printf_like(2, 3);
/** The first one counts. */
void sim_wrong(struct sim *sim, const char *checker, const char *format, ...) printf_like(3, 4);
bool sim_is_wrong(const struct sim *sim);
bool sim_chance(struct sim *sim, unsigned percent);
/** Send up to SIM_CALLS_MAX requests together, each until its client has an answer. */
void sim_send(struct sim *sim, struct sim_call **calls, size_t count);
/** A look from outside, when nothing is broken. */
const struct json *sim_get(struct sim *sim, const char *path);
/** What the engine does by itself now: jobs, deliveries, sealing, tidying. */
void sim_work(struct sim *sim);
/** Down and up again, if the disk has died. */
void sim_mend(struct sim *sim);
void sim_restart(struct sim *sim);
/** Time goes on. */
void sim_wait(struct sim *sim, int64_t ms);
void sim_receive(struct sim *sim);

/* ---- actors.c: clients and operators -------------------------------------------- */

void sim_found(struct sim *sim);
void sim_act(struct sim *sim);
/** Mend what scripts broke, so that everything can end well. */
void sim_settle(struct sim *sim);

/** The number-th command of all that are tried with faults; NULL behind the last. */
struct sim_call *sim_command(struct sim *sim, int number);

/* ---- faults.c ------------------------------------------------------------------ */

/** Fail each call that each command makes; false when something is wrong. */
bool sim_fail_each(struct sim *sim, struct sim_call *(*next)(struct sim *sim, int number));

/* ---- checkers.c -------------------------------------------------------------------- */

/** Cheap ones, after every step. */
void sim_check(struct sim *sim);
/** All of them, after a crash and at the end. */
void sim_check_all(struct sim *sim);
/** What holds only when nothing is under way any more. */
void sim_check_end(struct sim *sim);
void sim_check_answer(struct sim *sim, struct sim_call *call, const struct http_answer *answer);

/* ---- sabotage.c ----------------------------------------------------------------------- */

/** Break something now, if there is something of the kind to break; true when it was done. */
bool sim_sabotage(struct sim *sim);
