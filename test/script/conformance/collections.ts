// SPDX-License-Identifier: Apache-2.0
import { same, list, throws } from './assert.js';
export default function () {
    const m = new Map([['a', 1], [NaN, 2], [0, 3]]); same(m.get(NaN), 2); same(m.get(-0), 3);
    same(m.size, 3); same(m.set('b', 4), m); same(m.delete('a'), true); same(m.delete('a'), false);
    list([...m.keys()], [NaN, 0, 'b']); list([...m.values()], [2, 3, 4]); m.set(NaN, 'moved?');
    same([...m][0][1], 'moved?'); const seen = [];
    m.forEach((v, k, map) => { seen.push(k); same(map, m); if (k === 0) { m.delete('b'); m.set('late', 1); } });
    list(seen, [NaN, 0, 'late']); m.clear(); same(m.size, 0); const key = {}; m.set(key, 'object');
    same(m.get(key), 'object'); same(m.get({}), undefined); throws(TypeError, () => Map());
    throws(TypeError, () => new Map([1])); throws(TypeError, () => Map.prototype.get.call({}, 1));
    same(Object.prototype.toString.call(m), '[object Map]'); same(new Map(m).get(key), 'object');
    same(new Map([[1, 2], [1, 3]]).get(1), 3);
    const s = new Set([1, 2, 2, '1']); same(s.size, 3); same(s.has('1'), true);
    list([...s.add(5)], [1, 2, '1', 5]); same(s.delete(2), true); const it = s.values(); it.next();
    s.delete(1); s.add(1); list([...it], ['1', 5, 1]); same([...s.entries()][0].join(), '1,1');
    list([...new Set('hello')], ['h', 'e', 'l', 'o']); const walk = new Set([1]); let steps = 0;
    for (const x of walk) { if (steps++ < 5) { walk.delete(x); walk.add(x + 1); } } same(steps, 6);
    const a = new Set([1, 2, 3]), b = new Set([3, 4]); list([...a.union(b)], [1, 2, 3, 4]);
    list([...a.intersection(b)], [3]); list([...a.difference(b)], [1, 2]);
    list([...a.symmetricDifference(b)], [1, 2, 4]); same(new Set([1]).isSubsetOf(a), true);
    same(a.isSupersetOf(new Set([1, 2])), true); same(a.isDisjointFrom(new Set([9])), true);
    list([...a.union(new Map([['k', 1]]))], [1, 2, 3, 'k']); throws(TypeError, () => a.union([1]));
    throws(RangeError, () => a.union({ size: -1, has() { }, keys() { } }));
    throws(TypeError, () => a.union({ size: NaN, has() { }, keys() { } }));
    list([...a.intersection({ size: 1, has: () => true, keys: () => [2].values() })], [2]);
    const big = new Map(); for (let i = 0; i < 2000; i++) big.set('k' + i, i);
    for (let i = 0; i < 2000; i += 2) big.delete('k' + i); same(big.size, 1000);
    same(big.get('k1999'), 1999); same(big.get('k1998'), undefined); same([...big][0][0], 'k1');
    const sum = [...big.values()].reduce((x, y) => x + y, 0); same(sum, 1000000);
    const nested = new Map([['x', new Map([['y', 1]])]]); same(nested.get('x')?.get('y'), 1);
    same(nested.get('q')?.get('y'), undefined); list([...new Map(Object.entries({ p: 1 }))][0], ['p', 1]);
    const entries = m.entries(); same(entries[Symbol.iterator]() === entries, true);
    same(entries.next().value[1], 'object'); same(entries.next().done, true);
    same(entries.next().value, undefined);
}
