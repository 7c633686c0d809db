/* SPDX-License-Identifier: Apache-2.0 */
/** lines.c: lines of a draft that somebody adds, changes and takes away (billing.md 12.7). */
#include "base/change.h"
#include "base/metadata.h"
#include "invoice/item_wish.h"

#include "limits.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "too many lines");
}

err_t
invoice_check_room(struct task *task, const struct invoice *invoice, size_t count,
                   const char *param)
{
    size_t by_hand = count;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        by_hand += invoice->lines[i].invoice_item.key != 0 && !invoice->lines[i].proration ? 1 : 0;
    }
    return by_hand <= LIMIT_INVOICE_MANUAL_LINES_MAX
               ? OK
               : fail(task, ERR_INVOICE_LINES_MANY, param, "An invoice has at most %d lines.",
                      LIMIT_INVOICE_MANUAL_LINES_MAX);
}

err_t
invoice_line_find(struct task *task, struct invoice *invoice, struct id id, const char *param,
                  struct invoice_line **out)
{
    for (size_t i = 0; i < invoice->lines_count; i++) {
        if (invoice->lines[i].id.key == id.key) {
            *out = &invoice->lines[i];
            return OK;
        }
    }
    struct text text =
        id_text(task->arena, &task->account->secret, invoice_line_kind.prefix, id.key);
    return fail(task, ERR_RESOURCE_MISSING, param, "No such line item: '%.*s'", TEXT_ARG(text));
}

/* ---- taxes that a client computed ------------------------------------------ */

/** The rate behind one: kept, so that it can be read, but not for new uses. */
static err_t
keep_rate(struct task *task, const struct tax_rate_in_params *in, struct tax_rate **out)
{
    struct tax_rate_create_params rate = {
        .has_active = GIVEN_VALUE,
        .country = in->country,
        .has_country = in->has_country,
        .description = in->description,
        .has_description = in->has_description,
        .display_name = in->display_name,
        .inclusive = in->inclusive,
        .jurisdiction = in->jurisdiction,
        .has_jurisdiction = in->has_jurisdiction,
        .percentage = in->percentage,
        .state = in->state,
        .has_state = in->has_state,
    };
    return tax_rate_create(task, &rate, out);
}

static err_t
take_taxes(struct task *task, const struct invoice_line_data_params *data,
           struct invoice_line *line)
{
    if (data->has_tax_amounts == GIVEN_NO) {
        return OK;
    }
    size_t count = data->has_tax_amounts == GIVEN_VALUE ? data->tax_amounts_count : 0;
    line->tax_given = arena_alloc(task->arena, count, sizeof(*line->tax_given));
    if (line->tax_given == NULL && count > 0) {
        return fail_memory(task);
    }
    line->tax_given_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct line_tax_in_params *in = &data->tax_amounts[i];
        struct tax_rate *rate;
        if ((in->amount < 0) != (line->amount < 0) && in->amount != 0) {
            return fail(task, ERR_PARAMETER_INVALID, "tax_amounts[0][amount]",
                        "A tax has the sign of its line's amount.");
        }
        TRY(keep_rate(task, &in->tax_rate_data, &rate));
        line->tax_given[i] = (struct line_tax){
            .amount = in->amount,
            .tax_behavior = rate->inclusive ? TAX_BEHAVIOR_INCLUSIVE : TAX_BEHAVIOR_EXCLUSIVE,
            .tax_rate_details.tax_rate = rate->id,
            .taxability_reason = TAXABILITY_REASON_STANDARD_RATED,
            .taxable_amount = in->taxable_amount,
        };
    }
    return OK;
}

static err_t
check_exclusive(struct task *task, const struct invoice_line_data_params *data)
{
    return data->has_tax_amounts == GIVEN_VALUE && data->has_tax_rates == GIVEN_VALUE
               ? fail(task, ERR_PARAMETERS_EXCLUSIVE, "tax_amounts",
                      "You may only specify one of these parameters: tax_amounts, tax_rates.")
               : OK;
}

