// SPDX-License-Identifier: Apache-2.0
// Map and Set: what each expression gives, in one text form; answers of another implementation.
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
        t(()=>new Map([[1,'a'],[2,'b']]));
// expect: Map[[1,"a"],[2,"b"]]
        t(()=>new Map([[NaN,1]]).get(NaN));
// expect: 1
        t(()=>new Map([[0,1]]).get(-0));
// expect: 1
        t(()=>[...new Map([[-0,1]]).keys()]);
// expect: [0]
        t(()=>[...new Set([-0])]);
// expect: [0]
        t(()=>{const m=new Map(); m.set('a',1).set('b',2).set('a',3); return [m.size,m];});
// expect: [2,Map[["a",3],["b",2]]]
        t(()=>{const m=new Map([[1,1],[2,2],[3,3]]); m.delete(2); m.set(2,9); return [m,m.has(2),m.delete(7)];});
// expect: [Map[[1,1],[3,3],[2,9]],true,false]
        t(()=>{const m=new Map([[1,1]]); m.clear(); return [m.size,m];});
// expect: [0,Map[]]
        t(()=>(Map as any)());
// expect: !TypeError
        t(()=>new Map([1] as any));
// expect: !TypeError
        t(()=>new Map(5 as any));
// expect: !TypeError
        t(()=>{const m=new Map([[1,1],[2,2],[3,3]]); const r:any[]=[]; m.forEach((v,k,mm)=>{r.push(k); if(k==1){m.delete(2); m.set(4,4);} }); return r;});
// expect: [1,3,4]
        t(()=>{const m=new Map([[1,1]]); const r=[]; for(const [k] of m){r.push(k); if(k<5){m.delete(k); m.set(k+1,0);}} return r;});
// expect: [1,2,3,4,5]
        t(()=>{const s=new Set([1,2,3]); const r=[]; for(const x of s){r.push(x); if(x==2){s.clear(); s.add(9);}} return r;});
// expect: [1,2,9]
        t(()=>{const s=new Set<any>(); s.add('x').add('x').add('y'); return [s.size,[...s],s.has('x')];});
// expect: [2,["x","y"],true]
        t(()=>[...new Set('hello')].join(''));
// expect: "helo"
        t(()=>[...new Set([1,2]).entries()]);
// expect: [[1,1],[2,2]]
        t(()=>{const o={},m=new Map<any,any>([[o,1],['1',2],[1,3]]); return [m.get(o),m.get({}),m.get('1'),m.get(1)];});
// expect: [1,undefined,2,3]
        t(()=>{const m=new Map<any,any>(); for(let i=0;i<1000;i++)m.set('k'+i,i); for(let i=0;i<1000;i+=2)m.delete('k'+i); let s=0; for(const [k,v] of m)s+=v; return [m.size,s,m.get('k501'),m.get('k500')];});
// expect: [500,250000,501,undefined]
        t(()=>{const q=new Map<number,number>(); let s=0; for(let i=0;i<500;i++){q.set(i,i); if(q.size>10){const k=q.keys().next().value as number; s+=k; q.delete(k);}} return [s,q.size];});
// expect: [119805,10]
        t(()=>{const a='ab'; const m=new Map([[a+'c',1]]); return m.get('a'+'bc');});
// expect: 1
        t(()=>(Map.prototype.get as any).call({},1));
// expect: !TypeError
        t(()=>(Object.getOwnPropertyDescriptor(Map.prototype,'size') as any).get.call(new Set()));
// expect: !TypeError
        t(()=>new Map([[Symbol.iterator,1]]).get(Symbol.iterator));
// expect: 1
        t(()=>{class M extends Map<string,number>{inc(k:string){this.set(k,(this.get(k)??0)+1);return this;}} const m=new M(); m.inc('a').inc('a'); return [m.get('a'),m instanceof M,m.size];});
// expect: [2,true,1]
        t(()=>{const m=Object.freeze(new Map()); m.set(1,2); return m.size;});
// expect: 1
        t(()=>Object.entries(Object.fromEntries(new Map([['a',1]]))));
// expect: [["a",1]]
        t(()=>JSON.stringify(new Map([[1,2]])));
// expect: "{}"
        t(()=>{const s=new Set([3,1,2]); return Array.from(s).sort();});
// expect: [1,2,3]
        t(()=>{const s=new Set([1]); s.forEach((a,b,c)=>{ if(a!==b||c!==s) throw new Error('x');}); return 1;});
// expect: 1
    },
};
