import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

/** What is set where the script is used; it becomes a form. */
export interface Config {
  /**
   * @displayName Credit that an invoice takes at most, in the smallest unit
   * @minimum 0
   * @defaultValue 10000
   */
  most: number;
}

export default class {{class}} implements Billing.CustomerBalanceApplication<Config> {
  computeAppliedCustomerBalance(
    request: Billing.CustomerBalanceApplication.CustomerBalanceApplicationInput,
    config: Config,
    _context: Context,
  ): Billing.CustomerBalanceApplication.CustomerBalanceApplicationResult {
    const { totalAmount, customerBalance } = request;
    return { appliedCustomerBalance: { amount: this.#applied(totalAmount.amount, customerBalance.amount, config), currency: totalAmount.currency } };
  }

  #applied(total: Decimal, balance: Decimal, { most }: Config): Decimal {
    if (!balance.isNegative()) return balance;
    if (!total.isPositive()) return Decimal.zero;
    const limits = [balance.abs(), total, Decimal.from(most)];
    return limits.reduce((least, one) => (one.lt(least) ? one : least)).neg();
  }
}
