# Manual tax rates on lines: which apply, in which order, and how they are rounded (billing.md 8, 23.4).

clock 2026-04-01T00:00:00Z
POST /v1/test_helpers/test_clocks { frozen_time: 2026-04-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/tax_rates { display_name: "VAT", percentage: 5, inclusive: false } -> 200 as on_top
POST /v1/tax_rates { display_name: "VAT", percentage: 5, inclusive: true } -> 200 as inside
POST /v1/products { name: "Gold", id: gold } -> 200

story "A tax rate says how much of what; its share and its place never change"
POST /v1/tax_rates { display_name: "MwSt", percentage: "19.5", inclusive: true, country: DE, jurisdiction: "Germany", tax_type: vat, description: "d", metadata: { a: "b" } } -> 200 {
  object: tax_rate, active: true, percentage: 19.5, inclusive: true, country: DE, state: null, jurisdiction: "Germany"
  tax_type: vat, rate_type: percentage, effective_percentage: null, flat_amount: null, jurisdiction_level: null, display_name: "MwSt"
} as rate
expect event tax_rate.created
POST /v1/tax_rates/$rate.id { display_name: "VAT", active: false } -> 200 { display_name: "VAT", active: false, percentage: 19.5 }
expect event tax_rate.updated
POST /v1/tax_rates/$rate.id { percentage: 20 } -> 400 { error: { code: parameter_unknown, param: percentage } }
POST /v1/tax_rates/$rate.id { inclusive: false } -> 400 { error.param: inclusive }
POST /v1/tax_rates/$rate.id { country: FR } -> 400 { error.param: country }
POST /v1/tax_rates { display_name: "x", percentage: "100.1", inclusive: true } -> 400 { error.param: percentage }
POST /v1/tax_rates { display_name: "x", percentage: "1.00001", inclusive: true } -> 400 { error.param: percentage }
GET /v1/tax_rates?active=false -> 200 { data.#: 1, data.0.id: $rate.id }
GET /v1/tax_rates?inclusive=true&active=true -> 200 { data.#: 1, data.0.id: $inside.id }
POST /v1/invoiceitems { customer: $ada.id, amount: 100, currency: usd, tax_rates: [$rate.id] } -> 400 { error: { param: tax_rates, message: ~ archived } }
POST /v1/invoiceitems { customer: $ada.id, amount: 100, currency: usd, tax_rates: [$inside.id, $inside.id] } -> 400 { error.param: tax_rates }
POST /v1/invoiceitems { customer: $ada.id, amount: 100, currency: usd, tax_rates: [txr_nothing] } -> 400

story "D2: a coupon of 10 % and 5 % on top: tax is a share of what is left"
POST /v1/coupons { id: TENTH, percent_off: 10 } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 500, currency: usd } -> 200 { tax_rates: [] }
POST /v1/invoiceitems { customer: $ada.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include, discounts: [{ coupon: TENTH }], default_tax_rates: [$on_top.id] } -> 200 {
  default_tax_rates: [{ id: $on_top.id, object: tax_rate }]
  subtotal: 1500, subtotal_excluding_tax: 1500, total: 1418, total_excluding_tax: 1350, amount_due: 1418
  total_taxes: [{ amount: 68, taxable_amount: 1350, tax_behavior: exclusive, taxability_reason: standard_rated, type: tax_rate_details, tax_rate_details.tax_rate: $on_top.id }]
  lines.data: [
    { amount: 1000, subtotal: 1000, taxes: [{ amount: 45, taxable_amount: 900 }] }
    { amount: 500, subtotal: 500, taxes: [{ amount: 23, taxable_amount: 450 }] }
  ]
} as invoice
POST /v1/invoices/$invoice.id/pay {} -> 200 { status: paid, amount_paid: 1418 }

story "D3: the same with 5 % inside"
POST /v1/coupons { id: TENTH, percent_off: 10 } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 500, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include, discounts: [{ coupon: TENTH }], default_tax_rates: [$inside.id] } -> 200 {
  total: 1350, total_excluding_tax: 1286, total_taxes: [{ amount: 64, taxable_amount: 1286, tax_behavior: inclusive }]
  lines.data: [ { taxes: [{ amount: 43, taxable_amount: 857 }] }, { taxes: [{ amount: 21, taxable_amount: 429 }] } ]
}

story "D4: 5 % inside and 7 % on top of what is then left"
POST /v1/coupons { id: TENTH, percent_off: 10 } -> 200
POST /v1/tax_rates { display_name: "City", percentage: 7, inclusive: false } -> 200 as city
POST /v1/invoiceitems { customer: $ada.id, amount: 500, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 1000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include, discounts: [{ coupon: TENTH }], default_tax_rates: [$inside.id, $city.id] } -> 200 {
  total: 1440, total_excluding_tax: 1286, total_taxes: [{ amount: 64 }, { amount: 90 }]
  lines.data: [ { taxes: [{ amount: 43 }, { amount: 60, taxable_amount: 857 }] }, { taxes: [{ amount: 21 }, { amount: 30, taxable_amount: 429 }] } ]
}

story "D5: 25 % of 500 on top, and inside"
POST /v1/tax_rates { display_name: "Moms", percentage: 25, inclusive: false } -> 200 as more
POST /v1/tax_rates { display_name: "Moms", percentage: 25, inclusive: true } -> 200 as within
POST /v1/prices { product: gold, currency: usd, unit_amount: 500, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, tax_rates: [$more.id] }] } -> 200 { items.data.0.tax_rates: [{ id: $more.id }] } as a
expect object $a.latest_invoice { subtotal: 500, total: 625, amount_paid: 625, total_excluding_tax: 500 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }], default_tax_rates: [$within.id] } -> 200 { default_tax_rates: [{ id: $within.id }], items.data.0.tax_rates: [] } as b
expect object $b.latest_invoice { subtotal: 500, subtotal_excluding_tax: 400, total: 500, total_taxes.0.amount: 100, lines.data.0: { amount: 500, subtotal: 400 } }
advance clock to 2026-05-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=2 { data: [ { total: 500, total_taxes.0.amount: 100, status: paid }, { total: 625, total_taxes.0.amount: 125, status: paid } ] }

