import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { type Line, money, percentOf, sum, within } from '../../../shared/money.js';

/** Each line for itself; or once for the product, and the last line takes the rest. */
export type Rounding = 'line' | 'product';

export interface Config {
  /** @displayName Units of a product from which it is cheaper @minimum 1 */
  units: number;
  /** @displayName Percent off @exclusiveMinimum 0 @maximum 100 */
  percent: number;
  /** @displayName Where it is rounded */
  rounding?: Rounding;
  /** @displayName Products left out */
  except?: string[];
}

interface Group {
  readonly units: Decimal;
  readonly lines: readonly { index: number; line: Line }[];
}

function groupsOf(lines: readonly Line[], except: readonly string[]): Map<string, Group> {
  return lines.reduce((groups, line, index) => {
    const id = line.price?.product?.id ?? line.price?.id;
    if (id === undefined || except.includes(id)) return groups;
    const { units = Decimal.zero, lines: others = [] } = groups.get(id) ?? {};
    return groups.set(id, { units: units.add(line.quantity ?? Decimal.zero), lines: [...others, { index, line }] });
  }, new Map<string, Group>());
}

const rounders: { [K in Rounding]: (group: Group, percent: number) => Decimal[] } = {
  line: ({ lines }, percent) => lines.map(({ line }) => percentOf(line.subtotal.amount, percent)),
  product: ({ lines }, percent) => {
    const amounts = lines.map(({ line }) => line.subtotal.amount);
    const whole = percentOf(sum(amounts), percent);
    const parts = amounts.slice(0, -1).map((amount) => amount.mul(percent).div(100, 0, 'floor'));
    return [...parts, whole.sub(sum(parts))];
  },
};

export default class VolumeByProduct implements Commerce.DiscountCalculation<Config> {
  computeDiscounts(
    request: Commerce.DiscountCalculation.DiscountableItem,
    config: Config,
    _context: Context,
  ): Commerce.DiscountCalculation.DiscountResult {
    const { amount: gross, currency } = request.grossAmount;
    const lines: Commerce.DiscountCalculation.DiscountLine[] = [];
    for (const [id, group] of groupsOf(request.lineItems, config.except ?? [])) {
      if (group.units.lt(config.units)) continue;
      const parts = rounders[config.rounding ?? 'product'](group, config.percent);
      group.lines.forEach(({ index }, at) => {
        lines.push({ index, amount: money(parts[at] ?? Decimal.zero, currency), reason: `${group.units} of ${id}` });
      });
    }
    lines.sort((a, b) => a.index - b.index);
    const total = within(sum(lines.map(({ amount }) => amount.amount)), gross);
    return { discount: { amount: money(total, currency) }, lines };
  }
}
