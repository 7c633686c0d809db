import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';
import {{class}} from './index.js';

const context = { type: 'script' as const, id: 'ext_test', livemode: false };
const money = (amount: number) => ({ amount: Decimal.from(amount), currency: 'usd' });

describe('{{class}}', () => {
  it.each([
    { total: 1000, balance: -400, applied: -400 },
    { total: 1000, balance: -900, applied: -500 },
    { total: 300, balance: -900, applied: -300 },
    { total: 1000, balance: 200, applied: 200 },
    { total: -50, balance: -200, applied: 0 },
  ])('$total with $balance applies $applied', ({ total, balance, applied }) => {
    const request = { totalAmount: money(total), customerBalance: money(balance) };
    expect(new {{class}}().computeAppliedCustomerBalance(request, { most: 500 }, context)).toEqual({ appliedCustomerBalance: money(applied) });
  });
});
