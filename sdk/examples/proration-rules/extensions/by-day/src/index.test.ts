import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';
import { context, credit, item } from '../../../shared/fixtures.js';
import ByDay from './index.js';

const factors = (items: ReturnType<typeof item>[], config = { count_first_day: true }) =>
  new ByDay().prorateItems({ items }, config, context).items.map(({ prorationFactor }) => prorationFactor.toString());

const from = (text: string) => ({ startDate: new Date(text), endDate: new Date('2026-05-01T00:00:00Z') });

describe('ByDay', () => {
  it.each([
    ['2026-04-16T00:00:00Z', true, '0.5'],
    ['2026-04-16T00:00:01Z', true, '0.5'],
    ['2026-04-16T23:59:59Z', true, '0.5'],
    ['2026-04-16T12:00:00Z', false, '0.466666666667'],
    ['2026-04-01T00:00:00Z', true, '1'],
    ['2026-04-30T18:00:00Z', false, '0'],
    ['2026-02-01T00:00:00Z', true, '1'],
  ])('a change at %s (first day: %s) pays %s', (start, count_first_day, expected) => {
    expect(factors([item('a', { servicePeriod: from(start) })], { count_first_day })).toEqual([expected]);
  });

  it('gives credits back against what was charged', () => {
    const half = credit('a', {
      servicePeriod: from('2026-04-23T06:00:00Z'),
      correspondingDebit: { servicePeriod: from('2026-04-15T00:00:00Z') },
    });
    expect(factors([half])).toEqual(['-0.5']);
  });

  it('shows the time that it charges', () => {
    const { items } = new ByDay().prorateItems({ items: [item('a', { servicePeriod: from('2026-04-16T17:30:00Z') })] }, { count_first_day: false }, context);
    expect(items[0]?.lineItemPeriod.startDate).toEqual(new Date('2026-04-17T00:00:00Z'));
    expect(items[0]?.lineItemPeriod.endDate.toISOString()).toBe('2026-05-01T00:00:00.000Z');
  });

  it('passes on what is no proration', () => {
    const whole = item('a', { isProration: false, currentProrationFactor: Decimal.from(1) });
    expect(new ByDay().prorateItems({ items: [whole] }, { count_first_day: true }, context)).toEqual({
      items: [{ key: 'a', prorationFactor: Decimal.from(1), lineItemPeriod: whole.servicePeriod }],
    });
  });

  it('keeps the order and every key', () => {
    const items = Array.from({ length: 25 }, (_, i) => (i % 3 === 0 ? credit(`k${i}`) : item(`k${i}`)));
    const result = new ByDay().prorateItems({ items }, { count_first_day: true }, context);
    expect(result.items.map(({ key }) => key)).toStrictEqual(items.map(({ key }) => key));
    expect(result.items.filter(({ prorationFactor }) => prorationFactor.isNegative())).toHaveLength(9);
  });
});
