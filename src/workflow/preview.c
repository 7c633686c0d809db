/* SPDX-License-Identifier: Apache-2.0 */
/**
 * preview.c: the next invoice, by the code that will make it.
 *
 * A preview runs the real commands in a session that is dropped: it changes
 * the subscription, goes to the boundary, and drafts (billing.md 12.9).
 */
#include "workflow/preview.h"

#include "base/metadata.h"

static err_t
fail_none(struct task *task, const char *param)
{
    return fail(task, ERR_INVOICE_UPCOMING_NONE, param, "No upcoming invoices for customer");
}

/** What the change asks for beside items and times. */
static err_t
change_terms(struct task *task, const struct preview_subscription_details_params *details,
             struct subscription *subscription)
{
    bool has_rates = details->has_default_tax_rates == GIVEN_VALUE;
    const struct billing_mode_in_params *mode =
        details->has_billing_mode != GIVEN_NO ? details->billing_mode : NULL;
    if (details->has_start_date != GIVEN_NO) {
        return fail(task, ERR_PARAMETER_INVALID, "start_date",
                    "`start_date` is for a subscription that is not there yet.");
    }
    if (mode != NULL && mode->type != subscription->billing_mode.type) {
        TRY(start_migrate(task, subscription, mode));
    }
    TRY(metadata_merge(task, &subscription->metadata, &details->metadata, details->has_metadata,
                       &subscription->metadata));
    return details->has_default_tax_rates == GIVEN_NO
               ? OK
               : tax_rate_list_take(task, details->default_tax_rates,
                                    has_rates ? details->default_tax_rates_count : 0,
                                    "default_tax_rates", &subscription->default_tax_rates,
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
        TRY(invoice_price(task, invoice, false));
    }
    invoice->automatically_finalizes_at = 0;
    *out = invoice;
    return invoice_finish_preview(task, invoice, customer);
}

