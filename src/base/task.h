/* SPDX-License-Identifier: Apache-2.0 */
/**
 * task.h: what one request or one job carries through all rooms.
 *
 * A task is run by one thread, in five beats: load, decide, check, commit,
 * tell. Until commit it changes nothing: store/ collects its changes. A task
 * whose reads were overtaken is reset and run again from the start, so a
 * command must be a function of its parameters, the store and task->now.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/random.h"

/** The first thing that went wrong; code OK while nothing did. */
struct failure {
    err_t code;
    struct text message;
    struct text param;
    struct text decline_code;   /**< card errors */
    struct text payment_intent; /**< public id, card errors of an invoice */
};

/** A tenant. */
struct account {
    int64_t id;
    struct id_secret secret;
    bool livemode;
};

struct session;        /**< store/: snapshot, what was read, what will be written */
struct extend;         /**< extend/: releases, bindings, budgets of the engine */
struct extend_share;   /**< extend/: what it keeps of one account between tasks */
struct run;            /**< extend/: the record of one decision by user logic */
struct gateway;        /**< payment/: what a payment provider must be able to do */
struct binding_roster; /**< extend/: the bindings that decisions look among */
struct extend_instead; /**< extend/: decisions that are taken again by others */

struct task {
    struct arena *arena;
    const struct account *account;
    instant_t now;   /**< the only now: the wall's, or the test clock's */
    int64_t wall_ms; /**< real time in milliseconds, for keys and journals only */
    struct id_source *ids;
    struct random random; /**< seeded for this task; not for secrets */
    struct session *session;
    struct extend *extend;
    const struct gateway *gateway; /**< NULL: the account's own */
    struct extend_share *share; /**< NULL: the engine has one account, extend/ keeps its own */
    struct failure failure;
    /** Changes are committed although the command answers an error (a declined payment). */
    bool keep_changes;
    struct text request_id;      /**< "req_..."; no text for jobs */
    struct text idempotency_key; /**< no text when none */
    bool is_preview;             /**< nothing will be committed */
    bool has_fuel;               /**< extend/: its scripts may run, however many they are */
    bool is_job;                 /**< a job runs: now is the job's time, also on its test clock */
    struct binding_roster *bindings; /**< read once a task; NULL until then */
    struct extend_instead
        *instead;           /**< a preview: decisions are those that were recorded, or NULL */
    struct run *failed_run; /**< refused the command; journalled although its changes are dropped */
};

/** A fresh key for a new object. */
struct id task_new_id(struct task *task);
/**
 * `length` characters of [0-9A-Za-z] from the system's entropy, for secrets and
 * random codes. NO_TEXT on exhaustion.
 */
struct text task_secret_text(struct task *task, size_t length);
/** Forget the failure, for callers that can go on. */
void task_clear_failure(struct task *task);
