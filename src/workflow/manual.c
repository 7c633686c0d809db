/* SPDX-License-Identifier: Apache-2.0 */
/** manual.c: what a person does to an invoice, and what follows for its subscription. */
#include "base/change.h"
#include "workflow/step.h"

#include "limits.model.h"

/** A payment method that a request names, of the invoice's customer; none when it names none. */
static err_t
take_method(struct task *task, struct id customer_id, enum given given, struct text id,
            const char *param, struct payment_method **out)
{
    struct customer *customer;
    *out = NULL;
    if (given != GIVEN_VALUE) {
        return OK;
    }
    TRY(customer_load(task, customer_id, "customer", &customer));
    return payment_method_take(task, id, param, customer, out);
}

/** When a draft that advances becomes final: at the wished time, or in an hour. */
static err_t
finalize_later(struct task *task, struct invoice *invoice, enum given given, instant_t wish)
{
    if (given != GIVEN_NO && !invoice->auto_advance) {
        return fail(task, ERR_PARAMETER_INVALID, "automatically_finalizes_at",
                    "automatically_finalizes_at needs auto_advance=true.");
    }
    if (given != GIVEN_NO && wish <= task->now) {
        return fail(task, ERR_PARAMETER_INVALID, "automatically_finalizes_at",
                    "automatically_finalizes_at must be in the future.");
    }
    invoice->automatically_finalizes_at = !invoice->auto_advance || invoice->parked ? 0
                                          : given != GIVEN_NO
                                              ? wish
                                              : task->now + LIMIT_INVOICE_DRAFT_SECONDS;
    return OK;
}

/** The customer of a new invoice, which a revision takes from the invoice that it corrects. */
static err_t
customer_of(struct task *task, const struct invoice_create_params *params, struct id *out)
{
    struct invoice *original;
    *out = params->customer;
    if (params->has_customer != GIVEN_NO || params->has_from_invoice == GIVEN_NO) {
        return OK;
    }
    TRY(invoice_load(task, params->from_invoice->invoice, "from_invoice[invoice]", &original));
    *out = original->customer;
    return OK;
}

err_t
workflow_invoice_create(struct task *task, const struct invoice_create_params *params,
                        struct invoice **out)
{
    struct payment_method *method;
    struct id customer;
    TRY(customer_of(task, params, &customer));
    TRY(take_method(task, customer, params->has_default_payment_method,
                    params->default_payment_method, "default_payment_method", &method));
    TRY(invoice_create(task, params, method == NULL ? (struct id){0} : method->id, out));
    TRY(finalize_later(task, *out, params->has_automatically_finalizes_at,
                       params->automatically_finalizes_at));
    TRY(invoice_insert(task, *out));
    return collect_schedule(task, *out);
}

err_t
workflow_invoice_update(struct task *task, struct invoice *invoice,
                        const struct invoice_update_params *params)
{
    struct payment_method *method;
    bool was_advancing = invoice->auto_advance;
    TRY(take_method(task, invoice->customer, params->has_default_payment_method,
                    params->default_payment_method, "default_payment_method", &method));
    bool is_toggled = params->has_auto_advance != GIVEN_NO && params->auto_advance != was_advancing;
    if (invoice->status == INVOICE_STATUS_DRAFT &&
        (is_toggled || params->has_automatically_finalizes_at != GIVEN_NO)) {
        TRY(job_cancel(task, invoice->id, JOB_FINALIZE));
        change_bool(&invoice->auto_advance, params->has_auto_advance, params->auto_advance);
        TRY(finalize_later(task, invoice, params->has_automatically_finalizes_at,
                           params->automatically_finalizes_at));
        TRY(collect_schedule(task, invoice));
    }
    TRY(invoice_update(task, invoice, params, method == NULL ? (struct id){0} : method->id));
    return invoice->status == INVOICE_STATUS_OPEN &&
                   (params->has_due_date != GIVEN_NO || params->has_days_until_due != GIVEN_NO)
               ? collect_watch_due(task, invoice)
               : OK;
}

/** User logic parked it on the way: the command fails, the hold stays. */
static err_t
check_decided(struct task *task, const struct invoice *invoice)
{
    if (!invoice->parked) {
        return OK;
    }
    task->keep_changes = true;
    return fail(task, ERR_INVOICE_HELD, NULL,
                "User logic could not decide; the invoice waits for a person to rerun or release "
                "it.");
}

err_t
workflow_invoice_finalize(struct task *task, struct invoice *invoice,
                          const struct invoice_finalize_params *params)
{
    struct collect_result result;
    if (params->has_auto_advance != GIVEN_NO) {
        invoice->auto_advance = params->auto_advance;
    }
    if (invoice->auto_advance) {
        TRY(collect_advance(task, invoice, true, &result));
        return check_decided(task, invoice);
    }
    TRY(job_cancel(task, invoice->id, JOB_FINALIZE));
    TRY(invoice_finalize(task, invoice));
    TRY(check_decided(task, invoice));
    return invoice->status == INVOICE_STATUS_PAID ? collect_resolved(task, invoice)
                                                  : collect_watch_due(task, invoice);
}

