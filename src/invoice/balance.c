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
    *due = wanted;
    *ending = sum - wanted;
    assert(*due >= 0 && *due + *ending == total + starting);
    return OK;
}

int64_t
balance_of(const struct customer *customer, struct currency currency)
{
    return currency_equal(customer->currency, currency) || customer->currency.index == 0
               ? customer->balance
               : 0;
}

err_t
balance_apply(struct task *task, struct invoice *invoice, const struct customer *customer,
              int64_t applied)
{
    int64_t ending;
    invoice->starting_balance = balance_of(customer, invoice->currency);
    TRY(balance_meet(task, invoice->total, invoice->starting_balance, applied, invoice->currency,
                     &invoice->amount_due, &ending));
    invoice->ending_balance = ending;
    invoice->has_ending_balance = GIVEN_VALUE;
    invoice->amount_remaining = invoice->amount_due;
    return OK;
}

err_t
balance_credit(struct task *task, const struct invoice *invoice, int64_t amount)
{
    struct customer *customer;
    TRY(customer_load(task, invoice->customer, "customer", &customer));
    return customer_add_balance(task, customer, money_of(-amount, invoice->currency));
}
