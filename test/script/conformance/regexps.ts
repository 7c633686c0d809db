// SPDX-License-Identifier: Apache-2.0
import { same, list, throws } from './assert.js';
export default function () {
    const m = /(?<year>\d{4})-(\d\d)/.exec('on 2026-03 or 2027-04'); same(m.index, 3);
    same(m[0], '2026-03'); same(m.groups.year, '2026'); same(m.input.length, 21);
    same(/a(b)?/.exec('a')[1], undefined); same(/x/.exec('y'), null); const g = /o/g;
    same(g.test('foo'), true); same(g.lastIndex, 2); same(g.test('foo'), true); same(g.test('foo'), false);
    same(g.lastIndex, 0); const y = /b/y; same(y.test('ab'), false); y.lastIndex = 1;
    same(y.test('ab'), true);
    same(/^abc$/m.test('x\nabc\ny'), true); same(/A/i.test('a'), true); same(/./.test('\n'), false);
    same(/./s.test('\n'), true); same(/^.$/u.test('😀'), true); same(/^.$/.test('😀'), false);
    same(/\u{1F600}/u.test('😀'), true); same(/[^\d\s]/.exec('1 a')[0], 'a');
    same(/\bfoo\b/.test('a foo.'), true); same(/a{2,3}/.exec('aaaa')[0], 'aaa');
    same(/a{2,3}?/.exec('aaaa')[0], 'aa'); same(/(?:a|ab)(?:c|bcd)/.exec('abcd')[0], 'abcd');
    same(/\p{Lu}/u.exec('aÉ')[0], 'É'); same(/[\w-]+@[\w.]+/.exec('to x-y@z.com!')[0], 'x-y@z.com');
    same(/(a*)*/.exec('b')[0], ''); same(/[\u0041-\u0043]+/.exec('xABCD')[0], 'ABC');
    same(/\x41\cA?/.test('A'), true); same(/[\b]/.test('\b'), true); same(/$/.exec('ab').index, 2);
    same('a-b-c'.replace(/-/g, '+'), 'a+b+c');
    same('John Smith'.replace(/(\w+)\s(\w+)/, '$2, $1'), 'Smith, John');
    same('x'.replace(/(?<n>x)/, '[$<n>]'), '[x]');
    same('abc'.replace(/(b)|(z)/, (all, b, z, at) => `${b}${z}${at}`), 'abundefined1c');
    list('one1two22'.split(/\d+/), ['one', 'two', '']); list('aXbX'.match(/[a-z]X/g), ['aX', 'bX']);
    same('ab'.search(/b/), 1); same('aaa'.lastIndexOf('a'), 2);
    same('A1b2'.replace(/[a-z]\d/gi, s => s.toLowerCase() + ';'), 'a1;b2;');
    same(/a/gimsuy.flags, 'gimsuy'); same(/[/]\//.source, '[/]\\/');
    same(String(new RegExp('a/b', 'i')), '/a\\/b/i'); same(new RegExp(/x/g).flags, 'g');
    same(new RegExp('').source, '(?:)'); throws(SyntaxError, () => new RegExp('('));
    throws(SyntaxError, () => new RegExp('a', 'gg')); throws(SyntaxError, () => new RegExp('[b-a]'));
    throws(SyntaxError, () => new RegExp('a**')); throws(TypeError, () => 'a'.replaceAll(/a/, 'b'));
    throws(TypeError, () => 'a'.matchAll(/a/));
}
