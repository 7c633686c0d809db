import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

/** What is set where the script is used; it becomes a form. */
export interface Config {
  /**
   * @displayName Percent off
   * @format percent
   * @minimum 0
   * @maximum 100
   * @defaultValue 10
   */
  percent: number;
}

export default class {{class}} implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(
    request: Commerce.DiscountCalculation.DiscountableItem,
    config: Config,
    _context: Context,
  ): Commerce.DiscountCalculation.DiscountResult {
    const { amount, currency } = request.grossAmount;
    const off = amount.isPositive() ? amount.mul(config.percent).div(100, 0, 'half-up') : Decimal.zero;
    return { discount: { amount: { amount: off, currency } }, reason: `${config.percent}% off` };
  }
}
