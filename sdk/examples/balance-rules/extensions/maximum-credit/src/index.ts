import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { applied, standard } from '../../../shared/balance.js';

/**
 * So much credit an invoice, as an amount, as a share of the total, or both.
 * @displayName Maximum credit
 */
export interface Config {
  /** @displayName At most, in the smallest unit @minimum 0 @group Limits */
  amount?: number;
  /** @displayName At most this share of the total @format percent @minimum 0 @maximum 100 @group Limits */
  percent?: number;
}

type Limit = (total: Decimal) => Decimal;

class Limits {
  private readonly limits: Limit[] = [];

  static of({ amount, percent }: Config): Limits {
    const limits = new Limits();
    if (amount !== undefined) limits.add(() => Decimal.from(amount));
    if (percent !== undefined) limits.add((total) => total.mul(percent).div(100, 0, 'floor'));
    return limits;
  }

  add(limit: Limit): this {
    this.limits.push(limit);
    return this;
  }

  least(total: Decimal): Decimal | undefined {
    const [first, ...others] = this.limits.map((limit) => limit(total));
    return others.reduce((least, one) => (one.lt(least!) ? one : least), first);
  }
}

export default class MaximumCredit implements Billing.CustomerBalanceApplication<Config> {
  computeAppliedCustomerBalance(
    request: Billing.CustomerBalanceApplication.CustomerBalanceApplicationInput,
    config: Config,
    _context: Context,
  ): Billing.CustomerBalanceApplication.CustomerBalanceApplicationResult {
    const usual = standard(request);
    if (!usual.isNegative()) return applied(request, usual);
    const most = Limits.of(config).least(request.totalAmount.amount);
    const isTooMuch = most !== undefined && usual.abs().gt(most);
    return applied(request, isTooMuch ? most.neg() : usual);
  }
}
