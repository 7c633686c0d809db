import type { Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import type { Item } from './items.js';

export const context: Context = { type: 'script', id: 'ext_test', livemode: false, clockTime: '2026-04-16T00:00:00Z' };

const PERIOD = { startDate: new Date('2026-04-01T00:00:00Z'), endDate: new Date('2026-05-01T00:00:00Z') };

export function item(key: string, more: Partial<Item> & { metadata?: Record<string, string> } = {}): Item {
  const { metadata = {}, ...rest } = more;
  return {
    key,
    type: 'debit',
    isProration: true,
    servicePeriod: { startDate: new Date('2026-04-16T00:00:00Z'), endDate: PERIOD.endDate },
    currentProrationFactor: Decimal.from('0.5'),
    priceIntervalDuration: 30 * 24 * 60 * 60,
    priceKind: 'price',
    price: {
      id: `price_${key}`,
      metadata,
      billingScheme: 'per_unit',
      type: 'recurring',
      currency: 'usd',
      tiers: [],
      unitAmount: Decimal.from(3000),
      recurring: { interval: 'month', intervalCount: 1 },
    },
    ...rest,
  } as Item;
}

export const credit = (key: string, more: Partial<Item> & { metadata?: Record<string, string> } = {}): Item =>
  item(key, { type: 'credit', currentProrationFactor: Decimal.from('-0.5'), correspondingDebit: { servicePeriod: PERIOD }, ...more });
