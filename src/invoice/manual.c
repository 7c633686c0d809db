/* SPDX-License-Identifier: Apache-2.0 */
/** manual.c: invoices that somebody makes, and what may be written on any invoice. */
#include "base/change.h"
#include "base/metadata.h"
#include "invoice/item_wish.h"
#include "invoice/number.h"
#include "invoice/revision.h"

static const int64_t SECONDS_A_DAY = 86400;

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the invoice is too big");
}

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
    return discount_replace(task, &owner, wishes, given == GIVEN_VALUE ? count : 0, "discounts",
                            invoice->discounts, invoice->discounts_count, &invoice->discounts,
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

/* ---- what this engine does not do ------------------------------------------- */

err_t
invoice_check_supported(struct task *task, const struct invoice_update_params *wish)
{
    if (wish->has_automatic_tax != GIVEN_NO && wish->automatic_tax->enabled) {
        return fail(task, ERR_INVOICE_UNSUPPORTED, "automatic_tax[enabled]",
                    "There is no tax engine here; use tax rates.");
    }
    if (wish->has_issuer != GIVEN_NO && wish->issuer->type != ISSUER_TYPE_SELF) {
        return fail(task, ERR_INVOICE_UNSUPPORTED, "issuer[type]",
                    "There is no other account that could issue it.");
    }
    if (wish->has_on_behalf_of == GIVEN_VALUE) {
        return fail(task, ERR_RESOURCE_MISSING, "on_behalf_of", "No such account: '%.*s'",
                    TEXT_ARG(wish->on_behalf_of));
    }
    if (wish->has_payment_settings != GIVEN_NO &&
        wish->payment_settings->has_default_mandate == GIVEN_VALUE) {
        return fail(task, ERR_RESOURCE_MISSING, "payment_settings[default_mandate]",
                    "No such mandate: '%.*s'", TEXT_ARG(wish->payment_settings->default_mandate));
    }
    return OK;
}

/* ---- fields ------------------------------------------------------------------- */

/** What an invoice may be changed in depends on how far it is (billing.md 12.1). */
static err_t
check_editable(struct task *task, const struct invoice *invoice,
               const struct invoice_update_params *wish)
{
    bool wants_draft =
        wish->has_account_tax_ids != GIVEN_NO || wish->has_automatically_finalizes_at != GIVEN_NO ||
        wish->has_collection_method != GIVEN_NO || wish->has_custom_fields != GIVEN_NO ||
        wish->has_default_tax_rates != GIVEN_NO || wish->has_discounts != GIVEN_NO ||
        wish->has_effective_at != GIVEN_NO || wish->has_issuer != GIVEN_NO ||
        wish->has_number != GIVEN_NO || wish->has_rendering != GIVEN_NO ||
        wish->has_shipping_details != GIVEN_NO || wish->has_statement_descriptor != GIVEN_NO;
    bool wants_unpaid =
        wish->has_auto_advance != GIVEN_NO || wish->has_days_until_due != GIVEN_NO ||
        wish->has_default_payment_method != GIVEN_NO || wish->has_due_date != GIVEN_NO ||
        wish->has_footer != GIVEN_NO || wish->has_payment_settings != GIVEN_NO;
    bool is_draft = invoice->status == INVOICE_STATUS_DRAFT;
    bool is_unpaid = is_draft || invoice->status == INVOICE_STATUS_OPEN;
    if (wants_draft && !is_draft) {
        return draft_check(task, invoice, NULL);
    }
    return wants_unpaid && !is_unpaid ? draft_check(task, invoice, NULL) : OK;
}

static err_t
set_due_date(struct task *task, struct invoice *invoice, const struct invoice_update_params *wish)
{
    if (wish->has_days_until_due == GIVEN_NO && wish->has_due_date == GIVEN_NO) {
        return OK;
    }
    if (invoice->collection_method != COLLECTION_METHOD_SEND_INVOICE) {
        return fail(task, ERR_INVOICE_COLLECTION_METHOD,
                    wish->has_days_until_due != GIVEN_NO ? "days_until_due" : "due_date",
                    "Due dates belong to invoices with collection_method=send_invoice.");
    }
    if (wish->has_days_until_due != GIVEN_NO && wish->has_due_date != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "due_date",
                    "You may only specify one of these parameters: days_until_due, due_date.");
    }
    if (wish->has_due_date != GIVEN_NO && wish->due_date <= task->now) {
        return fail(task, ERR_PARAMETER_INVALID, "due_date", "The due date must be in the future.");
    }
    invoice->has_days_until_due = wish->has_days_until_due;
    invoice->days_until_due = wish->days_until_due;
    invoice->due_date = wish->has_due_date != GIVEN_NO
                            ? wish->due_date
                            : task->now + wish->days_until_due * SECONDS_A_DAY;
    return OK;
}

