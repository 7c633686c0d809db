/* SPDX-License-Identifier: Apache-2.0 */
#include "invoice/balance.h"

err_t
balance_meet(struct task *task, int64_t total, int64_t starting, struct currency currency,
             int64_t *due, int64_t *ending)
{
    int64_t sum;
    if (__builtin_add_overflow(total, starting, &sum)) {
        return fail(task, ERR_MONEY_OVERFLOW, NULL, "the customer's balance is too large");
    }
    /* A credit is never paid out, and an old debt waits for an invoice that charges something. */
    int64_t wanted = total < 0 || sum < 0 ? 0 : sum;
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
balance_apply(struct task *task, struct invoice *invoice, const struct customer *customer)
{
    int64_t ending;
    invoice->starting_balance = balance_of(customer, invoice->currency);
    TRY(balance_meet(task, invoice->total, invoice->starting_balance, invoice->currency,
                     &invoice->amount_due, &ending));
    invoice->ending_balance = ending;
    invoice->has_ending_balance = GIVEN_VALUE;
    invoice->amount_remaining = invoice->amount_due;
    return OK;
}
