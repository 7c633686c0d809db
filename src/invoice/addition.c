/* SPDX-License-Identifier: Apache-2.0 */
/** addition.c: prices charged once, along with a subscription (billing.md 9.1). */
#include "base/metadata.h"
#include "invoice/invoice.h"

static err_t
read_addition_price(struct task *task, const struct addition_in_params *wish, const char *param,
                    struct price **out)
{
    if ((wish->has_price != GIVEN_NO) == (wish->has_price_data != GIVEN_NO)) {
        return fail(task, ERR_PARAMETER_MISSING, param, "Give one of %s[price] and [price_data].",
                    param);
    }
    TRY(wish->has_price != GIVEN_NO ? price_load(task, wish->price, param, out)
                                    : price_create_inline(task, wish->price_data, param, out));
    if ((*out)->type != PRICE_TYPE_ONE_TIME) {
        return fail(task, ERR_PARAMETER_INVALID, param,
                    "The price specified is set to `type=recurring` but this field only accepts "
                    "prices with `type=one_time`.");
    }
    return price_check_usable(task, *out, param);
}

/** When an added item begins or ends; `given` holds only with type timestamp. */
static err_t
read_period(struct task *task, const struct subscription *subscription,
            const struct addition_in_params *wish, const char *param, struct period *out)
{
    if (wish->has_period == GIVEN_NO) {
        return OK;
    }
    const struct addition_start_in_params *start = &wish->period->start;
    const struct addition_end_in_params *end = &wish->period->end;
    if ((start->type == ADDITION_START_TIMESTAMP) != (start->has_timestamp != GIVEN_NO) ||
        (end->type == ADDITION_END_TIMESTAMP) != (end->has_timestamp != GIVEN_NO) ||
        start->type == ADDITION_START_PHASE_START || end->type == ADDITION_END_PHASE_END) {
        return fail(task, ERR_PARAMETER_INVALID, param,
                    "%s[period] takes a timestamp with type=timestamp, and no phase.", param);
    }
    if (start->type == ADDITION_START_TIMESTAMP) {
        out->start = start->timestamp;
    } else if (start->type == ADDITION_START_MAX_ITEM_PERIOD_START) {
        for (size_t i = 0; i < subscription->items_count; i++) {
            instant_t begin = subscription->items[i].current_period_start;
            out->start = i == 0 || begin > out->start ? begin : out->start;
        }
    }
    out->end =
        end->type == ADDITION_END_TIMESTAMP ? end->timestamp : subscription_boundary(subscription);
    return out->end >= out->start ? OK
                                  : fail(task, ERR_PARAMETER_INVALID, param,
                                         "%s[period] ends before it begins.", param);
}

static err_t
add_one(struct task *task, const struct subscription *subscription,
        const struct addition_in_params *wish, const char *param)
{
    struct price *price;
    struct product *product;
    struct money amount;
    TRY(read_addition_price(task, wish, param, &price));
    TRY(product_load(task, price->product, param, &product));
    if (!price_has_currency(price, subscription->currency)) {
        return fail(task, ERR_SUBSCRIPTION_CURRENCY_MIXED, param,
                    "The price specified supports currencies of `%s`. This doesn't match the "
                    "expected currency: `%s`.",
                    currency_code(price->currency), currency_code(subscription->currency));
    }
    struct invoiceitem *item = arena_new(task->arena, struct invoiceitem);
    if (item == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many items");
    }
    item->id = task_new_id(task);
    item->customer = subscription->customer;
    item->subscription = subscription->id;
    item->test_clock = subscription->test_clock;
    item->currency = subscription->currency;
    item->date = task->now;
    item->livemode = task->account->livemode;
    item->is_pending = true;
    item->discountable = wish->has_discountable == GIVEN_NO || wish->discountable;
    item->quantity = wish->has_quantity != GIVEN_NO ? wish->quantity : 1;
    item->price = price->id;
    item->description = text_copy(task->arena, product->name);
    item->period = (struct period){.start = task->now, .end = task->now};
    TRY(read_period(task, subscription, wish, param, &item->period));
    TRY(price_amount(task, price, item->currency, item->quantity, &amount));
    item->amount = amount.minor;
    TRY(metadata_merge(task, &item->metadata, &wish->metadata, wish->has_metadata,
                       &item->metadata));
    if (wish->has_discounts != GIVEN_NO) {
        struct discount_owner owner = {.customer = item->customer, .invoice_item = item->id};
        TRY(discount_replace(task, &owner, wish->discounts, wish->discounts_count, param, NULL, 0,
                             &item->discounts, &item->discounts_count));
    }
    if (wish->has_tax_rates == GIVEN_VALUE) {
        TRY(tax_rate_list_take(task, wish->tax_rates, wish->tax_rates_count, param,
                               &item->tax_rates, &item->tax_rates_count));
    }
    TRY(record_insert(task, &invoiceitem_records, item));
    return event_append(task, EVENT_INVOICEITEM_CREATED, &invoiceitem_records, item);
}

err_t
invoiceitem_add(struct task *task, const struct subscription *subscription,
                const struct addition_in_params *wishes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text param = text_format(task->arena, "add_invoice_items[%zu]", i);
        TRY(add_one(task, subscription, &wishes[i],
                    param.bytes == NULL ? "add_invoice_items" : param.bytes));
    }
    return OK;
}
