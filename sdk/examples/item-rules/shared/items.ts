import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

export type Item = Billing.RecurringBillingItemHandling.Item;
export type ItemsInput = Billing.RecurringBillingItemHandling.FilterItemsInput;

export const keyOf = ({ key }: { key: string }) => ({ key });

export const priceOf = (item: Item) => (item.priceKind === 'price' ? item.price : undefined);

export const isMetered = (item: Item): boolean => priceOf(item)?.recurring?.usageType === 'metered' || item.priceKind === 'rateCardRate';

export function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  for (const item of items) parts[test(item) ? 0 : 1].push(item);
  return parts;
}

/** An item for tests. */
export function item(key: string, { metered = false, unitAmount = 1000, metadata = {} as Record<string, string> } = {}): Item {
  return {
    key,
    type: 'debit',
    isProration: false,
    servicePeriod: { value: 'timeRange', startDate: new Date(Date.UTC(2026, 3, 1)), endDate: new Date(Date.UTC(2026, 4, 1)) },
    prorationFactor: Decimal.from(1),
    priceKind: 'price',
    price: {
      id: `price_${key}`,
      metadata,
      billingScheme: 'per_unit',
      type: 'recurring',
      currency: 'usd',
      tiers: [],
      unitAmount: Decimal.from(unitAmount),
      recurring: { interval: 'month', intervalCount: 1, usageType: metered ? 'metered' : 'licensed', ...(metered ? { meter: 'mtr_1' } : {}) },
    },
  };
}
