/* SPDX-License-Identifier: Apache-2.0 */
/** step.h: the steps that the flows of this room share. */
#pragma once

#include "workflow/workflow.h"

/* ---- collect.c: money for an invoice ------------------------------------ */

/** What is charged: the invoice's method, its subscription's, its customer's; or NULL. */
must_use err_t collect_choose_method(struct task *task, const struct invoice *invoice,
                                     struct payment_method **out);

struct collect_order {
    struct payment_method *method; /**< NULL: the one that collect_choose_method finds */
    bool is_automatic;             /**< the engine's own attempt: counted, and retried */
    bool off_session;
};

/** How an attempt went; `intent` and `outcome` say why for payment_fail. */
struct collect_result {
    bool is_paid;
    bool had_method;
    struct id method;
    struct payment_intent *intent;
    struct payment_outcome outcome;
};

/**
 * Try to have an open invoice paid, with everything that follows: the invoice,
 * its subscription, its customer and the next attempt. A declined payment is OK.
 */
must_use err_t collect_invoice(struct task *task, struct invoice *invoice,
                               const struct collect_order *order, struct collect_result *out);
/** An attempt of an open invoice failed, or its bank said no later: what follows for all. */
must_use err_t collect_note_failure(struct task *task, struct invoice *invoice,
                                    const struct collect_order *order,
                                    const struct collect_result *result);
/** The error answer of an attempt that did not pay. Never OK. */
must_use err_t collect_fail(struct task *task, const struct collect_result *result);
/** A payment method that worked may become the subscription's default. */
must_use err_t collect_keep_method(struct task *task, const struct invoice *invoice,
                                   const struct payment_method *method);
/** What follows for subscription and customer when an invoice is paid, void or uncollectible. */
must_use err_t collect_resolved(struct task *task, struct invoice *invoice);
/** Finalize, and what comes next: collect, send. A parked draft is left alone. */
must_use err_t collect_advance(struct task *task, struct invoice *invoice, bool is_automatic,
                               struct collect_result *out);
/** Jobs for the due date of an open invoice, in place of those there are. */
must_use err_t collect_watch_due(struct task *task, const struct invoice *invoice);
/** Have a stored draft finalized in an hour, unless it is parked. */
must_use err_t collect_schedule(struct task *task, const struct invoice *invoice);

/* ---- dunning.c: what follows when nobody pays --------------------------------- */

/** After an attempt that failed. */
struct dunning_plan {
    instant_t next; /**< of the next attempt; 0: none */
    bool is_over;   /**< it was the last one */
};
/** By the account's schedule; what a client tried itself leaves the schedule as it is. */
must_use err_t dunning_plan(struct task *task, struct invoice *invoice, bool is_automatic,
                            struct dunning_plan *out);
must_use err_t dunning_schedule(struct task *task, const struct invoice *invoice,
                                const struct dunning_plan *plan);
/** The last attempt failed: what the account has chosen for invoice and subscription. */
must_use err_t dunning_end(struct task *task, struct invoice *invoice);

/* ---- start.c -------------------------------------------------------------- */

/** A new subscription in memory. */
struct start_plan {
    struct customer *customer;
    struct subscription *subscription;
    bool is_free_stub;     /**< the time before its anchor costs nothing */
    bool is_whole;         /**< a first period that the end cuts is charged in full */
    bool is_late;          /**< a schedule began it: its first invoice is a draft for an hour */
    instant_t billed_from; /**< time that has passed and is charged; 0: none */
    bool has_additions;    /**< prices charged once wait for the first invoice */
    struct id schedule;
};
must_use err_t start_draft(struct task *task, struct start_plan *plan, struct invoice **out);
/** A subscription as a request or a phase describes it: made, invoiced, collected. */
must_use err_t start_subscription(struct task *task,
                                  const struct subscription_create_params *params,
                                  struct id schedule, struct subscription **out);
/** Everything up to the first invoice, in memory but for what waits. */
must_use err_t start_plan(struct task *task, struct customer *customer,
                          const struct subscription_create_params *params, struct id schedule,
                          struct start_plan *plan);
/** The first invoice that it will make, in memory; task->now becomes the time of that. */
must_use err_t start_foretell(struct task *task, struct start_plan *plan, struct invoice **out);
/** Classic becomes flexible, in memory. */
must_use err_t start_migrate(struct task *task, struct subscription *subscription,
                             const struct billing_mode_in_params *wish);
