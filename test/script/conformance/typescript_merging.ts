// SPDX-License-Identifier: Apache-2.0
// Declarations that go on with an earlier one, setters reached by super, the arguments of a call.
import { same, list } from './assert.js';
enum Size { Small, Large = 4 }
enum Size { Huge = Large + 10, Again = Small }
namespace Tools { export const base = 1; const hidden = 2; export function sum() { return base + hidden; } }
namespace Tools { export const later = base + 10; export namespace Inner { export const x = later; } }
function counter() { return counter.start + 1; }
namespace counter { export let start = 41; }
class Shape { static sides = 1; }
namespace Shape { export const corners = 2; }
enum Level { Low }
namespace Level { export function parse(text: string) { return text === 'low' ? Level.Low : -1; } }
export default function () {
    same(Size.Huge, 14); same(Size[14], 'Huge'); same(Size.Again, 0); same(Object.keys(Size).length, 7);
    same(Tools.later, 11); same(Tools.sum(), 3); same(Tools.Inner.x, 11); same(counter(), 42);
    same(Shape.sides + Shape.corners, 3); same(Level.parse('low'), 0); same(Level[0], 'Low');
    class A { seen = ''; set x(v: any) { this.seen += 'A' + v; } get x() { return 'a'; } }
    class B extends A { override set x(v: any) { super.x = v + 1; } override get x() { return super.x + 'b'; } put(v: any) { super['q'] = v; return (this as any).q; } }
    const b = new B(); b.x = 1; same(b.seen, 'A2'); same(b.x, 'ab'); same(b.put(5), 5);
    class C { } class D extends C { set y(v: any) { (super.y as any) = v; } get y() { return 1; } }
    const d: any = new D(); d.y = 2; same(Object.keys(d).join(), 'y'); same(d.y, 2);
    function f(...ignored: any[]) { return arguments; }
    const given: any = f('a', 'b'); same(given.length, 2); same(Array.isArray(given), false); list([...given], ['a', 'b']);
    same(Object.prototype.toString.call(given), '[object Arguments]'); same(Object.keys(given).join(), '0,1');
    list(Array.prototype.slice.call(given, 1), ['b']); same(Math.max.apply(null, f(3, 9) as any), 9); same(given.map, undefined);
    list(Array.from(given), ['a', 'b']); given[0] = 'z'; same(given[0], 'z'); same(JSON.stringify(f(1)), '{"0":1}');
}
