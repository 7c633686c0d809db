// SPDX-License-Identifier: Apache-2.0
import { same, list, throws } from './assert.js';
export default function () {
    same(JSON.stringify({ a: [1, 'x', null, undefined, () => 1], b: undefined, c: NaN, d: -0, e: true }), '{"a":[1,"x",null,null,null],"c":null,"d":0,"e":true}');
    same(JSON.stringify(undefined), undefined);
    same(JSON.stringify('\u2028"\\\n\x01'), '"\u2028\\"\\\\\\n\\u0001"');
    same(JSON.stringify([new Date(0)]), '["1970-01-01T00:00:00.000Z"]');
    same(JSON.stringify({ toJSON(k) { return 'j' + k; } }), '"j"');
    same(JSON.stringify({ k: { toJSON: k => k } }), '{"k":"k"}');
    same(JSON.stringify([1, [2]], null, 2), '[\n  1,\n  [\n    2\n  ]\n]');
    same(JSON.stringify({ a: 1, b: {} }, null, '--'), '{\n--"a": 1,\n--"b": {}\n}');
    same(JSON.stringify({ a: 1, b: 2, 3: 4 }, ['b', 3]), '{"b":2,"3":4}');
    same(JSON.stringify({ a: 1, b: 'x' }, (k, v) => typeof v === 'number' ? v + 1 : v), '{"a":2,"b":"x"}');
    same(JSON.stringify(new Map([[1, 2]])), '{}'); same(JSON.stringify(Object('s')), '"s"');
    same(JSON.stringify([new Number(3), new Boolean(false)]), '[3,false]'); const loop = {}; loop.l = loop;
    throws(TypeError, () => JSON.stringify(loop));
    same(JSON.stringify({ ['__proto__']: 1 }), '{"__proto__":1}'); same(JSON.stringify(1e21), '1e+21');
    same(JSON.stringify([]), '[]'); same(JSON.stringify([], null, 2), '[]');
    same(JSON.parse(' {"a" : [1, 2.5e3, "\\u0041\\n"], "b":null} ').a[2], 'A\n');
    same(JSON.parse('-0'), -0); same(JSON.parse('{"a":1,"a":2}').a, 2);
    same(Object.hasOwn(JSON.parse('{"__proto__":1}'), '__proto__'), true);
    same(JSON.parse('[1,2,3]', (k, v) => Array.isArray(v) ? v.length : v), 3);
    list(Object.keys(JSON.parse('{"b":1,"a":2,"1":3}')), ['1', 'b', 'a']);
    same(JSON.parse('{"a":{"b":1}}', function (k, v) { return k === 'b' ? undefined : v; }).a.b, undefined);
    for (const bad of ['', '{', '[1,]', '{"a":1,}', "{'a':1}", '01', '1.', '.5', '+1', 'undefined', '"\n"', '"\\x41"', 'NaN', '[1]x', '{a:1}', '\u00a01', '"\\u12"', '- 1', 'tru']) throws(SyntaxError, () => JSON.parse(bad), bad);
    same(JSON.parse('"\u2028"').length, 1); same(JSON.parse('1e400'), Infinity);
    same(JSON.parse('true'), true); const deep = JSON.parse('['.repeat(100) + ']'.repeat(100));
    same(JSON.stringify(deep).length, 200); const order = [];
    JSON.parse('{"a":[1,2],"b":3}', (k, v) => (order.push(k), v)); list(order, ['0', '1', 'a', 'b', '']);
    const copy = structuredLike({ x: [1, { y: 2 }] }); same(copy.x[1].y, 2);
    function structuredLike(v) { return JSON.parse(JSON.stringify(v)); }
}
