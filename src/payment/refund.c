/* SPDX-License-Identifier: Apache-2.0 */
/** refund.c: money that is given back. */
#include "base/metadata.h"
#include "event/event.h"
#include "payment/charge.h"
#include "payment/gateway.h"

#include "limits.model.h"

/** Refunds of one charge that are shown inside it; a longer list has its own route. */
#define CHARGE_REFUNDS_MAX 10

/* ---- which charge, and how much of it ------------------------------------ */

/** The charge that took a payment's money. */
static err_t
charge_of_payment(struct task *task, struct id id, struct charge **out)
{
    struct payment_intent *intent;
    TRY(payment_intent_load(task, id, "payment_intent", &intent));
    if (intent->status != PAYMENT_INTENT_STATUS_SUCCEEDED) {
        return fail(task, ERR_CHARGE_NOT_REFUNDABLE, "payment_intent",
                    "This PaymentIntent does not have a successful charge to refund.");
    }
    return charge_load(task, intent->latest_charge, "payment_intent", out);
}

static err_t
charge_choose(struct task *task, const struct refund_order *order, struct charge **out)
{
    if (order->charge.key == 0 && order->payment_intent.key == 0) {
        return fail(task, ERR_PARAMETER_MISSING, "charge",
                    "One of the following params should be provided for this request: "
                    "payment_intent or charge.");
    }
    if (order->charge.key == 0) {
        return charge_of_payment(task, order->payment_intent, out);
    }
    TRY(charge_load(task, order->charge, "charge", out));
    if (order->payment_intent.key != 0 && (*out)->payment_intent.key != order->payment_intent.key) {
        return fail(task, ERR_PARAMETER_INVALID, "payment_intent",
                    "The charge does not belong to this PaymentIntent.");
    }
    return OK;
}

/** What is left of it when nothing else is asked for. */
static err_t
amount_choose(struct task *task, const struct charge *charge, int64_t wanted, int64_t *out)
{
    int64_t left = charge->amount_captured - charge->amount_refunded;
    if (charge->status != CHARGE_STATUS_SUCCEEDED || !charge->captured) {
        return fail(task, ERR_CHARGE_NOT_REFUNDABLE, "charge",
                    "Only a charge that took money can be refunded; this one is %s.",
                    charge_status_name(charge->status));
    }
    if (left == 0) {
        return fail(task, ERR_CHARGE_REFUNDED, "charge", "The charge has already been refunded.");
    }
    if (wanted > left) {
        return fail(task, ERR_REFUND_ABOVE_CHARGE, "amount",
                    "Refund amount (%lld) is greater than unrefunded amount on charge (%lld).",
                    (long long)wanted, (long long)left);
    }
    *out = wanted == 0 ? left : wanted;
    return OK;
}

/* ---- what it does to the charge ------------------------------------------- */

static void
charge_count(struct charge *charge, int64_t change)
{
    charge->amount_refunded += change;
    charge->refunded = charge->amount_refunded == charge->amount_captured;
    charge->has_refunds = true;
    assert(charge->amount_refunded >= 0 && charge->amount_refunded <= charge->amount_captured);
}

/** Money that does not go to the customer after all is the seller's again. */
static err_t
charge_restore(struct task *task, const struct refund *refund)
{
    struct charge *charge;
    TRY(charge_load(task, refund->charge, NULL, &charge));
    charge_count(charge, -refund->amount);
    TRY(record_update(task, &charge_records, charge));
    return event_append(task, EVENT_CHARGE_UPDATED, &charge_records, charge);
}

/* ---- what it does to the ledger ------------------------------------------ */

static err_t
refund_book(struct task *task, const struct refund *refund, enum ledger_reason reason,
            enum ledger_account debit, enum ledger_account credit)
{
    struct ledger_posting posting;
    struct payment_intent *intent;
    TRY(payment_intent_load(task, refund->payment_intent, NULL, &intent));
    payment_posting(intent, reason, &posting);
    posting.source_kind = &refund_kind;
    posting.source = refund->id;
    TRY(ledger_move(task, &posting, debit, credit, refund->amount, NULL));
    return ledger_post(task, &posting);
}

