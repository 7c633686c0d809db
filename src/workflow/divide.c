/* SPDX-License-Identifier: Apache-2.0 */
/** divide.c: a period's lines fall on several invoices when user logic says so. */
#include "workflow/step.h"

#include "limits.model.h"

/** A draft beside the latest invoice: final in an hour, as every renewal's. */
static err_t
keep_other(struct task *task, struct invoice *other, struct subscription *subscription)
{
    bool is_charged = other->collection_method == COLLECTION_METHOD_CHARGE_AUTOMATICALLY;
    if (other->auto_advance) {
        other->automatically_finalizes_at = task->now + LIMIT_INVOICE_DRAFT_SECONDS;
        other->next_payment_attempt = is_charged ? other->automatically_finalizes_at : 0;
    }
    TRY(invoice_price(task, other, false));
    TRY(invoice_note_debits(task, other, subscription));
    if (task->is_preview) {
        return OK;
    }
    TRY(invoice_insert(task, other));
    return collect_schedule(task, other);
}

err_t
renewal_divide(struct task *task, struct invoice *invoice, struct subscription *subscription)
{
    struct invoice_others others;
    TRY(invoice_rate(task, invoice));
    if (invoice->parked) {
        invoice->is_undivided = true; /* that comes next */
        return OK;
    }
    TRY(invoice_divide(task, invoice, subscription, &others));
    for (size_t i = 0; i < others.count; i++) {
        TRY(keep_other(task, others.items[i], subscription));
    }
    return OK;
}

err_t
renewal_divide_again(struct task *task, struct invoice *invoice)
{
    struct subscription *subscription;
    if (!invoice->parked || !invoice->is_undivided) {
        return OK;
    }
    TRY(subscription_load(task, invoice->subscription, NULL, &subscription));
    invoice->parked = false;
    TRY(renewal_divide(task, invoice, subscription));
    TRY(invoice_note_debits(task, invoice, subscription));
    TRY(record_update(task, &subscription_records, subscription));
    invoice->parked = true; /* what it costs is not decided yet */
    return OK;
}
