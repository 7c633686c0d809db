# Lines of a draft, added, changed and taken away (billing.md 12.7).

clock 2026-02-01T00:00:00Z
POST /v1/customers { name: "Ada", invoice_prefix: LINES, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as invoice

story "Lines are added at once, and each is an invoice item"
POST /v1/products { name: "Desk" } -> 200 as desk
POST /v1/prices { product: $desk.id, currency: usd, unit_amount: 250 } -> 200 as price
POST /v1/invoices/$invoice.id/add_lines {
  lines: [
    { amount: 1000, description: "Planning", metadata: { phase: one } }
    { pricing: { price: $price.id }, quantity: 4 }
    { unit_amount_decimal: "12.5", quantity: 3, description: "Sheets" }
    { price_data: { currency: usd, product: $desk.id, unit_amount: 80 } }
  ]
  invoice_metadata: { po: "17" }
} -> 200 {
  total: 2118, metadata.po: "17", lines.data.#: 4
  lines.data.0: { amount: 1000, description: "Planning", metadata.phase: one, parent.type: invoice_item_details }
  lines.data.1: { amount: 1000, description: "Desk", quantity: 4, pricing.price_details.price: $price.id }
  lines.data.2: { amount: 38, quantity: 3, pricing.unit_amount_decimal: "12.5" }
  lines.data.3: { amount: 80, quantity: 1 }
} as added
expect events of added [ invoiceitem.created, invoiceitem.created, invoiceitem.created, price.created, invoiceitem.created, invoice.updated ]
expect GET /v1/invoiceitems?invoice=$invoice.id { data.#: 4 }
POST /v1/invoices/$invoice.id/lines/$added.lines.data.1.id { quantity: 2, description: "Two desks" } -> 200 { object: line_item, amount: 500, description: "Two desks" } as line
expect GET /v1/invoiceitems/$added.lines.data.1.parent.invoice_item_details.invoice_item { amount: 500, quantity: 2, description: "Two desks" }
POST /v1/invoices/$invoice.id/update_lines { lines: [{ id: $line.id, amount: 700 }, { id: $added.lines.data.0.id, discountable: false }] } -> 200 { total: 1818, lines.data.0.discountable: false, lines.data.1.pricing: null }

story "A line that is taken away is deleted, or waits again"
POST /v1/invoices/$invoice.id/add_lines { lines: [{ amount: 100 }, { amount: 200 }, { amount: 300 }] } -> 200 as added
POST /v1/invoices/$invoice.id/remove_lines {
  lines: [{ id: $added.lines.data.0.id, behavior: delete }, { id: $added.lines.data.1.id, behavior: unassign }]
} -> 200 { total: 300, lines.data.#: 1 } as removed
expect events of removed [ invoiceitem.deleted, invoice.updated ]
GET /v1/invoiceitems?customer=$ada.id&pending=true -> 200 { data.#: 1, data.0: { amount: 200, invoice: null } } as waiting
POST /v1/invoices/$invoice.id/add_lines { lines: [{ invoice_item: $waiting.data.0.id }] } -> 200 { total: 500 }
expect GET /v1/invoiceitems?customer=$ada.id&pending=true { data.#: 0 }

story "Taxes that were computed elsewhere stand on their line as they are"
POST /v1/invoices/$invoice.id/add_lines {
  lines: [
    { amount: 1000, tax_amounts: [{ amount: 73, taxable_amount: 1000, tax_rate_data: { display_name: "Sales tax", percentage: 7.25, inclusive: false } }] }
    { amount: 500, tax_amounts: [{ amount: 80, taxable_amount: 420, tax_rate_data: { display_name: VAT, percentage: 19, inclusive: true } }] }
  ]
} -> 200 {
  subtotal: 1500, total: 1573, total_excluding_tax: 1420, total_taxes.#: 2
  lines.data.0.taxes: [{ amount: 73, taxable_amount: 1000, tax_behavior: exclusive }], lines.data.1.subtotal: 420
} as invoice2
expect GET /v1/tax_rates/$invoice2.lines.data.0.taxes.0.tax_rate_details.tax_rate { active: false, percentage: 7.25, display_name: "Sales tax" }
POST /v1/tax_rates { display_name: Other, percentage: 10, inclusive: false } -> 200 as rate
POST /v1/invoices/$invoice.id/lines/$invoice2.lines.data.0.id { tax_rates: [$rate.id] } -> 200 { taxes: [{ amount: 100 }] }
POST /v1/invoices/$invoice.id/lines/$invoice2.lines.data.1.id { tax_amounts: "" } -> 200 { taxes.#: 0 }
expect object $invoice.id { total: 1600 }

story "A subscription's line can be described and taxed, but its amount is its item's"
POST /v1/products { name: "Seats" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1500, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 2 }] } -> 200 as sub
wait 28d
GET /v1/invoices?subscription=$sub.id&limit=1 -> 200 { data.0.status: draft } as renewals
POST /v1/invoices/$renewals.data.0.id/lines/$renewals.data.0.lines.data.0.id { amount: 1 } -> 400 { error.param: amount }
POST /v1/invoices/$renewals.data.0.id/lines/$renewals.data.0.lines.data.0.id { description: "Two seats", metadata: { seen: yes } } -> 200 { description: "Two seats", amount: 3000, metadata.seen: yes }
POST /v1/invoices/$renewals.data.0.id/remove_lines { lines: [{ id: $renewals.data.0.lines.data.0.id, behavior: delete }] } -> 400
DELETE /v1/invoices/$renewals.data.0.id -> 400

story "What is written on an invoice: head, foot, number, dates"
POST /v1/customers/$ada.id { invoice_settings: { custom_fields: [{ name: PO, value: "77" }], footer: "Thanks" } } -> 200
POST /v1/invoices {
  customer: $ada.id, currency: usd, collection_method: send_invoice, due_date: 2026-03-01, effective_at: 2026-01-31
  number: "X-1", rendering: { amount_tax_display: include_inclusive_tax, pdf: { page_size: a4 }, template: plain, template_version: 2 }
  shipping_details: { name: Ada, address: { city: London, country: GB } }, issuer: { type: self }, automatic_tax: { enabled: false }
  payment_settings: { payment_method_types: [card, sepa_debit] }
} -> 200 {
  number: "X-1", custom_fields: [{ name: PO, value: "77" }], footer: "Thanks", effective_at: 2026-01-31, due_date: 2026-03-01
  rendering: { amount_tax_display: include_inclusive_tax, pdf.page_size: a4, template: plain, template_version: 2 }
  shipping_details: { name: Ada, address.city: London }, payment_settings.payment_method_types: [card, sepa_debit]
} as one
POST /v1/invoices/$one.id { custom_fields: "", rendering: { amount_tax_display: "" }, shipping_details: "", effective_at: "" } -> 200 { custom_fields: null, rendering.amount_tax_display: null, shipping_details: null, effective_at: null }
POST /v1/invoices/$one.id/add_lines { lines: [{ amount: 900 }] } -> 200
POST /v1/invoices/$one.id/finalize -> 200 { number: "X-1", status: open, effective_at: 2026-02-01 }
POST /v1/invoices/$one.id { due_date: 2026-02-20, footer: "Soon", description: "Two desks" } -> 200 { due_date: 2026-02-20, footer: "Soon" }
wait 20d
expect event invoice.overdue
POST /v1/invoices/$one.id/pay { paid_out_of_band: true } -> 200 { status: paid }
POST /v1/invoices/$one.id { metadata: { filed: yes }, description: "Filed" } -> 200 { metadata.filed: yes, description: "Filed" }
POST /v1/invoices/$one.id { footer: "Late" } -> 400 { error.code: invoice_not_editable }

story "Numbers are the customer's, the account's, or chosen, and never twice"
POST /v1/invoices/$invoice.id/finalize -> 200 { number: LINES-0001 }
POST /v1/invoices { customer: $ada.id, currency: usd, number: LINES-0001 } -> 400 { error.param: number }
POST /v1/invoices { customer: $ada.id, currency: usd, number: LINES-0002 } -> 200 { status: draft, number: LINES-0002 } as chosen
POST /v1/invoices { customer: $ada.id, currency: usd, number: LINES-0002 } -> 400 { error.param: number }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as counted
POST /v1/invoices/$counted.id/finalize -> 200 { number: LINES-0003 }
expect GET /v1/extend/invoice_rules { numbering: customer, prefix: INV, next_sequence: 1, days_until_due: 30, tax_rounding: line }
POST /v1/extend/invoice_rules { numbering: account, prefix: QUOIN, next_sequence: 40 } -> 200 { numbering: account, next_sequence: 40 }
POST /v1/extend/invoice_rules { next_sequence: 39 } -> 400 { error.param: next_sequence }
POST /v1/extend/invoice_rules { prefix: "quoin" } -> 400 { error.param: prefix }
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as fortieth
POST /v1/invoices/$fortieth.id/finalize -> 200 { number: QUOIN-0040 }
POST /v1/customers { name: "Bob" } -> 200 as bob
POST /v1/invoices { customer: $bob.id, currency: usd } -> 200 as next
POST /v1/invoices/$next.id/finalize -> 200 { number: QUOIN-0041 }
POST /v1/invoices/$chosen.id/finalize -> 200 { number: LINES-0002 }

story "A revision corrects a final invoice and stands in its place"
POST /v1/coupons { id: ONCE, percent_off: 10, duration: once } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, discounts: [{ coupon: ONCE }], description: "Wrong" } -> 200 as wrong
POST /v1/invoices/$wrong.id/add_lines { lines: [{ amount: 1000, description: "Work" }, { amount: 500, description: "Travel" }] } -> 200
POST /v1/invoices/$wrong.id/finalize -> 200 { status: open, total: 1350, number: LINES-0001 }
POST /v1/invoices { from_invoice: { action: revision, invoice: $wrong.id } } -> 200 {
  status: draft, total: 1350, description: "Wrong", from_invoice: { action: revision, invoice: $wrong.id }, lines.data.#: 2
} as right
POST /v1/invoices/$right.id/lines/$right.lines.data.1.id { amount: 250 } -> 200
expect object $wrong.id { status: open, latest_revision: null, lines.data.1.amount: 500 }
POST /v1/invoices/$right.id/finalize -> 200 { status: open, total: 1125, number: LINES-0002 } as final
expect object $wrong.id { status: void, latest_revision: $right.id }
expect event invoice.voided
POST /v1/invoices { from_invoice: { action: revision, invoice: $wrong.id } } -> 400
POST /v1/invoices { from_invoice: { action: revision, invoice: $right.id } } -> 200 as dropped
DELETE /v1/invoices/$dropped.id -> 200
expect GET /v1/invoiceitems?customer=$ada.id&pending=true { data.#: 0 }

story "A warning before the due date, when the account wants one"
POST /v1/extend/invoice_rules { will_be_due_days: 3, days_until_due: 14 } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, collection_method: send_invoice } -> 200 as sent
POST /v1/invoices/$sent.id/add_lines { lines: [{ amount: 900 }] } -> 200
POST /v1/invoices/$sent.id/send -> 200 { due_date: 2026-02-15 }
wait 10d
expect no event invoice.will_be_due
wait 2d
expect event invoice.will_be_due { data.object.id: $sent.id }
expect no event invoice.overdue

story "A draft becomes final at the time that was wished"
POST /v1/invoices { customer: $ada.id, currency: usd, auto_advance: true, automatically_finalizes_at: 2026-02-03 } -> 200 { automatically_finalizes_at: 2026-02-03 } as later
POST /v1/invoices/$later.id/add_lines { lines: [{ amount: 900 }] } -> 200
wait 1d
expect object $later.id { status: draft }
POST /v1/invoices/$later.id { automatically_finalizes_at: 2026-02-05 } -> 200 { automatically_finalizes_at: 2026-02-05 }
wait 2d
expect object $later.id { status: draft }
wait 2d
expect object $later.id { status: paid }
