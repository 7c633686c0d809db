/* SPDX-License-Identifier: Apache-2.0 */
/**
 * rating.h: what a part of a period costs, what discounts take off, and what tax is.
 *
 * Pure: structs in, structs out; nothing is loaded or stored here. The one
 * door is the discount of a coupon that names a script: it is asked through
 * the extension point commerce.discount_calculation. Rules: billing.md 6.3, 7,
 * 8 and 11.1. Amounts are minor units of the bill's currency.
 */
#pragma once

#include "base/money.h"
#include "base/task.h"
#include "catalog/catalog.h"
#include "extend/extend.h"

#include "limits.model.h"
#include "rating.model.h"
#include "view.model.h"

/**
 * amount * (end - at) / (end - start), rounded half away from zero: what of a
 * period [start, end) is left at `at`. An empty period has nothing left.
 */
int64_t rating_share(int64_t amount, instant_t start, instant_t end, instant_t at);
/** amount * (to - from) / (end - start), rounded the same way: what a part of a period costs. */
int64_t rating_part(int64_t amount, instant_t start, instant_t end, instant_t from, instant_t to);

/**
 * The same as what scripts see of it: amount * (end - at) / (end - start) has this
 * share of the amount, to 12 places, the last one sticky (script/host.h).
 */
struct decimal rating_share_factor(instant_t start, instant_t end, instant_t at);
/** amount * factor, rounded half away from zero. */
must_use err_t rating_times(int64_t amount, struct decimal factor, int64_t *out);

/* ---- what scripts see ---------------------------------------------------- */

must_use err_t rating_view_price(struct task *task, const struct price *price,
                                 const struct product *product, struct currency currency,
                                 struct view_price **out);
/** Without a price: of another kind. */
must_use err_t rating_view_priced(struct task *task, const struct price *price,
                                  const struct product *product, struct currency currency,
                                  struct view_priced *out);
void rating_view_period(instant_t start, instant_t end, struct view_period *out);

/* ---- discounts and taxes ------------------------------------------------- */

/** A coupon as it is applied: the discount's id, and the rule. */
struct rating_discount {
    struct id id;
    const struct coupon *coupon;
};

/** What one discount took off a line or, summed, off a bill. */
struct rating_taking {
    struct id discount;
    int64_t amount;
    struct text reason; /**< what the coupon's script said; no text for others */
};

/** What one tax rate makes of a line. */
struct rating_tax {
    const struct tax_rate *rate;
    int64_t amount;  /**< rounded, half away from zero */
    int64_t taxable; /**< what it is a share of: without inclusive tax */
    enum taxability_reason reason;
    int64_t base, parts, whole; /**< before rounding it is base * parts / whole */
};

/** Whether the customer pays tax. */
enum tax_exemption { TAX_DUE, TAX_EXEMPT, TAX_REVERSE };

/** A line as discounts see it. */
struct rating_line {
    int64_t amount; /**< before discounts; lines of 0 or less are not discounted */
    bool is_discountable;
    const struct price *price;     /**< NULL for free amounts */
    const struct product *product; /**< NULL for free amounts */
    bool has_quantity;
    int64_t quantity;
    instant_t start, end;
    const struct rating_discount *discounts; /**< of this line alone, applied first, in order */
    size_t discount_count;
    const struct tax_rate *const *rates; /**< at most LIMIT_TAX_RATES_MAX */
    size_t rate_count;

    struct rating_taking *takings; /**< out: one for each discount that reached the line */
    size_t taking_count;
    int64_t left;             /**< out: amount less takings */
    struct rating_tax *taxes; /**< out: one for each rate, in their order */
    size_t tax_count;
    int64_t waived; /**< out: inclusive tax in `left` that an exempt customer does not pay */
};

/** Whom a script hears of; texts without bytes are left out. */
struct rating_party {
    struct text customer_id;
    struct model_map customer_metadata;
    struct text subscription_id;
    struct model_map subscription_metadata;
    struct text billing_reason;
};

struct rating_bill {
    struct currency currency;
    struct rating_line *lines;
    size_t line_count;
    const struct rating_discount *discounts; /**< of the whole bill, in order */
    size_t discount_count;
    struct rating_party party;
    struct extend_cause cause; /**< its binding and stake are filled per coupon */
    enum tax_exemption exemption;
    bool rounds_tax_at_end; /**< the sum of a rate is rounded; its largest line takes the rest */
    bool skip_scripts; /**< a person let it go on: scripts take nothing */

    int64_t line_discount;        /**< out: what discounts of lines took */
    struct rating_taking *totals; /**< out: every discount with its sum */
    size_t total_count;
    struct id *runs; /**< out: decisions of scripts behind the amounts */
    size_t run_count;
    const struct run *held; /**< out: the run that could not decide, when its policy is to wait */
};

/**
 * Apply every discount: those of lines first, then those of the bill, each to
 * what the ones before it left. A discount of the bill is spread over its
 * lines by what is left of them, shares truncated, the rest to the last one.
 * A coupon for certain products sees only their lines. With bill->held set,
 * amounts are those of the default (the script takes nothing).
 */
must_use err_t rating_discount(struct task *task, struct rating_bill *bill);

/** The standard logic of a coupon without a script: what it takes off a base, never above it. */
must_use err_t rating_coupon_take(const struct coupon *coupon, struct currency currency,
                                  int64_t base, int64_t *out);

/**
 * Taxes of every line, of what discounts left: inclusive ones are taken out of
 * it, exclusive ones are shares of the rest; each is rounded on its line. An
 * exempt customer pays neither (billing.md 8).
 */
must_use err_t rating_tax(struct task *task, struct rating_bill *bill);
/** What user logic makes of the taxes that rating_tax computed (billing.tax_calculation). */
must_use err_t rating_ask_taxes(struct task *task, struct rating_bill *bill);
