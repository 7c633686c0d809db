# What was decided is remembered, sealed, and can be shown to be what it was (docs/concepts/archive.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
script off at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Off {
    computeDiscounts(request: any): any {
      const { amount, currency } = request.grossAmount;
      const units = request.lineItems.length;
      console.log(`${units} line`);
      return { discount: { amount: { amount: amount.div(10, 0, 'floor'), currency } } };
    }
  }
}
POST /v1/coupons { id: OFF, duration: forever, script: { id: $off.id } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: OFF }] } -> 200 as sub

story "A run says what its script looked at, and what the money would have been without it"
  proves EXTEND-10
expect run 1 {
  stage: live, reads: "gross_amount.amount,gross_amount.currency,line_items", paired_with: null
  decided: { amount: 100, currency: usd }, standard: { amount: 0, currency: usd }, at_stake.amount: 1000
}

story "Runs are sealed in their order, each segment over the one before it; after a kill too"
POST /v1/extend/archive/seal -> 200 { runs: 1 } as sealing
expect events of sealing [ extend.archive.sealed { data.object: { number: 1, run_count: 1, previous: null, hash: ? } } ]
POST /v1/extend/archive/seal -> 200 { runs: 0 }
advance clock to 2026-02-28T02:00:00Z
kill
POST /v1/extend/archive/seal -> 200 { runs: 1 }
GET /v1/extend/archive/segments -> 200 { data.#: 2 } as segments
expect $segments.data.0 { number: 2, previous: $segments.data.1.hash, packed_bytes: > 0, first_run: $segments.data.0.last_run }
expect GET /v1/extend/archive/segments/$segments.data.1.id { number: 1, run_count: 1, packed: absent }
expect GET /v1/extend/archive/verify { intact: true, problem: null, runs: 2, segments: 2 }
