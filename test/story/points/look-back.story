# Recorded decisions, looked at again: what if, why, and holds of one cause together.

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, metadata: { years: "2" }, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
script loyal at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Loyal {
    computeDiscounts(request: any, config: { each?: number }): any {
      const years = Number(request.customer.metadata.years.trim());
      return { discount: { amount: { amount: Decimal.from(years * (config.each ?? 50)), currency: 'usd' } }, reason: `${years} years` };
    }
  }
}
POST /v1/coupons { id: LOYAL, duration: forever, script: { id: $loyal.id, on_failure: hold } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: LOYAL }] } -> 200 as sub
GET /v1/extend/runs -> 200 as runs

story "With another configuration or input a run says what moves; nothing is kept"
POST /v1/extend/runs/$runs.data.0.id/what_if { configuration: { each: 80 } } -> 200 {
  outcome: ok, decided: { amount: 160, currency: usd }, decided_then: { amount: 100 }
  differences: [{ path: "discount.amount.amount", was: "100", is: "160" }]
}
POST /v1/extend/runs/$runs.data.0.id/what_if { input: "{\"gross_amount\":{\"amount\":\"1000\",\"currency\":\"usd\"},\"line_items\":[],\"customer\":{\"id\":\"cus_1\",\"metadata\":{}}}" } -> 200 { outcome: threw, decided: null, output: null, error: ~ "trim" }
POST /v1/extend/runs/$runs.data.0.id/what_if { input: "{\"gross\":1}" } -> 400 { error.param: input }
POST /v1/extend/runs/$runs.data.0.id/what_if -> 200 { differences: [], fuel: $runs.data.0.fuel, fuel_then: $runs.data.0.fuel }
expect runs 1

story "A run explains itself: where in the source, from which values, and what the standard logic would have said"
expect GET /v1/extend/runs/$runs.data.0.id/explanation {
  decided: { amount: 100, currency: usd }, standard: { amount: 0 }, source: { path: "src/index.ts", line: 3 }
  values: [{ path: "customer.metadata", value.years: "2" }], output.reason: "2 years"
}

story "All holds of a cause are run again together, first to see and then for good"
POST /v1/customers/$ada.id { metadata: { years: "" } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: LOYAL }] } -> 200
expect holds 1
release loyal {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Loyal {
    computeDiscounts(request: any): any {
      return { discount: { amount: { amount: Decimal.from(70), currency: 'usd' } } };
    }
  }
}
POST /v1/extend/holds/rerun { dry_run: true, outcome: threw } -> 200 { data: [{ outcome: ok, outcome_then: threw, decided: 70, standard: 0, status: held }] }
expect holds 1
POST /v1/extend/holds/rerun { outcome: fuel } -> 200 { data: [] }
POST /v1/extend/holds/rerun { outcome: threw, note: mended } -> 200 { data: [{ outcome: ok, status: rerun, invoice: ? }] } as reruns
expect holds 0
expect object $reruns.data.0.invoice { total: 930, status: paid }

story "A held draft of a subscription is discarded: void, nothing is charged, and its next period is billed"
POST /v1/customers/$ada.id { metadata: { years: "" } } -> 200
advance clock to 2026-02-28T02:00:00Z
GET /v1/extend/holds?status=held -> 200 { data.#: 1 } as holds
POST /v1/extend/holds/$holds.data.0.id/discard { note: "a gift" } -> 200 { status: discarded, note: "a gift" }
expect holds 0
expect object $holds.data.0.object_id { status: void, amount_paid: 0 }
expect object $sub.id { status: active }
expect charges 1
POST /v1/customers/$ada.id { metadata: { years: "2" } } -> 200
advance clock to 2026-03-31T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: paid, total: 900 } }
expect charges 2
# Of one that begins, the subscription ends with it.
POST /v1/customers/$ada.id { metadata: { years: "" } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: LOYAL }] } -> 200 { status: incomplete } as second
GET /v1/extend/holds?status=held -> 200 { data.#: 1 } as more
POST /v1/extend/holds/$more.data.0.id/discard -> 200 { status: discarded }
expect object $second.id { status: incomplete_expired }
expect charges 2

story "A held draft by hand is discarded"
POST /v1/customers/$ada.id { metadata: { years: "" } } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: LOYAL }] } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
GET /v1/extend/holds?status=held -> 200 { data.#: 1 } as holds
POST /v1/extend/holds/$holds.data.0.id/discard -> 200 { status: discarded }
expect holds 0
GET /v1/invoices/$invoice.id -> 404
