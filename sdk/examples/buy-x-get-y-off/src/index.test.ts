import type { Commerce } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';
import BuyXGetYOff from './index.js';

const context = { type: 'script' as const, id: 'ext_test', livemode: false };

function line(quantity: number, unit: string): Commerce.DiscountCalculation.DiscountableLineItem {
  const unitAmount = Decimal.from(unit);
  return {
    subtotal: { amount: unitAmount.mul(quantity).round('half-up', { mode: 'decimal-places', value: 0 }), currency: 'eur' },
    quantity: Decimal.from(quantity),
    period: { value: 'oneTime', at: new Date('2026-01-01T00:00:00Z') },
    price: { id: 'price_1', metadata: {}, billingScheme: 'per_unit', type: 'one_time', currency: 'eur', tiers: [], unitAmount },
  };
}

function run(lineItems: Commerce.DiscountCalculation.DiscountableLineItem[], config = { buy: 3, free: 1 }) {
  const amount = lineItems.reduce((sum, one) => sum.add(one.subtotal.amount), Decimal.zero);
  return new BuyXGetYOff().computeDiscounts({ grossAmount: { amount, currency: 'eur' }, lineItems }, config, context);
}

describe('BuyXGetYOff', () => {
  it.each`
    quantity | off
    ${0}     | ${'0'}
    ${2}     | ${'0'}
    ${3}     | ${'500'}
    ${8}     | ${'1000'}
    ${9}     | ${'1500'}
  `('$quantity units: $off off', ({ quantity, off }) => {
    expect(run([line(quantity, '500')]).discount.amount.amount.toString()).toBe(off);
  });

  it('counts each line for itself', () => {
    const { discount, lines } = run([line(2, '500'), line(4, '100'), line(3, '33.5')]);
    expect(discount.amount).toStrictEqual({ amount: Decimal.from(134), currency: 'eur' });
    expect(lines).toEqual([
      { index: 1, amount: { amount: Decimal.from(100), currency: 'eur' }, reason: '1 free in 3' },
      { index: 2, amount: { amount: Decimal.from(34), currency: 'eur' }, reason: '1 free in 3' },
    ]);
  });

  it('never gives back more than the line', () => {
    expect(run([line(3, '10')], { buy: 1, free: 5 }).discount.amount.amount.toNumber()).toBe(30);
  });

  it('gives nothing where there is no price', () => {
    const { price: _, ...bare } = line(9, '10');
    expect(run([bare]).lines).toEqual([]);
  });
});
