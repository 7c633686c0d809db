/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/describe.h"
#include "invoice/invoice.h"
#include "invoice/share.h"

#include "limits.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the invoice is too big");
}

static err_t
copy_ids(struct task *task, const struct id *ids, size_t count, struct id **out)
{
    *out = arena_copy(task->arena, ids, count * sizeof(*ids));
    return *out != NULL || count == 0 ? OK : fail_memory(task);
}

/** The ids of a list that count now, for an invoice or a line to keep. */
static err_t
active_ids(struct task *task, const struct id *ids, size_t count, instant_t at, struct id **out,
           size_t *out_count)
{
    struct rating_discount *active;
    size_t active_count;
    TRY(discount_list_active(task, ids, count, at, &active, &active_count));
    struct id *list = arena_alloc(task->arena, active_count, sizeof(*list));
    if (list == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < active_count; i++) {
        list[i] = active[i].id;
    }
    *out = list;
    *out_count = active_count;
    return OK;
}

/** RATING-1: the customer's discount counts only when the subscription has none of its own. */
static err_t
begin_discounts(struct task *task, struct invoice *invoice, const struct subscription *subscription)
{
    bool has_own = false;
    if (subscription != NULL && subscription->status == SUBSCRIPTION_STATUS_TRIALING) {
        return OK; /* nothing is charged, so that a coupon for one invoice waits */
    }
    if (subscription != NULL) {
        has_own = subscription->discounts_count > 0;
        for (size_t i = 0; i < subscription->items_count; i++) {
            has_own = has_own || subscription->items[i].discounts_count > 0;
        }
    }
    if (has_own) {
        return active_ids(task, subscription->discounts, subscription->discounts_count,
                          invoice->created, &invoice->discounts, &invoice->discounts_count);
    }
    struct discount *discount;
    TRY(discount_of_customer(task, invoice->customer, &discount));
    if (discount == NULL) {
        return OK;
    }
    return active_ids(task, &discount->id, 1, invoice->created, &invoice->discounts,
                      &invoice->discounts_count);
}

err_t
invoice_begin(struct task *task, const struct customer *customer,
              const struct subscription *subscription, struct currency currency,
              enum billing_reason reason, struct invoice **out)
{
    struct invoice *invoice = arena_new(task->arena, struct invoice);
    if (invoice == NULL) {
        return fail_memory(task);
    }
    invoice->id = task_new_id(task);
    invoice->customer = customer->id;
    invoice->currency = currency;
    invoice->billing_reason = reason;
    invoice->created = task->now;
    invoice->livemode = task->account->livemode;
    invoice->status = INVOICE_STATUS_DRAFT;
    invoice->period_start = invoice->period_end = task->now;
    invoice->test_clock = customer->test_clock;
    invoice->issuer.type = ISSUER_TYPE_SELF;
    invoice->collection_method = COLLECTION_METHOD_CHARGE_AUTOMATICALLY;
    invoice->customer_email = customer->email;
    invoice->customer_name = customer->name;
    invoice->customer_phone = customer->phone;
    invoice->customer_address = customer->address;
    invoice->customer_shipping = customer->shipping;
    invoice->customer_tax_exempt = customer->tax_exempt;
    invoice->footer = customer->invoice_settings.footer;
    invoice->custom_fields = customer->invoice_settings.custom_fields;
    invoice->custom_fields_count = customer->invoice_settings.custom_fields_count;
    if (subscription != NULL) {
        invoice->subscription = subscription->id;
        invoice->subscription_metadata = subscription->metadata;
        invoice->collection_method = subscription->collection_method;
        invoice->days_until_due = subscription->days_until_due;
        invoice->has_days_until_due = subscription->has_days_until_due;
        invoice->auto_advance = true;
        invoice->pause_behavior = subscription->pause_collection == NULL
                                      ? PAUSE_BEHAVIOR_NONE
                                      : subscription->pause_collection->behavior;
        if (subscription->invoice_settings.description.bytes != NULL) {
            invoice->description = subscription->invoice_settings.description;
        }
        if (subscription->invoice_settings.footer.bytes != NULL) {
            invoice->footer = subscription->invoice_settings.footer;
        }
        if (subscription->invoice_settings.custom_fields_count > 0) {
            invoice->custom_fields = subscription->invoice_settings.custom_fields;
            invoice->custom_fields_count = subscription->invoice_settings.custom_fields_count;
        }
        if (subscription->invoice_settings.account_tax_ids_count > 0) {
            TRY(copy_ids(task, subscription->invoice_settings.account_tax_ids,
                         subscription->invoice_settings.account_tax_ids_count,
                         &invoice->account_tax_ids));
            invoice->account_tax_ids_count = subscription->invoice_settings.account_tax_ids_count;
        }
        TRY(copy_ids(task, subscription->default_tax_rates, subscription->default_tax_rates_count,
                     &invoice->default_tax_rates));
        invoice->default_tax_rates_count = subscription->default_tax_rates_count;
    }
    *out = invoice;
    return begin_discounts(task, invoice, subscription);
}

