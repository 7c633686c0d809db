/* SPDX-License-Identifier: Apache-2.0 */
/**
 * payment.h: with what is paid, and what became of each attempt.
 *
 * A payment intent is one payment, a charge one attempt to make it. The
 * gateway (gateway.h) decides an attempt; this room keeps what it said. The
 * test gateway is pure, so it is asked while a command decides. A gateway over
 * the network answers PAYMENT_PROCESSING and a job brings the result, as
 * payment_settle does for bank debits.
 *
 * A declined payment is no failure of these functions: it is a value, struct
 * payment_outcome. payment_fail makes the 402 answer out of it, for those who
 * want one; the caller then sets task->keep_changes, because the failed charge
 * happened. Rules: billing.md 5.3 and 14.
 */
#pragma once

#include "base/money.h"
#include "base/task.h"
#include "customer/customer.h"
#include "ledger/ledger.h"
#include "store/store.h"

#include "payment.model.h"

extern const struct record_kind payment_method_records;
extern const struct record_kind payment_intent_records;
extern const struct record_kind charge_records;
extern const struct record_kind refund_records;
extern const struct record_kind setup_intent_records;

/** Indexes, for scans. */
enum { PAYMENT_METHODS_BY_CUSTOMER };
enum { PAYMENT_INTENTS_BY_CUSTOMER };
enum { CHARGES_BY_CUSTOMER, CHARGES_BY_PAYMENT_INTENT };
enum { REFUNDS_BY_CHARGE };
enum { SETUP_INTENTS_BY_CUSTOMER };

/** Jobs of this room; the workflow's table runs them. Stored: never renumber. */
enum payment_job {
    JOB_ASK_PAYMENT = 41, /**< subject: payment_intent */
    JOB_ASK_REFUND = 42,  /**< subject: refund */
};

/* ---- payment methods --------------------------------------------------- */

must_use err_t payment_method_create(struct task *task,
                                     const struct payment_method_create_params *params,
                                     struct payment_method **out);
must_use err_t payment_method_load(struct task *task, struct id id, const char *param,
                                   struct payment_method **out);
/** By id, or a fresh one from pm_card_visa, tok_visa and their like. ERR_RESOURCE_MISSING. */
must_use err_t payment_method_find(struct task *task, struct text id, const char *param,
                                   struct payment_method **out);
/**
 * One that this customer can be charged with: its own, or a fresh one from a
 * token, which is attached. ERR_PAYMENT_METHOD_CUSTOMER when it is another's.
 */
must_use err_t payment_method_take(struct task *task, struct text id, const char *param,
                                   const struct customer *customer, struct payment_method **out);
/** Give it to the customer for good; 402 when the gateway refuses it. Nothing when it is there. */
must_use err_t payment_method_attach(struct task *task, struct payment_method *method,
                                     const struct customer *customer);
/** Take it from its customer for ever, and out of the customer's defaults. */
must_use err_t payment_method_detach(struct task *task, struct payment_method *method);
/** All of a customer's that is deleted. */
must_use err_t payment_method_detach_all(struct task *task, struct id customer);
must_use err_t payment_method_update(struct task *task, struct payment_method *method,
                                     const struct payment_method_update_params *params);

/* ---- attempts ---------------------------------------------------------- */

enum payment_result {
    PAYMENT_SUCCEEDED,
    PAYMENT_FAILED,
    PAYMENT_REQUIRES_ACTION, /**< the customer must authenticate */
    PAYMENT_PROCESSING,      /**< decided later */
};

struct payment_outcome {
    enum payment_result result;
    struct id charge;         /**< the attempt; none when the customer must act first */
    err_t error;              /**< failed ones: ERR_CARD_DECLINED ... */
    struct text decline_code; /**< "insufficient_funds"; no text when not failed */
    struct text message;
    bool is_hard; /**< trying the same payment method again is pointless */
};

/** For whom and for what an invoice wants money. */
struct payment_order {
    struct customer *customer;
    struct id invoice;
    struct money amount;              /**< above 0 */
    struct text description;          /**< may be no text */
    struct text statement_descriptor; /**< may be no text */
};

/** The payment of a finalized invoice, not tried yet. Appends payment_intent.created. */
must_use err_t payment_intent_create_for_invoice(struct task *task,
                                                 const struct payment_order *order,
                                                 struct payment_intent **out);
must_use err_t payment_intent_create(struct task *task,
                                     const struct payment_intent_create_params *params,
                                     struct payment_intent **out);
/** Say which invoice it pays; none: no invoice any more. */
must_use err_t payment_intent_tie(struct task *task, struct payment_intent *intent,
                                  struct id invoice);
/** The amount of an invoice's own payment changed; one that the bank decides on stays as it is. */
must_use err_t payment_intent_resize(struct task *task, struct payment_intent *intent,
                                     int64_t amount);
must_use err_t payment_intent_load(struct task *task, struct id id, const char *param,
                                   struct payment_intent **out);
must_use err_t payment_intent_update(struct task *task, struct payment_intent *intent,
                                     const struct payment_intent_update_params *params);

/**
 * Try to pay: asks the gateway, stores the charge and the intent's new state,
 * appends charge.* and payment_intent.*. The intent must not be paid, canceled
 * or processing (asserted).
 */