static err_t
finalize_draft(struct task *task, struct invoice *invoice)
{
    if (invoice->status != INVOICE_STATUS_DRAFT) {
        return OK;
    }
    TRY(job_cancel(task, invoice->id, JOB_FINALIZE));
    TRY(invoice_finalize(task, invoice));
    return check_decided(task, invoice);
}

err_t
workflow_invoice_pay(struct task *task, struct invoice *invoice,
                     const struct invoice_pay_params *params)
{
    bool was_draft = invoice->status == INVOICE_STATUS_DRAFT;
    TRY(finalize_draft(task, invoice));
    if (was_draft && invoice->status == INVOICE_STATUS_PAID) {
        return collect_resolved(task, invoice);
    }
    if (params->has_paid_out_of_band != GIVEN_NO && params->paid_out_of_band) {
        TRY(invoice_settle_out_of_band(task, invoice));
        return collect_resolved(task, invoice);
    }
    if (invoice->status != INVOICE_STATUS_OPEN && invoice->status != INVOICE_STATUS_UNCOLLECTIBLE) {
        return invoice->status == INVOICE_STATUS_PAID
                   ? fail(task, ERR_INVOICE_ALREADY_PAID, NULL, "Invoice is already paid")
                   : fail(task, ERR_INVOICE_NOT_OPEN, NULL,
                          "You can only pay an open invoice; this one is %s.",
                          invoice_status_name(invoice->status));
    }
    struct collect_order order = {
        .off_session = params->has_off_session == GIVEN_NO || params->off_session,
    };
    struct collect_result result;
    struct text id =
        params->has_payment_method != GIVEN_NO ? params->payment_method : params->source;
    enum given given =
        params->has_payment_method != GIVEN_NO ? params->has_payment_method : params->has_source;
    TRY(take_method(task, invoice->customer, given, id, "payment_method", &order.method));
    TRY(collect_invoice(task, invoice, &order, &result));
    if (result.is_paid || result.outcome.result == PAYMENT_PROCESSING) {
        return OK;
    }
    task->keep_changes = result.had_method; /* the failed charge happened */
    return collect_fail(task, &result);
}

err_t
workflow_invoice_send(struct task *task, struct invoice *invoice)
{
    TRY(finalize_draft(task, invoice));
    if (invoice->status == INVOICE_STATUS_PAID) {
        TRY(collect_resolved(task, invoice));
    }
    TRY(collect_watch_due(task, invoice));
    return invoice_save(task, invoice, EVENT_INVOICE_SENT);
}

err_t
workflow_invoice_void(struct task *task, struct invoice *invoice)
{
    TRY(invoice_void(task, invoice));
    return collect_resolved(task, invoice);
}

err_t
workflow_invoice_mark_uncollectible(struct task *task, struct invoice *invoice)
{
    TRY(invoice_mark_uncollectible(task, invoice, UNCOLLECTIBLE_REASON_USER_FORGIVEN));
    return collect_resolved(task, invoice);
}

/** A payment that a client made succeeded, the invoice's own or one that was attached. */
static err_t
payment_came_in(struct task *task, struct invoice *invoice, struct invoice_payment *payment,
                struct payment_intent *intent)
{
    bool was_paid = invoice->status == INVOICE_STATUS_PAID;
    if (payment->is_default) {
        struct payment_method *method;
        TRY(payment_method_load(task, intent->payment_method, NULL, &method));
        invoice->attempt_count += invoice->attempt_count == 0 ? 1 : 0;
        TRY(collect_keep_method(task, invoice, method));
    }
    TRY(invoice_receive(task, invoice, payment, intent->amount_received));
    return !was_paid && invoice->status == INVOICE_STATUS_PAID ? collect_resolved(task, invoice)
                                                               : OK;
}

err_t
workflow_invoice_attach_payment(struct task *task, struct invoice *invoice,
                                const struct invoice_attach_payment_params *params)
{
    struct payment_intent *intent;
    if ((params->has_payment_intent != GIVEN_NO) == (params->has_payment_record != GIVEN_NO)) {
        return fail(task, ERR_PARAMETERS_EXCLUSIVE, "payment_intent",
                    "Give exactly one of payment_intent and payment_record.");
    }
    if (params->has_payment_record != GIVEN_NO) {
        return fail(task, ERR_RESOURCE_MISSING, "payment_record", "No such payment_record: '%.*s'",
                    TEXT_ARG(params->payment_record));
    }
    TRY(payment_intent_load(task, params->payment_intent, "payment_intent", &intent));
    TRY(invoice_attach_payment(task, invoice, intent));
    return invoice->status == INVOICE_STATUS_PAID ? collect_resolved(task, invoice) : OK;
}

