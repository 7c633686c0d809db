/* SPDX-License-Identifier: Apache-2.0 */
/** update.c: what a request asks of a running subscription (billing.md 9.4 to 9.7). */
#include "base/metadata.h"
#include "workflow/step.h"

/** While the first payment is missing or after the end, little may change (billing.md 9.1, 9.6). */
static err_t
check_editable(struct task *task, const struct subscription *subscription,
               const struct subscription_update_params *params)
{
    bool wants_terms =
        params->has_items != GIVEN_NO || params->has_discounts != GIVEN_NO ||
        params->has_coupon != GIVEN_NO || params->has_promotion_code != GIVEN_NO ||
        params->has_default_tax_rates != GIVEN_NO || params->has_collection_method != GIVEN_NO ||
        params->has_days_until_due != GIVEN_NO || params->has_trial_end != GIVEN_NO ||
        params->has_cancel_at_period_end != GIVEN_NO || params->has_description != GIVEN_NO ||
        params->has_cancel_at != GIVEN_NO || params->has_billing_cycle_anchor != GIVEN_NO ||
        params->has_add_invoice_items != GIVEN_NO || params->has_pause_collection != GIVEN_NO ||
        params->has_billing_thresholds != GIVEN_NO || params->has_trial_settings != GIVEN_NO ||
        params->has_invoice_settings != GIVEN_NO ||
        params->has_pending_invoice_item_interval != GIVEN_NO;
    bool wants_payment =
        params->has_default_payment_method != GIVEN_NO || params->has_payment_settings != GIVEN_NO;
    if (subscription->ended_at != 0 && (wants_terms || wants_payment)) {
        return fail(task, ERR_SUBSCRIPTION_CANCELED_FIELDS, NULL,
                    "A canceled subscription can only update its cancellation_details and "
                    "metadata.");
    }
    if (subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE && wants_terms) {
        return fail(task, ERR_SUBSCRIPTION_INCOMPLETE_FIELDS, NULL,
                    "You cannot update a subscription in `incomplete` status in a way that results "
                    "in a new invoice. Only metadata and payment settings can change until the "
                    "first invoice is paid.");
    }
    return OK;
}

static err_t
read_change(struct task *task, const struct subscription *subscription,
            const struct subscription_update_params *params, struct change *out)
{
    *out = (struct change){.at = task->now};
    if (params->has_items != GIVEN_NO) {
        out->items = params->items;
        out->item_count = params->items_count;
    }
    if (params->has_add_invoice_items != GIVEN_NO) {
        out->additions = params->add_invoice_items;
        out->addition_count = params->add_invoice_items_count;
    }
    bool is_old_none = params->has_prorate != GIVEN_NO && !params->prorate;
    TRY(proration_read(task,
                       params->proration_behavior.bytes == NULL && is_old_none
                           ? TEXT("none")
                           : params->proration_behavior,
                       "proration_behavior", &out->proration));
    out->resets_anchor = params->has_billing_cycle_anchor != GIVEN_NO &&
                         params->billing_cycle_anchor->type == ANCHOR_RESET_NOW;
    if (params->has_trial_end != GIVEN_NO) {
        out->trial_end = params->trial_end;
    }
    if (params->has_trial_from_plan != GIVEN_NO && params->trial_from_plan) {
        TRY(trial_of_price(task, subscription, &out->trial_end));
    }
    return change_read_date(task, subscription, params->has_proration_date, params->proration_date,
                            "proration_date", out);
}