static err_t
add_line(struct task *task, struct invoice *invoice, struct invoice_line **out)
{
    size_t size = sizeof(*invoice->lines);
    struct invoice_line *lines =
        arena_grow(task->arena, invoice->lines, invoice->lines_count * size,
                   (invoice->lines_count + 1) * size);
    if (lines == NULL) {
        return fail_memory(task);
    }
    invoice->lines = lines;
    *out = &lines[invoice->lines_count++];
    (*out)->id = task_new_id(task);
    return OK;
}

/** What an item's current period costs: the whole of it, or the part that it is. */
static err_t
period_amount(struct task *task, const struct subscription *subscription,
              const struct subscription_item *item, const struct price *price, int64_t *out)
{
    struct money whole;
    TRY(price_amount(task, price, subscription->currency, item->quantity, &whole));
    instant_t start, end;
    instant_period(subscription->billing_cycle_anchor, price->recurring->interval,
                   (int)price->recurring->interval_count, item->current_period_start, &start, &end);
    *out =
        rating_part(whole.minor, start, end, item->current_period_start, item->current_period_end);
    return OK;
}

err_t
invoice_add_item(struct task *task, struct invoice *invoice,
                 const struct subscription *subscription, const struct subscription_item *item)
{
    struct price *price;
    struct product *product;
    TRY(price_load(task, item->price, "items", &price));
    TRY(product_load(task, price->product, "items", &product));

    struct invoice_line *line;
    TRY(add_line(task, invoice, &line));
    bool is_trial = subscription->status == SUBSCRIPTION_STATUS_TRIALING;
    if (is_trial) {
        bool is_classic = subscription->billing_mode.type == BILLING_MODE_TYPE_CLASSIC;
        line->description = describe_trial(task, product, item->quantity, is_classic);
    } else {
        TRY(period_amount(task, subscription, item, price, &line->amount));
        TRY(share_of_period(task, subscription, item, price, line));
        line->description = describe_item(task, price, product, invoice->currency, item->quantity);
    }
    line->discountable = true;
    line->metadata = item->metadata;
    line->period =
        (struct period){.start = item->current_period_start, .end = item->current_period_end};
    line->has_quantity = GIVEN_VALUE;
    line->quantity = item->quantity;
    line->price = item->price;
    line->subscription_item = item->id;
    TRY(copy_ids(task, item->tax_rates, item->tax_rates_count, &line->tax_rates));
    line->tax_rates_count = item->tax_rates_count;
    if (is_trial) {
        return OK;
    }
    return active_ids(task, item->discounts, item->discounts_count, invoice->created,
                      &line->discounts, &line->discounts_count);
}

static err_t
fill_line(struct task *task, struct invoice_line *line, const struct invoiceitem *item)
{
    line->amount = item->amount;
    line->description = item->description;
    line->discountable = item->discountable;
    line->metadata = item->metadata;
    line->period = item->period;
    line->has_quantity = GIVEN_VALUE;
    line->quantity = item->quantity;
    line->price = item->price;
    line->unit_amount_decimal = item->unit_amount_decimal;
    line->has_unit_amount_decimal = item->has_unit_amount_decimal;
    line->invoice_item = item->id;
    line->subscription_item = item->subscription_item;
    line->proration = item->proration;
    line->share = item->share;
    line->credited_invoice = item->credited_invoice;
    line->credited_line = item->credited_line;
    TRY(copy_ids(task, item->tax_rates, item->tax_rates_count, &line->tax_rates));
    line->tax_rates_count = item->tax_rates_count;
    line->discounts_count = item->discounts_count;
    return copy_ids(task, item->discounts, item->discounts_count, &line->discounts);
}

