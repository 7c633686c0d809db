/* SPDX-License-Identifier: Apache-2.0 */
/**
 * preview.c: the next invoice, by the code that will make it.
 *
 * A preview runs the real commands in a session that is dropped: it changes
 * the subscription, goes to the boundary, and drafts (billing.md 12.9).
 */
#include "base/metadata.h"
#include "workflow/step.h"

static err_t
fail_none(struct task *task, const char *param)
{
    return fail(task, ERR_INVOICE_UPCOMING_NONE, param, "No upcoming invoices for customer");
}

/** Items that are only in the preview. */
static err_t
add_items(struct task *task, const struct invoice_preview_params *params, struct invoice *invoice)
{
    for (size_t i = 0; params->has_invoice_items != GIVEN_NO && i < params->invoice_items_count;
         i++) {
        const struct preview_invoice_item_params *wish = &params->invoice_items[i];
        struct invoiceitem item = {
            .id = task_new_id(task),
            .currency = invoice->currency,
            .customer = invoice->customer,
            .date = task->now,
            .description = wish->description,
            .discountable = wish->has_discountable == GIVEN_NO || wish->discountable,
            .tax_rates = wish->tax_rates,
            .tax_rates_count = wish->has_tax_rates == GIVEN_VALUE ? wish->tax_rates_count : 0,
            .quantity = wish->has_quantity != GIVEN_NO ? wish->quantity : 1,
            .period = {.start = task->now, .end = task->now},
            .amount = wish->amount,
        };
        if ((wish->has_amount != GIVEN_NO) == (wish->has_unit_amount_decimal != GIVEN_NO)) {
            return fail(task, ERR_INVOICEITEM_AMOUNT, "invoice_items[0][amount]",
                        "Give exactly one of amount and unit_amount_decimal.");
        }
        if (wish->has_unit_amount_decimal != GIVEN_NO) {
            struct money amount;
            item.has_unit_amount_decimal = GIVEN_VALUE;
            item.unit_amount_decimal = wish->unit_amount_decimal;
            TRY(money_multiply(item.unit_amount_decimal, item.quantity, item.currency,
                               ROUND_HALF_UP, &amount));
            item.amount = amount.minor;
        }
        TRY(tax_rate_list_take(task, item.tax_rates, item.tax_rates_count,
                               "invoice_items[0][tax_rates]", &item.tax_rates,
                               &item.tax_rates_count));
        TRY(metadata_merge(task, &item.metadata, &wish->metadata, wish->has_metadata,
                           &item.metadata));
        TRY(invoice_put_invoiceitem(task, invoice, &item));
    }
    return OK;
}

/** The tax rates that the change asks for, of a subscription that is there or not yet. */
static err_t
change_tax_rates(struct task *task, const struct preview_subscription_details_params *details,
                 struct subscription *subscription)
{
    bool is_given = details->has_default_tax_rates == GIVEN_VALUE;
    return details->has_default_tax_rates == GIVEN_NO
               ? OK
               : tax_rate_list_take(task, details->default_tax_rates,
                                    is_given ? details->default_tax_rates_count : 0,
                                    "subscription_details[default_tax_rates]",
                                    &subscription->default_tax_rates,
                                    &subscription->default_tax_rates_count);
}

/** What a request adds to the drafted invoice, and the customer's balance. */
static err_t
finish(struct task *task, const struct invoice_preview_params *params, struct customer *customer,
       struct invoice *invoice, struct invoice **out)
{
    if (params->has_discounts != GIVEN_NO) {
        struct money amount;
        TRY(invoice_lines_amount(task, invoice, &amount));
        struct discount_owner owner = {
            .customer = customer->id, .invoice = invoice->id, .amount = &amount};
        TRY(discount_replace(task, &owner, params->discounts,
                             params->has_discounts == GIVEN_VALUE ? params->discounts_count : 0,
                             "discounts", NULL, 0, &invoice->discounts, &invoice->discounts_count));
    }
    TRY(add_items(task, params, invoice));
    if (params->has_discounts != GIVEN_NO || params->has_invoice_items != GIVEN_NO) {
        TRY(invoice_price(task, invoice, false));
    }
    invoice->automatically_finalizes_at = 0;
    *out = invoice;
    return invoice_finish_preview(task, invoice, customer);
}

/** A subscription that is not there yet: its first invoice. */
static err_t
preview_new(struct task *task, const struct invoice_preview_params *params,
            struct customer *customer, struct invoice **out)
{
    const struct preview_subscription_details_params *details = params->subscription_details;
    struct start_plan plan;
    struct invoice *invoice;
    TRY(start_plain(task, customer, &plan));
    if (details->has_billing_mode != GIVEN_NO &&
        details->billing_mode->type == BILLING_MODE_TYPE_CLASSIC) {
        plan.subscription->billing_mode.type = BILLING_MODE_TYPE_CLASSIC;
        plan.subscription->billing_mode.flexible = NULL;
    }
    if (params->has_currency != GIVEN_NO) {
        plan.subscription->currency = params->currency;
    }
    TRY(change_tax_rates(task, details, plan.subscription));
    TRY(start_items(task, &plan, details->items, details->items_count));
    TRY(start_draft(task, &plan, &invoice));
    invoice->subscription = (struct id){0};
    return finish(task, params, customer, invoice, out);
}