must_use err_t payment_attempt(struct task *task, struct payment_intent *intent,
                               struct payment_method *method, bool off_session,
                               struct payment_outcome *out);
/**
 * The same for a client that confirms a payment itself: `method` NULL takes the
 * intent's own. Off session, what needs authentication fails.
 * ERR_PAYMENT_INTENT_UNEXPECTED_STATE.
 */
must_use err_t payment_intent_confirm(struct task *task, struct payment_intent *intent,
                                      struct payment_method *method, bool off_session,
                                      struct payment_outcome *out);
/** A payment that waits for the customer or the bank is decided. */
must_use err_t payment_settle(struct task *task, struct payment_intent *intent, bool succeeded,
                              struct payment_outcome *out);
/** Ask the gateway what became of a payment that it was processing; it may not know yet. */
must_use err_t payment_intent_ask(struct task *task, struct payment_intent *intent,
                                  bool *is_decided);
/** ERR_PAYMENT_INTENT_UNEXPECTED_STATE when it is paid, canceled or processing. */
must_use err_t payment_intent_cancel(struct task *task, struct payment_intent *intent,
                                     enum payment_intent_cancellation_reason reason);
/** Take what was authorized, or less (0: all). ERR_PAYMENT_INTENT_UNEXPECTED_STATE. */
must_use err_t payment_intent_capture(struct task *task, struct payment_intent *intent,
                                      int64_t amount);
/** The card error of a failed outcome, with decline_code and the intent's id. Never OK. */
must_use err_t payment_fail(struct task *task, const struct payment_intent *intent,
                            const struct payment_outcome *outcome);

/* ---- charges ----------------------------------------------------------- */

must_use err_t charge_load(struct task *task, struct id id, const char *param, struct charge **out);
must_use err_t charge_update(struct task *task, struct charge *charge,
                             const struct charge_update_params *params);

/* ---- setup intents ------------------------------------------------------ */

must_use err_t setup_intent_create(struct task *task,
                                   const struct setup_intent_create_params *params,
                                   struct setup_intent **out);
/** The same for a subscription that has nothing to be paid with; its event is told by announce. */
must_use err_t setup_intent_create_for(struct task *task, struct id customer,
                                       struct id subscription, struct setup_intent **out);
must_use err_t setup_intent_announce(struct task *task, struct setup_intent *intent);
must_use err_t setup_intent_update(struct task *task, struct setup_intent *intent,
                                   const struct setup_intent_update_params *params);
/**
 * Ask the gateway whether a payment method (NULL: its own) may be kept; it is
 * attached to the customer then. Refused: the card error, with what happened
 * stored (the caller keeps it: task->keep_changes is set).
 */
must_use err_t setup_intent_confirm(struct task *task, struct setup_intent *intent,
                                    struct payment_method *method);
/** The customer authenticated, or did not. */
must_use err_t setup_intent_settle(struct task *task, struct setup_intent *intent, bool succeeded);
must_use err_t setup_intent_cancel(struct task *task, struct setup_intent *intent,
                                   enum setup_intent_cancellation_reason reason);
must_use err_t setup_intent_derive(struct task *task, struct setup_intent *intent);

/* ---- refunds ----------------------------------------------------------- */

/** What shall be given back, of a charge or of a payment's charge. */
struct refund_order {
    struct id charge;         /**< none: that of the payment */
    struct id payment_intent; /**< may be none when there is a charge; both must agree */
    int64_t amount;           /**< 0: all that is left */
    enum refund_reason reason;
    struct model_map metadata;
    struct text instructions_email; /**< may be no text */
};

/**
 * Give money back. Asks the gateway, stores the refund, counts it in the
 * charge; appends charge.refunded and refund.created. A refund that the bank
 * decides later is pending. ERR_CHARGE_REFUNDED, ERR_CHARGE_NOT_REFUNDABLE,
 * ERR_REFUND_ABOVE_CHARGE, ERR_RESOURCE_MISSING.
 */
must_use err_t refund_create(struct task *task, const struct refund_order *order,
                             struct refund **out);
must_use err_t refund_load(struct task *task, struct id id, const char *param, struct refund **out);
must_use err_t refund_update(struct task *task, struct refund *refund,
                             const struct refund_update_params *params);
/** Take back one that was not made yet. ERR_REFUND_NOT_CANCELABLE. */
must_use err_t refund_cancel(struct task *task, struct refund *refund);
/** Ask the gateway what became of it. */
must_use err_t refund_ask(struct task *task, struct refund *refund);
/** The bank has decided; also one that was thought made may come back. */
must_use err_t refund_settle(struct task *task, struct refund *refund, bool succeeded);
/** Its customer did not say where the money goes. ERR_REFUND_NOT_EXPIRABLE. */
must_use err_t refund_expire(struct task *task, struct refund *refund);

/** Fill what is not stored: client_secret, payment_method_types; outcome. */
must_use err_t payment_intent_derive(struct task *task, struct payment_intent *intent);
must_use err_t charge_derive(struct task *task, struct charge *charge);
must_use err_t refund_derive(struct task *task, struct refund *refund);
