/* SPDX-License-Identifier: Apache-2.0 */
/** charge.c: what became of one attempt. */
#include "payment/charge.h"

#include "base/change.h"
#include "base/metadata.h"
#include "event/event.h"

/** With what was paid, as it is now: later changes of the method do not reach the charge. */
static err_t
method_details_set(struct task *task, const struct payment_method *method,
                   const struct payment_intent *intent, struct charge *charge)
{
    struct charge_method_details *details = arena_new(task->arena, struct charge_method_details);
    if (details == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    details->type = method->type;
    details->sepa_debit = method->sepa_debit;
    details->us_bank_account = method->us_bank_account;
    if (method->card != NULL) {
        struct charge_card *card = arena_new(task->arena, struct charge_card);
        if (card == NULL) {
            return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
        }
        if (charge->status == CHARGE_STATUS_SUCCEEDED) {
            card->amount_authorized = intent->amount;
            card->has_amount_authorized = GIVEN_VALUE;
        }
        card->brand = method->card->brand;
        card->checks = method->card->checks;
        card->country = method->card->country;
        card->exp_month = method->card->exp_month;
        card->exp_year = method->card->exp_year;
        card->fingerprint = method->card->fingerprint;
        card->funding = method->card->funding;
        card->last4 = method->card->last4;
        card->network = method->card->brand;
        details->card = card;
    }
    charge->payment_method_details = details;
    return OK;
}

void
charge_decide(struct charge *charge, enum charge_status status, bool is_authorization,
              const struct payment_outcome *outcome)
{
    assert(charge_status_may_change(charge->status, status));

    charge->status = status;
    charge->captured = status == CHARGE_STATUS_SUCCEEDED && !is_authorization;
    charge->amount_captured = charge->captured ? charge->amount : 0;
    charge->paid = status != CHARGE_STATUS_FAILED;
    if (status == CHARGE_STATUS_FAILED) {
        charge->failure_code = text_of(error_kind(outcome->error)->api_code);
        charge->failure_message = outcome->message;
        charge->decline_code = outcome->decline_code;
    }
}

err_t
charge_append(struct task *task, const struct charge *charge)
{
    enum event_type type = charge->status == CHARGE_STATUS_SUCCEEDED ? EVENT_CHARGE_SUCCEEDED
                           : charge->status == CHARGE_STATUS_FAILED  ? EVENT_CHARGE_FAILED
                                                                     : EVENT_CHARGE_PENDING;
    return event_append(task, type, &charge_records, charge);
}

err_t
charge_create(struct task *task, const struct payment_intent *intent,
              const struct payment_method *method, enum charge_status status,
              const struct payment_outcome *outcome, struct charge **out)
{
    struct charge *charge = arena_new(task->arena, struct charge);
    if (charge == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    charge->id = task_new_id(task);
    charge->created = task->now;
    charge->livemode = task->account->livemode;
    charge->amount = intent->amount;
    charge->currency = intent->currency;
    charge->customer = intent->customer;
    charge->description = intent->description;
    charge->metadata = intent->metadata;
    charge->payment_intent = intent->id;
    charge->payment_method = method->id;
    charge->receipt_email = intent->receipt_email;
    charge->statement_descriptor = intent->statement_descriptor;
    charge->test_clock = intent->test_clock;
    charge->billing_details = method->billing_details;
    charge_decide(charge, status, intent->capture_method == CAPTURE_METHOD_MANUAL, outcome);
    TRY(method_details_set(task, method, intent, charge));
    TRY(record_insert(task, &charge_records, charge));
    TRY(charge_append(task, charge));
    *out = charge;
    return OK;
}

err_t
charge_update(struct task *task, struct charge *charge, const struct charge_update_params *params)
{
    change_text(&charge->description, params->has_description, params->description);
    change_text(&charge->receipt_email, params->has_receipt_email, params->receipt_email);
    TRY(metadata_merge(task, &charge->metadata, &params->metadata, params->has_metadata,
                       &charge->metadata));
    TRY(record_update(task, &charge_records, charge));
    return event_append(task, EVENT_CHARGE_UPDATED, &charge_records, charge);
}

/** What a bank's reason lets the seller do next. */
static const char *
advice_of(struct text decline_code)
{
    if (text_is(decline_code, "lost_card") || text_is(decline_code, "stolen_card")) {
        return "do_not_try_again";
    }
    if (text_is(decline_code, "expired_card") || text_is(decline_code, "incorrect_cvc") ||
        text_is(decline_code, "incorrect_number")) {
        return "confirm_card_data";
    }
    return "try_again_later";
}

err_t
charge_derive(struct task *task, struct charge *charge)
{
    struct charge_outcome *outcome = arena_new(task->arena, struct charge_outcome);
    if (outcome == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, NULL, NULL);
    }
    if (charge->status == CHARGE_STATUS_FAILED) {
        outcome->advice_code = text_of(advice_of(charge->decline_code));
        outcome->network_status = TEXT("declined_by_network");
        outcome->reason = charge->decline_code;
        outcome->risk_level = TEXT("normal");
        outcome->seller_message =
            text_is(charge->decline_code, "generic_decline")
                ? TEXT("The bank did not return any further details with this decline.")
                : text_format(task->arena, "The bank returned the decline code `%.*s`.",
                              TEXT_ARG(charge->decline_code));
        outcome->type = TEXT("issuer_declined");
    } else {
        outcome->network_status = TEXT("approved_by_network");
        outcome->risk_level = TEXT("normal");
        outcome->seller_message = charge->status == CHARGE_STATUS_SUCCEEDED
                                      ? TEXT("Payment complete.")
                                      : TEXT("The payment is being processed.");
        outcome->type = TEXT("authorized");
    }
    charge->outcome = outcome;
    return charge->has_refunds ? charge_derive_refunds(task, charge) : OK;
}
