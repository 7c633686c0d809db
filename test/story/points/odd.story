# Corners where a script, a hold and a change meet.

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-31 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
script moody at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Moody {
    computeDiscounts(request: any): any {
      if (request.customer.metadata.mood === 'bad') {
        throw new Error('bad mood');
      }
      return { discount: { amount: { amount: Decimal.from(100), currency: 'usd' } } };
    }
  }
}
POST /v1/coupons { id: DEFAULT, duration: forever, script: { id: $moody.id } } -> 200
POST /v1/coupons { id: HOLD, duration: forever, script: { id: $moody.id, on_failure: hold } } -> 200
POST /v1/coupons { id: FAIL, duration: forever, script: { id: $moody.id, on_failure: fail } } -> 200

story "A held invoice by hand waits for its finalization by hand, also when it was decided"
POST /v1/customers/$ada.id { metadata: { mood: bad } } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: HOLD }] } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 700, currency: usd } -> 200
expect holds 1
POST /v1/invoices/$invoice.id/finalize -> 400
POST /v1/customers/$ada.id { metadata: { mood: good } } -> 200
GET /v1/extend/holds?status=held -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/rerun -> 200 { status: rerun }
expect object $invoice.id { status: draft, total: 600, last_finalization_error: null }
POST /v1/invoices/$invoice.id/pay -> 200 { status: paid, amount_paid: 600 }
expect holds 0
expect charges 1

story "A held draft that is deleted takes its hold along"
POST /v1/customers/$ada.id { metadata: { mood: bad } } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: HOLD }] } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 700, currency: usd } -> 200
expect holds 1
DELETE /v1/invoices/$invoice.id -> 200 { deleted: true }
expect holds 0
expect event extend.hold.resolved { data.object.status: discarded }

story "A held draft stays held whatever changes, until a person resolves it"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: HOLD }] } -> 200 { status: active } as sub
POST /v1/customers/$ada.id { metadata: { mood: bad } } -> 200
advance clock to 2026-02-28T00:30:00Z
expect holds 1
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 { data.0.status: draft } as invoices
POST /v1/customers/$ada.id { metadata: { mood: good } } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoices.data.0.id, amount: 500, currency: usd } -> 200
expect object $invoices.data.0.id { status: draft, total: 1400, last_finalization_error.code: extension_held }
expect run -1 { outcome: ok }
expect holds 1
advance clock to 2026-02-28T02:00:00Z
expect object $invoices.data.0.id { status: draft }
expect charges 1
GET /v1/extend/holds?status=held -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/rerun -> 200 { status: rerun }
expect object $invoices.data.0.id { status: paid, amount_paid: 1400, last_finalization_error: null }
expect holds 0
expect charges 2

story "Under fail an item that the script cannot decide is not made, and repeating it asks no second time"
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: FAIL }] } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 700, currency: usd } -> 200
expect object $invoice.id { total: 600 }
POST /v1/customers/$ada.id { metadata: { mood: bad } } -> 200
mark before
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 300, currency: usd } key "more" -> 422 { error.code: extension_failed }
expect events after before [ extend.run.failed ]
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 300, currency: usd } key "more" -> 422 { error.code: extension_failed }
expect events after before [ extend.run.failed ]
expect object $invoice.id { total: 600, lines.data.#: 1 }
expect GET /v1/invoiceitems?customer=$ada.id { data.#: 1 }

story "Two scripts in a row: the second works on what the first left, also when the first falls back"
POST /v1/coupons { id: AGAIN, duration: forever, script: { id: $moody.id } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: DEFAULT }, { coupon: AGAIN }] } -> 200 as sub
expect object $sub.latest_invoice { total: 800, total_discount_amounts: [{ amount: 100 }, { amount: 100 }] }
expect run 2 { input.gross_amount.amount: "900" }
POST /v1/customers/$ada.id { metadata: { mood: bad } } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: DEFAULT }, { coupon: AGAIN }] } -> 200 as other
expect object $other.latest_invoice { total: 1000 }
expect runs 4

story "One held discount among others holds the whole invoice"
POST /v1/customers/$ada.id { metadata: { mood: bad } } -> 200
POST /v1/coupons { id: TENTH, duration: forever, percent_off: 10 } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: TENTH }, { coupon: HOLD }, { coupon: DEFAULT }] } -> 200 { status: incomplete } as sub
expect holds 1
expect object $sub.latest_invoice { status: draft }
POST /v1/customers/$ada.id { metadata: { mood: good } } -> 200
GET /v1/extend/holds?status=held -> 200 as holds
POST /v1/extend/holds/$holds.data.0.id/rerun -> 200 { status: rerun }
expect object $sub.latest_invoice { status: paid, total: 700 }
expect object $sub.id { status: active }
expect charges 1

story "A coupon with a script works on customers, items and single lines as well"
POST /v1/customers/$ada.id { coupon: DEFAULT } -> 200
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as plain
expect object $plain.latest_invoice { total: 900 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, discounts: [{ coupon: DEFAULT }] }] } -> 200 as item
expect object $item.latest_invoice { total: 900, lines.data.0.discount_amounts: [{ amount: 100 }] }

story "A customer that is deleted leaves no hold and no charge behind"
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], discounts: [{ coupon: HOLD }] } -> 200 as sub
POST /v1/customers/$ada.id { metadata: { mood: bad } } -> 200
advance clock to 2026-02-28T02:00:00Z
expect holds 1
GET /v1/extend/holds -> 200 as holds
DELETE /v1/customers/$ada.id -> 200 { deleted: true }
expect holds 0
expect object $holds.data.0.id { status: discarded }
expect charges 1

story "A script's discount lowers what is taxed; when it fails, the whole is taxed"
POST /v1/tax_rates { display_name: "GST", percentage: 10, inclusive: false } -> 200 as ten
script half at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Half {
    computeDiscounts(request: any): any {
      const { amount, currency } = request.grossAmount;
      if (request.customer.metadata.mood === 'bad') {
        throw new Error('bad mood');
      }
      return { discount: { amount: { amount: amount.div(Decimal.from(2), 0, 'floor'), currency } } };
    }
  }
}
POST /v1/coupons { id: HALF, duration: forever, script: { id: $half.id } } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: HALF }], default_tax_rates: [$ten.id] } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect object $invoice.id { total: 550, total_taxes: [{ amount: 50, taxable_amount: 500 }] }
expect run -1 { input.gross_amount.amount: "1000" }
POST /v1/customers/$ada.id { metadata: { mood: bad } } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect object $invoice.id { total: 2200, total_taxes: [{ amount: 200, taxable_amount: 2000 }] }