/** What a request asks for; plan->subscription is a plain one. */
must_use err_t start_read(struct task *task, const struct subscription_create_params *params,
                          struct start_plan *plan);
/** Items and periods of plan->subscription from wishes. */
must_use err_t start_items(struct task *task, struct start_plan *plan,
                           const struct subscription_item_change_params *wishes, size_t count);
/** A subscription without items, as it begins now. */
must_use err_t start_plain(struct task *task, struct customer *customer, struct start_plan *plan);
/** Jobs for discounts that end at some time. */
must_use err_t start_discount_ends(struct task *task, const struct subscription *subscription);

/* ---- renewal.c ------------------------------------------------------------ */

/** Advance the items whose period ended and draft their invoice; nothing is stored. */
must_use err_t renewal_draft(struct task *task, struct subscription *subscription,
                             struct invoice **out);
/**
 * Let user logic rate and divide a new period's lines: some are not made, some wait, some stand on
 * drafts of their own, which are stored here.
 */
must_use err_t renewal_divide(struct task *task, struct invoice *invoice,
                              struct subscription *subscription);
/** The same for a parked draft that waits for it; others are left alone. */
must_use err_t renewal_divide_again(struct task *task, struct invoice *invoice);
/** Put the next renewal on the queue, in place of the one there is. */
must_use err_t renewal_schedule(struct task *task, const struct subscription *subscription);

/* ---- upcoming.c ----------------------------------------------------------- */

/** Have the next renewal told of as many days before as the account's rules say. */
must_use err_t upcoming_schedule(struct task *task, const struct subscription *subscription);

/* ---- terms.c: said in the same words by creations, changes and phases ------- */

/** NULL wishes are empty ones. */
must_use err_t terms_thresholds(struct task *task, const struct thresholds_in_params *wish,
                                struct subscription_thresholds **out);
must_use err_t terms_pending_interval(struct task *task,
                                      const struct pending_item_interval_in_params *wish,
                                      struct subscription *subscription);
must_use err_t terms_invoice_settings(struct task *task,
                                      const struct invoice_settings_in_params *wish,
                                      struct subscription *subscription);
must_use err_t terms_pause_collection(struct task *task,
                                      const struct pause_collection_in_params *wish,
                                      struct subscription *subscription);
void terms_trial_settings(const struct trial_settings_in_params *wish,
                          struct subscription *subscription);
void terms_cancellation_details(const struct cancellation_details_in_params *wish,
                                struct cancellation_details *details);
/** "1767225600", min_period_end, max_period_end, max_billed_until: a time ahead. */
must_use err_t terms_cancel_at(struct task *task, const struct subscription *subscription,
                               struct text wish, instant_t *out);

/* ---- anchor.c ---------------------------------------------------------------- */

/** The anchor from its description; items know their prices already. */
must_use err_t anchor_configure(struct task *task, const struct anchor_config_in_params *wish,
                                struct subscription *subscription);
/** Every item gets the period that holds `from`, from there on. */
must_use err_t anchor_place_items(struct task *task, struct subscription *subscription,
                                  instant_t from);

/* ---- change.c ------------------------------------------------------------- */

struct change {
    const struct subscription_item_change_params *items;
    size_t item_count;
    const struct addition_in_params *additions;
    size_t addition_count;
    enum proration proration;
    instant_t at;        /**< instant of the change */
    instant_t trial_end; /**< 0: none; MODEL_NOW: the trial ends */
    int64_t made_behind; /**< what it makes has keys above this one; 0: nobody asks */
    bool resets_anchor;  /**< a new period begins now */
    bool is_phase;       /**< of a schedule: its invoice stays a draft for an hour */
    bool is_at_boundary; /**< as a period ends: the renewal that follows makes the invoice */
};

/** What a change asks an invoice for. */
enum change_billing {
    CHANGE_QUIET,    /**< nothing */
    CHANGE_PRORATED, /**< prorations and additions wait */
    CHANGE_PERIOD,   /**< a new period, or free time, began now: invoiced at once */
};

/** New items, periods and prorations, in memory but for what waits; homes are the caller's. */
must_use err_t change_apply(struct task *task, struct subscription *subscription,
                            const struct change *change, enum change_billing *effect);
bool change_is_invoiced_now(const struct change *change, enum change_billing effect);
/** The invoice of a change that is invoiced at once; nothing is stored. */
must_use err_t change_draft(struct task *task, struct subscription *subscription,
                            const struct change *change, enum change_billing effect,
                            struct invoice **out);
