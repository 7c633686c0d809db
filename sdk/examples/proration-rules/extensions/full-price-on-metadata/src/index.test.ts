import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';
import { context, credit, item } from '../../../shared/fixtures.js';
import FullPriceOnMetadata, { type Config } from './index.js';

const config: Config = { key: 'no_proration', values: ['true', 'Yes '], credits: 'none' };
const marked = { metadata: { no_proration: 'yes' } };
const run = (items: Billing.Prorations.ProratableItem[], more: Partial<Config> = {}) =>
  Object.fromEntries(
    new FullPriceOnMetadata().prorateItems({ items }, { ...config, ...more }, context).items
      .map(({ key, prorationFactor }) => [key, prorationFactor.toNumber()]),
  );

describe('FullPriceOnMetadata', () => {
  it('charges marked prices whole', () => {
    expect(run([item('a', marked), item('b')])).toEqual({ a: 1, b: 0.5 });
  });

  it.each`
    value      | factor
    ${'true'}  | ${1}
    ${'TRUE'}  | ${1}
    ${'yes'}   | ${1}
    ${'no'}    | ${0.5}
    ${''}      | ${0.5}
  `('$value means $factor', ({ value, factor }) => {
    expect(run([item('a', { metadata: { no_proration: value } })])).toEqual({ a: factor });
  });

  it('gives nothing back, or as ever', () => {
    expect(run([credit('a', marked)])).toEqual({ a: 0 });
    expect(run([credit('a', marked)], { credits: 'standard' })).toEqual({ a: -0.5 });
  });

  it('looks at the product, too, and the price comes first', () => {
    const product = { id: 'prod_1', name: 'Seat', metadata: { no_proration: 'true' } };
    const base = item('a');
    if (base.priceKind !== 'price') throw new Error('unexpected');
    expect(run([{ ...base, price: { ...base.price, product } }])).toEqual({ a: 1 });
    expect(run([{ ...base, price: { ...base.price, product, metadata: { no_proration: 'false' } } }])).toEqual({ a: 0.5 });
  });

  it('knows other kinds of prices', () => {
    const { price: _, ...rest } = item('a') as Extract<Billing.Prorations.ProratableItem, { priceKind: 'price' }>;
    const fee: Billing.Prorations.ProratableItem = {
      ...rest,
      priceKind: 'licenseFee',
      licenseFee: { id: 'fee_1', metadata: { no_proration: 'true' }, serviceInterval: 'month', serviceIntervalCount: 1, tiers: [], currency: 'usd' },
    };
    const other: Billing.Prorations.ProratableItem = { ...rest, key: 'b', priceKind: 'other', otherPriceKind: 'barter' };
    expect(run([fee, other])).toStrictEqual({ a: 1, b: 0.5 });
  });

  it('leaves what is no proration', () => {
    expect(run([item('a', { ...marked, isProration: false, currentProrationFactor: Decimal.from('0.25') })])).toEqual({ a: 0.25 });
  });
});
