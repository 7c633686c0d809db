// SPDX-License-Identifier: Apache-2.0
// Object, Function, Symbol, iterables, errors, global functions: what each expression gives, in one text form; answers of another implementation.
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
        t(()=>Object.keys({b:1,a:2,1:3,0:4}));
// expect: ["0","1","b","a"]
        t(()=>Object.entries({a:1,b:[2]}));
// expect: [["a",1],["b",[2]]]
        t(()=>Object.values('ab'));
// expect: ["a","b"]
        t(()=>Object.assign({a:1},{b:2},null,{a:3}));
// expect: {a:3,b:2}
        t(()=>Object.fromEntries([['a',1],['b',2]]));
// expect: {a:1,b:2}
        t(()=>Object.fromEntries(new Map([['x',1]])));
// expect: {x:1}
        t(()=>Object.fromEntries([1] as any));
// expect: !TypeError
        t(()=>Object.is(NaN,NaN));
// expect: true
        t(()=>Object.is(0,-0));
// expect: false
        t(()=>Object.getOwnPropertyNames('ab'));
// expect: ["0","1","length"]
        t(()=>Object.getOwnPropertyDescriptor({get a(){return 1;}},'a'));
// expect: {get:fn,set:undefined,enumerable:true,configurable:true}
        t(()=>Object.getOwnPropertyDescriptor({a:1},'a'));
// expect: {value:1,writable:true,enumerable:true,configurable:true}
        t(()=>Object.getOwnPropertyDescriptor([1],'length'));
// expect: {value:1,writable:true,enumerable:false,configurable:false}
        t(()=>Object.getOwnPropertyDescriptors({a:1}));
// expect: {a:{value:1,writable:true,enumerable:true,configurable:true}}
        t(()=>{'use strict'; const o=Object.freeze({a:1}); (o as any).a=2; return o;});
// expect: !TypeError
        t(()=>{const o=Object.freeze({a:1}); (o as any).b=2; return o;});
// expect: !TypeError
        t(()=>{const o:any=Object.freeze({a:1}); delete o.a;});
// expect: !TypeError
        t(()=>Object.isFrozen(Object.freeze({a:1})));
// expect: true
        t(()=>Object.isFrozen({a:1}));
// expect: false
        t(()=>Object.isFrozen(1));
// expect: true
        t(()=>{const o:any=Object.seal({a:1}); o.a=2; return [o.a,Object.isSealed(o)];});
// expect: [2,true]
        t(()=>{const o:any=Object.seal({a:1}); delete o.a;});
// expect: !TypeError
        t(()=>{const o:any=Object.preventExtensions({a:1}); o.b=1;});
// expect: !TypeError
        t(()=>Object.isExtensible({}));
// expect: true
        t(()=>{const o:any={}; Object.defineProperty(o,'x',{value:1}); return [o.x,Object.keys(o)];});
// expect: [1,[]]
        t(()=>{const o:any={}; Object.defineProperty(o,'x',{value:1}); o.x=2;});
// expect: !TypeError
        t(()=>{const o:any={}; Object.defineProperty(o,'x',{get(){return 42;},enumerable:true}); return o;});
// expect: {x:42}
        t(()=>Object.defineProperty({},'x',1 as any));
// expect: !TypeError
        t(()=>Object.defineProperty({},'x',{get(){return 1;},value:1}));
// expect: !TypeError
        t(()=>{const o:any={}; Object.defineProperty(o,'x',{value:1}); Object.defineProperty(o,'x',{value:1}); return o.x;});
// expect: 1
        t(()=>{const o:any={}; Object.defineProperty(o,'x',{value:1}); Object.defineProperty(o,'x',{value:2});});
// expect: !TypeError
        t(()=>{const o:any={}; Object.defineProperties(o,{a:{value:1,enumerable:true},b:{value:2}}); return o;});
// expect: {a:1}
        t(()=>Object.create({a:1}).a);
// expect: 1
        t(()=>Object.create(null) instanceof Object);
// expect: false
        t(()=>Object.create(1 as any));
// expect: !TypeError
        t(()=>Object.create({}, {x:{value:1,enumerable:true}}));
// expect: {x:1}
        t(()=>Object.getPrototypeOf([])===Array.prototype);
// expect: true
        t(()=>Object.getPrototypeOf(1)===Number.prototype);
// expect: true
        t(()=>{const o=Object.setPrototypeOf({},{z:1}); return o.z;});
// expect: 1
        t(()=>{const a:any={}; const b=Object.create(a); Object.setPrototypeOf(a,b);});
// expect: !TypeError
        t(()=>({}).toString());
// expect: "[object Object]"
        t(()=>Object.prototype.toString.call([]));
// expect: "[object Array]"
        t(()=>Object.prototype.toString.call(null));
// expect: "[object Null]"
        t(()=>Object.prototype.toString.call(new Date(0)));
// expect: "[object Date]"
        t(()=>Object.prototype.toString.call(/x/));
// expect: "[object RegExp]"
        t(()=>Object.prototype.toString.call(()=>1));
// expect: "[object Function]"
        t(()=>Object.prototype.toString.call(1));
// expect: "[object Number]"
        t(()=>Object.prototype.toString.call(new Map()));
// expect: "[object Map]"
        t(()=>Object.prototype.toString.call(JSON));
// expect: "[object JSON]"
        t(()=>Object.prototype.toString.call({[Symbol.toStringTag]:'X'}));
// expect: "[object X]"
        t(()=>({a:1}).hasOwnProperty('a'));
// expect: true
        t(()=>Object.hasOwn({a:1},'b'));
