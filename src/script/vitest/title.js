// SPDX-License-Identifier: Apache-2.0
// Names of tests that are made from a table.

import { display, inspect } from './show.js';

function valueText(mark, value) {
  switch (mark) {
    case '%s':
      if (Object.is(value, -0)) return '-0';
      if (typeof value === 'object' && value !== null) {
        const isPlain = typeof value.toString !== 'function' || value.toString === Object.prototype.toString;
        return isPlain ? inspect(value) : value.toString();
      }
      return String(value);
    case '%d':
      return String(Number(value));
    case '%i':
      return String(Number.parseInt(String(value), 10));
    case '%f':
      return Object.is(value, -0) ? '-0' : String(Number.parseFloat(String(value)));
    case '%j':
      return JSON.stringify(value);
    case '%c':
      return '';
    default: // %o %O
      return inspect(value);
  }
}

function memberOf(source, path, otherwise) {
  let value = source;
  for (const part of path.replace(/\[(\d+)\]/g, '.$1').split('.')) {
    value = Object(value)[part];
    if (value === undefined) return otherwise;
  }
  return value;
}

/** %s %d %i %f %j %o of the items in turn, %# and %$ the row, $name a member of the first item. */
export function title(template, items, index) {
  const numbered = template.includes('%#') || template.includes('%$')
    ? template.replace(/%%|%#|%\$/g, (mark) => (mark === '%#' ? String(index) : mark === '%$' ? String(index + 1) : mark))
    : template;
  const count = numbered.split('%').length - 1;
  const given = Math.min(count, items.length);
  let at = 0;
  let text = numbered.replace(/%[sdjifoOc%]/g, (mark) => {
    if (mark === '%%') return '%';
    return at < given ? valueText(mark, items[at++]) : mark;
  });
  for (; at < given; at++) {
    const item = items[at];
    text += item === null || typeof item !== 'object' ? ` ${String(item)}` : ` ${inspect(item)}`;
  }
  const isObject = items[0] !== null && typeof items[0] === 'object' && !Array.isArray(items[0]);
  return text.replace(/\$([$\w.]+)/g, (_, key) => {
    const isIndex = /^\d+$/.test(key);
    if (!isObject && !isIndex) return `$${key}`;
    const element = isIndex ? memberOf(items, key) : undefined;
    return display(isObject ? memberOf(items[0], key, element) : element);
  });
}

/** Rows of test.each`a | b ${1} | ${2}`. */
export function rowsOf(strings, values) {
  const names = strings.join('').trim().replace(/ /g, '').split('\n')[0].split('|');
  const rows = [];
  for (let at = 0; at + names.length <= values.length; at += names.length) {
    rows.push(Object.fromEntries(names.map((name, i) => [name, values[at + i]])));
  }
  return rows;
}
