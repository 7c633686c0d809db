/* SPDX-License-Identifier: Apache-2.0 */
/** start.c: a subscription begins: itself, its first invoice, the first payment. */
#include "base/metadata.h"
#include "workflow/step.h"

#include "limits.model.h"

err_t
start_plain(struct task *task, struct customer *customer, struct start_plan *plan)
{
    struct subscription *subscription = arena_new(task->arena, struct subscription);
    struct billing_mode_flexible *flexible = arena_new(task->arena, struct billing_mode_flexible);
    if (subscription == NULL || flexible == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    subscription->id = task_new_id(task);
    subscription->created = subscription->start_date = task->now;
    subscription->billing_cycle_anchor = task->now;
    subscription->customer = customer->id;
    subscription->test_clock = customer->test_clock;
    subscription->livemode = task->account->livemode;
    subscription->collection_method = COLLECTION_METHOD_CHARGE_AUTOMATICALLY;
    subscription->status = SUBSCRIPTION_STATUS_INCOMPLETE;
    subscription->billing_mode.type = BILLING_MODE_TYPE_FLEXIBLE;
    subscription->billing_mode.flexible = flexible;
    flexible->proration_discounts = PRORATION_DISCOUNTS_INCLUDED;
    subscription->invoice_settings.issuer.type = ISSUER_TYPE_SELF;
    subscription->payment_settings.save_default_payment_method = SAVE_PAYMENT_METHOD_OFF;
    subscription->trial_settings.end_behavior.missing_payment_method =
        MISSING_PAYMENT_METHOD_CREATE_INVOICE;
    *plan = (struct start_plan){.customer = customer, .subscription = subscription};
    return OK;
}

err_t
start_items(struct task *task, struct start_plan *plan,
            const struct subscription_item_change_params *wishes, size_t count)
{
    struct item_plan items;
    TRY(subscription_plan_items(task, plan->subscription, wishes, count, task->now, &items));
    plan->subscription->items = items.items;
    plan->subscription->items_count = items.count;
    return OK;
}

/** A line of one item for a period and an amount of its own; is_price: that of a whole period. */
static err_t
add_past_line(struct task *task, struct invoice *invoice, const struct subscription *subscription,
              const struct subscription_item *item, struct period period, int64_t amount,
              bool is_price)
{
    struct subscription_item past = *item;
    past.current_period_start = period.start;
    past.current_period_end = period.end;
    TRY(invoice_add_item(task, invoice, subscription, &past));
    struct invoice_line *line = &invoice->lines[invoice->lines_count - 1];
    struct line_share *share = arena_new(task->arena, struct line_share);
    if (share == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    *share = (struct line_share){.start = period.start,
                                 .end = period.end,
                                 .at = period.start,
                                 .until = period.end,
                                 .whole = amount};
    line->amount = amount;
    line->share = is_price ? NULL : share;
    return OK;
}

/**
 * Time that has passed since a backdated begin, counted in whole intervals from
 * there; flexible: a line for each, classic: one for all (billing.md 9.9, 9.10).
 */
static err_t
add_past(struct task *task, struct invoice *invoice, const struct start_plan *plan,
         const struct subscription_item *item, instant_t until)
{
    const struct subscription *subscription = plan->subscription;
    bool is_classic = subscription->billing_mode.type == BILLING_MODE_TYPE_CLASSIC;
    struct price *price;
    struct money whole;
    struct money sum = money_of(0, subscription->currency);
    TRY(price_load(task, item->price, "items", &price));
    TRY(price_amount(task, price, subscription->currency, item->quantity, &whole));
    instant_t start = plan->billed_from;
    for (int64_t k = 1; start < until; k++) {
        instant_t end = instant_add(plan->billed_from, price->recurring->interval,
                                    k * price->recurring->interval_count);
        instant_t last = end < until ? end : until;
        int64_t amount = rating_part(whole.minor, start, end, start, last);
        TRY(money_add(sum, money_of(amount, subscription->currency), &sum));
        TRY(is_classic ? OK
                       : add_past_line(task, invoice, subscription, item,
                                       (struct period){.start = start, .end = last}, amount,
                                       amount == whole.minor));
        start = end;
    }
    struct period all = {.start = plan->billed_from, .end = until};
    return is_classic && all.start < until ? add_past_line(task, invoice, subscription, item, all,
                                                           sum.minor, sum.minor == whole.minor)
                                           : OK;
}

static err_t
add_first(struct task *task, struct invoice *invoice, const struct start_plan *plan,
          struct subscription_item *item)
{
    struct subscription *subscription = plan->subscription;
    struct price *price;
    if (plan->billed_from != 0 && subscription->billing_cycle_anchor > task->now) {
        item->current_period_start = plan->billed_from; /* with the time until the anchor */
        return add_past(task, invoice, plan, item, item->current_period_end);
    }
    if (plan->is_whole && item->current_period_end == subscription->cancel_at) {
        struct money whole;
        TRY(price_load(task, item->price, "items", &price));
        TRY(price_amount(task, price, subscription->currency, item->quantity, &whole));
        return add_past_line(
            task, invoice, subscription, item,
            (struct period){.start = item->current_period_start, .end = item->current_period_end},
            whole.minor, true);
    }
    TRY(invoice_add_item(task, invoice, subscription, item));
    return plan->billed_from == 0 ? OK
                                  : add_past(task, invoice, plan, item, item->current_period_start);
}

err_t
start_draft(struct task *task, struct start_plan *plan, struct invoice **out)
{
    struct subscription *subscription = plan->subscription;
    struct invoice *invoice;
    size_t taken;
    bool is_free = plan->is_free_stub && subscription->status != SUBSCRIPTION_STATUS_TRIALING;
    TRY(invoice_begin(task, plan->customer, subscription, subscription->currency,
                      BILLING_REASON_SUBSCRIPTION_CREATE, &invoice));
    TRY(invoice_add_pending(task, invoice, &taken));
    for (size_t i = subscription->items_count; !is_free && i-- > 0;) {
        TRY(add_first(task, invoice, plan, &subscription->items[i]));
    }
    TRY(invoice_prorate_first(task, invoice, subscription));
    TRY(renewal_divide(task, invoice, subscription));
    TRY(invoice_price(task, invoice, false));
    TRY(invoice_note_debits(task, invoice, subscription));
    *out = invoice;
    return OK;
}

err_t
start_discount_ends(struct task *task, const struct subscription *subscription)
{
    for (size_t i = 0; i < subscription->discounts_count; i++) {
        struct discount *discount;
        TRY(discount_find(task, subscription->discounts[i], &discount));
        if (discount != NULL && discount->end > task->now) {
            TRY(job_cancel(task, discount->id, JOB_DISCOUNT_END));
            TRY(job_add(task, subscription->test_clock, discount->end, JOB_DISCOUNT_END,
                        discount->id));
        }
    }
    for (size_t i = 0; i < subscription->items_count; i++) {
        const struct subscription_item *item = &subscription->items[i];
        for (size_t d = 0; d < item->discounts_count; d++) {
            struct discount *discount;
            TRY(discount_find(task, item->discounts[d], &discount));
            if (discount != NULL && discount->end > task->now) {
                TRY(job_cancel(task, discount->id, JOB_DISCOUNT_END));
                TRY(job_add(task, subscription->test_clock, discount->end, JOB_DISCOUNT_END,
                            discount->id));
            }
        }
    }
    return OK;
}

/* ---- what a request asks for ----------------------------------------------- */

static err_t
read_mode(struct task *task, const struct billing_mode_in_params *wish, struct billing_mode *mode)
{
    if (wish->type == BILLING_MODE_TYPE_CLASSIC) {
        if (wish->has_flexible != GIVEN_NO) {
            return fail(task, ERR_PARAMETER_INVALID, "billing_mode[flexible]",
                        "billing_mode[flexible] goes with billing_mode[type]=flexible.");
        }
        mode->type = BILLING_MODE_TYPE_CLASSIC;
        mode->flexible = NULL;
        return OK;
    }
    if (wish->has_flexible != GIVEN_NO && wish->flexible->has_proration_discounts != GIVEN_NO &&
        wish->flexible->proration_discounts == PRORATION_DISCOUNTS_ITEMIZED) {
        return fail(task, ERR_SUBSCRIPTION_UNSUPPORTED,
                    "billing_mode[flexible][proration_discounts]",
                    "proration_discounts=itemized is not available; prorations carry net amounts.");
    }
    return OK;
}

/** The anchor lies ahead by at most one period of each item (billing.md 9.3). */
static err_t
check_anchor(struct task *task, const struct subscription *subscription)
{
    for (size_t i = 0; i < subscription->items_count; i++) {
        struct price *price;
        TRY(price_load(task, subscription->items[i].price, "items", &price));
        instant_t first = subscription->trial_end != 0 ? subscription->trial_end : task->now;
        instant_t latest =
            instant_add(first, price->recurring->interval, price->recurring->interval_count);
        if (subscription->billing_cycle_anchor > latest) {
            return fail(task, ERR_SUBSCRIPTION_ANCHOR, "billing_cycle_anchor",
                        "billing_cycle_anchor cannot be later than next natural billing date "
                        "(%lld) for plan",
                        (long long)latest);
        }
    }
    return OK;
}

static err_t
read_collection(struct task *task, const struct subscription_create_params *params,
                struct subscription *subscription)
{
    if (params->has_collection_method != GIVEN_NO) {
        subscription->collection_method = params->collection_method;
    }
    bool is_sent = subscription->collection_method == COLLECTION_METHOD_SEND_INVOICE;
    if (params->has_days_until_due != GIVEN_NO && !is_sent) {
        return fail(task, ERR_SUBSCRIPTION_DAYS_UNTIL_DUE, "days_until_due",
                    "You can only specify `days_until_due` if `collection_method=send_invoice`.");
    }
    if (is_sent && params->has_days_until_due == GIVEN_NO) {
        return fail(task, ERR_PARAMETER_MISSING, "days_until_due",
                    "If you set `collection_method=send_invoice`, you must also specify "
                    "`days_until_due`.");
    }
    if (is_sent) {
        subscription->has_days_until_due = GIVEN_VALUE;
        subscription->days_until_due = params->days_until_due;
    }
    return OK;
}

static err_t
read_discounts(struct task *task, const struct subscription_create_params *params,
               struct subscription *subscription)
{
    bool has_old_spelling =
        params->has_coupon != GIVEN_NO || params->has_promotion_code != GIVEN_NO;
    if (has_old_spelling && params->has_discounts != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "coupon",
                    "You may only specify one of these parameters: coupon, discounts.");
    }
    struct discount_in_params old_wish = {
        .has_coupon = params->has_coupon,
        .coupon = params->coupon,
        .has_promotion_code = params->has_promotion_code,
        .promotion_code = params->promotion_code,
    };
    struct money amount;
    TRY(change_whole_amount(task, subscription, &amount));
    struct discount_owner owner = {.customer = subscription->customer,
                                   .subscription = subscription->id,
                                   .amount = &amount,
                                   .is_quiet = true};
    return discount_replace(task, &owner, has_old_spelling ? &old_wish : params->discounts,
                            has_old_spelling                       ? 1
                            : params->has_discounts == GIVEN_VALUE ? params->discounts_count
                                                                   : 0,
                            params->has_coupon != GIVEN_NO ? "coupon"
                            : has_old_spelling             ? "promotion_code"
                                                           : "discounts",
                            NULL, 0, &subscription->discounts, &subscription->discounts_count);
}

static err_t
read_items(struct task *task, const struct subscription_create_params *params,
           struct start_plan *plan)
{
    struct subscription_item_change_params *wishes =
        arena_alloc(task->arena, params->items_count, sizeof(*wishes));
    if (wishes == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many items");
    }
    for (size_t i = 0; i < params->items_count; i++) {
        const struct subscription_item_in_params *item = &params->items[i];
        wishes[i] = (struct subscription_item_change_params){
            .has_billing_thresholds = item->has_billing_thresholds,
            .billing_thresholds = item->billing_thresholds,
            .has_price_data = item->has_price_data,
            .price_data = item->price_data,
            .has_discounts = item->has_discounts,
            .discounts = item->discounts,
            .discounts_count = item->discounts_count,
            .has_metadata = item->has_metadata,
            .metadata = item->metadata,
            .has_plan = item->has_plan,
            .plan = item->plan,
            .has_price = item->has_price,
            .price = item->price,
            .has_quantity = item->has_quantity,
            .quantity = item->quantity,
            .has_tax_rates = item->has_tax_rates,
            .tax_rates = item->tax_rates,
            .tax_rates_count = item->tax_rates_count,
        };
    }
    if (params->has_currency != GIVEN_NO) {
        plan->subscription->currency = params->currency;
    }
    return start_items(task, plan, wishes, params->items_count);
}

/** It began in the past; what is charged for the time since then (billing.md 9.10). */
static err_t
read_backdate(struct task *task, const struct subscription_create_params *params,
              enum proration proration, struct start_plan *plan)
{
    struct subscription *subscription = plan->subscription;
    bool is_classic = subscription->billing_mode.type == BILLING_MODE_TYPE_CLASSIC;
    if (params->has_backdate_start_date == GIVEN_NO) {
        return OK;
    }
    if (params->backdate_start_date > task->now ||
        params->backdate_start_date < instant_add(task->now, INTERVAL_YEAR, -5)) {
        return fail(task, ERR_SUBSCRIPTION_BACKDATE, "backdate_start_date",
                    "backdate_start_date must lie in the past, at most five years back.");
    }
    if (subscription->trial_end != 0) {
        return fail(task, ERR_SUBSCRIPTION_BACKDATE, "backdate_start_date",
                    "A subscription with a trial cannot be backdated.");
    }
    subscription->start_date = params->backdate_start_date;
    bool has_anchor = params->has_billing_cycle_anchor != GIVEN_NO ||
                      params->has_billing_cycle_anchor_config != GIVEN_NO;
    if (!has_anchor && !is_classic) {
        subscription->billing_cycle_anchor = subscription->start_date;
        plan->is_free_stub = proration == PRORATION_OFF;
    }
    plan->billed_from = proration == PRORATION_OFF ? 0 : subscription->start_date;
    return OK;
}

static err_t
read_anchor(struct task *task, const struct subscription_create_params *params,
            enum proration proration, struct start_plan *plan)
{
    struct subscription *subscription = plan->subscription;
    bool has_config = params->has_billing_cycle_anchor_config != GIVEN_NO;
    if (params->has_billing_cycle_anchor != GIVEN_NO && has_config) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "billing_cycle_anchor",
                    "You may only specify one of these parameters: billing_cycle_anchor, "
                    "billing_cycle_anchor_config.");
    }
    if (has_config) {
        TRY(anchor_configure(task, params->billing_cycle_anchor_config, subscription));
    } else if (params->has_billing_cycle_anchor != GIVEN_NO) {
        bool is_now = params->billing_cycle_anchor == task->now &&
                      params->has_backdate_start_date != GIVEN_NO;
        if (params->billing_cycle_anchor <= task->now && !is_now) {
            return fail(task, ERR_SUBSCRIPTION_ANCHOR, "billing_cycle_anchor",
                        "billing_cycle_anchor must lie in the future.");
        }
        subscription->billing_cycle_anchor = params->billing_cycle_anchor;
    }
    plan->is_free_stub =
        subscription->billing_cycle_anchor != task->now && proration == PRORATION_OFF;
    return OK;
}

