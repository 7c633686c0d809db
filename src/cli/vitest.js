// SPDX-License-Identifier: Apache-2.0
// The part of vitest's interface that tests of scripts use, on the script machine itself.
//
// Files are read once, when they are compiled: describe and test at their top level only note what
// they are given. A test is then run by a call of its own, on a fresh heap: the bodies of its
// describe blocks, its hooks, itself.

const top = [];
let current = null;

function note(entry) {
  if (current === null) top.push(entry);
  else current.push(entry);
}

function nameOf(title) {
  return typeof title === 'function' ? title.name : String(title);
}

function format(title, args, index) {
  let at = 0;
  const text = nameOf(title).replace(/%[sdifjo#%]/g, (mark) => {
    if (mark === '%%') return '%';
    if (mark === '%#') return String(index);
    const value = args[at++];
    return mark === '%j' || mark === '%o' ? show(value) : typeof value === 'string' ? value : show(value);
  });
  const row = args[0];
  if (row === null || typeof row !== 'object') return text;
  return text.replace(/\$([A-Za-z_$][\w$.]*)/g, (whole, path) => {
    let value = row;
    for (const part of path.split('.')) value = value?.[part];
    return value === undefined ? whole : typeof value === 'string' ? value : show(value);
  });
}

function rowsOf(cases) {
  return cases.map((row) => (Array.isArray(row) ? row : [row]));
}

function eachOf(make) {
  return (cases) => (title, body) => {
    rowsOf(cases).forEach((args, index) => make(format(title, args, index), () => body(...args)));
  };
}

function makeTest(options) {
  const make = (title, body) => {
    const real = typeof body === 'function' ? body : undefined;
    note({ kind: 'test', name: nameOf(title), body: real, ...options, skip: options.skip || real === undefined });
  };
  make.each = eachOf(make);
  return make;
}

function makeDescribe(options) {
  const make = (title, body) => note({ kind: 'describe', name: nameOf(title), body, ...options });
  make.each = eachOf(make);
  return make;
}

const variants = (make) => {
  const main = make({});
  main.skip = make({ skip: true });
  main.only = make({ only: true });
  main.todo = make({ skip: true });
  main.skipIf = (condition) => (condition ? main.skip : main);
  main.runIf = (condition) => (condition ? main : main.skip);
  main.concurrent = main;
  main.sequential = main;
  return main;
};

export const test = variants(makeTest);
export const it = test;
export const describe = variants(makeDescribe);
export const suite = describe;
export const beforeEach = (body) => note({ kind: 'before', body });
export const afterEach = (body) => note({ kind: 'after', body });
// Each test has its own heap, so what is done once for all is done once for each.
export const beforeAll = beforeEach;
export const afterAll = afterEach;

// ---- values as text ----

