# What a person does about an invoice that a failing script parked (docs/guides/when-a-script-fails.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub

story "The invoice is parked, the script is mended, and the invoice goes on with its answer"
  proves docs/guides/when-a-script-fails.md
script loyal at commerce.discount_calculation on_failure hold {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Loyal {
    computeDiscounts(request: any): any {
      const years = Number(request.customer.metadata.years.trim());
      return { discount: { amount: { amount: Decimal.from(years * 50), currency: 'usd' } } };
    }
  }
}
POST /v1/coupons { id: LOYAL, duration: forever, script: { id: $loyal.id, on_failure: hold } } -> 200
POST /v1/subscriptions/$sub.id { discounts: [{ coupon: LOYAL }] } -> 200
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: draft, last_finalization_error.code: extension_held } }
expect GET /v1/extend/holds?status=held { data: [{ object_type: invoice, outcome: threw, reason: ? }] }
expect run 1 { outcome: threw, error: { name: TypeError, path: "src/index.ts", line: 4 } }
expect charges 1

# The mended release handles customers without the key; then the hold is run again.
release loyal {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Loyal {
    computeDiscounts(request: any): any {
      const years = Number(request.customer.metadata.years ?? '0');
      return { discount: { amount: { amount: Decimal.from(years * 50), currency: 'usd' } } };
    }
  }
}
POST /v1/customers/$ada.id { metadata: { years: "3" } } -> 200
GET /v1/extend/holds -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/rerun -> 200 { status: rerun, resolved_at: ? } as resolved
expect object $holds.data.0.object_id { status: paid, total: 850, amount_paid: 850, last_finalization_error: null }
expect run 2 { outcome: ok, fell_back: false }
expect events of resolved [
  invoice.updated
  invoice.updated
  invoice.finalized
  payment_intent.created
  charge.succeeded
  payment_intent.succeeded
  invoice_payment.paid
  invoice.updated
  invoice.paid
  invoice.payment_succeeded
  extend.hold.resolved
]
expect holds 0
expect charges 2

story "The invoice goes on with the standard logic, without a discount"
script spin at commerce.discount_calculation {
  export default class Spin {
    computeDiscounts(): any {
      for (;;) {}
    }
  }
}
POST /v1/coupons { id: SPIN, duration: forever, script: { id: $spin.id, on_failure: hold } } -> 200
POST /v1/subscriptions/$sub.id { discounts: [{ coupon: SPIN }] } -> 200
advance clock to 2026-02-28T02:00:00Z
expect holds 1
expect run 1 { outcome: fuel, fuel: 2020000 }
kill
expect holds 1
GET /v1/extend/holds -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/release { note: "promised on the phone" } -> 200 { status: released, note: "promised on the phone" }
expect object $holds.data.0.object_id { status: paid, total: 1000 }
expect holds 0
expect charges 2
