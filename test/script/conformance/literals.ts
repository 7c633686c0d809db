// SPDX-License-Identifier: Apache-2.0
import { same, list } from './assert.js';
export default function () {
    same(0x1F, 31); same(0b101, 5); same(0o17, 15); same(1_000_000, 1000000); same(.5, 0.5); same(5., 5);
    same(1e3, 1000); same(1E-2, 0.01);
    same(0xffffffffffffffff, 18446744073709551616); same(1e400, Infinity); same(5e-324 / 2, 0);
    same(9007199254740993, 9007199254740992);
    same('\x41\u0042\u{43}', 'ABC'); same('a\
b', 'ab'); same('\u{1F600}'.length, 2); same('\0'.charCodeAt(0), 0);
same('\b\t\n\v\f\r', String.fromCharCode(8, 9, 10, 11, 12, 13)); same('\q', 'q');
    same(`a${1 + 1}b${`c${3}`}`, 'a2bc3'); same(`line
two`.length, 8); same(`\u0041${''}`, 'A');
    list([1, , 3], [1, undefined, 3]); same(1 in [1, , 3], false); same([, ].length, 1);
    same([1, 2, ].length, 2);
    const name = 'k', o = { a: 1, 'b c': 2, 3: 4, [name + 1]: 5, m() { return this.a; }, get g() { return 7; }, name };
    same(o['b c'], 2); same(o[3], 4); same(o.k1, 5); same(o.m(), 1); same(o.g, 7); same(o.name, 'k');
    list(Object.keys(o), ['3', 'a', 'b c', 'k1', 'm', 'g', 'name']);
    const \u0061bc = 1, ünï = 2, $ = 3, _ = 4; same(abc + ünï + $ + _, 10);
    const tag = (strings, ...values) => strings.raw.join('|') + values.join(',');
    same(tag`a\n${1}b${2}`, 'a\\n|b|1,2');
    same({ __proto__: { p: 1 } }.p, 1); same({ ['__proto__']: 5 }.hasOwnProperty('__proto__'), true);
    same(/a[/]b/.source, 'a[/]b'); same(typeof /x/g, 'object'); same(4 / 2 / 1, 2);
}
