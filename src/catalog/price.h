/* SPDX-License-Identifier: Apache-2.0 */
/** price.h: the one way in which a price comes to be, for the catalog room alone. */
#pragma once

#include "catalog/catalog.h"

enum price_listing {
    PRICE_LISTED,
    PRICE_INLINE, /**< made by price_data: inactive, left out of lists */
};

/**
 * Check the terms and store the price.
 *
 * @param product  whose price it is; NULL: params->product or product_data say it
 * @param id       its id; none: a fresh one
 * @param prefix   the parameter that holds the terms, for messages; NULL at the top level
 */
must_use err_t price_make(struct task *task, const struct price_create_params *params,
                          struct product *product, struct id id, const char *prefix,
                          enum price_listing listing, struct price **out);
