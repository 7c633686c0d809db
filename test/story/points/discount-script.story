# A coupon whose discount a script computes (docs/concepts/extension-points.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Seats" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1500, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, metadata: { tier: gold }, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

story "Twenty percent off, at most 20.00: on each renewal, and the preview says so before"
# [script]
script up_to at commerce.discount_calculation {
  import type { Commerce, Context } from '@stripe/extensibility-sdk/extensions';
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';

  /** Takes a percentage off, but never more than a maximum. */
  export interface Config {
    percent: number;
    max_amount: number;
  }

  export default class PercentOffUpTo implements Commerce.DiscountCalculation<Config> {
    computeDiscounts(
      request: Commerce.DiscountCalculation.DiscountableItem,
      config: Config,
      _context: Context,
    ): Commerce.DiscountCalculation.DiscountResult {
      const { amount, currency } = request.grossAmount;
      const maximum = Decimal.from(config.max_amount);
      const wanted = amount.mul(Decimal.from(config.percent)).div(Decimal.from(100), 0, 'half-up');
      const discount = wanted.gt(maximum) ? maximum : wanted;
      return { discount: { amount: { amount: discount, currency } }, reason: `${config.percent}% off` };
    }
  }
}
# [/script]
# [run]
POST /v1/coupons { id: UPTO, duration: forever, script: { id: $up_to.id, configuration: { percent: 20, max_amount: 2000 } } } -> 200 {
  percent_off: null, amount_off: null, script: { id: $up_to.id, on_failure: default, configuration: { percent: 20 } }
}
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 4 }], discounts: [{ coupon: UPTO }] } -> 200 { status: active } as sub
expect object $sub.latest_invoice { subtotal: 6000, total: 4800, amount_paid: 4800, total_discount_amounts.0.amount: 1200, lines.data.0.discount_amounts.0.amount: 1200 }
expect run 1 {
  outcome: ok, fell_back: false, method: computeDiscounts, reason: invoice.finalize, invoice: $sub.latest_invoice, release: $up_to.active_release
  input: { gross_amount: { amount: "6000", currency: usd }, line_items.#: 1, billing_reason: subscription_create, customer.metadata.tier: gold }
  output: { discount.amount: { amount: "1200", currency: usd }, reason: "20% off" }
  fuel: > 0, heap_bytes: > 0, error: null
}
# [/run]

# Eight seats more: the maximum holds from the next renewal on.
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 12 }], proration_behavior: none } -> 200
POST /v1/invoices/create_preview { subscription: $sub.id } -> 200 { subtotal: 18000, total: 16000 } as preview
expect runs 1
advance clock to 2026-02-28T02:00:00Z
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as invoices
expect $invoices.data.0 { status: paid, subtotal: 18000, total: 16000, lines.data.0.period.start: 2026-02-28 }
expect same $preview.lines.data and $invoices.data.0.lines.data except [id, invoice]
expect same $preview.total_discount_amounts and $invoices.data.0.total_discount_amounts
advance clock to 2026-03-31T02:00:00Z
expect runs 3
expect run 3 { outcome: ok, clock_time: 2026-03-31 }
expect charges 3
expect no event extend.run.failed
GET /v1/extend/runs?limit=1 -> 200 as runs
POST /v1/extend/runs/$runs.data.0.id/replay -> 200 { equal: true, difference: null, fuel: $runs.data.0.fuel, outcome: ok }