static err_t
change_payment(struct task *task, struct subscription *subscription,
               const struct subscription_update_params *params)
{
    if (params->has_default_payment_method == GIVEN_EMPTY) {
        subscription->default_payment_method = (struct id){0};
    } else if (params->has_default_payment_method == GIVEN_VALUE) {
        struct customer *customer;
        struct payment_method *method;
        TRY(customer_load(task, subscription->customer, "customer", &customer));
        TRY(payment_method_take(task, params->default_payment_method, "default_payment_method",
                                customer, &method));
        subscription->default_payment_method = method->id;
    }
    if (params->has_payment_settings != GIVEN_NO &&
        params->payment_settings->has_save_default_payment_method != GIVEN_NO) {
        subscription->payment_settings.save_default_payment_method =
            params->payment_settings->save_default_payment_method;
    }
    if (params->has_collection_method != GIVEN_NO) {
        subscription->collection_method = params->collection_method;
    }
    bool is_sent = subscription->collection_method == COLLECTION_METHOD_SEND_INVOICE;
    if (params->has_days_until_due != GIVEN_NO) {
        subscription->has_days_until_due = GIVEN_VALUE;
        subscription->days_until_due = params->days_until_due;
    }
    if (!is_sent && params->has_days_until_due != GIVEN_NO) {
        return fail(task, ERR_SUBSCRIPTION_DAYS_UNTIL_DUE, "days_until_due",
                    "You can only specify `days_until_due` if `collection_method=send_invoice`.");
    }
    if (is_sent && subscription->has_days_until_due != GIVEN_VALUE) {
        return fail(task, ERR_PARAMETER_MISSING, "days_until_due",
                    "If you set `collection_method=send_invoice`, you must also specify "
                    "`days_until_due`.");
    }
    if (!is_sent) {
        subscription->has_days_until_due = GIVEN_NO;
    }
    return OK;
}

static err_t
replace_discounts(struct task *task, struct subscription *subscription,
                  const struct discount_in_params *wishes, size_t count, const char *param)
{
    struct discount_owner owner = {.customer = subscription->customer,
                                   .subscription = subscription->id};
    return discount_replace(task, &owner, wishes, count, param, subscription->discounts,
                            subscription->discounts_count, &subscription->discounts,
                            &subscription->discounts_count);
}

static err_t
change_discounts(struct task *task, struct subscription *subscription,
                 const struct subscription_update_params *params)
{
    if ((params->has_coupon != GIVEN_NO) + (params->has_promotion_code != GIVEN_NO) +
            (params->has_discounts != GIVEN_NO) >
        1) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "coupon",
                    "You may only specify one of these parameters: coupon, promotion_code, "
                    "discounts.");
    }
    if (params->has_promotion_code != GIVEN_NO) {
        struct discount_in_params wish = {.has_promotion_code = GIVEN_VALUE,
                                          .promotion_code = params->promotion_code};
        return replace_discounts(task, subscription, &wish, 1, "promotion_code");
    }
    if (params->has_coupon != GIVEN_NO) {
        struct discount_in_params wish = {.has_coupon = GIVEN_VALUE, .coupon = params->coupon};
        return replace_discounts(task, subscription, &wish,
                                 params->has_coupon == GIVEN_VALUE ? 1 : 0, "coupon");
    }
    if (params->has_discounts == GIVEN_NO) {
        return OK;
    }
    return replace_discounts(task, subscription, params->discounts,
                             params->has_discounts == GIVEN_VALUE ? params->discounts_count : 0,
                             "discounts");
}

static err_t
change_default_tax_rates(struct task *task, struct subscription *subscription,
                         const struct subscription_update_params *params)
{
    bool is_given = params->has_default_tax_rates == GIVEN_VALUE;
    return params->has_default_tax_rates == GIVEN_NO
               ? OK
               : tax_rate_list_take(task, params->default_tax_rates,
                                    is_given ? params->default_tax_rates_count : 0,
                                    "default_tax_rates", &subscription->default_tax_rates,
                                    &subscription->default_tax_rates_count);
}

/** What changes no amount that is invoiced already. */
static err_t
change_terms(struct task *task, struct subscription *subscription,
             const struct subscription_update_params *params)
{
    TRY(change_payment(task, subscription, params));
    TRY(change_discounts(task, subscription, params));
    if (params->has_description != GIVEN_NO) {
        subscription->description =
            params->has_description == GIVEN_VALUE ? params->description : NO_TEXT;
    }
    TRY(change_default_tax_rates(task, subscription, params));
    if (params->has_billing_thresholds != GIVEN_NO) {
        TRY(terms_thresholds(task, params->billing_thresholds, &subscription->billing_thresholds));
    }
    if (params->has_pause_collection != GIVEN_NO) {
        TRY(terms_pause_collection(task, params->pause_collection, subscription));
    }
    if (params->has_pending_invoice_item_interval != GIVEN_NO) {
        TRY(terms_pending_interval(task, params->pending_invoice_item_interval, subscription));
        TRY(interval_schedule(task, subscription));
    }
    if (params->has_invoice_settings != GIVEN_NO) {
        TRY(terms_invoice_settings(task, params->invoice_settings, subscription));
    }
    if (params->has_trial_settings != GIVEN_NO) {
        terms_trial_settings(params->trial_settings, subscription);
    }
    if (params->has_cancellation_details != GIVEN_NO) {
        terms_cancellation_details(params->cancellation_details,
                                   &subscription->cancellation_details);
    }
    return metadata_merge(task, &subscription->metadata, &params->metadata, params->has_metadata,
                          &subscription->metadata);
}

