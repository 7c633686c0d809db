/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/revision.h"

#include "invoice/item_wish.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the invoice is too big");
}

/**
 * The copy has discounts of its own, of the same coupons: those of the
 * original may be used up by it. They do not count as redeemed once more.
 */
static err_t
copy_discounts(struct task *task, const struct discount_owner *owner, const struct id *ids,
               size_t count, struct id **out)
{
    struct id *copies = arena_alloc(task->arena, count, sizeof(*copies));
    if (copies == NULL && count > 0) {
        return fail_memory(task);
    }
    for (size_t i = 0; i < count; i++) {
        struct discount *discount;
        TRY(discount_find(task, ids[i], &discount));
        assert(discount != NULL); /* an invoice's discounts are kept */
        struct discount *copy = arena_copy(task->arena, discount, sizeof(*discount));
        if (copy == NULL) {
            return fail_memory(task);
        }
        copy->id = task_new_id(task);
        copy->subscription = copy->subscription_item = copy->customer_wide = (struct id){0};
        copy->invoice = owner->invoice;
        copy->invoice_item = owner->invoice_item;
        copy->consumed = false;
        copy->end = 0;
        TRY(record_insert(task, &discount_records, copy));
        copies[i] = copy->id;
    }
    *out = copies;
    return OK;
}

/** The line of an invoice item gets an item of its own, so that it can be changed. */
static err_t
copy_item(struct task *task, const struct invoice *invoice, struct invoice_line *line)
{
    struct invoiceitem *item;
    TRY(invoiceitem_load(task, line->invoice_item, NULL, &item));
    struct invoiceitem *copy = arena_copy(task->arena, item, sizeof(*item));
    if (copy == NULL) {
        return fail_memory(task);
    }
    copy->id = task_new_id(task);
    copy->date = task->now;
    copy->invoice = invoice->id;
    copy->is_pending = false;
    struct discount_owner owner = {.invoice_item = copy->id};
    TRY(copy_discounts(task, &owner, line->discounts, line->discounts_count, &copy->discounts));
    copy->discounts_count = line->discounts_count;
    line->invoice_item = copy->id;
    line->discounts = copy->discounts;
    return item_insert(task, copy);
}

static err_t
copy_lines(struct task *task, const struct invoice *original, struct invoice *invoice)
{
    invoice->lines =
        arena_copy(task->arena, original->lines, original->lines_count * sizeof(*invoice->lines));
    if (invoice->lines == NULL && original->lines_count > 0) {
        return fail_memory(task);
    }
    invoice->lines_count = original->lines_count;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        struct invoice_line *line = &invoice->lines[i];
        struct discount_owner owner = {.invoice = invoice->id};
        line->id = task_new_id(task);
        if (line->invoice_item.key != 0) {
            TRY(copy_item(task, invoice, line));
        } else {
            TRY(copy_discounts(task, &owner, line->discounts, line->discounts_count,
                               &line->discounts));
        }
    }
    return OK;
}

/** What a revision takes over from its original, beside the lines. */
static void
copy_head(const struct invoice *original, struct invoice *invoice)
{
    invoice->subscription = original->subscription;
    invoice->subscription_metadata = original->subscription_metadata;
    invoice->collection_method = original->collection_method;
    invoice->days_until_due = original->days_until_due;
    invoice->has_days_until_due = original->has_days_until_due;
    invoice->default_payment_method = original->default_payment_method;
    invoice->default_tax_rates = original->default_tax_rates;
    invoice->default_tax_rates_count = original->default_tax_rates_count;
    invoice->description = original->description;
    invoice->footer = original->footer;
    invoice->custom_fields = original->custom_fields;
    invoice->custom_fields_count = original->custom_fields_count;
    invoice->metadata = original->metadata;
    invoice->payment_settings = original->payment_settings;
    invoice->period_start = original->period_start;
    invoice->period_end = original->period_end;
    invoice->rendering = original->rendering;
    invoice->shipping_details = original->shipping_details;
    invoice->statement_descriptor = original->statement_descriptor;
    invoice->auto_advance = false;
}

err_t
revision_begin(struct task *task, const struct invoice_create_params *params, struct invoice **out)
{
    struct invoice *original, *invoice;
    struct customer *customer;
    TRY(invoice_load(task, params->from_invoice->invoice, "from_invoice[invoice]", &original));
    if ((params->has_customer != GIVEN_NO && params->customer.key != original->customer.key) ||
        params->has_subscription != GIVEN_NO || params->has_currency != GIVEN_NO ||
        params->has_pending_invoice_items_behavior != GIVEN_NO) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "from_invoice",
                    "A revision takes customer, currency, subscription and lines from its "
                    "invoice.");
    }
    if (!invoice_status_may_change(original->status, INVOICE_STATUS_VOID) ||
        original->amount_paid > 0 || original->latest_revision.key != 0) {
        return fail(task, ERR_INVOICE_NOT_OPEN, "from_invoice[invoice]",
                    "Only an open or uncollectible invoice of which nothing is paid can be "
                    "revised, and only once.");
    }
    TRY(customer_load(task, original->customer, "from_invoice[invoice]", &customer));
    TRY(customer_enter(task, customer));
    TRY(invoice_begin(task, customer, NULL, original->currency, BILLING_REASON_MANUAL, &invoice));
    copy_head(original, invoice);
    struct discount_owner owner = {.invoice = invoice->id};
    TRY(copy_discounts(task, &owner, original->discounts, original->discounts_count,
                       &invoice->discounts));
    invoice->discounts_count = original->discounts_count;
    TRY(copy_lines(task, original, invoice));
    invoice->from_invoice = arena_new(task->arena, struct invoice_origin);
    if (invoice->from_invoice == NULL) {
        return fail_memory(task);
    }
    *invoice->from_invoice =
        (struct invoice_origin){.action = params->from_invoice->action, .invoice = original->id};
    *out = invoice;
    return OK;
}

/** Where the subscription knows its first and its newest invoice, it knows the revision now. */
static err_t
take_place(struct task *task, const struct invoice *original, const struct invoice *revision)
{
    struct subscription *subscription;
    if (original->subscription.key == 0) {
        return OK;
    }
    TRY(subscription_load(task, original->subscription, NULL, &subscription));
    if (subscription->first_invoice.key == original->id.key) {
        subscription->first_invoice = revision->id;
    }
    if (subscription->latest_invoice.key == original->id.key) {
        subscription->latest_invoice = revision->id;
    }
    return subscription_save(task, subscription);
}

err_t
revision_replace(struct task *task, const struct invoice *revision)
{
    struct invoice *original;
    if (revision->from_invoice == NULL) {
        return OK;
    }
    TRY(invoice_load(task, revision->from_invoice->invoice, NULL, &original));
    original->latest_revision = revision->id;
    TRY(take_place(task, original, revision));
    return invoice_status_may_change(original->status, INVOICE_STATUS_VOID) &&
                   original->amount_paid == 0
               ? invoice_void(task, original)
               : invoice_save(task, original, EVENT_INVOICE_UPDATED);
}
