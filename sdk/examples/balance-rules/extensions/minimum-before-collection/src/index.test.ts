import { describe, expect, it } from 'vitest';
import { input } from '../../../shared/balance.js';
import MinimumBeforeCollection from './index.js';

const config = { minimums: [{ currency: 'usd', amount: 500 }, { currency: 'jpy', amount: 1000 }] };
const context = { type: 'script' as const, id: 'ext_test', livemode: false };
const run = (total: number, balance = 0, currency?: string) => {
  const { appliedCustomerBalance } = new MinimumBeforeCollection().computeAppliedCustomerBalance(input(total, balance, currency), config, context);
  return [Number(appliedCustomerBalance.amount.toString()), appliedCustomerBalance.currency] as const;
};

describe('MinimumBeforeCollection', () => {
  it.each([
    { total: 499, balance: 0, applied: -499, why: 'below' },
    { total: 500, balance: 0, applied: 0, why: 'enough' },
    { total: 300, balance: 200, applied: 200, why: 'enough together' },
    { total: 300, balance: 100, applied: -300, why: 'still below' },
    { total: 1000, balance: -600, applied: -1000, why: 'credit leaves too little' },
    { total: 1000, balance: -2000, applied: -1000, why: 'credit pays all' },
    { total: 0, balance: 100, applied: -0, why: 'nothing to bill' },
  ])('$total with $balance applies $applied: $why', ({ total, balance, applied }) => {
    expect(run(total, balance)[0] + 0).toBe(applied + 0);
  });

  it('has a minimum for each currency', () => {
    expect(run(999, 0, 'jpy')).toEqual([-999, 'jpy']);
    expect(run(999, 0, 'usd')).toEqual([0, 'usd']);
    expect(run(1, 0, 'eur')).toEqual([0, 'eur']);
  });

  it('answers in the currency of the invoice', () => {
    for (const currency of ['usd', 'jpy', 'eur', 'chf']) {
      expect(run(100, 0, currency)[1], `for ${currency}`).toBe(currency);
    }
  });
});
