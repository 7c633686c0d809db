// SPDX-License-Identifier: Apache-2.0
import { same, list, throws } from './assert.js';
export default function () {
    class A { x = 1; y = this.x + 1; #p = 5; static s = 'st'; static #sp = 6; static { A.block = A.#sp; } constructor(z) { this.z = z; } m() { return this.#p; } set p(v) { this.#p = v; } get p() { return this.#p; } static make(z) { return new this(z); } #priv() { return 'priv' + this.x; } callPriv() { return this.#priv(); } static has(o) { return #p in o; } ['comp' + 1]() { return 1; } get #acc() { return 'acc'; } acc() { return this.#acc; } inc() { return ++this.#p; } }
    const a = new A(3);
    list([a.x, a.y, a.z, a.m(), A.s, A.block, a.callPriv(), a.comp1(), a.acc()], [1, 2, 3, 5, 'st', 6, 'priv1', 1, 'acc']);
    a.p = 9; same(a.p, 9); same(a.inc(), 10); same(A.has(a), true); same(A.has({}), false);
    throws(TypeError, () => A.prototype.m.call({})); throws(TypeError, () => A(1));
    list(Object.keys(a), ['x', 'y', 'z']); same(typeof A, 'function'); same(A.name, 'A'); same(A.length, 1);
    class B extends A { w = 'w'; constructor() { const early = () => this; super(7); same(early(), this); } m() { return super.m() + 100; } get p() { return 'B' + super.p; } static make() { return super.make(); } toString() { return `B(${this.z})`; } }
    const b = new B(); same(b.m(), 105); same(b.p, 'B5'); same(b.z, 7); same(b.w, 'w');
    same(`${b}`, 'B(7)'); same(B.make() instanceof B, true); same(B.s, 'st');
    same(Object.getPrototypeOf(B), A); same(b instanceof A, true); same(b.constructor, B);
    throws(ReferenceError, () => new class extends A { constructor() { } }());
    throws(ReferenceError, () => new class extends A { constructor() { this.q = 1; super(); } }());
    throws(ReferenceError, () => new class extends A { constructor() { super(); super(); } }());
    throws(TypeError, () => { class X extends 5 { } });
    throws(TypeError, () => new class extends A { constructor() { return 1; } }()); const sub = {};
    same(new class extends A { constructor() { return sub; } }(), sub);
    same(new class extends A { }(4).z, 4); class N extends null { static v = 1; } same(N.v, 1);
    throws(TypeError, () => new N());
    class E extends Error { constructor(m, code) { super(m); this.name = 'E'; this.code = code; } }
    try { throw new E('msg', 42); }
    catch (e) { same(e instanceof E && e instanceof Error, true); same(e.code, 42); same(`${e}`, 'E: msg'); same(e.stack !== undefined, true); }
    class T { static #count = 0; static up() { return ++T.#count; } } T.up(); same(T.up(), 2);
    class Chain { v = 0; add(n) { this.v += n; return this; } } same(new Chain().add(1).add(2).v, 3);
    class Acc { static #store = new Map(); static get size() { return Acc.#store.size; } static put(k, v) { Acc.#store.set(k, v); return Acc; } }
    same(Acc.put(1, 2).put(3, 4).size, 2);
    const C = class Named { static self = Named; name() { return Named.name; } };
    same(new C().name(), 'Named'); same(C.self, C); const Anon = class { }; same(Anon.name, 'Anon');
    const mix = Base => class extends Base { mixed() { return 'mixed' + super.m(); } };
    same(new (mix(A))(1).mixed(), 'mixed5');
    class Arrow { v = 1; f = () => this.v; static f2 = () => this; } const { f } = new Arrow();
    same(f(), 1); same(Arrow.f2(), Arrow);
    class Computed { static ['a' + 'b'] = 1; 'quoted name' = 2; 42 = 3; } same(Computed.ab, 1);
    same(new Computed()['quoted name'] + new Computed()[42], 5);
    class Get { get a() { return 1; } set a(v) { throw new RangeError(); } static async = 1; static get = 2; set = 3; }
    throws(RangeError, () => { new Get().a = 1; }); same(Get.async + Get.get + new Get().set, 6);
    same(Object.getOwnPropertyNames(Get.prototype).join(), 'constructor,a');
    same(Object.keys(Get.prototype).length, 0);
    const home = { __proto__: { hi() { return 'parent ' + this.n; } }, n: 'child', hi() { return super.hi(); } };
    same(home.hi(), 'parent child');
    class Shape { area() { throw new Error('abstract'); } describe() { return `${this.constructor.name} ${this.area()}`; } }
    class Square extends Shape { #side; constructor(side) { super(); this.#side = side; } area() { return this.#side ** 2; } equals(o) { return #side in o && o.#side === this.#side; } }
    same(new Square(3).describe(), 'Square 9'); same(new Square(2).equals(new Square(2)), true);
    same(new Square(2).equals({}), false);
    throws(TypeError, () => { new class { #x = 1; static set(o) { o.#x = 2; } }().constructor.set({}); });
    throws(TypeError, () => { new class { get #ro() { return 1; } m() { this.#ro = 2; } }().m(); });
    class Owner { #own = 1; static read(o) { return o.#own; } static write(o) { o.#own = 2; } static has(o) { return #own in o; } }
    const below = Object.create(new Owner()); same(Owner.has(below), false); same(Owner.has(new Owner()), true);
    throws(TypeError, () => Owner.read(below)); throws(TypeError, () => Owner.write(below));
    const make = () => class { #x = 1; static #count = 0; #m() { return this.#x; } get #a() { return this.#m(); } set #a(v) { this.#x = v; }
        static has(o) { return #x in o; } static hasMethod(o) { return #m in o; } static read(o) { return o.#x; } static call(o) { return o.#m(); }
        static get(o) { return o.#a; } static put(o, v) { o.#a = v; return (o.#x += 1, ++o.#a); } static up() { return ++this.#count; }
        static maybe(o) { return o?.#m(); } static nest() { return new (class { #y = 5; sum(o) { return o.#x + this.#y; } })(); } };
    const One = make(); const Two = make(); const one = new One(); const two = new Two();
    for (let i = 0; i < 3; i++) {
        same(One.has(one), true); same(One.has(two), false); same(Two.has(one), false); same(One.hasMethod(two), false);
        throws(TypeError, () => One.read(two)); throws(TypeError, () => Two.call(one)); throws(TypeError, () => Two.get(one));
        throws(TypeError, () => One.put(two, 1)); same(Two.read(two), 1); same(One.call(one), One.get(one));
    }
    same(One.put(one, 3), 5); same(One.get(one), 5); same(Two.get(two), 1); same(One.up() + One.up() + Two.up(), 4);
    same(One.maybe(undefined), undefined); same(One.maybe(one), 5); same(One.nest().sum(one), 10); throws(TypeError, () => One.nest().sum(two));
    throws(TypeError, () => One.up.call(Two)); same(One.hasMethod(One.prototype), false); throws(TypeError, () => One.call(One.prototype));
    throws(TypeError, () => One.call(Object.create(one))); same(Object.getOwnPropertyNames(one).length, 0); same(JSON.stringify(one), '{}');
    same(One.call(Object.freeze(one)), 5); same(Object.keys({ ...one }).length, 0);
    const kinds: any[] = []; for (let i = 0; i < 2; i++) kinds.push(class { #z = i; static z(o) { return o.#z; } });
    same(kinds[0].z(new kinds[0]()) + kinds[1].z(new kinds[1]()), 1); throws(TypeError, () => kinds[0].z(new kinds[1]()));
    class Early { early; constructor() { try { this.early = this.call(); } catch (e) { this.early = e.name; } } call() { return 0; } }
    class Late extends Early { #m() { return 7; } call() { return this.#m(); } } const late = new Late();
    same(late.early, 'TypeError'); same(late.call(), 7); same(late.call(), 7);
    class Stamp extends (function (o) { return o; } as any) { #f = 1; #g() { return this.#f; } static g(o) { return o.#g(); } static is(o) { return #g in o; } }
    const plain = {}; same(Stamp.is(plain), false); new Stamp(plain); same(Stamp.is(plain), true); same(Stamp.g(plain), 1);
    throws(TypeError, () => new Stamp(plain));
    class Base { who() { return 'base'; } } class Sub extends Base { #w() { return super.who(); } w() { return this.#w(); } } same(new Sub().w(), 'base');
}