/* ---- one line ---------------------------------------------------------------- */

static err_t
take_waiting(struct task *task, const struct invoice *invoice, struct id id,
             struct invoiceitem **out)
{
    TRY(invoiceitem_load(task, id, "lines[invoice_item]", out));
    bool fits =
        (*out)->customer.key == invoice->customer.key &&
        currency_equal((*out)->currency, invoice->currency) &&
        ((*out)->subscription.key == 0 || (*out)->subscription.key == invoice->subscription.key);
    if (!(*out)->is_pending || !fits) {
        return fail(task, ERR_PARAMETER_INVALID, "lines[invoice_item]",
                    "The invoice item stands on an invoice already, or is of another customer, "
                    "currency or subscription.");
    }
    return OK;
}

static err_t
add_line(struct task *task, struct invoice *invoice, struct customer *customer,
         const struct invoice_line_data_params *data)
{
    struct item_wish wish = item_wish_of(data);
    struct invoiceitem *item;
    bool is_there = data->has_invoice_item != GIVEN_NO;
    TRY(check_exclusive(task, data));
    if (data->has_id != GIVEN_NO) {
        return fail(task, ERR_PARAMETER_UNKNOWN, "lines[id]",
                    "Received unknown parameter: lines[id]");
    }
    if (is_there) {
        TRY(take_waiting(task, invoice, data->invoice_item, &item));
    } else {
        TRY(item_make(task, &wish, customer, invoice->currency, &item));
    }
    item->is_pending = false;
    item->invoice = invoice->id;
    TRY(is_there ? item_change(task, &wish, item) : item_insert(task, item));
    TRY(invoice_put_invoiceitem(task, invoice, item));
    return take_taxes(task, data, &invoice->lines[invoice->lines_count - 1]);
}

static err_t
replace_discounts(struct task *task, const struct invoice *invoice,
                  const struct invoice_line_data_params *data, struct invoice_line *line)
{
    if (data->has_discounts == GIVEN_NO) {
        return OK;
    }
    struct discount_owner owner = {.customer = invoice->customer, .invoice = invoice->id};
    return discount_replace(task, &owner, data->discounts,
                            data->has_discounts == GIVEN_VALUE ? data->discounts_count : 0,
                            "discounts", NULL, 0, &line->discounts, &line->discounts_count);
}

/** A line of a subscription's item: what it charges is decided by the item. */
static err_t
change_item_line(struct task *task, const struct invoice *invoice,
                 const struct invoice_line_data_params *data, struct invoice_line *line)
{
    struct item_wish wish = item_wish_of(data);
    if (item_wish_is_priced(&wish)) {
        return fail(task, ERR_INVOICE_LINE_AMOUNT, "amount",
                    "The amount of a subscription's line comes from its item; change the item.");
    }
    change_text(&line->description, data->has_description, data->description);
    change_bool(&line->discountable, data->has_discountable, data->discountable);
    if (data->has_period != GIVEN_NO) {
        line->period = (struct period){.start = data->period->start, .end = data->period->end};
    }
    TRY(metadata_merge(task, &line->metadata, &data->metadata, data->has_metadata,
                       &line->metadata));
    TRY(replace_discounts(task, invoice, data, line));
    return data->has_tax_rates == GIVEN_NO
               ? OK
               : tax_rate_list_take(task, data->tax_rates,
                                    data->has_tax_rates == GIVEN_VALUE ? data->tax_rates_count : 0,
                                    "tax_rates", &line->tax_rates, &line->tax_rates_count);
}

static err_t
change_line(struct task *task, struct invoice *invoice, const struct invoice_line_data_params *data,
            struct invoice_line *line)
{
    TRY(check_exclusive(task, data));
    if (data->has_invoice_item != GIVEN_NO) {
        return fail(task, ERR_PARAMETER_UNKNOWN, "invoice_item",
                    "Received unknown parameter: invoice_item");
    }
    if (line->invoice_item.key == 0) {
        TRY(change_item_line(task, invoice, data, line));
    } else {
        struct item_wish wish = item_wish_of(data);
        struct invoiceitem *item;
        TRY(invoiceitem_load(task, line->invoice_item, "id", &item));
        TRY(item_change(task, &wish, item));
        TRY(invoice_put_invoiceitem(task, invoice, item));
    }
    if (data->has_tax_rates == GIVEN_VALUE) {
        line->tax_given_count = 0;
    }
    return take_taxes(task, data, line);
}

