import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';
import {{class}} from './index.js';

const context = { type: 'script' as const, id: 'ext_test', livemode: false };

const item = (key: string, metadata: Record<string, string> = {}): Billing.RecurringBillingItemHandling.Item => ({
  key,
  type: 'debit',
  isProration: false,
  servicePeriod: { value: 'oneTime', at: new Date('2026-04-01T00:00:00Z') },
  prorationFactor: Decimal.from(1),
  priceKind: 'price',
  price: { id: `price_${key}`, metadata, billingScheme: 'per_unit', type: 'recurring', currency: 'usd', tiers: [] },
});

describe('{{class}}', () => {
  const script = new {{class}}();
  const items = [item('a'), item('b', { hidden: 'yes' })];

  it('skips what is hidden', () => {
    expect(script.beforeItemCreation({ items }, { key: 'hidden' }, context).items).toEqual([
      { key: 'a', creationStrategy: 'invoice' },
      { key: 'b', creationStrategy: 'skip' },
    ]);
  });

  it('bills the rest on one invoice', () => {
    expect(script.filterItems({ items }).items).toEqual([{ key: 'a' }, { key: 'b' }]);
    expect(script.groupItems({ items }).groups).toEqual([{ items: [{ key: 'a' }, { key: 'b' }], setsLatestInvoice: true }]);
  });
});
