/* SPDX-License-Identifier: Apache-2.0 */
/** collect.c: from a draft to money, and what that means for the subscription. */
#include "workflow/ask.h"

#include "limits.model.h"

static const int64_t SECONDS_A_DAY = 86400;

static err_t
subscription_of(struct task *task, const struct invoice *invoice, struct subscription **out)
{
    *out = NULL;
    return invoice->subscription.key == 0
               ? OK
               : subscription_load(task, invoice->subscription, NULL, out);
}

err_t
collect_choose_method(struct task *task, const struct invoice *invoice, struct payment_method **out)
{
    struct subscription *subscription;
    struct customer *customer;
    TRY(subscription_of(task, invoice, &subscription));
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    struct id choices[] = {
        invoice->default_payment_method,
        subscription != NULL ? subscription->default_payment_method : (struct id){0},
        customer->invoice_settings.default_payment_method,
        customer->default_source,
    };
    *out = NULL;
    for (size_t i = 0; i < COUNT_OF(choices) && *out == NULL; i++) {
        if (choices[i].key != 0) {
            TRY(payment_method_load(task, choices[i], "default_payment_method", out));
            /* A detached one cannot be charged any more; the next choice stands in. */
            *out = (*out)->is_detached ? NULL : *out;
        }
    }
    return OK;
}

/** billing.md 9.2: from the newest invoice back, the first that says something decides. */
static err_t
recompute_status(struct task *task, struct subscription *subscription)
{
    if (subscription->status != SUBSCRIPTION_STATUS_PAST_DUE &&
        subscription->status != SUBSCRIPTION_STATUS_UNPAID) {
        return OK;
    }
    struct record_scan scan = {
        .kind = &invoice_records,
        .index = INVOICE_BY_CUSTOMER,
        .equals = {subscription->customer.key},
        .equals_count = 1,
        .newest_first = true,
        .limit = 100,
    };
    for (bool has_more = true; has_more;) {
        void **objects;
        size_t count;
        TRY(record_scan(task, &scan, &objects, &count, &has_more));
        for (size_t i = 0; i < count; i++) {
            const struct invoice *invoice = objects[i];
            scan.after_key = invoice->id.key;
            if (invoice->subscription.key != subscription->id.key ||
                invoice->status == INVOICE_STATUS_DRAFT || invoice->status == INVOICE_STATUS_VOID) {
                continue;
            }
            return invoice->status == INVOICE_STATUS_OPEN
                       ? OK
                       : subscription_move(task, subscription, SUBSCRIPTION_STATUS_ACTIVE);
        }
    }
    return subscription_move(task, subscription, SUBSCRIPTION_STATUS_ACTIVE);
}

/** The first invoice of an incomplete subscription was resolved. */
static err_t
complete(struct task *task, struct subscription *subscription, const struct invoice *invoice)
{
    if (subscription->first_invoice.key != invoice->id.key) {
        return OK;
    }
    TRY(job_cancel(task, subscription->id, JOB_EXPIRE_INCOMPLETE));
    if (invoice->status == INVOICE_STATUS_VOID) {
        TRY(job_cancel(task, subscription->id, 0));
        subscription->ended_at = task->now;
        return subscription_move(task, subscription, SUBSCRIPTION_STATUS_INCOMPLETE_EXPIRED);
    }
    TRY(renewal_schedule(task, subscription));
    return subscription_move(task, subscription, SUBSCRIPTION_STATUS_ACTIVE);
}

err_t
collect_resolved(struct task *task, struct invoice *invoice)
{
    struct subscription *subscription;
    TRY(job_cancel(task, invoice->id, 0));
    TRY(subscription_of(task, invoice, &subscription));
    if (subscription != NULL) {
        TRY(subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE
                ? complete(task, subscription, invoice)
            : pending_waits_for(subscription, invoice)
                ? pending_resolved(task, subscription, invoice)
            : subscription->resumption.key == invoice->id.key
                ? resume_resolved(task, subscription, invoice)
                : recompute_status(task, subscription));
    }
    void *customer = NULL; /* may be deleted by now */
    TRY(record_load(task, &customer_records, invoice->customer, &customer));
    return customer == NULL ? OK : customer_touch_delinquent(task, customer, false);
}

err_t
collect_keep_method(struct task *task, const struct invoice *invoice,
                    const struct payment_method *method)
{
    struct subscription *subscription;
    TRY(subscription_of(task, invoice, &subscription));
    if (subscription == NULL || method->customer.key != invoice->customer.key ||
        subscription->payment_settings.save_default_payment_method !=
            SAVE_PAYMENT_METHOD_ON_SUBSCRIPTION ||
        subscription->default_payment_method.key == method->id.key) {
        return OK;
    }
    subscription->default_payment_method = method->id;
    return subscription->status == SUBSCRIPTION_STATUS_INCOMPLETE
               ? OK /* saved with its move to active */
               : subscription_save(task, subscription);
}