/** When it ends, and the periods of its items (billing.md 9.6). */
static err_t
read_end(struct task *task, const struct subscription_create_params *params,
         enum proration proration, struct start_plan *plan)
{
    struct subscription *subscription = plan->subscription;
    bool wants_period_end =
        params->has_cancel_at_period_end != GIVEN_NO && params->cancel_at_period_end;
    if (wants_period_end && params->has_cancel_at != GIVEN_NO) {
        return fail(task, ERR_SUBSCRIPTION_CANCEL_AT, "cancel_at",
                    "You may only specify one of these parameters: cancel_at, "
                    "cancel_at_period_end.");
    }
    TRY(anchor_place_items(task, subscription, task->now));
    if (!wants_period_end && params->has_cancel_at == GIVEN_NO) {
        return OK;
    }
    if (wants_period_end) {
        subscription->cancel_at_period_end = true;
        subscription->cancel_at = subscription_last_boundary(subscription);
    } else {
        TRY(terms_cancel_at(task, subscription, params->cancel_at, &subscription->cancel_at));
        plan->is_whole = proration == PRORATION_OFF &&
                         subscription->billing_mode.type == BILLING_MODE_TYPE_FLEXIBLE;
    }
    subscription->canceled_at = task->now;
    subscription->cancellation_details.reason = CANCELLATION_REASON_CANCELLATION_REQUESTED;
    return anchor_place_items(task, subscription, task->now);
}