static err_t
book_begin(struct task *task, const struct refund *refund)
{
    return refund->status == REFUND_STATUS_SUCCEEDED
               ? refund_book(task, refund, LEDGER_REASON_REFUND_MADE, LEDGER_ACCOUNT_REFUNDS,
                             LEDGER_ACCOUNT_CASH)
               : refund_book(task, refund, LEDGER_REASON_REFUND_BEGUN, LEDGER_ACCOUNT_REFUNDS,
                             LEDGER_ACCOUNT_REFUNDS_PENDING);
}

/** It was made, or only begun, and is the seller's again. */
static err_t
book_return(struct task *task, const struct refund *refund, bool was_made)
{
    return refund_book(task, refund, LEDGER_REASON_REFUND_RETURNED,
                       was_made ? LEDGER_ACCOUNT_CASH : LEDGER_ACCOUNT_REFUNDS_PENDING,
                       LEDGER_ACCOUNT_REFUNDS);
}

/* ---- life ------------------------------------------------------------------ */

static void
refund_move(struct refund *refund, enum refund_status status)
{
    assert(refund_status_may_change(refund->status, status));
    refund->status = status;
}

static err_t
gateway_ask(struct task *task, const struct charge *charge, int64_t amount,
            struct gateway_answer *answer)
{
    struct payment_method *method;
    TRY(payment_method_load(task, charge->payment_method, NULL, &method));
    struct gateway_request request = {.method = method,
                                      .amount = money_of(amount, charge->currency)};
    gateway_of(task)->refund(&request, answer);
    return OK;
}

static enum refund_status
status_of(const struct gateway_answer *answer)
{
    switch (answer->result) {
    case PAYMENT_SUCCEEDED:
        return REFUND_STATUS_SUCCEEDED;
    case PAYMENT_PROCESSING:
        return REFUND_STATUS_PENDING;
    case PAYMENT_REQUIRES_ACTION:
        return REFUND_STATUS_REQUIRES_ACTION;
    case PAYMENT_FAILED:
        break;
    }
    return REFUND_STATUS_FAILED;
}

static err_t
refund_insert(struct task *task, const struct refund_order *order, const struct charge *charge,
              struct refund *refund)
{
    refund->id = task_new_id(task);
    refund->created = task->now;
    refund->charge = charge->id;
    refund->currency = charge->currency;
    refund->customer = charge->customer;
    refund->instructions_email = order->instructions_email;
    refund->metadata = order->metadata;
    refund->payment_intent = charge->payment_intent;
    refund->payment_method = charge->payment_method;
    refund->reason = order->reason;
    refund->test_clock = charge->test_clock;
    return record_insert(task, &refund_records, refund);
}

static err_t
ask_later(struct task *task, const struct refund *refund)
{
    return job_add(task, refund->test_clock, task->now + LIMIT_REFUND_ASK_SECONDS, JOB_ASK_REFUND,
                   refund->id);
}

