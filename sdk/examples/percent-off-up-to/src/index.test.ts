import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';
import PercentOffUpTo from './index.js';

const context = { type: 'script' as const, id: 'ext_test', livemode: false };
const run = (amount: number | string, percent: number, max_amount: number) =>
  new PercentOffUpTo().computeDiscounts(
    { grossAmount: { amount: Decimal.from(amount), currency: 'usd' }, lineItems: [] },
    { percent, max_amount },
    context,
  );

describe('PercentOffUpTo', () => {
  it.each([
    [10000, 20, 1500, '1500'], [7000, 20, 1500, '1400'], [7500, 20, 1500, '1500'], [999, 10, 1500, '100'], [5, 50, 1500, '3'],
    [0, 20, 1500, '0'], [10000, 0, 1500, '0'], [10000, 20, 0, '0'], ['1e30', 100, 1500, '1500'],
  ])('%s at %i%%, at most %i, is %s', (amount, percent, most, expected) => {
    expect(run(amount, percent, most).discount.amount.amount.toString()).toBe(expected);
  });

  it('keeps the currency and says why', () => {
    expect(run(100, 10, 1500)).toEqual({
      discount: { amount: { amount: Decimal.from(10), currency: 'usd' } },
      reason: '10% off, up to 1500',
    });
  });
});
