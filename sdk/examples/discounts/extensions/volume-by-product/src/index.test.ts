import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';
import { context, line, request } from '../../../shared/fixtures.js';
import VolumeByProduct, { type Config } from './index.js';

const run = (lines: Parameters<typeof request>[0], config: Partial<Config> = {}) =>
  new VolumeByProduct().computeDiscounts(request(lines), { units: 10, percent: 10, ...config }, context);

describe('VolumeByProduct', () => {
  const lines = [
    line({ amount: 105, quantity: 6, product: 'seat' }),
    line({ amount: 9999, quantity: 1, product: 'support' }),
    line({ amount: 77, quantity: 4, product: 'seat' }),
  ];

  it('adds up the units of a product', () => {
    expect(run(lines)).toEqual({
      discount: { amount: { amount: Decimal.from(18), currency: 'usd' } },
      lines: [
        { index: 0, amount: { amount: Decimal.from(10), currency: 'usd' }, reason: '10 of seat' },
        { index: 2, amount: { amount: Decimal.from(8), currency: 'usd' }, reason: '10 of seat' },
      ],
    });
  });

  it('rounds where it is told to', () => {
    expect(run(lines, { rounding: 'line' }).discount.amount.amount.toString()).toBe('19');
    expect(run(lines, { rounding: 'product' }).discount.amount.amount.toString()).toBe('18');
  });

  it.each([[9, 0], [10, 18], [11, 18]])('with %i units', (quantity, off) => {
    const some = [line({ amount: 105, quantity: quantity - 4, product: 'seat' }), lines[2]!];
    expect(run(some).discount.amount.amount.toNumber()).toBe(off);
  });

  it('leaves products out', () => {
    expect(run(lines, { except: ['seat'] }).lines).toEqual([]);
    expect(run(lines, { units: 1, except: ['seat'] }).lines).toStrictEqual([
      { index: 1, amount: { amount: Decimal.from(1000), currency: 'usd' }, reason: '1 of support' },
    ]);
  });

  it('knows lines without a product by their price', () => {
    const { lines: parts } = run([line({ amount: 100, quantity: 10, price: 'price_x' })]);
    expect(parts?.[0]).toMatchObject({ reason: '10 of price_x' });
  });

  it('knows what lines without a price are', () => {
    const { price: _, ...bare } = line({ amount: 100, quantity: 100 });
    expect(run([bare]).discount.amount.amount).toEqual(Decimal.zero);
  });
});
