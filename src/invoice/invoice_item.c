/* SPDX-License-Identifier: Apache-2.0 */
#include "base/change.h"
#include "base/metadata.h"
#include "invoice/item_wish.h"

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

/* ---- what is charged ------------------------------------------------------ */

static bool
names_price(const struct item_wish *wish)
{
    return wish->has_pricing != GIVEN_NO && wish->pricing->has_price != GIVEN_NO;
}

bool
item_wish_is_priced(const struct item_wish *wish)
{
    return wish->has_amount != GIVEN_NO || wish->has_unit_amount_decimal != GIVEN_NO ||
           wish->has_quantity != GIVEN_NO || wish->has_price_data != GIVEN_NO || names_price(wish);
}

/** At most one of amount, price, price data and unit amount; a new item needs one. */
static err_t
check_terms(struct task *task, const struct item_wish *wish, bool is_new)
{
    int count = (wish->has_amount != GIVEN_NO) + (wish->has_unit_amount_decimal != GIVEN_NO) +
                (wish->has_price_data != GIVEN_NO) + names_price(wish);
    return count == 1 || (count == 0 && !is_new)
               ? OK
               : fail(task, ERR_INVOICEITEM_AMOUNT, "amount",
                      "Give exactly one of amount, pricing[price], price_data and "
                      "unit_amount_decimal.");
}

/** A price that may be charged once, in the item's currency if that is decided. */
static err_t
take_price(struct task *task, const struct item_wish *wish, struct currency fallback,
           struct invoiceitem *item)
{
    struct price *price;
    struct product *product;
    if (wish->has_price_data != GIVEN_NO) {
        if (wish->price_data->has_recurring != GIVEN_NO) {
            return fail(task, ERR_PARAMETER_UNKNOWN, "price_data[recurring]",
                        "Received unknown parameter: price_data[recurring]");
        }
        TRY(price_create_inline(task, wish->price_data, "price_data", &price));
    } else {
        TRY(price_load(task, wish->pricing->price, "pricing[price]", &price));
    }
    if (price->type != PRICE_TYPE_ONE_TIME) {
        return fail(task, ERR_PARAMETER_INVALID, "pricing[price]",
                    "The price specified is set to `type=recurring` but this field only "
                    "accepts prices with `type=one_time`.");
    }
    TRY(price_check_usable(task, price, "pricing[price]"));
    TRY(product_load(task, price->product, "pricing[price]", &product));
    if (item->currency.index == 0) {
        item->currency = price_has_currency(price, fallback) ? fallback : price->currency;
    }
    if (!price_has_currency(price, item->currency)) {
        return fail(task, ERR_PARAMETER_INVALID, "currency", "The price has no amount in `%s`.",
                    currency_code(item->currency));
    }
    item->price = price->id;
    item->description = text_copy(task->arena, product->name);
    return OK;
}

/** unit * quantity, or the price's amount, or the amount itself. */
static err_t
compute_amount(struct task *task, struct invoiceitem *item)
{
    struct money amount = money_of(item->amount, item->currency);
    if (item->price.key != 0) {
        struct price *price;
        TRY(price_load(task, item->price, "pricing[price]", &price));
        TRY(price_amount(task, price, item->currency, item->quantity, &amount));
    } else if (item->has_unit_amount_decimal == GIVEN_VALUE) {
        TRY(money_multiply(item->unit_amount_decimal, item->quantity, item->currency, ROUND_HALF_UP,
                           &amount));
    }
    item->amount = amount.minor;
    return OK;
}

static err_t
change_terms(struct task *task, const struct item_wish *wish, struct currency fallback,
             struct invoiceitem *item)
{
    if (wish->has_quantity != GIVEN_NO) {
        item->quantity = wish->quantity;
    }
    if (wish->has_amount != GIVEN_NO || wish->has_unit_amount_decimal != GIVEN_NO) {
        item->price = (struct id){0};
        item->amount = wish->amount;
        item->has_unit_amount_decimal = wish->has_unit_amount_decimal;
        item->unit_amount_decimal = wish->unit_amount_decimal;
    } else if (wish->has_price_data != GIVEN_NO || names_price(wish)) {
        item->has_unit_amount_decimal = GIVEN_NO;
        TRY(take_price(task, wish, fallback, item));
    }
    return OK;
}

