// SPDX-License-Identifier: Apache-2.0
// The other way to write it: expect(x).to.equal(y), assert.equal(x, y).

import { LOOSE, equals } from './equal.js';
import { AssertionError, matchers } from './matchers.js';
import { display, tagOf } from './show.js';

const deeply = (check, a, b) => (check.isDeep ? equals(a, b, LOOSE, true) : a === b);

function typeIs(value, name) {
  const tag = tagOf(value).toLowerCase();
  return name.toLowerCase() === (value instanceof Error ? 'error' : tag);
}

function includes(check, part) {
  const { actual } = check;
  if (typeof actual === 'string') return actual.includes(part);
  if (Array.isArray(actual) || actual instanceof Set) return [...actual].some((item) => deeply(check, item, part));
  if (actual instanceof Map) return [...actual.values()].some((item) => deeply(check, item, part));
  return Object.keys(part).every((key) => key in actual && deeply(check, actual[key], part[key]));
}

function sizeOf(value) {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return value instanceof Map || value instanceof Set ? value.size : Object.keys(value).length;
}

const one = (words, test) => (check, ...args) => check.assert(test(check, ...args),
  () => `expected ${display(check.actual)} to ${words}${args.length === 0 ? '' : ` ${args.map((arg) => display(arg)).join(', ')}`}`,
  () => `expected ${display(check.actual)} to not ${words}${args.length === 0 ? '' : ` ${args.map((arg) => display(arg)).join(', ')}`}`);

const sameMembers = (a, b) => a.length === b.length && a.every((item) => b.some((other) => equals(item, other, LOOSE)));

const methods = {
  equal: one('equal', (check, other) => deeply(check, check.actual, other)),
  eql: one('deeply equal', (check, other) => equals(check.actual, other, LOOSE, true)),
  include: one('include', includes),
  a: one('be a', (check, name) => typeIs(check.actual, name)),
  above: one('be above', (check, other) => check.actual > other),
  least: one('be at least', (check, other) => check.actual >= other),
  below: one('be below', (check, other) => check.actual < other),
  most: one('be at most', (check, other) => check.actual <= other),
  within: one('be within', (check, low, high) => check.actual >= low && check.actual <= high),
  instanceof: one('be an instance of', (check, type) => check.actual instanceof type),
  property: one('have property', (check, name, ...rest) =>
    name in Object(check.actual) && (rest.length === 0 || deeply(check, check.actual[name], rest[0]))),
  lengthOf: one('have length', (check, length) => sizeOf(check.actual) === length),
  match: one('match', (check, pattern) => pattern.test(check.actual)),
  string: one('contain', (check, part) => check.actual.includes(part)),
  members: one('have the same members as', (check, list) => sameMembers(check.actual, list)),
  keys: one('have keys', (check, ...names) => sameMembers(Object.keys(check.actual), names.flat())),
  oneOf: one('be one of', (check, list) => list.includes(check.actual)),
  satisfy: one('satisfy', (check, test) => Boolean(test(check.actual))),
  closeTo: one('be close to', (check, other, delta) => Math.abs(check.actual - other) <= delta),
  throw: (check, ...args) => matchers.toThrow(check, ...args),
};
Object.assign(methods, {
  equals: methods.equal, eq: methods.equal, eqls: methods.eql, includes: methods.include, contain: methods.include, contains: methods.include,
  an: methods.a, gt: methods.above, greaterThan: methods.above, gte: methods.least, lt: methods.below, lessThan: methods.below,
  lte: methods.most, instanceOf: methods.instanceof, length: methods.lengthOf, matches: methods.match, satisfies: methods.satisfy,
  approximately: methods.closeTo, throws: methods.throw, Throw: methods.throw, haveOwnProperty: methods.property, ownProperty: methods.property,
});

const facts = {
  ok: one('be truthy', (check) => Boolean(check.actual)),
  true: one('be true', (check) => check.actual === true),
  false: one('be false', (check) => check.actual === false),
  null: one('be null', (check) => check.actual === null),
  undefined: one('be undefined', (check) => check.actual === undefined),
  NaN: one('be NaN', (check) => Number.isNaN(check.actual)),
  exist: one('exist', (check) => check.actual !== null && check.actual !== undefined),
  empty: one('be empty', (check) => sizeOf(check.actual) === 0),
};

const words = ['to', 'be', 'been', 'is', 'that', 'which', 'and', 'has', 'have', 'with', 'at', 'of', 'same', 'does', 'but', 'still', 'also'];