/** The same as the subscription's latest invoice, which may have to stay a draft. */
must_use err_t change_invoice(struct task *task, struct subscription *subscription,
                              const struct change *change, enum change_billing effect,
                              struct invoice **out);
/** Its invoice, if there is one now, the next renewal, and the subscription is saved. */
must_use err_t change_finish(struct task *task, struct subscription *subscription,
                             const struct change *change, enum change_billing effect,
                             enum payment_behavior behavior);
/** Credits for all items from an instant on. */
must_use err_t change_give_back(struct task *task, const struct subscription *subscription,
                                instant_t at);
/** A proration date, in the current period of every item; default now. */
must_use err_t change_read_date(struct task *task, const struct subscription *subscription,
                                enum given given, instant_t date, const char *param,
                                struct change *change);
/** What a period of all items costs before discounts. */
must_use err_t change_whole_amount(struct task *task, const struct subscription *subscription,
                                   struct money *out);

/* ---- pending.c ------------------------------------------------------------- */

/** The change in `subscription` waits for its invoice; it stays as `old` until then. */
must_use err_t pending_begin(struct task *task, struct subscription *subscription,
                             const struct subscription *old, const struct change *change,
                             enum change_billing effect);
bool pending_waits_for(const struct subscription *subscription, const struct invoice *invoice);
/** Its invoice was paid or made void. */
must_use err_t pending_resolved(struct task *task, struct subscription *subscription,
                                const struct invoice *invoice);
/** Drop it, if there is one; the subscription is not saved. */
must_use err_t pending_discard(struct task *task, struct subscription *subscription);
/** Drop it when its time is over, and tell. */
must_use err_t pending_check(struct task *task, struct subscription *subscription);

/* ---- ending.c --------------------------------------------------------------- */

/** cancel_at, cancel_at_period_end: what they do to periods and prorations. */
must_use err_t end_read(struct task *task, struct subscription *subscription,
                        const struct subscription_update_params *params, enum proration proration,
                        enum change_billing *effect);
/** It ends then; 0: not any more. Periods are cut or get their whole length again. */
must_use err_t end_set(struct task *task, struct subscription *subscription, instant_t at,
                       enum proration proration, enum change_billing *effect);

/* ---- pause.c ---------------------------------------------------------------- */

/** Whether it may pause, and the credits of that; the subscription is not saved. */
must_use err_t pause_plan(struct task *task, struct subscription *subscription,
                          const struct subscription_pause_params *params);
/** No more invoices; saved and told. */
must_use err_t pause_now(struct task *task, struct subscription *subscription,
                         enum paused_reason reason);
/** Active again; saved and told. */
must_use err_t resume_now(struct task *task, struct subscription *subscription);
/** New periods and prorations of a resumption, in memory but for what waits. */
must_use err_t resume_plan(struct task *task, struct subscription *subscription,
                           const struct subscription_resume_params *params, struct change *change,
                           enum change_billing *effect);
/** The invoice of a resumption was resolved. */
must_use err_t resume_resolved(struct task *task, struct subscription *subscription,
                               const struct invoice *invoice);

/* ---- setup.c ---------------------------------------------------------------- */

/** A setup intent when nothing could be charged, to be announced; NULL: it can be paid. */
must_use err_t setup_want(struct task *task, struct subscription *subscription,
                          struct setup_intent **out);

/* ---- waiting.c -------------------------------------------------------------- */

/** Put the next invoice of what waits on the queue. */
must_use err_t interval_schedule(struct task *task, const struct subscription *subscription);
/** Look soon whether what waits reaches the subscription's threshold. */
must_use err_t threshold_watch(struct task *task, const struct subscription *subscription);

/* ---- schedule.c -------------------------------------------------------------- */

/** A direct change of a steered subscription changes the current phase as well. */
must_use err_t schedule_follow(struct task *task, struct subscription *subscription,
                               const struct subscription_update_params *params);
/** The subscription of a first phase, before it is stored: what its parameters do not say. */
must_use err_t schedule_prepare(struct task *task, struct subscription *subscription);
/** It is stored: its schedule has begun. */
must_use err_t schedule_note_start(struct task *task, const struct subscription *subscription);
/** When the running phase ends; INT64_MAX: there is none, or it ends with the subscription. */
must_use err_t schedule_next(struct task *task, const struct subscription *subscription,
                             instant_t *out);
