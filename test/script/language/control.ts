// SPDX-License-Identifier: Apache-2.0
// Loops, switch, labels.
export default function () {
    const log = []; const show = () => { console.log(log.join(' ')); log.length = 0; };
    for (let i = 0, j = 10; i < j; i += 3, j--) log.push(i + ':' + j); show();
    let w = 0; while (w < 3) log.push(w++); do { log.push('d' + w); } while (--w > 1); show();
    outer: for (let i = 0; i < 3; i++) { inner: for (let j = 0; j < 3; j++) { if (j == 1) continue outer; if (i == 2) break outer; log.push(i + '' + j); } } show();
    for (const x of [1, 2, 3, 4]) { if (x % 2) continue; if (x > 3) break; log.push(x); } show();
    const sw = v => { const r = []; switch (v) { case 1: r.push('one'); case 2: r.push('two'); break; default: r.push('def'); case 3: r.push('three'); break; case f(): r.push('call'); } return r.join('-'); };
    const f = () => 'dyn'; log.push(sw(1), sw(2), sw(3), sw(4), sw('dyn'), sw('1')); show();
    const ret = x => { for (const a of [1, 2, 3]) { switch (a) { case x: return 'found' + a; case 99: break; } if (a === 2) continue; } return 'none'; }; log.push(ret(2), ret(5)); show();
    const arr = [1, 2, 3]; for (const x of arr) { log.push(x); if (arr.length < 6) arr.push(x * 10); } show();
    for (const i in [7, 8]) log.push(typeof i, i); for (const c in 'ab') log.push(c); show();
    const m = new Map([['a', 1]]); for (const [k, v] of m) { log.push(k + v); if (m.size < 4) m.set(k + 'x', v + 1); } show();
    const s = new Set([1, 2, 3]); for (const v of s) { log.push(v); s.delete(v + 1); } show();
    for (var i = 0; i < 2; i++); log.push(i); for (; ;) { if (i++ > 4) break; } log.push(i); show();
    let n = 0; for (const x of (n++, [1, 2])) n += x; log.push(n); for (let k = 0; k < 2; k++) { let k = 'inner'; log.push(k); } show();
    a: b: for (; ;) { break a; } c: { log.push('in c'); { break c; } } if (true) { } else log.push('no'); show();
    const o = { x: 0 }; for (o.x of [1, 2, 3]); for (o['y'] in { last: 1 }); log.push(o.x, o.y); let z; for (z of 'pq'); log.push(z); for (const { a, b = a } of [{ a: 1 }, { a: 2, b: 3 }]) log.push(a + b); show();
    const collatz = k => { let c = 0; while (k !== 1) { k = k % 2 === 0 ? k / 2 : 3 * k + 1; c++; } return c; }; log.push(collatz(27)); const fib = k => k < 2 ? k : fib(k - 1) + fib(k - 2); log.push(fib(15)); show();
    const primes = []; next: for (let p = 2; primes.length < 10; p++) { for (const q of primes) if (p % q === 0) continue next; primes.push(p); } log.push(...primes); show();
    let depth = 0; const rec = k => { if (k === 0) return depth; depth++; return rec(k - 1); }; log.push(rec(100)); const even = k => k === 0 ? true : odd(k - 1), odd = k => k === 0 ? false : even(k - 1); log.push(even(50)); show();
    for (const x of [3, 1, 2].sort()) log.push(x); for (const [i, x] of ['a', 'b'].entries()) log.push(i + x); for (const k of new Map([[1, 2]]).keys()) log.push(k); for (const ch of new Set('aab')) log.push(ch); show();
    while (true) { try { if (log.push('t') > 2) break; } finally { log.push('f'); } } show(); let cnt = 0; do { if (++cnt === 2) continue; if (cnt > 4) break; } while (cnt < 10); log.push(cnt); show();
}
// expect: 0:10 3:9 6:8
// expect: 0 1 2 d3 d2
// expect: 00 10
// expect: 2
// expect: one-two two three def-three call def-three
// expect: found2 none
// expect: 1 2 3 10 20 30
// expect: string 0 string 1 0 1
// expect: a1 ax2 axx3 axxx4
// expect: 1 3
// expect: 2 6
// expect: 4 inner inner
// expect: in c
// expect: 3 last q 2 5
// expect: 111 610
// expect: 2 3 5 7 11 13 17 19 23 29
// expect: 100 true
// expect: 1 2 3 0a 1b 1 a b
// expect: t f t f
// expect: 5
