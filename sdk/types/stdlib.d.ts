// SPDX-License-Identifier: Apache-2.0

/** Where a value between two neighbours goes. There is no default. */
export type RoundDirection =
  | 'ceil'
  | 'floor'
  | 'round-down'
  | 'round-up'
  | 'half-up'
  | 'half-down'
  | 'half-even';

/** How many digits are kept: by count, or as a named rule of billing. */
export type RoundPrecision =
  | { mode: 'decimal-places' | 'significant-figures'; value: number }
  | 'ubb-usage-count'
  | 'v1-api';

/** Digits that `div` keeps when exactness is not asked for. */
export const DEFAULT_DIV_PRECISION: 34;

/** Whether a value is a Decimal, whatever module it came through. */
export function isDecimal(value: unknown): value is Decimal;

/** An exact decimal number of any size; immutable. Money is Decimal, never number. */
export class Decimal {
  private constructor();
  static readonly zero: Decimal;
  /** Throws on what is no decimal number. */
  static from(value: string | number | bigint): Decimal;
  static isDecimal(value: unknown): value is Decimal;

  add(other: Decimal | number): Decimal;
  sub(other: Decimal | number): Decimal;
  mul(other: Decimal | number): Decimal;
  /** To `precision` decimal places; throws 'Division by zero'. */
  div(other: Decimal | number, precision: number, direction: RoundDirection): Decimal;

  /** -1, 0 or 1. */
  cmp(other: Decimal | number): -1 | 0 | 1;
  eq(other: Decimal | number): boolean;
  lt(other: Decimal | number): boolean;
  lte(other: Decimal | number): boolean;
  gt(other: Decimal | number): boolean;
  gte(other: Decimal | number): boolean;
  isZero(): boolean;
  isNegative(): boolean;
  isPositive(): boolean;
  neg(): Decimal;
  abs(): Decimal;

  round(direction: RoundDirection, precision: RoundPrecision): Decimal;

  toString(): string;
  toJSON(): string;
  toNumber(): number;
  toFixed(decimalPlaces: number, direction: RoundDirection): string;
  valueOf(): string;
}

/** An amount of money. */
export interface MonetaryAmount {
  /** In the smallest unit of the currency. */
  amount: Decimal;
  /** Three letters, lower case. */
  currency: string;
}
