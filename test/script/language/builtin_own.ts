// SPDX-License-Identifier: Apache-2.0
// What is ours: Decimal, and where the language here differs from others on purpose.
function t(f: () => any) {
  try {
    console.log(f());
  } catch (e: any) {
    console.log('!' + e.name + ': ' + e.message);
  }
}
// What the compiler refuses where it sees it, the built-in refuses where it cannot.
const hidden = { maths: Math as any, dates: Date as any };
const table: string[] = [];
const moment = new Date(0);
const seen = new Map<string, number>();

export default {
    run() {
        t(() => Decimal.from('0.1').add('0.2'));
// expect: 0.3
        t(() => Decimal.from(0.1).add(0.2).eq(0.3));
// expect: true
        t(() => Decimal.from('10').div(3, 34, 'half-even'));
// expect: 3.3333333333333333333333333333333333
        t(() => Decimal.from('1').div(0, 2, 'half-up'));
// expect: !Error: Division by zero
        t(() => (Decimal.from('1') as any).div(3, 2));
// expect: !Error: A rounding direction is needed: ceil, floor, round-down, round-up, half-up, half-down or half-even
        t(() => Decimal.from('1').div(3, -1, 'half-up'));
// expect: !Error: precision must be a non-negative integer
        t(() => Decimal.from('x'));
// expect: !Error: Invalid decimal string: x
        t(() => Decimal.from(' '));
// expect: !Error: Cannot parse empty string as Decimal
        t(() => Decimal.from(NaN));
// expect: !Error: Number must be finite
        t(() => Decimal.from('1e1000001'));
// expect: !Error: Exponent out of range: 1e1000001 exceeds safe integer bounds
        t(() => Decimal.from(undefined as any));
// expect: !TypeError: Decimal.from needs a Decimal, number or string, not undefined
        t(() => new (Decimal as any)('1'));
// expect: !TypeError: a function is not a constructor
        t(() => [Decimal.zero.isZero(), Decimal.from('-0').isNegative(), Decimal.from('-1').isPositive()].join());
// expect: true,false,false
        t(() => JSON.stringify({ a: Decimal.from('1.50'), b: [Decimal.from('1e40')] }));
// expect: {"a":"1.5","b":["1E+40"]}
        t(() => `${Decimal.from('2.50')}` + Decimal.from('1'));
// expect: 2.51
        t(() => (Decimal.from('2') as any) * 3);
// expect: 6
        t(() => typeof Decimal.from('1') + (Decimal.from('1') instanceof (Decimal as any)) + Object.keys(Decimal.from('1')).length);
// expect: objecttrue0
        t(() => Decimal.from('1.235').toFixed(2, 'half-up') + ' ' + Decimal.from('-0.001').toFixed(2, 'half-up'));
// expect: 1.24 0.00
        t(() => Decimal.from('1.2345678901234567').round('half-even', 'ubb-usage-count'));
// expect: 1.23456789012346
        t(() => Decimal.from('1.23456789012349').round('round-down', 'v1-api'));
// expect: 1.234567890123
        t(() => Decimal.from('1.5').round('half-up', 'nothing' as any));
// expect: !Error: Unknown rounding preset: "nothing"
        t(() => [3, 1, 2].map(n => Decimal.from(n)).sort((a, b) => a.cmp(b)).join());
// expect: 1,2,3
        t(() => (Decimal as any).isDecimal(Decimal.zero) && !(Decimal as any).isDecimal('0'));
// expect: true
        t(() => Decimal.from('12').toNumber() + 0.5);
// expect: 12.5
        t(() => hidden.maths.random());
// expect: !TypeError: Math.random() is not available: a script must give the same answer every time; take what differs from the input
        t(() => hidden.dates.now());
// expect: !TypeError: Date.now() is not available: a script must give the same answer every time; use context.clockTime
        t(() => new hidden.dates());
// expect: !TypeError: new Date() without an argument is not available: a script must give the same answer every time; use context.clockTime
        t(() => new Date('2023-02-29').getTime());
// expect: NaN
        t(() => new Date(5).toLocaleDateString('en-US', { month: 'short' }));
// expect: !TypeError: Options of toLocaleString need Intl, which is not available: write the parts with getUTCFullYear() and its kin
        t(() => [1234567.8915, -0.5, 999, 1e21].map(n => n.toLocaleString()).join(' '));
// expect: 1,234,567.892 -0.5 999 1,000,000,000,000,000,000,000
        t(() => { (Array.prototype as any).last = 1; });
// expect: !TypeError: Object is not extensible: cannot add property 'last'
        t(() => { (Math as any).PI = 3; });
// expect: !TypeError: Cannot assign to read only property 'PI'
        t(() => { delete (Array.prototype as any).map; });
// expect: !TypeError: Cannot delete a property that is not configurable
        t(() => { (globalThis as any).x = 1; });
// expect: !TypeError: Object is not extensible: cannot add property 'x'
        t(() => 'resume' < 'résumé' && 'z'.localeCompare('ä') < 0);
// expect: true
        t(() => { table.push('a'); moment.setTime(5); seen.set('k', 1); return [table.length, moment.getTime(), seen.size]; });
// expect: [ 1, 5, 1 ]
        t(() => { const e = new TypeError('bad', { cause: 'why' }); return e.stack!.split('\n')[0] + ' ' + e.cause; });
// expect: TypeError: bad why
    },
};
