import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { applied, standard } from '../../../shared/balance.js';

/** Totals below a minimum are not collected: they move to the balance and wait for more. */
export interface Config {
  /** @displayName Minimums, one for each currency @minItems 1 */
  minimums: Minimum[];
}

type Minimum = {
  /**
   * @displayName Currency
   * @pattern ^[a-z]{3}$
   */
  currency: string;
  /**
   * @displayName Least amount to collect, in the smallest unit
   * @minimum 0
   */
  amount: number;
};

export default class MinimumBeforeCollection implements Billing.CustomerBalanceApplication<Config> {
  computeAppliedCustomerBalance(
    request: Billing.CustomerBalanceApplication.CustomerBalanceApplicationInput,
    config: Config,
    _context: Context,
  ): Billing.CustomerBalanceApplication.CustomerBalanceApplicationResult {
    const { amount: total, currency } = request.totalAmount;
    const usual = standard(request);
    const minimum = config.minimums.find((one) => one.currency === currency)?.amount ?? 0;
    const due = total.add(usual);
    const waits = due.gt(0) && due.lt(Decimal.from(minimum));
    return applied(request, waits ? total.neg() : usual);
  }
}
