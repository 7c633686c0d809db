/* SPDX-License-Identifier: Apache-2.0 */
/**
 * gateway.h: what a payment provider must be able to do.
 *
 * One table of functions a provider. They change nothing here and may not
 * touch the store: the payment room keeps what they answer. Texts in answers
 * live as long as the program.
 */
#pragma once

#include "payment/payment.h"

struct gateway_request {
    const struct payment_method *method;
    struct money amount;
    bool off_session; /**< the customer is away */
    /**
     * ask, ask_refund: the public id of the charge or refund. A provider over the network moves
     * the money under this key, once, however often it is asked. No text for the questions before
     * there is such an object: the command that asks them may be lost, so nothing moves then.
     */
    struct text idempotency_key;
};

struct gateway_answer {
    enum payment_result result;
    err_t error; /**< failed ones: ERR_CARD_DECLINED ... */
    const char *decline_code;
    const char *message; /**< for the customer to read */
    bool is_hard;
    bool is_watched; /**< refunds: what was done may still be undone, ask later */
};

struct gateway {
    const char *name;
    /**
     * Fill type, card and gateway_token of a method from a token ("pm_card_visa",
     * "tok_visa") or a card number; false when it is not known.
     */
    bool (*describe)(struct arena *arena, struct text token_or_number, instant_t now,
                     struct payment_method *out);
    /** May it be kept for later? result is SUCCEEDED or FAILED. */
    void (*verify)(const struct payment_method *method, struct gateway_answer *out);
    /** Keep it for payments while the customer is away: may want the customer first. */
    void (*set_up)(const struct payment_method *method, struct gateway_answer *out);
    /** Take the money. */
    void (*authorize)(const struct gateway_request *request, struct gateway_answer *out);
    /** The customer did what was required: take the money now. */
    void (*finish)(const struct gateway_request *request, struct gateway_answer *out);
    /** What became of a payment that was processing? PAYMENT_PROCESSING: not decided yet. */
    void (*ask)(const struct gateway_request *request, struct gateway_answer *out);
    /** Give money back: done, refused, or PAYMENT_PROCESSING: decided later. */
    void (*refund)(const struct gateway_request *request, struct gateway_answer *out);
    /** What became of a refund? */
    void (*ask_refund)(const struct gateway_request *request, struct gateway_answer *out);
};

/** Test cards; pure and deterministic. */
extern const struct gateway gateway_test;
/** Live mode without a provider: knows nothing and declines everything. */
extern const struct gateway gateway_none;

/** The provider of the task's account. */
const struct gateway *gateway_of(const struct task *task);
