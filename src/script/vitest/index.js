// SPDX-License-Identifier: Apache-2.0
// The part of vitest's interface that tests of scripts use, on the script machine itself.
//
// The command calls `list` once, then `run` for one test after the other and `finish`, all on one heap: what a test
// leaves in its file's variables the next one sees, as under vitest.

import { assert } from './chai.js';
import { expect, expectBegin, expectEnd } from './expect.js';
import { vi } from './mock.js';
import { format, isDecimal } from './show.js';
import { forgetSnapshots, readSnapshots } from './snapshot.js';
import { rowsOf, title } from './title.js';

// ---- collecting ----

function newSuite(name, parent, mode, options, body) {
  return {
    type: 'suite', name, parent, mode, options, body, tasks: [],
    hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
    isEntered: false, isFailed: false, cleanups: [],
  };
}

const file = newSuite('', null, 'run', {}, undefined);
let current = file;
let running = null;

const nameOf = (name) => (typeof name === 'function' ? name.name || '<anonymous>' : String(name));

/** (name, body, timeout or options) and (name, options, body). */
function splitArguments(second, third) {
  if (typeof second === 'function') return { body: second, options: typeof third === 'object' && third !== null ? third : {} };
  return { body: third, options: typeof second === 'object' && second !== null ? second : {} };
}

function modeOf(options, body) {
  if (options.only) return 'only';
  if (options.skip) return 'skip';
  return options.todo || body === undefined ? 'todo' : 'run';
}

function addTest(name, options, body) {
  if (running !== null) throw new Error('Calling the test function inside another test function is not allowed.');
  const inherited = { ...current.options, ...options };
  const test = { type: 'test', name, parent: current, mode: modeOf(options, body), options: inherited, body };
  current.tasks.push(test);
}

function addSuite(name, options, body) {
  if (running !== null) throw new Error('Calling the suite function inside test function is not allowed.');
  const { retry, repeats } = { ...current.options, ...options };
  current.tasks.push(newSuite(name, current, modeOf(options, body), { retry, repeats }, body));
}

/** A function (name, body) with .skip, .only, .each and so on, in any order. */
function chain(add, flags, words) {
  const make = (name, second, third) => {
    const { body, options } = splitArguments(second, third);
    add(nameOf(name), { ...options, ...flags }, body);
  };
  const rows = (call) => (cases, ...values) => {
    const items = Array.isArray(cases) && values.length > 0 ? rowsOf(cases, values) : cases;
    const isSpread = items.every(Array.isArray);
    return (name, second, third) => {
      const { body, options } = splitArguments(second, third);
      items.forEach((item, index) => {
        const list = Array.isArray(item) ? item : [item];
        const bound = body === undefined ? undefined : (context) => call(body, item, isSpread, context);
        add(title(nameOf(name), list, index), { ...options, ...flags }, bound);
      });
    };
  };
  make.each = rows((body, item, isSpread) => (isSpread ? body(...item) : body(item)));
  make.for = rows((body, item, _, context) => body(item, context));
  make.skipIf = (condition) => (condition ? chain(add, { ...flags, skip: true }, words) : make);
  make.runIf = (condition) => (condition ? make : chain(add, { ...flags, skip: true }, words));
  for (const word of words) {
    Object.defineProperty(make, word, { get: () => chain(add, { ...flags, [word]: true }, words) });
  }
  return make;
}

export const describe = chain(addSuite, {}, ['skip', 'only', 'todo', 'concurrent', 'sequential', 'shuffle']);
export const suite = describe;

/** test.extend({ name: value or (fixtures, use) => ... }): parts that a test asks for by name. */
function extended(fixtures) {
  const add = (name, options, body) => addTest(name, options, body === undefined ? undefined : (context) => withFixtures(fixtures, context, body));
  const make = chain(add, {}, ['skip', 'only', 'todo', 'fails', 'concurrent', 'sequential']);
  make.extend = (more) => extended({ ...fixtures, ...more });
  return Object.assign(make, hooks, { describe, suite });
}

function withFixtures(fixtures, context, body) {
  const names = Object.keys(fixtures);
  const next = (at) => {
    if (at === names.length) return body(context);
    const [value] = Array.isArray(fixtures[names[at]]) ? fixtures[names[at]] : [fixtures[names[at]]];
    if (typeof value !== 'function') {
      context[names[at]] = value;
      return next(at + 1);
    }
    return value(context, (made) => {
      context[names[at]] = made;
      return next(at + 1);
    });
  };
  return next(0);
}

