/* SPDX-License-Identifier: Apache-2.0 */
/** charge.h: how an attempt is kept; for the functions that make one. */
#pragma once

#include "payment/payment.h"

/** Store an attempt with the method as it is now. Appends charge.*. */
must_use err_t charge_create(struct task *task, const struct payment_intent *intent,
                             const struct payment_method *method, enum charge_status status,
                             const struct payment_outcome *outcome, struct charge **out);
/** Its new status, with what goes with it; the caller stores it. */
void charge_decide(struct charge *charge, enum charge_status status, bool is_authorization,
                   const struct payment_outcome *outcome);
must_use err_t charge_append(struct task *task, const struct charge *charge);
/** Fill the list of its refunds. */
must_use err_t charge_derive_refunds(struct task *task, struct charge *charge);
/** What a payment books, found by its invoice when it has one. */
void payment_posting(const struct payment_intent *intent, enum ledger_reason reason,
                     struct ledger_posting *out);
