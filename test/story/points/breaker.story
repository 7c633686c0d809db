# A release that keeps failing is not asked for a while (docs/concepts/failure.md).

clock 2026-01-31T00:00:00Z
POST /v1/products { name: "Basic" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/customers { payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
script moody at commerce.discount_calculation {
  import { Decimal } from '@stripe/extensibility-sdk/stdlib';
  export default class Moody {
    computeDiscounts(request: any): any {
      if (request.customer.metadata.mood === 'bad') throw new Error('no');
      return { discount: { amount: { amount: Decimal.from(100), currency: 'usd' } } };
    }
  }
}
POST /v1/coupons { id: MOODY, duration: forever, script: { id: $moody.id } } -> 200
POST /v1/customers/$ada.id { metadata: { mood: bad } } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: MOODY }] } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200

story "Ten failures among the last runs open it; the policy decides, and half an hour later it asks again"
  proves docs/concepts/failure.md
expect event extend.breaker.opened { data.object: { status: open, failures: 10, release: $moody.active_release, point: commerce.discount_calculation } }
POST /v1/customers/$ada.id { metadata: { mood: good } } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect run -1 { outcome: refused, fell_back: true, fuel: 0, error.message: ~ "breaker" }
POST /v1/invoices/create_preview { customer: $ada.id, discounts: [{ coupon: MOODY }], invoice_items: [{ amount: 1000, currency: usd }] } -> 200 { total: 1000 }
# It is open after a restart as well.
kill
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect run -1 { outcome: refused }
wait 30m
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect run -1 { outcome: ok, fell_back: false }
expect event extend.breaker.closed { data.object: { status: closed, opened_at: null } }
expect GET /v1/extend/breakers { data: [{ status: closed, run: ? }] }

story "A person closes it at once"
GET /v1/extend/breakers -> 200 as breakers
POST /v1/customers/$ada.id { metadata: { mood: good } } -> 200
POST /v1/extend/breakers/$breakers.data.0.id/close -> 200 { status: closed }
expect GET /v1/extend/breakers/$breakers.data.0.id { status: closed }
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect run -1 { outcome: ok }

story "What failed before a restart counts, and what a person closed counts no more"
GET /v1/extend/breakers -> 200 as breakers
POST /v1/extend/breakers/$breakers.data.0.id/close -> 200 { status: closed }
# Nine failures, a new process, and one more.
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect GET /v1/extend/breakers/$breakers.data.0.id { status: closed }
kill
expect GET /v1/extend/breakers/$breakers.data.0.id { status: closed }
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect run -1 { outcome: threw }
expect GET /v1/extend/breakers/$breakers.data.0.id { status: open, failures: 10 }
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
expect run -1 { outcome: refused }
