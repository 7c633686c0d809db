/* SPDX-License-Identifier: Apache-2.0 */
/** post.h: what the life of an invoice books in the ledger (docs/concepts/ledger.md). */
#pragma once

#include "invoice/invoice.h"

/** It became final: what its lines earn and what taxes they owe, against the customer. */
must_use err_t post_finalized(struct task *task, const struct invoice *invoice);
/** A payment was used for it; what was given up is recovered then. */
must_use err_t post_paid(struct task *task, const struct invoice *invoice, struct id payment_intent,
                         int64_t amount);
must_use err_t post_paid_elsewhere(struct task *task, const struct invoice *invoice,
                                   int64_t amount);
/** A credit note takes back what was earned and owed in taxes; void: the other way round. */
must_use err_t post_credit_note(struct task *task, const struct invoice *invoice,
                                const struct credit_note *note, enum ledger_reason reason);
/**
 * A correction was issued, with its credit note and supplement (may be NULL): what they booked
 * moves to where the lines should have put it.
 */
must_use err_t post_correction(struct task *task, const struct invoice *invoice,
                               const struct correction *correction,
                               const struct invoice *supplement);
/** It is given up: what remains is lost. */
must_use err_t post_given_up(struct task *task, const struct invoice *invoice);
/** It counts as zero: what was booked for it is taken back, except money and balances. */
must_use err_t post_voided(struct task *task, const struct invoice *invoice);
