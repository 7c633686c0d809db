// SPDX-License-Identifier: Apache-2.0
// What TypeScript adds to the running program, and types that leave nothing.
import type { Commerce } from '@stripe/extensibility-sdk/extensions';
import { Decimal as D, DEFAULT_DIV_PRECISION, type Direction } from '@stripe/extensibility-sdk/stdlib';
import * as sdk from '@quoin/sdk';

enum Color { Red, Green = 'g', Blue = 1 << 3, Cyan = Blue + 1, 'odd-name' = 20, Next }
enum Color { Extra = 100 }
const enum Level { Low = -1, High = Level.Low * -2 }
declare enum Elsewhere { A }

namespace Geometry {
    export const unit = 2;
    const hidden = 10;
    export function area(r: number): number { return unit * r + hidden; }
    export namespace Deep { export const x = area(3); }
    export let { a, b = 4 } = { a: 1 } as { a: number; b?: number };
    export class Shape { constructor(readonly sides = unit) {} }
    export type Only = { type: true };
    a++;
}
namespace Geometry { export const more = 'more'; }
namespace Types { export interface Nothing {} }
class Joined { static own = 1; }
namespace Joined { export const added = 2; }

interface Box<T extends object = {}> { readonly value?: T; [key: string]: unknown; method<U>(u: U): asserts u is U; new (x: T): Box<T>; }
type Mapped<T> = { readonly [K in keyof T as `get${string & K}`]-?: T[K] extends (infer U extends string)[] ? U : never };
abstract class Base<T> {
    declare erased: string;
    abstract get(): T;
    constructor(protected readonly v: T, public name = 'n', plain?: number) { this.name += plain ?? ''; }
    overloaded(a: string): void;
    overloaded(a: number): void;
    overloaded(a: unknown) { return typeof a; }
}
class Impl extends Base<number> implements Box<any>, Commerce.DiscountCalculation<Mapped<Box>> {
    [key: string]: any;
    override get(): number { return this.v! as number; }
    later!: number;
}

export default function (this: void, ..._rest: unknown[]): void {
    console.log(Color.Red, Color.Green, Color.Blue, Color.Cyan, Color['odd-name'], Color.Next, Color.Extra);
// expect: 0 g 8 9 20 21 100
    console.log(Color[8], Color[0], Color[21], Color[100], Object.keys(Color).length, Level.High);
// expect: Blue Red Next Extra 13 2
    console.log(Geometry.unit, Geometry.area(4), Geometry.Deep.x, Geometry.a, Geometry.b, Geometry.more, 'hidden' in Geometry);
// expect: 2 18 16 2 4 more false
    console.log(new Geometry.Shape().sides, new Geometry.Shape(5).sides, typeof Types === 'undefined', Joined.own, Joined.added);
// expect: 2 5 true 1 2
    const impl = new Impl(7, 'name', 3);
    console.log(impl.get(), impl.name, impl.overloaded(1), Object.keys(impl).join(), 'erased' in impl, 'later' in impl);
// expect: 7 name3 number v,name,later false true
    const id = <T,>(x: T): T => x, cast = <any>id<number>(3), f = id<string>;
    console.log(cast as unknown satisfies unknown, f('f'), (impl as any)!.v!, new Map<string, Set<number>>().size);
// expect: 3 f 7 0
    const pick = cast ? (x: number) => x : (y: number): number => -y;
    const a = 1, b = 2, c = 3;
    console.log(pick(2), a < b, (a < b) as any > c, [a<b, c>a].join());
// expect: 2 true false true,true
    console.log(sdk.Decimal === D, DEFAULT_DIV_PRECISION, (sdk as any)['DEFAULT_DIV_PRECISION'], `${D.from('1.50')}`);
// expect: true 34 34 1.5
    let assigned: number | undefined; (assigned as any) = 4; assigned!++;
    console.log(assigned, [1, 2].map((x): x is 1 => x === 1).join(), ((): Direction => 'ceil')());
// expect: 5 true,false ceil
    function predicate(x: unknown, y?: { a: [first: string, second?: number, ...rest: boolean[]] }): x is string { return !y && typeof x === 'string'; }
    console.log(predicate('a'), predicate(1), typeof predicate);
// expect: true false function
}
