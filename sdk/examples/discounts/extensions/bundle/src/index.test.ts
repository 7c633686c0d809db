import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { context, line, request } from '../../../shared/fixtures.js';
import Bundle from './index.js';

describe('Bundle', () => {
  const config = { products: 'prod_a, prod_b', percent: 15 };
  let bundle: Bundle;

  beforeEach(() => {
    bundle = new Bundle();
  });

  it('takes nothing off while a product is missing', () => {
    const result = bundle.computeDiscounts(request([line({ amount: 1000, product: 'prod_a' })]), config, context);
    expect(result).toEqual({ discount: { amount: { amount: Decimal.zero, currency: 'usd' } } });
    expect(result.lines).toBeUndefined();
  });

  it('takes its share off every line of the bundle', () => {
    const lines = [
      line({ amount: 1000, product: 'prod_a' }),
      line({ amount: 500, product: 'prod_c' }),
      line({ amount: 333, product: 'prod_b' }),
      line({ amount: 10, product: 'prod_a' }),
    ];
    const { discount, lines: parts } = bundle.computeDiscounts(request(lines), config, context);
    expect(discount.amount.amount.toString()).toBe('202');
    expect(parts).toHaveLength(3);
    expect(parts?.map(({ index, amount }) => [index, amount.amount.toNumber()])).toEqual([[0, 150], [2, 50], [3, 2]]);
    expect(parts).toContainEqual({ index: 2, amount: { amount: Decimal.from(50), currency: 'usd' }, reason: 'bundle of 2' });
  });

  it.each(['', ' , ', 'prod_a,,'])('reads the list %j', (products) => {
    const result = bundle.computeDiscounts(request([line({ amount: 200, product: 'prod_a' })]), { products, percent: 50 }, context);
    expect(result.discount.amount.amount.toNumber()).toBe(products.includes('prod_a') ? 100 : 0);
  });

  it('has parts that add up', () => {
    const lines = Array.from({ length: 40 }, (_, i) => line({ amount: 101 + i * 7, product: i % 2 === 0 ? 'prod_a' : 'prod_b' }));
    const { discount, lines: parts = [] } = bundle.computeDiscounts(request(lines), config, context);
    const total = parts.reduce((all, part) => all.add(part.amount.amount), Decimal.zero);
    expect(total.eq(discount.amount.amount)).toBe(true);
    expect(parts.every(({ amount }) => amount.amount.isPositive())).toBeTruthy();
  });
});