const hook = (kind) => (body) => {
  current.hooks[kind].push(body);
};
export const beforeAll = hook('beforeAll');
export const afterAll = hook('afterAll');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');
const hooks = { beforeAll, afterAll, beforeEach, afterEach };

export const test = Object.assign(chain(addTest, {}, ['skip', 'only', 'todo', 'fails', 'concurrent', 'sequential']), hooks, {
  describe, suite, extend: extended,
});
export const it = test;

function inTest(word) {
  if (running === null) throw new Error(`Hook ${word}() can only be called inside a test`);
  return running;
}
export const onTestFinished = (body) => inTest('onTestFinished').finished.push(body);
export const onTestFailed = (body) => inTest('onTestFailed').failed.push(body);
/** Types are looked at by the type checker; here every question is answered by itself. */
export const expectTypeOf = () => {
  const answer = () => expectTypeOf();
  for (const word of ['toEqualTypeOf', 'toMatchTypeOf', 'toBeString', 'toBeNumber', 'toBeBoolean', 'toBeFunction', 'toBeObject',
    'toBeArray', 'toBeNever', 'toBeUndefined', 'toBeNull', 'toBeNullable', 'toBeVoid', 'toBeAny', 'toBeUnknown', 'toBeCallableWith',
    'toExtend', 'toHaveProperty', 'parameter', 'extract', 'exclude', 'pick', 'omit', 'toMatchObjectType', 'toBeInstanceOf']) answer[word] = answer;
  for (const word of ['not', 'returns', 'parameters', 'items', 'instance', 'resolves', 'guards']) {
    Object.defineProperty(answer, word, { get: answer });
  }
  return answer;
};
export const assertType = () => {};
export { assert, expect, vi };
export const vitest = vi;
export { replaceable as console } from './console.js';

function collect(suite) {
  const outer = current;
  current = suite;
  try {
    if (suite.body !== undefined && suite.mode !== 'todo') suite.body(test);
  } finally {
    current = outer;
  }
  for (const task of suite.tasks) if (task.type === 'suite') collect(task);
}

// ---- which run ----

const hasOnly = (task) => task.mode === 'only' || (task.type === 'suite' && task.tasks.some(hasOnly));

function markAll(suite, mode) {
  for (const task of suite.tasks) {
    if (task.mode === 'run' || task.mode === 'only') task.mode = mode;
    if (task.type === 'suite') markAll(task, mode);
  }
}

function settle(suite, isOnlyMode, isParentOnly) {
  for (const task of suite.tasks) {
    const isIncluded = isParentOnly || task.mode === 'only';
    if (isOnlyMode) {
      if (task.type === 'suite' && (isIncluded || hasOnly(task))) {
        if (task.mode === 'only') task.mode = 'run';
      } else if (task.mode === 'run' && !isIncluded) {
        task.mode = 'skip';
      } else if (task.mode === 'only') {
        task.mode = 'run';
      }
    }
    if (task.type !== 'suite') continue;
    if (task.mode === 'skip' || task.mode === 'todo') markAll(task, task.mode);
    else settle(task, isOnlyMode, isIncluded);
  }
}

function testsOf(suite) {
  return suite.tasks.flatMap((task) => (task.type === 'test' ? [task] : testsOf(task)));
}

function emptySuites(suite) {
  return suite.tasks.filter((task) => task.type === 'suite' && task.mode === 'run')
    .flatMap((task) => (task.tasks.length === 0 ? [task] : emptySuites(task)));
}

function titlesOf(task) {
  return task.parent === null ? [] : [...titlesOf(task.parent), task.name];
}

// ---- running ----

let tests = [];
let entered = [];

const suitesAround = (task) => (task.parent === null ? [] : [...suitesAround(task.parent), task.parent]);

function problemOf(error) {
  const isError = error instanceof Error;
  const problem = {
    name: isError ? String(error.name) : 'Unknown Error',
    message: isError ? String(error.message) : isDecimal(error) ? String(error) : typeof error === 'string' ? error : format(error),
    stack: isError ? String(error.stack) : '',
  };
  const { difference } = isError ? error : {};
  if (difference !== undefined && 'actual' in difference) {
    const { expected, actual, isText } = difference;
    const isShown = isText || typeof expected !== typeof actual || typeof expected === 'object' || String(expected) !== String(actual);
    if (isShown) {
      problem.expected = isText ? expected : format(expected);
      problem.actual = isText ? actual : format(actual);
    }
  }
  return problem;
}

