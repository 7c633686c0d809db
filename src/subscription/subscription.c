/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscription.h"

err_t
proration_read(struct task *task, struct text value, const char *param, enum proration *out)
{
    if (value.bytes == NULL || text_is(value, "create_prorations")) {
        *out = PRORATION_CREATE;
    } else if (text_is(value, "always_invoice")) {
        *out = PRORATION_INVOICE;
    } else if (text_is(value, "none")) {
        *out = PRORATION_OFF;
    } else {
        return fail(task, ERR_PARAMETER_INVALID, param,
                    "Invalid %s: must be one of always_invoice, create_prorations, or none", param);
    }
    return OK;
}

err_t
subscription_load(struct task *task, struct id id, const char *param, struct subscription **out)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_records, id, &object));
    if (object == NULL) {
        struct text text =
            id_text(task->arena, &task->account->secret, subscription_kind.prefix, id.key);
        return fail(task, ERR_RESOURCE_MISSING, param, "No such subscription: '%.*s'",
                    TEXT_ARG(text));
    }
    *out = object;
    return OK;
}

err_t
schedule_load(struct task *task, struct id id, const char *param,
              struct subscription_schedule **out)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_schedule_records, id, &object));
    if (object == NULL) {
        struct text text =
            id_text(task->arena, &task->account->secret, subscription_schedule_kind.prefix, id.key);
        return fail(task, ERR_RESOURCE_MISSING, param, "No such subscription_schedule: '%.*s'",
                    TEXT_ARG(text));
    }
    *out = object;
    return OK;
}

err_t
subscription_find_item(struct task *task, struct id item, const char *param,
                       struct subscription **out, size_t *index)
{
    void *home = NULL;
    TRY(record_load(task, &subscription_item_home_records, item, &home));
    if (home == NULL) {
        struct text text =
            id_text(task->arena, &task->account->secret, subscription_item_kind.prefix, item.key);
        return fail(task, ERR_RESOURCE_MISSING, param, "No such subscription_item: '%.*s'",
                    TEXT_ARG(text));
    }
    struct id id = ((struct subscription_item_home *)home)->subscription;
    TRY(subscription_load(task, id, param, out));
    struct subscription_item *found =
        subscription_item_of((*out)->items, (*out)->items_count, item);
    assert(found != NULL); /* SUBSCRIPTION-2: a home leads to its item */
    *index = (size_t)(found - (*out)->items);
    return OK;
}

err_t
subscription_save(struct task *task, struct subscription *subscription)
{
    TRY(record_update(task, &subscription_records, subscription));
    return event_append(task, EVENT_CUSTOMER_SUBSCRIPTION_UPDATED, &subscription_records,
                        subscription);
}

err_t
subscription_move(struct task *task, struct subscription *subscription,
                  enum subscription_status status)
{
    if (subscription->status == status) {
        return OK;
    }
    assert(subscription_status_may_change(subscription->status, status));
    subscription->status = status;
    return subscription_save(task, subscription);
}

bool
subscription_is_live(const struct subscription *subscription)
{
    switch (subscription->status) {
    case SUBSCRIPTION_STATUS_INCOMPLETE:
    case SUBSCRIPTION_STATUS_TRIALING:
    case SUBSCRIPTION_STATUS_ACTIVE:
    case SUBSCRIPTION_STATUS_PAST_DUE:
    case SUBSCRIPTION_STATUS_UNPAID:
        return true;
    case SUBSCRIPTION_STATUS_NONE:
    case SUBSCRIPTION_STATUS_INCOMPLETE_EXPIRED:
    case SUBSCRIPTION_STATUS_CANCELED:
    case SUBSCRIPTION_STATUS_PAUSED:
        break;
    }
    return false;
}

static err_t
insert_home(struct task *task, struct id item, struct id subscription)
{
    struct subscription_item_home *home = arena_new(task->arena, struct subscription_item_home);
    if (home == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many items");
    }
    home->id = item;
    home->subscription = subscription;
    return record_insert(task, &subscription_item_home_records, home);
}

