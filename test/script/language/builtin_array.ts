// SPDX-License-Identifier: Apache-2.0
// Array: what each expression gives, in one text form; answers of another implementation.
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
        t(() => [1,2,3].map(x => x * 2));
// expect: [2,4,6]
        t(() => [1,,3].map(x => x));
// expect: [1,~,3]
        t(() => [3,1,2].sort());
// expect: [1,2,3]
        t(() => [10,9,1].sort());
// expect: [1,10,9]
        t(() => [10,9,1].sort((a,b)=>a-b));
// expect: [1,9,10]
        t(() => [5,undefined,3,,1].sort());
// expect: [1,3,5,undefined,~]
        t(() => ['b',undefined,'a'].sort());
// expect: ["a","b",undefined]
        t(() => [1,2,3,4,5].filter(x=>x%2));
// expect: [1,3,5]
        t(() => [1,2,3].reduce((a,b)=>a+b));
// expect: 6
        t(() => [].reduce((a:any,b:any)=>a+b));
// expect: !TypeError
        t(() => [1,2,3].reduceRight((a,b)=>a+'-'+b, 'x'));
// expect: "x-3-2-1"
        t(() => [1,2,3,4].splice(1,2));
// expect: [2,3]
        t(() => { const a=[1,2,3,4]; a.splice(1,2,'a','b','c'); return a; });
// expect: [1,"a","b","c",4]
        t(() => { const a=[1,2,3,4]; a.splice(-1); return a; });
// expect: [1,2,3]
        t(() => { const a=[1,2,3]; a.splice(0,0,9); return a; });
// expect: [9,1,2,3]
        t(()=>{const a=[1,2,3]; return [a.splice(), a];});
// expect: [[],[1,2,3]]
        t(() => [1,[2,[3,[4]]]].flat());
// expect: [1,2,[3,[4]]]
        t(() => [1,[2,[3,[4]]]].flat(Infinity));
// expect: [1,2,3,4]
        t(() => [1,2].flatMap(x=>[x,[x]]));
// expect: [1,[1],2,[2]]
        t(() => [1,2,3].indexOf(2));
// expect: 1
        t(() => [NaN].indexOf(NaN));
// expect: -1
        t(() => [NaN].includes(NaN));
// expect: true
        t(() => [1,2,1].lastIndexOf(1));
// expect: 2
        t(() => [1,2,1].lastIndexOf(1,-2));
// expect: 0
        t(()=>[1,2,3].indexOf(3,-1));
// expect: 2
        t(()=>[,].includes(undefined));
// expect: true
        t(()=>[,].indexOf(undefined));
// expect: -1
        t(() => [1,2,3].join());
// expect: "1,2,3"
        t(() => [1,null,undefined,[2,3]].join('-'));
// expect: "1---2,3"
        t(() => [1,2,3].at(-1));
// expect: 3
        t(() => [1,2,3].at(5));
// expect: undefined
        t(() => [1,2,3,4,5].copyWithin(0,3));
// expect: [4,5,3,4,5]
        t(() => [1,2,3,4,5].copyWithin(1,0,3));
// expect: [1,1,2,3,5]
        t(() => new Array(3).fill(0));
// expect: [0,0,0]
        t(() => [1,2,3].fill(9,1));
// expect: [1,9,9]
        t(() => [1,2,3].fill(9,-2,-1));
// expect: [1,9,3]
        t(() => [1,2,3].reverse());
// expect: [3,2,1]
        t(() => [1,,3,4].reverse());
// expect: [4,3,~,1]
        t(() => Array.from('a😀b'));
// expect: ["a","😀","b"]
        t(() => Array.from({length:3},(_, i)=>i*i));
// expect: [0,1,4]
        t(() => Array.from(new Set([1,1,2])));
// expect: [1,2]
        t(() => Array.of(7,8));
// expect: [7,8]
        t(() => new Array(2));
// expect: [~,~]
        t(() => new Array(2,3));
// expect: [2,3]
        t(() => new Array(-1));
// expect: !RangeError
        t(()=>new Array(1.5));
// expect: !RangeError
        t(()=>Array(3).length);
// expect: 3
        t(() => [...[1,2].entries()]);
// expect: [[0,1],[1,2]]
        t(() => [...[1,2].keys()]);
// expect: [0,1]
        t(() => [...'ab'].concat(['c'],'d' as any,[['e']] as any));
// expect: ["a","b","c","d",["e"]]
        t(() => { const a=[1,2]; return [a.shift(), a.shift(), a.shift(), a]; });
// expect: [1,2,undefined,[]]
        t(() => { const a=[1]; return [a.unshift(2,3), a]; });
// expect: [3,[2,3,1]]
        t(() => { const a:any=[1]; a.length=3; a.push(4); return a; });
// expect: [1,~,~,4]
        t(()=>{const a=[1,2,3]; a.length=1; return a;});
// expect: [1]
        t(() => [1,2,3].find(x=>x>1));