/** What a hook answers is called when its scope ends. */
function runHooks(bodies, argument, cleanups) {
  for (const body of bodies) {
    const cleanup = body(argument);
    if (typeof cleanup === 'function') cleanups.unshift(cleanup);
  }
}

function guard(errors, action) {
  try {
    action();
  } catch (error) {
    errors.push(error);
  }
}

function leave(suite, errors) {
  for (const body of [...suite.hooks.afterAll].reverse()) guard(errors, () => body(suite));
  for (const cleanup of suite.cleanups) guard(errors, cleanup);
  suite.cleanups = [];
}

/** Out of the suites that do not hold the test, into those that do. */
function enter(wanted, errors) {
  while (entered.length > 0 && entered[entered.length - 1] !== wanted[entered.length - 1]) {
    leave(entered.pop(), errors);
  }
  for (const suite of wanted.slice(entered.length)) {
    entered.push(suite);
    guard(errors, () => {
      suite.isFailed = suite.parent?.isFailed ?? false;
      if (!suite.isFailed) {
        suite.isFailed = true;
        runHooks(suite.hooks.beforeAll, suite, suite.cleanups);
        suite.isFailed = false;
      }
    });
  }
}

class Skipped {
  constructor(note) {
    this.note = note;
  }
}

function contextOf(task) {
  return {
    task: { name: task.name, mode: task.mode, type: 'test', suite: { name: task.parent.name } },
    expect,
    skip: (condition, note) => {
      if (condition === undefined || condition === true || typeof condition === 'string') throw new Skipped(note);
    },
    annotate: () => {},
    onTestFinished,
    onTestFailed,
  };
}

/** Once through hooks and body; the errors it left, or what skipped it. */
function attempt(task, suites) {
  const errors = [];
  const cleanups = [];
  const context = contextOf(task);
  running = { finished: [], failed: [] };
  expectBegin([...titlesOf(task)].join(' > '));
  let skipped = null;
  const note = (error) => {
    if (error instanceof Skipped) skipped = error;
    else errors.push(error);
  };
  try {
    for (const suite of suites) runHooks(suite.hooks.beforeEach, context, cleanups);
    task.body(context);
  } catch (error) {
    note(error);
  }
  if (skipped === null) errors.push(...expectEnd());
  for (const suite of [...suites].reverse()) {
    for (const body of [...suite.hooks.afterEach].reverse()) guard(errors, () => body(context));
  }
  for (const cleanup of cleanups) guard(errors, cleanup);
  for (const body of [...running.finished].reverse()) guard(errors, () => body(context));
  if (errors.length > 0) for (const body of running.failed) guard(errors, () => body(context));
  running = null;
  return { errors, skipped };
}

function judge(task, suites) {
  const times = 1 + (task.options.repeats ?? 0);
  const tries = 1 + (typeof task.options.retry === 'number' ? task.options.retry : 0);
  let answer = { errors: [], skipped: null };
  for (let time = 0; time < times && answer.errors.length === 0; time++) {
    for (let at = 0; at < tries; at++) {
      answer = attempt(task, suites);
      if (answer.errors.length === 0) break;
    }
  }
  if (answer.skipped !== null) return { state: 'skipped', errors: [] };
  if (task.options.fails) {
    return answer.errors.length > 0 ? { state: 'passed', errors: [] } : { state: 'failed', errors: [new Error('Expect test to fail')] };
  }
  return { state: answer.errors.length === 0 ? 'passed' : 'failed', errors: answer.errors };
}

const answerOf = (value) => ({ result: JSON.stringify(value) });

export default {
  /** Names of all tests and how each is to be taken. */
  list({ snapshots }) {
    if (typeof snapshots === 'string') readSnapshots(snapshots);
    collect(file);
    settle(file, hasOnly(file), false);
    tests = testsOf(file);
    return answerOf({
      tests: tests.map((task) => ({ titles: titlesOf(task), mode: task.mode })),
      empty: emptySuites(file).map((suite) => titlesOf(suite)),
    });
  },
  run({ index }) {
    const task = tests[index];
    const suites = suitesAround(task);
    const around = [];
    enter(suites, around);
    if (suites[suites.length - 1].isFailed) return answerOf({ state: 'skipped', errors: [], around: around.map(problemOf) });
    forgetSnapshots();
    const { state, errors } = judge(task, suites);
    return answerOf({ state, errors: errors.map(problemOf), around: around.map(problemOf) });
  },
  finish() {
    const around = [];
    enter([], around);
    return answerOf({ around: around.map(problemOf) });
  },
};