/** With pending_if_incomplete only what can wait may be asked for (billing.md 9.5). */
static err_t
check_can_wait(struct task *task, const struct subscription *subscription,
               const struct subscription_update_params *params)
{
    const struct {
        enum given given;
        const char *name;
    } others[] = {
        {params->has_billing_thresholds, "billing_thresholds"},
        {params->has_cancel_at, "cancel_at"},
        {params->has_cancel_at_period_end, "cancel_at_period_end"},
        {params->has_cancellation_details, "cancellation_details"},
        {params->has_collection_method, "collection_method"},
        {params->has_coupon, "coupon"},
        {params->has_days_until_due, "days_until_due"},
        {params->has_default_payment_method, "default_payment_method"},
        {params->has_default_tax_rates, "default_tax_rates"},
        {params->has_description, "description"},
        {params->has_discounts, "discounts"},
        {params->has_invoice_settings, "invoice_settings"},
        {params->has_metadata, "metadata"},
        {params->has_off_session, "off_session"},
        {params->has_pause_collection, "pause_collection"},
        {params->has_payment_settings, "payment_settings"},
        {params->has_pending_invoice_item_interval, "pending_invoice_item_interval"},
        {params->has_promotion_code, "promotion_code"},
        {params->has_trial_settings, "trial_settings"},
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (others[i].given != GIVEN_NO) {
            return fail(task, ERR_SUBSCRIPTION_PENDING_UPDATE, others[i].name,
                        "`%s` cannot be updated with `payment_behavior=pending_if_incomplete`.",
                        others[i].name);
        }
    }
    return subscription->collection_method == COLLECTION_METHOD_CHARGE_AUTOMATICALLY
               ? OK
               : fail(task, ERR_SUBSCRIPTION_PENDING_UPDATE, "payment_behavior",
                      "`payment_behavior=pending_if_incomplete` is for subscriptions with "
                      "`collection_method=charge_automatically`.");
}

err_t
workflow_update(struct task *task, struct subscription *subscription,
                const struct subscription_update_params *params)
{
    struct subscription old;
    struct change change;
    enum change_billing effect;
    enum payment_behavior behavior = params->has_payment_behavior != GIVEN_NO
                                         ? params->payment_behavior
                                         : PAYMENT_BEHAVIOR_ALLOW_INCOMPLETE;
    bool may_wait = behavior == PAYMENT_BEHAVIOR_PENDING_IF_INCOMPLETE;
    TRY(check_editable(task, subscription, params));
    TRY(may_wait ? check_can_wait(task, subscription, params) : OK);
    TRY(read_change(task, subscription, params, &change));
    change.made_behind = may_wait ? task_new_id(task).key : 0;
    bool is_change = change.item_count > 0 || change.trial_end != 0 || change.resets_anchor;
    if (is_change && subscription->pending_update != NULL) {
        TRY(pending_discard(task, subscription)); /* the new one takes its place */
    }
    TRY(change_terms(task, subscription, params));
    old = *subscription;
    TRY(change_apply(task, subscription, &change, &effect));
    if (may_wait && change_is_invoiced_now(&change, effect)) {
        return pending_begin(task, subscription, &old, &change, effect);
    }
    TRY(subscription_home_items(task, subscription, old.items, old.items_count));
    TRY(end_read(task, subscription, params, change.proration, &effect));
    TRY(start_discount_ends(task, subscription));
    TRY(schedule_follow(task, subscription, params));
    TRY(threshold_watch(task, subscription));
    return change_finish(task, subscription, &change, effect, behavior);
}

err_t
workflow_drop_discounts(struct task *task, struct subscription *subscription)
{
    TRY(replace_discounts(task, subscription, NULL, 0, "discounts"));
    return subscription_save(task, subscription);
}
