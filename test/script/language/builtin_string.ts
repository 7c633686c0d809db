// SPDX-License-Identifier: Apache-2.0
// String and URI text: what each expression gives, in one text form; answers of another implementation.
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
        t(()=>'abc'.at(-1));
// expect: "c"
        t(()=>'abc'.charAt(1));
// expect: "b"
        t(()=>'abc'.charAt(9));
// expect: ""
        t(()=>'abc'.charCodeAt(0));
// expect: 97
        t(()=>'abc'.charCodeAt(9));
// expect: NaN
        t(()=>'😀'.codePointAt(0));
// expect: 128512
        t(()=>'😀'.length);
// expect: 2
        t(()=>'😀'.charCodeAt(1));
// expect: 56832
        t(()=>'abc'.concat('d',1 as any));
// expect: "abcd1"
        t(()=>'abc'.endsWith('bc'));
// expect: true
        t(()=>'abc'.endsWith('ab',2));
// expect: true
        t(()=>'abc'.includes('b',2));
// expect: false
        t(()=>'abcabc'.indexOf('c',3));
// expect: 5
        t(()=>'abc'.indexOf(''));
// expect: 0
        t(()=>'abc'.indexOf('',9));
// expect: 3
        t(()=>'abcabc'.lastIndexOf('c'));
// expect: 5
        t(()=>'abcabc'.lastIndexOf('c',4));
// expect: 2
        t(()=>'abc'.lastIndexOf('',1));
// expect: 1
        t(()=>'abc'.lastIndexOf('a',-5));
// expect: 0
        t(()=>'canal'.lastIndexOf('a',0));
// expect: -1
        t(()=>'abc'.padStart(6,'12'));
// expect: "121abc"
        t(()=>'abc'.padEnd(6));
// expect: "abc   "
        t(()=>'abc'.padStart(2));
// expect: "abc"
        t(()=>'abc'.padEnd(10,''));
// expect: "abc"
        t(()=>'ab'.repeat(3));
// expect: "ababab"
        t(()=>'ab'.repeat(0));
// expect: ""
        t(()=>'ab'.repeat(-1));
// expect: !RangeError
        t(()=>''.repeat(1e9));
// expect: ""
        t(()=>'a'.repeat(1e10));
// expect: !RangeError
        t(()=>'abcabc'.replace('b','[$&$`$\']'));
// expect: "a[bacabc]cabc"
        t(()=>'abcabc'.replaceAll('b','x'));
// expect: "axcaxc"
        t(()=>'abc'.replaceAll('','-'));
// expect: "-a-b-c-"
        t(()=>'abc'.replace('','-'));
// expect: "-abc"
        t(()=>'abc'.replace('b',(m,i,s)=>m+i+s));
// expect: "ab1abcc"
        t(()=>'a.b.c'.replaceAll('.',()=>'$&'));
// expect: "a$&b$&c"
        t(()=>'abc'.replace('b','$$'));
// expect: "a$c"
        t(()=>'abc'.replace('b','$1'));
// expect: "a$1c"
        t(()=>'abc'.slice(1));
// expect: "bc"
        t(()=>'abc'.slice(-2,-1));
// expect: "b"
        t(()=>'abc'.slice(2,1));
// expect: ""
        t(()=>'abc'.substring(2,0));
// expect: "ab"
        t(()=>'abc'.substr(-2,1));
// expect: "b"
        t(()=>'a,b,c'.split(','));
// expect: ["a","b","c"]
        t(()=>'a,b,c'.split(',',2));
// expect: ["a","b"]
        t(()=>'abc'.split(''));
// expect: ["a","b","c"]
        t(()=>''.split(','));
// expect: [""]
        t(()=>''.split(''));
// expect: []
        t(()=>'abc'.split());
// expect: ["abc"]
        t(()=>'a,b,'.split(','));
// expect: ["a","b",""]
        t(()=>'ab'.split('ab'));
// expect: ["",""]
        t(()=>'abc'.startsWith('b',1));
// expect: true
        t(()=>'abc'.startsWith(/a/ as any));
// expect: !TypeError
        t(()=>'  a \n\u00a0\ufeff'.trim());
// expect: "a"
        t(()=>'  a '.trimStart());
// expect: "a "
        t(()=>'  a '.trimEnd());
// expect: "  a"
        t(()=>'straße ß ﬁ ŉ'.toUpperCase());
// expect: "STRASSE SS FI ʼN"
        t(()=>'İI'.toLowerCase());
// expect: "i̇i"
        t(()=>'ΑΣ ΑΣΑ Σ'.toLowerCase());
// expect: "ας ασα σ"
        t(()=>'ǆ'.toUpperCase());
// expect: "Ǆ"
        t(()=>'𐐨'.toUpperCase());
// expect: "𐐀"
        t(()=>'ÀÉ'.toLowerCase());
// expect: "àé"
        t(()=>'abc'.toUpperCase());
// expect: "ABC"
        t(()=>'a\u0301'.normalize());
// expect: "á"
        t(()=>'á'.normalize('NFD').length);
// expect: 2
        t(()=>'ﬁ'.normalize('NFKC'));
// expect: "fi"
        t(()=>'가'.normalize('NFD').length);
// expect: 2
        t(()=>'\u1100\u1161\u11a8'.normalize());
// expect: "각"
        t(()=>'q\u0307\u0323'.normalize('NFC'));
// expect: "q̣̇"
        t(()=>'x'.normalize('X'));
// expect: !RangeError
        t(()=>'ẛ̣'.normalize('NFKD'));
// expect: "ṩ"
        t(()=>'Å'.normalize());
// expect: "Å"
        t(()=>'a'.localeCompare('b'));
// expect: -1
        t(()=>'b'.localeCompare('a'));
