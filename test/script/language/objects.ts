// SPDX-License-Identifier: Apache-2.0
// Objects: key order, accessors, prototypes, enumeration, freezing, large and changing ones.
export default function () {
    const o = { b: 1, 2: 'two', a: 2, 1: 'one', [Symbol.iterator]: 0, 'x y': 3 };
    console.log(Object.keys(o).join(), JSON.stringify(o)); delete o.b; o.b = 9; console.log(Object.keys(o).join());
    const big = {}; for (let i = 0; i < 100; i++) big['k' + i] = i; for (let i = 0; i < 100; i += 2) delete big['k' + i];
    console.log(Object.keys(big).length, big.k1, big.k2, 'k3' in big, 'k4' in big, big.k99); big.k2 = 'again'; console.log(Object.keys(big).pop(), big.k2);
    const map = {}; for (const w of 'the cat the dog the end'.split(' ')) map[w] = (map[w] ?? 0) + 1; console.log(JSON.stringify(map));
    const num = {}; for (const n of [10, 2, 33, 1]) num[n] = n; num.z = 0; num[-1] = 'neg'; num['01'] = 'lead'; console.log(Object.keys(num).join());
    for (const k in { x: 1, __proto__: { y: 2, x: 3 } }) console.log(k);
    const acc = { _v: 1, get v() { return this._v; }, set v(n) { this._v = n + 1; }, get ['c' + 1]() { return 'c'; } }; acc.v = 5; console.log(acc.v, acc.c1, Object.keys(acc).join());
    const child = Object.create(acc, { own: { value: 1, enumerable: true } }); child.v = 1; console.log(child._v, acc._v, Object.keys(child).join(), 'v' in child, Object.hasOwn(child, 'v'), child.hasOwnProperty('own'));
    const f = Object.freeze({ a: 1, n: { b: 2 } }); f.n.b = 3; console.log(Object.isFrozen(f), f.n.b, Object.isFrozen({}), Object.isSealed(Object.seal({ a: 1 })), Object.isExtensible(Object.preventExtensions({})));
    for (const act of [() => { f.a = 2; }, () => { f.z = 1; }, () => { delete f.a; }, () => { Object.seal({}).x = 1; }, () => { Object.defineProperty({}, 'x', { value: 1 }).x = 2; }, () => { ({ get x() { return 1; } }).x = 2; }, () => { Math.PI = 3; }]) { try { act(); console.log('no error'); } catch (e) { console.log(e.name); } }
    console.log(Object.entries({ a: 1, b: 2 }).map(e => e.join('=')).join('&'), Object.values({ x: 1, y: 2 }).join(), JSON.stringify(Object.fromEntries([['a', 1], ['b', [2]]])));
    console.log(JSON.stringify(Object.assign({ a: 1 }, { b: 2 }, null, { a: 3 })), JSON.stringify(Object.getOwnPropertyNames('ab')), JSON.stringify(Object.getOwnPropertyDescriptor({ a: 1 }, 'a')));
    function F() { } F.prototype = { hi: () => 'hi' }; console.log(new F().hi(), F.prototype.constructor === Object);
    const proto = { greet() { return 'p ' + this.n; } }; const oo = { n: 'o' }; Object.setPrototypeOf(oo, proto); console.log(oo.greet(), Object.getPrototypeOf(oo) === proto, proto.isPrototypeOf(oo));
    const nul = Object.create(null); nul.x = 1; console.log('x' in nul, 'toString' in nul, Object.keys(nul).join());
    const e = new Error('m'); e.code = 5; console.log(Object.keys(e).join(), e.toString(), Object.prototype.toString.call([]), Object.prototype.toString.call(null), String({}));
    const shared = []; for (let i = 0; i < 3; i++) { const q = { id: i }; if (i == 1) q.extra = 1; q.tail = i; shared.push(q); } console.log(JSON.stringify(shared));
    const sym = Symbol('d'); const so = { [sym]: 1, s: 2 }; console.log(so[sym], Object.keys(so).length, Object.getOwnPropertySymbols(so).length, sym.toString(), sym.description, JSON.stringify(so));
    const { [sym]: got, ...others } = so; console.log(got, JSON.stringify(others)); const cp = { ...so }; console.log(cp[sym]);
    function fn() { } fn.prop = 1; console.log(fn.prop, fn.name, fn.length, Object.keys(fn).join()); const bound = function (a, b) { return [this.x, a, b].join(); }.bind({ x: 1 }, 2); console.log(bound(3), bound.name, bound.length);
    console.log((function () { return typeof this; }).call(5), Math.max.apply(null, [1, 5]), ((a, b) => a - b).call(null, 5, 3));
    let del = { a: 1, b: 2, c: 3 }; for (const k in del) if (k === 'b') delete del[k]; console.log(JSON.stringify(del)); const arr = [1, , 3]; console.log(1 in arr, arr.length, arr[1], JSON.stringify(arr), Object.keys(arr).join()); delete arr[0]; console.log(0 in arr, arr.length);
    arr.length = 1; console.log(arr.length, arr.join()); arr[5] = 'x'; console.log(arr.length, JSON.stringify(arr)); arr.extra = 'e'; console.log(Object.keys(arr).join(), arr.extra); const big2 = []; big2[100] = 1; console.log(big2.length, big2.indexOf(1)); try { [].length = -1; } catch (e) { console.log(e.name); }
    const keyed = { [1 + 1]: 'a', [`t${1}`]: 'b', 1.5: 'c', [null]: 'd', [[1, 2]]: 'e' }; console.log(JSON.stringify(keyed)); console.log({ a: 1, a: 2 }.a, { ['a']: 1, a: 3 }.a, { a: 1, get a() { return 4; } }.a);
}
// expect: 1,2,b,a,x y {"1":"one","2":"two","b":1,"a":2,"x y":3}
// expect: 1,2,a,x y,b
// expect: 50 1 undefined true false 99
// expect: k2 again
// expect: {"the":3,"cat":1,"dog":1,"end":1}
// expect: 1,2,10,33,z,-1,01
// expect: x
// expect: y
// expect: 6 c _v,v,c1
// expect: 2 6 own,_v true false true
// expect: true 3 false true false
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: a=1&b=2 1,2 {"a":1,"b":[2]}
// expect: {"a":3,"b":2} ["0","1","length"] {"value":1,"writable":true,"enumerable":true,"configurable":true}
// expect: hi true
// expect: p o true true
// expect: true false x
// expect: code Error: m [object Array] [object Null] [object Object]
// expect: [{"id":0,"tail":0},{"id":1,"extra":1,"tail":1},{"id":2,"tail":2}]
// expect: 1 1 1 Symbol(d) d {"s":2}
// expect: 1 {"s":2}
// expect: 1
// expect: 1 fn 0 prop
// expect: 1,2,3 bound  1
// expect: number 5 2
// expect: {"a":1,"c":3}
// expect: false 3 undefined [1,null,3] 0,2
// expect: false 3
// expect: 1 
// expect: 6 [null,null,null,null,null,"x"]
// expect: 5,extra e
// expect: 101 100
// expect: RangeError
// expect: {"2":"a","t1":"b","1.5":"c","null":"d","1,2":"e"}
// expect: 2 3 4