static err_t
set_custom_fields(struct task *task, struct invoice *invoice, enum given given,
                  const struct custom_field_data_params *fields, size_t count)
{
    if (given == GIVEN_NO) {
        return OK;
    }
    invoice->custom_fields_count = given == GIVEN_VALUE ? count : 0;
    invoice->custom_fields = NULL;
    if (invoice->custom_fields_count == 0) {
        return OK;
    }
    invoice->custom_fields = arena_alloc(task->arena, count, sizeof(*invoice->custom_fields));
    if (invoice->custom_fields == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        invoice->custom_fields[i] =
            (struct custom_field){.name = fields[i].name, .value = fields[i].value};
    }
    return OK;
}

static err_t
set_rendering(struct task *task, struct invoice *invoice,
              const struct invoice_rendering_data_params *data)
{
    if (invoice->rendering == NULL) {
        invoice->rendering = arena_new(task->arena, struct invoice_rendering);
    }
    if (invoice->rendering == NULL) {
        return fail_memory(task);
    }
    if (data->has_amount_tax_display != GIVEN_NO) {
        invoice->rendering->amount_tax_display = data->has_amount_tax_display == GIVEN_VALUE
                                                     ? data->amount_tax_display
                                                     : AMOUNT_TAX_DISPLAY_NONE;
    }
    change_text(&invoice->rendering->template, data->has_template, data->template);
    if (data->has_template_version != GIVEN_NO) {
        invoice->rendering->has_template_version =
            data->has_template_version == GIVEN_VALUE ? GIVEN_VALUE : GIVEN_NO;
        invoice->rendering->template_version = data->template_version;
    }
    if (data->has_pdf == GIVEN_NO) {
        return OK;
    }
    invoice->rendering->pdf = arena_new(task->arena, struct rendering_pdf);
    if (invoice->rendering->pdf == NULL) {
        return fail_memory(task);
    }
    invoice->rendering->pdf->page_size = data->pdf->page_size;
    return OK;
}

static err_t
set_shipping(struct task *task, struct invoice *invoice, enum given given,
             const struct shipping_data_params *data)
{
    if (given == GIVEN_NO) {
        return OK;
    }
    invoice->shipping_details = NULL;
    if (given == GIVEN_EMPTY) {
        return OK;
    }
    struct shipping *shipping = arena_new(task->arena, struct shipping);
    struct address *address = arena_new(task->arena, struct address);
    if (shipping == NULL || address == NULL) {
        return fail_memory(task);
    }
    address_change(address, &data->address);
    shipping->address = address;
    shipping->name = data->name;
    change_text(&shipping->phone, data->has_phone, data->phone);
    invoice->shipping_details = shipping;
    return OK;
}

static err_t
set_payment_settings(struct task *task, struct invoice *invoice,
                     const struct invoice_payment_settings_data_params *data)
{
    if (data->has_payment_method_types == GIVEN_NO) {
        return OK;
    }
    struct invoice_payment_settings *settings = &invoice->payment_settings;
    settings->payment_method_types_count =
        data->has_payment_method_types == GIVEN_VALUE ? data->payment_method_types_count : 0;
    settings->payment_method_types = NULL;
    if (settings->payment_method_types_count == 0) {
        return OK;
    }
    settings->payment_method_types =
        arena_alloc(task->arena, settings->payment_method_types_count, sizeof(struct text));
    if (settings->payment_method_types == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < settings->payment_method_types_count; i++) {
        settings->payment_method_types[i] =
            text_of(payment_method_type_name(data->payment_method_types[i]));
    }
    return OK;
}