err_t
subscription_insert(struct task *task, struct subscription *subscription)
{
    assert(subscription->items_count > 0); /* SUBSCRIPTION-1 */
    for (size_t i = 0; i < subscription->items_count; i++) {
        TRY(insert_home(task, subscription->items[i].id, subscription->id));
    }
    return record_insert(task, &subscription_records, subscription);
}

err_t
subscription_home_items(struct task *task, const struct subscription *subscription,
                        const struct subscription_item *old, size_t old_count)
{
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct id id = subscription->items[i].id;
        bool is_new = true;
        for (size_t k = 0; k < old_count; k++) {
            is_new = is_new && old[k].id.key != id.key;
        }
        if (is_new) {
            TRY(insert_home(task, id, subscription->id));
        }
    }
    for (size_t k = 0; k < old_count; k++) {
        if (subscription_item_of(subscription->items, subscription->items_count, old[k].id) ==
            NULL) {
            void *home = NULL;
            TRY(record_load(task, &subscription_item_home_records, old[k].id, &home));
            TRY(record_delete(task, &subscription_item_home_records, old[k].id));
        }
    }
    return OK;
}

err_t
subscription_item_derive(struct task *task, struct id subscription, struct subscription_item *item)
{
    struct price *price;
    TRY(price_load(task, item->price, NULL, &price));
    item->subscription = subscription;
    item->plan = arena_new(task->arena, struct plan);
    if (item->plan == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many items");
    }
    price_mirror_plan(task, price, item->plan);
    return OK;
}

err_t
subscription_derive(struct task *task, struct subscription *subscription)
{
    for (size_t i = 0; i < subscription->items_count; i++) {
        TRY(subscription_item_derive(task, subscription->id, &subscription->items[i]));
    }
    struct pending_update *pending = subscription->pending_update;
    for (size_t i = 0; pending != NULL && i < pending->subscription_items_count; i++) {
        TRY(subscription_item_derive(task, subscription->id, &pending->subscription_items[i]));
    }
    return OK;
}

instant_t
subscription_boundary(const struct subscription *subscription)
{
    assert(subscription->items_count > 0);
    instant_t boundary = subscription->items[0].current_period_end;
    for (size_t i = 1; i < subscription->items_count; i++) {
        instant_t end = subscription->items[i].current_period_end;
        boundary = end < boundary ? end : boundary;
    }
    return boundary;
}

instant_t
subscription_last_boundary(const struct subscription *subscription)
{
    assert(subscription->items_count > 0);
    instant_t boundary = subscription->items[0].current_period_end;
    for (size_t i = 1; i < subscription->items_count; i++) {
        instant_t end = subscription->items[i].current_period_end;
        boundary = end > boundary ? end : boundary;
    }
    return boundary;
}

void
subscription_set_period(const struct subscription *subscription, struct subscription_item *item,
                        const struct price *price, instant_t at, instant_t from)
{
    assert(price->recurring != NULL);
    instant_t start, end;
    if (subscription->status == SUBSCRIPTION_STATUS_TRIALING) {
        start = from;
        end = subscription->trial_end;
    } else {
        instant_period(subscription->billing_cycle_anchor, price->recurring->interval,
                       (int)price->recurring->interval_count, at, &start, &end);
        assert(start <= at && at < end);
        start = start < from ? from : start;
    }
    bool is_last = subscription->cancel_at > start && subscription->cancel_at < end;
    item->current_period_start = start;
    item->current_period_end = is_last ? subscription->cancel_at : end;
}

bool
subscription_time_fits(const struct time_range_params *range, instant_t time)
{
    return time != 0 && (range->has_eq == GIVEN_NO || time == range->eq) &&
           (range->has_gt == GIVEN_NO || time > range->gt) &&
           (range->has_gte == GIVEN_NO || time >= range->gte) &&
           (range->has_lt == GIVEN_NO || time < range->lt) &&
           (range->has_lte == GIVEN_NO || time <= range->lte);
}

err_t
subscription_copy_items(struct task *task, struct subscription *subscription)
{
    size_t size = subscription->items_count * sizeof(*subscription->items);
    subscription->items = arena_copy(task->arena, subscription->items, size);
    return subscription->items != NULL || size == 0
               ? OK
               : fail(task, ERR_OUT_OF_MEMORY, NULL, "too many items");
}
