// SPDX-License-Identifier: Apache-2.0
// WeakMap, WeakSet, Symbol.for.
function t(f: () => any) {
  try {
    console.log(f());
  } catch (e: any) {
    console.log('!' + e.name);
  }
}
const kept = Symbol.for('kept');
const cache = new WeakMap<object, string>();

export default {
    run() {
        const key = {};
        t(() => new WeakMap([[key, 1]]).get(key));
// expect: 1
        t(() => { const m = new WeakMap(); m.set(key, 2).set(key, 3); return [m.get(key), m.has(key), m.delete(key), m.delete(key), m.has(key), m.get({})].join(); });
// expect: 3,true,true,false,false,
        t(() => new WeakMap().set('text' as any, 1));
// expect: !TypeError
        t(() => [new WeakMap().has(1 as any), new WeakMap().get('x' as any)].join());
// expect: false,
        t(() => (WeakMap as any)());
// expect: !TypeError
        t(() => (WeakMap.prototype.get as any).call(new Map(), key));
// expect: !TypeError
        t(() => (WeakSet.prototype.has as any).call(new WeakMap(), key));
// expect: !TypeError
        t(() => { const s = new WeakSet([key]); return [s.has(key), s.add(key) === s, s.delete(key), s.has(key)].join(); });
// expect: true,true,true,false
        t(() => new WeakSet([1 as any]));
// expect: !TypeError
        t(() => Object.prototype.toString.call(new WeakMap()) + Object.prototype.toString.call(new WeakSet()));
// expect: [object WeakMap][object WeakSet]
        t(() => { cache.set(key, 'own'); return cache.get(key); });
// expect: own
        t(() => [Symbol.for('kept') === kept, Symbol.for('a') === Symbol.for('a'), Symbol.for('a') === Symbol('a') as any].join());
// expect: true,true,false
        t(() => [Symbol.keyFor(kept), Symbol.keyFor(Symbol.iterator)].join());
// expect: kept,
        t(() => Symbol.keyFor('x' as any));
// expect: !TypeError
    },
};
