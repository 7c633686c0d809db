# A preview and the invoice it foretells come from one path (billing.md 12.9, 23.7 item 1).

clock 2026-04-01T00:00:00Z
POST /v1/products { name: "Seats" } -> 200 as product
POST /v1/prices { product: $product.id, currency: usd, unit_amount: 1500, recurring: { interval: month } } -> 200 as price
POST /v1/coupons { id: TENTH, duration: forever, percent_off: 10 } -> 200
POST /v1/test_helpers/test_clocks { frozen_time: 2026-04-01 } -> 200 as clock
POST /v1/customers { test_clock: $clock.id, payment_method: pm_card_visa, invoice_settings: { default_payment_method: pm_card_visa } } -> 200 as ada
POST /v1/subscriptions { customer: $ada.id, items: [{ price: $price.id, quantity: 10 }], discounts: [{ coupon: TENTH }] } -> 200 as sub

story "The preview of the next renewal is the renewal, line by line"
advance clock to 2026-04-20
mark before
POST /v1/invoices/create_preview { customer: $ada.id, subscription: $sub.id } -> 200 {
  billing_reason: upcoming, status: draft, number: null, subtotal: 15000, total: 13500
} as preview
expect events after before []
expect GET /v1/invoices?customer=$ada.id { data.#: 1 }
advance clock to 2026-05-01T02:00:00Z
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as invoices
expect $invoices.data.0 {
  status: paid, subtotal: $preview.subtotal, total: $preview.total, amount_due: $preview.amount_due
  period_start: $preview.period_start, period_end: $preview.period_end
}
expect same $preview.lines.data and $invoices.data.0.lines.data except [id, invoice]
expect same $preview.total_discount_amounts and $invoices.data.0.total_discount_amounts

story "P6: the preview of a change is the change: three more seats at half of the month"
advance clock to 2026-04-16
POST /v1/invoices/create_preview {
  subscription: $sub.id
  subscription_details: { items: [{ id: $sub.items.data.0.id, quantity: 13 }], proration_behavior: create_prorations }
} -> 200 as preview
expect GET /v1/subscriptions/$sub.id { items.data.0.quantity: 10 }
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 13 }] } -> 200 { items.data.0.quantity: 13 } as change
expect events of change [ invoiceitem.created, invoiceitem.created, customer.subscription.updated ]
advance clock to 2026-05-01T02:00:00Z
GET /v1/invoices?customer=$ada.id&limit=1 -> 200 as invoices
expect $invoices.data.0 { status: paid, total: $preview.total }
expect same $preview.lines.data and $invoices.data.0.lines.data except [id, invoice, invoice_item]

story "The preview of a change that is invoiced at once is that invoice"
advance clock to 2026-04-16
POST /v1/invoices/create_preview {
  subscription: $sub.id
  subscription_details: { items: [{ id: $sub.items.data.0.id, quantity: 13 }], proration_behavior: always_invoice, proration_date: 2026-04-16 }
} -> 200 as preview
POST /v1/subscriptions/$sub.id { items: [{ id: $sub.items.data.0.id, quantity: 13 }], proration_behavior: always_invoice, proration_date: 2026-04-16 } -> 200 as changed
GET /v1/invoices/$changed.latest_invoice -> 200 { billing_reason: subscription_update, status: paid, total: $preview.total } as invoice
expect same $preview.lines.data and $invoice.lines.data except [id, invoice, invoice_item]
expect charges 2

story "A subscription that ends with its period has no next invoice"
POST /v1/subscriptions/$sub.id { cancel_at_period_end: true } -> 200
POST /v1/invoices/create_preview { subscription: $sub.id } -> 404 { error.code: invoice_upcoming_none }
