/* SPDX-License-Identifier: Apache-2.0 */
/** pause.c: no invoices for some time, and collection that rests (billing.md 9.7). */
#include "workflow/step.h"

#include "limits.model.h"

static err_t
fail_pause(struct task *task, const char *param, const char *why)
{
    return fail(task, ERR_SUBSCRIPTION_PAUSE, param, "%s", why);
}

/* ---- pausing ---------------------------------------------------------------------- */

/** No period goes on, and none that a change wanted later begins. */
static void
end_periods(struct subscription *subscription, instant_t now)
{
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct subscription_item *item = &subscription->items[i];
        instant_t start = item->current_period_start, end = item->current_period_end;
        item->current_period_end = end < now ? end : now;
        item->current_period_start =
            start < item->current_period_end ? start : item->current_period_end;
        item->debits_count = 0; /* what was to be given back is given back */
    }
}

err_t
pause_now(struct task *task, struct subscription *subscription, enum paused_reason reason)
{
    struct subscription_status_details *details =
        arena_new(task->arena, struct subscription_status_details);
    struct paused_details *paused = arena_new(task->arena, struct paused_details);
    if (details == NULL || paused == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    paused->subscription.type = reason;
    paused->transitioned_at = task->now;
    details->paused = paused;
    subscription->status_details = details;
    TRY(subscription_copy_items(task, subscription));
    end_periods(subscription, task->now);
    TRY(job_cancel(task, subscription->id, JOB_RENEW));
    TRY(subscription_move(task, subscription, SUBSCRIPTION_STATUS_PAUSED));
    TRY(renewal_schedule(task, subscription));
    return event_append(task, EVENT_CUSTOMER_SUBSCRIPTION_PAUSED, &subscription_records,
                        subscription);
}

static err_t
check_pausable(struct task *task, const struct subscription *subscription)
{
    if (subscription->billing_mode.type != BILLING_MODE_TYPE_FLEXIBLE) {
        return fail_pause(task, NULL, "Only subscriptions in flexible billing mode can be paused.");
    }
    if (subscription->collection_method != COLLECTION_METHOD_CHARGE_AUTOMATICALLY) {
        return fail_pause(
            task, NULL,
            "Only subscriptions with collection_method=charge_automatically can be paused.");
    }
    if (subscription->schedule.key != 0) {
        return fail_pause(task, NULL, "A subscription with a schedule cannot be paused.");
    }
    switch (subscription->status) {
    case SUBSCRIPTION_STATUS_ACTIVE:
    case SUBSCRIPTION_STATUS_PAST_DUE:
    case SUBSCRIPTION_STATUS_UNPAID:
        return OK;
    case SUBSCRIPTION_STATUS_NONE:
    case SUBSCRIPTION_STATUS_INCOMPLETE:
    case SUBSCRIPTION_STATUS_INCOMPLETE_EXPIRED:
    case SUBSCRIPTION_STATUS_TRIALING:
    case SUBSCRIPTION_STATUS_CANCELED:
    case SUBSCRIPTION_STATUS_PAUSED:
        break;
    }
    return fail(task, ERR_SUBSCRIPTION_PAUSE, NULL, "A subscription that is %s cannot be paused.",
                subscription_status_name(subscription->status));
}

/** Every item from the begin of its own period. */
static err_t
give_back_periods(struct task *task, const struct subscription *subscription)
{
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct subscription one = *subscription;
        one.items = &subscription->items[i];
        one.items_count = 1;
        TRY(change_give_back(task, &one, one.items->current_period_start));
    }
    return OK;
}

static err_t
give_back(struct task *task, const struct subscription *subscription,
          const struct subscription_pause_params *params)
{
    const struct pause_bill_for_in_params *bill_for =
        params->has_bill_for != GIVEN_NO ? params->bill_for : NULL;
    if (bill_for != NULL && bill_for->has_outstanding_usage_through != GIVEN_NO) {
        struct text usage = bill_for->outstanding_usage_through->type;
        if (!text_is(usage, "now") && !text_is(usage, "none")) {
            return fail(task, ERR_PARAMETER_INVALID, "bill_for[outstanding_usage_through][type]",
                        "Invalid type: must be one of now or none");
        }
    }
    struct text from = bill_for != NULL && bill_for->has_unused_time_from != GIVEN_NO
                           ? bill_for->unused_time_from->type
                           : TEXT("now");
    if (text_is(from, "now")) {
        return change_give_back(task, subscription, task->now);
    }
    if (text_is(from, "item_current_period_start")) {
        return give_back_periods(task, subscription);
    }
    return text_is(from, "none")
               ? OK
               : fail(task, ERR_PARAMETER_INVALID, "bill_for[unused_time_from][type]",
                      "Invalid type: must be one of item_current_period_start, now, or none");
}

err_t
pause_plan(struct task *task, struct subscription *subscription,
           const struct subscription_pause_params *params)
{
    TRY(check_pausable(task, subscription));
    TRY(pending_discard(task, subscription));
    return give_back(task, subscription, params);
}

err_t
workflow_pause(struct task *task, struct subscription *subscription,
               const struct subscription_pause_params *params)
{
    TRY(pause_plan(task, subscription, params));
    if (params->has_invoicing_behavior != GIVEN_NO &&
        params->invoicing_behavior == PAUSE_INVOICING_INVOICE) {
        TRY(cancel_invoice_waiting(task, subscription));
    }
    return pause_now(task, subscription, PAUSED_REASON_PAUSE_REQUESTED);
}

/* ---- resuming --------------------------------------------------------------------- */

