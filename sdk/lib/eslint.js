// SPDX-License-Identifier: Apache-2.0
// What the engine refuses, as rules of ESLint (flat configuration), so that an editor says it first:
//   import extensions from '@quoin/sdk/eslint';
//   export default [{ files: ['extensions/**/*.ts'], ...extensions }];

const clock = 'A script has no clock: use context.clockTime.';
const timers = 'A script runs to its end at once: there are no timers.';
const outside = 'A script reaches nothing outside of its arguments.';
const chance = 'A script has no chance: use an id, a key or an index of the input.';
const code = 'Code comes from files of the release only.';
const asynchronous = 'Billing points are synchronous; all data is in the arguments.';

const names = {
  [timers]: ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate', 'queueMicrotask'],
  [outside]: ['fetch', 'XMLHttpRequest', 'WebSocket', 'process', 'window', 'document', 'navigator', 'localStorage', 'require', 'performance', 'Intl', 'Worker'],
  [chance]: ['crypto'],
  [code]: ['eval', 'Function'],
};

const syntax = {
  [clock]: ['NewExpression[callee.name="Date"][arguments.length=0]', 'CallExpression[callee.name="Date"]'],
  [code]: ['ImportExpression', 'WithStatement'],
  [asynchronous]: [':function[async=true]', 'AwaitExpression', 'ForOfStatement[await=true]'],
  'Generators are not available: return an array.': [':function[generator=true]'],
  'Decorators are not available.': ['Decorator'],
  'BigInt is not available: use Decimal.': ['Literal[bigint]'],
  'Local time and locale are not available: use the UTC methods, and text of your own.': [
    'MemberExpression[property.name=/^(toLocale\\w*String|getTimezoneOffset)$/]',
  ],
};

const listed = (table, key) => Object.entries(table).flatMap(([message, values]) => values.map((value) => ({ [key]: value, message })));

/** @type {import('eslint').Linter.Config} */
const extensions = {
  rules: {
    'no-eval': 'error',
    'no-new-func': 'error',
    'no-implied-eval': 'error',
    'no-extend-native': 'error',
    'no-restricted-globals': ['error', ...listed(names, 'name')],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: clock },
      { object: 'Math', property: 'random', message: chance },
      { property: '__proto__', message: 'Prototypes of built-ins are frozen; use Object.getPrototypeOf.' },
    ],
    'no-restricted-syntax': ['error', ...listed(syntax, 'selector')],
    'no-restricted-imports': ['error', { patterns: [{ regex: '^(node:|fs$|path$|os$|http$|https$|crypto$|child_process$|worker_threads$)', message: outside }] }],
  },
};

export default extensions;
export { extensions };