static err_t
remove_line(struct task *task, struct invoice *invoice, struct id id, enum line_removal behavior)
{
    struct invoice_line *line;
    struct invoiceitem *item;
    TRY(invoice_line_find(task, invoice, id, "lines[id]", &line));
    if (line->invoice_item.key == 0) {
        return fail(task, ERR_INVOICE_LINE_AMOUNT, "lines[id]",
                    "The line of a subscription's item cannot be taken away; change the item.");
    }
    TRY(invoiceitem_load(task, line->invoice_item, "lines[id]", &item));
    invoice_drop_invoiceitem(invoice, item->id);
    if (behavior == LINE_REMOVAL_UNASSIGN) {
        item->is_pending = true;
        item->invoice = (struct id){0};
        return record_update(task, &invoiceitem_records, item);
    }
    TRY(record_delete(task, &invoiceitem_records, item->id));
    return event_append(task, EVENT_INVOICEITEM_DELETED, &invoiceitem_records, item);
}

/* ---- commands ------------------------------------------------------------------ */

/** The invoice's own pairs, its amounts anew, and the event. */
static err_t
finish(struct task *task, struct invoice *invoice, enum given given,
       const struct model_map *metadata)
{
    TRY(metadata_merge(task, &invoice->metadata, metadata, given, &invoice->metadata));
    TRY(invoice_price(task, invoice, false));
    return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
}

err_t
invoice_add_lines(struct task *task, struct invoice *invoice,
                  const struct invoice_add_lines_params *params)
{
    struct customer *customer;
    TRY(draft_check(task, invoice, NULL));
    TRY(invoice_check_room(task, invoice, params->lines_count, "lines"));
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    for (size_t i = 0; i < params->lines_count; i++) {
        TRY(add_line(task, invoice, customer, &params->lines[i]));
    }
    return finish(task, invoice, params->has_invoice_metadata, &params->invoice_metadata);
}

err_t
invoice_update_lines(struct task *task, struct invoice *invoice,
                     const struct invoice_update_lines_params *params)
{
    TRY(draft_check(task, invoice, NULL));
    for (size_t i = 0; i < params->lines_count; i++) {
        struct invoice_line *line;
        if (params->lines[i].has_id == GIVEN_NO) {
            return fail(task, ERR_PARAMETER_MISSING, "lines[id]",
                        "Missing required param: lines[id].");
        }
        TRY(invoice_line_find(task, invoice, params->lines[i].id, "lines[id]", &line));
        TRY(change_line(task, invoice, &params->lines[i], line));
    }
    return finish(task, invoice, params->has_invoice_metadata, &params->invoice_metadata);
}

err_t
invoice_remove_lines(struct task *task, struct invoice *invoice,
                     const struct invoice_remove_lines_params *params)
{
    TRY(draft_check(task, invoice, NULL));
    for (size_t i = 0; i < params->lines_count; i++) {
        TRY(remove_line(task, invoice, params->lines[i].id, params->lines[i].behavior));
    }
    return finish(task, invoice, params->has_invoice_metadata, &params->invoice_metadata);
}

err_t
invoice_update_line(struct task *task, struct invoice *invoice, struct invoice_line *line,
                    const struct invoice_line_data_params *data)
{
    TRY(draft_check(task, invoice, NULL));
    if (data->has_id != GIVEN_NO) {
        return fail(task, ERR_PARAMETER_UNKNOWN, "id", "Received unknown parameter: id");
    }
    TRY(change_line(task, invoice, data, line));
    return finish(task, invoice, GIVEN_NO, &(struct model_map){0});
}