/** A new schedule as a request describes it, stored; its first phase has not begun. */
must_use err_t schedule_make(struct task *task,
                             const struct subscription_schedule_create_params *params,
                             struct subscription_schedule **out);
/** A changed schedule, stored; the subscription in its current phase does not know yet. */
must_use err_t schedule_change(struct task *task, struct subscription_schedule *schedule,
                               const struct subscription_schedule_update_params *params);
/** What the current phase, changed, makes of its subscription, in memory but for what waits. */
must_use err_t schedule_carry(struct task *task, struct subscription_schedule *schedule,
                              struct text proration_behavior, struct subscription **subscription,
                              struct change *change, enum change_billing *effect);
/** What the subscription of the first phase asks for. */
must_use err_t schedule_first(struct task *task, const struct subscription_schedule *schedule,
                              struct subscription_create_params *out);
/** Phases that are due begin, before a renewal at the same instant. */
must_use err_t schedule_step(struct task *task, struct subscription *subscription);
/** The subscription ended: so does its schedule. */
must_use err_t schedule_end_with(struct task *task, struct subscription *subscription,
                                 enum cancellation_reason reason);

/* ---- cancel.c ------------------------------------------------------------- */

/** No draft or open invoice of a customer (of one subscription, unless NULL) goes on by itself. */
must_use err_t cancel_stop_invoices(struct task *task, struct id customer,
                                    const struct subscription *subscription);
/** What was charged for time from `at` on goes back; free time was charged nothing. */
must_use err_t cancel_give_back(struct task *task, const struct subscription *subscription,
                                instant_t at);
/** The invoice of what waits for a subscription, now. */
must_use err_t cancel_invoice_waiting(struct task *task, struct subscription *subscription);
/** The end, now: no invoice goes on, no job is left. */
must_use err_t cancel_end(struct task *task, struct subscription *subscription,
                          enum cancellation_reason reason);

/* ---- trial.c --------------------------------------------------------------- */

/** A new subscription begins with free time when its request says so. */
must_use err_t trial_read(struct task *task, const struct subscription_create_params *params,
                          struct subscription *subscription);
/** Free time from now on; has_anchor: the subscription has an anchor that may not lie in it. */
must_use err_t trial_take(struct task *task, struct subscription *subscription, instant_t end,
                          bool has_anchor);
/** Announce the end of a trial that has begun: three days before, or now. */
must_use err_t trial_schedule(struct task *task, struct subscription *subscription);
/** A time for a trial to end: ahead, at most two years. */
must_use err_t trial_check_end(struct task *task, instant_t end);
/** The end of the free time that the items' prices bring; 0: none. */
must_use err_t trial_of_price(struct task *task, const struct subscription *subscription,
                              instant_t *end);
/** What becomes of it as a trial ends: NONE when no trial does, or when it can be charged. */
must_use err_t trial_outcome(struct task *task, const struct subscription *subscription,
                             enum missing_payment_method *out);

/* ---- jobs ------------------------------------------------------------------ */

must_use err_t renewal_run(struct task *task, const struct job *job);
must_use err_t finalize_run(struct task *task, const struct job *job);
must_use err_t retry_run(struct task *task, const struct job *job);
must_use err_t will_be_due_run(struct task *task, const struct job *job);
must_use err_t upcoming_run(struct task *task, const struct job *job);
must_use err_t overdue_run(struct task *task, const struct job *job);
must_use err_t overdue_end_run(struct task *task, const struct job *job);
must_use err_t payment_ask_run(struct task *task, const struct job *job);
must_use err_t refund_ask_run(struct task *task, const struct job *job);
must_use err_t tax_id_run(struct task *task, const struct job *job);
must_use err_t expire_run(struct task *task, const struct job *job);
must_use err_t trial_warn_run(struct task *task, const struct job *job);
must_use err_t collection_resume_run(struct task *task, const struct job *job);
must_use err_t pending_expire_run(struct task *task, const struct job *job);
must_use err_t resumption_expire_run(struct task *task, const struct job *job);
must_use err_t interval_run(struct task *task, const struct job *job);
must_use err_t threshold_run(struct task *task, const struct job *job);
must_use err_t phase_run(struct task *task, const struct job *job);
must_use err_t schedule_warn_run(struct task *task, const struct job *job);
must_use err_t discount_end_run(struct task *task, const struct job *job);
must_use err_t backtest_run(struct task *task, const struct job *job);
must_use err_t correction_run(struct task *task, const struct job *job);
