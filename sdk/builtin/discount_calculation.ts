// SPDX-License-Identifier: Apache-2.0
import type { Commerce } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

/** What a coupon without a script says. */
export interface Config {
  /**
   * @minimum 0
   * @maximum 100
   */
  percent_off?: number;
  /** @minimum 0 */
  amount_off?: number;
}

/** A share or an amount of the gross amount, never more than it. */
export default class BuiltIn implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(
    request: Commerce.DiscountCalculation.DiscountableItem,
    config: Config,
  ): Commerce.DiscountCalculation.DiscountResult {
    const { amount: gross, currency } = request.grossAmount;
    const off =
      config.percent_off !== undefined
        ? gross.mul(config.percent_off).div(100, 0, 'half-up')
        : Decimal.from(config.amount_off ?? 0);
    return { discount: { amount: { amount: off.gt(gross) ? gross : off, currency } } };
  }
}
