// SPDX-License-Identifier: Apache-2.0
// What `expect(value)` offers. A matcher looks and calls check.assert(passed, message, message when negated, expected,
// actual); in messages {this} is the value, {exp} what was expected.

import { LOOSE, STRICT, SUBSET, equals, isMatcher, partOf } from './equal.js';
import { isMock } from './mock.js';
import { display, format, inspect } from './show.js';
import { fileErrorSnapshot, fileSnapshot, inlineErrorSnapshot, inlineSnapshot } from './snapshot.js';

export class AssertionError extends Error {
  /** `difference`: { expected, actual } to be shown line by line. */
  constructor(message, difference) {
    super(message);
    this.name = 'AssertionError';
    Object.defineProperty(this, 'difference', { value: difference, enumerable: false });
  }
}

function numbersOnly(value, what) {
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new TypeError(`${what} value must be number or bigint, received "${typeof value}"`);
  }
}

function ordered(name, words, test) {
  return (check, expected) => {
    const { actual } = check;
    numbersOnly(actual, 'actual');
    numbersOnly(expected, 'expected');
    check.assert(test(actual, expected), `expected ${actual} to be ${words} ${expected}`,
      `expected ${actual} to be not ${words} ${expected}`);
  };
}

// ---- paths of toHaveProperty ----