/* ---- the rest of it ------------------------------------------------------- */

static err_t
change_discounts(struct task *task, const struct item_wish *wish, struct invoiceitem *item)
{
    if (wish->has_discounts == GIVEN_NO) {
        return OK;
    }
    struct discount_owner owner = {.customer = item->customer, .invoice_item = item->id};
    return discount_replace(task, &owner, wish->discounts,
                            wish->has_discounts == GIVEN_VALUE ? wish->discounts_count : 0,
                            "discounts", item->discounts, item->discounts_count, &item->discounts,
                            &item->discounts_count);
}

static err_t
change_rest(struct task *task, const struct item_wish *wish, struct invoiceitem *item)
{
    change_text(&item->description, wish->has_description, wish->description);
    change_bool(&item->discountable, wish->has_discountable, wish->discountable);
    if (wish->has_period != GIVEN_NO) {
        if (wish->period->end < wish->period->start) {
            return fail(task, ERR_PARAMETER_INVALID, "period[end]",
                        "The period's end must not be before its start.");
        }
        item->period = (struct period){.start = wish->period->start, .end = wish->period->end};
    }
    TRY(metadata_merge(task, &item->metadata, &wish->metadata, wish->has_metadata,
                       &item->metadata));
    TRY(change_discounts(task, wish, item));
    return wish->has_tax_rates == GIVEN_NO
               ? OK
               : tax_rate_list_take(task, wish->tax_rates,
                                    wish->has_tax_rates == GIVEN_VALUE ? wish->tax_rates_count : 0,
                                    "tax_rates", &item->tax_rates, &item->tax_rates_count);
}

