// SPDX-License-Identifier: Apache-2.0
import { same, list, throws } from './assert.js';
export default function () {
    const out = [];
    outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; out.push(i * 10 + j); } }
    list(out, [0, 10]); let n = 0; do { n++; if (n === 2) continue; } while (n < 5); same(n, 5);
    while (true) { if (--n < 0) break; } same(n, -1); for (; ;) { break; }
    block: { n = 7; break block; n = 8; } same(n, 7); a: b: for (; ;) { break a; }
    const sw = x => { const r = []; switch (x) { case 1: r.push('one'); case 2: r.push('two'); break; default: r.push('default'); case 3: r.push('three'); } return r.join(); };
    same(sw(1), 'one,two'); same(sw(2), 'two'); same(sw(3), 'three'); same(sw('1'), 'default,three');
    same(sw(NaN), 'default,three'); switch (5) { default: } switch (0) { case -0: n = 'zero'; }
    same(n, 'zero'); const late = []; const c = v => (late.push(v), v);
    switch (2) { case c(1): case c(2): case c(3): } list(late, [1, 2]);
    const fin = k => { const log = []; const f = () => { try { log.push('t'); if (k === 1) throw 'x'; if (k === 2) return 'r'; } catch (e) { log.push('c' + e); return 'caught'; } finally { log.push('f'); if (k === 3) return 'fin'; } return 'end'; }; return f() + ':' + log.join(''); };
    same(fin(0), 'end:tf'); same(fin(1), 'caught:tcxf'); same(fin(2), 'r:tf'); same(fin(3), 'fin:tf');
    same((() => { for (const x of [1, 2]) { try { continue; } finally { if (x === 2) return 'two'; } } })(), 'two');
    same((() => { try { throw 1; } catch (e) { try { throw 2; } finally { return e; } } })(), 1);
    same((() => { l: try { return 1; } finally { break l; } return 2; })(), 2);
    same((() => { let i = 0; try { return i; } finally { i = 5; } })(), 0);
    throws(RangeError, () => { try { throw new TypeError(); } finally { throw new RangeError(); } });
    same((() => { try { try { throw 'a'; } finally { n = 'ran'; } } catch (e) { return e + n; } })(), 'aran');
    same((() => { let r = ''; for (let i = 0; i < 3; i++) { try { if (i === 1) continue; r += i; } finally { r += 'f'; } } return r; })(), '0ff2f');
    const keys = []; for (const k in { b: 1, 2: 1, a: 1, 1: 1, __proto__: { z: 1, a: 2 } }) keys.push(k);
    list(keys, ['1', '2', 'b', 'a', 'z']); for (const k in null) same(k, 0);
    for (const k in 'ab') keys.push(k); same(keys.length, 7); const del = { x: 1, y: 2 };
    for (const k in del) { delete del.y; keys.push(k); } same(keys[7], 'x'); same(keys.length, 8); let last;
    for (last in [5, 6]); same(last, '1'); const holder = {}; for (holder.k in { q: 1 });
    same(holder.k, 'q'); for (const [first] of ['ab', 'cd']) keys.push(first); same(keys[9], 'c');
    let closed = 0;
    const iterable = { [Symbol.iterator]: () => ({ n: 0, next() { return { value: this.n++, done: this.n > 3 }; }, return() { closed++; return {}; } }) };
    for (const x of iterable) if (x === 1) break; same(closed, 1); list([...iterable], [0, 1, 2]);
    same(closed, 1); const [h] = iterable; same(h, 0); same(closed, 2);
    try { for (const x of iterable) throw 'stop'; } catch (e) { same(e, 'stop'); } same(closed, 3);
    const [p, , q, ...rest] = iterable; same(q, 2); same(rest.length, 0); same(closed, 3);
    throws(TypeError, () => { for (const x of {}); }); throws(TypeError, () => { [...5]; });
    list(Array.from({ length: 2 }, (_, i) => i * 2), [0, 2]);
    const grow = [1, 2]; for (const x of grow) if (grow.length < 5) grow.push(x); same(grow.length, 5);
    if (0) n = 1; else if ('') n = 2; else n = 3; same(n, 3); ; ; var noSemi = 1
    const asi = noSemi
    ;[1].forEach(x => { n = x }); same(n, 1); same((() => { return
        1; })(), undefined); let w = 1
    ++w; same(w, 2)
}
