/* SPDX-License-Identifier: Apache-2.0 */
/** balance.h: what a customer's balance does to what is due (billing.md 12.5). */
#pragma once

#include "invoice/invoice.h"

/**
 * What of a balance (negative: credit) meets a total, unless user logic says
 * otherwise: all debt; credit up to the total; nothing when the total is below 0.
 */
int64_t balance_applied(int64_t total, int64_t starting);
/**
 * amount_due and ending balance of a total that so much of a starting balance
 * meets; a total below 0 becomes credit; what is too small or too large to charge
 * moves to the balance. total + starting = due + ending, always (INVOICE-4).
 */
must_use err_t balance_meet(struct task *task, int64_t total, int64_t starting, int64_t applied,
                            struct currency currency, int64_t *due, int64_t *ending);
/** Give the customer credit that an invoice or a credit note came to. */
must_use err_t balance_credit(struct task *task, const struct invoice *invoice,
                              enum balance_transaction_type type, int64_t amount);
/** Write what balance_meet says into the invoice. */
must_use err_t balance_apply(struct task *task, struct invoice *invoice,
                             const struct customer *customer, int64_t applied);
/**
 * Move the customer's balance from the invoice's starting balance to its
 * ending balance: what was applied, and what is too small or too large to be
 * charged now.
 */
must_use err_t balance_move(struct task *task, const struct invoice *invoice,
                            struct customer *customer, int64_t applied);
