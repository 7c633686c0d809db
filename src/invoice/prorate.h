/* SPDX-License-Identifier: Apache-2.0 */
/** prorate.h: the sides of a change, between their computation and their invoice items. */
#pragma once

#include "invoice/invoice.h"

/** One side of a change of items: what is charged for the time to come, or given back. */
struct proration_part {
    const struct subscription *subscription;
    const struct subscription_item *item;
    struct subscription_item *debited; /**< of a debit: whose ledger it begins */
    const struct item_debit *credited; /**< of a credit; NULL: nothing in particular */
    bool is_credit;
    bool is_along; /**< no proration: an item that does not change, passed along */
    int64_t whole; /**< what the factor is a share of */
    instant_t whole_start, whole_end; /**< the time that `whole` is for */
    int64_t amount;                   /**< below 0 for credits */
    bool has_factor;                  /**< user logic decided the share */
    struct decimal factor;
    instant_t start, end; /**< what the line shows */
    struct id id;         /**< of the invoice item to be */
};

struct proration_parts {
    struct proration_part *items;
    size_t count;
};

/** Let user logic decide the shares of all sides together (billing.prorations). */
must_use err_t prorate_ask(struct task *task, const struct subscription *subscription,
                           const char *reason, struct proration_parts *parts);
