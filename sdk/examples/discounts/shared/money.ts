import type { Commerce } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

export type Money = Commerce.DiscountCalculation.MonetaryAmount;
export type Line = Commerce.DiscountCalculation.DiscountableLineItem;

const HUNDRED = Decimal.from(100);

export const money = (amount: Decimal | number | string, currency: string): Money => ({
  amount: typeof amount === 'object' ? amount : Decimal.from(amount),
  currency,
});

/** Whole minor units; a half goes up. */
export function percentOf(amount: Decimal, percent: Decimal | number): Decimal {
  return amount.mul(percent).div(HUNDRED, 0, 'half-up');
}

export const sum = (amounts: readonly Decimal[]): Decimal => amounts.reduce((total, one) => total.add(one), Decimal.zero);

export const atMost = (amount: Decimal, limit: Decimal): Decimal => (amount.gt(limit) ? limit : amount);

/** Never below nothing, never above what there is. */
export function within(amount: Decimal, gross: Decimal): Decimal {
  if (amount.isNegative() || gross.isNegative()) return Decimal.zero;
  return atMost(amount, gross);
}

/** 1234 usd is "12.34 USD". */
export function show({ amount, currency }: Money, digits = 2): string {
  const whole = amount.div(10 ** digits, digits, 'half-even').toFixed(digits, 'half-even');
  return `${whole} ${currency.toUpperCase()}`;
}

export class ConfigError extends Error {
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
    this.name = 'ConfigError';
    this.field = field;
  }
}
