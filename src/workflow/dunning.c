/* SPDX-License-Identifier: Apache-2.0 */
/** dunning.c: what follows when an invoice is not paid (billing.md 14.2, 14.3). */
#include "account/account.h"
#include "workflow/step.h"

static const int64_t SECONDS_A_DAY = 86400;

/* ---- the schedule ----------------------------------------------------------- */

/** The first instant of the schedule that is still to come; 0: there is none. */
static instant_t
next_of_schedule(const struct dunning_settings *settings, instant_t first_failed_at, instant_t now)
{
    for (size_t i = 0; i < settings->retry_days_count; i++) {
        instant_t at = first_failed_at + settings->retry_days[i] * SECONDS_A_DAY;
        if (at > now) {
            return at;
        }
    }
    return 0;
}

err_t
dunning_plan(struct task *task, struct invoice *invoice, bool is_automatic,
             struct dunning_plan *out)
{
    struct account_settings *settings;
    *out = (struct dunning_plan){.next = invoice->next_payment_attempt};
    if (!is_automatic) {
        return OK; /* what a client tries leaves the schedule as it is */
    }
    out->next = 0;
    /* A first invoice waits 23 hours for its customer, and nothing else. */
    if (invoice->billing_reason == BILLING_REASON_SUBSCRIPTION_CREATE || !invoice->auto_advance) {
        return OK;
    }
    if (invoice->first_failed_at == 0) {
        invoice->first_failed_at = task->now;
    }
    TRY(account_settings_load(task, &settings));
    out->next = next_of_schedule(&settings->dunning, invoice->first_failed_at, task->now);
    out->is_over = out->next == 0;
    return OK;
}

err_t
dunning_schedule(struct task *task, const struct invoice *invoice, const struct dunning_plan *plan)
{
    TRY(job_cancel(task, invoice->id, JOB_RETRY));
    return plan->next == 0 ? OK
                           : job_add(task, invoice->test_clock, plan->next, JOB_RETRY, invoice->id);
}

/** The same payment method would only fail again: a new one is waited for (billing.md 14.3). */
static err_t
is_pointless(struct task *task, const struct invoice *invoice, bool *out)
{
    struct payment_method *method;
    TRY(collect_choose_method(task, invoice, &method));
    *out = method == NULL || method->id.key == invoice->refused_method.key;
    return OK;
}

/** Nothing is tried, but the attempt counts and the schedule goes on. */
static err_t
skip_attempt(struct task *task, struct invoice *invoice)
{
    struct dunning_plan plan;
    invoice->attempt_count++;
    TRY(dunning_plan(task, invoice, true, &plan));
    invoice->next_payment_attempt = plan.next;
    TRY(invoice_save(task, invoice, EVENT_INVOICE_UPDATED));
    TRY(dunning_schedule(task, invoice, &plan));
    return plan.is_over ? dunning_end(task, invoice) : OK;
}

/* ---- the end ------------------------------------------------------------------ */

static err_t
end_subscription(struct task *task, const struct invoice *invoice, enum dunning_end end)
{
    struct subscription *subscription;
    if (invoice->subscription.key == 0) {
        return OK;
    }
    TRY(subscription_load(task, invoice->subscription, NULL, &subscription));
    if (subscription->status != SUBSCRIPTION_STATUS_PAST_DUE) {
        return OK; /* a newer invoice decides */
    }
    switch (end) {
    case DUNNING_END_CANCEL:
        return cancel_end(task, subscription, CANCELLATION_REASON_PAYMENT_FAILED);
    case DUNNING_END_UNPAID:
        return subscription_move(task, subscription, SUBSCRIPTION_STATUS_UNPAID);
    case DUNNING_END_PAST_DUE:
    case DUNNING_END_NONE:
        break;
    }
    return OK;
}