/** Everything that is not lines, discounts, rates or jobs. */
static err_t
change_fields(struct task *task, struct invoice *invoice, const struct invoice_update_params *wish,
              struct id payment_method)
{
    TRY(invoice_check_supported(task, wish));
    change_bool(&invoice->auto_advance, wish->has_auto_advance, wish->auto_advance);
    change_text(&invoice->description, wish->has_description, wish->description);
    change_text(&invoice->footer, wish->has_footer, wish->footer);
    change_text(&invoice->statement_descriptor, wish->has_statement_descriptor,
                wish->statement_descriptor);
    if (wish->has_collection_method != GIVEN_NO) {
        invoice->collection_method = wish->collection_method;
    }
    if (invoice->collection_method == COLLECTION_METHOD_CHARGE_AUTOMATICALLY) {
        invoice->has_days_until_due = GIVEN_NO;
        invoice->due_date = 0;
    }
    if (wish->has_default_payment_method != GIVEN_NO) {
        invoice->default_payment_method = payment_method;
    }
    if (wish->has_effective_at != GIVEN_NO) {
        invoice->effective_at = wish->has_effective_at == GIVEN_VALUE ? wish->effective_at : 0;
    }
    if (wish->has_number != GIVEN_NO) {
        TRY(invoice_choose_number(task, invoice,
                                  wish->has_number == GIVEN_VALUE ? wish->number : NO_TEXT));
    }
    TRY(set_due_date(task, invoice, wish));
    TRY(set_custom_fields(task, invoice, wish->has_custom_fields, wish->custom_fields,
                          wish->custom_fields_count));
    if (wish->has_account_tax_ids != GIVEN_NO) {
        bool is_given = wish->has_account_tax_ids == GIVEN_VALUE;
        TRY(tax_id_list_take(task, wish->account_tax_ids,
                             is_given ? wish->account_tax_ids_count : 0, "account_tax_ids",
                             &invoice->account_tax_ids, &invoice->account_tax_ids_count));
    }
    TRY(set_shipping(task, invoice, wish->has_shipping_details, wish->shipping_details));
    if (wish->has_rendering != GIVEN_NO) {
        TRY(set_rendering(task, invoice, wish->rendering));
    }
    if (wish->has_payment_settings != GIVEN_NO) {
        TRY(set_payment_settings(task, invoice, wish->payment_settings));
    }
    return metadata_merge(task, &invoice->metadata, &wish->metadata, wish->has_metadata,
                          &invoice->metadata);
}

/* ---- making one ----------------------------------------------------------------- */

/** What creating and changing have in common. */
static struct invoice_update_params
fields_of(const struct invoice_create_params *p)
{
    return (struct invoice_update_params){
        .has_account_tax_ids = p->has_account_tax_ids,
        .account_tax_ids = p->account_tax_ids,
        .account_tax_ids_count = p->account_tax_ids_count,
        .has_auto_advance = p->has_auto_advance,
        .auto_advance = p->auto_advance,
        .has_automatic_tax = p->has_automatic_tax,
        .automatic_tax = p->automatic_tax,
        .has_collection_method = p->has_collection_method,
        .collection_method = p->collection_method,
        .has_custom_fields = p->has_custom_fields,
        .custom_fields = p->custom_fields,
        .custom_fields_count = p->custom_fields_count,
        .has_days_until_due = p->has_days_until_due,
        .days_until_due = p->days_until_due,
        .has_default_payment_method = p->has_default_payment_method,
        .has_description = p->has_description,
        .description = p->description,
        .has_due_date = p->has_due_date,
        .due_date = p->due_date,
        .has_effective_at = p->has_effective_at,
        .effective_at = p->effective_at,
        .has_footer = p->has_footer,
        .footer = p->footer,
        .has_issuer = p->has_issuer,
        .issuer = p->issuer,
        .has_metadata = p->has_metadata,
        .metadata = p->metadata,
        .has_number = p->has_number,
        .number = p->number,
        .has_on_behalf_of = p->has_on_behalf_of,
        .on_behalf_of = p->on_behalf_of,
        .has_payment_settings = p->has_payment_settings,
        .payment_settings = p->payment_settings,
        .has_rendering = p->has_rendering,
        .rendering = p->rendering,
        .has_shipping_details = p->has_shipping_details,
        .shipping_details = p->shipping_details,
        .has_statement_descriptor = p->has_statement_descriptor,
        .statement_descriptor = p->statement_descriptor,
    };
}

