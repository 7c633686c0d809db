/* SPDX-License-Identifier: Apache-2.0 */
#include "api/older.h"

static err_t
read_anchor(struct task *task, struct text text, struct preview_anchor_params *anchor)
{
    anchor->has_type = GIVEN_VALUE;
    if (text_is(text, "now")) {
        anchor->type = PREVIEW_ANCHOR_TYPE_NOW;
    } else if (text_is(text, "unchanged")) {
        anchor->type = PREVIEW_ANCHOR_TYPE_UNCHANGED;
    } else if (text_parse_int(text, &anchor->timestamp)) {
        anchor->type = PREVIEW_ANCHOR_TYPE_TIMESTAMP;
        anchor->has_timestamp = GIVEN_VALUE;
    } else {
        return fail(task, ERR_PARAMETER_INVALID, "subscription_billing_cycle_anchor",
                    "Invalid subscription_billing_cycle_anchor: must be now, unchanged, or a "
                    "timestamp");
    }
    return OK;
}

/** The flat parameters of the change; false: there are none. */
static bool
has_change(const struct invoice_upcoming_params *older)
{
    return older->has_subscription_billing_cycle_anchor != GIVEN_NO ||
           older->has_subscription_cancel_at != GIVEN_NO ||
           older->has_subscription_cancel_at_period_end != GIVEN_NO ||
           older->has_subscription_cancel_now != GIVEN_NO ||
           older->has_subscription_default_tax_rates != GIVEN_NO ||
           older->has_subscription_items != GIVEN_NO ||
           older->has_subscription_prorate != GIVEN_NO ||
           older->has_subscription_proration_behavior != GIVEN_NO ||
           older->has_subscription_proration_date != GIVEN_NO ||
           older->has_subscription_resume_at != GIVEN_NO ||
           older->has_subscription_start_date != GIVEN_NO ||
           older->has_subscription_trial_end != GIVEN_NO;
}

static err_t
read_change(struct task *task, const struct invoice_upcoming_params *older,
            struct invoice_preview_params *out)
{
    struct preview_subscription_details_params *details =
        arena_new(task->arena, struct preview_subscription_details_params);
    struct preview_anchor_params *anchor = arena_new(task->arena, struct preview_anchor_params);
    bool is_none = older->has_subscription_prorate != GIVEN_NO && !older->subscription_prorate &&
                   older->has_subscription_proration_behavior == GIVEN_NO;
    if (details == NULL || anchor == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    if (older->has_subscription_details != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "subscription_details",
                    "Give subscription_details or the parameters that begin with subscription_, "
                    "not both.");
    }
    *details = (struct preview_subscription_details_params){
        .has_billing_cycle_anchor = older->has_subscription_billing_cycle_anchor,
        .billing_cycle_anchor = anchor,
        .has_cancel_at = older->has_subscription_cancel_at,
        .cancel_at = older->subscription_cancel_at,
        .has_cancel_at_period_end = older->has_subscription_cancel_at_period_end,
        .cancel_at_period_end = older->subscription_cancel_at_period_end,
        .has_cancel_now = older->has_subscription_cancel_now,
        .cancel_now = older->subscription_cancel_now,
        .has_default_tax_rates = older->has_subscription_default_tax_rates,
        .default_tax_rates = older->subscription_default_tax_rates,
        .default_tax_rates_count = older->subscription_default_tax_rates_count,
        .has_items = older->has_subscription_items,
        .items = older->subscription_items,
        .items_count = older->subscription_items_count,
        .has_proration_behavior =
            is_none ? GIVEN_VALUE : older->has_subscription_proration_behavior,
        .proration_behavior = is_none ? TEXT("none") : older->subscription_proration_behavior,
        .has_proration_date = older->has_subscription_proration_date,
        .proration_date = older->subscription_proration_date,
        .has_resume_at = older->has_subscription_resume_at,
        .resume_at = older->subscription_resume_at,
        .has_start_date = older->has_subscription_start_date,
        .start_date = older->subscription_start_date,
        .has_trial_end = older->has_subscription_trial_end,
        .trial_end = older->subscription_trial_end,
    };
    out->has_subscription_details = GIVEN_VALUE;
    out->subscription_details = details;
    return older->has_subscription_billing_cycle_anchor == GIVEN_NO
               ? OK
               : read_anchor(task, older->subscription_billing_cycle_anchor, anchor);
}

static err_t
read_coupon(struct task *task, const struct invoice_upcoming_params *older,
            struct invoice_preview_params *out)
{
    struct discount_in_params *wish = arena_new(task->arena, struct discount_in_params);
    if (wish == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    if (older->has_discounts != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "coupon",
                    "You may only specify one of these parameters: coupon, discounts.");
    }
    *wish = (struct discount_in_params){.has_coupon = GIVEN_VALUE, .coupon = older->coupon};
    out->has_discounts = older->has_coupon;
    out->discounts = wish;
    out->discounts_count = older->has_coupon == GIVEN_VALUE ? 1 : 0;
    return OK;
}

err_t
preview_read_older(struct task *task, const struct invoice_upcoming_params *older,
                   struct invoice_preview_params *out)
{
    *out = (struct invoice_preview_params){
        .has_currency = older->has_currency,
        .currency = older->currency,
        .has_customer = older->has_customer,
        .customer = older->customer,
        .has_customer_details = older->has_customer_details,
        .customer_details = older->customer_details,
        .has_discounts = older->has_discounts,
        .discounts = older->discounts,
        .discounts_count = older->discounts_count,
        .has_invoice_items = older->has_invoice_items,
        .invoice_items = older->invoice_items,
        .invoice_items_count = older->invoice_items_count,
        .has_preview_mode = older->has_preview_mode,
        .preview_mode = older->preview_mode,
        .has_schedule = older->has_schedule,
        .schedule = older->schedule,
        .has_schedule_details = older->has_schedule_details,
        .schedule_details = older->schedule_details,
        .has_subscription = older->has_subscription,
        .subscription = older->subscription,
        .has_subscription_details = older->has_subscription_details,
        .subscription_details = older->subscription_details,
    };
    TRY(older->has_coupon == GIVEN_NO ? OK : read_coupon(task, older, out));
    return has_change(older) ? read_change(task, older, out) : OK;
}
