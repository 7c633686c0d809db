/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/balance.h"
#include "invoice/collect_link.h"
#include "invoice/decide.h"
#include "invoice/number.h"
#include "invoice/post.h"
#include "invoice/revision.h"
#include "invoice/snapshot.h"

static const int64_t SECONDS_A_DAY = 86400;

static err_t
consume_discounts(struct task *task, const struct invoice *invoice)
{
    struct subscription *subscription = NULL;
    if (invoice->subscription.key != 0) {
        TRY(subscription_load(task, invoice->subscription, NULL, &subscription));
    }
    TRY(discount_consume(task, subscription, invoice->discounts, invoice->discounts_count));
    for (size_t i = 0; i < invoice->lines_count; i++) {
        TRY(discount_consume(task, subscription, invoice->lines[i].discounts,
                             invoice->lines[i].discounts_count));
    }
    return OK;
}

static err_t
pay_nothing(struct task *task, struct invoice *invoice)
{
    assert(invoice->amount_due == 0);
    invoice->status = INVOICE_STATUS_PAID;
    invoice->status_transitions.paid_at = task->now;
    invoice->attempted = true;
    invoice->next_payment_attempt = 0;
    TRY(invoice_save(task, invoice, EVENT_INVOICE_PAID));
    return event_append(task, EVENT_INVOICE_PAYMENT_SUCCEEDED, &invoice_records, invoice);
}

err_t
invoice_finalize(struct task *task, struct invoice *invoice)
{
    if (invoice->status != INVOICE_STATUS_DRAFT) {
        return fail(task, ERR_INVOICE_NOT_DRAFT, NULL,
                    "This invoice is already finalized, you can't re-finalize a non-draft "
                    "invoice.");
    }
    if (invoice->parked) {
        return fail(
            task, ERR_INVOICE_HELD, NULL,
            "User logic could not decide; the invoice waits for a person to rerun or release "
            "it.");
    }
    struct customer *customer;
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    bool was_told_before = invoice->created != task->now;

    int64_t applied = 0;
    TRY(decide_finalization(task, invoice, customer));
    if (!invoice->parked) {
        TRY(decide_balance(task, invoice, customer, &applied));
    }
    if (invoice->parked) {
        return invoice_save(task, invoice, EVENT_INVOICE_FINALIZATION_FAILED);
    }
    TRY(snapshot_take(task, invoice, customer));
    TRY(balance_apply(task, invoice, customer, applied));
    TRY(invoice_take_number(task, invoice, customer));
    invoice->status = INVOICE_STATUS_OPEN;
    invoice->status_transitions.finalized_at = task->now;
    if (invoice->effective_at == 0) {
        invoice->effective_at = task->now;
    }
    invoice->automatically_finalizes_at = 0;
    if (invoice->webhooks_delivered_at == 0) {
        invoice->webhooks_delivered_at = task->now;
    }
    if (invoice->collection_method == COLLECTION_METHOD_SEND_INVOICE && invoice->due_date == 0) {
        struct invoice_rules *rules;
        TRY(invoice_rules_load(task, &rules));
        int64_t days = invoice->has_days_until_due == GIVEN_VALUE ? invoice->days_until_due
                                                                  : rules->days_until_due;
        invoice->due_date = task->now + days * SECONDS_A_DAY;
    }
    if (was_told_before) {
        TRY(invoice_save(task, invoice, EVENT_INVOICE_UPDATED));
    }
    TRY(invoice_save(task, invoice, EVENT_INVOICE_FINALIZED));
    TRY(consume_discounts(task, invoice));
    TRY(post_finalized(task, invoice));
    TRY(balance_move(task, invoice, customer, applied));
    TRY(revision_replace(task, invoice));
    return invoice->amount_due == 0 ? pay_nothing(task, invoice) : link_open(task, invoice);
}
