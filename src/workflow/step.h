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

/** A new subscription in memory; is_free_stub: the time before its anchor costs nothing. */
struct start_plan {
    struct customer *customer;
    struct subscription *subscription;
    bool is_free_stub;
};
must_use err_t start_draft(struct task *task, struct start_plan *plan, struct invoice **out);
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

/* ---- change.c ------------------------------------------------------------- */

struct change {
    const struct subscription_item_change_params *items;
    size_t item_count;
    enum proration proration;
    instant_t at; /**< instant of the change */
};
/** New items, and prorations among what waits; *is_new_charge: something was prorated. */
must_use err_t change_items(struct task *task, struct subscription *subscription,
                            const struct change *change, bool *is_new_charge);
/** The invoice of a change that is invoiced at once. */
must_use err_t change_draft(struct task *task, struct subscription *subscription, instant_t at,
                            struct invoice **out);

/* ---- cancel.c ------------------------------------------------------------- */

/** No draft or open invoice of a customer (of one subscription, unless NULL) goes on by itself. */
must_use err_t cancel_stop_invoices(struct task *task, struct id customer,
                                    const struct subscription *subscription);
/** The end, now: no invoice goes on, no job is left. */
must_use err_t cancel_end(struct task *task, struct subscription *subscription,
                          enum cancellation_reason reason);

/* ---- trial.c --------------------------------------------------------------- */

/** A new subscription begins with free time when its request says so. */
must_use err_t trial_read(struct task *task, const struct subscription_create_params *params,
                          struct subscription *subscription);
/** Announce the end of a trial that has begun: three days before, or now. */
must_use err_t trial_schedule(struct task *task, struct subscription *subscription);
/** A trial is over now, although nobody can be charged and it shall end then: *is_over. */
must_use err_t trial_ends_all(struct task *task, const struct subscription *subscription,
                              bool *is_over);
/** End a running trial now: the first period begins, its invoice is made and collected. */
must_use err_t trial_end_now(struct task *task, struct subscription *subscription,
                             const struct subscription_update_params *params);

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
must_use err_t discount_end_run(struct task *task, const struct job *job);
must_use err_t backtest_run(struct task *task, const struct job *job);