/** A backdated one is in the middle of a period. */
static err_t
place_backdated(struct task *task, const struct start_plan *plan)
{
    struct subscription *subscription = plan->subscription;
    for (size_t i = 0; i < subscription->items_count && plan->billed_from != 0 &&
                       subscription->billing_cycle_anchor == plan->billed_from;
         i++) {
        struct price *price;
        TRY(price_load(task, subscription->items[i].price, "items", &price));
        subscription_set_period(subscription, &subscription->items[i], price, task->now,
                                plan->billed_from);
    }
    return OK;
}

static err_t
read_payment(struct task *task, const struct subscription_create_params *params,
             struct start_plan *plan)
{
    struct subscription *subscription = plan->subscription;
    if (params->has_payment_settings != GIVEN_NO &&
        params->payment_settings->has_save_default_payment_method != GIVEN_NO) {
        subscription->payment_settings.save_default_payment_method =
            params->payment_settings->save_default_payment_method;
    }
    if (params->has_default_payment_method != GIVEN_NO) {
        struct payment_method *method;
        TRY(payment_method_take(task, params->default_payment_method, "default_payment_method",
                                plan->customer, &method));
        subscription->default_payment_method = method->id;
    }
    return OK;
}

static err_t
read_terms(struct task *task, const struct subscription_create_params *params,
           struct start_plan *plan)
{
    struct subscription *subscription = plan->subscription;
    TRY(read_discounts(task, params, subscription));
    if (params->has_default_tax_rates == GIVEN_VALUE) {
        TRY(tax_rate_list_take(task, params->default_tax_rates, params->default_tax_rates_count,
                               "default_tax_rates", &subscription->default_tax_rates,
                               &subscription->default_tax_rates_count));
    }
    subscription->description = params->description;
    TRY(terms_thresholds(
        task, params->has_billing_thresholds == GIVEN_VALUE ? params->billing_thresholds : NULL,
        &subscription->billing_thresholds));
    TRY(terms_pending_interval(task,
                               params->has_pending_invoice_item_interval == GIVEN_VALUE
                                   ? params->pending_invoice_item_interval
                                   : NULL,
                               subscription));
    TRY(terms_invoice_settings(
        task, params->has_invoice_settings == GIVEN_VALUE ? params->invoice_settings : NULL,
        subscription));
    TRY(read_payment(task, params, plan));
    return metadata_merge(task, &subscription->metadata, &params->metadata, params->has_metadata,
                          &subscription->metadata);
}