/** The line of an invoice item, NULL when it has none here. */
static struct invoice_line *
line_of(struct invoice *invoice, struct id item)
{
    for (size_t i = 0; i < invoice->lines_count; i++) {
        if (invoice->lines[i].invoice_item.key == item.key) {
            return &invoice->lines[i];
        }
    }
    return NULL;
}

err_t
invoice_put_invoiceitem(struct task *task, struct invoice *invoice, const struct invoiceitem *item)
{
    struct invoice_line *line = line_of(invoice, item->id);
    if (line == NULL) {
        TRY(add_line(task, invoice, &line));
    }
    return fill_line(task, line, item);
}

void
invoice_drop_invoiceitem(struct invoice *invoice, struct id item)
{
    struct invoice_line *line = line_of(invoice, item);
    if (line != NULL) {
        size_t behind = (size_t)(invoice->lines + invoice->lines_count - line - 1);
        memmove(line, line + 1, behind * sizeof(*line));
        invoice->lines_count--;
    }
}

err_t
invoice_add_pending(struct task *task, struct invoice *invoice, size_t *taken)
{
    struct record_scan scan = {
        .kind = &invoiceitem_records,
        .index = INVOICEITEM_BY_PENDING,
        .equals = {invoice->customer.key, true},
        .equals_count = 2,
        .newest_first = true,
        .limit = LIMIT_INVOICE_PENDING_ITEMS_MAX,
    };
    void **objects;
    size_t count;
    bool has_more;
    *taken = 0;
    TRY(record_scan(task, &scan, &objects, &count, &has_more));
    for (size_t i = 0; i < count; i++) {
        struct invoiceitem *item = objects[i];
        bool is_bound_elsewhere =
            item->subscription.key != 0 && item->subscription.key != invoice->subscription.key;
        if (is_bound_elsewhere || !currency_equal(item->currency, invoice->currency)) {
            continue;
        }
        TRY(invoice_put_invoiceitem(task, invoice, item));
        item->is_pending = false;
        item->invoice = invoice->id;
        TRY(record_update(task, &invoiceitem_records, item));
        (*taken)++;
    }
    return OK;
}

err_t
invoice_insert(struct task *task, struct invoice *invoice)
{
    TRY(record_insert(task, &invoice_records, invoice));
    TRY(event_append(task, EVENT_INVOICE_CREATED, &invoice_records, invoice));
    return invoice->parked
               ? event_append(task, EVENT_INVOICE_FINALIZATION_FAILED, &invoice_records, invoice)
               : OK;
}

err_t
invoice_note_debits(struct task *task, const struct invoice *invoice,
                    struct subscription *subscription)
{
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        struct subscription_item *item = subscription_item_of(
            subscription->items, subscription->items_count, line->subscription_item);
        /* A script may have moved the period that a share is shown for. */
        bool has_factor = line->share != NULL && line->share->has_factor == GIVEN_VALUE;
        if (item == NULL || line->proration ||
            (!has_factor && line->period.start != item->current_period_start)) {
            continue;
        }
        item->debits = arena_new(task->arena, struct item_debit);
        if (item->debits == NULL) {
            return fail_memory(task);
        }
        item->debits_count = 1;
        item->debits[0] = (struct item_debit){
            .start = item->current_period_start,
            .end = has_factor ? item->current_period_end : line->period.end,
            .amount = line->amount,
            .invoice = invoice->id,
            .source = line->id.key,
        };
        for (size_t d = 0; d < line->discount_amounts_count; d++) {
            item->debits[0].amount -= line->discount_amounts[d].amount;
        }
    }
    return OK;
}
