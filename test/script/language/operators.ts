// SPDX-License-Identifier: Apache-2.0
// Operators, conversions, precedence.
export default function () {
    console.log(0.1 + 0.2, 7 % -3, -7 % 3, 2 ** 10, 2 ** -1, (-2) ** 2, 1 / 3);
    console.log(1 / 0, -1 / 0, 0 / 0, Object.is(-0 * 1, -0), 5.5 % 2, -0 % 1 === 0, Infinity % 2, 5 % Infinity);
    console.log(5 >>> 1, -1 >>> 0, -5 >> 1, 1 << 31, 1 << 32, 5 & 3, 5 | 3, 5 ^ 3, ~5, 4294967296 | 0, 1e20 | 0, -1e20 | 0, NaN | 0, 2147483648 | 0);
    console.log('5' * '2', '5' - 2, '5' + 2, 1 + null, 1 + undefined, true + true, [] + [], [] + {}, [1, 2] + '', +[], +[5], +'', +' 12 ', +'1x', +null, -'3');
    console.log(null == undefined, null == 0, '' == 0, '0' == false, [] == '', [1] == 1, NaN == NaN, 'a' == ['a'], undefined == 0, ({}) == '[object Object]');
    console.log(null === null, 1 === 1.0, 'ab' === 'a' + 'b', NaN !== NaN, 0 === -0, {} === {});
    console.log('a' < 'b', 'a' < 'B', '10' < '9', '10' < 9, null < 1, undefined < 1, 'x' < 1, [2] > 1, 2 >= 2, NaN >= NaN, 'abc' < 'abcd', null >= 0, null > 0);
    console.log(1 && 2, 0 && 2, 1 || 2, 0 || 2, null ?? 3, 0 ?? 3, '' || null || 'd', !'' && !0 && !!'a');
    let n = 5; console.log(n++, n, ++n, n--, --n, -n, +n);
    let s = '5'; s++; console.log(s, typeof s); let u; u++; console.log(u); let b = true; b++; console.log(b);
    let o = { a: 1, n: { b: 2 } }; o.a += 5; o['a'] *= 2; o.n.b **= 3; o.c ??= 7; o.c ??= 8; o.z ||= 1; o.z &&= 2; o.a -= 1; o.a /= 2; o.a %= 4; o.a <<= 2; o.a >>= 1; o.a |= 8; o.a &= 12; o.a ^= 5; o.a >>>= 0;
    console.log(o.a, o.n.b, o.c, o.z);
    console.log(typeof 1, typeof 'a', typeof true, typeof undefined, typeof null, typeof {}, typeof [], typeof (() => 1), typeof class { }, typeof Symbol.iterator, typeof notDeclared, typeof Math.max);
    console.log(void 0, (1, 2, 3), 1 ? 2 : 3, 'a' in { a: 1 }, 0 in [1], 'b' in {}, 'toString' in {}, delete o.c, o.c, [1, 2, 3].length);
    console.log([] instanceof Array, [] instanceof Object, (() => 1) instanceof Function, 5 instanceof Number);
    console.log(o?.a, o?.x?.y.z, o.x?.[1], o.f?.(), o?.['a'], o.n?.b, null?.x, (void 0)?.[0], o?.n.b, (o?.n).b, delete o?.n, delete o?.q?.r, o.n);
    const m = { v: 3, f() { return this?.v; } }; console.log(m.f?.(), m?.f(), (m?.f)(), m?.['f']?.(), (0, m.f)());
    console.log(`a${1}b${'c'}${null}${undefined}${[1, 2]}${{}}`, `${`n${1}`}`, `line\nbreak`.length);
    const tag = (q, ...v) => q.join('|') + '#' + q.raw.join('|') + '#' + v.join(); console.log(tag`x${1}\t${2}y`, tag``);
    const same = () => (t => t)`a`; console.log(same() === same(), Object.isFrozen(same()));
    console.log({ valueOf() { return 4; } } * 2, { toString() { return 's'; } } + 1, `${{ toString() { return 't'; }, valueOf() { return 1; } }}`, { [Symbol.toPrimitive](h) { return h; } } + '', +{ [Symbol.toPrimitive](h) { return h === 'number' ? 1 : 0; } });
    console.log(0xff, 0b101, 0o17, 1_000_000, .5, 5., 1e3, 1e-7, 123456789012345680000, 1e21, 0.000001, 1.5e300 * 1e10, 5e-324, 100, -1e-7);
    let x = 1; x = x++ + ++x; console.log(x); let y = 1; y += y++ * 2; console.log(y); let z = 3; z = z * (z = 2) + z; console.log(z);
    let i = 0; const arr = [0, 0, 0]; arr[i++] = i++; arr[i] = i; console.log(arr.join(), i);
    let aa = 1; const r1 = aa + (aa = 5) + aa; console.log(r1); const fa = (p, q) => p + '' + q; let ab = 1; console.log(fa(ab, ab = 2), fa(ab, ab++), ab);
    let obj = { k: 1 }; const old = obj; obj.next = obj = { k: 2 }; console.log(old.next === obj, obj.next);
    console.log([1, 2, 3].at(-1), 'abc'.at(-1), [..."ab"].length, +true, -false, !!NaN, 1 < 2 < 3, 3 > 2 > 1);
    console.log(1 + +'1', '3' * 1 + 1, 2 * 3 + 4 * 5 - 6 / 2, (2 + 3) * 4, 2 ** 3 ** 2, -(2 ** 2), 10 - 4 - 3, 'a' + 'b' === 'ab' && 1 < 2 || false);
    label: { console.log('in'); if (1) break label; console.log('never'); } if (0) ; else console.log('else');
    var vv = 1; { var vv = 2; } console.log(vv); try { noSuch = 1; } catch (e) { console.log(e.name); } try { null[Symbol.iterator]; } catch (e) { console.log(e.name); }
    try { 'abc'.x = 1; } catch (e) { console.log(e.name); } try { 'abc'.length = 1; } catch (e) { console.log(e.name); } try { Object.freeze([1])[0] = 2; } catch (e) { console.log(e.name); } try { Object.freeze({ a: 1 }).a = 2; } catch (e) { console.log(e.name); } try { delete Object.freeze({ a: 1 }).a; } catch (e) { console.log(e.name); }
}
// expect: 0.30000000000000004 1 -1 1024 0.5 4 0.3333333333333333
// expect: Infinity -Infinity NaN true 1.5 true NaN 5
// expect: 2 4294967295 -3 -2147483648 1 1 7 6 -6 0 1661992960 -1661992960 0 -2147483648
// expect: 10 3 52 1 NaN 2  [object Object] 1,2 0 5 0 12 NaN 0 -3
// expect: true false true true true true false true false true
// expect: true true true true true false
// expect: true false true false true false false true true false true true false
// expect: 2 0 1 2 3 0 d true
// expect: 5 6 7 7 5 -5 5
// expect: 6 number
// expect: NaN
// expect: 2
// expect: 13 8 7 2
// expect: number string boolean undefined object object object function function symbol undefined function
// expect: undefined 3 2 true true false true true undefined 3
// expect: true true true false
// expect: 13 undefined undefined undefined 13 8 undefined undefined 8 8 true true undefined
// expect: 3 3 3 3 undefined
// expect: a1bcnullundefined1,2[object Object] n1 10
// expect: x|	|y#x|\t|y#1,2 ##
// expect: true true
// expect: 8 s1 t default 1
// expect: 255 5 15 1000000 0.5 5 1000 1e-7 123456789012345680000 1e+21 0.000001 Infinity 5e-324 100 -1e-7
// expect: 4
// expect: 3
// expect: 8
// expect: 1,0,2 2
// expect: 11
// expect: 12 22 3
// expect: true undefined
// expect: 3 c 2 1 -0 false true false
// expect: 2 4 23 20 512 -4 3 true
// expect: in
// expect: else
// expect: 2
// expect: ReferenceError
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: TypeError
// expect: TypeError