err_t
start_read(struct task *task, const struct subscription_create_params *params,
           struct start_plan *plan)
{
    struct subscription *subscription = plan->subscription;
    enum proration proration;
    if (params->has_billing_mode != GIVEN_NO) {
        TRY(read_mode(task, params->billing_mode, &subscription->billing_mode));
    }
    TRY(proration_read(task, params->proration_behavior, "proration_behavior", &proration));
    TRY(read_collection(task, params, subscription));
    TRY(read_items(task, params, plan));
    TRY(read_anchor(task, params, proration, plan));
    TRY(trial_read(task, params, subscription));
    TRY(read_backdate(task, params, proration, plan));
    TRY(params->has_billing_cycle_anchor_config != GIVEN_NO ? OK
                                                            : check_anchor(task, subscription));
    TRY(read_end(task, params, proration, plan));
    TRY(place_backdated(task, plan));
    TRY(read_terms(task, params, plan));
    plan->has_additions = params->add_invoice_items_count > 0;
    return invoiceitem_add(task, subscription, params->add_invoice_items,
                           params->add_invoice_items_count);
}

/* ---- doing it ---------------------------------------------------------------- */

static err_t
insert(struct task *task, struct subscription *subscription)
{
    TRY(subscription_insert(task, subscription));
    TRY(event_append(task, EVENT_CUSTOMER_SUBSCRIPTION_CREATED, &subscription_records,
                     subscription));
    TRY(schedule_note_start(task, subscription));
    TRY(discount_announce(task, subscription->discounts, subscription->discounts_count));
    TRY(start_discount_ends(task, subscription));
    TRY(trial_schedule(task, subscription));
    TRY(interval_schedule(task, subscription));
    return renewal_schedule(task, subscription);
}

