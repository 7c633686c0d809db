// SPDX-License-Identifier: Apache-2.0
// vi: functions that remember how they were called.

const mocks = new Set();
const spies = new Set();
let order = 0;

export function isMock(value) {
  return typeof value === 'function' && value.isMockFunction === true;
}

function emptyState() {
  return { calls: [], results: [], instances: [], contexts: [], invocationCallOrder: [], settledResults: [] };
}

/** `original`: what is called when nothing else was said. */
export function mockOf(original, name = 'vi.fn()') {
  let state = emptyState();
  let body = original;
  let initial = original;
  let queue = [];
  let label = name;

  function fn(...args) {
    state.calls.push(args);
    state.contexts.push(this);
    state.instances.push(this);
    state.invocationCallOrder.push(++order);
    const run = queue.length > 0 ? queue.shift() : body;
    const result = { type: 'incomplete', value: undefined };
    state.results.push(result);
    try {
      result.value = run === undefined ? undefined : new.target === undefined ? run.apply(this, args) : callNew(run, args, this);
      result.type = 'return';
      return result.value;
    } catch (error) {
      result.type = 'throw';
      result.value = error;
      throw error;
    }
  }

  const say = (action) => (...args) => {
    action(...args);
    return fn;
  };
  const returning = (value) => () => value;
  Object.defineProperty(fn, 'mock', { get: () => ({ ...state, get lastCall() { return state.calls.at(-1); } }) });
  Object.assign(fn, {
    isMockFunction: true,
    getMockName: () => label,
    getMockImplementation: () => body,
    mockName: say((text) => (label = text)),
    mockImplementation: say((run) => (body = run)),
    mockImplementationOnce: say((run) => queue.push(run)),
    mockReturnValue: say((value) => (body = returning(value))),
    mockReturnValueOnce: say((value) => queue.push(returning(value))),
    mockReturnThis: say(() => (body = function () { return this; })),
    mockThrow: say((error) => (body = () => { throw error; })),
    mockClear: say(() => (state = emptyState())),
    mockReset: say(() => {
      state = emptyState();
      queue = [];
      body = initial;
    }),
    mockRestore: say(() => {
      state = emptyState();
      queue = [];
      body = initial;
    }),
    withImplementation: (run, callback) => {
      const before = body;
      body = run;
      try {
        callback();
      } finally {
        body = before;
      }
      return fn;
    },
  });
  mocks.add(fn);
  return fn;
}

function callNew(run, args, self) {
  return run.prototype === undefined ? run(...args) : (run.apply(self, args) ?? self);
}

/** An own property that stands before the one found; restoring puts back what was there. */
function spyOn(object, name, access) {
  if (object === null || (typeof object !== 'object' && typeof object !== 'function')) {
    throw new TypeError('vi.spyOn() can only spy on a function. Received undefined.');
  }
  const own = Object.getOwnPropertyDescriptor(object, name);
  let holder = object;
  let found = own;
  while (found === undefined && holder !== null) {
    holder = Object.getPrototypeOf(holder);
    found = holder === null ? undefined : Object.getOwnPropertyDescriptor(holder, name);
  }
  if (found === undefined) throw new Error(`${String(name)} does not exist`);
  const original = access === undefined ? object[name] : found[access];
  if (access === undefined && typeof original !== 'function') {
    throw new TypeError(`vi.spyOn() can only spy on a function. Received ${typeof original}.`);
  }
  if (isMock(original)) return original;
  const spy = mockOf(original, String(name));
  Object.defineProperty(object, name, access === undefined
    ? { value: spy, configurable: true, writable: true, enumerable: found.enumerable }
    : { get: found.get, set: found.set, configurable: true, enumerable: found.enumerable, [access]: spy });
  spies.add(spy);
  const restore = spy.mockRestore;
  spy.mockRestore = () => {
    restore();
    if (own === undefined) delete object[name];
    else Object.defineProperty(object, name, own);
    return spy;
  };
  return spy;
}

const all = (action) => () => {
  for (const mock of mocks) mock[action]();
  return vi;
};

function noClock() {
  return vi;
}

function noPart(name) {
  return () => {
    throw new Error(`vi.${name} is not available: scripts are functions of their arguments`);
  };
}

export const vi = {
  fn: (run) => mockOf(run, 'spy'),
  spyOn,
  isMockFunction: isMock,
  mocked: (value) => value,
  hoisted: (make) => make(),
  clearAllMocks: all('mockClear'),
  resetAllMocks: all('mockReset'),
  restoreAllMocks: () => {
    for (const mock of spies) mock.mockRestore();
    return vi;
  },
  // A script has no clock: there is nothing to hold still.
  useFakeTimers: noClock,
  useRealTimers: noClock,
  setSystemTime: noClock,
  isFakeTimers: () => false,
  mock: noPart('mock'),
  doMock: noPart('doMock'),
  unmock: noPart('unmock'),
  importActual: noPart('importActual'),
  stubGlobal: noPart('stubGlobal'),
  stubEnv: noPart('stubEnv'),
  advanceTimersByTime: noPart('advanceTimersByTime'),
  runAllTimers: noPart('runAllTimers'),
  waitFor: noPart('waitFor'),
};
