/* SPDX-License-Identifier: Apache-2.0 */
/**
 * ledger.h: every money effect as double entry.
 *
 * A room that moves money books it in the same task as the effect: it fills a
 * posting with legs, each an amount from one account to another, and posts it.
 * All that one command moves for one object is one transfer, a record; once
 * committed it is never changed, and corrections are other transfers. A
 * posting is known by its reason and its source: the same one again is OK and
 * books nothing. So the ledger balances by construction, and every balance can
 * be traced to objects. The chart of accounts: docs/concepts/ledger.md.
 */
#pragma once

#include "base/money.h"
#include "base/task.h"
#include "store/store.h"

#include "ledger.model.h"

extern const struct record_kind ledger_transfer_records;
extern const struct record_kind ledger_summary_records;

enum { LEDGER_TRANSFERS_BY_ROOT, LEDGER_TRANSFERS_BY_CUSTOMER };

/** What one effect moves. Legs are added with ledger_move. */
struct ledger_posting {
    enum ledger_reason reason;
    const struct model_kind *source_kind;
    struct id source; /**< the object that moves it */
    struct id root;   /**< what it is found by: an invoice, a payment, a customer */
    struct id invoice;
    struct id customer; /**< may be none */
    struct currency currency;
    struct ledger_leg *legs;
    size_t leg_count, leg_capacity;
};

/** One more leg, to be filled further, or NULL (0 moves nothing). Below 0 it goes the other way. */
must_use err_t ledger_move(struct task *task, struct ledger_posting *posting,
                           enum ledger_account debit, enum ledger_account credit, int64_t amount,
                           struct ledger_leg **leg);
/**
 * Book it. Nothing when it has no legs, or was booked before; ERR_LEDGER_DIFFERS
 * when it was booked with something else.
 */
must_use err_t ledger_post(struct task *task, struct ledger_posting *posting);
/**
 * Add legs that take back what postings with `reasons` moved for the posting's
 * root, as far as it was not taken back: one leg for each pair of accounts and line.
 */
must_use err_t ledger_reverse(struct task *task, struct ledger_posting *posting,
                              const enum ledger_reason *reasons, size_t count);

enum ledger_side ledger_side_of(enum ledger_account account);
/**
 * What the accounts hold, all of them or (customer not none) of one customer;
 * those that were never used are left out. In the order of accounts.
 */
must_use err_t ledger_balances(struct task *task, struct id customer, struct ledger_balance **out,
                               size_t *count);
/** Count transfers into the summary, at most `limit`; *count says how many. */
must_use err_t ledger_sum_up(struct task *task, size_t limit, size_t *count);

/** Fill the sources of the legs. */
must_use err_t ledger_transfer_derive(struct task *task, struct ledger_transfer *transfer);