story "D6: an exempt customer pays the amount without the tax in it"
POST /v1/customers/$ada.id { tax_exempt: exempt } -> 200
POST /v1/tax_rates { display_name: "GST", percentage: 10, inclusive: true } -> 200 as gst
POST /v1/invoiceitems { customer: $ada.id, amount: 10000, currency: usd, tax_rates: [$gst.id] } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include } -> 200 {
  customer_tax_exempt: exempt, subtotal: 10000, subtotal_excluding_tax: 9091, total: 9091, total_excluding_tax: 9091, amount_due: 9091
  total_taxes: [{ amount: 0, taxability_reason: customer_exempt, taxable_amount: 0 }]
  lines.data.0: { amount: 10000, subtotal: 9091 }
} as invoice
POST /v1/customers/$ada.id { tax_exempt: none } -> 200
POST /v1/invoices/$invoice.id/pay {} -> 200 { status: paid, amount_paid: 9091, customer_tax_exempt: exempt }

story "Reverse charge: no tax on top, and the reason says so"
POST /v1/customers/$ada.id { tax_exempt: reverse } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 10000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include, default_tax_rates: [$on_top.id] } -> 200 {
  total: 10000, total_taxes: [{ amount: 0, taxability_reason: reverse_charge, taxable_amount: 10000 }]
}

story "D7: tax is rounded on each line: 9091 and 455"
POST /v1/tax_rates { display_name: "GST", percentage: 10, inclusive: true } -> 200 as gst
POST /v1/invoiceitems { customer: $ada.id, amount: 100000, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 5000, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include, default_tax_rates: [$gst.id] } -> 200 { total: 105000, total_taxes.0.amount: 9546 }

story "D8: three lines of 333 with 8.875 % on top: 30 each"
POST /v1/tax_rates { display_name: "NYC", percentage: "8.875", inclusive: false, country: US, state: NY } -> 200 { percentage: 8.875 } as nyc
POST /v1/invoiceitems { customer: $ada.id, amount: 333, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 333, currency: usd } -> 200
POST /v1/invoiceitems { customer: $ada.id, amount: 333, currency: usd } -> 200
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include, default_tax_rates: [$nyc.id] } -> 200 { subtotal: 999, total: 1089, total_taxes.0.amount: 90 }

story "D10: each line at its own rate"
POST /v1/tax_rates { display_name: "High", percentage: 10, inclusive: false } -> 200 as high
POST /v1/invoiceitems { customer: $ada.id, amount: 500, currency: usd, tax_rates: [$on_top.id] } -> 200 { tax_rates: [{ id: $on_top.id }] }
POST /v1/invoiceitems { customer: $ada.id, amount: 1000, currency: usd, tax_rates: [$high.id] } -> 200 as item
POST /v1/invoices { customer: $ada.id, currency: usd, pending_invoice_items_behavior: include } -> 200 { total: 1625, total_taxes: [{ amount: 100 }, { amount: 25 }] } as invoice
POST /v1/invoices/$invoice.id { default_tax_rates: [$high.id] } -> 200 { total: 1625 }
POST /v1/invoiceitems/$item.id { tax_rates: "" } -> 200 { tax_rates: [] }
expect object $invoice.id { total: 1625 }
POST /v1/invoices/$invoice.id { default_tax_rates: "" } -> 200 { total: 1525, default_tax_rates: [] }
POST /v1/invoices/$invoice.id/finalize {} -> 200
POST /v1/invoices/$invoice.id { default_tax_rates: [$high.id] } -> 400 { error.code: invoice_not_editable }

