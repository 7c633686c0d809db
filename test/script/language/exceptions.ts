// SPDX-License-Identifier: Apache-2.0
// try, catch, finally and the ways out of them.
export default function () {
    const log = [];
    const show = name => { console.log(name + ':', log.join(' ')); log.length = 0; };
    const f1 = () => { try { return log.push('try'); } finally { log.push('fin'); } };
    f1(); show('return');
    const f2 = () => { try { throw new Error('a'); } catch (e) { log.push(e.message); return 1; } finally { return 2; } };
    log.push(f2()); show('override');
    const f3 = () => { for (let i = 0; i < 5; i++) { try { if (i == 1) continue; if (i == 3) break; log.push(i); } finally { log.push('f' + i); } } };
    f3(); show('loop');
    const f4 = () => { try { try { throw new Error('x'); } finally { log.push('inner'); } } catch (e) { log.push(e.message); } finally { log.push('outer'); } };
    f4(); show('nested');
    const f5 = () => { a: try { log.push(1); break a; } finally { log.push(2); } log.push(3); };
    f5(); show('label');
    const f6 = () => { while (true) { try { try { return 'r'; } finally { log.push('f1'); } } finally { log.push('f2'); break; } } return 'after'; };
    log.push(f6()); show('break wins');
    const f7 = () => { try { null.x; } catch ({ name, message }) { log.push(name, message); } };
    f7(); show('pattern');
    const f8 = () => { try { undefinedName; } catch (e) { log.push(e instanceof ReferenceError, e.message); } };
    f8(); show('reference');
    const f9 = () => { try { (void 0)(); } catch (e) { log.push(e instanceof TypeError); } };
    f9(); show('type');
    const f10 = () => { try { let q = q + 1; } catch (e) { log.push(e.name, e.message); } };
    f10(); show('tdz');
    const f11 = () => { const c = 1; try { eval; } catch (e) { } try { c2 = 1; } catch (e) { log.push(e.name); } };
    try { f11(); } catch (e) { log.push('x'); } show('strict');
    class Bad extends Error { constructor(m) { super('bad ' + m); this.name = 'Bad'; this.extra = m.length; } }
    try { throw new Bad('thing'); } catch (e) { log.push(e instanceof Bad, e instanceof Error, String(e), e.extra); } show('class');
    const deep = n => { if (n == 0) throw new RangeError('deep'); try { deep(n - 1); } finally { log.push(n); } };
    try { deep(4); } catch (e) { log.push(e.message); } show('unwind');
    try { [1, 2].map(x => { if (x == 2) throw 'from map'; return x; }); } catch (e) { log.push(e); } show('native');
    const f12 = () => { let i = 0; for (;;) { try { i++; if (i < 3) continue; return i; } finally { log.push('c' + i); } } };
    log.push(f12()); show('continue');
    const f13 = () => { try { return (() => { try { return 'a'; } finally { log.push('b'); } })(); } finally { log.push('c'); } };
    log.push(f13()); show('return twice');
    let e1 = new Error('outer', { cause: 'why' }); log.push(e1.cause); show('cause');
    const f14 = () => { outer: for (const a of [1, 2]) { for (const b of [1, 2]) { try { if (b == 1) continue outer; } finally { log.push(a + '' + b); } } } };
    f14(); show('outer');
    const f15 = () => { try { throw 1; } catch { try { throw 2; } catch (e) { log.push(e); } finally { log.push('g'); } } };
    f15(); show('catch in catch');
    try { try { throw 1; } finally { throw 2; } } catch (e) { log.push(e); } show('replaced');
    const f16 = () => { try { return log.push('v'), 'val'; } finally { try { throw 0; } catch { log.push('swallowed'); } } };
    log.push(f16()); show('value kept');
}
// expect: return: try fin
// expect: override: a 2
// expect: loop: 0 f0 f1 2 f2 f3
// expect: nested: inner x outer
// expect: label: 1 2 3
// expect: break wins: f1 f2 after
// expect: pattern: TypeError Cannot read properties of null (reading 'x')
// expect: reference: true undefinedName is not defined
// expect: type: true
// expect: tdz: ReferenceError Cannot access 'q' before initialization
// expect: strict: ReferenceError
// expect: class: true true Bad: bad thing 5
// expect: unwind: 1 2 3 4 deep
// expect: native: from map
// expect: continue: c1 c2 c3 3
// expect: return twice: b c a
// expect: cause: why
// expect: outer: 11 21
// expect: catch in catch: 2 g
// expect: replaced: 2
// expect: value kept: v swallowed val
