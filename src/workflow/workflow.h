/* SPDX-License-Identifier: Apache-2.0 */
/**
 * workflow.h: what happens over weeks, and commands that reach through rooms.
 *
 * A subscription begins, renews, fails to be paid, and ends: each step is a
 * command or a job of the engine's one timer queue. A job's effects commit
 * with its deletion, its task->now is the instant it was meant for, and every
 * handler looks first whether its step is still wanted; so a job may run late
 * or twice, and advancing a clock by A and then B gives what A + B gives
 * (billing.md 9, 12.2, 14, 19, 20.5).
 */
#pragma once

#include "event/event.h"
#include "invoice/invoice.h"
#include "payment/payment.h"
#include "subscription/subscription.h"

#include "workflow.model.h"

/** Numbers of jobs; at one instant lower ones run first. Stored: never renumber. */
enum workflow_job {
    JOB_DISCOUNT_END = 1,       /**< subject: discount */
    JOB_RENEW = 2,              /**< subject: subscription */
    JOB_FINALIZE = 3,           /**< subject: invoice */
    JOB_RETRY = 4,              /**< subject: invoice */
    JOB_OVERDUE = 5,            /**< subject: invoice */
    JOB_EXPIRE_INCOMPLETE = 6,  /**< subject: subscription */
    JOB_TRIAL_WILL_END = 7,     /**< subject: subscription */
    JOB_RESUME_COLLECTION = 8,  /**< subject: subscription */
    JOB_EXPIRE_PENDING = 9,     /**< subject: subscription */
    JOB_EXPIRE_RESUMPTION = 10, /**< subject: subscription */
    JOB_INVOICE_WAITING = 11,   /**< subject: subscription */
    JOB_THRESHOLD = 12,         /**< subject: subscription */
    JOB_PHASE = 13, /**< subject: schedule; a renewal at the same instant does it itself */
    JOB_SCHEDULE_EXPIRING = 14, /**< subject: schedule */
    JOB_WILL_BE_DUE = 20,       /**< subject: invoice */
    JOB_UPCOMING = 21,          /**< subject: subscription */
    JOB_OVERDUE_END = 40,       /**< subject: invoice */
    /* JOB_ASK_PAYMENT, JOB_ASK_REFUND: payment.h; JOB_CHECK_TAX_ID: customer.h */
    JOB_BACKTEST = 60,         /**< subject: backtest */
    JOB_CORRECT = 61,          /**< subject: correction_set */
};

/** For job_run; ends with a NULL run. */
extern const struct job_handler workflow_handlers[];

/* ---- subscriptions ----------------------------------------------------- */

/** Make a subscription with its first invoice, and try to have it paid. */
must_use err_t workflow_subscribe(struct task *task,
                                  const struct subscription_create_params *params,
                                  struct subscription **out);
must_use err_t workflow_update(struct task *task, struct subscription *subscription,
                               const struct subscription_update_params *params);
/** End it now. */
must_use err_t workflow_cancel(struct task *task, struct subscription *subscription,
                               const struct subscription_cancel_params *params);
/** No more invoices until it is resumed. */
must_use err_t workflow_pause(struct task *task, struct subscription *subscription,
                              const struct subscription_pause_params *params);
must_use err_t workflow_resume(struct task *task, struct subscription *subscription,
                               const struct subscription_resume_params *params);
/** From the rules before 2025-06-30 to those since. */
must_use err_t workflow_migrate(struct task *task, struct subscription *subscription,
                                const struct subscription_migrate_params *params);
/** Take away all discounts of a subscription. */
must_use err_t workflow_drop_discounts(struct task *task, struct subscription *subscription);

/* ---- schedules ----------------------------------------------------------- */

must_use err_t workflow_schedule_create(struct task *task,
                                        const struct subscription_schedule_create_params *params,
                                        struct subscription_schedule **out);
must_use err_t workflow_schedule_update(struct task *task, struct subscription_schedule *schedule,
                                        const struct subscription_schedule_update_params *params);
/** The schedule and its subscription end now. */
must_use err_t workflow_schedule_cancel(struct task *task, struct subscription_schedule *schedule,
                                        const struct subscription_schedule_cancel_params *params);
