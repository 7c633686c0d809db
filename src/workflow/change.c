/* SPDX-License-Identifier: Apache-2.0 */
/** change.c: what a change does to a running subscription, and its invoice (billing.md 9.4, 11). */
#include "workflow/ask.h"

#include "limits.model.h"

/* ---- periods --------------------------------------------------------------------- */

/**
 * An item with another price gets the period of that price around the change; a new one may.
 * Without prorations the time that is paid for stands, and nobody has a long period for nothing.
 */
static err_t
place_item(struct task *task, const struct subscription *old, struct subscription *subscription,
           struct subscription_item *item, const struct change *change)
{
    const struct subscription_item *before =
        subscription_item_of(old->items, old->items_count, item->id);
    struct price *price;
    if (subscription->status == SUBSCRIPTION_STATUS_PAUSED) {
        item->current_period_end = item->current_period_start;
        return OK;
    }
    if (before != NULL && before->price.key == item->price.key) {
        return OK;
    }
    TRY(price_load(task, item->price, "items", &price));
    if (change->proration == PRORATION_OFF) {
        instant_t next = subscription_boundary(old);
        bool is_long = before == NULL && item->current_period_end > next && next > change->at;
        item->current_period_end = is_long ? next : item->current_period_end;
        return OK;
    }
    subscription_set_period(subscription, item, price, change->at, change->at);
    if (before != NULL && before->current_period_end == item->current_period_end) {
        item->current_period_start = before->current_period_start;
    }
    return item->current_period_end > task->now
               ? OK
               : fail(task, ERR_SUBSCRIPTION_PRORATION_DATE, "proration_date",
                      "Cannot specify `proration_date` in an earlier period of the new price.");
}

/**
 * A period that ended, as a phase begins: the renewal that follows makes the next one. Other items
 * may have longer ones, which go on or are changed as at any time.
 */
static err_t
place_at_boundary(struct task *task, const struct subscription *old,
                  struct subscription *subscription, const struct change *change)
{
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct subscription_item *item = &subscription->items[i];
        const struct subscription_item *before =
            subscription_item_of(old->items, old->items_count, item->id);
        if (before == NULL) {
            item->current_period_start = item->current_period_end = task->now;
        } else if (before->current_period_end > task->now) {
            TRY(place_item(task, old, subscription, item, change));
        }
    }
    return OK;
}

err_t
change_give_back(struct task *task, const struct subscription *subscription, instant_t at)
{
    struct subscription nothing = *subscription;
    nothing.items = NULL;
    nothing.items_count = 0;
    return invoiceitem_prorate(task, subscription, &nothing, at);
}

err_t
change_read_date(struct task *task, const struct subscription *subscription, enum given given,
                 instant_t date, const char *param, struct change *change)
{
    change->at = given != GIVEN_NO ? date : task->now;
    for (size_t i = 0; i < subscription->items_count && given != GIVEN_NO; i++) {
        const struct subscription_item *item = &subscription->items[i];
        if (change->at < item->current_period_start || change->at >= item->current_period_end) {
            return fail(task, ERR_SUBSCRIPTION_PRORATION_DATE, param,
                        "Cannot specify `proration_date` outside of current subscription period.");
        }
    }
    return OK;
}

/* ---- anchors and trials ------------------------------------------------------------ */

/** A new period of every item begins now, and the unused time goes back. */
static err_t
begin_anew(struct task *task, const struct subscription *old, struct subscription *subscription,
           const struct change *change)
{
    bool was_trial = old->status == SUBSCRIPTION_STATUS_TRIALING;
    if (!was_trial && change->proration != PRORATION_OFF) {
        TRY(change_give_back(task, old, task->now));
    }
    subscription->billing_cycle_anchor = task->now;
    return anchor_place_items(task, subscription, task->now);
}

/** The same as a phase begins with a period: the renewal that follows makes all of them. */
static err_t
begin_anew_at_boundary(struct task *task, const struct subscription *old,
                       struct subscription *subscription, const struct change *change)
{
    bool was_trial = old->status == SUBSCRIPTION_STATUS_TRIALING;
    if (!was_trial && change->proration != PRORATION_OFF) {
        TRY(change_give_back(task, old, task->now));
    }
    subscription->billing_cycle_anchor = task->now;
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct subscription_item *item = &subscription->items[i];
        if (subscription_item_of(old->items, old->items_count, item->id) == NULL) {
            item->current_period_start = item->current_period_end = task->now;
        } else if (item->current_period_end > task->now) {
            item->current_period_end = task->now;
        }
    }
    return OK;
}

