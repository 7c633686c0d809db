# Every money effect in the ledger (docs/concepts/ledger.md): what an invoice came to can be traced, and the accounts balance.

clock 2026-02-01T00:00:00Z
POST /v1/customers { name: "Ada", payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada

# [paid]
story "An invoice with discount and tax, paid by card"
POST /v1/tax_rates { display_name: VAT, percentage: "10", inclusive: false } -> 200 as vat
POST /v1/coupons { id: TENTH, percent_off: "10" } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, default_tax_rates: [$vat.id], discounts: [{ coupon: TENTH }] } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 2000, currency: usd } -> 200
POST /v1/invoices/$invoice.id/pay -> 200 { total: 1980, status: paid }
expect GET /v1/extend/ledger/transfers?object=$invoice.id { data: [{
  object: extend.ledger_transfer, currency: usd, customer: $ada.id, invoice: $invoice.id
  legs: [
    { reason: invoice_finalized, debit: receivable, credit: revenue, amount: 1800, source: $invoice.id, line: ~ "il_" }
    { reason: invoice_finalized, debit: receivable, credit: tax_payable, amount: 180, line: ~ "il_" }
    { reason: invoice_finalized, debit: discounts, credit: revenue, amount: 200 }
    { reason: payment_received, debit: cash, credit: unapplied_payments, amount: 1980, source: ~ "pi_" }
    { reason: invoice_paid, debit: unapplied_payments, credit: receivable, amount: 1980, source: ~ "pi_" }
  ]
}] }
expect GET /v1/extend/ledger/accounts { data: [
  { name: receivable, currency: usd, debits: 1980, credits: 1980, balance: 0, normal_side: debit }
  { name: cash, balance: 1980 }
  { name: unapplied_payments, balance: 0, normal_side: credit }
  { name: revenue, balance: 2000 }
  { name: discounts, balance: 200, normal_side: debit }
  { name: tax_payable, balance: 180 }
] }
# [/paid]

story "Time that is not over is deferred; time that is credited is taken back from it"
POST /v1/products { name: Gold } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 3000, recurring: { interval: month } } -> 200 as gold
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 6000, recurring: { interval: month } } -> 200 as more
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $gold.id }] } -> 200 { status: active } as sub
expect GET /v1/extend/ledger/transfers?object=$sub.latest_invoice { data.0.legs.0: {
  debit: receivable, credit: deferred_revenue, amount: 3000, service_start: 2026-02-01T00:00:00Z, service_end: 2026-03-01T00:00:00Z
} }
wait 14d
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, price: $more.id }], proration_behavior: always_invoice } -> 200 as up
expect GET /v1/extend/ledger/transfers?object=$up.latest_invoice { data.0.legs.0: { debit: deferred_revenue, credit: receivable, amount: 1500 } }
expect GET /v1/extend/ledger/transfers?object=$up.latest_invoice { data.0.legs.1: { debit: receivable, credit: deferred_revenue, amount: 3000 } }
expect GET /v1/extend/ledger/accounts?customer=$ada.id { data.0: { name: receivable, balance: 0 } }
expect GET /v1/extend/ledger/accounts?customer=$ada.id { data.3: { name: deferred_revenue, balance: 4500 } }

story "Void, given up, recovered and paid elsewhere"
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as void
POST /v1/invoiceitems { customer: $ada.id, invoice: $void.id, amount: 1000, currency: usd } -> 200
POST /v1/customers/$ada.id { balance: -300 } -> 200
POST /v1/invoices/$void.id/finalize -> 200 { amount_due: 700 }
POST /v1/invoices/$void.id/mark_uncollectible -> 200
expect GET /v1/extend/ledger/accounts { data: [
  { name: receivable, balance: 0 }, { name: customer_balance, balance: 0 }, { name: revenue, balance: 1000 }
  { name: bad_debt, balance: 700 }, { name: balance_adjustments, balance: 300 }
] }
POST /v1/invoices/$void.id/void -> 200
expect GET /v1/extend/ledger/accounts { data: [
  { name: receivable, balance: 0 }, { name: customer_balance, balance: 300 }, { name: revenue, balance: 0 }
  { name: bad_debt, balance: 0 }, { name: balance_adjustments, balance: 300 }
] }
POST /v1/customers/$ada.id { balance: 0 } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as lost
POST /v1/invoiceitems { customer: $ada.id, invoice: $lost.id, amount: 900, currency: usd } -> 200
POST /v1/invoices/$lost.id/finalize -> 200
POST /v1/invoices/$lost.id/mark_uncollectible -> 200
POST /v1/invoices/$lost.id/pay { paid_out_of_band: true } -> 200 { status: paid }
expect GET /v1/extend/ledger/accounts?customer=$ada.id { data: [
  { name: receivable, balance: 0 }, { name: cash_elsewhere, balance: 900 }, { name: customer_balance, balance: 0 }
  { name: revenue, balance: 900 }, { name: bad_debt, balance: 0 }, { name: balance_adjustments, balance: 0 }
] }
expect GET /v1/extend/ledger/transfers?customer=$ada.id&account=cash_elsewhere { data: [{ invoice: $lost.id }] }

story "Money without an invoice, and money that goes back"
POST /v1/payment_intents { amount: 2000, currency: eur, customer: $ada.id, payment_method: pm_card_pendingRefund, confirm: true } -> 200 as pi
POST /v1/refunds { payment_intent: $pi.id, amount: 500 } -> 200 { status: pending } as part
POST /v1/refunds { payment_intent: $pi.id, amount: 400 } -> 200 { status: pending } as canceled
POST /v1/refunds/$canceled.id/cancel -> 200
expect GET /v1/extend/ledger/accounts?currency=eur { data: [
  { name: cash, balance: 2000 }, { name: unapplied_payments, balance: 2000 }
  { name: refunds, balance: 500 }, { name: refunds_pending, balance: 500 }
] }
POST /v1/test_helpers/refunds/$part.id/settle { outcome: succeeded } -> 200
expect GET /v1/extend/ledger/accounts?currency=eur { data.0: { name: cash, balance: 1500 } }
expect GET /v1/extend/ledger/transfers?object=$part.id { data: [{ legs.0.reason: refund_done }, { legs.0.reason: refund_begun }] }
expect GET /v1/extend/ledger/transfers?object=$pi.id { data: [{ legs.0.reason: payment_received }] }
expect GET /v1/extend/ledger/transfers?object=$pi.latest_charge { data: [{ legs.0.reason: payment_received }] }
GET /v1/extend/ledger/transfers?object=cus_x -> 400 { error.param: object }
GET /v1/extend/ledger/transfers?account=purse -> 400 { error.param: account }
GET /v1/extend/ledger/transfers -> 200 { data.#: 5 } as all
expect GET /v1/extend/ledger/transfers/$all.data.0.id { legs.0.debit: refunds_pending }
GET /v1/extend/ledger/accounts?currency=usd -> 200 { data: [] }

story "A credit note takes back what was charged"
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoiceitems { customer: $ada.id, invoice: $invoice.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices/$invoice.id/finalize -> 200
POST /v1/credit_notes { invoice: $invoice.id, amount: 400 } -> 200 as note
expect GET /v1/extend/ledger/transfers?object=$note.id { data: [{ invoice: $invoice.id, legs: [{ reason: credit_note_issued, debit: credit_notes, credit: receivable, amount: 400, source: $note.id }] }] }
expect GET /v1/extend/ledger/accounts?customer=$ada.id { data.0: { name: receivable, balance: 600 } }
