import type { Billing, Context } from '@stripe/extensibility-sdk/extensions';
import { type Item, keyOf, priceOf } from '../../../shared/items.js';

/** Items that cost nothing do not appear; some prices are billed in some months only. */
export interface Config {
  /** @displayName Leave out items of price 0 */
  skip_free: boolean;
  /**
   * @displayName Key of the metadata that lists months, as 3,6,9,12
   * @placeholder bill_months
   */
  months_key?: string;
}

type Input = Billing.RecurringBillingItemHandling.BeforeItemCreationInput;

/** "1, 4-6" is January, April, May, June. */
export function monthsOf(text: string): ReadonlySet<number> {
  const months = new Set<number>();
  for (const part of text.split(',')) {
    const found = /^\s*(\d{1,2})(?:\s*-\s*(\d{1,2}))?\s*$/.exec(part);
    if (found === null) throw new SyntaxError(`not a month: ${JSON.stringify(part)}`);
    const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])];
    for (let month = from; month <= to; month++) {
      if (month < 1 || month > 12) throw new RangeError(`there is no month ${month}`);
      months.add(month);
    }
  }
  return months;
}

function isFree(item: Item): boolean {
  const price = priceOf(item);
  if (price === undefined || price.billingScheme === 'tiered') return false;
  return price.unitAmount?.isZero() ?? false;
}

export default class SkipFree implements Billing.RecurringBillingItemHandling<Config> {
  beforeItemCreation({ items }: Input, { skip_free }: Config, _context: Context): Billing.RecurringBillingItemHandling.BeforeItemCreationResult {
    return {
      items: items.map((item) => ({ key: item.key, creationStrategy: skip_free && isFree(item) ? 'skip' : 'invoice' })),
    };
  }

  filterItems({ items }: Input, config: Config, context: Context): Billing.RecurringBillingItemHandling.FilterItemsResult {
    return { items: items.filter((item) => this.isDue(item, config, context)).map(keyOf) };
  }

  groupItems({ items }: Input): Billing.RecurringBillingItemHandling.GroupItemsResult {
    return { groups: [{ items: items.map(keyOf), setsLatestInvoice: true }] };
  }

  private isDue(item: Item, { months_key }: Config, { clockTime }: Context): boolean {
    const months = months_key === undefined ? undefined : priceOf(item)?.metadata[months_key];
    if (months === undefined || clockTime === undefined) return true;
    return monthsOf(months).has(new Date(clockTime).getUTCMonth() + 1);
  }
}
