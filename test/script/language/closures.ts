// SPDX-License-Identifier: Apache-2.0
// Closures capture variables, not values; loops make new ones for each turn.
export default function () {
    const fs = [];
    for (let i = 0; i < 3; i++) fs.push(() => i);
    console.log(fs.map(f => f()).join());
    const gs = [];
    for (let i = 0; i < 3; i++) { gs.push(() => i++); i = i; }
    console.log(gs[0](), gs[0](), gs[1]());
    var hs = [];
    for (var v = 0; v < 3; v++) hs.push(() => v);
    console.log(hs.map(f => f()).join());
    const ks = [];
    for (const x of ['a', 'b']) ks.push(() => x);
    for (const k in { p: 1, q: 2 }) ks.push(() => k);
    console.log(ks.map(f => f()).join());
    function counter() { let n = 0; return { inc: () => ++n, get: () => n }; }
    const a = counter(), b = counter();
    a.inc(); a.inc(); b.inc();
    console.log(a.get(), b.get());
    const nest = x => y => z => x + y + z;
    console.log(nest(1)(2)(3));
    let w = [];
    let i = 0;
    while (i < 3) { const j = i * 10; w.push(() => j); i++; }
    console.log(w.map(f => f()).join());
    const outer = () => { const inner = () => { deep = 5; }; let deep = 1; inner(); return deep; };
    console.log(outer());
    const self = function fact(n) { return n < 2 ? 1 : n * fact(n - 1); };
    console.log(self(10));
    function hoisted() { return later(); function later() { return 'hoisted'; } }
    console.log(hoisted());
    const params = (a, b = () => a, c = b() + 1) => { a = 10; return [a, b(), c].join(); };
    console.log(params(1));
    console.log(((x, y = x) => { let z = x; x = 9; return `${x}${y}${z}`; })(1));
    try { throw 1; } catch (e) { fs[0] = () => e; }
    console.log(fs[0]());
    const args = function () { return (() => arguments.length + arguments[0])(); };
    console.log(args(5, 6));
    const t = { v: 1, f() { return (() => this.v)(); } };
    console.log(t.f());
    switch (1) { case 1: let s = 'sw'; fs[1] = () => s; }
    console.log(fs[1]());
    for (let i = 0, n = 2; i < n; fs[2] = () => [i, n], i++);
    console.log(fs[2]().join());
}
// expect: 0,1,2
// expect: 0 1 1
// expect: 3,3,3
// expect: a,b,p,q
// expect: 2 1
// expect: 6
// expect: 0,10,20
// expect: 5
// expect: 3628800
// expect: hoisted
// expect: 10,10,2
// expect: 911
// expect: 1
// expect: 7
// expect: 1
// expect: sw
// expect: 2,2
