/* SPDX-License-Identifier: Apache-2.0 */
/** item_wish.h: what a request says about an invoice item, whichever route it came by. */
#pragma once

#include "invoice/invoice.h"

struct item_wish {
    enum given has_amount, has_unit_amount_decimal, has_pricing, has_price_data, has_quantity;
    int64_t amount;
    struct decimal unit_amount_decimal;
    const struct invoiceitem_pricing_params *pricing;
    const struct price_data_params *price_data;
    int64_t quantity;
    enum given has_description, has_discountable, has_discounts, has_metadata, has_period;
    struct text description;
    bool discountable;
    const struct discount_in_params *discounts;
    size_t discounts_count;
    struct model_map metadata;
    const struct invoiceitem_period_params *period;
    enum given has_tax_rates;
    const struct id *tax_rates;
    size_t tax_rates_count;
};

/** From the parameters of any of the routes; they call these things alike. */
#define item_wish_of(p)                                                                            \
    ((struct item_wish){                                                                           \
        .has_amount = (p)->has_amount,                                                             \
        .amount = (p)->amount,                                                                     \
        .has_unit_amount_decimal = (p)->has_unit_amount_decimal,                                   \
        .unit_amount_decimal = (p)->unit_amount_decimal,                                           \
        .has_pricing = (p)->has_pricing,                                                           \
        .pricing = (p)->pricing,                                                                   \
        .has_price_data = (p)->has_price_data,                                                     \
        .price_data = (p)->price_data,                                                             \
        .has_quantity = (p)->has_quantity,                                                         \
        .quantity = (p)->quantity,                                                                 \
        .has_description = (p)->has_description,                                                   \
        .description = (p)->description,                                                           \
        .has_discountable = (p)->has_discountable,                                                 \
        .discountable = (p)->discountable,                                                         \
        .has_discounts = (p)->has_discounts,                                                       \
        .discounts = (p)->discounts,                                                               \
        .discounts_count = (p)->discounts_count,                                                   \
        .has_metadata = (p)->has_metadata,                                                         \
        .metadata = (p)->metadata,                                                                 \
        .has_period = (p)->has_period,                                                             \
        .period = (p)->period,                                                                     \
        .has_tax_rates = (p)->has_tax_rates,                                                       \
        .tax_rates = (p)->tax_rates,                                                               \
        .tax_rates_count = (p)->tax_rates_count,                                                   \
    })

/** Whether it says what is charged, by amount, price, unit amount or quantity. */
bool item_wish_is_priced(const struct item_wish *wish);
/** A new item of a customer in memory, in `currency` unless the wish's price has another. */
must_use err_t item_make(struct task *task, const struct item_wish *wish, struct customer *customer,
                         struct currency currency, struct invoiceitem **out);
/** Store a new item and tell of it. */
must_use err_t item_insert(struct task *task, struct invoiceitem *item);
/** Change an item that waits or stands on a draft; its line is the caller's. */
must_use err_t item_change(struct task *task, const struct item_wish *wish,
                           struct invoiceitem *item);
/** ERR_INVOICE_NOT_EDITABLE unless it is a draft. */
must_use err_t draft_check(struct task *task, const struct invoice *invoice, const char *param);
