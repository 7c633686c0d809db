import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it, test } from 'vitest';
import { context, line, request } from '../../../shared/fixtures.js';
import { ConfigError } from '../../../shared/money.js';
import SpendTiers, { type Config } from './index.js';

const steps = [{ from: 5000, percent: 5 }, { from: 20000, percent: 12.5 }, { from: 10000, percent: 10 }];
const run = (amount: number, config: Partial<Config> = {}) =>
  new SpendTiers().computeDiscounts(request([line({ amount })]), { steps, mode: 'whole', ...config }, context);

describe('SpendTiers', () => {
  describe('whole', () => {
    test.each([
      [0, '0'], [4999, '0'], [5000, '250'], [9999, '500'], [10000, '1000'], [19999, '2000'], [20000, '2500'], [20001, '2500'],
    ])('%i gets %s off', (amount, expected) => {
      expect(run(amount).discount.amount).toEqual({ amount: Decimal.from(expected), currency: 'usd' });
    });

    it('says why', () => {
      expect(run(20000).reason).toBe('12.5% off from 200.00 USD');
      expect(run(100)).not.toHaveProperty('reason');
    });
  });

  describe('above', () => {
    it.each`
      amount   | off
      ${5000}  | ${0}
      ${5100}  | ${5}
      ${12000} | ${200}
    `('$amount gets $off off', ({ amount, off }) => {
      expect(run(amount, { mode: 'above' }).discount.amount.amount.toNumber()).toBe(off);
    });

    it('names the part', () => {
      expect(run(12000, { mode: 'above' })).toMatchObject({ reason: expect.stringContaining('above 100.00') });
    });
  });

  it('needs a step', () => {
    expect(() => run(100, { steps: [] })).toThrow(ConfigError);
    expect(() => run(100, { steps: [] })).toThrowError('steps: at least one is needed');
  });

  it('does not change its configuration', () => {
    const given = structuredCopy(steps);
    run(7000, { steps: given });
    expect(given).toStrictEqual(steps);
  });
});

function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