/** A whole period of what the subscription would be, without anything that waits. */
static err_t
draft_recurring(struct task *task, struct customer *customer, struct subscription *subscription,
                struct invoice **out)
{
    task->now = subscription_boundary(subscription);
    TRY(invoice_begin(task, customer, subscription, subscription->currency,
                      BILLING_REASON_SUBSCRIPTION_CYCLE, out));
    for (size_t i = subscription->items_count; i-- > 0;) {
        struct price *price;
        TRY(price_load(task, subscription->items[i].price, "items", &price));
        subscription_set_period(subscription, &subscription->items[i], price, task->now, 0);
        TRY(invoice_add_item(task, *out, subscription, &subscription->items[i]));
    }
    return invoice_price(task, *out, false);
}

/** The change that is asked for, in memory; *change and *effect say what its invoice would be. */
static err_t
change_subscription(struct task *task, const struct preview_subscription_details_params *details,
                    struct subscription *subscription, struct change *change,
                    enum change_billing *effect)
{
    TRY(change_tax_rates(task, details, subscription));
    TRY(proration_read(task, details->proration_behavior,
                       "subscription_details[proration_behavior]", &change->proration));
    TRY(change_read_date(task, subscription, details->has_proration_date, details->proration_date,
                         "subscription_details[proration_date]", change));
    if (details->has_items != GIVEN_NO) {
        change->items = details->items;
        change->item_count = details->items_count;
    }
    change->trial_end = details->has_trial_end != GIVEN_NO ? details->trial_end : 0;
    change->resets_anchor = details->has_billing_cycle_anchor != GIVEN_NO &&
                            details->billing_cycle_anchor->type == ANCHOR_RESET_NOW;
    if (change->item_count > 0 || change->trial_end != 0 || change->resets_anchor) {
        TRY(pending_discard(task, subscription)); /* this one takes its place */
    }
    TRY(change_apply(task, subscription, change, effect));
    struct subscription_update_params update = {
        .has_cancel_at = details->has_cancel_at,
        .cancel_at = details->cancel_at,
        .has_cancel_at_period_end = details->has_cancel_at_period_end,
        .cancel_at_period_end = details->cancel_at_period_end,
    };
    return end_read(task, subscription, &update, change->proration, effect);
}

/** Only what waits, when the subscription makes no more periods. */
static err_t
draft_waiting(struct task *task, struct customer *customer, struct subscription *subscription,
              enum billing_reason reason, struct currency currency, struct invoice **out)
{
    size_t taken;
    TRY(invoice_begin(task, customer, subscription, currency, reason, out));
    TRY(invoice_add_pending(task, *out, &taken));
    return taken == 0 ? fail_none(task, NULL) : invoice_price(task, *out, false);
}

/** The invoice that comes next: of a phase that begins, of the next boundary, or of the end. */
static err_t
draft_next(struct task *task, struct customer *customer, struct subscription *subscription,
           struct invoice **out)
{
    struct id latest = subscription->latest_invoice;
    TRY(pending_discard(task, subscription)); /* none waits for longer than until the boundary */
    for (instant_t phase = 0; phase < subscription_boundary(subscription);) {
        TRY(schedule_next(task, subscription, &phase));
        task->now = phase < subscription_boundary(subscription)
                        ? phase
                        : subscription_boundary(subscription);
        TRY(schedule_step(task, subscription));
        if (subscription->latest_invoice.key != latest.key) {
            return invoice_load(task, subscription->latest_invoice, NULL, out);
        }
    }
    return subscription->cancel_at != 0 && subscription->cancel_at <= task->now
               ? draft_waiting(task, customer, subscription, BILLING_REASON_SUBSCRIPTION_CYCLE,
                               subscription->currency, out)
               : renewal_draft(task, subscription, out);
}

static err_t
preview_resume(struct task *task, const struct preview_subscription_details_params *details,
               struct subscription *subscription, struct change *change,
               enum change_billing *effect)
{
    struct anchor_in_params anchor = {.type = ANCHOR_RESET_NOW};
    struct subscription_resume_params resume = {
        .has_billing_cycle_anchor = GIVEN_VALUE,
        .billing_cycle_anchor = &anchor,
        .has_proration_behavior = details->has_proration_behavior,
        .proration_behavior = details->proration_behavior,
        .has_proration_date = details->has_proration_date,
        .proration_date = details->proration_date,
    };
    if (details->has_billing_cycle_anchor != GIVEN_NO &&
        details->billing_cycle_anchor->has_type != GIVEN_NO) {
        anchor.type = details->billing_cycle_anchor->type;
    }
    TRY(resume_plan(task, subscription, &resume, change, effect));
    subscription->status = SUBSCRIPTION_STATUS_ACTIVE;
    return OK;
}

