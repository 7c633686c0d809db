/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/total.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the answer is too big");
}

static err_t
derive_pricing(struct task *task, struct id price_id, struct currency currency, enum given has_unit,
               struct decimal unit, struct line_pricing **out)
{
    if (price_id.key == 0 && has_unit != GIVEN_VALUE) {
        return OK;
    }
    struct line_pricing *pricing = arena_new(task->arena, struct line_pricing);
    if (pricing == NULL) {
        return fail_memory(task);
    }
    pricing->has_unit_amount_decimal = has_unit;
    pricing->unit_amount_decimal = unit;
    *out = pricing;
    if (price_id.key == 0) {
        return OK;
    }
    struct price *price;
    TRY(price_load(task, price_id, NULL, &price));
    pricing->price_details = arena_new(task->arena, struct price_details);
    if (pricing->price_details == NULL) {
        return fail_memory(task);
    }
    pricing->price_details->price = price_id;
    pricing->price_details->product = price->product;
    if (has_unit != GIVEN_VALUE) {
        struct price_currency_option amounts = price_amounts(price, currency);
        pricing->has_unit_amount_decimal = amounts.has_unit_amount_decimal; /* none with tiers */
        pricing->unit_amount_decimal = amounts.unit_amount_decimal;
    }
    return OK;
}

static err_t
derive_proration(struct task *task, const struct invoice_line *line,
                 struct line_proration_details **out)
{
    struct line_proration_details *details = arena_new(task->arena, struct line_proration_details);
    if (details == NULL) {
        return fail_memory(task);
    }
    *out = details;
    if (line->credited_invoice.key == 0) {
        return OK;
    }
    details->credited_items = arena_new(task->arena, struct credited_items);
    struct id *lines = arena_new(task->arena, struct id);
    if (details->credited_items == NULL || lines == NULL) {
        return fail_memory(task);
    }
    *lines = line->credited_line;
    details->credited_items->invoice = line->credited_invoice;
    details->credited_items->invoice_line_items = lines;
    details->credited_items->invoice_line_items_count = 1;
    return OK;
}

static err_t
derive_parent(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
              struct line_parent **out)
{
    struct line_parent *parent = arena_new(task->arena, struct line_parent);
    if (parent == NULL) {
        return fail_memory(task);
    }
    *out = parent;
    if (line->invoice_item.key != 0) {
        struct line_invoice_item_details *details =
            arena_new(task->arena, struct line_invoice_item_details);
        if (details == NULL) {
            return fail_memory(task);
        }
        details->invoice_item = line->invoice_item;
        details->proration = line->proration;
        details->subscription = invoice->subscription;
        parent->type = LINE_PARENT_TYPE_INVOICE_ITEM_DETAILS;
        parent->invoice_item_details = details;
        return derive_proration(task, line, &details->proration_details);
    }
    if (line->subscription_item.key == 0) {
        *out = NULL;
        return OK;
    }
    struct line_subscription_item_details *details =
        arena_new(task->arena, struct line_subscription_item_details);
    if (details == NULL) {
        return fail_memory(task);
    }
    details->subscription_item = line->subscription_item;
    details->proration = line->proration;
    details->subscription = invoice->subscription;
    parent->type = LINE_PARENT_TYPE_SUBSCRIPTION_ITEM_DETAILS;
    parent->subscription_item_details = details;
    return derive_proration(task, line, &details->proration_details);
}

err_t
pretax_credits_derive(struct task *task, const struct discount_amount *amounts, size_t count,
                      struct pretax_credit_amount **out, size_t *out_count)
{
    struct pretax_credit_amount *credits = arena_alloc(task->arena, count, sizeof(*credits));
    if (credits == NULL) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        credits[i] = (struct pretax_credit_amount){.amount = amounts[i].amount,
                                                   .discount = amounts[i].discount};
    }
    *out = credits;
    *out_count = count;
    return OK;
}

static err_t
derive_line(struct task *task, const struct invoice *invoice, struct invoice_line *line)
{
    line->currency = invoice->currency;
    line->invoice = invoice->id;
    line->livemode = invoice->livemode;
    line->subscription = invoice->subscription;
    line->subtotal = line->amount - line->tax_waived;
    for (size_t i = 0; i < line->taxes_count; i++) {
        bool is_inside = line->taxes[i].tax_behavior == TAX_BEHAVIOR_INCLUSIVE;
        line->subtotal -= is_inside ? line->taxes[i].amount : 0;
    }
    line->has_quantity_decimal = line->has_quantity;
    line->quantity_decimal = decimal_from_int(line->quantity);
    TRY(pretax_credits_derive(task, line->discount_amounts, line->discount_amounts_count,
                              &line->pretax_credit_amounts, &line->pretax_credit_amounts_count));
    TRY(derive_parent(task, invoice, line, &line->parent));
    return derive_pricing(task, line->price, line->currency, line->has_unit_amount_decimal,
                          line->unit_amount_decimal, &line->pricing);
}

void
tax_group(const struct line_tax *tax, struct line_tax *totals, size_t *count)
{
    size_t place = 0;
    while (place < *count &&
           totals[place].tax_rate_details.tax_rate.key != tax->tax_rate_details.tax_rate.key) {
        place++;
    }
    if (place == *count) {
        totals[(*count)++] = *tax;
        return;
    }
    totals[place].amount += tax->amount;
    totals[place].taxable_amount += tax->taxable_amount;
}

