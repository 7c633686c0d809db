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
}
