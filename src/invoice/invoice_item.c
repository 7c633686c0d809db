/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metadata.h"
#include "invoice/describe.h"
#include "invoice/invoice.h"

err_t
invoiceitem_load(struct task *task, struct id id, const char *param, struct invoiceitem **out)
{
    void *object = NULL;
    if (id.key != 0) {
        TRY(record_load(task, &invoiceitem_records, id, &object));
    }
    if (object == NULL) {
        struct text text = id_text(task->arena, &task->account->secret, invoiceitem_kind.prefix,
                                   id.key == 0 ? 1 : id.key);
        return fail(task, ERR_RESOURCE_MISSING, param, "No such invoiceitem: '%.*s'",
                    TEXT_ARG(text));
    }
    *out = object;
    return OK;
}

/** unit * quantity, or the price's amount, or the amount itself. */
static err_t
compute_amount(struct task *task, struct invoiceitem *item)
{
    if (item->price.key != 0) {
        struct price *price;
        struct money amount;
        TRY(price_load(task, item->price, "pricing[price]", &price));
        TRY(price_amount(task, price, item->currency, item->quantity, &amount));
        item->amount = amount.minor;
        return OK;
    }
    if (item->has_unit_amount_decimal == GIVEN_VALUE) {
        struct money amount;
        TRY(money_multiply(item->unit_amount_decimal, item->quantity, item->currency, ROUND_HALF_UP,
                           &amount));
        item->amount = amount.minor;
    }
    return OK;
}

static err_t
read_price(struct task *task, const struct invoiceitem_create_params *params,
           const struct customer *customer, struct invoiceitem *item)
{
    struct id price_id = params->has_price != GIVEN_NO ? params->price : (struct id){0};
    if (params->has_pricing != GIVEN_NO && params->pricing->has_price != GIVEN_NO) {
        price_id = params->pricing->price;
    }
    bool has_unit =
        params->has_unit_amount != GIVEN_NO || params->has_unit_amount_decimal != GIVEN_NO;
    if ((price_id.key != 0) + has_unit + (params->has_amount != GIVEN_NO) != 1) {
        return fail(task, ERR_INVOICEITEM_AMOUNT, "amount",
                    "Give exactly one of amount, pricing[price] and unit_amount_decimal.");
    }
    if (price_id.key != 0) {
        struct price *price;
        struct product *product;
        TRY(price_load(task, price_id, "pricing[price]", &price));
        if (price->type != PRICE_TYPE_ONE_TIME) {
            return fail(task, ERR_PARAMETER_INVALID, "pricing[price]",
                        "The price specified is set to `type=recurring` but this field only "
                        "accepts prices with `type=one_time`.");
        }
        TRY(price_check_usable(task, price, "pricing[price]"));
        TRY(product_load(task, price->product, "pricing[price]", &product));
        bool has_wish = params->has_currency != GIVEN_NO;
        item->price = price_id;
        item->currency = has_wish                                        ? params->currency
                         : price_has_currency(price, customer->currency) ? customer->currency
                                                                         : price->currency;
        if (!price_has_currency(price, item->currency)) {
            return fail(task, ERR_PARAMETER_INVALID, "currency", "The price has no amount in `%s`.",
                        currency_code(item->currency));
        }
        item->description = text_copy(task->arena, product->name);
        return OK;
    }
    item->amount = params->amount;
    if (has_unit) {
        item->has_unit_amount_decimal = GIVEN_VALUE;
        item->unit_amount_decimal = params->has_unit_amount_decimal != GIVEN_NO
                                        ? params->unit_amount_decimal
                                        : decimal_from_int(params->unit_amount);
    }
    return OK;
}

static err_t
change_discounts(struct task *task, struct invoiceitem *item, enum given given,
                 const struct discount_in_params *wishes, size_t count)
{
    if (given == GIVEN_NO) {
        return OK;
    }
    struct discount_owner owner = {.customer = item->customer, .invoice_item = item->id};
    return discount_replace(task, &owner, wishes, count, "discounts", item->discounts,
                            item->discounts_count, &item->discounts, &item->discounts_count);
}

static err_t
change_tax_rates(struct task *task, struct invoiceitem *item, enum given given,
                 const struct id *rates, size_t count)
{
    return given == GIVEN_NO
               ? OK
               : tax_rate_list_take(task, rates, given == GIVEN_VALUE ? count : 0, "tax_rates",
                                    &item->tax_rates, &item->tax_rates_count);
}

static err_t
insert_item(struct task *task, struct invoiceitem *item)
{
    TRY(record_insert(task, &invoiceitem_records, item));
    return event_append(task, EVENT_INVOICEITEM_CREATED, &invoiceitem_records, item);
}

/** Put a new item on a draft at once. */
static err_t
place_on_draft(struct task *task, struct invoiceitem *item, struct id invoice_id)
{
    struct invoice *invoice;
    TRY(invoice_load(task, invoice_id, "invoice", &invoice));
    if (invoice->status != INVOICE_STATUS_DRAFT) {
        return fail(task, ERR_INVOICE_NOT_EDITABLE, "invoice",
                    "This invoice is no longer editable");
    }
    if (invoice->customer.key != item->customer.key ||
        !currency_equal(invoice->currency, item->currency)) {
        return fail(task, ERR_PARAMETER_INVALID, "invoice",
                    "The invoice is of another customer or currency.");
    }
    item->invoice = invoice->id;
    item->is_pending = false;
    TRY(insert_item(task, item));
    TRY(invoice_put_invoiceitem(task, invoice, item));
    TRY(invoice_price(task, invoice, false));
    return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
}

