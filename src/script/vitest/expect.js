// SPDX-License-Identifier: Apache-2.0
// expect: the value, its matchers, what is only like something, and what a test said about itself.

import { chainable } from './chai.js';
import { equals, isMatcher } from './equal.js';
import { AssertionError, expectedText, matchers } from './matchers.js';
import { display, format } from './show.js';

/** Of the test that runs. */
export const state = { assertionCalls: 0, softErrors: [], expectedAssertions: null, hasAssertions: false, currentTestName: undefined };
const testers = [];
const custom = {};

export class Assertion {
  constructor(actual, message, isSoft) {
    this.actual = actual;
    this.message = message;
    this.isSoft = isSoft;
    this.isNot = false;
    this.state = state;
    this.testers = testers;
  }

  get not() {
    const other = new Assertion(this.actual, this.message, this.isSoft);
    other.isDeep = this.isDeep;
    other.isNot = !this.isNot;
    return other;
  }

  get resolves() {
    throw new TypeError(`You must provide a Promise to expect() when using .resolves, not '${typeof this.actual}'.`);
  }

  get rejects() {
    throw new TypeError(`You must provide a Promise to expect() when using .rejects, not '${typeof this.actual}'.`);
  }

  /** Fails unless passed (or, behind `not`, when passed). Texts are made only then. */
  assert(passed, message, negated, difference) {
    if (Boolean(passed) !== this.isNot) return;
    const text = this.isNot ? negated : message;
    const shown = (typeof text === 'function' ? text() : text)
      .replace('{this}', () => display(this.actual))
      .replace('{exp}', () => expectedText(difference?.expected));
    throw new AssertionError(this.message === undefined ? shown : `${this.message}: ${shown}`, this.isNot ? undefined : difference);
  }
}

function run(assertion, action) {
  state.assertionCalls++;
  if (!assertion.isSoft) {
    action();
    return;
  }
  try {
    action();
  } catch (error) {
    state.softErrors.push(error);
  }
}

for (const [name, matcher] of Object.entries(matchers)) {
  Assertion.prototype[name] = function (...args) {
    run(this, () => matcher(this, ...args));
  };
}
chainable(Assertion.prototype, run);

export function expect(actual, message) {
  return new Assertion(actual, message, false);
}

// ---- what is only like something ----

/** A value that stands for many. Its own properties are what two of them are compared by. */
class Likeness {
  constructor(name, sample, inverse, matches, options = {}) {
    this.sample = sample;
    this.inverse = inverse;
    Object.defineProperty(this, 'how', { value: { name, matches, ...options }, enumerable: false });
  }

  get kind() {
    return this.how.kind;
  }

  asymmetricMatch(other) {
    return Boolean(this.how.matches(other)) !== this.inverse;
  }

  sampleText() {
    return this.how.shown ?? format(this.sample, { min: true });
  }

  toString() {
    return this.how.text ?? this.how.name;
  }
}

const typeNames = new Map([[String, 'string'], [Number, 'number'], [Function, 'function'], [Boolean, 'boolean'], [Symbol, 'symbol']]);
const isText = (value) => typeof value === 'string' || value instanceof String;
const isNumber = (value) => typeof value === 'number' || value instanceof Number;

function isAny(type, other) {
  const name = typeNames.get(type);
  if (name !== undefined) return typeof other === name || other instanceof type;
  return type === Object ? typeof other === 'object' : other instanceof type;
}

function hasAll(sample, other) {
  if (sample === null || typeof sample !== 'object') throw new TypeError(`You must provide an object to ObjectContaining, not '${typeof sample}'.`);
  if (other === null || other === undefined) return Object.keys(sample).length === 0;
  for (const key in sample) {
    if (!(key in Object(other)) || !equals(sample[key], other[key], testers)) return false;
  }
  return true;
}

function hasItems(sample, other) {
  if (!Array.isArray(sample)) throw new TypeError(`You must provide an array to ArrayContaining, not '${typeof sample}'.`);
  return sample.length === 0 ||
    (Array.isArray(other) && sample.every((item) => other.some((another) => equals(item, another, testers))));
}

function isClose(sample, precision, other) {
  if (!isNumber(other)) return false;
  return (other === sample && Math.abs(sample) === Infinity) || Math.abs(sample - other) < 10 ** -precision / 2;
}