err_t
item_make(struct task *task, const struct item_wish *wish, struct customer *customer,
          struct currency currency, struct invoiceitem **out)
{
    struct invoiceitem *item = arena_new(task->arena, struct invoiceitem);
    if (item == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    TRY(check_terms(task, wish, true));
    item->id = task_new_id(task);
    item->customer = customer->id;
    item->date = task->now;
    item->livemode = task->account->livemode;
    item->test_clock = customer->test_clock;
    item->is_pending = true;
    item->discountable = true;
    item->quantity = 1;
    item->currency = currency;
    item->period = (struct period){.start = task->now, .end = task->now};
    TRY(change_terms(task, wish, customer->currency, item));
    if (item->currency.index == 0) {
        item->currency = customer->currency;
    }
    if (item->currency.index == 0) {
        return fail(task, ERR_PARAMETER_MISSING, "currency", "Missing required param: currency.");
    }
    TRY(change_rest(task, wish, item));
    TRY(compute_amount(task, item));
    *out = item;
    return customer_touch_currency(task, customer, item->currency);
}

err_t
item_insert(struct task *task, struct invoiceitem *item)
{
    TRY(record_insert(task, &invoiceitem_records, item));
    return event_append(task, EVENT_INVOICEITEM_CREATED, &invoiceitem_records, item);
}

err_t
item_change(struct task *task, const struct item_wish *wish, struct invoiceitem *item)
{
    TRY(check_terms(task, wish, false));
    if (item->proration && item_wish_is_priced(wish)) {
        return fail(task, ERR_INVOICEITEM_PRORATION, "amount",
                    "The amount of a proration cannot be changed.");
    }
    TRY(change_terms(task, wish, item->currency, item));
    TRY(change_rest(task, wish, item));
    if (item_wish_is_priced(wish)) {
        TRY(compute_amount(task, item));
    }
    return record_update(task, &invoiceitem_records, item);
}

/* ---- commands -------------------------------------------------------------- */

err_t
draft_check(struct task *task, const struct invoice *invoice, const char *param)
{
    return invoice->status == INVOICE_STATUS_DRAFT
               ? OK
               : fail(task, ERR_INVOICE_NOT_EDITABLE, param, "This invoice is no longer editable");
}

static err_t
price_draft(struct task *task, struct invoice *draft)
{
    TRY(invoice_price(task, draft, false));
    return invoice_save(task, draft, EVENT_INVOICE_UPDATED);
}

/** Put a new item on a draft at once. */
static err_t
place_on_draft(struct task *task, struct invoiceitem *item, struct id invoice_id)
{
    struct invoice *invoice;
    TRY(invoice_load(task, invoice_id, "invoice", &invoice));
    TRY(draft_check(task, invoice, "invoice"));
    if (invoice->customer.key != item->customer.key ||
        !currency_equal(invoice->currency, item->currency)) {
        return fail(task, ERR_PARAMETER_INVALID, "invoice",
                    "The invoice is of another customer or currency.");
    }
    TRY(invoice_check_room(task, invoice, 1, "invoice"));
    item->invoice = invoice->id;
    item->is_pending = false;
    TRY(item_insert(task, item));
    TRY(invoice_put_invoiceitem(task, invoice, item));
    return price_draft(task, invoice);
}

/** The older spellings become the current ones. */
static err_t
read_wish(struct task *task, const struct invoiceitem_create_params *params, struct item_wish *wish)
{
    *wish = item_wish_of(params);
    if (params->has_unit_amount != GIVEN_NO && params->has_unit_amount_decimal != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "unit_amount",
                    "You may only specify one of these parameters: unit_amount, "
                    "unit_amount_decimal.");
    }
    if (params->has_unit_amount != GIVEN_NO) {
        wish->has_unit_amount_decimal = GIVEN_VALUE;
        wish->unit_amount_decimal = decimal_from_int(params->unit_amount);
    }
    if (params->has_price == GIVEN_NO) {
        return OK;
    }
    if (params->has_pricing != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "price",
                    "You may only specify one of these parameters: price, pricing.");
    }
    struct invoiceitem_pricing_params *pricing =
        arena_new(task->arena, struct invoiceitem_pricing_params);
    if (pricing == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too much memory");
    }
    *pricing =
        (struct invoiceitem_pricing_params){.has_price = GIVEN_VALUE, .price = params->price};
    wish->has_pricing = GIVEN_VALUE;
    wish->pricing = pricing;
    return OK;
}

err_t
invoiceitem_create(struct task *task, const struct invoiceitem_create_params *params,
                   struct invoiceitem **out)
{
    struct customer *customer;
    struct invoiceitem *item;
    struct item_wish wish;
    TRY(customer_load(task, params->customer, "customer", &customer));
    TRY(customer_enter(task, customer));
    TRY(read_wish(task, params, &wish));
    struct currency currency =
        params->has_currency != GIVEN_NO ? params->currency : (struct currency){0};
    TRY(item_make(task, &wish, customer, currency, &item));
    if (params->has_subscription != GIVEN_NO) {
        struct subscription *subscription;
        TRY(subscription_load(task, params->subscription, "subscription", &subscription));
        if (subscription->customer.key != customer->id.key) {
            return fail(task, ERR_PARAMETER_INVALID, "subscription",
                        "The subscription belongs to another customer.");
        }
        item->subscription = subscription->id;
    }
    *out = item;
    return params->has_invoice != GIVEN_NO ? place_on_draft(task, item, params->invoice)
                                           : item_insert(task, item);
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

err_t
invoiceitem_update(struct task *task, struct invoiceitem *item,
                   const struct invoiceitem_update_params *params)
{
    struct invoice *draft;
    struct item_wish wish = item_wish_of(params);
    TRY(check_changeable(task, item, &draft));
    TRY(item_change(task, &wish, item));
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
