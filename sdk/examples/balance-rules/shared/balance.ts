import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

export type Input = Billing.CustomerBalanceApplication.CustomerBalanceApplicationInput;
export type Result = Billing.CustomerBalanceApplication.CustomerBalanceApplicationResult;

/** What the standard logic does: a debt whole, credit up to the total. */
export function standard({ totalAmount, customerBalance }: Input): Decimal {
  const { amount } = customerBalance;
  if (!amount.isNegative()) return amount;
  const total = totalAmount.amount;
  if (!total.isPositive()) return Decimal.zero;
  return amount.abs().gt(total) ? total.neg() : amount;
}

export const applied = (input: Input, amount: Decimal): Result => ({
  appliedCustomerBalance: { amount, currency: input.totalAmount.currency },
});

/** A total and a balance in cents, for tests. */
export const input = (total: number, balance: number, currency = 'usd'): Input => ({
  totalAmount: { amount: Decimal.from(total), currency },
  customerBalance: { amount: Decimal.from(balance), currency },
});
