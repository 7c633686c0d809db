import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';
import {{class}} from './index.js';

const context = { type: 'script' as const, id: 'ext_test', livemode: false };
const servicePeriod = { startDate: new Date('2026-04-16T00:00:00Z'), endDate: new Date('2026-05-01T00:00:00Z') };

const item = (key: string, type: 'debit' | 'credit', factor: string): Billing.Prorations.ProratableItem => ({
  key,
  type,
  isProration: true,
  servicePeriod,
  currentProrationFactor: Decimal.from(factor),
  priceIntervalDuration: 30 * 24 * 60 * 60,
  priceKind: 'other',
  otherPriceKind: 'test',
});

describe('{{class}}', () => {
  it.each([[true, '-0.5'], [false, '0']])('gives credit (%s): %s', (gives_credit, credit) => {
    const items = [item('a', 'debit', '0.5'), item('b', 'credit', '-0.5')];
    const answer = new {{class}}().prorateItems({ items }, { gives_credit }, context);
    expect(answer.items).toEqual([
      { key: 'a', prorationFactor: Decimal.from('0.5'), lineItemPeriod: servicePeriod },
      { key: 'b', prorationFactor: Decimal.from(credit), lineItemPeriod: servicePeriod },
    ]);
  });
});