/** An invoice that belongs to a subscription takes what waits for it. */
static err_t
join_subscription(struct task *task, struct invoice *invoice,
                  const struct invoice_create_params *params)
{
    struct subscription *subscription;
    TRY(subscription_load(task, params->subscription, "subscription", &subscription));
    if (subscription->customer.key != invoice->customer.key) {
        return fail(task, ERR_PARAMETER_INVALID, "subscription",
                    "The subscription belongs to another customer.");
    }
    if (params->has_currency != GIVEN_NO &&
        !currency_equal(params->currency, subscription->currency)) {
        return fail(task, ERR_PARAMETER_INVALID, "currency",
                    "The subscription is in another currency.");
    }
    invoice->subscription = subscription->id;
    invoice->subscription_metadata = subscription->metadata;
    invoice->currency = subscription->currency;
    return OK;
}

static err_t
begin(struct task *task, const struct invoice_create_params *params, struct invoice **out)
{
    struct customer *customer;
    if (params->has_customer == GIVEN_NO) {
        return fail(task, ERR_PARAMETER_MISSING, "customer", "Missing required param: customer.");
    }
    TRY(customer_load(task, params->customer, "customer", &customer));
    TRY(customer_enter(task, customer));
    struct currency currency =
        params->has_currency != GIVEN_NO ? params->currency : customer->currency;
    if (currency.index == 0) {
        bool is_known = currency_parse(TEXT("usd"), &currency);
        assert(is_known);
    }
    TRY(invoice_begin(task, customer, NULL, currency, BILLING_REASON_MANUAL, out));
    if (params->has_subscription != GIVEN_NO) {
        TRY(join_subscription(task, *out, params));
    }
    TRY(change_tax_rates(task, *out, params->has_default_tax_rates, params->default_tax_rates,
                         params->default_tax_rates_count));
    TRY(customer_touch_currency(task, customer, (*out)->currency));
    bool takes_pending =
        params->has_pending_invoice_items_behavior != GIVEN_NO
            ? params->pending_invoice_items_behavior == PENDING_ITEMS_BEHAVIOR_INCLUDE
            : params->has_subscription != GIVEN_NO;
    size_t taken;
    return takes_pending ? invoice_add_pending(task, *out, &taken) : OK;
}

err_t
invoice_create(struct task *task, const struct invoice_create_params *params,
               struct id payment_method, struct invoice **out)
{
    struct invoice *invoice;
    struct invoice_update_params fields = fields_of(params);
    if (params->has_from_invoice != GIVEN_NO) {
        TRY(revision_begin(task, params, &invoice));
    } else {
        TRY(begin(task, params, &invoice));
    }
    TRY(change_fields(task, invoice, &fields, payment_method));
    if (params->has_discounts != GIVEN_NO) {
        invoice->discounts_count = 0;
        TRY(replace_discounts(task, invoice, params->has_discounts, params->discounts,
                              params->discounts_count));
    }
    TRY(invoice_price(task, invoice, false));
    *out = invoice;
    return OK;
}

err_t
invoice_update(struct task *task, struct invoice *invoice,
               const struct invoice_update_params *params, struct id payment_method)
{
    TRY(check_editable(task, invoice, params));
    TRY(change_fields(task, invoice, params, payment_method));
    TRY(replace_discounts(task, invoice, params->has_discounts, params->discounts,
                          params->discounts_count));
    if (params->has_discounts != GIVEN_NO || params->has_default_tax_rates != GIVEN_NO) {
        TRY(change_tax_rates(task, invoice, params->has_default_tax_rates,
                             params->default_tax_rates, params->default_tax_rates_count));
        TRY(invoice_price(task, invoice, false));
    }
    return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
}