/** Adds the chains to what expect gives. */
export function chainable(prototype, run) {
  for (const word of words) Object.defineProperty(prototype, word, { get() { return this; }, configurable: true });
  Object.defineProperty(prototype, 'deep', { get() { this.isDeep = true; return this; }, configurable: true });
  for (const [name, fact] of Object.entries(facts)) {
    Object.defineProperty(prototype, name, { get() { run(this, () => fact(this)); return this; }, configurable: true });
  }
  for (const [name, method] of Object.entries(methods)) {
    // A method that is also a word of a chain: .an('array').that.includes(1)
    Object.defineProperty(prototype, name, {
      get() {
        const self = this;
        const call = (...args) => {
          run(self, () => method(self, ...args));
          return self;
        };
        for (const word of ['that', 'and', 'which', 'with']) call[word] = self;
        for (const word of ['above', 'below', 'least', 'most', 'within']) call[word] = (...args) => {
          run(self, () => methods[word]({ ...self, actual: sizeOf(self.actual), assert: self.assert }, ...args));
          return self;
        };
        return call;
      },
      configurable: true,
    });
  }
}

const say = (passed, message, fallback) => {
  if (!passed) throw new AssertionError(message ?? fallback);
};
const pair = (words, test) => (a, b, message) => say(test(a, b), message, `expected ${display(a)} to ${words} ${display(b)}`);
const single = (words, test) => (value, message) => say(test(value), message, `expected ${display(value)} to ${words}`);
const strictly = (a, b) => equals(a, b, LOOSE, true);

export const assert = Object.assign((value, message) => say(Boolean(value), message, 'assertion failed'), {
  ok: single('be truthy', Boolean),
  isOk: single('be truthy', Boolean),
  isNotOk: single('be falsy', (value) => !value),
  notOk: single('be falsy', (value) => !value),
  equal: pair('equal', (a, b) => a == b),
  notEqual: pair('not equal', (a, b) => a != b),
  strictEqual: pair('equal', (a, b) => a === b),
  notStrictEqual: pair('not equal', (a, b) => a !== b),
  deepEqual: pair('deeply equal', strictly),
  deepStrictEqual: pair('deeply equal', strictly),
  notDeepEqual: pair('not deeply equal', (a, b) => !strictly(a, b)),
  isTrue: single('be true', (value) => value === true),
  isFalse: single('be false', (value) => value === false),
  isNull: single('be null', (value) => value === null),
  isNotNull: single('not be null', (value) => value !== null),
  isUndefined: single('be undefined', (value) => value === undefined),
  isDefined: single('be defined', (value) => value !== undefined),
  exists: single('exist', (value) => value !== null && value !== undefined),
  isNaN: single('be NaN', Number.isNaN),
  isArray: single('be an array', Array.isArray),
  isString: single('be a string', (value) => typeof value === 'string'),
  isNumber: single('be a number', (value) => typeof value === 'number'),
  isBoolean: single('be a boolean', (value) => typeof value === 'boolean'),
  isFunction: single('be a function', (value) => typeof value === 'function'),
  isObject: single('be an object', (value) => tagOf(value) === 'Object'),
  isAbove: pair('be above', (a, b) => a > b),
  isAtLeast: pair('be at least', (a, b) => a >= b),
  isBelow: pair('be below', (a, b) => a < b),
  isAtMost: pair('be at most', (a, b) => a <= b),
  instanceOf: pair('be an instance of', (a, b) => a instanceof b),
  include: pair('include', (a, b) => includes({ actual: a }, b)),
  notInclude: pair('not include', (a, b) => !includes({ actual: a }, b)),
  lengthOf: pair('have length', (a, b) => sizeOf(a) === b),
  match: pair('match', (a, b) => b.test(a)),
  property: pair('have property', (a, b) => b in Object(a)),
  sameMembers: pair('have the same members as', sameMembers),
  closeTo: (a, b, delta, message) => say(Math.abs(a - b) <= delta, message, `expected ${a} to be close to ${b}`),
  throws: (run, expected, message) => {
    try {
      run();
    } catch (error) {
      const isFine = expected === undefined || (typeof expected === 'function' ? error instanceof expected
        : expected instanceof RegExp ? expected.test(error.message) : error.message.includes(expected));
      say(isFine, message, `expected the error to match ${display(expected)}, but got ${display(error)}`);
      return;
    }
    say(false, message, 'expected function to throw an error');
  },
  doesNotThrow: (run) => run(),
  fail: (...args) => {
    throw new AssertionError(typeof args[0] === 'string' && args.length === 1 ? args[0] : (args[2] ?? 'assert.fail()'));
  },
});
