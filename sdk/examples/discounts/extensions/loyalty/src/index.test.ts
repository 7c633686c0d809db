import { describe, expect, it, test } from 'vitest';
import { context, line, request } from '../../../shared/fixtures.js';
import Loyalty, { fullYears } from './index.js';

const at = (clockTime: string) => ({ ...context, clockTime });
const config = { per_year: 2.5, at_most: 20 };
const percent = (since: string | undefined, clockTime: string, more = {}) => {
  const item = request([line({ amount: 10000 })], since === undefined ? {} : { since });
  return new Loyalty().computeDiscounts(item, { ...config, ...more }, at(clockTime)).discount.amount.amount.toNumber() / 100;
};

test.each([
  { from: '2020-02-29', to: '2021-02-28', years: 0 },
  { from: '2020-02-29', to: '2021-03-01', years: 1 },
  { from: '2020-05-10', to: '2026-05-09', years: 5 },
  { from: '2020-05-10', to: '2026-05-10', years: 6 },
  { from: '2030-01-01', to: '2026-01-01', years: 0 },
])('from $from to $to are $years years', ({ from, to, years }) => {
  expect(fullYears(new Date(from), new Date(to))).toBe(years);
});

describe('Loyalty', () => {
  it('grows with the years', () => {
    expect([2020, 2022, 2024, 2026].map((year) => percent('2020-01-15', `${year}-06-01T00:00:00Z`))).toEqual([0, 5, 10, 15]);
  });

  it('stops at its maximum', () => {
    expect(percent('1990-01-01', '2026-06-01T00:00:00Z')).toBeCloseTo(20, 5);
    expect(percent('1990-01-01', '2026-06-01T00:00:00Z', { at_most: 7 })).toBe(7);
  });

  it('doubles in the month of the birthday', () => {
    const more = { doubles_in_birthday_month: true };
    expect(percent('2024-03-01', '2026-03-15T12:00:00Z', more)).toBe(10);
    expect(percent('2024-03-01', '2026-04-15T12:00:00Z', more)).toBe(5);
  });

  it.each([undefined, '', 'yesterday', '2026-13-01', '2026-02-31', '20260101'])('gives nothing since %s', (since) => {
    expect(percent(since, '2026-06-01T00:00:00Z')).toBe(0);
  });

  it('says for how long', () => {
    const item = request([line({ amount: 100 })], { since: '2025-01-01' });
    const { reason } = new Loyalty().computeDiscounts(item, config, at('2026-01-01T00:00:00.000Z'));
    expect(reason).toMatch(/^with us for 1 year: 2\.5%$/);
  });

  it('needs to know the time', () => {
    const { clockTime: _, ...timeless } = context;
    const item = request([line({ amount: 100 })], { since: '2020-01-01' });
    expect(new Loyalty().computeDiscounts(item, config, timeless).discount.amount.amount.isZero()).toBe(true);
  });
});
