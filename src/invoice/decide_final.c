/* SPDX-License-Identifier: Apache-2.0 */
/** decide_final.c: what user logic writes on an invoice that is about to be final. */
#include "invoice/decide.h"

#include "invoice_finalization.model.h"

static err_t
fail_memory(struct task *task)
{
    return fail(task, ERR_OUT_OF_MEMORY, NULL, "the invoice is too big");
}

static err_t
view_line(struct task *task, const struct invoice *invoice, const struct invoice_line *line,
          struct finalization_line *view)
{
    struct price *price = NULL;
    struct product *product = NULL;
    if (line->price.key != 0) {
        TRY(price_load(task, line->price, NULL, &price));
        TRY(product_load(task, price->product, NULL, &product));
    }
    view->amount = decimal_from_int(line->amount);
    view->description = line->description;
    rating_view_period(line->period.start, line->period.end, &view->period);
    return rating_view_priced(task, price, product, invoice->currency, &view->priced);
}

static err_t
view_fields(struct task *task, const struct custom_field *fields, size_t count,
            struct finalization_input *out)
{
    out->custom_fields = arena_alloc(task->arena, count, sizeof(*out->custom_fields));
    if (out->custom_fields == NULL) {
        return fail_memory(task);
    }
    out->custom_fields_count = count;
    for (size_t i = 0; i < count; i++) {
        out->custom_fields[i] =
            (struct finalization_field){.name = fields[i].name, .value = fields[i].value};
    }
    return OK;
}

static err_t
view_invoice(struct task *task, const struct invoice *invoice, const struct customer *customer,
             struct finalization_input *out)
{
    const struct id_secret *secret = &task->account->secret;
    bool is_sent = invoice->collection_method == COLLECTION_METHOD_SEND_INVOICE;
    *out = (struct finalization_input){
        .invoice = id_text(task->arena, secret, invoice_kind.prefix, invoice->id.key),
        .total_amount = {decimal_from_int(invoice->total), invoice->currency},
        .billing_reason = text_of(billing_reason_name(invoice->billing_reason)),
        .collection_method = is_sent ? FINALIZATION_COLLECTION_SEND_INVOICE
                                     : FINALIZATION_COLLECTION_CHARGE_AUTOMATICALLY,
        .memo = invoice->description,
        .footer = invoice->footer,
        .due_date = invoice->due_date,
        .metadata = invoice->metadata,
    };
    TRY(view_fields(task, invoice->custom_fields, invoice->custom_fields_count, out));
    out->lines = arena_alloc(task->arena, invoice->lines_count, sizeof(*out->lines));
    out->customer = arena_new(task->arena, struct view_customer);
    if (out->lines == NULL || out->customer == NULL) {
        return fail_memory(task);
    }
    out->lines_count = invoice->lines_count;
    for (size_t i = 0; i < invoice->lines_count; i++) {
        TRY(view_line(task, invoice, &invoice->lines[i], &out->lines[i]));
    }
    *out->customer = (struct view_customer){
        .id = id_text(task->arena, secret, customer_kind.prefix, customer->id.key),
        .metadata = customer->metadata,
    };
    return decide_view_subscription(task, invoice, &out->subscription);
}

static err_t
take_answer(struct task *task, struct invoice *invoice, const struct finalization_result *result)
{
    invoice->description = result->memo.bytes != NULL ? result->memo : invoice->description;
    invoice->footer = result->footer.bytes != NULL ? result->footer : invoice->footer;
    invoice->due_date = result->due_date != 0 ? result->due_date : invoice->due_date;
    if (result->custom_fields == NULL) {
        return OK;
    }
    size_t count = result->custom_fields_count;
    invoice->custom_fields = arena_alloc(task->arena, count, sizeof(*invoice->custom_fields));
    if (invoice->custom_fields == NULL) {
        return fail_memory(task);
    }
    invoice->custom_fields_count = count;
    for (size_t i = 0; i < count; i++) {
        invoice->custom_fields[i] = (struct custom_field){.name = result->custom_fields[i].name,
                                                          .value = result->custom_fields[i].value};
    }
    return OK;
}

/** The script decided that a person must look: no failure, but the draft waits all the same. */
static err_t
hold_as_asked(struct task *task, struct invoice *invoice, const struct run *run, struct text why)
{
    struct hold *hold;
    TRY(decide_park(task, invoice, run));
    invoice->last_finalization_error->message = why;
    TRY(hold_find(task, invoice->id, &hold));
    hold->reason = why;
    return record_update(task, &hold_records, hold);
}

err_t
decide_finalization(struct task *task, struct invoice *invoice, const struct customer *customer)
{
    struct extend_cause cause;
    struct finalization_input input;
    struct finalization_result result = {0};
    struct extend_verdict verdict = {0};
    bool is_asked;
    TRY(decide_cause(task, invoice, "invoice.finalize", invoice->total, &cause));
    TRY(decide_is_asked(task, &invoice_finalization_point, invoice, &cause, &is_asked));
    if (!is_asked) {
        return OK;
    }
    TRY(view_invoice(task, invoice, customer, &input));
    TRY(invoice_finalization_before_finalization(task, &cause, &input, &result, &verdict));
    TRY(decide_note(task, invoice, &verdict));
    if (invoice->parked) {
        return OK;
    }
    TRY(take_answer(task, invoice, &result));
    return result.hold.bytes != NULL ? hold_as_asked(task, invoice, verdict.run, result.hold) : OK;
}
