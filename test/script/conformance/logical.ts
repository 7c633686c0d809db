// SPDX-License-Identifier: Apache-2.0
import { same, throws } from './assert.js';
export default function () {
    const o = { a: { b: () => 5, c: null }, f() { return this === o; } }; const none = null; let undef;
    same(o?.a?.b(), 5); same(none?.a.b.c.d(), undefined); same(o.x?.y, undefined); same(o.f?.(), true);
    same((o.f)?.(), true); same(o.nope?.(), undefined); same(o?.['a']?.['c']?.[0], undefined);
    same(delete none?.x, true); same(undef?.[(() => { throw 1; })()], undefined);
    throws(TypeError, () => o.a.c.d); throws(TypeError, () => (none?.a).b);
    same(0 ?? 1, 0); same(null ?? 1, 1); same(undef ?? null ?? 2, 2); same('' || 'x', 'x'); same(1 && 0, 0);
    same((null || undef) ?? 'd', 'd'); same(o?.a.c?.d.e ?? 'none', 'none'); same(false ?.5 : 1, 1);
    let x = null; x ??= 4; x ||= 5; x &&= 6; same(x, 6); const t = { get v() { return 1; } }; t.v ||= 2;
    same(t.v, 1); throws(TypeError, () => { t.v &&= 2; }); const frozen = Object.freeze({ k: 1 });
    frozen.k ??= 2; same(frozen.k, 1);
    let fn; fn ??= function () { }; same(fn.name, 'fn'); let arrow; arrow ||= () => 1;
    same(arrow.name, 'arrow'); const m = {}; m.f ??= () => 1; same(m.f.name, '');
    same(!(1 in [0]), true); same('a' in { a: undefined }, true); throws(TypeError, () => 'a' in 'abc');
    same([] instanceof Object, true); same(Object.create(null) instanceof Object, false);
    throws(TypeError, () => ({}) instanceof {});
    class Even { static [Symbol.hasInstance](n) { return n % 2 === 0; } } same(2 instanceof Even, true);
}