// expect: 2
        t(() => [1,2,3].findIndex(x=>x>5));
// expect: -1
        t(() => [1,2,3].findLast(x=>x<3));
// expect: 2
        t(() => [1,2,3].findLastIndex(x=>x<3));
// expect: 1
        t(() => [1,2,3].some(x=>x>2));
// expect: true
        t(() => [1,2,3].every(x=>x>2));
// expect: false
        t(() => [].every(()=>false));
// expect: true
        t(() => [1,2,3].slice(-2));
// expect: [2,3]
        t(() => [1,2,3].slice(1,-1));
// expect: [2]
        t(()=>[1,,3].slice(0,2));
// expect: [1,~]
        t(()=>[3,2,1].toString());
// expect: "3,2,1"
        t(()=>String([[],[1,[2]]]));
// expect: ",1,2"
        t(() => Object.freeze([1,2]).push(3));
// expect: !TypeError
        t(() => (Object.freeze([2,1]) as any).sort());
// expect: !TypeError
        t(()=>{const a=[1,2,3,4,5]; const r:any[]=[]; a.forEach((x,i)=>{r.push(x); if(i==1)a.pop();}); return r;});
// expect: [1,2,3,4]
        t(()=>{const a=[1,2,3]; const r=[]; for(const x of a){r.push(x); if(r.length<6)a.push(x*10);} return r;});
// expect: [1,2,3,10,20,30,100,200]
        t(()=>Array.prototype.map.call('abc',(c:string)=>c+c));
// expect: ["aa","bb","cc"]
        t(()=>{const o:any={length:2,0:'a',1:'b'}; Array.prototype.push.call(o,'c'); return o;});
// expect: {0:"a",1:"b",2:"c",length:3}
        t(()=>{const o:any={length:3,0:'c',1:'a',2:'b'}; return Array.prototype.sort.call(o);});
// expect: {0:"a",1:"b",2:"c",length:3}
        t(()=>Array.prototype.reverse.call({length:2,0:1,1:2} as any));
// expect: {0:2,1:1,length:2}
        t(()=>Array.prototype.splice.call({length:3,0:1,1:2,2:3} as any,1,1));
// expect: [2]
        t(()=>{const o:any={length:3,0:1,1:2,2:3}; Array.prototype.splice.call(o,1,1); return o;});
// expect: {0:1,1:3,length:2}
        t(()=>{const o:any={length:2,0:1,1:2}; Array.prototype.unshift.call(o,7,8); return o;});
// expect: {0:7,1:8,2:1,3:2,length:4}
        t(()=>[1,2,3].map(String));
// expect: ["1","2","3"]
        t(()=>['1','2','3'].map(Number));
// expect: [1,2,3]
        t(()=>['1','2','3'].map(parseInt as any));
// expect: [1,NaN,NaN]
        t(()=>[1,2,3].includes(2,2));
// expect: false
        t(()=>[[1,2],[3,4]].map(([a,b])=>a+b));
// expect: [3,7]
        t(()=>[1,2,3].forEach as any);
// expect: fn
        t(()=>(null as any).map);
// expect: !TypeError
        t(()=>([] as any).map(3));
// expect: !TypeError
        t(()=>[1,2,3].sort(3 as any));
// expect: !TypeError
        t(()=>Array.isArray([]));
// expect: true
        t(()=>Array.isArray({length:0}));
// expect: false
        t(()=>[3,1,2].sort(()=>0));
// expect: [3,1,2]
        t(()=>[1,2,3,4,5,6,7,8,9,10,11,12].sort((a,b)=>(a%3)-(b%3)));
// expect: [3,6,9,12,1,4,7,10,2,5,8,11]
        t(()=>{const a:any[]=[]; a[5]=1; return a;});
// expect: [~,~,~,~,~,1]
        t(()=>{const a:any[]=[]; a[5]=1; return a.length+':'+a.join();});
// expect: "6:,,,,,1"
        t(()=>[1,2,3].keys().next());
// expect: {value:0,done:false}
        t(()=>[undefined,null].concat([,1] as any));
// expect: [undefined,null,~,1]
        t(()=>[1,2,3,4].findLastIndex((x,i,a)=>a.length==4&&i==2));
// expect: 2
        t(()=>{let s=0;for(const i in [7,8])s+=Number(i);return s;});
// expect: 1
        t(()=>[0,-0].map(x=>Object.is(x,-0)));
// expect: [false,true]
        t(()=>[1,2,3].reduce((m,x)=>m.set(x,x*x),new Map()));
// expect: Map[[1,1],[2,4],[3,9]]
        t(()=>class2());
// expect: !ReferenceError
        class A2 extends Array<number> { sum() { return this.reduce((a,b)=>a+b,0); } } function class2() { const a = new A2(); a.push(1,2,3); return [a.sum(), a.length, a instanceof A2, Array.isArray(a)]; }
    },
};