err_t
workflow_payment_changed(struct task *task, struct payment_intent *intent)
{
    void *object = NULL;
    if (intent->invoice.key != 0) {
        TRY(record_load(task, &invoice_records, intent->invoice, &object));
    }
    struct invoice *invoice = object;
    struct invoice_payment *payment = NULL;
    if (invoice != NULL) {
        TRY(invoice_find_payment(task, invoice, intent->id, &payment));
    }
    if (payment == NULL || payment->status != INVOICE_PAYMENT_STATUS_OPEN) {
        return OK;
    }
    if (intent->status == PAYMENT_INTENT_STATUS_SUCCEEDED) {
        return payment_came_in(task, invoice, payment, intent);
    }
    bool is_payable =
        invoice->status == INVOICE_STATUS_OPEN || invoice->status == INVOICE_STATUS_UNCOLLECTIBLE;
    if (!is_payable || !payment->is_default) {
        return OK;
    }
    if (intent->status == PAYMENT_INTENT_STATUS_REQUIRES_ACTION) {
        return invoice_save(task, invoice, EVENT_INVOICE_PAYMENT_ACTION_REQUIRED);
    }
    if (intent->status == PAYMENT_INTENT_STATUS_PROCESSING) {
        return invoice_save(task, invoice, EVENT_INVOICE_UPDATED);
    }
    if (intent->status == PAYMENT_INTENT_STATUS_REQUIRES_PAYMENT_METHOD) {
        struct collect_order order = {0};
        struct collect_result result = {.intent = intent};
        return collect_note_failure(task, invoice, &order, &result);
    }
    return OK;
}

/** To the time of the clock that the invoice lives on. */
static err_t
enter(struct task *task, const struct invoice *invoice)
{
    return invoice->test_clock.key == 0 ? OK : test_clock_enter(task, invoice->test_clock);
}

/** A parked invoice was decided: it goes on as it would have. */
static err_t
go_on(struct task *task, struct invoice *invoice)
{
    struct collect_result result;
    if (invoice->parked) {
        return OK;
    }
    bool is_first_charge = invoice->billing_reason == BILLING_REASON_SUBSCRIPTION_CREATE &&
                           invoice->collection_method == COLLECTION_METHOD_CHARGE_AUTOMATICALLY;
    if (is_first_charge) {
        TRY(job_add(task, invoice->test_clock, task->now + LIMIT_INCOMPLETE_EXPIRY_SECONDS,
                    JOB_EXPIRE_INCOMPLETE, invoice->subscription));
    }
    if (!invoice->auto_advance) {
        return OK; /* made by hand: it waits for its finalization by hand */
    }
    return collect_advance(task, invoice, true, &result);
}

err_t
workflow_invoice_rerun(struct task *task, struct invoice *invoice)
{
    TRY(enter(task, invoice));
    TRY(renewal_divide_again(task, invoice));
    if (invoice->is_undivided) {
        return invoice_save(task, invoice, EVENT_INVOICE_UPDATED); /* still held */
    }
    TRY(invoice_rerun(task, invoice));
    return go_on(task, invoice);
}

err_t
workflow_invoice_release(struct task *task, struct invoice *invoice)
{
    TRY(enter(task, invoice));
    TRY(invoice_release_default(task, invoice));
    return go_on(task, invoice);
}

/** The invoice of a period is on record: final, by the default logic, and void at once. */
err_t
workflow_invoice_discard(struct task *task, struct invoice *invoice)
{
    TRY(enter(task, invoice));
    if (invoice->subscription.key == 0) {
        return invoice_delete(task, invoice);
    }
    TRY(job_cancel(task, invoice->id, JOB_FINALIZE));
    TRY(invoice_release_default(task, invoice));
    TRY(invoice_finalize(task, invoice));
    if (invoice->status == INVOICE_STATUS_OPEN) {
        TRY(invoice_void(task, invoice));
    }
    return collect_resolved(task, invoice);
}

err_t
workflow_credit_note_create(struct task *task, const struct credit_note_create_params *params,
                            struct credit_note **out)
{
    struct invoice *invoice;
    TRY(invoice_load(task, params->invoice, "invoice", &invoice));
    TRY(enter(task, invoice));
    bool was_paid = invoice->status == INVOICE_STATUS_PAID;
    TRY(credit_note_create(task, params, invoice, out));
    return !was_paid && invoice->status == INVOICE_STATUS_PAID ? collect_resolved(task, invoice)
                                                               : OK;
}

err_t
workflow_credit_note_preview(struct task *task, const struct credit_note_create_params *params,
                             struct credit_note **out)
{
    struct invoice *invoice;
    task->is_preview = true;
    TRY(invoice_load(task, params->invoice, "invoice", &invoice));
    TRY(enter(task, invoice));
    return credit_note_preview(task, params, out);
}
