import { describe, expect, it, test } from 'vitest';
import { item } from '../../../shared/items.js';
import SkipFree, { monthsOf } from './index.js';

const context = { type: 'script', id: 'ext_test', livemode: false, clockTime: '2026-04-01T00:00:00Z' } as const;
const config = { skip_free: true, months_key: 'months' };

describe('monthsOf', () => {
  test.each([
    ['3', [3]], ['3,6, 9 ,12', [3, 6, 9, 12]], ['4-6', [4, 5, 6]], ['1, 4 - 5', [1, 4, 5]], ['6-4', []],
  ])('%s', (text, expected) => {
    expect([...monthsOf(text)]).toEqual(expected);
  });

  test.each([
    ['', SyntaxError, 'not a month: ""'], ['x', SyntaxError, /not a month: "x"/], ['0', RangeError, 'there is no month 0'], ['11-13', RangeError, /13$/],
  ])('%j is refused', (text, type, message) => {
    expect(() => monthsOf(text)).toThrow(type);
    expect(() => monthsOf(text)).toThrow(message);
  });
});

describe('SkipFree', () => {
  const free = item('free', { unitAmount: 0 });
  const paid = item('paid', { metadata: { months: '1-3' } });

  it('skips what is free', () => {
    const { items } = new SkipFree().beforeItemCreation({ items: [free, paid] }, config, context);
    expect(items).toEqual([
      { key: 'free', creationStrategy: 'skip' },
      { key: 'paid', creationStrategy: 'invoice' },
    ]);
  });

  it.skip('skips tiers that are free', () => {
    expect.fail('tiers are always billed');
  });

  it('keeps the free when told to', () => {
    const { items } = new SkipFree().beforeItemCreation({ items: [free] }, { skip_free: false }, context);
    expect(items).toContainEqual(expect.objectContaining({ creationStrategy: 'invoice' }));
  });

  it('bills in its months', () => {
    const keys = (clockTime: string) =>
      new SkipFree().filterItems({ items: [free, paid] }, config, { ...context, clockTime }).items.map(({ key }) => key).join();
    expect(keys('2026-03-31T23:59:59Z')).toBe('free,paid');
    expect(keys('2026-04-01T00:00:00Z')).toBe('free');
    expect(keys('2027-01-01T00:00:00Z')).toBe('free,paid');
  });

  it('makes one invoice', () => {
    const { groups } = new SkipFree().groupItems({ items: [free, paid] });
    expect(groups).toHaveLength(1);
    expect(groups[0]).toHaveProperty('items.length', 2);
    expect(groups).toHaveProperty([0, 'items', 1, 'key'], 'paid');
  });
});
