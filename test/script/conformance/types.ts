// SPDX-License-Identifier: Apache-2.0
import { same, list } from './assert.js';
import type { Missing } from './not-there.js';
export interface Shape { readonly kind: 'circle' | 'square'; size?: number; area(scale: number): number; [extra: string]: unknown; new(x: number): Shape; (y: string): void; }
export type Fn<T extends object = {}> = (this: Window, first: T, ...rest: readonly T[]) => asserts first is T & { a: 1 };
type Keys<T> = { readonly [K in keyof T as `get${string & K}`]-?: T[K] extends infer U ? U : never };
type Tuple = [a: number, b?: string, ...rest: boolean[]];
type Cond<T> = T extends string ? 'yes' : T extends (infer E)[] ? E : never;
type Imported = import('./x.js').Y<string>; type T1 = typeof Colour.Red; type U1 = unique symbol;
declare const ambient: number; declare function ambientFn(x: number): string;
declare module 'x' { export const y: number; } declare global { interface Array<T> { extra: T; } }
enum Colour { Red, Green = 5, Blue, Alias = Green, Text = 'text' }
const enum Flag { A = 1 << 0, B = 1 << 1, AB = A | B } namespace Empty { export interface OnlyTypes { } }
abstract class Base<T> { protected abstract make(): T; static count: number = 0; declare phantom: string; private readonly secret!: number; constructor(public readonly name: string, private other = 2, protected opt?: string) { } get sum(): number { return this.other; } override?: string; public method<K extends keyof T>(this: Base<T>, key: K, ...rest: Array<T[K]>): T[K] | undefined { return undefined; } }
class Derived extends Base<{ a: number }> implements Shape2, Shape3 { protected override make(): { a: number } { return { a: 1 }; } public run() { return this.make().a + this.sum; } }
interface Shape2 { } interface Shape3 { }
function overloaded(x: string): string; function overloaded(x: number): number;
function overloaded(x: any): any { return x; }
function generic<const T, U = T[]>(x: T, y?: U): [T, U] { return [x, y as U]; }
function guard(x: unknown): x is string { return typeof x === 'string'; }
function assertIt(x: unknown): asserts x { }
export default function () {
    const d = new Derived('n'); same(d.name, 'n'); same(d.run(), 3); same('phantom' in d, false);
    same(Base.count, 0);
    list([Colour.Red, Colour.Green, Colour.Blue, Colour.Alias, Colour.Text], [0, 5, 6, 5, 'text']);
    same(Colour[5], 'Alias'); same(Colour[6], 'Blue'); same(Flag.AB, 3); same(overloaded(5), 5);
    same(generic('x')[0], 'x'); same(guard(1), false);
    const v = ({ a: 1 } as const) satisfies { a: number }; same(v.a!, 1); const n = <T,>(x: T): T => x;
    same(n<number>(4), 4); const arrow = async_ as unknown as number; same(arrow, 7); let definite!: number;
    definite = 1; same(definite, 1); const cast = (v as any)!.a as number; same(cast, 1);
    const f = (x?: number, ...y: string[]): number | undefined => x; same(f(), undefined);
    const less = 1 < (2 as number); same(less, true); const shifted = (8 as number) >> 1; same(shifted, 4);
    const inst = new Map<string, Array<number>>([['a', [1]]]); same(inst.get('a')![0], 1);
    label: for (const x of [1] as number[]) { continue label; } try { throw 1; }
    catch (e: unknown) { same(e, 1); }
    const o = { m<T>(this: void, x: T): T { return x; }, get g(): number { return 1; }, async: 1, type: 2, of: 3, as: 4, declare: 5, abstract: 6, namespace: 7, readonly: 8, is: 9, keyof: 10, infer: 11 };
    same(o.m(o.type + o.as + o.namespace), 13);
    const type = 1, as = 2, of = 3, declare = 4, abstract = 5, namespace = 6, module = 7, is = 8, get = 9, set = 10;
    same(type + as + of + declare + abstract + namespace + module + is + get + set, 55);
    same(type as number as any as 1, 1); const tern = type ? (as) : (of); same(tern, 2);
    const t2 = type ? (x: number) => x : (y: number): number => y; same(t2(3), 3);
}
const async_ = 7;
