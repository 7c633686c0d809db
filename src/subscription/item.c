/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metadata.h"
#include "subscription/subscription.h"

#include "limits.model.h"

enum { MONTHS_A_YEAR = 12, DAYS_A_WEEK = 7 };

struct subscription_item *
subscription_item_of(struct subscription_item *items, size_t count, struct id id)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].id.key == id.key) {
            return &items[i];
        }
    }
    return NULL;
}

/** Length of an interval in its family's unit: months for months and years, else days. */
static int64_t
interval_units(const struct price_recurring *recurring, bool *is_calendar)
{
    *is_calendar = recurring->interval == INTERVAL_MONTH || recurring->interval == INTERVAL_YEAR;
    switch (recurring->interval) {
    case INTERVAL_DAY:
    case INTERVAL_MONTH:
        return recurring->interval_count;
    case INTERVAL_WEEK:
        return recurring->interval_count * DAYS_A_WEEK;
    case INTERVAL_YEAR:
        return recurring->interval_count * MONTHS_A_YEAR;
    case INTERVAL_NONE:
        break;
    }
    assert(false);
    return 0;
}

/** Classic: all intervals equal. Flexible: each a multiple of the shortest (billing.md 9.9). */
static bool
intervals_fit(enum billing_mode_type mode, const struct price_recurring *a,
              const struct price_recurring *b)
{
    if (mode == BILLING_MODE_TYPE_CLASSIC) {
        return a->interval == b->interval && a->interval_count == b->interval_count;
    }
    bool a_calendar, b_calendar;
    int64_t a_units = interval_units(a, &a_calendar), b_units = interval_units(b, &b_calendar);
    int64_t shorter = a_units < b_units ? a_units : b_units;
    int64_t longer = a_units < b_units ? b_units : a_units;
    return a_calendar == b_calendar && longer % shorter == 0;
}

static err_t
check_price(struct task *task, const struct price *price, const char *param)
{
    if (price->recurring == NULL) {
        return fail(task, ERR_SUBSCRIPTION_PRICE_ONE_TIME, param,
                    "The price specified is set to `type=one_time` but this field only accepts "
                    "prices with `type=recurring`.");
    }
    if (price->recurring->usage_type == USAGE_TYPE_METERED) {
        return fail(task, ERR_SUBSCRIPTION_METERED, param,
                    "Prices by usage are not available on subscriptions yet.");
    }
    return task->is_job ? OK /* a phase that was agreed on before the price was archived */
                        : price_check_usable(task, price, param);
}

static err_t
check_items(struct task *task, const struct subscription *subscription,
            const struct subscription_item *items, size_t count)
{
    if (count == 0) {
        return fail(task, ERR_SUBSCRIPTION_ITEMS_MISSING, "items",
                    "A subscription must have at least one active item.");
    }
    if (count > LIMIT_SUBSCRIPTION_ITEMS_MAX) {
        return fail(task, ERR_PARAMETER_INVALID, "items", "A subscription has at most %d items.",
                    LIMIT_SUBSCRIPTION_ITEMS_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        struct price *price;
        TRY(price_load(task, items[i].price, "items", &price));
        if (!price_has_currency(price, subscription->currency)) {
            return fail(task, ERR_SUBSCRIPTION_CURRENCY_MIXED, "items",
                        "The price specified supports currencies of `%s`. This doesn't match the "
                        "expected currency: `%s`.",
                        currency_code(price->currency), currency_code(subscription->currency));
        }
        for (size_t k = 0; k < i; k++) {
            struct price *other;
            TRY(price_load(task, items[k].price, "items", &other));
            if (other == price) {
                return fail(task, ERR_SUBSCRIPTION_ITEM_DUPLICATE, "items",
                            "Cannot add multiple subscription items with the same price.");
            }
            if (!intervals_fit(subscription->billing_mode.type, price->recurring,
                               other->recurring)) {
                return fail(task, ERR_SUBSCRIPTION_INTERVAL_MIXED, "items",
                            "The intervals of the prices do not go together.");
            }
        }
    }
    return OK;
}

/** One element of a request's items, and where it stands there. */
struct place {
    const struct subscription_item_change_params *wish;
    size_t index;
    instant_t at;
};

/** "items[2][price]" */
static const char *
place_param(struct task *task, const struct place *place, const char *field)
{
    struct text text = text_format(task->arena, "items[%zu][%s]", place->index, field);
    return text.bytes == NULL ? "items" : text.bytes;
}

/** The price a wish names, in either spelling, or makes; NULL when it names none. */
static err_t
wished_price(struct task *task, const struct place *place, struct price **out)
{
    const struct subscription_item_change_params *wish = place->wish;
    const char *param = place_param(task, place, wish->has_plan != GIVEN_NO ? "plan" : "price");
    *out = NULL;
    if ((wish->has_price != GIVEN_NO) + (wish->has_plan != GIVEN_NO) +
            (wish->has_price_data != GIVEN_NO) >
        1) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, param,
                    "You may only specify one of these parameters: price, plan, price_data.");
    }
    if (wish->has_price_data != GIVEN_NO) {
        param = place_param(task, place, "price_data");
        if (wish->price_data->has_recurring == GIVEN_NO) {
            return fail(task, ERR_PARAMETER_MISSING,
                        place_param(task, place, "price_data][recurring"),
                        "Missing required param: items[%zu][price_data][recurring].", place->index);
        }
        TRY(price_create_inline(task, wish->price_data, param, out));
    } else if (wish->has_price != GIVEN_NO || wish->has_plan != GIVEN_NO) {
        TRY(price_load(task, wish->has_price != GIVEN_NO ? wish->price : wish->plan, param, out));
    }
    return OK;
}

