// SPDX-License-Identifier: Apache-2.0
// JSON: what each expression gives, in one text form; answers of another implementation.
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
        t(()=>JSON.parse('{"a":[1,2.5e3,true,null,"x\\u0041\\n"],"b":{}}'));
// expect: {a:[1,2500,true,null,"xA\n"],b:{}}
        t(()=>JSON.parse('[1,]'));
// expect: !SyntaxError
        t(()=>JSON.parse(''));
// expect: !SyntaxError
        t(()=>JSON.parse('{"a":1,}'));
// expect: !SyntaxError
        t(()=>JSON.parse('01'));
// expect: !SyntaxError
        t(()=>JSON.parse('-'));
// expect: !SyntaxError
        t(()=>JSON.parse('1.'));
// expect: !SyntaxError
        t(()=>JSON.parse('"\t"'));
// expect: !SyntaxError
        t(()=>JSON.parse('"\\x"'));
// expect: !SyntaxError
        t(()=>JSON.parse(' \n 5 \t'));
// expect: 5
        t(()=>JSON.parse('5 6'));
// expect: !SyntaxError
        t(()=>JSON.parse('-0'));
// expect: -0
        t(()=>JSON.parse('1e400'));
// expect: Infinity
        t(()=>JSON.parse('{"__proto__":1}'));
// expect: {__proto__:1}
        t(()=>JSON.parse('{"a":1,"a":2}'));
// expect: {a:2}
        t(()=>JSON.parse('[1,2,3]',(k,v)=>typeof v==='number'?v*2:v));
// expect: [2,4,6]
        t(()=>JSON.parse('{"a":1,"b":2}',(k,v)=>k==='a'?undefined:v));
// expect: {b:2}
        t(()=>JSON.parse('nul'));
// expect: !SyntaxError
        t(()=>JSON.parse('"é😀"'));
// expect: "é😀"
        t(()=>JSON.parse('"\\ud83d\\ude00"'));
// expect: "😀"
        t(()=>JSON.parse(undefined as any));
// expect: !SyntaxError
        t(()=>JSON.parse(null as any));
// expect: null
        t(()=>JSON.parse('{a:1}'));
// expect: !SyntaxError
        t(()=>JSON.parse('['));
// expect: !SyntaxError
        t(()=>JSON.parse('{"a"'));
// expect: !SyntaxError
        t(()=>JSON.parse('"abc'));
// expect: !SyntaxError
        t(()=>JSON.parse('12345678901234567890'));
// expect: 12345678901234567000
        t(()=>JSON.parse('{"2":1,"1":2}'));
// expect: {1:2,2:1}
        t(()=>JSON.stringify({a:[1,'x',null,undefined,()=>1,Symbol('s')],b:undefined,c:()=>1,d:NaN,e:Infinity,f:-0}));
// expect: "{\"a\":[1,\"x\",null,null,null,null],\"d\":null,\"e\":null,\"f\":0}"
        t(()=>JSON.stringify('"\\\b\f\n\r\t\u0001\u007f'));
// expect: "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\""
        t(()=>JSON.stringify({a:1,b:[1,2],c:{}},null,2));
// expect: "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ],\n  \"c\": {}\n}"
        t(()=>JSON.stringify([[]],null,'--'));
// expect: "[\n--[]\n]"
        t(()=>JSON.stringify({a:1,b:2,c:3},['a','c']));
// expect: "{\"a\":1,\"c\":3}"
        t(()=>JSON.stringify({a:1,b:'x'},(k,v)=>typeof v==='number'?v+1:v));
// expect: "{\"a\":2,\"b\":\"x\"}"
        t(()=>JSON.stringify(undefined));
// expect: undefined
        t(()=>JSON.stringify(()=>1));
// expect: undefined
        t(()=>JSON.stringify(null));
// expect: "null"
        t(()=>JSON.stringify(new Date(0)));
// expect: "\"1970-01-01T00:00:00.000Z\""
        t(()=>JSON.stringify({toJSON(){return 'j';}}));
// expect: "\"j\""
        t(()=>JSON.stringify({toJSON(k:string){return k;}}));
// expect: "\"\""
        t(()=>JSON.stringify({x:{toJSON(k:string){return k;}}}));
// expect: "{\"x\":\"x\"}"
        t(()=>{const a:any={}; a.a=a; return JSON.stringify(a);});
// expect: !TypeError
        t(()=>{const a={}; return JSON.stringify([a,a]);});
// expect: "[{},{}]"
        t(()=>JSON.stringify(new Number(3)));
// expect: "3"
        t(()=>JSON.stringify(new String('x')));
// expect: "\"x\""
        t(()=>JSON.stringify(new Boolean(true)));
// expect: "true"
        t(()=>JSON.stringify([new Date(NaN)]));
// expect: "[null]"
        t(()=>JSON.stringify({[Symbol('x')]:1,a:1}));
// expect: "{\"a\":1}"
        t(()=>JSON.stringify('x',null,20));
// expect: "\"x\""
        t(()=>JSON.stringify([1],null,20));
// expect: "[\n          1\n]"
        t(()=>JSON.stringify({a:[]},null,2));
// expect: "{\n  \"a\": []\n}"
        t(()=>JSON.stringify(new Set([1])));
// expect: "{}"
        t(()=>JSON.stringify(new Error('x')));
// expect: "{}"
        t(()=>JSON.stringify([,1]));
// expect: "[null,1]"
        t(()=>JSON.stringify(Object.create({a:1},{b:{value:2,enumerable:true}})));
// expect: "{\"b\":2}"
        t(()=>JSON.stringify({get a(){return 5;}}));
// expect: "{\"a\":5}"
        t(()=>JSON.stringify(/x/));
// expect: "{}"
        t(()=>JSON.stringify({a:1},[] as any));
// expect: "{}"
        t(()=>JSON.stringify({1:1,a:2},[1,'a'] as any));
// expect: "{\"1\":1,\"a\":2}"
        t(()=>JSON.stringify({a:[1,{b:2}]},null,'\t'));
// expect: "{\n\t\"a\": [\n\t\t1,\n\t\t{\n\t\t\t\"b\": 2\n\t\t}\n\t]\n}"
        t(()=>JSON.stringify(1e21));
// expect: "1e+21"
        t(()=>JSON.stringify({a:'x'},(k,v)=>k===''?{b:1}:v));
// expect: "{\"b\":1}"
    },
};