function show(value, depth = 0) {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? `[Function ${value.name}]` : String(value);
  if (isDecimal(value)) return `Decimal(${value})`;
  if (depth > 4) return '...';
  if (Array.isArray(value)) return `[${value.map((item) => show(item, depth + 1)).join(', ')}]`;
  if (value instanceof Date) return `Date(${isNaN(value.getTime()) ? 'invalid' : value.toISOString()})`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map) return `Map ${show([...value], depth + 1)}`;
  if (value instanceof Set) return `Set ${show([...value], depth + 1)}`;
  if (value.isMatcher === matcherMark) return value.text;
  const members = Object.keys(value).map((key) => `${key}: ${show(value[key], depth + 1)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function isDecimal(value) {
  return typeof Decimal === 'function' && Decimal.isDecimal(value);
}

// ---- equality ----

const matcherMark = { mark: true };

function matcher(text, matches) {
  return { isMatcher: matcherMark, text, matches };
}

function equal(a, b, strict, depth = 0) {
  if (b !== null && typeof b === 'object' && b.isMatcher === matcherMark) return b.matches(a);
  if (a !== null && typeof a === 'object' && a.isMatcher === matcherMark) return a.matches(b);
  if (Object.is(a, b)) return true;
  if (isDecimal(a) || isDecimal(b)) return isDecimal(a) && isDecimal(b) && a.eq(b);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (depth > 100) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && Object.is(a.getTime(), b.getTime());
  }
  if (a instanceof RegExp || b instanceof RegExp) return String(a) === String(b);
  if (a instanceof Error || b instanceof Error) {
    return a instanceof Error && b instanceof Error && a.message === b.message && a.name === b.name;
  }
  if (a instanceof Map || b instanceof Map) {
    return a instanceof Map && b instanceof Map && a.size === b.size &&
      [...a].every(([key, value]) => b.has(key) && equal(value, b.get(key), strict, depth + 1));
  }
  if (a instanceof Set || b instanceof Set) {
    return a instanceof Set && b instanceof Set && a.size === b.size &&
      [...a].every((value) => b.has(value) || [...b].some((other) => equal(value, other, strict, depth + 1)));
  }
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) && a.length !== b.length) return false;
  const keys = (object) => Object.keys(object).filter((key) => strict || object[key] !== undefined);
  const own = keys(a);
  return own.length === keys(b).length &&
    own.every((key) => key in b && equal(a[key], b[key], strict, depth + 1));
}

function contains(actual, expected, depth = 0) {
  if (expected === null || typeof expected !== 'object' || expected.isMatcher === matcherMark ||
      isDecimal(expected) || expected instanceof Date || actual === null || typeof actual !== 'object') {
    return equal(actual, expected, false);
  }
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && actual.length === expected.length &&
      expected.every((item, index) => contains(actual[index], item, depth + 1));
  }
  return Object.keys(expected).every((key) => key in actual && contains(actual[key], expected[key], depth + 1));
}

// ---- expectations ----

class AssertionError extends Error {
  constructor(message) {
    super(message);
    this.name = 'AssertionError';
  }
}

function throwsAs(caught, expected) {
  if (expected === undefined) return true;
  const message = caught instanceof Error ? caught.message : String(caught);
  if (typeof expected === 'string') return message.includes(expected);
  if (expected instanceof RegExp) return expected.test(message);
  if (typeof expected === 'function') return caught instanceof expected;
  return equal(caught, expected, false);
}

const order = (a, b) => (isDecimal(a) ? a.cmp(b) : isDecimal(b) ? -b.cmp(a) : a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN);

function memberOf(value, path) {
  const parts = Array.isArray(path) ? path : String(path).replace(/\[(\d+)\]/g, '.$1').split('.');
  for (const part of parts) {
    if (value === null || value === undefined || !(part in Object(value))) return { found: false };
    value = value[part];
  }
  return { found: true, value };
}

const matchers = {
  toBe: (a, b) => [Object.is(a, b), `to be ${show(b)}`],
  toEqual: (a, b) => [equal(a, b, false), `to equal ${show(b)}`],
  toStrictEqual: (a, b) => [equal(a, b, true), `to strictly equal ${show(b)}`],
  toMatchObject: (a, b) => [contains(a, b), `to match ${show(b)}`],
  toBeTruthy: (a) => [Boolean(a), 'to be truthy'],
  toBeFalsy: (a) => [!a, 'to be falsy'],
  toBeNull: (a) => [a === null, 'to be null'],
  toBeUndefined: (a) => [a === undefined, 'to be undefined'],
  toBeDefined: (a) => [a !== undefined, 'to be defined'],
  toBeNullable: (a) => [a === null || a === undefined, 'to be null or undefined'],
  toBeNaN: (a) => [Number.isNaN(a), 'to be NaN'],
  toBeTypeOf: (a, b) => [typeof a === b, `to be of type ${b}`],
  toBeInstanceOf: (a, b) => [a instanceof b, `to be an instance of ${b.name}`],
  toBeGreaterThan: (a, b) => [order(a, b) > 0, `to be greater than ${show(b)}`],
  toBeGreaterThanOrEqual: (a, b) => [order(a, b) >= 0, `to be at least ${show(b)}`],
  toBeLessThan: (a, b) => [order(a, b) < 0, `to be less than ${show(b)}`],
  toBeLessThanOrEqual: (a, b) => [order(a, b) <= 0, `to be at most ${show(b)}`],
  toBeCloseTo: (a, b, digits = 2) => [a === b || Math.abs(a - b) < 10 ** -digits / 2, `to be close to ${show(b)}`],
  toBeOneOf: (a, b) => [b.some((item) => equal(a, item, false)), `to be one of ${show(b)}`],
  toSatisfy: (a, b) => [Boolean(b(a)), 'to satisfy the condition'],
  toHaveLength: (a, b) => [a !== null && a !== undefined && a.length === b, `to have length ${b}, has ${a?.length}`],
  toContain: (a, b) => [
    typeof a === 'string' ? a.includes(b) : [...a].some((item) => Object.is(item, b)),
    `to contain ${show(b)}`,
  ],
  toContainEqual: (a, b) => [[...a].some((item) => equal(item, b, false)), `to contain ${show(b)}`],
  toMatch: (a, b) => [typeof b === 'string' ? a.includes(b) : b.test(a), `to match ${show(b)}`],
  toHaveProperty: (a, path, ...rest) => {
    const member = memberOf(a, path);
    return [
      member.found && (rest.length === 0 || equal(member.value, rest[0], false)),
      `to have the property ${show(path)}${rest.length > 0 ? ` with ${show(rest[0])}` : ''}`,
    ];
  },
  toThrow: (a, expected) => {
    let caught = null;
    if (typeof a !== 'function') return [false, 'to be a function that throws'];
    try {
      a();
    } catch (error) {
      caught = { error };
    }
    const what = expected === undefined ? 'to throw' : `to throw ${show(expected)}`;
    if (caught === null) return [false, `${what}, it returned`];
    return [throwsAs(caught.error, expected), `${what}, it threw ${show(caught.error)}`];
  },
};
matchers.toThrowError = matchers.toThrow;

export function expect(actual, message) {
  const build = (isNot) => {
    const checks = {};
    for (const name of Object.keys(matchers)) {
      checks[name] = (...args) => {
        const [passed, what] = matchers[name](actual, ...args);
        if (passed === isNot) {
          const prefix = message === undefined ? '' : `${message}: `;
          throw new AssertionError(`${prefix}expected ${show(actual)} ${isNot ? 'not ' : ''}${what}`);
        }
      };
    }
    return checks;
  };
  const checks = build(false);
  checks.not = build(true);
  return checks;
}

expect.anything = () => matcher('anything', (value) => value !== null && value !== undefined);
expect.any = (type) => matcher(`any ${type.name}`, (value) =>
  type === Number ? typeof value === 'number'
    : type === String ? typeof value === 'string'
      : type === Boolean ? typeof value === 'boolean'
        : type === Function ? typeof value === 'function'
          : type === Object ? typeof value === 'object' : value instanceof type);
expect.objectContaining = (part) => matcher(`an object containing ${show(part)}`, (value) =>
  value !== null && typeof value === 'object' && contains(value, part));
expect.arrayContaining = (items) => matcher(`an array containing ${show(items)}`, (value) =>
  Array.isArray(value) && items.every((item) => value.some((other) => equal(other, item, false))));
expect.stringContaining = (part) => matcher(`text containing ${show(part)}`, (value) =>
  typeof value === 'string' && value.includes(part));
expect.stringMatching = (pattern) => matcher(`text matching ${show(pattern)}`, (value) =>
  typeof value === 'string' && (typeof pattern === 'string' ? value.includes(pattern) : pattern.test(value)));
expect.closeTo = (number, digits = 2) => matcher(`close to ${number}`, (value) =>
  typeof value === 'number' && Math.abs(value - number) < 10 ** -digits / 2);
expect.fail = (message = 'failed') => {
  throw new AssertionError(message);
};

export const assert = (condition, message = 'assertion failed') => {
  if (!condition) throw new AssertionError(message);
};

function mock(implementation) {
  const calls = [];
  const results = [];
  let body = implementation;
  const fn = (...args) => {
    calls.push(args);
    const value = body === undefined ? undefined : body(...args);
    results.push({ type: 'return', value });
    return value;
  };
  fn.mock = { calls, results };
  fn.mockReturnValue = (value) => ((body = () => value), fn);
  fn.mockImplementation = (other) => ((body = other), fn);
  return fn;
}

matchers.toHaveBeenCalled = (a) => [a.mock.calls.length > 0, 'to have been called'];
matchers.toHaveBeenCalledTimes = (a, b) => [a.mock.calls.length === b, `to have been called ${b} times, was ${a.mock.calls.length}`];
matchers.toHaveBeenCalledWith = (a, ...args) => [a.mock.calls.some((call) => equal(call, args, false)), `to have been called with ${show(args)}`];

export const vi = { fn: mock };

// ---- running ----

function collect(body) {
  const outer = current;
  const entries = [];
  current = entries;
  try {
    body();
  } finally {
    current = outer;
  }
  return entries;
}

/** Every test below a list of entries, with the hooks and describe blocks around it. */
function walk(entries, path, hooks, skip, only, out) {
  const own = {
    before: [...hooks.before, ...entries.filter((entry) => entry.kind === 'before').map((entry) => entry.body)],
    after: [...entries.filter((entry) => entry.kind === 'after').map((entry) => entry.body), ...hooks.after],
  };
  for (const entry of entries) {
    const name = [...path, entry.name];
    const isSkipped = skip || Boolean(entry.skip);
    const isOnly = only || Boolean(entry.only);
    if (entry.kind === 'test') {
      out.push({ name: name.join(' > '), skip: isSkipped, only: isOnly, body: entry.body, hooks: own });
    } else if (entry.kind === 'describe' && typeof entry.body === 'function') {
      walk(collect(entry.body), name, own, isSkipped, isOnly, out);
    }
  }
}

function allTests() {
  const tests = [];
  walk(top, [], { before: [], after: [] }, false, false, tests);
  const hasOnly = tests.some((one) => one.only);
  return tests.map((one) => ({ ...one, skip: one.skip || (hasOnly && !one.only) }));
}

export default {
  list() {
    return { result: JSON.stringify(allTests().map(({ name, skip }) => ({ name, skip }))) };
  },
  run({ index }) {
    const { body, hooks } = allTests()[index];
    for (const hook of hooks.before) hook();
    try {
      body();
    } finally {
      for (const hook of hooks.after) hook();
    }
    return { result: 'ok' };
  },
};
