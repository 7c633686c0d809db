/* SPDX-License-Identifier: Apache-2.0 */
/** invoice_api.c: /v1/invoices, /v1/invoice_payments, /v1/invoiceitems. */
#include "api/older.h"
#include "api/route.h"
#include "invoice/invoice.h"
#include "workflow/workflow.h"

#include "routes.model.h"

/* ---- invoices --------------------------------------------------------------- */

/** The invoice in the path, in the time of its clock. */
static err_t
invoice_of_path(struct call *call, struct invoice **out)
{
    void *object;
    TRY(call_path_object(call, 0, &invoice_records, &object));
    *out = object;
    return (*out)->test_clock.key == 0 ? OK : test_clock_enter(call->task, (*out)->test_clock);
}

err_t
api_invoice_create(struct call *call)
{
    struct invoice *invoice;
    TRY(workflow_invoice_create(call->task, call->params, &invoice));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_retrieve(struct call *call)
{
    void *invoice;
    TRY(call_path_object(call, 0, &invoice_records, &invoice));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_update(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(workflow_invoice_update(call->task, invoice, call->params));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_delete(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(invoice_delete(call->task, invoice));
    return call_answer_deleted(call, &invoice_kind, invoice);
}

/** Rendered while its session still holds what it simulated, which is then dropped. */
static err_t
answer_preview(struct call *call, const struct invoice_preview_params *params, bool wants_lines)
{
    struct invoice *invoice;
    const struct model_kind *kind;
    const struct model *lines;
    TRY(workflow_preview(call->task, params, &invoice));
    TRY(invoice_derive(call->task, invoice));
    TRY(invoice_preview_kind(call->task, &kind, &lines));
    TRY(wants_lines ? call_answer_elements(call, lines, invoice->lines, invoice->lines_count)
                    : call_answer_object(call, kind, invoice));
    session_drop_changes(call->task);
    return OK;
}

err_t
api_invoice_preview(struct call *call)
{
    return answer_preview(call, call->params, false);
}

static err_t
answer_upcoming(struct call *call, bool wants_lines)
{
    struct invoice_preview_params params;
    TRY(preview_read_older(call->task, call->params, &params));
    return answer_preview(call, &params, wants_lines);
}

err_t
api_invoice_upcoming(struct call *call)
{
    return answer_upcoming(call, false);
}

err_t
api_invoice_upcoming_lines(struct call *call)
{
    return answer_upcoming(call, true);
}

err_t
api_invoice_explain(struct call *call)
{
    void *invoice;
    struct invoice_explanation *explanation;
    TRY(call_path_object(call, 0, &invoice_records, &invoice));
    TRY(invoice_explain(call->task, invoice, &explanation));
    return call_answer_object(call, &invoice_explanation_kind, explanation);
}

err_t
api_invoice_explain_preview(struct call *call)
{
    struct invoice *invoice;
    struct invoice_explanation *explanation;
    TRY(workflow_preview(call->task, call->params, &invoice));
    TRY(invoice_explain(call->task, invoice, &explanation));
    TRY(call_answer_object(call, &invoice_explanation_kind, explanation));
    session_drop_changes(call->task);
    return OK;
}

err_t
api_invoice_line_list(struct call *call)
{
    void *object;
    TRY(call_path_object(call, 0, &invoice_records, &object));
    struct invoice *invoice = object;
    TRY(invoice_derive(call->task, invoice));
    return call_answer_elements(call, &invoice_line_model, invoice->lines, invoice->lines_count);
}

err_t
api_invoice_add_lines(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(invoice_add_lines(call->task, invoice, call->params));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_update_lines(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(invoice_update_lines(call->task, invoice, call->params));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_remove_lines(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(invoice_remove_lines(call->task, invoice, call->params));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_line_update(struct call *call)
{
    struct invoice *invoice;
    struct invoice_line *line;
    struct id id;
    TRY(invoice_of_path(call, &invoice));
    TRY(call_path_id(call, 1, &invoice_line_kind, &id));
    TRY(invoice_line_find(call->task, invoice, id, "id", &line));
    TRY(invoice_update_line(call->task, invoice, line, call->params));
    TRY(invoice_derive(call->task, invoice));
    return call_answer_object(call, &invoice_line_kind, line);
}

err_t
api_invoice_finalize(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(workflow_invoice_finalize(call->task, invoice, call->params));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_pay(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(workflow_invoice_pay(call->task, invoice, call->params));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_attach_payment(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(workflow_invoice_attach_payment(call->task, invoice, call->params));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_send(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(workflow_invoice_send(call->task, invoice));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_void(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(workflow_invoice_void(call->task, invoice));
    return call_answer_object(call, &invoice_kind, invoice);
}

err_t
api_invoice_mark_uncollectible(struct call *call)
{
    struct invoice *invoice;
    TRY(invoice_of_path(call, &invoice));
    TRY(workflow_invoice_mark_uncollectible(call->task, invoice));
    return call_answer_object(call, &invoice_kind, invoice);
}

static bool
due_date_fits(const struct invoice *invoice, const struct invoice_due_range_params *range)
{
    instant_t due = invoice->due_date;
    return range == NULL || (due != 0 && (range->has_at == GIVEN_NO || due == range->at) &&
                             (range->has_gt == GIVEN_NO || due > range->gt) &&
                             (range->has_gte == GIVEN_NO || due >= range->gte) &&
                             (range->has_lt == GIVEN_NO || due < range->lt) &&
                             (range->has_lte == GIVEN_NO || due <= range->lte));
}

/** Those on clocks are left out unless clock, customer or subscription is named (2.6). */
static bool
invoice_fits(const void *object, const void *filter)
{
    const struct invoice *invoice = object;
    const struct invoice_list_params *params = filter;
    bool is_named = params->has_customer != GIVEN_NO || params->has_subscription != GIVEN_NO;
    bool is_visible = params->has_test_clock != GIVEN_NO
                          ? invoice->test_clock.key == params->test_clock.key
                          : is_named || invoice->test_clock.key == 0;
    return is_visible &&
           (params->has_customer == GIVEN_NO || invoice->customer.key == params->customer.key) &&
           (params->has_subscription == GIVEN_NO ||
            invoice->subscription.key == params->subscription.key) &&
           (params->has_status == GIVEN_NO || invoice->status == params->status) &&
           due_date_fits(invoice, params->due_date) &&
           (params->has_collection_method == GIVEN_NO ||
            invoice->collection_method == params->collection_method);
}

err_t
api_invoice_list(struct call *call)
{
    const struct invoice_list_params *params = call->params;
    struct record_scan scan = {.kind = &invoice_records, .index = -1};
    struct id customer = params->has_customer != GIVEN_NO ? params->customer : (struct id){0};
    if (customer.key == 0 && params->has_subscription != GIVEN_NO) {
        struct subscription *subscription;
        TRY(subscription_load(call->task, params->subscription, "subscription", &subscription));
        customer = subscription->customer;
    }
    if (customer.key != 0) {
        scan.index = INVOICE_BY_CUSTOMER;
        scan.equals[0] = customer.key;
        scan.equals_count = 1;
    }
    return call_answer_list(call, &scan, invoice_fits, params);
}

/* ---- the account's rules ------------------------------------------------------- */

err_t
api_invoice_rules_retrieve(struct call *call)
{
    struct invoice_rules *rules;
    TRY(invoice_rules_load(call->task, &rules));
    return call_answer_object(call, &invoice_rules_kind, rules);
}

err_t
api_invoice_rules_update(struct call *call)
{
    struct invoice_rules *rules;
    TRY(invoice_rules_update(call->task, call->params, &rules));
    return call_answer_object(call, &invoice_rules_kind, rules);
}

/* ---- payments of invoices ----------------------------------------------------- */

err_t
api_invoice_payment_retrieve(struct call *call)
{
    void *payment;
    TRY(call_path_object(call, 0, &invoice_payment_records, &payment));
    return call_answer_object(call, &invoice_payment_kind, payment);
}

static bool
payment_fits(const void *object, const void *filter)
{
    const struct invoice_payment *payment = object;
    const struct invoice_payment_list_params *params = filter;
    const struct invoice_payment_filter_params *by =
        params->has_payment != GIVEN_NO ? params->payment : NULL;
    return (params->has_status == GIVEN_NO || payment->status == params->status) &&
           (by == NULL || payment->payment.type == by->type) &&
           (by == NULL || by->has_payment_intent == GIVEN_NO ||
            payment->payment.payment_intent.key == by->payment_intent.key);
}

/** The invoice whose payments are asked for, by itself or by one of them; none: all are. */
static err_t
invoice_of_payments(struct call *call, const struct invoice_payment_list_params *params,
                    struct id *out)
{
    *out = params->invoice;
    if (params->has_invoice != GIVEN_NO || params->has_payment == GIVEN_NO ||
        params->payment->has_payment_intent == GIVEN_NO) {
        return OK;
    }
    struct payment_intent *intent;
    TRY(payment_intent_load(call->task, params->payment->payment_intent, "payment[payment_intent]",
                            &intent));
    *out = intent->invoice;
    return OK;
}

err_t
api_invoice_payment_list(struct call *call)
{
    const struct invoice_payment_list_params *params = call->params;
    struct invoice *invoice;
    struct id invoice_id;
    size_t count = 0;
    TRY(invoice_of_payments(call, params, &invoice_id));
    if (invoice_id.key == 0) {
        struct record_scan scan = {.kind = &invoice_payment_records, .index = -1};
        return call_answer_list(call, &scan, payment_fits, params);
    }
    TRY(invoice_load(call->task, invoice_id, "invoice", &invoice));
    struct invoice_payment *found =
        arena_alloc(call->task->arena, invoice->payments_count, sizeof(*found));
    if (found == NULL && invoice->payments_count > 0) {
        return fail(call->task, ERR_OUT_OF_MEMORY, NULL, "too many payments");
    }
    for (size_t i = invoice->payments_count; i-- > 0;) { /* newest first */
        void *object;
        TRY(record_load(call->task, &invoice_payment_records, invoice->payments[i], &object));
        assert(object != NULL);
        found[count] = *(const struct invoice_payment *)object;
        count += payment_fits(&found[count], params) ? 1 : 0;
    }
    return call_answer_elements(call, &invoice_payment_model, found, count);
}

/* ---- what waits for an invoice --------------------------------------------------- */

static err_t
item_of_path(struct call *call, struct invoiceitem **out)
{
    void *object;
    TRY(call_path_object(call, 0, &invoiceitem_records, &object));
    *out = object;
    return (*out)->test_clock.key == 0 ? OK : test_clock_enter(call->task, (*out)->test_clock);
}

err_t
api_invoiceitem_create(struct call *call)
{
    struct invoiceitem *item;
    TRY(invoiceitem_create(call->task, call->params, &item));
    return call_answer_object(call, &invoiceitem_kind, item);
}

err_t
api_invoiceitem_retrieve(struct call *call)
{
    void *item;
    TRY(call_path_object(call, 0, &invoiceitem_records, &item));
    return call_answer_object(call, &invoiceitem_kind, item);
}

err_t
api_invoiceitem_update(struct call *call)
{
    struct invoiceitem *item;
    TRY(item_of_path(call, &item));
    TRY(invoiceitem_update(call->task, item, call->params));
    return call_answer_object(call, &invoiceitem_kind, item);
}

err_t
api_invoiceitem_delete(struct call *call)
{
    struct invoiceitem *item;
    TRY(item_of_path(call, &item));
    TRY(invoiceitem_delete(call->task, item));
    return call_answer_deleted(call, &invoiceitem_kind, item);
}

static bool
item_fits(const void *object, const void *filter)
{
    const struct invoiceitem *item = object;
    const struct invoiceitem_list_params *params = filter;
    bool is_named = params->has_customer != GIVEN_NO || params->has_invoice != GIVEN_NO;
    return (is_named || item->test_clock.key == 0) &&
           (params->has_customer == GIVEN_NO || item->customer.key == params->customer.key) &&
           (params->has_invoice == GIVEN_NO || item->invoice.key == params->invoice.key) &&
           (params->has_pending == GIVEN_NO || item->is_pending == params->pending);
}

err_t
api_invoiceitem_list(struct call *call)
{
    const struct invoiceitem_list_params *params = call->params;
    struct record_scan scan = {.kind = &invoiceitem_records, .index = -1};
    struct id customer = params->has_customer != GIVEN_NO ? params->customer : (struct id){0};
    if (customer.key == 0 && params->has_invoice != GIVEN_NO) {
        struct invoice *invoice;
        TRY(invoice_load(call->task, params->invoice, "invoice", &invoice));
        customer = invoice->customer;
    }
    if (customer.key != 0) {
        bool is_waiting = params->has_pending != GIVEN_NO && params->pending;
        scan.index = is_waiting ? INVOICEITEM_BY_PENDING : INVOICEITEM_BY_CUSTOMER;
        scan.equals[0] = customer.key;
        scan.equals[1] = true;
        scan.equals_count = is_waiting ? 2 : 1;
    }
    return call_answer_list(call, &scan, item_fits, params);
}
