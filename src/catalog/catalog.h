/* SPDX-License-Identifier: Apache-2.0 */
/**
 * catalog.h: what is sold, at what price, and what may be taken off.
 *
 * Objects come from the task's session and live in its arena; the pointers
 * that these functions give are the session's own, so that two loads of one
 * object see each other's changes. Every function that changes something
 * stores it and appends its event. `param` is the request field to blame when
 * an object is not there. Rules: billing.md 6 and 7.
 */
#pragma once

#include "base/model.h"
#include "base/money.h"
#include "base/task.h"
#include "store/store.h"

#include "catalog.model.h"

extern const struct record_kind product_records;
extern const struct record_kind price_records;
extern const struct record_kind coupon_records;
extern const struct record_kind promotion_code_records;
extern const struct record_kind tax_rate_records;

/** Indexes, for scans. */
enum { PRODUCTS_BY_PUBLIC_ID };
enum { PRICES_BY_PRODUCT, PRICES_BY_LOOKUP_KEY };
enum { COUPONS_BY_PUBLIC_ID };
enum { PROMOTION_CODES_BY_CODE /**< folded to lower case */ };

/* ---- products ---------------------------------------------------------- */

/** ERR_RESOURCE_ALREADY_EXISTS when the chosen id is taken. Makes the default price too. */
must_use err_t product_create(struct task *task, const struct product_create_params *params,
                              struct product **out);
must_use err_t product_update(struct task *task, struct product *product,
                              const struct product_update_params *params);
/** ERR_PRODUCT_HAS_PRICES while there are any. */
must_use err_t product_delete(struct task *task, struct product *product);
/** By what clients call it: its id, or the one they chose. ERR_RESOURCE_MISSING. */
must_use err_t product_find(struct task *task, struct text id, const char *param,
                            struct product **out);
must_use err_t product_load(struct task *task, struct id id, const char *param,
                            struct product **out);
/** What clients call it. */
struct text product_public_id(struct task *task, const struct product *product);

/* ---- prices ------------------------------------------------------------ */

must_use err_t price_create(struct task *task, const struct price_create_params *params,
                            struct price **out);
/** The price behind a price_data parameter: inactive, and left out of lists. */
must_use err_t price_create_inline(struct task *task, const struct price_data_params *data,
                                   const char *param, struct price **out);
must_use err_t price_update(struct task *task, struct price *price,
                            const struct price_update_params *params);
must_use err_t price_load(struct task *task, struct id id, const char *param, struct price **out);
/** By its lookup key; *out is NULL when no price has it. */
must_use err_t price_find_key(struct task *task, struct text lookup_key, struct price **out);
/** May something new use it? ERR_PRICE_INACTIVE, ERR_PRODUCT_INACTIVE. Inline prices may. */
must_use err_t price_check_usable(struct task *task, const struct price *price, const char *param);
/** Whether it has amounts in this currency: its own, or one of its options. */
bool price_has_currency(const struct price *price, struct currency currency);
/** Its amounts in a currency that it has. */
struct price_currency_option price_amounts(const struct price *price, struct currency currency);
/**
 * What a quantity costs in a currency that the price has: by unit, package or
 * tier, exact until one rounding, half away from zero (billing.md 6.3).
 * Overflow is an error.
 */
must_use err_t price_amount(struct task *task, const struct price *price, struct currency currency,
                            int64_t quantity, struct money *out);
/** Fill what is not stored: currency_options. */
must_use err_t price_derive(struct task *task, struct price *price);
/** From the older shape. */
must_use err_t plan_create(struct task *task, const struct plan_create_params *params,
                           struct price **out);
must_use err_t plan_update(struct task *task, struct price *price,
                           const struct plan_update_params *params);
/** It is no plan any more, and its price is inactive for good. */
must_use err_t plan_delete(struct task *task, struct price *price);
/** Whether the older interface shows it: recurring, listed, and not deleted as a plan. */
bool price_is_plan(const struct price *price);
/** The older view of a recurring price; borrows from the price. */
void price_mirror_plan(struct task *task, const struct price *price, struct plan *out);

/* ---- coupons ----------------------------------------------------------- */

/**
 * A coupon with a script needs its binding next: coupon_bind in the same task,
 * once the extension platform has looked at release and configuration.
 */
must_use err_t coupon_create(struct task *task, const struct coupon_create_params *params,
                             struct coupon **out);
/** Remember what makes the coupon's script run. */
must_use err_t coupon_bind(struct task *task, struct coupon *coupon, struct id binding);
must_use err_t coupon_update(struct task *task, struct coupon *coupon,
                             const struct coupon_update_params *params);
/** Stops redemption; the record stays when discounts point at it. */
must_use err_t coupon_delete(struct task *task, struct coupon *coupon);
/** One that can still be read: deleted ones are missing. ERR_RESOURCE_MISSING. */
must_use err_t coupon_find(struct task *task, struct text id, const char *param,
                           struct coupon **out);
/** Behind a discount, deleted ones too. */
must_use err_t coupon_load(struct task *task, struct id id, const char *param, struct coupon **out);
/** Not deleted, not past redeem_by, not used up. */
bool coupon_is_valid(const struct coupon *coupon, instant_t now);
/** Count one application to a customer, subscription, item or invoice. ERR_COUPON_EXPIRED. */
must_use err_t coupon_redeem(struct task *task, struct coupon *coupon, const char *param);
/** Fill what is not stored: `valid`. */
must_use err_t coupon_derive(struct task *task, struct coupon *coupon);

/* ---- promotion codes --------------------------------------------------- */

/** The customer that params name is the caller's to look up. */
must_use err_t promotion_code_create(struct task *task,
                                     const struct promotion_code_create_params *params,
                                     struct promotion_code **out);
must_use err_t promotion_code_update(struct task *task, struct promotion_code *code,
                                     const struct promotion_code_update_params *params);
/** By its id, as a discount names it. ERR_RESOURCE_MISSING. */
must_use err_t promotion_code_find(struct task *task, struct text id, const char *param,
                                   struct promotion_code **out);
/** A code in lower case, as the index holds it. */
struct text promotion_code_fold(struct task *task, struct text code);
/** Switched on, not expired, not used up, and its coupon valid. */
must_use err_t promotion_code_is_active(struct task *task, const struct promotion_code *code,
                                        bool *out);

/** Who redeems a promotion code, and for what. */
struct redemption {
    struct id customer;
    bool is_first;       /**< the customer was never billed */
    bool has_amount;     /**< there is a purchase; without one a minimum cannot be met */
    struct money amount; /**< of the purchase, before discounts */
};
/** Look at its restrictions and count it; its coupon is counted by coupon_redeem. */
must_use err_t promotion_code_redeem(struct task *task, struct promotion_code *code,
                                     const struct redemption *redemption, const char *param);
/** Fill what is not stored: `active`. */
must_use err_t promotion_code_derive(struct task *task, struct promotion_code *code);

/* ---- tax rates --------------------------------------------------------- */

must_use err_t tax_rate_create(struct task *task, const struct tax_rate_create_params *params,
                               struct tax_rate **out);
must_use err_t tax_rate_update(struct task *task, struct tax_rate *rate,
                               const struct tax_rate_update_params *params);
must_use err_t tax_rate_load(struct task *task, struct id id, const char *param,
                             struct tax_rate **out);
/** A list of rates for a new use: each there, active, and no other time in the list; copied. */
must_use err_t tax_rate_list_take(struct task *task, const struct id *ids, size_t count,
                                  const char *param, struct id **out, size_t *out_count);
