import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { type Item, signed, unchanged } from '../../../shared/items.js';

type Direction = 'up' | 'down' | 'nearest';

/** Shares of a period come in steps: with 4, a quarter, a half, three quarters or all of it. */
export interface Config {
  /**
   * @displayName Steps of a period
   * @minimum 1
   * @maximum 366
   * @multipleOf 1
   */
  steps: number;
  /**
   * @displayName Charges go
   * @displayName :up Up, to the customer's cost
   * @displayName :down Down, in the customer's favour
   * @displayName :nearest To the nearest step
   */
  charges: Direction;
  /** @displayName Credits go @showWhen charges nearest */
  credits?: Direction;
}

const ROUNDING = { up: 'ceil', down: 'floor', nearest: 'half-up' } as const satisfies Record<Direction, string>;

export function stepped(share: Decimal, steps: number, direction: Direction): Decimal {
  if (!Number.isInteger(steps) || steps < 1) {
    throw new RangeError(`steps must be a whole number above 0, not ${steps}`);
  }
  const count = share.mul(steps).round(ROUNDING[direction], { mode: 'decimal-places', value: 0 });
  return count.div(steps, 12, 'half-even');
}

export default class ByInterval implements Billing.Prorations<Config> {
  prorateItems(
    request: Billing.Prorations.ProrateItemsInput,
    config: Config,
    _context: Context,
  ): Billing.Prorations.ProrateItemsResult {
    const directionOf = ({ type }: Item): Direction => (type === 'credit' ? config.credits ?? config.charges : config.charges);
    const items: Billing.Prorations.ProratedItem[] = [];
    for (const item of request.items) {
      const standard = unchanged(item);
      if (!item.isProration) {
        items.push(standard);
        continue;
      }
      const share = stepped(item.currentProrationFactor.abs(), config.steps, directionOf(item));
      items.push({ ...standard, prorationFactor: signed(item, share) });
    }
    return { items };
  }
}
