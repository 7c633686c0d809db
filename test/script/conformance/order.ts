// SPDX-License-Identifier: Apache-2.0
import { list, throws, same } from './assert.js';
export default function () {
    const log = []; const at = (name, value) => { log.push(name); return value; };
    at('a', 1) + at('b', 2) * at('c', 3); at('o', {})[at('k', 'x')] = at('v', 1);
    at('f', (...x) => x)(at('p', 1), ...at('q', [2]));
    ({ [at('k1', 'a')]: at('v1', 1), [at('k2', 'b')]: at('v2', 2) });
    list(log, ['a', 'b', 'c', 'o', 'k', 'v', 'f', 'p', 'q', 'k1', 'v1', 'k2', 'v2']); log.length = 0;
    at('l', false) && at('never', 1); at('m', 1) || at('never', 1); at('n', 0) ?? at('never', 1);
    at('t', true) ? at('y', 1) : at('never', 1); list(log, ['l', 'm', 'n', 't', 'y']); log.length = 0;
    const { [at('dk', 'z')]: z = at('dd', 9) } = at('src', {}); list(log, ['src', 'dk', 'dd']); same(z, 9);
    log.length = 0;
    const f = (a = at('d1', 1), b = at('d2', a + 1)) => a + b; same(f(), 3); same(f(5), 11);
    list(log, ['d1', 'd2', 'd2']); log.length = 0;
    const key = { toString() { log.push('key'); return 'n'; } }; const obj = { n: 1 };
    obj[key] += at('rhs', 2); same(obj.n, 3); same(log.filter(x => x === 'rhs').length, 1); log.length = 0;
    throws(TypeError, () => { null[at('computed', 'x')](at('not reached', 1)); }); list(log, ['computed']);
    log.length = 0;
    class C { static [at('s1', 'a')] = at('v1', 1); [at('i1', 'b')] = at('vi', 2); static { at('block', 0); } }
    list(log, ['s1', 'i1', 'v1', 'block']); new C(); same(log.pop(), 'vi'); log.length = 0;
    let a = 1; a = a + (a = 5) + a; same(a, 11); const arr = [0, 0]; let n = 0; arr[n] = ++n;
    list(arr, [1, 0]); const o2 = { x: 1 }; const r = o2; (o2.x = r.x + 1, r.x); same(o2.x, 2);
}
