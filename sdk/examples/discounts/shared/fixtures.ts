import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
import { Decimal } from '@stripe/extensibility-sdk/stdlib';
import { money, sum } from './money.js';

export const context: Context = { type: 'script', id: 'ext_test', livemode: false, clockTime: '2026-03-01T00:00:00Z' };

interface LineOptions {
  amount: number;
  quantity?: number;
  product?: string;
  price?: string;
  metadata?: Record<string, string>;
}

export function line({ amount, quantity = 1, product, price = 'price_1', metadata = {} }: LineOptions): Commerce.DiscountCalculation.DiscountableLineItem {
  return {
    subtotal: money(amount, 'usd'),
    quantity: Decimal.from(quantity),
    period: { value: 'timeRange', startDate: new Date('2026-03-01T00:00:00Z'), endDate: new Date('2026-04-01T00:00:00Z') },
    price: {
      id: price,
      metadata,
      billingScheme: 'per_unit',
      type: 'recurring',
      currency: 'usd',
      tiers: [],
      unitAmount: Decimal.from(amount).div(quantity, 12, 'half-even'),
      ...(product === undefined ? {} : { product: { id: product, name: product, metadata: {} } }),
      recurring: { interval: 'month', intervalCount: 1, usageType: 'licensed' },
    },
  };
}

export function request(
  lineItems: Commerce.DiscountCalculation.DiscountableLineItem[],
  customer: Record<string, string> = {},
): Commerce.DiscountCalculation.DiscountableItem {
  return {
    grossAmount: money(sum(lineItems.map((one) => one.subtotal.amount)), 'usd'),
    lineItems,
    customer: { id: 'cus_1', metadata: customer },
    billingReason: 'subscription_cycle',
  };
}
