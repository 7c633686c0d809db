// SPDX-License-Identifier: Apache-2.0
// Elements far behind the others, read-only ones, accessors; what prototypes show through holes.
import { same, list, throws } from './assert.js';
export default function () {
    const far: any[] = [1]; far[4294967294] = 'end'; same(far.length, 4294967295);
    same(far[4294967294], 'end'); same(4294967294 in far, true); same(4294967293 in far, false);
    list(Object.keys(far), ['0', '4294967294']); throws(RangeError, () => far.push(2));
    far[4294967295] = 'name'; same(far.length, 4294967295); same(Object.keys(far).length, 3);
    same(far[4294967295], 'name'); far.length = 2; list(far.slice(), [1, undefined]);
    same(4294967294 in far, false); const down: any[] = []; down[50000] = 'c'; down[30000] = 'b';
    down[0] = 'a'; list(Object.keys(down), ['0', '30000', '50000']); let visited = '';
    down.forEach((x, i) => { visited += x + i; }); same(visited, 'a0b30000c50000');
    same(down.indexOf('c'), 50000); same(down.lastIndexOf('b'), 30000); same(delete down[30000], true);
    same(down.filter(() => true).join(), 'a,c'); same(JSON.stringify(down).length, 250004);
    same(down.pop(), 'c'); same(down.length, 50000); down.length = 1; list(down, ['a']);
    const powers: any[] = []; for (let i = 1, k = 1; i < 32; i++, k *= 2) powers[k] = i;
    same(powers.length, 1073741825); same(Object.keys(powers).length, 31); same(powers[1048576], 21);
    const moved: any[] = [, 1]; moved[40000] = 2; list(moved.sort().slice(0, 3), [1, 2, undefined]);
    same(moved.length, 40001); same(2 in moved, false);

    const odd: any[] = [1, 2, 3]; let log = '';
    Object.defineProperty(odd, 1, { get() { log += 'get '; return 20; }, set(x) { log += x; },
        configurable: true, enumerable: true });
    same(odd[1], 20); odd[1] = 5; same(log, 'get 5'); list(odd, [1, 20, 3]); list([...odd], [1, 20, 3]);
    same(odd.length, 3); same(odd.join(), '1,20,3'); same(JSON.stringify(odd), '[1,20,3]');
    list(odd.map(x => x * 2), [2, 40, 6]); list(odd.concat([4]), [1, 20, 3, 4]); list([0].concat(odd), [0, 1, 20, 3]);
    list(Object.keys(odd), ['0', '1', '2']); const [, second] = odd; same(second, 20);
    list(Object.entries(odd)[1], ['1', 20]); same(Math.max(...odd), 20); list(odd.flat(), [1, 20, 3]);
    same(delete odd[1], true); same(1 in odd, false); odd[1] = 7; list(odd, [1, 7, 3]);
    const fixed: any[] = [1, 2, 3];
    Object.defineProperty(fixed, 1, { value: 2, writable: false, configurable: false });
    throws(TypeError, () => { fixed[1] = 9; }); same(fixed[1], 2); throws(TypeError, () => { delete fixed[1]; });
    throws(TypeError, () => { fixed.length = 0; }); same(fixed.length, 2); list(fixed, [1, 2]);
    fixed.push(4); list(fixed, [1, 2, 4]); throws(TypeError, () => fixed.reverse().fill(0));
    throws(TypeError, () => Object.defineProperty(fixed, 1, { value: 3 }));
    const d: any = Object.getOwnPropertyDescriptor(fixed, 1);
    same(d.writable + ' ' + d.enumerable + ' ' + d.configurable, 'false true false');
    const hidden: any[] = [1, 2]; Object.defineProperty(hidden, 0, { enumerable: false });
    list(Object.keys(hidden), ['1']); hidden[0] = 8; list(Object.keys(hidden), ['1']); same(hidden[0], 8);
    const short: any[] = [1, 2]; Object.defineProperty(short, 'length', { writable: false });
    throws(TypeError, () => short.push(3)); throws(TypeError, () => { short[2] = 3; }); short[0] = 9;
    throws(TypeError, () => { short.length = 1; }); list(short, [9, 2]);
    same(Object.getOwnPropertyDescriptor(short, 'length')!.writable, false);
    throws(TypeError, () => Object.defineProperty([], 'length', { enumerable: true }));
    throws(TypeError, () => Object.defineProperty([], 'length', { get() { return 1; } }));
    throws(RangeError, () => Object.defineProperty([], 'length', { value: -1 }));
    const sealed = Object.seal([1, , 3]); throws(TypeError, () => { sealed.length = 1; }); same(sealed.length, 3);
    const frozen = Object.freeze([1, 2]) as any; throws(TypeError, () => { frozen[0] = 2; });
    throws(TypeError, () => { frozen[5] = 2; }); same(Object.isFrozen(frozen), true); same(Object.isFrozen([]), false);

    const below: any = Object.setPrototypeOf([, 1], { 0: 'zero', 5: 'five', __proto__: Array.prototype });
    same(below[0], 'zero'); same(below[5], 'five'); same(below.length, 2); same(below.join(), 'zero,1');
    same(below.indexOf('zero'), 0); below[0] = 'own'; same(Object.keys(below).join(), '0,1');
    const guarded: any = Object.setPrototypeOf([], { set 0(x: any) { log = 'set ' + x; }, __proto__: Array.prototype });
    guarded[0] = 1; same(log, 'set 1'); same(guarded.length, 0);
    class Stack extends Array { override [Symbol.iterator](): any { return ['mine'][Symbol.iterator](); } }
    list([...new Stack(1, 2)], ['mine']);
    const named: any = [1, 2]; named.note = 'x'; list([...named], [1, 2]); same('a-b'.match(/(a)-(b)/)!.length, 3);
    const [all, first] = 'a-b'.match(/(a)-(b)/)!; same(all + first, 'a-ba');
    const shuffled: any = {}; for (const k of [9, 3, 7, 1, 5, 30, 11, 2]) shuffled[k] = k;
    list(Object.keys(shuffled), ['1', '2', '3', '5', '7', '9', '11', '30']);
    Object.defineProperty(shuffled, 4, { value: 4, writable: true, enumerable: false }); shuffled[4] = 44;
    same(Object.keys(shuffled).includes('4'), false);

    const f: any = function named(a: any, b: any) { }; same(delete f.name, true); same(delete f.length, true);
    same(f.name, ''); same(f.length, 0); same(Object.getOwnPropertyNames(f).includes('length'), false);
    const Maker: any = function () { }; Maker.prototype = 1; same(Object.getPrototypeOf(new Maker()), Object.prototype);
    same(Maker.prototype, 1); Maker.prototype = { kind: 'made' }; same(new Maker().kind, 'made');
    throws(TypeError, () => { Maker.prototype = 5; return {} instanceof Maker; });
}