const not = (isNot) => (isNot ? 'Not' : '');
const likenesses = (isNot) => ({
  objectContaining: (sample) => new Likeness(`Object${not(isNot)}Containing`, sample, isNot, (other) => hasAll(sample, other), { kind: 'object' }),
  arrayContaining: (sample) => new Likeness(`Array${not(isNot)}Containing`, sample, isNot, (other) => hasItems(sample, other), { kind: 'array' }),
  arrayOf: (sample) => new Likeness(`${not(isNot)}ArrayOf`, sample, isNot, (other) => Array.isArray(other) && other.every((item) => equals(sample, item, testers))),
  stringContaining: (sample) => {
    if (typeof sample !== 'string') throw new Error('Expected is not a string');
    return new Likeness(`String${not(isNot)}Containing`, sample, isNot, (other) => isText(other) && other.includes(sample));
  },
  stringMatching: (sample) => {
    const pattern = new RegExp(sample);
    return new Likeness(`String${not(isNot)}Matching`, pattern, isNot, (other) => isText(other) && pattern.test(other));
  },
  closeTo: (sample, precision = 2) => new Likeness(`Number${not(isNot)}CloseTo`, sample, isNot,
    (other) => isClose(sample, precision, other), { shown: `${sample} (${precision} digit${precision === 1 ? '' : 's'})` }),
});

Object.assign(expect, likenesses(false));
expect.not = likenesses(true);
expect.anything = () => new Likeness('Anything', undefined, false, (other) => other !== null && other !== undefined, { shown: '' , text: 'Anything' });
expect.any = (type) => {
  if (type === undefined) throw new TypeError('any() expects to be passed a constructor function. Please pass one or use anything() to match any object.');
  return new Likeness('Any', type, false, (other) => isAny(type, other), { text: `Any<${type.name}>`, shown: '' });
};
expect.toBeOneOf = (items) => new Likeness('toBeOneOf', items, false, (other) => [...items].some((item) => equals(item, other, testers)));

// ---- what a test says about itself ----

expect.soft = (actual, message) => new Assertion(actual, message, true);
expect.assertions = (count) => {
  state.expectedAssertions = count;
};
expect.hasAssertions = () => {
  state.hasAssertions = true;
};
expect.fail = (message = 'expect.fail()') => {
  throw new AssertionError(typeof message === 'string' ? message : 'expect.fail()');
};
expect.unreachable = (message) => {
  throw new AssertionError(`expected${message === undefined ? '' : ` "${message}"`} not to be reached`);
};
expect.getState = () => ({ ...state });
expect.setState = (more) => Object.assign(state, more);
expect.addEqualityTesters = (more) => {
  testers.push(...more.map((tester) => (a, b, all) => tester.call({ equals }, a, b, all)));
};
expect.addSnapshotSerializer = () => {};
expect.poll = () => {
  throw new Error('expect.poll() waits; scripts have no clock');
};

/** Matchers of one's own: functions that answer { pass, message }. */
expect.extend = (more) => {
  for (const [name, matcher] of Object.entries(more)) {
    custom[name] = matcher;
    const context = (isNot) => ({ isNot, equals, utils: { stringify: format, printExpected: format, printReceived: format }, ...expect.getState() });
    Assertion.prototype[name] = function (...args) {
      run(this, () => {
        const answer = matcher.call(context(this.isNot), this.actual, ...args);
        const text = typeof answer.message === 'function' ? answer.message() : `${name} failed`;
        const hasDifference = 'actual' in answer || 'expected' in answer;
        this.assert(answer.pass, () => text, () => text, hasDifference ? { expected: answer.expected, actual: answer.actual } : undefined);
      });
    };
    const like = (isNot) => (...args) => new Likeness(name, args[0], isNot, (other) => matcher.call(context(isNot), other, ...args).pass);
    expect[name] = like(false);
    expect.not[name] = like(true);
  }
};

/** A fresh start for a test. */
export function expectBegin(name) {
  state.assertionCalls = 0;
  state.softErrors = [];
  state.expectedAssertions = null;
  state.hasAssertions = false;
  state.currentTestName = name;
}

/** What is wrong when a test came to its end: errors. */
export function expectEnd() {
  const errors = state.softErrors;
  if (state.expectedAssertions !== null && state.expectedAssertions !== state.assertionCalls) {
    errors.push(new AssertionError(`expected number of assertions to be ${state.expectedAssertions}, but got ${state.assertionCalls}`));
  }
  if (state.hasAssertions && state.assertionCalls === 0) {
    errors.push(new AssertionError('expected any number of assertion, but got none'));
  }
  return errors;
}

export { isMatcher };