err_t
invoiceitem_create(struct task *task, const struct invoiceitem_create_params *params,
                   struct invoiceitem **out)
{
    struct customer *customer;
    TRY(customer_load(task, params->customer, "customer", &customer));
    TRY(customer_enter(task, customer));
    struct invoiceitem *item = arena_new(task->arena, struct invoiceitem);
    if (item == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    item->id = task_new_id(task);
    item->customer = customer->id;
    item->date = task->now;
    item->livemode = task->account->livemode;
    item->test_clock = customer->test_clock;
    item->is_pending = true;
    item->discountable = params->has_discountable == GIVEN_NO || params->discountable;
    item->quantity = params->has_quantity != GIVEN_NO ? params->quantity : 1;
    item->period = (struct period){.start = task->now, .end = task->now};
    TRY(read_price(task, params, customer, item));
    if (item->currency.index == 0) {
        item->currency = params->has_currency != GIVEN_NO ? params->currency : customer->currency;
    }
    if (item->currency.index == 0) {
        return fail(task, ERR_PARAMETER_MISSING, "currency", "Missing required param: currency.");
    }
    if (params->has_period != GIVEN_NO) {
        item->period = (struct period){.start = params->period->start, .end = params->period->end};
    }
    if (params->has_description != GIVEN_NO) {
        item->description = params->description;
    }
    if (params->has_subscription != GIVEN_NO) {
        struct subscription *subscription;
        TRY(subscription_load(task, params->subscription, "subscription", &subscription));
        if (subscription->customer.key != customer->id.key) {
            return fail(task, ERR_PARAMETER_INVALID, "subscription",
                        "The subscription belongs to another customer.");
        }
        item->subscription = subscription->id;
    }
    TRY(metadata_merge(task, &item->metadata, &params->metadata, params->has_metadata,
                       &item->metadata));
    TRY(change_discounts(task, item, params->has_discounts, params->discounts,
                         params->discounts_count));
    TRY(change_tax_rates(task, item, params->has_tax_rates, params->tax_rates,
                         params->tax_rates_count));
    TRY(compute_amount(task, item));
    TRY(customer_touch_currency(task, customer, item->currency));
    *out = item;
    return params->has_invoice != GIVEN_NO ? place_on_draft(task, item, params->invoice)
                                           : insert_item(task, item);
}

/** An item can change while it waits or stands on a draft; *draft is NULL when it waits. */
static err_t
check_changeable(struct task *task, const struct invoiceitem *item, struct invoice **draft)
{
    *draft = NULL;
    if (item->is_pending) {
        return OK;
    }
    TRY(invoice_load(task, item->invoice, "invoice", draft));
    if ((*draft)->status != INVOICE_STATUS_DRAFT) {
        return fail(task, ERR_INVOICEITEM_INVOICED, NULL,
                    "The invoice item stands on a finalized invoice and cannot change.");
    }
    return OK;
}

static err_t
price_draft(struct task *task, struct invoice *draft)
{
    TRY(invoice_price(task, draft, false));
    return invoice_save(task, draft, EVENT_INVOICE_UPDATED);
}

err_t
invoiceitem_update(struct task *task, struct invoiceitem *item,
                   const struct invoiceitem_update_params *params)
{
    bool is_priced = params->has_amount != GIVEN_NO || params->has_quantity != GIVEN_NO ||
                     params->has_unit_amount_decimal != GIVEN_NO;
    struct invoice *draft;
    TRY(check_changeable(task, item, &draft));
    if (item->proration && is_priced) {
        return fail(task, ERR_INVOICEITEM_PRORATION, "amount",
                    "The amount of a proration cannot be changed.");
    }
    if (params->has_amount != GIVEN_NO) {
        item->amount = params->amount;
        item->price = (struct id){0};
        item->has_unit_amount_decimal = GIVEN_NO;
    }
    if (params->has_unit_amount_decimal != GIVEN_NO) {
        item->price = (struct id){0};
        item->has_unit_amount_decimal = GIVEN_VALUE;
        item->unit_amount_decimal = params->unit_amount_decimal;
    }
    if (params->has_quantity != GIVEN_NO) {
        item->quantity = params->quantity;
    }
    if (params->has_description != GIVEN_NO) {
        item->description = params->has_description == GIVEN_VALUE ? params->description : NO_TEXT;
    }
    if (params->has_discountable != GIVEN_NO) {
        item->discountable = params->discountable;
    }
    if (params->has_period != GIVEN_NO) {
        item->period = (struct period){.start = params->period->start, .end = params->period->end};
    }
    TRY(metadata_merge(task, &item->metadata, &params->metadata, params->has_metadata,
                       &item->metadata));
    TRY(change_discounts(task, item, params->has_discounts, params->discounts,
                         params->discounts_count));
    TRY(change_tax_rates(task, item, params->has_tax_rates, params->tax_rates,
                         params->tax_rates_count));
    TRY(compute_amount(task, item));
    TRY(record_update(task, &invoiceitem_records, item));
    if (draft == NULL) {
        return OK;
    }
    TRY(invoice_put_invoiceitem(task, draft, item));
    return price_draft(task, draft);
}

err_t
invoiceitem_delete(struct task *task, struct invoiceitem *item)
{
    struct invoice *draft;
    TRY(check_changeable(task, item, &draft));
    TRY(record_delete(task, &invoiceitem_records, item->id));
    TRY(event_append(task, EVENT_INVOICEITEM_DELETED, &invoiceitem_records, item));
    if (draft == NULL) {
        return OK;
    }
    invoice_drop_invoiceitem(draft, item->id);
    return price_draft(task, draft);
}
