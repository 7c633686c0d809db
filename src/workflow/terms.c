/* SPDX-License-Identifier: Apache-2.0 */
/** terms.c: what new subscriptions, changes and phases say in the same words. */
#include "workflow/step.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
}

err_t
terms_thresholds(struct task *task, const struct thresholds_in_params *wish,
                 struct subscription_thresholds **out)
{
    *out = NULL;
    if (wish == NULL || wish->has_amount_gte == GIVEN_NO) {
        return OK;
    }
    *out = arena_new(task->arena, struct subscription_thresholds);
    if (*out == NULL) {
        return fail_memory(task);
    }
    (*out)->has_amount_gte = GIVEN_VALUE;
    (*out)->amount_gte = wish->amount_gte;
    (*out)->has_reset_billing_cycle_anchor = GIVEN_VALUE;
    (*out)->reset_billing_cycle_anchor =
        wish->has_reset_billing_cycle_anchor != GIVEN_NO && wish->reset_billing_cycle_anchor;
    return OK;
}

err_t
terms_pending_interval(struct task *task, const struct pending_item_interval_in_params *wish,
                       struct subscription *subscription)
{
    subscription->pending_invoice_item_interval = NULL;
    subscription->next_pending_invoice_item_invoice = 0;
    if (wish == NULL) {
        return OK;
    }
    struct pending_item_interval *interval = arena_new(task->arena, struct pending_item_interval);
    if (interval == NULL) {
        return fail_memory(task);
    }
    interval->interval = wish->interval;
    interval->interval_count = wish->has_interval_count != GIVEN_NO ? wish->interval_count : 1;
    instant_t next = instant_add(task->now, interval->interval, interval->interval_count);
    if (next > instant_add(task->now, INTERVAL_YEAR, 1)) {
        return fail(task, ERR_PARAMETER_INVALID, "pending_invoice_item_interval[interval_count]",
                    "pending_invoice_item_interval is a year at most.");
    }
    subscription->pending_invoice_item_interval = interval;
    subscription->next_pending_invoice_item_invoice = next;
    return OK;
}

static err_t
take_custom_fields(struct task *task, const struct invoice_settings_in_params *wish,
                   struct subscription_invoice_settings *settings)
{
    size_t count = wish->has_custom_fields == GIVEN_VALUE ? wish->custom_fields_count : 0;
    struct custom_field *fields =
        count == 0 ? NULL : arena_alloc(task->arena, count, sizeof(*fields));
    if (fields == NULL && count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        fields[i] = (struct custom_field){.name = wish->custom_fields[i].name,
                                          .value = wish->custom_fields[i].value};
    }
    settings->custom_fields = fields;
    settings->custom_fields_count = count;
    return OK;
}

err_t
terms_invoice_settings(struct task *task, const struct invoice_settings_in_params *wish,
                       struct subscription *subscription)
{
    struct subscription_invoice_settings *settings = &subscription->invoice_settings;
    if (wish == NULL) {
        return OK;
    }
    if (wish->has_issuer != GIVEN_NO && wish->issuer->type != ISSUER_TYPE_SELF) {
        return fail(task, ERR_PARAMETER_INVALID, "invoice_settings[issuer][type]",
                    "Invoices are issued by this account: issuer[type] is self.");
    }
    if (wish->has_description != GIVEN_NO) {
        settings->description = wish->has_description == GIVEN_VALUE ? wish->description : NO_TEXT;
    }
    if (wish->has_footer != GIVEN_NO) {
        settings->footer = wish->has_footer == GIVEN_VALUE ? wish->footer : NO_TEXT;
    }
    TRY(wish->has_custom_fields == GIVEN_NO ? OK : take_custom_fields(task, wish, settings));
    return wish->has_account_tax_ids == GIVEN_NO
               ? OK
               : tax_id_list_take(
                     task, wish->account_tax_ids,
                     wish->has_account_tax_ids == GIVEN_VALUE ? wish->account_tax_ids_count : 0,
                     "invoice_settings[account_tax_ids]", &settings->account_tax_ids,
                     &settings->account_tax_ids_count);
}

void
terms_trial_settings(const struct trial_settings_in_params *wish, struct subscription *subscription)
{
    struct trial_end_behavior *behavior = &subscription->trial_settings.end_behavior;
    if (wish != NULL && wish->end_behavior.has_missing_payment_method != GIVEN_NO) {
        behavior->missing_payment_method = wish->end_behavior.missing_payment_method;
    }
    if (wish != NULL && wish->end_behavior.has_billing_cycle_anchor != GIVEN_NO) {
        behavior->billing_cycle_anchor = wish->end_behavior.billing_cycle_anchor;
    }
}

void
terms_cancellation_details(const struct cancellation_details_in_params *wish,
                           struct cancellation_details *details)
{
    if (wish->has_comment != GIVEN_NO) {
        details->comment = wish->has_comment == GIVEN_VALUE ? wish->comment : NO_TEXT;
    }
    if (wish->has_feedback != GIVEN_NO) {
        details->feedback =
            wish->has_feedback == GIVEN_VALUE ? wish->feedback : CANCELLATION_FEEDBACK_NONE;
    }
}

err_t
terms_pause_collection(struct task *task, const struct pause_collection_in_params *wish,
                       struct subscription *subscription)
{
    TRY(job_cancel(task, subscription->id, JOB_RESUME_COLLECTION));
    subscription->pause_collection = NULL;
    if (wish == NULL) {
        return OK;
    }
    if (wish->has_resumes_at != GIVEN_NO && wish->resumes_at <= task->now) {
        return fail(task, ERR_SUBSCRIPTION_PAUSE, "pause_collection[resumes_at]",
                    "pause_collection[resumes_at] must lie in the future.");
    }
    struct pause_collection *pause = arena_new(task->arena, struct pause_collection);
    if (pause == NULL) {
        return fail_memory(task);
    }
    pause->behavior = wish->behavior;
    pause->resumes_at = wish->has_resumes_at != GIVEN_NO ? wish->resumes_at : 0;
    subscription->pause_collection = pause;
    return pause->resumes_at == 0 ? OK
                                  : job_add(task, subscription->test_clock, pause->resumes_at,
                                            JOB_RESUME_COLLECTION, subscription->id);
}

/** A time in digits. */
static bool
read_time(struct text text, instant_t *out)
{
    int64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9' || i > 11) {
            return false;
        }
        value = value * 10 + (text.bytes[i] - '0');
    }
    *out = value;
    return text.length > 0;
}

err_t
terms_cancel_at(struct task *task, const struct subscription *subscription, struct text wish,
                instant_t *out)
{
    static const int years_max = 5;
    if (text_is(wish, "min_period_end")) {
        *out = subscription_boundary(subscription);
    } else if (text_is(wish, "max_period_end") || text_is(wish, "max_billed_until")) {
        *out = subscription_last_boundary(subscription);
    } else if (!read_time(wish, out)) {
        return fail(task, ERR_PARAMETER_INVALID, "cancel_at",
                    "Invalid cancel_at: must be a timestamp, min_period_end, max_period_end or "
                    "max_billed_until");
    }
    if (*out <= task->now || *out > instant_add(task->now, INTERVAL_YEAR, years_max)) {
        return fail(task, ERR_SUBSCRIPTION_CANCEL_AT, "cancel_at",
                    "cancel_at must be a timestamp in the future, at most %d years ahead.",
                    years_max);
    }
    return OK;
}
