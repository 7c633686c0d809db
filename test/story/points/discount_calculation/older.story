# Scripts for `@stripe/scripts`, the interface before classes: they are called with (context, configuration, item).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1001, recurring: { interval: month } } -> 200 as price
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "A function takes plain numbers and gives plain numbers"
script share at commerce.discount_calculation {
  import type { ComputeDiscountsFunction, DiscountableItem, DiscountResult } from '@stripe/scripts/discount_calculation';
  import type { RunContext } from '@stripe/scripts';

  export type Configuration = { currency: string; percent: number; most: number };

  const share: ComputeDiscountsFunction<Configuration> = (context: RunContext, configuration: Configuration, item: DiscountableItem): DiscountResult => {
    const { gross_amount, line_items } = item;
    let off = 0;
    if (gross_amount.currency.toUpperCase() === configuration.currency.toUpperCase() && typeof gross_amount.amount === 'number') {
      off = Math.min((gross_amount.amount * configuration.percent) / 100, configuration.most);
    }
    const line = line_items[0];
    if (line.period.value !== 'TIME_RANGE' || !(line.period.start_date instanceof Date) || line.price.billing_scheme !== 'PER_UNIT') {
      throw new Error('another form: ' + JSON.stringify(line));
    }
    return { discount: { amount: { amount: off, currency: gross_amount.currency } } };
  };
  export default share;
}
GET /v1/extend/releases?extension=$share.id -> 200 { data.0: { point_version: 0 } }
POST /v1/coupons { id: OLD, duration: forever, script: { id: $share.id, configuration: { currency: USD, percent: 20, most: 500 } } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OLD }] } -> 200 as sub
expect object $sub.latest_invoice { total: 801, total_discount_amounts: [{ amount: 200 }] }
expect run 1 { outcome: ok }

story "An object of functions, at the point's older name"
script three at billing.bill.discount_calculation {
  export default {
    computeDiscounts(context: any, configuration: any, item: any): any {
      return { discount: { amount: { amount: item.line_items.length * configuration.each, currency: 'USD' } } };
    },
  };
}
POST /v1/coupons { id: OLD, duration: forever, script: { id: $three.id, configuration: { each: 3 } } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OLD }] } -> 200 as sub
expect object $sub.latest_invoice { total: 998 }

story "Other points never had that form"
POST /v1/extend/extensions { name: "old", point: billing.prorations } -> 200 as old
POST /v1/extend/releases { extension: $old.id, source: "export default { prorateItems(a, b, c) { return { items: [] }; } };" } -> 400 { error.code: script_rejected, error.message: ~ "export default class" }