/** A whole period of what the subscription would be, without anything that waits. */
static err_t
draft_recurring(struct task *task, struct customer *customer, struct subscription *subscription,
                struct invoice **out)
{
    task->now = subscription_boundary(subscription);
    subscription->cancel_at = 0; /* neither free time nor the end is what comes again */
    if (subscription->status == SUBSCRIPTION_STATUS_TRIALING) {
        subscription->status = SUBSCRIPTION_STATUS_ACTIVE;
    }
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
    TRY(change_terms(task, details, subscription));
    TRY(proration_read(task, details->proration_behavior, "proration_behavior",
                       &change->proration));
    TRY(change_read_date(task, subscription, details->has_proration_date, details->proration_date,
                         "proration_date", change));
    if (details->has_items != GIVEN_NO) {
        change->items = details->items;
        change->item_count = details->items_count;
    }
    change->trial_end = details->has_trial_end != GIVEN_NO ? details->trial_end : 0;
    change->resets_anchor = details->has_billing_cycle_anchor != GIVEN_NO &&
                            details->billing_cycle_anchor->type == PREVIEW_ANCHOR_TYPE_NOW;
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
resume_subscription(struct task *task, const struct preview_subscription_details_params *details,
                    struct subscription *subscription, struct change *change,
                    enum change_billing *effect)
{
    bool is_unchanged = details->has_billing_cycle_anchor != GIVEN_NO &&
                        details->billing_cycle_anchor->type == PREVIEW_ANCHOR_TYPE_UNCHANGED;
    struct anchor_in_params anchor = {.type =
                                          is_unchanged ? ANCHOR_RESET_UNCHANGED : ANCHOR_RESET_NOW};
    struct subscription_resume_params resume = {
        .has_billing_cycle_anchor = GIVEN_VALUE,
        .billing_cycle_anchor = &anchor,
        .has_proration_behavior = details->has_proration_behavior,
        .proration_behavior = details->proration_behavior,
        .has_proration_date = details->has_proration_date,
        .proration_date = details->proration_date,
    };
    TRY(change_terms(task, details, subscription));
    TRY(resume_plan(task, subscription, &resume, change, effect));
    subscription->status = SUBSCRIPTION_STATUS_ACTIVE;
    return OK;
}

/** What comes of a subscription as a change left it: the invoice of the change, or the next one. */
static err_t
draft_changed(struct task *task, const struct invoice_preview_params *params,
              struct customer *customer, struct subscription *subscription,
              const struct change *change, enum change_billing effect, struct invoice **out)
{
    if (params->has_preview_mode != GIVEN_NO && params->preview_mode == PREVIEW_MODE_RECURRING) {
        return draft_recurring(task, customer, subscription, out);
    }
    if (change_is_invoiced_now(change, effect)) {
        return change_draft(task, subscription, change, effect, out);
    }
    TRY(draft_next(task, customer, subscription, out));
    if (effect == CHANGE_PRORATED) {
        (*out)->subscription_proration_date = change->at;
    }
    return OK;
}

static bool
wants_resume(const struct preview_subscription_details_params *details)
{
    return details != NULL && text_is(details->resume_at, "now");
}

/** The invoice of a subscription that ends or rests now: what waits, with what goes back. */
static err_t
draft_end(struct task *task, const struct preview_subscription_details_params *details,
          struct customer *customer, struct subscription *subscription, const struct change *change,
          struct invoice **out)
{
    if (details->has_pause != GIVEN_NO) {
        TRY(pause_plan(task, subscription, details->pause));
    } else {
        TRY(pending_discard(task, subscription));
        TRY(change->proration == PRORATION_OFF ? OK
                                               : cancel_give_back(task, subscription, change->at));
    }
    return draft_waiting(task, customer, subscription, BILLING_REASON_SUBSCRIPTION_UPDATE,
                         subscription->currency, out);
}

static err_t
draft_details(struct task *task, const struct invoice_preview_params *params,
              struct customer *customer, struct subscription *subscription, struct invoice **out)
{
    const struct preview_subscription_details_params *details =
        params->has_subscription_details != GIVEN_NO ? params->subscription_details : NULL;
    struct change change = {.at = task->now};
    enum change_billing effect = CHANGE_QUIET;
    if (wants_resume(details)) {
        TRY(resume_subscription(task, details, subscription, &change, &effect));
    } else if (details != NULL) {
        TRY(change_subscription(task, details, subscription, &change, &effect));
    }
    bool is_over =
        details != NULL && ((details->has_cancel_now != GIVEN_NO && details->cancel_now) ||
                            details->has_pause != GIVEN_NO);
    return is_over ? draft_end(task, details, customer, subscription, &change, out)
                   : draft_changed(task, params, customer, subscription, &change, effect, out);
}

static err_t
preview_existing(struct task *task, const struct invoice_preview_params *params,
                 struct customer *customer, struct subscription *subscription, struct invoice **out)
{
    const struct preview_subscription_details_params *details =
        params->has_subscription_details != GIVEN_NO ? params->subscription_details : NULL;
    bool is_resumed = wants_resume(details) && subscription->status == SUBSCRIPTION_STATUS_PAUSED;
    if (details != NULL && details->has_resume_at != GIVEN_NO && !is_resumed) {
        return fail(task, ERR_SUBSCRIPTION_PAUSE, "subscription_details[resume_at]",
                    "resume_at=now is for a subscription that is paused; this one is %s.",
                    subscription_status_name(subscription->status));
    }
    if (!subscription_is_live(subscription) && !is_resumed) {
        return fail_none(task, "subscription");
    }
    TRY(preview_items(task, params, customer, subscription));
    TRY(preview_blame(task, draft_details(task, params, customer, subscription, out),
                      "subscription_details"));
    return finish(task, params, customer, *out, out);
}

/* ---- subscriptions and schedules that are not there yet ------------------------------- */

/** The first invoice of what a request would make. */
static err_t
draft_new(struct task *task, const struct invoice_preview_params *params, struct customer *customer,
          const struct subscription_create_params *creation, struct id schedule,
          struct invoice **out)
{
    struct start_plan plan;
    TRY(start_plan(task, customer, creation, schedule, &plan));
    TRY(params->has_preview_mode != GIVEN_NO && params->preview_mode == PREVIEW_MODE_RECURRING
            ? draft_recurring(task, customer, plan.subscription, out)
            : start_foretell(task, &plan, out));
    (*out)->subscription = (struct id){0}; /* nobody can look at it */
    return OK;
}

static err_t
preview_new(struct task *task, const struct invoice_preview_params *params,
            struct customer *customer, struct invoice **out)
{
    const struct preview_subscription_details_params *details = params->subscription_details;
    struct subscription_create_params creation;
    TRY(preview_items(task, params, customer, NULL));
    TRY(preview_blame(task, preview_creation(task, params, customer, &creation),
                      "subscription_details"));
    if (details->has_start_date != GIVEN_NO && details->start_date > task->now) {
        task->now = details->start_date;
    }
    TRY(preview_blame(task, draft_new(task, params, customer, &creation, (struct id){0}, out),
                      "subscription_details"));
    return finish(task, params, customer, *out, out);
}

/** The first invoice of a schedule that has not begun. */
static err_t
draft_schedule(struct task *task, const struct invoice_preview_params *params,
               struct customer *customer, struct subscription_schedule *schedule,
               struct invoice **out)
{
    struct subscription_create_params creation;
    if (schedule->phases[0].start_date > task->now) {
        task->now = schedule->phases[0].start_date;
    }
    TRY(preview_items(task, params, customer, NULL));
    TRY(schedule_first(task, schedule, &creation));
    return draft_new(task, params, customer, &creation, schedule->id, out);
}

static err_t
draft_new_schedule(struct task *task, const struct invoice_preview_params *params,
                   struct customer *customer, struct invoice **out)
{
    const struct preview_schedule_details_params *details = params->schedule_details;
    struct subscription_schedule *schedule;
    bool has_phases = details->has_phases != GIVEN_NO && details->phases_count > 0;
    struct subscription_schedule_create_params creation = {
        .has_customer = GIVEN_VALUE,
        .customer = customer->id,
        .has_billing_mode = details->has_billing_mode,
        .billing_mode = details->billing_mode,
        .has_end_behavior = details->has_end_behavior,
        .end_behavior = details->end_behavior,
        .has_phases = details->has_phases,
        .phases = details->phases,
        .phases_count = details->phases_count,
        .has_start_date = has_phases ? details->phases[0].has_start_date : GIVEN_NO,
        .start_date = has_phases ? details->phases[0].start_date : 0,
    };
    TRY(schedule_make(task, &creation, &schedule));
    return draft_schedule(task, params, customer, schedule, out);
}

/** The next invoice of a schedule that is there, changed as the request says. */
static err_t
draft_old_schedule(struct task *task, const struct invoice_preview_params *params,
                   struct customer *customer, struct subscription_schedule *schedule,
                   struct invoice **out)
{
    const struct preview_schedule_details_params *details =
        params->has_schedule_details != GIVEN_NO ? params->schedule_details : NULL;
    struct change change = {.at = task->now};
    enum change_billing effect = CHANGE_QUIET;
    struct subscription *subscription;
    if (details != NULL) {
        struct subscription_schedule_update_params update = {
            .has_end_behavior = details->has_end_behavior,
            .end_behavior = details->end_behavior,
            .has_phases = details->has_phases,
            .phases = details->phases,
            .phases_count = details->phases_count,
        };
        TRY(schedule_change(task, schedule, &update));
    }
    if (schedule->status == SCHEDULE_STATUS_NOT_STARTED) {
        return draft_schedule(task, params, customer, schedule, out);
    }
    TRY(subscription_load(task, schedule->subscription, "schedule", &subscription));
    TRY(preview_items(task, params, customer, subscription));
    if (details != NULL) {
        TRY(schedule_carry(task, schedule, details->proration_behavior, &subscription, &change,
                           &effect));
    }
    return draft_changed(task, params, customer, subscription, &change, effect, out);
}

static err_t
preview_schedule(struct task *task, const struct invoice_preview_params *params,
                 struct customer *customer, struct subscription_schedule *schedule,
                 struct invoice **out)
{
    if (schedule != NULL && schedule->status != SCHEDULE_STATUS_NOT_STARTED &&
        schedule->status != SCHEDULE_STATUS_ACTIVE) {
        return fail_none(task, "schedule");
    }
    err_t err = schedule == NULL ? draft_new_schedule(task, params, customer, out)
                                 : draft_old_schedule(task, params, customer, schedule, out);
    TRY(preview_blame(task, err, "schedule_details"));
    return finish(task, params, customer, *out, out);
}

/* ---- customers --------------------------------------------------------------------- */

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

/** Without a subscription: what waits for the customer's next invoice. */
static err_t
preview_waiting(struct task *task, const struct invoice_preview_params *params,
                struct customer *customer, struct invoice **out)
{
    TRY(preview_items(task, params, customer, NULL));
    struct currency currency =
        params->has_currency != GIVEN_NO ? params->currency : customer->currency;
    if (currency.index == 0) {
        return fail_none(task, NULL);
    }
    TRY(draft_waiting(task, customer, NULL, BILLING_REASON_MANUAL, currency, out));
    return finish(task, params, customer, *out, out);
}

/** What the request is about: objects that are there, and the customer whose they are. */
struct preview_subject {
    struct subscription *subscription;
    struct subscription_schedule *schedule;
    struct id customer; /**< none: it is made for the preview */
};

static err_t
find_subject(struct task *task, const struct invoice_preview_params *params,
             struct preview_subject *out)
{
    *out = (struct preview_subject){0};
    if (params->has_subscription != GIVEN_NO) {
        TRY(subscription_load(task, params->subscription, "subscription", &out->subscription));
        out->customer = out->subscription->customer;
    }
    if (params->has_schedule != GIVEN_NO) {
        TRY(schedule_load(task, params->schedule, "schedule", &out->schedule));
        out->customer = out->schedule->customer;
    }
    if (params->has_customer == GIVEN_NO) {
        return OK;
    }
    if (out->customer.key != 0 && out->customer.key != params->customer.key) {
        const char *param = params->has_schedule != GIVEN_NO ? "schedule" : "subscription";
        return fail(task, ERR_PARAMETER_INVALID, param, "The %s belongs to another customer.",
                    param);
    }
    out->customer = params->customer;
    return OK;
}

static err_t
preview_subject(struct task *task, const struct invoice_preview_params *params,
                struct customer *customer, struct preview_subject *subject, struct invoice **out)
{
    if (params->has_schedule != GIVEN_NO || params->has_schedule_details != GIVEN_NO) {
        return preview_schedule(task, params, customer, subject->schedule, out);
    }
    if (subject->subscription == NULL && params->has_subscription_details != GIVEN_NO &&
        params->subscription_details->has_items != GIVEN_NO) {
        return preview_new(task, params, customer, out);
    }
    if (subject->subscription == NULL) {
        TRY(find_next(task, customer, &subject->subscription));
    }
    return subject->subscription != NULL
               ? preview_existing(task, params, customer, subject->subscription, out)
               : preview_waiting(task, params, customer, out);
}

err_t
workflow_preview(struct task *task, const struct invoice_preview_params *params,
                 struct invoice **out)
{
    struct preview_subject subject;
    struct customer *customer;
    task->is_preview = true;
    TRY(preview_check(task, params));
    TRY(find_subject(task, params, &subject));
    TRY(preview_customer(task, params, subject.customer, &customer));
    TRY(preview_subject(task, params, customer, &subject, out));
    if (subject.customer.key == 0) {
        (*out)->customer = (struct id){0};
    }
    return OK;
}
