// SPDX-License-Identifier: Apache-2.0
import type { Billing } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';

type Item = Billing.Rating.RatedItem;

/** A whole period of a per-unit price is the unit times the quantity; the rest is what the engine says. */
export default class BuiltIn implements Billing.Rating<Record<string, never>> {
  rateItems(input: Billing.Rating.RateItemsInput): Billing.Rating.RateItemsResult {
    return { items: input.items.map((item) => ({ key: item.key, amount: amountOf(item) })) };
  }
}

function amountOf(item: Item): Decimal {
  const unit = item.priceKind === 'price' && item.price.billingScheme === 'per_unit' ? item.price.unitAmount : undefined;
  if (unit === undefined) return item.standardAmount;
  const whole = unit.mul(item.quantity).round('half-up', { mode: 'decimal-places', value: 0 });
  // Parts of a period, packages and free time cost less than the units.
  return item.standardAmount.eq(whole) ? whole : item.standardAmount;
}