/** The first invoice of a subscription that is charged: finalized and paid now (billing.md 9.1). */
static err_t
charge_first(struct task *task, struct subscription *subscription, struct invoice *invoice,
             enum payment_behavior behavior, struct setup_intent **setup)
{
    struct collect_result result = {0};
    TRY(invoice->total <= 0 && !invoice->parked ? setup_want(task, subscription, setup) : OK);
    TRY(insert(task, subscription));
    TRY(invoice_insert(task, invoice));
    if (!invoice->parked) {
        TRY(invoice_finalize(task, invoice));
    }
    if (invoice->parked) {
        /* Nothing is known about the amount: the 23 hours begin when a person has decided. */
        return OK;
    }
    if (invoice->status == INVOICE_STATUS_PAID) { /* nothing was due; saved with its move */
        TRY(subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE && *setup == NULL
                ? setup_want(task, subscription, setup)
                : OK);
        return collect_resolved(task, invoice);
    }
    if (invoice->collection_method == COLLECTION_METHOD_SEND_INVOICE) {
        return invoice_save(task, invoice,
                            EVENT_INVOICE_SENT); /* an old debt beside a free trial */
    }
    if (subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE) {
        TRY(job_add(task, subscription->test_clock, task->now + LIMIT_INCOMPLETE_EXPIRY_SECONDS,
                    JOB_EXPIRE_INCOMPLETE, subscription->id));
    }
    if (behavior == PAYMENT_BEHAVIOR_DEFAULT_INCOMPLETE) {
        return OK;
    }
    struct collect_order order = {.is_automatic = true};
    TRY(collect_invoice(task, invoice, &order, &result));
    if (!result.is_paid && behavior == PAYMENT_BEHAVIOR_ERROR_IF_INCOMPLETE) {
        return collect_fail(task, &result);
    }
    return OK;
}

