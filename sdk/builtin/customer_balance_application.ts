// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

/** All of the balance: a debt whole, credit up to the total; nothing when the total itself is credit. */
export default class BuiltIn implements Billing.CustomerBalanceApplication<Record<string, never>> {
  computeAppliedCustomerBalance(
    input: Billing.CustomerBalanceApplication.CustomerBalanceApplicationInput,
  ): Billing.CustomerBalanceApplication.CustomerBalanceApplicationResult {
    const { amount: total, currency } = input.totalAmount;
    const balance = input.customerBalance.amount;
    let applied = balance.lt(total.neg()) ? total.neg() : balance;
    if (total.isNegative()) applied = Decimal.zero;
    return { appliedCustomerBalance: { amount: applied, currency } };
  }
}
