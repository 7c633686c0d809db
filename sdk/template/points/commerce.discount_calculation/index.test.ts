import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';
import {{class}} from './index.js';

const context = { type: 'script' as const, id: 'ext_test', livemode: false };

describe('{{class}}', () => {
  it.each([[10000, 10, '1000'], [999, 50, '500'], [0, 50, '0'], [-100, 50, '0']])('%i at %i%% gets %s off', (amount, percent, off) => {
    const request = { grossAmount: { amount: Decimal.from(amount), currency: 'usd' }, lineItems: [] };
    const answer = new {{class}}().computeDiscounts(request, { percent }, context);
    expect(answer.discount.amount).toEqual({ amount: Decimal.from(off), currency: 'usd' });
  });
});
