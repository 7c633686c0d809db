import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { context, credit, item } from '../../../shared/fixtures.js';
import ByInterval, { stepped } from './index.js';

describe('stepped', () => {
  test.each([
    ['0.3', 4, 'up', '0.5'], ['0.3', 4, 'down', '0.25'], ['0.3', 4, 'nearest', '0.25'], ['0.375', 4, 'nearest', '0.5'],
    ['0', 12, 'up', '0'], ['0.000001', 12, 'up', '0.083333333333'], ['1', 7, 'down', '1'], ['1.2', 1, 'up', '2'],
  ] as const)('%s in %d steps, %s, is %s', (share, steps, direction, expected) => {
    expect(stepped(Decimal.from(share), steps, direction).toString()).toBe(expected);
  });

  test.each([0, -1, 1.5, NaN, Infinity])('there are no %d steps', (steps) => {
    expect(() => stepped(Decimal.from(1), steps, 'up')).toThrow(RangeError);
    expect(() => stepped(Decimal.from(1), steps, 'up')).toThrow(/whole number above 0, not/);
  });

  it('never goes the wrong way', () => {
    for (let i = 0; i <= 100; i++) {
      const share = Decimal.from(i).div(100, 2, 'half-even');
      expect.soft(stepped(share, 7, 'up').gte(share.sub('0.000000000001' as unknown as number))).toBe(true);
      expect.soft(stepped(share, 7, 'down').lte(share)).toBe(true);
    }
  });
});

describe('ByInterval', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const share = (value: string) => ({ currentProrationFactor: Decimal.from(value) });

  it('lets charges and credits go their ways', () => {
    const items = [item('a', share('0.3')), credit('b', share('-0.3'))];
    const { items: result } = new ByInterval().prorateItems({ items }, { steps: 4, charges: 'up', credits: 'down' }, context);
    expect(result).toMatchObject([
      { key: 'a', prorationFactor: Decimal.from('0.5') },
      { key: 'b', prorationFactor: Decimal.from('-0.25') },
    ]);
  });

  it('takes one way for both when only one is named', () => {
    const result = new ByInterval().prorateItems({ items: [credit('b', share('-0.3'))] }, { steps: 4, charges: 'up' }, context);
    expect(result.items[0]!.prorationFactor.eq('-0.5' as unknown as number)).toBe(true);
  });

  it('rounds each item once', () => {
    const round = vi.fn(stepped);
    expect(round(Decimal.from('0.4'), 2, 'down')).toEqual(Decimal.zero);
    expect(round).toHaveBeenCalledTimes(1);
    expect(round).toHaveBeenCalledWith(expect.anything(), 2, 'down');
    expect(round.mock.results[0]?.type).toBe('return');
  });
});