static err_t
end_trial(struct task *task, const struct subscription *old, struct subscription *subscription,
          const struct change *change)
{
    if (old->status != SUBSCRIPTION_STATUS_TRIALING) {
        return fail(task, ERR_SUBSCRIPTION_TRIAL, "trial_end",
                    "The subscription is not in a trial.");
    }
    TRY(job_cancel(task, subscription->id, JOB_TRIAL_WILL_END));
    subscription->status = SUBSCRIPTION_STATUS_ACTIVE;
    subscription->trial_end = task->now;
    return subscription->trial_settings.end_behavior.billing_cycle_anchor == TRIAL_ANCHOR_UNCHANGED
               ? anchor_place_items(task, subscription, task->now)
               : begin_anew(task, old, subscription, change);
}

/** Free time begins, or ends at another time (billing.md 9.4, 9.8). */
static err_t
begin_trial(struct task *task, const struct subscription *old, struct subscription *subscription,
            const struct change *change)
{
    bool is_running = old->status == SUBSCRIPTION_STATUS_TRIALING;
    TRY(trial_check_end(task, change->trial_end));
    if (!is_running && old->status != SUBSCRIPTION_STATUS_ACTIVE) {
        return fail(task, ERR_SUBSCRIPTION_TRIAL, "trial_end",
                    "A trial cannot begin while the subscription is %s.",
                    subscription_status_name(old->status));
    }
    if (!is_running && change->proration != PRORATION_OFF) {
        TRY(change_give_back(task, old, task->now));
    }
    bool is_first = subscription->trial_start == 0;
    if (is_first ||
        (!is_running && subscription->billing_mode.type == BILLING_MODE_TYPE_FLEXIBLE)) {
        subscription->trial_start = task->now;
    }
    subscription->status = SUBSCRIPTION_STATUS_TRIALING;
    subscription->trial_end = change->trial_end;
    subscription->billing_cycle_anchor = change->trial_end;
    return anchor_place_items(task, subscription, task->now);
}

err_t
change_whole_amount(struct task *task, const struct subscription *subscription, struct money *out)
{
    *out = money_of(0, subscription->currency);
    for (size_t i = 0; i < subscription->items_count; i++) {
        const struct subscription_item *item = &subscription->items[i];
        struct price *price;
        struct money amount;
        TRY(price_load(task, item->price, "items", &price));
        TRY(price_amount(task, price, subscription->currency, item->quantity, &amount));
        TRY(money_add(*out, amount, out));
    }
    return OK;
}

/** Whether an item comes back as often as one did before. */
static err_t
shares_interval(struct task *task, const struct subscription *old,
                const struct subscription *subscription, bool *out)
{
    *out = false;
    for (size_t i = 0; i < old->items_count; i++) {
        struct price *a;
        TRY(price_load(task, old->items[i].price, "items", &a));
        for (size_t k = 0; k < subscription->items_count; k++) {
            struct price *b;
            TRY(price_load(task, subscription->items[k].price, "items", &b));
            *out = *out || (a->recurring->interval == b->recurring->interval &&
                            a->recurring->interval_count == b->recurring->interval_count);
        }
    }
    return OK;
}

/** Whether the anchor becomes the instant of the change (billing.md 9.4). */
static err_t
starts_anew(struct task *task, const struct subscription *old,
            const struct subscription *subscription, const struct item_plan *plan,
            const struct change *change, bool *out)
{
    bool is_classic = subscription->billing_mode.type == BILLING_MODE_TYPE_CLASSIC;
    bool is_trial = old->status == SUBSCRIPTION_STATUS_TRIALING && old->trial_end > task->now;
    struct money before, after;
    bool is_same;
    *out = change->resets_anchor;
    if (is_trial && *out && change->trial_end == 0) {
        return fail(task, ERR_SUBSCRIPTION_TRIAL, "billing_cycle_anchor",
                    "The billing cycle anchor cannot be reset during a trial; end it with "
                    "trial_end=now.");
    }
    if (*out || is_trial || !plan->is_priced_anew) {
        return OK;
    }
    TRY(change_whole_amount(task, old, &before));
    TRY(change_whole_amount(task, subscription, &after));
    TRY(shares_interval(task, old, subscription, &is_same));
    *out = (!is_same && (is_classic || change->is_phase)) ||
           (is_classic && before.minor == 0 && after.minor > 0);
    return OK;
}

