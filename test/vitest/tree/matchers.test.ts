// SPDX-License-Identifier: Apache-2.0
// Every matcher with every pair of values, negated and not.

import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { describe, expect, it } from 'vitest';

class P { constructor(public x: number, public y?: number) {} get z() { return 1; } }
class Q extends P {}
class Hidden { #a: number; constructor(a: number) { this.#a = a; } get a() { return this.#a; } }
const ring = (n: number): any => { const a: any = { n }; a.self = a; return a; };
const sparse = () => { const a: any[] = [1]; a[2] = 3; return a; };
const nul = () => Object.assign(Object.create(null), { a: 1 });
const sym = Symbol.for('k');
const values: [string, () => any][] = [
  ['undefined', () => undefined], ['null', () => null], ['true', () => true], ['false', () => false], ['0', () => 0], ['-0', () => -0],
  ['1', () => 1], ['NaN', () => NaN], ['Infinity', () => Infinity], ["''", () => ''], ["'a'", () => 'a'], ["'abc'", () => 'abc'], ["'1'", () => '1'],
  ['[]', () => []], ['[undefined]', () => [undefined]], ['[1]', () => [1]], ['[1,2]', () => [1, 2]], ['[2,1]', () => [2, 1]], ['sparse', sparse],
  ['[1,undefined,3]', () => [1, undefined, 3]], ['[NaN]', () => [NaN]], ['[[1]]', () => [[1]]], ['{}', () => ({})], ['{a:1}', () => ({ a: 1 })], ['{a:undefined}', () => ({ a: undefined })],
  ['{a:1,b:undefined}', () => ({ a: 1, b: undefined })], ['{a:1,b:2}', () => ({ a: 1, b: 2 })], ['{b:2,a:1}', () => ({ b: 2, a: 1 })], ['{a:{b:1}}', () => ({ a: { b: 1 } })],
  ['{a:{b:1,c:2}}', () => ({ a: { b: 1, c: 2 } })], ['{length:1}', () => ({ length: 1 })], ['{x:1}', () => ({ x: 1 })], ['P(1)', () => new P(1)], ['P(1,2)', () => new P(1, 2)], ['Q(1)', () => new Q(1)],
  ['null proto', nul], ['Hidden 1', () => new Hidden(1)], ['Hidden 2', () => new Hidden(2)], ['ring 1', () => ring(1)], ['ring 2', () => ring(2)],
  ['Date 0', () => new Date(0)], ['Date 1', () => new Date(1)], ['Date NaN', () => new Date(NaN)], ['/a/', () => /a/], ['/a/g', () => /a/g],
  ['Map', () => new Map()], ['Map a1', () => new Map([['a', 1]])], ['Map a1b2', () => new Map([['a', 1], ['b', 2]])], ['Map b2a1', () => new Map([['b', 2], ['a', 1]])], ['Map obj', () => new Map([[{ k: 1 }, { v: 1 }]])],
  ['Set', () => new Set()], ['Set 1', () => new Set([1])], ['Set [1]', () => new Set([[1]])], ['Set 12', () => new Set([1, 2])], ['Set 21', () => new Set([2, 1])], ['Set undefined', () => new Set([undefined])],
  ['Error a', () => new Error('a')], ['Error b', () => new Error('b')], ['TypeError a', () => new TypeError('a')], ['Error cause', () => new Error('a', { cause: 1 })],
  ['message a', () => ({ message: 'a' })], ['fn', () => parseInt], ['fn2', () => parseFloat], ['sym', () => sym], ['{[sym]:1}', () => ({ [sym]: 1 })], ['{[sym]:2}', () => ({ [sym]: 2 })],
  ['Number(1)', () => new Number(1)], ['String(a)', () => new String('a')], ['Boolean', () => new Boolean(true)],
  ['D0', () => Decimal.zero], ['D1', () => Decimal.from(1)], ['D1.0', () => Decimal.from('1.0')], ['D2', () => Decimal.from(2)], ['{d:D1}', () => ({ d: Decimal.from(1) })], ['[D1]', () => [Decimal.from(1)]], ['D100', () => Decimal.from(100)], ['D1e2', () => Decimal.from('1e2')],
  ['any Number', () => expect.any(Number)], ['any String', () => expect.any(String)], ['any Object', () => expect.any(Object)], ['any Array', () => expect.any(Array)], ['any P', () => expect.any(P)], ['any Date', () => expect.any(Date)], ['any Decimal', () => expect.any(Decimal)],
  ['anything', () => expect.anything()], ['oc a1', () => expect.objectContaining({ a: 1 })], ['oc {}', () => expect.objectContaining({})], ['oc a undefined', () => expect.objectContaining({ a: undefined })], ['ac 1', () => expect.arrayContaining([1])], ['ac []', () => expect.arrayContaining([])],
  ['sc a', () => expect.stringContaining('a')], ['sm a', () => expect.stringMatching(/^a/)], ['not oc', () => expect.not.objectContaining({ a: 1 })], ['not ac', () => expect.not.arrayContaining([1])], ['close 1', () => expect.closeTo(1, 2)], ['{a:any}', () => ({ a: expect.any(Number) })],
];
type Matcher = (value: unknown) => void;
const binary = ['toBe', 'toEqual', 'toStrictEqual', 'toMatchObject', 'toContain', 'toContainEqual', 'toHaveLength', 'toMatch', 'toBeGreaterThan', 'toBeLessThanOrEqual', 'toBeCloseTo', 'toBeInstanceOf', 'toBeTypeOf'];
const unary = ['toBeTruthy', 'toBeFalsy', 'toBeNull', 'toBeUndefined', 'toBeDefined', 'toBeNaN', 'toThrow'];

function verdict(run: () => void): string {
  try {
    run();
    return '+';
  } catch {
    return '-';
  }
}

describe.each(binary)('%s', (name) => {
  // What is no collection at all is an error here; vitest finds nothing in nothing.
  const lefts = name === 'toContain' ? values.slice(2) : values;
  it.each(lefts)('%s', (_, left) => {
    const both = (isNot: boolean) => values.map(([, right]) => verdict(() => {
      const checks = isNot ? expect(left()).not : expect(left());
      (checks as unknown as Record<string, Matcher>)[name]!(right());
    })).join('');
    throw new Error(`VERDICTS ${both(false)} ${both(true)}`);
  });
});

it.each(unary)('%s', (name) => {
  const all = values.map(([, value]) => verdict(() => (expect(value()) as unknown as Record<string, () => void>)[name]!()));
  throw new Error(`VERDICTS ${all.join('')}`);
});
