// SPDX-License-Identifier: Apache-2.0
// Classes: fields, statics, accessors, private members, inheritance.
export default function () {
    const log = [];
    class A {
        x = log.push('A.x');
        #secret = 42;
        static count = 0;
        static #hidden = 'h';
        static { log.push('static ' + this.name + A.#hidden); }
        ['comp' + 'uted'] = 1;
        'quoted key' = 2;
        42 = 'num';
        constructor(v) { log.push('A()'); this.v = v; A.count++; }
        get secret() { return this.#secret; }
        set secret(v) { this.#secret = v; }
        #pm() { return 'pm' + this.#secret; }
        callPm() { return this.#pm(); }
        get #acc() { return this.#secret * 2; }
        set #acc(v) { this.#secret = v / 2; }
        twice() { this.#acc = this.#acc + 2; return this.#secret; }
        static make(...a) { return new this(...a); }
        static is(o) { return #secret in o; }
        m() { return 'A.m'; }
        toString() { return `A(${this.v})`; }
    }
    const a = A.make(7);
    console.log(log.join(), a.v, A.count, a.secret, a.callPm(), a.twice(), a.computed, a['quoted key'], a[42]);
    a.secret = 1; console.log(a.secret, A.is(a), A.is({}), `${a}`, A.name, A.length, typeof A);
    class B extends A {
        y = super.m() + '!';
        constructor(...args) { log.length = 0; super(...args); log.push('B()'); }
        m() { return 'B' + super.m(); }
        get secret() { return 'B' + super.secret; }
        static make(v) { return super.make(v * 2); }
        arrow = () => this.m();
    }
    const b = B.make(4);
    console.log(log.join(), b.v, b.y, b.m(), b.secret, b.arrow.call(null), b instanceof A, A.count);
    console.log(Object.getPrototypeOf(B) === A, B.count, Object.keys(b).join(), b.constructor === B);
    class C extends B {}
    console.log(new C(1).v, C.name, new C(3) instanceof B);
    try { A(); } catch (e) { console.log(e instanceof TypeError); }
    try { new (class extends A { constructor() { } })(); } catch (e) { console.log(e.name); }
    try { new (class extends A { constructor() { this.x = 1; super(); } })(); } catch (e) { console.log(e.name); }
    try { new (class extends A { constructor() { super(); super(); } })(); } catch (e) { console.log(e.name); }
    try { a.callPm.call({}); } catch (e) { console.log(e.name); }
    try { class Q { #x; static get(o) { return o.#x; } } Q.get({}); } catch (e) { console.log(e.name); }
    const X = class Named { static n() { return Named.name; } };
    console.log(X.n(), X.name, (class { }).name, (() => class { })().name);
    function Old(n) { this.n = n; }
    Old.prototype.get = function () { return this.n; };
    console.log(new Old(3).get(), new Old(1) instanceof Old, Old.prototype.constructor === Old);
    class D extends Old { get() { return super.get() * 10; } }
    console.log(new D(5).get());
    function Ret() { return { other: 1 }; }
    console.log(new Ret().other, new (function () { this.a = 1; return 5; })().a);
    function target() { return new.target === undefined ? 'call' : 'new'; }
    console.log(target(), (class { constructor() { this.t = new.target.name; } }).name === '', new (class Z { constructor() { this.t = new.target.name; } })().t);
    const o = { __proto__: { hi() { return 'proto hi'; } }, hi() { return super.hi() + '!'; }, get g() { return 1; }, set g(v) { log.push('set' + v); }, async: 1, get: 2, static: 3 };
    o.g = 9;
    console.log(o.hi(), o.g, log[log.length - 1], o.async + o.get + o.static);
    class E extends Array { sum() { return this.reduce((a, b) => a + b, 0); } }
    const e = new E(); e.push(1, 2, 3); console.log(e.sum(), e.length, e instanceof Array);
    class M extends Map { getOr(k, d) { return this.has(k) ? this.get(k) : d; } }
    const m = new M([['a', 1]]); console.log(m.getOr('a', 0), m.getOr('b', 5), m.size);
    let order = [];
    class F { static [(order.push('k1'), 'a')] = order.push('v1'); [(order.push('k2'), 'b')] = order.push('v2'); static [(order.push('k3'), 'c')]() { } }
    new F(); console.log(order.join());
    class G { static a = 1; static b = this.a + 1; static f = () => this.b; } console.log(G.b, G.f());
    class N extends null { static s() { return 1; } } console.log(N.s());
    const mixin = Base => class extends Base { mixed() { return 'mixed ' + this.v; } };
    console.log(new (mixin(A))(8).mixed());
    class P { constructor() { return Object.freeze(this); } x = 1; } try { new P().x = 2; } catch (e) { console.log(e.name); }
    class Acc { static get s() { return 's'; } static set s(v) { order.push(v); } } Acc.s = 'set'; console.log(Acc.s, order.pop());
}
// expect: static Ah,A.x,A() 7 1 42 pm42 43 1 2 num
// expect: 1 true false A(7) A 1 function
// expect: A.x,A(),B() 8 A.m! BA.m B42 BA.m true 2
// expect: true 2 42,x,computed,quoted key,v,y,arrow true
// expect: 1 C true
// expect: true
// expect: ReferenceError
// expect: ReferenceError
// expect: ReferenceError
// expect: TypeError
// expect: TypeError
// expect: Named Named  
// expect: 3 true true
// expect: 50
// expect: 1 1
// expect: call true Z
// expect: proto hi! 1 set9 6
// expect: 6 3 true
// expect: 1 5 1
// expect: k1,k2,k3,v1,v2
// expect: 2 2
// expect: 1
// expect: mixed 8
// expect: TypeError
// expect: s set
