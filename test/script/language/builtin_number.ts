// SPDX-License-Identifier: Apache-2.0
// Number, Boolean, Math: what each expression gives, in one text form; answers of another implementation.
function list(v: any[], d: number): string {
  const parts: string[] = [];
  for (let i = 0; i < v.length; i++) {
    parts.push(i in v ? show(v[i], d + 1) : '~');
  }
  const match = v as any;
  const found = match.index === undefined ? '' : '|' + match.index + '|' + show(match.groups, d + 1);
  return '[' + parts.join(',') + found + (match.indices ? '|' + show(match.indices, d + 1) : '') + ']';
}
function show(v: any, d = 0): string {
  if (v === null) return 'null';
  if (typeof v === 'string') return JSON.stringify(v);
  if (typeof v === 'number') return Object.is(v, -0) ? '-0' : String(v);
  if (typeof v === 'function') return 'fn';
  if (typeof v !== 'object') return String(v);
  if (d > 5) return '...';
  if (Array.isArray(v)) return list(v, d);
  if (v instanceof Map) return 'Map' + show([...v], d + 1);
  if (v instanceof Set) return 'Set' + show([...v], d + 1);
  if (v instanceof Date) return 'Date' + (isNaN(v.getTime()) ? 'NaN' : v.toISOString());
  if (v instanceof RegExp) return String(v);
  if (v instanceof Error) return v.name;
  return '{' + Object.keys(v).map(k => k + ':' + show(v[k], d + 1)).join(',') + '}';
}
/** One line: what the function gives, or the name of what it throws. */
function t(f: () => any) {
  let line;
  try {
    line = show(f());
  } catch (e: any) {
    line = '!' + (e && e.name);
  }
  console.log(line);
}

