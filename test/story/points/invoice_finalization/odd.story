# billing.invoice_finalization, odd answers.

clock 2026-01-01T00:00:00Z
POST /v1/products { name: "Seat", metadata: { least: "2500" } } -> 200 as seat
POST /v1/prices { product: $seat.id, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as monthly
POST /v1/test_helpers/test_clocks { frozen_time: 2026-01-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
script late at billing.invoice_finalization {
  export default class Late {
    beforeFinalization(): any {
      return { dueDate: new Date("2026-03-01"), memo: 'never seen' };
    }
  }
}
POST /v1/invoiceitems { customer: $ada.id, amount: 3000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, pending_invoice_items_behavior: include } -> 200 as invoice

story "A due date of an invoice that is charged is none, and nothing of the answer is used"
POST /v1/extend/bindings { point: billing.invoice_finalization, script: $late.id } -> 200
POST /v1/invoices/$invoice.id/finalize -> 200 { status: open, description: null, due_date: null }
expect run 1 { outcome: broke_contract, fell_back: true, error.message: ~ "invoices that are sent" }

story "Under fail the draft stays a draft"
POST /v1/extend/bindings { point: billing.invoice_finalization, script: $late.id, on_failure: fail } -> 200
POST /v1/invoices/$invoice.id/finalize -> 422 { error.code: extension_failed }
expect object $invoice.id { status: draft, number: null }