/** A sent invoice, or none: the subscription is active at once. */
static err_t
start_active(struct task *task, struct subscription *subscription, struct invoice *invoice)
{
    subscription->status = SUBSCRIPTION_STATUS_ACTIVE;
    TRY(insert(task, subscription));
    if (invoice == NULL) {
        return OK;
    }
    TRY(invoice_insert(task, invoice));
    return collect_schedule(task, invoice);
}

static void
finalize_later(const struct task *task, struct invoice *invoice)
{
    if (!invoice->parked) {
        invoice->automatically_finalizes_at = task->now + LIMIT_INVOICE_DRAFT_SECONDS;
    }
}

/** The time until its anchor is free, and nothing else is charged. */
static bool
has_no_invoice(const struct start_plan *plan)
{
    return plan->is_free_stub && plan->subscription->status != SUBSCRIPTION_STATUS_TRIALING &&
           !plan->has_additions;
}

static err_t
begin(struct task *task, struct start_plan *plan, enum payment_behavior behavior)
{
    struct subscription *subscription = plan->subscription;
    struct invoice *invoice;
    struct setup_intent *setup = NULL;
    bool is_trial = subscription->status == SUBSCRIPTION_STATUS_TRIALING;
    if (has_no_invoice(plan)) {
        TRY(setup_want(task, subscription, &setup));
        TRY(start_active(task, subscription, NULL));
        return setup == NULL ? OK : setup_intent_announce(task, setup);
    }
    TRY(start_draft(task, plan, &invoice));
    subscription->latest_invoice = invoice->id;
    subscription->first_invoice = invoice->id;
    bool is_sent = subscription->collection_method == COLLECTION_METHOD_SEND_INVOICE;
    if ((is_sent || plan->is_late) && !is_trial) {
        finalize_later(task, invoice);
        return start_active(task, subscription, invoice);
    }
    TRY(charge_first(task, subscription, invoice, behavior, &setup));
    return setup == NULL ? OK : setup_intent_announce(task, setup);
}