export default {
    run() {
        t(()=>(255).toString(16));
// expect: "ff"
        t(()=>(0.5).toString(2));
// expect: "0.1"
        t(()=>(-255).toString(36));
// expect: "-73"
        t(()=>(1e21).toString());
// expect: "1e+21"
        t(()=>(123.456).toFixed(2));
// expect: "123.46"
        t(()=>(0.000001).toFixed(7));
// expect: "0.0000010"
        t(()=>(1.005).toFixed(2));
// expect: "1.00"
        t(()=>(1e21).toFixed(2));
// expect: "1e+21"
        t(()=>(5).toFixed(101));
// expect: !RangeError
        t(()=>(1234.5678).toExponential(2));
// expect: "1.23e+3"
        t(()=>(0).toExponential());
// expect: "0e+0"
        t(()=>(1234.5678).toPrecision(6));
// expect: "1234.57"
        t(()=>(0.00001).toPrecision(1));
// expect: "0.00001"
        t(()=>(1).toPrecision(0));
// expect: !RangeError
        t(()=>(5).toString(1));
// expect: !RangeError
        t(()=>NaN.toFixed(2));
// expect: "NaN"
        t(()=>Number('12'));
// expect: 12
        t(()=>Number(''));
// expect: 0
        t(()=>Number(' 12 '));
// expect: 12
        t(()=>Number('0x10'));
// expect: 16
        t(()=>Number('1_0'));
// expect: NaN
        t(()=>Number(null));
// expect: 0
        t(()=>Number(undefined));
// expect: NaN
        t(()=>Number([5]));
// expect: 5
        t(()=>Number({}));
// expect: NaN
        t(()=>Number(true));
// expect: 1
        t(()=>Number(new Date(5)));
// expect: 5
        t(()=>Number.isInteger(5.0));
// expect: true
        t(()=>Number.isSafeInteger(2**53));
// expect: false
        t(()=>Number.MAX_SAFE_INTEGER);
// expect: 9007199254740991
        t(()=>Number.EPSILON);
// expect: 2.220446049250313e-16
        t(()=>Number.MIN_VALUE);
// expect: 5e-324
        t(()=>Number.MAX_VALUE);
// expect: 1.7976931348623157e+308
        t(()=>Number.parseFloat===parseFloat);
// expect: true
        t(()=>new Number(5)+1);
// expect: 6
        t(()=>typeof new Number(5));
// expect: "object"
        t(()=>0.1+0.2);
// expect: 0.30000000000000004
        t(()=>1/3);
// expect: 0.3333333333333333
        t(()=>5%3);
// expect: 2
        t(()=>-5%3);
// expect: -2
        t(()=>5.5%-2);
// expect: 1.5
        t(()=>2**0.5);
// expect: 1.4142135623730951
        t(()=>2**-1074);
// expect: 5e-324
        t(()=>(-8)**(1/3));
// expect: NaN
        t(()=>1/0);
// expect: Infinity
        t(()=>-1/0);
// expect: -Infinity
        t(()=>0/0);
// expect: NaN
        t(()=>5e-324);
// expect: 5e-324
        t(()=>1.7976931348623157e308*10);
// expect: Infinity
        t(()=>~~5.7);
// expect: 5
        t(()=>5.7|0);
// expect: 5
        t(()=>2**32>>>0);
// expect: 0
        t(()=>-1>>>0);
// expect: 4294967295
        t(()=>1<<31);
// expect: -2147483648
        t(()=>2**31|0);
// expect: -2147483648
        t(()=>true+1 as any);
// expect: 2
        t(()=>'5'*'2' as any);
// expect: 10
        t(()=>'5'-2 as any);
// expect: 3
        t(()=>[]+{} as any);
// expect: "[object Object]"
        t(()=>(true).toString());
// expect: "true"
        t(()=>new Boolean(false)?1:2);
// expect: 1
        t(()=>Boolean(''));
// expect: false
        t(()=>Math.abs(-5));
// expect: 5
        t(()=>Math.ceil(-0.5));
// expect: -0
        t(()=>Math.floor(-0.5));
// expect: -1
        t(()=>Math.round(-0.5));
// expect: -0
        t(()=>Math.round(0.5));
// expect: 1
        t(()=>Math.round(2.5));
// expect: 3
        t(()=>Math.round(-2.5));
// expect: -2
        t(()=>Math.round(0.49999999999999994));
// expect: 0
        t(()=>Math.trunc(-4.7));
// expect: -4
        t(()=>Math.sign(-3));
// expect: -1
        t(()=>Math.sign(-0));
// expect: -0
        t(()=>Math.max());
// expect: -Infinity
        t(()=>Math.min());
// expect: Infinity
        t(()=>Math.max(1,NaN));
// expect: NaN
        t(()=>Math.max(-0,0));
// expect: 0
        t(()=>Math.min(0,-0));
// expect: -0
        t(()=>Math.hypot(3,4));
// expect: 5
        t(()=>Math.hypot());
// expect: 0
        t(()=>Math.cbrt(27));
// expect: 3
        t(()=>Math.sqrt(2));
// expect: 1.4142135623730951
        t(()=>Math.pow(2,10));
// expect: 1024
        t(()=>Math.pow(1,NaN));
// expect: NaN
        t(()=>Math.pow(NaN,0));
// expect: 1
        t(()=>Math.pow(-2,3));
// expect: -8
        t(()=>Math.log(Math.E));
// expect: 1
        t(()=>Math.log10(1000));
// expect: 3
        t(()=>Math.log2(8));
// expect: 3
        t(()=>Math.exp(1));
// expect: 2.718281828459045
        t(()=>Math.sin(0));
// expect: 0
        t(()=>Math.sin(Math.PI));
// expect: 1.2246467991473532e-16
        t(()=>Math.cos(Math.PI));
// expect: -1
        t(()=>Math.atan2(1,1));
// expect: 0.7853981633974483
        t(()=>Math.atan2(-0,-1));
// expect: -3.141592653589793
        t(()=>Math.clz32(1));
// expect: 31
        t(()=>Math.imul(0xffffffff,5));
// expect: -5
        t(()=>Math.fround(5.5));
// expect: 5.5
        t(()=>Math.fround(1.1));
// expect: 1.100000023841858
        t(()=>Math.log1p(1e-10));
// expect: 9.999999999500001e-11
        t(()=>Math.expm1(1e-10));
// expect: 1.00000000005e-10
        t(()=>Math.tanh(1));
// expect: 0.7615941559557649
        t(()=>Math.sinh(1));
// expect: 1.1752011936438014
        t(()=>Math.asinh(1));
// expect: 0.881373587019543
        t(()=>10**21);
// expect: 1e+21
        t(()=>Math.pow(10,308));
// expect: 1e+308
        t(()=>1.1**10);
// expect: 2.5937424601000023
        t(()=>(1+0.05/12)**(12*30));
// expect: 4.467744314006109
        t(()=>Math.E);
// expect: 2.718281828459045
        t(()=>Math.PI);
// expect: 3.141592653589793
        t(()=>Math.max(...[1,2,3]));
// expect: 3
        t(()=>Math.floor('7.9' as any));
// expect: 7
        t(()=>Math.max('5' as any,3));
// expect: 5
        t(()=>Math.abs(null as any));
// expect: 0
        t(()=>Math.abs(undefined as any));
// expect: NaN
        for (const n of [0, 1, -1, 0.1, 123.456, 1e21, 1e-7, 1e300, 123456789.123456, 4.35, 0.5, 2.5, 1.45, 8.345, 1000000, 0.000123]) { for (const d of [0, 1, 2, 5, 10]) { t(() => n.toFixed(d)); t(() => n.toExponential(d)); t(() => n.toPrecision(d + 1)); } t(() => n.toString(2)); }
// expect: "0"
// expect: "0e+0"
// expect: "0"
// expect: "0.0"
// expect: "0.0e+0"
// expect: "0.0"
// expect: "0.00"
// expect: "0.00e+0"
// expect: "0.00"
// expect: "0.00000"
// expect: "0.00000e+0"
// expect: "0.00000"
// expect: "0.0000000000"
// expect: "0.0000000000e+0"
// expect: "0.0000000000"
// expect: "0"
// expect: "1"
// expect: "1e+0"
// expect: "1"
// expect: "1.0"
// expect: "1.0e+0"
// expect: "1.0"
// expect: "1.00"
// expect: "1.00e+0"
// expect: "1.00"
// expect: "1.00000"
// expect: "1.00000e+0"
// expect: "1.00000"
// expect: "1.0000000000"
// expect: "1.0000000000e+0"
// expect: "1.0000000000"
// expect: "1"
// expect: "-1"
// expect: "-1e+0"
// expect: "-1"
// expect: "-1.0"
// expect: "-1.0e+0"
// expect: "-1.0"
// expect: "-1.00"
// expect: "-1.00e+0"
// expect: "-1.00"
// expect: "-1.00000"
// expect: "-1.00000e+0"
// expect: "-1.00000"
// expect: "-1.0000000000"
// expect: "-1.0000000000e+0"
// expect: "-1.0000000000"
// expect: "-1"
// expect: "0"
// expect: "1e-1"
// expect: "0.1"
// expect: "0.1"
// expect: "1.0e-1"
// expect: "0.10"
// expect: "0.10"
// expect: "1.00e-1"
// expect: "0.100"
// expect: "0.10000"
// expect: "1.00000e-1"
// expect: "0.100000"
// expect: "0.1000000000"
// expect: "1.0000000000e-1"
// expect: "0.10000000000"
// expect: "0.0001100110011001100110011001100110011001100110011001101"
// expect: "123"
// expect: "1e+2"
// expect: "1e+2"
// expect: "123.5"
// expect: "1.2e+2"
// expect: "1.2e+2"
// expect: "123.46"
// expect: "1.23e+2"
// expect: "123"
// expect: "123.45600"
// expect: "1.23456e+2"
// expect: "123.456"
// expect: "123.4560000000"
// expect: "1.2345600000e+2"
// expect: "123.45600000"
// expect: "1111011.0111010010111100011010100111111011111001110111"
// expect: "1e+21"
// expect: "1e+21"
// expect: "1e+21"
// expect: "1e+21"
// expect: "1.0e+21"
// expect: "1.0e+21"
// expect: "1e+21"
// expect: "1.00e+21"
// expect: "1.00e+21"
// expect: "1e+21"
// expect: "1.00000e+21"
// expect: "1.00000e+21"
// expect: "1e+21"
// expect: "1.0000000000e+21"
// expect: "1.0000000000e+21"
// expect: "1101100011010111001001101011011100010111011110101000000000000000000000"
// expect: "0"
// expect: "1e-7"
// expect: "1e-7"
// expect: "0.0"
// expect: "1.0e-7"
// expect: "1.0e-7"
// expect: "0.00"
// expect: "1.00e-7"
// expect: "1.00e-7"
// expect: "0.00000"
// expect: "1.00000e-7"
// expect: "1.00000e-7"
// expect: "0.0000001000"
// expect: "1.0000000000e-7"
// expect: "1.0000000000e-7"
// expect: "0.0000000000000000000000011010110101111111001010011010101111001010111101001"
// expect: "1e+300"
// expect: "1e+300"
// expect: "1e+300"
// expect: "1e+300"
// expect: "1.0e+300"
// expect: "1.0e+300"
// expect: "1e+300"
// expect: "1.00e+300"
// expect: "1.00e+300"
// expect: "1e+300"
// expect: "1.00000e+300"
// expect: "1.00000e+300"
// expect: "1e+300"
// expect: "1.0000000000e+300"
// expect: "1.0000000000e+300"
// expect: "1011111100100001111001000100000000000011101011001110000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
// expect: "123456789"
// expect: "1e+8"
// expect: "1e+8"
// expect: "123456789.1"
// expect: "1.2e+8"
// expect: "1.2e+8"
// expect: "123456789.12"
// expect: "1.23e+8"
// expect: "1.23e+8"
// expect: "123456789.12346"
// expect: "1.23457e+8"
// expect: "1.23457e+8"
// expect: "123456789.1234560013"
// expect: "1.2345678912e+8"
// expect: "123456789.12"
// expect: "111010110111100110100010101.00011111100110101101"
// expect: "4"
// expect: "4e+0"
// expect: "4"
// expect: "4.3"
// expect: "4.3e+0"
// expect: "4.3"
// expect: "4.35"
// expect: "4.35e+0"
// expect: "4.35"
// expect: "4.35000"
// expect: "4.35000e+0"
// expect: "4.35000"
// expect: "4.3500000000"
// expect: "4.3500000000e+0"
// expect: "4.3500000000"
// expect: "100.0101100110011001100110011001100110011001100110011"
// expect: "1"
// expect: "5e-1"
// expect: "0.5"
// expect: "0.5"
// expect: "5.0e-1"
// expect: "0.50"
// expect: "0.50"
// expect: "5.00e-1"
// expect: "0.500"
// expect: "0.50000"
// expect: "5.00000e-1"
// expect: "0.500000"
// expect: "0.5000000000"
// expect: "5.0000000000e-1"
// expect: "0.50000000000"
// expect: "0.1"
// expect: "3"
// expect: "3e+0"
// expect: "3"
// expect: "2.5"
// expect: "2.5e+0"
// expect: "2.5"
// expect: "2.50"
// expect: "2.50e+0"
// expect: "2.50"
// expect: "2.50000"
// expect: "2.50000e+0"
// expect: "2.50000"
// expect: "2.5000000000"
// expect: "2.5000000000e+0"
// expect: "2.5000000000"
// expect: "10.1"
// expect: "1"
// expect: "1e+0"
// expect: "1"
// expect: "1.4"
// expect: "1.4e+0"
// expect: "1.4"
// expect: "1.45"
// expect: "1.45e+0"
// expect: "1.45"
// expect: "1.45000"
// expect: "1.45000e+0"
// expect: "1.45000"
// expect: "1.4500000000"
// expect: "1.4500000000e+0"
// expect: "1.4500000000"
// expect: "1.0111001100110011001100110011001100110011001100110011"
// expect: "8"
// expect: "8e+0"
// expect: "8"
// expect: "8.3"
// expect: "8.3e+0"
// expect: "8.3"
// expect: "8.35"
// expect: "8.35e+0"
// expect: "8.35"
// expect: "8.34500"
// expect: "8.34500e+0"
// expect: "8.34500"
// expect: "8.3450000000"
// expect: "8.3450000000e+0"
// expect: "8.3450000000"
// expect: "1000.0101100001010001111010111000010100011110101110001"
// expect: "1000000"
// expect: "1e+6"
// expect: "1e+6"
// expect: "1000000.0"
// expect: "1.0e+6"
// expect: "1.0e+6"
// expect: "1000000.00"
// expect: "1.00e+6"
// expect: "1.00e+6"
// expect: "1000000.00000"
// expect: "1.00000e+6"
// expect: "1.00000e+6"
// expect: "1000000.0000000000"
// expect: "1.0000000000e+6"
// expect: "1000000.0000"
// expect: "11110100001001000000"
// expect: "0"
// expect: "1e-4"
// expect: "0.0001"
// expect: "0.0"
// expect: "1.2e-4"
// expect: "0.00012"
// expect: "0.00"
// expect: "1.23e-4"
// expect: "0.000123"
// expect: "0.00012"
// expect: "1.23000e-4"
// expect: "0.000123000"
// expect: "0.0001230000"
// expect: "1.2300000000e-4"
// expect: "0.00012300000000"
// expect: "0.0000000000001000000011111001100011111010001101110110100100100011"
    },
};