/** What a wish says beside price and quantity. */
static err_t
change_rest(struct task *task, const struct subscription *subscription, const struct place *place,
            struct subscription_item *item)
{
    const struct subscription_item_change_params *wish = place->wish;
    if (wish->has_billing_thresholds == GIVEN_EMPTY) {
        item->billing_thresholds = NULL;
    } else if (wish->has_billing_thresholds == GIVEN_VALUE) {
        /* Usage alone can reach it, and prices by usage are not billed yet. */
        return fail(task, ERR_SUBSCRIPTION_METERED, place_param(task, place, "billing_thresholds"),
                    "billing_thresholds of an item need a price by usage.");
    }
    if (wish->has_metadata != GIVEN_NO) {
        TRY(metadata_merge(task, &item->metadata, &wish->metadata, wish->has_metadata,
                           &item->metadata));
    }
    if (wish->has_tax_rates != GIVEN_NO) {
        TRY(tax_rate_list_take(
            task, wish->tax_rates, wish->has_tax_rates == GIVEN_VALUE ? wish->tax_rates_count : 0,
            place_param(task, place, "tax_rates"), &item->tax_rates, &item->tax_rates_count));
    }
    if (wish->has_discounts == GIVEN_NO) {
        return OK;
    }
    struct discount_owner owner = {.customer = subscription->customer,
                                   .subscription = subscription->id,
                                   .subscription_item = item->id};
    return discount_replace(task, &owner, wish->discounts,
                            wish->has_discounts == GIVEN_VALUE ? wish->discounts_count : 0,
                            place_param(task, place, "discounts"), item->discounts,
                            item->discounts_count, &item->discounts, &item->discounts_count);
}

static err_t
change_item(struct task *task, const struct subscription *subscription, const struct place *place,
            struct item_plan *plan)
{
    const struct subscription_item_change_params *wish = place->wish;
    struct subscription_item *item = subscription_item_of(plan->items, plan->count, wish->id);
    if (item == NULL) {
        struct text text = id_text(task->arena, &task->account->secret,
                                   subscription_item_kind.prefix, wish->id.key);
        return fail(task, ERR_RESOURCE_MISSING, place_param(task, place, "id"),
                    "No such subscription_item: '%.*s'", TEXT_ARG(text));
    }
    if (wish->has_deleted != GIVEN_NO && wish->deleted) {
        memmove(item, item + 1, (size_t)(plan->items + plan->count - item - 1) * sizeof(*item));
        plan->count--;
        plan->is_priced_anew = true;
        return OK;
    }
    struct price *price;
    TRY(wished_price(task, place, &price));
    if (price != NULL && price->id.key != item->price.key) {
        TRY(check_price(task, price, place_param(task, place, "price")));
        item->price = price->id;
        item->quantity = 1;
        plan->is_priced_anew = true;
    }
    if (wish->has_quantity != GIVEN_NO && wish->quantity != item->quantity) {
        item->quantity = wish->quantity;
        plan->is_priced_anew = true;
    }
    return change_rest(task, subscription, place, item);
}

static err_t
add_item(struct task *task, struct subscription *subscription, const struct place *place,
         struct item_plan *plan)
{
    const struct subscription_item_change_params *wish = place->wish;
    struct price *price;
    TRY(wished_price(task, place, &price));
    if (price == NULL) {
        return fail(task, ERR_PARAMETER_MISSING, place_param(task, place, "price"),
                    "Missing required param: items[%zu][price].", place->index);
    }
    TRY(check_price(task, price, place_param(task, place, "price")));
    if (subscription->currency.index == 0) {
        subscription->currency = price->currency;
    }
    struct subscription_item *item = &plan->items[plan->count++];
    *item = (struct subscription_item){
        .id = task_new_id(task),
        .created = task->now,
        .price = price->id,
        .has_quantity = GIVEN_VALUE,
        .quantity = wish->has_quantity != GIVEN_NO ? wish->quantity : 1,
    };
    subscription_set_period(subscription, item, price, place->at, place->at);
    plan->is_priced_anew = true;
    return change_rest(task, subscription, place, item);
}

err_t
subscription_plan_items(struct task *task, struct subscription *subscription,
                        const struct subscription_item_change_params *wishes, size_t wish_count,
                        instant_t at, struct item_plan *out)
{
    size_t old_count = subscription->items_count;
    struct item_plan plan = {.count = old_count};
    plan.items = arena_alloc(task->arena, old_count + wish_count, sizeof(*plan.items));
    if (plan.items == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many items");
    }
    if (old_count > 0) {
        memcpy(plan.items, subscription->items, old_count * sizeof(*plan.items));
    }
    for (size_t i = 0; i < wish_count; i++) {
        const struct subscription_item_change_params *wish = &wishes[i];
        struct place place = {.wish = wish, .index = i, .at = at};
        if (wish->has_id != GIVEN_NO) {
            TRY(change_item(task, subscription, &place, &plan));
        } else if (wish->has_deleted != GIVEN_NO && wish->deleted) {
            return fail(task, ERR_PARAMETER_MISSING, place_param(task, &place, "id"),
                        "An item that shall be deleted is named by its id.");
        } else {
            TRY(add_item(task, subscription, &place, &plan));
        }
    }
    TRY(check_items(task, subscription, plan.items, plan.count));
    *out = plan;
    return OK;
}
