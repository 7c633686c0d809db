# Corrections of final invoices (billing.md 13, 23.5 CN1 to CN3).

clock 2026-02-01T00:00:00Z
POST /v1/customers { name: "Ada", invoice_prefix: CREDIT, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice
POST /v1/invoices/$invoice.id/add_lines { lines: [{ amount: 10000, description: "Work" }] } -> 200 as draft

story "CN1: a credit note lowers what remains of an open invoice"
POST /v1/invoices/$invoice.id/finalize -> 200 { status: open, amount_remaining: 10000 }
POST /v1/credit_notes { invoice: $invoice.id, amount: 2000, reason: duplicate, memo: "Sorry", metadata: { case: "7" } } -> 200 {
  object: credit_note, amount: 2000, total: 2000, subtotal: 2000, type: pre_payment, pre_payment_amount: 2000, post_payment_amount: 0
  status: issued, number: CREDIT-0001-CN-01, reason: duplicate, memo: "Sorry", metadata.case: "7", customer: $ada.id, currency: usd
  lines.data: [{ object: credit_note_line_item, type: custom_line_item, amount: 2000, quantity: 1, unit_amount: 2000 }]
} as note
expect events of note [ credit_note.created, invoice.updated ]
expect object $invoice.id { status: open, amount_due: 10000, amount_remaining: 8000, pre_payment_credit_notes_amount: 2000 }
GET /v1/invoice_payments?invoice=$invoice.id -> 200 { data: [{ amount_requested: 8000 }] } as payments
expect object $payments.data.0.payment.payment_intent { amount: 8000 }
POST /v1/invoices/$invoice.id/pay -> 200 { status: paid, amount_paid: 8000, amount_remaining: 0 }
POST /v1/credit_notes/$note.id/void -> 400
expect charges 1

story "CN2: of a paid invoice everything is given back somewhere, to the cent"
POST /v1/invoices/$invoice.id/pay -> 200 { status: paid }
POST /v1/credit_notes { invoice: $invoice.id, amount: 500, refund_amount: 100, credit_amount: 200, out_of_band_amount: 100 } -> 400
POST /v1/credit_notes { invoice: $invoice.id, amount: 500 } -> 400
POST /v1/credit_notes { invoice: $invoice.id, amount: 500, refund_amount: 100, credit_amount: 200, out_of_band_amount: 200 } -> 200 {
  type: post_payment, post_payment_amount: 500, pre_payment_amount: 0, out_of_band_amount: 200, refunds: [{ amount_refunded: 100, type: refund }]
} as note
expect events of note [ charge.refunded, refund.created, customer.updated, credit_note.created, invoice.updated ]
expect object $note.refunds.0.refund { amount: 100, status: succeeded }
expect object $ada.id { balance: -200 }
expect object $invoice.id { status: paid, amount_paid: 10000, post_payment_credit_notes_amount: 500 }
POST /v1/credit_notes/$note.id/void -> 400

story "CN3: partly paid: what remains goes first, the rest is given back"
POST /v1/invoices/$invoice.id/finalize -> 200
POST /v1/payment_intents { customer: $ada.id, amount: 4000, currency: usd, payment_method: $ada.invoice_settings.default_payment_method, confirm: true } -> 200 as part
POST /v1/invoices/$invoice.id/attach_payment { payment_intent: $part.id } -> 200 { amount_remaining: 6000 }
POST /v1/credit_notes { invoice: $invoice.id, amount: 7000 } -> 400
POST /v1/credit_notes { invoice: $invoice.id, amount: 7000, refund_amount: 1000, reason: order_change } -> 200 {
  type: mixed, pre_payment_amount: 6000, post_payment_amount: 1000, refunds: [{ amount_refunded: 1000 }]
} as note
expect events of note [ charge.refunded, refund.created, credit_note.created, payment_intent.canceled, invoice.updated, invoice.paid ]
expect object $note.refunds.0.refund { payment_intent: $part.id, reason: requested_by_customer }
expect object $invoice.id { status: paid, amount_remaining: 0, amount_paid: 4000, pre_payment_credit_notes_amount: 6000, post_payment_credit_notes_amount: 1000 }

story "A credit note that is void lets its amount be paid again"
POST /v1/invoices/$invoice.id/finalize -> 200
POST /v1/credit_notes { invoice: $invoice.id, amount: 3000 } -> 200 { number: CREDIT-0001-CN-01 } as first
POST /v1/credit_notes { invoice: $invoice.id, amount: 4000 } -> 200 { number: CREDIT-0001-CN-02 } as second
expect object $invoice.id { amount_remaining: 3000 }
POST /v1/credit_notes/$first.id/void -> 200 { status: void, voided_at: 2026-02-01 } as voided
expect events of voided [ credit_note.voided, invoice.updated ]
expect object $invoice.id { amount_remaining: 6000, pre_payment_credit_notes_amount: 4000 }
POST /v1/credit_notes/$first.id/void -> 400
POST /v1/credit_notes { invoice: $invoice.id, amount: 6001 } -> 400 { error.param: amount }
POST /v1/credit_notes { invoice: $invoice.id, amount: 6000 } -> 200 { number: CREDIT-0001-CN-03, type: pre_payment }
expect object $invoice.id { status: paid, amount_paid: 0, amount_remaining: 0 }
POST /v1/credit_notes/$second.id/void -> 400
POST /v1/credit_notes/$second.id { memo: "Filed", metadata: { a: b } } -> 200 { memo: "Filed", metadata.a: b }
expect GET /v1/credit_notes?invoice=$invoice.id { data.#: 3, data.0.amount: 6000, data.1.memo: "Filed" }
expect GET /v1/credit_notes?customer=$ada.id&limit=1 { data.#: 1, has_more: true }
expect GET /v1/credit_notes/$second.id/lines { data.#: 1, data.0.amount: 4000 }
expect charges 0

story "Lines give back their share of discounts and taxes, in any steps to the whole"
POST /v1/coupons { id: TENTH, percent_off: 10, duration: forever } -> 200
POST /v1/tax_rates { display_name: VAT, percentage: 19, inclusive: false } -> 200 as vat
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: TENTH }], default_tax_rates: [$vat.id] } -> 200 as bill
POST /v1/invoices/$bill.id/add_lines { lines: [{ unit_amount_decimal: "333.35", quantity: 3 }, { amount: 250, discountable: false }] } -> 200 {
  lines.data.0: { amount: 1000, discount_amounts: [{ amount: 100 }], taxes: [{ amount: 171 }] }, lines.data.1: { taxes: [{ amount: 48 }] }, total: 1369
} as lines
POST /v1/invoices/$bill.id/pay -> 200 { amount_paid: 1369 }
GET /v1/credit_notes/preview?invoice=$bill.id&lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=$lines.lines.data.0.id&lines[0][quantity]=1&refund_amount=357 -> 200 { amount: 357, number: CREDIT-0001-CN-01 } as preview
expect GET /v1/credit_notes/preview/lines?invoice=$bill.id&lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=$lines.lines.data.0.id&lines[0][quantity]=1&refund_amount=357 { data.#: 1, data.0.amount: 333 }
expect GET /v1/credit_notes?invoice=$bill.id { data.#: 0 }
POST /v1/credit_notes { invoice: $bill.id, lines: [{ type: invoice_line_item, invoice_line_item: $lines.lines.data.0.id, quantity: 1 }], refund_amount: 357 } -> 200 {
  amount: 357, subtotal: 333, discount_amount: 33, total_excluding_tax: 300, total_taxes: [{ amount: 57, taxable_amount: 300 }]
  lines.data.0: { amount: 333, quantity: 1, discount_amounts: [{ amount: 33 }], taxes: [{ amount: 57 }], tax_rates.0.id: $vat.id }
} as first
expect same $preview.lines.data and $first.lines.data except [id]
POST /v1/credit_notes { invoice: $bill.id, lines: [{ type: invoice_line_item, invoice_line_item: $lines.lines.data.0.id, quantity: 3 }], credit_amount: 1 } -> 400 { error.param: "lines[quantity]" }
POST /v1/credit_notes { invoice: $bill.id, lines: [{ type: invoice_line_item, invoice_line_item: $lines.lines.data.0.id, amount: 668 }], credit_amount: 1 } -> 400 { error.param: "lines[amount]" }
POST /v1/credit_notes {
  invoice: $bill.id, credit_amount: 1012
  lines: [{ type: invoice_line_item, invoice_line_item: $lines.lines.data.0.id, amount: 667 }, { type: invoice_line_item, invoice_line_item: $lines.lines.data.1.id, quantity: 1 }]
} -> 200 { amount: 1012, discount_amount: 67, lines.data.0.taxes: [{ amount: 114 }], lines.data.1.taxes: [{ amount: 48 }] }
expect object $bill.id { post_payment_credit_notes_amount: 1369 }
POST /v1/credit_notes { invoice: $bill.id, amount: 1, credit_amount: 1 } -> 400 { error.param: amount }

story "Inclusive tax, an own line with tax, and taxes computed elsewhere"
POST /v1/tax_rates { display_name: VAT, percentage: 20, inclusive: true } -> 200 as inside
POST /v1/tax_rates { display_name: Tax, percentage: 7, inclusive: false } -> 200 as outside
POST /v1/invoices { customer: $ada.id, currency: usd, default_tax_rates: [$inside.id] } -> 200 as bill
POST /v1/invoices/$bill.id/add_lines { lines: [{ amount: 1200 }] } -> 200 as lines
POST /v1/invoices/$bill.id/finalize -> 200 { total: 1200, total_excluding_tax: 1000 }
POST /v1/credit_notes { invoice: $bill.id, lines: [{ type: invoice_line_item, invoice_line_item: $lines.lines.data.0.id, amount: 600 }] } -> 200 {
  amount: 600, subtotal: 600, subtotal_excluding_tax: 500, total_excluding_tax: 500, lines.data.0.taxes: [{ amount: 100, tax_behavior: inclusive, taxable_amount: 500 }]
}
POST /v1/credit_notes { invoice: $bill.id, lines: [{ type: custom_line_item, description: "Goodwill", unit_amount_decimal: "33.5", quantity: 3, tax_rates: [$outside.id] }] } -> 200 {
  amount: 108, subtotal: 101, lines.data.0: { amount: 101, unit_amount_decimal: "33.5", taxes: [{ amount: 7, tax_behavior: exclusive }] }
}
POST /v1/credit_notes {
  invoice: $bill.id, lines: [{ type: invoice_line_item, invoice_line_item: $lines.lines.data.0.id, amount: 100, tax_amounts: [{ amount: 10, taxable_amount: 90, tax_rate: $inside.id }] }]
} -> 200 { amount: 100, total_excluding_tax: 90 }
expect object $bill.id { amount_remaining: 392, status: open }

story "A refund that was made already is counted once"
POST /v1/invoices/$invoice.id/pay -> 200
GET /v1/invoice_payments?invoice=$invoice.id -> 200 as payments
POST /v1/refunds { payment_intent: $payments.data.0.payment.payment_intent, amount: 3000 } -> 200 as refund
POST /v1/credit_notes { invoice: $invoice.id, amount: 1000, refunds: [{ refund: $refund.id, amount_refunded: 1000 }] } -> 200 { refunds: [{ amount_refunded: 1000, refund: $refund.id }] }
POST /v1/credit_notes { invoice: $invoice.id, amount: 2500, refunds: [{ refund: $refund.id, amount_refunded: 2500 }] } -> 400 { error.param: "refunds[amount_refunded]" }
POST /v1/credit_notes { invoice: $invoice.id, amount: 2500, refunds: [{ refund: $refund.id }], refund_amount: 500 } -> 200 { refunds: [{ amount_refunded: 2000 }, { amount_refunded: 500 }] }
POST /v1/credit_notes { invoice: $invoice.id, amount: 6500, refund_amount: 6500 } -> 200
POST /v1/credit_notes { invoice: $invoice.id, amount: 1, out_of_band_amount: 1 } -> 400

story "An exempt customer gets back what was paid"
POST /v1/customers/$ada.id { tax_exempt: exempt } -> 200
POST /v1/tax_rates { display_name: VAT, percentage: 10, inclusive: true } -> 200 as inside
POST /v1/invoices { customer: $ada.id, currency: usd, default_tax_rates: [$inside.id] } -> 200 as bill
POST /v1/invoices/$bill.id/add_lines { lines: [{ amount: 10000 }] } -> 200 { total: 9091 } as lines
POST /v1/invoices/$bill.id/finalize -> 200 { total: 9091 }
POST /v1/credit_notes { invoice: $bill.id, lines: [{ type: invoice_line_item, invoice_line_item: $lines.lines.data.0.id, amount: 5000 }] } -> 200 { amount: 4545 }
POST /v1/credit_notes { invoice: $bill.id, lines: [{ type: invoice_line_item, invoice_line_item: $lines.lines.data.0.id, amount: 5000 }] } -> 200 { amount: 4546 }
expect object $bill.id { status: paid, amount_remaining: 0, pre_payment_credit_notes_amount: 9091 }

story "What has no credit note"
POST /v1/credit_notes { invoice: $invoice.id, amount: 1 } -> 400 { error.param: invoice }
POST /v1/invoices/$invoice.id/finalize -> 200
POST /v1/credit_notes { invoice: $invoice.id } -> 400 { error.code: parameters_exclusive }
POST /v1/credit_notes { invoice: $invoice.id, amount: 1, lines: [{ type: custom_line_item, unit_amount: 1 }] } -> 400 { error.code: parameters_exclusive }
POST /v1/credit_notes { invoice: $invoice.id, amount: 10001 } -> 400 { error.param: amount }
POST /v1/credit_notes { invoice: $invoice.id, amount: 100, credit_amount: 100 } -> 400
POST /v1/credit_notes { invoice: $invoice.id, lines: [{ type: invoice_line_item, invoice_line_item: $draft.lines.data.0.id }] } -> 400
POST /v1/credit_notes { invoice: $invoice.id, lines: [{ type: invoice_line_item, invoice_line_item: $draft.lines.data.0.id, amount: 1 }, { type: invoice_line_item, invoice_line_item: $draft.lines.data.0.id, amount: 1 }] } -> 400
POST /v1/credit_notes { invoice: $invoice.id, lines: [{ type: custom_line_item }] } -> 400
POST /v1/invoices/$invoice.id/void -> 200
POST /v1/credit_notes { invoice: $invoice.id, amount: 1 } -> 400 { error.param: invoice }
expect GET /v1/credit_notes?invoice=$invoice.id { data.#: 0 }