err_t
dunning_end(struct task *task, struct invoice *invoice)
{
    struct account_settings *settings;
    TRY(account_settings_load(task, &settings));
    if (settings->dunning.invoice_end == UNPAID_INVOICE_END_UNCOLLECTIBLE) {
        TRY(invoice_mark_uncollectible(task, invoice, UNCOLLECTIBLE_REASON_MAX_PAYMENT_ATTEMPTS));
    }
    return end_subscription(task, invoice, settings->dunning.subscription_end);
}

/* ---- jobs ---------------------------------------------------------------------- */

/** The open invoice of a job, or NULL. */
static err_t
open_invoice(struct task *task, const struct job *job, struct invoice **out)
{
    void *object;
    TRY(record_load(task, &invoice_records, (struct id){job->subject}, &object));
    *out = object;
    if (*out != NULL && (*out)->status != INVOICE_STATUS_OPEN) {
        *out = NULL;
    }
    return OK;
}

err_t
retry_run(struct task *task, const struct job *job)
{
    struct invoice *invoice;
    struct payment_intent *intent;
    struct collect_result result;
    bool pointless;
    TRY(open_invoice(task, job, &invoice));
    if (invoice == NULL || !invoice->auto_advance) {
        return OK;
    }
    TRY(payment_intent_load(task, invoice->payment_intent, NULL, &intent));
    if (intent->status == PAYMENT_INTENT_STATUS_PROCESSING) {
        return OK; /* the bank decides; what it says is heard of */
    }
    TRY(is_pointless(task, invoice, &pointless));
    if (pointless) {
        return skip_attempt(task, invoice);
    }
    struct collect_order order = {.is_automatic = true, .off_session = true};
    return collect_invoice(task, invoice, &order, &result);
}

err_t
overdue_run(struct task *task, const struct job *job)
{
    struct invoice *invoice;
    struct subscription *subscription = NULL;
    struct customer *customer;
    struct account_settings *settings;
    TRY(open_invoice(task, job, &invoice));
    if (invoice == NULL) {
        return OK;
    }
    TRY(invoice_save(task, invoice, EVENT_INVOICE_OVERDUE));
    if (invoice->subscription.key != 0) {
        TRY(subscription_load(task, invoice->subscription, NULL, &subscription));
    }
    if (subscription != NULL && subscription->status == SUBSCRIPTION_STATUS_ACTIVE &&
        subscription->latest_invoice.key == invoice->id.key) {
        TRY(subscription_move(task, subscription, SUBSCRIPTION_STATUS_PAST_DUE));
    }
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    TRY(customer_touch_delinquent(task, customer, true));
    TRY(account_settings_load(task, &settings));
    return settings->overdue.has_after_days != GIVEN_VALUE
               ? OK
               : job_add(task, invoice->test_clock,
                         invoice->due_date + settings->overdue.after_days * SECONDS_A_DAY,
                         JOB_OVERDUE_END, invoice->id);
}

err_t
overdue_end_run(struct task *task, const struct job *job)
{
    struct invoice *invoice;
    struct account_settings *settings;
    TRY(open_invoice(task, job, &invoice));
    if (invoice == NULL) {
        return OK;
    }
    TRY(account_settings_load(task, &settings));
    return end_subscription(task, invoice, settings->overdue.subscription_end);
}

err_t
payment_ask_run(struct task *task, const struct job *job)
{
    void *intent;
    bool is_decided;
    TRY(record_load(task, &payment_intent_records, (struct id){job->subject}, &intent));
    if (intent == NULL) {
        return OK;
    }
    TRY(payment_intent_ask(task, intent, &is_decided));
    return is_decided ? workflow_payment_changed(task, intent) : OK;
}

err_t
refund_ask_run(struct task *task, const struct job *job)
{
    void *refund;
    TRY(record_load(task, &refund_records, (struct id){job->subject}, &refund));
    return refund == NULL ? OK : refund_ask(task, refund);
}

err_t
tax_id_run(struct task *task, const struct job *job)
{
    void *tax_id;
    TRY(record_load(task, &tax_id_records, (struct id){job->subject}, &tax_id));
    return tax_id == NULL ? OK : tax_id_check(task, tax_id);
}
