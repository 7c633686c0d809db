// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

type Item = Billing.TaxCalculation.TaxableItem;

/**
 * Inclusive taxes are taken out of the amount, exclusive ones are shares of the rest; each is rounded. Where the account
 * rounds at the end of an invoice, the engine has spread the difference over the lines.
 */
export default class BuiltIn implements Billing.TaxCalculation<Record<string, never>> {
  calculateTaxes(input: Billing.TaxCalculation.CalculateTaxesInput): Billing.TaxCalculation.CalculateTaxesResult {
    const exempt = input.customer?.taxExempt ?? 'none';
    const taxes = (item: Item) => (input.roundedAtEnd ? item.standardTaxes : taxesOf(item, exempt));
    return { items: input.items.map((item) => ({ key: item.key, taxes: taxes(item) })) };
  }
}

function taxesOf(item: Item, exempt: string): Billing.TaxCalculation.TaxAmount[] {
  const inclusive = item.rates.filter((rate) => rate.inclusive);
  const whole = inclusive.reduce((sum, rate) => sum.add(rate.percentage), Decimal.from(100));
  const part = (amount: Decimal, percent: Decimal, of: Decimal) => amount.mul(percent).div(of, 0, 'half-up');
  const taken = inclusive.map((rate) => part(item.amount, rate.percentage, whole));
  const net = taken.reduce((rest, tax) => rest.sub(tax), item.amount);
  return item.rates.map((rate) => {
    const full = rate.inclusive ? part(item.amount, rate.percentage, whole) : part(net, rate.percentage, Decimal.from(100));
    return {
      rate: rate.id,
      amount: exempt === 'none' ? full : Decimal.zero,
      taxableAmount: exempt === 'exempt' ? Decimal.zero : net,
    };
  });
}
