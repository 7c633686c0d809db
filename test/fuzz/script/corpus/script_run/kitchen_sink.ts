enum Size { Small, Large = 'l' }
namespace Tools { export const one = 1; }
abstract class Base<T> { #secret = 1; static made = 0; constructor(public value: T) { Base.made++; } get secret() { return this.#secret; } abstract run(): unknown; }
class Derived extends Base<number> { override run() { return [...arguments].length + super.secret; } }
export default { run() {
    const odd: any[] = [1, , 3]; odd[90000] = 4; Object.defineProperty(odd, 1, { get: () => 2 });
    label: for (const [i, x = i] of odd.slice(0, 3).entries()) { try { if (x > 2) break label; continue; } finally { odd.push(x); } }
    const { a = 1, ...rest } = { b: Size.Small, c: `t${Tools.one}` } as any;
    return new Derived(2).run() + JSON.stringify(rest) + 'x-y'.replace(/(?<n>\w)-(\w)/g, '$2$<n>') + (rest?.b ?? a);
} };