story "A change in mid-period: credit and debit carry the tax of their item, and the preview says so"
POST /v1/prices { product: gold, currency: usd, unit_amount: 1500, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 10, tax_rates: [$on_top.id] }] } -> 200 as sub
expect object $sub.latest_invoice { total: 15750 }
advance clock to 2026-04-16
POST /v1/invoices/create_preview {
  subscription: $sub.id, subscription_details: { items: [{ id: $sub.items.data.0.id, quantity: 13 }], proration_behavior: always_invoice }
} -> 200 {
  subtotal: 2250, total: 2363
  lines.data: [ { amount: -7500, taxes: [{ amount: -375, taxable_amount: -7500 }] }, { amount: 9750, taxes: [{ amount: 488 }] } ]
} as preview
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 13 }], proration_behavior: always_invoice } -> 200 as changed
GET /v1/invoices/$changed.latest_invoice -> 200 { status: paid, total: 2363 } as invoice
expect same $preview.lines.data and $invoice.lines.data except [id, invoice, invoice_item]
expect same $preview.total_taxes and $invoice.total_taxes

story "Rates can change with time: of the subscription, of an item"
POST /v1/prices { product: gold, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
POST /v1/subscriptions/$sub.id { default_tax_rates: [$on_top.id] } -> 200 { default_tax_rates.#: 1 } as changed
POST /v1/tax_rates/$on_top.id { active: false } -> 200
advance clock to 2026-05-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1050, default_tax_rates.0.id: $on_top.id } }
POST /v1/subscription_items/$sub.items.data.0.id { tax_rates: [$inside.id] } -> 200 { tax_rates.0.id: $inside.id }
advance clock to 2026-06-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1000, total_taxes.0.amount: 48 } }
POST /v1/subscription_items/$sub.items.data.0.id { tax_rates: "" } -> 200 { tax_rates: [] }
POST /v1/subscriptions/$sub.id { default_tax_rates: "" } -> 200 { default_tax_rates: [] }
POST /v1/subscriptions/$sub.id { default_tax_rates: [$on_top.id] } -> 400 { error.param: default_tax_rates }
advance clock to 2026-07-01T02:00:00Z
expect GET /v1/invoices?customer=$ada.id&limit=1 { data.0: { total: 1000, total_taxes: [] } }

story "A preview takes the tax rates of a change, of a new subscription and of its own items"
POST /v1/prices { product: gold, currency: usd, unit_amount: 1000, recurring: { interval: month } } -> 200 as price
POST /v1/invoices/create_preview { customer: $ada.id, subscription_details: { items: [{ price: $price.id }], default_tax_rates: [$on_top.id] } } -> 200 { total: 1050, total_taxes.0.amount: 50 }
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id }] } -> 200 as sub
POST /v1/invoices/create_preview {
  subscription: $sub.id, subscription_details: { default_tax_rates: [$inside.id] }
  invoice_items: [{ amount: 200, tax_rates: [$on_top.id] }]
} -> 200 { subtotal: 1200, total: 1210, lines.data: [ { amount: 200, taxes.0.amount: 10 }, { amount: 1000, taxes.0.amount: 48 } ] }
expect object $sub.id { default_tax_rates: [] }
POST /v1/invoices/create_preview { subscription: $sub.id, subscription_details: { default_tax_rates: [txr_nothing] } } -> 400

story "D7: an account that rounds at the end of the invoice: 9545, and the largest line takes the difference"
POST /v1/extend/invoice_rules { tax_rounding: invoice } -> 200 { tax_rounding: invoice }
POST /v1/customers { name: Dora } -> 200 as dora
POST /v1/tax_rates { display_name: VAT, percentage: 10, inclusive: true } -> 200 as inside
POST /v1/invoices { customer: $dora.id, currency: usd, default_tax_rates: [$inside.id] } -> 200 as bill
POST /v1/invoices/$bill.id/add_lines { lines: [{ amount: 100000 }, { amount: 5000 }] } -> 200 {
  total: 105000, total_taxes: [{ amount: 9545 }], lines.data.0.taxes: [{ amount: 9090 }], lines.data.1.taxes: [{ amount: 455 }]
}
POST /v1/extend/invoice_rules { tax_rounding: line } -> 200
POST /v1/invoices/$bill.id { description: "Priced as it was" } -> 200 { total_taxes: [{ amount: 9545 }] }

story "D8: rounded at the end, three lines of 333 with 8.875 % on top come to 89"
POST /v1/extend/invoice_rules { tax_rounding: invoice } -> 200
POST /v1/customers { name: Dora } -> 200 as dora
POST /v1/tax_rates { display_name: NYC, percentage: 8.875, inclusive: false } -> 200 as nyc
POST /v1/invoices { customer: $dora.id, currency: usd, default_tax_rates: [$nyc.id] } -> 200 as bill
POST /v1/invoices/$bill.id/add_lines { lines: [{ amount: 333 }, { amount: 333 }, { amount: 333 }] } -> 200 {
  total: 1088, total_taxes: [{ amount: 89 }], lines.data.0.taxes: [{ amount: 29 }], lines.data.1.taxes: [{ amount: 30 }]
}
