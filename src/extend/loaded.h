/* SPDX-License-Identifier: Apache-2.0 */
/** loaded.h: the engine's releases in memory, and where scripts run. Private to extend. */
#pragma once

#include "extend/extend.h"

#define LOADED_RELEASES_MAX 4096 /* a power of two */
/** Earlier releases that are looked at for the last one that worked. */
#define LAST_GOOD_LOOK_MAX 20
/** Its newest runs, of which one was ok. */
#define LAST_GOOD_RUNS 50

/** What the newest runs of a release were; kept in memory, its changes in breaker_records. */
struct breaker_state {
    bool is_known; /**< the stored breaker was looked for */
    bool is_open;
    bool is_moved; /**< opened or closed, not stored yet */
    instant_t opened_at;
    uint32_t window; /**< a bit a run: it failed; the newest lowest */
    int count;       /**< runs in it */
    int asked;       /**< runs since it was last held against the store */
    struct id run;   /**< that moved it */
};

struct loaded_release {
    struct breaker_state breaker;
    int64_t key;     /**< of the release; 0 is free */
    int64_t account; /**< whose release it is */
    struct script_program *program;
};

struct extend {
    struct extend_settings settings;
    struct extend_share share; /**< of tasks that bring none */
    struct script_runner *runner;
    struct arguments_kept *arguments;
    struct loaded_release *releases; /**< open addressing by key */
    size_t count;
    struct extend_counts counts;
};

/** What is kept of the task's account. */
static inline struct extend_share *
share_of(const struct task *task)
{
    return task->share != NULL ? task->share : &task->extend->share;
}

/** extend_try within the budget of the task's account. ERR_FUEL_USED_UP: it did not run. */
must_use err_t budget_try(struct task *task, const struct extend_trial *trial, void *output,
                          struct script_result *result);

/** An input in the form of the older interface, and the schema that says which texts are dates. */
must_use bool older_argument(struct arena *arena, const struct model *model, const void *input,
                             struct json *value, struct json *schema);
/** ERR_RELEASE_REJECTED with all diagnostics. */
must_use err_t release_fail_rejected(struct task *task,
                                     const struct script_diagnostics *diagnostics);
/** Whether the stored sources are those that the hash of the release says. */
must_use err_t release_is_own(struct task *task, const struct release *release, bool *is_own);
/** The compiled program of a release, from memory or from its stored sources, if they are own. */
must_use err_t release_program(struct task *task, const struct release *release,
                               const struct script_program **out);

/** The limits of a point for an input, per-line parts added. */
struct script_limits point_limits(const struct point *point, const void *input);

/** What scripts see as context, as JSON. */
struct text context_json(struct arena *arena, struct text script_id, bool livemode,
                         struct text account, instant_t clock_time);

/** A program is to be freed: what was kept of its calls goes. */
void arguments_forget(struct arguments_kept *kept);
/** The configuration and the context of a trial as arguments; false: no JSON, or no memory. */
must_use bool argument_configuration(struct arguments_kept *kept, struct script_runner *runner,
                                     const struct extend_trial *trial, struct arena *arena,
                                     struct script_argument *out);
must_use bool argument_context(struct arguments_kept *kept, struct script_runner *runner,
                               const struct extend_trial *trial, struct arena *arena,
                               struct script_argument *out);

/** The place in memory of a release; its program may not be loaded yet. */
struct loaded_release *loaded_find(struct extend *extend, int64_t key);

/** Whether the release is not asked now: its breaker is open. Its program is loaded. */
must_use err_t breaker_refuses(struct task *task, const struct release *release, bool *refuses);
/** Store what breakers did since the last time. */
must_use err_t breakers_keep(struct task *task);
/** A run of the release ended. */
void breaker_note(struct task *task, const struct run *run);

/** The binding's rollout while it is open; NULL: there is none. */
must_use err_t rollout_of(struct task *task, const struct binding *binding, struct rollout **out);
/** Whether a canary decides for this customer; the same answer every time. */
bool rollout_takes(const struct rollout *rollout, const struct extend_cause *cause);

/** The point and method that a run was of. */
must_use err_t run_method(struct task *task, const struct run *run, const struct point **point,
                          int *method);

enum run_outcome_kind outcome_kind(enum run_outcome outcome);

/** One script that is asked once. */
struct asking {
    const struct point *point;
    int method;
    const struct extend_cause *cause;
    const struct binding *binding;
    const struct release *release;
    const void *input;
    struct text input_body;
    enum failure_policy policy; /**< what failure means for this amount */
    struct id stands_in_for;    /**< the run whose release had failed, or none */
    const void *standard;       /**< the default answer */
    enum run_stage stage;
    struct id paired_with; /**< of a run without effect: the live one */
};

/** Hold a configuration to the schema of the binding's release, and keep it in one written form. */
must_use err_t configuration_set(struct task *task, struct binding *binding, struct text given,
                                 const char *param);
/** Does a kept configuration fit a release? */
bool configuration_fits(struct arena *arena, const struct release *release,
                        struct text configuration, struct text *problem);

/** The record of a run: everything that a replay needs, and everything that a person asks. */
must_use err_t run_describe(struct task *task, const struct asking *asking, const void *output,
                            const struct script_result *result, struct run **out);
/** Append it, and tell of a failure. */
must_use err_t run_keep(struct task *task, struct run *run);
/** A value in stored form. */
must_use err_t body_of(struct task *task, const struct model *model, const void *value,
                       struct text *out);
/** The account's public id: what scripts see as stripeContext. */
struct text account_text(struct task *task);
/** A public id; no text for none. */
struct text ref_text(struct task *task, const char *prefix, struct id id);
/** What is told in place of asking a binding: *is_answered, or else the standard logic stands. */
must_use err_t instead_ask(struct task *task, const struct asking *asking, void *output,
                           bool *is_answered);
/** The bindings of a point whose decisions were recorded, in their order. */
must_use err_t instead_bindings(struct task *task, const struct point *point, struct binding ***out,
                                size_t *count);
/** Whether a decision of this binding was recorded. */
bool instead_knows(const struct extend_instead *instead, struct id binding);
/** Add the money of one answer to that of another; false when it cannot be said. */
bool point_money_add(const struct point *point, int method, void *output, const void *more);
