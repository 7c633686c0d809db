/* SPDX-License-Identifier: Apache-2.0 */
/** amount.h: the amounts of a price as a request gives them, for the catalog room alone. */
#pragma once

#include "catalog/catalog.h"

/** One set of amounts of a request: the price's own, or those of another currency. */
struct amount_request {
    enum given has_unit_amount, has_unit_amount_decimal;
    int64_t unit_amount;
    struct decimal unit_amount_decimal;
    enum given has_tiers;
    const struct price_tier_data_params *tiers;
    size_t tiers_count;
};

/**
 * Check amounts against the billing scheme and write them as an option of
 * `currency`. `prefix` is the hash that holds them, NULL at the top level.
 */
must_use err_t amount_read(struct task *task, const struct amount_request *request,
                           enum billing_scheme scheme, const char *prefix,
                           struct price_currency_option *out);
/** Amounts in more currencies; one that the price has already is refused. */
must_use err_t amount_add_currencies(struct task *task, struct price *price,
                                     const struct price_currency_option_data_params *options,
                                     size_t count, const char *prefix);
/** "prefix[name]", or the name alone. */
const char *amount_field(struct task *task, const char *prefix, const char *name);
