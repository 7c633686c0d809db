/* SPDX-License-Identifier: Apache-2.0 */
/** change.c: a running subscription is changed, and what that costs (billing.md 9.4, 11). */
#include "base/metadata.h"
#include "workflow/ask.h"

err_t
change_items(struct task *task, struct subscription *subscription, const struct change *change,
             bool *is_new_charge)
{
    struct subscription old = *subscription;
    struct item_plan plan;
    *is_new_charge = false;
    TRY(subscription_plan_items(task, subscription, change->items, change->item_count, change->at,
                                &plan));
    subscription->items = plan.items;
    subscription->items_count = plan.count;
    bool is_trial = subscription->status == SUBSCRIPTION_STATUS_TRIALING; /* nothing is charged */
    bool is_prorated = change->proration != PRORATION_OFF && !is_trial;
    if (plan.is_priced_anew) {
        TRY(ask_change(task, &old, subscription, change->at, &is_prorated));
    }
    if (plan.is_priced_anew && is_prorated) {
        TRY(invoiceitem_prorate(task, &old, subscription, change->at));
        *is_new_charge = true;
    }
    return subscription_home_items(task, subscription, old.items, old.items_count);
}

err_t
change_draft(struct task *task, struct subscription *subscription, instant_t at,
             struct invoice **out)
{
    struct customer *customer;
    struct invoice *invoice;
    size_t taken;
    TRY(customer_load(task, subscription->customer, "customer", &customer));
    TRY(invoice_begin(task, customer, subscription, subscription->currency,
                      BILLING_REASON_SUBSCRIPTION_UPDATE, &invoice));
    invoice->subscription_proration_date = at;
    TRY(invoice_add_pending(task, invoice, &taken));
    TRY(invoice_price(task, invoice, false));
    *out = invoice;
    return OK;
}

/* ---- what a request asks for --------------------------------------------------- */

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
        params->has_cancel_at_period_end != GIVEN_NO || params->has_description != GIVEN_NO;
    bool wants_payment =
        params->has_default_payment_method != GIVEN_NO || params->has_payment_settings != GIVEN_NO;
    if (!subscription_is_live(subscription) && (wants_terms || wants_payment)) {
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
    bool is_old_none = params->has_prorate != GIVEN_NO && !params->prorate;
    TRY(proration_read(task,
                       params->proration_behavior.bytes == NULL && is_old_none
                           ? TEXT("none")
                           : params->proration_behavior,
                       "proration_behavior", &out->proration));
    if (params->has_proration_date != GIVEN_NO) {
        out->at = params->proration_date;
    }
    for (size_t i = 0; i < subscription->items_count && out->item_count > 0; i++) {
        const struct subscription_item *item = &subscription->items[i];
        if (out->at < item->current_period_start || out->at >= item->current_period_end) {
            return fail(task, ERR_SUBSCRIPTION_PRORATION_DATE, "proration_date",
                        "Cannot specify `proration_date` outside of current subscription period.");
        }
    }
    return OK;
}

static err_t
change_cancel(struct task *task, struct subscription *subscription,
              const struct subscription_update_params *params)
{
    if (params->has_cancellation_details != GIVEN_NO) {
        const struct cancellation_details_in_params *wish = params->cancellation_details;
        struct cancellation_details *details = &subscription->cancellation_details;
        if (wish->has_comment != GIVEN_NO) {
            details->comment = wish->has_comment == GIVEN_VALUE ? wish->comment : NO_TEXT;
        }
        if (wish->has_feedback != GIVEN_NO) {
            details->feedback =
                wish->has_feedback == GIVEN_VALUE ? wish->feedback : CANCELLATION_FEEDBACK_NONE;
        }
    }
    if (params->has_cancel_at_period_end == GIVEN_NO ||
        params->cancel_at_period_end == subscription->cancel_at_period_end) {
        return OK;
    }
    subscription->cancel_at_period_end = params->cancel_at_period_end;
    if (params->cancel_at_period_end) {
        subscription->cancel_at = subscription_last_boundary(subscription);
        subscription->canceled_at = task->now;
        subscription->cancellation_details.reason = CANCELLATION_REASON_CANCELLATION_REQUESTED;
    } else {
        subscription->cancel_at = 0;
        subscription->canceled_at = 0;
        subscription->cancellation_details.reason = CANCELLATION_REASON_NONE;
    }
    return OK;
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

/* ---- doing it -------------------------------------------------------------------- */

/** The invoice of a change, now; what could not be paid makes the subscription past due. */
static err_t
invoice_now(struct task *task, struct subscription *subscription, instant_t at,
            enum payment_behavior behavior)
{
    struct invoice *invoice;
    struct collect_result result = {0};
    TRY(change_draft(task, subscription, at, &invoice));
    subscription->latest_invoice = invoice->id;
    TRY(invoice_insert(task, invoice));
    if (invoice->parked) {
        return OK;
    }
    if (behavior == PAYMENT_BEHAVIOR_DEFAULT_INCOMPLETE) {
        TRY(invoice_finalize(task, invoice));
        return invoice->status == INVOICE_STATUS_OPEN &&
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
workflow_update(struct task *task, struct subscription *subscription,
                const struct subscription_update_params *params)
{
    struct change change;
    bool is_new_charge = false;
    enum payment_behavior behavior = params->has_payment_behavior != GIVEN_NO
                                         ? params->payment_behavior
                                         : PAYMENT_BEHAVIOR_ALLOW_INCOMPLETE;
    if (behavior == PAYMENT_BEHAVIOR_PENDING_IF_INCOMPLETE) {
        return fail(task, ERR_SUBSCRIPTION_UNSUPPORTED, "payment_behavior",
                    "payment_behavior=pending_if_incomplete is not available.");
    }
    TRY(check_editable(task, subscription, params));
    TRY(read_change(task, subscription, params, &change));
    TRY(change_payment(task, subscription, params));
    TRY(change_discounts(task, subscription, params));
    if (params->has_description != GIVEN_NO) {
        subscription->description =
            params->has_description == GIVEN_VALUE ? params->description : NO_TEXT;
    }
    if (params->has_default_tax_rates != GIVEN_NO) {
        TRY(tax_rate_list_take(
            task, params->default_tax_rates,
            params->has_default_tax_rates == GIVEN_VALUE ? params->default_tax_rates_count : 0,
            "default_tax_rates", &subscription->default_tax_rates,
            &subscription->default_tax_rates_count));
    }
    TRY(metadata_merge(task, &subscription->metadata, &params->metadata, params->has_metadata,
                       &subscription->metadata));
    if (change.item_count > 0) {
        TRY(change_items(task, subscription, &change, &is_new_charge));
        TRY(renewal_schedule(task, subscription));
    }
    TRY(change_cancel(task, subscription, params));
    TRY(start_discount_ends(task, subscription));
    if (params->has_trial_end != GIVEN_NO) {
        TRY(trial_end_now(task, subscription, params));
        /* Past due: the first payment failed, and it was saved and told of as it moved. */
        return subscription->status == SUBSCRIPTION_STATUS_ACTIVE
                   ? subscription_save(task, subscription)
                   : OK;
    }
    if (is_new_charge && change.proration == PRORATION_INVOICE) {
        enum subscription_status before = subscription->status;
        TRY(invoice_now(task, subscription, change.at, behavior));
        if (subscription->status != before) {
            return OK; /* saved and told of as it moved */
        }
    }
    return subscription_save(task, subscription);
}

err_t
workflow_drop_discounts(struct task *task, struct subscription *subscription)
{
    TRY(replace_discounts(task, subscription, NULL, 0, "discounts"));
    return subscription_save(task, subscription);
}
