// SPDX-License-Identifier: Apache-2.0
// RegExp: what each expression gives, in one text form; answers of another implementation.
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
        t(()=>/a(b)?/.exec('ac'));
// expect: ["a",undefined|0|undefined]
        t(()=>{const r=/a/g; return [r.exec('aa')!.index,r.lastIndex,r.exec('aa')!.index,r.lastIndex,r.exec('aa'),r.lastIndex];});
// expect: [0,1,1,2,null,0]
        t(()=>{const r=/a/y; return [r.test('ba'),r.lastIndex,r.test('ab'),r.lastIndex];});
// expect: [false,0,true,1]
        t(()=>/(?<y>\d{4})-(?<m>\d\d)/.exec('2024-05')!.groups);
// expect: {y:"2024",m:"05"}
        t(()=>/a(?<x>b)?/d.exec('ab'));
// expect: ["ab","b"|0|{x:"b"}|[[0,2],[1,2]]]
        t(()=>String(/a\/b/gi));
// expect: "/a\\/b/gi"
        t(()=>new RegExp('a/b').source);
// expect: "a\\/b"
        t(()=>new RegExp('').source);
// expect: "(?:)"
        t(()=>new RegExp('\n').source);
// expect: "\\n"
        t(()=>new RegExp('a','gimsuyd').flags);
// expect: "dgimsuy"
        t(()=>new RegExp('a','gg'));
// expect: !SyntaxError
        t(()=>new RegExp('('));
// expect: !SyntaxError
        t(()=>new RegExp(/x/g,'i').flags);
// expect: "i"
        t(()=>new RegExp(/x/g).flags);
// expect: "g"
        t(()=>RegExp('x') instanceof RegExp);
// expect: true
        t(()=>{const r=/x/; return RegExp(r)===r;});
// expect: true
        t(()=>[/a/g.global,/a/i.ignoreCase,/a/m.multiline,/a/s.dotAll,/a/u.unicode,/a/y.sticky,/a/d.hasIndices]);
// expect: [true,true,true,true,true,true,true]
        t(()=>/^[\w.+-]+@[\w-]+\.[\w.]+$/.test('foo.bar@example.com'));
// expect: true
        t(()=>/(\d+)\s\1/.test('42 42'));
// expect: true
        t(()=>'x'.replace(/x/,'$0$1$&'));
// expect: "$0$1x"
        t(()=>/[^]/.test('\n'));
// expect: true
        t(()=>/\bfoo\b/i.exec('a FOO b'));
// expect: ["FOO"|2|undefined]
        t(()=>/(?:a|ab)(?:c|bcd)(?:d*)/.exec('abcd'));
// expect: ["abcd"|0|undefined]
        t(()=>/(z)((a+)?(b+)?(c))*/.exec('zaacbbbcac'));
// expect: ["zaacbbbcac","z","ac","a",undefined,"c"|0|undefined]
        t(()=>{const r=/a/g; r.lastIndex=5; return [r.test('aaa'),r.lastIndex];});
// expect: [false,0]
        t(()=>{const r:any=/a/; r.lastIndex='x'; return r.exec('a').index;});
// expect: 0
        t(()=>[...'aXbX'.matchAll(/X/g)].map(m=>m.index));
// expect: [1,3]
        t(()=>{const r=/a/g; const it='aaa'.matchAll(r); r.lastIndex=2; return [...it].length;});
// expect: 3
        t(()=>(RegExp.prototype.exec as any).call({},'x'));
// expect: !TypeError
        t(()=>/\u{1F600}/u.test('😀'));
// expect: true
        t(()=>/^.$/u.test('😀'));
// expect: true
        t(()=>/\p{L}+/u.exec('1äöx2')![0]);
// expect: "äöx"
        t(()=>{let n=0; for(let i=0;i<50;i++){ if(/^\d+$/.test(String(i)))n++; } return n;});
// expect: 50
        t(()=>Object.keys(/x/));
// expect: []
        t(()=>/x/.lastIndex);
// expect: 0
        t(()=>typeof /x/);
// expect: "object"
        t(()=>/a|b/.exec(undefined as any));
// expect: null
        t(()=>/undefined/.test(undefined as any));
// expect: true
        t(()=>/[/]/.source);
// expect: "[/]"
        t(()=>/(?<!a)b/.exec('abb')!.index);
// expect: 2
        t(()=>JSON.stringify('2024-05-06T07:08'.match(/(\d+)-(\d+)-(\d+)T(\d+):(\d+)/)!.slice(1)));
// expect: "[\"2024\",\"05\",\"06\",\"07\",\"08\"]"
        t(()=>'The Quick'.replace(/quick/i,m=>m.toUpperCase()));
// expect: "The QUICK"
        t(()=>'aBc'.replace(/[a-z]/gi,c=>c===c.toUpperCase()?c.toLowerCase():c.toUpperCase()));
// expect: "AbC"
        t(()=>'1234567.891'.replace(/\B(?=(\d{3})+(?!\d))/g,','));
// expect: "1,234,567.891"
        t(()=>'x-y'.replace(/(\w)-(\w)/,'$2$3$1$10'));
// expect: "y$3xx0"
        t(()=>'abc'.replace(/b/,'$\'$`'));
// expect: "acac"
        t(()=>/(a)|(b)/.exec('b'));
// expect: ["b",undefined,"b"|0|undefined]
        t(()=>'aaa'.lastIndexOf('a'));
// expect: 2
        t(()=>'\u2028'.match(/^$/gm)!.length);
// expect: 2
        t(()=>'ab\ncd'.match(/^\w/gm));
// expect: ["a","c"]
        t(()=>'ab\ncd'.match(/\w$/gm));
// expect: ["b","d"]
    },
};