// expect: false
        t(()=>({a:1}).propertyIsEnumerable('a'));
// expect: true
        t(()=>Array.prototype.isPrototypeOf([]));
// expect: true
        t(()=>'a' in {a:1});
// expect: true
        t(()=>Object(1) instanceof Number);
// expect: true
        t(()=>Object(null));
// expect: {}
        t(()=>new Object(5).valueOf());
// expect: 5
        t(()=>Object.entries([7,8]));
// expect: [["0",7],["1",8]]
        t(()=>{const s=Symbol('k'); const o:any={[s]:1,a:2}; return [Object.keys(o),Object.getOwnPropertySymbols(o).length,o[s]];});
// expect: [["a"],1,1]
        t(()=>({...{a:1},...null,...[9],b:2}));
// expect: {0:9,a:1,b:2}
        t(()=>{function f(this:any,a:any,b:any){return [this&&this.x,a,b];} return [f.call({x:1},2,3),f.apply({x:4},[5,6]),f.bind({x:7},8)(9)];});
// expect: [[1,2,3],[4,5,6],[7,8,9]]
        t(()=>{function f(a:any,b:any,c:any){} return [f.length,f.name,f.bind(null,1).length,f.bind(null).name];});
// expect: [3,"f",2,"bound f"]
        t(()=>(()=>1).name);
// expect: ""
        t(()=>{const g=()=>1; return g.name;});
// expect: "g"
        t(()=>(function(){}).bind.call(1 as any));
// expect: !TypeError
        t(()=>Math.max.apply(null,[1,5,3]));
// expect: 5
        t(()=>Function.prototype.call.call(function(this:any){return this;},'x'));
// expect: "x"
        t(()=>typeof Symbol.iterator);
// expect: "symbol"
        t(()=>Symbol('d').description);
// expect: "d"
        t(()=>Symbol('d').toString());
// expect: "Symbol(d)"
        t(()=>new (Symbol as any)());
// expect: !TypeError
        t(()=>{const it={from:1,to:3,[Symbol.iterator](){let c=this.from,e=this.to;return{next:()=>c<=e?{value:c++,done:false}:{value:undefined as any,done:true}}}}; return [...it,Math.max(...it),Array.from(it)];});
// expect: [1,2,3,3,[1,2,3]]
        t(()=>{let closed=0; const it={[Symbol.iterator](){return{next(){return{value:1,done:false}},return(){closed++;return{}}}}}; for(const x of it)break; const [a]=it as any; return closed;});
// expect: 2
        t(()=>[...(5 as any)]);
// expect: !TypeError
        t(()=>new Map([[1,2]]).entries().next());
// expect: {value:[1,2],done:false}
        t(()=>[...new Map([[1,2]]).keys()]);
// expect: [1]
        t(()=>globalThis===globalThis.globalThis);
// expect: true
        t(()=>typeof globalThis.Array);
// expect: "function"
        t(()=>isNaN('x' as any));
// expect: true
        t(()=>isFinite('12' as any));
// expect: true
        t(()=>parseInt('12px'));
// expect: 12
        t(()=>parseInt('0x1f'));
// expect: 31
        t(()=>parseInt('z',36));
// expect: 35
        t(()=>parseInt(''));
// expect: NaN
        t(()=>parseInt('101',2));
// expect: 5
        t(()=>parseInt('9',8));
// expect: NaN
        t(()=>parseInt('-0'));
// expect: -0
        t(()=>parseInt('123456789012345678901234567890'));
// expect: 1.2345678901234568e+29
        t(()=>parseFloat('3.14abc'));
// expect: 3.14
        t(()=>parseFloat('.5.'));
// expect: 0.5
        t(()=>parseFloat('-Infinityx'));
// expect: -Infinity
        t(()=>parseFloat('e5'));
// expect: NaN
        t(()=>parseFloat('1e1000'));
// expect: Infinity
        t(()=>parseInt('1',37));
// expect: NaN
        t(()=>parseInt(' \n42'));
// expect: 42
        t(()=>parseInt(null as any));
// expect: NaN
        t(()=>{const e=new Error('m',{cause:'c'}); return [e.message,e.cause,e.name,String(e),e instanceof Error,Object.keys(e),typeof e.stack];});
// expect: ["m","c","Error","Error: m",true,[],"string"]
        t(()=>String(new TypeError('x')));
// expect: "TypeError: x"
        t(()=>{class E extends Error{constructor(m:string){super(m);this.name='E';}} const e=new E('q'); return [String(e),e instanceof E,e instanceof Error,e.message];});
// expect: ["E: q",true,true,"q"]
        t(()=>Error('x').message);
// expect: "x"
        t(()=>new Error().message);
// expect: ""
        t(()=>'cause' in new Error('x'));
// expect: false
        t(()=>{const e=new AggregateError([1,2],'m'); return [e.errors,e.message,e.name];});
// expect: [[1,2],"m","AggregateError"]
        t(()=>String(Object.assign(new Error('a'),{name:''})));
// expect: "a"
        t(()=>new RangeError('x') instanceof Error);
// expect: true
        t(()=>Object.prototype.toString.call(new Error));
// expect: "[object Error]"
        t(()=>(Error.prototype.toString as any).call({name:'N',message:'M'}));
// expect: "N: M"
        t(()=>(undefined as any).x);
// expect: !TypeError
        t(()=>(null as any)());
// expect: !TypeError
        t(()=>{throw {name:'custom'};});
// expect: !custom
        t(()=>Object.getPrototypeOf(TypeError)===Error);
// expect: true
    },
};
