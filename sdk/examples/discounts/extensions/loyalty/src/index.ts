import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { money, percentOf, within } from '../../../shared/money.js';

/** Customers carry `since` (an ISO date) in their metadata; each full year adds to their percentage. */
export interface Config {
  /**
   * @displayName Percent for each full year
   * @minimum 0
   * @maximum 25
   * @multipleOf 0.5
   */
  per_year: number;
  /**
   * @displayName At most
   * @format percent
   * @minimum 0
   * @maximum 100
   * @defaultValue 20
   */
  at_most: number;
  /** @displayName Does a birthday month count double? */
  doubles_in_birthday_month?: boolean;
}

const DATE = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:T.*)?$/;

function dateOf(text: string | undefined): Date | null {
  const found = text === undefined ? null : DATE.exec(text);
  if (found?.groups === undefined) return null;
  const { year, month, day } = found.groups;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 ? date : null;
}

export function fullYears(from: Date, to: Date): number {
  let years = to.getUTCFullYear() - from.getUTCFullYear();
  const isBefore = to.getUTCMonth() < from.getUTCMonth() ||
    (to.getUTCMonth() === from.getUTCMonth() && to.getUTCDate() < from.getUTCDate());
  if (isBefore) years -= 1;
  return Math.max(0, years);
}

export default class Loyalty implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(
    request: Commerce.DiscountCalculation.DiscountableItem,
    config: Config,
    context: Context,
  ): Commerce.DiscountCalculation.DiscountResult {
    const { amount, currency } = request.grossAmount;
    const since = dateOf(request.customer?.metadata['since']);
    if (since === null || context.clockTime === undefined) {
      return { discount: { amount: money(0, currency) } };
    }
    const now = new Date(context.clockTime);
    const years = fullYears(since, now);
    const isBirthday = config.doubles_in_birthday_month === true && now.getUTCMonth() === since.getUTCMonth();
    const wanted = Decimal.from(config.per_year).mul(years).mul(isBirthday ? 2 : 1);
    const percent = wanted.gt(config.at_most) ? Decimal.from(config.at_most) : wanted;
    return {
      discount: { amount: money(within(percentOf(amount, percent), amount), currency) },
      reason: `with us for ${years} year${years === 1 ? '' : 's'}: ${percent}%`,
    };
  }
}
