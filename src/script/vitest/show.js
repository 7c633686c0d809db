// SPDX-License-Identifier: Apache-2.0
// Values as text: on one line for messages and titles, on many for differences and snapshots.

export function isDecimal(value) {
  return typeof value === 'object' && Decimal.isDecimal(value);
}

export function tagOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}

// ---- on one line, at most so long ----

const CUT = '…';
const QUOTED = /['\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0604\u070f\u17b4\u17b5\u200c-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]/g;
const ESCAPES = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', "'": "\\'" };

function cut(text, length) {
  if (text.length <= length || text.length <= 1) return text;
  if (length < 1) return CUT;
  return text.slice(0, length - 1) + CUT;
}

function quote(text, room) {
  const escaped = text.replace(
    QUOTED,
    (char) => ESCAPES[char] ?? `\\u${`0000${char.charCodeAt(0).toString(16)}`.slice(-4)}`,
  );
  return `'${cut(escaped, room - 2)}'`;
}

function keyText(key) {
  if (typeof key === 'symbol') return `[${String(key)}]`;
  if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key)) return key;
  return JSON.stringify(key).replace(/'/g, "\\'").replace(/\\"/g, '"').replace(/(^"|"$)/g, "'");
}

/** Items side by side as long as there is room; then how many are left. */
function listText(items, room, itemText) {
  const { length } = items;
  let out = '';
  let peek = '';
  for (let i = 0; i < length; i++) {
    const isLast = i + 1 === length;
    const isSecondToLast = i + 2 === length;
    const rest = `${CUT}(${length - i})`;
    const text = peek || itemText(items[i], room - out.length - (isLast ? 0 : 2)) + (isLast ? '' : ', ');
    const next = out.length + text.length;
    const withRest = next + rest.length;
    if (isLast && next > room && out.length + rest.length <= room) return out + rest;
    if (!isLast && !isSecondToLast && withRest > room) return out + rest;
    peek = isLast ? '' : itemText(items[i + 1], room - out.length - text.length) + (isSecondToLast ? '' : ', ');
    if (isSecondToLast && withRest > room && next + peek.length > room) return out + rest;
    out += text;
    if (!isLast && !isSecondToLast && next + peek.length >= room) return `${out}${CUT}(${length - i - 1})`;
  }
  return out;
}

function membersText(value, room, seen) {
  const keys = [...Object.getOwnPropertyNames(value), ...Object.getOwnPropertySymbols(value)];
  if (keys.length === 0) return '{}';
  return `{ ${listText(keys, room - 4, (key, left) => {
    const name = keyText(key);
    return `${name}: ${inspect(value[key], left - 2 - name.length, seen)}`;
  })} }`;
}

function errorText(error, room, seen) {
  const known = ['stack', 'line', 'column', 'name', 'message', 'fileName', 'lineNumber', 'columnNumber', 'number', 'description', 'cause'];
  const name = String(error.name);
  const message = error.message ? `: ${cut(String(error.message), room - name.length)}` : '';
  const keys = Object.getOwnPropertyNames(error).filter((key) => !known.includes(key));
  if (keys.length === 0) return name + message;
  const left = room - name.length - message.length - 5;
  return `${name}${message} { ${listText(keys, left, (key, some) => `${keyText(key)}: ${inspect(error[key], some, seen)}`)} }`;
}

function objectText(value, room, seen) {
  if (isDecimal(value)) return `Decimal(${value})`;
  if (typeof value.asymmetricMatch === 'function') return matcherText(value, room);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : cut(value.toISOString(), room);
  if (value instanceof RegExp) return String(value);
  if (seen.includes(value)) return '[Circular]';
  seen.push(value);
  try {
    if (Array.isArray(value)) {
      return value.length === 0 ? '[]' : `[ ${listText(value, room - 4, (item, left) => inspect(item, left, seen))} ]`;
    }
    if (value instanceof Map) {
      return value.size === 0 ? 'Map{}' : `Map{ ${listText([...value], room - 7, ([key, item], left) => {
        const name = inspect(key, left - 4, seen);
        return `${name} => ${inspect(item, left - 4 - name.length, seen)}`;
      })} }`;
    }
    if (value instanceof Set) {
      return value.size === 0 ? 'Set{}' : `Set{ ${listText([...value], room - 7, (item, left) => inspect(item, left, seen))} }`;
    }
    if (value instanceof Error) return errorText(value, room, seen);
    const maker = Object.getPrototypeOf(value)?.constructor;
    if (maker === undefined || maker === Object || typeof maker !== 'function') return membersText(value, room, seen);
    const name = maker.name === '' ? '<Anonymous Class>' : maker.name;
    return name + membersText(value, room - name.length, seen);
  } finally {
    seen.pop();
  }
}

