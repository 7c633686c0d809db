/* SPDX-License-Identifier: Apache-2.0 */
/** balance.c: what a customer's balance holds, and every change of it. */
#include "account/account.h"
#include "base/change.h"
#include "base/metadata.h"
#include "customer/customer.h"
#include "event/event.h"

/* ---- by currency ------------------------------------------------------------ */

static struct currency_balance *
other_balance(const struct customer *customer, struct currency currency)
{
    for (size_t i = 0; i < customer->other_balances_count; i++) {
        if (currency_equal(customer->other_balances[i].currency, currency)) {
            return &customer->other_balances[i];
        }
    }
    return NULL;
}

int64_t
customer_balance_in(const struct customer *customer, struct currency currency)
{
    const struct currency_balance *other = other_balance(customer, currency);
    return currency_equal(customer->currency, currency) ? customer->balance
           : other != NULL                              ? other->amount
                                                        : 0;
}

static err_t
balance_write(struct task *task, struct customer *customer, struct currency currency,
              int64_t amount)
{
    if (customer->currency.index == 0) {
        customer->currency = currency;
    }
    if (currency_equal(customer->currency, currency)) {
        customer->balance = amount;
        return OK;
    }
    struct currency_balance *other = other_balance(customer, currency);
    if (other != NULL) {
        other->amount = amount;
        return OK;
    }
    size_t count = customer->other_balances_count;
    struct currency_balance *all = arena_alloc(task->arena, count + 1, sizeof(*all));
    if (all == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "balance", NULL);
    }
    for (size_t i = 0; i < count; i++) {
        all[i] = customer->other_balances[i];
    }
    all[count] = (struct currency_balance){.currency = currency, .amount = amount};
    customer->other_balances = all;
    customer->other_balances_count = count + 1;
    return OK;
}

/* ---- changes ------------------------------------------------------------------ */

/** Where a change comes from, in the ledger. */
static enum ledger_account
contra_account(enum balance_transaction_type type)
{
    switch (type) {
    case BALANCE_TRANSACTION_TYPE_APPLIED_TO_INVOICE:
    case BALANCE_TRANSACTION_TYPE_UNAPPLIED_FROM_INVOICE:
    case BALANCE_TRANSACTION_TYPE_INVOICE_TOO_LARGE:
    case BALANCE_TRANSACTION_TYPE_INVOICE_TOO_SMALL:
        return LEDGER_ACCOUNT_RECEIVABLE;
    case BALANCE_TRANSACTION_TYPE_INVOICE_OVERPAID:
    case BALANCE_TRANSACTION_TYPE_UNSPENT_RECEIVER_CREDIT:
    case BALANCE_TRANSACTION_TYPE_CHECKOUT_SESSION_SUBSCRIPTION_PAYMENT:
    case BALANCE_TRANSACTION_TYPE_CHECKOUT_SESSION_SUBSCRIPTION_PAYMENT_CANCELED:
        return LEDGER_ACCOUNT_UNAPPLIED_PAYMENTS;
    case BALANCE_TRANSACTION_TYPE_CREDIT_NOTE:
        return LEDGER_ACCOUNT_CREDIT_NOTES;
    case BALANCE_TRANSACTION_TYPE_ADJUSTMENT:
    case BALANCE_TRANSACTION_TYPE_INITIAL:
    case BALANCE_TRANSACTION_TYPE_MIGRATION:
    case BALANCE_TRANSACTION_TYPE_NONE:
        break;
    }
    return LEDGER_ACCOUNT_BALANCE_ADJUSTMENTS;
}

static err_t
change_book(struct task *task, const struct customer_balance_transaction *transaction)
{
    struct ledger_posting posting = {
        .reason = LEDGER_REASON_BALANCE_CHANGED,
        .source_kind = &customer_balance_transaction_kind,
        .source = transaction->id,
        .root = transaction->invoice.key != 0 ? transaction->invoice : transaction->customer,
        .invoice = transaction->invoice,
        .customer = transaction->customer,
        .currency = transaction->currency,
    };
    TRY(ledger_move(task, &posting, LEDGER_ACCOUNT_CUSTOMER_BALANCE,
                    contra_account(transaction->type), transaction->amount, NULL));
    return ledger_post(task, &posting);
}

static err_t
transaction_insert(struct task *task, const struct customer *customer,
                   const struct balance_change *change, struct customer_balance_transaction **out)
{
    struct customer_balance_transaction *transaction =
        arena_new(task->arena, struct customer_balance_transaction);
    if (transaction == NULL) {
        return fail(task, ERR_OUT_OF_MEMORY, "balance", NULL);
    }
    transaction->id = task_new_id(task);
    transaction->amount = change->amount.minor;
    transaction->created = task->now;
    transaction->currency = change->amount.currency;
    transaction->customer = customer->id;
    transaction->description = change->description;
    transaction->ending_balance = customer_balance_in(customer, change->amount.currency);
    transaction->invoice = change->invoice;
    transaction->credit_note = change->credit_note;
    transaction->livemode = customer->livemode;
    transaction->metadata = change->metadata;
    transaction->type = change->type;
    *out = transaction;
    return record_insert(task, &customer_balance_transaction_records, transaction);
}

/** Change it, without telling. */
static err_t
balance_add(struct task *task, struct customer *customer, const struct balance_change *change,
            struct customer_balance_transaction **out)
{
    int64_t sum;
    struct currency currency = change->amount.currency;
    if (__builtin_add_overflow(customer_balance_in(customer, currency), change->amount.minor,
                               &sum) ||
        sum == INT64_MIN) {
        return fail(task, ERR_MONEY_OVERFLOW, "amount", "The balance is too large.");
    }
    TRY(balance_write(task, customer, currency, sum));
    TRY(record_update(task, &customer_records, customer));
    TRY(transaction_insert(task, customer, change, out));
    return change_book(task, *out);
}

err_t
customer_add_balance(struct task *task, struct customer *customer,
                     const struct balance_change *change, struct customer_balance_transaction **out)
{
    struct customer_balance_transaction *transaction = NULL;
    if (change->amount.minor != 0) {
        TRY(balance_add(task, customer, change, &transaction));
        TRY(event_append(task, EVENT_CUSTOMER_UPDATED, &customer_records, customer));
    }
    if (out != NULL) {
        *out = transaction;
    }
    return OK;
}

err_t
customer_set_balance(struct task *task, struct customer *customer, int64_t balance,
                     enum balance_transaction_type type)
{
    struct balance_change change = {.type = type};
    struct customer_balance_transaction *transaction;
    if (__builtin_sub_overflow(balance, customer->balance, &change.amount.minor)) {
        return fail(task, ERR_MONEY_OVERFLOW, "balance", "The balance is too large.");
    }
    if (change.amount.minor == 0) {
        return OK;
    }
    change.amount.currency = customer->currency;
    if (customer->currency.index == 0) {
        struct account_settings *settings;
        TRY(account_settings_load(task, &settings));
        change.amount.currency = settings->default_currency;
    }
    return balance_add(task, customer, &change, &transaction);
}

err_t
balance_transaction_update(struct task *task, struct customer_balance_transaction *transaction,
                           const struct balance_transaction_update_params *params)
{
    change_text(&transaction->description, params->has_description, params->description);
    TRY(metadata_merge(task, &transaction->metadata, &params->metadata, params->has_metadata,
                       &transaction->metadata));
    return record_update(task, &customer_balance_transaction_records, transaction);
}
