// SPDX-License-Identifier: Apache-2.0
// Strings: units, joining, comparing, templates.
export default function () {
    let s = ''; for (let i = 0; i < 1000; i++) s += 'ab'; console.log(s.length, s[1999], s.charAt(0), s.indexOf('ba'), s === 'ab'.repeat(1000));
    let t = ''; for (let i = 0; i < 1000; i++) t = i % 10 + t; console.log(t.length, t.slice(0, 12), t[999]);
    const mix = 'a' + 'é' + '€' + '😀'; console.log(mix.length, [...mix].length, mix.codePointAt(3), mix.charCodeAt(3), mix[3] + mix[4] === '😀', mix.split('').length);
    console.log('abc' < 'abd', 'é' > 'e', '€' < '😀', 'a'.localeCompare('b'), 'Zz' < 'aa', 'a' + 1 + 2, 1 + 2 + 'a');
    const parts = []; for (const c of 'x😀y') parts.push(c.length); console.log(parts.join());
    const key = 'pro' + 'perty'; const o = { property: 1 }; console.log(o[key], o['pro'.concat('perty')], key in o); const m = new Map([[key, 5]]); console.log(m.get('property'), new Set(['ab', 'a' + 'b']).size);
    console.log('\u0041\x42\u{43}\u{1F600}'.length, '\0'.length, 'it\'s "q" `t`', 'a\
b', `multi
line`.length); console.log(String.raw`a\n${1}`, 'tab\there'.length);
    console.log('  x '.trim() + '|', 'abc'.toUpperCase(), 'a-b-c'.split('-').join('+'), 'abcabc'.replace('b', 'X'), 'abcabc'.replaceAll('b', 'X'), 'x'.padStart(3, 'ab'), 'x'.padEnd(3) + '|', 'abc'.includes('bc'), 'abc'.startsWith('b', 1), 'abc'.endsWith('c'), 'abcdef'.substring(4, 1), 'abcdef'.slice(-3, -1), 'abc'.substr ? 'has' : 'none', 'aXbX'.lastIndexOf('X'), 'ß'.toUpperCase(), 'İ'.length);
    let eq = 'a'.repeat(50) + 'b'; let eq2 = 'a'.repeat(49) + 'ab'; console.log(eq === eq2, eq !== eq2 + 'c', eq < eq2 + 'c'); switch ('x' + 'y') { case 'xy': console.log('switched'); }
    const rope = (n) => n === 0 ? 'leaf of the rope;' : rope(n - 1) + rope(n - 1); console.log(rope(8).length, rope(3).split(';').length); console.log('lone \ud800'.length, '\ud83d' + '\ude00' === '😀', encodeURIComponent('é&'), decodeURIComponent('%C3%A9'));
    console.log(parseInt('12px'), parseFloat('1.5e3x'), Number('0x1f'), Number(''), Number('1 2'), (255).toString(16), (0.1).toFixed(20), (1234.5678).toFixed(2), (1e21).toString(), (25).toString(36), 0.1 + 0.7, 1e300 * 1e10, 123456789.123.toPrecision(5), (0.00001).toString(), 1.0.toString(), (-1.5).toFixed(0), (2.5).toFixed(0));
    console.log('a,b,,c'.split(',').length, 'abc'.split('').reverse().join(''), [1, [2, [3]]].toString(), [null, undefined, 1].join('-'));
}
// expect: 2000 b a 1 true
// expect: 1000 987654321098 0
// expect: 5 4 128512 55357 true 5
// expect: true true true -1 true a12 3a
// expect: 1,2,1
// expect: 1 1 true
// expect: 5 1
// expect: 5 1 it's "q" `t` ab 10
// expect: a\n1 8
// expect: x| ABC a+b+c aXcabc aXcaXc abx x  | true true true bcd de has 3 SS 1
// expect: true true true
// expect: switched
// expect: 4352 9
// expect: 6 true %C3%A9%26 é
// expect: 12 1500 31 0 NaN ff 0.10000000000000000555 1234.57 1e+21 p 0.7999999999999999 Infinity 1.2346e+8 0.00001 1 -2 3
// expect: 4 cba 1,2,3 --1
