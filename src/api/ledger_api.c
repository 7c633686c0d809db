/* SPDX-License-Identifier: Apache-2.0 */
/** ledger_api.c: /v1/extend/ledger: where money went, and what the accounts hold. */
#include "api/route.h"
#include "invoice/invoice.h"
#include "ledger/ledger.h"
#include "payment/payment.h"

#include "routes.model.h"

/* ---- transfers ------------------------------------------------------------ */

struct transfer_filter {
    const struct ledger_transfer_list_params *params;
    const struct model_kind *source_kind; /**< NULL: all of the root's */
    struct id source;
};

static bool
transfer_fits(const void *object, const void *data)
{
    const struct ledger_transfer *transfer = object;
    const struct transfer_filter *filter = data;
    const struct ledger_transfer_list_params *params = filter->params;
    bool has_account = params->has_account == GIVEN_NO;
    bool has_source = filter->source_kind == NULL;
    for (size_t i = 0; i < transfer->legs_count; i++) {
        const struct ledger_leg *leg = &transfer->legs[i];
        has_account =
            has_account || leg->debit == params->account || leg->credit == params->account;
        has_source = has_source || (leg->source_key == filter->source.key &&
                                    leg->source_kind == filter->source_kind->number);
    }
    return has_account && has_source &&
           (params->has_customer == GIVEN_NO || transfer->customer.key == params->customer.key);
}

static void
scan_customer(struct record_scan *scan, struct id customer)
{
    scan->index = LEDGER_TRANSFERS_BY_CUSTOMER;
    scan->equals[0] = customer.key;
    scan->equals_count = 1;
}

static void
scan_root(struct record_scan *scan, struct id root)
{
    scan->index = LEDGER_TRANSFERS_BY_ROOT;
    scan->equals[0] = root.key;
    scan->equals_count = 1;
}

/** A payment may have found its invoice later: its customer's transfers hold all of it. */
static err_t
scan_payment(struct task *task, struct id id, struct record_scan *scan)
{
    struct payment_intent *intent;
    TRY(payment_intent_load(task, id, "object", &intent));
    if (intent->customer.key != 0) {
        scan_customer(scan, intent->customer);
    } else {
        scan_root(scan, intent->id);
    }
    return OK;
}

/** Where an object's transfers are found, and which of them are its own. */
static err_t
scan_object(struct task *task, struct transfer_filter *filter, struct record_scan *scan)
{
    const struct id_secret *secret = &task->account->secret;
    struct text text = filter->params->object;
    struct id id;
    void *object = NULL;
    if (id_parse(secret, invoice_kind.prefix, text, &id.key)) {
        scan_root(scan, id);
        return OK;
    }
    if (id_parse(secret, credit_note_kind.prefix, text, &filter->source.key)) {
        TRY(record_load(task, &credit_note_records, filter->source, &object));
        if (object != NULL) {
            filter->source_kind = &credit_note_kind;
            scan_root(scan, ((const struct credit_note *)object)->invoice);
            return OK;
        }
    }
    if (id_parse(secret, charge_kind.prefix, text, &id.key)) {
        struct charge *charge;
        TRY(charge_load(task, id, "object", &charge));
        filter->source_kind = &payment_intent_kind; /* the payment's money is its charge's */
        filter->source = charge->payment_intent;
        return scan_payment(task, charge->payment_intent, scan);
    }
    if (id_parse(secret, payment_intent_kind.prefix, text, &filter->source.key)) {
        filter->source_kind = &payment_intent_kind;
        return scan_payment(task, filter->source, scan);
    }
    if (id_parse(secret, refund_kind.prefix, text, &filter->source.key)) {
        struct refund *refund;
        TRY(refund_load(task, filter->source, "object", &refund));
        filter->source_kind = &refund_kind;
        return scan_payment(task, refund->payment_intent, scan);
    }
    if (id_parse(secret, customer_balance_transaction_kind.prefix, text, &filter->source.key)) {
        TRY(record_load(task, &customer_balance_transaction_records, filter->source, &object));
    }
    if (object == NULL) {
        return fail(task, ERR_RESOURCE_MISSING, "object",
                    "There are no transfers of '%.*s': give the id of an invoice, a credit "
                    "note, a payment intent, a charge, a refund or a balance transaction.",
                    TEXT_ARG(text));
    }
    filter->source_kind = &customer_balance_transaction_kind;
    scan_customer(scan, ((const struct customer_balance_transaction *)object)->customer);
    return OK;
}

err_t
api_ledger_transfer_list(struct call *call)
{
    const struct ledger_transfer_list_params *params = call->params;
    struct transfer_filter filter = {.params = params};
    struct record_scan scan = {.kind = &ledger_transfer_records, .index = -1};
    if (params->has_object == GIVEN_VALUE) {
        TRY(scan_object(call->task, &filter, &scan));
    } else if (params->has_customer == GIVEN_VALUE) {
        scan_customer(&scan, params->customer);
    }
    return call_answer_list(call, &scan, transfer_fits, &filter);
}

err_t
api_ledger_transfer_retrieve(struct call *call)
{
    void *transfer;
    TRY(call_path_object(call, 0, &ledger_transfer_records, &transfer));
    return call_answer_object(call, &ledger_transfer_kind, transfer);
}

/* ---- accounts --------------------------------------------------------------- */

err_t
api_ledger_account_list(struct call *call)
{
    const struct ledger_account_list_params *params = call->params;
    struct ledger_balance *balances;
    size_t count;
    size_t kept = 0;
    TRY(ledger_balances(call->task, params->customer, &balances, &count));
    for (size_t i = 0; i < count; i++) {
        if (params->has_currency == GIVEN_NO ||
            currency_equal(balances[i].currency, params->currency)) {
            balances[kept++] = balances[i];
        }
    }
    return call_answer_elements(call, &ledger_balance_model, balances, kept);
}