/* ---- the change --------------------------------------------------------------------- */

static err_t
change_items(struct task *task, struct subscription *subscription, const struct change *change,
             struct item_plan *plan)
{
    *plan = (struct item_plan){0};
    if (change->item_count == 0) {
        return subscription_copy_items(task, subscription);
    }
    TRY(subscription_plan_items(task, subscription, change->items, change->item_count, change->at,
                                plan));
    subscription->items = plan->items;
    subscription->items_count = plan->count;
    return OK;
}

static err_t
prorate(struct task *task, const struct subscription *old, struct subscription *subscription,
        const struct change *change, enum change_billing *effect)
{
    bool is_free = subscription->status == SUBSCRIPTION_STATUS_TRIALING ||
                   subscription->status == SUBSCRIPTION_STATUS_PAUSED;
    if (change->is_at_boundary) {
        TRY(place_at_boundary(task, old, subscription, change));
    } else {
        for (size_t i = 0; !is_free && i < subscription->items_count; i++) {
            TRY(place_item(task, old, subscription, &subscription->items[i], change));
        }
    }
    if (is_free || change->proration == PRORATION_OFF) {
        return OK;
    }
    *effect = CHANGE_PRORATED;
    return invoiceitem_prorate(task, old, subscription, change->at);
}

/** User logic may refuse a change, or let it count from the next period; phases are agreed on. */
static err_t
ask(struct task *task, const struct subscription *old, const struct subscription *subscription,
    const struct item_plan *plan, struct change *change)
{
    bool is_trial = subscription->status == SUBSCRIPTION_STATUS_TRIALING; /* nothing is charged */
    bool wants_proration = change->proration != PRORATION_OFF && !is_trial;
    bool is_prorated = wants_proration;
    if (!plan->is_priced_anew || change->is_phase) {
        return OK;
    }
    TRY(ask_change(task, old, subscription, change->at, &is_prorated));
    if (wants_proration && !is_prorated) {
        change->proration = PRORATION_OFF;
    }
    return OK;
}

err_t
change_apply(struct task *task, struct subscription *subscription, const struct change *wanted,
             enum change_billing *effect)
{
    struct subscription old = *subscription;
    struct change decided = *wanted;
    const struct change *change = &decided;
    struct item_plan plan;
    bool is_new;
    *effect = CHANGE_QUIET;
    TRY(change_items(task, subscription, change, &plan));
    TRY(ask(task, &old, subscription, &plan, &decided));
    TRY(starts_anew(task, &old, subscription, &plan, change, &is_new));
    if (change->trial_end == MODEL_NOW) {
        *effect = CHANGE_PERIOD;
        TRY(end_trial(task, &old, subscription, change));
    } else if (change->trial_end != 0) {
        *effect = CHANGE_PERIOD;
        TRY(begin_trial(task, &old, subscription, change));
    } else if (is_new && change->is_at_boundary) {
        TRY(begin_anew_at_boundary(task, &old, subscription, change));
    } else if (is_new) {
        *effect = CHANGE_PERIOD;
        TRY(begin_anew(task, &old, subscription, change));
    } else if (plan.is_priced_anew) {
        TRY(prorate(task, &old, subscription, change, effect));
    }
    TRY(invoiceitem_add(task, subscription, change->additions, change->addition_count));
    if (change->addition_count > 0 && *effect == CHANGE_QUIET) {
        *effect = CHANGE_PRORATED;
    }
    bool is_renewed = change->is_at_boundary && subscription_boundary(subscription) <= task->now;
    if (is_renewed && *effect == CHANGE_PRORATED) {
        *effect = CHANGE_QUIET; /* the renewal takes along what waits */
    }
    return OK;
}

