// SPDX-License-Identifier: Apache-2.0
// The console of tests: one whose members can be spied on. The machine's own is frozen, as all built-ins are.

export const replaceable = {};
for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
  if (typeof console[name] === 'function') replaceable[name] = (...args) => console[name](...args);
}