export function inspect(value, room = Infinity, seen = []) {
  switch (typeof value) {
    case 'string':
      return quote(value, room);
    case 'number':
      return value === 0 ? (Object.is(value, -0) ? '-0' : '+0') : cut(String(value), room);
    case 'function':
      return value.name === '' ? '[Function]' : `[Function ${cut(value.name, room - 11)}]`;
    case 'object':
      return value === null ? 'null' : objectText(value, room, seen);
    default:
      return String(value);
  }
}

/** For messages and titles: what is too long is named, not shown. */
export function display(value, room = 40) {
  const text = inspect(value, room);
  if (text.length < room) return text;
  if (typeof value === 'function') return value.name === '' ? '[Function]' : `[Function: ${value.name}]`;
  if (Array.isArray(value)) return `[ Array(${value.length}) ]`;
  if (tagOf(value) !== 'Object') return text;
  const keys = Object.keys(value);
  return `{ Object (${keys.slice(0, 2).join(', ')}${keys.length > 2 ? ', ...' : ''}) }`;
}

function matcherText(matcher, room) {
  const text = format(matcher, { min: true });
  return text.length <= room ? text : `${matcher}{${CUT}}`;
}

// ---- on many lines ----

const LINES_MAX = 2000;

/** State of one formatting: what was met on the way down, and how much was written. */
class Formatter {
  constructor(options) {
    this.options = options;
    this.seen = [];
    this.lines = 0;
  }

  block(open, items, close, indent) {
    if (items.length === 0) return open + close;
    if (this.options.min) return `${open}${items.join(', ')}${close}`;
    return `${open}\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}${close}`;
  }

  text(value, indent) {
    switch (typeof value) {
      case 'string':
        return `"${value}"`;
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'function':
        return this.options.isSnapshot ? '[Function]' : `[Function ${value.name || 'anonymous'}]`;
      case 'object':
        return value === null ? 'null' : this.object(value, indent);
      default:
        return String(value);
    }
  }

  object(value, indent) {
    if (isDecimal(value)) return `Decimal(${value})`;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Date { NaN }' : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (value instanceof Error) return `[${value.message === '' ? value.name : `${value.name}: ${value.message}`}]`;
    if (this.seen.includes(value)) return '[Circular]';
    if (++this.lines > LINES_MAX) return CUT;
    this.seen.push(value);
    const text = this.members(value, indent);
    this.seen.pop();
    return text;
  }

  members(value, indent) {
    const inner = `${indent}  `;
    if (typeof value.asymmetricMatch === 'function') return this.matcher(value, indent);
    if (Array.isArray(value)) return this.list('[', value, indent);
    if (value instanceof Map) {
      const items = [...value].map(([key, item]) => `${this.text(key, inner)} => ${this.text(item, inner)}`);
      return this.block('Map {', items, '}', indent);
    }
    if (value instanceof Set) return this.block('Set {', [...value].map((item) => this.text(item, inner)), '}', indent);
    const prototype = Object.getPrototypeOf(value);
    const name = prototype === null ? 'Object' : (prototype.constructor?.name ?? 'Object');
    return this.keyed(name === 'Object' ? '{' : `${name} {`, value, indent);
  }

  list(open, value, indent) {
    return this.block(open, Array.from(value, (item) => this.text(item, `${indent}  `)), ']', indent);
  }

  keyed(open, value, indent) {
    const symbols = Object.getOwnPropertySymbols(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
    const keys = [...Object.keys(value).sort(), ...symbols];
    const items = keys.map((key) => {
      const name = typeof key === 'symbol' ? String(key) : `"${key}"`;
      return `${name}: ${this.text(value[key], `${indent}  `)}`;
    });
    return this.block(open, items, '}', indent);
  }

  matcher(value, indent) {
    const name = String(value);
    if (value.kind === 'array') return this.list(`${name} [`, value.sample, indent);
    if (value.kind === 'object') return this.keyed(`${name} {`, value.sample, indent);
    const sample = value.sampleText?.() ?? '';
    return sample === '' ? name : `${name} ${sample}`;
  }
}

/** As vitest prints values below each other; isSnapshot: as its snapshots do. */
export function format(value, options = {}) {
  return new Formatter(options).text(value, '');
}