/** Trying the same payment method again would only annoy its bank (billing.md 14.3). */
static void
note_refusal(struct invoice *invoice, const struct collect_result *result)
{
    const struct payment_error *error = result->intent->last_payment_error;
    bool was_hard = result->had_method &&
                    (result->outcome.is_hard || result->outcome.result == PAYMENT_REQUIRES_ACTION);
    if (was_hard) {
        invoice->refused_method = result->method;
    } else if (invoice->awaits_bank && error != NULL) {
        invoice->refused_method = error->payment_method;
    }
}

err_t
collect_note_failure(struct task *task, struct invoice *invoice, const struct collect_order *order,
                     const struct collect_result *result)
{
    bool needs_action = result->had_method && result->outcome.result == PAYMENT_REQUIRES_ACTION;
    struct subscription *subscription;
    struct dunning_plan plan;
    enum collection_step step = COLLECTION_STEP_STANDARD;
    TRY(subscription_of(task, invoice, &subscription));
    /* Whoever wants a change or a resumption pays its invoice, or it is dropped. */
    bool is_wish = subscription != NULL && (pending_waits_for(subscription, invoice) ||
                                            subscription->resumption.key == invoice->id.key);
    bool is_own = !is_wish && (order->is_automatic || invoice->awaits_bank);
    note_refusal(invoice, result);
    TRY(dunning_plan(task, invoice, is_own, &plan));
    if (is_own) {
        TRY(ask_collection(task, invoice, subscription, result, &plan.next, &step));
        plan.is_over = plan.is_over && plan.next == 0;
    }
    invoice->awaits_bank = false;
    TRY(invoice_note_failure(task, invoice, order->is_automatic, needs_action, plan.next));
    TRY(dunning_schedule(task, invoice, &plan));
    struct customer *customer;
    bool is_latest = subscription != NULL && subscription->latest_invoice.key == invoice->id.key;
    if (subscription != NULL && subscription->status == SUBSCRIPTION_STATUS_ACTIVE && !is_wish &&
        (is_latest || step == COLLECTION_STEP_PAST_DUE)) {
        TRY(subscription_move(task, subscription, SUBSCRIPTION_STATUS_PAST_DUE));
    }
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    TRY(customer_touch_delinquent(task, customer, true));
    if (step == COLLECTION_STEP_CANCEL && subscription != NULL &&
        subscription->status == SUBSCRIPTION_STATUS_PAST_DUE) {
        return cancel_end(task, subscription, CANCELLATION_REASON_PAYMENT_FAILED);
    }
    return plan.is_over ? dunning_end(task, invoice) : OK;
}

/** A bank takes days to decide: the subscription is active meanwhile. */
static err_t
note_processing(struct task *task, struct invoice *invoice)
{
    struct subscription *subscription;
    invoice->attempted = true;
    invoice->attempt_count++;
    invoice->next_payment_attempt = 0;
    invoice->awaits_bank = true;
    TRY(job_cancel(task, invoice->id, JOB_RETRY));
    TRY(invoice_save(task, invoice, EVENT_INVOICE_UPDATED));
    TRY(subscription_of(task, invoice, &subscription));
    if (subscription == NULL || subscription->status != SUBSCRIPTION_STATUS_INCOMPLETE ||
        subscription->first_invoice.key != invoice->id.key) {
        return OK;
    }
    TRY(job_cancel(task, subscription->id, JOB_EXPIRE_INCOMPLETE));
    TRY(renewal_schedule(task, subscription));
    return subscription_move(task, subscription, SUBSCRIPTION_STATUS_ACTIVE);
}

err_t
collect_invoice(struct task *task, struct invoice *invoice, const struct collect_order *order,
                struct collect_result *out)
{
    assert(invoice->status == INVOICE_STATUS_OPEN ||
           invoice->status == INVOICE_STATUS_UNCOLLECTIBLE);

    struct collect_result result = {0};
    struct payment_method *method = order->method;
    if (method == NULL) {
        TRY(collect_choose_method(task, invoice, &method));
    }
    TRY(payment_intent_load(task, invoice->payment_intent, NULL, &result.intent));
    if (result.intent->status == PAYMENT_INTENT_STATUS_PROCESSING) {
        return fail(task, ERR_PAYMENT_INTENT_UNEXPECTED_STATE, NULL,
                    "The payment of this invoice is being processed by the bank.");
    }
    result.had_method = method != NULL;
    if (method != NULL) {
        result.method = method->id;
        TRY(payment_attempt(task, result.intent, method, order->off_session, &result.outcome));
        result.is_paid = result.outcome.result == PAYMENT_SUCCEEDED;
    }
    *out = result;
    if (result.is_paid) {
        if (order->is_automatic || invoice->attempt_count == 0) {
            invoice->attempt_count++;
        }
        TRY(collect_keep_method(task, invoice, method));
        TRY(invoice_settle(task, invoice));
        return collect_resolved(task, invoice);
    }
    if (result.had_method && result.outcome.result == PAYMENT_PROCESSING) {
        return note_processing(task, invoice);
    }
    return collect_note_failure(task, invoice, order, &result);
}