err_t
change_draft(struct task *task, struct subscription *subscription, const struct change *change,
             enum change_billing effect, struct invoice **out)
{
    struct customer *customer;
    struct invoice *invoice;
    size_t taken;
    TRY(customer_load(task, subscription->customer, "customer", &customer));
    TRY(invoice_begin(task, customer, subscription, subscription->currency,
                      BILLING_REASON_SUBSCRIPTION_UPDATE, &invoice));
    invoice->subscription_proration_date = effect == CHANGE_PRORATED ? change->at : 0;
    TRY(invoice_add_pending(task, invoice, &taken));
    for (size_t i = subscription->items_count; effect == CHANGE_PERIOD && i-- > 0;) {
        if (subscription->items[i].current_period_start == task->now) {
            TRY(invoice_add_item(task, invoice, subscription, &subscription->items[i]));
        }
    }
    TRY(invoice_price(task, invoice, false));
    TRY(invoice_note_debits(task, invoice, subscription));
    *out = invoice;
    return OK;
}

bool
change_is_invoiced_now(const struct change *change, enum change_billing effect)
{
    return effect == CHANGE_PERIOD ||
           (effect == CHANGE_PRORATED && change->proration == PRORATION_INVOICE);
}

/** Whether a new invoice of it goes on by itself; as a draft it waits otherwise. */
static bool
is_collected(const struct subscription *subscription, const struct invoice *invoice)
{
    return subscription->status != SUBSCRIPTION_STATUS_UNPAID &&
           invoice->pause_behavior != PAUSE_BEHAVIOR_KEEP_AS_DRAFT;
}

err_t
change_invoice(struct task *task, struct subscription *subscription, const struct change *change,
               enum change_billing effect, struct invoice **out)
{
    TRY(change_draft(task, subscription, change, effect, out));
    struct invoice *invoice = *out;
    subscription->latest_invoice = invoice->id;
    invoice->auto_advance = is_collected(subscription, invoice);
    if (invoice->auto_advance && change->is_phase && !invoice->parked) {
        invoice->automatically_finalizes_at = task->now + LIMIT_INVOICE_DRAFT_SECONDS;
        invoice->next_payment_attempt =
            invoice->collection_method == COLLECTION_METHOD_CHARGE_AUTOMATICALLY
                ? invoice->automatically_finalizes_at
                : 0;
    }
    return OK;
}

/** Have a stored invoice of a change paid; what could not be paid makes it past due. */
static err_t
collect_change(struct task *task, struct subscription *subscription, struct invoice *invoice,
               enum payment_behavior behavior)
{
    struct collect_result result = {0};
    if (behavior == PAYMENT_BEHAVIOR_DEFAULT_INCOMPLETE) {
        TRY(invoice_finalize(task, invoice));
        if (invoice->status == INVOICE_STATUS_PAID) {
            return collect_resolved(task, invoice);
        }
        return invoice->collection_method == COLLECTION_METHOD_CHARGE_AUTOMATICALLY &&
                       subscription->status == SUBSCRIPTION_STATUS_ACTIVE
                   ? subscription_move(task, subscription, SUBSCRIPTION_STATUS_PAST_DUE)
                   : OK;
    }
    TRY(collect_advance(task, invoice, true, &result));
    bool is_unpaid = invoice->status == INVOICE_STATUS_OPEN &&
                     invoice->collection_method == COLLECTION_METHOD_CHARGE_AUTOMATICALLY;
    return is_unpaid && behavior == PAYMENT_BEHAVIOR_ERROR_IF_INCOMPLETE
               ? collect_fail(task, &result)
               : OK;
}

err_t
change_finish(struct task *task, struct subscription *subscription, const struct change *change,
              enum change_billing effect, enum payment_behavior behavior)
{
    struct invoice *invoice = NULL;
    bool is_now = change_is_invoiced_now(change, effect);
    if (is_now) {
        TRY(change_invoice(task, subscription, change, effect, &invoice));
        TRY(invoice_insert(task, invoice));
        bool is_waiting = invoice->parked || !invoice->auto_advance;
        TRY(is_waiting ? OK
            : invoice->automatically_finalizes_at != 0
                ? collect_schedule(task, invoice)
                : collect_change(task, subscription, invoice, behavior));
    }
    TRY(subscription->status == SUBSCRIPTION_STATUS_PAUSED ? OK
                                                           : renewal_schedule(task, subscription));
    TRY(subscription_save(task, subscription)); /* silent when it was told as it moved */
    return change->trial_end != 0 && change->trial_end != MODEL_NOW
               ? trial_schedule(task, subscription)
               : OK;
}
