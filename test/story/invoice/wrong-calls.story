# Calls that are refused, each by its code or parameter, and change nothing (billing.md 2.4, 12.7, 13).

clock 2026-02-01T00:00:00Z
POST /v1/customers { name: "Ada", invoice_prefix: WRONG, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/customers { name: "Bob" } -> 200 as bob
POST /v1/products { name: "Seats" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1500, recurring: { interval: month } } -> 200 as monthly
POST /v1/prices { product: $product.id, currency: eur, unit_amount: 900 } -> 200 as euros
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 900 } -> 200 as archived
POST /v1/prices/$archived.id { active: false } -> 200
POST /v1/tax_rates { display_name: VAT, percentage: 19, inclusive: false } -> 200 as vat
POST /v1/tax_rates/$vat.id { active: false } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as draft
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: 1000 }] } -> 200 as drafted

story "New invoices"
mark before
POST /v1/invoices -> 400 { error: { code: parameter_missing, param: customer } }
POST /v1/invoices { customer: cus_nobody } -> 400 { error.param: customer }
POST /v1/invoices { customer: $ada.id, currency: xxx } -> 400 { error.param: currency }
POST /v1/invoices { customer: $ada.id, colour: red } -> 400 { error: { code: parameter_unknown, param: colour } }
POST /v1/invoices { customer: $ada.id, days_until_due: 10 } -> 400 { error.param: days_until_due }
POST /v1/invoices { customer: $ada.id, due_date: 2026-03-01 } -> 400 { error.param: due_date }
POST /v1/invoices { customer: $ada.id, collection_method: send_invoice, due_date: 2026-01-01 } -> 400 { error.param: due_date }
POST /v1/invoices { customer: $ada.id, collection_method: send_invoice, due_date: 2026-03-01, days_until_due: 3 } -> 400 { error.code: parameters_exclusive }
POST /v1/invoices { customer: $ada.id, collection_method: by_pigeon } -> 400 { error.param: collection_method }
POST /v1/invoices { customer: $ada.id, automatic_tax: { enabled: true } } -> 400 { error.param: "automatic_tax[enabled]" }
POST /v1/invoices { customer: $ada.id, on_behalf_of: acct_1 } -> 400 { error: { code: resource_missing, param: on_behalf_of } }
POST /v1/invoices { customer: $ada.id, issuer: { type: account } } -> 400 { error.param: "issuer[type]" }
POST /v1/invoices { customer: $ada.id, automatically_finalizes_at: 2026-03-01 } -> 400 { error.param: automatically_finalizes_at }
POST /v1/invoices { customer: $ada.id, auto_advance: true, automatically_finalizes_at: 2026-01-01 } -> 400 { error.param: automatically_finalizes_at }
POST /v1/invoices { customer: $ada.id, default_tax_rates: [$vat.id] } -> 400 { error.param: default_tax_rates }
POST /v1/invoices { customer: $ada.id, discounts: [{ coupon: NONE }] } -> 400 { error.code: resource_missing }
POST /v1/invoices { customer: $ada.id, default_payment_method: pm_none } -> 400 { error.code: resource_missing }
POST /v1/invoices { customer: $ada.id, number: "123456789012345678901234567" } -> 400 { error.param: number }
POST /v1/invoices { customer: $ada.id, custom_fields: [{ name: a, value: b }, { name: a, value: b }, { name: a, value: b }, { name: a, value: b }, { name: a, value: b }] } -> 400 { error.param: custom_fields }
POST /v1/invoices { customer: $ada.id, statement_descriptor: "more than twenty-two letters" } -> 400 { error.param: statement_descriptor }
POST /v1/invoices { customer: $ada.id, subscription: sub_none } -> 400 { error.param: subscription }
POST /v1/invoices { customer: $ada.id, from_invoice: { action: revision, invoice: $draft.id } } -> 400 { error.param: "from_invoice[invoice]" }
POST /v1/invoices { from_invoice: { action: copy, invoice: $draft.id } } -> 400 { error.param: "from_invoice[action]" }
POST /v1/invoices { customer: $ada.id, payment_settings: { payment_method_types: [shells] } } -> 400
POST /v1/invoices { customer: $ada.id, shipping_cost: { shipping_rate: shr_1 } } -> 400 { error.code: parameter_unknown }
expect events after before []
expect GET /v1/invoices?customer=$ada.id { data.#: 1 }

story "Lines and items"
mark before
POST /v1/invoices/$draft.id/add_lines -> 400 { error: { code: parameter_missing, param: lines } }
POST /v1/invoices/$draft.id/add_lines { lines: [{ description: "nothing" }] } -> 400 { error: { code: parameters_exclusive, param: amount } }
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: 1, unit_amount_decimal: "1" }] } -> 400 { error.code: parameters_exclusive }
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: 5 }, { pricing: { price: $monthly.id } }] } -> 400 { error.param: "pricing[price]" }
POST /v1/invoices/$draft.id/add_lines { lines: [{ pricing: { price: $euros.id } }] } -> 400 { error.param: currency }
POST /v1/invoices/$draft.id/add_lines { lines: [{ pricing: { price: $archived.id } }] } -> 400 { error.param: "pricing[price]" }
POST /v1/invoices/$draft.id/add_lines { lines: [{ unit_amount_decimal: "1", quantity: -2 }] } -> 400 { error.param: "lines[0][quantity]" }
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: "1.5" }] } -> 400 { error.param: "lines[0][amount]" }
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: 1, tax_rates: [$vat.id] }] } -> 400 { error.param: tax_rates }
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: 1, period: { start: 2026-03-01, end: 2026-02-01 } }] } -> 400 { error.param: "period[end]" }
POST /v1/invoices/$draft.id/add_lines { lines: [{ price_data: { currency: usd, product: $product.id, unit_amount: 1, recurring: { interval: month } } }] } -> 400 { error.code: parameter_unknown }
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: 100, id: $drafted.lines.data.0.id }] } -> 400 { error.code: parameter_unknown }
POST /v1/invoices/$draft.id/add_lines { lines: [{ invoice_item: $drafted.lines.data.0.parent.invoice_item_details.invoice_item }] } -> 400 { error.param: "lines[invoice_item]" }
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: 100, tax_amounts: [{ amount: -7, taxable_amount: 100, tax_rate_data: { display_name: T, percentage: 7, inclusive: false } }] }] } -> 400
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: 100, tax_amounts: [{ amount: 7, taxable_amount: 100, tax_rate_data: { display_name: T, percentage: 700, inclusive: false } }] }] } -> 400 { error.param: percentage }
POST /v1/invoices/$draft.id/update_lines { lines: [{ amount: 5 }] } -> 400 { error: { code: parameter_missing, param: "lines[id]" } }
POST /v1/invoices/$draft.id/update_lines { lines: [{ id: il_none, amount: 5 }] } -> 400 { error.code: resource_missing }
POST /v1/invoices/$draft.id/remove_lines { lines: [{ id: il_none, behavior: delete }] } -> 400 { error.code: resource_missing }
POST /v1/invoices/$draft.id/remove_lines { lines: [{ id: $drafted.lines.data.0.id }] } -> 400 { error.code: parameter_missing }
POST /v1/invoices/$draft.id/lines/il_none { amount: 5 } -> 404 { error.code: resource_missing }
POST /v1/invoices/in_none/add_lines { lines: [{ amount: 1 }] } -> 404 { error.code: resource_missing }
POST /v1/invoiceitems { customer: $ada.id, amount: 100 } -> 200 as item
POST /v1/invoiceitems { customer: $bob.id, amount: 100 } -> 400 { error: { code: parameter_missing, param: currency } }
POST /v1/invoiceitems { customer: $bob.id, amount: 100, currency: usd, invoice: $draft.id } -> 400 { error.param: invoice }
POST /v1/invoiceitems { customer: $ada.id, amount: 100, currency: eur, invoice: $draft.id } -> 400 { error.param: invoice }
POST /v1/invoiceitems { customer: $ada.id, amount: 100, currency: usd, subscription: sub_none } -> 400 { error.param: subscription }
POST /v1/invoiceitems { customer: $ada.id, unit_amount: 1, unit_amount_decimal: "1", currency: usd } -> 400 { error.code: parameters_exclusive }
POST /v1/invoiceitems/$item.id { quantity: -1 } -> 400 { error.param: quantity }
expect object $draft.id { total: 1000, lines.data.#: 1 }
expect events after before [ invoiceitem.created ]

story "A draft cannot do what final invoices do"
mark before
POST /v1/invoices/$draft.id/void -> 400
POST /v1/invoices/$draft.id/mark_uncollectible -> 400
POST /v1/credit_notes { invoice: $draft.id, amount: 10 } -> 400 { error.param: invoice }
POST /v1/payment_intents { customer: $ada.id, amount: 1000, currency: usd } -> 200 as intent
POST /v1/invoices/$draft.id/attach_payment { payment_intent: $intent.id } -> 400
expect events after before [ payment_intent.created ]
expect object $draft.id { status: draft, number: null }

story "A final invoice is not edited"
POST /v1/invoices/$draft.id/finalize -> 200 { status: open }
mark before
POST /v1/invoices/$draft.id/finalize -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id/add_lines { lines: [{ amount: 1 }] } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id/update_lines { lines: [{ id: $drafted.lines.data.0.id, amount: 1 }] } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id/remove_lines { lines: [{ id: $drafted.lines.data.0.id, behavior: delete }] } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id/lines/$drafted.lines.data.0.id { amount: 1 } -> 400 { error.code: invoice_not_editable }
POST /v1/invoiceitems { customer: $ada.id, amount: 1, currency: usd, invoice: $draft.id } -> 400 { error: { code: invoice_not_editable, param: invoice } }
POST /v1/invoiceitems/$drafted.lines.data.0.parent.invoice_item_details.invoice_item { amount: 1 } -> 400
DELETE /v1/invoiceitems/$drafted.lines.data.0.parent.invoice_item_details.invoice_item -> 400
DELETE /v1/invoices/$draft.id -> 400
POST /v1/invoices/$draft.id { collection_method: send_invoice } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { custom_fields: "" } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { default_tax_rates: "" } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { discounts: "" } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { effective_at: 2026-01-01 } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { number: OTHER } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { rendering: { template: x } } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { shipping_details: "" } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { statement_descriptor: x } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { due_date: 2026-03-01 } -> 400 { error.param: due_date }
POST /v1/invoices/$draft.id/pay { payment_method: pm_none } -> 400 { error.code: resource_missing }
POST /v1/credit_notes { invoice: $draft.id, amount: 1001 } -> 400 { error.param: amount }
POST /v1/credit_notes { invoice: $draft.id, amount: 0 } -> 400 { error.param: amount }
POST /v1/credit_notes { invoice: $draft.id, amount: -5 } -> 400 { error.param: amount }
POST /v1/credit_notes { invoice: in_none, amount: 5 } -> 400 { error.param: invoice }
POST /v1/credit_notes { invoice: $draft.id, amount: 5, refund_amount: 5 } -> 400
POST /v1/credit_notes { invoice: $draft.id, amount: 5, shipping_cost: { shipping_rate: shr_1 } } -> 400 { error.code: parameter_unknown }
POST /v1/credit_notes { invoice: $draft.id, amount: 5, reason: weather } -> 400 { error.param: reason }
POST /v1/credit_notes { invoice: $draft.id, lines: [{ type: invoice_line_item, quantity: 1 }] } -> 400 { error.code: resource_missing }
POST /v1/credit_notes { invoice: $draft.id, lines: [{ type: invoice_line_item, invoice_line_item: $drafted.lines.data.0.id, quantity: 2 }] } -> 400 { error.param: "lines[quantity]" }
POST /v1/credit_notes { invoice: $draft.id, lines: [{ type: custom_line_item, unit_amount: 5, amount: 5 }] } -> 400 { error.param: "lines[amount]" }
GET /v1/credit_notes/preview?invoice=$draft.id&amount=1001 -> 400 { error.param: amount }
expect events after before []
expect object $draft.id { status: open, amount_remaining: 1000 }

story "A paid invoice is over, and so is a void one"
POST /v1/invoices/$draft.id/pay -> 200 { status: paid }
mark paid
POST /v1/invoices/$draft.id/pay -> 400
POST /v1/invoices/$draft.id/pay { paid_out_of_band: true } -> 400
POST /v1/invoices/$draft.id/void -> 400
POST /v1/invoices/$draft.id/mark_uncollectible -> 400
POST /v1/invoices/$draft.id { due_date: 2026-03-01 } -> 400 { error.code: invoice_not_editable }
POST /v1/invoices/$draft.id { auto_advance: true } -> 400 { error.code: invoice_not_editable }
POST /v1/credit_notes { invoice: $draft.id, amount: 100, refund_amount: 99 } -> 400
POST /v1/credit_notes { invoice: $draft.id, amount: 100, credit_amount: 101 } -> 400
POST /v1/credit_notes { invoice: $draft.id, amount: 100, refunds: [{ refund: re_none }] } -> 400 { error.code: resource_missing }
expect events after paid []
POST /v1/invoices { customer: $ada.id, currency: usd } -> 200 as other
POST /v1/invoices/$other.id/add_lines { lines: [{ amount: 700 }] } -> 200
POST /v1/invoices/$other.id/finalize -> 200
POST /v1/invoices/$other.id/void -> 200
mark void
POST /v1/invoices/$other.id/void -> 400
POST /v1/invoices/$other.id/pay -> 400
POST /v1/invoices/$other.id/finalize -> 400
POST /v1/invoices/$other.id/mark_uncollectible -> 400
POST /v1/invoices/$other.id { footer: late } -> 400 { error.code: invoice_not_editable }
POST /v1/credit_notes { invoice: $other.id, amount: 1 } -> 400 { error.param: invoice }
expect events after void []

story "A deleted customer gets no new invoice"
DELETE /v1/customers/$bob.id -> 200
mark before
POST /v1/invoices { customer: $bob.id, currency: usd } -> 400 { error: { code: resource_missing, param: customer } }
POST /v1/invoiceitems { customer: $bob.id, amount: 1, currency: usd } -> 400 { error: { code: resource_missing, param: customer } }
POST /v1/invoices/create_preview { customer: $bob.id } -> 400 { error: { code: resource_missing, param: customer } }
expect events after before []