err_t
collect_fail(struct task *task, const struct collect_result *result)
{
    assert(!result->is_paid);
    if (!result->had_method) {
        return fail(task, ERR_INVOICE_NO_PAYMENT_METHOD, NULL,
                    "There is no `default_payment_method` set on this Customer or Invoice. Please "
                    "set a default payment method, or pass a PaymentMethod.");
    }
    if (result->outcome.result == PAYMENT_REQUIRES_ACTION) {
        return fail(task, ERR_INVOICE_AUTHENTICATION_REQUIRED, NULL,
                    "This payment requires additional user action before it can be completed "
                    "successfully.");
    }
    return payment_fail(task, result->intent, &result->outcome);
}

err_t
collect_schedule(struct task *task, const struct invoice *invoice)
{
    if (invoice->automatically_finalizes_at == 0) {
        return OK;
    }
    return job_add(task, invoice->test_clock, invoice->automatically_finalizes_at, JOB_FINALIZE,
                   invoice->id);
}

err_t
collect_watch_due(struct task *task, const struct invoice *invoice)
{
    struct invoice_rules *rules;
    TRY(job_cancel(task, invoice->id, JOB_OVERDUE));
    TRY(job_cancel(task, invoice->id, JOB_WILL_BE_DUE));
    if (invoice->due_date == 0 || invoice->status != INVOICE_STATUS_OPEN) {
        return OK;
    }
    TRY(invoice_rules_load(task, &rules));
    instant_t warning = invoice->due_date - rules->will_be_due_days * SECONDS_A_DAY;
    if (rules->will_be_due_days > 0 && warning > task->now) {
        TRY(job_add(task, invoice->test_clock, warning, JOB_WILL_BE_DUE, invoice->id));
    }
    return job_add(task, invoice->test_clock, invoice->due_date, JOB_OVERDUE, invoice->id);
}

static err_t
send_out(struct task *task, struct invoice *invoice)
{
    TRY(invoice_save(task, invoice, EVENT_INVOICE_SENT));
    return collect_watch_due(task, invoice);
}

err_t
collect_advance(struct task *task, struct invoice *invoice, bool is_automatic,
                struct collect_result *out)
{
    *out = (struct collect_result){0};
    TRY(job_cancel(task, invoice->id, JOB_FINALIZE));
    TRY(invoice_finalize(task, invoice));
    if (invoice->parked) {
        return OK;
    }
    if (invoice->status == INVOICE_STATUS_PAID) {
        out->is_paid = true;
        return collect_resolved(task, invoice);
    }
    if (invoice->pause_behavior == PAUSE_BEHAVIOR_VOID) {
        TRY(invoice_void(task, invoice));
        return collect_resolved(task, invoice);
    }
    if (invoice->pause_behavior == PAUSE_BEHAVIOR_MARK_UNCOLLECTIBLE) {
        TRY(invoice_mark_uncollectible(task, invoice, UNCOLLECTIBLE_REASON_SUBSCRIPTION_PAUSED));
        return collect_resolved(task, invoice);
    }
    if (invoice->collection_method == COLLECTION_METHOD_SEND_INVOICE) {
        return send_out(task, invoice);
    }
    struct collect_order order = {.is_automatic = is_automatic, .off_session = true};
    return collect_invoice(task, invoice, &order, out);
}

/* ---- jobs ---------------------------------------------------------------- */

static err_t
load_invoice(struct task *task, const struct job *job, struct invoice **out)
{
    void *object = NULL;
    TRY(record_load(task, &invoice_records, (struct id){job->subject}, &object));
    *out = object;
    return OK;
}

err_t
finalize_run(struct task *task, const struct job *job)
{
    struct invoice *invoice;
    struct collect_result result;
    TRY(load_invoice(task, job, &invoice));
    if (invoice == NULL || invoice->status != INVOICE_STATUS_DRAFT || !invoice->auto_advance ||
        invoice->parked) {
        return OK;
    }
    return collect_advance(task, invoice, true, &result);
}

err_t
will_be_due_run(struct task *task, const struct job *job)
{
    struct invoice *invoice;
    TRY(load_invoice(task, job, &invoice));
    return invoice == NULL || invoice->status != INVOICE_STATUS_OPEN
               ? OK
               : invoice_save(task, invoice, EVENT_INVOICE_WILL_BE_DUE);
}
