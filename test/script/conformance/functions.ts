// SPDX-License-Identifier: Apache-2.0
import { same, list, throws } from './assert.js';
export default function () {
    function f(a, b = a + 1, ...rest) { return [a, b, rest.length, arguments.length]; }
    list(f(1), [1, 2, 0, 1]); list(f(1, undefined, 3, 4), [1, 2, 2, 4]); list(f(1, null), [1, null, 0, 2]);
    same(f.length, 1); same(f.name, 'f'); same(((a, b) => 0).length, 2);
    same((({ a }, [b], ...c) => 0).length, 2);
    function args(a) { a = 9; return arguments[0]; } same(args(1), 1);
    same((function () { return arguments.length; })(1, 2, 3), 3);
    same((function () { return (() => arguments[0])(); })('outer'), 'outer');
    list((function () { return [...arguments]; })(1, 2), [1, 2]);
    same((function () { return Array.prototype.slice.call(arguments, 1).join(); })(1, 2, 3), '2,3');
    same((function () { return this; })(), undefined); same((function () { return this; }).call(5), 5);
    const o = { m() { return this; }, a: () => typeof o, n: function () { return (() => this)(); } };
    same(o.m(), o); same((o.m)(), o); same((0, o.m)(), undefined); same(o.n(), o);
    const bound = o.m.bind(1, 2); same(bound(), 1); same(bound.call(7), 1);
    same(Math.max.apply(null, [1, 3, 2]), 3); same(Math.max(...[1, 2], ...new Set([5])), 5);
    function P(x) { if (!new.target) return new P(x); this.x = x; }
    P.prototype.get = function () { return this.x; }; same(P(3).get(), 3); same(new P(4).get(), 4);
    same(new P(1) instanceof P, true); same(new (function () { return [1]; })().length, 1);
    same(typeof new (function () { return 5; })(), 'object'); throws(TypeError, () => new (() => 1)());
    throws(TypeError, () => new o.m()); const B = P.bind(null, 8); same(new B().x, 8);
    same(new B() instanceof P, true); same(new P.prototype.constructor(2).x, 2);
    same(new Date(0).getTime(), 0); same(new class { v = 1; }().v, 1);
    same((({ a = 1, b: { c = 2 } = {} } = {}) => a + c)(), 3); same((([a, [b] = [5]] = [1]) => a + b)(), 6);
    same((function ({ length }) { return length; })('four'), 4);
    throws(TypeError, () => (({ a }) => a)(null)); throws(TypeError, () => (([a]) => a)({}));
    const compose = (...fs) => x => fs.reduceRight((v, f) => f(v), x);
    same(compose(x => x + 1, x => x * 2)(5), 11); const curry = a => b => c => a + b + c;
    same(curry(1)(2)(3), 6); const memo = new Map();
    const fib = n => memo.get(n) ?? (memo.set(n, n < 2 ? n : fib(n - 1) + fib(n - 2)), memo.get(n));
    same(fib(50), 12586269025); const even = n => n === 0 || odd(n - 1), odd = n => n !== 0 && even(n - 1);
    same(even(100), true);
    const names = { f() { }, g: () => 0, ['c' + 1]: function () { }, get h() { return 1; } };
    same(names.f.name, 'f'); same(names.g.name, 'g'); same(names.c1.name, 'c1');
    same(Object.getOwnPropertyDescriptor(names, 'h').get.name, 'get h'); same((() => 0).name, '');
    const { d = () => 0 } = {}; same(d.name, 'd'); same((function () { }).bind().name, 'bound ');
    same(class A { static m() { } }.m.name, 'm');
}
