# What a person does about an invoice that a failing script parked (docs/guides/when-a-script-fails.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub

story "The invoice is parked, the script is mended, and the invoice goes on with its answer"
  proves docs/guides/when-a-script-fails.md
# [script]
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
# [/script]
# [parked]
advance clock to 2026-02-28T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { status: draft, last_finalization_error.code: extension_held } }
expect GET /v1/extend/holds?status=held { data: [{ object_type: invoice, outcome: threw, reason: ? }] }
expect run 1 { outcome: threw, error: { name: TypeError, path: "src/index.ts", line: 4 } }
expect charges 1
# [/parked]

# [mended]
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
# [/mended]
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
# [released]
GET /v1/extend/holds -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/release { note: "promised on the phone" } -> 200 { status: released, note: "promised on the phone" }
expect object $holds.data.0.object_id { status: paid, total: 1000 }
# [/released]
expect holds 0
expect charges 2

story "A subscription goes on while its invoices are held, each for itself"
script spin at commerce.discount_calculation {
  export default class Spin {
    computeDiscounts(): any {
      throw new Error('not today');
    }
  }
}
POST /v1/coupons { id: SPIN, duration: forever, script: { id: $spin.id, on_failure: hold } } -> 200
POST /v1/subscriptions/$sub.id { discounts: [{ coupon: SPIN }] } -> 200
advance clock to 2026-03-31
expect holds 2
expect runs 2
expect object $sub.id { status: active, items.data.0.current_period_end: 2026-04-30 }
GET /v1/extend/holds -> 200 { data: [{ status: held, reason: ~ "not today" }, { status: held }] } as holds
POST /v1/extend/holds/$holds.data.1.id/release -> 200
expect holds 1
expect object $holds.data.1.object_id { status: paid, lines.data.0.period.start: 2026-02-28 }
expect object $holds.data.0.object_id { status: draft }
expect charges 2

story "The subscription ended meanwhile: its held invoice may be decided, but nobody is charged"
script spin at commerce.discount_calculation {
  export default class Spin {
    computeDiscounts(): any {
      throw new Error('not today');
    }
  }
}
POST /v1/coupons { id: SPIN, duration: forever, script: { id: $spin.id, on_failure: hold } } -> 200
POST /v1/subscriptions/$sub.id { discounts: [{ coupon: SPIN }] } -> 200
advance clock to 2026-02-28T02:00:00Z
DELETE /v1/subscriptions/$sub.id -> 200 { status: canceled }
GET /v1/extend/holds -> 200 as holds
expect object $holds.data.0.object_id { status: draft, auto_advance: false }
POST /v1/extend/holds/$holds.data.0.id/release -> 200 { status: released }
advance clock to 2026-03-15
expect object $holds.data.0.object_id { status: draft, last_finalization_error: null }
expect charges 1

story "A first invoice is held: the 23 hours begin when a person has decided"
clock 2026-01-31T00:00:10Z
script spin at commerce.discount_calculation {
  export default class Spin {
    computeDiscounts(): any {
      throw new Error('not today');
    }
  }
}
POST /v1/coupons { id: SPIN, duration: forever, script: { id: $spin.id, on_failure: hold } } -> 200
POST /v1/customers { payment_method: pm_card_chargeCustomerFail, invoice_settings: { default_payment_method: pm_card_chargeCustomerFail } } -> 200 as bob
POST /v1/subscriptions { customer: $bob.id, items: [{ price: $price.id }], discounts: [{ coupon: SPIN }] } -> 200 { status: incomplete } as waiting
wait 5d
expect object $waiting.id { status: incomplete }
expect object $waiting.latest_invoice { status: draft }
GET /v1/extend/holds -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/release -> 200
expect object $waiting.latest_invoice { status: open, attempt_count: 1 }
wait 22h
expect object $waiting.id { status: incomplete }
wait 1h
expect object $waiting.id { status: incomplete_expired }
expect object $waiting.latest_invoice { status: void }
expect charges 1
