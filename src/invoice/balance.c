/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/balance.h"

int64_t
balance_applied(int64_t total, int64_t starting)
{
    if (total < 0) {
        return 0; /* an old debt waits for an invoice that charges something */
    }
    return starting < -total ? -total : starting; /* a credit is never paid out */
}

err_t
balance_meet(struct task *task, int64_t total, int64_t starting, int64_t applied,
             struct currency currency, int64_t *due, int64_t *ending)
{
    int64_t sum, wanted;
    if (__builtin_add_overflow(total, starting, &sum) ||
        __builtin_add_overflow(total, applied, &wanted)) {
        return fail(task, ERR_MONEY_OVERFLOW, NULL, "the customer's balance is too large");
    }
    if (wanted < 0) {
        wanted = 0;
    }
    if (wanted > 0 && wanted < currency_charge_min(currency)) {
        wanted = 0;
    }
    if (wanted > currency_charge_max(currency)) {
        wanted = currency_charge_max(currency);
    }
    *due = wanted - wanted % currency_charge_step(currency); /* dinars are charged by tens */
    *ending = sum - *due;
    assert(*due >= 0 && *due + *ending == total + starting);
    return OK;
}

err_t
balance_apply(struct task *task, struct invoice *invoice, const struct customer *customer,
              int64_t applied)
{
    int64_t ending;
    invoice->starting_balance = customer_balance_in(customer, invoice->currency);
    TRY(balance_meet(task, invoice->total, invoice->starting_balance, applied, invoice->currency,
                     &invoice->amount_due, &ending));
    invoice->ending_balance = ending;
    invoice->has_ending_balance = GIVEN_VALUE;
    invoice->amount_remaining = invoice->amount_due;
    return OK;
}

/** A change of the balance because of the invoice. */
static err_t
change(struct task *task, const struct invoice *invoice, struct customer *customer,
       enum balance_transaction_type type, int64_t amount)
{
    struct balance_change change = {
        .type = type, .amount = money_of(amount, invoice->currency), .invoice = invoice->id};
    return customer_add_balance(task, customer, &change, NULL);
}

err_t
balance_move(struct task *task, const struct invoice *invoice, struct customer *customer,
             int64_t applied)
{
    int64_t wanted = invoice->total + applied < 0 ? 0 : invoice->total + applied;
    TRY(customer_touch_currency(task, customer, invoice->currency));
    TRY(change(task, invoice, customer, BALANCE_TRANSACTION_TYPE_APPLIED_TO_INVOICE,
               invoice->total - wanted));
    return change(task, invoice, customer,
                  wanted > currency_charge_max(invoice->currency)
                      ? BALANCE_TRANSACTION_TYPE_INVOICE_TOO_LARGE
                      : BALANCE_TRANSACTION_TYPE_INVOICE_TOO_SMALL,
                  wanted - invoice->amount_due);
}

err_t
balance_credit(struct task *task, const struct invoice *invoice, enum balance_transaction_type type,
               int64_t amount)
{
    struct customer *customer;
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    return change(task, invoice, customer, type, -amount);
}
