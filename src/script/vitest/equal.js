// SPDX-License-Identifier: Apache-2.0
// Equality as vitest has it: toEqual, toStrictEqual, toMatchObject.

import { isDecimal, tagOf } from './show.js';

export function isMatcher(value) {
  return value !== null && typeof value === 'object' && typeof value.asymmetricMatch === 'function';
}

const hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
const hasDefined = (object, key) => hasOwn(object, key) && object[key] !== undefined;

function keysOf(object, has) {
  const keys = Object.keys(object);
  const symbols = Object.getOwnPropertySymbols(object);
  const own = symbols.length === 0
    ? keys
    : [...keys, ...symbols.filter((key) => Object.prototype.propertyIsEnumerable.call(object, key))];
  return has === hasOwn ? own : own.filter((key) => typeof key === 'symbol' || object[key] !== undefined);
}

function sameError(a, b, walk) {
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b) || a.name !== b.name || a.message !== b.message) return false;
  if (b.cause !== undefined && !walk.same(a.cause, b.cause)) return false;
  if (a instanceof AggregateError && b instanceof AggregateError && !walk.same(a.errors, b.errors)) return false;
  return walk.same({ ...a }, { ...b });
}

/** One comparison: the objects on the way down, so that circles end. */
class Walk {
  constructor(testers, has) {
    this.testers = testers;
    this.has = has;
    this.left = [];
    this.right = [];
  }

  same(a, b) {
    const isLeft = isMatcher(a);
    const isRight = isMatcher(b);
    if (isLeft !== isRight) return isLeft ? a.asymmetricMatch(b) : b.asymmetricMatch(a);
    if (Object.is(a, b)) return true;
    for (const tester of this.testers) {
      const answer = tester(a, b, this.testers);
      if (answer !== undefined) return answer;
    }
    if (a === null || b === null || typeof a !== typeof b || typeof a !== 'object') return false;
    if (isDecimal(a) || isDecimal(b)) return isDecimal(a) && isDecimal(b) && a.eq(b);
    const tag = tagOf(a);
    if (tag !== tagOf(b)) return false;
    if (tag === 'Boolean' || tag === 'String' || tag === 'Number') return Object.is(a.valueOf(), b.valueOf());
    if (tag === 'Date') return Object.is(a.getTime(), b.getTime());
    if (tag === 'RegExp') return a.source === b.source && a.flags === b.flags;
    for (let i = this.left.length - 1; i >= 0; i--) {
      if (this.left[i] === a) return this.right[i] === b;
      if (this.right[i] === b) return false;
    }
    this.left.push(a);
    this.right.push(b);
    const answer = a instanceof Error && b instanceof Error ? sameError(a, b, this) : this.sameMembers(a, b, tag);
    this.left.pop();
    this.right.pop();
    return answer;
  }

  sameMembers(a, b, tag) {
    if (tag === 'Array' && a.length !== b.length) return false;
    const keys = keysOf(a, this.has);
    return keysOf(b, this.has).length === keys.length &&
      keys.every((key) => this.has(b, key) && this.same(a[key], b[key]));
  }
}

export function equals(a, b, testers = [], isStrict = false) {
  return new Walk(testers, isStrict ? hasOwn : hasDefined).same(a, b);
}

// ---- testers: true, false, or undefined for "not mine" ----

const isIterable = (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && Boolean(value[Symbol.iterator]);

function sameSet(a, b, inner) {
  for (const item of a) {
    if (!b.has(item) && ![...b].some((other) => equals(item, other, inner))) return false;
  }
  return true;
}

function sameMap(a, b, inner) {
  for (const [key, item] of a) {
    if (b.has(key) && equals(item, b.get(key), inner)) continue;
    if (![...b].some(([otherKey, other]) => equals(key, otherKey, inner) && equals(item, other, inner))) return false;
  }
  return true;
}

/** Sets and Maps without order, other iterables step by step. */
export function iterableEquality(a, b, testers = [], left = [], right = []) {
  if (!isIterable(a) || !isIterable(b)) return undefined;
  if (a.constructor !== b.constructor) return false;
  const at = left.lastIndexOf(a);
  if (at >= 0) return right[at] === b;
  const deeper = (x, y) => iterableEquality(x, y, testers, [...left, a], [...right, b]);
  const inner = [...testers.filter((tester) => tester !== iterableEquality), deeper];
  if (a.size !== undefined) {
    if (a.size !== b.size) return false;
    if (a instanceof Set) return sameSet(a, b, inner);
    if (a instanceof Map) return sameMap(a, b, inner);
  }
  const others = b[Symbol.iterator]();
  for (const item of a) {
    const other = others.next();
    if (other.done || !equals(item, other.value, inner)) return false;
  }
  return others.next().done === true && equals(Object.entries(a), Object.entries(b), inner);
}

export function typeEquality(a, b) {
  return a === null || a === undefined || b === null || b === undefined || a.constructor === b.constructor ? undefined : false;
}

export function sparseArrayEquality(a, b, testers = []) {
  if (!Array.isArray(a) || !Array.isArray(b)) return undefined;
  const rest = testers.filter((tester) => tester !== sparseArrayEquality);
  return equals(a, b, rest, true) && equals(Object.keys(a), Object.keys(b));
}

const isSubsetObject = (value) =>
  value !== null && typeof value === 'object' && !(value instanceof Error) && !Array.isArray(value) &&
  !(value instanceof Date) && !isDecimal(value);

/** Own or inherited, but not what every object has. */
function hasMember(object, key) {
  for (let at = object; at !== null && typeof at === 'object' && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    if (hasOwn(at, key)) return true;
  }
  return false;
}

/** Testers that subsets made on their way down. */
const deepers = new WeakSet();
const isSubsetTester = (tester) => tester === subsetEquality || deepers.has(tester);

/** Everything of the subset is in the object, own or inherited. */
export function subsetEquality(object, subset, testers = [], seen = []) {
  if (!isSubsetObject(subset)) return undefined;
  const others = testers.filter((tester) => !isSubsetTester(tester));
  return Object.keys(subset).every((key) => {
    const wanted = subset[key];
    if (!hasMember(object, key)) return false;
    if (wanted !== null && typeof wanted === 'object' && seen.includes(wanted)) return equals(object[key], wanted, others);
    const deeper = (a, b, all) => subsetEquality(a, b, all, [...seen, wanted]);
    deepers.add(deeper);
    return equals(object[key], wanted, [...others, deeper]);
  });
}

/** The part of an object that a subset speaks of, for the difference shown. */
export function partOf(object, subset, depth = 0) {
  if (depth > 20) return object;
  if (Array.isArray(object) && Array.isArray(subset)) {
    return object.length === subset.length ? object.map((item, index) => partOf(item, subset[index], depth + 1)) : object;
  }
  if (!isSubsetObject(object) || !isSubsetObject(subset) || isMatcher(subset) || isIterable(object)) return object;
  const part = Object.create(Object.getPrototypeOf(object));
  for (const key of Object.keys(object)) {
    if (key in subset) part[key] = partOf(object[key], subset[key], depth + 1);
  }
  return part;
}

export const LOOSE = [iterableEquality];
export const STRICT = [iterableEquality, typeEquality, sparseArrayEquality];
export const SUBSET = [iterableEquality, subsetEquality];