static err_t
preview_existing(struct task *task, const struct invoice_preview_params *params,
                 struct customer *customer, struct subscription *subscription, struct invoice **out)
{
    struct change change = {.at = task->now};
    enum change_billing effect = CHANGE_QUIET;
    struct invoice *invoice;
    bool is_cancel_now = false;
    bool is_resumed = params->has_subscription_details != GIVEN_NO &&
                      text_is(params->subscription_details->resume_at, "now");
    if (!subscription_is_live(subscription) &&
        !(is_resumed && subscription->status == SUBSCRIPTION_STATUS_PAUSED)) {
        return fail_none(task, "subscription");
    }
    if (params->has_subscription_details != GIVEN_NO) {
        const struct preview_subscription_details_params *details = params->subscription_details;
        TRY(is_resumed ? preview_resume(task, details, subscription, &change, &effect)
                       : change_subscription(task, details, subscription, &change, &effect));
        is_cancel_now = details->has_cancel_now != GIVEN_NO && details->cancel_now;
    }
    if (params->has_preview_mode != GIVEN_NO && params->preview_mode == PREVIEW_MODE_RECURRING) {
        TRY(draft_recurring(task, customer, subscription, &invoice));
        return finish(task, params, customer, invoice, out);
    }
    if (is_cancel_now) {
        TRY(pending_discard(task, subscription));
        if (change.proration != PRORATION_OFF) {
            TRY(change_give_back(task, subscription, change.at));
        }
        TRY(draft_waiting(task, customer, subscription, BILLING_REASON_SUBSCRIPTION_UPDATE,
                          subscription->currency, &invoice));
    } else if (change_is_invoiced_now(&change, effect)) {
        TRY(change_draft(task, subscription, &change, effect, &invoice));
    } else {
        TRY(draft_next(task, customer, subscription, &invoice));
        if (effect == CHANGE_PRORATED) {
            invoice->subscription_proration_date = change.at;
        }
    }
    return finish(task, params, customer, invoice, out);
}

/** The live subscription of a customer that renews first, NULL when there is none. */
static err_t
find_next(struct task *task, const struct customer *customer, struct subscription **out)
{
    struct record_scan scan = {
        .kind = &subscription_records,
        .index = SUBSCRIPTION_BY_CUSTOMER,
        .equals = {customer->id.key},
        .equals_count = 1,
        .limit = 500,
    };
    void **objects;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &objects, &count, &has_more));
    *out = NULL;
    for (size_t i = 0; i < count; i++) {
        struct subscription *subscription = objects[i];
        bool is_next =
            subscription_is_live(subscription) && !subscription->cancel_at_period_end &&
            (*out == NULL || subscription_boundary(subscription) < subscription_boundary(*out));
        *out = is_next ? subscription : *out;
    }
    return OK;
}

err_t
workflow_preview(struct task *task, const struct invoice_preview_params *params,
                 struct invoice **out)
{
    struct subscription *subscription = NULL;
    struct customer *customer;
    struct invoice *invoice;
    task->is_preview = true;
    if (params->has_subscription != GIVEN_NO) {
        TRY(subscription_load(task, params->subscription, "subscription", &subscription));
    }
    if (params->has_customer == GIVEN_NO && subscription == NULL) {
        return fail(task, ERR_PARAMETER_MISSING, "customer",
                    "You must provide one of `customer` or `subscription`.");
    }
    struct id customer_id =
        params->has_customer != GIVEN_NO ? params->customer : subscription->customer;
    if (subscription != NULL && subscription->customer.key != customer_id.key) {
        return fail(task, ERR_PARAMETER_INVALID, "subscription",
                    "The subscription belongs to another customer.");
    }
    TRY(customer_load(task, customer_id, "customer", &customer));
    TRY(customer_enter(task, customer));
    if (subscription != NULL) {
        return preview_existing(task, params, customer, subscription, out);
    }
    if (params->has_subscription_details != GIVEN_NO &&
        params->subscription_details->has_items != GIVEN_NO) {
        return preview_new(task, params, customer, out);
    }
    TRY(find_next(task, customer, &subscription));
    if (subscription != NULL) {
        return preview_existing(task, params, customer, subscription, out);
    }
    struct currency currency =
        params->has_currency != GIVEN_NO ? params->currency : customer->currency;
    if (currency.index == 0) {
        return fail_none(task, NULL);
    }
    if (params->has_invoice_items != GIVEN_NO && params->invoice_items_count > 0) {
        size_t taken;
        TRY(invoice_begin(task, customer, NULL, currency, BILLING_REASON_MANUAL, &invoice));
        TRY(invoice_add_pending(task, invoice, &taken));
        TRY(invoice_price(task, invoice, false));
    } else {
        TRY(draft_waiting(task, customer, NULL, BILLING_REASON_MANUAL, currency, &invoice));
    }
    return finish(task, params, customer, invoice, out);
}
