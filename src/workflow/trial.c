/* SPDX-License-Identifier: Apache-2.0 */
/** trial.c: free time before the first period (billing.md 9.8). */
#include "workflow/step.h"

#include "limits.model.h"

static const int64_t SECONDS_A_DAY = 86400;
static const int TRIAL_YEARS_MAX = 2;

static err_t
read_end(struct task *task, const struct subscription_create_params *params, instant_t *end)
{
    *end = 0;
    if (params->has_trial_end != GIVEN_NO && params->has_trial_period_days != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "trial_end",
                    "You may only specify one of these parameters: trial_end, trial_period_days.");
    }
    if (params->has_trial_period_days != GIVEN_NO && params->trial_period_days > 0) {
        *end = task->now + params->trial_period_days * SECONDS_A_DAY;
    }
    if (params->has_trial_end != GIVEN_NO && params->trial_end != MODEL_NOW) {
        *end = params->trial_end;
        if (*end <= task->now || *end > instant_add(task->now, INTERVAL_YEAR, TRIAL_YEARS_MAX)) {
            return fail(task, ERR_SUBSCRIPTION_TRIAL, "trial_end",
                        "Invalid timestamp: must be an integer Unix timestamp in the future, at "
                        "most two years ahead.");
        }
    }
    return OK;
}

err_t
trial_read(struct task *task, const struct subscription_create_params *params,
           struct subscription *subscription)
{
    if (params->has_trial_settings != GIVEN_NO &&
        params->trial_settings->end_behavior.has_missing_payment_method != GIVEN_NO) {
        enum missing_payment_method wish =
            params->trial_settings->end_behavior.missing_payment_method;
        if (wish == MISSING_PAYMENT_METHOD_PAUSE) {
            return fail(task, ERR_SUBSCRIPTION_UNSUPPORTED,
                        "trial_settings[end_behavior][missing_payment_method]",
                        "missing_payment_method=pause is not available; use cancel or "
                        "create_invoice.");
        }
        subscription->trial_settings.end_behavior.missing_payment_method = wish;
    }
    instant_t end;
    TRY(read_end(task, params, &end));
    if (end == 0) {
        return OK;
    }
    subscription->status = SUBSCRIPTION_STATUS_TRIALING;
    subscription->trial_start = task->now;
    subscription->trial_end = end;
    if (params->has_billing_cycle_anchor == GIVEN_NO) {
        subscription->billing_cycle_anchor = end;
    } else if (subscription->billing_cycle_anchor < end) {
        return fail(task, ERR_SUBSCRIPTION_ANCHOR, "billing_cycle_anchor",
                    "billing_cycle_anchor must not lie before the end of the trial.");
    }
    return OK;
}

err_t
trial_schedule(struct task *task, struct subscription *subscription)
{
    if (subscription->status != SUBSCRIPTION_STATUS_TRIALING) {
        return OK;
    }
    instant_t warning = subscription->trial_end - LIMIT_TRIAL_WARNING_SECONDS;
    if (warning > task->now) {
        return job_add(task, subscription->test_clock, warning, JOB_TRIAL_WILL_END,
                       subscription->id);
    }
    return event_append(task, EVENT_CUSTOMER_SUBSCRIPTION_TRIAL_WILL_END, &subscription_records,
                        subscription);
}

err_t
trial_warn_run(struct task *task, const struct job *job)
{
    void *object = NULL;
    TRY(record_load(task, &subscription_records, (struct id){job->subject}, &object));
    struct subscription *subscription = object;
    if (subscription == NULL || subscription->status != SUBSCRIPTION_STATUS_TRIALING) {
        return OK;
    }
    TRY(record_update(task, &subscription_records, subscription));
    return event_append(task, EVENT_CUSTOMER_SUBSCRIPTION_TRIAL_WILL_END, &subscription_records,
                        subscription);
}

err_t
trial_ends_all(struct task *task, const struct subscription *subscription, bool *is_over)
{
    *is_over = false;
    if (subscription->status != SUBSCRIPTION_STATUS_TRIALING ||
        subscription->collection_method != COLLECTION_METHOD_CHARGE_AUTOMATICALLY ||
        subscription->trial_settings.end_behavior.missing_payment_method !=
            MISSING_PAYMENT_METHOD_CANCEL) {
        return OK;
    }
    struct invoice nobodys = {.customer = subscription->customer, .subscription = subscription->id};
    struct payment_method *method;
    TRY(collect_choose_method(task, &nobodys, &method));
    *is_over = method == NULL;
    return OK;
}

err_t
trial_end_now(struct task *task, struct subscription *subscription,
              const struct subscription_update_params *params)
{
    struct invoice *invoice;
    struct collect_result result = {0};
    if (params->trial_end != MODEL_NOW) {
        return fail(task, ERR_SUBSCRIPTION_UNSUPPORTED, "trial_end",
                    "trial_end of a subscription can only be set to `now`.");
    }
    if (subscription->status != SUBSCRIPTION_STATUS_TRIALING) {
        return fail(task, ERR_SUBSCRIPTION_TRIAL, "trial_end",
                    "The subscription is not in a trial.");
    }
    subscription->trial_end = task->now;
    subscription->billing_cycle_anchor = task->now;
    for (size_t i = 0; i < subscription->items_count; i++) {
        subscription->items[i].current_period_end = task->now;
    }
    TRY(job_cancel(task, subscription->id, JOB_TRIAL_WILL_END));
    TRY(renewal_draft(task, subscription, &invoice));
    invoice->billing_reason = BILLING_REASON_SUBSCRIPTION_UPDATE;
    invoice->automatically_finalizes_at = 0;
    invoice->next_payment_attempt = 0;
    subscription->latest_invoice = invoice->id;
    TRY(invoice_insert(task, invoice));
    TRY(renewal_schedule(task, subscription));
    if (invoice->parked) {
        return OK;
    }
    TRY(collect_advance(task, invoice, true, &result));
    bool is_refused = invoice->status == INVOICE_STATUS_OPEN &&
                      params->has_payment_behavior != GIVEN_NO &&
                      params->payment_behavior == PAYMENT_BEHAVIOR_ERROR_IF_INCOMPLETE;
    return is_refused ? collect_fail(task, &result) : OK;
}
