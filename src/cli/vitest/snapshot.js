// SPDX-License-Identifier: Apache-2.0
// Snapshots: inline ones are compared; those of files are compared when the file has them, and pass when they are new.

import { LOOSE, SUBSET, equals } from './equal.js';
import { format } from './show.js';

const file = { texts: {}, counts: {} };

/** What `exports[`name 1`] = `...`;` of a .snap file says. */
export function readSnapshots(text) {
  file.texts = {};
  for (const [, name, value] of text.matchAll(/^exports\[`((?:\\.|[^`\\])*)`\] = `((?:\\.|[^`\\])*)`;$/gm)) {
    file.texts[unescaped(name)] = unescaped(value);
  }
}

/** A test counts its own snapshots. */
export function forgetSnapshots() {
  file.counts = {};
}

const unescaped = (text) => text.replace(/\\([`\\$])/g, '$1');

function serialize(value) {
  const text = format(value, { isSnapshot: true }).replace(/\r\n?/g, '\n');
  return text.includes('\n') ? `\n${text}\n` : text;
}

/** The indentation that the place in the source gave it, taken off. */
function unindented(text) {
  const first = /^\n(\s*)\S/.exec(text);
  const lines = text.split('\n');
  if (first === null || lines.length <= 2 || lines[0].trim() !== '' || lines.at(-1).trim() !== '') return text;
  const indent = first[1];
  const inner = lines.slice(1, -1);
  if (!inner.every((line) => line === '' || line.startsWith(indent))) return text;
  return ['', ...inner.map((line) => line.slice(indent.length)), ''].join('\n');
}

function judge(check, value, expected, name) {
  const actual = serialize(value);
  check.assert(actual.trim() === expected.trim(), `Snapshot ${name} mismatched`, `Snapshot ${name} matched`,
    { expected: expected.trim(), actual: actual.trim(), isText: true });
}

export function inlineSnapshot(check, first, thrown) {
  const value = thrown ?? check.actual;
  const [properties, expected] = typeof first === 'string' || first === undefined ? [undefined, first] : [first, undefined];
  if (properties !== undefined && !equals(value, properties, SUBSET)) {
    check.assert(false, 'Snapshot properties mismatched', '', { expected: properties, actual: value });
  }
  if (expected !== undefined) judge(check, value, unindented(expected), `\`${check.state.currentTestName ?? ''}\``);
}

export function compareSnapshot(check, hint, thrown) {
  const value = thrown ?? check.actual;
  const label = typeof hint === 'string' ? `${check.state.currentTestName} > ${hint}` : check.state.currentTestName;
  file.counts[label] = (file.counts[label] ?? 0) + 1;
  const name = `${label} ${file.counts[label]}`;
  if (hint !== null && typeof hint === 'object' && !equals(value, hint, [...LOOSE, ...SUBSET])) {
    check.assert(false, `Snapshot properties of \`${name}\` mismatched`, '', { expected: hint, actual: value });
  }
  if (file.texts[name] !== undefined) judge(check, value, file.texts[name], `\`${name}\``);
}