// expect: 1
        t(()=>'a'.localeCompare('a'));
// expect: 0
        t(()=>String.fromCharCode(97,0x10061));
// expect: "aa"
        t(()=>String.fromCodePoint(128512,97));
// expect: "😀a"
        t(()=>String.fromCodePoint(-1));
// expect: !RangeError
        t(()=>String.raw`a\n${1}b`);
// expect: "a\\n1b"
        t(()=>[...'a😀b']);
// expect: ["a","😀","b"]
        t(()=>'abc'[1]);
// expect: "b"
        t(()=>('abc' as any).foo);
// expect: undefined
        t(()=>'abc'.length);
// expect: 3
        t(()=>'x'.match(/y/));
// expect: null
        t(()=>'abc'.search(/c/));
// expect: 2
        t(()=>'abc'.search('c'));
// expect: 2
        t(()=>'a1b22'.match(/\d+/g));
// expect: ["1","22"]
        t(()=>'a1b22'.match(/\d+/));
// expect: ["1"|1|undefined]
        t(()=>[...'a1b22'.matchAll(/([a-z])(\d+)/g)]);
// expect: [["a1","a","1"|0|undefined],["b22","b","22"|2|undefined]]
        t(()=>'abc'.matchAll(/b/));
// expect: !TypeError
        t(()=>'2024-05-06'.replace(/(\d+)-(\d+)-(\d+)/,'$3/$2/$1'));
// expect: "06/05/2024"
        t(()=>'aaa'.replace(/a/g,'b'));
// expect: "bbb"
        t(()=>'abc'.replace(/(?<x>b)/,'[$<x>]'));
// expect: "a[b]c"
        t(()=>'abc'.replace(/(b)/,(m,p,i,s)=>[m,p,i,s].join('|')));
// expect: "ab|b|1|abcc"
        t(()=>'abc'.replace(/(?<n>b)/,(...a)=>show(a[a.length-1])));
// expect: "a{n:\"b\"}c"
        t(()=>'abc'.replace(/x*/g,'-'));
// expect: "-a-b-c-"
        t(()=>'a-b_c'.split(/[-_]/));
// expect: ["a","b","c"]
        t(()=>'a1b2'.split(/(\d)/));
// expect: ["a","1","b","2",""]
        t(()=>'abc'.split(/(?:)/));
// expect: ["a","b","c"]
        t(()=>''.split(/x/));
// expect: [""]
        t(()=>''.split(/(?:)/));
// expect: []
        t(()=>'abc'.split(/b/,1));
// expect: ["a"]
        t(()=>'aXbxc'.split(/x/i));
// expect: ["a","b","c"]
        t(()=>'abc'.replaceAll(/b/,'x'));
// expect: !TypeError
        t(()=>'abcb'.replaceAll(/b/g,'x'));
// expect: "axcx"
        t(()=>'😀'.replace(/./gu,'x'));
// expect: "x"
        t(()=>'😀'.replace(/./g,'x'));
// expect: "xx"
        t(()=>'test'.replace(/t/gy,'x'));
// expect: "xest"
        t(()=>'camelCaseString'.replace(/([A-Z])/g, m=>'_'+m.toLowerCase()));
// expect: "camel_case_string"
        t(()=>'ab'.split(/a?/));
// expect: ["","b"]
        t(()=>'A<B>bold</B>and'.split(/<(\/)?([^<>]+)>/));
// expect: ["A",undefined,"B","bold","/","B","and"]
        t(()=>'test'.split(/(?:)/,-1));
// expect: ["t","e","s","t"]
        t(()=>'aab'.split(/a*?/));
// expect: ["a","a","b"]
        t(()=>'aab'.split(/a*/));
// expect: ["","b"]
        t(()=>'abc'<'abd');
// expect: true
        t(()=>'a'+1+null);
// expect: "a1null"
        t(()=>`${[1,2]}`);
// expect: "1,2"
        t(()=>'\ud800'.length);
// expect: 1
        t(()=>JSON.stringify('\ud800'));
// expect: "\"\\ud800\""
        t(()=>'abc'.substring(NaN,2));
// expect: "ab"
        t(()=>new String('ab').length);
// expect: 2
        t(()=>typeof new String('x'));
// expect: "object"
        t(()=>String(null)+String(undefined)+String(true));
// expect: "nullundefinedtrue"
        t(()=>String(Symbol('x')));
// expect: "Symbol(x)"
        t(()=>(Symbol('x') as any)+'');
// expect: !TypeError
        t(()=>Object('ab')[1]);
// expect: "b"
        t(()=>Object.keys('ab'));
// expect: ["0","1"]
        t(()=>'ab'.valueOf());
// expect: "ab"
        t(()=>(String.prototype.trim as any).call(null));
// expect: !TypeError
        t(()=>(String.prototype.slice as any).call(12345,1,3));
// expect: "23"
        t(()=>encodeURIComponent('a b&c/é😀'));
// expect: "a%20b%26c%2F%C3%A9%F0%9F%98%80"
        t(()=>encodeURI('a b&c/é?x=1'));
// expect: "a%20b&c/%C3%A9?x=1"
        t(()=>decodeURIComponent('%F0%9F%98%80%20'));
// expect: "😀 "
        t(()=>decodeURIComponent('%'));
// expect: !URIError
        t(()=>decodeURIComponent('%C3'));
// expect: !URIError
        t(()=>decodeURI('%26%20'));
// expect: "%26 "
        t(()=>encodeURIComponent('\ud800'));
// expect: !URIError
        t(()=>decodeURIComponent('%EF%BF%BD'));
// expect: "�"
        t(()=>decodeURIComponent('%ED%A0%80'));
// expect: !URIError
    },
};
