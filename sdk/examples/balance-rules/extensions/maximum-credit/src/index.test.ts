import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { input } from '../../../shared/balance.js';
import MaximumCredit, { type Config } from './index.js';

const context = { type: 'script' as const, id: 'ext_test', livemode: false };

describe('MaximumCredit', () => {
  let script: MaximumCredit;
  let apply: (total: number, balance: number, config: Config) => string;

  beforeAll(() => {
    script = new MaximumCredit();
    apply = (total, balance, config) =>
      script.computeAppliedCustomerBalance(input(total, balance), config, context).appliedCustomerBalance.amount.toString();
  });

  describe('with an amount', () => {
    it('holds back what is above it', () => expect(apply(1000, -900, { amount: 250 })).toBe('-250'));
    it('lets through what is below it', () => expect(apply(1000, -200, { amount: 250 })).toBe('-200'));
    it('may be nothing at all', () => expect(apply(1000, -200, { amount: 0 })).toBe('0'));
  });

  describe('with a share', () => {
    it.each([[1000, 33, '-330'], [999, 50, '-499'], [1, 99, '0'], [1000, 100, '-900']])('of %i, %i%% is %s', (total, percent, expected) => {
      expect(apply(total, -900, { percent })).toBe(expected);
    });
  });

  it('takes the smaller of both', () => {
    expect(apply(1000, -900, { amount: 250, percent: 10 })).toBe('-100');
    expect(apply(1000, -900, { amount: 50, percent: 10 })).toBe('-50');
  });

  it('applies credit as ever without limits', () => {
    expect(apply(1000, -900, {})).toBe('-900');
    expect(apply(1000, -1900, {})).toBe('-1000');
  });

  it('leaves debts alone', () => {
    expect(apply(1000, 700, { amount: 1, percent: 1 })).toBe('700');
    expect(apply(-100, -700, { amount: 1 })).toBe('0');
  });

  it('answers with a money amount', () => {
    const answer = script.computeAppliedCustomerBalance(input(10, -5, 'eur'), { amount: 3 }, context);
    expect(answer).toStrictEqual({ appliedCustomerBalance: { amount: Decimal.from(-3), currency: 'eur' } });
    expect(answer).toMatchObject({ appliedCustomerBalance: { amount: expect.any(Decimal) } });
  });
});
