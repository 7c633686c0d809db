/* SPDX-License-Identifier: Apache-2.0 */
/** preview_read.c: a preview's request, as the requests that it tries. */
#include "workflow/preview.h"

err_t
preview_check(struct task *task, const struct invoice_preview_params *params)
{
    struct invoice_update_params wish = {
        .has_automatic_tax = params->has_automatic_tax,
        .automatic_tax = params->automatic_tax,
        .has_issuer = params->has_issuer,
        .issuer = params->issuer,
        .has_on_behalf_of = params->has_on_behalf_of,
        .on_behalf_of = params->on_behalf_of,
    };
    bool is_schedule = params->has_schedule != GIVEN_NO || params->has_schedule_details != GIVEN_NO;
    TRY(invoice_check_supported(task, &wish));
    if (is_schedule &&
        (params->has_subscription != GIVEN_NO || params->has_subscription_details != GIVEN_NO)) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE,
                    params->has_schedule != GIVEN_NO ? "schedule" : "schedule_details",
                    "A schedule cannot be previewed together with `subscription` or "
                    "`subscription_details`.");
    }
    return OK;
}

/* ---- the customer -------------------------------------------------------------- */

static err_t
take_tax_ids(struct task *task, const struct preview_customer_details_params *details,
             struct customer *customer)
{
    struct tax_id **old;
    size_t count;
    TRY(tax_id_list(task, customer->id, &old, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(tax_id_delete(task, old[i]));
    }
    for (size_t i = 0; i < details->tax_ids_count; i++) {
        struct tax_id *tax_id;
        TRY(tax_id_create(task, customer, details->tax_ids[i].type, details->tax_ids[i].value,
                          &tax_id));
    }
    return OK;
}

static err_t
make_customer(struct task *task, const struct preview_customer_details_params *details,
              struct customer **out)
{
    struct customer_create_params params = {
        .has_address = details->has_address,
        .address = details->address,
        .has_shipping = details->has_shipping,
        .shipping = details->shipping,
        .has_tax_exempt = details->has_tax_exempt,
        .tax_exempt = details->tax_exempt,
    };
    return customer_create(task, &params, out);
}

err_t
preview_customer(struct task *task, const struct invoice_preview_params *params, struct id id,
                 struct customer **out)
{
    const struct preview_customer_details_params *details =
        params->has_customer_details != GIVEN_NO ? params->customer_details : NULL;
    if (id.key == 0 && details == NULL) {
        return fail(task, ERR_PARAMETER_MISSING, "customer",
                    "You must provide one of `customer`, `customer_details`, `schedule` or "
                    "`subscription`.");
    }
    if (id.key == 0) {
        TRY(preview_blame(task, make_customer(task, details, out), "customer_details"));
    } else {
        TRY(customer_load(task, id, "customer", out));
        TRY(customer_enter(task, *out));
    }
    if (details == NULL) {
        return OK;
    }
    if (id.key != 0) {
        struct customer_update_params update = {
            .has_address = details->has_address,
            .address = details->address,
            .has_shipping = details->has_shipping,
            .shipping = details->shipping,
            .has_tax_exempt = details->has_tax_exempt,
            .tax_exempt = details->tax_exempt,
        };
        TRY(preview_blame(task, customer_update(task, *out, &update, NULL), "customer_details"));
    }
    return details->has_tax_ids == GIVEN_NO ? OK
                                            : preview_blame(task, take_tax_ids(task, details, *out),
                                                            "customer_details[tax_ids]");
}

/* ---- items that are only in the preview ------------------------------------------ */

static err_t
change_item(struct task *task, const struct preview_invoice_item_params *wish,
            const struct customer *customer)
{
    struct invoiceitem *item;
    struct invoiceitem_pricing_params pricing = {.has_price = wish->has_price,
                                                 .price = wish->price};
    struct invoiceitem_update_params params = {
        .has_amount = wish->has_amount,
        .amount = wish->amount,
        .has_description = wish->has_description,
        .description = wish->description,
        .has_discountable = wish->has_discountable,
        .discountable = wish->discountable,
        .has_discounts = wish->has_discounts,
        .discounts = wish->discounts,
        .discounts_count = wish->discounts_count,
        .has_metadata = wish->has_metadata,
        .metadata = wish->metadata,
        .has_period = wish->has_period,
        .period = wish->period,
        .has_price_data = wish->has_price_data,
        .price_data = wish->price_data,
        .has_pricing = wish->has_price,
        .pricing = &pricing,
        .has_quantity = wish->has_quantity,
        .quantity = wish->quantity,
        .has_tax_rates = wish->has_tax_rates,
        .tax_rates = wish->tax_rates,
        .tax_rates_count = wish->tax_rates_count,
        .has_unit_amount_decimal = wish->has_unit_amount_decimal,
        .unit_amount_decimal = wish->unit_amount_decimal,
    };
    if (wish->has_unit_amount != GIVEN_NO) {
        params.has_unit_amount_decimal = GIVEN_VALUE;
        params.unit_amount_decimal = decimal_from_int(wish->unit_amount);
    }
    TRY(invoiceitem_load(task, wish->invoiceitem, "invoiceitem", &item));
    if (item->customer.key != customer->id.key || !item->is_pending) {
        return fail(task, ERR_PARAMETER_INVALID, "invoiceitem",
                    "The invoice item does not wait for an invoice of this customer.");
    }
    return invoiceitem_update(task, item, &params);
}

static err_t
add_item(struct task *task, const struct preview_invoice_item_params *wish,
         const struct customer *customer, const struct subscription *subscription,
         struct currency currency)
{
    struct invoiceitem *item;
    struct invoiceitem_create_params params = {
        .customer = customer->id,
        .has_amount = wish->has_amount,
        .amount = wish->amount,
        .has_currency =
            wish->has_currency != GIVEN_NO || currency.index != 0 ? GIVEN_VALUE : GIVEN_NO,
        .currency = wish->has_currency != GIVEN_NO ? wish->currency : currency,
        .has_description = wish->has_description,
        .description = wish->description,
        .has_discountable = wish->has_discountable,
        .discountable = wish->discountable,
        .has_discounts = wish->has_discounts,
        .discounts = wish->discounts,
        .discounts_count = wish->discounts_count,
        .has_metadata = wish->has_metadata,
        .metadata = wish->metadata,
        .has_period = wish->has_period,
        .period = wish->period,
        .has_price = wish->has_price,
        .price = wish->price,
        .has_price_data = wish->has_price_data,
        .price_data = wish->price_data,
        .has_quantity = wish->has_quantity,
        .quantity = wish->quantity,
        .has_subscription = subscription != NULL ? GIVEN_VALUE : GIVEN_NO,
        .subscription = subscription != NULL ? subscription->id : (struct id){0},
        .has_tax_rates = wish->has_tax_rates,
        .tax_rates = wish->tax_rates,
        .tax_rates_count = wish->tax_rates_count,
        .has_unit_amount = wish->has_unit_amount,
        .unit_amount = wish->unit_amount,
        .has_unit_amount_decimal = wish->has_unit_amount_decimal,
        .unit_amount_decimal = wish->unit_amount_decimal,
    };
    if (currency.index != 0 && !currency_equal(params.currency, currency)) {
        return fail(task, ERR_PARAMETER_INVALID, "currency",
                    "The currency of an item is that of the invoice, `%s`.",
                    currency_code(currency));
    }
    return invoiceitem_create(task, &params, &item);
}

err_t
preview_items(struct task *task, const struct invoice_preview_params *params,
              const struct customer *customer, const struct subscription *subscription)
{
    struct currency currency = subscription != NULL               ? subscription->currency
                               : params->has_currency != GIVEN_NO ? params->currency
                                                                  : (struct currency){0};
    size_t count = params->has_invoice_items != GIVEN_NO ? params->invoice_items_count : 0;
    for (size_t i = count; i-- > 0;) { /* the newest of what waits comes first */
        const struct preview_invoice_item_params *wish = &params->invoice_items[i];
        struct text part = text_format(task->arena, "invoice_items[%zu]", i);
        err_t err = wish->has_invoiceitem != GIVEN_NO
                        ? change_item(task, wish, customer)
                        : add_item(task, wish, customer, subscription, currency);
        TRY(preview_blame(task, err, part.bytes == NULL ? "invoice_items" : part.bytes));
    }
    return OK;
}

/* ---- a subscription that is not there yet ------------------------------------------ */

static err_t
take_items(struct task *task, const struct preview_subscription_details_params *details,
           struct subscription_create_params *out)
{
    size_t count = details->has_items != GIVEN_NO ? details->items_count : 0;
    struct subscription_item_in_params *items = arena_alloc(task->arena, count, sizeof(*items));
    if (items == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many items");
    }
    for (size_t i = 0; i < count; i++) {
        const struct subscription_item_change_params *wish = &details->items[i];
        if (wish->has_id != GIVEN_NO || (wish->has_deleted != GIVEN_NO && wish->deleted)) {
            struct text param = text_format(task->arena, "items[%zu][%s]", i,
                                            wish->has_id != GIVEN_NO ? "id" : "deleted");
            return fail(task, ERR_PARAMETER_INVALID, param.bytes,
                        "A subscription that is not there yet has no items to change; name "
                        "`subscription`.");
        }
        items[i] = (struct subscription_item_in_params){
            .has_billing_thresholds = wish->has_billing_thresholds,
            .billing_thresholds = wish->billing_thresholds,
            .has_discounts = wish->has_discounts,
            .discounts = wish->discounts,
            .discounts_count = wish->discounts_count,
            .has_metadata = wish->has_metadata,
            .metadata = wish->metadata,
            .has_plan = wish->has_plan,
            .plan = wish->plan,
            .has_price = wish->has_price,
            .price = wish->price,
            .has_price_data = wish->has_price_data,
            .price_data = wish->price_data,
            .has_quantity = wish->has_quantity,
            .quantity = wish->quantity,
            .has_tax_rates = wish->has_tax_rates,
            .tax_rates = wish->tax_rates,
            .tax_rates_count = wish->tax_rates_count,
        };
    }
    out->items = items;
    out->items_count = count;
    return OK;
}

/** What is said about a subscription that runs, or is about to end, says nothing of a new one. */
static err_t
check_new(struct task *task, const struct preview_subscription_details_params *details)
{
    const struct {
        bool is_given;
        const char *name;
    } others[] = {
        {details->has_cancel_now != GIVEN_NO && details->cancel_now, "cancel_now"},
        {details->has_pause != GIVEN_NO, "pause"},
        {details->has_proration_date != GIVEN_NO, "proration_date"},
        {details->has_resume_at != GIVEN_NO, "resume_at"},
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (others[i].is_given) {
            return fail(task, ERR_PARAMETER_INVALID, others[i].name,
                        "`%s` is for subscriptions that are there; name `subscription`.",
                        others[i].name);
        }
    }
    return OK;
}

err_t
preview_creation(struct task *task, const struct invoice_preview_params *params,
                 const struct customer *customer, struct subscription_create_params *out)
{
    const struct preview_subscription_details_params *details = params->subscription_details;
    const struct preview_anchor_params *anchor =
        details->has_billing_cycle_anchor != GIVEN_NO ? details->billing_cycle_anchor : NULL;
    bool has_anchor = anchor != NULL && (anchor->has_timestamp != GIVEN_NO ||
                                         anchor->type == PREVIEW_ANCHOR_TYPE_TIMESTAMP);
    bool is_past = details->has_start_date != GIVEN_NO && details->start_date < task->now;
    TRY(check_new(task, details));
    if (has_anchor && anchor->has_timestamp == GIVEN_NO) {
        return fail(task, ERR_PARAMETER_MISSING, "billing_cycle_anchor[timestamp]",
                    "Missing required param: billing_cycle_anchor[timestamp].");
    }
    *out = (struct subscription_create_params){
        .customer = customer->id,
        .has_backdate_start_date = is_past ? GIVEN_VALUE : GIVEN_NO,
        .backdate_start_date = details->start_date,
        .has_billing_cycle_anchor = has_anchor ? GIVEN_VALUE : GIVEN_NO,
        .billing_cycle_anchor = has_anchor ? anchor->timestamp : 0,
        .has_billing_mode = details->has_billing_mode,
        .billing_mode = details->billing_mode,
        .has_cancel_at = details->has_cancel_at == GIVEN_VALUE ? GIVEN_VALUE : GIVEN_NO,
        .cancel_at = details->cancel_at,
        .has_cancel_at_period_end = details->has_cancel_at_period_end,
        .cancel_at_period_end = details->cancel_at_period_end,
        .has_currency = params->has_currency,
        .currency = params->currency,
        .has_default_tax_rates = details->has_default_tax_rates,
        .default_tax_rates = details->default_tax_rates,
        .default_tax_rates_count = details->default_tax_rates_count,
        .has_metadata = details->has_metadata,
        .metadata = details->metadata,
        .proration_behavior = details->proration_behavior,
        .has_trial_end = details->has_trial_end,
        .trial_end = details->trial_end,
    };
    return take_items(task, details, out);
}

/* ---- failures ----------------------------------------------------------------------- */

err_t
preview_blame(struct task *task, err_t err, const char *part)
{
    struct text param = task->failure.param;
    struct text first = text_slice(param, 0, text_find(param, '[', 0));
    if (err == OK || param.length == 0 || text_is(first, "id") || text_is(first, "customer")) {
        return err;
    }
    struct text blamed =
        text_format(task->arena, "%s[%.*s]%.*s", part, TEXT_ARG(first),
                    (int)(param.length - first.length), param.bytes + first.length);
    task->failure.param = blamed.bytes != NULL ? blamed : param;
    return err;
}
