import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { type Line, money, percentOf, sum } from '../../../shared/money.js';

/** Products that are bought together are cheaper. */
export interface Config {
  /**
   * @displayName Product ids, with commas between
   * @placeholder prod_a, prod_b
   * @pattern ^[A-Za-z0-9_, ]+$
   */
  products: string;
  /**
   * @displayName Percent off each line of the bundle
   * @minimum 0
   * @maximum 100
   */
  percent: number;
}

const productsOf = (text: string): string[] => text.split(/\s*,\s*/).map((id) => id.trim()).filter(Boolean);

export default class Bundle implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(
    request: Commerce.DiscountCalculation.DiscountableItem,
    config: Config,
    _context: Context,
  ): Commerce.DiscountCalculation.DiscountResult {
    const { currency } = request.grossAmount;
    const wanted = new Set(productsOf(config.products));
    const present = new Map<string, [number, Line][]>();
    for (const [index, line] of request.lineItems.entries()) {
      const id = line.price?.product?.id;
      if (id === undefined || !wanted.has(id)) continue;
      present.set(id, [...(present.get(id) ?? []), [index, line]]);
    }
    if (wanted.size === 0 || present.size < wanted.size) {
      return { discount: { amount: money(0, currency) } };
    }
    const lines = [...present.values()].flat()
      .sort(([a], [b]) => a - b)
      .map(([index, line]) => ({
        index,
        amount: money(percentOf(line.subtotal.amount, config.percent), currency),
        reason: `bundle of ${wanted.size}`,
      }))
      .filter(({ amount }) => amount.amount.gt(Decimal.zero));
    return { discount: { amount: money(sum(lines.map((line) => line.amount.amount)), currency) }, lines };
  }
}