/** "a.b[0]" to its parts; a backslash takes a point or bracket as it is. */
function partsOf(path) {
  const text = String(path).replace(/([^\\])\[/g, '$1.[');
  return (text.match(/(\\\.|[^.]+?)+/g) ?? []).map((part) => {
    if (part === 'constructor' || part === '__proto__' || part === 'prototype') return undefined;
    const index = /^\[(\d+)\]$/.exec(part);
    return index === null ? part.replace(/\\([.[\]])/g, '$1') : Number(index[1]);
  });
}

function memberOf(value, path) {
  const text = Array.isArray(path) ? path.map((part) => String(part).replace(/([.[\]])/g, '\\$1')).join('.') : path;
  if (Object.prototype.hasOwnProperty.call(value, text)) return { exists: true, value: value[text] };
  if (typeof text !== 'string') throw new TypeError(`a path is a string or an array, not ${typeof text}`);
  for (const part of partsOf(text)) {
    if (part === undefined || value === null || value === undefined || !(part in Object(value))) return { exists: false };
    value = value[part];
  }
  return { exists: true, value };
}

// ---- throwing ----

function messageOf(thrown) {
  return thrown !== null && typeof thrown === 'object' && 'message' in thrown ? String(thrown.message) : String(thrown);
}

function caughtFrom(check) {
  const { actual } = check;
  if (typeof actual !== 'function') throw new AssertionError(`${display(actual)} is not a function`);
  try {
    actual();
  } catch (error) {
    return { error };
  }
  return null;
}

function throwsText(check, caught, expected) {
  const isMatch = (text) => (typeof expected === 'string'
    ? expected === '' ? text === '' : text.includes(expected)
    : (expected.lastIndex = 0, expected.test(text)));
  const passed = caught !== null && isMatch(messageOf(caught.error));
  const verb = typeof expected === 'string' ? 'including' : 'matching';
  const wanted = typeof expected === 'string' ? `'${expected}'` : String(expected);
  if (caught === null) {
    check.assert(false, `expected function to throw an error, but it didn't`, '');
    return;
  }
  check.assert(passed, `expected error ${verb} ${wanted}, but got ${inspect(messageOf(caught.error))}`.replace('error', 'function to throw an error'),
    `expected function to throw an error not ${verb} ${wanted}`, { expected, actual: messageOf(caught.error) });
}

function toThrow(check, expected) {
  const caught = caughtFrom(check);
  if (expected === undefined) {
    check.assert(caught !== null, `expected function to throw an error, but it didn't`,
      caught === null ? '' : `expected function to not throw an error, but ${inspect(caught.error, 200)} was thrown`);
    return;
  }
  if (typeof expected === 'string' || expected instanceof RegExp) {
    throwsText(check, caught, expected);
    return;
  }
  if (caught === null) {
    check.assert(false, `expected function to throw an error, but it didn't`, '');
    return;
  }
  const { error } = caught;
  if (typeof expected === 'function') {
    check.assert(error instanceof expected, `expected error to be instance of ${expected.name}, but got ${inspect(error, 200)}`,
      `expected error not to be instance of ${expected.name}`);
  } else if (expected instanceof Error) {
    check.assert(equals(error, expected, LOOSE), 'expected a thrown error to be {exp}', 'expected a thrown error not to be {exp}',
      { expected, actual: error });
  } else if (isMatcher(expected)) {
    check.assert(expected.asymmetricMatch(error), 'expected error to match asymmetric matcher',
      'expected error not to match asymmetric matcher', { expected, actual: error });
  } else {
    throw new Error(`"toThrow" expects string, RegExp, function, Error instance or asymmetric matcher, got "${typeof expected}"`);
  }
}

// ---- mocks ----

function mockOf(value) {
  if (!isMock(value)) throw new TypeError(`${inspect(value, 200)} is not a spy or a call to a spy!`);
  return value.mock;
}

const sameArguments = (a, b) => a.length === b.length && a.every((item, index) => equals(item, b[index], LOOSE));

function callsText(mock) {
  const calls = mock.calls.map((args, index) => `  call ${index + 1}: ${args.map((item) => inspect(item, 200)).join(', ')}`);
  return `\n\nReceived:\n${calls.join('\n')}\n\nNumber of calls: ${calls.length}`;
}

function called(test, words) {
  return (check, ...args) => {
    const mock = mockOf(check.actual);
    const name = `"${check.actual.getMockName()}"`;
    check.assert(test(mock, args), () => `expected ${name} to ${words(args)}${callsText(mock)}`,
      () => `expected ${name} to not ${words(args)}${callsText(mock)}`);
  };
}

const argumentsText = (args) => args.map((item) => inspect(item, 200)).join(', ');
const returned = (result) => result !== undefined && result.type === 'return';

const ofMocks = {
  toHaveBeenCalled: called((mock) => mock.calls.length > 0, () => 'be called at least once'),
  toHaveBeenCalledOnce: called((mock) => mock.calls.length === 1, () => 'be called once'),
  toHaveBeenCalledTimes: called((mock, [times]) => mock.calls.length === times, ([times]) => `be called ${times} times`),
  toHaveBeenCalledWith: called((mock, args) => mock.calls.some((call) => sameArguments(call, args)),
    (args) => `be called with arguments: ${argumentsText(args)}`),
  toHaveBeenCalledExactlyOnceWith: called((mock, args) => mock.calls.length === 1 && sameArguments(mock.calls[0], args),
    (args) => `be called once with arguments: ${argumentsText(args)}`),
  toHaveBeenLastCalledWith: called((mock, args) => mock.calls.length > 0 && sameArguments(mock.calls.at(-1), args),
    (args) => `be called last with arguments: ${argumentsText(args)}`),
  toHaveBeenNthCalledWith: called((mock, [nth, ...args]) => nth <= mock.calls.length && sameArguments(mock.calls[nth - 1], args),
    ([nth, ...args]) => `be called in call ${nth} with arguments: ${argumentsText(args)}`),
  toHaveReturned: called((mock) => mock.results.some(returned), () => 'be successfully called at least once'),
  toHaveReturnedTimes: called((mock, [times]) => mock.results.filter(returned).length === times,
    ([times]) => `be successfully called ${times} times`),
  toHaveReturnedWith: called((mock, [value]) => mock.results.some((one) => returned(one) && equals(one.value, value, LOOSE)),
    ([value]) => `return with: ${inspect(value, 200)} at least once`),
  toHaveLastReturnedWith: called((mock, [value]) => returned(mock.results.at(-1)) && equals(mock.results.at(-1).value, value, LOOSE),
    ([value]) => `return last ${inspect(value, 200)}`),
  toHaveNthReturnedWith: called((mock, [nth, value]) => returned(mock.results[nth - 1]) && equals(mock.results[nth - 1].value, value, LOOSE),
    ([nth, value]) => `return in call ${nth} ${inspect(value, 200)}`),
  toHaveBeenCalledBefore: called((mock, [other]) => mock.calls.length > 0 &&
    (other.mock.calls.length === 0 ? false : mock.invocationCallOrder[0] < other.mock.invocationCallOrder[0]),
  ([other]) => `have been called before "${other.getMockName()}"`),
  toHaveBeenCalledAfter: called((mock, [other]) => other.mock.calls.length > 0 &&
    (mock.calls.length === 0 ? false : other.mock.invocationCallOrder[0] < mock.invocationCallOrder[0]),
  ([other]) => `have been called after "${other.getMockName()}"`),
};

// ---- values ----

const simple = (test, words) => (check) =>
  check.assert(test(check.actual), `expected {this} to be ${words}`, `expected {this} to not be ${words}`);

function toBe(check, expected) {
  const { actual } = check;
  const passed = Object.is(actual, expected);
  let hint = '';
  if (!passed && !check.isNot && typeof actual === 'object' && actual !== null) {
    const name = equals(actual, expected, STRICT, true) ? 'toStrictEqual' : equals(actual, expected, LOOSE) ? 'toEqual' : '';
    if (name !== '') hint = `\n\nIf it should pass with deep equality, replace "toBe" with "${name}"\n`;
  }
  check.assert(passed, `expected {this} to be {exp} // Object.is equality${hint}`,
    'expected {this} not to be {exp} // Object.is equality', { expected, actual });
}

function toContain(check, item) {
  const { actual } = check;
  if (typeof actual === 'string') {
    check.assert(actual.indexOf(item) !== -1, 'expected {this} to contain {exp}', 'expected {this} not to contain {exp}', { expected: item, actual });
    return;
  }
  if (actual === null || actual === undefined) throw new TypeError(`the given combination of arguments (${actual} and ${typeof item}) is invalid for this assertion`);
  check.assert(Array.from(actual).indexOf(item) !== -1, 'expected {this} to include {exp}', 'expected {this} to not include {exp}', { expected: item });
}

function toBeCloseTo(check, expected, precision = 2) {
  const { actual } = check;
  const isSameInfinity = actual === expected && Math.abs(expected) === Infinity;
  const difference = Math.abs(actual - expected);
  const allowed = 10 ** -precision / 2;
  const tail = `, received difference is ${difference}, but expected ${allowed}`;
  check.assert(isSameInfinity || difference < allowed, `expected {this} to be close to {exp}${tail}`,
    `expected {this} to not be close to {exp}${tail}`, { expected });
}

function toHaveProperty(check, path, ...rest) {
  const { actual } = check;
  const found = memberOf(actual, path);
  const passed = found.exists && (rest.length === 0 || equals(rest[0], found.value));
  const name = `property "${Array.isArray(path) ? path.join('.') : String(path)}"${rest.length === 0 ? '' : ` with value ${display(rest[0])}`}`;
  check.assert(passed, `expected {this} to have ${name}`, `expected {this} to not have ${name}`,
    rest.length === 0 ? undefined : { expected: rest[0], actual: found.value });
}

function toHaveLength(check, length) {
  const { actual } = check;
  const isKeyed = actual instanceof Map || actual instanceof Set;
  const own = actual === null || actual === undefined ? undefined : isKeyed ? actual.size : actual.length;
  if (own === undefined) throw new AssertionError(`expected ${display(actual)} to have property 'length'`);
  check.assert(own == length, `expected {this} to have a length of ${inspect(length)} but got ${inspect(own)}`,
    `expected {this} to not have a length of ${inspect(length)}`, { expected: length, actual: own });
}

function toMatch(check, expected) {
  const { actual } = check;
  if (typeof actual !== 'string') throw new TypeError(`.toMatch() expects to receive a string, but got ${typeof actual}`);
  const passed = typeof expected === 'string' ? actual.includes(expected) : actual.match(expected) !== null;
  check.assert(passed, 'expected {this} to match {exp}', 'expected {this} not to match {exp}', { expected, actual });
}

export const matchers = {
  toBe,
  toEqual(check, expected) {
    const { actual } = check;
    check.assert(equals(actual, expected, [...check.testers, ...LOOSE]), 'expected {this} to deeply equal {exp}',
      'expected {this} to not deeply equal {exp}', { expected, actual });
  },
  toStrictEqual(check, expected) {
    const { actual } = check;
    check.assert(equals(actual, expected, [...check.testers, ...STRICT], true), 'expected {this} to strictly equal {exp}',
      'expected {this} to not strictly equal {exp}', { expected, actual });
  },
  toMatchObject(check, expected) {
    const { actual } = check;
    const passed = equals(actual, expected, [...check.testers, ...SUBSET]);
    check.assert(passed, 'expected {this} to match object {exp}', 'expected {this} to not match object {exp}',
      passed === check.isNot ? { expected, actual: partOf(actual, expected) } : undefined);
  },
  toContain,
  toContainEqual(check, expected) {
    const passed = Array.from(check.actual).some((item) => equals(item, expected, check.testers));
    check.assert(passed, 'expected {this} to deep equally contain {exp}', 'expected {this} to not deep equally contain {exp}', { expected });
  },
  toMatch,
  toThrow,
  toThrowError: toThrow,
  toBeCloseTo,
  toHaveProperty,
  toHaveLength,
  toBeTruthy: simple(Boolean, 'truthy'),
  toBeFalsy: simple((value) => !value, 'falsy'),
  toBeNull: simple((value) => value === null, 'null'),
  toBeUndefined: simple((value) => value === undefined, 'undefined'),
  toBeDefined: simple((value) => value !== undefined, 'defined'),
  toBeNullable: simple((value) => value === null || value === undefined, 'nullish'),
  toBeNaN: simple((value) => Number.isNaN(value), 'NaN'),
  toBeGreaterThan: ordered('toBeGreaterThan', 'greater than', (a, b) => a > b),
  toBeGreaterThanOrEqual: ordered('toBeGreaterThanOrEqual', 'greater than or equal to', (a, b) => a >= b),
  toBeLessThan: ordered('toBeLessThan', 'less than', (a, b) => a < b),
  toBeLessThanOrEqual: ordered('toBeLessThanOrEqual', 'less than or equal to', (a, b) => a <= b),
  toBeTypeOf(check, expected) {
    check.assert(typeof check.actual === expected, 'expected {this} to be type of {exp}', 'expected {this} not to be type of {exp}',
      { expected, actual: typeof check.actual });
  },
  toBeInstanceOf(check, expected) {
    if (typeof expected !== 'function') {
      throw new AssertionError(`The instanceof assertion needs a constructor but ${typeof expected} was given.`);
    }
    const name = expected.name === '' ? 'an unnamed constructor' : expected.name;
    check.assert(check.actual instanceof expected, `expected {this} to be an instance of ${name}`, `expected {this} to not be an instance of ${name}`);
  },
  toBeOneOf(check, expected) {
    if (!Array.isArray(expected) && !(expected instanceof Set)) {
      throw new TypeError(`You must provide an array or a Set to .toBeOneOf, not '${typeof expected}'.`);
    }
    const items = [...expected];
    const passed = items.length === 0 || items.some((item) => equals(item, check.actual, check.testers));
    check.assert(passed, 'expected {this} to be one of {exp}', 'expected {this} to not be one of {exp}', { expected });
  },
  toSatisfy(check, test, message) {
    const words = message ?? 'satisfy the given function';
    check.assert(Boolean(test(check.actual)), `expected {this} to ${words}`, `expected {this} to not ${words}`);
  },
  toMatchInlineSnapshot: inlineSnapshot,
  toMatchSnapshot: fileSnapshot,
  toThrowErrorMatchingInlineSnapshot(check, expected) {
    const caught = caughtFrom(check);
    if (caught === null) throw new AssertionError("snapshot function didn't throw");
    inlineErrorSnapshot(check, caught.error, expected);
  },
  toThrowErrorMatchingSnapshot(check, hint) {
    const caught = caughtFrom(check);
    if (caught === null) throw new AssertionError("snapshot function didn't throw");
    fileErrorSnapshot(check, caught.error, hint);
  },
  ...ofMocks,
  toBeCalled: ofMocks.toHaveBeenCalled,
  toBeCalledTimes: ofMocks.toHaveBeenCalledTimes,
  toBeCalledWith: ofMocks.toHaveBeenCalledWith,
  lastCalledWith: ofMocks.toHaveBeenLastCalledWith,
  nthCalledWith: ofMocks.toHaveBeenNthCalledWith,
  toReturn: ofMocks.toHaveReturned,
  toReturnTimes: ofMocks.toHaveReturnedTimes,
  toReturnWith: ofMocks.toHaveReturnedWith,
  lastReturnedWith: ofMocks.toHaveLastReturnedWith,
  nthReturnedWith: ofMocks.toHaveNthReturnedWith,
};

export function expectedText(value) {
  return value !== null && typeof value === 'object' && isMatcher(value) ? format(value, { min: true }) : display(value);
}
