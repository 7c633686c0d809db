/* SPDX-License-Identifier: Apache-2.0 */
#include "extend/contract.h"

#include "customer_balance_application.model.h"

bool
customer_balance_application_contract(int method, const void *input, const void *output,
                                      struct arena *arena, struct text *problem)
{
    const struct balance_input *request = input;
    const struct view_monetary_amount *applied =
        &((const struct balance_result *)output)->applied_customer_balance;
    struct decimal zero = decimal_from_int(0), rest;
    struct decimal total = request->total_amount.amount;
    struct decimal balance = request->customer_balance.amount;
    struct text shown = contract_amount_text(arena, applied->amount);
    assert(method == 0);

    if (!currency_equal(applied->currency, request->total_amount.currency)) {
        *problem = text_format(arena, "appliedCustomerBalance is in %s, but the invoice in %s",
                               currency_code(applied->currency),
                               currency_code(request->total_amount.currency));
        return false;
    }
    if (!decimal_is_whole(applied->amount)) {
        *problem = text_format(arena, "appliedCustomerBalance is %.*s: round it to a whole amount",
                               TEXT_ARG(shown));
        return false;
    }
    if (decimal_compare(applied->amount, zero) > 0) {
        if (decimal_compare(applied->amount, balance) > 0) {
            *problem = text_format(arena,
                                   "appliedCustomerBalance is %.*s, more than the customer "
                                   "owes",
                                   TEXT_ARG(shown));
            return false;
        }
        return true;
    }
    if (decimal_is_zero(applied->amount)) {
        return true;
    }
    if (decimal_add(total, applied->amount, &rest) != OK || decimal_compare(rest, zero) < 0) {
        *problem = text_format(arena, "appliedCustomerBalance is %.*s: credit is at most the total",
                               TEXT_ARG(shown));
        return false;
    }
    return true;
}