/** Taxes of the lines by rate, and what the invoice comes to without them. */
static err_t
derive_taxes(struct task *task, struct invoice *invoice)
{
    size_t most = 0;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        most += invoice->lines[i].taxes_count;
    }
    invoice->total_taxes = arena_alloc(task->arena, most, sizeof(*invoice->total_taxes));
    if (invoice->total_taxes == NULL) {
        return fail_memory(task);
    }
    invoice->total_taxes_count = 0;
    invoice->has_subtotal_excluding_tax = GIVEN_VALUE;
    invoice->subtotal_excluding_tax = invoice->subtotal;
    invoice->has_total_excluding_tax = GIVEN_VALUE;
    invoice->total_excluding_tax = invoice->total;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        invoice->subtotal_excluding_tax -= line->tax_waived;
        for (size_t t = 0; t < line->taxes_count; t++) {
            const struct line_tax *tax = &line->taxes[t];
            bool is_inside = tax->tax_behavior == TAX_BEHAVIOR_INCLUSIVE;
            tax_group(tax, invoice->total_taxes, &invoice->total_taxes_count);
            invoice->total_excluding_tax -= tax->amount;
            invoice->subtotal_excluding_tax -= is_inside ? tax->amount : 0;
        }
    }
    return OK;
}

static err_t
derive_invoice_parent(struct task *task, struct invoice *invoice)
{
    if (invoice->subscription.key == 0) {
        return OK;
    }
    struct invoice_parent *parent = arena_new(task->arena, struct invoice_parent);
    struct invoice_subscription_details *details =
        arena_new(task->arena, struct invoice_subscription_details);
    if (parent == NULL || details == NULL) {
        return fail_memory(task);
    }
    details->metadata = invoice->subscription_metadata;
    details->subscription = invoice->subscription;
    details->subscription_proration_date = invoice->subscription_proration_date;
    parent->type = INVOICE_PARENT_TYPE_SUBSCRIPTION_DETAILS;
    parent->subscription_details = details;
    invoice->parent = parent;
    return OK;
}

static err_t
derive_secret(struct task *task, struct invoice *invoice)
{
    if (invoice->payment_intent.key == 0 || invoice->status != INVOICE_STATUS_OPEN) {
        return OK;
    }
    struct payment_intent *intent;
    TRY(payment_intent_load(task, invoice->payment_intent, NULL, &intent));
    TRY(payment_intent_derive(task, intent));
    struct confirmation_secret *secret = arena_new(task->arena, struct confirmation_secret);
    if (secret == NULL) {
        return fail_memory(task);
    }
    secret->client_secret = intent->client_secret;
    invoice->confirmation_secret = secret;
    return OK;
}

err_t
invoice_derive(struct task *task, struct invoice *invoice)
{
    TRY(derive_taxes(task, invoice));
    TRY(pretax_credits_derive(
        task, invoice->total_discount_amounts, invoice->total_discount_amounts_count,
        &invoice->total_pretax_credit_amounts, &invoice->total_pretax_credit_amounts_count));
    for (size_t i = 0; i < invoice->lines_count; i++) {
        TRY(derive_line(task, invoice, &invoice->lines[i]));
    }
    TRY(derive_secret(task, invoice));
    return derive_invoice_parent(task, invoice);
}

static err_t
derive_credited(struct task *task, const struct invoiceitem *item,
                struct invoiceitem_credited **out)
{
    if (item->credited_item.key == 0 && item->credited_invoice.key == 0) {
        return OK;
    }
    struct invoiceitem_credited *credited = arena_new(task->arena, struct invoiceitem_credited);
    if (credited == NULL) {
        return fail_memory(task);
    }
    *out = credited;
    if (item->credited_item.key != 0) {
        credited->type = CREDITED_ITEMS_TYPE_INVOICE_ITEM;
        credited->invoice_item = item->credited_item;
        return OK;
    }
    credited->type = CREDITED_ITEMS_TYPE_INVOICE_LINE_ITEMS;
    credited->invoice_line_item_details = arena_new(task->arena, struct invoiceitem_credited_lines);
    struct id *lines = arena_new(task->arena, struct id);
    if (credited->invoice_line_item_details == NULL || lines == NULL) {
        return fail_memory(task);
    }
    *lines = item->credited_line;
    credited->invoice_line_item_details->invoice = item->credited_invoice;
    credited->invoice_line_item_details->invoice_line_items = lines;
    credited->invoice_line_item_details->invoice_line_items_count = 1;
    return OK;
}

err_t
invoiceitem_derive(struct task *task, struct invoiceitem *item)
{
    item->net_amount = item->amount;
    item->quantity_decimal = decimal_from_int(item->quantity);
    if (item->proration) {
        item->proration_details = arena_new(task->arena, struct invoiceitem_proration_details);
        if (item->proration_details == NULL) {
            return fail_memory(task);
        }
        TRY(derive_credited(task, item, &item->proration_details->credited_items));
    }
    if (item->subscription.key != 0) {
        struct invoiceitem_parent *parent = arena_new(task->arena, struct invoiceitem_parent);
        struct invoiceitem_subscription_details *details =
            arena_new(task->arena, struct invoiceitem_subscription_details);
        if (parent == NULL || details == NULL) {
            return fail_memory(task);
        }
        details->subscription = item->subscription;
        details->subscription_item = item->subscription_item;
        parent->subscription_details = details;
        item->parent = parent;
    }
    return derive_pricing(task, item->price, item->currency, item->has_unit_amount_decimal,
                          item->unit_amount_decimal, &item->pricing);
}