/** Those that have ended do not count (billing.md 9.1). */
static err_t
check_room(struct task *task, const struct customer *customer)
{
    struct record_scan scan = {
        .kind = &subscription_records,
        .index = SUBSCRIPTION_BY_CUSTOMER,
        .equals = {customer->id.key},
        .equals_count = 1,
        .unwatched = true,
        .limit = LIMIT_SUBSCRIPTIONS_MAX,
    };
    size_t live = 0;
    for (bool has_more = true; has_more && live < LIMIT_SUBSCRIPTIONS_MAX;) {
        void **objects;
        size_t count;
        TRY(record_scan(task, &scan, &objects, &count, &has_more));
        if (count + live < LIMIT_SUBSCRIPTIONS_MAX && !has_more) {
            return OK;
        }
        for (size_t i = 0; i < count; i++) {
            const struct subscription *subscription = objects[i];
            live += subscription->ended_at == 0 ? 1 : 0;
            scan.after_key = subscription->id.key;
        }
    }
    return live < LIMIT_SUBSCRIPTIONS_MAX
               ? OK
               : fail(task, ERR_CUSTOMER_MAX_SUBSCRIPTIONS, "customer",
                      "The customer already has the maximum of %d current subscriptions.",
                      LIMIT_SUBSCRIPTIONS_MAX);
}

err_t
start_plan(struct task *task, struct customer *customer,
           const struct subscription_create_params *params, struct id schedule,
           struct start_plan *plan)
{
    TRY(check_room(task, customer));
    TRY(start_plain(task, customer, plan));
    plan->is_late = schedule.key != 0;
    plan->subscription->schedule = schedule;
    TRY(start_read(task, params, plan));
    TRY(schedule_prepare(task, plan->subscription));
    return customer_touch_currency(task, customer, plan->subscription->currency);
}

err_t
start_foretell(struct task *task, struct start_plan *plan, struct invoice **out)
{
    if (!has_no_invoice(plan)) {
        return start_draft(task, plan, out);
    }
    plan->subscription->status = SUBSCRIPTION_STATUS_ACTIVE;
    task->now = subscription_boundary(plan->subscription);
    return renewal_draft(task, plan->subscription, out);
}

err_t
start_subscription(struct task *task, const struct subscription_create_params *params,
                   struct id schedule, struct subscription **out)
{
    struct customer *customer;
    struct start_plan plan;
    enum payment_behavior behavior = params->has_payment_behavior != GIVEN_NO
                                         ? params->payment_behavior
                                         : PAYMENT_BEHAVIOR_ALLOW_INCOMPLETE;
    TRY(customer_load(task, params->customer, "customer", &customer));
    TRY(customer_enter(task, customer));
    if (behavior == PAYMENT_BEHAVIOR_PENDING_IF_INCOMPLETE) {
        return fail(task, ERR_PARAMETER_INVALID, "payment_behavior",
                    "payment_behavior=pending_if_incomplete is for updates of subscriptions.");
    }
    TRY(start_plan(task, customer, params, schedule, &plan));
    *out = plan.subscription;
    return begin(task, &plan, behavior);
}

err_t
workflow_subscribe(struct task *task, const struct subscription_create_params *params,
                   struct subscription **out)
{
    return start_subscription(task, params, (struct id){0}, out);
}

err_t
start_migrate(struct task *task, struct subscription *subscription,
              const struct billing_mode_in_params *wish)
{
    if (wish->type != BILLING_MODE_TYPE_FLEXIBLE) {
        return fail(task, ERR_PARAMETER_INVALID, "billing_mode[type]",
                    "A subscription can only be migrated to billing_mode[type]=flexible.");
    }
    if (subscription->billing_mode.type == BILLING_MODE_TYPE_FLEXIBLE ||
        subscription->ended_at != 0) {
        return fail(task, ERR_SUBSCRIPTION_UNSUPPORTED, "billing_mode[type]",
                    "Only a subscription in classic billing mode that has not ended can be "
                    "migrated.");
    }
    struct billing_mode_flexible *flexible = arena_new(task->arena, struct billing_mode_flexible);
    if (flexible == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    flexible->proration_discounts = PRORATION_DISCOUNTS_INCLUDED;
    subscription->billing_mode.type = BILLING_MODE_TYPE_FLEXIBLE;
    subscription->billing_mode.flexible = flexible;
    TRY(read_mode(task, wish, &subscription->billing_mode));
    subscription->billing_mode.updated_at = task->now;
    return OK;
}

err_t
workflow_migrate(struct task *task, struct subscription *subscription,
                 const struct subscription_migrate_params *params)
{
    TRY(start_migrate(task, subscription, &params->billing_mode));
    return subscription_save(task, subscription);
}
