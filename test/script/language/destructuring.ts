// SPDX-License-Identifier: Apache-2.0
// Patterns, defaults, rest, spread.
export default function () {
    const { a, b: { c = 3, ...more } = {}, ['d' + 1]: d1, ...rest } = { a: 1, b: { x: 1, y: 2 }, d1: 4, e: 5, f: 6 };
    console.log(a, c, JSON.stringify(more), d1, JSON.stringify(rest));
    const [p, , q = 9, [r] = [7], ...s] = [1, 2, undefined, undefined, 5, 6];
    console.log(p, q, r, s.join());
    let x = 1, y = 2, z; [x, y] = [y, x]; console.log(x, y);
    const o = {}; ({ k: o.a, l: [o.b, o['c']] } = { k: 1, l: [2, 3] }); console.log(JSON.stringify(o));
    [z = 5] = []; console.log(z); ({ z = 6 } = {}); console.log(z); ({ z } = { z: null }); console.log(z);
    const f = ({ n = 1, m: { k } = { k: 2 } } = {}, [h, ...t] = [3, 4, 5], ...u) => [n, k, h, t.length, u.length].join();
    console.log(f(), f({ n: 9 }, [1], 1, 2), f.length);
    for (const [k, { v }] of Object.entries({ one: { v: 1 }, two: { v: 2 } })) console.log(k, v);
    for (const { length } of ['a', 'bcd']) console.log(length);
    const [c1, c2] = 'hé'; console.log(c1, c2);
    const [m1, [k1, v1]] = new Map([['a', 1], ['b', 2]]); console.log(m1.join(), k1, v1);
    try { const { q } = null; } catch (e) { console.log(e.name); }
    try { const [q] = {}; } catch (e) { console.log(e.name); }
    try { (({ a }) => a)(); } catch (e) { console.log(e.name); }
    let closed = 0; const it = { [Symbol.iterator]() { let i = 0; return { next: () => ({ value: i++, done: false }), return() { closed++; return {}; } }; } };
    const [i0, i1] = it; console.log(i0, i1, closed);
    try { const [j = (() => { throw 'thrown'; })()] = { [Symbol.iterator]() { return { next: () => ({ value: undefined, done: false }), return() { closed++; return {}; } }; } }; } catch (e) { console.log(e, closed); }
    for (const v of it) { if (v === 2) break; } console.log(closed);
    const g = () => { for (const v of it) return v; }; console.log(g(), closed);
    console.log([...'ab', ...[1, [2]], ...new Set([3, 3, 4])].length, Math.max(...[1, 9], 3, ...[4]));
    console.log(JSON.stringify({ ...{ a: 1, b: 2 }, b: 3, ...null, ...undefined, ...'hi', ...[7] }));
    const fn = (...a) => a.length; console.log(fn(...[], ...[1, 2], 3, ...'ab'));
    class P { constructor(...a) { this.n = a.length; } } console.log(new P(...[1, 2], 3).n);
    const { length, 0: first, [length - 1]: last } = [10, 20, 30]; console.log(length, first, last);
    let ev = []; const key = n => { ev.push(n); return n; };
    const { [key('a')]: aa = key('da'), [key('b')]: bb = key('db') } = { b: 1 }; console.log(ev.join(), aa, bb);
    const { ...copy } = [1, 2]; console.log(JSON.stringify(copy));
    let arr = []; [arr[0], arr[1]] = [1, 2]; console.log(arr.join());
    const [,] = [1]; const { } = {}; const [] = []; console.log('empty ok');
    console.log((([a, b] = [1, 2], { c } = { c: 3 }) => a + b + c)());
    var { v: { w: vw } } = { v: { w: 'deep' } }; console.log(vw);
    const swap = ([a, b]) => [b, a]; console.log(swap([1, 2]).join());
    let n1; console.log(([n1] = [5, 6]).length, n1);
}
// expect: 1 3 {"x":1,"y":2} 4 {"e":5,"f":6}
// expect: 1 9 7 5,6
// expect: 2 1
// expect: {"a":1,"b":2,"c":3}
// expect: 5
// expect: 6
// expect: null
// expect: 1,2,3,2,0 9,2,1,0,2 0
// expect: one 1
// expect: two 2
// expect: 1
// expect: 3
// expect: h é
// expect: a,1 b 2
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: 0 1 1
// expect: thrown 2
// expect: 3
// expect: 0 4
// expect: 6 9
// expect: {"0":7,"1":"i","a":1,"b":3}
// expect: 5
// expect: 3
// expect: 3 10 30
// expect: a,da,b da 1
// expect: {"0":1,"1":2}
// expect: 1,2
// expect: empty ok
// expect: 6
// expect: deep
// expect: 2,1
// expect: 2 5
