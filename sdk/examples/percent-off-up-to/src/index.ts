import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

/** Takes a percentage off, but never more than a maximum. */
export interface Config {
  /**
   * @displayName Percent off
   * @minimum 0
   * @maximum 100
   */
  percent: number;
  /**
   * @displayName At most, in the smallest unit of the currency
   * @minimum 0
   */
  max_amount: number;
}

const HUNDRED = Decimal.from(100);

export default class PercentOffUpTo implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(
    request: Commerce.DiscountCalculation.DiscountableItem,
    config: Config,
    _context: Context,
  ): Commerce.DiscountCalculation.DiscountResult {
    const { amount, currency } = request.grossAmount;
    const maximum = Decimal.from(config.max_amount);
    const wanted = amount.mul(Decimal.from(config.percent)).div(HUNDRED, 0, 'half-up');
    const discount = wanted.gt(maximum) ? maximum : wanted;
    return {
      discount: { amount: { amount: discount, currency } },
      reason: `${config.percent}% off, up to ${config.max_amount}`,
    };
  }
}
