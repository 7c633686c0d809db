import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { DAY_MS, type Item, type Range, type Result, fullLengthMs, lengthMs, signed, unchanged } from '../../../shared/items.js';

/** A change counts for whole days: the day it falls on is charged in full. */
export interface Config {
  /** @displayName Does the day of the change count? @defaultValue true */
  count_first_day: boolean;
  /**
   * @displayName Decimal places of the share
   * @minimum 2
   * @maximum 12
   * @multipleOf 1
   * @defaultValue 12
   */
  places?: number;
}

const midnight = (date: Date): Date => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));

function wholeDays({ startDate, endDate }: Range, countFirst: boolean): Range {
  const start = midnight(startDate);
  const isPart = start.getTime() !== startDate.getTime();
  return { startDate: isPart && !countFirst ? new Date(start.getTime() + DAY_MS) : start, endDate };
}

export default class ByDay implements Billing.Prorations<Config> {
  prorateItems(
    request: Billing.Prorations.ProrateItemsInput,
    config: Config,
    _context: Context,
  ): Billing.Prorations.ProrateItemsResult {
    return { items: request.items.map((item) => (item.isProration ? this.#prorate(item, config) : unchanged(item))) };
  }

  #prorate(item: Item, { count_first_day, places = 12 }: Config): Result {
    const lineItemPeriod = wholeDays(item.servicePeriod, count_first_day);
    const full = fullLengthMs(item);
    if (full === 0) return unchanged(item);
    const days = Math.ceil(lengthMs(lineItemPeriod) / DAY_MS);
    const share = Decimal.from(days).mul(DAY_MS).div(full, places, 'half-even');
    return { key: item.key, prorationFactor: signed(item, share.gt(1) ? Decimal.from(1) : share), lineItemPeriod };
  }
}
