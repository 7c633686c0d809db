/* SPDX-License-Identifier: Apache-2.0 */
/**
 * subscription.h: standing agreements, their items, and applied coupons.
 *
 * A subscription holds its items in its own record; an item's id leads to its
 * subscription through a slim record of its own. This room knows states,
 * periods and what a change of items means; it makes no invoices. All times
 * are task->now or boundaries counted from the billing cycle anchor
 * (billing.md 9 to 11).
 */
#pragma once

#include "base/task.h"
#include "catalog/catalog.h"
#include "customer/customer.h"
#include "event/event.h"
#include "rating/rating.h"
#include "store/store.h"

#include "subscription.model.h"

extern const struct record_kind subscription_records; /**< index 0: customer; 1: status */
extern const struct record_kind subscription_item_home_records;
extern const struct record_kind discount_records; /**< index 0: customer_wide */

extern const struct record_kind subscription_schedule_records; /**< index 0: customer */

enum { SUBSCRIPTION_BY_CUSTOMER, SUBSCRIPTION_BY_STATUS };

/** What a change does to time that is already paid for. */
enum proration { PRORATION_CREATE, PRORATION_INVOICE, PRORATION_OFF };

/** "create_prorations", "always_invoice", "none"; no text is the default, PRORATION_CREATE. */
must_use err_t proration_read(struct task *task, struct text value, const char *param,
                              enum proration *out);

/* ---- subscriptions ----------------------------------------------------- */

/** ERR_RESOURCE_MISSING with param. */
must_use err_t subscription_load(struct task *task, struct id id, const char *param,
                                 struct subscription **out);
must_use err_t schedule_load(struct task *task, struct id id, const char *param,
                             struct subscription_schedule **out);
/** The subscription that holds an item, and the item's place in it; 404 when it is gone. */
must_use err_t subscription_find_item(struct task *task, struct id item, const char *param,
                                      struct subscription **out, size_t *index);
/** Save, and tell that it changed. */
must_use err_t subscription_save(struct task *task, struct subscription *subscription);
/** Move to a status (a legal move, asserted), save and tell. */
must_use err_t subscription_move(struct task *task, struct subscription *subscription,
                                 enum subscription_status status);
/** Whether it still makes invoices: not canceled, expired or paused. */
bool subscription_is_live(const struct subscription *subscription);
/** Insert a new one with the homes of its items; no event. */
must_use err_t subscription_insert(struct task *task, struct subscription *subscription);
/** Write homes of items that have none yet, delete those of `gone` ones. */
must_use err_t subscription_home_items(struct task *task, const struct subscription *subscription,
                                       const struct subscription_item *old, size_t old_count);
/** Fill plan, subscription of items. */
must_use err_t subscription_derive(struct task *task, struct subscription *subscription);
must_use err_t subscription_item_derive(struct task *task, struct id subscription,
                                        struct subscription_item *item);
/** The earliest end of an item's period: when something has to be done next. */
instant_t subscription_boundary(const struct subscription *subscription);
/** The latest end of an item's period: when cancel_at_period_end takes effect. */
instant_t subscription_last_boundary(const struct subscription *subscription);
/**
 * Set an item's period to the one that holds `at`; the first one may begin late, at `from`.
 * While a trial runs it is the time from `from` to the trial's end. It ends with the
 * subscription when that ends within it.
 */
void subscription_set_period(const struct subscription *subscription,
                             struct subscription_item *item, const struct price *price,
                             instant_t at, instant_t from);

/** Whether a time, 0 being none, lies in a range that a list asks for. */
bool subscription_time_fits(const struct time_range_params *range, instant_t time);

/* ---- items ------------------------------------------------------------- */

/** What a list of wishes makes of the items. The old items are left alone. */
struct item_plan {
    struct subscription_item *items;
    size_t count;
    bool is_priced_anew; /**< a price, a quantity, or the set of items changed */
};

/**
 * Apply wishes to a subscription's items: items named by id are changed or
 * taken away, others added; the rest stays. Checks prices (recurring, active
 * when new, one currency, intervals that fit), duplicates and the count.
 * New items get a key, and the period of the subscription at `at`.
 */
must_use err_t subscription_plan_items(struct task *task, struct subscription *subscription,
                                       const struct subscription_item_change_params *wishes,
                                       size_t wish_count, instant_t at, struct item_plan *out);

/** A copy of the items, which may be changed without changing the old ones. */
must_use err_t subscription_copy_items(struct task *task, struct subscription *subscription);
/** The item with that key, or NULL. */
struct subscription_item *subscription_item_of(struct subscription_item *items, size_t count,
                                               struct id id);

/* ---- discounts --------------------------------------------------------- */

/** What a discount is put on; one of them, the customer always. */
struct discount_owner {
    struct id customer;
    struct id subscription;
    struct id subscription_item;
    struct id invoice;
    struct id invoice_item;
    bool customer_wide;
    const struct money *amount; /**< of the purchase, for codes with a minimum; NULL: none */
    bool is_quiet;              /**< the caller announces new ones itself, with discount_announce */
};

/**
 * A list of coupons, promotion codes and kept discounts becomes a list of
 * discounts: new ones are made and counted on their coupons and codes, `old`
 * ones that are not named end.
 * Refuses duplicates and coupons that cannot be redeemed. customer.discount.*
 * events are appended for owners that are subscriptions or customers.
 */
must_use err_t discount_replace(struct task *task, const struct discount_owner *owner,
                                const struct discount_in_params *wishes, size_t wish_count,
                                const char *param, const struct id *old, size_t old_count,
                                struct id **ids, size_t *count);
/** customer.discount.created for each. */
must_use err_t discount_announce(struct task *task, const struct id *ids, size_t count);
/** The discount on all invoices of a customer, NULL when there is none. */
must_use err_t discount_of_customer(struct task *task, struct id customer, struct discount **out);
/**
 * Put a coupon, or the one behind a promotion code, on a customer, in place of
 * an older one; customer.updated is the caller's.
 */
must_use err_t discount_put_on_customer(struct task *task, struct id customer,
                                        const struct discount_in_params *wish,
                                        struct discount **out);
/**
 * Those of a list that count for an invoice made at `at`, ready for rating_discount:
 * ended and consumed ones are left out.
 */
must_use err_t discount_list_active(struct task *task, const struct id *ids, size_t count,
                                    instant_t at, struct rating_discount **out, size_t *out_count);
/**
 * An invoice took these discounts: those for one invoice are consumed and
 * leave the lists of the subscription, which is saved when it changed.
 */
must_use err_t discount_consume(struct task *task, struct subscription *subscription,
                                const struct id *ids, size_t count);
/** A discount ended: it leaves its subscription, or its customer. */
must_use err_t discount_end(struct task *task, struct id discount);
/** Load by id; NULL when there is none. */
must_use err_t discount_find(struct task *task, struct id id, struct discount **out);
