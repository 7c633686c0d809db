/* SPDX-License-Identifier: Apache-2.0 */
/** decide.h: user logic that decides about an invoice, and what its verdicts do to it. */
#pragma once

#include "invoice/invoice.h"

/** For whom and why: of this invoice, its lines' prices among it. `reason` is that of commands. */
must_use err_t decide_cause(struct task *task, const struct invoice *invoice, const char *reason,
                            int64_t at_stake, struct extend_cause *out);
/** Is anything bound, and did no person let the invoice go on without it? */
must_use err_t decide_is_asked(struct task *task, const struct point *point,
                               const struct invoice *invoice, const struct extend_cause *cause,
                               bool *out);
/** Note the runs on the invoice; one that holds parks it. */
must_use err_t decide_note(struct task *task, struct invoice *invoice,
                           const struct extend_verdict *verdict);
/** It waits for a person, because of this run; parked before: for the same person. */
must_use err_t decide_park(struct task *task, struct invoice *invoice, const struct run *run);

/** The subscription behind an invoice as scripts see it; NULL when there is none. */
must_use err_t decide_view_subscription(struct task *task, const struct invoice *invoice,
                                        struct view_subscription **out);
/** Texts, fields and due date of an invoice about to be final (billing.invoice_finalization). */
must_use err_t decide_finalization(struct task *task, struct invoice *invoice,
                                   const struct customer *customer);
/** How much of the customer's balance meets the total (billing.customer_balance_application). */
must_use err_t decide_balance(struct task *task, struct invoice *invoice,
                              const struct customer *customer, int64_t *applied);
