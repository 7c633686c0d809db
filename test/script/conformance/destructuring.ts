// SPDX-License-Identifier: Apache-2.0
import { same, list, throws } from './assert.js';
export default function () {
    const [a, , b = 3, ...c] = [1, 2, undefined, 4, 5]; list([a, b, ...c], [1, 3, 4, 5]);
    const { x, y: { z = 'dz', ...deep } = {}, ...rest } = { x: 1, y: { p: 1, q: 2 }, r: 3, s: 4 };
    same(z, 'dz'); same(JSON.stringify([deep, rest]), '[{"p":1,"q":2},{"r":3,"s":4}]');
    let m = 1, n = 2;[m, n] = [n, m]; list([m, n], [2, 1]); const o = {};
    ({ a: o.k, b: o['l'] = 5, c: [o.first] } = { a: 1, c: 'xyz' }); list([o.k, o.l, o.first], [1, 5, 'x']);
    const [u = same.name, v = u] = []; same(v, 'same'); const { length } = 'hello'; same(length, 5);
    const { [`k${1}`]: computed } = { k1: 'c' }; same(computed, 'c');
    const { 0: zero, 'a-b': dashed } = { 0: 'z', 'a-b': 'd' }; same(zero + dashed, 'zd');
    const { toString } = 5; same(toString, Number.prototype.toString);
    throws(TypeError, () => { const { q } = null; }); throws(TypeError, () => { const [q] = {}; });
    throws(TypeError, () => { const { q: { r } } = {}; });
    throws(TypeError, () => { const { } = undefined; }); throws(TypeError, () => { const [] = null; });
    let evals = 0; const { d = evals++ } = { d: 1 }; same(evals, 0); const { e = evals++ } = {};
    same(evals, 1); const [g = 1] = [null]; same(g, null); const [[i], { j }] = [[1], { j: 2 }];
    same(i + j, 3); const [...[k, ...l]] = [1, 2, 3]; same(k + l.length, 3); let t; const source = [7];
    same(([t] = source), source); same(t, 7);
    for (const [key, { v: val }] of Object.entries({ a: { v: 1 }, b: { v: 2 } })) same(val, key === 'a' ? 1 : 2);
    for (const { id = 'none' } of [{ id: 1 }, {}]) same(id, id === 1 ? 1 : 'none');
    const pairs = new Map([['p', 1]]); for (const [name, value] of pairs) same(name + value, 'p1'); let w;
    for ([w] of [[1], [2]]); same(w, 2); for ({ w } of [{ w: 5 }]); same(w, 5);
    (function ([p1, { q1 = 2 }], { r1: [s1] }) { same(p1 + q1 + s1, 6); })([1, {}], { r1: [3] });
    const order = [];
    const src = { get one() { order.push(1); return 1; }, get two() { order.push(2); return 2; } };
    const { two, one, ...none } = src; list(order, [2, 1]); same(Object.keys(none).length, 0);
    const sym = Symbol(); const { [sym]: fromSymbol, ...others } = { [sym]: 1, plain: 2 };
    same(fromSymbol, 1); same(others.plain, 2); same(others[sym], undefined);
    const arr = [1, 2, 3];[arr[0], arr[2]] = [arr[2], arr[0]]; list(arr, [3, 2, 1]);
    const clone = { ...null, ...undefined, ...'ab', ...[9], ...{ z: 1, z2: undefined } };
    list(Object.keys(clone), ['0', '1', 'z', 'z2']); same(clone[0], 9);
    const getter = { get live() { return 1; } }; const spread = { ...getter };
    same(Object.getOwnPropertyDescriptor(spread, 'live').value, 1);
    list([...'a😀', ...new Set([1, 1])], ['a', '😀', 1]); const nested = { a: { b: 1 } };
    same({ ...nested }.a, nested.a);
}