story "A script says which line it discounts, and the lines say it too"
script free at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class FifthUnitFree {
    computeDiscounts(request: any, config: { set: number }): any {
      const currency = request.grossAmount.currency;
      let total = Decimal.zero;
      const lines: any[] = [];
      request.lineItems.forEach((line: any, index: number) => {
        const units = (line.quantity ?? Decimal.zero).div(Decimal.from(config.set), 0, 'floor');
        const off = (line.price?.unitAmount ?? Decimal.zero).mul(units);
        if (!off.isZero()) {
          total = total.add(off);
          lines.push({ index, amount: { amount: off, currency }, reason: `${units} free` });
        }
      });
      return { discount: { amount: { amount: total, currency } }, lines };
    }
  }
}
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 100, recurring: { interval: month } } -> 200 as small
POST /v1/coupons { id: FIFTH, duration: forever, script: { id: $free.id, configuration: { set: 5 } } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 11 }, { price: $small.id, quantity: 4 }], discounts: [{ coupon: FIFTH }] } -> 200 as sub
expect object $sub.latest_invoice { subtotal: 16900, total: 13900, total_discount_amounts: [{ amount: 3000 }] }
expect run 1 { outcome: ok, output.lines: [{ index: ?, amount: { amount: "3000", currency: usd }, reason: "2 free" }] }

story "A script works on what the discounts before it left"
script half at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Half {
    computeDiscounts(request: any): any {
      const { amount, currency } = request.grossAmount;
      return { discount: { amount: { amount: amount.div(Decimal.from(2), 0, 'round-down'), currency } } };
    }
  }
}
POST /v1/coupons { id: HALF, duration: forever, script: { id: $half.id } } -> 200
POST /v1/coupons { id: FIVE, duration: forever, amount_off: 501, currency: usd } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: FIVE }, { coupon: HALF }] } -> 200 as sub
expect object $sub.latest_invoice { subtotal: 1500, total: 500, total_discount_amounts: [{ amount: 501 }, { amount: 499 }] }
expect run 1 { input.gross_amount.amount: "999", input.line_items: [{ subtotal.amount: "999" }] }

story "A script sees the test clock's time and nothing that changes by itself"
script looks at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  let calls = 0;
  export default class Looks {
    computeDiscounts(request: any, config: any, context: any): any {
      calls += 1;
      console.log(`call ${calls} at ${context.clockTime} of ${context.type} for ${context.stripeContext}`);
      const hours = new Date(context.clockTime).getUTCDate();
      return { discount: { amount: { amount: Decimal.from(hours), currency: request.grossAmount.currency } } };
    }
  }
}
POST /v1/coupons { id: DAY, duration: forever, script: { id: $looks.id } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: DAY }] } -> 200 as sub
expect object $sub.latest_invoice { total: 1469 }
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0.total: 1472 }
expect run 1 { console: ~ "call 1 at 2026-01-31T00:00:00Z of script" }
expect run 2 { console: ~ "call 1 at 2026-02-28T00:00:00Z of script for acct_" }

story "A discount with a fraction of a cent is rounded half away from zero"
script third at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Third {
    computeDiscounts(request: any): any {
      const { amount, currency } = request.grossAmount;
      return { discount: { amount: { amount: Decimal.from('99.5'), currency } } };
    }
  }
}
POST /v1/coupons { id: THIRD, duration: forever, script: { id: $third.id } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: THIRD }] } -> 200 as sub
expect object $sub.latest_invoice { total: 1400, total_discount_amounts: [{ amount: 100 }] }

story "The script is asked again when a draft changes, and the last answer stands"
script tenth at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Tenth {
    computeDiscounts(request: any): any {
      const { amount, currency } = request.grossAmount;
      return { discount: { amount: { amount: amount.div(Decimal.from(10), 0, 'floor'), currency } } };
    }
  }
}
POST /v1/coupons { id: TENTH, duration: forever, script: { id: $tenth.id } } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: TENTH }] } -> 200 { total: 0 } as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect object $invoice.id { subtotal: 1000, total: 900 }
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 500, currency: usd } -> 200
expect object $invoice.id { subtotal: 1500, total: 1350 }
expect run -1 { outcome: ok, invoice: $invoice.id, input: { gross_amount.amount: "1500", line_items.#: 2 } }
POST /v1/invoices/$invoice.id/pay -> 200 { status: paid, amount_paid: 1350 }
expect charges 1
