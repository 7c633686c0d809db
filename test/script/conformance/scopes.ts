// SPDX-License-Identifier: Apache-2.0
import { same, throws, list } from './assert.js';
let counter = 0; const shared = { n: 0 };
export default function () {
    throws(ReferenceError, () => { early; let early = 1; });
    throws(ReferenceError, () => { typeof early; const early = 1; });
    throws(ReferenceError, () => { const f = () => later; f(); let later; });
    throws(ReferenceError, () => { let x = x; });
    throws(ReferenceError, () => { (a = b, b = 1) => 0; ((a = b, b = 1) => 0)(); });
    throws(ReferenceError, () => notDeclared); throws(ReferenceError, () => { notDeclared = 1; });
    throws(ReferenceError, () => { new K(); class K { } });
    same(hoisted(), 'h'); function hoisted() { return 'h'; } same(v, undefined); var v = 1; { var v = 2; }
    same(v, 2); { function inner() { return 1; } same(inner(), 1); } same(typeof inner, 'undefined');
    let x = 'outer'; { let x = 'inner'; same(x, 'inner'); } same(x, 'outer');
    for (let x = 0; x < 1; x++) { let x = 'body'; same(x, 'body'); }
    switch (1) { case 0: let s; case 1: throws(ReferenceError, () => s); throws(ReferenceError, () => { s = 1; }); }
    const fs = []; for (let i = 0; i < 3; i++) { fs.push(() => i++); } list(fs.map(f => f()), [0, 1, 2]);
    list(fs.map(f => f()), [1, 2, 3]); const gs = []; for (var j = 0; j < 3; j++) gs.push(() => j);
    list(gs.map(g => g()), [3, 3, 3]); const hs = []; for (const k of [1, 2]) hs.push(() => k);
    list(hs.map(h => h()), [1, 2]); const ks = [];
    for (let i = 0, get = () => i; i < 2; i++) ks.push(get()); list(ks, [0, 0]);
    try { throw 'e'; } catch (e) { var e2 = e; { let e = 1; same(e, 1); } } same(e2, 'e');
    try { throw [1, { a: 2 }]; } catch ([p, { a }]) { same(p + a, 3); } try { throw 1; }
    catch { same(1, 1); }
    const fact = function self(n) { return n < 2 ? 1 : n * self(n - 1); }; same(fact(5), 120);
    throws(TypeError, () => { (function g() { g = 1; })(); });
    counter++; same(counter, 1); shared.n++; same(shared.n, 1);
    const counters = [1, 2].map(() => { let n = 0; return { up: () => ++n, n: () => n }; });
    counters[0].up(); counters[0].up(); same(counters[0].n(), 2); same(counters[1].n(), 0);
    function params(a, f = () => a) { var a; const before = f(); a = 2; return [before, f(), a]; }
    list(params(1), [1, 1, 2]); function dup(a, b = a) { a = 9; return b; } same(dup(1), 1);
    if (true) { let q = 1; var r = () => q; } same(r(), 1);
    same((() => { try { return hoistedLater(); } finally { } function hoistedLater() { return 1; } })(), 1);
}
