/* SPDX-License-Identifier: Apache-2.0 */
/** trial.c: free time before the first period (billing.md 9.8). */
#include "workflow/step.h"

#include "limits.model.h"

static const int64_t SECONDS_A_DAY = 86400;
static const int TRIAL_YEARS_MAX = 2;

err_t
trial_check_end(struct task *task, instant_t end)
{
    return end > task->now && end <= instant_add(task->now, INTERVAL_YEAR, TRIAL_YEARS_MAX)
               ? OK
               : fail(task, ERR_SUBSCRIPTION_TRIAL, "trial_end",
                      "Invalid timestamp: must be an integer Unix timestamp in the future, at "
                      "most two years ahead.");
}

err_t
trial_of_price(struct task *task, const struct subscription *subscription, instant_t *end)
{
    int64_t days = 0;
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct price *price;
        TRY(price_load(task, subscription->items[i].price, "items", &price));
        const struct price_recurring *recurring = price->recurring;
        if (recurring->has_trial_period_days == GIVEN_VALUE &&
            recurring->trial_period_days > days) {
            days = recurring->trial_period_days;
        }
    }
    *end = days == 0 ? 0 : task->now + days * SECONDS_A_DAY;
    return OK;
}

err_t
trial_read(struct task *task, const struct subscription_create_params *params,
           struct subscription *subscription)
{
    if (params->has_trial_settings != GIVEN_NO) {
        terms_trial_settings(params->trial_settings, subscription);
    }
    if ((params->has_trial_end != GIVEN_NO) + (params->has_trial_period_days != GIVEN_NO) +
            (params->has_trial_from_plan != GIVEN_NO && params->trial_from_plan) >
        1) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "trial_end",
                    "You may only specify one of these parameters: trial_end, trial_from_plan, "
                    "trial_period_days.");
    }
    instant_t end = 0;
    if (params->has_trial_period_days != GIVEN_NO && params->trial_period_days > 0) {
        end = task->now + params->trial_period_days * SECONDS_A_DAY;
    }
    if (params->has_trial_from_plan != GIVEN_NO && params->trial_from_plan) {
        TRY(trial_of_price(task, subscription, &end));
    }
    if (params->has_trial_end != GIVEN_NO && params->trial_end != MODEL_NOW) {
        end = params->trial_end;
        TRY(trial_check_end(task, end));
    }
    return end == 0
               ? OK
               : trial_take(task, subscription, end, params->has_billing_cycle_anchor != GIVEN_NO);
}

err_t
trial_take(struct task *task, struct subscription *subscription, instant_t end, bool has_anchor)
{
    bool is_kept =
        subscription->trial_settings.end_behavior.billing_cycle_anchor == TRIAL_ANCHOR_UNCHANGED;
    subscription->status = SUBSCRIPTION_STATUS_TRIALING;
    subscription->trial_start = task->now;
    subscription->trial_end = end;
    if (!has_anchor && !is_kept) {
        subscription->billing_cycle_anchor = end;
    } else if (has_anchor && subscription->billing_cycle_anchor < end) {
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
    TRY(job_cancel(task, subscription->id, JOB_TRIAL_WILL_END));
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
trial_outcome(struct task *task, const struct subscription *subscription,
              enum missing_payment_method *out)
{
    enum missing_payment_method wish =
        subscription->trial_settings.end_behavior.missing_payment_method;
    *out = MISSING_PAYMENT_METHOD_NONE;
    if (subscription->status != SUBSCRIPTION_STATUS_TRIALING ||
        subscription->collection_method != COLLECTION_METHOD_CHARGE_AUTOMATICALLY ||
        wish == MISSING_PAYMENT_METHOD_CREATE_INVOICE) {
        return OK;
    }
    struct invoice nobodys = {.customer = subscription->customer, .subscription = subscription->id};
    struct payment_method *method;
    TRY(collect_choose_method(task, &nobodys, &method));
    *out = method == NULL ? wish : MISSING_PAYMENT_METHOD_NONE;
    return OK;
}
