/* SPDX-License-Identifier: Apache-2.0 */
/**
 * world.h: what a story happens in: one engine, one store file, one wall clock.
 *
 * The clock moves only when the story says so. Whatever is due is run after
 * each request and each move, as the server does it all the time.
 */
#pragma once

#include "app/engine.h" /* tidy: private-header: stories drive the engine itself */
#include "postgres.h"

#define WORLD_ACCOUNTS_MAX 8

struct world {
    struct arena *arena; /**< of the story: answers live as long as it does */
    struct engine *engine;
    char folder[64];
    char db[POSTGRES_URL_MAX]; /**< path of the file, or address on PostgreSQL */
    char schema[64];           /**< on PostgreSQL */
    int64_t wall_ms;
    size_t input_bytes_max;            /**< of scripts; 0: what their points allow */
    int opened;                        /**< how often, for the seed */
    char keys[WORLD_ACCOUNTS_MAX][64]; /**< of its accounts; the first one's is the engine's */
    size_t account_count, account;     /**< and which one speaks */
};

struct answer {
    int status;
    struct text body;
    const struct json *json; /**< NULL when the body is none */
};

/** False, with the reason in *problem. */
bool world_open(struct world *world, struct arena *arena, int64_t wall_ms, struct text *problem);
void world_close(struct world *world);
/** A clean stop, and a start on the same store. */
bool world_restart(struct world *world, struct text *problem);
/** The process is gone in the middle of everything: only what is in the files is left. */
bool world_kill(struct world *world, struct text *problem);

/** From now on requests speak for the account of that name, made when it is new. */
bool world_account(struct world *world, struct text name);
/** The same by its place, for what looks at all of them. */
void world_speak(struct world *world, size_t account);

/** form: the body of a POST, or the query. */
struct answer world_request(struct world *world, const char *method, struct text path,
                            struct text form, struct text idempotency_key);
/** Run what is due now, until nothing is. */
void world_run_due(struct world *world);

const struct record_kind *world_kind(const char *name);
/** A page of records, raw; `after` 0 begins. The objects live until the next look. */
size_t world_scan(struct world *world, const struct record_kind *kind, int64_t after,
                  struct task **task, void ***objects);
/** Charges that succeeded, of all customers. */
int64_t world_count_charges(struct world *world);
/** A fingerprint of every record of every kind. */
struct text world_digest(struct world *world);

/* ---- what holds at the end of every story -------------------------------- */

/** Each gives no text, or what is wrong. */
struct text check_replay(struct world *world);       /**< every run: same outcome, bytes, fuel */
struct text check_credit_notes(struct world *world); /**< and what invoices say of them */
struct text check_invoices(struct world *world); /**< the identities of billing.md 12.5 and 23.7 */
struct text check_books(struct world *world);    /**< the ledger says what the objects say */
struct text check_events(struct world *world);   /**< no change that was not told */
struct text check_store(struct world *world); /**< stops the engine; SQLite's check, every body */