err_t
resume_now(struct task *task, struct subscription *subscription)
{
    subscription->status_details = NULL;
    subscription->resumption = (struct id){0};
    TRY(job_cancel(task, subscription->id, JOB_EXPIRE_RESUMPTION));
    TRY(subscription_move(task, subscription, SUBSCRIPTION_STATUS_ACTIVE));
    TRY(renewal_schedule(task, subscription));
    return event_append(task, EVENT_CUSTOMER_SUBSCRIPTION_RESUMED, &subscription_records,
                        subscription);
}

/** What a resumption charges: a new period, or the time until the next old boundary. */
err_t
resume_plan(struct task *task, struct subscription *subscription,
            const struct subscription_resume_params *params, struct change *change,
            enum change_billing *effect)
{
    bool is_unchanged = params->has_billing_cycle_anchor != GIVEN_NO &&
                        params->billing_cycle_anchor->type == ANCHOR_RESET_UNCHANGED;
    *change = (struct change){.at = task->now};
    *effect = CHANGE_QUIET;
    TRY(proration_read(task, params->proration_behavior, "proration_behavior", &change->proration));
    if (params->has_proration_date != GIVEN_NO) {
        instant_t since = subscription->status_details == NULL
                              ? task->now
                              : subscription->status_details->paused->transitioned_at;
        if (params->proration_date > task->now || params->proration_date < since) {
            return fail(task, ERR_SUBSCRIPTION_PRORATION_DATE, "proration_date",
                        "Cannot specify `proration_date` outside of the pause.");
        }
        change->at = params->proration_date;
    }
    TRY(subscription_copy_items(task, subscription));
    if (!is_unchanged) {
        subscription->billing_cycle_anchor = task->now;
        *effect = CHANGE_PERIOD;
        return anchor_place_items(task, subscription, task->now);
    }
    struct subscription old = *subscription;
    TRY(subscription_copy_items(task, subscription));
    TRY(anchor_place_items(task, subscription, task->now));
    for (size_t i = 0; i < old.items_count; i++) {
        old.items[i].current_period_end = change->at;
    }
    if (change->proration == PRORATION_OFF) {
        return OK;
    }
    *effect = CHANGE_PRORATED;
    return invoiceitem_prorate(task, &old, subscription, change->at);
}

static err_t
resume_by_invoice(struct task *task, struct subscription *subscription, const struct change *change,
                  enum change_billing effect, bool on_attempt)
{
    struct invoice *invoice;
    struct payment_method *method;
    struct collect_result result;
    TRY(change_invoice(task, subscription, change, effect, &invoice));
    invoice->auto_advance = true; /* nothing else ends the pause */
    TRY(collect_choose_method(task, invoice, &method));
    if (on_attempt && (method != NULL || invoice->parked)) {
        TRY(resume_now(task, subscription));
    } else {
        subscription->resumption = invoice->id;
        TRY(subscription_save(task, subscription));
        TRY(job_add(task, subscription->test_clock, task->now + LIMIT_INCOMPLETE_EXPIRY_SECONDS,
                    JOB_EXPIRE_RESUMPTION, subscription->id));
    }
    TRY(invoice_insert(task, invoice));
    return invoice->parked ? OK : collect_advance(task, invoice, true, &result);
}

err_t
workflow_resume(struct task *task, struct subscription *subscription,
                const struct subscription_resume_params *params)
{
    struct change change;
    enum change_billing effect;
    if (subscription->status != SUBSCRIPTION_STATUS_PAUSED) {
        return fail(task, ERR_SUBSCRIPTION_PAUSE, NULL,
                    "This subscription is %s; only a paused subscription can be resumed.",
                    subscription_status_name(subscription->status));
    }
    if (subscription->resumption.key != 0) {
        return fail_pause(task, NULL,
                          "This subscription is being resumed: its invoice waits to be paid.");
    }
    TRY(resume_plan(task, subscription, params, &change, &effect));
    bool on_attempt = params->has_payment_behavior == GIVEN_NO ||
                      params->payment_behavior == RESUME_BEHAVIOR_RESUME_ON_PAYMENT_ATTEMPT;
    return change_is_invoiced_now(&change, effect)
               ? resume_by_invoice(task, subscription, &change, effect, on_attempt)
               : resume_now(task, subscription);
}

err_t
resume_resolved(struct task *task, struct subscription *subscription, const struct invoice *invoice)
{
    if (invoice->status != INVOICE_STATUS_VOID) {
        return resume_now(task, subscription);
    }
    subscription->resumption = (struct id){0};
    TRY(job_cancel(task, subscription->id, JOB_EXPIRE_RESUMPTION));
    TRY(subscription_copy_items(task, subscription));
    end_periods(subscription, task->now);
    return subscription_save(task, subscription);
}

/* ---- jobs -------------------------------------------------------------------------- */

err_t
resumption_expire_run(struct task *task, const struct job *job)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_records, (struct id){job->subject}, &object));
    struct subscription *subscription = object;
    if (subscription == NULL || subscription->status != SUBSCRIPTION_STATUS_PAUSED ||
        subscription->resumption.key == 0) {
        return OK;
    }
    struct invoice *invoice;
    TRY(invoice_load(task, subscription->resumption, NULL, &invoice));
    if (!invoice_status_may_change(invoice->status, INVOICE_STATUS_VOID)) {
        return OK;
    }
    TRY(invoice_void(task, invoice));
    return collect_resolved(task, invoice);
}

err_t
collection_resume_run(struct task *task, const struct job *job)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_records, (struct id){job->subject}, &object));
    struct subscription *subscription = object;
    if (subscription == NULL || subscription->pause_collection == NULL ||
        subscription->pause_collection->resumes_at > task->now || subscription->ended_at != 0) {
        return OK;
    }
    subscription->pause_collection = NULL;
    return subscription_save(task, subscription);
}
