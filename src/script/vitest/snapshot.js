// SPDX-License-Identifier: Apache-2.0
// Snapshots: inline ones are compared; those of files are compared when the file has them, and pass when they are new.

import { SUBSET, equals, isMatcher } from './equal.js';
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

/** The value with what properties are only like in place of what they are. */
function withProperties(value, properties) {
  if (isMatcher(properties) || properties === null || typeof properties !== 'object') return properties;
  if (Array.isArray(properties)) return value.map((item, index) => (index in properties ? withProperties(item, properties[index]) : item));
  const merged = Object.assign(Object.create(Object.getPrototypeOf(value)), value);
  for (const key of Object.keys(properties)) merged[key] = withProperties(value[key], properties[key]);
  return merged;
}

function checked(check, value, properties) {
  if (properties === undefined) return value;
  if (!equals(value, properties, SUBSET)) {
    check.assert(false, 'Snapshot properties mismatched', '', { expected: properties, actual: value });
  }
  return withProperties(value, properties);
}

function judgeInline(check, value, snapshot) {
  if (snapshot !== undefined) judge(check, value, unindented(snapshot), `\`${check.state.currentTestName ?? ''}\``);
}

function judgeFile(check, value, hint) {
  const label = typeof hint === 'string' ? `${check.state.currentTestName} > ${hint}` : check.state.currentTestName;
  file.counts[label] = (file.counts[label] ?? 0) + 1;
  const name = `${label} ${file.counts[label]}`;
  if (file.texts[name] !== undefined) judge(check, value, file.texts[name], `\`${name}\``);
}

/** (snapshot) or (properties, snapshot) */
export function inlineSnapshot(check, first, second) {
  const [properties, snapshot] = first !== null && typeof first === 'object' ? [first, second] : [undefined, first];
  judgeInline(check, checked(check, check.actual, properties), snapshot);
}

/** (hint) or (properties, hint) */
export function fileSnapshot(check, first, second) {
  const [properties, hint] = first !== null && typeof first === 'object' ? [first, second] : [undefined, first];
  judgeFile(check, checked(check, check.actual, properties), hint);
}

export function inlineErrorSnapshot(check, error, snapshot) {
  judgeInline(check, error, snapshot);
}

export function fileErrorSnapshot(check, error, hint) {
  judgeFile(check, error, hint);
}