/** The subscription goes on alone. */
must_use err_t workflow_schedule_release(struct task *task, struct subscription_schedule *schedule,
                                         const struct subscription_schedule_release_params *params);

/* ---- invoices ---------------------------------------------------------- */

/** What the next invoice would be. The task becomes a preview: drop its changes afterwards. */
must_use err_t workflow_preview(struct task *task, const struct invoice_preview_params *params,
                                struct invoice **out);
/** An invoice by hand; it finalizes by itself after an hour when auto_advance says so. */
must_use err_t workflow_invoice_create(struct task *task,
                                       const struct invoice_create_params *params,
                                       struct invoice **out);
must_use err_t workflow_invoice_update(struct task *task, struct invoice *invoice,
                                       const struct invoice_update_params *params);
must_use err_t workflow_invoice_finalize(struct task *task, struct invoice *invoice,
                                         const struct invoice_finalize_params *params);
/** ERR_CARD_* (402) with task->keep_changes when the attempt failed; the invoice stays open. */
must_use err_t workflow_invoice_pay(struct task *task, struct invoice *invoice,
                                    const struct invoice_pay_params *params);
/** A payment that a client made, beside the invoice's own. */
must_use err_t workflow_invoice_attach_payment(struct task *task, struct invoice *invoice,
                                               const struct invoice_attach_payment_params *params);
must_use err_t workflow_invoice_send(struct task *task, struct invoice *invoice);
must_use err_t workflow_invoice_void(struct task *task, struct invoice *invoice);
must_use err_t workflow_invoice_mark_uncollectible(struct task *task, struct invoice *invoice);
/** A correction of a final invoice; one that is paid by it goes on as if it had been paid. */
must_use err_t workflow_credit_note_create(struct task *task,
                                           const struct credit_note_create_params *params,
                                           struct credit_note **out);
/** Draft the corrections of all invoices that a release decided on; instead NULL: the standard. */
must_use err_t workflow_corrections_draft(struct task *task, const struct release *release,
                                          const struct release *instead, struct text memo,
                                          struct correction_set **out);
/** All drafts of a set; a job does it. */
must_use err_t workflow_corrections_approve(struct task *task, struct correction_set *set);
/** All that is approved; a job does it, one after the other. */
must_use err_t workflow_corrections_issue(struct task *task, struct correction_set *set,
                                          enum correction_target overcharges);
/** What is not issued stays undone. */
must_use err_t workflow_corrections_cancel(struct task *task, struct correction_set *set);
/** Make one good: a credit note, one more invoice, or both. Issued before: OK. */
must_use err_t workflow_correction_issue(struct task *task, struct correction *correction,
                                         enum correction_target overcharges);
must_use err_t workflow_correction_approve(struct task *task, struct correction *correction);
must_use err_t workflow_correction_dismiss(struct task *task, struct correction *correction);
/** What that would make. The task becomes a preview: drop its changes afterwards. */
must_use err_t workflow_credit_note_preview(struct task *task,
                                            const struct credit_note_create_params *params,
                                            struct credit_note **out);
/** A client confirmed a payment intent by itself: what follows for its invoice, if it has one. */
must_use err_t workflow_payment_changed(struct task *task, struct payment_intent *intent);
/** A setup intent was confirmed or given up: what follows for the subscription that wants it. */
must_use err_t workflow_setup_changed(struct task *task, const struct setup_intent *intent);

/** A person wants a parked invoice decided again; still undecided, it stays parked. */
must_use err_t workflow_invoice_rerun(struct task *task, struct invoice *invoice);
/** A person lets a parked invoice go on with the default logic. */
must_use err_t workflow_invoice_release(struct task *task, struct invoice *invoice);
/** A person ends a parked invoice: by hand it is deleted, of a subscription it becomes void. */
must_use err_t workflow_invoice_discard(struct task *task, struct invoice *invoice);

/* ---- ends -------------------------------------------------------------- */

/** Delete a customer: subscriptions end without an invoice, payment methods are detached. */
must_use err_t workflow_delete_customer(struct task *task, struct customer *customer);
/** Delete a test clock with its customers. */
must_use err_t workflow_delete_clock(struct task *task, struct test_clock *clock);