err_t
refund_create(struct task *task, const struct refund_order *order, struct refund **out)
{
    struct charge *charge;
    struct gateway_answer answer;
    struct refund *refund = arena_new(task->arena, struct refund);
    if (refund == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    TRY(charge_choose(task, order, &charge));
    TRY(amount_choose(task, charge, order->amount, &refund->amount));
    TRY(gateway_ask(task, charge, refund->amount, &answer));
    refund_move(refund, status_of(&answer));
    TRY(refund_insert(task, order, charge, refund));
    if (refund->status == REFUND_STATUS_FAILED) {
        refund->failure_reason = REFUND_FAILURE_REASON_UNKNOWN;
        TRY(record_update(task, &refund_records, refund));
        TRY(event_append(task, EVENT_REFUND_CREATED, &refund_records, refund));
        *out = refund;
        return event_append(task, EVENT_REFUND_FAILED, &refund_records, refund);
    }
    if (answer.is_watched) {
        TRY(ask_later(task, refund));
    }
    charge_count(charge, refund->amount);
    TRY(record_update(task, &charge_records, charge));
    TRY(event_append(task, EVENT_CHARGE_REFUNDED, &charge_records, charge));
    TRY(book_begin(task, refund));
    *out = refund;
    return event_append(task, EVENT_REFUND_CREATED, &refund_records, refund);
}

static err_t
refund_save(struct task *task, struct refund *refund)
{
    TRY(record_update(task, &refund_records, refund));
    return event_append(task, EVENT_REFUND_UPDATED, &refund_records, refund);
}

/** A new status has two names: programs listen to one of them. */
static err_t
refund_save_status(struct task *task, struct refund *refund)
{
    TRY(refund_save(task, refund));
    return event_append_value(task, EVENT_CHARGE_REFUND_UPDATED, &refund_kind, refund);
}

err_t
refund_update(struct task *task, struct refund *refund, const struct refund_update_params *params)
{
    TRY(metadata_merge(task, &refund->metadata, &params->metadata, params->has_metadata,
                       &refund->metadata));
    return refund_save(task, refund);
}

err_t
refund_cancel(struct task *task, struct refund *refund)
{
    if (!refund_status_may_change(refund->status, REFUND_STATUS_CANCELED)) {
        return fail(task, ERR_REFUND_NOT_CANCELABLE, NULL,
                    "This Refund could not be canceled because it has a status of %s.",
                    refund_status_name(refund->status));
    }
    refund_move(refund, REFUND_STATUS_CANCELED);
    TRY(book_return(task, refund, false));
    TRY(charge_restore(task, refund));
    return refund_save_status(task, refund);
}

err_t
refund_settle(struct task *task, struct refund *refund, bool succeeded)
{
    enum refund_status status = succeeded ? REFUND_STATUS_SUCCEEDED : REFUND_STATUS_FAILED;
    if (!refund_status_may_change(refund->status, status)) {
        return fail(task, ERR_REFUND_NOT_CANCELABLE, NULL,
                    "This Refund could not be settled because it has a status of %s.",
                    refund_status_name(refund->status));
    }
    bool was_made = refund->status == REFUND_STATUS_SUCCEEDED;
    refund_move(refund, status);
    if (succeeded) {
        TRY(refund_book(task, refund, LEDGER_REASON_REFUND_DONE, LEDGER_ACCOUNT_REFUNDS_PENDING,
                        LEDGER_ACCOUNT_CASH));
        return refund_save_status(task, refund);
    }
    refund->failure_reason = REFUND_FAILURE_REASON_UNKNOWN;
    TRY(book_return(task, refund, was_made));
    TRY(charge_restore(task, refund));
    TRY(refund_save_status(task, refund));
    return event_append(task, EVENT_REFUND_FAILED, &refund_records, refund);
}

err_t
refund_expire(struct task *task, struct refund *refund)
{
    return refund->status == REFUND_STATUS_REQUIRES_ACTION
               ? refund_settle(task, refund, false)
               : fail(task, ERR_REFUND_NOT_EXPIRABLE, NULL,
                      "This Refund could not be expired because it has a status of %s; only one "
                      "with a status of requires_action can.",
                      refund_status_name(refund->status));
}

err_t
refund_ask(struct task *task, struct refund *refund)
{
    struct payment_method *method;
    struct gateway_answer answer;
    TRY(payment_method_load(task, refund->payment_method, NULL, &method));
    struct gateway_request request = {
        .method = method,
        .amount = money_of(refund->amount, refund->currency),
        .idempotency_key =
            id_text(task->arena, &task->account->secret, refund_kind.prefix, refund->id.key)};
    if (request.idempotency_key.bytes == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    gateway_of(task)->ask_refund(&request, &answer);
    enum refund_status status = status_of(&answer);
    if (status == REFUND_STATUS_PENDING && refund->status == REFUND_STATUS_PENDING) {
        return ask_later(task, refund);
    }
    return refund->status != status && refund_status_may_change(refund->status, status)
               ? refund_settle(task, refund, status == REFUND_STATUS_SUCCEEDED)
               : OK;
}

err_t
charge_derive_refunds(struct task *task, struct charge *charge)
{
    struct record_scan scan = {.kind = &refund_records,
                               .index = REFUNDS_BY_CHARGE,
                               .equals = {charge->id.key},
                               .equals_count = 1,
                               .newest_first = true,
                               .unwatched = true,
                               .limit = CHARGE_REFUNDS_MAX};
    void **found;
    size_t count;
    bool has_more;
    TRY(record_scan(task, &scan, &found, &count, &has_more));
    charge->refunds = arena_alloc(task->arena, count, sizeof(*charge->refunds));
    if (charge->refunds == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        charge->refunds[i] = ((const struct refund *)found[i])->id;
    }
    charge->refunds_count = count;
    return OK;
}

err_t
refund_derive(struct task *task, struct refund *refund)
{
    (void)task;
    if (refund->status == REFUND_STATUS_PENDING) {
        refund->pending_reason = TEXT("processing");
    }
    return OK;
}
