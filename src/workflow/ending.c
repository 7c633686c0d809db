/* SPDX-License-Identifier: Apache-2.0 */
/** ending.c: when a subscription shall end, and what its last periods cost (billing.md 9.6). */
#include "workflow/step.h"

/** Where an item's period ends when nothing cuts it. */
static err_t
uncut_end(struct task *task, const struct subscription *old, const struct subscription_item *item,
          instant_t *out)
{
    *out = item->current_period_end;
    if (old->cancel_at == 0 || *out != old->cancel_at) {
        return OK;
    }
    if (old->status == SUBSCRIPTION_STATUS_TRIALING) {
        *out = old->trial_end;
        return OK;
    }
    struct price *price;
    instant_t start, end;
    TRY(price_load(task, item->price, "items", &price));
    instant_period(old->billing_cycle_anchor, price->recurring->interval,
                   (int)price->recurring->interval_count, item->current_period_start, &start, &end);
    *out = end > *out ? end : *out; /* a shorter price that came without prorations waits for it */
    return OK;
}

err_t
end_set(struct task *task, struct subscription *subscription, instant_t at,
        enum proration proration, enum change_billing *effect)
{
    struct subscription old = *subscription;
    instant_t first = INT64_MAX;
    TRY(subscription_copy_items(task, subscription));
    subscription->cancel_at = at;
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct subscription_item *item = &subscription->items[i];
        instant_t before = item->current_period_end;
        TRY(uncut_end(task, &old, item, &item->current_period_end));
        if (at > item->current_period_start && at < item->current_period_end) {
            item->current_period_end = at;
        }
        instant_t cut = before < item->current_period_end ? before : item->current_period_end;
        if (before != item->current_period_end && cut < first) {
            first = cut;
        }
    }
    bool is_free = subscription->status == SUBSCRIPTION_STATUS_TRIALING ||
                   subscription->status == SUBSCRIPTION_STATUS_PAUSED;
    if (first == INT64_MAX || is_free || proration == PRORATION_OFF) {
        return OK;
    }
    *effect = *effect == CHANGE_QUIET ? CHANGE_PRORATED : *effect;
    return invoiceitem_prorate(task, &old, subscription, first);
}

static void
note_wish(struct task *task, struct subscription *subscription, bool is_wanted)
{
    subscription->canceled_at = is_wanted ? task->now : 0;
    subscription->cancellation_details.reason =
        is_wanted ? CANCELLATION_REASON_CANCELLATION_REQUESTED : CANCELLATION_REASON_NONE;
}

err_t
end_read(struct task *task, struct subscription *subscription,
         const struct subscription_update_params *params, enum proration proration,
         enum change_billing *effect)
{
    bool wants_period_end =
        params->has_cancel_at_period_end != GIVEN_NO && params->cancel_at_period_end;
    if (params->has_cancel_at == GIVEN_VALUE && wants_period_end) {
        return fail(task, ERR_SUBSCRIPTION_CANCEL_AT, "cancel_at",
                    "You may only specify one of these parameters: cancel_at, "
                    "cancel_at_period_end.");
    }
    if (params->has_cancel_at == GIVEN_VALUE) {
        instant_t at;
        TRY(terms_cancel_at(task, subscription, params->cancel_at, &at));
        subscription->cancel_at_period_end = false;
        note_wish(task, subscription, true);
        return end_set(task, subscription, at, proration, effect);
    }
    bool is_wish = params->has_cancel_at_period_end != GIVEN_NO &&
                   params->cancel_at_period_end != subscription->cancel_at_period_end;
    if (is_wish && wants_period_end) {
        TRY(end_set(task, subscription, 0, proration, effect));
        subscription->cancel_at_period_end = true;
        subscription->cancel_at = subscription_last_boundary(subscription);
        note_wish(task, subscription, true);
        return OK;
    }
    bool is_taken_back =
        params->has_cancel_at == GIVEN_EMPTY || (is_wish && subscription->cancel_at != 0);
    if (is_taken_back && subscription->cancel_at != 0) {
        subscription->cancel_at_period_end = false;
        note_wish(task, subscription, false);
        return end_set(task, subscription, 0, proration, effect);
    }
    if (subscription->cancel_at_period_end) {
        /* The change may have moved the periods. */
        subscription->cancel_at = subscription_last_boundary(subscription);
    }
    return OK;
}
