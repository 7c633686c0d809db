// SPDX-License-Identifier: Apache-2.0
// Instructions that are done as one (fused.def, forms with constants, Math): numbers, and whatever else is found.
export default function () {
  const odd: any[] = [1, 2.5, -0, NaN, '3', null, undefined, true, [4], { valueOf: () => 5 }, Infinity];
  const show = (v: any) => (Object.is(v, -0) ? '-0' : typeof v === 'string' ? `'${v}'` : String(v));
  const all = (f: (v: any) => any) => {
    console.log(odd.map(v => { try { return show(f(v)); } catch (e: any) { return e.name; } }).join(' '));
  };
  // loops over a length: of arrays that grow and shrink, strings, other objects, odd counters
  let steps = '';
  const grows = [1, 2, 3]; for (let i = 0; i < grows.length; i++) { if (i < 3) grows.push(9); steps += i; }
  const shrinks = [1, 2, 3, 4]; for (let i = 0; i < shrinks.length; i++) { shrinks.pop(); steps += i; }
  for (let i = 0; i < 'abc'.length; i++) steps += 'abc'[i];
  const like: any = { length: 2 }; for (let i = 0; i < like.length; i++) steps += i;
  const text: any = { length: '2' }; for (let i = 0; i < text.length; i++) steps += i;
  let asked = 0; const counts: any = { get length() { asked++; return 3; } }; for (let i = 0; i < counts.length; i++) steps += i;
  for (let i: any = '0'; i < grows.length; i++) steps += typeof i === 'number' ? i : 'x';
  const limit: any = { valueOf: () => 2 }; for (let i = 0; i < limit; i++) steps += i;
  for (let i = 0, n = 3; i < n; i++) steps += i;
  console.log(steps, asked);
  // a property, then what is done with it
  const kinds: any[] = odd.map(f => ({ f })); kinds.push({}, { get f() { return 7; } }, 'no', Object.create({ f: 8 }));
  const each = (g: (o: any) => any) => {
    console.log(kinds.map(o => { try { return show(g(o)); } catch (e: any) { return e.name; } }).join(' '));
  };
  each(o => 10 - o.f); each(o => { const x = 3; return o.f - x; }); each(o => { const x = 3; return x - o.f; });
  each(o => { const x = 3; return x * o.f; }); each(o => { const x = 3; return x + o.f; }); each(o => { let t = 1; const x = 2; t += x + o.f; return t; });
  each(o => { let t: any = '1'; const x = 2; t += x + o.f; return t; }); each(o => { const x: any = 'x'; return x + o.f; }); each(o => { const x: any = [2]; return x * o.f; });
  each(o => (o.f === null ? 'null' : o.f)); each(o => (o.f !== null ? o.f : 'null')); each(o => (o.f === undefined ? 'none' : o.f)); each(o => (o.f !== undefined ? o.f : 'none'));
  each(o => { const x = 2; return x < o.f ? 'lt' : '-'; }); each(o => { const x = 2.5; return x <= o.f ? 'le' : '-'; }); each(o => { const x: any = '3'; return x > o.f ? 'gt' : '-'; }); each(o => { const x = 3; return x >= o.f ? 'ge' : '-'; });
  each(o => { const x = 2; return !(x < o.f) ? 'lt' : '-'; }); each(o => { const x = 2.5; return !(x <= o.f) ? 'le' : '-'; }); each(o => { const x = 2; return !(x > o.f) ? 'gt' : '-'; }); each(o => { const x = 3; return !(x >= o.f) ? 'ge' : '-'; });
  // constants on the right, products with one on the left
  all(v => v + 1); all(v => v + 'a'); all(v => v - 70000); all(v => v * 2); all(v => 2 * v); all(v => v / 2); all(v => v % 2); all(v => -0 * v);
  all(v => { let t = v; t += 1.5; t *= 2; t -= 3; t /= 4; t %= 5; return t; });
  all(v => (v < 2 ? 1 : 0)); all(v => (v <= 2.5 ? 1 : 0)); all(v => (v > 2 ? 1 : 0)); all(v => (v >= 2.5 ? 1 : 0)); all(v => (v < '3' ? 1 : 0));
  all(v => (!(v < 2) ? 1 : 0)); all(v => (!(v <= 2.5) ? 1 : 0)); all(v => (!(v > 2) ? 1 : 0)); all(v => (!(v >= 2.5) ? 1 : 0));
  all(v => (v === 1 ? 1 : 0)); all(v => (v !== 1 ? 1 : 0)); all(v => (v === '3' ? 1 : 0)); all(v => (v !== '3' ? 1 : 0)); all(v => ('' + v === '3' ? 1 : 0)); all(v => (v === 0 ? 1 : 0));
  const rope = 'ab'.repeat(40); console.log(rope + rope === 'ab'.repeat(80), rope + 'c' === 'x');
  // Math by its name
  all(v => Math.floor(v)); all(v => Math.floor(v / 2)); all(v => Math.floor(-v / 2)); all(v => Math.ceil(-v)); all(v => Math.round(v)); all(v => Math.trunc(-v)); all(v => Math.abs(v));
  all(v => Math.min(v, 2)); all(v => Math.max(v, 2)); all(v => Math.max(-0, v)); all(v => Math.min(0, v)); all(v => Math.min(v, -0));
  console.log(Math.max(), Math.min(3), Math.max(1, 2, 3), Math.floor.name, Math.round(-0.5), Math.round(2.5), Math.round(-2.5), (Math as any).floor(1.5, 2), Math?.floor(2.5));
  all(v => v * 2 + 1); all(v => v * 2 + 'a'); all(v => v * 2 + v); all(v => v - v * 2); all(v => v + v * 2); all(v => 3 - v * 2); all(v => 'x' + v * 2);
  all(v => Math.floor((v + 1) / 2)); all(v => Math.floor((v + 'a') / 2)); all(v => v + Math.floor(v / 2)); all(v => v - Math.floor(v / 2)); all(v => Math.floor(v / 0)); all(v => Math.floor(v / 3) * 2);
  console.log([2251799813685247.5, -2251799813685247.5, 2251799813685248.5, 4503599627370496, -0.5, 0.5, 1.5, -1.5, 2.5, -0, 1e300, -1e300, 0.9999999999999999, 5e-324, -5e-324].map(v => show(Math.floor(v))).join(' '));
  let order = ''; Math.max((order += 'a', 1), (order += 'b', 2)); const see = (n: string) => ({ valueOf() { order += n; return 1; } }); Math.min(see('c') as any, see('d') as any); console.log(order);
  { const Math = { floor: () => 'mine' }; console.log(Math.floor()); }
  // literals made at once
  const one = { a: 1, b: [2], c: 'x', d: { e: null } }; one.a++; (one as any).z = 5; console.log(JSON.stringify(one), Object.keys({ b: 1, a: 2 }).join());
  const named = { f: () => 1, g: function () {}, h: class {} }; console.log(named.f.name, named.g.name, named.h.name);
  try { const v = { a: 1, b: (null as any).x }; console.log(v); } catch (e: any) { console.log(e.name); }
  // one place, many shapes
  const shapes: any[] = [{ v: 1 }, { a: 0, v: 2 }, { v: 3, b: 0 }, Object.freeze({ v: 4 }), new (class { v = 5; })(), { get v() { return 6; } }, Object.assign([], { v: 7 }), Object.assign(() => 1, { v: 8 })];
  let sum = ''; for (let round = 0; round < 3; round++) for (const s of shapes) { sum += s.v; try { s.v += 1; } catch (e: any) { sum += '!'; } } console.log(sum);
  const calls: any[] = [[1, 2], 'xy', new Map(), { toString: () => 'own' }, 5, new Date(0), { toString() { return 'two'; } }]; let said = ''; for (let round = 0; round < 2; round++) for (const c of calls) said += typeof c.toString() + (c.toString().length); console.log(said);
}
// expect: 01234501abc0101012x1234501012 4
// expect: 9 7.5 10 NaN 7 10 NaN 9 6 5 -Infinity NaN 3 NaN 2
// expect: -2 -0.5 -3 NaN 0 -3 NaN -2 1 2 Infinity NaN 4 NaN 5
// expect: 2 0.5 3 NaN 0 3 NaN 2 -1 -2 -Infinity NaN -4 NaN -5
// expect: 3 7.5 -0 NaN 9 0 NaN 3 12 15 Infinity NaN 21 NaN 24
// expect: 4 5.5 3 NaN '33' 3 NaN 4 '34' 8 Infinity NaN 10 NaN 11
// expect: 4 5.5 3 NaN '123' 3 NaN 4 '124' 8 Infinity NaN 10 NaN 11
// expect: '13' '14.5' '12' '1NaN' '123' '12' '1NaN' '13' '124' '17' '1Infinity' '1NaN' '19' '1NaN' '110'
// expect: 'x1' 'x2.5' 'x0' 'xNaN' 'x3' 'xnull' 'xundefined' 'xtrue' 'x4' 'x5' 'xInfinity' 'xundefined' 'x7' 'xundefined' 'x8'
// expect: 2 5 -0 NaN 6 0 NaN 2 8 10 Infinity NaN 14 NaN 16
// expect: 1 2.5 -0 NaN '3' 'null' undefined true 4 [object Object] Infinity undefined 7 undefined 8
// expect: 1 2.5 -0 NaN '3' 'null' undefined true 4 [object Object] Infinity undefined 7 undefined 8
// expect: 1 2.5 -0 NaN '3' null 'none' true 4 [object Object] Infinity 'none' 7 'none' 8
// expect: 1 2.5 -0 NaN '3' null 'none' true 4 [object Object] Infinity 'none' 7 'none' 8
// expect: '-' 'lt' '-' '-' 'lt' '-' '-' '-' 'lt' 'lt' 'lt' '-' 'lt' '-' 'lt'
// expect: '-' 'le' '-' '-' 'le' '-' '-' '-' 'le' 'le' 'le' '-' 'le' '-' 'le'
// expect: 'gt' 'gt' 'gt' '-' '-' 'gt' '-' 'gt' '-' '-' '-' '-' '-' '-' '-'
// expect: 'ge' 'ge' 'ge' '-' 'ge' 'ge' '-' 'ge' '-' '-' '-' '-' '-' '-' '-'
// expect: 'lt' '-' 'lt' 'lt' '-' 'lt' 'lt' 'lt' '-' '-' '-' 'lt' '-' 'lt' '-'
// expect: 'le' '-' 'le' 'le' '-' 'le' 'le' 'le' '-' '-' '-' 'le' '-' 'le' '-'
// expect: '-' 'gt' '-' 'gt' 'gt' '-' 'gt' '-' 'gt' 'gt' 'gt' 'gt' 'gt' 'gt' 'gt'
// expect: '-' '-' '-' 'ge' '-' '-' 'ge' '-' 'ge' 'ge' 'ge' 'ge' 'ge' 'ge' 'ge'
// expect: 2 3.5 1 NaN '31' 1 NaN 2 '41' 6 Infinity
// expect: '1a' '2.5a' '0a' 'NaNa' '3a' 'nulla' 'undefineda' 'truea' '4a' '5a' 'Infinitya'
// expect: -69999 -69997.5 -70000 NaN -69997 -70000 NaN -69999 -69996 -69995 Infinity
// expect: 2 5 -0 NaN 6 0 NaN 2 8 10 Infinity
// expect: 2 5 -0 NaN 6 0 NaN 2 8 10 Infinity
// expect: 0.5 1.25 -0 NaN 1.5 0 NaN 0.5 2 2.5 Infinity
// expect: 1 0.5 -0 NaN 1 0 NaN 1 0 1 NaN
// expect: -0 -0 0 NaN -0 -0 NaN -0 -0 -0 NaN
// expect: 0.5 1.25 0 NaN 0 0 NaN 0.5 0 2.5 NaN
// expect: 1 0 1 0 0 1 0 1 0 0 0
// expect: 1 1 1 0 0 1 0 1 0 0 0
// expect: 0 1 0 0 1 0 0 0 1 1 1
// expect: 0 1 0 0 1 0 0 0 1 1 1
// expect: 1 1 1 0 0 1 0 1 0 0 0
// expect: 0 1 0 1 1 0 1 0 1 1 1
// expect: 0 0 0 1 1 0 1 0 1 1 1
// expect: 1 0 1 1 0 1 1 1 0 0 0
// expect: 1 0 1 1 0 1 1 1 0 0 0
// expect: 1 0 0 0 0 0 0 0 0 0 0
// expect: 0 1 1 1 1 1 1 1 1 1 1
// expect: 0 0 0 0 1 0 0 0 0 0 0
// expect: 1 1 1 1 0 1 1 1 1 1 1
// expect: 0 0 0 0 1 0 0 0 0 0 0
// expect: 0 0 1 0 0 0 0 0 0 0 0
// expect: true false
// expect: 1 2 -0 NaN 3 0 NaN 1 4 5 Infinity
// expect: 0 1 -0 NaN 1 0 NaN 0 2 2 Infinity
// expect: -1 -2 0 NaN -2 -0 NaN -1 -2 -3 -Infinity
// expect: -1 -2 0 NaN -3 -0 NaN -1 -4 -5 -Infinity
// expect: 1 3 -0 NaN 3 0 NaN 1 4 5 Infinity
// expect: -1 -2 0 NaN -3 -0 NaN -1 -4 -5 -Infinity
// expect: 1 2.5 0 NaN 3 0 NaN 1 4 5 Infinity
// expect: 1 2 -0 NaN 2 0 NaN 1 2 2 2
// expect: 2 2.5 2 NaN 3 2 NaN 2 4 5 Infinity
// expect: 1 2.5 -0 NaN 3 0 NaN 1 4 5 Infinity
// expect: 0 0 -0 NaN 0 0 NaN 0 0 0 0
// expect: -0 -0 -0 NaN -0 -0 NaN -0 -0 -0 -0
// expect: -Infinity 3 3 floor -0 3 -2 1 2
// expect: 3 6 1 NaN 7 1 NaN 3 9 11 Infinity
// expect: '2a' '5a' '0a' 'NaNa' '6a' '0a' 'NaNa' '2a' '8a' '10a' 'Infinitya'
// expect: 3 7.5 -0 NaN '63' 0 NaN 3 '84' 15 Infinity
// expect: -1 -2.5 0 NaN -3 0 NaN -1 -4 -5 NaN
// expect: 3 7.5 -0 NaN '36' 0 NaN 3 '48' 15 Infinity
// expect: 1 -2 3 NaN -3 3 NaN 1 -5 -7 -Infinity
// expect: 'x2' 'x5' 'x0' 'xNaN' 'x6' 'x0' 'xNaN' 'x2' 'x8' 'x10' 'xInfinity'
// expect: 1 1 0 NaN 15 0 NaN 1 20 3 Infinity
// expect: NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN
// expect: 1 3.5 -0 NaN '31' 0 NaN 1 '42' 7 Infinity
// expect: 1 1.5 0 NaN 2 0 NaN 1 2 3 NaN
// expect: Infinity Infinity NaN NaN Infinity NaN NaN Infinity Infinity Infinity Infinity
// expect: 0 0 -0 NaN 2 0 NaN 0 2 2 Infinity
// expect: 2251799813685247 -2251799813685248 2251799813685248 4503599627370496 -1 0 1 -2 2 -0 1e+300 -1e+300 0 0 -1
// expect: abcd
// expect: mine
// expect: {"a":2,"b":[2],"c":"x","d":{"e":null},"z":5} b,a
// expect: f g h
// expect: TypeError
// expect: 1234!56!782344!66!893454!76!910
// expect: string3string2string12string3string1string62string3string3string2string12string3string1string62string3
