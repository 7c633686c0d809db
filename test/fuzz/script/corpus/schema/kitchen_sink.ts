interface B { z: never }
enum E { A, B = "x" }
/** What. @displayName Name */
export interface C extends B {
  /** @minimum 0
   * @maximum :amount 5 */
  a?: number; readonly b: string[]; c: "x" | "y" | null; d: Array<E>; e: Record<string, { f: Decimal }>;
  g: Partial<{ h: true }> & { i: Date }; j: `${number}%`; k: C2; [x: string]: unknown }
type C2 = (1 | -2)[];
