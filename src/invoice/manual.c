/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metadata.h"
#include "invoice/invoice.h"

static const int64_t SECONDS_A_DAY = 86400;

static err_t
replace_discounts(struct task *task, struct invoice *invoice, enum given given,
                  const struct discount_in_params *wishes, size_t count)
{
    if (given == GIVEN_NO) {
        return OK;
    }
    struct money amount;
    TRY(invoice_lines_amount(task, invoice, &amount));
    struct discount_owner owner = {
        .customer = invoice->customer, .invoice = invoice->id, .amount = &amount};
    return discount_replace(task, &owner, wishes, count, "discounts", invoice->discounts,
                            invoice->discounts_count, &invoice->discounts,
                            &invoice->discounts_count);
}

static err_t
change_tax_rates(struct task *task, struct invoice *invoice, enum given given,
                 const struct id *rates, size_t count)
{
    return given == GIVEN_NO ? OK
                             : tax_rate_list_take(task, rates, given == GIVEN_VALUE ? count : 0,
                                                  "default_tax_rates", &invoice->default_tax_rates,
                                                  &invoice->default_tax_rates_count);
}

static err_t
set_due_date(struct task *task, struct invoice *invoice, enum given has_days, int64_t days,
             enum given has_date, instant_t date)
{
    if (has_days == GIVEN_NO && has_date == GIVEN_NO) {
        return OK;
    }
    if (invoice->collection_method != COLLECTION_METHOD_SEND_INVOICE) {
        return fail(task, ERR_INVOICE_COLLECTION_METHOD,
                    has_days != GIVEN_NO ? "days_until_due" : "due_date",
                    "Due dates belong to invoices with collection_method=send_invoice.");
    }
    if (has_days != GIVEN_NO && has_date != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "due_date",
                    "You may only specify one of these parameters: days_until_due, due_date.");
    }
    invoice->has_days_until_due = has_days;
    invoice->days_until_due = days;
    invoice->due_date = has_date != GIVEN_NO ? date : task->now + days * SECONDS_A_DAY;
    return OK;
}

err_t
invoice_create(struct task *task, const struct invoice_create_params *params,
               struct id payment_method, struct invoice **out)
{
    struct customer *customer;
    struct invoice *invoice;
    size_t taken;
    TRY(customer_load(task, params->customer, "customer", &customer));
    TRY(customer_enter(task, customer));
    struct currency currency =
        params->has_currency != GIVEN_NO ? params->currency : customer->currency;
    if (currency.index == 0) {
        bool is_known = currency_parse(TEXT("usd"), &currency);
        assert(is_known);
    }
    TRY(invoice_begin(task, customer, NULL, currency, BILLING_REASON_MANUAL, &invoice));
    invoice->auto_advance = params->has_auto_advance != GIVEN_NO && params->auto_advance;
    if (params->has_collection_method != GIVEN_NO) {
        invoice->collection_method = params->collection_method;
    }
    if (params->has_subscription != GIVEN_NO) {
        struct subscription *subscription;
        TRY(subscription_load(task, params->subscription, "subscription", &subscription));
        if (subscription->customer.key != customer->id.key) {
            return fail(task, ERR_PARAMETER_INVALID, "subscription",
                        "The subscription belongs to another customer.");
        }
        invoice->subscription = subscription->id;
        invoice->subscription_metadata = subscription->metadata;
        invoice->currency = subscription->currency;
    }
    TRY(change_tax_rates(task, invoice, params->has_default_tax_rates, params->default_tax_rates,
                         params->default_tax_rates_count));
    invoice->default_payment_method = payment_method;
    invoice->description = params->description;
    invoice->statement_descriptor = params->statement_descriptor;
    if (params->has_footer != GIVEN_NO) {
        invoice->footer = params->footer;
    }
    TRY(metadata_merge(task, &invoice->metadata, &params->metadata, params->has_metadata,
                       &invoice->metadata));
    TRY(set_due_date(task, invoice, params->has_days_until_due, params->days_until_due,
                     params->has_due_date, params->due_date));
    bool takes_pending =
        params->has_pending_invoice_items_behavior != GIVEN_NO
            ? params->pending_invoice_items_behavior == PENDING_ITEMS_BEHAVIOR_INCLUDE
            : params->has_subscription != GIVEN_NO;
    if (takes_pending) {
        TRY(invoice_add_pending(task, invoice, &taken));
    }
    if (params->has_discounts != GIVEN_NO) {
        invoice->discounts_count = 0;
        TRY(replace_discounts(task, invoice, params->has_discounts, params->discounts,
                              params->discounts_count));
    }
    TRY(customer_touch_currency(task, customer, invoice->currency));
    TRY(invoice_price(task, invoice, false));
    *out = invoice;
    return OK;
}

err_t
invoice_update(struct task *task, struct invoice *invoice,
               const struct invoice_update_params *params, struct id payment_method)
{
    bool is_draft = invoice->status == INVOICE_STATUS_DRAFT;
    bool wants_draft = params->has_days_until_due != GIVEN_NO || params->has_due_date != GIVEN_NO ||
                       params->has_default_tax_rates != GIVEN_NO ||
                       params->has_discounts != GIVEN_NO || params->has_footer != GIVEN_NO ||
                       params->has_statement_descriptor != GIVEN_NO;
    if (!is_draft && wants_draft) {
        return fail(task, ERR_INVOICE_NOT_EDITABLE, NULL, "This invoice is no longer editable");
    }
    if (params->has_auto_advance != GIVEN_NO) {
        invoice->auto_advance = params->auto_advance;
    }
    if (params->has_default_payment_method != GIVEN_NO) {
        invoice->default_payment_method = payment_method;
    }
    if (params->has_description != GIVEN_NO) {
        invoice->description =
            params->has_description == GIVEN_VALUE ? params->description : NO_TEXT;
    }
    if (params->has_footer != GIVEN_NO) {
        invoice->footer = params->has_footer == GIVEN_VALUE ? params->footer : NO_TEXT;
    }
    if (params->has_statement_descriptor != GIVEN_NO) {
        invoice->statement_descriptor = params->has_statement_descriptor == GIVEN_VALUE
                                            ? params->statement_descriptor
                                            : NO_TEXT;
    }
    TRY(set_due_date(task, invoice, params->has_days_until_due, params->days_until_due,
                     params->has_due_date, params->due_date));
    TRY(metadata_merge(task, &invoice->metadata, &params->metadata, params->has_metadata,
                       &invoice->metadata));
    if (params->has_discounts != GIVEN_NO) {
        TRY(replace_discounts(task, invoice, params->has_discounts, params->discounts,
                              params->discounts_count));
    }
    if (params->has_discounts != GIVEN_NO || params->has_default_tax_rates != GIVEN_NO) {
        TRY(change_tax_rates(task, invoice, params->has_default_tax_rates,
                             params->default_tax_rates, params->default_tax_rates_count));
        TRY(invoice_price(task, invoice, false));
    }
    return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
}
