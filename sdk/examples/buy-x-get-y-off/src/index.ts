import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

/** For each full set of `buy` units of a line, `free` units of it cost nothing. */
export interface Config {
  /** @displayName Units in a set  @minimum 1 */
  buy: number;
  /** @displayName Free units in a set  @minimum 0 */
  free: number;
}

type Line = Commerce.DiscountCalculation.DiscountableLineItem;

class FreeUnits {
  private readonly set: Decimal;
  private readonly free: Decimal;

  constructor(config: Config) {
    this.set = Decimal.from(config.buy);
    this.free = Decimal.from(config.free);
  }

  of(line: Line): Decimal {
    const quantity = line.quantity ?? Decimal.zero;
    const unit = line.price?.unitAmount;
    if (unit === undefined || unit === null || quantity.isZero()) {
      return Decimal.zero;
    }
    const units = quantity.div(this.set, 0, 'floor').mul(this.free);
    const off = unit.mul(units).round('half-up', { mode: 'decimal-places', value: 0 });
    return off.gt(line.subtotal.amount) ? line.subtotal.amount : off;
  }
}

export default class BuyXGetYOff implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(
    request: Commerce.DiscountCalculation.DiscountableItem,
    config: Config,
    _context: Context,
  ): Commerce.DiscountCalculation.DiscountResult {
    const { currency } = request.grossAmount;
    const free = new FreeUnits(config);
    const lines = request.lineItems.map((line, index) => ({
      index,
      amount: { amount: free.of(line), currency },
      reason: `${config.free} free in ${config.buy}`,
    }));
    let total = Decimal.zero;
    for (const line of lines) {
      total = total.add(line.amount.amount);
    }
    return {
      discount: { amount: { amount: total, currency } },
      lines: lines.filter((line) => !line.amount.amount.isZero()),
    };
  }
}
